"""One run over one source: what is still to be asked for, what came of it, and how a run that died goes on.

The archive is the memory of a run. What a page leads to depends on nothing but its bytes and the source, so a run
that died is taken up by walking the same way again over what is archived; what is missing there is asked for.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from urllib.parse import urljoin

from pipeline import archive
from pipeline.acquire import NO_FAILURE, Input
from pipeline.archive import Archive, ArchiveError, TooLarge
from pipeline.crawl import links, walls
from pipeline.crawl.source import Source, Target
from pipeline.rebuild import QUIET, READ, as_input
from schemas.records import Fetch

AGAIN = frozenset({"busy", "network", "timeout"})
"""Outcomes after which an address is asked for again: in the run until its retries are used up, and when it resumes."""

STOPPED = "stopped by the user"
"""Why a run stops after Ctrl-C."""

MOST_REDIRECTS = 5
_BLANK = b"\xef\xbb\xbf \t\r\n"
_SEEDS = 100  # that many are taken at a time, so that a range of a million need not lie in memory
_LOST_AFTER = 5  # failures of the network in a row, after which it is taken for lost
_MOST_ATTEMPTS = 20  # after which an address that never answers no longer keeps a run open
_WALLS_UNTIL = 3  # captchas in a row, after which the source is left alone


@dataclass(frozen=True, slots=True)
class Prior:
    """What earlier runs know of an address.

    Attributes:
        fetch: its last answer with a content.
        doc_ids: the documents that stood there, the last one first.
    """

    fetch: Fetch
    doc_ids: tuple[str, ...] = ()


@dataclass(slots=True)
class RunReport:
    """What became of a run.

    Attributes:
        source: id of the source.
        run: its name.
        started: when it began.
        outcomes: how many requests ended how.
        is_whole: nothing is left to ask for.
        stopped: why something is left, for a person.
        resumed: requests that the archive answered.
    """

    source: str
    run: str
    started: dt.datetime
    outcomes: dict[str, int] = field(default_factory=dict)
    is_whole: bool = False
    stopped: str | None = None
    resumed: int = 0


class Run:
    """The state of a run.

    `next_target` says what to ask for; an answer goes to `keep` and then to `follow`, what got none to `failed`.
    """

    def __init__(
        self,
        source: Source,
        folder: Path,
        priors: Mapping[str, Prior],
        unreadable: frozenset[str],
        deliver: Callable[[Input], None],
        info: Mapping[str, str],
        clock: Callable[[], dt.datetime] = archive.now,
    ) -> None:
        """Begin a run, or take up the one that is open.

        Args:
            source: what to ask for.
            folder: where archives lie.
            priors: what is known of addresses, by their identity.
            unreadable: addresses that have a row in `rejects`.
            deliver: is given what is to be read, as it comes.
            info: what the archive shall say of its making.
            clock: tells the time.
        """
        self.source, self.folder, self.clock = source, folder, clock
        self._priors, self._unreadable, self._deliver = priors, unreadable, deliver
        self.id, self.started, self._mark = _open(source, folder, clock)
        self.name = f"{source.name}-{self.id}"
        self.report = RunReport(source.name, self.id, self.started)
        self.fetches: list[Fetch] = []
        self._queue: deque[Target] = deque()
        self._seeds = self._all_seeds()
        self._seeds_left = sum(seed.size() for seed in source.seeds)
        self._seen: set[str] = set()
        self._in_flight = 0
        self._is_deaf: bool | None = None  # whether all requests since the beginning or taking up got no answer
        self._in_a_row = {"lost": 0, "walls": 0}
        files = archive.run_files(folder, self.name)
        self._archive = Archive(folder, self.name, info, self.started)
        self.robots: dict[str, Fetch] = {}
        self._take_up(files)

    # ---- what to ask for

    def _all_seeds(self) -> Iterator[Target]:
        """Yield the seeds, then the documents that earlier runs know and this one has not come by."""
        for target in self.source.targets():
            self._seeds_left -= 1
            yield target
        for identity in sorted(self._priors):
            fetch = self._priors[identity].fetch
            if fetch.kind in READ:
                yield Target(fetch.url, fetch.kind, fetch.via)

    @property
    def waiting(self) -> int:
        """How many addresses are known and not asked for yet; pages that come may name more."""
        return len(self._queue) + self._in_flight + self._seeds_left

    def _pull(self) -> Target | None:
        """Return the next in order, which depends on the answers and not on their pace; null if there is none yet."""
        if not self._queue and not self._in_flight:
            self._queue.extend(islice((target for target in self._seeds if self._is_new(target)), _SEEDS))
        return self._queue.popleft() if self._queue else None

    def next_target(self) -> Target | None:
        """Return what to ask for next; null if there is nothing left, or the run has been stopped."""
        if self.report.stopped:
            return None
        if len(self.fetches) >= self.source.max_requests:
            self.stop(f"max_requests ({self.source.max_requests:,}) is reached")
            return None
        target = self._pull()
        if target is None and not self._in_flight:
            if self._is_deaf:
                self.stop("no request got an answer: the network or the site is down")
            self.report.is_whole = not self._is_deaf
        self._in_flight += target is not None
        return target

    def put_back(self, target: Target) -> None:
        """Keep what was not asked for after all."""
        self._in_flight -= 1
        self._queue.appendleft(target)

    def stop(self, why: str) -> None:
        """Ask for nothing more; the run stays open and can be taken up."""
        self.report.stopped = self.report.stopped or why
        self.report.is_whole = False

    def headers(self, target: Target) -> dict[str, str]:
        """Return the headers that ask only for what is newer than what is kept."""
        prior = self._priors.get(links.identity(target.url))
        if prior is None or prior.fetch.kind != target.kind:
            return {}
        if target.kind not in READ and not self.content(prior.fetch):
            return {}
        found = {"If-None-Match": prior.fetch.etag, "If-Modified-Since": prior.fetch.last_modified}
        return {name: value for name, value in found.items() if value}

    def _is_new(self, target: Target) -> bool:
        identity = links.identity(target.url)
        if identity in self._seen:
            return False
        self._seen.add(identity)
        prior = self._priors.get(identity)
        if prior and prior.fetch.kind in READ and prior.fetch.fetched_at and self.source.recheck_days:
            return self.started - prior.fetch.fetched_at >= dt.timedelta(days=self.source.recheck_days)
        return True

    def _add(self, targets: Iterable[Target]) -> None:
        for target in targets:
            if self._is_new(target):
                self._queue.append(target)

    # ---- what has come

    def judge(self, target: Target, status: int, headers: Mapping[str, str], body: bytes) -> tuple[Fetch, bytes]:
        """Return the row of an answer and its content."""
        fetch = self._row(target, status=status, outcome="ok")
        fetch = replace(
            fetch,
            fetched_at=self.clock(),
            media_type=archive.media(headers.get("content-type")),
            etag=headers.get("etag"),
            last_modified=headers.get("last-modified"),
            headers=tuple(f"{name}: {value}" for name, value in headers.items()),
        )
        if status == 304:
            prior = self._priors.get(links.identity(target.url))
            known = prior.fetch if prior else fetch
            return replace(fetch, outcome="not_modified", sha256=known.sha256, size=known.size), b""
        try:
            content = archive.decode(body, headers.get("content-encoding"))
        except TooLarge as error:
            return replace(fetch, outcome="too_large", message=f"{error}. Fetch it by hand and ingest the file."), b""
        except ArchiveError as error:
            return replace(fetch, outcome="network", message=str(error)), b""
        fetch = replace(fetch, size=len(content), sha256=hashlib.sha256(content).hexdigest())
        location = headers.get("location")
        wall = walls.recognise(content)
        if wall and target.kind != "robots" and any(links.find(self.source, target, target.url, content)):
            wall = None  # it leads on
        if status in (301, 302, 303, 307, 308) and location:
            fetch = replace(fetch, location=urljoin(target.url, location.strip()))
            outcome, message = self._redirect(target, fetch)
            fetch = replace(fetch, outcome=outcome, message=message)
        elif wall:
            fetch = replace(fetch, outcome=wall, message=WALLS[wall])
        elif status in (429, 503):
            fetch = replace(fetch, outcome="busy", message=f"HTTP {status}: the host asks to come back later")
        elif status in (404, 410):
            fetch = replace(fetch, outcome="gone")
        elif status in (401, 403, 407):
            fetch = replace(fetch, outcome="refused", message=f"HTTP {status}: the host does not give this out")
        elif status in (500, 502, 504):
            fetch = replace(fetch, outcome="network", message=f"HTTP {status}: a fault of the host; try again later")
        elif status != 200:
            fetch = replace(fetch, outcome="http_error", message=f"HTTP {status}")
        elif not content and target.kind != "robots":
            fetch = replace(fetch, outcome="empty", message="the answer is empty")
        elif target.kind == "attachment" and content.lstrip(_BLANK)[:1] == b"<":
            # What a portal links as a file is often a page that shows it.
            fetch = replace(fetch, kind="viewer")
            if next(links.find(self.source, target, target.url, content), None) is None:
                fetch = replace(fetch, outcome="no_file", message="a web page stands where a file was, and names none")
        return fetch, content

    def _row(self, target: Target, status: int | None = None, outcome: str = "ok") -> Fetch:
        return Fetch(
            source=self.source.name,
            run=self.id,
            url=target.url,
            kind=target.kind,
            via=target.via,
            attempt=target.attempt,
            status=status,
            outcome=outcome,
        )

    def keep(
        self, target: Target, robots: str | None, status: int, headers: Mapping[str, str], body: bytes
    ) -> tuple[Fetch, bytes]:
        """Keep an answer; return its row and its content, for `follow`."""
        fetch, content = self.judge(target, status, headers, body)
        fetch = self._write(replace(fetch, robots=robots), list(headers.items()), body)
        return fetch, content

    def _write(self, fetch: Fetch, headers: list[tuple[str, str]], body: bytes | None) -> Fetch:
        fetch = self._archive.write(replace(fetch, number=len(self.fetches)), headers, body)
        self.fetches.append(fetch)
        self._watch_for_trouble(fetch)
        return fetch

    def failed(self, target: Target, robots: str | None, outcome: str, message: str | None, sent: bool = True) -> Fetch:
        """Take note that a request got no answer, or was not made."""
        fetch = replace(
            self._row(target, outcome=outcome),
            robots=robots,
            message=message,
            fetched_at=self.clock() if sent else None,
        )
        fetch = self._write(fetch, [], None)
        self.follow(target, fetch, b"")
        return fetch

    def follow(self, target: Target, fetch: Fetch, content: bytes) -> None:
        """Go on from a request that has ended."""
        if target.kind != "robots":
            self._in_flight -= 1
            self._note(target, fetch, content)

    def _note(self, target: Target, fetch: Fetch, content: bytes) -> None:
        try:
            self._follow(target, fetch, content)
        except Exception as error:  # one page must not end the run
            self._fail(fetch.url, "crash", f"{type(error).__name__}: {error}. A fault of vanban: please report it.")

    def _follow(self, target: Target, fetch: Fetch, content: bytes) -> None:
        outcome = fetch.outcome
        if outcome in AGAIN and target.attempt <= self.source.retries:
            self._queue.append(replace(target, attempt=target.attempt + 1))
            return
        if outcome not in QUIET:
            self._fail(fetch.url, outcome, fetch.message or outcome)
            return
        if outcome == "redirect":
            url = links.clean(fetch.location or "", self.source)
            self._add([replace(target, url=url, via=fetch.url, chain=(*target.chain, fetch.url), attempt=1)])
        if outcome == "not_modified":
            prior = self._priors.get(links.identity(target.url))
            content = (self.content(prior.fetch) or b"") if prior else b""
        if outcome in ("ok", "not_modified"):
            if content and fetch.kind != "attachment":
                self._add(links.find(self.source, target, fetch.url, content))
            if outcome == "ok" and fetch.kind in READ:
                prior = self._priors.get(links.identity(fetch.url))
                self._deliver(as_input(fetch, self.folder, prior.doc_ids if prior else ()))
                return
        if fetch.url in self._unreadable:
            self._deliver(Input(fetch.url, "", failure=NO_FAILURE))

    def _redirect(self, target: Target, fetch: Fetch) -> tuple[str, str | None]:
        """Return outcome and message of a redirect; where it leads is judged when it is asked for."""
        chain = (*target.chain, fetch.url)
        try:
            url = links.clean(fetch.location or "", self.source)
        except ValueError:
            url = ""
        if not url.startswith(("http://", "https://")):
            return "http_error", f"it redirects to {fetch.location!r}, which is no web address"
        if url in chain or len(chain) > MOST_REDIRECTS:
            return "redirect_loop", f"it redirects in a circle, or more than {MOST_REDIRECTS} times"
        return "redirect", None

    def _fail(self, url: str, outcome: str, message: str) -> None:
        self._deliver(Input(url, "", failure=(outcome, message)))

    def content(self, fetch: Fetch) -> bytes | None:
        """Return the kept content of an earlier answer; null if its archive is not here."""
        path = self.folder / (fetch.warc or "none")
        if fetch.warc_offset is None or not path.is_file():
            return None
        try:
            return archive.content(path, fetch.warc_offset)
        except (ArchiveError, TooLarge):
            return None

    def _watch_for_trouble(self, fetch: Fetch) -> None:
        lost = fetch.outcome in ("network", "timeout") and fetch.status is None
        self._is_deaf = lost and self._is_deaf is not False
        self._in_a_row["lost"] = self._in_a_row["lost"] + 1 if lost else 0
        self._in_a_row["walls"] = self._in_a_row["walls"] + 1 if fetch.outcome in WALLS else 0
        if self._in_a_row["lost"] >= _LOST_AFTER:
            self.stop(f"{_LOST_AFTER} requests in a row got no answer: the network or the site is down")
        if self._in_a_row["walls"] >= _WALLS_UNTIL:
            self.stop(f"the site asks for a {fetch.outcome} again and again; it is left alone")

    # ---- taking up and ending

    def _take_up(self, files: list[Path]) -> None:
        """Walk the way of a run that died again, over what it has archived."""
        done: dict[str, list[Fetch]] = {}
        for path in files:
            for fetch in archive.scan(path):
                self.fetches.append(fetch)
                if fetch.kind == "robots":
                    self.robots[fetch.url] = fetch
                else:
                    done.setdefault(links.identity(fetch.url), []).append(fetch)
        self.fetches = [replace(fetch, number=number) for number, fetch in enumerate(self.fetches)]
        open_targets: list[Target] = []
        while done:
            target = self._pull()
            if target is None:
                break
            attempts = done.pop(links.identity(target.url), None)
            if attempts is None:
                open_targets.append(target)
                continue
            last = attempts[-1]
            target = replace(target, attempt=last.attempt)
            self.report.resumed += 1
            if last.outcome in AGAIN and last.attempt <= _MOST_ATTEMPTS:
                open_targets.append(replace(target, attempt=last.attempt + 1))
                continue
            self._note(target, last, self.content(last) or b"" if last.outcome == "ok" else b"")
        self._queue.extendleft(reversed(open_targets))

    def pause(self) -> None:
        """Close the archive; what is left is asked for when the run is taken up."""
        self._archive.close()
        for fetch in self.fetches:
            self.report.outcomes[fetch.outcome] = self.report.outcomes.get(fetch.outcome, 0) + 1

    def end(self) -> None:
        """Take the mark away that the run is open; call it when all is in the tables."""
        self._mark.unlink(missing_ok=True)


WALLS = {
    "captcha": "the site asks for a captcha, which is not worked around. Save the page in a browser and ingest it.",
    "login": "the site asks to log in, which is not worked around. Save the page in a browser and ingest it.",
}


def open_run(source: str, folder: Path) -> bool:
    """Return whether a run of a source is open."""
    return any(folder.glob(f"{source}-*.open"))


def _open(source: Source, folder: Path, clock: Callable[[], dt.datetime]) -> tuple[str, dt.datetime, Path]:
    """Return the id and the start of the run that is open, else of a new one, and its mark."""
    folder.mkdir(parents=True, exist_ok=True)
    for mark in sorted(folder.glob(f"{source.name}-[0-9]*.open")):
        try:
            started = dt.datetime.fromisoformat(json.loads(mark.read_text())["started"])
            return mark.stem.removeprefix(f"{source.name}-"), started, mark
        except (ValueError, KeyError, OSError):
            mark.unlink()  # died while it was made: nothing had been asked for
    started = clock()
    while True:
        name = started.strftime("%Y%m%dT%H%M%SZ")
        mark = folder / f"{source.name}-{name}.open"
        if not archive.run_files(folder, mark.stem):
            break
        started += dt.timedelta(seconds=1)
    mark.write_text(json.dumps({"started": started.isoformat()}))
    return name, started, mark
