"""The table in which a portal says what a document is (Số hiệu, Ngày ban hành, Người ký, …).

Each portal builds it of other elements (table, dl, list, rows of div) and none of them cleanly, so this small
fragment is read for its labels, which are the same everywhere (schemas/reference/page_attributes.csv).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from bs4 import BeautifulSoup, Tag
from selectolax.lexbor import LexborHTMLParser

from pipeline.parse import css
from pipeline.parse.roles import roles
from schemas import facts

LONGEST_FRAGMENT = 200_000
"""Characters of HTML that are read as such a table; a longer one is a table of the document."""

FEWEST = 3
"""Labels that make an element the table of the document's attributes."""

_LONGEST_LABEL = 60
_UNSEEN = ("script", "style", "noscript", "template", "button", "select", "svg", "iframe")
_TABLE = frozenset({"html", "body", "table", "thead", "tbody", "tr", "td", "th", "dl", "ul"})
_CELLS = ("td", "th", "dt", "dd", "li")

Pair = tuple[str, str]


@cache
def _fields() -> dict[str, str]:
    return {row["label"].casefold(): row["field"] for row in facts.rows("page_attributes")}


@cache
def beginnings() -> frozenset[str]:
    """Return the two letters that labels begin with, small and capital."""
    pairs = {(label[0], label[1]) for label in _fields()}
    return frozenset(a + b for x, y in pairs for a in (x, x.upper()) for b in (y, y.upper()))


def field_of(label: str) -> str:
    """Return which field of `portal_fields` a label names; "other" for those that are none of them."""
    return _fields().get(label.casefold(), "other")


def label_of(text: str) -> str | None:
    """Return the label that a cell is or begins with ("Số hiệu", "Số hiệu: 12/QĐ-UBND"), or None."""
    if text[:2] not in beginnings():
        return None
    head = text[: _LONGEST_LABEL + 2].split(":", 1)[0].strip()
    return head if head.casefold() in _fields() else None


def read(fragment: str) -> list[Pair]:
    """Return the labels and values of an attribute table in the order of the page.

    Text that belongs to no label comes with an empty label; a label without a value is left out.
    """
    pairs: list[Pair] = []
    rows = list(_table(fragment)) if "<tr" in fragment else []
    for row in rows or _odd(fragment):
        pairs += _pairs(row)
    return pairs


def _is_noise(tag: str | None, names: str) -> bool:
    """Whether an element is by its id and class a tooltip that a portal hangs on a value, and no text of the table."""
    return tag not in _TABLE and "noise" in roles(names)


def _table(fragment: str) -> Iterator[list[str]]:
    """Yield the cells of each row of the innermost tables."""
    body = LexborHTMLParser(fragment).body
    if body is None:
        return
    body.strip_tags(list(_UNSEEN), recursive=True)
    for node in css.find(body, "[id], [class]"):
        given = node.attributes
        if _is_noise(node.tag, f"{given.get('id') or ''} {given.get('class') or ''}"):
            node.decompose()
    for row in css.find(body, "tr:not(:has(tr))"):
        yield [" ".join(cell.text(separator=" ").split()) for cell in row.iter() if cell.tag in _CELLS[:2]]


def _odd(fragment: str) -> Iterator[list[str]]:
    """Yield the rows of what a portal builds without a table: lists, boxes, rows that stand outside of one."""
    soup = BeautifulSoup(fragment, "lxml")
    for tag in soup(_is_unseen):
        tag.decompose()
    rows = [row for row in soup.find_all("tr") if not row.find("tr")]
    if rows:
        for row in rows:
            yield [_text(cell) for cell in row.find_all(_CELLS[:2], recursive=False)]
        return
    cells = [_text(cell) for cell in soup.find_all(_CELLS) if not cell.find(_CELLS)]
    if cells and all(label_of(text) and ":" in text for text in cells):
        yield cells
    else:
        yield [" ".join(words.split()) for words in soup.stripped_strings]


def _is_unseen(tag: Tag) -> bool:
    names = " ".join(str(name) for key in ("id", "class") for name in tag.get_attribute_list(key) if name)
    return tag.name in _UNSEEN or _is_noise(tag.name, names)


def _text(cell: Tag) -> str:
    return " ".join(cell.get_text(" ").split())


def _pairs(cells: list[str]) -> Iterator[Pair]:
    label, values = "", list[str]()
    for cell in cells:
        found = label_of(cell)
        if not found:
            if cell.strip(" :"):
                values.append(cell)
            continue
        yield from named(label, values)
        label, values = found, []
        value = cell[len(found) :].strip(" :")
        if value:
            values.append(value)
    yield from named(label, values)


def named(label: str, values: list[str]) -> Iterator[Pair]:
    """Yield the values of a label; one by one under the parts of a label that names several (Chức danh / Người ký)."""
    parts = [part.strip() for part in label.split("/")]
    if len(parts) > 1 and len(parts) == len(values):
        yield from zip(parts, values, strict=True)
    elif values:
        yield label, ", ".join(values) if label else " ".join(values)
