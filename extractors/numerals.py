"""Vietnamese numbers: digits with thousands dots and decimal commas, and number words.

Shared by all extractors that read figures. Everything here works on text in lower case
(`Shadow.lower`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# 5.775 · 1 057 010 · 17,57 · 12.5 · 05. Thousands stand in groups of three, or there are none.
DIGITS = r"\d{1,3}(?:\.\d{3})+(?![\d])(?:,\d+)?|\d{1,3}(?: \d{3})+(?![\d.,]\d)(?!\d)(?:,\d+)?|\d+(?:[.,]\d+)?"

_ONES = {
    "không": 0, "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5,
    "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
# After mươi and mười, three digits have other names.
_LATE_ONES = {**_ONES, "mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5}
_GAPS = {"linh", "lẻ"}
_THOUSANDS = {"nghìn", "ngàn"}
# Words that a number can begin with.
NUMBER_WORDS = frozenset({*_ONES, "mười"} - {"không"})


def digits(surface: str) -> float:
    """Return the value of a number in digits: 5.775 → 5775, 17,57 → 17.57, 12.5 → 12.5."""
    plain = surface.replace(" ", "")
    if "," not in plain and plain.count(".") == 1 and len(plain.partition(".")[2]) != 3:
        return float(plain)  # a decimal point, as in texts typed with English settings
    return float(plain.replace(".", "").replace(",", "."))


def grouped(surface: str) -> float | None:
    """Return the value of `5,775` read with a comma for thousands, or null where it cannot be that.

    A decimal comma is the rule; who counts things that cannot be halved may ask for this reading.
    """
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+", surface):
        return float(surface.replace(",", ""))
    return None


def words(tokens: Sequence[str], at: int = 0) -> tuple[int, int] | None:
    """Read a number in words from a position: (value, position after it), or null where none begins.

    Reads up to the thousands: chín · mười hai · hai mươi mốt · một trăm linh năm · hai nghìn ba trăm.
    """
    if at >= len(tokens) or tokens[at] not in NUMBER_WORDS:
        return None
    value, after = _below_thousand(tokens, at)
    if after < len(tokens) and tokens[after] in _THOUSANDS:
        value, after = value * 1000, after + 1
        if after < len(tokens) and tokens[after] in _ONES:
            rest, end = _below_thousand(tokens, after)
            value, after = value + rest, end
    return value, after


def _word(tokens: Sequence[str], at: int) -> str:
    return tokens[at] if at < len(tokens) else ""


def _below_thousand(tokens: Sequence[str], at: int) -> tuple[int, int]:
    if _word(tokens, at + 1) == "trăm" and tokens[at] in _ONES:
        value, at = _ONES[tokens[at]] * 100, at + 2
        if _word(tokens, at) in _GAPS and _word(tokens, at + 1) in _LATE_ONES:
            return value + _LATE_ONES[tokens[at + 1]], at + 2
        if _word(tokens, at) == "mười" or _word(tokens, at + 1) in {"mươi", "chục"}:
            rest, at = _below_hundred(tokens, at)
            value += rest
        return value, at
    return _below_hundred(tokens, at)


def _below_hundred(tokens: Sequence[str], at: int) -> tuple[int, int]:
    first = tokens[at]
    if first == "mười":
        value, at = 10, at + 1
    elif first in _ONES and _word(tokens, at + 1) in {"mươi", "chục"}:
        value, at = _ONES[first] * 10, at + 2
    else:
        return _ONES.get(first, 0), at + 1
    if _word(tokens, at) in _LATE_ONES and _word(tokens, at + 1) not in {"trăm", "nghìn", "ngàn"}:
        return value + _LATE_ONES[tokens[at]], at + 1
    return value, at
