"""Open a corpus: its tables, its documents, and what is found in it. Nothing here writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from corpus import citing, documents, search
from corpus.documents import CorpusDocument
from corpus.matching import Filters
from corpus.numbers import key
from corpus.search import Hit, SearchResult
from corpus.tables import TableInfo, Tables
from schemas.layout import CorpusError

__all__ = ["Corpus", "CorpusError", "TableInfo"]


@dataclass(frozen=True, slots=True)
class Corpus(Tables):
    """A corpus that is open for reading.

    Each call reads what is on disk at that moment, also while an ingest goes on; its file of one bucket is
    always whole.

    Attributes:
        path: folder of the corpus.
    """

    def document(self, doc_id: str) -> CorpusDocument:
        """Return a document.

        Raises:
            CorpusError: there is none with this id.
        """
        return documents.read(self, doc_id)

    def search(
        self,
        query: str = "",
        *,
        doc_type: str | Sequence[str] = (),
        issuer: str | Sequence[str] = (),
        province: str | Sequence[str] = (),
        province_now: str | Sequence[str] = (),
        year: int | Sequence[int] = (),
        source: str | Sequence[str] = (),
        kind: str | Sequence[str] = (),
        grade: str | Sequence[str] = (),
        findings: str | Sequence[str] = (),
        cites: str | Sequence[str] = (),
        date_from: dt.date | None = None,
        date_to: dt.date | None = None,
        sort: str = "relevance",
        limit: int = 10,
        offset: int = 0,
        facets: bool = True,
        semantic: bool = False,
    ) -> SearchResult:
        """Search the corpus; docs/searching.md tells the query language.

        Args:
            query: words, "phrases", document numbers in any spelling; empty: all documents.
            doc_type: only documents of one of these types: Quyết định, Công văn, …
            issuer: only of one of these bodies: UBND tỉnh Bắc Ninh.
            province: only if the text names a place in one of these provinces, as they were then.
            province_now: the same, as of today's 34.
            year: only of these years of issue or publication.
            source: only from these hosts, or first folders of the path.
            kind: only decision, dispatch, …, news.
            grade: only with a figure about đạt chuẩn, nâng cao, kiểu mẫu.
            findings: only with a finding of one of these severities or rules: error, suspect, info, A3, A4, …
            cites: only if it cites one of these numbers, in any spelling.
            date_from: only of this day or later.
            date_to: only of this day or earlier.
            sort: relevance, date (newest first) or -date.
            limit: so many hits at most,
            offset: after so many others.
            facets: count the values of the fields, too.
            semantic: also by meaning, where `vanban index --meaning` has made the vectors.

        Returns:
            Hits, their number, and facets. Without an index document numbers are still found.

        Raises:
            CorpusError: there is no index for a query of words, or no such order.
        """
        filters = Filters(
            doc_type=_several(doc_type),
            issuer=_several(issuer),
            province=_several(province),
            province_now=_several(province_now),
            year=(year,) if isinstance(year, int) else tuple(year),
            source=_several(source),
            kind=_several(kind),
            grade=_several(grade),
            findings=_several(findings),
            cites=_several(cites),
            date_from=date_from,
            date_to=date_to,
        )
        return search.search(self, query, filters, sort, limit, offset, facets, semantic)

    def similar(self, doc_id: str, limit: int = 10) -> tuple[Hit, ...]:
        """Return the documents that mean most alike, the nearest first.

        Raises:
            CorpusError: there are no vectors; `vanban index --meaning` makes them.
        """
        return search.similar(self, doc_id, limit)

    def holders(self, keys: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
        """Return the documents that have numbers, by the key of the number (`corpus.numbers.key`).

        Each is a row of documents with doc_id, source, title, subject, number, number_norm, issuer, issuer_symbol and
        issue_date. The first call reads the tables; from then on it is answered from memory.
        """
        numbers = citing.of(self)
        return {wanted: rows for wanted in keys if (rows := numbers.holders(wanted))}

    def citing(self, number: str) -> dict[str, list[dict[str, Any]]]:
        """Return the rows of citations of a number in any spelling, by document; self-citations are left out."""
        return citing.of(self).citing(key(number))


def _several(values: str | Sequence[str]) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(values)
