"""A document as the reader of figures sees it: its sentences with their dates, voices and places.

Everything is looked up once, and only for the sentences that are asked for.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import islice, takewhile
from typing import NamedTuple

from extractors.context import Context, Earlier
from extractors.criteria import voice
from extractors.criteria.phrases import Phrases
from extractors.criteria.sentences import Sentence, Sentences
from schemas.records import DateMention, Place

# How many sentences back a heading, a date or a place can govern.
REACH = 24
_HEADING = re.compile(r"[^.;?!]{3,160}")
_LONGEST_HEADING = 160
_STATED = re.compile(r"[0-9]\s?%|[0-9]\s+(?:xã|huyện|tỉnh|thôn|xóm|bản|ấp|đơn vị|địa phương|tiêu chí)(?![^\W_])")
_RATIO = re.compile(r"[0-9]\s?/\s?19(?![0-9/])")
_LIST_ITEM = re.compile(r"\s*[-+•*]")

# The whole area, or the unit itself as subject: toàn tỉnh, cả nước; huyện đã có …, xã phấn đấu …
_WHOLE = ("cả", "toàn")
_WHOLE_UNITS = ("nước", "quốc", "tỉnh", "huyện", "xã", "thành phố", "thị xã")
_SUBJECTS = ("tỉnh", "huyện", "thành phố", "thị xã", "xã")
_SUBJECT_VERBS = (
    "cũng", "đã", "hiện", "mới", "sẽ", "có", "đặt", "phấn đấu", "đạt", "tự đánh giá", "không có", "không còn", "chỉ có",
)  # fmt: skip
_OF_WHOLE = ("của ", "trong ", "với ")  # of which something is: not what is spoken of
_NAMED = re.compile(r"(?<![^\W_])(xã|huyện|thị xã|thành phố|tỉnh|thị trấn|phường)((?:\s+[^\W\d_]+){1,4})")
_PREFIX = re.compile(r"(xã|phường|thị trấn|huyện|quận|thị xã|thành phố|đặc khu|thôn|xóm)\s+$")
_NUMBERED = {"district": "quận", "commune": "phường"}
_LEVELS = {
    "tỉnh": "province", "thành phố": "province", "huyện": "district", "thị xã": "district",
    "xã": "commune", "phường": "commune", "thị trấn": "commune",
}  # fmt: skip
_SMALL = frozenset({"xã", "huyện", "thôn", "xóm", "ấp"})

_BASELINE = re.compile(r"so\s+(?:với\s+)?(?:[^\W\d_]+\s+){0,4}$")
_CITED = re.compile(
    r"(?:\d[\w.]{0,8}-?[\w.]{0,12}\s?/(?=[\w\-/.]{0,8}[^\W\d_]{2})[\w\-/.]{1,30}|số\s+\d{1,6}[\w\-]{0,12}),?\s+"
    r"(?:ban hành |ký )?(?:ngày\s+)?$"
)
_RISEN_FROM = re.compile(r"(?<![^\W_])từ\s+[^,;.:]{1,40}$")
_RISEN_TO = re.compile(r"\)?\s+(?:tăng\s+|giảm\s+)?(?:lên|xuống|đến|còn)(?![^\W_])")
_GOAL_OF = re.compile(
    r"(?:hoàn thành|vượt|đạt|so với)\s+(?:[^\W\d_]+\s+){0,3}(?:mục tiêu|kế hoạch|chỉ tiêu)\s+(?:[^\W\d_]+\s+){0,3}$"
)
_OUTLOOK = re.compile(r"(?:định hướng|tầm nhìn)\s+(?:đến\s+)?$")
# Each with words that it cannot do without.
_ASIDES = (
    (_BASELINE, ("so",)),
    (_CITED, ("/", *"0123456789")),
    (_GOAL_OF, ("mục tiêu", "kế hoạch", "chỉ tiêu")),
    (_OUTLOOK, ("định hướng", "tầm nhìn")),
)
_NAME_OF_WORK = re.compile(r"(?:chương trình|nông thôn mới|ntm\)?|bộ tiêu chí|đề án)[^,;:]*$")


class Mark(NamedTuple):
    """A name that a text prints: where, its level, and how the place is called."""

    start: int
    level: str
    name: str


@lru_cache(maxsize=1)
def _areas() -> tuple[Phrases, dict[str, str]]:
    """Finds whole areas and units as subjects; with the unit of each phrase."""
    units = {f"{whole} {unit}": unit for whole in _WHOLE for unit in _WHOLE_UNITS}
    units |= {f"{unit} {verb}": unit for unit in _SUBJECTS for verb in _SUBJECT_VERBS}
    return Phrases(units), units


class Page:
    """A document with its dates and places, in the order of the text.

    Attributes:
        lower: its text in lower case.
        plain: the same with its capitals.
        flat: `lower` with spaces for line breaks.
        context: what is known of it.
        dates: its dates.
        places: its places.
        sentences: its sentences.
    """

    def __init__(
        self, lower: str, flat: str, plain: str, context: Context, dates: Sequence[DateMention], places: Sequence[Place]
    ) -> None:
        self.lower, self.plain, self.flat = lower, plain, flat
        self.context, self.dates, self.places = context, dates, places
        self.sentences = Sentences(lower, plain)
        self._date_starts = [date.start for date in dates]
        self._headings: dict[int, bool] = {}
        self._cues: dict[int, list[voice.Cue]] = {}
        self._own_dates: dict[int, list[DateMention]] = {}

    # -- sentences ---------------------------------------------------------------------------------------

    def is_heading(self, sentence: Sentence) -> bool:
        """Return whether a sentence introduces those after it: it ends with a colon, or is a line of its own."""
        found = self._headings.get(sentence.start)
        if found is None:
            start, end = sentence.start, sentence.end
            while end > start and self.lower[end - 1].isspace():
                end -= 1
            found = self.lower[end - 1] == ":"
            if not found and end - start <= _LONGEST_HEADING:
                found = _HEADING.fullmatch(self.lower, start, end) is not None
            self._headings[sentence.start] = found
        return found

    def is_title(self, sentence: Sentence) -> bool:
        """Return whether a heading states a figure itself, as titles of news do: it heads nothing."""
        if self.lower[sentence.end - 1] == ":" or self._is_item(sentence):
            return False
        return _STATED.search(self.lower, sentence.start, sentence.end) is not None

    def lists_criteria(self, sentence: Sentence) -> bool:
        """Return whether a sentence is a line of a list of ratios under a heading that names criteria."""
        if _RATIO.search(self.lower, sentence.start, sentence.end) is None:
            return False
        for one in islice(self.sentences.before(sentence), REACH):
            if self.is_heading(one) and _RATIO.search(self.lower, one.start, one.end) is None:
                return self.lower.find("tiêu chí", one.start, one.end) >= 0
        return False

    def introduces(self, sentence: Sentence) -> bool:
        """Return whether a heading is of all that follows: it ends with a colon, or is no item of a list."""
        if not self.is_heading(sentence):
            return False
        return self.lower.endswith(":", sentence.start, sentence.end) or not self._is_item(sentence)

    def before(self, sentence: Sentence) -> list[Sentence]:
        """Return the sentences before one, the nearest first, as far as they can govern it."""
        return list(islice(self.sentences.before(sentence), REACH))

    def governing(self, sentence: Sentence, siblings: bool = False) -> Iterator[Sentence]:
        """Yield the sentences before one in its paragraph, nearest first, then the headings above.

        Args:
            sentence: the sentence.
            siblings: whether the list items before it govern too.
        """
        item = siblings and self._is_item(sentence)
        for one in islice(self.sentences.before(sentence), REACH):
            if one.paragraph == sentence.paragraph or self.is_heading(one) or (item and self._is_item(one)):
                yield one

    def _is_item(self, sentence: Sentence) -> bool:
        """Whether a sentence stands in a list item."""
        return _LIST_ITEM.match(self.lower, self.lower.rfind("\n", 0, sentence.start) + 1) is not None

    def cues(self, sentence: Sentence) -> list[voice.Cue]:
        """Return the words of a sentence that give a modality."""
        found = self._cues.get(sentence.start)
        if found is None:
            found = self._cues[sentence.start] = voice.cues(self.flat, sentence.start, sentence.end)
        return found

    # -- dates -------------------------------------------------------------------------------------------

    def dates_in(self, start: int, end: int) -> Sequence[DateMention]:
        """Return the dates that begin in a span."""
        return self.dates[bisect_left(self._date_starts, start) : bisect_left(self._date_starts, end)]

    def own_dates(self, sentence: Sentence) -> list[DateMention]:
        """Return the dates that figures can be of: not those of comparisons and cited documents."""
        found = self._own_dates.get(sentence.start)
        if found is None:
            dates = self.dates_in(sentence.start, sentence.end)
            found = [date for date in dates if date.start_date and not self._is_aside(date, sentence.start)]
            self._own_dates[sentence.start] = found
        return found

    def _is_aside(self, date: DateMention, start: int) -> bool:
        """Whether a date belongs to a comparison, a cited document or the name of a programme."""
        if date.role in {"citation", "issue"}:
            return True
        before = self.lower[max(start, date.start - 60) : date.start]
        if date.granularity == "range" and _NAME_OF_WORK.search(before):
            return True
        if _RISEN_TO.match(self.lower, date.end) and _RISEN_FROM.search(before):  # từ 20 xã năm 2015 lên 77 xã
            return True
        return any(pattern.search(before) for pattern, words in _ASIDES if any(word in before for word in words))

    # -- places ------------------------------------------------------------------------------------------

    @cached_property
    def named(self) -> Sequence[Place | Mark]:
        """Its places. Where none are given, the names after a unit's word."""
        if self.places:
            return self.places
        found = []
        for match in _NAMED.finditer(self.lower):
            words = self.plain[match.start(2) : match.end(2)].split()
            name = " ".join(takewhile(str.istitle, words))
            if name:
                printed = name if match[1] == "tỉnh" else f"{match[1]} {name}"
                found.append(Mark(match.start(), _LEVELS[match[1]], printed))
        return found

    @cached_property
    def named_starts(self) -> list[int]:
        """First characters of `named`."""
        return [one.start for one in self.named]

    def places_in(self, start: int, end: int) -> Sequence[Place]:
        """Return the places that begin in a span."""
        if not self.places:
            return ()
        return self.places[bisect_left(self.named_starts, start) : bisect_left(self.named_starts, end)]

    @cached_property
    def _spoken_of(self) -> tuple[list[int], list[Place | Mark]]:
        """The places and whole areas in their order, and where each is named."""
        held = sorted((*self.named, *self._whole_areas()), key=_start)
        return [one.start for one in held], held

    def _whole_areas(self) -> Iterator[Mark]:
        """Areas that are named whole: toàn huyện is the place of its level that was named last."""
        phrases, units = _areas()
        places = iter(self.places)
        place = next(places, None)
        last: dict[str, Place] = {}
        for start, end, words in phrases.find(self.flat, 0, len(self.flat)):
            while place is not None and place.start < start:
                last[place.level] = place
                place = next(places, None)
            if words.endswith("hiện") and self.flat.startswith(" đại", end):  # xã hiện đại
                continue
            if words.startswith(_WHOLE) and self.flat.endswith(_OF_WHOLE, 0, start):
                continue
            unit = units[words]
            if unit in {"nước", "quốc"}:
                yield Mark(start, "country", "cả nước")
                continue
            level = _LEVELS[unit]
            if level in last:
                yield Mark(start, level, self.name(last[level]))
            elif self.context.earlier and level in self.context.earlier.last_places:
                yield Mark(start, level, self.context.earlier.last_places[level])
            elif words.startswith(_WHOLE):
                yield Mark(start, level, "")

    def last_named(self, start: int, end: int, levels: frozenset[str]) -> str | None:
        """Return the place or area of some levels that is named last between two positions.

        Empty for `toàn tỉnh` of a province that the text has not named.
        """
        starts, held = self._spoken_of
        at = bisect_left(starts, end)
        while at and starts[at - 1] >= start:
            at -= 1
            if held[at].level in levels:
                return self.name(held[at])
        return None

    def first_named(self, end: int, levels: frozenset[str]) -> str | None:
        """Return the place of some levels that is named first, if that is before a position."""
        earlier = self.context.earlier
        if earlier:
            told = [place for level, place in earlier.first_places.items() if level in levels]
            if told and min(told)[0] < end + earlier.offset:
                return min(told)[1]
        held = [place for level, place in self._first_places.items() if level in levels]
        first = min(held, key=_start, default=None)
        return self.name(first) if first is not None and first.start < end else None

    @cached_property
    def _first_places(self) -> dict[str, Place]:
        """First place of each level."""
        found: dict[str, Place] = {}
        for place in self.places:
            found.setdefault(place.level, place)
        return found

    def tell(self, earlier: Earlier) -> None:
        """Put down which places of each level are named first and last in a window, for those after it."""
        for place in self.places:
            if place.start < earlier.end:
                name = self.name(place)
                earlier.first_places.setdefault(place.level, (place.start + earlier.offset, name))
                earlier.last_places[place.level] = name

    def name(self, place: Place | Mark) -> str:
        """Return how a place is called: its name, with the word for what it is below a province."""
        if isinstance(place, Mark):
            return place.name
        name = place.name or self.printed(place.start, place.end)
        if place.level in {"province", "region"}:
            return name
        prefix = _PREFIX.search(self.lower, max(0, place.start - 12), place.start)
        if prefix is None and name.isdigit():  # Q. 12
            return f"{_NUMBERED[place.level]} {name}"
        return f"{prefix[1]} {name}" if prefix else name

    def printed(self, start: int, end: int) -> str:
        """Return a name as it is printed, the word for a small unit before it in lower case."""
        text = " ".join(self.plain[start:end].split())
        first, _, rest = text.partition(" ")
        if first.lower() == "tỉnh" and rest:
            return rest
        return f"{first.lower()} {rest}" if first.lower() in _SMALL and rest else text


def _start(place: Place | Mark) -> int:
    return place.start
