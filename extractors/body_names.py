"""The names of bodies as they are looked up: every spelling of a name → what it names.

They come from issuers.csv and bodies.csv. A body is central (its name is complete: Bộ Tài chính), local (a unit
belongs to its name: Sở Tài chính tỉnh X), or both: alone the central body, with a unit its branch there.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ahocorasick_rs import BytesAhoCorasick

from extractors.codes import automaton
from extractors.shadow import Shadow
from schemas import facts

CENTRAL = "TW"
_REMARK = re.compile(r"[/(0-9]")
_JOINTS = (  # what is printed in several ways, and how
    (re.compile(r" ?& ?| và "), ("&", " & ", " và ")),
    (re.compile(r" - |(?<=\w)-(?=\w)"), (" - ", "-", "- ", " -", " ")),
)


@dataclass(frozen=True, slots=True, eq=False)
class BodyName:
    """One body, or one kind of local bodies, under one spelling.

    Attributes:
        symbol: its id without a unit.
        name: usual writing.
        level: TW, tỉnh, huyện, xã; empty where the unit decides.
        unit: whether an administrative unit belongs to the name: no, may, must, both.
        valid_from: first day, may be reduced or empty.
        valid_to: last day, may be reduced or empty.
        successor: symbol of the body that took its place.
        capitals: the spelling is an abbreviation and is one only in capitals.
    """

    symbol: str
    name: str
    level: str
    unit: str
    valid_from: str
    valid_to: str
    successor: str
    capitals: bool = False

    def is_central(self, date: dt.date | None) -> bool:
        """Whether the name names a central body when no unit stands by it."""
        return self.unit == "no" or (self.unit == "both" and facts.in_force(self.valid_from, self.valid_to, date))


@dataclass(frozen=True, slots=True)
class Other:
    """Words that are looked for to be left out: they hold the name of a body and name none."""


@dataclass(frozen=True, slots=True)
class ListHead:
    """Words that open a list of bodies named by their fields: 'các Bộ: Tài chính, Nội vụ'."""

    head: str


Token = BodyName | Other | ListHead


def key(spelling: str) -> str:
    """Return the form of a spelling under which it is looked up."""
    return Shadow(spelling).lower


def _printed(spelling: str) -> Iterable[str]:
    """Forms in which a spelling is printed: NN&PTNT, NN & PTNT, NN và PTNT; A - B, A-B, A B."""
    forms = [spelling]
    for joint, ways in _JOINTS:
        if joint.search(spelling):
            forms = [joint.sub(way, form) for form in forms for way in ways]
    return forms


def _names() -> Iterator[tuple[str, BodyName]]:
    """Every spelling with what it names; those of bodies.csv first, since they say more."""
    issuers = {issuer.symbol: issuer for issuer in facts.issuers()}
    for row in facts.rows("bodies"):
        if row["unit"] in ("none", "abroad"):
            continue
        issuer = issuers.get(row["symbol"])
        dates = (row["valid_from"], row["valid_to"], row["successor"])
        if issuer and not any(dates):
            dates = (issuer.valid_from, issuer.valid_to, issuer.successor)
        for spelling in dict.fromkeys((row["name"], *facts.parts(row["spellings"]))):
            yield spelling, BodyName(row["symbol"], row["name"], row["level"], row["unit"], *dates, spelling.isupper())
    own = {row["symbol"] for row in facts.rows("bodies")}
    for issuer in issuers.values():
        if issuer.symbol in own or _REMARK.search(issuer.name) or issuer.level not in (CENTRAL, "tỉnh", "huyện", "xã"):
            continue
        unit = "no" if issuer.level == CENTRAL else "may"
        for spelling in (issuer.name, *(alias for alias in issuer.aliases if " " in alias)):
            if not _REMARK.search(spelling):
                yield (
                    spelling,
                    BodyName(
                        issuer.symbol,
                        issuer.name,
                        issuer.level,
                        unit,
                        issuer.valid_from,
                        issuer.valid_to,
                        issuer.successor,
                        spelling.isupper(),
                    ),
                )


@lru_cache(maxsize=1)
def tokens() -> tuple[BytesAhoCorasick, tuple[Token, ...]]:
    """The automaton over all spellings, and what each pattern is."""
    patterns: dict[str, Token] = {}
    for row in facts.rows("bodies"):
        if row["unit"] == "none":
            for words in facts.parts(row["spellings"]):
                patterns[key(words)] = Other()
    for spelling, name in _names():
        for form in _printed(key(spelling)):
            patterns.setdefault(form, name)
    for head in ("bộ", "sở"):
        patterns[f"các {head}"] = ListHead(f"{head} ")
    return automaton(patterns), tuple(patterns.values())


@lru_cache(maxsize=1)
def beginnings() -> frozenset[str]:
    """The first two characters of all spellings."""
    return frozenset(form[:2] for spelling, _ in _names() for form in _printed(key(spelling)))


@lru_cache(maxsize=1)
def fields() -> dict[str, dict[str, BodyName]]:
    """Head of a list ('bộ ', 'sở ') → field in lower case → the body of that field."""
    found: dict[str, dict[str, BodyName]] = {"bộ ": {}, "sở ": {}}
    for spelling, name in _names():
        for form in _printed(key(spelling)):
            if form[:3] in found:
                found[form[:3]].setdefault(form[3:], name)
    return found


@lru_cache(maxsize=1)
def by_symbol() -> dict[str, BodyName]:
    """Symbol → the body or kind of bodies (the first of its names)."""
    found: dict[str, BodyName] = {}
    for _, name in _names():
        found.setdefault(name.symbol, name)
    return found
