"""PDF files that are made to cost time: each is read at once, and what is left out is said."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator

import pytest

from pipeline import limits
from pipeline.parse import parse


@pytest.fixture(autouse=True)
def at_once() -> Iterator[None]:
    with limits.deadline(10):
        yield


def page(content: bytes, stamp: bytes = b"", stamps: int = 0, width: int = 595, kind: str = "FreeText") -> bytes:
    """Return a PDF of one page with so many annotations that show the same."""
    fonts = b"/Resources<</Font<</F 3 0 R>>>>"
    look = b"/Subtype/%s/F 4/AP<</N 6 0 R>>" % kind.encode()
    places = [(i % 500, i * 7 % 800) for i in range(stamps)]
    found = [b"<</Type/Annot%s/Rect[%d %d %d %d]>>" % (look, x, y, x + 20, y + 10) for x, y in places]
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[4 0 R]>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d 842]%s/Contents 5 0 R/Annots[%s]>>"
        % (width, fonts, b"".join(found)),
        _stream(content, b""),
        _stream(stamp, b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]" + fonts),
    ]
    made, places_of = io.BytesIO(b"%PDF-1.7\n"), []
    made.seek(0, io.SEEK_END)
    for number, item in enumerate(objects, 1):
        places_of.append(made.tell())
        made.write(b"%d 0 obj\n%s\nendobj\n" % (number, item))
    start = made.tell()
    made.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    made.write(b"".join(b"%010d 00000 n \n" % place for place in places_of))
    made.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return made.getvalue()


def _stream(content: bytes, entries: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<<%s/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (entries, len(packed), packed)


def words(text: str, count: int, columns: int, step: float = 2.2, left: float = 10) -> bytes:
    """Return so many words of two points, row by row."""
    shown = text.encode()
    places = [(left + i % columns * step, 20 + i // columns * 5) for i in range(count)]
    return b"".join(b"BT /F 2 Tf %g %g Td (%s) Tj ET\n" % (x, y, shown) for x, y in places)


def test_a_line_of_countless_words() -> None:
    document = parse(page(words("a", 30_000, 30_000, 6), width=300_000), "x.pdf")
    assert document.text.split() == ["a"] * 30_000


def test_countless_figures_that_are_stamped() -> None:
    document = parse(page(words("S", 20_000, 250, left=9), words("5", 20_000, 250), 1), "x.pdf")
    assert document.text.count("S") == document.text.count("5") == 20_000


def test_countless_annotations_are_left_out_and_said() -> None:
    document = parse(page(words("Xin", 1, 1), words("5", 1, 1), 5_000), "x.pdf")
    assert document.text == "Xin"
    assert [reason for reason, _ in document.warnings] == ["too_large"]
    assert "5,000" in document.warnings[0][1]


def test_countless_links_are_none_of_the_text() -> None:
    document = parse(page(words("Xin", 1, 1), stamps=50_000, kind="Link"), "x.pdf")
    assert (document.text, document.warnings) == ("Xin", ())


def test_a_stamp_behind_links_is_read() -> None:
    made = page(words("Xin", 1, 1), words("chao", 1, 1, left=100), 300, kind="Link")
    assert "chao" not in parse(made, "x.pdf").text
    last = made.rindex(b"/Subtype/Link")
    made = made[:last] + b"/Subtype/Line" + made[last + len(b"/Subtype/Line") :]
    assert "chao" in parse(made, "x.pdf").text
