"""What a spreadsheet would take for a formula: text from a document must never be one."""

from __future__ import annotations

_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n")


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet may read a cell with this text as a formula."""
    return text.startswith(_BEGINNINGS)


def disarmed(text: str) -> str:
    """Return a text for a CSV cell: behind an apostrophe where it would be a formula."""
    return f"'{text}" if is_formula(text) else text
