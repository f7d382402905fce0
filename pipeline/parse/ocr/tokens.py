"""Two readings of one line as one: equal words are sure, of the others the better one is taken.

Better is what is spelled as Vietnamese (`syllables`), holds no sign that no office prints, and whose reader is surer.
Each reader has its strength: tesseract reads marks and punctuation better, trueocr figures; and its weakness, which is
known (`_misread`). How sure a word is depends on who has read it, and on how sure that reader was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from pipeline.parse import syllables

_LETTERS = re.compile(r"[^\W\d_]+")
_PRINTED = re.compile(r"[^\W_]|[.,;:/()\-+%&\"'“”‘’…–—?!*°=<>≤≥•_@]")
_NUMERIC = re.compile(r"[0-9]")
# A speck between a figure and a word; a letter for a figure (44O, 202s); small letters in a symbol (QĐ-Tĩg).
_ODD = re.compile(
    r"l{1,3}/[0-9]|[0-9][-.,'’:;][a-zà-ỹ]|[^\W\d_][0-9]+[^\W\d_]|[0-9][OoSsl](?![^\W\d_])|(?<![^\W\d_])[OoSs][0-9]"
    r"|[0-9]/[A-ZĐ&-]+[à-ỹ]"
)
_INNER = re.compile(r"(?<=[0-9])[.,/:](?=[0-9])")
_SIGNS = frozenset(
    {"-", "–", "+", "*", "•", "./.", "/", "&", "%", "…", "=", "<", ">", "≥", "≤", ".", ":", ";", ",", "_"}
)

# What a reading is worth, in the unit of confidence.
_SYLLABLE = 0.35
_NO_SYLLABLE = -0.5
_STRANGE = -0.8
_FIGURES_OF_FIRST = 0.15
_LETTERS_OF_SECOND = 0.15
_PUNCTUATION_OF_SECOND = 0.4
_LEAST_OF_FIRST = 0.7  # confidence of what the other reader does not see at all and is no word: most of it is dirt
_LEAST_OF_SECOND = 0.9
_FEW_SIGNS = 2

_OVERLAP = 0.3  # of the narrower word: so much of it two words beside each other may share, as readers place them

# Shares of right characters as measured on composed pages and real ones (docs/reading.md has the table).
_AGREED = 0.995
_ALONE = 0.9
_GUESSED = 0.4
_OF_FIRST = ((0.95, 0.83),)  # from which confidence of trueocr on, what it alone has read so is right so often
_OF_SECOND = ((0.95, 0.97), (0.9, 0.9), (0.8, 0.6))


@dataclass(frozen=True, slots=True)
class Token:
    """One word as a reader gives it: its text, how sure the reader is, where it begins and ends (pixels)."""

    text: str
    confidence: float
    x0: float
    x1: float


def merge(first: list[Token], second: list[Token], *, is_alone: bool = False) -> list[Token]:
    """Return the words of a line that two readers have read.

    Args:
        first: by trueocr.
        second: by tesseract; empty where it is not there or read nothing.
        is_alone: whether there was no second reader.
    """
    if is_alone:
        return [replace(token, confidence=_ALONE * token.confidence) for token in first]
    merged: list[Token] = []
    matcher = SequenceMatcher(None, [token.text for token in first], [token.text for token in second], autojunk=False)
    for kind, a0, a1, b0, b1 in matcher.get_opcodes():
        mine, theirs = first[a0:a1], second[b0:b1]
        if kind == "equal":
            merged += [_agreed(a, b) for a, b in zip(mine, theirs, strict=True)]
        else:
            for few, others in _beside(mine, theirs):
                merged += _chosen(few, others)
    return merged


def _agreed(a: Token, b: Token) -> Token:
    """Return a word that both have read; tesseract's box is the tighter one."""
    doubt = (1 - a.confidence) * (1 - b.confidence)
    return Token(a.text, _AGREED - 0.5 * doubt, b.x0, b.x1)


def _beside(mine: list[Token], theirs: list[Token]) -> Iterator[tuple[list[Token], list[Token]]]:
    """Yield what both have read of each stretch of a line, the stretches as short as can be."""
    if len(mine) == len(theirs):
        yield from (([a], [b]) for a, b in zip(mine, theirs, strict=True))
        return
    tokens = sorted([(token, True) for token in mine] + [(token, False) for token in theirs], key=lambda one: one[0].x0)
    few: list[Token] = []
    others: list[Token] = []
    last = tokens[0][0]
    for token, is_mine in tokens:
        narrower = min(token.x1 - token.x0, last.x1 - last.x0)
        if (few or others) and token.x0 > last.x1 - _OVERLAP * narrower:
            yield few, others
            few, others = [], []
        (few if is_mine else others).append(token)
        if token.x1 >= last.x1 or len(few) + len(others) == 1:
            last = token
    yield few, others


def _chosen(mine: list[Token], theirs: list[Token]) -> list[Token]:
    """Return the better of two readings of the same stretch of a line."""
    if not mine or not theirs:
        least, shares = (_LEAST_OF_FIRST, _OF_FIRST) if mine else (_LEAST_OF_SECOND, _OF_SECOND)
        seen = [token for token in mine or theirs if token.confidence >= least or _is_word(token.text)]
        return [_sure(token, shares) for token in seen]
    is_second = _misread(" ".join(token.text for token in mine), " ".join(token.text for token in theirs))
    if is_second is None:
        a, b = _worth(mine, _FIGURES_OF_FIRST, 0.0), _worth(theirs, 0.0, _LETTERS_OF_SECOND)
        is_second = b > a - (_PUNCTUATION_OF_SECOND if _core(mine) == _core(theirs) else 0.0)
    return [_sure(token, _OF_SECOND) for token in theirs] if is_second else [_sure(token, _OF_FIRST) for token in mine]


def _is_word(text: str) -> bool:
    """Whether a text is spelled as Vietnamese, and no sign or two that dirt may look like."""
    runs = _LETTERS.findall(text)
    return len(text) > _FEW_SIGNS and bool(runs) and all(syllables.is_syllable(run) for run in runs)


def _misread(first: str, second: str) -> bool | None:
    """Return whether the second reading is right, where one reader makes a mistake that it is known for."""
    if {first.lower(), second.lower()} == {"chi", "chỉ"}:
        return second.lower() == "chi"
    if second[1:] == first and second[0] in "'“‘|":  # the edge of a line
        return False
    if second != first and second.replace("%", "6") == first:
        return True
    if set(first) == set(second) == {"I"}:
        return len(second) > len(first)
    figures = _NUMERIC.sub("", first) != first and re.sub(r"[^0-9]", "", first) == re.sub(r"[^0-9]", "", second)
    inner = len(_INNER.findall(first)), len(_INNER.findall(second))
    if figures and inner[0] != inner[1]:  # separators are overlooked, not invented
        return inner[1] > inner[0]
    return None


def _sure(token: Token, shares: tuple[tuple[float, float], ...]) -> Token:
    return replace(token, confidence=next((share for least, share in shares if token.confidence >= least), _GUESSED))


def _core(tokens: list[Token]) -> str:
    """Return what is read, but for white space and punctuation."""
    return "".join(char for token in tokens for char in token.text if char.isalnum())


def _worth(tokens: list[Token], figures: float, letters: float) -> float:
    return sum(_worth_of(token, figures, letters) for token in tokens) / len(tokens)


def _worth_of(token: Token, figures: float, letters: float) -> float:
    text = token.text
    worth = token.confidence
    runs = _LETTERS.findall(text)
    if _NUMERIC.search(text):
        worth += figures
        if _ODD.search(text):
            worth += _NO_SYLLABLE
    elif runs:
        if all(syllables.is_syllable(run) for run in runs):
            worth += _SYLLABLE + letters
        elif not text.isupper():
            worth += _NO_SYLLABLE
    is_foreign = any(char.isalpha() and not char.isascii() and char.lower() not in syllables.LETTERS for char in text)
    if is_foreign or len(_PRINTED.findall(text)) < len(text):
        worth += _STRANGE
    if not any(char.isalnum() for char in text) and text not in _SIGNS:
        worth += _NO_SYLLABLE
    return worth
