"""What a page of a PDF holds: pieces of lines with their boxes, ruled lines, tables."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

UP, DOWN, OVER = 1, 2, 3
"""How text runs that is not upright: upwards, downwards, on its head."""

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in points, from the upper left corner of the page as it is shown."""

Boxes = NDArray[np.float32]
"""A row of four numbers for each word."""

SAME_ROW = 0.3
"""Share of the lower of two heights by which pieces of one row overlap."""

GAP = 0.9
"""Heights of the text: a wider gap parts two pieces of a line."""

FEWEST_RULES = 4
"""Ruled lines that a table has."""

SMALLER = 0.92
"""Share of the height of the text: lines that are less high are set in a smaller type."""


@dataclass(slots=True)
class Piece:
    """Words that stand side by side on one line without a wide gap.

    Attributes:
        text: the words in NFC with single blanks between them.
        boxes: of the words.
        x0, top, x1, bottom: around all of them.
        reader: pdfium, pdfplumber or ocr.
        confidences: one for each word, where recognised.
    """

    text: str
    boxes: Boxes
    x0: float
    top: float
    x1: float
    bottom: float
    reader: str = "pdfium"
    confidences: Sequence[float] = ()

    @property
    def count(self) -> int:
        """Number of words."""
        return len(self.boxes)

    @property
    def height(self) -> float:
        """Height of the line in points."""
        return self.bottom - self.top


@dataclass(slots=True)
class GridCell:
    """One cell: where it stands in the grid, its box, and the lines of text in it."""

    row: int
    col: int
    row_span: int
    col_span: int
    box: Box
    lines: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its text on one line."""
        return self.lines[0].text if len(self.lines) == 1 else " ".join([line.text for line in self.lines])


@dataclass(slots=True)
class Table:
    """One ruled table of a page.

    Attributes:
        box: around all of it.
        columns: x of the lines between its columns.
        heights: y of the lines between its rows.
        cells: row by row.
        rows: for each row, the cells that cover some of it.
    """

    box: Box
    columns: list[float]
    heights: list[float]
    cells: list[GridCell]
    rows: list[list[GridCell]] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = [[] for _ in self.heights[1:]]
        for cell in self.cells:
            for row in self.rows[cell.row : cell.row + cell.row_span]:
                row.append(cell)

    def row(self, number: int) -> list[GridCell]:
        """Return the cells that begin in a row."""
        return [cell for cell in self.rows[number] if cell.row == number]

    def cell(self, y: float, x0: float, x1: float) -> GridCell | None:
        """Return the cell that holds a stretch of a line; null if none does."""
        row = min(max(bisect_right(self.heights, y) - 1, 0), len(self.rows) - 1)
        for cell in self.rows[row]:
            left, top, right, bottom = cell.box
            if left <= x0 and x1 <= right and top <= y <= bottom:
                return cell
        return None


@dataclass(slots=True)
class Page:
    """What one page holds.

    Text that runs upwards or downwards, as the wide tables of a page that stands upright, is a page of its own beside
    the upright one, turned so that it can be read.

    Attributes:
        number: from 1.
        width, height: in points.
        pieces: in the order of the file; those of tables stand there.
        tables: ruled tables from the top.
        rules: ruled lines as thin boxes.
        unread: characters and annotations left out because there are too many.
        turn: UP or DOWN where the text runs so, OVER where it stands on its head, else 0.
        back: matrix from this page to the page as it is shown, where a picture was straightened.
        image: share of the page that its largest image covers; null where drawings were not looked at.
        is_sound: its words are syllables as they are; null if it has few.
        stamps: what is stamped on the page (annotations): number and day of a document that was signed digitally, and
            the signature.
        sideways: headings of the columns of its tables that run upwards or downwards, as a page that is turned.
    """

    number: int
    width: float
    height: float
    pieces: list[Piece]
    rules: list[Box]
    unread: int = 0
    turn: int = 0
    back: NDArray[np.float64] | None = None
    image: float | None = None
    is_sound: bool | None = None
    tables: list[Table] = field(default_factory=list)
    stamps: list[Piece] = field(default_factory=list)
    sideways: Page | None = None

    def shown(self, box: Box) -> Box:
        """Return where a box of this page is on the page as it is shown."""
        if self.back is not None:
            x0, top, x1, bottom = self.shown_all(np.array([box], dtype=np.float32))[0].tolist()
            return x0, top, x1, bottom
        return _back(box, self.turn, self.width, self.height) if self.turn else box

    def shown_all(self, boxes: Boxes) -> Boxes:
        """Return what `shown` does for each row."""
        if self.back is not None:
            x0, top, x1, bottom = boxes.T
            xs, ys = np.stack((x0, x1, x0, x1)), np.stack((top, top, bottom, bottom))
            (a, b, c), (d, e, f) = self.back[:2]
            shown_x, shown_y = a * xs + b * ys + c, d * xs + e * ys + f
            around = (shown_x.min(axis=0), shown_y.min(axis=0), shown_x.max(axis=0), shown_y.max(axis=0))
            return np.column_stack(around).astype(np.float32)
        return np.column_stack(self.shown(tuple(boxes.T))).astype(np.float32) if self.turn else boxes


def is_plain(pieces: list[Piece]) -> bool:
    """Whether each piece stands below the one before it: the order of the file is that of reading."""
    return all(after.top >= before.bottom - SAME_ROW * before.height for before, after in pairwise(pieces))


def pieces_of(words: list[str], boxes: Boxes, breaks: NDArray[np.bool_]) -> list[Piece]:
    """Cut words into pieces: at line breaks, at wide gaps, where a word stands before the last or on another height."""
    if not words:
        return []
    x0, top, x1, bottom = boxes.T
    np.maximum(x0, x1, out=x1)
    height = bottom[1:] - top[1:]
    gap = x0[1:] - x1[:-1]
    breaks[1:] |= (gap > GAP * height) | (gap < -height) | (np.abs(top[1:] - top[:-1]) > height)
    starts = np.flatnonzero(breaks)
    low = np.minimum.reduceat(boxes[:, :2], starts).tolist()
    high = np.maximum.reduceat(boxes[:, 2:], starts).tolist()
    cuts = [*starts.tolist(), len(words)]
    return [
        Piece(" ".join(words[start:end]), boxes[start:end], x0, top, x1, bottom)
        for (start, end), (x0, top), (x1, bottom) in zip(pairwise(cuts), low, high, strict=True)
    ]


def piece_of(word: str, box: Box, reader: str = "pdfium") -> Piece:
    """Return a piece of one word."""
    return Piece(word, np.array([box], dtype=np.float32), *box, reader=reader)


def turned_box(box: tuple[float, ...], turn: int, width: float, height: float) -> Box:
    """Return a box of a page as it is once the page is turned so that its text is upright."""
    x0, top, x1, bottom = box
    if turn == OVER:
        return width - x1, height - bottom, width - x0, height - top
    return (height - bottom, x0, height - top, x1) if turn == UP else (top, width - x1, bottom, width - x0)


def _back(box: tuple[float, ...], turn: int, width: float, height: float) -> Box:
    """Return a box of a turned page of this width and height as it is on the upright one."""
    x0, top, x1, bottom = box
    if turn == OVER:
        return width - x1, height - bottom, width - x0, height - top
    return (top, width - x1, bottom, width - x0) if turn == UP else (height - bottom, x0, height - top, x1)
