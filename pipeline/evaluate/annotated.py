"""Gold by hand: header, citations, dates, provinces and criteria with their spans."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from pathlib import Path

from extractors.shadow import canonical
from pipeline.evaluate.compared import (
    HEADER_SAME,
    dated,
    figure,
    name_key,
    number_key,
)
from pipeline.evaluate.gold import Case, Expected, Gold, GoldError, Row
from pipeline.evaluate.score import Item

METRIC = """\
Hand annotations. An item is found when its span overlaps the gold span and its normalised value is equal;
pairs are made one to one, the largest overlap first. Precision = hits / predictions, recall = hits / gold
items, F1 their harmonic mean; the exact figures ask for the gold's very span too. Optional gold items are
neither hits nor misses, nor is a prediction that overlaps one. Predictions are what `vanban extract` prints
under the same keys: citations by number and printed dates, without short forms and relative dates. Values:
citations: normalised number (citations.type, citations.date: share of the found ones whose type and date
agree too); dates: first day, last day and granularity, or what is printed where the year is unknown
(dates.value: without granularity); provinces: official name (mentions left undecided by the reader are no
predictions); criteria: kind, value, denominator or else maximum, unit, band (criteria.target, criteria.grade
over the found ones). header: each value by equality after normalising case, white space and placement of
tones; UBND = Ủy ban nhân dân; `wrong` and `missing` are shares of the documents that have the value. A crash
misses everything. natural = seed + portal + public-dataset."""


def read(path: Path, data: bytes, rows: Sequence[Row]) -> Gold:
    """Return the annotations of a gold file; the texts lie beside it."""
    digest = hashlib.sha256(data)
    cases = []
    for row in rows:
        try:
            raw = (path.parent / row["text_file"]).read_bytes()
            text = raw.decode("utf-8")
        except (OSError, ValueError) as error:
            raise GoldError(f"{row['text_file']}: {error}") from error
        digest.update(hashlib.sha256(raw).digest())
        offset = _offsets(text)
        items: dict[str, list[Item]] = {
            "citations": [
                _gold(item, offset, number_key(item["number_normalized"]), {
                    "type": name_key(item["doc_type"]) if item["doc_type"] else None,
                    "date": item["date"],
                })
                for item in row["citations"]
            ],
            "dates": [
                _gold(item, offset, (*_gold_date(item), item["granularity"])) for item in row["dates"]
            ],
            "dates.value": [_gold(item, offset, _gold_date(item)) for item in row["dates"]],
            "provinces": [_gold(item, offset, name_key(item["province"])) for item in row["provinces"]],
            "criteria": [_gold_criterion(item, offset) for item in row["criteria"]],
        }  # fmt: skip
        header = {
            name: Expected(value, HEADER_SAME[name]) for name, value in row["header"].items() if name in HEADER_SAME
        }
        cases.append(Case(row["id"], row["origin"], raw, items, header))
    return Gold("annotations", METRIC, digest.hexdigest(), cases, [])


def _offsets(text: str) -> Callable[[int], int]:
    """Return how an offset in a text file becomes one in its canonical text."""
    if canonical(text) == text:
        return lambda offset: offset
    return lambda offset: len(canonical(text[:offset]))


def _gold(
    item: Row, offset: Callable[[int], int], value: Hashable, traits: Mapping[str, Hashable] | None = None
) -> Item:
    optional = bool(item.get("optional"))
    return Item(offset(item["start"]), offset(item["end"]), value, optional, traits or {})


def _gold_date(item: Row) -> tuple[Hashable, ...]:
    return dated(item["start_date"], item["end_date"], item.get("partial"))


def _gold_criterion(item: Row, offset: Callable[[int], int]) -> Item:
    band = item["band"] or [None, None]
    whole = item["value_max"] if item["denominator"] is None else item["denominator"]
    value = (
        item["kind"],
        figure(item["value"]),
        figure(whole),
        name_key(item["unit"]) if item["unit"] else None,
        figure(band[0]),
        figure(band[1]),
    )
    grade = name_key(item["standard"]).removeprefix("ntm").strip() or None
    return _gold(item, offset, value, {"target": item["is_target"], "grade": grade})
