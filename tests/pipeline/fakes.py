"""A reader that is quick and can be told how to fail; in a module, so that other processes can import it."""

from __future__ import annotations

import hashlib
import os
import re
import time

from pipeline.read import DocumentRows
from schemas import layout
from schemas.records import Block, Citation, Document, Reject

VERSION = "fake 1"
_NUMBER = re.compile(r"\d+/QĐ-\w+")


def read(data: bytes, source: str) -> DocumentRows:
    """Read citations of the form 12/QĐ-TTg.

    `BAD` cannot be read, `PARTIAL` not whole, `FLAKY` only as .txt, `KILL` ends the process, `SLOW` takes time.
    """
    return _read(data, source, VERSION)


def read_newer(data: bytes, source: str) -> DocumentRows:
    """Read as the next version would, with one more block."""
    return _read(data, source, "fake 2")


def _read(data: bytes, source: str, version: str) -> DocumentRows:
    sha256 = hashlib.sha256(data).hexdigest()
    doc_id = layout.doc_id(sha256)
    text = data.decode()
    if "SLOW" in text:
        time.sleep(0.01)
    if "KILL" in text:
        os._exit(9)
    if "BAD" in text or ("FLAKY" in text and not source.endswith(".txt")):
        return DocumentRows(source, doc_id, rejects=(Reject(source, sha256, "parse", "binary", "told to"),))
    rejects = (Reject(source, sha256, "parse", "encoding", "told to"),) if "PARTIAL" in text else ()
    blocks = [Block(0, "paragraph", 0, len(text))] * (2 if version == "fake 2" else 1)
    citations = []
    for match in _NUMBER.finditer(text):
        one = Citation(match.start(), match.end(), match[0], match[0], rule="fake")
        citations += [one, one]  # the same span twice: row ids must differ
    document = Document(
        sha256=sha256,
        source=source,
        title=source,
        text=text,
        parse_status="partial" if rejects else "whole",
        reader=version,
    )
    return DocumentRows(source, doc_id, document, tuple(blocks), citations=tuple(citations), rejects=rejects)
