"""The extractors as components of a spaCy pipeline: ``nlp.add_pipe("vanban_citations")``.

A component puts what it reads into ``doc.spans`` under its own name. A span covers whole tokens, so it may be wider
than what was read; the record (``span._.vanban``) keeps the exact offsets. spaCy finds the components by the entry
points of this package; this is the only module that imports it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

import extractors
from extractors.shadow import canonical

KEY = "vanban"
"""Key of ``doc.user_data``: name of a field → its records as plain values."""
FIELDS = tuple(field.name for field in dataclasses.fields(extractors.Reading) if field.name != "header")
"""The lists of records that there are; each is a field of `extractors.Reading`."""

_LABELS = {"criteria": "CRITERION", "quantities": "QUANTITY", "people": "PERSON", "bodies": "BODY"}
_CLUSTER = re.compile(r"\r\n|.[\u0300-\u036f]*", re.S)

Record = dict[str, Any]


@Language.factory("vanban_citations", default_config={"date": None})
def citations(nlp: Language, name: str, date: str | None) -> Component:
    """Mentions of other documents; `kb_id_` is the normalised number.

    Args:
        nlp: the pipeline.
        name: name of the component in it.
        date: ISO date that texts without a date of their own are read with; ``doc._.vanban_date`` comes first.
    """
    return Component(("citations",), date)


@Language.factory("vanban_dates", default_config={"date": None})
def dates(nlp: Language, name: str, date: str | None) -> Component:
    """Dates, ranges and periods; `kb_id_` is the day or the first and last day, ISO."""
    return Component(("dates",), date)


@Language.factory("vanban_places", default_config={"date": None})
def places(nlp: Language, name: str, date: str | None) -> Component:
    """Administrative units; `kb_id_` is the code of the unit, else its name."""
    return Component(("places",), date)


@Language.factory("vanban_criteria", default_config={"date": None})
def criteria(nlp: Language, name: str, date: str | None) -> Component:
    """Counts, shares and targets of the rural programme; `kb_id_` is their kind and value."""
    return Component(("criteria",), date)


@Language.factory("vanban", default_config={"fields": None, "date": None})
def everything(nlp: Language, name: str, fields: list[str] | None, date: str | None) -> Component:
    """All lists of records, or those named in `fields`, in one pass."""
    return Component(FIELDS if fields is None else tuple(fields), date)


class Component:
    """Reads a document and stores what it read in its spans and its user data.

    It holds its settings only, so a pipeline that is saved or pickled needs nothing but its configuration.
    """

    def __init__(self, fields: tuple[str, ...], date: str | None = None) -> None:
        unknown = [field for field in fields if field not in FIELDS]
        if unknown:
            raise ValueError(f"no such field: {', '.join(unknown)} (there are {', '.join(FIELDS)})")
        self.fields = fields
        self.date = dt.date.fromisoformat(date).isoformat() if date else None

    def __call__(self, doc: Doc) -> Doc:
        """Return the document with a span group for each field: ``doc.spans["vanban_citations"]``."""
        text, origin = _aligned(doc.text)
        reading = _read(text, doc._.vanban_date or self.date)
        stored = doc.user_data.setdefault(KEY, {})
        for field in self.fields:
            rows = tuple(_plain(record, doc.text, origin) for record in getattr(reading, field))
            stored[field] = rows
            spans = (_span(doc, field, number, row) for number, row in enumerate(rows))
            doc.spans[f"{KEY}_{field}"] = [span for span in spans if span is not None]
        return doc


@lru_cache(maxsize=2)
def _read(text: str, date: str | None) -> extractors.Reading:
    """Reading of a text; kept for the next component of the same pipeline."""
    return extractors.read(text, published_at=dt.date.fromisoformat(date) if date else None)


def _span(doc: Doc, field: str, number: int, row: Record) -> Span | None:
    """The tokens of a record; its id leads back to the record."""
    return doc.char_span(
        row["start"],
        row["end"],
        label=_LABELS.get(field, field.removesuffix("s").upper()),
        kb_id=_value(field, row),
        span_id=f"{field}:{number}",
        alignment_mode="expand",
    )


def _value(field: str, row: Record) -> str:
    """The normalised value of a record as one string; empty if it has none."""
    match field:
        case "citations":
            return str(row["antecedent"] or row["number_norm"])
        case "dates":
            days = [day for day in (row["start_date"], row["end_date"]) if day]
            return "/".join(dict.fromkeys(days)) or row["partial"] or ""
        case "places":
            return row["code"] or row["name"] or ""
        case "criteria" | "quantities":
            return f"{row['kind']}={row['value']:g}" if row["value"] is not None else row["kind"]
        case "bodies":
            return row["body_id"] or ""
        case _:
            return row.get("name") or ""


# --- from canonical text to the text of the document, and from records to plain values

Origin = Callable[[int, int], tuple[int, int]]


def _aligned(text: str) -> tuple[str, Origin]:
    """Return the canonical form of a text, and the way from a span in it to one in the text."""
    clean = canonical(text)
    if clean == text:
        return text, lambda start, end: (start, end)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for cluster in _CLUSTER.finditer(text, text.startswith("\ufeff")):
        piece = "\n" if cluster[0][0] == "\r" else unicodedata.normalize("NFC", cluster[0].replace("\x00", " "))
        pieces.append(piece)
        starts += [cluster.start()] * len(piece)
        ends += [cluster.end()] * len(piece)
    return "".join(pieces), lambda start, end: (starts[start], ends[end - 1])


def _plain(record: Any, text: str, origin: Origin) -> Record:
    """A record as values that spaCy can store, with offsets in the text of the document."""
    row: Record = {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}
    row |= {name: value.isoformat() for name, value in row.items() if isinstance(value, dt.date)}
    row["start"], row["end"] = origin(record.start, record.end)
    row["surface"] = text[row["start"] : row["end"]]
    for name in ("list_id", "subset_of"):  # the span of another record
        if row.get(name):
            start, _, end = row[name].partition("-")
            row[name] = "{}-{}".format(*origin(int(start), int(end)))
    return row


def _record(span: Span) -> Record | None:
    """The record that a span was made of; null for spans of other components."""
    field, _, number = span.id_.partition(":")
    rows: tuple[Record, ...] = span.doc.user_data.get(KEY, {}).get(field, ())
    return rows[int(number)] if number.isdigit() and int(number) < len(rows) else None


def _records(doc: Doc) -> dict[str, tuple[Record, ...]]:
    """All records that the components have read in a document, by field."""
    return dict(doc.user_data.get(KEY, {}))


def _add_extensions() -> None:
    """Add ``span._.vanban``, ``doc._.vanban`` and ``doc._.vanban_date``."""
    for holder, name, kind in (
        (Span, KEY, {"getter": _record}),
        (Doc, KEY, {"getter": _records}),
        (Doc, f"{KEY}_date", {"default": None}),
    ):
        if not holder.has_extension(name):
            holder.set_extension(name, **kind)


_add_extensions()
