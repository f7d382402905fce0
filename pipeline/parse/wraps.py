"""Which line breaks of a text are wraps inside a paragraph.

Portals and e-mail wrap paragraphs at some 80 characters, and where markup was removed from a line, shorter. A break
is a wrap if the language goes on over it: the next line begins in lower case, or this one ends in a word that must
be followed (số, ngày, của, Điều, …) or, in a text that is wrapped throughout, if the next word had no room.
"""

from __future__ import annotations

import re

from pipeline.parse import labels
from pipeline.parse.lines import Line

_ENDS = frozenset(".;:!?…")
_CLOSERS = "\"”’»')]"
_MUST_GO_ON = re.compile(
    r"(?:^|[\s(\"“])(?:số|ngày|tháng|năm|của|và|hoặc|các|những|tại|theo|về|với|cho|từ|do|là|trong|trên|gồm"
    r"|điều|khoản|điểm|mục|chương|luật|nghị định|thông tư|nghị quyết|tỉnh|thành phố|huyện|xã|phường"
    r"|Điều|Khoản|Luật|Nghị định|Thông tư|Nghị quyết|Quyết định số|Công văn số|Bộ|Sở|Thủ tướng|Ủy ban|Uỷ ban|UBND"
    r"|giai đoạn|quý|kèm)$|[,/(–-]$"
)
_PINPOINT = re.compile(r"(?:^|\s)(?:điều|khoản|điểm|mục|chương|phụ lục|tại|và|số|ngày|tháng|Điều|Phụ lục)$|[,(]$")
_COMPOUNDS = re.compile(  # words that end so and point at nothing: Khuyết điểm, Danh mục, Tài khoản
    r"(?:ưu|khuyết|nhược|địa|thời|quan|đặc|trọng|luận|thang|danh|hạng|đề|tài|điều|hiến) (?:điểm|mục|khoản|chương)$",
    re.IGNORECASE,
)
_FEW = 3
_LAST_WORDS = 40  # characters, more than any of the words above has
_SHORT = 12
_WIDEST = 160  # a line of a wrapped text has fewer characters
_EMPHASISED_LINES = 10


class Wraps:
    """The habit of one text: is it wrapped, and how wide."""

    __slots__ = ("_emphasised", "_text", "_width", "is_markdown")

    def __init__(self, text: str, lines: list[Line], found: list[labels.Label | None]) -> None:
        self._text = text
        widths = [
            lines[i - 1].length
            for i in range(1, len(lines))
            if lines[i].text[:1].islower() and found[i] is None and lines[i].soft and not lines[i].gap
            and lines[i - 1].length <= _WIDEST and not _is_end(lines[i - 1])
        ]  # fmt: skip
        # A few accidents do not make a wrapped text.
        wrapped = len(widths) >= _FEW and len(widths) * 10 >= len(lines)
        self._width = sorted(widths)[int(0.95 * (len(widths) - 1))] if wrapped else 0
        self.is_markdown = wrapped and "**" in text
        self._emphasised = _emphasised(text, lines) if "*" in text else frozenset()

    def joins(self, before: Line, line: Line, label: labels.Label | None) -> bool:
        """Whether a line goes on with the paragraph of the line before it; `label` is what it begins with."""
        if not line.soft or line.gap or line.mark or before.mark:
            return False
        if line.wrapped:
            return True
        if label is not None:
            if label.kind == "list_item" and line.text[0] == "-" and self._width and not _is_end(before):
                return self._is_full(before, line)  # a dash between two names
            if label.name == "Khoản 1" and before.text.startswith("Điều "):
                return False  # Điều 2. Bãi bỏ một số điểm, khoản
            end = before.tail[-_LAST_WORDS:]
            is_open = bool(_PINPOINT.search(end)) and not _COMPOUNDS.search(end)
            return is_open and label.kind not in ("recipients", "addressee")
        first = line.text[:1]
        emphasised = line.start in self._emphasised
        is_shouted = line.is_capitals and not before.is_capitals and not _is_last_word(line)
        if not emphasised and (self._is_other_emphasis(before, line) or is_shouted):
            return False
        if _is_end(before):
            # A sentence may end where the line does, but then the next word had no room on it.
            if before.tail.endswith("."):
                return bool(self._width) and self._is_full(before, line)
            return emphasised and not before.tail.endswith(":")
        if emphasised or first.islower() or _MUST_GO_ON.search(before.tail[-_LAST_WORDS:]):
            return True
        if not self._width or self._is_bold_end(before):
            return False
        if first in "0123456789(" or self._is_full(before, line) or before.length >= 0.85 * self._width:
            return True
        # Where markup was removed, lines are of any length; a heading would be bold to its end.
        return self.is_markdown and before.length >= _SHORT and not self._text.startswith("**", line.start)

    def has_room(self, before: Line, line: Line) -> bool:
        """Whether the first word of a line, in capitals, had room on the line before, which shows no markup."""
        is_plain = "*" not in self._text[before.start : before.end]
        return bool(self._width) and is_plain and line.text[:1].isupper() and not self._is_full(before, line)

    def _is_full(self, before: Line, line: Line) -> bool:
        word = line.text.split(" ", 1)[0]
        return self._width < before.length + 1 + len(word) and before.length <= _WIDEST

    def _is_other_emphasis(self, before: Line, line: Line) -> bool:
        return self._text[before.end - 1] == "*" == self._text[line.start]

    def _is_bold_end(self, line: Line) -> bool:
        return self._text.endswith("**", 0, line.end)


def _emphasised(text: str, lines: list[Line]) -> frozenset[int]:
    """Return the starts of the lines over which an emphasis goes on that the line above them has opened."""
    found: set[int] = set()
    for i, line in enumerate(lines):
        if text[line.start] != "*" or not _is_open(text, line):
            continue
        for j in range(i + 1, min(i + _EMPHASISED_LINES, len(lines))):
            if lines[j].gap or lines[j].is_bar or (text[lines[j].start] == "*" and lines[j].text):
                break
            if _is_open(text, lines[j]):
                found.update(between.start for between in lines[i + 1 : j + 1])
                break
    return frozenset(found)


def _is_open(text: str, line: Line) -> bool:
    """Whether one of the marks ** and * stands in a line an odd number of times."""
    if line.length > _WIDEST:
        return False
    bold = text.count("**", line.start, line.end)
    return bool(bold % 2 or (text.count("*", line.start, line.end) - 2 * bold) % 2)


def _is_last_word(line: Line) -> bool:
    """Whether a line is nothing but an abbreviation that ends a sentence: TTHC."""
    return line.length <= _SHORT and line.text[-1] in ".;," and " " not in line.text


def _is_end(line: Line) -> bool:
    return line.tail.rstrip(_CLOSERS)[-1:] in _ENDS


def is_sentence_end(line: Line) -> bool:
    """Whether a line ends as a sentence or the member of a list does."""
    return _is_end(line) or line.tail.endswith(",")
