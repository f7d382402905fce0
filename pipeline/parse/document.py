"""What every parser returns: canonical text with its structure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from schemas.records import Block, Cell, Link, PortalField, Word


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """One document, parsed.

    Attributes:
        text: canonical text; all offsets refer to it.
        blocks: structural units in the order of their start, parents before children.
        media_type: what the bytes turned out to be.
        title: headline of a page, if it has one.
        published_at: publication date of a page, if it states one.
        warnings: (reason, message) for each part that could not be read.
        cells: cells of its tables, table by table, row by row.
        words: words with their boxes, in the order of the text (PDF, scans).
        portal_fields: what a portal says of the document beside its text.
        links: related documents and attachments that a page names.
        site: id of the site whose parser read the page.
        pages: number of pages or sheets.
        read_by: `text`, `layer`, `ocr` or `mixed`.
        ocr_confidence: mean confidence of the words that OCR read.
        encoding: how the characters were encoded, several joined by `+`.
    """

    text: str
    blocks: tuple[Block, ...] = ()
    media_type: str = "text/plain"
    title: str | None = None
    published_at: dt.date | None = None
    warnings: tuple[tuple[str, str], ...] = field(default=())
    cells: tuple[Cell, ...] = ()
    words: Sequence[Word] = ()
    portal_fields: tuple[PortalField, ...] = ()
    links: tuple[Link, ...] = ()
    site: str | None = None
    pages: int | None = None
    read_by: str = "text"
    ocr_confidence: float | None = None
    encoding: str | None = None

    @property
    def hidden(self) -> tuple[tuple[int, int], ...]:
        """Spans of the furniture: never a source of records."""
        return tuple((block.start, block.end) for block in self.blocks if block.kind == "furniture")
