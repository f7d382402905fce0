from __future__ import annotations

import itertools
import os
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import Corpus
from pipeline import ingest as engine
from pipeline import store
from pipeline.ingest import ingest
from schemas import layout
from schemas.layout import CorpusError
from schemas.tables import SCHEMA_VERSION, TABLES
from tests.pipeline import fakes


def files(corpus: Path) -> dict[str, bytes]:
    """All that a corpus holds, byte for byte; nothing may be left in staging."""
    found = {str(path.relative_to(corpus)): path.read_bytes() for path in sorted(corpus.rglob("*")) if path.is_file()}
    assert found.pop(f"{layout.STAGING_DIR}/lock") == b""
    return found


def run(corpus: Path, *inputs: Path, jobs: int = 1, newer: bool = False) -> engine.IngestReport:
    read, version = (fakes.read_newer, "fake 2") if newer else (fakes.read, fakes.VERSION)
    return ingest(inputs, corpus, jobs=jobs, read=read, version=version)


def write(folder: Path, contents: dict[str, str]) -> Path:
    for name, text in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    texts = {f"{number:02}.txt": f"Căn cứ {number}/QĐ-TTg và {number + 1}/QĐ-UBND" for number in range(20)}
    return write(
        tmp_path / "in", texts | {"bad.txt": "BAD", "part.txt": "PARTIAL 5/QĐ-TTg", "a/00.txt": texts["00.txt"]}
    )


def test_tables_hold_what_was_read(inputs: Path, tmp_path: Path) -> None:
    report = run(tmp_path / "c", inputs)

    # 00.txt and its copy lie in two batches, so both are read; the tables hold one of them
    assert (report.total, report.inputs, report.read, report.unchanged, report.rejected) == (23, 23, 22, 0, 2)
    corpus = Corpus.open(tmp_path / "c")
    documents = corpus.table("documents").to_pylist()
    assert len(documents) == 21
    texts = {row["doc_id"]: row["text"] for row in documents}
    citations = corpus.table("citations").to_pylist()
    assert len(citations) == 20 * 4 + 2
    assert all(texts[row["doc_id"]][row["start"] : row["end"]] == row["surface"] for row in citations)
    assert len({row["row_id"] for row in citations}) == len(citations)
    assert citations[0]["row_id"] + ".1" == citations[1]["row_id"]
    assert {(row["source"], row["reason"]) for row in corpus.table("rejects").to_pylist()} == {
        ("in/bad.txt", "binary"),
        ("in/part.txt", "encoding"),
    }


def test_rows_are_sorted(inputs: Path, tmp_path: Path) -> None:
    run(tmp_path / "c", inputs)
    for name in ("citations", "blocks", "documents"):
        ids = Corpus.open(tmp_path / "c").table(name)["doc_id"].to_pylist()
        assert ids == sorted(ids)
    starts = [(row["doc_id"], row["start"]) for row in Corpus.open(tmp_path / "c").table("citations").to_pylist()]
    assert starts == sorted(starts)


def test_again_changes_no_byte_and_touches_no_file(inputs: Path, tmp_path: Path) -> None:
    run(tmp_path / "c", inputs)
    before = files(tmp_path / "c")
    times = {name: os.stat(tmp_path / "c" / name).st_mtime_ns for name in before}

    report = run(tmp_path / "c", inputs)

    assert files(tmp_path / "c") == before
    assert {name: os.stat(tmp_path / "c" / name).st_mtime_ns for name in before} == times
    assert (report.unchanged, report.rejected) == (21, 2)  # still named, still exit code 1


@pytest.mark.parametrize("jobs", [2, 3])
def test_jobs_give_the_same_bytes(inputs: Path, tmp_path: Path, jobs: int) -> None:
    run(tmp_path / "one", inputs)
    run(tmp_path / "many", inputs, jobs=jobs)
    assert files(tmp_path / "one") == files(tmp_path / "many")
    assert store.content_hash(tmp_path / "one") == store.content_hash(tmp_path / "many")


def test_batches_give_the_same_bytes(inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path / "one", inputs)
    monkeypatch.setattr(engine, "MAX_BATCH", 3)
    ingest([inputs], tmp_path / "many", read=fakes.read, version=fakes.VERSION, merge_bytes=0)
    assert files(tmp_path / "one") == files(tmp_path / "many")


CONTENTS = ("a 1/QĐ-TTg", "b", "BAD", "PARTIAL 2/QĐ-TTg", "FLAKY 3/QĐ-TTg")
NAMES = ("m.txt", "n.md", "k.txt", "l.md", "o.txt")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(CONTENTS), st.integers(0, 2)), max_size=8))
def test_order_and_runs_do_not_matter(
    tmp_path_factory: pytest.TempPathFactory, given: list[tuple[str, str, int]]
) -> None:
    """Any inputs, cut into runs in any way: the tables of one run over all of them."""
    folder = tmp_path_factory.mktemp("order")
    runs: list[list[Path]] = [[], [], []]
    for number, (name, content, at) in enumerate(given):
        runs[at].append(write(folder / str(number), {name: content}) / name)
    run(folder / "whole", *itertools.chain(*runs))
    for one in runs:
        run(folder / "cut", *one)
    for one in reversed(runs):
        run(folder / "reversed", *reversed(one))
    assert files(folder / "whole") == files(folder / "cut") == files(folder / "reversed")


def test_same_bytes_have_the_smallest_source(tmp_path: Path) -> None:
    write(tmp_path, {"b.txt": "x", "c.txt": "x", "a.txt": "x"})
    run(tmp_path / "c", tmp_path / "b.txt", tmp_path / "c.txt")
    assert Corpus.open(tmp_path / "c").table("documents")["source"].to_pylist() == ["b.txt"]
    run(tmp_path / "c", tmp_path / "a.txt")
    rows = Corpus.open(tmp_path / "c").table("documents").to_pylist()
    assert [(row["source"], row["title"]) for row in rows] == [("a.txt", "a.txt")]


def test_another_reader_reads_again(inputs: Path, tmp_path: Path) -> None:
    run(tmp_path / "c", inputs)
    run(tmp_path / "c", inputs, newer=True)
    run(tmp_path / "new", inputs, newer=True)
    assert files(tmp_path / "c") == files(tmp_path / "new")


def test_a_batch_of_an_older_reader_does_not_undo_a_newer(tmp_path: Path) -> None:
    path = write(tmp_path, {"a.txt": "x"}) / "a.txt"
    run(tmp_path / "c", path, newer=True)
    before = files(tmp_path / "c")
    with store.writing(tmp_path / "c"):
        store.stage(tmp_path / "c", [fakes.read(b"x", "a.txt")], fakes.VERSION)
        store.merge(tmp_path / "c", "fake 2")
    assert files(tmp_path / "c") == before


class Crash(BaseException):
    """The process dies here."""


@pytest.mark.slow
def test_a_crash_at_any_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Die at each single change of the disk in turn, run again: the bytes of an undisturbed run."""
    inputs = write(tmp_path / "in", {"a.txt": "PARTIAL 2/QĐ-TTg", "b.txt": "BAD"})
    monkeypatch.setattr(engine, "MAX_BATCH", 1)
    run(tmp_path / "whole", inputs)
    expected = files(tmp_path / "whole")

    calls = itertools.count()
    deadly = -1

    def mortal(function):  # type: ignore[no-untyped-def]
        def call(*args, **kwargs):  # type: ignore[no-untyped-def]
            if next(calls) == deadly:
                raise Crash
            return function(*args, **kwargs)

        return call

    for owner, name in ((os, "replace"), (Path, "unlink"), (Path, "mkdir"), (Path, "rename"), (shutil, "rmtree")):
        monkeypatch.setattr(owner, name, mortal(getattr(owner, name)))
    for deadly in range(1000):
        calls = itertools.count()
        corpus = tmp_path / f"crash{deadly}"
        try:
            run(corpus, inputs)
        except Crash:
            calls = itertools.count(10_000)
            run(corpus, inputs)
            assert files(corpus) == expected, deadly
        else:
            break
        shutil.rmtree(corpus)
    assert deadly > 30


def test_pandas_and_duckdb_read_the_folders(inputs: Path, tmp_path: Path) -> None:
    run(tmp_path / "c", inputs)
    for name in TABLES:
        rows = Corpus.open(tmp_path / "c").table(name).num_rows
        folder = tmp_path / "c" / "tables" / name
        assert len(pd.read_parquet(folder)) == rows
        assert duckdb.sql(f"select count(*) from '{folder}/**/*.parquet'").fetchall() == [(rows,)]


def test_every_table_has_a_file_from_the_first_moment(tmp_path: Path) -> None:
    with store.writing(tmp_path / "c"):
        pass
    for name, table in TABLES.items():
        frame = pd.read_parquet(tmp_path / "c" / "tables" / name)
        assert list(frame.columns)[: len(table.schema.names)] == table.schema.names


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with (
        store.writing(tmp_path / "c"),
        pytest.raises(CorpusError, match="another process"),
        store.writing(tmp_path / "c"),
    ):
        pass


@pytest.mark.parametrize(("version", "way_out"), [("99", "Upgrade vanban"), ("0", "new folder"), ("", "new folder")])
def test_another_schema_version_is_refused(tmp_path: Path, version: str, way_out: str) -> None:
    path = write(tmp_path, {"a.txt": "x"}) / "a.txt"
    run(tmp_path / "c", path)
    part = layout.part(tmp_path / "c", "documents", layout.FIRST_BUCKET)
    table = pq.read_table(part, partitioning=None)
    pq.write_table(table.replace_schema_metadata({"vanban.schema_version": version}), part)
    for act in (lambda: run(tmp_path / "c", path), lambda: Corpus.open(tmp_path / "c")):
        with pytest.raises(CorpusError, match=way_out):
            act()


@pytest.mark.parametrize("damage", [slice(0, -9), slice(0, 0), slice(100, None)], ids=["torn", "empty", "headless"])
def test_a_damaged_batch_is_named(tmp_path: Path, damage: slice) -> None:
    with store.writing(tmp_path / "c"):
        store.stage(tmp_path / "c", [fakes.read(b"x", "a.txt")], fakes.VERSION)
    (batch,) = (tmp_path / "c" / ".staging").glob("*.batch")
    batch.write_bytes(batch.read_bytes()[damage])
    with pytest.raises(CorpusError, match=batch.name):
        run(tmp_path / "c")


def test_content_hash_sees_each_value(tmp_path: Path) -> None:
    hashes = set()
    for number, text in enumerate(("x", "y", "1/QĐ-TTg")):
        path = write(tmp_path / str(number), {"a.txt": text}) / "a.txt"
        run(tmp_path / f"c{number}", path)
        hashes.add(store.content_hash(tmp_path / f"c{number}"))
    assert len(hashes) == 3


def test_metadata_of_files(inputs: Path, tmp_path: Path) -> None:
    run(tmp_path / "c", inputs)
    part = layout.parts(tmp_path / "c", "citations")[-1]
    schema = pq.read_schema(part)
    assert schema.metadata[b"vanban.schema_version"] == str(SCHEMA_VERSION).encode()
    assert b"normalised" in schema.field("number_norm").metadata[b"about"]
    assert pq.read_metadata(part).row_group(0).column(0).compression == "ZSTD"
