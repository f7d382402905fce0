"""Lines and table cells of a shadow text, as an official document prints them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Columns stand apart by a bar or a wide gap.
_END_OF_CELL = re.compile(r"\||(?<=\S) {4,}")
# The Vietnamese letters, for character classes: Unicode interleaves the accented ones with small letters.
_LETTERS = tuple(map(chr, (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))))
CAPITALS = "A-Z" + "".join(filter(str.isupper, _LETTERS))
SMALL = "a-z" + "".join(filter(str.islower, _LETTERS))
_CAPITALS = re.compile(rf"[{CAPITALS}]{{2}}")
_MOSTLY = 0.8  # 'THỦ TƯỚNG CHÍNH PHỦ điện:' is a line in capitals


@dataclass(slots=True)
class Line:
    """One line without rules and cell bars.

    Attributes:
        start, end: offsets of its stripped content.
        text: the content, inner white space collapsed.
        cell: number of the cell (or paragraph) that it stands in; a hard wrap does not leave the cell.
    """

    start: int
    end: int
    text: str
    cell: int

    @property
    def is_capitals(self) -> bool:
        """True if nearly all of its letters are capitals."""
        text = self.text
        if not _CAPITALS.search(text):
            return False
        if text.isupper():
            return True
        if sum(map(str.islower, text[: len(text) // 3])) > (1 - _MOSTLY) * len(text):
            return False  # a sentence is told by its beginning
        return sum(map(str.isupper, text)) >= _MOSTLY * sum(map(str.isalpha, text))

    @property
    def is_title_case(self) -> bool:
        """True if it is made of words that each begin with a capital, as names are."""
        words = self.text.split()
        return bool(words) and all(
            word[0].isupper() and word[-1].isalpha() and (len(word) == 1 or not word.isupper()) for word in words
        )


def lines(text: str, start: int, end: int, *, keep_blank: bool = False) -> Iterator[Line]:
    """Yield the lines and cells of a stretch of text; blank ones only if asked for."""
    position, cell = start, 0
    end = min(end, len(text))
    while position < end:
        stop = text.find("\n", position)
        stop = len(text) if stop < 0 else stop
        bar = None
        if "|" in text[position:stop] or "    " in text[position:stop]:
            bar = _END_OF_CELL.search(text, position, stop)
            stop = bar.start() if bar else stop
        raw = text[position:stop]
        stripped = raw.strip(" _~=#")
        if stripped[:1] == "-" and not stripped.strip("- "):
            stripped = ""
        if stripped or (keep_blank and bar is None):
            at = position if len(stripped) == len(raw) or not stripped else position + raw.index(stripped)
            yield Line(at, at + len(stripped), " ".join(stripped.split()) if "  " in stripped else stripped, cell)
        if not stripped or bar is not None:
            cell += 1
        position = bar.end() if bar else stop + 1
