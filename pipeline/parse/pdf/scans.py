"""Pages of a PDF that are pictures, or whose text layer is garbage: rendered and recognised."""

from __future__ import annotations

import re
from typing import Any

from pypdfium2 import PdfDocument

from pipeline.limits import MAX_OCR_PAGES, MAX_PIXELS, OCR_SECONDS, allow
from pipeline.parse import ocr, syllables
from pipeline.parse.pdf import layer, order
from pipeline.parse.pdf.pages import Page, Piece
from pipeline.refusals import ParseError

_FEW_WORDS = 40  # that a stamp or a page number gives a scan
_GARBAGE = 0.75  # share of syllables below which a picture is asked
_BETTER = 0.1
_SOUND = 0.9  # a layer with fewer syllables over a picture was recognised, and may be recognised better
_FIRST = 8  # lines of which one has a mark in Vietnamese
_FEW_MARKS = 0.02  # of the letters
_POINTS = 72
_CODES = re.compile(r"[!\"#$&'*<=>?@\[\\\]^`{|}~\x80-\x9f\ufffd]")
_MOST_CODES = 0.1  # of the signs of a page

Warnings = list[tuple[str, str]]


def recognised(document: PdfDocument, found: list[Page], warnings: Warnings) -> list[Page]:
    """Return pages with those recognised that need it; what cannot be becomes a warning."""
    made: list[Page] = []
    missed: list[int] = []
    count = 0
    for page in found:
        if page.turn or not _is_suspect(document, page):
            made.append(page)
            continue
        if count == MAX_OCR_PAGES:
            missed.append(page.number)
            made.append(page)
            continue
        try:
            read = _recognise(document, page)
        except ParseError as error:
            if not any(reason == error.reason for reason, _ in warnings):
                warnings.append((error.reason, f"from page {page.number} on, pages are pictures; {error}"))
            made.append(page)
            continue
        count += 1
        made.append(read if _is_better(read, page) else page)
    if missed:
        message = f"{len(missed):,} pages beyond {MAX_OCR_PAGES:,} were not recognised, from page {missed[0]} on"
        warnings.append(("too_large", f"{message}; split the file"))
    if count and (lacking := ocr.warning()):
        warnings.append(("ocr_missing", lacking))
    return made


def _is_suspect(document: PdfDocument, page: Page) -> bool:
    """Whether a page shows more than its text layer says, or says what is none."""
    words = sum(piece.count for piece in page.pieces)
    if words < _FEW_WORDS:
        return layer.has_picture(document, page)
    if page.is_sound:
        return _is_bare(page.pieces) and layer.has_picture(document, page)
    if _is_coded(_text(page.pieces)):
        return True
    shares = [syllables.share(_text(part)) for part in (page.pieces, order.mended(page.pieces))]
    if None in shares:
        return False
    share = max(share or 0.0 for share in shares)
    if share >= _GARBAGE:
        return share < _SOUND and layer.has_picture(document, page)
    letters = "".join(char for char in _text(page.pieces) if char.isalpha())
    # A page in another language of Europe is no garbage; a scan with a poor layer is mostly plain letters too.
    return not letters.isascii() or layer.has_picture(document, page)


def _is_bare(pieces: list[Piece]) -> bool:
    """Whether a text has no marks, as scanners leave it that know no Vietnamese."""
    if not all(piece.text.isascii() for piece in pieces[:_FIRST]):
        return False
    letters = [char for piece in pieces for char in piece.text if char.isalpha()]
    return sum(not char.isascii() for char in letters) <= _FEW_MARKS * len(letters)


def _is_coded(text: str) -> bool:
    """Whether a text is none: its font does not say which letters its codes are."""
    return len(_CODES.findall(text)) > _MOST_CODES * sum(not char.isspace() for char in text)


def _recognise(document: PdfDocument, page: Page) -> Page:
    allow(OCR_SECONDS)
    opened: Any = document[page.number - 1]
    try:
        width, height = opened.get_size()
        scale = min(ocr.DPI / _POINTS, (MAX_PIXELS / max(1.0, width * height)) ** 0.5)
        if page.stamps:  # they are known, and may stand over the text
            opened.remove_obj(list(opened.get_objects(max_depth=1))[-1])
        picture = opened.render(scale=scale, may_draw_forms=True).to_pil()
    finally:
        opened.close()
    read = ocr.recognise(picture, page.number, width, height)
    read.stamps = page.stamps
    return read


def _is_better(read: Page, page: Page) -> bool:
    """Whether a recognised page says more than the text layer."""
    if not page.pieces:
        return True
    if sum(piece.count for piece in page.pieces) < _FEW_WORDS:
        return sum(piece.count for piece in read.pieces) > sum(piece.count for piece in page.pieces)
    if _is_bare(page.pieces) and not _is_bare(read.pieces):
        return True
    return (syllables.share(_text(read.pieces)) or 0.0) > (syllables.share(_text(page.pieces)) or 0.0) + _BETTER


def _text(pieces: list[Piece]) -> str:
    return "\n".join(piece.text for piece in pieces)
