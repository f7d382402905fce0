"""Puts together what an amount is and what its sentence says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.context import Context
from extractors.criteria.frame import period
from extractors.quantities import names, wording
from extractors.quantities.amounts import Amount
from extractors.quantities.frame import Frame
from extractors.quantities.names import Name
from extractors.quantities.wording import Wording
from extractors.shadow import Shadow
from schemas.facts import Measure
from schemas.records import DateMention, Modality, Place, Quantity

_TARGET, _CONDITION, _REPORTED = Modality.TARGET.value, Modality.CONDITION.value, Modality.REPORTED.value
_NOT_YET = frozenset({_TARGET, _CONDITION, Modality.PLAN.value})  # modalities of what did not happen at a day
_COUNTED = frozenset({"people", "households", "count"})
_PERCENT = frozenset({"ratio", "rate"})  # nouns whose amounts are percentages
_TOTALS = frozenset({"tổng số", "số lượng", "tổng cộng"})  # nouns that do not say of what
_NEAR_HEADING = 60  # an amount so near to the beginning of its paragraph may be what the line above names
_LONGEST_HEADING = 80
_AFTER = 130  # characters after an amount that are looked at


class Reader:
    """Reads the amounts of a text one after the other."""

    def __init__(self, shadow: Shadow, context: Context, dates: Sequence[DateMention], places: Sequence[Place]) -> None:
        self.shadow = shadow
        self.plain = shadow.plain
        self.flat = shadow.line
        self.frame = Frame(self.plain, self.flat, context, dates, places)
        self._sentence = -1
        # Of the sentence so far: the amount before, what it measured, the amount that a rise or a fall began
        # with (từ 4% xuống 3%), and the currency.
        self._last: Amount | None = None
        self._last_name: Name | None = None
        self._origin: Amount | None = None
        self._currency: Measure | None = None

    def record(self, amount: Amount) -> Quantity:
        """Return an amount with all that its sentence says of it."""
        frame, flat = self.frame, self.flat
        frame.move(amount.start)
        if frame.sentence != self._sentence:
            self._sentence = frame.sentence
            self._last = self._last_name = self._origin = self._currency = None
        self._set_currency(amount)
        floor = max(frame.sentence, self._last.end if self._last is not None else 0)
        words = wording.before(flat, amount.start, floor)
        limit = self._limit(amount.end) if words.change or amount.kind == "share" else amount.end
        name = self._name(amount, words, floor, limit)
        change = self._change(amount, words, name, limit)
        baseline = self._baseline(amount, words, change, limit)
        if words.since and amount.high is None and wording.rises_or_falls(flat, amount.end):
            change, baseline, self._origin = None, None, amount
        above = wording.after(flat, amount.end) if amount.high is None else None
        qualifier = words.qualifier or above or ("<" if amount.below else None)
        if words.change == "above" and change is None:
            qualifier = qualifier or ">"
        modality, said = self._modality(amount, name, qualifier, above)
        date = frame.date(amount.start, amount.end)
        if not said and frame.is_future(date):
            modality = _TARGET
        held = frame.as_of(date, amount.start) if modality not in _NOT_YET else None
        held_on = held.isoformat() if held is not None else None
        unit = amount.unit.name
        if change is not None and amount.unit.measure.unit == "%" and name is not None and name.kind == "ratio":
            unit = unit.replace("%", "điểm %")
        self._last, self._last_name = amount, name
        return Quantity(
            start=amount.start,
            end=amount.end,
            surface=self.shadow.surface(amount.start, amount.end),
            kind=amount.kind,
            value=amount.value,
            value_max=amount.high,
            unit=unit,
            base_value=amount.base,
            measure=self._measure(amount, words, name),
            modality=modality,
            qualifier=qualifier,
            change=change,
            baseline=baseline,
            period=period(date) or held_on,
            as_of=held_on,
            place=frame.place(amount.start, amount.end),
            rule=amount.rule,
            confidence=amount.confidence,
        )

    def _set_currency(self, amount: Amount) -> None:
        """Read `5 tỷ` in the currency that its sentence has named, where it has."""
        if amount.kind != "money":
            return
        if not amount.unit.bare:
            self._currency = amount.unit.measure
        elif self._currency is not None and self._currency is not amount.unit.measure and self._currency.factor == 1:
            amount.unit = replace(amount.unit, measure=self._currency)
            amount.confidence = min(amount.confidence, 0.6)

    def _limit(self, end: int) -> int:
        """Where the paragraph ends, as far as it matters after an amount."""
        at = self.plain.find("\n", end, end + _AFTER)
        while at >= 0:
            following = self.plain[at + 1 : at + 2]
            if not (following.islower() or following.isdigit()):
                return at
            at = self.plain.find("\n", at + 1, end + _AFTER)
        return min(len(self.plain), end + _AFTER)

    # -- what is measured --------------------------------------------------------------------------------

    def _name(self, amount: Amount, words: Wording, floor: int, limit: int) -> Name | None:
        """The noun phrase of what is measured: in its clause, that of the amount before, or further up."""
        plain, flat, last = self.plain, self.flat, self._last
        share = amount.kind == "share"
        if share and words.bracket and last is not None and last.kind in _COUNTED and last.end >= words.at - 1:
            return Name(self._last_name.text if self._last_name else last.unit.noun, last.start, "ratio")
        found = names.before(plain, flat, floor, words.at, verb=words.verb or words.change is not None)
        if found is None and (words.level or self._is_wide(words.at, amount.start)):
            found = names.whole_clause(plain, flat, floor, words.at)
        if found is not None:
            return found
        if last is not None and (
            words.change is not None
            or (last.kind == amount.kind and not (share and names.after(plain, flat, amount.end)))
            or (share and wording.of_plan(flat, amount.end, limit) is not None)
        ):
            return self._last_name
        if words.verb or words.change or words.qualifier:
            found = names.earlier(plain, flat, floor, words.at)
        if found is None and last is None and amount.kind not in _COUNTED:
            found = self._name_above(words.at)
        return found

    def _is_wide(self, start: int, end: int) -> bool:
        """Whether white space parts name and amount like the columns of a table."""
        return self.plain[end - 2 : end].isspace() or "\t" in self.shadow.surface(start, end)

    def _name_above(self, at: int) -> Name | None:
        """What the line above names, if it ends with a colon and the amount comes soon."""
        heading = self.frame.heading() if at - self.frame.paragraph <= _NEAR_HEADING else None
        if heading is None or heading[1] - heading[0] > _LONGEST_HEADING:
            return None
        line = self.plain[slice(*heading)]
        if not line.endswith(":") or any(letter.isdigit() for letter in line[3:]):
            return None
        return names.before(self.plain, self.flat, heading[0], heading[1] - 1)

    def _measure(self, amount: Amount, words: Wording, name: Name | None) -> str | None:
        """What is measured: the noun before, the households that are counted, or what a share is of."""
        share = amount.kind == "share"
        if share and not (words.verb or words.change or words.bracket or (name is not None and name.kind in _PERCENT)):
            whole = names.after(self.plain, self.flat, amount.end)  # nộp 100% số phí thu được
            if whole is not None:
                return whole
        if name is not None:
            noun = amount.unit.noun
            return f"{name.text} {noun}" if amount.kind in _COUNTED and name.text in _TOTALS else name.text
        if amount.kind == "households" and amount.unit.noun != amount.unit.measure.unit:
            return amount.unit.noun
        return names.after(self.plain, self.flat, amount.end) if share else None

    # -- changes -----------------------------------------------------------------------------------------

    def _change(self, amount: Amount, words: Wording, name: Name | None, limit: int) -> str | None:
        if words.change == "above":
            beside = self._last is not None or wording.compared(self.flat, amount.end, limit) is not None
            return "increase" if beside or wording.of_plan(self.flat, amount.end, limit) is not None else None
        if words.change is None and not words.verb and not words.qualifier and name is not None:
            verb = self.flat[max(self.frame.sentence, name.start - 8) : name.start].split()[-1:]
            if verb in (["tăng"], ["giảm"]):  # giảm tỷ lệ hộ nghèo 1,5%
                return "increase" if verb == ["tăng"] else "decrease"
        return words.change

    def _baseline(self, amount: Amount, words: Wording, change: str | None, limit: int) -> str | None:
        """What a change is measured from, or what a share is a share of where that is a plan."""
        origin = self._origin
        if origin is not None and not words.bracket:
            self._origin = None
            return "từ " + " ".join(self.flat[origin.start : origin.end].split())
        if change is None and amount.kind != "share":
            return None
        found = wording.compared(self.flat, amount.end, limit)
        if found is None and (change is None or words.change == "above"):
            found = wording.of_plan(self.flat, amount.end, limit)
        if found is None and change is not None:
            found = wording.compared_before(self.flat, amount.start, self.frame.near)
        return found

    # -- the voice ---------------------------------------------------------------------------------------

    def _modality(
        self, amount: Amount, name: Name | None, qualifier: str | None, above: str | None
    ) -> tuple[str, bool]:
        """The voice in which an amount is stated, and whether the text says so."""
        cue = self.frame.modality(amount.start)
        news = self.frame.context.is_news
        rule = name is not None and name.kind == "rule"
        if cue is not None and not (cue == _REPORTED and rule and not news):
            return cue, True
        if rule or above or amount.below or qualifier == "<=" or (qualifier == ">=" and not news):
            return _CONDITION, True
        return _REPORTED, False
