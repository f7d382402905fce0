"""What the reader of places hands to the resolver, and the patterns that both need."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extractors.places.gazetteer import Entry

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
FORMER = re.compile(r" ?\(?(?:cũ|trước đây|trước khi)(?!\w)")
PLACE_LINE = re.compile(r" ?,? ?ngày(?!\w)")


@dataclass(slots=True)
class Announcer:
    """One unit word, or several that share their names: 'các xã, phường'."""

    start: int
    end: int
    provincial: bool
    shared: bool
    short: bool
    types: tuple[str, ...]


@dataclass(slots=True, eq=False)
class Mention:
    """One name that was read, before it is decided which unit it is.

    `group` is the end of the enumeration that it is a member of; what follows there holds for all members.
    """

    start: int
    end: int
    head: int
    level: str
    name: str
    rule: str
    confidence: float = 1.0
    types: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    group: int = 0
    order: int = 0
    entry: Entry | None = None
    parent: str | None = None


@lru_cache(maxsize=1024)
def shape(name: str) -> str:
    """Return how the letters of a name are written: title, upper, first (only the first word) or lower."""
    if name.isupper():
        return "upper"
    words = name.replace("-", " ").split()
    if all(word[0].isupper() for word in words):
        return "title"
    return "first" if words[0][0].isupper() else "lower"
