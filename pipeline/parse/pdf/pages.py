"""The text layer of a PDF, page by page: its words with their boxes, and the ruled lines between them.

pdfium is called through its own interface and not through the helpers of pypdfium2: two calls a word are what a page
costs beside its text, and the helpers would multiply it. Everything that is opened here is closed here.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import compress, pairwise, repeat
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as raw
from numpy.typing import NDArray

from pipeline.limits import MAX_PAGE_CHARS, MAX_PAGE_OBJECTS
from pipeline.refusals import ParseError
from schemas import facts

UP, DOWN, OVER = 1, 2, 3

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

_HYPHEN = "\ufffe"  # pdfium's for a hyphen that may end a line
_ROWS = 2048
_LAST_WHITE = 0x3000  # the highest code of white space
_EDGE = 0.08  # of the height of a page: running heads stand there
_UPRIGHT = 0.5  # points by which the last letter of a word stands right of the first
_SPELLED = 4  # characters to a word, with what parts it, where many letters stand alone
_FEWEST_LYING = 8  # letters that lie on their side, where text runs upwards
_LETTER_GAP, _SIGN_GAP = 0.15, 0.07  # of the size of letters: wider gaps part words
_FAR_LETTERS = 4  # between two words of a line
_IN_LINE = 40  # letters from one end of a heading to the other
_ASKEW = 0.2  # of the size of letters
_UPRIGHT_SHARE = 0.25  # of the words in a table that some headings of run upwards
_FEW_LETTERS = 2  # of a word: its letters may be of two fonts, and do not tell how it runs
_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5  # FPDF_PAGEOBJ_…
_FORM_DEPTH = 3
_THIN = 3.0  # points: a rectangle that thin is a ruled line
_MOST_SEGMENTS = 400
_ONE_AREA = 5  # segments that a path of one rectangle has
_STRAIGHT = 0.5
_LARGE_IMAGE = 0.3  # of the page
_BARE = frozenset({raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_TEXT})
_MOST_STAMPS = 2_000  # annotations of a page; pdfium takes the square of their number to draw them


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


def read(document: pypdfium2.PdfDocument, index: int, before: Page | None = None) -> list[Page]:
    """Read one page; return it, and what runs upwards or downwards on it as another one.

    Args:
        document: the PDF.
        index: of the page.
        before: the page before it, whose table it may go on with.

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
            found = _page(handle, text_handle, index + 1, is_ruled=bool(before and len(before.rules) >= FEWEST_RULES))
        finally:
            raw.FPDFText_ClosePage(text_handle)
        stamps = sum(not _is_bare(handle, i) for i in range(raw.FPDFPage_GetAnnotCount(handle)))
        if stamps > _MOST_STAMPS:
            found[0].unread += stamps
        drawn = _drawn_stamps(handle) if 0 < stamps <= _MOST_STAMPS else None
    finally:
        raw.FPDF_ClosePage(handle)
    if drawn is not None and not found[0].turn:
        found[0].stamps = _stamps(document, index, drawn)
    return found


def _drawn_stamps(handle: Any) -> int | None:
    """Make the annotations of a page a part of it; return how many objects it had before, null where that fails."""
    objects = raw.FPDFPage_CountObjects(handle)
    return objects if raw.FPDFPage_Flatten(handle, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS else None


def _is_bare(handle: Any, index: int) -> bool:
    """Whether an annotation shows nothing of its own: a link, or a note that pops up."""
    annotation = raw.FPDFPage_GetAnnot(handle, index)
    if not annotation:
        return True
    try:
        return raw.FPDFAnnot_GetSubtype(annotation) in _BARE
    finally:
        raw.FPDFPage_CloseAnnot(annotation)


def _stamps(document: pypdfium2.PdfDocument, index: int, drawn: int) -> list[Piece]:
    """Return what is stamped on a page whose own objects are the first ones."""
    handle = raw.FPDF_LoadPage(document, index)
    if not handle:
        return []
    try:
        calls, page = _calls(), _address(handle)
        for own in list(map(calls.object, repeat(page), range(drawn))):
            if calls.remove(page, own):
                calls.destroy(own)
        text_handle = raw.FPDFText_LoadPage(handle)
        if not text_handle:
            return []
        try:
            found = _page(handle, text_handle, index + 1)[0]
        finally:
            raw.FPDFText_ClosePage(text_handle)
    finally:
        raw.FPDF_ClosePage(handle)
    return [] if found.turn else found.pieces


def has_picture(document: pypdfium2.PdfDocument, page: Page) -> bool:
    """Return whether an image covers much of a page."""
    if page.image is None:
        handle = raw.FPDF_LoadPage(document, page.number - 1)
        if not handle:
            return False
        try:
            _, page.image = _drawn(_address(handle), _Turn(0, 0.0, 0.0, page.width, page.height))
        finally:
            raw.FPDF_ClosePage(handle)
    return page.image >= _LARGE_IMAGE


def _page(handle: Any, text_handle: Any, number: int, *, is_ruled: bool = False) -> list[Page]:
    calls = _calls()
    page, text_page = _address(handle), _address(text_handle)
    frame = (ctypes.c_float * 4)()
    calls.frame(page, ctypes.byref(frame))
    left, top, right, bottom = frame
    turn = raw.FPDFPage_GetRotation(handle)
    width, height = (top - bottom, right - left) if turn % 2 else (right - left, top - bottom)
    count = raw.FPDFText_CountChars(text_handle)
    text = _text(text_handle, min(count, MAX_PAGE_CHARS))
    to_page = _Turn(turn, left, top, right, bottom)
    words, first, last, breaks = _words(text_page, text, count, to_page)
    if len(text) <= _SPELLED * len(words) and np.count_nonzero(_lies(first)) >= _FEWEST_LYING:
        words, first, last, breaks = _unspelled(words, first, last, breaks)
    found = Page(number, width, height, [], [], unread=max(0, count - MAX_PAGE_CHARS))
    if _runs_across(first, last):
        boxes = first.copy()
        boxes[:, 2] = last[:, 2]
        found.pieces = _pieces(words, boxes, breaks)
    # Where each line stands below the one before it there is no table, unless one of the page before goes on with one
    # cell, and drawings are not looked at; but a rule parts the notes at the foot from the text.
    edge = _EDGE * height
    inner = [piece for piece in found.pieces if edge < piece.top < height - edge]
    if (
        is_ruled
        or not inner
        or not is_plain(inner)
        or inner[-1].height < SMALLER * max(piece.height for piece in inner)
    ):
        found.rules, found.image = _drawn(page, to_page)
    return [found] if found.pieces or not words else _both(found, words, first, last, breaks)


def is_plain(pieces: list[Piece]) -> bool:
    """Whether each piece stands below the one before it: the order of the file is that of reading."""
    return all(after.top >= before.bottom - SAME_ROW * before.height for before, after in pairwise(pieces))


class _Handle(ctypes.c_void_p):
    """An address in pdfium; a function that is declared to return one gives it as it can be passed on."""


class _Calls:
    """pdfium's functions that are called for each word or object, without a declaration of what they take.

    ctypes passes what it is given as it is, where it would else convert each argument: four times as quick, and twice
    as quick again where an address is a `byref` made before. So every address must be a `byref` or a `_Handle`, and
    only an int an int.
    """

    def __init__(self) -> None:
        number, handle, nothing = ctypes.c_int, _Handle, None
        self.frame = _bound("FPDF_GetPageBoundingBox", nothing)
        self.box = _bound("FPDFText_GetLooseCharBox", nothing)
        self.char = _bound("FPDFText_GetCharIndexFromTextIndex", number)
        self.count = _bound("FPDFPage_CountObjects", number)
        self.object = _bound("FPDFPage_GetObject", handle)
        self.kind = _bound("FPDFPageObj_GetType", number)
        self.remove = _bound("FPDFPage_RemoveObject", number)
        self.destroy = _bound("FPDFPageObj_Destroy", nothing)
        self.bounds = _bound("FPDFPageObj_GetBounds", nothing)
        self.matrix = _bound("FPDFPageObj_GetMatrix", nothing)
        self.mode = _bound("FPDFPath_GetDrawMode", nothing)
        self.segments = _bound("FPDFPath_CountSegments", number)
        self.segment = _bound("FPDFPath_GetPathSegment", handle)
        self.point = _bound("FPDFPathSegment_GetPoint", nothing)
        self.move = _bound("FPDFPathSegment_GetType", number)
        self.inner_count = _bound("FPDFFormObj_CountObjects", number)
        self.inner_object = _bound("FPDFFormObj_GetObject", handle)


@cache
def _calls() -> _Calls:
    return _Calls()


def _bound(name: str, result: Any) -> Any:
    address = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(result)(address)


def _address(handle: Any) -> Any:
    return ctypes.byref(handle.contents)


@cache
def _room() -> tuple[Any, list[list[Any]]]:
    """Return room for rows of four numbers, and the addresses of each column; it is kept from page to page."""
    numbers = (ctypes.c_float * (4 * _ROWS))()
    places = _places(numbers)
    return numbers, [places[column::4] for column in range(4)]


def _rows(call: Any, columns: int, *arguments: Sequence[Any]) -> Boxes:
    """Return the four numbers that a function gives for each row of arguments; it takes so many addresses for them."""
    numbers, places = _room()
    found = np.empty((len(arguments[-1]), 4), dtype=np.float32)
    for start in range(0, len(found), _ROWS):
        part = found[start : start + _ROWS]
        rows = map(call, *(values[start : start + len(part)] for values in arguments), *places[:columns])
        deque(rows, maxlen=0)
        part[:] = np.frombuffer(numbers, np.float32, part.size).reshape(-1, 4)
    return found


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
        return np.column_stack(self.box(*found.T))


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
    room = _units(1 << count.bit_length())  # a type is made for each size
    written = raw.FPDFText_GetText(text_handle, 0, count, room)
    text = ctypes.string_at(room, 2 * max(0, written - 1)).decode("utf-16-le", "replace")
    return text.translate(_cleaned()) if _UNCLEAN.search(text) else text


@lru_cache(maxsize=1)
def _units(size: int) -> Any:
    """Return room for so many units of UTF-16 and what ends them."""
    return (ctypes.c_ushort * (size + 1))()


def _words(text_page: Any, text: str, count: int, to_page: _Turn) -> tuple[list[str], Boxes, Boxes, NDArray[np.bool_]]:
    """Return the words of a page, the boxes of their first and last characters, and which of them begin a line."""
    words = text.split()
    codes = np.frombuffer(f" {text} ".encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    is_white = _white().take(codes, mode="clip")
    # Each word's first character in the text, and the one after it; a line break is counted from the blank before.
    edges = np.flatnonzero(is_white[1:] != is_white[:-1]).reshape(-1, 2)
    line = np.searchsorted(np.flatnonzero(codes == 10), edges[:, 0], side="right")
    breaks = np.ones(len(words), dtype=bool)
    breaks[1:] = line[1:] != line[:-1]
    edges[:, 1] -= 1
    if _HYPHEN in text:
        words, edges, breaks = _cut_at_hyphens(text_page, words, edges, breaks)
    indexes = edges.ravel().tolist()
    if len(text) != count:  # some characters are no UTF-16 unit, or two
        indexes = list(map(_calls().char, repeat(text_page), indexes))
    if not unicodedata.is_normalized("NFC", text):
        words = [unicodedata.normalize("NFC", word) for word in words]
    boxes = to_page.boxes(_boxes(text_page, indexes))
    return words, boxes[::2], boxes[1::2], breaks


@cache
def _white() -> NDArray[np.bool_]:
    """Return for each code up to the last white one (and for one beyond it) whether it is white space."""
    return np.array([chr(code).isspace() for code in range(_LAST_WHITE + 2)])


def _cut_at_hyphens(
    text_page: Any, words: list[str], edges: NDArray[np.intp], breaks: NDArray[np.bool_]
) -> tuple[list[str], NDArray[np.intp], NDArray[np.bool_]]:
    """Cut the words that a hyphen parts at the end of a line; pdfium gives them as one word on one line."""
    made: list[str] = []
    parted: list[int] = []
    seconds: list[int] = []  # where the second part of each of them begins
    at = 0
    for i in [i for i, word in enumerate(words) if _HYPHEN in word]:
        start, cut = int(edges[i, 0]), words[i].index(_HYPHEN) + 1
        words[i] = word = words[i].replace(_HYPHEN, "-")
        if cut < len(word):
            (x0, top, _, _), (next_x0, next_top, _, _) = _boxes(text_page, [start, start + cut]).tolist()
            if next_x0 < x0 and abs(next_top - top) > 1:
                made += (*words[at:i], word[:cut], word[cut:])
                parted.append(i)
                seconds.append(start + cut)
                at = i + 1
    after, second = np.array(parted, dtype=np.intp) + 1, np.array(seconds, dtype=np.intp)
    starts, ends = np.insert(edges[:, 0], after, second), np.insert(edges[:, 1], after - 1, second - 1)
    return made + words[at:], np.column_stack((starts, ends)), np.insert(breaks, after, values=True)


def _boxes(text_page: Any, indexes: list[int]) -> Boxes:
    """Return left, top, right and bottom of characters in the coordinates of the file."""
    return _rows(_calls().box, 1, [text_page] * len(indexes), indexes)


def _runs_across(first: Boxes, last: Boxes) -> bool:
    """Whether all words run from left to right."""
    if np.any((last[:, 0] < first[:, 0] + _UPRIGHT) & (np.abs(last[:, 1] - first[:, 1]) > 1)):
        return False
    return 2 * int(np.count_nonzero(last[:, 0] < first[:, 0] - _UPRIGHT)) <= len(first)


def _pieces(words: list[str], boxes: Boxes, breaks: NDArray[np.bool_]) -> list[Piece]:
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


def _lies(boxes: Boxes) -> NDArray[np.bool_]:
    """Return which letters lie on their side: they are less wide than a line is high, and are so turned."""
    lying: NDArray[np.bool_] = boxes[:, 2] - boxes[:, 0] > boxes[:, 3] - boxes[:, 1]
    return lying


def _unspelled(
    words: list[str], first: Boxes, last: Boxes, breaks: NDArray[np.bool_]
) -> tuple[list[str], Boxes, Boxes, NDArray[np.bool_]]:
    """Return words with the letters put together that lie one above the other: those of text that runs upwards."""
    lies = _lies(first).tolist()
    starts, ends = first.tolist(), last.tolist()
    pairs = [(i - 1, i) for i in range(1, len(words)) if lies[i] and lies[i - 1]]
    above, below = (sum(_gap(ends[i], starts[j], way) is not None for i, j in pairs) for way in (UP, DOWN))
    way = UP if above >= below else DOWN
    made: list[str] = []
    spans: list[tuple[int, int]] = []
    begins: list[bool] = []
    for i, word in enumerate(words):
        gap = _gap(ends[i - 1], starts[i], way) if i and lies[i] and lies[i - 1] else None
        widest = _LETTER_GAP if made and (made[-1][-1] + word[0]).isalpha() else _SIGN_GAP
        if gap is not None and gap <= widest and len(word) <= _FEW_LETTERS:
            made[-1] += word
            spans[-1] = (spans[-1][0], i)
            continue
        made.append(word)
        spans.append((i, i))
        begins.append(bool(breaks[i]))
    one, other = (np.array(side) for side in zip(*spans, strict=True))
    return [unicodedata.normalize("NFC", word) for word in made], first[one], last[other], np.array(begins)


def _gap(before: list[float], after: list[float], way: int) -> float | None:
    """Return the gap between a letter and the next above it (or below), in their size; null if it stands elsewhere."""
    size = before[2] - before[0]
    if abs(after[0] - before[0]) > _ASKEW * size or size <= 0:
        return None
    gap = before[1] - after[3] if way == UP else after[1] - before[3]
    return gap / size if -_ASKEW * size < gap < _FAR_LETTERS * size else None


def _both(upright: Page, words: list[str], first: Boxes, last: Boxes, breaks: NDArray[np.bool_]) -> list[Page]:
    """Return a page whose text runs in several directions as two: what is upright, and what is not.

    Headings of columns that run upwards stay with the page whose table they stand in.
    """
    told: list[int | None] = []
    lies = _lies(first).tolist()
    for word, (x0, top, _, _), (last_x0, last_top, _, _) in zip(words, first.tolist(), last.tolist(), strict=True):
        is_level = abs(last_x0 - x0) >= abs(last_top - top)
        direction = (0 if last_x0 >= x0 else OVER) if is_level else UP if last_top < top else DOWN
        is_steep = 2 * abs(last_x0 - x0) < abs(last_top - top)
        told.append(direction if len(word) > _FEW_LETTERS or is_steep else None)
    counts = Counter(direction for direction in told if direction is not None)
    turn = max((UP, DOWN, OVER), key=lambda direction: counts[direction])
    is_turned = counts[turn] > counts[0]
    around = np.column_stack((np.minimum(first[:, :2], last[:, :2]), np.maximum(first[:, 2:], last[:, 2:])))
    is_told = np.array([direction == turn for direction in told])
    is_short = np.array([direction is None for direction in told])
    is_beside = turn != OVER and _is_upright_table(upright.rules, around, is_told | (is_short & np.array(lies)))
    rules = np.array([rule for rule in upright.rules if rule[3] - rule[1] <= _THIN]).reshape(-1, 4)
    levels = rules[:, ::2].T, rules[:, 1::2].mean(axis=1)
    directions: list[int] = []
    before = turn if is_turned else 0
    for i, found in enumerate(told):  # a short word runs as the word before it, or as those that it stands below
        if found is None and turn != OVER:
            if is_beside:
                before = turn if _is_in_line(around[i], around[is_told], levels) else 0
            else:
                before = (before or turn) if lies[i] else 0
        else:
            before = before if found is None else found
        directions.append(before)
    width, height = (upright.width, upright.height) if turn == OVER else (upright.height, upright.width)
    other = Page(upright.number, width, height, [], [], turn=turn)
    turned = np.column_stack(_turned(tuple(around.astype(np.float64).T), turn, upright.width, upright.height))
    line = np.cumsum(breaks)
    is_other = np.array(directions) == turn
    if not (is_turned or is_beside):
        is_other[:] = False
    for page, boxes, mine in ((upright, around, ~is_other), (other, turned.astype(np.float32), is_other)):
        # There text may run backwards; the parts of words in headings are put together where their cells are found.
        is_mixed = is_beside if page is other else not is_beside
        begins = (np.diff(line[mine], prepend=-1) != 0) | is_mixed
        page.pieces = _pieces(list(compress(words, mine.tolist())), boxes[mine], begins)
    if is_beside and other.pieces:
        upright.sideways = other
        return [upright]
    if not is_turned:
        return [upright]
    other.rules = [_turned(rule, turn, upright.width, upright.height) for rule in upright.rules]
    upright.rules = []
    return [upright, other] if upright.pieces else [other]


def _is_in_line(box: Boxes, others: Boxes, levels: tuple[NDArray[Any], NDArray[Any]]) -> bool:
    """Whether a letter stands above or below a word that runs upwards, within a few letters and no line between them.

    Args:
        box: of the letter.
        others: boxes of the words.
        levels: from where to where the lines across the page run, and how high they lie.
    """
    size, middle = max(box[2] - box[0], box[3] - box[1]), (box[0] + box[2]) / 2
    is_near = np.maximum(box[1] - others[:, 3], others[:, 1] - box[3]) < _IN_LINE * size
    near = others[is_near & (np.abs(2 * middle - others[:, 0] - others[:, 2]) < size)]
    (x0, x1), lines = levels
    parting = lines[(x0 <= middle) & (middle <= x1)]
    if not len(near):
        return False
    y = (box[1] + box[3]) / 2
    heights = (near[:, 1] + near[:, 3]) / 2
    other = heights[np.argmin(np.abs(heights - y))]
    return not np.any((parting > min(y, other)) & (parting < max(y, other)))


def _is_upright_table(rules: list[Box], boxes: Boxes, is_other: NDArray[np.bool_]) -> bool:
    """Whether what stands between the ruled lines of a page is upright, but for some headings."""
    if len(rules) < FEWEST_RULES:
        return False
    x0, top, x1, bottom = np.array(rules).T
    x, y = boxes[:, ::2].mean(axis=1), boxes[:, 1::2].mean(axis=1)
    is_inside = (x > x0.min()) & (x < x1.max()) & (y > top.min()) & (y < bottom.max())
    lying, standing = np.count_nonzero(is_inside & is_other), np.count_nonzero(is_inside & ~is_other)
    return bool(lying and standing >= _UPRIGHT_SHARE * (lying + standing))


def piece_of(word: str, box: Box, reader: str = "pdfium") -> Piece:
    """Return a piece of one word."""
    return Piece(word, np.array([box], dtype=np.float32), *box, reader=reader)


def _turned(box: tuple[float, ...], turn: int, width: float, height: float) -> Box:
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


def _drawn(page: Any, to_page: _Turn) -> tuple[list[Box], float]:
    """Return the ruled lines of a page and the share of it that its largest image covers."""
    calls = _calls()
    rules: list[Box] = []
    image = 0.0
    items = list(map(calls.object, repeat(page), range(min(calls.count(page), MAX_PAGE_OBJECTS))))
    drawn = [(item, what) for item, what in zip(items, map(calls.kind, items), strict=True) if what != _TEXT]
    bounds = _rows(calls.bounds, 4, [item for item, _ in drawn]).tolist()
    for (item, what), (left, lower, right, upper) in zip(drawn, bounds, strict=True):
        x0, top, x1, bottom = to_page.box(left, upper, right, lower)
        if what == _PATH:
            is_thin = x1 - x0 <= _THIN or bottom - top <= _THIN
            rules += [(x0, top, x1, bottom)] if is_thin else _outline(item, to_page, None)
        elif what == _IMAGE:
            image = max(image, (x1 - x0) * (bottom - top))
        elif what == _FORM:
            inner, area = _drawn_in(item, to_page, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 1)
            rules += inner
            image = max(image, area)
    area = abs((to_page.right - to_page.left) * (to_page.top - to_page.bottom))
    return rules, image / area if area else 0.0


@cache
def _mode_room() -> tuple[Any, list[Any]]:
    """Return room for how a path is drawn, and its addresses."""
    mode = (ctypes.c_int * 2)()
    return mode, _places(mode)


def _places(room: Any) -> list[Any]:
    """Return the addresses of the members of an array."""
    size = ctypes.sizeof(room) // len(room)
    return [ctypes.byref(room, size * i) for i in range(len(room))]


Matrix = tuple[float, float, float, float, float, float]


def _matrix(item: _Handle, outer: Matrix) -> Matrix:
    """Return the matrix of an object within that of the form that it stands in."""
    own = (ctypes.c_float * 6)(1, 0, 0, 1, 0, 0)
    _calls().matrix(item, ctypes.byref(own))
    a, b, c, d, e, f = own
    oa, ob, oc, od, oe, of = outer
    return (
        a * oa + b * oc, a * ob + b * od, c * oa + d * oc, c * ob + d * od, e * oa + f * oc + oe, e * ob + f * od + of
    )  # fmt: skip


def _drawn_in(form: _Handle, to_page: _Turn, outer: Matrix, depth: int) -> tuple[list[Box], float]:
    """Return what `_drawn` does for the objects of a form."""
    calls = _calls()
    matrix = _matrix(form, outer)
    rules: list[Box] = []
    image = 0.0
    for i in range(min(calls.inner_count(form), MAX_PAGE_OBJECTS)):
        item = calls.inner_object(form, ctypes.c_ulong(i))
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


def _outline(item: _Handle, to_page: _Turn, outer: Matrix | None) -> list[Box]:
    """Return the straight lines that a path is made of, where they are stroked or thin."""
    calls = _calls()
    mode, where = _mode_room()
    calls.mode(item, *where)
    fill, stroke = mode
    count = calls.segments(item)
    if count > _MOST_SEGMENTS or not (stroke or fill) or (outer is None and not stroke and count <= _ONE_AREA):
        return []  # an area that is filled is thin, or no line
    a, b, c, d, e, f = _matrix(item, outer or (1.0, 0.0, 0.0, 1.0, 0.0, 0.0))
    point = (ctypes.c_float * 2)()
    where = _places(point)
    parts: list[list[tuple[float, float]]] = []
    for i in range(count):
        segment = calls.segment(item, i)
        calls.point(segment, *where)
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
        elif stroke:
            closed = [*points, points[0]] if len(points) > 2 else points
            for (x0, y0), (x1, y1) in pairwise(closed):
                if abs(x1 - x0) <= _STRAIGHT or abs(y1 - y0) <= _STRAIGHT:
                    rules.append(to_page.box(min(x0, x1), max(y0, y1), max(x0, x1), min(y0, y1)))
    return rules
