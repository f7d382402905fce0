"""Sentences and words: boundaries by underthesea, slices of the text by us."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("underthesea", reason="underthesea is not installed")

import itertools

from extractors.sentences import aligned, sentences, words


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def segmented(text: str) -> list[str]:
    return [text[start:end] for start, end in words(text)]


def squeezed(parts: list[str]) -> str:
    return "".join("".join(part.split()) for part in parts)


WHOLE = {
    "town": "Họp tại TP. Tam Kỳ, tỉnh Quảng Nam.",
    "authority": "KT. BỘ TRƯỞNG",
    "chain of authority": "TM. ỦY BAN NHÂN DÂN",
    "initials": "Theo A. B. Nguyễn thì xã đã đạt.",
    "degree": "Có ThS. Lê Thị Bình và PGS.TS. Trần An dự.",
    "comrade": "Do Đ/c. Hải chủ trì.",
    "number": "Thực hiện Quyết định số 318/QĐ-TTg và 1719/QĐ-TTg.",
    "item": "1. Mục tiêu chung",
    "nested item": "2.1.3. Mục tiêu cụ thể",
    "roman item": "IV. Tổ chức thực hiện",
    "article": "Điều 1. Phê duyệt kế hoạch.",
    "amount": "Thu nhập đạt 57.84 triệu đồng.",
    "end mark": "Giao Sở Nội vụ thực hiện./.",
    "and so on": "gạo, ngô, v.v. đều tăng.",
    "quotation": 'Ông nói: "Xã đã đạt."',
}


@pytest.mark.parametrize("text", WHOLE.values(), ids=WHOLE)
def test_one_sentence(text: str) -> None:
    assert cut(text) == [text]


SEVERAL = {
    "two": ("Xã đã đạt. Huyện chưa đạt.", ["Xã đã đạt.", "Huyện chưa đạt."]),
    "quotation mark": ('Ông nói: "Tốt." Rồi ông về.', ['Ông nói: "Tốt."', "Rồi ông về."]),
    "item after a sentence": ("Đã xong. 1. Mục tiêu", ["Đã xong.", "1. Mục tiêu"]),
    "article on the next line": (
        "Họ đã về.\nĐiều 1. Phê duyệt./.\nNơi nhận:",
        ["Họ đã về.", "Điều 1. Phê duyệt./.", "Nơi nhận:"],
    ),
    "blank line": ("KẾ HOẠCH\n\nThực hiện Chương trình", ["KẾ HOẠCH", "Thực hiện Chương trình"]),
    "hard wrap": (
        "Quyết định số\n12/QĐ-UBND có hiệu lực.\nSở chủ trì.",
        ["Quyết định số\n12/QĐ-UBND có hiệu lực.", "Sở chủ trì."],
    ),
    "empty": (" \n\n ", []),
}


@pytest.mark.parametrize(("text", "expected"), SEVERAL.values(), ids=SEVERAL)
def test_several_sentences(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_words_keep_numbers_whole_and_spelling_as_it_is() -> None:
    text = "Theo Quyết định số 318/QĐ-TTg, công tác thuỷ lợi, hoà giải ở TP. Tam Kỳ"
    found = segmented(text)
    assert "318/QĐ-TTg" in found
    assert "thuỷ lợi" in found
    assert "TP." in found
    assert squeezed(found) == squeezed([text])


def test_a_word_that_underthesea_joins_with_a_number_is_cut_from_it() -> None:
    text = "số 12 /KH-UBND ngày"
    assert "12 /KH-UBND" in segmented(text)
    assert squeezed(segmented(text)) == squeezed([text])


def test_alignment_refuses_what_was_changed() -> None:
    assert aligned("a bc  d", 0, 7, ["a bc", "d"]) == [(0, 4), (6, 7)]
    assert aligned("a bc", 0, 4, ["a", "b"]) is None
    assert aligned("a bc", 0, 4, ["a", "", "bc"]) is None


ALPHABET = "aáÁđĐ bBcQ.TPKM1239/-–,;:!?()[]\"'“”…\n\t\u00a0\u200b\u0301%"


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=ALPHABET, max_size=120))
def test_slices_in_order_cover_all_but_white_space(text: str) -> None:
    for found in (sentences(text), words(text)):
        assert all(start < end for start, end in found)
        assert all(one[1] <= other[0] for one, other in itertools.pairwise(found))
        assert squeezed([text[start:end] for start, end in found]) == squeezed([text])
    for start, end in sentences(text):
        assert text[start:end].strip() == text[start:end]


@pytest.mark.real
def test_real_texts_are_covered(shared: Path) -> None:
    for path in sorted((shared / "data" / "gold" / "texts").glob("s*.txt")):
        text = path.read_text(encoding="utf-8")
        assert squeezed(cut(text)) == squeezed([text])
        assert squeezed(segmented(text[:4000])) == squeezed([text[:4000]])
