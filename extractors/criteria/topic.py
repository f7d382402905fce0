"""Whether a text is about the programme at all, and the sentences of it that can hold a figure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from schemas import facts

# Its name, also as damaged conversions and hard line breaks leave it (`nơng thơn mới`, `NMT`).
NAME = re.compile(r"n[ôơo]ng\s+th[ôơo]n\s+m[ớơo]i|(?<![^\W_])(?:xd)?(?:ntm|nmt)(?![^\W_])")
# Communes that meet so many criteria, of 19 (Decisions 491/2009, 1980/2016, 318/2022) or on average: no other
# programme counts in this way.
_COUNTED_SO = re.compile(
    r"\d\s?/\s?19\s+(?:tiêu\s+chí|tc(?![^\W_]))|\d\s+tiêu\s+chí\s?/\s?xã"
    r"|\d\s+xã\s+(?:đã\s+)?(?:đạt\s+)?(?:từ\s+|dưới\s+|trên\s+)?\d[\d\s–-]{0,8}tiêu\s+chí(?!\s+(?:quốc|về|của))"
)
# A number before what can be counted, or after the words of the standard; without one there is no figure.
_NUMBER = r"(?:\d|(?<![^\W_])(?:một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín|mười|mươi|trăm|chục|mốt|lăm)(?![^\W_]))"
_ANY_NUMBER = re.compile(_NUMBER)
_COUNTED = re.compile(
    _NUMBER + r"\s{0,3}(?:%|(?:xã|phường|thị|huyện|quận|tỉnh|thành|xóm|thôn|bản|ấp|buôn|bon|sóc|phum|khóm|làng|khu"
    r"|tổ|đơn|địa|tiêu|tc|chỉ|mục|trong|trên|số|phần)(?![^\W_]))"
    r"|(?:chuẩn|đích|nông thôn mới|ntm|xã)[^.;]{0,60}\d"
)
_LINE = re.compile(r"[^\n]*\n?")
_LIST_MARK = re.compile(r"\s*(?:[-+•*|]|\d{1,2}(?:\.\d{1,2})*[.)]\s|[a-zđ][.)]\s|[ivx]+\.\s)")
_STOP = re.compile(r"(?<![.!?…])[.!?…]+[\"”’')]?\s+(?=[\"“'‘(\[]?\s?([^\W_]))")
_LONGEST = 3000
_SHORT = re.compile(r"(?:^|[\s(])(?:tp|t\.p|tx|tt|q|p|h|ts|ths|pgs|gs|đ/c|ông|bà|st|tr|th|ub|kh|vp)$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its span, and the number of the paragraph that it stands in."""

    start: int
    end: int
    paragraph: int


def is_about(lower: str) -> bool:
    """Whether a document names the programme anywhere, or counts in a way that only the programme does."""
    if not any(word in lower for word in ("nông thôn mới", "ntm", "tiêu", "đạt chuẩn", "/19")):
        return False
    return NAME.search(lower) is not None or _COUNTED_SO.search(lower) is not None


def other_scheme(lower: str, start: int, end: int) -> bool:
    """Whether the clause before a figure names another scheme and not this one."""
    return _other_schemes().search(lower, start, end) is not None and NAME.search(lower, start, end) is None


@lru_cache(maxsize=1)
def _other_schemes() -> re.Pattern[str]:
    """Names of schemes that give communes a standard too: what stands after one of them is theirs."""
    return re.compile("|".join(word for name, word, mark in facts.ntm_words() if (name, mark) == ("scheme", "governs")))


def sentences(lower: str, plain: str) -> Iterator[Sentence]:
    """Yield the sentences of a text; lines that a page width broke are joined."""
    for number, (start, end) in enumerate(_paragraphs(lower, plain)):
        at = start
        for match in _STOP.finditer(lower, start, end):
            begins = plain[match.start(1)]
            if not (begins.isupper() or begins.isdigit()) or _SHORT.search(
                lower, max(at, match.start() - 5), match.start()
            ):
                continue
            yield from _pieces(plain, at, match.start() + 1, number)
            at = match.end()
        yield from _pieces(plain, at, end, number)


def _pieces(plain: str, start: int, end: int, paragraph: int) -> Iterator[Sentence]:
    """Cut what runs on without a stop, as tables do, so that the cost of a sentence is bounded."""
    while end - start > _LONGEST:
        cut = plain.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
        cut = cut if cut > 0 else start + _LONGEST
        yield Sentence(start, cut, paragraph)
        start = cut
    if start < end:
        yield Sentence(start, end, paragraph)


def may_hold(lower: str, sentence: Sentence) -> bool:
    """Whether a sentence has a number beside something that the programme counts."""
    start, end = sentence.start, sentence.end
    if lower.find("tiêu chí", start, end) >= 0 or lower.find("tiêu\nchí", start, end) >= 0:
        return _ANY_NUMBER.search(lower, start, end) is not None
    return _COUNTED.search(lower, start, end) is not None


def _paragraphs(lower: str, plain: str) -> Iterator[tuple[int, int]]:
    start: int | None = None
    end = 0
    for line in _LINE.finditer(plain):
        text = line[0].strip()
        if not text:
            if start is not None:
                yield start, end
            start = None
            continue
        first = line.start() + len(line[0]) - len(line[0].lstrip())
        if start is not None:
            wrapped = plain[end - 1] not in ".;:!?…|" and (text[0].islower() or text[0].isdigit())
            if not wrapped or _LIST_MARK.match(lower, line.start()):
                yield start, end
                start = None
        if start is None:
            start = first
        end = first + len(text)
    if start is not None:
        yield start, end
