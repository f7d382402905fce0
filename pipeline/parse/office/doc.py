"""DOC (Word 6 to 2003): by the file's own tables, and by LibreOffice where they cannot be read.

In .VnTimeH Word shows small letters as capitals, so headings and the offices of signers are typed so: lines that tell
what they are become capitals, others keep the letters that are stored and are told as headings all the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.parse import labels, old_fonts, titles
from pipeline.parse.document import ParsedDocument
from pipeline.parse.drafts import Paragraph, Part, compose, inner, note_below, table_of_edges
from pipeline.parse.lines import plain
from pipeline.parse.office.docx import read_docx
from pipeline.parse.office.tools import libreoffice
from pipeline.parse.office.word import TEXT, Edge, Said, Word
from pipeline.refusals import ParseError

MEDIA_TYPE = "application/msword"

_TWIPS = 40  # edges of cells that are nearer are one
_ENTRY = 1000  # width of a cell that the file does not say
_COLUMNS = re.compile(r"(\s{3,}|\t)")
_SHORT = 60  # letters of a line that goes on with the name of a body
_MOSTLY = 0.5  # of the letters of a line that are capitals by their font


def parse_doc(data: bytes) -> ParsedDocument:
    """Parse a DOC file.

    Raises:
        ParseError: `unreadable`, `encrypted`, `tool_missing`, `timeout`, `too_large` or `empty`.
    """
    warnings: list[tuple[str, str]] = []
    try:
        parts = _Reader(Word(data)).parts()
    except ParseError as first:
        if first.reason == "encrypted":
            raise
        parts, warnings = read_docx(libreoffice(data, "doc", "docx"))
    return compose(parts, MEDIA_TYPE, warnings=warnings)


@dataclass(slots=True)
class _Table:
    """A table as it grows: its rows, the cells of the row that is open, and the parts of the open cell."""

    rows: list[list[tuple[list[str], Edge]]] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    cell: list[Part] = field(default_factory=list)
    headers: list[bool] = field(default_factory=list)


class _Reader:
    def __init__(self, word: Word) -> None:
        self._word = word
        self._capitals = _Capitals()
        self._paragraphs = self._tables = 0

    def parts(self) -> list[Part]:
        """Return the parts of the document in the order that they are read in."""
        above_text, below_text = self._word.boxes()
        top = self._flow(above_text)
        body = self._flow(self._word.story(TEXT))
        bottom = self._flow(below_text)
        notes = [
            note_below(number, "\n".join(filter(None, map(str.strip, inner(self._flow(note))))))
            for number, note in enumerate(self._word.notes(), 1)
        ]
        heads: dict[bool, dict[str, None]] = {True: {}, False: {}}
        for is_head, paragraphs in self._word.heads():
            heads[is_head].update(dict.fromkeys(text for text in inner(self._flow(paragraphs)) if text.strip()))
        above, below = (
            [Paragraph(text, element=element, is_furniture=True) for text in heads[is_head]]
            for is_head, element in ((True, "header"), (False, "footer"))
        )
        return [*above, *top, *body, *bottom, *notes, *below]

    def _flow(self, paragraphs: list[Said]) -> list[Part]:
        """Return the parts of a stretch that is read on its own."""
        parts: list[Part] = []
        tables: list[_Table] = []  # the tables that are open, the innermost last
        covered = _covered(paragraphs)
        for number, said in enumerate(paragraphs):
            while len(tables) > said.depth:
                self._close(tables, parts)
            while len(tables) < min(said.depth, 20):
                tables.append(_Table())
            into = tables[-1].cell if tables else parts
            if said.ends_row and tables:
                self._end_row(tables[-1], said)
                continue
            into.append(self._paragraph(said, bool(tables), number in covered))
            if said.ends_cell and tables:
                tables[-1].cells.append(inner(tables[-1].cell))
                tables[-1].cell = []
        while tables:
            self._close(tables, parts)
        return parts

    def _close(self, tables: list[_Table], parts: list[Part]) -> None:
        """Put the innermost table into what it stands in."""
        table = tables.pop()
        into = tables[-1].cell if tables else parts
        if table.rows:
            self._tables += 1
            into.append(table_of_edges(_merged(table.rows), _TWIPS, f"table[{self._tables}]", table.headers))
        into += [Paragraph(text) for cell in table.cells for text in cell]  # a row that nothing ends
        into += table.cell

    def _end_row(self, table: _Table, said: Said) -> None:
        edges = said.row
        if len(edges) != len(table.cells):  # columns that were put in after the row had been described
            edges = [Edge(_ENTRY * i, False, False) for i in range(1, len(table.cells) + 1)]
        if table.cells:
            table.rows.append(list(zip(table.cells, edges, strict=True)))
            table.headers.append(said.is_header)
        table.cells, table.cell = [], []

    def _paragraph(self, said: Said, is_in_cell: bool, is_covered: bool) -> Paragraph:
        self._paragraphs += 1
        text, shouted, at = self._capitals.shown(said.text, said.capitals), [], 0
        for line in said.text.split("\n"):
            shouted.append(_is_shouted(line, said.capitals[at : at + len(line)]))
            at += len(line) + 1
        is_item = said.list_id and not is_covered
        label = self._word.numbering.label(said.list_id, said.level) if is_item else ""
        if label and (is_in_cell or text.strip()):
            text = f"{label} {text.lstrip()}".rstrip()
        return Paragraph(text, "heading" if said.is_heading else "", f"par[{self._paragraphs}]", shouted=shouted)


def _covered(paragraphs: list[Said]) -> set[int]:
    """Return the paragraphs that stand in a cell which goes on with the one above it: their lists do not count them."""
    found: set[int] = set()
    rows: dict[int, list[list[int]]] = {}  # the cells of the row that is open, by its depth
    for number, said in enumerate(paragraphs):
        cells = rows.setdefault(said.depth, [[]])
        if said.ends_row:
            if len(said.row) == len(cells) - 1:
                found.update(*(cell for cell, edge in zip(cells, said.row, strict=False) if edge.goes_on_above))
            rows[said.depth] = [[]]
        else:
            cells[-1].append(number)
            if said.ends_cell:
                cells.append([])
    return found


def _merged(rows: list[list[tuple[list[str], Edge]]]) -> list[list[tuple[list[str], float, bool]]]:
    """Return rows whose cells have taken in those that go on with them to the right."""
    found = []
    for cells in rows:
        row: list[tuple[list[str], float, bool]] = []
        for paragraphs, edge in cells:
            if row and edge.goes_on_left:
                row[-1] = ([*row[-1][0], *filter(str.strip, paragraphs)], edge.right, row[-1][2])
            else:
                row.append((paragraphs, edge.right, edge.goes_on_above))
        found.append(row)
    return found


class _Capitals:
    """Paragraphs with capitals where their font shows them and they tell what the line is.

    That is: the body that issues the document, its type, the office of its signer. Other headings keep the letters
    that are stored. Only plain letters become capitals; `old_fonts` follows with the marked ones.
    """

    def __init__(self) -> None:
        self._told = False  # whether the line before was such a one

    def shown(self, text: str, mask: list[bool]) -> str:
        if not any(mask):
            self._told = False
            return text
        pieces, at = [], 0
        for piece in _COLUMNS.split(text):  # Nơi nhận and the signer stand on one line
            own = mask[at : at + len(piece)]
            at += len(piece)
            letters = [flag for char, flag in zip(piece, own, strict=True) if char.isalpha()]
            shown = "".join(
                char.upper() if flag and char.isascii() else char for char, flag in zip(piece, own, strict=True)
            )
            is_heading = bool(letters) and sum(letters) > _MOSTLY * len(letters)
            read = old_fonts.convert(shown, "tcvn3")
            # THÀNH PHỐ CẦN THƠ goes on with ỦY BAN NHÂN DÂN above it.
            is_told = is_heading and (_tells(read) or (self._told and len(read) <= _SHORT and read.isupper()))
            self._told = is_told or (self._told and not letters)
            pieces.append(shown if is_told else piece)
        return "".join(pieces)


def _is_shouted(line: str, mask: list[bool]) -> bool:
    """Whether all of a line is shown in capitals, by its letters or by their font."""
    return any(mask) and all(flag or char.isupper() for char, flag in zip(line, mask, strict=True) if char.isalpha())


def _tells(line: str) -> bool:
    """Whether a line in capitals is a body, an office, the type of a document, or the authority that one signs for."""
    line = plain(line.strip())
    label = labels.read(line)
    return titles.is_office(line) or bool(label and label.kind == "signature") or line.rstrip(" :") in labels.types()
