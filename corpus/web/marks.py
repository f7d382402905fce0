"""The marks of a document: what was read in it, where, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from corpus.web.store import Store

INKS = ("citation", "date", "place", "figure", "name")
"""How marks are drawn; the legend filters by ink."""

TABLES = {
    "citations": "citation",
    "dates": "date",
    "places": "place",
    "criteria": "figure",
    "quantities": "figure",
    "people": "name",
    "bodies": "name",
    "findings": "finding",
}
"""The tables whose rows are marks, with their inks; a finding is always shown, so the legend has no switch for it."""

LOW = 0.8
"""Confidence below which a mark is shown as doubtful."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One span of the text with what was read there.

    Attributes:
        table: table of the row; documents for a value of the header.
        ink: one of INKS; empty for a value of the header, which is only shown when it is asked for.
        start: first character.
        end: character after the last.
        row: the row of the table.
        doubts: keys of the reasons why a reader should look twice; empty for a mark that is sure.
    """

    table: str
    ink: str
    start: int
    end: int
    row: Mapping[str, Any]
    doubts: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """The fragment of the address that leads to the mark."""
        return f"s{self.start}-{self.end}"


def doubts(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return why a row is doubtful, as keys of the catalogue's section `doubt`."""
    found = []
    if row.get("state") in ("ambiguous", "partial", "unknown"):
        found.append(row["state"])
    if row.get("year_inferred"):
        found.append("year_inferred")
    if row.get("partial"):
        found.append("partial_date")
    if row.get("symbol_inferred"):
        found.append("symbol_inferred")
    if row.get("form") in ("relative", "lunar"):
        found.append(row["form"])
    confidence = row.get("confidence")
    if confidence is not None and confidence < LOW:
        found.append("low")
    return tuple(found)


def of_document(store: Store, document: Mapping[str, Any]) -> list[Mark]:
    """Return the marks of a document, in the order of the text, longer ones first."""
    length = len(document["text"])
    found = [
        Mark("documents", "", span["start"], span["end"], {"field": span["field"]}) for span in document["header_spans"]
    ]
    for table, ink in TABLES.items():
        for row in store.of_document(table, document["doc_id"]):
            found.append(Mark(table, ink, row["start"], row["end"], row, doubts(row)))
    return sorted(
        (mark for mark in found if 0 <= mark.start < mark.end <= length),
        key=lambda mark: (mark.start, -mark.end, mark.table),
    )


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text over which the same marks lie.

    Attributes:
        text: its characters.
        marks: the marks over it, the innermost first; none for plain text.
        begins: inks whose mark begins here.
        ends: inks whose mark ends here.
        anchors: fragments of the marks that begin here.
        is_label: it is the number that a unit begins with: Điều 3.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    begins: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    is_label: bool = False

    @property
    def doubtful(self) -> bool:
        """Whether the innermost mark should be looked at twice."""
        return bool(self.marks and self.marks[0].doubts)


def segments(
    text: str, start: int, end: int, marks: Sequence[Mark], hidden: Sequence[tuple[int, int]] = ()
) -> list[Segment]:
    """Cut text[start:end] at the ends of the marks over it.

    Marks that reach beyond are cut there: a mark may run over the end of a block.

    Args:
        text: canonical text of the document.
        start: first character.
        end: character after the last.
        marks: those that lie over it, and others.
        hidden: stretches that are not shown, in order.
    """
    over = [mark for mark in marks if mark.start < end and mark.end > start]
    ends = {cut for mark in over for cut in (mark.start, mark.end)} | {cut for pair in hidden for cut in pair}
    cuts = sorted({start, end, *(cut for cut in ends if start < cut < end)})
    found = []
    for left, right in pairwise(cuts):
        here = sorted(
            (mark for mark in over if mark.start <= left and mark.end >= right),
            key=lambda mark: (mark.ink == "", mark.ink == "name", mark.end - mark.start, mark.table),
        )
        found.append(
            Segment(
                "" if any(first <= left < last for first, last in hidden) else text[left:right],
                tuple(here),
                _inks(mark for mark in here if mark.start == left),
                _inks(mark for mark in here if mark.end == right),
                tuple(dict.fromkeys(mark.anchor for mark in here if mark.start == left)),
            )
        )
    return found


def _inks(marks: Iterable[Mark]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mark.ink for mark in marks if mark.ink))
