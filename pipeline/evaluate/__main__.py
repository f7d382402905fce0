"""``python -m pipeline.evaluate GOLD``: accuracy against a gold file."""

import argparse
import sys
from pathlib import Path

from pipeline.evaluate import run


def main() -> int:
    """Read the arguments and run; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.evaluate", description="Accuracy against a gold file.")
    parser.add_argument("gold", type=Path, help="gold file (JSON lines)")
    parser.add_argument("--floors", type=Path, help="floors file to check against")
    parser.add_argument("--field", help="only this field: citations, dates, header.number, …")
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="list N misses and false hits; -1: all")
    parser.add_argument("--format", choices=("table", "jsonl", "csv"), default="table")
    parser.add_argument("--write-floors", action="store_true", help="set the floors to the figures less .005")
    parser.add_argument("--allow-lower", action="store_true", help="let --write-floors lower a floor")
    given = parser.parse_args()
    if given.write_floors and given.floors is None:
        parser.error("--write-floors needs --floors FILE")
    return run(
        given.gold,
        given.floors,
        given.field,
        given.misses,
        given.format,
        given.write_floors,
        given.allow_lower,
    )


if __name__ == "__main__":
    sys.exit(main())
