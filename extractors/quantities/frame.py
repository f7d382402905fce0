"""What stands around an amount: its sentence and paragraph, in which voice it is stated, of when, of where.

Everything is looked up only where there is an amount, and forward only, so that a text without amounts costs
nothing and one line of a megabyte costs no more than its length.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick

from extractors.codes import automaton, codes
from extractors.context import Context
from schemas import facts
from schemas.records import DateMention, Place

_STOP = re.compile(r"[.!?…][\"”’')]{0,2}\s+")
_SHORT = frozenset({"tp", "tx", "tt", "q", "p", "h", "ts", "ths", "pgs", "gs", "đ/c", "st", "tr", "th", "kh", "t.p"})
_LIST_MARK = re.compile(r"\s{0,8}(?:[-+•]|\d{1,2}(?:\.\d{1,2}){0,3}[.)]\s|[a-zđ][.)]\s|[ivx]{1,4}\.\s)")
_ROW = re.compile(r"[0-9][0-9.,/]{0,12}\s+([^\W\d_])")
_UNTRUE = re.compile(
    r"(?:chương trình|sở|bộ|phòng|ban|vụ|so với|so|hoàn thành|vượt|theo|các|những|đạt|[0-9%]"
    r"|thực hiện(?: các)?|rà soát(?: các)?)\s+$"
)
_OF_A_TITLE = re.compile(r"\s+(?:quốc gia|số\s+[0-9]|và đầu tư|- đầu tư|sử dụng đất|này)")
_RELATIVE = re.compile(r"(?:sau|trong|đến)\s+$")
_COMMA = re.compile(r"[,;]\s")
_BASELINE = re.compile(r"so\s+(?:với\s+)?(?:[^\W\d_]+\s+){0,4}$")
_CITED = re.compile(r"(?:\d|/)[\w\-/.]*,?\s+(?:ban hành |ký )?(?:ngày\s+)?$")
_NAME_OF_WORK = re.compile(r"(?:chương trình|nông thôn mới|ntm\)?|bộ tiêu chí|đề án)[^,;:]{0,60}$")
_AS_OF = re.compile(r"(?:tính\s+)?(?:đến|hết)\s+(?:hết\s+|cuối\s+|ngày\s+|thời điểm\s+|đầu\s+){0,3}$")
_NOW = re.compile(
    r"(?<![^\W_])(?:(?:đến|tới) nay|giờ đây|bây giờ|đến giờ|đến thời điểm này"
    r"|(?<!thực )(?<!thể )(?<!phát )(?<!xuất )(?<!biểu )hiện(?= (?:nay|có|còn|đã|đang)|,))(?![^\W_])"
)
_PART_OF_WORD = re.compile(
    r"(?:thực|thể|phát|xuất|biểu|tái|không|chưa|công|quy|thỏa|mơ|mong|hẹn|ao|điều)\s+$"  # thực hiện, công ước
)
_WORD_GOES_ON = re.compile(r" (?:vật|đại|hành|trạng|trường|thực)(?![^\W_])")
_BREAK = re.compile(r"[.;]\s|\n")
_NUMBERED = {"district": "quận", "commune": "phường"}
_PREFIX = re.compile(r"(xã|phường|thị trấn|huyện|quận|thị xã|thành phố|đặc khu|thôn|xóm)\s+$")
_AFTER_PLACE = re.compile(r"\s*(?:của|ở|tại|trên địa bàn)?\s*(?:tỉnh|huyện|xã|thành phố)?\s*")
_AREAS = {
    "cả nước": None, "trong nước": None, "toàn quốc": None,
    "toàn tỉnh": "province", "toàn thành phố": "province",
    "toàn huyện": "district", "toàn xã": "commune",
}  # fmt: skip
_LINES_ABOVE = 24  # how far up a heading governs
_FAR = 1000  # how far back a sentence is looked at, in characters
_MOST = 16  # how many cues, dates and places are looked at
_REACH = 2000  # how far on a place is still spoken of, in characters


class _Cue(NamedTuple):
    end: int
    modality: str
    reach: str


@lru_cache(maxsize=1)
def _cue_scan() -> tuple[BytesAhoCorasick, tuple[tuple[str, str, str], ...]]:
    words = facts.modality_words()
    return automaton(words), tuple((word, *meaning) for word, meaning in words.items())


class Frame:
    """The text around a position that moves forward.

    Attributes:
        sentence: first character of the sentence that the position stands in.
        near: the same, or what is near enough to the position of a sentence without end.
        paragraph: first character of its paragraph; lines that a page width broke are joined.
    """

    def __init__(
        self, plain: str, flat: str, context: Context, dates: Sequence[DateMention], places: Sequence[Place]
    ) -> None:
        self.plain, self.flat = plain, flat
        self.context = context
        self.dates, self.places = dates, places
        self._date_starts = [date.start for date in dates]
        self._place_starts = [place.start for place in places]
        self.sentence = self.near = self.paragraph = 0
        self._seen = 0
        self._cues: list[_Cue] = []
        self._cued = 0
        self._lead: tuple[int, str | None] | None = None
        self._headings: dict[int, tuple[int, int] | None] = {}
        self._heading_cues: dict[int, str | None] = {}

    def move(self, position: int) -> None:
        """Go on to a later position."""
        at = position
        while True:
            at = self.plain.rfind("\n", self._seen, at)
            if at < 0:
                break
            if self._parts(at):
                self._begin(_text_after(self.plain, at))
                self.paragraph = self.sentence
                break
        for match in _STOP.finditer(self.plain, max(self.sentence, self._seen - 3), position):
            first = self.plain[match.end() : match.end() + 2].lstrip("\"“'(")[:1]
            if first.isupper() or first.isdigit() or not first:
                short = self.flat[max(0, match.start() - 5) : match.start()].replace("(", " ").split()[-1:]
                if not (short and short[0] in _SHORT):
                    self._begin(match.end())
        self._seen = position
        self.near = max(self.sentence, position - _FAR)

    def _begin(self, sentence: int) -> None:
        self.sentence = self._cued = sentence
        self._cues = []
        self._lead = None

    def _parts(self, at: int) -> bool:
        """Whether a line break parts paragraphs; else a page width did it."""
        before = self.plain[max(0, at - 3) : at].rstrip(" ")[-1:]
        first = _text_after(self.plain, at)
        if before in ".;:!?…|\n" or not before or "\n" in self.plain[at + 1 : first]:
            return True
        letter = self.plain[first : first + 1]
        if letter.isdigit():  # a row of a table, an item of a list; else a number at the page's edge
            row = _ROW.match(self.plain, first)
            return (row is not None and row[1].isupper()) or _LIST_MARK.match(self.flat, at + 1) is not None
        return not letter.islower() or _LIST_MARK.match(self.flat, at + 1) is not None

    # -- the voice ---------------------------------------------------------------------------------------

    def modality(self, start: int) -> str | None:
        """Modality of the nearest word before that reaches a position, else of what it stands under."""
        self._cues += self._find_cues(self._cued, start)
        self._cued = start
        for cue in self._cues[: -_MOST - 1 : -1]:
            if cue.reach != "clause" or not _COMMA.search(self.flat, cue.end, start):
                return cue.modality
        if self._lead is None or self._lead[0] != self.sentence:
            self._lead = (self.sentence, self._lead_modality())
        return self._lead[1]

    def _lead_modality(self) -> str | None:
        if self.paragraph < self.sentence:
            said = self._last_far_cue(self.paragraph, self.sentence)
            if said is not None:
                return said
        heading = self.heading()
        if heading is None:
            return None
        if heading[0] not in self._heading_cues:
            self._heading_cues[heading[0]] = self._last_far_cue(*heading)
        return self._heading_cues[heading[0]]

    def _last_far_cue(self, start: int, end: int) -> str | None:
        cues = self._find_cues(max(start, end - _REACH), end)
        told = (cue.modality for cue in reversed(cues) if cue.reach != "clause" and cue.modality != "reported")
        return next(told, None)

    def _find_cues(self, start: int, end: int) -> list[_Cue]:
        scan, words = _cue_scan()
        found = []
        for index, begins, ends in scan.find_matches_as_indexes(codes(self.flat[start:end])):
            first, last = begins + start, ends + start
            if self.flat[first - 1 : first].isalnum() or self.flat[last : last + 1].isalnum():
                continue
            word, modality, reach = words[index]
            if modality == "none":  # thực hiện, which holds hiện
                continue
            before = self.flat[max(0, first - 20) : first]
            if word in {"mục tiêu", "chỉ tiêu", "kế hoạch"} and (
                _UNTRUE.search(before) or _OF_A_TITLE.match(self.flat, last)
            ):
                continue
            if _PART_OF_WORD.search(before) or (word == "hiện" and _WORD_GOES_ON.match(self.flat, last)):
                continue
            if word in {"để", "có khả năng"} or (word == "khi" and _RELATIVE.search(before)):
                continue
            if self.context.is_news and word in {"khi", "phải"}:  # a rule only in rule text
                continue
            found.append(_Cue(last, modality, reach))
        return found

    def heading(self) -> tuple[int, int] | None:
        """The line above that introduces the paragraph: it ends with a colon, or is a short line of its own."""
        end = self.plain.rfind("\n", 0, self.paragraph)
        passed: list[int] = []
        found: tuple[int, int] | None = None
        while end > 0 and len(passed) < _LINES_ABOVE:
            if end in self._headings:  # what its neighbour above stands under
                found = self._headings[end]
                break
            if self.plain[end - 1] == "\n":
                end -= 1
                continue
            passed.append(end)
            start = self.plain.rfind("\n", max(0, end - _REACH), end) + 1
            line = self.plain[start:end].strip(" *_")
            if line.endswith(":") or (3 < len(line) < 100 and line[-1].isalpha() and line[0] not in "-+"):
                found = (start, end)
                break
            if line.endswith(".") and not _LIST_MARK.match(self.flat, start):
                break
            end = start - 1
        self._headings.update(dict.fromkeys(passed, found))
        return found

    # -- of when -----------------------------------------------------------------------------------------

    def date(self, start: int, end: int) -> DateMention | None:
        """The date that governs an amount: the nearest before it, right after it, or what was spoken of last."""
        if not self.dates:
            return None
        at = bisect_left(self._date_starts, start)
        for date in self.dates[max(0, at - _MOST) : at][::-1]:
            if date.start < self.near:
                break
            if self._usable(date):
                return None if self._is_now(date.end, start) else date
        if self._is_now(self.near, start):
            return None
        near = at < len(self.dates) and self.dates[at].start <= end + 40
        if near and self._usable(self.dates[at]) and not _BREAK.search(self.plain, end, self.dates[at].start):
            return self.dates[at]
        return self._lead_date()

    def _lead_date(self) -> DateMention | None:
        for first, last in ((self.paragraph, self.sentence), self.heading() or (0, 0)):
            at = bisect_left(self._date_starts, last)
            for date in self.dates[max(0, at - _MOST) : at][::-1]:
                if date.start < first:
                    break
                if self._usable(date):
                    return date
        return None

    def _usable(self, date: DateMention) -> bool:
        """Whether a date says of when something is: not one of a comparison or of a cited document."""
        if date.start_date is None or date.role in {"citation", "issue"}:
            return False
        before = self.flat[max(0, date.start - 60) : date.start]
        if date.granularity == "range" and _NAME_OF_WORK.search(before):
            return False
        return not (_BASELINE.search(before) or _CITED.search(before))

    def _is_now(self, start: int, end: int) -> bool:
        return _NOW.search(self.flat, start, end) is not None

    def as_of(self, date: DateMention | None, start: int) -> dt.date | None:
        """The day at which a result held: `đến hết tháng 6`, or the document's own day for `đến nay`."""
        if date is None:
            own = self.context.date
            return own if own is not None and self._is_now(self.near, start) else None
        before = self.flat[max(0, date.start - 24) : date.start]
        said = _AS_OF.search(before)
        if said is None:
            return None
        return date.start_date if "đầu" in said[0] else date.end_date

    def is_future(self, date: DateMention | None) -> bool:
        """Whether a date lies after the document's."""
        own = self.context.date
        return bool(date and own and date.end_date and date.end_date > own and date.role != "citation")

    # -- of where ----------------------------------------------------------------------------------------

    def place(self, start: int, end: int) -> str | None:
        """The place that an amount is about: the nearest before it, right after it, or what was named last."""
        if not self.places:
            return self._area(start)
        at = bisect_left(self._place_starts, start)
        near = self.places[at - 1] if at and self.places[at - 1].start >= self.near else None
        area = self._area(start, near.start if near is not None else self.near)
        if area is not None:
            return area
        if near is not None:
            return self._name(near)
        near_after = at < len(self.places) and self.places[at].start <= end + 20
        if near_after and _AFTER_PLACE.fullmatch(self.flat, end, self.places[at].start):
            return self._name(self.places[at])
        if at and self.places[at - 1].start >= start - _REACH:
            return self._name(self.places[at - 1])
        return None

    def _area(self, start: int, after: int | None = None) -> str | None:
        """`cả nước` is the country, `toàn tỉnh` the province that was named last."""
        first = self.near if after is None else after
        if self.flat.rfind("toàn ", first, start) < 0 and self.flat.rfind(" nước", first, start) < 0:
            return None
        best, words = max((self.flat.rfind(words, first, start), words) for words in _AREAS)
        if best < 0:
            return None
        level = _AREAS[words]
        if level is None:
            return "cả nước"
        at = bisect_left(self._place_starts, best)
        held = (place for place in self.places[max(0, at - _MOST) : at][::-1] if place.level == level)
        return next((self._name(place) for place in held), None)

    def _name(self, place: Place) -> str:
        name = place.name or " ".join(self.plain[place.start : place.end].split())
        if place.level in {"province", "region"}:
            return name
        prefix = _PREFIX.search(self.flat, max(0, place.start - 12), place.start)
        if prefix is None and name.isdigit():  # Q. 12
            return f"{_NUMBERED[place.level]} {name}"
        return f"{prefix[1]} {name}" if prefix else name


def _text_after(text: str, at: int) -> int:
    """First character after a position that is no white space."""
    while at < len(text) and text[at].isspace():
        at += 1
    return at
