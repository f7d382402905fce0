"""Bytes in, a parsed document out: what kind of file is it, in which encoding, and which parser reads it.

No parser touches the network, runs a script or reads the clock; what one input may cost is in `pipeline.limits`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import PurePosixPath

from pipeline.limits import MAX_BYTES
from pipeline.parse import old_fonts
from pipeline.parse.document import ParsedDocument
from pipeline.parse.encoding import decode
from pipeline.parse.formats import FORMATS, binary_type
from pipeline.parse.html import parse_html
from pipeline.parse.text import parse_text
from pipeline.refusals import ParseError

Parser = Callable[[bytes], ParsedDocument]

__all__ = ["ParseError", "ParsedDocument", "parse"]

_SNIFFED = 4096
_JUNK = 1024  # bytes that readers of PDF skip before its mark
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")  # PNG, JPEG, TIFF
_HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".shtml", ".asp", ".aspx", ".php", ".jsp"})
_TEXT_SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown"})
_DOCUMENT_SUFFIXES = frozenset({".pdf", ".doc", ".docx", ".rtf", ".odt", ".xls", ".xlsx", ".ods"}) | _HTML_SUFFIXES
_MARKDOWN_SUFFIXES = frozenset({".md", ".markdown"})
_HTML_START = re.compile(
    r"\s*+(?:<!--.{0,2000}?-->\s*+){0,8}+(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"</?(?:p|div|td|tr|table|span|a|li|ul|br|h[1-6]|strong|em|b|i)\b[^<>]{0,400}>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[a-zA-Z!/]")
_FEW_TAGS = 6
_WESTERN_ENTITY = re.compile(
    r"&(?:#1(?:2[89]|[3-9][0-9])|#2[0-5][0-9]|#[xX][89a-fA-F][0-9a-fA-F]"
    r"|(?!nbsp|lt|gt|amp|quot|apos)[A-Za-z]{2,6}[1-4]{0,2});"
)

_TAGS = re.compile(r"(<[^<>]*>)")
_TAG_NAME = re.compile(r"</?[A-Za-z]+")
_SILENT = frozenset({"script", "style", "svg", "textarea", "noscript"})
_OLD_PART = 0.1  # of the words that a page shows


def parse(data: bytes, name: str) -> ParsedDocument:
    """Parse one document.

    Args:
        data: its bytes as they came.
        name: file name or address; only how it ends is looked at, and the content comes first.

    Returns:
        Canonical text and blocks. `warnings` says what could not be read of it.

    Raises:
        ParseError: `empty`, `too_large`, `binary`, `encoding` or a reason of the parser of that format; the message
            says what a user can do about it.
    """
    if len(data) > MAX_BYTES:
        raise ParseError("too_large", f"the file has {len(data):,} bytes; up to {MAX_BYTES:,} are read")
    if not data.strip(b" \t\r\n\x0b\x0c\x00\xef\xbb\xbf\xff\xfe"):
        what = "holds nothing but zeros and blanks" if data else "is empty"
        raise ParseError("empty", f"the file {what}: fetch it again")
    own = _own_parser(data)
    if own:
        return own(data)
    try:
        decoded = decode(data)
    except ParseError as error:
        said = PurePosixPath(name).suffix.lower()
        if error.reason == "binary" and said in _DOCUMENT_SUFFIXES:
            raise ParseError("binary", f"{error} (its name says {said})") from error
        raise
    media_type = sniff(decoded.text, name)
    text, old = _unified(decoded.text, media_type)
    document = parse_html(text, name) if media_type == "text/html" else parse_text(text, media_type)
    encoding = decoded.encoding.replace("cp125", "windows-125")
    document = replace(document, encoding=f"{encoding}+{old}" if old else encoding)
    if decoded.damage:
        warning = ("encoding", f"{decoded.damage} characters are no {decoded.encoding} and are lost")
        document = replace(document, warnings=(*document.warnings, warning))
    return document


def _own_parser(data: bytes) -> Parser | None:
    """Return the parser of a format that is no text, by the mark in its first bytes; it is imported when needed."""
    if is_pdf(data):
        from pipeline.parse.pdf import parse_pdf

        return parse_pdf
    if data.startswith(_PICTURES):
        from pipeline.parse.pictures import parse_picture

        return parse_picture
    return FORMATS.get(binary_type(data) or "")


def is_pdf(data: bytes) -> bool:
    """Whether the bytes are a PDF; some stand behind a mark of their own or a mail's header."""
    head = data[:_JUNK]
    return head.lstrip().startswith(b"%PDF-") or (b"%PDF-" in head and b"startxref" in data[-_JUNK:])


def _unified(text: str, media_type: str) -> tuple[str, str | None]:
    """Return a text in Unicode, and the old fonts that it was in; a text that is in none stays as it is."""
    if media_type == "text/html":
        return _unified_page(text)
    if not old_fonts.may_be_old(text):
        return text, None
    found = old_fonts.restore(text.split("\n"))
    old = old_fonts.joined(line.encoding for line in found)
    return ("\n".join(line.text for line in found), old) if old else (text, None)


def _unified_page(text: str) -> tuple[str, str | None]:
    """Return a page in Unicode, and its old fonts: only where a good part of what it shows is in one.

    Tags, scripts and drawings are never touched: the curves of an SVG look much like the codes of a font.
    """
    # Pages write the codes of old fonts as characters or as names of Western letters.
    source = _WESTERN_ENTITY.sub(lambda found: unescape(found[0]), text)
    if not old_fonts.may_be_old(source):
        return text, None
    pieces = _TAGS.split(source)  # every other one is a tag
    shown: list[int] = []
    silent = ""
    for i, piece in enumerate(pieces):
        if i % 2:
            name = _TAG_NAME.match(piece)
            if silent:
                silent = "" if name and name[0].lower() == f"</{silent}" else silent
            elif name and name[0][1:].lower() in _SILENT and not piece.endswith("/>"):
                silent = name[0][1:].lower()
        elif not silent and piece and not piece.isspace():
            shown.append(i)
    found = old_fonts.restore([pieces[i] for i in shown])
    words = [len(piece.text.split()) for piece in found]
    old_words = sum(count for count, piece in zip(words, found, strict=True) if piece.encoding)
    if old_words <= _OLD_PART * sum(words):
        return text, None
    for i, piece in zip(shown, found, strict=True):
        pieces[i] = piece.text
    return "".join(pieces), old_fonts.joined(piece.encoding for piece in found)


def sniff(text: str, name: str) -> str:
    """Return the media type of a decoded text: text/html, text/markdown or text/plain."""
    suffix = PurePosixPath(re.split(r"[?#]", name, maxsplit=1)[0]).suffix.lower()
    if _HTML_START.match(text.removeprefix("\ufeff")):
        return "text/html"
    head = text[:_SNIFFED]
    if suffix in _HTML_SUFFIXES and _ANY_TAG.search(head):
        return "text/html"
    if (
        suffix not in _TEXT_SUFFIXES
        and head.lstrip("\ufeff \t\r\n")[:1] == "<"
        and len(_TAG.findall(head)) >= _FEW_TAGS
    ):
        return "text/html"
    return "text/markdown" if suffix in _MARKDOWN_SUFFIXES else "text/plain"
