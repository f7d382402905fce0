"""The unit that stands at a position: multipliers (triệu), the unit itself (đồng), and what it is for (/người/năm)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from schemas import facts
from schemas.facts import Measure

WORD = re.compile(r"[%‰€₫]|[^\W\d_]+")
_NEXT = re.compile(r" {0,3}([^\W\d_]+)")
_MARKS_AFTER = frozenset({"", *'.,;:()]!?/…-"”'})
_SPEED = frozenset({"h", "giờ", "s", "giây", "phút"})
_WRITTEN_WITH_CAPITALS = frozenset({"money", "area", "length", "weight", "volume"})  # 5 Tỷ Đồng, but not 5 Người
_MOST_SCALES = 3
_MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it stands in a text.

    Attributes:
        end: character after it.
        measure: what it measures in; the đồng for money whose currency is left out.
        noun: its spelling in lower case: hộ nghèo.
        scale: multipliers in normal spelling: triệu, nghìn tỷ.
        factor: what they are worth.
        rate: what it is for: /người/năm.
        bare: the currency is left out: 5 triệu.
        stands: it makes an amount with the number before it; else only together with the amount after it.
    """

    end: int
    measure: Measure
    noun: str
    scale: str = ""
    factor: float = 1.0
    rate: str = ""
    bare: bool = False
    stands: bool = True

    @property
    def name(self) -> str:
        """In normal spelling: triệu đồng/người/năm."""
        name = self.measure.unit or self.noun
        return f"{self.scale} {name}{self.rate}" if self.scale else name + self.rate

    @property
    def worth(self) -> float | None:
        """How many of the base unit it is."""
        return None if self.measure.factor is None else self.factor * self.measure.factor


class _Spellings(NamedTuple):
    """The spellings that begin with one word, the longest first, and what each means."""

    pattern: re.Pattern[str]
    meanings: dict[str, Measure]


@lru_cache(maxsize=1)
def scales() -> dict[str, Measure]:
    """Multipliers by their spelling."""
    return {word: row for row in facts.measures() if row.kind == "scale" for word in row.spellings}


@lru_cache(maxsize=1)
def scale_values() -> dict[str, float]:
    """What the multipliers are worth, by their spelling."""
    return {word: row.factor or 1.0 for word, row in scales().items()}


@lru_cache(maxsize=1)
def spellings() -> dict[str, _Spellings]:
    """First word → the units that begin with it."""
    found: dict[str, dict[str, Measure]] = {}
    for row in facts.measures():
        for spelling in row.spellings if row.kind != "scale" else ():
            first = WORD.match(spelling)
            assert first is not None, spelling
            found.setdefault(first[0], {})[spelling] = row
    return {word: _Spellings(_one_of(meanings), meanings) for word, meanings in found.items()}


@lru_cache(maxsize=1)
def first_words() -> frozenset[str]:
    """Words that a unit or a multiplier begins with."""
    return frozenset({*spellings(), *scales()})


def _one_of(words: dict[str, Measure]) -> re.Pattern[str]:
    return re.compile(rf"(?:{_alternatives(words)})(?![^\W_])")


def _alternatives(words: dict[str, Measure] | frozenset[str]) -> str:
    longest = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(map(re.escape, longest)).replace(r"\ ", " {1,3}")


@lru_cache
def words_of(name: str) -> frozenset[str]:
    """Return the words of a class of quantity_words.csv."""
    return frozenset(word for kind, word, _ in facts.quantity_words() if kind == name)


@lru_cache(maxsize=1)
def dong() -> Measure:
    """The đồng."""
    return next(row for row in facts.measures() if row.unit == "đồng")


def read(plain: str, flat: str, at: int, *, big: bool = False) -> Unit | None:
    """Return the unit that begins at a position, null where there is none.

    Args:
        plain: the text.
        flat: the same in lower case, line breaks as spaces.
        at: a position without white space.
        big: the number before it has thousands: 2.000 đồng are money whatever follows, 2 đồng phạm are none.
    """
    word = WORD.match(flat, at)
    scale, factor, end = "", 1.0, at
    if word is not None and word[0] in scales():
        scale, factor, end = _scale(plain, flat, at)
        word = WORD.match(flat, skip(flat, end))
    known = spellings().get(word[0]) if word is not None else None
    match = known.pattern.match(flat, word.start()) if known is not None and word is not None else None
    if known is None or match is None:
        return _money_alone(plain, flat, end, scale, factor) if scale else None
    noun = " ".join(match[0].split())
    measure = known.meanings.get(noun)
    if measure is None or not _is_itself(plain, flat, match.start(), match.end(), measure, noun, big or bool(scale)):
        return _money_alone(plain, flat, end, scale, factor) if scale else None
    rate, end = _rate(flat, match.end(), measure)
    if measure.kind == "length" and rate.rpartition("/")[2] in _SPEED:
        return None
    unit = Unit(end, measure, noun, scale, factor, rate)
    return _contradiction(plain, flat, unit) if measure.unit == "%" and flat[end : end + 1] == " " else unit


def skip(text: str, at: int) -> int:
    """Return the first position from one on that is no space."""
    while text[at : at + 1] == " ":
        at += 1
    return at


def _scale(plain: str, flat: str, at: int) -> tuple[str, float, int]:
    """Read multipliers: (normal spelling, what they are worth, character after them)."""
    names: list[str] = []
    factor, end = 1.0, at
    while len(names) < _MOST_SCALES:
        match = _NEXT.match(flat, end)
        scale = scales().get(match[1]) if match is not None else None
        if match is None or scale is None or _goes_on(plain, flat, match.end(), scale):
            break
        names.append(scale.unit)
        factor *= scale.factor or 1.0
        end = match.end()
    return " ".join(names), factor, end


def _goes_on(plain: str, flat: str, end: int, measure: Measure) -> bool:
    """Whether a word belongs to a longer one that is no unit: tỷ lệ, đồng phạm, hộ chiếu."""
    after = _NEXT.match(flat, end) if measure.not_before else None
    if after is None or after[1] not in measure.not_before:
        return False
    return "\n" not in plain[end : after.start(1)] or plain[after.start(1)].islower()


def _is_itself(plain: str, flat: str, start: int, end: int, measure: Measure, noun: str, big: bool) -> bool:
    """Whether a spelling is the unit here: neither a name with a capital nor part of a longer word."""
    if len(noun) == 1:
        return plain[start].islower() if noun.isalpha() else not flat[end : end + 1].isalnum()
    if " " not in noun and not (big and measure.kind == "money") and _goes_on(plain, flat, end, measure):
        return False
    if plain[start].islower() or not plain[start + 1 : start + 2].islower():
        return True
    return measure.kind in _WRITTEN_WITH_CAPITALS and (big or measure.kind != "money")  # 39 Đồng Tháp


def _money_alone(plain: str, flat: str, end: int, scale: str, factor: float) -> Unit:
    """A multiplier without a unit: money (thu 5 tỷ), or the first part of one number (1 tỷ [200 triệu])."""
    rate = ""
    ends = end >= len(flat) or plain[end] == "\n" or flat[skip(flat, end) : skip(flat, end) + 1] in _MARKS_AFTER
    after = _NEXT.match(flat, end) if not ends else None
    stands = ends or (after is not None and (after[1] in words_of("ends") or after[1] in words_of("ends noun")))
    if stands:
        rate, end = _rate(flat, end, dong())
    return Unit(end, dong(), "đồng", scale, factor, rate, True, stands and (factor >= _MILLION or bool(rate)))


def _contradiction(plain: str, flat: str, share: Unit) -> Unit:
    """`28,6% triệu đồng/năm`: two units for one number; kept as printed, without a base."""
    at = skip(flat, share.end)
    word = WORD.match(flat, at)
    money = read(plain, flat, at) if word is not None and word[0] in scales() else None
    if money is None or money.bare or money.measure.kind != "money":
        return share
    measure = Measure("money", f"% {money.scale} {money.measure.unit}", "", None, (), frozenset())
    return replace(share, end=money.end, measure=measure, rate=money.rate)


# -- what it is for --------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _rates() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Known words after slashes, any words after slashes, a known word after mỗi."""
    words = _alternatives(words_of("rate"))
    known = rf" ?/ ?(?:[0-9]{{1,3}}(?:\.[0-9]{{3}})* ?)?(?:{words})(?![^\W_])"
    return (
        re.compile(rf"(?:{known}){{1,3}}"),
        re.compile(r"(?: ?/ ?[^\W\d_]{1,12}(?![^\W_])){1,3}"),
        re.compile(rf" (?:trên )?(mỗi|một) ({words})(?![^\W_])(?! nào)"),
    )


def _rate(flat: str, end: int, measure: Measure) -> tuple[str, int]:
    """Return what an amount is for, and the character after it; empty where nothing says so."""
    following = flat[end : end + 2]
    known, unknown, each = _rates()
    if "/" in following:
        match = known.match(flat, end) or (unknown.match(flat, end) if measure.kind == "money" else None)
        return (_plain_rate(match[0]), match.end()) if match is not None else ("", end)
    if following in {" m", " t"}:
        match = each.match(flat, end)
        if match is not None and (match[1] == "mỗi" or measure.kind == "money"):
            return "/" + " ".join(match[2].split()), match.end()
    return "", end


def _plain_rate(printed: str) -> str:
    """/1 người/ năm → /người/năm."""
    parts = [" ".join(part.split()) for part in printed.split("/")]
    parts = [part.removeprefix("1").lstrip() if part[:1] == "1" and not part[1:2].isdigit() else part for part in parts]
    return "/".join("người" if part == "đầu người" else part for part in parts)
