"""The words that patterns begin with, found for all extractors in one pass over a text.

A pattern that is searched reads every character of a text; one that is only matched where its first word stands
reads next to none of them.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product

from ahocorasick_rs import BytesAhoCorasick

from extractors.codes import automaton
from schemas import facts

_WORDS = ("tháng", "năm", "quý", "nửa", "cùng", "số")
# Types of documents that no code stands for.
OTHER_TYPES = (
    *("Luật", "Bộ luật", "Pháp lệnh", "Hiến pháp", "Lệnh", "Sắc lệnh", "Phiếu lấy ý kiến", "Phiếu trình", "Giấy phép"),
    *("Thông báo kết luận", "Bản án", "Văn bản", "Quy chuẩn", "Công thư", "Điện"),
)
_STEMS = ("giáp", "ất", "bính", "đinh", "mậu", "kỷ", "canh", "tân", "nhâm", "quý")  # of cyclic years
_BRANCHES = ("tý", "sửu", "dần", "mão", "thìn", "tỵ", "tị", "ngọ", "mùi", "thân", "dậu", "tuất", "hợi")
_GAPS = ("", " ", "\n", "  ", " \n", "\n ", "\n\n")
_WIDE_GAPS = (*_GAPS[1:], "   ", " \n ", "  \n", "\n  ")


def _spaced(*phrases: str) -> tuple[str, ...]:
    """Phrases with every kind of gap between their words."""
    return tuple(
        "".join(word + gap for word, gap in zip(words, (*gaps, ""), strict=True))
        for words in (phrase.split(" ") for phrase in phrases)
        for gaps in product(_WIDE_GAPS, repeat=len(words) - 1)
    )


def misread(text: str) -> Iterator[str]:
    """Yield a text with one of the two marks of a letter lost, as scans are read: kế → ké, kê."""
    for i, letter in enumerate(text):
        parts = unicodedata.normalize("NFD", letter)
        if len(parts) == 3:
            for mark in parts[1:]:
                yield text[:i] + unicodedata.normalize("NFC", parts[0] + mark) + text[i + 1 :]


_GROUPS = {
    "addressee": _spaced("kính gửi", "kính gởi"),
    "effect": _spaced("có hiệu"),
    "label": _spaced(
        *("số hiệu", "số ký", "số/ký", "ngày ban", "loại văn", "hình thức văn", "cơ quan ban", "nơi ban", "người ký")
    ),
    "law number": _spaced("luật số", "nghị quyết số", "pháp lệnh số", "bản án số"),
    "misread number": tuple(f"s{vowel}:" for vowel in "éèẻêếềôóòỏõơồổớởo"),
    "recipients": _spaced("nơi nhận"),
    "subject": ("v/v", "vv", "v.v"),
    "abbreviation": ("qđ", "nq", "nđ", "cv"),
    "law": (*_spaced("bộ luật", "pháp lệnh", "hiến pháp"), "luật"),
    "pointer": ("này", *_spaced("nêu trên", "nói trên", "kể trên", "trên đây", "dẫn trên")),
    "type": _spaced(
        *dict.fromkeys(
            " ".join(read.lower().split()[:2])
            for name in (*facts.doc_type_codes().values(), *OTHER_TYPES)
            for read in (name, *misread(name))
        )
    ),
    "day": ("ngày", "ngay"),
    "part of day": ("hôm", "sáng", "trưa", "chiều", "tối", "ngày mai"),
    "period": _spaced("giai đoạn", "nhiệm kỳ", "thời kỳ"),
    "until": ("đến", "tới"),
    # a mark of a numeric date with the first digit of the month or year
    "separator": tuple(map("".join, product("/.-", _GAPS, "0123456789"))),
    "cyclic year": tuple(map("".join, product(_STEMS, " \n", _BRANCHES))),
    "lunar": (
        *("âm lịch", "giêng", "chạp", "mùng", "mồng", "rằm"),
        *(f"năm {stem}" for stem in _STEMS),
    ),
}


@lru_cache(maxsize=1)
def _automaton() -> tuple[BytesAhoCorasick, tuple[str, ...], tuple[int, ...]]:
    """The automaton over all words, the names that they are asked for by, and for each word which name it is."""
    groups = {**{word: (word,) for word in _WORDS}, **_GROUPS}
    names = tuple(groups)
    pairs = [(word, names.index(name)) for name, words in groups.items() for word in words]
    return automaton((word for word, _ in pairs), longest=False), names, tuple(index for _, index in pairs)


def find(lower: bytes) -> dict[str, list[int]]:
    """Return where each word (or group of words) begins in the codes of a text in lower case, by its name."""
    words, names, groups = _automaton()
    found: list[list[int]] = [[] for _ in names]
    for word, start, _ in words.find_matches_as_indexes(lower, overlapping=True):
        found[groups[word]].append(start)
    return dict(zip(names, found, strict=True))


def every(text: str, word: str) -> list[int]:
    """Return where a word or mark stands in a text: quicker found than what a pattern begins with."""
    found = []
    at = text.find(word)
    while at >= 0:
        found.append(at)
        at = text.find(word, at + 1)
    return found


def within(starts: Sequence[int], start: int, end: int) -> Sequence[int]:
    """Return those of some places that lie in a stretch of the text."""
    return starts[bisect_left(starts, start) : bisect_left(starts, end)]


def matches(pattern: re.Pattern[str], text: str, starts: Sequence[int]) -> Iterator[re.Match[str]]:
    """Yield what `pattern.finditer(text)` would, if it can begin only at these places."""
    end = 0
    match = pattern.match
    for start in starts:
        if start >= end:
            found = match(text, start)
            if found:
                end = found.end()
                yield found
