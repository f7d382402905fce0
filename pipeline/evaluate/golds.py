"""The kinds of gold file, recognised by the keys of their rows."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.evaluate import annotated, notes, portal
from pipeline.evaluate.gold import Gold, GoldError, Row


def load(path: Path) -> Gold:
    """Read a gold file of any kind.

    Raises:
        GoldError: if it is missing, no JSON lines, empty, or of no known kind.
    """
    try:
        data = path.read_bytes()
        rows = [json.loads(line) for line in data.decode("utf-8").split("\n") if line.strip()]
    except (OSError, ValueError) as error:
        raise GoldError(f"{path}: {error}") from error
    if not rows:
        raise GoldError(f"{path}: no rows")
    try:
        return _of_kind(path, data, rows)
    except (KeyError, TypeError, AttributeError) as error:
        raise GoldError(f"{path}: a row is not as its kind should be: {error!r}") from error


def _of_kind(path: Path, data: bytes, rows: list[Row]) -> Gold:
    keys = set(rows[0])
    if {"text_file", "header", "citations"} <= keys:
        return annotated.read(path, data, rows)
    if {"text", "number", "issuer", "title"} <= keys:
        return portal.read(data, rows)
    if {"citation_text", "docs"} <= keys:
        return notes.read(data, rows)
    raise GoldError(f"{path}: rows with the keys {', '.join(sorted(keys))} are of no known kind of gold")
