"""Read files, folders, archives of crawls (WARC) and web addresses into a corpus: its tables and its search index.

Reading the same inputs again changes nothing. Ctrl-C ends early and keeps what was read; after a crash,
run the same command again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import crawl, index, out

if TYPE_CHECKING:
    from collections.abc import Collection

    from pipeline.crawl.crawl import CrawlReport
    from pipeline.ingest import BatchReport, IngestReport

EXAMPLE = "Example: vanban ingest van-ban/ CC-MAIN.warc.gz --host sonla.gov.vn --corpus my-corpus"


def command(
    paths: Annotated[list[str], typer.Argument(metavar="PATH", help="Files, folders, WARC archives, addresses.")],
    corpus: out.CorpusOption,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, help="Processes that read; 0: as many as pay off.")] = 0,
    host: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="From archives: only pages of this host; repeatable.")
    ] = None,
    type: Annotated[
        list[str] | None, typer.Option(metavar="MEDIA", help="From archives: only this media type; repeatable.")
    ] = None,
    contact: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", envvar="VANBAN_CONTACT", help="For addresses: where hosts can reach you."),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="For addresses: a host on a private address."),
    ] = None,
    format: out.FormatOption = out.Format.TABLE,
) -> None:
    """Ingest."""
    from pipeline import acquire

    addresses = [path for path in paths if "://" in path]
    paths = [path for path in paths if "://" not in path]
    acquire.check(paths)
    fetched = _fetch(addresses, corpus, contact, allow_host or []) if addresses else None
    report = run(paths, corpus, jobs, host or (), type or ())
    if fetched:
        report.add_all(fetched.reading)
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
        out.error("no documents found: name files, or a folder that holds some (docs/reading.md lists the formats)")
    if report.interrupted:
        out.error("stopped: what was read until now is in the tables; the same command goes on")
        raise typer.Exit(130)
    if fetched and not fetched.is_whole:
        crawl.finish(fetched)
    if report.rejected:
        raise typer.Exit(1)


def _fetch(addresses: list[str], corpus: str, contact: str | None, allowed: list[str]) -> CrawlReport:
    """Read single addresses, as politely as a crawl."""
    crawl.need_scrapy()
    from pipeline.crawl.source import of_addresses

    return crawl.run([of_addresses(addresses)], corpus, contact, allowed)


def run(
    paths: list[str], corpus: str, jobs: int, hosts: Collection[str] = (), types: Collection[str] = ()
) -> IngestReport:
    """Ingest with a progress bar; rejected inputs are named on standard error as they come."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from pipeline.ingest import ingest

    console = out.console(stderr=True)
    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    with bar, out.stopping("stopping: what has been read is brought into the tables first"):
        task = bar.add_task("reading", total=None)

        def show(batch: BatchReport, total: int) -> None:
            bar.update(task, advance=batch.inputs, total=total)
            for reject in batch.rejects:
                console.print(out.plain(f"rejected: {reject.source}: {reject.reason}: {reject.message}"))

        report = ingest(paths, corpus, jobs, show, hosts=hosts, types=types)
    if not report.interrupted:
        with out.waiting("indexing"):
            index.update(corpus)
    return report
