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
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TypeVar

from ahocorasick_rs import BytesAhoCorasick, Implementation

from extractors import anchors
from extractors.codes import automaton, codes, lowered
from extractors.flat import Flat
from schemas.records import Body, Citation, Criterion, DateMention, FieldSpan, Person, Place, Quantity

Spanned = Body | Citation | Criterion | DateMention | FieldSpan | Person | Place | Quantity
Records = TypeVar("Records", bound=Sequence[Spanned])

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
_OTHERS = ("list_id", "subset_of")  # fields that hold the start-end of another record
_MARKS = "*\u00ad\u200b\u200c\u200d\u2060\ufeff"
_NOT_BREAK = re.compile(r"[^\n]")
_LITERAL_BREAK = re.compile(r"\\r\\n|\\n")

# An automaton reads the bytes of a text many times as fast as a pattern reads its characters.
_VARIANTS = (*_PLAIN, *_MARKS, "\\")
_FIND_VARIANTS = BytesAhoCorasick([printed.encode() for printed in _VARIANTS], implementation=Implementation.DFA)
_NEW_TONES = tuple(_MOVED_TONES.values())
_FIND_OLD_TONES = automaton(_MOVED_TONES)


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


@lru_cache(maxsize=64)
def _runs(marks: str) -> re.Pattern[str]:
    """Runs of any of some marks; most texts have one of them, and one character is found quicker than a class."""
    return re.compile(f"{re.escape(marks)}+" if len(marks) == 1 else f"[{marks}]+")


def _new_tones(text: str, coded: bytes) -> str:
    """Move the tones of syllables that end in oa, oe, uy to their first letter; quý stays (its u is qu's)."""
    pieces: list[str] = []
    position = 0
    for kind, start, end in _FIND_OLD_TONES.find_matches_as_indexes(coded):
        # hoàn keeps its tone
        if not text[end : end + 1].isalpha() and (text[start] not in "uU" or text[start - 1 : start] not in ("q", "Q")):
            pieces += (text[position:start], _NEW_TONES[kind])
            position = end
    return "".join((*pieces, text[position:])) if pieces else text


class Shadow:
    """A canonical text with the copies that patterns are matched on.

    Extractors work in the offsets of the shadow; `surface` cuts from the text, and `restore` gives records
    their offsets in the text.

    Attributes:
        text: the canonical text.
        plain: the shadow; characters of `hidden` spans are blank.
        plain_codes: the same with one byte a character, which automata read.
    """

    def __init__(self, text: str, hidden: Iterable[tuple[int, int]] = ()) -> None:
        self.text = text
        data = text.encode("utf-8", "surrogatepass")
        variants = {_VARIANTS[kind] for kind, _, _ in _FIND_VARIANTS.find_matches_as_indexes(data)}
        plain = text
        for printed in variants & _PLAIN.keys():
            plain = plain.replace(printed, _PLAIN[printed])
        if hidden:
            plain = _blank(plain, hidden)
        if "\\" in variants:
            plain = _LITERAL_BREAK.sub(lambda m: " " * (len(m[0]) - 1) + "\n", plain)
        # Breakpoints of the map back: from shadow offset _at[i] on, the text is _shift[i] characters ahead.
        self._at, self._shift = [0], [0]
        if not variants.isdisjoint(_MARKS):
            plain = self._drop(plain, "".join(sorted(variants.intersection(_MARKS))))
        coded = codes(plain)
        self.plain = _new_tones(plain, coded)
        self.plain_codes = coded if self.plain is plain else codes(self.plain)

    def _drop(self, plain: str, marks: str) -> str:
        spans = [m.span() for m in _runs(marks).finditer(plain)]
        self._shift += accumulate(end - start for start, end in spans)
        self._at += [start - lost for (start, _), lost in zip(spans, self._shift, strict=False)]
        for mark in marks:
            plain = plain.replace(mark, "")
        return plain

    @cached_property
    def lower(self) -> str:
        """`plain` in lower case, same length."""
        lowered = self.plain.lower()
        if len(lowered) != len(self.plain):  # İ and a few others grow when lowered
            lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in self.plain)
        return lowered

    @cached_property
    def codes(self) -> bytes:
        """`lower` with one byte a character."""
        return lowered(self.plain_codes)

    @cached_property
    def line(self) -> str:
        """`lower` with spaces for line breaks."""
        return self.lower.replace("\n", " ")

    @cached_property
    def line_codes(self) -> bytes:
        """`line` with one byte a character."""
        return self.codes.replace(b"\n", b" ")

    @cached_property
    def folded(self) -> str:
        """`plain` in lower case without diacritics, same length."""
        return fold(self.plain)

    @cached_property
    def flat(self) -> Flat:
        """`plain` on one line."""
        return Flat(self.plain, self.lower, self.codes)

    def at(self, word: str) -> list[int]:
        """Return where a word of `extractors.anchors` stands in `lower`."""
        return self._anchors[word]

    @cached_property
    def _anchors(self) -> dict[str, list[int]]:
        return anchors.find(self.codes)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the text of a span in the shadow, without dropped characters at its ends."""
        if len(self._at) == 1:
            return start, end
        at, shift = self._at, self._shift
        following = bisect_right(at, start)
        first = start + shift[following - 1]
        if end <= start:
            return first, first
        if following < len(at) and at[following] < end:
            following = bisect_right(at, end - 1, following)
        return first, end + shift[following - 1]

    @property
    def is_text(self) -> bool:
        """Whether an offset in the shadow is one in the text."""
        return len(self._at) == 1

    def place(self, offset: int) -> int:
        """Return where a character of the text stands in the shadow; of a dropped one, what follows it."""
        at = bisect_right(range(len(self._at)), offset, key=lambda index: self._at[index] + self._shift[index]) - 1
        following = self._at[at + 1] if at + 1 < len(self._at) else len(self.plain)
        return min(offset - self._shift[at], following)

    def surface(self, start: int, end: int) -> str:
        """Return the characters of the text that a span of the shadow stands for."""
        if len(self._at) > 1:
            start, end = self.span(start, end)
        return self.text[start:end]

    def restore(self, records: Records) -> Records:
        """Give records of this shadow, all of one class, their offsets in the text; return them.

        They are changed in place although they are frozen, since a copy would cost more than reading them: nobody
        else may hold them yet.
        """
        if len(self._at) == 1 or not records:
            return records
        put = object.__setattr__
        has_surface = hasattr(records[0], "surface")
        others = [name for name in _OTHERS if hasattr(records[0], name)]
        for record in records:
            start, end = self.span(record.start, record.end)
            put(record, "start", start)
            put(record, "end", end)
            if has_surface:
                put(record, "surface", self.text[start:end])
            for name in others:
                other = getattr(record, name)
                if other:
                    first, _, last = other.partition("-")
                    put(record, name, "{}-{}".format(*self.span(int(first), int(last))))
        return records


def move(records: Sequence[Spanned], by: int) -> None:
    """Add to the offsets of records of one class; in place, as `Shadow.restore` does it."""
    if not by or not records:
        return
    put = object.__setattr__
    others = [name for name in _OTHERS if hasattr(records[0], name)]
    for record in records:
        put(record, "start", record.start + by)
        put(record, "end", record.end + by)
        for name in others:
            other = getattr(record, name)
            if other:
                first, _, last = other.partition("-")
                put(record, name, f"{int(first) + by}-{int(last) + by}")
