from __future__ import annotations

from typing import Any

import pytest

from corpus.web import charts


def years(**counts: int) -> list[dict[str, Any]]:
    return [{"value": int(year.strip("_")), "n": n} for year, n in counts.items()]


def told(value: float, period: str, modality: str = "reported", **columns: Any) -> dict[str, Any]:
    row = {"kind": "units_meeting_standard", "unit": "xã", "grade": "đạt chuẩn", "denominator": 128.0}
    return row | {"value": value, "period": period, "modality": modality} | columns


def test_a_year_stands_out_only_if_it_is_alone() -> None:
    one = charts.by_year(years(_2021=1, _2023=4))
    level = charts.by_year(years(_2021=2, _2023=2))
    assert one is not None
    assert one.top == ("2023", 4)
    assert level is not None
    assert level.top is None
    assert [bar.label for bar in level.bars] == ["2021", "2022", "2023"]


def test_course_tells_reports_from_aims() -> None:
    rows = [told(96, "2023", "target"), told(91, "2023-12-15"), told(88, "2022")]
    course = charts.over_time(rows)
    assert course is not None
    assert course.latest is rows[1]
    assert course.aim is rows[0]
    assert [(point.row["value"], point.is_aim) for point in course.points] == [(88, False), (91, False), (96, True)]
    heights = [point.y for point in course.points]
    assert heights == sorted(heights, reverse=True)  # larger values stand higher
    assert [point.x for point in course.points] == sorted(point.x for point in course.points)


def test_bare_numbers_are_not_drawn_among_totals() -> None:
    added = told(6, "2024", "target", denominator=None)
    course = charts.over_time([told(88, "2022"), told(91, "2023"), added])
    assert course is not None
    assert course.aim is None
    joining = told(6, "2024", rule="count-increment")
    course = charts.over_time([told(88, "2022"), told(91, "2023"), joining])
    assert course is not None
    assert [point.row["value"] for point in course.points] == [88, 91]
    alone = charts.over_time([added, told(9, "2025", denominator=None)])
    assert alone is not None
    assert alone.aim is added


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [told(91, "2023"), told(90, "2023")],
        [told(91, ""), told(88, "khóa XV")],
        [told(91, "2023"), told(9, "2022", kind="criteria_met")],
        [told(91, "2023"), told(3, "2022", unit="huyện")],
    ],
)
def test_no_course_of_one_time(rows: list[dict[str, Any]]) -> None:
    assert charts.over_time(rows) is None


def test_ends_of_periods() -> None:
    rows = [told(1, "2021/2025"), told(2, "2023"), told(3, "2023-06"), told(4, "2024-01-31")]
    course = charts.over_time(rows)
    assert course is not None
    assert [point.row["value"] for point in course.points] == [3, 2, 4, 1]


def test_a_graph_gives_no_room_to_a_side_that_has_nothing() -> None:
    node = ("10716/SNNMT-QLĐĐ-NTM", "/decisions/x", False, False)
    right = charts.graph("412/BC-UBND", [], [node])
    both = charts.graph("412/BC-UBND", [node], [node])
    assert right is not None
    assert both is not None
    assert right.width < both.width
    assert right.centre.x == 0
    assert right.right[0].shown.endswith("…")
    assert right.right[0].label == node[0]
    assert right.centre.shown == "412/BC-UBND"
