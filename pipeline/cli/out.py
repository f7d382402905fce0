"""What the commands print: rows as table, JSON lines or CSV, messages on standard error.

Text from documents and names of files are hostile here: control characters could drive the terminal,
square brackets are markup to Rich, and a leading = is a formula to a spreadsheet.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import signal
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from schemas.spreadsheets import disarmed

if TYPE_CHECKING:
    from rich.console import Console

Row = Mapping[str, Any]


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"


FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How to print the rows.")]
CorpusOption = Annotated[str, typer.Option("--corpus", "-c", metavar="DIR", help="Folder of the corpus.")]

# Controls of the terminal (C0, DEL, C1), marks that turn the direction of writing, and lone surrogates.
_CONTROLS = {
    **dict.fromkeys((*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd"),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
    **{code: chr(0x2400 + code) for code in range(0x20)},
    0x7F: "\u2421",
}
_IN_CELL = _CONTROLS | dict.fromkeys(map(ord, "\t\n\r"), " ")
# Legal in JSON as they are, but some readers split lines at them and some terminals obey them.
_IN_JSON = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029, *range(0xD800, 0xE000))}


def prepare_streams() -> None:
    """Make standard output and error fit for any text, whatever the locale says."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the caller
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            # Files and pipes are UTF-8 always; a terminal shows what it can.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def console(stderr: bool = False) -> Console:
    """Return the console for standard output or error; it has no colours where NO_COLOR is set."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=stderr)


def error(message: str) -> None:
    """Print a line on standard error."""
    print(plain(message), file=sys.stderr, flush=True)


@contextlib.contextmanager
def waiting(what: str) -> Iterator[None]:
    """Show in a terminal that something takes its time, and how long it has taken."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    shown = console(stderr=True)
    columns = (TextColumn(what), SpinnerColumn(), TimeElapsedColumn())
    with Progress(*columns, console=shown, transient=True, disable=not shown.is_terminal) as bar:
        bar.add_task(what, total=None)
        yield


@contextlib.contextmanager
def stopping(message: str) -> Iterator[None]:
    """Answer Ctrl-C at once with a message: what it interrupts may take some time to end well."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, _: object) -> None:
        error(message)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def plain(text: str) -> str:
    """Return a text of one line that a terminal only shows."""
    return text.translate(_IN_CELL)


def json_line(value: object) -> str:
    """Return a value as one line of JSON; dates are ISO, whole numbers have no point."""
    return json.dumps(_simple(value), ensure_ascii=False).translate(_IN_JSON)


def _simple(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _simple(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_simple(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def cell(value: Any) -> str:
    """Return a value as the text of a cell; null is empty."""
    if value is None:
        return ""
    if isinstance(value, list | tuple | Mapping):
        return json_line(value) if value else ""
    return str(_simple(value))


class Writer:
    """Prints rows in a format, as they come."""

    def __init__(self, format: Format, columns: Sequence[str]) -> None:
        self.format = format
        self.columns = columns
        self._csv = csv.writer(sys.stdout)  # ends lines with CR LF as RFC 4180, so that either is quoted
        if format is Format.CSV:
            self._csv.writerow(columns)

    def write(self, rows: Iterable[Row], title: str | None = None) -> None:
        """Print rows; in the format table they make one table."""
        if self.format is Format.TABLE:
            _print_table(list(rows), self.columns, title)
            return
        for row in rows:
            if self.format is Format.JSONL:
                print(json_line({name: row[name] for name in self.columns}))
            else:
                self._csv.writerow([_csv_cell(row[name]) for name in self.columns])
        sys.stdout.flush()


def _csv_cell(value: Any) -> str:
    text = disarmed(cell(value)) if isinstance(value, str) else cell(value)
    return text.translate(_CONTROLS) if sys.stdout.isatty() else text


def _print_table(rows: Sequence[Row], columns: Sequence[str], title: str | None) -> None:
    """Print rows as a table; columns without a value are left out."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    shown = [name for name in columns if any(cell(row[name]) for row in rows)] or list(columns)
    table = Table(box=box.SIMPLE_HEAD, title=title and plain(title), title_justify="left", pad_edge=False)
    for name in shown:
        numeric = all(isinstance(row[name], int | float) for row in rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold", no_wrap=numeric)
    for row in rows:
        table.add_row(*(Text(plain(cell(row[name]))) for name in shown))
    console().print(table)
