"""ODT: OpenDocument text, by its XML in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from pipeline.parse.document import ParsedDocument
from pipeline.parse.drafts import Paragraph, Part, Table, TableCell, compose, inner, note_below
from pipeline.parse.office.numbering import format_number
from pipeline.parse.office.package import Package, attribute, check_protection, child, children, local
from pipeline.parse.office.symbols import show
from pipeline.refusals import ParseError

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"

_DROPPED = frozenset(
    {"tracked-changes", "annotation", "annotation-end", "sequence-decls", "forms", "variable-decls", "desc", "title"}
    | {"user-field-decls", "dde-connection-decls", "alphabetical-index-auto-mark-file", "index-title-template"}
)
_KINDS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_MOST_SPANNED = 1_000
_MOST_REPEATED = 100
_MOST_STYLES = 20


@dataclass(frozen=True, slots=True)
class _Level:
    kind: str = ""
    before: str = ""
    after: str = ""
    start: int = 1
    shown: int = 1
    bullet: str = ""


def parse_odt(data: bytes) -> ParsedDocument:
    """Parse an ODT file.

    Raises:
        ParseError: `unreadable`, `encrypted`, `too_large` or `empty`.
    """
    package = Package(data)
    check_protection(package)
    return compose(_Reader(package).parts(), MEDIA_TYPE)


class _Reader:
    def __init__(self, package: Package) -> None:
        self._content = package.xml("content.xml")
        self._styles = package.xml("styles.xml") if "styles.xml" in package else None
        self._fonts, self._parents, self._lists, self._list_of = self._read_styles()
        self._counts: dict[str, list[int]] = {}
        self._parts: list[Part] = []
        self._notes: list[etree._Element] = []
        self._boxes: list[etree._Element] = []
        self._paragraphs = self._tables = 0

    def parts(self) -> list[Part]:
        body = child(self._content, "body", "text")
        if body is None:
            raise ParseError("unreadable", "the file has no text: it is damaged; open and save it again")
        self._blocks(body)
        done = 0
        while done < len(self._notes):  # a note may hold a note
            note = self._notes[done]
            done += 1
            said = "\n".join(text for text in map(str.strip, self._apart(note)) if text)
            self._parts.append(note_below(done, said))
        return self._furniture("header") + self._parts + self._furniture("footer")

    # -- styles --------------------------------------------------------------------------------------------------

    def _read_styles(
        self,
    ) -> tuple[dict[str, str], dict[str, str], dict[str, dict[int, _Level]], dict[str, str]]:
        """Return fonts and parents of styles, levels of list styles, and list styles of paragraph styles."""
        fonts: dict[str, str] = {}
        parents: dict[str, str] = {}
        lists: dict[str, dict[int, _Level]] = {}
        list_of: dict[str, str] = {}
        for root in (self._styles, self._content):
            for folder in ("styles", "automatic-styles"):
                for node in _all(child(root, folder)):
                    name = attribute(node, "name") or ""
                    if local(node) == "style":
                        look = child(node, "text-properties")
                        font = attribute(look, "font-name") or attribute(look, "font-family")
                        if font:
                            fonts[name] = font.strip("'\"")
                        parent = attribute(node, "parent-style-name")
                        if parent:
                            parents[name] = parent
                        listed = attribute(node, "list-style-name")
                        if listed:
                            list_of[name] = listed
                    elif local(node) == "list-style":
                        lists[name] = {_count(attribute(level, "level")): _read_level(level) for level in node}
        return fonts, parents, lists, list_of

    def _font(self, style: str | None) -> str | None:
        for _ in range(_MOST_STYLES):
            if not style or style in self._fonts:
                break
            style = self._parents.get(style)
        return self._fonts.get(style or "")

    def _furniture(self, kind: str) -> list[Part]:
        found: dict[str, None] = {}
        for master in children(child(self._styles, "master-styles"), "master-page"):
            for node in master:
                if local(node).startswith(kind):
                    found.update(dict.fromkeys(text for text in self._apart(node) if text.strip()))
        return [Paragraph(text, element=kind, is_furniture=True) for text in found]

    # -- blocks --------------------------------------------------------------------------------------------------

    def _apart(self, node: etree._Element) -> list[str]:
        """Return the paragraphs of an element that stands apart from the text: a cell, a note."""
        kept, self._parts = self._parts, []
        self._blocks(node)
        found, self._parts = self._parts, kept
        return inner(found)

    def _blocks(self, parent: etree._Element, list_style: str | None = None, depth: int = 0) -> None:
        label = ""
        for node in parent:
            name = local(node)
            if name in ("p", "h"):
                self._paragraph(node, label)
                label = ""
            elif name == "list":
                style = attribute(node, "style-name") or list_style
                if (
                    depth == 0
                    and attribute(node, "continue-numbering") != "true"
                    and not attribute(node, "continue-list")
                ):
                    self._counts[style or ""] = []
                self._blocks(node, style, depth + 1)
            elif name == "list-item":
                self._item(node, list_style, depth)
            elif name == "list-header":
                self._blocks(node, list_style, depth)
            elif name == "table":
                self._table(node)
            elif name not in _DROPPED:
                self._blocks(node, list_style, depth)

    def _item(self, node: etree._Element, list_style: str | None, depth: int) -> None:
        first = next((item for item in node if local(item) in ("p", "h")), None)
        label = ""
        if first is not None and "".join(self._pieces(first, None, dry=True)).strip():
            label = self._label(list_style or "", depth, attribute(node, "start-value"))
        for item in node:
            if local(item) in ("p", "h"):
                self._paragraph(item, label)
                label = ""
            elif local(item) == "list":
                self._blocks(item, attribute(item, "style-name") or list_style, depth + 1)
            elif local(item) not in _DROPPED:
                self._blocks(item, list_style, depth)

    def _label(self, style: str, depth: int, start: str | None) -> str:
        levels = self._lists.get(style, {})
        this = levels.get(depth)
        if this is None:
            return ""
        counts = self._counts.setdefault(style, [])
        del counts[depth:]
        while len(counts) < depth:
            above = levels.get(len(counts) + 1, _Level())
            counts.append(above.start - 1 if len(counts) + 1 == depth else above.start)
        counts[depth - 1] = _count(start) if start else counts[depth - 1] + 1
        if this.bullet:
            return this.bullet
        if not this.kind:
            return (this.before + this.after).strip()
        first = max(1, depth - this.shown + 1)
        numbers = [format_number(counts[at - 1], levels.get(at, this).kind) for at in range(first, depth + 1)]
        return f"{this.before}{'.'.join(filter(None, numbers))}{this.after}".strip()

    def _paragraph(self, node: etree._Element, label: str) -> None:
        self._paragraphs += 1
        style = attribute(node, "style-name")
        text = "".join(self._pieces(node, self._font(style)))
        if label:
            text = f"{label} {text.lstrip()}"
        element = f"{local(node)}[{self._paragraphs}]"
        self._parts.append(Paragraph(text, "heading" if local(node) == "h" else "", element))
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self._blocks(box)

    def _table(self, node: etree._Element) -> None:
        self._tables += 1
        name = f"table[{self._tables}]"
        cells: list[TableCell] = []
        row = 0
        for tr, is_header in _rows(node, False):
            for _ in range(min(_count(attribute(tr, "number-rows-repeated"), 1), _MOST_REPEATED)):
                col = 0
                for tc in tr:
                    if local(tc) == "covered-table-cell":
                        col += _count(attribute(tc, "number-columns-repeated"), 1)
                    elif local(tc) == "table-cell":
                        repeated = min(_count(attribute(tc, "number-columns-repeated"), 1), _MOST_REPEATED)
                        wide = _count(attribute(tc, "number-columns-spanned"), 1)
                        high = _count(attribute(tc, "number-rows-spanned"), 1)
                        for _ in range(repeated):
                            cells.append(TableCell(row, col, self._apart(tc), high, wide, is_header))
                            col += 1
                row += 1
        self._parts.append(Table(cells, name))

    # -- text ----------------------------------------------------------------------------------------------------

    def _pieces(self, node: etree._Element, font: str | None, *, dry: bool = False) -> Iterator[str]:
        """Yield the text of an element; `dry`: only to see whether there is any."""
        yield show(node.text or "", font)
        for item in node:
            name = local(item)
            if name == "s":
                yield " " * min(_count(attribute(item, "c"), 1), 100)
            elif name == "tab":
                yield "\t"
            elif name == "line-break":
                yield "\n"
            elif name == "note":
                if not dry:
                    body = child(item, "note-body")
                    if body is not None:
                        self._notes.append(body)
                        yield f"[{len(self._notes)}]"
            elif name == "text-box":
                if not dry:
                    self._boxes.append(item)
            elif name and name not in _DROPPED:
                own = self._font(attribute(item, "style-name")) if name == "span" else None
                yield from self._pieces(item, own or font, dry=dry)
            yield show(item.tail or "", font)


def _all(node: etree._Element | None) -> list[etree._Element]:
    return [] if node is None else list(node)


def _rows(node: etree._Element, is_header: bool) -> Iterator[tuple[etree._Element, bool]]:
    for item in node:
        name = local(item)
        if name == "table-row":
            yield item, is_header
        elif name in ("table-rows", "table-row-group", "table-header-rows"):
            yield from _rows(item, is_header or name == "table-header-rows")


def _read_level(node: etree._Element) -> _Level:
    if local(node) == "list-level-style-bullet":
        char = attribute(node, "bullet-char") or "•"
        return _Level(bullet="•" if "\ue000" <= char[0] <= "\uf8ff" else char[:1])
    return _Level(
        kind=_KINDS.get(attribute(node, "num-format") or "", ""),
        before=(attribute(node, "num-prefix") or "")[:40],
        after=(attribute(node, "num-suffix") or "")[:40],
        start=_count(attribute(node, "start-value"), 1),
        shown=_count(attribute(node, "display-levels"), 1),
    )


def _count(value: str | None, default: int = 1) -> int:
    return min(int(value), _MOST_SPANNED) if value and value.isascii() and value.isdigit() else default
