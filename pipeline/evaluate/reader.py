"""How gold documents are read: by the very path of `vanban extract`."""

from __future__ import annotations

from extractors import Reading
from pipeline.read import read


class Unread(Exception):
    """A document that gave a reject in place of its records; the message is that of the reject."""


def read_rows(data: bytes, source: str) -> tuple[str, Reading]:
    """Return the canonical text of a document and its records.

    Raises:
        Unread: if it could not be parsed, or an extractor failed on it.
    """
    rows = read(data, source)
    failed = [reject for reject in rows.rejects if rows.document is None or reject.stage == "extract"]
    if failed or rows.document is None:
        raise Unread("; ".join(f"{reject.reason}: {reject.message}" for reject in failed) or "no document")
    records = list(rows.citations), list(rows.dates), list(rows.places), list(rows.criteria)
    return rows.document.text, Reading(rows.document, *records)
