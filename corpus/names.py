"""Names of places and issuers as people type them: without marks, in part, with a slip."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz, process
from tantivy import Query

from corpus.index import KEYWORDS, Opened, syllables
from corpus.query import OPERATORS
from extractors.shadow import fold
from schemas import facts

_ALIKE = 80.0  # of 100: a value of a field that is meant
_SURELY = 85.0  # of 100: a name in a query that is meant, where a word of it is in no document
_MOST_VALUES = 10_000
_MOST_WORDS = 4
_MOST_UNKNOWN = 8  # words of one query: each is compared with all names in up to ten ways
_SHORTEST = 5  # letters
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=16)
def values(opened: Opened, field: str) -> dict[str, list[str]]:
    """Return the values of a field in an index, by their folded form; the most frequent first."""
    asked = {field: {"terms": {"field": field, "size": _MOST_VALUES}}}
    found: dict[str, list[str]] = {}
    for bucket in opened.documents.aggregate(Query.all_query(), asked)[field]["buckets"]:
        found.setdefault(fold(bucket["key"]), []).append(bucket["key"])
    return found


def resolve(opened: Opened, field: str, value: str) -> list[str]:
    """Return the values of a field that a typed one stands for; itself if there are none.

    The same but for case and marks; else those that have it as a part (Bắc Ninh: UBND tỉnh Bắc Ninh); else the one
    that is most alike.
    """
    if field not in KEYWORDS:
        return [value]
    known, typed = values(opened, field), fold(value).strip()
    if typed in known:
        return known[typed]
    held = [name for folded, names in known.items() if f" {typed} " in f" {folded} " for name in names]
    if held or not typed:
        return held or [value]
    alike = process.extractOne(typed, known.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return known[alike[0]] if alike else [value]


@lru_cache(maxsize=4)
def _names(opened: Opened) -> dict[str, str]:
    """Return names by their folded form: provinces, issuers of the corpus, districts, communes."""
    found: dict[str, str] = {}
    places = (facts.provinces(), facts.districts(), facts.communes())
    issuers = [name for names in values(opened, "issuer").values() for name in names]
    for names in ([unit.name for unit in places[0]], issuers, *([unit.name for unit in units] for units in places[1:])):
        for name in names:
            found.setdefault(" ".join(syllables(name)), name)
    return found


def correct(opened: Opened, query: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Put the names of places and issuers right that are typed with a slip.

    Only where a word is in no document of the corpus: a name that can be found is never changed.

    Returns:
        The query, and what was typed with what it was taken for.
    """
    words = [match for match in _WORD.finditer(query) if not match[0].isdigit() and match[0] not in OPERATORS]
    corrections: list[tuple[str, str]] = []
    pieces, position, unknown = [], 0, 0
    for place, word in enumerate(words):
        if word.start() < position or opened.documents.doc_freq("text_folded", fold(word[0])):
            continue
        unknown += 1
        if unknown > _MOST_UNKNOWN:
            break
        best = (0.0, 0, 0, "")
        for first in range(max(0, place - _MOST_WORDS + 1), place + 1):
            for last in range(place, min(len(words), first + _MOST_WORDS)):
                start, end = words[first].start(), words[last].end()
                typed = " ".join(syllables(query[start:end]))
                if start < position or len(typed) < _SHORTEST:
                    continue
                alike = process.extractOne(typed, _names(opened).keys(), scorer=fuzz.ratio, score_cutoff=_SURELY)
                if alike and alike[1] > best[0]:
                    best = (alike[1], start, end, _names(opened)[alike[0]])
        if best[0]:
            _, start, end, name = best
            corrections.append((query[start:end], name))
            pieces += [query[position:start], name]
            position = end
    return "".join((*pieces, query[position:])), tuple(corrections)
