"""A figure as a sentence states it, and what one sentence leaves for the next."""

from __future__ import annotations

from dataclasses import dataclass

# More criteria than any set has can only be a sum over several units.
MOST_CRITERIA = 19
# Sizes of the whole sets of communes and districts.
WHOLE_SETS = frozenset({9.0, 19.0})
# Copulas that tell what something has become.
CHANGED_TO = frozenset({"lên", "lên thành", "xuống", "xuống còn"})
# Share of the figures of the common rules that were right in texts that no rule had been written for.
SURE = 0.97


@dataclass(slots=True)
class Figure:
    """A figure before its context is added.

    Attributes:
        kind: its kind; empty while its predicate is not known.
        rule: id of the rule that read it.
        first: its first lexeme in the phrase.
        last: its last lexeme.
        start: first character in the document.
        end: character after the last.
        name: name of the criterion that it is about.
        scope: the area that the words of the figure name: `thuộc 58 tỉnh`.
        subject: span of the name that it is said of.
        parent: the count that it is a part of.
        recognised: it is said that the units were recognised.

    The others are those of `schemas.records.Criterion`.
    """

    kind: str
    rule: str
    first: int
    last: int
    start: int = 0
    end: int = 0
    value: float | None = None
    value_max: float | None = None
    unit: str | None = None
    denominator: float | None = None
    of: str | None = None
    band_min: float | None = None
    band_max: float | None = None
    grade: str | None = None
    criterion_no: int | None = None
    name: str | None = None
    qualifier: str | None = None
    baseline: str | None = None
    scope: str | None = None
    subject: tuple[int, int] | None = None
    parent: Figure | None = None
    recognised: bool = False
    confidence: float = SURE

    @property
    def is_change(self) -> bool:
        """Whether it is a change, not a level."""
        return self.kind.endswith("delta")

    @property
    def is_count(self) -> bool:
        """Whether it counts units."""
        return self.kind.startswith("units") and not self.is_change


@dataclass(slots=True)
class Memory:
    """What a sentence leaves for the next.

    Attributes:
        last: last count, share or number of criteria.
        criteria_from: where criteria are first named in the document.
        criteria: they were named before the sentence, so that a bare `4/19` can be read.
        listed: the sentence stands in a list under a heading that names criteria.
        free: a text without context: the phrase alone decides that it is about the programme.
    """

    last: Figure | None = None
    criteria_from: float = float("inf")
    criteria: bool = False
    listed: bool = False
    free: bool = False
