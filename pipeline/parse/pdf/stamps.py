"""What is stamped on a page: number and day of a document, which its office fills in when it is signed digitally.

`Số:     /QĐ-UBND` and `ngày     tháng 02 năm 2025` are printed with a gap, and the figures are stamped into it. The
signature itself says who signed and when; it is no text of the document.
"""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np

from pipeline.parse.pdf.pages import SAME_ROW, Page, Piece

_FIGURES = re.compile(r"[0-9][0-9./-]*")
_NUMBER = re.compile(r"Số\s?: ?[0-9]{1,5}/\S+")
_SIGNED = re.compile(
    r"(?:Ký bởi|Ký số|Người ký|(?:Thời gian|Ngày|Giờ) ký|Sao y|Signed by|Digitally signed|E-?mail)\b"
    r"|\b[0-9]{1,2}:[0-9]{2}:[0-9]{2}\b",
    re.IGNORECASE,
)
_NEAR = 2.5  # heights between a figure and the word before it
_MOST_FIGURES = 200  # of a page: each is held against all its words
_APART = 0.1  # heights that part it from the next word


def fill(page: Page) -> None:
    """Put what is stamped on a page into its text, figures into their gap; signatures stay apart."""
    found = [_as_read(page, stamp) for stamp in page.stamps]
    page.stamps = []
    tried = 0
    for group in _groups(found):
        is_signature = any(_SIGNED.search(stamp.text) for stamp in group)
        for stamp in group:
            if is_signature and not _NUMBER.fullmatch(stamp.text):
                page.stamps.append(stamp)
                continue
            is_figure = tried < _MOST_FIGURES and _FIGURES.fullmatch(stamp.text)
            tried += bool(is_figure)
            if not (is_figure and _filled(page.pieces, stamp)):
                page.pieces.append(stamp)


def _groups(found: list[Piece]) -> list[list[Piece]]:
    """Return stamps one by one, each with its lines."""
    groups = [found[:1]] if found else []
    for above, below in pairwise(found):
        is_next = 0 < below.top - above.top < 2 * above.height and below.x0 < above.x1 and above.x0 < below.x1
        if is_next:
            groups[-1].append(below)
        else:
            groups.append([below])
    return groups


def _as_read(page: Page, stamp: Piece) -> Piece:
    """Return a stamp where it stands on the page as it is read: pictures are straightened."""
    if page.back is None:
        return stamp
    there = Page(page.number, page.width, page.height, [], [], back=np.linalg.inv(page.back).astype(np.float64))
    boxes = there.shown_all(stamp.boxes)
    (x0, top), (x1, bottom) = boxes[:, :2].min(axis=0).tolist(), boxes[:, 2:].max(axis=0).tolist()
    return Piece(stamp.text, boxes, x0, top, x1, bottom, stamp.reader, stamp.confidences)


def _filled(pieces: list[Piece], stamp: Piece) -> bool:
    """Put a figure behind the word before it on its row; it is one word with a symbol that follows."""
    middle, height = (stamp.x0 + stamp.x1) / 2, stamp.height
    before: tuple[float, Piece, int] | None = None
    after: tuple[float, Piece, int] | None = None
    for piece in pieces:
        shared = min(piece.bottom, stamp.bottom) - max(piece.top, stamp.top)
        if shared < SAME_ROW * min(piece.height, height):
            continue
        at = int(np.count_nonzero(piece.boxes[:, 0] + piece.boxes[:, 2] < 2 * middle))
        if at and (before is None or piece.boxes[at - 1, 2] > before[0]):
            before = float(piece.boxes[at - 1, 2]), piece, at
        if at < piece.count and (after is None or piece.boxes[at, 0] < after[0]):
            after = float(piece.boxes[at, 0]), piece, at
    if before is None or stamp.x0 - before[0] > _NEAR * height:
        return False
    box = stamp.boxes[0].copy()
    box[0] = max(box[0], before[0])
    if after and after[0] - stamp.x1 < _NEAR * height:
        box[2] = max(box[0] + 1, min(box[2], after[0] - _APART * height))
        words = after[1].text.split(" ")
        if words[after[2]].startswith("/"):
            words[after[2]] = stamp.text + words[after[2]]
            found = after[1].boxes[after[2]]
            box[:2], box[2:] = np.minimum(box[:2], found[:2]), np.maximum(box[2:], found[2:])
            after[1].boxes[after[2]] = box
            _bound(after[1], words)
            return True
    _, piece, at = before
    piece.boxes = np.insert(piece.boxes, at, box, axis=0)
    if piece.confidences:
        piece.confidences = [*piece.confidences[:at], 1.0, *piece.confidences[at:]]
    _bound(piece, [*piece.text.split(" ")[:at], stamp.text, *piece.text.split(" ")[at:]])
    return True


def _bound(piece: Piece, words: list[str]) -> None:
    """Set the words of a piece and the box around them."""
    piece.text = " ".join(words)
    piece.x0, piece.top = piece.boxes[:, :2].min(axis=0).tolist()
    piece.x1, piece.bottom = piece.boxes[:, 2:].max(axis=0).tolist()
