"""Open a corpus and read its tables; nothing here writes."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas import layout
from schemas.layout import CorpusError
from schemas.records import Document, FieldSpan
from schemas.tables import TABLES

__all__ = ["Corpus", "CorpusError", "TableInfo"]


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
class Corpus:
    """A corpus that is open for reading.

    Each call reads what is on disk at that moment, also while an ingest goes on; its file of one bucket is
    always whole.

    Attributes:
        path: folder of the corpus.
    """

    path: Path

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Corpus:
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

    def document(self, doc_id: str) -> Document:
        """Return a document.

        Raises:
            CorpusError: there is none with this id.
        """
        try:
            found = _find(layout.part(self.path, "documents", layout.bucket(doc_id)), doc_id)
        except (FileNotFoundError, ValueError):
            found = []
        if not found:
            raise CorpusError(
                f"{self.path}: no document {doc_id!r}. "
                f"List the ids with: vanban tables documents --corpus {self.path} --columns doc_id,source"
            )
        row = found[0]
        values = {item.name: row[item.name] for item in dataclasses.fields(Document)}
        values |= {name: tuple(values[name]) for name in ("recipients", "distribution")}
        values["header_spans"] = tuple(FieldSpan(**span) for span in values["header_spans"])
        return Document(**values)

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
    """Return the rows of a document in a file, reading no more than the row group that it is in."""
    wanted = pc.field("doc_id") == doc_id
    with pq.ParquetFile(part) as file:
        for group in range(file.num_row_groups):
            if file.read_row_group(group, columns=["doc_id"]).filter(wanted).num_rows:
                rows: list[dict[str, Any]] = file.read_row_group(group).filter(wanted).to_pylist()
                return rows
    return []


def _way_out(folder: Path) -> str:
    return f"Make one with: vanban ingest FOLDER --corpus {folder}"
