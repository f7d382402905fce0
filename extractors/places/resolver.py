"""Which unit a mention is: of the units of its name, those that the text does not exclude.

A homonym is decided by what stands after it (`xã A, huyện B, tỉnh C`), by the units named before it, by its
neighbours in an enumeration, or by the province whose document it is; else it stays ambiguous.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from extractors.context import Earlier
from extractors.flat import Flat
from extractors.places import gazetteer
from extractors.places.gazetteer import REFORM, Entry
from extractors.places.mention import FORMER, PLACE_LINE, WORD, Mention

_LINK = re.compile(r"(?: ?\((?:cũ|mới)\)| cũ)? ?(?:[,;(/|-]|, ?thuộc|thuộc|của|tại|ở)? ?")


class Resolver:
    """Decides which units the mentions of one text are."""

    def __init__(
        self, flat: Flat, mentions: list[Mention], date: dt.date | None, earlier: Earlier | None = None
    ) -> None:
        self.text, self.lower, self.mentions, self.date = flat.text, flat.lower, mentions, date
        for order, mention in enumerate(mentions):
            mention.order = order
        self.by_head = {mention.head: mention for mention in mentions if mention.level != "region"}
        self.earlier = earlier
        self.has_districts = any(mention.level == "district" for mention in mentions)
        if earlier:
            self.has_districts = earlier.has_districts = earlier.has_districts or self.has_districts
        self.home = self._home()
        self.districts: set[str] = set()

    def resolve(self) -> None:
        """Set the entry of each mention that the text decides; narrow the entries of the others."""
        for level in ("district", "commune"):
            mentions = [mention for mention in self.mentions if mention.level == level]
            for mention in mentions:
                self._decide(mention)
            self._decide_by_neighbours(mentions)
            if level == "district":
                self.districts = {mention.entry.unit.code for mention in mentions if mention.entry}
                if self.earlier:
                    self.districts |= self.earlier.districts
                    self.earlier.districts = self.districts
        for mention in self.mentions:
            if mention.level in ("district", "commune") and mention.entry is None:
                mention.confidence = 0.5

    def _home(self) -> str | None:
        """Return the province whose document this is: of its masthead or place line, else the only one named."""
        provinces = [mention for mention in self.mentions if mention.level == "province" and mention.confidence > 0.6]
        earlier = self.earlier
        if earlier and not earlier.is_first:
            earlier.provinces.update(mention.name for mention in provinces)
            return earlier.home or _only(earlier.provinces)
        place_lines = [
            mention for mention in provinces[:6] if mention.start < 3000 and PLACE_LINE.match(self.lower, mention.end)
        ]
        names = {mention.name for mention in provinces if mention not in place_lines}
        home = self._printed_home(provinces, place_lines)
        if earlier:
            earlier.home, earlier.provinces = home, names
        return home or _only(names)

    def _printed_home(self, provinces: list[Mention], place_lines: list[Mention]) -> str | None:
        """Return the province of the masthead or of the place line."""
        for mention in provinces[:4]:
            masthead = self.lower[max(0, mention.head - 16) : mention.head].rstrip()
            if mention.head < 1500 and masthead.endswith("nhân dân"):
                return mention.name
        names = (mention.name for mention in place_lines if mention.name != "Hà Nội")  # where the central bodies sit
        return next(names, None)

    def _above(self, mention: Mention) -> tuple[Mention | None, str | None, str | None]:
        """Return what stands after a mention as its place: (district read, district without unit word, province)."""
        position = mention.group or mention.end
        own = _LINK.match(self.text, mention.end)
        if own and self.text[mention.end : own.end()].strip() == "(":
            position = mention.end  # 'các huyện A (tỉnh X), B (tỉnh Y)'
        district: Mention | None = None
        bare: str | None = None
        for _ in range(2):
            link = _LINK.match(self.text, position)
            target = self.by_head.get(link.end()) if link else None
            if link is None:
                break
            if target is not None and target.level == "province":
                return district, bare, target.name
            if target is not None and target.level == "district" and mention.level == "commune" and not district:
                district = target
                position = target.end
            elif mention.level == "commune" and not district and not bare and target is None:
                bare, position = self._bare_district(link.end())
                if bare is None:
                    break
            else:
                break
        return district, bare, None

    def _bare_district(self, position: int) -> tuple[str | None, int]:
        end = position
        ends: list[int] = []
        while len(ends) < 4 and (word := WORD.match(self.text, end)) and word[0][0].isupper():
            ends.append(word.end())
            end = word.end() + 1
        for stop in reversed(ends):
            name = self.lower[position:stop]
            if name in gazetteer.units()["district"]:
                return name, stop
        return None, position

    def _decide(self, mention: Mention) -> None:
        district, bare, province = self._above(mention)
        if district is not None and not district.entries:
            district = None  # no table has it: it tells nothing
        if district is not None and district.entry is not None:
            mention.parent = f"{district.entry.unit.name}, {district.entry.province}"
        else:
            mention.parent = province
        if not mention.entries:
            return
        former = FORMER.match(self.lower, mention.end) is not None
        pool = self._of_time(mention.entries, former or district is not None or bare is not None)
        if district is not None or bare is not None:
            names = {gazetteer.key(e.unit.name) for e in district.entries} if district else {bare}
            within = [e for e in pool if e.district and gazetteer.key(e.district.name) in names]
            if district and district.entry:
                exact = [e for e in within if e.district and e.district.code == district.entry.unit.code]
                within = exact or within
            if within or district:
                pool = within
            else:
                bare = None
        if province is not None:
            within = [e for e in pool if e.province == province] or [e for e in pool if province in e.heirs]
            if not within and mention.level == "district":
                province = None  # all districts are known: the comma is one of an enumeration
            else:
                pool = within
        if not pool and (district or province):
            mention.entries = ()  # a unit of that name that no table has
            return
        pool = _of_type(pool, mention.types)
        mention.entries = tuple(pool)
        if district or bare or province:
            mention.rule = f"{mention.level}.chain"
        elif len(_distinct(pool)) == 1:
            mention.confidence = min(mention.confidence, 0.9)  # the only one of its name
        self._narrow(mention, [e for e in pool if e.district and e.district.code in self.districts], "district")
        before = self._before(mention)
        self._narrow(
            mention, [e for e in mention.entries if before and before in (e.province, e.district)], "before", 0.7
        )
        self._narrow(mention, [e for e in mention.entries if e.province == self.home], "home")
        if self.date is not None and self.date >= REFORM:
            self._narrow(mention, [e for e in mention.entries if self.home in e.heirs], "home")
        if mention.rule in ("commune.unit", "commune.short") and not self._is_likely(mention):
            return
        self._settle(mention)
        if mention.entry is not None and district is not None and district.entry is None:
            above = mention.entry.district
            self._narrow(district, [e for e in district.entries if above and e.unit.code == above.code], "chain")
            self._settle(district)

    def _is_likely(self, mention: Mention) -> bool:
        """Whether a commune of which only the name is known may be the one of that name.

        Not so if its type is another one, or if it lies outside the province whose document this is: it may be a
        commune that ended before the tables begin.
        """
        return any(
            entry.unit.type in mention.types
            and (self.home is None or self.home == entry.province or self.home in entry.heirs)
            for entry in mention.entries
        )

    def _before(self, mention: Mention) -> object:
        """Return the unit of the level above that the text names last before a mention, if it is near."""
        level = "province" if mention.level == "district" else "district"
        for other in (self.mentions[index] for index in range(mention.order - 1, -1, -1)):
            if mention.start - other.end > 600:
                return None
            if other.level == level:
                return other.name if level == "province" else other.entry and other.entry.unit
        return None

    def _decide_by_neighbours(self, mentions: list[Mention]) -> None:
        """Members of one enumeration lie in one unit, if there is one that holds them."""
        groups: dict[int, set[str]] = {}
        for mention in mentions:
            if mention.entry is not None:
                groups.setdefault(mention.group, set()).add(mention.entry.parent)
        for mention in mentions:
            if mention.entry is None and len(parents := groups.get(mention.group, set())) == 1:
                self._narrow(mention, [e for e in mention.entries if e.parent in parents], "list")
                self._settle(mention)

    @staticmethod
    def _narrow(mention: Mention, entries: list[Entry], rule: str, confidence: float = 0.8) -> None:
        """Keep only these entries of a mention, if there are any and they are fewer."""
        if not entries or len(entries) == len(mention.entries):
            return
        if len(_distinct(entries)) < len(_distinct(mention.entries)):
            mention.rule = f"{mention.level}.{rule}"
            mention.confidence = min(mention.confidence, confidence)
        mention.entries = tuple(entries)

    def _settle(self, mention: Mention) -> None:
        """Set the entry, if all that are left are one unit: as it was in the list nearest to the document's date."""
        if len(_distinct(mention.entries)) == 1:
            early = self.date is not None and self.date.year <= 2023
            mention.entry = max(mention.entries, key=lambda entry: (entry.unit.valid_to == "") == early)

    def _of_time(self, entries: Iterable[Entry], old: bool) -> list[Entry]:
        """Return the entries of the document's time; those of before the reform if the text says so."""
        entries = list(entries)
        if self.date is None:
            new = [] if old or self.has_districts else entries
        else:
            new = [] if old or self.date < REFORM else [e for e in entries if e.unit.era == "34"]
        return new or [e for e in entries if e.unit.era == "63"] or entries


def _only(names: set[str]) -> str | None:
    return next(iter(names)) if len(names) == 1 else None


def _of_type(entries: list[Entry], types: tuple[str, ...]) -> list[Entry]:
    """Return the entries of the printed type; of any type of the level if there are none (a unit may rise)."""
    return [entry for entry in entries if entry.unit.type in types] or entries


def _distinct(entries: Sequence[Entry]) -> set[str]:
    """Return the codes of the different units among entries; one that changed its type or code is one."""
    if len(entries) == 1:
        return {entries[0].label}
    codes: dict[str, str] = {}
    for entry in entries:
        codes.setdefault(entry.label, entry.unit.era + entry.unit.code)
    return set(codes.values())
