"""From a query tree to the query of the index: which documents match, and how well their words do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import tantivy
from tantivy import Occur, Query

from corpus import index
from corpus.index import Opened, document_schema
from corpus.names import resolve
from corpus.numbers import key
from corpus.query import Field, Group, Node, Number, Phrase, Word, positive_words, words_of
from extractors.shadow import fold

HAS_NUMBER = 30_000.0
"""Score of a document that has the number that was asked for: above all that words can give."""

CITES_NUMBER = 2_000.0
"""Score of one that cites it: above all that words can give without it."""

_AS_PRINTED = 0.3  # weight of a word that is printed without the diacritics that were typed
_MEANT = 0.2  # weight of a word with diacritics where none were typed, though other words have some
_IN_TITLE = 0.5
_TITLE_WORDS = 16


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
        findings: severity or rule of a finding in it: error, suspect, info, A3, A4, …
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
    findings: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    date_from: dt.date | None = None
    date_to: dt.date | None = None


def needed(count: int) -> int:
    """Return how many of so many words a document must have: of up to three all, of a long question some."""
    return count if count <= 3 else 3 + (count - 3) // 6


class Matcher:
    """Makes queries of the documents of an index.

    Attributes:
        is_strict: a document must have most of the words, not only one.
    """

    def __init__(self, opened: Opened, tree: Group, is_strict: bool = True) -> None:
        self._schema = document_schema()
        self._opened = opened
        self._frequency = opened.documents.doc_freq
        self._rare = opened.documents.num_docs // 100
        self._words = positive_words(tree)
        self._has_marks = any(word != fold(word) for word in self._words)
        self._tree = tree
        self.is_strict = is_strict

    def query(self, filters: Filters) -> Query:
        """Return the query for the documents that match the tree and the filters."""
        parts = [(Occur.Must, part) for part in self._filters(filters)]
        compiled = self._group(self._tree)
        if compiled is not None:
            parts.insert(0, (Occur.Must, compiled))
        elif self._tree.clauses:
            return Query.empty_query()
        if not parts:
            return Query.const_score_query(Query.all_query(), 0.0)
        for word in dict.fromkeys(fold(word) for word in self._words[:_TITLE_WORDS]):
            parts.append((Occur.Should, Query.boost_query(self._term("title_folded", word), _IN_TITLE)))
        return Query.boolean_query(parts)

    def _node(self, node: Node) -> Query | None:
        if isinstance(node, Word):
            return self._prefix(node.text) if node.is_prefix else self._word(node.text)
        if isinstance(node, Phrase):
            return self._phrase(node.words)
        if isinstance(node, Number):
            own = Query.const_score_query(Query.term_query(self._schema, "number", node.key), HAS_NUMBER)
            citing = Query.const_score_query(Query.term_query(self._schema, "cites", node.key), CITES_NUMBER)
            return Query.boolean_query([(Occur.Should, own), (Occur.Should, citing)])
        if isinstance(node, Field):
            return self._field(node)
        return self._group(node)

    def _group(self, group: Group) -> Query | None:
        """Return the query of a group: what must be, what must not be, and enough of the rest."""
        signed: dict[str, list[Query]] = {"+": [], "-": [], "": []}
        for sign, node in dict.fromkeys(group.clauses):
            is_must = isinstance(node, Phrase | Number | Field) and not group.is_or
            part = self._node(node)
            if part is not None:
                signed[sign or ("+" if is_must else "")].append(part)
        musts, others = signed["+"], signed[""]
        if not (musts or others or signed["-"]):
            return None
        parts = [(Occur.Must, part) for part in musts] + [(Occur.MustNot, part) for part in signed["-"]]
        # Beside a number, a phrase or an explicit + the other words only rank.
        are_optional = any(
            isinstance(node, Number | Phrase) or (sign == "+" and not isinstance(node, Field))
            for sign, node in group.clauses
        )
        if others and are_optional:
            parts += [(Occur.Should, part) for part in others]
        elif others:
            least = needed(len(others)) if self.is_strict and not group.is_or else 1
            enough = Query.boolean_query([(Occur.Should, part) for part in others], least)
            parts.append((Occur.Must, enough))
        elif not musts:
            parts.append((Occur.Must, Query.const_score_query(Query.all_query(), 0.0)))
        return parts[0][1] if len(parts) == 1 and parts[0][0] is Occur.Must else Query.boolean_query(parts)

    def _term(self, field: str, word: str) -> Query:
        return Query.term_query(self._schema, field, word, "freq")

    def _word(self, word: str) -> Query:
        """Return the query of a word: as it was typed and, with less weight, as it may be meant."""
        folded = fold(word)
        typed = self._frequency("text_exact", word)
        if word != folded and typed:
            ways = [self._term("text_exact", word)]
            # Where the word without marks is the more frequent one it is another word: chợ, cho.
            if 0 < self._frequency("text_exact", folded) <= typed:
                ways.append(Query.boost_query(self._term("text_exact", folded), _AS_PRINTED))
        elif self._has_marks and word == folded and typed:
            ways = [self._term("text_exact", word)]
            if typed < self._rare:
                ways.append(Query.boost_query(self._term("text_folded", word), _MEANT))
        else:  # typed without marks, or with marks that no document has: a slip
            ways = [self._term("text_folded", folded)]
        return ways[0] if len(ways) == 1 else Query.boolean_query([(Occur.Should, way) for way in ways])

    def _prefix(self, word: str) -> Query:
        folded = fold(word)
        field = "text_folded" if word == folded else "text_exact"
        pattern = "".join(c if c.isalnum() else "." for c in word)
        return Query.const_score_query(Query.regex_query(self._schema, field, f"{pattern}.*"), 1.0)

    def _phrase(self, words: Sequence[str]) -> Query:
        is_marked = any(word != fold(word) for word in words)
        terms: list[Any] = [word if is_marked else fold(word) for word in words]
        return Query.phrase_query(self._schema, "text_exact" if is_marked else "text_folded", terms)

    def _field(self, node: Field) -> Query:
        if node.name == "title":
            terms = [(Occur.Must, self._term("title_folded", fold(word))) for word in words_of(node.value)]
            return Query.boolean_query(terms) if terms else Query.empty_query()
        if node.name == "year":
            return self._years([node.value])
        return self._values(node.name, [node.value])

    def _values(self, name: str, values: Iterable[str]) -> Query:
        if name in ("number", "cites"):
            terms = [key(value) for value in values]
        else:
            terms = [meant for value in values for meant in resolve(self._opened, name, value)]
        return Query.const_score_query(Query.term_set_query(self._schema, name, terms), 0.0)

    def _years(self, values: Iterable[Any]) -> Query:
        years = [int(text) for text in map(str, values) if text.isascii() and text.isdecimal() and len(text) < 6]
        return Query.const_score_query(Query.term_set_query(self._schema, "year", years), 0.0)

    def _filters(self, filters: Filters) -> list[Query]:
        queries = []
        for item in fields(filters):
            values = getattr(filters, item.name)
            if values and item.name == "year":
                queries.append(self._years(values))
            elif values and not item.name.startswith("date"):
                queries.append(self._values(item.name, values))
        if filters.date_from or filters.date_to:
            first = index.day_number(filters.date_from) if filters.date_from else 1
            last = index.day_number(filters.date_to) if filters.date_to else 99_999_999
            inside = Query.range_query(self._schema, "date", tantivy.FieldType.Integer, first, last)
            queries.append(Query.const_score_query(inside, 0.0))
        return queries
