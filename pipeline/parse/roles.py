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
_SIDES = frozenset({"left", "right", "top", "bottom", "center", "justify"})
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BETWEEN = re.compile(r"[^0-9A-Za-z]+")


@cache
def _words(role: str, match: str) -> frozenset[str]:
    return frozenset(row["word"] for row in facts.rows("page_elements") if (row["role"], row["match"]) == (role, match))


@lru_cache(maxsize=4096)
def roles(names: str) -> frozenset[str]:
    """Return what an element is for by its names: noise, weak_noise, body; nothing if they do not say.

    Args:
        names: its id, classes and role, with blanks between them.
    """
    found = set()
    for name in names.split():
        words = {word for word in _BETWEEN.split(_CAMEL.sub(" ", name).lower()) if word}
        if words & _STYLE and words <= _STYLE | _SIDES:
            continue  # text-left says how it looks
        whole = "".join(_BETWEEN.split(name.lower()))
        found |= {role for role in ("noise", "weak_noise") if words & _words(role, "word")}
        found |= {role for role in ("noise", "body") if any(part in whole for part in _words(role, "part"))}
        if name in _ARIA_NOISE:
            found.add("noise")
    return frozenset(found)
