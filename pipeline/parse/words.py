"""The words of a document with their boxes, kept small: a page has hundreds of them."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

from schemas.records import Word

READERS = ("pdfium", "pdfplumber", "ocr")


class Words(Sequence[Word]):
    """Rows of the table `words`, made when they are looked at; some 30 bytes a word until then."""

    __slots__ = ("_boxes", "_confidences", "_firsts", "_pages", "_readers", "_starts", "_texts")

    def __init__(self) -> None:
        # Of each stretch: its words, the number of its first word, where it begins in the text, its page, who read it.
        self._texts: list[str] = []
        self._firsts = array("l")
        self._starts = array("l")
        self._pages = array("H")
        self._readers = array("B")
        self._confidences: dict[int, array[float]] = {}
        # Of each word: four numbers of four bytes.
        self._boxes = bytearray()

    def add(
        self, start: int, text: str, page: int, boxes: NDArray[np.float32], reader: str,
        confidences: Sequence[float] = (),
    ) -> None:  # fmt: skip
        """Add the next stretch of words.

        Args:
            start: where the first of them begins in the text; the others follow, each after one blank.
            text: the words.
            page: their page, from 1.
            boxes: x0, top, x1, bottom in points for each of them.
            reader: who read them.
            confidences: one for each of them, where recognised.
        """
        if confidences:
            self._confidences[len(self._firsts)] = array("f", confidences)
        self._texts.append(text)
        self._firsts.append(len(self))
        self._starts.append(start)
        self._pages.append(page)
        self._readers.append(READERS.index(reader))
        self._boxes += boxes.tobytes()

    @property
    def confidence(self) -> float | None:
        """Mean confidence of the words that were recognised; null if none were."""
        sums = [(sum(found), len(found)) for found in self._confidences.values()]
        return round(sum(total for total, _ in sums) / sum(count for _, count in sums), 3) if sums else None

    def __len__(self) -> int:
        return len(self._boxes) // 16

    @overload
    def __getitem__(self, index: int) -> Word: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Word, ...]: ...
    def __getitem__(self, index: int | slice) -> Word | tuple[Word, ...]:
        """Return the word at an index, or those of a slice."""
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        i = range(len(self))[index]
        stretch = bisect_right(self._firsts, i) - 1
        words = self._texts[stretch].split(" ")
        at = i - self._firsts[stretch]
        start = self._starts[stretch] + sum(map(len, words[:at])) + at
        return self._word(stretch, i, start, start + len(words[at]))

    def __iter__(self) -> Iterator[Word]:
        for stretch, text in enumerate(self._texts):
            start = self._starts[stretch]
            for i, word in enumerate(text.split(" "), self._firsts[stretch]):
                yield self._word(stretch, i, start, start + len(word))
                start += len(word) + 1

    def _word(self, stretch: int, i: int, start: int, end: int) -> Word:
        box = np.frombuffer(self._boxes, dtype=np.float32, count=4, offset=16 * i).tolist()
        confidences = self._confidences.get(stretch)
        return Word(
            start=start,
            end=end,
            page=self._pages[stretch],
            bbox=tuple(round(value, 1) for value in box),
            reader=READERS[self._readers[stretch]],
            confidence=round(confidences[i - self._firsts[stretch]], 3) if confidences else None,
        )

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Sequence)
            and len(self) == len(other)
            and all(mine == theirs for mine, theirs in zip(self, other, strict=True))
        )

    __hash__ = None  # type: ignore[assignment]
