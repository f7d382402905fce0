"""Search: a query and filters in, ranked hits with the characters that they were found at out."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

import tantivy
from tantivy import Occur, Query

from corpus import index, snippets
from corpus.index import Card, Excerpt, Opened, document_schema, passage_schema
from corpus.numbers import find_numbers, key
from corpus.query import Field, Group, Node, Number, Phrase, Word, clean, parse, words_of
from extractors.shadow import fold
from schemas.layout import CorpusError

if TYPE_CHECKING:
    from corpus.reader import Corpus

FACETS = (*index.KEYWORDS, "year")
"""Fields that hits are counted by."""

SORTS = ("relevance", "date", "-date")
"""Orders of hits: the best first, the newest first, the oldest first."""

MOST = 10_000
"""So far down the hits can be read."""

_RESCORED = 100
_FACET_VALUES = 100
_MANY = 1_000_000.0  # score of the documents that have the number, far above what words give
_SOME = 1_000.0  # of those that cite it


@dataclass(frozen=True, slots=True)
class Filters:
    """What a document must be to be found; several values of a field: one of them.

    Attributes:
        doc_type: Quyết định, Công văn, …
        issuer: issuing body: UBND tỉnh Bắc Ninh.
        province: province that its text names a place of, as it was then.
        province_now: the same, as of today's 34.
        year: year of issue or publication.
        source: host that it came from, or first folder of its path.
        kind: decision, dispatch, …, news.
        grade: đạt chuẩn, nâng cao, kiểu mẫu: grade of a figure in it.
        cites: number of a document that it cites, in any spelling.
        date_from, date_to: first and last day of issue or publication.
    """

    doc_type: tuple[str, ...] = ()
    issuer: tuple[str, ...] = ()
    province: tuple[str, ...] = ()
    province_now: tuple[str, ...] = ()
    year: tuple[int, ...] = ()
    source: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    grade: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    date_from: dt.date | None = None
    date_to: dt.date | None = None


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
        corrections: names that were taken for something else than what was typed: (typed, taken for).
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
    corpus: Corpus,
    query: str,
    filters: Filters,
    sort: str = "relevance",
    limit: int = 10,
    offset: int = 0,
    facets: bool = True,
) -> SearchResult:
    """Search a corpus; see `Corpus.search`."""
    if sort not in SORTS:
        raise CorpusError(f"no order {sort!r}; there are {', '.join(SORTS)}.")
    limit, offset = max(0, limit), max(0, offset)
    if not index.exists(corpus.path):
        return _without_index(corpus, query, filters, limit, offset)
    opened = index.open_index(corpus.path)
    query = clean(query)
    numbers = find_numbers(query, opened.knows)
    tree = parse(query, [(number.start, number.end, number.key) for number in numbers])
    compiled = _documents(tree, filters)
    wanted = min(offset + limit, MOST)
    if sort == "relevance":
        found = opened.documents.search(compiled, limit=max(wanted, 1))
    else:
        order = tantivy.Order.Desc if sort == "date" else tantivy.Order.Asc
        found = opened.documents.search(compiled, limit=max(wanted, 1), order_by_field="date", order=order)
    cards = [(score, opened.card(address)) for score, address in found.hits[offset:wanted]]
    if sort != "relevance":
        cards = [(0.0, card) for _, card in cards]
    best = _best_passages(opened, tree, [card.doc_id for _, card in cards])
    hits = tuple(_hit(card, score, best.get(card.doc_id), tree) for score, card in cards)
    is_stale = not index.is_current(corpus.path)
    notes = (f"The index is older than the tables. Update it with: vanban index --corpus {corpus.path}",)
    return SearchResult(
        hits,
        _count(found),
        _facets(opened, compiled) if facets else {},
        notes=notes if is_stale else (),
        is_stale=is_stale,
    )


def _without_index(corpus: Corpus, query: str, filters: Filters, limit: int, offset: int) -> SearchResult:
    """Look document numbers up in the tables: the documents that have them, then those that cite them.

    Raises:
        CorpusError: something else is asked for.
    """
    query = clean(query)
    numbers = find_numbers(query, lambda _: False)
    if not numbers or filters != Filters():
        raise CorpusError(
            f"{corpus.path}: has no search index; without it only document numbers are found. "
            f"Make one with: vanban index --corpus {corpus.path}"
        )
    ranked: dict[str, tuple[float, int, int]] = {}
    for number in numbers:
        for row in corpus.holders([number.key]).get(number.key, ()):
            ranked.setdefault(row["doc_id"], (_MANY, 0, 0))
        for doc_id, rows in corpus.citing(number.key).items():
            ranked.setdefault(doc_id, (_SOME, rows[0]["start"], rows[0]["end"]))
    tree = parse(query, [(number.start, number.end, number.key) for number in numbers])
    hits = []
    for doc_id, (score, start, end) in list(ranked.items())[offset : offset + limit]:
        document = corpus.document(doc_id)
        record = document.record
        date = record.issue_date or record.published_at
        card = Card(doc_id, "", record.source, document.title, record.number, record.doc_type, record.kind,
                    record.issuer, date.isoformat() if date else None)  # fmt: skip
        first = max(0, start - snippets.LONGEST // 2)
        text = record.text[first : end + snippets.LONGEST // 2]
        hits.append(_hit(card, score, Excerpt(doc_id, None, first, first + len(text), "", "", text), tree))
    notes = (f"Without an index only document numbers are found. Make one with: vanban index --corpus {corpus.path}",)
    return SearchResult(tuple(hits), len(ranked), notes=notes)


# ---- from the tree to the query of the index


def _documents(tree: Group, filters: Filters) -> Query:
    has_marks = any(word != fold(word) for word in positive_words(tree))
    compiled = _compile(tree, has_marks)
    if compiled is None:
        compiled = Query.all_query() if not tree.clauses else Query.empty_query()
    musts = _filters(filters)
    return Query.boolean_query([(Occur.Must, part) for part in (compiled, *musts)]) if musts else compiled


def _compile(node: Node, has_marks: bool) -> Query | None:
    schema = document_schema()
    if isinstance(node, Word):
        return _word(node, has_marks, schema, "title", "text")
    if isinstance(node, Phrase):
        suffix = "exact" if any(word != fold(word) for word in node.words) else "folded"
        words: list[Any] = [word if suffix == "exact" else fold(word) for word in node.words]
        parts = [Query.phrase_query(schema, f"{name}_{suffix}", words) for name in ("title", "text")]
        return Query.disjunction_max_query(parts)
    if isinstance(node, Number):
        own = Query.const_score_query(Query.term_query(schema, "number", node.key), _MANY)
        citing = Query.const_score_query(Query.term_query(schema, "cites", node.key), _SOME)
        return Query.boolean_query([(Occur.Should, own), (Occur.Should, citing)])
    if isinstance(node, Field):
        return _field(node, has_marks)
    return _group(node, has_marks)


def _group(group: Group, has_marks: bool) -> Query | None:
    occurs = {"+": Occur.Must, "-": Occur.MustNot, "": Occur.Should}
    parts = [(occurs[sign], part) for sign, node in group.clauses if (part := _compile(node, has_marks)) is not None]
    if not parts:
        return None
    if all(occur is Occur.MustNot for occur, _ in parts):
        parts.append((Occur.Must, Query.const_score_query(Query.all_query(), 0.0)))
    return Query.boolean_query(parts)


def _word(node: Word, has_marks: bool, schema: tantivy.Schema, *names: str) -> Query:
    """Return the query of a word: as typed, and with less weight as it may be meant."""
    exact, folded = node.text, fold(node.text)
    if node.is_prefix:
        is_marked = exact != folded
        suffix, start = ("exact", exact) if is_marked else ("folded", folded)
        pattern = "".join(c if c.isalnum() else "." for c in start) + ".*"
        return Query.disjunction_max_query(
            [Query.const_score_query(Query.regex_query(schema, f"{name}_{suffix}", pattern), 1.0) for name in names]
        )
    if exact != folded:
        ways = (("exact", exact, 1.0), ("exact", folded, 0.3))
    elif has_marks:
        ways = (("exact", exact, 1.0), ("folded", folded, 0.2))
    else:
        ways = (("folded", folded, 1.0), ("exact", exact, 0.1))
    parts = [
        (Occur.Should, Query.boost_query(Query.term_query(schema, f"{name}_{suffix}", text, "freq"), weight))
        for name in names
        for suffix, text, weight in ways
    ]
    return Query.boolean_query(parts)


def _field(node: Field, has_marks: bool) -> Query:
    schema = document_schema()
    if node.name == "title":
        parts = [(Occur.Must, _word(Word(word), has_marks, schema, "title")) for word in words_of(node.value)]
        return Query.boolean_query(parts) if parts else Query.empty_query()
    if node.name == "year":
        return _years([node.value])
    return _terms(node.name, [node.value])


def _terms(name: str, values: Iterable[str]) -> Query:
    schema = document_schema()
    terms = [key(value) for value in values] if name in ("number", "cites") else list(values)
    return Query.const_score_query(Query.term_set_query(schema, name, terms), 0.0)


def _years(values: Iterable[Any]) -> Query:
    years = [int(value) for value in values if str(value).isdecimal() and int(value) < 10_000]
    return Query.const_score_query(Query.term_set_query(document_schema(), "year", years), 0.0)


def _filters(filters: Filters) -> list[Query]:
    queries = []
    for item in fields(filters):
        values = getattr(filters, item.name)
        if values and item.name == "year":
            queries.append(_years(values))
        elif values and not item.name.startswith("date"):
            queries.append(_terms(item.name, values))
    if filters.date_from or filters.date_to:
        first = index.day_number(filters.date_from) if filters.date_from else 1
        last = index.day_number(filters.date_to) if filters.date_to else 99_999_999
        inside = Query.range_query(document_schema(), "date", tantivy.FieldType.Integer, first, last)
        queries.append(Query.const_score_query(inside, 0.0))
    return queries


def positive_words(node: Node) -> list[str]:
    """Return the words that a hit may have, in the order of the query."""
    if isinstance(node, Word):
        return [node.text]
    if isinstance(node, Phrase):
        return list(node.words)
    if isinstance(node, Number):
        return words_of(node.surface)
    if isinstance(node, Group):
        return [word for sign, part in node.clauses if sign != "-" for word in positive_words(part)]
    return words_of(node.value) if node.name == "title" else []


# ---- from the hits to what is shown


def _best_passages(opened: Opened, tree: Group, doc_ids: Sequence[str]) -> dict[str, Excerpt]:
    """Return for each document the passage that fits the query best; its first where none has a word of it."""
    schema = passage_schema()
    words = list(dict.fromkeys(positive_words(tree)))
    has_marks = any(word != fold(word) for word in words)
    best: dict[str, Excerpt] = {}
    for doc_id in doc_ids:
        parts = [(Occur.Must, Query.const_score_query(Query.term_query(schema, "doc_id", doc_id), 0.0))]
        parts += [(Occur.Should, _word(Word(word), has_marks, schema, "text")) for word in words]
        hits = opened.passages.search(Query.boolean_query(parts), limit=1, count=False).hits
        if hits:
            best[doc_id] = opened.excerpt(hits[0][1])
    return best


def _hit(card: Card, score: float, passage: Excerpt | None, tree: Group) -> Hit:
    match = "number" if score >= _MANY else "citation" if score >= _SOME else "text"
    if passage is None:
        block, path, cut = None, "", snippets.Snippet(0, 0, "", ())
    else:
        block, path = passage.block, passage.path
        cut = snippets.cut(passage.text, passage.start, positive_words(tree))
    date = dt.date.fromisoformat(card.issue_date) if card.issue_date else None
    return Hit(
        card.doc_id, card.source, block, round(score, 4), cut.text, cut.highlights, cut.start, cut.end, path, match,
        card.title, card.number, card.doc_type, card.kind, card.issuer, date,
    )  # fmt: skip


def _count(found: tantivy.SearchResult) -> int:
    count: int = getattr(found, "count")  # noqa: B009 - left out of the library's own types
    return count


def _facets(opened: Opened, query: Query) -> dict[str, tuple[FacetValue, ...]]:
    asked = {name: {"terms": {"field": name, "size": _FACET_VALUES}} for name in FACETS}
    answer = opened.documents.aggregate(query, asked)
    return {
        name: tuple(FacetValue(str(_plain(bucket["key"])), bucket["doc_count"]) for bucket in answer[name]["buckets"])
        for name in FACETS
    }


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and math.isfinite(value) else value
