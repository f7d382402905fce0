"""The formats that are no text: what a file begins with → its media type → what reads it.

Content comes first: names lie, and so do portals that call every attachment .doc.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Callable
from io import BytesIO

import olefile

from pipeline.parse.document import ParsedDocument
from pipeline.refusals import ZIP_DAMAGE, ParseError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RTF = re.compile(rb"[\s\xef\xbb\xbf]{0,64}\{\\rtf")
_OLE_STREAMS = (
    ("EncryptedPackage", "application/x-encrypted-office"),
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)
_XML = re.compile(rb"[\s\xef\xbb\xbf]{0,64}<")
_XML_ROOTS = (
    (re.compile(rb"<(?:\w{1,20}:)?wordDocument\b"), "application/x-word-2003-xml"),
    (re.compile(rb"<(?:\w{1,20}:)?package\b[^<>]{0,500}office/2006/xmlPackage"), "application/x-flat-docx"),
    (re.compile(rb"<(?:\w{1,20}:)?Workbook\b[^<>]{0,2000}office:spreadsheet"), "application/x-excel-2003-xml"),
)
_MAIL = (b"mime-version:", b"from:", b"date:", b"subject:", b"content-type:", b"snapshot-")
_HEAD = 4096
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."


def binary_type(data: bytes) -> str | None:
    """Return the media type of a file that is no plain text, where it is one that is known; else None."""
    if data.startswith(_OLE):
        return _ole_type(data)
    if _RTF.match(data[:80]):
        return "application/rtf"
    if data.startswith(b"PK\x03\x04"):
        return _packed_type(data)
    head = data[:_HEAD]
    if _XML.match(head):
        return next((kind for mark, kind in _XML_ROOTS if mark.search(head)), None)
    return "multipart/related" if _is_mhtml(head) else None


def _ole_type(data: bytes) -> str:
    """Return the type of an Office file of before 2007 by its streams; a file in it has streams of its own."""
    try:
        with olefile.OleFileIO(BytesIO(data)) as container:
            names = {entry[0] for entry in container.listdir() if len(entry) == 1}
    except (OSError, ValueError, KeyError, IndexError, struct.error):
        names = set()
    kinds = [kind for name, kind in _OLE_STREAMS if name in names]
    kinds += [kind for name, kind in _OLE_STREAMS if name.encode("utf-16-le") in data]
    return next(iter(kinds), "application/x-ole-storage")


def _is_mhtml(head: bytes) -> bool:
    """Whether bytes begin as a page that was saved with its pictures does."""
    head = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith(_MAIL) and b"mime-version:" in head and b"multipart/related" in head


def _packed_type(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = set(package.namelist())
            if "mimetype" in names and package.getinfo("mimetype").file_size < 200:
                kind = package.read("mimetype")
                if kind.startswith(_OPEN_DOCUMENT):
                    return kind.decode("ascii", "replace").strip()
    except ZIP_DAMAGE:
        # A damaged package still says what it was.
        names = {name.decode() for name in (b"word/document.xml", b"xl/workbook.xml") if name in data}
        if not names and b"[Content_Types].xml" in data[:_HEAD]:
            return "application/x-damaged-office"
    if "word/document.xml" in names or any(name.startswith("word/") for name in names):
        return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    if any(name.startswith("xl/") for name in names):
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return None


def _docx(data: bytes) -> ParsedDocument:
    from pipeline.parse.office.docx import parse_docx

    return parse_docx(data)


def _doc(data: bytes) -> ParsedDocument:
    from pipeline.parse.office.doc import parse_doc

    return parse_doc(data)


def _rtf(data: bytes) -> ParsedDocument:
    from pipeline.parse.office.rtf import parse_rtf

    return parse_rtf(data)


def _odt(data: bytes) -> ParsedDocument:
    from pipeline.parse.office.odt import parse_odt

    return parse_odt(data)


def _sheets(media_type: str) -> Callable[[bytes], ParsedDocument]:
    def read(data: bytes) -> ParsedDocument:
        from pipeline.parse.office.sheets import parse_sheets

        return parse_sheets(data, media_type)

    return read


def _flat(name: str) -> Callable[[bytes], ParsedDocument]:
    def read(data: bytes) -> ParsedDocument:
        from pipeline.parse.office import flat

        parser: Callable[[bytes], ParsedDocument] = getattr(flat, name)
        return parser(data)

    return read


def _refused(reason: str, message: str) -> Callable[[bytes], ParsedDocument]:
    def read(data: bytes) -> ParsedDocument:
        raise ParseError(reason, message)

    return read


_XLS = "application/vnd.ms-excel"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"

FORMATS: dict[str, Callable[[bytes], ParsedDocument]] = {
    "application/msword": _doc,
    "application/rtf": _rtf,
    "application/vnd.oasis.opendocument.text": _odt,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _docx,
    _XLS: _sheets(_XLS),
    _XLSX: _sheets(_XLSX),
    _ODS: _sheets(_ODS),
    "application/x-word-2003-xml": _flat("parse_word_xml"),
    "application/x-flat-docx": _flat("parse_package_xml"),
    "application/x-excel-2003-xml": _flat("parse_excel_xml"),
    "multipart/related": _flat("parse_mhtml"),
    "application/x-encrypted-office": _refused("encrypted", "the file is protected by a password: save it without one"),
    "application/x-ole-storage": _refused(
        "unreadable", "a Word or Excel file of before 2007 that is damaged, or another file of that kind: save it anew"
    ),
    "application/x-damaged-office": _refused(
        "unreadable", "an office file that is damaged, or breaks off: fetch it again, or open and save it again"
    ),
    "application/vnd.ms-powerpoint": _refused("binary", "a PowerPoint file, which is not read: save it as PDF"),
}
"""Media type → what reads a file of it; heavy packages are imported when the first such file comes."""
