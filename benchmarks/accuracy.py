"""Accuracy beside peers: the same gold and the same scorer for all."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import peers
from benchmarks.speed import PLAIN, TAGGER
from benchmarks.texts import GOLD_FILES
from pipeline.evaluate import Reader, Report, evaluate
from pipeline.evaluate.score import Cell, Score, Tally, origins_of

BANDS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99)
FIELDS = ("citations", "dates", "provinces", "criteria")
FIGURES = ("n", "precision", "recall", "f1", "exact_f1")
READERS: dict[str, tuple[Reader, tuple[str, ...]]] = {
    PLAIN: (peers.read_plain_patterns, ("citations", "dates")),
    TAGGER: (peers.read_tagger, ("provinces",)),
}


def beside_peers(data: Path, ours: Report, with_peers: bool = True) -> list[dict[str, Cell]]:
    """Return F1 on natural text per field: ours, and of each peer in the fields that it speaks of.

    The plain patterns are always there; `with_peers` adds the tagger, which takes half a minute.
    """
    gold = data / GOLD_FILES[0]
    rows = _natural("vanban", ours, FIELDS)
    for name, (reader, fields) in READERS.items():
        if with_peers or name == PLAIN:
            rows += _natural(name, evaluate(gold, reader), fields)
    return sorted(rows, key=lambda row: FIELDS.index(str(row["field"])))


def _natural(name: str, report: Report, fields: Sequence[str]) -> list[dict[str, Cell]]:
    rows: list[dict[str, Cell]] = []
    for score in report.scores():
        if score.origin == "natural" and score.field in fields:
            row: dict[str, Cell] = {"field": score.field, "reader": name}
            row |= {k: v for k, v in score.row().items() if k in FIGURES}
            rows.append(row)
    return rows


def interval(report: Report, origin: str, field: str, draws: int = 1000) -> tuple[float, float] | None:
    """Return the 95 % bootstrap interval of an F1, drawing documents with repetition; null without items."""
    tallies = [t for t in report.tallies if t.field == field and origin in origins_of(t.origin)]
    if not sum(t.n + t.predicted for t in tallies):
        return None
    draw = random.Random(1)  # the same gold gives the same interval
    values = []
    for _ in range(draws):
        value = Score.of(origin, field, _redraw(draw, tallies)).f1
        if value is not None:
            values.append(value)
    values.sort()
    return values[int(0.025 * len(values))], values[int(0.975 * len(values))]


def _redraw(draw: random.Random, tallies: list[Tally]) -> list[Tally]:
    return draw.choices(tallies, k=len(tallies))


@dataclass(frozen=True, slots=True)
class Band:
    """Predictions of one field whose confidence lies in [low, high)."""

    field: str
    low: float
    high: float
    n: int
    confidence: float
    precision: float

    def row(self) -> dict[str, Cell]:
        """Return the band as a table row."""
        closing = "]" if self.high > 1 else ")"
        return {
            "field": self.field,
            "band": f"[{self.low:g}, {min(self.high, 1):g}{closing}",
            "n": self.n,
            "mean confidence": self.confidence,
            "precision": self.precision,
        }


def reliability(reports: Sequence[Report]) -> list[Band]:
    """Return measured precision per field and band of confidence, over all documents of some reports."""
    groups: dict[tuple[str, int], list[tuple[float, bool]]] = defaultdict(list)
    for report in reports:
        for judged in report.judged:
            if judged.field != "dates.value":  # the same dates as `dates`
                number = sum(judged.confidence >= low for low in BANDS) - 1
                groups[judged.field, number].append((judged.confidence, judged.hit))
    bands = []
    for (field, number), members in sorted(groups.items()):
        high = BANDS[number + 1] if number + 1 < len(BANDS) else 1.01
        n = len(members)
        mean = sum(confidence for confidence, _ in members) / n
        bands.append(Band(field, BANDS[number], high, n, mean, sum(hit for _, hit in members) / n))
    return bands
