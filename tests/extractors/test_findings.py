"""What one document says that does not go together, and what looks so and is none."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

import pytest

from extractors import findings, read
from extractors.findings import Said
from schemas import facts
from schemas.records import Finding, PortalField

_HEAD = """BỘ CÔNG THƯƠNG
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: {number}
Hà Nội, ngày {date}

{title}

{body}

Nơi nhận:
- Như trên;
- Lưu: VT.

KT. BỘ TRƯỞNG
THỨ TRƯỞNG
Trần Văn Mẫu
"""


def document(
    body: str = "", number: str = "12/2023/TT-BCT", date: str = "15 tháng 6 năm 2023", kind: str = "THÔNG TƯ"
) -> str:
    return _HEAD.format(number=number, date=date, title=f"{kind}\nQuy định về chợ nông thôn", body=body)


def found(
    text: str,
    portal: tuple[PortalField, ...] = (),
    published_at: dt.date | None = None,
    hidden: tuple[tuple[int, int], ...] = (),
) -> list[Finding]:
    reading = read(text, hidden, published_at)
    said = Said(text, reading.header, reading.citations, reading.dates, reading.criteria, portal, published_at, hidden)
    rows = findings.find(said)
    for row in rows:
        assert text[row.start : row.end] == row.surface
        if row.evidence_start is not None:
            assert text[row.evidence_start : row.evidence_end] == row.evidence
        assert row.message_vi and row.message_en
    return rows


def kinds(text: str, **more: object) -> list[str]:
    return [row.kind for row in found(text, **more)]  # type: ignore[arg-type]


# ---- A3


def test_the_year_in_a_number_is_not_that_of_its_date() -> None:
    (row,) = found(document("Căn cứ Nghị định số 98/2017/NĐ-CP ngày 18 tháng 8 năm 2016 của Chính phủ;"))
    assert (row.rule, row.kind, row.severity, row.surface) == ("A3", "cited_year", "error", "98/2017/NĐ-CP")
    assert (row.stated, row.expected, row.evidence) == ("2017", None, "ngày 18 tháng 8 năm 2016")
    assert "98/2017/NĐ-CP" in row.message_vi and "2017" in row.message_en


@pytest.mark.parametrize(
    "body",
    [
        "Căn cứ Nghị định số 98/2017/NĐ-CP ngày 18 tháng 8 năm 2017 của Chính phủ;",
        "Căn cứ Quyết định số 1980/QĐ-TTg ngày 17/10/2016;",  # no year in the number
        # The date is that of the last of the list, or of the act that amends.
        "Căn cứ các Nghị định số 11/2015/NĐ-CP, 98/2017/NĐ-CP ngày 18/8/2017 của Chính phủ;",
        "Theo Thông tư số 34/2018/TT-BCT sửa đổi Thông tư số 20/2017/TT-BCT ngày 16/11/2018 của Bộ Công Thương;",
        "Nghị định số 98/2017/NĐ-CP có hiệu lực từ ngày 01/01/2018 được áp dụng.",
    ],
)
def test_what_is_no_wrong_year(body: str) -> None:
    assert kinds(document(body)) == []


def test_around_new_year_a_person_decides() -> None:
    (row,) = found(document("Căn cứ Nghị định số 98/2017/NĐ-CP ngày 02/01/2018 của Chính phủ;"))
    assert (row.kind, row.severity) == ("cited_year_turn", "suspect")


def test_the_years_of_its_own_number_and_date() -> None:
    assert kinds(document(number="12/2022/TT-BCT")) == ["own_year"]


# ---- A4


def test_a_citation_of_what_is_not_yet_there() -> None:
    (row,) = found(document("Căn cứ Quyết định số 263/QĐ-TTg ngày 22/12/2023 của Thủ tướng Chính phủ;"))
    assert (row.rule, row.kind, row.severity) == ("A4", "cited_later", "error")
    assert (row.stated, row.expected, row.evidence) == ("2023-12-22", None, "ngày 15 tháng 6 năm 2023")
    assert "22/12/2023" in row.message_vi and "2023-12-22" in row.message_en


@pytest.mark.parametrize(
    "body",
    [
        "Căn cứ Quyết định số 263/QĐ-TTg ngày 15/6/2023 của Thủ tướng Chính phủ;",  # the same day
        "Căn cứ Quyết định số 263/QĐ-TTg ngày 22/12 của Thủ tướng Chính phủ;",  # the year is not printed
        "Báo cáo trước ngày 22/12/2023 theo Quyết định số 263/QĐ-TTg.",  # not the date of what is cited
    ],
)
def test_what_is_no_later_citation(body: str) -> None:
    assert kinds(document(body)) == []


def test_a_page_that_cites_what_came_after_it() -> None:
    text = "Xã Mẫu đạt chuẩn\n\nTheo Quyết định số 51/QĐ-UBND ngày 20/5/2024 của UBND tỉnh, xã được công nhận."
    (row,) = found(text, published_at=dt.date(2024, 5, 1))
    assert (row.kind, row.severity, row.evidence, row.evidence_source) == (
        "cited_after_page",
        "error",
        "2024-05-01",
        "page",
    )
    assert kinds(text, published_at=dt.date(2024, 5, 20)) == []
    more = f"{text} Ngày 21/6/2024, xã đón bằng; ngày 30/6/2024, huyện tổng kết."
    assert [row.severity for row in found(more, published_at=dt.date(2024, 5, 1))] == ["suspect"]


def test_a_date_that_may_be_of_another_number_is_no_evidence() -> None:
    text = (
        "NGHỊ ĐỊNH\nCỦA CHÍNH PHỦ SỐ 94/1998/NĐ-CP NGÀY 17 THÁNG 11 NĂM 1998\nQUY ĐỊNH CHI TIẾT LUẬT THUẾ\n"
        "SỐ 04/1998/QH10 NGÀY 20 THÁNG 5 NĂM 1998\nCHÍNH PHỦ\nCăn cứ Nghị định số 62/1998/NĐ-CP ngày 15/8/1998;\n"
    )
    assert kinds(text) == []


# ---- A9


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("(Ban hành kèm theo Thông tư số 12/2023/TT-BCT ngày 15/6/2023 của Bộ trưởng Bộ Công Thương)", []),
        ("*(Kèm\ntheo Thông tư số 12/2023/TT-BCT ngày 15 tháng 6 năm 2023 của Bộ trưởng Bộ Công\nThương)*", []),
        ("(Kèm theo Thông tư số 12/2023/TT-BCT ngày 16/6/2023 của Bộ Công Thương)", ["annex_date"]),
        ("(Kèm theo Thông tư số 12/TT-BCT ngày 15/6/2023 của Bộ Công Thương)", ["annex_number"]),
        ("(Kèm theo Thông tư số 12/2023/TT-BCT ngày 15/6/2023 của Bộ Tài chính)", ["annex_issuer"]),
        ("(Kèm theo Thông tư số   /2023/TT-BCT ngày   tháng   năm 2023 của Bộ Công Thương)", []),
        # Another document's annex, and a mention in a sentence.
        ("(Kèm theo Quyết định số 88/QĐ-BCT ngày 01/02/2023 của Bộ Công Thương)", []),
        ("Báo cáo theo mẫu (kèm theo Thông tư số 10/2022/TT-BCT ngày 01/02/2022 của Bộ Công Thương).", []),
    ],
)
def test_the_line_of_an_annex(line: str, expected: list[str]) -> None:
    assert kinds(document() + f"\nPHỤ LỤC I\n{line}\nDanh mục chợ\n") == expected


def _field(name: str, label: str, value: str, norm: str | None = None) -> PortalField:
    return PortalField(name, label, value, norm)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (_field("number", "Số hiệu", "12/2023/TT-BCT", "12/2023/TT-BCT"), []),
        (_field("number", "Số hiệu", "12/2023/TT- BCT", "12/2023/TT-BCT"), []),
        (_field("number", "Số hiệu", "21/2023/TT-BCT", "21/2023/TT-BCT"), ["portal_number"]),
        (_field("number", "Số hiệu", "12", None), []),
        (_field("issue_date", "Ngày ban hành", "15/06/2023", "2023-06-15"), []),
        (_field("issue_date", "Ngày ban hành", "06/15/2023", None), []),
        (_field("issue_date", "Ngày ban hành", "16/06/2023", "2023-06-16"), ["portal_issue_date"]),
        (_field("doc_type", "Loại văn bản", "THÔNG TƯ", "Thông tư"), []),
        (_field("doc_type", "Loại văn bản", "Quyết định", "Quyết định"), ["portal_doc_type"]),
        (_field("issuer", "Nơi ban hành", "Bộ Công thương"), []),
        (_field("issuer", "Nơi ban hành", "Bộ trưởng Bộ Công Thương"), []),
        (_field("issuer", "Nơi ban hành", "Bộ Tài chính, Bộ Công Thương"), []),
        (_field("issuer", "Nơi ban hành", "Quốc hội"), ["portal_issuer"]),
        (_field("signer", "Người ký", "Thứ trưởng Trần Văn Mẫu"), []),
        (_field("signer", "Người ký", "Trần Vãn Mẫu"), []),
        (_field("signer", "Người ký", "Lê Thị Khác"), ["portal_signer"]),
        (_field("subject", "Trích yếu", "khác hẳn"), []),
    ],
)
def test_what_a_portal_says_of_the_document(field: PortalField, expected: list[str]) -> None:
    rows = found(document(), (field,))
    assert [row.kind for row in rows] == expected
    if rows:
        assert (rows[0].severity, rows[0].evidence_source) == ("suspect", "portal")
        assert rows[0].evidence == f"{field.label}: {field.value}"


def test_a_committee_and_its_council_are_one_province_to_a_portal() -> None:
    text = document(number="33/QĐ-UBND", kind="QUYẾT ĐỊNH").replace(
        "BỘ CÔNG THƯƠNG", "ỦY BAN NHÂN DÂN\nTỈNH BẮC NINH", 1
    )
    for same in ("Tỉnh Bắc Ninh", "Uỷ ban nhân dân tỉnh Bắc Ninh", "HĐND tỉnh Bắc Ninh"):
        assert kinds(text, portal=(_field("issuer", "Nơi ban hành", same),)) == []
    assert kinds(text, portal=(_field("issuer", "Nơi ban hành", "Tỉnh Bắc Giang"),)) == ["portal_issuer"]


# ---- B2


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Đến ngày 10/3/2023, xã Mẫu đã đạt 14/19 tiêu chí nông thôn mới.", []),
        ("Đến ngày 10/3/2023, huyện Mẫu đã đạt 5/9 tiêu chí huyện nông thôn mới.", []),
        ("Đến ngày 10/3/2023, huyện Mẫu đã đạt 5/12 tiêu chí nông thôn mới.", ["size_unknown"]),
        ("Đến ngày 10/3/2023, xã Mẫu đã đạt 10/18 tiêu chí nông thôn mới nâng cao.", []),  # provinces have their own
        ("Đến ngày 10/3/2023, thôn Mẫu đã đạt 10/14 tiêu chí nông thôn mới.", []),
        ("Đến ngày 10/3/2026, xã Mẫu đã đạt 19/19 tiêu chí nông thôn mới.", ["size_of_other_time"]),
        ("Đến ngày 10/3/2026, xã Mẫu đã đạt 8/10 tiêu chí nông thôn mới.", []),
    ],
)
def test_the_size_of_a_set_of_criteria(sentence: str, expected: list[str]) -> None:
    text = f"Nông thôn mới ở huyện Mẫu\n\n{sentence}"
    assert kinds(text, published_at=dt.date(2026, 4, 1)) == expected


# ---- C3


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Toàn tỉnh có 78/94 xã đạt chuẩn (82,98%).", []),
        ("Toàn tỉnh có 78/94 xã đạt chuẩn (83%).", []),
        ("Toàn tỉnh có 78/94 xã đạt chuẩn (85,1%).", [("percent", "error", "85,1", "82,98")]),
        ("Toàn tỉnh có 78/94 xã, chiếm tỷ lệ 85,1 %.", [("percent", "error", "85,1", "82,98")]),
        ("Đã nghiệm thu 6.084/7.669 xã (đạt 79,3%).", []),
        ("Bình quân 87/700 hộ (12,42%).", [("percent_truncated", "info", "12,42", "12,429")]),
        ("Có 3/7 trường, đạt 42,8%.", [("percent_truncated", "info", "42,8", "42,86")]),
        ("Có 4/7 trường, đạt 57,2%.", [("percent_rounded", "suspect", "57,2", "57,14")]),
        ("Có 85,1% số xã (78/94 xã).", [("percent", "error", "85,1", "82,98")]),
        # Not the share of the whole beside it, no counts, no ratio.
        ("Đã giải ngân 78/94 tỷ đồng, đạt 70% kế hoạch.", []),
        ("Có tới gần 3/4 số hộ (73,8%).", []),
        ("Từ ngày 15/12, đạt 85,1%.", []),
        ("Theo Quyết định số 318/QĐ-TTg (85,1%).", []),
        ("Có 78/94 xã đạt chuẩn; thu nhập tăng 12%.", []),
        ("Có 78/94 xã đạt chuẩn, trong đó 20% nâng cao.", []),
        ("Có 5/0 xã (10%).", []),
    ],
)
def test_a_ratio_and_its_share(sentence: str, expected: list[tuple[str, str, str, str]]) -> None:
    rows = found(sentence)
    assert [(row.kind, row.severity, row.stated, row.expected) for row in rows] == expected
    for row in rows:
        assert row.surface.count("%") == 1 and "/" in row.evidence


# ---- all


def test_nothing_is_found_in_furniture() -> None:
    text = "Có 78/94 xã đạt chuẩn (85,1%).\n"
    assert kinds(text) == ["percent"]
    assert kinds(text, hidden=((0, len(text)),)) == []


def test_messages_keep_what_a_document_says_as_it_is() -> None:
    portal = (_field("signer", "Người ký", "{0} {surface.__class__} <b>%s</b>"),)
    (row,) = found(document(), portal)
    assert "{0} {surface.__class__} <b>%s</b>" in row.message_vi


def test_the_catalogue_has_both_languages_and_a_ground() -> None:
    for row in facts.rows("findings"):
        assert row["severity"] in ("error", "suspect", "info")
        assert row["message_vi"] and row["message_en"] and row["source"]
        for message in (row["message_vi"], row["message_en"]):
            assert not re.sub(r"\{(surface|stated|expected|evidence)\}", "", message).count("{")
    fields = {item.name for item in dataclasses.fields(Finding)}
    assert {"rule", "severity", "stated", "expected", "evidence"} <= fields
