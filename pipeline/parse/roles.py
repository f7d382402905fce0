"""What the id, the classes and the role of an HTML element say it is for.

The words are in schemas/reference/page_elements.csv. They are hints: an element that holds the text of a page does so
whatever it is called, so whoever asks weighs the answer against what stands in the element.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from schemas import facts

_ARIA_NOISE = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar", "dialog"})
_STYLE = frozenset({"text", "align", "float", "pull", "margin", "padding", "border"})
_LOOKS = _STYLE | {"", "left", "right", "top", "bottom", "center", "justify"}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BETWEEN = re.compile(r"[^0-9A-Za-z]+")


_LEAST_PART = 5  # letters


@cache
def _by_word() -> dict[str, set[str]]:
    """Return what each word of a name says."""
    found: dict[str, set[str]] = {}
    for row in facts.rows("page_elements"):
        if row["match"] == "word":
            found.setdefault(row["word"], set()).add(row["role"])
    return found


@cache
def _by_beginning() -> dict[str, list[tuple[str, str]]]:
    """Return the parts of names that begin with the same letters, each with what it says."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in facts.rows("page_elements"):
        if row["match"] == "part":
            found.setdefault(row["word"][:_LEAST_PART], []).append((row["word"], row["role"]))
    return found


@lru_cache(maxsize=4096)
def roles(names: str) -> frozenset[str]:
    """Return what an element is for by its names: noise, weak_noise, body; nothing if they do not say.

    Args:
        names: its id, classes and role, with blanks between them.
    """
    found: set[str] = set()
    by_word, by_beginning = _by_word(), _by_beginning()
    for name in names.split():
        words = _BETWEEN.split((name if name.islower() else _CAMEL.sub(" ", name)).lower())
        if not _STYLE.isdisjoint(words) and _LOOKS.issuperset(words):
            continue  # text-left says how it looks
        for word in words:
            if word in by_word:
                found |= by_word[word]
        whole = words[0] if len(words) == 1 else "".join(words)
        for at in range(len(whole) - _LEAST_PART + 1):
            for part, role in by_beginning.get(whole[at : at + _LEAST_PART], ()):
                if whole.startswith(part, at):
                    found.add(role)
        if name in _ARIA_NOISE:
            found.add("noise")
    return frozenset(found)
