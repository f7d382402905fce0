"""The shadow: what it makes uniform, and the way back to the text (the offset law)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extractors.shadow import Shadow, canonical, fold
from schemas.records import DateMention

VIETNAMESE = "aàáảãạăâbcdđeêghiklmnoôơpqrstuưvxyỳýỷỹỵHÒAỦYQUÝ 0123456789/-–—.,;*_|\n\u00a0\u00ad\u200bÐð ƣ\\r"


def test_canonical_is_nfc_with_line_feeds() -> None:
    assert canonical("\ufeffHoa\u0300\r\nB\rC") == "Hoà\nB\nC"


def test_print_variants_become_one_form_of_the_same_length() -> None:
    text = "Thanh Hoá\u00a0– Ðắk Lắk, nƣớc, UỶ, quý, toàn"
    shadow = Shadow(text)
    assert shadow.plain == "Thanh Hóa - Đắk Lắk, nước, ỦY, quý, toàn"
    assert len(shadow.plain) == len(text)
    assert shadow.folded == "thanh hoa - dak lak, nuoc, uy, quy, toan"


def test_marks_inside_words_are_dropped_and_mapped_back() -> None:
    text = "tháng 11 n**ă**m 2025*"
    shadow = Shadow(text)
    start = shadow.plain.index("năm 2025")
    assert shadow.plain == "tháng 11 năm 2025"
    assert shadow.surface(start, start + 8) == "n**ă**m 2025"
    record = DateMention(start, start + 8, "")
    shadow.restore([record])
    assert (record.start, record.end, record.surface) == (9, 21, "n**ă**m 2025")


def test_hidden_spans_are_blank() -> None:
    assert Shadow("Online 4\nHôm nay", [(0, 8)]).plain == "        \nHôm nay"


@given(st.text(alphabet=VIETNAMESE, max_size=200))
def test_every_span_of_the_shadow_has_its_surface_in_the_text(raw: str) -> None:
    text = canonical(raw)
    shadow = Shadow(text)
    assert len(shadow.lower) == len(shadow.plain) == len(shadow.folded)
    for start in range(0, len(shadow.plain), 7):
        first, last = shadow.span(start, min(start + 5, len(shadow.plain)))
        assert 0 <= first <= last <= len(text)
        assert (
            fold(Shadow(text[first:last]).plain) == shadow.folded[start : start + 5]
            or "\\" in text
            or "q" in text.lower()
        )


@given(st.text(max_size=300))
def test_any_text_has_a_shadow(raw: str) -> None:
    shadow = Shadow(canonical(raw))
    assert len(shadow.lower) == len(shadow.plain)
