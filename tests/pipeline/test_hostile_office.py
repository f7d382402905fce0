"""Office files that are made to cost time or memory: each is read, or refused, at once."""

# ruff: noqa: E501 - XML is easier to read unbroken
from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import limits
from pipeline.parse import ParsedDocument, ParseError, parse
from pipeline.parse.drafts import TOO_MANY_CELLS
from pipeline.parse.office import percents, sheet_worker
from pipeline.parse.office.package import Package, parse_xml
from pipeline.parse.office.sheets import Sheets
from tests.pipeline.office_files import docx, odt, par, table, xlsx, zipped

_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_WORKBOOK = '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">{}</Workbook>'
_MAIL = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary={}\r\n\r\n"
_PAGE = "Content-Type: text/html\r\n\r\n<p>{}</p>\r\n"


@pytest.fixture(autouse=True)
def at_once() -> Iterator[None]:
    with limits.deadline(8):
        yield


def texts(document: ParsedDocument) -> list[str]:
    return document.text.split("\n")


def worksheet(rows: str) -> str:
    return f'<Worksheet ss:Name="Biểu"><Table>{rows}</Table></Worksheet>'


def excel(*sheets: str) -> ParsedDocument:
    return parse(_WORKBOOK.format("".join(sheets)).encode(), "x.xls")


def mail(source: str) -> ParsedDocument:
    return parse(source.encode(), "x.mht")


def holding(body: str, **files: bytes) -> bytes:
    """Return a DOCX with files in it, by the id that its body has for them."""
    with zipfile.ZipFile(io.BytesIO(docx(body))) as package:
        members: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
    rels = "".join(f'<Relationship Id="{key}" Type="x/aFChunk" Target="{key}.docx"/>' for key in files)
    members["word/_rels/document.xml.rels"] = f"<Relationships>{rels}</Relationships>"
    members |= {f"word/{key}.docx": data for key, data in files.items()}
    return zipped(members)


def test_a_note_stands_once_however_often_its_mark_does() -> None:
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    note = f'<w:footnote w:id="2">{par("Chú thích", mark)}</w:footnote>'  # a note that has its own mark in it, too
    document = parse(docx(par("Xem", mark, mark) + par("và", mark), footnotes=note), "x.docx")
    assert texts(document) == ["Xem[1][1]", "và[1]", "[1] Chú thích[1]"]


@pytest.mark.parametrize("digits", ["9" * 5000, "0" * 5000 + "1", "²"])
def test_numbers_of_any_length_are_read(digits: str) -> None:
    cell = f'<w:tcPr><w:gridSpan w:val="{digits}"/></w:tcPr>{par("7")}'
    document = parse(docx(table(["Xã", "Số"], [cell, "8"])), "x.docx")
    assert [cell.text for cell in document.cells] == ["Xã", "Số", "7", "8"]
    styled = f'<text:list><text:list-item text:start-value="{digits}"><text:p>Một</text:p></text:list-item></text:list>'
    assert texts(parse(odt(styled), "x.odt")) == ["Một"]


def test_files_in_each_other_unpack_to_no_more_than_the_outermost_may() -> None:
    inner = docx(par("xin chào " * 90_000))
    body = f'<w:altChunk {_R} r:id="a"/>'
    assert "xin chào" in parse(holding(body, a=inner), "x.docx").text
    with pytest.raises(ParseError, match="unpacks") as caught:
        parse(holding(body * 100, a=inner), "x.docx")
    assert caught.value.reason == "too_large"


def test_a_docx_as_one_xml_counts_among_files_in_each_other() -> None:
    data = docx(par("Trong cùng"))
    for name in ("bốn", "ba", "hai", "một"):
        part = '<pkg:part pkg:name="/word/{}"><pkg:{kind}>{}</pkg:{kind}></pkg:part>'
        body = f'<w:document {_W}><w:body>{par(name)}<w:altChunk {_R} r:id="a"/></w:body></w:document>'
        rels = '<Relationships><Relationship Id="a" Type="x/aFChunk" Target="a.docx"/></Relationships>'
        inside = part.format("document.xml", body, kind="xmlData")
        inside += part.format("_rels/document.xml.rels", rels, kind="xmlData")
        inside += part.format("a.docx", base64.b64encode(data).decode(), kind="binaryData")
        data = f'<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{inside}</pkg:package>'.encode()
    assert texts(parse(data, "x.doc")) == ["một", "hai", "ba"]


def test_parts_of_a_saved_page() -> None:
    nested = f"--a\r\n{_MAIL.format('b')}--b\r\n{_PAGE.format('Trang dài hơn')}--b--\r\n--a--"
    assert texts(mail(_MAIL.format("a") + "--a\r\n" + _PAGE.format("Ngắn") + nested)) == ["Trang dài hơn"]
    # "--a" is no end of a part where more stands on its line
    assert texts(mail(_MAIL.format("a") + "--a\r\n" + _PAGE.format("Một\r\n--ab hai") + "--a--")) == ["Một --ab hai"]
    assert texts(mail((_MAIL.format("a") + "--a\r\n" + _PAGE.format("Một") + "--a--").replace("\r\n", "\n"))) == ["Một"]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (_MAIL.format("a") + ("--a\r\n" + _PAGE.format("x")) * 200_000, "too_large"),
        (
            "".join(f"--b{i}\r\n{_MAIL.format(f'b{i + 1}')}" for i in range(-1, 200))[5:] + "--x\r\n" * 2_000_000,
            "unreadable",
        ),
        (_MAIL.format("a").strip() + '; a*1="b"' * 200_000 + "\r\n\r\n--a\r\n" + _PAGE.format("x"), "unreadable"),
        (_MAIL.format("a").strip() + "\r\n" + "X: y\r\n" * 1_000_000 + "\r\n--a\r\n" + _PAGE.format("x"), "unreadable"),
    ],
    ids=["parts", "parts in each other", "parameters", "headers"],
)
def test_saved_pages_of_countless_parts_are_refused(source: str, reason: str) -> None:
    with pytest.raises(ParseError) as caught:
        mail(source)
    assert caught.value.reason == reason


def test_a_gap_above_a_wide_row_is_counted_once() -> None:
    cells = "<Cell><Data>5</Data></Cell>" * 1_200
    assert len(excel(worksheet(f'<Row ss:Index="3300">{cells}</Row>')).cells) == 1_200


def test_empty_rows_of_a_sheet_cost_nothing() -> None:
    empty = worksheet('<Row ss:Index="1000000"/>')
    assert texts(excel(*[empty] * 200, worksheet("<Row/><Row><Cell><Data>Xã</Data></Cell></Row>"))) == ["Biểu", "Xã"]


def test_cells_are_capped_over_all_sheets() -> None:
    book = Sheets("application/vnd.ms-excel")
    rows = [[""] * 1_999 + ["x"]] * 150
    for _ in range(50):
        book.add(rows, (), "Biểu")
    document = book.document()
    assert document.warnings == (TOO_MANY_CELLS,)
    assert document.pages == 50


@pytest.mark.parametrize(
    ("sheets", "rows", "code"),
    [(4, 10, 0), (5, 10, sheet_worker.TOO_LARGE), (1, 12, sheet_worker.TOO_LARGE)],
)
def test_empty_cells_are_capped(sheets: int, rows: int, code: int, tmp_path: Path) -> None:
    far: list[list[object]] = [*[[]] * rows, [None] * 10 + ["x"]]  # which alone says something
    (tmp_path / "in").write_bytes(xlsx(*[far] * sheets))
    assert sheet_worker.main(str(tmp_path / "in"), 100) == code


def test_xml_of_countless_elements_is_refused() -> None:
    with pytest.raises(ParseError) as caught:
        parse_xml(b"<a>" + b"<b/>" * limits.MAX_TAGS + b"</a>", "the file")
    assert caught.value.reason == "too_large"


def test_merged_cells_of_a_whole_sheet_cost_no_more_than_their_edge() -> None:
    wide = 1_999
    rows = [[""] * wide + ["x"] for _ in range(wide)]
    for row in rows[1:]:
        row[-1] = ""
    rows[0][0] = "a"
    book = Sheets("application/vnd.ms-excel")
    book.add(rows, [[0, 0, wide - 1, wide - 1]], "Sheet1")
    cells = book.document().cells
    assert [(cell.row, cell.col, cell.row_span, cell.col_span) for cell in cells] == [
        (0, 0, wide, wide),
        (0, wide, 1, 1),
    ]


def test_repeated_cells_in_each_other_are_capped() -> None:
    inside = "<text:p>chữ</text:p>"
    for _ in range(6):
        inside = (
            '<table:table><table:table-row table:number-rows-repeated="100">'
            f'<table:table-cell table:number-columns-repeated="100">{inside}</table:table-cell></table:table-row></table:table>'
        )
    assert "chữ" in parse(odt(inside), "x.odt").text


def test_repeated_shares_of_a_sheet_are_capped() -> None:
    cell = '<table:table-cell office:value-type="percentage" table:number-columns-repeated="900"><text:p>50%</text:p></table:table-cell>'
    rows = f'<table:table-row table:number-rows-repeated="900">{cell}</table:table-row>' * 50
    body = f'<office:body><office:spreadsheet><table:table table:name="a">{rows}</table:table></office:spreadsheet></office:body>'
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    found = percents.of_open_document(
        Package(zipped({"content.xml": f"<office:document-content {names}>{body}</office:document-content>"}))
    )
    assert limits.MAX_TABLE_CELLS <= len(found["a"]) < 2 * limits.MAX_TABLE_CELLS


@pytest.mark.parametrize(
    ("source", "last"),
    [
        (r"\trowd\cellx900\intbl a\cell\row\pard b\par " * 40_000, "b"),
        (r"\trowd\clmgf\cellx900" + r"\clmrg\cellx1900" * 50_000 + r"\intbl " + r"a\cell " * 50_000 + r"\row", "a"),
        (r"\trowd" + r"\clmgf" * 2_000_000 + r"\cellx900\intbl a\cell\row", "a"),
    ],
    ids=["tables", "merged cells", "marks of one cell"],
)
def test_rtf_of_countless_tables_is_read(source: str, last: str) -> None:
    assert texts(parse(f"{{\\rtf1 {source}}}".encode(), "x.rtf"))[-1].split()[-1] == last
