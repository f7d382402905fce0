"""PDF: pages a second beside plain pypdfium2 and plain pdfplumber."""

from __future__ import annotations

import io
import math
import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pypdfium2

from pipeline import ingest
from pipeline.parse.pdf import layer, layout, parse_pdf, running

METRIC = """\
Pages a second of processor time over all files: of each file the best of {best_of} passes (pdfplumber: of one, over its
first two pages), the readers taking turns. Plain pypdfium2 gives the characters of each page in the order of the file;
"words and boxes" gives its words in that order, each with its box, and the drawn lines of pages that may have tables;
"in order" one text of all pages in reading order, running heads apart, still without tables; the whole document has
tables, paragraphs and blocks too. The last row is of the clock: whole documents in as many processes as `vanban ingest`
starts here, one for each core; pdfium itself can be called by one thread of a process only."""

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


def words(content: bytes) -> int:
    """Read the words of each page with their boxes."""
    with layer.opened(content) as document:
        for index in range(len(document)):
            layer.read(document, index)
        return len(document)


def ordered(content: bytes) -> int:
    """Read the text in reading order with the box of each word."""
    with layer.opened(content) as document:
        found = [page for index in range(len(document)) for page in layer.read(document, index)]
        count = len(document)
    layout.lay(found, running.part(found))
    return count


def whole(content: bytes) -> int:
    """Read the document as the pipeline does."""
    return parse_pdf(content).pages or 0


def in_processes(contents: list[bytes], jobs: int, best_of: int) -> float:
    """Return pages a second of the clock over all files, read whole in so many processes."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        best = math.inf
        for _ in range(best_of + 1):  # the first pass starts the processes
            started = time.perf_counter()
            counts = list(pool.map(whole, sorted(contents, key=len, reverse=True)))
            best = min(best, time.perf_counter() - started)
        return sum(counts) / best


def measure(data: Path | None, best_of: int = 3) -> list[dict[str, Any]]:
    """Return a row for each reader: what `METRIC` says, and the ratios."""
    readers: dict[str, tuple[Callable[[bytes], int], int]] = {
        "pypdfium2, plain": (plain_pdfium, best_of), "vanban: words and boxes": (words, best_of),
        "vanban: words and boxes in order": (ordered, best_of), "vanban: whole document": (whole, best_of),
        "pdfplumber, text and tables": (plain_pdfplumber, 1),
    }  # fmt: skip
    counts, seconds = dict.fromkeys(readers, 0), dict.fromkeys(readers, 0.0)
    for content in files(data):
        best = dict.fromkeys(readers, math.inf)
        for number in range(best_of):
            for name, (reader, passes) in readers.items():
                if number < passes:
                    started = time.process_time()
                    count = reader(content)
                    best[name] = min(best[name], time.process_time() - started)
                    counts[name] += count if number == 0 else 0
        for name, least in best.items():
            seconds[name] += least
    rates = {name: counts[name] / seconds[name] for name in readers}
    jobs = ingest.processors()
    rates[f"vanban: whole documents, {jobs} processes"] = in_processes(files(data), jobs, best_of)
    return [
        {
            "reader": name, "pages/s": round(rate, 1),
            "to pypdfium2": round(rate / rates["pypdfium2, plain"], 2),
            "to pdfplumber": round(rate / rates["pdfplumber, text and tables"], 1),
        }
        for name, rate in rates.items()
    ]  # fmt: skip
