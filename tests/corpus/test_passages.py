from __future__ import annotations

from corpus.passages import MOST, Unit, passages

LONG = "Một câu dài về chợ và xã. " * 100


def unit(ordinal: int, kind: str, start: int, end: int, parent: int | None = None, heading: str | None = None) -> Unit:
    return Unit(ordinal, kind, start, end, parent, f"Điều {ordinal}", heading)


def test_a_small_block_is_one_passage() -> None:
    text = "Điều 1. Chợ\n1. Một.\n2. Hai."
    blocks = [unit(0, "article", 0, len(text)), unit(1, "clause", 12, 19, 0), unit(2, "clause", 20, 27, 0)]
    assert [(item.block, item.start, item.end) for item in passages(text, blocks)] == [(0, 0, len(text))]


def test_a_large_block_is_its_children_with_its_heading() -> None:
    text = f"Điều 1. Chợ\n{LONG}\n2. Hai."
    blocks = [
        unit(0, "article", 0, len(text), heading="Chợ"),
        unit(1, "clause", 12, 12 + len(LONG), 0),
        unit(2, "clause", 13 + len(LONG), len(text), 0),
    ]
    found = list(passages(text, blocks))
    assert {item.heading for item in found} == {"Chợ"}
    assert {item.block for item in found} == {1, 2}
    assert all(item.end - item.start <= MOST for item in found)
    assert "".join(text[item.start : item.end] for item in found if item.block == 1) == LONG


def test_furniture_is_no_passage_and_a_text_without_blocks_is_cut() -> None:
    assert list(passages("Đăng nhập", [unit(0, "furniture", 0, 9)])) == []
    assert "".join(LONG[item.start : item.end] for item in passages(LONG, [])) == LONG
    assert len(list(passages("x" * 10 * MOST, []))) == 10
    assert list(passages(" \n ", [])) == []
