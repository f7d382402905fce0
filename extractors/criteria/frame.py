"""What stands around a figure says of it: in which voice it is stated, of when, of where."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import takewhile

from extractors.criteria import voice
from extractors.criteria.figures import Figure
from extractors.criteria.page import Page
from extractors.criteria.sentences import Sentence
from schemas.records import DateMention, Modality

_TARGET, _REPORTED, _RECOGNISED = Modality.TARGET.value, Modality.REPORTED.value, Modality.RECOGNISED.value
_CONDITION = Modality.CONDITION.value
_OBLIGED = re.compile(r"(?<![^\W_])(?:phải|yêu cầu)(?![^\W_])")
_NOT_YET = frozenset({_TARGET, Modality.PLAN.value, Modality.CONDITION.value})
# What may stand before the name that a sentence begins with, and after it.
_OPENING = re.compile(
    r"[-+•*\s\"“]{0,8}(?:(?:riêng|còn|hiện nay|hiện)\b,?\s+)?"
    r"(?:(xã|huyện|tỉnh|thị xã|thành phố|thị trấn|phường|thôn|xóm|bản|ấp)\s+)?"
)
_STATES = re.compile(
    r"\s*(?:[,:]|(?:\([^()]{1,40}\)\s*)?"
    r"(?:và|đạt|có|hoàn thành|đã|được|mới|chỉ|hiện|cũng|đang|là|còn|về đích)(?![^\W_]))"
)
# A sentence that opens so tells how things stand: trong số 12 xã, hai xã này, toàn tỉnh có 115 xã, …
_TELLS = re.compile(
    r"[-+•*\s\"“]{0,8}(?:trong (?:tổng )?số \d|(?:hai|ba|bốn|cả hai|các|những|\d{1,3}) (?:xã|huyện|thôn|địa phương)"
    r"(?: [^\W\d_]+){0,2} (?:này|trên|nói trên)(?![^\W_])"
    r"|(?:toàn|cả) (?:tỉnh|huyện|thị xã|thành phố|nước|xã) (?:hiện )?có \d[\d.]* (?:xã|huyện|thôn|xóm|ấp|bản)[,;(])"
)
_WORDS = re.compile(r"[^\W_]+")
_LONGEST_NAME = 60
_HEAD = 60  # characters in which a colon ends what introduces
_WHERE = re.compile(r"(?:của|tại|ở|thuộc|trên địa bàn)\s+(?:tỉnh\s+|huyện\s+|thị xã\s+|thành phố\s+|vùng\s+)?$")
_AFTER = re.compile(r"\s*(?:của|ở|tại|trên địa bàn)?\s*(?:tỉnh|huyện|xã)?\s*")
_LONGEST_AFTER = 24  # characters of that
_ONE_UNIT = frozenset({"commune", "district"})
_WIDE = frozenset({"province", "region", "country"})
_ALL_LEVELS = _ONE_UNIT | _WIDE

_NOW = re.compile(
    r"(?<![^\W_])(?<!thực )(?<!thể )(?<!phát )(?<!xuất )(?:đến nay|tới nay|hiện|hiện nay|đến thời điểm này)(?![^\W_])"
    r"(?! (?:đại|hành|trạng|vật|thực|trường)(?![^\W_]))"
)
_NOW_WORDS = ("hiện", "nay", "thời điểm này")
_RIGHT_AFTER = re.compile(r"\s{1,2}(?:vào\s+|trong\s+)?")
_NEAR = 40  # characters in which a date after a figure is its own, if no clause begins before it
_CLAUSE = re.compile(r";|,\s{1,3}(?:tính\s{1,3})?(?:đến|tới|sang|năm|phấn đấu)?\s{0,3}$")
_BARE_YEAR = re.compile(r"(?<![^\W_])(?:đến|tới|hết|cuối|đầu)\s+20[0-9]{2}(?![\w./-])")
_AS_OF = re.compile(r"(?:tính\s+)?(?:đến|hết)\s+(?:hết\s+|cuối\s+|ngày\s+|thời điểm\s+|đầu\s+)*$")


class Surroundings:
    """One sentence with figures, and the sentences that it stands under.

    Attributes:
        page: the document.
        sentence: the sentence.
    """

    def __init__(self, page: Page, sentence: Sentence) -> None:
        self.page, self.sentence = page, sentence
        self.dates = page.own_dates(sentence)
        self._leads: dict[frozenset[str], str | None] = {}

    @cached_property
    def _has_subject(self) -> bool:
        """Whether it says how things stand: Xã Bình An đạt 12 tiêu chí, trong số 12 xã có 7 xã."""
        page, sentence = self.page, self.sentence
        if _TELLS.match(page.flat, sentence.start, sentence.end):
            return True
        opening = _OPENING.match(page.lower, sentence.start, sentence.end)
        first = opening.end() if opening else sentence.start
        at = bisect_left(page.named_starts, sentence.start)
        if not (opening and opening[1]) and not (at < len(page.named) and page.named_starts[at] <= first):
            return False
        name = list(takewhile(_is_name, _WORDS.finditer(page.plain, first, min(sentence.end, first + _LONGEST_NAME))))
        return bool(name) and _STATES.match(page.lower, name[-1].end()) is not None

    def _leading(self, siblings: bool = False) -> Iterator[Sentence]:
        """The sentences that it stands under.

        What is aimed at for all says nothing of one that is named after it, but where a colon says so: `Mục tiêu: …`.
        """
        for one in self.page.governing(self.sentence, siblings):
            if not self._has_subject or self.page.introduces(one):
                yield one
                continue
            aims = [cue for cue in self.page.cues(one) if cue.modality in _NOT_YET]
            if not aims or self.page.lower.find(":", aims[0].start, min(one.end, aims[0].start + _HEAD)) >= 0:
                yield one

    # -- the voice ---------------------------------------------------------------------------------------

    @cached_property
    def lead_modality(self) -> str | None:
        """Modality that the paragraph so far, or else the heading above, gives to what follows."""
        for one in self._leading():
            if one.paragraph != self.sentence.paragraph and self.page.is_title(one):
                continue  # what a title tells is not the heading of what follows
            for cue in reversed(self.page.cues(one)):
                if cue.reach == "sentence" or (cue.reach == "clause" and self.page.is_heading(one)):
                    return None if cue.modality in _NOT_YET and self._is_of_the_past(one) else cue.modality
        return None

    def _is_of_the_past(self, aim: Sentence) -> bool:
        """Whether the sentence is of a time before that of an aim: Năm 2024 có 8 xã, after Phấn đấu năm 2025."""
        own, aimed = self.dates[:1], self.page.own_dates(aim)[:1]
        return bool(own and aimed) and (own[0].end_date or dt.date.max) < (aimed[0].end_date or dt.date.min)

    def modality(self, figure: Figure, date: DateMention | None, last: str | None) -> str:
        """Return the voice in which a figure is stated.

        Args:
            figure: the figure.
            date: the date that governs it.
            last: voice of the figure before it.
        """
        cue = voice.reaching(self.page.lower, figure, self.page.cues(self.sentence))
        if cue == _CONDITION and self.dates and _OBLIGED.search(self.page.flat, self.sentence.start, figure.start):
            cue = _TARGET  # what must be reached by a year is no rule: đến năm 2025 phải có 2 xã đạt chuẩn
        cue = cue or (last if last != _RECOGNISED else None) or self.lead_modality
        if cue is None and self._is_future(date):
            cue = _TARGET
        if cue is None and figure.qualifier == ">=" and not figure.is_change:
            cue = _TARGET  # ít nhất: said of what is to be reached
        if cue == _TARGET and figure.rule == "criteria-left":
            return _REPORTED  # phấn đấu hoàn thành 3 tiêu chí còn lại: so many are left
        if figure.recognised and (cue is None or cue == _REPORTED):
            return _RECOGNISED
        return cue or _REPORTED

    def _is_future(self, date: DateMention | None) -> bool:
        own = self.page.context.date
        if date is None or own is None or date.start_date is None or date.end_date is None:
            return False
        if date.start_date <= own and date.start_date.year == date.end_date.year:  # the year that runs
            return date.end_date > own and self._is_as_of(date)
        return date.end_date > own

    # -- of when -----------------------------------------------------------------------------------------

    @cached_property
    def lead_date(self) -> DateMention | None:
        """Date that the paragraph or list so far, or else the heading above, leaves to what follows."""
        if _BARE_YEAR.search(self.page.lower, self.sentence.start, self.sentence.end):
            return None  # đến hết 2015: of a year of its own
        for one in self._leading(siblings=True):
            if one.paragraph != self.sentence.paragraph and self.page.is_title(one):
                continue
            dates = self.page.own_dates(one)
            if dates:
                return dates[-1]
        return None

    def date(self, figure: Figure) -> DateMention | None:
        """Return the date that governs a figure of no certain day: the nearest before it, else right after it."""
        if figure.rule == "risen-from":  # từ 12 xã năm 2020 lên 25 xã
            all_dates = self.page.dates_in(figure.end, self.sentence.end)
            after = (date for date in all_dates if _RIGHT_AFTER.fullmatch(self.page.lower, figure.end, date.start))
            return next(after, None)
        found = None
        for date in self.dates:
            if date.start >= figure.end:
                if date.granularity != "range" and _RIGHT_AFTER.fullmatch(self.page.lower, figure.end, date.start):
                    return date  # 5 xã đạt chuẩn năm 2022
                near = date.start <= figure.end + _NEAR and not _CLAUSE.search(self.page.lower, figure.end, date.start)
                return found or (date if near else self.lead_date)
            found = date
        return found or self.lead_date

    @cached_property
    def _nows(self) -> list[int]:
        """Ends of the words that mean the day of the document: đến nay, hiện có."""
        flat, start, end = self.page.flat, self.sentence.start, self.sentence.end
        if all(flat.find(word, start, end) < 0 for word in _NOW_WORDS):
            return []
        return [match.end() for match in _NOW.finditer(flat, start, end)]

    def is_now(self, figure: Figure) -> bool:
        """Return whether a figure is of the day of the document, with no date in between."""
        nows = self._nows
        if not nows or nows[0] >= figure.start:
            return False
        last = nows[bisect_left(nows, figure.start) - 1]
        return not any(last <= date.start < figure.start for date in self.dates)

    def as_of(self, date: DateMention | None, now: bool) -> dt.date | None:
        """Return the day at which a figure of a result held: that of its date, or of the document."""
        if now:
            return self.page.context.date
        return date.end_date if date is not None and self._is_as_of(date) else None

    def _is_as_of(self, date: DateMention) -> bool:
        """Whether `đến hết` stands before a date."""
        before = self.page.lower[max(0, date.start - 24) : date.start]
        return ("đến" in before or "hết" in before) and _AS_OF.search(before) is not None

    # -- of where ----------------------------------------------------------------------------------------

    def place(self, figure: Figure) -> str | None:
        """Return the place that a figure is about, as the text names it: one of a level that holds its units."""
        page, sentence = self.page, self.sentence
        if figure.subject is not None:
            return self._subject(*figure.subject)
        if figure.scope is not None:
            return figure.scope
        at = bisect_right(page.named_starts, figure.start)
        inside = None
        while at < len(page.named) and page.named_starts[at] < figure.end:
            if self._is_where(page.named_starts[at]):
                inside = page.named[at]
            at += 1
        if inside is not None:
            return page.name(inside)
        after = page.named[at] if at < len(page.named) and page.named_starts[at] < sentence.end else None
        if after is not None and (
            after.start > figure.end + _LONGEST_AFTER or not _AFTER.fullmatch(page.lower, figure.end, after.start)
        ):
            after = None
        for levels in _holders(figure.kind, figure.of if figure.unit == "%" else figure.unit):
            before = page.last_named(sentence.start, figure.start, levels)
            if before is not None:
                return before or None
            if after is not None and after.level in levels:
                return page.name(after)
            lead = self._lead_place(levels)
            if lead is not None:
                return lead or None
        return None

    def _subject(self, start: int, end: int) -> str:
        known = [place for place in self.page.places_in(self.sentence.start, end) if start < place.end]
        return self.page.name(known[-1]) if len(known) == 1 else self.page.printed(start, end)

    def _is_where(self, at: int) -> bool:
        """Whether a name says where something is: của huyện An Lão; not one of three huyện A, B, C."""
        return bool(_WHERE.search(self.page.lower, max(self.sentence.start, at - 30), at))

    def _lead_place(self, levels: frozenset[str]) -> str | None:
        """Place of some levels that governs the sentence: of its paragraph or a heading, else named last.

        A document with a number of its own is about the place of its letterhead.
        """
        if levels not in self._leads:
            self._leads[levels] = self._place_before(levels)
        return self._leads[levels]

    def _place_before(self, levels: frozenset[str]) -> str | None:
        page, sentence = self.page, self.sentence
        for one in page.governing(sentence):
            name = page.last_named(one.start, one.end, levels)
            if name is not None:
                return name
        if page.context.number is None:
            earlier = page.before(sentence)
            name = page.last_named(earlier[-1].start, sentence.start, levels) if earlier else None
            if name is not None:
                return name
        return page.first_named(sentence.start, levels)


def _is_name(word: re.Match[str]) -> bool:
    return word[0][0].isupper() or word[0].isdigit()


@lru_cache(maxsize=64)
def _holders(kind: str, unit: str | None) -> tuple[frozenset[str], ...]:
    """Levels of the places that a figure can be about, the likelier first: communes lie in districts."""
    if kind in {"criteria_met", "criteria_unmet", "criterion_ref"}:
        return (_ONE_UNIT, _ALL_LEVELS)
    above = {"xã": _ALL_LEVELS - {"commune"}, "huyện": _WIDE, "tỉnh": _WIDE - {"province"}}
    return (above.get(unit or "", _ALL_LEVELS if unit == "xóm/thôn" else _ALL_LEVELS - {"commune"}),)


def period(date: DateMention | None) -> str | None:
    """Return a date as the shortest ISO form of what it covers: 2025, 2022-06, 2015-09-25, 2021/2025."""
    if date is None or date.start_date is None:
        return None
    start, end = date.start_date, date.end_date or date.start_date
    if start == end:
        return start.isoformat()
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return str(start.year) if start.year == end.year else f"{start.year}/{end.year}"
    if start.day == 1 and end < dt.date.max and (end + dt.timedelta(days=1)).day == 1:
        first, last = f"{start:%Y-%m}", f"{end:%Y-%m}"
        return first if first == last else f"{first}/{last}"
    return f"{start.isoformat()}/{end.isoformat()}"
