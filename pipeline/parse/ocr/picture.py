"""A picture of a page made ready for reading: upright, without coloured ink and ruled lines."""

from __future__ import annotations

from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from pipeline.parse.pdf.pages import Box

Gray = NDArray[Any]
"""Pixels from 0 to 255."""

_COLOURED = 60  # difference of the channels
_ALONE = 0.85  # of the lightness of a coloured ink: what is darker is printed below it
_MOST_COLOURED = 0.03  # of a page: more is a picture or a coloured page and no seal
_DARK = 150
_LONGEST_LETTER = 70  # pixels at 200 dpi: a longer upright stroke is a ruled line
_LONGEST_DASH = 90
_MOST_RULES = 2_000
_GRAIN = 2.0  # levels by which half of the pixels differ from those around them: the page is noisy
_PALE = 0.5  # of the darkness of the ink: what is lighter, away from letters, is none
_SEEN = 0.12  # of that darkness: what is lighter still is paper
_MOST_PALE = 0.15  # as much as the ink: what the back of the sheet shows through, or a text in pale ink
_AROUND = 9  # pixels around a letter


class Straightener(Protocol):
    """What tells how a page is turned."""

    def turn(self, gray: Gray) -> tuple[int, float]:
        """Return the quarter turns counter-clockwise and the skew in degrees."""
        ...


class Sheet:
    """One page, upright.

    Attributes:
        clean: the page in grey without its ruled lines.
        bleached: the same without what is paler than ink; null where nothing is to be gained.
        is_two_inked: much of the page is pale: the back of the sheet, or a text.
        rules: the ruled lines as thin boxes, in pixels.
        width, height: in pixels.
    """

    def __init__(self, picture: Image, straightener: Straightener) -> None:
        gray = _ink(np.asarray(picture.convert("RGB")))
        self._shown = gray.shape
        turns, skew = straightener.turn(gray)
        self._back = np.eye(3)
        for _ in range(turns % 4):
            height = gray.shape[0]
            gray = np.ascontiguousarray(np.rot90(gray, -1))
            self._back = self._back @ np.array([[0, 1, 0], [-1, 0, height], [0, 0, 1]], dtype=float)
        if skew:
            matrix = cv2.getRotationMatrix2D((gray.shape[1] / 2, gray.shape[0] / 2), skew, 1.0)
            gray = cv2.warpAffine(
                gray, matrix, (gray.shape[1], gray.shape[0]), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
            )
            self._back = self._back @ np.vstack((cv2.invertAffineTransform(matrix), (0, 0, 1)))
        self.height, self.width = gray.shape
        across, down = _ruled(gray)
        self.rules = _boxes(across) + _boxes(down)
        self.clean: Gray = gray.copy()
        self.clean[cv2.dilate(cv2.bitwise_or(across, down), np.ones((3, 3), np.uint8)) > 0] = 255
        self.bleached, self.is_two_inked = _bleached(self.clean)

    def back(self, width: float, height: float) -> NDArray[np.float64]:
        """Return the matrix from the points of this page to those of the page as it is shown, whose size is given."""
        scale = self.scale(width, height)
        to_pixels = np.diag((1 / scale, 1 / scale, 1.0))
        to_points = np.diag((width / self._shown[1], height / self._shown[0], 1.0))
        return to_points @ self._back @ to_pixels

    def scale(self, width: float, height: float) -> float:
        """Return how many points a pixel is."""
        return float(width / self._shown[1] + height / self._shown[0]) / 2


def _ink(colours: NDArray[np.uint8]) -> Gray:
    """Return a picture in grey; what is coloured on it, seals and signatures, becomes light."""
    red, green, blue = cv2.split(colours)
    highest, lowest = cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue)
    coloured = cv2.subtract(highest, lowest) > _COLOURED
    if coloured.mean() >= _MOST_COLOURED:
        gray: Gray = cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY)
        return gray
    light: Gray = highest.copy()
    for ink in (coloured & (red > blue), coloured & (red <= blue)):
        of_ink = highest[ink]
        if of_ink.size:
            alone = _ALONE * float(np.percentile(of_ink, 40))
            light[ink] = np.minimum(255.0, 255 * (of_ink / alone) ** 2)
    return light


def _bleached(gray: Gray) -> tuple[Gray | None, bool]:
    """Return a picture without grain and pale ink, null if it has none; and whether pale ink is much of it."""
    small = cv2.resize(gray, None, fx=1 / 8, fy=1 / 8, interpolation=cv2.INTER_AREA)
    paper = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)), (0, 0), 4)
    paper = cv2.resize(paper, gray.shape[::-1], interpolation=cv2.INTER_LINEAR)
    smooth = cv2.GaussianBlur(gray, (0, 0), 1.2)
    ink = cv2.subtract(paper, smooth)
    sample = ink[::4, ::4]
    dark = sample[sample > np.percentile(sample, 99.5) / 2]
    if not dark.size:
        return None, False
    depth = float(np.median(dark))
    letters = cv2.dilate((ink > 0.6 * depth).astype(np.uint8), np.ones((_AROUND, _AROUND), np.uint8))
    away = (ink < _PALE * depth) & (letters == 0)
    pale = ((cv2.GaussianBlur(ink, (0, 0), 1.6) > _SEEN * depth) & away).astype(np.uint8)
    pale = cv2.morphologyEx(pale, cv2.MORPH_OPEN, np.ones((4, 4), np.uint8))
    is_two_inked = int(np.count_nonzero(pale)) > _MOST_PALE * int(np.count_nonzero(ink > 0.6 * depth))
    grain = float(np.median(cv2.absdiff(gray[::2, ::2], smooth[::2, ::2])))
    if not is_two_inked and grain < _GRAIN:
        return None, False
    return np.where(away, paper, gray), is_two_inked


def _ruled(gray: Gray) -> tuple[Gray, Gray]:
    """Return the masks of the level and of the upright ruled lines."""
    dark = (gray < _DARK).astype(np.uint8) * 255
    across = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, _LONGEST_DASH), np.uint8))
    down = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((_LONGEST_LETTER, 1), np.uint8))
    return across, down


def _boxes(mask: Gray) -> list[Box]:
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    return [
        (float(x), float(y), float(x + width), float(y + height))
        for x, y, width, height, _ in stats[1 : min(count, _MOST_RULES + 1)].tolist()
    ]
