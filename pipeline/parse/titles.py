"""Titles: of a document under its type, of an article above its text, of a part or a chapter, of an annex."""

from __future__ import annotations

import re

from pipeline.parse import labels
from pipeline.parse.labels import Label, types
from pipeline.parse.view import View
from pipeline.parse.wraps import is_sentence_end

LONGEST = 400
"""Characters that a title may have."""

LONGEST_HEADING = 250
"""Characters that the heading of a unit may have."""

MOST_LINES = 24
"""Lines that a title may be wrapped over."""

_HEADLINE_LINES = 4
_SHORT_HEADING = 120
_FULL = 40  # characters of a line in capitals that may be wrapped
_ENCLOSED_LINES = 6
_OFFICE = re.compile(
    r"(?:(?:QUYỀN|PHÓ|THỨ|CÁC|Q\.)\s+)*(?:CHỦ TỊCH|BỘ TRƯỞNG|TRƯỞNG|THỦ TƯỚNG|GIÁM ĐỐC|CỤC TRƯỞNG|VỤ TRƯỞNG"
    r"|TỔNG(?! KẾT| HỢP| MỨC| THỂ)|CHÁNH|VIỆN|HIỆU TRƯỞNG|HIỆU PHÓ|CHI CỤC|CHỦ NHIỆM|BÍ THƯ|THỦ TRƯỞNG|THƯ KÝ|PHÓ"
    r"|BỘ(?! TIÊU CHÍ| LUẬT| QUY)|ỦY BAN|UỶ BAN|UBND|HỘI ĐỒNG|HĐND|CHÍNH PHỦ|QUỐC HỘI|BAN(?! HÀNH)|SỞ|CỤC|TÒA|TOÀ"
    r"|VĂN PHÒNG)(?!\w)"
)
_ABOUT = re.compile(r"(?:V/v|Về|Phê duyệt|Ban hành|Quy định|Hướng dẫn|Sửa đổi|Công bố|Bãi bỏ)\s", re.IGNORECASE)


def is_office(text: str) -> bool:
    """Whether a line in capitals begins with an office or a body: CHỦ TỊCH, BỘ TRƯỞNG, ỦY BAN NHÂN DÂN."""
    return bool(_OFFICE.match(text))


def is_headline(view: View, i: int) -> bool:
    """Whether the first visible line of a text is its headline: no sentence, no label, and text below it."""
    line = view.lines[i]
    if line.length > LONGEST or view.kind(i) not in ("", "part") or line.text[0] == "[":
        return False
    if line.is_capitals and is_office(line.text):
        return False  # the body that issues a document whose masthead says no more
    after = view.paragraph_end(i)
    return after < len(view.lines) and after - i <= _HEADLINE_LINES and view.last_letter(after) not in ".;:,…"


def headline_end(view: View, i: int) -> int:
    """Return the index after a headline, which may be wrapped in capitals."""
    after = view.paragraph_end(i)
    while after < len(view.lines) and view.lines[i].is_capitals and goes_on_in_capitals(view, after):
        after += 1
    return after


def document_title_end(view: View, i: int) -> int:
    """Return the index after a title that begins with the line of the document's type."""
    after = i + 1
    has_sentence = False
    while after < len(view.lines) and after - i < MOST_LINES:
        line = view.lines[after]
        if line.is_decoration:
            after += 1
            continue
        if view.furniture[after] or line.mark in ("row", "metadata") or view.kind(after) not in ("", "part"):
            break
        if is_authority(view, after) or labels.is_enclosed(line.text) or view.is_masthead(after):
            break
        if view.is_resolving(after) or view.is_sending(after):
            break
        if not line.is_capitals:
            if has_sentence and not line.gap and line.text[:1].islower():
                after = view.paragraph_end(after)
                continue
            end = view.paragraph_end(after)
            length = view.lines[end - 1].end - line.start
            is_about = bool(_ABOUT.match(line.text)) and not view.lines[end - 1].tail.endswith((":", ";"))
            if has_sentence or length > LONGEST or (is_sentence_end(view.lines[end - 1]) and not is_about):
                break
            has_sentence = True
            after = end
            continue
        if has_sentence and line.gap:
            break
        after += 1
    return _without_decoration(view, i, after)


def is_authority(view: View, i: int) -> bool:
    """Whether lines in capitals name the body that decides, above the grounds or the word QUYẾT ĐỊNH:."""
    line = view.lines[i]
    if not (line.is_capitals and is_office(line.text)):
        return False
    if view.wraps.is_markdown and not line.gap and view.text[line.start] != "*":
        return False  # a line of the title that happens to begin with an office; the body itself is bold
    after = i + 1
    while (
        after < len(view.lines) and after - i < 5 and (view.lines[after].is_capitals or view.lines[after].is_decoration)
    ):
        if view.is_resolving(after):
            return True
        after += 1
    return after < len(view.lines) and (view.kind(after) == "basis" or labels.is_like_basis(view.lines[after].text))


def authority_end(view: View, i: int) -> int:
    """Return the index after the lines that name the body that decides."""
    after = i + 1
    while after < len(view.lines) and view.lines[after].is_capitals and not view.is_resolving(after):
        after += 1
    return after


def goes_on_in_capitals(view: View, i: int) -> bool:
    """Whether a line can be one more line of a title in capitals."""
    line = view.lines[i]
    return line.is_capitals and not view.kind(i) and not view.furniture[i] and not line.is_row and not view.is_type(i)


def unit_title_end(view: View, i: int, label: Label) -> int:
    """Return the index after the heading of a part, a chapter or a section: its label and its title."""
    has_title = bool(view.lines[i].text[label.end :].strip())
    after = view.paragraph_end(i) if has_title else i + 1
    if after > i + 1 or (has_title and not view.lines[i].is_capitals):
        return after
    while after < len(view.lines) and after - i < MOST_LINES and goes_on_in_capitals(view, after):
        after += 1
    if has_title or after > i + 1 or after >= len(view.lines):
        return after
    # A title that is not in capitals stands alone between the label and the next unit.
    line, end = view.lines[after], view.paragraph_end(after)
    stands_alone = (
        not view.kind(after)
        and end < len(view.lines)
        and bool(view.kind(end))
        and not is_sentence_end(view.lines[end - 1])
    )
    if stands_alone and line.length <= LONGEST_HEADING and not view.furniture[after] and not line.is_decoration:
        return end
    return after


def first_paragraph_end(view: View, i: int, label: Label) -> int:
    """Return the index after the first paragraph of a unit; a heading after I. may be wrapped, or stand below it."""
    line, after = view.lines[i], view.paragraph_end(i)
    if label.kind not in ("part", "section") or after > i + 1 or after == len(view.lines):
        return after
    if label.end >= len(line.text):
        return view.paragraph_end(after) if not (view.kind(after) or view.furniture[after]) else after
    while line.is_capitals and line.length >= _FULL and after < len(view.lines) and after - i < MOST_LINES:
        following = view.lines[after]
        if following.gap or not following.soft or not goes_on_in_capitals(view, after):
            break
        line = following
        after += 1
    return after


def is_heading(view: View, i: int, after: int, label: Label) -> bool:
    """Whether the first paragraph of a unit is its heading: no sentence, and text below it."""
    line = view.lines[i]
    following_line = after
    while following_line < len(view.lines) and view.furniture[following_line]:
        following_line += 1
    if line.length > LONGEST_HEADING or after - i > 5 or following_line == len(view.lines):
        return False
    last = view.last_letter(after)
    if last in ";," or (last == ":" and not line.is_capitals):
        return False
    if last == "." and not (label.kind in ("part", "section") and line.length <= _SHORT_HEADING):
        return False
    following = view.labels[following_line]
    return not (following and label.depth >= labels.CLAUSE and following.depth <= label.depth)


def is_enclosed_annex(view: View, i: int, label: Label) -> bool:
    """Whether a label alone on its line, in small letters, begins an annex: what it belongs to stands below it."""
    line = view.lines[i]
    starts = i == 0 or line.gap or not line.soft or is_sentence_end(view.lines[i - 1])
    return (
        starts
        and label.end >= len(line.text)
        and i + 1 < len(view.lines)
        and labels.is_enclosed(view.lines[i + 1].text)
    )


def annex_heading_end(view: View, i: int, label: Label | None) -> int:
    """Return the index after the label, the title and the (Kèm theo …) line of an annex."""
    after = i + 1
    if label and label.end > len(view.lines[i].text):  # the label is torn
        after += 1
    enclosed = enclosed_after(view, i)
    while after < len(view.lines) and after - i < MOST_LINES:
        line = view.lines[after]
        if view.furniture[after] or line.is_bar or line.mark == "row":
            break
        if labels.is_enclosed(line.text):
            after = _enclosed_end(view, after)
            # The title may stand below the line that says what the annex belongs to.
            while (
                after < len(view.lines)
                and after - i < MOST_LINES
                and goes_on_in_capitals(view, after)
                and not view.is_masthead(after)
            ):
                after += 1
            break
        if line.is_decoration or after < enclosed:
            after += 1
            continue
        if view.kind(after) not in ("", "part") or not line.is_capitals or view.is_masthead(after):
            break
        after += 1
    return _without_decoration(view, i, after)


def enclosed_after(view: View, i: int) -> int:
    """Return the index of the (Kèm theo …) line that closes the title beginning at i; 0 if there is none."""
    for after in range(i + 1, min(i + MOST_LINES, len(view.lines))):
        line = view.lines[after]
        if labels.is_enclosed(line.text):
            return after
        if (
            line.is_bar
            or line.length > LONGEST_HEADING
            or view.kind(after) not in ("", "part", "section")
            or view.furniture[after]
        ):
            return 0
    return 0


def _enclosed_end(view: View, i: int) -> int:
    """Return the index after a bracket (Kèm theo Quyết định …), which may be wrapped and may be missing."""
    if view.lines[i].text[:1] != "(":
        return view.paragraph_end(i)
    after = i + 1
    is_open = view.lines[i].text.count("(") > view.lines[i].text.count(")")
    while is_open and after < len(view.lines) and after - i < _ENCLOSED_LINES and not view.lines[after].is_bar:
        is_open = ")" not in view.lines[after].text
        after += 1
    return after


def embedded_name(text: str) -> str:
    """Return the name of an annex that is no Phụ lục, from its title in capitals: Quy chế, Danh mục."""
    found = max((name for name in types() if text.startswith(name)), key=len, default="")
    return found.capitalize() or "Phụ lục"


def _without_decoration(view: View, i: int, after: int) -> int:
    while after > i + 1 and view.lines[after - 1].is_decoration:
        after -= 1
    return after
