"""The main text of pages: the score counts rightly, and what it said of our reader holds."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks import pages
from pipeline.parse.html import read

SCORES = {
    "all of it": ("một hai ba bốn", (1.0, 1.0, 1.0)),
    "half of it": ("một hai", (1.0, 0.5, 2 / 3)),
    "twice as much": ("một hai ba bốn năm sáu bảy tám", (0.5, 1.0, 2 / 3)),
    "a word once too often": ("một một hai ba bốn", (0.8, 1.0, 8 / 9)),
    "the headline counts neither way": ("Tựa đề một hai ba bốn", (1.0, 1.0, 1.0)),
    "nothing": ("", (0.0, 0.0, 0.0)),
}


@pytest.mark.parametrize("text, expected", SCORES.values(), ids=SCORES.keys())
def test_score(text: str, expected: tuple[float, float, float]) -> None:
    truth = pages.Truth("a", "", Counter(("một", "hai", "ba", "bốn")), Counter(("tựa", "đề")))
    assert pages.score(truth, text) == pytest.approx(expected)


def test_a_crash_is_a_page_without_a_word() -> None:
    def crash(source: str) -> str:
        raise RuntimeError(source)

    assert pages._safely(crash, "x") == ""


@pytest.mark.parametrize("page", pages.composed(), ids=lambda page: page.name.removesuffix(".html"))
def test_composed_page(page: pages.Truth) -> None:
    """None loses a word of the text; the least exact are those without a word that tells box from text."""
    precision, recall, _ = pages.score(page, read(page.source).text)
    assert recall >= 0.99
    assert precision >= 0.74


def test_composed_pages_together() -> None:
    f1 = [pages.score(page, read(page.source).text)[2] for page in pages.composed()]
    assert len(f1) == 20
    assert sum(f1) / len(f1) >= 0.96


@pytest.mark.real
@pytest.mark.parametrize("by_site", [True, False], ids=["by its site", "like any page"])
def test_saved_pages(shared: Path, by_site: bool) -> None:
    found = pages.saved(shared / "data")
    assert len(found) == 7
    for page in found:
        precision, recall, _ = pages.score(page, read(page.source, by_site=by_site).text)
        assert (page.name, recall >= 0.99, precision >= 0.97) == (page.name, True, True)
