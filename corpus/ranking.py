"""The order of hits: how well a document fits as a whole, and how well its best passage does.

Documents are scored by their words (BM25), passages by their words and by pairs of neighbouring words, which find
compounds and word order. Both scores are added. What was measured is in docs/searching.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import tantivy
from tantivy import Occur, Query

from corpus.index import Opened, document_schema, exact_words, pairs, passage_schema, syllables
from extractors.shadow import Shadow, fold

DEPTH = 100
"""So many of the best documents are ranked by their passages, too."""

_PASSAGES = 100
_TRIED = 20  # passages of a document that are looked through for a phrase
_COMMON = 0.25  # a word that more passages than this have ranks nothing


@dataclass(frozen=True, slots=True)
class Ranked:
    """One document in its place; `passage` is its best passage where that is known."""

    score: float
    address: tantivy.DocAddress
    passage: tantivy.DocAddress | None = None


def count(found: tantivy.SearchResult) -> int:
    """Return how many documents a search has found in all."""
    total: int = getattr(found, "count")  # noqa: B009 - missing in the library's own types
    return total


def passage_query(opened: Opened, words: Sequence[str]) -> Query | None:
    """Return the query that ranks passages by words and by pairs of neighbours."""
    schema = passage_schema()
    folded = syllables(" ".join(words))
    most = opened.passages.num_docs * _COMMON
    telling = [word for word in dict.fromkeys(folded) if opened.passages.doc_freq("words", word) <= most] or folded
    terms = [("words", word) for word in telling] + [("pairs", pair) for pair in dict.fromkeys(pairs(folded))]
    parts = [(Occur.Should, Query.term_query(schema, name, term, "freq")) for name, term in terms]
    return Query.boolean_query(parts) if parts else None


def rank(opened: Opened, matching: Query, words: Sequence[str], wanted: int) -> tuple[list[Ranked], int]:
    """Return the best documents in their order, and how many match.

    Args:
        opened: the index.
        matching: query of the documents that match.
        words: what was asked for, in the order of the query.
        wanted: so many are needed.
    """
    found = opened.documents.search(matching, limit=max(wanted, DEPTH))
    total = count(found)
    query = passage_query(opened, words)
    if query is None or not found.hits:
        return [Ranked(score, address) for score, address in found.hits[:wanted]], total

    first = _with_ids(opened, found.hits[:DEPTH])
    best = _best(opened, opened.passages.search(query, limit=_PASSAGES, count=False))
    new = best.keys() - first.keys()
    if new and total > len(found.hits):
        also = Query.boolean_query([(Occur.Must, matching), (Occur.Must, _one_of(document_schema(), new))])
        first |= _with_ids(opened, opened.documents.search(also, limit=len(new), count=False).hits)
    missing = first.keys() - best.keys()
    if missing:
        inside = Query.boolean_query([(Occur.Must, query), (Occur.Must, _one_of(passage_schema(), missing))])
        best |= _best(opened, opened.passages.search(inside, limit=3 * len(missing), count=False))
    ranked = []
    for doc_id, (score, address) in first.items():
        passage = best.get(doc_id)
        ranked.append((score + (passage[0] if passage else 0.0), doc_id, address, passage and passage[1]))
    ranked.sort(key=lambda item: (-item[0], item[1]))
    result = [Ranked(score, address, passage) for score, _, address, passage in ranked]
    if wanted > DEPTH:
        held = {(item.address.segment_ord, item.address.doc) for item in result}
        rest = (hit for hit in found.hits[DEPTH:] if (hit[1].segment_ord, hit[1].doc) not in held)
        result += [Ranked(score, address) for score, address in rest]
    return result[:wanted], total


def best_passages(
    opened: Opened, words: Sequence[str], doc_ids: Sequence[str], exact: Sequence[str] = ()
) -> dict[str, tantivy.DocAddress]:
    """Return the best passage of each document; its first where none has one of the words.

    Args:
        opened: the index.
        words: what was asked for.
        doc_ids: the documents.
        exact: phrases; a passage that has one comes before others.
    """
    best: dict[str, tantivy.DocAddress] = {}
    query = passage_query(opened, words)
    for doc_id in doc_ids:
        own = Query.const_score_query(Query.term_query(passage_schema(), "doc_id", doc_id), 0.0)
        parts = [(Occur.Must, own)] + ([(Occur.Should, query)] if query is not None else [])
        hits = opened.passages.search(Query.boolean_query(parts), limit=_TRIED if exact else 1, count=False).hits
        addresses = [address for _, address in hits]
        if exact and len(addresses) > 1:
            addresses.sort(key=lambda address: not _has(opened.excerpt(address).text, exact))
        if addresses:
            best[doc_id] = addresses[0]
    return best


def _has(text: str, exact: Sequence[str]) -> bool:
    """Return whether a text has one of the phrases, whatever stands between its words."""
    marked = " ".join(exact_words().analyze(Shadow(text).plain))
    return any(phrase in (marked if phrase != fold(phrase) else fold(marked)) for phrase in exact)


def addresses(opened: Opened, doc_ids: Sequence[str]) -> dict[str, tantivy.DocAddress]:
    """Return where documents are in the index, of those that are there."""
    if not doc_ids:
        return {}
    found = opened.documents.search(_one_of(document_schema(), doc_ids), limit=len(doc_ids), count=False)
    return {doc_id: address for doc_id, (_, address) in _with_ids(opened, found.hits).items()}


def _with_ids(
    opened: Opened, hits: Sequence[tuple[float, tantivy.DocAddress]]
) -> dict[str, tuple[float, tantivy.DocAddress]]:
    return dict(zip(opened.document_ids([address for _, address in hits]), hits, strict=True))


def _best(opened: Opened, found: tantivy.SearchResult) -> dict[str, tuple[float, tantivy.DocAddress]]:
    """Return the best of the passages of each document."""
    best: dict[str, tuple[float, tantivy.DocAddress]] = {}
    for doc_id, hit in zip(opened.passage_ids([address for _, address in found.hits]), found.hits, strict=True):
        best.setdefault(doc_id, hit)
    return best


def _one_of(schema: tantivy.Schema, doc_ids: Iterable[str]) -> Query:
    # Not a set of terms, which walks the dictionary: that takes five times as long.
    terms = [(Occur.Should, Query.term_query(schema, "doc_id", doc_id, "basic")) for doc_id in doc_ids]
    return Query.const_score_query(Query.boolean_query(terms), 0.0)
