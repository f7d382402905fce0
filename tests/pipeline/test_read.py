from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import fields

import pytest

import extractors
from pipeline import read as stage
from pipeline.limits import Expired, deadline
from pipeline.parse.document import ParsedDocument
from pipeline.read import DocumentRows, kind, read, reader_version
from pipeline.refusals import ParseError
from schemas.records import Block, Citation, Header, Kind
from schemas.tables import READ_TABLES

TEXT = "Căn cứ Quyết định số 12/QĐ-TTg"


def parsed(data: bytes, name: str) -> ParsedDocument:
    return ParsedDocument(TEXT, (Block(0, "paragraph", 0, len(TEXT)),), title="Tên", published_at=dt.date(2024, 5, 6))


def reading(*citations: Citation, header: Header = Header()) -> extractors.Reading:  # noqa: B008
    others = {item.name: [] for item in fields(extractors.Reading) if item.name not in ("header", "citations")}
    return extractors.Reading(header=header, citations=list(citations), **others)


@pytest.fixture(autouse=True)
def fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "parse", parsed)
    monkeypatch.setattr(extractors, "read", lambda *given: reading())


def fail(error: Exception):  # type: ignore[no-untyped-def]
    def call(*given: object) -> None:
        raise error

    return call


def test_document(monkeypatch: pytest.MonkeyPatch) -> None:
    header = Header(
        number="05/QÐ-UBND",
        number_norm="05/QĐ-UBND",
        doc_type="Quyết định",
        issuer="UBND tỉnh A",
        recipients=("B", "C"),
    )
    late, early = (Citation(at, at + 2, TEXT[at : at + 2], "12") for at in (21, 3))
    monkeypatch.setattr(extractors, "read", lambda *given: reading(late, early, header=header))
    rows = read(b"bytes", "in/a.txt")
    sha256 = hashlib.sha256(b"bytes").hexdigest()
    assert rows.doc_id == sha256[:16]
    assert rows.document is not None
    assert (rows.document.sha256, rows.document.source, rows.document.text) == (sha256, "in/a.txt", TEXT)
    assert (rows.document.number, rows.document.number_norm) == ("05/QÐ-UBND", "05/QĐ-UBND")
    assert (rows.document.kind, rows.document.parse_status) == ("decision", "whole")
    assert (rows.document.title, rows.document.published_at) == ("Tên", dt.date(2024, 5, 6))
    assert rows.document.recipients == ("B", "C")
    assert rows.document.reader == reader_version()
    assert rows.citations == (early, late)
    assert rows.rejects == ()


def test_a_parser_that_says_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "parse", fail(ParseError("binary", "no text")))
    rows = read(b"\0", "a.txt")
    assert (rows.document, rows.blocks) == (None, ())
    (reject,) = rows.rejects
    assert (reject.stage, reject.reason, reject.message) == ("parse", "binary", "no text")


@pytest.mark.parametrize(
    ("error", "reason"),
    [(KeyError("x"), "crash"), (RecursionError(), "crash"), (MemoryError(), "crash"), (Expired("60 s"), "timeout")],
    ids=str,
)
def test_failures_become_rejects(monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str) -> None:
    monkeypatch.setattr(extractors, "read", fail(error))
    rows = read(b"x", "a.txt")
    assert rows.document is not None
    assert (rows.document.text, rows.document.parse_status, len(rows.blocks)) == (TEXT, "partial", 1)
    assert [(reject.stage, reject.reason) for reject in rows.rejects] == [("extract", reason)]

    monkeypatch.setattr(stage, "parse", fail(error))
    rows = read(b"x", "a.txt")
    assert rows.document is None
    assert [(reject.stage, reject.reason) for reject in rows.rejects] == [("parse", reason)]


def test_warnings_make_a_partial_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "parse", lambda *given: ParsedDocument(TEXT, warnings=(("encoding", "guessed"),)))
    rows = read(b"x", "a.txt")
    assert rows.document is not None
    assert rows.document.parse_status == "partial"
    assert [(reject.reason, reject.message) for reject in rows.rejects] == [("encoding", "guessed")]


def test_the_offset_law_is_enforced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extractors, "read", lambda *given: reading(Citation(0, 3, "cắn", "1", rule="bent")))
    rows = read(b"x", "a.txt")
    assert rows.citations == ()
    assert "offset law" in rows.rejects[0].message
    assert "bent" in rows.rejects[0].message


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (Header(), Kind.NEWS),
        (Header(doc_type="Công văn"), Kind.DISPATCH),
        (Header(doc_type="Nghị quyết liên tịch"), Kind.RESOLUTION),
        (Header(doc_type="THÔNG TƯ"), Kind.REGULATION),
        (Header(doc_type="Bộ luật"), Kind.LAW),
        (Header(doc_type="Giấy mời"), Kind.OTHER),
        (Header(number="12/X"), Kind.OTHER),
        (Header(issuer="UBND tỉnh A"), Kind.OTHER),
    ],
    ids=lambda value: str(value)[:40],
)
def test_kind(header: Header, expected: Kind) -> None:
    assert kind(header) is expected


def test_official_structure_is_no_news() -> None:
    assert kind(Header(), [Block(0, "paragraph", 0, 1)]) is Kind.NEWS
    assert kind(Header(), [Block(0, "paragraph", 0, 1), Block(1, "article", 1, 2)]) is Kind.OTHER


def test_deadline() -> None:
    with pytest.raises(Expired, match="processor time"), deadline(0.05):
        while True:
            pass
    with deadline(0.05):
        pass
    sum(range(3_000_000))  # no alarm is left behind


def test_every_list_of_a_reading_has_a_table() -> None:
    lists = {item.name for item in fields(extractors.Reading)} - {"header"}
    parsed = {"blocks", "table_cells", "words", "portal_fields", "links"}
    assert lists == set(READ_TABLES) - {"documents", "rejects", "findings"} - parsed
    assert set(DocumentRows("a").tables()) == set(READ_TABLES)


def test_reader_version_is_stable() -> None:
    first = reader_version()
    reader_version.cache_clear()
    assert reader_version() == first
