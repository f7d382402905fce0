"""The tables on disk: staged by batch, merged by bucket, replaced file by file.

An ingest stages what it has read (`stage`: one folder for each batch, which appears whole or not at all)
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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.read import DocumentRows
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
_BUCKETS_KEY = b"vanban.buckets"
_ROW_GROUP = 16_384
# Without threads: record batches are small here, and handing them to threads takes four times as long.
_WRITE = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
_READ = pa.ipc.IpcReadOptions(use_threads=False)
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
    staging = corpus / layout.STAGING_DIR
    name = uuid.uuid4().hex
    temporary = staging / f"{name}.tmp"
    temporary.mkdir()
    buckets = [_bucket(rows) for rows in ordered]
    seen = [(key(rows), rows.source, reader, _state(rows), _fetched(rows)) for rows in ordered]
    _write_staged(temporary / _SEEN, buckets, _arrow(_SEEN_SCHEMA, seen))
    for table in READ_TABLES.values():
        row_buckets: list[str] = []
        tuples: list[tuple[object, ...]] = []
        for bucket, document in zip(buckets, ordered, strict=True):
            rows = _tuples(table, document)
            tuples += rows
            row_buckets += [bucket] * len(rows)
        if tuples:
            _write_staged(temporary / table.name, row_buckets, _arrow(_SCHEMAS[table.name], tuples))
    _sync(temporary)
    size = sum(path.stat().st_size for path in temporary.iterdir())
    temporary.rename(staging / name)
    _sync(staging)
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


def _write_staged(path: Path, buckets: Sequence[str], table: pa.Table) -> None:
    """Write rows that are sorted by bucket with one record batch for each bucket."""
    starts = [at for at, bucket in enumerate(buckets) if at == 0 or buckets[at - 1] != bucket]
    names = ",".join(buckets[at] for at in starts)
    schema = table.schema.with_metadata({_BUCKETS_KEY: names})
    with open(path, "wb") as file:
        with pa.ipc.new_file(file, schema, options=_WRITE) as writer:
            for start, end in zip(starts, [*starts[1:], len(buckets)], strict=True):
                # combine_chunks: a slice would carry the whole column with it
                for piece in table.slice(start, end - start).combine_chunks().to_batches():
                    writer.write_batch(piece)
        file.flush()
        os.fsync(file.fileno())


# ---- merging


class _Batch:
    """One staged batch: which buckets it touches, and its rows in one of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._buckets: dict[str, dict[str, int]] = {}
        try:
            for path in folder.iterdir():
                with pa.OSFile(str(path)) as file, pa.ipc.open_file(file) as reader:
                    names = reader.schema.metadata[_BUCKETS_KEY].decode().split(",")
                self._buckets[path.name] = {name: at for at, name in enumerate(names)}
        except (pa.ArrowException, KeyError, OSError) as error:
            raise CorpusError(
                f"{folder} is damaged ({error}). Remove this folder and ingest the same inputs again."
            ) from error

    @property
    def buckets(self) -> Iterable[str]:
        return self._buckets[_SEEN]

    def rows(self, table: str, bucket: str, schema: pa.Schema) -> pa.Table:
        at = self._buckets.get(table, {}).get(bucket)
        if at is None:
            return schema.empty_table()
        with pa.OSFile(str(self.folder / table)) as file, pa.ipc.open_file(file, options=_READ) as reader:
            return pa.Table.from_arrays(reader.get_batch(at).columns, schema=schema)


def table_bytes(corpus: Path) -> int:
    """Return the size of all table files."""
    return sum(path.stat().st_size for table in TABLES for path in layout.parts(corpus, table))


def _staged(corpus: Path) -> list[Path]:
    folders = (path for path in (corpus / layout.STAGING_DIR).iterdir() if path.is_dir())
    return sorted(path for path in folders if path.suffix != ".tmp")


def merge(corpus: Path, reader: str) -> None:
    """Bring all that is staged into the tables.

    Memory is bounded by the rows of one bucket. Files whose rows do not change are not touched.

    Args:
        corpus: the corpus, held by `writing`.
        reader: current version of the reader; its readings stand against those of others.

    Raises:
        CorpusError: a staged batch is damaged, or a table file is of another version.
    """
    batches = [_Batch(folder) for folder in _staged(corpus)]
    for bucket in sorted({bucket for batch in batches for bucket in batch.buckets}):
        _merge_bucket(corpus, bucket, [batch for batch in batches if bucket in batch.buckets], reader)
    for batch in batches:
        # Renamed first, so that a batch which is only half removed is not taken for a whole one.
        gone = batch.folder.rename(batch.folder.with_suffix(".tmp"))
        shutil.rmtree(gone)


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


def _merge_bucket(corpus: Path, bucket: str, batches: Sequence[_Batch], reader: str) -> None:
    before = {name: _existing(corpus, name, bucket) for name in READ_TABLES}
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

    for name in _MERGE_ORDER:
        old = before[name]
        # Also rows of documents that do not stand yet: a merge that died may have got as far as this table.
        pieces = [_select(old, replaced, invert=True)]
        for number, keys in won.items():
            rows = batches[number].rows(name, bucket, _SCHEMAS[name])
            pieces.append(rows if keys == seen[number] else _select(rows, keys))
        merged = _sorted(pa.concat_tables(pieces))
        path = layout.part(corpus, name, bucket)
        if not path.exists() or not merged.equals(old):
            _replace(corpus, path, merged)


def _select(table: pa.Table, keys: set[str], invert: bool = False) -> pa.Table:
    """Return the rows with one of the keys, or the others."""
    is_in = pc.is_in(_keys(table), pa.array(sorted(keys), pa.string()))
    return table.filter(pc.invert(is_in) if invert else is_in)


def _standing(before: Mapping[str, pa.Table], reader: str) -> dict[str, _Rank]:
    """Return the ranks of the readings that are in the tables."""
    ranks = {}
    rejects = before["rejects"].select(["source"]).append_column("key", _keys(before["rejects"]))
    for row in rejects.to_pylist():
        has_bytes = not row["key"].startswith(_source_key(""))
        # A source without bytes gives way to whatever is found there now.
        ranks[row["key"]] = _rank("rejected", row["source"], True) if has_bytes else (2, 0, (True, ""), "")
    for row in before["documents"].select(["doc_id", "source", "reader", "retrieved_at"]).to_pylist():
        fetched = row["retrieved_at"].isoformat(timespec="microseconds") if row["retrieved_at"] else ""
        ranks[row["doc_id"]] = _rank("read", row["source"], row["reader"] == reader, fetched)
    return ranks


def _keys(table: pa.Table) -> pa.ChunkedArray:
    """Return the key (see `key`) of each row of a table."""
    if table.schema.get_field_index("source") < 0 or table["doc_id"].null_count == 0:
        return table["doc_id"]
    return pc.coalesce(table["doc_id"], pc.binary_join_element_wise("source:", table["source"], ""))


def _existing(corpus: Path, name: str, bucket: str) -> pa.Table:
    path = layout.part(corpus, name, bucket)
    schema = _SCHEMAS[name]
    if not path.exists():
        return schema.empty_table()
    layout.read_schema(path)
    return pa.Table.from_arrays(pq.read_table(path, partitioning=None).columns, schema=schema)


def _sorted(table: pa.Table) -> pa.Table:
    """Sort by document, keeping the order within it; in one chunk, so that equal rows give equal bytes."""
    order = [("doc_id", "ascending")]
    if table.schema.get_field_index("source") >= 0:
        order.append(("source", "ascending"))
    return table.take(pc.sort_indices(table, sort_keys=order)).combine_chunks()


def _replace(corpus: Path, path: Path, table: pa.Table) -> None:
    """Write a table file aside, force it to disk and move it into place: readers see the old or the new."""
    temporary = corpus / layout.STAGING_DIR / f"{uuid.uuid4().hex}.parquet.tmp"
    with open(temporary, "wb") as file:
        pq.write_table(table, file, compression="zstd", row_group_size=_ROW_GROUP)
        file.flush()
        os.fsync(file.fileno())
    path.parent.mkdir(parents=True, exist_ok=True)
    os.replace(temporary, path)
    _sync(path.parent)


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
    for bucket, values in sorted(by_bucket.items()):
        old = _existing(corpus, name, bucket)
        new = _arrow(_SCHEMAS[name], values) if values else _SCHEMAS[name].empty_table()
        if not replace:
            kept = old.filter(pc.invert(pc.is_in(old[0], new[0].combine_chunks())))
            new = pa.concat_tables([kept, new])
        new = new.sort_by(new.column_names[0]).combine_chunks()
        path = layout.part(corpus, name, bucket)
        if not path.exists() or not new.equals(old):
            _replace(corpus, path, new)


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
