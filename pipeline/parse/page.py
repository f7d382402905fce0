"""An HTML page as a list of lines, each with the element that it stands in.

One walk over the parsed tree, with a stack of its own: a page may nest as deep as it likes. Nothing is chosen here;
every visible character of the page is in a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.parse import attributes
from pipeline.parse.labels import read as read_label
from pipeline.parse.roles import roles

_UNSEEN = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "applet",
        "svg",
        "canvas",
        "audio",
        "video",
    }
    | {"map", "select", "button", "input", "textarea", "datalist", "progress", "meter", "param", "source", "track"}
    | {"head", "title", "meta", "link", "base"}
)
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div"}
    | {"dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"header", "hgroup", "hr", "html", "legend", "li", "main", "marquee", "menu", "nav", "ol", "p", "pre", "search"}
    | {"section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_WHITE = re.compile(r"[ \t\n\r\f\x0b]+")
_UNEVEN = re.compile(r"[\t\n\r\f\x0b]|  ")
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
_INLINE, _LINK = -1, -2
_ROOT_ID = re.compile(r"[A-Za-z][\w-]{0,60}")
_STEPS = 3
_GADGET = 60  # characters
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
    """

    tag: str
    parent: int
    names: str = ""
    id: str = ""
    nth: int = 1
    last: int = 0
    is_hidden: bool = False
    counts: dict[str, int] = field(default_factory=dict)

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
    """

    text: str
    element: int
    linked: int = 0
    links: int = 0
    soft: bool = False
    mark: str = ""


@dataclass(slots=True)
class _Table:
    element: int
    start: int
    rows: list[list[tuple[int, int]]] = field(default_factory=list)
    has_table: bool = False


@dataclass(slots=True)
class Page:
    """A page: its block elements, parents before children, and its lines."""

    elements: list[Element] = field(default_factory=list)
    lines: list[PageLine] = field(default_factory=list)
    _paths: dict[int, str] = field(default_factory=dict)

    def path(self, element: int) -> str:
        """Return a short CSS path to an element: from the nearest id, or the last steps."""
        found = self.elements[element]
        if found.parent < 0 or _ROOT_ID.fullmatch(found.id):
            return found.step
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
            element = found.parent
        return " > ".join(reversed(steps))


def read(tree: LexborHTMLParser) -> Page:
    """Return the lines and block elements of a parsed page."""
    reader = _Reader()
    node = tree.body or tree.root
    if node is not None:
        reader.walk(node)
    return reader.page


def _is_gadget(span: LexborNode) -> bool:
    """Whether an inline element is a button or a tooltip that a script hangs on the text."""
    names = span.attributes.get("class") or ""
    return "noise" in roles(names[:_LONGEST_NAME]) and len(span.text()) <= _GADGET


class _Reader:
    def __init__(self) -> None:
        self.page = Page()
        self._open: list[int] = []  # one entry for each open element: index, _INLINE or _LINK
        self._current = -1
        self._words: list[str] = []
        self._linked = self._links = self._in_link = self._in_pre = 0
        self._soft = self._after_link = False
        self._tables: list[_Table] = []
        self._labels: list[int] = []  # lines that are labels of attributes
        self._starts: list[int] = []  # for each open block element, the number of lines before it

    def walk(self, root: LexborNode) -> None:
        node: LexborNode | None = root
        depth = 0
        while node is not None:
            tag = node.tag or ""
            if tag == "-text":
                self._text(node.text_content or "")
            elif tag == "br":
                self._flush(soft=True)
            elif tag[:1] not in "-_" and tag not in _UNSEEN and not (tag == "span" and _is_gadget(node)):
                self._enter(tag, node)
                child = node.child
                if child is not None:
                    node = child
                    depth += 1
                    continue
                self._leave(node)
            while node is not None:
                if depth == 0:
                    return
                following = node.next
                if following is not None:
                    node = following
                    break
                node = node.parent
                depth -= 1
                if node is not None:
                    self._leave(node)

    # -- text ----------------------------------------------------------------------------------------------------

    def _text(self, text: str) -> None:
        if self._in_pre and "\n" in text:
            first, *others = text.split("\n")
            self._words.append(first)
            for part in others:
                self._flush(soft=True)
                self._words.append(part)
            return
        if text.isspace() and not self._words:
            return
        if self._in_link:
            self._linked += len(text.strip())
        self._words.append(text)
        self._after_link = False

    def _flush(self, *, soft: bool = False) -> None:
        """End the line; `soft` if it ends with a <br>."""
        if self._words:
            text = "".join(self._words)
            if _UNEVEN.search(text):
                text = _WHITE.sub(" ", text) if "\xa0" in text else " ".join(text.split())
            text = text.strip().lstrip("\ufeff").strip()
            self._words.clear()
            if text:
                if len(text) <= 120 and attributes.label_of(text):
                    self._labels.append(len(self.page.lines))
                line = PageLine(
                    text, self._current, min(self._linked, len(text)), self._links, self._soft, self._mark()
                )
                self.page.lines.append(line)
                self._soft = soft
        self._linked = self._links = 0

    def _mark(self) -> str:
        element = self._current
        for _ in range(3):
            if element < 0:
                return ""
            found = self.page.elements[element]
            if found.tag == "h1":
                return "h1"
            if found.tag in _HEADINGS:
                return "heading"
            if found.tag in ("figcaption", "caption"):
                return "caption"
            if found.tag == "li":
                is_first = self._starts[-1] == len(self.page.lines) if self._starts else True
                return "item" if is_first else ""
            if found.tag not in ("p", "div", "center"):
                return ""
            element = found.parent
        return ""

    # -- elements ------------------------------------------------------------------------------------------------

    def _enter(self, tag: str, node: LexborNode) -> None:
        if tag not in _BLOCKS:
            if tag == "a" and "href" in node.attributes:
                self._in_link += 1
                self._links += 1
                if self._after_link and self._words:
                    self._words.append(" ")  # links side by side are set apart by style
                self._open.append(_LINK)
            else:
                self._open.append(_INLINE)
            return
        if self._words:
            self._flush()
        self._soft = False
        index = len(self.page.elements)
        element = Element(tag, self._current)
        if self._current >= 0:
            counts = self.page.elements[self._current].counts
            element.nth = counts[tag] = counts.get(tag, 0) + 1
        given = node.attributes
        if given:
            element.id = (given.get("id") or "")[:_LONGEST_NAME]
            names = (element.id, (given.get("class") or "")[:_LONGEST_NAME], (given.get("role") or "")[:_LONGEST_NAME])
            element.names = " ".join(filter(None, names))
            style = given.get("style")
            element.is_hidden = "hidden" in given or bool(style and _HIDDEN.search(style[:_LONGEST_STYLE]))
        self.page.elements.append(element)
        self._open.append(index)
        self._starts.append(len(self.page.lines))
        self._current = index
        if tag == "pre":
            self._in_pre += 1
        elif tag == "table":
            if self._tables:
                self._tables[-1].has_table = True
            self._tables.append(_Table(index, len(self.page.lines)))
        elif tag == "tr" and self._tables:
            self._tables[-1].rows.append([])

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
        if element.tag == "pre":
            self._in_pre -= 1
        elif element.tag in ("td", "th") and self._tables and self._tables[-1].rows:
            self._tables[-1].rows[-1].append((start, len(self.page.lines)))
        if element.tag == "table" and self._tables:
            self._close_table(self._tables.pop(), node)
        elif self._labels and self._labels[-1] >= start and element.tag in ("dl", "ul", "div", "section", "article"):
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
        first = rows[0][0][0]
        kept = lines[table.start : first]  # a caption
        made = []
        for cells in rows:
            within = [lines[i] for start, end in cells for i in range(start, end)]
            if within:
                texts = [" ".join(line.text for line in lines[start:end]).replace("|", "¦") for start, end in cells]
                linked, links = sum(line.linked for line in within), sum(line.links for line in within)
                made.append(PageLine(" | ".join(texts).strip(), table.element, linked, links, mark="row"))
        lines[table.start :] = kept + made
        while self._labels and self._labels[-1] >= table.start:
            self._labels.pop()

    def _is_data(self, rows: list[list[tuple[int, int]]]) -> bool:
        if max(map(len, rows), default=0) < 2:
            return False
        lines = self.page.lines
        sizes = [(sum(len(line.text) for line in lines[a:b]), b - a) for cells in rows for a, b in cells]
        largest, in_lines = max(sizes)
        if in_lines >= _PAGE_LINES and largest >= _PAGE_SHARE * sum(size for size, _ in sizes):
            return False  # one cell holds the page, the others its margins
        for cells in rows:
            for start, end in cells:
                length = sum(len(line.text) for line in lines[start:end])
                if length > _LONG_CELL or any(_LAYOUT.search(line.text) for line in lines[start:end]):
                    return False
                if any(
                    (label := read_label(line.text)) and label.kind in ("article", "chapter", "signature")
                    for line in lines[start:end]
                ):
                    return False
        tall = any(end - start >= _LAYOUT_LINES for cells in rows for start, end in cells)
        return not (len(rows) <= _LAYOUT_ROWS and tall)
