"""One sentence as lexemes, each with a one-letter code, so that phrases are patterns on a string of codes.

The sentence `Có 03 xã đạt từ 15-18 tiêu chí (chiếm 2%)` is ``ONUatRC`` with ``AX`` in a bracket of its own.
The words of each code are facts: `schemas/reference/ntm_words.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from extractors import numerals
from schemas import facts

# The code of each class of words. Codes that no word has: N number, R range, F fraction, X per cent,
# Y date, P capitalised name, w any other word, E ellipsis, & conjunction between names, and punctuation.
CODES = {
    "unit": "U", "generic": "G", "level": "K", "criteria": "C", "indicator": "I", "goal": "M",
    "meet": "m", "attain": "a", "recognise": "r", "ntm": "n", "build": "u", "title": "4", "same": "H",
    "grade": "g", "negative": "x", "fall": "f", "none": "z", "qualifier": "q", "above": "o", "below": "b",
    "from": "t", "to": "D", "upward": "L", "downward": "l", "full": "d", "change": "c", "more": "h",
    "set": "J", "perform": "1", "agent": "2", "cumulative": "3", "each": "e", "average": "v",
    "number": "s", "among": "k", "subset": "S", "comprise": "Q",
    "copula": "i", "have": "O", "belong": "T", "area": "W", "aux": "y", "rest": "j", "trait": "j",
    "block": "B", "purpose": "V", "appositive": "A", "function": "p", "scheme": "Z", "thing": "$",
    "other": "w",
}  # fmt: skip

_TOKEN = re.compile(numerals.DIGITS + r'|[^\W\d_]+|…|\.{2,}|["“”\'‘’]|[^\s\w]')
_QUOTES = frozenset("\"“”'‘’")
_DATE = re.compile(
    r"(?:ngày|tháng|quý|sáng|chiều|tối|trưa|hôm|mùng)(?:\s+ngày)?\s+\d{1,2}(?:\s{0,2}[-/.]\s{0,2}\d{1,4}){0,3}(?![\d%])"
    r"|(?:năm|niên độ)\s+(?:19|20)\d\d(?:\s{0,2}[-/,]\s{0,2}(?:19|20)\d\d){0,5}(?![\d.,]\d)"
    r"|\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?(?:19|20)\d\d(?!\d)"
    r"|\d{1,2}\s?[-/]\s?(?:19|20)\d\d(?!\d)"
    r"|(?<!\d)(?:19|20)\d\d\s{0,2}-\s{0,2}(?:19|20)\d\d(?![\d.,]\d)"
)
# What a number in words must stand before to be a number: ba huyện, năm tiêu chí, but not năm 2025.
_COUNTED = frozenset("UGCIMs%")
_LOST_SLASH = re.compile(r"(0?\d|1\d)(19)")
# Brackets inside brackets beyond this are read flat.
_DEEPEST = 4
_YEAR = re.compile(r"(?:19[89]|20[0-4])\d")


class Lexeme(NamedTuple):
    """One word, phrase, number or mark of a sentence.

    Attributes:
        code: its class (see `CODES`).
        start: first character in the document.
        end: character after the last.
        word: the text in lower case.
        mark: what the vocabulary says of it: unit, grade, sign of a comparison or of a change.
        value: figure of a number; numerator of a fraction; lower end of a range.
        high: upper end of a range; denominator of a fraction.
    """

    code: str
    start: int
    end: int
    word: str
    mark: str = ""
    value: float = 0.0
    high: float | None = None


@dataclass(slots=True)
class Phrase:
    """A run of lexemes with its codes; what stands in brackets hangs on the lexeme before it."""

    lexemes: list[Lexeme]
    codes: str
    brackets: dict[int, list[Phrase]] = field(default_factory=dict)


# Words, code and mark of a phrase.
Known = tuple[tuple[str, ...], str, str]


class Opened(NamedTuple):
    """The phrases that one word opens: itself, if it is one, and the longer ones by their second word."""

    alone: Known | None
    longer: dict[str, list[Known]]


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, Opened]:
    """First word → the phrases that it opens, longest first; of two alike, the one that the table has first."""
    table: dict[str, Opened] = {}
    for name, phrase, mark in facts.ntm_words():
        words = tuple(_TOKEN.findall(phrase))
        known = (words, CODES[name], mark)
        opened = table.setdefault(words[0], Opened(None, {}))
        if len(words) > 1:
            opened.longer.setdefault(words[1], []).append(known)
        elif opened.alone is None:
            table[words[0]] = opened._replace(alone=known)
    for opened in table.values():
        for phrases in opened.longer.values():
            phrases.sort(key=lambda known: -len(known[0]))
    return table


def lex(lower: str, plain: str, start: int, end: int, dates: Sequence[tuple[int, int]] = ()) -> Phrase:
    """Read the lexemes of a sentence.

    Args:
        lower: the document in lower case.
        plain: the same with its capitals, which tell names.
        start: first character of the sentence.
        end: character after its last.
        dates: spans in it that are dates.
    """
    return _nest(_merge(_mark(lower, plain, start, end, dates)))


def _mark(lower: str, plain: str, start: int, end: int, dates: Sequence[tuple[int, int]]) -> list[Lexeme]:
    """Look the words up; longest phrase first."""
    masked = sorted({*dates, *(match.span() for match in _DATE.finditer(lower, start, end))})
    tokens = [(match[0], *match.span()) for match in _TOKEN.finditer(lower, start, end)]
    words = (*[token[0] for token in tokens], "")  # the empty word ends the last phrase
    vocabulary = _vocabulary()
    shouting = plain[start:end].isupper()
    lexemes: list[Lexeme] = []
    mask = at = 0
    while at < len(tokens):
        word, first, last = tokens[at]
        while mask < len(masked) and masked[mask][1] <= first:
            mask += 1
        if mask < len(masked) and masked[mask][0] <= first:
            stop = masked[mask][1]
            while at < len(tokens) and tokens[at][1] < stop:
                at += 1
            lexemes.append(Lexeme("Y", first, tokens[at - 1][2], lower[first : tokens[at - 1][2]]))
            continue
        if word[0].isdigit():
            lexemes.append(Lexeme("N", first, last, word, value=numerals.digits(word)))
            at += 1
            continue
        known = _known(vocabulary, words, at)
        named = not shouting and plain[first].isupper()
        if named:
            # After a unit or another name, what is written with a capital is a name: xã Bản Ngoại, xã Hai Riêng.
            after_name = bool(lexemes) and lexemes[-1].code in "UP" and lexemes[-1].end == first - 1
            doubtful = known is not None and known[1] in "$jZ" and _is_capital(plain, tokens, at + 1)
            nameable = known is None or (len(known[0]) == 1 and known[1] not in "ngCmar")
            if nameable and (after_name or doubtful):
                lexemes.append(Lexeme("P", first, last, word))
                at += 1
                continue
        spelled = numerals.words(words, at) if word in numerals.NUMBER_WORDS else None
        if spelled is not None and (known is None or len(known[0]) <= spelled[1] - at):
            after = _known(vocabulary, words, spelled[1])
            if (after is not None and after[1] in _COUNTED) or _word(words, spelled[1]) in {"%", "phần"}:
                stop = tokens[spelled[1] - 1][2]
                lexemes.append(Lexeme("N", first, stop, lower[first:stop], "word", float(spelled[0])))
                at = spelled[1]
                continue
        if known is not None:
            stop = tokens[at + len(known[0]) - 1][2]
            lexemes.append(Lexeme(known[1], first, stop, lower[first:stop], known[2]))
            at += len(known[0])
            continue
        if word[0].isalpha():
            code = "P" if named else "w"
        elif word in {"…", "..."} or word.startswith(".."):
            code = "E"
        else:
            code = '"' if word in _QUOTES else word
        lexemes.append(Lexeme(code, first, last, word))
        at += 1
    return lexemes


def _is_capital(plain: str, tokens: Sequence[tuple[str, int, int]], at: int) -> bool:
    return at < len(tokens) and plain[tokens[at][1]].isupper()


def _word(words: Sequence[str], at: int) -> str:
    return words[at] if at < len(words) else ""


def _known(vocabulary: dict[str, Opened], words: tuple[str, ...], at: int) -> Known | None:
    opened = vocabulary.get(words[at])
    if opened is None:
        return None
    for known in opened.longer.get(words[at + 1], ()):
        if words[at : at + len(known[0])] == known[0]:
            return known
    return opened.alone


def _merge(lexemes: list[Lexeme]) -> list[Lexeme]:
    """Join numbers into per cents, fractions and ranges, and commas between names into one code."""
    percents = _percents(lexemes)
    out: list[Lexeme] = []
    named: list[bool] = []  # of each open bracket, whether it stands after a name
    after_name = False
    at = 0
    while at < len(percents):
        here = percents[at]
        if here.code == "N":
            codes = _codes(percents, at)
            joined = _fraction(percents, at, codes) or _range(percents, at, codes)
            if joined is not None:
                out.append(joined[0])
                at += joined[1]
                continue
            lost = _LOST_SLASH.fullmatch(here.word)
            if lost and codes[1:2] == "C" and int(lost[1]) <= int(lost[2]):
                here = here._replace(code="F", mark="repaired", value=float(lost[1]), high=float(lost[2]))
        elif here.code == "X":
            joined = _range(percents, at, _codes(percents, at))
            if joined is not None:
                out.append(joined[0])
                at += joined[1]
                continue
        elif here.code == "t" and _codes(percents, at)[1:2] in {"N", "X"}:
            joined = _range(percents, at + 1, _codes(percents, at + 1))
            if joined is not None:
                out.append(joined[0])
                at += 1 + joined[1]
                continue
        elif here.code == "(":
            named.append(bool(out) and out[-1].code == "P")
        elif (here.code in ",;" or here.word in {"và", "với"}) and (after_name or (out and out[-1].code == "P")):
            after = _codes(percents, at + 1)
            if after[:1] == "P" or after[:2] == "UP":
                here = here._replace(code="&")
        # Minh Đức (huyện An Sơn), Hòa Lạc: the names are one list
        after_name = here.code == ")" and bool(named) and named.pop()
        out.append(here)
        at += 1
    return out


def _codes(lexemes: list[Lexeme], at: int) -> str:
    """The next four codes."""
    return "".join(lexeme.code for lexeme in lexemes[at : at + 4])


def _percents(lexemes: list[Lexeme]) -> list[Lexeme]:
    out: list[Lexeme] = []
    for lexeme in lexemes:
        before = out[-1] if out else None
        if before is not None and before.code == "N" and lexeme.code == "%":
            out[-1] = before._replace(code="X", end=lexeme.end)
        elif before is not None and lexeme.word == "trăm" and before.word == "phần" and len(out) > 1:
            out.pop()
            if out[-1].code == "N":
                out[-1] = out[-1]._replace(code="X", end=lexeme.end)
        else:
            out.append(lexeme)
    return out


def _fraction(lexemes: list[Lexeme], at: int, codes: str) -> tuple[Lexeme, int] | None:
    """Read n/N, and n trên N before criteria: a ratio only if n ≤ N and both are whole numbers."""
    slashed = codes.startswith("N/N") and codes[3:] != "/"
    if not slashed and codes not in {"NoNC", "NkNC"}:
        return None
    low, high = lexemes[at], lexemes[at + 2]
    if low.value > high.value or low.value % 1 or high.value % 1 or (slashed and high.start - low.end > 3):
        return None
    return Lexeme("F", low.start, high.end, low.word, value=low.value, high=high.value), 3


def _range(lexemes: list[Lexeme], at: int, codes: str) -> tuple[Lexeme, int] | None:
    """Read a-b, a đến b, a% - b%, a - b%."""
    if codes[1:2] not in {"-", "D"} or codes[2:3] not in {"N", "X"}:
        return None
    low, high = lexemes[at], lexemes[at + 2]
    if low.code == "X" and high.code == "N":
        return None
    if low.value >= high.value or high.start - low.end > 6:
        return None
    # 29 xã - 28 xã, 5/10 - 15: a dash also parts; and 2021-2025 is a period.
    if _YEAR.fullmatch(low.word) and _YEAR.fullmatch(high.word) and high.code == "N":
        return Lexeme("Y", low.start, high.end, low.word), 3
    code = "X" if high.code == "X" else "R"
    return Lexeme(code, low.start, high.end, low.word, value=low.value, high=high.value), 3


def _nest(lexemes: Iterable[Lexeme]) -> Phrase:
    """Hang what stands in brackets on the lexeme before them; a bracket that does not close is a mark."""
    top = Phrase([], "")
    stack = [top]
    for lexeme in lexemes:
        if lexeme.code == "(" and len(stack) <= _DEEPEST:
            stack.append(Phrase([], ""))
        elif lexeme.code == ")" and len(stack) > 1:
            inner = stack.pop()
            stack[-1].brackets.setdefault(len(stack[-1].lexemes) - 1, []).append(inner)
        elif lexeme.code not in "()":
            stack[-1].lexemes.append(lexeme)
    while len(stack) > 1:  # never closed: part of the sentence
        inner = stack.pop()
        shift = len(stack[-1].lexemes)
        stack[-1].lexemes += inner.lexemes
        for at, phrases in inner.brackets.items():
            stack[-1].brackets.setdefault(at + shift, []).extend(phrases)
    return _close(top)


def _close(phrase: Phrase) -> Phrase:
    phrase.codes = "".join(lexeme.code for lexeme in phrase.lexemes)
    for inner in phrase.brackets.values():
        for child in inner:
            _close(child)
    return phrase
