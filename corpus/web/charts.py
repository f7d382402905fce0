"""The geometry of the charts and graphs that the templates draw as SVG; words come from the catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_BAR, _GAP, _HEIGHT, _HEAD, _FOOT = 34, 12, 120, 22, 24
_MOST_BARS = 24
_ROW, _NODE, _EDGE, _MOST_NODES = 34, 132, 28, 9
_WIDTH, _PLOT, _SIDE, _MOST_POINTS = 620, 170, 30, 80
_LABEL_WIDTH, _LABEL_HEIGHT = 34, 15


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: where it stands and what it says."""

    x: float
    y: float
    width: float
    height: float
    value: int
    label: str

    @property
    def middle(self) -> float:
        """The middle of the bar, where its labels stand."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of bars, one for each year."""

    width: float
    height: float
    base: float
    bars: tuple[Bar, ...]
    rows: tuple[tuple[str, int], ...]

    @property
    def top(self) -> tuple[str, int] | None:
        """The row with the largest value; null where several have it."""
        most = max(value for _, value in self.rows)
        found = [row for row in self.rows if row[1] == most]
        return found[0] if len(found) == 1 else None

    @property
    def total(self) -> int:
        """The sum of the values."""
        return sum(value for _, value in self.rows)


def by_year(rows: Sequence[Mapping[str, Any]]) -> Bars | None:
    """Return a chart of counts by year, with the years between that have none; null without rows.

    Args:
        rows: value (the year) and n; at most the last 24 years are drawn.
    """
    counts = {int(row["value"]): int(row["n"]) for row in rows if row["value"] is not None}
    if not counts:
        return None
    years = range(max(min(counts), max(counts) - _MOST_BARS + 1), max(counts) + 1)
    most = max(counts[year] for year in years if year in counts)
    bars = []
    for at, year in enumerate(years):
        value = counts.get(year, 0)
        height = round(_HEIGHT * value / most, 1)
        bars.append(Bar(at * (_BAR + _GAP) + _GAP / 2, _HEAD + _HEIGHT - height, _BAR, height, value, str(year)))
    return Bars(
        len(bars) * (_BAR + _GAP),
        _HEAD + _HEIGHT + _FOOT,
        _HEAD + _HEIGHT,
        tuple(bars),
        tuple((str(year), counts[year]) for year in sorted(counts) if year in years),
    )


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of a chart over time.

    Attributes:
        x, y: where it stands.
        row: the row of criteria that it shows.
        is_aim: a target or plan, not a report.
        is_labelled: there is room to write its value beside it.
    """

    x: float
    y: float
    row: Mapping[str, Any]
    is_aim: bool
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class Course:
    """Figures of one kind over time: what was aimed at and what was reported.

    Attributes:
        latest: the newest report, the larger of two of one day; null where there are only aims.
        aim: the newest aim.
        ticks: (x, year) below the axis.
    """

    width: float
    height: float
    base: float
    points: tuple[Point, ...]
    ticks: tuple[tuple[float, int], ...]
    latest: Mapping[str, Any] | None
    aim: Mapping[str, Any] | None


def over_time(rows: Sequence[Mapping[str, Any]]) -> Course | None:
    """Return the course of what most figures are about: units of one kind that meet a standard of one grade.

    Args:
        rows: rows of criteria about one place, with their periods.

    Returns:
        The chart; null where fewer than two times are told.
    """
    groups: dict[tuple[bool, str, str], dict[tuple[float, float, bool], Mapping[str, Any]]] = {}
    for row in rows:
        when = _end(row["period"])
        joins = row.get("rule") == "count-increment"  # có thêm 6 xã đạt chuẩn: no total
        if row["kind"] == "units_meeting_standard" and row["value"] is not None and when and not joins:
            key = (when, row["value"], row["modality"] in ("target", "plan"))
            # Apart from those that say of how many they are: a bare number may be what is to be added.
            about = (row["denominator"] is not None, row["unit"] or "", row["grade"] or "")
            groups.setdefault(about, {}).setdefault(key, row)
    times = {about: len({when for when, _, _ in group}) for about, group in groups.items()}
    told = groups[max(times, key=lambda about: (times[about] > 1, about[0], times[about]))] if times else {}
    shown = sorted(told.items(), key=lambda item: item[0])[-_MOST_POINTS:]
    if len({when for (when, _, _), _ in shown}) < 2:
        return None
    first, last = int(shown[0][0][0]), int(shown[-1][0][0]) + 1
    most = max(value for (_, value, _), _ in shown) or 1
    across = (_WIDTH - 2 * _SIDE) / (last - first)
    points: list[Point] = []
    labels: list[tuple[float, float]] = []
    for (when, value, is_aim), row in reversed(shown):  # the newest get their labels first
        x, y = _SIDE + (when - first) * across, _HEAD + _PLOT * (1 - value / most)
        is_free = all(abs(x - left) > _LABEL_WIDTH or abs(y - top) > _LABEL_HEIGHT for left, top in labels)
        if is_free:
            labels.append((x, y))
        points.append(Point(round(x, 1), round(y, 1), row, is_aim, is_free))
    reports = [item for item in shown if not item[0][2]]
    aims = [item for item in shown if item[0][2]]
    step = max(1, (last - first) // 10)
    return Course(
        _WIDTH,
        _HEAD + _PLOT + _FOOT,
        _HEAD + _PLOT,
        tuple(reversed(points)),
        tuple((_SIDE + (year - first) * across, year) for year in range(first, last + 1, step)),
        reports[-1][1] if reports else None,
        aims[-1][1] if aims else None,
    )


def _end(period: str | None) -> float | None:
    """Return the end of a period as a year with its fraction: 2023 → 2024.0, 2023-06 → 2023.5."""
    found = _PERIOD.fullmatch((period or "").rpartition("/")[2])
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    return year + (1 if month is None else (month if day is None else month - 1 + day / 31) / 12)


_PERIOD = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")


@dataclass(frozen=True, slots=True)
class Node:
    """One document of a graph; `shown` is as much of its label as fits."""

    x: float
    y: float
    shown: str
    label: str
    address: str
    is_held: bool
    is_doubtful: bool


@dataclass(frozen=True, slots=True)
class Graph:
    """A document between those that cite it (left) and those that it cites (right)."""

    width: float
    height: float
    node_width: float
    node_height: float
    centre: Node
    left: tuple[Node, ...]
    right: tuple[Node, ...]
    more_left: int
    more_right: int


def graph(
    label: str, citing: Sequence[tuple[str, str, bool, bool]], cited: Sequence[tuple[str, str, bool, bool]]
) -> Graph | None:
    """Return a graph; null where there is nothing to draw.

    Args:
        label: what the document is called.
        citing: (label, address, held by the corpus, doubtful) of the documents that cite it.
        cited: the same of those that it cites.
    """
    if not citing and not cited:
        return None
    left, right = citing[:_MOST_NODES], cited[:_MOST_NODES]
    height = max(len(left), len(right), 1) * _ROW + 8
    middle = _NODE + _EDGE if left else 0  # a side that has nothing takes no room
    end = middle + _NODE + _EDGE

    def column(x: float, nodes: Sequence[tuple[str, str, bool, bool]]) -> tuple[Node, ...]:
        top = (height - len(nodes) * _ROW) / 2
        return tuple(Node(x, top + at * _ROW + _ROW / 2, _fitting(node[0]), *node) for at, node in enumerate(nodes))

    return Graph(
        end + _NODE if right else end - _EDGE,
        height,
        _NODE,
        26,
        Node(middle, height / 2, _fitting(label), label, "", True, False),
        column(0, left),
        column(end, right),
        len(citing) - len(left),
        len(cited) - len(right),
    )


def _fitting(label: str) -> str:
    """Return as much of a label as fits into a node."""
    room = _NODE - 14.0
    for at, sign in enumerate(label):
        room -= 9.3 if sign.isupper() else 7.6 if sign.isalnum() else 5.0
        if room < 0:
            return f"{label[: at - 1]}…"
    return label
