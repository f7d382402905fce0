"""CSS selectors on pages.

selectolax makes an engine for each page that is asked, which takes twice as long as parsing a small one; here all pages
of a thread share theirs.
"""

from __future__ import annotations

import threading
from typing import Any

from selectolax.lexbor import LexborCSSSelector, LexborNode


class _Engine(threading.local):
    def __init__(self) -> None:
        untyped: Any = LexborCSSSelector
        self.of: Any = untyped()


_engine = _Engine()


def find(node: LexborNode | None, selector: str) -> list[LexborNode]:
    """Return what a selector finds in an element, itself included, in the order of the page."""
    return _engine.of.find(selector, node) if node is not None else []


def first(node: LexborNode | None, selector: str) -> LexborNode | None:
    """Return the first that a selector finds in an element, itself included."""
    return next(iter(_engine.of.find_first(selector, node)), None) if node is not None else None


def matches(node: LexborNode | None, selector: str) -> bool:
    """Whether a selector finds something in an element, itself included."""
    return node is not None and bool(_engine.of.any_matches(selector, node))
