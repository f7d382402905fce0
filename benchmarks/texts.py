"""The texts that are measured on: the real ones beside the repository, or the project's own sample."""

from __future__ import annotations

import json
import os
import random
from dataclasses import dataclass
from pathlib import Path

from extractors.shadow import canonical

ROOT = Path(__file__).resolve().parent.parent
GOLD_FILES = ("gold/gold.jsonl", "portal/dev.jsonl", "phapdien/dev.jsonl")
DOCUMENT = 6_000  # characters of a sampled document, as long as the usual dispatch


def shared_data() -> Path | None:
    """Return the folder of real documents beside the repository (or $VANBAN_SHARED), if it is there."""
    path = Path(os.environ.get("VANBAN_SHARED", ROOT.parent / "shared")) / "data"
    return path if path.is_dir() else None


@dataclass(frozen=True, slots=True)
class Texts:
    """Canonical texts to read.

    Attributes:
        name: what they are, for tables.
        documents: one string a document.
    """

    name: str
    documents: list[str]

    @property
    def megabytes(self) -> float:
        """Size in 10^6 bytes of UTF-8."""
        return sum(len(text.encode("utf-8")) for text in self.documents) / 1e6


def whole(data: Path | None) -> Texts:
    """Return the gold documents, each once, or the sample corpus where there are none."""
    if data is None:
        return Texts("sample", _sample())
    path = data / GOLD_FILES[0]
    rows = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
    return Texts("gold", [canonical((path.parent / row["text_file"]).read_text("utf-8")) for row in rows])


def sampled(data: Path | None, megabytes: float) -> Texts:
    """Return documents of paragraphs drawn with repetition from the seeds (or the sample corpus).

    The draw is always the same. Documents are about 8 kB; together they reach `megabytes`.
    """
    sources = (
        [canonical(path.read_text("utf-8")) for path in sorted((data / "seeds").glob("*.txt"))]
        if data is not None
        else _sample()
    )
    paragraphs = [line for text in sources for line in text.split("\n") if line.strip()]
    draw = random.Random(20211)  # any number; a new one is a new text
    documents: list[str] = []
    size = 0
    while size < megabytes * 1e6:
        lines: list[str] = []
        length = 0
        while length < DOCUMENT:
            line = draw.choice(paragraphs)
            lines.append(line)
            length += len(line) + 1
        documents.append("\n".join(lines))
        size += len(documents[-1].encode("utf-8"))
    return Texts("sampled", documents)


def head(texts: Texts, kilobytes: float) -> Texts:
    """Return the first documents of some texts, up to a size; at least one."""
    kept: list[str] = []
    size = 0
    for text in texts.documents:
        if kept and size >= kilobytes * 1000:
            break
        kept.append(text)
        size += len(text.encode("utf-8"))
    return Texts(f"{texts.name}, first {round(size / 1000)} kB", kept)


def _sample() -> list[str]:
    files = sorted(
        path
        for path in (ROOT / "corpus" / "sample").rglob("*")
        if path.suffix in {".txt", ".md"} and not path.name.startswith(("README", "LICENSE"))
    )
    if not files:
        raise FileNotFoundError(f"no texts under {ROOT / 'corpus' / 'sample'} and no {ROOT.parent / 'shared'}")
    return [canonical(path.read_text("utf-8")) for path in files]
