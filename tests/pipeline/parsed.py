"""What the tests of the parsers hold every parsed document to, and how they look at its structure."""

from __future__ import annotations

from extractors.shadow import canonical
from pipeline.parse.document import ParsedDocument
from schemas.records import Block


def leaves(document: ParsedDocument) -> list[Block]:
    """Return the blocks that hold no others."""
    parents = {block.parent for block in document.blocks}
    return [block for block in document.blocks if block.ordinal not in parents]


def check(document: ParsedDocument) -> None:
    """Assert what must hold of the blocks of any document."""
    text = document.text
    assert text == canonical(text)
    ends: dict[int | None, int] = {}
    before = 0
    for ordinal, block in enumerate(document.blocks):
        assert block.ordinal == ordinal
        assert 0 <= block.start < block.end <= len(text)
        assert before <= block.start, "blocks come in the order of their start"
        before = block.start
        if block.parent is not None:
            parent = document.blocks[block.parent]
            assert parent.ordinal < ordinal, "parents come before children"
            assert parent.start <= block.start and block.end <= parent.end, "children lie within their parent"
        assert ends.get(block.parent, 0) <= block.start, "siblings do not overlap"
        ends[block.parent] = block.end
    covered = bytearray(len(text))
    for leaf in leaves(document):
        assert not any(covered[leaf.start : leaf.end]), "leaves do not overlap"
        covered[leaf.start : leaf.end] = b"\1" * (leaf.end - leaf.start)
    lost = [i for i, char in enumerate(text) if not char.isspace() and not covered[i]]
    assert not lost, f"no leaf holds {text[lost[0] : lost[0] + 40]!r}"


def outline(document: ParsedDocument) -> list[str]:
    """Return the leaves as "kind path | text", the text on one line and cut."""
    lines = []
    for leaf in leaves(document):
        words = " ".join(document.text[leaf.start : leaf.end].split())
        place = f" {leaf.path}" if leaf.path else ""
        lines.append(f"{leaf.kind}{place} | {words if len(words) <= 40 else words[:40] + '…'}")
    return lines


def hidden(document: ParsedDocument) -> list[str]:
    """Return the lines that are hidden from the extractors."""
    return [
        line.strip() for start, end in document.hidden for line in document.text[start:end].split("\n") if line.strip()
    ]
