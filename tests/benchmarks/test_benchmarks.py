"""The benchmarks run and count rightly on a few sentences; nothing here asserts a time."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import extractors
from benchmarks import __main__ as command
from benchmarks import accuracy, dense, hotspots, peers, report, speed
from benchmarks.memory import STREAM
from benchmarks.texts import Texts, head, sampled, shared_data, whole
from pipeline.evaluate.score import Judged, Report, Tally

LETTER = """UBND TỈNH HÀ NAM
Số: 12/QĐ-UBND
Hà Nam, ngày 05 tháng 6 năm 2030
Căn cứ Nghị quyết số 19-NQ/TW và Thông tư số 04/2029/TT-BXD ngày 02/3/2029.
"""


@pytest.fixture
def small() -> Texts:
    return Texts("small", [LETTER, LETTER.replace("12/", "13/")])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of real documents in small: two seeds, one of them annotated."""
    for folder in ("seeds", "gold/texts"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("seeds/000.txt", "seeds/001.txt", "gold/texts/s000.txt"):
        (tmp_path / name).write_text(LETTER, encoding="utf-8")
    start = LETTER.index("19-NQ/TW")
    citation = {
        "start": start,
        "end": start + 8,
        "number_normalized": "19-NQ/TW",
        "doc_type": None,
        "date": None,
    }
    row = {"id": "s000", "text_file": "texts/s000.txt", "origin": "seed", "header": {"number": "12/QĐ-UBND"}}
    row |= {"citations": [citation], "dates": [], "provinces": [], "criteria": []}
    (tmp_path / "gold/gold.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    return tmp_path


def test_texts_are_the_same_at_each_draw_and_of_the_size_asked_for(data: Path) -> None:
    once, again = sampled(data, 0.05), sampled(data, 0.05)
    assert once.documents == again.documents
    assert 0.05 <= once.megabytes < 0.07
    assert set(once.documents[0].split("\n")) <= set(LETTER.split("\n"))
    assert len(head(once, 8).documents) < len(once.documents)
    assert whole(data).documents == [LETTER]


def test_each_stage_is_timed_and_put_back(small: Texts) -> None:
    before = {name: getattr(module, called) for name, (module, called) in speed.stages().items()}
    found = {row.name: row for row in speed.ours(small, best_of=1)}
    assert {"shadow", "header", "dates", "places", "citations", "criteria", speed.ALL} <= set(found)
    assert found["header"].records == len(small.documents)
    assert {name: getattr(module, called) for name, (module, called) in speed.stages().items()} == before


def test_rows_hold_the_ratios(small: Texts) -> None:
    found = [
        speed.Speed(speed.PLAIN, "gold", 1.0, 0.5, 10),
        speed.Speed(speed.ALL, "gold", 1.0, 2.0, 30),
        speed.Speed(speed.TAGGER, "gold, first 40 kB", 0.1, 10.0, 3),
    ]
    plain, ours, tagger = speed.rows(found, {speed.ALL: (20.0, 25.0)})
    assert (plain["regex_times"], ours["regex_times"]) == (1.0, 4.0)
    assert (ours["mb_s"], ours["ner_speed"], ours["peak_mb"]) == (0.5, 50.0, 25.0)
    assert tagger["ner_speed"] == 1.0


def test_goals_compare_what_was_measured_on_the_same_density(small: Texts) -> None:
    found = [
        speed.Speed(speed.PLAIN, "gold", 1.0, 0.5, 10),
        speed.Speed(speed.ALL, "gold", 1.0, 5.0, 30),
        speed.Speed(speed.ALL, "vi, 5/kB", 1.0, 0.5, 30),
        speed.Speed(speed.EYECITE, "en, 5/kB", 1.0, 10.0, 30),
    ]
    assert [(row["measured"], row["met"]) for row in speed.goals(found)] == [(10.0, "no"), (20.0, "yes")]


def test_what_a_record_costs_is_told_beside_what_it_may_cost(small: Texts) -> None:
    found = [
        speed.Speed(speed.ALL, "gold", 1.0, 5.0, 1000),
        speed.Speed(speed.PLAIN, "gold", 1.0, 0.5, 10),
        speed.Speed(speed.BLANK, "gold", 1.0, 1.0, 0),
        speed.Speed(speed.MADE, "gold", 1.0, 0.1, 1000),
    ]
    (row,) = speed.costs(found)
    assert (row["blank_times"], row["us_record"], row["us_asked"], row["us_made"]) == (2.0, 4000.0, 3000.0, 100.0)
    blank, made = speed.bounds(small, best_of=1)
    assert blank.records == 0
    assert made.records == {row.name: row.records for row in speed.ours(small, best_of=1)}[speed.ALL] > 0


def test_memory_is_flat_if_ten_times_the_text_takes_hardly_more() -> None:
    def row(name: str, size: float, before: float, peak: float) -> dict[str, Any]:
        return {"name": name, "document_mb": size, "before_mb": before, "peak_mb": peak}

    long = [row(STREAM, 5, 70, 90), row(speed.ALL, 5, 70, 95), row(STREAM, 50, 150, 175), row(speed.ALL, 50, 150, 400)]
    (goal,) = speed.goals([], long)
    assert (goal["text"], goal["measured"], goal["met"]) == ("50 MB", 1.2, "yes")
    long[2] = row(STREAM, 50, 150, 350)
    assert speed.goals([], long)[0]["met"] == "no"


@pytest.mark.parametrize("per_kb", dense.DENSITIES)
def test_both_composed_texts_hold_as_many_citations_and_ours_are_found(per_kb: float) -> None:
    ours, theirs = dense.vietnamese(per_kb, 0.03), dense.english(per_kb, 0.03)
    assert ours.documents == dense.vietnamese(per_kb, 0.03).documents
    found = sum(len(extractors.read(text).citations) for text in ours.documents)
    assert found / ours.megabytes / 1000 == pytest.approx(per_kb, abs=0.1)
    cited = sum(
        bool(re.search(r"[0-9] (?:U\.S\.|U\.S\.C\.|F\.)", line))
        for text in theirs.documents
        for line in text.split("\n")
    )
    assert cited / theirs.megabytes / 1000 == pytest.approx(per_kb, abs=0.1)


def test_the_plain_pattern_finds_plain_numbers_and_dates() -> None:
    _, reading = peers.read_plain_patterns(LETTER.encode(), "letter.txt")
    assert [c.number_norm for c in reading.citations] == ["12/QĐ-UBND", "19-NQ/TW", "04/2029/TT-BXD"]
    assert [str(d.start_date) for d in reading.dates] == ["2030-06-05", "2029-03-02"]
    assert peers.scan_plain(LETTER) == 3


@pytest.mark.slow
def test_the_tagger_reads_provinces_with_right_spans() -> None:
    text, reading = peers.read_tagger("Hà Nội, ngày 05 tháng 3 năm 2020.\nÔng A sống ở Hà Nam.".encode(), "a.txt")
    assert all(text[place.start : place.end] == place.surface for place in reading.places)
    assert {place.name for place in reading.places} <= {"Hà Nội", "Hà Nam"}


def test_the_profile_names_functions_and_patterns(small: Texts) -> None:
    assert any(str(row["function"]).startswith("dates.find") for row in hotspots.functions(small, limit=1000))
    rows = hotspots.patterns(small, limit=1000)
    assert any(str(row["pattern"]).startswith("shadow.") for row in rows)
    assert all(row["source"] for row in rows)


def test_the_command_prints_and_writes(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command.texts, "shared_data", lambda: data)
    monkeypatch.setattr(speed, "memory", lambda names: {})
    out = tmp_path / "out.json"
    page = tmp_path / "speed.md"
    given = ["--mb", "0.01", "--best-of", "1", "--no-peers", "--long-mb", "0", "--json", str(out), "--page", str(page)]
    assert command.main(given) == 0
    assert "| at most 8 times the time of one plain pattern | gold |" in page.read_text("utf-8")
    shown = capsys.readouterr().out
    assert shown.index("CPU seconds of one core") < shown.index(speed.ALL)
    results = json.loads(out.read_text())
    assert {row["text"] for row in results["speed"]} == {"gold", "sampled"}
    assert {row["reader"] for row in results["accuracy"]} == {"vanban", speed.PLAIN}
    assert command.main(["--mb", "0.01", "--profile"]) == 0


def test_without_texts_the_command_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def nothing() -> list[str]:
        raise FileNotFoundError("no texts")

    monkeypatch.setattr(command.texts, "shared_data", lambda: None)
    monkeypatch.setattr(command.texts, "_sample", nothing)
    assert command.main([]) == 2
    assert "no texts" in capsys.readouterr().err


def measured(*tallies: Tally, judged: list[Judged] | None = None) -> Report:
    return Report("annotations", "0" * 64, "", list(tallies), [], judged or [], [], [])


def test_intervals_are_of_documents_and_always_the_same() -> None:
    sure = measured(*(Tally(f"d{n}", "seed", "dates", 2, 2, 2) for n in range(5)))
    assert accuracy.interval(sure, "natural", "dates") == (1.0, 1.0)
    mixed = measured(*(Tally(f"d{n}", "seed", "dates", 2, 2, n % 2 * 2) for n in range(10)))
    low, high = accuracy.interval(mixed, "all", "dates") or (0, 0)
    assert low < 0.5 < high
    assert accuracy.interval(mixed, "all", "dates") == (low, high)
    assert accuracy.interval(mixed, "all", "places") is None


def test_reliability_by_band() -> None:
    judged = [Judged("d", "seed", "dates", "r", 0.92, True), Judged("d", "seed", "dates", "r", 0.94, False)]
    judged.append(Judged("d", "seed", "dates", "r", 1.0, True))
    first, last = accuracy.reliability([measured(judged=judged)])
    assert (first.n, first.precision, first.row()["band"]) == (2, 0.5, "[0.9, 0.95)")
    assert (last.n, last.precision, last.row()["band"]) == (1, 1.0, "[0.99, 1]")


def test_published_figures_name_their_source_and_caveat() -> None:
    for row in report.published():
        assert None not in row
        assert all(row.values()), row


@pytest.mark.real
@pytest.mark.slow
def test_the_page_is_written_from_the_real_gold() -> None:
    data = shared_data()
    if data is None:
        pytest.skip("needs the real documents in ../shared beside the repository")
    page = report.page(data, with_peers=False)
    for title in report.TITLES.values():
        assert f"## {title}" in page
    assert "| citations |" in page
    assert extractors.read("").dates == []
