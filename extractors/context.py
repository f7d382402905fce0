"""What is known of a document before its sentences are read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Context:
    """The document around a text.

    Attributes:
        date: the date that its mentions are read with: issue date, else publication date; null if unknown.
        number: the document's own normalised number, so that its mentions are marked as its own.
        doc_type: its own type, which 'Quyết định này' refers to.
        is_news: true for a press or portal article, which has no number of its own.
    """

    date: dt.date | None = None
    number: str | None = None
    doc_type: str | None = None
    is_news: bool = False
