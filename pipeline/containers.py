"""ZIP archives as containers: each member is an input of its own, named `a.zip!/b.doc`; WACZ, which holds WARC files.

Nothing is unpacked to disk: members are read from the archive into memory when their turn comes. Sizes, ratios and
depth are capped; a member beyond them is a reject, and the others are read.
"""

from __future__ import annotations

import io
import os
import stat
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO

from pipeline.limits import MAX_ARCHIVE_BYTES, MAX_ARCHIVE_DEPTH, MAX_BYTES, MAX_MEMBERS, MAX_RATIO
from pipeline.refusals import ZIP_DAMAGE, AcquireError

_MAGIC = b"PK\x03\x04"
_SMALL = 2**20
_ENCRYPTED = 0x1
_UTF8 = 0x800
# Suffixes under which no archive stands: the beginning of such a file is not looked at.
_PLAIN = (".txt", ".html", ".htm", ".md", ".pdf", ".docx", ".xlsx", ".odt", ".ods", ".doc", ".xls", ".rtf")
_WACZ = ".wacz"
_PIECE = 2**20


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an archive.

    Attributes:
        name: as the archive names it; `!/` stands between the names of archives inside each other.
        place: its number in the archive, and in the one inside that.
        size: bytes that it unpacks to, as the archive says.
        failure: (reason, message) if it cannot be read.
    """

    name: str
    place: tuple[int, ...] = ()
    size: int = 0
    failure: tuple[str, str] | None = None


def is_container(path: str) -> bool:
    """Return whether a file is an archive of documents, and not an office file, which is packed the same way."""
    if path.lower().endswith((*_PLAIN, _WACZ)):
        return False
    try:
        with _open(path) as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                return False
            file.seek(0)
            with zipfile.ZipFile(file) as archive:
                return not _is_office(archive)
    except ZIP_DAMAGE:
        return path.lower().endswith(".zip")


def is_wacz(path: str) -> bool:
    """Return whether a file is a packed web archive by its name."""
    return path.lower().endswith(_WACZ)


def unpack_wacz(path: str, folder: Path) -> list[Path]:
    """Copy the WARC files of a packed web archive to a folder; return where they are.

    Raises:
        AcquireError: `unreadable`, `encrypted` or `too_large`.
    """
    found = []
    left = MAX_ARCHIVE_BYTES
    try:
        with zipfile.ZipFile(_open(path)) as archive:
            for info in archive.infolist()[:MAX_MEMBERS]:
                name = info.filename.rpartition("/")[2]
                if not info.filename.startswith("archive/") or not name.endswith((".warc", ".warc.gz")):
                    continue
                if info.flag_bits & _ENCRYPTED:
                    raise AcquireError("encrypted", "the archive is protected by a password: pack it without one")
                # The name of the archive is in front: every WACZ calls its first file data.warc.gz.
                copy = folder / f"{os.path.basename(path)}!{name}"
                with archive.open(info) as member, open(copy, "wb") as file:
                    while piece := member.read(_PIECE):
                        left -= len(piece)
                        if left < 0:
                            message = f"the archive unpacks to more than {MAX_ARCHIVE_BYTES:,} bytes; pack it in parts"
                            raise AcquireError("too_large", message)
                        file.write(piece)
                found.append(copy)
    except ZIP_DAMAGE as error:
        raise AcquireError("unreadable", f"the archive is damaged ({error}): pack it again") from error
    if not found:
        raise AcquireError("unreadable", "there is no WARC file in the archive")
    return found


def members(path: str) -> Iterator[Member]:
    """Yield the files in an archive, in its order; an archive that cannot be read yields one member with a failure."""
    try:
        with _open(path) as file:
            yield from _members(file, "", (), 1)
    except OSError as error:
        yield Member("", failure=("unreadable", f"{error.strerror or error}: check the file and its permissions"))


def content(path: str, place: tuple[int, ...]) -> bytes:
    """Return a member.

    Raises:
        AcquireError: `unreadable`, `encrypted` or `too_large`.
    """
    try:
        archive = _opened(path, os.stat(path).st_mtime_ns)
        for step in place[:-1]:
            archive = zipfile.ZipFile(io.BytesIO(_unpacked(archive, archive.infolist()[step])))
        return _unpacked(archive, archive.infolist()[place[-1]])
    except ZIP_DAMAGE as error:
        raise AcquireError("unreadable", f"the archive is damaged ({error}): pack it again") from error


@lru_cache(maxsize=1)
def _opened(path: str, changed: int) -> zipfile.ZipFile:
    """Return an open archive; its members come one after the other."""
    return zipfile.ZipFile(_open(path))


def _open(path: str) -> IO[bytes]:
    """Open a file; never follow a link and never wait for a pipe that has taken its place."""
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
        flags |= getattr(os, name, 0)
    file = open(os.open(path, flags), "rb")  # noqa: SIM115 - closed by who asked for it
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError("not a regular file")
    return file


def _members(file: IO[bytes], above: str, place: tuple[int, ...], depth: int) -> Iterator[Member]:
    try:
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
            total = sum(info.file_size for info in infos)
            if len(infos) > MAX_MEMBERS or total > MAX_ARCHIVE_BYTES:
                message = (
                    f"the archive has {len(infos):,} members of {total:,} bytes; "
                    f"up to {MAX_MEMBERS:,} of {MAX_ARCHIVE_BYTES:,} are read. Pack it in parts."
                )
                yield Member(above, failure=("too_large", message))
                return
            for number, info in enumerate(infos):
                if not info.is_dir():
                    yield from _member(archive, info, above + _name(info), (*place, number), depth)
    except ZIP_DAMAGE as error:
        yield Member(above, failure=("unreadable", f"the archive is damaged ({error}): pack it again"))


def _member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, place: tuple[int, ...], depth: int
) -> Iterator[Member]:
    failure = _refused(info)
    if failure is None and name.lower().endswith(".zip"):
        if depth >= MAX_ARCHIVE_DEPTH:
            failure = ("too_large", f"archives are opened {MAX_ARCHIVE_DEPTH} deep; unpack this one")
        else:
            try:
                data = _unpacked(archive, info)
            except AcquireError as error:
                failure = (error.reason, str(error))
            else:
                yield from _members(io.BytesIO(data), f"{name}!/", place, depth + 1)
                return
    yield Member(name, place, info.file_size, failure)


def _refused(info: zipfile.ZipInfo) -> tuple[str, str] | None:
    if info.flag_bits & _ENCRYPTED:
        return "encrypted", "the member is protected by a password: pack it without one"
    if info.file_size > MAX_BYTES:
        return "too_large", f"{info.file_size:,} bytes; at most {MAX_BYTES:,} are read"
    if info.file_size > max(_SMALL, MAX_RATIO * info.compress_size):
        return "too_large", f"it unpacks to more than {MAX_RATIO} times its size"
    return None


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    failure = _refused(info)
    if failure:
        raise AcquireError(*failure)
    try:
        with archive.open(info) as member:
            data = member.read(MAX_BYTES + 1)
    except ZIP_DAMAGE as error:
        raise AcquireError("unreadable", f"the member is damaged ({error}): pack it again") from error
    if len(data) > MAX_BYTES:
        raise AcquireError("too_large", f"at most {MAX_BYTES:,} bytes are read")
    return data


def _is_office(archive: zipfile.ZipFile) -> bool:
    names = archive.NameToInfo
    return "mimetype" in names or "[Content_Types].xml" in names or "word/document.xml" in names


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name of a member with `/` between its folders; old packers wrote UTF-8 without saying so."""
    name = info.filename
    if not info.flag_bits & _UTF8:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", name.replace("\\", "/").lstrip("/"))
