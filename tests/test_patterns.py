"""The matcher that counts steps finds what `re` finds, so its counts speak of the same search."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.patterns import Attacks, Counter, TooMany

SOURCES = (
    r"a+b",
    r"a*?b",
    r"(?:a|ab)(?:c|bcd)(?:d*)",
    r"(?:a?b?){2,4}",
    r"(a+|b)*\1",
    r"(?:ab|a)*+b",
    r"(?>a+)b|a1",
    r"a++b|[^a]{1,3}?$",
    r"(?<!a)b(?=a)|(?<=1 )a",
    r"(?i:A+)\s?[0-9]{1,2}(?![0-9])",
    r"^\s*a|b\s*$",
    r"(?:a*)*b?",
    r"(?:a*?|b)+?1",
    r"\b[ab]{2,}\b|\B1",
    r"(?m:^a|1$)",
    r"(?:(?:a|b)+,?\s*){2,3}",
    r"(?P<x>a|b)(?:(?P=x)|1)?",
    r"(?:\s|a)*?(?=b|$)",
    r"",
)


@pytest.mark.parametrize("source", SOURCES)
@settings(max_examples=60, deadline=None)
@given(text=st.text("ab1A ,\n", max_size=14))
def test_finds_what_re_finds(source: str, text: str) -> None:
    pattern = re.compile(source)
    assert Counter(pattern).finditer(text) == [found.span() for found in pattern.finditer(text)]
    matched = pattern.match(text)
    assert Counter(pattern).match(text) == (matched.span() if matched else None)


def test_steps_grow_with_the_work() -> None:
    quadratic, linear = Counter(re.compile(r"\s+x")), Counter(re.compile(r"(?<!\s)\s+x"))

    def steps(counter: Counter, n: int) -> int:
        counter.finditer(" " * n)
        return counter.steps

    assert steps(quadratic, 200) > 3.8 * steps(quadratic, 100)
    assert steps(linear, 200) < 2.1 * steps(linear, 100)


def test_stops_at_its_limit() -> None:
    with pytest.raises(TooMany):
        Counter(re.compile(r"(?:a+)+b")).match("a" * 40, limit=10_000)


@pytest.mark.parametrize("source", [r"\s+y", r"(?:[^;]{3,80}\s)+:", r"p(?:a|b)*a*q", r"(?:\d+,)*\d+%"])
def test_attacks_find_what_is_not_linear(source: str) -> None:
    def grows(attack: Callable[[int], str]) -> bool:
        counter = Counter(re.compile(source))
        try:
            counter.finditer(attack(40), limit=50_000)
            counter.finditer(attack(80), limit=3 * counter.steps + 200)
        except TooMany:
            return True
        return False

    assert any(grows(attack) for attack in Attacks(Counter(re.compile(source))))
