"""A corpus to serve in tests: the sample, a document that is hostile in every field, and a PDF with boxes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import types
import typing
from pathlib import Path
from typing import Any

from corpus import index
from pipeline import store
from pipeline.acquire import keep
from pipeline.ingest import ingest
from pipeline.read import DocumentRows
from schemas import layout
from schemas.records import Block, Criterion, DateMention, Document, FieldSpan, Word
from schemas.tables import READ_TABLES, TABLES

SAMPLE = Path(__file__).parents[2] / "corpus" / "sample"
MARKUP = """<script>document.title = "taken"</script><img src=x onerror="document.title = 'taken'">'"&{{ 7 * 7 }}"""
FORMULAS = ('=HYPERLINK("http://example.test","x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1")
READER = "served 1"
DOCUMENT = "7817d2dfc8b512a7"  # sample/05-bao-cao-ubnd-quang-binh.txt
DECISION = "3378478d8a2b5e30"  # sample/09-quyet-dinh-ubnd-bac-ninh.html
WRONG = {"/not/there": 404, "/tables/citations?nr=1": 400, "/search?year=x": 400}


def screens(corpus: Path) -> list[str]:
    """Return an address for each screen and each of its states."""
    pdf = pdf_id()
    documents = (DOCUMENT, DECISION, pdf, hostile_id(corpus))
    tabs = ("", "?tab=original", "?tab=cites", "?tab=cited-by", "?tab=figures", "?tab=findings", "?tab=versions")
    return [
        "/",
        "/search",
        "/search?q=nông thôn mới&doc_type=Quyết định&year=2022",
        "/search?q=318/QD-TTg&sort=date",
        "/search?q=zzzzzz&issuer=x",
        *(f"/documents/{doc}{tab}" for doc in documents for tab in tabs),
        f"/documents/{DOCUMENT}?mark=423-434&hide=date,place",
        f"/documents/{pdf}?tab=original&mark=19-48",
        "/decisions/318/QĐ-TTg",
        "/decisions/286/KH-UBND",
        "/places/44",
        "/places/24",
        "/places/187",
        "/issuers/UBND tỉnh Quảng Bình",
        "/findings",
        "/findings?severity=error&rule=C3&page=2",
        "/tables",
        "/tables/citations",
        "/tables/documents?number__has=QĐ&_sort=issue_date",
        "/api",
        *WRONG,
    ]


def make(folder: Path, is_hostile: bool = True) -> Path:
    """Make the corpus and return its folder."""
    corpus = folder / "nong-thon-moi"
    ingest([SAMPLE], corpus, jobs=1)
    with store.writing(corpus):
        store.stage(corpus, [pdf(corpus), *([hostile(corpus), *formulas(corpus)] if is_hostile else ())], READER)
        store.merge(corpus, READER)
        for name, table in TABLES.items():
            if is_hostile and not table.is_read:
                rows = {value.encode().hex(): _record(table.record, value, len(value)) for value in (MARKUP, *FORMULAS)}
                store.write(corpus, name, rows)
    index.update(corpus)
    return corpus


def hostile(corpus: Path) -> DocumentRows:
    """A document whose every field is markup."""
    data = f"<html><body><p id='x'>{MARKUP}</p><link rel=preconnect href=//example.test></body></html>".encode()
    return _filled(corpus, data, MARKUP, "text/html")


def formulas(corpus: Path) -> list[DocumentRows]:
    """Documents whose every field is a formula."""
    return [_filled(corpus, f"{formula} and more".encode(), formula, "text/plain") for formula in FORMULAS]


def _filled(corpus: Path, data: bytes, value: str, media_type: str) -> DocumentRows:
    sha256 = keep(corpus, data)
    text = f"{value}\n{value} and so on"
    rows: dict[str, Any] = {}
    for name, table in READ_TABLES.items():
        if name not in ("documents", "rejects"):
            rows[name] = (_record(table.record, value, len(value)),)
    document = _record(Document, value, len(value))
    document = dataclasses.replace(
        document,
        sha256=sha256,
        text=text,
        media_type=media_type,
        encoding="utf-8",
        reader=READER,
        header_spans=(FieldSpan("number", 0, 3),),
    )
    rejects = (_record(TABLES["rejects"].record, value, len(value)),)
    return DocumentRows(value, layout.doc_id(sha256), document, rejects=rejects, **rows)


def _record(kind: Any, value: str, end: int) -> Any:
    hints = typing.get_type_hints(kind)
    values: dict[str, Any] = {}
    for item in dataclasses.fields(kind):
        hint = hints[item.name]
        if isinstance(hint, types.UnionType):
            hint = next(member for member in typing.get_args(hint) if member is not type(None))
        values[item.name] = _value(item.name, hint, value, end)
    return kind(**values)


def _value(name: str, hint: Any, value: str, end: int) -> Any:
    if typing.get_origin(hint) is tuple:
        inner = typing.get_args(hint)[0]
        return () if inner is FieldSpan else (_value(name, inner, value, end),) * (4 if inner is float else 1)
    if name == "parent" and hint is int:
        return None
    return {
        str: value,
        int: {"end": end, "page": 1, "row_span": 1, "col_span": 1}.get(name, 0),
        float: 0.5,
        bool: False,
        dt.date: dt.date(2024, 5, 6),
        dt.datetime: dt.datetime(2024, 5, 6, tzinfo=dt.UTC),
    }[hint]


# ---- a PDF with one line of text, and where its words stand

_LINE = "Den nay co 15 xa dat chuan nong thon moi, bang 75,5 %."
_FIGURE = "15 xa dat chuan nong thon moi"


def pdf(corpus: Path) -> DocumentRows:
    """A PDF of two pages; a figure stands in the line of the second."""
    data = _pdf_bytes()
    sha256 = keep(corpus, data)
    text = f"BAO CAO\n{_LINE}"
    words = []
    at = text.index(_LINE)
    x = 72.0
    for word in _LINE.split(" "):
        width = 6.0 * len(word)
        words.append(Word(at, at + len(word), 2, (x, 130.0, x + width, 142.0)))
        at += len(word) + 1
        x += width + 6.0
    start = text.index(_FIGURE)
    year = DateMention(0, 3, text[:3], dt.date(2024, 1, 1), dt.date(2024, 12, 31), "year", confidence=0.5)
    return DocumentRows(
        "bao-cao.pdf",
        layout.doc_id(sha256),
        Document(
            sha256=sha256, source="bao-cao.pdf", url=None, retrieved_at=None, media_type="application/pdf",
            kind="report", doc_type="Báo cáo", number="77/BC-UBND", number_norm="77/BC-UBND", pages=2,
            issuer="UBND tỉnh Quảng Bình", issue_date=dt.date(2024, 2, 3), text=text, reader=READER,
        ),
        blocks=(
            Block(0, "title", 0, 7, page=1),
            Block(1, "paragraph", 8, len(text), page=2),
        ),
        words=tuple(words),
        dates=(year,),
        criteria=(
            Criterion(start, start + len(_FIGURE), _FIGURE, "units_meeting_standard", 15.0, unit="xã", rule="counted"),
        ),
    )  # fmt: skip


def pdf_id() -> str:
    """The id of the PDF."""
    return layout.doc_id(hashlib.sha256(_pdf_bytes()).hexdigest())


def hostile_id(corpus: Path) -> str:
    """The id of the document that is markup in every field."""
    return typing.cast(str, hostile(corpus).doc_id)


def _pdf_bytes() -> bytes:
    pages = [b"BT /F1 12 Tf 72 700 Td (BAO CAO) Tj ET", f"BT /F1 10 Tf 72 702 Td ({_LINE}) Tj ET".encode()]
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [4 0 R 6 0 R] /Count 2 >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
    ]
    for number, content in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 842] /Resources << /Font << /F1 3 0 R >> >> "
            + f"/Contents {5 + 2 * number} 0 R >>".encode()
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream")
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)
