"""Amounts: number, unit, range, what is measured, changes, voice, time and place; and what is no amount."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import sys
from typing import Any

import pytest

from extractors import dates, places, quantities
from extractors.context import Context
from extractors.shadow import Shadow, canonical
from schemas import facts
from schemas.records import Quantity

NEWS = Context(is_news=True)


def read(text: str, context: Context = NEWS, taken: tuple[tuple[int, int], ...] = ()) -> list[Quantity]:
    shadow = Shadow(canonical(text))
    found = dates.find(shadow, context)
    return quantities.find(shadow, context, found, places.find(shadow, context), taken)


# Text, and for each amount: surface, kind, value, upper end, unit.
AMOUNTS: list[tuple[str, list[tuple[str, str, float | None, float | None, str]]]] = [
    # money
    ("Xã chi 850 triệu đồng làm cầu.", [("850 triệu đồng", "money", 850, None, "triệu đồng")]),
    ("Huyện được cấp 3,75 tỉ đồng", [("3,75 tỉ đồng", "money", 3.75, None, "tỷ đồng")]),
    (
        "thu nhập 48,2 triệu đồng/người/năm",
        [("48,2 triệu đồng/người/năm", "money", 48.2, None, "triệu đồng/người/năm")],
    ),
    ("mỗi hộ góp 250.000 đồng/năm", [("250.000 đồng/năm", "money", 250000, None, "đồng/năm")]),
    ("xuất khẩu được 3.845 USD", [("3.845 USD", "money", 3845, None, "USD")]),
    ("gói vay 12 ngàn tỷ đồng", [("12 ngàn tỷ đồng", "money", 12, None, "nghìn tỷ đồng")]),
    ("gói vay 12 nghìn tỉ đồng", [("12 nghìn tỉ đồng", "money", 12, None, "nghìn tỷ đồng")]),
    ("giá 35.000đ/kg", [("35.000đ/kg", "money", 35000, None, "đồng/kg")]),
    ("nộp 1.200.000 VNĐ", [("1.200.000 VNĐ", "money", 1200000, None, "đồng")]),
    ("số dư 20 500 000 đ", [("20 500 000 đ", "money", 20500000, None, "đồng")]),
    ("nộp 100,000 đồng", [("100,000 đồng", "money", 100000, None, "đồng")]),
    ("vốn 5,000,000 VND", [("5,000,000 VND", "money", 5000000, None, "đồng")]),
    ("đầu tư 7 triệu đô la Mỹ", [("7 triệu đô la Mỹ", "money", 7, None, "triệu USD")]),
    ("vay 2,4 triệu EUR", [("2,4 triệu EUR", "money", 2.4, None, "triệu EUR")]),
    ("thưởng 1 tỷ 250 triệu đồng", [("1 tỷ 250 triệu đồng", "money", 1.25, None, "tỷ đồng")]),
    ("thưởng 2 triệu 500 nghìn đồng", [("2 triệu 500 nghìn đồng", "money", 2.5, None, "triệu đồng")]),
    ("lương 7,5 triệu/tháng", [("7,5 triệu/tháng", "money", 7.5, None, "triệu đồng/tháng")]),
    ("cây cầu trị giá 14 tỷ, dài", [("14 tỷ", "money", 14, None, "tỷ đồng")]),
    (
        "phí 40.000 đồng/Giấy phép/lần thẩm định",
        [("40.000 đồng/Giấy phép/lần thẩm định", "money", 40000, None, "đồng/giấy phép/lần thẩm định")],
    ),
    ("thu 6 triệu đồng mỗi năm", [("6 triệu đồng mỗi năm", "money", 6, None, "triệu đồng/năm")]),
    ("kinh phí 90\ntriệu đồng", [("90\ntriệu đồng", "money", 90, None, "triệu đồng")]),
    ("tổng thu 640 Tỷ đồng", [("640 Tỷ đồng", "money", 640, None, "tỷ đồng")]),
    ("TỔNG VỐN 72 TỶ ĐỒNG", [("72 TỶ ĐỒNG", "money", 72, None, "tỷ đồng")]),
    ("nộp 1.000.000 đồng bằng tiền mặt", [("1.000.000 đồng", "money", 1000000, None, "đồng")]),
    ("hàng giả 30.000.000 đồng tính theo giá bán", [("30.000.000 đồng", "money", 3e7, None, "đồng")]),
    ("giá mủ là 8 triệu /tấn", [("8 triệu /tấn", "money", 8, None, "triệu đồng/tấn")]),
    ("lệ phí 10\nUSD/bản", [("10\nUSD/bản", "money", 10, None, "USD/bản")]),
    ("tăng vốn lên 20 tỷ (lần hai)", [("20 tỷ", "money", 20, None, "tỷ đồng")]),
    # shares
    ("Quảng Trị (80, 68%)", [("80, 68%", "share", 80.68, None, "%")]),
    ("đạt 96,3%", [("96,3%", "share", 96.3, None, "%")]),
    ("chiếm 2,08 % dân số", [("2,08 %", "share", 2.08, None, "%")]),
    ("đạt 88.5%", [("88.5%", "share", 88.5, None, "%")]),
    ("lãi suất 6,6%/năm", [("6,6%/năm", "share", 6.6, None, "%/năm")]),
    ("tỷ suất sinh 14,2‰", [("14,2‰", "share", 14.2, None, "‰")]),
    ("tăng 1,5 điểm phần trăm", [("1,5 điểm phần trăm", "share", 1.5, None, "điểm %")]),
    ("tăng trưởng đạt -2,4% năm 2020", [("-2,4%", "share", -2.4, None, "%")]),
    ("lợi nhuận (-7%)", [("-7%", "share", -7, None, "%")]),
    ("- 15% số phiếu", [("15%", "share", 15, None, "%")]),
    ("thành phần gồm 94.375% bạc", [("94.375%", "share", 94.375, None, "%")]),
    # people and households
    ("thôn có 1.482 nhân khẩu", [("1.482 nhân khẩu", "people", 1482, None, "nhân khẩu")]),
    ("còn 96 hộ nghèo", [("96 hộ nghèo", "households", 96, None, "hộ")]),
    ("cả nước có 9 triệu hộ nông dân", [("9 triệu hộ nông dân", "households", 9, None, "triệu hộ")]),
    ("đào tạo cho 2.350 lao động", [("2.350 lao động", "people", 2350, None, "lao động")]),
    ("tặng quà 60 học sinh", [("60 học sinh", "people", 60, None, "học sinh")]),
    ("dự họp có 75/80 đại biểu", [("75/80 đại biểu", "people", 75, None, "đại biểu")]),
    ("kết nạp 12 đồng chí", [("12 đồng chí", "people", 12, None, "đồng chí")]),
    ("đón 1,2 triệu lượt khách", [("1,2 triệu lượt khách", "count", 1.2, None, "triệu lượt")]),
    ("Có27 hộ dân", [("27 hộ dân", "households", 27, None, "hộ")]),
    ("1,250 hộ dân", [("1,250 hộ dân", "households", 1250, None, "hộ")]),
    ("gồm 05 người trở lên", [("05 người", "people", 5, None, "người")]),
    ("mật độ 312 người/km2", [("312 người/km2", "people", 312, None, "người/km2")]),
    # areas, lengths, weights, volumes
    ("hiến 180 m2 đất", [("180 m2", "area", 180, None, "m²")]),
    ("bình quân 0,25 ha/hộ", [("0,25 ha/hộ", "area", 0.25, None, "ha/hộ")]),
    ("thửa đất 8.412,6 m 2 của ông", [("8.412,6 m 2", "area", 8412.6, None, "m²")]),
    ("thửa 45m² và 60 mét vuông", [("45m²", "area", 45, None, "m²"), ("60 mét vuông", "area", 60, None, "m²")]),
    ("rộng 3.318 km²", [("3.318 km²", "area", 3318, None, "km²")]),
    ("thuê 4 sào ruộng", [("4 sào", "area", 4, None, "sào")]),
    ("đường dài 12,5 km", [("12,5 km", "length", 12.5, None, "km")]),
    ("rộng 3,5m, sâu 80cm", [("3,5m", "length", 3.5, None, "m"), ("80cm", "length", 80, None, "cm")]),
    ("đường dây 2x31 km", [("31 km", "length", 31, None, "km")]),
    ("cảng đón tàu 30.000 DWT", [("30.000 DWT", "weight", 30000, None, "DWT")]),
    ("thu 5,2 tấn/ha", [("5,2 tấn/ha", "weight", 5.2, None, "tấn/ha")]),
    ("nộp 4 kg thóc mỗi sào", [("4 kg", "weight", 4, None, "kg")]),
    ("năng suất 62 tạ/ha", [("62 tạ/ha", "weight", 62, None, "tạ/ha")]),
    ("hồ chứa 1,5 triệu m3 nước", [("1,5 triệu m3", "volume", 1.5, None, "triệu m³")]),
    ("bể chứa 500 lít", [("500 lít", "volume", 500, None, "lít")]),
    # ranges
    ("đóng từ 3-4 triệu đồng", [("3-4 triệu đồng", "money", 3, 4, "triệu đồng")]),
    ("từ 8 triệu đến 10 triệu đồng", [("8 triệu đến 10 triệu đồng", "money", 8, 10, "triệu đồng")]),
    ("từ 500 nghìn đồng đến 2 triệu đồng", [("500 nghìn đồng đến 2 triệu đồng", "money", 0.5, 2, "triệu đồng")]),
    ("trả 60 – 80 000 đồng", [("60 – 80 000 đồng", "money", 60000, 80000, "đồng")]),
    ("khoảng 35-36% dân số", [("35-36%", "share", 35, 36, "%")]),
    ("từ 2,5% đến 4%", [("2,5% đến 4%", "share", 2.5, 4, "%")]),
    ("từ 10 đến dưới 20 tỷ đồng", [("10 đến dưới 20 tỷ đồng", "money", 10, 20, "tỷ đồng")]),
    (
        "từ 50.000.000 đồng đến dưới 200.000.000 đồng",
        [("50.000.000 đồng đến dưới 200.000.000 đồng", "money", 5e7, 2e8, "đồng")],
    ),
    ("thưởng 1,2 - 1,5 tỷ", [("1,2 - 1,5 tỷ", "money", 1.2, 1.5, "tỷ đồng")]),
    ("cần 20 đến 25 lao động", [("20 đến 25 lao động", "people", 20, 25, "lao động")]),
    (
        "từ 300 mét vuông (m2) đến dưới 500 mét vuông (m2)",
        [("300 mét vuông (m2) đến dưới 500 mét vuông", "area", 300, 500, "m²")],
    ),
    ("trồng 450 - 500.000 ha", [("450 - 500.000 ha", "area", 450000, 500000, "ha")]),
    ("từ 50 - 1.000 người", [("50 - 1.000 người", "people", 50, 1000, "người")]),
    # number words
    ("ủng hộ hai mươi triệu đồng", [("hai mươi triệu đồng", "money", 20, None, "triệu đồng")]),
    ("được thưởng một tỷ đồng", [("một tỷ đồng", "money", 1, None, "tỷ đồng")]),
    ("Hai hộ nghèo được tặng nhà", [("Hai hộ nghèo", "households", 2, None, "hộ")]),
    ("giảm ba mươi lăm phần trăm", [("ba mươi lăm phần trăm", "share", 35, None, "%")]),
    ("vay hai tỷ rưỡi đồng", [("hai tỷ rưỡi đồng", "money", 2.5, None, "tỷ đồng")]),
    ("(bằng chữ: một trăm linh năm nghìn đồng)", [("một trăm linh năm nghìn đồng", "money", 105000, None, "đồng")]),
    ("mỗi năm hai triệu đồng", [("hai triệu đồng", "money", 2, None, "triệu đồng")]),
    ("một tỷ hai trăm triệu đồng", [("một tỷ hai trăm triệu đồng", "money", 1.2, None, "tỷ đồng")]),
    ("tặng mười hai học sinh", [("mười hai học sinh", "people", 12, None, "học sinh")]),
    # what contradicts itself is kept as printed
    ("đạt 31,2% triệu đồng/người/năm", [("31,2% triệu đồng/người/năm", "money", 31.2, None, "% triệu đồng/người/năm")]),
    ("kinh phí 1.25.300 đồng", [("1.25.300 đồng", "money", None, None, "đồng")]),
]


@pytest.mark.parametrize(("text", "expected"), AMOUNTS, ids=[case[0] for case in AMOUNTS])
def test_amounts(text: str, expected: list[tuple[Any, ...]]) -> None:
    found = [(item.surface, item.kind, item.value, item.value_max, item.unit) for item in read(text)]
    assert found == expected


NOTHING = [
    "đạt 14/19 tiêu chí, có 12 xã",
    "3. Người nộp thuế kê khai",
    "khoản 2 người lao động được nghỉ",
    "Điều 12 hộ kinh doanh",
    "tổ 5 hộ ông Bình",
    "lớp 5 học sinh tựu trường",
    "một người dân cho biết",
    "hàng trăm hộ dân, hàng chục tỷ đồng",
    "vài chục triệu đồng",
    "53 dân tộc anh em",
    "cấp 3 hộ chiếu",
    "vận tốc 60 km/h",
    "2 đồng phạm khác",
    "năm 2025 người dân",
    "ngày 15/12/2023 đồng chí Bí thư",
    "mục 12.5.3 m",
    "COVID-19 người bệnh",
    "mạng 5G phủ sóng",
    "xem 3M và 4 M",
    "QĐ-15/2016 người",
    "Đơn vị tính: 1.000 đồng",
    "Thành tiền (1.000đ)",
    "tags/news?tag=78%25%2Bxã",
    "điểm d, đ khoản 1",
    "Bảng 4 lao động theo ngành",
    "số 5 đường Láng",
    "đạt 3 tỷ lệ đề ra",
    "12\n\nhộ gia đình",
    "Tháng tư vấn cho thanh niên",
    "thứ ba người dân nghỉ",
    "trồng 3 triệu cây xanh",
    "39 Đồng Tháp, 40 Tiền Giang",
    "làm 3 ca, 4 kíp",
    "triển khai dự án",
    "mẫu 000 đ",
    "dân số 4 dân số",
]


@pytest.mark.parametrize("text", NOTHING)
def test_no_amount(text: str) -> None:
    assert read(text) == []


# Text, surface of one amount in it, and some of its fields.
FIELDS: list[tuple[str, str, dict[str, Any]]] = [
    # qualifiers
    ("Có ít nhất 70% hộ tham gia", "70%", {"qualifier": ">="}),
    ("không dưới 30 triệu đồng", "30 triệu đồng", {"qualifier": ">="}),
    ("hỗ trợ trên 2 tỷ đồng", "2 tỷ đồng", {"qualifier": ">"}),
    ("hơn 5.000 hộ dân", "5.000 hộ dân", {"qualifier": ">"}),
    ("khoảng 15 ha", "15 ha", {"qualifier": "~"}),
    ("gần 300 hộ", "300 hộ", {"qualifier": "<"}),
    ("dưới 3%", "3%", {"qualifier": "<"}),
    ("không quá 5 triệu đồng", "5 triệu đồng", {"qualifier": "<="}),
    ("tối đa 50% chi phí", "50%", {"qualifier": "<="}),
    ("từ 70% sản lượng trở lên", "70%", {"qualifier": ">="}),
    ("từ 300 mét vuông (m2) trở lên", "300 mét vuông", {"qualifier": ">="}),
    ("xuất khẩu trên dưới 500 tấn", "500 tấn", {"qualifier": "~"}),
    ("từ 10 người trở xuống", "10 người", {"qualifier": "<="}),
    ("phạt tiền đến 40.000.000 đồng", "40.000.000 đồng", {"qualifier": "<="}),
    ("tăng lên đến 40 tỷ đồng", "40 tỷ đồng", {"qualifier": None, "change": None}),
    ("Thu nhập vượt 50 triệu đồng/người", "50 triệu đồng/người", {"qualifier": ">", "change": None}),
    ("từ 5 tấn đến dưới 10 tấn", "5 tấn đến dưới 10 tấn", {"qualifier": "<", "value": 5.0, "value_max": 10.0}),
    # changes and their baselines
    (
        "Tổng thu ngân sách tăng 12,4% so với cùng kỳ năm trước.",
        "12,4%",
        {"change": "increase", "unit": "%", "baseline": "so với cùng kỳ năm trước", "measure": "tổng thu ngân sách"},
    ),
    (
        "Tỷ lệ hộ nghèo giảm còn 2,3%, giảm 1,1% so với năm 2021",
        "1,1%",
        {"change": "decrease", "unit": "điểm %", "baseline": "so với năm 2021", "measure": "tỷ lệ hộ nghèo"},
    ),
    ("Tỷ lệ hộ nghèo giảm còn 2,3%", "2,3%", {"change": None, "unit": "%", "measure": "tỷ lệ hộ nghèo"}),
    (
        "Thu nhập bình quân đạt 45 triệu đồng/người/năm, vượt 5,5 triệu đồng",
        "5,5 triệu đồng",
        {"change": "increase", "measure": "thu nhập bình quân"},
    ),
    ("So với năm 2019, sản lượng tăng 320 tấn", "320 tấn", {"change": "increase", "baseline": "so với năm 2019"}),
    ("lãi suất giảm từ 9,0%/năm xuống 7,8%/năm", "9,0%/năm", {"change": None, "baseline": None}),
    ("lãi suất giảm từ 9,0%/năm xuống 7,8%/năm", "7,8%/năm", {"change": None, "baseline": "từ 9,0%/năm"}),
    ("giảm tỷ lệ hộ nghèo 1,5%/năm", "1,5%/năm", {"change": "decrease", "unit": "điểm %/năm"}),
    ("số hộ nghèo giảm 45 hộ so cuối năm 2020", "45 hộ", {"change": "decrease", "baseline": "so cuối năm 2020"}),
    ("giá cao hơn 2.000 đồng so với vụ trước", "2.000 đồng", {"change": "increase", "baseline": "so với vụ trước"}),
    ("doanh thu tăng từ 8-10% so với năm 2018", "8-10%", {"change": "increase", "value": 8.0, "value_max": 10.0}),
    ("Giải ngân được 90 tỷ đồng, đạt 42% kế hoạch giao", "42%", {"change": None, "baseline": "kế hoạch giao"}),
    ("Giải ngân được 90 tỷ đồng, đạt 42% kế hoạch giao", "42%", {"measure": "giải ngân"}),
    ("thu ngân sách bằng 108% so với dự toán", "108%", {"change": None, "baseline": "so với dự toán"}),
    ("tốc độ tăng trưởng 7,2%/năm", "7,2%/năm", {"change": "increase", "measure": "tốc độ tăng trưởng"}),
    ("tăng thêm 3 tỷ đồng", "3 tỷ đồng", {"change": "increase"}),
    # what is measured
    ("Thu nhập bình quân đầu người năm 2022 đạt 51 USD", "51 USD", {"measure": "thu nhập bình quân đầu người"}),
    ("Tỉ lệ hộ nghèo trong vùng khoảng 1,9%", "1,9%", {"measure": "tỉ lệ hộ nghèo"}),
    ("tổng kinh phí thực hiện là 12 tỷ đồng", "12 tỷ đồng", {"measure": "tổng kinh phí thực hiện"}),
    ("số nợ đọng của tỉnh là 60 tỷ đồng", "60 tỷ đồng", {"measure": "số nợ đọng"}),
    ("Vốn điều lệ: 9.000.000.000 đồng", "9.000.000.000 đồng", {"measure": "vốn điều lệ"}),
    ("xã có 31 hộ nghèo (2,6%)", "31 hộ nghèo", {"measure": "hộ nghèo"}),
    ("xã có 31 hộ nghèo (2,6%)", "2,6%", {"measure": "hộ nghèo"}),
    ("Chỉ số sản xuất (IIP) 4 tháng tăng 9%", "9%", {"measure": "chỉ số sản xuất"}),
    ("tổng số 640 nhân khẩu", "640 nhân khẩu", {"measure": "tổng số nhân khẩu"}),
    ("chiếm gần 60% dân số, 41% lao động", "41%", {"measure": "lao động"}),
    ("nợ của An Phú là 5 tỷ đồng, Bình Hòa 3 tỷ đồng", "3 tỷ đồng", {"measure": "nợ"}),
    ("Diện tích gieo trồng đạt 640 ha", "640 ha", {"measure": "diện tích gieo trồng"}),
    ("Lãi suất cho vay, lãi suất huy động, điều chỉnh còn 6%/năm", "6%/năm", {"measure": "lãi suất huy động"}),
    ("Tỷ lệ theo bảng đánh giá mới đạt 40%", "40%", {"measure": "tỷ lệ"}),
    ("Bệnh viện có 20 bác sĩ", "20 bác sĩ", {"measure": None}),
    ("Rừng chiếm 45% diện tích", "45%", {"measure": "rừng"}),
    ("Lệ phí:\n- Cấp mới: 30.000 đồng;\n- Cấp lại: 15.000 đồng", "15.000 đồng", {"measure": "cấp lại"}),
    # base units
    ("chi 601 tỷ đồng", "601 tỷ đồng", {"base_value": 601e9}),
    ("rộng 0,3 ha", "0,3 ha", {"base_value": 3000.0}),
    ("dài 12,5 km", "12,5 km", {"base_value": 12500.0}),
    ("4 sào ruộng", "4 sào", {"base_value": None}),
    ("12 triệu hộ", "12 triệu hộ", {"base_value": 12e6}),
    ("đạt 31,2% triệu đồng/người/năm", "31,2% triệu đồng/người/năm", {"base_value": None, "confidence": 0.4}),
    ("đầu tư 300 tỷ euro, sau tăng lên 400 tỷ", "400 tỷ", {"unit": "tỷ EUR", "base_value": 400e9}),
    # the voice
    ("Phấn đấu thu nhập đạt 60 triệu đồng/người/năm", "60 triệu đồng/người/năm", {"modality": "target"}),
    ("Dự kiến kinh phí 40 tỷ đồng", "40 tỷ đồng", {"modality": "plan"}),
    ("GRDP ước đạt 5.200 USD", "5.200 USD", {"modality": "estimate"}),
    ("Đến nay đã huy động 70 tỷ đồng", "70 tỷ đồng", {"modality": "reported"}),
    ("Mức phạt tiền 500.000 đồng", "500.000 đồng", {"modality": "condition"}),
    ("Thiệt hại 100.000.000 đồng trở lên", "100.000.000 đồng", {"modality": "condition"}),
    ("Mục tiêu cụ thể:\n- Tỷ lệ hộ nghèo dưới 1%;\n- Thu nhập 65 triệu đồng", "65 triệu đồng", {"modality": "target"}),
    ("Khi ông Tám hiến 90 m2 đất", "90 m2", {"modality": "reported"}),
    ("thực hiện Chương trình mục tiêu quốc gia, dân góp 5 tỷ đồng", "5 tỷ đồng", {"modality": "reported"}),
    # of when, of where
    ("Năm 2023, thu nhập đạt 48 triệu đồng", "48 triệu đồng", {"period": "2023"}),
    ("Tính đến hết tháng 6/2022, dư nợ là 80 tỷ đồng", "80 tỷ đồng", {"as_of": "2022-06-30", "period": "2022-06"}),
    ("Đến đầu năm 2016 số nợ là 80 tỷ đồng", "80 tỷ đồng", {"as_of": "2016-01-01"}),
    ("giai đoạn 2021-2025 bố trí 300 tỷ đồng", "300 tỷ đồng", {"period": "2021/2025"}),
    ("thu nhập đạt 48 triệu đồng, tăng 3 triệu đồng so với năm 2019", "48 triệu đồng", {"period": None}),
    ("Tỉnh Hà Tĩnh còn nợ 120 tỷ đồng", "120 tỷ đồng", {"place": "Hà Tĩnh"}),
    ("Thanh Hóa nợ 90 tỷ đồng, Nghệ An 70 tỷ đồng", "70 tỷ đồng", {"place": "Nghệ An"}),
    ("Hà Tĩnh đã hoàn thành. Riêng nợ của cả nước còn 900 tỷ đồng", "900 tỷ đồng", {"place": "cả nước"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "surface", "fields"), FIELDS, ids=[f"{case[0]} | {case[1]} | {','.join(case[2])}" for case in FIELDS]
)
def test_fields(text: str, surface: str, fields: dict[str, Any]) -> None:
    (item,) = [item for item in read(text) if item.surface == surface]
    assert {name: getattr(item, name) for name in fields} == fields


def test_rule_text_sets_conditions_where_news_reports() -> None:
    text = "Khi hộ có thu nhập 2 triệu đồng"
    assert read(text)[0].modality == "reported"
    assert read(text, Context(number="15/2022/NĐ-CP"))[0].modality == "condition"


def test_a_later_date_than_the_documents_own_makes_a_target() -> None:
    (item,) = read("Năm 2030 thu nhập là 90 triệu đồng", Context(date=dt.date(2022, 3, 1)))
    assert (item.modality, item.period) == ("target", "2030")


def test_now_is_the_day_of_the_document() -> None:
    (item,) = read("Hiện nay, xã còn 14 hộ nghèo", Context(date=dt.date(2022, 3, 1)))
    assert (item.as_of, item.period) == ("2022-03-01", "2022-03-01")
    (item,) = read("Xã thực hiện hỗ trợ 14 hộ nghèo", Context(date=dt.date(2022, 3, 1)))
    assert item.as_of is None


def test_taken_spans_are_left_out() -> None:
    text = "5.100/8.200 xã (62,2%) đạt chuẩn; hộ nghèo còn 3%"
    start = text.index("62,2")
    assert [item.surface for item in read(text)] == ["62,2%", "3%"]
    assert [item.surface for item in read(text, taken=((0, 14), (start, start + 5)))] == ["3%"]


def test_offsets_are_those_of_the_shadow() -> None:
    text = "thu nhập **57,8** triệu\u00a0đồng/người"
    shadow = Shadow(canonical(text))
    (item,) = quantities.find(shadow, NEWS, [], [])
    assert shadow.plain[item.start : item.end] == "57,8 triệu đồng/người"
    assert item.surface == "57,8** triệu\u00a0đồng/người"


def test_columns_of_a_table_are_not_one_number() -> None:
    assert [item.value for item in read("Bản Lầu\t12\t345 hộ")] == [345.0]
    assert [item.value for item in read("Bản Lầu có 12 345 hộ")] == [12345.0]


def test_amounts_do_not_overlap_and_noise_around_changes_nothing() -> None:
    picked = random.Random(7).sample(AMOUNTS, 40)
    for text, expected in picked:
        noisy = f"Kính gửi: Các cơ quan.\n\n{text}.\n\nNơi nhận: Như trên."
        found = read(noisy)
        assert [item.surface for item in found] == [item[0] for item in expected], text
        assert all(first.end <= second.start for first, second in itertools.pairwise(found))


def test_text_of_other_sentences_does_not_leak() -> None:
    text = "Thu nhập đạt 40 triệu đồng. Đã làm 5 km đường."
    assert [item.measure for item in read(text)] == ["thu nhập", None]


# Each repeats what a pattern or a loop would have to go over again and again.
WORST = ["1 000 ", "1.1,", "a ", "từ 5% ", "/người", "( ", "so với ", "năm 2020 ", "tỷ ", "  ", "trở ", "mươi "]


@pytest.mark.parametrize("worst", WORST)
def test_work_grows_with_length_and_no_faster(worst: str) -> None:
    """Counts the calls that reading a text makes, at two sizes."""

    def work(size: int) -> int:
        text = worst * size + "5 triệu đồng so với năm 2019; 7% kế hoạch\n" + (worst * 20 + "3 hộ\n") * (size // 20)
        calls = 0

        def count(*_: object) -> None:
            nonlocal calls
            calls += 1

        shadow = Shadow(text)
        sys.setprofile(count)
        try:
            quantities.find(shadow, NEWS, [], [])
        finally:
            sys.setprofile(None)
        return calls

    work(40)
    small, large = work(400), work(1600)
    assert large <= 6 * small


def test_units_are_whole() -> None:
    for row in facts.measures():
        assert row.spellings, row
        assert row.kind == "scale" or row.unit or row.base or row.kind == "count", row
        assert all(spelling == spelling.lower() for spelling in row.spellings), row
    spelled = [spelling for row in facts.measures() for spelling in row.spellings]
    assert len(spelled) == len(set(spelled))
