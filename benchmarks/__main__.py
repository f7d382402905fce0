"""``python -m benchmarks``: accuracy and speed beside peers."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks import accuracy, crawl, hotspots, pages, pdf, report, speed, texts
from pipeline.evaluate import evaluate, render


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; returns 0, or 2 where there is nothing to read."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--mb", type=float, default=20, help="size of the large text (default 20)")
    parser.add_argument("--best-of", type=int, default=3, metavar="N", help="passes, the best counts (default 3)")
    parser.add_argument("--slice-kb", type=float, default=40, help="what the slow peers read (default 40)")
    parser.add_argument("--long-mb", type=float, default=50, help="size of the one long document; 0: none (default 50)")
    parser.add_argument(
        "--page", type=Path, metavar="FILE", help="also write the figures on speed there, as docs/speed.md"
    )
    parser.add_argument("--no-peers", action="store_true", help="only our own extractors and the plain pattern")
    parser.add_argument("--profile", action="store_true", help="cost per function and pattern, and nothing else")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    given = parser.parse_args(arguments)
    data = texts.shared_data()
    try:
        gold, large = texts.whole(data), texts.sampled(data, given.mb)
    except OSError as error:
        print(error, file=sys.stderr)
        return 2
    if data is None:
        print("No ../shared beside the repository: measured on the sample corpus, accuracy left out.\n")
    results = profile(texts.head(large, 1000)) if given.profile else measure(given, data, gold, large)
    if given.json:
        given.json.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def measure(given: argparse.Namespace, data: Path | None, gold: texts.Texts, large: texts.Texts) -> dict[str, Any]:
    """Measure speed and, where there is gold, accuracy; print as it comes."""
    peers = not given.no_peers
    found = speed.measure(gold, large, given.best_of, given.slice_kb, peers)
    rows = speed.rows(found, speed.memory([speed.ALL, speed.TAGGER] if peers else [speed.ALL]))
    print(speed.METRIC.format(best_of=given.best_of) + "\n")
    print(render(rows, "table"))
    long = speed.long_document(given.long_mb) if given.long_mb else []
    print(render(long, "table"))
    goals = speed.goals(found, long)
    print(render(goals, "table"))
    costs = speed.costs(found)
    print(render(costs, "table"))
    results: dict[str, Any] = {"machine": speed.machine(), "speed": rows, "goals": goals, "long_document": long}
    results["costs"] = costs
    if given.page:
        given.page.write_text(report.speed_page(rows, goals, costs, long, given.best_of), encoding="utf-8")
    if data is not None:
        ours = evaluate(data / texts.GOLD_FILES[0])
        compared = accuracy.beside_peers(data, ours, with_peers=peers)
        print(f"{ours.metric}\nHere on natural text, the peers in the fields that they speak of.\n")
        print(render(compared, "table"))
        results["accuracy"] = compared
    found_pages = pages.rows(data, given.best_of, peers)
    print(pages.METRIC.format(best_of=given.best_of) + "\n")
    print(render(found_pages, "table"))
    results["pages"] = found_pages
    if peers:
        results["pdf"] = pdf.measure(data, given.best_of)
        print(pdf.METRIC.format(best_of=given.best_of) + "\n")
        print(render(results["pdf"], "table"))
        results["crawl"] = crawl.rows(given.best_of)
        print(crawl.METRIC.format(best_of=given.best_of) + "\n")
        print(render(results["crawl"], "table"))
    return results


def profile(part: texts.Texts) -> dict[str, Any]:
    """Print where the time goes."""
    functions, patterns = hotspots.functions(part), hotspots.patterns(texts.head(part, 250))
    print(f"Cumulative cost per function, {part.name} (profiled: compare shares)\n")
    print(render(functions, "table"))
    print("Patterns by the cost of one search over the whole text\n")
    print(render(patterns, "table"))
    return {"functions": functions, "patterns": patterns}


if __name__ == "__main__":
    sys.exit(main())
