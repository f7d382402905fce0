from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.pipeline.crawls import Crawls


@pytest.fixture(scope="module")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawls]:
    """Starts crawls."""
    found = Crawls(tmp_path_factory.mktemp("crawls"))
    yield found
    assert found.process.stdin
    found.process.stdin.close()
    found.process.wait(10)
