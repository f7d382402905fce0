"""A crawl from end to end, against a site of our own; each crawl is a process of its own, as the reactor asks for."""

from __future__ import annotations

import datetime as dt
import gzip
import ipaddress
import json
import os
import random
import signal
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pipeline.ingest import ingest
from pipeline.store import content_hash
from tests.pipeline.crawls import Crawls, command, declare, path_of, rows
from tests.pipeline.site import (
    DOC,
    HTML,
    PDF,
    Answer,
    Site,
    busy_once,
    dated,
    decision,
    html,
    links,
    serving,
    tagged,
    turning,
)  # fmt: skip
from tests.pipeline.test_store import files

# ---- one crawl over everything that goes wrong


def portals() -> Site:
    """Return a site in the shape of a national database, a province's CMS and a newspaper, with their faults."""
    viewer = "<iframe src='/viewer.html?file=%2Ff%2F2.doc'></iframe>"
    download = """<a href="javascript:downloadfile('Quyết định','/f/1.pdf')">Tải về</a>"""
    paging = "<a href='?page=2'>2</a><a href='/ds?page=2&utm_source=x'>Tiếp</a>"
    legacy = "<html><body><p>Ủy ban nhân dân xã Phú Thành, số 12/QĐ-UBND</p></body></html>".replace("Ủ", "U")
    place = "http://169.254.169.254/latest/meta-data/"
    return Site(
        {
            "/robots.txt": (200, {"content-type": "text/plain"}, b"User-agent: vanban\nDisallow: /vb/kin\n"),
            "/ds": html(
                links("/vb/1", "/vb/2", "/vb/kin/9", "/vb/busy", "/vb/down", "http://khac.example/vb/1", "/gioi-thieu")
                + paging
            ),
            "/ds?page=2": html(
                links("/vb/1b", "/vb/loop", "/vb/inner", "/vb/local", "/vb/bomb", "/vb/captcha", "/vb/login")
                + links("/vb/charset", "/vb/gone", "/vb/old", "/vb/empty", "/vb/big", "javascript:void(0)", "#x")
            ),
            "/sitemap.xml": (
                200,
                {"content-type": "application/xml"},
                b"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>/s1.xml</loc></sitemap>"
                b"</sitemapindex>",
            ),
            "/s1.xml": (
                200,
                {"content-type": "application/xml"},
                b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>/vb/s1</loc></url></urlset>",
            ),
            "/rss": (
                200,
                {"content-type": "application/rss+xml"},
                b"<?xml version='1.0'?><rss version='2.0'><channel><title>x</title><item><title>t</title>"
                b"<link>/vb/tin</link></item></channel></rss>",
            ),
            "/vb/1": html(decision(1, extra=download)),
            "/vb/1b": html(decision(1, extra=download)),
            "/vb/2": html(decision(2, "Yên Bồng", extra=viewer)),
            "/vb/busy": busy_once(429, html(decision(3, "Phú Thành")), {"retry-after": "1"}),
            "/vb/down": busy_once(503, html(decision(4, "An Bình"))),
            "/vb/loop": (302, {"location": "/vb/loop2"}, b""),
            "/vb/loop2": (302, {"location": "/vb/loop"}, b""),
            "/vb/inner": (302, {"location": place}, b""),
            "/vb/local": (301, {"location": "http://localhost/vb/x"}, b""),
            "/vb/bomb": (200, HTML | {"content-encoding": "gzip"}, gzip.compress(bytes(48 * 2**20), 9)),
            "/vb/captcha": html("<form>Vui lòng nhập mã xác nhận <img src='/captcha.png'></form>"),
            "/vb/login": html("<form>Bạn cần đăng nhập <input type='password'></form>", "Đăng nhập"),
            "/vb/charset": (200, {"content-type": "text/html; charset=iso-8859-1"}, html(decision(5, "Liên Hòa"))[2]),
            "/vb/old": (301, {"location": "/vb/new"}, b""),
            "/vb/new": html(decision(6, "Hưng Thi")),
            "/vb/empty": (200, HTML, b""),
            "/vb/big": (302, {"location": "/endless"}, b""),
            "/vb/s1": html(decision(7, "Khoan Dụ")),
            "/vb/tin": html("<h1>Xã Lạc Long về đích</h1><p>" + "Xã đạt 19/19 tiêu chí nông thôn mới. " * 20 + legacy),
            "/f/1.pdf": (200, {"content-type": "application/pdf"}, PDF),
            "/f/2.doc": (200, {"content-type": "application/msword"}, DOC),
        }
    )


SEEDS = "[{{list: '{0}/ds'}}, {{sitemap: '{0}/sitemap.xml'}}, {{feed: '{0}/rss'}}]"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory, crawls: Crawls) -> Iterator[tuple[Site, Path, str]]:
    folder = tmp_path_factory.mktemp("crawl")
    with serving(portals()) as site:
        source = declare(folder, site, "retries: 2", 0.02, SEEDS.format(site.url))
        yield site, folder / "c", crawls.crawl(source, folder / "c")


def outcomes(corpus: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows(corpus, "fetches"):
        found.setdefault(path_of(row["url"]), []).append(row["outcome"])
    return found


def test_every_request_has_its_row(crawled: tuple[Site, Path, str]) -> None:
    _, corpus, ended = crawled
    assert ended == "whole"
    assert outcomes(corpus) == {
        "/robots.txt": ["ok", "private_address", "private_address"],
        "/ds": ["ok"],
        "/sitemap.xml": ["ok"],
        "/rss": ["ok"],
        "/s1.xml": ["ok"],
        "/ds?page=2": ["ok"],
        "/vb/1": ["ok"],
        "/vb/2": ["ok"],
        "/vb/kin/9": ["disallowed"],
        "/vb/busy": ["busy", "ok"],
        "/vb/down": ["busy", "ok"],
        "/vb/1b": ["ok"],
        "/vb/loop": ["redirect"],
        "/vb/loop2": ["redirect_loop"],
        "/vb/inner": ["redirect"],
        "/latest/meta-data/": ["private_address"],
        "/vb/local": ["redirect"],
        "/vb/x": ["private_address"],
        "/vb/bomb": ["too_large"],
        "/vb/captcha": ["captcha"],
        "/vb/login": ["login"],
        "/vb/charset": ["ok"],
        "/vb/gone": ["gone"],
        "/vb/old": ["redirect"],
        "/vb/new": ["ok"],
        "/vb/empty": ["empty"],
        "/vb/big": ["redirect"],
        "/endless": ["too_large"],
        "/vb/s1": ["ok"],
        "/vb/tin": ["ok"],
        "/f/1.pdf": ["ok"],
        "/f/2.doc": ["ok"],
    }


def test_nothing_is_asked_that_may_not_be(crawled: tuple[Site, Path, str]) -> None:
    site, _, _ = crawled
    asked = site.paths()
    assert not [path for path in asked if "kin" in path or path in ("/vb/x", "/gioi-thieu", "/latest/meta-data/")]
    assert asked[0] == "/robots.txt"
    assert sorted(path for path in set(asked) if asked.count(path) > 1) == ["/vb/busy", "/vb/down"]
    assert {request.headers["user-agent"] for request in site.asked} == {site.asked[0].headers["user-agent"]}
    assert "test@example.vn" in site.asked[0].headers["user-agent"]


def test_hosts_are_given_time(crawled: tuple[Site, Path, str]) -> None:
    site, _, _ = crawled
    times = [request.at for request in site.asked]
    assert times[-1] - times[0] >= 0.02 * (len(times) - 1) * 0.9
    first, second = site.times("/vb/busy")
    after = next(at for at in times if at > first)
    assert second - first >= 0.95
    assert after - first >= 0.95, "Retry-After holds for the host, not only for the address"


def test_what_came_is_in_the_tables(crawled: tuple[Site, Path, str]) -> None:
    _, corpus, _ = crawled
    documents = {row["number"]: row for row in rows(corpus, "documents") if row["number"]}
    assert set(documents) == {f"{number}/QĐ-UBND" for number in range(1, 8)}
    first = documents["1/QĐ-UBND"]
    assert path_of(first["url"]) == "/vb/1"
    assert first["source"] == first["url"]
    fetched = {path_of(row["url"]): row for row in rows(corpus, "fetches")}
    assert first["retrieved_at"] == fetched["/vb/1"]["fetched_at"]
    assert fetched["/vb/1b"]["doc_id"] == fetched["/vb/1"]["doc_id"] == first["doc_id"], "one document at two addresses"
    assert "Liên Hòa" in documents["5/QĐ-UBND"]["text"]
    assert path_of(fetched["/f/1.pdf"]["via"]) == "/vb/1"
    assert path_of(fetched["/f/2.doc"]["via"]) == "/vb/2"
    for row in fetched.values():
        if row["sha256"] and row["kind"] in ("document", "attachment") and row["outcome"] == "ok":
            assert (corpus / "raw" / row["sha256"][:2] / row["sha256"]).stat().st_size == row["size"]


def test_what_could_not_be_had_is_rejected_with_its_reason(crawled: tuple[Site, Path, str]) -> None:
    _, corpus, _ = crawled
    rejects = {path_of(row["source"]): row["reason"] for row in rows(corpus, "rejects") if row["stage"] == "acquire"}
    assert rejects == {
        "/vb/loop2": "redirect_loop",
        "/latest/meta-data/": "private_address",
        "/vb/x": "private_address",
        "/vb/bomb": "too_large",
        "/endless": "too_large",
        "/vb/captcha": "captcha",
        "/vb/login": "login",
        "/vb/empty": "empty",
    }


def test_the_tables_can_be_made_again_from_the_archive(
    crawled: tuple[Site, Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    _, corpus, _ = crawled
    monkeypatch.setattr(socket, "socket", None)  # no network
    for _ in range(2):
        ingest(sorted((corpus / "warc").glob("*.warc.gz")), tmp_path / "again")
        assert content_hash(tmp_path / "again") == content_hash(corpus)
        assert files(tmp_path / "again") == {
            name: data for name, data in files(corpus).items() if not name.startswith("warc/")
        }


def test_others_can_read_the_archive(crawled: tuple[Site, Path, str]) -> None:
    from warcio.checker import Checker

    archives = [str(path) for path in sorted((crawled[1] / "warc").glob("*.warc.gz"))]
    checker = Checker(SimpleNamespace(inputs=archives, verbose=False))
    checker.process_all()
    assert checker.exit_value == 0


# ---- taking up


def many(count: int = 30) -> Site:
    pages = {f"/vb/{number}": html(decision(number, f"Xã {number}")) for number in range(count)}
    lists = {
        f"/ds?page={page}": html(links(*(f"/vb/{page * 10 + at}" for at in range(10)), f"/ds?page={page + 1}"))
        for page in range(count // 10)
    }
    return Site({"/ds": html(links("/ds?page=0")), **lists, **pages})


CLOCK = "2026-03-01T08:00:00+00:00"


@pytest.mark.slow
def test_kill_at_ten_moments_and_take_up(tmp_path: Path, crawls: Crawls) -> None:
    """The same tables, byte for byte, under one clock; nothing asked for twice but what was under way."""
    with serving(many()) as site:
        source = declare(tmp_path, site, delay=0.01)
        assert crawls.crawl(source, tmp_path / "whole", CLOCK) == "whole"
        once = len(site.asked)
        assert once == 36
        site.asked.clear()
        moments = random.Random(5)
        for at in range(10):
            process = crawls.start(source, tmp_path / "killed", CLOCK, jobs=2 if at % 3 == 2 else 1)
            until = len(site.asked) + moments.randrange(1, 6)
            while len(site.asked) < until and len(site.asked) < once:
                time.sleep(0.001)
            time.sleep(moments.uniform(0, 0.03))
            os.kill(process, signal.SIGKILL)
            crawls.wait()
        assert crawls.crawl(source, tmp_path / "killed", CLOCK) == "whole"
        assert once <= len(site.asked) <= once + 10
    assert content_hash(tmp_path / "killed") == content_hash(tmp_path / "whole")
    assert files(tmp_path / "killed") == files(tmp_path / "whole")


@pytest.mark.slow
def test_ctrl_c_and_a_lost_network_lose_nothing(tmp_path: Path, crawls: Crawls) -> None:
    with serving(many()) as site:
        source = declare(tmp_path, site, "retries: 0", delay=0.02)
        process = crawls.start(source, tmp_path / "c")
        while len(site.asked) < 12:
            time.sleep(0.001)
        os.kill(process, signal.SIGINT)
        assert crawls.wait()[-1] == "stopped by the user"
        kept = len(rows(tmp_path / "c", "documents"))
        assert 8 <= kept <= 12
    assert "the network or the site is down" in crawls.crawl(source, tmp_path / "c")
    with serving(site):  # it has come back, at the same address
        assert crawls.crawl(source, tmp_path / "c") == "whole"
    assert len(rows(tmp_path / "c", "documents")) == 30
    assert rows(tmp_path / "c", "rejects") == []
    answered = [row["url"] for row in rows(tmp_path / "c", "fetches") if row["outcome"] == "ok"]
    assert len(answered) == len(set(answered))


# ---- the next run


LAST = "Mon, 02 Feb 2026 08:00:00 GMT"


def moving() -> Site:
    """A site that changes: one page in its text, one in its tokens and counters only, one goes, one comes."""

    def volatile(number: int) -> Answer:
        body = f"<form><input type=hidden name=csrf value='{number * 7919}'></form>{decision(3, 'Phú Thành')}"
        return html(f"{body}<div id='footer'>Lượt truy cập: {number * 1000}<br>Đang trực tuyến: {number}</div>")

    return Site(
        {
            "/ds": turning(
                html(links("/vb/1", "/vb/2", "/vb/3", "/vb/4", "/vb/6")),
                html(links("/vb/1", "/vb/2", "/vb/3", "/vb/5", "/vb/6")),
            ),
            "/vb/1": tagged(html(decision(1, extra="<a href='/f/1.pdf'>tệp</a>")), '"e1"'),
            "/vb/2": turning(html(decision(2, "Yên Bồng", met=14)), html(decision(2, "Yên Bồng", met=17))),
            "/vb/3": turning(volatile(1), volatile(2)),
            "/vb/4": turning(html(decision(4, "An Bình")), (404, {}, b"")),
            "/vb/5": html(decision(5, "Liên Hòa")),
            "/vb/6": dated(html(decision(6, "Hưng Thi")), LAST),
            "/f/1.pdf": tagged((200, {"content-type": "application/pdf"}, PDF), '"p1"'),
        }
    )


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory, crawls: Crawls) -> Iterator[tuple[Site, Path]]:
    folder = tmp_path_factory.mktemp("twice")
    with serving(moving()) as site:
        source = declare(folder, site)
        assert crawls.crawl(source, folder / "c", "2026-03-01T08:00:00+00:00") == "whole"
        site.asked.clear()
        assert crawls.crawl(source, folder / "c", "2026-03-02T08:00:00+00:00") == "whole"
        yield site, folder / "c"


def test_the_next_run_asks_for_what_is_newer(twice: tuple[Site, Path]) -> None:
    site, corpus = twice
    asked = {
        request.path: (request.headers.get("if-none-match"), request.headers.get("if-modified-since"))
        for request in site.asked
    }
    none = (None, None)
    assert asked == {
        "/robots.txt": none, "/ds": none, "/vb/1": ('"e1"', None), "/vb/2": none, "/vb/3": none, "/vb/4": none,
        "/vb/5": none, "/vb/6": (None, LAST), "/f/1.pdf": ('"p1"', None),
    }  # fmt: skip
    second = [row for row in rows(corpus, "fetches") if row["run"] == "20260302T080000Z"]
    found = {path_of(row["url"]): row for row in second}
    for path in ("/vb/1", "/vb/6", "/f/1.pdf"):
        assert found[path]["outcome"] == "not_modified"
    assert found["/vb/1"]["doc_id"]
    assert found["/vb/6"]["doc_id"]


def test_versions_tell_what_changed(twice: tuple[Site, Path]) -> None:
    _, corpus = twice
    found: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(rows(corpus, "versions"), key=lambda row: row["version"]):
        found.setdefault(path_of(row["url"]), []).append(row)
    states = {path: [(row["change"], row["state"]) for row in versions] for path, versions in found.items()}
    states.pop("/f/1.pdf", None)
    assert states == {
        "/vb/1": [("new", "current")],
        "/vb/2": [("new", "superseded"), ("changed", "current")],
        "/vb/3": [("new", "current")],
        "/vb/4": [("new", "vanished")],
        "/vb/5": [("new", "current")],
        "/vb/6": [("new", "current")],
    }
    changed = found["/vb/2"][1]
    assert "14/19" in changed["text_diff"]
    assert "17/19" in changed["text_diff"]
    assert [value for value in changed["values_added"] if "17/19" in value]
    assert [value for value in changed["values_removed"] if "14/19" in value]
    assert found["/vb/3"][0]["last_seen"].isoformat() == "2026-03-02T08:00:00+00:00"
    assert found["/vb/4"][0]["vanished_at"].isoformat() == "2026-03-02T08:00:00+00:00"


def test_volatile_bytes_are_no_version(twice: tuple[Site, Path]) -> None:
    _, corpus = twice
    of_third = [row for row in rows(corpus, "fetches") if path_of(row["url"]) == "/vb/3"]
    assert len({row["sha256"] for row in of_third}) == 2
    assert len({row["doc_id"] for row in of_third}) == 1
    numbers = sorted(row["number"] for row in rows(corpus, "documents") if row["number"])
    assert numbers == ["1/QĐ-UBND", "2/QĐ-UBND", "2/QĐ-UBND", "3/QĐ-UBND", "4/QĐ-UBND", "5/QĐ-UBND", "6/QĐ-UBND"]


def test_two_runs_can_be_made_again(twice: tuple[Site, Path], tmp_path: Path) -> None:
    _, corpus = twice
    for _ in range(2):
        ingest([corpus / "warc"], tmp_path / "again")
        assert content_hash(tmp_path / "again") == content_hash(corpus)


@pytest.mark.slow
def test_the_command_prints_changes_and_writes_a_feed(tmp_path: Path) -> None:
    with serving(moving()) as site:
        source = declare(tmp_path, site, "expect: {documents: 9, filled: {signer: 0.5}}")
        ended = [
            command("crawl", str(source), "--corpus", str(tmp_path / "c"), "--changes", "--format", "jsonl")
            for _ in range(2)
        ]
    assert [one.returncode for one in ended] == [1, 1]
    assert "at least 9 are expected" in ended[1].stderr
    assert "signer is filled in 0%; expected 50%" in ended[1].stderr
    printed = [json.loads(line) for line in ended[1].stdout.splitlines()]
    assert {(path_of(row["url"]), row["change"]) for row in printed} == {
        ("/vb/2", "changed"), ("/vb/4", "vanished"), ("/vb/5", "new"),
    }  # fmt: skip
    feed = ElementTree.parse(tmp_path / "c" / "feeds" / "thu.atom").getroot()
    space = {"a": "http://www.w3.org/2005/Atom"}
    titles = [entry.findtext("a:title", None, space) or "" for entry in feed.findall("a:entry", space)]
    assert len(titles) == 3
    assert any(title.startswith("Mới: Quyết định 5/QĐ-UBND") for title in titles)
    assert all(feed.findtext(f"a:{name}", None, space) for name in ("id", "title", "updated"))


@pytest.mark.slow
def test_a_single_address_takes_the_same_path(tmp_path: Path) -> None:
    with serving(moving()) as site:
        ended = command("ingest", f"{site.url}/vb/2", "--corpus", str(tmp_path / "c"))
        assert ended.returncode == 0, ended.stderr
        assert site.paths() == ["/robots.txt", "/vb/2"]
    assert [row["url"] for row in rows(tmp_path / "c", "documents")] == [f"{site.url}/vb/2"]


def _self_signed(folder: Path) -> None:
    """Write a certificate that nobody vouches for, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - dt.timedelta(1)).not_valid_after(now + dt.timedelta(1))
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = builder.add_extension(address, critical=False).sign(key, hashes.SHA256())
    (folder / "c.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "k.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))


def test_a_certificate_is_checked(tmp_path: Path, crawls: Crawls) -> None:
    _self_signed(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "c.pem", tmp_path / "k.pem")
    with serving(many(), context) as site:
        source = declare(tmp_path, site, "retries: 0")
        source.write_text(source.read_text().replace("http://127", "https://127"))
        crawls.crawl(source, tmp_path / "c")
        assert site.asked == []
    assert {row["outcome"] for row in rows(tmp_path / "c", "fetches")} == {"tls"}
