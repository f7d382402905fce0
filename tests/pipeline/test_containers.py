"""Archives: each member an input of its own, and none of them a way to fill the memory."""

from __future__ import annotations

import io
import os
import zipfile
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline import acquire
from pipeline.acquire import Input
from pipeline.ingest import ingest
from pipeline.limits import MAX_MEMBERS
from pipeline.refusals import AcquireError
from schemas import layout
from tests.pipeline.office_files import docx, par, zipped

TEXT = "Quyết định số 12/QĐ-UBND ngày 05/6/2020 của Ủy ban nhân dân tỉnh.\n"


def walked(path: Path) -> list[Input]:
    return list(acquire.walk([str(path)]))


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_each_member_is_an_input(tmp_path: Path) -> None:
    inner = zipped({"sâu/c.txt": TEXT})
    path = write(tmp_path / "a.zip", zipped({"b.txt": TEXT, "thư mục/d.docx": docx(par("Nội dung")), "e.zip": inner}))
    found = walked(path)
    assert [item.source for item in found] == ["a.zip!/b.txt", "a.zip!/thư mục/d.docx", "a.zip!/e.zip!/sâu/c.txt"]
    assert acquire.fetch(found[0]).decode() == acquire.fetch(found[2]).decode() == TEXT
    assert zipfile.is_zipfile(io.BytesIO(acquire.fetch(found[1])))


def test_what_is_no_document_is_passed_by(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.zip", zipped({"__MACOSX/._b.txt": "x", "x/.hidden": "x", "logo.png": "x", "b.txt": TEXT})
    )
    skipped: Counter[str] = Counter()
    assert [item.source for item in acquire.walk([str(path)], skipped)] == ["a.zip!/b.txt"]
    assert skipped == {"hidden": 2, "no document": 1}


def test_an_office_file_is_no_archive_whatever_its_name(tmp_path: Path) -> None:
    path = write(tmp_path / "download", docx(par("Nội dung")))
    assert [item.source for item in walked(path)] == ["download"]


def test_an_archive_is_one_whatever_its_name(tmp_path: Path) -> None:
    path = write(tmp_path / "download", zipped({"b.txt": TEXT}))
    assert [item.source for item in walked(path)] == ["download!/b.txt"]


def encrypted() -> bytes:
    data = bytearray(zipped({"b.txt": TEXT}))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def nested(depth: int) -> bytes:
    data = zipped({"b.txt": TEXT})
    for _ in range(depth):
        data = zipped({"a.zip": data})
    return data


REFUSED = {
    "a member with a password": (encrypted(), "encrypted", "a.zip!/b.txt"),
    "a member that unpacks to too much": (zipped({"b.txt": bytes(4 * 2**20)}), "too_large", "a.zip!/b.txt"),
    "archives nested too deep": (nested(2), "too_large", "a.zip!/a.zip!/a.zip"),
    "too many members": (zipped({str(number): "" for number in range(MAX_MEMBERS + 1)}), "too_large", "a.zip"),
    "cut short": (zipped({"b.txt": TEXT})[:-30], "unreadable", "a.zip"),
    "no archive": (b"PK\x03\x04 und so weiter", "unreadable", "a.zip"),
}


@pytest.mark.parametrize(("data", "reason", "source"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_read_is_a_reject(tmp_path: Path, data: bytes, reason: str, source: str) -> None:
    (item,) = walked(write(tmp_path / "a.zip", data))
    assert item.source == source
    with pytest.raises(AcquireError) as rejected:
        acquire.fetch(item)
    assert rejected.value.reason == reason


def test_a_damaged_member_is_a_reject(tmp_path: Path) -> None:
    data = bytearray(zipped({"b.txt": TEXT * 20}))
    data[60] ^= 0xFF
    (item,) = walked(write(tmp_path / "a.zip", bytes(data)))
    with pytest.raises(AcquireError) as rejected:
        acquire.fetch(item)
    assert rejected.value.reason == "unreadable"


def test_names_that_climb_out_stay_names(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", zipped({"../../etc/x.txt": TEXT, "/y.txt": TEXT}))
    corpus = tmp_path / "corpus"
    assert ingest([path], corpus).read == 1  # the same bytes twice
    assert not (tmp_path.parent / "etc").exists()


def test_a_pipe_in_place_of_an_archive_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.zip")
    with pytest.raises(AcquireError):
        acquire.fetch(Input("a.zip", str(tmp_path / "a.zip"), place=(0,)))


def test_ingesting_an_archive_twice_changes_nothing(tmp_path: Path) -> None:
    members = {"b.txt": TEXT, "c.docx": docx(par("Kế hoạch số 5/KH-UBND")), "d.docx": docx(par("x"))[:-40]}
    path = write(tmp_path / "a.zip", zipped(members))
    report = ingest([path], tmp_path / "corpus")
    assert (report.read, report.rejected) == (2, 1)
    again = ingest([path], tmp_path / "corpus")
    assert (again.read, again.unchanged, again.rejected) == (0, 2, 1)


def warc(*pages: tuple[str, str]) -> bytes:
    """Return a WARC of pages: address, text."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True)
    for url, text in pages:
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        page = f"<html><body><p>{text}</p></body></html>".encode()
        writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(page), http_headers=headers))
    return buffer.getvalue()


def test_a_wacz_is_read_as_its_warc_files_are(tmp_path: Path) -> None:
    pages = [
        ("https://example.gov.vn/a", TEXT),
        ("https://example.gov.vn/b", "Kế hoạch số 5/KH-UBND của Ủy ban nhân dân."),
    ]
    members = {"datapackage.json": "{}", "archive/data.warc.gz": warc(*pages), "pages/pages.jsonl": ""}
    corpus = tmp_path / "corpus"
    report = ingest([write(tmp_path / "a.wacz", zipped(members))], corpus)
    assert (report.read, report.rejected) == (2, 0)
    documents = [row for path in layout.parts(corpus, "documents") for row in pq.read_table(path).to_pylist()]
    assert sorted(row["source"] for row in documents) == [url for url, _ in pages]
    assert ingest([tmp_path / "a.wacz"], corpus).read == 0


@pytest.mark.parametrize(
    "data", [zipped({"datapackage.json": "{}"}), b"PK\x03\x04 no archive"], ids=["empty", "damaged"]
)
def test_a_wacz_that_cannot_be_read_is_a_reject(tmp_path: Path, data: bytes) -> None:
    report = ingest([write(tmp_path / "a.wacz", data)], tmp_path / "corpus")
    assert (report.read, report.rejected) == (0, 1)
