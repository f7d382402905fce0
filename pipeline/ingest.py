"""The engine: inputs in batches through one function, in this process or in many.

`Worker` is that function: a batch of inputs in, its rows staged, a short account out. An engine only
decides where batches are worked on, so every engine gives the same tables.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline import acquire, archive, containers, rebuild, settle, store
from pipeline.acquire import NO_FAILURE, Input
from pipeline.history import says_the_same
from pipeline.read import DocumentRows, crash, read, reader_version, unreadable
from pipeline.refusals import AcquireError
from schemas import layout
from schemas.records import Reject

Reader = Callable[[bytes, str], DocumentRows]

MAX_BATCH = 512
"""Most inputs of a batch."""

MAX_BATCH_BYTES = 8 * 2**20
"""Most bytes of a batch (a larger file is a batch alone); bounds the memory of a worker."""

FEW_INPUTS = 200
"""So few inputs are read faster in this process than in processes that have to start."""

MERGE_BYTES = 256 * 2**20
"""So much is staged at least before it is merged while a run goes on."""


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What became of one batch.

    Attributes:
        inputs: how many inputs were looked at.
        read: documents that were read.
        unchanged: inputs whose bytes the corpus holds already.
        rejects: one for each thing that could not be read, under the name that it has in this run.
        staged: bytes that were put aside for the tables.
        same: (address, sha256) of pages whose bytes changed and not what they say, with the document that says it.
        interrupted: the user stopped it; the rest of the batch was not looked at.
    """

    inputs: int
    read: int
    unchanged: int
    rejects: tuple[Reject, ...]
    staged: int
    interrupted: bool = False
    same: tuple[tuple[tuple[str, str], str], ...] = ()


@dataclass(slots=True)
class IngestReport:
    """What became of all inputs of a run.

    Attributes:
        total: inputs that were found.
        inputs: inputs that were looked at.
        read: documents that were read.
        unchanged: inputs whose bytes the corpus holds already.
        rejected: inputs that could not be read whole.
        skipped: what was passed by in folders, by reason.
        interrupted: the user stopped the run; what was read until then is in the tables.
    """

    total: int = 0
    inputs: int = 0
    read: int = 0
    unchanged: int = 0
    rejected: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    interrupted: bool = False

    def add(self, batch: BatchReport) -> None:
        """Count a batch."""
        self.inputs += batch.inputs
        self.read += batch.read
        self.unchanged += batch.unchanged
        self.rejected += len({reject.source for reject in batch.rejects})
        self.interrupted |= batch.interrupted

    def add_all(self, other: IngestReport) -> None:
        """Count the inputs of another run."""
        for name in ("total", "inputs", "read", "unchanged", "rejected"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True, slots=True)
class Worker:
    """Reads batches of inputs and stages their rows.

    Attributes:
        corpus: folder of the corpus.
        known: what need not be read again.
        read: reads one document.
        version: version of `read`.
    """

    corpus: Path
    known: store.Known
    read: Reader
    version: str

    def __call__(self, batch: Sequence[Input]) -> BatchReport:
        """Read and stage a batch; each input gives a row or a reject, never an exception of its own."""
        seen: dict[str, DocumentRows] = {}
        readable: dict[str, DocumentRows] = {}
        rejects: list[Reject] = []
        same: list[tuple[tuple[str, str], str]] = []
        inputs = unchanged = 0
        interrupted = False
        try:
            for item in sorted(batch, key=lambda item: (item.source, item.offset or 0)):
                if item.failure == NO_FAILURE:
                    if item.source in self.known.unreadable:
                        readable[item.source] = DocumentRows(item.source)
                    continue
                rows = self._one(item, seen, same)
                inputs += 1
                if rows is None:
                    unchanged += 1
                    continue
                rejects += rows.rejects
                key = store.key(rows)
                if key not in seen or (rows.document and not seen[key].document):
                    seen[key] = rows  # sources come sorted, so the first is the smallest
                if rows.doc_id and item.source in self.known.unreadable:
                    readable[item.source] = DocumentRows(item.source)
        except KeyboardInterrupt:
            interrupted = True
        staged = store.stage(self.corpus, [*seen.values(), *readable.values()], self.version)
        read = sum(rows.document is not None for rows in seen.values())
        return BatchReport(inputs, read, unchanged, tuple(rejects), staged, interrupted, tuple(same))

    def _one(
        self, item: Input, seen: dict[str, DocumentRows], same: list[tuple[tuple[str, str], str]]
    ) -> DocumentRows | None:
        """Return the rows of one input, or None if its bytes are known under this name or a smaller one.

        None also for the page of an address that says what it said before; that is noted in `same`.
        """
        try:
            data = acquire.fetch(item)
        except AcquireError as error:
            return unreadable(item.source, error.reason, str(error))
        sha256 = acquire.keep(self.corpus, data)
        doc_id = layout.doc_id(sha256)
        if doc_id in seen and seen[doc_id].document and not seen[doc_id].rejects:
            return None
        if self.known.covers(doc_id, item.source):
            return None
        rows = self.read(data, item.source)
        if before := says_the_same(rows, data, self.corpus, item.standing, self.read):
            same.append(((item.source, sha256), before))
            return None
        if rows.document and item.fetched_at:
            document = replace(rows.document, url=item.source, retrieved_at=item.fetched_at)
            rows = replace(rows, document=document)
        return rows

    def refuse(self, item: Input, message: str) -> BatchReport:
        """Reject an input that took its process down, without reading it again."""
        try:
            data = acquire.fetch(item)
            rows = crash(data, item.source, message)
        except AcquireError as error:
            rows = unreadable(item.source, error.reason, str(error))
        staged = store.stage(self.corpus, [rows], self.version)
        return BatchReport(1, 0, 0, rows.rejects, staged)


def ingest(
    arguments: Sequence[str | os.PathLike[str]],
    corpus: str | os.PathLike[str],
    jobs: int = 1,
    progress: Callable[[BatchReport, int], None] | None = None,
    read: Reader = read,
    version: str | None = None,
    merge_bytes: int = MERGE_BYTES,
    hosts: Collection[str] = (),
    types: Collection[str] = (),
) -> IngestReport:
    """Read files, folders and archives of crawls (WARC) into a corpus.

    Args:
        arguments: files and folders.
        corpus: folder of the corpus; made if it is not there.
        jobs: processes that read; 0: one for each processor if there is enough to read. The tables are the
            same whatever their number. With two or more, an input that ends its process is only a reject.
        progress: called after each batch with its report and the number of all inputs.
        read: reads one document; for more than one job a function of a module.
        version: version of `read`.
        merge_bytes: merge early when so much is staged, and not less than the tables weigh.
        hosts: take only pages of these hosts from archives; all where none are named.
        types: take only these media types from archives; where none are named, those that can be read.

    Returns:
        The account of the run. Ctrl-C ends it early, with all in the tables that was read until then.

    Raises:
        WrongUse: an argument makes no sense.
        CorpusError: the corpus cannot be written.
    """
    names = [os.fspath(argument) for argument in arguments]
    acquire.check(names)
    folder = Path(corpus)
    version = version or reader_version()
    report = IngestReport()
    with store.writing(folder):
        store.merge(folder, version)  # what a run left behind that was killed
        try:
            report.total = sum(1 for _ in acquire.walk(names))
            if progress:
                progress(BatchReport(0, 0, 0, (), 0), report.total)  # so that the first batch is waited for knowingly
            jobs = jobs or (1 if report.total < FEW_INPUTS else processors())
            worker = Worker(folder, store.known(folder, version), read, version)
            archives: list[Input] = []
            found = _without_archives(acquire.walk(names, report.skipped), archives)
            work(worker, _batches(found, report.total, jobs), jobs, report, progress, merge_bytes)
            if archives and not report.interrupted:
                store.merge(folder, version)
                report.total -= len(archives)
                staging = folder / layout.STAGING_DIR
                with tempfile.TemporaryDirectory(suffix=".tmp", dir=staging) as unpacked:
                    sources = _warc_files(archives, Path(unpacked), worker, report, progress)
                    for path in rebuild.in_order(sources):
                        _read_archive(worker, path, sources[path], jobs, report, progress, hosts, types)
                settle.find_copies(folder)
        except KeyboardInterrupt:
            report.interrupted = True
        store.merge(folder, version)
    return report


def _without_archives(inputs: Iterable[Input], archives: list[Input]) -> Iterator[Input]:
    for item in inputs:
        if archive.is_archive(item.path) or containers.is_wacz(item.path):
            archives.append(item)
        else:
            yield item


def _warc_files(
    archives: Iterable[Input],
    folder: Path,
    worker: Worker,
    report: IngestReport,
    progress: Callable[[BatchReport, int], None] | None,
) -> dict[Path, str]:
    """Return the WARC files of archives with the source of each; those of a WACZ are unpacked to a folder."""
    found: dict[Path, str] = {}
    for item in archives:
        if not containers.is_wacz(item.path):
            found[Path(item.path)] = item.source
            continue
        try:
            found |= dict.fromkeys(containers.unpack_wacz(item.path, folder), item.source)
        except AcquireError as error:
            report.total += 1
            rejected = worker([Input(item.source, "", failure=(error.reason, str(error)))])
            report.add(rejected)
            if progress:
                progress(rejected, report.total)
    return found


def _read_archive(
    worker: Worker,
    path: Path,
    source: str,
    jobs: int,
    report: IngestReport,
    progress: Callable[[BatchReport, int], None] | None,
    hosts: Collection[str],
    types: Collection[str],
) -> None:
    """Read one archive and settle it, so that the next one knows what its pages said."""
    worker = replace(worker, known=store.known(worker.corpus, worker.version))
    fetches, fault = rebuild.fetches(path, hosts, types)
    urls = {fetch.url for fetch in fetches}
    standing = {
        url: [version.doc_id for version in reversed(versions)]
        for url, versions in settle.versions_of(worker.corpus, urls).items()
    }
    settled = {settle.fetch_id(fetch): fetch for fetch in settle.fetches_of(worker.corpus, warc=path.name)}
    items = list(rebuild.inputs(fetches, path.parent, standing, worker.known.unreadable, settled))
    items.append(Input(source, "", failure=fault or acquire.NO_FAILURE))
    same = {(row.url, row.sha256): row.doc_id for row in settled.values() if row.sha256 and row.doc_id}

    def note(batch: BatchReport, total: int) -> None:
        same.update(batch.same)
        if progress:
            progress(batch, total)

    report.total += len(items)
    try:
        work(worker, _batches(items, len(items), jobs), jobs, report, note)
    finally:
        store.merge(worker.corpus, worker.version)
        settle.settle(worker.corpus, fetches, same)


def work(
    worker: Worker,
    batches: Iterable[list[Input]],
    jobs: int,
    report: IngestReport,
    progress: Callable[[BatchReport, int], None] | None = None,
    merge_bytes: int = MERGE_BYTES,
) -> None:
    """Work on batches and bring what is read into the tables when enough has come together.

    The corpus is held by `store.writing`; the caller merges what is left at the end.
    """
    waiting = 0
    for result in _in_processes(worker, iter(batches), jobs) if jobs > 1 else map(worker, batches):
        report.add(result)
        if progress:
            progress(result, report.total)
        if result.interrupted:
            break
        waiting += result.staged
        # Never less than the tables weigh: a merge rewrites them, and so the whole cost stays linear.
        if waiting > merge_bytes and waiting > store.table_bytes(worker.corpus):
            store.merge(worker.corpus, worker.version)
            waiting = 0


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _batches(inputs: Iterable[Input], total: int, jobs: int) -> Iterator[list[Input]]:
    """Cut inputs into batches; how they are cut has no influence on the tables."""
    most = min(MAX_BATCH, max(1, total // (4 * jobs)) if jobs > 1 else max(16, total // 10))
    batch: list[Input] = []
    size = 0
    for item in inputs:
        if batch and (len(batch) >= most or size + item.size > MAX_BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += item.size
    if batch:
        yield batch


# ---- many processes

_worker: Worker | None = None


def _start(worker: Worker) -> None:
    """Prepare a process: Ctrl-C is the parent's business, and none outlives it."""
    global _worker  # noqa: PLW0603 - the one state that a process of the pool has
    _worker = worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _work(batch: Sequence[Input]) -> BatchReport:
    assert _worker is not None
    return _worker(batch)


def _start_forkserver() -> None:
    """Start the process that others are forked from; Ctrl-C on the terminal must not end it while it imports."""
    from multiprocessing import forkserver, resource_tracker  # not everywhere

    resource_tracker.ensure_running()  # else it is started below, and lets signals through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _pool(worker: Worker, jobs: int) -> ProcessPoolExecutor:
    # Never a plain fork: this process may have threads (Arrow's, a progress bar's).
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if "forkserver" in methods:
        # pandas: Arrow imports it where it finds it, and so once for all processes.
        context.set_forkserver_preload([__name__, "pandas"])
        _start_forkserver()
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(worker,))


def _in_processes(worker: Worker, batches: Iterator[list[Input]], jobs: int) -> Iterator[BatchReport]:
    """Work on batches in `jobs` processes; yield reports as they come, in any order."""
    is_done = False
    while not is_done:
        suspects: list[list[Input]] = []
        pending: dict[Future[BatchReport], list[Input]] = {}
        pool = _pool(worker, jobs)
        try:
            for batch in batches:
                pending[_submit(pool, batch)] = batch
                # Two for each process keep it busy; more would only fill the memory.
                yield from _finished(pending, at_most=2 * jobs)
            yield from _finished(pending, at_most=0)
            is_done = True
        except BrokenProcessPool:
            pool.shutdown()
            for future, batch in pending.items():
                if future.exception():
                    suspects.append(batch)
                else:
                    yield future.result()
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            for future in pending:
                if not future.cancelled() and not future.exception():
                    yield future.result()
            raise
        finally:
            pool.shutdown(cancel_futures=True)
        for batch in suspects:
            yield from _isolate(worker, batch)


def _submit(pool: ProcessPoolExecutor, batch: list[Input]) -> Future[BatchReport]:
    try:
        return pool.submit(_work, batch)
    except BrokenProcessPool as error:  # it broke while nobody was waiting for it
        future: Future[BatchReport] = Future()
        future.set_exception(error)
        return future


def _finished(pending: dict[Future[BatchReport], list[Input]], at_most: int) -> Iterator[BatchReport]:
    """Wait until no more than `at_most` are pending; yield the reports of those that have ended."""
    while len(pending) > at_most:
        for future in wait(pending, return_when=FIRST_COMPLETED).done:
            result = future.result()
            del pending[future]
            yield result


def _isolate(worker: Worker, batch: list[Input]) -> Iterator[BatchReport]:
    """Work on a batch that may have killed its process, in halves until the input that does it is alone."""
    try:
        with _pool(worker, 1) as pool:
            result = pool.submit(_work, batch).result()
    except BrokenProcessPool:
        if len(batch) == 1:
            yield worker.refuse(batch[0], "reading it ended the process (memory, or a fault in a library)")
            return
        middle = len(batch) // 2
        yield from _isolate(worker, batch[:middle])
        yield from _isolate(worker, batch[middle:])
    else:
        yield result
