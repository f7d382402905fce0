"""A crawl from end to end: sources are fetched into archives, and read into tables while the fetching goes on."""

from __future__ import annotations

import datetime as dt
import getpass
import os
import queue
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline import archive, ingest, settle, store
from pipeline.acquire import Input
from pipeline.crawl import links
from pipeline.crawl.run import Prior, Run, RunReport
from pipeline.crawl.source import Source, SourceError
from pipeline.ingest import MAX_BATCH_BYTES, BatchReport, IngestReport, Worker
from pipeline.read import read, reader_version
from pipeline.settle import Change
from schemas import layout
from schemas.records import Fetch

_BATCH = 64
_WAIT = 0.5  # seconds after which a batch that is not full is read all the same


@dataclass(slots=True)
class CrawlReport:
    """What became of a crawl.

    Attributes:
        runs: one account for each source.
        reading: what was read.
        changes: what is new, changed or gone since each run began, by source.
        unmet: what the sources expect and the corpus does not have, in words.
    """

    runs: list[RunReport]
    reading: IngestReport
    changes: dict[str, list[Change]] = field(default_factory=dict)
    unmet: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left to ask for."""
        return all(run.is_whole for run in self.runs)


@dataclass(frozen=True, slots=True)
class Progress:
    """What is called as a crawl goes on: for each request, for each batch that was read, when the user stops it."""

    fetched: Callable[[Run, Fetch], None] = lambda run, fetch: None
    read: Callable[[BatchReport, int], None] = lambda batch, total: None
    stopping: Callable[[], None] = lambda: None


def crawl(
    sources: Sequence[Source],
    corpus: str | os.PathLike[str],
    contact: str | None = None,
    allowed: Sequence[str] = (),
    progress: Progress | None = None,
    clock: Callable[[], dt.datetime] = archive.now,
    jobs: int = 2,
) -> CrawlReport:
    """Fetch sources into a corpus and read what came.

    Runs that were broken off are taken up. Can be called once in a process (the reactor of Twisted does not
    start again).

    Args:
        sources: what to fetch, side by side.
        corpus: folder of the corpus; made if it is not there.
        contact: address at which a host can reach the user; goes into the name of the crawler.
        allowed: names of hosts that may stand on private addresses.
        progress: is called as it goes on.
        clock: tells the time.
        jobs: processes that read; 1: this process does, and a document that kills its reader ends the crawl.

    Raises:
        SourceError: two sources share a host, and so could not keep its delay.
        CorpusError: the corpus cannot be written.
    """
    from pipeline.crawl.spider import fetch_all

    _check(sources)
    progress = progress or Progress()
    folder, version = Path(corpus), reader_version()
    agent = user_agent(contact)
    with store.writing(folder):
        store.merge(folder, version)
        known = store.known(folder, version)
        waiting: queue.SimpleQueue[Input | None] = queue.SimpleQueue()
        runs = [
            Run(
                source,
                folder / archive.FOLDER,
                _priors(folder, source),
                known.unreadable,
                waiting.put,
                {
                    "software": f"vanban/{_version()}",
                    "format": "WARC file version 1.1",
                    "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
                    "robots": "obey",
                    "http-header-user-agent": agent,
                    "isPartOf": source.name,
                    "description": f"{source.title} ({source.publisher}), {source.url}",
                },
                clock,
            )
            for source in sources
        ]
        report = CrawlReport([run.report for run in runs], IngestReport())
        same: dict[tuple[str, str], str] = {}

        def note(batch: BatchReport, total: int) -> None:
            same.update(batch.same)
            progress.read(batch, total)

        worker = Worker(folder, known, read, version)
        fault: list[BaseException] = []

        def read_all() -> None:
            try:
                ingest.work(worker, _batches(waiting), jobs, report.reading, note)
            except BaseException as error:
                fault.append(error)

        reading = threading.Thread(target=read_all, name="reading")
        reading.start()
        try:
            fetch_all(runs, agent, allowed, progress.fetched, progress.stopping)
        finally:
            waiting.put(None)
            reading.join()
            for run in runs:
                run.pause()
        if fault:
            raise fault[0]
        store.merge(folder, version)
        for run in runs:
            report.changes[run.source.name] = settle.settle(folder, run.fetches, same, run.started)
            if run.report.is_whole:
                report.unmet += _unmet(folder, run.source)
                run.end()
        settle.find_copies(folder)
    return report


def _check(sources: Sequence[Source]) -> None:
    owner: dict[str, str] = {}
    for source in sources:
        for host in {*source.hosts, *source.attachment_hosts}:
            other = owner.setdefault(host, source.name)
            if other != source.name:
                raise SourceError(f"{other} and {source.name} share the host {host}: crawl them one after the other.")
        if owner.setdefault(f"name {source.name}", source.url) != source.url:
            raise SourceError(f"two sources have the name {source.name}")


def user_agent(contact: str | None = None) -> str:
    """Return how the crawler names itself, with an address at which its user can be reached."""
    contact = contact or os.environ.get("VANBAN_CONTACT") or f"{_user()}@{socket.getfqdn()}"
    return f"vanban/{_version()} (research crawler for official texts; contact: {' '.join(contact.split())})"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "user"


def _version() -> str:
    try:
        return metadata.version("vanban")
    except metadata.PackageNotFoundError:
        return "0"


def _batches(waiting: queue.SimpleQueue[Input | None]) -> Iterator[list[Input]]:
    batch: list[Input] = []
    while True:
        try:
            item = waiting.get(timeout=_WAIT if batch else None)
        except queue.Empty:
            yield batch
            batch = []
            continue
        if item is None:
            break
        batch.append(item)
        if len(batch) >= _BATCH or sum(one.size for one in batch) > MAX_BATCH_BYTES:
            yield batch
            batch = []
    if batch:
        yield batch


def _priors(corpus: Path, source: Source) -> dict[str, Prior]:
    """Return what earlier runs know of the addresses of a source, by their identity."""
    fetches = settle.fetches_of(corpus, source=source.name)
    open_run = {
        fetch.run for fetch in fetches if (corpus / archive.FOLDER / f"{source.name}-{fetch.run}.open").exists()
    }
    last: dict[str, Fetch] = {}
    for fetch in fetches:
        if fetch.run not in open_run and fetch.kind != "robots":
            identity = links.identity(fetch.url)
            if fetch.outcome == "ok":
                last[identity] = fetch
            elif fetch.outcome in ("gone", "redirect"):
                last.pop(identity, None)
    versions = settle.versions_of(corpus, {fetch.url for fetch in last.values()})
    return {
        identity: Prior(fetch, tuple(version.doc_id for version in reversed(versions.get(fetch.url, ()))))
        for identity, fetch in last.items()
    }


def _unmet(corpus: Path, source: Source) -> list[str]:
    """Return what a source expects and the corpus does not have."""
    wanted = source.expect
    if not wanted.documents and not wanted.filled:
        return []
    ids = {
        found[-1].doc_id
        for found in settle.versions_of(corpus).values()
        if found[-1].source == source.name and found[-1].state == "current"
    }
    count, filled = 0, dict.fromkeys(wanted.filled, 0)
    for path in layout.parts(corpus, "documents") if ids else ():
        columns = ["doc_id", *filled]
        table = pq.read_table(path, columns=columns, filters=pc.field("doc_id").isin(sorted(ids)), partitioning=None)
        count += len(table)
        for name in filled:
            filled[name] += len(table) - table[name].null_count
    faults = []
    if count < wanted.documents:
        faults.append(f"{source.name}: {count:,} documents; at least {wanted.documents:,} are expected")
    for name, least in wanted.filled.items():
        if count and filled[name] < least * count:
            faults.append(f"{source.name}: {name} is filled in {filled[name] / count:.0%}; expected {least:.0%}")
    return faults
