"""The laws that hold for all extractors together, on texts put together at random.

The offset law; the same text gives the same records; what is read from a text is read from it with noise around.
"""

from __future__ import annotations

import unicodedata
from dataclasses import fields, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import extractors
from extractors.shadow import canonical

SENTENCES = st.sampled_from(
    [
        "Căn cứ Quyết định số 2471/QĐ-UBND ngày 15 tháng 8 năm 2021 của UBND tỉnh Quảng Bình về phê duyệt đề án.",
        "Thực hiện các Quyết định số 318, 320/QĐ-TTg ngày 08/3/2022 và Nghị quyết 25/2021/QH15 của Quốc hội.",
        "Điểm a khoản 2 Điều 5 Nghị định số 45/2019/NĐ-CP được sửa đổi, bổ sung tại Điều 1 Nghị định 12/2023/NĐ-CP.",
        "Đến ngày 30/6/2023, toàn tỉnh có 71/128 xã đạt chuẩn nông thôn mới (55,5%), trong đó 12 xã đạt nâng cao.",
        "Xã Tân Lập đạt 16/19 tiêu chí nông thôn mới; bình quân đạt 15,2 tiêu chí/xã, tăng 0,8 tiêu chí/xã.",
        "Phấn đấu đến năm 2025 có ít nhất 80% số xã đạt chuẩn nông thôn mới; không còn xã dưới 15 tiêu chí.",
        "Thu nhập bình quân đạt 48,6 triệu đồng/người/năm; tỷ lệ hộ nghèo còn 2,35%; tổng vốn trên 1.250 tỷ đồng.",
        "Đồng chí Nguyễn Văn Minh, Phó Chủ tịch UBND tỉnh, chủ trì cuộc họp với Sở Nông nghiệp và PTNT tỉnh Hà Giang.",
        "Các huyện Lệ Thủy, Quảng Ninh (Quảng Bình) và thị xã Ba Đồn báo cáo trước ngày 15 tháng 12 năm 2022.",
        "Giai đoạn 2021-2025, vùng Đồng bằng sông Cửu Long có 13 tỉnh, thành phố; 6 tháng đầu năm 2023 thu 35 tỷ.",
    ]
)
TEXTS = st.lists(SENTENCES, min_size=1, max_size=5, unique=True)
# What may stand around: words without a figure, a name or a number, lines of marks, empty lines.
NOISE = st.lists(
    st.sampled_from(
        ["", "---", "***", "Nội dung khác.", "lorem ipsum dolor", "| |", "…", "☎ ✉", "\u200b", "Trang sau"]
    ),
    max_size=6,
)
ABOUT = "Báo cáo về xây dựng nông thôn mới.\n\n"
# Values that tell where in the text something stands; they move with it.
PLACED = {"start", "end", "list_id", "subset_of"}
DAMAGES = {
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "no-break": lambda text: text.replace(" ", "\u00a0"),
    "upper": str.upper,
    "wrapped": lambda text: text.replace(" ", "\n"),
    "mixed": lambda text: unicodedata.normalize("NFD", text[: len(text) // 2]) + text[len(text) // 2 :],
}
GARBAGE = st.text(
    st.sampled_from(list("0123456789/-.,;:()%ĐđQTgUBNDxãtiêuchí ngàytháng năm\n\t|*ƣÐ\u0301\u00ad\u200b")), max_size=80
)


def records(reading: extractors.Reading) -> dict[str, list[Any]]:
    return {item.name: getattr(reading, item.name) for item in fields(reading) if item.name != "header"}


def facts_of(reading: extractors.Reading, offset: int = 0) -> set[tuple[Any, ...]]:
    found = set()
    for table, rows in records(reading).items():
        for row in rows:
            values = tuple((item.name, getattr(row, item.name)) for item in fields(row) if item.name not in PLACED)
            found.add((table, row.start - offset, row.end - offset, values))
    return found


def check(text: str, reading: extractors.Reading) -> None:
    for table, rows in records(reading).items():
        for row in rows:
            assert 0 <= row.start < row.end <= len(text), (table, row)
            assert text[row.start : row.end] == row.surface, (table, row)
            assert 0 < row.confidence <= 1 and row.rule, (table, row)
    for span in reading.header.header_spans:
        assert 0 <= span.start <= span.end <= len(text), span


@given(TEXTS, st.sampled_from(sorted(DAMAGES)), GARBAGE, st.integers(0, 400))
@settings(max_examples=150, deadline=None)
def test_offset_law_whatever_the_text(parts: list[str], damage: str, garbage: str, at: int) -> None:
    text = DAMAGES[damage](" ".join(parts))
    text = canonical(text[:at] + garbage + text[at:])
    check(text, extractors.read(text))


@given(GARBAGE)
@settings(max_examples=200, deadline=None)
def test_offset_law_on_garbage(garbage: str) -> None:
    text = canonical(garbage)
    check(text, extractors.read(text))


@given(TEXTS)
@settings(max_examples=40, deadline=None)
def test_the_same_text_gives_the_same_records(parts: list[str]) -> None:
    text = canonical(ABOUT + "\n".join(parts))
    assert canonical(text) == text
    assert extractors.read(text) == extractors.read(text)


@given(TEXTS, NOISE, NOISE)
@settings(max_examples=150, deadline=None)
def test_noise_around_hides_nothing(parts: list[str], before: list[str], after: list[str]) -> None:
    text = canonical(ABOUT + "\n".join(parts))
    head = "\n".join(before) + "\n\n"
    noisy = canonical(head + text + "\n\n" + "\n".join(after))
    offset = noisy.index(text)
    assert facts_of(extractors.read(text)) <= facts_of(extractors.read(noisy), offset)


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_every_spelling_of_the_same_characters_reads_the_same(parts: list[str]) -> None:
    text = ABOUT + "\n".join(parts)
    plain = extractors.read(canonical(text))
    decomposed = extractors.read(canonical(unicodedata.normalize("NFD", text)))
    assert plain == decomposed
    spaced = extractors.read(canonical(text.replace(" ", "\u00a0")))
    # The surface keeps the space that is printed.
    printed = [replace(row, surface=row.surface.replace("\u00a0", " ")) for row in spaced.citations]
    assert printed == plain.citations
