from __future__ import annotations

import pytest

from corpus import Corpus, CorpusError
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
        ("loại:\"Công văn\"", ["cong-van"]),
    ],
)  # fmt: skip
def test_finds_first(opened: Corpus, query: str, first: list[str]) -> None:
    assert names(opened, query)[: len(first)] == first


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
