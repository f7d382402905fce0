"""HTML pages: the document that a page shows, as lines with the elements that they came from.

selectolax parses, finds and cuts. A page of a declared site (`sites`) is read where its declaration says; any other
by what its markup and its lines look like (`content`), with resiliparse's guess at the main content as the second
opinion where they say nothing. The attribute table of a page that no site declares is read by BeautifulSoup over lxml
(`attributes`).
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from resiliparse.extract.html2text import extract_plain_text
from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.limits import MAX_ATTRIBUTE_CHARS, MAX_FORMATTING, MAX_LINKS, MAX_NESTING
from pipeline.parse import blocks, byline, content, furniture, head, lines, page, portal, sites
from pipeline.parse.document import ParsedDocument
from pipeline.parse.lines import Line
from pipeline.parse.page import Page
from pipeline.parse.sites import Layout
from pipeline.parse.tables import Slot
from pipeline.parse.text import headline
from pipeline.refusals import ParseError
from schemas.records import Cell, Link, PortalField

MEDIA_TYPE = "text/html"

_TAG = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]*)")  # <DIV> and <div> are counted apart, which does no harm
_FLAT = frozenset(  # void, or closed by what follows
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
    | {"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "option", "optgroup"}
    | {"html", "head", "body", "rb", "rt", "rtc", "rp"}
)
_FORMATTING = frozenset(  # often left open, and cheap
    {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
)
_LONG_TAG = re.compile(rf"<[a-zA-Z][^<>]{{{MAX_ATTRIBUTE_CHARS}}}")
_LONG_STRETCH = re.compile(rf">[^>]{{{MAX_ATTRIBUTE_CHARS}}}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_NO_LETTERS = re.compile(r"[\W_]+")
_LITTLE = 200  # characters of text that a document has at least
_TORN_ROW = re.compile(r"\s*<(?:tr|td|th|tbody|thead)\b", re.IGNORECASE)


@dataclass(slots=True)
class Draft:
    """One line of the document before it has a place in the text; `element` is that of the page that it came from."""

    text: str
    mark: str = ""
    soft: bool = False
    page: Page | None = None
    element: int = -1
    cells: tuple[Slot, ...] = ()
    table: int = -1


@dataclass(slots=True)
class Reading:
    """What is read of a page before its text has a structure.

    Attributes:
        lines: the lines of the document.
        title: what the page calls it; null where only the name of the site is given.
        published_at: what the page declares.
        is_declared: the lines were found where the declaration of a site says.
    """

    lines: list[Draft] = field(default_factory=list)
    title: str | None = None
    published_at: dt.date | None = None
    fields: tuple[PortalField, ...] = ()
    links: tuple[Link, ...] = ()
    site: str | None = None
    is_declared: bool = False

    @property
    def text(self) -> str:
        """The lines, one below the other."""
        return "\n".join(draft.text for draft in self.lines)


def parse_html(decoded: str, name: str = "") -> ParsedDocument:
    """Parse a decoded HTML page.

    Args:
        decoded: the page.
        name: what it was read under; looked at only where it is a web address.

    Returns:
        The document: title, by-line, text; of a page that holds no text but attributes, those as `metadata` lines.
        Rows of tables are lines whose cells are set apart by " | ". `element` of a block is the CSS path of the
        element that it begins in.

    Raises:
        ParseError: `too_large`, if the page nests deeper than any page that a browser shows; `empty`, if no text
            is visible on it.
    """
    reading = read(decoded, name)
    text, parts, cells = _lay(reading.lines)
    if not parts:
        raise ParseError("empty", "no text is visible on the page (it may be drawn by scripts)")
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
        name: what it was read under; looked at only where it is a web address.
        by_site: whether declarations of sites are asked.

    Raises:
        ParseError: `too_large`, as in `parse_html`.
    """
    source = decoded.removeprefix("\ufeff").replace("\x00", " ")
    _check_nesting(source)
    if _TORN_ROW.match(source):
        source = f"<table>{source}</table>"
    tree = LexborHTMLParser(source)
    said = head.read(tree)
    base = portal.address(tree, source, name)
    site = sites.find(tree, source, base) if by_site else None
    reading = Reading(title=said.title, published_at=said.published_at)
    if site is not None:
        reading.site = site.id
        base = base or (f"https://{site.hosts[0]}/" if site.hosts else None)
        for layout in site.at(said.published_at):
            if not layout.when or tree.css_matches(layout.when):
                _read_declared(tree, layout, base, reading)
                break
    if not reading.is_declared:
        _read_general(tree, source, base, reading)
    return reading


# ---- pages of declared sites


def _read_declared(tree: LexborHTMLParser, layout: Layout, base: str | None, reading: Reading) -> None:
    """Fill a reading from where the layout says."""
    reading.fields = portal.fields(pair for wanted in layout.fields for pair in portal.declared(tree, wanted))
    reading.links = portal.links(tree, layout, base)
    reading.published_at = portal.published(tree, layout) or reading.published_at
    shown = _first(tree, layout.headline)
    reading.title = shown or _first(tree, layout.title) or reading.title
    if not layout.body:
        drafts = [Draft(f"{item.label}: {item.value}", "metadata") for item in reading.fields]
    else:
        dropped = {node.mem_id for node in tree.css(", ".join(layout.drop))} if layout.drop else set[int]()
        found = page.read_nodes(_outermost(tree.css(", ".join(layout.body))), dropped)
        drafts = _drafts(found, range(len(found.lines)), None)
        if sum(len(draft.text) for draft in drafts) < _LITTLE and not reading.links:
            return
    if not drafts:
        return
    if shown:
        wanted = _letters(shown)
        drafts = [draft for i, draft in enumerate(drafts) if i >= _TITLE_LINES or _letters(draft.text) != wanted]
        drafts.insert(0, Draft(shown, "title"))
    reading.lines, reading.is_declared = drafts, True


def _first(tree: LexborHTMLParser, selectors: Sequence[str]) -> str | None:
    """Return the words of the first element that one of the selectors finds and that has any."""
    for selector in selectors:
        node = tree.css_first(selector)
        words = " ".join(node.text(separator=" ").split()) if node is not None else ""
        if words:
            return words
    return None


_TITLE_LINES = 3


def _outermost(nodes: Sequence[LexborNode]) -> list[LexborNode]:
    """Return the nodes that stand in none of the others, in the order of the page."""
    ids = {node.mem_id for node in nodes}
    found: list[LexborNode] = []
    for node in nodes:
        around = node.parent
        while around is not None and around.mem_id not in ids:
            around = around.parent
        if around is None and not (found and found[-1].mem_id == node.mem_id):
            found.append(node)
    return found


# ---- any other page


def _read_general(tree: LexborHTMLParser, source: str, base: str | None, reading: Reading) -> None:
    """Fill a reading from what the page looks like."""
    found = page.read(tree)
    chosen = content.choose(found, reading.title)
    reading.lines = _without_furniture(_compose(found, chosen, reading.title, source))
    reading.fields = reading.fields or portal.fields(found.pairs)
    if not reading.links:
        files = (found.lines[i] for i in chosen.lines if found.lines[i].href and portal.is_file(found.lines[i].href))
        links = (portal.attachment(line.text, line.href, base) for line in files)
        reading.links = tuple(dict.fromkeys(link for link in links if link))[:MAX_LINKS]


def _without_furniture(drafts: list[Draft]) -> list[Draft]:
    """Leave out counters, menus and link lists that stand among the lines, and attributes beside a text."""
    hidden = furniture.mark(_lay(drafts)[1])
    kept = [draft for draft, is_hidden in zip(drafts, hidden, strict=True) if not is_hidden]
    text = [draft for draft in kept if draft.mark != "metadata"]
    return text if sum(len(draft.text) for draft in text if draft.mark != "title") >= _LITTLE else kept


def _compose(found: Page, chosen: content.Content, title: str | None, source: str) -> list[Draft]:
    """Return the chosen lines; what a second opinion takes for the text where they say little."""
    drafts = _drafts(found, chosen.lines, chosen)
    length = sum(len(draft.text) for draft in drafts)
    if chosen.is_doubted or not length:
        guess = extract_plain_text(source, main_content=True, alt_texts=False, links=False, form_fields=False)
        if len(guess) > 2 * length + _LITTLE:
            drafts = [Draft(line.strip(), "", True) for line in guess.split("\n") if line.strip()]
        elif length < _LITTLE:  # better too much than nothing
            marks = {"h1": "title"}
            drafts = [
                Draft(line.text, marks.get(line.mark, line.mark), line.soft, found, line.element)
                for line in found.lines
            ]
    if title and chosen.headline < 0 and drafts and not _is_said(title, drafts):
        drafts.insert(0, Draft(title, "title"))
    return drafts


def _drafts(found: Page, wanted: Sequence[int], chosen: content.Content | None) -> list[Draft]:
    drafts: list[Draft] = []
    before = -1
    at = found.lines[chosen.headline].element if chosen and chosen.headline >= 0 else -1
    for i in wanted:
        line = found.lines[i]
        mark = "title" if line.element == at else "heading" if line.mark == "h1" else line.mark
        soft = line.soft and i == before + 1
        drafts.append(Draft(line.text, mark, soft, found, line.element, line.cells, line.table))
        before = i
    return drafts


def _is_said(title: str, drafts: Sequence[Draft]) -> bool:
    """Whether the beginning of the text already says the title of the page."""
    return _letters(title) in "".join(_letters(draft.text) for draft in drafts[:12])


def _letters(text: str) -> str:
    return _NO_LETTERS.sub("", text.casefold())


# ---- text and cells


def _lay(drafts: Sequence[Draft]) -> tuple[str, list[Line], tuple[Cell, ...]]:
    """Lay the drafts one below the other."""
    if not drafts:
        return "", [], ()
    text = "\n".join(draft.text.replace("\n", " ") for draft in drafts)
    if not unicodedata.is_normalized("NFC", text):  # character references can decompose what was composed
        text = unicodedata.normalize("NFC", text)
    parts: list[Line] = []
    cells: list[Cell] = []
    ordinals: dict[int, int] = {}
    position = 0
    for raw, draft in zip(text.split("\n"), drafts, strict=True):
        part = lines.line(raw, position, soft=draft.soft)
        part.mark = draft.mark
        if draft.page is not None:
            part.element = draft.page.path(draft.element)
        parts.append(part)
        if draft.cells:
            cells += _cells(draft, raw, position, ordinals.setdefault(draft.table, len(ordinals)))
        position += len(raw) + 1
    return text, parts, tuple(cells)


def _cells(draft: Draft, raw: str, position: int, table: int) -> list[Cell]:
    """Return the cells of a row, with their place in the text; none where normalising it has moved them."""
    if raw != draft.text:
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
        for slot in draft.cells
    ]


# ---- caps


def _is_element(tag: str) -> bool:
    return tag not in _FLAT and tag not in _FORMATTING


def _is_formatting(tag: str) -> bool:
    return tag in _FORMATTING


def _depth(tags: Sequence[str], limit: int) -> int:
    """Return how deep tags nest at most; as soon as it is more than the limit, that."""
    unclosed: dict[str, int] = {}
    depth = most = 0
    for tag in tags:
        if tag[0] != "/":
            unclosed[tag] = unclosed.get(tag, 0) + 1
            depth += 1
            if depth > most:
                most = depth
                if most > limit:
                    break
        elif unclosed.get(tag[1:]):
            unclosed[tag[1:]] -= 1
            depth -= 1
    return most


def _check_nesting(source: str) -> None:
    """Refuse what makes HTML parsers take quadratic time: absurd nesting, thousands of attributes on one tag."""
    if source.count("<") > MAX_NESTING:
        tags = _TAG.findall(source)
        counts = Counter(tags)
        for limit, level in ((MAX_NESTING, _is_element), (MAX_FORMATTING, _is_formatting)):
            # No page nests deeper than it has elements.
            if sum(count for tag, count in counts.items() if tag[0] != "/" and level(tag)) > limit:
                names = {tag for tag in counts if level(tag.removeprefix("/"))}
                if _depth([tag for tag in tags if tag in names], limit) > limit:
                    raise ParseError("too_large", f"elements are nested more than {MAX_NESTING:,} deep")
    if source.find(">") <= MAX_ATTRIBUTE_CHARS and not _LONG_STRETCH.search(source):
        return
    for found in _LONG_TAG.finditer(source):
        end = source.find(">", found.end())
        tag = source[found.start() : end if end >= 0 else len(source)]
        if len(_QUOTED.sub("", tag)) > MAX_ATTRIBUTE_CHARS:
            raise ParseError("too_large", f"a tag has more than {MAX_ATTRIBUTE_CHARS:,} characters of attributes")
