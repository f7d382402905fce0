"""Vietnamese numbers in digits and words."""

from __future__ import annotations

import re

import pytest

from extractors import numerals


@pytest.mark.parametrize(
    ("surface", "value"),
    [
        ("05", 5), ("5.775", 5775), ("1.286.400", 1_286_400), ("1 057 010", 1_057_010), ("17,57", 17.57),
        ("12.5", 12.5), ("12.42", 12.42), ("8.227", 8227), ("1.586,5", 1586.5),
    ],
)  # fmt: skip
def test_digits(surface: str, value: float) -> None:
    assert numerals.digits(surface) == value
    assert re.fullmatch(numerals.DIGITS, surface)


def test_grouped_reads_a_comma_for_thousands() -> None:
    assert numerals.grouped("5,775") == 5775
    assert numerals.grouped("17,57") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("chín", 9), ("mười", 10), ("mười lăm", 15), ("hai mươi", 20), ("hai mươi mốt", 21), ("ba mươi tư", 34),
        ("một trăm", 100), ("một trăm linh năm", 105), ("hai trăm lẻ tư", 204), ("ba trăm mười hai", 312),
        ("hai nghìn ba trăm", 2300), ("một ngàn", 1000), ("năm chục", 50),
    ],
)  # fmt: skip
def test_words(text: str, value: int) -> None:
    tokens = text.split()
    assert numerals.words([*tokens, "xã"]) == (value, len(tokens))


def test_words_begin_with_a_number_word() -> None:
    assert numerals.words(["xã"]) is None
    assert numerals.words([]) is None
