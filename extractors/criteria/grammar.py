"""A sentence is read from the left: its codes say which rules may begin where.

What begins a figure — a count of units, a share, a number of criteria, a change, "no unit left" — is looked
at with what follows it: the predicate decides the kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from extractors.criteria import amounts, bands, changes, counts, parts, shares
from extractors.criteria.figures import Figure, Memory
from extractors.criteria.lexer import Phrase
from extractors.criteria.reader import Reader

Rule = Callable[[Reader, int], int | None]

_NUMBERS: tuple[Rule, ...] = (bands.inverted, shares.share, counts.count, amounts.amount)
_LONE_SHARE = re.compile(r"[yaAi]{0,3}[qob]?X")
_BESIDE = re.compile(r"pJ[nuyw]{0,3}|W|T[UW]?P{0,4}")
# Code → the rules that may begin with it, in the order in which they are tried.
_RULES: dict[str, tuple[Rule, ...]] = {
    **dict.fromkeys("qobNFRX", _NUMBERS),
    **dict.fromkeys("zx", (bands.zero,)),
    "s": (bands.inverted, shares.inverted, shares.headed, amounts.average_last, amounts.met_last),
    "A": (bands.inverted, shares.inverted),
    **dict.fromkeys("Cv", (amounts.average_last,)),
    "U": (bands.inverted, shares.inverted, bands.alone, shares.headed),
    "n": (shares.headed,),
    "t": (bands.inverted,),
    "m": (shares.headed,),
    "a": (bands.inverted, amounts.elided),
    **dict.fromkeys("cf", (changes.change,)),
    "h": (changes.more,),
    "P": (parts.breakdown, amounts.elided),
}


def read(phrase: Phrase, memory: Memory) -> list[Figure]:
    """Return the figures of a sentence in the order of the text."""
    return sorted(_read(Reader(phrase, memory)), key=lambda figure: (figure.start, -figure.end))


def _read(reader: Reader) -> list[Figure]:
    codes, at = reader.codes, 0
    grouped: set[int] = set()
    while at < len(codes):
        code = codes[at]
        if code == "S":
            reader.subset = reader.owner or reader.last_count()
        elif code == ";" and reader.code(at - 1) != "S":
            reader.subset = None
        elif code == "K":
            reader.level = reader.lexeme(at).mark
        after = at + 1
        if at in reader.phrase.brackets and bands.grouped(reader, at, reader.phrase.brackets[at][0]):
            grouped.add(at)
            at = reader.figures[-1].last + 1
            continue
        for rule in _RULES.get(code, ()):
            end = rule(reader, at)
            if end is not None and end > at:
                after = end
                break
        at = after
    for at, inners in sorted(reader.phrase.brackets.items()):
        if at in grouped:
            continue
        before = [figure for figure in reader.figures if figure.first <= at]
        owner = max(before, key=lambda figure: (figure.last, figure.first), default=None)
        for inner in inners:
            near = owner is not None and (at <= owner.last or _is_beside(reader, at, inner, owner))
            _bracket(reader, at, inner, owner if near else None)
    return reader.figures


def _is_beside(reader: Reader, at: int, inner: Phrase, owner: Figure) -> bool:
    """Whether a share in brackets is of the count before it: `12 xã đạt chuẩn theo bộ tiêu chí mới (31,8%)`."""
    link = reader.codes[owner.last + 1 : at + 1]
    return owner.is_count and bool(_LONE_SHARE.fullmatch(inner.codes)) and bool(_BESIDE.fullmatch(link))


def _bracket(reader: Reader, at: int, inner: Phrase, owner: Figure | None) -> None:
    """Read what stands in brackets after a lexeme; `owner` is the figure that the lexeme is of."""
    if owner is not None and inner.codes == "N" and inner.lexemes[0].value % 1:
        # 12 xã (8,63) hoàn thành …: the per cent sign is lost
        number = inner.lexemes[0]
        lost = Figure("share", "share-no-sign", at, at, number.start, number.end, value=number.value, unit="%")
        lost.of, lost.grade, lost.confidence = owner.unit, owner.grade, 0.6
        reader.figures.append(lost)
        return
    if owner is not None and owner.kind == "units_delta" and inner.codes == "X":
        shares.of_change(reader, at, inner, owner)
        return
    if owner is None and (
        parts.in_bracket(reader, at, inner)
        or parts.before_change(reader, at, inner)
        or shares.of_area(reader, at, inner)
        or amounts.of_name(reader, at, inner)
        or counts.of_criterion(reader, at, inner)
    ):
        return
    last = reader.memory.last
    found = _read(Reader(inner, reader.memory, owner))
    reader.memory.last = last
    for figure in found:
        figure.first = figure.last = at
    reader.figures += found
