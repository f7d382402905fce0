"""Who has which document number, and who cites it: kept in memory, made once for each state of the tables."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus.numbers import key
from corpus.tables import Tables
from schemas import layout

_OWN = ("doc_id", "source", "title", "subject", "number", "number_norm", "issuer", "issuer_symbol", "issue_date")

Row = dict[str, Any]


class Citing:
    """The numbers of a corpus; the rows stay in Arrow, which for 20,000 documents is some 60 MB.

    Attributes:
        keys: keys of all numbers that a document has or cites (`corpus.numbers.key`).
    """

    def __init__(self, corpus: Tables) -> None:
        self._documents = corpus.table("documents", _OWN)
        citations = corpus.table("citations")
        self._citations = citations.filter(pc.invert(citations["is_self"])).combine_chunks()
        self._place = {doc_id: place for place, doc_id in enumerate(self._documents["doc_id"].to_pylist())}
        self._holders = _by_key(self._documents["number_norm"])
        self._citing = _by_key(self._citations["number_norm"])
        self.keys = self._holders.keys() | self._citing.keys()

    def holders(self, number: str) -> list[Row]:
        """Return the documents that have a number, by its key."""
        return _rows(self._documents, self._holders.get(number, ()))

    def citing(self, number: str) -> dict[str, list[Row]]:
        """Return the rows of citations of a number, by the document that cites it."""
        found: dict[str, list[Row]] = {}
        for row in _rows(self._citations, self._citing.get(number, ())):
            found.setdefault(row["doc_id"], []).append(row)
        return found

    def documents(self, doc_ids: Iterable[str]) -> dict[str, Row]:
        """Return the short columns of documents; those that are not there are left out."""
        wanted = [doc_id for doc_id in doc_ids if doc_id in self._place]
        rows = _rows(self._documents, [self._place[doc_id] for doc_id in wanted])
        return dict(zip(wanted, rows, strict=True))


def _rows(table: pa.Table, places: Iterable[int]) -> list[Row]:
    rows: list[Row] = table.take(pa.array(places, pa.int64())).to_pylist()
    return rows


def _by_key(numbers: pa.ChunkedArray) -> dict[str, Any]:
    """Return the places of numbers in a column, by their key; each spelling is read once."""
    encoded = pc.dictionary_encode(numbers.combine_chunks())
    spellings = encoded.dictionary.to_pylist()
    codes = pc.fill_null(encoded.indices, len(spellings)).to_numpy(zero_copy_only=False)
    order = np.argsort(codes, kind="stable")
    ends = np.searchsorted(codes[order], np.arange(len(spellings) + 1))
    found: dict[str, Any] = {}
    for spelling, (first, last) in zip(spellings, pairwise(ends), strict=True):
        number, places = key(spelling), order[first:last]
        found[number] = np.sort(np.concatenate((found[number], places))) if number in found else places
    return found


def of(corpus: Tables) -> Citing:
    """Return the numbers of a corpus as its tables are now."""
    return _of(corpus, tuple((bucket, *stat) for bucket, stat in layout.state(corpus.path).items()))


@lru_cache(maxsize=2)
def _of(corpus: Tables, state: tuple[object, ...]) -> Citing:
    """Read the numbers of a corpus in one state; `state` tells it from others."""
    return Citing(corpus)
