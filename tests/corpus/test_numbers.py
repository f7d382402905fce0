from __future__ import annotations

import pytest

from corpus.numbers import find_numbers, key


@pytest.mark.parametrize(
    "printed", ["318/QĐ-TTg", "318/QD-TTg", "318 /QĐ – TTg", "318/QÐ-TTg", "0318/qđ-ttg", "318QĐTTg", "318-QĐ/TTg"]
)
def test_one_key_for_all_spellings(printed: str) -> None:
    assert key(printed) == "318qdttg"


@pytest.mark.parametrize(
    ("number", "other"),
    [("318/QĐ-TTg", "318/QĐ-UBND"), ("14/2021/NQ-HĐND", "142021/NQ-HĐND"), ("1/QĐ-TTg", "11/QĐ-TTg")],
)
def test_other_numbers_have_other_keys(number: str, other: str) -> None:
    assert key(number) != key(other)


def test_find_numbers() -> None:
    known = {key("318/QĐ-TTg"), key("14/2021/NQ-HĐND")}.__contains__
    query = "quyết định 318 qd – ttg và 14/2021 nq hđnd, 77/KH-UBND, 12 xã"
    found = find_numbers(query, known)
    assert [(query[number.start : number.end], number.is_known) for number in found] == [
        ("318 qd – ttg", True),
        ("14/2021 nq hđnd", True),
        ("77/KH-UBND", False),
    ]
