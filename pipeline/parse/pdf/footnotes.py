"""Notes at the foot of pages: smaller lines below a rule, each note after its mark.

Consolidated texts (văn bản hợp nhất) print in them what each amendment changed, over several pages and in the midst of
articles: they are taken out, so that articles read on, and come after the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.parse.pdf import order
from pipeline.parse.pdf.pages import SMALLER, Page, Piece

_MARK = re.compile(r"[\[(]?([0-9]{1,3}|\*{1,3})[\])]?(?=\s?[^\W\d_]|\s+[\"“(])")
_RAISED = 0.85  # of the height of the word beside it: a mark that is set higher and smaller
_NEAR = 24.0  # points between a rule and the lines around it
_SHORTEST_RULE = 60.0  # points
_AT_MARGIN = 30.0
_THIN = 3.0


@dataclass(slots=True)
class Note:
    """What one page prints of one note.

    Attributes:
        mark: its number as it is printed.
        page: the page, with nothing but the lines of the note.
    """

    mark: str
    page: Page
    lines: list[Piece] = field(default_factory=list)


def part(pages: list[Page]) -> list[Note]:
    """Take the notes out of each page; return them in their order. The ruled lines of the pages are still needed."""
    body = _height(pages)
    notes: list[Note] = []
    last: Note | None = None  # the note that the page before ended with
    for page in pages:
        foot = _foot(page, body) if body and not page.turn else []
        lines = order.lines(foot)
        if not lines or not (_is_ruled(page, lines) or _is_raised(lines[0])):
            last = None
            continue
        if not _mark(lines[0], None) and last is None:
            continue
        gone = {id(piece) for piece in foot}
        page.pieces = [piece for piece in page.pieces if id(piece) not in gone]
        for line in lines:
            mark = _mark(line, last.mark if last else None)
            if mark or last is None or last.page.number != page.number:
                alone = Page(page.number, page.width, page.height, [], [], back=page.back)
                last = Note(mark or (last.mark if last else ""), alone)
                notes.append(last)
            last.lines.append(line)
    for note in notes:
        note.page.pieces = note.lines
    return notes


def _height(pages: Iterable[Page]) -> float:
    """Return the height of the lines of the text: that of most of its letters; 0 for pages that were recognised."""
    heights: Counter[float] = Counter()
    for page in pages:
        for piece in page.pieces:
            if piece.reader == "pdfium":
                heights[round(piece.height)] += len(piece.text)
    # Notes may have more letters than the text; the text is the larger one of the two.
    often = [height for height, letters in heights.items() if letters > heights.total() / 5]
    return max(often, default=0.0)


def _foot(page: Page, body: float) -> list[Piece]:
    """Return the smaller lines that a page ends with, below a line of the text or of the notes before."""
    found = sorted(page.pieces, key=lambda piece: piece.top)
    at = len(found)
    while at and found[at - 1].height < SMALLER * body:
        at -= 1
    below = max((table.box[3] for table in page.tables), default=0.0)
    return [piece for piece in found[at:] if piece.top >= below - _THIN]


def _is_ruled(page: Page, lines: list[Piece]) -> bool:
    """Whether a rule that is no part of a table stands above lines, at their margin."""
    top, left = lines[0].top, min(line.x0 for line in lines)
    return any(
        bottom - upper <= _THIN and x1 - x0 >= _SHORTEST_RULE and abs(x0 - left) <= _AT_MARGIN
        and top - _NEAR <= upper <= top + lines[0].height / 2
        and not any(table.box[1] - _THIN <= upper <= table.box[3] + _THIN for table in page.tables)
        for x0, upper, x1, bottom in page.rules
    )  # fmt: skip


def _is_raised(line: Piece) -> bool:
    """Whether the first word of a line is a mark, set higher and smaller than the next."""
    if line.count < 2 or not _MARK.match(line.text):
        return False
    first, second = line.boxes[0], line.boxes[1]
    return bool(first[3] - first[1] < _RAISED * (second[3] - second[1]) and first[3] < second[3])


def _mark(line: Piece, before: str | None) -> str | None:
    """Return the mark that a line begins with, where it is raised or the next in order; null if it begins with none."""
    found = _MARK.match(line.text)
    if found is None:
        return None
    is_next = before is None or (before.isdigit() and found[1].isdigit() and int(found[1]) == int(before) + 1)
    return found[1] if is_next or _is_raised(line) else None
