"""The parsers on real documents beside the repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractors.shadow import canonical
from pipeline.parse import parse
from tests.pipeline.parsed import check, hidden

pytestmark = pytest.mark.real

FIELDS = ("citations", "dates", "provinces", "criteria")


def test_no_gold_item_is_hidden(shared: Path) -> None:
    rows = [json.loads(line) for line in (shared / "data/gold/gold.jsonl").read_text(encoding="utf-8").splitlines()]
    for row in rows:
        data = (shared / "data/gold" / row["text_file"]).read_bytes()
        document = parse(data, row["text_file"])
        check(document)
        assert document.text == canonical(data.decode())
        for field in FIELDS:
            for item in row[field]:
                assert not any(start < item["end"] and item["start"] < end for start, end in document.hidden), item


def test_nothing_of_portal_documents_is_hidden(shared: Path) -> None:
    for line in (shared / "data/portal/dev.jsonl").read_text(encoding="utf-8").splitlines():
        document = parse(json.loads(line)["text"].encode(), "van-ban.txt")
        check(document)
        assert hidden(document) == []
        assert document.published_at is None


@pytest.mark.parametrize(
    "name, articles", [("vbpl_v1", 120), ("luatvietnam_147_2026", 14)], ids=["constitution", "decree"]
)
def test_articles_of_a_page_are_numbered_through(shared: Path, name: str, articles: int) -> None:
    document = parse((shared / f"data/html/{name}.html").read_bytes(), f"{name}.html")
    check(document)
    assert [block.path for block in document.blocks if block.kind == "article"] == [
        f"Điều {number}" for number in range(1, articles + 1)
    ]


def test_saved_pages(shared: Path) -> None:
    for path in sorted((shared / "data/html").glob("*.html")):
        check(parse(path.read_bytes(), path.name))
