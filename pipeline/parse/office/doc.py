"""DOC (Word 6 to 2003): by antiword, and by LibreOffice where antiword gives up.

antiword's XML has the paragraphs and cells but not the labels of lists; those stand in its plain text. What it drops of
a file, and which letters a font shows as capitals, `word` tells.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from lxml import etree
from rapidfuzz.distance import Levenshtein

from pipeline.parse.document import ParsedDocument
from pipeline.parse.drafts import Paragraph, Part, compose, note_below, table_of_edges
from pipeline.parse.office.docx import read_docx
from pipeline.parse.office.numbering import format_number
from pipeline.parse.office.package import attribute, children, local, parse_xml
from pipeline.parse.office.tools import antiword, libreoffice
from pipeline.parse.office.word import WordText, key, read_word
from pipeline.refusals import ParseError

MEDIA_TYPE = "application/msword"

_LABEL = re.compile(
    r"\s*((?:[^\W\d_]{1,10}\s)?[(\[]?(?:[0-9]{1,3}|[^\W\d_]{1,5})(?:\.[0-9]{1,3}){0,5}[.)\]:]{0,2}|[^\w\s]{1,2})\s+"
)
_NUMERATIONS = {
    "loweralpha": "lowerLetter", "upperalpha": "upperLetter", "lowerroman": "lowerRoman", "upperroman": "upperRoman",
}  # fmt: skip
_PICTURE = "[pic]"  # what antiword prints for one
_MOST_DROPPED = 0.25  # of the lines of a file
_POINTS = 2.0  # edges of cells that are nearer are one
_COMPARED = 40  # characters of an item by which its line is found
_AHEAD = 400  # lines within which it is looked for
_ENTRY = 0.1  # points of a cell whose width the file does not say


def parse_doc(data: bytes) -> ParsedDocument:
    """Parse a DOC file.

    Raises:
        ParseError: `unreadable`, `encrypted`, `tool_missing`, `timeout`, `too_large` or `empty`.
    """
    warnings: list[tuple[str, str]] = []
    try:
        xml, plain = antiword(data, "-x", "db"), antiword(data, "-m", "UTF-8.txt", "-w", "0")
        parts = _read(xml, plain, read_word(data))
    except ParseError as first:
        if first.reason in ("encrypted", "too_large"):
            raise
        try:
            parts, warnings = read_docx(libreoffice(data, "doc", "docx"))
        except ParseError as second:
            if first.reason == "tool_missing":
                raise first from second
            raise
    return compose(parts, MEDIA_TYPE, warnings=warnings)


def _read(xml: bytes, plain: bytes, word: WordText | None) -> list[Part]:
    """Return the parts of a document from antiword's XML and its plain text, and what the file says of its letters."""
    reader = _Reader(plain.decode("utf-8", "replace").split("\n"), word or WordText())
    reader.walk(parse_xml(xml, "the XML of antiword", recover=True))
    parts = reader.parts()
    return _completed(parts, word) if word else parts


def _completed(parts: list[Part], word: WordText) -> list[Part]:
    """Return the parts with what antiword has dropped: cells of wide tables, text boxes, running heads and feet."""
    said: list[str] = []  # the letters of each line …
    places: list[int] = []  # … and the part that it stands in
    for number, part in enumerate(parts):
        texts = (
            [part.text] if isinstance(part, Paragraph) else [text for cell in part.cells for text in cell.paragraphs]
        )
        for line in (line for text in texts for line in text.split("\n")):
            if letters := key(line).lower():
                said.append(letters)
                places.append(number)
    known = set(said)
    wanted = [
        line for text in word.text for line in ([text] if key(text).lower() in known else text.split("\n")) if key(line)
    ]
    steps = Levenshtein.opcodes([key(line).lower() for line in wanted], said)
    moved = Counter(
        line for step in steps if step.tag in ("insert", "replace") for line in said[step.dest_start : step.dest_end]
    )
    dropped: dict[int, list[str]] = defaultdict(list)
    for step in steps:
        if step.tag in ("delete", "replace"):
            for line in wanted[step.src_start : step.src_end]:
                if moved[key(line).lower()]:
                    moved[key(line).lower()] -= 1
                else:
                    dropped[places[step.dest_start - 1] if step.dest_start else -1].append(line.strip())
    heads: list[Part] = [Paragraph(text, is_furniture=True) for text in word.heads if key(text).lower() not in known]
    if sum(map(len, dropped.values())) > _MOST_DROPPED * len(wanted):  # the letters do not tell which line is which
        return [*parts, *heads]
    completed: list[Part] = [Paragraph(text) for text in dropped[-1]]
    for number, part in enumerate(parts):
        completed.append(part)
        completed += [Paragraph(text) for text in dropped[number]]
    return [*completed, *heads]


class _Reader:
    def __init__(self, printed: list[str], word: WordText) -> None:
        self._word = word
        self._printed = [line.strip() for line in printed]
        self._at = 0
        self._parts: list[Part] = []
        self._notes: list[str] = []
        self._counted = ""
        self._paragraphs = self._tables = 0

    def parts(self) -> list[Part]:
        return [*self._parts, *(note_below(number, text) for number, text in enumerate(self._notes, 1))]

    def walk(self, node: etree._Element, is_item: bool = False) -> None:
        for item in node:
            name = local(item)
            if name in ("bookinfo", "title") and local(node) == "book":
                continue
            if name == "title":
                self._paragraph(_text(item, self._notes), mark="heading")
            elif name == "para":
                self._para(item, is_item)
                is_item = False
            elif name == "listitem":
                self._counted = _counted(item) if local(node) == "orderedlist" else ""
                self.walk(item, is_item=local(node) in ("orderedlist", "itemizedlist"))
            elif name == "informaltable":
                self._table(item)
            else:
                self.walk(item)

    def _para(self, node: etree._Element, is_item: bool) -> None:
        """Add a paragraph and the tables in it, in their order."""
        pieces: list[str] = [node.text or ""]
        has_table = False
        for item in node:
            if local(item) == "informaltable":
                self._said(pieces, is_item, is_blank_kept=False)
                self._table(item)
                pieces, is_item, has_table = [], False, True
            else:
                pieces += _element(item, self._notes)
            pieces.append(item.tail or "")
        self._said(pieces, is_item, is_blank_kept=not has_table)

    def _said(self, pieces: list[str], is_item: bool, *, is_blank_kept: bool) -> None:
        text = "".join(pieces).replace(_PICTURE, "").strip("\n").rstrip()
        label = self._label(text) if is_item else ""
        if label or text.strip() or is_blank_kept:
            self._paragraph(text.lstrip() if is_item else text, label=label)

    def _paragraph(self, text: str, mark: str = "", label: str = "") -> None:
        self._paragraphs += 1
        text = self._word.broken(text)
        shouted = [self._word.is_shouted(line) for line in text.split("\n")]
        text = label + self._word.shown(text)
        self._parts.append(Paragraph(text, mark, f"par[{self._paragraphs}]", shouted=shouted))

    def _label(self, text: str) -> str:
        """Return the label that the plain text prints before an item, else the one that its list counts."""
        begins = " ".join(text.split())[:_COMPARED]
        if not begins:
            return ""
        for i in range(self._at, min(self._at + _AHEAD, len(self._printed))):
            line = self._printed[i]
            found = _LABEL.match(line)
            if found and " ".join(line[found.end() : found.end() + 2 * _COMPARED].split()).startswith(begins):
                self._at = i + 1
                return f"{found[1]} "
        return self._counted

    def _table(self, node: etree._Element) -> None:
        rows = []
        for group in children(node, "tgroup"):
            edges: list[float] = []
            for column in children(group, "colspec"):
                width = re.match(r"[0-9]{1,6}(?:\.[0-9]{1,4})?", attribute(column, "colwidth") or "")
                edges.append((edges[-1] if edges else 0.0) + max(_ENTRY, float(width[0]) if width else 0.0))
            for body in children(group, "tbody"):
                for row in children(body, "row"):
                    entries = [self._entry(entry) for entry in children(row, "entry")]
                    while len(edges) < len(entries):
                        edges.append((edges[-1] if edges else 0.0) + _ENTRY)
                    if entries:
                        rows.append(list(zip(entries, edges, strict=False)))
        if rows:
            self._tables += 1
            self._parts.append(table_of_edges(rows, _POINTS, f"table[{self._tables}]"))

    def _entry(self, node: etree._Element) -> list[str]:
        return [self._word.shown(line) for line in _text(node, self._notes).strip("\n").split("\n")]


def _counted(item: etree._Element) -> str:
    """Return the label of an item by its place in its list; empty for a list of one, which goes on another."""
    above = item.getparent()
    items = list(children(above, "listitem"))
    if len(items) < 2:
        return ""
    kind = _NUMERATIONS.get(attribute(above, "numeration") or "", "decimal")
    return f"{format_number(items.index(item) + 1, kind)}{')' if kind == 'lowerLetter' else '.'} "


def _text(node: etree._Element, notes: list[str]) -> str:
    """Return the text of an element without the tables in it; notes are put aside and leave their mark."""
    return "".join(_pieces(node, notes)).strip("\n")


def _pieces(node: etree._Element, notes: list[str]) -> Iterator[str]:
    yield node.text or ""
    for item in node:
        yield from _element(item, notes)
        yield item.tail or ""


def _element(item: etree._Element, notes: list[str]) -> Iterator[str]:
    name = local(item)
    if name == "footnote":
        notes.append(" ".join(_text(item, notes).split()))
        yield f"[{len(notes)}]"
    elif name and name != "informaltable":
        yield from _pieces(item, notes)
        if name == "para":
            yield "\n"
