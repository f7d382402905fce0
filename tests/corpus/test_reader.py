from __future__ import annotations

import ast
from pathlib import Path

import pytest

import corpus
from corpus import Corpus, CorpusError
from pipeline.ingest import ingest
from schemas.records import Document
from schemas.tables import TABLES
from tests.pipeline import fakes


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "in").mkdir()
    for number in range(9):
        (folder / "in" / f"{number}.txt").write_text(f"Căn cứ {number}/QĐ-TTg", encoding="utf-8")
    ingest([folder / "in"], folder / "c", read=fakes.read, version=fakes.VERSION)
    return Corpus.open(str(folder / "c"))


def test_tables(opened: Corpus) -> None:
    infos = {info.name: info for info in opened.tables()}
    assert list(infos) == list(TABLES)
    assert (infos["documents"].rows, infos["citations"].rows, infos["rejects"].rows) == (9, 18, 0)
    assert infos["citations"].columns[:3] == ("row_id", "doc_id", "start")
    assert infos["documents"].size > 0
    assert infos["dates"].meaning == TABLES["dates"].meaning


@pytest.mark.parametrize("name", TABLES)
def test_table_has_the_declared_schema(opened: Corpus, name: str) -> None:
    table = opened.table(name)
    assert table.schema.equals(TABLES[name].schema, check_metadata=True)
    assert list(table.to_pandas().columns) == TABLES[name].schema.names


def test_table_with_columns_and_limit(opened: Corpus) -> None:
    table = opened.table("citations", columns=["surface", "doc_id"], limit=5)
    assert table.column_names == ["surface", "doc_id"]
    assert table.num_rows == 5
    assert table.equals(opened.table("citations").select(["surface", "doc_id"]).slice(0, 5))
    assert opened.table("citations", limit=0).num_rows == 0
    assert opened.table("citations", limit=1000).num_rows == 18


def test_document(opened: Corpus) -> None:
    for row in opened.table("documents").to_pylist():
        document = opened.document(row["doc_id"])
        assert isinstance(document.record, Document)
        assert (document.text, document.source, document.record.recipients) == (row["text"], row["source"], ())


@pytest.mark.parametrize("doc_id", ["0" * 16, "", "no hexadecimal", "../../etc/passwd"])
def test_no_such_document(opened: Corpus, doc_id: str) -> None:
    with pytest.raises(CorpusError, match="vanban tables documents"):
        opened.document(doc_id)


def test_no_such_table_or_column(opened: Corpus) -> None:
    with pytest.raises(CorpusError, match=r"documents, blocks, .*citations"):
        opened.table("quotes")
    with pytest.raises(CorpusError, match="no column 'nr'; it has row_id"):
        opened.table("citations", columns=["nr"])


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"no such folder.*vanban ingest"):
        Corpus.open(tmp_path / "none")


def test_no_corpus(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    for path in (tmp_path, tmp_path / "a.txt"):
        with pytest.raises(CorpusError, match=r"not a corpus.*vanban ingest"):
            Corpus.open(path)


def test_the_reading_side_does_not_import_the_pipeline() -> None:
    for path in Path(corpus.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.split(".")[0] == "pipeline"], path.name
