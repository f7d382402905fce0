"""References to single criteria: `Quy hoạch (01)`, `Môi trường (số 17)`, `tiêu chí số 1 (quy hoạch)`.

A bare `tiêu chí số 2` is read only in a list that tells which criteria a count is made of: without a name
there is nothing to check its number against.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from extractors.criteria.figures import MOST_CRITERIA, Figure
from extractors.criteria.lexer import Lexeme, Phrase
from schemas import facts

_INDEX = re.compile(r"(?:C?s)?(N)")
# After 'tiêu chí'; with 'số' after 'gồm', 'là', a colon or in a list; bare only in a list.
_NUMBERED = re.compile(r"(?:Cs?|(?<=[Q:i,;p])s|(?<=N[,;p])(?=N(?![$wh%])))(N)(?![CUGI/])")
_NAME_BREAK = re.compile(r"[,;:.…]|\s(?:và|là|như|gồm|về)\s(?!pháp triển)")
_WORD = re.compile(r"[^\W_]+")
_ABOUT = re.compile(r"\s+(?:về\s+)?")
_LONGEST_NAME = 14  # words
_FURTHEST = 140  # characters


def read(phrase: Phrase, lower: str, figures: list[Figure]) -> list[Figure]:
    """Return the references to criteria in a sentence; each points to the count that it spells out."""
    if "C" not in phrase.codes:
        return []
    found = [*_after_names(phrase, lower), *_numbered(phrase, lower, figures)]
    taken = [(figure.start, figure.end) for figure in figures]
    kept = [ref for ref in found if not any(start < ref.end and ref.start < end for start, end in taken)]
    for ref in kept:
        before = [f for f in figures if f.end <= ref.start and f.kind in {"criteria_met", "criteria_unmet"}]
        ref.parent = before[-1] if before else None
    return kept


def _after_names(phrase: Phrase, lower: str) -> Iterator[Figure]:
    """`Giao thông (02)`: the number in brackets after a name."""
    begins = phrase.lexemes[0].start
    for at, inners in phrase.brackets.items():
        for inner in inners:
            match = _INDEX.fullmatch(inner.codes)
            if match is None or at < 0 or phrase.codes[at] in "CNXFRUG":
                continue
            lexeme = inner.lexemes[match.start(1)]
            if not _is_number(lexeme) or "C" not in phrase.codes[: at + 1]:
                continue
            end = phrase.lexemes[at].end
            start = _name_start(lower, begins, end)
            if start is None:
                continue
            close = lower.find(")", lexeme.end)
            yield _reference(start, close + 1, int(lexeme.value), lower[start:end], "name-number")


def _numbered(phrase: Phrase, lower: str, figures: list[Figure]) -> Iterator[Figure]:
    """`gồm tiêu chí số 1 (quy hoạch), tiêu chí số 4`, `gồm số 2, 6 và 17`, `tiêu chí số 17 về môi trường`."""
    listed_at = -1  # where the member of a list stands that a bare number may follow
    for match in _NUMBERED.finditer(phrase.codes):
        begin, at = match.start(), match.start(1)
        lexeme, first = phrase.lexemes[at], phrase.lexemes[begin]
        opens = phrase.codes[begin] == "C"
        if not _is_number(lexeme) or (begin == at and listed_at != begin - 2):
            continue
        goes_on = begin > 0 and phrase.lexemes[begin - 1].word in {",", ";", "và"}
        if not opens and not (goes_on and listed_at >= 0) and phrase.codes[begin - 1] in ",;p":
            continue
        name = None
        end = lexeme.end
        for inner in phrase.brackets.get(at, ()):
            if inner.lexemes and inner.lexemes[0].code in "wPyjZ$x":
                name = lower[inner.lexemes[0].start : inner.lexemes[-1].end]
                end = lower.find(")", inner.lexemes[-1].end) + 1 or end
        if name is None:
            about = _ABOUT.match(lower, lexeme.end)
            stop = _name_end(lower, about.end()) if about else None
            if about is not None and stop is not None:
                name, end = lower[about.end() : stop], stop
        counted = any(f.end <= first.start and f.kind in {"criteria_met", "criteria_unmet"} for f in figures)
        if name is not None and opens:
            yield _reference(first.start, end, int(lexeme.value), name, "number-name")
        elif counted or (listed_at >= 0 and (name is not None or not opens)):
            yield _reference(first.start, end, int(lexeme.value), name, "number-listed")
        else:
            continue
        listed_at = at


def _is_number(lexeme: Lexeme) -> bool:
    return lexeme.word.isdigit() and len(lexeme.word) <= 2 and 1 <= lexeme.value <= MOST_CRITERIA


def _name_start(lower: str, begins: int, end: int) -> int | None:
    """First character of the criterion's name that ends at a position.

    The longest known name decides, else the text since the last comma.
    """
    names = facts.ntm_criteria()
    begins = max(begins, end - _FURTHEST)
    words = " ".join(lower[begins:end].split()).split(" ")[-_LONGEST_NAME:]
    for at in range(len(words)):
        first = words[at].lstrip("(“\"'")
        if first in _first_words() and " ".join((first, *words[at + 1 :])) in names:
            return _back(lower, end, len(words) - at - 1) - len(first)
    breaks = list(_NAME_BREAK.finditer(lower, begins, end))
    start = breaks[-1].end() if breaks else begins
    start += len(lower[start:end]) - len(lower[start:end].lstrip())
    return start if breaks and 1 <= len(lower[start:end].split()) <= _LONGEST_NAME else None


@lru_cache(maxsize=1)
def _first_words() -> frozenset[str]:
    """Words that the names of criteria begin with."""
    return frozenset(name.split(" ")[0] for name in facts.ntm_criteria())


def _back(lower: str, end: int, words: int) -> int:
    """Where the word ends that stands so many words before a position."""
    for _ in range(words):
        while not lower[end - 1].isspace():
            end -= 1
        while lower[end - 1].isspace():
            end -= 1
    return end


def _name_end(lower: str, start: int) -> int | None:
    """Last character of a known name that begins at a position."""
    names = facts.ntm_criteria()
    words = list(_WORD.finditer(lower, start, min(len(lower), start + 90)))[:_LONGEST_NAME]
    for word in reversed(words):
        if " ".join(lower[start : word.end()].split()) in names:
            return word.end()
    return None


def _reference(start: int, end: int, number: int, name: str | None, rule: str) -> Figure:
    figure = Figure("criterion_ref", rule, 0, 0, start, end, value=float(number), unit="tiêu chí")
    figure.criterion_no = number
    figure.name = " ".join(name.split()) if name else None
    return figure
