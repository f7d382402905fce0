"""``python -m benchmarks.search``: finding the right article, numbers, and speed, beside SQLite's FTS5.

Three parts, each in one run with its peer:

- questions: ALQAC 2022, 1,377 articles of law as documents of a corpus, 520 questions; recall at 1, 10, 50 and nDCG at
  10, for the questions as they are and without diacritics. Each half of the questions (by a hash of the id) apart.
- numbers: documents composed with numbers and citations; each number is asked for in a damaged spelling. Right is: the
  document first, those that cite it next.
- speed: passages indexed a second, and the time of a query of five words.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import texts
from corpus import Corpus, index
from corpus.index import exact_words, folded_words
from extractors.shadow import Shadow, fold
from pipeline import store
from pipeline.evaluate import render
from pipeline.ingest import ingest
from pipeline.read import DocumentRows
from schemas import layout
from schemas.records import Block, Document

DEPTHS = (1, 10, 50)
RETRIEVAL = "retrieval"

Row = dict[str, Any]


# ---- questions


@dataclass(frozen=True, slots=True)
class Question:
    """One question and the articles that answer it."""

    text: str
    relevant: frozenset[str]
    half: int


def questions(folder: Path) -> list[Question]:
    """Return the questions with the ids of their articles."""
    found = []
    for row in json.loads((folder / "questions.json").read_text(encoding="utf-8")):
        relevant = frozenset(f"{item['law_id']}#{item['article_id']}" for item in row["relevant_articles"])
        half = int(hashlib.sha256(row["id"].encode()).hexdigest(), 16) % 2
        found.append(Question(row["text"], relevant, half))
    return found


def articles(folder: Path) -> dict[str, str]:
    """Return the articles by id."""
    laws = json.loads((folder / "law.json").read_text(encoding="utf-8"))
    return {f"{law['id']}#{item['id']}": item["text"] for law in laws for item in law["articles"]}


def scores(asked: Sequence[Question], ranked: Sequence[Sequence[str]]) -> Row:
    """Return recall at each depth, nDCG at 10, and recall at 1 and 10 in each half."""
    places = [
        next((place for place, name in enumerate(names) if name in question.relevant), math.inf)
        for question, names in zip(asked, ranked, strict=True)
    ]

    def recall(depth: int, half: int | None = None) -> float:
        counted = [place for place, question in zip(places, asked, strict=True) if half in (None, question.half)]
        return round(sum(place < depth for place in counted) / max(len(counted), 1), 3)

    gains = [1 / math.log2(place + 2) if place < 10 else 0.0 for place in places]
    return {
        **{f"recall@{depth}": recall(depth) for depth in DEPTHS},
        "nDCG@10": round(statistics.fmean(gains), 3),
        "halves @1": f"{recall(1, 0):.3f} {recall(1, 1):.3f}",
        "halves @10": f"{recall(10, 0):.3f} {recall(10, 1):.3f}",
    }


class Fts5:
    """SQLite's full-text index with any-word BM25; `words` cuts texts and queries."""

    def __init__(self, words: Callable[[str], list[str]], path: str = ":memory:") -> None:
        self._words = words
        self._connection = sqlite3.connect(path)
        self._connection.execute(
            'create virtual table texts using fts5(name unindexed, body, tokenize="unicode61 remove_diacritics 0")'
        )

    def add(self, rows: Iterator[tuple[str, str]]) -> None:
        """Index texts by name."""
        cut = ((name, " ".join(self._words(text))) for name, text in rows)
        self._connection.executemany("insert into texts values (?, ?)", cut)
        self._connection.commit()

    def search(self, query: str, limit: int) -> list[str]:
        """Return the names of the best texts that have any of the words."""
        asked = " OR ".join(f'"{word}"' for word in dict.fromkeys(self._words(query)))
        found = self._connection.execute(
            "select name from texts where texts match ? order by bm25(texts) limit ?", (asked, limit)
        )
        return [name for (name,) in found]


def exact(text: str) -> list[str]:
    """Cut a text into words in lower case."""
    return list(exact_words().analyze(Shadow(text).plain))


def folded(text: str) -> list[str]:
    """Cut a text into words without diacritics."""
    return list(folded_words().analyze(Shadow(text).plain))


def law_corpus(found: dict[str, str], folder: Path) -> Corpus:
    """Write the articles as files and ingest them, each a document whose name is the name of its file."""
    (folder / "in").mkdir()
    for place, text in enumerate(found.values()):
        (folder / "in" / f"{place}.txt").write_text(text, encoding="utf-8")
    ingest([folder / "in"], folder / "corpus")
    index.update(folder / "corpus")
    return Corpus.open(folder / "corpus")


def measure_questions(data: Path) -> list[Row]:
    """Compare on the questions, with and without diacritics."""
    found, asked = articles(data), questions(data)
    names = list(found)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        corpus = law_corpus(found, Path(folder))

        def ours(query: str, limit: int) -> list[str]:
            hits = corpus.search(query, limit=limit, facets=False).hits
            return [names[int(Path(hit.source).stem)] for hit in hits]

        engines: list[tuple[str, Callable[[str, int], list[str]]]] = []
        for name, words in (("SQLite FTS5, with diacritics", exact), ("SQLite FTS5, folded", folded)):
            peer = Fts5(words)
            peer.add(iter(found.items()))
            engines.append((name, peer.search))
        for spelling, spell in (("as they are", str), ("without diacritics", fold)):
            for name, search in (*engines, ("vanban", ours)):
                if spell is str or name != engines[0][0]:
                    ranked = [search(spell(question.text), max(DEPTHS)) for question in asked]
                    rows.append({"questions": spelling, "engine": name, **scores(asked, ranked)})
    return rows


# ---- numbers

_CODES = ("QĐ-UBND", "QĐ-TTg", "KH-UBND", "NQ-HĐND", "BC-UBND", "CV-UBND", "TB-VPCP", "QĐ-BNN-VPĐP", "CT-TTg")
_DAMAGE: tuple[Callable[[str], str], ...] = (
    str,
    fold,
    str.lower,
    lambda number: number.replace("/", " /").replace("-", " – "),
    lambda number: number.replace("/", "/ ").replace("-", "-\u00a0"),
    lambda number: number.replace("-", "").replace("Đ", "D"),
    lambda number: number.replace("/", " ").replace("-", " "),
    lambda number: f"Quyết định số {number.replace('Đ', 'Ð')} ngày 08/3/2023",
)


def composed(count: int, draw: random.Random) -> Iterator[tuple[str, str, str]]:
    """Yield documents as (number, number of another that it cites, text)."""
    numbers = [f"{place + 11}/{draw.choice(_CODES)}" for place in range(count)]
    provinces = ("Bắc Ninh", "Hà Tĩnh", "Lào Cai", "Nghệ An", "Đồng Tháp")
    for place, number in enumerate(numbers):
        cited, province = numbers[place - 1], draw.choice(provinces)
        yield (
            number,
            cited,
            f"ỦY BAN NHÂN DÂN\nTỈNH {province.upper()}\n-------\nSố: {number}\n\n{province}, ngày 0{place % 9 + 1} "
            f"tháng 3 năm 2023\n\nQUYẾT ĐỊNH\nVề việc giao chỉ tiêu đợt {place}\n\nCăn cứ Quyết định số {cited} ngày "
            f"01/3/2023;\n\nĐiều 1. Giao chỉ tiêu xây dựng nông thôn mới cho {draw.randint(3, 90)} xã.\n",
        )


def measure_numbers(count: int = 100) -> list[Row]:
    """Ask for each number in one damaged spelling after another; the peer looks for its words as a phrase."""
    draw = random.Random(263)
    documents = list(composed(count, draw))
    holder = {number: place for place, (number, _, _) in enumerate(documents)}
    citing = {cited: place for place, (_, cited, _) in enumerate(documents)}
    peer = Fts5(folded)
    peer.add((str(place), text) for place, (_, _, text) in enumerate(documents))
    first = second = peer_first = 0
    with tempfile.TemporaryDirectory() as folder:
        inputs = Path(folder) / "in"
        inputs.mkdir()
        for place, (_, _, text) in enumerate(documents):
            (inputs / f"{place}.txt").write_text(text, encoding="utf-8")
        ingest([inputs], Path(folder) / "corpus")
        index.update(Path(folder) / "corpus")
        corpus = Corpus.open(Path(folder) / "corpus")
        for place, (number, _, _) in enumerate(documents):
            query = _DAMAGE[place % len(_DAMAGE)](number)
            found = [int(Path(hit.source).stem) for hit in corpus.search(query, facets=False).hits]
            first += found[:1] == [holder[number]]
            second += found[1:2] == [citing[number]]
            peer_first += peer.search(query, 1) == [str(holder[number])]
    return [
        {
            "engine": "SQLite FTS5, folded, any word",
            "asked": count,
            "document first": peer_first,
            "then who cites it": None,
        },
        {"engine": "vanban", "asked": count, "document first": first, "then who cites it": second},
    ]


# ---- speed

_PASSAGES_EACH = 10
_QUERIES = 100


def passages(count: int, data: Path | None, draw: random.Random) -> list[str]:
    """Return passages of 150 to 400 characters, drawn from articles of law or the sample corpus."""
    sources = list(articles(data).values()) if data else texts.whole(None).documents
    lines = [line for text in sources for line in text.split("\n") if len(line) > 80]
    made = []
    for _ in range(count):
        line, length = draw.choice(lines), draw.randint(150, 400)
        while len(line) < length:
            line = f"{line} {draw.choice(lines)}"
        start = draw.randint(0, len(line) - length)
        made.append(line[start : start + length])
    return made


def tables(made: Sequence[str], folder: Path) -> None:
    """Write passages into the tables of a corpus, some to a document."""
    with store.writing(folder):
        documents = []
        for at in range(0, len(made), _PASSAGES_EACH):
            documents.append(_document(made[at : at + _PASSAGES_EACH], str(at)))
        store.stage(folder, documents, "benchmark")
        store.merge(folder, "benchmark")


def _document(made: Sequence[str], name: str) -> DocumentRows:
    text = "\n".join(made)
    blocks, position = [], 0
    for ordinal, line in enumerate(made):
        blocks.append(Block(ordinal, "paragraph", position, position + len(line)))
        position += len(line) + 1
    sha256 = hashlib.sha256(f"{name} {text}".encode()).hexdigest()
    document = Document(
        sha256=sha256, source=f"made/{name}.txt", title=f"Văn bản {name}", text=text, reader="benchmark"
    )
    return DocumentRows(document.source, layout.doc_id(sha256), document, tuple(blocks))


def measure_speed(count: int, data: Path | None) -> list[Row]:
    """Index passages and ask for any of five words that stand together in one."""
    draw = random.Random(8)
    made = passages(count, data, draw)
    queries: list[str] = []
    while len(queries) < _QUERIES:
        words = draw.choice(made).split()
        if len(words) > 5:
            start = draw.randint(0, len(words) - 5)
            queries.append(" ".join(words[start : start + 5]))
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        tables(made, corpus)
        started, used = time.perf_counter(), time.process_time()
        index.update(corpus)
        wall, processor = time.perf_counter() - started, time.process_time() - used
        opened = Corpus.open(corpus)
        megabytes = sum(path.stat().st_size for path in (corpus / index.FOLDER).rglob("*") if path.is_file()) / 1e6
        asked = {
            "vanban": lambda query: opened.search(query, facets=False),
            "vanban, any word": lambda query: opened.search(" OR ".join(query.split()), facets=False),
            "vanban, with facets": opened.search,
        }
        for name, search in asked.items():
            rows.append({"engine": name, **_rates(count, wall, processor, megabytes), **_times(search, queries)})
        with store.writing(corpus):
            store.stage(corpus, [_document(made[:_PASSAGES_EACH], "one more")], "benchmark")
            store.merge(corpus, "benchmark")
        started = time.perf_counter()
        report = index.update(corpus)
        rows[0]["one more document, s"] = round(time.perf_counter() - started, 2) if report.added == 1 else None
        path = Path(folder) / "fts5.sqlite"
        started, used = time.perf_counter(), time.process_time()
        peer = Fts5(folded, str(path))
        peer.add((str(place), text) for place, text in enumerate(made))
        wall, processor = time.perf_counter() - started, time.process_time() - used
        rates = _rates(count, wall, processor, path.stat().st_size / 1e6)
        times = _times(lambda query: peer.search(query, 10), queries)
        rows.append({"engine": "SQLite FTS5, folded, any word", **rates, **times})
    return [{name: row.get(name) for name in rows[0]} for row in rows]


def _rates(count: int, wall: float, processor: float, megabytes: float) -> Row:
    return {"passages/s": round(count / wall), "of processor": round(count / processor), "MB": round(megabytes)}


def _times(search: Callable[[str], object], queries: Sequence[str]) -> Row:
    """Return milliseconds of processor time a query, so that a busy machine does not decide."""
    for query in queries[:10]:
        search(query)
    taken = []
    for query in queries:
        started = time.process_time()
        search(query)
        taken.append(1000 * (time.process_time() - started))
    cuts = statistics.quantiles(taken, n=20)
    return {"p50 ms": round(cuts[9], 1), "p95 ms": round(cuts[18], 1)}


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; returns 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--passages", type=int, default=200_000, help="passages of the speed part (default 200000)")
    parser.add_argument("--only", choices=("questions", "numbers", "speed"), help="only this part")
    given = parser.parse_args(arguments)
    shared = texts.shared_data()
    data = shared / RETRIEVAL if shared else None
    if given.only in (None, "questions"):
        if data and data.exists():
            print(render(measure_questions(data), "table"))
        else:
            print("No ../shared beside the repository: questions left out.\n")
            data = None
    if given.only in (None, "numbers"):
        print(render(measure_numbers(), "table"))
    if given.only in (None, "speed"):
        print(render(measure_speed(given.passages, data), "table"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
