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
    end: int = -1

    def __post_init__(self) -> None:
        self.end = self.start if self.end < 0 else self.end


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell in the grid; `offset` is where its text begins in the line of its row."""

    row: int
    col: int
    row_span: int
    col_span: int
    is_header: bool
    text: str
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell with its place in the grid and the lines that it was made of."""

    start: int
    end: int
    slot: Slot


def span(printed: str | None) -> int:
    """Return a rowspan or colspan as browsers read it: its first digits; 1 where there are none, capped."""
    found = _SPAN.match(printed or "")
    return max(1, min(int(found[1]), MAX_SPAN)) if found else 1


def place(rows: Sequence[Sequence[RawCell]], lines: Sequence[_HasText]) -> list[list[Placed]]:
    """Return the cells of each row with their columns: a merged cell keeps the places that it covers."""
    # A title over the whole table often reaches further than the table: colspan="100%".
    width = max((sum(cell.col_span for cell in cells) for cells in rows if len(cells) > 1), default=1)
    taken: dict[int, int] = {}  # column → the row after the last that a cell above covers in it
    placed: list[list[Placed]] = []
    for number, cells in enumerate(rows):
        column, found = 0, list[Placed]()
        for cell in cells:
            while taken.get(column, 0) > number:
                column += 1
            rows_left = min(cell.row_span, len(rows) - number)
            columns = min(cell.col_span, max(width - column, 1))
            for covered in range(column, column + columns):
                taken[covered] = number + rows_left
            text = " ".join(line.text for line in lines[cell.start : cell.end]).replace("|", "¦")
            found.append(Placed(cell.start, cell.end, Slot(number, column, rows_left, columns, cell.is_header, text)))
            column += columns
        placed.append(found)
    return _with_header(placed)


def _with_header(placed: list[list[Placed]]) -> list[list[Placed]]:
    """Take the first row for the header where none is marked: words above, figures below."""
    slots = [cell.slot for row in placed for cell in row]
    if any(slot.is_header for slot in slots) or len(placed) < 2:
        return placed
    first = [cell.slot for cell in placed[0]]
    below = any(slot.text and _NUMBER.fullmatch(slot.text) for slot in slots[len(first) :])
    if not below or any(not slot.text or _NUMBER.fullmatch(slot.text) for slot in first):
        return placed
    header = [
        Placed(c.start, c.end, Slot(c.slot.row, c.slot.col, c.slot.row_span, c.slot.col_span, True, c.slot.text))
        for c in placed[0]
    ]
    return [header, *placed[1:]]


def row(slots: Sequence[Slot]) -> tuple[str, tuple[Slot, ...]]:
    """Return the line of a row, and its cells with their offsets in that line."""
    whole = BETWEEN.join(slot.text for slot in slots)
    text = whole.strip()
    position = len(text) - len(whole.lstrip()) if not text else -(len(whole) - len(whole.lstrip()))
    found = []
    for slot in slots:
        offset = min(max(position, 0), len(text))
        found.append(Slot(slot.row, slot.col, slot.row_span, slot.col_span, slot.is_header, slot.text, offset))
        position += len(slot.text) + len(BETWEEN)
    return text, tuple(found)
