"""In which voice a figure is stated: target, plan, estimate, report, recognition, condition."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from extractors.criteria.figures import Figure
from extractors.criteria.phrases import Phrases
from schemas import facts
from schemas.records import Modality

# `hoàn thành mục tiêu`, `120% kế hoạch`, `53/53 chỉ tiêu` set no target.
_GOAL_WORDS = frozenset({"mục tiêu", "chỉ tiêu", "kế hoạch"})
_NO_GOAL = re.compile(
    r"(?:so với|so|hoàn thành|vượt|theo|các|những|đạt|\d|%|thực hiện(?: các)?|rà soát(?: các)?|ba|hai|bốn)\s+$"
)
_TO_REACH_IT = re.compile(
    r"(?:để|nhằm|cần|sẽ|phải|quyết tâm|tiếp tục)\s+(?:sớm\s+)?(?:hoàn thành|thực hiện|đạt|vượt)(?: các)?\s+$"
)
# The goal that a result is held against: vượt mục tiêu 90 xã, so với chỉ tiêu giao (40 xã).
_HELD_AGAINST = re.compile(r"(?:\s+(?!với|khi|nhờ|có|đạt|được)[^\W\d_]+){0,3}\s+\(?(?=\d)")
_AS_HEAD = re.compile(r"\s?:|\s[0-9.,]{1,6}\s?%")
_OF_COUNT = re.compile(r"\s[0-9]{1,4}\s")
# 9 xã phấn đấu về đích: said of these alone
_OF_COUNTED = re.compile(r"\d\s+(?:xã|huyện|thị xã|thôn|bản|ấp|xóm|đơn vị)\s+$")
_AFTERWARDS = re.compile(r"(?:sau|trong|đến)\s+$")
_LONGEST_BRACKET = 120
_CLAUSE_END = re.compile(r"[,;]")


class Cue(NamedTuple):
    """A word that gives a modality.

    Attributes:
        start: its first character.
        modality: which.
        reach: how far: over the sentence, to the next comma (clause), or to the figure that begins at `end` (next).
        end: for `next`, where that figure begins; else the bracket that closes around the word, if one does.
    """

    start: int
    modality: str
    reach: str
    end: int = 0


@lru_cache(maxsize=1)
def _phrases() -> Phrases:
    return Phrases(facts.modality_words())


def cues(flat: str, start: int, end: int) -> list[Cue]:
    """Return the words of a sentence that give a modality."""
    words = facts.modality_words()
    found = []
    for first, last, word in _phrases().find(flat, start, end):
        before = flat[max(start, first - 30) : first]
        if word in _GOAL_WORDS and _NO_GOAL.search(before) and not _TO_REACH_IT.search(before):
            counted = before.rstrip()[-1:].isdigit()  # 53/53 chỉ tiêu của 19/19 tiêu chí
            against = None if counted else _HELD_AGAINST.match(flat, last, end)
            if against is not None:
                found.append(Cue(first, Modality.TARGET.value, "next", against.end()))
            continue
        if words[word][0] == "none":
            told = before.rstrip().endswith((",", ";")) and _OF_COUNT.match(flat, last, end)
            if word == "thực hiện" and (told or _AS_HEAD.match(flat, last, end)):
                found.append(Cue(first, Modality.REPORTED.value, "sentence"))  # Kế hoạch: 14 xã; thực hiện: 12 xã
            continue
        if word == "khi" and _AFTERWARDS.search(before):
            continue
        if words[word][1] == "sentence" and _OF_COUNTED.search(before):
            found.append(Cue(first, words[word][0], "clause", _closes(flat, start, first, end)))
            continue
        found.append(Cue(first, *words[word], _closes(flat, start, first, end)))
    return found


def _closes(flat: str, start: int, at: int, end: int) -> int:
    """Where the bracket around a position closes; 0 where it stands in none."""
    opened = flat.rfind("(", max(start, at - _LONGEST_BRACKET), at)
    if opened < 0 or flat.find(")", opened, at) >= 0:
        return 0
    return max(0, flat.find(")", at, min(end, at + _LONGEST_BRACKET)))


def reaching(lower: str, figure: Figure, sentence_cues: Sequence[Cue]) -> str | None:
    """Return the modality of the cue that reaches a figure: one inside it, else the nearest before it."""
    if figure.kind != "criterion_ref":  # names of criteria hold such words: Chỉ đạo xây dựng …
        inside = [cue for cue in sentence_cues if figure.start <= cue.start < figure.end and cue.reach != "next"]
        if inside:
            return inside[-1].modality
    for cue in reversed(sentence_cues):
        if cue.start >= figure.start or (cue.reach == "next" and not figure.start <= cue.end < figure.end):
            continue
        if cue.reach != "next" and 0 < cue.end < figure.start:
            continue
        if cue.reach == "clause" and _CLAUSE_END.search(lower, cue.start, figure.start):
            continue
        return cue.modality
    return None
