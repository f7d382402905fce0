"""The accuracy gate: no figure on the real gold falls below its floor."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.texts import GOLD_FILES, ROOT, shared_data
from pipeline.evaluate import check_floors, evaluate

FLOORS = ROOT / "benchmarks" / "floors.json"


@pytest.mark.real
@pytest.mark.parametrize("name", GOLD_FILES)
def test_accuracy_is_not_below_its_floors(name: str) -> None:
    data = shared_data()
    if data is None:
        pytest.skip("needs the real documents in ../shared beside the repository")
    assert check_floors(evaluate(data / name), FLOORS) == []


def test_floors_are_shares_and_name_their_gold() -> None:
    for entry in json.loads(Path(FLOORS).read_text("utf-8")).values():
        assert len(entry["fingerprint"]) == 64
        shares = [
            share for fields in entry["floors"].values() for floors in fields.values() for share in floors.values()
        ]
        assert shares
        assert all(0 <= share <= 1 for share in shares)
