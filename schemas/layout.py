"""Where the files of a corpus lie.

    <corpus>/tables/<table>/bucket=xx/part.parquet   the tables, readable at any moment
    <corpus>/raw/ab/<sha256>                         the bytes as they came
    <corpus>/.staging/                               what an ingest has read and not yet merged

The bucket of a document is the top of its id, so rows that are sorted by doc_id are sorted by bucket.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.errors import UserError
from schemas.tables import READABLE_VERSIONS, SCHEMA_VERSION, TABLES, VERSION_KEY

TABLES_DIR = "tables"
RAW_DIR = "raw"
STAGING_DIR = ".staging"
PART = "part.parquet"
BUCKETS = 64
FIRST_BUCKET = "00"  # always there, so that every table has a file and a schema from the first moment
_ID_LENGTH = 16


class CorpusError(UserError):
    """A folder that is no corpus, or none that this version can read; the message says the way out."""


def doc_id(sha256: str) -> str:
    """Return the id of the document with these bytes."""
    return sha256[:_ID_LENGTH]


def bucket(hexdigest: str) -> str:
    """Return the bucket, 00 to 3f, of a doc_id or of any other hexadecimal hash."""
    return f"{int(hexdigest[:2], 16) * BUCKETS >> 8:02x}"


def part(corpus: Path, table: str, bucket: str) -> Path:
    """Return the path of one file of a table."""
    return corpus / TABLES_DIR / table / f"bucket={bucket}" / PART


def parts(corpus: Path, table: str) -> list[Path]:
    """Return the files of a table in the order of their buckets; empty if there is no such folder."""
    return sorted((corpus / TABLES_DIR / table).glob(f"bucket=*/{PART}"))


def state(corpus: Path) -> dict[str, list[int]]:
    """Return size and time of each file of documents, by bucket: it is replaced last, and whenever one changes."""
    found = {}
    for number in range(BUCKETS):
        name = f"{number:02x}"
        with contextlib.suppress(OSError):
            stat = os.stat(part(corpus, "documents", name))
            found[name] = [stat.st_size, stat.st_mtime_ns]
    return found


def raw(corpus: Path, sha256: str) -> Path:
    """Return the path of the kept bytes with this hash."""
    return corpus / RAW_DIR / sha256[:2] / sha256


def is_corpus(folder: Path) -> bool:
    """Return whether a folder holds a corpus, complete or just begun."""
    # os.path: false, not an error, for a folder that the system cannot even name.
    return os.path.isdir(folder / TABLES_DIR / "documents") or os.path.isdir(folder / STAGING_DIR)


def read_schema(path: Path) -> pa.Schema:
    """Return the Arrow schema of one table file.

    Raises:
        CorpusError: it was written with another version of the tables, or is no table file at all.
    """
    with open_part(path) as file:
        return file.schema_arrow


def open_part(path: Path) -> pq.ParquetFile:
    """Open one table file.

    Raises:
        CorpusError: it was written with another version of the tables, or is no table file at all.
    """
    try:
        file = pq.ParquetFile(path)
    except (OSError, pa.ArrowException) as error:
        raise CorpusError(
            f"{path} cannot be read as a table ({error}). Ingest the sources again into a new folder; "
            f"the bytes of this corpus are kept under {RAW_DIR}/."
        ) from error
    found = (file.schema_arrow.metadata or {}).get(VERSION_KEY, b"none").decode("ascii", "replace")
    if found not in map(str, READABLE_VERSIONS):
        file.close()
        newer = found.isdigit() and int(found) > SCHEMA_VERSION
        way_out = (
            "Upgrade vanban"
            if newer
            else f"Ingest its sources again into a new folder (the bytes are kept under {RAW_DIR}/)"
        )
        raise CorpusError(
            f"{path} was written with version {found} of the tables; this vanban reads version "
            f"{SCHEMA_VERSION}. {way_out}."
        )
    return file


def check(corpus: Path) -> None:
    """Look at one file of each table.

    Raises:
        CorpusError: the corpus was written with another version of the tables.
    """
    for table in TABLES:
        for path in parts(corpus, table)[:1]:
            read_schema(path)
