"""The tables of a corpus on disk, read as they are at that moment. Nothing here writes."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from schemas import layout
from schemas.layout import CorpusError
from schemas.tables import TABLES

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class TableInfo:
    """What a table of a corpus holds.

    Attributes:
        name: folder under tables/.
        rows: number of rows.
        columns: names of its columns.
        size: bytes on disk.
        meaning: what a row is.
    """

    name: str
    rows: int
    columns: tuple[str, ...]
    size: int
    meaning: str


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a corpus.

    Each call reads what is on disk at that moment, also while an ingest goes on; its file of one bucket is
    always whole.

    Attributes:
        path: folder of the corpus.
    """

    path: Path

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Self:
        """Open the corpus in a folder.

        Raises:
            CorpusError: there is none, or it was written with another version of the tables.
        """
        folder = Path(path)
        if not folder.exists():
            raise CorpusError(f"{folder}: no such folder. {_way_out(folder)}")
        if not layout.parts(folder, "documents"):
            raise CorpusError(f"{folder}: not a corpus (it has no {layout.TABLES_DIR}/documents). {_way_out(folder)}")
        layout.check(folder)
        return cls(folder)

    def tables(self) -> list[TableInfo]:
        """Return what is in the corpus, table by table."""
        infos = []
        for name, table in TABLES.items():
            parts = layout.parts(self.path, name)
            rows = sum(pq.read_metadata(part).num_rows for part in parts)
            size = sum(part.stat().st_size for part in parts)
            infos.append(TableInfo(name, rows, tuple(table.schema.names), size, table.meaning))
        return infos

    def table(self, name: str, columns: Sequence[str] | None = None, limit: int | None = None) -> pa.Table:
        """Return a table, sorted by document and place in it.

        Args:
            name: name of the table; `tables` lists them.
            columns: only these, in this order.
            limit: only so many rows from its beginning.

        Returns:
            An Arrow table; `.to_pandas()` makes a data frame, and DuckDB reads it by its variable's name.

        Raises:
            CorpusError: there is no such table or column.
        """
        return pa.concat_tables(self.pieces(name, columns, limit))

    def pieces(self, name: str, columns: Sequence[str] | None = None, limit: int | None = None) -> Iterator[pa.Table]:
        """Yield a table file by file, so that it need not fit into memory; the arguments are those of `table`."""
        schema = self._schema(name, columns)
        yield schema.empty_table()
        left = limit
        for part in layout.parts(self.path, name):
            if left is not None and left <= 0:
                break
            # Not pq.read_table, which opens a file twice: an ingest may replace it in between.
            with pq.ParquetFile(part) as file:
                piece = file.read(columns=schema.names)
            piece = pa.Table.from_arrays([piece[column] for column in schema.names], schema=schema)
            if left is not None:
                piece = piece.slice(0, left)
                left -= len(piece)
            yield piece

    def relation(self, name: str, connection: duckdb.DuckDBPyConnection | None = None) -> duckdb.DuckDBPyRelation:
        """Return a table as a DuckDB relation, which reads the files when a result is asked for.

        Args:
            name: name of the table.
            connection: connection that the relation belongs to; without it DuckDB's default one.

        Raises:
            CorpusError: there is no such table.
        """
        import duckdb

        schema = self._schema(name, None)
        paths = [str(part) for part in layout.parts(self.path, name)]
        reading = connection if connection is not None else duckdb
        if not paths:  # the corpus is older than the table
            return reading.from_arrow(schema.empty_table())
        return reading.read_parquet(paths, hive_partitioning=False)

    def rows(self, name: str, doc_id: str) -> list[dict[str, Any]]:
        """Return the rows of one document in a table, in the order of its text; none if there is no such document.

        Raises:
            CorpusError: there is no such table.
        """
        self._schema(name, None)
        try:
            return _find(layout.part(self.path, name, layout.bucket(doc_id)), doc_id)
        except (FileNotFoundError, ValueError):
            return []

    def _schema(self, name: str, columns: Sequence[str] | None) -> pa.Schema:
        if name not in TABLES:
            raise CorpusError(f"{self.path}: no table {name!r}; there are {', '.join(TABLES)}.")
        schema = TABLES[name].schema
        if columns is None:
            return schema
        missing = [column for column in columns if column not in schema.names]
        if missing:
            raise CorpusError(f"{self.path}: {name} has no column {missing[0]!r}; it has {', '.join(schema.names)}.")
        return pa.schema([schema.field(column) for column in columns], metadata=schema.metadata)


def _find(part: Path, doc_id: str) -> list[dict[str, Any]]:
    """Return the rows of a document in a file, reading no more than the row groups that they are in."""
    rows: list[dict[str, Any]] = []
    with pq.ParquetFile(part) as file:
        column = file.schema_arrow.names.index("doc_id")
        for group in range(file.num_row_groups):
            ids = file.metadata.row_group(group).column(column).statistics
            if ids is not None and ids.has_min_max and not ids.min <= doc_id <= ids.max:
                continue  # rows are sorted by document
            # Compared here: to make Arrow's own value of a text, it would import pandas first.
            held = file.read_row_group(group, columns=["doc_id"])["doc_id"].to_pylist()
            if doc_id in held:
                piece = file.read_row_group(group).slice(held.index(doc_id), held.count(doc_id))
                rows += piece.to_pylist()  # and on: a row group may end within a document
    return rows


def _way_out(folder: Path) -> str:
    return f"Make one with: vanban ingest FOLDER --corpus {shlex.quote(str(folder))}"
