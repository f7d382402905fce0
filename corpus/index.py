"""The search index of a corpus: derived from its tables, brought up to date document by document.

    <corpus>/index/documents   one entry for each document: fields, numbers, whole text
    <corpus>/index/passages    one entry for each passage
    <corpus>/index/state.json  the state of the tables that the index was last compared with

The tables are the truth. Each entry of a document carries a digest of its row; what differs is taken out and put in
again. Passages are committed before documents, so whatever moment a process dies at, the next update finds the same
differences and does the same again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import tantivy

from corpus.numbers import key
from corpus.passages import Unit, passages
from extractors.shadow import Shadow
from schemas import layout
from schemas.layout import CorpusError

FOLDER = "index"
FORMAT = 5
"""Version of what is in an index; one of another version is built anew."""

KEYWORDS = ("doc_type", "issuer", "province", "province_now", "source", "kind", "grade", "findings")
"""Fields of documents with whole values, which filters and facets read."""

_HEAP = 128_000_000
_PARTS = ("documents", "passages")
_STATE = "state.json"


class _Damaged(CorpusError):
    """An index that cannot be brought up to date."""


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What an update did.

    Attributes:
        documents: documents in the index now.
        added: documents that were put in or put in again.
        removed: documents that are no longer in the tables.
        passages: passages that were put in.
    """

    documents: int
    added: int
    removed: int
    passages: int


# ---- words


@cache
def exact_words() -> tantivy.TextAnalyzer:
    """Return what cuts a text into words in lower case."""
    simple = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    return simple.filter(tantivy.Filter.remove_long(60)).filter(tantivy.Filter.lowercase()).build()


@cache
def folded_words() -> tantivy.TextAnalyzer:
    """Return what cuts a text into words without diacritics (đ → d)."""
    simple = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    simple = simple.filter(tantivy.Filter.remove_long(60)).filter(tantivy.Filter.lowercase())
    return simple.filter(tantivy.Filter.ascii_fold()).build()


@cache
def spaced_words() -> tantivy.TextAnalyzer:
    """Return what cuts a text that was cut before, at its blanks."""
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()


# Of what is left of a text in ASCII: letters in lower case, figures, bars for what parts clauses, blanks for all else.
_PLAIN = bytes(
    ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else ord("|" if chr(code) in ".,;:!?()" else " ")
    for code in range(256)
)


def clauses(text: str) -> list[list[str]]:
    """Return the words of a text in lower case without diacritics, clause by clause; other scripts are left out.

    Ten times faster than a translation letter by letter, and passages are many.
    """
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    plain = bare.encode("ascii", "ignore").translate(_PLAIN).decode("ascii")
    return list(map(str.split, plain.split("|")))


def syllables(text: str) -> list[str]:
    """Return the words of a text in lower case without diacritics; what no Latin letter stands for is left out."""
    return list(chain.from_iterable(clauses(text)))


def pairs(words: Sequence[str]) -> list[str]:
    """Return neighbours in a clause as one term each: most Vietnamese words are written as two syllables."""
    return list(map("_".join, pairwise(words)))


@cache
def document_schema() -> tantivy.Schema:
    """Return the fields of an entry for a document."""
    builder = tantivy.SchemaBuilder()
    for name in ("doc_id", "bucket", "number", "cites"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in KEYWORDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("year", "date"):
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_unsigned_field("doc", fast=True)
    builder.add_bytes_field("card", stored=True)
    for name in ("title", "text"):
        builder.add_text_field(f"{name}_exact", tokenizer_name="exact", index_option="position")
        builder.add_text_field(f"{name}_folded", tokenizer_name="folded", index_option="position")
    return builder.build()


@cache
def passage_schema() -> tantivy.Schema:
    """Return the fields of an entry for a passage: what ranks; phrases and diacritics are the documents' business."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("doc_id", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("doc", fast=True)
    builder.add_bytes_field("card", stored=True)
    builder.add_text_field("words", tokenizer_name="spaced", index_option="freq")
    builder.add_text_field("pairs", tokenizer_name="spaced", index_option="freq")
    return builder.build()


# ---- what is stored with an entry


class Card(NamedTuple):
    """What a hit shows of its document; dates are ISO."""

    doc_id: str
    digest: str
    source: str
    title: str | None
    number: str | None
    doc_type: str | None
    kind: str
    issuer: str | None
    issue_date: str | None


_UNIT = "\x1f"  # the unit separator of ASCII


class Excerpt(NamedTuple):
    """A passage with its text."""

    doc_id: str
    block: int | None
    start: int
    end: int
    path: str
    heading: str
    text: str

    def dump(self) -> bytes:
        """Return it as bytes; quicker than JSON, and passages are many."""
        path, heading = (value.replace(_UNIT, " ") for value in (self.path, self.heading))
        block = "" if self.block is None else self.block
        values = (self.doc_id, f"{block}", f"{self.start}", f"{self.end}", path, heading, self.text)
        return _UNIT.join(values).encode("utf-8", "replace")

    @classmethod
    def load(cls, data: bytes) -> Excerpt:
        """Return what `dump` made bytes of."""
        doc_id, block, start, end, path, heading, text = bytes(data).decode("utf-8").split(_UNIT, 6)
        return cls(doc_id, int(block) if block else None, int(start), int(end), path, heading, text)


_encode = json.JSONEncoder(ensure_ascii=False).encode


def _stored(value: tuple[Any, ...]) -> bytes:
    return _encode(value).encode("utf-8", "replace")


# ---- opening


@dataclass(frozen=True, slots=True)
class Opened:
    """An index that is open for reading: one state of it, whatever is written meanwhile."""

    documents: tantivy.Searcher
    passages: tantivy.Searcher

    def knows(self, number: str) -> bool:
        """Return whether a document has a number or cites it, by its key."""
        return any(self.documents.doc_freq(name, number) for name in ("number", "cites"))

    def document_ids(self, addresses: Sequence[tantivy.DocAddress]) -> list[str]:
        """Return the ids of documents."""
        return [f"{value:016x}" for value in self.documents.fast_field_values("doc", list(addresses))]

    def passage_ids(self, addresses: Sequence[tantivy.DocAddress]) -> list[str]:
        """Return the ids of the documents of passages."""
        return [f"{value:016x}" for value in self.passages.fast_field_values("doc", list(addresses))]

    def card(self, address: tantivy.DocAddress) -> Card:
        """Return what is stored with a document."""
        return Card(*json.loads(self.documents.doc(address)["card"][0]))

    def excerpt(self, address: tantivy.DocAddress) -> Excerpt:
        """Return what is stored with a passage."""
        return Excerpt.load(self.passages.doc(address)["card"][0])


def _register(index: tantivy.Index) -> tantivy.Index:
    index.register_tokenizer("exact", exact_words())
    index.register_tokenizer("folded", folded_words())
    index.register_tokenizer("spaced", spaced_words())
    return index


def _open(folder: Path, schema: tantivy.Schema) -> tantivy.Index:
    folder.mkdir(parents=True, exist_ok=True)
    return _register(tantivy.Index(schema, path=str(folder)))


def exists(corpus: Path) -> bool:
    """Return whether a corpus has an index that this version can read."""
    return _state(corpus / FOLDER).get("format") == FORMAT


def open_index(corpus: Path) -> Opened:
    """Open the index of a corpus.

    Raises:
        CorpusError: there is none, or it is damaged.
    """
    folder = corpus / FOLDER
    if not exists(corpus):
        raise CorpusError(
            f"{corpus}: has no search index of this version. Make one with: vanban index --corpus {corpus}"
        )
    try:
        state = (folder / _STATE).stat()
        return _opened(folder, state.st_mtime_ns, state.st_ino)
    except (ValueError, OSError) as error:
        raise CorpusError(
            f"{folder} is damaged ({error}). Make it anew with: vanban index --rebuild --corpus {corpus}"
        ) from error


@lru_cache(maxsize=8)
def _opened(folder: Path, *state: int) -> Opened:
    """Open an index in one state; `state` tells it from others."""
    parts = [_register(tantivy.Index.open(str(folder / name))).searcher() for name in _PARTS]
    return Opened(*parts)


def is_current(corpus: Path) -> bool:
    """Return whether the tables are in the state that the index was last compared with."""
    return bool(_state(corpus / FOLDER).get("tables") == layout.state(corpus))


def _state(folder: Path) -> dict[str, Any]:
    try:
        state = json.loads((folder / _STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


# ---- bringing up to date


def update(corpus: Path) -> IndexReport:
    """Bring the index of a corpus up to date with its tables; make it if there is none.

    Only what has changed is indexed.

    Raises:
        CorpusError: another process is writing to it, or it cannot be written.
    """
    folder = corpus / FOLDER
    if not exists(corpus) or not all((folder / name / "meta.json").exists() for name in _PARTS):
        return rebuild(corpus)
    try:
        return _update(corpus, folder)
    except _Damaged:
        return rebuild(corpus)


def rebuild(corpus: Path) -> IndexReport:
    """Make the index of a corpus anew; the old one serves until the new one is there.

    Raises:
        CorpusError: it cannot be written.
    """
    folder = corpus / FOLDER
    new, old = (corpus / f".{FOLDER}-{name}" for name in ("new", "old"))
    try:
        for leftover in (new, old):
            shutil.rmtree(leftover, ignore_errors=True)
        report = _update(corpus, new)
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise CorpusError(f"{folder}: cannot be written ({error.strerror or error}).") from error
    return report


def _update(corpus: Path, folder: Path) -> IndexReport:
    before, after = _state(folder).get("tables", {}), layout.state(corpus)
    added = removed = count = 0
    try:
        documents = _open(folder / "documents", document_schema())
        if before != after:
            searcher = documents.searcher()
            with _Writers(documents, _open(folder / "passages", passage_schema())) as writers:
                for bucket in sorted(before.keys() | after.keys()):
                    if before.get(bucket) != after.get(bucket):
                        held = _digests(searcher, bucket)
                        found = Bucket(corpus, bucket)
                        gone = held.keys() - found.digests.keys()
                        changed = {doc_id for doc_id, digest in found.digests.items() if held.get(doc_id) != digest}
                        writers.remove([*sorted(gone), *sorted(changed & held.keys() if held else ())])
                        # Also what the documents do not know: a process may have died between the two commits.
                        writers.remove_passages(sorted(changed - held.keys()) if before or held else ())
                        count += sum(writers.add(entry) for entry in found.entries(changed))
                        added += len(changed)
                        removed += len(gone)
            _write_state(folder, after)
            documents.reload()
    except (ValueError, OSError) as error:
        if "LockBusy" in str(error):
            raise CorpusError(f"{folder}: another process is writing to it; wait until it has ended.") from error
        raise _Damaged(f"{folder}: cannot be updated ({error}).") from error
    return IndexReport(documents.searcher().num_docs, added, removed, count)


def _write_state(folder: Path, tables: dict[str, list[int]]) -> None:
    temporary = folder / f"{_STATE}.tmp"
    temporary.write_text(json.dumps({"format": FORMAT, "tables": tables}), encoding="utf-8")
    os.replace(temporary, folder / _STATE)


def _digests(searcher: tantivy.Searcher, bucket: str) -> dict[str, str]:
    """Return the digests of the documents that are in the index, of one bucket."""
    query = tantivy.Query.term_query(document_schema(), "bucket", bucket)
    hits = searcher.search(query, limit=max(searcher.num_docs, 1), count=False).hits
    cards = (json.loads(searcher.doc(address)["card"][0]) for _, address in hits)
    return {card[0]: card[1] for card in cards}


class Entry(NamedTuple):
    """A document and its passages as they go into the index; `shadows` are the passages as words are read in them."""

    document: dict[str, Any]
    excerpts: list[Excerpt]
    shadows: list[str]


class _Writers:
    """The two writers; passages are committed first."""

    def __init__(self, documents: tantivy.Index, passages: tantivy.Index) -> None:
        self._documents = documents.writer(_HEAP, 1)
        self._passages = passages.writer(_HEAP, 1)
        self._schemas = (passage_schema(), document_schema())

    def __enter__(self) -> _Writers:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        for writer in (self._passages, self._documents):
            if kind is None:
                writer.commit()
            else:
                writer.rollback()
        for writer in (self._passages, self._documents):
            writer.wait_merging_threads()

    def remove(self, doc_ids: Iterable[str]) -> None:
        """Take documents out."""
        for doc_id in doc_ids:
            self._documents.delete_documents_by_term("doc_id", doc_id)
            self._passages.delete_documents_by_term("doc_id", doc_id)

    def remove_passages(self, doc_ids: Iterable[str]) -> None:
        """Take passages of documents out."""
        for doc_id in doc_ids:
            self._passages.delete_documents_by_term("doc_id", doc_id)

    def add(self, entry: Entry) -> int:
        """Put a document in; return how many passages it has."""
        for excerpt, plain in zip(entry.excerpts, entry.shadows, strict=True):
            parts = clauses(plain if excerpt.heading in excerpt.text else f"{excerpt.heading}. {plain}")
            fields = {
                "doc_id": excerpt.doc_id,
                "doc": int(excerpt.doc_id, 16),
                "card": excerpt.dump(),
                "words": " ".join(chain.from_iterable(parts)),
                "pairs": " ".join(chain.from_iterable(map(pairs, parts))),
            }
            self._passages.add_document(tantivy.Document.from_dict(fields, self._schemas[0]))
        self._documents.add_document(tantivy.Document.from_dict(entry.document, self._schemas[1]))
        return len(entry.excerpts)


# ---- from the tables

_ROW = ("doc_id", "source", "title", "subject", "number", "number_norm", "doc_type", "kind", "issuer", "issue_date")
_MORE = ("published_at", "url", "reader", "parse_status")


class Bucket:
    """The documents of one bucket of the tables, and what their entries are made of."""

    def __init__(self, corpus: Path, bucket: str) -> None:
        self._corpus = corpus
        self._name = bucket
        rows = self._read("documents", (*_ROW, *_MORE)).to_pylist()
        self._rows = {row["doc_id"]: row for row in rows}
        self.digests = {
            doc_id: hashlib.sha256(repr(row).encode("utf-8", "replace")).hexdigest()[:16]
            for doc_id, row in self._rows.items()
        }

    def _read(self, table: str, columns: Sequence[str]) -> pa.Table:
        path = layout.part(self._corpus, table, self._name)
        if not path.exists():
            return pa.table({column: pa.array([], pa.string()) for column in columns})
        with pq.ParquetFile(path) as file:
            return file.read(columns=list(columns)).select(list(columns))

    def _of(self, table: str, columns: Sequence[str], doc_ids: pa.Array) -> dict[str, list[tuple[Any, ...]]]:
        """Return the rows of documents without their ids, by document."""
        read = self._read(table, ("doc_id", *columns))
        read = read.filter(pc.is_in(read["doc_id"], doc_ids))
        groups: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for doc_id, *values in zip(*(column.to_pylist() for column in read.columns), strict=True):
            groups[doc_id].append(tuple(values))
        return groups

    def entries(self, doc_ids: Collection[str]) -> Iterator[Entry]:
        """Yield the entries of documents."""
        if not doc_ids:
            return
        wanted = pa.array(sorted(doc_ids), pa.string())
        texts = self._of("documents", ("text",), wanted)
        blocks = self._of("blocks", Unit._fields, wanted)
        citations = self._of("citations", ("number_norm", "is_self"), wanted)
        places = self._of("places", ("level", "name", "parent", "successors"), wanted)
        grades = self._of("criteria", ("grade",), wanted)
        findings = self._of("findings", ("severity", "rule"), wanted)
        for doc_id in wanted.to_pylist():
            row = self._rows[doc_id]
            units = [Unit(*values) for values in blocks[doc_id]]
            fields: dict[str, Any] = {
                "cites": _distinct(key(number) for number, is_self in citations[doc_id] if number and not is_self),
                "grade": _distinct(grade for (grade,) in grades[doc_id]),
                "findings": _distinct(value for pair in findings[doc_id] for value in pair),
                **_provinces(places[doc_id]),
            }
            yield self._entry(row, texts[doc_id][0][0], units, fields)

    def _entry(self, row: dict[str, Any], text: str, units: list[Unit], fields: dict[str, Any]) -> Entry:
        doc_id = row["doc_id"]
        date = row["issue_date"] or row["published_at"]
        title = row["subject"] or row["title"] or _first_line(text, units)
        shown = Card(doc_id, self.digests[doc_id], row["source"], title, row["number"], row["doc_type"], row["kind"],
                    row["issuer"], date.isoformat() if date else None)  # fmt: skip
        fields |= {name: row[name] for name in ("doc_type", "issuer", "kind") if row[name]}
        if date:
            fields |= {"year": date.year, "date": day_number(date)}
        numbers = _distinct(key(number) for number in (row["number"], row["number_norm"]) if number)
        heads = " ".join(filter(None, (row["number"], row["title"], row["subject"], row["doc_type"], row["issuer"])))
        plain_heads = Shadow(heads or title or "").plain
        shadow = Shadow(text)
        is_even = len(shadow.plain) == len(text)
        shadows: list[str] = []
        excerpts: list[Excerpt] = []
        for item in passages(text, units):
            body = text[item.start : item.end]
            shadows.append(shadow.plain[item.start : item.end] if is_even else Shadow(body).plain)
            excerpts.append(Excerpt(doc_id, item.block, item.start, item.end, item.path, item.heading, body))
        inside = "\n".join((plain_heads, *shadows))
        fields |= {
            "doc_id": doc_id, "doc": int(doc_id, 16), "bucket": self._name, "number": numbers,
            "source": origin(row["source"], row["url"]),
            "card": _stored(shown), "title_exact": plain_heads, "title_folded": plain_heads,
            "text_exact": inside, "text_folded": inside,
        }  # fmt: skip
        filled = {name: value for name, value in fields.items() if value not in (None, [])}
        return Entry(filled, excerpts, shadows)


def _distinct(values: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


def _provinces(places: Iterable[tuple[Any, ...]]) -> dict[str, list[str]]:
    """Return the provinces that places lie in: as the text has them, and those of today."""
    reported: dict[str, None] = {}
    today: dict[str, None] = {}
    for level, name, parent, successors in places:
        if level == "province" and name:
            reported[name] = None
        elif parent:
            reported[parent.rpartition(", ")[2]] = None
        today.update(dict.fromkeys(successors))
    return {"province": list(reported), "province_now": list(today)}


def _first_line(text: str, units: Iterable[Unit]) -> str | None:
    """Return what stands for the title of a document that has none."""
    chosen = next((unit for unit in units if unit.kind in ("title", "heading", "paragraph")), None)
    lines = (text[chosen.start : chosen.end] if chosen else text).split("\n")
    return next((line.strip()[:200] for line in lines if line.strip()), None)


def day_number(day: dt.date) -> int:
    """Return a day as a number that sorts: 20230222."""
    return day.year * 10_000 + day.month * 100 + day.day


def origin(source: str, url: str | None) -> str:
    """Return where a document came from: the host of its address, else the first folder of its path."""
    address = url or (source if "://" in source else "")
    if address:
        host = address.partition("://")[2].partition("/")[0].rpartition("@")[2].partition(":")[0].lower()
        return host.removeprefix("www.") or address[:100]
    return source.partition("/")[0] if "/" in source else "."
