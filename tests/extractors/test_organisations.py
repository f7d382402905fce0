"""Bodies: which names are read, with which unit, and under which id."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors import body_names, organisations, places
from extractors.context import Context
from extractors.shadow import Shadow, canonical
from schemas import facts
from schemas.records import Body
from tests.work import calls

OLD, NEW = dt.date(2022, 5, 4), dt.date(2025, 11, 20)


def read(text: str, date: dt.date | None = OLD) -> list[Body]:
    shadow, context = Shadow(canonical(text)), Context(date)
    found = organisations.find(shadow, context, places.find(shadow, context))
    return shadow.restore(found)


def brief(text: str, date: dt.date | None = OLD) -> list[tuple[str, str, str | None, str]]:
    return [(body.surface, body.name, body.body_id, body.state) for body in read(text, date)]


ONE = {
    "ministry": ("Bộ Tài chính có ý kiến", "Bộ Tài chính", "Bộ Tài chính", "BTC", "resolved"),
    "abbreviated": (
        "Bộ NN & PTNT đề nghị",
        "Bộ NN & PTNT",
        "Bộ Nông nghiệp và Phát triển nông thôn",
        "BNN",
        "resolved",
    ),
    "dash": (
        "Bộ Lao động-Thương binh và Xã hội",
        "Bộ Lao động-Thương binh và Xã hội",
        "Bộ Lao động - Thương binh và Xã hội",
        "BLĐTBXH",
        "resolved",
    ),
    "small first letter": ("theo bộ Tài chính thì", "bộ Tài chính", "Bộ Tài chính", "BTC", "resolved"),
    "old tone placement": (
        "Uỷ ban nhân dân tỉnh Thanh Hoá",
        "Uỷ ban nhân dân tỉnh Thanh Hoá",
        "UBND tỉnh Thanh Hóa",
        "UBND-38",
        "resolved",
    ),
    "department with its province": (
        "Sở Công Thương tỉnh Bắc Giang",
        "Sở Công Thương tỉnh Bắc Giang",
        "Sở Công Thương tỉnh Bắc Giang",
        "SCT-24",
        "resolved",
    ),
    "without unit word": (
        "Sở GD-ĐT Hà Nội",
        "Sở GD-ĐT Hà Nội",
        "Sở Giáo dục và Đào tạo thành phố Hà Nội",
        "SGDĐT-01",
        "resolved",
    ),
    "district": (
        "UBND huyện Tuyên Hóa",
        "UBND huyện Tuyên Hóa",
        "UBND huyện Tuyên Hóa",
        "UBND-453",
        "resolved",
    ),
    "commune": (
        "HĐND xã Ích Hậu, huyện Lộc Hà",
        "HĐND xã Ích Hậu",
        "HĐND xã Ích Hậu",
        "HĐND-18457",
        "resolved",
    ),
    "Party": ("Tỉnh uỷ Nghệ An", "Tỉnh uỷ Nghệ An", "Tỉnh ủy Nghệ An", "TU-40", "resolved"),
    "office of the Party": (
        "Ban Thường vụ Thành ủy Hải Phòng",
        "Ban Thường vụ Thành ủy Hải Phòng",
        "Ban Thường vụ Thành ủy Hải Phòng",
        "BTV-TU-31",
        "resolved",
    ),
    "court": ("Tòa án nhân dân tối cao", "Tòa án nhân dân tối cao", "Tòa án nhân dân tối cao", "TANDTC", "resolved"),
    "branch": (
        "Kho bạc Nhà nước tỉnh Sơn La",
        "Kho bạc Nhà nước tỉnh Sơn La",
        "Kho bạc Nhà nước tỉnh Sơn La",
        "KBNN-14",
        "resolved",
    ),
    "centre of a branch": ("Kho bạc Nhà nước", "Kho bạc Nhà nước", "Kho bạc Nhà nước", "KBNN", "resolved"),
    "no unit named": ("Sở Công Thương chủ trì", "Sở Công Thương", "Sở Công Thương", "SCT-?", "partial"),
    "unit word only": ("trình HĐND tỉnh xem xét", "HĐND tỉnh", "HĐND tỉnh", "HĐND-?", "partial"),
    "level only": ("Công an cấp xã", "Công an cấp xã", "Công an cấp xã", "CA-?", "partial"),
    "several": ("UBND các xã, phường", "UBND các xã", "UBND các xã", "UBND-?", "partial"),
    "region": (
        "Tòa án nhân dân khu vực 3",
        "Tòa án nhân dân khu vực 3",
        "Tòa án nhân dân khu vực 3",
        "TAND-?",
        "partial",
    ),
    "homonym": (
        "UBND huyện Châu Thành",
        "UBND huyện Châu Thành",
        "UBND huyện Châu Thành",
        "UBND-?",
        "ambiguous",
    ),
    "unknown unit": ("UBND xã Không Có", "UBND xã Không Có", "UBND xã Không Có", "UBND-?", "unknown"),
    "capitals and a blank line": (
        "ỦY BAN NHÂN DÂN\n\nTỈNH ĐẮK LẮK",
        "ỦY BAN NHÂN DÂN\n\nTỈNH ĐẮK LẮK",
        "UBND tỉnh Đắk Lắk",
        "UBND-66",
        "resolved",
    ),
    "hard wrap": (
        "Ủy ban nhân\n  dân tỉnh Hà\nGiang",
        "Ủy ban nhân\n  dân tỉnh Hà\nGiang",
        "UBND tỉnh Hà Giang",
        "UBND-02",
        "resolved",
    ),
}


@pytest.mark.parametrize(("text", "surface", "name", "body_id", "state"), ONE.values(), ids=ONE)
def test_one_body(text: str, surface: str, name: str, body_id: str, state: str) -> None:
    assert brief(text) == [(surface, name, body_id, state)]


NONE = {
    "number": "Quyết định số 12/QĐ-UBND, 609/QĐ- UBND, 31/NQ - HĐND, 4836/BNN-VPĐP",
    "Prime Minister": "Thủ tướng Chính phủ",
    "common words": "sở hữu, bộ phận, thanh tra, công an, thuế, chính phủ điện tử, quốc hội",
    "law": "Luật Tổ chức Chính phủ, Luật Kiểm toán nhà nước",
    "abroad": "Chính phủ Nhật Bản, Chính phủ nước Cộng hòa dân chủ nhân dân Lào, Bộ Quốc phòng Hoa Kỳ",
    "force": "Công an nhân dân",
    "list without fields": "các Bộ, ngành; các sở, ban, ngành",
}


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
def test_no_body(text: str) -> None:
    assert read(text) == []


def test_fields_of_a_list_are_bodies() -> None:
    found = brief("Bộ trưởng các Bộ: Tài chính, Văn hóa, Thể thao và Du lịch, Công Thương và Nội vụ;")
    assert [body[1] for body in found] == [
        "Bộ Tài chính",
        "Bộ Văn hóa, Thể thao và Du lịch",
        "Bộ Công Thương",
        "Bộ Nội vụ",
    ]
    assert [body[1] for body in brief("Giám đốc các Sở: Xây dựng, Nội vụ")] == ["Sở Xây dựng", "Sở Nội vụ"]


def test_two_bodies_share_a_unit() -> None:
    assert [body[:3] for body in brief("HĐND và UBND huyện Tuyên Hóa")] == [
        ("HĐND", "HĐND huyện Tuyên Hóa", "HĐND-453"),
        ("UBND huyện Tuyên Hóa", "UBND huyện Tuyên Hóa", "UBND-453"),
    ]


def test_masthead_gives_a_department_its_province() -> None:
    found = read("UBND TỈNH BẮC GIANG\nSỞ CÔNG THƯƠNG\n-------")
    assert [(body.body_id, body.rule) for body in found] == [("UBND-24", "body.name"), ("SCT-24", "body.masthead")]


SUCCESSORS = {
    "ministry": ("Bộ Nông nghiệp và Phát triển nông thôn", OLD, "BNN", "BNNMT"),
    "ministry that exists": ("Bộ Tài chính", OLD, "BTC", None),
    "by way of another": ("Bộ Bưu chính, Viễn thông", OLD, "BBCVT", "BKHCN"),
    "department and province": ("Sở Nông nghiệp và PTNT tỉnh Bắc Giang", OLD, "SNN-24", "SNNMT-24.2025"),
    "province": ("UBND tỉnh Hà Nam", OLD, "UBND-35", "UBND-37.2025"),
    "province as it was": ("UBND tỉnh Nghệ An", OLD, "UBND-40", None),
    "province of today": ("UBND tỉnh Bắc Ninh", NEW, "UBND-24.2025", None),
    "district": ("UBND huyện Tuyên Hóa", OLD, "UBND-453", None),
}


@pytest.mark.parametrize(("text", "date", "body_id", "successor"), SUCCESSORS.values(), ids=SUCCESSORS)
def test_id_and_successor(text: str, date: dt.date, body_id: str, successor: str | None) -> None:
    body = read(text, date)[0]
    assert (body.body_id, body.successor) == (body_id, successor)


def test_the_codes_of_two_eras_make_two_ids() -> None:
    before, after = read("UBND tỉnh Bắc Giang", OLD)[0], read("UBND tỉnh Bắc Ninh", NEW)[0]
    assert (before.body_id, after.body_id) == ("UBND-24", "UBND-24.2025")


def test_without_a_date_a_unit_of_two_eras_is_ambiguous() -> None:
    assert [body.state for body in read("UBND tỉnh Bắc Ninh, UBND thành phố Hà Nội", None)] == ["ambiguous", "resolved"]


def test_a_general_name_is_that_of_the_centre_only_in_its_time() -> None:
    assert read("Cục Thuế", OLD)[0].state == "partial"
    assert read("Cục Thuế", NEW)[0].body_id == "CT"


def test_levels() -> None:
    text = "Bộ Y tế; Sở Y tế; UBND huyện Tuyên Hóa; UBND xã; UBND thành phố Hà Nội"
    assert [body.level for body in read(text)] == ["TW", "tỉnh", "huyện", "xã", "tỉnh"]


def test_symbols_and_successors_of_the_table() -> None:
    rows = [row for row in facts.rows("bodies") if row["unit"] in ("no", "may", "must", "both")]
    known = body_names.by_symbol()
    assert all(row["name"] and row["source"] for row in rows)
    assert {row["successor"] for row in rows if row["successor"]} <= set(known)
    names: dict[str, set[str]] = {}
    for row in rows:
        if row["level"] == "TW":
            names.setdefault(row["symbol"], set()).add(row["name"])
    assert [symbol for symbol, its in names.items() if len(its) > 1] == []


@given(st.text(alphabet="UBNDHĐ ủyban nhândân tỉnhHàNộiSởTàichính,.-/&|\n", max_size=200))
def test_offset_law_and_order(raw: str) -> None:
    text = canonical(raw)
    found = read(text)
    assert all(text[body.start : body.end] == body.surface for body in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


@pytest.mark.parametrize("unit", ["UBND tỉnh ", "các Bộ: Tài chính, ", "Sở Tài chính và ", "Chính phủ  \n"])
def test_time_grows_with_length(unit: str) -> None:
    def read_so_many(length: int) -> object:
        return organisations.find(Shadow(unit * length), Context(NEW), ())

    read_so_many(200)
    assert calls(lambda: read_so_many(2000)) < 2.2 * calls(lambda: read_so_many(1000)) + 100
