"""The structure of official texts: one small text of our own for each rule."""

from __future__ import annotations

import textwrap

import pytest

from pipeline.parse.text import parse_text
from tests.pipeline.parsed import check, leaves, outline

DECISION = """\
ỦY BAN NHÂN DÂN
TỈNH TÂN LẬP
-------

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------

Số: 412/QĐ-UBND

Tân Lập, ngày 17 tháng 4 năm 2023

QUYẾT ĐỊNH
Về việc phân bổ vốn xây dựng nông thôn mới

ỦY BAN NHÂN DÂN TỈNH TÂN LẬP

Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;
Theo đề nghị của Giám đốc Sở Tài chính.

QUYẾT ĐỊNH:

Điều 1. Phân bổ vốn
1. Vốn đầu tư phát triển:
a) Huyện Đông Hà: 12 tỷ đồng;
đ) Huyện Tây Sơn: 9 tỷ đồng.
2. Vốn sự nghiệp theo Phụ lục I kèm theo.
Điều 2. Quyết định này có hiệu lực kể từ ngày ký./.

Nơi nhận:
- Như Điều 2;
- Lưu: VT, KT.

TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH

Đoàn Thị Lan

PHỤ LỤC I
PHÂN BỔ VỐN SỰ NGHIỆP
(Kèm theo Quyết định số 412/QĐ-UBND ngày 17/4/2023)

I. Nguyên tắc
1. Đúng đối tượng.
"""


def test_decision_from_masthead_to_annex() -> None:
    document = parse_text(DECISION)
    check(document)
    assert outline(document) == [
        "masthead | ỦY BAN NHÂN DÂN TỈNH TÂN LẬP ------- CỘN…",
        "title | QUYẾT ĐỊNH Về việc phân bổ vốn xây dựng …",
        "masthead | ỦY BAN NHÂN DÂN TỈNH TÂN LẬP",
        "basis | Căn cứ Luật Tổ chức chính quyền địa phươ…",
        "basis | Theo đề nghị của Giám đốc Sở Tài chính.",
        "heading | QUYẾT ĐỊNH:",
        "heading Điều 1 | Điều 1. Phân bổ vốn",
        "paragraph Điều 1 / Khoản 1 | 1. Vốn đầu tư phát triển:",
        "point Điều 1 / Khoản 1 / Điểm a | a) Huyện Đông Hà: 12 tỷ đồng;",
        "point Điều 1 / Khoản 1 / Điểm đ | đ) Huyện Tây Sơn: 9 tỷ đồng.",
        "clause Điều 1 / Khoản 2 | 2. Vốn sự nghiệp theo Phụ lục I kèm theo…",
        "article Điều 2 | Điều 2. Quyết định này có hiệu lực kể từ…",
        "recipients | Nơi nhận: - Như Điều 2; - Lưu: VT, KT.",
        "signature | TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ…",
        "heading Phụ lục I | PHỤ LỤC I PHÂN BỔ VỐN SỰ NGHIỆP (Kèm the…",
        "heading Phụ lục I / Mục I | I. Nguyên tắc",
        "clause Phụ lục I / Mục I / Khoản 1 | 1. Đúng đối tượng.",
    ]


def test_headings_are_given_without_their_labels() -> None:
    document = parse_text(DECISION)
    headings = {block.path: block.heading for block in document.blocks if block.heading}
    assert headings == {
        "Điều 1": "Phân bổ vốn",
        "Phụ lục I": "PHÂN BỔ VỐN SỰ NGHIỆP",
        "Phụ lục I / Mục I": "Nguyên tắc",
    }


def test_units_hold_what_follows_them() -> None:
    document = parse_text(DECISION)
    by_path = {block.path: block for block in document.blocks if block.kind in ("article", "clause", "annex")}
    article, clause = by_path["Điều 1"], by_path["Điều 1 / Khoản 1"]
    assert clause.parent == article.ordinal
    assert document.text[article.start : article.end].endswith("Phụ lục I kèm theo.")
    assert document.text[clause.start : clause.end].endswith("9 tỷ đồng.")
    assert document.text[by_path["Phụ lục I"].start :].startswith("PHỤ LỤC I")
    assert by_path["Phụ lục I"].end == document.blocks[-1].end


FLATTENED = """\
BỘ XÂY DỰNG
**CỤC PHÁT TRIỂN ĐÔ THỊ**
-------
|
**CỘNG HÒA XÃ HỘI
CHỦ NGHĨA VIỆT NAM**
Độc lập - Tự do - Hạnh phúc
---------------
|
|
Số:
77/PTĐT-HTKT
*V/v hướng dẫn lập hồ sơ*
|
*Hà Nội, ngày 03
tháng 02 năm 2024*
|
** **
|
**Kính gửi:**
|
- Sở Xây dựng tỉnh Tân Lập;
- Công ty cổ phần Cấp nước Tân Lập.
|
Cục nhận được văn bản số 15/SXD-HTKT ngày
11/01/2024 của Sở Xây dựng tỉnh Tân Lập. Cục có ý kiến như
sau:
1. Hồ sơ lập theo quy định tại Điều
5 của Thông tư.
2. Số liệu gửi về Cục./.
|
*Nơi nhận:*
- Như trên;
- Lưu: VT.
|
**KT. CỤC TRƯỞNG**
PHÓ CỤC TRƯỞNG
**Vũ Hải
Đăng**
"""


def test_flattened_table_of_a_portal_with_markdown_residue() -> None:
    document = parse_text(FLATTENED)
    check(document)
    assert outline(document) == [
        "masthead | BỘ XÂY DỰNG **CỤC PHÁT TRIỂN ĐÔ THỊ** --…",
        "addressee | **Kính gửi:** | - Sở Xây dựng tỉnh Tân L…",
        "paragraph | Cục nhận được văn bản số 15/SXD-HTKT ngà…",
        "clause Khoản 1 | 1. Hồ sơ lập theo quy định tại Điều 5 củ…",
        "clause Khoản 2 | 2. Số liệu gửi về Cục./. |",
        "recipients | *Nơi nhận:* - Như trên; - Lưu: VT. |",
        "signature | **KT. CỤC TRƯỞNG** PHÓ CỤC TRƯỞNG **Vũ H…",
    ]


OUTLINES = {
    "law with chapters: articles are found without them": (
        """
        Chương II
        QUYỀN VÀ NGHĨA VỤ
        Mục 1
        QUYỀN CỦA CÔNG DÂN
        Điều 7. Quyền được thông tin
        Công dân có quyền được thông tin.
        Điều 8
        Cơ quan nhà nước công khai thông tin.
        """,
        [
            "heading Chương II | Chương II QUYỀN VÀ NGHĨA VỤ",
            "heading Chương II / Mục 1 | Mục 1 QUYỀN CỦA CÔNG DÂN",
            "heading Điều 7 | Điều 7. Quyền được thông tin",
            "paragraph Điều 7 | Công dân có quyền được thông tin.",
            "heading Điều 8 | Điều 8",
            "paragraph Điều 8 | Cơ quan nhà nước công khai thông tin.",
        ],
    ),
    "report with letters, Roman figures and decimals": (
        """
        BÁO CÁO
        Kết quả quý I năm 2024

        A. TÌNH HÌNH CHUNG
        I. Thuận lợi
        1. Về chỉ đạo
        1.1. Ban hành kế hoạch.
        - Đã giao nhiệm vụ;
        + Có phân công.
        II. Khó khăn
        Thiếu vốn.
        C. KIẾN NGHỊ
        """,
        [
            "title | BÁO CÁO Kết quả quý I năm 2024",
            "heading Phần A | A. TÌNH HÌNH CHUNG",
            "heading Phần A / Mục I | I. Thuận lợi",
            "heading Phần A / Mục I / Khoản 1 | 1. Về chỉ đạo",
            "paragraph Phần A / Mục I / Khoản 1 / Khoản 1.1 | 1.1. Ban hành kế hoạch.",
            "list_item Phần A / Mục I / Khoản 1 / Khoản 1.1 | - Đã giao nhiệm vụ;",
            "list_item Phần A / Mục I / Khoản 1 / Khoản 1.1 | + Có phân công.",
            "heading Phần A / Mục II | II. Khó khăn",
            "paragraph Phần A / Mục II | Thiếu vốn.",
            "part Phần C | C. KIẾN NGHỊ",
        ],
    ),
    "parts of an approved plan stand inside the article": (
        """
        Điều 1. Phê duyệt Đề án với các nội dung sau:
        I. MỤC TIÊU
        1. Đến năm 2030 có 80% số xã đạt chuẩn.
        II. KINH PHÍ
        Từ ngân sách tỉnh.
        Điều 2. Sở Tài chính chịu trách nhiệm thi hành.
        """,
        [
            "paragraph Điều 1 | Điều 1. Phê duyệt Đề án với các nội dung…",
            "heading Điều 1 / Mục I | I. MỤC TIÊU",
            "clause Điều 1 / Mục I / Khoản 1 | 1. Đến năm 2030 có 80% số xã đạt chuẩn.",
            "heading Điều 1 / Mục II | II. KINH PHÍ",
            "paragraph Điều 1 / Mục II | Từ ngân sách tỉnh.",
            "article Điều 2 | Điều 2. Sở Tài chính chịu trách nhiệm th…",
        ],
    ),
    "quoted articles of another law are not this document's": (
        """
        Điều 1. Sửa đổi Điều 5 như sau:
        “Điều 5. Thời hạn
        1. Thời hạn là 10 ngày.
        2. Thời hạn gia hạn là 05 ngày.”
        Điều 2. Thông tư này có hiệu lực từ ngày ký.
        """,
        [
            "paragraph Điều 1 | Điều 1. Sửa đổi Điều 5 như sau:",
            "paragraph Điều 1 | “Điều 5. Thời hạn",
            "paragraph Điều 1 | 1. Thời hạn là 10 ngày.",
            "paragraph Điều 1 | 2. Thời hạn gia hạn là 05 ngày.”",
            "article Điều 2 | Điều 2. Thông tư này có hiệu lực từ ngày…",
        ],
    ),
    "last sentences of a dispatch belong to the whole of it": (
        """
        Kính gửi: Các Sở, ban, ngành

        Ủy ban nhân dân tỉnh yêu cầu thực hiện các nội dung sau:

        1. Rà soát số liệu.

        2. Báo cáo trước ngày 20 hằng tháng.

        Đề nghị các đơn vị nghiêm túc thực hiện.

        Nhận được văn bản này, các đơn vị triển khai ngay./.
        """,
        [
            "addressee | Kính gửi: Các Sở, ban, ngành",
            "paragraph | Ủy ban nhân dân tỉnh yêu cầu thực hiện c…",
            "clause Khoản 1 | 1. Rà soát số liệu.",
            "clause Khoản 2 | 2. Báo cáo trước ngày 20 hằng tháng.",
            "paragraph | Đề nghị các đơn vị nghiêm túc thực hiện.",
            "paragraph | Nhận được văn bản này, các đơn vị triển …",
        ],
    ),
    "annex without the word, units of an annex": (
        """
        Điều 1. Ban hành Quy chế làm việc./.

        KT. GIÁM ĐỐC
        PHÓ GIÁM ĐỐC
        Lê Văn Tám

        QUY CHẾ
        LÀM VIỆC CỦA SỞ
        (Ban hành kèm theo Quyết định số 08/QĐ-SNV ngày 05/01/2022)

        Điều 1. Phạm vi
        Quy chế áp dụng cho các phòng.
        """,
        [
            "article Điều 1 | Điều 1. Ban hành Quy chế làm việc./.",
            "signature | KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC Lê Văn Tám",
            "heading Quy chế | QUY CHẾ LÀM VIỆC CỦA SỞ (Ban hành kèm th…",
            "heading Quy chế / Điều 1 | Điều 1. Phạm vi",
            "paragraph Quy chế / Điều 1 | Quy chế áp dụng cho các phòng.",
        ],
    ),
    "telegram with its addressees": (
        """
        CÔNG ĐIỆN
        Về ứng phó mưa lũ
        THỦ TƯỚNG CHÍNH PHỦ điện:
        - Chủ tịch Ủy ban nhân dân các tỉnh;
        - Bộ trưởng các Bộ.
        Mưa lớn còn kéo dài, yêu cầu các địa phương chủ động ứng phó.
        """,
        [
            "title | CÔNG ĐIỆN Về ứng phó mưa lũ",
            "addressee | THỦ TƯỚNG CHÍNH PHỦ điện: - Chủ tịch Ủy …",
            "paragraph | Mưa lớn còn kéo dài, yêu cầu các địa phư…",
        ],
    ),
    "table whose cells stand on lines of their own": (
        """
        Điều 1. Danh sách như sau:
        |
        TT
        |
        Xã
        |
        |
        1
        |
        An Bình
        |
        |
        2
        |
        An Hòa
        |
        Điều 2. Quyết định này có hiệu lực.
        """,
        [
            "paragraph Điều 1 | Điều 1. Danh sách như sau:",
            "table Điều 1 | | TT | Xã | | 1 | An Bình | | 2 | An Hòa…",
            "article Điều 2 | Điều 2. Quyết định này có hiệu lực.",
        ],
    ),
    "table whose rows are lines": (
        """
        Kết quả của các huyện được tổng hợp như sau.
        | Huyện | Số xã |
        |---|---|
        | Đông Hà | 07 |
        """,
        [
            "paragraph | Kết quả của các huyện được tổng hợp như …",
            "table | | Huyện | Số xã | |---|---| | Đông Hà | …",
        ],
    ),
    "news: headline, caption, items": (
        """
        Xã An Bình về đích nông thôn mới
        Sáng 5/6, xã An Bình đón bằng công nhận.
        Quang cảnh buổi lễ. Ảnh: Minh Tú
        • Thu nhập tăng;
        • Hộ nghèo giảm.
        """,
        [
            "title | Xã An Bình về đích nông thôn mới",
            "paragraph | Sáng 5/6, xã An Bình đón bằng công nhận.",
            "caption | Quang cảnh buổi lễ. Ảnh: Minh Tú",
            "list_item | • Thu nhập tăng;",
            "list_item | • Hộ nghèo giảm.",
        ],
    ),
    "metadata of a portal": (
        """
        Quyết định 15/QĐ-SNV năm 2021 về quy chế làm việc
        Số hiệu 15/QĐ-SNV
        Ngày ban hành 02/03/2021
        Người ký: Lê Văn Tám
        Lĩnh vực
        Bộ máy hành chính
        """,
        [
            "title | Quyết định 15/QĐ-SNV năm 2021 về quy chế…",
            "metadata | Số hiệu 15/QĐ-SNV",
            "metadata | Ngày ban hành 02/03/2021",
            "metadata | Người ký: Lê Văn Tám",
            "metadata | Lĩnh vực Bộ máy hành chính",
        ],
    ),
    "line breaks that a machine printed as letters": (
        r"\r\n Số: 5/QĐ-UBND \r\n\r\n Điều 1. Một việc.\r\n Điều 2. Hai việc.",
        [
            r"masthead | \r\n Số: 5/QĐ-UBND \r\n\r\n",
            r"article Điều 1 | Điều 1. Một việc.\r\n",
            "article Điều 2 | Điều 2. Hai việc.",
        ],
    ),
}


@pytest.mark.parametrize("text, expected", OUTLINES.values(), ids=OUTLINES.keys())
def test_outline(text: str, expected: list[str]) -> None:
    document = parse_text(textwrap.dedent(text).strip())
    check(document)
    assert outline(document) == expected


NO_UNITS = {
    "quantity": "2.700 xã đã đạt chuẩn nông thôn mới",
    "number of a document": "897/QĐ-UBND là số của quyết định",
    "programme": "Chương trình mục tiêu quốc gia",
    "goal": "Mục tiêu đến năm 2025",
    "sentence about an article": "Điều 5 Luật Đất đai quy định rõ",
    "mention of an annex": "Phụ lục kèm theo quyết định này được sửa đổi",
    "district": "Q. 10 có hai trường mới",
    "range": "10 - 14 tiêu chí",
}


@pytest.mark.parametrize(
    "line", [v for k, v in NO_UNITS.items() if k != "date"], ids=[k for k in NO_UNITS if k != "date"]
)
def test_lines_that_are_no_units(line: str) -> None:
    document = parse_text(f"Báo cáo kết quả năm nay.\n{line}\nHết.")
    assert {block.kind for block in document.blocks} == {"paragraph"}


PARAGRAPH = (
    "Ủy ban nhân dân tỉnh Tân Lập yêu cầu các Sở, ban, ngành và Ủy ban nhân dân các huyện khẩn trương rà soát kết quả. "
    "Các đơn vị gửi báo cáo về Sở Nông nghiệp và Phát triển nông thôn trước ngày 15 tháng 6 năm 2024 theo Công văn số "
    "12/SNN-KH. Những khó khăn, vướng mắc cần nêu rõ nguyên nhân và kiến nghị giải pháp cụ thể để Ủy ban nhân dân tỉnh "
    "xem xét, quyết định."
)


@pytest.mark.parametrize("width", [60, 72, 80, 100])
def test_wrapped_lines_are_one_paragraph(width: int) -> None:
    wrapped = "\n".join(
        [
            textwrap.fill(PARAGRAPH, width),
            textwrap.fill("1. " + PARAGRAPH, width),
            textwrap.fill("a) " + PARAGRAPH, width),
            "",
            textwrap.fill(PARAGRAPH, width),
        ]
    )
    document = parse_text(wrapped)
    check(document)
    assert [leaf.kind for leaf in leaves(document)] == ["paragraph", "paragraph", "paragraph", "paragraph"]
    assert [block.path for block in document.blocks if block.kind in ("clause", "point")] == [
        "Khoản 1",
        "Khoản 1 / Điểm a",
    ]


def test_lines_of_an_unwrapped_text_are_paragraphs() -> None:
    lines = ["Một câu ngắn không có dấu chấm", "Câu tiếp theo cũng vậy", "Câu cuối cùng."]
    document = parse_text("Tiêu đề của trang tin\n" + "\n".join(lines))
    assert outline(document)[1:] == [f"paragraph | {line}" for line in lines]


def test_text_without_letters_is_one_block() -> None:
    document = parse_text("-----\n|\n** **\n")
    check(document)
    assert [block.kind for block in document.blocks] == ["paragraph"]


def test_furniture_in_the_midst_does_not_end_a_unit() -> None:
    document = parse_text("Điều 1. Nội dung:\n1. Một.\nXem thêm\n2. Hai.")
    check(document)
    assert [block.path for block in document.blocks if block.kind == "clause"] == [
        "Điều 1 / Khoản 1",
        "Điều 1 / Khoản 2",
    ]
