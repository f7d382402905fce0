"""The tables on disk: staged by batch, merged by bucket, replaced file by file.

An ingest stages what it has read (`stage`: one file for each batch, see `pipeline.staging`)
and merges at its end (`merge`: each bucket that the batches touch is read, completed and replaced).
`documents` is replaced last in its bucket: a document that stands there has all its rows. Whatever moment
a process dies at, the next one merges what is staged, and merging twice changes nothing.

What a table holds depends only on which bytes were read under which names, by which reader: not on the
order, the batches, the engine or the crashes. Where the same bytes were seen more than once, `_rank` says
which reading stands.
"""

from __future__ import annotations

import bisect
import contextlib
import hashlib
import json
import operator
import os
import shutil
import sys
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline import staging
from pipeline.read import DocumentRows
from pipeline.staging import Batch
from schemas import layout
from schemas.layout import CorpusError
from schemas.records import Record
from schemas.tables import READ_TABLES, TABLES, Table

_SCHEMAS = {name: table.schema for name, table in TABLES.items()}
_VALUES = {name: operator.attrgetter(*(item.name for item in fields(table.record))) for name, table in TABLES.items()}
_ENDS = operator.attrgetter("start", "end")
# In this order a bucket is replaced: the documents last, as the mark that all of theirs is there.
_MERGE_ORDER = (*(name for name in READ_TABLES if name != "documents"), "documents")
_SEEN = "seen"  # staged beside the tables: one row for each reading, what `_rank` needs to know
_SEEN_SCHEMA = pa.schema([(name, pa.string()) for name in ("key", "source", "reader", "state", "fetched")])
_ROW_GROUP = 16_384
_THREADS = 4  # they wait for the disk
_LOCK = "lock"


# ---- opening


@contextlib.contextmanager
def writing(corpus: Path) -> Iterator[None]:
    """Hold a corpus for writing; make it if it is not there.

    Raises:
        CorpusError: another process writes to it, or it is of another version.
    """
    staging = corpus / layout.STAGING_DIR
    try:
        staging.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CorpusError(f"{corpus}: cannot be made or written ({error.strerror}).") from error
    with open(staging / _LOCK, "a") as lock:
        _lock(lock.fileno(), corpus)
        layout.check(corpus)
        _purge(staging)
        for table in (*(name for name in TABLES if name not in READ_TABLES), *_MERGE_ORDER):
            path = layout.part(corpus, table, layout.FIRST_BUCKET)
            if not path.exists():
                _replace(corpus, path, _SCHEMAS[table].empty_table())
                _sync(path.parent)
        yield
        _purge(staging)


def _purge(staging: Path) -> None:
    """Remove what processes that died have begun to write."""
    for leftover in staging.glob("*.tmp"):
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()


def _lock(descriptor: int, corpus: Path) -> None:
    """Take the lock of a corpus; the system gives it back when the process ends, however it ends."""
    if sys.platform == "win32":
        return
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise CorpusError(f"{corpus}: another process is writing to it; wait until it has ended.") from error


@dataclass(frozen=True, slots=True)
class Known:
    """What need not be read again.

    Attributes:
        doc_ids: the whole documents of the current reader, sorted.
        sources: their sources, in the same order.
        unreadable: sources that gave no bytes so far.
    """

    doc_ids: pa.Array
    sources: pa.Array
    unreadable: frozenset[str] = frozenset()

    def covers(self, doc_id: str, source: str) -> bool:
        """Return whether the tables already hold what reading these bytes under this name would give."""
        at = bisect.bisect_left(self.doc_ids, doc_id, key=lambda value: value.as_py())
        found = at < len(self.doc_ids) and self.doc_ids[at].as_py() == doc_id
        return found and _name_rank(self.sources[at].as_py()) <= _name_rank(source)


def known(corpus: Path, reader: str) -> Known:
    """Return what a corpus already holds from a version of the reader."""
    wanted = (pc.field("reader") == reader) & (pc.field("parse_status") == "whole")
    pieces = [
        pq.read_table(path, columns=["doc_id", "source"], filters=wanted, partitioning=None)
        for path in layout.parts(corpus, "documents")
    ]
    large = pa.schema([(name, pa.large_string()) for name in ("doc_id", "source")])
    table = pa.concat_tables(pieces).cast(large)
    unreadable: set[str] = set()
    for path in layout.parts(corpus, "rejects"):
        rejects = pq.read_table(path, columns=["doc_id", "source"], partitioning=None)
        unreadable.update(rejects.filter(pc.is_null(rejects["doc_id"]))["source"].to_pylist())
    doc_ids, sources = (table[name].combine_chunks() for name in ("doc_id", "source"))
    return Known(doc_ids, sources, frozenset(unreadable))


# ---- staging


def stage(corpus: Path, documents: Iterable[DocumentRows], reader: str) -> int:
    """Put the rows of a batch aside, forced to disk, until they are merged.

    Args:
        corpus: the corpus, held by `writing`.
        documents: at most one reading for each `key`.
        reader: version of the reader that made the rows.

    Returns:
        How many bytes that is.
    """
    ordered = sorted(documents, key=lambda rows: (_bucket(rows), key(rows)))
    if not ordered:
        return 0
    buckets = [_bucket(rows) for rows in ordered]
    seen = [(key(rows), rows.source, reader, _state(rows), _fetched(rows)) for rows in ordered]
    staged = {_SEEN: (buckets, _arrow(_SEEN_SCHEMA, seen))}
    for table in READ_TABLES.values():
        row_buckets: list[str] = []
        tuples: list[tuple[object, ...]] = []
        for bucket, document in zip(buckets, ordered, strict=True):
            rows = _tuples(table, document)
            tuples += rows
            row_buckets += [bucket] * len(rows)
        if tuples:
            staged[table.name] = (row_buckets, _arrow(_SCHEMAS[table.name], tuples))
    size = staging.write(corpus / layout.STAGING_DIR, staged)
    _sync(corpus / layout.STAGING_DIR)
    return size


def key(rows: DocumentRows) -> str:
    """Return what a reading is a reading of: the bytes, or where there are none the source."""
    return rows.doc_id or _source_key(rows.source)


def _source_key(source: str) -> str:
    return f"source:{source}"


def _bucket(rows: DocumentRows) -> str:
    return layout.bucket(rows.doc_id or hashlib.sha256(rows.source.encode()).hexdigest())


def _state(rows: DocumentRows) -> str:
    if rows.document:
        return "read"
    return "rejected" if rows.rejects else "readable"


def _fetched(rows: DocumentRows) -> str:
    at = rows.document.retrieved_at if rows.document else None
    return at.isoformat(timespec="microseconds") if at else ""


def _tuples(table: Table, document: DocumentRows) -> list[tuple[object, ...]]:
    """Return the rows of one document in one table, as tuples in the order of its columns."""
    records = document.tables()[table.name]
    if not records:
        return []
    values = _VALUES[table.name]
    if len(table.keys) == 1:
        return [(document.doc_id, *values(record)) for record in records]
    rows = []
    repeats: dict[str, int] = {}
    for record in records:
        start, end = _ENDS(record)
        row_id = f"{document.doc_id}:{start}-{end}"
        if table.named_by:
            row_id += f":{getattr(record, table.named_by)}"
        again = repeats[row_id] = repeats.get(row_id, -1) + 1
        rows.append((f"{row_id}.{again}" if again else row_id, document.doc_id, *values(record)))
    return rows


def _arrow(schema: pa.Schema, rows: Sequence[tuple[object, ...]]) -> pa.Table:
    columns = zip(*rows, strict=True)
    arrays = [_array(column, kind) for column, kind in zip(columns, schema.types, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_list(kind) and pa.types.is_struct(kind.value_type):  # records inside a field
        names = [item.name for item in kind.value_type]
        get = operator.attrgetter(*names)
        values = [[dict(zip(names, get(record), strict=True)) for record in value] for value in values]
    return pa.array(values, kind)


# ---- merging


def table_bytes(corpus: Path) -> int:
    """Return the size of all table files."""
    return sum(path.stat().st_size for table in TABLES for path in layout.parts(corpus, table))


def merge(corpus: Path, reader: str) -> None:
    """Bring all that is staged into the tables.

    Memory is bounded by the rows of a few buckets. Files whose rows do not change are not touched.

    Args:
        corpus: the corpus, held by `writing`.
        reader: current version of the reader; its readings stand against those of others.

    Raises:
        CorpusError: a staged batch is damaged, or a table file is of another version.
    """
    batches = staging.batches(corpus / layout.STAGING_DIR)
    touched: dict[str, list[Batch]] = {}
    for batch in batches:
        for bucket in batch.buckets(_SEEN):
            touched.setdefault(bucket, []).append(batch)
    _in_threads(lambda bucket: _merge_bucket(corpus, bucket, touched[bucket], reader), touched)
    for batch in batches:
        batch.remove()


def _in_threads(act: Callable[[str], list[Path]], buckets: Iterable[str]) -> None:
    """Act on buckets side by side: Arrow and the disk do the most of it, and neither holds the interpreter.

    Args:
        act: replaces the files of a bucket and returns them.
        buckets: all that there are, each once.
    """
    pool = ThreadPoolExecutor(_THREADS)
    try:
        replaced = [path for paths in pool.map(act, sorted(buckets)) for path in paths]
        # The names last: one such call writes all names that are new, and the others find nothing left to do.
        for path in replaced:
            _sync(path.parent)
    finally:
        pool.shutdown(cancel_futures=True)


_Rank = tuple[int, int, tuple[bool, str], str]


def _rank(state: str, source: str, is_current: bool, fetched: str = "") -> _Rank:
    """Return the rank of one reading among those of the same key; the smallest stands.

    The current reader stands against others, a document against a reject, an address against the name of a
    file, then the smallest source and the earliest fetch. A source that could not be opened is known as such
    until it could; if both are said at once it stays.
    """
    return (not is_current, ("read", "rejected", "readable").index(state), _name_rank(source), fetched)


def _name_rank(source: str) -> tuple[bool, str]:
    return ("://" not in source, source)


def _merge_bucket(corpus: Path, bucket: str, batches: Sequence[Batch], reader: str) -> list[Path]:
    before = {name: _existing(layout.part(corpus, name, bucket), _SCHEMAS[name]) for name in READ_TABLES}
    standing = _standing(before, reader)
    winners: dict[str, tuple[_Rank, int]] = {}
    seen: list[set[str]] = []
    for number, batch in enumerate(batches):
        rows = batch.rows(_SEEN, bucket, _SEEN_SCHEMA).to_pylist()
        seen.append({row["key"] for row in rows})
        for row in rows:
            rank = _rank(row["state"], row["source"], row["reader"] == reader, row["fetched"])
            if rank <= winners.get(row["key"], (rank, 0))[0]:
                winners[row["key"]] = (rank, number)
    won: dict[int, set[str]] = {}
    for key, (rank, number) in winners.items():
        if key not in standing or rank <= standing[key]:  # a tie is the same reading again
            won.setdefault(number, set()).add(key)
    replaced = {key for keys in won.values() for key in keys}

    written: list[Path] = []
    for name in _MERGE_ORDER:
        old = before[name]
        # Also rows of documents that do not stand yet: a merge that died may have got as far as this table.
        pieces = [_select(old, replaced, invert=True)] if old else []
        for number, keys in won.items():
            rows = batches[number].rows(name, bucket, _SCHEMAS[name])
            pieces.append(rows if keys == seen[number] else _select(rows, keys))
        written += _put(corpus, layout.part(corpus, name, bucket), _sorted(_joined(pieces, _SCHEMAS[name])), old)
    return written


def _joined(pieces: Iterable[pa.Table], schema: pa.Schema) -> pa.Table:
    return pa.concat_tables([piece for piece in pieces if len(piece)] or [schema.empty_table()])


def _put(corpus: Path, path: Path, new: pa.Table, old: pa.Table | None) -> list[Path]:
    """Put a table in the place of what stands there (null: no file) if it differs; return the file if so."""
    if old is not None and new.equals(old):
        return []
    _replace(corpus, path, new)
    return [path]


def _select(table: pa.Table, keys: set[str], invert: bool = False) -> pa.Table:
    """Return the rows with one of the keys, or the others."""
    is_in = pc.is_in(_keys(table), pa.array(sorted(keys), pa.string()))
    return table.filter(pc.invert(is_in) if invert else is_in)


def _standing(before: Mapping[str, pa.Table | None], reader: str) -> dict[str, _Rank]:
    """Return the ranks of the readings that are in the tables."""
    ranks: dict[str, _Rank] = {}
    rejects, documents = before["rejects"], before["documents"]
    for row in rejects.select(["source"]).append_column("key", _keys(rejects)).to_pylist() if rejects else ():
        has_bytes = not row["key"].startswith(_source_key(""))
        # A source without bytes gives way to whatever is found there now.
        ranks[row["key"]] = _rank("rejected", row["source"], True) if has_bytes else (2, 0, (True, ""), "")
    for row in documents.select(["doc_id", "source", "reader", "retrieved_at"]).to_pylist() if documents else ():
        fetched = row["retrieved_at"].isoformat(timespec="microseconds") if row["retrieved_at"] else ""
        ranks[row["doc_id"]] = _rank("read", row["source"], row["reader"] == reader, fetched)
    return ranks


def _keys(table: pa.Table) -> pa.ChunkedArray:
    """Return the key (see `key`) of each row of a table."""
    if table.schema.get_field_index("source") < 0 or table["doc_id"].null_count == 0:
        return table["doc_id"]
    return pc.coalesce(table["doc_id"], pc.binary_join_element_wise("source:", table["source"], ""))


def _existing(path: Path, schema: pa.Schema) -> pa.Table | None:
    """Return what stands in a table file; null if there is none."""
    if not path.exists():
        return None
    with layout.open_part(path) as file:
        return pa.Table.from_arrays(file.read().columns, schema=schema)


def _sorted(table: pa.Table) -> pa.Table:
    """Sort by document, keeping the order within it; in one chunk, so that equal rows give equal bytes."""
    if not len(table):
        return table
    order = [("doc_id", "ascending")]
    if table.schema.get_field_index("source") >= 0:
        order.append(("source", "ascending"))
    return table.take(pc.sort_indices(table, sort_keys=order)).combine_chunks()


def _replace(corpus: Path, path: Path, table: pa.Table) -> None:
    """Write a table file aside, force it to disk and move it into place: readers see the old or the new."""
    temporary = corpus / layout.STAGING_DIR / f"{uuid.uuid4().hex}.parquet.tmp"
    with open(temporary, "wb") as file:
        if len(table):
            pq.write_table(table, file, compression="zstd", row_group_size=_ROW_GROUP)
        else:
            file.write(_nothing(table.schema))
        file.flush()
        os.fsync(file.fileno())
    path.parent.mkdir(parents=True, exist_ok=True)
    os.replace(temporary, path)


@cache
def _nothing(schema: pa.Schema) -> bytes:
    """Return the file of a table without rows; many buckets have one."""
    sink = pa.BufferOutputStream()
    pq.write_table(schema.empty_table(), sink, compression="zstd", row_group_size=_ROW_GROUP)
    return bytes(sink.getvalue().to_pybytes())


def write(corpus: Path, name: str, rows: Mapping[str, Record], *, replace: bool = False) -> None:
    """Write rows of a table that is not read from documents.

    Args:
        corpus: the corpus, held by `writing`.
        name: the table.
        rows: by their id, which begins with hexadecimal digits.
        replace: the table shall hold these rows and no others; else they join it, or stand in place of those
            with the same id.
    """
    by_bucket: dict[str, list[tuple[object, ...]]] = {}
    for row_id in sorted(rows):
        by_bucket.setdefault(layout.bucket(row_id), []).append((row_id, *_VALUES[name](rows[row_id])))
    if replace:
        for path in layout.parts(corpus, name):
            by_bucket.setdefault(path.parent.name.partition("=")[2], [])
    schema = _SCHEMAS[name]

    def put(bucket: str) -> list[Path]:
        path = layout.part(corpus, name, bucket)
        old, values = _existing(path, schema), by_bucket[bucket]
        new = _arrow(schema, values) if values else schema.empty_table()
        if old and not replace:
            new = _joined([old.filter(pc.invert(pc.is_in(old[0], new[0].combine_chunks()))), new], schema)
        return _put(corpus, path, new.sort_by(new.column_names[0]).combine_chunks(), old)

    _in_threads(put, by_bucket)


def _sync(folder: Path) -> None:
    """Force the names in a folder to disk."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# ---- comparing


def content_hash(corpus: Path) -> str:
    """Return a hash over all rows of all tables, the same wherever and however they were written."""
    digest = hashlib.sha256()
    for name in sorted(TABLES):
        for path in layout.parts(corpus, name):
            for batch in pq.ParquetFile(path).iter_batches(batch_size=1024):
                for row in batch.to_pylist():
                    digest.update(json.dumps([name, *row.values()], ensure_ascii=False, default=str).encode())
    return digest.hexdigest()
