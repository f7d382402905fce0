"""Names of laws, codes and ordinances where a text names one: where the name ends.

A known name (laws.csv) ends where it ends, whatever follows; one that is not known is read by its shape: capitals,
and the words of a sentence that end it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extractors.flat import spelled
from extractors.lines import CAPITALS
from extractors.shadow import Shadow
from schemas import facts

_KIND = re.compile(r"(?<!\w)(bộ\s+luật|luật|pháp\s+lệnh|hiến\s+pháp)(?!\w)")
# A law that amends others is named by them; its number and date are its own.
_AMENDING = re.compile(
    r"\s+sửa\s+đổi(?:\s*,\s*bổ\s+sung)?(?:\s+một\s+số\s+(?:điều|nội\s+dung)(?:\s+của)?)?(?:\s+các)?\s+"
    r"(?=(?:bộ\s+luật|luật|pháp\s+lệnh)\s)"
)
_SHAPE = re.compile(
    rf"\s+((?![Ss]ửa|[Ss]ố\s|Việt\s+Nam)[{CAPITALS}][^\W\d_]*(?:,?\s+[^\W\d_]+){{0,14}}?)"
    # A name ends before these; its own commas (Luật Khoa học, công nghệ và đổi mới sáng tạo) do not end it.
    rf"(?=\s+(?:năm\s+)?(?:19|20)[0-9]{{2}}(?![0-9/])|\s*(?:[.;:)(”\"|/-]|,\s*(?:[{CAPITALS}]|và\s|các\s|được\s|khoản\s|trừ\s|điều\s"
    r"|pháp\s|luật\s|nghị\s|văn\s)|\n\s*\n|$)"
    r"|\s+(?:số|ngày|được|quy\s+định|và\s+(?:Luật|Bộ|Nghị|Thông|các|Quyết|thiết|có|văn|pháp|hướng)|có|thì|của|tại|để|này|thông\s+qua"
    r"|hiện\s+hành|về|đã|trong|theo|khi|nên|như|cũng|là|mà|trừ|nếu|hoặc|phải|bị|do|đối|với|vào|nhưng|thuộc|trên|ở|sẽ|chưa"
    r"|cho|kể|từ|đến|gồm|nhằm|áp\s+dụng|ban\s+hành)(?!\w))"
)
_YEAR = re.compile(r"\s+(?:năm\s+)?((?:19|20)[0-9]{2})(?![0-9/])")
_NAME_CHARS = 260


@dataclass(frozen=True, slots=True)
class LawName:
    """A law as a text names it: Luật Đất đai năm 2024.

    Attributes:
        start, end: offsets of the mention.
        kind: Luật, Bộ luật, Pháp lệnh, Hiến pháp, in lower case.
        key: its name in lower case, without the year.
        year: year that the mention prints, if any.
    """

    start: int
    end: int
    kind: str
    key: str
    year: str | None


def at(shadow: Shadow, start: int) -> LawName | None:
    """Return the law that is named at an offset; null if no name follows the word."""
    lower = shadow.lower
    m = _KIND.match(lower, start)
    if not m:
        return None
    kind = " ".join(m[1].split())
    amending = _AMENDING.match(lower, m.end(), m.end() + _NAME_CHARS)
    inner = _KIND.match(lower, amending.end()) if amending else m
    if inner is None:
        return None
    end = _end(shadow, inner)
    year = _YEAR.match(lower, end or m.end())
    if end is None and not (kind == "hiến pháp" and year):
        return None
    end = end or m.end()
    return LawName(
        start, year.end() if year else end, kind, " ".join(lower[start:end].split()), year[1] if year else None
    )


def _end(shadow: Shadow, kind: re.Match[str]) -> int | None:
    """Where the name after its kind ends."""
    lower, begin = shadow.lower, kind.end()
    if shadow.plain[begin : begin + 40].lstrip()[:1].islower() and not shadow.plain[kind.start()].isupper():
        return None  # 'luật đất đai', 'luật khác có liên quan'
    first = lower[begin : begin + 40].split()[:1]
    for words in _known().get(first[0], ()) if first else ():
        end = spelled(lower, begin, words)
        if end is not None:
            return end
    shape = _SHAPE.match(shadow.plain, begin, begin + _NAME_CHARS)
    return shape.end(1) if shape else None


@lru_cache(maxsize=1)
def _known() -> dict[str, list[tuple[str, ...]]]:
    """Names by their first word, the longest first."""
    names: dict[str, list[tuple[str, ...]]] = {}
    for row in facts.rows("laws"):
        words = tuple(Shadow(row["name"]).lower.split())
        names.setdefault(words[0], []).append(words)
    return {first: sorted(group, key=lambda words: -len(" ".join(words))) for first, group in names.items()}
