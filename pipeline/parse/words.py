"""The words of a document with their boxes, kept small: a page has hundreds of them."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from types import MappingProxyType
from typing import overload

import numpy as np
from numpy.typing import NDArray

from schemas.records import Word

READERS = ("pdfium", "pdfplumber", "ocr")


class Words(Sequence[Word]):
    """Rows of the table `words`, made when they are looked at; some 30 bytes a word until then."""

    __slots__ = ("_boxes", "_confidences", "_firsts", "_pages", "_readers", "_starts", "_texts")

    def __init__(
        self,
        starts: Sequence[int] = (),
        texts: Sequence[str] = (),
        pages: Sequence[int] = (),
        boxes: Sequence[NDArray[np.float32]] = (),
        readers: Sequence[str] = (),
        confidences: Mapping[int, Sequence[float]] = MappingProxyType({}),
    ) -> None:
        """Take words that stand side by side, stretch by stretch, in the order of the text.

        Args:
            starts: where the first word of each stretch begins in the text; the others follow, each after one blank.
            texts: the words of each stretch.
            pages: their page, from 1.
            boxes: x0, top, x1, bottom in points, a row for each of them.
            readers: who read them.
            confidences: for each stretch that was recognised, one for each of its words.
        """
        self._texts = texts
        self._starts = array("l", starts)
        self._firsts = array("l", [0, *accumulate(map(len, boxes))][:-1])
        self._pages = array("H", pages)
        self._readers = array("B", map(READERS.index, readers))
        self._confidences = {i: array("f", sure) for i, sure in confidences.items()}
        # Of each word: four numbers of four bytes.
        self._boxes = b"".join([found.tobytes() for found in boxes])

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
