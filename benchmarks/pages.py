"""Main text of web pages: what is kept of it and how quickly, beside the usual picks.

Two sets with a truth made by hand: pages saved from sites that are declared (the truth is a selector in
`pages/saved.csv`, so that no text of theirs is kept here), and twenty pages composed for this, of as many makes, none
of them of a declared site (the truth lies beside each as lines; those that begin with "? ", headline and by-line,
count neither way, since some extractors hold them for metadata).
"""

from __future__ import annotations

import csv
import gc
import hashlib
import importlib
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from resiliparse.extract.html2text import extract_plain_text
from selectolax.lexbor import LexborHTMLParser

from pipeline.evaluate.score import Cell
from pipeline.parse.encoding import decode
from pipeline.parse.html import parse_html, read

METRIC = """\
Main text of pages. precision, recall, f1: of the words of a page (lower case, each as often as it stands there) against
the text that a person marked, mean over the pages; least_recall: of the worst page. pages_s: decoded pages a second of
one core (time.process_time), for each page the best of {best_of} times two passes over the set, made by the contenders
in turn; trafilatura_times: that rate over trafilatura's on the same pages. "with tree" also builds blocks, cells,
fields and links, which the others do not."""

HERE = Path(__file__).parent / "pages"
OURS = "vanban"
GENERAL = "vanban, sites not asked"
TREE = "vanban, with tree"
TRAFILATURA = "trafilatura"

Extractor = Callable[[str], str]
_WORD = re.compile(r"\w+")
_INLINE = ["a", "b", "em", "font", "i", "small", "span", "strong", "sub", "sup", "u"]
_UNSEEN = ["script", "style", "noscript", "template", "button", "select", "textarea"]


@dataclass(frozen=True, slots=True)
class Truth:
    """A page and the words that its main text has.

    Attributes:
        name: file name.
        source: the page, decoded.
        words: words of the main text.
        either: words that count neither way.
    """

    name: str
    source: str
    words: Counter[str]
    either: Counter[str]


def words(text: str) -> Counter[str]:
    """Return how often each word stands in a text."""
    return Counter(_WORD.findall(unicodedata.normalize("NFC", text).lower()))


def composed() -> list[Truth]:
    """Return the composed pages."""
    found = []
    for path in sorted(HERE.glob("*.html")):
        lines = path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
        must = "\n".join(line for line in lines if not line.startswith("? "))
        either = "\n".join(line[2:] for line in lines if line.startswith("? "))
        found.append(Truth(path.name, path.read_text(encoding="utf-8"), words(must), words(either)))
    return found


def saved(data: Path) -> list[Truth]:
    """Return the saved pages beside the repository that are as they were when their truth was made."""
    found = []
    with (HERE / "saved.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            path = data / "html" / row["file"]
            if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != row["sha256"]:
                continue
            source = decode(path.read_bytes()).text
            tree = LexborHTMLParser(f"<table>{source}</table>" if source.lstrip()[:3] == "<tr" else source)
            tree.strip_tags(_UNSEEN, recursive=True)
            for node in tree.css(row["exclude"]) if row["exclude"] else ():
                node.decompose()
            include, either = tree.css(row["include"]), tree.css(row["either"])
            tree.unwrap_tags(_INLINE)  # words may begin in one and end in another
            tree.merge_text_nodes()
            must, may = ("\n".join(node.text(separator=" ") for node in nodes) for nodes in (include, either))
            found.append(Truth(row["file"], source, words(must), words(may)))
    return found


def extractors(with_peers: bool = True) -> dict[str, Extractor]:
    """Return the contenders by name; peers that are not installed are left out."""
    found: dict[str, Extractor] = {
        OURS: lambda source: read(source).text,
        GENERAL: lambda source: read(source, by_site=False).text,
        TREE: lambda source: parse_html(source).text,
    }
    if not with_peers:
        return found
    found["resiliparse"] = lambda source: extract_plain_text(source, main_content=True, alt_texts=False)
    trafilatura = _module("trafilatura")
    if trafilatura:
        found[TRAFILATURA] = lambda source: trafilatura.extract(source) or ""
    readability, html = _module("readability"), _module("lxml.html")
    if readability and html:

        def readable(source: str) -> str:
            return str(html.fromstring(readability.Document(source).summary()).text_content())

        found["readability"] = readable
    return found


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def score(truth: Truth, text: str) -> tuple[float, float, float]:
    """Return precision, recall and F1 of the words of an extracted text."""
    got = words(text)
    right = (got & truth.words).total()
    wrong = (got - truth.words - truth.either).total()
    precision = right / (right + wrong) if right + wrong else 0.0
    recall = right / truth.words.total()
    return precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0


def measure(pages: Iterable[Truth], name: str, best_of: int = 3, with_peers: bool = True) -> list[dict[str, Cell]]:
    """Return one row for each contender on a set of pages; a crash is a page without a word."""
    pages = list(pages)
    rows: list[dict[str, Cell]] = []
    contenders = extractors(with_peers)
    seconds = _seconds(contenders, pages, best_of)
    for contender, extract in contenders.items():
        texts = {page.name: _safely(extract, page.source) for page in pages}
        found = [score(page, texts[page.name]) for page in pages]
        precision, recall, f1 = (round(sum(column) / len(pages), 4) for column in zip(*found, strict=True))
        rows.append(
            {
                "pages": name,
                "name": contender,
                "precision": precision,
                "recall": recall,
                "f1": f1,
                "least_recall": round(min(recall for _, recall, _ in found), 4),
                "pages_s": round(len(pages) / seconds[contender], 1),
            }
        )
    if TRAFILATURA in seconds:
        for row in rows:
            row["trafilatura_times"] = round(seconds[TRAFILATURA] / seconds[str(row["name"])], 1)
    return rows


def _safely(extract: Extractor, source: str) -> str:
    try:
        return extract(source)
    except Exception:  # of a peer: what it does not read, it does not find
        return ""


def _seconds(contenders: dict[str, Extractor], pages: list[Truth], best_of: int) -> dict[str, float]:
    """Return the seconds that each contender takes for all pages, each page at its best."""
    best = {name: [float("inf")] * len(pages) for name in contenders}
    gc.collect()
    gc.disable()  # as timeit does
    try:
        for _ in range(best_of):
            for name, extract in contenders.items():
                for place, page in [*enumerate(pages)] * 2:  # what comes after another contender finds the caches cold
                    before = time.process_time()
                    _safely(extract, page.source)
                    best[name][place] = min(best[name][place], time.process_time() - before)
            gc.collect()
    finally:
        gc.enable()
    return {name: sum(times) for name, times in best.items()}


def rows(data: Path | None, best_of: int = 3, with_peers: bool = True) -> list[dict[str, Cell]]:
    """Return the table of both sets; of the composed pages alone where the saved ones are not there."""
    known = saved(data) if data else []
    found = measure(known, "saved, of declared sites", best_of, with_peers) if known else []
    return found + measure(composed(), "composed, of no site", best_of, with_peers)
