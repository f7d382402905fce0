"""Fixtures of the tests of the reading side."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus import served


@pytest.fixture(scope="session")
def served_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus of `tests.corpus.served`; nobody writes to it."""
    return served.make(tmp_path_factory.mktemp("served"))
