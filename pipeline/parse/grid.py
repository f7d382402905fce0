"""Tables whose cells stand on lines of their own, between lines that hold a bar.

Portals print a row as | cell | cell |, one piece a line, so the end of one row and the beginning of the next are two
bars, and so is an empty cell. Where a table ends is not said; a row that is full, or words that no cell begins with,
tell it. In doubt a line is outside: text that is taken for a paragraph loses less than an article taken for a cell.
"""

from __future__ import annotations

from collections.abc import Callable

from pipeline.parse.lines import Line

_FAR = 400  # lines within which a cell is closed
_HEADING_CELL = 10  # lines that a cell of the first row may have
_SHORT_CELL = 3
_LAST_CELL = 60  # lines that a cell may have which only the end of the text closes


def bars(lines: list[Line], i: int) -> int:
    """Return the index after the bars that begin at i."""
    while i < len(lines) and lines[i].is_bar:
        i += 1
    return i


def table_end(lines: list[Line], start: int, is_unit: Callable[[int], bool]) -> int:
    """Return the index after the table that begins with the bar at `start`; `start` if none does.

    Args:
        lines: lines of the text.
        start: index of a bar.
        is_unit: whether a line (by its index) begins a unit that no cell holds: an article, the recipients, …
    """
    columns = 0  # known once the first row has ended
    cells = 0
    rows = 0
    end = i = bars(lines, start)
    while i < len(lines):
        stop = _next_bar(lines, i)
        if any(is_unit(j) for j in range(i, min(stop, i + _LAST_CELL))):
            break
        if stop == len(lines) and (not columns or cells >= columns or stop - i > _LAST_CELL):
            break
        if not columns and stop - i > _HEADING_CELL:
            break
        cells += 1
        after = bars(lines, stop)
        if after - stop >= 2:
            columns = columns or (cells if cells > 1 else 0)
            rows += 1
            cells = 0
        elif columns and cells >= columns and not _goes_on(lines, after):
            return after
        end = i = after
    # One cell alone is a frame, not a table.
    return end if rows or cells > 1 else start


def _goes_on(lines: list[Line], i: int) -> bool:
    """Whether a row that is as long as the first one goes on with one more short cell, its last."""
    stop = _next_bar(lines, i)
    return stop - i <= _SHORT_CELL and bars(lines, stop) - stop >= 2


def _next_bar(lines: list[Line], i: int) -> int:
    for j in range(i, min(i + _FAR, len(lines))):
        if lines[j].is_bar:
            return j
    return len(lines)
