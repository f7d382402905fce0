"""Golden files: what is read from the sample corpus, one line a value. `make golden` writes them anew.

Read the difference before you commit it: each line is a claim about a document.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.cli.extract import as_rows
from pipeline.read import read

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "corpus" / "sample"
GOLDEN = ROOT / "tests" / "golden"


def documents() -> list[Path]:
    """Return the documents of the sample corpus."""
    return sorted(path for path in SAMPLE.iterdir() if path.suffix in (".txt", ".html"))


def page(document: Path) -> str:
    """Return what is read from a document, one tab-separated line a value, in the order of the text."""
    lines = [
        "\t".join(str(row[name]).replace("\n", "⏎") for name in ("start", "end", "what", "surface", "value"))
        for row in as_rows(read(document.read_bytes(), document.name))
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write all golden files."""
    GOLDEN.mkdir(exist_ok=True)
    for document in documents():
        (GOLDEN / f"{document.name}.tsv").write_text(page(document), encoding="utf-8")


if __name__ == "__main__":
    main()
