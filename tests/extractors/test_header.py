"""Headers: flattened mastheads, dispatches, drafts, Party documents, portal tables, and news (no header)."""

from __future__ import annotations

import datetime as dt

import pytest

from extractors import header, signature
from extractors.shadow import Shadow, canonical
from schemas.records import Header

DECISION = """**ỦY
BAN NHÂN DÂN**
**TỈNH CAO BẰNG**
-------
|
**CỘNG HÒA XÃ HỘI
CHỦ NGHĨA VIỆT NAM**
Độc lập - Tự do - Hạnh phúc
---------------
|
|
Số: 1207/QĐ-UBND
|
*Cao Bằng, ng**ày 09
tháng 8 năm 2024*
|
**QUYẾT ĐỊNH**
VỀ
VIỆC GIAO CHỈ TIÊU XÂY DỰNG
NÔNG THÔN MỚI NĂM 2024
**CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH CAO BẰNG**
*Căn cứ Luật Tổ chức chính quyền địa phương ngày 19/6/2015;*
**QUYẾT ĐỊNH:**
**Điều 1.** Giao chỉ tiêu cho các huyện.
**Điều 2.** Quyết định này có hiệu lực thi hành kể từ ngày ký./.
|
*Nơi nhận:*
- Như Điều 2;
- Sở Tài chính (để
phối hợp);
- Lưu: VT, NN.
|
**KT. CHỦ TỊCH**
PHÓ CHỦ TỊCH
**Nông Thị
Tuyết Mai
"""

DISPATCH = """BỘ NÔNG NGHIỆP VÀ
PHÁT TRIỂN NÔNG THÔN

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 2511 /BNN-VPĐP
V/v rà soát kết quả thực hiện
tiêu chí nông thôn mới

Hà Nội, ngày 14 tháng 4 năm 2023

Kính gửi:
- Ủy ban nhân dân các tỉnh Hà Giang, Lào Cai;
- Văn phòng Điều phối nông thôn mới các tỉnh.

Thực hiện Quyết định số 263/QĐ-TTg ngày 22/02/2022, Bộ đề nghị báo cáo trước ngày 10/5/2023./.

Nơi nhận:
- Như trên;
- Lưu: VT, VPĐP (10b).

KT. BỘ TRƯỞNG
THỨ TRƯỞNG



Trần Văn Khải

PHỤ LỤC 1
BÁO CÁO
KẾT QUẢ RÀ SOÁT
"""


def read(text: str) -> Header:
    return header.read(Shadow(canonical(text)))


def test_flattened_two_column_decision_with_markdown_residue() -> None:
    found = read(DECISION)
    assert found.number == "1207/QĐ-UBND"
    assert found.doc_type == "Quyết định"
    assert found.issue_date == dt.date(2024, 8, 9)
    assert found.effective_date == dt.date(2024, 8, 9)
    assert found.issuer == "UBND tỉnh Cao Bằng"
    assert found.place == "Cao Bằng"
    assert found.subject == "GIAO CHỈ TIÊU XÂY DỰNG NÔNG THÔN MỚI NĂM 2024"
    assert (found.signer, found.signer_title, found.authority) == ("Nông Thị Tuyết Mai", "Phó chủ tịch", "KT.")
    assert found.distribution == ("Như Điều 2", "Sở Tài chính (để phối hợp)", "Lưu: VT, NN")


def test_dispatch_with_an_annex_that_looks_like_a_report() -> None:
    found = read(DISPATCH)
    assert (found.number, found.doc_type) == ("2511/BNN-VPĐP", "Công văn")
    assert found.issuer == "Bộ Nông nghiệp và Phát triển nông thôn"
    assert found.subject == "rà soát kết quả thực hiện tiêu chí nông thôn mới"
    assert found.signer == "Trần Văn Khải"
    assert found.recipients == (
        "Ủy ban nhân dân các tỉnh Hà Giang, Lào Cai",
        "Văn phòng Điều phối nông thôn mới các tỉnh",
    )


@pytest.mark.parametrize("document", [DECISION, DISPATCH], ids=["decision", "dispatch"])
def test_each_value_points_into_the_shadow(document: str) -> None:
    shadow = Shadow(canonical(document))
    found = header.read(shadow)
    for item in found.header_spans:
        assert 0 <= item.start < item.end <= len(shadow.plain)
    by_name = {item.field: shadow.plain[item.start : item.end] for item in found.header_spans}
    assert by_name["signer"].split() == str(found.signer).split()


def test_department_under_a_provincial_committee_is_named_with_its_province() -> None:
    found = read(
        "UBND TỈNH SƠN LA\nSỞ CÔNG THƯƠNG\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\n"
        "Số: 88/BC-SCT\nSơn La, ngày 02 tháng 5 năm 2023\n\nBÁO CÁO\nKết quả thực hiện tiêu chí điện\n\nI. Kết quả"
    )
    assert (found.issuer, found.issuer_parent) == ("Sở Công Thương tỉnh Sơn La", "UBND tỉnh Sơn La")
    assert found.subject == "Kết quả thực hiện tiêu chí điện"


def test_party_document() -> None:
    found = read(
        "TỈNH ỦY THÁI NGUYÊN\n*\nSố 45-CTr/TU\n\nĐẢNG CỘNG SẢN VIỆT NAM\n\nThái Nguyên, ngày 06 tháng 7 năm 2022\n\n"
        "CHƯƠNG TRÌNH HÀNH ĐỘNG\nthực hiện nghị quyết của Trung ương\n\nT/M BAN THƯỜNG VỤ\nBÍ THƯ\n\nNguyễn Văn Quang\n"
    )
    assert (found.number, found.doc_type, found.issue_date) == ("45-CTr/TU", "Chương trình", dt.date(2022, 7, 6))
    assert (found.authority, found.signer) == ("TM.", "Nguyễn Văn Quang")


def test_draft_with_blank_number_and_day() -> None:
    found = read(
        "UBND HUYỆN TRÙNG KHÁNH\n\nSố:       /BC-UBND\nTrùng Khánh, ngày     tháng 12 năm 2023\n\n"
        "BÁO CÁO\nKết quả năm 2023\n"
    )
    assert (found.number, found.issue_date, found.doc_type) == (None, None, "Báo cáo")
    assert found.place == "Trùng Khánh"


@pytest.mark.parametrize(
    "position, signer, authority",
    [
        ("L.BỘ TRƯỞNG, CHỦ NHIỆM\n'HÓ CHỦ NHIỆM", "Nguyễn Sỹ Hiệp", None),
        ("KT..BỘ TRƯỞNG\nHỨ TRƯỞNG", "Nguyễn Sỹ Hiệp", "KT."),
        ("Bộ trưởng đã đọc.", None, None),
    ],
    ids=["a seal over the position", "a speck", "no position"],
)
def test_who_signs_below_the_addressees_of_a_scan(position: str, signer: str | None, authority: str | None) -> None:
    found = read(
        "BỘ NỘI VỤ\nSố: 12/BNV-TL\nHà Nội, ngày 12 tháng 4 năm 2024\n\nKính gửi: Bộ Y tế.\n\nBộ đồng ý./.\n\n"
        f"Nơi nhận:\n- Như trên;\n- Lưu: VT, TL. 8\n\n{position}\n\nNguyễn Sỹ Hiệp\n"
    )
    assert (found.signer, found.authority) == (signer, authority)


@pytest.mark.parametrize("number", ["%C%_/QĐ-UBND", "3/49 /QĐ-UBND"], ids=["no figures", "two slashes"])
def test_a_number_that_cannot_be_read_is_none(number: str) -> None:
    """It was written by hand on a page that was scanned."""
    found = read(
        f"ỦY BAN NHÂN DÂN\nTỈNH CAO BẰNG\nSố: {number}\nCao Bằng, ngày 1ỗ tháng 12 năm 2023\n\n"
        "QUYẾT ĐỊNH\nCông bố kết quả năm 2023\n"
    )
    assert (found.number, found.issue_date, found.doc_type) == (None, None, "Quyết định")
    assert found.issuer == "UBND tỉnh Cao Bằng"


@pytest.mark.parametrize(
    "printed, name",
    [
        ("THÀNH PHÓ HẢI PHÒNG", "UBND thành phố Hải Phòng"), ("TỈNH LÂM ĐÒNG", "UBND tỉnh Lâm Đồng"),
        ("TỈNH THANH HOÁ", "UBND tỉnh Thanh Hóa"), ("HUYỆN LẠC DƯƠNG", "UBND huyện Lạc Dương"),
    ],
)  # fmt: skip
def test_marks_of_provinces_that_are_misread(printed: str, name: str) -> None:
    found = read(f"ỦY BAN NHÂN DÂN\n{printed}\nSố: 12/QĐ-UBND\n\nQUYẾT ĐỊNH\nCông bố kết quả năm 2023\n")
    assert found.issuer == name


@pytest.mark.parametrize("number", ["Só:l14°)TB-ĐHTĐ", "Sé: °/TB-ĐHTĐ", "Số:W9/KH-ĐHTĐ"])
@pytest.mark.parametrize(
    "printed, name", [("KÉ HOẠCH", "Kế hoạch"), ("QUYÊT ĐỊNH", "Quyết định"), ("THÔNG BÁO", "Thông báo")]
)
def test_a_type_is_known_where_number_and_day_are_unreadable(number: str, printed: str, name: str) -> None:
    found = read(
        f"ỦY BAN NHÂN DÂN\nTỈNH CAO BẰNG\n{number}\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        f"Độc lập - Tự do - Hạnh phúc\nCao Bằng, ngàjŠtháng 10 năm 2025\n\n{printed}\nTổ chức hội thi năm 2025\n"
    )
    assert (found.doc_type, found.issuer, found.number) == (name, "UBND tỉnh Cao Bằng", None)


def test_specks_in_a_position_are_none_of_it() -> None:
    found = read(
        "THỦ TƯỚNG CHÍNH PHỦ\nSố: 12/QĐ-TTg\nHà Nội, ngày 12 tháng 4 năm 2024\n\nQUYẾT ĐỊNH\nVề một việc\n\n"
        "Nơi nhận:\n- Lưu: VT.\n\nKT. THỦ TƯỚNG\nPHÓ,THỦ TƯỚNG.7\n\nTrần Thị Lưu\n"
    )
    assert (found.signer_title, found.signer) == ("Phó thủ tướng", "Trần Thị Lưu")
    assert signature._tidy("GIÁM ĐỐC BAN QUẢN LÝ DỰ ÁN 2,") == "Giám đốc ban quản lý dự án 2"


def test_today_is_no_place() -> None:
    found = read("BIÊN BẢN\nSố: 12/BB-UBND\n\nHôm nay, ngày 25 tháng 8 năm 2020, tại trụ sở, chúng tôi gồm:\n")
    assert (str(found.issue_date), found.place) == ("2020-08-25", None)


def test_the_national_assembly_numbers_its_resolutions_without_a_type_code() -> None:
    found = read(
        "QUỐC HỘI\n\nNghị quyết số: 257/2025/QH15\n\nHà Nội, ngày 11 tháng 12 năm 2025\n\nNGHỊ QUYẾT\nVề chương trình\n"
    )
    assert (found.number, found.doc_type, found.issuer) == ("257/2025/QH15", "Nghị quyết", "Quốc hội")


def test_portal_table_fills_what_the_document_does_not_show() -> None:
    found = read(
        "Số hiệu 77/TB-VPCP\nNgày ban hành 03/3/2022\nLoại văn bản Thông báo\n"
        "Cơ quan ban hành Văn phòng Chính phủ\n\nNội dung"
    )
    assert (found.number, found.issue_date, found.issuer) == ("77/TB-VPCP", dt.date(2022, 3, 3), "Văn phòng Chính phủ")


def test_portal_table_with_bars() -> None:
    found = read(
        "| Số hiệu | 615/QĐ-UBND |\n| Loại văn bản | Quyết định | Người ký: | Trần Văn Hải |\n\n"
        "ỦY BAN NHÂN DÂN |\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |\nSố: 615/QĐ-UBND |\n"
        "Lào Cai, ngày 12 tháng 4 năm 2019 |\nVỀ VIỆC GIAO BIÊN CHẾ NĂM 2019\n"
        "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH LÀO CAI\nCăn cứ Luật Tổ chức chính quyền địa phương;\n"
    )
    assert (found.doc_type, found.issuer, found.signer_title) == ("Quyết định", "UBND tỉnh Lào Cai", None)
    assert found.subject == "GIAO BIÊN CHẾ NĂM 2019"  # the page has dropped the type line


def test_portal_row_of_several_labels_ends_at_the_next() -> None:
    found = read("Số hiệu: 91/TB-VPCP Loại văn bản: Thông báo\nNơi ban hành: Bộ Y tế Người ký: Lê An\n\nNội dung")
    assert (found.number, found.issuer) == ("91/TB-VPCP", "Bộ Y tế")


def test_abstract_on_the_line_of_the_number() -> None:
    found = read(
        "SỞ TÀI CHÍNH -------- Số: 402/STC-NS V/v quyết toán vốn | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM "
        "Độc lập - Tự do - Hạnh phúc ----------- Yên Bái, ngày 03 tháng 6 năm 2021\n|\n"
        "Kính gửi: Kho bạc Nhà nước tỉnh.\nNơi nhận: - Như trên; | GIÁM ĐỐC\nPhạm Thị Hoa |"
    )
    assert (found.subject, found.place, found.signer) == ("quyết toán vốn", "Yên Bái", "Phạm Thị Hoa")


def test_a_body_is_no_position() -> None:
    found = read(
        "UBND XÃ TÂN AN\nSố: 4/TB-UBND\nTân An, ngày 05 tháng 6 năm 2020\nTHÔNG BÁO\nLịch họp\n\nNội dung họp./.\n"
        "Nơi nhận: | TM. ỦY BAN NHÂN DÂN |\n"
    )
    assert (found.authority, found.signer_title) == ("TM.", None)


ISSUERS = [
    ("THƯỜNG TRỰC\nHĐND - UBND TỈNH SƠN LA\nSố: 08/QC-TT.HĐND-UBND", "Thường trực HĐND - UBND tỉnh Sơn La"),
    ("TỈNH ỦY PHÚ THỌ\n*\nSố 22-NQ/TU", "Tỉnh ủy Phú Thọ"),
    ("ĐẠI HỌC ĐÀ NẴNG\nSố: 22/ĐHĐN-ĐT", "Đại học Đà Nẵng"),
    ("ĐẠI HỌC QUỐC GIA THÀNH PHỐ HỒ CHÍ MINH\nSố: 22/ĐHQG-ĐT", "Đại học quốc gia thành phố Hồ Chí Minh"),
    ("SỞ CÔNG THƯƠNG CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố 5/QC-SCT Độc lập - Tự do", "Sở Công Thương"),
]


@pytest.mark.parametrize(("masthead", "issuer"), ISSUERS, ids=[case[1] for case in ISSUERS])
def test_issuers_in_capitals(masthead: str, issuer: str) -> None:
    found = read(f"{masthead}\n\nViệt Trì, ngày 02 tháng 8 năm 2021\n\nQUY CHẾ\nphối hợp công tác\n")
    assert (found.issuer, found.issuer_parent) == (issuer, None)


NEWS = [
    "Sáng 10/3/2023, Sở Công Thương họp bàn Quyết định số 263/QĐ-TTg ngày 22/02/2022.\nTin: Minh Anh",
    "+ số 668/QĐ-TTg: huyện Bình Tân\n+ số 669/QĐ-TTg: huyện Vĩnh Thuận",
    "",
]


@pytest.mark.parametrize("text", NEWS, ids=["article", "list of numbers", "empty"])
def test_news_has_no_header(text: str) -> None:
    assert read(text) == Header()


def test_two_columns_on_one_line_and_old_small_letter_mastheads() -> None:
    found = read(
        "Bộ tài chính                               Cộng hoà xã hội chủ nghĩa Việt Nam\n"
        "              - * -                        Độc lập - Tự do - Hạnh phúc\n"
        "SỐ:  77 /2002/TT-BTC\n"
        "                                           Hà nội, ngày  30  tháng 12 năm 2002\n\n"
        "Thông tư\nHướng dẫn quản lý hóa đơn\n\nCăn cứ Luật Thuế;"
    )
    assert (found.number, found.doc_type, found.issuer) == ("77/2002/TT-BTC", "Thông tư", "Bộ Tài chính")
    assert (found.place, found.issue_date) == ("Hà nội", dt.date(2002, 12, 30))
    assert found.subject == "Hướng dẫn quản lý hóa đơn"


def test_a_text_that_opens_with_its_type_and_number() -> None:
    found = read(
        "Chính phủ\n\nNghị định của Chính phủ số 21/2003/NĐ-CP\nngày 10/3/2003 về cán bộ xã.\n\n"
        "Chính phủ\n\nCăn cứ Luật;"
    )
    assert (found.number, found.doc_type, found.issue_date) == ("21/2003/NĐ-CP", "Nghị định", dt.date(2003, 3, 10))


def test_without_a_masthead_the_annex_line_names_the_document() -> None:
    found = read(
        "Kính gửi: Thuế các tỉnh.\n\nĐề nghị báo cáo trước ngày 10/5/2025./.\n\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n\n"
        "KT. CỤC TRƯỞNG\nPHÓ CỤC TRƯỞNG\nLê Thị Hoa\n\n"
        "PHỤ LỤC\n(Kèm theo Công văn số 4321/CT-NVT ngày 21/4/2025 của Cục Thuế)\n"
    )
    assert (found.number, found.issue_date, found.issuer) == ("4321/CT-NVT", dt.date(2025, 4, 21), "Cục Thuế")


def test_the_page_that_announces_a_dispatch_names_it_before_its_annex_does() -> None:
    found = read(
        "Ngày 21/4/2025, Cục Thuế đã ban hành Công văn 4321/CT-VP về việc báo cáo.\n\nKính gửi: Thuế các tỉnh.\n\n"
        "Đề nghị báo cáo trước ngày 10/5/2025./.\n\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n\n"
        "KT. CỤC TRƯỞNG\nPHÓ CỤC TRƯỞNG\nLê Thị Hoa\n\n"
        "PHỤ LỤC\n(Kèm theo Công văn số 4321/CT-NVT ngày 21/4/2025 của Cục Thuế)\n"
    )
    assert (found.number, found.issue_date, found.issuer) == ("4321/CT-VP", dt.date(2025, 4, 21), "Cục Thuế")


def test_abstract_of_a_page_that_sets_the_type_as_headline() -> None:
    found = read(
        "THÔNG BÁO\nỦY BAN NHÂN DÂN\nHUYỆN CAN LỘC\n-------\nSố: 127/TB-UBND\nCan Lộc, ngày 05 tháng 7 năm 2024\n"
        "Kết quả rà soát tiêu chí\nThực hiện Quyết định số 318/QĐ-TTg"
    )
    assert (found.subject, found.issuer) == ("Kết quả rà soát tiêu chí", "UBND huyện Can Lộc")


def decision(body: str, end: str = "CHỦ TỊCH\nNguyễn Văn An\n", subject: str = "Giao chỉ tiêu năm 2031") -> str:
    return (
        "ỦY BAN NHÂN DÂN\nTỈNH SƠN LA\n|\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n|\n"
        f"Số: 15/QĐ-UBND\n|\nSơn La, ngày 05 tháng 6 năm 2030\n|\nQUYẾT ĐỊNH\n{subject}\n"
        f"CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH SƠN LA\nCăn cứ Luật Đất đai;\nQUYẾT ĐỊNH:\nĐiều 1. {body}\n|\n{end}"
    )


EFFECTS = [
    ("Quyết định này có hiệu lực thi hành kể từ ngày ký.", dt.date(2030, 6, 5)),
    ("Quyết định này được công bố rộng rãi và có hiệu lực từ ngày 01/7/2030.", dt.date(2030, 7, 1)),
    ("Quyết định có hiệu lực kể từ ngày 01 tháng 8 năm 2030.", dt.date(2030, 8, 1)),
    ("Thực hiện từ ngày Nghị định số 9/2030/NĐ-CP có hiệu lực từ ngày 01/3/2030.", None),
    ("Sửa đổi Điều 3 như sau: “Quyết định này có hiệu lực từ ngày 01/3/2029.”", None),
    ("Quyết định này có hiệu lực sau 10 ngày kể từ ngày ký.", None),
]


@pytest.mark.parametrize(("body", "date"), EFFECTS, ids=[case[0][:40] for case in EFFECTS])
def test_effect_is_that_of_the_document_itself(body: str, date: dt.date | None) -> None:
    assert read(decision(body)).effective_date == date


def test_a_law_was_issued_when_it_was_passed() -> None:
    found = read(
        "QUỐC HỘI\nLuật số: 15/2030/QH17\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nLUẬT\nTHỦY SẢN\nCăn cứ Hiến pháp;\n"
        "Điều 1. Phạm vi.\nLuật này có hiệu lực từ ngày 01 tháng 7 năm 2031.\nLuật này được Quốc hội khóa XVII, "
        "kỳ họp thứ 2 thông qua ngày 12 tháng 11 năm 2030.\nCHỦ TỊCH QUỐC HỘI\nNguyễn Văn An\n"
    )
    assert (found.issue_date, found.effective_date) == (dt.date(2030, 11, 12), dt.date(2031, 7, 1))


SUBJECTS = [
    ("VỀ VIỆC ỦY QUYỀN CHO\nGIÁM ĐỐC SỞ NỘI VỤ", "ỦY QUYỀN CHO GIÁM ĐỐC SỞ NỘI VỤ"),
    (
        "CÔNG BỐ THỦ TỤC CỦA SỞ TÀI CHÍNH,\nỦY BAN NHÂN DÂN CẤP XÃ",
        "CÔNG BỐ THỦ TỤC CỦA SỞ TÀI CHÍNH, ỦY BAN NHÂN DÂN CẤP XÃ",
    ),
    ("KHẮC PHỤC HẬU QUẢ TẠI KHU VỰC TRUNG BỘ", "KHẮC PHỤC HẬU QUẢ TẠI KHU VỰC TRUNG BỘ"),
]


@pytest.mark.parametrize(("printed", "subject"), SUBJECTS, ids=[case[1][:30] for case in SUBJECTS])
def test_an_abstract_goes_on_after_a_word_that_ends_nothing(printed: str, subject: str) -> None:
    assert read(decision("Giao.", subject=printed)).subject == subject


def test_a_heading_of_markdown_is_a_heading() -> None:
    found = read(decision("Giao.").replace("|\nQUYẾT ĐỊNH\nGiao", "|\n# QUYẾT ĐỊNH\nGiao"))
    assert (found.doc_type, found.subject) == ("Quyết định", "Giao chỉ tiêu năm 2031")


def test_lists_of_addressees_go_on_after_a_hard_wrap() -> None:
    found = read(
        "UBND TỈNH SƠN LA\nSỞ NỘI VỤ\n|\n"
        "Số: 15/SNV-TCBC\nVề hướng dẫn đánh giá\ncán bộ\n|\nSơn La, ngày 05 tháng 6 năm 2030\n|\n"
        "Kính gửi:\n|\n- Các cơ quan thuộc\nỦy ban nhân dân tỉnh;\n- Công ty Điện lực Sơn\nLa.\n|\n"
        "Nội dung./.\n|\n"
        "Nơi nhận:\n-\nNhư trên;\n- Giám đốc Sở (để b/c);\n- Văn phòng Tỉnh ủy, các Ban của\nTỉnh ủy;\n"
        "- Lưu: VT, TCBC.\n|\n"
        "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nNguyễn Văn An\n"
    )
    assert found.subject == "hướng dẫn đánh giá cán bộ"
    assert found.recipients == ("Các cơ quan thuộc Ủy ban nhân dân tỉnh", "Công ty Điện lực Sơn La")
    assert found.distribution == (
        "Như trên",
        "Giám đốc Sở (để b/c)",
        "Văn phòng Tỉnh ủy, các Ban của Tỉnh ủy",
        "Lưu: VT, TCBC",
    )
    assert found.signer == "Nguyễn Văn An"


SIGNATURES = [
    ("KT. CHỦ TỊCH\nPhó Chủ tịch\n\n(Đã ký)\n\nNguyễn Văn An", ("KT.", "Phó Chủ tịch", "Nguyễn Văn An")),
    ("Bộ Tài chính\nThứ trưởng\n(Đã ký)\nNguyễn Văn An", (None, "Thứ trưởng", "Nguyễn Văn An")),
    (
        "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH (Đã ký) Nguyễn Văn An",
        ("TM. KT.", "Phó chủ tịch", "Nguyễn Văn An"),
    ),
    ("TM. UBND XÃ\nCHỦ TỊCH\n\nNguyễn Văn An./.", ("TM.", "Chủ tịch", "Nguyễn Văn An")),
    ("CHỦ TỊCH Nguyễn Văn An", (None, "Chủ tịch", "Nguyễn Văn An")),
    ("TL. CỤC TRƯỞNG\nTRƯỞNG BAN CHÍNH SÁCH,\nNguyễn Văn An", ("TL.", "Trưởng ban chính sách", "Nguyễn Văn An")),
]


@pytest.mark.parametrize(("block", "expected"), SIGNATURES, ids=[case[0][:30] for case in SIGNATURES])
def test_signature_blocks_of_pages(block: str, expected: tuple[str | None, str, str]) -> None:
    found = read(decision("Giao.", end=f"{block}\n"))
    assert (found.authority, found.signer_title, found.signer) == expected


NATION = "-------\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n-------\n"

_DATED = "Số: 71/2003/NĐ-CP\nHà Nội, ngày 06 tháng 5 năm 2003\n\n"
TITLES = [
    (f"CHÍNH PHỦ\n{_DATED}NGHỊ ĐỊNH CỦA CHÍNH PHỦ\nQuy định việc đo ruộng\n\nCHÍNH PHỦ\n", "Quy định việc đo ruộng"),
    (f"CHÍNH PHỦ\n{_DATED}NGHỊ ĐỊNH\n\nCỦA CHÍNH PHỦ\n\nVề việc đo ruộng\n\nCHÍNH PHỦ\n", "đo ruộng"),
    (f"CHÍNH PHỦ\n{_DATED}Nghị định của Chính phủ\nvề việc đo ruộng\n\nChính phủ\n", "đo ruộng"),
    ("NGHỊ ĐỊNH\ncủa Chính phủ số 71/2003/NĐ-CP ngày 06 tháng 5 năm 2003 về việc đo ruộng\nChính phủ\n", "đo ruộng"),
    (
        "Nghị định của Chính phủ\nsố 71/2003/NĐ-CP ngày 06/5/2003\nvề việc đo ruộng\nở xã.\nChính phủ\n",
        "đo ruộng ở xã.",
    ),
    ("Nghị định của Chính phủ số 71/2003/NĐ-CP\nngày 06/5/2003 Quy định việc đo\nChính phủ\n", "Quy định việc đo"),
]


@pytest.mark.parametrize(("head", "subject"), TITLES, ids=[case[0][-60:] for case in TITLES])
def test_titles_of_old_that_name_body_number_and_date_before_the_abstract(head: str, subject: str) -> None:
    found = read(f"{head}Căn cứ Luật Tổ chức Chính phủ ngày 25 tháng 12 năm 2001;\nĐiều 1. Ruộng được đo.\n")
    assert (found.doc_type, found.number_norm, found.subject) == ("Nghị định", "71/2003/NĐ-CP", subject)
    assert found.issue_date == dt.date(2003, 5, 6)


def test_the_type_of_a_joint_circular_may_go_on_in_the_line_of_its_issuers() -> None:
    found = read(
        "THÔNG TƯ\nLIÊN TỊCH BỘ TÀI CHÍNH - BỘ NỘI VỤ\nSỐ 71/2001/TTLT-BTC-BNV NGÀY 06 THÁNG 5 NĂM 2001\n"
        "VỀ VIỆC ĐO RUỘNG\nCăn cứ Luật Đo;\nĐiều 1. Ruộng được đo.\n"
    )
    assert (found.doc_type, found.subject) == ("Thông tư liên tịch", "ĐO RUỘNG")


def test_a_sentence_that_opens_with_a_decree_of_the_government_is_no_title() -> None:
    found = read(
        "BỘ Y TẾ\nSố: 12/BYT-KH\nHà Nội, ngày 06 tháng 5 năm 2003\n\nKính gửi: Sở Y tế\n\nBộ Y tế nhận được\n"
        "Nghị định của Chính phủ quy định về khám bệnh\nvà báo cáo như sau.\n"
    )
    assert (found.doc_type, found.subject) == ("Công văn", None)


OLD_NUMBERS = [
    ("THỦ TƯỚNG CHÍNH PHỦ", "18-TTg", "QUYẾT ĐỊNH", "Thủ tướng Chính phủ"),
    ("HỘI ĐỒNG BỘ TRƯỞNG", "46-HĐBT", "NGHỊ ĐỊNH", "Hội đồng Bộ trưởng"),
    ("CHỦ TỊCH HỘI ĐỒNG BỘ TRƯỞNG", "31-CT", "QUYẾT ĐỊNH", "Chủ tịch hội đồng bộ trưởng"),
    ("BỘ TÀI CHÍNH\nBỘ TƯ PHÁP", "08-TTLT", "THÔNG TƯ LIÊN TỊCH", "Bộ Tài chính - Bộ Tư pháp"),
    ("BỘ TÀI CHÍNH - BỘ TƯ PHÁP", "07-TTLT", "THÔNG TƯ LIÊN TỊCH", "Bộ Tài chính - Bộ Tư pháp"),
]


@pytest.mark.parametrize(("body", "number", "kind", "issuer"), OLD_NUMBERS, ids=[case[1] for case in OLD_NUMBERS])
def test_numbers_of_old_mastheads_have_no_slash(body: str, number: str, kind: str, issuer: str) -> None:
    found = read(f"{body}\n{NATION}Số: {number}\nHà Nội, ngày 6 tháng 5 năm 1991\n\n{kind}\nVỀ VIỆC ĐO RUỘNG\n")
    assert (found.number, found.number_norm, found.issuer) == (number, number, issuer)
    assert (found.doc_type, found.issue_date) == (kind.capitalize(), dt.date(1991, 5, 6))


def test_a_title_of_old_may_name_a_number_without_a_slash() -> None:
    found = read(
        "NGHỊ ĐỊNH\nCỦA CHÍNH PHỦ SỐ 71-CP NGÀY 6-5-1994\nVỀ VIỆC ĐO RUỘNG\n\nCHÍNH PHỦ\nCăn cứ Luật Đo số 12-L/CTN "
        "ngày 2 tháng 3 năm 1993;\nĐiều 1. Ruộng được đo.\n"
    )
    assert (found.number, found.issue_date, found.subject) == ("71-CP", dt.date(1994, 5, 6), "ĐO RUỘNG")


@pytest.mark.parametrize(
    ("parent", "own", "issuer"),
    [
        ("UBND TỈNH AN GIANG", "SỞ NÔNG NGHIỆP VÀ PTNT", "Sở Nông nghiệp và Phát triển nông thôn tỉnh An Giang"),
        ("UBND TỈNH AN GIANG", "SỞ TNMT VÀ THỦY SẢN", "Sở TNMT và thủy sản tỉnh An Giang"),
        ("UBND HUYỆN TÂN LẬP", "UBND XÃ AN SƠN", "UBND xã An Sơn"),
        ("HĐND TỈNH AN GIANG", "THƯỜNG TRỰC", "Thường trực HĐND tỉnh An Giang"),
    ],
)
def test_a_department_is_named_with_its_province_and_a_commune_by_itself(parent: str, own: str, issuer: str) -> None:
    found = read(f"{parent}\n{own}\n{NATION}Số: 12/BC-VP\nAn Sơn, ngày 06 tháng 5 năm 2023\n\nBÁO CÁO\nKết quả\n")
    assert found.issuer == issuer


def test_a_body_goes_on_beside_the_national_heading() -> None:
    found = read(
        "UBND TỈNH AN GIANG               CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "  SỞ NÔNG NGHIỆP VÀ                  Độc lập - Tự do - Hạnh phúc\nPHÁT TRIỂN NÔNG THÔN\n\n"
        "Số: 12/SNN-VP             An Giang, ngày 06 tháng 5 năm 2023\nV/v đo ruộng\n\nKính gửi: UBND các huyện.\n"
    )
    assert found.issuer == "Sở Nông nghiệp và Phát triển nông thôn tỉnh An Giang"


def test_a_name_after_the_note_that_it_was_signed_signs() -> None:
    found = read(decision("Giao./.", end="Văn phòng tỉnh\nChưa rõ\n(Đã ký)\n\nNguyễn Văn An\n"))
    assert (found.signer, found.signer_title) == ("Nguyễn Văn An", None)


def test_a_law_s_number_on_a_line_of_the_title_is_not_the_document_s() -> None:
    found = read(
        "NGHỊ ĐỊNH\nCỦA CHÍNH PHỦ SỐ 71/1998/NĐ-CP NGÀY 06 THÁNG 5 NĂM 1998\nQUY ĐỊNH CHI TIẾT THI HÀNH LUẬT ĐO RUỘNG\n"
        "SỐ 11/1998/QH10 NGÀY 20 THÁNG 4 NĂM 1998\nCHÍNH PHỦ\nCăn cứ Luật Tổ chức Chính phủ;\nĐiều 1. Ruộng được đo.\n"
    )
    assert (found.number_norm, found.issue_date) == ("71/1998/NĐ-CP", dt.date(1998, 5, 6))
    assert found.subject == "QUY ĐỊNH CHI TIẾT THI HÀNH LUẬT ĐO RUỘNG SỐ 11/1998/QH10 NGÀY 20 THÁNG 4 NĂM 1998"


BARE = "ỦY BAN NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |\nSố: 71/QĐ-UBND | Hòa Bình, ngày 19 tháng 5 năm 2017 |\n"
BASIS = "Căn cứ Luật Tổ chức chính quyền địa phương;\nQUYẾT ĐỊNH:\nĐiều 1. Ruộng được đo.\n"


def test_the_abstract_in_capitals_of_a_page_that_lost_its_type_line() -> None:
    found = read(f"{BARE}BAN HÀNH BỘ TIÊU CHÍ ĐO RUỘNG CỦA TỈNH\nỦY BAN NHÂN DÂN TỈNH HÒA BÌNH\n{BASIS}")
    assert (found.doc_type, found.subject) == ("Quyết định", "BAN HÀNH BỘ TIÊU CHÍ ĐO RUỘNG CỦA TỈNH")


def test_who_decides_is_no_abstract() -> None:
    assert read(f"{BARE}CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH HÒA BÌNH\n{BASIS}").subject is None
    assert read(f"{BARE}ỦY BAN NHÂN DÂN TỈNH HÒA BÌNH\n{BASIS}").subject is None


STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
KINDS = [
    (
        f"TÒA ÁN NHÂN DÂN\nTHÀNH PHỐ HÀ NỘI\n\n{STATE}\nBản án số: 71/2021/HS-ST\nNgày: 06/5/2021\n\nNHÂN DANH\n",
        ("71/2021/HS-ST", "Bản án", "Tòa án nhân dân thành phố Hà Nội", None),
    ),
    (
        f"BỘ TÀI CHÍNH CỤC THUẾ | {STATE}\nSố: 71/CT-CS | Hà Nội, ngày 06 tháng 5 năm 2021\nV/v đo ruộng\n\n"
        "Kính gửi: Thuế tỉnh An Giang.\n",
        ("71/CT-CS", "Công văn", "Cục Thuế", "đo ruộng"),
    ),
    (
        f"NGÂN HÀNG NHÀ NƯỚC\nVIỆT NAM\n{STATE}\nSố: 71/2021/TT-NHNN\nHà Nội, ngày 06 tháng 5 năm 2021\nTHÔNG TƯ\n"
        "Quy định việc đo ruộng\nCăn cứ Luật Đo;\n",
        ("71/2021/TT-NHNN", "Thông tư", "Ngân hàng Nhà nước Việt Nam", "Quy định việc đo ruộng"),
    ),
    (
        "TỈNH ỦY KHÁNH HÒA\nBAN TỔ CHỨC\n*\nSố 71-HD/BTCTU\nĐẢNG CỘNG SẢN VIỆT NAM\nKhánh Hòa, ngày 06 tháng 5 năm 2021"
        "\nHƯỚNG DẪN\nviệc đo ruộng\nCăn cứ Điều lệ Đảng;\n",
        ("71-HD/BTCTU", "Hướng dẫn", "Ban Tổ chức Tỉnh ủy Khánh Hòa", "đo ruộng"),
    ),
    (
        f"UBND HUYỆN YÊN THẾ\n{STATE}\nSố: 71/KH-UBND\nYên Thế, ngày 06 tháng 5 năm 2021\nKẾ HOẠCH ĐO RUỘNG NĂM 2021\n"
        "Căn cứ Luật Đo;\n",
        ("71/KH-UBND", "Kế hoạch", "UBND huyện Yên Thế", "ĐO RUỘNG NĂM 2021"),
    ),
]
KINDS.append(
    (
        "HUYỆN ỦY YÊN THẾ\nỦY BAN KIỂM TRA\n*\nSố 71-BC/UBKTHU\nĐẢNG CỘNG SẢN VIỆT NAM\n"
        "Yên Thế, ngày 06 tháng 5 năm 2021\nBÁO CÁO\nviệc đo ruộng\nThực hiện chương trình;\n",
        ("71-BC/UBKTHU", "Báo cáo", "Ủy ban kiểm tra Huyện ủy Yên Thế", "đo ruộng"),
    )
)


@pytest.mark.parametrize(("text", "expected"), KINDS, ids=[case[1][0] for case in KINDS])
def test_headers_of_courts_banks_party_and_departments(text: str, expected: tuple[object, ...]) -> None:
    found = read(text)
    assert (found.number_norm, found.doc_type, found.issuer, found.subject) == expected
    assert found.issue_date == dt.date(2021, 5, 6)


def test_who_signs_beside_the_list_of_recipients_and_above_the_note_that_it_is_signed() -> None:
    end = "Nơi nhận:\n- Như trên; KT. CHỦ TỊCH\n- Lưu: VT. PHÓ CHỦ TỊCH\nNguyễn Văn Bình\n(Đã ký)\n"
    found = read(decision("Đo.", end))
    assert found.signer == "Nguyễn Văn Bình"


@pytest.mark.parametrize("gap", [" ", "\n"])
def test_the_issuer_stands_in_the_title_where_there_is_no_masthead(gap: str) -> None:
    text = (
        f"THÔNG TƯ{gap}CỦA BỘ KẾ HOẠCH VÀ ĐẦU TƯ SỐ 02/2030/TT-BKH\nNGÀY 19 THÁNG 01 NĂM 2030\nQUY ĐỊNH VỀ HỒ SƠ\n"
        "Căn cứ Luật Đấu thầu;\nBộ trưởng quy định:\nĐiều 1. Phạm vi."
    )
    found = header.read(Shadow(text))
    assert (found.number, found.issuer) == ("02/2030/TT-BKH", "Bộ Kế hoạch và Đầu tư")
    start, end = next((span.start, span.end) for span in found.header_spans if span.field == "issuer")
    assert text[start:end] == "BỘ KẾ HOẠCH VÀ ĐẦU TƯ"
