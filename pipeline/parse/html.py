"""HTML pages: the document that a page shows, as lines with the elements that they came from.

selectolax parses and finds; the attribute table of a portal is read by BeautifulSoup over lxml (`attributes`); where
the structure of a page says nothing, resiliparse's guess at the main content is the second opinion.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import takewhile

from resiliparse.extract.html2text import extract_plain_text
from selectolax.lexbor import LexborHTMLParser

from pipeline.limits import MAX_ATTRIBUTE_CHARS, MAX_FORMATTING, MAX_NESTING
from pipeline.parse import blocks, byline, content, furniture, head, lines, page
from pipeline.parse.document import ParsedDocument, ParseError
from pipeline.parse.lines import Line
from pipeline.parse.page import Page
from pipeline.parse.text import headline

MEDIA_TYPE = "text/html"

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")  # <DIV> and <div> are counted apart, which does no harm
_FLAT = frozenset(  # void, or closed by what follows
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
    | {"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "option", "optgroup"}
    | {"html", "head", "body", "rb", "rt", "rtc", "rp"}
)
_FORMATTING = frozenset(  # often left open, and cheap
    {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
)
_LONG_TAG = re.compile(rf"<[a-zA-Z][^<>]{{{MAX_ATTRIBUTE_CHARS}}}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_LITTLE = 200  # characters of text that a document has at least
_TORN_ROW = re.compile(r"\s*<(?:tr|td|th|tbody|thead)\b", re.IGNORECASE)


def parse_html(decoded: str) -> ParsedDocument:
    """Parse a decoded HTML page.

    Returns:
        The document: title, by-line, attributes as `metadata` lines, then the text. Rows of tables are lines
        whose cells are set apart by " | ". `element` of a block is the CSS path of the element that it begins in.

    Raises:
        ParseError: `too_large`, if the page nests deeper than any page that a browser shows; `empty`, if no text
            is visible on it.
    """
    source = decoded.removeprefix("\ufeff").replace("\x00", " ")
    _check_nesting(source)
    if _TORN_ROW.match(source):
        source = f"<table>{source}</table>"
    tree = LexborHTMLParser(source)
    said = head.read(tree)
    found = page.read(tree)
    text, parts = _compose(found, content.choose(found, said.title), said.title, source)
    if not parts:
        raise ParseError("empty", "no text is visible on the page (it may be drawn by scripts)")
    hidden = furniture.mark(parts)
    by = byline.find(parts, hidden)
    structure = blocks.structure(text, parts, hidden)
    marked = list(takewhile(lambda part: part.mark == "title", parts))
    title = text[marked[0].start : marked[-1].end] if marked else said.title or headline(text, structure)
    return ParsedDocument(
        text=text,
        blocks=structure,
        media_type=MEDIA_TYPE,
        title=" ".join(title.split()) if title else None,
        published_at=said.published_at or (by[1] if by else None),
    )


def _check_nesting(source: str) -> None:
    """Refuse what makes HTML parsers take quadratic time: absurd nesting, thousands of attributes on one tag."""
    if source.count("<") > MAX_NESTING:
        unclosed: dict[str, int] = {}
        depth = [0, 0]  # of elements, of formatting
        for closing, tag in _TAG.findall(source):
            if tag in _FLAT:
                continue
            level = tag in _FORMATTING
            if not closing:
                unclosed[tag] = unclosed.get(tag, 0) + 1
                depth[level] += 1
                if depth[level] > (MAX_FORMATTING if level else MAX_NESTING):
                    raise ParseError("too_large", f"elements are nested more than {MAX_NESTING:,} deep")
            elif unclosed.get(tag):
                unclosed[tag] -= 1
                depth[level] -= 1
    for found in _LONG_TAG.finditer(source):
        end = source.find(">", found.end())
        tag = source[found.start() : end if end >= 0 else len(source)]
        if len(_QUOTED.sub("", tag)) > MAX_ATTRIBUTE_CHARS:
            raise ParseError("too_large", f"a tag has more than {MAX_ATTRIBUTE_CHARS:,} characters of attributes")


def _compose(found: Page, chosen: content.Content, title: str | None, source: str) -> tuple[str, list[Line]]:
    """Return the text of the chosen lines, and the lines in it."""
    drafts: list[tuple[str, str, bool, str | None]] = []  # text, mark, soft, element
    before = -1
    for i in chosen.lines:
        line = found.lines[i]
        is_title = chosen.headline >= 0 and line.element == found.lines[chosen.headline].element
        mark = "title" if is_title else "heading" if line.mark == "h1" else line.mark
        drafts.append((line.text, mark, line.soft and i == before + 1, found.path(line.element)))
        before = i
    length = sum(len(draft[0]) for draft in drafts)
    if chosen.is_doubted or not length:
        guess = extract_plain_text(source, main_content=True, alt_texts=False, links=False, form_fields=False)
        if len(guess) > 2 * length + _LITTLE:
            drafts = [(line.strip(), "", True, None) for line in guess.split("\n") if line.strip()]
        elif length < _LITTLE:  # better too much than nothing
            marks = {"h1": "title"}
            drafts = [
                (line.text, marks.get(line.mark, line.mark), line.soft, found.path(line.element))
                for line in found.lines
            ]
    if title and chosen.headline < 0 and drafts and not _is_said(title, drafts):
        drafts.insert(0, (title, "title", False, "title"))
    return _lay(drafts)


def _is_said(title: str, drafts: list[tuple[str, str, bool, str | None]]) -> bool:
    """Whether the beginning of the text already says the title of the page."""
    wanted = "".join(char for char in title.casefold() if char.isalnum())
    said = "".join(char for draft in drafts[:12] for char in draft[0].casefold() if char.isalnum())
    return wanted in said


def _lay(drafts: list[tuple[str, str, bool, str | None]]) -> tuple[str, list[Line]]:
    """Lay the drafts one below the other."""
    if not drafts:
        return "", []
    text = "\n".join(words.replace("\n", " ") for words, _, _, _ in drafts)
    if not unicodedata.is_normalized("NFC", text):  # character references can decompose what was composed
        text = unicodedata.normalize("NFC", text)
    parts: list[Line] = []
    position = 0
    for raw, (_, mark, soft, element) in zip(text.split("\n"), drafts, strict=True):
        part = lines.line(raw, position, soft=soft)
        part.mark, part.element = mark, element
        parts.append(part)
        position += len(raw) + 1
    return text, parts
