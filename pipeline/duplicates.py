"""Copies of the same document: found by MinHash, decided by what they share, the best one chosen by stated rules.

Two documents are copies if what they say of themselves does not differ (number, type, date of issue) and one says
most of what the other says. Decisions made from one template for many communes are alike to the word but for the
number: they are no copies. The best copy is, in this order: whole; from an official host; with more of its header
read; not read by OCR; with more text; the one fetched first; the one with the smaller id.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.compute as pc
from rensa import RMinHash, RMinHashLSH

from schemas import facts, layout
from schemas.records import Copy

WORDS = 5
"""Words of a sequence that two texts are compared by."""

NEAR = 0.8
"""Share of the smaller text that a copy has too."""

NEAR_SAME_NUMBER = 0.6
"""The same where both have one number and one date."""

FEWEST = 30
"""Sequences of a text below which only an equal text is a copy."""

_MOST_PAIRS = 50  # that many earlier documents one is compared with; a hundred alike are joined through these
_PERMUTATIONS, _BANDS, _SEED = 126, 42, 1  # bands of three rows: a pair with Jaccard .5 is missed once in 270 times
_HEADER = ("number", "doc_type", "issue_date", "issuer", "place", "signer", "subject")
_OWN = ("number_norm", "doc_type", "issue_date")
_COLUMNS = ("doc_id", "source", "retrieved_at", "text", "parse_status", "read_by", "number_norm", *_HEADER)
_BLOCK = ("doc_id", "kind", "start", "end")
_WORD = re.compile(r"\w+")
_RULES = ("whole", "official", "header", "layer", "length", "first", "first")


@dataclass(slots=True)
class _Text:
    """What is compared of a document; its words only while they are needed."""

    doc_id: str
    own: tuple[Any, ...]
    merits: tuple[Any, ...]
    same: bytes
    sequences: frozenset[str] = frozenset()


def clusters(corpus: Path) -> dict[str, Copy]:
    """Return the members of all clusters of a corpus by their doc_id.

    Memory is bounded by the sketches of all documents and the texts of those that may be copies.
    """
    pairs, texts = _candidates(corpus)
    if not pairs:
        return {}
    wanted = {text.doc_id for pair in pairs for text in pair}
    for full in _texts(corpus, wanted):
        texts[full.doc_id] = full
    parent = {doc_id: doc_id for doc_id in wanted}

    def root(doc_id: str) -> str:
        while parent[doc_id] != doc_id:
            parent[doc_id] = doc_id = parent[parent[doc_id]]
        return doc_id

    for pair in pairs:
        one, other = (texts[text.doc_id] for text in pair)
        if root(one.doc_id) != root(other.doc_id) and are_copies(one, other):
            first, second = sorted((root(one.doc_id), root(other.doc_id)))
            parent[second] = first
    groups: dict[str, list[_Text]] = defaultdict(list)
    for doc_id in sorted(wanted):
        groups[root(doc_id)].append(texts[doc_id])
    return {doc_id: copy for group in groups.values() if len(group) > 1 for doc_id, copy in _cluster(group).items()}


def _cluster(group: list[_Text]) -> dict[str, Copy]:
    best, *others = sorted(group, key=lambda text: text.merits)
    found = {best.doc_id: Copy(best.doc_id, True, "same_text", 1.0, "")}
    for text in others:
        rule = next(name for name, ours, theirs in zip(_RULES, best.merits, text.merits, strict=True) if ours != theirs)
        relation = "same_text" if text.same == best.same else "near"
        found[text.doc_id] = Copy(best.doc_id, False, relation, round(_share(best, text), 3), rule)
    return found


def are_copies(one: _Text, other: _Text) -> bool:
    """Return whether two documents are copies of one."""
    if not _may_be(one, other):
        return False
    if one.same == other.same:
        return True
    smaller, larger = sorted((len(one.sequences), len(other.sequences)))
    if smaller < FEWEST:
        return False
    is_same_number = bool(one.own[0] and one.own[2]) and one.own == other.own
    # A text that is a small part of another (news that quotes a decision) is no copy of it.
    if not is_same_number and 2 * smaller < larger:
        return False
    return _share(one, other) >= (NEAR_SAME_NUMBER if is_same_number else NEAR)


def _may_be(one: _Text, other: _Text) -> bool:
    """Return whether what two documents say of themselves does not differ."""
    return all(ours == theirs for ours, theirs in zip(one.own, other.own, strict=True) if ours and theirs)


def _share(one: _Text, other: _Text) -> float:
    smaller = min(len(one.sequences), len(other.sequences))
    return len(one.sequences & other.sequences) / smaller if smaller else float(one.same == other.same)


def _candidates(corpus: Path) -> tuple[list[tuple[_Text, _Text]], dict[str, _Text]]:
    """Return the pairs that may be copies, and all documents without their words.

    A document that has a number is compared with those of the same number and with those that have none, by their
    sketches: a thousand decisions made from one template would else be compared each with each.
    """
    pairs: list[tuple[_Text, _Text]] = []
    texts: list[_Text] = []
    of_same: dict[object, list[_Text]] = {}
    every, numberless = (RMinHashLSH(0.5, _PERMUTATIONS, _BANDS) for _ in range(2))
    for text in _texts(corpus):
        number = text.own[0]
        alike: list[_Text] = []
        for key in filter(None, (text.same, number)):
            group = of_same.setdefault(key, [])
            alike += group[:_MOST_PAIRS] if key == text.same else [other for other in group if _may_be(text, other)]
            group.append(text)
        if len(text.sequences) >= FEWEST:
            sketch = RMinHash(_PERMUTATIONS, _SEED)
            sketch.update(list(text.sequences))
            alike += [texts[found] for found in sorted(set((numberless if number else every).query(sketch)))]
            for index in (every,) if number else (every, numberless):
                index.insert(len(texts), sketch)
        pairs += [(other, text) for other in alike[:_MOST_PAIRS]]
        text.sequences = frozenset()
        texts.append(text)
    return pairs, {text.doc_id: text for text in texts}


def _texts(corpus: Path, wanted: set[str] | None = None) -> Iterator[_Text]:
    for path in layout.parts(corpus, "documents"):
        rows = _read(path, _COLUMNS, wanted).to_pylist()
        if not rows:
            continue
        hidden: dict[str, list[tuple[int, int]]] = defaultdict(list)
        blocks = _read(layout.part(corpus, "blocks", layout.bucket(rows[0]["doc_id"])), _BLOCK, wanted)
        for block in blocks.filter(pc.equal(blocks["kind"], "furniture")).to_pylist():
            hidden[block["doc_id"]].append((block["start"], block["end"]))
        for row in rows:
            yield _text(row, hidden[row["doc_id"]])


def _read(path: Path, columns: Sequence[str], wanted: set[str] | None) -> pa.Table:
    with layout.open_part(path) as file:
        table = file.read(columns=list(columns))
    return table if wanted is None else table.filter(pc.is_in(table["doc_id"], pa.array(sorted(wanted), pa.string())))


def _text(row: dict[str, Any], hidden: Iterable[tuple[int, int]]) -> _Text:
    pieces, at = [], 0
    for start, end in sorted(hidden):
        pieces.append(row["text"][at:start])
        at = max(at, end)
    words = _WORD.findall(" ".join([*pieces, row["text"][at:]]).casefold())
    merits = (
        row["parse_status"] != "whole",
        not is_official(row["source"]),
        -sum(row[name] is not None for name in _HEADER),
        row["read_by"] in ("ocr", "mixed"),
        -len(words),
        str(row["retrieved_at"] or "9"),
        row["doc_id"],
    )
    sequences = frozenset(map(" ".join, zip(*(words[at:] for at in range(WORDS)), strict=False)))
    same = hashlib.blake2b(" ".join(words).encode(), digest_size=16).digest() if words else b""
    return _Text(row["doc_id"], tuple(row[name] for name in _OWN), merits, same, sequences)


def is_official(source: str) -> bool:
    """Return whether a source is an address on an official host (schemas/reference/official_hosts.csv)."""
    host = urlsplit(source).hostname or ""
    return any(host == name or host.endswith(f".{name}") for name in _official())


@cache
def _official() -> tuple[str, ...]:
    return tuple(row["host"] for row in facts.rows("official_hosts"))
