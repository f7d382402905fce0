"""The masthead of an official document: issuer, quốc hiệu, number, place and date, V/v.

Its two columns come flattened row by row, wrapped, or with bars between the cells, so a masthead is a run of short
lines in which the country, the number or the place line stands (Decree 30/2020/NĐ-CP Annex I, boxes 1 to 5b).
"""

from __future__ import annotations

import re

from pipeline.parse.labels import Label, is_type
from pipeline.parse.lines import Line

_LONGEST = 160  # two columns may stand side by side
_MOST_LINES = 40
_SUBJECT_LINES = 12

_COUNTRY = re.compile(
    r"C[ỘO]NG H[ÒOÕỊ]\S{0,2} ?(?:XÃ|XA)|(?:^|\| ?)C[ỘO]NG H[ÒOÕỊ]\S{0,2}$|CH[ỦU] NGH[ĨI]A VI[ỆE]T NAM"
    r"|Đ[ỘO]C L[ẬA]P\s?-\s?T[ỰU] DO|Đ[ẢA]NG C[ỘO]NG S[ẢA]N VI[ỆE]T NAM",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"Nam,? [a-zđ]")
_NUMBER = re.compile(
    r"(?:\(?(?:Luật|LUẬT|Nghị quyết|NGHỊ QUYẾT|Pháp lệnh|Lệnh)\s+)?(?:Số|SỐ)"
    r"(?:\s*:[0-9.…\s]{0,20}(?:[/-]|$|[Kk]hông số)|\s+[0-9]{1,6}(?:-[A-ZĐ]|\s?/\s?[A-ZĐ0-9])|\s+[-/][A-ZĐ])"
)
_PLACE = re.compile(
    r"[A-ZĐÀ-Ỹ][^\d,;:.]{1,40},\s*(?:ngày|Ngày)(?:\s*(?:[\d.…]{1,6}\s*)?(?:tháng|Tháng)|\s+[\d…]{1,4}$|\s*$)"
)
_PLACE_BESIDE = re.compile(r"(?:ngày|tháng)[\s\d.…]*(?:tháng|năm)|V/v")
_SYMBOL_CHARS = 15  # that a number with blanks in it may go on with
_PLACE_ALONE = re.compile(r"[A-ZĐÀ-Ỹ][^\d,;:.]{1,30}\s(?:ngày|Ngày)\s*[\d.…]{1,4}(?:\s*tháng|$)")
_PLACE_REST = re.compile(r"(?:[\d.…]{1,4}\s*)?(?:tháng|năm)(?:\s|\d|$)|[\d.…]{1,4}\s+năm\s|[12][0-9]{3}$")
_COUNTRY_LETTERS = frozenset("CcHhĐđXx")  # that the lines of the country begin with, wrapped ones too
_SUBJECT = re.compile(r"\(?(?:V/v|V/V|v/v|Vv|V\.v)(?:[\s:.]|$)")
_CASED_BODY = re.compile(r"(?:Ủy ban|Uỷ ban|UBND|Hội đồng|HĐND|Bộ|Sở|Cục|Tổng cục|Văn phòng|Ban|Chính phủ|Thủ tướng)\s")


class Mastheads:
    """Where in a text mastheads stand."""

    __slots__ = ("_failed_to", "_furniture", "_labels", "_lines", "_memo")

    def __init__(self, lines: list[Line], labels: list[Label | None], furniture: list[bool]) -> None:
        self._lines = lines
        self._labels = labels
        self._furniture = furniture
        self._failed_to = 0  # no masthead begins before this line
        self._memo = (-1, -1)

    def is_anchor(self, i: int) -> bool:
        """Whether a line is the country or the number of a document."""
        line = self._lines[i]
        return line.length <= _LONGEST and (_is_country(line) or _is_number(line.text))

    def end(self, i: int) -> int:
        """Return the index after the masthead that begins at a line; i itself if none does."""
        if i < self._failed_to:
            return i
        if self._memo[0] != i:
            self._memo = (i, self._walk(i))
        return self._memo[1]

    def _walk(self, i: int) -> int:
        if not self._may_begin(i):
            return i
        country = number = place = subject = 0
        last = -1
        j = i
        while j < len(self._lines) and j - i < _MOST_LINES and not self._furniture[j]:
            line = self._lines[j]
            text = line.text
            if line.is_decoration:
                j += 1
                continue
            if line.length > _LONGEST and not _SUBJECT.match(text):
                break
            if self._labels[j] is not None and not _is_country(line):
                break
            if _is_country(line):
                country += 1
                number += line.is_row and _is_number(text)
                last = j
            elif _is_number(text):
                number += 1
                last = j = self._number_end(j)
                place += bool(_PLACE.search(self._lines[last].text))
            elif _PLACE.match(text) or self._is_wrapped_place(j) or (number and _PLACE_ALONE.match(text)):
                place += 1
                last = j = self._place_end(j)
            elif _SUBJECT.match(text):
                if not (country or number or place):
                    break
                subject += 1
                last = j = self._subject_end(j)
            elif line.mark in ("row", "metadata", "title") or not (
                line.is_capitals
                or (line.length <= 60 and _CASED_BODY.match(text) and not text.endswith((".", ";", ":")))
            ):
                break
            elif last >= 0 and number and place and (line.gap or not line.soft or is_type(text)):
                break  # the title begins
            j += 1
        # A number alone is that of the document only at its head.
        if not (country or (number and (place or subject or last > i or i < _MOST_LINES))):
            self._failed_to = max(self._failed_to, last if last >= 0 else j)
            return i
        end = last + 1
        while end < len(self._lines) and self._lines[end].is_decoration and not self._furniture[end]:
            end += 1
        while end > last + 1 and self._lines[end - 1].is_bar and end < len(self._lines) and self._opens_table(end):
            end -= 1
        return end

    def _may_begin(self, i: int) -> bool:
        line = self._lines[i]
        if line.length > _LONGEST or line.is_decoration:
            return False
        text = line.text
        if _is_country(line) or _is_number(text) or ("ngày" in text and _PLACE.match(text)):
            return True
        if self._labels[i] is not None or line.mark in ("metadata", "title"):
            return False
        return line.is_capitals or bool(_CASED_BODY.match(text)) or line.is_row

    def _opens_table(self, i: int) -> bool:
        return not self._lines[i].is_capitals and self._labels[i] is None

    def _number_end(self, i: int) -> int:
        """Return the last line of a number that is wrapped after "Số:"."""
        if (
            self._lines[i].text.rstrip(" :") in ("Số", "SỐ")
            and i + 1 < len(self._lines)
            and not self._lines[i + 1].is_decoration
        ):
            return i + 1
        return i

    def _is_wrapped_place(self, i: int) -> bool:
        line = self._lines[i]
        if line.length > 30 or i + 1 >= len(self._lines) or line.text[-1] in ".;:" or not line.soft:
            return False
        return not line.is_capitals and bool(_PLACE.match(f"{line.text} {self._lines[i + 1].text}"))

    def _place_end(self, i: int) -> int:
        """Return the last line of a place-and-date line that is wrapped."""
        if not (_PLACE.match(self._lines[i].text) or _PLACE_ALONE.match(self._lines[i].text)):
            i += 1
        while (
            i + 1 < len(self._lines)
            and self._lines[i + 1].soft
            and _PLACE_REST.match(self._lines[i + 1].text)
            and not re.search(r"năm\s+[\d.…]{2,4}\s*$", self._lines[i].text)
        ):
            i += 1
        return i

    def _subject_end(self, i: int) -> int:
        """Return the last line of the abstract that begins with V/v."""
        last = i
        for j in range(i + 1, min(i + _SUBJECT_LINES, len(self._lines))):
            line = self._lines[j]
            alone = last == i and self._lines[i].length <= 5
            if (
                line.is_decoration
                or self._furniture[j]
                or ((line.gap or not line.soft) and not alone)
                or self._labels[j] is not None
            ):
                break
            if _is_country(line) or _PLACE.match(line.text) or _is_number(line.text) or self._is_wrapped_place(j):
                break
            last = j
        return last


def _is_country(line: Line) -> bool:
    """Whether a line is a part of the country's name and motto, or holds it beside another column."""
    text = line.text
    if not (
        line.is_capitals
        or text[:1] in _COUNTRY_LETTERS
        or line.is_row
        or "ghĩa V" in text
        or "-T" in text
        or "- T" in text
    ):
        return False
    if line.length > _LONGEST or not _COUNTRY.search(text) or _GOES_ON.search(text):
        return False
    of_country = text.upper().find("NƯỚC CỘNG H")  # HIẾN PHÁP NƯỚC CỘNG HÒA …, Chính phủ nước Cộng hòa …
    return of_country <= 0 or text.upper().startswith("CHỦ TỊCH NƯỚC")


def _is_number(text: str) -> bool:
    """Whether a line is the number of the document, perhaps with the place beside it, and not a sentence about one."""
    found = _NUMBER.match(text)
    if found is None:
        return False
    rest = text[found.end() :].split(" ", 1)[1:]
    if not rest or len(rest[0]) <= _SYMBOL_CHARS or "|" in rest[0]:
        return True
    return not rest[0].strip("-_= ") or bool(_PLACE_BESIDE.search(rest[0]))
