"""Dates, ranges and periods.

Atoms are found first, each form by a pattern that starts with a literal (`năm`, `tháng`, `quý`, a separator
before the month), then neighbours joined by `-` or `đến` become one range. What is counted and where its
span begins follows the project's annotation guidelines: digits alone for numeric dates, from the keyword for
dates in words. A day without a year gets one only if the context decides it; otherwise it stays partial.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.anchors import matches, within
from extractors.context import Context
from extractors.shadow import Shadow
from schemas.records import DateMention

_Y = r"([12][0-9]{3})"
_YY = r"([0-9]{2})(?![0-9]|[.,/-][0-9]|\s?%)"  # năm 98
_M = r"(0?[1-9]|1[0-2])"
_D = r"(0?[1-9]|[12][0-9]|3[01])"
_END = r"(?![0-9])"
_JOIN = r"(?:-|đến|tới)"  # from … to …

# d/m/y: found at the separator before the month, so that the scan has a rare first character.
# Another date may follow without a space: 30/11/2023-01/12/2023.
_MONTH_YEAR = re.compile(
    rf"[/.-]\s{{0,2}}{_M}\s{{0,2}}[/.-]\s{{0,2}}([12][0-9]\s?[0-9]{{2}})"
    rf"(?![0-9]|[/.][0-9]|-(?!{_D}[/.-]{_M}[/.-][12])[0-9])"
)
# 'ngày 15/12/98': only after a word of time.
_SHORT_YEAR = re.compile(rf"[/.-]{_M}[/.-]([0-9]{{2}})(?![0-9]|[/.,-][0-9]|\s?%|[/-][a-zđ])")
_MONTH_CHARS = 7  # of a separator, a month and the spaces around it
_OF_MONTHS = re.compile(r"tháng\s{1,2}$")  # 'từ tháng 5-8/2024'
_SHORT_YEAR_CUE = re.compile(r"(?:ngày|sáng|chiều|tối|hôm)\s{1,3}$")
_FIRST_SHORT_YEAR = 45  # 1945; what is smaller is of this century
_DAY_BEFORE = re.compile(r"(?<![0-9])(?<![0-9][/.,])(0\s?[1-9]|[1-9]|[12][0-9]|3[01])\s{0,2}$")
# What may stand before the day of a numeric date and make it the end of a range or a list of days.
_RANGE_BEFORE = re.compile(
    rf"(?<![0-9])(?<![0-9][/.,:hg-])(?<!giờ\s){_D}(?:\s{{0,2}}[/.-]\s{{0,2}}{_M})?"
    rf"\s{{0,2}}(?:-|(?:đến|tới)(?:\s+hết)?(?:\s+(?:ngày|sáng|chiều|tối))?|và)\s{{0,2}}$"
)
_LIST_BEFORE = re.compile(rf"(?<![0-9/.:])((?:{_D}\s?,\s?){{1,9}}(?:{_D}\s)?)(?:và\s)?$")
# How the words before a day end where one of the two patterns above can match.
_RANGE_ENDS = ("-", "đến", "tới", "hết", "và")
_DAY_WORDS = ("ngày", "sáng", "chiều", "tối")
_LIST_ENDS = frozenset(",à0123456789")
_LIST_CUE = re.compile(r"(?:ngày|hai ngày|các ngày)\s*$")

_WORDS = re.compile(
    rf"ng[àa]y\s*{_D}(?:\s?,\s?(?:[12][0-9]|3[01]|0?[1-9])(?=\s?(?:,|và))){{0,8}}(?:\s*tháng\s*{_M})?"
    rf"(?:\s{{0,2}}(?:{_JOIN}(?:\s+hết)?|và|,)\s{{0,2}}(?:ngày\s+)?{_D})?"
    rf"\s*tháng\s*{_M}(?:(?:\s*(?:,\s*)?năm\s*|\s*[/.-]\s?){_Y}{_END}|\s{{1,3}}năm\s{{1,3}}{_YY})?(?![0-9])"
)
# '2024-03-05': found at the month, as portals stamp their pages.
_ISO = re.compile(r"-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(?![0-9-])")
_ISO_YEAR_BEFORE = re.compile(r"(?<![0-9/.-])((?:19|20)[0-9]{2})$")
_MONTH_NAMES = ("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")
_NAMED_MONTH = re.compile(
    rf"tháng\s+({'|'.join(sorted(_MONTH_NAMES, key=len, reverse=True))})"
    rf"(?:\s*(?:,\s*)?năm\s+|/){_Y}{_END}"
)
# A day without 'ngày': 'tối qua 4 tháng 11 năm 2019', 'mùng 6 tháng 3 năm 2022'.
_DAY_ALONE = re.compile(
    rf"(?<![0-9/.,-])(?<!(?:số|kỳ)\s)(?<!(?:thứ|lần|đợt|quý)\s)(?<!tuần\s)(?:ngày\s+)?(?:m[ùồ]ng\s+)?{_D}\s+$"
)
_DAY_MONTH_BEFORE = re.compile(rf"(?<![0-9]){_D}\s?[/-]\s?{_M}\s+$")
_MONTH = re.compile(
    rf"tháng\s*{_M}\s{{0,2}}(?:[/.-]|,?\s?năm|,(?=\s[12]))\s{{0,2}}([12](?:[0-9]{{3}}|\.[0-9]{{3}})){_END}"
)
_MONTHS = re.compile(
    rf"tháng\s+{_M}(?:\s?[/.-]\s?{_Y})?\s{{0,2}}(?:{_JOIN}(?:\s+hết)?|,|và)\s{{0,2}}(?:tháng\s+)?{_M}"
    rf"\s?(?:[/.-]|năm)\s?{_Y}{_END}"
)
_Q = r"(iv|i{1,3}|[1-4])"
_QUARTERS = re.compile(
    rf"quý\s+{_Q}\s{{0,2}}(?:{_JOIN}|,|và)\s{{0,2}}(?:quý\s+)?{_Q}\s{{0,2}}(?:[/.-]|,?\s?năm)\s{{0,2}}{_Y}{_END}"
)
_QUARTER = re.compile(rf"quý\s+{_Q}\s{{0,2}}(?:[/.-]|,?\s?năm)\s{{0,2}}{_Y}{_END}")
# '6 tháng đầu năm 2018', '9 tháng/2023': found at 'tháng'; the count is looked at only then.
_MONTHS_OF = re.compile(rf"tháng(?:\s+(đầu|cuối))?\s*(?:của\s+)?(?:năm\s+|/){_Y}{_END}")
_COUNT_BEFORE = re.compile(r"(?<![0-9/])(1[01]|0?[2-9]|ba|sáu|chín)\s+$")
_HALF = re.compile(rf"nửa\s+(đầu|cuối)\s+năm\s+{_Y}{_END}")
_PERIOD = re.compile(
    rf"(?:giai\s+đoạn|nhiệm\s+kỳ|thời\s+kỳ)\s+(?:từ\s+)?(?:năm\s+)?{_Y}"
    rf"(?:\s{{0,3}}{_JOIN}\s{{0,3}}(?:hết\s+)?(?:năm\s+)?{_Y}|{_Y}){_END}"
)
_SCHOOL = re.compile(rf"năm\s+học\s+{_Y}\s{{0,3}}-\s{{0,3}}{_Y}{_END}")
_YEARS = re.compile(rf"năm\s+{_Y}\s{{0,3}}(?:{_JOIN})(?:\s+hết)?\s{{0,3}}(?:năm\s+)?{_Y}(?![0-9]|[/-][0-9A-ZĐ])")
_COUNTED = re.compile(r"[0-9]\s*$")
_CAN_CHI = re.compile(
    r"(?:giáp|ất|bính|đinh|mậu|kỷ|canh|tân|nhâm|quý)\s(?:tý|sửu|dần|mão|thìn|tỵ|tị|ngọ|mùi|thân|dậu|tuất|hợi)"
    r"\s(?:\(|-\s)?((?:19|20)[0-9]{2})(?![0-9])"
)
_YEAR = re.compile(rf"năm\s*{_Y}(?![0-9]|[.,][0-9])")
_YEARS_AFTER = re.compile(
    r"(?:\s{0,2}(?:,|và)\s{0,2}(?:19|20)[0-9]{2}){1,8}"
    r"(?![0-9]|\s?[.,/-]\s?[0-9]|\s(?:hộ|người|xã|tỷ|triệu|ha|km|đồng|lao|doanh|công|lượt)(?!\w))"
)
_BARE_YEARS = re.compile(r"-\s{0,2}((?:19|20)[0-9]{2})(?![0-9/-])")
_YEAR_BEFORE = re.compile(r"(?<![0-9/.,-])((?:19|20)[0-9]{2})\s{0,2}$")
# 'từ 2011 đến 2015', '(2016 đến 2018)': found at the second year.
_TO_YEAR = re.compile(r"\s(?:đến|tới)\s+(?:hết\s+)?(?:năm\s+)?((?:19|20)[0-9]{2})(?![0-9]|[.,/-][0-9])")
# 'đến hết 2015', 'đến cuối 2020': the word is left out.
_UNTIL_YEAR = re.compile(
    r"(?:đến|tới)\s{1,2}(?:hết|cuối|đầu|giữa)\s{1,2}((?:19|20)[0-9]{2})"
    r"(?![0-9]|[.,/-][0-9]|\s(?:hộ|người|xã|thôn|tỷ|triệu|ha|km|đồng|lao|doanh|công|lượt)(?!\w))"
)
_FROM_YEAR = re.compile(r"(?:từ\s+|\()((?:19|20)[0-9]{2})$")
# A day and a month without a year are a date only after a word of time: 14/19 and 4-5 are not. They are found at
# the separator before the month; the words before it are looked at only then.
_MONTH_ALONE = re.compile(rf"[/.-]\s?{_M}(?![0-9]|[/.,-][0-9]|\s?%|\s\(?âm\s+lịch|\s(?:triệu|tỷ|tỉ|km|ha|tấn)(?!\w))")
_WEEKDAY = r"(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật)"
_TIME_BEFORE = re.compile(
    r"(?:(?:ngày|sáng|trưa|chiều|tối|đêm|khuya|hôm)\s+(?:(?:nay|qua|mai|kia)[\s,(]{1,3})?"
    rf"(?:{_WEEKDAY}[\s,(]{{1,3}})?|{_WEEKDAY}\s?[,(]\s?)"
    rf"(?:ngày\s+|\()?(?:{_D}(?:\s?[/.-]\s?{_M})?\s{{0,2}}(?:-|đến(?:\s+ngày)?|và)\s{{0,2}})?{_D}\s?$"
)
# After a preposition only what is no share: more days than months, 'trước 25/6' but not 'đạt từ 5/9'. The empty
# group stands for the month of the first day, as in the pattern above.
_SINCE_BEFORE = re.compile(rf"(?<!\w)(?:từ|đến|tới|trước|sau|vào)(?:\s+hết)?\s+(?:{_D}()-)?{_D}$")
_TIME_CHARS = 60

_RANGE_GAP = re.compile(
    r"\s*(?:,\s*)?(?:-|đến|tới)\s*(?:hết\s+|trước\s+)?(?:lúc\s+)?(?:[0-9]{1,2}\s?(?:h|giờ)\s?[0-9]{0,2}(?:\s+phút)?\s*)?"
    r"(?:(?:sáng|trưa|chiều|tối|đêm)\s*)?(?:\(?(?:thứ\s+\w{2,4}|chủ\s+nhật)\)?\s*(?:,\s*)?)?(?:ngày\s+)?"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_WORD_MONTHS = {"ba": 3, "sáu": 6, "chín": 9}

_DEADLINE = re.compile(
    r"(?:trước|chậm\s+nhất|muộn\s+nhất|(?:thời\s+)?hạn(?:\s+[^\W\d_]+){0,4}\s*:|thời\s+hạn|hạn\s+cuối|không\s+quá|xong\s+trong"
    r"|hoàn\s+thành\s+trong)"
    r"(?:\s+(?:là|vào|trong|đến))?(?:\s+[0-9]{1,2}\s?(?:h|giờ)(?:\s?[0-9]{2})?)?(?:\s+ngày)?\s*$"
)
_EFFECT = re.compile(r"(?:hiệu\s+lực|áp\s+dụng)(?:\s+\w+){0,4}?\s+(?:kể\s+)?từ(?:\s+ngày)?\s*$")
_AS_OF = re.compile(
    r"(?:(?:số|dữ)\s+liệu\s[^.;:\n]{0,50}(?:đến|chốt|cập\s+nhật)(?:[^.;:\n]{0,30}ngày)?|tính\s+đến|đến\s+hết|đến\s+cuối|tính\s+tới|đến\s+thời\s+điểm|thời\s+điểm|đến\s+nay)(?:\s+(?:hết|cuối|đầu|ngày))?\s*$"
)
_UNTIL = re.compile(r"đến(?:\s+(?:hết|cuối|đầu))?(?:\s+ngày)?\s*$")
# 'kể từ ngày 01/01/2025, Quyết định số … hết hiệu lực'
_EFFECT_AFTER = re.compile(r"\s{0,2},?\s{1,2}(?:[^.;\n]|\.(?=\w)){0,120}?(?:hết|có|chấm\s+dứt|ngưng)\s+hiệu\s+lực")
_YEARLY = re.compile(r"\s{1,2}(?:hằng|hàng|mỗi)\s{1,2}năm(?!\w)")  # no year's day
_LONG_DAYS = 28  # what goes on so long is no event
_PLACE_LINE = re.compile(r"(?:^|\n)[^\n,;:.]{2,40},\s*$")
_ISSUED = re.compile(r"(?:ban\s+hành|ký)(?:\s+(?:vào|lúc))?(?:\s+ngày)?\s*:?\s*$")
# How the words before a date (and `ngày`) end where one of the patterns above can match; quicker to ask.
_DEADLINE_ENDS = (
    *("trước", "nhất", "hạn", "cuối", "quá", "trong", "là", "vào", "đến", "h", "giờ", ":"),
    *"0123456789",
)
_AS_OF_ENDS = ("đến", "hết", "cuối", "tới", "điểm", "nay", "đầu")
_UNTIL_ENDS = ("đến", "hết", "cuối", "đầu")
_ISSUED_ENDS = ("hành", "ký", "vào", "lúc", ":")
_PERIODS = frozenset({"year", "quarter", "month"})
_PERIOD_RULES = frozenset({"date.period", "date.school_year", "date.half", "date.quarters"})
# A year in one of these contexts is not the year that the text was written in.
_NOT_NOW = re.compile(
    r"(?:so\s+(?:với\s+)?(?:cùng\s+kỳ\s+)?(?:cuối\s+|đầu\s+)?|(?:chuẩn|kiểu\s+mẫu|nâng\s+cao)\s+"
    r"|(?:phấn\s+đấu|dự\s+kiến|mục\s+tiêu|chỉ\s+tiêu|đề\s+ra|kế\s+hoạch|tầm\s+nhìn|định\s+hướng)[^.;\n]{0,120})$"
)


def find(shadow: Shadow, context: Context) -> list[DateMention]:
    """Return the dates of a text in order, none inside another.

    A day whose year is not printed takes it from `context.date`, else from the years that the text
    itself speaks of; where neither decides, start_date is null and `partial` holds what is printed.
    """
    lower = shadow.lower
    kept = _Kept()
    for atom in _atoms(shadow, kept):
        kept.add(atom)
    atoms = _join_ranges(lower, kept.atoms)
    years = _YearEvidence(lower, atoms, context)
    return [_mention(shadow, atom, years) for atom in atoms]


def in_words(shadow: Shadow, start: int, end: int) -> Iterator[DateMention]:
    """Yield the whole dates in words of a stretch of a shadow: 'ngày 05 tháng 3 năm 2020'."""
    for m in matches(_WORDS, shadow.lower, within(shadow.at("day"), start, end)):
        day, other_month, last_day, month, year, short = m.groups()
        year = int(year) if year else _of_century(short) if short else None
        date = _day(year, int(month), int(day)) if year and not (other_month or last_day) else None
        if date:
            surface = shadow.surface(m.start(), m.end())
            yield DateMention(m.start(), m.end(), surface, date, date, role="issue", rule="date.words")


_SHORT_YEAR_RULE = "date.short_year"


@dataclass(slots=True)
class _Atom:
    """A matched date: `first` and `last` are (year or None, month or None, day or None)."""

    start: int
    end: int
    first: tuple[int | None, int | None, int | None]
    last: tuple[int | None, int | None, int | None]
    granularity: str
    rule: str


class _Kept:
    """The dates so far, none of which touches another, in the order of the text."""

    def __init__(self) -> None:
        self.atoms: list[_Atom] = []
        self._starts: list[int] = []

    def add(self, atom: _Atom) -> None:
        """Keep a candidate that does not touch an earlier one."""
        atoms, i = self.atoms, bisect_left(self._starts, atom.start)
        if (i and atoms[i - 1].end > atom.start) or (i < len(atoms) and atoms[i].start < atom.end):
            return
        self._starts.insert(i, atom.start)
        atoms.insert(i, atom)

    def outside(self, places: Sequence[int]) -> list[int]:
        """Return those of some places that no date holds: what begins in one would not be kept."""
        atoms, starts = self.atoms, self._starts
        return [at for at in places if not ((i := bisect_right(starts, at)) and at < atoms[i - 1].end)]


def _atoms(shadow: Shadow, kept: _Kept) -> Iterator[_Atom]:
    """Yield candidates, the more specific forms first: an earlier one wins where two overlap.

    Args:
        shadow: the text.
        kept: the dates that were kept of those so far.
    """
    text = shadow.lower
    separators, at_month, at_year, at_quarter = map(shadow.at, ("separator", "tháng", "năm", "quý"))
    dashes = [at for at in separators if text[at] == "-"]
    yield from _numeric(text, separators, dashes)
    for m in matches(_WORDS, text, shadow.at("day")):
        d1, m1, d2, m2, y, short = m.groups()
        year = int(y) if y else _of_century(short) if short else None
        last = (year, int(m2), int(d2 or d1))
        first = (year, int(m1 or m2), int(d1))
        if m1 and not d2:  # 'ngày 5 tháng 6 tháng 7' is two things, not one date
            continue
        rule = _SHORT_YEAR_RULE if short else "date.words"
        yield _Atom(m.start(), m.end(), first, last, "range" if d2 else "day", rule)
    at_month, at_year = kept.outside(at_month), kept.outside(at_year)
    for m in matches(_MONTHS, text, at_month):
        m1, y1, m2, y2 = m.groups()
        yield _Atom(
            m.start(), m.end(), (int(y1 or y2), int(m1), None), (int(y2), int(m2), None), "range", "date.months"
        )
    for m in matches(_MONTHS_OF, text, at_month):
        counted = _COUNT_BEFORE.search(text, max(0, m.start() - 6), m.start())
        if counted:
            months = _WORD_MONTHS.get(counted[1]) or int(counted[1])
            yield _part_of_year(counted.start(), m.end(), int(m[2]), months, m[1])
    for m in matches(_HALF, text, shadow.at("nửa")):
        yield _part_of_year(m.start(), m.end(), int(m[2]), 6, m[1])
    for m in matches(_NAMED_MONTH, text, at_month):
        alone = _DAY_ALONE.search(text, max(0, m.start() - 16), m.start())
        at = (int(m[2]), _MONTH_NAMES.index(" ".join(m[1].split())) + 1, int(alone[1]) if alone else None)
        yield _Atom(alone.start() if alone else m.start(), m.end(), at, at, "day" if alone else "month", "date.words")
    for m in matches(_PERIOD, text, shadow.at("period")):
        y1, y2, y3 = m.groups()
        yield from _year_range(m.start(), m.end(), int(y1), int(y2 or y3), "date.period")
    for m in matches(_SCHOOL, text, at_year):
        y1, y2 = int(m[1]), int(m[2])
        if y2 == y1 + 1:
            yield _Atom(m.start(), m.end(), (y1, 9, None), (y2, 8, None), "range", "date.school_year")
    for m in matches(_QUARTERS, text, at_quarter):
        q1, q2 = (_ROMAN.get(part) or int(part) for part in (m[1], m[2]))
        if q1 < q2:
            year = int(m[3])
            yield _Atom(m.start(), m.end(), (year, 3 * q1 - 2, None), (year, 3 * q2, None), "range", "date.quarters")
    for m in matches(_QUARTER, text, at_quarter):
        quarter = _ROMAN.get(m[1]) or int(m[1])
        year = int(m[2])
        yield _Atom(
            m.start(), m.end(), (year, 3 * quarter - 2, None), (year, 3 * quarter, None), "quarter", "date.quarter"
        )
    for m in matches(_MONTH, text, at_month):
        year, month = int(m[2].replace(".", "")), int(m[1])
        alone = _DAY_ALONE.search(text, max(0, m.start() - 16), m.start()) if "năm" in m[0] or "," in m[0] else None
        if alone:
            at = (year, month, int(alone[1]))
            yield _Atom(alone.start(), m.end(), at, at, "day", "date.words")
            continue
        yield _Atom(m.start(), m.end(), (year, month, None), (year, month, None), "month", "date.month")
    at_year = kept.outside(at_year)
    for m in matches(_YEARS, text, at_year):
        before = text[max(0, m.start() - 4) : m.start()]
        if _COUNTED.search(before) or ("-" not in m[0] and not before.endswith("từ ")):
            continue  # '5 năm 2020-2024' counts years; 'năm 2019 đến năm 2020' may be two plans
        yield from _year_range(m.start(), m.end(), int(m[1]), int(m[2]), "date.years")
    for m in matches(_YEAR, text, at_year):
        year = int(m[1])
        if _COUNTED.search(text, max(0, m.start() - 4), m.start()) and text[m.end() : m.end() + 2].strip().startswith(
            "-"
        ):
            continue
        day = _DAY_MONTH_BEFORE.search(text, max(0, m.start() - 10), m.start())
        if day:  # '12/5 năm 2021'
            at = (year, int(day[2]), int(day[1]))
            yield _Atom(day.start(), m.end(), at, at, "day", "date.numeric")
        elif 1900 <= year <= 2100:
            yield _Atom(m.start(), m.end(), (year, None, None), (year, None, None), "year", "date.year")
            yield from _listed_years(text, m.end())
    for m in matches(_CAN_CHI, text, shadow.at("cyclic year")):
        year = int(m[1])
        yield _Atom(m.start(1), m.end(1), (year, None, None), (year, None, None), "year", "date.can_chi")
    for m in matches(_BARE_YEARS, text, dashes):
        opening = _YEAR_BEFORE.search(text, max(0, m.start() - 7), m.start())
        if opening:
            yield from _year_range(opening.start(), m.end(), int(opening[1]), int(m[1]), "date.bare_years")
    for m in matches(_TO_YEAR, text, [at - 1 for at in shadow.at("until") if at]):
        opening = _FROM_YEAR.search(text, max(0, m.start() - 9), m.start())
        if opening:
            yield from _year_range(opening.start(1), m.end(), int(opening[1]), int(m[1]), "date.years")
    for m in matches(_UNTIL_YEAR, text, shadow.at("until")):
        year = int(m[1])
        yield _Atom(m.start(1), m.end(), (year, None, None), (year, None, None), "year", "date.until_year")
    yield from _without_year(text, kept.outside(separators))


def _without_year(text: str, separators: list[int]) -> Iterator[_Atom]:
    """Days and ranges without a year, the last first: the end of a range comes before its start alone."""
    for m in reversed(list(matches(_MONTH_ALONE, text, separators))):
        window = max(0, m.start() - _TIME_CHARS)
        before = _TIME_BEFORE.search(text, window, m.start())
        if not before and m[0][0] == "/":
            before = _SINCE_BEFORE.search(text, window, m.start())
            before = before if before and int(before[3]) > int(m[1]) else None
        if not before or (m[0][0] == "." and (" " in m[0] or not text[m.start() - 1].isdigit())):
            continue
        d1, m1, d2 = before.groups()
        last = (None, int(m[1]), int(d2))
        first = (None, int(m1 or m[1]), int(d1)) if d1 else last
        start = before.start(1 if d1 else 3)
        yield _Atom(start, m.end(), first, last, "range" if d1 else "day", "date.no_year")


def _listed_years(text: str, position: int) -> Iterator[_Atom]:
    """The further years of 'năm 2021, 2022 và 2023'."""
    m = _YEARS_AFTER.match(text, position)
    for year in re.finditer("[0-9]{4}", m[0]) if m else ():
        at = (int(year[0]), None, None)
        yield _Atom(position + year.start(), position + year.end(), at, at, "year", "date.year")


def _part_of_year(start: int, end: int, year: int, months: int, side: str | None) -> _Atom:
    first, last = (13 - months, 12) if side == "cuối" else (1, months)
    return _Atom(start, end, (year, first, None), (year, last, None), "range", "date.half")


def _year_range(start: int, end: int, first: int, last: int, rule: str) -> Iterator[_Atom]:
    if 1900 <= first < last <= 2100:
        yield _Atom(start, end, (first, None, None), (last, None, None), "range", rule)


def _numeric(text: str, separators: list[int], dashes: list[int]) -> Iterator[_Atom]:
    """d/m/y with any separator, and what stands before it: 30/11-, 23-, '26, 27, ', '17/7 đến hết '."""
    separators = [at for at, second in pairwise(separators) if second - at <= _MONTH_CHARS]
    for m in matches(_MONTH_YEAR, text, separators):
        day = _DAY_BEFORE.search(text, max(0, m.start() - 4), m.start())
        if not day:
            continue
        year, month, start = _digits(m[2]), int(m[1]), day.start()
        if _OF_MONTHS.search(text, max(0, start - 9), start):
            continue
        last = (year, month, _digits(day[1]))
        before_it = text[max(0, start - 34) : start].rstrip()
        listed = _LIST_BEFORE.search(text, max(0, start - 40), start) if before_it[-1:] in _LIST_ENDS else None
        if listed and _LIST_CUE.search(text, max(0, listed.start() - 10), listed.start()):
            first_day = int(listed[1].split(",")[0])
            yield _Atom(listed.start(), m.end(), (year, month, first_day), last, "range", "date.list")
            continue
        before = _RANGE_BEFORE.search(text, max(0, start - 34), start) if _leads_to_end(before_it) else None
        if before:
            first = (year, int(before[2] or month), int(before[1]))
            if first[1:] > last[1:]:
                first = (year - 1, first[1], first[2])
            joined_by_day = before[2] or int(before[1]) < last[2]
            if joined_by_day and _day(*first) and (first[0] == year or before[2]):
                yield _Atom(before.start(), m.end(), first, last, "range", "date.range")
                continue
        yield _Atom(start, m.end(), last, last, "day", "date.numeric")
    for m in matches(_SHORT_YEAR, text, separators):
        day = _DAY_BEFORE.search(text, max(0, m.start() - 4), m.start())
        if day and _SHORT_YEAR_CUE.search(text, max(0, day.start() - 9), day.start()):
            at = (_of_century(m[2]), int(m[1]), int(day[1]))
            yield _Atom(day.start(), m.end(), at, at, "day", _SHORT_YEAR_RULE)
    for m in matches(_ISO, text, dashes):
        year_before = _ISO_YEAR_BEFORE.search(text, max(0, m.start() - 5), m.start())
        if year_before:
            at = (int(year_before[1]), int(m[1]), int(m[2]))
            yield _Atom(year_before.start(), m.end(), at, at, "day", "date.numeric")


def _of_century(digits: str) -> int:
    """Year of two digits."""
    return int(digits) + (1900 if int(digits) >= _FIRST_SHORT_YEAR else 2000)


def _leads_to_end(before: str) -> bool:
    """Whether the words before a day can make it the end of a range; quicker to ask."""
    return before.endswith(_RANGE_ENDS) or (before.endswith(_DAY_WORDS) and ("đến" in before or "tới" in before))


def _digits(text: str) -> int:
    """Number of a token in which a stray space may stand: '20 17'."""
    return int("".join(text.split()))


def _join_ranges(text: str, atoms: list[_Atom]) -> list[_Atom]:
    """Join '30/11/2023' and '01/12/2023' around 'đến ngày' into one range."""
    joined: list[_Atom] = []
    for atom in atoms:
        previous = joined[-1] if joined else None
        if (
            previous
            and atom.start - previous.end <= 60
            and previous.granularity == atom.granularity
            and previous.granularity in ("day", "month", "year", "quarter")
            and (previous.first[0] is not None or previous.rule == "date.no_year")
            and _RANGE_GAP.fullmatch(text, previous.end, atom.start)
            and (atom.granularity != "year" or text.endswith("từ ", 0, previous.start))
        ):
            first = previous.first
            if first[0] is None and atom.last[0] is not None:
                first = (atom.last[0], first[1], first[2])
            if _ordered(first, atom.last):
                joined[-1] = _Atom(previous.start, atom.end, first, atom.last, "range", "date.joined")
                continue
        joined.append(atom)
    return joined


def _ordered(first: tuple[int | None, ...], last: tuple[int | None, ...]) -> bool:
    return tuple(part or 0 for part in first) <= tuple(part or 0 for part in last)


class _YearEvidence:
    """Which year the days without a year of this text belong to."""

    def __init__(self, text: str, atoms: list[_Atom], context: Context) -> None:
        self.text = text
        self.date = context.date
        earlier = context.earlier
        self.years: set[int] = earlier.years if earlier else set()
        self.months: set[tuple[int, int]] = earlier.months if earlier else set()
        self.latest_day = earlier.latest_day if earlier else 0
        if context.date is None and (earlier or any(atom.last[0] is None for atom in atoms)):
            self._gather(atoms)
        if earlier:
            earlier.latest_day = self.latest_day

    def _gather(self, atoms: list[_Atom]) -> None:
        for atom in atoms:
            year = atom.last[0]
            if year is not None and atom.granularity == "day":
                self.latest_day = max(self.latest_day, year)
            before = self.text[max(0, atom.start - 140) : atom.start]
            if year is None or atom.granularity == "day" or _NOT_NOW.search(before):
                continue
            if atom.rule == "date.period" or (atom.granularity == "year" and re.search(r"đến\s+$", before)):
                continue
            if atom.last[1] is None:
                self.years.add(year)
            else:
                self.months.add((year, atom.last[1]))

    def year_of(self, month: int, day: int) -> int | None:
        """Year of a day and month: the nearest to the document's date, else the year spoken of."""
        if self.date is not None:
            years = [y for y in (self.date.year - 1, self.date.year, self.date.year + 1) if _day(y, month, day)]
            if not years:
                return None
            return min(years, key=lambda y: abs((dt.date(y, month, day) - self.date).days))  # type: ignore[operator]
        latest = max((*self.years, *(year for year, _ in self.months)), default=0)
        if latest < self.latest_day or not latest:
            return None
        recent = any(year == latest and 0 <= month - m <= 4 for year, m in self.months)
        return latest if latest in self.years or recent else None


def _mention(shadow: Shadow, atom: _Atom, years: _YearEvidence) -> DateMention:
    first, last = atom.first, atom.last
    start = end = None
    partial, inferred, confidence = None, False, 1.0
    if last[0] is None:
        yearly = _YEARLY.match(shadow.lower, atom.end)
        year = None if yearly else years.year_of(last[1] or 1, last[2] or 1)
        if year is None:
            partial, confidence = f"--{last[1]:02}-{last[2]:02}", 0.95  # of what is printed: measured
        else:
            start = _day(year if _ordered(first[1:], last[1:]) else year - 1, first[1], first[2])
            end, inferred, confidence = _day(year, last[1], last[2]), True, 0.9
    else:
        start, end = _bound(first, first_day=True), _bound(last, first_day=False)
        if start is None or end is None or start > end:
            start = end = None
            partial, confidence = "-".join(f"{part:02}" for part in last if part is not None), 0.3
        elif atom.rule == _SHORT_YEAR_RULE:
            inferred, confidence = True, 0.9
    return DateMention(
        start=atom.start,
        end=atom.end,
        surface=shadow.surface(atom.start, atom.end),
        start_date=start,
        end_date=end,
        granularity=atom.granularity,
        role=_role(shadow.lower, atom),
        year_inferred=inferred,
        partial=partial,
        rule=atom.rule,
        confidence=confidence,
    )


def _bound(parts: tuple[int | None, int | None, int | None], *, first_day: bool) -> dt.date | None:
    year, month, day = parts
    if year is None:
        return None
    month = month or (1 if first_day else 12)
    if day is None:
        day = 1 if first_day else calendar.monthrange(year, month)[1]
    return _day(year, month, day)


def _day(year: int | None, month: int | None, day: int | None) -> dt.date | None:
    try:
        return dt.date(year, month, day)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        return None


def _is_long(atom: _Atom) -> bool:
    """Whether a range of days is a month long or longer."""
    (_, month, day), (_, last_month, last_day) = atom.first, atom.last
    if None in (month, day, last_month, last_day) or atom.first[0] not in (atom.last[0], None):
        return True
    return (last_month - month) * 30 + last_day - day >= _LONG_DAYS  # type: ignore[operator]


def _role(text: str, atom: _Atom) -> str | None:
    before = text[max(0, atom.start - 60) : atom.start]
    last = before.rstrip().removesuffix("ngày").rstrip()
    if last.endswith(_DEADLINE_ENDS) and _DEADLINE.search(before):
        return "deadline"
    if last.endswith("từ") and (_EFFECT.search(before) or _EFFECT_AFTER.match(text, atom.end)):
        return "effect"
    if (last.endswith(_AS_OF_ENDS) or "liệu" in last) and _AS_OF.search(before):
        return "as_of"
    if atom.granularity in _PERIODS or atom.rule in _PERIOD_RULES or atom.first[1] is None:
        return "period"
    if atom.granularity == "range" and last.endswith("từ") and _is_long(atom):
        return "period"
    if last.endswith(_UNTIL_ENDS) and _UNTIL.search(before) and atom.granularity == "day":
        return "deadline"
    if last.endswith(",") and _PLACE_LINE.search(before):
        return "issue"
    return "issue" if last.endswith(_ISSUED_ENDS) and _ISSUED.search(before) else "event"
