"""Numbers of criteria: met, not met, the size of a set, an average, a sum over communes."""

from __future__ import annotations

import re

from extractors.criteria.figures import CHANGED_TO, MOST_CRITERIA, WHOLE_SETS, Figure
from extractors.criteria.lexer import Lexeme, Phrase
from extractors.criteria.patterns import QUALIFIER
from extractors.criteria.reader import Reader

_AMOUNT = re.compile(
    QUALIFIER + r"(?P<n>[FNR])(?P<c>[CIM])(?P<name>U?ng?|Zn|u|g)?"
    r"(?:(?P<per>[/e](?P<over>N?)U)|/(?P<total>N)C|(?P<post>y{0,6}x?y{0,6}[am]))?"
)
_ELIDED = re.compile(r"(?:ay*d?(?P<n>[NF])|P+:(?P<m>[NF])|P+(?P<f>F))(?=[,;.p]|$)")
# Số tiêu chí đạt chuẩn là 17/19
_MET_LAST = re.compile(r"sC[yW]*(?:a|m)U?[nug]?(?:[:iaO]y?){1,2}(?P<f>F)(?![CIMUG$])")
_IN_BRACKET = re.compile(r"[ya]*q?(?P<n>[NF])C(?:U?ng?)?")
_NOT_REACHED = re.compile(r"xy*a[yd]*$")
_PURPOSE = re.compile(r"V[y\"1]*a?[yd\"]*$")
_SUBJECT = re.compile(r"(?P<names>U?P+(?:&U?P+)*)(?::|[y1\"]*a?)[yd\"]*$")
_OVER_UNITS = re.compile(r"T(?P<n>N)U[jwP]*[ia]?[qob]?$")
# Số tiêu chí bình quân/xã tăng từ 5,28 lên 12,9: the criteria are named before the number.
_AVERAGE_LAST = re.compile(
    r"(?:s?C[amnu]{0,2}v|vs?C[amn]{0,2})(?:[/eTo]{1,2}U|[/eTo]{0,2}NU)?"
    r"(?:[WYyP]|TW){0,3}(?:c?tN[,Y]?)?[:iaO][yaO]{0,2}" + QUALIFIER
    + r"(?P<n>N)(?![CIMUG$/w])"
)  # fmt: skip
_WITH_INDICATORS = re.compile(r"[,p]{1,2}NI")
_CONDITIONS = frozenset({"khi", "nếu", "điều kiện", "yêu cầu", "trường hợp", "muốn"})
_ONLY = frozenset({"mới có", "mới chỉ có"})
_LACKS = frozenset({"thiếu", "vướng"})
_NO_LEXEME = Lexeme("", 0, 0, "")


def amount(reader: Reader, at: int) -> int | None:
    """Read the number of criteria that begins at a position: the position after it."""
    match = _AMOUNT.match(reader.codes, at)
    if match is None:
        return None
    number = reader.lexeme(match.start("n"))
    qualifier, first = reader.qualifier(match)
    draft = Figure("", "", first, match.end() - 1, value=number.value, value_max=number.high, unit="tiêu chí")
    draft.qualifier = qualifier
    draft.denominator = number.high if number.code == "F" else None
    if "g" in (match["name"] or ""):
        draft.grade = reader.grade(match.start("name"), match.end("name"))  # 19/19 tiêu chí nông thôn mới nâng cao
    if match["c"] == "I":
        return _indicators(reader, draft, match)
    if match["c"] == "M":  # ba mục tiêu chưa đạt
        lacking = "x" in (match["post"] or "")
        return _add(reader, draft, "criteria_unmet", match.end(), "criteria-unmet") if lacking else None
    if match["per"]:
        return _per_unit(reader, draft, match)
    if match["total"]:
        draft.value_max = draft.denominator = reader.lexeme(match.start("total")).value
        return _add(reader, draft, "criteria_sum", match.end(), "sum-ratio")
    end = _name_end(reader, match)
    if number.value % 1 or _averages(reader, first):  # criteria are whole: 9,7 is an average
        return _add(reader, draft, "criteria_avg", end, "average")
    unmet = _unmet(reader, draft, match, end)
    return unmet if unmet is not None else _reached(reader, draft, match, end)


def _add(reader: Reader, draft: Figure, kind: str, after: int, rule: str) -> int:
    reader.add(reader.finish(draft, kind, after, rule))
    return after


def _name_end(reader: Reader, match: re.Match[str]) -> int:
    """Position after the name of the set: `19 tiêu chí quốc gia về nông thôn mới`, not `về xây dựng …`."""
    about = match["name"] == "u" and reader.lexeme(match.start("name")).word.startswith("về")
    return match.end("name") if match["name"] and not about else match.end("c")


def _indicators(reader: Reader, draft: Figure, match: re.Match[str]) -> int | None:
    """`19/19 tiêu chí (53/53 chỉ tiêu)`: indicators count only beside criteria."""
    beside = reader.owner or (reader.figures[-1] if reader.figures else None)
    if match["n"] != "F" or beside is None or not beside.kind.startswith("criteria"):
        return None
    draft.unit = "chỉ tiêu"
    return _add(reader, draft, "criteria_met", match.end("c"), "indicators")


def _per_unit(reader: Reader, draft: Figure, match: re.Match[str]) -> int:
    """`17 tiêu chí/xã` is an average; `1.286 tiêu chí/92 xã` a sum over communes."""
    over = reader.lexeme(match.start("over")).value if match["over"] else 1.0
    if over > 1:
        draft.denominator, draft.of = over, reader.unit(match.end() - 1)
        return _add(reader, draft, "criteria_sum", match.end(), "sum")
    units = reader.look_back(_OVER_UNITS, "T", draft.first)
    if units is not None:  # bình quân tại 11 xã điểm là 19 tiêu chí/xã
        draft.denominator = reader.lexeme(units[1] + units[0].start("n")).value
    return _add(reader, draft, "criteria_avg", match.end(), "average")


def _averages(reader: Reader, first: int) -> bool:
    """Whether `bình quân` governs a number."""
    begins = reader.figures[-1].last + 1 if reader.figures else 0
    average = reader.codes.rfind("v", begins, first)
    return average >= 0 and all(reader.codes.find(code, average, first) < 0 for code in ";.c$V")


def _unmet(reader: Reader, draft: Figure, match: re.Match[str], end: int) -> int | None:
    """`05 tiêu chí chưa đạt`, `thiếu 3 tiêu chí`, `còn 4 tiêu chí đang thực hiện`, `8 tiêu chí còn lại`."""
    post = match["post"] or ""
    if "x" in post or _NOT_REACHED.search(reader.before(match.start())):
        return _add(reader, draft, "criteria_unmet", match.end() if "x" in post else end, "criteria-unmet")
    if match["n"] != "N":
        return None
    after = reader.lexeme(end) if end < len(reader.codes) else _NO_LEXEME
    if after.word == "còn lại":
        return _add(reader, draft, "criteria_unmet", end + 1, "criteria-left")
    governor = _governor(reader, match.start()).word
    if governor in _LACKS and not post:
        return _add(reader, draft, "criteria_unmet", end, "criteria-lacking")
    left = governor in {"còn", "còn lại"} and not post
    left = left and draft.qualifier not in {"<", ">"}  # các xã còn lại dưới 5 tiêu chí
    if left and (reader.closed(end) or after.code in "Qip" or after.word == "đang"):
        draft.confidence = 0.8
        return _add(reader, draft, "criteria_unmet", end, "criteria-left")
    return None


def _governor(reader: Reader, at: int) -> Lexeme:
    """The word that governs a number of criteria: the first before it that is no adverb."""
    at -= 1
    while at >= 0 and reader.codes[at] in 'yqd"v':
        at -= 1
    return reader.lexeme(at) if at >= 0 else _NO_LEXEME


def _reached(reader: Reader, draft: Figure, match: re.Match[str], end: int) -> int | None:
    number, at, post = reader.lexeme(match.start("n")), match.start(), match["post"] or ""
    if reader.code(end) in {"w", "$", "Z"} and not match["name"] and not _is_ours(reader, number, end):
        return None  # 6 tiêu chí chấm điểm nhà hàng
    governor = _governor(reader, at)
    if number.code == "N" and number.value > MOST_CRITERIA:
        summed = governor.code in {"a", "i", ":", "O"} and any(code in "sCUWP" for code in reader.before(at))
        return _add(reader, draft, "criteria_sum", end, "sum") if summed or reader.memory.free else None
    purpose = _purpose(reader, at)
    draft.subject = _subject(reader, at)
    after = end
    # `14/19 tiêu chí đạt`; in `12/19 tiêu chí đạt chuẩn theo bộ mới` the verb goes on.
    if post and reader.code(match.end()) not in {"p", "C", "N", "F", "R", "n", "X"}:
        after = match.end()
    if number.code == "F":
        draft.confidence = 0.6 if number.mark == "repaired" else draft.confidence
        if number.high is not None and number.high > MOST_CRITERIA + 1:  # 286/323 tiêu chí, of all communes
            if number.high % MOST_CRITERIA:
                return None  # 57/59 tiêu chí of another set
            return _add(reader, draft, "criteria_sum", after, "sum-ratio")
        if purpose == "condition" and number.value == number.high:
            draft.denominator = None
            return _add(reader, draft, "criteria_total", after, "criteria-ratio")
        return _add(reader, draft, "criteria_met", after, "criteria-ratio")
    if number.code == "R":
        return _add(reader, draft, "criteria_met", after, "criteria-range") if governor.code == "a" else None
    shared = reader.code(match.end()) in set("NFR")  # trong 9 tiêu chí đã đạt 6 tiêu chí
    told = (post and not shared) or (governor.code in {"a", "m"} and not purpose)
    told = told or (number.code == "N" and reader.code(at - 1) == "y" and reader.lexeme(at - 1).word == "được")
    told = told or governor.word in CHANGED_TO or (governor.word in _ONLY and reader.closed(end))
    told = told or (governor.code == ":" and draft.subject is not None and "J" not in reader.before(at))
    if told or (governor.code == "P" and reader.criteria_named(at)):
        return _add(reader, draft, "criteria_met", after, "criteria-met")
    if governor.code in {"P", "t"} or not _names_set(reader, match, governor, end):
        return None  # từ 19 tiêu chí tụt còn 17
    return _add(reader, draft, "criteria_total", end, "criteria-set")


def _is_ours(reader: Reader, number: Lexeme, end: int) -> bool:
    """Whether criteria with another word after them are ours: n of a whole set, of no other scheme."""
    other = reader.code(end) == "Z" and "n" not in reader.codes[end : end + 6]
    return number.code == "F" and number.high in WHOLE_SETS and not other


def _names_set(reader: Reader, match: re.Match[str], governor: Lexeme, end: int) -> bool:
    """Whether a number of criteria is the size of a set: `Bộ tiêu chí gồm 19 tiêu chí`."""
    value = reader.lexeme(match.start("n")).value
    named = bool(match["name"]) and end > match.start("name")
    if named and value > 3:
        return True
    if value == MOST_CRITERIA or (value in WHOLE_SETS and reader.memory.free):
        return governor.code != "i"
    return "J" in reader.before(match.start()) or bool(_WITH_INDICATORS.match(reader.codes, end))


def _purpose(reader: Reader, at: int) -> str | None:
    """Whether criteria are to be reached, by no one in particular: `giúp hoàn thành 19 tiêu chí`."""
    found = reader.look_back(_PURPOSE, "V", at)
    if found is None:
        return None
    word = reader.lexeme(found[1] + found[0].start()).word
    return "condition" if word in _CONDITIONS else "purpose"


def _subject(reader: Reader, at: int) -> tuple[int, int] | None:
    """The name that criteria are said of: `xã Bình Minh đạt 14/19 tiêu chí`."""
    found = reader.look_back(_SUBJECT, "P", at)
    if found is None:
        return None
    match, offset = found
    return reader.span(offset + match.start("names"), offset + match.end("names") - 1)


def average_last(reader: Reader, at: int) -> int | None:
    """`số tiêu chí bình quân/xã là 16,4`: the word before the number only."""
    if "v" not in reader.codes or "C" not in reader.codes:
        return None
    match = _AVERAGE_LAST.match(reader.codes, at)
    if match is None:
        return None
    number = reader.lexeme(match.start("n"))
    if not 0 < number.value <= MOST_CRITERIA:
        return None
    qualifier, first = reader.qualifier(match, match.start("q") if match["q"] else match.start("n"))
    figure = Figure("", "", first, first, value=number.value, unit="tiêu chí", qualifier=qualifier)
    return _add(reader, figure, "criteria_avg", match.end(), "average-last")


def met_last(reader: Reader, at: int) -> int | None:
    """`số tiêu chí đạt chuẩn là 17/19`."""
    match = _MET_LAST.match(reader.codes, at)
    number = reader.lexeme(match.start("f")) if match else None
    if match is None or number is None or number.high not in WHOLE_SETS:
        return None
    figure = Figure("", "", match.start("f"), match.start("f"), value=number.value, value_max=number.high)
    figure.unit, figure.denominator = "tiêu chí", number.high
    return _add(reader, figure, "criteria_met", match.end(), "criteria-last")


def of_name(reader: Reader, at: int, inner: Phrase) -> bool:
    """Read what a commune that is named has reached: `cao nhất là xã An Sơn (17 tiêu chí)`."""
    match = _IN_BRACKET.fullmatch(inner.codes)
    if match is None or reader.code(at) != "P":
        return False
    number = inner.lexemes[match.start("n")]
    if number.value % 1 or number.value > MOST_CRITERIA or (number.high or MOST_CRITERIA) not in WHOLE_SETS:
        return False
    last = inner.lexemes[-1]
    figure = Figure("criteria_met", "criteria-bracket", at, at, number.start, last.end, value=number.value)
    figure.unit, figure.value_max, figure.denominator = "tiêu chí", number.high, number.high
    figure.subject = _subject(reader, at + 1)
    figure.confidence = 0.8
    reader.figures.append(figure)
    return True


def elided(reader: Reader, at: int) -> int | None:
    """`A đạt 14 tiêu chí, B và C đạt 12`; `xã Nam Đà đạt 11/19`: the word is not said again."""
    last = reader.memory.last
    if not (reader.memory.listed or (last is not None and last.kind.startswith("criteria"))):
        return None
    match = _ELIDED.match(reader.codes, at)
    if match is None or not reader.criteria_named(at):
        return None
    first = match.start(next(group for group in ("n", "m", "f") if match[group]))
    number, subject = reader.lexeme(first), _subject(reader, first)
    in_set = number.high in WHOLE_SETS if number.code == "F" else number.value <= MOST_CRITERIA
    if subject is None or not in_set:
        return None
    figure = Figure("", "", first, first, value=number.value, value_max=number.high, unit="tiêu chí")
    figure.denominator, figure.subject, figure.confidence = number.high, subject, 0.8
    return _add(reader, figure, "criteria_met", match.end(), "criteria-elided")
