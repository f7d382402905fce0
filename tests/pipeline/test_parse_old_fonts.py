"""Old fonts: each encoding comes back, each known trap is one row, and Unicode stays as it is."""

from __future__ import annotations

import unicodedata

import pytest

from pipeline.parse import parse
from pipeline.parse.old_fonts import ENCODINGS, convert, detect, joined, may_be_old, restore
from schemas import facts
from tests.pipeline.old_text import seen

SENTENCE = (
    "Căn cứ đề nghị của sở kế hoạch và đầu tư, ủy ban nhân dân huyện quyết định giao chỉ tiêu xây dựng đường giao "
    "thông nông thôn cho các xã, kể cả những xã ở vùng cao; mỗi quý báo cáo một lần."
)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("page", ["cp1252", "latin-1"])
def test_each_encoding_comes_back_however_its_bytes_are_shown(encoding: str, page: str) -> None:
    shown = seen(SENTENCE, encoding, page)
    assert may_be_old(shown)
    assert detect(shown) == encoding
    assert convert(shown, encoding) == SENTENCE
    assert restore([shown])[0].text == SENTENCE


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_letter_of_every_table_is_its_own(encoding: str) -> None:
    rows = [row for row in facts.rows("old_encodings") if row["encoding"] == encoding]
    assert len({row["bytes"] for row in rows}) == len({row["letter"] for row in rows}) == len(rows)
    assert len(rows) == (74 if encoding == "tcvn3" else 134)  # TCVN3 has no capitals with tones
    assert all(len(row["letter"]) == 1 and unicodedata.is_normalized("NFC", row["letter"]) for row in rows)


TRAPS = {
    "capitals that only the font shows": ("QUYÕT §ÞNH CñA Uû BAN", "QUYẾT ĐỊNH CỦA UỶ BAN"),
    "a word with one plain capital beside capitals": ("Hµ NéI, ngµy 5", "HÀ NỘI, ngày 5"),
    "an abbreviation beside a name": ("UBND Hµ T©y, Së KHCN", "UBND Hà Tây, Sở KHCN"),
    "a word without plain letters beside capitals": ("QUYÕT §ÞNH Uû QUYÒN ë HUYÖN", "QUYẾT ĐỊNH UỶ QUYỀN Ở HUYỆN"),
    "a name is not in capitals": ("Hµ Néi vµ H¶i Phßng", "Hà Nội và Hải Phòng"),
    "soft hyphen is ư": ("n\u00adíc s¹ch cho ng\u00adêi d©n", "nước sạch cho người dân"),
    "minus sign of a PDF is ư": ("Thñ t\u2212íng, Th«ng t\u2212 sè 5", "Thủ tướng, Thông tư số 5"),
    "hyphen of a PDF is ư": ("n-íc s¹ch; kinh tÕ - x· héi", "nước sạch; kinh tế - xã hội"),
    "a minus between numbers stays": ("nhiÖt ®é tõ 5\u221210 ®é", "nhiệt độ từ 5\u221210 độ"),
    "a hyphen between words stays": ("Bé N«ng nghiÖp-Ph¸t triÓn", "Bộ Nông nghiệp-Phát triển"),
    "bullet operator of a PDF is ã": ("x\u2219 héi chñ nghÜa", "xã hội chủ nghĩa"),
    "Greek mu of a PDF is à": ("nh\u03bc m¸y", "nhà máy"),
    "dots of a form": ("Hä vµ tªn:.......Sinh ngµy:.....N¬i ë:...", "Họ và tên:.......Sinh ngày:.....Nơi ở:..."),
    "a list of names": ("1. TrÇn V¨n Dòng\n2. Lª ThÞ Hång", "1. Trần Văn Dũng\n2. Lê Thị Hồng"),
    "a code beside old text": ("Sè: 12/2003/Q§-UB ngµy 5", "Số: 12/2003/QĐ-UB ngày 5"),
    "a French name in TCVN3": ("Ng©n hµng cña «ng François ë thµnh phè", "Ngân hàng của ông François ở thành phố"),
    "words stuck together": ("chñtÞch ñyban nh©nd©n", "chủtịch ủyban nhândân"),
    "VNI capitals": ("UÛY BAN NHAÂN DAÂN TÆNH ÑOÀNG NAI", "ỦY BAN NHÂN DÂN TỈNH ĐỒNG NAI"),
    "VNI with two marks": ("VEÂØ VIEÂÏC GIAO ÑAÁT", "VỀ VIỆC GIAO ĐẤT"),
    "VNI with a small mark below a capital": ("Aùnh saùng, Uûy ban", "Ánh sáng, Ủy ban"),
    "one cell alone": ("Tæng céng", "Tổng cộng"),
    "names of the highlands in VNI": (
        "UÛy ban nhaân daân tænh Ñaék Laék, huyeän Kroâng Paêk", "Ủy ban nhân dân tỉnh Đắk Lắk, huyện Krông Păk",
    ),
    "French words of several syllables in TCVN3": (
        "Tæ chøc cña Société et Électricité ë thµnh phè", "Tổ chức của Société et Électricité ở thành phố",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("shown", "wanted"), TRAPS.values(), ids=TRAPS.keys())
def test_trap(shown: str, wanted: str) -> None:
    assert "\n".join(item.text for item in restore(shown.split("\n"))) == wanted


UNICODE = {
    "an official text": "Căn cứ Luật Tổ chức chính quyền địa phương; hoà bình, khoá họp, thuỷ lợi.",
    "French": "Le président de la République a déclaré que l'été était très chaud à Orléans, où il naquît.",
    "German": "Die Größe der Flächen wurde überprüft; Bürger und Behörden können Einwände erheben.",
    "Spanish": "El año pasado la población de la región creció más que nunca según el señor Muñoz.",
    "Portuguese": "A organização não informou à população os números da produção de açúcar.",
    "foreign names in Vietnamese": "Công ty Nestlé và Citroën họp tại München, São Paulo, Málaga về cà phê.",
    "eth for Đ": "UBND tỉnh Ðồng Tháp, Ðoàn Thanh niên",
    "signs of units": "diện tích 5 m², nhiệt độ 37°C, sai số ±5%, khổ 20×30, ½ số hộ, §2, ©2005, ®",
    "English": "The Ministry’s plan – approved in “2005” – costs £5 million.",
    "short": "Số",
}


@pytest.mark.parametrize("text", UNICODE.values(), ids=UNICODE.keys())
def test_unicode_is_not_converted(text: str) -> None:
    assert detect(text) is None
    assert restore([text])[0].text == text


def test_gha_is_the_letter_that_it_stands_for() -> None:
    assert restore(["nƣớc và ngƣời, ĐƢỜNG"])[0].text == "nước và người, ĐƯỜNG"


def test_a_file_may_mix_encodings_also_within_a_block() -> None:
    blocks = [seen(SENTENCE, "tcvn3"), SENTENCE, seen(SENTENCE, "vni"), seen("Tổng số", "tcvn3")]
    found = restore(blocks)
    assert [item.text for item in found] == [SENTENCE, SENTENCE, SENTENCE, "Tổng số"]
    assert [item.encoding for item in found] == ["tcvn3", None, "vni", "tcvn3"]
    assert joined(item.encoding for item in found) == "tcvn3+vni"
    one = restore([f"{seen(SENTENCE, 'tcvn3')} {seen(SENTENCE, 'vni')}"])[0]
    assert one.text == f"{SENTENCE} {SENTENCE}"
    assert one.encoding in ("tcvn3+vni", "vni+tcvn3")


def test_cells_of_a_file_that_mixes_encodings_are_read_one_by_one() -> None:
    names = ["Xã Hòa Bình", "Xã Vĩnh Trị", "Thị trấn Kẻ Sặt", "Xã Đồng Tĩnh", "Phường Mỹ Độ", "Xã Kim Sơn"] * 10
    encodings = ["tcvn3", "vni", "unicode", "tcvn3", "unicode", "vni", "vni"]
    mixed = [(name, encodings[i % 7]) for i, name in enumerate(names)]
    shown = [name if encoding == "unicode" else seen(name, encoding) for name, encoding in mixed]
    assert [item.text for item in restore(shown)] == names


def test_a_short_block_goes_with_those_around_it() -> None:
    assert restore(["Sè"])[0].text == "Sè"  # a syllable as it stands
    found = restore([seen(SENTENCE, "tcvn3"), "Sè", seen(SENTENCE, "tcvn3")])
    assert found[1].text == "Số"


def test_words_stay_in_their_places_and_offsets_lead_back() -> None:
    shown = seen(f"Điều 5.  {SENTENCE}", "vni")
    found = restore([shown])[0]
    assert len(found.text.split()) == len(shown.split())
    for new, old in zip(found.text.split(), shown.split(), strict=True):
        assert found.source(found.text.index(new)) == shown.index(old)
    assert found.source(len(found.text)) == len(shown)
    assert restore(["abc"])[0].source(2) == 2


@pytest.mark.parametrize("text", ["", "   ", "\n", "a", "µ" * 5000, "§" * 20 + "-" * 5000, "aø" * 5000, "í" * 2000])
def test_odd_input_is_answered(text: str) -> None:
    found = restore([text, ""])
    assert len(found) == 2
    assert detect(text) in (None, *ENCODINGS)


CURVES = (
    '<svg><path d="M2 1.4H2.5c-.9 0 1.2s-2.2 .4h-4.2c-.4 .3h-4.3c-.3 .6s-.4 .5l-1.6 1.6h-4.2c-.4 7h-3l-.9 .3"/></svg>\n'
)


def test_a_page_in_an_old_font_keeps_its_tags() -> None:
    text = "Căn cứ Quyết định của thành phố, cá nhân và tổ chức được hưởng hỗ trợ."
    page = f"<html><body>\n{CURVES}<p>{seen(text, 'tcvn3')}</p>\n</body></html>"
    document = parse(page.encode(), "a.html")
    assert (document.encoding, document.text) == ("utf-8+tcvn3", text)


def test_drawings_and_a_stray_sign_make_no_old_page() -> None:
    body = "<p>Cá nhân và tổ chức được hưởng hỗ trợ theo quy định của Ủy ban nhân dân thành phố.</p>\n" * 3
    page = f"<html><body>\n{CURVES * 9}{body}<p>cá nhân</p><p>© ® « » µm ·</p>{CURVES * 9}</body></html>"
    document = parse(page.encode(), "a.html")
    assert document.encoding == "utf-8"
    assert "cá nhân" in document.text
