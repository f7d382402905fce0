"""Counts of units with what is said of them: `50 xã đạt chuẩn nông thôn mới`, `03 xã đạt 15-18 tiêu chí`."""

from __future__ import annotations

import re

from extractors.criteria import bands, parts, shares
from extractors.criteria.figures import CHANGED_TO, MOST_CRITERIA, WHOLE_SETS, Figure
from extractors.criteria.lexer import Phrase
from extractors.criteria.patterns import (
    BAND_TAIL,
    CHAIN,
    CRITERION_TAIL,
    GAP,
    MEET_TAIL,
    MEETS,
    NAMED_CRITERION_TAIL,
    NAMED_TAIL,
    QUALIFIER,
)
from extractors.criteria.reader import Reader
from schemas import facts

_COUNT = re.compile(
    QUALIFIER + r"(?:(?P<f>F)s?[UG]|(?P<n1>N)[UG]/(?P<d1>N)[UG]|(?P<n2>N)(?:[UG]?k|o)(?P<d2>N)[UG]|(?P<n3>[NR])[UG])"
)
_FULL_TAIL = re.compile(r"[yj1W]{0,3}O(?P<x>X)s?(?P<u>U)" + GAP + r"{0,8}?" + MEETS)
_CHANGE_TAIL = re.compile(GAP + r"{0,10}?a?(?P<sign>[chf])h?" + QUALIFIER + r"(?P<n>[NR])C")
_NO_CRITERION_TAIL = re.compile(GAP + r"{0,10}?xy*aC(?=w)")
_FALL_TAIL = re.compile(GAP + r"{0,10}?(?:fC?|cC(?!N))" + CHAIN)
_PROGRESS_TAIL = re.compile(r'[yj"TW]{0,5}[wBpyj1$]{1,10}Vy*[mr]' + CHAIN)
_APPOSED = re.compile(r",?A[iq]{0,2}X(?:s?U)?(?:,(?!c)|(?=y*[xrma]))")
_TOPIC = re.compile(r"C(?:s?(?P<n>N))?[pT]?(?P<name>[^;.:CU]{0,8}):[yOi]*$")
_AGAIN_TAIL = re.compile(r"(?:y*|[yDpY]{0,6}(?P<neg>x)y*)aC?")
_UNFIT_TAIL = re.compile(r"y*(?P<neg>x)y")  # 1 xã chưa đủ điều kiện
_JOINING = re.compile(r"[hc]y*[qob]?$")
_IN_BRACKET = re.compile(r"[yO]*q?(?P<n>[NF])s?(?P<u>U)y{0,2}(?:(?P<neg>x)y{0,2})?a(?=[,;]|$)")
_SHARE_BESIDE = re.compile(r"[,;]?[Aai:]{1,2}(?P<x>X)$")
_OVER = re.compile(r"/N[UG]")
_RECOGNISED = re.compile(r"r[hyqOi]*$")
# Đối với xã nông thôn mới nâng cao, có 7 xã đạt 19/19 tiêu chí
_UNDER_GRADE = re.compile(r"p?U?[nu](?P<g>g)[,:][^;]{0,40}$")
_PROPOSED = ("đề nghị", "đủ điều kiện", "xét ")
# Before `một` it counts; elsewhere it is an article: một xã đạt chuẩn phải …
_COUNTS_ONE = frozenset("OirhSp")
# Words whose number names one thing: thôn 5, Điều 2.
_LABELLED = frozenset({"số", "điều", "khoản", "mục", "điểm", "tổ", "khu", "đội", "quận", "phường"})


def count(reader: Reader, at: int) -> int | None:
    """Read the count that begins at a position, with its predicate: the position after it."""
    match = _COUNT.match(reader.codes, at)
    if match is None or (match["n3"] and _is_label(reader, match.start("n3"))):
        return None
    if at and reader.lexeme(at - 1).word == "thứ":
        return None  # đứng thứ 12/14 tỉnh
    number = match.start(next(group for group in ("f", "n1", "n2", "n3") if match[group]))
    if reader.lexeme(number).word == "một" and not match["q"] and reader.code(at - 1) not in _COUNTS_ONE:
        return None
    value = reader.whole(number)
    over = next((group for group in ("d1", "d2") if match[group]), None)
    whole = reader.whole(match.start(over)) if over else reader.lexeme(number).high
    if value is None or (over and (whole is None or whole < value)):
        return None
    if match["f"] and reader.code(match.end("f")) == "s" and (whole or 0) < shares.FEWEST_OF:
        return None
    qualifier, first = reader.qualifier(match)
    draft = Figure("", "", first, match.end() - 1, value=value, value_max=whole, qualifier=qualifier)
    draft.unit = reader.unit(match.end() - 1)
    draft.denominator = whole if over or match["f"] else None
    draft.subject = reader.holder(first)
    return _predicate(reader, draft, match.end())


def _is_label(reader: Reader, at: int) -> bool:
    """Whether a number names a thing and counts nothing: `thôn 5 xã Cẩm Minh`."""
    if at == 0:
        return False
    before = reader.lexeme(at - 1)
    return before.word in _LABELLED or (before.code == "U" and before.mark == "xóm/thôn")


def _predicate(reader: Reader, draft: Figure, after: int) -> int | None:
    apposed = _APPOSED.match(reader.codes, after)
    tail = apposed.end() if apposed else after
    for rule, needs in _PREDICATES:
        if reader.codes.find(needs, tail) < 0:
            continue
        end = rule(reader, draft, tail)
        if end is not None:
            if apposed:
                shares.appose(reader, reader.codes.index("X", after), reader.figures[-1])
            parts.settle(reader, draft.first)
            return end
    return parts.bare(reader, draft, after)


def _full(reader: Reader, draft: Figure, after: int) -> int | None:
    """`18 tỉnh có 100% số xã đạt chuẩn`."""
    match = _FULL_TAIL.match(reader.codes, after)
    if match is None or reader.lexeme(match.start("x")).value != 100 or not reader.is_ours(match, draft.unit):
        return None
    figure = reader.finish(draft, "units_full_coverage", match.end(), "full-coverage")
    if reader.code(after - 1) == "G" and figure.unit in {
        "xã",
        "huyện",
    }:  # 3 địa phương có 100% số xã: one above what it holds
        figure.unit = "tỉnh" if reader.in_country(draft.first) else "huyện"
    figure.grade = reader.grade(match.start("verb"), match.end())
    reader.add(figure)
    return match.end()


def _criterion(reader: Reader, draft: Figure, after: int) -> int | None:
    """`152 xã đạt tiêu chí số 1`."""
    match = CRITERION_TAIL.match(reader.codes, after)
    if match is None or not 1 <= reader.lexeme(match.start("n")).value <= MOST_CRITERIA:
        return None
    figure = reader.finish(draft, _met(match), match.end(), "count-criterion")
    figure.criterion_no = int(reader.lexeme(match.start("n")).value)
    reader.add(figure)
    return match.end()


def _named_criterion(reader: Reader, draft: Figure, after: int) -> int | None:
    """`120 xã đạt tiêu chí môi trường`: so many meet one criterion, named as its set names it."""
    match = NAMED_CRITERION_TAIL.match(reader.codes, after)
    if match is None:
        return None
    best = reader.criterion_end(match.end())
    if best is None:
        return None
    figure = reader.finish(draft, _met(match), best, "count-named-criterion")
    figure.name = reader.words(match.end(), best)
    reader.add(figure)
    return best


def _rule(reader: Reader, draft: Figure, rule: str) -> str:
    """The rule of a count; `có thêm 6 xã đạt chuẩn` counts those that join, and is no total."""
    return "count-increment" if _JOINING.search(reader.before(draft.first)) else rule


def of_criterion(reader: Reader, at: int, inner: Phrase) -> bool:
    """Read how many meet a criterion that is named before a bracket: `Giao thông (16/45 xã đạt, bằng 35,6%)`."""
    match = _IN_BRACKET.match(inner.codes)
    names = facts.ntm_criteria()
    first = next((start for start in range(max(0, at - 9), at + 1) if reader.words(start, at + 1) in names), None)
    if match is None or first is None or not reader.criteria_named(at):
        return False
    number = inner.lexemes[match.start("n")]
    unit, last = inner.lexemes[match.start("u")], inner.lexemes[match.end() - 1]
    figure = Figure(_met(match), "count-named-criterion", at, at, number.start, last.end, value=number.value)
    figure.unit, figure.value_max, figure.denominator = unit.mark, number.high, number.high
    figure.name, figure.confidence = reader.words(first, at + 1), 0.8
    reader.figures.append(figure)
    share = _SHARE_BESIDE.match(inner.codes, match.end())
    if share is not None:
        of = inner.lexemes[share.start("x")]
        part = Figure("share", "share-apposed", at, at, of.start, of.end, value=of.value, unit="%", of=unit.mark)
        reader.figures.append(part)
    return True


def _met(match: re.Match[str]) -> str:
    return "units_not_meeting" if match["neg"] else "units_meeting_standard"


def _change(reader: Reader, draft: Figure, after: int) -> int | None:
    """`58 xã giảm 189 tiêu chí`: a change summed over so many communes."""
    match = _CHANGE_TAIL.match(reader.codes, after)
    if match is None:
        return None
    number = reader.lexeme(match.start("n"))
    sign = -1 if reader.lexeme(match.start("sign")).mark == "-1" else 1  # `rớt` has the mark of `giảm`
    figure = reader.finish(draft, "criteria_delta", match.end(), "change-sum")
    figure.denominator, figure.of, figure.unit = draft.value, draft.unit, "tiêu chí"
    figure.value = sign * number.value
    figure.value_max = None if number.high is None else sign * number.high
    figure.qualifier = reader.comparison(match)
    figure.baseline = reader.baseline(match.end())
    reader.add(figure)
    return match.end()


def _no_criterion(reader: Reader, draft: Figure, after: int) -> int | None:
    """`36 xã không đạt tiêu chí nào`."""
    match = _NO_CRITERION_TAIL.match(reader.codes, after)
    if match is None or reader.lexeme(match.end()).word != "nào":
        return None
    figure = reader.finish(draft, "units_by_band", match.end() + 1, "count-blank")
    figure.band_min = figure.band_max = 0.0
    reader.add(figure)
    return match.end() + 1


def _band(reader: Reader, draft: Figure, after: int) -> int | None:
    """`03 xã đạt từ 15-18 tiêu chí`."""
    match = BAND_TAIL.match(reader.codes, after)
    if match is None or not reader.gap_holds(match, "band", draft.value) or not bands.is_stated(reader, match):
        return None
    band = bands.edges(reader, match)
    if band is None or (match["verb"] == "i" and reader.lexeme(match.start("verb")).word not in CHANGED_TO):
        return None
    number = reader.lexeme(match.end("band") - 1)
    if match["band"] == "N" and number.value > MOST_CRITERIA:
        parts.add_sum(reader, draft, match.start("band"), match.end("c"))
        return match.end()
    kind = "units_not_meeting" if match["neg"] else "units_by_band"
    if match["neg"] and number.code == "N" and number.value not in WHOLE_SETS:
        kind, band = "units_by_band", (None, number.value - 1)  # 5 xã chưa đạt 10 tiêu chí
    figure = reader.finish(draft, kind, match.end(), "count-band")
    figure.band_min, figure.band_max = band
    if "g" in reader.codes[match.end("c") : match.end()]:
        figure.grade = reader.grade(match.end("c"), match.end())
    elif (above := reader.look_back(_UNDER_GRADE, "g", draft.first)) is not None:
        figure.grade = reader.grade(above[1] + above[0].start("g"), draft.first)
    if number.code == "F" and draft.denominator is None:
        figure.denominator = number.high
    figure.confidence = 0.6 if number.mark == "repaired" else figure.confidence
    reader.add(figure)
    return match.end()


def _meets(reader: Reader, draft: Figure, after: int) -> int | None:
    """`50 xã đã được công nhận đạt chuẩn nông thôn mới`."""
    match = MEET_TAIL.match(reader.codes, after)
    if match is None or not reader.gap_holds(match, "verb", draft.value) or not reader.is_ours(match, draft.unit):
        return None
    figure = reader.finish(draft, _met(match), match.end(), _rule(reader, draft, "count-meets"))
    figure.grade = reader.grade(match.start("verb"), match.end())
    proposed = any(word in reader.words(after, match.end()) for word in _PROPOSED)
    figure.recognised = ("r" in match["verb"] and not proposed) or bool(_RECOGNISED.search(reader.before(draft.first)))
    figure.scope = reader.scope(after, match.start("verb"))
    if "L" in reader.codes[after : match.start("verb")]:
        figure.qualifier = ">="  # 6 xã trở lên
    end = match.end()
    over = _OVER.match(reader.codes, end) if figure.denominator is None else None
    whole = reader.whole(end + 1) if over else None
    if over and whole is not None and whole >= (figure.value or 0):  # 92 xã đạt chuẩn NTM/128 xã
        figure.value_max = figure.denominator = whole
        end = over.end()
        figure.last = end - 1
    reader.add(figure)
    if reader.code(draft.first - 1) == "T" and reader.lexeme(draft.first - 1).word == "trong":
        reader.subset = figure  # trong 117 xã đã được công nhận, có 61 xã …
    return end


def _progress(reader: Reader, draft: Figure, after: int) -> int | None:
    """`12 xã nữa đang làm các phần việc còn lại`."""
    match = _PROGRESS_TAIL.match(reader.codes, after)
    if match is None or all(lexeme.word != "đang" for lexeme in reader.phrase.lexemes[after : match.end()]):
        return None
    reader.add(reader.finish(draft, "units_not_meeting", match.end(), "count-progress"))
    return match.end()


def _again(reader: Reader, draft: Figure, after: int) -> int | None:
    """`chỉ còn 2 xã đạt`, where the standard or the criterion was named before."""
    match = _UNFIT_TAIL.match(reader.codes, after)
    if match is not None and reader.lexeme(match.end() - 1).word != "đủ điều kiện":
        match = None
    match = match or _AGAIN_TAIL.match(reader.codes, after)
    if match is None or not (reader.closed(match.end()) or (match["neg"] and reader.code(match.end()) in {"Q", "p"})):
        return None
    topic = reader.look_back(_TOPIC, ":", draft.first)
    before = reader.figures[-1] if reader.figures else None
    again = before is not None and before.rule == "count-criterion"
    if topic is None and not again and not reader.last_meets():
        return None
    after = match.end()
    figure = reader.finish(draft, _met(match), after, "count-again")
    if topic is not None:  # Tiêu chí số 2 (giao thông): có 14/20 xã đạt
        match, offset = topic
        figure.rule = "count-criterion"
        if match["n"]:
            figure.criterion_no = int(reader.lexeme(offset + match.start("n")).value)
        figure.name = reader.words(offset + match.start("name"), offset + match.end("name")) or None
    elif before is not None and again:  # có 11 xã đạt, 4 xã chưa đạt
        figure.rule, figure.criterion_no, figure.name = before.rule, before.criterion_no, before.name
    else:
        figure.grade = "đạt chuẩn"
    reader.add(figure)
    return after


def _named(reader: Reader, draft: Figure, after: int) -> int | None:
    """`9 xã nâng cao`, `8/9 huyện nông thôn mới`."""
    match = NAMED_TAIL.match(reader.codes, after)
    if match is None or ("n" not in match["chain"] and reader.names_field(match.end())):
        return None
    figure = reader.finish(draft, "units_meeting_standard", match.end(), _rule(reader, draft, "count-named"))
    figure.grade = reader.grade(match.start("chain"), match.end())
    reader.add(figure)
    return match.end()


def _falls(reader: Reader, draft: Figure, after: int) -> int | None:
    """`7 xã bị rớt chuẩn`, `3 xã sụt giảm tiêu chí`."""
    match = _FALL_TAIL.match(reader.codes, after)
    if match is None:
        return None
    draft.confidence = 0.7
    reader.add(reader.finish(draft, "units_not_meeting", match.end(), "count-falls"))
    return match.end()


# In the order in which they are tried: what says more comes first. Each with a code that it cannot do without.
_PREDICATES = (
    (_full, "X"), (_criterion, "C"), (_named_criterion, "C"), (_change, "C"), (_no_criterion, "C"), (_band, ""),
    (_meets, ""), (_progress, "V"), (_again, ""), (_named, ""), (_falls, ""),
)  # fmt: skip
