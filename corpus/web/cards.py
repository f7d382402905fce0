"""What the card of a mark says: each value of its row in words, with where it leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corpus.web.addresses import path
from corpus.web.language import Language
from corpus.web.marks import Mark

_COLUMNS = {
    "documents": ("field",),
    "citations": (
        "doc_type", "number_norm", "issuer", "date", "pinpoint", "relation", "title", "antecedent", "form",
    ),
    "dates": ("period", "granularity", "role", "form", "partial"),
    "places": ("level", "name", "parent", "code", "era", "candidates", "successors"),
    "criteria": (
        "amount", "band", "kind", "of", "grade", "criterion_name", "criterion_no", "criteria_set", "modality", "place",
        "period", "as_of", "baseline",
    ),
    "quantities": ("amount", "measure", "kind", "modality", "change", "place", "period", "as_of", "baseline"),
    "people": ("name", "position", "body", "role"),
    "bodies": ("name", "body_id", "level", "unit", "successor"),
    "findings": ("message", "severity", "stated", "expected", "evidence", "evidence_source"),
}  # fmt: skip
# Columns whose values are codes with words in the catalogue: section of the catalogue by (table, column).
_CODES = {
    ("documents", "field"): "field",
    ("citations", "relation"): "relation",
    ("citations", "form"): "form",
    ("dates", "granularity"): "granularity",
    ("dates", "role"): "role",
    ("dates", "form"): "form",
    ("places", "level"): "level",
    ("places", "era"): "era",
    ("criteria", "kind"): "counted",
    ("criteria", "modality"): "modality",
    ("quantities", "kind"): "measured",
    ("quantities", "modality"): "modality",
    ("quantities", "change"): "change",
    ("people", "role"): "person",
    ("bodies", "level"): "body_level",
    ("findings", "severity"): "finding",
    ("findings", "evidence_source"): "against",
}
_DEFAULTS = {("citations", "form"): "number", ("dates", "form"): "printed"}  # say nothing


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a card.

    Attributes:
        label: words for the column.
        text: words for the value.
        address: where it leads; empty where nowhere.
    """

    label: str
    text: str
    address: str = ""


def facts(mark: Mark, language: Language) -> list[Fact]:
    """Return the lines of the card of a mark; values that are null are left out."""
    found = []
    for column in _COLUMNS[mark.table]:
        text = _text(mark.table, column, mark.row, language)
        if text:
            found.append(Fact(language(f"field.{column}"), text, _address(mark.table, column, mark.row)))
    return found


def amount(row: Mapping[str, Any], language: Language) -> str:
    """Return a figure with its qualifier, range, unit and denominator: ≥ 15–19 xã / 145."""
    if row.get("value") is None:
        return f"{words} {language('word.criteria')}" if (words := band(row, language)) else ""
    text = language.number(row["value"])
    if row.get("value_max") is not None and row["value_max"] != row.get("denominator"):
        text += f"–{language.number(row['value_max'])}"
    if row.get("qualifier"):
        text = f"{row['qualifier'].replace('>=', '≥').replace('<=', '≤')} {text}"
    if row.get("denominator") is not None:
        text += f" / {language.number(row['denominator'])}"
    return f"{text} {row['unit']}" if row.get("unit") else text


def band(row: Mapping[str, Any], language: Language) -> str:
    """Return a band of criteria: 15–18, ≥ 15, ≤ 9; empty where there is none."""
    low, high = row.get("band_min"), row.get("band_max")
    if low is not None and high is not None:
        return language.number(low) if low == high else f"{language.number(low)}–{language.number(high)}"
    return f"≥ {language.number(low)}" if low is not None else f"≤ {language.number(high)}" if high is not None else ""


def span_of_days(row: Mapping[str, Any], language: Language) -> str:
    """Return a date or a period in words; empty where its year is not known."""
    first, last = row.get("start_date"), row.get("end_date")
    if not first:
        return ""
    return language.date(first) if first == last or not last else f"{language.date(first)} – {language.date(last)}"


def _text(table: str, column: str, row: Mapping[str, Any], language: Language) -> str:
    if column == "amount":
        return amount(row, language)
    if table == "criteria" and column == "band":
        return band(row, language) if row.get("value") is not None else ""
    if column == "message":
        return str(row[f"message_{language.code}"])
    if table == "dates" and column == "period":
        return span_of_days(row, language)
    value = row.get(column)
    if value is None or value == "" or value == [] or _DEFAULTS.get((table, column)) == value:
        return ""
    if (table, column) in _CODES:
        return language.value(_CODES[table, column], value)
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    if isinstance(value, float | int):
        return language.number(value)
    return language.date(value) if column in ("date", "as_of", "period") else str(value)


def _address(table: str, column: str, row: Mapping[str, Any]) -> str:
    if table == "citations" and column in ("number_norm", "antecedent") and row.get(column):
        return f"/decisions/{path(row[column])}"
    if table == "places" and column == "name" and row.get("code"):
        return f"/places/{row['code']}"
    return ""
