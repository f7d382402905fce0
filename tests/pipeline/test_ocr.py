"""Scans: what two readings of a line make, and pages that are pictures."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import pytest
from PIL import Image

import extractors
from pipeline.parse import ocr, parse
from pipeline.parse.ocr.tokens import Token, merge
from pipeline.parse.pdf import _is_sound, assembled, scans
from pipeline.parse.pdf.pages import Page, Piece
from pipeline.read import _certain, read
from pipeline.refusals import ParseError
from tests.pipeline.parsed import check

FOLDER = Path(__file__).parent / "pdf"
Readings = tuple[list[tuple[str, float]], list[tuple[str, float]], str]


def tokens(words: list[tuple[str, float]]) -> list[Token]:
    return [Token(text, confidence, 10.0 * i, 10.0 * i + 8) for i, (text, confidence) in enumerate(words)]


MERGED: dict[str, Readings] = {
    "equal": ([("xã", 0.9)], [("xã", 0.9)], "xã"),
    "a syllable before none": ([("kiếu", 0.9), ("mấu", 0.9)], [("kiểu", 0.9), ("mẫu", 0.9)], "kiểu mẫu"),
    "figures of the first": ([("91", 0.9)], [("9ï", 0.9)], "91"),
    "a strange sign": ([("1", 0.9)], [("†", 0.55)], "1"),
    "punctuation of the second": ([("17/01/2023", 0.99)], [("17/01/2023.", 0.94)], "17/01/2023."),
    "a speck between words": ([("22", 0.9), ("xã", 0.9)], [("22-xã", 0.9)], "22 xã"),
    "words run together": ([("hiệntheo", 0.9)], [("hiện", 0.9), ("theo", 0.9)], "hiện theo"),
    "l for I": ([("l/2023", 0.95)], [("I/2023", 0.9)], "I/2023"),
    "nothing seen by the first": ([], [("số", 0.95)], "số"),
    "dirt seen by one": ([("Va", 0.3)], [], ""),
    "a word below a seal seen by one": ([("CHỦ", 0.6), ("TỊCH.", 0.5)], [], "CHỦ TỊCH."),
    "chi for chỉ": ([("chi", 0.6)], [("chỉ", 0.97)], "chi"),
    "a quote at the edge": ([("UBND", 0.9)], [("'UBND", 0.97)], "UBND"),
    "a per cent": ([("81,456;", 0.98)], [("81,45%;", 0.8)], "81,45%;"),
    "Roman": ([("III", 0.6)], [("II", 0.97)], "III"),
    "a comma overlooked": ([("47,1", 0.8)], [("471", 0.97)], "47,1"),
    "a letter for a figure": ([("1S/19", 0.97)], [("13/19", 0.9)], "13/19"),
}  # fmt: skip


@pytest.mark.parametrize("first, second, expected", MERGED.values(), ids=MERGED.keys())
def test_merge(first: list[tuple[str, float]], second: list[tuple[str, float]], expected: str) -> None:
    merged = merge(tokens(first), tokens(second))
    assert " ".join(token.text for token in merged) == expected
    assert all(0 <= token.confidence <= 1 for token in merged)


def test_short_stretches_are_chosen_one_by_one() -> None:
    first = [Token("-", 0.99, 0, 5), Token("Lưu:VT,", 0.6, 10, 60), Token("TH5", 0.99, 70, 90)]
    second = [
        Token("~", 0.8, 0, 5), Token("Lưu:", 0.95, 9, 35), Token("VT,", 0.95, 40, 61), Token("THð5.", 0.6, 70, 92),
    ]  # fmt: skip
    assert [token.text for token in merge(first, second)] == ["-", "Lưu:", "VT,", "TH5"]


def test_a_line_over_two_columns_is_parted_and_specks_are_left_out() -> None:
    words = [("THỦ", 0, 40), ("TƯỚNG", 50, 120), ("CHÍNH", 130, 200), ("CỘNG", 240, 300), ("HÒA", 310, 350)]
    line = [Token(text, 0.9, x0, x1) for text, x0, x1 in words]
    parts = ocr._parted((0, 0, 500, 40), [*line, Token("T", 0.4, 400, 410), Token("7", 0.4, 480, 490)])
    assert [" ".join(token.text for token in part) for _, part in parts] == ["THỦ TƯỚNG CHÍNH", "CỘNG HÒA", "7"]
    assert [(box[0], box[2]) for box, _ in parts] == [(0, 200), (240, 350), (480, 500)]
    spread = [Token("xã", 0.9, 100 * i, 100 * i + 40) for i in range(5)]
    assert len(ocr._parted((0, 0, 500, 40), spread)) == 1, "a justified line is one"


def test_what_the_back_of_a_sheet_shows_through_is_bleached() -> None:
    from pipeline.parse.ocr.picture import _bleached

    page = np.full((800, 600), 240, dtype=np.uint8)
    for top in range(100, 700, 40):
        cv2.putText(page, "nong thon moi", (60, top), cv2.FONT_HERSHEY_SIMPLEX, 1, 20, 2)
    assert _bleached(page) == (None, False)
    shown = page.copy()
    for top in range(120, 700, 40):
        cv2.putText(shown, "iom noht gnon", (60, top), cv2.FONT_HERSHEY_SIMPLEX, 1, 195, 2)
    bleached, is_two_inked = _bleached(np.minimum(page, shown))
    assert bleached is not None
    assert is_two_inked
    assert float(np.abs(bleached.astype(int) - page).mean()) < 2


@pytest.mark.parametrize("ink", [(214, 36, 48), (30, 45, 160)], ids=["seal", "signature"])
def test_coloured_ink_is_lightened_and_what_it_covers_stays(ink: tuple[int, int, int]) -> None:
    from pipeline.parse.ocr.picture import _ink

    page = np.full((400, 400, 3), 255, dtype=np.uint8)
    page[100:110, 50:350] = ink
    page[100:110, 200:210] = [value * 3 // 4 for value in ink]  # a black stroke below three quarters of the ink
    page[200:210, 50:350] = 20
    gray = _ink(page)
    assert gray[105, 100] == 255, "ink alone"
    assert gray[105, 205] < 220, "a letter below it"
    assert gray[205, 100] == 20


def test_agreement_is_confidence() -> None:
    agreed = merge(tokens([("xã", 0.8)]), tokens([("xã", 0.8)]))[0].confidence
    chosen = merge(tokens([("tống", 0.8)]), tokens([("tổng", 0.9)]))[0].confidence
    figures = merge(tokens([("35Y/LĐ", 0.6)]), tokens([("354/LĐ", 0.6)]))[0].confidence
    alone = merge(tokens([("xã", 0.8)]), [], is_alone=True)[0].confidence
    assert agreed > 0.95 > chosen > figures
    assert alone < agreed


@pytest.fixture(scope="module")
def picture() -> Image.Image:
    """The first page of the decision as a scanner sees it: 200 dpi, a little askew."""
    document = pypdfium2.PdfDocument((FOLDER / "decision.pdf").read_bytes())
    page = document[0]
    seen: Image.Image = page.render(scale=200 / 72).to_pil().convert("RGB")
    page.close()
    document.close()
    return seen.rotate(0.8, resample=Image.Resampling.BICUBIC, fillcolor="white")


def as_bytes(picture: Image.Image, kind: str) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, dpi=(200, 200), resolution=200)
    return buffer.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("kind, media_type", [("PDF", "application/pdf"), ("TIFF", "image/tiff")], ids=["pdf", "tiff"])
def test_scan(picture: Image.Image, kind: str, media_type: str) -> None:
    pytest.importorskip("trueocr")
    data = as_bytes(picture, kind)
    rows = read(data, f"scan.{kind.lower()}")
    document = rows.document
    assert document is not None
    assert (document.media_type, document.read_by, document.pages) == (media_type, "ocr", 1)
    assert (document.number, document.doc_type, str(document.issue_date)) == (
        "45/2031/QĐ-UBND", "Quyết định", "2031-12-03",
    )  # fmt: skip
    assert document.issuer == "UBND tỉnh Bắc Giang"
    assert "số liệu phải có chữ ký của Chủ tịch Ủy ban nhân dân xã" in document.text
    assert document.ocr_confidence is not None and document.ocr_confidence > 0.9
    check(parse(data, "scan"))
    number = next(word for word in rows.words if document.text[word.start : word.end].startswith("45/2031"))
    x0, top, x1, bottom = number.bbox
    assert number.page == 1 and 100 < x0 < x1 < 230 and 105 < top < bottom < 135, "where it is printed, askew"


def test_a_number_that_was_guessed_is_none() -> None:
    lines = ["ỦY BAN NHÂN DÂN", "TỈNH CAO BẰNG", "Số: 539/QĐ-UBND", "Cao Bằng, ngày 19 tháng 12 năm 2023", "QUYẾT ĐỊNH"]
    pieces = []
    for i, text in enumerate(lines):
        count = len(text.split())
        boxes = np.array([(50 * j, 20 * i, 50 * j + 40, 20 * i + 14) for j in range(count)], dtype=np.float32)
        sure = [0.4 if word.startswith("539") else 0.99 for word in text.split()]
        pieces.append(Piece(text, boxes, 0, 20 * i, 50 * count, 20 * i + 14, "ocr", sure))
    parsed = assembled([Page(1, 595, 842, pieces, [])], "image/png", 1, [])
    header = extractors.read(parsed.text).header
    assert (header.number, str(header.issue_date)) == ("539/QĐ-UBND", "2023-12-19")
    certain = _certain(header, parsed)
    assert (certain.number, certain.number_norm, str(certain.issue_date)) == (None, None, "2023-12-19")
    assert {span.field for span in header.header_spans} - {span.field for span in certain.header_spans} == {
        "number",
        "number_norm",
    }
    assert certain.issuer == "UBND tỉnh Cao Bằng"


@pytest.mark.parametrize(
    "data, reason",
    [(b"\x89PNG\r\n\x1a\n" + bytes(50), "unreadable"), (b"II*\x00" + bytes(50), "unreadable")],
    ids=["broken png", "broken tiff"],
)
def test_broken_pictures(data: bytes, reason: str) -> None:
    with pytest.raises(ParseError) as rejected:
        parse(data, "anh")
    assert rejected.value.reason == reason


def test_too_many_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.parse.pictures.MAX_PIXELS", 99)
    with pytest.raises(ParseError, match="scan it at 200 dpi"):
        parse(as_bytes(Image.new("L", (10, 10)), "PNG"), "anh.png")


def test_without_the_extra_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise ParseError("ocr_missing", ocr.MISSING)

    monkeypatch.setattr(ocr, "_reader", missing)
    rows = read(as_bytes(Image.new("RGB", (400, 600), "white"), "PDF"), "scan.pdf")
    assert rows.document is None
    assert [(reject.reason, "pip install 'vanban[ocr]'" in reject.message) for reject in rows.rejects] == [
        ("ocr_missing", True)
    ]


def test_a_layer_whose_font_names_no_letters_is_no_text() -> None:
    from pipeline.parse.pdf.scans import _is_coded

    assert _is_coded('%&\'( !"# #$ *#+ ,-./ 0 1" 23 /4" 5"6')
    assert not _is_coded("1.482 con | 65.200 liều (91,3%); 3,7 tỷ đồng & 2 * 4 = 8")


def layer(line: str) -> Page:
    """A page of forty words or more."""
    words = line.split()
    boxes = np.array([(20 * i, 0, 20 * i + 15, 10) for i in range(len(words))], dtype=np.float32)
    pieces = [Piece(line, boxes, 0, 20 * i, 300, 20 * i + 10) for i in range(10)]
    return Page(1, 595, 842, pieces, [], is_sound=None if not words else _is_sound(pieces))


LAYERS = {
    "whole": ("Ủy ban nhân dân tỉnh ban hành quyết định này", False),
    "without marks": ("Uy ban nhan dan tinh ban hanh quyet dinh nay", True),
    "letters misread": ("UOng ban nh6n ddn tinh ban hdnh quy6t dlnh ndy", True),
    "some letters misread": ("Ủy ban nhân ddn tỉnh ban hdnh quyết định này", True),
    "codes": ("%&' #$ !*# *#+ 23/4 5\"6 )#& '(&", True),
}


@pytest.mark.parametrize("line, is_suspect", LAYERS.values(), ids=LAYERS.keys())
def test_a_poor_layer_over_a_picture_is_suspect(line: str, is_suspect: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans.layer, "has_picture", lambda *_: True)
    document = pypdfium2.PdfDocument.new()
    assert scans._is_suspect(document, layer(line)) is is_suspect


def test_a_reading_with_marks_is_better_than_one_without() -> None:
    assert scans._is_better(layer(LAYERS["whole"][0]), layer(LAYERS["without marks"][0]))
    assert not scans._is_better(
        layer("The Committee of the province of that name"), layer("The People of the province and so on")
    )
