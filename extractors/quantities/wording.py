"""What the words right before and after an amount say of it: about, at least, a rise or a fall, since when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extractors.quantities.units import words_of
from schemas import facts

_WINDOW = 70  # characters before an amount in which the words about it stand
_LONGEST = 4  # words of the longest phrase
_FAR = 130  # characters after an amount in which its baseline stands
_CLASSES = frozenset({"qualifier", "until", "change", "level", "have", "filler", "growth"})
_AVERAGE = frozenset({"bình quân", "trung bình"})
# Pairs whose second word is a cue elsewhere.
COMPOUNDS = frozenset(
    {("thực", "hiện"), ("thể", "hiện"), ("phát", "hiện"), ("thôn", "mới"), ("đổi", "mới")}
    | {("cho", "vay"), ("cho", "thuê")}
)
# These are matched where an amount ends, on text whose line breaks are spaces, up to a limit.
_AFTER = re.compile(r"(?: ?\([^()]{1,5}\))?(?: {1,3}[^\W\d_]+){0,4}? {1,3}(trở (?:lên|xuống))(?![^\W_])")
_COMPARED = re.compile(r"(?: {1,3}[^\W\d_]+){0,4}?,? {0,3}\(?(so (?:với )?(?:[^,.;:()\n]|[,.](?=\d)){2,70})")
_ROSE_OR_FELL = re.compile(
    r" {0,3}(?:\([^()]{1,30}\) {0,3}|(?:vào |cuối |đầu )?(?:năm|tháng|quý) [0-9ivx/]{1,7} )?"
    r"(?:xuống|lên|còn|tăng|giảm)(?![^\W_])"
)
_OF = re.compile(r" {1,3}(?:của )?")
_PHRASE = re.compile(r"(?:[^,.;:()\n]|[,.](?=\d))+")
_BASELINE_ENDS = re.compile(
    r"(?<!\s)\s+(?:và|đạt|là|nhưng|do|để|trong đó|thì|nhờ|còn|tăng|giảm|chiếm|bằng|đưa|nâng|vượt|trong khi)"
    r"(?![^\W_])|\s-\s"
)


@dataclass(slots=True)
class Wording:
    """The words right before an amount.

    Attributes:
        at: where they begin: what is measured is named before this.
        qualifier: >= ít nhất, > trên, ~ khoảng, < dưới, <= không quá.
        change: increase, decrease, above, or null.
        verb: a word says that the amount is how much there is: đạt, có.
        level: one that tells how much its subject is: đạt, là, chiếm, a colon.
        bracket: the amount stands first in brackets.
        since: `từ` stands before it.
    """

    at: int
    qualifier: str | None = None
    change: str | None = None
    verb: bool = False
    level: bool = False
    bracket: bool = False
    since: bool = False


@lru_cache(maxsize=1)
def _phrases() -> dict[str, tuple[str, str]]:
    """Phrase → (class, value)."""
    return {phrase: (kind, value) for kind, phrase, value in facts.quantity_words() if kind in _CLASSES}


@lru_cache(maxsize=1)
def _last_words() -> frozenset[str]:
    return frozenset(phrase.rpartition(" ")[2] for phrase in _phrases())


def begins_with_cue(words: list[str]) -> bool:
    """Return whether words begin with one, or with two, that say something of an amount."""
    return words[:1] != [] and (words[0] in _phrases() or " ".join(words[:2]) in _phrases())


def before(flat: str, start: int, floor: int) -> Wording:
    """Read the words before an amount backwards, as long as they are about it.

    Args:
        flat: the text in lower case, line breaks as spaces.
        start: first character of the amount.
        floor: where its sentence begins or the amount before it ends.
    """
    lowest = max(floor, start - _WINDOW)
    tokens = flat[lowest:start].split()
    found = Wording(start)
    limit = False
    average: int | None = None  # where `bình quân` ends, if the words begin with it
    while tokens:
        last = tokens[-1]
        if last[-1] in ":(":
            found.at = flat.rfind(last[-1], lowest, found.at)
            found.bracket = last[-1] == "("
            found.level = found.verb = last[-1] == ":" or found.level
            break
        phrase, size = _phrase_at_end(tokens)
        if not size or (*tokens[-2:-1], phrase) in COMPOUNDS:
            break
        kind, value = _phrases()[phrase]
        if kind == "growth":  # a noun: tốc độ tăng
            found.change = found.change or (None if found.verb else value)
            break
        if kind == "qualifier":
            found.qualifier = found.qualifier or value
        elif kind == "change":
            found.change = found.change or (None if found.verb else value)
        elif kind in {"level", "have"}:
            found.verb = True
            found.level = found.level or kind == "level"
        limit = limit or kind == "until"
        found.since = found.since or (kind == "filler" and "từ" in phrase)
        average = found.at if phrase in _AVERAGE else None
        first = tokens[-size]
        found.at = flat.rfind(first, lowest, found.at)
        del tokens[-size:]
        if first[0] == "(":
            found.bracket = True
            break
    if average is not None:  # thu nhập bình quân [đạt]: part of the name
        found.at = average
    if limit and not (found.verb or found.change or found.qualifier):
        found.qualifier = "<="
    return found


def _phrase_at_end(tokens: list[str]) -> tuple[str, int]:
    """The longest known phrase that words end with, and how many words it has; none if there is none."""
    if tokens[-1].lstrip("(") not in _last_words():
        return "", 0
    phrases = _phrases()
    for size in range(min(_LONGEST, len(tokens)), 0, -1):
        phrase = " ".join(tokens[-size:]).lstrip("(")
        if phrase in phrases:
            return phrase, size
    return "", 0


def after(flat: str, end: int) -> str | None:
    """Return the qualifier of `trở lên`, `trở xuống` after an amount, maybe after what it is of; or null."""
    if flat.find(" trở ", end, end + 40) < 0:
        return None
    match = _AFTER.match(flat, end, end + 60)
    return None if match is None else ">=" if match[1] == "trở lên" else "<="


def compared(flat: str, end: int, limit: int) -> str | None:
    """Return `so với cùng kỳ năm trước` after an amount, as the words say it."""
    limit = min(limit, end + _FAR)
    if flat.find("so ", end, min(limit, end + 60)) < 0:
        return None
    match = _COMPARED.match(flat, end, limit)
    return _cut(match[1]) if match else None


def compared_before(flat: str, start: int, floor: int) -> str | None:
    """Return `So với năm 2019, …` before a change in its sentence."""
    at = flat.find("so với ", floor, start)
    comma = flat.find(",", at, start) if at >= 0 else -1
    return " ".join(flat[at:comma].split()) if 0 < comma - at < _WINDOW else None


def of_plan(flat: str, end: int, limit: int) -> str | None:
    """Return `kế hoạch giao` after a share: what it is a share of, where that is a plan or an earlier figure."""
    match = _OF.match(flat, end, limit)
    if match is None or not flat.startswith(_plans(), match.end(), limit):
        return None
    words = _PHRASE.match(flat, match.end(), min(limit, match.end() + 60))
    return _cut(words[0]) if words else None


@lru_cache(maxsize=1)
def _plans() -> tuple[str, ...]:
    return tuple(sorted(words_of("plan")))


def rises_or_falls(flat: str, end: int) -> bool:
    """Return whether an amount after `từ` is where a rise or a fall began: từ 4% [xuống còn 3%]."""
    return _ROSE_OR_FELL.match(flat, end) is not None


def _cut(words: str) -> str:
    return " ".join(_BASELINE_ENDS.split(words, maxsplit=1)[0].split())
