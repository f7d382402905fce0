"""A long text read in windows: the same records as read at once, at the right places, in little memory."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import extractors
from extractors import Reading, windows
from schemas.records import Body, Cell, DateMention

FIRST = """ỦY BAN NHÂN DÂN
TỈNH NGHỆ AN
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: 45/BC-UBND
Nghệ An, ngày 12 tháng 4 năm 2024

BÁO CÁO
Kết quả xây dựng nông thôn mới

Căn cứ Luật Đất đai số 31/2024/QH15 ngày 18 tháng 01 năm 2024; Quyết định số 318/QĐ-TTg ngày 08/3/2022;
đến nay toàn tỉnh có 305 xã đạt chuẩn nông thôn mới, huyện Nam Đàn có 18/18 xã đạt 19/19 tiêu chí.
Đồng chí Lê Văn Mẫu, Phó Chủ tịch UBND tỉnh Nghệ An chủ trì.
"""
PIECES = (
    "Ngày {day}/5, các Quyết định số 318, 319/QĐ-TTg và Luật Đất đai được phổ biến tại xã Kim Liên, huyện Nam Đàn.",
    "Trong quý I năm nay, toàn huyện có {day} xã đạt chuẩn nông thôn mới nâng cao, tăng 2 xã so với năm 2023.",
    "Đến hết năm 2023:\n- Tỷ lệ hộ nghèo còn {day},5%, giảm 1,2% so với năm 2022;\n- Thu nhập đạt {day} triệu đồng.",
    "Thông tư này và Quyết định trên giao Sở Nông nghiệp và Môi trường tỉnh Nghệ An, UBND huyện Nam Đàn thực hiện.",
    "Công văn số {day}/SNN-NTM ngày {day} tháng 3 năm 2024 của Sở Nông nghiệp gửi tỉnh Hà Tĩnh và tỉnh Quảng Bình.",
    "Ông Lê Văn Mẫu cùng bà Trần Thị Thử, Giám đốc Sở Tài chính, kiểm tra ngày mai; năm 2025 phấn đấu thêm 0{one} xã.",
    "Mục tiêu giai đoạn 2021-2025\n+ Ít nhất {day} xã đạt chuẩn nông thôn mới;\n+ bình quân đạt 17,{one} tiêu chí/xã.",
)
LAST = """
Nơi nhận:
- Như trên;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Phạm Văn Ký
"""


def compose(order: Sequence[tuple[int, int]], joint: str = "\n") -> str:
    """A report of these sentences."""
    body = joint.join(PIECES[which % len(PIECES)].format(day=10 + day % 18, one=1 + day % 9) for which, day in order)
    return f"{FIRST}{joint}{body}\n{LAST}"


def long(size: int, joint: str = "\n") -> str:
    """A report of about so many characters."""
    return compose([(n * n + n // 7, n) for n in range(size // 105)], joint)


def records(readings: Sequence[Reading]) -> dict[str, list[Any]]:
    """All records of some readings, and the header of each."""
    found: dict[str, list[Any]] = {item.name: [] for item in fields(Reading)}
    for reading in readings:
        found["header"].append(reading.header)
        for name in found.keys() - {"header"}:
            found[name] += getattr(reading, name)
    return found


def assert_same(text: str, length: int, **given: Any) -> int:
    """Read a text at once and in windows, and compare; returns how many windows there are."""
    parts = list(extractors.stream(text, length=length, **given))
    whole, apart = records(list(extractors.stream(text, length=len(text) + 1, **given))), records(parts)
    for header in apart.pop("header"):
        assert header == whole["header"][0]
    for name, found in apart.items():
        assert found == whole[name], name
        assert all(text[one.start : one.end] == one.surface for one in found)
    return len(parts)


@settings(deadline=None, max_examples=5, phases=(Phase.explicit, Phase.generate))
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 17)), min_size=8, max_size=40),
    st.sampled_from((5_000, 8_000, 13_000)),
    st.sampled_from(("\n", "\n\n")),
)
def test_windows_give_the_records_of_the_whole_text(order: list[tuple[int, int]], length: int, joint: str) -> None:
    many = order * (24_000 // (105 * len(order)) + 1)
    assert assert_same(compose(many, joint), length) > 1


def test_one_long_line_is_cut_at_the_ends_of_sentences() -> None:
    text = long(60_000).replace("\n", " ")
    assert assert_same(text, 9_000) > 4
    cuts = [window.start for window in windows.cut(text, length=9_000)]
    assert all(text[at - 2 : at] == ". " for at in cuts[1:])


def test_marks_that_the_shadow_drops_and_hidden_spans_leave_all_in_place() -> None:
    text = long(40_000).replace("Nam Đàn", "N**am** Đàn").replace("Quyết định", "Quy\u200bết định")
    hidden = [(at, at + 60) for at in range(3_000, len(text), 2_500)]
    assert assert_same(text, 9_000, hidden=hidden) > 3


def test_the_signature_is_read_at_the_end_of_a_text_of_many_windows() -> None:
    text = long(60_000)
    *_, last = extractors.stream(text, length=9_000)
    assert (last.header.signer, last.header.number, last.header.place) == ("Phạm Văn Ký", "45/BC-UBND", "Nghệ An")
    signer = [person for person in last.people if person.role == "signer"]
    assert [text[person.start : person.end] for person in signer] == ["Phạm Văn Ký"]


def test_what_only_a_later_window_tells_is_not_known_before() -> None:
    text = long(40_000).replace("Luật Đất đai số 31/2024/QH15", "Luật Đất đai")
    text = f"{text}\nLuật Đất đai số 31/2024/QH15 nêu rõ."
    named = [one for part in extractors.stream(text, length=9_000) for one in part.citations if one.form == "named"]
    assert (named[0].state, named[-1].state) == ("unknown", "resolved")
    assert {one.state for one in extractors.read(text).citations if one.form == "named"} == {"resolved"}


def test_a_table_is_in_one_window_with_what_it_says() -> None:
    head, rows = long(12_000).removesuffix(LAST), "".join(f"Xã Thử {n} | đạt | chưa đạt\n" for n in range(300))
    table = f"Xã | Tiêu chí 1 | Tiêu chí 2\n{rows}"
    text = f"{head}\n{table}\n{long(12_000)}"
    cells, at = [], len(head) + 1
    for row, line in enumerate(table.splitlines()):
        for col, said in enumerate(line.split(" | ")):
            start = text.index(said, at)
            cells.append(Cell(0, row, col, start=start, end=start + len(said), text=said))
            at = start + len(said)
    assert assert_same(text, 4_000, cells=cells) > 3
    spans = [(cells[0].start, cells[-1].end)]
    assert not any(spans[0][0] < one.start < spans[0][1] for one in windows.cut(text, spans, 4_000))


@pytest.mark.parametrize("length", [100, 1_000, 10_000_000])
@pytest.mark.parametrize("text", ["", "a", "\n" * 30_000, "x" * 30_000, " .\n" * 10_000])
def test_windows_cover_any_text_once_and_in_order(text: str, length: int) -> None:
    found = list(windows.cut(text, length=length))
    assert [one.start for one in found] == [0, *(one.end for one in found[:-1])]
    assert found[-1].end == len(text)
    assert all(one.first <= one.start <= one.end <= one.last for one in found)
    assert max(one.end - one.start for one in found) <= length * 1.25


def test_the_records_of_a_window_are_let_go_before_the_next_ones_are_read() -> None:
    def alive() -> int:
        return sum(isinstance(one, (Body, DateMention)) for one in gc.get_objects())

    before = alive()
    held = []
    for reading in extractors.stream(long(60_000), length=6_000):
        held.append(alive() - before)
        del reading
    assert len(held) > 7
    assert max(held[4:]) <= 1.2 * max(held[:4])


def test_read_holds_all_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    text = long(25_000)
    parts = records(list(extractors.stream(text, length=9_000)))
    monkeypatch.setattr(extractors.stream, "__defaults__", (*extractors.stream.__defaults__[:-1], 9_000))  # type: ignore[index]
    assert {name: getattr(extractors.read(text), name) for name in parts if name != "header"} == {
        name: found for name, found in parts.items() if name != "header"
    }
