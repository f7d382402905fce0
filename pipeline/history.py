"""What stood at an address and when: versions, what changed from one to the next, and what is gone.

A page whose bytes differ says something new only if its text does: tokens, counters, clocks and the menu around it
are no change. The text is compared as the reader of today reads it, on both sides.
"""

from __future__ import annotations

import difflib
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.read import DocumentRows
from schemas import layout
from schemas.records import Block, Document, Fetch, Version
from schemas.tables import READ_TABLES

MOST_DIFF = 20_000
"""Characters of a text diff that are kept."""

_MOST_VALUES = 500
_CONFIRMS = frozenset({"ok", "not_modified"})
_HEADER = ("number", "doc_type", "issue_date", "effective_date", "issuer", "place", "signer", "signer_title", "subject")
_VALUES = ("citations", "dates", "places", "criteria", "quantities", "people", "bodies")


def content(document: Document, blocks: Iterable[Block]) -> list[str]:
    """Return what a document says, line by line: its text without furniture, white space made one."""
    text = list(document.text)
    for block in blocks:
        if block.kind == "furniture":
            text[block.start : block.end] = "\n" * (block.end - block.start)
    lines = (" ".join(line.split()) for line in "".join(text).split("\n"))
    return [line for line in lines if line]


def says_the_same(
    rows: DocumentRows, data: bytes, corpus: Path, standing: Sequence[str], read: Callable[[bytes, str], DocumentRows]
) -> str | None:
    """Return which of the documents that stood at an address says what these rows say, or null.

    Args:
        rows: of the new bytes.
        data: the new bytes.
        corpus: folder of the corpus, which keeps the bytes of the others.
        standing: ids of the others, the last one first; only that one is looked at, for a page that goes back to
            an older form has changed.
        read: reads one document.
    """
    if not rows.document or not standing or standing[0] == rows.doc_id:
        return None
    for path in (corpus / layout.RAW_DIR / standing[0][:2]).glob(f"{standing[0]}*"):
        before = path.read_bytes()
        if before == data:
            return standing[0]
        old = read(before, rows.source)
        if old.document and (lines := content(rows.document, rows.blocks)):
            same = lines == content(old.document, old.blocks) and _head(old.document) == _head(rows.document)
            return standing[0] if same else None
    return None


def _head(document: Document) -> tuple[Any, ...]:
    return document.title, document.published_at, document.parse_status


def url_id(url: str) -> str:
    """Return the hexadecimal id of an address."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]


# ---- versions


@dataclass(frozen=True, slots=True)
class Reading:
    """What a diff needs of a document."""

    lines: list[str]
    values: Counter[str]


def versions(
    fetches: Iterable[Fetch], before: Mapping[str, list[Version]], load: Callable[[str], Reading | None]
) -> dict[str, Version]:
    """Return the versions that a run adds or alters.

    Args:
        fetches: of documents and attachments, in the order of their time.
        before: versions known so far, by address, in their order.
        load: returns a document by its id; null if it is in no table.

    Returns:
        Versions by their id.
    """
    known = {url: list(found) for url, found in before.items()}
    changed: dict[str, Version] = {}
    for fetch in fetches:
        time = fetch.fetched_at
        if time is None or fetch.kind not in ("document", "attachment"):
            continue
        chain = known.setdefault(fetch.url, [])
        last = chain[-1] if chain else None
        if last and time <= max(last.last_seen, last.vanished_at or last.last_seen):
            continue  # this was settled before
        if fetch.outcome == "gone" and last and last.state == "current":
            chain[-1] = replace(last, state="vanished", vanished_at=time)
        elif fetch.outcome in _CONFIRMS and fetch.doc_id:
            if last and last.doc_id == fetch.doc_id and last.state == "current":
                chain[-1] = replace(last, last_seen=max(time, last.last_seen))
            else:
                chain += _next(fetch, chain, load)
        for version in chain[-2:]:
            changed[f"{url_id(fetch.url)}.{version.version}"] = version
    return changed


def _next(fetch: Fetch, chain: list[Version], load: Callable[[str], Reading | None]) -> list[Version]:
    """Return the version that a fetch begins; the one before is superseded in place."""
    time = fetch.fetched_at
    assert time is not None and fetch.doc_id is not None
    new = Version(fetch.source, fetch.url, len(chain) + 1, fetch.doc_id, first_seen=time, last_seen=time)
    if not chain:
        return [new]
    last = chain[-1]
    is_known = any(version.doc_id == fetch.doc_id for version in chain)
    if last.state == "current":
        chain[-1] = replace(last, state="superseded")
    new = replace(new, change="returned" if is_known else "changed")
    old_reading, new_reading = load(last.doc_id), load(fetch.doc_id)
    if last.doc_id == fetch.doc_id or not old_reading or not new_reading:
        return [new]
    diff = "\n".join(difflib.unified_diff(old_reading.lines, new_reading.lines, lineterm="", n=1))
    return [
        replace(
            new,
            text_diff=diff if len(diff) <= MOST_DIFF else diff[:MOST_DIFF] + "\n… (cut)",
            values_added=_listed(new_reading.values - old_reading.values),
            values_removed=_listed(old_reading.values - new_reading.values),
        )
    ]


def _listed(values: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(values.elements()))[:_MOST_VALUES]


def reading(corpus: Path, doc_id: str) -> Reading | None:
    """Return what the tables of a corpus hold of a document, as a diff needs it."""
    found = _rows(corpus, "documents", doc_id)
    if not found:
        return None
    row = found[0]
    values = Counter(f"{name}: {row[name]}" for name in _HEADER if row[name] is not None)
    for table in _VALUES:
        values.update(f"{table}: {' '.join(item['surface'].split())}" for item in _rows(corpus, table, doc_id))
    document = Document(sha256=row["sha256"], source=row["source"], text=row["text"])
    spans = [Block(0, item["kind"], item["start"], item["end"]) for item in _rows(corpus, "blocks", doc_id)]
    return Reading(content(document, spans), values)


def _rows(corpus: Path, table: str, doc_id: str) -> list[dict[str, Any]]:
    assert table in READ_TABLES
    path = layout.part(corpus, table, layout.bucket(doc_id))
    if not path.exists():
        return []
    rows: list[dict[str, Any]] = pq.read_table(
        path, filters=pc.field("doc_id") == doc_id, partitioning=None
    ).to_pylist()
    return rows
