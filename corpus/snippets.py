"""Excerpts: the window of a passage that has most of what was asked for, with true offsets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

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
    found = _matches(passage, _wanted(tree))
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
    has_marks: bool


@lru_cache(maxsize=64)
def _wanted(tree: Group) -> _Wanted:
    nodes = list(leaves(tree))
    words = [node.text for node in nodes if isinstance(node, Word) and not node.is_prefix]
    prefixes = tuple(node.text for node in nodes if isinstance(node, Word) and node.is_prefix)
    titles = [node.value for node in nodes if isinstance(node, Field) and node.name == "title"]
    found = tuple(node.words for node in nodes if isinstance(node, Phrase))
    words += words_of(" ".join(titles))
    every = (*words, *prefixes, *(word for phrase in found for word in phrase))
    return _Wanted(
        frozenset((*words, *map(fold, words))),
        prefixes,
        found,
        frozenset(node.key for node in nodes if isinstance(node, Number)),
        any(word != fold(word) for word in every),
    )


def _matches(passage: str, wanted: _Wanted) -> list[tuple[int, int, str]]:
    """Return start, end and a name of each thing in a passage that was asked for, in order."""
    shadow = Shadow(passage)
    # A word as printed fits what was typed: the same, the same without marks, or any where none were typed.
    shown = shadow.lower if wanted.has_marks else shadow.folded
    found = [
        (*shadow.span(match.start(), match.end()), fold(match[0]))
        for match in _WORD.finditer(shown)
        if match[0] in wanted.words or (wanted.prefixes and match[0].startswith(wanted.prefixes))
    ]
    if wanted.phrases or wanted.numbers:
        printed = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(shown)]
        found += _phrases(shadow, printed, wanted) + _numbers(passage, shadow, printed, wanted)
    return sorted(found)


_Printed = Sequence[tuple[int, int, str]]


def _phrases(shadow: Shadow, printed: _Printed, wanted: _Wanted) -> list[tuple[int, int, str]]:
    words = [word for _, _, word in printed]
    return [
        (*shadow.span(printed[at][0], printed[at + len(phrase) - 1][1]), " ".join(phrase))
        for phrase in wanted.phrases
        for at in range(len(printed) - len(phrase) + 1)
        if words[at] == phrase[0] and tuple(words[at : at + len(phrase)]) == phrase
    ]


def _numbers(passage: str, shadow: Shadow, printed: _Printed, wanted: _Wanted) -> list[tuple[int, int, str]]:
    if not wanted.numbers:
        return []
    whole = [span for span in find_numbers(passage, wanted.numbers.__contains__) if span.key in wanted.numbers]
    if whole:
        return [(span.start, span.end, span.key) for span in whole]
    # In '318, 320/QĐ-TTg' the first has no symbol of its own.
    figures = {match[0] for number in wanted.numbers if (match := _FIGURES.match(number))}
    return [(*shadow.span(start, end), word) for start, end, word in printed if word in figures]


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
