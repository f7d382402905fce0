"""The draft of a document that has parts of its own (paragraphs, tables, notes), and how it becomes a parsed document.

Parsers of office formats say what stands in a file, in the order that it is read in. What is common to all of them is
here: old fonts are rewritten, tables that only lay out a page (masthead, signature) are told from tables of data, the
text is laid line by line, and each cell gets its place in it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.shadow import canonical
from pipeline.limits import MAX_TABLE_CELLS
from pipeline.parse import blocks, lines, old_fonts
from pipeline.parse.document import ParsedDocument
from pipeline.parse.labels import read as read_label
from pipeline.parse.lines import Line
from pipeline.parse.text import headline
from pipeline.refusals import ParseError
from schemas.records import Cell

_WHITE = re.compile(r"[ \t\xa0\u2002\u2003]*\n[ \t\xa0\u2002\u2003]*|[ \t]{2,}|\t")
_LAYOUT = re.compile(
    r"CH[ỦU]\s+NGH[ĨI]A\s+VI[ỆE]T\s+NAM|Độc\s+lập\s*[-–]\s*Tự\s+do|Nơi\s+nhận\s*:|Kính\s+gửi\s*:|ĐẢNG\s+CỘNG\s+SẢN",
    re.IGNORECASE,
)
_LONG_CELL = 3000  # characters
_LAYOUT_ROWS = 3
_LAYOUT_LINES = 3

TOO_MANY_CELLS = ("too_large", f"only the first {MAX_TABLE_CELLS:,} cells of tables were read; split the file")
"""What is said of a document that has more."""


@dataclass(slots=True)
class Paragraph:
    """One paragraph.

    Attributes:
        text: what it says; it may have line breaks.
        mark: heading, item, footnote, or empty.
        element: where the file has it: body/p[3].
        is_furniture: it is a running head or foot.
        shouted: for each of its lines, whether its font shows it in capitals, whatever letters are stored: headings
            are told by them.
    """

    text: str
    mark: str = ""
    element: str | None = None
    is_furniture: bool = False
    shouted: Sequence[bool] = ()


def note_below(number: int, text: str) -> Paragraph:
    """Return the note below the text whose mark, [1], stands in it."""
    return Paragraph(f"[{number}] {text}", "footnote", f"note[{number}]")


@dataclass(slots=True)
class TableCell:
    """One cell of a table: its paragraphs, where it begins and how far it reaches."""

    row: int
    col: int
    paragraphs: list[str] = field(default_factory=list)
    row_span: int = 1
    col_span: int = 1
    is_header: bool = False


@dataclass(slots=True)
class Table:
    """One table.

    Attributes:
        cells: row by row.
        element: where the file has it: body/tbl[2].
        sheet: number of the sheet that it is, from 1; null for a table in a text.
    """

    cells: list[TableCell]
    element: str | None = None
    sheet: int | None = None

    def rows(self) -> list[list[TableCell]]:
        """Return the cells by the row that they begin in; rows without any are left out."""
        found: dict[int, list[TableCell]] = {}
        for cell in self.cells:
            found.setdefault(cell.row, []).append(cell)
        return [found[row] for row in sorted(found)]


Part = Paragraph | Table


def compose(
    parts: Sequence[Part],
    media_type: str,
    *,
    pages: int | None = None,
    warnings: Sequence[tuple[str, str]] = (),
    encoding: str | None = None,
) -> ParsedDocument:
    """Return the document that its parts make.

    Args:
        parts: in reading order.
        media_type: of the file.
        pages: number of sheets.
        warnings: what could not be read.
        encoding: of its characters where the file says one; the old fonts that are found join it.

    Raises:
        ParseError: `empty`, if nothing in it is visible.
    """
    found = _restore(parts)
    sheet = _Sheet()
    for part in parts:
        if isinstance(part, Paragraph):
            sheet.paragraph(part)
        else:
            sheet.table(part)
    text = "".join(sheet.pieces).removesuffix("\n")
    if not sheet.lines:
        raise ParseError("empty", "the file holds no visible character")
    structure = blocks.structure(text, sheet.lines, sheet.furniture)
    return ParsedDocument(
        text=text,
        blocks=structure,
        media_type=media_type,
        title=headline(text, structure),
        warnings=tuple(dict.fromkeys((*warnings, *sheet.warnings))),
        cells=tuple(sheet.cells),
        pages=pages,
        encoding="+".join(filter(None, (encoding, found))) or None,
    )


def _restore(parts: Sequence[Part]) -> str | None:
    """Rewrite what is in old fonts, paragraph by paragraph and cell by cell; return the encodings that were found."""
    said = [text for part in parts for text in ([part.text] if isinstance(part, Paragraph) else _paragraphs(part))]
    restored = old_fonts.restore(said)
    texts = (canonical(block.text) for block in restored)
    for part in parts:
        if isinstance(part, Paragraph):
            part.text = next(texts)
        else:
            for cell in part.cells:
                cell.paragraphs = [next(texts) for _ in cell.paragraphs]
    return old_fonts.joined(block.encoding for block in restored)


def _paragraphs(table: Table) -> list[str]:
    return [text for cell in table.cells for text in cell.paragraphs]


class _Sheet:
    """The text as it grows, with its lines and cells."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.lines: list[Line] = []
        self.furniture: list[bool] = []
        self.cells: list[Cell] = []
        self.warnings: list[tuple[str, str]] = []
        self._position = 0
        self._gap = False
        self._tables = 0

    def paragraph(self, part: Paragraph) -> None:
        """Add the lines of a paragraph."""
        if part.is_furniture and not any(char.isalpha() for char in part.text):
            return  # the number of a page
        soft = False
        for number, piece in enumerate(part.text.split("\n")):
            raw = piece.strip()
            if not raw:
                self._gap = self._gap or not soft
                continue
            self._line(raw, part.mark, part.element, soft=soft)
            if part.shouted and part.shouted[min(number, len(part.shouted) - 1)]:
                line = self.lines[-1]
                line.text, line.tail, line.is_capitals = line.text.upper(), line.tail.upper(), True
            self.furniture[-1] = part.is_furniture
            soft = True

    def table(self, part: Table) -> None:
        """Add a table: a line for each row, or the paragraphs of its cells if it only lays out the page."""
        rows = part.rows()
        if not any(text.strip() for cell in part.cells for text in cell.paragraphs):
            return
        if part.sheet is None and not _is_data(rows):
            for cells in rows:
                for cell in cells:
                    for text in cell.paragraphs:
                        self.paragraph(Paragraph(text, element=part.element))
                    self._gap = True
            return
        first, last = _body(rows) if part.sheet is not None else (0, len(rows))
        is_first = True
        for number, cells in enumerate(rows):
            if len(self.cells) + len(cells) > MAX_TABLE_CELLS:
                self.warnings.append(TOO_MANY_CELLS)
                break
            said = [(cell, _flat(cell)) for cell in cells]
            if not any(text for _, text in said):
                self._gap = True
            elif first <= number < last:
                self._row(said, part)
            else:
                for cell, text in said:
                    if text:
                        start = self._line(text, "", part.element)
                        self._cell(cell, start, text, part.sheet)
            is_first = False
        self._tables += not is_first

    def _row(self, said: list[tuple[TableCell, str]], part: Table) -> None:
        text = " | ".join(words for _, words in said).rstrip()
        skipped = len(text) - len(text.lstrip())
        start = self._line(text.strip(), "row", part.element)
        position = start - skipped
        end = start + len(text.strip())
        for cell, words in said:
            self._cell(cell, max(start, min(position, end)), words, part.sheet)
            position += len(words) + 3

    def _cell(self, cell: TableCell, start: int, text: str, sheet: int | None) -> None:
        self.cells.append(
            Cell(
                self._tables, cell.row, cell.col, start, start + len(text), text,
                cell.row_span, cell.col_span, cell.is_header, page=sheet,
            )
        )  # fmt: skip

    def _line(self, raw: str, mark: str, element: str | None, *, soft: bool = False) -> int:
        line = lines.line(raw, self._position, gap=self._gap, soft=soft)
        line.mark, line.element = mark or line.mark, element
        self.lines.append(line)
        self.furniture.append(False)
        self.pieces += (raw, "\n")
        self._position += len(raw) + 1
        self._gap = False
        return line.start


def _flat(cell: TableCell) -> str:
    """Return what a cell says on one line; a bar in it would part it."""
    text = " ".join(filter(None, (words.strip() for words in cell.paragraphs)))
    return unicodedata.normalize("NFC", _WHITE.sub(" ", text).strip().replace("|", "¦"))


def _is_data(rows: list[list[TableCell]]) -> bool:
    """Whether a table holds data, and not the parts of a page side by side."""
    if max(map(len, rows)) < 2:
        return False
    tall = False
    for cells in rows:
        for cell in cells:
            said = [text for text in cell.paragraphs if text.strip()]
            tall = tall or len(said) >= _LAYOUT_LINES
            if sum(map(len, said)) > _LONG_CELL or any(_LAYOUT.search(text) for text in said):
                return False
            found = [read_label(lines.plain(text.strip())) for text in said]
            if any(label and label.kind in ("article", "chapter", "signature") for label in found):
                return False
    return not (len(rows) <= _LAYOUT_ROWS and tall)


def _body(rows: list[list[TableCell]]) -> tuple[int, int]:
    """Return the first and the last row of the table in a sheet: above are titles, below are signatures."""
    full = [sum(bool(_flat(cell)) for cell in cells) for cells in rows]
    most = max(full, default=0)
    wide = [i for i, count in enumerate(full) if count >= min(3, most)]
    if most < 2 or not wide:
        return len(rows), len(rows)
    return wide[0], wide[-1] + 1


def table_of_edges(
    rows: Sequence[Sequence[tuple[list[str], float, bool]]],
    tolerance: float,
    element: str | None,
    headers: Sequence[bool] = (),
) -> Table:
    """Return the table of rows whose cells say where their right edge lies: wide ones span the columns of others.

    Args:
        rows: for each cell its paragraphs, its right edge, and whether it goes on with the cell above it.
        tolerance: edges nearer to each other are one, in the same unit.
        element: where the file has it.
        headers: for each row whether it is one of the table's head; none is where it is left out.
    """
    edges: list[float] = []
    for edge in sorted({edge for row in rows for _, edge, _ in row}):
        if not edges or edge - edges[-1] > tolerance:
            edges.append(edge)
    cells: list[TableCell] = []
    above: dict[int, TableCell] = {}
    for number, row in enumerate(rows):
        col = 0
        begun: dict[int, TableCell] = {}
        for paragraphs, edge, goes_on in row:
            end = max(col + 1, bisect_left(edges, edge - tolerance) + 1)
            cell = above.get(col)
            if goes_on and cell and cell.col_span == end - col:
                cell.row_span = number - cell.row + 1
            else:
                cell = TableCell(number, col, paragraphs, 1, end - col, bool(headers) and headers[number])
                cells.append(cell)
            begun[col] = cell
            col = end
        above = begun
    return Table(cells, element)


def inner(parts: Sequence[Part]) -> list[str]:
    """Return the paragraphs of parts inside a cell or a note; a table of data gives a line for each of its rows."""
    said: list[str] = []
    for part in parts:
        if isinstance(part, Paragraph):
            said.append(part.text)
        elif _is_data(part.rows()):
            said += [
                "\t".join(" ".join(filter(None, map(str.strip, cell.paragraphs))) for cell in cells)
                for cells in part.rows()
            ]
        else:
            said += _paragraphs(part)
    return said
