"""What of a page is its document: no makeup of a page may cost a sentence of the text."""

from __future__ import annotations

import pytest

from pipeline.parse import parse
from pipeline.parse.html import read


def sentence(n: int) -> str:
    return f"Câu số {n} của phần này nói về kết quả xây dựng nông thôn mới tại các xã trong huyện năm qua."


def paragraphs(*numbers: int) -> str:
    return "".join(f"<p>{sentence(n)}</p>" for n in numbers)


TITLE = "Báo cáo năm 2020 của huyện"
HEADLINE = f"<h1>{TITLE}</h1>"
CHUNKS = [(1,) * 9, (2, 3, 1, 1, 1, 1, 1), (1, 4)]
KEPT = {
    "sections that end with a link": HEADLINE
    + "".join(f"<section><h2>Phần {n}</h2>{paragraphs(n)}<a href=/x>Xem chi tiết</a></section>" for n in (1, 2, 3, 4)),
    "headline in an element of its own": f"<div><div>{HEADLINE}</div><div>{paragraphs(1)}</div><div>{paragraphs(2, 3)}"
    f"</div><div><h3>Phụ lục</h3>{paragraphs(4)}</div></div>",
    "first part beside the headline": f"<div><div>{HEADLINE}{paragraphs(1)}</div><div>{paragraphs(2, 3)}</div>"
    f"<div>{paragraphs(4)}</div></div>",
    "two columns without a headline": f"<table><tr><td>{paragraphs(1, 2)}</td><td>{paragraphs(3, 4)}</td></tr></table>",
    "headline in the first of many rows": f"<table><tr><td>{HEADLINE}{paragraphs(1)}</td></tr><tr><td>{paragraphs(2)}"
    f"</td></tr><tr><td>{paragraphs(3, 4)}</td></tr></table>",
    "by-line at the end": f"<div><div><b>Tựa của bài</b>{paragraphs(1, 2, 3, 4)}</div>"
    "<i>Cập nhật: 05/06/2020 10:20</i></div>",
    "heading of a section that could be that of a box": f"{HEADLINE}{paragraphs(1)}<h3>Ý kiến</h3>{paragraphs(2)}"
    f"<h3>Văn bản liên quan</h3>{paragraphs(3)}<h3>Bình luận</h3>{paragraphs(4)}",
    "cards": HEADLINE
    + "".join(f"<div class=card><h3>Xã {n}</h3>{paragraphs(n)}<a href=/{n}>Chi tiết</a></div>" for n in (1, 2, 3, 4)),
    "a text in two elements named for it": HEADLINE
    + f"<div class=news-content>{paragraphs(1, 2)}</div><div class=news-content>{paragraphs(3, 4)}</div>",
    "a text in chunks of the same names": HEADLINE
    + "".join(f"<div><div class='chunk article-body'>{paragraphs(*n)}</div><aside>Ảnh</aside></div>" for n in CHUNKS),
    "paragraphs of a class that is otherwise furniture": HEADLINE
    + paragraphs(1, 1, 1)
    + "".join(f"<p class=user-text>{sentence(n)}</p>" for n in (2, 3, 4)),
    "a lead in the header of the page": f"<div><header><h2>{TITLE}</h2><p>{sentence(1)}</p></header>"
    f"<div class=news-content>{paragraphs(2, 3, 4)}</div></div>",
    "a lead below the headline in an element named like a header": f"<div>{HEADLINE}<div class=header-dek>{sentence(1)}"
    f"</div><div class=news-content>{paragraphs(2, 3, 4)}</div></div>",
    "a lead above a text without a headline": f"<ul class=breadcrumb><li>{HEADLINE}</li></ul><div><div><p>{sentence(1)}"
    f"</p></div><div class=news-content>{paragraphs(2, 3, 4)}</div></div>",
    "classes that say how a text looks": HEADLINE
    + paragraphs(*[1] * 9)
    + f"<div class=text-left>{sentence(2)}</div><div class='pull-right float-right'>{sentence(3)}</div>{paragraphs(4)}",
    "paragraphs named like a column": HEADLINE
    + paragraphs(*[1] * 9)
    + "".join(f"<p class=right>{sentence(n)}</p>" for n in (2, 3, 4)),
    "articles of a decision under a heading of a box": f"<h3>Tin liên quan</h3><p>Điều 1. {sentence(1)}</p>"
    f"<p>Điều 2. {sentence(2)}</p>{paragraphs(3, 4)}",
}


@pytest.mark.parametrize("body", KEPT.values(), ids=KEPT.keys())
def test_no_sentence_is_lost(body: str) -> None:
    text = read(f"<html><title>{TITLE}</title><body><nav><a href=/>Trang chủ</a></nav>{body}</body></html>").text
    assert [n for n in (1, 2, 3, 4) if sentence(n) not in text] == []


BOX = "<ul><li><a href=/1>Huyện Ví Dụ công bố xã đạt chuẩn</a></li><li><a href=/2>Hội thi nhà nông</a></li></ul>"
LEFT_OUT = {
    "a column": f"<table><tr><td>{HEADLINE}{paragraphs(1, 2)}</td><td>{paragraphs(9)}</td></tr></table>",
    "what stands above the headline": f"<div><div>{paragraphs(9)}</div><div>{HEADLINE}{paragraphs(1, 2)}</div></div>",
    "comments that are longer than the text": f"<div><div>{HEADLINE}{paragraphs(1, 2)}</div><div><h4>Ý kiến (12)</h4>"
    f"{paragraphs(9, 9, 9, 9, 9, 9)}</div></div>",
    "a box with teasers": f"<div>{HEADLINE}{paragraphs(1, 2)}<div><b>Tiêu điểm</b>{paragraphs(9)}<a href=/>Xem tiếp</a>"
    f"</div></div>",
    "a box without entries at the head of the text": f"<div>{HEADLINE}<div class=detail><div><a href=/>Tin mới</a>"
    f"</div>{paragraphs(1, 2)}</div></div>",
}


@pytest.mark.parametrize("body", LEFT_OUT.values(), ids=LEFT_OUT.keys())
def test_what_is_about_something_else_is_left_out(body: str) -> None:
    text = read(f"<html><title>{TITLE}</title><body>{body}{BOX}</body></html>").text
    assert sentence(1) in text and sentence(2) in text
    assert sentence(9) not in text
    assert "Hội thi" not in text and "Tin mới" not in text


def test_a_headline_is_one_whatever_its_classes() -> None:
    page = f"<div><h1 class='title u-font-size-30'>{TITLE}</h1>{paragraphs(1, 2, 3)}</div>"
    document = parse(f"<html><title>{TITLE}</title><body>{page}</body></html>".encode(), "a.html")
    assert document.text.startswith(TITLE + "\n")
    assert document.blocks[0].element and document.blocks[0].element.endswith("h1:nth-of-type(1)")


def test_of_a_text_and_its_translation_the_text_is_read() -> None:
    english = "<p>The communes of the district met all the criteria of the programme, as reported.</p>" * 4
    bodies = "".join(f"<div class=news-content>{text}</div>" for text in (paragraphs(1, 2, 3), english))
    text = read(f"<html><title>{TITLE}</title><body>{HEADLINE}<div>{bodies}</div></body></html>").text
    assert [n for n in (1, 2, 3) if sentence(n) not in text] == []
    assert "communes" not in text


def test_a_signature_beside_an_empty_cell_is_no_table_of_data() -> None:
    page = f"<div>{paragraphs(1)}<table><tr><td></td><td><p>CHỦ TỊCH</p><p>Lê Ví Dụ</p></td></tr></table></div>"
    document = parse(f"<html><body>{page}</body></html>".encode(), "a.html")
    assert document.text.endswith("\nCHỦ TỊCH\nLê Ví Dụ")
    assert document.cells == ()


def test_what_stands_above_a_large_table_stays() -> None:
    rows = "".join(f"<tr><td>{number}</td><td>Xã số {number}</td><td>Đạt</td></tr>" for number in range(60))
    caption = "Biểu tổng hợp kết quả thực hiện các tiêu chí của các xã"
    page = f"<div><p>{caption}</p><table border=1>{rows}</table><p>Ghi chú: số liệu sơ bộ.</p></div>"
    text = parse(f"<html><body>{page}</body></html>".encode(), "a.html").text
    assert text.startswith(caption)
    assert text.endswith("Ghi chú: số liệu sơ bộ.")
