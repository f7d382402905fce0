"""What is read from the sample corpus is what a person has looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden import GOLDEN, documents, page


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.name)
def test_golden(document: Path) -> None:
    expected = (GOLDEN / f"{document.name}.tsv").read_text(encoding="utf-8")
    assert page(document) == expected, "read the difference; if it is right, run `make golden`"
