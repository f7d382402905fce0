"""Bands of criteria: `15-18`, `dưới 5`, `từ 10 đến dưới 15`, `14 tiêu chí trở lên`, `không còn xã dưới 8`."""

from __future__ import annotations

import re

from extractors.criteria.figures import MOST_CRITERIA, Figure
from extractors.criteria.lexer import Phrase
from extractors.criteria.patterns import BAND, QUALIFIER
from extractors.criteria.reader import Reader

Band = tuple[float | None, float | None]

_ZERO = re.compile(
    r"[zx]s?(?P<u>U)[wyj]{0,3}(?:(?:ay*)?(?:(?P<side>[bo])(?P<n>N)|t?(?P<r>R))(?P<c>C?)(?:U?[nu])?|(?P<blank>C)|(?P<neg>x)y*m)"
)
_INVERTED = re.compile(
    r"(?:A?s?(?P<subject>U)[yjw]{0,2})?(?P<verb>a?)[yd]{0,6}" + BAND + r"C(?:U?[nu])?(?P<dir>[Ll]?)[WY]?"
    r"(?:ct(?P<was>[NF])U?Y?,?)?y{0,2}(?P<link>[:iOaA]{1,4})[yaOA]{0,4}(?:" + QUALIFIER
    + r"(?:(?P<n>[NF])(?:(?P<u>U)|(?=[,;.]|$))|(?P<x>X))|(?P<zero>z))"
)  # fmt: skip
_GROUP = re.compile(r"(?:s?U[yj]{0,2})?(?P<verb>a?)[yd]{0,4}" + BAND + r"C(?:U?[nu])?(?P<dir>[Ll]?)")
_GROUP_COUNT = re.compile(r"[:iO]y*" + QUALIFIER + r"(?P<n>[NF])(?P<u>U)")
_PARALLEL = re.compile(r"[,;]?p?[yO]*N[UG]y*a[yd]*[tbo]?[NRF]")
_ALONE = re.compile(
    r"U[jy\"]{0,3}(?P<verb>a?)y*(?P<band>t?R|[bo]N|t?N(?=C[nu]?L)|N(?=C(?:U?[nu])?ch?q?N[UG]))C(?:U?[nu])?(?P<dir>[Ll]?)(?P<change>ch?q?N[UG])?"
)


def edges(reader: Reader, match: re.Match[str]) -> Band | None:
    """Fewest and most criteria of the band in a match; `dưới 5` is at most 4. Null where it is none."""
    shape, direction, groups = match["band"], match["dir"], match.groupdict()
    if groups.get("low"):
        low = reader.lexeme(match.start("low")).value
        high = reader.lexeme(match.start("high")).value - ("b" in shape)
        return (low, high) if low <= high <= MOST_CRITERIA else None
    lexeme = reader.lexeme(match.end("band") - 1)
    if lexeme.value % 1 or (lexeme.high is not None and lexeme.high > MOST_CRITERIA + 1):
        return None
    if lexeme.code == "R":
        return lexeme.value, lexeme.high
    if lexeme.code == "F":
        return lexeme.value, None if direction == "L" else lexeme.value
    if "q" in shape:
        sign = reader.lexeme(match.start("band")).mark
        limits = {">=": (lexeme.value, None), ">": (lexeme.value + 1, None), "<=": (None, lexeme.value)}
        return limits.get(sign)
    if "b" in shape:
        return None, lexeme.value - 1
    if "o" in shape:
        return lexeme.value + 1, None
    if direction == "l":
        return None, lexeme.value
    return lexeme.value, None if direction == "L" or "t" in shape else lexeme.value


def is_stated(reader: Reader, match: re.Match[str]) -> bool:
    """Whether a band is one of criteria: `đạt 10-14` is only after criteria were named."""
    shape = match["band"]
    if match["c"]:
        listed = bool(reader.figures) and reader.figures[-1].kind == "units_by_band"
        return bool(match["verb"]) or listed or shape != "N"
    parallel = shape == "N" and match["verb"] and _PARALLEL.match(reader.codes, match.end())
    if parallel and "C" in reader.codes[match.end() : match.end() + 40]:
        return True  # 3 xã đạt 19, 5 xã đạt 18 và 7 xã đạt 17 tiêu chí
    if not reader.criteria_named(match.start()) and not (reader.memory.free and shape[0] == "b"):
        return False
    edge = reader.closed(match.end()) or reader.code(match.end()) in {"p", "c", "A"}
    return edge and bool(match["verb"]) and (shape[-1] == "R" or shape[0] in "bot" or bool(match["dir"]))


def zero(reader: Reader, at: int) -> int | None:
    """`không còn xã dưới 15 tiêu chí`, `không còn xã nào chưa đạt chuẩn`: no unit is left."""
    match = _ZERO.match(reader.codes, at)
    if match is None:
        return None
    after = match.end()
    draft = Figure("units_by_band", "zero-band", at, after - 1, value=0.0, unit=reader.unit(match.start("u")))
    if match["neg"]:
        draft.kind, draft.rule = "units_not_meeting", "zero-not-meeting"
    elif match["blank"]:
        if "trắng" not in reader.words(at, after):
            return None
        draft.band_min = draft.band_max = 0.0  # xã trắng tiêu chí: none is met
    elif not match["c"] and not reader.criteria_named(at) and not reader.memory.free:
        return None
    elif match["n"]:
        edge = reader.lexeme(match.start("n")).value
        if match["side"] == "b":
            draft.band_max = edge - 1
        else:
            draft.band_min = edge + 1
    else:
        band = reader.lexeme(match.start("r"))
        draft.band_min, draft.band_max = band.value, band.high
    reader.add(draft)
    return after


def inverted(reader: Reader, at: int) -> int | None:
    """The band first, the count last: `Số xã đạt 10-14 tiêu chí: 28 xã`, `đạt dưới 5 tiêu chí còn 2 xã`."""
    match = _INVERTED.match(reader.codes, at) if "C" in reader.codes else None
    if match is None or not (match["subject"] or match["verb"] or match["link"] == ":" or _is_group(reader, at)):
        return None
    band = edges(reader, match)
    unit = match.start("u") if match["u"] else match.start("subject")
    if band is None or unit < 0:
        return None
    draft = Figure("units_by_band", "band-count", at, match.end() - 1, value=0.0, unit=reader.unit(unit))
    draft.band_min, draft.band_max = band
    draft.qualifier = reader.comparison(match)
    if match["n"]:
        number = reader.lexeme(match.start("n"))
        draft.value, draft.value_max, draft.denominator = number.value, number.high, number.high
        reader.add_earlier(draft, match)
    elif match["x"]:
        number = reader.lexeme(match.start("x"))
        draft.kind, draft.rule, draft.of, draft.unit = "share", "band-share", draft.unit, "%"
        draft.value, draft.value_max = number.value, number.high
    reader.add(draft)
    return match.end()


def _is_group(reader: Reader, at: int) -> bool:
    """Whether a band names a group of communes: `nhóm 15-18 tiêu chí có 12 xã`, or begins its clause so."""
    return reader.code(at - 1) in {"", ";", "-", "+", ":", "."} or reader.lexeme(at - 1).word == "nhóm"


def grouped(reader: Reader, at: int, inner: Phrase) -> bool:
    """Read a group whose band stands in brackets: `Nhóm 2 (đạt 15-18 tiêu chí): 20 xã`."""
    count = _GROUP_COUNT.match(reader.codes, at + 1)
    match = _GROUP.fullmatch(inner.codes) if count else None
    if count is None or match is None:
        return False
    within = Reader(inner, reader.memory)
    band = edges(within, match)
    if band is None:
        return False
    number = reader.lexeme(count.start("n"))
    draft = Figure("units_by_band", "band-group", count.start("n"), count.end() - 1, value=number.value)
    draft.unit, draft.qualifier = reader.unit(count.start("u")), reader.comparison(count)
    draft.value_max = draft.denominator = number.high
    draft.band_min, draft.band_max, draft.confidence = *band, 0.8
    reader.add(draft)
    return True


def alone(reader: Reader, at: int) -> int | None:
    """A band without a count: `các xã còn lại đạt từ 14 tiêu chí trở lên`.

    Where a change follows, the band is of the change: `số xã đạt 10-14 tiêu chí giảm 6 xã`.
    """
    match = _ALONE.match(reader.codes, at) if "C" in reader.codes else None
    if match is None or reader.code(at - 1) in {"N", "R", "F", "e", "v", "/"}:
        return None
    band = edges(reader, match)
    if band is None or max(edge or 0 for edge in band) > MOST_CRITERIA:
        return None
    first = match.start("verb") if match["verb"] else match.start("band")
    draft = Figure("units_by_band", "band-only", first, match.end() - 1, unit=reader.unit(at))
    draft.band_min, draft.band_max = band
    if match["change"]:
        number = reader.lexeme(match.end() - 2)
        draft.kind, draft.rule, draft.first = "units_delta", "change", match.start("change")
        draft.value = float(reader.lexeme(draft.first).mark) * number.value
        draft.baseline = reader.baseline(match.end())
    reader.add(draft)
    return match.end()
