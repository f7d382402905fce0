"""One document of a corpus with all that was read in it, and its citations both ways."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

from corpus import citing as corpus_citing
from corpus.numbers import key
from corpus.tables import Tables
from extractors.shadow import fold
from schemas.layout import CorpusError
from schemas.records import Block, Document, FieldSpan

KINDS = {
    "citations": "citation",
    "dates": "date",
    "places": "place",
    "criteria": "criterion",
    "quantities": "quantity",
    "people": "person",
    "bodies": "body",
}
"""Table of spans → what one of its rows is called."""

# Issuers that many bodies share: a number with one of them says nothing without the name of the body.
_SHARED = ("UBND", "HĐND", "CTUBND", "TU", "HU", "ĐU", "BCĐ")


@dataclass(frozen=True, slots=True)
class Span:
    """One thing that was read in a text.

    Attributes:
        kind: citation, date, place, criterion, quantity, person or body.
        start, end: offsets in the text of the document.
        surface: the characters there.
        row: the whole row of its table.
    """

    kind: str
    start: int
    end: int
    surface: str
    row: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cited:
    """A document that this one cites.

    Attributes:
        key: key of its number, the same for all spellings.
        number: its number, normalised.
        doc_type, issuer, date: what the mentions say of it; the first that says something counts.
        mentions: where it is cited.
        found: documents of the corpus that it can be.
    """

    key: str
    number: str
    doc_type: str | None
    issuer: str | None
    date: str | None
    mentions: tuple[Span, ...]
    found: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Citing:
    """A document that cites this one.

    Attributes:
        doc_id, source, title, number, issuer, issue_date: of the document that cites.
        state: resolved, or ambiguous where nothing but the number agrees.
        mentions: where it cites.
    """

    doc_id: str
    source: str
    title: str | None
    number: str | None
    issuer: str | None
    issue_date: dt.date | None
    state: str
    mentions: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A document of the corpus that a citation can mean; `state` is resolved or ambiguous."""

    doc_id: str
    state: str


class CorpusDocument:
    """One document of a corpus; what it holds is read when it is asked for.

    Attributes:
        corpus: where it is from.
        doc_id: its id.
        record: its row in the table documents.
    """

    def __init__(self, corpus: Tables, doc_id: str, row: dict[str, Any]) -> None:
        self.corpus = corpus
        self.doc_id = doc_id
        values = {item.name: row[item.name] for item in dataclasses.fields(Document)}
        values |= {name: tuple(values[name]) for name in ("recipients", "distribution")}
        values["header_spans"] = tuple(FieldSpan(**span) for span in values["header_spans"])
        self.record = Document(**values)

    def __repr__(self) -> str:
        return f"<CorpusDocument {self.doc_id} {self.record.number or self.record.source}>"

    @property
    def text(self) -> str:
        """Its canonical text; all offsets are offsets of it."""
        return self.record.text

    @property
    def source(self) -> str:
        """The path or address that it was read from."""
        return self.record.source

    @property
    def title(self) -> str | None:
        """Its subject, else what the file or page calls itself: a DOC may be titled 'Chính phủ'."""
        return self.record.subject or self.record.title

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return its rows of a table, in the order of the text.

        Raises:
            CorpusError: there is no such table.
        """
        return self.corpus.rows(table, self.doc_id)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """All that was read in its text, in the order of the text."""
        found = [
            Span(kind, row["start"], row["end"], row["surface"], row)
            for table, kind in KINDS.items()
            for row in self.rows(table)
        ]
        return tuple(sorted(found, key=lambda span: (span.start, -span.end)))

    @property
    def findings(self) -> list[dict[str, Any]]:
        """What in it an auditor should look at: its rows of the table findings."""
        return self.rows("findings")

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Its structural units."""
        names = [item.name for item in dataclasses.fields(Block)]
        rows: list[dict[str, Any]] = [{name: row[name] for name in names} for row in self.rows("blocks")]
        return tuple(Block(**row | {"bbox": row["bbox"] and tuple(row["bbox"])}) for row in rows)

    @cached_property
    def cites(self) -> tuple[Cited, ...]:
        """The documents that it cites, in the order of their first mention."""
        groups: dict[str, list[Span]] = {}
        for row in self.rows("citations"):
            if row["number_norm"] and not row["is_self"]:
                groups.setdefault(key(row["number_norm"]), []).append(_mention(row))
        numbers = corpus_citing.of(self.corpus)
        cited = []
        for number, mentions in groups.items():
            rows = [mention.row for mention in mentions]
            matches = ((row["doc_id"], agreement(rows, row)) for row in numbers.holders(number))
            found = tuple(Match(doc_id, state) for doc_id, state in matches if state and doc_id != self.doc_id)
            said = [next((row[name] for row in rows if row[name]), None) for name in ("doc_type", "issuer", "date")]
            if len(found) > 1:
                found = tuple(Match(match.doc_id, "ambiguous") for match in found)
            doc_type, issuer, date = said
            cited.append(Cited(number, rows[0]["number_norm"], doc_type, issuer, date, tuple(mentions), found))
        return tuple(cited)

    @cached_property
    def cited_by(self) -> tuple[Citing, ...]:
        """The documents of the corpus that cite it, by date."""
        if not self.record.number_norm:
            return ()
        own = dataclasses.asdict(self.record)
        citing = []
        numbers = corpus_citing.of(self.corpus)
        found = numbers.citing(key(self.record.number_norm))
        documents = numbers.documents(found)
        for doc_id, rows in found.items():
            state = agreement(rows, own)
            if doc_id == self.doc_id or not state or doc_id not in documents:
                continue
            by = documents[doc_id]
            title = by["subject"] or by["title"]
            mentions = tuple(_mention(row) for row in rows)
            citing.append(
                Citing(doc_id, by["source"], title, by["number"], by["issuer"], by["issue_date"], state, mentions)
            )
        return tuple(sorted(citing, key=lambda item: (item.issue_date or dt.date.min, item.doc_id)))

    def show(self) -> Page:
        """Return the text with what was read in it marked; a notebook shows it as a page."""
        return Page(self)


def read(tables: Tables, doc_id: str) -> CorpusDocument:
    """Return a document of a corpus.

    Raises:
        CorpusError: there is none with this id.
    """
    found = tables.rows("documents", doc_id)
    if not found:
        raise CorpusError(
            f"{tables.path}: no document {doc_id!r}. "
            f"List the ids with: vanban tables documents --corpus {tables.path} --columns doc_id,source"
        )
    return CorpusDocument(tables, doc_id, found[0])


def _mention(row: dict[str, Any]) -> Span:
    return Span("citation", row["start"], row["end"], row["surface"], row)


def agreement(citations: Sequence[Mapping[str, Any]], document: Mapping[str, Any]) -> str | None:
    """Return whether citations with a document's number mean it: resolved, ambiguous, or null where they cannot."""
    date = document["issue_date"]
    printed = [row["date"] for row in citations if row["date"]]
    days = [value for value in printed if len(value) == 10 and value[0] != "-"]
    years = {value[:4] for value in printed if value[0] != "-"}
    if date and years and f"{date.year:04d}" not in years:
        return None
    issuers = [fold(row["issuer"]) for row in citations if row["issuer"]]
    own = fold(document["issuer"] or "")
    symbol = document["issuer_symbol"] or ""
    agrees = bool(own) and any(own in issuer or issuer in own for issuer in issuers)
    is_shared = symbol.startswith(_SHARED) or not symbol
    if is_shared and own and issuers and not agrees and all(len(issuer.split()) > 1 for issuer in issuers):
        return None
    if (date and date.isoformat() in days) or agrees or (not is_shared and (not date or years)):
        return "resolved"
    return "ambiguous"


_STYLE = {
    "citation": "text-decoration:underline;text-decoration-thickness:2px",
    "date": "border-bottom:2px dotted currentColor",
    "place": "border-left:3px solid currentColor;padding-left:2px",
    "criterion": "outline:1px solid currentColor",
    "quantity": "border-bottom:1px solid currentColor",
    "person": "font-style:italic",
    "body": "border-bottom:1px dashed currentColor",
}


class Page:
    """A document as a notebook shows it; `html` is safe to show anywhere."""

    def __init__(self, document: CorpusDocument) -> None:
        self._document = document

    def __repr__(self) -> str:
        return f"{self._document!r}, {len(self._document.text)} characters, {len(self._document.spans)} spans"

    @property
    def html(self) -> str:
        """The page as HTML."""
        document = self._document
        record = document.record
        date = record.issue_date.isoformat() if record.issue_date else None
        head = (record.doc_type, record.number, record.issuer, date)
        legend = " ".join(f'<span style="{style};margin-right:1em">{kind}</span>' for kind, style in _STYLE.items())
        return (
            f'<div style="max-width:46em;line-height:1.6"><strong>{escape(document.title or record.source)}</strong>'
            f"<div>{escape(' · '.join(filter(None, head)))}</div><div><small>{legend}</small></div>"
            f'<div style="white-space:pre-wrap">{self._marked()}</div></div>'
        )

    def _repr_html_(self) -> str:
        return self.html

    def _marked(self) -> str:
        """Return the text with the outermost spans marked."""
        text, pieces, position = self._document.text, [], 0
        for span in self._document.spans:
            if span.start < position:
                continue
            pieces.append(escape(text[position : span.start]))
            pieces.append(
                f'<span style="{_STYLE[span.kind]}" title="{escape(_meaning(span))}">{escape(span.surface)}</span>'
            )
            position = span.end
        return "".join((*pieces, escape(text[position:])))


_SAID = ("number_norm", "doc_type", "issuer", "date", "start_date", "end_date", "name", "parent", "value", "unit",
         "grade", "modality", "position", "state")  # fmt: skip


def _meaning(span: Span) -> str:
    said = (f"{name} {span.row[name]}" for name in _SAID if span.row.get(name) is not None)
    return f"{span.kind}: {', '.join(said)}"
