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
    "part": "X", "block": "B", "purpose": "V", "appositive": "A", "function": "p", "scheme": "Z", "thing": "$",
    "other": "w",
}  # fmt: skip

_TOKEN = re.compile(r"[^\W\d_]+|" + numerals.DIGITS + r'|…|\.{2,}|["“”\'‘’]|[^\s\w]')
_QUOTES = frozenset("\"“”'‘’")
# Matched where its first word or a number begins.
_DATE = re.compile(
    r"(?:ngày|tháng|quý|sáng|chiều|tối|trưa|hôm|mùng)(?:\s+ngày)?\s+\d{1,2}(?:\s{0,2}[-/.]\s{0,2}\d{1,4}){0,3}(?![\d%])"
    r"|(?:năm|niên độ)\s+(?:19|20)\d\d(?:\s{0,2}[-/,]\s{0,2}(?:19|20)\d\d){0,5}(?![\d.,]\d)"
    r"|\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?(?:19|20)\d\d(?!\d)"
    r"|\d{1,2}\s?[-/]\s?(?:19|20)\d\d(?!\d)"
    r"|(?<!\d)(?:19|20)\d\d\s{0,2}-\s{0,2}(?:19|20)\d\d(?![\d.,]\d)"
)
_DIGITS = frozenset("0123456789")
_DATE_OPENS = frozenset({"ngày", "tháng", "quý", "sáng", "chiều", "tối", "trưa", "hôm", "mùng", "năm", "niên"})
# What a number in words must stand before to be a number: ba huyện, năm tiêu chí, but not năm 2025.
_COUNTED = frozenset("UGCIMs%")
# Where numbers may be joined: fractions, ranges, a lost slash; and names.
_JOINS = re.compile(r"N(?=[/okDC-])|X(?=[D-])|t(?=[NX][D-])")
_LISTED = re.compile(r"(?<=[P)])[,;pw](?=U?P)")
_LOST_SLASH = re.compile(r"(0?\d|1\d)(19)")
# Brackets inside brackets beyond this are read flat.
_DEEPEST = 4
_TO = frozenset({"đến", "tới", "-", "–"})  # hai đến ba xã
_NUMBER_WORDS = numerals.NUMBER_WORDS
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


class Known(NamedTuple):
    """A phrase of the vocabulary: its words, how many they are, its code and mark."""

    words: list[str]
    size: int
    code: str
    mark: str


class Opened(NamedTuple):
    """The phrases that one word opens: itself, if it is one, and the longer ones by their second word."""

    alone: Known | None
    longer: dict[str, list[Known]]


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, Opened]:
    """First word → the phrases that it opens, longest first; of two alike, the one that the table has first.

    The words of numbers and `phần` trăm are there too.
    """
    table = {word: Opened(None, {}) for word in (*numerals.NUMBER_WORDS, "phần")}
    for name, phrase, mark in facts.ntm_words():
        words = _TOKEN.findall(phrase)
        known = Known(words, len(words), CODES[name], mark)
        opened = table.setdefault(words[0], Opened(None, {}))
        if len(words) > 1:
            opened.longer.setdefault(words[1], []).append(known)
        elif opened.alone is None:
            table[words[0]] = opened._replace(alone=known)
    for opened in table.values():
        for phrases in opened.longer.values():
            phrases.sort(key=lambda known: -known.size)
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
    lexemes = _mark(lower, plain, start, end, dates)
    codes = "".join([lexeme[0] for lexeme in lexemes])
    if _JOINS.search(codes):
        lexemes, codes = _join(lexemes, codes)
    if "P" in codes and _LISTED.search(codes):
        codes = _list_names(lexemes, codes)
    return _nest(lexemes) if "(" in codes or ")" in codes else Phrase(lexemes, codes)


def _mark(lower: str, plain: str, start: int, end: int, dates: Sequence[tuple[int, int]]) -> list[Lexeme]:
    """Look the words up; longest phrase first."""
    spans = [match.span() for match in _TOKEN.finditer(lower, start, end)]
    words = [lower[first:last] for first, last in spans]
    count = len(words)
    masked = _dates(lower, end, words, spans, dates)
    words += ("", "")  # end the last phrase
    vocabulary = _vocabulary()
    shouting = plain[start:end].isupper()
    lexemes: list[Lexeme] = []
    add, new = lexemes.append, tuple.__new__  # a third of the cost of calling the class
    mask, masks = 0, len(masked)
    at = 0
    while at < count:
        word = words[at]
        first, last = spans[at]
        if mask < masks:
            while mask < masks and masked[mask][1] <= first:
                mask += 1
            if mask < masks and masked[mask][0] <= first:
                stop = masked[mask][1]
                while at < count and spans[at][0] < stop:
                    at += 1
                last = spans[at - 1][1]
                add(new(Lexeme, ("Y", first, last, lower[first:last], "", 0.0, None)))
                continue
        at += 1
        opened = vocabulary.get(word)
        letter = word[0]
        if opened is None:
            if letter.isalpha():
                if word == "chục" and lexemes and lexemes[-1][0] in "qo" and _is_counted(vocabulary, words, at):
                    add(new(Lexeme, ("N", first, last, word, "word", 10.0, None)))  # hơn chục xã
                    continue
                code = "P" if letter != plain[first] and not shouting and plain[first].isupper() else "w"
            elif letter.isdigit():
                value = numerals.digits(word)
                at, last, code = _per_cent(words, spans, at, last)
                add(new(Lexeme, (code, first, last, word, "", value, None)))
                continue
            elif word == "…" or word.startswith(".."):
                code = "E"
            else:
                code = '"' if word in _QUOTES else word
            add(new(Lexeme, (code, first, last, word, "", 0.0, None)))
            continue
        known, longest = opened
        if longest:
            for longer in longest.get(words[at], ()):
                if words[at - 1 : at - 1 + longer.size] == longer.words:
                    known = longer
                    break
        named = letter != plain[first] and not shouting and plain[first].isupper()
        # After a unit or another name, what is written with a capital is a name: xã Bản Ngoại, xã Hai Riêng.
        if (
            named
            and (known is None or (known.size == 1 and known.code not in "ngCmar"))
            and (
                (lexemes and lexemes[-1][0] in "UP" and lexemes[-1][2] == first - 1)
                or (known is not None and known.code in "$jZ" and at < count and plain[spans[at][0]].isupper())
            )
        ):
            add(new(Lexeme, ("P", first, last, word, "", 0.0, None)))
            continue
        if word in _NUMBER_WORDS:
            spelled = numerals.words(words, at - 1)
            if spelled is not None and (known is None or known.size <= spelled[1] - at + 1):
                value, after = spelled
                counted = after if words[after] not in _TO else (numerals.words(words, after + 1) or (0, count))[1]
                if words[after] == "%" or words[after] == "phần" or _is_counted(vocabulary, words, counted):
                    last = spans[after - 1][1]
                    surface = lower[first:last]
                    at, last, code = _per_cent(words, spans, after, last)
                    add(new(Lexeme, (code, first, last, surface, "word", float(value), None)))
                    continue
        if known is None:
            if word == "phần" and words[at] == "trăm" and lexemes:  # of no number
                at += 1
                continue
            add(new(Lexeme, ("P" if named else "w", first, last, word, "", 0.0, None)))
        elif known.code == "X":  # một nửa
            at += known.size - 1
            last = spans[at - 1][1]
            add(new(Lexeme, ("X", first, last, lower[first:last], "part", float(known.mark), None)))
        elif known.size == 1:
            add(new(Lexeme, (known.code, first, last, word, known.mark, 0.0, None)))
        else:
            at += known.size - 1
            last = spans[at - 1][1]
            add(new(Lexeme, (known.code, first, last, lower[first:last], known.mark, 0.0, None)))
    return lexemes


def _dates(
    lower: str, end: int, words: list[str], spans: list[tuple[int, int]], dates: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Spans that are dates: those that are given and those that the sentence shows."""
    found = set(dates)
    after = 0
    for at in [at for at, word in enumerate(words) if word in _DATE_OPENS or word[0] in _DIGITS]:
        first, last = spans[at]
        if first < after:
            continue
        match = _DATE.match(lower, first, end)
        if match is None and last - first > 2:
            match = _DATE.match(lower, last - 2, end)
        if match is not None:
            after = match.end()
            found.add(match.span())
    return sorted(found)


def _per_cent(words: Sequence[str], spans: Sequence[tuple[int, int]], at: int, last: int) -> tuple[int, int, str]:
    """Read `%`, `phần trăm` or `điểm phần trăm` after a number: (position after it, character after it, code)."""
    if words[at] == "điểm" and words[at + 1] in {"%", "phần"}:
        at += 1
    if words[at] == "%":
        return at + 1, spans[at][1], "X"
    if words[at] == "phần" and words[at + 1] == "trăm":
        return at + 2, spans[at + 1][1], "X"
    return at, last, "N"


def _is_counted(vocabulary: dict[str, Opened], words: list[str], at: int) -> bool:
    """Whether words begin with something that is counted: ba huyện, năm tiêu chí, but not năm 2025."""
    opened = vocabulary.get(words[at])
    if opened is None:
        return False
    for longer in opened.longer.get(words[at + 1], ()):
        if words[at : at + longer.size] == longer.words:
            return longer.code in _COUNTED
    return opened.alone is not None and opened.alone.code in _COUNTED


def _join(lexemes: list[Lexeme], codes: str) -> tuple[list[Lexeme], str]:
    """Join numbers into fractions and ranges."""
    out: list[Lexeme] = []
    at = 0
    for match in _JOINS.finditer(codes):
        first = match.start()
        if first < at:
            continue
        number = first + (codes[first] == "t")
        here = codes[number : number + 4]
        joined = None
        if codes[first] == "N":
            joined = _fraction(lexemes, number, here)
        joined = joined or _range(lexemes, number, here)
        size = number - first + 3
        if joined is None and here[:2] == "NC":
            joined, size = _repaired(lexemes[first]), 1
        if joined is not None:
            out += lexemes[at:first]
            out.append(joined)
            at = first + size
    if not out:
        return lexemes, codes
    out += lexemes[at:]
    return out, "".join([lexeme[0] for lexeme in out])


def _repaired(number: Lexeme) -> Lexeme | None:
    """Read 1719 before criteria as 17/19: a slash that was lost."""
    lost = _LOST_SLASH.fullmatch(number.word)
    if lost is None or int(lost[1]) > int(lost[2]):
        return None
    return number._replace(code="F", mark="repaired", value=float(lost[1]), high=float(lost[2]))


def _list_names(lexemes: list[Lexeme], codes: str) -> str:
    """Give what joins names a code of its own: commas, và; returns the new codes."""
    named: dict[int, bool] = {}  # closing bracket → whether what it closes stands after a name
    if ")" in codes:
        opened: list[bool] = []
        for at, code in enumerate(codes):
            if code == "(":
                opened.append(at > 0 and codes[at - 1] == "P")
            elif code == ")":
                named[at] = bool(opened) and opened.pop()
    new = list(codes)
    for match in _LISTED.finditer(codes):
        at = match.start()
        if codes[at] in "pw" and lexemes[at].word not in {"và", "với"}:
            continue
        # Minh Đức (huyện An Sơn), Hòa Lạc: the names are one list
        if codes[at - 1] == "P" or named[at - 1]:
            new[at] = "&"
            lexemes[at] = lexemes[at]._replace(code="&")
    return "".join(new)


def _fraction(lexemes: list[Lexeme], at: int, codes: str) -> Lexeme | None:
    """Read n/N, and n trên N before criteria: a ratio only if n ≤ N and both are whole numbers."""
    slashed = codes.startswith("N/N") and codes[3:] != "/"
    if not slashed and codes not in {"NoNC", "NkNC"}:
        return None
    low, high = lexemes[at], lexemes[at + 2]
    if slashed and low.value % 1 and low.value < high.value and codes[3:] == "C":  # bình quân 16,9/19 tiêu chí
        return Lexeme("N", low.start, high.end, low.word, value=low.value)
    if low.value > high.value or low.value % 1 or high.value % 1 or (slashed and high.start - low.end > 3):
        return None
    return Lexeme("F", low.start, high.end, low.word, value=low.value, high=high.value)


def _range(lexemes: list[Lexeme], at: int, codes: str) -> Lexeme | None:
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
        return Lexeme("Y", low.start, high.end, low.word)
    code = "X" if high.code == "X" else "R"
    return Lexeme(code, low.start, high.end, low.word, value=low.value, high=high.value)


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
