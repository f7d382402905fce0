"""Where a figure can stand: at a number beside what the programme counts, or where few other phrases lead to one.

One scan of the whole text finds these places, so that only their sentences are read. It may find too many, never
too few: each is the least that one of the rules of `extractors.criteria.grammar` asks for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick

from extractors import numerals
from extractors.anchors import every, matches
from extractors.codes import automaton
from schemas import facts

_COUNTED_CLASSES = frozenset({"unit", "generic", "criteria", "goal"})
_STANDARD_CLASSES = frozenset({"meet", "ntm", "build", "grade", "recognise", "title", "same"})
_LINK_CLASSES = frozenset({"copula", "attain", "appositive", "have", "aux", "to", "qualifier", "above", "below"})
_NONE_CLASSES = frozenset({"none", "negative"})
# Last words of a number in words.
_SPELLED = numerals.NUMBER_WORDS | {"mươi", "chục", "trăm", "mốt", "tư", "lăm", "nhăm", "nghìn", "ngàn"}
_DIGITS = "0123456789"
_IN_BRACKETS = re.compile(r"\(\s?(?:tiêu\s[ct]r?í\s+)?(?:số\s+)?[0-9]{1,2}\s?\)")
_BRACKET_BEFORE = re.compile(r"[0-9]\s?\([^()]{1,60}\)$")
_SLASH_BEFORE = re.compile(r"/\s?[0-9.]{1,9}$")
_CRITERIA = re.compile(r"tiêu\s+[ct]r?[hí]|(?<![^\W_])tc(?![^\W_])")
_A_DIGIT = re.compile(r"[0-9]")
_SHORT = re.compile(r"(?<![^\W_])tc(?![^\W_])")
_LINE_OF_LIST = re.compile(r":\s{0,3}[0-9]{1,2}\s?/\s?19\s?[.;,]?$")
_SET = re.compile(r"bộ\s+tiêu")
_NEAR = 100  # characters between the standard and what it is told of


class Anchor(NamedTuple):
    """A place where a figure can stand.

    Attributes:
        start: its first character.
        end: character after its last; all of it lies in one sentence.
        check: what else its sentence must hold (text, start of the sentence, place, end of the sentence), if anything.
    """

    start: int
    end: int
    check: Callable[[str, int, int, int], bool] | None

    def holds(self, lower: str, start: int, end: int) -> bool:
        """Return whether the sentence around it can state a figure."""
        return self.end <= end and (self.check is None or self.check(lower, start, self.start, end))


def _share_after(lower: str, start: int, at: int, end: int) -> bool:
    """Whether a per cent follows `ở cấp huyện`."""
    return lower.find("%", at, end) >= 0 or lower.find("phần trăm", at, end) >= 0


def _average(lower: str, start: int, at: int, end: int) -> bool:
    """Whether `bình quân` stands beside criteria and a number."""
    return _A_DIGIT.search(lower, at, end) is not None and _CRITERIA.search(lower, start, end) is not None


def _total_after(lower: str, start: int, at: int, end: int) -> bool:
    """Whether `số xã` is followed by the standard and then a number."""
    standard = _standard().search(lower, at, min(end, at + _NEAR))
    return standard is not None and _A_DIGIT.search(lower, standard.end(), end) is not None


def _headed(lower: str, start: int, at: int, end: int) -> bool:
    """Whether the standard stands before a colon, a number after it."""
    return _standard().search(lower, max(start, at - _NEAR), at) is not None


def _listed(lower: str, start: int, at: int, end: int) -> bool:
    """Whether criteria are named before a number in brackets."""
    return _CRITERIA.search(lower, start, at) is not None


def _of_list(lower: str, start: int, at: int, end: int) -> bool:
    """Whether a ratio of the whole set is all that a line tells: `Xã An Lạc: 15/19`, `số tiêu chí đạt là 15/19`."""
    if lower.find("số tiêu chí", start, at) >= 0:
        return True
    return end - start <= _NEAR and _LINE_OF_LIST.search(lower, start, end) is not None


def _of_set(lower: str, start: int, at: int, end: int) -> bool:
    """Whether indicators are those of a set."""
    return _SET.search(lower, start, end) is not None


@lru_cache(maxsize=1)
def _standard() -> re.Pattern[str]:
    """Words that name the standard or say that it is met."""
    found = {word for name, word, _ in facts.ntm_words() if name in _STANDARD_CLASSES}
    return re.compile("|".join(sorted(found, key=lambda word: (-len(word), word))).replace(" ", r"\s+"))


def _words(classes: frozenset[str]) -> set[str]:
    return {word for name, phrase, _ in facts.ntm_words() if name in classes for word in phrase.split()}


@lru_cache(maxsize=1)
def _linked() -> re.Pattern[str]:
    """A number after a colon, with few words between them: `: đạt khoảng 12`."""
    return re.compile(r":(?<!\d:)\s{0,20}(?:(?:" + "|".join(sorted(_words(_LINK_CLASSES))) + r")\s+){0,4}[0-9]")


@lru_cache(maxsize=1)
def elided() -> re.Pattern[str]:
    """A number whose criteria were named in a sentence before: đạt 12 · xã Bình An: 12 · 11/19."""
    words = {phrase.split()[-1] for name, phrase, _ in facts.ntm_words() if name in {"attain", "aux", "full"}}
    before = "|".join(sorted(words))
    return re.compile(
        rf"(?::\s?|(?<![^\W_])(?:{before})\s{{1,3}})[0-9]{{1,2}}\s?(?:[,;.)]|$)|[0-9]\s?/\s?(?:19|0?9)(?![0-9/])"
    )


@lru_cache(maxsize=1)
def _counted() -> re.Pattern[str]:
    """Words that are counted, up to their second."""
    found = {word for name, word, _ in facts.ntm_words() if name in _COUNTED_CLASSES}
    openings = {" ".join(re.findall(r"[^\W\d_]+", word)[:2]) for word in found}
    openings = {word for word in openings if word.partition(" ")[0] not in openings} | (openings & found)
    others = "|".join(sorted(word for name, word, _ in facts.ntm_words() if name == "other"))  # năm bản lề
    words = "|".join(sorted(openings)).replace(" ", r"[\s,/(]+")
    return re.compile(rf"\s*(?!(?:{others})(?![^\W_]))(?:{words})(?![^\W_])")


def _first(words: str) -> str:
    return words.replace(",", " ").replace("/", " ").split()[0]


@lru_cache(maxsize=1)
def _scan() -> tuple[BytesAhoCorasick, tuple[str, ...]]:
    """Finds all phrases that lead to a figure; with the class of each."""
    words: dict[str, list[str]] = {}
    for name, word, _ in facts.ntm_words():
        words.setdefault(name, []).append(word)
    numbered = sorted({_first(word) for word in words["number"]})
    units = sorted({_first(word) for name in ("unit", "generic") for word in words[name]}.difference(numbered))
    counted = sorted({*units, *(_first(word) for name in ("criteria", "goal") for word in words[name])})
    totals = sorted({*words["number"], *(word for word in words["appositive"] if word.endswith("lệ"))})
    found: dict[str, str] = {}

    def add(kind: str, *parts: Iterable[str], gaps: str = " ") -> None:
        for phrase in product(*parts):
            spaced = " ".join(phrase)
            for gap in ("", " ", "  ", "   ") if gaps == "any" else (" ", "  "):
                found.setdefault(spaced.replace(" ", gap), kind)

    add("counted", (*_DIGITS, "%", ")"), counted, gaps="any")
    add("counted", _SPELLED, counted)
    add("percent", ("%", "trăm"), numbered, gaps="any")
    add("percent", ("%", "trăm"), ("các", "những"), units, gaps="any")
    add("percent", ("%", "trăm"), words["upward"], numbered, gaps="any")
    add("fraction", _DIGITS, numbered)
    add("part", words["part"], (*numbered, *units))
    add("indicators", (*_DIGITS, *_SPELLED), ["chỉ tiêu"])
    add("criterion", words["criteria"], _DIGITS)
    add("criterion", words["criteria"], ["số"], _DIGITS)
    add("bracket", ["("], (*_DIGITS, "số", *words["criteria"]), gaps="any")
    add("nineteenth", ("/19", "/ 19"))
    add("level", words["level"])
    add("average", words["average"])
    add("total", totals, units)
    add("none", [word for name in _NONE_CLASSES for word in words[name]], units)
    add("none", [word for name in _NONE_CLASSES for word in words[name]], ["số"], units)
    return automaton(found, longest=False, compact=True), tuple(found.values())


_CHECKS: dict[str, Callable[[str, int, int, int], bool]] = {
    "nineteenth": _of_list,
    "level": _share_after,
    "average": _average,
    "total": _total_after,
    "bracket": _listed,
    "indicators": _of_set,
}


def find(flat: str, codes: bytes) -> list[Anchor]:
    """Return the places of a text where a figure can stand, in its order.

    Args:
        flat: the text in lower case, line breaks as spaces.
        codes: the same, a byte a character.
    """
    scan, kinds = _scan()
    found = [
        Anchor(start, end, _CHECKS.get(kinds[index]))
        for index, start, end in scan.find_matches_as_indexes(codes, overlapping=True)
        if _stands(flat, start, end, kinds[index])
    ]
    found += [Anchor(match.start(), match.end(), _headed) for match in matches(_linked(), flat, every(flat, ":"))]
    return sorted(found, key=_start)


def _stands(flat: str, start: int, end: int, kind: str) -> bool:
    """Whether a phrase that was found stands in whole words, with what must be right beside it."""
    first = flat[start]
    if flat[end - 1].isalpha() and flat[end : end + 1].isalnum():
        return False
    if first.isalpha() and flat[start - 1 : start].isalnum():
        return False
    if kind == "counted":
        if first == ")" and not _BRACKET_BEFORE.search(flat, max(0, start - 64), start + 1):
            return False
        return _counted().match(flat, flat.find(" ", start) if first.isalpha() else start + 1) is not None
    if kind == "fraction":
        return _SLASH_BEFORE.search(flat, max(0, start - 12), start + 1) is not None
    return kind != "bracket" or _IN_BRACKETS.match(flat, start) is not None


def _start(anchor: Anchor) -> int:
    return anchor.start


def first_criteria(flat: str) -> float:
    """Return where criteria are first named; infinity where they are not."""
    found = [at for at in (flat.find("tiêu chí"), flat.find("tiêu trí")) if at >= 0]
    found += [match.start() for match in matches(_SHORT, flat, every(flat, "tc"))]
    return min(found, default=float("inf"))
