"""Any table as a page: filters from the address, a page of rows, and the whole as CSV, XLSX or Parquet."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpus.web.store import Condition, Store, where
from schemas import layout
from schemas.errors import UserError
from schemas.spreadsheets import disarmed, is_formula
from schemas.tables import TABLES

ROWS = 50
"""Rows of one page."""

MOST_SKIPPED = 100_000
"""Rows that paging may skip: beyond, a filter finds what paging does not."""

MOST_IN_XLSX = 1_048_575
_LONGEST_IN_XLSX = 32_767

OPERATORS = {
    "is": "= ?",
    "not": "IS DISTINCT FROM ?",
    "has": "contains",
    "starts": "starts_with",
    "min": ">= ?",
    "max": "<= ?",
    "null": "IS NULL",
    "some": "IS NOT NULL",
}
"""What a filter can ask: column__operator=value in the address; without an operator it is `is`."""


class BadFilter(UserError):
    """A filter, column or order that makes no sense; the message says what there is."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter of an address."""

    column: str
    operator: str
    value: str


@dataclass(frozen=True, slots=True)
class Question:
    """Which rows of a table are asked for.

    Attributes:
        table: name of the table.
        filters: all of them must hold.
        order: column to sort by; null: as they are stored.
        descending: largest first.
    """

    table: str
    filters: tuple[Filter, ...] = ()
    order: str | None = None
    descending: bool = False


def question(table: str, parameters: Sequence[tuple[str, str]]) -> Question:
    """Return what an address asks of a table; parameters that begin with _ are the page's own, lang too.

    Raises:
        BadFilter: there is no such column or operator, or the value does not fit the column.
    """
    names = TABLES[table].schema.names
    filters: list[Filter] = []
    order, descending = None, False
    for name, value in parameters:
        if name in ("_sort", "_desc"):
            if value not in names:
                raise BadFilter(f"{table} has no column {value!r}; it has {', '.join(names)}.")
            order, descending = value, name == "_desc"
        elif not name.startswith("_") and name != "lang":
            column, _, operator = name.partition("__")
            if column not in names:
                raise BadFilter(f"{table} has no column {column!r}; it has {', '.join(names)}.")
            if operator and operator not in OPERATORS:
                raise BadFilter(f"There is no operator {operator!r}; there are {', '.join(OPERATORS)}.")
            if value or operator in ("null", "some"):
                filters.append(Filter(column, operator or "is", value))
    found = Question(table, tuple(filters), order, descending)
    _conditions(found)  # so that a wrong value is told before anything is asked
    return found


def _conditions(asked: Question) -> list[Condition]:
    schema = TABLES[asked.table].schema
    found = []
    for item in asked.filters:
        name, kind = f'"{item.column}"', schema.field(item.column).type
        if item.operator in ("null", "some"):
            found.append(Condition(f"{name} {OPERATORS[item.operator]}"))
        elif pa.types.is_list(kind):
            if item.operator not in ("is", "has"):
                raise BadFilter(f"{item.column} is a list: only is and has can be asked of it.")
            cells = f"CAST({name} AS VARCHAR)" if pa.types.is_struct(kind.value_type) else name
            sql = f"contains({cells}, ?)" if cells != name else f"list_contains(CAST({name} AS VARCHAR[]), ?)"
            found.append(Condition(sql, (item.value,)))
        elif item.operator in ("has", "starts"):
            found.append(Condition(f"{OPERATORS[item.operator]}(CAST({name} AS VARCHAR), ?)", (item.value,)))
        else:
            found.append(Condition(f"{name} {OPERATORS[item.operator]}", (_typed(item, kind),)))
        if item.column == "doc_id" and item.operator == "is" and _is_id(item.value) and TABLES[asked.table].is_read:
            found.append(Condition(f"bucket = '{layout.bucket(item.value)}'"))
    return found


def _is_id(value: str) -> bool:
    return len(value) == 16 and set(value) <= set("0123456789abcdef")


def _typed(item: Filter, kind: pa.DataType) -> object:
    """Return the value of a filter as the type of its column."""
    text = item.value.strip()
    try:
        if pa.types.is_integer(kind):
            number = int(text)
            if abs(number) >= 2**63:
                raise ValueError("too large")
            return number
        if pa.types.is_floating(kind):
            return float(text)
        if pa.types.is_boolean(kind):
            return {"true": True, "1": True, "false": False, "0": False}[text.lower()]
        if pa.types.is_date(kind):
            return dt.date.fromisoformat(text)
        if pa.types.is_timestamp(kind):
            when = dt.datetime.fromisoformat(text)
            return when if when.tzinfo else when.replace(tzinfo=dt.UTC)
    except (ValueError, KeyError, OverflowError) as error:
        raise BadFilter(f"{item.column}: {text!r} is no {kind}.") from error
    return item.value


def _sql(asked: Question, columns: str) -> tuple[str, list[Any]]:
    clause, values = where(_conditions(asked))
    order = f'ORDER BY "{asked.order}" {"DESC" if asked.descending else ""} NULLS LAST' if asked.order else ""
    return f"SELECT {columns} FROM {asked.table} {clause} {order}", values


def page(store: Store, asked: Question, number: int, rows: int = ROWS) -> list[dict[str, Any]]:
    """Return one page of rows, from 1, and one row more if there is a next page."""
    skipped = (number - 1) * rows
    if skipped > MOST_SKIPPED:
        raise BadFilter(f"Paging ends after {MOST_SKIPPED:,} rows: add a filter, or download the table.")
    sql, values = _sql(asked, "* EXCLUDE (bucket)")
    return store.rows(f"{sql} LIMIT {rows + 1} OFFSET {skipped}", values)


def count(store: Store, asked: Question) -> int:
    """Return how many rows there are."""
    sql, values = _sql(Question(asked.table, asked.filters), "count(*) AS n")
    number: int = store.rows(sql, values)[0]["n"]
    return number


# ---- downloads


def _batches(store: Store, asked: Question) -> Iterator[pa.RecordBatch]:
    sql, values = _sql(asked, "* EXCLUDE (bucket)")
    return store.batches(sql, values)


def csv_cell(value: Any) -> str:
    """Return a value as the text of a CSV cell that no spreadsheet takes for a formula."""
    return disarmed(cell(value)) if isinstance(value, str) else cell(value)


def cell(value: Any) -> str:
    """Return a value as text: dates ISO, lists and records JSON, null empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list | tuple | Mapping):
        return json.dumps(value, ensure_ascii=False, default=str) if value else ""
    return str(value)


def csv_bytes(names: Sequence[str], rows: Iterable[Iterable[Any]], is_first: bool = True) -> bytes:
    """Return rows as CSV: UTF-8 with a mark, so that Excel reads the Vietnamese letters; lines end as RFC 4180."""
    text = io.StringIO()
    writer = csv.writer(text)
    if is_first:
        text.write("\ufeff")
        writer.writerow(names)
    writer.writerows([csv_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8", "replace")


def as_csv(store: Store, asked: Question) -> Iterator[bytes]:
    """Yield a table as CSV, piece by piece."""
    names = TABLES[asked.table].schema.names
    yield csv_bytes(names, ())
    for batch in _batches(store, asked):
        yield csv_bytes(names, ([row[name] for name in names] for row in batch.to_pylist()), is_first=False)


def as_parquet(store: Store, asked: Question) -> Path:
    """Return a temporary file with the rows as Parquet, of the corpus's own schema; the caller removes it."""
    schema = TABLES[asked.table].schema
    path = _temporary(".parquet")
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in _batches(store, asked):
            table = pa.Table.from_batches([batch])
            writer.write_table(
                pa.Table.from_arrays(
                    [table[name].cast(schema.field(name).type) for name in schema.names], schema=schema
                )
            )
    return path


def as_xlsx(store: Store, asked: Question) -> Path:
    """Return a temporary file with the rows as an Excel workbook; the caller removes it.

    Text is text there: nothing is a formula or a link, and what could become one when it is edited has
    Excel's own mark of quoted text. Text beyond what a cell holds is cut, and ends with an ellipsis.

    Raises:
        BadFilter: more rows than a sheet holds.
    """
    import xlsxwriter

    if count(store, asked) > MOST_IN_XLSX:
        raise BadFilter(f"A sheet holds {MOST_IN_XLSX:,} rows: add a filter, or take CSV or Parquet.")
    path = _temporary(".xlsx")
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
        "remove_timezone": True,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet(asked.table[:31])
        head = book.add_format({"bold": True})
        quoted = book.add_format({"quote_prefix": True})
        for column, name in enumerate(TABLES[asked.table].schema.names):
            sheet.write_string(0, column, name, head)
        sheet.freeze_panes(1, 0)
        line = 0
        for batch in _batches(store, asked):
            for row in batch.to_pylist():
                line += 1
                for column, value in enumerate(row.values()):
                    if isinstance(value, bool):
                        sheet.write_boolean(line, column, value)
                    elif isinstance(value, int | float):
                        sheet.write_number(line, column, value)
                    elif isinstance(value, dt.date | dt.datetime) and value.year >= 1900:
                        sheet.write_datetime(line, column, value)
                    elif value is not None:
                        text = cell(value)
                        if len(text) > _LONGEST_IN_XLSX:
                            text = text[: _LONGEST_IN_XLSX - 1] + "…"
                        sheet.write_string(line, column, text, quoted if is_formula(text) else None)
    return path


def _temporary(suffix: str) -> Path:
    with tempfile.NamedTemporaryFile(prefix="vanban-", suffix=suffix, delete=False) as file:
        return Path(file.name)
