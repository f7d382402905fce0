"""The tables: one Arrow schema for each record class, versioned and frozen.

The schemas are derived from `schemas.records`; `SCHEMA_VERSION` is written into the metadata of each file.
A changed column is a new version; `tests/schemas` holds a fingerprint of each version.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
import typing
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from schemas import records

SCHEMA_VERSION = 3
READABLE_VERSIONS = frozenset({2, 3})
"""Versions whose files can be read: 3 has the table findings, and what both have is the same in both."""

VERSION_KEY = b"vanban.schema_version"
TABLE_KEY = b"vanban.table"

_ARROW: dict[Any, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    dt.date: pa.date32(),
    dt.datetime: pa.timestamp("us", tz="UTC"),
    records.FieldSpan: pa.struct([("field", pa.string()), ("start", pa.int64()), ("end", pa.int64())]),
}


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a corpus.

    Attributes:
        name: folder under tables/.
        meaning: what a row is.
        record: the record class that its rows are made of.
        keys: columns before those of the record; `doc_id` names the document (null in rejects when no
            bytes could be read).
        named_by: column that is part of `row_id`, where one span can have rows for several reasons.
        is_read: its rows are read from the bytes of one document; the others tell of how documents came and
            how they belong together, and are written at the end of a run.
    """

    name: str
    meaning: str
    record: type
    keys: tuple[tuple[str, str], ...]
    is_read: bool = True
    named_by: str = ""

    @property
    def schema(self) -> pa.Schema:
        """Arrow schema with the meaning of each column and the schema version in its metadata."""
        nullable = self.name == "rejects"  # an input whose bytes could not be read has no id
        fields = [
            pa.field(name, pa.string(), nullable=nullable, metadata={"about": meaning}) for name, meaning in self.keys
        ]
        hints = typing.get_type_hints(self.record)
        for item in dataclasses.fields(self.record):
            kind, nullable = _arrow_type(hints[item.name])
            about = {"about": item.metadata.get("about", "")}
            fields.append(pa.field(item.name, kind, nullable=nullable, metadata=about))
        return pa.schema(fields, metadata={VERSION_KEY: str(SCHEMA_VERSION).encode(), TABLE_KEY: self.name.encode()})


def _arrow_type(hint: Any) -> tuple[pa.DataType, bool]:
    """Arrow type of a record field's annotation, and whether it may be null."""
    if isinstance(hint, types.UnionType):
        inner = [member for member in typing.get_args(hint) if member is not type(None)]
        return _arrow_type(inner[0])[0], True
    if typing.get_origin(hint) is tuple:
        return pa.list_(_arrow_type(typing.get_args(hint)[0])[0]), False
    return _ARROW[hint], False


_DOC = ("doc_id", "document that the row was read from")
_ROW = ("row_id", "doc_id:start-end, with .1 .2 … where spans coincide; the same for the same bytes")

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "documents", "one version of one document", records.Document, (("doc_id", "id from the hash of the bytes"),)
        ),
        Table("blocks", "one structural unit of a document", records.Block, (_DOC,)),
        Table("table_cells", "one cell of one table in a document", records.Cell, (_DOC,)),
        Table("words", "one word of a page with its box", records.Word, (_DOC,)),
        Table("portal_fields", "one field of what a portal says of a document", records.PortalField, (_DOC,)),
        Table("links", "one related document or attachment that a page names", records.Link, (_DOC,)),
        Table("citations", "one mention of another document, list members one by one", records.Citation, (_ROW, _DOC)),
        Table("dates", "one date, range or period", records.DateMention, (_ROW, _DOC)),
        Table("places", "one mention of an administrative unit", records.Place, (_ROW, _DOC)),
        Table("criteria", "one count, share or target", records.Criterion, (_ROW, _DOC)),
        Table("quantities", "one amount with its unit", records.Quantity, (_ROW, _DOC)),
        Table("people", "one mention of a named person in an official role", records.Person, (_ROW, _DOC)),
        Table("bodies", "one mention of an organisation", records.Body, (_ROW, _DOC)),
        Table(
            "findings",
            "one thing that an auditor should look at",
            records.Finding,
            (("row_id", "doc_id:start-end:kind, with .1 .2 … where these coincide; the same for the same bytes"), _DOC),
            named_by="kind",
        ),
        Table(
            "rejects",
            "one input that could not be read whole",
            records.Reject,
            (("doc_id", "id of the bytes; null if none could be read"),),
        ),
        Table(
            "fetches", "one request of a crawl", records.Fetch, (("fetch_id", "id of source, run and number"),), False
        ),
        Table(
            "versions",
            "what stood at one address for a time",
            records.Version,
            (("version_id", "id of address and version"),),
            False,
        ),
        Table("clusters", "one of several copies of the same document", records.Copy, (_DOC,), False),
    )
}

READ_TABLES: dict[str, Table] = {name: table for name, table in TABLES.items() if table.is_read}
"""The tables whose rows are read from the bytes of a document."""
