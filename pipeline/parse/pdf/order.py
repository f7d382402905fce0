"""The reading order of a page: its pieces as lines, columns one after the other.

The masthead and the signature block of an official document are two columns: agency left, country right; Nơi nhận left,
signer right. A file may hold them in any order; what decides is a gutter that no piece crosses.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from operator import attrgetter

import numpy as np

from pipeline.parse.pdf.pages import GAP, SAME_ROW, Piece, is_plain

Row = list[Piece]

_NARROWEST = 4.0  # points that a gutter keeps
_FROM_LABEL = 3.5  # heights between a label, or the mark of an item, and its text
_LABEL = re.compile(r"[-–+•*●]|\(?(?:[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}|[a-zđ]|[IVX]{1,4})[.)]")
_WIDE = 1.5  # heights of a gutter that only one row stands on both sides of
_FAR = 3.0  # heights between a column and a line that still belongs to it
_APART = 3.0  # heights between two pieces of a row that are no one line
_TORN = 0.07  # heights: pieces nearer than that are parts of one word
_FARTHEST_BACK = 0.25
_MOST_PIECES = 200  # of a row: each is held against all others


def lines(pieces: list[Piece]) -> list[Piece]:
    """Return the lines of a page in reading order, each as one piece."""
    if is_plain(pieces):
        return pieces
    found = [_mended(row) for row in rows(pieces)]
    if len(found) == 1:
        return _joined(found[0])
    near = [True, *(_is_near(above, below) for above, below in pairwise(found))]
    ordered: list[Piece] = []
    i = 0
    while i < len(found):
        after, gutter = _columns(found, near, i)
        if after == i:
            ordered += _joined(found[i])
            i += 1
            continue
        left = [piece for row in found[i:after] for piece in row if piece.x0 + piece.x1 < 2 * gutter]
        right = [piece for row in found[i:after] for piece in row if piece.x0 + piece.x1 >= 2 * gutter]
        for column in (left, right):
            for row in rows(column):
                ordered += _joined(row)
        i = after
    return ordered


def rows(pieces: list[Piece]) -> list[Row]:
    """Return the pieces in rows from the top, each from left to right; pieces of a row do not overlap."""
    if len(pieces) == 1:
        return [pieces]
    found: list[Row] = []
    lowest: list[float] = []  # of each row
    for piece in sorted(pieces, key=_from_the_top):
        for at in range(len(found) - 1, max(-1, len(found) - 4), -1):
            if piece.top <= lowest[at] and len(found[at]) < _MOST_PIECES and _is_beside(found[at], piece):
                found[at].append(piece)
                lowest[at] = max(lowest[at], piece.bottom)
                break
        else:
            found.append([piece])
            lowest.append(piece.bottom)
    for row in found:
        if len(row) > 1:
            row.sort(key=_from_the_left)
    return found


_from_the_top = attrgetter("top", "x0")
_from_the_left = attrgetter("x0")


def _is_beside(row: Row, piece: Piece) -> bool:
    """Whether a piece stands in a row, beside all others; they begin no lower."""
    x0, top, x1, bottom = piece.x0, piece.top, piece.x1, piece.bottom
    for other in row:
        lowest = min(other.bottom, bottom)
        if lowest - top < SAME_ROW * min(other.bottom - other.top, bottom - top):
            return False
        if not (other.x1 <= x0 + 1 or x1 <= other.x0 + 1):
            return False
    return True


def _columns(found: list[Row], near: list[bool], i: int) -> tuple[int, float]:
    """Return the index after the two columns that begin at a row, and the middle of their gutter; i if none do.

    Args:
        found: the rows.
        near: for each of them, whether it stands near the one above it.
        i: where columns may begin.
    """
    j = i
    while j < len(found) and len(found[j]) == 1 and j - i < 3 and (j == i or near[j]):
        j += 1  # one column may begin some lines above the other
    if j == len(found) or len(found[j]) == 1:
        return i, 0.0
    lo, hi = _widest(found[j])
    for row in reversed(found[i:j]):
        lo, hi = _narrowed(row, lo, hi)
        if hi - lo < _NARROWEST:
            return i, 0.0
    after = j + 1
    both = 1  # rows that stand on both sides
    while after < len(found) and near[after]:
        narrowed = _narrowed(found[after], lo, hi)
        if narrowed[1] - narrowed[0] < _NARROWEST:
            break
        lo, hi = narrowed
        both += len(found[after]) > 1
        after += 1
    if after - i == 1:
        return i, 0.0
    if both == 1 and hi - lo < _WIDE * max(piece.height for piece in found[j]):
        # One justified line with wide blanks and a short one below it are no columns.
        alone = [row[0] for row in found[i:after] if len(row) == 1]
        if not any(piece.x0 >= hi - 1 for piece in alone):
            return i, 0.0
    return after, (lo + hi) / 2


def _is_near(above: Row, below: Row) -> bool:
    bottom = max(piece.bottom for piece in above)
    top = min(piece.top for piece in below)
    return top - bottom <= _FAR * max(piece.height for piece in (*above, *below))


def _widest(row: Row) -> tuple[float, float]:
    """Return the widest gap between the pieces of a row."""
    return max(((a.x1, b.x0) for a, b in pairwise(row)), key=lambda gap: gap[1] - gap[0])


def _narrowed(row: Row, lo: float, hi: float) -> tuple[float, float]:
    """Return what a row leaves of a gutter."""
    middle = (lo + hi) / 2
    for piece in row:
        if piece.x0 >= middle or (piece.x0 > lo and piece.x1 > hi):
            hi = min(hi, piece.x0)
        elif piece.x1 <= middle or (piece.x1 < hi and piece.x0 < lo):
            lo = max(lo, piece.x1)
        else:
            return lo, lo
    return lo, hi


def _joined(row: Row) -> list[Piece]:
    """Return the pieces of a row that is no part of columns: one line, unless they stand far apart."""
    return _near(row, _APART)


def mended(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces row by row, those that stand near each other as one and the parts of a word as one word.

    Files whose font lacks some Vietnamese letters take those from another font, and pdfium gives them apart from
    their word: "k t qu … ế ả".
    """
    return [piece for row in rows(pieces) for piece in _mended(row)]


def _mended(row: Row) -> Row:
    if len(row) == 1:
        return row
    if _LABEL.fullmatch(row[0].text) and row[1].x0 - row[0].x1 <= _FROM_LABEL * row[1].height:
        row = [line(row[:2]), *row[2:]]
    for at in range(len(row) - 1, 0, -1):
        if row[at].text.startswith(":"):  # Chức vụ    : Giám đốc
            row = [*row[: at - 1], line(row[at - 1 : at + 1]), *row[at + 1 :]]
    return row if row[0].confidences else _near(row, GAP)  # what was recognised is no part of a word


def _near(row: Row, apart: float) -> Row:
    """Return the pieces of a row, those joined that stand no more heights apart."""
    if len(row) == 1:
        return row
    made: list[Piece] = []
    stretch = [row[0]]
    x1, top, bottom = row[0].x1, row[0].top, row[0].bottom
    for piece in row[1:]:
        if piece.x0 - x1 > apart * max(piece.height, bottom - top):
            made.append(line(stretch))
            stretch = []
            x1, top, bottom = piece.x1, piece.top, piece.bottom
        stretch.append(piece)
        x1, top, bottom = max(x1, piece.x1), min(top, piece.top), max(bottom, piece.bottom)
    return [*made, line(stretch)]


def line(row: Row) -> Piece:
    """Return all pieces of a row as one."""
    if len(row) == 1:
        return row[0]
    texts = [row[0].text]
    boxes = [row[0].boxes]
    x0, top, x1, bottom = row[0].x0, row[0].top, row[0].x1, row[0].bottom
    for piece in row[1:]:
        gap, height = piece.x0 - x1, max(bottom - top, piece.height)
        if -_FARTHEST_BACK * height < gap < _TORN * height and not piece.confidences:
            texts[-1] = unicodedata.normalize("NFC", texts[-1] + piece.text)
            part = piece.boxes.copy()
            left = boxes[-1][-1]
            part[0] = (*np.minimum(left[:2], part[0, :2]), *np.maximum(left[2:], part[0, 2:]))
            boxes[-1] = boxes[-1][:-1]
            boxes.append(part)
        else:
            texts.append(piece.text)
            boxes.append(piece.boxes)
        x0, top, x1, bottom = min(x0, piece.x0), min(top, piece.top), max(x1, piece.x1), max(bottom, piece.bottom)
    confidences = [sure for piece in row for sure in piece.confidences]
    return Piece(" ".join(texts), np.concatenate(boxes), x0, top, x1, bottom, row[0].reader, confidences)
