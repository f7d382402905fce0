"""What the digits or the words of a number are worth, as the unit beside them lets them be read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from extractors import numerals

# Digits with points, commas or spaces. Runs are bounded or possessive, so that the pattern stays linear.
NUMBER = r"[0-9]{1,3}(?: [0-9]{3}){1,5}(?![0-9])(?:,[0-9]{1,2}(?![0-9]))?|[0-9]++(?:[.,][0-9]++)*+"
# The words of a number; tư is four only after another of them.
WORDS = frozenset(
    numerals.NUMBER_WORDS
    | {"mươi", "chục", "trăm", "linh", "lẻ", "mốt", "tư", "lăm", "nhăm"}
    | {"nghìn", "ngàn", "vạn", "triệu", "tỷ", "tỉ", "rưỡi"}
)
LAST_WORDS = (WORDS - {"linh", "lẻ", "tư"}) | {"mươi tư", "trăm tư", "linh tư", "lẻ tư"}

_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_ENGLISH = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?")
_DECIMAL = re.compile(r"[0-9]+[.,][0-9]+")
_SECTION = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2}){2,}")


def of_digits(printed: str, *, whole: bool, share: bool) -> tuple[float | None, float] | None:
    """Return (value, certainty) of digits; null where they are no amount (012345, 000, 12.5.3).

    Args:
        printed: digits as printed: 1.367, 12,5, 1 057 010.
        whole: what is counted is never halved, so `1,250` has a comma for thousands.
        share: it is a percentage, so `94.375` has a decimal point.

    Returns:
        A value of null for digits that contradict themselves (1.25.300).
    """
    digits = printed.replace(" ", "")
    if digits.isdigit():
        if digits[0] == "0" and (len(digits) > 3 or (digits.strip("0") == "" and digits != "0")):
            return None
        return float(digits), 0.9 if " " in printed else 1.0
    if _GROUPED.fullmatch(digits):
        value = float(digits.replace(".", "").replace(",", "."))
        if share and value >= 1000 and digits.count(".") == 1 and "," not in digits:
            return float(digits), 0.8
        return value, 1.0
    if whole and _ENGLISH.fullmatch(digits):
        return float(digits.replace(",", "")), 0.85
    if _DECIMAL.fullmatch(digits):
        return float(digits.replace(",", ".")), 1.0 if "," in digits else 0.95
    if _ENGLISH.fullmatch(digits):
        return float(digits.replace(",", "")), 0.8
    return None if _SECTION.fullmatch(digits) else (None, 0.3)


def of_words(words: Sequence[str], scales: Mapping[str, float]) -> tuple[float, list[str]] | None:
    """Return (value, multipliers) of a number in words; null where the words are not one number.

    hai mươi triệu → (20, [triệu]); một tỷ hai trăm triệu → (1.2, [tỷ]); hai tỷ rưỡi → (2.5, [tỷ]).

    Args:
        words: all of them `WORDS`.
        scales: multiplier → what it is worth.
    """
    total, most = 0.0, 0.0
    first: list[str] = []
    last = float("inf")
    at = 0
    while at < len(words):
        read = numerals.words(words, at)
        if read is None:
            return None
        value, at = float(read[0]), read[1]
        factor, names = 1.0, []
        while at < len(words) and words[at] in scales:
            factor *= scales[words[at]]
            names.append(words[at])
            at += 1
        if words[at : at + 1] == ["rưỡi"] and factor > 1:
            value, at = value + 0.5, at + 1
        if factor >= last:
            return None
        if not most:
            most, first = factor, names
        total += value * factor
        last = factor
    return (round(total / most, 9), first) if most else None
