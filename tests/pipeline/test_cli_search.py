from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from corpus import index
from tests.pipeline.test_cli import call, corpus, folder  # noqa: F401 - fixtures


def test_ingest_makes_the_index_and_search_finds(corpus: Path) -> None:  # noqa: F811
    result = call("search", "412/BXD-KHTC", "--corpus", corpus, "--format", "jsonl")
    (hit,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert (hit["match"], hit["number"], hit["issue_date"]) == ("number", "412/BXD-KHTC", "2023-05-14")
    assert {"doc_id", "source", "block", "score", "snippet", "start", "end"} <= hit.keys()


def test_filters_sort_and_csv(corpus: Path) -> None:  # noqa: F811
    arguments = ("--province-now", "quang tri", "--year", "2023", "--sort", "date", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(call("search", "--corpus", corpus, *arguments).stdout)))
    assert [row["number"] for row in rows] == ["412/BXD-KHTC"]
    assert call("search", "--corpus", corpus, "--sort", "size").exit_code == 2


def test_the_table_shows_hits_facets_and_no_controls(corpus: Path) -> None:  # noqa: F811
    result = call("search", "tức OR nông", "--corpus", corpus)
    assert "▸nông◂" in result.stdout
    assert "2 documents" in result.stdout
    assert "doc_type: Công văn 1" in result.stdout
    assert "\x1b[31m" not in result.stdout


def test_index_again_and_anew(corpus: Path) -> None:  # noqa: F811
    for arguments, added in (((), 0), (("--rebuild",), 2)):
        result = call("index", "--corpus", corpus, "--format", "jsonl", *arguments)
        assert (json.loads(result.stdout)["documents"], json.loads(result.stdout)["added"]) == (2, added)
    assert call("index", "--corpus", corpus / "none").exit_code == 2


def test_an_index_that_cannot_be_written_does_not_undo_an_ingest(
    folder: Path,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_: Path) -> None:
        raise index.CorpusError("no room")

    monkeypatch.setattr(index, "update", fail)
    result = call("ingest", folder, "--corpus", tmp_path / "d")
    assert (result.exit_code, "no room" in result.stderr) == (0, True)
    assert "vanban index" in call("search", "nông", "--corpus", tmp_path / "d").stderr
