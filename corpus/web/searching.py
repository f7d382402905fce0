"""A search as an address says it: words, filters, order and page; and what the page shows of the answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from corpus.reader import Corpus
from corpus.search import FACETS, SORTS, Hit, SearchResult
from schemas.errors import UserError

HITS = 20
"""Hits of one page."""

MOST_PAGES = 500

IN_A_FILE = 1_000
"""Hits of a download."""

FIELDS = ("doc_type", "issuer", "year", "province_now", "province", "grade", "findings", "kind", "source", "cites")
"""Filters of an address, in the order in which facets stand; each may be given several times."""

COLUMNS = ("doc_id", "number", "doc_type", "issuer", "issue_date", "title", "snippet", "path", "source", "score")


class BadSearch(UserError):
    """An address that no search can answer; the message says why."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked for.

    Attributes:
        query: what was typed.
        filters: values by field.
        date_from: first day of issue or publication.
        date_to: last day.
        sort: one of `SORTS`.
        page: from 1.
    """

    query: str = ""
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    date_from: dt.date | None = None
    date_to: dt.date | None = None
    sort: str = "relevance"
    page: int = 1

    @property
    def is_filtered(self) -> bool:
        """Whether anything but words narrows it."""
        return bool(self.filters or self.date_from or self.date_to)

    def pairs(self, **changes: Any) -> list[tuple[str, str]]:
        """Return its address as pairs, some of them changed; None takes one out. The page is not kept."""
        pairs = [("q", self.query)] if self.query else []
        pairs += [(name, value) for name, values in self.filters.items() for value in values]
        pairs += [(name, str(day)) for name in ("date_from", "date_to") if (day := getattr(self, name))]
        if self.sort != "relevance":
            pairs.append(("sort", self.sort))
        pairs = [(name, value) for name, value in pairs if name not in changes]
        return pairs + [(name, str(value)) for name, value in changes.items() if value is not None]

    def with_value(self, name: str, value: str) -> list[tuple[str, str]]:
        """Return its address with the value of a field switched on or off."""
        pairs = self.pairs()
        pair = (name, value)
        return [other for other in pairs if other != pair] if pair in pairs else [*pairs, pair]


def read(pairs: Sequence[tuple[str, str]]) -> Search:
    """Return the search of an address; names that are no part of a search are left to others.

    Raises:
        BadSearch: a value that cannot be: a day, year, order or page.
    """
    filters: dict[str, tuple[str, ...]] = {}
    single: dict[str, str] = {}
    for name, value in pairs:
        if name in FIELDS and value:
            filters[name] = (*filters.get(name, ()), value)
        elif value:
            single[name] = value
    for year in filters.get("year", ()):
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            raise BadSearch(f"year: {year!r} is no year.")
    sort = single.get("sort", "relevance")
    if sort not in SORTS:
        raise BadSearch(f"sort: there are {', '.join(SORTS)}.")
    page = single.get("page", "1")
    if not (page.isascii() and page.isdigit() and 1 <= int(page[:9]) <= MOST_PAGES):
        raise BadSearch(f"page: from 1 to {MOST_PAGES}; more words or a filter find what is beyond.")
    days = [_day(single.get(name), name) for name in ("date_from", "date_to")]
    return Search(single.get("q", ""), filters, days[0], days[1], sort, int(page))


def _day(text: str | None, name: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadSearch(f"{name}: {text!r} is no date; write 2024-05-31.") from error


def run(corpus: Corpus, asked: Search, limit: int = HITS, facets: bool = True) -> SearchResult:
    """Return what a corpus answers to a search.

    Raises:
        CorpusError: there is no index, and more than numbers is asked for.
    """
    filters: dict[str, Any] = dict(asked.filters)
    if "year" in filters:
        filters["year"] = [int(year) for year in filters["year"]]
    return corpus.search(
        asked.query,
        **filters,
        date_from=asked.date_from,
        date_to=asked.date_to,
        sort=asked.sort,
        limit=limit,
        offset=(asked.page - 1) * limit,
        facets=facets,
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: how many documents have it, and the address that switches it."""

    value: str
    count: int | None
    address: str
    is_chosen: bool


def choices(asked: Search, result: SearchResult) -> dict[str, list[Choice]]:
    """Return the facets of an answer, the chosen values first; fields without a value are left out."""
    found: dict[str, list[Choice]] = {}
    for name in FIELDS:
        counts = {item.value: item.count for item in result.facets.get(name, ())} if name in FACETS else {}
        chosen = asked.filters.get(name, ())
        values = [*chosen, *(value for value in counts if value not in chosen)]
        if name == "year":
            values = [*chosen, *sorted((value for value in counts if value not in chosen), reverse=True)]
        if values:
            found[name] = [
                Choice(value, counts.get(value), urlencode(asked.with_value(name, value)), value in chosen)
                for value in values
            ]
    return found


def marked(hit: Hit) -> list[tuple[str, bool]]:
    """Return a snippet in pieces, as it is shown: (text, whether it was asked for); dots where it was cut."""
    pieces = []
    at = hit.start
    for start, end in hit.highlights:
        pieces += [(hit.snippet[at - hit.start : start - hit.start], False)]
        pieces += [(hit.snippet[start - hit.start : end - hit.start], True)]
        at = end
    pieces.append((hit.snippet[at - hit.start :], False))
    if hit.snippet[:1].islower():
        pieces.insert(0, ("… ", False))
    if hit.snippet[-1:].isalnum() or hit.snippet.endswith(","):
        pieces.append((" …", False))
    return [(text.replace("**", ""), is_asked) for text, is_asked in pieces if text]
