"""PDF: the text layer by pdfium, words that a file has torn apart by pdfplumber, ruled tables, reading order.

A page is opened, read and closed before the next one; what stays of it are its words and lines.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise

import numpy as np
from pypdfium2 import PdfDocument

from pipeline.limits import MAX_PDF_PAGES
from pipeline.parse import blocks, old_fonts, syllables
from pipeline.parse.document import ParsedDocument
from pipeline.parse.pdf import footnotes, layer, layout, order, running, scans, stamps, tables
from pipeline.parse.pdf.layout import Laid
from pipeline.parse.pdf.pages import Page, Piece
from pipeline.parse.text import headline
from pipeline.refusals import ParseError
from schemas.records import Block

MEDIA_TYPE = "application/pdf"

_SOUND = 0.9  # share of Vietnamese syllables of a text layer that needs no second reading
_SAMPLE = 16  # lines of a page that tell whether it is sound
_JOINED = frozenset({"paragraph", "list_item", "basis", "article", "clause", "point", "caption", "footnote"})
_ITEMS = frozenset({"article", "clause", "point"})

Warnings = list[tuple[str, str]]


def parse_pdf(data: bytes) -> ParsedDocument:
    """Parse a PDF.

    Returns:
        The document: lines of a paragraph are joined, running heads and page numbers come last, as furniture. Each
        block has its page and box, each word too.

    Raises:
        ParseError: `encrypted`, `unreadable`; `no_text`, if no page has a text.
    """
    warnings: Warnings = []
    with layer.opened(data) as document:
        count = len(document)
        found, encoding = _read(document, data, warnings)
        found = scans.recognised(document, found, warnings)
    if count > MAX_PDF_PAGES:
        warnings.append(("too_large", f"of {count:,} pages the first {MAX_PDF_PAGES:,} were read; split the file"))
    if not any(page.pieces for page in found) and (warnings or not any(page.stamps for page in found)):
        raise ParseError(*_why_empty(warnings))
    for page in found:
        if page.stamps:
            stamps.fill(page)
    return assembled(found, MEDIA_TYPE, count, warnings, encoding)


def assembled(
    found: list[Page], media_type: str, count: int, warnings: Warnings, encoding: str | None = None
) -> ParsedDocument:
    """Return the document that pages make.

    Args:
        found: the pages in their order; what they hold goes over into the document.
        media_type: what the bytes are.
        count: number of pages of the file.
        warnings: what could not be read.
        encoding: old encodings that were rewritten.
    """
    for page in found:
        tables.find(page)
    furniture = running.part(found)
    notes = footnotes.part(found)
    for page in found:
        page.rules = []
    laid = layout.lay(found, furniture, notes)
    structure = blocks.structure(laid.text, laid.lines, laid.hidden)
    text = _joined(laid, structure)
    readers = {piece.reader == "ocr" for page in found for piece in page.pieces}
    readers |= {
        piece.reader == "ocr" for page in found for table in page.tables for cell in table.cells for piece in cell.lines
    }
    return ParsedDocument(
        text=text,
        blocks=_placed(structure, laid),
        media_type=media_type,
        title=headline(text, structure),
        warnings=tuple(warnings),
        cells=tuple(laid.cells),
        words=laid.words,
        pages=count,
        read_by="layer" if readers == {False} else "ocr" if readers == {True} else "mixed",
        ocr_confidence=laid.words.confidence,
        encoding=encoding,
    )


def _why_empty(warnings: Warnings) -> tuple[str, str]:
    """Return the reason and the message for a PDF of which nothing could be read."""
    if warnings:
        return warnings[0]
    return "no_text", "no page of the PDF has a text"


def _read(document: PdfDocument, data: bytes, warnings: Warnings) -> tuple[list[Page], str | None]:
    """Return the pages of a document and its old encodings; what cannot be read becomes a warning."""
    found: list[Page] = []
    for index in range(min(len(document), MAX_PDF_PAGES)):
        try:
            parts = layer.read(document, index, found[-1] if found else None)
        except ParseError as error:
            warnings.append((error.reason, f"{error}; the others were read"))
            continue
        for page in parts:
            if page.unread:
                message = (
                    f"page {page.number}: {page.unread:,} characters or annotations were left out, there are too many"
                )
                warnings.append(("too_large", message))
        found += parts
    encoding = _restore(found)
    suspects = [page for page in found if not page.turn]
    for page in suspects:
        page.is_sound = _is_sound(page.pieces)
    torn = [page for page in suspects if page.is_sound is False and _is_sound(order.mended(page.pieces)) is False]
    if torn:
        _read_again(data, torn, warnings)
        encoding = old_fonts.joined([encoding, _restore(torn)])
    return found, encoding


def _restore(found: list[Page]) -> str | None:
    """Rewrite what is in a font of before Unicode; return the encodings, null if there are none."""
    every = [one for page in found for one in (page, page.sideways) if one]
    suspects = [page for page in every if old_fonts.may_be_old(text(page.pieces))]
    pieces = [piece for page in suspects for piece in page.pieces]
    restored = old_fonts.restore([piece.text for piece in pieces])
    for piece, block in zip(pieces, restored, strict=True):
        if block.encoding:
            piece.text = block.text  # the n-th word is the n-th word of what it was
    return old_fonts.joined(block.encoding for block in restored)


def _is_sound(pieces: list[Piece]) -> bool | None:
    """Whether enough words of a page are syllables, null if it has few; a sound page is told by a part of its lines."""
    step = max(1, len(pieces) // _SAMPLE)
    share = syllables.share(text(pieces[::step]))
    if share is not None and share < _SOUND:
        share = syllables.share(text(pieces))
    return None if share is None else share >= _SOUND


def _read_again(data: bytes, torn: list[Page], warnings: Warnings) -> None:
    """Read pages with pdfplumber, and keep that reading where it has more Vietnamese in it."""
    from pipeline.parse.pdf import plumber

    try:
        with plumber.opened(data) as document:
            for page in torn:
                again = plumber.pieces(document, page)
                if (syllables.share(text(again)) or 0.0) > (syllables.share(text(order.mended(page.pieces))) or 0.0):
                    page.pieces = again
    except Exception as error:  # pdfminer raises what it likes on damaged files; the first reading stands
        numbers = ", ".join(str(page.number) for page in torn[:5])
        warnings.append(("unreadable", f"words may be torn apart on page {numbers}: {type(error).__name__}"))


def text(pieces: list[Piece]) -> str:
    """Return the text of pieces, one a line."""
    return "\n".join(piece.text for piece in pieces)


def _joined(laid: Laid, structure: tuple[Block, ...]) -> str:
    """Return the text with the lines of each paragraph joined: a blank for each line break, so no offset changes."""
    parents = {block.parent for block in structure}
    breaks: list[int] = []
    at = 0
    for block in structure:
        if block.ordinal in parents or not _is_joined(block, structure):
            continue
        while at < len(laid.lines) and laid.lines[at].start < block.start:
            at += 1
        while at + 1 < len(laid.lines) and laid.lines[at + 1].end <= block.end:
            if laid.lines[at + 1].start == laid.lines[at].end + 1:
                breaks.append(laid.lines[at].end)
            at += 1
    made, position = [], 0
    for end in breaks:
        made.append(laid.text[position:end])
        position = end + 1
    return " ".join([*made, laid.text[position:]])


def _is_joined(block: Block, structure: tuple[Block, ...]) -> bool:
    if block.kind == "heading":
        return block.parent is not None and structure[block.parent].kind in _ITEMS
    return block.kind in _JOINED


def _placed(structure: tuple[Block, ...], laid: Laid) -> tuple[Block, ...]:
    """Return the blocks with page and box, those of their part on the first page; furniture page by page."""
    starts = [line.start for line in laid.lines]
    firsts = np.searchsorted(starts, [block.start for block in structure], side="right") - 1
    afters = np.searchsorted(starts, [block.end for block in structure])
    turns = [i for i, (page, following) in enumerate(pairwise(laid.pages), 1) if page != following]
    parts: list[tuple[Block, int, int]] = []  # each with its first line and the one after its last
    for block, first, after in zip(structure, firsts.tolist(), afters.tolist(), strict=True):
        cuts = turns[bisect_right(turns, first) : bisect_left(turns, after)]
        if block.kind == "furniture":
            parts += [(block, line, following) for line, following in pairwise([first, *cuts, after])]
        else:
            parts.append((block, first, cuts[0] if cuts else after))
    boxes = np.array([*laid.boxes, (0.0,) * 4])
    edges = [line for _, first, after in parts for line in (first, after)]
    low = np.minimum.reduceat(boxes[:, :2], edges)[::2].tolist()
    high = np.maximum.reduceat(boxes[:, 2:], edges)[::2].tolist()
    made: list[Block] = []
    ordinals: dict[int | None, int | None] = {None: None}
    for (block, first, after), (x0, top), (x1, bottom) in zip(parts, low, high, strict=True):
        ordinals.setdefault(block.ordinal, len(made))
        start, end = block.start, block.end
        if block.kind == "furniture":
            start, end = max(start, starts[first]), min(end, laid.lines[after - 1].end)
        box = (round(x0, 1), round(top, 1), round(x1, 1), round(bottom, 1))
        parent = ordinals[block.parent]
        made.append(Block(len(made), block.kind, start, end, parent, block.path, block.heading, laid.pages[first], box))
    return tuple(made)
