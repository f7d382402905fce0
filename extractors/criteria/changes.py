"""Changes: `tăng 160 xã so với cuối năm 2021`, `giảm 0,5 tiêu chí/xã`, `đạt thêm 3 tiêu chí`."""

from __future__ import annotations

import re

from extractors.criteria.figures import Figure
from extractors.criteria.patterns import GAP, MEET_TAIL, MEETS, QUALIFIER
from extractors.criteria.reader import Reader

_CHANGE = re.compile(
    r"[cf](?:[hv]|y?vT?[WP]{1,3}|t(?=[NR]CL))?" + QUALIFIER
    + r"(?:(?P<x>X)|(?P<n>[NR])(?:(?P<c>[CI])(?:[/e]N?U)?|(?P<u>[UG])|(?=[,;.p]|$)))"
)  # fmt: skip
_MORE = re.compile(r"h" + QUALIFIER + r"(?P<n>[NR])C(?!x)(?:/N?U)?")
_OF_UNITS = re.compile(r"s?(?P<u>U)" + GAP + r"{0,8}?" + MEETS)
_BESIDE = re.compile(r"[,;&py:]*")
_OF_STANDARD = re.compile(r"s[UG][^,;]{0,24}[mr]")
_PREDICATE = re.compile(r"[yjTWP]*[xram]")


def change(reader: Reader, at: int) -> int | None:
    """Read the change that begins at a position: the position after it."""
    match = _CHANGE.match(reader.codes, at)
    if match is None:
        return None
    before = reader.figures[-1] if reader.figures else reader.owner
    beside = (reader.memory.free and "$" not in reader.link(at)) or reader.owner is not None
    beside = beside or (bool(reader.figures) and bool(_BESIDE.fullmatch(reader.link(at))))
    number = reader.lexeme(match.start("x") if match["x"] else match.start("n"))
    sign = float(reader.lexeme(at).mark)
    end = match.end()
    draft = Figure("", "change", at, end - 1, value=sign * number.value)
    draft.value_max = None if number.high is None else sign * number.high
    draft.qualifier = reader.comparison(match)
    if match["x"]:
        if reader.code(at) == "f":
            return None
        draft.kind, draft.unit = "share_delta", "%"
        units = _OF_UNITS.match(reader.codes, end)
        if units is not None:  # vượt 12% số xã đạt chuẩn so với mục tiêu
            draft.of, end = reader.unit(units.start("u")), units.end()
        elif beside and before is not None:
            draft.of = before.of or before.unit
        else:
            return None
    elif match["c"]:
        if match["c"] == "I" and "J" not in reader.before(at):
            return None  # indicators change only with their set
        draft.kind, draft.unit = "criteria_delta", "tiêu chí" if match["c"] == "C" else "chỉ tiêu"
    elif match["u"] and reader.code(at) == "c":
        if not beside and not _OF_STANDARD.search(reader.before(at)):
            return None
        if _PREDICATE.match(reader.codes, end) and MEET_TAIL.match(reader.codes, end):
            return None  # tăng thêm 5 xã đạt chuẩn: the count is read with its predicate
        draft.kind, draft.unit = "units_delta", reader.unit(match.start("u"))
    elif beside and before is not None and before.kind == "criteria_avg" and _ends(reader, end):
        draft.kind, draft.unit = "criteria_delta", "tiêu chí"  # 17,18 tiêu chí/xã, tăng 2,28
    else:
        return None
    draft.last = end - 1
    draft.baseline = reader.baseline(end)
    reader.add(draft)
    return end


def _ends(reader: Reader, at: int) -> bool:
    """Whether a number without a unit stands alone: only a comparison may follow."""
    return reader.code(at) != "p" or reader.lexeme(at).word.startswith("so")


def more(reader: Reader, at: int) -> int | None:
    """Read an increment: `đạt thêm 3 tiêu chí`."""
    match = _MORE.match(reader.codes, at)
    if match is None:
        return None
    number = reader.lexeme(match.start("n"))
    figure = Figure("criteria_delta", "more", at, match.end() - 1, value=number.value, value_max=number.high)
    figure.unit, figure.qualifier = "tiêu chí", reader.comparison(match)
    figure.baseline = reader.baseline(match.end())
    reader.add(figure)
    return match.end()
