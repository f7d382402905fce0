"""DOCX: the XML of its parts in the order that they are read in.

What a reader of the accepted document sees is the text: tracked insertions are in it and deletions are not, labels of
lists are written out, a note stands below the text with its mark [1], what a text box says follows the paragraph
that it hangs on, and running heads and feet are furniture.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from pipeline.parse.document import ParsedDocument
from pipeline.parse.drafts import Paragraph, Part, Table, TableCell, compose, inner, note_below
from pipeline.parse.formats import binary_type
from pipeline.parse.office.numbering import read_numbering
from pipeline.parse.office.package import Package, attribute, child, children, local, number
from pipeline.parse.office.symbols import show, symbol
from pipeline.refusals import ParseError

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_DROPPED = frozenset(
    {"del", "moveFrom", "instrText", "delText", "delInstrText", "rPr", "pPr", "tblPr", "tblGrid", "sectPr"}
    | {"trPr", "tcPr", "sdtPr", "sdtEndPr", "tblPrEx", "fldData", "ruby", "annotationRef", "Fallback"}
)
_WRAPPERS = frozenset(
    {"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "AlternateContent", "Choice"}
    | {"sect", "sub-section"}  # of Word 2003
)
_TEXT = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad", "ptab": "\t"}
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
_ON = (None, "1", "true", "on")
_MOST_STYLES = 20  # that are based on each other
_DEEPEST = 2  # files in each other


@dataclass(frozen=True, slots=True)
class _Look:
    """What a style or a run says of how its text is shown; null where it says nothing."""

    font: str | None = None
    caps: bool | None = None
    vanish: bool | None = None

    def over(self, below: _Look) -> _Look:
        """Return this look where it says something, else the one below."""
        return _Look(
            self.font or below.font,
            below.caps if self.caps is None else self.caps,
            below.vanish if self.vanish is None else self.vanish,
        )


@dataclass(frozen=True, slots=True)
class _Style:
    look: _Look
    list_id: str | None
    level: int
    is_heading: bool


_NO_STYLE = _Style(_Look(), None, 0, False)


def parse_docx(data: bytes) -> ParsedDocument:
    """Parse a DOCX file.

    Raises:
        ParseError: `unreadable`, `encrypted`, `too_large` or `empty`.
    """
    parts, warnings = read_docx(data)
    return compose(parts, MEDIA_TYPE, warnings=warnings)


def read_docx(data: bytes, depth: int = 0, within: Package | None = None) -> tuple[list[Part], list[tuple[str, str]]]:
    """Return the parts of a DOCX file, and what could not be read of it.

    Args:
        data: the file.
        depth: in how many others it stands.
        within: the one that it stands in.

    Raises:
        ParseError: `unreadable`, `encrypted` or `too_large`.
    """
    return _Reader(Package(data, within), depth).parts()


class _Reader:
    def __init__(self, package: Package, depth: int) -> None:
        self._package = package
        self._depth = depth
        self._warnings: list[tuple[str, str]] = []
        self._main = _main_part(package)
        self._relations = self._targets(self._main)
        self._styles, self._default = self._read_styles()
        self._numbering = read_numbering(self._related("numbering"))
        self._notes: list[tuple[str, str]] = []  # (part, id), in the order of their marks
        self._marks: dict[tuple[str, str], int] = {}
        self._parts: list[Part] = []
        self._boxes: list[etree._Element] = []
        self._cells = 0  # that are being read, one in another

    def parts(self) -> tuple[list[Part], list[tuple[str, str]]]:
        root = self._package.xml(self._main)
        body = child(root, "body")
        if body is None:
            raise ParseError("unreadable", "the document has no body: open and save it again")
        heads, feet = self._furniture(body)
        self._parts += heads
        self._blocks(body, "body")
        self._add_notes()
        return self._parts + feet, self._warnings

    # -- parts of the file ---------------------------------------------------------------------------------------

    def _targets(self, part: str) -> dict[str, tuple[str, str]]:
        """Return the parts that a part refers to: id → (kind, name)."""
        folder, name = posixpath.split(part)
        path = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        if path not in self._package:
            return {}
        found = {}
        for node in children(self._package.xml(path), "Relationship"):
            if attribute(node, "TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attribute(node, "Target") or "")).lstrip("/")
                kind = (attribute(node, "Type") or "").rpartition("/")[2]
                found[attribute(node, "Id") or ""] = (kind, target)
        return found

    def _related(self, kind: str) -> etree._Element | None:
        name = next((name for of, name in self._relations.values() if of == kind), None)
        return self._optional(name) if name else None

    def _optional(self, name: str) -> etree._Element | None:
        """Return a part that the document can be read without."""
        if name not in self._package:
            return None
        try:
            return self._package.xml(name)
        except ParseError as error:
            if error.reason == "too_large":
                raise
            self._warnings.append((error.reason, f"{error}; the rest was read"))
            return None

    def _read_styles(self) -> tuple[dict[str, _Style], _Style]:
        root = self._related("styles")
        raw: dict[str, tuple[str | None, _Style]] = {}
        default = _Style(_look(child(root, "docDefaults", "rPrDefault", "rPr")), None, 0, False)
        normal: str | None = None
        for node in children(root, "style"):
            style_id = attribute(node, "styleId") or ""
            name = (attribute(child(node, "name"), "val") or "").lower()
            list_id, level = _list_of(child(node, "pPr"))
            is_heading = name.startswith("heading ") or name == "title"
            style = _Style(_look(child(node, "rPr")), list_id, level, is_heading)
            raw[style_id] = (attribute(child(node, "basedOn"), "val"), style)
            if attribute(node, "type") == "paragraph" and attribute(node, "default") in ("1", "true"):
                normal = style_id
        styles = {}
        for style_id in raw:
            chain: list[_Style] = []
            at: str | None = style_id
            while at in raw and len(chain) < _MOST_STYLES:
                at, style = raw[at]
                chain.append(style)
            look = _Look()
            for style in chain:
                look = look.over(style.look)
            listed = next((style for style in chain if style.list_id), chain[0])
            styles[style_id] = _Style(look, listed.list_id, listed.level, any(style.is_heading for style in chain))
        base = styles.get(normal or "", _NO_STYLE)
        return styles, _Style(base.look.over(default.look), base.list_id, base.level, False)

    def _furniture(self, body: etree._Element) -> tuple[list[Part], list[Part]]:
        """Return the running heads and feet, each text once."""
        heads: list[Part] = []
        feet: list[Part] = []
        seen: set[tuple[str, str]] = set()
        for kind, into in (("header", heads), ("footer", feet)):
            for name in sorted({name for of, name in self._relations.values() if of == kind}):
                root = self._optional(name)
                if root is None:
                    continue
                kept, self._parts = self._parts, []
                self._blocks(root, posixpath.basename(name).removesuffix(".xml"))
                found, self._parts = self._parts, kept
                for text in inner(found):
                    if text.strip() and (kind, text) not in seen:
                        seen.add((kind, text))
                        into.append(Paragraph(text, element=posixpath.basename(name), is_furniture=True))
        return heads, feet

    def _add_notes(self) -> None:
        """Add the notes that the text refers to, below it and in the order of their marks."""
        roots: dict[str, dict[str, etree._Element]] = {}
        for mark, (kind, note_id) in enumerate(self._notes, 1):  # a note may hold a note
            if kind not in roots:
                root = self._related(kind)
                roots[kind] = {} if root is None else {attribute(note, "id") or "": note for note in root}
            note = roots[kind].get(note_id)
            if note is not None:
                kept, self._parts = self._parts, []
                self._blocks(note, f"{kind}/{note_id}")
                found, self._parts = self._parts, kept
                text = "\n".join(filter(None, (text.strip() for text in inner(found))))
                self._parts.append(note_below(mark, text))

    # -- blocks --------------------------------------------------------------------------------------------------

    def _blocks(self, parent: etree._Element, path: str) -> None:
        counts = {"p": 0, "tbl": 0}
        open_paragraph: Paragraph | None = None  # one whose mark was deleted: the next goes on in it
        for node in _flattened(parent):
            name = local(node)
            if name == "p":
                counts["p"] += 1
                paragraph = self._paragraph(node, f"{path}/p[{counts['p']}]")
                if open_paragraph is not None:
                    open_paragraph.text += paragraph.text
                else:
                    self._parts.append(paragraph)
                is_open = child(node, "pPr", "rPr", "del") is not None
                open_paragraph = (open_paragraph or paragraph) if is_open else None
                boxes, self._boxes = self._boxes, []
                for at, box in enumerate(boxes, 1):
                    self._blocks(box, f"{path}/p[{counts['p']}]/box[{at}]")
            elif name == "altChunk":
                self._parts += self._chunk(attribute(node, "id") or "")
            elif name == "tbl":
                counts["tbl"] += 1
                self._parts.append(self._table(node, f"{path}/tbl[{counts['tbl']}]"))

    def _chunk(self, relation: str) -> list[Part]:
        """Return the parts of a file that stands in this one: programs put pages, DOCX and RTF together so."""
        from pipeline.parse import parse
        from pipeline.parse.office import flat

        kind, name = self._relations.get(relation, ("", ""))
        if kind != "aFChunk" or self._depth >= _DEEPEST:
            return []
        try:
            data = self._package.read(name)
            what = binary_type(data)
            if what in (MEDIA_TYPE, flat.PACKAGE):
                data = data if what == MEDIA_TYPE else flat.packed(data)
                parts, warnings = read_docx(data, self._depth + 1, self._package)
                self._warnings += warnings
                return parts
            return [Paragraph(line) for line in parse(data, name).text.split("\n")]
        except ParseError as error:
            if error.reason == "too_large":
                raise
            self._warnings.append((error.reason, f"{name}: {error}; the rest was read"))
            return []

    def _table(self, node: etree._Element, path: str) -> Table:
        cells: list[TableCell] = []
        above: dict[int, TableCell] = {}  # the cell that goes on downwards, by its column
        row = 0
        for tr in _flattened(node):
            properties = child(tr, "trPr")
            if local(tr) != "tr" or child(properties, "del") is not None:
                continue
            is_header = (
                attribute(child(properties, "tblHeader"), "val") in _ON and child(properties, "tblHeader") is not None
            )
            col = number(child(properties, "gridBefore"), "val", 0)
            for tc in _flattened(tr):
                if local(tc) != "tc":
                    continue
                given = child(tc, "tcPr")
                span = number(child(given, "gridSpan"), "val")
                merge = child(given, "vMerge")
                goes_on = merge is not None and attribute(merge, "val") in (None, "continue")
                if goes_on and col in above:
                    above[col].row_span = row - above[col].row + 1
                else:
                    cell = TableCell(row, col, self._cell(tc, path), 1, span, is_header)
                    cells.append(cell)
                    above.pop(col, None)
                    if merge is not None:
                        above[col] = cell
                col += span
            row += 1
        return Table(cells, path)

    def _cell(self, node: etree._Element, path: str) -> list[str]:
        kept, self._parts = self._parts, []
        self._cells += 1
        self._blocks(node, path)
        self._cells -= 1
        found, self._parts = self._parts, kept
        return inner(found)

    def _paragraph(self, node: etree._Element, path: str) -> Paragraph:
        properties = child(node, "pPr")
        style_id = attribute(child(properties, "pStyle"), "val")
        style = self._styles.get(style_id, self._default) if style_id else self._default
        pieces: list[str] = []
        self._runs(node, style.look, pieces)
        text = "".join(pieces)
        list_id, level = _list_of(properties)
        if list_id is None:
            list_id, level = style.list_id, level or style.level
        given = attribute(child(properties, "listPr", "t"), "val")  # the label itself, of Word 2003
        if given and text.strip():
            text = f"{given.strip()} {text.lstrip()}"
        elif list_id and not self._is_hidden(properties):
            label = self._numbering.label(list_id, level)
            if label and (text.strip() or self._cells):  # a cell may hold its number and nothing else
                text = f"{show(label, style.look.font if style.look.caps else None)} {text.lstrip()}".rstrip()
        return Paragraph(text, "heading" if style.is_heading else "", path)

    def _is_hidden(self, properties: etree._Element | None) -> bool:
        return bool(_look(child(properties, "rPr")).vanish)

    # -- runs ----------------------------------------------------------------------------------------------------

    def _runs(self, node: etree._Element, look: _Look, pieces: list[str]) -> None:
        for item in node:
            name = local(item)
            if name in _DROPPED:
                continue
            if name == "r":
                properties = child(item, "rPr")
                own = _look(properties)
                style_id = attribute(child(properties, "rStyle"), "val")
                if style_id in self._styles:
                    own = own.over(self._styles[style_id].look)
                own = own.over(look)
                if not own.vanish and child(properties, "del") is None:
                    self._runs(item, own, pieces)
            elif name == "t":
                pieces.append(show(item.text or "", look.font, bool(look.caps)))
            elif name in _TEXT:
                pieces.append(_TEXT[name])
            elif name == "sym":
                code = attribute(item, "char") or ""
                pieces.append(symbol(attribute(item, "font") or "", int(code, 16)) if _is_hex(code) else "")
            elif name in _NOTES:
                note = (_NOTES[name], attribute(item, "id") or "")
                if note not in self._marks:
                    self._notes.append(note)
                    self._marks[note] = len(self._notes)
                pieces.append(f"[{self._marks[note]}]")
            elif name in ("txbxContent", "footnote", "endnote"):  # notes of Word 2003 stand where their mark is
                self._boxes.append(item)
            elif len(item):
                self._runs(item, look, pieces)


def _main_part(package: Package) -> str:
    if "_rels/.rels" in package:
        for node in children(package.xml("_rels/.rels"), "Relationship"):
            if (attribute(node, "Type") or "").endswith("/officeDocument"):
                return posixpath.normpath((attribute(node, "Target") or "").lstrip("/"))
    return "word/document.xml"


def _flattened(parent: etree._Element) -> Iterator[etree._Element]:
    """Yield the children of an element, and those of what only wraps them."""
    for node in parent:
        name = local(node)
        if name in _WRAPPERS:
            yield from _flattened(node)
        elif name not in _DROPPED:
            yield node


def _look(properties: etree._Element | None) -> _Look:
    if properties is None:
        return _Look()
    fonts = child(properties, "rFonts")
    return _Look(
        attribute(fonts, "ascii") or attribute(fonts, "hAnsi"),
        _switch(properties, "caps"),
        _switch(properties, "vanish"),
    )


def _switch(properties: etree._Element, name: str) -> bool | None:
    node = child(properties, name)
    return None if node is None else attribute(node, "val") in _ON


def _list_of(properties: etree._Element | None) -> tuple[str | None, int]:
    numbers = child(properties, "numPr")
    return attribute(child(numbers, "numId"), "val"), number(child(numbers, "ilvl"), "val", 0)


def _is_hex(value: str) -> bool:
    return 0 < len(value) <= 6 and all(char in "0123456789abcdefABCDEF" for char in value)
