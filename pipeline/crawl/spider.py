"""Scrapy's part: the requests of runs, one after another, as politely as they are declared.

Only the parts of Scrapy that a polite crawl needs are in use (engine, downloader with its slots, TLS, throttle);
what to ask for is decided by `pipeline.crawl.run`, which is also the scheduler. Redirects, retries and contents are
its business too, so that every single request has its row.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.core.downloader import Slot
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from twisted.python.failure import Failure

from pipeline.crawl import guard, robots
from pipeline.crawl.run import AGAIN, STOPPED, WALLS, Run
from pipeline.crawl.source import Target
from pipeline.limits import MAX_BYTES
from schemas.records import Fetch

PRODUCT = "vanban"
"""Name that robots.txt knows the crawler by."""

_BUSY = (429, 503)
_MOST_DELAY = 3600.0
_TARGET, _ROBOTS, _KEPT = "target", "robots", "kept"


class NotAsked(IgnoreRequest):
    """A request that was not sent, and why: (outcome, message); no outcome where it is to be put back."""

    def __init__(self, outcome: str, message: str | None = None) -> None:
        super().__init__(message or outcome)
        self.outcome, self.message = outcome, message


class RunSpider(Spider):
    """Asks for what a run wants and tells it what came."""

    name = "vanban"
    run: Run
    progress: Callable[[Run, Fetch], None]

    async def start(self) -> AsyncIterator[Any]:
        """Yield nothing: the scheduler has all."""
        return
        yield

    def parse(self, response: Response, **kwargs: Any) -> None:
        """Go on from an answer; `Handler` has kept it."""
        fetch, content = response.meta[_KEPT]
        self.run.follow(response.meta[_TARGET], fetch, content)
        self.progress(self.run, fetch)

    def failed(self, failure: Failure) -> None:
        """Take note of a request without an answer."""
        request: Request = failure.request  # type: ignore[attr-defined]
        target: Target = request.meta[_TARGET]
        error = failure.value
        sent = not isinstance(error, NotAsked)
        outcome, message = (
            (error.outcome, error.message) if isinstance(error, NotAsked) else _trouble(error, target.url)
        )
        if outcome:
            fetch = self.run.failed(target, request.meta.get(_ROBOTS), outcome, message, sent)
            self.progress(self.run, fetch)
        else:
            self.run.put_back(target)


def _trouble(error: BaseException | None, url: str) -> tuple[str, str]:
    """Return outcome and message for what a download raised."""
    host = urlsplit(url).hostname or ""
    text = " ".join(str(error).split())[:300]
    chain: list[BaseException] = []
    cause = error
    while cause and len(chain) < 5:
        chain.append(cause)
        cause = cause.__cause__
    names = {type(item).__name__ for item in chain} | {
        type(reason.value).__name__ for item in chain for reason in getattr(item, "reasons", ()) or ()
    }
    if host in guard.refused:
        return "private_address", (
            f"{host} is {guard.refused[host]}, an address of no public network; it is not connected to. "
            f"If it is meant: --allow-host {host}"
        )
    if isinstance(error, DownloadCancelledError):
        return "too_large", f"more than {MAX_BYTES:,} bytes. Fetch it by hand and ingest the file."
    if isinstance(error, DownloadTimeoutError):
        return "timeout", text
    if any("SSL" in name or "Certificate" in name or "Verification" in name for name in names) or "certificate" in text:
        return "tls", f"the connection is not secure, its certificate does not prove who answers: {text}"
    if isinstance(error, CannotResolveHostError):
        return "network", f"the name {host} is not known: {text}"
    return "network", f"{type(error).__name__}: {text}"


def header_map(response: Response) -> dict[str, str]:
    """Return the headers of an answer by their small names; several of one name are joined."""
    found = {}
    for name, values in response.headers.items():
        key = name.decode("latin-1").lower()
        if key != "transfer-encoding":  # the body is kept without it
            found[key] = ", ".join(_header(value) for value in values)
    return found


def _header(value: bytes) -> str:
    return " ".join(value.decode("utf-8", "backslashreplace").split())


class RunScheduler(BaseScheduler):
    """Hands out what the run of the spider wants next, in its order."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._next: Target | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RunScheduler:
        """Return the scheduler of a crawler."""
        return cls(crawler)

    @property
    def _run(self) -> Run:
        run: Run = self._crawler.spider.run  # type: ignore[union-attr]
        return run

    def has_pending_requests(self) -> bool:
        """Return whether there is something to ask for."""
        if self._next is None:
            self._next = self._run.next_target()
        return self._next is not None

    def next_request(self) -> Request | None:
        """Return the next request."""
        if not self.has_pending_requests():
            return None
        target, self._next = self._next, None
        assert target is not None
        spider = self._crawler.spider
        assert isinstance(spider, RunSpider)
        return Request(
            target.url,
            callback=spider.parse,
            errback=spider.failed,
            headers=self._run.headers(target),
            meta={_TARGET: target},
        )

    def enqueue_request(self, request: Request) -> bool:
        """Refuse: nothing comes but from the run."""
        return False


class Politeness:
    """Downloader middleware: nothing is sent that the host, the source or the hour forbids."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent = crawler.settings["USER_AGENT"]
        self._rules: dict[str, asyncio.Future[robots.Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Politeness:
        """Return the middleware of a crawler."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let a request pass, or raise `NotAsked`."""
        spider = self._crawler.spider
        assert isinstance(spider, RunSpider)
        run, target = spider.run, request.meta[_TARGET]
        while not run.report.stopped and (seconds := run.source.opens_in(run.clock())):
            await asyncio.sleep(min(seconds, 1.0))
        if run.report.stopped:
            raise NotAsked("")
        if target.kind == "robots":
            return
        if not run.source.is_ours(target.url, target.kind):
            raise NotAsked("outside", "it leads to a host that the source does not name")
        rules = await self._rules_for(run, spider, target.url)
        decision = rules.decide(target.url, PRODUCT)
        request.meta[_ROBOTS] = str(decision)
        if run.report.stopped:
            raise NotAsked("")
        if rules.fault:
            raise NotAsked(*rules.fault)
        if not decision.is_allowed:
            raise NotAsked("disallowed")

    async def _rules_for(self, run: Run, spider: RunSpider, url: str) -> robots.Rules:
        place = robots.place(url)
        known = self._rules.get(place)
        if known is None or (known.done() and known.result().fault):
            self._rules[place] = asyncio.get_running_loop().create_future()
            rules = self._kept(run, place) or await self._ask(run, spider, place)
            delay = rules.delay(PRODUCT)
            if delay:
                throttle = self._crawler.get_extension(Throttle)
                assert throttle is not None
                throttle.at_least(urlsplit(url).hostname or "", min(delay, _MOST_DELAY))
            self._rules[place].set_result(rules)
        return await self._rules[place]

    def _kept(self, run: Run, place: str) -> robots.Rules | None:
        fetch = run.robots.get(place)
        if fetch is None or fetch.status is None or fetch.outcome in AGAIN | {"redirect"}:
            return None
        return robots.Rules(fetch.status, run.content(fetch) or b"", is_wall=fetch.outcome in WALLS)

    async def _ask(self, run: Run, spider: RunSpider, place: str) -> robots.Rules:
        """Ask for a robots.txt, following its redirects on the same host or to the host's other name."""
        url = place
        for _ in range(5):
            target = Target(url, "robots")
            request = Request(
                url,
                callback=NO_CALLBACK,
                meta={_TARGET: target, "download_maxsize": 4 * robots.LARGEST},
            )
            try:
                await self._crawler.engine.download_async(request)
            except Exception as error:
                if isinstance(error, NotAsked):
                    return robots.Rules(None)
                outcome, message = _trouble(error, url)
                spider.progress(run, run.failed(target, None, outcome, message))
                return robots.Rules(None, fault=(outcome, f"its robots.txt is not to be had: {message}"))
            fetch, content = request.meta[_KEPT]
            spider.progress(run, fetch)
            if fetch.outcome == "redirect" and fetch.location and fetch.location.startswith(("http://", "https://")):
                url = fetch.location
                continue
            return robots.Rules(fetch.status, content, is_wall=fetch.outcome in WALLS)
        return robots.Rules(None)


class Throttle(AutoThrottle):
    """Scrapy's AutoThrottle, with the delays that hosts ask for and with backing off.

    After 429 and 503 the host is left alone for as long as it says (Retry-After), or twice as long as before; each
    good answer then takes half of that back.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._asked: dict[str, float] = {}

    def at_least(self, host: str, seconds: float) -> None:
        """Hold a host to a delay that its robots.txt asks for."""
        self._asked[host] = seconds
        slot = self.crawler.engine.downloader.slots.get(host)
        if slot:
            slot.delay = max(slot.delay, seconds)

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        run: Run = self.crawler.spider.run  # type: ignore[union-attr]
        if response.status in _BUSY:
            seconds = _retry_after(response, run)
            if seconds > run.source.patience:
                run.stop(f"{urlsplit(response.url).hostname} asks to come back in {seconds:,.0f} seconds")
                return  # the handler sends nothing more: what waits for its turn need not wait so long
            slot.delay = min(max(2 * slot.delay, seconds, self.mindelay, 0.1), _MOST_DELAY)
            return
        super()._adjust_delay(slot, latency, response)
        slot.delay = max(slot.delay, self._asked.get(urlsplit(response.url).hostname or "", 0.0))


def _retry_after(response: Response, run: Run) -> float:
    """Return the seconds that an answer asks to wait; 0 if it does not say."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdigit():
        return float(value[:9])
    try:
        return max(0.0, (parsedate_to_datetime(value) - run.clock()).total_seconds())
    except (ValueError, TypeError):
        return 0.0


class Handler(HTTP11DownloadHandler):
    """Scrapy's handler for http and https.

    An answer is in the archive before the next request is sent. Nothing is sent once the run has been stopped.
    """

    async def download_request(self, request: Request) -> Response:
        """Send a request; keep and return the answer."""
        run: Run = self._crawler.spider.run  # type: ignore[union-attr]
        if run.report.stopped:
            raise NotAsked("")
        response = await super().download_request(request)
        meta = request.meta
        meta[_KEPT] = run.keep(meta[_TARGET], meta.get(_ROBOTS), response.status, header_map(response), response.body)
        return response


def settings(run: Run, agent: str, allowed: Sequence[str]) -> dict[str, Any]:
    """Return the settings of Scrapy for a run."""
    source = run.source
    hosts = len(source.hosts) + len(source.attachment_hosts)
    return {
        "USER_AGENT": agent,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/pdf,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "vi,en;q=0.5",
            "Accept-Encoding": "gzip",
        },
        "SCHEDULER": RunScheduler,
        "DOWNLOADER_MIDDLEWARES_BASE": {
            "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
            "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
            "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
        },
        "DOWNLOADER_MIDDLEWARES": {Politeness: 100},
        "SPIDER_MIDDLEWARES_BASE": {},
        "EXTENSIONS_BASE": {},
        "EXTENSIONS": {Throttle: 0},
        "DOWNLOAD_HANDLERS_BASE": {"http": Handler, "https": Handler},
        "DNS_RESOLVER": guard.GuardedResolver,
        guard.ALLOWED: list(allowed),
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_MAXSIZE": MAX_BYTES,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": source.timeout,
        "CONCURRENT_ITEMS": 1,  # the spider yields none, and so many tasks are made for each answer
        "CONCURRENT_REQUESTS": source.concurrency * hosts + 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": source.concurrency,
        "DOWNLOAD_DELAY": source.delay,
        "DOWNLOAD_DELAY_JITTER": 0,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": source.delay,
        "AUTOTHROTTLE_MAX_DELAY": max(60.0, source.delay),
        "AUTOTHROTTLE_TARGET_CONCURRENCY": float(source.concurrency),
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
    }


def fetch_all(
    runs: Sequence[Run],
    agent: str,
    allowed: Sequence[str],
    progress: Callable[[Run, Fetch], None],
    stopping: Callable[[], None] = lambda: None,
) -> None:
    """Fetch what the runs want, side by side, until nothing is left or the user stops it (Ctrl-C).

    Can be called once in a process: the reactor of Twisted does not start again.
    """
    process = AsyncCrawlerProcess({"LOG_LEVEL": "ERROR", **settings(runs[0], agent, allowed)})
    crawlers = []
    for run in runs:
        crawler = process.create_crawler(RunSpider)
        crawler.settings.setdict(settings(run, agent, allowed), priority="cmdline")
        crawlers.append(crawler)
        process.crawl(crawler, run=run, progress=progress)

    def stop(signum: int, frame: Any) -> None:
        from twisted.internet import reactor

        signal.signal(signum, signal.default_int_handler)  # again: at once
        for run in runs:
            run.stop(STOPPED)
        stopping()
        reactor.callFromThread(_release, crawlers)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        process.start(install_signal_handlers=False)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _release(crawlers: Sequence[Crawler]) -> None:
    """Let requests that wait for their turn go; the handler sends none of them."""
    for crawler in crawlers:
        if crawler.crawling:
            for slot in crawler.engine.downloader.slots.values():
                slot.delay = 0.0
                slot.lastseen = 0.0
                if slot.latercall:
                    slot.latercall.cancel()
                    slot.latercall = None
                crawler.engine.downloader._process_queue(slot)
