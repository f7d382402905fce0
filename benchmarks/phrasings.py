"""``python -m benchmarks.phrasings > docs/phrasings.md``: how each collected counting phrase is read.

The collection lies beside the repository, in ../shared/reference/phrasings.csv; of its phrases this page shows only
the figures that were read.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import extractors
from benchmarks import meanings, texts
from schemas.records import Criterion, DateMention, Quantity

Row = Criterion | Quantity | DateMention

INTRODUCTION = """\
# How counting phrases are read

Written by `python -m benchmarks.phrasings > docs/phrasings.md`; no line of the tables is typed by hand.

The collection has {total} phrases, of {classes} classes, in which reports, decisions and the press count communes,
districts and criteria: each with the meaning that a person wrote beside it (`parse` in
`../shared/reference/phrasings.csv`, whose `url` names the source). A phrase *parses right* when every figure of
its meaning is stated by a row: value, denominator, band, grade, change, qualifier. Figures that a person computes
and the text does not print (the rest of a total, say) are not asked for. The phrases were in sight while the rules were
written.

**Right: {right} of {total}.**

Each row that was read: its words, then kind, value and what else it states.
"""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of the collection as it was read.

    Attributes:
        id: its id in the collection.
        kind: its class.
        parse: its meaning, as JSON.
        rows: what was read.
        missing: parts of the meaning that no row states.
    """

    id: str
    kind: str
    parse: str
    rows: tuple[Row, ...]
    missing: tuple[str, ...]


def phrases(collection: Path) -> Iterator[Phrase]:
    """Read each phrase of the collection by itself, and compare.

    Raises:
        OSError: the collection cannot be read.
    """
    with collection.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            reading = extractors.read(row["fragment"])
            found = (reading.criteria, reading.quantities, reading.dates)
            missing = meanings.not_stated(row["kind"], json.loads(row["parse"]), row["fragment"], *found)
            rows: list[Row] = list(reading.dates)
            if row["kind"] not in meanings.DATES:
                rows = sorted((*reading.criteria, *reading.quantities), key=lambda one: one.start)
            yield Phrase(row["id"], row["kind"], row["parse"], tuple(rows), tuple(missing))


def page(read: Iterable[Phrase]) -> str:
    """Return the page, in Markdown."""
    found = list(read)
    counts = {"total": len(found), "right": sum(not one.missing for one in found)}
    lines = [INTRODUCTION.format(classes=len({one.kind for one in found}), **counts)]
    lines += ["| id | class | meaning | read as | right |", "|---|---|---|---|---|"]
    for one in found:
        rows = "<br>".join(_shown(row) for row in one.rows)
        verdict = "no: " + ", ".join(one.missing) if one.missing else "yes"
        lines.append(f"| {one.id} | {one.kind} | `{one.parse}` | {rows} | {verdict} |")
    return "\n".join(lines) + "\n"


def _shown(row: Row) -> str:
    words = " ".join(row.surface.split()).replace("|", "/")
    if isinstance(row, DateMention):
        return f"“{words}” {row.granularity} {row.start_date} – {row.end_date}"
    values: list[Any] = [row.kind]
    if row.value is not None:
        values.append(f"{row.qualifier or ''}{row.value:g}" + (f"–{row.value_max:g}" if row.value_max else ""))
    values.append(row.unit)
    if isinstance(row, Criterion):
        values.append(f"of {row.denominator:g}" if row.denominator is not None else None)
        band = (row.band_min, row.band_max)
        if any(end is not None for end in band):
            values.append("band " + "…".join("" if end is None else f"{end:g}" for end in band))
        values += [row.grade, f"no. {row.criterion_no}" if row.criterion_no else None]
        values += ["part" if row.subset_of else None]
    else:
        values += [row.measure, row.change]
    values += [row.modality if row.modality != "reported" else None, row.place]
    return f"“{words}” " + ", ".join(str(value) for value in values if value)


def main() -> int:
    """Print the page; returns 0, or 2 where the collection is missing."""
    data = texts.shared_data()
    if data is None:
        print("No ../shared beside the repository.", file=sys.stderr)
        return 2
    sys.stdout.write(page(phrases(data.parent / "reference" / "phrasings.csv")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
