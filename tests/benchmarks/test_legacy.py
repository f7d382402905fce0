"""The metric of files in old fonts, and the floor that the real ones hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.legacy import Score, marked, measure, page, plain, right


def test_metric() -> None:
    assert marked("Hà Nội, đường 5") == 5
    assert right("Hà Nội", "Hà Nội") == 2
    assert right("Hà Nội", "Ha Nội") == 1
    assert right("Hà Nội", "") == 0
    assert right("Hà Nội", "trước Hà | Nội sau") == 2
    assert plain(" Hà\n\n Nội ") == "Hà Nội"


def test_page() -> None:
    rows = page([Score("a.doc", 100, 98, 99, "tcvn3", 0.5), Score("b.xls", 100, 100, 100, "vni", 0.1)]).split("\n")
    assert "| all | 2 | 200 | 0.990 | 0.995 | 0 | 0.600 |" in rows
    assert "| a.doc | tcvn3 | 100 | 0.980 | 0.990 |" in rows


@pytest.mark.real
@pytest.mark.slow
def test_real_files_hold_the_floor(shared: Path, tmp_path: Path) -> None:
    """A part of them: the whole takes half a minute (python -m benchmarks.legacy)."""
    for name in ("files", "transcripts"):
        (tmp_path / name).mkdir()
    for path in (shared / "data" / "legacy" / "files").iterdir():
        if path.stat().st_size < 60_000:
            (tmp_path / "files" / path.name).symlink_to(path)
            text = f"{path.stem}.txt"
            (tmp_path / "transcripts" / text).symlink_to(shared / "data" / "legacy" / "transcripts" / text)
    scores = list(measure(tmp_path))
    assert len(scores) > 20
    assert sum(score.right for score in scores) >= 0.98 * sum(score.letters for score in scores)
    assert all(score.right_any_case >= 0.95 * score.letters for score in scores)
