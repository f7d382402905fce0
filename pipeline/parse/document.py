"""What every parser returns: canonical text with its structure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from schemas.records import Block


class ParseError(Exception):
    """An input that cannot be read; becomes a row of `rejects`.

    Attributes:
        reason: code for `rejects.reason`.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


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
    """

    text: str
    blocks: tuple[Block, ...] = ()
    media_type: str = "text/plain"
    title: str | None = None
    published_at: dt.date | None = None
    warnings: tuple[tuple[str, str], ...] = field(default=())

    @property
    def hidden(self) -> tuple[tuple[int, int], ...]:
        """Spans of the furniture: never a source of records."""
        return tuple((block.start, block.end) for block in self.blocks if block.kind == "furniture")
