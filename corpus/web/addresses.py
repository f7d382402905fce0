"""What a document is called, and how a name becomes a part of an address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote


def name(doc: Mapping[str, Any]) -> str:
    """Return what a document is called: its type and number, else its title, subject or source."""
    if doc.get("number"):
        return " ".join(filter(None, (doc.get("doc_type"), doc["number"])))
    text = doc.get("title") or doc.get("subject") or doc.get("source") or doc["doc_id"]
    text = " ".join(str(text).split())
    return text if len(text) <= 160 else text[:159] + "…"


def path(text: str) -> str:
    """Return a text as part of an address; slashes stay, the routes take them."""
    return quote(text, safe="/")
