"""The words on the page, one catalogue for each language, and how dates and figures are written in it."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

CODES = ("vi", "en")
_ACCEPTED = re.compile(r"([a-zA-Z]{1,8})(?:-[a-zA-Z0-9]{1,8})*\s{0,4}(?:;\s{0,4}q=([01](?:\.[0-9]{0,3})?))?")


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the page.

    Attributes:
        code: vi or en.
        words: the catalogue: section.key → words.
    """

    code: str
    words: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """Return the words of a key, with values filled in; the values stay what they are, markup is escaped later.

        Raises:
            KeyError: no such key; a test holds the templates to the catalogues.
        """
        text = self.words[key]
        return text.format(**values) if values else text

    def value(self, group: str, value: object) -> str:
        """Return the words for a code in a column (kind, role, modality, …); the code where there are none."""
        return self.words.get(f"{group}.{value}", str(value))

    def count(self, key: str, number: int) -> str:
        """Return words that depend on a number: key.one or key.many, with the number as {n}."""
        form = "one" if number == 1 else "many"
        return self.words[f"{key}.{form}"].format(n=self.number(number))

    def number(self, value: float | int | None) -> str:
        """Return a figure as it is written in the language: 1.234,5 in Vietnamese, 1,234.5 in English."""
        if value is None:
            return ""
        text = f"{value:,.10g}" if isinstance(value, float) and not value.is_integer() else f"{int(value):,}"
        return text.translate(_SWAPPED) if self.code == "vi" else text

    def share(self, part: float, whole: float) -> str:
        """Return a share in percent: 12 %, or < 1 %."""
        percent = 100 * part / whole if whole else 0.0
        return "< 1 %" if 0 < percent < 1 else f"{percent:.0f} %"

    def date(self, value: object) -> str:
        """Return a date, month or period as people write it; a form that is neither as it is."""
        if isinstance(value, str):
            first, _, last = value.partition("/")
            if last:
                return f"{self.date(first)} – {self.date(last)}"
            if _MONTH.fullmatch(value):
                year, month = value.split("-")
                return f"{month}/{year}" if self.code == "vi" else f"{self.words[f'month.{int(month)}']} {year}"
            try:
                value = dt.date.fromisoformat(value)
            except ValueError:
                return str(value)
        if isinstance(value, dt.datetime):
            value = value.date()
        if not isinstance(value, dt.date):
            return ""
        if self.code == "vi":
            return f"{value.day:02d}/{value.month:02d}/{value.year}"
        return f"{value.day} {self.words[f'month.{value.month}']} {value.year}"


_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
_SWAPPED = str.maketrans(",.", ".,")


@lru_cache(maxsize=len(CODES))
def language(code: str) -> Language:
    """Return one of the languages of `CODES`."""
    text = (resources.files("corpus.web") / "words" / f"{code}.toml").read_text(encoding="utf-8")
    return Language(code, dict(_flat(tomllib.loads(text))))


def _flat(values: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in values.items():
        found += _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(f"{prefix}{key}", str(value))]
    return found


def choose(asked: str | None, accepted: str) -> Language:
    """Return the language of a request: the one that its address names, else the browser's, else Vietnamese."""
    if asked in CODES:
        return language(asked)
    best, code = 0.0, CODES[0]
    for part in accepted[:500].split(","):
        found = _ACCEPTED.fullmatch(part.strip())
        if found and found[1].lower() in CODES and float(found[2] or 1) > best:
            best, code = float(found[2] or 1), found[1].lower()
    return language(code)
