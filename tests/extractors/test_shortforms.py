"""Mentions without a number resolve inside the document, or say that they do not."""

from __future__ import annotations

import datetime as dt

from extractors import citations, dates, shortforms
from extractors.context import Context
from extractors.shadow import Shadow

OWN = Context(date=dt.date(2025, 11, 26), number="33/QĐ-UBND", doc_type="Quyết định")


def read(text: str, context: Context = OWN) -> list[tuple[str, str, str | None, bool, str]]:
    shadow = Shadow(text)
    found = dates.find(shadow, context)
    numbered = citations.find(shadow, context, found)
    return [
        (c.surface, c.form, c.antecedent, c.is_self, c.state) for c in shortforms.find(shadow, context, numbered, found)
    ]


def test_this_decision_is_the_document_itself() -> None:
    assert read("Quyết định này có hiệu lực từ ngày ký.") == [
        ("Quyết định này", "anaphor", "33/QĐ-UBND", True, "resolved")
    ]


def test_the_circular_above_is_the_last_of_its_type() -> None:
    text = "Căn cứ Thông tư số 05/2022/TT-BTC và Nghị định số 27/2022/NĐ-CP, thực hiện Thông tư trên đây."
    assert read(text) == [("Thông tư trên đây", "anaphor", "05/2022/TT-BTC", False, "resolved")]


def test_inside_quotation_marks_this_is_what_is_quoted() -> None:
    text = "Tại Điều 5 Thông tư số 05/2022/TT-BTC: “Thông tư này không áp dụng cho xã.”"
    assert read(text)[0][2:4] == ("05/2022/TT-BTC", False)


def test_nothing_to_refer_to_says_so() -> None:
    assert read("Thông tư nêu trên chưa rõ.") == [("Thông tư nêu trên", "anaphor", None, False, "unknown")]


def test_a_named_law_takes_the_number_that_the_text_gives_it() -> None:
    text = (
        "Luật Đất đai số 31/2024/QH15 có hiệu lực. Theo Luật Đất đai năm 2024; theo Luật Đất đai năm 2013; Luật Đầu tư."
    )
    assert [(found[0], found[2]) for found in read(text)] == [
        ("Luật Đất đai năm 2024", "31/2024/QH15"),
        ("Luật Đất đai năm 2013", None),
        ("Luật Đầu tư", None),
    ]


def test_a_law_named_by_its_date_keeps_the_date() -> None:
    shadow = Shadow("Căn cứ Luật Tổ chức chính quyền địa phương ngày 19/6/2015;")
    found = shortforms.find(shadow, OWN, [], dates.find(shadow, OWN))
    assert [(c.surface, c.date) for c in found] == [("Luật Tổ chức chính quyền địa phương", "2015-06-19")]
