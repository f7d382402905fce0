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


def test_short_forms_have_their_articles_and_relation() -> None:
    shadow = Shadow("Căn cứ khoản 2 Điều 7 Luật Đất đai; theo điểm a khoản 1 Điều 3 Quyết định này.")
    found = shortforms.find(shadow, OWN, [], [])
    assert [(c.surface, c.pinpoint, c.relation) for c in found] == [
        ("Luật Đất đai", "khoản 2 Điều 7", "basis"),
        ("Quyết định này", "điểm a khoản 1 Điều 3", "implements"),
    ]


def test_a_known_law_ends_where_its_name_ends() -> None:
    text = (
        "Theo Luật Bảo hiểm xã hội mà làm việc, Luật Đầu tư theo phương thức đối tác công tư, Luật Quản lý thuế, "
        "pháp luật về thuế và Bộ luật Lao động, trừ trường hợp Luật Cơ yếu; theo luật Việt Nam."
    )
    assert [found[0] for found in read(text)] == [
        "Luật Bảo hiểm xã hội",
        "Luật Đầu tư theo phương thức đối tác công tư",
        "Luật Quản lý thuế",
        "Bộ luật Lao động",
        "Luật Cơ yếu",
    ]


def test_a_law_that_amends_is_one_mention() -> None:
    text = "Luật sửa đổi, bổ sung một số điều của Luật Giám định tư pháp năm 2020 quy định"
    assert [found[0] for found in read(text)] == [
        "Luật sửa đổi, bổ sung một số điều của Luật Giám định tư pháp năm 2020"
    ]


def test_quoted_this_is_what_is_amended_not_what_amended_it_before() -> None:
    text = (
        "Sửa đổi Điều 54 Luật số 58/2014/QH13 được sửa đổi bởi Luật số 35/2018/QH14 như sau: "
        "“1. Người quy định tại Điều 2 của Luật này được nghỉ.”"
    )
    assert read(text)[0][2] == "58/2014/QH13"


def test_what_was_said_above_is_no_document() -> None:
    assert read("Theo quy định nêu trên và hướng dẫn nêu trên, chương trình này được thực hiện.") == []
