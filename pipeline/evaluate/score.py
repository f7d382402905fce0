"""Scoring: gold items against predicted items, and the report that comes out of it.

Nothing here knows what a citation or a date is: an item is a span with a value. What the value of each
field is, and which metric a gold file is scored by, stands in `pipeline.evaluate.golds`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Cell = str | int | float | None

NATURAL = frozenset({"seed", "portal", "public-dataset"})
CONTEXT = 40


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to find in a text, or one that was found.

    Attributes:
        start: first character in the canonical text.
        end: character after the last.
        value: normalised value; equal values are the same answer.
        optional: gold only: neither hit nor miss.
        traits: further values, compared only where the item was found (citations.type).
        confidence: predicted only, 0 to 1.
        rule: predicted only, id of the rule.
    """

    start: int
    end: int
    value: Hashable
    optional: bool = False
    traits: Mapping[str, Hashable] = field(default_factory=dict)
    confidence: float = 1.0
    rule: str = ""

    def overlap(self, other: Item) -> float:
        """Return the length of the common characters over that of all, 0 to 1 (1: the same span)."""
        common = min(self.end, other.end) - max(self.start, other.start)
        if common <= 0:
            return 0.0
        return common / (max(self.end, other.end) - min(self.start, other.start))


@dataclass(frozen=True, slots=True)
class Matching:
    """Indices of gold and predicted items: which found which, and what is left."""

    pairs: list[tuple[int, int]]
    missed: list[int]
    false: list[int]


def match(gold: Sequence[Item], predicted: Sequence[Item]) -> Matching:
    """Match items one to one: overlapping spans and equal values, the largest overlap first.

    A prediction that found nothing and overlaps an optional gold item is neither hit nor false; an optional
    item is never missed.
    """
    candidates = sorted(
        (-g.overlap(p), i, j)
        for i, g in enumerate(gold)
        if not g.optional
        for j, p in enumerate(predicted)
        if p.start < g.end and g.start < p.end and g.value == p.value
    )
    pairs: list[tuple[int, int]] = []
    used_gold: set[int] = set()
    used_predicted: set[int] = set()
    for _, i, j in candidates:
        if i not in used_gold and j not in used_predicted:
            used_gold.add(i)
            used_predicted.add(j)
            pairs.append((i, j))
    optional = [item for item in gold if item.optional]
    return Matching(
        pairs=sorted(pairs),
        missed=[i for i, item in enumerate(gold) if i not in used_gold and not item.optional],
        false=[
            j
            for j, item in enumerate(predicted)
            if j not in used_predicted and not any(item.overlap(other) for other in optional)
        ],
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one field in one document; all figures are sums of these.

    Attributes:
        doc_id: id of the gold document.
        origin: where its text comes from.
        field: citations, citations.type, header.number, …
        n: gold items (for a trait: items found).
        predicted: predictions that count.
        hits: predictions that are right by value.
        exact: hits with the gold's very span; null for fields without spans.
        wrong: gold items answered with another value; null where that is not counted.
    """

    doc_id: str
    origin: str
    field: str
    n: int
    predicted: int
    hits: int
    exact: int | None = None
    wrong: int | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """One counted prediction with its confidence, right or wrong; for reliability tables."""

    doc_id: str
    origin: str
    field: str
    rule: str
    confidence: float
    hit: bool


@dataclass(frozen=True, slots=True)
class Miss:
    """One gold item not found (`missed`) or one prediction that is no gold item (`false`).

    Attributes:
        outcome: missed, false, or differs (a trait of a found item).
        expected: gold value at this place, if there is one.
        got: predicted value at this place, if there is one.
        context: 40 characters either side of the span, which stands between ⟦ and ⟧.
    """

    doc_id: str
    origin: str
    field: str
    outcome: str
    start: int | None
    end: int | None
    surface: str
    expected: str
    got: str
    rule: str
    context: str

    def row(self) -> dict[str, Cell]:
        """Return the fields by name."""
        return {name: getattr(self, name) for name in self.__slots__}


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _f1(hits: int, n: int, predicted: int) -> float | None:
    return 2 * hits / (n + predicted) if n + predicted else None


@dataclass(frozen=True, slots=True)
class Score:
    """Figures of one field over the documents of one origin (or `natural`, or `all`)."""

    origin: str
    field: str
    documents: int
    n: int
    predicted: int
    hits: int
    exact: int | None
    wrong: int | None

    @classmethod
    def of(cls, origin: str, name: str, tallies: Sequence[Tally]) -> Score:
        """Sum tallies of one field."""
        exact = [t.exact for t in tallies if t.exact is not None]
        wrong = [t.wrong for t in tallies if t.wrong is not None]
        return cls(
            origin,
            name,
            documents=len({t.doc_id for t in tallies}),
            n=sum(t.n for t in tallies),
            predicted=sum(t.predicted for t in tallies),
            hits=sum(t.hits for t in tallies),
            exact=sum(exact) if exact else None,
            wrong=sum(wrong) if wrong else None,
        )

    @property
    def precision(self) -> float | None:
        """Hits over predictions; null without predictions."""
        return _share(self.hits, self.predicted)

    @property
    def recall(self) -> float | None:
        """Hits over gold items; null without gold items."""
        return _share(self.hits, self.n)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; null where there is nothing to find and nothing found."""
        return _f1(self.hits, self.n, self.predicted)

    @property
    def exact_f1(self) -> float | None:
        """F1 where a hit must have the gold's very span; null for fields without spans."""
        return None if self.exact is None else _f1(self.exact, self.n, self.predicted)

    def row(self) -> dict[str, Cell]:
        """Return the figures by name; shares are 0 to 1."""
        exact = self.exact
        missing = None if self.wrong is None else self.n - self.hits - self.wrong
        return {
            "origin": self.origin,
            "field": self.field,
            "documents": self.documents,
            "n": self.n,
            "predicted": self.predicted,
            "hits": self.hits,
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "exact_precision": None if exact is None else _share(exact, self.predicted),
            "exact_recall": None if exact is None else _share(exact, self.n),
            "exact_f1": self.exact_f1,
            "wrong": None if self.wrong is None else _share(self.wrong, self.n),
            "missing": None if missing is None else _share(missing, self.n),
        }


def origins_of(origin: str) -> tuple[str, ...]:
    """Return the groups that a document of an origin is counted in; a gold of one origin calls it `all`."""
    return tuple(dict.fromkeys((origin, "natural", "all") if origin in NATURAL else (origin, "all")))


@dataclass(frozen=True, slots=True)
class Report:
    """What an evaluation found.

    Attributes:
        gold: kind of the gold file: annotations, portal, notes.
        fingerprint: sha256 over the gold file and its texts.
        metric: the metric in words.
        tallies: counts per document and field.
        misses: each item missed and each false prediction, in the order of the gold.
        judged: each counted prediction with its confidence.
        crashes: (doc_id, message) of documents that could not be read; all their items are misses.
        left_out: (doc_id, why) of gold rows that the metric cannot judge.
    """

    gold: str
    fingerprint: str
    metric: str
    tallies: list[Tally]
    misses: list[Miss]
    judged: list[Judged]
    crashes: list[tuple[str, str]]
    left_out: list[tuple[str, str]]

    def scores(self, name: str | None = None) -> list[Score]:
        """Return the figures per field and origin.

        Args:
            name: only this field and those below it (`citations` with `citations.type`).
        """
        groups: dict[tuple[str, str], list[Tally]] = defaultdict(list)
        for tally in self.tallies:
            if name is None or tally.field == name or tally.field.startswith(f"{name}."):
                for origin in origins_of(tally.origin):
                    groups[tally.field, origin].append(tally)
        return [Score.of(origin, field_name, group) for (field_name, origin), group in groups.items()]

    def rows(self, name: str | None = None) -> list[dict[str, Cell]]:
        """Return `scores` as plain rows: a field before those below it, natural text first."""
        first = {"natural": 0, "all": 1}
        seen = dict.fromkeys(tally.field for tally in self.tallies)
        roots = list(dict.fromkeys(field.split(".")[0] for field in seen))
        order = {field: (roots.index(field.split(".")[0]), at) for at, field in enumerate(seen)}
        scores = self.scores(name)
        scores.sort(key=lambda s: (order[s.field], first.get(s.origin, 2), s.origin))
        return [score.row() for score in scores]


class Recorder:
    """Collects tallies, misses and judgements while documents are scored."""

    def __init__(self) -> None:
        self.tallies: list[Tally] = []
        self.misses: list[Miss] = []
        self.judged: list[Judged] = []

    def items(
        self, doc_id: str, origin: str, name: str, text: str, gold: Sequence[Item], predicted: Sequence[Item]
    ) -> None:
        """Score the items of one field in one document."""
        found = match(gold, predicted)
        exact = sum(gold[i].overlap(predicted[j]) == 1.0 for i, j in found.pairs)
        hits = len(found.pairs)
        self.tallies.append(Tally(doc_id, origin, name, hits + len(found.missed), hits + len(found.false), hits, exact))
        for j in sorted([j for _, j in found.pairs] + found.false):
            item = predicted[j]
            hit = j not in found.false
            self.judged.append(Judged(doc_id, origin, name, item.rule, item.confidence, hit))

        def miss(outcome: str, item: Item, others: Iterable[Item]) -> None:
            there = "; ".join(show(o.value) for o in others if o.overlap(item))
            missed = outcome == "missed"
            self.misses.append(
                Miss(
                    doc_id, origin, name, outcome, item.start, item.end, text[item.start : item.end],
                    expected=show(item.value) if missed else there,
                    got=there if missed else show(item.value),
                    rule=item.rule,
                    context=context_of(text, item.start, item.end),
                )
            )  # fmt: skip

        for i in found.missed:
            miss("missed", gold[i], predicted)
        for j in found.false:
            miss("false", predicted[j], gold)
        self._traits(doc_id, origin, name, text, [(gold[i], predicted[j]) for i, j in found.pairs])

    def _traits(self, doc_id: str, origin: str, name: str, text: str, pairs: Sequence[tuple[Item, Item]]) -> None:
        counts: dict[str, list[bool]] = defaultdict(list)
        for gold, predicted in pairs:
            for trait, expected in gold.traits.items():
                got = predicted.traits.get(trait)
                counts[trait].append(got == expected)
                if got != expected:
                    self.misses.append(
                        Miss(
                            doc_id, origin, f"{name}.{trait}", "differs", gold.start, gold.end,
                            text[gold.start : gold.end], show(expected), show(got), predicted.rule,
                            context_of(text, gold.start, gold.end),
                        )
                    )  # fmt: skip
        for trait, agreed in counts.items():
            self.tallies.append(Tally(doc_id, origin, f"{name}.{trait}", len(agreed), len(agreed), sum(agreed)))

    def value(
        self,
        doc_id: str,
        origin: str,
        name: str,
        text: str,
        expected: str | None,
        got: str | None,
        equal: bool,
        span: tuple[int, int] | None = None,
    ) -> None:
        """Score a field with one value a document (header): null against null is neither hit nor miss.

        Args:
            doc_id: gold document.
            origin: where its text comes from.
            name: the field.
            text: its canonical text.
            expected: gold value.
            got: predicted value.
            equal: whether the two are the same value.
            span: where the predicted value was read, if known; listed with a miss.
        """
        n, predicted = int(expected is not None), int(got is not None)
        hit = bool(n and predicted and equal)
        self.tallies.append(
            Tally(doc_id, origin, name, n, predicted, int(hit), wrong=int(bool(n and predicted) and not hit))
        )
        if hit or not (n or predicted):
            return
        start, end = span or (None, None)
        self.misses.append(
            Miss(
                doc_id, origin, name, "missed" if n else "false", start, end,
                "" if span is None else text[slice(*span)], expected or "", got or "", "",
                "" if span is None else context_of(text, *span),
            )
        )  # fmt: skip


def show(value: Hashable) -> str:
    """Return a value as people read it."""
    if isinstance(value, tuple):
        return " ".join("–" if part is None else show(part) for part in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "–" if value is None else str(value)


def context_of(text: str, start: int, end: int) -> str:
    """Return a span with its surroundings on one line."""
    left, right = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return " ".join(f"{left}⟦{text[start:end]}⟧{right}".split())
