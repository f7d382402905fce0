"""Pages that are pictures: recognised by two readers, which are sure where they agree.

trueocr finds the lines and reads them; tesseract reads the same lines. Their words are laid side by side and the better
one is taken (`merge`). Both run on one thread, so the same picture gives the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from pipeline.parse.ocr.tokens import Token, merge
from pipeline.refusals import ParseError

if TYPE_CHECKING:
    from PIL.Image import Image

    from pipeline.parse.ocr.tesseract import Tesseract
    from pipeline.parse.ocr.true import TrueReader

from pipeline.parse.pdf.pages import Box, Page, Piece

DPI = 200
"""Resolution at which pages are rendered; 300 reads no better."""

MISSING = "text is read off pictures by the extra `ocr`: pip install 'vanban[ocr]'"


def available() -> bool:
    """Return whether the packages of the extra `ocr` are here."""
    try:
        _reader()
    except ParseError:
        return False
    return True


def warning() -> str | None:
    """Return what is missing though pictures are read; null if nothing is."""
    return (
        None
        if _second()
        else "tesseract's Vietnamese is missing, one reader was alone: apt-get install tesseract-ocr-vie"
    )


def recognise(picture: Image, number: int, width: float, height: float) -> Page:
    """Read one page.

    Args:
        picture: the page, rendered or scanned.
        number: number of the page, from 1.
        width: of the page as it is shown, in points.
        height: the same.

    Returns:
        The page: its pieces have a confidence for each word, its rules are those of the picture.

    Raises:
        ParseError: `ocr_missing`, if the extra is not installed.
    """
    from pipeline.parse.ocr.picture import Sheet

    reader = _reader()
    sheet = Sheet(picture, reader)
    lines = reader.lines(sheet.clean)
    first = reader.read(sheet.clean, lines)
    second = _second()
    other: Sequence[list[Token]] = second.read(sheet.clean, lines) if second else [[] for _ in lines]
    scale = sheet.scale(width, height)
    rules = [_scaled(rule, scale) for rule in sheet.rules]
    page = Page(number, sheet.width * scale, sheet.height * scale, [], rules, back=sheet.back(width, height))
    for line, mine, theirs in zip(lines, first, other, strict=True):
        tokens = merge(mine, theirs, is_alone=second is None)
        if tokens:
            page.pieces.append(_piece(line, tokens, scale))
    return page


def _piece(line: Box, tokens: list[Token], scale: float) -> Piece:
    x0, top, x1, bottom = _scaled(line, scale)
    boxes = np.array([(token.x0 * scale, top, token.x1 * scale, bottom) for token in tokens], dtype=np.float32)
    text = " ".join(token.text for token in tokens)
    return Piece(
        text, boxes, min(x0, float(boxes[0, 0])), top, max(x1, float(boxes[-1, 2])), bottom,
        reader="ocr", confidences=[token.confidence for token in tokens],
    )  # fmt: skip


def _scaled(box: Box, scale: float) -> Box:
    return box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale


@cache
def _reader() -> TrueReader:
    try:
        from pipeline.parse.ocr.true import TrueReader
    except ImportError as error:
        raise ParseError("ocr_missing", MISSING) from error
    return TrueReader()


@cache
def _second() -> Tesseract | None:
    """Return the second reader; null where it or its Vietnamese is missing."""
    try:
        from pipeline.parse.ocr.tesseract import Tesseract, tessdata
    except ImportError:
        return None
    folder = tessdata()
    return Tesseract(folder) if folder else None
