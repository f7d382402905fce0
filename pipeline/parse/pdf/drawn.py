"""What is drawn on a page: ruled lines, and how much of it a picture covers."""

from __future__ import annotations

import ctypes
from functools import cache
from itertools import pairwise, repeat
from typing import Any

import pypdfium2.raw as raw

from pipeline.limits import MAX_PAGE_OBJECTS
from pipeline.parse.pdf.pages import Box
from pipeline.parse.pdf.pdfium import Handle, Turn, functions, places_in, rows

_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5  # FPDF_PAGEOBJ_…
_FORM_DEPTH = 3
THIN = 3.0  # points: a rectangle that thin is a ruled line
_MOST_SEGMENTS = 400
_ONE_AREA = 5  # segments that a path of one rectangle has
_STRAIGHT = 0.5
Matrix = tuple[float, float, float, float, float, float]


def drawn(page: Any, to_page: Turn) -> tuple[list[Box], float]:
    """Return the ruled lines of a page and the share of it that its largest image covers."""
    calls = functions()
    rules: list[Box] = []
    image = 0.0
    items = list(map(calls.object, repeat(page), range(min(calls.count(page), MAX_PAGE_OBJECTS))))
    drawn = [(item, what) for item, what in zip(items, map(calls.kind, items), strict=True) if what != _TEXT]
    bounds = rows(calls.bounds, 4, [item for item, _ in drawn]).tolist()
    for (item, what), (left, lower, right, upper) in zip(drawn, bounds, strict=True):
        x0, top, x1, bottom = to_page.box(left, upper, right, lower)
        if what == _PATH:
            is_thin = x1 - x0 <= THIN or bottom - top <= THIN
            rules += [(x0, top, x1, bottom)] if is_thin else _outline(item, to_page, None)
        elif what == _IMAGE:
            image = max(image, (x1 - x0) * (bottom - top))
        elif what == _FORM:
            inner, area = _drawn_in(item, to_page, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 1)
            rules += inner
            image = max(image, area)
    area = abs((to_page.right - to_page.left) * (to_page.top - to_page.bottom))
    return rules, image / area if area else 0.0


@cache
def _mode_room() -> tuple[Any, list[Any]]:
    """Return room for how a path is drawn, and its addresses."""
    mode = (ctypes.c_int * 2)()
    return mode, places_in(mode)


def _matrix(item: Handle, outer: Matrix) -> Matrix:
    """Return the matrix of an object within that of the form that it stands in."""
    own = (ctypes.c_float * 6)(1, 0, 0, 1, 0, 0)
    functions().matrix(item, ctypes.byref(own))
    a, b, c, d, e, f = own
    oa, ob, oc, od, oe, of = outer
    return (
        a * oa + b * oc, a * ob + b * od, c * oa + d * oc, c * ob + d * od, e * oa + f * oc + oe, e * ob + f * od + of
    )  # fmt: skip


def _drawn_in(form: Handle, to_page: Turn, outer: Matrix, depth: int) -> tuple[list[Box], float]:
    """Return what `drawn` does for the objects of a form."""
    calls = functions()
    matrix = _matrix(form, outer)
    rules: list[Box] = []
    image = 0.0
    for i in range(min(calls.inner_count(form), MAX_PAGE_OBJECTS)):
        item = calls.inner_object(form, ctypes.c_ulong(i))
        what = calls.kind(item)
        if what == _PATH:
            rules += _outline(item, to_page, matrix)
        elif what == _IMAGE:
            a, b, c, d, _, _ = _matrix(item, matrix)
            image = max(image, abs(a * d - b * c))
        elif what == _FORM and depth < _FORM_DEPTH:
            inner, area = _drawn_in(item, to_page, matrix, depth + 1)
            rules += inner
            image = max(image, area)
    return rules, image


def _outline(item: Handle, to_page: Turn, outer: Matrix | None) -> list[Box]:
    """Return the straight lines that a path is made of, where they are stroked or thin."""
    calls = functions()
    mode, where = _mode_room()
    calls.mode(item, *where)
    fill, stroke = mode
    count = calls.segments(item)
    if count > _MOST_SEGMENTS or not (stroke or fill) or (outer is None and not stroke and count <= _ONE_AREA):
        return []  # an area that is filled is thin, or no line
    a, b, c, d, e, f = _matrix(item, outer or (1.0, 0.0, 0.0, 1.0, 0.0, 0.0))
    point = (ctypes.c_float * 2)()
    where = places_in(point)
    parts: list[list[tuple[float, float]]] = []
    for i in range(count):
        segment = calls.segment(item, i)
        calls.point(segment, *where)
        x, y = point
        if calls.move(segment) == raw.FPDF_SEGMENT_MOVETO or not parts:
            parts.append([])
        parts[-1].append((a * x + c * y + e, b * x + d * y + f))
    rules: list[Box] = []
    for points in parts:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = to_page.box(min(xs), max(ys), max(xs), min(ys))
        if box[2] - box[0] <= THIN or box[3] - box[1] <= THIN:
            rules.append(box)
        elif stroke:
            closed = [*points, points[0]] if len(points) > 2 else points
            for (x0, y0), (x1, y1) in pairwise(closed):
                if abs(x1 - x0) <= _STRAIGHT or abs(y1 - y0) <= _STRAIGHT:
                    rules.append(to_page.box(min(x0, x1), max(y0, y1), max(x0, x1), min(y0, y1)))
    return rules
