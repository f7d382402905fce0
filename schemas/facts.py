"""The reference facts of schemas/reference as typed, cached values.

Facts have a time (law 5): where a table gives valid_from and valid_to, `in_force` reads it at a date.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of schemas/reference/<name>.csv."""
    path = resources.files("schemas") / "reference" / f"{name}.csv"
    yield from csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))


def parts(cell: str) -> tuple[str, ...]:
    """Return the members of a list cell (separated by |)."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def in_force(valid_from: str, valid_to: str, date: dt.date | None) -> bool:
    """Return whether a date lies in a validity whose ends may be empty or reduced (2007, 2007-08).

    An unknown date lies in every validity.
    """
    if date is None:
        return True
    day = date.isoformat()
    return (not valid_from or valid_from <= day) and (not valid_to or day[: len(valid_to)] <= valid_to)


@lru_cache(maxsize=1)
def doc_type_codes() -> dict[str, str]:
    """Type code in a document number → type name (QĐ → Quyết định); state forms before Party and old ones.

    Source: Decree 30/2020/NĐ-CP Annex III, Decree 34/2016 Article 58, Party guidance 36-HD/VPTW.
    """
    codes: dict[str, str] = {}
    for row in rows("doc_types"):
        name = row["name"].split(" (")[0].split(" của ")[0].split(" QPPL")[0].split(" hoặc ")[0].strip()
        if row["code"] and row["code"].isalpha():
            codes.setdefault(row["code"], name)
    return codes


@dataclass(frozen=True, slots=True)
class Issuer:
    """One body that issues documents, under one of its symbols."""

    symbol: str
    name: str
    aliases: tuple[str, ...]
    level: str
    parent: str
    valid_from: str
    valid_to: str
    successor: str
    kind: str


@lru_cache(maxsize=1)
def issuers() -> tuple[Issuer, ...]:
    """All issuing bodies, with the period in which the symbol was theirs."""
    return tuple(
        Issuer(
            row["symbol"],
            row["name"],
            parts(row["aliases"]),
            row["level"],
            row["parent"],
            row["valid_from"],
            row["valid_to"],
            row["successor"],
            row["kind"],
        )
        for row in rows("issuers")
    )


@lru_cache(maxsize=8192)
def issuer_name(symbol: str | None, date: dt.date | None) -> str | None:
    """Body that a symbol stands for at a date; null where it is shared by several or by a kind of bodies."""
    names = {
        issuer.name
        for issuer in issuers()
        if issuer.symbol == symbol and in_force(issuer.valid_from, issuer.valid_to, date)
    }
    name = names.pop() if len(names) == 1 else ""
    shared = not name or "/" in name or "(" in name or symbol in ("UBND", "HĐND")
    return None if shared else name


@lru_cache(maxsize=1024)
def province_full_name(name: str, date: dt.date | None) -> str | None:
    """Province of a name at a date with its kind: 'tỉnh Hà Tĩnh', 'thành phố Huế'; null if there is none."""
    for row in rows("provinces"):
        if row["name"] == name and in_force(row["valid_from"], row["valid_to"], date):
            kind = "tỉnh" if row["type"] == "tỉnh" else "thành phố"
            return f"{kind} {name}"
    return None


@lru_cache(maxsize=1)
def symbol_variants() -> dict[str, str]:
    """Damaged or older spellings of a part of a document number → its normal spelling (QD → QĐ)."""
    return {row["printed"]: row["normalised"] for row in rows("symbol_variants")}


@dataclass(frozen=True, slots=True)
class Unit:
    """One administrative unit in one period.

    Attributes:
        level: province, district or commune.
        code: code of the General Statistics Office; empty for provinces that ended before 2004.
        name: official name without its prefix.
        type: prefix in lower case: tỉnh, thành phố, huyện, quận, thị xã, xã, phường, thị trấn, đặc khu.
        parent: code of the unit above: a district's province, a commune's district or (since 2025-07-01)
            province; empty for provinces.
        era: 63, 34 or historic: the set of provinces that it belongs to or lies in; a province that the
            reform of 2025 left as it was is in both sets and has "63|34".
        valid_from: first day, may be reduced or empty.
        valid_to: last day, may be reduced or empty.
        successors: names (provinces) or codes (districts, communes) of the units that took its place.
        aliases: other spellings of a province's name, and its abbreviations that mean nothing else.
    """

    level: str
    code: str
    name: str
    type: str
    parent: str
    era: str
    valid_from: str
    valid_to: str
    successors: tuple[str, ...]
    aliases: tuple[str, ...] = ()


def _bare(name: str) -> str:
    """A province's name without a remark: Cần Thơ (tỉnh), Lai Châu (trước 2004)."""
    return name.partition(" (")[0]


@lru_cache(maxsize=1)
def provinces() -> tuple[Unit, ...]:
    """All provinces and cities under the central government: of the sets of 63 and 34, and historic ones.

    Source: Resolutions 202/2025/QH15, 175/2024/QH15, 15/2008/QH12 of the National Assembly; years before
    2004 are of medium certainty.
    """
    found = []
    for row in rows("provinces"):
        eras = [era for era, column in (("63", "in_63_pre2025"), ("34", "in_34_since_2025")) if row[column] == "1"]
        found.append(
            Unit(
                "province",
                row["code"],
                _bare(row["name"]),
                "tỉnh" if row["type"] == "tỉnh" else "thành phố",
                "",
                "|".join(eras) or "historic",
                row["valid_from"],
                row["valid_to"],
                tuple(dict.fromkeys(map(_bare, parts(row["successor"])))),
                (*parts(row["aliases"]), *(short for short in parts(row["abbreviations"]) if not short.endswith("?"))),
            )
        )
    return tuple(found)


@lru_cache(maxsize=1)
def province_regions() -> tuple[tuple[str, str, str], ...]:
    """(column of provinces.csv, region, province) for each membership; `regions` says what a column means."""
    columns = ("region_6_2023", "region_6_2025", "ntm_region_7")
    return tuple((column, row[column], row["name"]) for row in rows("provinces") for column in columns if row[column])


@dataclass(frozen=True, slots=True)
class Region:
    """One region (vùng) of provinces; `columns` are the memberships to read it with, in this order."""

    name: str
    aliases: tuple[str, ...]
    columns: tuple[str, ...]


@lru_cache(maxsize=1)
def regions() -> tuple[Region, ...]:
    """The regions of socio-economic planning: Resolution 81/2023/QH15, and 306/NQ-CP since 2025-10-05."""
    return tuple(Region(row["name"], parts(row["aliases"]), parts(row["columns"])) for row in rows("regions"))


def _units(table: str, level: str) -> tuple[Unit, ...]:
    return tuple(
        Unit(
            level,
            row["code"],
            row["name"],
            row["type"],
            row["parent"],
            "34" if row["valid_from"] else "63",
            row["valid_from"],
            row["valid_to"],
            parts(row["successors"]),
        )
        for row in rows(table)
    )


@lru_cache(maxsize=1)
def districts() -> tuple[Unit, ...]:
    """The districts of 2025-06-30, the last day of that level, and those of 2023 that had ended by then."""
    return _units("districts", "district")


@lru_cache(maxsize=1)
def communes() -> tuple[Unit, ...]:
    """The communes of 2025-06-30, those of 2023 that had ended by then, and those since 2025-07-01."""
    return _units("communes", "commune")


@lru_cache(maxsize=1)
def place_words() -> dict[str, tuple[str, ...]]:
    """The words around names of places, lower case, by what they say of the name (place_words.csv)."""
    return {row["kind"]: parts(row["words"]) for row in rows("place_words")}


@dataclass(frozen=True, slots=True)
class CriteriaSet:
    """One set of criteria of the new-rural-development programme, and when it applies."""

    set_id: str
    level: str
    grade: str
    n_criteria: int
    valid_from: str
    valid_to: str


@lru_cache(maxsize=1)
def ntm_sets() -> tuple[CriteriaSet, ...]:
    """All criteria sets of the programme since 2009."""
    return tuple(
        CriteriaSet(
            row["set_id"],
            row["level"],
            row["grade"],
            int(row["n_criteria"]),
            row["valid_from"],
            row["valid_to"],
        )
        for row in rows("ntm_sets")
    )


@lru_cache(maxsize=1)
def ntm_criteria() -> dict[str, tuple[tuple[str, int], ...]]:
    """Name of a criterion in lower case → the sets that have it, each with its number there."""
    names: dict[str, tuple[tuple[str, int], ...]] = {}
    for row in rows("ntm_criteria"):
        place = (row["set_id"], int(row["criterion_no"]))
        for name in (row["official_name"], *parts(row["aliases"])):
            held = names.get(name.lower(), ())
            if place not in held:
                names[name.lower()] = (*held, place)
    return names


@lru_cache(maxsize=1)
def ntm_words() -> tuple[tuple[str, str, str], ...]:
    """The vocabulary of counts and shares of the programme: (class, phrase, value of the class)."""
    return tuple((row["class"], word, row["value"]) for row in rows("ntm_words") for word in parts(row["words"]))


@lru_cache(maxsize=1)
def modality_words() -> dict[str, tuple[str, str]]:
    """Word or phrase in lower case → the modality that it gives to the figures after it, and how far.

    It reaches to the end of its clause or of its sentence.
    """
    return {word: (row["modality"], row["reach"]) for row in rows("modality_words") for word in parts(row["words"])}


@dataclass(frozen=True, slots=True)
class Measure:
    """One unit that amounts are stated in, or one word that multiplies them (kind scale).

    Attributes:
        kind: money, share, people, households, area, length, weight, volume, count or scale.
        unit: its normal spelling; empty where each spelling is a unit of its own (học sinh, đại biểu).
        base: unit that amounts of it are compared in; empty where there is none.
        factor: how many of the base unit it is; null where that differs by region.
        spellings: how it is printed, lower case.
        not_before: words that make it another word: đồng chí, hộ chiếu.
    """

    kind: str
    unit: str
    base: str
    factor: float | None
    spellings: tuple[str, ...]
    not_before: frozenset[str]


@lru_cache(maxsize=1)
def measures() -> tuple[Measure, ...]:
    """The units of amounts (units.csv); sources of the factors are named there row by row."""
    return tuple(
        Measure(
            row["kind"],
            row["unit"],
            row["base"],
            float(row["factor"]) if row["factor"] else None,
            parts(row["spellings"]),
            frozenset(parts(row["not_before"])),
        )
        for row in rows("units")
    )


@lru_cache(maxsize=1)
def quantity_words() -> tuple[tuple[str, str, str], ...]:
    """The words around amounts: (class, phrase, value of the class)."""
    return tuple((row["class"], word, row["value"]) for row in rows("quantity_words") for word in parts(row["words"]))
