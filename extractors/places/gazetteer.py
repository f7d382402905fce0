"""The names of administrative units as they are looked up: every spelling of a name → its units.

Names are folded to one form (`key`): lower case, the tone placement of the shadow, dashes without spaces.
Whether a mention is a place is decided by `reader`, which unit it is by `resolver`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ahocorasick_rs import BytesAhoCorasick

from extractors.codes import automaton
from extractors.shadow import Shadow, fold
from schemas import facts
from schemas.facts import Unit

REFORM = dt.date(2025, 7, 1)  # 63 provinces before, 34 from this day (Resolution 202/2025/QH15)

LEVELS = dict.fromkeys(("huyện", "quận", "thị xã", "thành phố"), "district") | dict.fromkeys(
    ("xã", "phường", "thị trấn", "đặc khu"), "commune"
)

_DASH = re.compile(r" ?- ?")
_PREFIX = re.compile(r"(?:tp|t\.p|thành phố|thủ đô)[. ]+|tp(?=hcm)")
_I_OR_Y = (("y", "i"), ("ý", "í"), ("ỳ", "ì"), ("ỷ", "ỉ"), ("ỹ", "ĩ"), ("ỵ", "ị"))
_SWAPPED = {one: other for pair in _I_OR_Y for one, other in (pair, pair[::-1])}
_END_IN_I = re.compile(r"\b(h|k|l|m|s|t|v|qu)([yýỳỷỹỵiíìỉĩị])\b")
_DAK = re.compile(r"\b(?:đắk|đăk|đak|đắc|đăc|dak)\b")


@lru_cache(maxsize=8192)
def key(name: str) -> str:
    """Return the form of a name under which it is looked up."""
    return keys((name,))[0]


def shadow_key(lower: str) -> str:
    """Return the same for what stands in the lower case of a shadow, at less cost."""
    return _DASH.sub("-", lower) if "-" in lower else lower


def keys(names: Iterable[str]) -> list[str]:
    """Return the forms of many names (none of which holds a line break), in their order."""
    return _DASH.sub("-", Shadow("\n".join(names)).lower).split("\n")


@dataclass(frozen=True, slots=True)
class Entry:
    """One district or commune with what lies above it.

    Attributes:
        unit: the unit itself.
        district: the district of a commune of the 63 provinces.
        province: name of its province.
        heirs: provinces of today that hold it.
        parent: names of the units above, nearest first: 'Lộc Hà, Hà Tĩnh'.
        label: the unit with its type and all above it: 'xã Ích Hậu, huyện Lộc Hà, Hà Tĩnh'.
    """

    unit: Unit
    district: Unit | None
    province: str
    heirs: tuple[str, ...]
    parent: str
    label: str


@dataclass(frozen=True, slots=True)
class ProvinceName:
    """A spelling of a province's name; `strict` ones mean a province only where the text says so."""

    name: str
    strict: bool = False
    common: bool = False


@dataclass(frozen=True, slots=True)
class UnitWord:
    """A word that announces a unit: `provincial` before a province, `types` before the units below."""

    provincial: bool
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegionName:
    """A spelling of a region's name."""

    name: str


@dataclass(frozen=True, slots=True)
class Other:
    """Words that are looked for to be left out: `streets` opens a list of streets."""

    streets: bool = False


Token = ProvinceName | UnitWord | RegionName | Other


@lru_cache(maxsize=1)
def by_name() -> dict[str, tuple[Unit, ...]]:
    """Provinces by official name, in the order of their validity, historic ones first."""
    found: dict[str, list[Unit]] = defaultdict(list)
    for unit in facts.provinces():
        found[unit.name].append(unit)
    return {name: tuple(sorted(units, key=lambda unit: unit.valid_to or "9")) for name, units in found.items()}


@lru_cache(maxsize=1)
def province_keys() -> frozenset[str]:
    """Keys of the official names of all provinces."""
    return frozenset(keys(by_name()))


@lru_cache(maxsize=256)
def today(name: str) -> tuple[str, ...]:
    """Return the provinces of today that hold a province of any time."""
    latest = by_name()[name][-1]
    if "34" in latest.era:
        return (name,)
    return tuple(sorted({heir for successor in latest.successors for heir in today(successor)}))


@lru_cache(maxsize=4096)
def province_at(name: str, date: dt.date | None, former: bool = False) -> tuple[Unit, bool]:
    """Return the province of this name at a date, and whether it existed then or before.

    Args:
        name: official name.
        date: date of the document; null if unknown.
        former: the text says that it is the one before the reform ('cũ').
    """
    units = by_name()[name]
    if former:
        return next((unit for unit in units if "63" in unit.era), units[-1]), True
    if date is None:
        return units[-1], True
    at = [unit for unit in units if facts.in_force(unit.valid_from, unit.valid_to, date)]
    if at:
        return at[-1], True
    past = [unit for unit in units if unit.valid_to and unit.valid_to < date.isoformat()]
    return (past[-1], True) if past else (units[0], False)


@lru_cache(maxsize=4096)
def is_central(name: str, date: dt.date | None) -> bool:
    """Return whether a name is that of a city under the central government at a date."""
    if date is None:
        first = min((unit.valid_from for unit in by_name()[name] if unit.type == "thành phố"), default="9")
        return first < "2025"  # Huế may still be the city of before
    unit, existed = province_at(name, date)
    return existed and unit.type == "thành phố"


def _entry(unit: Unit, district: Unit | None, province: str, heirs: tuple[str, ...]) -> Entry:
    parent = f"{district.name}, {province}" if district else province
    above = f"{district.type} {district.name}, " if district else ""
    return Entry(unit, district, province, heirs, parent, f"{unit.type} {unit.name}, {above}{province}")


def _entries() -> Iterator[Entry]:
    provinces = {(era, unit.code): unit.name for unit in facts.provinces() for era in unit.era.split("|") if unit.code}
    districts: dict[str, Unit] = {}
    for unit in facts.districts():
        districts.setdefault(unit.code, unit)
        province = provinces["63", unit.parent]
        yield _entry(unit, None, province, today(province))
    for unit in facts.communes():
        if unit.era == "34":
            province = provinces["34", unit.parent]
            yield _entry(unit, None, province, (province,))
        else:
            district = districts[unit.parent]
            province = provinces["63", district.parent]
            yield _entry(unit, district, province, today(province))


def _spellings(name: str) -> Iterable[str]:
    """Spellings of one key that mean the same: Lý/Lí, Đắk/Đăk, Quảng/Qủang."""
    yield name
    other = _END_IN_I.sub(lambda match: match[1] + _SWAPPED[match[2]], name)
    if other != name:
        yield other
    if _DAK.search(name):
        yield from (_DAK.sub(form, name) for form in ("đắk", "đăk", "đak", "đắc"))
    if "quả" in name:
        yield name.replace("quả", "qủa")


def entries_of(name: str) -> tuple[Entry, ...]:
    """Return all districts and communes under a key."""
    return units()["district"].get(name, ()) + units()["commune"].get(name, ())


@lru_cache(maxsize=1)
def units() -> dict[str, dict[str, tuple[Entry, ...]]]:
    """Level → key of a name → the districts or communes of that name."""
    found: dict[str, dict[str, list[Entry]]] = {"district": defaultdict(list), "commune": defaultdict(list)}
    entries = list(_entries())
    for entry, name in zip(entries, keys(entry.unit.name for entry in entries), strict=True):
        for spelling in dict.fromkeys(_spellings(name)):
            found[entry.unit.level][spelling].append(entry)
    return {level: {name: tuple(each) for name, each in names.items()} for level, names in found.items()}


@lru_cache(maxsize=1)
def districts_without_marks() -> dict[str, tuple[Entry, ...]]:
    """Districts by name without diacritics, where no other district's name is the same then (Cư Jut)."""
    found: dict[str, dict[str, tuple[Entry, ...]]] = defaultdict(dict)
    for entries in units()["district"].values():
        name = key(entries[0].unit.name)
        found[fold(name)][name] = entries
    return {plain: names.popitem()[1] for plain, names in found.items() if len(names) == 1 and " " in plain}


@lru_cache(maxsize=1)
def mixed_case() -> frozenset[str]:
    """Keys of the unit names that hold a word in lower case: Nông trường Việt Lâm."""
    return frozenset(
        key(unit.name)
        for unit in (*facts.districts(), *facts.communes())
        if any(word[0].islower() for word in unit.name.split())
    )


def _province_names() -> Iterator[tuple[str, ProvinceName]]:
    common = frozenset(facts.place_words()["common"])
    for name, found in by_name().items():
        historic = all(unit.era == "historic" for unit in found)
        for official in _spellings(key(name)):
            strict = historic or name == "Hồ Chí Minh"
            yield official, ProvinceName(name, strict, official in common)
            if not strict and " " in official and official not in common:
                yield official.replace(" ", ""), ProvinceName(name)
            plain = fold(official)
            if plain != official:
                yield plain, ProvinceName(name, strict=True)
        for alias in {alias for unit in found for alias in unit.aliases}:
            short = _PREFIX.sub("", key(alias))
            if short == key(name):
                continue
            strict = short.replace(".", "").isascii() or short == "sài gòn"
            yield short, ProvinceName(name, strict and short not in {"br-vt", "brvt", "giai lai", "lao cai"})
            if not strict and " " in short and "-" not in short:
                yield short.replace(" ", ""), ProvinceName(name)


def _dashes(name: str) -> Iterable[str]:
    """Forms of a key with a dash as they are printed: a-b, a - b, a- b, a -b, a b."""
    return (name.replace("-", dash) for dash in ("-", " - ", "- ", " -", " ")) if "-" in name else (name,)


@lru_cache(maxsize=1)
def tokens() -> tuple[BytesAhoCorasick, tuple[Token, ...]]:
    """The automaton over all words and names that the reader starts from, and what each pattern is."""
    patterns: dict[str, Token] = {}

    def add(name: str, token: Token) -> None:
        for form in _dashes(name):
            patterns.setdefault(form, token)

    words = facts.place_words()
    for word in words["none"]:
        add(word, Other())
    for word in words["street list"]:
        add(word, Other(streets=True))
    types: dict[str, list[str]] = defaultdict(list)
    for kind in LEVELS:
        for word in words[kind]:
            types[word].append(kind)
    for word in dict.fromkeys((*words["province"], *types)):
        # 'h.' ends every other sentence: abbreviations of one letter are looked for with what stands before
        for form in (word,) if len(word) > 2 or "." not in word else (f" {word}", f"({word}"):
            patterns[form] = UnitWord(word in words["province"], tuple(types[word]))
    for name, token in sorted(_province_names(), key=lambda pair: pair[1].strict):
        add(name, token)
    for region in facts.regions():
        for spelling in (region.name, *region.aliases):
            add(key(spelling), RegionName(region.name))
    return automaton(patterns), tuple(patterns.values())


@lru_cache(maxsize=64)
def region_members(name: str, date: dt.date | None) -> tuple[str, ...]:
    """Return the provinces of a region at a date (today's, if it is unknown)."""
    region = next(region for region in facts.regions() if region.name == name)
    new = date is None or date >= REFORM
    found: dict[str, None] = {}
    for column in region.columns:
        members = [member for of, of_region, member in facts.province_regions() if (of, of_region) == (column, name)]
        if new and column == "region_6_2025":
            return tuple(members)
        if column != "region_6_2025" and not found:
            found = dict.fromkeys(heir for member in members for heir in (today(member) if new else (member,)))
    return tuple(found)
