"""Ruled tables of a page: cells from the lines that are drawn, by the geometry of pdfplumber.

The lines come from pdfium, so a page is not parsed a second time for them; what makes cells and tables of lines is
pdfplumber's.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import lru_cache, partial
from itertools import pairwise

from pipeline.limits import MAX_PAGE_RULES
from pipeline.parse.pdf.order import line, rows
from pipeline.parse.pdf.pages import FEWEST_RULES, Box, GridCell, Page, Piece, Table

Corner = tuple[float, float]
Level = list[tuple[float, float, GridCell]]
"""Cells beside each other, each after its left and its right side."""

_NARROWEST = 12.0  # points of a column; the lines of a double frame are nearer
_FEWEST_COLUMNS = 3  # of a table with one filled cell, which it goes on with from the page before
_SHORTEST = 4.0  # points that a ruled line has
_SNAP = 3.0
_MOST_CORNERS = 6_000
_LEVELS = 64  # heights that are kept


def find(page: Page) -> None:
    """Find the tables of a page and move the pieces that stand in them there."""
    if len(page.rules) < FEWEST_RULES:
        return
    edges = _edges(page.rules)
    kinds = Counter(edge["orientation"] for edge in edges)
    if min(kinds["h"], kinds["v"]) < 2:
        return
    tables = _tables(edges)
    outside: list[Piece] = []
    levels = [(table, lru_cache(_LEVELS)(partial(_level, table))) for table in tables]
    for piece in page.pieces:
        table, level = next(((table, level) for table, level in levels if _meets(piece, table.box)), (None, None))
        outside += _placed(piece, level) if level else [piece]
    for table in tables:
        if not _is_frame(table):
            for cell in table.cells:
                cell.lines = [line(row) for row in rows(cell.lines)]
            page.tables.append(table)
        else:  # a frame
            outside += [piece for cell in table.cells for piece in cell.lines]
    page.pieces = outside


def _is_frame(table: Table) -> bool:
    """Whether ruled lines are a frame around a text, and no table of which one cell is filled."""
    if sum(bool(cell.lines) for cell in table.cells) > 1:
        return False
    widths = [b - a for a, b in pairwise(table.columns)]
    return sum(width >= _NARROWEST for width in widths) < _FEWEST_COLUMNS or not any(cell.lines for cell in table.cells)


def _edges(rules: list[Box]) -> list[dict[str, object]]:
    """Return the ruled lines as pdfplumber takes them."""
    edges: list[dict[str, object]] = []
    for x0, top, x1, bottom in rules[:MAX_PAGE_RULES]:
        width, height = x1 - x0, bottom - top
        if width >= height and width >= _SHORTEST:
            middle = (top + bottom) / 2
            edges.append(_edge("h", x0, middle, x1, middle))
        elif height > width and height >= _SHORTEST:
            middle = (x0 + x1) / 2
            edges.append(_edge("v", middle, top, middle, bottom))
    return edges


def _edge(orientation: str, x0: float, top: float, x1: float, bottom: float) -> dict[str, object]:
    return {
        "orientation": orientation, "x0": x0, "top": top, "x1": x1, "bottom": bottom,
        "width": x1 - x0, "height": bottom - top, "doctop": top, "object_type": "line",
    }  # fmt: skip


def _tables(edges: list[dict[str, object]]) -> list[Table]:
    from pdfplumber import table

    merged = table.merge_edges(edges, _SNAP, _SNAP, _SNAP, _SNAP)
    corners = table.edges_to_intersections(merged, _SNAP, _SNAP)
    if len(corners) > _MOST_CORNERS:
        return []
    cells = _cells({corner: {id(edge) for edge in (*met["v"], *met["h"])} for corner, met in corners.items()})
    found = table.cells_to_tables(cells)
    return [_grid([(float(a), float(b), float(c), float(d)) for a, b, c, d in cells]) for cells in found]


def _cells(corners: dict[Corner, set[int]]) -> list[Box]:
    """Return the smallest cell that begins at each corner; each corner has the lines that meet in it.

    They are those of pdfplumber's `intersections_to_cells`, which makes these sets anew for each pair of corners.
    """
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
    for box in sorted(boxes, key=lambda box: (box[1], box[0])):
        row, col = _index(ys, box[1]), _index(xs, box[0])
        row_span, col_span = _index(ys, box[3]) - row, _index(xs, box[2]) - col
        cells.append(GridCell(row, col, max(1, row_span), max(1, col_span), box))
    cells.sort(key=lambda cell: (cell.row, cell.col))
    return Table((xs[0], ys[0], xs[-1], ys[-1]), xs, cells, len(ys) - 1)


def _distinct(values: list[float]) -> list[float]:
    """Return sorted values, those nearer than pdfplumber's tolerance taken as one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _SNAP:
            found.append(value)
    return found


def _index(values: list[float], value: float) -> int:
    return min(bisect_left(values, value - _SNAP), len(values) - 1)


def _placed(piece: Piece, level: Callable[[float], Level]) -> list[Piece]:
    """Put the words of a piece into the cells that they stand in; return what stands in none."""
    parts: list[tuple[GridCell | None, int]] = []  # each with its first word
    for i, (x0, top, x1, bottom) in enumerate(piece.boxes.tolist()):
        x = (x0 + x1) / 2
        cell = None
        for left, right, found in level((top + bottom) / 2):
            if left <= x <= right:
                cell = found
                break
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


def _level(table: Table, y: float) -> Level:
    """Return the cells at a height of the page; the words of a line ask for the same one."""
    return [(cell.box[0], cell.box[2], cell) for cell in table.cells if cell.box[1] <= y <= cell.box[3]]
