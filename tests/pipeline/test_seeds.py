"""The five seed documents, read whole: what a person reads in them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipeline.read import DocumentRows, read
from schemas.records import Citation, Criterion

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def seeds(shared: Path) -> dict[str, DocumentRows]:
    files = sorted((shared / "data" / "seeds").glob("*.txt"))
    return {path.name[:3]: read(path.read_bytes(), path.name) for path in files}


def cited(rows: DocumentRows) -> list[Citation]:
    return [item for item in rows.citations if item.number_norm and not item.is_self]


def counted(rows: DocumentRows, modality: str) -> list[Criterion]:
    return [item for item in rows.criteria if (item.modality == "target") == (modality == "target")]


def test_000_dispatch_of_a_ministry(seeds: dict[str, DocumentRows]) -> None:
    rows = seeds["000"]
    own = rows.document
    assert own is not None
    assert (own.kind, own.number, own.issue_date) == ("dispatch", "8953/BCT-CTĐP", dt.date(2023, 12, 15))
    assert (own.signer, own.authority, own.signer_title) == ("Phan Thị Thắng", "KT.", "Thứ trưởng")
    assert [(item.number_norm, item.date) for item in cited(rows)] == [
        ("263/QĐ-TTg", "2022-02-22"),
        ("318/QĐ-TTg", "2023-03-08"),
        ("320/QĐ-TTg", "2023-03-08"),
        ("35/QĐ-BCĐCTMTQG", "2022-03-25"),
        ("29/QĐ-BCĐCTMTQG", "2023-04-25"),
    ]
    provinces = {item.name for item in rows.places if item.level == "province"}
    assert len(provinces) == 13  # the twelve visited, and Hà Nội of the place line
    assert {"Cần Thơ", "Bắc Giang", "Bình Dương"} <= provinces


def test_001_article_with_targets_and_results_under_a_visitor_counter(seeds: dict[str, DocumentRows]) -> None:
    rows = seeds["001"]
    assert rows.document is not None and rows.document.number is None
    assert cited(rows) == []
    assert [item for item in rows.places if item.level == "province"] == []
    assert [item.value for item in counted(rows, "target")] == [50, 10, 5, 0, 30]
    assert [item.value for item in counted(rows, "reported")] == [17, 3, 50, 68, 1, 16]
    advanced = counted(rows, "target")[1]
    assert advanced.grade == "nâng cao" and advanced.subset_of is not None


def test_002_article_that_cites_a_dispatch(seeds: dict[str, DocumentRows]) -> None:
    assert [(item.number_norm, item.date) for item in cited(seeds["002"])] == [("5140/VPCP-QHĐP", "2023-07-11")]


def test_003_dispatch_without_a_masthead(seeds: dict[str, DocumentRows]) -> None:
    rows = seeds["003"]
    own = rows.document
    assert own is not None
    assert (own.number, own.issue_date, own.place) == ("155/BCĐ-KTN", dt.date(2020, 11, 5), "Quảng Nam")
    assert len(cited(rows)) == 7
    assert [item.end_date for item in rows.dates if item.role == "deadline"] == [dt.date(2020, 11, 20)]


def test_004_news_under_a_visitor_counter(seeds: dict[str, DocumentRows]) -> None:
    rows = seeds["004"]
    met = [item for item in rows.criteria if item.kind == "criteria_met"]
    assert [(item.value, item.denominator) for item in met] == [(14, 19)]
    references = [item.criterion_no for item in rows.criteria if item.kind == "criterion_ref"]
    assert references == [1, 2, 6, 13, 15, 11, 9]
    hidden = [block for block in rows.blocks if block.kind == "furniture"]
    assert hidden and not any(
        block.start <= item.start < block.end for block in hidden for item in (*rows.criteria, *rows.dates)
    )
