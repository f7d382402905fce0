"""Office files of one piece: Word and Excel of 2003 as XML, a DOCX as one XML, a page saved with its pictures (MHTML).

Programs of portals write them, since they are plain text, and call them .doc and .xls.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import email
import io
import quopri
import re
import zipfile
from collections.abc import Callable, Iterator

from lxml import etree

from pipeline.limits import MAX_GRID, MAX_MEMBERS
from pipeline.parse.document import ParsedDocument
from pipeline.parse.formats import binary_type
from pipeline.parse.office.docx import parse_docx
from pipeline.parse.office.package import attribute, child, children, local, number, parse_xml
from pipeline.parse.office.sheet_worker import shown
from pipeline.parse.office.sheets import XLS, Sheets
from pipeline.refusals import ParseError

_DOCUMENT = "word/document.xml"
PACKAGE = "application/x-flat-docx"
_PAGES = ("text/html", "application/xhtml+xml")
_MOST_ROWS, _MOST_COLUMNS = 2**20, 2**14
_HEAD = 2**14  # bytes before the body of a page or of a picture
_DEEPEST = 3
_BODY = re.compile(rb"\A\r?\n|\r?\n\r?\n")
_TRANSFER: dict[str, Callable[[bytes], bytes]] = {
    "quoted-printable": quopri.decodestring,
    "base64": binascii.a2b_base64,
}


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
    return parse_docx(packed(data))


def packed(data: bytes) -> bytes:
    """Return a DOCX whose parts stand in one XML as any other.

    Raises:
        ParseError: `unreadable`.
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
    return _zipped(members)


def parse_excel_xml(data: bytes) -> ParsedDocument:
    """Parse a file of Excel 2003 as XML; hidden sheets are left out.

    Raises:
        ParseError: `unreadable`, `too_large` or `empty`.
    """
    book = Sheets(XLS)
    for sheet in children(parse_xml(data, "the file"), "Worksheet"):
        state = child(sheet, "WorksheetOptions", "Visible")
        if state is None or "Hidden" not in (state.text or ""):
            rows, merged = _grid(child(sheet, "Table"))
            book.add(rows, merged, attribute(sheet, "Name") or "")
    return book.document()


def parse_mhtml(data: bytes) -> ParsedDocument:
    """Parse a page that was saved with its pictures, by the longest page in it.

    Raises:
        ParseError: `unreadable`, or what the reader of pages says.
    """
    from pipeline.parse import parse

    try:
        page = max(_pages(data), key=len, default=b"")
    except (ValueError, LookupError) as error:
        raise ParseError("unreadable", f"the file is damaged ({error}): fetch it again") from error
    if not page or binary_type(page):
        raise ParseError("unreadable", "the file holds no page: it is damaged; fetch it again")
    return parse(page, "page.html")


def _pages(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """Yield the pages of a part of MHTML, and of the parts in it.

    Not by the reader of mails of the standard library, which looks at each line once for each part that is open.
    """
    begins = _BODY.search(data, 0, _HEAD)
    if begins is None:
        return
    head, body = email.message_from_bytes(data[: begins.start()]), data[begins.end() :]
    boundary = head.get_boundary()
    if boundary and head.get_content_maintype() == "multipart" and depth < _DEEPEST:
        bar = re.compile(
            rb"(?:\A|\n)--" + re.escape(boundary.encode("ascii", "surrogateescape")) + rb"(?:--)?\s*?(?:\n|\Z)"
        )
        parts = bar.split(body, MAX_MEMBERS)[1:]
        if len(parts) == MAX_MEMBERS:
            raise ParseError("too_large", f"the file has more than {MAX_MEMBERS:,} parts")
        for part in parts:
            yield from _pages(part, depth + 1)
    elif head.get_content_type() in _PAGES:
        decode = _TRANSFER.get(str(head["Content-Transfer-Encoding"]).strip().lower(), bytes)
        yield decode(body)


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
    size = at = 0
    for row in children(table, "Row"):
        at = max(number(row, "Index", at + 1, _MOST_ROWS) - 1, at)
        cells: list[str] = []
        for cell in children(row, "Cell"):
            col = max(number(cell, "Index", len(cells) + 1, _MOST_COLUMNS) - 1, len(cells))
            right = col + number(cell, "MergeAcross", 0, _MOST_COLUMNS)
            bottom = at + number(cell, "MergeDown", 0, _MOST_ROWS)
            size += right + 1 - len(cells)
            if size > MAX_GRID:
                raise _too_large()
            cells += [""] * (right + 1 - len(cells))
            cells[col] = _said(child(cell, "Data"))
            if (right, bottom) != (col, at):
                merged.append([at, col, bottom, right])
        if cells:
            rows += [[] for _ in range(at - len(rows))]
            rows.append(cells)
        at += 1
    width = max(map(len, rows), default=0)
    if width * len(rows) > MAX_GRID:
        raise _too_large()
    return [cells + [""] * (width - len(cells)) for cells in rows], merged


def _too_large() -> ParseError:
    return ParseError("too_large", "a sheet spans too many rows and columns: delete the empty ones")


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
