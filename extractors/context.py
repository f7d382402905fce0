"""What is known of a document before its sentences are read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from schemas.records import Person


@dataclass(frozen=True, slots=True)
class Context:
    """The document around a text.

    Attributes:
        date: the date that its mentions are read with: issue date, else publication date; null if unknown.
        number: the document's own normalised number, so that its mentions are marked as its own.
        doc_type: its own type, which 'Quyết định này' refers to.
        is_news: true for a press or portal article, which has no number of its own.
        earlier: what the text before has told, where the text is one window of a long document.
    """

    date: dt.date | None = None
    number: str | None = None
    doc_type: str | None = None
    is_news: bool = False
    earlier: Earlier | None = field(default=None, compare=False)


@dataclass(slots=True)
class Earlier:
    """What a document has told before the window that is read, and where that window lies.

    Each extractor takes from it what a sentence may refer to and adds what its own window tells.

    Attributes:
        offset: where the text of the window begins in the document.
        end: where the next window's own text begins, in offsets of the shadow.
        is_first: the document begins with this window.
        is_last: it ends with this window.
        years: years that it speaks of as its present.
        months: months, as (year, month), that it speaks of so.
        latest_day: year of its latest day.
        home: the province whose document it is.
        provinces: the provinces that it names.
        has_districts: it names a district.
        districts: codes of the districts that it names.
        first_places: by level, where a place of it is named first, and its name.
        last_places: by level, the name of its last place.
        numbers: the whole number that a bare one stands for, by type and number; null if it may be several.
        laws: numbers of laws by their names.
        last_cited: number of the last citation of each type.
        people: the persons in an official role by the key of their name.
        about: it is about the programme that `criteria` knows.
        names_criteria: it names criteria.
    """

    offset: int = 0
    end: int = 0
    is_first: bool = True
    is_last: bool = False
    years: set[int] = field(default_factory=set)
    months: set[tuple[int, int]] = field(default_factory=set)
    latest_day: int = 0
    home: str | None = None
    provinces: set[str] = field(default_factory=set)
    has_districts: bool = False
    districts: set[str] = field(default_factory=set)
    first_places: dict[str, tuple[int, str]] = field(default_factory=dict)
    last_places: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str | None] = field(default_factory=dict)
    laws: dict[str, str] = field(default_factory=dict)
    last_cited: dict[str, str | None] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    about: bool = False
    names_criteria: bool = False
