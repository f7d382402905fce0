"""Read documents without a corpus: what each of them says, one JSON object a line with --format jsonl.

A file that cannot be read gives an object too, with the reason in `rejects`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import out

if TYPE_CHECKING:
    from pipeline.read import DocumentRows

EXAMPLE = "Example: vanban extract cong-van.txt --format jsonl"

_COLUMNS = ("source", "doc_id", "start", "end", "what", "surface", "value")


def command(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Files or folders; - is standard input.")],
    format: out.FormatOption = out.Format.TABLE,
) -> None:
    """Extract."""
    # As a table, each input has its own, with its name above.
    writer = out.Writer(format, _COLUMNS[2:] if format is out.Format.TABLE else _COLUMNS)
    is_whole = True
    for rows in _read(files):
        is_whole &= not rows.rejects
        for reject in rows.rejects:
            out.error(f"rejected: {reject.source}: {reject.reason}: {reject.message}")
        if format is out.Format.JSONL:
            print(out.json_line(as_object(rows)), flush=True)
        else:
            writer.write(as_rows(rows), title=rows.source)
    if not is_whole:
        raise typer.Exit(1)


def _read(arguments: list[str]) -> Iterator[DocumentRows]:
    """Yield the rows of each input, in the order of the arguments; sources are paths as given."""
    from pipeline import acquire
    from pipeline.read import read, unreadable
    from pipeline.refusals import AcquireError

    acquire.check(argument for argument in arguments if argument != "-")
    for argument in arguments:
        if argument == "-":
            items: Iterable[acquire.Input] = [acquire.Input("-", "-")]
        else:
            items = acquire.walk([argument], as_given=True)
        for item in items:
            try:
                data = acquire.fetch_stdin() if item.path == "-" else acquire.fetch(item)
            except AcquireError as error:
                yield unreadable(item.source, error.reason, str(error))
            else:
                yield read(data, item.source)


def as_object(rows: DocumentRows) -> dict[str, Any]:
    """Return what was read from one input as the object that `vanban extract --format jsonl` prints."""
    from schemas.records import Header

    document = rows.document
    own = document or Header()
    header = {item.name: getattr(own, item.name) for item in fields(Header)}
    spans = {at.field: [at.start, at.end] for at in header.pop("header_spans")}
    return {
        "source": rows.source,
        "doc_id": rows.doc_id,
        "kind": document.kind if document else None,
        "media_type": document.media_type if document else None,
        "title": document.title if document else None,
        "published_at": document.published_at if document else None,
        "text": document.text if document else "",
        "header": header | {"spans": spans},
        "citations": [asdict(citation) for citation in rows.citations if citation.number_norm],
        "short_forms": [asdict(citation) for citation in rows.citations if not citation.number_norm],
        "dates": [asdict(date) for date in rows.dates if date.form == "printed"],
        "relative_dates": [asdict(date) for date in rows.dates if date.form != "printed"],
        "provinces": [
            {"surface": place.surface, "start": place.start, "end": place.end, "province": place.name,
             "state": place.state}
            for place in rows.places
            if place.level == "province" and place.name
        ],
        "places": [asdict(place) for place in rows.places],
        "criteria": [_criterion(asdict(criterion)) for criterion in rows.criteria],
        **{name: [asdict(record) for record in others] for name, others in _others(rows).items()},
        "rejects": [
            {"stage": reject.stage, "reason": reject.reason, "message": reject.message}
            for reject in rows.rejects
        ],
    }  # fmt: skip


_WITHOUT_SURFACE = ("table_cells", "words", "portal_fields", "links")


def _others(rows: DocumentRows) -> dict[str, Sequence[Any]]:
    """Return the records of the tables that have no form of their own here."""
    own = ("documents", "blocks", "citations", "dates", "places", "criteria", "rejects")
    return {name: records for name, records in rows.tables().items() if name not in own}


def _criterion(row: dict[str, Any]) -> dict[str, Any]:
    low, high = row.pop("band_min"), row.pop("band_max")
    return row | {"band": None if low is None and high is None else [low, high]}


def as_rows(rows: DocumentRows) -> list[dict[str, Any]]:
    """Return one row for each value that was read from an input, in the order of the text."""
    found: list[tuple[int | None, int | None, str, str | None, str]] = []
    document = rows.document
    if document:
        for at in document.header_spans:
            value = out.cell(getattr(document, at.field))
            found.append((at.start, at.end, f"header.{at.field}", document.text[at.start : at.end], value))
    for citation in rows.citations:
        value = _join(citation.number_norm or citation.antecedent, citation.doc_type, citation.issuer, citation.date)
        found.append((citation.start, citation.end, "citation", citation.surface, value))
    for date in rows.dates:
        ends = sorted({str(end) for end in (date.start_date, date.end_date) if end})
        value = _join("/".join(ends) or date.partial, date.role)
        found.append((date.start, date.end, "date", date.surface, value))
    for place in rows.places:
        value = place.name or " | ".join(place.candidates)
        found.append((place.start, place.end, place.level, place.surface, value))
    for item in rows.criteria:
        figure = out.cell(item.value) + (f"/{out.cell(item.denominator)}" if item.denominator else "")
        value = _join(figure, item.unit, item.grade, item.modality, item.period)
        found.append((item.start, item.end, item.kind, item.surface, value))
    for name, others in _others(rows).items():
        if name not in _WITHOUT_SURFACE:
            found += [(record.start, record.end, name, record.surface, _summary(record)) for record in others]
    found.sort(key=lambda row: (row[0] or 0, row[1] or 0))
    for said in rows.portal_fields:
        found.append((None, None, f"portal.{said.field}", f"{said.label}: {said.value}", said.value_norm or ""))
    for link in rows.links:
        found.append((None, None, f"link.{link.relation or link.kind}", link.text, _join(link.number_norm, link.url)))
    for reject in rows.rejects:
        found.append((None, None, "reject", None, f"{reject.reason}: {reject.message}"))
    return [dict(zip(_COLUMNS, (rows.source, rows.doc_id, *row), strict=True)) for row in found]


def _summary(record: Any) -> str:
    """Return the main values of a record of a table that has no line of its own above."""
    names = ("value", "unit", "measure", "position", "body_id", "severity", "message_en")
    return _join(*(out.cell(value) for name in names if (value := getattr(record, name, None)) is not None))


def _join(*values: str | None) -> str:
    return " · ".join(value for value in values if value)
