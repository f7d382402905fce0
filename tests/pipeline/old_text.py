"""Unicode text as a file in an old font holds it."""

from __future__ import annotations

from schemas import facts


def encode(text: str, encoding: str) -> bytes:
    """Return the bytes that a typist of the font left; capitals without a code are typed as small letters."""
    codes = {
        row["letter"]: bytes.fromhex(row["bytes"]) for row in facts.rows("old_encodings") if row["encoding"] == encoding
    }
    pieces = []
    for char in text:
        if char in codes:
            pieces.append(codes[char])
        elif char.isascii():
            pieces.append(char.encode())
        else:
            pieces.append(codes[char.lower()])
    return b"".join(pieces)


def seen(text: str, encoding: str, page: str = "cp1252") -> str:
    """Return how a reader that knows nothing of the font shows the text."""
    return "".join(bytes([byte]).decode(page, "ignore") or chr(byte) for byte in encode(text, encoding))
