"""Fetch declared sources politely and read what came into the tables of a corpus.

Give the name of a shipped source or the path of your own declaration (docs/crawling.md). A crawl that was broken
off, by Ctrl-C, a crash or a lost network, goes on where it was with the same command; the next crawl after it asks
only for what is new or changed.
"""

from __future__ import annotations

import datetime as dt
import re
import signal
import subprocess
import sys
import threading
import time
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import index, out

if TYPE_CHECKING:
    from pipeline.crawl.crawl import CrawlReport
    from pipeline.crawl.source import Source

EXAMPLE = "Example: vanban crawl vbpl --corpus my-corpus --contact you@university.edu.vn"

_COLUMNS = ("change", "document", "url", "source", "since", "before", "values_added", "values_removed")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_WRONG_USE, _INTERRUPTED = 2, 130
_SHOWN = 20  # addresses that a dry run names of each source


def command(
    sites: Annotated[
        list[str] | None, typer.Argument(metavar="SITE", help="Names of sources, or paths of *.yaml.")
    ] = None,
    corpus: Annotated[str | None, typer.Option("--corpus", "-c", metavar="DIR", help="Folder of the corpus.")] = None,
    contact: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", envvar="VANBAN_CONTACT", help="Where hosts can reach you; told to each host."),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A host that may stand on a private address (your own network)."),
    ] = None,
    changes: Annotated[
        bool, typer.Option("--changes", help="Print what is new, changed or vanished, row by row.")
    ] = False,
    watch: Annotated[
        str | None, typer.Option(metavar="EVERY", help="Crawl every 30m, 6h, 1d; print the changes.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Send nothing: show what would be asked for first, and how.")
    ] = False,
    sources: Annotated[bool, typer.Option("--sources", help="List the sources that are shipped.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=2, help="Processes that read.")] = 2,
    format: out.FormatOption = out.Format.TABLE,
) -> None:
    """Crawl."""
    from pipeline.acquire import WrongUse

    need_scrapy()
    from pipeline.crawl.source import load, names

    if sources:
        rows = [_described(load(name)) for name in names()]
        shown = ("source", "title", "hosts", "tried live") if format is out.Format.TABLE else tuple(rows[0])
        out.Writer(format, shown).write(rows)
        return
    if not sites or not corpus:
        raise WrongUse("Name a source and a corpus: vanban crawl vbpl --corpus my-corpus (--sources lists them).")
    declared = [load(name) for name in sites]
    if dry_run:
        for source in declared:
            out.error(_plan(source, corpus, contact))
        rows = [row for source in declared for row in _first(source)]
        out.Writer(format, list(rows[0])).write(rows)
        return
    if watch:
        _watch(_seconds(watch))
        return
    if not contact:
        out.error("no --contact: hosts are told your user name on this machine. Name an address that reaches you.")
    report = run(declared, corpus, contact, allow_host or [], jobs)
    if changes:
        out.Writer(format, _COLUMNS[:3] if format is out.Format.TABLE else _COLUMNS).write(_changes(report, corpus))
    else:
        rows = _summary(report)
        out.Writer(format, list(rows[0])).write(rows)
    finish(report)


def finish(report: CrawlReport) -> None:
    """Say what is left, and end with the exit code that tells."""
    from pipeline.crawl.run import STOPPED

    for line in report.unmet:
        out.error(f"expected: {line}")
    for one in report.runs:
        if one.stopped:
            out.error(f"{one.source}: {one.stopped}. What came is in the tables; the same command goes on.")
    if any(one.stopped == STOPPED for one in report.runs):
        raise typer.Exit(_INTERRUPTED)
    if report.reading.rejected or report.unmet or not report.is_whole:
        raise typer.Exit(1)


def run(declared: list[Source], corpus: str, contact: str | None, allowed: list[str], jobs: int = 2) -> CrawlReport:
    """Crawl with a line of progress; what could not be had is named on standard error as it comes."""
    from pathlib import Path

    from corpus import Corpus
    from pipeline.archive import now
    from pipeline.cli.crawl_progress import Shown, span
    from pipeline.crawl import feed
    from pipeline.crawl.crawl import Progress, crawl

    for source in declared:
        if seconds := source.opens_in(now()):
            out.error(f"{source.name}: waiting {span(seconds)} for its window ({source.window}, time of Hà Nội)")
    with Shown(out.console(stderr=True)) as shown:
        told = Progress(shown.fetched, shown.read, shown.stopping)
        report = crawl(declared, corpus, contact, allowed, told, jobs=jobs)
    with out.waiting("indexing"):
        index.update(corpus)
    opened = Corpus.open(corpus)
    for source, one in zip(declared, report.runs, strict=True):
        noticed = report.changes.get(source.name, [])
        documents = {item.version.doc_id: opened.document(item.version.doc_id).record for item in noticed[: feed.MOST]}
        feed.write(Path(corpus), source, noticed, documents, one.started)
    return report


def _summary(report: CrawlReport) -> list[dict[str, Any]]:
    rows = []
    for one in report.runs:
        noticed = [change.what for change in report.changes.get(one.source, [])]
        ended = dict(sorted(one.outcomes.items()))
        rows.append(
            {
                "source": one.source,
                "run": one.run,
                "requests": sum(ended.values()),
                "new": noticed.count("new"),
                "changed": noticed.count("changed") + noticed.count("returned"),
                "vanished": noticed.count("vanished"),
                "outcomes": ", ".join(f"{name} {count}" for name, count in ended.items()),
                "whole": one.is_whole,
            }
        )
    return rows


def _changes(report: CrawlReport, corpus: str) -> list[dict[str, Any]]:
    from corpus import Corpus
    from pipeline.crawl import feed

    opened = Corpus.open(corpus)
    return [
        {
            "change": change.what,
            "source": name,
            "url": change.version.url,
            "document": feed.name(opened.document(change.version.doc_id).record),
            "since": change.version.vanished_at if change.what == "vanished" else change.version.first_seen,
            "before": change.version.version - 1 or None,
            "values_added": list(change.version.values_added),
            "values_removed": list(change.version.values_removed),
        }
        for name, changes in report.changes.items()
        for change in changes
    ]


def _plan(source: Source, corpus: str, contact: str | None) -> str:
    """Return in words how a crawl of a source would go about it."""
    from pathlib import Path

    from pipeline.archive import FOLDER
    from pipeline.cli.crawl_progress import span
    from pipeline.crawl.crawl import user_agent
    from pipeline.crawl.run import open_run

    seeds = sum(seed.size() for seed in source.seeds)
    pace = source.delay / source.concurrency
    least = f"{seeds:,} addresses to begin with"
    if seeds > 1 and pace:
        least += f", {span(seeds * pace)} for these alone"
    how = f"{source.delay:g} s between two requests to a host"
    if source.window:
        how += f", only {source.window} (time of Hà Nội)"
    state = "goes on with the run that was broken off" if open_run(source.name, Path(corpus) / FOLDER) else "a new run"
    return (
        f"{source.name}: {state}; {least}; {how}. robots.txt of each host is asked for first and decides. "
        f"The crawler calls itself: {user_agent(contact)}"
    )


def _first(source: Source) -> list[dict[str, Any]]:
    targets = list(islice(source.targets(), _SHOWN))
    return [{"source": source.name, "kind": target.kind, "url": target.url} for target in targets]


def _watch(every: float) -> None:
    """Run this same command again and again without --watch, each time in a process of its own."""
    from pipeline.archive import now

    arguments = [word for word in sys.argv[1:] if not word.startswith("--watch=")]
    if "--watch" in arguments:
        at = arguments.index("--watch")
        del arguments[at : at + 2]
    if "--changes" not in arguments:
        arguments.append("--changes")
    child: subprocess.Popen[bytes] | None = None
    is_over = threading.Event()

    def stop(signum: int, _: Any) -> None:
        is_over.set()
        if child and child.poll() is None:
            child.send_signal(signum)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    while not is_over.is_set():
        began = time.monotonic()
        # In a group of its own: Ctrl-C on a terminal reaches it once, through us.
        child = subprocess.Popen([sys.executable, "-m", "pipeline.cli", *arguments], process_group=0)
        ended = child.wait()
        if ended in (_WRONG_USE, _INTERRUPTED) and not is_over.is_set():
            raise typer.Exit(ended)
        if not is_over.is_set():
            left = max(0.0, every - (time.monotonic() - began))
            following = (now() + dt.timedelta(seconds=left)).astimezone()
            out.error(f"watching: the next crawl begins at {following:%Y-%m-%d %H:%M:%S}. Ctrl-C ends.")
            is_over.wait(left)
    out.error("watching has ended; the same command goes on.")
    raise typer.Exit(_INTERRUPTED)


def _seconds(text: str) -> float:
    from pipeline.acquire import WrongUse

    found = re.fullmatch(r"(\d{1,6})([smhd])", text)
    if not found or not int(found[1]):
        raise WrongUse(f"--watch {text}: give a number with s, m, h or d, such as 6h.")
    return int(found[1]) * float(_UNITS[found[2]])


def _described(source: Source) -> dict[str, Any]:
    return {
        "source": source.name,
        "title": source.title,
        "publisher": source.publisher,
        "hosts": ", ".join(source.hosts),
        "delay": source.delay,
        "tried live": source.checked.live,
        "tried": source.checked.tried,
        "not tried": source.checked.not_tried,
    }


def need_scrapy() -> None:
    """Say in time that Scrapy is not installed."""
    from importlib.util import find_spec

    from pipeline.acquire import WrongUse

    if find_spec("scrapy") is None:
        raise WrongUse("Crawling needs Scrapy: pip install 'vanban[crawl]'")
