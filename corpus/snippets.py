"""Excerpts: the window of a passage that has most of what was asked for, with true offsets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.shadow import Shadow, fold

LONGEST = 280
"""Characters of a snippet."""

_WORD = re.compile(r"[^\W_]+")
_ROOM = 40  # characters shown before the first word that was asked for


@dataclass(frozen=True, slots=True)
class Snippet:
    """An excerpt of a document.

    Attributes:
        start, end: its offsets in the document.
        text: its characters.
        highlights: offsets in the document of the words in it that were asked for.
    """

    start: int
    end: int
    text: str
    highlights: tuple[tuple[int, int], ...]


def cut(passage: str, offset: int, words: Sequence[str]) -> Snippet:
    """Return the best window of a passage.

    Args:
        passage: its text.
        offset: where it begins in the document.
        words: what was asked for, in lower case; without diacritics a word stands for all that fold to it.
    """
    shadow = Shadow(passage)
    found = _matches(shadow, words)
    first, last = _window(passage, found)
    marks = tuple((offset + start, offset + end) for start, end, _ in found if first <= start and end <= last)
    return Snippet(offset + first, offset + last, passage[first:last], _joined(marks, passage, offset))


def _matches(shadow: Shadow, words: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return start, end and folded form of each word of a passage that was asked for."""
    exact = set(words)
    folded = {fold(word) for word in words}
    has_marks = exact != folded
    lower, plain = shadow.lower, shadow.folded
    found = []
    for match in _WORD.finditer(plain):
        if match[0] in folded:
            printed = lower[match.start() : match.end()]
            if not has_marks or printed in exact or printed == match[0]:
                found.append((*shadow.span(match.start(), match.end()), match[0]))
    return found


def _window(passage: str, found: Sequence[tuple[int, int, str]]) -> tuple[int, int]:
    """Return the window with most different words, at borders of words."""
    if len(passage) <= LONGEST:
        return _trimmed(passage, 0, len(passage))
    best, start = -1.0, 0
    counts: dict[str, int] = {}
    left = 0
    for right, (_, end, word) in enumerate(found):
        counts[word] = counts.get(word, 0) + 1
        while end - found[left][0] > LONGEST - _ROOM:
            gone = found[left][2]
            counts[gone] -= 1
            if not counts[gone]:
                del counts[gone]
            left += 1
        score = len(counts) + 0.01 * (right - left)
        if score > best:
            best, start = score, found[left][0]
    first = max(0, min(start - _ROOM, len(passage) - LONGEST))
    last = min(len(passage), first + LONGEST)
    if first:
        first = passage.find(" ", first, start) + 1 or first
    if last < len(passage):
        last = max(passage.rfind(" ", first, last), first) or last
    return _trimmed(passage, first, last)


def _trimmed(passage: str, first: int, last: int) -> tuple[int, int]:
    piece = passage[first:last]
    return first + len(piece) - len(piece.lstrip()), last - len(piece) + len(piece.rstrip()) if piece.strip() else first


def _joined(marks: Sequence[tuple[int, int]], passage: str, offset: int) -> tuple[tuple[int, int], ...]:
    """Join neighbours that only a blank parts: a phrase is one mark."""
    joined: list[tuple[int, int]] = []
    for start, end in marks:
        gap = passage[joined[-1][1] - offset : start - offset] if joined else "no neighbour"
        if len(gap) <= 3 and not gap.strip(" \u00a0/-–."):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)
