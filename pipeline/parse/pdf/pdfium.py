"""pdfium through its own interface, and not through the helpers of pypdfium2: a call or two for each word and object.

That is what a page costs beside its text, and the helpers would multiply it.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pypdfium2.raw as raw

from pipeline.parse.pdf.pages import Box, Boxes

_ROWS = 2048


class Handle(ctypes.c_void_p):
    """An address in pdfium; a function that is declared to return one gives it as it can be passed on."""


class Calls:
    """pdfium's functions that are called for each word or object, without a declaration of what they take.

    ctypes passes what it is given as it is, where it would else convert each argument: four times as quick, and twice
    as quick again where an address is a `byref` made before. So every address must be a `byref` or a `Handle`, and
    only an int an int.
    """

    def __init__(self) -> None:
        number, handle, nothing = ctypes.c_int, Handle, None
        self.frame = _bound("FPDF_GetPageBoundingBox", nothing)
        self.box = _bound("FPDFText_GetLooseCharBox", nothing)
        self.char = _bound("FPDFText_GetCharIndexFromTextIndex", number)
        self.count = _bound("FPDFPage_CountObjects", number)
        self.object = _bound("FPDFPage_GetObject", handle)
        self.kind = _bound("FPDFPageObj_GetType", number)
        self.remove = _bound("FPDFPage_RemoveObject", number)
        self.destroy = _bound("FPDFPageObj_Destroy", nothing)
        self.bounds = _bound("FPDFPageObj_GetBounds", nothing)
        self.matrix = _bound("FPDFPageObj_GetMatrix", nothing)
        self.mode = _bound("FPDFPath_GetDrawMode", nothing)
        self.segments = _bound("FPDFPath_CountSegments", number)
        self.segment = _bound("FPDFPath_GetPathSegment", handle)
        self.point = _bound("FPDFPathSegment_GetPoint", nothing)
        self.move = _bound("FPDFPathSegment_GetType", number)
        self.inner_count = _bound("FPDFFormObj_CountObjects", number)
        self.inner_object = _bound("FPDFFormObj_GetObject", handle)


@cache
def functions() -> Calls:
    """Return the functions, bound once."""
    return Calls()


def _bound(name: str, result: Any) -> Any:
    address = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(result)(address)


def address(handle: Any) -> Any:
    """Return a handle as the functions take it."""
    return ctypes.byref(handle.contents)


@cache
def _room() -> tuple[Any, list[list[Any]]]:
    """Return room for rows of four numbers, and the addresses of each column; it is kept from page to page."""
    numbers = (ctypes.c_float * (4 * _ROWS))()
    places = places_in(numbers)
    return numbers, [places[column::4] for column in range(4)]


def rows(call: Any, columns: int, *arguments: Sequence[Any]) -> Boxes:
    """Return the four numbers that a function gives for each row of arguments; it takes so many addresses for them."""
    numbers, places = _room()
    found = np.empty((len(arguments[-1]), 4), dtype=np.float32)
    for start in range(0, len(found), _ROWS):
        part = found[start : start + _ROWS]
        rows = map(call, *(values[start : start + len(part)] for values in arguments), *places[:columns])
        deque(rows, maxlen=0)
        part[:] = np.frombuffer(numbers, np.float32, part.size).reshape(-1, 4)
    return found


def places_in(room: Any) -> list[Any]:
    """Return the addresses of the members of an array."""
    size = ctypes.sizeof(room) // len(room)
    return [ctypes.byref(room, size * i) for i in range(len(room))]


@dataclass(frozen=True, slots=True)
class Turn:
    """From the coordinates of the file (upwards, before the page is turned) to those of the page as it is shown."""

    turn: int
    left: float
    top: float
    right: float
    bottom: float

    def box(self, x0: float, y1: float, x1: float, y0: float) -> Box:
        """Return the box of a left, top, right and bottom in the coordinates of the file."""
        if self.turn == 0:
            return x0 - self.left, self.top - y1, x1 - self.left, self.top - y0
        if self.turn == 1:
            return y0 - self.bottom, x0 - self.left, y1 - self.bottom, x1 - self.left
        if self.turn == 2:
            return self.right - x1, y0 - self.bottom, self.right - x0, y1 - self.bottom
        return self.top - y1, self.right - x1, self.top - y0, self.right - x0

    def boxes(self, found: Boxes) -> Boxes:
        """Return what `box` does for each row."""
        return np.column_stack(self.box(*found.T))
