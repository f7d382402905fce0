"""A program of its own: the sheets of the spreadsheet named as its argument, as JSON, one a line.

calamine lays a sheet out with all its empty cells before it can be asked how large it is, and a damaged file may say
that it is as large as the memory: so it runs where the memory is capped. It imports nothing of this package.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import sys
from pathlib import Path

import python_calamine as calamine

_DIGITS = 10  # decimals that a figure is given with
ENCRYPTED, DAMAGED, TOO_LARGE = 3, 4, 5
"""Exit codes."""


def main(path: str, most: int) -> int:
    """Print the visible sheets of a spreadsheet with at most so many cells; return the exit code."""
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(Path(path).read_bytes()))
        for sheet in book.sheets_metadata:
            is_shown = sheet.visible == calamine.SheetVisibleEnum.Visible
            if is_shown and sheet.typ == calamine.SheetTypeEnum.WorkSheet:
                found = book.get_sheet_by_name(sheet.name)
                if found.height * found.width > most:
                    return TOO_LARGE
                rows = [[shown(value) for value in row] for row in found.to_python(skip_empty_area=False)]
                merged = [[*first, *last] for first, last in found.merged_cell_ranges or ()]
                print(json.dumps({"name": sheet.name, "rows": rows, "merged": merged}))
    except calamine.PasswordError:
        return ENCRYPTED
    except (calamine.CalamineError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return DAMAGED
    return 0


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
