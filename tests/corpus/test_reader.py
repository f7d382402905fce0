from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import corpus
from corpus import Corpus, CorpusError, index
from pipeline.ingest import ingest
from schemas import layout
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


def test_a_corpus_that_is_older_than_a_table(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Có 78/94 xã đạt chuẩn (85,1%).", encoding="utf-8")
    folder = tmp_path / "c"
    ingest([tmp_path / "a.txt"], folder)
    assert Corpus.open(folder).table("findings")["kind"].to_pylist() == ["percent"]

    shutil.rmtree(folder / "tables" / "findings")  # version 2 is this one without it
    for part in (folder / "tables").glob("*/*/part.parquet"):
        table = pq.read_table(part, partitioning=None)
        if "reader" in table.column_names and "text" in table.column_names:
            readers = pa.array(["an older one"] * len(table))
            table = table.set_column(table.column_names.index("reader"), "reader", readers)
        pq.write_table(table.replace_schema_metadata({"vanban.schema_version": "2"}), part)
    old = Corpus.open(folder)
    assert old.table("findings").num_rows == len(old.relation("findings").fetchall()) == 0
    assert old.relation("findings").columns == TABLES["findings"].schema.names
    assert {info.name: info.rows for info in old.tables()}["findings"] == 0
    index.update(folder)
    assert old.search("đạt chuẩn").total == 1
    assert old.search("đạt chuẩn", findings="error").total == 0

    ingest([tmp_path / "a.txt"], folder)
    index.update(folder)
    (row,) = Corpus.open(folder).table("findings").to_pylist()
    assert Corpus.open(folder).document(row["doc_id"]).findings == [row]
    assert [old.search("đạt chuẩn", findings=value).total for value in ("error", "C3", "A4")] == [1, 1, 0]
    assert [(value.value, value.count) for value in old.search("").facets["findings"]] == [("C3", 1), ("error", 1)]
    assert old.search("findings:C3").total == old.search("pháthiện:error").total == 1


def test_a_document_goes_on_in_the_next_row_group(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(f"Ngày {number + 1}/2/2023, ngày 4/5/2023 và ngày 6/7/2023.")
    ingest([tmp_path / f"{number}.txt" for number in range(3)], tmp_path / "c")
    opened = Corpus.open(tmp_path / "c")
    whole = {row["doc_id"]: opened.rows("dates", row["doc_id"]) for row in opened.table("documents").to_pylist()}
    for part in layout.parts(opened.path, "dates"):
        pq.write_table(pq.read_table(part, partitioning=None), part, row_group_size=2)
    assert {doc_id: opened.rows("dates", doc_id) for doc_id in whole} == whole
    assert [len(rows) for rows in whole.values()] == [3, 3, 3]


def test_a_document_is_read_without_pandas(opened: Corpus) -> None:
    code = (
        "import sys; from corpus import Corpus; c = Corpus.open(sys.argv[1]); "
        "rows = [c.rows(table, sys.argv[2]) for table in ('documents', 'blocks', 'citations')]; "
        "print(len(rows[0]), 'pandas' in sys.modules)"
    )
    doc_id = opened.table("documents", ["doc_id"])["doc_id"][0].as_py()
    command = [sys.executable, "-c", code, str(opened.path), doc_id]
    assert subprocess.run(command, capture_output=True, check=True, text=True).stdout.split() == ["1", "False"]


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
