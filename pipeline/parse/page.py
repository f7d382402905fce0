"""An HTML page as a list of lines, each with the element that it stands in.

One walk over the parsed tree, with a stack of its own: a page may nest as deep as it likes. Nothing is chosen here;
every visible character of what is read is in a line.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.parse import attributes, tables
from pipeline.parse.attributes import Pair
from pipeline.parse.labels import read as read_label
from pipeline.parse.roles import roles
from pipeline.parse.tables import Slot

_UNSEEN = frozenset(
    {"script", "style", "noscript", "template", "iframe", "object", "embed", "applet", "svg", "canvas", "audio"}
    | {"video", "map", "select", "button", "input", "textarea", "datalist", "progress", "meter", "param", "source"}
    | {"track", "head", "title", "meta", "link", "base", "img", "noframes", "noembed"}
)
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div"}
    | {"dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"header", "hgroup", "hr", "html", "legend", "li", "main", "marquee", "menu", "nav", "ol", "p", "pre", "search"}
    | {"section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
_MARKS = {
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), "heading"),
    **{"h1": "h1", "figcaption": "caption", "caption": "caption", "li": "item", "p": "", "div": "", "center": ""},
}
_WHITE = re.compile(r"[ \t\n\r\f\x0b]+")
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)
_LAYOUT = re.compile(
    r"CH[ỦU]\s+NGH[ĨI]A\s+VI[ỆE]T\s+NAM|Độc\s+lập\s*[-–]\s*Tự\s+do|Nơi\s+nhận\s*:|Kính\s+gửi\s*:|ĐẢNG\s+CỘNG\s+SẢN",
    re.IGNORECASE,
)
_LONG_CELL = 3000
_LAYOUT_ROWS = 2
_LAYOUT_LINES = 3
_PAGE_LINES = 4
_PAGE_SHARE = 0.5
_ATTRIBUTE_LINES = 6  # lines that an attribute table may hold beside two for each label
_LONGEST_LABEL = 120
_MARK_LEVELS = 2
_SPANNING = ("td", "th")
_INLINE, _LINK = -1, -2
_ROOT_ID = re.compile(r"[A-Za-z][\w-]{0,60}")
_STEPS = 3
_LONGEST_GADGET = 60  # characters
_LONGEST_NAME = 200
_LONGEST_STYLE = 1000


@dataclass(slots=True)
class Element:
    """One block element.

    Attributes:
        tag: its name.
        parent: index of the enclosing block element; -1 for the root.
        names: its id, classes and role, as one string.
        id: its id.
        nth: its number among its siblings of the same name, from 1.
        last: index after its last descendant.
        is_hidden: its markup hides it.
        counts: how many children of each name it has.
        above: of the root: path to its parent.
        mark: what its lines are: h1, heading, caption, item or empty.
        level: how many elements up that was said.
    """

    tag: str
    parent: int
    names: str = ""
    id: str = ""
    nth: int = 1
    last: int = 0
    is_hidden: bool = False
    counts: dict[str, int] | None = None
    mark: str = ""
    level: int = 0
    above: str = ""

    @property
    def step(self) -> str:
        """Its step in a CSS path."""
        if _ROOT_ID.fullmatch(self.id):
            return f"{self.tag}#{self.id}"
        return self.tag if self.tag == "body" else f"{self.tag}:nth-of-type({self.nth})"


@dataclass(slots=True)
class PageLine:
    """One line of a page.

    Attributes:
        text: its text, white space collapsed.
        element: index of the innermost block element.
        linked: how many of its characters are links.
        links: how many links begin in it.
        soft: the break before it is a <br>.
        mark: h1, heading, item, row, caption, metadata or empty.
        href: address of the last link that begins in it.
        cells: of a row: its cells, in the order of the line.
        table: number of the table that a row belongs to.
    """

    text: str
    element: int
    linked: int = 0
    links: int = 0
    soft: bool = False
    mark: str = ""
    href: str = ""
    cells: tuple[Slot, ...] = ()
    table: int = -1


@dataclass(slots=True)
class _Table:
    element: int
    start: int
    rows: list[list[tables.RawCell]] = field(default_factory=list)
    has_table: bool = False
    in_head: bool = False


@dataclass(slots=True)
class Page:
    """A page: its block elements, parents before children, and its lines.

    Attributes:
        elements: block elements.
        lines: lines in the order of the page.
        pairs: labels and values of the tables in which the page says what its document is.
    """

    elements: list[Element] = field(default_factory=list)
    lines: list[PageLine] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    _paths: dict[int, str] = field(default_factory=dict)

    def path(self, element: int) -> str:
        """Return a short CSS path to an element: from the nearest id, or the last steps."""
        found = self.elements[element]
        if _ROOT_ID.fullmatch(found.id):
            return found.step
        if found.parent < 0:
            return f"{found.above} > {found.step}" if found.above else found.step
        if found.parent not in self._paths:
            self._paths[found.parent] = self._above(found.parent)
        return f"{self._paths[found.parent]} > {found.step}"

    def _above(self, element: int) -> str:
        steps: list[str] = []
        while element >= 0 and len(steps) < _STEPS:
            found = self.elements[element]
            steps.append(found.step)
            if _ROOT_ID.fullmatch(found.id):
                break
            if found.parent < 0 and found.above:
                steps.append(found.above)
            element = found.parent
        return " > ".join(reversed(steps))


def read(tree: LexborHTMLParser) -> Page:
    """Return the lines and block elements of a parsed page."""
    node = tree.body or tree.root
    return read_nodes([node]) if node is not None else Page()


def read_nodes(nodes: Iterable[LexborNode], dropped: Collection[int] | None = None) -> Page:
    """Return the lines of some elements of a page, one after the other.

    Args:
        nodes: none stands in another.
        dropped: `mem_id` of elements that are left out. Where it is given, nobody will ask what the names of an element
            say, nor for tables in which the page says what its document is.
    """
    reader = _Reader(dropped)
    for node in nodes:
        reader.walk(node)
    return reader.page


def _is_gadget(span: LexborNode) -> bool:
    """Whether an inline element is a button or a tooltip that a script hangs on the text."""
    names = span.attributes.get("class") or ""
    return "noise" in roles(names[:_LONGEST_NAME]) and len(span.text()) <= _LONGEST_GADGET


def _place(node: LexborNode) -> tuple[int, str]:
    """Return the number of an element among its siblings of the same name, and the path to its parent."""
    steps: list[str] = []
    around = node.parent
    while around is not None and around.tag not in (None, "html", "-document") and len(steps) < _STEPS:
        given = around.attributes.get("id") or ""
        if _ROOT_ID.fullmatch(given):
            steps.append(f"{around.tag}#{given}")
            break
        steps.append("body" if around.tag == "body" else f"{around.tag}:nth-of-type({_nth(around)})")
        around = around.parent
    return _nth(node), " > ".join(reversed(steps))


def _nth(node: LexborNode) -> int:
    count, before = 1, node.prev
    while before is not None:
        count += before.tag == node.tag
        before = before.prev
    return count


class _Reader:
    def __init__(self, dropped: Collection[int] | None) -> None:
        self.page = Page()
        self._dropped = dropped or ()
        self._with_attributes = dropped is None
        self._open: list[int] = []  # one entry for each open element: index, _INLINE or _LINK
        self._current = -1
        self._words: list[str] = []
        self._linked = self._links = self._in_link = self._in_pre = 0
        self._href = ""
        self._soft = self._after_link = False
        self._tables: list[_Table] = []
        self._labels: list[int] = []  # lines that are labels of attributes
        self._starts: list[int] = []  # for each open block element, the number of lines before it
        self._number = 0  # of the tables that are data

    def walk(self, root: LexborNode) -> None:
        """Read an element."""
        node = root
        around: list[LexborNode] = []
        while True:
            tag = node.tag or ""
            if tag == "-text":
                self._text(node.text_content or "")
            elif tag == "br":
                self._flush(soft=True)
            elif tag[:1] not in "-_" and tag not in _UNSEEN and self._enter(tag, node, is_root=not around):
                child = node.child
                if child is not None:
                    around.append(node)
                    node = child
                    continue
                self._leave(node)
            while around:
                following = node.next
                if following is not None:
                    node = following
                    break
                node = around.pop()
                self._leave(node)
            else:
                self._flush()
                return

    # -- text ----------------------------------------------------------------------------------------------------

    def _text(self, text: str) -> None:
        if self._in_pre and "\n" in text:
            first, *others = text.split("\n")
            self._words.append(first)
            for part in others:
                self._flush(soft=True)
                self._words.append(part)
            return
        if not self._words and text.isspace():
            return
        if self._in_link:
            self._linked += len(text.strip())
        self._words.append(text)
        self._after_link = False

    def _flush(self, *, soft: bool = False) -> None:
        """End the line; `soft` if it ends with a <br>."""
        if self._words:
            text = self._words[0] if len(self._words) == 1 else "".join(self._words)
            self._words.clear()
            if "\xa0" not in text:
                text = " ".join(text.split())
            elif "\n" in text or "\t" in text or "  " in text:
                text = _WHITE.sub(" ", text).strip()
            else:
                text = text.strip()
            if text[:1] == "\ufeff":
                text = text.lstrip("\ufeff").strip()
            if text:
                lines = self.page.lines
                if self._with_attributes and len(text) <= _LONGEST_LABEL and attributes.label_of(text):
                    self._labels.append(len(lines))
                linked = min(self._linked, len(text))
                lines.append(PageLine(text, self._current, linked, self._links, self._soft, self._mark(), self._href))
                self._soft = soft
        self._linked = self._links = 0
        self._href = ""

    def _mark(self) -> str:
        mark = self.page.elements[self._current].mark if self._current >= 0 else ""
        if mark != "item" or self._starts[-1] == len(self.page.lines):
            return mark
        return ""

    # -- elements ------------------------------------------------------------------------------------------------

    def _enter(self, tag: str, node: LexborNode, *, is_root: bool) -> bool:
        """Open an element; False if it is left out."""
        if tag not in _BLOCKS and not is_root:
            kind = _INLINE
            if tag == "a":
                href = node.attributes.get("href")
                if href is not None:
                    kind = _LINK
                    self._in_link += 1
                    self._links += 1
                    if self._after_link and self._words:
                        self._words.append(" ")  # links side by side are set apart by style
                    self._href = href
            elif tag == "span" and self._with_attributes and _is_gadget(node):
                return False
            if self._dropped and node.mem_id in self._dropped:
                return False
            self._open.append(kind)
            return True
        if self._dropped and node.mem_id in self._dropped:
            if self._current >= 0:  # it is counted all the same
                self._count(tag)
            return False
        if self._words:
            self._flush()
        self._soft = False
        page = self.page
        index = len(page.elements)
        element = Element(tag, self._current)
        if self._current >= 0:
            element.nth = self._count(tag)
        else:
            element.nth, element.above = _place(node)
        given = node.attributes if self._with_attributes or tag in _SPANNING else {}
        if not self._with_attributes:
            element.id = (node.id or "")[:_LONGEST_NAME]
        elif given:
            element.id = (given.get("id") or "")[:_LONGEST_NAME]
            names = (element.id, (given.get("class") or "")[:_LONGEST_NAME], (given.get("role") or "")[:_LONGEST_NAME])
            element.names = " ".join(filter(None, names))
            style = given.get("style")
            element.is_hidden = "hidden" in given or bool(style and _HIDDEN.search(style[:_LONGEST_STYLE]))
        mark = _MARKS.get(tag)
        if mark:
            element.mark = mark
        elif mark is not None and self._current >= 0:
            outer = page.elements[self._current]
            if outer.mark and outer.level < _MARK_LEVELS:
                element.mark, element.level = outer.mark, outer.level + 1
        page.elements.append(element)
        self._open.append(index)
        self._starts.append(len(page.lines))
        self._current = index
        if tag == "pre":
            self._in_pre += 1
        elif tag == "table":
            if self._tables:
                self._tables[-1].has_table = True
            self._tables.append(_Table(index, len(page.lines)))
        elif self._tables:
            self._enter_table(tag, given)
        return True

    def _count(self, tag: str) -> int:
        """Return the number of a child among those of its name in the current element."""
        around = self.page.elements[self._current]
        if around.counts is None:
            around.counts = {}
        around.counts[tag] = around.counts.get(tag, 0) + 1
        return around.counts[tag]

    def _enter_table(self, tag: str, given: dict[str, str | None]) -> None:
        table = self._tables[-1]
        if tag == "tr":
            table.rows.append([])
        elif tag in ("td", "th") and table.rows:
            rows, columns = tables.span(given.get("rowspan")), tables.span(given.get("colspan"))
            table.rows[-1].append(tables.RawCell(len(self.page.lines), rows, columns, tag == "th" or table.in_head))
        elif tag in ("thead", "tbody", "tfoot"):
            table.in_head = tag == "thead"

    def _leave(self, node: LexborNode) -> None:
        index = self._open.pop()
        if index < 0:
            if index == _LINK:
                self._in_link -= 1
                self._after_link = True
            return
        if self._words:
            self._flush()
        self._soft = False
        start = self._starts.pop()
        element = self.page.elements[index]
        element.last = len(self.page.elements)
        self._current = element.parent
        tag = element.tag
        if tag == "pre":
            self._in_pre -= 1
        elif tag in ("td", "th") and self._tables and self._tables[-1].rows and self._tables[-1].rows[-1]:
            self._tables[-1].rows[-1][-1].end = len(self.page.lines)
        elif tag == "table" and self._tables:
            self._close_table(self._tables.pop(), node)
        elif self._labels and self._labels[-1] >= start and tag in ("dl", "ul", "div", "section", "article"):
            self._read_attributes(index, start, node)

    def _read_attributes(self, index: int, start: int, node: LexborNode) -> bool:
        """Replace the lines of an element by its labels and values, if it is a table of attributes."""
        labels = [i for i in self._labels if i >= start]
        count = len(self.page.lines) - start
        if (
            len({self.page.lines[i].text for i in labels}) < attributes.FEWEST
            or count > 2 * len(labels) + _ATTRIBUTE_LINES
        ):
            return False
        fragment = node.html or ""
        if len(fragment) > attributes.LONGEST_FRAGMENT:
            return False
        pairs = attributes.read(fragment)
        if sum(bool(label) for label, _ in pairs) < attributes.FEWEST:
            return False
        del self.page.lines[start:]
        del self._labels[-len(labels) :]
        for label, value in pairs:
            text = f"{label}: {value}" if label else value
            self.page.lines.append(PageLine(text, index, mark="metadata" if label else ""))
        self.page.pairs += pairs
        return True

    def _close_table(self, table: _Table, node: LexborNode) -> None:
        """Put the cells of a row side by side, unless the table only lays out the page."""
        may_be_attributes = bool(self._labels) and self._labels[-1] >= table.start and not table.has_table
        if may_be_attributes and self._read_attributes(table.element, table.start, node):
            return
        rows = [cells for cells in table.rows if cells]
        if table.has_table or not self._is_data(rows):
            return
        lines = self.page.lines
        first = rows[0][0].start
        kept = lines[table.start : first]  # a caption
        made = []
        for slots in tables.place(rows, lines):
            within = [lines[i] for cell in slots for i in range(cell.start, cell.end)]
            if within:
                linked, links = sum(line.linked for line in within), sum(line.links for line in within)
                text, found = tables.row([slot.slot for slot in slots])
                href = next((line.href for line in within if line.href), "")
                made.append(PageLine(text, table.element, linked, links, False, "row", href, found, self._number))
        self._number += 1
        lines[table.start :] = kept + made
        while self._labels and self._labels[-1] >= table.start:
            self._labels.pop()

    def _is_data(self, rows: list[list[tables.RawCell]]) -> bool:
        if max(map(len, rows), default=0) < 2:
            return False
        lines = self.page.lines
        sizes = [(sum(len(line.text) for line in lines[c.start : c.end]), c.end - c.start) for row in rows for c in row]
        largest, in_lines = max(sizes)
        if in_lines >= _PAGE_LINES and largest >= _PAGE_SHARE * sum(size for size, _ in sizes):
            return False  # one cell holds the page, the others its margins
        if largest > _LONG_CELL:
            return False
        for row in rows:
            for cell in row:
                for line in lines[cell.start : cell.end]:
                    if _LAYOUT.search(line.text):
                        return False
                    label = read_label(line.text)
                    if label and label.kind in ("article", "chapter", "signature"):
                        return False
        tall = any(count >= _LAYOUT_LINES for _, count in sizes)
        return not (len(rows) <= _LAYOUT_ROWS and tall)
