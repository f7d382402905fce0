"""Tables whose rows are criteria, or figures that their labels name; columns say when, or how many communes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.criteria.figures import Figure
from extractors.criteria_tables import headings, layouts, words
from extractors.criteria_tables.about import About
from extractors.criteria_tables.grid import Grid
from extractors.criteria_tables.records import units
from extractors.criteria_tables.words import UNMET
from schemas.records import Criterion

_JUDGED = re.compile(r"kết quả|đánh giá|(?<!\w)đạt(?!\w)|hoàn thành|hiện trạng|thực hiện")
_APART = re.compile(r"so với|so sánh|tăng|giảm|/kh(?!\w)|/kế hoạch|ghi chú|(?<!\w)tt(?!\w)|đvt|đơn vị tính")


@dataclass(frozen=True, slots=True)
class Criteria:
    """A table whose rows are the criteria: how many communes meet each, or whether the one that it is about does.

    Attributes:
        numbers: number of the criterion, by row.
        col: column of their names.
        units: what the heading says of the communes that are counted below it, by column.
        judged: columns that say whether the criterion is met, with what a cross in them says.
    """

    numbers: dict[int, int]
    col: int
    units: dict[int, Figure]
    judged: dict[int, str]

    is_sure = True

    @staticmethod
    def of(grid: Grid) -> Criteria | None:
        """Return how to read a table as one; null if it is none."""
        for col in range(min(3, grid.width - 1)):
            numbers = layouts.criteria_below(grid, col)
            if len(numbers) < layouts.FEWEST:
                continue
            found = Criteria(numbers, col, {}, {})
            for other in range(col + 1, grid.width):
                found._add(grid, other)
            if found.units or found.judged:
                return found
        return None

    def _add(self, grid: Grid, col: int) -> None:
        parts = headings.above(grid, col, range(min(self.numbers)))
        heading = " ".join(parts)
        cells = [text for row in self.numbers if (text := grid.plain(row, col))]
        unit = headings.UNIT.search(heading)
        if cells and all(words.value(text)[0] is not None for text in cells):
            share = headings.share_of(self.units[col - 1]) if col - 1 in self.units else None
            if headings.IS_SHARE.search(heading):
                if share:
                    self.units[col] = share
            elif unit and "đạt" in heading:
                kind = "units_not_meeting" if UNMET.search(heading) else "units_meeting_standard"
                self.units[col] = Figure(kind, "", 0, 0, unit=headings.LEVELS.get(unit[0], unit[0]))
        elif cells and parts and words.mark(parts[-1], plus=False):
            self.judged[col] = words.mark(parts[-1], plus=False)  # crosses below Đạt and below Chưa đạt
        elif _JUDGED.search(heading) and not unit:
            marks = sum(bool(words.mark(text, plus=True)) for text in cells)
            if marks * 2 > len(self.numbers):
                self.judged[col] = ""

    def records(self, grid: Grid, about: About) -> Iterator[Criterion]:
        """Yield what each cell says, row by row."""
        head = range(min(self.numbers))
        for row, number in self.numbers.items():
            name = " ".join(grid.at[row, self.col].text.split())
            for col, figure in self.units.items():
                cell = grid.own(row, col)
                if cell is not None:
                    yield from units(cell, "", None, figure, grid.heading(col, head), about, number, name)
            for col, said in self.judged.items():
                cell = grid.own(row, col)
                mark = words.mark(grid.plain(row, col), plus=False, explained=about.marks)
                if cell is not None and mark:
                    kind = f"criteria_{said if said and mark == 'met' else mark}"
                    yield about.record(
                        cell, "table-mark", kind=kind, value=1.0, unit="tiêu chí", place=about.place,
                        criterion_no=number, criterion_name=name, heading=grid.heading(col, head),
                    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figures:
    """A table whose rows name what is counted, and whose columns are years, plans and results.

    Attributes:
        first: first row below the header.
        figures: what the label of a row says, by row.
        columns: those of the values.
    """

    first: int
    figures: dict[int, Figure]
    columns: list[int]

    is_sure = False

    @staticmethod
    def of(grid: Grid) -> Figures | None:
        """Return how to read a table as one; null if it is none."""
        for col in range(min(3, grid.width - 1)):
            figures = {
                row: figure
                for row in range(1, grid.height)
                if grid.is_own(row, col) and (figure := headings.said([headings.dateless(grid.plain(row, col))]))
            }
            if not any(figure.kind != "units_total" for figure in figures.values()):
                continue
            first = next((row for row in range(1, grid.height) if _has_values(grid, row, col)), 0)
            figures = {row: figure for row, figure in figures.items() if row >= first}
            columns = [
                other
                for other in range(col + 1, grid.width)
                if (heading := grid.heading(other, range(first)))
                and not _APART.search(heading)
                and any(words.value(grid.plain(row, other))[0] is not None for row in figures)
            ]
            if first and columns and figures:
                return Figures(first, figures, columns)
        return None

    def records(self, grid: Grid, about: About) -> Iterator[Criterion]:
        """Yield what each cell says, row by row."""
        for row, figure in self.figures.items():
            for col in self.columns:
                heading = grid.heading(col, range(self.first))
                is_share = figure.kind != "share" and headings.IS_SHARE.search(heading)
                of = headings.share_of(figure) if is_share else figure
                cell = grid.own(row, col)
                if cell is not None and of is not None:
                    yield from units(cell, "", about.place, of, heading, about)


def _has_values(grid: Grid, row: int, col: int) -> bool:
    """Whether a row has figures that are no years beside its label."""
    found = [words.value(grid.plain(row, other))[0] for other in range(col + 1, grid.width) if grid.is_own(row, other)]
    figures = [figure for figure in found if figure is not None]
    return bool(figures) and not headings.are_years(figures)
