"""Relative dates are anchored to the document's date; lunar dates are flagged and not converted."""

from __future__ import annotations

import datetime as dt

import pytest

from extractors import dates, relative_dates
from extractors.context import Context
from extractors.shadow import Shadow

ISSUED = dt.date(2023, 7, 14)


def read(text: str, date: dt.date | None = ISSUED) -> list[tuple[str, str | None, str | None, str]]:
    shadow, context = Shadow(text), Context(date=date)
    found = relative_dates.find(shadow, context, dates.find(shadow, context))
    return [(d.surface, str(d.start_date or ""), str(d.end_date or ""), d.form) for d in found]


CASES = [
    ("quý I năm nay", "2023-01-01", "2023-03-31"),
    ("quý IV năm ngoái", "2022-10-01", "2022-12-31"),
    ("6 tháng đầu năm", "2023-01-01", "2023-06-30"),
    ("6 tháng cuối năm", "2023-07-01", "2023-12-31"),
    ("cùng kỳ năm trước", "2022-01-01", "2022-12-31"),
    ("tháng trước", "2023-06-01", "2023-06-30"),
    ("tháng 5 vừa qua", "2023-05-01", "2023-05-31"),
    ("tháng 12 vừa qua", "2022-12-01", "2022-12-31"),
    ("tháng 3 tới", "2024-03-01", "2024-03-31"),
    ("năm ngoái", "2022-01-01", "2022-12-31"),
    ("hôm qua", "2023-07-13", "2023-07-13"),
]


@pytest.mark.parametrize(("phrase", "start", "end"), CASES, ids=[case[0] for case in CASES])
def test_relative_to_the_date_of_the_document(phrase: str, start: str, end: str) -> None:
    assert read(f"Kết quả trong {phrase}, toàn tỉnh đạt khá.") == [(phrase, start, end, "relative")]
    assert read(f"Kết quả trong {phrase}, toàn tỉnh đạt khá.", None) == [(phrase, "", "", "relative")]


@pytest.mark.parametrize("phrase", ["mùng 10 tháng Giêng", "rằm tháng 7 âm lịch", "15/8 âm lịch"])
def test_lunar_dates_have_no_solar_value(phrase: str) -> None:
    assert read(f"Lễ hội vào {phrase}.") == [(phrase, "", "", "lunar")]


@pytest.mark.parametrize("text", ["6 tháng đầu năm 2018", "quý I/2023", "cùng kỳ năm 2020", "tháng 6 năm 2022"])
def test_a_printed_year_is_not_relative(text: str) -> None:
    assert read(text) == []
