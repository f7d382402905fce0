"""Damage moves the spans along and leaves the values."""

from __future__ import annotations

import pytest

from benchmarks import damage
from pipeline.evaluate.gold import Case
from pipeline.evaluate.score import Item

TEXT = "Quyết định 12/QĐ-UBND ngày 05/6/2030 của tỉnh Hòa Bình - bản sao, theo Thông tư của ngành và của bộ."


def damaged(kind: str) -> tuple[str, list[str]]:
    """The damaged text, and what its spans hold."""
    items = [Item(TEXT.index(word), TEXT.index(word) + len(word), word) for word in ("12/QĐ-UBND", "Hòa Bình")]
    case = damage.apply(Case("d1", "seed", TEXT.encode(), {"citations": items}), damage.RULES[kind])
    text = case.data.decode()
    assert [item.value for item in case.items["citations"]] == ["12/QĐ-UBND", "Hòa Bình"]
    return text, [text[item.start : item.end] for item in case.items["citations"]]


@pytest.mark.parametrize(
    ("kind", "held"),
    [
        ("as it is", ["12/QĐ-UBND", "Hòa Bình"]),
        ("spaces in numbers (QĐ - TTg)", ["12 / QĐ - UBND", "Hòa Bình"]),
        ("en dashes", ["12/QĐ–UBND", "Hòa Bình"]),
        ("tones placed the other way (hoà)", ["12/QĐ-UBND", "Hoà Bình"]),
        ("Ð (U+00D0) for Đ", ["12/QÐ-UBND", "Hòa Bình"]),
    ],
)
def test_spans_hold_what_they_held(kind: str, held: list[str]) -> None:
    assert damaged(kind)[1] == held


@pytest.mark.parametrize("kind", damage.RULES)
def test_only_the_damage_differs(kind: str) -> None:
    text, held = damaged(kind)
    assert (text == TEXT) is (kind == "as it is")
    plain = [word.replace("–", "-").replace("Ð", "Đ").replace("Hoà", "Hòa") for word in held]
    assert ["".join(word.split()) for word in plain] == ["12/QĐ-UBND", "HòaBình"]
