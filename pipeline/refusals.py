"""Why an input cannot be read: one error for each stage, each a row of `rejects`."""

from __future__ import annotations

import zipfile
import zlib

ZIP_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
"""What the standard library raises for a ZIP file that is damaged, encrypted or packed in a way that it cannot read."""


class Refusal(Exception):
    """An input that cannot be read; the message says what a user can do about it.

    Attributes:
        reason: code for `rejects.reason`.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class AcquireError(Refusal):
    """Its bytes cannot be had, from a file or out of an archive."""


class ParseError(Refusal):
    """Its bytes are no document that can be parsed."""
