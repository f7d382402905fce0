"""Two readings of one line as one: equal words are sure, of the others the better one is taken.

Better is what is spelled as Vietnamese (`syllables`), holds no sign that no office prints, and whose reader is surer.
Each reader has its strength: tesseract reads marks and punctuation better, trueocr figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from pipeline.parse import syllables

_LETTERS = re.compile(r"[^\W\d_]+")
_PRINTED = re.compile(r"[^\W_]|[.,;:/()\-+%&\"'“”‘’…–—?!*°=<>≤≥•|_]")
_NUMERIC = re.compile(r"[0-9]")
_ODD = re.compile(r"l{1,3}/[0-9]|[0-9][-.,'’:;][a-zà-ỹ]|[^\W\d_][0-9]+[^\W\d_]")  # a speck between a figure and a word
_SIGNS = frozenset(
    {"-", "–", "+", "*", "•", "./.", "/", "&", "%", "…", "=", "<", ">", "≥", "≤", ".", ":", ";", ",", "_"}
)

# What a reading is worth, in the unit of confidence.
_SYLLABLE = 0.35
_NO_SYLLABLE = -0.5
_STRANGE = -0.8
_FIGURES_OF_FIRST = 0.15
_LETTERS_OF_SECOND = 0.15
_PUNCTUATION_OF_SECOND = 0.4

# Shares of right characters as measured on the pages of benchmarks/scans.py (docs/reading.md has the table).
_AGREED = 0.995
_ALONE = 0.9
_SAME_CORE = 0.9
_CHOSEN = 0.91
_CHOSEN_FIGURES = 0.7
_GUESSED = 0.4
_NARROW = 0.1


@dataclass(frozen=True, slots=True)
class Token:
    """One word as a reader gives it: its text, how sure the reader is, where it begins and ends (pixels)."""

    text: str
    confidence: float
    x0: float
    x1: float


def merge(first: list[Token], second: list[Token], *, is_alone: bool = False) -> list[Token]:
    """Return the words of a line that two readers have read.

    Args:
        first: by trueocr.
        second: by tesseract; empty where it is not there or read nothing.
        is_alone: whether there was no second reader.
    """
    if is_alone:
        return [replace(token, confidence=_ALONE * token.confidence) for token in first]
    merged: list[Token] = []
    matcher = SequenceMatcher(None, [token.text for token in first], [token.text for token in second], autojunk=False)
    for kind, a0, a1, b0, b1 in matcher.get_opcodes():
        mine, theirs = first[a0:a1], second[b0:b1]
        if kind == "equal":
            merged += [_agreed(a, b) for a, b in zip(mine, theirs, strict=True)]
        elif len(mine) == len(theirs):
            for a, b in zip(mine, theirs, strict=True):
                merged += _chosen([a], [b])
        else:
            merged += _chosen(mine, theirs)
    return merged


def _agreed(a: Token, b: Token) -> Token:
    """Return a word that both have read; tesseract's box is the tighter one."""
    doubt = (1 - a.confidence) * (1 - b.confidence)
    return Token(a.text, _AGREED - 0.5 * doubt, b.x0, b.x1)


def _chosen(mine: list[Token], theirs: list[Token]) -> list[Token]:
    """Return the better of two readings of the same stretch of a line."""
    a, b = _worth(mine, _FIGURES_OF_FIRST, 0.0), _worth(theirs, 0.0, _LETTERS_OF_SECOND)
    if _core(mine) == _core(theirs) and b > a - _PUNCTUATION_OF_SECOND:
        return [replace(token, confidence=_SAME_CORE) for token in theirs]
    best, lead = (mine, a - b) if a > b else (theirs, b - a)
    return [replace(token, confidence=_chosen_sure(token.text, lead)) for token in best]


def _chosen_sure(text: str, lead: float) -> float:
    if lead < _NARROW:
        return _GUESSED
    return _CHOSEN_FIGURES if _NUMERIC.search(text) else _CHOSEN


def _core(tokens: list[Token]) -> str:
    """Return what is read, but for white space and punctuation."""
    return "".join(char for token in tokens for char in token.text if char.isalnum())


def _worth(tokens: list[Token], figures: float, letters: float) -> float:
    if not tokens:
        return 0.2  # nothing at all: where the other reader sees a speck
    return sum(_worth_of(token, figures, letters) for token in tokens) / len(tokens)


def _worth_of(token: Token, figures: float, letters: float) -> float:
    text = token.text
    worth = token.confidence
    runs = _LETTERS.findall(text)
    if _NUMERIC.search(text):
        worth += figures
        if _ODD.search(text):
            worth += _NO_SYLLABLE
    elif runs:
        if all(syllables.is_syllable(run) for run in runs):
            worth += _SYLLABLE + letters
        elif not text.isupper():
            worth += _NO_SYLLABLE
    is_foreign = any(char.isalpha() and not char.isascii() and char.lower() not in syllables.LETTERS for char in text)
    if is_foreign or len(_PRINTED.findall(text)) < len(text):
        worth += _STRANGE
    if not any(char.isalnum() for char in text) and text not in _SIGNS:
        worth += _NO_SYLLABLE
    return worth
