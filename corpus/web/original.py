"""The kept bytes of a document, shown beside its text: the page of a PDF with boxes, a page of the web in a frame.

The bytes are hostile. A PDF is drawn by a process of its own (`corpus.web.render_page`); HTML is cut down to
what can only be looked at, and is served so that the browser forbids it everything as well.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.reader import Corpus
from corpus.web import render_page
from schemas import layout

FRAME_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'"
"""Content-Security-Policy of a kept page: no script, no request, no form, no way out of its frame."""

HTML = ("text/html", "application/xhtml+xml")
PDF = "application/pdf"

_SECONDS = 20.0
_AT_ONCE = 2
_CACHE = 64 * 2**20
_MOST_HTML = 8 * 2**20
_WIDTHS = (700, 1000, 1400)
# Elements that run, fetch, send or lead away.
_GONE = (
    "script, noscript, link, meta, base, iframe, frame, frameset, object, embed, applet, audio, video, source, track,"
    " portal, template, svg, math, input, button, select, textarea, dialog"
)


class NotDrawn(Exception):
    """A page that cannot be shown; the message is for the log, the reader gets words of the catalogue."""


@dataclass(frozen=True, slots=True)
class Image:
    """One drawn page.

    Attributes:
        png: the image.
        width: width of the page in points.
        height: height of the page in points.
    """

    png: bytes
    width: float
    height: float


class Pages:
    """Draws pages of PDFs and keeps those that were drawn last, up to 64 MB."""

    def __init__(self) -> None:
        self._drawn: OrderedDict[tuple[str, int, int], Image] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()
        self._slots = threading.BoundedSemaphore(_AT_ONCE)

    def draw(self, corpus: Corpus, sha256: str, page: int, width: int) -> Image:
        """Return a page, counted from 1, at the offered width next to `width`.

        Raises:
            NotDrawn: the file is not there, has no such page, is no PDF, or would cost too much.
        """
        width = min(_WIDTHS, key=lambda offered: abs(offered - width))
        key = (sha256, page, width)
        with self._lock:
            if key in self._drawn:
                self._drawn.move_to_end(key)
                return self._drawn[key]
        if not self._slots.acquire(timeout=_SECONDS):
            raise NotDrawn("too many pages are being drawn")
        try:
            image = _draw(layout.raw(corpus.path, sha256), page, width)
        finally:
            self._slots.release()
        with self._lock:
            if key not in self._drawn:
                self._drawn[key] = image
                self._bytes += len(image.png)
            while self._bytes > _CACHE:
                self._bytes -= len(self._drawn.popitem(last=False)[1].png)
        return image


def _draw(path: Path, page: int, width: int) -> Image:
    if not path.is_file():
        raise NotDrawn("the bytes are not kept")
    # As a file, not as a module: the packages that it lies in would take five times as long to import as it runs.
    command = [sys.executable, "-P", render_page.__file__, str(path.resolve()), str(page), str(width)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotDrawn(str(error)) from error
    size, _, png = done.stdout.partition(b"\n")
    if done.returncode or not png.startswith(b"\x89PNG"):
        raise NotDrawn(f"drawing ended with {done.returncode}")
    across, down = map(float, size.split())
    return Image(png, across, down)


@dataclass(frozen=True, slots=True)
class Box:
    """One rectangle on a page, in points from its upper left corner."""

    x: float
    y: float
    width: float
    height: float


def boxes(words: Sequence[Mapping[str, Any]], start: int, end: int) -> list[Box]:
    """Return the boxes of a span on one page: one for each line, from the words of that page."""
    found: list[Box] = []
    for word in sorted(words, key=lambda word: word["start"]):
        if word["start"] >= end or word["end"] <= start or len(word["bbox"]) != 4:
            continue
        x0, top, x1, bottom = word["bbox"]
        box = Box(x0, top, x1 - x0, bottom - top)
        found[-1:] = _joined(found[-1], box) if found else [box]
    return found


def _joined(last: Box, box: Box) -> list[Box]:
    """Return two boxes as one if they stand in one line, side by side."""
    middle = box.y + box.height / 2
    same_line = last.y <= middle <= last.y + last.height and box.x >= last.x - 1
    if not same_line or box.x - (last.x + last.width) > 3 * max(last.height, 4):
        return [last, box]
    top, bottom = min(last.y, box.y), max(last.y + last.height, box.y + box.height)
    return [Box(last.x, top, max(last.x + last.width, box.x + box.width) - last.x, bottom - top)]


def kept(corpus: Corpus, sha256: str) -> bytes | None:
    """Return the kept bytes of a document; null where they are gone."""
    try:
        return layout.raw(corpus.path, sha256).read_bytes()
    except OSError:
        return None


def harmless(text: str, element: str | None = None) -> str | None:
    """Return a kept page as HTML without anything that runs, fetches, sends or leads away.

    Args:
        text: the page as it came.
        element: path of the element to mark and to scroll to, as in `blocks.element`.

    Returns:
        The page; null where it is too large to show.
    """
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    if len(text) > _MOST_HTML:
        return None
    page = LexborHTMLParser(text)
    if element:
        try:
            found = page.css_first(element)
        except (SelectolaxError, ValueError):
            found = None
        if found is not None:
            found.attrs["id"] = "here"
            found.attrs["style"] = "outline: 3px solid #b3261e; outline-offset: 3px; scroll-margin: 30vh"
    page.strip_tags(_GONE.split(", "))
    for node in page.css("*"):
        for name, value in list(node.attributes.items()):
            if _leads_away(name.lower(), (value or "").strip().lower()):
                del node.attrs[name]
        if node.tag == "img" and "src" not in node.attributes:
            node.decompose()
    return page.html or ""


def _leads_away(name: str, value: str) -> bool:
    if name.startswith("on") or name in ("srcdoc", "action", "formaction", "ping", "background", "http-equiv"):
        return True
    if name in ("href", "xlink:href"):
        return not value.startswith("#")
    if name in ("src", "srcset", "data", "poster", "lowsrc"):
        return not value.startswith("data:image/")
    return name == "style" and ("url(" in value or "@import" in value or "\\" in value)


def decoded(data: bytes, encoding: str | None) -> str:
    """Return kept bytes as text, by the encoding that the reader found; what it cannot decode shows as a mark."""
    for name in (*(encoding or "").split("+"), "utf-8-sig", "windows-1258"):
        try:
            return data.decode(name)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return data.decode("windows-1252", "replace")
