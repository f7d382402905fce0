"""Golden files of the pages in the shape of known sites. `python -m tests.pipeline.sites` writes them anew."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipeline.parse import parse

SITES = Path(__file__).parent / "fixtures" / "sites"


def pages() -> list[Path]:
    """Return the pages."""
    return sorted(SITES.glob("*.html"))


def read(page: Path) -> dict[str, Any]:
    """Return all that is read of a page beside the tree of its blocks."""
    document = parse(page.read_bytes(), "page.html")
    return {
        "site": document.site,
        "title": document.title,
        "published_at": document.published_at and document.published_at.isoformat(),
        "text": document.text.split("\n"),
        "fields": [[said.field, said.label, said.value, said.value_norm] for said in document.portal_fields],
        "links": [
            [link.kind, link.relation, link.label, link.text, link.number_norm, link.url] for link in document.links
        ],
        "cells": [[c.table_no, c.row, c.col, c.row_span, c.col_span, c.is_header, c.text] for c in document.cells],
        "blocks": [[block.kind, block.element] for block in document.blocks],
        "encoding": document.encoding,
    }


def main() -> None:
    """Write all golden files."""
    for page in pages():
        page.with_suffix(".json").write_text(
            json.dumps(read(page), ensure_ascii=False, indent=1, default=asdict) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
