"""The paragraphs and sentences of a text; lines that a page width broke are joined.

A paragraph is cut into sentences when one of them is asked for, so a text costs little more than its lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

_LIST_MARK = re.compile(r"\s*(?:[-+•*|]|\d{1,2}(?:\.\d{1,2})*[.)]\s|[a-zđ][.)]\s|[ivx]+\.\s)")
_STOP = re.compile(r"[.!?…](?![.!?…])[\"”’')]?\s+(?=[\"“'‘(\[]?\s?([^\W_]))")
_MARKS = ".!?…"
_LONGEST = 3000
_SHORT = re.compile(r"(?:^|[\s(])(?:tp|t\.p|tx|tt|q|p|h|ts|ths|pgs|gs|đ/c|ông|bà|st|tr|th|ub|kh|vp)$")


class Sentence(NamedTuple):
    """One sentence: its span, the number of the paragraph that it stands in, and its own number there."""

    start: int
    end: int
    paragraph: int
    number: int


class Sentences:
    """The sentences of a text."""

    def __init__(self, lower: str, plain: str) -> None:
        self._lower, self._plain = lower, plain
        self._paragraphs = list(_paragraphs(lower, plain))
        self._starts = [start for start, _ in self._paragraphs]
        self._cut: dict[int, list[Sentence]] = {}

    def holding(self, position: int) -> Sentence | None:
        """Return the sentence at a position; null where there is none, as between two."""
        paragraph = bisect_right(self._starts, position) - 1
        if paragraph < 0:
            return None
        here = self._of(paragraph)
        found = here[bisect_right(here, (position, len(self._lower) + 1)) - 1]
        return found if found.start <= position < found.end else None

    def before(self, sentence: Sentence) -> Iterator[Sentence]:
        """Yield the sentences before one, the nearest first."""
        here = self._of(sentence.paragraph)
        for number in range(sentence.number - 1, -1, -1):
            yield here[number]
        for paragraph in range(sentence.paragraph - 1, -1, -1):
            yield from reversed(self._of(paragraph))

    def after(self, sentence: Sentence) -> Sentence | None:
        """Return the next sentence."""
        here = self._of(sentence.paragraph)
        if sentence.number + 1 < len(here):
            return here[sentence.number + 1]
        following = sentence.paragraph + 1
        return self._of(following)[0] if following < len(self._paragraphs) else None

    def beginnings(self, first: int, last: int) -> list[int]:
        """Return where the paragraphs after one, up to another, begin."""
        return self._starts[first + 1 : last + 1]

    def _of(self, paragraph: int) -> list[Sentence]:
        found = self._cut.get(paragraph)
        if found is None:
            start, end = self._paragraphs[paragraph]
            if end - start <= _LONGEST and _STOP.search(self._lower, start, end) is None:
                found = [tuple.__new__(Sentence, (start, end, paragraph, 0))]
            else:
                spans = self._spans(start, end)
                found = [Sentence(start, end, paragraph, number) for number, (start, end) in enumerate(spans)]
            self._cut[paragraph] = found
        return found

    def _spans(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        at, lower, plain = start, self._lower, self._plain
        for match in _STOP.finditer(lower, start, end):
            begins = plain[match.start(1)]
            if not (begins.isupper() or begins.isdigit()):
                continue
            stop = match.start()
            while stop > start and lower[stop - 1] in _MARKS:
                stop -= 1
            if _SHORT.search(lower, max(at, stop - 5), stop):
                continue
            yield from _pieces(plain, at, stop + 1)
            at = match.end()
        yield from _pieces(plain, at, end)


def _pieces(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut what runs on without a stop, as tables do, so that the cost of a sentence is bounded."""
    while end - start > _LONGEST:
        cut = plain.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
        cut = cut if cut > 0 else start + _LONGEST
        yield start, cut
        start = cut
    if start < end:
        yield start, end


def _paragraphs(lower: str, plain: str) -> Iterator[tuple[int, int]]:
    start: int | None = None
    end = position = 0
    for line in plain.split("\n"):
        text = line.strip()
        begins, position = position, position + len(line) + 1
        if not text:
            if start is not None:
                yield start, end
            start = None
            continue
        first = begins if line[0] == text[0] else begins + len(line) - len(line.lstrip())
        if start is not None:
            goes_on = plain[end - 1] not in ".;:!?…|" and (text[0].islower() or text[0].isdigit())
            if not goes_on or _LIST_MARK.match(lower, begins):
                yield start, end
                start = None
        if start is None:
            start = first
        end = first + len(text)
    if start is not None:
        yield start, end
