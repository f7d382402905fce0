"""The table reference, docs/tables.md: `python -m schemas.reference_page > docs/tables.md`."""

from __future__ import annotations

import pyarrow as pa

from schemas.tables import SCHEMA_VERSION, TABLES, Table


def page() -> str:
    """Return the table reference as Markdown, made from the schemas."""
    head = (
        "# Tables\n\n"
        "This page is generated from `schemas/records.py` by `make docs`; a test holds it true.\n\n"
        f"Schema version {SCHEMA_VERSION}, written into the metadata of every file. Tables lie under\n"
        "`<corpus>/tables/<table>/bucket=xx/part.parquet`; read one with\n"
        "`pandas.read_parquet(\"<corpus>/tables/citations\")` or DuckDB's `read_parquet('…/citations/**/*.parquet')`.\n"
        "Spans are half-open character offsets into `documents.text`: `text[start:end] == surface`.\n"
    )
    return head + "".join(_section(table) for table in TABLES.values())


def _section(table: Table) -> str:
    lines = [
        f"\n## {table.name}\n\nA row is {table.meaning}.\n\n| column | type | null | meaning |\n|---|---|---|---|\n"
    ]
    for column in table.schema:
        about = (column.metadata or {}).get(b"about", b"").decode().replace("|", "\\|")
        lines.append(f"| `{column.name}` | {_type(column.type)} | {'yes' if column.nullable else 'no'} | {about} |\n")
    return "".join(lines)


def _type(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return f"list of {_type(kind.value_type)}"
    if pa.types.is_struct(kind):
        return "struct (" + ", ".join(f"{field.name} {_type(field.type)}" for field in kind) + ")"
    return str(kind)


if __name__ == "__main__":
    print(page(), end="")
