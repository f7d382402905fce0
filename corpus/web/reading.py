"""A document as it reads: its canonical text in blocks, with the marks in them, and the tree of its structure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from corpus.web.marks import Mark, Segment, segments

_IN_TREE = frozenset({"part", "chapter", "section", "article", "annex"})
# Residue of tables and Markdown in plain text: lines of nothing but bars and asterisks or of dashes, and runs of
# asterisks. It is in the text, and not shown.
_RESIDUE = re.compile(
    r"^[ \t\u00a0]*+[|*][ \t|*\u00a0]*+(?:\n|\Z)|^[ \t\u00a0]*+(?:-{3,}+|_{3,}+)[ \t\u00a0]*+(?:\n|\Z)|\*++",
    re.MULTILINE,
)
_LABELS = re.compile(
    r"(?:Điều|Chương|Phần|Mục|Khoản|Phụ lục)\s{1,3}[0-9IVXLCDM]{1,7}[a-zđ]?[.:]?|[0-9]{1,3}[.)]|[a-zđ]\)", re.IGNORECASE
)
_MOST_CELLS = 20_000
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a document on the page.

    Attributes:
        kind: kind of the block that it belongs to.
        segments: its text, cut at the marks; empty for a table.
        anchors: fragments of the address that lead to it: the blocks that begin here.
        level: how deep it is indented, from 0; for headings, 2 to 6.
        page: page that it begins on, where the piece before is on another.
        rows: rows of a table, each a list of cells.
    """

    kind: str
    segments: Sequence[Segment] = ()
    anchors: Sequence[str] = ()
    level: int = 0
    page: int | None = None
    rows: Sequence[Sequence[CellPiece]] = ()


@dataclass(frozen=True, slots=True)
class CellPiece:
    """One cell of a table on the page."""

    segments: Sequence[Segment]
    is_header: bool
    row_span: int
    col_span: int


@dataclass(slots=True)
class Entry:
    """One unit in the tree of the structure."""

    label: str
    heading: str
    anchor: str
    entries: list[Entry] = field(default_factory=list)


def pieces(
    text: str, blocks: Sequence[Mapping[str, Any]], cells: Sequence[Mapping[str, Any]], marks: Sequence[Mark]
) -> list[Piece]:
    """Return the parts of a document in reading order.

    Args:
        text: canonical text.
        blocks: its rows of `blocks`, in the order of their ordinals.
        cells: its rows of `table_cells`.
        marks: in the order of the text.
    """
    found: list[Piece] = []
    page = 0
    index = _Index(marks)
    tables = _tables(cells)
    waiting = sorted(blocks, key=lambda block: (block["start"], block["ordinal"]), reverse=True)
    shown = 0  # up to here by a table, whose cells may be blocks too
    for block, begin, end in _leaves(text, blocks):
        start = max(begin, shown)
        if start in tables and end > start:
            table = tables.pop(start)
            shown = max(cell["end"] for cell in table)
            found.append(Piece("table", anchors=_begun(waiting, shown), rows=_table(text, table, index)))
            start = shown
        while start < end and text[start].isspace():
            start += 1
        parts = segments(text, start, end, index.over(start, end), _residue(text, start, end)) if start < end else []
        if not any(part.text.strip() for part in parts):
            continue
        kind = block["kind"] if block else "paragraph"
        # Running heads stand together at the end of the text; they turn no page.
        turned = block["page"] if block and kind != "furniture" and (block["page"] or 0) > page else None
        page = turned or page
        if kind == "title":
            parts = _flowing(parts)
        anchors = _begun(waiting, end)
        found.append(Piece(kind, _labelled(parts, kind) if anchors else parts, anchors, _level(block), turned))
    return found


def tree(blocks: Sequence[Mapping[str, Any]]) -> list[Entry]:
    """Return the tree of the units that have a number: parts, chapters, sections, articles, annexes."""
    top: list[Entry] = []
    entries: dict[int, Entry] = {}
    parents = {block["ordinal"]: block["parent"] for block in blocks}
    for block in blocks:
        if block["kind"] not in _IN_TREE or not block["path"]:
            continue
        label = block["path"].rpartition(" / ")[2]
        entry = Entry(label, _heading(block["heading"], label), f"b{block['ordinal']}")
        entries[block["ordinal"]] = entry
        above = block["parent"]
        for _ in range(_DEEPEST):
            if above is None or above in entries:
                break
            above = parents.get(above)
        (entries[above].entries if above in entries else top).append(entry)
    return top


def _heading(heading: str | None, label: str) -> str:
    text = " ".join((heading or "").replace("*", "").split())
    text = text[len(label) :].lstrip(" .:") if text.lower().startswith(label.lower()) else text
    return text if len(text) <= 80 else text[:79].rstrip() + "…"


class _Index:
    """The marks that lie over a stretch of text, found without looking at all of them."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._marks = marks
        self._starts = [mark.start for mark in marks]
        # The farthest end among the marks before each: none of them reaches beyond it.
        self._reach: list[int] = []
        farthest = 0
        for mark in marks:
            farthest = max(farthest, mark.end)
            self._reach.append(farthest)

    def over(self, start: int, end: int) -> list[Mark]:
        first = bisect_left(self._reach, start + 1)
        return [mark for mark in self._marks[first : bisect_left(self._starts, end)] if mark.end > start]


def _leaves(text: str, blocks: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, Any] | None, int, int]]:
    """Yield the whole text in order, each stretch with the innermost block that it lies in."""
    at = 0
    inside: list[Mapping[str, Any]] = []
    for block in sorted(blocks, key=lambda block: (block["start"], -block["end"], block["ordinal"])):
        start, end = max(block["start"], at), min(block["end"], len(text))
        while inside and inside[-1]["end"] <= start:
            last = inside.pop()
            if at < last["end"]:
                yield last, at, last["end"]
                at = last["end"]
        if at < start:
            yield (inside[-1] if inside else None), at, start
            at = start
        if end > at:
            inside.append(block)
    while inside:
        last = inside.pop()
        if at < min(last["end"], len(text)):
            yield last, at, min(last["end"], len(text))
            at = min(last["end"], len(text))
    if at < len(text):
        yield None, at, len(text)


def _level(block: Mapping[str, Any] | None) -> int:
    depth = min((block["path"] or "").count(" / ") if block else 0, _DEEPEST - 2)
    return depth + 2 if block and block["kind"] in ("heading", "title") else depth


def _labelled(parts: Sequence[Segment], kind: str) -> list[Segment]:
    """Set off the number that a unit begins with."""
    shown = list(parts)
    at = next((at for at, part in enumerate(shown) if part.text), None)
    if at is not None and not shown[at].marks and kind in ("article", "clause", "point", "heading", "paragraph"):
        label = _LABELS.match(shown[at].text)
        if label:
            shown[at : at + 1] = [Segment(label[0], is_label=True), Segment(shown[at].text[label.end() :])]
    return shown


def _flowing(parts: Sequence[Segment]) -> list[Segment]:
    """Let a title flow after its first line, which is its type: the other line ends are those of the page."""
    shown = []
    is_first = True
    for part in parts:
        head, end, rest = part.text.partition("\n") if is_first else ("", "", part.text)
        is_first = is_first and not end
        shown.append(replace(part, text=head + end + rest.replace("\n", " ")))
    return shown


def _residue(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the stretches of text[start:end] that are residue of markup."""
    return [(start + match.start(), start + match.end()) for match in _RESIDUE.finditer(text[start:end])]


def _tables(cells: Sequence[Mapping[str, Any]]) -> dict[int, list[Mapping[str, Any]]]:
    """Return the cells of each table, by the character that its first cell begins at."""
    numbered: dict[int, list[Mapping[str, Any]]] = {}
    for cell in cells[:_MOST_CELLS]:
        numbered.setdefault(cell["table_no"], []).append(cell)
    return {min(cell["start"] for cell in table): table for table in numbered.values()}


def _table(text: str, cells: Sequence[Mapping[str, Any]], index: _Index) -> list[list[CellPiece]]:
    rows: dict[int, list[CellPiece]] = {}
    for cell in sorted(cells, key=lambda cell: (cell["row"], cell["col"])):
        parts = segments(text, cell["start"], cell["end"], index.over(cell["start"], cell["end"]))
        rows.setdefault(cell["row"], []).append(CellPiece(parts, cell["is_header"], cell["row_span"], cell["col_span"]))
    return list(rows.values())


def _begun(waiting: list[Mapping[str, Any]], end: int) -> list[str]:
    """Take the blocks that begin before an end off the waiting ones; return their anchors."""
    found = []
    while waiting and waiting[-1]["start"] < end:
        found.append(f"b{waiting.pop()['ordinal']}")
    return found
