"""Keys of document numbers, the same for all the ways in which a number is printed, typed or damaged.

`318/QĐ-TTg`, `318/QD-TTg`, `318 /QĐ – TTg` and `318qđttg` have one key. A key finds; whether two documents with one
key are the same is another question (33/QĐ-UBND exists in every province and every year).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from extractors.numbers import scan
from extractors.shadow import Shadow

_THOUSANDS = re.compile(r"^(\d{1,3})\.(\d{3})(?!\d)")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[^a-z0-9]+(?=\d)")
_WORD = re.compile(r"[^\W_]+")
_OTHER = re.compile(r"[^a-z0-9/]+|(?<![0-9])/|/(?![0-9])")


@lru_cache(maxsize=65_536)
def key(number: str) -> str:
    """Return the key of a document number: `318/QĐ-TTg` has 318qdttg, `14/2021/NQ-HĐND` has 14/2021nqhdnd."""
    folded = Shadow(number).folded.strip().lstrip("0")
    return _OTHER.sub("", _BETWEEN_DIGITS.sub("/", _THOUSANDS.sub(r"\1\2", folded)))


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A document number in a query.

    Attributes:
        start, end: where it stands.
        key: its key.
        is_known: a document of the corpus has it or cites it.
    """

    start: int
    end: int
    key: str
    is_known: bool


_MOST_WORDS = 8  # of one number: 26 2011 TTLT BNNPTNT BKHĐT


def find_numbers(query: str, is_known: Callable[[str], bool]) -> list[FoundNumber]:
    """Return the document numbers in a query, in order.

    From each figure on, the longest run of words whose key is known is a number, however it is spaced; where none is
    known, what the grammar of numbers reads with a slash.
    """
    words = list(_WORD.finditer(query))
    grammar = {token.start: token for token in scan(Shadow(query).plain)}
    found: list[FoundNumber] = []
    for place, word in enumerate(words):
        if not word[0][0].isdigit() or (found and word.start() < found[-1].end):
            continue
        run = words[place : place + _MOST_WORDS]
        for last in reversed(run):
            spelled = key(query[word.start() : last.end()])
            if not spelled.isdigit() and is_known(spelled):
                found.append(FoundNumber(word.start(), last.end(), spelled, True))
                break
        else:
            token = grammar.get(word.start())
            if token and token.form != "bare":
                found.append(FoundNumber(word.start(), token.end, key(token.norm), False))
    return found
