"""Spreadsheets, XLS, XLSX and ODS: each visible sheet a table, its merged cells as one, by calamine."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import suppress

from pipeline.limits import MAX_TABLE_CELLS
from pipeline.parse.document import ParsedDocument
from pipeline.parse.drafts import TOO_MANY_CELLS, Paragraph, Part, Table, TableCell, compose
from pipeline.parse.office import percents
from pipeline.parse.office.package import Package, check_protection
from pipeline.parse.office.percents import Percents
from pipeline.parse.office.tools import libreoffice, sheets
from pipeline.refusals import ParseError

XLS = "application/vnd.ms-excel"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_NAMELESS = re.compile(
    r"(?:sheet|trang tính|bảng tính|worksheet)\s*\(?[0-9]{1,3}\)?(?:\s*\([0-9]{1,3}\))?", re.IGNORECASE
)


def parse_sheets(data: bytes, media_type: str) -> ParsedDocument:
    """Parse a spreadsheet; hidden sheets are left out.

    Raises:
        ParseError: `unreadable`, `encrypted`, `too_large`, `timeout` or `empty`.
    """
    looks: dict[str, Percents] = {}
    if media_type != XLS:
        package = Package(data)
        check_protection(package)  # which says, too, what is wrong with a package
        with suppress(ParseError):  # what is damaged, the reader of the sheets says
            looks = percents.of_workbook(package) if media_type == XLSX else percents.of_open_document(package)
    book = Sheets(media_type)
    for line in _read(data, media_type).splitlines():
        sheet = json.loads(line)
        own = {(row, col): decimals for row, col, decimals in sheet["percents"]}
        for (row, col), decimals in (own or looks.get(sheet["name"], {})).items():
            if row < len(sheet["rows"]) and col < len(sheet["rows"][row]):
                sheet["rows"][row][col] = _percent(sheet["rows"][row][col], decimals)
        book.add(sheet["rows"], sheet["merged"], sheet["name"])
    return book.document()


def _percent(text: str, decimals: int) -> str:
    """Return a number that is shown as per cent as it is shown: 75,0%."""
    try:
        return f"{100 * float(text.replace(',', '.')):.{decimals}f}%".replace(".", ",")
    except ValueError:
        return text  # no number


def _read(data: bytes, media_type: str) -> bytes:
    """Return the sheets of a spreadsheet as `sheets` does.

    Excel encrypts an XLS whose structure alone is protected with a password that all programs know, LibreOffice too.
    """
    try:
        return sheets(data)
    except ParseError as first:
        if first.reason != "encrypted" or media_type != XLS:
            raise
        try:
            return sheets(libreoffice(data, "xls", "xlsx"))
        except ParseError as second:
            raise first from second


class Sheets:
    """The sheets of a book as they become a document: each a table below its name."""

    def __init__(self, media_type: str) -> None:
        self._media_type = media_type
        self._parts: list[Part] = []
        self._cells = self._sheets = 0

    def add(self, rows: list[list[str]], merged: Sequence[Sequence[int]], name: str) -> None:
        """Add a sheet; beyond the caps it is counted and no more.

        Args:
            rows: the cells, row by row, all of them as long.
            merged: cells that are one: top, left, bottom, right.
            name: of the sheet; one that only numbers it says nothing.
        """
        self._sheets += 1
        if self._cells > MAX_TABLE_CELLS:
            return
        cells = _cells(rows, merged)
        self._cells += len(cells)
        if any(cell.paragraphs[0].strip() for cell in cells):
            if not _NAMELESS.fullmatch(name.strip()):
                self._parts.append(Paragraph(name, element=f"sheet[{self._sheets}]"))
            self._parts.append(Table(cells, f"sheet[{self._sheets}]", self._sheets))

    def document(self) -> ParsedDocument:
        """Return the document.

        Raises:
            ParseError: `empty`.
        """
        is_whole = self._cells <= MAX_TABLE_CELLS
        return compose(self._parts, self._media_type, pages=self._sheets, warnings=() if is_whole else [TOO_MANY_CELLS])


def _cells(rows: list[list[str]], merged: Sequence[Sequence[int]]) -> list[TableCell]:
    """Return the cells of a sheet up to the last one of each row that says something."""
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in merged}
    covered = [0] * max(map(len, rows), default=0)  # for each column, the row below the cell that reaches down in it
    cells: list[TableCell] = []
    for row, said in enumerate(rows):
        end = max((col + 1 for col, text in enumerate(said) if text), default=0)
        for col in range(end):
            if covered[col] > row:
                continue
            height, width = spans.get((row, col), (1, 1))
            width, height = min(width, len(said) - col), min(height, len(rows) - row)
            covered[col : col + width] = [row + height] * width
            cells.append(TableCell(row, col, [said[col]], height, width))
        if len(cells) > MAX_TABLE_CELLS:
            break
    return cells
