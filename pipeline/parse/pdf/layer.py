"""The text layer of a PDF, page by page: its words with their boxes, the drawings around them, its stamps."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as raw
from numpy.typing import NDArray

from pipeline.limits import MAX_PAGE_CHARS
from pipeline.parse.pdf.directions import FEWEST_LYING, SPELLED, lying, parted, runs_across, unspelled
from pipeline.parse.pdf.drawn import drawn
from pipeline.parse.pdf.pages import FEWEST_RULES, SMALLER, Boxes, Page, Piece, is_plain, pieces_of
from pipeline.parse.pdf.pdfium import Turn, address, functions, rows
from pipeline.refusals import ParseError
from schemas import facts

_HYPHEN = "\ufffe"  # pdfium's for a hyphen that may end a line
_LAST_WHITE = 0x3000  # the highest code of white space
_EDGE = 0.08  # of the height of a page: running heads stand there
_LARGE_IMAGE = 0.3  # of the page
_BARE = frozenset({raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_TEXT})
_MOST_STAMPS = 2_000  # annotations of a page; pdfium takes the square of their number to draw them
_UNCLEAN = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f\ue000-\uf8ff\ufeff\uffff]")


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
        calls, page = functions(), address(handle)
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
            _, page.image = drawn(address(handle), Turn(0, 0.0, 0.0, page.width, page.height))
        finally:
            raw.FPDF_ClosePage(handle)
    return page.image >= _LARGE_IMAGE


def _page(handle: Any, text_handle: Any, number: int, *, is_ruled: bool = False) -> list[Page]:
    calls = functions()
    page, text_page = address(handle), address(text_handle)
    frame = (ctypes.c_float * 4)()
    calls.frame(page, ctypes.byref(frame))
    left, top, right, bottom = frame
    turn = raw.FPDFPage_GetRotation(handle)
    width, height = (top - bottom, right - left) if turn % 2 else (right - left, top - bottom)
    count = raw.FPDFText_CountChars(text_handle)
    text = _text(text_handle, min(count, MAX_PAGE_CHARS))
    to_page = Turn(turn, left, top, right, bottom)
    words, first, last, breaks = _words(text_page, text, count, to_page)
    if len(text) <= SPELLED * len(words) and np.count_nonzero(lying(first)) >= FEWEST_LYING:
        words, first, last, breaks = unspelled(words, first, last, breaks)
    found = Page(number, width, height, [], [], unread=max(0, count - MAX_PAGE_CHARS))
    if runs_across(first, last):
        boxes = first.copy()
        boxes[:, 2] = last[:, 2]
        found.pieces = pieces_of(words, boxes, breaks)
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
        found.rules, found.image = drawn(page, to_page)
    return [found] if found.pieces or not words else parted(found, words, first, last, breaks)


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


def _words(text_page: Any, text: str, count: int, to_page: Turn) -> tuple[list[str], Boxes, Boxes, NDArray[np.bool_]]:
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
        indexes = list(map(functions().char, repeat(text_page), indexes))
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
    return rows(functions().box, 1, [text_page] * len(indexes), indexes)
