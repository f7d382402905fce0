"""Years and dates that exclude each other.

A3: the year inside a number is not that of the date printed with it. A4: a document is cited that is later than its
citation.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from extractors.findings.evidence import Said, Span, finding
from schemas.records import Citation, DateMention, Finding

_YEAR = re.compile(r"\d{1,5}[a-zđ]?/((?:19|20)\d{2})/")
_BESIDE = 60  # characters between a number and the date printed for it: 'của Thủ tướng Chính phủ ngày'
_CLAUSE = 200  # characters before a number in which another one may be what the date belongs to
# Words of a text that was brought up to date: what they name came later, and rightly so.
_LATER = frozenset({"amended_by", "replaced_by", "repealed_by"})
_CONSOLIDATED = "Văn bản hợp nhất"
_WEAK = 2  # so many other days after the page was published show that its date is weak


def find(said: Said) -> Iterator[Finding]:
    """Yield the findings of A3 and A4."""
    own, date = said.header.number_norm, said.header.issue_date
    number_at, date_at = said.span_of("number_norm"), said.span_of("issue_date")
    year = _year(own)
    if year and date and number_at and date_at and date.year != year and not _at_turn(year, date):
        yield finding("own_year", said, number_at, str(year), where=date_at)
    is_sure = _is_own_date_sure(said)
    after_page = _after_page(said)
    for place, printed in _dated(said):
        citation = said.citations[place]
        yield from _year_of(said, place, printed)
        if is_sure and citation.relation not in _LATER and said.header.doc_type != _CONSOLIDATED:
            yield from _later(said, citation, printed, after_page)


def _year(number: str | None) -> int | None:
    match = _YEAR.match(number or "")
    return int(match[1]) if match else None


def _at_turn(year: int, date: dt.date) -> bool:
    """Return whether a year and a date are on the two sides of one New Year."""
    return (date.year == year + 1 and date.month == 1) or (date.year == year - 1 and date.month == 12)


def _dated(said: Said) -> Iterator[tuple[int, DateMention]]:
    """Yield the places of the citations whose own date is printed right after them, with that date."""
    starts = [date.start for date in said.dates]
    for place, citation in enumerate(said.citations):
        at = bisect_left(starts, citation.end)
        if not citation.number_norm or citation.is_self or not citation.date or at == len(starts):
            continue
        date = said.dates[at]
        following = said.citations[place + 1].start if place + 1 < len(said.citations) else len(said.text)
        is_its_own = date.start < following and date.start - citation.end <= _BESIDE and not date.year_inferred
        if is_its_own and date.start_date and date.start_date.isoformat().startswith(citation.date):
            yield place, date


def _year_of(said: Said, place: int, printed: DateMention) -> Iterator[Finding]:
    citation, date = said.citations[place], printed.start_date
    year = _year(citation.number_norm)
    if year and date and date.year != year and not _is_anothers(said.citations[:place], citation, date):
        kind = "cited_year_turn" if _at_turn(year, date) else "cited_year"
        yield finding(kind, said, _span(citation), str(year), where=_span(printed))


def _is_anothers(before: Sequence[Citation], citation: Citation, date: dt.date) -> bool:
    """Return whether a date can belong to a number before: 'Thông tư số 34/2018 sửa đổi Thông tư số 20/2017 ngày …'."""
    return any(
        _year(other.number_norm) == date.year and not other.date
        for other in before[-8:]
        if citation.start - other.end <= _CLAUSE
    )


def _is_own_date_sure(said: Said) -> bool:
    """Return whether a date is the document's own: without a line of place and date, its number must stand first."""
    number_at = said.span_of("number_norm")
    if said.header.issue_date is None or said.header.place or number_at is None:
        return True
    return not any(citation.start < number_at[0] and citation.number_norm for citation in said.citations)


def _after_page(said: Said) -> frozenset[dt.date]:
    """Return the days of a text that are after the page was published."""
    page = said.published_at
    return frozenset(date.start_date for date in said.dates if page and date.start_date and date.start_date > page)


def _later(said: Said, citation: Citation, printed: DateMention, after_page: frozenset[dt.date]) -> Iterator[Finding]:
    header, date = said.header, printed.start_date
    if not date:
        return
    if header.issue_date:
        if date > header.issue_date and citation.number_norm != header.number_norm:
            where = said.span_of("issue_date")
            yield finding("cited_later", said, _span(citation), citation.date or "", where=where)
    elif said.published_at and date > said.published_at:
        kind = "cited_after_page" if len(after_page - {date}) < _WEAK else "cited_after_weak_page"
        day = said.published_at.isoformat()
        yield finding(kind, said, _span(citation), citation.date or "", evidence=day, source="page")


def _span(record: Citation | DateMention) -> Span:
    return record.start, record.end
