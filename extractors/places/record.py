"""From a mention, decided or not, to its record."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from extractors.flat import Flat
from extractors.places import gazetteer
from extractors.places.gazetteer import REFORM
from extractors.places.mention import FORMER, Mention
from extractors.shadow import Shadow
from schemas.records import Place, State


def record(mention: Mention, shadow: Shadow, flat: Flat, date: dt.date | None) -> Place:
    """Return the record of a mention; what is not decided is a state with its candidates."""
    start, end = flat.origin(mention.start), flat.origin(mention.end - 1) + 1
    values: dict[str, Any]
    if mention.level == "province":
        values = _province(mention.name, date, FORMER.match(flat.lower, mention.end) is not None)
    elif mention.level == "region":
        values = {"name": mention.name, "candidates": gazetteer.region_members(mention.name, date)}
    else:
        values = _unit(mention, date)
    surface = shadow.surface(start, end)
    return Place(start, end, surface, mention.level, rule=mention.rule, confidence=mention.confidence, **values)


def _unit(mention: Mention, date: dt.date | None) -> dict[str, Any]:
    """Values of a district or commune."""
    entry = mention.entry
    if entry is None:
        parents = {each.parent for each in mention.entries}
        return {
            "name": mention.name,
            "parent": parents.pop() if len(parents) == 1 else mention.parent,
            "candidates": tuple(dict.fromkeys(each.label for each in mention.entries)),
            "state": (State.AMBIGUOUS if mention.entries else State.UNKNOWN).value,
        }
    unit = entry.unit
    values: dict[str, Any] = {"code": unit.code, "name": unit.name, "era": unit.era}
    values |= {"parent": entry.parent, "successors": entry.heirs}
    if date is None and any(one.type == unit.type for one in gazetteer.by_name().get(unit.name, ())):
        # a city that has since come under the central government: which of both it is, only the date tells
        values |= {"state": State.AMBIGUOUS.value, "candidates": (entry.label, f"{unit.type} {unit.name}")}
    return values


@lru_cache(maxsize=4096)
def _province(name: str, date: dt.date | None, former: bool) -> dict[str, Any]:
    """Values of a province: the one of its name at the document's date, else the former one."""
    unit, existed = gazetteer.province_at(name, date, former)
    era: str | None = unit.era
    if former:
        era = "63" if "63" in unit.era else unit.era
    elif date is None:  # told by the name only where one of the two sets has it
        sets = {era for one in gazetteer.by_name()[name] for era in one.era.split("|")} - {"historic"}
        era = sets.pop() if len(sets) == 1 else None if sets else unit.era
    elif "34" in unit.era and existed:
        era = "34" if date >= REFORM else "63"
    return {
        "name": name,
        "code": unit.code or None,
        "era": era,
        "successors": gazetteer.today(name),
        "state": (State.RESOLVED if existed else State.UNKNOWN).value,
    }
