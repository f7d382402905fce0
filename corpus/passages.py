"""A document cut into passages: the blocks that are small enough to be read at a glance."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

MOST = 1_500
"""Characters of a block that is still one passage; a larger one is its children."""

_CUT = re.compile(r"\n+|(?<=[.;:!?])\s")
_FURNITURE = "furniture"


class Unit(NamedTuple):
    """What of a row of the table blocks decides on passages; the names are those of its columns."""

    ordinal: int
    kind: str
    start: int
    end: int
    parent: int | None
    path: str | None
    heading: str | None


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage.

    Attributes:
        block: ordinal of its block; null in a document without blocks.
        start, end: offsets in the document.
        path: where it stands: Điều 3 / Khoản 2.
        heading: headings of its block and of those around it.
    """

    block: int | None
    start: int
    end: int
    path: str = ""
    heading: str = ""


def passages(text: str, blocks: Iterable[Unit]) -> Iterator[Passage]:
    """Yield the passages of a document in the order of its text; furniture is left out.

    Args:
        text: its canonical text.
        blocks: its blocks, in their order.
    """
    below: dict[int | None, list[Unit]] = defaultdict(list)
    for block in blocks:
        below[block.parent].append(block)
    if not below:
        yield from _cut(text, None, 0, len(text), "", "")
        return
    waiting = [(block, "") for block in reversed(below[None])]
    while waiting:
        block, above = waiting.pop()
        if block.kind == _FURNITURE:
            continue
        heading = " ".join(filter(None, (above, block.heading)))
        inner = below.get(block.ordinal, ())
        if inner and block.end - block.start > MOST:
            waiting += [(child, heading) for child in reversed(inner)]
        else:
            yield from _cut(text, block.ordinal, block.start, block.end, block.path or "", heading)


def _cut(text: str, block: int | None, start: int, end: int, path: str, heading: str) -> Iterator[Passage]:
    """Yield a block as one passage, or cut at lines and sentences where it is larger."""
    while end - start > MOST:
        cut = start + MOST
        for match in _CUT.finditer(text, start + MOST // 2, start + MOST):
            cut = match.end()
        yield Passage(block, start, cut, path, heading)
        start = cut
    if text[start:end].strip():
        yield Passage(block, start, end, path, heading)
