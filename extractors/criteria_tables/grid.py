"""The cells of a table, each over all places that it covers, and the rows of its header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractors.criteria_tables import words
from schemas.records import Cell

HEADER_ROWS = 8
_MOST_CELLS = 300_000


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its merged cells spread over all places that they cover."""

    at: Mapping[tuple[int, int], Cell]
    height: int
    width: int
    start: int
    end: int

    @staticmethod
    def of(cells: Sequence[Cell]) -> Grid | None:
        """Return the grid of the cells of one table; null if it is too small or too large."""
        height = max(cell.row + cell.row_span for cell in cells)
        width = max(cell.col + cell.col_span for cell in cells)
        if height * width > _MOST_CELLS or height < 2 or width < 2:
            return None
        at: dict[tuple[int, int], Cell] = {}
        for cell in cells:
            for row in range(cell.row, min(cell.row + cell.row_span, height)):
                for col in range(cell.col, min(cell.col + cell.col_span, width)):
                    at.setdefault((row, col), cell)
        return Grid(at, height, width, min(cell.start for cell in cells), max(cell.end for cell in cells))

    def plain(self, row: int, col: int) -> str:
        """Return what a cell says, in lower case and single blanks."""
        cell = self.at.get((row, col))
        return " ".join(cell.text.lower().split()) if cell else ""

    def own(self, row: int, col: int) -> Cell | None:
        """Return the cell that begins here; null if none does."""
        cell = self.at.get((row, col))
        return cell if cell is not None and (cell.row, cell.col) == (row, col) else None

    def is_own(self, row: int, col: int) -> bool:
        """Whether a cell begins here."""
        return self.own(row, col) is not None

    def heading(self, col: int, rows: range) -> str:
        """Return what the header says above a column, from the top."""
        said = dict.fromkeys(self.plain(row, col) for row in rows)
        return " ".join(filter(None, said))


def header(grid: Grid, row: int) -> range:
    """Return the rows of the header that ends with a row: above it stand titles, which have a row to themselves."""
    top = row
    while (
        top
        and len({cell.start for col in range(grid.width) if (cell := grid.at.get((top - 1, col))) and cell.text}) > 1
    ):
        top -= 1
    return range(top, row + 1)


def header_end(grid: Grid, row: int, places: int) -> int:
    """Return the row after a header: it goes on below while no place is named."""
    end = row + 1
    while end < grid.height - 1 and (not grid.is_own(end, places) or not grid.plain(end, places)):
        below = [
            text for col in range(places + 1, grid.width) if grid.is_own(end, col) and (text := grid.plain(end, col))
        ]
        if grid.is_own(end, places) and (not below or any(words.value(text)[0] is not None for text in below)):
            break
        end += 1
    return end
