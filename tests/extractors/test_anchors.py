"""Where the words stand that patterns begin with, and texts with one byte a character."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors import anchors
from extractors.codes import automaton, codes
from extractors.shadow import Shadow


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("day", "Ngày 05 tháng 3; ngay 6", [0, 17]),
        ("type", "theo Quyết\nđịnh và Luật này", [5, 19]),
        ("type", "vấn đề, công tác", []),
        ("law", "Bộ luật Dân sự, luật", [0, 3, 16]),
        ("separator", "5/ 6.2020 - A", [1, 4]),
        ("cyclic year", "nhất, Giáp Thìn", [6]),
        ("pointer", "nêu  trên, trên bàn", [0]),
    ],
    ids=["both spellings", "hard wrap", "half a word", "inside another", "before a digit", "whole year", "two spaces"],
)
def test_words_are_found_by_their_name(name: str, text: str, found: list[int]) -> None:
    assert Shadow(text).at(name) == found


def test_a_word_that_nobody_declared_is_an_error() -> None:
    with pytest.raises(KeyError):
        Shadow("năm").at("tuần")


@given(st.text(alphabet="năm 0123/", max_size=60))
def test_matches_are_those_of_a_search(text: str) -> None:
    pattern = re.compile(r"năm\s?(?:năm)?[0-9]{0,2}")
    starts = anchors.find(codes(text))["năm"]
    assert [m.span() for m in anchors.matches(pattern, text, starts)] == [m.span() for m in pattern.finditer(text)]


def test_within_is_half_open() -> None:
    assert anchors.within([1, 4, 9], 1, 9) == [1, 4]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80))
def test_codes_have_a_byte_for_each_character(text: str) -> None:
    assert len(codes(text)) == len(text)


def test_an_automaton_tells_letters_apart_and_counts_characters() -> None:
    words = ("uỷ", "ủy", "ủy ban", "ban")
    text = "漢字 – uỷ ban, ủy ban"
    for longest, found in ((True, ["uỷ", "ban", "ủy ban"]), (False, ["uỷ", "ban", "ủy", "ủy ban", "ban"])):
        matches = automaton(words, longest=longest).find_matches_as_indexes(codes(text), overlapping=not longest)
        assert [text[start:end] for _, start, end in matches] == found
        assert all(words[index] == text[start:end] for index, start, end in matches)


def test_words_in_other_letters_are_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        automaton(["漢"])
