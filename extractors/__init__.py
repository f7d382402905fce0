"""Text in, records out: pure functions with no I/O and no clock.

`read` runs all extractors over one text in the order that they build on each other; `stream` does the same window by
window, so that a text of any length takes no more memory than itself. Each extractor can be used alone:
``dates.find(Shadow(text), Context())``.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import groupby

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
    windows,
)
from extractors.context import Context, Earlier
from extractors.shadow import Shadow, Spanned, move
from extractors.windows import Window
from schemas.records import Body, Cell, Citation, Criterion, DateMention, FieldSpan, Header, Person, Place, Quantity

_BESIDE = 25  # characters between a number and the date printed for it
_END_CHARS = 32_000  # of a text of several windows: where its signature and recipients may stand, if not in the first

__all__ = ["Context", "Reading", "Shadow", "read", "stream"]


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
    first, *others = stream(text, hidden, published_at, cells)
    for name in _LISTS if others else ():
        for reading in others:
            getattr(first, name).extend(getattr(reading, name))
    return first


def stream(
    text: str,
    hidden: Iterable[tuple[int, int]] = (),
    published_at: dt.date | None = None,
    cells: Sequence[Cell] = (),
    length: int = windows.LENGTH,
) -> Iterator[Reading]:
    """Read one canonical text window by window; a text of up to `windows.LENGTH` characters is one window.

    A window knows the header and what the windows before it have told (`context.Earlier`), and nothing of those
    after it. The header is that of the first window and of the end of the text.

    Args:
        text: canonical text.
        hidden: spans that are no part of the document.
        published_at: date of publication of a web page, if known.
        cells: cells of the tables in the text; a table is never divided.
        length: characters of a window.

    Yields:
        The records of a window, with spans in `text`, and the header with each.
    """
    hidden = windows.joined(tuple(hidden))
    tables = windows.joined(_tables(cells)) if cells else ()
    own: Header | None = None
    context = Context()
    for window in windows.cut(text, tables, length):
        first, last = window.first, window.last
        shadow = Shadow(text[first:last], windows.within(hidden, first, last) if hidden else ())
        if own is None:
            is_whole = window.end == len(text)
            own = _header(shadow) if is_whole else _header_of_ends(text, hidden, last)
            context = Context(
                date=own.issue_date or published_at,
                number=own.number_norm,
                doc_type=own.doc_type,
                is_news=own.number is None,
                earlier=None if is_whole else Earlier(),
            )
        if context.earlier:
            context.earlier.offset = first
            context.earlier.end = shadow.place(window.end - first)
            context.earlier.is_first = window.start == 0
            context.earlier.is_last = window.end == len(text)
        beside = [cell for cell in cells if window.start <= cell.start < window.end] if context.earlier else cells
        yield read_window(shadow, context, own, window, beside)


def read_window(shadow: Shadow, context: Context, own: Header, window: Window, cells: Sequence[Cell]) -> Reading:
    """Read what begins in a window; run all extractors but that of the header."""
    found_dates = dates.find(shadow, context)
    found_places = places.find(shadow, context)
    relative = relative_dates.find(shadow, context, found_dates)
    numbered = citations.find(shadow, context, found_dates)
    found_citations = sorted((*numbered, *shortforms.find(shadow, context, numbered, found_dates)), key=_start)
    found_criteria = criteria.find(shadow, context, found_dates, found_places)
    counted = [(item.start, item.end) for item in found_criteria]
    found_quantities = quantities.find(shadow, context, found_dates, found_places, counted)
    found_people = people.find(shadow, context, _header_in(shadow, own, window))
    bodies = organisations.find(shadow, context, found_places)
    all_dates = sorted((*_cited(found_dates, found_citations), *relative), key=_start)
    shadow.restore(found_citations)
    shadow.restore(all_dates)
    shadow.restore(found_places)
    shadow.restore(found_criteria)
    shadow.restore(found_quantities)
    shadow.restore(found_people)
    shadow.restore(bodies)
    if cells:
        by = window.first
        cells = [replace(cell, start=cell.start - by, end=cell.end - by) for cell in cells] if by else cells
        found_criteria = _with_tables(found_criteria, criteria_tables.find(shadow.text, cells, context, all_dates))
    found = Reading(
        own, found_citations, all_dates, found_places, found_criteria, found_quantities, found_people, bodies
    )
    return found if context.earlier is None else _own(found, window)


_LISTS = tuple(item.name for item in fields(Reading) if item.name != "header")


def _own(found: Reading, window: Window) -> Reading:
    """Return the records that begin in a window itself, with their offsets in the whole text."""
    start, end = window.start - window.first, window.end - window.first
    kept: dict[str, list[Spanned]] = {}
    for name in _LISTS:
        kept[name] = [record for record in getattr(found, name) if start <= record.start < end]
        move(kept[name], window.first)
    return Reading(found.header, **kept)  # type: ignore[arg-type]  # each list holds what it held


def _tables(cells: Iterable[Cell]) -> Iterator[tuple[int, int]]:
    """The spans of the tables that cells belong to."""
    for _, group in groupby(cells, key=lambda cell: cell.table_no):
        spans = [(cell.start, cell.end) for cell in group]
        yield min(start for start, _ in spans), max(end for _, end in spans)


def _header(shadow: Shadow) -> Header:
    own = header.read(shadow)
    shadow.restore(own.header_spans)
    return own


def _header_of_ends(text: str, hidden: Sequence[tuple[int, int]], end: int) -> Header:
    """Read the header of a text of several windows, of which the first is read up to `end`."""
    begin = max(end, windows.border(text, len(text) - _END_CHARS, len(text) - _END_CHARS // 2))
    gap = "\n\n" if begin > end else ""
    by = begin - end - len(gap)
    ends = [*windows.within(hidden, 0, end)]
    ends += [(first + begin - by, last + begin - by) for first, last in windows.within(hidden, begin, len(text))]
    own = _header(Shadow(text[:end] + gap + text[begin:], ends))
    spans = [
        FieldSpan(span.field, span.start + by, span.end + by) if span.start >= begin - by else span
        for span in own.header_spans
        if span.end <= end or span.start >= begin - by
    ]
    return replace(own, header_spans=tuple(spans))


def _header_in(shadow: Shadow, own: Header, window: Window) -> Header:
    """Return a header with the span of its signer, if that lies in a window, in offsets of its shadow."""
    if shadow.is_text and not window.first:
        return own
    spans = [
        FieldSpan(span.field, shadow.place(span.start - window.first), shadow.place(span.end - window.first))
        for span in own.header_spans
        if span.field == "signer" and window.first <= span.start and span.end <= window.last
    ]
    return replace(own, header_spans=tuple(spans))


def _with_tables(found: list[Criterion], read: tuple[list[Criterion], list[tuple[int, int]]]) -> list[Criterion]:
    """Return the criteria of sentences and tables; of what a table says its cells decide, not the row as a sentence."""
    records, tables = read
    apart = [one for one in found if not any(start <= one.start < end for start, end in tables)]
    return sorted((*apart, *records), key=lambda record: (record.start, -record.end))


def _cited(found: list[DateMention], mentions: list[Citation]) -> list[DateMention]:
    """Give the dates that belong to a citation that role: they are no events of this document."""
    starts = [date.start for date in found]
    for mention in mentions:
        i = bisect_left(starts, mention.end)
        if mention.date and i < len(found) and starts[i] - mention.end <= _BESIDE:
            day = found[i].start_date
            if found[i].role in ("event", "issue") and day and day.isoformat() == mention.date:
                object.__setattr__(found[i], "role", "citation")  # in place, as in `Shadow.restore`
    return found


def _start(record: Citation | DateMention) -> int:
    return record.start
