"""Which sentences are read for figures, and how a text is cut into them."""

from __future__ import annotations

import pytest

from extractors.criteria import anchors
from extractors.criteria.phrases import Phrases
from extractors.criteria.sentences import Sentences
from extractors.shadow import Shadow

STATES = [
    "Có 12 xã đạt chuẩn.",
    "Có 12\nxã đạt chuẩn.",
    "Có 12 (mười hai) xã đạt chuẩn.",
    "Có hai mươi mốt xã đạt chuẩn.",
    "Có 103/184 tổng số xã đạt chuẩn.",
    "Đạt 80 % số xã.",
    "Năm mươi phần trăm số xã đạt chuẩn.",
    "Một nửa số xã đạt chuẩn.",
    "Ở cấp huyện, 51% đã hoàn thành nhiệm vụ.",
    "Tổng số xã đạt chuẩn nông thôn mới nâng lên 42.",
    "Xã đạt chuẩn nông thôn mới: đạt 42.",
    "Số tiêu chí bình quân mỗi xã lên 12,9.",
    "Không còn xã nào chưa đạt chuẩn.",
    "Tiêu chí chưa đạt là môi trường (17).",
    "Còn tiêu chí số 17 về môi trường.",
    "Bộ tiêu chí tăng 10 chỉ tiêu.",
]
NOTHING = [
    "Triển khai các tiêu chí theo Quyết định số 318/QĐ-TTg ngày 08/3/2022.",
    "Năm 2023 là năm bản lề của nông thôn mới.",
    "Hoàn thành 9 chỉ tiêu kinh tế.",
    "Phân công cho xã: 1. Bí thư, 2. Chủ tịch.",
    "Đạt 80% kế hoạch vốn.",
    "Họp lúc 13:45 về nông thôn mới.",
    "Tại điểm (5) của quy định.",
]


def read(text: str) -> bool:
    return stands(text, len(text))


def stands(text: str, end: int) -> bool:
    """Whether a figure can stand in the text up to an offset, taken for a sentence."""
    shadow = Shadow(text)
    return any(anchor.holds(shadow.lower, 0, end) for anchor in anchors.find(shadow.line, shadow.line_codes))


@pytest.mark.parametrize("text", STATES)
def test_a_sentence_that_can_state_a_figure_is_read(text: str) -> None:
    assert read(text)


@pytest.mark.parametrize("text", NOTHING)
def test_a_sentence_that_can_state_none_is_not(text: str) -> None:
    assert not read(text)


def test_a_number_and_a_unit_of_two_sentences_are_no_figure() -> None:
    text = "ban hành năm 2023\nxã đạt chuẩn"
    assert not stands(text, text.index("\n"))


def cut(text: str) -> list[str]:
    shadow = Shadow(text)
    sentences = Sentences(shadow.lower, shadow.plain)
    one = sentences.holding(0)
    found = []
    while one is not None:
        found.append(text[one.start : one.end])
        one = sentences.after(one)
    return found


CUTS = [
    ("Có 5 xã. Còn 3 xã.", ["Có 5 xã.", "Còn 3 xã."]),
    ("TP. Huế có 5 xã… Còn 3 xã", ["TP. Huế có 5 xã…", "Còn 3 xã"]),
    ("Có 5 xã... Còn 3 xã", ["Có 5 xã.", "Còn 3 xã"]),
    ("Toàn tỉnh có\n5 xã đạt chuẩn", ["Toàn tỉnh có\n5 xã đạt chuẩn"]),
    ("Mục tiêu:\n- có 5 xã\n- có 3 thôn", ["Mục tiêu:", "- có 5 xã", "- có 3 thôn"]),
    ("đạt 12.500 tấn; 5 xã", ["đạt 12.500 tấn; 5 xã"]),
]


@pytest.mark.parametrize(("text", "expected"), CUTS, ids=[text[:20] for text, _ in CUTS])
def test_a_text_is_cut_into_sentences(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_sentences_are_found_backwards_and_by_position() -> None:
    shadow = Shadow("Một. Hai. Ba.\nBốn. Năm.\n\nSáu.")
    sentences = Sentences(shadow.lower, shadow.plain)
    last = sentences.holding(shadow.lower.index("sáu"))
    assert last is not None
    before = [shadow.plain[one.start : one.end] for one in sentences.before(last)]
    assert before == ["Năm.", "Bốn.", "Ba.", "Hai.", "Một."]
    assert sentences.holding(shadow.lower.index("\n\n")) is None


PHRASES = Phrases(["ước", "ước có", "có khả năng", "trước đó", "khi đó", "đó"])
FOUND = [
    ("cả nước có khả năng", ["có khả năng"]),  # nước ends like ước
    ("ước có khả năng", ["ước có"]),
    ("trước đó", ["trước đó"]),
    ("khi đó, đó", ["khi đó", "đó"]),
    ("có  khả năng", ["có khả năng"]),
    ("ướcc", []),
]


@pytest.mark.parametrize(("text", "expected"), FOUND, ids=[text for text, _ in FOUND])
def test_phrases_are_whole_words_the_first_and_longest(text: str, expected: list[str]) -> None:
    found = PHRASES.find(text, 0, len(text))
    assert [phrase for _, _, phrase in found] == expected
    assert all(text[start:end].split() == phrase.split() for start, end, phrase in found)
