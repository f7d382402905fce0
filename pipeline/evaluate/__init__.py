"""Accuracy against gold files: ``evaluate(gold_path) -> Report``.

The metric is written before the number: `Report.metric` says in words what is counted. `score` matches
items and sums. `golds` knows the kinds of gold file; each has a module: `annotated`, `portal`, `notes`.
`compared` has the forms that values are compared in, `floors` keeps the figures from falling.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from extractors import Reading
from extractors.shadow import canonical
from pipeline.evaluate import compared, golds
from pipeline.evaluate.floors import check_floors, write_floors
from pipeline.evaluate.gold import Case, Gold, GoldError
from pipeline.evaluate.reader import read_rows
from pipeline.evaluate.score import Cell, Recorder, Report
from schemas.spreadsheets import disarmed

__all__ = ["GoldError", "Reader", "Report", "check_floors", "evaluate", "measure", "render", "run", "write_floors"]

Reader = Callable[[bytes, str], tuple[str, Reading]]
"""Reads bytes that came from a named source into canonical text and its records."""


def evaluate(gold_path: Path, read: Reader = read_rows) -> Report:
    """Read each document of a gold file and compare.

    Args:
        gold_path: a gold file of any kind that `golds` knows.
        read: how documents are read; the same path as `vanban extract`.

    Returns:
        The report. A document that cannot be read misses all its items and is named in `crashes`.

    Raises:
        GoldError: if the gold file cannot be read.
    """
    return measure(golds.load(gold_path), read)


def measure(gold: Gold, read: Reader = read_rows) -> Report:
    """Read each document of a gold and compare; see `evaluate`."""
    recorder = Recorder()
    crashes: list[tuple[str, str]] = []
    for case in gold.cases:
        text = canonical(case.data.decode("utf-8"))
        reading: Reading | None = None
        try:
            read_text, reading = read(case.data, f"{case.doc_id}.txt")
            if read_text != text:
                raise ValueError("the reader changed the text, so that offsets do not fit")
        except Exception as error:  # a crash of any kind is a miss, and the run goes on
            crashes.append((case.doc_id, f"{type(error).__name__}: {error}"))
            reading = None
        _score(recorder, case, text, reading)
    return Report(
        gold.kind, gold.fingerprint, gold.metric, recorder.tallies, recorder.misses, recorder.judged,
        crashes, gold.left_out,
    )  # fmt: skip


def _score(recorder: Recorder, case: Case, text: str, reading: Reading | None) -> None:
    found = {} if reading is None else compared.predictions(reading, case.number)
    for name, items in case.items.items():
        predicted = found.get(name, [])
        if name in case.only_at:
            every = found.get("dates.value", [])
            predicted = [item for item in every if any(item.overlap(at) for at in case.only_at[name])]
        recorder.items(case.doc_id, case.origin, name, text, items, predicted)
    values = {} if reading is None else compared.header_values(reading)
    spans = {} if reading is None else {at.field: (at.start, at.end) for at in reading.header.header_spans}
    for name, expected in case.header.items():
        got = values.get(name)
        equal = got is not None and expected.same(got, expected.value or "")
        if expected.value is None and equal:
            got = None  # not printed where the metric looks, yet read rightly: neither hit nor false
        span = None if got is None else spans.get(name)
        recorder.value(case.doc_id, case.origin, f"header.{name}", text, expected.value, got, equal, span)


def run(
    gold: Path,
    floors: Path | None = None,
    field: str | None = None,
    misses: int = 0,
    format: str = "table",
    save_floors: bool = False,
    allow_lower: bool = False,
    read: Reader = read_rows,
    out: TextIO | None = None,
    err: TextIO | None = None,
) -> int:
    """Evaluate, print, check floors; what `vanban evaluate` does.

    Args:
        gold: the gold file.
        floors: floors file to check the figures against.
        field: only this field and those below it.
        misses: how many misses and false hits to print; -1 for all. jsonl and csv then print these rows
            in place of the figures.
        format: table, jsonl or csv.
        save_floors: write `floors` in place of checking it.
        allow_lower: let `save_floors` lower a floor.
        read: how documents are read.
        out: where rows go, standard output if null.
        err: where messages go, standard error if null.

    Returns:
        0; 1 if a document crashed or a figure is below its floor; 2 if the gold or floors are unusable.
    """
    out, err = out or sys.stdout, err or sys.stderr
    try:
        report = evaluate(gold, read)
    except GoldError as error:
        print(error, file=err)
        return 2
    listed = [
        miss.row()
        for miss in report.misses
        if field is None or miss.field == field or miss.field.startswith(f"{field}.")
    ]
    listed = listed if misses < 0 else listed[:misses]
    if format == "table":
        print(f"{report.metric}\n", file=out)
        out.write(render(report.rows(field), format))
        if listed:
            out.write("\n" + render(listed, format))
    else:
        out.write(render(listed if misses else report.rows(field), format))
    for line in _crash_lines(report):
        print(line, file=err)
    for doc_id, why in report.left_out:
        print(f"left out: {doc_id}: {why}", file=err)
    problems: list[str] = []
    if floors is not None:
        try:
            problems = write_floors(report, floors, allow_lower) if save_floors else check_floors(report, floors)
        except (OSError, ValueError, KeyError) as error:
            print(f"{floors}: cannot be used as floors: {error}", file=err)
            return 2
        for problem in problems:
            print(problem, file=err)
    return 1 if report.crashes or problems else 0


def _crash_lines(report: Report) -> list[str]:
    """Return one line for each different crash, with the documents that it hit."""
    hit: dict[str, list[str]] = {}
    for doc_id, message in report.crashes:
        hit.setdefault(message, []).append(doc_id)
    return [f"crash: {message} ({len(ids)} documents: {', '.join(ids[:5])})" for message, ids in hit.items()]


def render(rows: Sequence[dict[str, Cell]], format: str) -> str:
    """Return rows as an aligned table, JSON lines or CSV; shares have four digits in the table.

    Documents are hostile: what is not printable is escaped or replaced, and no cell of CSV is a formula.
    """
    if format == "jsonl":
        return "".join(_escape(json.dumps(row, ensure_ascii=False)) + "\n" for row in rows)
    if not rows:
        return ""
    names = list(rows[0])
    if format == "table":  # a column with nothing in it is noise for a reader, and data for a program
        names = [name for name in names if any(row[name] is not None for row in rows)]
    if format == "csv":
        buffer = io.StringIO()
        writer = csv.DictWriter(buffer, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _csv_cell(value) for name, value in row.items()} for row in rows)
        return buffer.getvalue()
    cells = [names] + [[_cell(row[name]) for name in names] for row in rows]
    widths = [max(len(line[column]) for line in cells) for column in range(len(names))]
    numeric = [all(not isinstance(row[name], str) for row in rows) for name in names]
    lines = [
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, numeric, strict=True)
        ).rstrip()
        for line in cells
    ]
    return "\n".join(lines) + "\n"


def _escape(line: str) -> str:
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in line)


def _csv_cell(value: Cell) -> Cell:
    return disarmed(_shown(value, keep="\n")) if isinstance(value, str) else value


def _cell(value: Cell) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.4f}" if abs(value) <= 1 else f"{value:,.1f}"
    return _shown(" ".join(str(value).split()))


def _shown(text: str, keep: str = "") -> str:
    return "".join(c if c.isprintable() or c in keep else "\ufffd" for c in text)
