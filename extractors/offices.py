"""Positions and the bodies that they belong to, as they stand before and after the name of a person.

'Phó Chủ tịch UBND huyện Tuyên Hóa' is the word of a position with what belongs to it: words such as Thường trực, a
body, an administrative unit. Only what this grammar reads up to the name counts, not a sentence in between.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ahocorasick_rs import BytesAhoCorasick

from extractors import body_names
from extractors.body_names import BodyName
from extractors.codes import automaton, codes
from extractors.places import gazetteer
from schemas import facts


@lru_cache(maxsize=1)
def words() -> dict[str, tuple[str, ...]]:
    """The words of offices and around names by their kind (office_words.csv)."""
    return {row["kind"]: facts.parts(row["words"]) for row in facts.rows("office_words")}


def any_of(*kinds: str) -> str:
    """Return a pattern of the words of these kinds, longest first."""
    found = {word for kind in kinds for word in words()[kind]}
    return "|".join(re.escape(word) for word in sorted(found, key=len, reverse=True))


_WORD = re.compile(r"[^\W_]+(?:[.&/'][^\W_]+)*")
_UNIT = re.compile(
    r" ?(?:cấp )?"
    r"(?:(?:tỉnh|thành phố|t\.p|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu)(?!\w)|(?:tp|tx|tt)(?:\. ?|(?!\w)))"
)
_NUMBER = re.compile(r" ?(?:số )?[0-9]{1,3}(?!\w)")
_JOINT = re.compile(r" {0,4}(?:,|;|-|/|\||và|kiêm nhiệm|kiêm)? {0,4}")
_TRAILING = re.compile(r"(?: (?:và|các|của|về)|[ &-]){1,4}$")
_EXTENSION = re.compile(rf"(?:{any_of('extension')})(?!\w)")
_INSIDE = re.compile(rf"(?:{any_of('inside')}|và|các|của|về)(?!\w)")
_OWNER = re.compile(rf"(?<!\w)(?:{any_of('owner')})$")
_BEFORE = re.compile(rf"(?<!\w)((?:{any_of('before')}) )$")
_AFTER_NAME = re.compile(
    r" {0,3}(?:\([^()]{1,40}\) ?)?"
    rf"(?:[,:(|-][ |]{{0,4}}(?:(?:{any_of('after name')}) )?| (?:{any_of('after name')}) )(?:(?:{any_of('before')}) )?"
)
LONGEST_JOINT = 100
"""Characters that may stand between a name and the positions after it: more than `_AFTER_NAME` can match."""
_ENTRY = re.compile(r"(?:[-+,;:|•\n]|[0-9][.)]) ?$")
_CLOSED = re.compile(r"[;:()|“”\"…]")  # no position goes on over one of these
_MOST_OFFICES = 6
_MOST_FREE = 9  # words that no table knows in the name of one body


@dataclass(slots=True)
class Cue:
    """A word that shows a person: its kind in office_words.csv and its span."""

    kind: str
    start: int
    end: int


@dataclass(slots=True)
class Office:
    """One or more positions of a person.

    Attributes:
        start: first character of the first.
        end: character after the last.
        body: the body of the positions, as printed; null if none is named.
        exact: nothing but known words and names was read.
        bare: the last position is a word with nothing that belongs to it.
        short: it is an abbreviation, as lists of recipients have them.
        rank: all positions are military ranks.
    """

    start: int
    end: int
    body: str | None
    exact: bool
    bare: bool = False
    short: bool = False
    rank: bool = False


@lru_cache(maxsize=1)
def _cues() -> tuple[BytesAhoCorasick, tuple[str, ...]]:
    """The automaton over the words that show a person, and the kind of each."""
    patterns: dict[str, str] = {}
    for kind in ("position", "party rank", "honorific", "many", "rank", "degree", "abbreviation", "no cue"):
        for word in words()[kind]:
            patterns.setdefault(word.lower(), kind)
    return automaton(patterns), tuple(patterns.values())


@lru_cache(maxsize=1)
def _abbreviations() -> frozenset[str]:
    return frozenset(words()["abbreviation"])


class Cues:
    """The words of a text that show a person, in their order.

    Args:
        text: the plain shadow.
        lower: the same in small letters, line breaks as spaces.
        codes: the same, a byte a character.
    """

    def __init__(self, text: str, lower: str, codes: bytes) -> None:
        words_of, kinds = _cues()
        self.text = text
        self.found: list[Cue] = []
        self.starts: list[int] = []
        for pattern, start, end in words_of.find_matches_as_indexes(codes):
            if (start and (lower[start - 1].isalnum() or lower[start - 1] == "/")) or lower[end : end + 1].isalnum():
                continue
            kind = kinds[pattern]
            if kind == "no cue" or (kind == "abbreviation" and text[start:end] not in _abbreviations()):
                continue
            self.found.append(Cue(kind, start, end))
            self.starts.append(start)

    def within(self, first: int, last: int) -> list[Cue]:
        """Return those of a stretch; an abbreviation of two letters only where an entry of a list begins."""
        found = self.found[bisect_left(self.starts, first) : bisect_left(self.starts, last)]
        return [cue for cue in found if cue.end <= last and self._is_cue(cue, first)]

    def begins_in(self, first: int, last: int) -> bool:
        """Return whether one begins in a stretch."""
        at = bisect_left(self.starts, first)
        return at < len(self.starts) and self.starts[at] < last

    def _is_cue(self, cue: Cue, first: int) -> bool:
        if cue.kind != "abbreviation" or cue.end - cue.start > 2:
            return True
        before = self.text[max(first, cue.start - 3) : cue.start]
        return (cue.start - first < 2 and not before.strip(" ")) or _ENTRY.search(before) is not None


def _read(text: str, lower: str, cue: Cue, stop: int) -> Office:
    """Read one position: its word and what belongs to it, no further than `stop`."""
    minister = lower[cue.start : cue.end].endswith(("bộ trưởng", "thứ trưởng"))
    head = _OWNER.search(lower, cue.start, cue.end)
    whole = _body(lower, head.start()) if head else None  # Trưởng [Ban Chỉ đạo Trung ương]
    end = sure = whole if whole and cue.end < whole <= stop else cue.end
    body, closed = (head.start(), True) if head and end > cue.end else (-1, False)
    free = 0
    while end < stop:
        at = end + 1 if lower[end] == " " else end
        extension = _EXTENSION.match(lower, at, stop)
        if extension:
            end = sure = extension.end()
            continue
        following = _known(text, lower, at, minister)
        if following is None:
            if (
                closed
                and text[at] == "-"
                and (after := _known(text, lower, at + (lower[at + 1 : at + 2] == " ") + 1, False))
            ):
                end = after
                continue
            following = _free(text, lower, at, stop, closed)
            free += 1
            if following is None or free > _MOST_FREE:
                break
        elif following <= stop:
            closed, sure = True, following
        if following > stop:
            break
        body, end = at if body < 0 else body, following
    trailing = _TRAILING.search(lower, max(cue.end, end - 12), end)
    end = trailing.start() if trailing else end
    if sure < end < stop and _goes_on(text, end):  # the name is longer than what was read of it
        end, body = (sure, body) if not closed else (cue.end, -1)
    owner = _owner(text, lower, cue, body, end)
    return Office(cue.start, end, owner, sure >= end, end == cue.end, cue.kind == "abbreviation", cue.kind == "rank")


def _goes_on(text: str, end: int) -> bool:
    """Whether another word follows: in the same line any word, in the next one that begins with a small letter."""
    following = text[end + 1 : end + 2]
    return text[end] in " \n" and (following.islower() if text[end] == "\n" else following.isalpha())


def _owner(text: str, lower: str, cue: Cue, body: int, end: int) -> str | None:
    """The body of a position, with the part of its name that the word of the position holds: trưởng [công an xã]."""
    head = _OWNER.search(lower, cue.start, cue.end)
    if body < 0 or body >= end:
        whole = head and head[0] in ("quốc hội", "chính phủ")
        return " ".join(text[head.start() : cue.end].split()) if head and whole else None
    first = head.start() if head and not lower.startswith(head[0], body) else body
    return " ".join(text[first:end].split()).strip(" -,")


def _known(text: str, lower: str, at: int, minister: bool) -> int | None:
    """End of the body, unit, number or place that begins here and that a table knows."""
    known = _body(lower, at) or (_field(text, lower, at) if minister else None)
    if known:
        return known
    unit = _UNIT.match(lower, at)
    if unit:
        gap = unit.end() + 1 if lower[unit.end() : unit.end() + 1] == " " else unit.end()
        return _place(text, lower, gap) or unit.end() - (lower[unit.end() - 1] == " ")
    number = _NUMBER.match(lower, at)
    return number.end() if number else _place(text, lower, at)


def _body(lower: str, at: int) -> int | None:
    """End of the known body whose name begins here."""
    if lower[at : at + 2] not in body_names.beginnings():
        return None
    names, kinds = body_names.tokens()
    for pattern, start, end in names.find_matches_as_indexes(codes(lower[at : at + 90]))[:1]:
        if start == 0 and isinstance(kinds[pattern], BodyName) and not lower[at + end : at + end + 1].isalnum():
            return at + end
    return None


def _field(text: str, lower: str, at: int) -> int | None:
    """End of the field of a ministry that begins here: Bộ trưởng [Nông nghiệp]."""
    ends = [match.end() for match in _WORD.finditer(lower, at, at + 60)]
    known = body_names.fields()["bộ "]
    return next((end for end in reversed(ends) if text[at].isupper() and lower[at:end] in known), None)


def _place(text: str, lower: str, at: int) -> int | None:
    """End of the longest name of an administrative unit that begins here."""
    if not text[at : at + 1].isupper():
        return None
    for end in reversed([match.end() for match in _WORD.finditer(lower, at, at + 40)][:5]):
        name = gazetteer.key(lower[at:end])
        if name == "hcm" or name in gazetteer.province_keys() or gazetteer.entries_of(name):
            return end
    return None


def _free(text: str, lower: str, at: int, stop: int, closed: bool) -> int | None:
    """End of a word or phrase that the name of an office may hold although no table has the name.

    After a name from a table (`closed`) only a word with a capital goes on with it: not 'Bộ Quốc phòng ban hành'.
    """
    inside = None if closed else _INSIDE.match(lower, at, stop)
    if inside:
        return inside.end()
    match = _WORD.match(text, at, stop)
    if match is None:
        return at + 1 if text[at] == "&" or (text[at] == "-" and not closed) else None
    return match.end() if match[0][0].isupper() and not (match[0].isupper() and len(match[0]) > 5) else None


def before(text: str, lower: str, cursor: int, found: Sequence[Cue]) -> Office | None:
    """Return the positions that end where a name (or the honorific before it) begins.

    Args:
        text: the plain shadow.
        lower: the same in small letters, line breaks as spaces.
        cursor: where they must end.
        found: the cues before the name.
    """
    start, offices = cursor, list[Office]()
    if _CLOSED.search(lower, found[-1].end, cursor):
        return None
    for cue in reversed(found):
        if cue.end > start:
            continue  # stands inside a body that is read already
        if cue.kind in ("honorific", "many", "degree") or len(offices) == _MOST_OFFICES:
            break
        office = _read(text, lower, cue, start)
        in_capitals = text[cue.start : cue.end].isupper()
        joint = _JOINT.fullmatch(lower, office.end, start)
        if joint is None or (in_capitals and not office.exact) or not _is_one(lower, office, joint[0].strip(), offices):
            break
        if offices and in_capitals and "\n" in text[office.end : start]:
            break  # the lines of a signature block: KT. CHỦ TỊCH / PHÓ CHỦ TỊCH
        offices.append(office)
        start = office.start
        if office.short:
            break  # 'BTCN, PCN X': of a list of recipients only the last is X
    if not offices:
        return None
    prefix = _BEFORE.search(lower, max(0, start - 12), start)
    exact = all(office.exact for office in offices)
    last = offices[0]
    return Office(
        prefix.start(1) if prefix else start,
        cursor,
        _most_told(offices),
        exact,
        last.bare,
        last.bare and last.short,
        all(office.rank for office in offices),
    )


def _most_told(offices: Sequence[Office]) -> str | None:
    """The body that is named most fully among those of several positions."""
    return max((office.body for office in offices if office.body), key=len, default=None)


def _is_one(lower: str, office: Office, joint: str, later: Sequence[Office]) -> bool:
    """Whether a position and those after it are one person's: not 'báo cáo Thủ tướng, Phó Thủ tướng X'."""
    if not later:
        return not joint
    return not (joint and office.bare and lower[office.start : office.end].endswith("thủ tướng"))


def after(text: str, lower: str, at: int, limit: int, cues: Cues, others: Iterable[int]) -> Office | None:
    """Return the positions that follow a name.

    Args:
        text: the plain shadow.
        lower: the same in small letters, line breaks as spaces.
        at: where the name ends.
        limit: no position is looked for behind it.
        cues: those of the text.
        others: where other names begin; a position right before one of them is that person's.
    """
    opening = _AFTER_NAME.match(lower, at, limit)
    if opening is None:
        return None
    found = cues.within(opening.end(), limit) if cues.begins_in(opening.end(), opening.end() + 1) else ()
    if not found or found[0].start != opening.end():
        return None
    begins = set(others)
    position = opening.end()
    offices: list[Office] = []
    for index, cue in enumerate(found):
        if cue.start != position or cue.kind in ("honorific", "many"):
            break
        office = Office(cue.end, cue.end, None, True)
        if cue.kind != "degree":
            stop = found[index + 1].start if index + 1 < len(found) else limit
            stop = min((other for other in begins if cue.end <= other < stop), default=stop)
            office = _read(text, lower, cue, stop)
        joint = _JOINT.match(lower, office.end, limit)
        position = joint.end() if joint else office.end
        if position in begins and joint and not joint[0].strip():
            break
        if cue.kind != "degree":
            offices.append(office)
    if not offices:
        return None
    prefix = _BEFORE.search(lower, max(at, offices[0].start - 12), offices[0].start)
    exact = all(office.exact for office in offices)
    return Office(prefix.start(1) if prefix else offices[0].start, offices[-1].end, _most_told(offices), exact)
