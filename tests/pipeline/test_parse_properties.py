"""What holds of the blocks of any text at all."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.shadow import canonical
from pipeline.parse import ParseError, parse
from pipeline.parse.text import parse_text
from tests.pipeline.parsed import check

LINES = st.sampled_from(
    [
        "",
        "|",
        "| |",
        "-------",
        "** **",
        "**",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN TỈNH",
        "Số: 12/QĐ-UBND",
        "Số:",
        "Tân Lập, ngày 1 tháng 2 năm 2020",
        "Tân Lập, ngày",
        "V/v báo cáo",
        "QUYẾT ĐỊNH",
        "QUYẾT ĐỊNH:",
        "Về việc phê duyệt",
        "Căn cứ Luật Đất đai;",
        "*Căn cứ Luật",
        "Theo",
        "Kính gửi:",
        "Kính",
        "Điều 1. Phạm vi",
        "Điều 2",
        "**Điều 3.** Nội dung",
        "1. Khoản một",
        "1.1. Khoản con",
        "a) Điểm a;",
        "I. Mục tiêu",
        "B. NỘI DUNG",
        "Chương I",
        "QUY ĐỊNH CHUNG",
        "- Gạch đầu dòng;",
        "* Dấu sao",
        "“Điều 5. Trích",
        "hết trích.”",
        "Nơi nhận:",
        "- Lưu: VT.",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Trần Thu Hà",
        "PHỤ LỤC I",
        "(Kèm theo Quyết định số 12)",
        "a | b | c",
        "|---|---|",
        "Đang truy cập: 38",
        "Hôm nay: 3",
        "Tin khác",
        "1 2 3 ...",
        "Trang chủ",
        "Ảnh: Minh Tú",
        "Số hiệu 12/QĐ",
        "Ngày ban hành 1/2/2020",
        "Người ký Trần Thu Hà",
        "13:56 | 25/11/2023",
        r"\r\n Dòng \r\n",
        "một câu thường kết thúc bằng dấu chấm./.",
        "# Tiêu đề",
        "chữ\u00a0có\u2003khoảng\u200btrắng",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=40))
def test_any_order_of_lines(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        document = parse_text(text)
    except ParseError as error:
        assert error.reason == "empty"
        assert not text.strip()
    else:
        check(document)
        assert document.text == canonical(text)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_text(text: str) -> None:
    try:
        document = parse_text(text)
    except ParseError as error:
        assert error.reason == "empty"
    else:
        check(document)
        assert document.text == canonical(text)


TAGS = st.sampled_from(
    [
        *("<p>", "</p>", "<div>", "</div>", "<table>", "<tr>", "<td>", "</table>", "<br>", "<ul>", "<li>", "</ul>"),
        *(
            "<h1>",
            "</h1>",
            "<b>",
            "</b>",
            "<pre>",
            "</pre>",
            "<!--",
            "-->",
            "<script>",
            "</script>",
            "<a href=x>",
            "</a>",
        ),
        *("<div class=menu>", "Số hiệu:", "Ngày ban hành", "Người ký", "Điều 1. Một", "1. Hai", "Nơi nhận:", "chữ"),
        *("&nbsp;", "&#x301;", "|", "\n"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(TAGS, max_size=40))
def test_any_page(parts: list[str]) -> None:
    try:
        document = parse(("<html>" + "".join(parts)).encode(), "a.html")
    except ParseError as error:
        assert error.reason == "empty"
    else:
        check(document)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.html", "a.md", "a"]))
def test_any_bytes(data: bytes, name: str) -> None:
    try:
        document = parse(data, name)
    except ParseError as error:
        assert error.reason in ("empty", "binary", "encoding", "too_large", "unreadable", "encrypted", "unsupported")
        assert str(error)
    else:
        check(document)


def test_parsing_twice_gives_the_same() -> None:
    data = "QUYẾT ĐỊNH\nVề việc khen thưởng\nĐiều 1. Khen thưởng ba tập thể.".encode()
    assert parse(data, "a.txt") == parse(data, "a.txt")
