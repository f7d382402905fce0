"""When a page was published: only what says so."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.parse import byline, head
from pipeline.parse.text import parse_text

BYLINES = [
    ("13:56 | 25/11/2023", dt.date(2023, 11, 25)),
    ("Thứ tư, 22/10/2025, 19:25 (GMT+7)", dt.date(2025, 10, 22)),
    ("Ngày đăng: 14/09/2022 16:05 | Lượt xem: 218", dt.date(2022, 9, 14)),
    ("Cập nhật lúc 08h30 ngày 5-6-2021", dt.date(2021, 6, 5)),
    ("Đăng ngày 7/8/2020 - Trần Thu Hà", dt.date(2020, 8, 7)),
    ("Thứ Hai, ngày 12 tháng 02 năm 2018", dt.date(2018, 2, 12)),
    ("Posted on 2019-03-04", dt.date(2019, 3, 4)),
    ("05.06.2017", dt.date(2017, 6, 5)),
    ("Trần Thu Hà - 07/08/2020 08:47", dt.date(2020, 8, 7)),
]


@pytest.mark.parametrize("line, date", BYLINES, ids=[line for line, _ in BYLINES])
def test_bylines(line: str, date: dt.date) -> None:
    found = byline.read(line)
    assert found is not None
    assert found[0] == date


OTHERS = [
    "Tân Lập, ngày 15 tháng 12 năm 2023",
    "tháng 11 năm 2025",
    "28 tháng 11 năm 2025",
    "Ngày ban hành: 15/12/2023",
    "Ngày đăng công báo: 31/12/2015",
    "Quyết định số 12/QĐ-UBND ngày 05/6/2020",
    "Sáng ngày 10/3/2023, Sở họp",
    "8h00 ngày 12/3/2023: Khai mạc",
    "Khai mạc hội nghị 08:00 12/3/2023",
    "Trần Thu Hà 12/3/2023",
    "Số liệu cập nhật đến ngày 30/6/2023",
    "Từ 01/02/2023 đến 05/02/2023",
    "31/02/2023",
    "01/01/0001",
    "2023",
]


@pytest.mark.parametrize("line", OTHERS)
def test_lines_that_are_no_bylines(line: str) -> None:
    assert byline.read(line) is None


def test_the_line_under_the_headline_dates_the_page() -> None:
    document = parse_text("Huyện họp bàn\n08:15 | 02/03/2022\nSáng 1/3, huyện họp bàn về ba việc lớn của năm.")
    assert document.published_at == dt.date(2022, 3, 2)
    assert document.blocks[1].kind == "metadata"


@pytest.mark.parametrize(
    "text",
    [
        "Thứ Sáu, ngày 23 tháng 08 năm 2019, 09:25:27\nHuyện họp bàn\nHuyện họp bàn về ba việc lớn.",
        "Thứ Sáu, 23/08/2019\nHuyện họp bàn\nHuyện họp bàn về ba việc lớn.",
        "Huyện họp bàn\nTheo Quyết định số 5/QĐ-UBND ngày 02/03/2022, huyện họp bàn.",
        "Số: 5/QĐ-UBND\nTân Lập, ngày\n02/03/2022\nĐiều 1. Giao nhiệm vụ.",
        "Kế hoạch\nHuyện họp\nNgày đăng 02/03/2022 08:15\nHọp.\nXã họp\nNgày đăng 01/02/2021 10:00\nHọp tiếp.",
    ],
    ids=["clock of the page", "weekday above the headline", "date of a cited decision", "wrapped place line", "list"],
)
def test_no_date_beats_a_wrong_date(text: str) -> None:
    assert parse_text(text).published_at is None


def test_an_update_right_below_the_day_of_publication_is_no_list() -> None:
    text = "Huyện họp bàn\nNgày đăng: 02/03/2022\nNgày cập nhật: 05/03/2022\nSáng 1/3, huyện họp bàn về ba việc lớn."
    assert parse_text(text).published_at == dt.date(2022, 3, 2)


DAYS = [
    ("2025-10-22T19:25:52+07:00", dt.date(2025, 10, 22)),
    ("2024-05-18T18:30:00Z", dt.date(2024, 5, 19)),
    ("2024-05-18T01:30:00+0900", dt.date(2024, 5, 17)),
    ("2026-05-09", dt.date(2026, 5, 9)),
    ("2026-05-09 23:59:00", dt.date(2026, 5, 9)),
    ("2023", None),
    ("2023-05", None),
    ("0001-01-01T00:00:00", None),
    ("1970-01-01T00:00:00Z", None),
    ("2023-02-30", None),
    ("hôm qua", None),
    ("", None),
]


@pytest.mark.parametrize("text, date", DAYS, ids=[text or "empty" for text, _ in DAYS])
def test_declared_days(text: str, date: dt.date | None) -> None:
    assert head.day(text) == date
