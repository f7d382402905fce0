from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import Corpus, CorpusError, index
from pipeline.ingest import ingest
from tests.pipeline import fakes

Put = Callable[..., None]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    put(tmp_path, *range(9))
    index.update(tmp_path / "c")
    return tmp_path / "c"


def put(folder: Path, *numbers: int, newer: bool = False) -> None:
    for number in numbers:
        (folder / "in" / f"{number}.txt").write_text(f"Căn cứ {number}/QĐ-TTg về chợ", encoding="utf-8")
    read, version = (fakes.read_newer, "fake 2") if newer else (fakes.read, fakes.VERSION)
    ingest([folder / "in"], folder / "c", read=read, version=version)


def held(corpus: Path) -> tuple[int, int, list[str]]:
    """Documents and passages in the index, and what a query finds."""
    opened = index.open_index(corpus)
    hits = Corpus.open(corpus).search("căn cứ", limit=99).hits
    return opened.documents.num_docs, opened.passages.num_docs, sorted(hit.source for hit in hits)


def test_only_what_has_changed_is_indexed(corpus: Path) -> None:
    assert index.update(corpus) == index.IndexReport(documents=9, added=0, removed=0, passages=0)
    put(corpus.parent, 9)
    assert not index.is_current(corpus)
    assert index.update(corpus) == index.IndexReport(documents=10, added=1, removed=0, passages=1)
    assert index.is_current(corpus)
    assert held(corpus)[:2] == (10, 10)


def test_documents_that_are_read_anew_are_replaced(corpus: Path) -> None:
    put(corpus.parent, newer=True)
    report = index.update(corpus)
    assert (report.documents, report.added) == (9, 9)
    assert held(corpus)[:2] == (9, 18)  # the newer reader makes two blocks


def test_documents_that_are_gone_are_taken_out(corpus: Path) -> None:
    gone = Corpus.open(corpus).search("5/QĐ-TTg").hits[0].doc_id
    for part in (corpus / "tables").glob(f"*/bucket={int(gone[:2], 16) // 4:02x}"):
        shutil.rmtree(part)
    report = index.update(corpus)
    assert report.removed >= 1
    assert report.documents == 9 - report.removed
    assert gone not in [hit.doc_id for hit in Corpus.open(corpus).search("", limit=99).hits]
    assert held(corpus)[1] == report.documents


def test_a_stale_index_says_so(corpus: Path) -> None:
    put(corpus.parent, 9)
    result = Corpus.open(corpus).search("chợ")
    assert result.is_stale
    assert result.total == 9
    assert f"vanban index --corpus {corpus}" in result.notes[0]
    index.update(corpus)
    assert not Corpus.open(corpus).search("chợ").is_stale


@pytest.mark.parametrize("commits", [0, 1, 2], ids=["before both", "between", "after both"])
def test_a_process_that_dies_leaves_an_index_that_the_next_one_completes(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, commits: int
) -> None:
    class Killed(BaseException):
        pass

    def die(writers: index._Writers, *_: object) -> None:
        for writer in (writers._passages, writers._documents)[:commits]:
            writer.commit()
        for writer in (writers._passages, writers._documents):
            writer.rollback()
        raise Killed

    put(corpus.parent, 9, 10, newer=True)
    with monkeypatch.context() as patched:
        patched.setattr(index._Writers, "__exit__", die)
        with pytest.raises(Killed):
            index.update(corpus)
    assert Corpus.open(corpus).search("căn cứ").total >= 9
    index.update(corpus)
    completed = held(corpus)
    index.rebuild(corpus)
    assert completed == held(corpus)
    assert completed[:2] == (11, 22)


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: shutil.rmtree(folder / "passages"),
        lambda folder: (folder / "documents" / "meta.json").write_text("{"),
        lambda folder: (folder / "state.json").write_text("[1"),
        lambda folder: (folder / "state.json").write_text('{"format": 0}'),
    ],
    ids=["no passages", "broken meta", "broken state", "other version"],
)
def test_a_damaged_index_is_told_and_made_anew(corpus: Path, damage: Callable[[Path], object]) -> None:
    before = held(corpus)
    damage(corpus / index.FOLDER)
    index._opened.cache_clear()
    with pytest.raises(CorpusError, match="vanban index"):
        Corpus.open(corpus).search("chợ")
    index.update(corpus)
    assert held(corpus) == before


def test_a_second_writer_is_turned_away(corpus: Path) -> None:
    put(corpus.parent, 9)
    folder = corpus / index.FOLDER
    with (
        index._Writers(
            index._open(folder / "documents", index.document_schema()),
            index._open(folder / "passages", index.passage_schema()),
        ),
        pytest.raises(CorpusError, match="another process"),
    ):
        index.update(corpus)
    assert index.update(corpus).added == 1


@pytest.mark.parametrize(
    ("source", "url", "found"),
    [
        ("a/b/c.txt", None, "a"),
        ("c.txt", None, "."),
        ("a/c.html", "https://www.Bacninh.gov.vn:80/x?y", "bacninh.gov.vn"),
        ("https://user@vbpl.vn/x", None, "vbpl.vn"),
    ],
)
def test_origin(source: str, url: str | None, found: str) -> None:
    assert index.origin(source, url) == found
