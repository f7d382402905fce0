"""Tables that say which commune meets which criterion of the rural programme, and how many each meets.

A table of places and criteria has one record for each cell that says something: `criteria_met` or `criteria_unmet` of
the one criterion for a mark, its value for a figure. Sums have theirs: how many criteria a place meets, how many
places meet a criterion. A table of places with the number of criteria they meet gives one record for each place, and
so does one of districts with the communes that meet the standard or stand in a band. Cells are read by where they
stand, so what a sentence says of them is never guessed from the text of a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from extractors.context import Context
from extractors.criteria import topic
from extractors.criteria_tables import layouts, lists
from extractors.criteria_tables.about import About
from extractors.criteria_tables.grid import Grid
from extractors.criteria_tables.layouts import Layout
from extractors.criteria_tables.records import records
from schemas.records import Cell, Criterion, DateMention

_Table = Layout | lists.Criteria | lists.Figures


def find(
    text: str, cells: Sequence[Cell], context: Context, dates: Sequence[DateMention] = ()
) -> tuple[list[Criterion], list[tuple[int, int]]]:
    """Read the tables of criteria of a document.

    Args:
        text: canonical text.
        cells: cells of its tables, table by table.
        context: the document around it.
        dates: its dates, in the order of the text.

    Returns:
        One record for each cell that says something of a place or a criterion, in the order of the text; and the
        spans of the tables that they were read from, of which no sentence says anything more.
    """
    if not cells:
        return [], []
    lower = text.lower()
    if len(lower) != len(text):  # İ and a few others grow when lowered
        lower = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    is_about = topic.is_about(lower)
    if not is_about and "tiêu chí" not in lower:
        return [], []
    found: list[Criterion] = []
    spans: list[tuple[int, int]] = []
    before: Layout | None = None
    for _, group in groupby(cells, key=lambda cell: cell.table_no):
        grid = Grid.of(list(group))
        if grid is None:
            continue
        table = _understood(grid, before, is_about=is_about)
        if table is None:
            continue
        if isinstance(table, Layout):
            before = table
            read = list(records(grid, table, About.of(text, lower, grid, context, dates, table.level(grid))))
        else:
            read = list(table.records(grid, About.of(text, lower, grid, context, dates, "xã")))
        if read:
            found += read
            spans.append((grid.start, grid.end))
    return sorted(found, key=lambda record: (record.start, record.end)), spans


def _understood(grid: Grid, before: Layout | None, *, is_about: bool) -> _Table | None:
    """Return how to read a table; null if it says nothing of criteria. Elsewhere only headers that are sure count."""
    found: _Table | None = layouts.matrix(grid) or layouts.transposed(grid) or lists.Criteria.of(grid)
    if found is None and is_about:
        found = layouts.counts(grid) or lists.Figures.of(grid)
    found = found or layouts.continued(grid, before)
    return found if found and (is_about or found.is_sure) else None
