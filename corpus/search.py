"""Search: a query and filters in, ranked hits with the characters that they were found at out."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import tantivy
from tantivy import Query

from corpus import citing, documents, index, ranking, snippets
from corpus.index import Card, Excerpt, Opened
from corpus.matching import CITES_NUMBER, HAS_NUMBER, Filters, Matcher
from corpus.names import correct
from corpus.numbers import find_numbers
from corpus.query import Group, Phrase, clean, leaves, parse, positive_words
from corpus.ranking import Ranked
from corpus.tables import Tables
from schemas.layout import CorpusError

FACETS = (*index.KEYWORDS, "year")
"""Fields that hits are counted by."""

SORTS = ("relevance", "date", "-date")
"""Orders of hits: the best first, the newest first, the oldest first."""

MOST = 10_000
"""So far down the hits can be read."""

_FACET_VALUES = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """One document that was found, with the place in it that fits the query best.

    The snippet is cut from the text as it is: ``documents.text[start:end] == snippet``.

    Attributes:
        doc_id, source, title, number, doc_type, kind, issuer: of the document; issue_date: else the date of its
            publication.
        score: only for comparison within one result.
        match: number (it has the number that was asked for), citation (it cites it) or text.
        block: ordinal of the block that the snippet is from.
        path: where that stands: Điều 3 / Khoản 2.
        snippet: an excerpt; start, end: its offsets in the text of the document.
        highlights: offsets in the text of the document of what was asked for, inside the snippet.
    """

    doc_id: str
    source: str
    block: int | None
    score: float
    snippet: str
    highlights: tuple[tuple[int, int], ...]
    start: int
    end: int
    path: str
    match: str
    title: str | None
    number: str | None
    doc_type: str | None
    kind: str
    issuer: str | None
    issue_date: dt.date | None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """How many of the documents that were found have a value."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What was found.

    Attributes:
        hits: those that were asked for, in their order.
        total: how many documents there are.
        facets: values by field, the most frequent first; empty if not asked for.
        corrections: names of places and issuers that were typed with a slip: (typed, taken for).
        notes: what the reader should know: the index is older than the tables, words were left out.
        is_stale: the tables have changed since the index was updated.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: dict[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    corrections: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    is_stale: bool = False


def search(
    corpus: Tables,
    query: str,
    filters: Filters,
    sort: str = "relevance",
    limit: int = 10,
    offset: int = 0,
    facets: bool = True,
    semantic: bool = False,
) -> SearchResult:
    """Search a corpus; see `Corpus.search`."""
    if sort not in SORTS:
        raise CorpusError(f"no order {sort!r}; there are {', '.join(SORTS)}.")
    limit, offset = max(0, limit), max(0, offset)
    if not index.exists(corpus.path):
        return _without_index(corpus, query, filters, limit, offset)
    opened = index.open_index(corpus.path)
    query, corrections = correct(opened, clean(query))
    numbers = find_numbers(query, opened.knows)
    tree = parse(query, [(number.start, number.end, number.key) for number in numbers if number.is_known])
    words = positive_words(tree)
    wanted = min(offset + limit, MOST)
    for is_strict in (True, False):
        matching = Matcher(opened, tree, is_strict).query(filters)
        if sort == "relevance":
            ranked, total = ranking.rank(opened, matching, words, wanted)
        else:
            ranked, total = _by_date(opened, matching, wanted, sort == "date")
        if total or len(words) < 2:
            break
    if semantic and sort == "relevance" and words and not any(number.is_known for number in numbers):
        ranked, total = _by_meaning(corpus, opened, query, words, matching, filters, total, wanted)
    is_stale = not index.is_current(corpus.path)
    notes = [f"The index is older than the tables. Update it with: vanban index --corpus {corpus.path}"] * is_stale
    if total and not is_strict:
        notes.append("No document has most of the words; these have some.")
    for number in numbers:
        if not number.is_known:
            notes.append(f"No document has the number {query[number.start : number.end]} or cites it.")
    return SearchResult(
        _hits(opened, ranked[offset:], tree),
        total,
        _facets(opened, matching) if facets else {},
        corrections=corrections,
        notes=tuple(notes),
        is_stale=is_stale,
    )


def _by_meaning(
    corpus: Tables,
    opened: Opened,
    query: str,
    words: list[str],
    matching: Query,
    filters: Filters,
    total: int,
    wanted: int,
) -> tuple[list[Ranked], int]:
    """Return hits by their words and by their meaning, fused by reciprocal rank."""
    from corpus import meaning

    ranked, _ = ranking.rank(opened, matching, words, max(wanted, ranking.DEPTH))
    by_words = dict(zip(opened.document_ids([item.address for item in ranked]), ranked, strict=True))
    allowed = None
    if filters != Filters():
        inside = opened.documents.search(
            Matcher(opened, Group(()), True).query(filters), limit=opened.documents.num_docs
        )
        allowed = set(opened.document_ids([address for _, address in inside.hits]))
    near = meaning.space(corpus.path).to_query(query, allowed, ranking.DEPTH)
    fused = meaning.fuse(by_words, near)
    places = ranking.addresses(opened, [doc_id for doc_id in fused if doc_id not in by_words])
    places |= {doc_id: item.address for doc_id, item in by_words.items()}
    both = [Ranked(score, places[doc_id]) for doc_id, score in fused.items() if doc_id in places]
    return both[:wanted], max(total, len(both))


def similar(corpus: Tables, doc_id: str, limit: int = 10) -> tuple[Hit, ...]:
    """Return the documents that mean most alike; see `Corpus.similar`."""
    from corpus import meaning

    opened = index.open_index(corpus.path)
    near = meaning.space(corpus.path).to_document(doc_id, limit)
    places = ranking.addresses(opened, list(near))
    return _hits(opened, [Ranked(near[other], places[other]) for other in near if other in places], Group(()))


def _by_date(opened: Opened, matching: Query, wanted: int, is_newest_first: bool) -> tuple[list[Ranked], int]:
    order = tantivy.Order.Desc if is_newest_first else tantivy.Order.Asc
    found = opened.documents.search(matching, limit=max(wanted, 1), order_by_field="date", order=order)
    return [Ranked(0.0, address) for _, address in found.hits[:wanted]], ranking.count(found)


def _without_index(corpus: Tables, query: str, filters: Filters, limit: int, offset: int) -> SearchResult:
    """Look document numbers up in the tables: the documents that have them, then those that cite them.

    Raises:
        CorpusError: something else is asked for.
    """
    query = clean(query)
    known = citing.of(corpus)
    numbers = find_numbers(query, known.keys.__contains__)
    if not numbers or filters != Filters():
        raise CorpusError(
            f"{corpus.path}: has no search index; without it only document numbers are found. "
            f"Make one with: vanban index --corpus {corpus.path}"
        )
    ranked: dict[str, tuple[float, int, int]] = {}
    for number in numbers:
        for row in known.holders(number.key):
            ranked.setdefault(row["doc_id"], (HAS_NUMBER, 0, 0))
        for doc_id, rows in known.citing(number.key).items():
            ranked.setdefault(doc_id, (CITES_NUMBER, rows[0]["start"], rows[0]["end"]))
    tree = parse(query, [(number.start, number.end, number.key) for number in numbers])
    hits = []
    for doc_id, (score, start, end) in list(ranked.items())[offset : offset + limit]:
        document = documents.read(corpus, doc_id)
        record = document.record
        date = record.issue_date or record.published_at
        card = Card(doc_id, "", record.source, document.title, record.number, record.doc_type, record.kind,
                    record.issuer, date.isoformat() if date else None)  # fmt: skip
        first = max(0, start - snippets.LONGEST // 2)
        text = record.text[first : end + snippets.LONGEST // 2]
        hits.append(_hit(card, score, Excerpt(doc_id, None, first, first + len(text), "", "", text), tree))
    notes = (f"Without an index only document numbers are found. Make one with: vanban index --corpus {corpus.path}",)
    return SearchResult(tuple(hits), len(ranked), notes=notes)


# ---- from the hits to what is shown


def _hits(opened: Opened, ranked: Sequence[Ranked], tree: Group) -> tuple[Hit, ...]:
    """Return hits with their snippets."""
    exact = [" ".join(leaf.words) for leaf in leaves(tree) if isinstance(leaf, Phrase)]
    cards = [opened.card(item.address) for item in ranked]
    unknown = [card.doc_id for item, card in zip(ranked, cards, strict=True) if exact or not item.passage]
    best = ranking.best_passages(opened, positive_words(tree), unknown, exact)
    hits = []
    for item, card in zip(ranked, cards, strict=True):
        address = best.get(card.doc_id) or item.passage
        hits.append(_hit(card, item.score, opened.excerpt(address) if address else None, tree))
    return tuple(hits)


def _hit(card: Card, score: float, passage: Excerpt | None, tree: Group) -> Hit:
    match = "number" if score >= HAS_NUMBER else "citation" if score >= CITES_NUMBER else "text"
    if passage is None:
        block, path, cut = None, "", snippets.Snippet(0, 0, "", ())
    else:
        block, path = passage.block, passage.path
        cut = snippets.cut(passage.text, passage.start, tree)
    date = dt.date.fromisoformat(card.issue_date) if card.issue_date else None
    return Hit(
        card.doc_id, card.source, block, round(score, 4), cut.text, cut.highlights, cut.start, cut.end, path, match,
        card.title, card.number, card.doc_type, card.kind, card.issuer, date,
    )  # fmt: skip


def _facets(opened: Opened, query: Query) -> dict[str, tuple[FacetValue, ...]]:
    asked = {name: {"terms": {"field": name, "size": _FACET_VALUES}} for name in FACETS}
    answer = opened.documents.aggregate(query, asked)
    return {
        name: tuple(FacetValue(str(_plain(bucket["key"])), bucket["doc_count"]) for bucket in answer[name]["buckets"])
        for name in FACETS
    }


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and math.isfinite(value) else value
