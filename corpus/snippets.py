"""Excerpts: the window of a passage that has most of what was asked for, with true offsets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.numbers import find_numbers
from corpus.query import Field, Group, Number, Phrase, Word, leaves, words_of
from extractors.shadow import Shadow, fold

LONGEST = 280
"""Characters of a snippet."""

_WORD = re.compile(r"[^\W_]+")
_FIGURES = re.compile(r"\d+")
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


def cut(passage: str, offset: int, tree: Group) -> Snippet:
    """Return the best window of a passage.

    Args:
        passage: its text.
        offset: where it begins in the document.
        tree: what was asked for; a word without diacritics stands for all that fold to it.
    """
    found = _matches(passage, _Wanted.of(tree))
    first, last = _window(passage, found)
    marks = tuple((offset + start, offset + end) for start, end, _ in found if first <= start and end <= last)
    return Snippet(offset + first, offset + last, passage[first:last], _joined(marks, passage, offset))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is marked: single words, phrases as a whole, numbers as a whole."""

    words: frozenset[str]
    prefixes: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]
    numbers: frozenset[str]

    @classmethod
    def of(cls, tree: Group) -> _Wanted:
        nodes = list(leaves(tree))
        words = [node for node in nodes if isinstance(node, Word)]
        titles = [
            word for node in nodes if isinstance(node, Field) and node.name == "title" for word in words_of(node.value)
        ]
        return cls(
            frozenset((*(word.text for word in words if not word.is_prefix), *words_of(" ".join(titles)))),
            tuple(word.text for word in words if word.is_prefix),
            tuple(node.words for node in nodes if isinstance(node, Phrase)),
            frozenset(node.key for node in nodes if isinstance(node, Number)),
        )


def _matches(passage: str, wanted: _Wanted) -> list[tuple[int, int, str]]:
    """Return start, end and a name of each thing in a passage that was asked for, in order."""
    shadow = Shadow(passage)
    every = {*wanted.words, *wanted.prefixes, *(word for phrase in wanted.phrases for word in phrase)}
    has_marks = any(word != fold(word) for word in every)
    # A word as printed fits what was typed: the same, the same without marks, or any where none were typed.
    shown = shadow.lower if has_marks else shadow.folded
    printed = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(shown)]
    singles = wanted.words | {fold(word) for word in wanted.words}
    found = [
        (*shadow.span(start, end), fold(word))
        for start, end, word in printed
        if word in singles or (wanted.prefixes and word.startswith(wanted.prefixes))
    ]
    for phrase in wanted.phrases:
        size = len(phrase)
        texts = [word for _, _, word in printed]
        found += [
            (*shadow.span(printed[at][0], printed[at + size - 1][1]), " ".join(phrase))
            for at in range(len(printed) - size + 1)
            if texts[at] == phrase[0] and tuple(texts[at : at + size]) == phrase
        ]
    if wanted.numbers:
        spans = [span for span in find_numbers(passage, wanted.numbers.__contains__) if span.key in wanted.numbers]
        figures = {match[0] for number in wanted.numbers if (match := _FIGURES.match(number))}
        # In '318, 320/QĐ-TTg' the first has no symbol of its own.
        found += [(span.start, span.end, span.key) for span in spans] or [
            (*shadow.span(start, end), word) for start, end, word in printed if word in figures
        ]
    return sorted(found)


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
