"""The gold once more with the damage that texts come with, so that clean input does not decide the figure.

Each kind is a rule that says what is replaced where; spans move along, values stay.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from extractors.shadow import canonical
from pipeline.evaluate import Report, measure
from pipeline.evaluate.gold import Case, Gold
from pipeline.evaluate.score import Cell, Item, Score, origins_of

Edit = tuple[int, int, str]
"""Start, end and what stands there instead."""

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_NEW_TONE = {  # òa → oà: the mark moves from the first vowel to the second
    unicodedata.normalize("NFC", first + mark) + second: first + unicodedata.normalize("NFC", second + mark)
    for first, second in ("oa", "oe", "uy")
    for mark in _TONES
}
_MOVED = re.compile(rf"(?<![qQ])(?:{'|'.join(_NEW_TONE)})(?![^\W\d_])")
_SYMBOL_MARK = re.compile(r"(?<=[0-9A-ZĐ])[/-](?=[A-ZĐ])")


def _each(old: str, new: str, every: int = 1) -> Callable[[str], Iterable[Edit]]:
    """Return a rule that replaces a character, or one in so many of them."""

    def rule(text: str) -> Iterable[Edit]:
        at = [m.start() for m in re.finditer(re.escape(old), text)]
        return [(start, start + 1, new) for start in at[every - 1 :: every]]

    return rule


RULES: dict[str, Callable[[str], Iterable[Edit]]] = {
    "as it is": lambda text: (),
    "spaces in numbers (QĐ - TTg)": lambda text: [
        (m.start(), m.end(), f" {m[0]} ") for m in _SYMBOL_MARK.finditer(text)
    ],
    "en dashes": _each("-", "–"),
    "lines broken at any space": _each(" ", "\n", every=9),
    "no-break spaces": _each(" ", "\u00a0", every=3),
    "doubled spaces": _each(" ", "  ", every=3),
    "tones placed the other way (hoà)": lambda text: [
        (m.start(), m.end(), _NEW_TONE[m[0]]) for m in _MOVED.finditer(text)
    ],
    "Ð (U+00D0) for Đ": _each("Đ", "Ð"),
    "ƣ for ư": _each("ư", "ƣ"),
}


def apply(case: Case, rule: Callable[[str], Iterable[Edit]]) -> Case:
    """Return a gold document with damage; its spans hold what they held."""
    text = canonical(case.data.decode("utf-8"))
    pieces: list[str] = []
    ends, shifts = [0], [0]  # from ends[i] of the old text on, offsets grow by shifts[i]
    position = 0
    for start, end, new in sorted(rule(text)):
        pieces += (text[position:start], new)
        position = end
        ends.append(end)
        shifts.append(shifts[-1] + len(new) - (end - start))
    damaged = "".join((*pieces, text[position:]))

    def moved(items: Sequence[Item]) -> list[Item]:
        return [
            replace(
                item,
                start=item.start + shifts[bisect_right(ends, item.start) - 1],
                end=item.end + shifts[bisect_right(ends, item.end) - 1],
            )
            for item in items
        ]

    items = {name: moved(members) for name, members in case.items.items()}
    return replace(case, data=damaged.encode("utf-8"), items=items)


def rows(gold: Gold, fields: Sequence[str]) -> list[dict[str, Cell]]:
    """Return F1 on natural text per kind of damage and field; header: share of all its values that is right."""
    result: list[dict[str, Cell]] = []
    for name, rule in RULES.items():
        report = measure(replace(gold, cases=[apply(case, rule) for case in gold.cases]))
        row: dict[str, Cell] = {"damage": name}
        for score in report.scores():
            if score.origin == "natural" and score.field in fields:
                row[score.field] = score.f1
        result.append(row | {"header": _header(report), "crashes": len(report.crashes)})
    return result


def _header(report: Report) -> float | None:
    tallies = [t for t in report.tallies if t.field.startswith("header.") and "natural" in origins_of(t.origin)]
    return Score.of("natural", "header", tallies).recall
