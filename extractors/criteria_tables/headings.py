"""What a heading says of the figures below it, read as a sentence would be: `Số xã đạt 15-18 TC`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.criteria import grammar, lexer, topic
from extractors.criteria.figures import Figure, Memory
from extractors.criteria_tables.grid import Grid
from extractors.criteria_tables.words import EDGES

_UNITS = r"(?:xã|huyện|thôn|bản|ấp|xóm|phường|đơn vị|quận|khu dân cư)(?!\w)(?! hội)"
UNIT = re.compile(rf"(?<!\w)(?<!hợp tác )(?<!nông )(?<!thị )(?:{_UNITS})")
_COUNTED = re.compile(rf"(?:^|(?:số|các|tổng) )({_UNITS})")
_SHARE_OF = re.compile(rf"(?:tỷ lệ|tỉ lệ|%|số)(?: \(?%\)?)? {_UNITS}")
_SIZES = (
    re.compile(r"(?<!\w)(?:thôn|bản|ấp|xóm|khu|tổ)(?!\w)"), re.compile(r"(?<!\w)(?:xã|phường|thị trấn)(?!\w)"),
    re.compile(r"(?<!\w)(?:huyện|quận)(?!\w)"),
)  # fmt: skip
LEVELS = {"thôn": "xóm/thôn", "bản": "xóm/thôn", "ấp": "xóm/thôn", "xóm": "xóm/thôn", "đơn vị": "xã"}
_ALL_UNITS = re.compile(r"(?:tổng )?số (?:xã|huyện|thôn|bản|ấp|xóm)(?: (?:trên địa bàn|toàn huyện|toàn tỉnh|hiện có))?")
IS_SHARE = re.compile(r"tỷ lệ|tỉ lệ|%")
_MEAN = re.compile(r"bình quân|trung bình|(?<!\w)bq(?!\w)")
_CRITERIA = re.compile(r"tiêu chí|(?<!\w)tc(?!\w)")
_GROUP = re.compile(r"nhóm (?:[0-9]{1,2}|[ivx]{1,4}) ?[:.(-]? ?")
_BAND = re.compile(
    rf"(?:{_GROUP.pattern})?"
    r"(?:(?:số xã|xã|nhóm xã|đạt|số) ){0,3}"
    r"(?:(?:từ|dưới|trên|đủ) )?[0-9]{1,2}(?: ?(?:-|–|đến|/) ?(?:dưới )?[0-9]{1,2})?(?: (?:tiêu chí|tc))?(?: trở lên)?"
)
_PARTS = frozenset({"units_by_band", "units_meeting_standard", "units_not_meeting"})
_NO_UNITS = re.compile(
    r"kinh phí|vốn|tiền|(?<!\w)đồng(?!\w)|diện tích|dân số|(?<!\w)hộ(?!\w)|(?<!\w)km|người|công trình|quyết định"
    r"|thời gian|thu nhập bình quân|(?<!\w)(?:tăng|giảm)(?!\w)"
)
_ASIDE = re.compile(  # when, in which voice, in what
    r"(?:(?:kế hoạch|kh|dự kiến|phấn đấu|mục tiêu|đăng ký|ước|ước tính|thực hiện|kết quả|lũy kế|luỹ kế"
    r"|tính|tại|thời điểm|hết|đến|cuối|trong|ngày|tháng|quý|năm|giai đoạn) ){0,6}"
    r"(?:[0-9]{1,2}[/-]){0,2}20[0-4][0-9](?: ?[-–] ?20[0-9]{2})?"
    r"|(?<!\w)(?:kế hoạch|kh|dự kiến|phấn đấu|đăng ký|ước|thực hiện|lũy kế|luỹ kế)(?!\w)"
    r"|\((?:xã|huyện|thôn|tiêu chí|tc)\)"
)


def above(grid: Grid, col: int, head: range) -> list[str]:
    """Return what the header says above a column, from the top, without when and in which voice it speaks."""
    parts = (dateless(grid.plain(row, col)) for row in head)
    return list(dict.fromkeys(filter(None, parts)))


def said(parts: list[str], places: str = "", before: Figure | None = None) -> Figure | None:
    """Return what a heading says of the figures below it (or a label of those beside it); null if it says nothing.

    Args:
        parts: its words from the top, in lower case, as `above` gives them.
        places: heading of the column of places: communes are not counted by commune.
        before: what the heading of the column before says, which a share is a share of.
    """
    heading = " ".join(parts)
    if not parts or _NO_UNITS.search(heading):
        return None
    own = UNIT.search(heading)
    unit = own[0] if own else "xã"
    if own and size(places) <= size(unit) < len(_SIZES):
        return None
    if _ALL_UNITS.fullmatch(parts[-1]):
        return Figure("units_total", "", 0, 0, unit=LEVELS.get(unit, unit))
    if IS_SHARE.search(parts[-1]):
        found = _read(f"{heading}: 44,4%", 44.4) if _SHARE_OF.search(heading) else None
        return share_of(before) if found is None and before is not None else found
    if _MEAN.search(heading):
        return _read(f"{heading}: 4,4 tiêu chí", 4.4) if _CRITERIA.search(heading) else None
    if _BAND.fullmatch(parts[-1]):
        if not _CRITERIA.search(heading):
            return None  # the number of the column
        band = _GROUP.sub("", parts[-1])
        return _read(f"{band if _CRITERIA.search(band) else f'{band} tiêu chí'}: 444 {unit}", 444)
    counted = _COUNTED.search(heading)
    return _read(f"có 444 {heading[counted.start(1) :]}.", 444) if counted else None


def share_of(figure: Figure) -> Figure | None:
    """Return the share that units are of all units; null for a figure that counts none."""
    return replace(figure, kind="share", unit="%", of=figure.unit) if figure.kind in _PARTS else None


def _read(phrase: str, value: float) -> Figure | None:
    """Return the figure of a phrase that has this value."""
    if topic.other_scheme(phrase, 0, len(phrase)):
        return None
    figures = grammar.read(lexer.lex(phrase, phrase, 0, len(phrase)), Memory(free=True, criteria=True))
    return next((figure for figure in figures if figure.value == value), None)


def dateless(heading: str) -> str:
    """Return a heading without when and in which voice it speaks."""
    return " ".join(_ASIDE.sub(" ", heading).split()).strip(EDGES)


def size(heading: str) -> int:
    """Return how large the places that a heading names are: 0 for hamlets, then communes, districts, others."""
    return next((rank for rank, words in enumerate(_SIZES) if words.search(heading)), len(_SIZES))


def are_years(figures: Sequence[float]) -> bool:
    """Whether all figures of a column are years."""
    return all(1990 <= figure < 2100 for figure in figures)
