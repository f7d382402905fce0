"""Ratios and the share that is printed with them (C3): '78/94 xã (85,1%)'."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.findings.evidence import Covered, Said, finding
from schemas.records import Finding

_NUMBER = r"(?:\d{1,3}(?:\.\d{3})+|\d{1,7})"
_RATIO = rf"(?<![\d/.,-])(?P<part>{_NUMBER})\s?/\s?(?P<whole>{_NUMBER})(?![\d/]|[.,-]\d)"
_SHARE = r"(?<![\d.,])(?P<printed>(?P<share>\d{1,3}(?:[.,]\d{1,2})?)\s?%)"
_LINK = r"(?:(?:đạt|chiếm|bằng|tương\s{1,2}đương|tương\s{1,2}ứng|với|tỷ\s{1,2}lệ|tỉ\s{1,2}lệ|là)(?:\s?:)?\s{0,2}(?!\s))"
# 78/94 xã đạt chuẩn (85,1%) · 78/94 xã, đạt 85,1% · 78/94 xã đạt tỷ lệ 85,1%
_RATIO_FIRST = re.compile(
    rf"{_RATIO}\s{{1,2}}(?P<what>[^\W\d_][^\d;:,.%()/\n]{{0,60}}?)"
    rf"(?:\s{{0,2}}\(\s?{_LINK}{{0,3}}|\s?[,-]\s{{1,2}}{_LINK}{{1,3}}|(?<=\s){_LINK}{{1,3}}){_SHARE}$",
)
# 85,1% số xã (78/94 xã)
_SHARE_FIRST = re.compile(rf"{_SHARE}(?P<what>[^\d;:,.%()/\n]{{0,40}})\(\s?{_LINK}{{0,2}}{_RATIO}\s{{1,2}}[^\W\d_]")
_BEFORE, _AFTER = 130, 30
_ABOUT = re.compile(r"(?:gần|hơn|trên|dưới|khoảng|xấp\s+xỉ|chừng|quá)\s+$")  # 'gần 3/4 số hộ' is no count
# A share that is not of the whole which stands beside it, or a change.
_OF_OTHER = re.compile(
    r"(?<!\w)(?:so\s+với|kế\s+hoạch|kh|mục\s+tiêu|chỉ\s+tiêu|nghị\s+quyết|nq|dự\s+toán|vốn|cùng\s+kỳ|tăng|giảm)(?!\w)"
)


def find(said: Said) -> Iterator[Finding]:
    """Yield the findings of C3."""
    dates = ((date.start, date.end) for date in said.dates)
    taken = Covered((*dates, *((one.start, one.end) for one in said.citations)))
    at = said.text.find("%")
    while at >= 0:
        first = max(0, at - _BEFORE)
        before, after = said.text[first : at + 1].lower(), said.text[at + 1 : at + _AFTER].lower()
        match = _RATIO_FIRST.search(before)
        if match is None:
            shown = len(before.rstrip("% ").rstrip("0123456789.,"))
            first += shown
            match = _SHARE_FIRST.match(said.text[first : at + 1 + _BEFORE].lower())
        elif _OF_OTHER.match(after.lstrip()):
            match = None
        if match and not _OF_OTHER.search(match["what"]):
            start, end = first + match.start("part"), first + match.end("whole")
            is_rough = _ABOUT.search(said.text[max(0, start - 12) : start].lower())
            if not is_rough and not taken.meets(start, end):
                yield from _compared(said, match, first)
        at = said.text.find("%", at + 1)


def _compared(said: Said, match: re.Match[str], first: int) -> Iterator[Finding]:
    start, end = min(match.start("part"), match.start("printed")), max(match.end("whole"), match.end("printed"))
    span = (first + start, first + end)
    if "(" in said.words(span) and said.text.startswith(")", span[1]):
        span = (span[0], span[1] + 1)
    kind, expected = _kind_of(_figure(match["part"]), _figure(match["whole"]), match["share"])
    if kind and not said.is_hidden(*span):
        where = (first + match.start("part"), first + match.end("whole"))
        yield finding(kind, said, span, match["share"], expected, where=where)


def _figure(printed: str) -> int:
    return int(printed.replace(".", ""))


def _kind_of(part: int, whole: int, printed: str) -> tuple[str, str]:
    """Return the kind of a ratio and its printed share, and the share that it gives; none where they agree."""
    if not whole:
        return "", ""
    digits = len(printed.replace(",", ".").partition(".")[2])
    unit = 10.0**-digits
    share, stated = 100 * part / whole, float(printed.replace(",", "."))
    expected = f"{share:.{max(digits, 1) + 1}f}".replace(".", ",")
    difference = share - stated
    if abs(difference) <= unit / 2 + 1e-9:
        return "", expected
    if 0 < difference < unit:
        return "percent_truncated", expected
    return ("percent_rounded" if abs(difference) <= unit else "percent"), expected
