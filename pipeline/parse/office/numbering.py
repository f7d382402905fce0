"""Labels that Word generates: Điều 1., a), 1.2. They carry the structure and stand in no run of the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from pipeline.parse.office.package import attribute, child, children, number
from pipeline.parse.office.symbols import is_symbol_font, symbol

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_BULLETS = frozenset("-–—+*•·▪■□◦○●►➢✓→")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_MOST = 10_000


@dataclass(slots=True)
class Level:
    """How the labels of one level of a list look."""

    kind: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None
    font: str | None = None
    is_legal: bool = False


@dataclass(slots=True)
class Levels:
    """The levels of a list, and how far each has come."""

    levels: dict[int, Level] = field(default_factory=dict)
    counts: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


class Numbering:
    """The lists of a document, with how far each has come."""

    def __init__(self, lists: dict[str, tuple[Levels, dict[int, Level]]]) -> None:
        """Take the lists by their number: what several of them share, and the levels that each has of its own."""
        self._lists = lists
        self._begun: set[str] = set()

    def label(self, list_id: str, level: int) -> str:
        """Return the label of the next paragraph of a list at a level; empty if it has none."""
        found = self._lists.get(list_id)
        if found is None or not 0 <= level < _LEVELS:
            return ""
        base, own = found
        levels = {**base.levels, **own}
        if own and list_id not in self._begun:  # a number of its own: the list begins anew
            for at in own:
                base.counts[at] = None
        self._begun.add(list_id)
        this = levels.get(level)
        if this is None:
            return ""
        count = base.counts[level]
        base.counts[level] = this.start if count is None else min(count + 1, _MOST)
        for below in range(level + 1, _LEVELS):
            restart = levels[below].restart if below in levels else None
            if restart is None or (restart and level < restart):
                base.counts[below] = None
        if this.kind == "bullet":
            return _bullet(this)
        if this.kind == "none":
            return this.text if "%" not in this.text else ""

        def counted(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            of = levels.get(at, Level())
            come = base.counts[at]
            kind = "decimal" if this.is_legal else of.kind
            return format_number(of.start if come is None else come, kind)

        return _PLACE.sub(counted, this.text)


def read_numbering(root: etree._Element | None) -> Numbering:
    """Return the lists of a DOCX file."""
    abstract: dict[str, Levels] = {}
    lists: dict[str, tuple[Levels, dict[int, Level]]] = {}
    for node in children(root, "abstractNum"):
        found = Levels()
        for given in children(node, "lvl"):
            found.levels[number(given, "ilvl", 0)] = _read_level(given)
        abstract[attribute(node, "abstractNumId") or ""] = found
    for node in children(root, "num"):
        base = abstract.get(attribute(child(node, "abstractNumId"), "val") or "")
        if base is None:
            continue
        own: dict[int, Level] = {}
        for override in children(node, "lvlOverride"):
            at = number(override, "ilvl", 0)
            lvl = child(override, "lvl")
            start = number(child(override, "startOverride"), "val", -1, _MOST)
            level = _read_level(lvl) if lvl is not None else base.levels.get(at, Level())
            if start >= 0:
                own[at] = replace(level, start=start)
            elif lvl is not None:
                own[at] = level
        lists[attribute(node, "numId") or ""] = (base, own)
    return Numbering(lists)


def _read_level(node: etree._Element) -> Level:
    restart = number(child(node, "lvlRestart"), "val", -1)
    fonts = child(node, "rPr", "rFonts")
    return Level(
        kind=attribute(child(node, "numFmt"), "val") or "decimal",
        text=(attribute(child(node, "lvlText"), "val") or "")[:100],
        start=number(child(node, "start"), "val", 1, _MOST),
        restart=None if restart < 0 else restart,
        font=attribute(fonts, "ascii") or attribute(fonts, "hAnsi"),
        is_legal=child(node, "isLgl") is not None,
    )


def _bullet(level: Level) -> str:
    text = level.text.strip()
    if not text:
        return ""
    if level.font and is_symbol_font(level.font):
        shown = symbol(level.font, ord(text[0]))
        return shown if shown in _BULLETS else "•"
    if "\uf000" <= text[0] <= "\uf0ff":
        return "•"
    # Word writes o for a ring in a typewriter font.
    return text if text[0] in _BULLETS else "•" if text == "o" else text


def format_number(number: int, kind: str) -> str:
    """Return a number as a list prints it: decimal, decimalZero, lowerLetter, upperLetter, lowerRoman, upperRoman."""
    if kind == "decimalZero":
        return f"{number:02d}"
    if kind in ("lowerLetter", "upperLetter"):
        # a … z, aa, bb: as Word counts; đ is not among them
        letter = chr(ord("a") + (number - 1) % 26) * min(1 + (number - 1) // 26, 5) if number > 0 else ""
        return letter.upper() if kind == "upperLetter" else letter
    if kind in ("lowerRoman", "upperRoman"):
        roman, left = "", number if number < 4000 else 0
        for value, letters in _ROMAN:
            roman += letters * (left // value)
            left %= value
        return roman.upper() if kind == "upperRoman" else roman
    return "" if kind == "none" else str(number)
