"""Bytes of one document in, its rows out: the pure heart of the pipeline.

Whatever a document does to a parser or an extractor, `read` returns: what cannot be read is a reject.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from typing import Any

import extractors
from extractors import findings
from pipeline.limits import Expired, deadline
from pipeline.parse import parse
from pipeline.parse.document import ParsedDocument
from pipeline.refusals import ParseError
from schemas import facts, layout
from schemas.records import (
    Block,
    Body,
    Cell,
    Citation,
    Criterion,
    DateMention,
    Document,
    Finding,
    Header,
    Kind,
    Link,
    Person,
    Place,
    PortalField,
    Quantity,
    Record,
    Reject,
    Word,
)
from schemas.tables import READ_TABLES

# Header values that are written by hand, and what else is read of them.
_WRITTEN = {"number": ("number", "number_norm"), "issue_date": ("issue_date",)}
_GUESS = 0.4  # confidence of a word that neither reader is sure of
_FIGURE = re.compile(r"[0-9]")

# Blocks that only official texts have.
_OFFICIAL = frozenset({"masthead", "addressee", "basis", "article", "recipients", "signature"})


@dataclass(frozen=True, slots=True)
class DocumentRows:
    """The rows of one input.

    Attributes:
        source: the name that it was read under.
        doc_id: id of its bytes; null if there are none.
        document: null if nothing could be read.
    """

    source: str
    doc_id: str | None = None
    document: Document | None = None
    blocks: tuple[Block, ...] = ()
    table_cells: tuple[Cell, ...] = ()
    words: Sequence[Word] = ()
    portal_fields: tuple[PortalField, ...] = ()
    links: tuple[Link, ...] = ()
    citations: tuple[Citation, ...] = ()
    dates: tuple[DateMention, ...] = ()
    places: tuple[Place, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    people: tuple[Person, ...] = ()
    bodies: tuple[Body, ...] = ()
    findings: tuple[Finding, ...] = ()
    rejects: tuple[Reject, ...] = ()

    def tables(self) -> dict[str, Sequence[Record]]:
        """Return the rows by the name of their table."""
        rows = {name: getattr(self, name) for name in READ_TABLES if name != "documents"}
        return {"documents": (self.document,) if self.document else (), **rows}


def read(data: bytes, source: str) -> DocumentRows:
    """Read one document.

    Args:
        data: the bytes as they came.
        source: name of the input; parsers may look at how it ends.

    Returns:
        Its rows, each in the order of the text. A document that no parser can read gives a reject only; one
        that an extractor fails on keeps its text and blocks and is `partial`.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    doc_id = layout.doc_id(sha256)

    try:
        with deadline():
            parsed = parse(data, source)
    except Exception as error:
        return DocumentRows(source, doc_id, rejects=(_reject(source, sha256, "parse", error),))

    rejects = [Reject(source, sha256, "parse", reason, message) for reason, message in parsed.warnings]
    header, found, what = Header(), {}, Kind.OTHER
    try:
        with deadline():
            reading = extractors.read(parsed.text, parsed.hidden, parsed.published_at, parsed.cells)
        found, what = _found(parsed.text, reading), kind(reading.header, parsed.blocks)
        reading = replace(reading, header=_certain(reading.header, parsed))
        header = reading.header
        found["findings"] = _in_order(parsed.text, "findings", findings.find(_said(parsed, reading)))
    except Exception as error:
        rejects.append(_reject(source, sha256, "extract", error))

    document = Document(
        **{item.name: getattr(header, item.name) for item in fields(Header)},
        sha256=sha256,
        source=source,
        media_type=parsed.media_type,
        kind=what.value,
        title=parsed.title,
        published_at=parsed.published_at,
        site=parsed.site,
        pages=parsed.pages,
        read_by=parsed.read_by,
        ocr_confidence=parsed.ocr_confidence,
        encoding=parsed.encoding,
        text=parsed.text,
        parse_status="partial" if rejects else "whole",
        reader=reader_version(),
    )
    return DocumentRows(
        source=source,
        doc_id=doc_id,
        document=document,
        blocks=parsed.blocks,
        table_cells=parsed.cells,
        words=parsed.words,
        portal_fields=parsed.portal_fields,
        links=parsed.links,
        rejects=tuple(rejects),
        **found,
    )


def crash(data: bytes, source: str, message: str) -> DocumentRows:
    """Return the reject of a document that took its reader down with it."""
    sha256 = hashlib.sha256(data).hexdigest()
    return DocumentRows(source, layout.doc_id(sha256), rejects=(Reject(source, sha256, "parse", "crash", message),))


def unreadable(source: str, reason: str, message: str) -> DocumentRows:
    """Return the reject of an input that gave no bytes."""
    return DocumentRows(source, rejects=(Reject(source, None, "acquire", reason, message),))


@cache
def reader_version() -> str:
    """Return the version of the reader: that of the package, and a fingerprint of its code and facts.

    Any change of an extractor or of a reference table makes another version, so documents that older code
    has read are read again and nobody has to remember to raise a number.
    """
    digest = hashlib.sha256()
    for package in ("schemas", "extractors", "pipeline.parse"):
        for name, data in _files(resources.files(package), package):
            digest.update(f"{name}\0{len(data)}\0".encode() + data)
    own = resources.files("pipeline").joinpath("read.py").read_bytes()
    digest.update(own.replace(b"\r\n", b"\n"))
    try:
        version = metadata.version("vanban")
    except metadata.PackageNotFoundError:
        version = "0"
    return f"{version}+{digest.hexdigest()[:12]}"


def _files(folder: Traversable, name: str) -> list[tuple[str, bytes]]:
    found = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        below = f"{name}/{entry.name}"
        if entry.is_dir():
            found += _files(entry, below)
        elif entry.name.endswith((".py", ".csv", ".json", ".toml")):
            found.append((below, entry.read_bytes().replace(b"\r\n", b"\n")))
    return found


def _certain(header: Header, parsed: ParsedDocument) -> Header:
    """Return a header without number and day that were guessed: offices write them by hand on what they scan."""
    if parsed.read_by not in ("ocr", "mixed"):
        return header
    guessed = [word for word in parsed.words if word.confidence is not None and word.confidence <= _GUESS]
    spans = [
        span
        for span in header.header_spans
        if span.field in _WRITTEN
        for word in guessed
        if word.start < span.end and span.start < word.end and _FIGURE.search(parsed.text, word.start, word.end)
    ]
    lost = {name for span in spans for name in _WRITTEN[span.field]}
    if not lost:
        return header
    kept = tuple(span for span in header.header_spans if span.field not in lost)
    nothing: dict[str, Any] = dict.fromkeys(lost)
    return replace(header, header_spans=kept, **nothing)


def _said(parsed: ParsedDocument, reading: extractors.Reading) -> findings.Said:
    """Return what the rules of the audit look at."""
    return findings.Said(
        parsed.text,
        reading.header,
        reading.citations,
        reading.dates,
        reading.criteria,
        parsed.portal_fields,
        parsed.published_at,
        tuple(parsed.hidden),
    )


def _found(text: str, reading: extractors.Reading) -> dict[str, tuple[Any, ...]]:
    """Return what the extractors found, table by table in the order of the text."""
    found = {item.name: getattr(reading, item.name) for item in fields(reading) if item.name != "header"}
    return {name: _in_order(text, name, rows) for name, rows in found.items()}


def _in_order(text: str, name: str, rows: Iterable[Any]) -> tuple[Any, ...]:
    """Return the rows of a table in the order of the text.

    Raises:
        AssertionError: a row breaks the offset law; here all of them come by.
    """
    ordered = tuple(sorted(rows, key=lambda row: (row.start, row.end)))
    for row in ordered:
        if not 0 <= row.start < row.end or text[row.start : row.end] != row.surface:
            raise AssertionError(f"offset law: {name} {row.rule!r} {row.start}-{row.end} is not the text")
    return ordered


def _reject(source: str, sha256: str, stage: str, error: Exception) -> Reject:
    if isinstance(error, ParseError):
        return Reject(source, sha256, stage, error.reason, str(error))
    if isinstance(error, Expired):
        return Reject(source, sha256, stage, "timeout", str(error))
    # The type and the module, never the whole trace: rows must not depend on where vanban is installed.
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f" in {trace.tb_frame.f_globals.get('__name__')}" if trace else ""
    message = f"{type(error).__name__}: {error}{where}. A fault of vanban: please report it."
    return Reject(source, sha256, stage, "crash", message)


def kind(own: Header, blocks: Iterable[Block] = ()) -> Kind:
    """Return what a document is, by its type; a page with no header and no official structure is news."""
    if own.doc_type:
        name = own.doc_type.casefold()
        return next((kind for start, kind in _kinds() if name.startswith(start)), Kind.OTHER)
    is_official = own.number or own.issuer or own.signer or own.issue_date
    return Kind.OTHER if is_official or any(block.kind in _OFFICIAL for block in blocks) else Kind.NEWS


@cache
def _kinds() -> tuple[tuple[str, Kind], ...]:
    """Return (start of the type, kind), longest first."""
    rows = [(row["doc_type"], Kind(row["kind"])) for row in facts.rows("kinds")]
    return tuple(sorted(rows, key=lambda row: -len(row[0])))
