"""The scorer on tiny gold files whose precision and recall are counted by hand."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest

from extractors import Reading
from extractors.shadow import canonical
from pipeline.evaluate import GoldError, Report, check_floors, evaluate, render, run, write_floors
from pipeline.evaluate.compared import body_key, name_key, number_key, subject_key
from pipeline.evaluate.score import Item, match
from schemas.records import Citation, Criterion, DateMention, Header, Place

TEXT = "Theo Quyết định số 12/QĐ-UBND, 13/QĐ-UBND ngày 05/6/2030 của tỉnh Hà Nam; năm 2031 có 7/9 xã đạt chuẩn."


def span(surface: str, text: str = TEXT) -> dict[str, Any]:
    start = text.index(surface)
    return {"surface": surface, "start": start, "end": start + len(surface)}


def citation(surface: str, **more: Any) -> dict[str, Any]:
    known = {"number_normalized": surface, "doc_type": "Quyết định", "date": "2030-06-05", "issuer": None}
    return span(surface) | known | more


def gold_row(**fields: Any) -> dict[str, Any]:
    header = dict.fromkeys(("number", "issue_date", "issuer", "place", "signer", "doc_type", "subject"))
    row: dict[str, Any] = {"id": "a1", "text_file": "texts/a1.txt", "origin": "seed", "header": header}
    row |= {"citations": [], "dates": [], "provinces": [], "criteria": []}
    return row | fields


@pytest.fixture
def gold(tmp_path: Path) -> Any:
    def write(*rows: dict[str, Any], text: str = TEXT) -> Path:
        (tmp_path / "texts").mkdir(exist_ok=True)
        for row in rows:
            (tmp_path / row["text_file"]).write_bytes(text.encode())
        path = tmp_path / "gold.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return path

    return write


def reader(header: Header | None = None, **records: list[Any]) -> Any:
    lists = {name: records.get(name, []) for name in ("citations", "dates", "places", "criteria")}

    def read(data: bytes, source: str) -> tuple[str, Reading]:
        return canonical(data.decode()), Reading(header=header or Header(), **lists)

    return read


def found(record: type, surface: str, text: str = TEXT, **values: Any) -> Any:
    return record(**span(surface, text), **values)


def figures(report: Report, field: str, origin: str = "all") -> dict[str, Any]:
    return next(r for r in report.rows() if r["field"] == field and r["origin"] == origin)


class TestMatch:
    def test_counts_value_and_overlap(self) -> None:
        gold = [Item(0, 5, "a"), Item(10, 15, "b"), Item(20, 25, "c")]
        predicted = [Item(1, 5, "a"), Item(10, 15, "x"), Item(30, 35, "c")]
        result = match(gold, predicted)
        assert result.pairs == [(0, 0)]
        assert (result.missed, result.false) == ([1, 2], [1, 2])

    def test_is_one_to_one_with_the_largest_overlap_first(self) -> None:
        result = match([Item(0, 10, "a")], [Item(8, 14, "a"), Item(0, 10, "a")])
        assert result.pairs == [(0, 1)]
        assert result.false == [0]

    def test_touching_spans_do_not_overlap(self) -> None:
        assert match([Item(0, 5, "a")], [Item(5, 9, "a")]).pairs == []

    def test_optional_items_are_neither_hits_nor_misses(self) -> None:
        gold = [Item(0, 5, "a", optional=True), Item(10, 15, "b", optional=True)]
        result = match(gold, [Item(3, 8, "z"), Item(20, 25, "b")])
        assert (result.pairs, result.missed, result.false) == ([], [], [1])

    def test_an_optional_item_does_not_take_the_hit_of_another(self) -> None:
        result = match([Item(0, 20, "a", optional=True), Item(0, 5, "a")], [Item(0, 5, "a")])
        assert result.pairs == [(1, 0)]


class TestAnnotations:
    def test_precision_recall_and_exact_spans(self, gold: Any) -> None:
        path = gold(gold_row(citations=[citation("12/QĐ-UBND"), citation("13/QĐ-UBND")]))
        first = found(Citation, "12/QĐ-UBND", number_norm="12/QĐ-UBND", doc_type="Công văn", date="2030-06-05")
        inexact = found(Citation, "số 12/QĐ-UBND", number_norm="99/QĐ-UBND")
        row = figures(evaluate(path, reader(citations=[first, inexact])), "citations")
        assert (row["n"], row["predicted"], row["hits"]) == (2, 2, 1)
        assert (row["precision"], row["recall"], row["f1"]) == (0.5, 0.5, 0.5)
        loose = found(Citation, "số 12/QĐ-UBND", number_norm="12/QĐ-UBND")
        row = figures(evaluate(path, reader(citations=[loose])), "citations")
        assert (row["precision"], row["recall"]) == (1.0, 0.5)
        assert (row["exact_precision"], row["exact_f1"]) == (0.0, 0.0)

    def test_type_and_date_are_shares_of_the_found(self, gold: Any) -> None:
        path = gold(gold_row(citations=[citation("12/QĐ-UBND"), citation("13/QĐ-UBND", date=None)]))
        records = [
            found(Citation, "12/QĐ-UBND", number_norm="12/QĐ-UBND", doc_type="Quyết định", date="2030-06-05"),
            found(Citation, "13/QĐ-UBND", number_norm="13/QĐ-UBND", doc_type="Quyết định", date="2030-06-05"),
        ]
        report = evaluate(path, reader(citations=records))
        assert figures(report, "citations.type")["f1"] == 1.0
        assert figures(report, "citations.date")["f1"] == 0.5
        assert [(m.field, m.outcome, m.expected, m.got) for m in report.misses] == [
            ("citations.date", "differs", "–", "2030-06-05")
        ]

    def test_the_own_number_is_optional(self, gold: Any) -> None:
        path = gold(gold_row(citations=[citation("12/QĐ-UBND", self=True, optional=True)]))
        own = found(Citation, "12/QĐ-UBND", number_norm="12/QĐ-UBND", is_self=True)
        row = figures(evaluate(path, reader(citations=[own])), "citations")
        assert (row["n"], row["predicted"], row["f1"]) == (0, 0, None)

    def test_dates_with_and_without_granularity_and_partial_dates(self, gold: Any) -> None:
        day = {"start_date": "2030-06-05", "end_date": "2030-06-05", "granularity": "day"}
        year = {"start_date": None, "end_date": None, "granularity": "year", "partial": "--06"}
        path = gold(gold_row(dates=[span("05/6/2030") | day, span("năm 2031") | year]))
        june = dt.date(2030, 6, 5)
        records = [
            found(DateMention, "05/6/2030", start_date=june, end_date=june, granularity="range"),
            found(DateMention, "năm 2031", partial="--06", granularity="year"),
        ]
        report = evaluate(path, reader(dates=records))
        assert figures(report, "dates")["f1"] == 0.5
        assert figures(report, "dates.value")["f1"] == 1.0

    def test_provinces_by_name_and_undecided_ones_are_no_predictions(self, gold: Any) -> None:
        path = gold(gold_row(provinces=[span("Hà Nam") | {"province": "Hà Nam"}]))
        records = [
            found(Place, "Hà Nam", name="Hà Nam"),
            found(Place, "xã", name=None, candidates=("Hà Nam", "Hà Tĩnh"), state="ambiguous"),
            found(Place, "xã", name="Hà Nam", level="commune"),
        ]
        row = figures(evaluate(path, reader(places=records)), "provinces")
        assert (row["n"], row["predicted"], row["f1"]) == (1, 1, 1.0)

    @pytest.mark.parametrize(
        ("change", "hit"),
        [
            ({}, True),
            ({"value_max": 9.0, "denominator": None}, True),
            ({"denominator": 8.0}, False),
            ({"value": 6.0}, False),
            ({"unit": "huyện"}, False),
            ({"band_min": 5.0}, False),
            ({"kind": "units_not_meeting"}, False),
        ],
        ids=["same", "maximum-for-denominator", "denominator", "value", "unit", "band", "kind"],
    )
    def test_criteria_values(self, gold: Any, change: dict[str, Any], hit: bool) -> None:
        item = {"kind": "units_meeting_standard", "value": 7, "value_max": 9, "denominator": 9, "unit": "xã"}
        item |= {"band": None, "standard": "NTM", "is_target": False, "place": None, "period": None}
        path = gold(gold_row(criteria=[span("7/9 xã đạt chuẩn") | item]))
        same = {"kind": "units_meeting_standard", "value": 7.0, "denominator": 9.0, "unit": "xã"}
        record = found(Criterion, "7/9 xã", **(same | change))
        row = figures(evaluate(path, reader(criteria=[record])), "criteria")
        assert row["hits"] == int(hit)
        assert row["exact_f1"] == 0.0

    def test_header_values(self, gold: Any) -> None:
        expected = dict.fromkeys(("number", "issue_date", "issuer", "place", "signer", "doc_type", "subject"))
        expected |= {
            "number": "12/QĐ-UBND",
            "issuer": "UBND tỉnh Hà Nam",
            "signer": "Lê Hoà",
            "place": "Hà Nam",
        }
        path = gold(gold_row(header=expected))
        header = Header(
            number="12/QĐ-UBND", issuer="ỦY BAN NHÂN DÂN TỈNH HÀ NAM", signer="Lê  Hòa", place="Phủ Lý",
            doc_type="Quyết định",
        )  # fmt: skip
        report = evaluate(path, reader(header))
        assert [figures(report, f"header.{name}")["f1"] for name in ("number", "issuer", "signer")] == [
            1,
            1,
            1,
        ]
        assert figures(report, "header.place")["wrong"] == 1.0
        assert figures(report, "header.doc_type")["precision"] == 0.0
        assert figures(report, "header.issue_date")["f1"] is None

    def test_origins_and_natural_text(self, gold: Any) -> None:
        rows = [
            gold_row(citations=[citation("12/QĐ-UBND")]),
            gold_row(id="b1", text_file="texts/b1.txt", origin="rewritten", citations=[citation("13/QĐ-UBND")]),
        ]
        record = found(Citation, "12/QĐ-UBND", number_norm="12/QĐ-UBND")
        report = evaluate(gold(*rows), reader(citations=[record]))
        counts = {r["origin"]: (r["n"], r["hits"]) for r in report.rows("citations") if r["field"] == "citations"}
        assert counts == {"natural": (1, 1), "all": (2, 1), "rewritten": (1, 0), "seed": (1, 1)}

    def test_offsets_of_a_text_that_is_not_canonical(self, gold: Any) -> None:
        text = "\u0110e\u0302\u0300 nghi\u0323\r\nsố 12/QĐ-UBND"
        path = gold(
            gold_row(citations=[span("12/QĐ-UBND", text) | citation("12/QĐ-UBND") | span("12/QĐ-UBND", text)]),
            text=text,
        )
        record = found(Citation, "12/QĐ-UBND", canonical(text), number_norm="12/QĐ-UBND")
        assert figures(evaluate(path, reader(citations=[record])), "citations")["exact_f1"] == 1.0

    def test_a_crash_misses_everything_and_the_run_goes_on(self, gold: Any) -> None:
        path = gold(gold_row(citations=[citation("12/QĐ-UBND")]))

        def crash(data: bytes, source: str) -> tuple[str, Reading]:
            raise RuntimeError("broken")

        report = evaluate(path, crash)
        assert report.crashes == [("a1", "RuntimeError: broken")]
        assert figures(report, "citations")["recall"] == 0.0

    def test_a_reader_that_changes_the_text_is_a_crash(self, gold: Any) -> None:
        def other(data: bytes, source: str) -> tuple[str, Reading]:
            return "another text", Reading(Header(), [], [], [], [])

        assert evaluate(gold(gold_row()), other).crashes[0][0] == "a1"

    def test_misses_say_where_and_what(self, gold: Any) -> None:
        path = gold(gold_row(citations=[citation("12/QĐ-UBND")]))
        record = found(Citation, "12/QĐ-UBND", number_norm="12/QĐ-HĐND", rule="r1")
        missed, false = evaluate(path, reader(citations=[record])).misses
        assert (missed.outcome, missed.expected, missed.got) == ("missed", "12/QĐ-UBND", "12/QĐ-HĐND")
        assert (false.outcome, false.expected, false.got, false.rule) == (
            "false",
            "12/QĐ-UBND",
            "12/QĐ-HĐND",
            "r1",
        )
        assert TEXT[missed.start : missed.end] == missed.surface
        assert missed.context.startswith("Theo Quyết định số ⟦12/QĐ-UBND⟧, 13/QĐ-UBND")

    def test_judged_predictions_keep_their_confidence(self, gold: Any) -> None:
        path = gold(gold_row(citations=[citation("12/QĐ-UBND")]))
        records = [
            found(Citation, "12/QĐ-UBND", number_norm="12/QĐ-UBND", confidence=0.9),
            found(Citation, "13/QĐ-UBND", number_norm="13/QĐ-UBND", confidence=0.4),
        ]
        report = evaluate(path, reader(citations=records))
        assert [(j.confidence, j.hit) for j in report.judged if j.field == "citations"] == [
            (0.9, True),
            (0.4, False),
        ]


LETTER = """ỦY BAN NHÂN DÂN
TỈNH HÀ NAM
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 12/QĐ-UBND
Hà Nam, ngày 05 tháng 6 năm 2030
QUYẾT ĐỊNH
Về việc sửa cầu
Lê Văn
Hòa
"""


PORTAL_ROW = {
    "id": "p1", "text": LETTER, "number": "12/QĐ-UBND", "doc_type": "Quyết định",
    "issue_date": "2030-06-05", "issuer": "Tỉnh Hà Nam", "signer": "Lê Văn Hoà",
    "title": "Quyết định 12/QĐ-UBND năm 2030 về sửa cầu do tỉnh Hà Nam ban hành",
    }  # fmt: skip


class TestPortal:
    def measure(self, tmp_path: Path, header: Header, **change: str) -> Report:
        path = tmp_path / "portal.jsonl"
        path.write_text(json.dumps(PORTAL_ROW | change) + "\n", encoding="utf-8")
        return evaluate(path, reader(header))

    def test_right_wrong_and_missing(self, tmp_path: Path) -> None:
        header = Header(
            number="12/QĐ-UBND", doc_type="Công văn", issue_date=dt.date(2030, 6, 5),
            issuer="UBND tỉnh Hà Nam", subject="sửa cầu",
        )  # fmt: skip
        report = self.measure(tmp_path, header)
        for name in ("number", "issue_date", "issuer", "subject"):
            assert figures(report, f"header.{name}")["recall"] == 1.0, name
        assert figures(report, "header.doc_type")["wrong"] == 1.0
        assert figures(report, "header.signer")["missing"] == 1.0

    def test_values_that_the_text_does_not_print(self, tmp_path: Path) -> None:
        header = Header(number="98/QĐ-UBND", issue_date=dt.date(2030, 6, 5), issuer="Bộ Y tế")
        report = self.measure(tmp_path, header, text="Một văn bản bị cắt phần đầu.")
        number = figures(report, "header.number")
        assert (number["n"], number["predicted"], number["hits"]) == (0, 1, 0)
        assert figures(report, "header.issue_date")["predicted"] == 0
        assert "header.issuer" not in {row["field"] for row in report.rows()}


class TestNotes:
    NOTE = "(Điều 3 Nghị định số 12/2030/NĐ-CP, có hiệu lực thi hành kể từ ngày 01/07/2030)"

    def measure(self, tmp_path: Path, note: str, docs: list[dict[str, Any]], **records: list[Any]) -> Report:
        path = tmp_path / "notes.jsonl"
        path.write_text(json.dumps({"citation_text": note, "docs": docs, "links": []}) + "\n", encoding="utf-8")
        return evaluate(path, reader(**records))

    @staticmethod
    def doc(number: str, issue_date: str | None = None) -> dict[str, Any]:
        return {"number": number, "doc_type": "Nghị định", "issue_date": issue_date, "effective_date": None}

    def test_numbers_article_and_effective_date(self, tmp_path: Path) -> None:
        day = dt.date(2030, 7, 1)
        cited = found(
            Citation, "12/2030/NĐ-CP", self.NOTE, number_norm="12/2030/NĐ-CP", doc_type="Nghị định",
            date="2030-07-01", pinpoint="Điều 3",
        )  # fmt: skip
        dated = found(DateMention, "01/07/2030", self.NOTE, start_date=day, end_date=day, role="effect")
        report = self.measure(tmp_path, self.NOTE, [self.doc("12/2030/NĐ-CP")], citations=[cited], dates=[dated])
        for name in (
            "citations",
            "citations.type",
            "citations.article",
            "dates.effective",
            "dates.effective.role",
        ):
            assert figures(report, name)["f1"] == 1.0, name
        assert figures(report, "citations.date")["f1"] == 0.0, "the effective date is no issue date"

    def test_a_number_cut_by_docs_is_optional(self, tmp_path: Path) -> None:
        note = "(Điều 3 Thông tư số 20/2031/TT- BXD)"
        cited = found(Citation, "20/2031/TT- BXD", note, number_norm="20/2031/TT-BXD")
        row = figures(self.measure(tmp_path, note, [self.doc("20/2031/TT-")], citations=[cited]), "citations")
        assert (row["n"], row["predicted"]) == (0, 0)

    def test_a_note_whose_number_docs_lacks_is_left_out(self, tmp_path: Path) -> None:
        report = self.measure(tmp_path, "(Điều 1 Nghị quyết liên tịch số 01/2030/NQLT-CP-X)", [])
        assert [doc_id for doc_id, _ in report.left_out] == ["note-0000"]


class TestFloors:
    @pytest.fixture
    def measured(self, gold: Any) -> Any:
        path = gold(gold_row(citations=[citation("12/QĐ-UBND"), citation("13/QĐ-UBND")]))

        def measure(*surfaces: str) -> Report:
            records = [found(Citation, surface, number_norm=surface) for surface in surfaces]
            return evaluate(path, reader(citations=records))

        return measure

    def test_hold_fail_and_are_not_lowered_by_accident(self, measured: Any, tmp_path: Path) -> None:
        floors = tmp_path / "floors.json"
        good, bad = measured("12/QĐ-UBND", "13/QĐ-UBND"), measured("12/QĐ-UBND")
        assert write_floors(good, floors) == []
        assert json.loads(floors.read_text())["annotations"]["floors"]["all"]["citations"]["f1"] == 0.995
        assert check_floors(good, floors) == []
        assert any("all citations: f1 0.6667 is below its floor 0.995" in p for p in check_floors(bad, floors))
        assert write_floors(bad, floors) != []
        assert check_floors(bad, floors) != []
        write_floors(bad, floors, allow_lower=True)
        assert check_floors(bad, floors) == []

    def test_refuse_another_gold(self, measured: Any, gold: Any, tmp_path: Path) -> None:
        floors = tmp_path / "floors.json"
        write_floors(measured("12/QĐ-UBND"), floors)
        changed = evaluate(gold(gold_row(citations=[citation("12/QĐ-UBND")])), reader())
        (problem,) = check_floors(changed, floors)
        assert "the gold has changed" in problem
        assert "--write-floors" in problem

    def test_the_fingerprint_covers_the_texts(self, gold: Any) -> None:
        one = evaluate(gold(gold_row()), reader()).fingerprint
        assert evaluate(gold(gold_row(), text=TEXT + "!"), reader()).fingerprint != one


class TestRun:
    @pytest.mark.parametrize("format", ["table", "jsonl", "csv"])
    def test_prints_rows(self, gold: Any, format: str) -> None:
        path = gold(gold_row(citations=[citation("12/QĐ-UBND")]))
        out = io.StringIO()
        assert run(path, field="citations", format=format, read=reader(), out=out, err=io.StringIO()) == 0
        shown = out.getvalue()
        assert "citations" in shown and "header.number" not in shown
        assert ("Precision = hits / predictions" in shown) is (format == "table")

    def test_lists_misses_in_place_of_figures_for_programs(self, gold: Any) -> None:
        path = gold(gold_row(citations=[citation("12/QĐ-UBND"), citation("13/QĐ-UBND")]))
        out = io.StringIO()
        run(path, misses=1, format="jsonl", read=reader(), out=out, err=io.StringIO())
        (row,) = [json.loads(line) for line in out.getvalue().splitlines()]
        assert (row["outcome"], row["expected"]) == ("missed", "12/QĐ-UBND")

    def test_exit_codes(self, gold: Any, tmp_path: Path) -> None:
        path = gold(gold_row(citations=[citation("12/QĐ-UBND")]))
        floors, quiet = tmp_path / "floors.json", io.StringIO()
        hit = reader(citations=[found(Citation, "12/QĐ-UBND", number_norm="12/QĐ-UBND")])
        assert run(path, floors, save_floors=True, read=hit, out=quiet, err=quiet) == 0
        assert run(path, floors, read=hit, out=quiet, err=quiet) == 0
        assert run(path, floors, read=reader(), out=quiet, err=quiet) == 1
        assert run(path, tmp_path / "none.json", read=hit, out=quiet, err=quiet) == 2
        assert run(tmp_path / "none.jsonl", out=quiet, err=quiet) == 2

    def test_a_row_that_lacks_a_field_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "broken.jsonl"
        path.write_text(json.dumps({"citation_text": "số 1", "docs": [{}]}) + "\n")
        with pytest.raises(GoldError, match="not as its kind should be"):
            evaluate(path, reader())

    def test_a_file_of_no_known_kind_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "other.jsonl"
        path.write_text('{"a": 1}\n')
        with pytest.raises(GoldError, match="no known kind"):
            evaluate(path, reader())


@pytest.mark.parametrize(
    ("key", "one", "other"),
    [
        (name_key, "NGUYỄN HOÀ", "Nguyễn  hòa"),
        (name_key, "Bà Rịa – Vũng Tàu", "Bà Rịa-Vũng Tàu"),
        (number_key, "12 /QÐ–UBND", "12/QĐ-UBND"),
        (body_key, "UBND TP. Huế", "Ủy ban nhân dân thành phố Huế"),
        (subject_key, "V/v: sửa cầu.", "Sửa cầu"),
    ],
    ids=["tone-and-case", "dash", "number", "abbreviations", "subject"],
)
def test_compared_forms(key: Any, one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize("format", ["table", "jsonl", "csv"])
def test_render_is_safe_for_terminals_and_spreadsheets(format: str) -> None:
    rows: list[dict[str, Any]] = [{"surface": "=1+1\x1b[2J\x9b\u202e"}]
    shown = render(rows, format)
    assert not {"\x1b", "\x9b", "\u202e"} & set(shown)
    if format == "csv":
        assert "\n'=1+1" in shown
    if format == "jsonl":
        assert json.loads(shown) == rows[0]


def test_render_leaves_empty_columns_out_of_tables_only() -> None:
    rows: list[dict[str, Any]] = [{"a": 0.5, "b": None}]
    assert render(rows, "table").split() == ["a", "0.5000"]
    assert json.loads(render(rows, "jsonl")) == rows[0]
