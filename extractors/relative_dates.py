"""Dates that a text gives relative to its own: quý I năm nay, 6 tháng đầu năm, cùng kỳ năm trước, hôm qua.

They are anchored to the document's date; without one they keep their span and stay without value. Lunar dates
(mùng 10 tháng Giêng, 15/8 âm lịch) are reported as such and never converted.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from bisect import bisect_left

from extractors.anchors import matches
from extractors.context import Context
from extractors.shadow import Shadow
from schemas.records import DateMention

_YEARS = {"nay": 0, "này": 0, "trước": -1, "ngoái": -1, "qua": -1, "sau": 1, "tới": 1}
_SHIFT = "|".join(_YEARS)
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_COUNTS = {"ba": 3, "sáu": 6, "chín": 9}

# Each begins with a literal; a printed year after it makes it an absolute date, which is read elsewhere.
_NO_YEAR = r"(?!\s*(?:của\s+)?(?:năm\s+)?[12][0-9]{3})(?!\w)"
_QUARTER = re.compile(rf"quý\s+(iv|i{{1,3}}|[1-4])\s+năm\s+({_SHIFT})(?!\w)")
_COUNT_BEFORE = re.compile(r"(?<![0-9/])(1[01]|0?[2-9]|ba|sáu|chín)\s+$")
_MONTHS = re.compile(rf"tháng\s+(đầu|cuối)\s+năm(?:\s+({_SHIFT})(?!\w))?{_NO_YEAR}")
_SAME_PERIOD = re.compile(r"cùng\s+kỳ(?:\s+năm\s+(trước|ngoái))?" + _NO_YEAR)
_MONTH = re.compile(rf"tháng\s+(?:(1[0-2]|0?[1-9])\s+(?:năm\s+)?)?({_SHIFT}|vừa\s+qua)(?!\w)")
_YEAR = re.compile(r"năm\s+(nay|này|trước|ngoái|sau|tới)(?!\w)")  # 'những năm qua' is no year
_DAY = re.compile(r"(hôm\s+(?:nay|qua|kia)|ngày\s+mai|(?:sáng|trưa|chiều|tối)\s+(?:nay|qua|mai))(?!\w)")
_LUNAR = re.compile(
    r"(?:(?:ngày\s+)?(?:mùng|mồng|rằm|ngày)\s+(?:[0-9]{1,2}\s+)?tháng\s+(?:giêng|chạp|[0-9]{1,2}|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)"
    r"(?:\s+(?:\(?âm\s+lịch\)?|năm\s+(?:giáp|ất|bính|đinh|mậu|kỷ|canh|tân|nhâm|quý)\s\w+))"
    r"|[0-9]{1,2}[/-][0-9]{1,2}\s+\(?âm\s+lịch\)?|(?:mùng|mồng|rằm)\s+(?:[0-9]{1,2}\s+)?tháng\s+(?:giêng|chạp))"
)
_DAYS = {"nay": 0, "qua": -1, "kia": -2, "mai": 1}


def find(shadow: Shadow, context: Context, printed: list[DateMention]) -> list[DateMention]:
    """Return relative and lunar dates that touch none of the `printed` ones."""
    lower, date = shadow.lower, context.date
    found: list[DateMention] = []
    spans: list[tuple[int, int]] = []  # of those found, in the order of the text
    starts = [item.start for item in printed]

    def put(start: int, end: int, first: dt.date | None, last: dt.date | None, granularity: str, form: str) -> None:
        i = bisect_left(starts, end)
        own = bisect_left(spans, (end, end))
        if (i and printed[i - 1].end > start) or (own and spans[own - 1][1] > start):
            return
        spans.insert(own, (start, end))
        found.append(
            DateMention(
                start=start, end=end, surface=shadow.surface(start, end), start_date=first, end_date=last,
                granularity=granularity, form=form, role="period" if granularity != "day" else "event",
                year_inferred=first is not None, rule=f"date.{form}", confidence=0.7 if first else 0.5,
            )
        )  # fmt: skip

    if shadow.at("lunar"):
        for m in _LUNAR.finditer(lower):
            put(m.start(), m.end(), None, None, "day", "lunar")
    for m in matches(_QUARTER, lower, shadow.at("quý")):
        quarter = _QUARTERS[m[1]]
        put(*m.span(), *_months(date, _YEARS[m[2]], 3 * quarter - 2, 3 * quarter), "quarter", "relative")
    for m in matches(_MONTHS, lower, shadow.at("tháng")):
        counted = _COUNT_BEFORE.search(lower, max(0, m.start() - 6), m.start())
        if not counted:
            continue
        count = _COUNTS.get(counted[1]) or int(counted[1])
        first, last = (1, count) if m[1] == "đầu" else (13 - count, 12)
        months = _months(date, _YEARS.get(m[2] or "nay", 0), first, last)
        put(counted.start(), m.end(), *months, "range", "relative")
    for m in matches(_MONTH, lower, shadow.at("tháng")):
        put(*m.span(), *_month(date, m[1], m[2]), "month", "relative")
    for m in matches(_SAME_PERIOD, lower, shadow.at("cùng")):
        put(*m.span(), *_months(date, -1, 1, 12), "year", "relative")
    for m in matches(_YEAR, lower, shadow.at("năm")):
        put(*m.span(), *_months(date, _YEARS[m[1]], 1, 12), "year", "relative")
    for m in matches(_DAY, lower, shadow.at("part of day")):
        day = date + dt.timedelta(days=_DAYS[m[1].split()[-1]]) if date else None
        put(*m.span(), day, day, "day", "relative")
    return sorted(found, key=lambda item: item.start)


def _months(date: dt.date | None, years: int, first: int, last: int) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of months of the year that lies `years` from a date."""
    if date is None:
        return None, None
    year = date.year + years
    return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])


def _month(date: dt.date | None, number: str | None, shift: str) -> tuple[dt.date | None, dt.date | None]:
    if date is None:
        return None, None
    if number:  # 'tháng 5 năm nay', 'tháng 12 tới'
        month = int(number)
        years = (month < date.month) if shift in ("tới", "sau") else -(month > date.month) if "qua" in shift else 0
        return _months(date, years or (_YEARS.get(shift, 0) if shift in ("trước", "ngoái") else 0), month, month)
    index = date.year * 12 + date.month - 1 + _YEARS.get(shift, -1)
    year, month = divmod(index, 12)
    return _months(date.replace(day=1), year - date.year, month + 1, month + 1)
