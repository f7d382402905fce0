"""Pages as one text: lines with what the page shows of them, words with their boxes, cells of tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.parse import lines as text_lines
from pipeline.parse.lines import Line
from pipeline.parse.pdf import order
from pipeline.parse.pdf.footnotes import Note
from pipeline.parse.pdf.pages import Box, GridCell, Page, Piece, Table
from pipeline.parse.words import Words
from schemas.records import Cell

_BLANK = 1.1  # heights of a line: more white space than that is a blank line
_BLANK_WIDTH = 0.25  # of the height
_AT_MARGIN = 3.0  # points
_INDENT = 10.0
_CENTRED = 14.0
_FEW_LINES = 6
_MARGIN_SHARE = 0.25  # of the lines of a page begin at its margin where paragraphs are indented
_COLUMNS_APART = 4.0  # points by which the columns of a table may shift from page to page
_OPEN_WORD = re.compile(r".*[^\W_]-|[0-9]+/.*/|[0-9]{1,5}/")  # 12/2021/TT- or pa- at the end of a line
_SENTENCE_ENDS = (".", ";", ":", "./.", "!", "?")
_LABEL = re.compile(
    r"(?:Điều [0-9]|Chương |Mục [0-9IVX]|Phần |[IVX]{1,5}\.|[0-9]{1,3}(?:\.[0-9]{1,3}){0,4}[.)]|[a-zđ][0-9]?\)|[-+•*])"
)
_CUTS = tuple(  # how a line of a cell ends, and the next one begins, where one word is cut between them
    (re.compile(end), re.compile(begin))
    for end, begin in (
        (r"(?<!\w)[0-9A-ZĐ]{1,30}[-/]$", r"[0-9A-ZĐ]"),  # 87/2020/NĐ- CP
        (r"[0-9]/[A-ZĐ]{1,6}$", r"-[A-ZĐ]{2}"),  # 30/2024/TT -BGDĐT
        (r"[0-9]/[A-ZĐ]$", r"[A-ZĐ]{1,3}-[A-ZĐ]"),  # 78/2017/N Q-HĐND
        (r"https?://\S{1,60}[./]$", r"[a-z0-9]"),
        (r"https?://(?:(?!\.vn)\S){1,60}$", r"[a-z0-9]{1,20}\.\w"),
    )
)
_LONGEST_PART = 70  # characters of a number or an address at the end of a line
_FIGURE = re.compile(r"[0-9][0-9.,%/ ]*")


@dataclass(slots=True)
class Margins:
    """Where the lines of a page begin and end, and whether its paragraphs are indented."""

    left: float
    right: float
    is_indented: bool


@dataclass(slots=True)
class Laid:
    """The text of the pages laid one below the other.

    Attributes:
        text: canonical text.
        lines: its lines; those of ruled tables are marked as rows.
        pages: for each line, the page that it is printed on, from 1.
        boxes: for each line, its box on that page.
        words: all words, in the order of the text.
        cells: of all ruled tables.
        hidden: for each line, whether it is furniture.
    """

    text: str = ""
    lines: list[Line] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    words: Words = field(default_factory=Words)
    cells: list[Cell] = field(default_factory=list)
    hidden: list[bool] = field(default_factory=list)


def lay(pages: list[Page], furniture: list[list[Piece]], notes: Sequence[Note] = ()) -> Laid:
    """Lay the pages one below the other.

    Notes, running heads and stamps come last, so that no sentence is broken by them.
    """
    laid = Laid()
    writer = _Writer(laid)
    for draft in _drafts(pages):
        writer.write(draft)
    for draft in _note_drafts(notes):
        writer.write(draft)
    for page, pieces in zip(pages, furniture, strict=True):
        for piece in pieces:
            writer.write(_Draft(piece, page, soft=False), hidden=True)
    writer.close()
    return laid


@dataclass(slots=True)
class _Draft:
    """A line to be written: a piece, and those that go on with its last word without a blank; or a row of a table."""

    piece: Piece | None
    page: Page
    gap: bool = False
    soft: bool = True
    wrapped: bool = False
    more: tuple[tuple[Piece, Page], ...] = ()
    row: _Row | None = None
    note: str = ""


@dataclass(slots=True)
class _Row:
    """One row of a table.

    Attributes:
        table_no: number of the table in the document.
        first: number of its first row on this page.
        table: the table.
        number: number of the row in it.
        header: how many of its rows name columns.
        more: what the next pages print of the row: its cells and their page.
    """

    table_no: int
    first: int
    table: Table
    number: int
    header: int
    more: list[tuple[list[GridCell], Page]] = field(default_factory=list)

    def cells(self) -> list[GridCell]:
        """Return its cells on its own page."""
        return self.table.row(self.number)

    def take(self, table: Table, number: int, page: Page) -> bool:
        """Take in a row at the top of the next page where that goes on in the midst of its sentences, or is empty."""
        mine, cells = self.cells(), table.row(number)
        if [(cell.col, cell.col_span, cell.row_span) for cell in mine] != [
            (cell.col, cell.col_span, 1) for cell in cells
        ]:
            return False
        parts = [mine, *(part for part, _ in self.more)]
        before = [next((part[i].text for part in reversed(parts) if part[i].lines), "") for i in range(len(mine))]
        pairs = [(old, cell.text) for old, cell in zip(before, cells, strict=True) if cell.lines]
        if (before[0] and cells[0].lines) or (pairs and not any(_goes_on(*pair) for pair in pairs)):
            return False
        self.more.append((cells, page))
        return True


def _goes_on(before: str, text: str) -> bool:
    """Whether a text in a cell is the rest of what the page before prints in it."""
    return bool(before) and (text[0].islower() or not (before.endswith(_SENTENCE_ENDS) or _LABEL.match(text)))


def _note_drafts(notes: Sequence[Note]) -> list[_Draft]:
    """Return the lines of notes, each with the paragraph of the note that it belongs to."""
    drafts: list[_Draft] = []
    paragraph = 0
    for i, note in enumerate(notes):
        before = notes[i - 1].lines[-1] if i and notes[i - 1].mark == note.mark else None
        goes_on = before is not None and not before.text.rstrip('”")').endswith(_SENTENCE_ENDS)
        for j, draft in enumerate(_drafts([note.page])):
            if not goes_on if j == 0 else draft.gap or not draft.soft:
                paragraph += 1
            draft.note = f"footnote[{note.mark}] {paragraph}"
            draft.gap = False
            drafts.append(draft)
    return drafts


class _Open:
    """The table that a page ended with, which the next page may go on with."""

    def __init__(self, table_no: int, table: Table) -> None:
        self.table_no = table_no
        self.rows = 0
        self.last: _Row | None = None
        self.head = _head(table)
        self.texts = [cell.text for cell in table.cells if cell.row < self.head]
        self.columns = table.columns

    def goes_on(self, table: Table) -> bool:
        """Whether a table has the columns of this one."""
        return len(table.columns) == len(self.columns) and all(
            abs(a - b) <= _COLUMNS_APART for a, b in zip(self.columns, table.columns, strict=True)
        )


def _drafts(pages: list[Page]) -> list[_Draft]:
    drafts: list[_Draft] = []
    margins: Margins | None = None
    before: Piece | None = None
    is_open: _Open | None = None
    count = 0
    for page in pages:
        items = _items(page)
        printed = [item for item in items if isinstance(item, Piece)]
        margins = _margins(printed) if len(printed) >= _FEW_LINES or margins is None else margins
        is_first = True
        for item in items:
            if isinstance(item, Piece):
                _add(drafts, item, before, page, margins, is_first=is_first)
                before, is_open = item, None
            else:
                if is_open is None or not is_first or not is_open.goes_on(item):
                    is_open = _Open(count, item)
                    count += 1
                texts = [cell.text for cell in item.cells if cell.row < is_open.head]
                head = is_open.head if texts == is_open.texts else 0
                for number in range(len(item.rows)):
                    if is_first and number == head and is_open.last and is_open.last.take(item, number, page):
                        is_open.rows -= 1
                        continue
                    row = _Row(is_open.table_no, is_open.rows, item, number, head)
                    drafts.append(_Draft(None, page, soft=False, row=row))
                    if number >= head:
                        is_open.last = row
                is_open.rows += len(item.rows)
                before = None
            is_first = False
    return drafts


def _head(table: Table) -> int:
    """Return how many rows at the top of a table name its columns."""
    first = [cell for cell in table.cells if cell.row == 0]
    head = max((cell.row_span for cell in first), default=1)
    has_figures = any(_FIGURE.fullmatch(cell.text) for cell in first)
    return head if head < len(table.rows) and not has_figures else 0


def _items(page: Page) -> list[Piece | Table]:
    """Return the lines and tables of a page in reading order."""
    outside = page.pieces
    items: list[Piece | Table] = []
    for table in page.tables:
        middle = (table.box[1] + table.box[3]) / 2
        items += order.lines([piece for piece in outside if piece.top + piece.bottom < 2 * middle])
        items.append(table)
        outside = [piece for piece in outside if piece.top + piece.bottom >= 2 * middle]
    return [*items, *order.lines(outside)]


def _margins(printed: list[Piece]) -> Margins:
    if not printed:
        return Margins(0.0, 0.0, False)
    starts = [piece.x0 for piece in printed]
    lefts = Counter([round(x0 / _AT_MARGIN) for x0 in starts])
    often = max(2, _MARGIN_SHARE * len(printed) / 2)
    left = min((x for x, times in lefts.items() if times >= often), default=min(lefts)) * _AT_MARGIN
    rights = sorted([piece.x1 for piece in printed])
    right = rights[-1 - len(rights) // 20]
    at_margin = sum([abs(x0 - left) <= _AT_MARGIN for x0 in starts])
    indented = sum([_INDENT < x0 - left < 6 * _INDENT for x0 in starts])
    return Margins(left, right, at_margin >= _MARGIN_SHARE * len(printed) and indented > 1)


def _add(
    drafts: list[_Draft], piece: Piece, before: Piece | None, page: Page, margins: Margins, *, is_first: bool
) -> None:
    """Add a line with what its place on the page says of the break before it."""
    draft = _Draft(piece, page)
    if before is None:
        draft.soft = False
        drafts.append(draft)
        return
    if not is_first:
        if piece.top < before.top - before.height:  # another column
            draft.soft, draft.gap = False, True
            drafts.append(draft)
            return
        draft.gap = piece.top - before.bottom > _BLANK * max(piece.height, before.height)
    end = before.x1 + _BLANK_WIDTH * before.height
    is_full = end > margins.right - 1 or end + float(piece.boxes[0, 2] - piece.boxes[0, 0]) > margins.right - 1
    from_left = piece.x0 - margins.left
    if is_full and not draft.gap:
        is_open = before.text.endswith(("-", "/")) and _OPEN_WORD.fullmatch(before.text.rpartition(" ")[2])
        if is_open and piece.text[0].isalnum():
            drafts[-1].more += ((piece, page),)
            return
        if margins.is_indented and abs(from_left) <= _AT_MARGIN and before.x0 - margins.left < 6 * _INDENT:
            draft.wrapped = not (before.text.endswith(_SENTENCE_ENDS) and _LABEL.match(piece.text))
        elif margins.is_indented and from_left > _INDENT and piece.x0 - before.x0 > -_AT_MARGIN:
            is_hanging = _LABEL.match(before.text) and piece.x0 - before.x0 > _AT_MARGIN
            draft.soft = bool(is_hanging) or _is_centred(piece, margins)
        elif not margins.is_indented and abs(from_left) <= _AT_MARGIN and piece.text[0].islower():
            draft.wrapped = not _LABEL.match(piece.text)  # else lines after a semicolon are items
    elif not _is_centred(before, margins) and before.x0 - margins.left < 6 * _INDENT:
        draft.soft = False  # there was room for the next word
    drafts.append(draft)


def _is_centred(piece: Piece, margins: Margins) -> bool:
    left, right = piece.x0 - margins.left, margins.right - piece.x1
    return left > _INDENT and abs(left - right) <= _CENTRED


def _is_cut(before: str, text: str) -> bool:
    """Whether a number or an address is cut between two lines of a cell."""
    end_of = before[-_LONGEST_PART:]
    return any(end.search(end_of) and begin.match(text) for end, begin in _CUTS)


class _Writer:
    """Writes drafts one below the other and keeps count of where everything lands."""

    def __init__(self, laid: Laid) -> None:
        self._laid = laid
        self._texts: list[str] = []
        self._at = 0
        self._pieces: list[Piece] = []
        self._starts: list[int] = []  # of each piece
        self._pages: list[Page] = []

    def write(self, draft: _Draft, *, hidden: bool = False) -> None:
        """Write one line; a row of empty cells gives none."""
        piece, page = draft.piece, draft.page
        if piece is None:
            if draft.row is not None:
                self._row(draft.row, page)
            return
        if draft.gap and self._texts:
            self._put("\n")
        start, text = self._at, piece.text
        self._piece(piece, page)
        if draft.more:
            for other, its_page in draft.more:
                self._piece(other, its_page)
                text += other.text
        line = text_lines.line(text, start, gap=draft.gap, soft=draft.soft)
        line.wrapped = draft.wrapped
        if draft.note:
            line.mark, line.element = "footnote", draft.note
        self._end(line, page, (piece.x0, piece.top, piece.x1, piece.bottom), hidden=hidden)

    def _put(self, text: str) -> None:
        self._texts.append(text)
        self._at += len(text)

    def _end(self, line: Line, page: Page, box: Box, *, hidden: bool = False) -> None:
        self._put("\n")
        self._laid.lines.append(line)
        self._laid.pages.append(page.number)
        self._laid.boxes.append(page.shown(box))
        self._laid.hidden.append(hidden)

    def _piece(self, piece: Piece, page: Page) -> None:
        self._pieces.append(piece)
        self._pages.append(page)
        self._starts.append(self._at)
        self._texts.append(piece.text)
        self._at += len(piece.text)

    def _row(self, row: _Row, page: Page) -> None:
        cells = row.cells()
        start, first_text = self._at, len(self._texts)
        lines = [[(piece, page) for piece in cell.lines] for cell in cells]
        for more, other in row.more:
            for own, cell in zip(lines, more, strict=True):
                own += [(piece, other) for piece in cell.lines]
        filled = [i for i, own in enumerate(lines) if own]
        for i, cell in enumerate(cells):
            if i and filled:
                self._put((" " if filled[0] < i else "") + "|" + (" " if i <= filled[-1] else ""))
            begin, first = self._at, len(self._texts)
            for j, (piece, where) in enumerate(lines[i]):
                if j and not _is_cut(lines[i][j - 1][0].text, piece.text):
                    self._put(" ")
                self._piece(piece, where)
            self._laid.cells.append(
                Cell(
                    table_no=row.table_no, row=row.first + row.number, col=cell.col, start=begin, end=self._at,
                    text="".join(self._texts[first:]), row_span=cell.row_span, col_span=cell.col_span,
                    is_header=row.number < row.header,
                    page=page.number, bbox=tuple([round(value, 1) for value in page.shown(cell.box)]),
                )
            )  # fmt: skip
        if filled:
            line = text_lines.line("".join(self._texts[first_text:]), start, soft=False)
            line.mark, line.element = "row", f"table {row.table_no}"
            boxes = [cell.box for cell in cells]
            box = (boxes[0][0], boxes[0][1], boxes[-1][2], max(box[3] for box in boxes))
            self._end(line, page, box)

    def close(self) -> None:
        """Set the text, without the last line break, and its words."""
        self._laid.text = "".join(self._texts).removesuffix("\n")
        self._laid.words = Words(
            self._starts,
            [piece.text for piece in self._pieces],
            [page.number for page in self._pages],
            [page.shown_all(piece.boxes) for piece, page in zip(self._pieces, self._pages, strict=True)],
            [piece.reader for piece in self._pieces],
            {i: piece.confidences for i, piece in enumerate(self._pieces) if piece.confidences},
        )
