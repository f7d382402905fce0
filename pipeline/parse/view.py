"""The lines of one text with what is known of each of them before its blocks are cut."""

from __future__ import annotations

import re
from functools import cache

from pipeline.parse import byline, labels
from pipeline.parse.labels import Label
from pipeline.parse.lines import Line
from pipeline.parse.masthead import Mastheads
from pipeline.parse.wraps import Wraps
from schemas import facts

_RESOLVES = re.compile(r"(?:QUYẾT ĐỊNH|QUYẾT NGHỊ|CHỈ THỊ|NGHỊ QUYẾT|THÔNG BÁO|YÊU CẦU)\s*:?$")
_ENTRY = re.compile(r"(?:\.{4}|…{2})\s?[0-9]{1,3}$")
_SENDS = re.compile(r"[^.;]{3,80}\sđiện\s*:$")
_LONGEST_BYLINE = 250
_CLOSERS = "\"”'’») "


class View:
    """What the rules look at.

    Attributes:
        text: canonical text.
        lines: its lines that are not blank.
        furniture: for each line, whether it is furniture.
        labels: for each line, what it begins with.
        wraps: which line breaks are wraps.
        mastheads: where mastheads stand.
    """

    __slots__ = ("furniture", "labels", "lines", "mastheads", "text", "wraps")

    def __init__(self, text: str, lines: list[Line], furniture: list[bool]) -> None:
        self.text = text
        self.lines = lines
        self.furniture = furniture
        self.labels = _read_labels(lines)
        self.wraps = Wraps(text, lines, self.labels)
        self.mastheads = Mastheads(lines, self.labels, furniture)

    def kind(self, i: int) -> str:
        """Return the kind of the label that a line begins with; empty if there is none."""
        label = self.labels[i]
        return label.kind if label else ""

    def paragraph_end(self, i: int) -> int:
        """Return the index after the lines that the paragraph beginning at a line is wrapped over."""
        lines, after = self.lines, i + 1
        while (
            after < len(lines)
            and lines[after].soft
            and not self.furniture[after]
            and self.wraps.joins(lines[after - 1], lines[after], self.labels[after])
            and not lines[after].is_decoration
        ):
            after += 1
        return after

    def last_letter(self, after: int) -> str:
        """Return the character that the line before `after` ends with, closing brackets and quotes left out."""
        return self.lines[after - 1].tail.rstrip(_CLOSERS)[-1:]

    def is_masthead(self, i: int) -> bool:
        """Whether a masthead begins at a line."""
        return self.mastheads.end(i) > i

    def is_type(self, i: int, *, loose: bool = False) -> bool:
        """Whether a line is the type of a document, as it stands above its title: QUYẾT ĐỊNH; `loose`: in any case."""
        line = self.lines[i]
        if line.length > 60 or not (line.is_capitals or loose):
            return False
        return labels.is_type(line.text.upper() if loose else line.text)

    def is_resolving(self, i: int) -> bool:
        """Whether a line is the word that opens the articles: QUYẾT ĐỊNH with a colon."""
        return self.lines[i].is_capitals and bool(_RESOLVES.match(self.lines[i].text))

    def is_sending(self, i: int) -> bool:
        """Whether a line opens a telegram: THỦ TƯỚNG CHÍNH PHỦ điện, with a colon."""
        return bool(_SENDS.match(self.lines[i].text))

    def is_attribute(self, i: int) -> bool:
        """Whether a line begins as one of a portal's metadata: Số hiệu, Ngày ban hành."""
        return bool(attributes().match(self.lines[i].text))

    def is_byline(self, i: int) -> bool:
        """Whether a line says when the page was published, and no more."""
        line = self.lines[i]
        found = byline.read(line.text) if line.length <= _LONGEST_BYLINE else None
        return bool(found and found[1])


@cache
def attributes() -> re.Pattern[str]:
    """Return the pattern of the label of a portal's metadata line."""
    words = sorted((re.escape(row["label"]) for row in facts.rows("page_attributes")), key=len, reverse=True)
    return re.compile("(?:" + "|".join(words) + r")(?:\s*:|\s*\||(?=\s+[0-9A-ZĐÀ-Ỹ])|$)")


def _read_labels(lines: list[Line]) -> list[Label | None]:
    read = labels.read
    found: list[Label | None] = [None if line.mark == "row" else read(line.text) for line in lines]
    for i, line in enumerate(lines):
        if found[i] and line.tail[-1:].isdecimal() and _ENTRY.search(line.tail):
            found[i] = None  # a table of contents
    for i in range(len(lines) - 1):
        if found[i] is None and len(lines[i].text) <= 8 and lines[i + 1].soft and not lines[i + 1].gap:
            found[i] = labels.read_torn(lines[i].text, lines[i + 1].text)
            if found[i]:
                found[i + 1] = None
    return found
