"""Names of persons by their structure: a family name and one to four syllables more, each with a capital.

Where such a name may stand is found by its family name (family_names.csv); whether it is that of a person is told
by what stands around it (`people`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ahocorasick_rs import BytesAhoCorasick

from extractors.codes import automaton
from extractors.lines import CAPITALS, SMALL
from extractors.places import gazetteer
from extractors.shadow import Shadow
from schemas import facts

MOST_SYLLABLES = 5
_WRAPPED = 45  # characters of a line that goes on in the next one

# The usual way of printing one, up to a space or a mark.
_PLAIN = re.compile(
    rf"[{CAPITALS}][{SMALL}]{{0,11}}(?: [{CAPITALS}][{SMALL}]{{0,11}}){{1,{MOST_SYLLABLES + 2}}}+(?![\w\n'’]| [ \n])"
)
_AFTER = re.compile(r" ([^\W\d_]{1,12})(?!\w)")
_SYLLABLE = re.compile(r"[^\W\d_]{1,12}(?:['’][^\W\d_]{1,12})?(?!\w)")
_ONE_SYLLABLE = re.compile(r"\s{1,8}[^\W\d_]{1,12} ?(?![\w ])")
_GAP = re.compile(r"(?: {1,4}| ?\n {0,8})(?=[^\W\d_])")


@dataclass(slots=True)
class Name:
    """What may be a name.

    Attributes:
        start: first character, in the shadow.
        end: character after the last.
        syllables: its syllables as printed.
        common: its family name seldom begins anything else.
    """

    start: int
    end: int
    syllables: tuple[str, ...]
    common: bool

    @property
    def in_capitals(self) -> bool:
        """Whether it is printed in capitals."""
        return self.syllables[0].isupper() and self.syllables[-1].isupper() and len(self.syllables[-1]) > 1

    @property
    def usual(self) -> str:
        """The name in its usual writing."""
        return " ".join(map(str.capitalize, self.syllables)) if self.in_capitals else " ".join(self.syllables)

    @property
    def key(self) -> str:
        """The name in the form under which two mentions of one person are the same."""
        return " ".join(self.syllables).lower()

    @property
    def is_unit(self) -> bool:
        """Whether an administrative unit has this name: Lê Lợi, Trần Văn Thời, Hồ Chí Minh."""
        return self.is_province or bool(gazetteer.entries_of(gazetteer.shadow_key(self.key)))

    @property
    def is_province(self) -> bool:
        """Whether a province has this name."""
        return gazetteer.shadow_key(self.key) in gazetteer.province_keys()


@lru_cache(maxsize=1)
def _anchors() -> tuple[BytesAhoCorasick, tuple[bool, ...]]:
    """The automaton over family names in both cases, and which of them are common."""
    patterns: dict[str, bool] = {}
    for row in facts.rows("family_names"):
        name = Shadow(row["name"]).plain
        for form in (name, name.upper()):
            ends = ("",) if form.endswith("'") else (" ", "\n")
            for end in ends:
                patterns[form + end] = row["frequency"] == "common"
                if not end:
                    patterns[form[:-1] + "’"] = False
    return automaton(patterns), tuple(patterns.values())


@lru_cache(maxsize=1)
def _ends() -> dict[str, set[str]]:
    """Words that follow a name in capitals and are no part of it: first syllable → the second ones, if it needs one."""
    words = {row["kind"]: facts.parts(row["words"]) for row in facts.rows("office_words")}
    offices = (*words["position"], *words["rank"], *words["degree"], *words["party rank"])
    found: dict[str, set[str]] = {}
    for first, *more in (word.lower().split(" ") for word in (*offices, *words["ends a name"])):
        found.setdefault(first, set()).add(more[0] if more else "")
    return {first: set() if "" in seconds else seconds for first, seconds in found.items()}


def candidates(shadow: Shadow) -> Iterator[Name]:
    """Yield what may be the name of a person, in the order of the text; they may overlap."""
    plain = shadow.plain
    names, common = _anchors()
    for pattern, start, end in names.find_matches_as_indexes(shadow.plain_codes):
        if plain[end : end + 1].isupper() and not (start and (plain[start - 1].isalnum() or plain[start - 1] in "_'’")):
            name = _read(plain, start, common[pattern])
            if name:
                yield name


def _read(plain: str, start: int, common: bool) -> Name | None:
    """The longest name that begins here; null if it is too short or goes on too long."""
    usual = _PLAIN.match(plain, start)
    if usual:
        words = usual[0].split(" ")
        after = _AFTER.match(plain, usual.end())
        count = _without_office(words, after[1].lower() if after else "")
        if not 2 <= count <= MOST_SYLLABLES:
            return None
        end = usual.end() if count == len(words) else start + len(" ".join(words[:count]))
        return Name(start, end, tuple(words[:count]), common)
    return _read_any(plain, start, common)


def _read_any(plain: str, start: int, common: bool) -> Name | None:
    """The same, in capitals or over a line break."""
    syllables: list[str] = []
    ends: list[int] = []
    position = start
    capitals: bool | None = None
    while len(syllables) <= MOST_SYLLABLES + 2:
        syllable = _SYLLABLE.match(plain, position)
        if syllable is None or not _fits(syllable[0], capitals):
            break
        if len(syllable[0]) > 1 and capitals is None and "'" not in syllable[0]:
            capitals = syllable[0].isupper()
        syllables.append(syllable[0])
        ends.append(syllable.end())
        gap = _GAP.match(plain, syllable.end())
        if gap is None or ("\n" in gap[0] and not _is_wrap(plain, gap.start(), len(syllables))):
            break
        position = gap.end()
    following = _SYLLABLE.match(plain, position) if syllables and ends[-1] != position else None
    after = following[0].lower() if following and following.start() > ends[-1] else ""
    count = _without_office(syllables, after)
    if not 2 <= count <= MOST_SYLLABLES:
        return None
    return Name(start, ends[count - 1], tuple(syllables[:count]), common)


def _fits(syllable: str, capitals: bool | None) -> bool:
    """Whether a word is written as the syllables before it: Văn or VĂN, and a single letter as either."""
    if not syllable[0].isupper():
        return False
    if len(syllable) == 1:
        return True
    if capitals is None:
        return syllable.isupper() or syllable[1:].islower() or "'" in syllable or "’" in syllable
    return syllable.isupper() if capitals else syllable[1:].islower() or "'" in syllable or "’" in syllable


def _is_wrap(plain: str, line_break: int, count: int) -> bool:
    """Whether a name goes on after a line break.

    It does after a family name alone, in a line as long as those of prose, and after two syllables if the
    next line has one only.
    """
    if count == 1 or line_break - plain.rfind("\n", 0, line_break) > _WRAPPED:
        return True
    return count == 2 and _ONE_SYLLABLE.match(plain, line_break) is not None


def _without_office(syllables: list[str], after: str) -> int:
    """Number of syllables before an office or another word that ends a name: 'Lê Văn An Phó Chủ tịch' → 3."""
    lower = [*map(str.lower, syllables), after]
    ends = _ends()
    for index in range(1, len(syllables)):
        seconds = ends.get(lower[index])
        if seconds is not None and (not seconds or lower[index + 1] in seconds):
            return index
    return len(syllables)
