"""Office files of one piece: Word and Excel of 2003 as XML, a DOCX as one XML, a page saved with its pictures (MHTML).

Programs of portals write them, since they are plain text, and call them .doc and .xls.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import email
import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from pipeline.limits import MAX_GRID
from pipeline.parse.document import ParsedDocument
from pipeline.parse.drafts import Part, compose
from pipeline.parse.formats import binary_type
from pipeline.parse.office.docx import parse_docx
from pipeline.parse.office.package import attribute, child, children, local, parse_xml
from pipeline.parse.office.sheet_worker import shown
from pipeline.parse.office.sheets import XLS, sheet_parts
from pipeline.refusals import ParseError

_DOCUMENT = "word/document.xml"
_PAGES = ("text/html", "application/xhtml+xml")


def parse_word_xml(data: bytes) -> ParsedDocument:
    """Parse a file of Word 2003 as XML.

    Raises:
        ParseError: `unreadable`, `too_large` or `empty`.
    """
    return parse_docx(_zipped({_DOCUMENT: data}))


def parse_package_xml(data: bytes) -> ParsedDocument:
    """Parse a DOCX whose parts stand in one XML.

    Raises:
        ParseError: `unreadable`, `too_large` or `empty`.
    """
    members: dict[str, bytes] = {}
    for part in children(parse_xml(data, "the file"), "part"):
        name = (attribute(part, "name") or "").lstrip("/")
        inside, packed = child(part, "xmlData"), child(part, "binaryData")
        if inside is not None and len(inside):
            members[name] = etree.tostring(inside[0])
        elif packed is not None:
            try:
                members[name] = base64.b64decode(packed.text or "")
            except (binascii.Error, ValueError):
                continue  # a picture
    return parse_docx(_zipped(members))


def parse_excel_xml(data: bytes) -> ParsedDocument:
    """Parse a file of Excel 2003 as XML; hidden sheets are left out.

    Raises:
        ParseError: `unreadable`, `too_large` or `empty`.
    """
    parts: list[Part] = []
    number = 0
    for sheet in children(parse_xml(data, "the file"), "Worksheet"):
        state = child(sheet, "WorksheetOptions", "Visible")
        if state is None or "Hidden" not in (state.text or ""):
            number += 1
            rows, merged = _grid(child(sheet, "Table"))
            parts += sheet_parts(rows, merged, attribute(sheet, "Name") or "", number)
    return compose(parts, XLS, pages=number)


def parse_mhtml(data: bytes) -> ParsedDocument:
    """Parse a page that was saved with its pictures, by the longest page in it.

    Raises:
        ParseError: `unreadable`, or what the reader of pages says.
    """
    from pipeline.parse import parse

    try:
        message = email.message_from_bytes(data)
        pages = [part.get_payload(decode=True) for part in message.walk() if part.get_content_type() in _PAGES]
    except (ValueError, LookupError, RecursionError) as error:
        raise ParseError("unreadable", f"the file is damaged ({error}): fetch it again") from error
    page = max((page for page in pages if isinstance(page, bytes)), key=len, default=b"")
    if not page:
        raise ParseError("unreadable", "the file holds no page: it is damaged; fetch it again")
    if binary_type(page):
        raise ParseError("unreadable", "the file holds no page: it is damaged; fetch it again")
    return parse(page, "page.doc")


def _zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data in members.items():
            package.writestr(name, data)
    return buffer.getvalue()


def _grid(table: etree._Element | None) -> tuple[list[list[str]], list[list[int]]]:
    """Return the rows of a sheet, and its merged cells: top, left, bottom, right."""
    rows: list[list[str]] = []
    merged: list[list[int]] = []
    size = 0
    for row in children(table, "Row"):
        at = _count(row, "Index", len(rows) + 1) - 1
        cells: list[str] = []
        for cell in children(row, "Cell"):
            col = _count(cell, "Index", len(cells) + 1) - 1
            right, bottom = col + _count(cell, "MergeAcross", 0), at + _count(cell, "MergeDown", 0)
            size += max(0, at - len(rows)) + max(0, right + 1 - len(cells))
            if size > MAX_GRID:
                raise ParseError("too_large", "a sheet spans too many rows and columns: delete the empty ones")
            cells += [""] * (right + 1 - len(cells))
            cells[col] = _said(child(cell, "Data"))
            if (right, bottom) != (col, at):
                merged.append([at, col, bottom, right])
        rows += [[] for _ in range(at - len(rows))]
        rows.append(cells)
    width = max(map(len, rows), default=0)
    if width * len(rows) > MAX_GRID:
        raise ParseError("too_large", "a sheet spans too many rows and columns: delete the empty ones")
    return [cells + [""] * (width - len(cells)) for cells in rows], merged


def _said(data: etree._Element | None) -> str:
    """Return the value of a cell as a Vietnamese reader writes it."""
    if data is None:
        return ""
    text = "".join(_texts(data))
    try:
        if attribute(data, "Type") == "Number":
            return shown(float(text))
        if attribute(data, "Type") == "DateTime":
            return shown(dt.datetime.fromisoformat(text))
    except ValueError:
        pass
    return text


def _texts(node: etree._Element) -> Iterator[str]:
    yield node.text or ""
    for item in node:
        if local(item):
            yield from _texts(item)
        yield item.tail or ""


def _count(node: etree._Element, name: str, default: int) -> int:
    value = attribute(node, name) or ""
    return min(int(value), MAX_GRID) if value.isascii() and value.isdigit() else default
