"""The shadow copy that all extractors match on, and the way back from it.

A shadow makes uniform what print varies, one character for one: NBSP → space, dash → hyphen, Ð → Đ, ƣ → ư, and
tone placement (hoà → hòa is two letters either way). Only characters that stand between the letters of a word
(Markdown asterisks, soft hyphens, zero-width marks) are dropped. So for most texts an offset in the shadow is
an offset in the text; for the others `Shadow.restore` maps the records back.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeVar

from schemas.records import Body, Citation, Criterion, DateMention, FieldSpan, Person, Place, Quantity

Spanned = TypeVar("Spanned", Body, Citation, Criterion, DateMention, FieldSpan, Person, Place, Quantity)

_SPACES = "\t\x0b\x0c\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\uff0d"
_PLAIN = {
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_HYPHENS, "-"),
    **dict.fromkeys("\u2028\u2029\x85", "\n"),
    **dict.fromkeys("\u2215\u2044\uff0f", "/"),  # division slash, fraction slash, full-width slash
    "\uff1a": ":",
    "\u00d0": "Đ",  # eth
    "\u00f0": "đ",
    "\u01a3": "ư",  # oi
    "\u01a2": "Ư",
    # Cyrillic letters that look Latin come in by copy and paste: TT-BTС.
    **dict(zip("\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425", "ABEKMHOPCTX", strict=True)),
    **dict(zip("\u0430\u0435\u043e\u0440\u0441\u0443\u0445", "aeopcyx", strict=True)),
}

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_MOVED_TONES = {  # oà → òa: the tone mark moves from the second letter to the first
    first + unicodedata.normalize("NFC", base + mark): unicodedata.normalize("NFC", first + mark) + base
    for lower in ("oa", "oe", "uy")
    for first, base in (tuple(lower), tuple(lower.upper()), tuple(lower.title()))
    for mark in _TONES
}
# Found at the marked letter, which is rarer than o and u; only at the end of a syllable (hoàn keeps its tone).
_OLD_TONE = re.compile("(?<=[oOuU])[" + "".join(sorted({pair[1] for pair in _MOVED_TONES})) + r"](?![^\W\d_])")
_DROPPED = re.compile("[*\u00ad\u200b\u200c\u200d\u2060\ufeff]+")
_NOT_BREAK = re.compile(r"[^\n]")
_LITERAL_BREAK = re.compile(r"\\r\\n|\\n")


def _fold_table() -> dict[int, str]:
    table: dict[int, str] = {ord("đ"): "d", ord("Đ"): "d"}
    for code in (*range(0x41, 0x250), *range(0x1EA0, 0x1EFA)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        folded = base.lower()
        if code not in table and len(folded) == 1 and folded != chr(code):
            table[code] = folded
    return table


_FOLD = _fold_table()


def canonical(text: str) -> str:
    """Return the canonical form of a text: NFC, LF newlines, no NUL and no byte-order mark."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", " ")
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return a text in lower case without diacritics (đ → d), of the same length for NFC input."""
    return text.translate(_FOLD)


def _blank(text: str, hidden: Iterable[tuple[int, int]]) -> str:
    """Return the text with the hidden spans blank; line breaks stay."""
    pieces: list[str] = []
    position = 0
    for start, end in sorted(hidden):
        first = max(start, position)
        if end > first:
            pieces += (text[position:first], _NOT_BREAK.sub(" ", text[first:end]))
            position = end
    return "".join((*pieces, text[position:]))


def _uniform(text: str) -> str:
    """Replace what is written in several ways; `in` is far cheaper than translating every character."""
    for printed, plain in _PLAIN.items():
        if printed in text:
            text = text.replace(printed, plain)
    return text


def _new_tones(text: str) -> str:
    """Move the tones of syllables that end in oa, oe, uy to their first letter; quý stays (its u is qu's)."""
    pieces: list[str] = []
    position = 0
    for m in _OLD_TONE.finditer(text):
        at = m.start() - 1
        moved = _MOVED_TONES.get(text[at : at + 2])
        if moved and (text[at] not in "uU" or text[at - 1 : at] not in ("q", "Q")):
            pieces += (text[position:at], moved)
            position = at + 2
    return "".join((*pieces, text[position:])) if pieces else text


class Shadow:
    """A canonical text with the copies that patterns are matched on.

    Extractors work in the offsets of the shadow; `surface` cuts from the text, and `restore` gives records
    their offsets in the text.

    Attributes:
        text: the canonical text.
        plain: the shadow; characters of `hidden` spans are blank.
    """

    def __init__(self, text: str, hidden: Iterable[tuple[int, int]] = ()) -> None:
        self.text = text
        plain = _blank(_uniform(text), hidden)
        if "\\" in plain:
            plain = _LITERAL_BREAK.sub(lambda m: " " * (len(m[0]) - 1) + "\n", plain)
        # Breakpoints of the map back: from shadow offset _at[i] on, the text is _shift[i] characters ahead.
        self._at, self._shift = [0], [0]
        if _DROPPED.search(plain):
            plain = self._drop(plain)
        self.plain = _new_tones(plain)

    def _drop(self, plain: str) -> str:
        pieces, position, dropped = [], 0, 0
        for m in _DROPPED.finditer(plain):
            pieces.append(plain[position : m.start()])
            self._at.append(m.start() - dropped)
            dropped += m.end() - m.start()
            self._shift.append(dropped)
            position = m.end()
        pieces.append(plain[position:])
        return "".join(pieces)

    @cached_property
    def lower(self) -> str:
        """`plain` in lower case, same length."""
        lowered = self.plain.lower()
        if len(lowered) != len(self.plain):  # İ and a few others grow when lowered
            lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in self.plain)
        return lowered

    @cached_property
    def folded(self) -> str:
        """`plain` in lower case without diacritics, same length."""
        return fold(self.plain)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the text of a span in the shadow, without dropped characters at its ends."""
        if len(self._at) == 1:
            return start, end
        first = start + self._shift[bisect_right(self._at, start) - 1]
        if end <= start:
            return first, first
        return first, end + self._shift[bisect_right(self._at, end - 1) - 1]

    def surface(self, start: int, end: int) -> str:
        """Return the characters of the text that a span of the shadow stands for."""
        start, end = self.span(start, end)
        return self.text[start:end]

    def restore(self, record: Spanned) -> Spanned:
        """Return a record of this shadow with offsets in the text."""
        if len(self._at) == 1:
            return record
        start, end = self.span(record.start, record.end)
        changes: dict[str, Any] = {"start": start, "end": end}
        if hasattr(record, "surface"):
            changes["surface"] = self.text[start:end]
        for name in ("list_id", "subset_of"):  # start-end of another record
            other = getattr(record, name, None)
            if other:
                first, _, last = other.partition("-")
                changes[name] = "{}-{}".format(*self.span(int(first), int(last)))
        return replace(record, **changes)
