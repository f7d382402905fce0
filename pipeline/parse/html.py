"""HTML pages: the document that a page shows, as lines with the elements that they came from.

selectolax parses, finds and cuts. A page of a declared site (`sites`) is read where its declaration says; any other
by what its markup and its lines look like (`content`), with resiliparse's guess at the main content as the second
opinion where they say nothing. What portals that no site declares build of lists and boxes in place of an attribute
table is read by BeautifulSoup over lxml (`attributes`).
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile

from resiliparse.extract.html2text import extract_plain_text
from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.limits import MAX_LINKS
from pipeline.parse import blocks, byline, content, css, furniture, head, lines, nesting, page, portal, sites
from pipeline.parse.content import letters
from pipeline.parse.document import ParsedDocument
from pipeline.parse.lines import Line
from pipeline.parse.page import Page, PageLine
from pipeline.parse.sites import Layout
from pipeline.parse.text import headline
from pipeline.refusals import ParseError
from schemas.records import Cell, Link, PortalField

MEDIA_TYPE = "text/html"

_LITTLE = 200  # characters of text that a document has at least
_OFFICE = re.compile(r"\.(?:docx?|rtf|xlsx?)$", re.IGNORECASE)  # a page called so was written by a program, whole
_TORN_ROW = re.compile(r"\s*<(?:tr|td|th|tbody|thead)\b", re.IGNORECASE)


@dataclass
class Reading:
    """What is read of a page before its text has a structure.

    Attributes:
        tree: the page.
        base: its address.
        lines: the lines of the document.
        page: where they stand; null where a second opinion found them.
        title: what the page calls it; null where only the name of the site is given.
        published_at: what the page declares.
        site: the site that the page is of.
        layout: the layout of the site that it has.
        is_declared: the lines were found where the layout says.
        chosen: lines of the page that the general reader took for the document.
    """

    tree: LexborHTMLParser
    base: str | None = None
    lines: list[PageLine] = field(default_factory=list)
    page: Page | None = None
    title: str | None = None
    published_at: dt.date | None = None
    site: str | None = None
    layout: Layout | None = None
    is_declared: bool = False
    chosen: Sequence[PageLine] = ()

    @cached_property
    def declared_fields(self) -> tuple[PortalField, ...]:
        """What the page says of its document where the layout says, read when it is asked for."""
        wanted = self.layout.fields if self.layout else ()
        return portal.fields(pair for row in wanted for pair in portal.declared(self.tree, row))

    @property
    def fields(self) -> tuple[PortalField, ...]:
        """What the page says of its document."""
        return self.declared_fields or (portal.of_one_document(portal.fields(self.page.pairs)) if self.page else ())

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Related documents and files that the page names, read when they are asked for."""
        declared = portal.links(self.tree, self.layout, self.base) if self.layout else ()
        if declared or self.is_declared:
            return declared
        files = (line for line in self.chosen if line.href and portal.is_file(line.href))
        links = (portal.attachment(line.text, line.href, self.base) for line in files)
        return tuple(dict.fromkeys(link for link in links if link))[:MAX_LINKS]

    @property
    def text(self) -> str:
        """The lines, one below the other."""
        return "\n".join([line.text for line in self.lines])


def parse_html(decoded: str, name: str = "") -> ParsedDocument:
    """Parse a decoded HTML page.

    Args:
        decoded: the page.
        name: what it was read under; looked at where it is a web address, or that of an office file.

    Returns:
        The document: title, by-line, text; of a page that holds no text but attributes, those as `metadata` lines.
        Rows of tables are lines whose cells are set apart by " | ". `element` of a block is the CSS path of the
        element that it begins in.

    Raises:
        ParseError: `too_large`, if the page nests deeper than any page that a browser shows; `empty`, if no text
            is visible on it.
    """
    reading = read(decoded, name)
    text, parts, cells = _lay(reading.lines, reading.page)
    if not parts:
        message = "no text is visible on the page: it breaks off, or scripts draw it; save it from a browser"
        raise ParseError("empty", message)
    hidden = [False] * len(parts)
    by = byline.find(parts, hidden) if not (reading.published_at or reading.is_declared) else None
    structure = blocks.structure(text, parts, hidden)
    marked = list(takewhile(lambda part: part.mark == "title", parts))
    title = text[marked[0].start : marked[-1].end] if marked else reading.title or headline(text, structure)
    return ParsedDocument(
        text=text,
        blocks=structure,
        media_type=MEDIA_TYPE,
        title=" ".join(title.split()) if title else None,
        published_at=reading.published_at or (by[1] if by else None),
        cells=cells,
        portal_fields=reading.fields,
        links=reading.links,
        site=reading.site,
    )


def read(decoded: str, name: str = "", *, by_site: bool = True) -> Reading:
    """Return the lines of the document that a page shows, and what the page says beside them.

    Args:
        decoded: the page.
        name: what it was read under; looked at where it is a web address, or that of an office file.
        by_site: whether declarations of sites are asked.

    Raises:
        ParseError: `too_large`, as in `parse_html`.
    """
    source = decoded.removeprefix("\ufeff")
    if _TORN_ROW.match(source):
        source = f"<table>{source}</table>"
    data = source.encode("utf-8", "replace")
    if b"\x00" in data:
        source, data = source.replace("\x00", " "), data.replace(b"\x00", b" ")
    nesting.check(data)
    tree = LexborHTMLParser(data)
    said = head.read(tree)
    base = portal.address(said.addresses, source, name)
    site = sites.find(tree, base) if by_site else None
    reading = Reading(tree, base, title=said.title, published_at=said.published_at)
    if site is not None:
        reading.site = site.id
        reading.base = base or (f"https://{site.hosts[0]}/" if site.hosts else None)
        reading.layout = next(
            (lay for lay in site.at(said.published_at) if not lay.when or css.matches(tree.root, lay.when)), None
        )
        if reading.layout is not None:
            _read_declared(reading, reading.layout)
    if not reading.is_declared and _OFFICE.search(name):
        reading.page = page.read(tree)
        reading.lines = _marked(reading.page.lines)
    elif not reading.is_declared:
        _read_general(reading, source)
    return reading


# ---- pages of declared sites


def _read_declared(reading: Reading, layout: Layout) -> None:
    """Fill a reading from where the layout says."""
    tree = reading.tree
    reading.published_at = portal.published(tree, layout) or reading.published_at
    shown = _first(tree, layout.headline)
    reading.title = shown or _first(tree, layout.title) or reading.title
    if not layout.body:
        lines = [PageLine(f"{item.label}: {item.value}", mark="metadata") for item in reading.declared_fields]
    else:
        nodes, drop = _outermost(css.find(tree.root, ", ".join(layout.body))), ", ".join(layout.drop)
        dropped = [inner for node in nodes for inner in css.find(node, drop)] if drop else []
        reading.page = page.read_nodes(nodes, dropped)
        lines = _marked(reading.page.lines)
        if not _is_much(lines) and not reading.links:
            return
    if not lines:
        return
    if shown:
        wanted = letters(shown)
        above = [line for line in lines[:_TITLE_LINES] if letters(line.text) != wanted]
        lines = [PageLine(shown, mark="title"), *above, *lines[_TITLE_LINES:]]
    reading.lines, reading.is_declared = lines, True


def _first(tree: LexborHTMLParser, selectors: Sequence[str]) -> str | None:
    """Return the words of the first element that one of the selectors finds and that has any."""
    for selector in selectors:
        found = css.first(tree.root, selector)
        words = " ".join(found.text(separator=" ").split()) if found else ""
        if words:
            return words
    return None


_TITLE_LINES = 3


def _outermost(nodes: Sequence[LexborNode]) -> list[LexborNode]:
    """Return the nodes that stand in none of the others, in the order of the page."""
    ids = {node.mem_id for node in nodes}
    free: set[int] = set()  # elements above, in none of the nodes
    found: list[LexborNode] = []
    for node in nodes:
        way: list[int] = []
        around = node.parent
        while around is not None and around.mem_id not in ids and around.mem_id not in free:
            way.append(around.mem_id)
            around = around.parent
        if around is None or around.mem_id in free:
            free.update(way)
            if not (found and found[-1].mem_id == node.mem_id):
                found.append(node)
    return found


# ---- any other page


def _read_general(reading: Reading, source: str) -> None:
    """Fill a reading from what the page looks like."""
    found = reading.page = page.read(reading.tree)
    chosen = content.choose(found, reading.title)
    reading.chosen = [found.lines[i] for i in chosen.lines]
    reading.lines = _without_furniture(_compose(found, chosen, reading.title, source))


def _is_much(lines: Iterable[PageLine]) -> bool:
    """Whether lines hold as much text as a document has at least."""
    length = 0
    for line in lines:
        length += len(line.text)
        if length >= _LITTLE:
            return True
    return False


def _without_furniture(found: list[PageLine]) -> list[PageLine]:
    """Leave out counters, menus and link lists that stand among the lines, and attributes beside a text."""
    read = [lines.line(line.text, 0, soft=line.soft) for line in found]
    kept = []
    for line, seen, is_hidden in zip(found, read, furniture.mark(read), strict=True):
        line.read = seen
        if not is_hidden:
            kept.append(line)
    text = [line for line in kept if line.mark != "metadata"]
    return text if _is_much(line for line in text if line.mark != "title") else kept


def _compose(found: Page, chosen: content.Content, title: str | None, source: str) -> list[PageLine]:
    """Return the chosen lines; what a second opinion takes for the text where they say little."""
    lines: list[PageLine] | None = None
    length = sum(len(found.lines[i].text) for i in chosen.lines)
    if chosen.is_doubted or not length:
        guess = extract_plain_text(source, main_content=True, alt_texts=False, links=False, form_fields=False)
        if len(guess) > 2 * length + _LITTLE:
            lines = [PageLine(line.strip(), soft=True) for line in guess.split("\n") if line.strip()]
        elif length < _LITTLE:  # better too much than nothing
            lines = found.lines
            for line in lines:
                line.mark = "title" if line.mark == "h1" else line.mark
    if lines is None:
        lines = _chosen(found, chosen)
    if title and chosen.headline < 0 and lines and not _is_said(title, lines):
        lines = [PageLine(title, mark="title"), *lines]
    return lines


def _chosen(found: Page, chosen: content.Content) -> list[PageLine]:
    """Return the chosen lines with their marks; a break after something left out is none of a paragraph."""
    at = found.lines[chosen.headline].element if chosen.headline >= 0 else -1
    lines = []
    before = -1
    for i in chosen.lines:
        line = found.lines[i]
        line.soft = line.soft and i == before + 1
        if line.element == at:
            line.mark = "title"
        lines.append(line)
        before = i
    return _marked(lines)


def _marked(lines: list[PageLine]) -> list[PageLine]:
    """Return lines in which a h1 that is not the headline is a heading."""
    for line in lines:
        if line.mark == "h1":
            line.mark = "heading"
    return lines


def _is_said(title: str, lines: Sequence[PageLine]) -> bool:
    """Whether the beginning of the text already says the title of the page."""
    above = [line.text for line in lines[:12]]
    return any(title in text for text in above) or letters(title) in "".join(map(letters, above))


# ---- text and cells


def _lay(found: Sequence[PageLine], page: Page | None) -> tuple[str, list[Line], tuple[Cell, ...]]:
    """Lay lines one below the other; those of a page know the elements that they came from."""
    if not found:
        return "", [], ()
    text = "\n".join([line.text.replace("\n", " ") for line in found])
    if not unicodedata.is_normalized("NFC", text):  # character references can decompose what was composed
        text = unicodedata.normalize("NFC", text)
    parts: list[Line] = []
    cells: list[Cell] = []
    ordinals: dict[int, int] = {}
    position = 0
    for raw, line in zip(text.split("\n"), found, strict=True):
        part = line.read if line.read and raw == line.text else lines.line(raw, 0, soft=line.soft)
        part.start, part.end, part.mark = position, position + len(raw), line.mark
        if page is not None and line.element >= 0:
            part.element = page.path(line.element)
        parts.append(part)
        if line.cells:
            cells += _cells(line, raw, position, ordinals.setdefault(line.table, len(ordinals)))
        position += len(raw) + 1
    return text, parts, tuple(cells)


def _cells(line: PageLine, raw: str, position: int, table: int) -> list[Cell]:
    """Return the cells of a row, with their place in the text; none where normalising it has moved them."""
    if raw != line.text:
        return []
    return [
        Cell(
            table_no=table,
            row=slot.row,
            col=slot.col,
            start=position + slot.offset,
            end=position + slot.offset + len(slot.text),
            text=slot.text,
            row_span=slot.row_span,
            col_span=slot.col_span,
            is_header=slot.is_header,
        )
        for slot in line.cells
    ]
