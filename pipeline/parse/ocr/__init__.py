"""Pages that are pictures: recognised by two readers, which are sure where they agree.

trueocr finds the lines and reads them; tesseract reads the same lines. Their words are laid side by side and the better
one is taken (`merge`). Both run on one thread, so the same picture gives the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from pipeline.parse.ocr.tokens import Token, merge
from pipeline.refusals import ParseError

if TYPE_CHECKING:
    from PIL.Image import Image

    from pipeline.parse.ocr.picture import Gray
    from pipeline.parse.ocr.tesseract import Tesseract
    from pipeline.parse.ocr.true import TrueReader

from pipeline.parse.pdf.pages import Box, Page, Piece

DPI = 200
"""Resolution at which pages are rendered; 300 reads no better."""

_WIDE = 0.55  # heights of a line: more than the gap between two words
_WIDER = 2.5  # as wide as most of the gaps of its line: a justified line has wide ones
_WIDEST = 1.5  # heights of a line of two words
_GUESS = 0.4
_FEW_SIGNS = 2
_SURE = 0.98  # both readers agree
_AS_SURE = 0.97  # of the words that are sure with pale ink: if fewer are without, pale ink was text

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

    sheet = Sheet(picture, _reader())
    if sheet.bleached is None or sheet.is_two_inked:
        read = _lines(sheet.clean)
    if sheet.bleached is not None:
        bleached = _lines(sheet.bleached)
        if not sheet.is_two_inked or _sure(bleached) > _AS_SURE * _sure(read):
            read = bleached
    scale = sheet.scale(width, height)
    rules = [_scaled(rule, scale) for rule in sheet.rules]
    page = Page(number, sheet.width * scale, sheet.height * scale, [], rules, back=sheet.back(width, height))
    page.pieces = [_piece(line, tokens, scale) for line, tokens in read if tokens]
    return page


def _lines(gray: Gray) -> list[tuple[Box, list[Token]]]:
    """Return the lines of a picture, each with its words."""
    reader, second = _reader(), _second()
    lines = reader.lines(gray)
    first = reader.read(gray, lines)
    other: Sequence[list[Token]] = second.read(gray, lines) if second else [[] for _ in lines]
    return [
        part
        for line, mine, theirs in zip(lines, first, other, strict=True)
        for part in _parted(line, merge(mine, theirs, is_alone=second is None))
    ]


def _parted(line: Box, tokens: list[Token]) -> list[tuple[Box, list[Token]]]:
    """Return a line in parts where wide gaps part it, two columns that were taken for one line; specks are left out."""
    x0, top, x1, bottom = line
    height = bottom - top
    kept = [token for i, token in enumerate(tokens) if not _is_speck(tokens, i, height)]
    gaps = [b.x0 - a.x1 for a, b in pairwise(kept)]
    wide = max(_WIDE * height, _WIDER * median(gaps)) if len(gaps) > 1 else _WIDEST * height
    cuts = [0, *(i for i, gap in enumerate(gaps, 1) if gap > wide), len(kept)]
    parts = [kept[start:end] for start, end in pairwise(cuts) if end > start]
    if len(parts) < 2:
        return [(line, kept)] if kept else []
    return [
        ((part[0].x0 if i else x0, top, part[-1].x1 if i + 1 < len(parts) else x1, bottom), part)
        for i, part in enumerate(parts)
    ]


def _is_speck(tokens: list[Token], i: int, height: float) -> bool:
    """Whether a word is one sign or two that both readers guess at, away from others: dirt, or a stroke of a pen."""
    token = tokens[i]
    if token.confidence > _GUESS or len(token.text) > _FEW_SIGNS or token.text.isdecimal():
        return False
    is_near = (i and token.x0 - tokens[i - 1].x1 < _WIDE * height) or (
        i + 1 < len(tokens) and tokens[i + 1].x0 - token.x1 < _WIDE * height
    )
    return not is_near


def _sure(read: list[tuple[Box, list[Token]]]) -> int:
    """Return how many words are sure."""
    return sum(token.confidence > _SURE for _, tokens in read for token in tokens)


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
