from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pandas as pd
import pytest

from corpus import Corpus
from pipeline import acquire
from pipeline import ingest as engine
from pipeline.acquire import Input
from pipeline.ingest import BatchReport, IngestReport, ingest
from pipeline.refusals import AcquireError
from pipeline.store import content_hash
from schemas.tables import TABLES
from tests.pipeline import fakes
from tests.pipeline.test_store import files, write

ROOT = Path(__file__).parents[2]


def run(corpus: Path, *inputs: Path, jobs: int = 1) -> IngestReport:
    return ingest(inputs, corpus, jobs=jobs, read=fakes.read, version=fakes.VERSION)


SCRIPT = """
import sys
from pipeline import ingest as engine
from tests.pipeline import fakes
if __name__ == "__main__":
    engine.MAX_BATCH = 5
    folder, corpus, jobs = sys.argv[1:]
    print("started", flush=True)
    report = engine.ingest([folder], corpus, int(jobs), read=fakes.read, version=fakes.VERSION, merge_bytes=20_000)
    print("interrupted" if report.interrupted else "whole", report.inputs)
"""


def start(tmp_path: Path, folder: Path, corpus: Path, jobs: int) -> subprocess.Popen[str]:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    process = subprocess.Popen(
        [sys.executable, str(script), str(folder), str(corpus), str(jobs)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    return process


@pytest.fixture(scope="module")
def slow_inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    texts = {f"{number:03}.txt": f"SLOW {number}/QĐ-TTg" for number in range(60)}
    return write(tmp_path_factory.mktemp("slow") / "in", texts | {"bad.txt": "BAD", "copy.txt": texts["007.txt"]})


@pytest.fixture(scope="module")
def undisturbed(slow_inputs: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    corpus = tmp_path_factory.mktemp("undisturbed") / "c"
    run(corpus, slow_inputs)
    return files(corpus)


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_kill_at_random_moments(tmp_path: Path, slow_inputs: Path, undisturbed: dict[str, bytes], jobs: int) -> None:
    """kill -9 again and again on one corpus; the run that is let live ends with the bytes of an undisturbed one."""
    moments = random.Random(jobs)
    for _ in range(3):
        process = start(tmp_path, slow_inputs, tmp_path / "c", jobs)
        time.sleep(moments.uniform(0, 1.5 * jobs))
        process.kill()
        process.communicate()
    process = start(tmp_path, slow_inputs, tmp_path / "c", jobs)
    assert process.communicate()[0].startswith("whole")
    assert files(tmp_path / "c") == undisturbed


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_keeps_what_was_read(
    tmp_path: Path, slow_inputs: Path, undisturbed: dict[str, bytes], jobs: int
) -> None:
    process = start(tmp_path, slow_inputs, tmp_path / "c", jobs)
    raw = tmp_path / "c" / "raw"
    while not raw.is_dir() or len(list(raw.glob("*/*"))) < 12:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    assert process.communicate()[0].startswith("interrupted")
    assert 0 < Corpus.open(tmp_path / "c").table("documents").num_rows < 60
    assert not list((tmp_path / "c" / ".staging").glob("*.batch"))
    run(tmp_path / "c", slow_inputs)
    assert files(tmp_path / "c") == undisturbed


@pytest.mark.slow
def test_tables_are_readable_at_any_moment(tmp_path: Path, slow_inputs: Path) -> None:
    problems: list[BaseException] = []
    counts: list[int] = []
    process = start(tmp_path, slow_inputs, tmp_path / "c", 1)

    def look() -> None:
        while process.poll() is None:
            try:
                if (tmp_path / "c" / "tables" / "documents" / "bucket=00" / "part.parquet").exists():
                    counts.append(len(pd.read_parquet(tmp_path / "c" / "tables" / "documents")))
                    pd.read_parquet(tmp_path / "c" / "tables" / "citations")
            except Exception as error:
                problems.append(error)

    reader = threading.Thread(target=look)
    reader.start()
    process.communicate()
    reader.join()
    assert problems == []
    assert counts == sorted(counts)


def test_an_input_that_kills_its_process_is_rejected(tmp_path: Path) -> None:
    texts = {f"{number}.txt": f"{number}/QĐ-TTg" for number in range(12)}
    folder = write(tmp_path / "in", texts | {"3.txt": "KILL", "7.txt": "KILL too"})
    report = run(tmp_path / "c", folder, jobs=2)
    assert (report.inputs, report.read, report.rejected) == (12, 10, 2)
    rejects = Corpus.open(tmp_path / "c").table("rejects").to_pylist()
    assert {(row["source"], row["reason"]) for row in rejects} == {("in/3.txt", "crash"), ("in/7.txt", "crash")}
    before = files(tmp_path / "c")
    run(tmp_path / "c", folder, jobs=2)
    assert files(tmp_path / "c") == before


def test_sources_do_not_depend_on_where_the_folder_lies(tmp_path: Path) -> None:
    for place in ("x", "y/z"):
        folder = write(tmp_path / place / "in", {"a.txt": "1/QĐ-TTg", "b/c.txt": "BAD"})
        run(tmp_path / place / "c", folder)
    assert files(tmp_path / "x" / "c") == files(tmp_path / "y" / "z" / "c")


def test_a_corpus_in_the_folder_is_not_read(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"a.txt": "x"})
    for _ in range(2):
        report = run(folder / "my-corpus", folder)
        assert report.total == 1
        assert report.skipped == {"corpus": 1}


def test_an_unreadable_source_stays_in_rejects_until_it_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "in", {"a.txt": "1/QĐ-TTg", "b.txt": "x"})
    fetch = acquire.fetch

    def closed(item: Input) -> bytes:
        if item.source == "in/a.txt":
            raise AcquireError("unreadable", "Permission denied")
        return fetch(item)

    with monkeypatch.context() as patch:
        patch.setattr(acquire, "fetch", closed)
        for _ in range(2):
            assert run(tmp_path / "c", folder).rejected == 1
            rejects = Corpus.open(tmp_path / "c").table("rejects").to_pylist()
            assert [(row["doc_id"], row["sha256"], row["source"]) for row in rejects] == [(None, None, "in/a.txt")]
    assert run(tmp_path / "c", folder).rejected == 0
    assert Corpus.open(tmp_path / "c").table("rejects").num_rows == 0
    assert Corpus.open(tmp_path / "c").table("documents").num_rows == 2


def test_a_mended_file_is_another_document(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"a.txt": "BAD"})
    run(tmp_path / "c", folder)
    write(folder, {"a.txt": "good"})
    run(tmp_path / "c", folder)
    corpus = Corpus.open(tmp_path / "c")
    assert corpus.table("rejects")["source"].to_pylist() == ["in/a.txt"]
    assert corpus.table("documents")["text"].to_pylist() == ["good"]


def test_raw_bytes_are_kept_also_of_rejects(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"a.txt": "BAD", "b.txt": "good"})
    run(tmp_path / "c", folder)
    kept = sorted(path.read_text() for path in (tmp_path / "c" / "raw").glob("*/*"))
    assert kept == ["BAD", "good"]


def test_progress_counts_every_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MAX_BATCH", 2)
    folder = write(tmp_path / "in", {f"{number}.txt": str(number) for number in range(5)})
    seen: list[tuple[int, int]] = []

    def note(batch: BatchReport, total: int) -> None:
        seen.append((batch.inputs, total))

    ingest([folder], tmp_path / "c", progress=note, read=fakes.read, version=fakes.VERSION)
    assert seen == [(0, 5), (2, 5), (2, 5), (1, 5)]


def test_an_empty_folder_makes_an_empty_corpus(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    assert run(tmp_path / "c", tmp_path / "in").total == 0
    assert all(info.rows == 0 for info in Corpus.open(tmp_path / "c").tables())


def test_the_real_reader_gives_the_same_with_two_jobs(tmp_path: Path) -> None:
    text = "ỦY BAN NHÂN DÂN\nTỈNH HÀ NAM\n-------\nSố: {}/QĐ-UBND\n\nCăn cứ Quyết định số 9{}/QĐ-TTg ngày 12/3/2021;\n"
    folder = write(tmp_path / "in", {f"{number}.txt": text.format(number, number) for number in range(40)})
    one, two = (ingest([folder], tmp_path / name, jobs=jobs) for name, jobs in (("one", 1), ("two", 2)))
    assert (one.read, two.read) == (40, 40)
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert content_hash(tmp_path / "one") == content_hash(tmp_path / "two")
    corpus = Corpus.open(tmp_path / "two")
    texts = dict(zip(*(corpus.table("documents")[name].to_pylist() for name in ("doc_id", "text")), strict=True))
    for name in (name for name, table in TABLES.items() if "surface" in table.schema.names):
        for row in corpus.table(name).to_pylist():
            assert texts[row["doc_id"]][row["start"] : row["end"]] == row["surface"]
