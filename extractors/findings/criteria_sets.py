"""Ratios of criteria whose denominator is the size of no set of criteria (B2)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from extractors.findings.evidence import Said, finding
from schemas import facts
from schemas.records import Criterion, Finding

_STANDARD = "đạt chuẩn"
_RATIO = re.compile(r"\d\s*/\s*(\d{1,3})(?!\d)")
# What has sets of its own: villages, families, model gardens, towns, provinces' own advanced sets. At the beginning of
# the stretch that is looked at, 'thôn' may be the end of 'nông thôn'.
_OWN_SETS = re.compile(
    r"(?<!\w)(?:(?<!nông )(?<!^)thôn|xóm|ấp|bản|buôn|làng|khu dân cư|gia đình|vườn|(?<!môi )(?<!thị )trường|chợ|đô thị"
    r"|phường|thị trấn|nâng cao|kiểu mẫu|thông minh)(?!\w)"
)
_BEFORE, _AFTER = 60, 40  # characters


def find(said: Said) -> Iterator[Finding]:
    """Yield the findings of B2."""
    for criterion in said.criteria:
        if criterion.kind in ("criteria_met", "criteria_unmet") and criterion.unit == "tiêu chí":
            yield from _size(said, criterion)


def _size(said: Said, criterion: Criterion) -> Iterator[Finding]:
    ratio = _RATIO.search(criterion.surface)
    if not ratio or criterion.denominator != float(ratio[1]) or criterion.grade not in (None, _STANDARD):
        return
    first = max(0, criterion.start - _BEFORE)
    first = said.text.find(" ", first, criterion.start) + 1 if first else 0  # never within a word
    if _OWN_SETS.search(said.text[first : criterion.end + _AFTER].lower()):
        return
    size, span = int(ratio[1]), (criterion.start, criterion.end)
    sets = [known for known in facts.ntm_sets() if known.grade == _STANDARD]
    if size not in {known.n_criteria for known in sets}:
        expected = ", ".join(sorted({str(known.n_criteria) for known in sets}, key=int))
        yield finding("size_unknown", said, span, str(size), expected, source="reference", evidence=expected)
        return
    day = _day(said, criterion)
    if day is None:
        return
    valid = [known for known in sets if facts.in_force(known.valid_from, known.valid_to, day)]
    if valid and size not in {known.n_criteria for known in valid}:
        expected = ", ".join(sorted({f"{known.n_criteria} ({known.set_id})" for known in valid}))
        evidence = day.isoformat()
        yield finding("size_of_other_time", said, span, str(size), expected, source="reference", evidence=evidence)


def _day(said: Said, criterion: Criterion) -> dt.date | None:
    """Return the day that a ratio is of; null where the sentence speaks of a time that is not a day or a year."""
    when = criterion.as_of or criterion.period
    if when is None:
        return said.header.issue_date or said.published_at
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})-(\d{2}))?", when)
    if not match:
        return None
    try:
        return dt.date(int(match[1]), int(match[2] or 12), int(match[3] or 31))
    except ValueError:
        return None
