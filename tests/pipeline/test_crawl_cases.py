"""What a crawl does in single cases, each on a small site of its own; the long ones run the command itself."""

from __future__ import annotations

import datetime as dt
import gzip
import itertools
import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from pipeline.ingest import ingest
from tests.pipeline.crawls import ROOT, Crawls, command, declare, line, path_of, rows
from tests.pipeline.site import Answer, Page, Site, busy_once, decision, html, links, serving, turning
from tests.pipeline.test_crawl import many, moving
from tests.pipeline.test_crawl_parts import foreign

XML = {"content-type": "application/xml"}


def small(**pages: Page | Answer) -> Site:
    """Return a site of a list that leads to two decisions, and more pages by path."""
    own: dict[str, Page | Answer] = {
        "/ds": html(links("/vb/1", "/vb/2")),
        "/vb/1": html(decision(1)),
        "/vb/2": html(decision(2, "Yên Bồng")),
    }
    return Site(own | pages)


# ---- where a crawl begins, in which order and at which pace


def test_each_kind_of_seed(tmp_path: Path, crawls: Crawls) -> None:
    sitemap = b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>/vb/s</loc></url></urlset>"
    atom = b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='/vb/a'/></entry></feed>"
    site = Site(
        {
            "/robots.txt": (200, {}, b"User-agent: *\nCrawl-delay: 0.2\n"),
            "/atom": (200, {"content-type": "application/atom+xml"}, atom),
            "/s.xml.gz": (200, {"content-type": "application/gzip"}, gzip.compress(sitemap)),
            "/tim?q=n%C3%B4ng%20th%C3%B4n&p=1": html(links("/vb/t1")),
            "/tim?q=n%C3%B4ng%20th%C3%B4n&p=2": html(links("/vb/t2")),
            **{f"/xem?ItemID={number}": html(decision(number, f"Xã {number}")) for number in (3, 5)},
            **{
                f"/vb/{name}": html(decision(10 + at, f"Thôn {name}")) for at, name in enumerate(("a", "s", "t1", "t2"))
            },
        }
    )
    with serving(site):
        seeds = f"""
  - feed: {site.url}/atom
  - sitemap: {site.url}/s.xml.gz
  - {{range: "{site.url}/xem?ItemID={{id}}", first: 3, last: 6, step: 2}}
  - {{search: "{site.url}/tim?q={{query}}&p={{page}}", queries: [nông thôn], first: 1, last: 2}}"""
        assert crawls.crawl(declare(tmp_path, site, seeds=seeds), tmp_path / "c") == "whole"
    assert site.paths() == [
        "/robots.txt",
        "/atom", "/s.xml.gz", "/xem?ItemID=3", "/xem?ItemID=5",
        "/tim?q=n%C3%B4ng%20th%C3%B4n&p=1", "/tim?q=n%C3%B4ng%20th%C3%B4n&p=2",
        "/vb/a", "/vb/s", "/vb/t1", "/vb/t2",
    ]  # fmt: skip
    times = [request.at for request in site.asked[1:]]
    assert min(second - first for first, second in itertools.pairwise(times)) > 0.18, "Crawl-delay"
    assert len(rows(tmp_path / "c", "documents")) == 6


def test_outside_its_window_a_crawl_waits(tmp_path: Path, crawls: Crawls) -> None:
    later = dt.datetime.now(dt.timezone(dt.timedelta(hours=7))) + dt.timedelta(hours=6)
    with serving(small()) as site:
        window = f"window: {later:%H:00}-{later + dt.timedelta(hours=2):%H:00}"
        process = crawls.start(declare(tmp_path, site, window), tmp_path / "c")
        while not list((tmp_path / "c").glob("warc/*.open")):
            time.sleep(0.1)
        time.sleep(3)
        os.kill(process, signal.SIGINT)
        assert crawls.wait()[-1] == "stopped by the user"
    assert site.asked == []


# ---- what a host does not want


@pytest.mark.parametrize(
    ("answer", "ground"),
    [
        ((500, {}, b""), "HTTP 500"),
        ((403, {}, b"no"), "HTTP 403"),
        ((429, {}, b"later"), "HTTP 429"),
        (html("<form>Vui lòng nhập mã xác nhận <img src='/captcha.png'></form>"), "a captcha or login page"),
    ],
    ids=["fault", "forbidden", "busy", "captcha"],
)
def test_without_robots_nothing_is_asked(tmp_path: Path, crawls: Crawls, answer: Answer, ground: str) -> None:
    with serving(small(**{"/robots.txt": answer})) as site:
        crawls.crawl(declare(tmp_path, site, "retries: 0"), tmp_path / "c")
    assert set(site.paths()) == {"/robots.txt"}
    (row,) = (row for row in rows(tmp_path / "c", "fetches") if path_of(row["url"]) == "/ds")
    assert row["outcome"] == "disallowed"
    assert row["robots"].startswith("disallowed: robots.txt is not to be had")
    assert ground in row["robots"]


def test_a_site_of_captchas_is_left_alone(tmp_path: Path, crawls: Crawls) -> None:
    wall = html("<form>Vui lòng nhập mã xác nhận <img src='/captcha.png'></form>")
    pages: dict[str, Page | Answer] = {f"/vb/{number}": wall for number in range(9)}
    with serving(Site({"/ds": html(links(*pages)), **pages})) as site:
        assert "left alone" in crawls.crawl(declare(tmp_path, site), tmp_path / "c")
    assert site.paths() == ["/robots.txt", "/ds", "/vb/0", "/vb/1", "/vb/2"]


def test_a_host_that_asks_to_wait_long_is_taken_up_later(tmp_path: Path, crawls: Crawls) -> None:
    busy = busy_once(503, html(decision(1)), {"retry-after": "600"})
    with serving(small(**{"/vb/1": busy})) as site:
        source = declare(tmp_path, site, "patience: 5")
        assert "come back in 600 seconds" in crawls.crawl(source, tmp_path / "c")
        assert "/vb/2" not in site.paths()
        assert crawls.crawl(source, tmp_path / "c") == "whole"
    assert len(rows(tmp_path / "c", "documents")) == 2
    assert rows(tmp_path / "c", "rejects") == []


# ---- safety


def test_redirects_to_private_addresses_are_not_followed(tmp_path: Path, crawls: Crawls) -> None:
    hosts = ["fd00:ec2::254", "0:0:0:0:0:0:0:1", "0:0:0:0:0:ffff:7f00:1", "2130706433", "127.1", "10.0.0.1"]
    site = small()
    with serving(site):
        names = [f"[{host}]" if ":" in host else host for host in hosts]
        pages = {f"/vb/to{at}": (302, {"location": f"http://{name}:{site.port}/vb/x"}, b"")
                 for at, name in enumerate(names)}  # fmt: skip
        site.pages |= pages | {"/ds": html(links(*pages))}
        declared = declare(tmp_path, site, f"hosts: {json.dumps(['127.0.0.1', *hosts])}\nretries: 0")
        crawls.crawl(declared, tmp_path / "c")
    assert site.paths() == ["/robots.txt", "/ds", *pages]
    ended = {row["outcome"] for row in rows(tmp_path / "c", "fetches") if path_of(row["url"]) == "/vb/x"}
    assert ended == {"private_address"}
    assert len([row for row in rows(tmp_path / "c", "rejects") if row["reason"] == "private_address"]) == len(hosts)


def test_redirects_have_an_end(tmp_path: Path, crawls: Crawls) -> None:
    pages: dict[str, Page | Answer] = {f"/vb/r{at}": (302, {"location": f"/vb/r{at + 1}"}, b"") for at in range(9)}
    with serving(Site({"/ds": html(links("/vb/r0")), **pages})) as site:
        crawls.crawl(declare(tmp_path, site), tmp_path / "c")
    assert site.paths() == ["/robots.txt", "/ds", *(f"/vb/r{at}" for at in range(6))]
    assert [row["reason"] for row in rows(tmp_path / "c", "rejects")] == ["redirect_loop"]


# ---- the command itself


@pytest.mark.slow
def test_watching(tmp_path: Path) -> None:
    """Two rounds, each told, then Ctrl-C."""
    with serving(moving()) as site, open(tmp_path / "out", "w") as out, open(tmp_path / "err", "w") as err:
        words = ("crawl", str(declare(tmp_path, site)), "--corpus", str(tmp_path / "c"))
        process = subprocess.Popen(line(*words, "--watch", "1s", "--format", "jsonl"), stdout=out, stderr=err, cwd=ROOT)
        until = time.monotonic() + 200
        while (tmp_path / "err").read_text().count("the next crawl begins at") < 2 and time.monotonic() < until:
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert process.wait(100) == 130
    said = (tmp_path / "err").read_text()
    assert said.endswith("watching has ended; the same command goes on.\n")
    told = [json.loads(row) for row in (tmp_path / "out").read_text().splitlines()]
    changes = [(row["change"], path_of(row["url"])) for row in told]
    assert sorted(changes[:5]) == [("new", f"/vb/{number}") for number in (1, 2, 3, 4, 6)]
    assert sorted(changes[5:]) == [("changed", "/vb/2"), ("new", "/vb/5"), ("vanished", "/vb/4")]


@pytest.mark.slow
def test_ctrl_c_says_how_to_go_on(tmp_path: Path) -> None:
    with serving(many()) as site:
        words = ("crawl", str(declare(tmp_path, site, delay=0.3)), "--corpus", str(tmp_path / "c"))
        process = subprocess.Popen(line(*words), stderr=subprocess.PIPE, text=True, cwd=ROOT)
        while len(site.asked) < 5:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=200)[1]
        assert process.returncode == 130
    assert "stopping" in said
    assert "thu: stopped by the user. What came is in the tables; the same command goes on." in said
    assert len(rows(tmp_path / "c", "documents")) >= 1


def test_a_dry_run_sends_nothing(tmp_path: Path) -> None:
    with serving(small()) as site:
        seeds = f"[{{list: '{site.url}/ds'}}, {{range: '{site.url}/vb/{{id}}', first: 1, last: 100}}]"
        source = declare(tmp_path, site, "window: 22:00-06:00", 30, seeds)
        ended = command("crawl", str(source), "--corpus", str(tmp_path / "c"), "--dry-run", "--format", "jsonl")
    assert ended.returncode == 0
    assert site.asked == []
    assert not (tmp_path / "c").exists()
    first = [json.loads(row) for row in ended.stdout.splitlines()]
    assert [path_of(row["url"]) for row in first[:3]] == ["/ds", "/vb/1", "/vb/2"]
    for words in ("a new run", "101 addresses", "50 min", "22:00-06:00", "robots.txt", "contact: a@example.vn"):
        assert words in ended.stderr


@pytest.mark.slow
def test_two_portals_with_the_same_document(tmp_path: Path) -> None:
    """Two sources in one command; the copy that lost its end is linked to the one that has it."""
    whole = decision(1, extra="<p>Nơi nhận: Như Điều 2; Lưu: VT.</p>")
    copied = "<p>Văn bản được đăng lại.</p>" + whole.replace("Nơi nhận: Như Điều 2; Lưu: VT.", "")
    with serving(small(**{"/vb/1": html(whole)})) as one, serving(small(**{"/vb/1": html(copied)})) as other:
        sources = [
            declare(tmp_path, site, f"hosts: ['127.0.0.1:{site.port}']", name=name)
            for name, site in (("mot", one), ("hai", other))
        ]
        ended = command("crawl", *map(str, sources), "--corpus", str(tmp_path / "c"))
        assert ended.returncode == 0, ended.stderr
    documents = {row["doc_id"]: row["source"] for row in rows(tmp_path / "c", "documents")}
    found = {documents[row["doc_id"]]: row for row in rows(tmp_path / "c", "clusters")}
    assert set(found) == {f"{one.url}/vb/1", f"{other.url}/vb/1"}
    assert len({row["cluster"] for row in found.values()}) == 1
    assert found[f"{one.url}/vb/1"]["is_best"]
    assert (found[f"{other.url}/vb/1"]["relation"], found[f"{other.url}/vb/1"]["rule"]) == ("near", "length")


def test_an_official_host_has_the_best_copy(tmp_path: Path) -> None:
    """Though the other has more text."""
    text = decision(1, extra="<p>Nơi nhận: Như Điều 2; Lưu: VT.</p>")
    pages = {
        "https://bacninh.gov.vn/vb/1": text,
        "https://vanban.example.com/1": text + "<p>Theo Cổng thông tin, quyết định này có hiệu lực từ ngày ký.</p>",
    }
    foreign(tmp_path / "x.warc.gz", pages)
    ingest([tmp_path / "x.warc.gz"], tmp_path / "c")
    sources = {row["doc_id"]: row["source"] for row in rows(tmp_path / "c", "documents")}
    found = {sources[row["doc_id"]]: (row["is_best"], row["rule"]) for row in rows(tmp_path / "c", "clusters")}
    assert found == dict(zip(pages, [(True, ""), (False, "official")], strict=True))


def test_archives_are_filtered_by_the_command(tmp_path: Path) -> None:
    foreign(tmp_path / "CC-MAIN-1.warc.gz")
    words = ("ingest", str(tmp_path / "CC-MAIN-1.warc.gz"), "--corpus", str(tmp_path / "c"), "--host", "a.gov.vn")
    assert command(*words, "--type", "text/html").returncode == 0
    assert {row["url"] for row in rows(tmp_path / "c", "fetches")} == {"https://a.gov.vn/1", "https://www.a.gov.vn/4"}


def test_names_of_files_never_come_from_a_server(tmp_path: Path, crawls: Crawls) -> None:
    headers = {"content-type": "application/pdf", "content-disposition": 'attachment; filename="../../../ke-gian.pdf"'}
    page = html(decision(1, extra="<a href='/f/..%2F..%2Fke-gian.pdf'>tệp</a>"))
    with serving(small(**{"/vb/1": page, "/f/..%2F..%2Fke-gian.pdf": (200, headers, b"%PDF-1.4 x")})) as site:
        assert crawls.crawl(declare(tmp_path, site), tmp_path / "c" / "d" / "corpus") == "whole"
    assert "/f/..%2F..%2Fke-gian.pdf" in site.paths()
    own = re.compile(
        r"raw/[0-9a-f]{2}/[0-9a-f]{64}|warc/thu-\w+-\d{5}\.warc\.gz|tables/\w+/bucket=\w\w/part\.parquet|\.staging/lock"
    )
    made = [str(path.relative_to(tmp_path / "c" / "d" / "corpus")) for path in (tmp_path / "c").rglob("*")
            if path.is_file()]  # fmt: skip
    assert [name for name in made if not own.fullmatch(name)] == []


def test_a_page_that_goes_back_to_what_it_was(tmp_path: Path, crawls: Crawls) -> None:
    first, second = html(decision(1, met=14)), html(decision(1, met=17))
    with serving(small(**{"/vb/1": turning(first, second, first)})) as site:
        source = declare(tmp_path, site)
        for day in (1, 2, 3):
            assert crawls.crawl(source, tmp_path / "c", f"2026-03-0{day}T08:00:00+00:00") == "whole"
    versions = [row for row in rows(tmp_path / "c", "versions") if path_of(row["url"]) == "/vb/1"]
    versions.sort(key=lambda row: row["version"])
    assert [(row["change"], row["state"]) for row in versions] == [
        ("new", "superseded"), ("changed", "superseded"), ("returned", "current"),
    ]  # fmt: skip
    assert versions[0]["doc_id"] == versions[2]["doc_id"]
