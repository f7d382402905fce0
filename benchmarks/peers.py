"""What else one could take: a regular expression, a tagger of the language, an extractor of another law.

Each peer scans a text (for speed) and, where it has something to say, reads one (for accuracy).
"""

from __future__ import annotations

import datetime as dt
import importlib
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from extractors import Reading
from extractors.shadow import canonical, fold
from pipeline.evaluate.compared import name_key, number_key
from schemas import facts
from schemas.records import Citation, DateMention, Header, Place

# One pattern of the shapes of Decree 30/2020 and of the Party, as projects write it: no word before the
# number, no distribution of a symbol over a list, no damaged spellings.
_NAME = r"[A-ZĐ][A-Za-zĐđ&]*"
NUMBER = re.compile(
    rf"(?<![\d/])\d{{1,5}}[a-zđ]?\s?(?:"
    rf"/(?:19|20)\d{{2}}/(?:TTLT[-/]{_NAME}(?:-{_NAME})*|(?:NĐ|QĐ|TT|NQ|CT|L|NQLT)-{_NAME}|(?:UBTV)?QH\d{{1,2}})"
    rf"|-(?:NQ|KL|CT|QĐ|QyĐ|QC|TB|HD|KH|CTr|BC|TTr|CV|ĐA)/{_NAME}"
    rf"|/{_NAME}(?:-{_NAME}){{0,2}})(?![\w/])"
)
DATE = re.compile(
    r"(?<![\d/])(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)\d{2})(?!\d)"
    r"|ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+((?:19|20)\d{2})"
)


def scan_plain(text: str) -> int:
    """Return how many numbers the plain pattern finds: the least that any extractor must do."""
    return sum(1 for _ in NUMBER.finditer(text))


def read_plain_patterns(data: bytes, source: str) -> tuple[str, Reading]:
    """Read citations and dates with one pattern each."""
    text = canonical(data.decode("utf-8"))
    citations = [Citation(m.start(), m.end(), m[0], number_key(m[0]), rule="plain") for m in NUMBER.finditer(text)]
    return text, Reading(Header(), citations, list(_plain_dates(text)), [], [])


def _plain_dates(text: str) -> Iterator[DateMention]:
    for m in DATE.finditer(text):
        day, month, year = (m[1], m[3], m[4]) if m[1] else (m[5], m[6], m[7])
        try:
            date = dt.date(int(year), int(month), int(day))
        except ValueError:
            continue
        yield DateMention(m.start(), m.end(), m[0], date, date, rule="plain")


def tagger() -> Callable[[str], list[Any]]:
    """Return underthesea's named-entity tagger, loaded."""
    ner: Callable[[str], list[Any]] = importlib.import_module("underthesea").ner
    ner("Hà Nội, ngày 05 tháng 3 năm 2020.")
    return ner


def scan_tagger(text: str) -> int:
    """Return how many entities the tagger finds, paragraph by paragraph."""
    ner = tagger_once()
    return sum(row[3].startswith("B-") for line in text.split("\n") if line.strip() for row in ner(line))


tagger_once = cache(tagger)


def read_tagger(data: bytes, source: str) -> tuple[str, Reading]:
    """Read provinces as the tagger's place entities that hold the name of a province."""
    text = canonical(data.decode("utf-8"))
    names = _province_names()
    places = []
    for start, end in _entities(text, "LOC"):
        key = fold(name_key(text[start:end]))
        for name, official in names:  # longest first
            if key == name or key.endswith(f" {name}"):
                first = max(start, end - len(official))
                places.append(Place(first, end, text[first:end], name=official, rule="underthesea"))
                break
    return text, Reading(Header(), [], [], places, [])


def _entities(text: str, kind: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of entities; its tokens come without offsets and are looked up in order."""
    ner = tagger_once()
    offset = 0
    for line in text.split("\n"):
        at = offset
        start = end = -1
        for token, _, _, tag in ner(line) if line.strip() else ():
            first = text.find(token, at, offset + len(line))
            if first < 0:
                continue
            at = first + len(token)
            if tag == f"I-{kind}" and start >= 0:
                end = at
                continue
            if start >= 0:
                yield start, end
            start, end = (first, at) if tag == f"B-{kind}" else (-1, -1)
        if start >= 0:
            yield start, end
        offset += len(line) + 1


@cache
def _province_names() -> list[tuple[str, str]]:
    names = {fold(name_key(row["name"])): row["name"] for row in facts.rows("provinces")}
    return sorted(names.items(), key=lambda pair: -len(pair[0]))


def other_law() -> Callable[[str], int] | None:
    """Return a scan by eyecite (United States citations), or null where it is not installed."""
    try:
        find: Callable[[str], list[Any]] = importlib.import_module("eyecite").get_citations
    except ImportError:
        return None
    return lambda text: len(find(text))
