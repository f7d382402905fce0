from __future__ import annotations

import dataclasses
import shutil
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import Corpus, CorpusError, Filters, index
from corpus.query import FIELDS
from extractors.shadow import fold
from pipeline.ingest import ingest
from tests.corpus import composed


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return composed.build(tmp_path_factory.mktemp("search"))


def names(corpus: Corpus, query: str, **filters: object) -> list[str]:
    hits = corpus.search(query, **filters).hits  # type: ignore[arg-type]
    return [hit.source.rpartition("/")[2].removesuffix(".txt") for hit in hits]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("318/QĐ-UBND", ["quyet-dinh", "cong-van"]),
        ("318/QD-UBND", ["quyet-dinh", "cong-van"]),
        ("318 /QĐ – UBND", ["quyet-dinh", "cong-van"]),
        ("quyết định số 318 qđ ubnd", ["quyet-dinh", "cong-van"]),
        ("1200/bct-tttn", ["cong-van"]),
        ("Hòa Bình", ["tin", "khong-dau"]),
        ("Hoà Bình", ["tin", "khong-dau"]),
        ("hoa binh", ["tin", "khong-dau"]),
        ('"hòa giải"', ["quyet-dinh"]),
        ('"danh mục chợ"', ["quyet-dinh"]),
        ("phê*", ["quyet-dinh"]),
        ("+chợ -sở", ["cong-van"]),
        ("title:rà soát", ["cong-van"]),
        ('loại:"Công văn"', ["cong-van"]),
        ("loai:cong-van OR title:danh", ["quyet-dinh"]),
        ("(chợ OR bằng) -nông", []),
        ("cites:263/QD-TTg năm:2024 +phê", ["quyet-dinh"]),
        ('issuer:"bo cong thuong"', ["cong-van"]),
        ("issuer:bac-ninh", []),
        ('issuer:"bắc ninh"', ["quyet-dinh"]),
        ("Bawsc Ninhh danh mục", ["quyet-dinh"]),
        ("NOT chợ NOT nông", []),
    ],
)  # fmt: skip
def test_finds_first(opened: Corpus, query: str, first: list[str]) -> None:
    assert names(opened, query)[: len(first)] == first


# For each compound a text that has it, and one that has its syllables as often and apart, in an order of their own.
COMPOUNDS = {
    "nông thôn": ("Xây dựng nông thôn ở vùng cao.", "Thôn Mẫu có nhiều hộ nông, thôn bên có ít hộ nông hơn thôn này."),
    "môi trường": ("Bảo vệ môi trường làng nghề.", "Trường xây lại mái, môi giới nhà đất quanh trường và trường bên."),
    "kinh tế": ("Phát triển kinh tế hộ.", "Tế lễ ở đình đọc kinh, rồi tế xuân, đọc kinh."),
    "công nghiệp": ("Cụm công nghiệp phía đông.", "Nghiệp của thợ là công sức, nghiệp nào cũng cần công."),
    "hợp tác xã": ("Vận động vào hợp tác xã.", "Xã này hợp với cách tác động ấy, xã bên hợp hơn."),
}


@pytest.fixture(scope="module")
def compounds(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("compounds")
    (folder / "in").mkdir()
    for name, (together, apart) in COMPOUNDS.items():
        (folder / "in" / f"{fold(name)} together.txt").write_text(f"Tin trong ngày\n\n{together}\n", encoding="utf-8")
        (folder / "in" / f"{fold(name)} apart.txt").write_text(f"Tin trong ngày\n\n{apart}\n", encoding="utf-8")
    ingest([folder / "in"], folder / "c")
    index.update(folder / "c")
    return Corpus.open(folder / "c")


@pytest.mark.parametrize("typed", [*COMPOUNDS, *map(fold, COMPOUNDS)])
def test_a_compound_comes_before_its_syllables(compounds: Corpus, typed: str) -> None:
    found = names(compounds, typed)
    assert found[:2] == [f"{fold(typed)} together", f"{fold(typed)} apart"]
    (first, *_) = compounds.search(typed).hits
    assert [first.snippet[start - first.start : end - first.start] for start, end in first.highlights] == [
        next(name for name in COMPOUNDS if fold(name) == fold(typed))
    ]


def test_offsets_of_snippets_and_highlights(opened: Corpus) -> None:
    for query in ("nông thôn mới", "hoa giai", "318/QD-UBND", "chợ", ""):
        for hit in opened.search(query).hits:
            text = opened.document(hit.doc_id).text
            assert text[hit.start : hit.end] == hit.snippet
            assert all(hit.start <= start < end <= hit.end for start, end in hit.highlights)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"doc_type": "Công văn"}, ["cong-van"]),
        ({"doc_type": ["Công văn", "Quyết định"]}, ["cong-van", "quyet-dinh"]),
        ({"province_now": "Bắc Ninh", "year": 2024}, ["cong-van", "quyet-dinh"]),
        ({"kind": "news"}, ["khong-dau", "tin"]),
        ({"cites": "263/QD-TTg"}, ["cong-van", "quyet-dinh"]),
        ({"grade": "nâng cao"}, ["quyet-dinh"]),
        ({"year": 1900}, []),
    ],
    ids=str,
)
def test_filters(opened: Corpus, filters: dict[str, object], found: list[str]) -> None:
    assert sorted(names(opened, "", **filters)) == found


def test_facets_count_what_is_found(opened: Corpus) -> None:
    result = opened.search("chợ")
    assert {value.value: value.count for value in result.facets["doc_type"]} == {"Công văn": 1, "Quyết định": 1}
    assert result.total == 2
    assert opened.search("chợ", facets=False).facets == {}


def test_sort_by_date(opened: Corpus) -> None:
    assert names(opened, "", sort="date")[:2] == ["cong-van", "quyet-dinh"]
    assert names(opened, "", sort="-date")[:2] == ["quyet-dinh", "cong-van"]
    with pytest.raises(CorpusError, match="relevance, date, -date"):
        opened.search("", sort="size")


def test_citations_both_ways(opened: Corpus) -> None:
    decision = opened.document(opened.search("318/QĐ-UBND").hits[0].doc_id)
    (citing,) = decision.cited_by
    assert (citing.number, citing.state) == ("1200/BCT-TTTN", "resolved")
    dispatch = opened.document(citing.doc_id)
    found = {cited.number: [match.doc_id for match in cited.found] for cited in dispatch.cites}
    assert found == {"318/QĐ-UBND": [decision.doc_id], "263/QĐ-TTg": []}
    for span in dispatch.spans:
        assert dispatch.text[span.start : span.end] == span.surface


def test_a_slip_in_a_name_is_put_right_and_told(opened: Corpus) -> None:
    result = opened.search("chợ ở Bawc Ninnh")
    assert result.corrections == (("Bawc Ninnh", "Bắc Ninh"),)
    assert result.total == 2
    assert opened.search("chợ ở Bắc Ninh").corrections == ()


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"province_now": "bac ninh"}, ["cong-van", "quyet-dinh"]),
        ({"province_now": "Bắc Nin"}, ["cong-van", "quyet-dinh"]),
        ({"issuer": "Công Thương"}, ["cong-van"]),
        ({"issuer": "Bộ Công Thưng"}, ["cong-van"]),
        ({"issuer": "Bộ Ngoại giao"}, []),
    ],
    ids=str,
)
def test_values_of_filters_as_people_type_them(opened: Corpus, filters: dict[str, object], found: list[str]) -> None:
    assert sorted(names(opened, "", **filters)) == found


def test_highlights_are_what_was_asked_for(opened: Corpus) -> None:
    def marked(query: str) -> list[str]:
        hit = opened.search(query).hits[0]
        text = opened.document(hit.doc_id).text
        return [text[start:end] for start, end in hit.highlights]

    assert marked('"danh mục chợ"') == ["danh mục chợ"]
    assert marked("hoa giai") == ["hoà giải"]
    assert marked("318 qd ubnd") == ["318/QĐ-UBND"]


def test_some_words_are_enough_where_no_document_has_most(opened: Corpus) -> None:
    result = opened.search("chợ kiểm ngư hải đăng")
    assert result.total == 2
    assert "some" in result.notes[0]


def test_an_unknown_number_is_told(opened: Corpus) -> None:
    result = opened.search("4711/QĐ-UBND")
    assert any("4711/QĐ-UBND" in note for note in result.notes)
    assert not [hit for hit in result.hits if hit.match == "number"]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(st.text(max_size=80), st.text("()\"'+-|:*ANDORT số/đ318\\ ", max_size=80)))
def test_any_text_is_a_query(opened: Corpus, query: str) -> None:
    result = opened.search(query)
    for hit in result.hits:
        text = opened.document(hit.doc_id).text
        assert text[hit.start : hit.end] == hit.snippet


@pytest.mark.parametrize(
    "query",
    [
        "(" * 5_000,
        '"' * 999,
        "-" * 3_000,
        "a*" * 900,
        "x" * 1_000_000,
        "318/QĐ-" * 400,
        "\ud800",
        "\x00*",
        "a:" * 900,
        "*",
    ],
    ids=lambda query: query[:4],
)
def test_hostile_queries(opened: Corpus, query: str) -> None:
    started = time.process_time()
    opened.search(query)
    assert time.process_time() - started < 5


def test_without_an_index_numbers_are_found(opened: Corpus, tmp_path: Path) -> None:
    shutil.copytree(opened.path / "tables", tmp_path / "c" / "tables")
    bare = Corpus.open(tmp_path / "c")
    assert names(bare, "318 /qđ – ubnd") == ["quyet-dinh", "cong-van"]
    assert [hit.match for hit in bare.search("318/QD-UBND").hits] == ["number", "citation"]
    with pytest.raises(CorpusError, match="vanban index"):
        bare.search("chợ")


def test_all_fields_and_filters_are_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "searching.md").read_text(encoding="utf-8")
    told = fold(page)
    assert not [name for name in FIELDS if f"`{name}`" not in told]
    assert not [item.name for item in dataclasses.fields(Filters) if f"`{item.name}`" not in page]
