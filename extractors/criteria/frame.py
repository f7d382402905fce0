"""What stands around a figure says of it: in which voice it is stated, of when, of where."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import islice, takewhile

from extractors.context import Context
from extractors.criteria import voice
from extractors.criteria.figures import Figure
from extractors.criteria.phrases import Phrases
from extractors.criteria.sentences import Sentence, Sentences
from schemas.records import DateMention, Modality, Place

# How many sentences back a heading, a date or a place can govern.
REACH = 24
_TARGET, _REPORTED, _RECOGNISED = Modality.TARGET.value, Modality.REPORTED.value, Modality.RECOGNISED.value
_HEADING = re.compile(r"[^.;?!]{3,160}")
_LONGEST_HEADING = 160

# The whole area, or the unit itself as subject: toàn tỉnh, cả nước; huyện đã có …, xã phấn đấu …
_WHOLE = ("cả", "toàn")
_WHOLE_UNITS = ("nước", "quốc", "tỉnh", "huyện", "xã", "thành phố", "thị xã")
_SUBJECTS = ("tỉnh", "huyện", "thành phố", "thị xã", "xã")
_SUBJECT_VERBS = ("cũng", "đã", "hiện", "mới", "sẽ", "có", "đặt", "phấn đấu", "đạt", "tự đánh giá")
_OF_WHOLE = ("của ", "trong ", "với ")  # of which something is: not what is spoken of
_NAMED = re.compile(r"(?<![^\W_])(xã|huyện|thị xã|thành phố|tỉnh|thị trấn|phường)((?:\s+[^\W\d_]+){1,4})")
_PREFIX = re.compile(r"(xã|phường|thị trấn|huyện|quận|thị xã|thành phố|đặc khu|thôn|xóm)\s+$")
_WHERE = re.compile(r"(?:của|tại|ở|thuộc|trên địa bàn)\s+(?:tỉnh\s+|huyện\s+|thị xã\s+|thành phố\s+|vùng\s+)?$")
_AFTER = re.compile(r"\s*(?:của|ở|tại|trên địa bàn)?\s*(?:tỉnh|huyện|xã)?\s*")
_LEVELS = {
    "tỉnh": "province", "thành phố": "province", "huyện": "district", "thị xã": "district",
    "xã": "commune", "phường": "commune", "thị trấn": "commune",
}  # fmt: skip
_ONE_UNIT = frozenset({"commune", "district"})
_WIDE = frozenset({"province", "region", "country"})
_ALL_LEVELS = _ONE_UNIT | _WIDE
_SMALL = frozenset({"xã", "huyện", "thôn", "xóm", "ấp"})

_BASELINE = re.compile(r"so\s+(?:với\s+)?(?:[^\W\d_]+\s+){0,4}$")
_CITED = re.compile(r"(?:\d|/)[\w\-/.]*,?\s+(?:ban hành |ký )?(?:ngày\s+)?$")
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
_LIST_ITEM = re.compile(r"\s*[-+•*]")
_NAME_OF_WORK = re.compile(r"(?:chương trình|nông thôn mới|ntm\)?|bộ tiêu chí|đề án)[^,;:]*$")
_NOW = re.compile(
    r"(?<![^\W_])(?<!thực )(?<!thể )(?<!phát )(?<!xuất )(?:đến nay|tới nay|hiện|hiện nay|đến thời điểm này)(?![^\W_])"
)
_NOW_WORDS = ("hiện", "nay", "thời điểm này")
_AS_OF = re.compile(r"(?:tính\s+)?(?:đến|hết)\s+(?:hết\s+|cuối\s+|ngày\s+|thời điểm\s+|đầu\s+)*$")


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
        self, lower: str, plain: str, context: Context, dates: Sequence[DateMention], places: Sequence[Place]
    ) -> None:
        self.lower, self.plain, self.flat = lower, plain, lower.replace("\n", " ")
        self.context, self.dates, self.places = context, dates, places
        self.sentences = Sentences(lower, plain)
        self._date_starts = [date.start for date in dates]
        self._place_starts = [place.start for place in places]
        self._around: dict[Sentence, Surroundings] = {}
        self._names: dict[int, str] = {}

    def around(self, sentence: Sentence) -> Surroundings:
        """Return a sentence with what stands around it."""
        found = self._around.get(sentence)
        if found is None:
            found = self._around[sentence] = Surroundings(self, sentence)
        return found

    def dates_in(self, start: int, end: int) -> Sequence[DateMention]:
        """Dates that begin in a span."""
        return self.dates[bisect_left(self._date_starts, start) : bisect_left(self._date_starts, end)]

    def places_in(self, start: int, end: int) -> Sequence[Place]:
        """Places that begin in a span."""
        return self.places[bisect_left(self._place_starts, start) : bisect_left(self._place_starts, end)]

    def last_place(self, level: str, before: int) -> Place | None:
        """Last place of a level that is named before a position."""
        at = bisect_left(self._place_starts, before)
        return next((self.places[one] for one in range(at - 1, -1, -1) if self.places[one].level == level), None)

    def name(self, place: Place) -> str:
        """Return how a place is called: its name, with the word for what it is below a province."""
        found = self._names.get(place.start)
        if found is None:
            found = place.name or self.printed(place.start, place.end)
            if place.level not in {"province", "region"}:
                prefix = _PREFIX.search(self.lower, max(0, place.start - 12), place.start)
                found = f"{prefix[1]} {found}" if prefix else found
            self._names[place.start] = found
        return found

    def printed(self, start: int, end: int) -> str:
        """Return a name as it is printed, the word for a small unit before it in lower case."""
        text = " ".join(self.plain[start:end].split())
        first, _, rest = text.partition(" ")
        if first.lower() == "tỉnh" and rest:
            return rest
        return f"{first.lower()} {rest}" if first.lower() in _SMALL and rest else text


class Surroundings:
    """One sentence with its cues, dates and places, and the sentences that it stands under.

    Attributes:
        page: the document.
        sentence: the sentence.
    """

    def __init__(self, page: Page, sentence: Sentence) -> None:
        self.page, self.sentence = page, sentence

    @cached_property
    def is_heading(self) -> bool:
        """Whether the sentence introduces those after it: it ends with a colon, or is a line of its own."""
        start, end = self.sentence.start, self.sentence.end
        lower = self.page.lower
        while end > start and lower[end - 1].isspace():
            end -= 1
        return lower[end - 1] == ":" or (end - start <= _LONGEST_HEADING and bool(_HEADING.fullmatch(lower, start, end)))

    @cached_property
    def cues(self) -> list[voice.Cue]:
        """The words that give a modality."""
        return voice.cues(self.page.flat, self.sentence.start, self.sentence.end)

    @cached_property
    def dates(self) -> list[DateMention]:
        """The dates that figures can be of: not those of comparisons and cited documents."""
        found = self.page.dates_in(self.sentence.start, self.sentence.end)
        return [date for date in found if date.start_date and not self._is_aside(date)]

    @cached_property
    def places(self) -> Sequence[Place]:
        """The places of the sentence."""
        return self.page.places_in(self.sentence.start, self.sentence.end)

    @cached_property
    def _is_item(self) -> bool:
        """Whether the sentence stands in a list item."""
        return bool(_LIST_ITEM.match(self.page.lower, self.page.lower.rfind("\n", 0, self.sentence.start) + 1))

    @cached_property
    def _before(self) -> list[Surroundings]:
        """The sentences before it, the nearest first, as far as they can govern."""
        return [self.page.around(one) for one in islice(self.page.sentences.before(self.sentence), REACH)]

    def _governing(self, siblings: bool = False) -> Iterator[Surroundings]:
        """The sentences before it in its paragraph, nearest first, then the headings above.

        Args:
            siblings: whether the list items before it govern too.
        """
        paragraph = self.sentence.paragraph
        for around in self._before:
            if around.sentence.paragraph == paragraph or around.is_heading:
                yield around
            elif siblings and self._is_item and around._is_item:
                yield around

    @cached_property
    def lead_modality(self) -> str | None:
        """Modality that the paragraph so far, or else the heading above, gives to what follows."""
        for around in self._governing():
            reaching = [cue for cue in around.cues if cue.reach == "sentence" or around.is_heading]
            if reaching:
                return reaching[-1].modality
        return None

    @cached_property
    def lead_date(self) -> DateMention | None:
        """Date that the paragraph or list so far, or else the heading above, leaves to what follows."""
        return next((around.dates[-1] for around in self._governing(siblings=True) if around.dates), None)

    def modality(self, figure: Figure, date: DateMention | None, last: str | None) -> str:
        """Return the voice in which a figure is stated.

        Args:
            figure: the figure.
            date: the date that governs it.
            last: voice of the figure before it.
        """
        cue = voice.reaching(self.page.lower, figure, self.cues)
        cue = cue or (last if last != _RECOGNISED else None) or self.lead_modality
        if cue is None and self._is_future(date):
            cue = _TARGET
        if cue is None and figure.qualifier == ">=" and not figure.is_change:
            cue = _TARGET  # ít nhất: said of what is to be reached
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

    def _is_as_of(self, date: DateMention) -> bool:
        """Whether `đến hết` stands before a date."""
        before = self.page.lower[max(0, date.start - 24) : date.start]
        return ("đến" in before or "hết" in before) and _AS_OF.search(before) is not None

    def date(self, figure: Figure) -> DateMention | None:
        """Return the date that governs a figure of no certain day: the nearest before it, else right after it."""
        found = None
        for date in self.dates:
            if date.start >= figure.end:
                return found or (date if date.start <= figure.end + 40 else self.lead_date)
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

    def _is_aside(self, date: DateMention) -> bool:
        """Whether a date belongs to a comparison, a cited document or the name of a programme."""
        before = self.page.lower[max(self.sentence.start, date.start - 60) : date.start]
        if date.role in {"citation", "issue"} or (date.granularity == "range" and _NAME_OF_WORK.search(before)):
            return True
        return any(pattern.search(before) for pattern, words in _ASIDES if any(word in before for word in words))

    def as_of(self, date: DateMention | None, now: bool) -> dt.date | None:
        """Return the day at which a figure of a result held: that of its date, or of the document."""
        if now:
            return self.page.context.date
        return date.end_date if date is not None and self._is_as_of(date) else None

    def place(self, figure: Figure) -> str | None:
        """Return the place that a figure is about, as the text names it: one of a level that holds its units."""
        if figure.subject is not None:
            start, end = figure.subject
            known = [place for place in self.places if place.start < end and start < place.end]
            return self.page.name(known[-1]) if len(known) == 1 else self.page.printed(start, end)
        if figure.scope is not None:
            return figure.scope
        after, inside = None, None
        for one in self._named:
            if one[0] >= figure.end:
                after = one
                break
            if one[0] > figure.start and self._is_where(one[0]):
                inside = one[2]
        if inside is not None:
            return inside
        follows = after is not None and _AFTER.fullmatch(self.page.lower, figure.end, after[0])
        for levels in _holders(figure.kind, figure.of if figure.unit == "%" else figure.unit):
            before = self._nearest(figure.start, levels)
            if before is not None:
                return before
            if after is not None and follows and after[1] in levels:
                return after[2]
            lead = self._lead_place(levels)
            if lead is not None:
                return lead
        return None

    def _is_where(self, at: int) -> bool:
        """Whether a name says where something is: của huyện An Lão; not one of three huyện A, B, C."""
        return bool(_WHERE.search(self.page.lower, max(self.sentence.start, at - 30), at))

    def _nearest(self, end: int, levels: frozenset[str]) -> str | None:
        """The place or area of some levels that is named last before a position."""
        for at, level, name in reversed(self._marks):
            if at < end and level in levels:
                return name
        return None

    def _lead_place(self, levels: frozenset[str]) -> str | None:
        """Place of some levels that governs the sentence: of its paragraph or a heading, else named last.

        A document with a number of its own is about the place of its letterhead.
        """
        if levels not in self._leads:
            self._leads[levels] = self._place_before(levels)
        return self._leads[levels]

    def _place_before(self, levels: frozenset[str]) -> str | None:
        for around in self._governing():
            name = around._nearest(around.sentence.end, levels)
            if name is not None:
                return name
        if self.page.context.number is None:
            for around in self._before:
                name = around._nearest(around.sentence.end, levels)
                if name is not None:
                    return name
        earlier = self.page.places_in(0, self.sentence.start)
        first = (self.page.name(place) for place in earlier if place.level in levels)
        return next(first, None)

    @cached_property
    def _leads(self) -> dict[frozenset[str], str | None]:
        return {}

    @cached_property
    def _marks(self) -> list[tuple[int, str, str]]:
        """Places and whole areas of the sentence: position, level, name."""
        phrases, units = _areas()
        flat = self.page.flat
        found = list(self._named)
        for start, _, words in phrases.find(flat, self.sentence.start, self.sentence.end):
            if words.startswith(_WHOLE) and flat.endswith(_OF_WHOLE, 0, start):
                continue
            area = self._area(units[words], start)
            if area is not None:
                found.append((start, *area))
        return sorted(found)

    @cached_property
    def _named(self) -> list[tuple[int, str, str]]:
        """Names of the sentence: position, level, name. Where no places are given, those after a unit's word."""
        if self.page.places:
            return [(place.start, place.level, self.page.name(place)) for place in self.places]
        found = []
        for match in _NAMED.finditer(self.page.lower, self.sentence.start, self.sentence.end):
            words = self.page.plain[match.start(2) : match.end(2)].split()
            name = " ".join(takewhile(str.istitle, words))
            if name:
                printed = name if match[1] == "tỉnh" else f"{match[1]} {name}"
                found.append((match.start(), _LEVELS[match[1]], printed))
        return found

    def _area(self, unit: str, at: int) -> tuple[str, str] | None:
        """`toàn tỉnh`, `tỉnh đã có` is the province that was named last; `cả nước` the country."""
        if unit in {"nước", "quốc"}:
            return "country", "cả nước"
        place = self.page.last_place(_LEVELS[unit], at)
        return (place.level, self.page.name(place)) if place is not None else None


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
