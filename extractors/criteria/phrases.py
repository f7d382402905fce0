"""Finds known phrases as whole words, all of them in one scan."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from extractors.codes import automaton, codes


class Phrases:
    """A list of phrases to be found: the first, and of those that begin alike the longest."""

    def __init__(self, phrases: Iterable[str]) -> None:
        printed: dict[str, str] = {}
        for phrase in phrases:
            words = phrase.split()
            for gaps in product((" ", "  "), repeat=len(words) - 1):  # two spaces where a line ended in one
                printed["".join(word + gap for word, gap in zip(words, (*gaps, ""), strict=True))] = phrase
        self._phrases = list(printed.values())
        self._scan = automaton(printed, longest=False)

    def find(self, flat: str, start: int, end: int) -> list[tuple[int, int, str]]:
        """Return the phrases between two positions, with their spans: none overlaps another.

        Args:
            flat: the text in lower case, line breaks as spaces.
            start: first character to be looked at.
            end: character after the last.
        """
        found: list[tuple[int, int, str]] = []
        for index, begins, ends in self._scan.find_matches_as_indexes(codes(flat[start:end]), overlapping=True):
            first, last = begins + start, ends + start
            if (first and flat[first - 1].isalnum()) or (last < end and flat[last].isalnum()):
                continue
            kept = len(found)
            while kept and found[kept - 1][0] >= first:  # inside this longer one, which ends later
                kept -= 1
            if not kept or found[kept - 1][1] <= first:
                found[kept:] = [(first, last, self._phrases[index])]
        return found
