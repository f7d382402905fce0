"""Batches put aside: what has been read and is not yet in the tables, one file for each batch.

A batch appears whole or not at all, and goes the same way. Its file has the rows of each table as an Arrow IPC file,
sorted by bucket, then a list of contents, its length and a mark. Nothing is compressed: a merge maps the file and takes
the rows of one bucket out of it without reading the others.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from schemas.layout import CorpusError

_SUFFIX = ".batch"
_MARK = b"vanban 1"
_ALIGNED = 64


def write(folder: Path, tables: Mapping[str, tuple[Sequence[str], pa.Table]]) -> int:
    """Put a batch aside, forced to disk.

    Args:
        folder: where batches lie.
        tables: by name the rows, sorted by bucket, and the bucket of each.

    Returns:
        How many bytes that is.
    """
    name = uuid.uuid4().hex
    temporary = folder / f"{name}.tmp"
    contents: dict[str, Any] = {}
    with open(temporary, "wb") as file:
        for table, (buckets, rows) in tables.items():
            at, size = _write_table(file, rows)
            contents[table] = {"at": at, "size": size, "buckets": _ranges(buckets)}
        listed = json.dumps(contents).encode()
        file.write(listed + len(listed).to_bytes(8, "little") + _MARK)
        file.flush()
        os.fsync(file.fileno())
        total = file.tell()
    os.replace(temporary, folder / f"{name}{_SUFFIX}")
    return total


def _write_table(file: IO[bytes], rows: pa.Table) -> tuple[int, int]:
    """Write the rows as one record batch; return where they stand."""
    file.write(bytes(-file.tell() % _ALIGNED))
    at = file.tell()
    with pa.ipc.new_file(file, rows.schema) as writer:
        writer.write_table(rows.combine_chunks())
    return at, file.tell() - at


def _ranges(buckets: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return by bucket where its rows begin and how many they are."""
    starts = [at for at, bucket in enumerate(buckets) if at == 0 or buckets[at - 1] != bucket]
    ends = [*starts[1:], len(buckets)]
    return {buckets[start]: (start, end - start) for start, end in zip(starts, ends, strict=True)}


class Batch:
    """One batch that was put aside."""

    def __init__(self, path: Path) -> None:
        """Open a batch.

        Raises:
            CorpusError: it is damaged.
        """
        self._path = path
        try:
            # The map outlives the file that is closed here, so any number of batches can be open.
            with pa.memory_map(str(path)) as file:
                self._data = file.read_buffer()
            end = len(self._data) - len(_MARK) - 8
            if end < 0 or self._data[end + 8 :].to_pybytes() != _MARK:
                raise ValueError("its end is missing")
            size = int.from_bytes(self._data[end : end + 8].to_pybytes(), "little")
            self._contents: dict[str, Any] = json.loads(self._data[end - size : end].to_pybytes())
            self._record_batch = cache(self._read)
            for table in self._contents:
                self._record_batch(table)
        except (pa.ArrowException, LookupError, TypeError, ValueError, OSError) as error:
            raise CorpusError(
                f"{path} is damaged ({error}). Remove this file and ingest the same inputs again."
            ) from error

    def _read(self, table: str) -> pa.RecordBatch:
        place = self._contents[table]
        return pa.ipc.open_file(self._data.slice(place["at"], place["size"])).get_batch(0)

    def buckets(self, table: str) -> Iterable[str]:
        """Return the buckets that a table has rows in."""
        found: Iterable[str] = self._contents[table]["buckets"]
        return found

    def rows(self, table: str, bucket: str, schema: pa.Schema) -> pa.Table:
        """Return the rows of a table in one bucket."""
        start, count = self._contents.get(table, {}).get("buckets", {}).get(bucket, (0, 0))
        if not count:
            return schema.empty_table()
        return pa.Table.from_arrays(self._record_batch(table).slice(start, count).columns, schema=schema)

    def remove(self) -> None:
        """Remove the batch: its rows are in the tables."""
        self._path.unlink()


def batches(folder: Path) -> list[Batch]:
    """Return the batches in a folder, always in the same order.

    Raises:
        CorpusError: one is damaged.
    """
    return [Batch(path) for path in sorted(folder.glob(f"*{_SUFFIX}"))]
