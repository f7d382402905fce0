"""A gold file, read: what every kind of it comes down to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.evaluate.score import Item

Row = dict[str, Any]


class GoldError(Exception):
    """A gold file that cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A header value that a document should give; null where it has none."""

    value: str | None
    same: Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Case:
    """One gold document.

    Attributes:
        doc_id: its id.
        origin: where its text comes from; `all` in a gold of one origin.
        data: the bytes to read, as a plain text file.
        items: gold items per field, in offsets of the canonical text.
        header: expected header values per field; a field that cannot be judged is absent.
        number: the form that numbers of citations are compared in.
        only_at: for these fields, only predictions at these spans are counted, and any granularity.
    """

    doc_id: str
    origin: str
    data: bytes
    items: Mapping[str, Sequence[Item]]
    header: Mapping[str, Expected] = field(default_factory=dict)
    number: Callable[[str], str] = str
    only_at: Mapping[str, Sequence[Item]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold file, read.

    Attributes:
        kind: annotations, portal, notes.
        metric: the metric in words.
        fingerprint: sha256 over its rows and texts.
        cases: the documents.
        left_out: (doc_id, why) of rows that the metric cannot judge.
    """

    kind: str
    metric: str
    fingerprint: str
    cases: list[Case]
    left_out: list[tuple[str, str]]
