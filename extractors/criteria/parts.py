"""Counts without a predicate of their own.

They take that of the count that they are coordinated with, or that they are a part of.
"""

from __future__ import annotations

import re
from dataclasses import replace

from extractors.criteria.figures import MOST_CRITERIA, Figure
from extractors.criteria.lexer import Phrase
from extractors.criteria.patterns import GAP
from extractors.criteria.reader import Reader

_TAIL = re.compile(r"[jW]*(?:T(?:[NF]?[UG]|[jW]{1,4}))?P*")
_APPOSED = re.compile(r",?[aAy]?A[iq]{0,2}X")
_AGAIN = re.compile(r"(?:[ah1]|3[yaiO]*)$")
_SUM_TAIL = re.compile(GAP + r"{0,10}?[ai]y*(?P<n>N)C")
_PLACED = re.compile(r"P[yO]*:?$")
_PLACE_COUNT = re.compile(r"(?P<names>P{1,40})W?[Oy]{0,2}q?(?P<n>N)(?P<u>[UG])(?=[,;.&p]|$)")
_BRACKET_SHARE = re.compile(r"A[iq]{0,2}X")
HAVE = re.compile(r"[,p]U[jW]*y*[OB]")
_COUNT_BEFORE = re.compile(r"[py]{0,3}i(?P<n>N)(?P<u>[UG])")
_INNER_COUNT = re.compile(r"q?(N)([UG])")


def bare(reader: Reader, draft: Figure, after: int) -> int | None:
    """Read a count without a predicate: the position after it, or null where it counts nothing of ours."""
    stop = _end(_TAIL.match(reader.codes, after), after)
    summed = _sum(reader, draft, after)
    if summed is not None:
        return summed
    if reader.code(after) in {"i", "O"} or reader.code(draft.first - 1) == "T":
        return None
    draft.scope = reader.scope(after, stop)
    elided = reader.code(stop) == "E"
    figure = None if elided else _part(reader, draft, after, stop)
    figure = figure or _again(reader, draft, after) or _ratio(reader, draft, after, stop)
    figure = figure or _coordinated(reader, draft, after, stop)
    if figure is None and elided:
        figure = reader.finish(draft, "units_total", after, "count-elided")
        figure.confidence = 0.6
    if figure is None:
        reader.waiting.append((draft, stop))
        return after
    reader.add(figure)
    return max(figure.last + 1, stop if figure.rule == "count-ratio" else after)


def _end(match: re.Match[str] | None, default: int) -> int:
    return match.end() if match else default


def _shares_clause(reader: Reader, at: int) -> bool:
    return reader.code(at) in {"", ",", ";", "p", "."}


def _part(reader: Reader, draft: Figure, after: int, stop: int) -> Figure | None:
    """`36 xã đạt chuẩn (trong đó có 8 xã biên giới)`, `62% số xã (5.506 xã)`."""
    parent = reader.subset or reader.owner
    if parent is None or parent.value == 0 or not (_shares_clause(reader, stop) or stop > after):
        return None
    if parent.is_count and (parent.unit == draft.unit or reader.owner is not None):
        figure = reader.finish(draft, parent.kind, stop, "count-part")
        figure.grade, figure.parent, figure.confidence = parent.grade, parent, 0.8
        figure.band_min, figure.band_max = parent.band_min, parent.band_max
        return figure
    if parent.kind == "share" and parent.of == draft.unit and reader.owner is not None:
        figure = reader.finish(draft, "units_meeting_standard", after, "count-of-share")
        figure.grade = parent.grade
        return figure
    return None


def _again(reader: Reader, draft: Figure, after: int) -> Figure | None:
    """`…; phấn đấu cuối năm đạt 5.200 xã`, `lũy kế 39 xã`: of the same standard as the count before."""
    last, before = reader.memory.last, reader.figures[-1] if reader.figures else None
    left = before is not None and before.rule == "change" and before.kind == "units_delta"
    if before is not None and left and before.unit == draft.unit and re.fullmatch(r",y?i", reader.link(draft.first)):
        if before.band_min is None and before.band_max is None:
            return None
        figure = reader.finish(draft, "units_by_band", after, "count-left")  # … giảm 52 xã, chỉ còn 38 xã
        figure.band_min, figure.band_max, figure.confidence = before.band_min, before.band_max, 0.8
        return figure
    again = _AGAIN.search(reader.before(draft.first))
    if last is None or not reader.last_meets() or last.unit != draft.unit or again is None:
        return None
    if not (reader.closed(after) or (again[0].startswith("3") and reader.code(after) == "p")):
        return None
    figure = reader.finish(draft, "units_meeting_standard", after, "count-again")
    figure.grade, figure.confidence = last.grade, 0.8
    return figure


def _ratio(reader: Reader, draft: Figure, after: int, stop: int) -> Figure | None:
    """`cả nước đã có 5.813/8.227 xã`, `249 đơn vị cấp huyện, chiếm 38,7% …`."""
    ratio = draft.denominator is not None and _shares_clause(reader, stop)
    # 146/213 xóm, khu phố có nhà văn hóa; 5/18 xã đặc biệt khó khăn
    ratio = ratio and not HAVE.match(reader.codes, stop) and "j" not in reader.codes[after:stop]
    beside = any(_BRACKET_SHARE.fullmatch(inner.codes) for inner in reader.phrase.brackets.get(after - 1, ()))
    if not reader.speaks() or not (
        ratio or _APPOSED.match(reader.codes, stop) or (beside and _shares_clause(reader, stop))
    ):
        return None
    figure = reader.finish(draft, "units_meeting_standard", after, "count-ratio")
    figure.grade, figure.confidence = "đạt chuẩn", 0.8
    return figure


def _coordinated(reader: Reader, draft: Figure, after: int, stop: int) -> Figure | None:
    """`62% số xã đạt chuẩn; 173 đơn vị cấp huyện`: another unit beside one that has its predicate."""
    before = reader.figures[-1] if reader.figures else None
    if before is None or before.kind not in {"units_meeting_standard", "share"} or not _shares_clause(reader, stop):
        return None
    if draft.unit in {before.unit, before.of} or not re.fullmatch(r"[,;]q?|p", reader.link(draft.first)):
        return None
    figure = reader.finish(draft, "units_meeting_standard", after, "count-shared")
    figure.grade, figure.confidence = before.grade, 0.8
    return figure


def settle(reader: Reader, first: int) -> None:
    """Give the predicate of the last figure to the counts that wait for one before it.

    `330 xã, 869 thôn đạt chuẩn`; `Gia Lai có 91 xã, Kon Tum 44 xã đạt chuẩn`; `năm 2021 có 8 xã, năm 2022 có 9 xã …`.
    """
    got = reader.figures[-1]
    for figure, stop in reversed(reader.waiting):
        placed = figure.unit == got.unit and _PLACED.search(reader.before(figure.first))
        link = r"[,;p]?U?P+[yO]*:?q?" if placed else r"[,p]?(?:,?Y[yO]{1,3}q?|q?(?:O|3[yi]*)?)"
        share = got.rule in {"share-meets", "share-named"}
        meets = got.kind == "units_meeting_standard" or share
        if not meets or (share and stop == first) or not re.fullmatch(link, reader.codes[stop:first]):
            break
        shared = replace(figure, kind="units_meeting_standard", rule="count-shared")
        if figure.unit == "%":
            shared.kind, shared.rule = "share", "share-shared"
        shared.grade, shared.recognised = got.grade, got.recognised
        reader.add(shared)
        first = figure.first
    reader.waiting.clear()


def _sum(reader: Reader, draft: Figure, after: int) -> int | None:
    """`của 7 xã … là 87 tiêu chí`: the criteria of so many communes together."""
    match = _SUM_TAIL.match(reader.codes, after)
    if match is None or reader.lexeme(match.start("n")).value <= MOST_CRITERIA:
        return None
    add_sum(reader, draft, match.start("n"), match.end())
    return match.end()


def add_sum(reader: Reader, units: Figure, first: int, after: int) -> None:
    """Add the sum of criteria over counted units."""
    total = Figure("criteria_sum", "sum-count", first, after - 1, unit="tiêu chí")
    total.value = reader.lexeme(first).value
    total.denominator, total.of = units.value, units.unit
    reader.add(total)


def breakdown(reader: Reader, at: int) -> int | None:
    """`trong đó Gia Lai có 11 đơn vị`, `Di Linh có 13 xã`: the part of one place."""
    parent = _divided(reader.subset or reader.memory.last)
    if parent is None or reader.code(at - 1) == "P":
        return None
    match = _PLACE_COUNT.match(reader.codes, at)
    if match is None:
        return None
    counts = _place_counts(reader)
    parted = counts >= 3 or any(code in "SQ:E" for code in reader.codes[:at])
    parallel = counts >= 2 and parent in reader.figures
    unit = reader.unit(match.start("u"))
    if not (parted or parallel) or not parent.is_count or unit != parent.unit:
        return None
    figure = _of_place(parent, match.start("n"), match.end() - 1, reader.lexeme(match.start("n")).value)
    figure.parent = parent if parted else None
    figure.subject = reader.span(at, match.end("names") - 1)
    reader.add(figure)
    return match.end()


def in_bracket(reader: Reader, at: int, inner: Phrase) -> bool:
    """Read the count of a place that stands in brackets: `gồm: Đức Trọng (10 xã), Lâm Hà (7 xã)`."""
    match = _INNER_COUNT.fullmatch(inner.codes)
    if match is None or reader.code(at) != "P":
        return False
    before = [figure for figure in reader.figures if figure.first <= at]
    parent = _divided(before[-1] if before else reader.memory.last)
    number, unit = inner.lexemes[match.start(1)], inner.lexemes[match.start(2)]
    if parent is None or not parent.is_count or unit.mark not in {parent.unit, ""}:
        return False
    first = at
    while reader.code(first - 1) == "P":
        first -= 1
    figure = _of_place(parent, at, at, number.value)
    figure.start, figure.end = number.start, unit.end
    figure.parent, figure.subject = parent, reader.span(first, at)
    reader.figures.append(figure)
    return True


def before_change(reader: Reader, at: int, inner: Phrase) -> bool:
    """Read what a count was before it changed: `tăng 9 xã so với năm 2018 (khi đó là 71 xã)`."""
    match = _COUNT_BEFORE.fullmatch(inner.codes)
    before = sorted((one for one in reader.figures if one.first <= at), key=lambda one: one.last)
    if match is None or not before or before[-1].kind != "units_delta":
        return False
    level = next((figure for figure in reversed(before) if figure.is_count), None)
    number, unit = inner.lexemes[match.start("n")], inner.lexemes[match.start("u")]
    if level is None or unit.mark not in {level.unit, ""}:
        return False
    figure = Figure(level.kind, "count-before", at, at, value=number.value, unit=level.unit, confidence=0.8)
    figure.start, figure.end, figure.grade = number.start, unit.end, level.grade
    figure.band_min, figure.band_max = level.band_min, level.band_max
    reader.figures.append(figure)
    return True


def _divided(figure: Figure | None) -> Figure | None:
    """The count that a list of places divides, from any of its parts."""
    while figure is not None and figure.parent is not None and figure.rule == "count-place":
        figure = figure.parent
    return figure


def _of_place(parent: Figure, first: int, last: int, value: float) -> Figure:
    figure = Figure(parent.kind, "count-place", first, last, value=value, unit=parent.unit, confidence=0.8)
    figure.grade, figure.band_min, figure.band_max = parent.grade, parent.band_min, parent.band_max
    return figure


def _place_counts(reader: Reader) -> int:
    """How many places have a count of their own in the phrase."""
    inners = (
        inner.codes for at, phrases in reader.phrase.brackets.items() for inner in phrases if reader.code(at) == "P"
    )
    return len(_PLACE_COUNT.findall(reader.codes)) + sum(bool(_INNER_COUNT.fullmatch(inner)) for inner in inners)
