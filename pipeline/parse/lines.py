"""The lines of a canonical text, as the rules of the parsers look at them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HEAD_CHARS = 400  # rules look at how a line begins and ends; a longer line is no label, title or menu
_TAIL_CHARS = 80

# Line breaks of the text, and those that a machine has printed as letters.
_BREAK = re.compile(r"\n|\\r\\n|\\n|[\u2028\u2029\x85]")
_OTHER_BREAK = re.compile(r"\\r\\n|\\n|[\u2028\u2029\x85]")

_UNEVEN = re.compile(
    r"[\t\x0b\x0c\xa0\u1680\u2000-\u200d\u2010-\u2015\u2028\u2029\u202f\u205f\u2060\u2212\u3000\ufeff\xad\x85"
    r"*ÐðƣƯ：]"
)
_UNIFORM = str.maketrans(
    {
        **dict.fromkeys("\t\x0b\x0c\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000", " "),
        **dict.fromkeys(map(chr, range(0x2000, 0x200B)), " "),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\xad*", None),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **{"Ð": "Đ", "ð": "đ", "ƣ": "ư", "：": ":"},
    }
)
_STAR_BULLET = re.compile(r"\*\s+(?=[^\W\d_])")
_HASHES = re.compile(r"#{1,6}\s+")
_RULE_CHARS = frozenset("-_=~.·•…—+ |\\:")


@dataclass(slots=True)
class Line:
    """One line that is not blank.

    Attributes:
        start, end: offsets of its characters in the canonical text, white space around them left out.
        text: how it begins, for matching: Markdown marks removed, spaces and hyphens made uniform. Empty for
            a line of marks only.
        tail: how it ends; the whole `text` unless the line is very long.
        is_capitals: it has letters and all of them are capitals.
        gap: a blank line stands before it.
        soft: the break before it may be a wrap inside a paragraph.
        wrapped: the break before it is one: the page shows that the line before had no room for its first word.
        mark: what the page's own markup says it is: title, heading, item, row, caption, metadata, footnote; else empty.
        element: path of the HTML element that it came from.
    """

    start: int
    end: int
    text: str
    tail: str
    is_capitals: bool
    gap: bool = False
    soft: bool = True
    wrapped: bool = False
    mark: str = ""
    element: str | None = None

    @property
    def length(self) -> int:
        """Number of characters."""
        return self.end - self.start

    @property
    def is_bar(self) -> bool:
        """True for the separator of table cells that stands alone: |, or |---|---|."""
        text = self.text
        return text == "|" or (text[:1] == "|" and _RULE_CHARS.issuperset(text))

    @property
    def is_decoration(self) -> bool:
        """True if no letter or figure is on it: rules, bars, the marks of an empty bold paragraph."""
        text = self.text
        return not text or (not text[0].isalnum() and not text[-1].isalnum() and _RULE_CHARS.issuperset(text))

    @property
    def is_row(self) -> bool:
        """True for the cells of a table row, printed side by side: a | b | c."""
        text = self.text
        return "|" in text and (" | " in text or (len(text) > 2 and text[0] == "|" == text[-1]) or text.endswith(" |"))


def plain(text: str) -> str:
    """Return a line for matching: no Markdown marks, uniform spaces and hyphens, single blanks."""
    if _UNEVEN.search(text) or "  " in text or "__" in text or "\\" in text:
        if text[0] == "*":
            bullet = _STAR_BULLET.match(text)
            text = "• " + text[bullet.end() :] if bullet else text
        text = _OTHER_BREAK.sub(" ", text).translate(_UNIFORM)
        if "__" in text and not _RULE_CHARS.issuperset(text):
            text = text.replace("__", "")
        text = " ".join(text.split())
    if text[:1] == "#":
        text = _HASHES.sub("", text, count=1)
    return text


def line(raw: str, start: int, *, gap: bool = False, soft: bool = True) -> Line:
    """Return the line of a stripped stretch of text that begins at an offset."""
    if len(raw) <= _HEAD_CHARS:
        head = tail = plain(raw)
    else:
        head, tail = plain(raw[:_HEAD_CHARS]), plain(raw[-_TAIL_CHARS:].lstrip())
    found = Line(start, start + len(raw), head, tail, len(raw) <= _HEAD_CHARS and head.isupper(), gap, soft)
    if raw[0] == "#" and head[:1] != "#":
        found.mark = "heading"
    return found


def split(text: str) -> list[Line]:
    """Return the lines of a canonical text that are not blank; together they hold all its visible characters."""
    lines: list[Line] = []
    gap = False
    for position, raw in _pieces(text):
        stripped = raw.strip()
        if not stripped:
            gap = True
            continue
        indent = len(raw) - len(raw.lstrip()) if raw[0].isspace() else 0
        lines.append(line(stripped, position + indent, gap=gap))
        gap = False
    return lines


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a text, blank ones too, each with its offset."""
    position = 0
    if not _OTHER_BREAK.search(text):
        for piece in text.split("\n"):
            yield position, piece
            position += len(piece) + 1
        return
    for found in _BREAK.finditer(text):
        # A break that is printed as letters is visible and stays with the line that it ends.
        yield position, text[position : found.end() if found[0][0] == "\\" else found.start()]
        position = found.end()
    yield position, text[position:]
