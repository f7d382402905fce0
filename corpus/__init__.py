"""The reading side of a corpus: its tables, its documents, and search.

>>> from corpus import Corpus
>>> corpus = Corpus.open("my-corpus")
>>> corpus.table("citations").to_pandas()
>>> corpus.search("nông thôn mới", province_now="Bắc Ninh").hits[0].snippet
>>> corpus.document("20b0d91cae9d0c9f").cited_by
"""

from corpus.documents import Cited, Citing, CorpusDocument, Span
from corpus.matching import Filters
from corpus.reader import Corpus, CorpusError, TableInfo
from corpus.search import FacetValue, Hit, SearchResult

__all__ = [
    "Cited",
    "Citing",
    "Corpus",
    "CorpusDocument",
    "CorpusError",
    "FacetValue",
    "Filters",
    "Hit",
    "SearchResult",
    "Span",
    "TableInfo",
]
