"""Amounts as they are printed: a number with its unit, ranges, and numbers of several parts.

Found at the last digit before a unit, and at number words that stand right before one; then `1 tỷ 200 triệu đồng`
and `từ 5% đến 10%` are joined. All offsets are those of the shadow; a line break counts as a space.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from ahocorasick_rs import BytesAhoCorasick

from extractors import numerals
from extractors.anchors import matches
from extractors.codes import automaton, known
from extractors.quantities import figures, units
from extractors.quantities.units import Unit, words_of
from extractors.shadow import Shadow

# Matched at the last digit before a unit; the number is looked back for.
_UNIT_AFTER = re.compile(r"[0-9] {0,3}([%‰€₫]|[^\W\d_]+)")
_BEFORE = re.compile(rf"(?<![0-9])(?<![0-9][.,])(?:{figures.NUMBER})$")
_PLAIN = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})*(?:,[0-9]+)?")
_LONGEST = 32
_OPENING = 3  # letters of a unit that are looked for
_LOW = re.compile(
    rf"(?<![0-9])(?<![0-9][.,])(?P<number>{figures.NUMBER})(?: ?(?P<scale>[^\W\d_]+))?"
    r" ?(?:-|đến|tới)(?P<below> dưới)? {0,2}$"
)
_STRAY_SPACE = re.compile(r"\(([0-9]{1,3}), $")  # (80, 68%)
_LOW_ENDS = ("-", "đến", "tới", "đến dưới")
_JOINS = frozenset(
    {"-", "- dưới", "đến", "tới", "đến dưới", "cho đến", "đến hết", "đến khoảng", "đến gần", "đến không quá"}
)
_WIDEST_JOIN = 22  # characters between the ends of a range
_RATIO = re.compile(r"(?<![0-9/.,])([0-9]{1,3}(?:\.[0-9]{3})*) ?/ ?$")
_LABEL_OF_UNITS = re.compile(r"(?:đơn vị(?: tính)?|đvt|đv)\s*:?\s*$|[(\[/]\s*$")
_WORD = re.compile(r"[^\W_]+|\S")
_WHOLE = frozenset({"people", "households", "count"})  # what is counted and cannot be halved


@dataclass(slots=True)
class Amount:
    """One amount, before the words around it are read.

    Attributes:
        start: first character of its number.
        end: character after its unit.
        unit: its unit.
        kind: what it measures: money, share, …
        value: its figure in that unit; null where the digits cannot be read.
        high: upper end of a range, in the same unit.
        below: whether the upper end is no part of the range (đến dưới).
        rule: id of the rule that read it.
        confidence: 0 to 1.
    """

    start: int
    end: int
    unit: Unit
    kind: str
    value: float | None
    high: float | None
    below: bool
    rule: str
    confidence: float

    @property
    def base(self) -> float | None:
        """Its value in the base unit."""
        worth = self.unit.worth
        return None if self.value is None or worth is None else round(self.value * worth, 9)


def read(shadow: Shadow, dates: Sequence[tuple[int, int]], taken: Sequence[tuple[int, int]]) -> list[Amount]:
    """Return the amounts of a text in its order, none inside another.

    Args:
        shadow: the text.
        dates: spans whose digits are no amounts, in order.
        taken: spans that belong to other records.
    """
    scan = _Scan(shadow, dates)
    joined: list[Amount] = []
    for amount in sorted((*scan.digits(), *scan.spelled()), key=lambda amount: (amount.start, -amount.end)):
        if joined and amount.start < joined[-1].end:
            continue
        if not joined or not _join(scan.flat, joined[-1], amount):
            joined.append(amount)
    whole = (amount for amount in joined if amount.unit.stands)
    return list(_apart(whole, sorted(taken)) if taken else whole)


def _apart(amounts: Iterable[Amount], taken: Sequence[tuple[int, int]]) -> Iterator[Amount]:
    """Yield the amounts that touch no taken span."""
    at, reach = 0, 0
    for amount in amounts:
        while at < len(taken) and taken[at][0] < amount.end:
            reach = max(reach, taken[at][1])
            at += 1
        if reach <= amount.start:
            yield amount


def _is_whole(unit: Unit) -> bool:
    return unit.measure.kind in _WHOLE or (unit.measure.kind == "money" and not unit.scale)


@lru_cache(maxsize=1)
def _numbers() -> tuple[BytesAhoCorasick, int]:
    """Finds the last word or digit of a number where a unit or multiplier may follow; how many patterns are words."""
    spelled = {word for word in units.spellings() if len(word) > 1 and word.isalpha()} - {"phần"}
    multipliers = {*units.scales(), "phần"}
    alone = {"một", "năm"}  # an article and a year, but for `một tỷ`, `năm triệu`
    pairs = [f"{tail} {first}" for tail in figures.LAST_WORDS - alone for first in sorted(spelled | multipliers)]
    pairs += [f"{tail} {first}" for tail in alone for first in multipliers]
    openings = {word[:_OPENING] for word in units.first_words()}
    digits = map("".join, product("0123456789", ("", " ", "  ", "   "), openings))
    return automaton(map(known, (*pairs, *digits)), longest=False, compact=True), len(pairs)


class _Scan:
    """Finds numbers with their units."""

    def __init__(self, shadow: Shadow, dates: Sequence[tuple[int, int]]) -> None:
        self.shadow = shadow
        self.plain = shadow.plain
        self.flat = shadow.line
        self.dates = dates
        self._date = 0
        self._dropped = len(shadow.plain) < len(shadow.text)
        scan, words = _numbers()
        self._words: list[int] = []
        self._digits: list[int] = []
        for index, start, _ in scan.find_matches_as_indexes(shadow.line_codes, overlapping=True):
            (self._words if index < words else self._digits).append(start)

    # -- numbers in digits -------------------------------------------------------------------------------

    def digits(self) -> Iterator[Amount]:
        """The amounts whose number is printed in digits."""
        begins, flat = units.first_words(), self.flat
        for match in matches(_UNIT_AFTER, flat, self._digits):
            if match[1] not in begins:
                continue
            end = match.start() + 1
            start = flat.rfind(" ", max(0, end - _LONGEST), end) + 1
            # Most numbers stand alone between spaces; a pattern looks back for the others.
            if not start or flat[start - 2].isdigit() or not _PLAIN.fullmatch(flat, start, end):
                number = _BEFORE.search(flat, max(0, end - _LONGEST), end)
                if number is None:
                    continue
                start = number.start()
            amount = self._amount(start, end, match.start(1))
            if amount is not None:
                yield amount

    def _amount(self, start: int, end: int, unit_at: int) -> Amount | None:
        if not self._begins(start) or self._in_date(start, end):
            return None
        unit = units.read(self.plain, self.flat, unit_at, big=end - start > 3)
        if unit is None or (unit.measure.unit == "%" and self.flat[start - 1 : start] == "="):  # ?q=78%25
            return None
        wrapped = "\n" in self.plain[end:unit_at]
        if wrapped and not self._is_wrap(start, end, unit_at, unit):
            return None
        start, certainty = self._printed(start, end)
        figure = figures.of_digits(self.flat[start:end], whole=_is_whole(unit), share=unit.measure.unit == "%")
        if figure is None:
            return None
        if unit.bare:
            rule, certainty = "quantity.bare", min(certainty, 0.75)
        elif unit.measure.unit.startswith("% "):
            rule, certainty = "quantity.unit_error", 0.4
        else:
            rule = "quantity.digits"
            certainty = min(certainty, 0.9 if len(unit.noun) == 1 and unit.noun != "%" else 0.97)
        certainty = min(certainty, figure[1], 0.85 if wrapped else 1.0)
        amount = Amount(start, unit.end, unit, unit.measure.kind, figure[0], None, False, rule, certainty)
        return amount if self._counts(amount) and self._take_low(amount) else None

    def _begins(self, start: int) -> bool:
        """Whether a number may begin here; not within a code, a time or a web address."""
        before = self.flat[start - 1 : start]
        if before in " (":
            return True
        second = self.flat[start - 2 : start - 1]
        if before == "/":
            return _RATIO.search(self.flat, max(0, start - 12), start) is not None
        if before == "-":
            return not second.isalpha()
        if before == ":":
            return not second.isdigit()
        if before in "x×":  # 2x31 km
            return second in " 0123456789"
        if before.isalpha():  # a lost space: Có16
            return second.isalpha() and self.plain[start - 1].islower()
        return before not in "_#@&$%"

    def _in_date(self, start: int, end: int) -> bool:
        while self._date < len(self.dates) and self.dates[self._date][1] <= start:
            self._date += 1
        return self._date < len(self.dates) and self.dates[self._date][0] < end

    def _is_wrap(self, start: int, end: int, unit_at: int, unit: Unit) -> bool:
        """Whether the width of a page broke a line between number and unit; else they are two cells."""
        line = self.plain.rfind("\n", 0, start) + 1
        alone = not self.plain[line:start].strip(" -|(")
        begins = self.plain[unit_at].isupper() and not unit.noun.isascii()  # a new sentence, but USD
        return not alone and not begins and self.plain.count("\n", end, unit_at) == 1

    def _printed(self, start: int, end: int) -> tuple[int, float]:
        """Where a number begins as it is printed, and how sure that is."""
        if not self._dropped and " " not in self.flat[start:end]:
            return start, 1.0
        printed = self.shadow.surface(start, end)
        if "\t" in printed:  # columns of a table, not groups of one number
            return end - len(printed.rpartition("\t")[2]), 1.0
        return start, 0.4 if "*" in printed else 1.0  # 10**3 tấn: a power, or broken bold

    def _counts(self, amount: Amount) -> bool:
        """The last doubts: a number that is a name (tổ 5 hộ), the unit of a column (1.000 đ), a fraction."""
        before = self.flat[max(0, amount.start - 16) : amount.start]
        if amount.kind in _WHOLE:
            if before.endswith(" ") and before.split()[-1:] and before.split()[-1] in words_of("label"):
                return False
            ratio = _RATIO.search(self.flat, max(0, amount.start - 12), amount.start)
            return ratio is None or self._take_part(amount, ratio)
        if before.endswith(("/", "/ ")):
            return False
        if amount.unit.noun in {"đồng", "đ"} and not amount.unit.scale and amount.value is not None:
            if amount.unit.noun == "đ" and amount.value < 100:  # điểm đ
                return False
            if amount.value in {1.0, 1e3, 1e6, 1e9} and _LABEL_OF_UNITS.search(before):
                return bool(amount.unit.rate)
        return True

    def _take_part(self, amount: Amount, ratio: re.Match[str]) -> bool:
        """`45/50 đại biểu`: the amount is the part; a fraction above one is none."""
        part = numerals.digits(ratio[1])
        if not self._begins(ratio.start()) or amount.value is None or part > amount.value:
            return False
        amount.start, amount.value, amount.rule = ratio.start(), part, "quantity.ratio"
        amount.confidence = min(amount.confidence, 0.8)
        return True

    def _take_low(self, amount: Amount) -> bool:
        """Take the lower end of a range whose unit is printed once (4-5 triệu đồng), or a minus sign."""
        before = self.flat[max(0, amount.start - 12) : amount.start].rstrip()
        if before.endswith(",") and amount.kind == "share":
            return self._take_whole(amount)
        if amount.value is None or not before.endswith(_LOW_ENDS):
            return True
        match = _LOW.search(self.flat, max(0, amount.start - _LONGEST), amount.start)
        if match is None or not self._begins(match.start()) or self._was_date(*match.span("number")):
            self._sign(amount)
            return True
        unit = amount.unit
        low = figures.of_digits(match["number"], whole=_is_whole(unit), share=unit.measure.unit == "%")
        scale = units.scale_values().get(match["scale"] or "")
        if low is None or low[0] is None or (match["scale"] and scale is None):
            return True
        value = low[0] * scale / unit.factor if scale is not None else low[0]
        certainty = low[1]
        thousands = value * 1000
        if value < 1000 and amount.value % 1000 == 0 and thousands < amount.value and not unit.scale:
            if unit.measure.unit == "đồng":  # 200 - 300.000 đồng
                value, certainty = thousands, 0.8
            elif thousands * 2 >= amount.value:  # 450 - 500.000 ha
                value, certainty = thousands, 0.7
        if value < amount.value:
            amount.start, amount.value, amount.high = match.start(), round(value, 9), amount.value
            amount.below, amount.rule = match["below"] is not None, "quantity.range"
            amount.confidence = min(amount.confidence, certainty)
        return True

    def _take_whole(self, share: Amount) -> bool:
        """`(80, 68%)`: a space after the decimal comma."""
        match = _STRAY_SPACE.search(self.flat, max(0, share.start - 6), share.start)
        if match is not None and share.value is not None and share.value < 100:
            share.value = float(f"{match[1]}.{share.value:g}")
            share.start, share.confidence = match.start(1), 0.7
        return True

    def _was_date(self, start: int, end: int) -> bool:
        around = self.dates[max(0, self._date - 2) : self._date + 1]
        return any(first < end and start < last for first, last in around)

    def _sign(self, amount: Amount) -> None:
        """A minus sign: `đạt -2,1%`, `(-5%)`; a dash at the beginning of a line marks an item."""
        if amount.kind != "share" or self.flat[amount.start - 1 : amount.start] != "-" or not amount.value:
            return
        before = self.plain[max(0, amount.start - 3) : amount.start - 1]
        if before.endswith("(") or (before[1:] == " " and before[0].isalpha()):
            amount.start -= 1
            amount.value = -amount.value

    # -- numbers in words --------------------------------------------------------------------------------

    def spelled(self) -> Iterator[Amount]:
        """The amounts whose number is printed in words: hai mươi triệu đồng, mười hộ."""
        past = 0
        for start in self._words:
            if start < past or self.flat[start - 1 : start].isalnum():
                continue
            if self.flat[start - 2 : start - 1].isdigit():  # 601 tỷ đồng: its number is in digits
                continue
            amount = self._spelled_at(start)
            if amount is not None:
                past = amount.end
                yield amount

    def _spelled_at(self, hit: int) -> Amount | None:
        words = [*_WORD.finditer(self.flat, max(0, hit - 80), hit), *_WORD.finditer(self.flat, hit, hit + 60)]
        first = last = next(at for at, word in enumerate(words) if word.start() >= hit)
        while first > 0 and words[first - 1][0] in figures.WORDS:
            first -= 1
        while last < len(words) and words[last][0] in figures.WORDS:
            last += 1
        before = words[first - 1][0] if first else ""
        number = [word[0] for word in words[first:last]]
        if before in words_of("vague") or before.isdigit() or last >= len(words):
            return None
        figure = figures.of_words(number, units.scale_values())
        if figure is None and number[0] == "năm" and len(number) > 1:  # mỗi năm hai triệu
            first += 1
            figure = figures.of_words(number[1:], units.scale_values())
        if figure is None:
            return None
        scale = len(figure[1])
        at = words[last - 1].end()
        for word in reversed(words[first:last]):  # the multipliers belong to the unit
            if not scale or word[0] not in units.scales():
                break
            at = word.start()
            scale -= 1
        at = units.skip(self.flat, at)
        unit = units.read(self.plain, self.flat, at)
        if unit is None or not unit.stands or (number == ["một"] and unit.measure.kind != "share" and not unit.scale):
            return None
        if unit.measure.kind in _WHOLE and before in words_of("label"):
            return None
        names = [units.scales()[word] for word in figure[1]]
        factor = 1.0
        for name in names:
            factor *= name.factor or 1.0
        unit = Unit(
            unit.end, unit.measure, unit.noun, " ".join(name.unit for name in names), factor, unit.rate, unit.bare
        )
        certainty = 0.75 if unit.bare else 0.9
        return Amount(
            words[first].start(), unit.end, unit, unit.measure.kind, figure[0], None, False, "quantity.words", certainty
        )


# -- joining ---------------------------------------------------------------------------------------------


def _join(flat: str, last: Amount, amount: Amount) -> bool:
    """Make one of two neighbours that are parts of one number or ends of one range; into the first."""
    if amount.start - last.end > _WIDEST_JOIN or last.high is not None or last.value is None or amount.value is None:
        return False
    one, two = last.unit, amount.unit
    if (one.measure.kind, one.measure.base) != (two.measure.kind, two.measure.base):
        return False
    gap = " ".join(flat[last.end : amount.start].split())
    if gap.startswith("(") and one.measure is two.measure:  # 10 mét vuông (m2) đến 20 mét vuông (m2)
        symbol, _, rest = gap[1:].partition(")")
        gap = rest.strip() if symbol in one.measure.spellings else gap
    if not gap and one.bare and not one.rate and amount.high is None:
        return _add(last, amount)
    if gap in _JOINS and amount.high is None and one.rate in {"", two.rate}:
        return _span(last, amount, below=gap.endswith("dưới"))
    return False


def _add(last: Amount, amount: Amount) -> bool:
    """`1 tỷ 200 triệu đồng` is 1,2 tỷ đồng."""
    assert last.value is not None and amount.value is not None
    rest = amount.value * amount.unit.factor
    if amount.unit.factor >= last.unit.factor or rest >= last.unit.factor:
        return False
    last.value = round(last.value + rest / last.unit.factor, 9)
    two = amount.unit
    last.unit = Unit(two.end, two.measure, two.noun, last.unit.scale, last.unit.factor, two.rate, two.bare)
    last.end, last.rule, last.confidence = amount.end, "quantity.compound", amount.confidence
    return True


def _span(low: Amount, high: Amount, *, below: bool) -> bool:
    """`từ 500 nghìn đồng đến 2 triệu đồng` is one range, in the unit of its upper end."""
    assert low.value is not None and high.value is not None
    value = low.value
    if low.unit.name != high.unit.name:
        if low.unit.worth is None or high.unit.worth is None:
            return False
        value = round(value * low.unit.worth / high.unit.worth, 9)
    if value >= high.value:
        return False
    low.value, low.high, low.below = value, high.value, below
    certainty = high.confidence if low.unit.bare else min(low.confidence, high.confidence)
    low.unit, low.end, low.rule, low.confidence = high.unit, high.end, "quantity.range", certainty
    return True
