"""What the words of a cell say: a mark, a figure, a place, a criterion, a sum."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from schemas import facts
from schemas.records import Cell

MOST_CRITERIA = 30
FULL = 19
EDGES = " \t\xa0.:;,*()[]"
_NUMBERED = re.compile(r"(?:tiêu chí|tc)\s{0,2}(?:số\s{1,2})?([0-9]{1,2})(?![0-9/.,])")
BARE = re.compile(r"0?([1-9]|[12][0-9])\.?")
_BRACKETED = re.compile(r"\(0?([1-9]|[12][0-9])\)")
LED = re.compile(r"0?([1-9]|[12][0-9])\s{0,2}[.):-]\s{0,2}(?=[^\W\d_])")
COUNTED = re.compile(
    r"(?:số|tổng|kết quả|đạt)[^.;]{0,40}(?:tiêu chí|(?<!\w)tc(?!\w))|(?:tiêu chí|(?<!\w)tc(?!\w))[^.;]{0,30}đạt"
)
UNMET = re.compile(r"(?:chưa|không)\s{1,2}đạt|còn lại")
_OF = re.compile(r"([0-9]{1,3})\s{0,2}/\s{0,2}([0-9]{1,3})")
FIGURE = re.compile(r"-?[0-9]{1,3}(?:[.][0-9]{3})*(?:,[0-9]{1,6})?|-?[0-9]{1,9}(?:[.,][0-9]{1,6})?")
YEAR = re.compile(r"(?<!\d)(20[0-4][0-9])(?!\d)")
PREFIX = re.compile(
    r"(xã|phường|thị trấn|tt\.?|p\.|x\.|huyện|h\.|thị xã|tx\.?|thành phố|tp\.?|quận|đặc khu|(?:thôn|bản|ấp|xóm)(?= ))"
    r"\s{0,2}(?=\w)"
)
_PREFIXES = {"tt": "thị trấn", "tt.": "thị trấn", "p.": "phường", "x.": "xã", "h.": "huyện", "tx": "thị xã",
             "tx.": "thị xã", "tp": "thành phố", "tp.": "thành phố"}  # fmt: skip
_PLACES = re.compile(
    r"(?:(?:tên|các|đơn vị|địa phương|địa bàn|hành chính|cấp|và|xã|phường|thị trấn|huyện|thị xã|thành phố|quận|đặc khu"
    r"|thôn|bản|ấp|xóm|tổ dân phố|khu dân cư|khu phố|làng|buôn|tỉnh)(?: |$))+"
)
_LEGEND = re.compile(
    r"(?<![\w/])([^\W_]{1,3}|[x+o√✓✔*-])[\"”’')]?\s?(?:[:=–-]|là)\s?(?:tiêu chí\s)?(đạt|chưa đạt|không đạt)(?!\s?\w)"
)
_NO_PLACE = re.compile(r"-?[0-9][0-9.,/]*$|(?:tổng |lũy kế )?(?:số|tỷ lệ|tỉ lệ|điểm|mức|tiến độ)(?!\w)|%")


def number(text: str) -> tuple[int | None, bool]:
    """Return the number of the criterion that a heading names, and whether it says so by a word."""
    found = _NUMBERED.search(text)
    if found:
        return int(found[1]), True
    led = LED.match(text)
    known = named(text[led.end() :] if led else text)
    if known is not None:
        return (int(led[1]) if led else known), True
    if led:
        return int(led[1]), False
    bare = BARE.fullmatch(text) or _BRACKETED.fullmatch(text)
    return (int(bare[1]), False) if bare else (None, False)


@cache
def named(name: str) -> int | None:
    """Return the number of the criterion of communes that has a name, where all sets agree on it."""
    numbers = {
        number
        for set_id, number in facts.ntm_criteria().get(" ".join(name.strip(EDGES).split()), ())
        if set_id.startswith("XA-2") and not set_id.endswith("2026")
    }
    return numbers.pop() if len(numbers) == 1 else None


@cache
def _marks() -> dict[str, str]:
    rows = [row for row in facts.rows("criteria_table_words") if row["kind"] in ("met", "unmet")]
    return {word: row["kind"] for row in rows for word in facts.parts(row["words"])}


def word(text: str) -> str:
    """Return what kind of label a text is; of the words of marks it says nothing."""
    return _labels().get(_bare(text), "")


def _bare(text: str) -> str:
    """Return a label without commas, and without signs and blanks around it."""
    return " ".join(text.replace(",", " ").strip(EDGES).split())


@cache
def _labels() -> dict[str, str]:
    return {
        _bare(word): row["kind"]
        for row in facts.rows("criteria_table_words")
        if row["kind"] not in ("met", "unmet")
        for word in facts.parts(row["words"])
    }


def legend(text: str) -> dict[str, str]:
    """Return the marks that a text explains, in lower case: Đ - đạt; C: chưa đạt."""
    return {found[1]: "met" if found[2] == "đạt" else "unmet" for found in _LEGEND.finditer(text)}


def mark(text: str, *, plus: bool, explained: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return met or unmet for a cell that says so; empty if it says neither.

    Args:
        text: what the cell says, in lower case.
        plus: a plus in the table makes a dash mean that it is not met.
        explained: marks that the text around the table explains.
    """
    plain = text.strip()
    if plain in explained:
        return explained[plain]
    if plain in ("-", "–", "—"):
        return "unmet" if plus else ""
    plain = plain.strip(EDGES)
    found = _marks().get(plain)
    if found is None and len(plain) <= 40:
        found = "unmet" if UNMET.match(plain) else "met" if re.match(r"đạt\b(?!\s+\d)", plain) else None
    return found or ""


def value(text: str) -> tuple[float | None, float | None]:
    """Return the figure of a cell, and what it is of: 15/19."""
    plain = text.strip().strip("*").removesuffix("%").strip()
    of = _OF.fullmatch(plain.removesuffix("tiêu chí").removesuffix("tc").strip())
    if of:
        return float(of[1]), float(of[2])
    if not FIGURE.fullmatch(plain):
        return None, None
    if "," in plain or re.fullmatch(r"-?[0-9]{1,3}(?:\.[0-9]{3})+", plain):
        plain = plain.replace(".", "").replace(",", ".")
    return float(plain), None


def is_place(text: str) -> bool:
    """Whether the heading of a column can be the name of a place."""
    plain = text.strip(EDGES)
    return bool(plain) and not (word(plain) or mark(plain, plus=False) or _NO_PLACE.match(plain)) and len(plain) <= 40


def place(cell: Cell, heading: str) -> str:
    """Return the place that a label names as records give it: xã An Bình."""
    name = " ".join(cell.text.split()).strip(" .:;*-")
    found = PREFIX.match(name.lower())
    if found:
        kind = _PREFIXES.get(found[1], found[1])
        return f"{kind} {name[found.end() :].strip()}"
    kinds = [
        kind
        for kind in ("xã", "phường", "huyện", "thôn", "bản", "ấp", "xóm")
        if re.search(rf"(?<!\w){kind}(?!\w)", heading)
    ]
    is_one = len(kinds) == 1 and "thị" not in heading and "thành phố" not in heading
    return f"{kinds[0]} {name}" if is_one else name


def names_places(heading: str) -> bool:
    """Whether a heading says that places stand below it: Tên xã, Huyện/thị xã/thành phố."""
    return bool(heading) and bool(_PLACES.fullmatch(_bare(heading).replace("/", " ").replace(" - ", " ")))
