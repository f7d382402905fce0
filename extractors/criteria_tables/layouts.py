"""Where tables of places and criteria say what: which column names places, which ones criteria, which ones counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from extractors.criteria.figures import Figure
from extractors.criteria_tables import headings, words
from extractors.criteria_tables.grid import HEADER_ROWS, Grid, header, header_end
from extractors.criteria_tables.headings import UNIT
from extractors.criteria_tables.words import BARE, COUNTED, EDGES, FIGURE, FULL, LED, MOST_CRITERIA, UNMET

FEWEST = 5  # criteria that a table of them has
_LISTED = re.compile(r"(?:(?:các|những|tên|cụ thể)\s(?:[^\W\d_]{1,6}\s){0,2})?(?:tiêu chí|tc)(?!\w)")
ITEM = re.compile(r"[^,;\s](?:[^,;]{0,80}[^,;\s])?")
AND = re.compile(r"(?<=[0-9]) và (?=[0-9])")
_PLANNED = re.compile(
    r"(?:kế hoạch|kh|dự kiến|phấn đấu|mục tiêu|đăng ký|ước)(?: (?:thực hiện|đến|đạt|hết|cuối))*(?: năm)? 20[0-9]{2}"
)
_TELLING = frozenset({"units_by_band", "units_meeting_standard", "units_not_meeting", "criteria_avg"})


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a table says what.

    Attributes:
        first: first row (or column, where it lies on its side) below the header.
        places: column (row) of the names of places.
        criteria: number of the criterion by column (row).
        counts: columns (rows) of numbers of criteria met, with whether they are those not met.
        top: first row of the header.
        is_turned: criteria stand below each other and places side by side.
        is_sure: its header alone says what it counts.
        names: name of the criterion by column (row), as printed.
        lists: columns that list the criteria met, with whether they list those not met.
        units: what the headings of columns say of communes that are counted below them.
        heights: rows that the name of a criterion reaches over, where it lies on its side.
        width: columns of the table.
    """

    first: int
    places: int
    criteria: Mapping[int, int]
    counts: Mapping[int, bool]
    names: Mapping[int, str]
    heights: Mapping[int, int] = field(default_factory=dict)
    lists: Mapping[int, bool] = field(default_factory=dict)
    units: Mapping[int, Figure] = field(default_factory=dict)
    top: int = 0
    is_turned: bool = False
    is_sure: bool = False
    width: int = 0

    def level(self, grid: Grid) -> str:
        """Return the units whose criteria it tells: xóm/thôn, huyện or xã."""
        if self.is_turned:
            return "xã"
        heading = grid.heading(self.places, range(self.top, self.first))
        return "xóm/thôn" if headings.size(heading) == 0 else "huyện" if "huyện" in heading else "xã"


def matrix(grid: Grid) -> Layout | None:
    """Return the layout of a table whose rows are places and whose columns are criteria."""
    best: tuple[int, bool, int, dict[int, int]] | None = None
    for row in range(min(HEADER_ROWS, grid.height - 1)):
        found: dict[int, int] = {}
        sure = 0
        for col in range(grid.width):
            if not grid.is_own(row, col) or grid.at[row, col].col_span > 1:
                continue
            number, by_word = words.number(grid.plain(row, col))
            if number is not None and number <= MOST_CRITERIA:
                found[col] = number
                sure += by_word
        found = _run(found)
        by_words = sure * 2 > len(found)
        if len(found) < FEWEST or (not by_words and _is_column_count(grid, row, found)):
            continue
        if best is None or (by_words, len(found)) > (best[1], best[0]):
            best = (len(found), by_words, row, found)
    if best is None:
        return None
    _, is_sure, row, criteria = best
    if is_sure:
        own = (col for col in range(grid.width) if grid.is_own(row, col) and grid.at[row, col].col_span == 1)
        criteria = _filled(criteria, {col: grid.plain(row, col) for col in own})
    head = header(grid, row)
    places = _place_column(grid, row + 1, min(criteria), head)
    if places is None:
        return None
    said = " ".join(grid.heading(col, head) for col in range(grid.width))
    is_bracketed = all(grid.plain(row, col)[:1] == "(" for col in criteria)
    if is_bracketed and not is_sure and "tiêu chí" not in said and max(criteria.values()) != FULL:
        return None  # (1), (2) … count the columns of any table
    counts = {}
    for col in range(grid.width):
        heading = grid.heading(col, head)
        if col not in criteria and col != places and (COUNTED.search(heading) or words.word(heading) == "total"):
            counts[col] = bool(UNMET.search(heading))
    names = {col: _printed_name(grid, col, head) for col in criteria}
    is_sure = is_sure or ("tiêu chí" in said and max(criteria.values()) == FULL)
    return Layout(row + 1, places, criteria, counts, names, top=head.start, is_sure=is_sure, width=grid.width)


def _run(found: dict[int, int]) -> dict[int, int]:
    """Return the longest run of columns whose numbers rise; two of one number are none."""
    best: dict[int, int] = {}
    current: dict[int, int] = {}
    for col, number in sorted(found.items()):
        if current and number <= max(current.values()):
            best = max(best, current, key=len)
            current = {}
        current[col] = number
    return max(best, current, key=len)


def _filled(found: dict[int, int], said: Mapping[int, str]) -> dict[int, int]:
    """Return criteria with those between them, and around them up to the whole set, whose names are not known.

    Args:
        found: number of the criterion by column (row).
        said: what each column (row) is headed.
    """
    if len({number - at for at, number in found.items()}) != 1:
        return found
    shift = next(number - at for at, number in found.items())
    first, last = min(found), max(found)
    if all(_is_name(said.get(at, "")) for at in range(1 - shift, first)):
        first = 1 - shift
    if all(_is_name(said.get(at, "")) for at in range(last + 1, FULL - shift + 1)):
        last = FULL - shift
    return {at: at + shift for at in range(first, last + 1) if at in found or _is_name(said.get(at, ""))}


def _is_name(heading: str) -> bool:
    """Whether a heading can be the name of a criterion."""
    return bool(heading) and not words.word(heading) and not COUNTED.search(heading) and not FIGURE.fullmatch(heading)


def _is_column_count(grid: Grid, row: int, found: dict[int, int]) -> bool:
    """Whether bare numbers in a header count its columns and not criteria: they begin at the first, or after A, B."""
    first = min(found)
    if found[first] != 1 or first == 0:
        return True
    beside = [grid.plain(row, col).strip(EDGES) for col in range(first) if grid.is_own(row, col)]
    return any(text in ("a", "b", "c", "0") or BARE.fullmatch(text) for text in beside)


def _place_column(grid: Grid, first: int, before: int, head: range) -> int | None:
    """Return the column of the places: the one that its heading names, else the last one of words before a column."""
    known = _named_places(grid, range(before), head)
    if known is not None:
        return known
    for col in reversed(range(before)):
        said = [grid.plain(row, col) for row in range(first, grid.height)]
        words = [text for text in said if text and not FIGURE.fullmatch(text.strip(EDGES))]
        if len(words) * 2 > len(said) and len(set(words)) * 2 > len(words):
            return col
    return None


def _named_places(grid: Grid, columns: range, head: range) -> int | None:
    """Return the column that its heading says is one of places; of several the one of the smallest places."""
    sizes: dict[int, int] = {}
    for col in columns:
        heading = grid.heading(col, head).strip(EDGES)
        if words.names_places(heading):
            sizes[col] = headings.size(heading)
    return min(sizes, key=lambda col: (sizes[col], -col)) if sizes else None


def transposed(grid: Grid) -> Layout | None:
    """Return the layout of a table whose rows are criteria and whose columns are places."""
    for col in range(min(3, grid.width - 1)):
        found = criteria_below(grid, col)
        if len(found) < FEWEST:
            continue
        first = min(found)
        for head in reversed(range(first)):
            columns = [
                other
                for other in range(col + 1, grid.width)
                if grid.at.get((head, other))
                and grid.at[head, other].col_span == 1
                and words.is_place(grid.plain(head, other))
            ]
            if len(columns) >= 2:
                names = {row: grid.at[row, col].text.strip() for row in found}
                counts = {
                    row: bool(UNMET.search(grid.plain(row, col)))
                    for row in range(max(found) + 1, grid.height)
                    if words.word(grid.plain(row, col)) == "total" or COUNTED.search(grid.plain(row, col))
                }
                heights = {row: grid.at[row, col].row_span for row in found}
                return Layout(
                    min(columns), head, found, counts, names, heights, is_turned=True, is_sure=True, width=grid.width
                )
    return None


def criteria_below(grid: Grid, col: int) -> dict[int, int]:
    """Return the criteria that the rows of a column name, by row."""
    found = {}
    for row in range(1, grid.height):
        number, by_word = words.number(grid.plain(row, col)) if grid.is_own(row, col) else (None, False)
        if number is not None and by_word and number <= MOST_CRITERIA:
            found[row] = number
    found = _run(found)
    beside = {row: BARE.fullmatch(grid.plain(row, col - 1)) for row in found} if col else {}
    if any(number and int(number[1]) != found[row] for row, number in beside.items()):
        return {}  # criteria of another set: those of districts have some of the names
    if len(found) < FEWEST or max(grid.at[row, col].row_span for row in found) > 1:
        return found
    return _filled(found, {row: grid.plain(row, col) for row in range(1, grid.height) if grid.is_own(row, col)})


def counts(grid: Grid) -> Layout | None:
    """Return the layout of a table of places with the number of criteria that they meet."""
    for row in range(min(HEADER_ROWS, grid.height - 1)):
        head = header(grid, row)
        places = _named_places(grid, range(min(4, grid.width - 1)), head)
        if places is None or (row, places) not in grid.at:
            continue
        head = range(head.start, header_end(grid, row, places))
        counts: dict[int, bool] = {}
        lists: dict[int, bool] = {}
        units: dict[int, Figure] = {}
        for col in range(places + 1, grid.width):
            heading = grid.heading(col, head)
            figures = [text for line in range(head.stop, grid.height) if (text := grid.plain(line, col))]
            good = [value for text in figures if (value := words.value(text)[0]) is not None]
            if _is_list(grid, col, row, heading):
                lists[col] = bool(UNMET.search(heading))
            elif len(good) * 2 <= len(figures) or not good:
                continue
            elif said := headings.said(headings.above(grid, col, head), grid.heading(places, head), units.get(col - 1)):
                if not headings.are_years(good):
                    units[col] = said
            elif COUNTED.search(heading) and not UNIT.search(heading) and "%" not in heading:
                counts[col] = bool(UNMET.search(heading))
            elif counts and _PLANNED.fullmatch(heading) and sum(value <= FULL for value in good) * 2 > len(good):
                counts[col] = False  # beside what they meet now
        if counts or lists or any(figure.kind in _TELLING for figure in units.values()):
            return Layout(head.stop, places, {}, counts, {}, lists=lists, units=units, top=head.start, width=grid.width)
    return None


def _is_list(grid: Grid, col: int, row: int, heading: str) -> bool:
    """Whether a column lists criteria: its heading names them and its cells hold their numbers or names."""
    if not _LISTED.match(heading) or not ("đạt" in heading or UNMET.search(heading)):
        return False
    below = (AND.sub(" , ", grid.plain(line, col)) for line in range(row + 1, grid.height))
    said = [items for text in below if (items := ITEM.findall(text))]
    good = [items for items in said if all(words.number(item)[0] is not None for item in items)]
    is_many = heading.startswith("các") or any(len(items) > 1 or words.number(items[0])[1] for items in good)
    return is_many and len(good) * 2 >= len(said)


def continued(grid: Grid, before: Layout | None) -> Layout | None:
    """Return the layout of a table that goes on on another page without its header."""
    if before is None or before.is_turned or before.width != grid.width:
        return None
    columns = before.criteria or (*before.counts, *before.units)
    body = [grid.plain(row, col) for row in range(grid.height) for col in columns]
    known = sum(bool(words.mark(text, plus=True) or words.value(text)[0] is not None) for text in body if text)
    if not known or known * 2 < sum(map(bool, body)):
        return None
    return replace(before, first=0, top=0, lists={})


def _printed_name(grid: Grid, col: int, head: range) -> str:
    """Return the name of the criterion as the header prints it, without its number; empty if it prints none."""
    for row in reversed(head):
        cell = grid.at.get((row, col))
        if cell is not None and cell.col_span == 1:
            name = cell.text.strip()
            led = LED.match(name)
            name = name[led.end() :] if led else name
            if words.named(name.lower()) is not None or (led and name):
                return " ".join(name.split())
    return ""
