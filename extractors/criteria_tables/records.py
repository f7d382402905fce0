"""What the cells of a table of places say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extractors.criteria.figures import Figure
from extractors.criteria_tables import words
from extractors.criteria_tables.about import About
from extractors.criteria_tables.grid import Grid
from extractors.criteria_tables.layouts import AND, ITEM, Layout
from extractors.criteria_tables.words import EDGES, FULL, MOST_CRITERIA
from schemas.records import Cell, Criterion

_GROUP = re.compile(r"[ivx]{1,5}|[a-h]")
_CHANGE = re.compile(r"(?<!\w)(?:tăng|giảm)(?!\w)")


def records(grid: Grid, layout: Layout, about: About) -> Iterator[Criterion]:
    """Yield what each cell of a table of places says, row by row."""
    lines = grid.width if layout.is_turned else grid.height

    def cell(line: int, across: int) -> Cell | None:
        return grid.own(across, line) if layout.is_turned else grid.own(line, across)

    said = [
        " ".join(found.text.lower().split())
        for line in range(layout.first, lines)
        for across in layout.criteria
        if (found := cell(line, across))
    ]
    plus = "+" in said
    unmarked = [one for one in said if not words.mark(one, plus=plus, explained=about.marks)]
    is_binary = all(words.value(one)[0] in (None, 0.0, 1.0) for one in unmarked)
    head = range(layout.top, layout.first)
    heading = "" if layout.is_turned else grid.heading(layout.places, head)
    for line in range(layout.first, lines):
        if layout.is_turned:
            heading = grid.heading(line, range(layout.places))
        label = grid.at.get((layout.places, line) if layout.is_turned else (line, layout.places))
        if label is None:
            continue
        plain = " ".join(label.text.lower().split())
        kind = words.word(plain) or words.word(plain.partition(":")[0]) or _total_beside(grid, layout, line)
        if kind == "not a place" or words.names_places(plain):  # the header again, on another page
            continue
        if not kind and (not words.is_place(plain) or _GROUP.fullmatch(plain.strip(EDGES))):
            continue
        place = None if kind else words.place(label, heading)
        for across, number in layout.criteria.items():
            one = cell(line, across)
            if one is not None and layout.is_turned and one.row_span < layout.heights.get(across, 1):
                continue  # it is about a part of the criterion, whose cell reaches over those of its parts
            if one is not None and one.end > one.start:
                yield from _single(one, kind, place, number, layout.names.get(across) or None, about, is_binary, plus)
        for across, is_unmet in layout.lists.items():
            one = cell(line, across)
            if one is not None and place:
                yield from _listed(one, place, is_unmet, about)
        for across, figure in layout.units.items():
            one = cell(line, across)
            if one is not None and one.end > one.start:
                yield from units(one, kind, place, figure, grid.heading(across, head), about)
        for across, is_unmet in layout.counts.items():
            one = cell(line, across)
            if one is not None and one.end > one.start:
                above = "" if layout.is_turned else grid.heading(across, head)
                yield from _count(one, kind, place, is_unmet, above, about)


def _total_beside(grid: Grid, layout: Layout, line: int) -> str:
    """Return the kind of a row whose label of a sum stands in another cell than that of the place."""
    if layout.is_turned:
        return ""
    kinds = (words.word(grid.plain(line, col)) for col in range(layout.places))
    return next((kind for kind in kinds if kind in ("total", "average", "share")), "")


def _single(
    cell: Cell, kind: str, place: str | None, number: int, name: str | None, about: About,
    is_binary: bool, plus: bool,
) -> Iterator[Criterion]:  # fmt: skip
    """Yield what a cell says of one criterion in one place, or in all of them."""
    plain = " ".join(cell.text.lower().split())
    mark = words.mark(plain, plus=plus, explained=about.marks)
    value, of = words.value(plain)
    is_share = plain.endswith("%") or kind == "share"
    if kind in ("total", "average", "share"):
        if value is not None and kind != "average":
            what = "share" if is_share else "units_meeting_standard"
            yield about.record(
                cell, "table-sum", kind=what, value=value, value_max=of, denominator=of,
                unit="%" if is_share else about.level, of=about.level if is_share else None,
                criterion_no=number, criterion_name=name,
            )  # fmt: skip
        return
    if not mark and value is not None and is_binary:
        mark = "met" if value else "unmet"
    if mark:
        yield about.record(
            cell, "table-mark", kind=f"criteria_{mark}", value=1.0, unit="tiêu chí", place=place,
            criterion_no=number, criterion_name=name,
        )  # fmt: skip
    elif value is not None:
        yield about.record(
            cell, "table-value", kind="criterion_ref", value=value, value_max=of,
            unit="%" if is_share else None, place=place, criterion_no=number, criterion_name=name,
        )  # fmt: skip


def _listed(cell: Cell, place: str, is_unmet: bool, about: About) -> Iterator[Criterion]:
    """Yield the criteria that a cell lists; none where it holds anything else."""
    items = list(ITEM.finditer(AND.sub(" ,  ", about.text[cell.start : cell.end])))
    numbers = [words.number(" ".join(item[0].lower().split()))[0] or 0 for item in items]
    if not all(0 < number <= FULL for number in numbers) or len(set(numbers)) < len(numbers):
        return
    for item, number in zip(items, numbers, strict=True):
        yield about.record(
            replace(cell, start=cell.start + item.start(), end=cell.start + item.end()), "table-list",
            kind="criteria_unmet" if is_unmet else "criteria_met", value=1.0, unit="tiêu chí", place=place,
            criterion_no=number,
        )  # fmt: skip


def _count(cell: Cell, kind: str, place: str | None, is_unmet: bool, heading: str, about: About) -> Iterator[Criterion]:
    """Yield how many criteria a place meets, or all of them together."""
    value, of = words.value(" ".join(cell.text.lower().split()))
    if value is None or kind == "share" or (is_unmet and kind):
        return
    what = {"total": "criteria_sum", "average": "criteria_avg"}.get(
        kind, "criteria_unmet" if is_unmet else "criteria_met"
    )
    change = _CHANGE.search(heading)
    if change:
        if kind:
            return
        what, value = "criteria_delta", -value if change[0] == "giảm" else value
    if what in ("criteria_met", "criteria_unmet") and value > MOST_CRITERIA:
        return
    yield about.record(
        cell, "table-count", kind=what, value=value, value_max=of, denominator=of, unit="tiêu chí", place=place,
        heading=heading,
    )  # fmt: skip


def units(
    cell: Cell, kind: str, place: str | None, figure: Figure, heading: str, about: About,
    criterion_no: int | None = None, criterion_name: str | None = None,
) -> Iterator[Criterion]:  # fmt: skip
    """Yield how many communes of a place (or of all) are what the heading says, or which share of them."""
    value, of = words.value(" ".join(cell.text.lower().split()))
    if value is None or kind in ("share", "average"):
        return
    record = about.record(
        cell, "table-units", kind=figure.kind, value=value, value_max=of, denominator=of, unit=figure.unit,
        of=figure.of, place=place, criterion_no=criterion_no or figure.criterion_no,
        criterion_name=criterion_name or figure.name, heading=heading,
    )  # fmt: skip
    yield replace(record, band_min=figure.band_min, band_max=figure.band_max, grade=figure.grade or record.grade)
