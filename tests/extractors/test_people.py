"""People: who is named in an official role, with which position, and who is not."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors import header, people, person_names
from extractors.context import Context
from extractors.shadow import Shadow, canonical
from schemas import facts
from schemas.records import Header, Person
from tests.work import calls


def read(text: str, *, is_news: bool = False) -> list[Person]:
    shadow = Shadow(canonical(text))
    return shadow.restore(people.find(shadow, Context(is_news=is_news), Header()))


def read_document(text: str) -> list[Person]:
    shadow = Shadow(canonical(text))
    return shadow.restore(people.find(shadow, Context(), header.read(shadow)))


POSITIONS = {
    "before": ("Phó Thủ tướng Trần Minh Khang kết luận", "Trần Minh Khang", "Phó Thủ tướng", None),
    "with a unit": (
        "Chủ tịch UBND tỉnh Đồng Nai Đặng Quốc Thịnh ký",
        "Đặng Quốc Thịnh",
        "Chủ tịch UBND tỉnh Đồng Nai",
        "UBND tỉnh Đồng Nai",
    ),
    "unit that begins as a family name": (
        "Bí thư Huyện ủy Lộc Hà Lê Trung Kiên nói",
        "Lê Trung Kiên",
        "Bí thư Huyện ủy Lộc Hà",
        "Huyện ủy Lộc Hà",
    ),
    "unit without a name": (
        "Chủ tịch UBND xã Nguyễn Văn Bảy cho biết",
        "Nguyễn Văn Bảy",
        "Chủ tịch UBND xã",
        "UBND xã",
    ),
    "ministry in short": (
        "Bộ trưởng Bộ NN & PTNT Lê Xuân Trường trả lời",
        "Lê Xuân Trường",
        "Bộ trưởng Bộ NN & PTNT",
        "Bộ NN & PTNT",
    ),
    "ministry with a comma": (
        "Thứ trưởng Bộ Văn hóa, Thể thao và Du lịch Trịnh Thị Thu dự",
        "Trịnh Thị Thu",
        "Thứ trưởng Bộ Văn hóa, Thể thao và Du lịch",
        "Bộ Văn hóa, Thể thao và Du lịch",
    ),
    "field of a ministry": (
        "Bộ trưởng Nông nghiệp và phát triển nông thôn Lê Xuân Trường",
        "Lê Xuân Trường",
        "Bộ trưởng Nông nghiệp và phát triển nông thôn",
        "Nông nghiệp và phát triển nông thôn",
    ),
    "two offices": (
        "Phó Thủ tướng Trần Minh Khang, Trưởng Ban Chỉ đạo Trung ương các chương trình mục tiêu quốc gia, chủ trì",
        "Trần Minh Khang",
        "Phó Thủ tướng, Trưởng Ban Chỉ đạo Trung ương các chương trình mục tiêu quốc gia",
        "Ban Chỉ đạo Trung ương các chương trình mục tiêu quốc gia",
    ),
    "after the name": (
        "ông Mai Văn Khải, phó chủ tịch UBND xã, nói",
        "Mai Văn Khải",
        "phó chủ tịch UBND xã",
        "UBND xã",
    ),
    "after a dash": (
        "Ông Hoàng Trung Chính - Chủ tịch UBND xã Trạm Thản, huyện Phù Ninh",
        "Hoàng Trung Chính",
        "Chủ tịch UBND xã Trạm Thản",
        "UBND xã Trạm Thản",
    ),
    "in brackets": ("ông Cao Viết Hải (Trưởng công an xã)", "Cao Viết Hải", "Trưởng công an xã", "công an xã"),
    "rank in the Party": (
        "Đ/c Phạm Đức Hòa, TUV, Giám đốc Sở Công Thương chủ trì",
        "Phạm Đức Hòa",
        "TUV, Giám đốc Sở Công Thương",
        "Sở Công Thương",
    ),
    "military rank": (
        "Thiếu tướng Đinh Văn Nam, Giám đốc Công an tỉnh Quảng Ninh",
        "Đinh Văn Nam",
        "Thiếu tướng, Giám đốc Công an tỉnh Quảng Ninh",
        "Công an tỉnh Quảng Ninh",
    ),
    "hamlet": ("Trưởng thôn 5 Đặng Văn Dương giải thích", "Đặng Văn Dương", "Trưởng thôn 5", "thôn 5"),
    "committee of a council": (
        "Phó Trưởng Ban Kinh tế - Ngân sách HĐND tỉnh Bùi Thị Thanh",
        "Bùi Thị Thanh",
        "Phó Trưởng Ban Kinh tế - Ngân sách HĐND tỉnh",
        "Ban Kinh tế - Ngân sách HĐND tỉnh",
    ),
    "acting": (
        "Quyền Chủ tịch UBND thành phố Hoàng Minh Đức",
        "Hoàng Minh Đức",
        "Quyền Chủ tịch UBND thành phố",
        "UBND thành phố",
    ),
    "former": ("nguyên Phó Thủ tướng Vũ Đình Lâm", "Vũ Đình Lâm", "nguyên Phó Thủ tướng", None),
    "list of recipients": ("- VPCP: BTCN, PCN Lê Hoàng Sơn, Trợ lý TTg;", "Lê Hoàng Sơn", "PCN", None),
    "abbreviation with a point": ("Nơi nhận:\n- PCT. Nguyễn Thành Công (để b/c);", "Nguyễn Thành Công", "PCT", None),
    "table, name first": (
        "| 1 | Đỗ Mạnh Hùng | Phó Chủ tịch UBND huyện | Trưởng ban |",
        "Đỗ Mạnh Hùng",
        "Phó Chủ tịch UBND huyện, Trưởng ban",
        "UBND huyện",
    ),
    "hard wrap": (
        "tham dự có Phó Chủ nhiệm Văn phòng Chính\nphủ Đỗ Ngọc\nHải, đại diện các bộ",
        "Đỗ Ngọc\nHải",
        "Phó Chủ nhiệm Văn phòng Chính phủ",
        "Văn phòng Chính phủ",
    ),
    "signature": (
        "\nKT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n\n(Đã ký)\n\nTrần Thị Minh Châu\n",
        "Trần Thị Minh Châu",
        "Phó giám đốc",
        None,
    ),
    "comrade without a position": ("do đồng chí Lò Văn Sáng trình bày", "Lò Văn Sáng", None, None),
    "Ê Đê": (
        "Bà H'Yim Kđoh, Phó Chủ tịch UBND tỉnh Đắk Lắk",
        "H'Yim Kđoh",
        "Phó Chủ tịch UBND tỉnh Đắk Lắk",
        "UBND tỉnh Đắk Lắk",
    ),
    "five syllables": (
        "đồng chí Y Thanh Hà Niê Kđăm, Bí thư Đảng ủy xã",
        "Y Thanh Hà Niê Kđăm",
        "Bí thư Đảng ủy xã",
        "Đảng ủy xã",
    ),
    "Mông": (
        "Giàng A Chu, Bí thư Huyện ủy Mù Cang Chải",
        "Giàng A Chu",
        "Bí thư Huyện ủy Mù Cang Chải",
        "Huyện ủy Mù Cang Chải",
    ),
}


@pytest.mark.parametrize(("text", "surface", "position", "body"), POSITIONS.values(), ids=POSITIONS)
def test_official_with_position(text: str, surface: str, position: str | None, body: str | None) -> None:
    found = read(text)
    assert [(person.surface, person.position, person.body) for person in found] == [(surface, position, body)]
    assert found[0].name == " ".join(surface.split())


NOBODY = {
    "street": "Số nhà 12 đường Nguyễn Văn Linh, Giám đốc công ty đã đến.",
    "ward": "Chủ tịch UBND phường Lê Lợi yêu cầu các hộ dân di dời.",
    "school": "Hiệu trưởng Trường THPT Lê Quý Đôn và Bệnh viện Nguyễn Tri Phương",
    "city": "Chủ tịch UBND thành phố Hồ Chí Minh; tư tưởng Hồ Chí Minh; Đoàn TNCS Hồ Chí Minh",
    "province": "Bí thư Hà Nội, Giám đốc Cao Bằng",
    "town in recipients": "- TT Trần Văn Thời, tỉnh Cà Mau",
    "company": "Giám đốc Công ty TNHH Hoàng Trúc My báo cáo",
    "citizen": "Gửi ông Trần Văn Dân, trú tại thôn 5; độc giả Nguyễn Thị Bình hỏi; bà Lê Thị Như (58 tuổi)",
    "position of somebody else": "Chủ tịch UBND tỉnh giao Sở Tài chính gửi Nguyễn Văn Thành",
    "heading": "BỘ TRƯỞNG BỘ QUỐC PHÒNG BAN HÀNH ĐIỀU LỆ CỦA VIỆN BỎNG LÊ HỮU TRÁC",
    "sea": "Bộ trưởng Bộ Công Thương quy định về Hiệp định xuyên Thái Bình Dương",
    "youth union": "Bí thư Đoàn Thanh niên, Chủ tịch Hội Nông dân",
}


@pytest.mark.parametrize("text", NOBODY.values(), ids=NOBODY)
def test_not_an_official(text: str) -> None:
    assert read(text) == []


def test_the_next_in_a_list_keeps_its_own_position() -> None:
    found = read("Dự họp có Phó Thủ tướng Trần Minh Khang, Thứ trưởng Bộ Tư pháp Lê Thanh Tú và các đại biểu.")
    assert [(person.surface, person.position) for person in found] == [
        ("Trần Minh Khang", "Phó Thủ tướng"),
        ("Lê Thanh Tú", "Thứ trưởng Bộ Tư pháp"),
    ]


def test_members_of_a_list() -> None:
    found = read("có các đồng chí Phó Chủ tịch UBND tỉnh: Ngô Đình Toàn, Vũ Thị Lan và Đặng Hữu Phước.")
    assert {person.position for person in found} == {"Phó Chủ tịch UBND tỉnh"}
    assert [person.surface for person in found] == ["Ngô Đình Toàn", "Vũ Thị Lan", "Đặng Hữu Phước"]
    own = read("các đồng chí: Trần Văn Lâm, Phó Bí thư Tỉnh ủy; Lê Thị Hoa, Chánh Văn phòng.")
    assert [(person.surface, person.position) for person in own] == [
        ("Trần Văn Lâm", "Phó Bí thư Tỉnh ủy"),
        ("Lê Thị Hoa", "Chánh Văn phòng"),
    ]


def test_one_line_is_no_position_of_the_next() -> None:
    found = read("Bà Thu Ba, Thư ký Giám đốc Sở Y tế\nÔng Nguyễn Hải Nam, Giám đốc Bệnh viện Tràng An")
    assert [(person.surface, person.position) for person in found] == [
        ("Nguyễn Hải Nam", "Giám đốc Bệnh viện Tràng An")
    ]


def test_a_mention_without_position_of_somebody_named_with_one() -> None:
    found = read("Ông Lê Văn Tám, Trưởng phòng Nội vụ, báo cáo. Theo Lê Văn Tám, đường Lê Văn Tám đã xong.")
    assert [(person.surface, person.rule) for person in found] == [
        ("Lê Văn Tám", "person.title"),
        ("Lê Văn Tám", "person.repeat"),
    ]
    assert found[1].position == "Trưởng phòng Nội vụ"


def test_signer_comes_from_the_header() -> None:
    text = (
        "UBND TỈNH BẮC GIANG\nSố: 12/QĐ-UBND\nBắc Giang, ngày 05 tháng 3 năm 2020\nQUYẾT ĐỊNH\nVề việc phân công\n"
        "Điều 1. Giao Sở Nội vụ thực hiện./.\nNơi nhận:\n- Như Điều 1;\n- Lưu: VT.\n"
        "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nDương Văn Thái\n"
    )
    found = read_document(text)
    assert [(person.surface, person.role, person.body) for person in found] == [
        ("Dương Văn Thái", "signer", "UBND tỉnh Bắc Giang")
    ]


def test_author_by_label_and_by_line() -> None:
    assert [(person.surface, person.role) for person in read("Xã về đích.\nTin, ảnh: Nguyễn Thu Hà\n")] == [
        ("Nguyễn Thu Hà", "author")
    ]
    article = "Xã Kim Hóa về đích nông thôn mới.\n\nVõ Hải Anh\n"
    assert [person.role for person in read(article, is_news=True)] == ["author"]
    assert read(article) == []


def test_decomposed_and_marked_text_keeps_the_offset_law() -> None:
    text = canonical("Chủ tịch UBND tỉnh **Đỗ M**inh Tu\u0301 ký")
    shadow = Shadow(text)
    person = shadow.restore(people.find(shadow, Context(), Header()))[0]
    assert text[person.start : person.end] == person.surface == "Đỗ M**inh Tú"
    assert person.name == "Đỗ Minh Tú"


def test_family_names_are_unique_and_sourced() -> None:
    rows = list(facts.rows("family_names"))
    assert len({row["name"] for row in rows}) == len(rows)
    assert {row["frequency"] for row in rows} == {"common", "rare"}
    assert all(row["source"] for row in rows)


NAMES = {
    "cut before an office": ("Lê Văn An Phó Chủ tịch", ["Lê Văn An"]),
    "capitals": ("NGUYỄN THỊ THANH HƯƠNG\n", ["NGUYỄN THỊ THANH HƯƠNG"]),
    "too long": ("Nguyễn Văn Chủ Trì Hội Nghị Toàn Quốc", []),
    "one word": ("Nguyễn nói", []),
    "short line": ("Trần Văn An\nTrần Thị Bé\n", ["Trần Văn An", "Trần Thị Bé"]),
}


@pytest.mark.parametrize(("text", "expected"), NAMES.values(), ids=NAMES)
def test_structure_of_names(text: str, expected: list[str]) -> None:
    assert [text[name.start : name.end] for name in person_names.candidates(Shadow(text)) if name.common] == expected


@given(st.text(alphabet="NguyễnTrầnVănAHồ CHỦTỊCHchủtịchông,.:|\n-đ/UBND'’ ", max_size=200))
def test_offset_law_and_order(raw: str) -> None:
    text = canonical(raw)
    found = read(text, is_news=True)
    assert all(text[person.start : person.end] == person.surface for person in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    assert found == read(text, is_news=True)


@pytest.mark.parametrize(
    "unit", ["Nguyễn ", "Chủ tịch ", "ông ", "PCT ", "Phó Chủ tịch UBND xã Nguyễn Văn An, ", " |\n"]
)
def test_time_grows_with_length(unit: str) -> None:
    def read_so_many(length: int) -> object:
        return people.find(Shadow(unit * length), Context(is_news=True), Header())

    read_so_many(200)
    assert calls(lambda: read_so_many(2000)) < 2.2 * calls(lambda: read_so_many(1000)) + 100


@pytest.mark.real
def test_signers_of_the_portal_are_found(shared: Path) -> None:
    right = total = 0
    for line in (shared / "data" / "portal" / "dev.jsonl").read_text(encoding="utf-8").splitlines()[:60]:
        row = json.loads(line)
        signers = {person.name for person in read_document(row["text"]) if person.role == "signer"}
        total += 1
        right += row["signer"] in signers
    assert right / total >= 0.95


@pytest.mark.real
@pytest.mark.slow
def test_second_opinion_has_its_own_column(shared: Path) -> None:
    pytest.importorskip("underthesea")
    text = canonical((shared / "data" / "gold" / "texts" / "s004.txt").read_text(encoding="utf-8"))
    shadow = Shadow(text)
    context = Context(dt.date(2023, 1, 1))
    own = people.find(shadow, context, Header())
    both = people.find(shadow, context, Header(), ner=True)
    assert [person.ner for person in own] == [None] * len(own)
    assert [(person.start, person.name) for person in both] == [(person.start, person.name) for person in own]
    assert {person.ner for person in both} <= {"PER", "LOC", "ORG", "MISC", "O", None}
