"""What the page asks of the tables, as SQL over the corpus's Parquet files.

Short columns of the documents, who cites which number, who names which place and what is counted there are kept in
memory, and made again when an ingest has changed the corpus. What belongs to one document is read from the files of
its bucket. Other questions are one scan of the columns that they name, cut off after `SECONDS`.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from corpus.numbers import key
from corpus.reader import Corpus, TableInfo
from schemas import layout
from schemas.errors import UserError
from schemas.tables import TABLES

SECONDS = 5.0
"""Time that one question may take."""

_MEMORY = "1GB"
_LOOK_AGAIN = 2.0  # seconds between looks at whether the corpus has changed
_ID = re.compile(r"[0-9a-f]{16}")
_SHORT = (
    "doc_id, source, url, kind, number, number_norm, doc_type, issue_date, effective_date, issuer, issuer_symbol, "
    "signer, signer_title, place, subject, title, published_at, media_type, pages, site, parse_status, read_by"
)

_MENTION = (
    'row_id, doc_id, "start", "end", surface, number_norm, doc_type, issuer, date, relation, title, pinpoint, state, '
    "confidence, form, symbol_inferred"
)

Row = dict[str, Any]


class TooSlow(UserError):
    """A question that would take too long; the message says how to ask less."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A part of a WHERE clause with its values."""

    sql: str
    values: tuple[Any, ...] = ()


class Store:
    """The tables of one corpus, open for questions from many threads."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._duck = duckdb.connect(
            ":memory:",
            config={
                "threads": 2,
                "memory_limit": _MEMORY,
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
            },
        )
        tables = (corpus.path / layout.TABLES_DIR).resolve()
        for name, table in TABLES.items():
            if not layout.parts(corpus.path, name):  # nothing has been written to it yet
                self._duck.register("empty", table.schema.empty_table())
                self._duck.execute(f"CREATE TABLE {name} AS SELECT *, '00' AS bucket FROM empty")
                continue
            files = _quoted(str(tables / name / "bucket=*" / layout.PART))
            self._duck.execute(
                f"CREATE VIEW {name} AS SELECT * FROM "
                f"read_parquet({files}, hive_partitioning = true, hive_types = {{'bucket': VARCHAR}})"
            )
        # From here on nothing but these files can be opened, whatever a question says.
        self._duck.execute(f"SET allowed_directories = [{_quoted(str(tables))}]")
        self._duck.execute("SET enable_external_access = false")
        self._duck.execute("SET lock_configuration = true")
        self._lock = threading.Lock()
        self._looked = 0.0
        self._state: tuple[tuple[int, int], ...] | None = None
        self._facts: dict[str, Any] = {}
        self._spellings: dict[str, list[str]] = {}
        self.refresh()

    # ---- questions

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Return the rows of a question as dictionaries.

        Raises:
            TooSlow: it took longer than `SECONDS`.
        """
        rows: list[Row] = self.arrow(sql, values).to_pylist()
        return rows

    def arrow(self, sql: str, values: Sequence[Any] = ()) -> pa.Table:
        """Return the rows of a question as an Arrow table.

        Raises:
            TooSlow: it took longer than `SECONDS`.
        """
        with self._asking() as cursor:
            return cursor.sql(sql, params=list(values)).to_arrow_table()

    def batches(self, sql: str, values: Sequence[Any] = (), rows: int = 10_000) -> Iterator[pa.RecordBatch]:
        """Yield the rows of a question as they come, without a limit of time: for downloads."""
        with self._duck.cursor() as cursor:
            yield from cursor.sql(sql, params=list(values)).to_arrow_reader(rows)

    @contextmanager
    def _asking(self) -> Iterator[duckdb.DuckDBPyConnection]:
        cursor = self._duck.cursor()
        timer = threading.Timer(SECONDS, cursor.interrupt)
        timer.start()
        try:
            yield cursor
        except duckdb.InterruptException as error:
            raise TooSlow(
                f"This took more than {SECONDS:g} seconds and was ended. Ask for less: add a filter, such as doc_id."
            ) from error
        finally:
            timer.cancel()
            cursor.close()

    # ---- one document

    def of_document(self, table: str, doc_id: str) -> list[Row]:
        """Return the rows of one document in a table, read from the one file that they are in."""
        if table != "documents":
            return self.corpus.rows(table, doc_id)
        if not _ID.fullmatch(doc_id):
            return []
        # DuckDB takes one text out of a file of many in half the time of PyArrow.
        where = f"bucket = '{layout.bucket(doc_id)}' AND doc_id = '{doc_id}'"
        return self.rows(f"SELECT * EXCLUDE (bucket) FROM documents WHERE {where}")

    def words(self, doc_id: str, condition: str) -> list[Row]:
        """Return those words of a document that a condition holds for: of all its pages they may be a million."""
        if not _ID.fullmatch(doc_id):
            return []
        where = f"bucket = '{layout.bucket(doc_id)}' AND doc_id = '{doc_id}' AND {condition}"
        return self.rows(f'SELECT "start", "end", page, bbox FROM words WHERE {where} ORDER BY "start"')

    # ---- what is kept in memory

    def refresh(self) -> None:
        """Make anew what is kept in memory, if the corpus has changed."""
        with self._lock:
            now = time.monotonic()
            if self._state is not None and now < self._looked + _LOOK_AGAIN:
                return
            self._looked = now
            parts = [path.stat() for path in layout.parts(self.corpus.path, "documents")]
            state = tuple((stat.st_mtime_ns, stat.st_size) for stat in parts)
            if state == self._state:
                return
            with self._duck.cursor() as cursor:
                cursor.execute(f"CREATE OR REPLACE TABLE docs AS SELECT {_SHORT} FROM documents ORDER BY doc_id")
                cursor.execute(
                    "CREATE OR REPLACE TABLE numbered AS SELECT * FROM docs WHERE number_norm IS NOT NULL "
                    "ORDER BY number_norm, issue_date, doc_id"
                )
                cursor.execute(
                    "CREATE OR REPLACE TABLE place_docs AS SELECT level, code, name, doc_id, count(*) AS mentions, "
                    'min("start") AS "start" FROM places WHERE name IS NOT NULL GROUP BY ALL ORDER BY code, doc_id'
                )
                cursor.execute(
                    f"CREATE OR REPLACE TABLE mentions AS SELECT {_MENTION} FROM citations "
                    "WHERE number_norm IS NOT NULL AND NOT is_self ORDER BY number_norm"
                )
                cursor.execute(
                    "CREATE OR REPLACE TABLE told AS SELECT split_part(place, ', ', 1) AS place_name, "
                    "* EXCLUDE (bucket) FROM criteria WHERE kind <> 'criterion_ref' AND place IS NOT NULL "
                    'ORDER BY place_name, period DESC NULLS LAST, doc_id, "start"'
                )
                spellings: dict[str, list[str]] = {}
                cursor.execute(
                    "SELECT number_norm FROM numbered UNION SELECT number_norm FROM mentions ORDER BY number_norm"
                )
                for (number,) in cursor.fetchall():
                    spellings.setdefault(key(number), []).append(number)
            self._state = state
            self._facts = {}
            self._spellings = spellings

    def as_of(self) -> dt.date:
        """Return the day on which the documents last changed."""
        return dt.date.fromtimestamp(max(time for time, _ in self._state or ((0, 0),)) / 1e9)

    def once(self, sql: str) -> list[Row]:
        """Return the rows of a question about the whole corpus, kept until the corpus changes."""
        self.refresh()
        facts = self._facts  # refresh puts another in its place, so an old answer never lands in a new one
        if sql not in facts:
            facts[sql] = self.rows(sql)
        found: list[Row] = facts[sql]
        return found

    def tables(self) -> list[TableInfo]:
        """Return what is in the corpus, table by table, kept until the corpus changes."""
        self.refresh()
        facts = self._facts
        if "tables" not in facts:
            facts["tables"] = self.corpus.tables()
        found: list[TableInfo] = facts["tables"]
        return found

    def short(self, doc_ids: Sequence[str]) -> dict[str, Row]:
        """Return the short columns of documents by their ids."""
        if not doc_ids:
            return {}
        found = self.rows("SELECT * FROM docs WHERE doc_id IN (SELECT unnest($1))", [list(doc_ids)])
        return {row["doc_id"]: row for row in found}

    def has_number(self, keys: Iterable[str]) -> Condition:
        """Return the condition that a row has a number with one of the keys: 05/CĐ-UBND and 5/CĐ-UBND have one.

        It is quick for `numbered` and `mentions`, which are sorted by number.
        """
        spellings = tuple(number for wanted in keys for number in self._spellings.get(wanted, ()))
        # Values, not a list: only these are looked up in a table that is sorted by them.
        return Condition(f"number_norm IN ({', '.join('?' * len(spellings)) or 'NULL'})", spellings)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def where(conditions: Sequence[Condition]) -> tuple[str, list[Any]]:
    """Return conditions as one WHERE clause (empty if there are none) and its values."""
    if not conditions:
        return "", []
    return "WHERE " + " AND ".join(item.sql for item in conditions), [v for item in conditions for v in item.values]


def columns(table: str) -> Mapping[str, pa.Field]:
    """Return the columns of a table by name."""
    return {field.name: field for field in TABLES[table].schema}
