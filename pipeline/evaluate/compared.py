"""The forms that values are compared in: the same on the side of the gold and on that of the reader."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from extractors import Reading
from extractors.shadow import Shadow, canonical
from pipeline.evaluate.score import Item
from schemas.records import Citation, Criterion, DateMention, Modality, Place


def name_key(text: str) -> str:
    """Return a name for comparing: lower case, single spaces, one placement of tones, plain hyphens."""
    return " ".join(Shadow(canonical(text)).lower.replace("-", " - ").split())


def number_key(text: str) -> str:
    """Return a document number for comparing: no white space, plain hyphens, Đ for Ð."""
    return "".join(Shadow(canonical(text)).plain.split())


_SHORT = ((re.compile(r"\bubnd\b"), "ủy ban nhân dân"), (re.compile(r"\bhđnd\b"), "hội đồng nhân dân"),
          (re.compile(r"\btp(?:\.\s*|\s+)"), "thành phố "))  # fmt: skip
_ABOUT = re.compile(r"^(?:v/v|về việc|về)\b[\s:]*")


def letters_key(text: str) -> str:
    """Return the letters and digits of a text in lower case, with one placement of tones."""
    return re.sub(r"[\W_]", "", Shadow(canonical(text)).lower)


def body_key(text: str) -> str:
    """Return the name of a body or place for comparing: `name_key` with UBND, HĐND and TP. written out."""
    key = name_key(text)
    for pattern, full in _SHORT:
        key = pattern.sub(full, key)
    return key


def subject_key(text: str) -> str:
    """Return a subject for comparing: `name_key` without a leading "về việc" and outer punctuation."""
    return _ABOUT.sub("", name_key(text).strip(" .;:\"'“”*")).strip(" .;:\"'“”*")


def _same(key: Callable[[str], str]) -> Callable[[str, str], bool]:
    return lambda one, other: key(one) == key(other)


HEADER_SAME: dict[str, Callable[[str, str], bool]] = {
    "number": _same(number_key),
    "doc_type": _same(name_key),
    "issue_date": _same(str),
    "issuer": _same(body_key),
    "place": _same(body_key),
    "signer": _same(name_key),
    "subject": _same(subject_key),
}


def iso(value: dt.date | str | None) -> str | None:
    """Return a date as text."""
    return None if value is None else str(value)


def figure(value: float | int | None) -> float | None:
    """Return a number in the one type that numbers are compared in."""
    return None if value is None else float(value)


def _citation(item: Citation, number: Callable[[str], str]) -> Item:
    article = re.search(r"\bđiều (\w+)", name_key(item.pinpoint)) if item.pinpoint else None
    traits: dict[str, Hashable] = {
        "type": name_key(item.doc_type) if item.doc_type else None,
        "date": item.date,
        "article": article[1] if article else None,
    }
    return _predicted(item, number(item.number_norm or ""), traits)


def dated(start: Any, end: Any, partial: str | None) -> tuple[Hashable, ...]:
    """Return the days of a date for comparing, or what is printed where the year is unknown."""
    return (iso(start), iso(end)) if start is not None else ("partial", partial)


def _criterion(item: Criterion) -> Item:
    value = (
        item.kind,
        figure(item.value),
        figure(item.value_max if item.denominator is None else item.denominator),
        name_key(item.unit) if item.unit else None,
        figure(item.band_min),
        figure(item.band_max),
    )
    grade = name_key(item.grade) if item.grade else None
    target = item.modality in (Modality.TARGET, Modality.PLAN)
    return _predicted(item, value, {"target": target, "grade": None if grade == "đạt chuẩn" else grade})


def _predicted(
    item: Citation | DateMention | Place | Criterion, value: Hashable, traits: Mapping[str, Hashable]
) -> Item:
    return Item(item.start, item.end, value, traits=traits, confidence=item.confidence, rule=item.rule)


def predictions(reading: Reading, number: Callable[[str], str] = str) -> dict[str, list[Item]]:
    """Return what was read from a text in the compared form, per field; `number` is that of citations.

    Gold files hold neither mentions without a number nor relative dates: these are left out.
    """
    dates = [date for date in reading.dates if date.form == "printed"]
    return {
        "citations": [_citation(item, number) for item in reading.citations if item.number_norm],
        "dates": [
            _predicted(d, (*dated(d.start_date, d.end_date, d.partial), d.granularity), {"role": d.role}) for d in dates
        ],
        "dates.value": [_predicted(d, dated(d.start_date, d.end_date, d.partial), {"role": d.role}) for d in dates],
        "provinces": [
            _predicted(place, name_key(place.name), {})
            for place in reading.places
            if place.level == "province" and place.name is not None
        ],
        "criteria": [_criterion(item) for item in reading.criteria],
    }


def header_values(reading: Reading) -> dict[str, str | None]:
    """Return the header fields that gold files know, as text."""
    header = reading.header
    return {
        "number": header.number,
        "doc_type": header.doc_type,
        "issue_date": iso(header.issue_date),
        "issuer": header.issuer,
        "place": header.place,
        "signer": header.signer,
        "subject": header.subject,
    }
