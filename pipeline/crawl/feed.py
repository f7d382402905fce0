"""What a crawl noticed, as an Atom feed (RFC 4287) that any reader of feeds can follow."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

from pipeline.crawl.source import Source
from pipeline.settle import Change
from schemas import layout
from schemas.records import Document

FOLDER = "feeds"
MOST = 500
"""Entries of a feed."""

_ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WORDS = {"new": "Mới", "changed": "Thay đổi", "returned": "Trở lại bản cũ", "vanished": "Đã gỡ"}


def write(
    corpus: Path, source: Source, changes: Iterable[Change], documents: dict[str, Document], started: dt.datetime
) -> Path:
    """Write the feed of a source anew: what its last run noticed.

    Args:
        corpus: folder of the corpus.
        source: whose feed.
        changes: of the run, by address.
        documents: by their id, for titles and subjects.
        started: when the run began.

    Returns:
        The file.
    """
    ElementTree.register_namespace("", _ATOM)
    root = ElementTree.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "vi"})
    _text(root, "id", f"urn:vanban:{source.name}")
    _text(root, "title", f"{source.title} – văn bản mới và thay đổi")
    _text(root, "updated", started.isoformat())
    _text(ElementTree.SubElement(root, f"{{{_ATOM}}}author"), "name", source.publisher)
    ElementTree.SubElement(root, f"{{{_ATOM}}}link", {"href": source.url})
    for change in list(changes)[:MOST]:
        version = change.version
        document = documents.get(version.doc_id)
        entry = ElementTree.SubElement(root, f"{{{_ATOM}}}entry")
        time = version.vanished_at if change.what == "vanished" and version.vanished_at else version.first_seen
        _text(entry, "id", f"urn:vanban:{source.name}:{version.doc_id}:{version.version}:{change.what}")
        _text(entry, "title", f"{_WORDS[change.what]}: {name(document) or version.url}")
        _text(entry, "updated", time.isoformat())
        ElementTree.SubElement(entry, f"{{{_ATOM}}}link", {"href": version.url})
        ElementTree.SubElement(entry, f"{{{_ATOM}}}category", {"term": change.what})
        summary = [f"+ {value}" for value in version.values_added] + [f"- {value}" for value in version.values_removed]
        if summary:
            _text(entry, "summary", "\n".join(summary[:50]))
    path = corpus / FOLDER / f"{source.name}.atom"
    path.parent.mkdir(exist_ok=True)
    temporary = corpus / layout.STAGING_DIR / f"{source.name}.atom.tmp"
    ElementTree.indent(root)
    ElementTree.ElementTree(root).write(temporary, encoding="utf-8", xml_declaration=True)
    os.replace(temporary, path)
    return path


def name(document: Document | None) -> str | None:
    """Return what a person calls a document: its number and subject, or its title."""
    if document is None:
        return None
    words = " ".join(filter(None, (document.doc_type, document.number)))
    return " – ".join(filter(None, (words, document.subject or document.title))) or None


def _text(parent: ElementTree.Element, tag: str, text: str) -> None:
    # Characters that XML cannot hold, not even escaped, are left out.
    clean = "".join(
        char
        for char in text
        if char in "\t\n" or "\x20" <= char < "\ud800" or "\ue000" <= char <= "\ufffd" or char > "\uffff"
    )
    ElementTree.SubElement(parent, f"{{{_ATOM}}}{tag}").text = clean
