"""trueocr: straightens a page, finds its lines and reads them (the first reader)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import trueocr
from numpy.typing import NDArray
from trueocr.page import DESKEW_MIN, VERTICAL, PageEngine, estimate_skew, rotate_page
from trueocr.preprocess import WINDOW, crop_line, pad_batch, width_batches
from trueocr.recognizer import Recognizer

from pipeline.parse.ocr.tokens import Token
from pipeline.parse.pdf.pages import Box

Gray = NDArray[np.uint8]

_WIDEST = 1024  # pixels of a line as it is read
_BATCH = 32
_LOW_LINE = 6  # pixels: what is lower is no line


class TrueReader:
    """The models of trueocr, loaded once, on one thread."""

    def __init__(self) -> None:
        cv2.setNumThreads(1)
        folder = Path(trueocr.__file__).parent / "models"
        self._engine = PageEngine(folder, threads=1)
        self._recognizer = Recognizer(folder, threads=1)

    def turn(self, gray: Gray) -> tuple[int, float]:
        """Return the quarter turns by which a page is turned counter-clockwise, and then its skew in degrees."""
        skew = estimate_skew(gray)
        turns = self._engine.orientation(rotate_page(gray, skew) if abs(skew) >= DESKEW_MIN else gray)
        if turns == VERTICAL:  # no Vietnamese page is set so
            turns = 0
        if turns % 2:
            skew = estimate_skew(np.ascontiguousarray(np.rot90(gray, -turns)))
        return turns, skew if abs(skew) >= DESKEW_MIN else 0.0

    def lines(self, gray: Gray) -> list[Box]:
        """Return the boxes of the lines of an upright page, in pixels."""
        return [
            (float(x0), float(top), float(x1), float(bottom))
            for x0, top, x1, bottom, *_ in self._engine.detect(gray)
            if bottom - top >= _LOW_LINE
        ]

    def read(self, gray: Gray, lines: Sequence[Box]) -> list[list[Token]]:
        """Return the words of each line."""
        recognizer = self._recognizer
        crops = [
            crop_line(
                gray, line, window=WINDOW, max_width=_WIDEST, pad_y=recognizer.pad_y, pad_x=recognizer.pad_x
            )
            for line in lines
        ]  # fmt: skip
        found: list[list[Token]] = [[] for _ in lines]
        for batch in width_batches([crop.shape[1] for crop in crops], max_batch=_BATCH):
            tensor, widths = pad_batch([crops[i] for i in batch])
            ids, confidences, lengths = recognizer.session.run(
                ["ids", "conf", "lengths"], {"x": tensor, "widths": widths}
            )
            for row, i in enumerate(batch):
                steps = int(lengths[row])
                found[i] = self._tokens(lines[i], ids[row, :steps], confidences[row, :steps])
        return found

    def _tokens(self, line: Box, ids: NDArray[np.int64], confidences: NDArray[np.float32]) -> list[Token]:
        """Return the words of a line by the best sign at each step; a sign stands where its step is."""
        keep = (ids != 0) & np.concatenate(([True], ids[1:] != ids[:-1]))
        margin = self._recognizer.pad_x * (line[3] - line[1])
        step = (line[2] - line[0] + 2 * margin) / max(1, len(ids))
        tokens: list[Token] = []
        word: list[tuple[str, float, float]] = []
        signs = [
            (self._recognizer.chars[ids[at] - 1], float(confidences[at]), line[0] - margin + (at + 0.5) * step)
            for at in np.flatnonzero(keep)
        ]
        for sign in [*signs, (" ", 1.0, 0.0)]:
            if not sign[0].isspace():
                word.append(sign)
            elif word:
                text = unicodedata.normalize("NFC", "".join(char for char, _, _ in word))
                half = 0.2 * (line[3] - line[1])
                tokens.append(Token(text, min(sure for _, sure, _ in word), word[0][2] - half, word[-1][2] + half))
                word = []
        return tokens
