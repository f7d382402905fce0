"""The syllables of Vietnamese: which strings of letters are one, and how common it is.

The list is that of underthesea (Viet74K: 74,000 words of a dictionary); how often a syllable occurs in those words
stands for how common it is.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from functools import cache
from importlib import resources

LETTERS = frozenset(
    "abcdeghiklmnopqrstuvxyđăâêôơư"  # f, j, w, z are no letters of Vietnamese
    "àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
)
"""The letters of Vietnamese with their tones, in lower case."""

_LONGEST = 7  # nghiêng
_VOWELS = "".join(sorted(char for char in LETTERS if unicodedata.normalize("NFD", char)[0] in "aeiouy"))
_SHAPE = rf"(?:[bdđhlmrsvx]|ch?|gh?|gi|kh?|ngh?|nh?|ph?|qu?|t[hr]?)?[{_VOWELS}]{{1,3}}+(?:ch|c|m|ng|nh|n|p|t)?"
_ONE = re.compile(_SHAPE)
_SOME = re.compile(rf"(?:{_SHAPE})++")
# Names of the Central Highlands: Lắk, Krông, Păh, Rcăm, Chư Drăng.
_OF_HIGHLANDS = re.compile(
    rf"(?:[bdđgkp][lr]?|[hlmnr][bcdghkm]?|[cs]r?|ch|ng|nh|th|t|z)?[{_VOWELS}]{{1,3}}+(?:ch|ng|nh|[chklmnprst])?"
)
_WORD = re.compile(r"[^\W\d_]+")
_UNLABELLED = re.compile(r"[^\W\d_]++(?![).])")
_FEW = 20  # words
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_PLACED = re.compile(rf"(o|u)(a|e|y)([{_TONES}])$|(o|u)([{_TONES}])(a|e|y)$")


@cache
def counts() -> dict[str, int]:
    """Return how many words of the dictionary have each syllable; in lower case, NFC, either placement of the tone."""
    path = resources.files("underthesea") / "corpus" / "data" / "Viet74K.txt"
    found: Counter[str] = Counter()
    for word in _WORD.findall(unicodedata.normalize("NFC", path.read_text(encoding="utf-8").lower())):
        if len(word) <= _LONGEST and _ONE.fullmatch(word):
            found[word] += 1
    for word, count in list(found.items()):
        other = _other_placement(word)
        if other != word:
            found[other] = max(found[other], count)
    return dict(found)


@cache
def weight(syllable: str) -> float:
    """Return how much it says that these letters stand together: 0 for no syllable, up to 3 for a common one."""
    count = counts().get(syllable.lower(), 0)
    return min(3.0, 0.5 + math.log2(1 + count) / 2) if count else 0.0


def is_syllable(word: str) -> bool:
    """Return whether a word, in any case, is a syllable of Vietnamese."""
    return word.lower() in counts()


def share(text: str) -> float | None:
    """Return the share of the words of a text that are syllables; None where there are too few words.

    Names and abbreviations that are none, and the labels of lists, count neither way.
    """
    known = counts()
    words = _UNLABELLED.findall(text)
    unknown = [word for word in words if word not in known and word.lower() not in known]
    good, bad = len(words) - len(unknown), sum(word[0].islower() for word in unknown)
    return good / (good + bad) if good + bad >= _FEW else None


def is_shaped(word: str, *, several: bool = True) -> bool:
    """Return whether a word, in any case, is built as a syllable is, be there such a one or not.

    Args:
        word: the word.
        several: whether it may be more of them without a space between them.
    """
    shape = _SOME if several else _ONE
    return bool(shape.fullmatch(word.lower()) or _OF_HIGHLANDS.fullmatch(word.lower()))


def is_highland_name(word: str) -> bool:
    """Return whether a word is built as only the names of the Central Highlands are: Lắk, Krông, Păh."""
    return word.istitle() and bool(_OF_HIGHLANDS.fullmatch(word.lower())) and not _ONE.fullmatch(word.lower())


def _other_placement(syllable: str) -> str:
    """Return hoà for hòa and the other way round."""
    apart = unicodedata.normalize("NFD", syllable)
    moved = _PLACED.sub(lambda m: m[1] + m[3] + m[2] if m[1] else m[4] + m[6] + m[5], apart)
    return unicodedata.normalize("NFC", moved)
