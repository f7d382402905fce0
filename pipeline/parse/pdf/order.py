"""The reading order of a page: its pieces as lines, columns one after the other.

The masthead and the signature block of an official document are two columns: agency left, country right; Nơi nhận left,
signer right. A file may hold them in any order; what decides is a gutter that no piece crosses.
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import numpy as np

from pipeline.parse.pdf.pages import GAP, SAME_ROW, Piece, is_plain

Row = list[Piece]

_NARROWEST = 4.0  # points that a gutter keeps
_FAR = 3.0  # heights between a column and a line that still belongs to it
_APART = 3.0  # heights between two pieces of a row that are no one line
_TORN = 0.07  # heights: pieces nearer than that are parts of one word
_FARTHEST_BACK = 0.25


def lines(pieces: list[Piece]) -> list[Piece]:
    """Return the lines of a page in reading order, each as one piece."""
    if is_plain(pieces):
        return pieces
    found = [_mended(row) for row in rows(pieces)]
    ordered: list[Piece] = []
    i = 0
    while i < len(found):
        after, gutter = _columns(found, i)
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
    found: list[Row] = []
    for piece in sorted(pieces, key=lambda piece: (piece.top, piece.x0)):
        for row in found[-1:-4:-1]:
            if all(_is_beside(other, piece) for other in row):
                row.append(piece)
                break
        else:
            found.append([piece])
    for row in found:
        row.sort(key=lambda piece: piece.x0)
    return found


def _is_beside(a: Piece, b: Piece) -> bool:
    overlap = min(a.bottom, b.bottom) - max(a.top, b.top)
    if overlap < SAME_ROW * min(a.height, b.height):
        return False
    return a.x1 <= b.x0 + 1 or b.x1 <= a.x0 + 1


def _columns(found: list[Row], i: int) -> tuple[int, float]:
    """Return the index after the two columns that begin at a row, and the middle of their gutter; i if none do."""
    j = i
    while j < len(found) and len(found[j]) == 1 and j - i < 3 and (j == i or _is_near(found[j - 1], found[j])):
        j += 1  # one column may begin some lines above the other
    if j == len(found) or len(found[j]) == 1:
        return i, 0.0
    lo, hi = _widest(found[j])
    for row in reversed(found[i:j]):
        lo, hi = _narrowed(row, lo, hi)
        if hi - lo < _NARROWEST:
            return i, 0.0
    after = j + 1
    sides = [len(row) > 1 for row in found[i : j + 1]]
    while after < len(found) and _is_near(found[after - 1], found[after]):
        narrowed = _narrowed(found[after], lo, hi)
        if narrowed[1] - narrowed[0] < _NARROWEST:
            break
        lo, hi = narrowed
        sides.append(len(found[after]) > 1)
        after += 1
    return (after, (lo + hi) / 2) if len(sides) > 1 else (i, 0.0)


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
    made = [row[0]]
    for piece in row[1:]:
        last = made[-1]
        if piece.x0 - last.x1 > _APART * max(last.height, piece.height):
            made.append(piece)
        else:
            made[-1] = join(last, piece)
    return made


def mended(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces row by row, those that stand near each other as one and the parts of a word as one word.

    Files whose font lacks some Vietnamese letters take those from another font, and pdfium gives them apart from
    their word: "k t qu … ế ả".
    """
    return [piece for row in rows(pieces) for piece in _mended(row)]


def _mended(row: Row) -> Row:
    made = [row[0]]
    for piece in row[1:]:
        last = made[-1]
        if piece.x0 - last.x1 <= GAP * max(last.height, piece.height):
            made[-1] = join(last, piece)
        else:
            made.append(piece)
    return made


def join(a: Piece, b: Piece) -> Piece:
    """Return two pieces of a row as one."""
    gap, height = b.x0 - a.x1, max(a.height, b.height)
    words, boxes, confidences = a.words + b.words, np.concatenate((a.boxes, b.boxes)), a.confidences + b.confidences
    if -_FARTHEST_BACK * height < gap < _TORN * height and not a.confidences:
        at = len(a.words)
        words[at - 1 : at + 1] = [unicodedata.normalize("NFC", words[at - 1] + words[at])]
        left, right = boxes[at - 1], boxes[at]
        boxes[at - 1] = (*np.minimum(left[:2], right[:2]), *np.maximum(left[2:], right[2:]))
        boxes = np.delete(boxes, at, axis=0)
    x0, top, x1, bottom = min(a.x0, b.x0), min(a.top, b.top), max(a.x1, b.x1), max(a.bottom, b.bottom)
    return Piece(words, boxes, x0, top, x1, bottom, a.reader, confidences)


def line(row: Row) -> Piece:
    """Return all pieces of a row as one."""
    whole = row[0]
    for piece in row[1:]:
        whole = join(whole, piece)
    return whole
