"""ODT: OpenDocument text, by its XML in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from pipeline.limits import MAX_TABLE_CELLS
from pipeline.parse.document import ParsedDocument
from pipeline.parse.drafts import Paragraph, Part, Table, TableCell, compose, inner, note_below
from pipeline.parse.office.numbering import format_number
from pipeline.parse.office.package import Package, attribute, check_protection, child, children, local, number
from pipeline.parse.office.symbols import show
from pipeline.refusals import ParseError

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"

_DROPPED = frozenset(
    {"tracked-changes", "annotation", "annotation-end", "sequence-decls", "forms", "variable-decls", "desc", "title"}
    | {"user-field-decls", "dde-connection-decls", "alphabetical-index-auto-mark-file", "index-title-template"}
)
_KINDS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_MOST_REPEATED = 100
_MOST_STYLES = 20
_OUTLINE = "\0"  # the list of headings


@dataclass(frozen=True, slots=True)
class _Look:
    """What a style says of how its text is shown; null where it says nothing."""

    font: str | None = None
    caps: bool | None = None
    hidden: bool | None = None

    def over(self, below: _Look) -> _Look:
        """Return this look where it says something, else the one below."""
        return _Look(
            self.font or below.font,
            below.caps if self.caps is None else self.caps,
            below.hidden if self.hidden is None else self.hidden,
        )


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
        self._looks, self._parents, self._lists = self._read_styles()
        self._counts: dict[str, list[int]] = {}
        self._parts: list[Part] = []
        self._notes: list[etree._Element] = []
        self._boxes: list[etree._Element] = []
        self._paragraphs = self._tables = 0
        self._cells = 0  # that are being read, one in another
        self._made = 0  # that were read

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

    def _read_styles(self) -> tuple[dict[str, _Look], dict[str, str], dict[str, dict[int, _Level]]]:
        """Return what styles say of letters, the styles that they are based on, and the levels of list styles."""
        looks: dict[str, _Look] = {}
        parents: dict[str, str] = {}
        lists: dict[str, dict[int, _Level]] = {}
        for root in (self._styles, self._content):
            for folder in ("styles", "automatic-styles"):
                for node in _all(child(root, folder)):
                    name = attribute(node, "name") or ""
                    if local(node) == "style":
                        looks[name] = _read_look(child(node, "text-properties"))
                        parents[name] = attribute(node, "parent-style-name") or ""
                    elif local(node) in ("list-style", "outline-style"):
                        name = _OUTLINE if local(node) == "outline-style" else name
                        lists[name] = {number(level, "level"): _read_level(level) for level in node}
        return looks, parents, lists

    def _look(self, style: str | None) -> _Look:
        look = _Look()
        for _ in range(_MOST_STYLES):
            if not style:
                break
            look, style = look.over(self._looks.get(style, _Look())), self._parents.get(style)
        return look

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
                if name == "h" and depth == 0 and attribute(node, "is-list-header") != "true":
                    label = self._label(_OUTLINE, number(node, "outline-level"))
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
        has_text = any(local(item) in ("p", "h") for item in node)
        label = self._label(list_style or "", depth, number(node, "start-value", -1)) if has_text else ""
        for item in node:
            if local(item) in ("p", "h"):
                self._paragraph(item, label)
                label = ""
            elif local(item) == "list":
                self._blocks(item, attribute(item, "style-name") or list_style, depth + 1)
            elif local(item) not in _DROPPED:
                self._blocks(item, list_style, depth)

    def _label(self, style: str, depth: int, start: int = -1) -> str:
        levels = self._lists.get(style, {})
        this = levels.get(depth)
        if this is None:
            return ""
        counts = self._counts.setdefault(style, [])
        del counts[depth:]
        while len(counts) < depth:
            above = levels.get(len(counts) + 1, _Level())
            counts.append(above.start - 1 if len(counts) + 1 == depth else above.start)
        counts[depth - 1] = start if start >= 0 else counts[depth - 1] + 1
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
        text = "".join(self._pieces(node, self._look(style)))
        if label and (text.strip() or self._cells):  # a cell may hold its number and nothing else
            text = f"{label} {text.lstrip()}".rstrip()
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
            for _ in range(self._repeated(tr, "number-rows-repeated")):
                col = 0
                for tc in tr:
                    if local(tc) == "covered-table-cell":
                        col += number(tc, "number-columns-repeated")
                    elif local(tc) == "table-cell":
                        wide = number(tc, "number-columns-spanned")
                        high = number(tc, "number-rows-spanned")
                        for _ in range(self._repeated(tc, "number-columns-repeated")):
                            self._made += 1
                            self._cells += 1
                            cells.append(TableCell(row, col, self._apart(tc), high, wide, is_header))
                            self._cells -= 1
                            col += 1
                row += 1
        self._parts.append(Table(cells, name))

    def _repeated(self, node: etree._Element, name: str) -> int:
        """Return how often a row or cell stands there; once it is where tables in each other have become too many."""
        return min(number(node, name), _MOST_REPEATED) if self._made < MAX_TABLE_CELLS else 1

    # -- text ----------------------------------------------------------------------------------------------------

    def _pieces(self, node: etree._Element, look: _Look) -> Iterator[str]:
        """Yield the text of an element."""
        yield _shown(node.text, look)
        for item in node:
            name = local(item)
            if name == "s":
                yield " " * min(number(item, "c"), 100)
            elif name == "tab":
                yield "\t"
            elif name == "line-break":
                yield "\n"
            elif name == "note":
                body = child(item, "note-body")
                if body is not None:
                    self._notes.append(body)
                    yield f"[{len(self._notes)}]"
            elif not name or name in _DROPPED:
                pass
            elif any(local(inner) in ("p", "h", "list") for inner in item):  # a text box, or a shape with a text
                self._boxes.append(item)
            else:
                own = self._look(attribute(item, "style-name")) if name == "span" else _Look()
                yield from self._pieces(item, own.over(look))
            yield _shown(item.tail, look)


def _shown(text: str | None, look: _Look) -> str:
    return "" if look.hidden else show(text or "", look.font, bool(look.caps))


def _read_look(properties: etree._Element | None) -> _Look:
    font = attribute(properties, "font-name") or attribute(properties, "font-family")
    transform, display = attribute(properties, "text-transform"), attribute(properties, "display")
    return _Look(
        font.strip("'\"") if font else None,
        None if transform is None else transform == "uppercase",
        None if display is None else display == "none",
    )


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
        start=number(node, "start-value"),
        shown=number(node, "display-levels"),
    )
