"""A program of its own: the sheets of the spreadsheet named as its argument, as JSON, one a line.

calamine lays a sheet out with all its empty cells before it can be asked how large it is, and a damaged file may say
that it is as large as the memory: so it runs where the memory is capped. It imports nothing of this package.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import sys
from pathlib import Path

import python_calamine as calamine

_DIGITS = 10  # decimals that a figure is given with
_SHEETS = 4  # as large as a sheet may be that a file may have
_MOST_LOOKED_AT = 500_000  # cells of a file whose formats are read: a tenth of the time that there is
_LITERAL = re.compile(
    r'"[^"]{0,80}"|\\.|_.|\[[^][]{0,80}\]'
)  # of a format: what is shown as it is, colours, conditions
_OLE = b"\xd0\xcf\x11\xe0"
ENCRYPTED, DAMAGED, TOO_LARGE = 3, 4, 5
"""Exit codes."""


def main(path: str, most: int) -> int:
    """Print the visible sheets of a spreadsheet with at most so many cells each; return the exit code."""
    try:
        data = Path(path).read_bytes()
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [
            book.get_sheet_by_name(sheet.name)
            for sheet in book.sheets_metadata
            if sheet.visible == calamine.SheetVisibleEnum.Visible and sheet.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        sizes = [sheet.total_height * sheet.total_width for sheet in sheets]
        if max(sizes, default=0) > most or sum(sizes) > _SHEETS * most:
            return TOO_LARGE
        looks = percents(data) if data.startswith(_OLE) and sum(sizes) <= _MOST_LOOKED_AT else {}
        for sheet in sheets:
            rows = [[shown(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
            merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
            shares = looks.get(sheet.name, [])
            print(json.dumps({"name": sheet.name, "rows": rows, "merged": merged, "percents": shares}))
    except calamine.PasswordError:
        return ENCRYPTED
    except (calamine.CalamineError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return DAMAGED
    return 0


def percents(data: bytes) -> dict[str, list[tuple[int, int, int]]]:
    """Return the cells of an XLS that are shown as per cent by their sheet: row, column and decimals."""
    import xlrd  # for an XLS alone, in the worker alone

    found: dict[str, list[tuple[int, int, int]]] = {}
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
        decimals = {key: percent_decimals(known.format_str or "") for key, known in book.format_map.items()}
        for sheet in book.sheets():
            for row in range(sheet.nrows):
                for col, kind in enumerate(sheet.row_types(row)):
                    look = book.xf_list[sheet.cell_xf_index(row, col)] if kind == xlrd.XL_CELL_NUMBER else None
                    share = decimals.get(look.format_key) if look else None
                    if share is not None:
                        found.setdefault(sheet.name, []).append((row, col, share))
    except Exception:  # xlrd raises what it likes on damaged files; the numbers stand as they are stored
        return {}
    return found


def percent_decimals(format: str) -> int | None:
    """Return the decimals of a format of numbers that shows per cent; null for any other: 0.0% has one."""
    shape = _LITERAL.sub("", format.partition(";")[0])
    if "%" not in shape:
        return None
    return len(re.split(r"[^0#?]", shape.partition(".")[2])[0])


def shown(value: object) -> str:
    """Return a value as a Vietnamese reader writes it: 5 and 12,5 and 05/03/2020."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        text = f"{round(value, _DIGITS):.{_DIGITS}f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else repr(value)
        return text.replace(".", ",")
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    if isinstance(value, dt.datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    return str(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
