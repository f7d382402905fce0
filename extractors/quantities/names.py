"""What is measured: the noun phrase that an amount is the amount of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ahocorasick_rs import BytesAhoCorasick

from extractors.codes import automaton, codes
from extractors.quantities import wording
from extractors.quantities.units import words_of
from schemas import facts

_CLAUSE = 160  # characters in which a clause is looked at
_CLAUSES = 4  # how many clauses back a sentence may have named it
_MOST_WORDS = 10  # of a name
_MOST_WORDS_UNKNOWN = 7  # of a clause that is taken whole
_MARK = re.compile(r"\s*(?:[-+•*|\"“]|\d{1,2}(?:\.\d{1,2}){0,3}[.)]|[a-zđ][.)])\s*")
_ENDS = re.compile(r"[,;:.()|\"”/]|\n\s{0,40}\n")
_JOINING = frozenset({"và", "hoặc", "hay", "cùng", "với"})
_TIME_OR_PLACE = frozenset({"năm", "tháng", "ngày", "quý", "giai", "trong", "tại", "ở", "toàn", "của", "hiện", "so"})
_ASIDE = frozenset({"từ", "trong", "để", "về", "do", "bằng", "so", "của", "thuộc"})


@dataclass(frozen=True, slots=True)
class Name:
    """The noun phrase of what is measured.

    Attributes:
        text: as the sentence prints it, the first letter small unless it is an abbreviation.
        start: first character.
        kind: ratio for a share (tỷ lệ, lãi suất), whose changes are percentage points; rate for another figure
            that is a percentage (thuế suất); rule for what a rule sets (mức phạt); else empty.
    """

    text: str
    start: int
    kind: str = ""


@lru_cache(maxsize=1)
def _heads() -> tuple[BytesAhoCorasick, tuple[tuple[str, str], ...]]:
    """Finds the nouns that measure, each with (class, value)."""
    words = {word: (kind, value) for kind, word, value in facts.quantity_words() if kind in {"head", "ratio", "growth"}}
    return automaton(words), tuple(words.values())


def before(plain: str, flat: str, floor: int, at: int, *, verb: bool = True) -> Name | None:
    """Return the last noun phrase with a noun that measures, in the clause before a position.

    Args:
        plain: the text.
        flat: the same in lower case, line breaks as spaces.
        floor: where the sentence begins or the amount before ends.
        at: end of the clause: where the words about the amount begin.
        verb: a verb stands between the noun phrase and the amount.
    """
    first = clause(flat, max(floor, at - _CLAUSE), at)
    if _is_joined(flat, first, at):
        return None
    chosen: Name | None = None
    past = first
    scan, meanings = _heads()
    for index, begins, ends in scan.find_matches_as_indexes(codes(flat[first:at])):
        start, end = begins + first, ends + first
        kind, value = meanings[index]
        if kind == "growth":
            value = ""
        if start < past or value == "none" or flat[start - 1 : start].isalnum() or flat[end : end + 1].isalnum():
            continue
        if chosen is not None and (kind == "growth" or flat[start - 1] == "("):
            continue
        end = _phrase_end(plain, flat, end, at)
        beside = not verb and not flat[end:at].strip()
        if chosen is not None and not beside and not _ASIDE.isdisjoint(flat[past:start].split()):
            continue  # the price in `sản lượng … theo giá so sánh đạt`
        past = end
        chosen = Name(_printed(plain, start, end), start, value or ("ratio" if kind == "ratio" else ""))
    return chosen


def earlier(plain: str, flat: str, floor: int, at: int) -> Name | None:
    """Return the noun phrase of an earlier clause, the nearest first: `Lãi suất cho vay, …, giảm 5%`."""
    first = clause(flat, max(floor, at - _CLAUSE), at)
    for _ in range(_CLAUSES):
        if first - 1 <= floor or flat[first - 1] != ",":
            return None
        found = before(plain, flat, floor, first - 1)
        if found is not None:
            return found
        first = clause(flat, max(floor, first - 1 - _CLAUSE), first - 1)
    return None


def whole_clause(plain: str, flat: str, floor: int, at: int) -> Name | None:
    """Return a short clause that has no noun that measures, as it stands: `Rừng [chiếm 45%]`."""
    first = clause(flat, max(floor, at - _CLAUSE), at)
    words = flat[first:at].split()
    if len(words) > _MOST_WORDS_UNKNOWN or wording.begins_with_cue(words) or _is_joined(flat, first, at):
        return None
    mark = _MARK.match(flat, first, at)
    start = mark.end() if mark is not None else first
    end = _phrase_end(plain, flat, start, at)
    rest = flat[end:at].split(maxsplit=1)[:1]
    if rest and rest[0] not in _TIME_OR_PLACE:  # Công nhiên [chiếm đoạt tài sản]: a verb phrase
        return None
    if end <= start or (" " in plain[start:end] and plain[start:end].istitle()):  # Hà Nội [chiếm 7%]
        return None
    return Name(_printed(plain, start, end), start)


def after(plain: str, flat: str, end: int) -> str | None:
    """Return what a share is a share of, where it is named right after it: 45% [diện tích rừng]."""
    if flat[end : end + 1] != " " or not plain[end + 1 : end + 2].islower():
        return None
    mark = _ENDS.search(plain, end, end + 80)
    last = mark.start() if mark is not None else min(len(flat), end + 80)
    words = flat[end:last].split(maxsplit=2)[:2]
    if not words or words[0] in words_of("ends") or words[0] in words_of("stop") or wording.begins_with_cue(words):
        return None
    stop = _phrase_end(plain, flat, end, last)
    return _printed(plain, end, stop) or None


def clause(flat: str, floor: int, at: int) -> int:
    """Return the first character of the clause that ends at a position; a closed bracket is part of it."""
    start = max(flat.rfind(";", floor, at), flat.rfind(":", floor, at), flat.rfind("|", floor, at), floor - 1) + 1
    opened = flat.rfind("(", start, at)
    if opened >= 0 and flat.find(")", opened, at) < 0:
        start = opened + 1
    comma = flat.rfind(",", start, at)
    while comma >= 0 and flat[comma + 1 : comma + 2].isdigit():  # a decimal comma
        comma = flat.rfind(",", start, comma)
    return comma + 1 if comma >= 0 else start


def _is_joined(flat: str, first: int, at: int) -> bool:
    """Whether a clause ends with `và`: what is before it belongs to the amount before."""
    last = flat[max(first, at - 8) : at].split()[-1:]
    return not last or last[0] in _JOINING


def _phrase_end(plain: str, flat: str, start: int, at: int) -> int:
    """Where a noun phrase that goes on at a position ends: at a verb, a time, a place or a number."""
    stops = words_of("stop")
    end = start
    words = flat[start:at].split()[:_MOST_WORDS]
    for index, word in enumerate(words):
        first = flat.find(word, end, at)
        following = words[index + 1] if index + 1 < len(words) else ""
        next_at = flat.find(following, first + len(word), at) if following else -1
        named = next_at >= 0 and plain[next_at].isupper()
        if word == "của":
            if not following or named or following in words_of("owner") or following in stops:
                break
        elif not word[0].isalpha() or f"{word} {following}" in stops:
            break
        elif word in stops:
            compound = (word, following) in wording.COMPOUNDS or (
                index > 0 and (words[index - 1], word) in wording.COMPOUNDS
            )
            if not compound:
                break
        elif named and word in words_of("place") and words[index - 1 : index] != ["nông"]:
            break
        end = first + len(word)
    return end


def _printed(plain: str, start: int, end: int) -> str:
    text = " ".join(plain[start:end].split()).rstrip(".,;:/-")
    return text[0].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
