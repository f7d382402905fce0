"""``python -m benchmarks.report > docs/accuracy.md``: the accuracy page, written from measurements."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import accuracy, damage, speed, texts
from pipeline.evaluate import Report, evaluate
from pipeline.evaluate.golds import load
from pipeline.evaluate.score import Cell, Score

INTRODUCTION = """\
# Accuracy

Written by `python -m benchmarks.report > docs/accuracy.md`; no figure on this page is typed by hand.
The same figures, with each miss and false hit: `vanban evaluate GOLD.jsonl --misses -1`.

How to read it:

- The metric stands before the number. A crash counts as a miss of all that the document holds.
- These are development figures: the rules were written with these documents in sight. On documents that
  nobody has looked at they will be lower, most of all where n is small.
- Natural text (the seeds, a portal's documents, public data sets) is the honest figure; `rewritten` texts
  were composed for the gold.
- The hand annotations are of one annotator and one pass; no agreement between annotators is known, so
  differences of a few items mean nothing. Intervals are 95 % bootstrap intervals over documents; where
  nothing was missed they say nothing, and the rule of three stands instead: at n items without a miss, up to
  3/n can be wrong."""

ORIGINS = ("natural", "seed", "portal", "public-dataset", "rewritten", "all")
TITLES = {
    "annotations": "Hand-annotated documents",
    "portal": "Header fields against a legal portal's own table",
    "notes": "Source notes of the Ministry of Justice's codification",
}

RELIABILITY = """\
## Is the confidence true?

Counted predictions of the hand-annotated documents and the source notes by the confidence that they were
given, and the share that was right. The confidence can be trusted where the last two columns agree; a band
with few predictions says little. Header values carry no confidence."""

DAMAGE = """\
## Damaged text

The hand-annotated natural text once more with damage of one kind over all of it, as pages, conversions and
machine-made data sets show it: F1 per field, and the share of all header values that is right."""

PEERS = """\
## Beside other ways

Same gold, same scorer, natural text. `plain regex` is one pattern for document numbers and one for dates, as
projects write them; `underthesea.ner` is a general tagger of Vietnamese, judged on the provinces that its
place entities name. Neither was made for this task: they show what one has without it."""

PUBLISHED = """\
## Published figures, and why they are not comparable

No public gold set of Vietnamese document numbers, issue dates or new-rural-development counts was found, so
there is no figure to stand beside the above. The nearest, as published; none of them was measured here:"""

SPEED = """\
# Speed

Written by `make bench`; no figure on this page is typed by hand. Timings of a shared machine differ from run to run
by a fifth and more: the ratios are of one run and tell more than the rates."""

COMPARABLE = """\
What is not comparable:

- eyecite reads another law in another language and finds citations only; we read dates, places, criteria, amounts,
  people and bodies as well. Its text and ours are composed to hold the same number of citations per kB; what else
  they hold (records_kb) differs. It runs as its documentation shows, with its standard tokenizer.
- underthesea.ner is a tagger: it names spans and tells neither numbers nor dates nor which place is meant.
- The plain pattern is one pattern for document numbers. It is the least that any extractor must do, not a peer.
- The sampled text repeats the paragraphs of five documents, which is kind to caches; the gold text does not.
- For the references of Vietnamese and of German law no speed was published, only accuracy (docs/accuracy.md)."""

LONG = """\
Memory of a process that reads one single document; before_mb holds its text. `stream` is done with the records of one
window before it reads the next: flat means that the longer document takes no more than the shorter one beside its
text. `all extractors` keeps all records until the end (`extractors.read`)."""

COSTS = """\
What stands between the extractors and the goal. blank_times: their time on the same text with nothing to find, over
that of the plain pattern. us_record: microseconds that each record takes beside that; us_asked: what it may take if
the goal is to be met; us_made: what of it goes into making the object. Most candidates become records, so little is
left to be skipped: the rest is the grammar that tells what a record is, where it ends, of when and in which voice.
CHANGELOG.md tells what of it patterns and automata take alone."""

HEADER = """\
`right`, `wrong` and `missing` are shares of the n documents that have the value; `invented` counts values for
documents that have none."""

LESSON = """\
What they teach: recognising a format (.9999) and recovering what a reader sees (.84) are different things,
and so are overlap and exact span. That is why both are printed here."""


def published() -> list[dict[str, Cell]]:
    """Return the figures of others, as printed by the sources that are named."""
    with (Path(__file__).parent / "published.csv").open(encoding="utf-8", newline="") as lines:
        return [dict(row) for row in csv.DictReader(lines)]


def table(rows: Sequence[dict[str, Cell]]) -> str:
    """Return rows as a Markdown table; shares with three digits."""
    if not rows:
        return "(nothing to show)"
    names = list(rows[0])
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    lines += ["| " + " | ".join(_cell(row[name]) for name in names) + " |" for row in rows]
    return "\n".join(lines)


def _cell(value: Cell) -> str:
    if value is None:
        return "–"
    if not isinstance(value, float):
        return str(value)
    return f"{value:.3f}" if abs(value) <= 1 else f"{value:,.1f}"


def page(data: Path, with_peers: bool = True) -> str:
    """Measure and return the page, without the speed section."""
    reports = [evaluate(data / name) for name in texts.GOLD_FILES]
    parts = [INTRODUCTION]
    for report in reports:
        parts += [f"## {TITLES[report.gold]}", report.metric, _facts(report)]
        parts += [_WRITERS[report.gold](report)]
    annotated = reports[0]
    parts += [DAMAGE, table(damage.rows(load(data / texts.GOLD_FILES[0]), accuracy.FIELDS))]
    parts += [PEERS, table(accuracy.beside_peers(data, annotated, with_peers))]
    bands = accuracy.reliability([report for report in reports if report.gold != "portal"])
    parts += [RELIABILITY, table([band.row() for band in bands])]
    parts += [PUBLISHED, table(published()), LESSON]
    return "\n\n".join(parts) + "\n"


def _facts(report: Report) -> str:
    documents = len({tally.doc_id for tally in report.tallies})
    facts = [f"{documents} documents", f"gold {report.fingerprint[:12]}", f"{len(report.crashes)} crashes"]
    if report.left_out:
        facts.append(f"{len(report.left_out)} rows left out")
    return ", ".join(facts) + "."


def _annotations(report: Report) -> str:
    scores = {(score.field, score.origin): score for score in report.scores()}
    fields = list(dict.fromkeys(score.field for score in scores.values()))
    items = [name for name in fields if "." not in name or name == "dates.value"]
    traits = [name for name in fields if name.startswith(("citations.", "criteria."))]
    header = [name for name in fields if name.startswith("header.")]
    parts = ["### Items, natural text"]
    rows: list[dict[str, Cell]] = []
    for name in items:
        score = scores[name, "natural"]
        between = accuracy.interval(report, "natural", name)
        rows.append(_item_row(score) | {"95 %": _between(score, between)})
    parts += [table(rows), "Of the items found, the share whose other values agree too:"]
    parts += [
        table(
            [
                {"field": name, "found": scores[name, "natural"].n, "agree": scores[name, "natural"].recall}
                for name in traits
            ]
        )
    ]
    by_origin: list[dict[str, Cell]] = []
    for name in items:
        row: dict[str, Cell] = {"field": name}
        by_origin.append(row | {origin: _with_n(scores.get((name, origin))) for origin in ORIGINS})
    parts += ["### F1 by origin of the text (n)", table(by_origin)]
    parts += ["### Header fields, natural text", HEADER]
    parts += [table([_header_row(scores[name, "natural"]) for name in header])]
    return "\n\n".join(parts)


def _between(score: Score, interval: tuple[float, float] | None) -> str:
    if interval is None:
        return "–"
    if score.f1 == 1.0:
        return f"{max(0.0, 1 - 3 / score.n):.3f} – 1 (3/n)"
    return f"{interval[0]:.3f} – {interval[1]:.3f}"


def _item_row(score: Score) -> dict[str, Cell]:
    row = score.row()
    return {key: row[key] for key in ("field", "n", "precision", "recall", "f1", "exact_f1")}


def _with_n(score: Score | None) -> str:
    if score is None or score.f1 is None:
        return "–"
    return f"{score.f1:.3f} ({score.n})"


def _header_row(score: Score) -> dict[str, Cell]:
    row = score.row()
    return {
        "field": score.field.removeprefix("header."),
        "n": score.n,
        "right": row["recall"],
        "wrong": row["wrong"],
        "missing": row["missing"],
        "invented": score.predicted - score.hits - (score.wrong or 0),
    }


def _portal(report: Report) -> str:
    return table([_header_row(score) for score in report.scores()])


def _notes(report: Report) -> str:
    return table([_item_row(score) for score in report.scores()])


_WRITERS: dict[str, Callable[[Report], str]] = {
    "annotations": _annotations,
    "portal": _portal,
    "notes": _notes,
}


def speed_page(
    rows: Sequence[dict[str, Cell]],
    goals: Sequence[dict[str, Cell]],
    costs: Sequence[dict[str, Cell]],
    long: Sequence[dict[str, Cell]],
    best_of: int,
) -> str:
    """Return the page on speed from what `benchmarks.speed` measured."""
    machine = ", ".join(f"{name} {value}" for name, value in speed.machine().items())
    parts = [SPEED, "## Goals", table(goals), COMPARABLE]
    parts += ["## Figures", speed.METRIC.format(best_of=best_of), f"Measured on {machine}.", table(rows)]
    parts += ["## What a record costs", COSTS, table(costs)]
    parts += ["## One long document", LONG, table(long)]
    return "\n\n".join(parts) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Print the page; 2 where the gold is not there."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report", description=__doc__)
    parser.add_argument("--no-peers", action="store_true", help="without the slow peers")
    given = parser.parse_args(arguments)
    data = texts.shared_data()
    if data is None:
        print("the accuracy page needs the real documents in ../shared beside the repository", file=sys.stderr)
        return 2
    sys.stdout.write(page(data, not given.no_peers))
    return 0


if __name__ == "__main__":
    sys.exit(main())
