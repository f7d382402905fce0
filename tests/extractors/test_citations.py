"""Citations: the number grammar, enumerations, damaged forms, and what the sentence adds or disowns."""

from __future__ import annotations

import datetime as dt

import pytest

from extractors import citations, dates
from extractors.context import Context
from extractors.shadow import Shadow, canonical
from schemas.records import Citation


def read(text: str, context: Context | None = None) -> list[Citation]:
    shadow = Shadow(canonical(text))
    context = context or Context()
    return citations.find(shadow, context, dates.find(shadow, context))


NUMBERS = [
    ("Quyết định số 51/2025/QĐ-TTg", "51/2025/QĐ-TTg", "Quyết định", "TTg"),
    ("Quyết định số 263/QĐ-TTg", "263/QĐ-TTg", "Quyết định", "TTg"),
    ("Công văn số 8953/BCT-CTĐP", "8953/BCT-CTĐP", "Công văn", "BCT"),
    ("Nghị quyết số 19-NQ/TW", "19-NQ/TW", "Nghị quyết", "TW"),
    ("Công văn số 13038-CV/VPTW", "13038-CV/VPTW", "Công văn", "VPTW"),
    ("Luật số 77/2015/QH13", "77/2015/QH13", "Luật", "QH"),
    ("Luật Thuế xuất khẩu, thuế nhập khẩu 107/2016/QH13", "107/2016/QH13", "Luật", "QH"),
    ("Nghị quyết số 1210/2016/UBTVQH13", "1210/2016/UBTVQH13", "Nghị quyết", "UBTVQH"),
    (
        "Thông tư liên tịch số 26/2011/TTLT-BNNPTNT-BKHĐT-BTC",
        "26/2011/TTLT-BNNPTNT-BKHĐT-BTC",
        "Thông tư liên tịch",
        "BNNPTNT",
    ),
    ("Văn bản hợp nhất số 05/VBHN-BGDĐT", "05/VBHN-BGDĐT", "Văn bản hợp nhất", "BGDĐT"),
    ("Tờ trình số 14634/TTr-SXD-BTKT", "14634/TTr-SXD-BTKT", "Tờ trình", "SXD"),
    ("Nghị quyết số 30a/2008/NQ-CP", "30a/2008/NQ-CP", "Nghị quyết", "CP"),
    ("Nghị quyết số 66.7/2025/NQ-CP", "66.7/2025/NQ-CP", "Nghị quyết", "CP"),
    ("văn bản số 5140/VPCP-QHĐP", "5140/VPCP-QHĐP", "Công văn", "VPCP"),
    ("Nghị định số 64/CP", "64/CP", "Nghị định", "CP"),
    ("công văn số 1025-CVHQ", "1025-CVHQ", "Công văn", "CVHQ"),
    ("Quy chế số 08/QC-TT.HĐND-UBND", "08/QC-TT.HĐND-UBND", "Quy chế", "TT.HĐND"),
]


@pytest.mark.parametrize(("text", "norm", "doc_type", "symbol"), NUMBERS, ids=[case[1] for case in NUMBERS])
def test_number_forms(text: str, norm: str, doc_type: str, symbol: str) -> None:
    (found,) = read(f"Thực hiện {text} của cơ quan cấp trên.")
    assert (found.number_norm, found.doc_type, found.issuer_symbol) == (norm, doc_type, symbol)


DAMAGED = [
    ("Công văn số 155 /BCĐ-KTN", "155 /BCĐ-KTN", "155/BCĐ-KTN"),
    ("các Quyết định: s263/QĐ-TTg", "263/QĐ-TTg", "263/QĐ-TTg"),
    ("Quyết định 263/QD–TTg", "263/QD–TTg", "263/QĐ-TTg"),
    ("QUYẾT ĐỊNH SỐ 263/QĐ-TTG", "263/QĐ-TTG", "263/QĐ-TTg"),
    ("Quyết định số 33/QÐ-UBND", "33/QÐ-UBND", "33/QĐ-UBND"),
    ("Tờ trình số 215/TTr- NHNN", "215/TTr- NHNN", "215/TTr-NHNN"),
    ("Văn bản số 10716/SNNMT-\nQLĐĐ", "10716/SNNMT-\nQLĐĐ", "10716/SNNMT-QLĐĐ"),
    ("Nghị định số\n280/2025/NĐ - CP", "280/2025/NĐ - CP", "280/2025/NĐ-CP"),
    ("Nghị quyết số 21/2024/NQHĐND", "21/2024/NQHĐND", "21/2024/NQ-HĐND"),
    ("Thông tư 37/2025/TTBNNMT", "37/2025/TTBNNMT", "37/2025/TT-BNNMT"),
    ("Quyết định 1542/QDTTg", "1542/QDTTg", "1542/QĐ-TTg"),
    ("Kế hoạch số 71/KHUBND", "71/KHUBND", "71/KH-UBND"),
    ("Quyết định số 175 - QĐ TTg", "175 - QĐ TTg", "175/QĐ-TTg"),
    ("Thông tư số 105/2025/TT-BTС", "105/2025/TT-BTС", "105/2025/TT-BTC"),
    ("quyết định số 1600/qđ-ttg", "1600/qđ-ttg", "1600/QĐ-TTg"),
    ("nghị định 43/2014/nđ-cp", "43/2014/nđ-cp", "43/2014/NĐ-CP"),
    ("Quyết định số 1601/Q Đ-TTg", "1601/Q Đ-TTg", "1601/QĐ-TTg"),
    ("Quyết định số 932 QĐ/TTg", "932 QĐ/TTg", "932/QĐ-TTg"),
]


@pytest.mark.parametrize(("text", "surface", "norm"), DAMAGED, ids=[case[2] for case in DAMAGED])
def test_damaged_forms_keep_their_surface(text: str, surface: str, norm: str) -> None:
    (found,) = read(f"Thực hiện {text} về việc khác.")
    assert (found.surface, found.number_norm) == (surface, norm)


def test_an_enumeration_is_one_citation_each_with_the_shared_symbol_and_date() -> None:
    found = read(
        "các Quyết định số: 263/QĐ-TTg ngày 22/02/2022; 318, 320/QĐ-TTg ngày 08/3/2022 của Thủ tướng Chính phủ"
    )
    assert [(c.surface, c.number_norm, c.date) for c in found] == [
        ("263/QĐ-TTg", "263/QĐ-TTg", "2022-02-22"),
        ("318", "318/QĐ-TTg", "2022-03-08"),
        ("320/QĐ-TTg", "320/QĐ-TTg", "2022-03-08"),
    ]
    assert found[1].list_id == found[2].list_id is not None
    assert found[0].list_id is None


def test_a_list_with_a_short_symbol_takes_its_type_from_the_words_before_it() -> None:
    found = read("huyện có Công văn số 61, 62 và 63/UBND đôn đốc các xã")
    assert [(c.number_norm, c.doc_type) for c in found] == [
        ("61/UBND", "Công văn"),
        ("62/UBND", "Công văn"),
        ("63/UBND", "Công văn"),
    ]
    assert read("kê khai theo mẫu số 01, 02/GTGT ban hành kèm theo") == []


def test_numbers_without_symbol_are_partial_and_point_to_their_full_form() -> None:
    found = read("Theo Quyết định số 3198 vừa ban hành. Quyết định số 3198/QĐ-UBND do Phó chủ tịch ký.")
    assert [(c.number_norm, c.state, c.antecedent) for c in found] == [
        ("3198", "partial", "3198/QĐ-UBND"),
        ("3198/QĐ-UBND", "resolved", None),
    ]


SHORT = [
    ("Thông tư 31 và Nghị định 45 cùng có hiệu lực", ["31", "45"]),
    ("huyện nghèo theo Nghị quyết 30a", ["30a"]),
    ("vay vốn theo Nghị định 67/2014", ["67/2014"]),
    ("kéo dài Chỉ thị 15 đến cuối tháng", ["15"]),
    ("theo QĐ số 734 và NQ 41 của huyện", ["734", "41"]),
]


@pytest.mark.parametrize(("text", "numbers"), SHORT, ids=[case[0] for case in SHORT])
def test_numbers_as_the_press_shortens_them(text: str, numbers: list[str]) -> None:
    assert [c.number_norm for c in read(text)] == numbers


NOT_CITATIONS = [
    "Chạy 80 km/h trên đoạn 24/tt-km và giá 500 đồng/kg-kh.",
    "Trụ sở: Số 119 Hùng Vương, thành phố Tam Kỳ",
    "Lượt truy cập: 1057010",
    "kê khai theo mẫu số 03/TNDN ban hành kèm theo",
    "tờ khai 05/KK-TNCN của kỳ này",
    "QCVN 06:2022/BXD về an toàn cháy",
    "đạt 14/19 tiêu chí và 3/15 huyện",
    "biển báo số 131 b trên 10 tuyến đường",
    "thương binh hạng 1/4",
    "Quyết định 5 nội dung quan trọng",
    "thu nhập 37,6 triệu đồng/người/năm",
    "virus cúm A/H5N1",
    "hợp đồng thi công số 14/HĐXD ký với nhà thầu",
    "thông báo 120 ngày trước khi thu hồi đất",
    "Kết luận\n52\nPhụ lục kèm theo",
]


@pytest.mark.parametrize("text", NOT_CITATIONS)
def test_what_is_no_citation(text: str) -> None:
    assert read(text) == []


DATED = [
    ("Quyết định số 27/QĐ-BCĐ ngày 14/5/2019 của Trưởng Ban", "2019-05-14"),
    ("các Thông tư 05/2021/TT-BGDĐT (12/3/2021)", "2021-03-12"),
    ("thông báo số 94/TB-UBND năm 2012 kết luận", "2012"),
    ("Ngày 12/3/2015, Văn phòng Chính phủ có Công văn số 1712/VPCP-V.III về đơn thư", "2015-03-12"),
    ("Quyết định số 3198/QĐ-UBND do Phó chủ tịch Lê Văn Ba ký vào ngày 23/5/2016", "2016-05-23"),
    ("văn bản số 1572/STP-VB ban hành ngày 10-6", "--06-10"),
    ("Thông báo số 88/TB-UBND cùng ngày 17/6/2020", "2020-06-17"),
    ("Nghị quyết 31 của Bộ Chính trị (4-6-1991) nêu rõ", "1991-06-04"),
    ("Nghị định số 14/2001/NĐ-CP của Chính phủ ngày 9 tháng 5 năm 2001", "2001-05-09"),
    ("Quyết định số 52 của Thủ tướng Chính phủ 7-8-2005 về phụ cấp", "2005-08-07"),
    ("Nghị quyết số 15 của Tỉnh ủy đến ngày 31/12/2007", None),
    ("Quyết định số 8/QĐ-BYT của Bộ Y tế sáng 12/3/2020", None),
    ("Nghị định số 64/2019/NĐ-CP sửa đổi Điều 7", None),
    ("Ngày 10/10/2024, hội nghị quán triệt Nghị định số 64/2019/NĐ-CP", None),
]


@pytest.mark.parametrize(("text", "date"), DATED, ids=[case[0][:40] for case in DATED])
def test_the_date_printed_for_a_mention(text: str, date: str | None) -> None:
    assert read(text)[0].date == date


def test_issuer_as_printed_else_from_the_symbol_of_its_time() -> None:
    found = read(
        "Quyết định số 12/QĐ-UBND ngày 3/4/2021 của UBND tỉnh Bắc Giang về việc giao chỉ tiêu; Thông tư 05/2022/TT-BNN"
    )
    assert found[0].issuer == "UBND tỉnh Bắc Giang"
    assert found[0].title == "giao chỉ tiêu"


def test_pinpoint_and_relation() -> None:
    (found,) = read("Căn cứ điểm b khoản 2 Điều 9 Nghị định số 98/2018/NĐ-CP ngày 05/7/2018 của Chính phủ;")
    assert (found.pinpoint, found.relation) == ("điểm b khoản 2 Điều 9", "basis")
    (repealed,) = read("Bãi bỏ Quyết định số 18/2022/QĐ-UBND ngày 04/8/2022.")
    assert repealed.relation == "repeals"


def test_own_number_is_marked_unless_its_date_is_another() -> None:
    context = Context(date=dt.date(2025, 11, 26), number="33/QĐ-UBND")
    found = read(
        "Kèm theo Quyết định số 33/QĐ-UBND ngày 26/11/2025; thay Quyết định số 33/QĐ-UBND ngày 02/3/2020.", context
    )
    assert [c.is_self for c in found] == [True, False]


def test_a_date_after_the_title_is_the_documents_own_only_before_its_issuer() -> None:
    (found,) = read('Thông tư số 44/2012/TT-BNNPTNT Ban hành "Danh mục giống" ngày 11/9/2012 của Bộ Nông nghiệp')
    assert found.date == "2012-09-11"
    (other,) = read("Nghị định số 44/2012/NĐ-CP quy định nộp báo cáo trước ngày 11/9/2012 tại Bộ Nông nghiệp")
    assert other.date is None


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Quyết định 318 nâng mạnh yêu cầu về thu nhập", ["318"]),
        ("theo chỉ thị 06 về chấn chỉnh thu chi", ["06"]),
        ("thông báo 120 trường hợp vi phạm", []),
        ("kế hoạch 150 tỷ đồng", []),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_numbers_directly_after_a_type_word(text: str, numbers: list[str]) -> None:
    assert [c.number_norm for c in read(text)] == numbers


PINPOINTS = [
    ("tại các khoản 1, 2 và 4 Điều 16 của Nghị định số 15/2030/NĐ-CP", "các khoản 1, 2 và 4 Điều 16"),
    ("theo khoản 2 Điều 20 và khoản 2 Điều 21, Nghị định số 15/2030/NĐ-CP", "khoản 2 Điều 20 và khoản 2 Điều 21"),
    ("từ Điều 12 đến Điều 15 Thông tư số 15/2030/TT-BTC", "Điều 12 đến Điều 15"),
    (
        "tại điểm d khoản 3 hoặc điểm c khoản 4 Điều 19a Luật số 15/2030/QH17",
        "điểm d khoản 3 hoặc điểm c khoản 4 Điều 19a",
    ),
    ("quy định tại Điều 7 Luật Quản lý thuế số 15/2030/QH17", "Điều 7"),
    ("tại Chương II và Phụ lục III ban hành kèm theo Quyết định số 15/QĐ-UBND", "Chương II và Phụ lục III"),
    ("theo Điều 4 Quy chế phối hợp ban hành kèm theo Quyết định số 15/QĐ-UBND", "Điều 4"),
    ("theo khoản 1 Công văn số 15/BNV-KHTC", "khoản 1"),
    ("đủ các điều kiện theo Nghị định số 15/2030/NĐ-CP", None),
    ("sửa đổi một số điều của Nghị định số 15/2030/NĐ-CP", None),
    ("tại Điều 4 Quy chế phối hợp và Quyết định số 15/QĐ-UBND", None),
]


@pytest.mark.parametrize(("text", "pinpoint"), PINPOINTS, ids=[case[0][:40] for case in PINPOINTS])
def test_pinpoints_with_lists_and_ranges(text: str, pinpoint: str | None) -> None:
    assert read(f"Việc này được thực hiện {text}.")[0].pinpoint == pinpoint


RELATIONS = [
    ("Căn cứ Nghị định số 15/2030/NĐ-CP ngày 1/2/2030 của Chính phủ;", ["basis"]),
    ("Căn cứ Nghị định số 15/2030/NĐ-CP; Nghị định số 16/2030/NĐ-CP;", ["basis", "basis"]),
    ("Căn cứ các Nghị định của Chính phủ: số 15/2030/NĐ-CP; số 16/2030/NĐ-CP.", ["basis", "basis"]),
    ("Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Đất đai số 15/2030/QH17;", ["basis"]),
    ("Thông tư này sửa đổi, bổ sung một số điều của Thông tư số 15/2030/TT-BTC", ["amends"]),
    ("được sửa đổi, bổ sung bởi Nghị định số 15/2030/NĐ-CP", ["amended_by"]),
    ("(sửa đổi, bổ sung tại khoản 2 Điều 1 Nghị định số 15/2030/NĐ-CP)", ["amended_by"]),
    ("đã được sửa đổi, bổ sung một số điều theo Luật số 15/2030/QH17", ["amended_by"]),
    ("thủ tục được sửa đổi, bổ sung, kể cả Quyết định số 15/QĐ-UBND", [None]),
    ("(Ban hành kèm theo Quyết định số 15/QĐ-UBND)", ["attached_to"]),
    ("Thông tư số 15/2030/TT-BTC ngày 3/3/2030 của Bộ Tài chính hết hiệu lực từ ngày 1/7/2031.", ["repeals"]),
    ("Xét Tờ trình số 15/TTr-UBND ngày 3/3/2030 của Ủy ban nhân dân tỉnh;", ["proposed_by"]),
    ("Theo đề nghị của Sở Nội vụ tại Tờ trình số 15/TTr-SNV ngày 3/3/2030,", ["proposed_by"]),
    ("thay thế Quyết định số 15/QĐ-UBND và bãi bỏ Quyết định số 16/QĐ-UBND", ["replaces", "repeals"]),
    ("cột theo mẫu | Quyết định số 15/QĐ-UBND", [None]),
]


@pytest.mark.parametrize(("text", "relations"), RELATIONS, ids=[case[0][:40] for case in RELATIONS])
def test_what_the_clause_does_with_the_document(text: str, relations: list[str | None]) -> None:
    assert [c.relation for c in read(text)] == relations


ISSUERS = [
    ("của Chủ tịch Ủy ban\nnhân dân tỉnh Quảng Ngãi về việc", "Chủ tịch Ủy ban nhân dân tỉnh Quảng Ngãi"),
    ("của Bộ trưởng Bộ Văn hóa, Thể thao và Du lịch công bố", "Bộ trưởng Bộ Văn hóa, Thể thao và Du lịch"),
    ("của Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ hướng dẫn", "Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ"),
    ("của Bộ Tài chính, Bộ Y tế hướng dẫn", "Bộ Tài chính"),
    ("của UBND tỉnh Sơn La\nĐiều 2. Quyết định này", "UBND tỉnh Sơn La"),
]


@pytest.mark.parametrize(("text", "issuer"), ISSUERS, ids=[case[1] for case in ISSUERS])
def test_names_of_issuers_go_over_lines_and_commas(text: str, issuer: str) -> None:
    assert read(f"Quyết định số 15/QĐ-XYZ ngày 3/3/2030 {text}")[0].issuer == issuer


def test_the_symbol_is_read_at_the_date_of_the_number() -> None:
    (found,) = read("Công văn số 15/BNN-TC ngày 10/01/2025", Context(date=dt.date(2025, 11, 20)))
    assert found.issuer == "Bộ Nông nghiệp và Phát triển nông thôn"


TITLES = [
    ("về hướng dẫn lập bảng giá (BG) ô tô, xe máy. Về việc này", "hướng dẫn lập bảng giá (BG) ô tô, xe máy"),
    ("về kiểm soát thủ tục hành chính, được sửa đổi bởi Nghị định", "kiểm soát thủ tục hành chính"),
    ("về xử lý văn bản và Nghị định số 16/2030/NĐ-CP", "xử lý văn bản"),
    ("“về đổi mới công tác dân vận”", "đổi mới công tác dân vận"),
]


@pytest.mark.parametrize(("text", "title"), TITLES, ids=[case[1] for case in TITLES])
def test_titles_end_where_they_end(text: str, title: str) -> None:
    assert read(f"Nghị định số 15/2030/NĐ-CP {text}")[0].title == title


OLD_FORMS = [
    ("Tờ trình số 1059/TTr .BCĐ.CCHC", "1059/TTr.BCĐ.CCHC"),
    ("Nghị định số 57/2002/NĐ CP", "57/2002/NĐ-CP"),
    ("Kế hoạch số 298 KH/TWĐTN", "298-KH/TWĐTN"),
    ("Công văn số 123 CV/BTCTU", "123-CV/BTCTU"),
    ("Thông tư liên tịch số 01-TANDTC-VKSNDTC/TTLT", "01-TANDTC-VKSNDTC/TTLT"),
    ("Thông tư số 14-TC/TCT", "14-TC/TCT"),
    ("Chỉ thị số 01-CT-TU", "01-CT/TU"),
    ("Quyết định số 12 QĐ-UB", "12/QĐ-UB"),
    ("công văn số 20251022/CV-HD", "20251022/CV-HD"),
    ("Quyết định 18-TTg", "18-TTg"),
    ("Quyết định công nhận xã số 34", "34"),
    ("Nghị định 46 - HĐBT", "46-HĐBT"),
    ("Thông tư liên tịch 07-TTLT", "07-TTLT"),
    ("Nghị định số 52/2004//NĐ-CP", "52/2004/NĐ-CP"),
    ("Quyết định số 34//QĐ-UBND", "34/QĐ-UBND"),
]


@pytest.mark.parametrize(("text", "norm"), OLD_FORMS, ids=[case[1] for case in OLD_FORMS])
def test_old_and_torn_numbers(text: str, norm: str) -> None:
    assert [c.number_norm for c in read(f"Thực hiện {text} ngày 3/3/2003.")] == [norm]


def test_what_an_old_number_tells_of_type_and_body() -> None:
    found = read("Theo Nghị định 46-HĐBT, Thông tư liên tịch 07-TTLT và Kế hoạch 12 - UBND tỉnh đã giao.")
    assert [(c.number_norm, c.doc_type, c.issuer) for c in found] == [
        ("46-HĐBT", "Nghị định", "Hội đồng Bộ trưởng"),
        ("07-TTLT", "Thông tư liên tịch", None),
    ]


@pytest.mark.parametrize(
    "goes_on",
    ["và Chương trình 12-CTr/TU", "(4-6-1991) nêu rõ", "4-6-1991 về ruộng đất", "đề ra chủ trương", "sáng 4-6"],
)
def test_an_issuer_ends_before_a_date_and_before_what_it_does(goes_on: str) -> None:
    assert read(f"Nghị quyết 31 của Bộ Chính trị {goes_on}.")[0].issuer == "Bộ Chính trị"


def test_a_sentence_that_ends_in_a_number_lends_it_no_body() -> None:
    assert [c.number_norm for c in read("Theo Nghị định số 64/CP. UBND tỉnh báo cáo.")] == ["64/CP"]


def test_departments_of_the_police_have_numbers_and_forms_have_none() -> None:
    assert [one.number_norm for one in read("Công văn số 3310/C08-P3 ngày 5/8/2022 gửi kèm phiếu số 12/PC-VT.")] == [
        "3310/C08-P3"
    ]
