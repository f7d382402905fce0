"""The archive: every answer of a crawl as it came, in WARC files, and the way back from them.

A crawl writes one record for each request: the answer with its headers, or where there is none a `metadata` record.
The row of `fetches` travels in its header `Vanban-Fetch`, so that the tables can be made again from these files
alone. Archives that others made (Common Crawl, wget, browsers) have no such header; their rows are made from what
WARC itself says.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from uuid import NAMESPACE_URL, uuid5

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import BufferedReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.limits import MAX_BYTES
from schemas.records import Fetch

SUFFIXES = (".warc", ".warc.gz")
FOLDER = "warc"
MAX_FILE = 2**30
"""Bytes after which a run goes on in another file."""

_ROW = "Vanban-Fetch"
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_PIECE = 2**20
_SYNC_BYTES = 8 * 2**20  # so much is lost at most where the power goes, nothing where only the process does
_TYPES = {
    item.name: {"fetched_at": dt.datetime, "headers": tuple}.get(
        item.name, int if item.name in ("number", "attempt", "status", "size", "warc_offset") else str
    )
    for item in dataclasses.fields(Fetch)
}


class TooLarge(Exception):
    """The content is larger than may be read, compressed or not."""


class ArchiveError(Exception):
    """A file that is no archive, or a record that cannot be read."""


def now() -> dt.datetime:
    """Return the time; the only place where the clock is read."""
    return dt.datetime.now(dt.UTC)


def is_archive(name: str) -> bool:
    """Return whether a file is a WARC archive by its name."""
    return name.lower().endswith(SUFFIXES)


def decode(body: bytes, encoding: str | None) -> bytes:
    """Return the content of an answer, its compression undone.

    Raises:
        TooLarge: it has more than `MAX_BYTES`.
        ArchiveError: it is not compressed as it says.
    """
    name = (encoding or "").strip().lower().removeprefix("x-")
    if not name or name == "identity" or name not in BufferedReader.get_supported_decompressors():
        return _capped(BytesIO(body))
    return _capped(BufferedReader(BytesIO(body), decomp_type=name))


def _capped(stream: IO[bytes]) -> bytes:
    pieces, size = [], 0
    try:
        while piece := stream.read(_PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > MAX_BYTES:
                raise TooLarge(f"more than {MAX_BYTES:,} bytes once it is unpacked")
    except (zlib.error, EOFError, OSError) as error:
        raise ArchiveError(f"its compression is damaged ({error})") from error
    return b"".join(pieces)


# ---- writing


class Archive:
    """Writes the answers of one run; every record is whole in the file before `write` returns."""

    def __init__(self, folder: Path, name: str, info: Mapping[str, str], started: dt.datetime) -> None:
        """Go on with the files of a run, or begin the first.

        Args:
            folder: where archives lie.
            name: of the run; its files are `<name>-00000.warc.gz` and on.
            info: what the first record of each file says of the run.
            started: when the run began.
        """
        self._folder, self._name, self._info, self._started = folder, name, dict(info), started
        folder.mkdir(parents=True, exist_ok=True)
        files = run_files(folder, name)
        self._number = len(files) - 1
        self._unsynced = 0
        if files:
            mend(files[-1])
            self._open(files[-1])
        else:
            self._begin()

    @property
    def path(self) -> Path:
        """The file that is written to."""
        return self._path

    def _begin(self) -> None:
        self._number += 1
        self._open(self._folder / f"{self._name}-{self._number:05}.warc.gz")

    def _open(self, path: Path) -> None:
        self._path = path
        self._file = open(path, "ab")  # noqa: SIM115 - closed by close
        self._writer = WARCWriter(self._file, gzip=True, warc_version="WARC/1.1")
        if not self._file.tell():
            record = self._writer.create_warcinfo_record(path.name, self._info)
            record.rec_headers.replace_header("WARC-Date", _date(self._started))
            record.rec_headers.replace_header("WARC-Record-ID", _record_id(path.name, "warcinfo"))
            self._writer.write_record(record)

    def write(self, fetch: Fetch, headers: Sequence[tuple[str, str]] = (), body: bytes | None = None) -> Fetch:
        """Keep one request and its answer.

        Args:
            fetch: its row.
            headers: of the answer, as they came.
            body: of the answer, as it came; null where there was none.

        Returns:
            The row with the place of its record.
        """
        if self._file.tell() > MAX_FILE:
            self.close()
            self._begin()
        offset = self._file.tell()
        row = {name: _simple(value) for name in sorted(_TYPES) if (value := getattr(fetch, name)) not in (None, ())}
        about = {
            "WARC-Record-ID": _record_id(self._path.name, str(offset)),
            "WARC-Date": _date(fetch.fetched_at or self._started),
            _ROW: json.dumps(row),
        }
        if body is None or fetch.status is None:
            payload = json.dumps(row, ensure_ascii=False, indent=1).encode()
            record = self._writer.create_warc_record(
                fetch.url,
                "metadata",
                payload=BytesIO(payload),
                length=len(payload),
                warc_content_type="application/json",
                warc_headers_dict=about,
            )
        else:
            http = StatusAndHeaders(f"{fetch.status} {_phrase(fetch.status)}", list(headers), protocol="HTTP/1.1")
            kind = "response"
            if fetch.outcome == "not_modified":
                kind, body = "revisit", b""
                about["WARC-Profile"] = _NOT_MODIFIED
            record = self._writer.create_warc_record(
                fetch.url,
                kind,
                payload=BytesIO(body),
                length=len(body),
                http_headers=http,
                warc_headers_dict=about,
            )
        self._writer.write_record(record)
        self._unsynced += self._file.tell() - offset
        if self._unsynced > _SYNC_BYTES:
            self._sync()
        return replace(fetch, warc=self._path.name, warc_offset=offset)

    def _sync(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._unsynced = 0

    def close(self) -> None:
        """Force all to disk and close the file."""
        self._sync()
        self._file.close()


def run_files(folder: Path, name: str) -> list[Path]:
    """Return the files of a run in their order."""
    return sorted(folder.glob(f"{name}-[0-9][0-9][0-9][0-9][0-9].warc.gz"))


def mend(path: Path) -> None:
    """Cut off the record that a process was writing when it died."""
    whole = _whole(path)
    if whole < path.stat().st_size:
        with open(path, "r+b") as file:
            file.truncate(whole)
            os.fsync(file.fileno())


def _whole(path: Path) -> int:
    """Return how many bytes of a file are whole gzip members."""
    end = position = 0
    with open(path, "rb") as file:
        unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
        while data := file.read(_PIECE):
            while data:
                try:
                    rest = unpack.decompress(data, _PIECE)
                    while unpack.unconsumed_tail and rest:
                        rest = unpack.decompress(unpack.unconsumed_tail, _PIECE)
                except zlib.error:
                    return end
                position += len(data) - len(unpack.unused_data)
                data = unpack.unused_data
                if unpack.eof:
                    end = position
                    unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
    return end


def _date(time: dt.datetime) -> str:
    return time.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _record_id(file: str, what: str) -> str:
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, f'{file}#{what}')}>"


def _phrase(status: int) -> str:
    from http import HTTPStatus

    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _simple(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime) else value


# ---- reading


def scan(path: Path, wants: Callable[[str, str | None], bool] | None = None) -> Iterator[Fetch]:
    """Yield the requests of an archive in their order, without their contents.

    Args:
        path: the file, made by a crawl of ours or by others.
        wants: for archives of others, whether to take a page, by its address and media type. A page that is not
            taken is passed over.

    Raises:
        ArchiveError: it is no archive, or damaged; raised after what could be read.
    """
    with open(path, "rb") as file:
        is_packed = file.read(2) == b"\x1f\x8b"
        end = _whole(path) if is_packed else path.stat().st_size
        file.seek(0)
        records = ArchiveIterator(file, arc2warc=True)
        number, is_empty = -1, True
        try:
            for record in records:
                if records.offset >= end:
                    break
                is_empty = False
                row = record.rec_headers.get_header(_ROW)
                fetch = _own(row) if row else None
                if not row and record.rec_type == "response":
                    number += 1
                    fetch = _foreign(record, path.name, number, wants)
                if fetch:  # the offset last: asking for it reads the record to its end
                    yield replace(fetch, warc=path.name, warc_offset=records.get_record_offset())
        except (ArchiveLoadFailed, zlib.error, EOFError, UnicodeError, ValueError) as error:
            raise ArchiveError(f"it is no WARC archive, or damaged: {error}") from error
    if is_empty:
        raise ArchiveError("no whole record is in it")
    if end < path.stat().st_size:
        raise ArchiveError(f"it is cut off or damaged from byte {end:,} on; what stands before was read")


def content(path: Path, offset: int) -> bytes:
    """Return the content of the answer whose record begins at an offset.

    Raises:
        ArchiveError: there is no such record.
        TooLarge: the content is larger than may be read.
    """
    try:
        with open(path, "rb") as file:
            file.seek(offset)
            for record in ArchiveIterator(file, arc2warc=True):
                return _capped(record.content_stream())
    except (ArchiveLoadFailed, zlib.error, EOFError, OSError, UnicodeError, ValueError) as error:
        raise ArchiveError(f"{path.name} at {offset}: {error}") from error
    raise ArchiveError(f"{path.name} at {offset}: there is no record")


def begun(path: Path) -> str:
    """Return the date of the first record of an archive as it is printed; empty if there is none."""
    try:
        with open(path, "rb") as file:
            for record in ArchiveIterator(file, arc2warc=True):
                return str(record.rec_headers.get_header("WARC-Date") or "")
    except (ArchiveLoadFailed, zlib.error, EOFError, OSError, UnicodeError, ValueError):
        pass
    return ""


def _own(row: str) -> Fetch | None:
    """Return the row that travels in a header; null if it is none (an archive is input like any other)."""
    try:
        values = json.loads(row)
        values = {name: value for name, value in values.items() if name in _TYPES}
        if "fetched_at" in values:
            values["fetched_at"] = dt.datetime.fromisoformat(values["fetched_at"]).astimezone(dt.UTC)
        values["headers"] = tuple(map(str, values.get("headers", ())))
        return Fetch(**values) if all(isinstance(value, _TYPES[name]) for name, value in values.items()) else None
    except (ValueError, TypeError, AttributeError):
        return None


def _foreign(
    record: ArcWarcRecord, name: str, number: int, wants: Callable[[str, str | None], bool] | None
) -> Fetch | None:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    http = record.http_headers
    if http is None or not url.startswith(("http://", "https://")):
        return None
    media_type = media(http.get_header("Content-Type"))
    if wants and not wants(url, media_type):
        return None
    try:
        status = int(http.get_statuscode())
        fetched_at = dt.datetime.fromisoformat(record.rec_headers.get_header("WARC-Date").replace("Z", "+00:00"))
    except (ValueError, TypeError, AttributeError):
        return None
    fetch = Fetch(
        run=name,
        number=number,
        url=url,
        fetched_at=fetched_at,
        status=status,
        outcome="ok" if status == 200 else "gone" if status in (404, 410) else "redirect" if 300 <= status < 400
        else "http_error",
        location=http.get_header("Location"),
        media_type=media_type,
        etag=http.get_header("ETag"),
        last_modified=http.get_header("Last-Modified"),
        headers=tuple(f"{key}: {value}" for key, value in http.headers),
    )  # fmt: skip
    if fetch.outcome != "ok":
        return fetch
    try:
        data = _capped(record.content_stream())
    except TooLarge as error:
        return replace(fetch, outcome="too_large", message=str(error))
    except ArchiveError as error:
        return replace(fetch, outcome="network", message=str(error))
    return replace(fetch, size=len(data), sha256=hashlib.sha256(data).hexdigest())


def media(content_type: str | None) -> str | None:
    """Return the media type of a Content-Type header, without its parameters."""
    return (content_type or "").partition(";")[0].strip().lower() or None
