"""Mentions of bodies: ministries, committees, departments, courts, Party bodies.

A body is found by its name and read with the administrative unit that follows: Sở Công Thương tỉnh Bắc Giang.
Its id is the symbol of the body with the code of the unit. A local body whose unit is not named is partial; the
units are those that `places` has read, so a homonym stays ambiguous here, too.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractors import body_names
from extractors.body_names import BodyName, ListHead, Other
from extractors.context import Context
from extractors.places import gazetteer
from extractors.shadow import Shadow
from schemas import facts
from schemas.facts import Unit
from schemas.records import Body, Place, State

UNNAMED = "?"
"""Stands for the unit in the id of a local body whose unit is not known: SCT-?."""
NEW = ".2025"
"""Ends the id of a body of a unit that the reform of 2025-07-01 made, since codes were given out again then."""

_LEVELS = {"province": "tỉnh", "district": "huyện", "commune": "xã"}
_UNIT_LEVELS = {
    "tỉnh": "tỉnh",
    **dict.fromkeys(("huyện", "quận", "thị xã"), "huyện"),
    **dict.fromkeys(("xã", "phường", "thị trấn", "đặc khu"), "xã"),
}
_WHOLE = {"tp": "thành phố", "t.p": "thành phố", "tx": "thị xã", "tt": "thị trấn"}
_UNIT = re.compile(
    r"[ \n](?:chi nhánh )?(?:(các|cấp|những) )?"
    r"(tỉnh|thành phố|tp|t\.p|huyện|quận|thị xã|tx|xã|phường|thị trấn|tt|đặc khu)(?!\w)"
)
_AFTER_UNIT = re.compile(r"\.?[ \n]?")
_REGION = re.compile(r" khu vực (?:[ivx]{1,5}|[0-9]{1,2})(?!\w)")
_IN_NUMBER = re.compile(r"[0-9] ?/ ?(?:[0-9]{4} ?/ ?)?[^\W\d_]{1,8} ?- ?$|[^\W_][-/] $")  # 12/QĐ - UBND
_LAW = re.compile(r"(?:luật|pháp lệnh)(?: tổ chức| hoạt động giám sát của)?(?: hội đồng nhân dân và| hđnd và)? $")
_LAW_ENDS = ("luật ", "lệnh ", "tổ chức ", "của ", "và ")  # how a text ends where the pattern above can match
_UNIT_BEGINNINGS = frozenset(("ch", "cá", "cấ", "nh", "tỉ", "th", "tp", "t.", "hu", "qu", "tx", "xã", "ph", "tt", "đặ"))
_PLAIN_BESIDE = frozenset(("", " ", ",", "\n"))  # what most often stands before and after a word
_SHARING = frozenset({"HĐND", "UBND", "TTHĐND", "MTTQ", "ĐĐBQH", "TU", "HU"})
_BETWEEN = re.compile(r",? và |, | ?& ?| ?/ ?| ?- ?")
_LIST_OPENING = re.compile(r"(?:,? (?:ngành|ban|cơ quan))*(?: liên quan)?(?: ?\([^()\n]{0,40}\))? ?:? ")
_NEXT_MEMBER = re.compile(r" ?(?:[,;-]|,? và) (?:các )?(?:bộ |sở )?")
_MOST_MEMBERS = 40
_WORD = re.compile(r"[^\W_]+")
_MASTHEAD_GAP = re.compile(r"[ \n|_.-]*")
_RESOLVED, _PARTIAL, _AMBIGUOUS, _UNKNOWN = (
    state.value for state in (State.RESOLVED, State.PARTIAL, State.AMBIGUOUS, State.UNKNOWN)
)
_CONFIDENCE = {_RESOLVED: 0.98, _PARTIAL: 0.95, _AMBIGUOUS: 0.9, _UNKNOWN: 0.85}


def find(shadow: Shadow, context: Context, places: Sequence[Place], *, ner: bool = False) -> list[Body]:
    """Return the bodies that a text names, in the order of the text.

    Args:
        shadow: the text.
        context: its date tells whether a bare name is that of a central body.
        places: the units that `extractors.places` read in it.
        ner: also fill `ner` with the label that underthesea's NER gives to the same span (slow).
    """
    found = list(_Reader(shadow, context.date, places).read())
    if ner:
        from extractors.second_opinion import labelled

        return labelled(shadow, found)
    return found


@dataclass(slots=True)
class _Owner:
    """The unit that a body belongs to, as it is printed by it.

    Attributes:
        end: offset in the shadow where the name with its unit ends.
        word: the unit word in full: tỉnh, các xã, khu vực II; empty if there is none.
        level: tỉnh, huyện, xã; empty if not told.
        place: the unit, where it is named.
    """

    end: int
    word: str
    level: str
    place: Place | None = None


_PlaceKey = tuple[str, str | None, str | None, str | None, str]
_Hit = tuple[body_names.Token, int, int]


class _Reader:
    """Reads one text."""

    def __init__(self, shadow: Shadow, date: dt.date | None, places: Sequence[Place]) -> None:
        self.shadow = shadow
        self.date = date
        self.flat = shadow.flat
        self.central: dict[BodyName, bool] = {}
        self.text, self.lower = self.flat.text, self.flat.lower
        self.places = {place.start: place for place in places if place.level in _LEVELS}

    def read(self) -> Iterator[Body]:
        names, kinds = body_names.tokens()
        text = self.text
        hits = [(kinds[kind], start, end) for kind, start, end in names.find_matches_as_indexes(self.flat.codes)]
        above: _Owner | None = None  # unit of the body that a masthead prints above the next one
        for index, (token, start, end) in enumerate(hits):
            if isinstance(token, Other) or not self._is_word(start, end):
                continue
            if isinstance(token, ListHead):
                yield from self._members(token, end)
                continue
            printed = text[start:end]
            owner = self._owner(token, printed, end)
            if owner is None and token.symbol in _SHARING:
                owner = self._shared_owner(hits, index)
            if not self._is_named(token, printed, start, end, owner):
                continue
            in_capitals = printed.isupper()
            rule = "body.name"
            if owner is None and token.unit == "may" and above and in_capitals and self._is_under(above.end, start):
                owner, rule = _Owner(self._origin(end), above.word, above.level, above.place), "body.masthead"
            yield self._body(token, start, end, owner, rule)
            above = owner if owner and in_capitals and owner.place and owner.level == "tỉnh" else None

    # --- is it a name?

    def _is_word(self, start: int, end: int) -> bool:
        """Whether the characters around a hit let it be a word: not the UBND of 12/QĐ-UBND."""
        text = self.text
        before, after = text[start - 1 : start], text[end : end + 1]
        if before not in _PLAIN_BESIDE and (
            before.isalnum() or before in "_&" or (before in "-/." and text[start - 2 : start - 1].isalnum())
        ):
            return False
        return after in _PLAIN_BESIDE or not (
            after.isalnum() or after in "_&" or (after in "-/" and text[end + 1 : end + 2].isalnum())
        )

    def _is_central(self, token: BodyName) -> bool:
        known = self.central.get(token)
        if known is None:
            known = self.central[token] = token.is_central(self.date)
        return known

    def _is_named(self, token: BodyName, printed: str, start: int, end: int, owner: _Owner | None) -> bool:
        """Whether the letters and what stands around show a name, not the common words that it is made of."""
        if token.unit == "must" and owner is None:
            return False
        if token.capitals:
            return printed.isupper() and not _IN_NUMBER.search(self.lower, max(0, start - 24), start)
        if printed.islower() and not (owner and (owner.place or len(printed) > 12)):
            return False
        following = self.text[end + 1 : end + 2]
        if (following.isupper() or following == "n") and self._is_central(token):
            abroad = _abroad().match(self.lower, end)
            if abroad and (following.isupper() or abroad[0] == " nước "):
                return False
        first = max(0, start - 44)
        return not (self.lower.endswith(_LAW_ENDS, first, start) and _LAW.search(self.lower, first, start))

    # --- the unit

    def _owner(self, token: BodyName, printed: str, end: int) -> _Owner | None:
        """Unit that is printed after a name."""
        if token.unit == "no":
            return None
        gap, begins = self.lower[end : end + 1], self.lower[end + 1 : end + 3]
        if not (gap == " " or (gap == "\n" and printed.isupper())):
            return None
        match = _UNIT.match(self.lower, end) if begins in _UNIT_BEGINNINGS else None
        if match is None:
            region = _REGION.match(self.lower, end) if begins == "kh" and token.unit != "both" else None
            if region:
                return _Owner(self._origin(region.end()), self.text[end + 1 : region.end()], "")
            place = self.places.get(self.flat.origin(end + 1))
            if place and (place.level == "province" or _LEVELS[place.level] in token.level):
                return _Owner(place.end, "", _LEVELS[place.level], place)
            return None
        word = _WHOLE.get(match[2], match[2])
        if match[1] is None:
            name = _AFTER_UNIT.match(self.lower, match.end())
            place = self.places.get(self.flat.origin(name.end())) if name else None
            if place:
                return _Owner(place.end, word, _LEVELS[place.level], place)
            if match[2] in ("tt", "tx"):
                return None
        plural = f"{match[1]} " if match[1] else ""
        return _Owner(self._origin(match.end()), plural + word, _UNIT_LEVELS.get(word, ""))

    def _shared_owner(self, hits: Sequence[_Hit], index: int) -> _Owner | None:
        """Unit that a body shares with the one after it: 'HĐND và UBND tỉnh X'."""
        token, _, end = hits[index]
        following, start, after = hits[index + 1] if index + 1 < len(hits) else (Other(), 0, 0)
        if not (isinstance(token, BodyName) and isinstance(following, BodyName)):
            return None
        if not _SHARING.issuperset((token.symbol, following.symbol)) or not _BETWEEN.fullmatch(self.lower, end, start):
            return None
        owner = self._owner(following, self.text[start:after], after)
        return _Owner(self._origin(end), owner.word, owner.level, owner.place) if owner else None

    def _is_under(self, end: int, start: int) -> bool:
        """Whether nothing but a line break stands between the end of a body (in the shadow) and this one."""
        return _MASTHEAD_GAP.fullmatch(self.shadow.plain, end, self.flat.origin(start)) is not None

    def _origin(self, end: int) -> int:
        """Offset in the shadow of the end of a span."""
        return self.flat.origin(end - 1) + 1

    # --- lists of fields: 'các Bộ: Tài chính, Nội vụ'

    def _members(self, head: ListHead, end: int) -> Iterator[Body]:
        opening = _LIST_OPENING.match(self.lower, end)
        position = opening.end() if opening else len(self.lower)
        for _ in range(_MOST_MEMBERS):
            member = self._field(head, position)
            if member is None:
                return
            name, last = member
            yield self._body(name, position, last, None, "body.list")
            joint = _NEXT_MEMBER.match(self.lower, last)
            if joint is None:
                return
            position = joint.end()

    def _field(self, head: ListHead, start: int) -> tuple[BodyName, int] | None:
        """The longest name of a field that begins here, and its end."""
        if not self.text[start : start + 1].isupper():
            return None
        ends = [match.end() for match in _WORD.finditer(self.lower, start, start + 60)]
        known = body_names.fields()[head.head]
        for last in reversed(ends):
            name = known.get(self.lower[start:last])
            if name:
                return name, last
        return None

    # --- records

    def _body(self, token: BodyName, start: int, end: int, owner: _Owner | None, rule: str) -> Body:
        first = self.flat.origin(start)
        last = max(self._origin(end), owner.end if owner else 0)
        place = owner.place if owner else None
        identity = _identity(
            token,
            self._is_central(token),
            owner is not None,
            owner.word if owner else "",
            owner.level if owner else "",
            (place.level, place.code, place.name, place.era, place.state) if place else None,
        )
        return Body(
            first,
            last,
            self.shadow.surface(first, last),
            identity.name,
            identity.body_id,
            identity.level or None,
            identity.unit,
            identity.state,
            identity.successor,
            rule=rule,
            confidence=_CONFIDENCE[identity.state],
        )


@dataclass(frozen=True, slots=True)
class _Identity:
    """Which body a name with its unit is."""

    name: str
    body_id: str
    level: str
    unit: str | None
    successor: str | None
    state: str


@lru_cache(maxsize=1)
def _abroad() -> re.Pattern[str]:
    """What stands after the name of a body of another state: 'Chính phủ Nhật Bản', 'Bộ Quốc phòng nước Lào'."""
    rows = next(row for row in facts.rows("bodies") if row["unit"] == "abroad")
    states = "|".join(map(re.escape, map(body_names.key, facts.parts(rows["spellings"]))))
    return re.compile(
        rf"[ \n](?:nước (?!cộng hòa xã hội chủ nghĩa|chxhcn|ta\b|việt nam)|(?:{states})(?!\w| lệnh| luật))"
    )


@lru_cache(maxsize=8192)
def _identity(token: BodyName, central: bool, owned: bool, word: str, level: str, place: _PlaceKey | None) -> _Identity:
    """Return which body is named by a name with its unit.

    Args:
        token: the name.
        central: alone it is that of a central body.
        owned: a unit is printed by it.
        word: the unit word.
        level: the level of the unit, if it is told.
        place: level, code, name, era and state of the unit, where it is named.
    """
    if not owned and central:
        return _Identity(token.name, token.symbol, body_names.CENTRAL, None, _heir(token.symbol), _RESOLVED)
    level = level or token.level
    level = "" if "/" in level or level == body_names.CENTRAL else level
    if place is None:
        name = _with_unit(token.name, word if word in _UNIT_LEVELS else "", word).strip()
        region = word if word.startswith("khu vực") else None
        return _Identity(name, f"{token.symbol}-{UNNAMED}", level, region, None, _PARTIAL)
    place_level, code, place_name, era, state = place
    unit = _unit(place_level, code, place_name, era)
    if unit is None:
        full = f"{word} {place_name}".strip()
        state = _UNKNOWN if state == _RESOLVED else state
        return _Identity(_with_unit(token.name, word, full), f"{token.symbol}-{UNNAMED}", level, full, None, state)
    full = f"{unit.type} {unit.name}"
    name = _with_unit(token.name, unit.type, full)
    if era is None and unit.era not in ("63|34", "historic"):  # which of the two units only the date would tell
        return _Identity(name, f"{token.symbol}-{UNNAMED}", level, full, None, _AMBIGUOUS)
    return _Identity(name, f"{token.symbol}-{_code(unit)}", level, full, _local_heir(token.symbol, unit), state)


def _with_unit(name: str, kind: str, unit: str) -> str:
    """'UBND' + 'tỉnh Nghệ An'; but 'Tỉnh ủy' + 'Nghệ An', whose name holds the unit word."""
    bare = unit.removeprefix(kind).lstrip() if name.endswith(("h ủy", "n ủy", "đoàn")) else unit
    return f"{name} {bare}"


@lru_cache(maxsize=8192)
def _unit(level: str, code: str | None, name: str | None, era: str | None) -> Unit | None:
    """The administrative unit of a place; null where it is not decided."""
    if code is None or name is None:
        return None
    if level == "province":
        units = [unit for unit in gazetteer.by_name()[name] if unit.code == code]
        return next((unit for unit in units if era in unit.era.split("|")), units[-1] if units else None)
    entries = gazetteer.units()[level].get(gazetteer.key(name), ())
    return next((each.unit for each in entries if each.unit.code == code and each.unit.era == era), None)


def _code(unit: Unit) -> str:
    return unit.code + NEW if unit.era == "34" else unit.code


def _heir(symbol: str) -> str | None:
    """Symbol of the body that has the tasks of one that no longer exists; null if it exists or none is known."""
    found, known = None, body_names.by_symbol()
    while symbol in known and known[symbol].valid_to and known[symbol].successor:
        found = symbol = known[symbol].successor
    return found


@lru_cache(maxsize=8192)
def _local_heir(symbol: str, unit: Unit) -> str | None:
    """Id of the body of today in the place of one; null if it is the same, or there are several or none."""
    heir = _heir(symbol)
    known = body_names.by_symbol().get(symbol)
    if known is not None and known.valid_to and heir is None:
        return None  # the level of government is gone
    units = _heirs(unit)
    if len(units) != 1 or (units[0] == unit and heir is None):
        return None
    return f"{heir or symbol}-{_code(units[0])}"


def _heirs(unit: Unit) -> tuple[Unit, ...]:
    """The units of today in the place of one: itself if it still exists."""
    if "34" in unit.era:
        return (unit,)
    if unit.level == "province":
        names = gazetteer.today(unit.name)
        return tuple(each for name in names for each in gazetteer.by_name()[name] if "34" in each.era)
    if unit.level == "district":
        return ()
    return tuple(_new_communes()[code] for code in unit.successors if code in _new_communes())


@lru_cache(maxsize=1)
def _new_communes() -> dict[str, Unit]:
    return {unit.code: unit for unit in facts.communes() if unit.era == "34"}
