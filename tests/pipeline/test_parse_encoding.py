"""Bytes → text: encodings of Vietnamese, and what is no text."""

from __future__ import annotations

import codecs
import io
import random
import unicodedata
import zipfile

import pytest

from pipeline.limits import MAX_BYTES
from pipeline.parse import ParseError, parse, sniff
from pipeline.parse.encoding import decode

TEXT = (
    "Quyết định số 12/QĐ-UBND ngày 05/6/2020 của Ủy ban nhân dân tỉnh phê duyệt kế hoạch xây dựng nông thôn mới. "
    "Các huyện, thành phố báo cáo kết quả trước ngày 20 hằng tháng; đề nghị thực hiện nghiêm túc.\n"
)
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def windows_1258(text: str) -> bytes:
    """Encode as Windows does: letters composed with their shape, tones apart."""
    letters = []
    for char in text:
        parts = unicodedata.normalize("NFD", char)
        shape = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
        letters.append(shape + "".join(c for c in parts if c in _TONES))
    return "".join(letters).encode("cp1258")


ENCODED = {
    "utf-8": TEXT.encode(),
    "utf-8 with mark": codecs.BOM_UTF8 + TEXT.encode(),
    "utf-8 decomposed": unicodedata.normalize("NFD", TEXT).encode(),
    "utf-16 with mark": TEXT.encode("utf-16"),
    "utf-16 big-endian with mark": codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    "utf-32 with mark": TEXT.encode("utf-32"),
    "utf-16 little-endian without mark": TEXT.encode("utf-16-le"),
    "utf-16 big-endian without mark": TEXT.encode("utf-16-be"),
    "windows-1258": windows_1258(TEXT * 5),
    "windows line ends": TEXT.replace("\n", "\r\n").encode(),
}


@pytest.mark.parametrize("data", ENCODED.values(), ids=ENCODED.keys())
def test_encodings(data: bytes) -> None:
    document = parse(data, "van-ban.txt")
    assert document.text.startswith(TEXT)
    assert document.warnings == ()


def test_declared_encoding_of_a_page() -> None:
    page = '<html><head><meta charset="windows-1258"></head><body><p>' + TEXT + "</p></body></html>"
    document = parse(windows_1258(page), "trang.html")
    assert document.text == TEXT.strip()


def test_utf8_wins_over_a_wrong_declaration() -> None:
    page = f'<html><head><meta charset="iso-8859-1"></head><body><p>{TEXT}</p></body></html>'
    assert parse(page.encode(), "trang.html").text == TEXT.strip()


@pytest.mark.parametrize("name", ["hex", "utf-7", "rot13", "khong-co", "unicode_escape"])
def test_declarations_that_are_no_text_encoding_are_not_followed(name: str) -> None:
    page = f'<html><head><meta charset="{name}"></head><body><p>Abc'.encode() + b"\xe9\xe8\xe0 xyz</p></body></html>"
    assert decode(page).encoding not in (name, "utf-7")


def test_damaged_utf8_is_read_with_a_warning() -> None:
    data = TEXT.encode() * 20 + b"\xe1\xbb" + b"Het."
    document = parse(data, "van-ban.txt")
    assert document.text.endswith("\ufffdHet.")
    assert [reason for reason, _ in document.warnings] == ["encoding"]


REJECTED = {
    "nothing": (b"", "empty"),
    "white space": (b" \r\n\t \n", "empty"),
    "byte-order mark alone": (codecs.BOM_UTF8, "empty"),
    "zeros": (bytes(1000), "empty"),
    "no-break spaces": ("\u00a0\n\u2003".encode(), "empty"),
    "word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "unreadable"),
    "zip or office": (b"PK\x03\x04\x14\x00", "binary"),
    "gzip": (b"\x1f\x8b\x08\x00", "binary"),
    "png": (b"\x89PNG\r\n\x1a\n", "unreadable"),
    "jpeg": (b"\xff\xd8\xff\xe0", "unreadable"),
    "control characters": (b"abc\x01\x02\x03" * 200, "binary"),
    "page without text": (b"<html><body><script>show()</script></body></html>", "empty"),
}


@pytest.mark.parametrize("data, reason", REJECTED.values(), ids=REJECTED.keys())
def test_rejected(data: bytes, reason: str) -> None:
    with pytest.raises(ParseError) as rejected:
        parse(data, "tep")
    assert rejected.value.reason == reason
    assert str(rejected.value)


_NOISE = random.Random(1).randbytes(4000)
_ZIP = io.BytesIO()
with zipfile.ZipFile(_ZIP, "w") as _archive:
    _archive.writestr("anh.bin", _NOISE)
NAMED = {  # content under a name that is not its own → what the message says
    "quyet-dinh.rar": (b"Rar!\x1a\x07\x01", "RAR archive.*unpack"),
    "zip.pdf": (_ZIP.getvalue(), "ZIP archive.*unpack.*says .pdf"),
    "noise.pdf": (_NOISE, "no text.*PDF or DOCX.*says .pdf"),
    "noise.docx": (_NOISE[:300], "no text.*says .docx"),
    "noise.html": (b"<html><body>" + _NOISE, "no text.*says .html"),
    "noise.txt": (_NOISE, "no text.*DOCX$"),
    "webp.doc": (b"RIFF\x00\x10\x00\x00WEBPVP8 " + _NOISE, "WebP picture.*PNG.*says .doc"),
    "bmp.pdf": (b"BM\x36\x10\x00\x00\x00\x00\x00\x00\x36" + b"\xc8" * 3000, "BMP picture"),
    "mp4.pdf": (b"\x00\x00\x00\x20ftypisom" + _NOISE, "video"),
    "font.html": (b"\x00\x01\x00\x00" + _NOISE, "font"),
    "access.doc": (b"\x00\x01\x00\x00Standard Jet DB\x00" + _NOISE, "Access"),
    "zeros.pdf": (bytes(500), "nothing but zeros.*fetch"),
    "nothing.docx": (b"", "is empty: fetch"),
    "cut.docx": (b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml" + _NOISE, "damaged, or breaks off"),
}


@pytest.mark.parametrize("name", NAMED)
def test_what_is_not_read_is_named_with_a_way_out(name: str) -> None:
    data, said = NAMED[name]
    with pytest.raises(ParseError, match=said) as rejected:
        parse(data, name)
    assert rejected.value.reason in ("binary", "empty", "unreadable")


def test_too_large() -> None:
    with pytest.raises(ParseError) as rejected:
        parse(b"a" * (MAX_BYTES + 1), "lon.txt")
    assert rejected.value.reason == "too_large"


@pytest.mark.parametrize("seed", range(20))
def test_garbage_is_rejected_or_read_and_never_crashes(seed: int) -> None:
    data = random.Random(seed).randbytes(3000)
    try:
        document = parse(data, "rac.html" if seed % 2 else "rac.txt")
    except ParseError as error:
        assert error.reason in ("binary", "encoding", "empty")
    else:
        assert document.text


KINDS = [
    ("<!DOCTYPE html><html><p>a", "a.txt", "text/html"),
    ("<!-- saved --><html><p>a", "a", "text/html"),
    ("\ufeff<HTML><P>a", "https://x.vn/tin?id=5", "text/html"),
    ("<p>a</p>", "a.aspx", "text/html"),
    ("<div><p>a</p><p>b</p><p>c</p></div>", "a", "text/html"),
    ("Kế hoạch 5 < 7", "a.html", "text/plain"),
    ("# Kế hoạch\n\n**đậm**", "a.md", "text/markdown"),
    ("Kế hoạch", "a.txt", "text/plain"),
    ("<b>a</b> dòng chữ", "a.txt", "text/plain"),
]


@pytest.mark.parametrize("text, name, kind", KINDS, ids=[f"{name}: {text[:20]}" for text, name, _ in KINDS])
def test_media_types(text: str, name: str, kind: str) -> None:
    assert sniff(text, name) == kind
