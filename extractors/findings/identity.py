"""What a document says of itself twice (A9): the line of its annex, and the portal beside its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from extractors.findings.evidence import Said, finding
from extractors.shadow import fold
from schemas.records import Citation, Finding, PortalField

_ATTACHED = re.compile(r"(?:ban hành )?kèm theo ([^()0-9;:]{3,60}) số ?:?")
_BEFORE, _AFTER = 140, 260  # characters beside a number in which such a line begins and ends
_LINE_START = " |*_\t\xa0"
_NOT_ALNUM = re.compile(r"[\W_]+")
_PARTS = re.compile(r"[,;|/]|\s-\s|\svà\s")


def find(said: Said) -> Iterator[Finding]:
    """Yield the findings of A9."""
    if said.header.number_norm:
        for citation in said.citations:
            yield from _annex(said, citation)
    for field in said.portal_fields:
        compare = _COMPARED.get(field.field)
        if compare:
            yield from compare(said, field)


def _annex(said: Said, citation: Citation) -> Iterator[Finding]:
    """Compare the line above an annex with the document that it belongs to."""
    header, span = said.header, (citation.start, citation.end)
    named = _attached_to(said.text[max(0, citation.start - _BEFORE) : citation.start])
    if not named or not citation.number_norm or said.is_hidden(*span):
        return
    if not header.doc_type or not fold(named).startswith(fold(header.doc_type)):
        return  # an annex of another document in the same text
    if _bare(citation.number_norm) != _bare(header.number_norm or ""):
        where = said.span_of("number_norm")
        yield finding("annex_number", said, span, citation.number_norm, header.number_norm, where=where)
        return
    date = header.issue_date
    if date and citation.date and len(citation.date) == len("2023-03-08") and citation.date != date.isoformat():
        where = said.span_of("issue_date")
        yield finding("annex_date", said, span, citation.date, date.isoformat(), where=where)
    # Not the citation's issuer, which ends with the line.
    body = _plain(said.text[citation.end : citation.end + _AFTER].partition(")")[0]).partition(" của ")[2]
    if body and header.issuer and not _may_be_same(header.issuer, body):
        where = said.span_of("issuer")
        yield finding("annex_issuer", said, span, body, header.issuer, where=where)


def _attached_to(before: str) -> str | None:
    """Return the type of document that a line names up to a number: '(Ban hành kèm theo Quyết định số'."""
    at = before.rfind("(")
    line = before[:at].rstrip(_LINE_START)
    if at < 0 or (line and not line.endswith("\n")):
        return None
    match = _ATTACHED.fullmatch(_plain(before[at + 1 :]).lower())
    return match[1] if match else None


def _plain(text: str) -> str:
    """Return a text without line breaks and Markdown's marks."""
    return " ".join(text.replace("*", " ").replace("_", " ").split())


def _number(said: Said, field: PortalField) -> Iterator[Finding]:
    own = said.header.number_norm
    if own and field.value_norm and _bare(field.value_norm) != _bare(own):
        yield from _portal(said, field, "number_norm", own, field.value_norm)


def _date(said: Said, field: PortalField) -> Iterator[Finding]:
    own = said.header.issue_date
    if own and field.value_norm and own.isoformat() != field.value_norm:
        yield from _portal(said, field, "issue_date", own.isoformat(), field.value_norm)


def _type(said: Said, field: PortalField) -> Iterator[Finding]:
    own = said.header.doc_type
    if own and field.value_norm and fold(own) != fold(field.value_norm):
        yield from _portal(said, field, "doc_type", own, field.value_norm)


def _issuer(said: Said, field: PortalField) -> Iterator[Finding]:
    own = said.header.issuer
    if own and not any(_may_be_same(own, part) for part in _PARTS.split(field.value)):
        yield from _portal(said, field, "issuer", own, field.value)


def _signer(said: Said, field: PortalField) -> Iterator[Finding]:
    own = said.header.signer
    if own and not set(_words(own)) <= set(_words(field.value)) and not set(_words(field.value)) <= set(_words(own)):
        yield from _portal(said, field, "signer", own, field.value)


_COMPARED: dict[str, Callable[[Said, PortalField], Iterator[Finding]]] = {
    "number": _number,
    "issue_date": _date,
    "doc_type": _type,
    "issuer": _issuer,
    "signer": _signer,
}


def _portal(said: Said, field: PortalField, name: str, own: str, other: str) -> Iterator[Finding]:
    span = said.span_of(name)
    if span and not said.is_hidden(*span):
        evidence = f"{field.label}: {field.value}"
        yield finding(f"portal_{field.field}", said, span, own, other, evidence=evidence, source="portal")


def _bare(number: str) -> str:
    """Return a number without what its spellings differ in."""
    return _NOT_ALNUM.sub("", fold(number)).lstrip("0")


_ANY_BODY = frozenset(
    {"ubnd", "hdnd", "chu", "tich", "bo", "truong", "thong", "doc", "tinh", "thanh", "pho", "tp", "tx", "huyen", "quan"}
    | {"thi", "xa", "phuong", "cua", "va"}
)
"""Words of a body's name that portals leave out or put in: 'Tỉnh Bắc Ninh' for its committee or its council."""


def _words(text: str) -> list[str]:
    text = " ".join(_NOT_ALNUM.sub(" ", fold(text)).split())
    return text.replace("uy ban nhan dan", "ubnd").replace("hoi dong nhan dan", "hdnd").split()


def _may_be_same(one: str, other: str) -> bool:
    """Return whether two names can be those of one body: nothing that tells bodies apart stands in both and differs."""
    first, second = (set(_words(name)) - _ANY_BODY for name in (one, other))
    return first <= second or second <= first
