"""Archives back into tables: what a crawl of ours or of others has kept, read without a network.

A run of ours gives the tables that the crawl gave. Runs are read in the order of their time, because what a page said
before decides whether it has changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from pipeline import archive
from pipeline.acquire import NO_FAILURE, Input
from pipeline.settle import fetch_id
from schemas import layout
from schemas.records import Fetch

READ = frozenset({"document", "attachment"})
"""Kinds of fetches whose content is read as a document."""

QUIET = frozenset({"ok", "not_modified", "redirect", "gone", "disallowed", "outside"})
"""Outcomes that are no reason for a row in `rejects`."""

TYPES = (
    "text/html", "application/xhtml+xml", "text/plain", "application/pdf", "application/msword", "application/rtf",
    "text/rtf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.ms-excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
)  # fmt: skip
"""Media types that are taken from an archive of others where none are named."""


def as_input(fetch: Fetch, folder: Path, standing: Sequence[str]) -> Input:
    """Return the input that an answer in an archive is."""
    path = str(folder / (fetch.warc or ""))
    return Input(fetch.url, path, fetch.size or 0, fetch.warc_offset, fetch.fetched_at, tuple(standing))


def fetches(
    path: Path, hosts: Collection[str] = (), types: Collection[str] = ()
) -> tuple[list[Fetch], tuple[str, str] | None]:
    """Return the requests in an archive.

    Args:
        path: the file.
        hosts: only pages of these hosts and those below them; all where none are named.
        types: only pages of these media types; those that can be read where none are named.

    Returns:
        Their rows, and why there are no more where the archive is damaged: (reason, message).
    """
    found: list[Fetch] = []

    def wants(url: str, media_type: str | None) -> bool:
        return _is_of(url, hosts) and media_type in (types or TYPES)

    try:
        for fetch in archive.scan(path, wants):
            if fetch.source is None or (_is_of(fetch.url, hosts) and (not types or fetch.media_type in types)):
                found.append(fetch)
    except archive.ArchiveError as error:
        return found, ("archive", str(error))
    except OSError as error:
        return found, ("unreadable", error.strerror or str(error))
    return found, None


def _is_of(url: str, hosts: Collection[str]) -> bool:
    name = urlsplit(url).hostname or ""
    return not hosts or any(name == host or name.endswith(f".{host}") for host in hosts)


def in_order(paths: Iterable[Path]) -> list[Path]:
    """Return archives in the order of the time that their first record was made."""
    return sorted(paths, key=lambda path: (archive.begun(path), path.name))


def inputs(
    found: Sequence[Fetch],
    folder: Path,
    standing: Mapping[str, Sequence[str]],
    unreadable: Collection[str],
    settled: Mapping[str, Fetch],
) -> Iterator[Input]:
    """Yield what is to be read of the requests of an archive.

    Args:
        found: the requests, in their order.
        folder: where the archive lies.
        standing: ids of the documents that stood at an address before, the last one first.
        unreadable: addresses that have a row in `rejects`.
        settled: those of the requests that the corpus knows already, by their id.
    """
    last = {fetch.url: fetch for fetch in found if fetch.kind != "robots"}
    for fetch in last.values():
        if fetch.outcome not in QUIET:
            yield Input(fetch.url, "", failure=(fetch.outcome, fetch.message or fetch.outcome))
        elif fetch.url in unreadable and (fetch.outcome != "ok" or fetch.kind not in READ):
            yield Input(fetch.url, "", failure=NO_FAILURE)
    for fetch in found:
        if fetch.outcome != "ok" or fetch.kind not in READ or not fetch.sha256:
            continue
        known = settled.get(fetch_id(fetch))
        if known and known.doc_id and known.doc_id != layout.doc_id(fetch.sha256):
            continue  # found before to say what that document says
        yield as_input(fetch, folder, standing.get(fetch.url, ()))
