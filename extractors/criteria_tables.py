"""Tables that say which commune meets which criterion of the rural programme, and how many each meets.

A table of places and criteria has one record for each cell that says something: `criteria_met` or `criteria_unmet` of
the one criterion for a mark, its value for a figure. Sums have theirs: how many criteria a place meets, how many
places meet a criterion. A table of places with the number of criteria they meet gives one record for each place.
Cells are read by where they stand, so what a sentence says of them is never guessed from the text of a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby

from extractors.context import Context
from extractors.criteria import frame, topic
from schemas import facts
from schemas.records import Cell, Criterion, DateMention, Modality

_FEWEST = 5  # criteria that a table of them has
_HEADER_ROWS = 8
_MOST_CELLS = 300_000
_CAPTION = 600  # characters before a table that speak of it
_MOST_CRITERIA = 30
_FULL = 19

_NUMBERED = re.compile(r"(?:tiêu chí|tc)\s{0,2}(?:số\s{1,2})?([0-9]{1,2})(?![0-9/.,])")
_BARE = re.compile(r"0?([1-9]|[12][0-9])\.?")
_BRACKETED = re.compile(r"\(0?([1-9]|[12][0-9])\)")
_LED = re.compile(r"0?([1-9]|[12][0-9])\s{0,2}[.):-]\s{0,2}(?=[^\W\d_])")
_COUNTED = re.compile(
    r"(?:số|tổng|kết quả|đạt)[^.;]{0,40}(?:tiêu chí|(?<!\w)tc(?!\w))|(?:tiêu chí|(?<!\w)tc(?!\w))[^.;]{0,30}đạt"
)
_LISTED = re.compile(r"(?:(?:các|những|tên|cụ thể)\s(?:[^\W\d_]{1,6}\s){0,2})?(?:tiêu chí|tc)(?!\w)")
_ITEM = re.compile(r"[^,;\s](?:[^,;]{0,80}[^,;\s])?")
_AND = re.compile(r"(?<=[0-9]) và (?=[0-9])")
_UNMET = re.compile(r"(?:chưa|không)\s{1,2}đạt|còn lại")
_OF = re.compile(r"([0-9]{1,3})\s{0,2}/\s{0,2}([0-9]{1,3})")
_FIGURE = re.compile(r"-?[0-9]{1,3}(?:[.][0-9]{3})*(?:,[0-9]{1,6})?|-?[0-9]{1,9}(?:[.,][0-9]{1,6})?")
_YEAR = re.compile(r"(?<!\d)(20[0-4][0-9])(?!\d)")
_PLAN = re.compile(r"kế hoạch|đăng ký|dự kiến|(?<!\w)kh(?!\w)")
_TARGET = re.compile(r"phấn đấu|mục tiêu|chỉ tiêu")
_AS_OF = re.compile(
    r"(?:tính đến|đến|tại thời điểm|tại)\s{1,3}(?:hết\s{1,3}|ngày\s{1,3}|cuối\s{1,3}|thời điểm\s{1,3}){0,2}$"
)
_PREFIX = re.compile(
    r"(xã|phường|thị trấn|tt\.?|p\.|x\.|huyện|h\.|thị xã|tx\.?|thành phố|tp\.?|quận|đặc khu)\s{0,2}(?=\w)"
)
_PREFIXES = {"tt": "thị trấn", "tt.": "thị trấn", "p.": "phường", "x.": "xã", "h.": "huyện", "tx": "thị xã",
             "tx.": "thị xã", "tp": "thành phố", "tp.": "thành phố"}  # fmt: skip
_GROUP = re.compile(r"[ivx]{1,5}|[a-h]")
_EDGES = " \t\xa0.:;,*()[]"
_GRADES = (
    ("kiểu mẫu", "kiểu mẫu"), ("nâng cao", "nâng cao"), ("nông thôn mới hiện đại", "hiện đại"),
    ("ntm hiện đại", "hiện đại"),
)  # fmt: skip


def find(
    text: str, cells: Sequence[Cell], context: Context, dates: Sequence[DateMention] = ()
) -> tuple[list[Criterion], list[tuple[int, int]]]:
    """Read the tables of criteria of a document.

    Args:
        text: canonical text.
        cells: cells of its tables, table by table.
        context: the document around it.
        dates: its dates, in the order of the text.

    Returns:
        One record for each cell that says something of a place or a criterion, in the order of the text; and the
        spans of the tables that they were read from, of which no sentence says anything more.
    """
    if not cells:
        return [], []
    lower = text.lower()
    if len(lower) != len(text):  # İ and a few others grow when lowered
        lower = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    is_about = topic.is_about(lower)
    if not is_about and "tiêu chí" not in lower:
        return [], []
    found: list[Criterion] = []
    spans: list[tuple[int, int]] = []
    before: _Layout | None = None
    for _, group in groupby(cells, key=lambda cell: cell.table_no):
        grid = _Grid.of(list(group))
        if grid is None:
            continue
        layout = _matrix(grid) or _transposed(grid) or _counts(grid) or _continued(grid, before)
        if layout is None or not (is_about or layout.is_sure):
            continue
        before = layout
        about = _About.of(text, lower, grid, context, dates, layout)
        records = list(_records(text, grid, layout, about))
        if records:
            found += records
            spans.append((grid.start, grid.end))
    return sorted(found, key=lambda record: (record.start, record.end)), spans


# ---- the grid


@dataclass(frozen=True, slots=True)
class _Grid:
    """A table with its merged cells spread over all places that they cover."""

    at: Mapping[tuple[int, int], Cell]
    height: int
    width: int
    start: int
    end: int

    @staticmethod
    def of(cells: Sequence[Cell]) -> _Grid | None:
        height = max(cell.row + cell.row_span for cell in cells)
        width = max(cell.col + cell.col_span for cell in cells)
        if height * width > _MOST_CELLS or height < 2 or width < 2:
            return None
        at: dict[tuple[int, int], Cell] = {}
        for cell in cells:
            for row in range(cell.row, min(cell.row + cell.row_span, height)):
                for col in range(cell.col, min(cell.col + cell.col_span, width)):
                    at.setdefault((row, col), cell)
        return _Grid(at, height, width, min(cell.start for cell in cells), max(cell.end for cell in cells))

    def plain(self, row: int, col: int) -> str:
        """Return what a cell says, in lower case and single blanks."""
        cell = self.at.get((row, col))
        return " ".join(cell.text.lower().split()) if cell else ""

    def is_own(self, row: int, col: int) -> bool:
        """Whether a cell begins here."""
        cell = self.at.get((row, col))
        return cell is not None and (cell.row, cell.col) == (row, col)

    def heading(self, col: int, rows: range) -> str:
        """Return what the header says above a column, from the top."""
        said = dict.fromkeys(self.plain(row, col) for row in rows)
        return " ".join(filter(None, said))


@dataclass(frozen=True, slots=True)
class _Layout:
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
    top: int = 0
    is_turned: bool = False
    is_sure: bool = False
    width: int = 0


def _number(text: str) -> tuple[int | None, bool]:
    """Return the number of the criterion that a heading names, and whether it says so by a word."""
    found = _NUMBERED.search(text)
    if found:
        return int(found[1]), True
    led = _LED.match(text)
    named = _named(text[led.end() :] if led else text)
    if named is not None:
        return (int(led[1]) if led else named), True
    if led:
        return int(led[1]), False
    bare = _BARE.fullmatch(text) or _BRACKETED.fullmatch(text)
    return (int(bare[1]), False) if bare else (None, False)


@cache
def _named(name: str) -> int | None:
    """Return the number of the criterion of communes that has a name, where all sets agree on it."""
    numbers = {
        number
        for set_id, number in facts.ntm_criteria().get(" ".join(name.strip(_EDGES).split()), ())
        if set_id.startswith("XA-2") and not set_id.endswith("2026")
    }
    return numbers.pop() if len(numbers) == 1 else None


def _matrix(grid: _Grid) -> _Layout | None:
    """Return the layout of a table whose rows are places and whose columns are criteria."""
    best: tuple[int, bool, int, dict[int, int]] | None = None
    for row in range(min(_HEADER_ROWS, grid.height - 1)):
        found: dict[int, int] = {}
        sure = 0
        for col in range(grid.width):
            if not grid.is_own(row, col) or grid.at[row, col].col_span > 1:
                continue
            number, by_word = _number(grid.plain(row, col))
            if number is not None and number <= _MOST_CRITERIA:
                found[col] = number
                sure += by_word
        found = _run(found)
        by_words = sure * 2 > len(found)
        if len(found) < _FEWEST or (not by_words and _is_column_count(grid, row, found)):
            continue
        if best is None or (by_words, len(found)) > (best[1], best[0]):
            best = (len(found), by_words, row, found)
    if best is None:
        return None
    _, is_sure, row, criteria = best
    head = _header(grid, row)
    places = _place_column(grid, row + 1, min(criteria), head)
    if places is None:
        return None
    said = " ".join(grid.heading(col, head) for col in range(grid.width))
    is_bracketed = all(grid.plain(row, col)[:1] == "(" for col in criteria)
    if is_bracketed and not is_sure and "tiêu chí" not in said and max(criteria.values()) != _FULL:
        return None  # (1), (2) … count the columns of any table
    counts = {}
    for col in range(grid.width):
        heading = grid.heading(col, head)
        if col not in criteria and col != places and (_COUNTED.search(heading) or _word(heading) == "total"):
            counts[col] = bool(_UNMET.search(heading))
    names = {col: _printed_name(grid, col, head) for col in criteria}
    is_sure = is_sure or ("tiêu chí" in said and max(criteria.values()) == _FULL)
    return _Layout(row + 1, places, criteria, counts, names, top=head.start, is_sure=is_sure, width=grid.width)


def _header(grid: _Grid, row: int) -> range:
    """Return the rows of the header that ends with a row: above it stand titles, which have a row to themselves."""
    top = row
    while (
        top
        and len({cell.start for col in range(grid.width) if (cell := grid.at.get((top - 1, col))) and cell.text}) > 1
    ):
        top -= 1
    return range(top, row + 1)


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


def _is_column_count(grid: _Grid, row: int, found: dict[int, int]) -> bool:
    """Whether bare numbers in a header count its columns and not criteria: they begin at the first, or after A, B."""
    first = min(found)
    if found[first] != 1 or first == 0:
        return True
    beside = [grid.plain(row, col).strip(_EDGES) for col in range(first) if grid.is_own(row, col)]
    return any(text in ("a", "b", "c", "0") or _BARE.fullmatch(text) for text in beside)


def _place_column(grid: _Grid, first: int, before: int, head: range) -> int | None:
    """Return the column of the places: the one that its heading names, else the last one of words before a column."""
    known = [col for col in range(before) if _word(grid.heading(col, head).strip(_EDGES)) == "place column"]
    if known:
        return known[-1]
    for col in reversed(range(before)):
        said = [grid.plain(row, col) for row in range(first, grid.height)]
        words = [text for text in said if text and not _FIGURE.fullmatch(text.strip(_EDGES))]
        if len(words) * 2 > len(said) and len(set(words)) * 2 > len(words):
            return col
    return None


def _transposed(grid: _Grid) -> _Layout | None:
    """Return the layout of a table whose rows are criteria and whose columns are places."""
    for col in range(min(3, grid.width - 1)):
        found = {}
        for row in range(1, grid.height):
            number, by_word = _number(grid.plain(row, col)) if grid.is_own(row, col) else (None, False)
            if number is not None and by_word and number <= _MOST_CRITERIA:
                found[row] = number
        found = _run(found)
        if len(found) < _FEWEST:
            continue
        first = min(found)
        for head in reversed(range(first)):
            columns = [
                other
                for other in range(col + 1, grid.width)
                if grid.at.get((head, other))
                and grid.at[head, other].col_span == 1
                and _is_place(grid.plain(head, other))
            ]
            if len(columns) >= 2:
                names = {row: grid.at[row, col].text.strip() for row in found}
                counts = {
                    row: bool(_UNMET.search(grid.plain(row, col)))
                    for row in range(max(found) + 1, grid.height)
                    if _word(grid.plain(row, col)) == "total" or _COUNTED.search(grid.plain(row, col))
                }
                heights = {row: grid.at[row, col].row_span for row in found}
                return _Layout(
                    min(columns), head, found, counts, names, heights, is_turned=True, is_sure=True, width=grid.width
                )
    return None


def _speaks(grid: _Grid, col: int, rows: Mapping[int, int]) -> bool:
    """Whether a column beside criteria is that of a place: its heading says so, or its cells are marks."""
    above = " ".join(grid.plain(row, col) for row in range(min(rows)))
    said = [text for row in rows if (text := grid.plain(row, col))]
    marks = sum(bool(_mark(text, plus=True)) for text in said)
    return bool(_PREFIX.search(above)) or bool(said and marks * 2 > len(said))


def _counts(grid: _Grid) -> _Layout | None:
    """Return the layout of a table of places with the number of criteria that they meet."""
    for row in range(min(_HEADER_ROWS, grid.height - 1)):
        head = _header(grid, row)
        places = [
            col
            for col in range(min(4, grid.width - 1))
            if grid.at.get((row, col)) and _word(grid.heading(col, head).strip(_EDGES)) == "place column"
        ]
        if not places:
            continue
        counts, lists = {}, {}
        for col in range(places[-1] + 1, grid.width):
            heading = grid.heading(col, head)
            if _is_list(grid, col, row, heading):
                lists[col] = bool(_UNMET.search(heading))
                continue
            if not _COUNTED.search(heading) or "%" in heading or "tỷ lệ" in heading or "số xã" in heading:
                continue
            figures = [text for line in range(row + 1, grid.height) if (text := grid.plain(line, col))]
            good = sum(_value(text)[0] is not None for text in figures)
            if figures and good * 2 > len(figures):
                counts[col] = bool(_UNMET.search(heading))
        if counts or lists:
            own = (grid.at[row, col] for col in (*counts, *lists, places[-1]) if (row, col) in grid.at)
            end = max(cell.row + cell.row_span for cell in own)  # years may stand below the heading
            return _Layout(max(row + 1, end), places[-1], {}, counts, {}, lists=lists, top=head.start, width=grid.width)
    return None


def _is_list(grid: _Grid, col: int, row: int, heading: str) -> bool:
    """Whether a column lists criteria: its heading names them and its cells hold their numbers or names."""
    if not _LISTED.match(heading) or not ("đạt" in heading or _UNMET.search(heading)):
        return False
    below = (_AND.sub(" , ", grid.plain(line, col)) for line in range(row + 1, grid.height))
    said = [items for text in below if (items := _ITEM.findall(text))]
    good = [items for items in said if all(_number(item)[0] is not None for item in items)]
    is_many = any(len(items) > 1 for items in good) or heading.startswith("các")
    return is_many and len(good) * 2 >= len(said)


def _continued(grid: _Grid, before: _Layout | None) -> _Layout | None:
    """Return the layout of a table that goes on on another page without its header."""
    if before is None or before.is_turned or before.width != grid.width:
        return None
    body = [grid.plain(row, col) for row in range(grid.height) for col in before.criteria or before.counts]
    known = sum(bool(_mark(text, plus=True) or _value(text)[0] is not None) for text in body if text)
    if not known or known * 2 < sum(map(bool, body)):
        return None
    return _Layout(
        0, before.places, before.criteria, before.counts, before.names, is_sure=before.is_sure, width=grid.width
    )


def _printed_name(grid: _Grid, col: int, head: range) -> str:
    """Return the name of the criterion as the header prints it, without its number; empty if it prints none."""
    for row in reversed(head):
        cell = grid.at.get((row, col))
        if cell is not None and cell.col_span == 1:
            name = cell.text.strip()
            led = _LED.match(name)
            name = name[led.end() :] if led else name
            if _named(name.lower()) is not None or (led and name):
                return " ".join(name.split())
    return ""


# ---- words


@cache
def _marks() -> dict[str, str]:
    rows = [row for row in facts.rows("criteria_table_words") if row["kind"] in ("met", "unmet")]
    return {word: row["kind"] for row in rows for word in facts.parts(row["words"])}


def _word(text: str) -> str:
    """Return what kind of label a text is; of the words of marks it says nothing."""
    return _labels().get(_bare(text), "")


def _bare(text: str) -> str:
    """Return a label without commas, and without signs and blanks around it."""
    return " ".join(text.replace(",", " ").strip(_EDGES).split())


@cache
def _labels() -> dict[str, str]:
    return {
        _bare(word): row["kind"]
        for row in facts.rows("criteria_table_words")
        if row["kind"] not in ("met", "unmet")
        for word in facts.parts(row["words"])
    }


def _mark(text: str, *, plus: bool) -> str:
    """Return met or unmet for a cell that says so; `plus`: a plus in the table makes a dash mean that it is not."""
    plain = text.strip()
    if plain in ("-", "–", "—"):
        return "unmet" if plus else ""
    plain = plain.strip(_EDGES)
    found = _marks().get(plain)
    if found is None and len(plain) <= 40:
        found = "unmet" if _UNMET.match(plain) else "met" if re.match(r"đạt\b(?!\s+\d)", plain) else None
    return found or ""


def _value(text: str) -> tuple[float | None, float | None]:
    """Return the figure of a cell, and what it is of: 15/19."""
    plain = text.strip().strip("*").removesuffix("%").strip()
    of = _OF.fullmatch(plain.removesuffix("tiêu chí").removesuffix("tc").strip())
    if of:
        return float(of[1]), float(of[2])
    if not _FIGURE.fullmatch(plain):
        return None, None
    if "," in plain or re.fullmatch(r"-?[0-9]{1,3}(?:\.[0-9]{3})+", plain):
        plain = plain.replace(".", "").replace(",", ".")
    return float(plain), None


def _is_place(text: str) -> bool:
    """Whether the heading of a column can be the name of a place."""
    plain = text.strip(_EDGES)
    return bool(plain) and not _word(plain) and not _FIGURE.fullmatch(plain) and len(plain) <= 40


def _place(cell: Cell, heading: str) -> str:
    """Return the place that a label names as records give it: xã An Bình."""
    name = " ".join(cell.text.split()).strip(" .:;*-")
    found = _PREFIX.match(name.lower())
    if found:
        kind = _PREFIXES.get(found[1], found[1])
        return f"{kind} {name[found.end() :].strip()}"
    kinds = [kind for kind in ("xã", "phường", "huyện") if re.search(rf"(?<!\w){kind}(?!\w)", heading)]
    return f"{kinds[0]} {name}" if len(kinds) == 1 and "thị" not in heading else name


# ---- records


@dataclass(frozen=True, slots=True)
class _About:
    """What stands around a table and holds for all of it."""

    modality: str
    period: str | None
    as_of: str | None
    grade: str | None
    when: DateMention | None
    context: Context
    level: str

    @staticmethod
    def of(
        text: str, lower: str, grid: _Grid, context: Context, dates: Sequence[DateMention], layout: _Layout
    ) -> _About:
        start = max(0, grid.start - _CAPTION)
        caption = lower[start : grid.start]
        near = [
            date
            for date in dates
            if start <= date.start < grid.start
            and date.role not in ("citation", "issue", "deadline")
            and date.start_date
        ]
        when = near[-1] if near else None
        as_of = None
        if when and when.end_date and _AS_OF.search(lower[max(0, when.start - 40) : when.start]):
            as_of = when.end_date.isoformat()
        grade = next((grade for word, grade in _GRADES if word in caption), None)
        level = (
            "huyện"
            if not layout.is_turned and "huyện" in grid.heading(layout.places, range(layout.top, layout.first))
            else "xã"
        )
        modality = _modality(caption[-200:]) or Modality.REPORTED.value
        return _About(modality, frame.period(when), as_of, grade, when, context, level)

    def criteria_set(self, year: str | None) -> str | None:
        """Return the set of criteria that the table is read with, where its time and grade decide it."""
        day = self.when.end_date if self.when else self.context.date
        if year:
            day = day.replace(year=int(year), month=6, day=1) if day else None
        if day is None:
            return None
        grade = self.grade or "đạt chuẩn"
        found = [
            known.set_id
            for known in facts.ntm_sets()
            if known.level == self.level
            and known.grade.startswith(grade)
            and facts.in_force(known.valid_from, known.valid_to, day)
        ]
        return found[0] if len(found) == 1 else None


def _modality(words: str) -> str | None:
    if _TARGET.search(words):
        return Modality.TARGET.value
    return Modality.PLAN.value if _PLAN.search(words) else None


def _records(text: str, grid: _Grid, layout: _Layout, about: _About) -> Iterator[Criterion]:
    lines = grid.width if layout.is_turned else grid.height

    def cell(line: int, across: int) -> Cell | None:
        where = (across, line) if layout.is_turned else (line, across)
        return grid.at[where] if grid.is_own(*where) else None

    said = [
        " ".join(found.text.lower().split())
        for line in range(layout.first, lines)
        for across in layout.criteria
        if (found := cell(line, across))
    ]
    plus = "+" in said
    figures = [value for one in said if not _mark(one, plus=plus) and (value := _value(one)[0]) is not None]
    is_binary = all(value in (0.0, 1.0) for value in figures)
    heading = "" if layout.is_turned else grid.heading(layout.places, range(layout.top, layout.first))
    for line in range(layout.first, lines):
        if layout.is_turned:
            heading = grid.heading(line, range(layout.places))
        label = grid.at.get((layout.places, line) if layout.is_turned else (line, layout.places))
        if label is None:
            continue
        plain = " ".join(label.text.lower().split())
        kind = _word(plain) or _word(plain.partition(":")[0]) or _total_beside(grid, layout, line)
        if kind in ("place column", "not a place"):  # the header again, on another page
            continue
        if not kind and (not _is_place(plain) or _GROUP.fullmatch(plain.strip(_EDGES))):
            continue
        place = None if kind else _place(label, heading)
        for across, number in layout.criteria.items():
            one = cell(line, across)
            if one is not None and layout.is_turned and one.row_span < layout.heights.get(across, 1):
                continue  # it is about a part of the criterion, whose cell reaches over those of its parts
            if one is not None and one.end > one.start:
                yield from _single(
                    text, one, kind, place, number, layout.names.get(across) or None, about, is_binary, plus
                )
        for across, is_unmet in layout.lists.items():
            one = cell(line, across)
            if one is not None and place:
                yield from _listed(text, one, place, is_unmet, about)
        for across, is_unmet in layout.counts.items():
            one = cell(line, across)
            if one is not None and one.end > one.start:
                above = "" if layout.is_turned else grid.heading(across, range(layout.top, layout.first))
                yield from _count(text, one, kind, place, is_unmet, above, about)


def _total_beside(grid: _Grid, layout: _Layout, line: int) -> str:
    """Return the kind of a row whose label of a sum stands in another cell than that of the place."""
    if layout.is_turned:
        return ""
    kinds = (_word(grid.plain(line, col)) for col in range(layout.places))
    return next((kind for kind in kinds if kind in ("total", "average", "share")), "")


def _single(
    text: str, cell: Cell, kind: str, place: str | None, number: int, name: str | None, about: _About,
    is_binary: bool, plus: bool,
) -> Iterator[Criterion]:  # fmt: skip
    """Yield what a cell says of one criterion in one place, or in all of them."""
    plain = " ".join(cell.text.lower().split())
    mark = _mark(plain, plus=plus)
    value, of = _value(plain)
    is_share = plain.endswith("%") or kind == "share"
    if kind in ("total", "average", "share"):
        if value is not None and kind != "average":
            what = "share" if is_share else "units_meeting_standard"
            yield _record(
                text, cell, about, "table-sum", kind=what, value=value, value_max=of, denominator=of,
                unit="%" if is_share else about.level, of=about.level if is_share else None,
                criterion_no=number, criterion_name=name,
            )  # fmt: skip
        return
    if not mark and value is not None and is_binary:
        mark = "met" if value else "unmet"
    if mark:
        yield _record(
            text, cell, about, "table-mark", kind=f"criteria_{mark}", value=1.0, unit="tiêu chí", place=place,
            criterion_no=number, criterion_name=name,
        )  # fmt: skip
    elif value is not None:
        yield _record(
            text, cell, about, "table-value", kind="criterion_ref", value=value, value_max=of,
            unit="%" if is_share else None, place=place, criterion_no=number, criterion_name=name,
        )  # fmt: skip


def _listed(text: str, cell: Cell, place: str, is_unmet: bool, about: _About) -> Iterator[Criterion]:
    """Yield the criteria that a cell lists; none where it holds anything else."""
    items = list(_ITEM.finditer(_AND.sub(" ,  ", text[cell.start : cell.end])))
    numbers = [_number(" ".join(item[0].lower().split()))[0] or 0 for item in items]
    if not all(0 < number <= _FULL for number in numbers) or len(set(numbers)) < len(numbers):
        return
    for item, number in zip(items, numbers, strict=True):
        yield _record(
            text, replace(cell, start=cell.start + item.start(), end=cell.start + item.end()), about, "table-list",
            kind="criteria_unmet" if is_unmet else "criteria_met", value=1.0, unit="tiêu chí", place=place,
            criterion_no=number,
        )  # fmt: skip


def _count(
    text: str, cell: Cell, kind: str, place: str | None, is_unmet: bool, heading: str, about: _About
) -> Iterator[Criterion]:
    """Yield how many criteria a place meets, or all of them together."""
    value, of = _value(" ".join(cell.text.lower().split()))
    if value is None or kind == "share" or (is_unmet and kind):
        return
    what = {"total": "criteria_sum", "average": "criteria_avg"}.get(
        kind, "criteria_unmet" if is_unmet else "criteria_met"
    )
    if what in ("criteria_met", "criteria_unmet") and value > _MOST_CRITERIA:
        return
    year = _YEAR.search(heading)
    yield _record(
        text, cell, about, "table-count", kind=what, value=value, value_max=of, denominator=of, unit="tiêu chí",
        place=place, year=year[1] if year else None, heading=heading,
    )  # fmt: skip


def _record(
    text: str, cell: Cell, about: _About, rule: str, *, kind: str, value: float, value_max: float | None = None,
    denominator: float | None = None, unit: str | None = None, of: str | None = None, place: str | None = None,
    criterion_no: int | None = None, criterion_name: str | None = None, year: str | None = None, heading: str = "",
) -> Criterion:  # fmt: skip
    return Criterion(
        start=cell.start,
        end=cell.end,
        surface=text[cell.start : cell.end],
        kind=kind,
        value=value,
        value_max=value_max,
        unit=unit,
        denominator=denominator,
        of=of,
        grade=about.grade,
        criterion_no=criterion_no,
        criterion_name=criterion_name,
        criteria_set=about.criteria_set(year),
        modality=_modality(heading) or about.modality,
        period=year or about.period,
        as_of=about.as_of,
        place=place,
        rule=rule,
    )
