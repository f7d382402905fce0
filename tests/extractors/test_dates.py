"""Dates: every form, its span, its two ends, and what is no date."""

from __future__ import annotations

import datetime as dt

import pytest

from extractors import dates
from extractors import read as read_all
from extractors.context import Context
from extractors.shadow import Shadow, canonical


def read(text: str, date: dt.date | None = None) -> list[tuple[str, str | None, str | None, str]]:
    found = dates.find(Shadow(canonical(text)), Context(date=date))
    return [
        (
            item.surface,
            item.start_date.isoformat() if item.start_date else item.partial,
            item.end_date.isoformat() if item.end_date else None,
            item.granularity,
        )
        for item in found
    ]


DAY = [
    ("họp ngày 15/12/2023 tại trụ sở", "15/12/2023", "2023-12-15"),
    ("ký ngày 8.3.2022", "8.3.2022", "2022-03-08"),
    ("hôm 2-6-2022 vừa qua", "2-6-2022", "2022-06-02"),
    ("ngày 06 / 7 /2005", "06 / 7 /2005", "2005-07-06"),
    ("Hà Nội, ngày 05 tháng 3 năm 2020", "ngày 05 tháng 3 năm 2020", "2020-03-05"),
    ("ngày 26\ntháng 11 năm 2025", "ngày 26\ntháng 11 năm 2025", "2025-11-26"),
    ("NGÀY 31 THÁNG 10 NĂM 2006", "NGÀY 31 THÁNG 10 NĂM 2006", "2006-10-31"),
    ("ngay 25/3/2022 (mất dấu)", "25/3/2022", "2022-03-25"),
    ("ngày 24 tháng11 năm 2025", "ngày 24 tháng11 năm 2025", "2025-11-24"),
    ("ngày 12/5 năm 2021", "12/5 năm 2021", "2021-05-12"),
]


@pytest.mark.parametrize(("text", "surface", "day"), DAY, ids=[case[1] for case in DAY])
def test_days(text: str, surface: str, day: str) -> None:
    assert read(text) == [(surface, day, day, "day")]


SPANS = [
    ("từ ngày 30/11-01/12/2023", "30/11-01/12/2023", "2023-11-30", "2023-12-01", "range"),
    ("từ ngày 23-24/6/2023", "23-24/6/2023", "2023-06-23", "2023-06-24", "range"),
    ("trong các ngày 26, 27, 28, 29/6/2024", "26, 27, 28, 29/6/2024", "2024-06-26", "2024-06-29", "range"),
    ("tại Vinh, 08 và 09/4/2024", "08 và 09/4/2024", "2024-04-08", "2024-04-09", "range"),
    ("từ 17/7 đến hết 26/7/2024", "17/7 đến hết 26/7/2024", "2024-07-17", "2024-07-26", "range"),
    ("30/12/2023 đến ngày 02/01/2024", "30/12/2023 đến ngày 02/01/2024", "2023-12-30", "2024-01-02", "range"),
    ("28/12-02/01/2024", "28/12-02/01/2024", "2023-12-28", "2024-01-02", "range"),
    (
        "từ 18h00 ngày 22/11/2025 đến 03h00 sáng Chủ Nhật ngày 23/11/2025",
        "22/11/2025 đến 03h00 sáng Chủ Nhật ngày 23/11/2025",
        "2025-11-22",
        "2025-11-23",
        "range",
    ),
    (
        "ngày 15 đến ngày 31 tháng 12 năm 2025",
        "ngày 15 đến ngày 31 tháng 12 năm 2025",
        "2025-12-15",
        "2025-12-31",
        "range",
    ),
    ("tháng 6/2023", "tháng 6/2023", "2023-06-01", "2023-06-30", "month"),
    ("hết tháng 2-2024", "tháng 2-2024", "2024-02-01", "2024-02-29", "month"),
    ("tháng 6/2.025", "tháng 6/2.025", "2025-06-01", "2025-06-30", "month"),
    ("từ tháng 3 đến tháng 5/2023", "tháng 3 đến tháng 5/2023", "2023-03-01", "2023-05-31", "range"),
    ("quý II/2023", "quý II/2023", "2023-04-01", "2023-06-30", "quarter"),
    ("Quý 4 năm 2021", "Quý 4 năm 2021", "2021-10-01", "2021-12-31", "quarter"),
    ("đến hết năm 2022", "năm 2022", "2022-01-01", "2022-12-31", "year"),
    ("6 tháng đầu năm 2018", "6 tháng đầu năm 2018", "2018-01-01", "2018-06-30", "range"),
    ("9 tháng đầu năm 2018", "9 tháng đầu năm 2018", "2018-01-01", "2018-09-30", "range"),
    ("giai đoạn 2021 – 2025", "giai đoạn 2021 – 2025", "2021-01-01", "2025-12-31", "range"),
    ("giai đoạn 20212023", "giai đoạn 20212023", "2021-01-01", "2023-12-31", "range"),
    ("nhiệm kỳ 2021-2026", "nhiệm kỳ 2021-2026", "2021-01-01", "2026-12-31", "range"),
    ("năm học 2023 - 2024", "năm học 2023 - 2024", "2023-09-01", "2024-08-31", "range"),
    ("từ năm 2011 đến 2015", "năm 2011 đến 2015", "2011-01-01", "2015-12-31", "range"),
    ("kế hoạch 5 năm\n2020-2024", "2020-2024", "2020-01-01", "2024-12-31", "range"),
]


@pytest.mark.parametrize(("text", "surface", "start", "end", "granularity"), SPANS, ids=[case[1] for case in SPANS])
def test_ranges_and_periods(text: str, surface: str, start: str, end: str, granularity: str) -> None:
    assert read(text) == [(surface, start, end, granularity)]


NOT_DATES = [
    "đạt 14/19 tiêu chí",
    "thương binh hạng 1/4",
    "đóng từ 4-5 triệu đồng",
    "Nghị định số 51/2025/QĐ-TTg",
    "số điện thoại 0912.345.678",
    "tỷ lệ 1/500",
    "QCVN 06:2022/BXD",
    "vị trí 12.5.3",
]


@pytest.mark.parametrize("text", NOT_DATES)
def test_no_date(text: str) -> None:
    assert read(text) == []


def test_two_plans_are_not_one_range() -> None:
    assert [item[0] for item in read("nhiệm vụ năm 2019 đến năm 2020")] == ["năm 2019", "năm 2020"]


def test_day_without_year_takes_the_year_of_the_document() -> None:
    assert read("Chiều 15/7, đoàn kiểm tra", dt.date(2024, 7, 18)) == [("15/7", "2024-07-15", "2024-07-15", "day")]
    assert read("Sáng 30/12, đoàn kiểm tra", dt.date(2024, 1, 5))[0][1] == "2023-12-30"


def test_day_without_year_stays_partial_when_nothing_decides() -> None:
    assert read("Chiều 15/7, đoàn kiểm tra") == [("15/7", "--07-15", None, "day")]


def test_day_without_year_takes_the_year_that_the_text_speaks_of() -> None:
    found = read("Ngày 17-8, hội nghị nghe báo cáo. Đến hết tháng 7-2019 đã có thêm 12 xã.")
    assert found[0] == ("17-8", "2019-08-17", "2019-08-17", "day")


def test_a_target_year_is_no_evidence() -> None:
    assert read("Ngày 17-8, hội nghị nêu mục tiêu đến năm 2030.")[0][1] == "--08-17"


def test_an_impossible_date_gets_no_value() -> None:
    (found,) = dates.find(Shadow("ngày 31/02/2023"), Context())
    assert (found.start_date, found.partial, found.confidence < 0.5) == (None, "2023-02-31", True)


def test_roles() -> None:
    text = (
        "Báo cáo gửi trước ngày 20/11/2020. Quyết định có hiệu lực thi hành kể từ ngày 01/01/2021. "
        "Tính đến hết tháng 6/2020 đã có 12 xã."
    )
    assert [item.role for item in dates.find(Shadow(text), Context())] == ["deadline", "effect", "as_of"]


def test_the_date_of_a_citation_is_no_event_of_the_document() -> None:
    found = read_all("Sáng 12/5/2022, tỉnh họp bàn Quyết định số 263/QĐ-TTg ngày 22/02/2022.")
    assert [date.role for date in found.dates] == ["event", "citation"]
