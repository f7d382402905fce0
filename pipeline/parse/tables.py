"""The grid of a table: where each cell stands, merged cells resolved, and the line that a row becomes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.limits import MAX_SPAN

BETWEEN = " | "
"""What stands between the cells of a row in a text."""

_SPAN = re.compile(r"\s{0,9}([0-9]{1,9})")
_NUMBER = re.compile(r"[\d.,%/\s()+-]+")


class _HasText(Protocol):
    @property
    def text(self) -> str: ...


@dataclass(slots=True)
class RawCell:
    """A cell as the markup gives it: the lines in it, and how far it says that it reaches."""

    start: int
    row_span: int
    col_span: int
    is_header: bool
    end: int


@dataclass(slots=True)
class Slot:
    """A cell in the grid; `offset` is where its text begins in the line of its row."""

    row: int
    col: int
    row_span: int
    col_span: int
    is_header: bool
    text: str
    offset: int = 0


def span(printed: str | None) -> int:
    """Return a rowspan or colspan as browsers read it: its first digits; 1 where there are none, capped."""
    found = _SPAN.match(printed or "")
    return max(1, min(int(found[1]), MAX_SPAN)) if found else 1


def place(rows: Sequence[Sequence[RawCell]], lines: Sequence[_HasText]) -> list[list[Slot]]:
    """Return the cells of each row with their columns: a merged cell keeps the places that it covers."""
    # A title over the whole table often reaches further than the table: colspan="100%".
    width = max((sum(cell.col_span for cell in cells) for cells in rows if len(cells) > 1), default=1)
    taken: dict[int, int] = {}  # column → the row after the last that a cell above covers in it
    placed: list[list[Slot]] = []
    for number, cells in enumerate(rows):
        column, found = 0, list[Slot]()
        for cell in cells:
            while taken.get(column, 0) > number:
                column += 1
            rows_left = min(cell.row_span, len(rows) - number) if cell.row_span > 1 else 1
            columns = min(cell.col_span, max(width - column, 1)) if cell.col_span > 1 else 1
            for covered in range(column, column + columns) if rows_left > 1 else ():
                taken[covered] = number + rows_left
            text = " ".join([line.text for line in lines[cell.start : cell.end]]).replace("|", "¦")
            found.append(Slot(number, column, rows_left, columns, cell.is_header, text))
            column += columns
        placed.append(found)
    return _with_header(placed)


def _with_header(placed: list[list[Slot]]) -> list[list[Slot]]:
    """Take the first row for the header where none is marked: words above, figures below."""
    first, *others = placed
    if not others or any(slot.is_header for row in placed for slot in row):
        return placed
    below = any(slot.text and _NUMBER.fullmatch(slot.text) for row in others for slot in row)
    if below and not any(not slot.text or _NUMBER.fullmatch(slot.text) for slot in first):
        for slot in first:
            slot.is_header = True
    return placed


def row(slots: Sequence[Slot]) -> str:
    """Return the line of a row, and tell its cells where they begin in that line."""
    whole = BETWEEN.join([slot.text for slot in slots])
    text = whole.strip()
    position = len(text) - len(whole.lstrip()) if not text else -(len(whole) - len(whole.lstrip()))
    for slot in slots:
        slot.offset = min(max(position, 0), len(text))
        position += len(slot.text) + len(BETWEEN)
    return text
