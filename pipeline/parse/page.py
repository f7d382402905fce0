"""An HTML page as a list of lines, each with the element that it stands in.

The parser mends the markup; what it writes out again is cut at its tags and walked once, with a stack of its own: a
page may nest as deep as it likes. Strings are cheaper than the nodes of a tree, and equal tags are understood once.
Nothing is chosen here; every visible character of what is read is in a line.
"""

from __future__ import annotations

import re
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, count, islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.parse import attributes, tables
from pipeline.parse.attributes import Pair
from pipeline.parse.labels import read as read_label
from pipeline.parse.lines import Line
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
_VOID = frozenset(  # have no end tag
    {"area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link"}
    | {"meta", "param", "source", "track", "wbr"}
)
_RAW = re.compile(r"<(!--|(?:script|style|iframe|noembed|noframes|pre)(?=[ >]))")  # hold what is no markup, or lines
_TAGS = re.compile(r"(<[^>]*>?)")  # the parser writes > in an attribute as &gt;
_WHITE = "\t\n\r\f\x0b\x85\u2028\u2029"
_BLANKS = re.compile(r"  [ ]*")  # found thrice as fast as with {2,}
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)
_LAYOUT = re.compile(  # in small letters
    r"ch[ủu]\s+ngh[ĩi]a\s+vi[ệe]t\s+nam|độc\s+lập\s*[-–]\s*tự\s+do|nơi\s+nhận\s*:|kính\s+gửi\s*:|đảng\s+cộng\s+sản"
)
_SHORTEST_LAYOUT = len("nơi nhận:")
_LONG_CELL = 3000
_LAYOUT_ROWS = 2
_LAYOUT_LINES = 3
_PAGE_LINES = 4
_PAGE_SHARE = 0.5
_ATTRIBUTE_LINES = 6  # lines that an attribute table may hold beside two for each label
_LONGEST_LABEL = 120
# What is done at a tag. Those up to _BREAK end a line; an _EMPTY block is void or left out.
_BLOCK, _TABLE, _EMPTY, _END, _END_TABLE, _BREAK, _INLINE, _LINK, _END_LINK, _HIDES, _GADGET = range(11)
_DROPPED = "vanban-dropped"  # attribute of what a declaration leaves out
_TABLES = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th"})
_MAY_BE_ATTRIBUTES = frozenset({"dl", "ul", "div", "section", "article"})
_LONGEST_KNOWN, _MOST_KNOWN = 300, 4096  # characters of a tag that is remembered, and how many are
_ROOT_ID = re.compile(r"[A-Za-z][\w-]{0,60}")
_STEPS = 3
_LONGEST_GADGET, _GADGET_PIECES = 60, 80  # characters, tags and texts
_LONGEST_NAME = 200
_LONGEST_STYLE = 1000


@dataclass(slots=True)
class Tag:
    """What a tag says.

    Attributes:
        name: its name.
        kind: what a reader does at it.
        mark: what the lines of the element are: h1, heading, caption, item; empty if what is around it says that; null
            if they are nothing of the kind.
        names: id, classes and role of the element, as one string.
        id: its id, where a path can begin with it.
        href: address that a link leads to.
        rows, columns: how far a cell says that it reaches.
        is_hidden: the markup hides the element.
        roles: what it is for by its names, where that was asked before.
    """

    name: str
    kind: int
    mark: str | None = None
    names: str = ""
    id: str = ""
    href: str = ""
    rows: int = 1
    columns: int = 1
    is_hidden: bool = False
    roles: frozenset[str] | None = None


@dataclass(slots=True)
class PageLine:
    """One line of a page.

    Attributes:
        text: its text, white space collapsed.
        element: index of the innermost block element; -1 for a line that is not in the page.
        linked: how many of its characters are links.
        links: how many links begin in it.
        soft: the break before it is a <br>.
        mark: h1, title, heading, item, row, caption, metadata or empty.
        href: address of the last link that begins in it.
        cells: of a row: its cells, in the order of the line.
        read: how rules look at it, where that was asked before.
        table: number of the table that a row belongs to.
    """

    text: str
    element: int = -1
    linked: int = 0
    links: int = 0
    soft: bool = False
    mark: str = ""
    href: str = ""
    cells: Sequence[Slot] = ()
    table: int = -1
    read: Line | None = None


@dataclass(slots=True)
class _Table:
    element: int
    first: int  # line
    rows: list[list[tables.RawCell]] = field(default_factory=list)
    has_table: bool = False
    in_head: bool = False


@dataclass
class Page:
    """A page: its block elements, parents before children, and its lines.

    Attributes:
        lines: lines in the order of the page.
        tags: for each block element, the tag that it begins with.
        parents: index of the block element around it; -1 for a root.
        lasts: index after its last descendant.
        firsts: index of the first line in it.
        ends: index after the last line in it.
        pairs: labels and values of the tables in which the page says what its document is.
        roots: for the elements that stand in none of the others, their nodes.
    """

    lines: list[PageLine] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    lasts: list[int] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    roots: dict[int, LexborNode] = field(default_factory=dict)
    _paths: dict[int, str] = field(default_factory=dict)

    def path(self, element: int) -> str:
        """Return a short CSS path to an element: from the nearest id, or the last steps."""
        if self.tags[element].id:
            return self._steps[element]
        parent = self.parents[element] if self.parents[element] >= 0 else element
        if parent not in self._paths:
            self._paths[parent] = self._above(parent)
        return self._paths[parent] if parent == element else f"{self._paths[parent]} > {self._steps[element]}"

    def _above(self, element: int) -> str:
        steps: list[str] = []
        while element >= 0 and len(steps) < _STEPS:
            steps.append(self._steps[element])
            if self.tags[element].id:
                break
            if self.parents[element] < 0:
                steps += self._places[element][1]
            element = self.parents[element]
        return " > ".join(reversed(steps))

    @cached_property
    def _places(self) -> dict[int, tuple[int, list[str]]]:
        """For each root, its number among its siblings and the steps above it, the nearest first."""
        siblings: dict[int, dict[int, int]] = {}
        return {element: _place(node, siblings) for element, node in self.roots.items()}

    @cached_property
    def _steps(self) -> list[str]:
        """The step of each element in a CSS path: its id, or its number among its siblings of the same name."""
        counts: dict[tuple[int, str], int] = {}
        steps = []
        for element, (tag, parent) in enumerate(zip(self.tags, self.parents, strict=True)):
            if parent < 0:
                nth = self._places[element][0]
            else:
                nth = counts[parent, tag.name] = counts.get((parent, tag.name), 0) + 1
            steps.append(_step(tag.name, tag.id, nth))
        return steps


def read(tree: LexborHTMLParser) -> Page:
    """Return the lines and block elements of a parsed page."""
    node = tree.body or tree.root
    return read_nodes([node]) if node is not None else Page()


def read_nodes(nodes: Iterable[LexborNode], dropped: Iterable[LexborNode] | None = None) -> Page:
    """Return the lines of some elements of a page, one after the other.

    Args:
        nodes: none stands in another.
        dropped: elements that are left out. Where it is given, nobody will ask what the names of an element say, nor
            for tables in which the page says what its document is.
    """
    marked = {node.mem_id: node.attrs for node in dropped or ()}
    for given in marked.values():
        given[_DROPPED] = ""
    reader = _Reader(with_attributes=dropped is None)
    for node in nodes:
        if node.tag not in _UNSEEN:
            reader.page.roots[len(reader.page.tags)] = node
            reader.walk(node.html or "")
    for given in marked.values():
        del given[_DROPPED]
    return reader.page


def _place(node: LexborNode, siblings: dict[int, dict[int, int]]) -> tuple[int, list[str]]:
    """Return the number of an element among its siblings of the same name, and the steps to it, the nearest first."""
    nth, steps = _nth(node, siblings), list[str]()
    around = node.parent
    while around is not None and around.tag not in (None, "html", "-document") and len(steps) < _STEPS:
        given = _root_id(around.attributes.get("id") or "")
        steps.append(_step(around.tag or "", given, _nth(around, siblings)))
        if given:
            break
        around = around.parent
    return nth, steps


def _root_id(given: str) -> str:
    """Return an id that a path can begin with; empty for any other."""
    return given if given and _ROOT_ID.fullmatch(given) else ""


def _step(name: str, given: str, nth: int) -> str:
    if given:
        return f"{name}#{given}"
    return name if name == "body" else f"{name}:nth-of-type({nth})"


def _nth(node: LexborNode, siblings: dict[int, dict[int, int]]) -> int:
    """Return the number of an element among its siblings of the same name; all of them are counted at once."""
    parent = node.parent
    if parent is None:
        return 1
    if parent.mem_id not in siblings:
        counts: dict[str | None, int] = {}
        siblings[parent.mem_id] = found = {}
        for child in parent.iter():
            found[child.mem_id] = counts[child.tag] = counts.get(child.tag, 0) + 1
    return siblings[parent.mem_id].get(node.mem_id, 1)


# ---- tags


def _read_tag(printed: str) -> Tag:
    """Understand a tag as the parser writes it; with a blank after it, as that of a block whatever it is."""
    if printed[-1] == " ":
        tag = _read_tag(printed[:-1])
        if printed.startswith("</"):
            return Tag(tag.name, _END)
        return replace(tag, kind=_EMPTY if tag.kind == _HIDES or tag.name in _VOID else _BLOCK)
    if printed.startswith("</"):
        name = printed[2:-1]
        if name in _BLOCKS:
            return Tag(name, _END_TABLE if name in _TABLES else _END)
        return Tag(name, _END_LINK if name == "a" else _INLINE)
    name = printed[1:-1].partition(" ")[0]
    if name in _UNSEEN:
        return Tag(name, _INLINE if name in _VOID else _HIDES)
    if name == "br":
        return Tag(name, _BREAK)
    is_dropped = f' {_DROPPED}="' in printed
    if name in _BLOCKS:
        tag = Tag(name, _TABLE if name in _TABLES else _BLOCK, _MARKS.get(name))
        if is_dropped or name in _VOID:
            tag.kind = _EMPTY
        if len(printed) > len(name) + len("<>"):
            given = [_value(printed, key) for key in ("id", "class", "role")]
            tag.id = _root_id(given[0])
            tag.names = " ".join([value[:_LONGEST_NAME] for value in given if value])
            style = _value(printed, "style")[:_LONGEST_STYLE]
            tag.is_hidden = ' hidden="' in printed or bool(style and _HIDDEN.search(style))
            if name in ("td", "th"):
                tag.rows, tag.columns = (tables.span(_value(printed, key)) for key in ("rowspan", "colspan"))
        return tag
    if is_dropped:
        return Tag(name, _HIDES)
    if name == "a":
        return Tag(name, _LINK, href=_value(printed, "href"))
    if name == "span" and "noise" in roles(_value(printed, "class")[:_LONGEST_NAME]):
        return Tag(name, _GADGET)  # a script hung it on the text
    return Tag(name, _INLINE)


class _Tags(dict[str, Tag]):
    """What tags say. Those seen last are remembered, on whatever page: many pages are of the same few sites."""

    def __missing__(self, printed: str) -> Tag:
        tag = _read_tag(printed)
        if len(printed) <= _LONGEST_KNOWN:
            if len(self) >= _MOST_KNOWN:
                self.clear()
            self[printed] = tag
        return tag


_known = _Tags()


def _value(printed: str, key: str) -> str:
    """Return the value of one attribute; empty if it is not given. The parser writes " in a value as &quot;."""
    return _unescaped(printed.partition(f' {key}="')[2].partition('"')[0])


def _with_breaks(html: str) -> str:
    """Return markup in which the lines of preformatted text are set apart by tags."""
    parts = html.split("</pre>")
    for number, part in enumerate(parts[:-1]):
        start = part.find("<pre")
        if start < 0:
            continue
        pieces = _TAGS.split(part[start:])
        pieces[::2] = [text.replace("\n", "<br>") for text in pieces[::2]]
        parts[number] = part[:start] + "".join(pieces)
    return "</pre>".join(parts)


def _even(html: str) -> str:
    """Return markup without comments and scripts, and with blanks for all white space but hard blanks."""
    parts, at, looked, has_lines = [], 0, 0, False
    while found := _RAW.search(html, looked):
        start, looked = found.span()
        if found[1] == "pre":
            has_lines = True
            continue
        end = html.find("-->" if found[1] == "!--" else f"</{found[1]}>", looked)
        if end >= 0 and html.rfind("<", at, start) <= html.rfind(">", at, start):  # and not the name of an attribute
            parts.append(html[at:start])
            at = looked = html.index(">", end) + 1
    if parts:
        html = "".join([*parts, html[at:]])
    if has_lines:
        html = _with_breaks(html)
    for white in _WHITE:
        if white in html:
            html = html.replace(white, " ")
    return html


def _unescaped(text: str) -> str:
    """Return a text as it was before the parser wrote it: it names five characters and no others."""
    if "&" not in text:
        return text
    text = text.replace("&nbsp;", "\xa0").replace("&lt;", "<").replace("&gt;", ">")
    return text.replace("&quot;", '"').replace("&amp;", "&")


class _Reader:
    def __init__(self, *, with_attributes: bool) -> None:
        self.page = Page()
        self._with_attributes = with_attributes
        self._tables: list[_Table] = []
        self._labels: list[int] = []  # lines that are labels of attributes
        self._pieces: list[str] = []  # text and tags in turn
        self._number = 0  # of the tables that are data

    def walk(self, html: str) -> None:
        """Read an element, as the parser writes it. One loop over its tags, without a call where none is needed."""
        html = _even(html)
        if self._with_attributes:  # nothing is left out, whatever the page itself says
            html = html.replace(_DROPPED, "dropped")
        pieces = self._pieces = _TAGS.split(html)
        page, with_attributes, labels = self.page, self._with_attributes, self._labels
        beginnings = attributes.beginnings() if with_attributes else ()
        lines, tags, parents, lasts, firsts, ends = (
            page.lines, page.tags, page.parents, page.lasts, page.firsts, page.ends,
        )  # fmt: skip
        words: list[str] = []
        href = ""
        linked = links = 0  # characters in links, and links, of this line
        open_links: list[bool] = []
        in_link, after_link = False, False
        soft = False
        current = -1
        self._enclose()
        steps = zip(count(1, 2), map(_known.__getitem__, pieces[1::2]), pieces[2::2], strict=False)
        for i, tag, following in steps:
            kind, text = tag.kind, following
            if kind <= _BREAK:
                if words:
                    line = (words[0] if len(words) == 1 else "".join(words)).strip()
                    words.clear()
                    if "  " in line:
                        line = _BLANKS.sub(" ", line)
                    if line[:1] == "\ufeff":
                        line = line.lstrip("\ufeff").strip()
                    if line:
                        length = len(line)
                        if line[:2] in beginnings and length <= _LONGEST_LABEL and attributes.label_of(line):
                            labels.append(len(lines))
                        mark, around = tags[current].mark, parents[current]
                        if mark == "" and around >= 0:
                            mark = tags[around].mark
                            if mark == "" and parents[around] >= 0:
                                mark = tags[parents[around]].mark
                        if mark == "item" and firsts[current] != len(lines):
                            mark = ""
                        if linked > length:
                            linked = length
                        lines.append(PageLine(line, current, linked, links, soft, mark or "", href))
                        soft = kind == _BREAK
                    linked = links = 0
                    href = ""
                if kind <= _EMPTY:
                    soft = False
                    parents.append(current)
                    tags.append(tag)
                    at = len(lines)
                    firsts.append(at)
                    ends.append(at)
                    at = len(tags)
                    lasts.append(at)
                    if kind == _BLOCK:
                        current = at - 1
                    elif kind == _TABLE:
                        current = at - 1
                        self._enter_table(tag, current)
                    else:  # it is counted all the same
                        text = self._skip(tag.name, i, steps)
                elif kind <= _END_TABLE and tags[current].name == tag.name:  # others are raw text
                    soft = False
                    ends[current] = len(lines)
                    lasts[current] = len(tags)
                    if kind == _END_TABLE:
                        self._leave_table(tag.name, current, i)
                    elif labels and labels[-1] >= firsts[current] and tag.name in _MAY_BE_ATTRIBUTES:
                        self._read_attributes(current, i)
                    current = parents[current]
                    if current < 0:
                        break
            elif kind == _INLINE:
                pass
            elif kind == _LINK:
                open_links.append(bool(tag.href))
                if tag.href:
                    in_link = True
                    links += 1
                    if after_link and words:
                        words.append(" ")  # links side by side are set apart by style
                    href = tag.href
            elif kind == _END_LINK:
                if open_links and open_links.pop():
                    in_link, after_link = any(open_links), True
            elif kind == _HIDES or (kind == _GADGET and with_attributes and self._is_gadget(i)):
                text = self._skip(tag.name, i, steps)
            if text and (words or not text.isspace()):
                if "&" in text:
                    text = _unescaped(text)
                if in_link:
                    linked += len(text.strip())
                words.append(text)
                after_link = False

    def _enclose(self) -> None:
        """Make the element that is read a block, whatever it is: its tags are those of no other."""
        pieces, last = self._pieces, len(self._pieces) - 2
        if _known[pieces[1]].kind > _EMPTY:
            pieces[1] += " "
            if last > 1:
                pieces[last] += " "

    # -- what is passed over -------------------------------------------------------------------------------------

    def _end(self, name: str, i: int, most: int = sys.maxsize) -> int:
        """Return where in the pieces the element ends whose tag stands at a place; `most` is as far as it looks."""
        pieces, end, begins = self._pieces, f"</{name}>", (f"<{name}>", f"<{name} ")
        if name in _VOID:
            return i
        depth = 1
        for j in range(i + 2, min(len(pieces), i + most), 2):
            if pieces[j] == end:
                depth -= 1
                if not depth:
                    return j
            elif pieces[j].startswith(begins):
                depth += 1
        return len(pieces) - 2

    def _skip(self, name: str, i: int, steps: Iterator[tuple[int, Tag, str]]) -> str:
        """Pass over an element; return the text after it."""
        end = self._end(name, i)
        deque(islice(steps, (end - i) // 2), maxlen=0)
        return self._pieces[end + 1]

    def _is_gadget(self, i: int) -> bool:
        """Whether an inline element is no longer than the buttons and tooltips that scripts hang on a text."""
        end = self._end("span", i, _GADGET_PIECES)
        return end - i <= _GADGET_PIECES and sum(map(len, self._pieces[i + 1 : end : 2])) <= _LONGEST_GADGET

    # -- tables --------------------------------------------------------------------------------------------------

    def _enter_table(self, tag: Tag, element: int) -> None:
        """Note a table, or one of its parts."""
        if tag.name == "table":
            if self._tables:
                self._tables[-1].has_table = True
            self._tables.append(_Table(element, len(self.page.lines)))
        elif self._tables:
            table = self._tables[-1]
            if tag.name == "tr":
                table.rows.append([])
            elif tag.name in ("td", "th"):
                if table.rows:
                    is_header = tag.name == "th" or table.in_head
                    start = len(self.page.lines)
                    table.rows[-1].append(tables.RawCell(start, tag.rows, tag.columns, is_header, start))
            else:
                table.in_head = tag.name == "thead"

    def _leave_table(self, name: str, element: int, i: int) -> None:
        """Note the end of a table, which stands at a place in the pieces, or of one of its parts."""
        if name == "table":
            if self._tables:
                self._close_table(self._tables.pop(), i)
        elif name in ("td", "th") and self._tables and self._tables[-1].rows and self._tables[-1].rows[-1]:
            self._tables[-1].rows[-1][-1].end = self.page.ends[element]

    def _read_attributes(self, element: int, i: int) -> bool:
        """Replace the lines of an element, which ends at a place in the pieces, by its labels and values if any."""
        lines, first = self.page.lines, self.page.firsts[element]
        labels = [j for j in self._labels if j >= first]
        if len({lines[j].text for j in labels}) < attributes.FEWEST:
            return False
        if len(lines) - first > 2 * len(labels) + _ATTRIBUTE_LINES:
            return False
        fragment = "".join(self._pieces[self._begin(self.page.tags[element].name, i) : i + 1])
        if len(fragment) > attributes.LONGEST_FRAGMENT:
            return False
        pairs = attributes.read(fragment)
        if sum(bool(label) for label, _ in pairs) < attributes.FEWEST:
            return False
        texts = [(f"{label}: {value}", "metadata") if label else (value, "") for label, value in pairs]
        self._replace(element, first, [PageLine(text, element, mark=mark) for text, mark in texts])
        self.page.pairs += pairs
        return True

    def _begin(self, name: str, i: int) -> int:
        """Return where in the pieces the element begins whose end tag stands at a place."""
        pieces, end, begins = self._pieces, f"</{name}>", (f"<{name}>", f"<{name} ")
        depth = 1
        for j in range(i - 2, 0, -2):
            if pieces[j] == end:
                depth += 1
            elif pieces[j].startswith(begins):
                depth -= 1
                if not depth:
                    return j
        return 1

    def _replace(self, element: int, start: int, made: list[PageLine]) -> None:
        """Replace the last lines, which stand in parts of an element, by others that it holds itself."""
        page = self.page
        page.lines[start:] = made
        for inner in range(element + 1, len(page.tags)):
            page.firsts[inner], page.ends[inner] = min(page.firsts[inner], start), min(page.ends[inner], start)
        page.ends[element] = len(page.lines)
        while self._labels and self._labels[-1] >= start:
            self._labels.pop()

    def _close_table(self, table: _Table, i: int) -> None:
        """Put the cells of a row side by side, unless the table only lays out the page."""
        may_be_attributes = bool(self._labels) and self._labels[-1] >= table.first and not table.has_table
        if may_be_attributes and self._read_attributes(table.element, i):
            return
        rows = [cells for cells in table.rows if cells]
        if table.has_table or not self._is_data(rows):
            return
        lines = self.page.lines
        made = []
        for cells, slots in zip(rows, tables.place(rows, lines), strict=True):
            within = [line for cell in cells for line in lines[cell.start : cell.end]]
            if within:
                linked, links = sum([line.linked for line in within]), sum([line.links for line in within])
                text = tables.row(slots)
                href = next((line.href for line in within if line.href), "")
                made.append(PageLine(text, table.element, linked, links, False, "row", href, slots, self._number))
        self._number += 1
        self._replace(table.element, rows[0][0].start, made)  # what stands above the first cell is a caption

    def _is_data(self, rows: list[list[tables.RawCell]]) -> bool:
        if max(map(len, rows), default=0) < 2:
            return False
        if all(sum(c.end > c.start for c in row) < 2 for row in rows):
            return False  # nothing stands side by side: a signature
        texts = [[line.text for line in self.page.lines[c.start : c.end]] for row in rows for c in row]
        sizes = [(sum(map(len, lines)), len(lines)) for lines in texts]
        largest, in_lines = max(sizes)
        if in_lines >= _PAGE_LINES and largest >= _PAGE_SHARE * sum(size for size, _ in sizes):
            return False  # one cell holds the page, the others its margins
        if largest > _LONG_CELL:
            return False
        for text in chain.from_iterable(texts):
            if len(text) >= _SHORTEST_LAYOUT and _LAYOUT.search(text.lower()):
                return False
            label = read_label(text)
            if label and label.kind in ("article", "chapter", "signature"):
                return False
        tall = any(count >= _LAYOUT_LINES for _, count in sizes)
        return not (len(rows) <= _LAYOUT_ROWS and tall)
