"""HTML pages in the shape of Vietnamese portals: what is kept, what is left out, where it came from."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from pipeline.limits import MAX_NESTING
from pipeline.parse import ParsedDocument, ParseError, parse
from tests.pipeline.parsed import check, leaves, outline

PAGES = Path(__file__).parent / "fixtures" / "pages"


def page(name: str) -> ParsedDocument:
    document = parse((PAGES / f"{name}.html").read_bytes(), f"{name}.html")
    check(document)
    return document


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.html")), ids=lambda path: path.stem)
def test_every_page(path: Path) -> None:
    document = parse(path.read_bytes(), path.name)
    check(document)
    assert document.media_type == "text/html"
    assert document.warnings == ()


def test_provincial_portal() -> None:
    document = page("provincial_portal")
    assert document.title == "Xã Bình Sơn ra mắt tổ tự quản môi trường"
    assert document.published_at == dt.date(2022, 9, 14)
    assert outline(document) == [
        "title | Xã Bình Sơn ra mắt tổ tự quản môi trường",
        "metadata | Ngày đăng: 14/09/2022 16:05 | Lượt xem: …",
        "paragraph | Sáng 14/9, Ủy ban nhân dân xã Bình Sơn t…",
        "paragraph | Thực hiện Kế hoạch số 57/KH-UBND ngày 03…",
        "caption | Ảnh: Các thành viên tổ tự quản nhận tran…",
        "paragraph | Các tổ tự quản có nhiệm vụ:",
        "list_item | Vận động hộ dân phân loại rác tại nguồn;",
        "list_item | Thu gom rác thải hai lần mỗi tuần;",
        "list_item | Trồng và chăm sóc hàng cây dọc đường liê…",
        "paragraph | Xã phấn đấu đến hết năm 2023 có thêm 02 …",
        "paragraph | Hoàng Minh Tuyết",
    ]


def test_newspaper() -> None:
    document = page("newspaper")
    assert document.title == "Đưa nước sạch về vùng cao Mường Lát"
    # The article's own date, in Vietnam: not that of the site, of a change, or the clock of the page.
    assert document.published_at == dt.date(2024, 5, 19)
    assert outline(document)[1] == "metadata | Chủ nhật, 19/5/2024, 01:30 (GMT+7)"
    assert outline(document)[4] == "caption | Bể nước mới ở bản Ón. Ảnh: Hà Vi"
    assert outline(document)[-1] == "paragraph | Lê Hà Vi"
    for left_out in ("Thời sự", "điện lưới", "Trần Quang", "Giá xăng", "Tổng biên tập", "Copy link", "1/7/2024"):
        assert left_out not in document.text


def test_legal_portal() -> None:
    document = page("legal_portal")
    assert document.published_at is None
    assert leaves(document)[1].kind == "masthead", "what the portal says stands beside the text, not in it"
    said = {field.field: field.value_norm for field in document.portal_fields}
    assert said["issue_date"] == "2023-04-17"
    assert "Ngày ban hành: 17/04/2023" not in document.text
    by_path = {block.path: document.text[block.start : block.end] for block in document.blocks}
    assert by_path["Điều 1 / Khoản 1 / Điểm b"] == "b) Huyện Tây Sơn: 9.800 triệu đồng."
    assert by_path["Phụ lục"].endswith(
        "TT | Huyện | Số xã đạt chuẩn | Vốn (triệu đồng)\n1 | Đông Hà | 07 | 1.250\n2 | Tây Sơn | 05 | 980"
    )
    signature = next(leaf for leaf in leaves(document) if leaf.kind == "signature")
    assert document.text[signature.start : signature.end].endswith("PHÓ CHỦ TỊCH\nĐoàn Thị Lan")
    for left_out in ("Lược đồ", "Tải về", "15/2022/QĐ-TTg", "Copyright", "Đăng nhập"):
        assert left_out not in document.text


def test_attribute_page() -> None:
    document = page("attribute_page")
    assert document.published_at is None, "the day of the gazette is not that of the page"
    assert document.text.split("\n") == [
        "Về trồng rừng phòng hộ ven biển",
        "Số ký hiệu: 77/2019/TT-VD",
        "Ngày ban hành: 25/10/2019",
        "Loại văn bản: Thông tư",
        "Ngày có hiệu lực: 10/12/2019",
        "Nguồn thu thập: Công báo số 11 năm 2019",
        "Ngày đăng công báo: 30/11/2019",
        "Cơ quan ban hành: Bộ Ví dụ",
        "Chức danh: Thứ trưởng",
        "Người ký: Đỗ Quang Nam",
        "Phạm vi: Toàn quốc",
    ]
    assert [block.heading for block in document.blocks][1:3] == ["Số ký hiệu", "Ngày ban hành"]


def test_old_department_site() -> None:
    document = page("old_department_site")
    assert document.published_at is None, "the clock of the page is no date of the article"
    assert document.title == "Họp giao ban công tác khuyến nông quý II"
    assert [block.path for block in document.blocks if block.kind == "clause"] == ["Khoản 1", "Khoản 2", "Khoản 3"]
    assert document.text.endswith("3. Nghiệm thu mô hình lúa lai tại bốn huyện.\nNguyễn Thanh Sơn")


def test_index_of_links_keeps_its_links() -> None:
    document = page("gazette_index")
    assert outline(document)[0] == "title | Danh mục văn bản đăng Công báo tỉnh Ví D…"
    assert document.text.split("\n")[1:3] == [
        "Ngày ban hành | Văn bản",
        "03/02/2021 | Quyết định số 05/2021/QĐ-UBND quy định giá dịch vụ thoát nước trên địa bàn tỉnh",
    ]
    assert "Bản quyền" not in document.text


@pytest.mark.parametrize("name", ["legal_portal", "provincial_portal"])
def test_elements_lead_back_to_the_page(name: str) -> None:
    tree = LexborHTMLParser((PAGES / f"{name}.html").read_text(encoding="utf-8"))
    document = page(name)
    for leaf in leaves(document):
        if leaf.kind != "paragraph":
            continue
        assert leaf.element
        found = [" ".join(node.text().split()) for node in tree.css(leaf.element)]
        assert any(document.text[leaf.start : leaf.end] in text for text in found), leaf.element


def test_body_in_an_element_that_is_named_like_furniture() -> None:
    sentences = "".join(
        f"<p>Câu thứ {n} của bài viết nói về việc xây dựng nông thôn mới ở các xã.</p>" for n in range(20)
    )
    document = parse(f'<html><body><div class="menu footer">{sentences}</div></body></html>'.encode(), "a.html")
    assert document.text.count("Câu thứ") == 20


def test_second_opinion_where_the_whole_text_is_named_like_furniture() -> None:
    parts = "".join(
        f'<div class="widget-search"><p>Câu thứ {n} của bài viết nói về việc xây dựng nông thôn mới ở các xã.</p></div>'
        for n in range(20)
    )
    document = parse(f"<html><body><h1>Nông thôn mới ở các xã</h1>{parts}</body></html>".encode(), "a.html")
    check(document)
    assert document.text.count("Câu thứ") == 20


def test_masthead_beside_the_element_of_the_body() -> None:
    body = "".join(
        f"<p>Điều {n}. Các cơ quan có trách nhiệm thi hành Quyết định này theo quy định.</p>" for n in range(1, 9)
    )
    source = (
        "<html><body><div><table><tr><td>ỦY BAN NHÂN DÂN</td><td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</td></tr>"
        "<tr><td>Số: 9/QĐ-UBND</td><td>Tân Lập, ngày 2 tháng 3 năm 2021</td></tr></table>"
        f'<div id="toanvancontent">{body}</div><p>Nơi nhận:<br>- Lưu: VT.</p></div></body></html>'
    )
    document = parse(source.encode(), "a.html")
    check(document)
    kinds = [leaf.kind for leaf in leaves(document)]
    assert kinds == ["masthead", *["article"] * 8, "recipients"]


def test_nothing_of_scripts_and_hidden_elements_is_read() -> None:
    source = (
        "<html><body><script>document.write('<p>Điều 9. Giả</p>')</script><style>p{}</style>"
        "<noscript>Bật JavaScript</noscript>"
        "<div style='display:none'>Ẩn</div><template>Mẫu</template><!-- Chú thích --><textarea>Ô nhập</textarea>"
        "<p>Điều 1. Nội dung thật của văn bản được công bố trên trang này.</p></body></html>"
    )
    assert parse(source.encode(), "a.html").text == "Điều 1. Nội dung thật của văn bản được công bố trên trang này."


MARKUP = {
    "a comment with tags in it": ("<p>Một <!-- <p>ẩn</p> > --> hai</p>", "Một hai"),
    "a comment in a tag": ("<p cla<!-- x -->ss='b'>Một</p>", "ss='b'>Một"),
    "quotes and brackets in attributes": ("<p title='a > b' x\"y>Một <a href='c\"\"'>hai</a></p>", "Một hai"),
    "entities once": ("<p>Một &amp;lt; hai&nbsp;ba &#60;b&#62;</p>", "Một &lt; hai\xa0ba <b>"),
    "markup printed as text": ("<p>Một</p><xmp></div><b></xmp><p>hai</p>", "Một\nhai"),
    "lines of preformatted text": ("<pre title='a\nb'>Một\n hai</pre><p>ba\nbốn</p>", "Một\nhai\nba bốn"),
    "white space": ("<p>Một\t\n  hai <b> ba</b></p><p> \n </p>", "Một hai ba"),
    "what is hidden inside itself": ("<p>Một</p><svg><svg>a</svg>b</svg><p>hai</p>", "Một\nhai"),
}


@pytest.mark.parametrize(("source", "text"), MARKUP.values(), ids=MARKUP.keys())
def test_markup(source: str, text: str) -> None:
    assert parse(f"<html><body>{source}</body></html>".encode(), "a.html").text == text


def test_attributes_of_several_documents_are_those_of_none() -> None:
    def table(number: int) -> str:
        rows = {"Số hiệu": f"{number}/QĐ-UBND", "Ngày ban hành": f"0{number}/03/2021", "Người ký": "Nguyễn Văn A"}
        cells = "".join(f"<tr><td>{label}:</td><td>{value}</td></tr>" for label, value in rows.items())
        return f"<table>{cells}</table>"

    one = parse(f"<html><body>{table(1)}<p>Văn bản</p></body></html>".encode(), "a.html")
    two = parse(f"<html><body>{table(1)}<p>Văn bản</p>{table(2)}</body></html>".encode(), "a.html")
    assert [field.value_norm for field in one.portal_fields] == ["1/QĐ-UBND", "2021-03-01", "Nguyễn Văn A"]
    assert two.portal_fields == ()


HOSTILE = {
    "nul characters": "<html><p>Một\0 hai\0 ba bốn</p>",
    "no end of a tag": "<html><p>Một hai ba <a href='",
    "unclosed elements": "<html><p>Một hai ba" + "<p>bốn" * 5000,
    "unclosed formatting": "<html><p>" + "<font><b>Một hai ba " * 500,
    "huge attribute": "<html><p class='" + "a " * 500_000 + "'>Một hai ba</p>",
    "huge style": "<html><p style='" + "color:red;" * 100_000 + "'>Một hai ba</p>",
    "entity bomb": '<!DOCTYPE html [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;">]><html><p>Một hai ba &b;&b;</p>',
    "huge comment": "<html><!--" + "x" * 500_000 + "--><p>Một hai ba</p>",
    "tables in tables": "<html>" + "<table><tr><td>" * 100 + "Một hai ba",
    "end tags alone": "<html>" + "</div></x>" * 20_000 + "<p>Một hai ba</p>",
    "json that is none": "<html><script type='application/ld+json'>{{{[</script><p>Một hai ba</p>",
    "deep json": "<html><script type='application/ld+json'>" + "[" * 50_000 + "</script><p>Một hai ba</p>",
    "impossible date": "<html><meta property='article:published_time' content='9999-99-99'><p>Một hai ba</p>",
    "lone surrogates": "<html><p>Một hai ba &#xD800;&#xDFFF;&#x110000;</p>",
    "gadgets in gadgets": "<html>" + "<span class=tooltip>" * 2_000 + "Một hai ba " * 9,
    "text to the end": "<html><p>Một hai ba</p><plaintext>" + "<a" * 5_000,
    "combining marks by reference": "<html><p>Một hai ba o&#x302;&#x323; e&#x301;</p>",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_pages_are_read(source: str) -> None:
    document = parse(source.encode("utf-8", "surrogatepass"), "a.html")
    check(document)
    assert "Một" in document.text


@pytest.mark.parametrize("name", ["p", "span", "td", "section"])
def test_a_page_cannot_leave_out_its_own_text(name: str) -> None:
    source = f'<html><div>Một <{name} vanban-dropped="">hai</{name}> ba</div><p>bốn</p>'
    assert parse(source.encode(), "a.html").text.split() == ["Một", "hai", "ba", "bốn"]


def test_more_kinds_of_tags_than_are_remembered() -> None:
    words = [f"đoạn {n}" for n in range(5_000)]
    source = "".join(f'<div data-n="{n}"><span id="n{n}">{word}</span></div>' for n, word in enumerate(words))
    assert parse(f"<html>{source}".encode(), "a.html").text.split("\n") == words


ATTRIBUTES = " ".join(f"a{n}" for n in range(100_000)) + ">"
TOO_LARGE = {
    "div": "<div>" * 100_000,
    "lists": "<ul><li>" * 100_000,
    "tables": "<table><tr><td>" * 100_000,
    "spans with end tags of others": "<span></p>" * 100_000,
    "formatting": "<b>" * 100_000,
    "attributes": "<p " + ATTRIBUTES,
    "attributes after a comment": "<!-- <script> --><p " + ATTRIBUTES,
    "attributes of an option": "<select><option " + ATTRIBUTES,
    "attributes in a template": "<template><p " + ATTRIBUTES,
    "attributes after a value": "<p a='<b ' " + ATTRIBUTES,
}


@pytest.mark.parametrize("source", TOO_LARGE.values(), ids=TOO_LARGE.keys())
def test_what_would_take_quadratic_time_is_refused(source: str) -> None:
    with pytest.raises(ParseError) as rejected:
        parse(f"<html>{source}x".encode(), "a.html")
    assert rejected.value.reason == "too_large"


@pytest.mark.parametrize("where", ["script>{}</script", "style>{}</style", "!-- {} --", "textarea>{}</textarea"])
def test_a_comparison_in_a_script_is_no_tag(where: str) -> None:
    source = f"<html><{where.format('if(a<b)' + 'f(1,2),' * 9_000)}><p>Một hai ba</p>"
    assert parse(source.encode(), "a.html").text == "Một hai ba"


def test_nesting_below_the_cap_is_read() -> None:
    source = "<html>" + "<div>" * (MAX_NESTING - 10) + "<p>Một hai ba</p>"
    assert parse(source.encode(), "a.html").text == "Một hai ba"


def test_furniture_among_the_lines_is_left_out() -> None:
    source = (
        "<html><body><div><h1>Huyện họp bàn về nông thôn mới</h1><div>Lượt xem: 52</div>"
        "<p>Huyện họp bàn về việc xây dựng nông thôn mới trong năm, với sự tham dự của các xã.</p></div></body></html>"
    )
    assert "Lượt xem" not in parse(source.encode(), "a.html").text
