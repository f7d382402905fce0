"""PDF: what is printed where, in which order, and what a file that cannot be read says."""

from __future__ import annotations

import io
import itertools
import json
import random
import re
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from pdfplumber import table

from pipeline import limits
from pipeline.parse import parse
from pipeline.parse.document import ParsedDocument
from pipeline.parse.pdf import assembled, footnotes, layer, layout, order, pages, stamps, tables
from pipeline.parse.words import Words
from pipeline.read import read
from schemas.records import Word
from tests.pipeline.parsed import check, hidden

FOLDER = Path(__file__).parent / "pdf"


def data(name: str) -> bytes:
    return (FOLDER / f"{name}.pdf").read_bytes()


@pytest.fixture(scope="module")
def decision() -> ParsedDocument:
    return parse(data("decision"), "decision.pdf")


@pytest.mark.parametrize("name", ["decision", "tables", "torn", "tcvn3"])
def test_laws(name: str) -> None:
    document = parse(data(name), f"{name}.pdf")
    check(document)
    assert document.words, "each word is a row"
    before = 0
    for word in document.words:
        assert before <= word.start < word.end <= len(document.text), "words come in the order of the text"
        assert not re.search(r"\s", document.text[word.start : word.end])
        before = word.end
    said = "".join(document.text[word.start : word.end] for word in document.words)
    assert said == re.sub(r"[\s|]", "", document.text).replace("|", ""), "no character is without a word"
    for cell in document.cells:
        assert document.text[cell.start : cell.end] == cell.text
    for block in document.blocks:
        assert block.page and block.bbox and 1 <= block.page <= (document.pages or 0)
        x0, top, x1, bottom = block.bbox
        assert 0 <= x0 < x1 <= 596 and 0 <= top < bottom <= 843


def test_columns_of_masthead_and_signature_are_read_one_after_the_other(decision: ParsedDocument) -> None:
    lines = [line for line in decision.text.split("\n") if line]
    assert lines[:6] == [
        "ỦY BAN NHÂN DÂN",
        "TỈNH BẮC GIANG",
        "Số: 45/2031/QĐ-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Sơn Thủy, ngày 03 tháng 12 năm 2031",
    ]
    at = lines.index("Nơi nhận:")
    assert lines[at : at + 8] == [
        "Nơi nhận:", "- Như Điều 4;", "- Bộ Tài chính;", "- Lưu: VT, KT.",
        "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nguyễn Thị Hạnh",
    ]  # fmt: skip


def test_header(decision: ParsedDocument) -> None:
    document = read(data("decision"), "decision.pdf").document
    assert document is not None
    assert (document.number, document.doc_type, str(document.issue_date)) == (
        "45/2031/QĐ-UBND", "Quyết định", "2031-12-03",
    )  # fmt: skip
    assert (document.issuer, document.place) == ("UBND tỉnh Bắc Giang", "Sơn Thủy")
    assert (document.signer, document.authority) == ("Nguyễn Thị Hạnh", "TM. KT.")
    assert document.distribution == ("Như Điều 4", "Bộ Tài chính", "Lưu: VT, KT")
    assert (document.media_type, document.pages, document.read_by) == ("application/pdf", 3, "layer")


def test_lines_of_a_paragraph_are_joined(decision: ParsedDocument) -> None:
    assert "về kinh phí rà soát số 15/2030/TT-BTC ngày 20 tháng 5 năm 2030;\n" in decision.text
    assert "trước ngày 15 tháng 11 năm 2031 theo mẫu tại Phụ lục" in decision.text


def test_a_paragraph_goes_on_over_the_page(decision: ParsedDocument) -> None:
    assert "không quá 12 tỷ đồng cho cả giai đoạn 2031 - 2035.\nĐiều 3." in decision.text
    article = next(block for block in decision.blocks if block.path == "Điều 2")
    assert article.page == 1, "a block stands where it begins"


def test_running_heads_and_stamps_are_furniture(decision: ParsedDocument) -> None:
    assert hidden(decision) == [
        "CÔNG BÁO/Số 12 + 13/Ngày 05-12-2031 7",
        "8 CÔNG BÁO/Số 12 + 13/Ngày 05-12-2031",
        "Người ký: Nguyễn Thị Hạnh",
        "Cơ quan: UBND tỉnh",
        "Thời gian ký: 03.12.2031 08:15:20 +07:00",
        "CÔNG BÁO/Số 12 + 13/Ngày 05-12-2031 9",
    ]
    assert [block.page for block in decision.blocks if block.kind == "furniture"] == [1, 2, 3]


def test_what_is_stamped_on_a_signed_page_stands_in_its_gap() -> None:
    document = read(data("stamped"), "stamped.pdf").document
    assert document is not None
    lines = document.text.split("\n")
    assert {"Số: 1045/QĐ-UBND", "Bắc Giang, ngày 03 tháng 12 năm 2031"} <= set(lines)
    assert (document.number, str(document.issue_date)) == ("1045/QĐ-UBND", "2031-12-03")
    parsed = parse(data("stamped"), "stamped.pdf")
    assert hidden(parsed) == ["Email: vanthu@bacgiang.gov.vn", "03.12.2031 08:15:20 +07:00"]
    check(parsed)


def word(text: str, x0: float, x1: float, top: float = 100) -> pages.Piece:
    """Return a piece whose words share its width."""
    count = len(text.split())
    edges = np.linspace(x0, x1, count + 1)
    boxes = np.array([(a, top, b, top + 12) for a, b in itertools.pairwise(edges)], dtype=np.float32)
    return pages.Piece(text, boxes, x0, top, x1, top + 12)


@pytest.mark.parametrize(
    "printed, stamped, expected",
    [
        ([word("Số:", 0, 20), word("/TB-SNV", 50, 100)], [word("7", 30, 40)], "Số: 7/TB-SNV"),
        ([word("ngày", 0, 20), word("tháng", 30, 60)], [word("19", 20, 31)], "ngày 19 tháng"),
        ([word("Họ và tên:", 0, 60)], [word("Lê Thị Mai", 64, 120)], "Họ và tên: Lê Thị Mai"),
        ([word("Điều 1.", 0, 40)], [word("12:05:33", 45, 90)], "Điều 1."),
    ],
    ids=["figure before a symbol", "no room", "field of a form", "time of a signature"],
)
def test_stamps(printed: list[pages.Piece], stamped: list[pages.Piece], expected: str) -> None:
    page = pages.Page(1, 595, 842, printed, [], stamps=stamped)
    stamps.fill(page)
    assert [piece.text for piece in order.lines(page.pieces)] == [expected]


def test_structure(decision: ParsedDocument) -> None:
    paths = [block.path for block in decision.blocks if block.kind in ("article", "annex")]
    assert paths == ["Điều 1", "Điều 2", "Điều 3", "Điều 4", "Phụ lục"]


def test_what_forms_begin_with_and_sentences_that_repeat_are_no_running_heads() -> None:
    said = {i: "phải có văn bản trả lời và nêu rõ lý do." for i in (2, 9, 16)} | {
        i: f"Mẫu số {i:02}" for i in (4, 5, 6, 7)
    }
    found = [
        pages.Page(i, 595, 842, [word(said.get(i, f"Đoạn thứ {i * i} của văn bản"), 100, 300, 60)], [])
        for i in range(1, 20)
    ]
    for page in found[10:15]:
        page.pieces.insert(0, word("Sổ tay nghiệp vụ", 200, 300, 30))
    document = assembled(found, "application/pdf", 19, [])
    assert set(hidden(document)) == {"Sổ tay nghiệp vụ"}


def test_table_goes_on_over_the_page() -> None:
    document = parse(data("tables"), "tables.pdf")
    first = [cell for cell in document.cells if cell.table_no == 0]
    assert {cell.page for cell in first} == {1, 2}
    seen = [(cell.row, cell.col, cell.text, cell.col_span, cell.is_header) for cell in first]
    assert [row for row in seen if row[0] in (0, 1, 4)] == [
        (0, 0, "STT", 1, True), (0, 1, "Tên xã", 1, True), (0, 2, "Kết quả", 2, True),
        (1, 0, "1", 1, False), (1, 1, "Xã An Bình", 1, False), (1, 2, "14/19", 1, False), (1, 3, "đạt", 1, False),
        (4, 0, "STT", 1, True), (4, 1, "Tên xã", 1, True), (4, 2, "Kết quả", 2, True),
    ]  # fmt: skip
    assert "2 | Xã Hòa Lạc | 15/19 | đạt\n" in document.text


@pytest.mark.parametrize(
    "before, text, is_cut",
    [
        ("Nghị định 87/2020/NĐ-", "CP ngày 28", True), ("Thông tư 30/2024/TT", "-BGDĐT", True),
        ("Nghị quyết số 78/2017/N", "Q-HĐND", True), ("(https://dichvucong.", "hagiang.gov.vn)", True),
        ("https://dichvuc", "ong.gov.vn", True), ("https://a.gov.vn", "hoso.vn", False),
        ("theo quy định.", "hồ sơ", False), ("Kết quả 14/19", "đạt", False), ("Thông tư 30/2024/TT", "- Luật", False),
    ],
)  # fmt: skip
def test_words_cut_between_lines_of_a_cell(before: str, text: str, is_cut: bool) -> None:
    assert layout._is_cut(before, text) is is_cut


def ruled(number: int, tops: list[float], texts: list[tuple[float, float, str]], said: str = "") -> pages.Page:
    """Return a page with a grid of three columns and what stands in it, and a line above it."""
    columns = [50.0, 100.0, 300.0, 500.0]
    rules = [(columns[0], top, columns[-1], top + 0.5) for top in tops]
    rules += [(x, tops[0], x + 0.5, tops[-1]) for x in columns]
    pieces = [word(text, x, x + 6 * len(text), top) for x, top, text in texts]
    middle = [word(said, 290, 300, 40)] if said else []
    return pages.Page(number, 595, 842, [*middle, *pieces], rules)


def test_a_row_goes_on_over_the_page_where_its_sentence_does() -> None:
    first = ruled(1, [700, 720, 780], [
        (55, 702, "TT"), (105, 702, "Thủ tục"), (305, 702, "Căn cứ"), (55, 722, "1"), (105, 722, "Cấp lại giấy"),
        (305, 722, "Thông tư số"), (305, 738, "57/2024/TT-"), (305, 754, "BYT ngày 31/12/2024 và số"),
    ])  # fmt: skip
    # An annex that counts its pages anew; the row ends in one cell only.
    second = ruled(2, [60, 90], [(305, 62, "443/QĐ"), (305, 76, "-BYT của Bộ Y tế.")], said="1")
    third = ruled(3, [60, 90, 120], [(305, 62, "(bản sao)"), (55, 92, "2"), (105, 92, "Cấp mới")], said="2")
    document = assembled([first, second, third], "application/pdf", 3, [])
    assert [(cell.page, cell.row, cell.text) for cell in document.cells if cell.row and cell.text] == [
        (1, 1, "1"), (1, 1, "Cấp lại giấy"),
        (1, 1, "Thông tư số 57/2024/TT-BYT ngày 31/12/2024 và số 443/QĐ-BYT của Bộ Y tế."),
        (3, 2, "(bản sao)"), (3, 3, "2"), (3, 3, "Cấp mới"),
    ]  # fmt: skip
    assert hidden(document) == ["1", "2"]
    assert {word.page for word in document.words if "TT-" in document.text[word.start : word.end]} == {1}


def test_headings_that_run_upwards_stand_in_their_cells() -> None:
    document = parse(data("headings"), "headings.pdf")
    head = [
        "TT", "Tên xã", "Quy hoạch", "Giao thông", "Thủy lợi và phòng, chống thiên tai", "Điện", "Trường học",
        "Cơ sở vật chất văn hóa",
    ]  # fmt: skip
    for page in (1, 2, 3):
        cells = [cell for cell in document.cells if cell.page == page]
        assert [cell.text for cell in cells if cell.row == min(cell.row for cell in cells)] == head, page
        assert [cell.text for cell in cells if cell.col == 0] == ["TT", "1", "2", "3"]
        assert {cell.text for cell in cells if cell.col > 1} == {*head[2:], "Đ", "CĐ"}
    for cell in document.cells:
        x0, top, x1, bottom = cell.bbox or ()
        for word in document.words:
            if cell.start <= word.start < cell.end:
                assert word.page == cell.page and x0 - 1 < word.bbox[0] and word.bbox[2] < x1 + 1
                assert top - 1 < word.bbox[1] and word.bbox[3] < bottom + 1


def test_what_a_page_break_leaves_of_a_row_is_no_row() -> None:
    first = ruled(1, [700, 720, 780], [(55, 702, "TT"), (105, 702, "Xã"), (55, 722, "1"), (105, 722, "An Bình")])
    second = ruled(2, [60, 70, 90], [(55, 72, "2"), (105, 72, "Hòa Phú")])
    document = assembled([first, second], "application/pdf", 2, [])
    assert [(cell.row, cell.text) for cell in document.cells if cell.text] == [
        (0, "TT"), (0, "Xã"), (1, "1"), (1, "An Bình"), (2, "2"), (2, "Hòa Phú"),
    ]  # fmt: skip


@pytest.mark.parametrize("label", ["2.", "b)", "a1)", "-", "Điều 4."])
def test_a_label_begins_a_line_even_where_the_one_before_is_full(label: str) -> None:
    texts = ["x" * 70, "x" * 70 + " như sau;", f"{label} trừ trường hợp khác;", "x" * 70]
    lines = [word(text, 60, 520, 100 + 14 * i) for i, text in enumerate(texts)]
    document = assembled([pages.Page(1, 595, 842, lines, [])], "application/pdf", 1, [])
    assert f"\n{label} trừ" in document.text


def _edge(orientation: str, x0: float, top: float, x1: float, bottom: float) -> dict[str, object]:
    place = {"x0": x0, "top": top, "x1": x1, "bottom": bottom, "doctop": top, "width": x1 - x0, "height": bottom - top}
    return {"orientation": orientation, "object_type": "line", **place}


def _cells(rules: list[pages.Box]) -> list[pages.Box]:
    across, down = tables._edges(rules)
    return tables._cells(tables._corners(tables._merged(across), tables._merged(down)))


@pytest.mark.parametrize("seed", range(5))
def test_cells_are_those_of_pdfplumber(seed: int) -> None:
    chance = random.Random(seed)
    rules: list[pages.Box] = []
    for i in range(12):  # a grid of which pieces are missing, as where cells are merged
        for j in range(11):
            rules += [(50.0 * j, 20.0 * i, 50.0 * j + 50, 20.0 * i)] * (chance.random() < 0.8)
            rules += [(50.0 * i, 20.0 * j, 50.0 * i, 20.0 * j + 20)] * (chance.random() < 0.8)
    across, down = tables._edges(rules)
    edges = [_edge("h", x0, y, x1, y) for y, x0, x1 in across] + [_edge("v", x, y0, x, y1) for x, y0, y1 in down]
    corners = table.edges_to_intersections(table.merge_edges(edges, 3, 3, 3, 3), 3, 3)
    found = _cells(rules)
    assert found == table.intersections_to_cells(corners)
    # pdfplumber loses cells here: of lines that are snapped to one mean, not all land on the same number.
    shaken = [tuple(value + chance.uniform(-0.7, 0.7) for value in rule) for rule in rules]
    assert np.allclose(_cells(shaken), found, atol=1.0)
    assert len(found) > 50


def test_table_that_runs_upwards_is_read_and_placed_as_printed() -> None:
    document = parse(data("tables"), "tables.pdf")
    sideways = [cell for cell in document.cells if cell.page == 3]
    assert [cell.text for cell in sideways] == ["Mức độ", "Điểm", "Đơn giản", "1 điểm", "Phức tạp", "2 điểm"]
    boxes = [cell.bbox or () for cell in sideways]
    assert boxes[0][1] > boxes[1][1], "the first column is the lower one on the sheet"
    assert boxes[0][0] < boxes[2][0] < boxes[4][0], "rows go from left to right"


def test_words_torn_into_runs_are_whole() -> None:
    document = parse(data("torn"), "torn.pdf")
    assert document.text.startswith("Hội đồng nhân dân xã đã thông qua nghị quyết về kế hoạch xây dựng nông thôn mới")


def test_old_font() -> None:
    document = parse(data("tcvn3"), "tcvn3.pdf")
    assert document.text.startswith("Uỷ ban nhân dân tỉnh đã ban hành kế hoạch xây dựng nông thôn mới giai đoạn 2001")
    assert "báo cáo kết quả trước ngày 15 tháng 11 năm 2001." in document.text
    assert document.encoding == "tcvn3"


@pytest.mark.parametrize(
    "content, reason, way_out",
    [
        (data("encrypted"), "encrypted", "without one"),
        (data("decision")[:2000], "unreadable", "fetch it again"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "unreadable", "fetch it again"),
        (data("blank"), "no_text", "no page"),
    ],
    ids=["needs a password", "cut off", "nothing but its mark", "no text"],
)
def test_rejects(content: bytes, reason: str, way_out: str) -> None:
    rows = read(content, "van-ban.pdf")
    assert rows.document is None
    assert [reject.reason for reject in rows.rejects] == [reason]
    assert way_out in rows.rejects[0].message


def test_mark_behind_junk_is_a_pdf() -> None:
    assert parse(b"\r\n\x00junk " + data("tcvn3"), "tai-lieu").media_type == "application/pdf"


def test_pages_beyond_the_cap_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.parse.pdf.MAX_PDF_PAGES", 1)
    document = parse(data("decision"), "decision.pdf")
    assert document.warnings == (("too_large", "of 3 pages the first 1 were read; split the file"),)
    assert document.pages == 3 and {block.page for block in document.blocks} == {1}


def test_characters_beyond_the_cap_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layer, "MAX_PAGE_CHARS", 100)
    document = parse(data("tcvn3"), "tcvn3.pdf")
    assert [reason for reason, _ in document.warnings] == ["too_large"]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_on_its_side_or_head_is_read_and_placed_where_it_is_shown(turn: int) -> None:
    upright = parse(data("decision"), "decision.pdf")
    document = pypdfium2.PdfDocument(data("decision"))
    for page in document:
        page.set_rotation(turn)
    buffer = io.BytesIO()
    document.save(buffer)
    turned = parse(buffer.getvalue(), "decision.pdf")
    assert (turned.text, turned.words.confidence) == (upright.text, None)
    x0, top, _, _ = next(iter(upright.words)).bbox
    shown = next(iter(turned.words)).bbox
    width, height = 595.3, 841.9
    corner = {90: (height - top, x0), 180: (width - x0, height - top), 270: (top, width - x0)}[turn]
    at = {90: (shown[2], shown[1]), 180: (shown[2], shown[3]), 270: (shown[0], shown[3])}[turn]
    assert at == pytest.approx(corner, abs=1)


def test_a_turned_page_is_read_as_it_is_shown() -> None:
    opened = pypdfium2.PdfDocument(data("tables"))
    opened[2].set_rotation(90)  # what ran upwards runs from left to right
    buffer = io.BytesIO()
    opened.save(buffer)
    opened.close()
    document = parse(buffer.getvalue(), "tables.pdf")
    check(document)
    cells = [cell for cell in document.cells if cell.page == 3]
    assert [cell.text for cell in cells] == ["Mức độ", "Điểm", "Đơn giản", "1 điểm", "Phức tạp", "2 điểm"]
    boxes = [cell.bbox or () for cell in cells]
    assert boxes[0][0] < boxes[1][0] and boxes[0][1] < boxes[2][1] < boxes[4][1]


def piece(text: str, x0: float, top: float, width: float) -> pages.Piece:
    return pages.piece_of(text, (x0, top, x0 + width, top + 12))


@pytest.mark.parametrize(
    "pieces, expected",
    [
        ([("a", 50, 10, 300), ("b", 50, 26, 300)], ["a", "b"]),
        ([("b", 300, 10, 100), ("d", 300, 26, 100), ("a", 50, 10, 90), ("c", 50, 26, 90)], ["a", "c", "b", "d"]),
        ([("a", 50, 10, 90), ("b", 300, 18, 100), ("c", 50, 26, 90), ("d", 300, 34, 100)], ["a", "c", "b", "d"]),
        ([("x", 50, 10, 400), ("b", 300, 40, 100), ("a", 50, 40, 90), ("y", 50, 60, 400)], ["x", "a", "b", "y"]),
        ([("right", 120, 10, 60), ("left", 50, 10, 64)], ["left right"]),
        ([("ế", 70, 10, 6), ("th", 60, 10, 10)], ["thế"]),
        ([("a", 50, 10, 100), ("b", 162, 10, 100), ("c", 50, 26, 90)], ["a b", "c"]),
        ([("a", 50, 10, 100), ("b", 162, 10, 100), ("c", 170, 26, 80)], ["a", "b", "c"]),
        ([("-", 50, 10, 4), ("b", 80, 10, 100), ("-", 50, 26, 4), ("d", 80, 26, 100)], ["- b", "- d"]),
        ([("a", 50, 10, 30), (": b", 180, 10, 90), ("c", 50, 26, 30), (": d", 180, 26, 90)], ["a : b", "c : d"]),
    ],
    ids=[
        "below",
        "right column first",
        "columns not level",
        "columns between lines",
        "one line",
        "one word",
        "a line with wide blanks",
        "a narrow gutter",
        "marks of items",
        "fields of a form",
    ],
)
def test_order(pieces: list[tuple[str, float, float, float]], expected: list[str]) -> None:
    assert [line.text for line in order.lines([piece(*given) for given in pieces])] == expected


def _printed(text: str, x0: float, top: float, height: float, raised: float = 0) -> pages.Piece:
    """Return a line of words five points apart; `raised`: how much smaller the first word is set."""
    boxes, x = [], x0
    for number, word in enumerate(text.split(" ")):
        width = 5.0 * len(word)
        boxes.append((x, top, x + width, top + height - (raised if number == 0 else 0)))
        x += width + 5
    return pages.Piece(text, np.array(boxes, dtype=np.float32), x0, top, x - 5, top + height)


def _page(number: int, text: list[str], foot: list[pages.Piece], rules: list[pages.Box]) -> pages.Page:
    body = [_printed(line, 60 if i else 85, 80 + 20 * i, 18) for i, line in enumerate(text)]
    return pages.Page(number, 595, 842, [*body, *foot], rules)


RULE = (60.0, 695.0, 205.0, 695.5)


def test_notes_at_the_foot_come_after_the_text_and_go_on_over_the_page() -> None:
    first = _page(
        1,
        ["Điều 1. Quỹ thực hiện việc chi trả theo quy định tại Thông tư này,", "trừ trường hợp quy định tại"],
        [
            _printed("1 Khoản này được sửa đổi theo quy định tại Điều 2 Thông tư số 5/2030/TT-BTC và", 60, 700, 15, 6),
            _printed("hướng dẫn của Bộ trưởng Bộ Tài chính, có hiệu lực từ ngày 01 tháng 7 năm 2030 của", 60, 716, 15),
        ],
        [RULE],
    )
    second = _page(
        2,
        ["khoản 2 Điều này.", "Điều 2. Thông tư này có hiệu lực từ ngày ký."],
        [
            _printed("Bộ Tài chính.", 60, 700, 15),
            _printed("2 Điều này được bãi bỏ theo Thông tư số 6/2031/TT-BTC.", 60, 716, 15, 6),
        ],
        [RULE],
    )
    document = assembled([first, second], "application/pdf", 2, [])
    check(document)
    said = [(block.kind, block.heading, document.text[block.start : block.end]) for block in document.blocks]
    assert " ".join(said[0][2].split()).endswith("trừ trường hợp quy định tại khoản 2 Điều này.")
    notes = [(heading, text) for kind, heading, text in said if kind == "footnote"]
    assert "".join(text for heading, text in notes if heading == "1").startswith("1 Khoản này được sửa đổi")
    assert notes[-1] == ("2", "2 Điều này được bãi bỏ theo Thông tư số 6/2031/TT-BTC.")
    assert [kind for kind, _, _ in said if kind == "article"] == ["article", "article"]
    assert document.text.endswith(notes[-1][1])


@pytest.mark.parametrize(
    "foot, rules",
    [
        ([_printed("Nơi nhận: - Như trên;", 60, 700, 15)], [RULE]),
        ([_printed("1 Như trên", 60, 700, 15)], []),
        ([_printed("1 Như trên", 60, 700, 18)], [RULE]),
    ],
    ids=["no mark", "no rule and no raised mark", "of the size of the text"],
)
def test_what_is_no_note(foot: list[pages.Piece], rules: list[pages.Box]) -> None:
    page = _page(1, ["Điều 1. Quỹ thực hiện việc chi trả theo quy định.", "Điều 2. Thông tư này."], foot, rules)
    assert footnotes.part([page]) == []
    assert page.pieces[-1] is foot[0]


def test_words_are_rows() -> None:
    boxes = [pages.piece_of("", (1, 2, 3, 4)).boxes.repeat(2, axis=0), pages.piece_of("", (5, 6, 7, 8.25)).boxes]
    words = Words([0, 8], ["Điều 1.", "xã"], [1, 2], boxes, ["pdfium", "ocr"], {1: [0.5]})
    assert list(words) == [
        Word(0, 4, 1, (1.0, 2.0, 3.0, 4.0), "pdfium", None),
        Word(5, 7, 1, (1.0, 2.0, 3.0, 4.0), "pdfium", None),
        Word(8, 10, 2, (5.0, 6.0, 7.0, 8.2), "ocr", 0.5),
    ]
    assert [words[0], words[1], words[-1]] == list(words) == list(words[0:3])
    assert len(words) == 3 and words == tuple(words)
    assert len(Words()) == 0 and list(Words()) == []


def test_limits_are_declared() -> None:
    assert limits.MAX_PDF_PAGES >= 1000 and limits.MAX_PAGE_CHARS >= 20_000


@pytest.mark.real
def test_gazette(shared: Path) -> None:
    """Number, type and year of the gazette's files are those of the portal's record."""
    agree, seen = 0, 0
    for path in sorted((shared / "data/congbao").glob("*.pdf")):
        record = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        rows = read(path.read_bytes(), path.name)
        assert rows.document is not None and not rows.rejects, path.name
        slug = re.sub(r"-[0-9]+$", "", record["slug"])
        number = re.search(r"so-([0-9].*)", slug)
        document = rows.document
        own = re.sub(
            r"[^a-z0-9]+", "-", (document.number or "").lower().replace("đ", "d").replace("tt-bkh-dt", "tt-bkhdt")
        )
        year = document.issue_date.year if document.issue_date else None
        kinds = {"QĐ": "Quyết định", "VB HN": "Văn bản hợp nhất"}
        is_type = document.doc_type == kinds.get(record["loai"], record["loai"])
        seen += 1
        agree += bool(number and own == number[1] and is_type and record["nam"] in (year, 0))
        assert "CÔNG BÁO/Số" not in "".join(
            document.text[block.start : block.end] for block in rows.blocks if block.kind == "paragraph"
        )
    assert seen == 20
    assert agree >= 19
