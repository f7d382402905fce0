"""Where a text is cut that is too long to be read at once.

A window is read with some text on both sides of it, so that whatever a rule looks at near a record is there; of what
is found only that counts which begins in the window itself. A cut lies at a blank line, else at the end of a line or
of a sentence, and never in a table.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

LENGTH = 400_000
"""Characters of a window, some 150 printed pages: almost every document is one window."""

LEAD = 10_000
"""Characters before a window that are read with it: more than 24 sentences, as far as a heading governs."""

TAIL = 3_000
"""Characters after it: longer than any record and what is looked at behind it."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a text.

    Attributes:
        start, end: what begins here is the window's own.
        first, last: what is read.
    """

    start: int
    end: int
    first: int
    last: int


def cut(text: str, tables: Sequence[Span] = (), length: int = LENGTH) -> Iterator[Window]:
    """Yield the windows of a text in order; at least one.

    Args:
        text: canonical text.
        tables: spans that are not cut, in order and apart from each other; a larger one makes a larger window.
        length: characters of a window; the last one may have a quarter more.
    """
    start, size = 0, len(text)
    while True:
        end = _end(text, tables, start, length) if size - start > length + length // 4 else size
        first = border(text, max(0, start - LEAD), start - LEAD // 2) if start > LEAD else 0
        last = border(text, end + TAIL // 2, end + TAIL) if size - end > TAIL else size
        yield Window(start, end, first, last)
        if end == size:
            return
        start = end


def _end(text: str, tables: Sequence[Span], start: int, length: int) -> int:
    """Where the window that begins at `start` ends, which is not the last one."""
    end = border(text, start + length - length // 4, start + length)
    at = bisect_left(tables, (end, end)) - 1
    if at >= 0 and tables[at][1] > end:
        first, last = tables[at]
        return first if first - start >= length // 4 else last
    return end


def border(text: str, low: int, high: int) -> int:
    """Return the best place to cut between two offsets."""
    for mark in ("\n\n", "\n", ". ", "; ", " "):
        at = text.rfind(mark, low, high)
        if at >= 0:
            return at + len(mark)
    return high


def within(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """Return the parts of some spans that lie in a stretch of the text, in offsets of that stretch.

    Args:
        spans: in order and apart from each other.
        start: where the stretch begins.
        end: where it ends.
    """
    found = []
    for at in range(bisect_left(spans, start, key=_end_of), len(spans)):
        first, last = spans[at]
        if first >= end:
            break
        found.append((max(first, start) - start, min(last, end) - start))
    return found


def _end_of(span: Span) -> int:
    return span[1]


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that touch each other as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
