"""Office files: what a reader of the accepted document sees, in its order, with its cells and labels."""

# ruff: noqa: E501 - XML is easier to read unbroken
from __future__ import annotations

import base64
import datetime as dt
import io
import shutil
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pipeline import limits
from pipeline.parse import ParsedDocument, ParseError, parse
from pipeline.parse.formats import binary_type
from pipeline.parse.office import tools
from pipeline.parse.office.word import Word
from schemas.records import Cell
from tests.pipeline.doc_files import CAPS, DELETED, FONT, HIDDEN, Run, cell, code, ole, row, word6
from tests.pipeline.office_files import docx, lists, numbered, odt, par, run, table, xlsx, zipped
from tests.pipeline.old_text import encode, seen

SENTENCE = "Giao Sở Nông nghiệp chủ trì, phối hợp với các huyện rà soát tiêu chí của từng xã."
needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")


def lines(document: ParsedDocument) -> list[str]:
    assert all(document.text[block.start : block.end] for block in document.blocks)
    assert all(document.text[cell.start : cell.end] == cell.text for cell in document.cells)
    return document.text.split("\n")


def grid(document: ParsedDocument) -> list[tuple[int, int, int, int, str]]:
    return [(cell.row, cell.col, cell.row_span, cell.col_span, cell.text) for cell in document.cells]


# ---- DOCX

DOCX = {
    "tracked insertions stay, deletions go": (
        par("Giao ", "<w:ins>" + run("Sở Tài chính ") + "</w:ins>", "<w:del><w:r><w:delText>Sở Y tế </w:delText></w:r></w:del>",
            "bố trí vốn."),
        ["Giao Sở Tài chính bố trí vốn."],
    ),
    "moved text stands where it went": (
        par("<w:moveFrom>" + run("Một. ") + "</w:moveFrom>", "Hai. ", "<w:moveTo>" + run("Một.") + "</w:moveTo>"),
        ["Hai. Một."],
    ),
    "a deleted paragraph mark joins two": (
        par("Thời hạn ", properties="<w:rPr><w:del/></w:rPr>") + par("là 30 ngày."),
        ["Thời hạn là 30 ngày."],
    ),
    "hidden text is not there": (par("Số ", run("bí mật ", "<w:vanish/>"), "12"), ["Số 12"]),
    "capitals by format": (par(run("Quyết định", "<w:caps/>")), ["QUYẾT ĐỊNH"]),
    "capitals by format in an old font": (
        par(run(seen("hà nội, ", "tcvn3"), "<w:caps/>"), run(seen("quyết định của ủy ban", "tcvn3"), "<w:caps/>"))
        + par(seen("Sở Tài chính", "tcvn3")),
        ["HÀ NỘI, QUYẾT ĐỊNH CỦA ỦY BAN", "Sở Tài chính"],
    ),
    "letters of an old font that Word keeps in its private area": (
        par(run("".join(chr(0xF000 + byte) if byte > 127 else chr(byte) for byte in encode(SENTENCE, "vni")),
                '<w:rFonts w:ascii="VNI-Times"/>')), [SENTENCE],
    ),
    "tabs, breaks and hyphens": (
        par("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r>"),
        ["a\tb", "c-d"],
    ),
    "codes of fields are not read, their results are": (
        par('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DATE </w:instrText></w:r>',
            "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>", "ngày 5", '<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
        ["ngày 5"],
    ),
    "links and wrappers": (
        "<w:sdt><w:sdtContent>" + par("<w:hyperlink>" + run("theo mẫu") + "</w:hyperlink>") + "</w:sdtContent></w:sdt>",
        ["theo mẫu"],
    ),
    "a text box once": (
        par("Trước ", '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            "<mc:Choice><w:txbxContent>" + par("trong khung") + "</w:txbxContent></mc:Choice>"
            "<mc:Fallback><w:txbxContent>" + par("trong khung") + "</w:txbxContent></mc:Fallback>"
            "</mc:AlternateContent></w:r>", "sau"),
        ["Trước sau", "trong khung"],
    ),
    "a tick of a symbol font": (par('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'), ["✓"]),
    "letters, figures and boxes of symbol fonts": (
        par(run("a = 15", '<w:rFonts w:ascii="Symbol"/>'), " ", run("\uf081 \uf0a3", '<w:rFonts w:ascii="Wingdings"/>'), " ",
            run("\xa3", '<w:rFonts w:ascii="Wingdings 2"/>')),
        ["α = 15 ① • ☐"],
    ),
    "words in a symbol font are shown in another": (
        par(run("Điều 5 của Luật", '<w:rFonts w:ascii="Symbol"/>')), ["Điều 5 của Luật"],
    ),
    "soft hyphen is ư in an old font": (
        par("<w:r><w:t>ChÝnh phñ vµ Nhµ n</w:t><w:softHyphen/><w:t>íc quyÕt ®Þnh</w:t></w:r>"),
        ["Chính phủ và Nhà nước quyết định"],
    ),
    "small letters of .VnTimeH are capitals": (
        par(run("quyÕt ®Þnh cña bé tr\u00adëng", '<w:rFonts w:ascii=".VnTimeH"/>')) + par("Bé Tµi chÝnh"),
        ["QUYẾT ĐỊNH CỦA BỘ TRƯỞNG", "Bộ Tài chính"],
    ),
    "the name of an old font proves nothing": (par(run(SENTENCE, '<w:rFonts w:ascii=".VnTime"/>')), [SENTENCE]),
    "an old encoding under a new font": (
        par(run(seen(SENTENCE, "vni"), '<w:rFonts w:ascii="Times New Roman"/>')), [SENTENCE],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("body", "wanted"), DOCX.values(), ids=DOCX.keys())
def test_docx(body: str, wanted: list[str]) -> None:
    assert lines(parse(docx(body), "x.docx")) == wanted


def test_labels_of_lists_are_written_out() -> None:
    numbering = lists(
        n1=[("decimal", "Điều %1."), ("decimal", "%2."), ("lowerLetter", "%3)")],
        n2=[("upperRoman", "%1."), ("decimal", "%1.%2.")],
        n3=[("bullet", "-")],
    )
    body = (
        par("Phạm vi", properties=numbered(1))
        + par("Đối tượng", properties=numbered(1))
        + par("Cấp tỉnh", properties=numbered(1, 1))
        + par("Sở Tài chính", properties=numbered(1, 2))
        + par("Sở Xây dựng", properties=numbered(1, 2))
        + par("Cấp xã", properties=numbered(1, 1))
        + par("Hiệu lực", properties=numbered(1))
        + par("Từ ngày ký", properties=numbered(1, 1))
        + par("Kết quả", properties=numbered(2))
        + par("Về vốn", properties=numbered(2, 1))
        + par("một mục", properties=numbered(3))
        + par("Không có nhãn", properties=numbered(0))
        + par("", properties=numbered(1))
    )
    assert lines(parse(docx(body, numbering=numbering), "x.docx")) == [
        "Điều 1. Phạm vi", "Điều 2. Đối tượng", "1. Cấp tỉnh", "a) Sở Tài chính", "b) Sở Xây dựng", "2. Cấp xã",
        "Điều 3. Hiệu lực", "1. Từ ngày ký", "I. Kết quả", "I.1. Về vốn", "- một mục", "Không có nhãn",
    ]  # fmt: skip


def test_bullets_of_symbol_fonts_are_bullets() -> None:
    numbering = lists(n1=[("bullet", "\uf071")]).replace(
        "</w:lvl>", '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr></w:lvl>'
    )
    assert lines(parse(docx(par("Một", properties=numbered(1)), numbering=numbering), "x.docx")) == ["• Một"]


def test_a_cell_may_hold_its_number_and_nothing_else() -> None:
    number = par("", properties=numbered(1))
    body = table(["STT", "Xã"], [number, "An"], [number, "Ba"]) + number + par("Ghi chú", properties=numbered(1))
    document = parse(docx(body, numbering=lists(n1=[("decimal", "%1.")])), "x.docx")
    assert lines(document) == ["STT | Xã", "1. | An", "2. | Ba", "4. Ghi chú"]  # the empty third one is counted


def test_labels_carry_the_structure() -> None:
    numbering = lists(n1=[("decimal", "Điều %1."), ("decimal", "%2.")])
    styles = '<w:style w:type="paragraph" w:styleId="D"><w:pPr>' + numbered(1) + "</w:pPr></w:style>"
    body = (
        par("Phạm vi điều chỉnh", properties='<w:pStyle w:val="D"/>')
        + par("Thông tư này quy định việc đánh giá.", properties=numbered(1, 1))
        + par("Việc khen thưởng theo quy định khác.", properties=numbered(1, 1))
    )
    document = parse(docx(body, numbering=numbering, styles=styles), "x.docx")
    assert {"Điều 1", "Điều 1 / Khoản 1", "Điều 1 / Khoản 2"} <= {block.path for block in document.blocks}


def test_notes_stand_below_and_running_heads_are_furniture() -> None:
    document = parse(
        docx(
            par("Theo luật", '<w:r><w:footnoteReference w:id="2"/></w:r>', " hiện hành."),
            footnotes='<w:footnote w:id="1">' + par("khác") + "</w:footnote><w:footnote w:id=\"2\">" + par("Luật số 5.") + "</w:footnote>",
            header=par("UBND TỈNH X"),
            footer=par("Trang 1"),
        ),
        "x.docx",
    )  # fmt: skip
    assert lines(document) == ["UBND TỈNH X", "Theo luật[1] hiện hành.", "[1] Luật số 5.", "Trang 1"]
    hidden = [document.text[start:end] for start, end in document.hidden]
    assert hidden == ["UBND TỈNH X", "Trang 1"]


def test_merged_cells_of_a_table() -> None:
    body = table(
        ["<w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr>" + par("TT"), '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + par("Kết quả")],
        ["<w:tcPr><w:vMerge/></w:tcPr>" + par(""), "Đạt", "Chưa đạt"],
        ["1", "15", "4"],
    )  # fmt: skip
    document = parse(docx(par("Biểu số 1") + body), "x.docx")
    assert lines(document) == ["Biểu số 1", "TT | Kết quả", "Đạt | Chưa đạt", "1 | 15 | 4"]
    assert grid(document) == [
        (0, 0, 2, 1, "TT"), (0, 1, 1, 2, "Kết quả"), (1, 1, 1, 1, "Đạt"), (1, 2, 1, 1, "Chưa đạt"),
        (2, 0, 1, 1, "1"), (2, 1, 1, 1, "15"), (2, 2, 1, 1, "4"),
    ]  # fmt: skip
    assert [block.kind for block in document.blocks].count("table") == 1


def test_a_table_that_lays_out_the_masthead_is_none() -> None:
    body = table(
        [par("UBND TỈNH X") + par("Số: 12/QĐ-UBND"), par("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") + par("Độc lập - Tự do - Hạnh phúc") + par("X, ngày 5 tháng 6 năm 2020")],
    ) + par("QUYẾT ĐỊNH") + par("Về việc phê duyệt kế hoạch")  # fmt: skip
    document = parse(docx(body), "x.docx")
    assert document.cells == ()
    assert lines(document)[:3] == ["UBND TỈNH X", "Số: 12/QĐ-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]
    assert document.blocks[0].kind == "masthead"


def test_a_masthead_in_a_table_in_a_cell_is_read_cell_by_cell() -> None:
    masthead = table(
        [par("UBND TỈNH X") + par("Số: 12/QĐ-UBND"), par("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") + par("Độc lập - Tự do")],
    )  # fmt: skip
    document = parse(docx(table([masthead + par("")]) + par("QUYẾT ĐỊNH")), "x.docx")
    assert lines(document) == [
        "UBND TỈNH X", "Số: 12/QĐ-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do", "QUYẾT ĐỊNH",
    ]  # fmt: skip


# ---- RTF

HEAD = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Times New Roman;}{\f1 .VnTime;}{\f2 .VnTimeH;}{\f3\fcharset163 Arial (Vietnamese);}{\f4\fcharset162 .VnTime Tur;}{\f5\fcharset2 Wingdings;}}{\stylesheet{\s0 Normal;}}{\info{\title T}}"
RTF = {
    "Unicode with what older readers show": (r"\uc1 Quy\u7871?t \u273?\u7883?nh\par", ["Quyết định"]),
    "two characters for older readers": (r"\uc2 \u272 ??i\u7873 ??u 1\par", ["Điều 1"]),
    "codes of an old font": (r"{\f1 Nh\'b5 n\'ad\'edc quy\'d5t \'ae\'denh}\par", ["Nhà nước quyết định"]),
    "ư as a soft hyphen": (r"{\f1 Th\'f1 t\-\'edng Ch\'ddnh ph\'f1}\par", ["Thủ tướng Chính phủ"]),
    "capitals of .VnTimeH": (r"{\f2 quy\'d5t \'ae\'denh}\par{\f1 Ngh\'de quy\'d5t}\par", ["QUYẾT ĐỊNH", "Nghị quyết"]),
    "an old font in a Turkish code page": (r"{\f4 k\u253\'fd k\u305\'fdnh, ngh\u350\'de quy\'d5t}\par", ["ký kýnh, nghị quyết"]),
    "windows-1258": (r"{\f3 Vi\'ea\'f2t Nam, x\'e3y d\'fd\'f2ng}\par", ["Việt Nam, xăy dựng"]),
    "deleted and hidden": (r"a{\deleted\revdttmdel-2074015744 b}{\v c}\revdttm1234567890 d\par", ["ad"]),
    "label that Word generated": (r"{\listtext\pard 1.\tab}N\u7897?i dung\par", ["1.\tNội dung"]),
    "unknown destinations are skipped": (r"a{\*\unknown b}{\pict 0102}c\par", ["ac"]),
    "a symbol": (r"{\f5 \'fc} xong\par", ["✓ xong"]),
    "a note": (r"Theo lu\u7853?t{\footnote\pard Lu\u7853?t s\u7889? 5.\par} m\u7899?i\par", ["Theo luật[1] mới", "[1] Luật số 5."]),
    "signs": (r"a\~b\_c \{d\} \emdash\line e\par", ["a\xa0b-c {d} —", "e"]),
}  # fmt: skip


@pytest.mark.parametrize(("body", "wanted"), RTF.values(), ids=RTF.keys())
def test_rtf(body: str, wanted: list[str]) -> None:
    assert lines(parse(f"{HEAD}{body}}}".encode("ascii"), "x.rtf")) == wanted


def test_rtf_tables() -> None:
    body = (
        r"\trowd\cellx1000\cellx3000\intbl TT\cell K\u7871?t qu\u7843?\cell\row"
        r"\trowd\cellx1000\cellx2000\cellx3000\intbl 1\cell 15\cell 4\cell\row\pard H\u7871?t\par"
    )
    document = parse(f"{HEAD}{body}}}".encode("ascii"), "x.rtf")
    assert lines(document) == ["TT | Kết quả", "1 | 15 | 4", "Hết"]
    assert grid(document) == [
        (0, 0, 1, 1, "TT"), (0, 1, 1, 2, "Kết quả"), (1, 0, 1, 1, "1"), (1, 1, 1, 1, "15"), (1, 2, 1, 1, "4"),
    ]  # fmt: skip


def test_cells_of_rtf_that_go_on_downwards_are_one() -> None:
    body = (
        r"\trowd\clvmgf\cellx1000\cellx2000\intbl Huy\u7879?n\cell A\cell\row"
        r"\trowd\clvmrg\cellx1000\cellx2000\intbl\cell B\cell\row\pard H\u7871?t\par"
    )
    document = parse(f"{HEAD}{body}}}".encode("ascii"), "x.rtf")
    assert lines(document) == ["Huyện | A", "B", "Hết"]
    assert grid(document) == [(0, 0, 2, 1, "Huyện"), (0, 1, 1, 1, "A"), (1, 1, 1, 1, "B")]


def test_a_label_in_a_cell_of_rtf_does_not_end_the_cell() -> None:
    body = (
        r"\trowd\cellx1000\cellx2000\pard\intbl A\cell\pard\intbl{\listtext\pard\plain 1.\tab}M\u7897?t\par Hai\cell\row"
        r"\trowd\cellx1000\cellx2000\pard\intbl B\cell{\footnote\pard Ghi ch\u250?.\par}C\cell\row\pard H\u7871?t\par"
    )
    document = parse(f"{HEAD}{body}}}".encode("ascii"), "x.rtf")
    assert lines(document) == ["A | 1. Một Hai", "B | [1]C", "Hết", "[1] Ghi chú."]


@pytest.mark.parametrize(
    "data", [rb"{\rtf1", rb"{\rtf1 {{{{", rb"{\rtf1}}}}}", rb"{\rtf1\u-1?\u99999999?\'zz\bin999 \f", rb"{\rtf1 a\cell\row b"]
)  # fmt: skip
def test_broken_rtf_is_read_or_rejected(data: bytes) -> None:
    try:
        parse(data, "x.rtf")
    except ParseError as error:
        assert error.reason == "empty"


def test_deep_rtf_is_rejected() -> None:
    with pytest.raises(ParseError) as rejected:
        parse(rb"{\rtf1" + b"{" * 100_000, "x.rtf")
    assert rejected.value.reason == "too_large"


# ---- ODT


def test_odt() -> None:
    body = (
        '<text:tracked-changes><text:changed-region><text:deletion><text:p>cũ</text:p></text:deletion></text:changed-region>'
        "</text:tracked-changes>"
        '<text:h>Báo cáo</text:h><text:p>Kết<text:s text:c="2"/>quả<text:tab/>đạt<text:line-break/>tốt</text:p>'
        '<text:list text:style-name="L"><text:list-item><text:p>Một</text:p><text:list><text:list-item><text:p>Con</text:p>'
        "</text:list-item></text:list></text:list-item><text:list-item><text:p>Hai</text:p></text:list-item></text:list>"
        "<text:p>Chú<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Ghi chú.</text:p>"
        "</text:note-body></text:note> thích</text:p>"
        "<table:table><table:table-header-rows><table:table-row>"
        '<table:table-cell table:number-columns-spanned="2"><text:p>Kết quả</text:p></table:table-cell>'
        '<table:covered-table-cell/></table:table-row></table:table-header-rows>'
        "<table:table-row><table:table-cell><text:p>Xã A</text:p></table:table-cell>"
        "<table:table-cell><text:p>15</text:p></table:table-cell></table:table-row></table:table>"
    )  # fmt: skip
    levels = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" '
        'style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/>'
        "</text:list-style>"
    )
    document = parse(odt(body, automatic=levels), "x.odt")
    assert lines(document) == [
        "Báo cáo", "Kết  quả\tđạt", "tốt", "1. Một", "a) Con", "2. Hai", "Chú[1] thích", "Kết quả", "Xã A | 15",
        "[1] Ghi chú.",
    ]  # fmt: skip
    assert grid(document) == [(0, 0, 1, 2, "Kết quả"), (1, 0, 1, 1, "Xã A"), (1, 1, 1, 1, "15")]
    assert document.cells[0].is_header
    assert document.media_type == "application/vnd.oasis.opendocument.text"


def test_looks_labels_and_shapes_of_odt() -> None:
    automatic = (
        '<style:style style:name="C" style:family="text"><style:text-properties fo:text-transform="uppercase"/></style:style>'
        '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>'
        '<style:style style:name="D" style:family="text" style:parent-style-name="C"/>'
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
        "</text:list-style>"
    )
    outline = (
        '<office:styles><text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-format="I" '
        'style:num-prefix="Chương "/></text:outline-style></office:styles>'
    )
    number = '<table:table-cell><text:list text:style-name="L" text:continue-numbering="true"><text:list-item><text:p/></text:list-item></text:list></table:table-cell>'
    body = (
        '<text:h text:outline-level="1">Quy định chung</text:h><text:h text:outline-level="1" text:is-list-header="true">Phụ lục</text:h>'
        '<text:p><text:span text:style-name="D">Quyết định</text:span><text:span text:style-name="H"> mật</text:span> số 5</text:p>'
        "<text:p>Sơ đồ<draw:custom-shape><text:p>Sở</text:p><text:p>Phòng</text:p></draw:custom-shape> một</text:p>"
        f"<table:table><table:table-row>{number}<table:table-cell><text:p>An</text:p></table:table-cell></table:table-row>"
        f"<table:table-row>{number}<table:table-cell><text:p>Ba</text:p></table:table-cell></table:table-row></table:table>"
    )
    assert lines(parse(odt(body, styles=outline, automatic=automatic), "x.odt")) == [
        "Chương I Quy định chung", "Phụ lục", "QUYẾT ĐỊNH số 5", "Sơ đồ một", "Sở", "Phòng", "1. | An", "2. | Ba",
    ]  # fmt: skip


NOTES = {
    "docx": docx(
        par("Theo luật", '<w:r><w:footnoteReference w:id="2"/></w:r>', ", nghị định", '<w:r><w:endnoteReference w:id="1"/></w:r>'),
        footnotes='<w:footnote w:id="2">' + par("Luật số 5.") + par("Nay hết hiệu lực.") + "</w:footnote>",
        endnotes='<w:endnote w:id="1">' + par("1. Nghị định số 6.") + "</w:endnote>",
    ),
    "rtf": (
        HEAD + r"Theo lu\u7853?t{\footnote\pard Lu\u7853?t s\u7889? 5.\par Nay h\u7871?t hi\u7879?u l\u7921?c.\par}"
        r", ngh\u7883? \u273?\u7883?nh{\footnote\pard 1. Ngh\u7883? \u273?\u7883?nh s\u7889? 6.\par}\par}"
    ).encode("ascii"),
    "odt": odt(
        "<text:p>Theo luật<text:note><text:note-body><text:p>Luật số 5.</text:p><text:p>Nay hết hiệu lực.</text:p></text:note-body>"
        "</text:note>, nghị định<text:note><text:note-body><text:p>1. Nghị định số 6.</text:p></text:note-body></text:note></text:p>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("data", NOTES.values(), ids=NOTES.keys())
def test_a_note_is_a_footnote_with_its_mark(data: bytes) -> None:
    document = parse(data, "x")
    assert [(block.kind, block.heading, document.text[block.start : block.end]) for block in document.blocks][1:] == [
        ("footnote", "1", "[1] Luật số 5.\nNay hết hiệu lực."),
        ("footnote", "2", "[2] 1. Nghị định số 6."),
    ]


# ---- spreadsheets


def test_xlsx() -> None:
    data = xlsx(
        [
            ["UBND HUYỆN X", None, None],
            ["KẾT QUẢ THỰC HIỆN", None, None],
            ["TT", "Xã", "Số tiêu chí"],
            [1, "Xã An", 15],
            [2, "Xã Bình", 12.5],
            ["Cộng", None, dt.date(2020, 3, 5)],
        ],
        [["trang sau", "b"]],
        names=["Sheet1", "Phụ lục"],
        merged=["A2:C2"],
    )
    document = parse(data, "x.xlsx")
    assert lines(document) == [
        "UBND HUYỆN X", "KẾT QUẢ THỰC HIỆN", "TT | Xã | Số tiêu chí", "1 | Xã An | 15", "2 | Xã Bình | 12,5",
        "Cộng",  "05/03/2020", "Phụ lục", "trang sau | b",
    ]  # fmt: skip
    assert document.pages == 2
    title = next(cell for cell in document.cells if cell.row == 1)
    assert title == Cell(0, 1, 0, title.start, title.end, "KẾT QUẢ THỰC HIỆN", 1, 3, False, page=1)
    assert [(cell.table_no, cell.page) for cell in document.cells][-1] == (1, 2)


def shares() -> bytes:
    """Return an XLSX whose numbers have formats."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    looks = {0.75: "0.0%", 1: "0%", 2 / 3: "#,##0.00%;[Red]-0%", 66.5: "0.0", 0.5: '0.0" %"', 0.25: "General"}
    for number, (value, look) in enumerate(looks.items(), 1):
        sheet.cell(number, 1, "Xã An")
        sheet.cell(number, 28, value).number_format = look
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


SHOWN = ["75,0%", "100%", "66,67%", "66,5", "0,5", "0,25"]


def test_numbers_that_are_shown_as_per_cent() -> None:
    document = parse(shares(), "x.xlsx")
    assert [cell.text for cell in document.cells if cell.col == 27] == SHOWN


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize("target", ["xls", "ods"])
def test_per_cent_in_other_spreadsheets(tmp_path: Path, target: str) -> None:
    converted = tools.libreoffice(shares(), "xlsx", target)
    assert [cell.text for cell in parse(converted, f"x.{target}").cells if cell.col == 27] == SHOWN


def test_ods() -> None:
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    number = '<table:table-cell office:value-type="float" office:value="12.5"><text:p>12,5</text:p></table:table-cell>'
    rows = [cell.format("Xã") + cell.format("Điểm"), cell.format("An Bình") + number]
    content = (
        f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="Sheet1">'
        + "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
        + "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    data = zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})
    assert lines(parse(data, "x.ods")) == ["Xã | Điểm", "An Bình | 12,5"]


def test_old_fonts_in_a_sheet() -> None:
    rows: list[list[object]] = [
        ["TT", seen("Tên huyện", "tcvn3"), seen("Số dự án", "tcvn3")],
        [1, seen("Định Quán", "tcvn3"), 5],
    ]
    document = parse(xlsx(rows), "x.xlsx")
    assert lines(document) == ["TT | Tên huyện | Số dự án", "1 | Định Quán | 5"]
    assert document.encoding == "tcvn3"


def test_a_sheet_with_one_cell_far_away_is_rejected() -> None:
    from io import BytesIO

    from openpyxl import Workbook

    book = Workbook()
    book.active["A1"] = "a"  # type: ignore[index]
    book.active["XFD1048576"] = "z"  # type: ignore[index]
    buffer = BytesIO()
    book.save(buffer)
    with pytest.raises(ParseError) as rejected:
        parse(buffer.getvalue(), "x.xlsx")
    assert rejected.value.reason == "too_large"


# ---- hostile and broken files

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BROKEN = {
    "encrypted OOXML": (OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "PowerPoint": (OLE + bytes(500) + "PowerPoint Document".encode("utf-16-le"), "binary"),
    "damaged XLS": (OLE + bytes(500) + "Workbook".encode("utf-16-le"), "unreadable"),
    "cut DOCX": (docx(par("Nội dung " * 50))[:-60], "unreadable"),
    "DOCX with broken XML": (zipped({"word/document.xml": "<w:document><w:body>"}), "unreadable"),
    "DOCX without a body": (zipped({"word/document.xml": "<document/>"}), "unreadable"),
    "DOCX without a text": (docx(par("")), "empty"),
    "entities that grow": (
        zipped({"word/document.xml": '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><document><body><p><r><t>&b;</t></r></p></body></document>'}),
        "empty",
    ),
    "a part that unpacks to too much": (
        zipped({"word/document.xml": "<document><body><p>" + "<r/>" * 9_000_000 + "</p></body></document>"}), "too_large",
    ),
    "damaged XLSX": (zipped({"[Content_Types].xml": "<T/>", "xl/workbook.xml": "<workbook"}), "unreadable"),
    "ODT without a text": (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}), "unreadable"),
    "encrypted ODT": (
        zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": b"\x00", "META-INF/manifest.xml": "<m><encryption-data/></m>"}),
        "encrypted",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("data", "reason"), BROKEN.values(), ids=BROKEN.keys())
def test_broken_files_say_why(data: bytes, reason: str) -> None:
    with pytest.raises(ParseError) as rejected:
        parse(data, "tep")
    assert rejected.value.reason == reason
    assert str(rejected.value)


def test_a_reference_to_a_file_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("tối mật")
    body = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]><document><body><p><r><t>Số &x; 5</t></r></p></body></document>'
    assert "mật" not in parse(zipped({"word/document.xml": body}), "x.docx").text


# ---- files of one piece

_MHTML = (
    'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="=_1"\r\n\r\nSingle File\r\n--=_1\r\n'
    'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n{page}\r\n--=_1\r\n'
    "Content-Type: text/html\r\n\r\n<p>x</p>\r\n--=_1--\r\n"
)
_OFFICE_2003 = "http://schemas.microsoft.com/office/word/2003"
FLAT = {
    "a page with its pictures": (
        _MHTML.format(page=base64.b64encode(f"<html><body><p>{SENTENCE}</p></body></html>".encode()).decode()), [SENTENCE],
    ),
    "Word 2003": (
        f'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="{_OFFICE_2003}/wordml" '
        f'xmlns:wx="{_OFFICE_2003}/auxHint"><w:body><wx:sect><w:p><w:r><w:t>QUYẾT ĐỊNH</w:t></w:r></w:p><w:p><w:pPr>'
        '<w:listPr><wx:t wx:val="1."/></w:listPr></w:pPr><w:r><w:t>Giao các sở.</w:t></w:r><w:r><w:footnote><w:p><w:r>'
        "<w:t>Và các xã.</w:t></w:r></w:p></w:footnote></w:r></w:p></wx:sect></w:body></w:wordDocument>",
        ["QUYẾT ĐỊNH", "1. Giao các sở.", "Và các xã."],
    ),
    "a DOCX as XML": (
        '<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
        '<pkg:part pkg:name="/word/media/a.png"><pkg:binaryData>AAAA</pkg:binaryData></pkg:part>'
        '<pkg:part pkg:name="/word/document.xml"><pkg:xmlData><w:document xmlns:w="urn:w"><w:body><w:p><w:r><w:t>'
        f"{SENTENCE}</w:t></w:r></w:p></w:body></w:document></pkg:xmlData></pkg:part></pkg:package>",
        [SENTENCE],
    ),
    "Excel 2003": (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Sheet1"><Table>'
        '<Row><Cell ss:MergeDown="1"><Data ss:Type="String">TT</Data></Cell><Cell ss:MergeDown="1"><Data ss:Type="String">Xã</Data></Cell><Cell ss:MergeAcross="1"><Data ss:Type="String">Kết quả</Data></Cell></Row>'
        '<Row><Cell ss:Index="3"><Data ss:Type="String">Điểm</Data></Cell><Cell><Data ss:Type="String">Ngày</Data></Cell></Row>'
        '<Row ss:Index="4"><Cell><Data ss:Type="Number">1</Data></Cell><Cell><Data ss:Type="String">An</Data></Cell><Cell><Data ss:Type="Number">15.5</Data></Cell>'
        '<Cell><Data ss:Type="DateTime">2020-06-05T00:00:00.000</Data></Cell></Row></Table></Worksheet>'
        '<Worksheet ss:Name="Ẩn"><Table><Row><Cell><Data ss:Type="String">mật</Data></Cell></Row></Table>'
        '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions>'
        "</Worksheet></Workbook>",
        ["TT | Xã | Kết quả", "Điểm | Ngày", "1 | An | 15,5 | 05/06/2020"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), FLAT.values(), ids=FLAT.keys())
def test_files_of_one_piece_by_any_name(text: str, wanted: list[str]) -> None:
    for name in ("x.doc", "x.xls", "x"):
        assert lines(parse(text.encode(), name)) == wanted


def test_a_page_that_is_called_an_office_file_is_the_document_whole() -> None:
    page = "<table><tr><td>DANH SÁCH CÁN BỘ</td></tr><tr><td><table><tr><td>Tên</td><td>Chức vụ</td></tr>" + (
        "<tr><td>Lê Hữu Bình</td><td>Phó trưởng phòng Nội vụ huyện Lệ Thủy</td></tr>" * 30
    )
    document = parse(f"<html><body>{page}</table></td></tr></table></body></html>".encode(), "x.doc")
    assert lines(document)[:2] == ["DANH SÁCH CÁN BỘ", "Tên | Chức vụ"]


def test_cells_of_excel_2003_that_are_one() -> None:
    assert grid(parse(FLAT["Excel 2003"][0].encode(), "x.xls")) == [
        (0, 0, 2, 1, "TT"), (0, 1, 2, 1, "Xã"), (0, 2, 1, 2, "Kết quả"), (1, 2, 1, 1, "Điểm"), (1, 3, 1, 1, "Ngày"),
        (3, 0, 1, 1, "1"), (3, 1, 1, 1, "An"), (3, 2, 1, 1, "15,5"), (3, 3, 1, 1, "05/06/2020"),
    ]  # fmt: skip


FLAT_DAMAGED = {
    "a mail without a page": ("MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b--\n", "unreadable"),
    "a mail in itself": (_MHTML.format(page=base64.b64encode(_MHTML.encode()).decode()), "unreadable"),
    "XML that breaks off": (FLAT["Excel 2003"][0][:600], "unreadable"),
    "a cell far away": (
        FLAT["Excel 2003"][0].replace('ss:Index="4"', 'ss:Index="1000000"').replace('ss:Index="3"', 'ss:Index="9000"'),
        "too_large",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "reason"), FLAT_DAMAGED.values(), ids=FLAT_DAMAGED.keys())
def test_damaged_files_of_one_piece_say_why(text: str, reason: str) -> None:
    with pytest.raises(ParseError) as rejected:
        parse(text.encode(), "x.doc")
    assert rejected.value.reason == reason


def test_files_that_stand_in_a_docx_are_read_in_their_place() -> None:
    chunk = '<w:altChunk xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="{}"/>'
    made = docx(par("Trước") + chunk.format("a") + chunk.format("b") + chunk.format("c") + par("Sau"))
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        members: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
    targets = {"a": "a.html", "b": "b.docx", "c": "c.bin"}
    members["word/_rels/document.xml.rels"] = "<Relationships>" + "".join(
        f'<Relationship Id="{key}" Type="x/aFChunk" Target="{name}"/>' for key, name in targets.items()
    ) + "</Relationships>"  # fmt: skip
    members["word/a.html"] = f"<html><body><p>{SENTENCE}</p></body></html>"
    members["word/b.docx"] = docx(par("Của tệp khác"))
    members["word/c.bin"] = bytes(range(256)) * 9
    document = parse(zipped(members), "x.docx")
    assert lines(document) == ["Trước", SENTENCE, "Của tệp khác", "Sau"]
    assert [reason for reason, _ in document.warnings] == ["binary"]


def test_a_sheet_that_holds_a_word_file_is_a_sheet() -> None:
    assert binary_type(ole({"Workbook": "WordDocument".encode("utf-16-le")})) == "application/vnd.ms-excel"


# ---- DOC and XLS: made by LibreOffice


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DOC and an XLS that LibreOffice has made."""
    folder = tmp_path_factory.mktemp("office")
    numbering = lists(n1=[("decimal", "%1.")])
    body = (
        par("QUYẾT ĐỊNH")
        + par("Giao các sở:", properties=numbered(1))
        + par("Báo cáo kết quả.", properties=numbered(1))
        + table(["Xã", "Số tiêu chí"], ["Xã An", "15"])
        + par(SENTENCE)
    )
    (folder / "a.docx").write_bytes(docx(body, numbering=numbering))
    (folder / "b.xlsx").write_bytes(xlsx([["TT", "Xã", "Điểm"], [1, "Xã An", 15]]))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for name, target in (("a.docx", "doc"), ("b.xlsx", "xls")):
        subprocess.run(
            ["soffice", profile, "--headless", "--convert-to", target, "--outdir", str(folder), str(folder / name)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    return folder


@needs_office
@pytest.mark.slow
def test_doc_and_xls(converted: Path) -> None:
    document = parse((converted / "a.doc").read_bytes(), "tep")
    assert document.media_type == "application/msword"
    assert lines(document) == [
        "QUYẾT ĐỊNH", "1. Giao các sở:", "2. Báo cáo kết quả.", "Xã | Số tiêu chí", "Xã An | 15", SENTENCE,
    ]  # fmt: skip
    assert grid(document) == [
        (0, 0, 1, 1, "Xã"),
        (0, 1, 1, 1, "Số tiêu chí"),
        (1, 0, 1, 1, "Xã An"),
        (1, 1, 1, 1, "15"),
    ]
    book = parse((converted / "b.xls").read_bytes(), "tep")
    assert book.media_type == "application/vnd.ms-excel"
    assert lines(book) == ["TT | Xã | Điểm", "1 | Xã An | 15"]


def _word(folder: Path, name: str, data: bytes) -> bytes:
    """Return a DOCX as LibreOffice writes it as DOC."""
    (folder / f"{name}.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "doc", "--outdir", str(folder), str(folder / f"{name}.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return (folder / f"{name}.doc").read_bytes()


_CAPITALS = '<w:rFonts w:ascii=".VnTimeH" w:hAnsi=".VnTimeH" w:cs=".VnTimeH"/>'
_SMALL = '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime" w:cs=".VnTime"/>'


@needs_office
@pytest.mark.slow
def test_capitals_that_only_the_font_of_a_doc_shows(tmp_path: Path) -> None:
    before = [f"Điều {number}. Chủ tịch xã chịu trách nhiệm thi hành Quyết định này./." for number in range(1, 30)]
    said = [
        *[(line, _SMALL) for line in before],
        ("kt. chủ tịch ủy ban nhân dân tỉnh", _CAPITALS),
        ("phó chủ tịch", _CAPITALS),
        ("Nguyễn Thị Hạnh", _SMALL),
        ("những quy định chung", _CAPITALS),
    ]
    body = "".join(par(run(seen(text, "tcvn3"), font)) for text, font in said)
    document = parse(_word(tmp_path, "capitals", docx(body)), "tep")
    assert lines(document) == [
        *before,
        "KT. CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH",
        "PHÓ CHỦ TỊCH",
        "Nguyễn Thị Hạnh",
        "những quy định chung",
    ]


@needs_office
@pytest.mark.slow
def test_headings_in_capitals_of_their_font_make_the_tree_of_a_doc(tmp_path: Path) -> None:
    before = [f"Chủ tịch xã chịu trách nhiệm thi hành Quyết định số {number} này." for number in range(1, 30)]
    break_ = "</w:t><w:br/><w:t>"
    said = [
        *[(line, _SMALL) for line in before],
        ("a - những quy định chung", _CAPITALS),
        (f"Phần thứ nhất{break_}Quản lý chợ", _SMALL),
        ("iI. phạm vi", _CAPITALS),
        ("1. Ban quản lý chợ.", _SMALL),
    ]
    body = "".join(par(run(seen(text, "tcvn3"), font)) for text, font in said)
    document = parse(_word(tmp_path, "tree", docx(body)), "tep")
    assert lines(document)[len(before):] == [
        "a - những quy định chung", "Phần thứ nhất", "Quản lý chợ", "iI. phạm vi", "1. Ban quản lý chợ.",
    ]  # fmt: skip
    units = [(block.path, block.heading) for block in document.blocks if block.kind in ("part", "section", "clause")]
    assert units == [
        ("Phần A", "NHỮNG QUY ĐỊNH CHUNG"), ("Phần thứ nhất", "Quản lý chợ"),
        ("Phần thứ nhất / Mục II", "PHẠM VI"), ("Phần thứ nhất / Mục II / Khoản 1", None),
    ]  # fmt: skip


@needs_office
@pytest.mark.slow
def test_wide_tables_and_running_heads_of_a_doc(tmp_path: Path) -> None:
    reference = (
        '<w:sectPr><w:headerReference xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        'w:type="default" r:id="header"/></w:sectPr>'
    )
    columns = [f"Cột {chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(40)]
    body = (
        "".join(par(f"Dòng số {number}. {SENTENCE}") for number in range(20))
        + par("Trước bảng")
        + table(columns, ["x"] * 40)
        + par("Sau bảng")
        + reference
    )
    document = parse(_word(tmp_path, "wide", docx(body, header=par("Văn phòng tỉnh"))), "tep")
    for column in columns:
        assert document.text.count(column) == 1
    assert document.text.index("Trước bảng") < document.text.index(columns[-1]) < document.text.index("Sau bảng")
    assert [document.text[start:end] for start, end in document.hidden] == ["Văn phòng tỉnh"]


@needs_office
@pytest.mark.slow
def test_a_note_whose_mark_the_author_has_chosen_is_there(tmp_path: Path) -> None:
    data = docx(
        par(
            "Theo luật",
            '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="2"/><w:t>(*)</w:t></w:r>',
            " hiện hành.",
        ),
        footnotes='<w:footnote w:id="2">' + par("(*) Luật số 5.") + "</w:footnote>",
    )
    for read in (data, _word(tmp_path, "notes", data)):
        text, note = lines(parse(read, "tep"))
        assert text.startswith("Theo luật[1](*)")  # LibreOffice writes marks twice
        assert note.startswith("[1] (*)") and note.endswith("Luật số 5.")


@needs_office
@pytest.mark.slow
def test_text_boxes_of_a_doc_stand_above_the_text_or_below_it(tmp_path: Path) -> None:
    box = (
        '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" type="#_x0000_t202" '
        'style="position:absolute;width:200pt;height:60pt"><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox>'
        "</v:shape></w:pict></w:r>"
    )
    body = (
        par(box.format(par("UBND TỈNH X") + par("Số: 12/QĐ-UBND")))
        + par("QUYẾT ĐỊNH")
        + par("Sơ đồ dưới đây.", box.format(par("Trong khung")))
        + par("Hết.")
    )
    document = parse(_word(tmp_path, "boxes", docx(body)), "tep")
    assert lines(document) == ["UBND TỈNH X", "Số: 12/QĐ-UBND", "QUYẾT ĐỊNH", "Sơ đồ dưới đây.", "Hết.", "Trong khung"]


_TCVN3 = (FONT.to_bytes(1, "little") + b"\x01\0", FONT.to_bytes(1, "little") + b"\x02\0")  # .VnTime, .VnTimeH


def _doc(*runs: Run) -> ParsedDocument:
    """Return a file of Word 6 as it is read, after a text that tells which font it is in."""
    before = [
        Run(encode(f"Điều {number}. Chủ tịch xã chịu trách nhiệm thi hành.\r", "tcvn3")) for number in range(1, 9)
    ]
    return parse(word6([*before, *runs], ["Times", ".VnTime", ".VnTimeH"]), "x.doc")


def test_doc_of_word_6() -> None:
    document = _doc(
        Run(encode("Chương I\x0bQuy định chung\r", "tcvn3")),
        Run(encode("Xã đạt ", "tcvn3")),
        Run(encode("mười ", "tcvn3"), code(DELETED)),
        Run(encode("ẩn", "tcvn3"), code(HIDDEN)),
        Run(encode("chín tiêu chí\x13 PAGE \x14 (19)\x15 an\x1eninh\r", "tcvn3")),
        Run(encode("kt. chủ tịch\r", "tcvn3"), _TCVN3[1]),
        Run(encode("ghi chú", "tcvn3"), _TCVN3[0] + code(CAPS)),
        Run(b"\r"),
    )
    assert document.encoding == "tcvn3"
    assert lines(document)[8:] == [
        "Chương I", "Quy định chung", "Xã đạt chín tiêu chí (19) an-ninh", "KT. CHỦ TỊCH", "GHI CHÚ",
    ]  # fmt: skip


def test_tables_of_doc() -> None:
    merged_first, merged_on = 0x60, 0x20
    document = _doc(
        cell(b"TT"), cell(encode("Xã", "tcvn3")), cell(encode("Huyện", "tcvn3")), *row(500, 2000, 4000),
        cell(b"1"), cell(b"An"), cell(b"Nam"), *row(500, 2000, 4000, flags=[0, 0, merged_first]),
        cell(b"2"), cell(b"Ba"), cell(b""), *row(500, 2010, 4000, flags=[0, 0, merged_on]),
        cell(encode("Tổng", "tcvn3")), cell(b"2"), *row(2000, 4000),
        Run(encode("Hết bảng\r", "tcvn3")),
    )  # fmt: skip
    assert lines(document)[8:] == ["TT | Xã | Huyện", "1 | An | Nam", "2 | Ba", "Tổng | 2", "Hết bảng"]
    assert grid(document)[3:] == [
        (1, 0, 1, 1, "1"), (1, 1, 1, 1, "An"), (1, 2, 2, 1, "Nam"), (2, 0, 1, 1, "2"), (2, 1, 1, 1, "Ba"),
        (3, 0, 1, 2, "Tổng"), (3, 2, 1, 1, "2"),
    ]  # fmt: skip


def test_the_letter_beside_a_hyphen_of_word_is_one() -> None:
    document = _doc(Run(encode("Trưởng ban\r", "tcvn3").replace(b"\xad", b"\x1f\xad")))
    assert lines(document)[8:] == ["Trưởng ban"]


def test_a_doc_with_a_password_is_rejected() -> None:
    with pytest.raises(ParseError, match="password") as rejected:
        parse(word6([Run(b"x\r")], flags=0x0100), "x.doc")
    assert rejected.value.reason == "encrypted"


_ENDLESS = word6([Run(b"x\r")]).replace(
    struct.pack("<I", 4096) + bytes(4) + bytes(64), struct.pack("<I", 2**31) + bytes(68)
)


@pytest.mark.parametrize(
    "data",
    [b"", OLE, OLE + bytes(5000), b"text", word6([Run(b"x\r")])[:3000], ole({"Workbook": b""}), _ENDLESS],
    ids=["nothing", "a mark", "zeros", "no container", "cut", "no text in it", "longer than the file"],
)
def test_a_damaged_doc_is_told(data: bytes) -> None:
    with pytest.raises(ParseError) as rejected:
        Word(data)
    assert rejected.value.reason == "unreadable"


@needs_office
@pytest.mark.slow
def test_doc_by_libreoffice_where_its_tables_are_damaged(converted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.parse.office import doc

    def give_up(*_: object) -> Word:
        raise ParseError("unreadable", "the file is damaged")

    monkeypatch.setattr(doc, "Word", give_up)
    document = parse((converted / "a.doc").read_bytes(), "tep")
    assert lines(document)[:3] == ["QUYẾT ĐỊNH", "1. Giao các sở:", "2. Báo cáo kết quả."]


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(ParseError, match="apt-get install libreoffice") as rejected:
        parse(OLE + bytes(500) + "WordDocument".encode("utf-16-le"), "x.doc")
    assert rejected.value.reason == "tool_missing"


@pytest.mark.parametrize("can_open", [True, False])
def test_an_xls_whose_structure_alone_is_protected(monkeypatch: pytest.MonkeyPatch, can_open: bool) -> None:
    from pipeline.parse.office import sheets as module

    real = module.sheets

    def read(data: bytes) -> bytes:
        if data.startswith(OLE):
            raise ParseError("encrypted", "the file is protected by a password")
        return real(data)

    def convert(*_: object) -> bytes:
        if can_open:
            return xlsx([["Xã", "Điểm"], ["An", 15]])
        raise ParseError("unreadable", "LibreOffice cannot open the file")

    monkeypatch.setattr(module, "sheets", read)
    monkeypatch.setattr(module, "libreoffice", convert)
    data = ole({"Workbook": bytes(500)})
    if can_open:
        assert lines(parse(data, "x.xls")) == ["Xã | Điểm", "An | 15"]
    else:
        with pytest.raises(ParseError) as rejected:
            parse(data, "x.xls")
        assert rejected.value.reason == "encrypted"


# ---- texts and pages in old fonts


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "viscii", "vps"])
def test_plain_text_and_pages_in_old_fonts(encoding: str) -> None:
    text = f"{SENTENCE}\n" * 3
    data = encode(text, encoding)
    wanted = text.replace("Giao Sở", "Giao Sở").strip()
    document = parse(data, "x.txt")
    assert document.text.strip().lower() == wanted.lower()
    assert document.encoding == f"windows-1252+{encoding}"
    page = b"<html><head><title>x</title></head><body><p>" + data.replace(b"\n", b"</p><p>") + b"</p></body></html>"
    assert wanted.split("\n")[0].lower() in parse(page, "x.html").text.lower()


@pytest.mark.parametrize("encoding", ["viscii", "vps"])
def test_capitals_in_place_of_control_characters_are_no_noise(encoding: str) -> None:
    text = "ỦY BAN NHÂN DÂN TỈNH\nKẾT QUẢ THỰC HIỆN\nCỦA CÁC XÃ TRỞ LÊN\nĐỂ TỔ CHỨC\nSỬ DỤNG ĐẤT Ở\nCHỦ TỊCH ỦY BAN"
    assert parse(encode(text, encoding), "x.txt").text == text


def test_a_page_that_names_its_western_letters() -> None:
    page = (
        "<html><body><p>"
        + "".join(f"&#{ord(char)};" if ord(char) > 127 else char for char in seen(SENTENCE, "tcvn3"))
        + "</p></body></html>"
    )
    assert parse(page.encode(), "x.html").text == SENTENCE
    names = {0xB9: "sup1", 0xBC: "frac14", 0xD3: "Oacute"}  # some have figures in their names
    page = "".join(f"&{names[ord(char)]};" if ord(char) in names else char for char in seen(SENTENCE, "tcvn3"))
    assert parse(f"<html><body><p>{page}</p></body></html>".encode(), "x.html").text == SENTENCE
    assert parse(b"<html><body><p>a &lt;b&gt; &copy; 5 &amp; 6</p></body></html>", "x.html").text == "a <b> © 5 & 6"


def test_programs_of_the_system_run_with_caps(tmp_path: Path) -> None:
    said = tools._run(["sh", "-c", "ulimit -v; ulimit -t; ulimit -f"], str(tmp_path), memory=2**28, seconds=7)
    memory, seconds, blocks = map(int, said.stdout.split())
    assert (memory, seconds) == (2**18, 7)
    assert blocks in (limits.MAX_UNPACKED // 512, limits.MAX_UNPACKED // 1024)
    greedy = tools._run([sys.executable, "-c", "bytearray(2**30)"], str(tmp_path), memory=2**28, seconds=7)
    assert greedy.returncode and b"MemoryError" in greedy.stderr
    with pytest.raises(ParseError, match="1 s of processor time"):
        tools._run([sys.executable, "-c", "while True: pass"], str(tmp_path), memory=2**28, seconds=1)
