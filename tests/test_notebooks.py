"""The notebooks run from top to bottom and are stored without output."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


def cells(name: str) -> list[dict[str, Any]]:
    notebook = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


@pytest.fixture(scope="module")
def researcher() -> dict[str, Any]:
    scope: dict[str, Any] = {}
    for cell in cells("researcher"):
        exec(compile("".join(cell["source"]), "notebooks/researcher.ipynb", "exec"), scope)
    return scope


def test_stored_without_output() -> None:
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells("researcher"))


def test_the_researcher_finds_exports_and_draws(researcher: dict[str, Any]) -> None:
    assert researcher["report"].read == 16
    assert researcher["found"].hits[0].issue_date.year in (2022, 2023)
    assert {hit.match for hit in researcher["decision"].hits} == {"citation"}
    assert "nông thôn mới" in (researcher["folder"].parent / "criteria.csv").read_text(encoding="utf-8").lower()
    assert researcher["often"]["318/QĐ-TTg"] >= 5
    assert researcher["network"].svg.count("<line") == len(researcher["shown"]) > 10
