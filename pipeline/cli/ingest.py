"""Read files and folders into the tables of a corpus, and its search index.

Reading the same inputs again changes nothing. Ctrl-C ends early and keeps what was read; after a crash,
run the same command again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import index, out

if TYPE_CHECKING:
    from pipeline.ingest import BatchReport, IngestReport

EXAMPLE = "Example: vanban ingest van-ban/ quyet-dinh.html --corpus my-corpus"


def command(
    paths: Annotated[list[str], typer.Argument(metavar="PATH…", help="Files and folders.")],
    corpus: out.CorpusOption,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, help="Processes that read; 0: as many as pay off.")] = 0,
    format: out.FormatOption = out.Format.TABLE,
) -> None:
    """Ingest."""
    report = run(paths, corpus, jobs)
    row = {
        "corpus": corpus,
        "inputs": report.inputs,
        "read": report.read,
        "unchanged": report.unchanged,
        "rejected": report.rejected,
        "skipped": sum(report.skipped.values()),
    }
    out.Writer(format, list(row)).write([row])
    if report.skipped:
        reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(report.skipped.items()))
        out.error(f"skipped in folders: {reasons}")
    if not report.total:
        out.error("no documents found")
    if report.interrupted:
        out.error("stopped: what was read until now is in the tables; the same command goes on")
        raise typer.Exit(130)
    if report.rejected:
        raise typer.Exit(1)


def run(paths: list[str], corpus: str, jobs: int) -> IngestReport:
    """Ingest with a progress bar; rejected inputs are named on standard error as they come."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from pipeline.ingest import ingest

    console = out.console(stderr=True)
    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("reading", total=None)

        def show(batch: BatchReport, total: int) -> None:
            bar.update(task, advance=batch.inputs, total=total)
            for reject in batch.rejects:
                console.print(out.plain(f"rejected: {reject.source}: {reject.reason}: {reject.message}"))

        report = ingest(paths, corpus, jobs, show)
    if not report.interrupted:
        index.update(corpus)
    return report
