"""The text layer of a PDF, page by page: its words with their boxes, and the ruled lines between them.

pdfium is called through its own interface and not through the helpers of pypdfium2: one call a word is what a page
costs beside its text, and the helpers would triple it. Everything that is opened here is closed here.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise, repeat
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as raw
from numpy.typing import NDArray

from pipeline.limits import MAX_PAGE_CHARS, MAX_PAGE_OBJECTS
from pipeline.refusals import ParseError
from schemas import facts

UP, DOWN = 1, 2

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in points, from the upper left corner of the page as it is shown."""

Boxes = NDArray[np.float32]
"""A row of four numbers for each word."""

SAME_ROW = 0.3
"""Share of the lower of two heights by which pieces of one row overlap."""

GAP = 0.9
"""Heights of the text: a wider gap parts two pieces of a line."""

_HYPHEN = "\ufffe"  # pdfium's for a hyphen that may end a line
_EDGE = 0.08  # of the height of a page: running heads stand there
_UPRIGHT = 0.5  # points by which the last letter of a word stands right of the first
_PATH, _IMAGE, _FORM = 2, 3, 5  # FPDF_PAGEOBJ_…
_FORM_DEPTH = 3
_THIN = 3.0  # points: a rectangle that thin is a ruled line
_MOST_SEGMENTS = 400
_STRAIGHT = 0.5
_LARGE_IMAGE = 0.3  # of the page


@dataclass(slots=True)
class Piece:
    """Words that stand side by side on one line without a wide gap.

    Attributes:
        words: in NFC.
        boxes: of the words.
        x0, top, x1, bottom: around all of them.
        reader: pdfium, pdfplumber or ocr.
        confidences: one for each word, where recognised.
    """

    words: list[str]
    boxes: Boxes
    x0: float
    top: float
    x1: float
    bottom: float
    reader: str = "pdfium"
    confidences: list[float] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words with single blanks between them."""
        return " ".join(self.words).replace(_HYPHEN, "-")

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
        return " ".join(line.text for line in self.lines)


@dataclass(slots=True)
class Table:
    """One ruled table of a page.

    Attributes:
        box: around all of it.
        columns: x of the lines between its columns.
        cells: row by row.
        rows: number of rows.
    """

    box: Box
    columns: list[float]
    cells: list[GridCell]
    rows: int


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
        unread: characters left out because there are too many.
        turn: UP or DOWN where the text runs so, else 0.
        back: matrix from this page to the page as it is shown, where a picture was straightened.
    """

    number: int
    width: float
    height: float
    pieces: list[Piece]
    rules: list[Box]
    unread: int = 0
    turn: int = 0
    back: NDArray[np.float64] | None = None
    tables: list[Table] = field(default_factory=list)

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


@contextmanager
def opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF and close it again.

    Raises:
        ParseError: `encrypted` or `unreadable`.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            message = "the PDF opens with a password only; save a copy without one and read that"
            raise ParseError("encrypted", message) from error
        message = "the PDF is damaged and cannot be opened; fetch it again, or print it to a new PDF"
        raise ParseError("unreadable", message) from error
    try:
        yield document
    finally:
        document.close()


def read(document: pypdfium2.PdfDocument, index: int) -> list[Page]:
    """Read one page; return it, and what runs upwards or downwards on it as another one.

    Raises:
        ParseError: `unreadable`, if the page is damaged.
    """
    handle = raw.FPDF_LoadPage(document, index)
    if not handle:
        raise ParseError("unreadable", f"page {index + 1} is damaged")
    try:
        text_handle = raw.FPDFText_LoadPage(handle)
        if not text_handle:
            raise ParseError("unreadable", f"the text of page {index + 1} is damaged")
        try:
            return _page(handle, text_handle, index + 1)
        finally:
            raw.FPDFText_ClosePage(text_handle)
    finally:
        raw.FPDF_ClosePage(handle)


def has_picture(document: pypdfium2.PdfDocument, index: int) -> bool:
    """Return whether an image covers much of a page."""
    handle = raw.FPDF_LoadPage(document, index)
    if not handle:
        return False
    try:
        frame = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(handle, frame)
        area = abs((frame.right - frame.left) * (frame.top - frame.bottom))
        _, image = _drawn(_address(handle), _Turn(0, 0.0, 0.0, 0.0, 0.0))
        return bool(image >= _LARGE_IMAGE * area > 0)
    finally:
        raw.FPDF_ClosePage(handle)


def _page(handle: Any, text_handle: Any, number: int) -> list[Page]:
    calls = _calls()
    page, text_page = _address(handle), _address(text_handle)
    frame = (ctypes.c_float * 4)()
    calls.frame(page, ctypes.addressof(frame))
    left, top, right, bottom = frame
    turn = raw.FPDFPage_GetRotation(handle)
    width, height = (top - bottom, right - left) if turn % 2 else (right - left, top - bottom)
    count = raw.FPDFText_CountChars(text_handle)
    text = _text(text_handle, min(count, MAX_PAGE_CHARS))
    to_page = _Turn(turn, left, top, right, bottom)
    words, first, last, lines = _words(text_page, text, count, to_page)
    found = Page(number, width, height, [], [], unread=max(0, count - MAX_PAGE_CHARS))
    if _runs_across(first, last):
        found.pieces = _pieces(words, np.column_stack((first[:, :2], last[:, 2], first[:, 3])), lines)
    else:
        found.pieces = []
    # Where each line stands below the one before it there is no table, and drawings are not looked at.
    edge = _EDGE * height
    if not found.pieces or not is_plain([piece for piece in found.pieces if edge < piece.top < height - edge]):
        found.rules, _ = _drawn(page, to_page)
    return [found] if found.pieces or not words else _both(found, words, first, last)


def is_plain(pieces: list[Piece]) -> bool:
    """Whether each piece stands below the one before it: the order of the file is that of reading."""
    return all(after.top >= before.bottom - SAME_ROW * before.height for before, after in pairwise(pieces))


class _Calls:
    """pdfium's functions that are called for each word or object, taking plain addresses: three times as quick."""

    def __init__(self) -> None:
        pointer, number = ctypes.c_void_p, ctypes.c_int
        self.frame = _bound("FPDF_GetPageBoundingBox", number, pointer, pointer)
        self.box = _bound("FPDFText_GetLooseCharBox", number, pointer, number, pointer)
        self.char = _bound("FPDFText_GetCharIndexFromTextIndex", number, pointer, number)
        self.count = _bound("FPDFPage_CountObjects", number, pointer)
        self.object = _bound("FPDFPage_GetObject", pointer, pointer, number)
        self.kind = _bound("FPDFPageObj_GetType", number, pointer)
        self.bounds = _bound("FPDFPageObj_GetBounds", number, pointer, pointer, pointer, pointer, pointer)
        self.matrix = _bound("FPDFPageObj_GetMatrix", number, pointer, pointer)
        self.mode = _bound("FPDFPath_GetDrawMode", number, pointer, pointer, pointer)
        self.segments = _bound("FPDFPath_CountSegments", number, pointer)
        self.segment = _bound("FPDFPath_GetPathSegment", pointer, pointer, number)
        self.point = _bound("FPDFPathSegment_GetPoint", number, pointer, pointer, pointer)
        self.move = _bound("FPDFPathSegment_GetType", number, pointer)
        self.inner_count = _bound("FPDFFormObj_CountObjects", number, pointer)
        self.inner_object = _bound("FPDFFormObj_GetObject", pointer, pointer, ctypes.c_ulong)


@cache
def _calls() -> _Calls:
    return _Calls()


def _bound(name: str, result: Any, *arguments: Any) -> Any:
    address = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value
    assert address is not None
    return ctypes.CFUNCTYPE(result, *arguments)(address)


def _address(handle: Any) -> int:
    address = ctypes.cast(handle, ctypes.c_void_p).value
    assert address is not None
    return address


@dataclass(frozen=True, slots=True)
class _Turn:
    """From the coordinates of the file (upwards, before the page is turned) to those of the page as it is shown."""

    turn: int
    left: float
    top: float
    right: float
    bottom: float

    def box(self, x0: float, y1: float, x1: float, y0: float) -> Box:
        """Return the box of a left, top, right and bottom in the coordinates of the file."""
        if self.turn == 0:
            return x0 - self.left, self.top - y1, x1 - self.left, self.top - y0
        if self.turn == 1:
            return y0 - self.bottom, x0 - self.left, y1 - self.bottom, x1 - self.left
        if self.turn == 2:
            return self.right - x1, y0 - self.bottom, self.right - x0, y1 - self.bottom
        return self.top - y1, self.right - x1, self.top - y0, self.right - x0

    def boxes(self, found: Boxes) -> Boxes:
        """Return what `box` does for each row."""
        return np.column_stack(self.box(*found.T)).astype(np.float32, copy=False)


_UNCLEAN = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f\ue000-\uf8ff\ufeff\uffff]")


@cache
def _cleaned() -> dict[int, str]:
    """Return what characters become that are no text: always one character for one."""
    table = {code: " " for code in range(32) if code not in (10, 13)}
    table |= {0xFFFF: " ", 0x7F: " ", 0xFEFF: " "}
    table |= {int(row["code"], 16): row["character"] for row in facts.rows("symbol_fonts")}
    return table


def _text(text_handle: Any, count: int) -> str:
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = raw.FPDFText_GetText(text_handle, 0, count, buffer)
    text = bytes(memoryview(buffer).cast("B")[: 2 * max(0, written - 1)]).decode("utf-16-le", "replace")
    return text.translate(_cleaned()) if _UNCLEAN.search(text) else text


def _words(text_page: int, text: str, count: int, to_page: _Turn) -> tuple[list[str], Boxes, Boxes, list[int]]:
    """Return the words of a page, the boxes of their first and last characters, and where each line begins."""
    words: list[str] = []
    first: list[int] = []
    last: list[int] = []
    lines: list[int] = []
    base = 0
    for line in text.split("\n"):
        lines.append(len(words))
        at = 0
        for word in line.split():
            at = line.find(word, at)
            first.append(base + at)
            at += len(word)
            last.append(base + at - 1)
            words.append(word)
        base += len(line) + 1
    if _HYPHEN in text:
        _cut_at_hyphens(text_page, words, first, last, lines)
    is_exact = len(text) == count
    if not is_exact:  # some characters are no UTF-16 unit, or two
        char = _calls().char
        first, last = [char(text_page, index) for index in first], [char(text_page, index) for index in last]
    if not unicodedata.is_normalized("NFC", text):
        words = [unicodedata.normalize("NFC", word) for word in words]
    return words, to_page.boxes(_boxes(text_page, first)), to_page.boxes(_boxes(text_page, last)), lines


def _cut_at_hyphens(text_page: int, words: list[str], first: list[int], last: list[int], lines: list[int]) -> None:
    """Cut the words that a hyphen parts at the end of a line; pdfium gives them as one word on one line."""
    for i in range(len(words) - 1, -1, -1):
        cut = words[i].find(_HYPHEN) + 1
        if 0 < cut < len(words[i]):
            (x0, top, _, _), (next_x0, next_top, _, _) = _boxes(text_page, [first[i], first[i] + cut]).tolist()
            if next_x0 < x0 and abs(next_top - top) > 1:
                words[i : i + 1] = [words[i][:cut], words[i][cut:]]
                first.insert(i + 1, first[i] + cut)
                last.insert(i, first[i] + cut - 1)
                lines[:] = [line + (line > i) for line in lines] + [i + 1]


def _boxes(text_page: int, indexes: list[int]) -> Boxes:
    """Return left, top, right and bottom of characters in the coordinates of the file."""
    buffer = (ctypes.c_float * (4 * len(indexes)))()
    address = ctypes.addressof(buffer)
    places = range(address, address + 16 * len(indexes), 16)
    for _ in map(_calls().box, repeat(text_page), indexes, places):
        pass
    return np.frombuffer(memoryview(buffer).cast("B"), dtype=np.float32).reshape(-1, 4)


def _runs_across(first: Boxes, last: Boxes) -> bool:
    """Whether all words run from left to right."""
    return not bool(np.any((last[:, 0] < first[:, 0] + _UPRIGHT) & (np.abs(last[:, 1] - first[:, 1]) > 1)))


def _pieces(words: list[str], boxes: Boxes, lines: list[int]) -> list[Piece]:
    """Cut words into pieces: at line breaks, at wide gaps, where a word stands before the last or on another height."""
    if not words:
        return []
    x0, top, x1, bottom = boxes.T
    np.maximum(x0, x1, out=x1)
    height = bottom - top
    gap = x0[1:] - x1[:-1]
    breaks = np.zeros(len(words), dtype=bool)
    breaks[1:] = (gap > GAP * height[1:]) | (gap < -height[1:]) | (np.abs(top[1:] - top[:-1]) > height[1:])
    breaks[[line for line in lines if line < len(words)]] = True
    starts = np.flatnonzero(breaks)
    around = (
        np.minimum.reduceat(x0, starts), np.minimum.reduceat(top, starts), np.maximum.reduceat(x1, starts),
        np.maximum.reduceat(bottom, starts),
    )  # fmt: skip
    cuts = [*starts.tolist(), len(words)]
    return [
        Piece(words[start:end], boxes[start:end], *box)
        for (start, end), box in zip(pairwise(cuts), zip(*(side.tolist() for side in around), strict=True), strict=True)
    ]


def _both(upright: Page, words: list[str], first: Boxes, last: Boxes) -> list[Page]:
    """Return a page whose text runs in several directions as two: what is upright, and what is not."""
    directions: list[int] = []
    direction = 0
    for word, (x0, top, _, _), (last_x0, last_top, _, _) in zip(words, first.tolist(), last.tolist(), strict=True):
        if len(word) > 1:  # a letter alone runs as the word before it
            direction = 0 if abs(last_x0 - x0) >= abs(last_top - top) else UP if last_top < top else DOWN
        directions.append(direction)
    counts = Counter(direction for word, direction in zip(words, directions, strict=True) if len(word) > 1)
    turn = max((UP, DOWN), key=lambda direction: counts[direction])
    is_turned = counts[turn] > counts[0]
    other = Page(upright.number, upright.height, upright.width, [], [], turn=turn)
    around = np.column_stack((np.minimum(first[:, :2], last[:, :2]), np.maximum(first[:, 2:], last[:, 2:])))
    for word, direction, values in zip(words, directions, around.tolist(), strict=True):
        box: Box = tuple(values)
        if is_turned and direction == turn:
            other.pieces.append(piece_of(word, _turned(box, turn, upright.width, upright.height)))
        else:
            upright.pieces.append(piece_of(word, box))
    if not is_turned:
        return [upright]
    other.rules = [_turned(rule, turn, upright.width, upright.height) for rule in upright.rules]
    upright.rules = []
    return [upright, other] if upright.pieces else [other]


def piece_of(word: str, box: Box, reader: str = "pdfium") -> Piece:
    """Return a piece of one word."""
    return Piece([word], np.array([box], dtype=np.float32), *box, reader=reader)


def _turned(box: tuple[float, ...], turn: int, width: float, height: float) -> Box:
    """Return a box of a page as it is once the page is turned so that its text is upright."""
    x0, top, x1, bottom = box
    return (height - bottom, x0, height - top, x1) if turn == UP else (top, width - x1, bottom, width - x0)


def _back(box: tuple[float, ...], turn: int, width: float, height: float) -> Box:
    """Return a box of a turned page of this width and height as it is on the upright one."""
    x0, top, x1, bottom = box
    return (top, width - x1, bottom, width - x0) if turn == UP else (height - bottom, x0, height - top, x1)


def _drawn(page: int, to_page: _Turn) -> tuple[list[Box], float]:
    """Return the ruled lines of a page and the area of its largest image."""
    calls = _calls()
    rules: list[Box] = []
    image = 0.0
    bounds = (ctypes.c_float * 4)()  # left, bottom, right, top
    address = ctypes.addressof(bounds)
    where = (address, address + 4, address + 8, address + 12)
    kind, get = calls.kind, calls.object
    for i in range(min(calls.count(page), MAX_PAGE_OBJECTS)):
        item = get(page, i)
        what = kind(item)
        if what == 1:  # text
            continue
        if what == _PATH:
            if calls.bounds(item, *where):
                left, bottom, right, top = bounds
                box = to_page.box(left, top, right, bottom)
                if box[2] - box[0] <= _THIN or box[3] - box[1] <= _THIN:
                    rules.append(box)
                else:
                    rules += _outline(item, to_page, None)
        elif what == _IMAGE:
            if calls.bounds(item, *where):
                left, bottom, right, top = bounds
                image = max(image, (right - left) * (top - bottom))
        elif what == _FORM:
            inner, area = _drawn_in(item, to_page, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 1)
            rules += inner
            image = max(image, area)
    return rules, image


Matrix = tuple[float, float, float, float, float, float]


def _matrix(item: int, outer: Matrix) -> Matrix:
    """Return the matrix of an object within that of the form that it stands in."""
    own = (ctypes.c_float * 6)(1, 0, 0, 1, 0, 0)
    _calls().matrix(item, ctypes.addressof(own))
    a, b, c, d, e, f = own
    oa, ob, oc, od, oe, of = outer
    return (
        a * oa + b * oc, a * ob + b * od, c * oa + d * oc, c * ob + d * od, e * oa + f * oc + oe, e * ob + f * od + of
    )  # fmt: skip


def _drawn_in(form: int, to_page: _Turn, outer: Matrix, depth: int) -> tuple[list[Box], float]:
    """Return what `_drawn` does for the objects of a form."""
    calls = _calls()
    matrix = _matrix(form, outer)
    rules: list[Box] = []
    image = 0.0
    for i in range(min(calls.inner_count(form), MAX_PAGE_OBJECTS)):
        item = calls.inner_object(form, i)
        what = calls.kind(item)
        if what == _PATH:
            rules += _outline(item, to_page, matrix)
        elif what == _IMAGE:
            a, b, c, d, _, _ = _matrix(item, matrix)
            image = max(image, abs(a * d - b * c))
        elif what == _FORM and depth < _FORM_DEPTH:
            inner, area = _drawn_in(item, to_page, matrix, depth + 1)
            rules += inner
            image = max(image, area)
    return rules, image


def _outline(item: int, to_page: _Turn, outer: Matrix | None) -> list[Box]:
    """Return the straight lines that a path is made of, where they are stroked or thin."""
    calls = _calls()
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    calls.mode(item, ctypes.addressof(fill), ctypes.addressof(stroke))
    count = calls.segments(item)
    if count > _MOST_SEGMENTS or not (stroke.value or fill.value):
        return []
    a, b, c, d, e, f = _matrix(item, outer or (1.0, 0.0, 0.0, 1.0, 0.0, 0.0))
    point = (ctypes.c_float * 2)()
    x_at, y_at = ctypes.addressof(point), ctypes.addressof(point) + 4
    parts: list[list[tuple[float, float]]] = []
    for i in range(count):
        segment = calls.segment(item, i)
        calls.point(segment, x_at, y_at)
        x, y = point
        if calls.move(segment) == raw.FPDF_SEGMENT_MOVETO or not parts:
            parts.append([])
        parts[-1].append((a * x + c * y + e, b * x + d * y + f))
    rules: list[Box] = []
    for points in parts:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = to_page.box(min(xs), max(ys), max(xs), min(ys))
        if box[2] - box[0] <= _THIN or box[3] - box[1] <= _THIN:
            rules.append(box)
        elif stroke.value:
            closed = [*points, points[0]] if len(points) > 2 else points
            for (x0, y0), (x1, y1) in pairwise(closed):
                if abs(x1 - x0) <= _STRAIGHT or abs(y1 - y0) <= _STRAIGHT:
                    rules.append(to_page.box(min(x0, x1), max(y0, y1), max(x0, x1), min(y0, y1)))
    return rules
