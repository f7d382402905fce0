"""The record classes: one for each table, and what each of their fields means.

A record is what a reader of a document returns. The Arrow schemas (`schemas.tables`) and the table
reference in docs/ are generated from these classes, so a field is declared once, here.

Spans are half-open character offsets into the canonical text of the document (`documents.text`): for
every record with a span, ``text[start:end] == surface`` (the offset law).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


def about(meaning: str, default: Any = ...) -> Any:
    """Declare a record field with its meaning, which becomes the column comment and the docs."""
    if default is ...:
        return field(metadata={"about": meaning})
    return field(default=default, metadata={"about": meaning})


class Kind(StrEnum):
    """What a document is; `documents.kind`."""

    DISPATCH = "dispatch"
    DECISION = "decision"
    RESOLUTION = "resolution"
    PLAN = "plan"
    REPORT = "report"
    DIRECTIVE = "directive"
    NOTICE = "notice"
    REGULATION = "regulation"
    LAW = "law"
    OTHER = "other"
    NEWS = "news"


class State(StrEnum):
    """How sure a reading is (law 3: uncertainty is a value)."""

    RESOLVED = "resolved"
    AMBIGUOUS = "ambiguous"
    PARTIAL = "partial"
    UNKNOWN = "unknown"


class Modality(StrEnum):
    """In which voice a figure is stated; `criteria.modality`."""

    TARGET = "target"
    PLAN = "plan"
    ESTIMATE = "estimate"
    REPORTED = "reported"
    RECOGNISED = "recognised"
    CONDITION = "condition"


class Severity(StrEnum):
    """How sure a finding is; `findings.severity`."""

    ERROR = "error"
    SUSPECT = "suspect"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class FieldSpan:
    """Where a header value was read."""

    field: str = about("name of the documents column")
    start: int = about("first character")
    end: int = about("character after the last")


@dataclass(frozen=True, slots=True)
class Header:
    """A document's own data, as its header, body and signature block print them."""

    number: str | None = about("số, ký hiệu as printed, white space removed", None)
    number_norm: str | None = about("its number in the form that citations of it are given in", None)
    doc_type: str | None = about("tên loại in Vietnamese: Quyết định, Công văn, …", None)
    issue_date: dt.date | None = about("date of issue, from the place-and-date line", None)
    effective_date: dt.date | None = about("date from which it is in force, where the text states it", None)
    issuer: str | None = about("issuing body, whole name: UBND tỉnh Bắc Ninh", None)
    issuer_parent: str | None = about("the body above it in the masthead", None)
    issuer_symbol: str | None = about("issuer part of the number: UBND, BCT, TTg", None)
    place: str | None = about("địa danh of the place-and-date line", None)
    signer: str | None = about("name of the person who signed, without titles", None)
    signer_title: str | None = about("position of the signer: Thứ trưởng", None)
    authority: str | None = about("TM., KT., TL., TUQ., Q.; chains joined by a space: 'TM. KT.'", None)
    subject: str | None = about("trích yếu, without 'V/v' or 'Về việc'", None)
    recipients: tuple[str, ...] = about("Kính gửi: the addressees", ())
    distribution: tuple[str, ...] = about("Nơi nhận: the entries, with their tags", ())
    header_spans: tuple[FieldSpan, ...] = about("where each of the values above was read", ())


@dataclass(frozen=True, slots=True)
class Block:
    """One structural unit of a document; blocks nest, furniture is kept and marked."""

    ordinal: int = about("position in the document, from 0")
    kind: str = about(
        "title, metadata, masthead, addressee, basis, part, chapter, section, article, clause, point, "
        "heading, paragraph, list_item, table, recipients, signature, annex, caption, footnote, furniture"
    )
    start: int = about("first character")
    end: int = about("character after the last")
    parent: int | None = about("ordinal of the enclosing block", None)
    path: str | None = about("Điều 3 / Khoản 2 / Điểm a; Phụ lục 1", None)
    heading: str | None = about("heading text of the unit, without its label", None)
    page: int | None = about("page number, from 1 (PDF)", None)
    bbox: tuple[float, ...] | None = about("x0, top, x1, bottom in points (PDF, scans)", None)
    element: str | None = about("path of the HTML element that it came from", None)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table in a document; a merged cell is one row that says how far it reaches."""

    table_no: int = about("ordinal of the table in the document, from 0")
    row: int = about("row of its upper left corner, from 0")
    col: int = about("column of its upper left corner, from 0")
    start: int = about("first character; equal to end in an empty cell")
    end: int = about("character after the last")
    text: str = about("what the cell says", "")
    row_span: int = about("rows that it covers", 1)
    col_span: int = about("columns that it covers", 1)
    is_header: bool = about("it names a column or a row", False)
    page: int | None = about("page number, from 1 (PDF), or number of the sheet (spreadsheets)", None)
    bbox: tuple[float, ...] | None = about("x0, top, x1, bottom in points (PDF, scans)", None)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a page (PDF, scans): the way from a span back to its box."""

    start: int = about("first character")
    end: int = about("character after the last")
    page: int = about("page number, from 1")
    bbox: tuple[float, ...] = about("x0, top, x1, bottom in points")
    reader: str = about("pdfium, pdfplumber (text layer) or ocr", "pdfium")
    confidence: float | None = about("0 to 1, where recognised (OCR); null for a text layer", None)


@dataclass(frozen=True, slots=True)
class PortalField:
    """One field of what a portal says of the document beside its text: never mixed with what we read."""

    field: str = about(
        "number, doc_type, issue_date, effective_date, expiry_date, published_at, issuer, signer, signer_title, "
        "subject, validity, field_of_law, gazette; other for labels that are none of these"
    )
    label: str = about("label as the portal prints it: Cơ quan ban hành")
    value: str = about("value as the portal prints it")
    value_norm: str | None = about(
        "ISO date, number, type, body or person in its usual writing; null where it is not sure", None
    )


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a page that says something of the document: a related document or an attached file."""

    kind: str = about("relation or attachment")
    relation: str | None = about(
        "what a portal says of the other: basis, amends, amended_by, replaces, replaced_by, repeals, guides, …", None
    )
    label: str | None = about("the portal's word for it: Văn bản được hướng dẫn", None)
    text: str = about("link text as printed", "")
    number_norm: str | None = about("normalised number of the other document, where the text prints one", None)
    url: str | None = about("address as the page gives it, made absolute where the page's own address is known", None)


@dataclass(frozen=True, slots=True)
class Citation:
    """One mention of a document, by its number or in a short form; members of a list one by one."""

    start: int = about("first character of the number token; of the whole mention where there is no number")
    end: int = about("character after the last")
    surface: str = about("the number token as printed: 263/QĐ-TTg, or 318 in '318, 320/QĐ-TTg'; Quyết định này")
    number_norm: str | None = about(
        "normalised number: no white space, hyphens, QD → QĐ; digits alone without a symbol; null without a number"
    )
    form: str = about("number, bare (no symbol), anaphor (Quyết định này), named (Luật Đất đai 2024)", "number")
    doc_type: str | None = about("type as printed, else from the symbol (no type code: Công văn)", None)
    issuer: str | None = about("issuing body: as printed after the number, else from the symbol", None)
    issuer_symbol: str | None = about("issuer part of the symbol: TTg, UBND, BCĐCTMTQG", None)
    date: str | None = about("date printed for this mention, ISO; reduced when partial: --06-10, 2012", None)
    pinpoint: str | None = about("articles cited of it: 'điểm a khoản 2 Điều 5'", None)
    relation: str | None = about("what the sentence does with it: basis, amends, repeals, replaces, …", None)
    title: str | None = about("its title where printed after 'về việc' or 'về'", None)
    is_self: bool = about("true for the document's own number", False)
    list_id: str | None = about("start-end of the enumeration that it is a member of", None)
    symbol_inferred: bool = about("no symbol is printed for this number at all", False)
    state: str = about("resolved, partial (number without symbol), ambiguous, unknown", State.RESOLVED.value)
    antecedent: str | None = about("number that a short form stands for in this document", None)
    rule: str = about("id of the rule that read it", "")
    confidence: float = about("0 to 1", 1.0)


@dataclass(frozen=True, slots=True)
class DateMention:
    """One date, range or period."""

    start: int = about("first character")
    end: int = about("character after the last")
    surface: str = about("the date as printed")
    start_date: dt.date | None = about("first day; null if the year is not known", None)
    end_date: dt.date | None = about("last day", None)
    granularity: str = about("day, month, quarter, half, year, range", "day")
    form: str = about("printed; relative (năm nay, read with the document's date); lunar (never converted)", "printed")
    role: str | None = about("issue, effect, deadline, as_of, period, event, citation; null if not clear", None)
    year_inferred: bool = about("the year is not printed but taken from the context", False)
    partial: str | None = about("what is printed when the year is unknown: --01-24", None)
    rule: str = about("id of the rule that read it", "")
    confidence: float = about("0 to 1", 1.0)


@dataclass(frozen=True, slots=True)
class Place:
    """One mention of an administrative unit."""

    start: int = about("first character of the name")
    end: int = about("character after the last")
    surface: str = about("the name as printed, without tỉnh, TP")
    level: str = about("province, district, commune, region", "province")
    code: str | None = about("code of the unit in the national list (GSO)", None)
    name: str | None = about("official name without its prefix", None)
    era: str | None = about("set of units in force at the document's date: 63, 34, or historic", None)
    parent: str | None = about("name of the unit above, where the text or the name decides it", None)
    candidates: tuple[str, ...] = about("units that the mention can mean, when it is not decided", ())
    successors: tuple[str, ...] = about("provinces of today that hold the unit", ())
    state: str = about("resolved, ambiguous, unknown", State.RESOLVED.value)
    rule: str = about("id of the rule that read it", "")
    confidence: float = about("0 to 1", 1.0)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One count, share or target of the new-rural-development programme (nông thôn mới)."""

    start: int = about("first character, at the number")
    end: int = about("character after the last status word")
    surface: str = about("the phrase as printed")
    kind: str = about(
        "criteria_met, criteria_unmet, criteria_total, criteria_avg, criteria_sum, criteria_delta, "
        "units_by_band, units_meeting_standard, units_not_meeting, units_delta, units_full_coverage, "
        "units_total, share, share_delta, criterion_ref"
    )
    value: float | None = about("the figure; null where only a band is named", None)
    value_max: float | None = about("upper end of a range, or the printed denominator of a ratio", None)
    unit: str | None = about("xã, huyện, tỉnh, xóm/thôn, tiêu chí, %, hộ", None)
    denominator: float | None = about("total that the figure is a part of, where printed", None)
    of: str | None = about("the unit that a share is a share of", None)
    band_min: float | None = about("fewest criteria of the band", None)
    band_max: float | None = about("most criteria of the band", None)
    grade: str | None = about("đạt chuẩn, nâng cao, kiểu mẫu, hiện đại", None)
    criterion_no: int | None = about("number of the criterion in its set (criterion_ref)", None)
    criterion_name: str | None = about("name of the criterion as printed (criterion_ref)", None)
    criteria_set: str | None = about("id of the criteria set of the period (schemas/reference/ntm_sets.csv)", None)
    modality: str = about("target, plan, estimate, reported, recognised, condition", Modality.REPORTED.value)
    qualifier: str | None = about(">= ít nhất, > trên, ~ khoảng, < dưới, <= không quá", None)
    period: str | None = about("period that the figure is of or for, ISO, from the context", None)
    as_of: str | None = about("date at which the figure held, ISO, from the context", None)
    place: str | None = about("place that the figure is about, from the context", None)
    baseline: str | None = about("what a change is measured from: 'so với cuối năm 2021'", None)
    subset_of: str | None = about("start-end of the count that this one is a part of (trong đó)", None)
    rule: str = about("id of the rule that read it", "")
    confidence: float = about("0 to 1", 1.0)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One amount with a unit: money, a share, people, households, an area, a length."""

    start: int = about("first character, at the number or its qualifier-free beginning")
    end: int = about("character after the unit")
    surface: str = about("the amount as printed: 57,84 triệu đồng/người/năm")
    kind: str = about("money, share, people, households, area, length, volume, weight, count")
    value: float | None = about("the figure in the printed unit: 57.84", None)
    value_max: float | None = about("upper end of a range", None)
    unit: str | None = about("printed unit, normalised: triệu đồng/người/năm, %, hộ, ha", None)
    base_value: float | None = about("value in the base unit (đồng, m², m, kg), where there is one", None)
    measure: str | None = about("what is measured, as the sentence names it: thu nhập bình quân, tỷ lệ hộ nghèo", None)
    modality: str = about("target, plan, estimate, reported, recognised, condition", Modality.REPORTED.value)
    qualifier: str | None = about(">= ít nhất, > trên, ~ khoảng, < dưới, <= không quá", None)
    change: str | None = about("increase or decrease, where the amount is a change", None)
    baseline: str | None = about("what a change is measured from: 'so với năm 2011'", None)
    period: str | None = about("period that the amount is of or for, ISO, from the context", None)
    as_of: str | None = about("date at which it held, ISO, from the context", None)
    place: str | None = about("place that it is about, from the context", None)
    rule: str = about("id of the rule that read it", "")
    confidence: float = about("0 to 1", 1.0)


@dataclass(frozen=True, slots=True)
class Person:
    """One mention of a named person in an official role."""

    start: int = about("first character of the name")
    end: int = about("character after the last")
    surface: str = about("the name as printed, without titles")
    name: str = about("name in its usual writing")
    position: str | None = about("position as printed: Phó Chủ tịch UBND tỉnh", None)
    body: str | None = about("body that the position belongs to, where named", None)
    role: str = about("signer, official, author", "official")
    ner: str | None = about("label of underthesea's NER for the same span, where asked for; a second opinion", None)
    rule: str = about("id of the rule that read it", "")
    confidence: float = about("0 to 1", 1.0)


@dataclass(frozen=True, slots=True)
class Body:
    """One mention of an organisation."""

    start: int = about("first character of the name")
    end: int = about("character after the last")
    surface: str = about("the name as printed: Sở NN&PTNT tỉnh Bắc Giang")
    name: str = about("name in its usual writing, with its unit")
    body_id: str | None = about("id: symbol of the issuers table, with the unit's code: SNN-24, BTC", None)
    level: str | None = about("TW, tỉnh, huyện, xã", None)
    unit: str | None = about("administrative unit that it belongs to", None)
    state: str = about("resolved, ambiguous, unknown; partial where its unit is not named", State.RESOLVED.value)
    successor: str | None = about("body_id of its successor where it no longer exists today", None)
    ner: str | None = about("label of underthesea's NER for the same span, where asked for; a second opinion", None)
    rule: str = about("id of the rule that read it", "")
    confidence: float = about("0 to 1", 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Header):
    """One version of one document: its header values, where it came from, and its canonical text."""

    sha256: str = about("hash of the bytes as they came; names the file under raw/")
    source: str = about("path as given, relative to the ingested folder; smallest if there are several")
    url: str | None = about("address that it was fetched from", None)
    retrieved_at: dt.datetime | None = about("when the kept bytes were fetched; null for local files", None)
    media_type: str = about("text/plain, text/markdown, text/html, application/pdf, image/…", "text/plain")
    kind: str = about("dispatch, decision, resolution, plan, report, directive, notice, …, news", "other")
    title: str | None = about("headline or portal title of the page", None)
    published_at: dt.date | None = about("date of publication of a news page", None)
    site: str | None = about("id of the site whose parser read the page; null for the general reader", None)
    pages: int | None = about("pages (PDF, scans) or sheets (spreadsheets)", None)
    read_by: str = about("text, layer (PDF text layer), ocr, or mixed: some pages of a PDF by OCR", "text")
    ocr_confidence: float | None = about("mean confidence of the words that OCR read, 0 to 1", None)
    encoding: str | None = about(
        "how its characters were encoded: utf-8, windows-1258, tcvn3, vni, …; joined by +", None
    )
    text: str = about("canonical text: NFC, LF newlines", "")
    parse_status: str = about("whole, or partial with a row in rejects", "whole")
    reader: str = about("version of the reader that made the row", "")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that an auditor should look at: two statements that do not go together. Nothing is corrected."""

    start: int = about("first character of the statement")
    end: int = about("character after the last")
    surface: str = about("the statement as printed")
    rule: str = about("rule of the audit: A3, A4, A9, B2, C3 (docs/auditor.md)")
    kind: str = about("what of the rule: cited_year, annex_date, portal_signer, …", "")
    severity: str = about("error (provably wrong), suspect (needs a person), info", Severity.SUSPECT.value)
    stated: str = about("what the statement says, normalised: 2023-03-08, 85,1", "")
    expected: str | None = about("what the evidence says that it should be; null where it only excludes it", None)
    evidence: str = about("what speaks against the statement, as printed: words of the text, value of the portal", "")
    evidence_source: str = about("text, portal, page (date of publication) or reference (schemas/reference)", "text")
    evidence_start: int | None = about("where the evidence begins, if it stands in the text", None)
    evidence_end: int | None = about("where it ends", None)
    message_vi: str = about("what was found, for a person, in Vietnamese", "")
    message_en: str = about("the same in English", "")


@dataclass(frozen=True, slots=True)
class Reject:
    """One input that could not be read whole, and why."""

    source: str = about("path as given, relative to the ingested folder")
    sha256: str | None = about("hash of the bytes, where they could be read", None)
    stage: str = about("acquire, parse, extract", "acquire")
    reason: str = about(
        "code: empty, too_large, binary, encrypted, unreadable, no_text, ocr_missing, encoding, timeout, crash", ""
    )
    message: str = about("what happened and the way out, for a person", "")


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request of a crawl and what came of it; the clock is read here and nowhere else."""

    source: str | None = about("id of the declared source; null for an archive that others made", None)
    run: str = about("the run that it belongs to, named by its start: 20260131T080000Z; or the name of an archive", "")
    number: int = about("position of the request in its run, from 0", 0)
    url: str = about("address that was asked for", "")
    kind: str = about("robots, list, sitemap, feed, document, attachment, viewer", "document")
    via: str | None = about("address of the page that named it", None)
    attempt: int = about("1, and one more for each time that it was asked for again in the run", 1)
    robots: str | None = about(
        "decision on it and its ground: 'allowed: robots.txt', 'disallowed: robots.txt', 'allowed: no robots.txt', "
        "'disallowed: robots.txt is not to be had (HTTP 500)'",
        None,
    )
    fetched_at: dt.datetime | None = about("when the answer was there; null if nothing was sent", None)
    status: int | None = about("HTTP status; null without an answer", None)
    outcome: str = about(
        "ok, not_modified, redirect, gone (404, 410), disallowed, outside, captcha, login, busy (429, 503), "
        "refused, too_large, private_address, redirect_loop, timeout, tls, network, http_error, empty",
        "ok",
    )
    message: str | None = about("what went wrong and the way out, for a person", None)
    location: str | None = about("where a redirect leads to", None)
    media_type: str | None = about("media type as the server names it", None)
    etag: str | None = about("ETag, sent back in the next run", None)
    last_modified: str | None = about("Last-Modified as printed, sent back in the next run", None)
    headers: tuple[str, ...] = about("headers of the answer: 'Name: value'", ())
    size: int | None = about("bytes of the content, compression undone", None)
    sha256: str | None = about("hash of the content, compression undone; not_modified: of what is kept", None)
    doc_id: str | None = about("document that these bytes are, or say the same as", None)
    warc: str | None = about("file under warc/ that keeps the answer", None)
    warc_offset: int | None = about("where its record begins in that file", None)


@dataclass(frozen=True, slots=True)
class Version:
    """What stood at one address for a time."""

    source: str | None = about("id of the declared source", None)
    url: str = about("address", "")
    version: int = about("1 for what was found there first", 1)
    doc_id: str = about("document that stood there", "")
    change: str = about("new, changed, or returned (an earlier version stands there again)", "new")
    state: str = about("current, superseded, or vanished (the address answered 404 or 410)", "current")
    first_seen: dt.datetime = about("when it was fetched first", dt.datetime.min)
    last_seen: dt.datetime = about(
        "when it was last confirmed, by the same content or by 'not modified'", dt.datetime.min
    )
    vanished_at: dt.datetime | None = about("when the address first answered that it is gone", None)
    text_diff: str | None = about("lines of text that differ from the version before, as a unified diff", None)
    values_added: tuple[str, ...] = about(
        "extracted values that the version before did not have: 'criteria: 14/19 …'", ()
    )
    values_removed: tuple[str, ...] = about("extracted values of the version before that are gone", ())


@dataclass(frozen=True, slots=True)
class Copy:
    """One member of a cluster: documents of different bytes that are the same document."""

    cluster: str = about("doc_id of the best version in the cluster")
    is_best: bool = about("it is the best version", False)
    relation: str = about("same_text (equal but for furniture and case), near (with losses or changes)", "near")
    similarity: float = about("share of the smaller text's five-word sequences that the best version has too", 1.0)
    rule: str = about("why the best was preferred to it: whole, official, header, length, layer, first", "first")


Record = (
    Block
    | Cell
    | Word
    | PortalField
    | Link
    | Citation
    | DateMention
    | Place
    | Criterion
    | Quantity
    | Person
    | Body
    | Finding
    | Document
    | Reject
    | Fetch
    | Version
    | Copy
)
