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
    ("tối qua 4 tháng 11 năm 2019, bão vào bờ", "4 tháng 11 năm 2019", "2019-11-04"),
    ("sáng mùng 6 tháng 3 năm 2022", "mùng 6 tháng 3 năm 2022", "2022-03-06"),
    ("Thứ Tư, 7 tháng 12, 2016", "7 tháng 12, 2016", "2016-12-07"),
    ("ngày 21 tháng Sáu năm 2023", "ngày 21 tháng Sáu năm 2023", "2023-06-21"),
    ("07:12 - 19/10/2015", "19/10/2015", "2015-10-19"),
    ("lúc 9h05 - 17/03/2020", "17/03/2020", "2020-03-17"),
    ("cập nhật 2023-09-08 07:15", "2023-09-08", "2023-09-08"),
    ("Quyết định ngày 15/12/98 của Bộ", "15/12/98", "1998-12-15"),
    ("họp ngày 3.4.05", "3.4.05", "2005-04-03"),
    ("ban hành ngày 21 tháng 7 năm 96", "ngày 21 tháng 7 năm 96", "1996-07-21"),
]


@pytest.mark.parametrize(("text", "surface", "day"), DAY, ids=[case[1] for case in DAY])
def test_days(text: str, surface: str, day: str) -> None:
    assert read(text) == [(surface, day, day, "day")]


SPANS = [
    ("đến hết 2016 có 12 xã", "2016", "2016-01-01", "2016-12-31", "year"),
    ("tới cuối 2020, cả tỉnh", "2020", "2020-01-01", "2020-12-31", "year"),
    ("ngày 4, 5 và 6 tháng 9 năm 2021", "ngày 4, 5 và 6 tháng 9 năm 2021", "2021-09-04", "2021-09-06", "range"),
    ("kỷ niệm (19/12/1946-19/12/2025)", "19/12/1946-19/12/2025", "1946-12-19", "2025-12-19", "range"),
    ("từ tháng 5-8/2024", "tháng 5-8/2024", "2024-05-01", "2024-08-31", "range"),
    ("từ ngày 30/11-01/12/2023", "30/11-01/12/2023", "2023-11-30", "2023-12-01", "range"),
    ("từ ngày 23-24/6/2023", "23-24/6/2023", "2023-06-23", "2023-06-24", "range"),
    ("trong các ngày 26, 27, 28, 29/6/2024", "26, 27, 28, 29/6/2024", "2024-06-26", "2024-06-29", "range"),
    ("tại Vinh, 08 và 09/4/2024", "08 và 09/4/2024", "2024-04-08", "2024-04-09", "range"),
    ("từ 17/7 đến hết 26/7/2024", "17/7 đến hết 26/7/2024", "2024-07-17", "2024-07-26", "range"),
    ("30/12/2023 đến ngày 02/01/2024", "30/12/2023 đến ngày 02/01/2024", "2023-12-30", "2024-01-02", "range"),
    ("28/12-02/01/2024", "28/12-02/01/2024", "2023-12-28", "2024-01-02", "range"),
    (
        "từ 18h00 ngày 08/6/2024 đến 05h30 sáng Chủ nhật ngày 09/6/2024",
        "08/6/2024 đến 05h30 sáng Chủ nhật ngày 09/6/2024",
        "2024-06-08",
        "2024-06-09",
        "range",
    ),
    (
        "ngày 15 đến ngày 31 tháng 12 năm 2025",
        "ngày 15 đến ngày 31 tháng 12 năm 2025",
        "2025-12-15",
        "2025-12-31",
        "range",
    ),
    ("trong ba ngày 4, 5 và 6/9/2023", "4, 5 và 6/9/2023", "2023-09-04", "2023-09-06", "range"),
    ("thu trong tháng 8, 9/2022", "tháng 8, 9/2022", "2022-08-01", "2022-09-30", "range"),
    ("tháng Mười một năm 2021", "tháng Mười một năm 2021", "2021-11-01", "2021-11-30", "month"),
    ("quý I và quý II/2022", "quý I và quý II/2022", "2022-01-01", "2022-06-30", "range"),
    ("thua lỗ ba vụ (2016 đến 2018)", "2016 đến 2018", "2016-01-01", "2018-12-31", "range"),
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
    "tỷ lệ 1/2/30",
    "phiên bản 3.4.05",
    "đạt 14/19 tiêu chí",
    "thương binh hạng 1/4",
    "đóng từ 4-5 triệu đồng",
    "Nghị định số 51/2025/QĐ-TTg",
    "số điện thoại 0912.345.678",
    "tỷ lệ 1/500",
    "QCVN 06:2022/BXD",
    "vị trí 12.5.3",
    "xã đạt từ 5/9 nội dung trở lên",
    "công suất mỗi ngày 2.5 tấn rác",
    "công văn số 12 tháng này",
    "tăng đến cuối 2015 hộ",
]


@pytest.mark.parametrize("text", NOT_DATES)
def test_no_date(text: str) -> None:
    assert read(text) == []


def test_two_plans_are_not_one_range() -> None:
    assert [item[0] for item in read("nhiệm vụ năm 2019 đến năm 2020")] == ["năm 2019", "năm 2020"]


def test_day_without_year_takes_the_year_of_the_document() -> None:
    assert read("Chiều 15/7, đoàn kiểm tra", dt.date(2024, 7, 18)) == [("15/7", "2024-07-15", "2024-07-15", "day")]
    assert read("Sáng 30/12, đoàn kiểm tra", dt.date(2024, 1, 5))[0][1] == "2023-12-30"


WITHOUT_YEAR = [
    ("sáng nay (14/3), huyện tổng kết", "14/3"),
    ("chiều qua, 9/4, đoàn về xã", "9/4"),
    ("Chủ nhật (6/8), hội thi khai mạc", "6/8"),
    ("tối thứ bảy, 11-5", "11-5"),
    ("Ngày 23.4, Sở Nội vụ họp", "23.4"),
    ("nộp hồ sơ trước 25/10 tại xã", "25/10"),
    ("trong tuần từ 21-27/6, các xã ra quân", "21-27/6"),
]


@pytest.mark.parametrize(("text", "surface"), WITHOUT_YEAR, ids=[case[1] for case in WITHOUT_YEAR])
def test_where_a_day_without_year_may_stand(text: str, surface: str) -> None:
    assert [item[0] for item in read(text)] == [surface]


def test_a_week_of_a_month_is_no_day() -> None:
    assert [item[0] for item in read("kiểm tra tuần 3 tháng 9 năm 2021")] == ["tháng 9 năm 2021"]


def test_each_year_of_a_list_counts() -> None:
    assert [item[0] for item in read("kinh phí các năm 2019, 2020 và 2021")] == ["năm 2019", "2020", "2021"]
    assert [item[0] for item in read("năm 2019, 2020 hộ thoát nghèo")] == ["năm 2019"]


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


def test_a_year_of_two_digits_says_that_its_century_is_inferred() -> None:
    shadow = Shadow("ngày 15/12/98")
    (found,) = dates.find(shadow, Context())
    assert found.year_inferred
    assert found.confidence < 1


ROLES = [
    ("Kể từ ngày 01/01/2025, Quyết định số 12/2020/QĐ-UBND hết hiệu lực.", "effect"),
    ("Từ ngày 05/9/2023, các xã tăng cường hiệu lực quản lý.", "event"),
    ("Hạn nộp báo cáo: 20/12/2024.", "deadline"),
    ("Số liệu cập nhật đến ngày 30/6/2024.", "as_of"),
    ("Đợt kiểm tra kéo dài từ ngày 01/10/2023 đến ngày 15/11/2023.", "period"),
]


@pytest.mark.parametrize(("text", "role"), ROLES, ids=[case[1] for case in ROLES])
def test_roles_that_words_around_a_date_give_it(text: str, role: str) -> None:
    assert [item.role for item in dates.find(Shadow(canonical(text)), Context())] == [role]


def test_a_day_of_every_year_is_of_none() -> None:
    (item,) = dates.find(Shadow("Ngày 20/11 hằng năm là ngày Nhà giáo."), Context(date=dt.date(2024, 5, 6)))
    assert (item.start_date, item.partial) == (None, "--11-20")
