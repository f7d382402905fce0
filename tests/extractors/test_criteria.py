"""Counts, shares and targets of the NTM programme, as sentences of reports and news state them."""

from __future__ import annotations

import datetime as dt

import pytest

from extractors import criteria, dates
from extractors.context import Context
from extractors.shadow import Shadow
from schemas.records import Criterion, DateMention, Place

# kind, value, value_max, unit, band: short names keep the table readable.
MEET, NOT, BAND, AVG, SUM = (
    "units_meeting_standard",
    "units_not_meeting",
    "units_by_band",
    "criteria_avg",
    "criteria_sum",
)
MET, UNMET, TOTAL, CHANGE = "criteria_met", "criteria_unmet", "criteria_total", "criteria_delta"
FULL, SHARE, SHARE_CHANGE, UNITS_CHANGE, REF = (
    "units_full_coverage",
    "share",
    "share_delta",
    "units_delta",
    "criterion_ref",
)
XA, HUYEN, TINH, THON, TC, PCT = "xã", "huyện", "tỉnh", "xóm/thôn", "tiêu chí", "%"
NC, KM, DC = "nâng cao", "kiểu mẫu", "đạt chuẩn"
ABOUT = "Chương trình xây dựng nông thôn mới của tỉnh.\n"
NEWS = Context(dt.date(2023, 12, 15), is_news=True)


def read(text: str, context: Context = NEWS) -> list[Criterion]:
    """Read a sentence of a document that names the programme before it."""
    whole = ABOUT + text
    found = criteria.find(Shadow(whole), context, [], [])
    assert all(whole[one.start : one.end] == one.surface for one in found)
    return found


def brief(one: Criterion) -> tuple[object, ...]:
    return (one.surface, one.kind, one.value, one.value_max, one.unit)


COUNTS: list[tuple[str, list[tuple[object, ...]]]] = [
    (
        "Đến hết năm 2022, toàn tỉnh có 112/158 xã đạt chuẩn nông thôn mới, đạt 70,9%; bình quân đạt 16,4 tiêu chí/xã.",
        [
            ("112/158 xã đạt chuẩn nông thôn mới", MEET, 112, 158, XA),
            ("70,9%", SHARE, 70.9, None, PCT),
            ("16,4 tiêu chí/xã", AVG, 16.4, None, TC),
        ],
    ),
    (
        "Có 24 xã được công nhận đạt chuẩn nông thôn mới nâng cao và 06 xã đạt chuẩn nông thôn mới kiểu mẫu.",
        [
            ("24 xã được công nhận đạt chuẩn nông thôn mới nâng cao", MEET, 24, None, XA),
            ("06 xã đạt chuẩn nông thôn mới kiểu mẫu", MEET, 6, None, XA),
        ],
    ),
    ("Huyện Tân Lập có 11/11 xã về đích nông thôn mới.", [("11/11 xã về đích nông thôn mới", MEET, 11, 11, XA)]),
    ("Thị xã có 100% số xã đạt chuẩn NTM.", [("100% số xã đạt chuẩn NTM", SHARE, 100, None, PCT)]),
    (
        "Số xã đạt chuẩn nông thôn mới nâng cao là 18 xã, chiếm 22,5%.",
        [
            ("Số xã đạt chuẩn nông thôn mới nâng cao là 18 xã", MEET, 18, None, XA),
            ("22,5%", SHARE, 22.5, None, PCT),
        ],
    ),
    (
        "Tổng số xã đạt chuẩn NTM của toàn huyện lên 9/12 xã, đạt 75%.",
        [("Tổng số xã đạt chuẩn NTM của toàn huyện lên 9/12 xã", MEET, 9, 12, XA), ("75%", SHARE, 75, None, PCT)],
    ),
    ("Toàn tỉnh còn 21 xã chưa đạt chuẩn NTM.", [("21 xã chưa đạt chuẩn NTM", NOT, 21, None, XA)]),
    (
        "Trong năm có thêm 8 xã đạt chuẩn, nâng tổng số xã đạt chuẩn nông thôn mới toàn tỉnh lên 96 xã.",
        [
            ("8 xã đạt chuẩn", MEET, 8, None, XA),
            ("tổng số xã đạt chuẩn nông thôn mới toàn tỉnh lên 96 xã", MEET, 96, None, XA),
        ],
    ),
    (
        "Hai huyện đạt chuẩn nông thôn mới, ba thành phố hoàn thành nhiệm vụ xây dựng nông thôn mới.",
        [
            ("Hai huyện đạt chuẩn nông thôn mới", MEET, 2, None, HUYEN),
            ("ba thành phố hoàn thành nhiệm vụ xây dựng nông thôn mới", MEET, 3, None, HUYEN),
        ],
    ),
    (
        "Mỗi huyện có ít nhất 01 xã đạt chuẩn NTM kiểu mẫu.",
        [("ít nhất 01 xã đạt chuẩn NTM kiểu mẫu", MEET, 1, None, XA)],
    ),
    (
        "Có 45 thôn đạt chuẩn thôn nông thôn mới, 12 thôn nông thôn mới kiểu mẫu.",
        [
            ("45 thôn đạt chuẩn thôn nông thôn mới", MEET, 45, None, THON),
            ("12 thôn nông thôn mới kiểu mẫu", MEET, 12, None, THON),
        ],
    ),
    (
        "Toàn huyện có 120/185 khu dân cư đạt chuẩn khu dân cư nông thôn mới kiểu mẫu (đạt 64,9%).",
        [
            ("120/185 khu dân cư đạt chuẩn khu dân cư nông thôn mới kiểu mẫu", MEET, 120, 185, THON),
            ("64,9%", SHARE, 64.9, None, PCT),
        ],
    ),
    (
        "Toàn huyện có 6 xã đạt chuẩn nông thôn mới, 2 xã đang hoàn thiện hồ sơ để được công nhận.",
        [
            ("6 xã đạt chuẩn nông thôn mới", MEET, 6, None, XA),
            ("2 xã đang hoàn thiện hồ sơ để được công nhận", NOT, 2, None, XA),
        ],
    ),
    (
        "Đã có 4 tỉnh hoàn thành nhiệm vụ xây dựng nông thôn mới.",
        [("4 tỉnh hoàn thành nhiệm vụ xây dựng nông thôn mới", MEET, 4, None, TINH)],
    ),
    (
        "Toàn tỉnh có 20 xã biên giới, trong đó 7 xã đạt chuẩn nông thôn mới.",
        [("7 xã đạt chuẩn nông thôn mới", MEET, 7, None, XA)],
    ),
    (
        "Chỉ có 3 trong tổng số 14 xã đạt chuẩn.",
        [("3 trong tổng số 14 xã đạt chuẩn", MEET, 3, 14, XA)],
    ),
    (
        "Đến nay 12 trên 15 xã đã đạt chuẩn nông thôn mới.",
        [("12 trên 15 xã đã đạt chuẩn nông thôn mới", MEET, 12, 15, XA)],
    ),
    (
        "Tính đến tháng 9 đã có 5.012 xã đạt chuẩn nông thôn mới; phấn đấu cuối năm đạt 5.200 xã.",
        [
            ("5.012 xã đạt chuẩn nông thôn mới", MEET, 5012, None, XA),
            ("5.200 xã", MEET, 5200, None, XA),
        ],
    ),
    (
        "Số xã đạt chuẩn nông thôn mới tăng từ 12 xã năm 2020 lên 25 xã năm 2023.",
        [
            ("Số xã đạt chuẩn nông thôn mới tăng từ 12 xã năm 2020 lên 25 xã", MEET, 25, None, XA),
            ("12 xã", MEET, 12, None, XA),
        ],
    ),
    (
        "Cả 4/10 huyện, thị xã, thành phố được Thủ tướng Chính phủ công nhận.",
        [("4/10 huyện, thị xã, thành phố được Thủ tướng Chính phủ công nhận", MEET, 4, 10, HUYEN)],
    ),
    (
        "Đến nay, 18/18 xã đều đã hoàn thành các tiêu chí nông thôn mới.",
        [("18/18 xã đều đã hoàn thành các tiêu chí nông thôn mới", MEET, 18, 18, XA)],
    ),
    (
        "Xã đạt chuẩn nông thôn mới: 25 xã; xã nông thôn mới nâng cao: 8 xã.",
        [
            ("Xã đạt chuẩn nông thôn mới: 25 xã", MEET, 25, None, XA),
            ("xã nông thôn mới nâng cao: 8 xã", MEET, 8, None, XA),
        ],
    ),
    (
        "- Đạt chuẩn nông thôn mới: 12/15 xã;\n- Đạt chuẩn nông thôn mới nâng cao: 3 xã.",
        [
            ("Đạt chuẩn nông thôn mới: 12/15 xã", MEET, 12, 15, XA),
            ("Đạt chuẩn nông thôn mới nâng cao: 3 xã", MEET, 3, None, XA),
        ],
    ),
    (
        "Mỗi năm có thêm từ 3-5 xã về đích nông thôn mới.",
        [("3-5 xã về đích nông thôn mới", MEET, 3, 5, XA)],
    ),
    (
        "Bốn huyện Tân Lập, An Sơn, Phú Hòa và Minh Đức đã được công nhận đạt chuẩn nông thôn mới.",
        [
            (
                "Bốn huyện Tân Lập, An Sơn, Phú Hòa và Minh Đức đã được công nhận đạt chuẩn nông thôn mới",
                MEET,
                4,
                None,
                HUYEN,
            )
        ],
    ),
    (
        "Sở đã thẩm định và trình công nhận 05 xã nâng cao, 01 xã kiểu mẫu; 14 xã phấn đấu về đích nông thôn mới.",
        [
            ("05 xã nâng cao", MEET, 5, None, XA),
            ("01 xã kiểu mẫu", MEET, 1, None, XA),
            ("14 xã phấn đấu về đích nông thôn mới", MEET, 14, None, XA),
        ],
    ),
    (
        "Toàn vùng có 1.204 xã (chiếm 52,4%) đạt chuẩn, tăng 96 xã so với năm trước.",
        [
            ("1.204 xã (chiếm 52,4%) đạt chuẩn", MEET, 1204, None, XA),
            ("52,4%", SHARE, 52.4, None, PCT),
            ("tăng 96 xã", UNITS_CHANGE, 96, None, XA),
        ],
    ),
    (
        "Đề án đặt mục tiêu có 31 xã và 03 huyện đạt chuẩn nông thôn mới.",
        [("31 xã", MEET, 31, None, XA), ("03 huyện đạt chuẩn nông thôn mới", MEET, 3, None, HUYEN)],
    ),
    (
        "Toàn tỉnh có 52 xã đạt chuẩn (Tân Lập 12 xã; An Sơn 9 xã), 31 xã đang phấn đấu.",
        [
            ("52 xã đạt chuẩn", MEET, 52, None, XA),
            ("12 xã", MEET, 12, None, XA),
            ("9 xã", MEET, 9, None, XA),
        ],
    ),
    (
        "Cả nước có 64,6% số xã đạt chuẩn, 12 tỉnh có 100% số xã đạt chuẩn nông thôn mới.",
        [
            ("64,6% số xã đạt chuẩn", SHARE, 64.6, None, PCT),
            ("12 tỉnh có 100% số xã đạt chuẩn nông thôn mới", FULL, 12, None, TINH),
        ],
    ),
    (
        "Một trăm linh năm xã đã đạt chuẩn nông thôn mới.",
        [("Một trăm linh năm xã đã đạt chuẩn nông thôn mới", MEET, 105, None, XA)],
    ),
    ("Có7 xã đạt chuẩn nông thôn mới.", [("7 xã đạt chuẩn nông thôn mới", MEET, 7, None, XA)]),
    ("Có 5,775 xã đạt chuẩn nông thôn mới.", [("5,775 xã đạt chuẩn nông thôn mới", MEET, 5775, None, XA)]),
    (
        "Huyện có 9 xã\nđạt chuẩn nông thôn\nmới nâng cao.",
        [("9 xã\nđạt chuẩn nông thôn\nmới nâng cao", MEET, 9, None, XA)],
    ),
    ("Toàn huyện có 14 xã đạt chuẩn nơng thơn mới.", [("14 xã đạt chuẩn nơng thơn mới", MEET, 14, None, XA)]),
    (
        "Huyện Minh Đức có 7 xã bị rớt chuẩn nông thôn mới, 3 xã sụt giảm tiêu chí.",
        [("7 xã bị rớt chuẩn nông thôn mới", NOT, 7, None, XA), ("3 xã sụt giảm tiêu chí", NOT, 3, None, XA)],
    ),
    (
        "Có 9 thôn được công nhận danh hiệu thôn nông thôn mới, 4 xã được công nhận là xã nông thôn mới.",
        [
            ("9 thôn được công nhận danh hiệu thôn nông thôn mới", MEET, 9, None, THON),
            ("4 xã được công nhận là xã nông thôn mới", MEET, 4, None, XA),
        ],
    ),
    (
        "Có 120 xã đạt tiêu chí môi trường, 98 xã đạt tiêu chí số 10.",
        [("120 xã đạt tiêu chí môi trường", MEET, 120, None, XA), ("98 xã đạt tiêu chí số 10", MEET, 98, None, XA)],
    ),
    (
        "Tỉnh có thêm 7 xã đạt chuẩn, nâng tổng số đạt chuẩn lên 41 xã.",
        [("7 xã đạt chuẩn", MEET, 7, None, XA), ("tổng số đạt chuẩn lên 41 xã", MEET, 41, None, XA)],
    ),
    (
        "Hai xã: Sơn Hải (Minh Đức), An Lạc (Tân Phú) đã được Hội đồng bỏ phiếu công nhận xã đạt nông thôn mới.",
        [
            (
                "Hai xã: Sơn Hải (Minh Đức), An Lạc (Tân Phú) đã được Hội đồng bỏ phiếu công nhận xã đạt nông thôn mới",
                MEET,
                2,
                None,
                XA,
            )
        ],
    ),
    (
        "Có 6 xã đủ điều kiện đề nghị thẩm định công nhận đạt chuẩn.",
        [("6 xã đủ điều kiện đề nghị thẩm định công nhận đạt chuẩn", MEET, 6, None, XA)],
    ),
    (
        "Toàn tỉnh có 31 xã đạt chuẩn tiêu chí nông thôn mới.",
        [("31 xã đạt chuẩn tiêu chí nông thôn mới", MEET, 31, None, XA)],
    ),
    (
        "Đây là một trong 8 tỉnh đầu tiên trong cả nước có 100% xã đạt chuẩn nông thôn mới.",
        [("8 tỉnh đầu tiên trong cả nước có 100% xã đạt chuẩn nông thôn mới", FULL, 8, None, TINH)],
    ),
    (
        "Huyện có 13/13 xã hoàn thành Chương trình mục tiêu quốc gia về xây dựng nông thôn mới.",
        [("13/13 xã hoàn thành Chương trình mục tiêu quốc gia về xây dựng nông thôn mới", MEET, 13, 13, XA)],
    ),
    (
        "Số xã đạt chuẩn (19 tiêu chí) đã có quyết định công nhận là 27 xã.",
        [
            ("Số xã đạt chuẩn (19 tiêu chí) đã có quyết định công nhận là 27 xã", MEET, 27, None, XA),
            ("19 tiêu chí", TOTAL, 19, None, TC),
        ],
    ),
    (
        "Số xã nông thôn mới nâng cao đạt 16 xã.",
        [("Số xã nông thôn mới nâng cao đạt 16 xã", MEET, 16, None, XA)],
    ),
    (
        "Có 50/90 xã đạt chuẩn, tăng 6 xã so với năm 2022 (khi đó là 44 xã).",
        [
            ("50/90 xã đạt chuẩn", MEET, 50, 90, XA),
            ("tăng 6 xã", UNITS_CHANGE, 6, None, XA),
            ("44 xã", MEET, 44, None, XA),
        ],
    ),
    (
        "Có 102/640 đơn vị cấp huyện thuộc 39 tỉnh, thành phố trực thuộc T.Ư được công nhận đạt chuẩn.",
        [
            (
                "102/640 đơn vị cấp huyện thuộc 39 tỉnh, thành phố trực thuộc T.Ư được công nhận đạt chuẩn",
                MEET,
                102,
                640,
                HUYEN,
            )
        ],
    ),
    (
        "Tiêu chí số 17 (môi trường): có 11 xã đạt, 4 xã chưa đạt; về giao thông có 9/15 xã đạt tiêu chí.",
        [
            ("Tiêu chí số 17 (môi trường)", REF, 17, None, TC),
            ("11 xã đạt", MEET, 11, None, XA),
            ("4 xã chưa đạt", NOT, 4, None, XA),
            ("9/15 xã đạt tiêu chí", MEET, 9, 15, XA),
        ],
    ),
    (
        "Có 900 xã đạt chuẩn. Cả nước có 261 đơn vị cấp huyện (chiếm 40,5%) thuộc 57 tỉnh.",
        [
            ("900 xã đạt chuẩn", MEET, 900, None, XA),
            ("261 đơn vị cấp huyện", MEET, 261, None, HUYEN),
            ("40,5%", SHARE, 40.5, None, PCT),
        ],
    ),
]

BANDS: list[tuple[str, list[tuple[object, ...]]]] = [
    ("Không còn xã đạt dưới 10 tiêu chí.", [("Không còn xã đạt dưới 10 tiêu chí", 0, None, 9)]),
    (
        "05 xã đạt 19/19 tiêu chí, 04 xã đạt 18/19 tiêu chí, 02 xã đạt từ 14 - 17 tiêu chí.",
        [
            ("05 xã đạt 19/19 tiêu chí", 5, 19, 19),
            ("04 xã đạt 18/19 tiêu chí", 4, 18, 18),
            ("02 xã đạt từ 14 - 17 tiêu chí", 2, 14, 17),
        ],
    ),
    (
        "Nhóm 1: 12 xã đạt 19 tiêu chí; Nhóm 2: 08 xã đạt từ 15 đến 18 tiêu chí; không có xã dưới 10 tiêu chí.",
        [
            ("12 xã đạt 19 tiêu chí", 12, 19, 19),
            ("08 xã đạt từ 15 đến 18 tiêu chí", 8, 15, 18),
            ("không có xã dưới 10 tiêu chí", 0, None, 9),
        ],
    ),
    (
        "Xã đạt từ 15-18 tiêu chí: 14 xã; xã đạt từ 10-14 tiêu chí: 09 xã; xã đạt dưới 10 tiêu chí: 02 xã.",
        [
            ("Xã đạt từ 15-18 tiêu chí: 14 xã", 14, 15, 18),
            ("xã đạt từ 10-14 tiêu chí: 09 xã", 9, 10, 14),
            ("xã đạt dưới 10 tiêu chí: 02 xã", 2, None, 9),
        ],
    ),
    (
        "Hiện có 38 xã đạt từ 15 tiêu chí trở lên, 12 xã đạt từ 10 đến dưới 15 tiêu chí, 3 xã đạt dưới 10 tiêu chí.",
        [
            ("38 xã đạt từ 15 tiêu chí trở lên", 38, 15, None),
            ("12 xã đạt từ 10 đến dưới 15 tiêu chí", 12, 10, 14),
            ("3 xã đạt dưới 10 tiêu chí", 3, None, 9),
        ],
    ),
    (
        "Toàn tỉnh có 8 xã đạt 19/19 tiêu chí, 6 xã đạt từ 15 - 18, 11 xã đạt từ 10 - 14.",
        [
            ("8 xã đạt 19/19 tiêu chí", 8, 19, 19),
            ("6 xã đạt từ 15 - 18", 6, 15, 18),
            ("11 xã đạt từ 10 - 14", 11, 10, 14),
        ],
    ),
    (
        "+ 19 tiêu chí: 44 xã;\n+ Từ 15-18 tiêu chí: 29 xã;\n+ Dưới 10 tiêu chí: 3 xã.",
        [
            ("19 tiêu chí: 44 xã", 44, 19, 19),
            ("15-18 tiêu chí: 29 xã", 29, 15, 18),
            ("Dưới 10 tiêu chí: 3 xã", 3, None, 9),
        ],
    ),
    ("Số xã dưới 8 tiêu chí: không có.", [("Số xã dưới 8 tiêu chí: không có", 0, None, 7)]),
    (
        "Xóa các xã trắng tiêu chí, không còn xã nào dưới năm tiêu chí.",
        [("không còn xã nào dưới năm tiêu chí", 0, None, 4)],
    ),
    ("Có 6 xã hoàn thành 1819 tiêu chí.", [("6 xã hoàn thành 1819 tiêu chí", 6, 18, 18)]),
    ("Bốn xã còn lại đạt 16/19 tiêu chí.", [("Bốn xã còn lại đạt 16/19 tiêu chí", 4, 16, 16)]),
    ("9 xã của huyện Minh Đức đạt trên 15 tiêu chí.", [("9 xã của huyện Minh Đức đạt trên 15 tiêu chí", 9, 16, None)]),
    (
        "4 trong số 9 xã đăng ký xây dựng nông thôn mới nâng cao hoàn thành đủ 18 tiêu chí.",
        [("4 trong số 9 xã đăng ký xây dựng nông thôn mới nâng cao hoàn thành đủ 18 tiêu chí", 4, 18, 18)],
    ),
    ("3/12 xã đạt đủ 19 tiêu chí.", [("3/12 xã đạt đủ 19 tiêu chí", 3, 19, 19)]),
    (
        "Có 02 xã khi rà soát lại chỉ đạt 17-18 tiêu chí.",
        [("02 xã khi rà soát lại chỉ đạt 17-18 tiêu chí", 2, 17, 18)],
    ),
    (
        "5 xã đăng ký đạt chuẩn nông thôn mới năm 2024 đạt từ 12-15 tiêu chí/xã.",
        [("5 xã đăng ký đạt chuẩn nông thôn mới năm 2024 đạt từ 12-15 tiêu chí/xã", 5, 12, 15)],
    ),
    (
        "Trong đó có 3 xã đạt 19, 5 xã đạt 18 và 7 xã đạt 17 tiêu chí.",
        [("3 xã đạt 19", 3, 19, 19), ("5 xã đạt 18", 5, 18, 18), ("7 xã đạt 17 tiêu chí", 7, 17, 17)],
    ),
    ("Có 45 xã đạt từ 5 đến 9 tiêu chí, còn lại dưới 5 tiêu chí.", [("45 xã đạt từ 5 đến 9 tiêu chí", 45, 5, 9)]),
    ("Còn lại là nhóm 15-18 tiêu chí có 12 xã.", [("15-18 tiêu chí có 12 xã", 12, 15, 18)]),
]

CRITERIA: list[tuple[str, list[tuple[object, ...]]]] = [
    (
        "Xã Sơn Hải đã hoàn thành 17/19 tiêu chí; 02 tiêu chí chưa hoàn thành là Môi trường (17) và Thu nhập (10).",
        [
            ("17/19 tiêu chí", MET, 17, 19, TC),
            ("02 tiêu chí chưa hoàn thành", UNMET, 2, None, TC),
            ("Môi trường (17)", REF, 17, None, TC),
            ("Thu nhập (10)", REF, 10, None, TC),
        ],
    ),
    (
        "Xã Bình Minh đạt 15 tiêu chí, các xã Tân Tiến, Hòa Lạc đạt 13 tiêu chí, xã Phú Cường đạt 11.",
        [("15 tiêu chí", MET, 15, None, TC), ("13 tiêu chí", MET, 13, None, TC), ("11", MET, 11, None, TC)],
    ),
    (
        "Bình quân mỗi xã đạt 15,8 tiêu chí, tăng 0,6 tiêu chí so với cùng kỳ.",
        [("15,8 tiêu chí", AVG, 15.8, None, TC), ("tăng 0,6 tiêu chí", CHANGE, 0.6, None, TC)],
    ),
    ("Trong 19 tiêu chí, khó nhất là môi trường.", [("19 tiêu chí", TOTAL, 19, None, TC)]),
    (
        "Bộ tiêu chí xã nông thôn mới nâng cao gồm 19 tiêu chí, 75 chỉ tiêu.",
        [("19 tiêu chí", TOTAL, 19, None, TC)],
    ),
    (
        "Huyện đã đạt 7/9 tiêu chí huyện nông thôn mới; "
        "còn 2 tiêu chí chưa đạt là Y tế - Văn hóa - Giáo dục (tiêu chí số 5).",
        [
            ("7/9 tiêu chí huyện nông thôn mới", MET, 7, 9, TC),
            ("2 tiêu chí chưa đạt", UNMET, 2, None, TC),
            ("Y tế - Văn hóa - Giáo dục (tiêu chí số 5)", REF, 5, None, TC),
        ],
    ),
    ("Xã được công nhận khi đạt đủ 19/19 tiêu chí.", [("19/19 tiêu chí", TOTAL, 19, 19, TC)]),
    ("Mỗi xã tăng từ 1 đến 2 tiêu chí.", [("tăng từ 1 đến 2 tiêu chí", CHANGE, 1, 2, TC)]),
    (
        "Xã đã hoàn thành 15 tiêu chí, còn 4 tiêu chí đang thực hiện.",
        [("15 tiêu chí", MET, 15, None, TC), ("4 tiêu chí", UNMET, 4, None, TC)],
    ),
    ("Tổng số tiêu chí đạt được là 1.286 tiêu chí/92 xã.", [("1.286 tiêu chí/92 xã", SUM, 1286, None, TC)]),
    ("Các xã đạt bình quân 18,2 tiêu chí nông thôn mới/xã.", [("18,2 tiêu chí nông thôn mới/xã", AVG, 18.2, None, TC)]),
    ("Có 12 xã giảm 31 tiêu chí so với năm trước.", [("12 xã giảm 31 tiêu chí", CHANGE, -31, None, TC)]),
    (
        "Xã đạt 19/19 tiêu chí (57/57 chỉ tiêu).",
        [("19/19 tiêu chí", MET, 19, 19, TC), ("57/57 chỉ tiêu", MET, 57, 57, "chỉ tiêu")],
    ),
    (
        "Huyện đạt 3/9 tiêu chí, gồm tiêu chí số 2 (giao thông) và tiêu chí số 4 (điện).",
        [
            ("3/9 tiêu chí", MET, 3, 9, TC),
            ("tiêu chí số 2 (giao thông)", REF, 2, None, TC),
            ("tiêu chí số 4 (điện)", REF, 4, None, TC),
        ],
    ),
    (
        "Số tiêu chí bình quân/xã tăng từ 5,3 (năm 2011) lên 12,9 (năm 2015).",
        [("12,9", AVG, 12.9, None, TC)],
    ),
    (
        "Bình quân tiêu chí/xã đạt 17,2, tăng 0,3 so với năm 2022.",
        [("17,2", AVG, 17.2, None, TC), ("tăng 0,3", CHANGE, 0.3, None, TC)],
    ),
    (
        "Bình quân mỗi xã đạt 10,2 tiêu chí; cao hơn bình quân chung cả nước hai tiêu chí.",
        [
            ("10,2 tiêu chí", AVG, 10.2, None, TC),
            ("cao hơn bình quân chung cả nước hai tiêu chí", CHANGE, 2, None, TC),
        ],
    ),
    ("Mỗi xã chưa đạt chuẩn tăng từ 01 tiêu chí trở lên.", [("tăng từ 01 tiêu chí", CHANGE, 1, None, TC)]),
    (
        "Xã đạt 17/19 TC, bình quân toàn huyện 15,3 TC/xã.",
        [("17/19 TC", MET, 17, 19, TC), ("15,3 TC/xã", AVG, 15.3, None, TC)],
    ),
    ("Toàn huyện hoàn thành 286/323 tiêu chí.", [("286/323 tiêu chí", SUM, 286, 323, TC)]),
    (
        "Số xã dưới 7 tiêu chí giảm 40 xã, chỉ còn 22 xã.",
        [("giảm 40 xã", UNITS_CHANGE, -40, None, XA), ("22 xã", BAND, 22, None, XA)],
    ),
    (
        "Đối với 9 tiêu chí nông thôn mới đã cơ bản đạt 6 tiêu chí.",
        [("9 tiêu chí nông thôn mới", TOTAL, 9, None, TC), ("6 tiêu chí", MET, 6, None, TC)],
    ),
    ("Áp dụng bộ mới (10 tiêu chí, 47 chỉ tiêu).", [("10 tiêu chí", TOTAL, 10, None, TC)]),
    (
        "Xã An Lạc: 14/19 tiêu chí; xã Bình Sơn: 15/19.",
        [("14/19 tiêu chí", MET, 14, 19, TC), ("15/19", MET, 15, 19, TC)],
    ),
    (
        "Kết quả: Xã Đông: 19 tiêu chí; xã Tây: 17 tiêu chí; xã Nam: 16.",
        [("19 tiêu chí", MET, 19, None, TC), ("17 tiêu chí", MET, 17, None, TC), ("16", MET, 16, None, TC)],
    ),
    ("Bộ tiêu chí xã Đông: 19 tiêu chí.", [("19 tiêu chí", TOTAL, 19, None, TC)]),
    ("Trong số 19 (mười chín) tiêu chí, khó nhất là môi trường.", [("19 (mười chín) tiêu chí", TOTAL, 19, None, TC)]),
]

SHARES: list[tuple[str, list[tuple[object, ...]]]] = [
    (
        "Tỷ lệ xã đạt chuẩn nông thôn mới đạt 68,5%.",
        [("Tỷ lệ xã đạt chuẩn nông thôn mới đạt 68,5%", SHARE, 68.5, None, XA)],
    ),
    (
        "Hơn 80% số xã trong huyện đạt chuẩn nông thôn mới.",
        [("80% số xã trong huyện đạt chuẩn nông thôn mới", SHARE, 80, None, XA)],
    ),
    (
        "Đến năm 2025: 80% số xã đạt chuẩn; 30% đạt nâng cao; 10% đạt kiểu mẫu.",
        [
            ("80% số xã đạt chuẩn", SHARE, 80, None, XA),
            ("30% đạt nâng cao", SHARE, 30, None, XA),
            ("10% đạt kiểu mẫu", SHARE, 10, None, XA),
        ],
    ),
    ("Có từ 45 - 50% số xã đạt chuẩn nông thôn mới.", [("45 - 50% số xã đạt chuẩn nông thôn mới", SHARE, 45, 50, XA)]),
    (
        "Có 61 xã đạt chuẩn, chiếm 55% tổng số xã của cả nước.",
        [("61 xã đạt chuẩn", MEET, 61, None, None), ("55% tổng số xã của cả nước", SHARE, 55, None, XA)],
    ),
    (
        "Có 38% xã đạt chuẩn nông thôn mới, tăng 3% so với năm 2022.",
        [("38% xã đạt chuẩn nông thôn mới", SHARE, 38, None, XA), ("tăng 3%", SHARE_CHANGE, 3, None, XA)],
    ),
    ("22% số xã đạt 19 tiêu chí.", [("22% số xã đạt 19 tiêu chí", SHARE, 22, None, XA)]),
    (
        "Tỷ lệ số xã đạt dưới 10 tiêu chí còn khoảng 25%.",
        [("Tỷ lệ số xã đạt dưới 10 tiêu chí còn khoảng 25%", SHARE, 25, None, XA)],
    ),
    (
        "80% số xã đạt tiêu chí giao thông, 65,2% số xã đạt tiêu chí số 5.",
        [
            ("80% số xã đạt tiêu chí giao thông", SHARE, 80, None, XA),
            ("65,2% số xã đạt tiêu chí số 5", SHARE, 65.2, None, XA),
        ],
    ),
    (
        "Có 25% số xã đạt chuẩn nông thôn mới, năm sau có 60% số xã và năm 2030 là tất cả.",
        [("25% số xã đạt chuẩn nông thôn mới", SHARE, 25, None, XA), ("60% số xã", SHARE, 60, None, XA)],
    ),
    (
        "21/66 xã đạt chuẩn nông thôn mới theo bộ tiêu chí mới (31,8%).",
        [("21/66 xã đạt chuẩn nông thôn mới", MEET, 21, 66, None), ("31,8%", SHARE, 31.8, None, XA)],
    ),
    (
        "Khoảng 1/3 số xã đạt chuẩn nông thôn mới.",
        [("Khoảng 1/3 số xã đạt chuẩn nông thôn mới", SHARE, 33.33, None, XA)],
    ),
    (
        "Gần 2/3 số xã đã đạt chuẩn nông thôn mới.",
        [("2/3 số xã đã đạt chuẩn nông thôn mới", SHARE, 66.67, None, XA)],
    ),
    ("Gần 2/3 xã đạt chuẩn nông thôn mới.", [("2/3 xã đạt chuẩn nông thôn mới", SHARE, 66.67, None, XA)]),
    ("Có 2/3 xã đạt chuẩn nông thôn mới.", [("2/3 xã đạt chuẩn nông thôn mới", MEET, 2, 3, None)]),
    (
        "Một nửa trong số 12 xã còn lại đạt chuẩn nông thôn mới.",
        [("Một nửa trong số 12 xã còn lại đạt chuẩn nông thôn mới", SHARE, 50, None, XA)],
    ),
    (
        "Một nửa số xã đạt chuẩn nông thôn mới, hơn nửa số thôn đạt chuẩn nông thôn mới kiểu mẫu.",
        [
            ("Một nửa số xã đạt chuẩn nông thôn mới", SHARE, 50, None, XA),
            ("nửa số thôn đạt chuẩn nông thôn mới kiểu mẫu", SHARE, 50, None, THON),
        ],
    ),
    (
        "Hai phần ba số xã đạt chuẩn nông thôn mới.",
        [("Hai phần ba số xã đạt chuẩn nông thôn mới", SHARE, 66.67, None, XA)],
    ),
    (
        "Huyện có 100% xã và 2/2 thị trấn đạt chuẩn nông thôn mới.",
        [("100% xã", SHARE, 100, None, XA), ("2/2 thị trấn đạt chuẩn nông thôn mới", MEET, 2, 2, None)],
    ),
    (
        "100% số xã và 80% số thôn đạt chuẩn nông thôn mới.",
        [("100% số xã", SHARE, 100, None, XA), ("80% số thôn đạt chuẩn nông thôn mới", SHARE, 80, None, THON)],
    ),
]

FOREIGN = [
    "Số xã có trạm y tế đạt chuẩn: 12 xã; thôn có nhà văn hóa đạt chuẩn: 40 thôn.",
    "Có 20/28 xã được công nhận đạt tiêu chí quốc gia về y tế.",
    "Nước sạch đạt 100%; 100% xã, thôn có nhà văn hóa đạt chuẩn.",
    "Có 3 xã kiểu mẫu về an toàn giao thông.",
    "Thành phố đạt 86,6/100 điểm, với 57/59 tiêu chí.",
    "Có 5 xã bị thu hồi đất.",
    "Có 146/213 xóm, tổ dân phố có nhà văn hóa.",
    "Huyện có 5/18 xã đặc biệt khó khăn.",
    "100% số xã, thị trấn đạt chuẩn về tiêu chí cộng đồng học tập.",
    "Xã chúng tôi từ 19 tiêu chí tụt còn 17.",
    "Xã có 12/15 trường đạt chuẩn quốc gia.",
    "95% số hộ đạt danh hiệu gia đình văn hóa.",
    "Có 10/12 xã đạt tiêu chí quốc gia về y tế.",
    "Có 13 xã đạt chuẩn tiếp cận pháp luật.",
    "Toàn huyện có 8 sản phẩm OCOP đạt 3 sao.",
    "Tỷ lệ hộ nghèo còn 2,1%, giảm 1,3% so với năm trước.",
    "100% số xã có đường ô tô đến trung tâm.",
    "Đầu tư 12 tuyến đường tại 5 xã với kinh phí 36 tỷ đồng.",
    "Có 25 xã, thị trấn tham gia hội thi.",
    "Thu nhập bình quân đạt 45 triệu đồng/người/năm, vượt 3 triệu đồng.",
    "Hơn 3.600 xã có nợ đọng.",
    "07/07 xã đã lập Ban Quản lý, 51 thôn đã lập Ban Giám sát.",
    "Trú tại thôn 5 xã Tân Lập.",
    "Giải ngân đạt 62% kế hoạch.",
    "Đề ra 6 tiêu chí chấm điểm thi đua.",
    "Thành phố đạt 88,68/100 điểm của đô thị loại II.",
    "Một xã đạt chuẩn nông thôn mới phải giữ được chất lượng.",
    "Có 4 phường đạt chuẩn đô thị văn minh.",
    "Mục tiêu giai đoạn 2021-2025 xã phải hoàn thành.",
    "Năm 2022 xã đạt chuẩn nông thôn mới.",
    "Khen thưởng 15 tập thể, 32 cá nhân.",
    "Trong năm, 20 xã nâng cao chất lượng các tiêu chí.",
    "Có 12/15 xã, thị trấn đạt chuẩn quốc gia về y tế giai đoạn đến 2030.",
    "Toàn huyện có 9/15 xã đạt chuẩn phổ cập giáo dục mức độ 3.",
    "Có 20/20 xã hoàn thành nhiệm vụ năm 2022; 85% đơn vị hoàn thành tốt nhiệm vụ.",
    "Có 8 xã được công nhận là xã an toàn khu, 10 xã được công bố hết dịch.",
    "Có 32 xã được công nhận danh hiệu anh hùng; 95% thôn đạt danh hiệu văn hóa.",
    "Thị trấn đạt 3/5 tiêu chí đô thị loại V, xã đạt 10/14 tiêu chí chuyển đổi số.",
    "Có 12 xã công bố quy hoạch.",
    "Nửa đầu năm, 2/3 số hộ tham gia.",
    "Xây dựng 5 xã nông nghiệp hiện đại.",
    "Có 3 xã, 2 phường và 1 thị trấn đạt chuẩn đô thị văn minh.",
    "Có 11 xã xây dựng nông thôn mới kiểu mẫu từ năm 2021.",
    "Hỗ trợ 10 xã thuộc chương trình nông thôn mới.",
    "Cấp 2.000 tấn xi măng cho 30 xã, bằng 80% kế hoạch.",
]


@pytest.mark.parametrize(("text", "expected"), COUNTS + CRITERIA, ids=[text[:60] for text, _ in COUNTS + CRITERIA])
def test_figures(text: str, expected: list[tuple[object, ...]]) -> None:
    assert [brief(one) for one in read(text)] == expected


@pytest.mark.parametrize(("text", "expected"), BANDS, ids=[text[:60] for text, _ in BANDS])
def test_bands(text: str, expected: list[tuple[object, ...]]) -> None:
    found = read(text)
    assert [(one.surface, one.value, one.band_min, one.band_max) for one in found] == expected
    assert {one.kind for one in found} == {BAND}


@pytest.mark.parametrize(("text", "expected"), SHARES, ids=[text[:60] for text, _ in SHARES])
def test_shares(text: str, expected: list[tuple[object, ...]]) -> None:
    assert [(one.surface, one.kind, one.value, one.value_max, one.of) for one in read(text)] == expected


# What is said of a count may come after more words than usual, and a count may be told in a way of its own.
WORDINGS: list[tuple[str, list[tuple[object, ...]]]] = [
    (
        "Có 14 xã đạt và cơ bản đạt tiêu chí thu nhập, 9 xã đạt và cơ bản đạt từ 12-15 tiêu chí.",
        [
            ("14 xã đạt và cơ bản đạt tiêu chí thu nhập", MEET, 14, None, XA),
            ("9 xã đạt và cơ bản đạt từ 12-15 tiêu chí", BAND, 9, None, XA),
        ],
    ),
    (
        "Xã Bình An chỉ đạt 15/19 tiêu chí, còn thiếu 4 tiêu chí.",
        [("15/19 tiêu chí", MET, 15, 19, TC), ("4 tiêu chí", UNMET, 4, None, TC)],
    ),
    (
        "Toàn huyện có 18 xã thì 17 xã đã về đích nông thôn mới; 1 xã chưa đủ điều kiện.",
        [("17 xã đã về đích nông thôn mới", MEET, 17, None, XA), ("1 xã chưa đủ điều kiện", NOT, 1, None, XA)],
    ),
    (
        "Toàn tỉnh có 90 xã, trong đó: Đạt chuẩn NTM có 61 xã; đạt chuẩn nâng cao có 8/61 xã.",
        [
            ("Đạt chuẩn NTM có 61 xã", MEET, 61, None, XA),
            ("đạt chuẩn nâng cao có 8/61 xã", MEET, 8, 61, XA),
        ],
    ),
    ("Huyện có hơn chục xã đạt chuẩn nông thôn mới.", [("chục xã đạt chuẩn nông thôn mới", MEET, 10, None, XA)]),
    (
        "Số xã đạt chuẩn nông thôn mới tăng lên 14 xã.",
        [("Số xã đạt chuẩn nông thôn mới tăng lên 14 xã", MEET, 14, None, XA)],
    ),
    (
        "Cao nhất là xã An Sơn (18 tiêu chí), thấp nhất là xã Hòa Lạc (8/19 tiêu chí).",
        [("18 tiêu chí", MET, 18, None, TC), ("8/19 tiêu chí", MET, 8, 19, TC)],
    ),
    ("Số tiêu chí đạt chuẩn là 17/19; bà con vui mừng.", [("17/19", MET, 17, 19, TC)]),
    (
        "Các tiêu chí đạt thấp gồm: Giao thông (16/45 xã đạt, bằng 35,6%), Thu nhập (9 xã chưa đạt).",
        [
            ("16/45 xã đạt", MEET, 16, 45, XA),
            ("35,6%", SHARE, 35.6, None, PCT),
            ("9 xã chưa đạt", NOT, 9, None, XA),
        ],
    ),
    (
        "Năm 2021 có 8 xã, năm 2022 có 11 xã và năm 2023 ước có 15 xã được công nhận đạt chuẩn nông thôn mới.",
        [
            ("8 xã", MEET, 8, None, XA),
            ("11 xã", MEET, 11, None, XA),
            ("15 xã được công nhận đạt chuẩn nông thôn mới", MEET, 15, None, XA),
        ],
    ),
    (
        "70% trở lên số xã đạt chuẩn nông thôn mới.",
        [("70% trở lên số xã đạt chuẩn nông thôn mới", SHARE, 70, None, PCT)],
    ),
    (
        "Có 31 xã đạt chuẩn nông thôn mới, đứng thứ 9/14 tỉnh trong vùng.",
        [("31 xã đạt chuẩn nông thôn mới", MEET, 31, None, XA)],
    ),
    (
        "Huyện Tân Lập: 4 xã; huyện An Sơn: 3 xã; thị xã Phú Hòa: 2 xã được công nhận đạt chuẩn nông thôn mới.",
        [
            ("4 xã", MEET, 4, None, XA),
            ("3 xã", MEET, 3, None, XA),
            ("2 xã được công nhận đạt chuẩn nông thôn mới", MEET, 2, None, XA),
        ],
    ),
    (
        "Tỷ lệ xã đạt chuẩn nông thôn mới năm 2022 là 82,4%, năm 2023 là 86,1%.",
        [
            ("Tỷ lệ xã đạt chuẩn nông thôn mới năm 2022 là 82,4%", SHARE, 82.4, None, PCT),
            ("86,1%", SHARE, 86.1, None, PCT),
        ],
    ),
    (
        "Năm 2020 có 9 xã đạt chuẩn nông thôn mới, năm 2023 tăng lên 14 xã và sẽ còn tăng.",
        [("9 xã đạt chuẩn nông thôn mới", MEET, 9, None, XA), ("14 xã", MEET, 14, None, XA)],
    ),
    (
        "2 xã An Sơn và Hòa Lạc (Tân Phú) đã đủ điều kiện để xét công nhận đạt chuẩn nông thôn mới.",
        [
            (
                "2 xã An Sơn và Hòa Lạc (Tân Phú) đã đủ điều kiện để xét công nhận đạt chuẩn nông thôn mới",
                MEET,
                2,
                None,
                XA,
            )
        ],
    ),
    (
        "Có thêm 3 xã đạt chuẩn nông thôn mới. 3 xã được công nhận đợt này là: An Sơn, Hòa Lạc và Tân Phú.",
        [
            ("3 xã đạt chuẩn nông thôn mới", MEET, 3, None, XA),
            ("3 xã được công nhận", MEET, 3, None, XA),
        ],
    ),
    (
        "Trung bình mỗi xã cần 200 tỷ đồng để hoàn thành 19 tiêu chí.",
        [("19 tiêu chí", TOTAL, 19, None, TC)],
    ),
    (
        "Năm qua có thêm 11 xã, nâng tổng số lên 123 xã đạt chuẩn nông thôn mới.",
        [("11 xã", MEET, 11, None, XA), ("123 xã đạt chuẩn nông thôn mới", MEET, 123, None, XA)],
    ),
    (
        "Có 380 xã đạt chuẩn nông thôn mới, tăng 69 xã (8,6%) so với năm 2017.",
        [
            ("380 xã đạt chuẩn nông thôn mới", MEET, 380, None, XA),
            ("tăng 69 xã", UNITS_CHANGE, 69, None, XA),
            ("8,6%", SHARE_CHANGE, 8.6, None, PCT),
        ],
    ),
    (
        "Thành phố quyết tâm 100% các xã đạt chuẩn nông thôn mới.",
        [("100% các xã đạt chuẩn nông thôn mới", SHARE, 100, None, PCT)],
    ),
    (
        "Đã có 42% số xã của tỉnh đạt tiêu chí là xã nông thôn mới.",
        [("42% số xã của tỉnh đạt tiêu chí là xã nông thôn mới", SHARE, 42, None, PCT)],
    ),
    (
        "Thêm 26 xã được công nhận đạt tiêu chí nông thôn mới.",
        [("26 xã được công nhận đạt tiêu chí nông thôn mới", MEET, 26, None, XA)],
    ),
    (
        "Có 33/33 xã hoàn tất xây dựng nông thôn mới.",
        [("33/33 xã hoàn tất xây dựng nông thôn mới", MEET, 33, 33, XA)],
    ),
    (
        "Có 12 xã NTMNC (10%), 2 xã đạt chuẩn NTM KM.",
        [
            ("12 xã NTMNC", MEET, 12, None, XA),
            ("10%", SHARE, 10, None, PCT),
            ("2 xã đạt chuẩn NTM KM", MEET, 2, None, XA),
        ],
    ),
    ("Mức đạt bình quân là 16,9/19 tiêu chí.", [("16,9/19 tiêu chí", AVG, 16.9, None, TC)]),
    (
        "Nhóm 1 (đạt 19 tiêu chí): 67 xã; nhóm 2 (từ 15 đến 18 tiêu chí): 20 xã.",
        [("67 xã", BAND, 67, None, XA), ("20 xã", BAND, 20, None, XA)],
    ),
    (
        "Từ 10 đến 14 tiêu chí có 15 xã, chiếm 12,5%.",
        [("10 đến 14 tiêu chí có 15 xã", BAND, 15, None, XA), ("12,5%", SHARE, 12.5, None, PCT)],
    ),
    (
        "Điều kiện công nhận huyện nông thôn mới: có 100% số xã đạt chuẩn.",
        [("100% số xã đạt chuẩn", SHARE, 100, None, PCT)],
    ),
    (
        "Đồng bằng sông Hồng có 99,9% số xã đạt chuẩn nông thôn mới, Đông Nam Bộ 92,4%, Tây Nguyên 61%.",
        [
            ("99,9% số xã đạt chuẩn nông thôn mới", SHARE, 99.9, None, PCT),
            ("92,4%", SHARE, 92.4, None, PCT),
            ("61%", SHARE, 61, None, PCT),
        ],
    ),
    (
        "Có 92 xã đạt chuẩn NTM/128 xã, đạt 71,9%.",
        [("92 xã đạt chuẩn NTM/128 xã", MEET, 92, 128, XA), ("71,9%", SHARE, 71.9, None, PCT)],
    ),
    (
        "Số xã dưới 10 tiêu chí giảm từ 30 xã xuống còn 4 xã.",
        [
            ("Số xã dưới 10 tiêu chí giảm từ 30 xã xuống còn 4 xã", BAND, 4, None, XA),
            ("30 xã", BAND, 30, None, XA),
        ],
    ),
    (
        "Có ít nhất 30% số xã được công nhận đạt nông thôn mới hiện đại.",
        [("ít nhất 30% số xã được công nhận đạt nông thôn mới hiện đại", SHARE, 30, None, PCT)],
    ),
    (
        "Có 88 xã, thị trấn, chiếm 91,7% được công nhận đạt chuẩn nông thôn mới.",
        [
            ("88 xã, thị trấn, chiếm 91,7% được công nhận đạt chuẩn nông thôn mới", MEET, 88, None, XA),
            ("91,7%", SHARE, 91.7, None, PCT),
        ],
    ),
    (
        "Năm 2021, 2 thị xã là An Khê và Tân Hòa đã được công nhận hoàn thành.",
        [("2 thị xã là An Khê và Tân Hòa đã được công nhận hoàn thành", MEET, 2, None, HUYEN)],
    ),
    (
        "Công nhận 3 xã nông thôn mới nâng cao và 1 xã nông thôn mới kiểu mẫu về giáo dục.",
        [("3 xã nông thôn mới nâng cao", MEET, 3, None, XA), ("1 xã nông thôn mới kiểu mẫu", MEET, 1, None, XA)],
    ),
    (
        "Phấn đấu 70% số thôn thuộc các xã khó khăn khu vực biên giới, vùng núi và hải đảo đạt chuẩn nông thôn mới.",
        [
            (
                "70% số thôn thuộc các xã khó khăn khu vực biên giới, vùng núi và hải đảo đạt chuẩn nông thôn mới",
                SHARE,
                70,
                None,
                PCT,
            )
        ],
    ),
    (
        "Ít nhất 20% số huyện đạt chuẩn được công nhận là huyện nông thôn mới nâng cao.",
        [("Ít nhất 20% số huyện đạt chuẩn được công nhận là huyện nông thôn mới nâng cao", SHARE, 20, None, PCT)],
    ),
    (
        "Có 12 thôn đạt chuẩn về thôn nông thôn mới.",
        [("12 thôn đạt chuẩn về thôn nông thôn mới", MEET, 12, None, THON)],
    ),
    (
        "Tổng số xã đạt chuẩn NTM toàn tỉnh đến cuối năm 2018 đạt 90 xã, chiếm 75,5% tổng số xã, về đích trước hạn.",
        [
            ("Tổng số xã đạt chuẩn NTM toàn tỉnh đến cuối năm 2018 đạt 90 xã", MEET, 90, None, XA),
            ("75,5% tổng số xã", SHARE, 75.5, None, PCT),
        ],
    ),
    (
        "Số xã đạt chuẩn nông thôn mới nâng cao đáp ứng bộ tiêu chí mới là 4/16 xã.",
        [("Số xã đạt chuẩn nông thôn mới nâng cao đáp ứng bộ tiêu chí mới là 4/16 xã", MEET, 4, 16, XA)],
    ),
    (
        "Số xã đạt chuẩn nông thôn mới năm 2014 là 85 xã đạt 19 tiêu chí.",
        [("85 xã đạt 19 tiêu chí", BAND, 85, None, XA)],
    ),
    (
        "Toàn tỉnh có 39 xã đạt chuẩn nông thôn mới, chiếm 45% tổng số xã, gần bằng tỷ lệ chung của cả nước (48,3%).",
        [
            ("39 xã đạt chuẩn nông thôn mới", MEET, 39, None, XA),
            ("45% tổng số xã", SHARE, 45, None, PCT),
            ("48,3%", SHARE, 48.3, None, PCT),
        ],
    ),
    (
        "Dự kiến có 180 xã đạt chuẩn nông thôn mới (mục tiêu đề ra là 20%).",
        [("180 xã đạt chuẩn nông thôn mới", MEET, 180, None, XA), ("20%", SHARE, 20, None, PCT)],
    ),
    (
        "Có 14 xã đạt chuẩn nông thôn mới, đạt 116,7% so với mục tiêu.",
        [("14 xã đạt chuẩn nông thôn mới", MEET, 14, None, XA)],
    ),
    (
        "Tỷ lệ số xã đạt chuẩn nông thôn mới đạt 82,3%, vượt 2,3 điểm phần trăm.",
        [
            ("Tỷ lệ số xã đạt chuẩn nông thôn mới đạt 82,3%", SHARE, 82.3, None, PCT),
            ("vượt 2,3 điểm phần trăm", SHARE_CHANGE, 2.3, None, PCT),
        ],
    ),
    ("An Hòa, An Bình: mỗi xã rớt 2 tiêu chí.", [("rớt 2 tiêu chí", CHANGE, -2, None, TC)]),
    ("Có 5 xã bị rớt 12 tiêu chí.", [("5 xã bị rớt 12 tiêu chí", CHANGE, -12, None, TC)]),
    ("Số tiêu chí NTM bình quân một xã là 15,3.", [("15,3", AVG, 15.3, None, TC)]),
    (
        "Cả nước có 3 địa phương có 100% số xã đạt chuẩn nông thôn mới.",
        [("3 địa phương có 100% số xã đạt chuẩn nông thôn mới", FULL, 3, None, TINH)],
    ),
    (
        "Huyện An Lão và Tân Hòa là 2 địa phương có 100% số xã đạt chuẩn nông thôn mới.",
        [("2 địa phương có 100% số xã đạt chuẩn nông thôn mới", FULL, 2, None, HUYEN)],
    ),
    (
        "Số tiêu chí nông thôn mới đạt được:\n- Xã An Lạc: 15/19\n- Xã Bình Hòa: 17/19",
        [("15/19", MET, 15, 19, TC), ("17/19", MET, 17, 19, TC)],
    ),
]


@pytest.mark.parametrize(("text", "expected"), WORDINGS, ids=[text[:60] for text, _ in WORDINGS])
def test_wordings(text: str, expected: list[tuple[object, ...]]) -> None:
    assert [brief(one) for one in read(text)] == expected


def test_a_part_has_the_band_of_its_whole() -> None:
    _, first, second = read(
        "Có 30/50 xã miền núi đạt 19 tiêu chí.\n\nTrong đó, 18 xã thuộc khu vực 1 và 12 xã thuộc khu vực 2."
    )
    assert [(one.value, one.band_min, one.band_max) for one in (first, second)] == [(18, 19, 19), (12, 19, 19)]


def test_how_many_do_not_meet_the_standard_is_told_after_the_words() -> None:
    (missing,) = read("Số xã chưa đạt chuẩn nông thôn mới: 13 xã.")
    assert (missing.kind, missing.value) == ("units_not_meeting", 13)


def test_no_unit_above_an_edge() -> None:
    (none,) = read("Khi bắt đầu, không có xã nào đạt trên 10 tiêu chí.")
    assert (none.kind, none.value, none.band_min, none.band_max) == (BAND, 0, 11, None)


@pytest.mark.parametrize("text", FOREIGN, ids=[text[:60] for text in FOREIGN])
def test_other_figures_are_left(text: str) -> None:
    assert read(text) == []


def test_a_document_that_never_names_the_programme_gives_nothing() -> None:
    text = "Toàn huyện có 12/15 xã đạt chuẩn, 3 xã đạt 6 tiêu chí về y tế."
    assert criteria.find(Shadow(text), NEWS, [], []) == []


def test_a_phrase_without_context_is_taken_to_be_of_the_programme() -> None:
    (found,) = criteria.find(Shadow("có 3/15 đơn vị cấp huyện đạt chuẩn"), Context(), [], [])
    assert (found.kind, found.value, found.denominator, found.unit) == (MEET, 3, 15, HUYEN)


def test_grades_and_parts() -> None:
    whole, higher, highest = read(
        "Có 50 xã đạt chuẩn nông thôn mới, trong đó 10 xã nâng cao, 05 xã đạt chuẩn nông thôn mới kiểu mẫu."
    )
    assert (whole.grade, higher.grade, highest.grade) == (DC, NC, KM)
    assert whole.subset_of is None
    assert higher.subset_of == highest.subset_of == f"{whole.start}-{whole.end}"


def test_qualifiers() -> None:
    found = read(
        "Trên 70 xã đạt chuẩn nông thôn mới; gần 20 xã nâng cao; khoảng 5 xã kiểu mẫu; ít nhất 2 huyện đạt chuẩn."
    )
    assert [(one.qualifier, one.surface.split()[0]) for one in found] == [
        (">", "70"), ("<", "20"), ("~", "khoảng"), (">=", "ít"),
    ]  # fmt: skip


def test_change_keeps_its_baseline() -> None:
    _, change = read("Có 88 xã đạt chuẩn nông thôn mới, tăng 07 xã so với năm 2020.")
    assert (change.kind, change.value, change.baseline) == (UNITS_CHANGE, 7, "so với năm 2020")


def test_a_unit_without_a_name_is_that_of_the_count_before() -> None:
    _, change = read("Có 24 đơn vị cấp huyện đạt chuẩn nông thôn mới, tăng chín đơn vị.")
    assert (change.value, change.unit) == (9, HUYEN)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Xã An Lạc đạt 14/19 tiêu chí.", [MET]),
        ("Có 12 xã đạt từ 15-18 tiêu chí, 3 xã dưới 10 tiêu chí.", [BAND, BAND]),
        ("Bình quân toàn tỉnh đạt 16,5 tiêu chí/xã.", ["criteria_avg"]),
        ("Bệnh viện đạt 70/83 tiêu chí.", []),
        ("Có 5 xã đạt 10 tiêu chí quốc gia về y tế.", []),
    ],
)
def test_a_way_of_counting_names_the_programme(text: str, kinds: list[str]) -> None:
    document = Context(number="12/BC-UBND")
    assert [one.kind for one in criteria.find(Shadow(text), document, [], [])] == kinds


def test_references_point_to_their_count() -> None:
    unmet, first, second = read("Còn 02 tiêu chí chưa đạt: Trường học (số 5) và Thu nhập (số 10).")
    assert unmet.kind == UNMET
    assert [(one.criterion_name, one.criterion_no) for one in (first, second)] == [
        ("trường học", 5), ("thu nhập", 10),
    ]  # fmt: skip
    assert first.subset_of == second.subset_of == f"{unmet.start}-{unmet.end}"


MODALITIES = [
    ("Phấn đấu có 12 xã đạt chuẩn nông thôn mới.", "target"),
    ("Để hoàn thành mục tiêu hết năm nay có thêm 12 xã đạt chuẩn nông thôn mới.", "target"),
    ("Hoàn thành mục tiêu của nhiệm kỳ, có 12 xã đạt chuẩn nông thôn mới.", "reported"),
    ("Mục tiêu đến cuối kỳ: 12 xã đạt chuẩn nông thôn mới, 5 xã nâng cao.", "target"),
    ("Dự kiến có thêm 12 xã đạt chuẩn nông thôn mới.", "plan"),
    ("12 xã đăng ký đạt chuẩn nông thôn mới.", "plan"),
    ("Năm nay, 3 huyện sẽ đạt chuẩn nông thôn mới.", "plan"),
    ("Ước cuối năm có 12 xã đạt chuẩn nông thôn mới.", "estimate"),
    ("Đến nay đã có 12 xã đạt chuẩn nông thôn mới.", "reported"),
    ("Tỉnh đã công nhận 12 xã đạt chuẩn nông thôn mới.", "recognised"),
    ("Huyện được công nhận khi có 100% số xã đạt chuẩn nông thôn mới.", "condition"),
    ("Chương trình mục tiêu quốc gia xây dựng nông thôn mới được quan tâm; có 12 xã đạt chuẩn.", "reported"),
    ("Theo Kế hoạch số 12/KH-UBND, có 12 xã đạt chuẩn nông thôn mới.", "reported"),
    ("Đã hoàn thành mục tiêu với 12 xã đạt chuẩn nông thôn mới.", "reported"),
    ("Kết quả này vượt mục tiêu 90 xã đạt chuẩn nông thôn mới.", "target"),
    ("Có 8 xã đủ điều kiện đề nghị công nhận đạt chuẩn nông thôn mới.", "reported"),
    ("Với 51/51 chỉ tiêu của 19/19 tiêu chí đạt yêu cầu, xã được đề nghị.", "reported"),
    ("Huyện huy động vốn để đến cuối năm có 12 xã đạt chuẩn nông thôn mới.", "target"),
    ("Xã phấn đấu nâng số tiêu chí nông thôn mới đạt được lên 15/19 tiêu chí.", "target"),
    ("Bằng quyết tâm cao, nhân dân đã góp sức để 12 xã đạt chuẩn nông thôn mới.", "reported"),
]


@pytest.mark.parametrize(("text", "modality"), MODALITIES, ids=[text[:60] for text, _ in MODALITIES])
def test_modality(text: str, modality: str) -> None:
    assert {one.modality for one in read(text)} == {modality}


def test_an_aim_leaves_nothing_to_a_result_beside_it() -> None:
    title, average = read("Phấn đấu có thêm 13 xã đạt chuẩn NTM\n\nBình quân mỗi xã đạt 14,1 tiêu chí.")
    assert (title.modality, average.modality) == ("target", "reported")
    text = (
        ABOUT
        + "Phấn đấu năm 2025 có 10 xã đạt chuẩn NTM. Năm 2022 có 8 xã đạt chuẩn NTM, vượt mục tiêu 7 xã đạt chuẩn."
    )
    aim, result, goal = criteria.find(Shadow(text), NEWS, dates.find(Shadow(text), NEWS), [])
    assert [one.modality for one in (aim, result, goal)] == ["target", "reported", "target"]


def test_what_was_done_stands_beside_what_was_planned() -> None:
    planned, done = read("Kế hoạch: 14 xã đạt chuẩn nông thôn mới. Thực hiện: 12 xã đạt chuẩn nông thôn mới.")
    assert (planned.modality, done.modality) == ("plan", "reported")


def test_what_must_be_reached_by_a_year_is_a_target_and_else_a_rule() -> None:
    text = ABOUT + "Đến năm 2025 phải có 2 xã đạt chuẩn nông thôn mới. Huyện được công nhận phải có 5 xã đạt chuẩn."
    target, rule = criteria.find(Shadow(text), NEWS, dates.find(Shadow(text), NEWS), [])
    assert (target.modality, rule.modality) == ("target", "condition")


def test_criteria_of_a_higher_set_have_its_grade() -> None:
    found = read("Huyện đạt 5/9 tiêu chí nông thôn mới nâng cao, xã An Sơn đạt 17/19 tiêu chí.")
    assert [one.grade for one in found] == ["nâng cao", None]


@pytest.mark.parametrize("text", ["Có thêm 6 xã đạt chuẩn nông thôn mới.", "Sẽ có thêm ít nhất 2 xã nâng cao."])
def test_those_that_join_are_no_total(text: str) -> None:
    assert [(one.kind, one.rule) for one in read(text)] == [(MEET, "count-increment")]


def test_the_date_of_what_was_before_is_not_that_of_what_is_now() -> None:
    text = (
        ABOUT + "Số xã đạt chuẩn nông thôn mới tăng từ 20 xã năm 2015 lên 77 xã năm 2020. Đạt 5,2 tiêu chí/xã năm 2010."
    )
    risen, was, average = criteria.find(Shadow(text), NEWS, dates.find(Shadow(text), NEWS), [])
    assert (risen.value, risen.period, average.period) == (77, "2020", "2010")
    assert (was.value, was.period) == (20, "2015")


AIMED = "Phấn đấu đến năm 2025 toàn huyện có 10 xã đạt chuẩn nông thôn mới"
AFTER_AN_AIM = [
    (f"{AIMED}. Xã Bình An đạt 12 tiêu chí.", "reported"),
    (f"{AIMED}. Huyện Thanh Sơn có 5/12 xã đạt chuẩn.", "reported"),
    (f"{AIMED}. Riêng xã Bình An và xã Hòa Lạc đạt 12 tiêu chí.", "reported"),
    (f"{AIMED}. Xã Bình An phấn đấu đạt 12 tiêu chí.", "target"),
    (f"{AIMED}. Có 3 xã đạt chuẩn nâng cao.", "target"),
    (f"{AIMED}. Trong đó: xã Bình An đạt 19 tiêu chí.", "target"),
    (f"- {AIMED}\n- Xã Bình An đạt 12 tiêu chí", "reported"),
    ("Mục tiêu đến năm 2025: có 10 xã đạt chuẩn. Huyện Thanh Sơn có 5/12 xã đạt chuẩn.", "target"),
    ("Phấn đấu năm 2025:\n- Xã Bình An đạt 19 tiêu chí", "target"),
    ("Mục tiêu năm 2025\n- Xã Bình An đạt 19 tiêu chí", "target"),
]


@pytest.mark.parametrize(("text", "modality"), AFTER_AN_AIM, ids=[text[-48:] for text, _ in AFTER_AN_AIM])
def test_an_aim_of_all_says_nothing_of_one_named_after_it(text: str, modality: str) -> None:
    assert read(text)[-1].modality == modality
    whole = Shadow(ABOUT + text)
    assert criteria.find(whole, NEWS, dates.find(whole, NEWS), [])[-1].modality == modality


@pytest.mark.parametrize(
    ("sentence", "modality"),
    [
        ("Trong số 12 xã của huyện, 7 xã đạt 19 tiêu chí.", "reported"),
        ("Hai xã này đạt 17 tiêu chí.", "reported"),
        ("Toàn huyện có 12 xã, trong đó 7 xã đạt chuẩn.", "reported"),
        ("Toàn huyện có 12 xã đạt chuẩn.", "target"),
        ("Không còn xã dưới 15 tiêu chí.", "target"),
    ],
)
def test_a_sentence_that_tells_how_things_stand_leaves_the_aim_before_it(sentence: str, modality: str) -> None:
    assert read(f"Huyện phấn đấu có thêm 2 xã đạt chuẩn nông thôn mới. {sentence}")[-1].modality == modality


def test_the_grade_of_the_set_of_2026() -> None:
    found = read("Có 10% số xã đạt nông thôn mới hiện đại; 12 xã được công nhận đạt chuẩn NTM hiện đại.")
    assert [(one.value, one.grade, one.criteria_set) for one in found] == [
        (10, "hiện đại", None),
        (12, "hiện đại", None),
    ]
    (plain,) = read("Theo quy định hiện hành, 5 xã đạt chuẩn nông thôn mới.")
    assert (plain.grade, plain.as_of) == ("đạt chuẩn", None)


def test_headings_govern_what_stands_under_them() -> None:
    found = read(
        "I. KẾT QUẢ NĂM TRƯỚC\n- Có 20 xã đạt chuẩn nông thôn mới.\n"
        "II. MỤC TIÊU NĂM NAY\n- Có thêm 5 xã nâng cao.\n- Bình quân 17 tiêu chí/xã.\n"
    )
    assert [one.modality for one in found] == ["reported", "target", "target"]


def mention(text: str, surface: str, start: dt.date, end: dt.date, granularity: str) -> DateMention:
    at = text.index(surface)
    return DateMention(at, at + len(surface), surface, start, end, granularity)


def test_dates_and_places_around_a_figure() -> None:
    text = (
        "Xây dựng nông thôn mới. Đến hết năm 2022, tỉnh Hà Nam có 83 xã đạt chuẩn, tăng 3 xã so với năm 2021; "
        "phấn đấu đến năm 2025 toàn tỉnh có 40 xã nâng cao."
    )
    years = {year: (dt.date(year, 1, 1), dt.date(year, 12, 31)) for year in (2021, 2022, 2025)}
    years_in_it = [mention(text, f"năm {year}", *years[year], "year") for year in (2022, 2021, 2025)]
    at = text.index("Hà Nam")
    places = [Place(at, at + 6, "Hà Nam", "province", name="Hà Nam")]
    count, change, goal = criteria.find(Shadow(text), NEWS, years_in_it, places)
    assert (count.period, count.as_of, count.place, count.criteria_set) == ("2022", "2022-12-31", "Hà Nam", "XA-2021")
    assert change.period == "2022"
    assert (goal.period, goal.as_of, goal.place, goal.modality) == ("2025", None, "Hà Nam", "target")


def test_the_subject_of_criteria_is_their_place() -> None:
    found = read("Xã Tân Lập đạt 16/19 tiêu chí; xã Bình Minh đạt 14 tiêu chí; toàn huyện có 6 xã đạt chuẩn.")
    assert [one.place for one in found][:2] == ["xã Tân Lập", "xã Bình Minh"]


def test_long_runs_without_a_stop_are_read_in_bounded_time() -> None:
    table = "nông thôn mới " + "12 xã đạt chuẩn (5%), " * 3_000
    assert len(criteria.find(Shadow(table), NEWS, [], [])) > 5_000
    assert criteria.find(Shadow("nông thôn mới 5 xã " + "(" * 50_000 + ")" * 50_000), NEWS, [], []) == []


def test_the_year_that_runs_is_not_the_future() -> None:
    ran = "Chủ tịch tỉnh công nhận 3 xã đạt chuẩn nông thôn mới năm 2023."
    comes = "Có 30 xã đạt chuẩn nông thôn mới đến năm 2025."

    def modality(text: str) -> str:
        context = Context(dt.date(2023, 11, 25), is_news=True)
        shadow = Shadow(ABOUT + text)
        (one,) = criteria.find(shadow, context, dates.find(shadow, context), [])
        return one.modality

    assert (modality(ran), modality(comes)) == ("recognised", "target")


def test_a_goal_in_brackets_says_nothing_of_what_follows() -> None:
    found = read("Tỷ lệ xã đạt chuẩn nông thôn mới là 75,5% (kế hoạch 74%); tỷ lệ xã nâng cao 25%.")
    assert [(one.value, one.modality) for one in found] == [(75.5, "reported"), (74, "plan"), (25, "reported")]


@pytest.mark.parametrize(("until", "period"), [("đến 2015", None), ("đến hết 2015", "2015")])
def test_no_period_of_another_sentence_beside_a_year_of_its_own(until: str, period: str | None) -> None:
    text = ABOUT + f"Năm 2014, 85 xã đạt 19 tiêu chí. Dự kiến {until} có 90 xã đạt chuẩn."
    first, second = criteria.find(Shadow(text), NEWS, dates.find(Shadow(text), NEWS), [])
    assert (first.period, second.period) == ("2014", period)


def test_the_date_of_a_title_is_its_own() -> None:
    text = ABOUT + "2 xã phấn đấu về đích nông thôn mới năm 2019\n\nTheo báo cáo, có 7 xã đã về đích."
    title, count = criteria.find(Shadow(text), NEWS, dates.find(Shadow(text), NEWS), [])
    assert (title.period, count.period) == ("2019", None)


def test_the_whole_of_a_province_without_a_name_is_no_district() -> None:
    text = "Xây dựng nông thôn mới ở thị xã Hương Thủy. Phấn đấu toàn tỉnh có thêm 2 xã đạt chuẩn."
    at = text.index("Hương Thủy")
    district = Place(at, at + 10, "Hương Thủy", "district", name="Hương Thủy")
    (goal,) = criteria.find(Shadow(text), NEWS, [], [district])
    assert goal.place is None


def test_a_date_of_the_next_clause_is_not_that_of_this_one() -> None:
    text = ABOUT + "Khi bắt đầu, xã chỉ đạt 3/19 tiêu chí; năm 2014, xã đạt 19/19 tiêu chí."
    first, second = criteria.find(Shadow(text), NEWS, dates.find(Shadow(text), NEWS), [])
    assert (first.period, second.period) == (None, "2014")


def test_a_date_right_after_a_figure_is_its_own() -> None:
    text = ABOUT + "Ngày 09/8/2023, tỉnh công nhận 6 xã đạt chuẩn nông thôn mới năm 2022."
    (count,) = criteria.find(Shadow(text), NEWS, dates.find(Shadow(text), NEWS), [])
    assert count.period == "2022"


LISTS = [
    ("Xã An Lạc hiện đạt 16/19 tiêu chí, các tiêu chí chưa đạt gồm số 2, 6 và 17.", [2, 6, 17]),
    ("Xã đạt 16 tiêu chí; còn lại là tiêu chí số 2, số 6 và số 17.", [2, 6, 17]),
    ("Còn 3 tiêu chí chưa đạt: số 2 về giao thông, số 6 và số 17.", [2, 6, 17]),
    ("Xã chưa đạt tiêu chí số 10 (thu nhập), số 11 (nghèo đa chiều) và số 18.", [10, 11, 18]),
    ("Xã đạt 16 tiêu chí, 15 km đường được bê tông hóa và 12 hộ được vay vốn.", []),
    ("Xã đạt 16 tiêu chí, theo văn bản số 5 và số 6 của huyện.", []),
    ("Xã đạt 18/19 tiêu chí; số 7 đường Trần Phú là trụ sở.", []),
]


@pytest.mark.parametrize(("text", "numbers"), LISTS, ids=[case[0][:60] for case in LISTS])
def test_a_list_of_criteria_is_read_to_its_end_and_no_further(text: str, numbers: list[int]) -> None:
    assert [one.criterion_no for one in read(text) if one.kind == REF] == numbers


# What is said of the units, then kind, value, unit, band, grade.
SAID: list[tuple[str, list[tuple[object, ...]]]] = [
    (
        "Nhóm 1 (đạt 19 tiêu chí): 22 xã, chiếm 44%; nhóm 2 (đạt từ 15 đến 18 tiêu chí): 7 xã, chiếm 14%.",
        [
            (BAND, 22, XA, (19, 19), None),
            (SHARE, 44, PCT, (None, None), None),
            (BAND, 7, XA, (15, 18), None),
            (SHARE, 14, PCT, (None, None), None),
        ],
    ),
    ("Mỗi năm có một đến hai xã về đích nông thôn mới.", [(MEET, 1, XA, (None, None), DC)]),
    ("Có 4 xã đạt không quá 12 tiêu chí.", [(BAND, 4, XA, (None, 12), None)]),
    ("Có 4 xã đạt ít nhất 15 tiêu chí.", [(BAND, 4, XA, (15, None), None)]),
    ("Có 9 xã tụt xuống còn 11 - 14 tiêu chí.", [(BAND, 9, XA, (11, 14), None)]),
    ("Toàn huyện có 6 xã lên 17 tiêu chí.", [(BAND, 6, XA, (17, 17), None)]),
    ("Huyện có 5 xã chưa đạt 10 tiêu chí.", [(BAND, 5, XA, (None, 9), None)]),
    ("Có 3 xã chưa đạt 19/19 tiêu chí.", [(NOT, 3, XA, (19, 19), None)]),
    ("Có 7 xã đạt 19/19 tiêu chí nông thôn mới nâng cao.", [(BAND, 7, XA, (19, 19), NC)]),
    ("Về nông thôn mới nâng cao, có 7 xã đạt 19/19 tiêu chí.", [(BAND, 7, XA, (19, 19), NC)]),
    ("Số xã đạt dưới năm tiêu chí cũng chỉ còn 4 xã.", [(BAND, 4, XA, (None, 4), None)]),
    (
        "Số xã đạt 19 tiêu chí: 31; số xã đạt 15 - 18 tiêu chí: 8.",
        [(BAND, 31, XA, (19, 19), None), (BAND, 8, XA, (15, 18), None)],
    ),
    ("Số xã đạt 19 tiêu chí nông thôn mới tăng 11 xã.", [(UNITS_CHANGE, 11, XA, (19, 19), None)]),
    ("Nhóm xã đạt chuẩn nông thôn mới có 23 xã.", [(MEET, 23, XA, (None, None), DC)]),
    (
        "Xã nông thôn mới: 61/74 xã; nông thôn mới nâng cao 17 xã; thôn nông thôn mới kiểu mẫu 94 thôn.",
        [(MEET, 61, XA, (None, None), DC), (MEET, 17, XA, (None, None), NC), (MEET, 94, THON, (None, None), KM)],
    ),
    (
        "NTM nâng cao được giao 5 xã, thực hiện 3 xã, đạt 60%.",
        [(MEET, 5, XA, (None, None), NC), (MEET, 3, XA, (None, None), NC)],
    ),
    (
        "Có 6 xã hoàn thành các thủ tục và được công nhận đạt chuẩn, 2 xã không đạt do vướng tiêu chí thu nhập.",
        [(MEET, 6, XA, (None, None), DC), (NOT, 2, XA, (None, None), DC)],
    ),
    (
        "Năm nay có 12 xã đạt chuẩn nông thôn mới; năm sau thêm 6 xã.",
        [(MEET, 12, XA, (None, None), DC), (MEET, 6, XA, (None, None), DC)],
    ),
    ("Chúng tôi còn vướng hai tiêu chí khó nhất là thu nhập và môi trường.", [(UNMET, 2, TC, (None, None), None)]),
    ("Xã mình được mười hai tiêu chí nông thôn mới rồi.", [(MET, 12, TC, (None, None), None)]),
    ("Lúc đó xã mới có 6 tiêu chí.", [(MET, 6, TC, (None, None), None)]),
    ("Kết quả các tiêu chí huyện nông thôn mới: đã đạt 6/9 tiêu chí.", [(MET, 6, TC, (None, None), None)]),
    (
        "Đông Nam Bộ có 93% số xã đạt chuẩn nông thôn mới; Đồng bằng sông Cửu Long 83,5%.",
        [(SHARE, 93, PCT, (None, None), DC), (SHARE, 83.5, PCT, (None, None), DC)],
    ),
    (
        "Tỷ lệ xã đạt chuẩn nông thôn mới: kế hoạch 72%; ước thực hiện 73,5%.",
        [(SHARE, 72, PCT, (None, None), DC), (SHARE, 73.5, PCT, (None, None), DC)],
    ),
    (
        "Tỷ lệ xã đạt chuẩn nông thôn mới tăng từ 45% lên 62%.",
        [(SHARE, 62, PCT, (None, None), DC), (SHARE, 45, PCT, (None, None), DC)],
    ),
]


@pytest.mark.parametrize(("text", "expected"), SAID, ids=[case[0][:60] for case in SAID])
def test_what_is_said_of_units(text: str, expected: list[tuple[object, ...]]) -> None:
    found = read(text)
    grades = [one.grade if grade is not None else None for one, (*_, grade) in zip(found, expected, strict=True)]
    assert [
        (one.kind, one.value, one.unit, (one.band_min, one.band_max), grade)
        for one, grade in zip(found, grades, strict=True)
    ] == expected


def test_a_range_in_words_has_both_ends() -> None:
    (count,) = read("Huyện có hai đến ba xã đạt chuẩn nông thôn mới mỗi năm.")
    assert (count.value, count.value_max) == (2, 3)


def test_a_fall_of_poverty_is_no_change_of_communes() -> None:
    found = criteria.find(Shadow("Số xã đạt chuẩn tăng thêm 7 xã; tỷ lệ hộ nghèo giảm 2,5%."), Context(None), [], [])
    assert [one.kind for one in found] == [UNITS_CHANGE]


SAID_OF_SOME = [
    ("Mới có 2/9 xã phấn đấu về đích năm nay làm xong hồ sơ. Vẫn còn 13 xã đạt dưới 8 tiêu chí.", 13, "reported"),
    ("Xã Trà Giang đang phấn đấu hoàn thành 3 tiêu chí còn lại.", 3, "reported"),
    ("Có 62% số xã đạt chuẩn so với mục tiêu 50% được giao; 7 huyện đạt chuẩn nông thôn mới.", 50, "target"),
    ("Có 62% số xã đạt chuẩn so với mục tiêu 50% được giao; 7 huyện đạt chuẩn nông thôn mới.", 7, "reported"),
    ("NTM được giao 5 xã, thực hiện 3 xã.", 5, "target"),
    ("NTM được giao 5 xã, thực hiện 3 xã.", 3, "reported"),
    ("Không để xã nào dưới 7 tiêu chí.", 0, "target"),
    ("Có thêm 6 xã trở lên đạt chuẩn nông thôn mới.", 6, "target"),
    ("Tập trung chỉ đạo 4 xã đạt chuẩn nông thôn mới.", 4, "plan"),
]


@pytest.mark.parametrize(("text", "value", "modality"), SAID_OF_SOME, ids=[f"{v}-{t[:40]}" for t, v, _ in SAID_OF_SOME])
def test_what_is_aimed_at_is_told_from_what_is(text: str, value: float, modality: str) -> None:
    assert [one.modality for one in read(text) if one.value == value] == [modality]
