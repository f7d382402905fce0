"""The shadow on one line: a name that a line break or an indent divides is one string here."""

from __future__ import annotations

import re
from bisect import bisect_left

_RUN = re.compile(r"[ \n]{2,}")


class Flat:
    """A text with each run of white space as one space (a blank line as one line break), and the way back."""

    __slots__ = ("_at", "_shift", "lower", "text")

    def __init__(self, plain: str) -> None:
        pieces: list[str] = []
        self._at: list[int] = []
        self._shift: list[int] = []
        last = lost = 0
        for match in _RUN.finditer(plain):
            start, end = match.span()
            # a shadow holds no carriage returns
            pieces += (plain[last:start], "\r" if plain.count("\n", start, end) > 1 else " ")
            self._at.append(start - lost)
            lost += end - start - 1
            self._shift.append(lost)
            last = end
        pieces.append(plain[last:])
        self.text = "".join(pieces).replace("\n", " ").replace("\r", "\n")
        lower = self.text.lower()
        if len(lower) != len(self.text):
            lower = "".join(char.lower() if len(char.lower()) == 1 else char for char in self.text)
        self.lower = lower

    def origin(self, index: int) -> int:
        """Return the offset in the text of a character here."""
        before = bisect_left(self._at, index)
        return index + (self._shift[before - 1] if before else 0)
