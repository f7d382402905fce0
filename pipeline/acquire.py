"""The first stage: arguments in, (source, bytes) out; the bytes are kept as they came.

A source is the path relative to the ingested folder, with the folder's own name in front and always with
`/`, so that the same documents give the same tables on every machine.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import stat
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline import archive, containers
from pipeline.limits import MAX_BYTES
from pipeline.refusals import AcquireError
from schemas import layout
from schemas.errors import UserError

# Files that lie beside documents and are none themselves. A file named as an argument is always read.
_NO_DOCUMENTS = """
    avif bmp gif heic ico jpeg jpg png svg webp
    aac avi flac m4a mkv mov mp3 mp4 mpeg ogg wav webm wmv
    eot otf ttf woff woff2 css js map mjs ts wasm
    c class cpp dll exe go h ini java lock o pl py pyc rb rs sh so sql toml yaml yml
    arrow bak crc csv db feather json jsonl log ndjson npy npz parquet pickle sqlite sqlite3 tmp tsv
"""
NO_DOCUMENTS = frozenset(_NO_DOCUMENTS.split())
NO_DOCUMENT_NAMES = frozenset({"makefile", "dockerfile", "readme", "license", "copying", "changelog"})


NO_FAILURE = ("", "")
"""Failure of an input that has no bytes to read and says only that an earlier failure is gone."""


class WrongUse(UserError):
    """An argument that makes no sense; nothing was read."""


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read.

    Attributes:
        source: its name in the tables.
        path: what to open.
        size: bytes that it had when it was found; 0 if that is not known.
        offset: of its record, where the file is a WARC archive and the input an answer in it.
        fetched_at: when that answer came.
        standing: ids of the documents that stood at its address before, the last one first.
        failure: why there are no bytes: (reason, message), or `NO_FAILURE`.
        place: where it stands in the ZIP archive at `path`; empty for a file.
    """

    source: str
    path: str
    size: int = 0
    offset: int | None = None
    fetched_at: dt.datetime | None = None
    standing: tuple[str, ...] = ()
    place: tuple[int, ...] = ()
    failure: tuple[str, str] | None = None


def check(arguments: Iterable[str]) -> None:
    """Look at the arguments of a command before anything is read.

    Raises:
        WrongUse: an argument is an address, does not exist, or is neither file nor folder.
    """
    for argument in arguments:
        if "://" in argument:
            raise WrongUse(
                f"{argument}: an address is read into a corpus, not here: vanban ingest {argument} --corpus my-corpus"
            )
        try:
            mode = os.stat(argument).st_mode
        except (OSError, ValueError) as error:
            raise WrongUse(f"{argument}: {getattr(error, 'strerror', None) or error}") from error
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise WrongUse(f"{argument}: neither a file nor a folder")


def walk(arguments: Iterable[str], skipped: Counter[str] | None = None, as_given: bool = False) -> Iterator[Input]:
    """Yield the files of the arguments, folders recursively and in sorted order.

    Hidden files, files that are surely no documents, symbolic links, special files and other corpora are
    not opened; `skipped` counts them by reason. A link named as an argument is followed: the user asked.

    Args:
        arguments: files and folders, seen by `check`.
        skipped: is added to.
        as_given: sources begin with the argument as it was given, in place of its last part.
    """
    skipped = Counter() if skipped is None else skipped
    for argument in arguments:
        path = os.path.realpath(argument)
        name = source_name(argument.rstrip("/") if as_given else os.path.basename(os.path.abspath(argument)))
        if os.path.isdir(path):
            yield from _walk_folder(path, name, skipped)
        else:
            yield from _opened(Input(name, path, _size(path)), skipped)


def _opened(item: Input, skipped: Counter[str]) -> Iterator[Input]:
    """Yield the documents in an archive, or the file itself if it is none."""
    if not containers.is_container(item.path):
        yield item
        return
    for member in containers.members(item.path):
        reason = None if member.failure else _no_member(member.name)
        if reason:
            skipped[reason] += 1
        else:
            name = source_name(member.name).removesuffix("!/")
            source = f"{item.source}!/{name}" if name else item.source
            yield Input(source, item.path, member.size, place=member.place, failure=member.failure)


def _no_member(name: str) -> str | None:
    """Return why a member of an archive is not read, or None."""
    *folders, file = name.lower().split("/")
    if any(part.startswith((".", "~$", "__macosx")) for part in (*folders, file)):
        return "hidden"
    stem, _, suffix = file.rpartition(".")
    return "no document" if (stem or file) in NO_DOCUMENT_NAMES or suffix in NO_DOCUMENTS else None


def _walk_folder(path: str, name: str, skipped: Counter[str]) -> Iterator[Input]:
    waiting: list[tuple[str, str, bool]] = [(path, name, True)]  # (path, source, is a folder), next one last
    while waiting:
        path, source, is_folder = waiting.pop()
        if not is_folder:
            yield from _opened(Input(source, path, _size(path)), skipped)
            continue
        if layout.is_corpus(Path(path)):
            skipped["corpus"] += 1
            continue
        try:
            with os.scandir(path) as entries:
                found = sorted(entries, key=lambda entry: entry.name, reverse=True)
        except OSError:
            yield Input(source, path)  # opening it fails the same way, and that becomes the reject
            continue
        for entry in found:
            reason = _no_document(entry)
            if reason:
                skipped[reason] += 1
            else:
                below = f"{source}/{source_name(entry.name)}" if source else source_name(entry.name)
                waiting.append((entry.path, below, entry.is_dir(follow_symlinks=False)))


def _no_document(entry: os.DirEntry[str]) -> str | None:
    """Return why an entry of a folder is not opened, or None."""
    name = entry.name.lower()
    if name.startswith((".", "~$")):  # ~$: the lock of a document that is open in Word
        return "hidden"
    if entry.is_symlink():
        return "symbolic link"
    if entry.is_dir(follow_symlinks=False):
        return None
    if not entry.is_file(follow_symlinks=False):
        return "special file"
    stem, _, suffix = name.rpartition(".")
    if (stem or name) in NO_DOCUMENT_NAMES or suffix in NO_DOCUMENTS:
        return "no document"
    return None


def source_name(name: str) -> str:
    """Return a file name as NFC text; a byte that is no UTF-8 shows as its hexadecimal escape."""
    return unicodedata.normalize("NFC", os.fsencode(name).decode("utf-8", "backslashreplace"))


def _size(path: str) -> int:
    try:
        return os.lstat(path).st_size
    except OSError:
        return 0


def fetch(item: Input) -> bytes:
    """Return the bytes of an input.

    Raises:
        AcquireError: `unreadable`, `too_large` or `encrypted`.
    """
    if item.failure:
        raise AcquireError(*item.failure)
    if item.offset is not None:
        return _from_archive(item)
    if item.place:
        return containers.content(item.path, item.place)
    # The file may have changed since it was found: never follow a link, never block on a pipe.
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
        flags |= getattr(os, name, 0)
    try:
        with open(os.open(item.path, flags), "rb", buffering=0) as file:
            info = os.fstat(file.fileno())
            if not stat.S_ISREG(info.st_mode):
                raise AcquireError("unreadable", "not a regular file")
            data = b"" if info.st_size > MAX_BYTES else _read_all(file.fileno())
            if max(info.st_size, len(data)) > MAX_BYTES:
                raise AcquireError(
                    "too_large",
                    f"{max(info.st_size, len(data)):,} bytes; at most {MAX_BYTES:,} are read. "
                    "Split the file or take its text out.",
                )
            return data
    except (OSError, ValueError) as error:
        message = getattr(error, "strerror", None) or str(error)
        raise AcquireError("unreadable", f"{message}: check the file and its permissions") from error


def _from_archive(item: Input) -> bytes:
    try:
        return archive.content(Path(item.path), item.offset or 0)
    except archive.TooLarge as error:
        raise AcquireError("too_large", str(error)) from error
    except archive.ArchiveError as error:
        raise AcquireError("unreadable", str(error)) from error


def fetch_stdin() -> bytes:
    """Return the bytes of standard input.

    Raises:
        AcquireError: `unreadable` or `too_large`.
    """
    if sys.stdin is None:
        raise AcquireError("unreadable", "standard input is closed")
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise AcquireError("too_large", f"at most {MAX_BYTES:,} bytes are read")
    return data


def _read_all(descriptor: int) -> bytes:
    """Read to the end, or one byte more than may be read."""
    pieces = []
    left = MAX_BYTES + 1
    while left and (piece := os.read(descriptor, min(left, 2**20))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def keep(corpus: Path, data: bytes) -> str:
    """Keep the bytes under raw/, once; return their sha256.

    The file appears whole or not at all. It is not forced to disk one by one (that would cost as much as
    reading it): a file that a power cut left short is seen by its size and written again.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    path = layout.raw(corpus, sha256)
    try:
        if path.stat().st_size == len(data):
            return sha256
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    temporary = corpus / layout.STAGING_DIR / f"{sha256}.{os.getpid()}.tmp"
    temporary.write_bytes(data)
    os.replace(temporary, path)
    return sha256
