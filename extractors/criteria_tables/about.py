"""What stands around a table and holds for all of it, and the record of one of its cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from extractors.context import Context
from extractors.criteria import frame
from extractors.criteria_tables import words
from extractors.criteria_tables.grid import Grid
from schemas import facts
from schemas.records import Cell, Criterion, DateMention, Modality

_CAPTION = 600  # characters before a table that speak of it
_LAST = 200  # of them that tell its voice
_LEGEND = 300  # characters after a table that explain its marks
_REPORTED = Modality.REPORTED.value
_PLACE = re.compile(r"(?<!\w)(xã|phường|huyện)((?: [^\W\d_]+){1,4})", re.IGNORECASE)
_PLAN = re.compile(r"kế hoạch|đăng ký|dự kiến|(?<!\w)kh(?!\w)")
_TARGET = re.compile(r"phấn đấu|mục tiêu(?! quốc gia)|chỉ tiêu")
_AS_OF = re.compile(
    r"(?:tính đến|đến|tại thời điểm|tại)\s{1,3}(?:hết\s{1,3}|ngày\s{1,3}|cuối\s{1,3}|thời điểm\s{1,3}){0,2}$"
)
_GRADES = (
    ("kiểu mẫu", "kiểu mẫu"), ("nâng cao", "nâng cao"), ("nông thôn mới hiện đại", "hiện đại"),
    ("ntm hiện đại", "hiện đại"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class About:
    """What stands around a table and holds for all of it.

    Attributes:
        text: the document.
        context: what is known of it.
        level: the units that have the criteria: xã, huyện.
        modality, period, as_of, grade: as records have them.
        when: the date that they are of.
        marks: met or unmet for each mark that is explained.
        place: the one place that it is about; null if several are named, or none.
    """

    text: str
    context: Context
    level: str
    modality: str
    period: str | None
    as_of: str | None
    grade: str | None
    when: DateMention | None
    marks: Mapping[str, str]
    place: str | None

    @staticmethod
    def of(text: str, lower: str, grid: Grid, context: Context, dates: Sequence[DateMention], level: str) -> About:
        """Return what the lines above a table say of it, and what those below it explain."""
        start = max(0, grid.start - _CAPTION)
        caption = lower[start : grid.start]
        near = [
            date
            for date in dates
            if start <= date.start < grid.start and date.role not in ("citation", "issue") and date.start_date
        ]
        when = near[-1] if near else None
        modality = _modality(caption[-_LAST:]) or _REPORTED
        as_of = None
        is_over = modality == _REPORTED
        if is_over and when and when.end_date and _AS_OF.search(lower[max(0, when.start - 40) : when.start]):
            as_of = when.end_date.isoformat()
        grade = next((grade for word, grade in _GRADES if word in caption), None)
        marks = words.legend(f"{caption}\n{lower[grid.end : grid.end + _LEGEND]}")
        places = {name for found in _PLACE.finditer(text, start, grid.start) if (name := _name(found))}
        place = places.pop() if len(places) == 1 else None
        return About(text, context, level, modality, frame.period(when), as_of, grade, when, marks, place)

    def record(
        self, cell: Cell, rule: str, *, kind: str, value: float, value_max: float | None = None,
        denominator: float | None = None, unit: str | None = None, of: str | None = None, place: str | None = None,
        criterion_no: int | None = None, criterion_name: str | None = None, heading: str = "",
    ) -> Criterion:  # fmt: skip
        """Return the record of a cell; what its heading says of when and in which voice goes before the rest."""
        own = words.YEAR.search(heading)
        year = own[1] if own else None
        modality = _modality(heading) or (self.modality if year in (None, (self.period or "")[:4]) else _REPORTED)
        is_then = modality == _REPORTED and year in (None, (self.as_of or "")[:4])
        return Criterion(
            start=cell.start,
            end=cell.end,
            surface=self.text[cell.start : cell.end],
            kind=kind,
            value=value,
            value_max=value_max,
            unit=unit,
            denominator=denominator,
            of=of,
            grade=self.grade,
            criterion_no=criterion_no,
            criterion_name=criterion_name,
            criteria_set=self._set(year),
            modality=modality,
            period=year or self.period,
            as_of=self.as_of if is_then else None,
            place=place,
            rule=rule,
        )

    def _set(self, year: str | None) -> str | None:
        """Return the set of criteria that the table is read with, where its time and grade decide it."""
        day = self.when.end_date if self.when else self.context.date
        if year:
            day = day.replace(year=int(year), month=6, day=1) if day else None
        if day is None:
            return None
        grade = self.grade or "đạt chuẩn"
        found = [
            known.set_id
            for known in facts.ntm_sets()
            if known.level == self.level
            and known.grade.startswith(grade)
            and facts.in_force(known.valid_from, known.valid_to, day)
        ]
        return found[0] if len(found) == 1 else None


def _name(found: re.Match[str]) -> str | None:
    """Return the place that is named by words in capitals after its kind; null if none are."""
    words = list(takewhile(lambda word: word[0].isupper() and not word.isupper(), found[2].split()))
    return f"{found[1].lower()} {' '.join(words)}" if words else None


def _modality(words: str) -> str | None:
    if _TARGET.search(words):
        return Modality.TARGET.value
    return Modality.PLAN.value if _PLAN.search(words) else None
