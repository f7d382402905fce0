"""The publication date of an article, from the line under its headline.

A by-line is a line that says nothing but when (and perhaps by whom) the page was published. A date inside a
sentence, the date of a cited document and the clock of the page are none. No date beats a wrong date.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from pipeline.parse.lines import Line

FIRST_YEAR = 1996
"""The first year in which a Vietnamese page can have been published."""

WEEKDAY = re.compile(
    r"(?:hôm nay\s*(?:[:,]\s*)?)?(?:là\s+)?(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|t[2-7]|cn)(?!\w)"
)
_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?![\d/-])")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_WORDS = re.compile(
    r"(?:ngày\s*)?(\d{1,2})\s*tháng\s*(\d{1,2})\s*(?:,\s*)?năm\s*(\d{4})|(\d{1,2})\s+tháng\s+(\d{1,2}),?\s+(\d{4})"
)
_LABEL = re.compile(
    r"(?:ngày\s+(?:đăng(?!\s+công\s+báo)(?:\s+tải|\s+tin|\s+bài)?|xuất\s+bản|cập\s+nhật|viết|đưa\s+tin)|(?:đăng|cập\s+nhật|xuất\s+bản|đăng\s+tải)"
    r"(?:\s+(?:lúc|ngày|vào))?|thời\s+gian\s+đăng|thời\s+điểm\s+đăng|posted(?:\s+on)?|published(?:\s+on)?|updated(?:\s+on)?|date)\s*:?"
)
_NOISE = re.compile(
    r"\d{1,2}\s*(?::|h|giờ)\s*\d{2}(?:\s*:\s*\d{2}|\s*phút)?(?:\s*(?:am|pm|sa|ch|sáng|chiều))?|\(?gmt\s*(?:\+\s*)?7\)?|\(?utc\s*(?:\+\s*)?7\)?"
    r"|(?:lượt\s+xem|lượt\s+đọc|đã\s+xem|đã\s+đọc|số\s+lần\s+xem|views?)\s*(?::\s*)?\d[\d.,]*|\d[\d.,]{0,20}\s*(?:lượt\s+xem|lượt\s+đọc|views?)"
    r"|hôm nay|ngày|lúc|vào|bản in|in bài|chia sẻ|phút"
)
_YEAR = re.compile(r"(?:199|20[0-9]|210)[0-9]")
_MARKS = " \t|,;:.-–—/()[]•·»›>"
_TIME = re.compile(r"\d{1,2}\s*(?::|h|giờ)\s*\d{2}")
_LONGEST = 140
_AUTHOR = 30  # characters that may remain beside the date: a name, a source
_NAME_WORDS = 5
_HEAD = 12  # lines from the top in which a by-line without a label is believed


def _dates(text: str) -> list[tuple[int, int, dt.date]]:
    found = []
    for pattern, has in ((_NUMERIC, ""), (_WORDS, "tháng"), (_ISO, "-")):
        for match in pattern.finditer(text) if has in text else ():
            groups = [group for group in match.groups() if group and group.isdigit()]
            if pattern is _ISO:
                groups.reverse()
            date = valid(*(int(group) for group in groups[:3]))
            if date:
                found.append((match.start(), match.end(), date))
    return sorted(found)


def valid(day: int, month: int, year: int) -> dt.date | None:
    """Return the date, or None if there is none such or no page can have it."""
    if not FIRST_YEAR <= year <= 2100:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def read(text: str) -> tuple[dt.date, bool] | None:
    """Return the date of a by-line, and whether the line itself says that it is one (a label, a time); or None."""
    if len(text) > _LONGEST or not ("20" in text or "19" in text or "210" in text) or not _YEAR.search(text):
        return None
    lower = text.lower()
    dates = _dates(lower)
    if not dates or len({date for _, _, date in dates}) > 1:
        return None
    rest = lower
    for start, end, _ in reversed(dates):
        rest = rest[:start] + " " + rest[end:]
    label = _LABEL.search(rest)
    if label and "công báo" in rest:
        return None  # the day on which the gazette printed a document
    if label:
        rest = rest[: label.start()] + " " + rest[label.end() :]
    has_time = bool(_TIME.search(rest))
    rest = rest.strip(_MARKS)
    if day := WEEKDAY.match(rest):
        rest = rest[day.end() :].strip(_MARKS)
    begins = not rest or bool(_NOISE.match(rest))
    rest = _NOISE.sub(" ", rest).strip(_MARKS)
    if not (label or begins or (has_time and _is_name(rest, text))):
        return None  # what stands there stays
    if rest and not ((label or not begins) and len(rest) <= _AUTHOR and _is_author(rest, text)):
        return None
    if not (label or has_time or day or _NUMERIC.search(lower)):
        return None  # a line of words alone may be the wrapped date of a masthead
    return dates[0][2], bool(label) or has_time


def _is_author(rest: str, text: str) -> bool:
    """Whether what stands beside a date is a name: all its words have a capital in the line."""
    return all(word.strip(_MARKS).capitalize() in text or word.strip(_MARKS).upper() in text for word in rest.split())


def _is_name(rest: str, text: str) -> bool:
    """Whether what stands before a date is the name of a person, in small letters after capitals."""
    words = rest.split()
    return 2 <= len(words) <= _NAME_WORDS and all(f" {word.capitalize()} " in f" {text} " for word in words)


def is_date_line(text: str) -> bool:
    """Whether a line holds one date and nothing but weekday, time and labels beside it."""
    found = read(text)
    return found is not None


def find(lines: Sequence[Line], furniture: Sequence[bool]) -> tuple[int, dt.date] | None:
    """Return the index of the by-line and its date, or None.

    A line without a label or a time is believed only below the headline; a weekday and a date above all content
    are the clock of the page. Of several days, none right after another, each is that of an entry of a list.
    """
    seen, by = 0, None
    for i, line in enumerate(lines):
        if furniture[i] or line.is_decoration:
            continue
        if seen >= _HEAD:
            break
        found = read(line.text) if line.length <= _LONGEST else None
        is_wrapped = i > 0 and lines[i - 1].tail.endswith(("ngày", "Ngày", ","))
        if found and (found[1] or (seen > 0 and not is_wrapped)):
            if by is None:
                by = i, found[0]
            elif found[1] and found[0] != by[1] and i > by[0] + 1:
                return None
        seen += 1
    return by
