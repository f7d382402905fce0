"""Bytes → text: which encoding, and whether the bytes are a text at all.

UTF-8 that decodes is UTF-8 whatever the page declares: no other encoding of Vietnamese does so by accident.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from pipeline.parse import old_fonts
from pipeline.refusals import ParseError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNPACK = "unpack it and give the files in it"
_SAVE = "save what it holds as PDF, DOCX or text"
_PICTURE = "save it as PNG, JPEG or TIFF"
_NOTHING = "it holds no text"
_AGAIN = "fetch it again, or ask for it as PDF or DOCX"
_MAGIC = (  # mark (? is any byte), what has it, what a user can do
    (b"PK\x03\x04", "a ZIP archive, or an office file of a rare kind", _UNPACK),
    (b"PK\x05\x06", "an empty ZIP archive", _AGAIN),
    (b"\x1f\x8b", "a gzip archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (b"BZh?1AY&SY", "a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ\x00", "an xz archive", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", _UNPACK),
    (b"MSCF\x00", "a CAB archive", _UNPACK),
    (b"GIF8", "a GIF picture", _PICTURE),
    (b"RIFF????WEBP", "a WebP picture", _PICTURE),
    (b"BM????\x00\x00\x00\x00", "a BMP picture", _PICTURE),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture", _PICTURE),
    (b"????ftyphei", "a HEIC picture", _PICTURE),
    (b"????ftypavif", "an AVIF picture", _PICTURE),
    (b"????ftyp", "a video or a sound", _NOTHING),
    (b"RIFF????AVI ", "a video", _NOTHING),
    (b"RIFF????WAVE", "a sound", _NOTHING),
    (b"ID3\x03", "a sound", _NOTHING),
    (b"ID3\x04", "a sound", _NOTHING),
    (b"AT&TFORM", "a DjVu file", _SAVE),
    (b"%!PS", "a PostScript file", _SAVE),
    (b"????Standard ", "an Access database", _SAVE),
    (b"SQLite format 3\x00", "an SQLite database", _SAVE),
    (b"PAR1", "a Parquet file", _SAVE),
    (b"\x7fELF", "a program", _NOTHING),
    (b"MZ\x90", "a program", _NOTHING),
    (b"\xca\xfe\xba\xbe", "a program", _NOTHING),
    (b"\x00\x01\x00\x00", "a font", _NOTHING),
    (b"OTTO", "a font", _NOTHING),
)
_MARK = re.compile(b"|".join(b"(" + re.escape(mark).replace(rb"\?", b".") + b")" for mark, _, _ in _MAGIC), re.DOTALL)
_DECLARED = re.compile(
    rb"""charset\s{0,3}=\s{0,3}["']?\s{0,3}([A-Za-z0-9_.:-]{2,40})|<\?xml[^>]{0,100}encoding=["']([A-Za-z0-9_.:-]{2,40})""",
    re.IGNORECASE,
)
_TEXT_CODECS = re.compile(
    r"(?:utf-?(?:8|16|32)|cp125|windows-?125|iso-?8859|latin|ascii|us-ascii|koi8|tis|gb|big5|shift|euc|mac)"
)
_CANDIDATES = ["cp1258", "cp1252", "utf_8"]  # UTF-16 shows by its zeros
_LEGACY = {"iso8859-1": "cp1252", "ascii": "cp1252"}  # as browsers read them
_HEAD = 4096
_SAMPLE = 65536
_WESTERN = [bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256)]
_ASCII = bytes(range(128))
_MOST_DAMAGE = 0.05  # broken characters to a byte beyond ASCII, in a UTF-8 file that is damaged
_MOST_CONTROLS = 0.01  # share of control characters that a text may have
_MOST_UNKNOWN = 0.05
_OF_CONTROLS = ("viscii", "vps")  # old encodings that have capitals in place of control characters
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded text.

    Attributes:
        text: the text, a byte-order mark removed.
        encoding: Python's name of the encoding.
        damage: how many characters could not be decoded and are U+FFFD.
    """

    text: str
    encoding: str
    damage: int = 0


def decode(data: bytes) -> Decoded:
    """Decode the bytes of a text or of an HTML page.

    Raises:
        ParseError: `binary` for what is no text, with the format where it is known; `encoding` if none fits.
    """
    _refuse_binary(data)
    decoded = _decode(data)
    sample = decoded.text[:_SAMPLE]
    if _is_noise(sample) and old_fonts.detect(sample) not in _OF_CONTROLS:
        raise _no_text()
    if decoded.text.count("\ufffd", 0, _SAMPLE) > max(8, _MOST_UNKNOWN * len(sample)):
        raise _undecoded(data, f"read as {decoded.encoding}, too much of it is unknown")
    return decoded


def _refuse_binary(data: bytes) -> None:
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    found = _MARK.match(head)
    if found and found.lastindex:
        _, what, way_out = _MAGIC[found.lastindex - 1]
        raise ParseError("binary", f"the file is {what}, which is not read: {way_out}")


def _is_noise(sample: str) -> bool:
    """Whether a text has more control characters than any text."""
    return len(_CONTROLS.findall(sample)) > max(2, _MOST_CONTROLS * len(sample))


def _no_text() -> ParseError:
    return ParseError("binary", f"the file is no text and of no kind that is known: {_AGAIN}")


def _undecoded(data: bytes, why: str) -> ParseError:
    """Return why bytes cannot be decoded: many of them are signs that no text has, or the encoding is not known."""
    if _is_noise(data[:_SAMPLE].decode("latin-1")):
        return _no_text()
    return ParseError("encoding", f"the file cannot be decoded: {why}; save it as UTF-8")


def _decode(data: bytes) -> Decoded:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _forced(data[len(mark) :], encoding)
    wide = _wide(data)
    if wide:
        return _forced(data, wide)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    damaged = data.decode("utf-8", "replace")
    damage = damaged.count("\ufffd")
    if damage <= _MOST_DAMAGE * len(data.translate(None, _ASCII)):
        return Decoded(damaged, "utf-8", damage)
    shown = western(data)
    if old_fonts.detect(shown[:_SAMPLE]):
        return Decoded(shown, "windows-1252")
    declared = _declared(data)
    if declared and declared != "utf-8":
        return _forced(data, declared)
    best = from_bytes(data[:_SAMPLE], cp_isolation=_CANDIDATES, preemptive_behaviour=False).best()
    if best is None:
        raise _undecoded(data, "it is neither UTF-8 nor another encoding of Vietnamese")
    return _forced(data, best.encoding)


def western(data: bytes) -> str:
    """Return bytes as Windows shows them; those without a sign as control characters: codes of fonts, all the same."""
    return "".join(map(_WESTERN.__getitem__, data))


def _forced(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    return Decoded(text, encoding, text.count("\ufffd"))


def _wide(data: bytes) -> str | None:
    """Return the UTF-16 that a file without a byte-order mark is in: every other byte of Latin text is zero."""
    sample = data[:_HEAD]
    if len(sample) < 4 or len(data) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > 0.3 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.3 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _declared(data: bytes) -> str | None:
    """Return the encoding that a page declares, if it is one of text."""
    found = _DECLARED.search(data[:_HEAD])
    if found is None:
        return None
    try:
        name = codecs.lookup((found[1] or found[2]).decode("ascii")).name
    except LookupError:
        return None
    return _LEGACY.get(name, name) if _TEXT_CODECS.match(name) else None
