"""The end of a run: `fetches`, `versions` and `clusters`, made of what was fetched and read."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline import duplicates, history, store
from schemas import layout
from schemas.records import Fetch, Version

Same = Mapping[tuple[str, str], str]
"""(address, sha256) of pages that say what another document says → that document."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a run noticed at one address.

    Attributes:
        what: new, changed, returned or vanished.
        version: the version that stands there now, or stood there last.
    """

    what: str
    version: Version


def settle(corpus: Path, fetches: Iterable[Fetch], same: Same, since: dt.datetime | None = None) -> list[Change]:
    """Write the fetches of a run, and what follows from them.

    Settling the same fetches again changes nothing.

    Args:
        corpus: the corpus, held by `store.writing`, with all documents of the run merged.
        fetches: of the run, in their order.
        same: pages that say what another document says.
        since: when the run began.

    Returns:
        What has changed since then, by address.
    """
    fetches = list(fetches)
    known_ids = _doc_ids(corpus)
    before = versions_of(corpus, {fetch.url for fetch in fetches})
    stands = {url: found[-1].doc_id for url, found in before.items()}
    rows: dict[str, Fetch] = {}
    for fetch in fetches:
        row = replace(fetch, doc_id=_document(fetch, same, stands, known_ids))
        if row.doc_id and row.outcome in ("ok", "not_modified"):
            stands[row.url] = row.doc_id
        rows[fetch_id(row)] = row
    store.write(corpus, "fetches", rows)
    load = lru_cache(maxsize=64)(lambda doc_id: history.reading(corpus, doc_id))
    changed = history.versions(rows.values(), before, load)
    store.write(corpus, "versions", changed)
    return _changes(changed.values(), since) if since else []


def find_copies(corpus: Path) -> None:
    """Write which documents of a corpus are copies of each other; the corpus is held by `store.writing`."""
    store.write(corpus, "clusters", duplicates.clusters(corpus), replace=True)


def fetch_id(fetch: Fetch) -> str:
    """Return the id of a request."""
    return hashlib.sha256(f"{fetch.source}\0{fetch.run}\0{fetch.number}".encode()).hexdigest()[:16]


def _document(fetch: Fetch, same: Same, stands: Mapping[str, str], known: frozenset[str]) -> str | None:
    if fetch.kind not in ("document", "attachment"):
        return None
    if fetch.outcome == "not_modified":
        return stands.get(fetch.url)
    if fetch.outcome != "ok" or not fetch.sha256:
        return None
    doc_id = same.get((fetch.url, fetch.sha256)) or layout.doc_id(fetch.sha256)
    return doc_id if doc_id in known else None


def _doc_ids(corpus: Path) -> frozenset[str]:
    return frozenset(
        doc_id
        for path in layout.parts(corpus, "documents")
        for doc_id in pq.read_table(path, columns=["doc_id"], partitioning=None)["doc_id"].to_pylist()
    )


def _changes(versions: Iterable[Version], since: dt.datetime) -> list[Change]:
    found = []
    for version in versions:
        if version.state == "vanished" and version.vanished_at and version.vanished_at >= since:
            found.append(Change("vanished", version))
        elif version.state == "current" and version.first_seen >= since:
            found.append(Change(version.change, version))
    return sorted(found, key=lambda change: change.version.url)


# ---- what earlier runs wrote


def fetches_of(corpus: Path, **wanted: str) -> list[Fetch]:
    """Return rows of `fetches` whose columns have these values, in the order of their runs."""
    chosen = None
    for name, value in wanted.items():
        is_it = pc.field(name) == value
        chosen = is_it if chosen is None else chosen & is_it
    rows = [row for path in layout.parts(corpus, "fetches") for row in _rows(path, chosen)]
    found = [Fetch(**(_values(Fetch, row) | {"headers": tuple(row["headers"])})) for row in rows]
    return sorted(found, key=lambda fetch: (fetch.run, fetch.number))


def versions_of(corpus: Path, urls: set[str] | None = None) -> dict[str, list[Version]]:
    """Return the versions at addresses (all, where none are named) in their order."""
    found: dict[str, list[Version]] = {}
    for path in layout.parts(corpus, "versions"):
        for row in _rows(path):
            if urls is None or row["url"] in urls:
                lists = {name: tuple(row[name]) for name in ("values_added", "values_removed")}
                found.setdefault(row["url"], []).append(Version(**(_values(Version, row) | lists)))
    for versions in found.values():
        versions.sort(key=lambda version: version.version)
    return found


def _rows(path: Path, chosen: Any = None) -> list[dict[str, Any]]:
    layout.read_schema(path)
    rows: list[dict[str, Any]] = pq.read_table(path, filters=chosen, partitioning=None).to_pylist()
    return rows


def _values(record: type, row: Mapping[str, Any]) -> dict[str, Any]:
    return {item.name: row[item.name] for item in dataclasses.fields(record)}
