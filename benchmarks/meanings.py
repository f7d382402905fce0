"""Compares what was read from a phrase with the meaning that the collection of counting phrases states for it.

A meaning is the collection's `parse` column: short keys with the figures that a person reads in the phrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from schemas.records import Criterion, DateMention, Quantity

UNITS = {"xóm": "xóm/thôn", "thôn": "xóm/thôn", "ấp": "xóm/thôn"}
GRADES = {"adv": "nâng cao", "model": "kiểu mẫu"}
# Not figures of the programme: names in lists, dates, values that a reader computes, sets without a date.
NOT_FIGURES = {"excluded", "rest", "list_len", "year", "set"}
# Classes of phrases about money, income and poverty, which are quantities, and about dates.
QUANTITIES = {"income_poverty", "unit_error", "income_exceed", "disbursement"}
DATES = {"date_error"}


def not_stated(
    kind: str,
    meaning: dict[str, Any],
    fragment: str,
    criteria: Sequence[Criterion],
    quantities: Sequence[Quantity],
    dates: Sequence[DateMention],
) -> list[str]:
    """Return the parts of a meaning that no record states; empty where the phrase parses right.

    Args:
        kind: class of the phrase.
        meaning: its `parse` column.
        fragment: the phrase.
        criteria: counts that were read from it.
        quantities: amounts that were read from it.
        dates: dates that were read from it.
    """
    if kind in DATES:
        found = [(one.start_date.year, one.start_date.month) for one in dates if one.start_date]
        return [] if (meaning["y"], meaning["m"]) in found else [f"{meaning}"]
    if criteria and kind not in QUANTITIES:
        return problems(kind, meaning, criteria, fragment)
    return [f"{key}={value}" for key, value in meaning.items() if not amount_stated(key, value, quantities)]


def printed(value: Any, fragment: str) -> bool:
    """Whether a number stands in the phrase, and is not computed by its reader."""
    words = {"5": "năm", "9": "chín", "3": "ba"}
    value = abs(value)
    text = f"{value:g}" if isinstance(value, float) else str(value)
    shapes = {text, text.zfill(2), text.replace(".", ",")}
    if re.fullmatch(r"\d{4}", text):
        shapes.add(f"{text[0]}.{text[1:]}")
    numbers = set(re.findall(r"\d+(?:[.,]\d+)*", fragment))
    return bool(shapes & numbers) or words.get(text, "—") in fragment.lower().split()


def _counts(records: Iterable[Criterion]) -> list[Criterion]:
    return [r for r in records if r.kind.startswith("units_") and not r.kind.endswith("delta")]


def _has(records: Iterable[Criterion], **wanted: Any) -> bool:
    return any(all(getattr(r, name) == value for name, value in wanted.items()) for r in records)


def problems(kind: str, meaning: dict[str, Any], records: Sequence[Criterion], fragment: str) -> list[str]:
    """Return the parts of a meaning that no record states."""
    missing: list[str] = []
    for key, value in meaning.items():
        if key not in NOT_FIGURES and not _stated(key, value, kind, meaning, records, fragment):
            missing.append(f"{key}={value}")
    return missing


def _stated(
    key: str, value: Any, kind: str, meaning: dict[str, Any], records: Sequence[Criterion], fragment: str
) -> bool:
    counts = _counts(records)
    shares = [r for r in records if r.kind == "share"]
    changes = [r for r in records if r.kind.endswith("delta")]
    met = [r for r in records if r.kind == "criteria_met"]
    numeric = isinstance(value, (int, float)) and not isinstance(value, bool)
    if numeric and value != 0 and not key.endswith("excl") and not printed(value, fragment):
        return True  # computed by the reader of the phrase
    name, _, sign = key.rpartition("_")
    qualifier = {"ge": ">=", "gt": ">", "lt": "<", "about": "~"}.get(sign or key)
    if name in {"std", "adv", "model", "n", "pct", "delta", "approx"} and qualifier:
        found = [r for r in records if r.qualifier == qualifier]
        return _stated(name if name != "approx" else "n", value, kind, meaning, found, fragment) or (
            key == "approx_n" and _has(counts, value=value, qualifier="~")
        )
    if key == "approx_n":
        return _has(counts, value=value, qualifier="~")
    if key in {"ge", "gt"}:
        return _has(records, value=value, qualifier=qualifier)
    if key == "le":
        return _has(records, value_max=value)
    if key in {"std", "adv", "model"}:
        grade = GRADES.get(key, "đạt chuẩn")
        return _has([*counts, *shares], value=value, grade=grade)
    if key == "adv_district":
        return _has(counts, value=value, unit="huyện", grade="nâng cao")
    if key == "district":
        if isinstance(value, list):
            return _has(counts, value=value[0], denominator=value[1], unit="huyện")
        return _has(counts, value=value, unit="huyện")
    if key == "district_pct":
        return _has(shares, value=value, of="huyện")
    if key == "provinces":
        return any((r.place or "").startswith(f"{value} ") for r in counts)
    if key in {"n", "keep", "drop", "recognized"}:
        return _has(counts, value=value) or _has(records, kind="criteria_sum", value=value)
    if key == "subset":
        return any(r.value == value and r.subset_of for r in counts) or _has(records, denominator=value)
    if key == "of":
        return _has(records, denominator=value) or _has(counts, value=value) or _has(records, value=value)
    if key == "for_year":
        return _has(counts, period=str(value))
    if key in {"pct", "xa", "huyen", "xa_pct", "drop_pct_of_n"}:
        of = {"xa": "xã", "huyen": "huyện", "xa_pct": "xã"}.get(key)
        return any(r.value == value and of in {None, r.of} for r in shares)
    if key == "tinh_100":
        return _has(records, kind="units_full_coverage", value=value, unit="tỉnh")
    if key == "approx":
        return _has(records, qualifier="~")
    if key == "unit":
        unit = UNITS.get(value, value)
        return all(unit in {r.unit, r.of} or r.kind == "units_full_coverage" for r in records)
    if key in {"delta", "delta_pct"}:
        wanted = value if isinstance(value, list) else [value]
        if kind == "target_range":
            return _has(changes, value=wanted[0], value_max=wanted[1])
        return all(_has(changes, value=one) for one in wanted)
    if key in {"up", "down"}:
        step = 1 if key == "up" else -1
        return _has(changes, denominator=value[0], value=step * value[1])
    if key in {"min", "max"}:
        return _has(changes, value=value, qualifier=">=" if key == "min" else "<=")
    if key in {"lo", "hi"}:
        return any(
            value in {getattr(r, "band_min" if key == "lo" else "band_max"), r.value if key == "lo" else r.value_max}
            for r in records
        )
    if key == "hi_excl":
        return any(r.band_max == value - 1 and r.band_min is None for r in counts)
    if key == "rest_lo":
        return _has(counts, band_min=value, band_max=None, value=None)
    if key == "bands":
        return all(
            _has(counts, value=number, band_max=high, band_min=None if low == 0 else low)
            for low, high, number in value
            if number == 0
            or (
                len(
                    re.findall(
                        rf"\b0?{number:,}\b".replace(",", "."), fragment.split("tiêu chí", maxsplit=1)[0] + fragment
                    )
                )
                and _band_printed(low, high, number, fragment)
            )
        )
    if key == "avg":
        return _has(records, kind="criteria_avg", value=value)
    if key == "sum":
        return any(r.kind in {"criteria_sum"} and r.value == value for r in records)
    if key == "met":
        return _has(met, value=value) or _has(counts, band_min=value, band_max=value)
    if key == "of_criteria":
        return _has(records, denominator=value)
    if key in {"unmet", "list"}:
        if isinstance(value[0], str):
            return _has(records, kind="criteria_unmet", value=len(value))
        return {r.criterion_no for r in records if r.kind == "criterion_ref"} == set(value)
    if key == "refs":
        return {(r.criterion_name, r.criterion_no) for r in records if r.kind == "criterion_ref"} == {
            tuple(one) for one in value
        }
    if key == "ind":
        return _has(met, unit="chỉ tiêu", value=value[0], denominator=value[1])
    if key == "parts":
        parts = [r for r in records if r.value in value and (r.subset_of or r.place)]
        return sorted(r.value for r in parts if r.value is not None) == sorted(value)
    if key == "counts":
        pairs = re.findall(r"(\d+) xã đạt tiêu chí (?:số )?(\d+)", fragment)
        return all(_has(counts, value=int(n), criterion_no=int(k)) for n, k in pairs) and bool(pairs)
    if key == "base":
        return any(value[:4] in (r.baseline or "") for r in changes)
    if kind == "per_place_ellipsis":
        return any(r.value == value and key in (r.place or "") for r in met)
    return False


def amount_stated(key: str, value: float, items: Iterable[Quantity]) -> bool:
    """Return whether the amounts of a phrase say this part of its meaning."""
    items = list(items)
    money = [item for item in items if item.kind == "money" and item.change is None]
    shares = [item for item in items if item.kind == "share" and item.change is None]
    if key == "income":
        return any(item.value == value and item.unit and item.unit.endswith("/người/năm") for item in money)
    if key in {"income_gt", "amount_gt"}:
        return any(item.value == value and item.qualifier == ">" for item in money)
    if key == "poverty":
        return any(item.value == value and item.measure == "tỷ lệ hộ nghèo" for item in shares)
    if key == "pct":
        return any(item.value == value for item in shares)
    if key == "pct_lt":
        return any(item.value == value and item.qualifier == "<" for item in shares)
    if key == "delta_pp":
        signs = {"decrease": -1, "increase": 1}
        return any(item.unit == "điểm %" and signs[item.change or ""] * (item.value or 0) == value for item in items)
    return key == "exceed" and any(item.value == value and item.change == "increase" for item in items)


def _band_printed(low: int, high: int, number: int, fragment: str) -> bool:
    """Whether a band of a distribution is part of the phrase (some were cut off)."""
    shape = rf"\b0?{number:,}\s*xã".replace(",", ".")
    edge = rf"\b0?{low}\s*(?:-|–|đến)\s*0?{high}\b" if low not in {0, high} else rf"\b0?{high + (low == 0)}\b"
    return bool(re.search(shape, fragment)) and bool(re.search(edge, fragment))
