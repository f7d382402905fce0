"""``python -m benchmarks.legacy``: how many diacritics of files in old fonts come back right."""

from __future__ import annotations

import sys
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from benchmarks import texts
from benchmarks.report import table
from pipeline.evaluate.score import Cell
from pipeline.parse import ParseError, parse

METRIC = """\
Metric: the share of the letters with diacritics (and đ) of a transcript that stand at their place in what was read.
Both texts are NFC with single blanks, and are aligned letter by letter with the fewest edits (Levenshtein); a letter
is right where the alignment says equal. A file that cannot be read has none right. *As printed* tells capitals from
small letters; *any case* does not: the transcripts leave headings in .VnTimeH small, which the font shows in
capitals, and so do we wherever a file says the font. What an author struck out under tracked changes is in the
transcripts and not in what we read."""

INTRODUCTION = """\
# Files of before Unicode

46 DOC, XLS and RTF files of 2001 to 2009 in TCVN3 (ABC) and VNI fonts, from archived sites of the state, beside their
transcripts (`../shared/data/legacy`). Written by `python -m benchmarks.legacy > docs/legacy.md`."""


@dataclass(frozen=True, slots=True)
class Score:
    """What came back of one file.

    Attributes:
        name: of the file.
        letters: letters with diacritics in its transcript.
        right: how many of them came back.
        right_any_case: the same, case aside.
        encoding: what was found; the reason where it could not be read.
        seconds: on the clock.
    """

    name: str
    letters: int
    right: int
    right_any_case: int
    encoding: str
    seconds: float

    @property
    def format(self) -> str:
        """Suffix of the file."""
        return self.name.rpartition(".")[2]


def marked(text: str) -> int:
    """Return how many letters of a text have a diacritic or are đ."""
    return sum(char in "đĐ" or (char.isalpha() and len(unicodedata.normalize("NFD", char)) > 1) for char in text)


def right(wanted: str, read: str) -> int:
    """Return how many marked letters of a text stand at their place in what was read."""
    return sum(
        marked(wanted[step.src_start : step.src_end])
        for step in Levenshtein.opcodes(wanted, read)
        if step.tag == "equal"
    )


def plain(text: str) -> str:
    """Return a text in NFC with single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def measure(folder: Path) -> Iterator[Score]:
    """Yield the score of each file of a folder that has a transcript."""
    for path in sorted((folder / "files").iterdir()):
        transcript = folder / "transcripts" / f"{path.stem}.txt"
        if not transcript.is_file():
            continue
        wanted = plain(transcript.read_text(encoding="utf-8"))
        start = time.perf_counter()
        try:
            document = parse(path.read_bytes(), path.name)
            read, encoding = plain(document.text), document.encoding or "unicode"
        except ParseError as error:
            read, encoding = "", error.reason
        seconds = time.perf_counter() - start
        yield Score(
            path.name, marked(wanted), right(wanted, read), right(wanted.lower(), read.lower()), encoding, seconds
        )


def total(name: str, scores: list[Score]) -> dict[str, Cell]:
    """Return the row of several files."""
    letters = sum(score.letters for score in scores)
    return {
        "format": name,
        "files": len(scores),
        "letters": letters,
        "as printed": sum(score.right for score in scores) / letters,
        "any case": sum(score.right_any_case for score in scores) / letters,
        "below .98": sum(score.right < 0.98 * score.letters for score in scores),
        "seconds": sum(score.seconds for score in scores),
    }


def page(scores: list[Score]) -> str:
    """Return the figures as a page."""
    formats = sorted({score.format for score in scores})
    totals = [total(name, [score for score in scores if score.format == name]) for name in formats]
    rows: list[dict[str, Cell]] = [
        {
            "file": score.name,
            "encoding": score.encoding,
            "letters": score.letters,
            "as printed": score.right / score.letters,
            "any case": score.right_any_case / score.letters,
        }
        for score in sorted(scores, key=lambda score: (score.format, score.name))
    ]
    parts = (INTRODUCTION, METRIC, "## By format", table([*totals, total("all", scores)]), "## By file", table(rows))
    return "\n\n".join(parts) + "\n"


def main() -> int:
    """Measure and print; returns 0, or 2 where the files are not there."""
    data = texts.shared_data()
    if data is None or not (data / "legacy").is_dir():
        print("No ../shared/data/legacy beside the repository.", file=sys.stderr)
        return 2
    print(page(list(measure(data / "legacy"))), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
