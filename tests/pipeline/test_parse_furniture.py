"""Furniture is hidden; nothing that a document could say is."""

from __future__ import annotations

import textwrap

import pytest

from pipeline.parse.text import parse_text
from tests.pipeline.parsed import check, hidden

BODY = "Sáng nay, Ủy ban nhân dân huyện họp bàn về xây dựng nông thôn mới năm 2024."

HIDDEN = {
    "counters with colons": """
        • Đang truy cập: 12
        • Hôm nay: 345
        • Trong tuần: 1 234
        • Tổng lượt truy cập: 98.765
        """,
    "counters without colons under their heading": """
        Thống kê truy cập
        Online 4
        Hôm qua 77
        Tổng 1.234.567
        """,
    "weak counters in a row": """
        Hôm nay: 3
        Tháng này: 44
        Tất cả: 555
        """,
    "label and figure on two lines": """
        Lượt truy cập:
        10.234
        """,
    "views before the word": "1.234 lượt xem",
    "font size": "Xem với cỡ chữ : A- A A+",
    "controls": """
        Đăng nhập
        Đang tải nội dung
        ipv6 ready
        Xem thêm
        """,
    "menu": """
        Trang chủ
        Giới thiệu
        Tin tức
        Văn bản
        Liên hệ
        """,
    "menu side by side": "Trang chủ | Giới thiệu | Tin tức | Liên hệ",
    "path of links": "Trang chủ » Tin tức » Nông thôn mới",
    "pages": "1 2 3 4 5 ...",
    "clock of the page": "Thứ Sáu, ngày 23 tháng 08 năm 2019, 09:25:27",
}


@pytest.mark.parametrize("lines", HIDDEN.values(), ids=HIDDEN.keys())
def test_hidden(lines: str) -> None:
    expected = [line.strip() for line in lines.strip().split("\n")]
    document = parse_text("\n".join(expected) + f"\nHuyện họp bàn về nông thôn mới\n{BODY}\n")
    check(document)
    assert hidden(document) == expected


def test_link_list_at_the_end_with_the_footer() -> None:
    text = textwrap.dedent(f"""\
        Huyện họp bàn về nông thôn mới
        {BODY}
        Trần Thu Hà
        Các tin khác
        Khai giảng năm học mới tại Tân Lập (05/09/2023)
        - Hội nghị tập huấn khuyến nông
        1 2 3 4
        Địa chỉ: Số 1 đường Hòa Bình, tỉnh Tân Lập.
        Bản quyền thuộc Ủy ban nhân dân huyện""")
    document = parse_text(text)
    check(document)
    assert hidden(document)[0] == "Các tin khác"
    assert len(hidden(document)) == 6
    assert "Trần Thu Hà" not in hidden(document)


def test_list_heading_in_the_midst_hides_nothing_below_it() -> None:
    text = f"Tin mới\n{BODY}\nĐến nay huyện có 12 xã đạt chuẩn; còn 03 xã chưa đạt."
    assert hidden(parse_text(text)) == []


VISIBLE = {
    "a total in a table": ["Tổng", "8.051.846"],
    "a total on its line": ["Tổng 8.051"],
    "today's date in a sentence": ["Hôm nay 17-10, Ủy ban nhân dân tỉnh ra văn bản."],
    "weak counter alone": ["Hôm nay: 52"],
    "heading of a chapter": ["Chương II", "ĐĂNG KÝ"],
    "field of a form": ["Cỡ chữ", "Họ và tên", "Ngày sinh"],
    "fields of work": ["Giáo dục", "Sức khỏe", "Thể thao", "Du lịch"],
    "type of a document": ["THÔNG BÁO", "Về lịch tiếp công dân"],
    "row of figures": ["1 2 3 4 5"],
    "by-line of an article": ["Huyện họp", "Thứ Sáu, 23/08/2019, 09:25"],
    "place and date": ["Tân Lập, ngày 23 tháng 08 năm 2019"],
    "contact in a dispatch": ["Địa chỉ: Số 5 phố Lê Lợi", "Điện thoại: 0230 000 000"],
    "licence in the body": ["Giấy phép số 12/GP-UBND cấp ngày 5/6/2020 cho công ty."],
    "visits in a sentence": ["Lượt truy cập: 500 lượt mỗi ngày là mục tiêu của cổng thông tin."],
    "metadata of a portal": ["Số hiệu 12/QĐ-UBND", "Ngày ban hành 01/02/2023", "Người ký Lê Văn Tám"],
}


@pytest.mark.parametrize("lines", VISIBLE.values(), ids=VISIBLE.keys())
def test_visible(lines: list[str]) -> None:
    document = parse_text(BODY + "\n" + "\n".join(lines) + "\n" + BODY)
    check(document)
    assert hidden(document) == []


def test_hidden_lines_stay_in_the_text() -> None:
    text = f"Online: 3\nHôm nay: 4\nTổng lượt truy cập: 5\n{BODY}"
    document = parse_text(text)
    assert document.text == text
    assert document.blocks[0].kind == "furniture"
