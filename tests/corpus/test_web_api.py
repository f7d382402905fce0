"""The JSON API against its own description: whatever is asked, it answers, and never with an error of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from starlette.testclient import TestClient

from corpus import Corpus
from corpus.web import build

_EXAMPLES = 12


@pytest.fixture(scope="module")
def client(served_corpus: Path) -> TestClient:
    return TestClient(build(Corpus.open(served_corpus)), base_url="http://127.0.0.1", raise_server_exceptions=False)


def test_what_no_route_takes_is_told_in_json(client: TestClient) -> None:
    for address in ("/api/decisions/%0A0", "/api/nothing", "/api/documents/x/y/z"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert answer.json()["detail"]


@pytest.mark.slow
def test_whatever_is_asked(client: TestClient) -> None:
    schema = schemathesis.openapi.from_dict(client.get("/api/openapi.json").json())
    asked: dict[str, set[int]] = {}
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(max_examples=_EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            answer = client.get(f"/api{case.formatted_path}", params=dict(case.query or {}))
            asked.setdefault(case.path, set()).add(answer.status_code)
            assert answer.status_code in (200, 400, 404, 422), (case.formatted_path, case.query, answer.text[:500])
            assert answer.headers["Content-Type"] == "application/json"

        ask()
    assert len(asked) == 13
    assert 200 in asked["/search"]
    assert 200 in asked["/tables/{name}"]
