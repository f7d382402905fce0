"""The parts of a crawl, one by one, without a network."""

from __future__ import annotations

import datetime as dt
import gzip
import io
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console
from scrapy.resolver import dnscache
from twisted.internet.address import IPv4Address, IPv6Address
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from corpus import Corpus
from pipeline import archive, duplicates
from pipeline.archive import Archive, ArchiveError, TooLarge
from pipeline.cli.crawl_progress import Shown
from pipeline.crawl import guard, links, source, walls
from pipeline.crawl.robots import Rules
from pipeline.crawl.source import SourceError, Target, load, names, wildcard
from pipeline.ingest import ingest
from schemas.records import Fetch
from tests.pipeline.site import decision, html

DECLARED = """
name: thu
title: Thử
publisher: Ta
url: https://thu.gov.vn/
hosts: [thu.gov.vn, "*.thu.gov.vn"]
attachment_hosts: [tep.vn]
seeds: [{list: "https://thu.gov.vn/ds"}]
links:
  document: ["thu.gov.vn/vb/*", "*.thu.gov.vn/vb/*"]
  list: ["thu.gov.vn/ds?*"]
  viewer: ["thu.gov.vn/xem/*"]
  ignore: ["thu.gov.vn/vb/in/*"]
drop_parameters: [utm_*, sid]
checked: {live: false, tried: x, not_tried: y}
"""
OURS = source.parse(DECLARED, "thu.yaml")


@pytest.mark.parametrize("name", names())
def test_shipped_sources_are_valid(name: str) -> None:
    found = load(name)
    assert found.name == name
    assert not found.checked.live, "say in tried what was tried against the live site, and take this line out"
    assert found.checked.not_tried
    assert found.delay >= 5
    assert all(found.is_ours(target.url) for target, _ in zip(found.targets(), range(1000), strict=False))


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "file", "url", "least"),
    [
        ("vbpl", "vbpl_luocdo_phaply", "https://vbpl.vn/TW/Pages/vbpq-luocdo.aspx?ItemID=32801",
         {"document": 200, "list": 20, "attachment": 2}),
        ("vbpl", "vbpl_v1", "https://vbpl.vn/TW/Pages/vbpq-toanvan.aspx?ItemID=32801", {"attachment": 2}),
        ("luatvietnam", "luatvietnam_147_2026", "https://luatvietnam.vn/a-1-d1.html", {"document": 20, "list": 20}),
        ("phapdien", "phapdien_1", "https://phapdien.moj.gov.vn/BoPhapDien/demuc/a.html", {"attachment": 2}),
        ("congbao-sonla", "documents_by_gazette_sample", "http://congbao.sonla.gov.vn/congbao.nsf/a?openForm",
         {"document": 10, "attachment": 10}),
        ("congbao-sonla", "danh_muc", "http://congbao.sonla.gov.vn/congbao.nsf/DanhMucVB", {"list": 3}),
    ],
)  # fmt: skip
def test_sources_find_the_links_of_saved_pages(
    shared: Path, name: str, file: str, url: str, least: dict[str, int]
) -> None:
    data = (shared / "data" / "html" / f"{file}.html").read_bytes()
    found = Counter(target.kind for target in links.find(load(name), Target(url, "list"), url, data))
    assert {kind: found[kind] for kind in least if found[kind] < least[kind]} == {}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ("name: A B", "name"),
        ("seeds: []", "seeds"),
        ("seeds: [{list: 'https://a.vn', feed: 'https://a.vn'}]", "exactly one"),
        ("seeds: [{range: 'https://a.vn/1'}]", "{id}"),
        ("hosts: []", "hosts"),
        ("window: 25:00-06:00", "window"),
        ("expect: {filled: {nummer: 0.5}}", "nummer"),
        ("dealy: 3", "dealy"),
        ("seeds: [{list: 'file:///etc/passwd'}]", "seeds"),
    ],
)
def test_a_wrong_declaration_says_where(change: str, word: str) -> None:
    key = change.split(":", maxsplit=1)[0]
    text = "\n".join(line for line in DECLARED.splitlines() if not line.startswith(f"{key}:")) + f"\n{change}\n"
    with pytest.raises(SourceError, match=f"thu.yaml.*{word}"):
        source.parse(text, "thu.yaml")


@pytest.mark.parametrize(
    ("pattern", "words", "matches"),
    [
        ("a.vn/vb/*", "a.vn/vb/1.html", True),
        ("a.vn/vb/*", "xa.vn/vb/1.html", False),
        ("a.vn/*/x?id=*", "a.vn/b/c/x?id=7", True),
        ("a.vn/x", "a.vn/xy", False),
        ("*.html", "a.vn/HTML.html?x", False),
        ("a*b*c", "aXbYcZ", False),
        ("a.vn/x", "aXvn/x", False),
    ],
)
def test_wildcards(pattern: str, words: str, matches: bool) -> None:
    assert bool(wildcard(pattern).fullmatch(words)) is matches


@pytest.mark.parametrize(
    ("url", "kind", "is_ours"),
    [
        ("https://thu.gov.vn/vb/1", "document", True),
        ("https://con.thu.gov.vn/vb/1", "document", True),
        ("https://thu.gov.vn.ke-gian.com/vb/1", None, False),
        ("https://thu.gov.vn/vb/in/1", None, True),
        ("https://thu.gov.vn/vb/1.PDF?x=1", "attachment", True),
        ("https://tep.vn/1.docx", "attachment", True),
        ("https://thu.gov.vn/gioi-thieu", None, True),
        ("ftp://thu.gov.vn/vb/1", "document", False),
        ("https://thu.gov.vn@ke-gian.com/vb/1", None, False),
    ],
)
def test_what_an_address_is(url: str, kind: str | None, is_ours: bool) -> None:
    assert OURS.kind(url) == kind
    assert OURS.is_ours(url, kind or "document") is is_ours


@pytest.mark.parametrize(
    ("window", "time", "seconds"),
    [
        (None, "2026-01-01T03:00:00+00:00", 0),
        ("22:00-06:00", "2026-01-01T15:30:00+00:00", 0),
        ("22:00-06:00", "2026-01-01T03:00:00+00:00", 12 * 3600),
        ("08:00-09:00", "2026-01-01T00:59:00+00:00", 60),
    ],
    ids=["none", "open over midnight", "closed", "a minute before"],
)
def test_windows_are_of_the_time_of_hanoi(window: str | None, time: str, seconds: float) -> None:
    assert OURS.model_copy(update={"window": window}).opens_in(dt.datetime.fromisoformat(time)) == seconds


PAGE = """<base href='/ds/'><a href='../vb/1?sid=5&amp;a=b#top'>1</a> <a href='/vb/1?a=b'>again</a>
<a href='https://thu.gov.vn:443/vb/2'>2</a> <a href="javascript:tai('Tên tệp.pdf','/f/Quyết định 3.pdf')">tải</a>
<a onclick="window.open('/f/4.doc')" href='#'>xem</a> <iframe src='https://docs.vn/gview?url=https://tep.vn/5.pdf'></iframe>
<a href='/xem/6'>xem</a> <a href='mailto:a@b.vn'>thư</a> <a href='//khac.vn/vb/7'>khác</a> <a href='http://[x'>hỏng</a>
<embed src='/f/8.pdf'> <a href='/ds?page=2'>Tiếp</a> <a href='data:text/html,x'>d</a>"""


def test_links_of_a_list() -> None:
    found = list(links.find(OURS, Target("https://thu.gov.vn/ds", "list"), "https://thu.gov.vn/ds", PAGE.encode()))
    assert [(target.kind, target.url.removeprefix("https://thu.gov.vn")) for target in found] == [
        ("document", "/vb/1?a=b"),
        ("document", "/vb/2"),
        ("attachment", "/f/Quy%E1%BA%BFt%20%C4%91%E1%BB%8Bnh%203.pdf"),
        ("attachment", "/f/4.doc"),
        ("attachment", "https://tep.vn/5.pdf"),
        ("viewer", "/xem/6"),
        ("attachment", "/f/8.pdf"),
        ("list", "/ds?page=2"),
    ]


def test_a_document_leads_to_its_files_only() -> None:
    found = links.find(OURS, Target("https://thu.gov.vn/vb/9", "document"), "https://thu.gov.vn/vb/9", PAGE.encode())
    assert {target.kind for target in found} == {"attachment", "viewer"}


def test_a_feed_cannot_read_files() -> None:
    text = b"""<?xml version='1.0'?><!DOCTYPE f [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>
    <feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='/vb/1'/><link href='&x;'/></entry></feed>"""
    found = links.find(OURS, Target("https://thu.gov.vn/a", "feed"), "https://thu.gov.vn/a", text)
    assert [target.url for target in found] == ["https://thu.gov.vn/vb/1"]


@pytest.mark.parametrize(
    ("address", "is_public"),
    [
        ("113.160.1.1", True),
        ("2405:4800::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fd00:ec2::254", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("::127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("nonsense", False),
    ],
)
def test_which_addresses_may_be_connected_to(address: str, is_public: bool) -> None:
    assert guard.is_public(address) is is_public


@pytest.mark.parametrize(
    ("status", "content", "expected"),
    [
        (200, b"User-agent: *\nDisallow: /", "disallowed: robots.txt"),
        (200, b"User-agent: *\nDisallow: /\nUser-agent: vanban\nAllow: /", "allowed: robots.txt"),
        (200, b"", "allowed: robots.txt"),
        (200, b"\xef\xbb\xbfUser-agent: *\nDisallow: /vb", "disallowed: robots.txt"),
        (404, b"", "allowed: no robots.txt"),
        (200, b"<html>Trang chu</html>", "allowed: no robots.txt (a web page stands there)"),
        (403, b"", "disallowed: robots.txt is not to be had (HTTP 403)"),
        (500, b"", "disallowed: robots.txt is not to be had (HTTP 500)"),
        (429, b"", "disallowed: robots.txt is not to be had (HTTP 429)"),
        (None, b"", "disallowed: robots.txt is not to be had (no answer)"),
    ],
)
def test_robots(status: int | None, content: bytes, expected: str) -> None:
    assert str(Rules(status, content).decide("https://thu.gov.vn/vb/1", "vanban")) == expected


def test_crawl_delay() -> None:
    assert Rules(200, b"User-agent: *\nCrawl-delay: 7").delay("vanban") == 7
    assert Rules(404).delay("vanban") == 0


@pytest.mark.parametrize(
    ("page", "title", "wall"),
    [
        ("<form>Vui lòng nhập mã xác nhận <img src='/c.png'></form>", "", "captcha"),
        ("<div class='g-recaptcha'></div>", "", "captcha"),
        ("<p>Checking your browser before accessing</p>", "Just a moment...", "captcha"),
        ("<form><input name=u><input type='password'></form>", "", "login"),
        ("<p>Bạn cần đăng nhập để xem nội dung này</p>", "", "login"),
        (decision(1, extra="<form><input type='password'>Đăng nhập <img src='captcha.jpg'></form>" * 2), "", None),
        (decision(1, extra="<p>" + "Nội dung. " * 200 + "vui lòng đăng nhập để bình luận</p>"), "", None),
        ("<p>Văn bản đang được cập nhật</p>", "", None),
    ],
)
def test_walls(page: str, title: str, wall: str | None) -> None:
    assert walls.recognise(html(page, title)[2]) == wall


# ---- archives


def test_a_torn_record_is_cut_off(tmp_path: Path) -> None:
    started = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    writer = Archive(tmp_path, "thu-1", {"software": "x"}, started)
    kept = writer.write(Fetch("thu", "1", url="https://thu.gov.vn/1", status=200, fetched_at=started), [], b"mot")
    torn = writer.write(Fetch("thu", "1", url="https://thu.gov.vn/2", status=200, fetched_at=started), [], b"hai")
    writer.close()
    whole = writer.path.read_bytes()
    for end in range((torn.warc_offset or 0) + 1, len(whole), 11):
        writer.path.write_bytes(whole[:end])
        again = Archive(tmp_path, "thu-1", {}, started)
        assert again.write(Fetch("thu", "1", url="https://thu.gov.vn/3"), [], None).warc_offset == torn.warc_offset
        again.close()
    assert next(archive.scan(writer.path)) == kept
    assert archive.content(writer.path, kept.warc_offset or 0) == b"mot"


def test_content_is_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_BYTES", 1000)
    assert archive.decode(gzip.compress(b"x" * 1000), "gzip") == b"x" * 1000
    with pytest.raises(TooLarge):
        archive.decode(gzip.compress(b"x" * 1001), "gzip")


def foreign(path: Path, pages: Mapping[str, str] | None = None) -> None:
    """Write an archive as others make it: of pages by address, or of some of two hosts and two kinds."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url, media_type, body in [(url, "text/html", html(text)[2]) for url, text in (pages or {}).items()] or (
            ("https://a.gov.vn/1", "text/html; charset=utf-8", html(decision(1))[2]),
            ("https://b.com/2", "text/html", html(decision(2))[2]),
            ("https://www.a.gov.vn/3.png", "image/png", b"\x89PNG"),
            ("https://www.a.gov.vn/4", "text/html", html(decision(4))[2]),
        ):
            headers = StatusAndHeaders("200 OK", [("Content-Type", media_type)], protocol="HTTP/1.1")
            more = {"WARC-Date": "2024-05-01T10:00:00Z"}
            writer.write_record(
                writer.create_warc_record(
                    url, "response", payload=io.BytesIO(body), http_headers=headers, warc_headers_dict=more
                )
            )


@pytest.mark.parametrize(
    ("hosts", "numbers"), [((), ["1/QĐ-UBND", "2/QĐ-UBND", "4/QĐ-UBND"]), (("a.gov.vn",), ["1/QĐ-UBND", "4/QĐ-UBND"])]
)
def test_archives_of_others(tmp_path: Path, hosts: tuple[str, ...], numbers: list[str]) -> None:
    foreign(tmp_path / "CC-MAIN-1.warc.gz")
    report = ingest([tmp_path / "CC-MAIN-1.warc.gz"], tmp_path / "c", hosts=hosts)
    assert (report.read, report.rejected) == (len(numbers), 0)
    documents = Corpus.open(tmp_path / "c").table("documents").to_pylist()
    assert sorted(row["number"] for row in documents) == numbers
    assert {row["retrieved_at"].isoformat() for row in documents} == {"2024-05-01T10:00:00+00:00"}
    assert {row["url"] for row in documents} == {row["source"] for row in documents}
    fetches = Corpus.open(tmp_path / "c").table("fetches").to_pylist()
    assert {row["doc_id"] for row in fetches} == {row["doc_id"] for row in documents}


@pytest.mark.parametrize(
    "data",
    [b"no archive", gzip.compress(b"no archive"), b"", gzip.compress(b"WARC/1.0\r\n")[:-9]],
    ids=["text", "gzip", "empty", "torn"],
)
def test_what_is_no_archive_is_rejected(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.warc.gz").write_bytes(data)
    report = ingest([tmp_path / "x.warc.gz"], tmp_path / "c")
    rejects = Corpus.open(tmp_path / "c").table("rejects").to_pylist()
    assert [(row["source"], row["reason"]) for row in rejects] == [("x.warc.gz", "archive")]
    assert report.rejected == 1


def test_a_record_that_is_not_there() -> None:
    with pytest.raises(ArchiveError):
        archive.content(Path("/nowhere.warc.gz"), 0)


# ---- copies


def test_copies_of_one_document(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    whole = decision(12, "Lạc Thủy", extra="<p>Nơi nhận: Như Điều 2; Lưu: VT.</p>")
    pages = {
        "goc.html": whole,
        "chep.html": whole.replace("Nơi nhận: Như Điều 2; Lưu: VT.", ""),
        "hoa.html": whole.upper().replace("<BR>", "<br>"),
        "khac-so.html": decision(13, "Lạc Thủy", extra="<p>Nơi nhận: Như Điều 2; Lưu: VT.</p>"),
        "khac-han.html": "<p>" + "Một bài báo dài không liên quan gì đến quyết định nào cả. " * 30 + "</p>",
    }
    for name, body in pages.items():
        (folder / name).write_bytes(html(body)[2])
    ingest([folder], tmp_path / "c")
    sources = {row["doc_id"]: row["source"] for row in Corpus.open(tmp_path / "c").table("documents").to_pylist()}
    found = {sources[doc_id].removeprefix("in/"): copy for doc_id, copy in duplicates.clusters(tmp_path / "c").items()}
    assert {"goc.html", "chep.html"} <= set(found) <= {"goc.html", "chep.html", "hoa.html"}
    assert found["goc.html"].is_best
    assert found["chep.html"].rule == "length"
    assert found["chep.html"].relation == "near"


def test_decisions_from_one_template_are_not_compared_each_with_each(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(1, 41):
        (folder / f"{number}.html").write_bytes(html(decision(number, "Lạc Thủy"))[2])
    ingest([folder], tmp_path / "c")
    pairs, texts = duplicates._candidates(tmp_path / "c")
    assert (len(texts), pairs) == (40, [])


# ---- names and addresses


class Names:
    """Resolves a name to other addresses at each asking."""

    def __init__(self, *answers: str) -> None:
        self.nameResolver = self
        self._answers = list(answers)

    def resolveHostName(self, receiver: Any, name: str, port: int = 0, *_: Any) -> None:
        receiver.resolutionBegan(None)
        for address in self._answers.pop(0).split():
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, port))
        receiver.resolutionComplete()


class Received:
    """What a connection is told of a name."""

    def __init__(self) -> None:
        self.addresses: list[str] = []

    def resolutionBegan(self, _: Any) -> None:
        pass

    def addressResolved(self, address: Any) -> None:
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:
        pass


def test_a_name_is_checked_each_time_it_is_resolved_for_a_connection() -> None:
    names = Names("113.160.1.1", "127.0.0.1", "10.0.0.1 113.160.1.1 ::1", "127.0.0.1")
    resolver = guard.GuardedResolver(names, 0, frozenset({"noi-bo.vn"}))  # type: ignore[arg-type]

    def resolved(name: str) -> list[str]:
        dnscache.clear()
        received = Received()
        resolver.resolveHostName(received, name)  # type: ignore[arg-type]
        return received.addresses

    assert resolved("doi.vn") == ["113.160.1.1"]
    assert resolved("doi.vn") == [], "the name leads elsewhere now"
    assert guard.refused["doi.vn"] == "127.0.0.1"
    assert resolved("hai.vn") == ["113.160.1.1"], "the others are not even tried"
    assert resolved("noi-bo.vn") == ["127.0.0.1"], "the user allows it"


# ---- what is told


def test_progress_in_a_log_is_calm(tmp_path: Path) -> None:
    text = io.StringIO()
    times = iter([0.0, *(12.0 * at for at in range(1, 22))])
    shown = Shown(Console(file=text, width=200, soft_wrap=True), lambda: next(times))
    run = SimpleNamespace(source=SimpleNamespace(name="thu"), waiting=30)
    for number in range(10):
        shown.fetched(run, Fetch("thu", "1", url=f"https://thu.gov.vn/{number}"))  # type: ignore[arg-type]
    assert text.getvalue().splitlines() == [
        "fetched 3, read 0, known to be left 30",
        "fetched 6, read 0, known to be left 30, 2 a minute, at least 12 min more",
        "fetched 9, read 0, known to be left 30, 2 a minute, at least 12 min more",
    ]
