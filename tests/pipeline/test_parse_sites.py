"""Pages of known sites: what their declarations find, and how a site is known."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from pipeline.parse import parse, portal, sites
from pipeline.parse.html import read as read_page
from pipeline.parse.sites import Layout, Site
from pipeline.read import read as read_document
from tests.pipeline.parsed import check
from tests.pipeline.sites import pages, read


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_golden(page: Path) -> None:
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    assert read(page) == expected, "read the difference; if it is right, run `python -m tests.pipeline.sites`"


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_elements_and_cells_lead_back(page: Path) -> None:
    source = page.read_text(encoding="utf-8")
    document = parse(source.encode(), "page.html")
    check(document)
    assert all(document.text[cell.start : cell.end] == cell.text for cell in document.cells)
    tree = LexborHTMLParser(f"<table>{source}</table>" if source.startswith("<tr") else source)
    leaves = [block for block in document.blocks if block.kind in ("paragraph", "article") and block.element]
    for block in leaves:
        found = ["".join(node.text().split()) for node in tree.css(block.element or "")]
        first = document.text[block.start : block.end].split("\n")[0]
        assert any("".join(first.split()) in words for words in found), (block.element, first)


def test_every_declared_site_has_a_page() -> None:
    tried = {read(page)["site"] for page in pages()} | {"vnexpress"}  # the newspaper among the pages of test_parse_html
    assert {site.id for site in sites.sites()} == tried


def test_what_a_portal_says_is_not_mixed_with_what_the_text_says() -> None:
    page = Path(__file__).parent / "fixtures/sites/hethongphapluat.html"
    rows = read_document(page.read_bytes(), "page.html")
    assert rows.document is not None
    said = {field.field: field.value for field in rows.portal_fields}
    assert (said["issuer"], rows.document.issuer) == ("Quốc hội", "UBND tỉnh Ví Dụ")
    assert rows.document.site == "hethongphapluat"


KNOWN = {
    "canonical": ('<link rel="canonical" href="https://luatvietnam.vn/a-d1.html">', "a.html", "luatvietnam"),
    "og:url": ('<meta property="og:url" content="https://baochinhphu.vn/a.htm">', "a.html", "baochinhphu"),
    "host below the site": ('<link rel="canonical" href="https://www.vnexpress.net/a">', "a.html", "vnexpress"),
    "saved by a browser": ("<!-- saved from url=(0025)https://vbpl.vn/TW/a.aspx -->", "a.html", "vbpl"),
    "fetched from": ("", "https://thuvienphapluat.vn/van-ban/a-1.aspx", "thuvienphapluat"),
    "the name of a file says nothing": ("", "thuvienphapluat.vn.html", None),
    "another host that ends the same": ('<link rel="canonical" href="https://notvbpl.vn/a">', "a.html", None),
    "no address": ('<link rel="canonical" href="javascript:alert(1)">', "a.html", None),
    "broken address": ('<link rel="canonical" href="http://[vbpl.vn/">', "a.html", None),
}


@pytest.mark.parametrize("head, name, site", KNOWN.values(), ids=KNOWN.keys())
def test_a_site_is_known_by_the_address(head: str, name: str, site: str | None) -> None:
    words = "Câu này là nội dung của một trang không có gì khác ngoài một đoạn văn. " * 5
    source = f"<html>{head}<body><p>{words}</p></body></html>"
    assert read_page(source, name).site == site


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_a_site_is_known_by_its_marks_alone(page: Path) -> None:
    found = sites.find(LexborHTMLParser(page.read_bytes()), None)
    assert found is not None
    assert page.stem.startswith(found.id)


def test_what_a_layout_leaves_out_is_kept_where_the_layout_does_not_fit() -> None:
    words = "Câu này là nội dung của một trang công báo không còn bảng nào. " * 5
    head = '<link rel="canonical" href="https://congbao.sonla.gov.vn/a">'
    source = f'{head}<p class="doc-notation">Số 1</p><p><span class="download">{words}</span></p>'
    assert words.strip() in parse(source.encode(), "a.html").text


def test_a_page_that_its_layout_does_not_fit_is_read_like_any_other() -> None:
    words = "<p>Câu này là nội dung của một bài viết trên trang báo đã đổi giao diện từ hôm qua.</p>" * 6
    source = f'<link rel="canonical" href="https://vnexpress.net/a"><body><main>{words}</main></body>'
    document = parse(source.encode(), "a.html")
    assert (document.site, document.text.count("đổi giao diện")) == ("vnexpress", 6)


def test_layouts_hold_for_their_time() -> None:
    old = Layout(until=dt.date(2015, 12, 31), body=("#old",))
    new = Layout(since=dt.date(2016, 1, 1), body=("#new",))
    site = Site("vi_du", "Ví dụ", (), (), (new, old))
    assert [layout.body for layout in site.at(dt.date(2014, 5, 1))] == [("#old",), ("#new",)]
    assert [layout.body for layout in site.at(None)] == [("#new",), ("#old",)]


def test_a_key_that_means_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="bodies"):
        sites._site("x", 'name = "x"\n[[layout]]\nbodies = ["p"]\n')


VALUES = {
    "day first": ("issue_date", "Ngày ban hành", "05/03/2012", "2012-03-05"),
    "in words": ("issue_date", "Ngày ban hành", "ngày 5 tháng 3 năm 2012", "2012-03-05"),
    "no such day": ("issue_date", "Ngày ban hành", "31/02/2012", None),
    "not known yet": ("effective_date", "Ngày hiệu lực", "Đã biết", None),
    "day of the gazette": ("gazette", "Ngày đăng công báo", "31/12/2015", "2015-12-31"),
    "number of the gazette": ("gazette", "Số công báo", "12 + 13", None),
    "number without its hyphen": ("number", "Số hiệu", "12/2019/NQHĐND", "12/2019/NQ-HĐND"),
    "type in capitals": ("doc_type", "Loại văn bản", "NGHỊ ĐỊNH", "Nghị định"),
    "body": ("issuer", "Cơ quan ban hành", "UỶ BAN NHÂN DÂN TỈNH BẮC NINH", "UBND tỉnh Bắc Ninh"),
    "body of a place": ("issuer", "Cơ quan ban hành", "Sở Y tế Thành phố Hà Nội", "Sở Y tế thành phố Hà Nội"),
    "office": ("issuer", "Cơ quan ban hành", "Thủ tướng chính phủ", "Thủ tướng Chính phủ"),
    "two bodies": ("issuer", "Cơ quan ban hành", "Bộ Tài chính, Bộ Công thương", "Bộ Tài chính - Bộ Công Thương"),
    "one body and what is none": ("issuer", "Cơ quan ban hành", "Bộ Tài chính, đơn vị khác", None),
    "place that is no body": ("issuer", "Cơ quan ban hành", "Tỉnh Bắc Ninh", None),
    "person": ("signer", "Người ký", "NGUYỄN THỊ BƯỞI", "Nguyễn Thị Bưởi"),
    "person after a rank": ("signer", "Người ký", "Thượng tướng Vũ Văn Sao", "Vũ Văn Sao"),
    "two persons": ("signer", "Người ký", "Vũ Văn Sao; Nguyễn Thị Bưởi", None),
    "no person": ("signer", "Người ký", "Đang cập nhật", None),
    "label that is none of ours": ("other", "Bậc văn bản", "Cấp 2", None),
}


@pytest.mark.parametrize(
    "number, norm",
    [("12/2025/QĐ-UBND", "UBND tỉnh Bắc Ninh"), ("7/NQ-HĐND", "HĐND tỉnh Bắc Ninh"), ("7/QĐ-BTC", None)],
)
def test_a_place_as_issuer_is_the_body_of_the_number(number: str, norm: str | None) -> None:
    said = portal.fields([("Số hiệu", number), ("Cơ quan ban hành", "Tỉnh Bắc Ninh")])
    assert {field.field: field.value_norm for field in said}["issuer"] == norm


@pytest.mark.parametrize("field, label, value, norm", VALUES.values(), ids=VALUES.keys())
def test_values_are_normalised(field: str, label: str, value: str, norm: str | None) -> None:
    (said,) = portal.fields([(label, value)])
    assert (said.field, said.label, said.value, said.value_norm) == (field, label, value, norm)


REAL = json.loads((Path(__file__).parent / "fixtures/saved_pages.json").read_text(encoding="utf-8"))


@pytest.mark.real
@pytest.mark.parametrize("name", REAL, ids=str)
def test_saved_page(shared: Path, name: str) -> None:
    assert facts_of(shared / "data/html" / name) == REAL[name]


def facts_of(path: Path) -> dict[str, object]:
    """Return what may be told of a page that is not ours: no text of it."""
    rows = read_document(path.read_bytes(), path.name)
    document = rows.document
    assert document is not None
    return {
        "site": document.site,
        "encoding": document.encoding,
        "characters": len(document.text),
        "text_sha256": hashlib.sha256(document.text.encode()).hexdigest(),
        "published_at": str(document.published_at) if document.published_at else None,
        "number": document.number,
        "doc_type": document.doc_type,
        "issue_date": str(document.issue_date) if document.issue_date else None,
        "issuer": document.issuer,
        "portal": {f.label: f.value_norm for f in rows.portal_fields if f.value_norm},
        "fields": len(rows.portal_fields),
        "relations": _count(link.relation for link in rows.links if link.kind == "relation"),
        "related_numbers": sum(link.number_norm is not None for link in rows.links),
        "attachments": sum(link.kind == "attachment" for link in rows.links),
        "cells": len(rows.table_cells),
        "articles": sum(block.kind == "article" for block in rows.blocks),
    }


def _count(values: object) -> dict[str, int]:
    found: dict[str, int] = {}
    for value in values:  # type: ignore[attr-defined]
        found[str(value)] = found.get(str(value), 0) + 1
    return found


if (
    __name__ == "__main__"
):  # python -m tests.pipeline.test_parse_sites FOLDER > tests/pipeline/fixtures/saved_pages.json
    import sys

    found = {path.name: facts_of(path) for path in sorted(Path(sys.argv[1]).glob("*.html"))}
    print(json.dumps(found, ensure_ascii=False, indent=1))
