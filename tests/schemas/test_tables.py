"""The contract: schemas are frozen per version, and the reference page tells the truth."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyarrow as pa
import pytest

from schemas.reference_page import page
from schemas.tables import READABLE_VERSIONS, SCHEMA_VERSION, TABLES, VERSION_KEY

ROOT = Path(__file__).parents[2]

# One line for each version that was ever released: a changed column is a new version with a migration.
FROZEN = {1: "821ee45920de0bf9", 2: "ab09807f9351576a", 3: "43fb5ff3543681be"}


def fingerprint(without: str = "") -> str:
    columns = [
        f"{table.name}.{column.name}:{column.type}:{column.nullable}"
        for table in TABLES.values()
        for column in table.schema
        if table.name != without
    ]
    return hashlib.sha256("\n".join(columns).encode()).hexdigest()[:16]


def test_schemas_of_a_version_never_change() -> None:
    assert fingerprint() == FROZEN[SCHEMA_VERSION], "a changed column needs a new SCHEMA_VERSION"


def test_a_version_that_can_still_be_read_is_this_one_without_its_new_tables() -> None:
    assert frozenset({2, 3}) == READABLE_VERSIONS
    assert fingerprint(without="findings") == FROZEN[2]


def test_docs_tables_is_generated_from_the_schemas() -> None:
    assert (ROOT / "docs" / "tables.md").read_text(encoding="utf-8") == page(), "run `make docs`"


@pytest.mark.parametrize("name", TABLES)
def test_every_column_says_what_it_means(name: str) -> None:
    schema = TABLES[name].schema
    assert (schema.metadata or {})[VERSION_KEY] == str(SCHEMA_VERSION).encode()
    assert [column.name for column in schema if not (column.metadata or {}).get(b"about")] == []


@pytest.mark.parametrize("name", ["citations", "dates", "places", "criteria", "quantities", "people", "bodies"])
def test_every_extracted_row_has_a_span_and_a_rule(name: str) -> None:
    names = TABLES[name].schema.names
    assert {"row_id", "doc_id", "start", "end", "surface", "rule", "confidence"} <= set(names)
    assert TABLES[name].schema.field("start").type == pa.int64()
