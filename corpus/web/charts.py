"""The geometry of the charts and graphs that the templates draw as SVG; words come from the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_BAR, _GAP, _HEIGHT, _HEAD, _FOOT = 34, 12, 120, 22, 24
_MOST_BARS = 24
_ROW, _NODE, _GRAPH_WIDTH, _MOST_NODES = 34, 132, 452, 9


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
    def top(self) -> tuple[str, int]:
        """The row with the largest value, the first of them."""
        return max(self.rows, key=lambda row: row[1])

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
class Node:
    """One document of a graph."""

    x: float
    y: float
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

    def column(x: float, nodes: Sequence[tuple[str, str, bool, bool]]) -> tuple[Node, ...]:
        top = (height - len(nodes) * _ROW) / 2
        return tuple(Node(x, top + at * _ROW + _ROW / 2, *node) for at, node in enumerate(nodes))

    centre = Node((_GRAPH_WIDTH - _NODE) / 2, height / 2, label, "", True, False)
    return Graph(
        _GRAPH_WIDTH,
        height,
        _NODE,
        26,
        centre,
        column(0, left),
        column(_GRAPH_WIDTH - _NODE, right),
        len(citing) - len(left),
        len(cited) - len(right),
    )
