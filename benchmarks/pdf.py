"""PDF: pages a second beside plain pypdfium2 and plain pdfplumber, in one run.

Plain pypdfium2 gives the characters of each page as they are stored, plain pdfplumber text and tables. Ours gives the
text in reading order with the box of each word (`layer`), and the whole document with tables, paragraphs and blocks.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2

from pipeline.parse.pdf import layout, pages, parse_pdf, running

OWN = Path(__file__).resolve().parents[1] / "tests" / "pipeline" / "pdf"


def files(data: Path | None) -> list[bytes]:
    """Return the gazette's files beside the repository, else those of the tests."""
    found = sorted((data / "congbao").glob("*.pdf")) if data else []
    return [path.read_bytes() for path in found or (OWN / "decision.pdf", OWN / "tables.pdf")]


def plain_pdfium(content: bytes) -> int:
    """Read the characters of each page; return how many pages there are."""
    document = pypdfium2.PdfDocument(content)
    for index in range(len(document)):
        page = document[index]
        text = page.get_textpage()
        text.get_text_range()
        text.close()
        page.close()
    count = len(document)
    document.close()
    return count


def plain_pdfplumber(content: bytes, most: int = 2) -> int:
    """Read text and tables of the first pages; return how many."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(content)) as document:
        for page in document.pages[:most]:
            page.extract_text()
            page.extract_tables()
            page.close()
        return min(most, len(document.pages))


def layer(content: bytes) -> int:
    """Read the text in reading order with the box of each word."""
    with pages.opened(content) as document:
        found = [page for index in range(len(document)) for page in pages.read(document, index)]
        count = len(document)
    layout.lay(found, running.part(found))
    return count


def whole(content: bytes) -> int:
    """Read the document as the pipeline does."""
    return parse_pdf(content).pages or 0


def measure(data: Path | None, best_of: int = 3) -> list[dict[str, Any]]:
    """Return a row for each reader: pages a second of processor time, the best pass counts, and the ratios."""
    contents = files(data)
    readers: dict[str, tuple[Callable[[bytes], int], int]] = {
        "pypdfium2, plain": (plain_pdfium, best_of), "vanban: words and boxes in order": (layer, best_of),
        "vanban: whole document": (whole, best_of), "pdfplumber, text and tables": (plain_pdfplumber, 1),
    }  # fmt: skip
    best: dict[str, float] = {}
    for number in range(best_of):
        for name, (reader, passes) in readers.items():
            if number < passes:
                started = time.process_time()
                count = sum(reader(content) for content in contents)
                best[name] = max(best.get(name, 0.0), count / (time.process_time() - started))
    return [
        {
            "reader": name, "pages/s": round(rate, 1),
            "to pypdfium2": round(rate / best["pypdfium2, plain"], 2),
            "to pdfplumber": round(rate / best["pdfplumber, text and tables"], 1),
        }
        for name, rate in best.items()
    ]  # fmt: skip
