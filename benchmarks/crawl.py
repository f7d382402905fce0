"""Pages a second of a whole crawl (fetch → archive → tables) beside bare Scrapy with the same settings.

Metric: pages that a run fetched, by the seconds on the clock from its first request to its end; for ours that end is
when all is in the tables, for Scrapy when the last page has come and its links are found. Both ask a site on 127.0.0.1,
in a process of its own, for the same pages, with the same concurrency, delay, throttle and robots.txt; runs of both
take turns and the best of each counts. Start-up (imports) is not counted, but for that of the processes that read.
Processor time is that of all processes of a crawler: on a machine that is shared it tells more than the clock.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

PAGES = 1000
METRIC = "Pages a second from the first request to the end (ours: all in the tables), best of {best_of}, taking turns."
_PER_LIST = 50
_MENU = "".join(f"<li><a href='/muc/{at}'>Chuyên mục {at}</a></li>" for at in range(120))
_NEWS = "".join(f"<li><a href='/tin/{at}'>Tin khác số {at} của huyện</a></li>" for at in range(60))


_ARTICLE = (
    "<p>Điều {at}. Xã Thứ {number} đạt {met}/19 tiêu chí năm 20{year}; giao Sở Tài chính, Sở Xây dựng bố trí {money} "
    "triệu đồng cho {at} thôn, báo cáo trước ngày {at} tháng 12 năm 2025.</p>"
)


def page(number: int) -> str:
    """Return a decision as a provincial portal shows it, with its menus: about 15 kB."""
    articles = "".join(
        _ARTICLE.format(at=at, number=number, met=at % 19, year=at + 10, money=at * number) for at in range(1, 13)
    )
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>Quyết định {number}</title></head><body>
<div id="menu"><ul>{_MENU}</ul></div><div class="content"><p>ỦY BAN NHÂN DÂN<br>TỈNH HÒA BÌNH</p>
<p>Số: {number}/QĐ-UBND</p><p>Hòa Bình, ngày {number % 27 + 1} tháng 3 năm 2024</p><p>QUYẾT ĐỊNH</p>
<p>Về việc công nhận xã Thứ {number} đạt chuẩn nông thôn mới</p>
<p>Căn cứ Quyết định số 318/QĐ-TTg ngày 08 tháng 3 năm 2022 của Thủ tướng Chính phủ;</p>{articles}</div>
<div class="tin-khac"><h3>Tin khác</h3><ul>{_NEWS}</ul></div><script>{"var x = 1;" * 300}</script></body></html>"""


def serve(pages: int, port: Any) -> None:
    """Serve the site; sends its port."""
    bodies = {f"/vb/{number}": page(number).encode() for number in range(pages)}
    lists = [range(first, min(first + _PER_LIST, pages)) for first in range(0, pages, _PER_LIST)]
    for at, numbers in enumerate(lists):
        links = "".join(f"<a href='/vb/{number}'>x</a>" for number in numbers)
        following = f"<a href='/ds?page={at + 1}'>Tiếp</a>" if at + 1 < len(lists) else ""
        bodies[f"/ds?page={at}"] = f"<html><body>{links}{following}</body></html>".encode()
    bodies["/robots.txt"] = b"User-agent: *\nDisallow: /kin\n"

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = 2**16

        def do_GET(self) -> None:
            body = bodies.get(self.path, b"")
            self.send_response_only(200 if body else 404)
            kind = "text/plain" if self.path == "/robots.txt" else "text/html; charset=utf-8"
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    port.send(server.server_port)
    server.serve_forever()


def bare(url: str, concurrency: int, delay: float) -> dict[str, float]:
    """Crawl with Scrapy alone."""
    from scrapy import Spider
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.linkextractors import LinkExtractor

    count = 0

    class Bare(Spider):
        name = "bare"
        start_urls = [f"{url}/ds?page=0"]  # noqa: RUF012 - as Scrapy declares it
        extractor = LinkExtractor(allow=(r"/vb/", r"/ds\?page="))

        def parse(self, response: Any, **_: Any) -> Any:
            nonlocal count
            count += 1
            for link in self.extractor.extract_links(response):
                yield response.follow(link, self.parse)

    process = AsyncCrawlerProcess(
        {
            "ROBOTSTXT_OBEY": True,
            "CONCURRENT_REQUESTS": concurrency + 1,
            "CONCURRENT_REQUESTS_PER_DOMAIN": concurrency,
            "DOWNLOAD_DELAY": delay,
            "DOWNLOAD_DELAY_JITTER": 0,
            "AUTOTHROTTLE_ENABLED": True,
            "AUTOTHROTTLE_START_DELAY": delay,
            "AUTOTHROTTLE_TARGET_CONCURRENCY": float(concurrency),
            "DOWNLOAD_VERIFY_CERTIFICATES": True,
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    process.crawl(Bare)
    began, used = time.perf_counter(), time.process_time()
    process.start()
    return {"pages": count, "seconds": time.perf_counter() - began, "processor": time.process_time() - used}


def ours(url: str, concurrency: int, delay: float) -> dict[str, float]:
    """Crawl into a corpus."""
    import pipeline.crawl.spider  # noqa: F401 - imports are not counted
    from pipeline.crawl.crawl import crawl
    from pipeline.crawl.source import Checked, Links, Seed, Source

    source = Source(
        name="bench",
        title="bench",
        publisher="bench",
        url=url,
        hosts=("127.0.0.1",),
        seeds=(Seed(list=f"{url}/ds?page=0"),),
        links=Links(document=("*/vb/*",), list=("*/ds?page=*",)),
        delay=delay,
        concurrency=concurrency,
        checked=Checked(live=False, tried="x", not_tried="y"),
    )
    with tempfile.TemporaryDirectory() as folder:
        began, used = time.perf_counter(), time.process_time()
        report = crawl([source], folder, "bench@example.org", ["127.0.0.1"])
        seconds, processor = time.perf_counter() - began, time.process_time() - used + _of_children()
    return {"pages": sum(report.runs[0].outcomes.values()) - 1, "seconds": seconds, "processor": processor}


def _of_children() -> float:
    """Return the processor seconds of the processes below this one that still live or ended; 0 without /proc."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            _, parent, *fields = stat.read_text().rpartition(")")[2].split()
        except (OSError, ValueError):
            continue  # it has ended
        if int(parent) == os.getpid():
            ticks += sum(map(int, fields[9:13]))  # utime, stime, cutime, cstime
    return ticks / os.sysconf("SC_CLK_TCK")


def measure(pages: int = PAGES, best_of: int = 3, concurrency: int = 8, delay: float = 0.0) -> list[dict[str, Any]]:
    """Return a row for each crawler."""
    mine, theirs = multiprocessing.get_context("spawn").Pipe()
    site = multiprocessing.get_context("spawn").Process(target=serve, args=(pages, theirs), daemon=True)
    site.start()
    url = f"http://127.0.0.1:{mine.recv()}"
    found: dict[str, list[dict[str, float]]] = {"bare Scrapy": [], "vanban crawl": []}
    try:
        for _ in range(best_of):
            for name, function in (("bare Scrapy", "bare"), ("vanban crawl", "ours")):
                one = ["--one", function, url, str(concurrency), str(delay)]
                command = [sys.executable, "-m", "benchmarks.crawl", *one]
                output = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600).stdout
                found[name].append(json.loads(output.splitlines()[-1]))
    finally:
        site.terminate()
    best = {name: min(runs, key=lambda run: run["seconds"] / run["pages"]) for name, runs in found.items()}
    base = best["bare Scrapy"]["pages"] / best["bare Scrapy"]["seconds"]
    return [
        {
            "crawler": name,
            "concurrency": concurrency,
            "delay": delay,
            "pages": int(run["pages"]),
            "pages/s": round(run["pages"] / run["seconds"], 1),
            "x Scrapy": round(run["pages"] / run["seconds"] / base, 2),
            "processor ms a page": round(1000 * run["processor"] / run["pages"], 2),
        }
        for name, run in best.items()
    ]


def rows(best_of: int, pages: int = PAGES) -> list[dict[str, Any]]:
    """Return what is measured without a delay, and with one."""
    return measure(pages, best_of) + measure(pages // 4, best_of, concurrency=1, delay=0.05)


def main() -> None:
    """Measure one crawler (for `measure`), or both."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crawl", description=__doc__)
    parser.add_argument("--one", nargs=4, metavar=("WHICH", "URL", "CONCURRENCY", "DELAY"), help=argparse.SUPPRESS)
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--best-of", type=int, default=3)
    given = parser.parse_args()
    if given.one:
        which, url, concurrency, delay = given.one
        print(json.dumps({"bare": bare, "ours": ours}[which](url, int(concurrency), float(delay))))
        return
    from pipeline.evaluate import render

    print(METRIC.format(best_of=given.best_of) + "\n")
    print(render(rows(given.best_of, given.pages), "table"))


if __name__ == "__main__":
    main()
