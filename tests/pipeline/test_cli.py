from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from corpus import Corpus
from pipeline.cli import app, out
from schemas.records import Citation, Criterion, DateMention, Document, Place, Reject
from schemas.tables import TABLES

ROOT = Path(__file__).parents[2]
COMMANDS = ("ingest", "extract", "tables", "evaluate", "demo")
HOSTILE = "=1+1 \x1b[31mđỏ \x9b1m\u202ex [bold]x[/bold] [/]"
DISPATCH = """BỘ XÂY DỰNG
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: 412/BXD-KHTC
Hà Nội, ngày 14 tháng 5 năm 2023

Kính gửi: UBND tỉnh Quảng Trị

Thực hiện Quyết định số 263/QĐ-TTg ngày 22/02/2022, đến nay tỉnh Quảng Trị có 14/19 xã đạt chuẩn nông thôn mới.
"""


def call(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)


def vanban(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a process of its own."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    environment |= options.pop("env", {})
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, env=environment, check=False, **options)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(DISPATCH, encoding="utf-8")
    (tmp_path / "in" / "b.txt").write_text(f"{HOSTILE}\nTin tức ngày 3/4/2022", encoding="utf-8")
    return tmp_path / "in"


@pytest.fixture
def corpus(folder: Path, tmp_path: Path) -> Path:
    assert call("ingest", folder, "--corpus", tmp_path / "c").exit_code == 0
    return tmp_path / "c"


# ---- ingest


def test_ingest(folder: Path, tmp_path: Path) -> None:
    for read, unchanged in ((2, 0), (0, 2)):
        result = call("ingest", folder, "--corpus", tmp_path / "c", "--format", "jsonl")
        assert result.exit_code == 0
        row = json.loads(result.stdout)
        assert (row["inputs"], row["read"], row["unchanged"], row["rejected"]) == (2, read, unchanged, 0)
    assert Corpus.open(tmp_path / "c").table("documents")["source"].to_pylist() in (
        ["in/a.txt", "in/b.txt"],
        ["in/b.txt", "in/a.txt"],
    )


def test_ingest_names_rejected_inputs(folder: Path, tmp_path: Path) -> None:
    (folder / "c\x1b[2J.txt").write_bytes(b"")
    for _ in range(2):
        result = call("ingest", folder, "--corpus", tmp_path / "c")
        assert result.exit_code == 1
        assert "rejected: in/c␛[2J.txt: empty: " in result.stderr
        assert "\x1b" not in result.stderr


def test_ingest_says_what_it_skips(folder: Path, tmp_path: Path) -> None:
    (folder / "logo.png").write_bytes(b"x")
    (folder / ".hidden").write_bytes(b"x")
    result = call("ingest", folder, "--corpus", tmp_path / "c")
    assert result.exit_code == 0
    assert "skipped in folders: hidden 1, no document 1" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ingest", "ftp://example.org/a", "--corpus", "c"], "not an address that can be asked for"),
        (["crawl", "khong-co", "--corpus", "c"], "no such source"),
        (["crawl", "https://example.org/", "--corpus", "c"], "needs a declared source"),
        (["crawl", "vbpl"], "Name a source and a corpus"),
        (["crawl", "vbpl", "--corpus", "c", "--watch", "often"], "give a number with s, m, h or d"),
        (["ingest", "no-such-file", "--corpus", "c"], "no-such-file: No such file"),
        (["ingest", "--corpus", "c"], "Missing argument"),
        (["ingest", "."], "Missing option"),
        (["ingest", ".", "--corpus", "c", "--jobs", "-1"], "Invalid value"),
        (["extract", "no-such-file"], "no-such-file: No such file"),
        (["extract", "https://example.org/a"], "an address is read into a corpus"),
        (["extract", "-", "--format", "xml"], "Invalid value"),
        (["tables", "--corpus", "no-such-folder"], "no such folder"),
        (["tables", "--corpus", "."], "not a corpus"),
        (["evaluate", "no-such-file"], "does not exist"),
        (["no-such-command"], "No such command"),
        (["--no-such-option"], "No such option"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_use(arguments: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = call(*arguments)
    assert result.exit_code == 2
    assert says in " ".join(result.stderr.split())
    assert list(tmp_path.iterdir()) == []


# ---- extract

HEADER = {"number", "issue_date", "issuer", "place", "signer", "doc_type", "subject"}
SHAPE = {  # DESIGN: the keys that others rely on
    "citations": {"surface", "start", "end", "number_norm", "doc_type", "date", "issuer", "is_self"},
    "dates": {"surface", "start", "end", "start_date", "end_date", "granularity"},
    "provinces": {"surface", "start", "end", "province"},
    "criteria": {"surface", "start", "end", "kind", "value", "value_max", "unit", "denominator", "band", "grade",
                 "modality", "period", "place"},
}  # fmt: skip


def test_extract_jsonl(folder: Path) -> None:
    result = call("extract", folder / "b.txt", folder / "a.txt", "--format", "jsonl")
    assert result.exit_code == 0
    news, dispatch = (json.loads(line) for line in result.stdout.split("\n")[:-1])
    assert [news["source"], dispatch["source"]] == [str(folder / "b.txt"), str(folder / "a.txt")]
    for found in (news, dispatch):
        assert {"source", "doc_id", "text", "header", "rejects", *SHAPE} <= found.keys()
        assert found["header"].keys() >= HEADER
        assert found["rejects"] == []
        for name, keys in SHAPE.items():
            for row in found[name]:
                assert keys <= row.keys()
                assert found["text"][row["start"] : row["end"]] == row["surface"]
    assert dispatch["text"] == DISPATCH
    assert dispatch["header"]["number"] == "412/BXD-KHTC"
    assert dispatch["header"]["issue_date"] == "2023-05-14"
    assert ("263/QĐ-TTg", "2022-02-22") in [(row["number_norm"], row["date"]) for row in dispatch["citations"]]
    assert "Quảng Trị" in [row["province"] for row in dispatch["provinces"]]
    assert news["header"]["number"] is None


def test_extract_object_of_each_kind_of_record() -> None:
    import datetime as dt

    from pipeline.cli.extract import as_object, as_rows
    from pipeline.read import DocumentRows

    rows = DocumentRows(
        "a.txt",
        "0123456789abcdef",
        Document(sha256="x", source="a.txt", text="abcdef", issue_date=dt.date(2023, 5, 6)),
        citations=(Citation(0, 1, "a", "1/QĐ-TTg", date="--06-10"), Citation(0, 2, "ab", None, form="anaphor")),
        dates=(
            DateMention(1, 2, "b", dt.date(2023, 1, 1), dt.date(2023, 3, 31), "quarter"),
            DateMention(1, 3, "bc", form="relative"),
        ),
        places=(Place(2, 3, "c", name="Hà Nội"), Place(2, 3, "c", level="district", name="Ba Vì")),
        criteria=(
            Criterion(3, 4, "d", "units_by_band", 3.0, band_max=4.0),
            Criterion(4, 5, "e", "share", 12.5, denominator=19.0),
        ),
        rejects=(Reject("a.txt", "x", "extract", "crash", "why"),),
    )
    found = json.loads(out.json_line(as_object(rows)))
    assert found["header"]["issue_date"] == "2023-05-06"
    assert found["header"]["number"] is None
    assert found["citations"][0]["date"] == "--06-10"
    assert (found["dates"][0]["start_date"], found["dates"][0]["end_date"]) == ("2023-01-01", "2023-03-31")
    assert [len(found[name]) for name in ("citations", "dates", "short_forms", "relative_dates")] == [1, 1, 1, 1]
    assert [row["province"] for row in found["provinces"]] == ["Hà Nội"]
    assert [row["level"] for row in found["places"]] == ["province", "district"]
    assert [row["band"] for row in found["criteria"]] == [[None, 4], None]
    assert [(row["value"], row["denominator"]) for row in found["criteria"]] == [(3, None), (12.5, 19)]
    assert found["rejects"] == [{"stage": "extract", "reason": "crash", "message": "why"}]
    assert [row["what"] for row in as_rows(rows)] == [
        "citation", "citation", "date", "date", "province", "district", "units_by_band", "share", "reject",
    ]  # fmt: skip


def test_extract_a_rejected_file_gives_an_object(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "good.txt").write_text(DISPATCH, encoding="utf-8")
    result = call("extract", tmp_path / "empty.txt", tmp_path / "good.txt", "--format", "jsonl")
    assert result.exit_code == 1
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert first["rejects"][0]["reason"] == "empty"
    assert (first["text"], first["citations"], first["header"]["number"]) == ("", [], None)
    assert second["rejects"] == []
    assert f"rejected: {tmp_path}/empty.txt: empty" in result.stderr


def test_extract_standard_input() -> None:
    result = call("extract", "-", "--format", "jsonl", stdin=DISPATCH.encode())
    assert result.exit_code == 0
    assert json.loads(result.stdout)["source"] == "-"
    assert json.loads(result.stdout)["text"] == DISPATCH


def test_extract_a_folder(folder: Path) -> None:
    result = call("extract", folder, "--format", "jsonl")
    assert [json.loads(line)["source"] for line in result.stdout.splitlines()] == [f"{folder}/a.txt", f"{folder}/b.txt"]


def test_extract_csv(folder: Path) -> None:
    result = call("extract", folder, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert {"source", "doc_id", "start", "end", "what", "surface", "value"} == rows[0].keys()
    numbers = [row for row in rows if row["what"] == "header.number"]
    assert [row["surface"] for row in numbers] == ["412/BXD-KHTC"]
    for row in rows:
        text = (folder / Path(row["source"]).name).read_text(encoding="utf-8")
        assert text[int(row["start"]) : int(row["end"])] == row["surface"].removeprefix("'")


# ---- tables


def test_tables(corpus: Path) -> None:
    result = call("tables", "--corpus", corpus, "--format", "jsonl")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["table"] for row in rows] == list(TABLES)
    assert rows[0]["rows"] == 2
    assert "one version of one document" in call("tables", "--corpus", corpus).stdout


@pytest.mark.parametrize("name", TABLES)
def test_rows_of_a_table(corpus: Path, name: str) -> None:
    table = Corpus.open(corpus).table(name)
    lines = call("tables", name, "--corpus", corpus, "--limit", "0", "--format", "jsonl").stdout.split("\n")[:-1]
    assert len(lines) == table.num_rows
    assert all(list(json.loads(line)) == table.column_names for line in lines)
    rows = list(csv.reader(io.StringIO(call("tables", name, "--corpus", corpus, "-n", "0", "-f", "csv").stdout)))
    assert rows[0] == table.column_names
    assert len(rows) == table.num_rows + 1
    assert call("tables", name, "--corpus", corpus).exit_code == 0


def test_columns_and_limit(corpus: Path) -> None:
    arguments = ("tables", "documents", "--corpus", corpus, "--columns", "source, text", "--limit", "1")
    (line,) = call(*arguments, "--format", "jsonl").stdout.splitlines()
    assert list(json.loads(line)) == ["source", "text"]
    assert "source" in call(*arguments).stdout
    result = call("tables", "documents", "--corpus", corpus, "--columns", "none")
    assert (result.exit_code, "no column 'none'" in result.stderr) == (2, True)
    assert call("tables", "none", "--corpus", corpus).exit_code == 2


# ---- hostile text


@pytest.mark.parametrize("format", ["table", "jsonl", "csv"])
def test_hostile_text_reaches_no_terminal(corpus: Path, format: str) -> None:
    for arguments in (("tables", "documents", "--columns", "source,text", "--corpus", corpus), ("extract", "-")):
        result = vanban(*arguments, "--format", format, input=HOSTILE.encode())
        text = result.stdout.decode()
        assert result.returncode == 0
        if format != "csv":  # raw in a file of CSV, shown as � on a terminal
            assert not set("\x1b\x9b") & set(text)
        if format == "jsonl":
            assert any(HOSTILE in json.loads(line).get("text", "") for line in text.split("\n")[:-1])
        if format == "table" and arguments[0] == "tables":
            assert "[bold]x[/bold]" in text
            assert "\u202e" not in text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "--01-24"])
def test_csv_has_no_formulas(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    out.Writer(out.Format.CSV, ["a", "b"]).write([{"a": text, "b": -1.0}])
    assert list(csv.reader(io.StringIO(capsys.readouterr().out, newline="")))[1] == ["'" + text, "-1"]


def test_json_lines_have_no_other_line_ends() -> None:
    line = out.json_line({"a": "1\u20282\x853\n4\ud800"})
    assert len(line.splitlines()) == 1
    assert json.loads(line)["a"] == "1\u20282\x853\n4\ud800"


# ---- streams


def test_a_reader_that_goes_away(folder: Path) -> None:
    many = [folder / "a.txt"] * 2000
    process = subprocess.Popen(
        [sys.executable, "-c", "from pipeline.cli import main; main()", "extract", *many, "--format", "jsonl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 141
    process.stderr.close()


def test_closed_standard_output(folder: Path) -> None:
    command = f"{sys.executable} -c 'from pipeline.cli import main; main()' extract {folder} >&-"
    result = subprocess.run(["sh", "-c", command], capture_output=True, cwd=ROOT, check=False)
    assert (result.returncode, result.stderr) == (0, b"")


def test_ctrl_c_is_answered_at_once_and_the_same_command_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "many files"
    folder.mkdir()
    for number in range(100):
        (folder / f"{number}.txt").write_text(f"Căn cứ Quyết định số {number + 1}/QĐ-TTg", encoding="utf-8")
    command = [sys.executable, "-m", "pipeline.cli", "ingest", str(folder), "--corpus", str(tmp_path / "c"), "-j", "1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        while not any((tmp_path / "c" / "raw").glob("*/*")):
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 130
    assert said.splitlines() == [
        "stopping: what has been read is brought into the tables first",
        "stopped: what was read until now is in the tables; the same command goes on",
    ]
    assert subprocess.run(command, capture_output=True, check=False, cwd=ROOT).returncode == 0
    assert Corpus.open(tmp_path / "c").table("documents").num_rows == 100


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1"])
def test_any_locale(folder: Path, locale: str) -> None:
    plain = {"LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    result = vanban("extract", folder / "a.txt", "--format", "jsonl", env=plain)
    assert result.returncode == 0
    assert json.loads(result.stdout.decode("utf-8"))["text"] == DISPATCH


def test_no_colour(corpus: Path) -> None:
    result = vanban("tables", "--corpus", corpus, env={"NO_COLOR": "1", "FORCE_COLOR": ""})
    assert b"\x1b" not in result.stdout


# ---- the rest


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(command: str) -> None:
    result = call(command, "--help")
    assert result.exit_code == 0
    assert f"Example: vanban {command}" in " ".join(result.stdout.split())


def test_help_has_no_line_ends_inside_a_paragraph() -> None:
    lines = [line.strip() for line in call("ingest", "--help").stdout.splitlines()]
    before = next(place for place, line in enumerate(lines) if line.startswith("Reading the same inputs"))
    after = lines[before : lines.index("", before)]
    assert all(len(line) + 1 + len(following.split()[0]) > 78 for line, following in pairwise(after))


def test_the_way_out_can_be_pasted(tmp_path: Path) -> None:
    result = call("tables", "--corpus", tmp_path / "kho của tôi")
    assert result.exit_code == 2
    assert f"--corpus '{tmp_path / 'kho của tôi'}'" in result.stderr


def test_figures_are_not_cut_in_a_narrow_terminal(corpus: Path) -> None:
    sizes = [str(info.size) for info in Corpus.open(corpus).tables()]
    shown = vanban("tables", "--corpus", corpus, env={"COLUMNS": "40"}).stdout.decode()
    assert all(size in shown.split() for size in sizes)


def test_help_is_quick_to_come() -> None:
    code = "import sys; from pipeline.cli import app; print([name for name in sys.modules if name in sys.argv[1:]])"
    heavy = ["pyarrow", "pandas", "duckdb", "underthesea", "spacy", "lxml", "extractors"]
    result = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, cwd=ROOT, check=True)
    assert result.stdout.strip() == b"[]"


def test_version() -> None:
    result = call("--version")
    assert (result.exit_code, result.stdout.split()[0]) == (0, "vanban")


def test_demo(tmp_path: Path) -> None:
    results = [call("demo", "--corpus", tmp_path / "c") for _ in range(2)]
    for result in results:
        assert result.exit_code == 0
        assert "▸" in result.stdout
        assert "vanban tables citations" in result.stdout
    assert results[0].stdout == results[1].stdout
    corpus = Corpus.open(tmp_path / "c")
    texts = {row["doc_id"]: row["text"] for row in corpus.table("documents", ["doc_id", "text"]).to_pylist()}
    assert len(texts) > 5
    for name in (name for name, table in TABLES.items() if "surface" in table.schema.names):
        rows = corpus.table(name).to_pylist()
        assert rows
        assert all(texts[row["doc_id"]][row["start"] : row["end"]] == row["surface"] for row in rows)


def test_evaluate(tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text("{}\n")
    assert call("evaluate", tmp_path / "gold.jsonl").exit_code == 2
    assert call("evaluate", tmp_path / "gold.jsonl", "--write-floors").exit_code == 2


@pytest.mark.real
def test_evaluate_prints_figures_unless_misses_are_asked_for(shared: Path) -> None:
    gold = shared / "data" / "gold" / "gold.jsonl"
    for arguments, keys in (([], {"origin", "field", "f1"}), (["--misses", "-1"], {"doc_id", "field"})):
        result = call("evaluate", gold, "--field", "header.number", "--format", "jsonl", *arguments)
        assert result.exit_code == 0
        for line in result.stdout.splitlines():
            assert keys <= json.loads(line).keys()
