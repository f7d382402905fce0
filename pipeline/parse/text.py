"""Plain text and Markdown residue: the canonical text as it came, its furniture marked, its structure read."""

from __future__ import annotations

from extractors.shadow import canonical
from pipeline.parse import blocks, byline, furniture, lines
from pipeline.parse.document import ParsedDocument
from pipeline.parse.labels import types
from pipeline.refusals import ParseError
from schemas.records import Block


def parse_text(decoded: str, media_type: str = "text/plain") -> ParsedDocument:
    """Parse a decoded plain text.

    Returns:
        The document with the canonical form of the text, in which nothing else is changed.

    Raises:
        ParseError: `empty`, if nothing in it is visible.
    """
    text = canonical(decoded)
    found = lines.split(text)
    if not found:
        raise ParseError("empty", "the file holds no visible character")
    hidden = furniture.mark(found)
    structure = blocks.structure(text, found, hidden)
    by = byline.find(found, hidden)
    return ParsedDocument(
        text=text,
        blocks=structure,
        media_type=media_type,
        title=headline(text, structure),
        published_at=by[1] if by else None,
    )


def headline(text: str, structure: tuple[Block, ...]) -> str | None:
    """Return the headline that a text begins with; the title of an official document is none."""
    first = next((block for block in structure if block.kind != "furniture"), None)
    if first is None or first.kind != "title":
        return None
    words = text[first.start : first.end]
    if lines.plain(words.split("\n", 1)[0]) in types():
        return None
    return lines.plain(" ".join(words.split()))
