"""The shadow on one line: a name that a line break or an indent divides is one string here."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from extractors.codes import automaton

_FIND_RUNS = automaton(("\n\n", "\n ", "  ", " \n"))


class Flat:
    """A text with each run of white space as one space (a blank line as one line break), and the way back.

    Attributes:
        text: the text on one line.
        lower: the same in lower case, of the same length.
        codes: the same in lower case, a byte a character (`extractors.codes`).
    """

    __slots__ = ("_at", "_shift", "codes", "lower", "text")

    def __init__(self, plain: str, lower: str, codes: bytes) -> None:
        self._at: list[int] = []
        self._shift: list[int] = []
        pieces: list[str] = []
        small: list[str] = []
        coded: list[bytes] = []
        last = lost = 0
        for _, start, first_end in _FIND_RUNS.find_matches_as_indexes(codes):
            if start < last:
                continue
            end = first_end
            while plain[end : end + 1] in (" ", "\n"):
                end += 1
            space = "\r" if plain.count("\n", start, end) > 1 else " "  # a shadow holds no carriage returns
            pieces += (plain[last:start], space)
            small += (lower[last:start], space)
            coded += (codes[last:start], b"\r" if space == "\r" else b" ")
            self._at.append(start - lost)
            lost += end - start - 1
            self._shift.append(lost)
            last = end
        self.text = "".join((*pieces, plain[last:])).replace("\n", " ").replace("\r", "\n")
        self.lower = "".join((*small, lower[last:])).replace("\n", " ").replace("\r", "\n")
        self.codes = b"".join((*coded, codes[last:])).replace(b"\n", b" ").replace(b"\r", b"\n")

    def origin(self, index: int) -> int:
        """Return the offset in the text of a character here."""
        if not self._at:
            return index
        before = bisect_left(self._at, index)
        return index + (self._shift[before - 1] if before else 0)


def spelled(lower: str, at: int, words: Iterable[str]) -> int | None:
    """Return where words end that a text in lower case spells from an offset on, over any white space; else null."""
    for word in words:
        while lower[at : at + 1] in (" ", "\n"):
            at += 1
        if not lower.startswith(word, at):
            return None
        at += len(word)
    return None if lower[at : at + 1].isalnum() else at
