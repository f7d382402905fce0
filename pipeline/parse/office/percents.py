"""Cells of spreadsheets that show a number as per cent: 75 % is stored as .75, and only its format says so."""

from __future__ import annotations

import io
import posixpath
import re

from lxml import etree

from pipeline.limits import MAX_GRID, MAX_TABLE_CELLS
from pipeline.parse.office.package import Package, attribute, child, children, local, number
from pipeline.parse.office.sheet_worker import percent_decimals
from pipeline.refusals import ParseError

Percents = dict[tuple[int, int], int]
"""Decimals that are shown, by row and column."""

_BUILT_IN = {9: 0, 10: 2}  # 0% and 0.00%, ECMA-376 18.8.30
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MOST_FORMATS = 2**20
_MOST_REPEATED = 1_000  # equal cells that OpenDocument writes as one; more are the empty rest of a sheet


def of_workbook(package: Package) -> dict[str, Percents]:
    """Return the cells of an XLSX that are shown as per cent, by the name of their sheet.

    Raises:
        ParseError: `unreadable` or `too_large`.
    """
    looks = _looks(package)
    if not looks:
        return {}
    relations = package.xml("xl/_rels/workbook.xml.rels")
    targets = {attribute(relation, "Id"): attribute(relation, "Target") or "" for relation in relations}
    found: dict[str, Percents] = {}
    for sheet in children(child(package.xml("xl/workbook.xml"), "sheets"), "sheet"):
        target = targets.get(attribute(sheet, "id"), "")
        member = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        if member in package:
            found[attribute(sheet, "name") or ""] = _of_sheet(package.read(member), looks)
    return found


def _looks(package: Package) -> dict[int, int]:
    """Return the decimals of the styles of cells that show per cent."""
    if "xl/styles.xml" not in package:
        return {}
    styles = package.xml("xl/styles.xml")
    formats: dict[int, int | None] = dict(_BUILT_IN)
    for known in children(child(styles, "numFmts"), "numFmt"):
        formats[number(known, "numFmtId", 0, _MOST_FORMATS)] = percent_decimals(attribute(known, "formatCode") or "")
    found: dict[int, int] = {}
    for style, look in enumerate(children(child(styles, "cellXfs"), "xf")):
        decimals = formats.get(number(look, "numFmtId", 0, _MOST_FORMATS))
        if decimals is not None:
            found[style] = decimals
    return found


def _of_sheet(data: bytes, looks: dict[int, int]) -> Percents:
    found: Percents = {}
    try:
        cells = etree.iterparse(io.BytesIO(data), tag="{*}c", resolve_entities=False, no_network=True, huge_tree=False)
        for _, cell in cells:
            decimals, name = looks.get(number(cell, "s", 0, _MOST_FORMATS)), _CELL.fullmatch(cell.get("r") or "")
            if name and decimals is not None:
                found[int(name[2]) - 1, _column(name[1])] = decimals
            cell.clear()
            row = cell.getparent()
            rows = row.getparent() if row is not None else None
            if rows is not None and rows[0] is not row:
                del rows[0]  # what was read before
    except etree.XMLSyntaxError as error:
        raise ParseError("unreadable", f"a sheet is damaged ({error}): open and save the file again") from error
    return found


def _column(letters: str) -> int:
    found = 0
    for letter in letters:
        found = 26 * found + ord(letter) - ord("A") + 1
    return found - 1


def of_open_document(package: Package) -> dict[str, Percents]:
    """Return the cells of an ODS that are shown as per cent, by the name of their sheet.

    Raises:
        ParseError: `unreadable` or `too_large`.
    """
    found: dict[str, Percents] = {}
    for sheet in package.xml("content.xml").iter("{*}table"):
        cells = found.setdefault(attribute(sheet, "name") or "", {})
        row = 0
        for line in sheet.iter("{*}table-row"):
            times, col = number(line, "number-rows-repeated", most=MAX_GRID), 0
            for cell in line:
                width = number(cell, "number-columns-repeated", most=MAX_GRID)
                if local(cell) == "table-cell" and attribute(cell, "value-type") == "percentage":
                    said = "".join(cell.itertext()).strip().rstrip("% ")
                    decimals = len(re.split("[.,]", said)[-1]) if re.search("[.,]", said) else 0
                    for down in range(min(times, _MOST_REPEATED)):
                        if len(cells) > MAX_TABLE_CELLS:
                            break
                        cells |= {(row + down, col + i): decimals for i in range(min(width, _MOST_REPEATED))}
                col += width
            row += times
    return found
