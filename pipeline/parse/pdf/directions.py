"""The ways in which the words of a page run: across, upwards, downwards, on their heads."""

from __future__ import annotations

import unicodedata
from collections import Counter
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.parse.pdf.drawn import THIN
from pipeline.parse.pdf.pages import DOWN, FEWEST_RULES, OVER, UP, Box, Boxes, Page, pieces_of, turned_box

_UPRIGHT = 0.5  # points by which the last letter of a word stands right of the first
FEWEST_LYING = 8  # letters that lie on their side, where text runs upwards
_LETTER_GAP, _SIGN_GAP = 0.15, 0.07  # of the size of letters: wider gaps part words
_FAR_LETTERS = 4  # between two words of a line
_IN_LINE = 40  # letters from one end of a heading to the other
_ASKEW = 0.2  # of the size of letters
_UPRIGHT_SHARE = 0.25  # of the words in a table that some headings of run upwards
_FEW_LETTERS = 2  # of a word: its letters may be of two fonts, and do not tell how it runs
SPELLED = 4  # characters to a word, with what parts it, where many letters stand alone


def runs_across(first: Boxes, last: Boxes) -> bool:
    """Whether all words run from left to right."""
    if np.any((last[:, 0] < first[:, 0] + _UPRIGHT) & (np.abs(last[:, 1] - first[:, 1]) > 1)):
        return False
    return 2 * int(np.count_nonzero(last[:, 0] < first[:, 0] - _UPRIGHT)) <= len(first)


def lying(boxes: Boxes) -> NDArray[np.bool_]:
    """Return which letters lie on their side: they are less wide than a line is high, and are so turned."""
    found: NDArray[np.bool_] = boxes[:, 2] - boxes[:, 0] > boxes[:, 3] - boxes[:, 1]
    return found


def unspelled(
    words: list[str], first: Boxes, last: Boxes, breaks: NDArray[np.bool_]
) -> tuple[list[str], Boxes, Boxes, NDArray[np.bool_]]:
    """Return words with the letters put together that lie one above the other: those of text that runs upwards."""
    lies = lying(first).tolist()
    starts, ends = first.tolist(), last.tolist()
    pairs = [(i - 1, i) for i in range(1, len(words)) if lies[i] and lies[i - 1]]
    above, below = (sum(_gap(ends[i], starts[j], way) is not None for i, j in pairs) for way in (UP, DOWN))
    way = UP if above >= below else DOWN
    made: list[str] = []
    spans: list[tuple[int, int]] = []
    begins: list[bool] = []
    for i, word in enumerate(words):
        gap = _gap(ends[i - 1], starts[i], way) if i and lies[i] and lies[i - 1] else None
        widest = _LETTER_GAP if made and (made[-1][-1] + word[0]).isalpha() else _SIGN_GAP
        if gap is not None and gap <= widest and len(word) <= _FEW_LETTERS:
            made[-1] += word
            spans[-1] = (spans[-1][0], i)
            continue
        made.append(word)
        spans.append((i, i))
        begins.append(bool(breaks[i]))
    one, other = (np.array(side) for side in zip(*spans, strict=True))
    return [unicodedata.normalize("NFC", word) for word in made], first[one], last[other], np.array(begins)


def _gap(before: list[float], after: list[float], way: int) -> float | None:
    """Return the gap between a letter and the next above it (or below), in their size; null if it stands elsewhere."""
    size = before[2] - before[0]
    if abs(after[0] - before[0]) > _ASKEW * size or size <= 0:
        return None
    gap = before[1] - after[3] if way == UP else after[1] - before[3]
    return gap / size if -_ASKEW * size < gap < _FAR_LETTERS * size else None


def parted(upright: Page, words: list[str], first: Boxes, last: Boxes, breaks: NDArray[np.bool_]) -> list[Page]:
    """Return a page whose text runs in several directions as two: what is upright, and what is not.

    Headings of columns that run upwards stay with the page whose table they stand in.
    """
    told: list[int | None] = []
    lies = lying(first).tolist()
    for word, (x0, top, _, _), (last_x0, last_top, _, _) in zip(words, first.tolist(), last.tolist(), strict=True):
        is_level = abs(last_x0 - x0) >= abs(last_top - top)
        direction = (0 if last_x0 >= x0 else OVER) if is_level else UP if last_top < top else DOWN
        is_steep = 2 * abs(last_x0 - x0) < abs(last_top - top)
        told.append(direction if len(word) > _FEW_LETTERS or is_steep else None)
    counts = Counter(direction for direction in told if direction is not None)
    turn = max((UP, DOWN, OVER), key=lambda direction: counts[direction])
    is_turned = counts[turn] > counts[0]
    around = np.column_stack((np.minimum(first[:, :2], last[:, :2]), np.maximum(first[:, 2:], last[:, 2:])))
    is_told = np.array([direction == turn for direction in told])
    is_short = np.array([direction is None for direction in told])
    is_beside = turn != OVER and _is_upright_table(upright.rules, around, is_told | (is_short & np.array(lies)))
    rules = np.array([rule for rule in upright.rules if rule[3] - rule[1] <= THIN]).reshape(-1, 4)
    levels = rules[:, ::2].T, rules[:, 1::2].mean(axis=1)
    directions: list[int] = []
    before = turn if is_turned else 0
    for i, found in enumerate(told):  # a short word runs as the word before it, or as those that it stands below
        if found is None and turn != OVER:
            if is_beside:
                before = turn if _is_in_line(around[i], around[is_told], levels) else 0
            else:
                before = (before or turn) if lies[i] else 0
        else:
            before = before if found is None else found
        directions.append(before)
    width, height = (upright.width, upright.height) if turn == OVER else (upright.height, upright.width)
    other = Page(upright.number, width, height, [], [], turn=turn)
    turned = np.column_stack(turned_box(tuple(around.astype(np.float64).T), turn, upright.width, upright.height))
    line = np.cumsum(breaks)
    is_other = np.array(directions) == turn
    if not (is_turned or is_beside):
        is_other[:] = False
    for page, boxes, mine in ((upright, around, ~is_other), (other, turned.astype(np.float32), is_other)):
        # There text may run backwards; the parts of words in headings are put together where their cells are found.
        is_mixed = is_beside if page is other else not is_beside
        begins = (np.diff(line[mine], prepend=-1) != 0) | is_mixed
        page.pieces = pieces_of(list(compress(words, mine.tolist())), boxes[mine], begins)
    if is_beside and other.pieces:
        upright.sideways = other
        return [upright]
    if not is_turned:
        return [upright]
    other.rules = [turned_box(rule, turn, upright.width, upright.height) for rule in upright.rules]
    upright.rules = []
    return [upright, other] if upright.pieces else [other]


def _is_in_line(box: Boxes, others: Boxes, levels: tuple[NDArray[Any], NDArray[Any]]) -> bool:
    """Whether a letter stands above or below a word that runs upwards, within a few letters and no line between them.

    Args:
        box: of the letter.
        others: boxes of the words.
        levels: from where to where the lines across the page run, and how high they lie.
    """
    size, middle = max(box[2] - box[0], box[3] - box[1]), (box[0] + box[2]) / 2
    is_near = np.maximum(box[1] - others[:, 3], others[:, 1] - box[3]) < _IN_LINE * size
    near = others[is_near & (np.abs(2 * middle - others[:, 0] - others[:, 2]) < size)]
    (x0, x1), lines = levels
    parting = lines[(x0 <= middle) & (middle <= x1)]
    if not len(near):
        return False
    y = (box[1] + box[3]) / 2
    heights = (near[:, 1] + near[:, 3]) / 2
    other = heights[np.argmin(np.abs(heights - y))]
    return not np.any((parting > min(y, other)) & (parting < max(y, other)))


def _is_upright_table(rules: list[Box], boxes: Boxes, is_other: NDArray[np.bool_]) -> bool:
    """Whether what stands between the ruled lines of a page is upright, but for some headings."""
    if len(rules) < FEWEST_RULES:
        return False
    x0, top, x1, bottom = np.array(rules).T
    x, y = boxes[:, ::2].mean(axis=1), boxes[:, 1::2].mean(axis=1)
    is_inside = (x > x0.min()) & (x < x1.max()) & (y > top.min()) & (y < bottom.max())
    lying, standing = np.count_nonzero(is_inside & is_other), np.count_nonzero(is_inside & ~is_other)
    return bool(lying and standing >= _UPRIGHT_SHARE * (lying + standing))
