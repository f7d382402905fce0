"""Read the sample documents into a small corpus and show what came out."""

from __future__ import annotations

import re
import shlex
from importlib import resources
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import ingest, out, tables

if TYPE_CHECKING:
    from rich.text import Text

    from corpus import Corpus

EXAMPLE = "Example: vanban demo --corpus /tmp/demo-corpus"

_SENTENCE_END = re.compile(r"[.;!?]\s|\n")
_MOST = 140  # characters shown on either side of a value


def command(
    corpus: Annotated[str, typer.Option("--corpus", "-c", metavar="DIR", help="Where to put it.")] = "demo-corpus",
    format: out.FormatOption = out.Format.TABLE,
) -> None:
    """Demo."""
    from corpus import Corpus

    with resources.as_file(resources.files("corpus") / "sample") as sample:
        report = ingest.run([str(sample)], corpus, jobs=1)
    opened = Corpus.open(corpus)
    tables.show(opened, format)
    if format is out.Format.TABLE:
        _show_sentences(opened)
        _show_next(opened)
    if report.rejected:
        raise typer.Exit(1)


def _show_sentences(corpus: Corpus) -> None:
    """Print a row of three tables, each with the sentence that it was read from."""
    console = out.console()
    console.print("Every value points back to the characters it was read from:\n")
    examples = (
        ("citations", ("number_norm", "doc_type", "issuer", "date")),
        ("criteria", ("kind", "value", "unit", "denominator", "grade", "modality")),
        ("places", ("level", "name", "code", "era")),
    )
    seen: set[str] = set()
    for name, columns in examples:
        rows = corpus.table(name).to_pylist()
        rows = [row for row in rows if row["doc_id"] not in seen] or rows
        if rows:
            # The row with the most to show; the first of them, so that the demo is the same each time.
            row = max(rows, key=lambda row: sum(row[column] is not None for column in columns))
            seen.add(row["doc_id"])
            values = ", ".join(f"{column} {out.cell(row[column])}" for column in columns if row[column] is not None)
            console.print(out.plain(f"{name}: {values}"), style="bold")
            document = corpus.document(row["doc_id"])
            console.print(_sentence(document.text, row["start"], row["end"]))
            console.print(out.plain(f"  {document.source}, characters {row['start']} to {row['end']}\n"), style="dim")


def _sentence(text: str, start: int, end: int) -> Text:
    """Return the sentence around a span, with the span marked in a way that needs no colour."""
    from rich.text import Text

    before = text[max(0, start - _MOST) : start]
    after = text[end : end + _MOST]
    ends = [match.end() for match in _SENTENCE_END.finditer(before)]
    stop = _SENTENCE_END.search(after)
    if ends:
        before = before[ends[-1] :]
    elif start > _MOST:
        before = "…" + before[before.find(" ") :]
    if stop:
        after = after[: stop.start() + 1]
    elif end + _MOST < len(text):
        after = after[: after.rfind(" ")] + " …"
    shown = Text("  ")
    shown.append(out.plain(before).lstrip())
    shown.append(f"▸{out.plain(text[start:end])}◂", style="bold reverse")
    shown.append(out.plain(after).rstrip())
    return shown


def _show_next(corpus: Corpus) -> None:
    folder = shlex.quote(str(corpus.path))
    out.console().print("Try next:", style="bold")
    for line in (
        f"vanban serve --corpus {folder}",
        f"vanban search 318/QĐ-TTg --corpus {folder}",
        f"vanban tables citations --corpus {folder} --format csv",
        f"""python -c "import pandas; print(pandas.read_parquet('{folder}/tables/documents').head())\"""",
        "vanban ingest FOLDER --corpus my-corpus",
    ):
        print(out.plain(f"  {line}"))
