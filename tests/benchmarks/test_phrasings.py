"""Every collected counting phrase parses as its `parse` column says, and docs/phrasings.md shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

import extractors
from benchmarks import meanings, phrasings

ROOT = Path(__file__).parents[2]


@pytest.mark.real
def test_every_phrase_parses_right(shared: Path) -> None:
    read = list(phrasings.phrases(shared / "reference" / "phrasings.csv"))
    assert {one.id: one.missing for one in read if one.missing} == {}
    assert len(read) == 113


@pytest.mark.real
def test_the_page_is_what_was_read(shared: Path) -> None:
    page = phrasings.page(phrasings.phrases(shared / "reference" / "phrasings.csv"))
    assert (ROOT / "docs" / "phrasings.md").read_text(encoding="utf-8") == page, "run `make docs`"


@pytest.mark.parametrize(
    ("kind", "meaning", "fragment", "missing"),
    [
        ("count_state", {"std": 7}, "7 xã đạt chuẩn nông thôn mới", []),
        ("count_state", {"std": 8}, "7 (8) xã đạt chuẩn nông thôn mới", ["std=8"]),
        ("band", {"n": 4, "lo": 10, "hi": 14}, "4 xã đạt từ 10-14 tiêu chí", []),
        ("disbursement", {"pct": 31}, "mới giải ngân 31% kế hoạch", []),
        ("disbursement", {"pct": 32}, "mới giải ngân 31% kế hoạch", ["pct=32"]),
        ("date_error", {"y": 2024, "m": 5}, "tháng 6/2024", ["{'y': 2024, 'm': 5}"]),
    ],
)
def test_a_wrong_reading_is_told(kind: str, meaning: dict[str, float], fragment: str, missing: list[str]) -> None:
    reading = extractors.read(fragment)
    found = (reading.criteria, reading.quantities, reading.dates)
    assert meanings.not_stated(kind, meaning, fragment, *found) == missing
