"""Shares: `30% số xã đạt chuẩn`, `6.009 xã (tỷ lệ 73,06%)`, `tỷ lệ xã đạt chuẩn đạt 68,5%`."""

from __future__ import annotations

import re

from extractors.criteria import bands, parts
from extractors.criteria.figures import MOST_CRITERIA, Figure
from extractors.criteria.lexer import Phrase
from extractors.criteria.patterns import (
    BAND_TAIL,
    CHAIN,
    CRITERION_TAIL,
    MEET_TAIL,
    MEETS,
    NAMED_CRITERION_TAIL,
    NAMED_TAIL,
    QUALIFIER,
)
from extractors.criteria.reader import Reader

_SHARE = re.compile(
    QUALIFIER + r"(?P<x>X(?P<least>L)?|F(?=s?[UG]))(?:s|kN(?=[UG])|(?P<all>p)(?=U))?(?:(?P<u>[UG])|(?P<c>C))?"
)
# `2/3 số xã`, `gần 2/3 xã` are shares of a whole that is not told; `103/184 số xã`, `2/3 xã` count.
FEWEST_OF = 5
_WHOLE = 100
_ALL = frozenset({"các", "những"})
_OF_GOAL = re.compile(r"(?:so với |so )?(?:mục tiêu|kế hoạch|chỉ tiêu|nghị quyết)")
_OF_CRITERIA_TAIL = re.compile(r"U?" + MEETS)
_APPOSED_LINK = re.compile(r"[,;p]{0,2}[yaAi:]*[aAi:][yaAi:]*")
_BASELINE_LINK = re.compile(r"^p[pwyYTWPU]*")
_INNER_LINK = re.compile(r"[yaAi]+|a?M[wy]{0,3}i?")
_PLACED = re.compile(r"(?P<place>P[Pw]{0,4}|W)(?:y*[aiO]|:)$")
# …, năm 2023 là 86,1%; ước thực hiện 86,5%
_DATED_NEXT = re.compile(r"[,;p]{1,2}Y[yaiO:]{1,2}|[,;]y?1:?")
# The goal that a share is held against: 81,5% số xã đạt chuẩn (kế hoạch 80%).
_GOAL_BEFORE = re.compile(r"(?:kế hoạch|mục tiêu|chỉ tiêu|nghị quyết)(?: (?:là|:|đề ra|giao|được giao|năm))*$")
_PLACED_NEXT = re.compile(r"(?<=[,;p])(?:jw{0,2})?(?P<place>P{1,4})$")  # …, Đông Nam Bộ 92,4%
_LISTED = re.compile(r"[,;p]{1,2}(?:jw{0,2})?P{1,4}")
_OF_AREA = re.compile(r"[Av][wvTay]{0,4}W$")
_INVERTED = re.compile(
    r"(?P<number>[sA]i?s?)?(?P<u>U)[yj]{0,3}" + MEETS.replace("|m|", "|m|(?=[ng])|")
    + r"(?:[WYyPD,2r]|O(?=[2r])|T[UW]?P*|p(?=Y)|[ap]Jw?){0,6}(?:c?t(?P<was>[NFX])U?Y?[p,]?)?(?P<link>[:iaAOyD3]{0,3})"
    + r"(?P<goal>(?<=:)[Pw]w)?"
    + QUALIFIER + r"(?:(?P<x>X)(?P<whole>sU)?|(?P<f>F)s?[UG]?(?![CI])|(?P<n1>N)U/(?P<d1>N)U|(?P<n3>N)U?(?![CI/]))"
)  # fmt: skip
# Số xã nông thôn mới nâng cao đạt 21 xã
_NAMED_LAST = re.compile(
    r"sU(?P<chain>U?ng?|g)(?:[WYP]|T[UW]?P*){0,3}[yO]*[:ia]{1,2}" + QUALIFIER + r"(?:(?P<f>F)s?[UG]|(?P<n>N)[UG])"
)  # fmt: skip
_BEGINNINGS = frozenset({"", ",", ";", ":", ".", "-", "+", "•", "S"})  # of a clause: đạt chuẩn có 12 xã
_BAND_FOLLOWS = re.compile(r"y*ay*[tbo]*[NRF]C")
_OTHERS = frozenset({"Z", "$"})  # what else has a standard: trạm y tế
_NOT = re.compile(r"xy{0,2}$")
_HEADED = re.compile(
    r"(?:m(?P<chain>" + CHAIN + r")(?::|(?P<have>O))|sm" + CHAIN + r"(?:[WYP]|T[UW]?P*){0,3}[:i])[yO]*"
    + QUALIFIER + r"(?:(?P<f>F)s?[UG]|(?P<n>N)[UG])"
)  # fmt: skip


# …; nông thôn mới nâng cao: 17 xã; thôn kiểu mẫu 4 thôn; NTM được giao 5 xã
_LISTED_NAME = re.compile(
    r"(?:(?:Un?|n)g:?|Un:?|n:|ng?(?P<set>yw))" + QUALIFIER + r"(?:(?P<f>F)s?[UG]|(?P<n>N)[UG])(?=[,;.]|$)"
)  # fmt: skip


def share(reader: Reader, at: int) -> int | None:
    """Read the share that begins at a position: the position after it."""
    match = _SHARE.match(reader.codes, at)
    if match is None or (match["all"] and reader.lexeme(match.start("all")).word not in _ALL):
        return None
    number = reader.lexeme(match.start("x"))
    qualifier, first = reader.qualifier(match)
    draft = Figure("share", "", first, match.end() - 1, value=number.value, value_max=number.high, unit="%")
    if number.code == "F":
        small = number.high is not None and 0 < number.value < number.high < FEWEST_OF
        if number.high is None or not small or (qualifier is None and reader.code(match.end("x")) != "s"):
            return None
        draft.value, draft.value_max = round(100 * number.value / number.high, 2), None
    if number.code == "F" or number.mark == "part":
        draft.confidence = 0.9  # 2/3, một nửa: the per cent is not printed
    draft.qualifier, draft.subject = ">=" if match["least"] else qualifier, reader.holder(first)
    before = reader.figures[-1] if reader.figures else None
    if match["c"]:
        draft.of = "tiêu chí"
        criteria = _OF_CRITERIA_TAIL.match(reader.codes, match.end())
        if criteria is not None:
            reader.add(reader.finish(draft, "share", criteria.end(), "share-criteria"))
            return criteria.end()
    elif match["u"]:
        draft.of = reader.unit(match.start("u"))
    else:  # ở cấp huyện, 51% đã đạt chuẩn; 80% số xã đạt chuẩn, 30% đạt nâng cao
        draft.of = reader.level or (before.of if before is not None and before.kind == "share" else None)
    end = _predicate(reader, draft, match.end()) if draft.of is not None else None
    if end is not None:
        parts.settle(reader, draft.first)
    if end is None:
        end = _appositive(reader, at)
    if end is None and not match["u"] and not match["c"]:
        end = _of_place(reader, draft, at, match.end()) or _of_goal(reader, draft, match.end())
    if (
        end is None
        and match["u"]
        and reader.speaks()
        and not parts.HAVE.match(reader.codes, match.end())
        and (reader.closed(match.end()) or _goes_on(reader, draft, match))
    ):
        figure = reader.finish(draft, "share", match.end(), "share-bare")
        figure.confidence = 0.7
        reader.add(figure)
        end = match.end()
    if end is None and match["u"] and reader.code(match.end()) in {"p", ","}:
        reader.waiting.append((draft, match.end()))
        end = match.end()
    return end


def _goes_on(reader: Reader, draft: Figure, match: re.Match[str]) -> bool:
    """`25% số xã đạt chuẩn, năm 2020 có 60% số xã và năm 2030 …`: the same share of another time."""
    before = reader.figures[-1] if reader.figures else None
    same = before is not None and before.rule == "share-meets" and before.of == draft.of
    return same and reader.code(match.end()) == "p" and reader.code(match.end() + 1) not in set("NXFRq")


def _of_criterion(reader: Reader, draft: Figure, after: int) -> int | None:
    """`80% số xã đạt tiêu chí giao thông`, `65% số xã đạt tiêu chí số 5`."""
    numbered = CRITERION_TAIL.match(reader.codes, after)
    named = None if numbered else NAMED_CRITERION_TAIL.match(reader.codes, after)
    match = numbered or named
    end = numbered.end() if numbered else reader.criterion_end(named.end()) if named else None
    if match is None or match["neg"] or end is None:
        return None
    figure = reader.finish(draft, "share", end, "share-criterion")
    if numbered:
        value = reader.lexeme(numbered.start("n")).value
        if not 1 <= value <= MOST_CRITERIA:
            return None
        figure.criterion_no = int(value)
    else:
        figure.name = reader.words(match.end(), end)
    reader.add(figure)
    return end


def _predicate(reader: Reader, draft: Figure, after: int) -> int | None:
    criterion = _of_criterion(reader, draft, after)
    if criterion is not None:
        return criterion
    band = BAND_TAIL.match(reader.codes, after)
    if band is not None and band["c"] and reader.gap_holds(band, "band") and bands.is_stated(reader, band):
        limits = bands.edges(reader, band)
        if limits is not None:
            figure = reader.finish(draft, "share", band.end(), "share-band")
            figure.band_min, figure.band_max = limits
            reader.add(figure)
            return band.end()
    match = MEET_TAIL.match(reader.codes, after)
    if match is not None and reader.gap_holds(match, "verb") and reader.is_ours(match, draft.of or draft.unit):
        end = reader.with_scope(match.end())
        figure = reader.finish(draft, "share", end, "share-meets")
        figure.grade = reader.grade(match.start("verb"), match.end())
        figure.recognised = "r" in match["verb"]
        if "L" in reader.codes[after : match.start("verb")]:
            figure.qualifier = ">="  # 50% số xã trở lên
        reader.add(figure)
        return end
    named = NAMED_TAIL.match(reader.codes, after)
    if named is not None and not ("n" not in named["chain"] and reader.names_field(named.end())):
        figure = reader.finish(draft, "share", named.end(), "share-named")
        figure.grade = reader.grade(named.start("chain"), named.end())
        reader.add(figure)
        return named.end()
    return None


def _appositive(reader: Reader, at: int) -> int | None:
    """`6.009 xã (tỷ lệ 73,06%)`, `66 xã đạt chuẩn, tăng 14 xã so với năm trước và chiếm 43%`."""
    if reader.owner is not None and (at == 0 or _INNER_LINK.fullmatch(reader.codes, 0, at)):
        return appose(reader, at, reader.owner)
    parent, link = reader.last_level(), reader.link(at)
    if reader.figures and reader.figures[-1].is_change:
        link = _BASELINE_LINK.sub("", link)
    if parent is not None and _APPOSED_LINK.fullmatch(link):
        return appose(reader, at, parent)
    return None


def of_change(reader: Reader, at: int, inner: Phrase, change: Figure) -> None:
    """Add the change of the share that stands in brackets after one of units: `tăng 769 xã (8,62%)`."""
    number = inner.lexemes[0]
    sign = -1.0 if (change.value or 0) < 0 else 1.0
    figure = Figure(
        "share_delta", "change-share", at, at, number.start, number.end, value=sign * number.value, unit="%"
    )
    figure.of, figure.baseline, figure.confidence = change.unit, change.baseline, 0.8
    reader.figures.append(figure)


def appose(reader: Reader, at: int, parent: Figure) -> int | None:
    """Add the share at a position as the share that a count is."""
    match = _SHARE.match(reader.codes, at)
    if match is None or reader.code(match.end()) in {"w", "Z", "$", "M", "I"} or parent.is_change or parent.unit == "%":
        return None
    number = reader.lexeme(match.start("x"))
    if parent.rule == "count-again" and reader.code(parent.first - 1) == "1":
        return None  # được giao 5 xã, thực hiện 3 xã, đạt 60%
    if number.value > _WHOLE or _OF_GOAL.match(reader.words(match.end(), min(match.end() + 3, len(reader.codes)))):
        return None  # 116,7% kế hoạch
    qualifier, first = reader.qualifier(match)
    end = reader.with_scope(match.end())
    figure = Figure("share", "share-apposed", first, end - 1, value=number.value, value_max=number.high, unit="%")
    figure.qualifier, figure.grade, figure.parent = qualifier, parent.grade, parent.parent
    figure.of = reader.unit(match.start("u")) if match["u"] else parent.unit
    reader.add(figure)
    reader.memory.last = parent
    return end


def _of_place(reader: Reader, draft: Figure, at: int, after: int) -> int | None:
    """`trong đó, Đông Nam Bộ đạt 86,5%`, `…, năm 2023 là 86,1%`: the same share of a place or time."""
    before = reader.figures[-1] if reader.figures else None
    whole = reader.subset or (before if before is not None and before.kind == "share" else None)
    placed = reader.look_back(_PLACED, "", at)
    if placed is None and before is not None and before.kind == "share":
        placed = reader.look_back(_PLACED_NEXT, "P", at) if _LISTED.fullmatch(reader.link(at)) else None
    told = before is not None and before.kind == "share" and bool(_DATED_NEXT.fullmatch(reader.link(at)))
    if not (placed or told) or whole is None or not reader.closed(after):
        return None
    figure = reader.finish(draft, "share", after, "share-place" if placed else "share-time")
    figure.of, figure.grade, figure.confidence = whole.of or whole.unit, whole.grade, 0.8
    match, offset = placed or (None, 0)
    if match is not None and match["place"] != "W":
        figure.subject = reader.span(offset + match.start("place"), offset + match.end("place") - 1)
    reader.add(figure)
    return after


def _of_goal(reader: Reader, draft: Figure, after: int) -> int | None:
    """`81,5% số xã đạt chuẩn (kế hoạch 80%)`, `…, so với mục tiêu 80%`: the same share as it was aimed at."""
    whole = reader.owner or (reader.figures[-1] if reader.figures else None)
    if whole is None or whole.kind != "share" or "c" in reader.link(draft.first):
        return None
    if not _GOAL_BEFORE.search(reader.words(max(0, draft.first - 6), draft.first)):
        return None
    figure = reader.finish(draft, "share", after, "share-goal")
    figure.of, figure.grade, figure.confidence = whole.of, whole.grade, 0.8
    reader.add(figure)
    return after


def of_area(reader: Reader, at: int, inner: Phrase) -> bool:
    """Read the same share of a wider area in brackets: `gần bằng tỷ lệ chung của cả nước (48,3%)`."""
    before = [figure for figure in reader.figures if figure.first <= at]
    whole = next((figure for figure in reversed(before) if not figure.is_change), None)
    if inner.codes != "X" or whole is None or whole.kind != "share" or not _OF_AREA.search(reader.before(at + 1)):
        return False
    number = inner.lexemes[0]
    figure = Figure("share", "share-place", at, at, number.start, number.end, value=number.value, unit="%")
    figure.value_max, figure.of, figure.grade = number.high, whole.of or whole.unit, whole.grade
    figure.scope = reader.lexeme(at).word.removeprefix("của ").removeprefix("trong ")
    reader.figures.append(figure)
    return True


def inverted(reader: Reader, at: int) -> int | None:
    """The standard first, the share or count last.

    `số xã đạt chuẩn nông thôn mới khoảng 50%`, `nâng tổng số xã đạt chuẩn lên 42 xã`.
    """
    match = _INVERTED.match(reader.codes, at)
    if (
        match is None
        or (match["neg"] and match["x"])
        or not (match["number"] or match["link"].startswith(":") or (at and reader.lexeme(at - 1).word == "nhóm"))
    ):
        return None
    if match["goal"] and reader.words(match.start("goal"), match.end("goal")) != "kế hoạch":
        return None
    if match["verb"] == "a" and not any(code in "nugH" for code in match["chain"]):
        return None
    draft = Figure("share", "share-last", at, match.end() - 1, unit="%", of=reader.unit(match.start("u")))
    draft.grade = reader.grade(match.start("verb"), match.end())
    draft.qualifier = reader.comparison(match)
    if match["x"]:
        if match["whole"] and reader.unit(match.end() - 1) != draft.of:
            return None  # huyện nông thôn mới: có 100% số xã
        number = reader.lexeme(match.start("x"))
        draft.value, draft.value_max = number.value, number.high
        end = reader.with_scope(match.end()) if match["whole"] else match.end()
        draft.last = end - 1
        reader.add_earlier(draft, match)
        reader.add(draft)
        return end
    linked = any(code in ":iOD3" for code in match["link"]) or (match["number"] and reader.code(match.end() - 1) == "U")
    if not linked or _BAND_FOLLOWS.match(reader.codes, match.end()):
        return None
    number_at = match.start(next(group for group in ("f", "n1", "n3") if match[group]))
    value = reader.whole(number_at)
    if value is None:
        return None
    whole = reader.whole(match.start("d1")) if match["d1"] else reader.lexeme(number_at).high
    draft.kind, draft.rule, draft.unit, draft.of = "units_meeting_standard", "count-last", draft.of, None
    draft.value, draft.value_max, draft.denominator = value, whole, whole
    if match["neg"]:
        draft.kind = "units_not_meeting"
    reader.add_earlier(draft, match)
    reader.add(draft)
    return match.end()


def headed(reader: Reader, at: int) -> int | None:
    """The standard as the head: `- Đạt chuẩn nông thôn mới: 12 xã`, `nâng tổng số đạt chuẩn lên 26 xã`."""
    listed = _LISTED_NAME.match(reader.codes, at) if reader.code(at - 1) in _BEGINNINGS else None
    if listed is not None and listed["set"] and reader.words(listed.start("set"), listed.end("set")) != "được giao":
        listed = None
    match = _HEADED.match(reader.codes, at) or _NAMED_LAST.match(reader.codes, at) or listed
    if match is None or (match.re is _HEADED and match["have"] and reader.code(at - 1) not in _BEGINNINGS):
        return None
    if _NOT.search(reader.before(at)) or reader.code(at - 1) in _OTHERS:
        return None  # tỷ lệ xã chưa đạt chuẩn: …; số xã có trạm y tế đạt chuẩn: …
    number_at = match.start("f") if match["f"] else match.start("n")
    value = reader.whole(number_at)
    if value is None:
        return None
    figure = Figure("units_meeting_standard", "count-headed", at, match.end() - 1, value=value)
    figure.unit = reader.unit(match.end() - 1)
    figure.value_max = figure.denominator = reader.lexeme(number_at).high
    figure.grade, figure.qualifier = reader.grade(at, match.end()), reader.comparison(match)
    reader.add(figure)
    return match.end()
