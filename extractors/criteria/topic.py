"""Whether a text is about the programme at all, and a clause of it about another scheme."""

from __future__ import annotations

import re
from functools import lru_cache

from extractors.anchors import every
from schemas import facts

# Its name, also as damaged conversions and hard line breaks leave it (`nơng thơn mới`, `NMT`).
NAME = re.compile(r"n[ôơo]ng\s+th[ôơo]n\s+m[ớơo]i|(?<![^\W_])(?:xd)?(?:ntm|nmt)(?![^\W_])")
# Communes that meet so many criteria, of 19 (Decisions 491/2009, 1980/2016, 318/2022) or on average: no other
# programme counts in this way.
_COUNTED_SO = re.compile(
    r"\d\s?/\s?19\s+(?:tiêu\s+chí|tc(?![^\W_]))|\d\s+tiêu\s+chí\s?/\s?xã"
    r"|\d\s+xã\s+(?:đã\s+)?(?:đạt\s+)?(?:từ\s+|dưới\s+|trên\s+)?\d[\d\s–-]{0,8}tiêu\s+chí(?!\s+(?:quốc|về|của))"
)
_OF_NINETEEN = re.compile(r"/\s?19\s+t")
_LONE_NAME = re.compile(r"(?<![^\W_])(?:xd)?(?:ntm|nmt)(?![^\W_])")
_REST_OF_NAME = re.compile(r"\s+m[ớơo]i")
_START_OF_NAME = re.compile(r"n[ôơo]ng\s+$")


def is_about(lower: str) -> bool:
    """Whether a document names the programme anywhere, or counts in a way that only the programme does."""
    if "nông thôn mới" in lower or _is_named(lower):
        return True
    counted = "tiêu chí" in lower or "tiêu\nchí" in lower or _OF_NINETEEN.search(lower) is not None
    return counted and _COUNTED_SO.search(lower) is not None


def _is_named(lower: str) -> bool:
    """Whether `NAME` is found; looked for at its rarest word."""
    for at in (*every(lower, "ntm"), *every(lower, "nmt")):
        if _LONE_NAME.search(lower, max(0, at - 2), at + 4):
            return True
    for at in (*every(lower, "thôn"), *every(lower, "thơn"), *every(lower, "thon")):
        if _REST_OF_NAME.match(lower, at + 4) and _START_OF_NAME.search(lower, max(0, at - 12), at):
            return True
    return False


def other_scheme(lower: str, start: int, end: int) -> bool:
    """Whether the clause before a figure names another scheme and not this one."""
    return _other_schemes().search(lower, start, end) is not None and NAME.search(lower, start, end) is None


@lru_cache(maxsize=1)
def _other_schemes() -> re.Pattern[str]:
    """Names of schemes that give communes a standard too: what stands after one of them is theirs."""
    return re.compile("|".join(word for name, word, mark in facts.ntm_words() if (name, mark) == ("scheme", "governs")))
