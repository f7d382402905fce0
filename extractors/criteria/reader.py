"""The state in which a phrase is read, and what all rules ask of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from extractors import numerals
from extractors.criteria.figures import Figure, Memory
from extractors.criteria.lexer import Lexeme, Phrase
from schemas import facts

# What may follow `đạt chuẩn` where nothing more says of which standard.
_OPEN = frozenset(',;:./-2EYpTWSiQAchkDty&j"OzxKBPVqNFXRva')
_AREA_COUNT = re.compile(r"TNU")
_HOLDER = re.compile(r"(?:^|[^P2])(?P<names>U?P+)[y1]*O[y]*[qob]?$")
_SCOPE = re.compile(r"W|TN[Tw]|T(?=[,;.]|$)")
_BASELINE_CODES = frozenset("pwyYTWPUjnvuJ")
# How far back a rule looks for the words that govern a number.
_BACK = 48


@dataclass(slots=True)
class Reader:
    """Reads one phrase; what stands in brackets is read apart, with the figure that it hangs on.

    Attributes:
        phrase: the phrase.
        codes: its codes.
        memory: what the sentences before it left.
        owner: the figure that a bracket hangs on.
        figures: what was read so far.
        waiting: counts without a predicate yet, each with the code after it.
        subset: the count that `trong đó` divides.
        level: the level that `ở cấp huyện` names.
    """

    phrase: Phrase
    memory: Memory
    owner: Figure | None = None
    figures: list[Figure] = field(default_factory=list)
    waiting: list[tuple[Figure, int]] = field(default_factory=list)
    subset: Figure | None = None
    level: str | None = None
    codes: str = field(init=False)

    def __post_init__(self) -> None:
        self.codes = self.phrase.codes

    def code(self, at: int) -> str:
        """Return the code at a position; empty outside the phrase."""
        return self.codes[at] if 0 <= at < len(self.codes) else ""

    def lexeme(self, at: int) -> Lexeme:
        """Return the lexeme at a position."""
        return self.phrase.lexemes[at]

    def before(self, at: int) -> str:
        """Return the codes that stand shortly before a position."""
        return self.codes[max(0, at - _BACK) : at]

    def look_back(self, pattern: re.Pattern[str], needs: str, at: int) -> tuple[re.Match[str], int] | None:
        """Match a pattern that ends at a position: (match, offset of its positions in the phrase).

        Args:
            pattern: the pattern.
            needs: a code that it cannot do without, which is faster to look for.
            at: the position.
        """
        offset = max(0, at - _BACK)
        if self.codes.rfind(needs, offset, at) < 0:
            return None
        match = pattern.search(self.codes[offset:at])
        return (match, offset) if match else None

    def add(self, figure: Figure) -> Figure:
        """Add a figure over its lexemes; a count after `trong đó` is a part of the one before."""
        figure.start = self.lexeme(figure.first).start
        figure.end = self.lexeme(figure.last).end
        part = figure.is_count or figure.kind == "share"
        if part and figure.parent is None and figure.value != 0:
            figure.parent = self.subset
        self.figures.append(figure)
        if not figure.is_change:
            self.memory.last = figure
        return figure

    def add_earlier(self, figure: Figure, match: re.Match[str]) -> None:
        """Add what a count or share was before it became a figure: `giảm từ 61 xã xuống còn 12 xã`."""
        at = match.start("was")
        if at < 0 or (self.code(at) != "X" and self.code(at + 1) != "U"):
            return
        number = self.lexeme(at)
        was = replace(figure, first=at, last=at + (self.code(at) != "X"), value=number.value)
        was.value_max = was.denominator = number.high
        was.rule, was.qualifier, was.confidence = "risen-from", None, 0.8
        self.add(was)

    def finish(self, draft: Figure, kind: str, after: int, rule: str) -> Figure:
        """Return a draft that now ends before a position, with its kind and rule."""
        draft.kind, draft.last, draft.rule = kind, after - 1, rule
        return draft

    def last_count(self) -> Figure | None:
        """The last count or share that a part can be a part of."""
        for figure in reversed(self.figures):
            if figure.is_count or (figure.kind == "share" and figure.rule != "share-apposed"):
                return figure
        return self.memory.last

    def last_level(self) -> Figure | None:
        """The last figure of the phrase that is no change."""
        return next((figure for figure in reversed(self.figures) if not figure.is_change), None)

    def last_meets(self) -> bool:
        """Whether the last figure counts units that meet the standard."""
        return self.memory.last is not None and self.memory.last.kind == "units_meeting_standard"

    def link(self, at: int) -> str:
        """Return the codes between the last figure of the phrase and a position."""
        return self.codes[self.figures[-1].last + 1 : at] if self.figures else ""

    def criteria_named(self, at: int) -> bool:
        """Whether criteria were spoken of before, so that `đạt 10-14` and `đạt 4/19` can be read."""
        return self.memory.criteria or self.codes.find("C", 0, at) >= 0

    def speaks(self) -> bool:
        """Whether the phrase or the one before is of the standard; a text without context is taken to be."""
        return self.memory.free or self.memory.last is not None or any(code in "mnugCr" for code in self.codes)

    def closed(self, at: int) -> bool:
        """Whether a clause ends at a position."""
        return self.code(at) in {"", ",", ";", ".", "E", "-", ":"}

    def qualifier(self, match: re.Match[str], start: int | None = None) -> tuple[str | None, int]:
        """Comparison before a number, and where the span begins: `ít nhất` and `khoảng` belong to it."""
        start = match.start() if start is None else start
        if not match["q"]:
            return None, start
        lexeme = self.lexeme(match.start("q"))
        kept = lexeme.code == "q" and lexeme.mark in {">=", "~"}
        return lexeme.mark, start if kept else match.end("q")

    def comparison(self, match: re.Match[str]) -> str | None:
        """Comparison before a number inside a longer match."""
        return self.lexeme(match.start("q")).mark if match["q"] else None

    def unit(self, at: int) -> str:
        """Unit that a lexeme names; `đơn vị` takes that of the last count."""
        lexeme = self.lexeme(at)
        if lexeme.code == "U":
            return lexeme.mark
        last = self.owner or self.last_count()
        if last is not None and last.unit not in {None, "%", "tiêu chí"}:
            return str(last.unit)
        if last is not None and last.of is not None:
            return last.of
        return "huyện"  # đơn vị without more is a district: communes are called by their name

    def whole(self, at: int) -> float | None:
        """Value of a count, which is whole: `5,775 xã` has a comma for thousands."""
        lexeme = self.lexeme(at)
        return numerals.grouped(lexeme.word) if lexeme.value % 1 else lexeme.value

    def grade(self, first: int, after: int) -> str:
        """Grade that the words of a predicate name."""
        marks = [lexeme.mark for lexeme in self.phrase.lexemes[first:after] if lexeme.code == "g"]
        return marks[0] if marks else "đạt chuẩn"

    def words(self, first: int, after: int) -> str:
        """The words of some lexemes."""
        return " ".join(lexeme.word for lexeme in self.phrase.lexemes[first:after])

    def criterion_end(self, first: int) -> int | None:
        """Return the position after the longest name of a criterion that begins at a position."""
        names, best = facts.ntm_criteria(), None
        for stop in range(first + 1, min(len(self.codes), first + 10) + 1):
            if self.words(first, stop) in names:
                best = stop
        return best

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Characters of the lexemes first … last."""
        return self.lexeme(first).start, self.lexeme(last).end

    def holder(self, at: int) -> tuple[int, int] | None:
        """Span of the name that a number is stated of: `huyện Xuân Lộc hiện có 12/14 xã`."""
        found = self.look_back(_HOLDER, "O", at)
        if found is None:
            return None
        match, offset = found
        return self.span(offset + match.start("names"), offset + match.end("names") - 1)

    def gap_holds(self, match: re.Match[str], group: str, count: float | None = None) -> bool:
        """Whether what stands before a predicate can.

        Few unknown words, and after a colon as many names as were counted.
        """
        gap = match.string[match.start() : match.start(group)]
        return gap.count("w") <= 5 and (":" not in gap or gap.count("&") + 1 == count)

    def is_ours(self, match: re.Match[str], unit: str | None) -> bool:
        """Whether a predicate speaks of this programme: `đạt chuẩn quốc gia về y tế` does not."""
        begins, after = match.start("verb"), match.end()
        words = self.codes[begins:after]
        marks = {lexeme.mark for lexeme in self.phrase.lexemes[begins:after] if lexeme.code in "mr"}
        if "own" in marks:
            return True
        if any(code in "nuHg" for code in words):
            return words[-1] != "g" or "n" in words or not self.names_field(after)
        if marks == {"task"} and unit not in {"huyện", "tỉnh"}:
            return False
        if self.code(after) == "p" and self.lexeme(after).word == "về":
            return "n" in self.codes[after : after + 5]  # đạt chuẩn về y tế
        if (self.code(after) and self.code(after) not in _OPEN) or self.code(after) == "i":
            return False
        stop = after
        while stop < min(len(self.codes), after + 6) and self.codes[stop] in "pTwPyYaC":
            stop += 1
        return self.code(stop) != "Z" or "n" in self.codes[after : stop + 3]

    def names_field(self, after: int) -> bool:
        """Whether `kiểu mẫu`, without the programme's name, is of something else: kiểu mẫu về an toàn giao thông."""
        about = self.code(after) == "p" and self.lexeme(after).word == "về"
        return about or self.code(after) in {"w", "$", "Z"}

    def scope(self, first: int, after: int) -> str | None:
        """`283 đơn vị cấp huyện thuộc 58 tỉnh` is about 58 provinces."""
        match = _AREA_COUNT.search(self.codes, first, after)
        return self.words(match.start() + 1, match.end()) if match else None

    def in_country(self, at: int) -> bool:
        """Whether the whole country is spoken of before a position."""
        before = (lexeme.word for lexeme in self.phrase.lexemes[:at] if lexeme.code == "W")
        return any(word.endswith(("nước", "quốc")) for word in before)

    def with_scope(self, after: int) -> int:
        """Position after the area that a share is of: `69% số xã của cả nước`, `trong 2 vùng`."""
        match = _SCOPE.match(self.codes, after)
        return match.end() if match else after

    def baseline(self, after: int) -> str | None:
        """`so với cuối năm 2021`, as the words say it."""
        if self.code(after) != "p" or not self.lexeme(after).word.startswith("so"):
            return None
        stop = after
        while stop < len(self.codes) and self.codes[stop] in _BASELINE_CODES:
            stop += 1
        while self.lexeme(stop - 1).word in {"và", "hoặc"}:
            stop -= 1
        return self.words(after, stop)
