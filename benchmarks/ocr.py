"""``python -m benchmarks.ocr``: twenty composed pages recognised, clean and degraded, beside each reader alone.

Accuracy is 1 - (edit distance of the characters) / (characters of the truth), in reading order, white space collapsed,
the bars between cells of a table left out; all pages together.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from PIL.Image import Image

from benchmarks import scans
from extractors.shadow import canonical
from pipeline.evaluate import render
from pipeline.parse.document import ParsedDocument
from pipeline.parse.pictures import parse_pages

Reader = Callable[[Image], str]


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; returns 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ocr", description=__doc__)
    parser.add_argument("--pages", type=int, default=scans.PAGES, help="how many of the pages (default all)")
    parser.add_argument("--no-peers", action="store_true", help="only both readers together")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    given = parser.parse_args(arguments)
    results = measure(given.pages, peers=not given.no_peers)
    print(f"{__doc__}\n")
    print(render(results["accuracy"], "table"))
    print("Confidence of a word, and how many words of that confidence are right\n")
    print(render(results["calibration"], "table"))
    if given.json:
        given.json.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def measure(count: int, *, peers: bool) -> dict[str, Any]:
    """Return the rows of both tables."""
    last: list[ParsedDocument] = []

    def both(picture: Image) -> str:
        last[:] = [parse_pages([picture])]
        return last[0].text

    readers: dict[str, Reader] = {"both (vanban)": both}
    if peers:
        readers |= {"trueocr alone": trueocr_alone(), "tesseract alone": tesseract_alone()}
    errors: dict[tuple[str, str], int] = defaultdict(int)
    seconds: dict[tuple[str, str], float] = defaultdict(float)
    total = 0
    bins: dict[str, list[list[float]]] = {"clean": [], "degraded": []}
    for seed, scan in zip(range(count), scans.scans(), strict=False):
        clean = scans.image(scan.pdf)
        total += len(flat(scan.truth))
        for state, picture in (("clean", clean), ("degraded", scans.degraded(clean, seed))):
            for name, reader in readers.items():
                started = time.process_time()
                said = reader(picture)
                seconds[name, state] += time.process_time() - started
                errors[name, state] += distance(flat(said), flat(scan.truth))
            bins[state] += judged(last[0], scan.truth)
    rows = [
        {"reader": name}
        | {f"accuracy {state}": round(1 - errors[name, state] / total, 4) for state in bins}
        | {f"s/page {state}": round(seconds[name, state] / count, 2) for state in bins}
        for name in readers
    ]
    return {
        "accuracy": rows,
        "calibration": [row for state, pairs in bins.items() for row in calibration(state, pairs)],
    }


def flat(text: str) -> str:
    """Return a text as it is compared."""
    return " ".join(canonical(text).replace("|", " ").split())


def distance(a: str, b: str) -> int:
    """Return the edit distance of two texts."""
    found: int = importlib.import_module("rapidfuzz.distance").Levenshtein.distance(a, b)
    return found


def trueocr_alone() -> Reader:
    """Return trueocr as its documentation shows it, on one thread."""
    module = importlib.import_module("trueocr")
    model = module.load_model(threads=1)
    return lambda picture: str(model.predict(picture).text)


def tesseract_alone() -> Reader:
    """Return tesseract with its own layout analysis."""
    tesserocr = importlib.import_module("tesserocr")
    folder = importlib.import_module("pipeline.parse.ocr.tesseract").tessdata()
    api = tesserocr.PyTessBaseAPI(path=str(folder), lang="vie", psm=tesserocr.PSM.AUTO)
    api.SetVariable("debug_file", "/dev/null")

    def read(picture: Image) -> str:
        api.SetImage(picture)
        api.SetSourceResolution(scans.DPI)
        return str(api.GetUTF8Text())

    return read


def judged(document: ParsedDocument, truth: str) -> list[list[float]]:
    """Return for each recognised word its confidence, and 1 if it stands in the truth in its place, else 0."""
    words = [word for word in document.words if word.confidence is not None]
    said = [document.text[word.start : word.end] for word in words]
    right: set[int] = set()
    matcher = SequenceMatcher(None, said, flat(truth).split(), autojunk=False)
    for kind, start, end, _, _ in matcher.get_opcodes():
        if kind == "equal":
            right.update(range(start, end))
    return [[word.confidence or 0.0, float(i in right)] for i, word in enumerate(words)]


def calibration(state: str, pairs: list[list[float]]) -> list[dict[str, Any]]:
    """Return for each band of confidence how many words were right."""
    rows = []
    for low, high in ((0.0, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 1.01)):
        inside = [pair for pair in pairs if low <= pair[0] < high]
        if inside:
            rows.append({
                "pages": state, "confidence": f"{low} to {min(high, 1.0)}", "words": len(inside),
                "mean confidence": round(sum(pair[0] for pair in inside) / len(inside), 3),
                "right": round(sum(pair[1] for pair in inside) / len(inside), 3),
            })  # fmt: skip
    return rows


if __name__ == "__main__":
    sys.exit(main())
