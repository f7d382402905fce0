"""Ruled tables of a page: cells from the lines that are drawn.

The lines come from pdfium, so a page is not parsed a second time for them. Which cells they make is decided as
pdfplumber decides it, over tuples in place of its dictionaries: twice as quick for the whole of it.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from statistics import fmean

from pipeline.limits import MAX_PAGE_RULES
from pipeline.parse.pdf.order import line, mended, rows
from pipeline.parse.pdf.pages import FEWEST_RULES, Box, GridCell, Page, Piece, Table

Corner = tuple[float, float]
Edge = tuple[float, float, float]
"""Where a line lies (y of one that runs across, x of one that runs down), and from where to where it runs."""

_NARROWEST = 12.0  # points of a column; the lines of a double frame are nearer
_FEWEST_COLUMNS = 3  # of a table with one filled cell, which it goes on with from the page before
_SHORTEST = 4.0  # points that a ruled line has
_SNAP = 3.0
_MOST_CORNERS = 6_000


def find(page: Page) -> None:
    """Find the tables of a page and move the pieces that stand in them there."""
    across, down = _edges(page.rules)
    tables = _tables(across, down) if len(page.rules) >= FEWEST_RULES and min(len(across), len(down)) >= 2 else []
    outside: list[Piece] = []
    for piece in page.pieces:
        table = next((table for table in tables if _meets(piece, table.box)), None)
        outside += _placed(piece, table) if table else [piece]
    for table in tables:
        for cell in table.cells:
            if len(cell.lines) > 1:
                cell.lines = [line(row) for row in rows(cell.lines)]
    if page.sideways:
        outside += _headed(page.sideways, tables)
    for table in tables:
        if _is_frame(table):
            outside += [piece for cell in table.cells for piece in cell.lines]
        else:
            page.tables.append(table)
    page.pieces = outside


def _headed(sideways: Page, tables: list[Table]) -> list[Piece]:
    """Put lines that run upwards or downwards into the cells that they stand in; return what stands in none."""
    outside: list[Piece] = []
    for found in mended(sideways.pieces):
        x0, top, x1, bottom = sideways.shown((found.x0, found.top, found.x1, found.bottom))
        piece = replace(found, boxes=sideways.shown_all(found.boxes), x0=x0, top=top, x1=x1, bottom=bottom)
        middle = (top + bottom) / 2
        cells = (table.cell(middle, (x0 + x1) / 2, (x0 + x1) / 2) for table in tables if _meets(piece, table.box))
        cell = next(cells, None)
        (outside if cell is None else cell.lines).append(piece)
    return outside


def _is_frame(table: Table) -> bool:
    """Whether ruled lines are a frame around a text, and no table of which one cell is filled."""
    if sum(bool(cell.lines) for cell in table.cells) > 1:
        return False
    widths = [b - a for a, b in pairwise(table.columns)]
    return sum(width >= _NARROWEST for width in widths) < _FEWEST_COLUMNS or not any(cell.lines for cell in table.cells)


def _edges(rules: list[Box]) -> tuple[list[Edge], list[Edge]]:
    """Return the lines that run across a page and those that run down."""
    across: list[Edge] = []
    down: list[Edge] = []
    for x0, top, x1, bottom in rules[:MAX_PAGE_RULES]:
        width, height = x1 - x0, bottom - top
        if width >= height and width >= _SHORTEST:
            across.append(((top + bottom) / 2, x0, x1))
        elif height > width and height >= _SHORTEST:
            down.append(((x0 + x1) / 2, top, bottom))
    return across, down


def _merged(edges: list[Edge]) -> list[Edge]:
    """Return lines with those that lie near each other on their mean, and those that go on with each other as one."""
    edges.sort()
    cuts = [i for i, (before, after) in enumerate(pairwise(edges), 1) if after[0] > before[0] + _SNAP]
    merged: list[Edge] = []
    for start, stop in pairwise([0, *cuts, len(edges)]):
        beside = edges[start:stop]
        at = fmean([edge[0] for edge in beside])
        first, last = -math.inf, -math.inf
        for low, high in sorted([edge[1:] for edge in beside]):
            if low <= last + _SNAP:
                last = max(last, high)
                continue
            if last > first:
                merged.append((at, first, last))
            first, last = low, high
        merged.append((at, first, last))
    return merged


def _tables(across: list[Edge], down: list[Edge]) -> list[Table]:
    from pdfplumber.table import cells_to_tables

    return [_grid(cells) for cells in cells_to_tables(_cells(_corners(_merged(across), _merged(down))))]


def _corners(across: list[Edge], down: list[Edge]) -> dict[Corner, set[int]]:
    """Return where lines meet, with the lines that meet there; nothing where so many meet that they are a drawing."""
    corners: dict[Corner, set[int]] = defaultdict(set)
    heights = [edge[0] for edge in across]
    for i, (x, top, bottom) in enumerate(down):
        for j in range(bisect_left(heights, top - _SNAP), bisect_right(heights, bottom + _SNAP)):
            y, x0, x1 = across[j]
            if x0 - _SNAP <= x <= x1 + _SNAP:
                corners[x, y] |= {i, ~j}
        if len(corners) > _MOST_CORNERS:
            return {}
    return corners


def _cells(corners: dict[Corner, set[int]]) -> list[Box]:
    """Return the smallest cell that begins at each corner; each corner has the lines that meet in it."""
    below: dict[float, list[Corner]] = defaultdict(list)
    beside: dict[float, list[Corner]] = defaultdict(list)
    cells: list[Box] = []
    for corner in sorted(corners, reverse=True):
        column, row = below[corner[0]], beside[corner[1]]
        cell = _cell(corner, column, row, corners)
        if cell is not None:
            cells.append(cell)
        column.append(corner)
        row.append(corner)
    return cells[::-1]


def _cell(corner: Corner, column: list[Corner], row: list[Corner], corners: dict[Corner, set[int]]) -> Box | None:
    lines = corners[corner]
    for below in reversed(column):
        if lines.isdisjoint(corners[below]):
            continue
        for beside in reversed(row):
            opposite = (beside[0], below[1])
            if (
                opposite in corners
                and not lines.isdisjoint(corners[beside])
                and not corners[opposite].isdisjoint(corners[beside])
                and not corners[opposite].isdisjoint(corners[below])
            ):
                return (*corner, *opposite)
    return None


def _grid(boxes: list[Box]) -> Table:
    xs = _distinct([x for box in boxes for x in (box[0], box[2])])
    ys = _distinct([y for box in boxes for y in (box[1], box[3])])
    cells = []
    for box in boxes:
        row, col = _index(ys, box[1]), _index(xs, box[0])
        row_span, col_span = _index(ys, box[3]) - row, _index(xs, box[2]) - col
        cells.append(GridCell(row, col, max(1, row_span), max(1, col_span), box))
    cells.sort(key=lambda cell: (cell.row, cell.col))
    return Table((xs[0], ys[0], xs[-1], ys[-1]), xs, ys, cells)


def _distinct(values: list[float]) -> list[float]:
    """Return sorted values, those nearer than pdfplumber's tolerance taken as one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _SNAP:
            found.append(value)
    return found


def _index(values: list[float], value: float) -> int:
    return min(bisect_left(values, value - _SNAP), len(values) - 1)


def _placed(piece: Piece, table: Table) -> list[Piece]:
    """Put the words of a piece into the cells that they stand in; return what stands in none."""
    cell = table.cell((piece.top + piece.bottom) / 2, piece.x0, piece.x1)
    if cell is not None:
        cell.lines.append(piece)
        return []
    parts: list[tuple[GridCell | None, int]] = []  # each with its first word
    for i, (x0, top, x1, bottom) in enumerate(piece.boxes.tolist()):
        x = (x0 + x1) / 2
        cell = table.cell((top + bottom) / 2, x, x)
        if not parts or parts[-1][0] is not cell:
            parts.append((cell, i))
    outside: list[Piece] = []
    for (cell, start), end in zip(parts, [start for _, start in parts[1:]] + [piece.count], strict=True):
        part = piece if len(parts) == 1 else _part(piece, start, end)
        (outside if cell is None else cell.lines).append(part)
    return outside


def _part(piece: Piece, start: int, end: int) -> Piece:
    boxes = piece.boxes[start:end]
    x0, top = boxes[:, :2].min(axis=0).tolist()
    x1, bottom = boxes[:, 2:].max(axis=0).tolist()
    text = " ".join(piece.text.split(" ")[start:end])
    return Piece(
        text, boxes, x0, top, x1, bottom, piece.reader, piece.confidences[start:end]
    )  # fmt: skip


def _meets(piece: Piece, box: Box) -> bool:
    middle = (piece.top + piece.bottom) / 2
    return box[1] < middle < box[3] and piece.x1 > box[0] and piece.x0 < box[2]
