"""A web site on 127.0.0.1 in the shape of three portals, with all that goes wrong on real ones; pages are our own."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

Headers = dict[str, str]
Answer = tuple[int, Headers, bytes]
Page = Callable[["Site", Headers], Answer]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that arrived."""

    at: float
    path: str
    headers: Headers


@dataclass
class Site:
    """The site: its pages by path, and what was asked for."""

    pages: dict[str, Page | Answer] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    port: int = 0
    broken: bool = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def paths(self) -> list[str]:
        """Return the paths that were asked for, in order."""
        return [asked.path for asked in self.asked]

    def times(self, path: str) -> list[float]:
        return [asked.at for asked in self.asked if asked.path == path]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (line := await reader.readline()).strip():
                headers = {}
                while (row := await reader.readline()).strip():
                    name, _, value = row.decode("latin-1").partition(":")
                    headers[name.strip().lower()] = value.strip()
                path = line.decode("latin-1").split()[1]
                self.asked.append(Asked(time.monotonic(), path, headers))
                if self.broken:
                    break
                if path == "/endless":
                    await self.endless(writer)
                    break
                page = self.pages.get(path) or self.pages.get(urlsplit(path).path) or (404, {}, b"<p>404</p>")
                status, more, body = page(self, headers) if callable(page) else page
                if "gzip" in headers.get("accept-encoding", "") and "content-encoding" not in more and len(body) > 2000:
                    more, body = more | {"content-encoding": "gzip"}, gzip.compress(body, 1)
                head = f"HTTP/1.1 {status} X\r\ncontent-length: {len(body)}\r\n"
                head += "".join(f"{name}: {value}\r\n" for name, value in more.items())
                writer.write(head.encode("latin-1") + b"\r\n" + body)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def endless(self, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n")
        while True:
            writer.write(b"<p>" + b"x" * 2**20)
            await writer.drain()


@contextmanager
def serving(site: Site, context: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Serve a site in a thread."""
    ready = threading.Event()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def main() -> None:
        server = await asyncio.start_server(site.serve, "127.0.0.1", site.port, ssl=context)
        site.port = server.sockets[0].getsockname()[1]
        ready.set()
        await stop.wait()
        server.close()

    thread = threading.Thread(target=lambda: loop.run_until_complete(main()), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield site
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)


# ---- pages

HTML = {"content-type": "text/html; charset=utf-8"}
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
DOC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def html(body: str, title: str = "Cổng thông tin", head: str = "") -> Answer:
    head = f"<meta charset='utf-8'><title>{title}</title>{head}"
    page = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
    return 200, HTML, page.encode()


def links(*places: str) -> str:
    return "".join(f'<li><a href="{place}">{place}</a></li>' for place in places)


def decision(number: int, place: str = "Lạc Thủy", met: int = 14, extra: str = "") -> str:
    """Return a decision as a portal shows it."""
    return f"""<div class="content"><p>ỦY BAN NHÂN DÂN<br>TỈNH HÒA BÌNH</p><p>Số: {number}/QĐ-UBND</p>
<p><i>Hòa Bình, ngày {number % 27 + 1} tháng 3 năm 2024</i></p><p><b>QUYẾT ĐỊNH</b></p>
<p><b>Về việc công nhận xã {place} đạt chuẩn nông thôn mới</b></p>
<p>Căn cứ Quyết định số 318/QĐ-TTg ngày 08 tháng 3 năm 2022 của Thủ tướng Chính phủ ban hành Bộ tiêu chí quốc gia;</p>
<p>Điều 1. Công nhận xã {place} đạt {met}/19 tiêu chí nông thôn mới năm 2023, trong đó tiêu chí giao thông và
tiêu chí thủy lợi do Ủy ban nhân dân xã {place} tự đánh giá theo hướng dẫn của Văn phòng điều phối.</p>
<p>Điều 2. Chánh Văn phòng, Giám đốc các sở và Chủ tịch Ủy ban nhân dân xã {place} chịu trách nhiệm thi hành
Quyết định này kể từ ngày ký, báo cáo kết quả về Ủy ban nhân dân tỉnh trước ngày 15 tháng 12 hằng năm.</p>{extra}
</div>"""


def busy_once(status: int, answer: Answer, headers: Headers | None = None) -> Page:
    """Return a page that is given out at the second asking."""
    asked: list[int] = []

    def page(site: Site, _: Headers) -> Answer:
        asked.append(1)
        return (status, headers or {}, b"busy") if len(asked) == 1 else answer

    return page


def tagged(answer: Answer, etag: str) -> Page:
    """Return a page with an ETag, which is not sent again where the asker has it."""

    def page(site: Site, headers: Headers) -> Answer:
        if headers.get("if-none-match") == etag:
            return 304, {"etag": etag}, b""
        return answer[0], answer[1] | {"etag": etag}, answer[2]

    return page


def dated(answer: Answer, last: str) -> Page:
    """Return a page with the date of its last change, which is not sent again where the asker has it."""

    def page(site: Site, headers: Headers) -> Answer:
        if headers.get("if-modified-since") == last:
            return 304, {"last-modified": last}, b""
        return answer[0], answer[1] | {"last-modified": last}, answer[2]

    return page


def turning(*answers: Answer) -> Page:
    """Return a page that gives another answer at each asking, and then the last one."""
    asked: list[int] = []

    def page(site: Site, _: Headers) -> Answer:
        asked.append(1)
        return answers[min(len(asked), len(answers)) - 1]

    return page
