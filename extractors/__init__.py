"""Text in, records out: pure functions with no I/O and no clock.

`read` runs all extractors over one text in the order that they build on each other; each of them can be
used alone: ``dates.find(Shadow(text), Context())``.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from extractors import (
    citations,
    criteria,
    criteria_tables,
    dates,
    header,
    organisations,
    people,
    places,
    quantities,
    relative_dates,
    shortforms,
)
from extractors.context import Context
from extractors.shadow import Shadow
from schemas.records import Body, Cell, Citation, Criterion, DateMention, Header, Person, Place, Quantity

_BESIDE = 25  # characters between a number and the date printed for it

__all__ = ["Context", "Reading", "Shadow", "read"]


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from one text; every list is in the order of the text."""

    header: Header
    citations: list[Citation]
    dates: list[DateMention]
    places: list[Place]
    criteria: list[Criterion]
    quantities: list[Quantity] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)


def read(
    text: str,
    hidden: Iterable[tuple[int, int]] = (),
    published_at: dt.date | None = None,
    cells: Sequence[Cell] = (),
) -> Reading:
    """Read one canonical text.

    Args:
        text: canonical text (`extractors.shadow.canonical`).
        hidden: spans that are no part of the document (furniture); nothing is read from them.
        published_at: date of publication of a web page, if known.
        cells: cells of the tables in the text.

    Returns:
        The records, each with a span in `text`. The same text always gives the same records.
    """
    shadow = Shadow(text, hidden)
    own = header.read(shadow)
    context = Context(
        date=own.issue_date or published_at,
        number=own.number_norm,
        doc_type=own.doc_type,
        is_news=own.number is None,
    )
    found_dates = dates.find(shadow, context)
    found_places = places.find(shadow, context)
    relative = relative_dates.find(shadow, context, found_dates)
    numbered = citations.find(shadow, context, found_dates)
    found_citations = sorted((*numbered, *shortforms.find(shadow, context, numbered, found_dates)), key=_start)
    found_criteria = criteria.find(shadow, context, found_dates, found_places)
    counted = [(item.start, item.end) for item in found_criteria]
    found_quantities = quantities.find(shadow, context, found_dates, found_places, counted)
    found_people = people.find(shadow, context, own)
    bodies = organisations.find(shadow, context, found_places)
    all_dates = sorted((*_cited(found_dates, found_citations), *relative), key=_start)
    shadow.restore(own.header_spans)
    shadow.restore(found_citations)
    shadow.restore(all_dates)
    shadow.restore(found_places)
    shadow.restore(found_criteria)
    shadow.restore(found_quantities)
    shadow.restore(found_people)
    shadow.restore(bodies)
    if cells:
        found_criteria = _with_tables(found_criteria, criteria_tables.find(text, cells, context, all_dates))
    return Reading(
        own, found_citations, all_dates, found_places, found_criteria, found_quantities, found_people, bodies
    )


def _with_tables(found: list[Criterion], read: tuple[list[Criterion], list[tuple[int, int]]]) -> list[Criterion]:
    """Return the criteria of sentences and tables; of what a table says its cells decide, not the row as a sentence."""
    records, tables = read
    apart = [one for one in found if not any(start <= one.start < end for start, end in tables)]
    return sorted((*apart, *records), key=lambda record: (record.start, -record.end))


def _cited(found: list[DateMention], mentions: list[Citation]) -> list[DateMention]:
    """Give the dates that belong to a citation that role: they are no events of this document."""
    dated = list(found)
    starts = [date.start for date in found]
    for mention in mentions:
        i = bisect_left(starts, mention.end)
        if mention.date and i < len(found) and starts[i] - mention.end <= _BESIDE:
            day = found[i].start_date
            if found[i].role in ("event", "issue") and day and day.isoformat() == mention.date:
                dated[i] = replace(found[i], role="citation")
    return dated


def _start(record: Citation | DateMention) -> int:
    return record.start
