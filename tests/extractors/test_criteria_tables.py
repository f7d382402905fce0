# ruff: noqa: E501 - rows are easier to read unbroken
"""Tables of communes and criteria: each cell gives its place and its criterion, in whatever format the table comes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import extractors
from pipeline.parse import ParsedDocument, parse
from schemas.records import Criterion
from tests.pipeline.office_files import docx, par, table, xlsx

CAPTION = "BIỂU TỔNG HỢP KẾT QUẢ THỰC HIỆN BỘ TIÊU CHÍ NÔNG THÔN MỚI (tính đến ngày 31/12/2023)"
Rows = list[list[str]]
Found = list[tuple[str, float | None, str | None, int | None]]


def _as_html(rows: Rows) -> ParsedDocument:
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    page = f"<html><body><p>{CAPTION}</p><table>{body}</table></body></html>"
    return parse(page.encode(), "x.html")


def _as_docx(rows: Rows) -> ParsedDocument:
    return parse(docx(par(CAPTION) + table(*rows)), "x.docx")


def _as_xlsx(rows: Rows) -> ParsedDocument:
    cells: list[list[object]] = [[int(cell) if cell.isdigit() else cell for cell in row] for row in rows]
    return parse(xlsx([[CAPTION], *cells]), "x.xlsx")


FORMATS: dict[str, Callable[[Rows], ParsedDocument]] = {"html": _as_html, "docx": _as_docx, "xlsx": _as_xlsx}


def read(document: ParsedDocument) -> list[Criterion]:
    found = extractors.read(document.text, document.hidden, document.published_at, document.cells).criteria
    assert all(document.text[one.start : one.end] == one.surface for one in found)
    return found


def short(found: list[Criterion]) -> Found:
    return [(one.kind, one.value, one.place, one.criterion_no) for one in found]


NAMES = ["Quy hoạch", "Giao thông", "Thủy lợi", "Điện", "Trường học", "Cơ sở vật chất văn hóa"]
MET, UNMET = "criteria_met", "criteria_unmet"

TABLES: dict[str, tuple[Rows, Found]] = {
    "numbers in the header, words as marks": (
        [["TT", "Xã", "TC1", "TC2", "TC3", "TC4", "TC5", "Số tiêu chí đạt"],
         ["1", "An Bình", "Đạt", "Đạt", "Chưa đạt", "Đạt", "", "3"],
         ["2", "Xã Hòa Phú", "Đạt", "Không đạt", "Đạt", "Đạt", "Đạt", "4"]],
        [(MET, 1, "xã An Bình", 1), (MET, 1, "xã An Bình", 2), (UNMET, 1, "xã An Bình", 3), (MET, 1, "xã An Bình", 4),
         (MET, 3, "xã An Bình", None), (MET, 1, "xã Hòa Phú", 1), (UNMET, 1, "xã Hòa Phú", 2),
         (MET, 1, "xã Hòa Phú", 3), (MET, 1, "xã Hòa Phú", 4), (MET, 1, "xã Hòa Phú", 5), (MET, 4, "xã Hòa Phú", None)],
    ),
    "bare numbers, crosses, sums below and beside": (
        [["STT", "Tên xã", "1", "2", "3", "4", "5", "Tổng cộng"],
         ["1", "An Bình", "x", "x", "", "x", "x", "4"],
         ["2", "Hòa Phú", "x", "", "", "x", "", "2"],
         ["", "Tổng số", "2", "1", "0", "2", "1", "6"]],
        [(MET, 1, "xã An Bình", 1), (MET, 1, "xã An Bình", 2), (MET, 1, "xã An Bình", 4), (MET, 1, "xã An Bình", 5),
         (MET, 4, "xã An Bình", None), (MET, 1, "xã Hòa Phú", 1), (MET, 1, "xã Hòa Phú", 4), (MET, 2, "xã Hòa Phú", None),
         ("units_meeting_standard", 2, None, 1), ("units_meeting_standard", 1, None, 2),
         ("units_meeting_standard", 0, None, 3), ("units_meeting_standard", 2, None, 4),
         ("units_meeting_standard", 1, None, 5), ("criteria_sum", 6, None, None)],
    ),
    "names in the header, plus and dash": (
        [["TT", "Đơn vị", *NAMES], ["1", "Phường Tân Lập", "+", "+", "-", "+", "+", "+"]],
        [(MET, 1, "phường Tân Lập", 1), (MET, 1, "phường Tân Lập", 2), (UNMET, 1, "phường Tân Lập", 3),
         (MET, 1, "phường Tân Lập", 4), (MET, 1, "phường Tân Lập", 5), (MET, 1, "phường Tân Lập", 6)],
    ),
    "ones and zeros": (
        [["TT", "Xã", "TC 1", "TC 2", "TC 3", "TC 4", "TC 5"], ["1", "An Bình", "1", "0", "1", "1", "0"]],
        [(MET, 1, "xã An Bình", 1), (UNMET, 1, "xã An Bình", 2), (MET, 1, "xã An Bình", 3), (MET, 1, "xã An Bình", 4),
         (UNMET, 1, "xã An Bình", 5)],
    ),
    "figures are values of the criterion": (
        [["TT", "Xã", "TC 1", "TC 2", "TC 3", "TC 4", "TC 5"], ["1", "An Bình", "85%", "90", "72,5", "100%", "3"]],
        [("criterion_ref", 85, "xã An Bình", 1), ("criterion_ref", 90, "xã An Bình", 2),
         ("criterion_ref", 72.5, "xã An Bình", 3), ("criterion_ref", 100, "xã An Bình", 4),
         ("criterion_ref", 3, "xã An Bình", 5)],
    ),
    "on its side": (
        [["TT", "Tên tiêu chí", "Xã An Bình", "Xã Hòa Phú", "Ghi chú"],
         *([str(number), name, "Đạt", "Chưa đạt" if number == 2 else "Đạt", ""] for number, name in enumerate(NAMES, 1)),
         ["", "Tổng cộng", "6", "5", ""]],
        [(MET, 1, "xã An Bình", 1), (MET, 1, "xã Hòa Phú", 1), (MET, 1, "xã An Bình", 2), (UNMET, 1, "xã Hòa Phú", 2),
         (MET, 1, "xã An Bình", 3), (MET, 1, "xã Hòa Phú", 3), (MET, 1, "xã An Bình", 4), (MET, 1, "xã Hòa Phú", 4),
         (MET, 1, "xã An Bình", 5), (MET, 1, "xã Hòa Phú", 5), (MET, 1, "xã An Bình", 6), (MET, 1, "xã Hòa Phú", 6),
         (MET, 6, "xã An Bình", None), (MET, 5, "xã Hòa Phú", None)],
    ),
    "shares and sums below": (
        [["TT", "Tên xã", "TC 1: Quy hoạch", "TC 2: Giao thông", "TC 3: Thủy lợi", "TC 4: Điện", "TC 5: Trường học"],
         ["1", "An Bình", "Đ", "CĐ", "Đ", "Đ", ""], ["", "Số xã đạt", "1", "0", "1", "1", "0"],
         ["", "Tỷ lệ (%)", "100", "0", "100", "100", "0"]],
        [(MET, 1, "xã An Bình", 1), (UNMET, 1, "xã An Bình", 2), (MET, 1, "xã An Bình", 3), (MET, 1, "xã An Bình", 4),
         *(("units_meeting_standard", value, None, number) for number, value in enumerate((1, 0, 1, 1, 0), 1)),
         *(("share", value, None, number) for number, value in enumerate((100, 0, 100, 100, 0), 1))],
    ),
    "criteria listed by number or name": (
        [["TT", "Tên xã", "Số tiêu chí đạt", "Các tiêu chí đạt", "Tiêu chí chưa đạt"],
         ["1", "An Bình", "17", "1 đến 17", "18; 19"], ["2", "Hòa Phú", "3", "TC 1, 2 và 4", "Giao thông, Điện"]],
        [(MET, 17, "xã An Bình", None), (UNMET, 1, "xã An Bình", 18), (UNMET, 1, "xã An Bình", 19),
         (MET, 3, "xã Hòa Phú", None), (MET, 1, "xã Hòa Phú", 1), (MET, 1, "xã Hòa Phú", 2), (MET, 1, "xã Hòa Phú", 4),
         (UNMET, 1, "xã Hòa Phú", 2), (UNMET, 1, "xã Hòa Phú", 4)],
    ),
    "a row that counts the columns": (
        [["TT", "Xã", *NAMES], ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"], ["1", "An Bình", *["Đ"] * 5, "K"]],
        [*((MET, 1, "xã An Bình", number) for number in range(1, 6)), (UNMET, 1, "xã An Bình", 6)],
    ),
    "places with the number that they meet": (
        [["TT", "Tên xã", "Số tiêu chí đạt", "Số tiêu chí chưa đạt", "Ghi chú"],
         ["I", "Huyện Tân Yên", "", "", ""],
         ["1", "An Bình", "15/19", "4", ""], ["2", "Hòa Phú", "19", "0", "đã công nhận"], ["", "Bình quân", "17", "", ""]],
        [(MET, 15, "xã An Bình", None), (UNMET, 4, "xã An Bình", None), (MET, 19, "xã Hòa Phú", None),
         (UNMET, 0, "xã Hòa Phú", None), ("criteria_avg", 17, None, None)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", TABLES)
def test_table(name: str, format: str) -> None:
    rows, wanted = TABLES[name]
    assert short(read(FORMATS[format](rows))) == wanted


def merged(*rows: str) -> ParsedDocument:
    """Return a page with a table whose cells say `text/rows/columns`."""
    body = ""
    for row in rows:
        cells = ([*cell.split("/"), "1", "1"] for cell in row.split("|"))
        body += "<tr>" + "".join(f"<td rowspan={r} colspan={c}>{text}</td>" for text, r, c, *_ in cells) + "</tr>"
    return parse(f"<html><body><p>{CAPTION}</p><table>{body}</table></body></html>".encode(), "x.html")


MERGED: dict[str, tuple[list[str], Found]] = {
    "groups above names above numbers": (
        ["TT/3|Tên xã/3|Quy hoạch|Hạ tầng/1/5|Tổng số tiêu chí đạt/3", "|".join(NAMES), "(TC1)|(TC2)|(TC3)|(TC4)|(TC5)|(TC6)",
         "1|An Bình|Đ|Đ|CĐ|Đ|Đ|Đ|5"],
        [*((UNMET if number == 3 else MET, 1, "xã An Bình", number) for number in range(1, 7)), (MET, 5, "xã An Bình", None)],
    ),
    "numbers in brackets below the word": (
        ["TT/2|Tên xã/2|Tiêu chí/1/5", "(1)|(2)|(3)|(4)|(5)", "1|An Bình|x|x||x|x"],
        [(MET, 1, "xã An Bình", number) for number in (1, 2, 4, 5)],
    ),
    "numbers in brackets that count columns": (
        ["TT/2|Tên xã/2|Diện tích|Dân số|Số hộ|Số thôn|Thu nhập", "(1)|(2)|(3)|(4)|(5)", "1|An Bình|12|4000|1000|7|45"], [],
    ),
    "places side by side below a word": (
        ["TT/2|Tên tiêu chí/2|Các xã/1/2|Số xã đạt/2", "An Bình|Hòa Phú",
         *(f"{number}|{name}|x|{'x' if number < 4 else ''}|2" for number, name in enumerate(NAMES[:5], 1))],
        [one for number in range(1, 6) for one in (
            (MET, 1, "xã An Bình", number), *([(MET, 1, "xã Hòa Phú", number)] if number < 4 else []),
            ("units_meeting_standard", 2, None, number))],
    ),
    "parts of a criterion are not the criterion": (
        ["TT|Tên tiêu chí|Nội dung|Xã An Bình|Xã Hòa Phú",
         *(row for number, name in enumerate(NAMES[:5], 1) for row in (
             f"{number}/2|{name}/2|{number}.1. Một|Đạt|{'Đạt/2' if number == 5 else 'Đạt'}",
             f"{number}.2. Hai|Chưa đạt" + ("" if number == 5 else "|Đạt")))],
        [(MET, 1, "xã Hòa Phú", 5)],
    ),
    "years below the word": (
        ["TT/2|Tên xã/2|Số tiêu chí đạt/1/2", "Năm 2021|Năm 2022", "1|An Bình|12|15"],
        [(MET, 12, "xã An Bình", None), (MET, 15, "xã An Bình", None)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MERGED)
def test_merged_cells(name: str) -> None:
    rows, wanted = MERGED[name]
    assert short(read(merged(*rows))) == wanted


UNITS, BAND = "units_meeting_standard", "units_by_band"
KINDS: dict[str, tuple[Rows, list[tuple[str, float, str | None, float | None, float | None, str | None]]]] = {
    "communes of districts": (
        [["TT", "Huyện", "Tổng số xã", "Số xã đạt chuẩn NTM (xã)", "Tỷ lệ (%)", "Xã NTM nâng cao", "Xã chưa đạt chuẩn", "BQ tiêu chí/xã"],
         ["1", "Tân Yên", "20", "15", "75", "4", "5", "17,5"], ["", "Tổng cộng", "20", "15", "75", "4", "5", "17,5"]],
        [one for place in ("huyện Tân Yên", None) for one in (
            ("units_total", 20, place, None, None, None), (UNITS, 15, place, None, None, "đạt chuẩn"),
            ("share", 75, place, None, None, "đạt chuẩn"), (UNITS, 4, place, None, None, "nâng cao"),
            ("units_not_meeting", 5, place, None, None, "đạt chuẩn"), ("criteria_avg", 17.5, place, None, None, None))],
    ),
    "bands of communes": (
        [["TT", "Huyện", "Đạt 19 TC", "Xã đạt từ 15 đến 18 TC", "10-14 TC", "Dưới 10 tiêu chí"], ["1", "Tân Yên", "9", "3", "1", "0"]],
        [(BAND, 9, "huyện Tân Yên", 19, 19, None), (BAND, 3, "huyện Tân Yên", 15, 18, None),
         (BAND, 1, "huyện Tân Yên", 10, 14, None), (BAND, 0, "huyện Tân Yên", None, 9, None)],
    ),
    "the smallest places": (
        [["TT", "Xã", "Huyện", "Số tiêu chí đạt"], ["1", "An Bình", "Tân Yên", "15"]],
        [(MET, 15, "xã An Bình", None, None, None)],
    ),
    "a header over two rows without merged cells": (
        [["TT", "Tên xã", "Kết quả thực hiện tiêu chí", ""], ["", "", "Số TC đạt", "Số TC chưa đạt"], ["1", "An Bình", "11", "8"]],
        [(MET, 11, "xã An Bình", None, None, None), (UNMET, 8, "xã An Bình", None, None, None)],
    ),
    "changes": (
        [["TT", "Xã", "Số tiêu chí đạt", "Số tiêu chí tăng thêm"], ["1", "An Bình", "11", "2"]],
        [(MET, 11, "xã An Bình", None, None, None), ("criteria_delta", 2, "xã An Bình", None, None, None)],
    ),
    "what is counted by row": (
        [["TT", "Chỉ tiêu", "ĐVT", "Năm 2022", "Năm 2023", "So sánh"], ["1", "Số xã đạt chuẩn NTM nâng cao", "xã", "5", "7", "2"],
         ["2", "Nhóm 2: đạt 15-18 tiêu chí", "xã", "30", "25", "-5"], ["3", "Tỷ lệ hộ nghèo", "%", "5,2", "4,9", ""]],
        [(UNITS, 5, None, None, None, "nâng cao"), (UNITS, 7, None, None, None, "nâng cao"),
         (BAND, 30, None, 15, 18, None), (BAND, 25, None, 15, 18, None)],
    ),
    "years and other things": (
        [["TT", "Xã", "Năm đạt chuẩn NTM", "Kinh phí hỗ trợ xã đạt chuẩn", "Số hộ nghèo"], ["1", "An Bình", "2014", "500", "20"]], [],
    ),
    "other standards": (
        [["TT", "Huyện", "Số xã đạt chuẩn tiếp cận pháp luật", "Số xã đạt tiêu chí quốc gia về y tế", "Số hợp tác xã đạt chuẩn",
          "Số cán bộ xã đạt chuẩn", "Số xã có trạm y tế đạt chuẩn", "Tỷ lệ cán bộ xã đạt chuẩn", "Số xã đạt 10 tiêu chí chuyển đổi số"],
         ["1", "Tân Yên", *["15"] * 7]], [],
    ),
    "one criterion of the set": (
        [["TT", "Huyện", "Số xã đạt tiêu chí số 17"], ["1", "Tân Yên", "17"]],
        [(UNITS, 17, "huyện Tân Yên", None, None, None)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_what_headings_and_labels_say(name: str) -> None:
    rows, wanted = KINDS[name]
    found = read(_as_html(rows))
    assert [(one.kind, one.value, one.place, one.band_min, one.band_max, one.grade) for one in found] == wanted


NINETEEN = [
    "Quy hoạch", "Giao thông", "Thủy lợi và PCTT", "Điện", "Trường học", "CSVC văn hóa", "CSHT thương mại", "TT và TT",
    "Nhà ở dân cư", "Thu nhập", "Hộ nghèo", "Lao động", "TCSX", "GD và ĐT", "Y tế", "Văn hóa", "MT và ATTP", "HTCT", "QP-AN",
]  # fmt: skip


def test_how_many_communes_meet_each_criterion() -> None:
    rows = [["TT", "Tiêu chí", "Số xã đạt", "Số xã chưa đạt", "Tỷ lệ (%)"]]
    rows += [[f"{number}", name, "15", "5", "75"] for number, name in enumerate(NINETEEN, 1)]
    wanted = [(UNITS, 15), ("units_not_meeting", 5), ("share", 75)]
    assert short(read(_as_html(rows))) == [(*one, None, number) for number in range(1, 20) for one in wanted]


@pytest.mark.parametrize("columns", [1, 2])
def test_the_criteria_of_one_commune(columns: int) -> None:
    rows = [["TT", "Tên tiêu chí", *(["Đánh giá"] if columns == 1 else ["Đạt", "Chưa đạt"])]]
    for number, name in enumerate(NINETEEN, 1):
        cells = ["Đạt" if number % 3 else "Chưa đạt"] if columns == 1 else ["x", ""] if number % 3 else ["", "x"]
        rows.append([f"{number}", name, *cells])
    found = read(
        parse(docx(par("Kết quả thực hiện tiêu chí nông thôn mới của xã An Bình năm 2023") + table(*rows)), "x.docx")
    )
    assert short(found) == [(MET if number % 3 else UNMET, 1, "xã An Bình", number) for number in range(1, 20)]


def test_criteria_of_districts_are_not_those_of_communes() -> None:
    names = ["Quy hoạch", "Giao thông", "Thủy lợi", "Điện", "Y tế - Văn hóa - Giáo dục", "Kinh tế", "Môi trường"]
    rows = [["TT", "Tiêu chí", "Kết quả"], *([f"{number}", name, "Đạt"] for number, name in enumerate(names, 1))]
    assert read(_as_html(rows)) == []


def test_hamlets_have_criteria_of_their_own() -> None:
    (found,) = read(_as_docx([["TT", "Thôn", "Số tiêu chí đạt"], ["1", "Bình Quang", "8/10"]]))
    assert (found.place, found.value, found.denominator, found.criteria_set) == ("thôn Bình Quang", 8, 10, None)


def test_marks_that_are_explained() -> None:
    rows = [["TT", "Xã", *(f"TC {number}" for number in range(1, 6))], ["1", "An Bình", "Đ", "C", "Đ", "C", "Đ"]]
    page = docx(par(CAPTION) + table(*rows) + par("Ghi chú: Đ - đạt; C: chưa đạt."))
    assert [one.kind for one in read(parse(page, "x.docx"))] == [MET, UNMET, MET, UNMET, MET]


def test_when_and_in_which_voice() -> None:
    lead = "Kết quả Chương trình mục tiêu quốc gia xây dựng nông thôn mới đến ngày 30/6/2024"
    rows = [["TT", "Xã", "Số tiêu chí đạt", "Kế hoạch năm 2025"], ["1", "An Bình", "15", "19"]]
    found = read(parse(docx(par(lead) + table(*rows)), "x.docx"))
    assert [(one.value, one.modality, one.period, one.as_of) for one in found] == [
        (15, "reported", "2024-06-30", "2024-06-30"), (19, "plan", "2025", None),
    ]  # fmt: skip


def test_years_of_merged_headings() -> None:
    found = read(merged(*MERGED["years below the word"][0]))
    assert [one.period for one in found] == ["2021", "2022"]


def test_what_holds_for_the_whole_table() -> None:
    rows, _ = TABLES["places with the number that they meet"]
    first = read(_as_docx(rows))[0]
    assert (first.value_max, first.denominator, first.unit) == (19, 19, "tiêu chí")
    assert (first.as_of, first.modality, first.criteria_set) == ("2023-12-31", "reported", "XA-2021")
    named = read(_as_docx(TABLES["names in the header, plus and dash"][0]))[0]
    assert named.criterion_name == "Quy hoạch"


def test_the_grade_that_the_caption_names() -> None:
    page = (
        "<html><body><p>Kết quả xây dựng nông thôn mới hiện đại</p><table><tr><td>Xã</td><td>Số tiêu chí đạt</td></tr>"
        "<tr><td>An Bình</td><td>8/10</td></tr></table></body></html>"
    )
    found = read(parse(page.encode(), "x.html"))
    assert [(one.value, one.denominator, one.grade) for one in found] == [(8, 10, "hiện đại")]


def test_years_and_plans_side_by_side() -> None:
    rows = [["Xã", "Số tiêu chí đạt năm 2022", "Kế hoạch số tiêu chí đạt năm 2024"], ["An Bình", "12", "15"]]
    found = read(_as_docx(rows))
    assert [(one.value, one.period, one.modality) for one in found] == [(12, "2022", "reported"), (15, "2024", "plan")]


OTHERS: dict[str, Rows] = {
    "columns that are counted": [
        ["TT", "Tên xã", "Dân số", "Số hộ", "Diện tích", "Hộ nghèo", "Ghi chú"],
        ["1", "2", "3", "4", "5", "6", "7"], ["1", "An Bình", "5000", "1200", "35", "12", ""],
    ],
    "columns that are counted after letters": [
        ["TT", "Tên xã", "Dân số", "Số hộ", "Diện tích", "Hộ nghèo", "Ghi chú"],
        ["A", "B", "1", "2", "3", "4", "5"], ["1", "An Bình", "5000", "1200", "35", "12", ""],
    ],
    "numbered traits side by side": [
        ["Đặc trưng", "SL", "Tỉ lệ %"], ["1. Tuổi", "22", "16,9"], ["2. Giới", "54", "41,5"], ["3. Nghề", "21", "16"],
        ["4. Nơi ở", "49", "37"], ["5. Thu nhập", "30", "20"], ["6. Nhà ở", "12", "9"],
    ],
    "money by commune": [["TT", "Xã", "Kinh phí (triệu đồng)"], ["1", "An Bình", "500"]],
    "months": [["TT", "Xã", "Tháng 1", "Tháng 2", "Tháng 3", "Tháng 4", "Tháng 5"], ["1", "An Bình", "x", "x", "", "", "x"]],
}  # fmt: skip


@pytest.mark.parametrize("rows", OTHERS.values(), ids=OTHERS.keys())
def test_other_tables_are_none(rows: Rows) -> None:
    assert short(read(_as_docx(rows))) == []


def test_a_table_that_goes_on_without_its_header() -> None:
    head, *body = TABLES["numbers in the header, words as marks"][0]
    more = [
        ["3", "Xã Tân Sơn", "Đạt", "Đạt", "Đạt", "Đạt", "Đạt", "5"],
        ["4", "Xã Vĩnh An", "Đạt", "", "", "", "", "1"],
    ]
    document = parse(docx(par(CAPTION) + table(head, *body) + par("Trang 2") + table(*more)), "x.docx")
    places = {one.place for one in read(document)}
    assert {"xã An Bình", "xã Tân Sơn", "xã Vĩnh An"} <= places


def test_a_header_that_is_printed_again_is_no_place() -> None:
    head, *body = TABLES["bare numbers, crosses, sums below and beside"][0]
    once, again = (short(read(_as_docx([head, *body[:1], *repeat, *body[1:]]))) for repeat in ([], [head]))
    assert once == again


def test_another_programme_is_not_ours() -> None:
    counts = table(["TT", "Xã", "Số tiêu chí đạt"], ["1", "An Bình", "15"], ["2", "Hòa Phú", "12"])
    assert read(parse(docx(par("Kết quả chuyển đổi số theo 20 tiêu chí") + counts), "x.docx")) == []
    body = table(*OTHERS["money by commune"], ["2", "Hòa Phú", "30"])
    assert read(parse(docx(par("Chấm điểm các tiêu chí chuyển đổi số") + body), "x.docx")) == []
