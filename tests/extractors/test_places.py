"""Places: which names are provinces, districts, communes and regions, and which units they are."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors import places
from extractors.context import Context
from extractors.places import gazetteer
from extractors.shadow import Shadow
from schemas import facts
from schemas.records import Place
from tests.work import calls

OLD, NEW = dt.date(2020, 5, 4), dt.date(2025, 11, 20)


def read(text: str, date: dt.date | None = OLD) -> list[Place]:
    shadow = Shadow(text)
    return shadow.restore(places.find(shadow, Context(date)))


def provinces(text: str, date: dt.date | None = OLD, sure: float = 0.6) -> list[tuple[str, str | None]]:
    return [
        (place.surface, place.name)
        for place in read(text, date)
        if place.level == "province" and place.confidence >= sure
    ]


def one(text: str, surface: str, date: dt.date | None = OLD) -> Place:
    found = [place for place in read(text, date) if place.surface == surface]
    assert len(found) == 1, found
    return found[0]


PROVINCES = {
    "unit word": ("UBND tỉnh Nghệ An", [("Nghệ An", "Nghệ An")]),
    "agency": ("Sở GD-ĐT Hà Nội và Cục Thuế Lào Cai", [("Hà Nội", "Hà Nội"), ("Lào Cai", "Lào Cai")]),
    "party": ("Thành uỷ Hải Phòng; Tỉnh đoàn Sơn La", [("Hải Phòng", "Hải Phòng"), ("Sơn La", "Sơn La")]),
    "bare": ("Mưa lớn ở Lai Châu.", [("Lai Châu", "Lai Châu")]),
    "in brackets": ("xã Kim Lộc (Hà Tĩnh)", [("Hà Tĩnh", "Hà Tĩnh")]),
    "place line": ("Hà nội, ngày 02 tháng 3 năm 2020", [("Hà nội", "Hà Nội")]),
    "capitals": ("ỦY BAN NHÂN DÂN\nTỈNH\n\nĐẮK NÔNG", [("ĐẮK NÔNG", "Đắk Nông")]),
    "small letters": ("đầu tư tại tỉnh lạng sơn", [("lạng sơn", "Lạng Sơn")]),
    "old tone placement": ("tỉnh Thanh Hoá và Khánh Hoà", [("Thanh Hoá", "Thanh Hóa"), ("Khánh Hoà", "Khánh Hòa")]),
    "misplaced tone": ("tỉnh Qủang Ngãi", [("Qủang Ngãi", "Quảng Ngãi")]),
    "spelling": (
        "tỉnh Đắc Lắc, Giai Lai, Kon tum",
        [("Đắc Lắc", "Đắk Lắk"), ("Giai Lai", "Gia Lai"), ("Kon tum", "Kon Tum")],
    ),
    "line break": ("thành phố Hồ Chí\nMinh", [("Hồ Chí\nMinh", "Hồ Chí Minh")]),
    "line break with indent": ("tỉnh Bà Rịa -\n    Vũng Tàu", [("Bà Rịa -\n    Vũng Tàu", "Bà Rịa - Vũng Tàu")]),
    "literal line break": ("tỉnh Ninh\\r\\n Thuận", [("Ninh\\r\\n Thuận", "Ninh Thuận")]),
    "glued to its unit word": ("TPHCM, tỉnhLong An", [("HCM", "Hồ Chí Minh"), ("Long An", "Long An")]),
    "abbreviations": (
        "TP.HCM, Tp. HCM, tỉnh BRVT, tỉnh TTH",
        [("HCM", "Hồ Chí Minh"), ("HCM", "Hồ Chí Minh"), ("BRVT", "Bà Rịa - Vũng Tàu"), ("TTH", "Thừa Thiên Huế")],
    ),
    "cells of a table": ("| Thái Bình | Hòa Bình |", [("Thái Bình", "Thái Bình"), ("Hòa Bình", "Hòa Bình")]),
    "written together": ("Đăklăk, Đắknông", [("Đăklăk", "Đắk Lắk"), ("Đắknông", "Đắk Nông")]),
    "double name": ("tỉnh Thừa Thiên - Huế", [("Thừa Thiên - Huế", "Thừa Thiên Huế")]),
    "list after a colon": (
        "các tỉnh, thành phố: Hưng Yên, Thái Bình và Cần Thơ",
        [("Hưng Yên", "Hưng Yên"), ("Thái Bình", "Thái Bình"), ("Cần Thơ", "Cần Thơ")],
    ),
    "list after both unit words": (
        "các tỉnh, thành phố An Giang, Vĩnh Long",
        [("An Giang", "An Giang"), ("Vĩnh Long", "Vĩnh Long")],
    ),
    "Huế in a list of provinces": (
        "mưa ở Quảng Trị - Huế - Đà Nẵng",
        [("Quảng Trị", "Quảng Trị"), ("Huế", "Thừa Thiên Huế"), ("Đà Nẵng", "Đà Nẵng")],
    ),
    "two provinces that were one": (
        "tuyến xe Quảng Nam - Đà Nẵng",
        [("Quảng Nam", "Quảng Nam"), ("Đà Nẵng", "Đà Nẵng")],
    ),
    "city in a list": ("Hà Nội, Hồ Chí Minh", [("Hà Nội", "Hà Nội"), ("Hồ Chí Minh", "Hồ Chí Minh")]),
    "after a preposition": ("họp tại Hồ Chí Minh", [("Hồ Chí Minh", "Hồ Chí Minh")]),
    "after a district": ("huyện Phù Ninh, Phú Thọ", [("Phú Thọ", "Phú Thọ")]),
    "after the end of a sentence": (
        "nay có 5 xã. Bình Dương, Bình Phước dẫn đầu",
        [("Bình Dương", "Bình Dương"), ("Bình Phước", "Bình Phước")],
    ),
    "place line below a masthead": ("ĐẢNG ỦY XÃ\nHà Nội, ngày 02 tháng 3", [("Hà Nội", "Hà Nội")]),
    "after words that look like a street": (
        "yêu cầu Hà Nội, nông thôn Quảng Ninh, miền núi Nghệ An",
        [("Hà Nội", "Hà Nội"), ("Quảng Ninh", "Quảng Ninh"), ("Nghệ An", "Nghệ An")],
    ),
    "markdown": ("tỉnh **Cà** Mau", [("Cà** Mau", "Cà Mau")]),
}


@pytest.mark.parametrize(("text", "expected"), PROVINCES.values(), ids=PROVINCES.keys())
def test_provinces(text: str, expected: list[tuple[str, str]]) -> None:
    assert provinces(text) == expected


NOT_PROVINCES = {
    "city of the same name": "thành phố Hà Tĩnh",
    "city, abbreviated": "TP. Thái Nguyên",
    "town": "thị xã Quảng Trị",
    "district": "huyện Quảng Ninh",
    "commune": "xã Thái Bình",
    "ward": "Phường Vĩnh Phúc",
    "village": "thôn Hà Nam",
    "street": "đường Yên Bái, Xa lộ Hà Nội, phố Hà Giang",
    "list of streets": "trên 3 tuyến đường, gồm: Lê Lai; Hải Phòng (đoạn từ Lê Lợi đến Lê Lai); Yên Bái",
    "longer name": "Điện Biên Phủ, Điện Biên Đông, châu Á - Thái Bình Dương",
    "lake and river": "lòng hồ Hòa Bình, sông Đồng Nai",
    "person": "Trương Hoà Bình, Nguyễn Hòa Bình, bà Lê Thị Hà Giang, ông Trần Vĩnh Long",
    "person with a title": "anh Thái Bình, đồng chí Thanh Hóa",
    "Hồ Chí Minh": "Chủ tịch Hồ Chí Minh, tư tưởng của Hồ Chí Minh, Đoàn TNCS HCM, đường Hồ Chí Minh",
    "peace": "giữ gìn hòa bình. Hòa bình cho mọi nhà. HÒA BÌNH, HỢP TÁC",
    "part of a word": "Thuế, người Việt Nam định cư",
    "document number": "Công văn số 12/UBND-HCM",
    "abroad": "tỉnh Hà Nam (Trung Quốc)",
    "commune beside its district in a table": "| 1 | Phú Thọ | Tam Nông |\n| 2 | Yên Khánh | Khánh Hòa |",
    "communes in a list": "các xã Tân Thành, Bình Phước đạt 7 tiêu chí",
    "communes without a unit word": "xã nghèo gồm: Ích Hậu, Bình Phước",
    "district without a unit word": "xã Trường Xuân (Quảng Ninh, Quảng Bình)",
    "historic names": "xã Minh Hải, sông Cửu Long, Nam Hà",
    "Huế, the city": "tại Huế, TP Huế",
}


@pytest.mark.parametrize("text", NOT_PROVINCES.values(), ids=NOT_PROVINCES.keys())
def test_not_provinces(text: str) -> None:
    assert [pair for pair in provinces(text) if pair[1] != "Quảng Bình"] == []


def test_names_of_companies_are_uncertain() -> None:
    text = "Công ty Xổ số Bình Dương, Trường Đại học Cần Thơ, cao tốc Bắc Giang - Lạng Sơn"
    assert provinces(text) == []
    found = [place for place in read(text) if place.level == "province"]
    assert [place.name for place in found] == ["Bình Dương", "Cần Thơ", "Bắc Giang", "Lạng Sơn"]
    assert {place.rule for place in found} == {"province.namesake"}


TIMES = {
    "63 before the reform": ("tỉnh Phú Thọ", OLD, "Phú Thọ", "63", "resolved", ("Phú Thọ",)),
    "34 since the reform": ("tỉnh Phú Thọ", NEW, "Phú Thọ", "34", "resolved", ("Phú Thọ",)),
    "unchanged, before": ("tỉnh Sơn La", OLD, "Sơn La", "63", "resolved", ("Sơn La",)),
    "unchanged, since": ("tỉnh Sơn La", NEW, "Sơn La", "34", "resolved", ("Sơn La",)),
    "former": ("tỉnh Vĩnh Phúc", NEW, "Vĩnh Phúc", "63", "resolved", ("Phú Thọ",)),
    "former by its remark": ("tỉnh Bắc Ninh (cũ)", NEW, "Bắc Ninh", "63", "resolved", ("Bắc Ninh",)),
    "historic": ("tỉnh Hà Tây", OLD, "Hà Tây", "historic", "resolved", ("Hà Nội",)),
    "historic, bare in its time": ("mưa ở Hà Tây", dt.date(2005, 1, 1), "Hà Tây", "historic", "resolved", ("Hà Nội",)),
    "historic, of two in turn": ("tỉnh Minh Hải", OLD, "Minh Hải", "historic", "resolved", ("Cà Mau",)),
    "historic of the same name": ("tỉnh Đắc Lắc", dt.date(1999, 1, 1), "Đắk Lắk", "historic", "resolved", ("Đắk Lắk",)),
    "not yet": ("tỉnh Đắk Nông", dt.date(1999, 1, 1), "Đắk Nông", "63", "unknown", ("Lâm Đồng",)),
    "Huế as a city of its own": ("thành phố Huế", dt.date(2025, 2, 1), "Huế", "63", "resolved", ("Huế",)),
    "date unknown": ("tỉnh Sơn La", None, "Sơn La", None, "resolved", ("Sơn La",)),
    "date unknown, told by the name": ("tỉnh Hà Nam", None, "Hà Nam", "63", "resolved", ("Ninh Bình",)),
}


@pytest.mark.parametrize(("text", "date", "name", "era", "state", "successors"), TIMES.values(), ids=TIMES.keys())
def test_time(
    text: str, date: dt.date | None, name: str, era: str | None, state: str, successors: tuple[str, ...]
) -> None:
    (place,) = read(text, date)
    assert (place.level, place.name, place.era, place.state) == ("province", name, era, state)
    assert place.successors == successors


UNITS = {
    "district by its name": ("huyện Tuyên Hóa", "Tuyên Hóa", OLD, "district", "Quảng Bình", "63", ("Quảng Trị",)),
    "district, other spelling": ("huyện Cư Jut", "Cư Jut", OLD, "district", "Đắk Nông", "63", ("Lâm Đồng",)),
    "district that changed its type": (
        "huyện Thủy Nguyên",
        "Thủy Nguyên",
        OLD,
        "district",
        "Hải Phòng",
        "63",
        ("Hải Phòng",),
    ),
    "city of the province's name": ("thành phố Hà Tĩnh", "Hà Tĩnh", NEW, "district", "Hà Tĩnh", "63", ("Hà Tĩnh",)),
    "party committee": ("Huyện uỷ Củ Chi", "Củ Chi", OLD, "district", "Hồ Chí Minh", "63", ("Hồ Chí Minh",)),
    "number": ("phường 14, quận 10, TPHCM", "14", OLD, "commune", "10, Hồ Chí Minh", "63", ("Hồ Chí Minh",)),
    "chain": (
        "xã Mỹ Khánh, huyện Phong Điền, thành phố Cần Thơ",
        "Mỹ Khánh",
        OLD,
        "commune",
        "Phong Điền, Cần Thơ",
        "63",
        ("Cần Thơ",),
    ),
    "chain decides the district": (
        "huyện Phong Điền, thành phố Cần Thơ",
        "Phong Điền",
        OLD,
        "district",
        "Cần Thơ",
        "63",
        ("Cần Thơ",),
    ),
    "commune decides its district": (
        "xã Mỹ Khánh, huyện Phong Điền",
        "Phong Điền",
        OLD,
        "district",
        "Cần Thơ",
        "63",
        ("Cần Thơ",),
    ),
    "bare chain in brackets": (
        "xã Ích Hậu (Lộc Hà, Hà Tĩnh)",
        "Ích Hậu",
        OLD,
        "commune",
        "Lộc Hà, Hà Tĩnh",
        "63",
        ("Hà Tĩnh",),
    ),
    "list with one place": (
        "các xã Hiệp Phước và Nhơn Đức (huyện Nhà Bè)",
        "Hiệp Phước",
        OLD,
        "commune",
        "Nhà Bè, Hồ Chí Minh",
        "63",
        ("Hồ Chí Minh",),
    ),
    "neighbours in a list": (
        "thuộc các xã Phú Lạc, An Khánh và Đại Phúc",
        "An Khánh",
        NEW,
        "commune",
        "Thái Nguyên",
        "34",
        ("Thái Nguyên",),
    ),
    "province of the document": (
        "UBND tỉnh Lâm Đồng báo cáo về xã Tân Hội",
        "Tân Hội",
        NEW,
        "commune",
        "Lâm Đồng",
        "34",
        ("Lâm Đồng",),
    ),
    "commune of today": (
        "xã Tu Vũ, tỉnh Phú Thọ",
        "Tu Vũ",
        NEW,
        "commune",
        "Phú Thọ",
        "34",
        ("Phú Thọ",),
    ),
    "commune of before, in a text of today": (
        "xã Tu Vũ, huyện Thanh Thủy, tỉnh Phú Thọ",
        "Tu Vũ",
        NEW,
        "commune",
        "Thanh Thủy, Phú Thọ",
        "63",
        ("Phú Thọ",),
    ),
    "special zone": ("đặc khu Phú Quốc", "Phú Quốc", NEW, "commune", "An Giang", "34", ("An Giang",)),
    "abbreviated unit words": (
        "xã Phú Túc H. Định Quán",
        "Phú Túc",
        OLD,
        "commune",
        "Định Quán, Đồng Nai",
        "63",
        ("Đồng Nai",),
    ),
}


@pytest.mark.parametrize(
    ("text", "surface", "date", "level", "parent", "era", "successors"), UNITS.values(), ids=UNITS.keys()
)
def test_units(
    text: str, surface: str, date: dt.date, level: str, parent: str, era: str, successors: tuple[str, ...]
) -> None:
    place = one(text, surface, date)
    assert (place.level, place.parent, place.era, place.state) == (level, parent, era, "resolved")
    assert place.successors == successors
    assert place.code


def test_homonyms_are_ambiguous_with_all_candidates() -> None:
    place = one("huyện Châu Thành", "Châu Thành")
    assert (place.state, place.code, place.parent) == ("ambiguous", None, None)
    named = [unit for unit in facts.districts() if unit.name == "Châu Thành" and unit.type == "huyện"]
    assert len(place.candidates) == len(named) > 5
    assert "huyện Châu Thành, Trà Vinh" in place.candidates


def test_unit_that_no_table_has_is_unknown_and_keeps_its_place() -> None:
    place = one("xã Lạ Lùng, huyện Lộc Hà, tỉnh Hà Tĩnh", "Lạ Lùng")
    assert (place.level, place.state, place.parent) == ("commune", "unknown", "Lộc Hà, Hà Tĩnh")


def test_commune_of_another_district_is_not_taken() -> None:
    assert one("xã Ích Hậu, huyện Sóc Sơn, Hà Nội", "Ích Hậu").state == "unknown"


def test_city_of_unknown_rank_is_ambiguous() -> None:
    place = one("TP Huế", "Huế", None)
    assert (place.level, place.state) == ("district", "ambiguous")
    assert len(place.candidates) == 2


@pytest.mark.parametrize(
    "text",
    ["ủy ban nhân dân xã.\n2. Kết quả", "cấp xã: 07 thủ tục", "các xã, phường\n1. Trách nhiệm",
     "An sinh xã hội An Giang", "TT. Trương Hải Long", "(193 P. Bà Triệu, Hà Nội)", "Hợp tác xã Tân Lập",
     "thị trấn. Ban Tổ chức", "phường, thị trấn\nI. Thu"],
)  # fmt: skip
def test_no_units(text: str) -> None:
    assert [place for place in read(text) if place.level in ("district", "commune")] == []


def test_regions_have_their_provinces_of_the_date() -> None:
    old = one("13 tỉnh vùng Đồng bằng sông Cửu Long", "Đồng bằng sông Cửu Long", OLD)
    new = one("các tỉnh ĐBSCL", "ĐBSCL", NEW)
    assert (old.level, old.name, len(old.candidates)) == ("region", "Đồng bằng sông Cửu Long", 13)
    assert (new.level, new.name, len(new.candidates)) == ("region", "Đồng bằng sông Cửu Long", 5)


def test_region_that_was_merged_has_the_heirs_of_its_provinces() -> None:
    assert one("khu vực Tây Nguyên", "Tây Nguyên", OLD).candidates == (
        "Kon Tum", "Gia Lai", "Đắk Lắk", "Đắk Nông", "Lâm Đồng",
    )  # fmt: skip
    assert one("khu vực Tây Nguyên", "Tây Nguyên", NEW).candidates == ("Quảng Ngãi", "Gia Lai", "Đắk Lắk", "Lâm Đồng")


_PIECES = st.sampled_from(
    ["tỉnh ", "TP.", "các xã ", "xã ", "huyện ", "Hà Nội", "Quảng Ninh", "Huế", "HCM", "Tân Lập", "Châu Thành", "1",
     ", ", " và ", " - ", "(", ") ", "\n", "\n\n", " ", "  ", ": ", "; ", "**", "|", "Nguyễn ", "İ", "hòa bình", "cũ"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=25).map("".join), st.sampled_from([None, OLD, NEW]))
def test_law_of_offsets(text: str, date: dt.date | None) -> None:
    found = read(text, date)
    assert all(text[place.start : place.end] == place.surface for place in found)
    assert all(first.end <= second.start for first, second in itertools.pairwise(found))
    assert found == read(text, date)


@pytest.mark.parametrize("piece", ["xã Tân Lập, ", "(((", "Hà Nội - ", "các tuyến đường: A, ", "   \n", "huyện "])
def test_time_grows_with_the_text_only(piece: str) -> None:
    read(piece * 500)
    assert calls(lambda: read(piece * 2_000)) < 2.2 * calls(lambda: read(piece * 1_000))


def test_tables_hold_together() -> None:
    codes = {unit.code for unit in facts.districts()} | {unit.code for unit in facts.provinces()}
    assert all(unit.parent in codes for unit in (*facts.districts(), *facts.communes()))
    today = {unit.code for unit in facts.communes() if unit.era == "34"}
    assert len(today) == 3321
    assert all(heir in today for unit in facts.communes() for heir in unit.successors)
    assert all(gazetteer.today(name) for name in gazetteer.by_name())
    assert len({name for name in gazetteer.by_name() if gazetteer.today(name) == (name,)}) == 34


@pytest.mark.real
def test_gold(shared: Path) -> None:
    """Provinces of the natural texts: value precision and recall, and exact spans, of at least .99."""
    right = exact = wrong = missed = 0
    for line in (shared / "data/gold/gold.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["origin"] == "rewritten":
            continue
        issued = row["header"]["issue_date"]
        text = (shared / "data/gold" / row["text_file"]).read_bytes().decode()
        found = [
            place
            for place in read(text, dt.date.fromisoformat(issued) if issued else None)
            if place.level == "province"
        ]
        rest = list(row["provinces"])
        for place in found:
            same = [
                item
                for item in rest
                if item["start"] < place.end and place.start < item["end"] and item["province"] == place.name
            ]
            if not same:
                wrong += 1
                continue
            rest.remove(same[0])
            if not same[0].get("optional"):
                right += 1
                exact += (same[0]["start"], same[0]["end"]) == (place.start, place.end)
        missed += sum(not item.get("optional") for item in rest)
    assert right / (right + wrong) >= 0.99
    assert right / (right + missed) >= 0.99
    assert exact / right >= 0.99


@pytest.mark.parametrize(
    "text",
    [
        "Giao đồng chí Lò Thái Bình, Phó Chánh Văn phòng, làm đầu mối",
        "1. Xã đạt chuẩn nông thôn mới: Quảng Ninh, Quảng\nBình (huyện Quảng Xương)",
    ],
    ids=["a person of any family name", "communes listed before their district"],
)
def test_a_name_in_a_frame_of_something_else_is_no_province(text: str) -> None:
    assert [place.name for place in places.find(Shadow(text), Context()) if place.level == "province"] == []


def test_a_holder_of_an_office_is_no_unit() -> None:
    text = "Phó chủ tịch xã Trần Thế Báo và Chủ tịch UBND huyện Nguyễn Văn Tám có mặt; bí thư xã Hoa Lãng Sơn vắng."
    assert [place.name for place in places.find(Shadow(text), Context())] == ["Hoa Lãng Sơn"]


def test_what_follows_a_commune_is_its_district_before_its_neighbour() -> None:
    text = "Tại xã Yên Lập, Chiêm Hóa có mưa."
    assert [(place.name, place.parent) for place in places.find(Shadow(text), Context())] == [
        ("Yên Lập", "Chiêm Hóa, Tuyên Quang")
    ]


@pytest.mark.parametrize(
    "text", ["Khu vực châu Á - Thái Bình của đài.", "Tàu Địa chất Hải Dương 8.", "Viện Hải dương học.", "Nghe ca Huế."]
)
def test_words_that_hold_a_province_name(text: str) -> None:
    assert [place.name for place in places.find(Shadow(text), Context()) if place.level == "province"] == []


def test_a_count_before_a_unit_word_is_of_its_own() -> None:
    text = "Huyện Hoài Ân có 14 xã; huyện Vân Canh có 6 xã."
    assert [(place.name, place.level) for place in places.find(Shadow(text), Context(OLD))] == [
        ("Hoài Ân", "district"), ("Vân Canh", "district"),
    ]  # fmt: skip


def test_stadiums_are_no_provinces() -> None:
    assert provinces("Trận đấu trên sân Phú Thọ và sân vận động Hà Nội; đội về tỉnh Nam Định.") == [
        ("Nam Định", "Nam Định")
    ]
