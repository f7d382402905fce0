"""The table in which a portal says what a document is (Số hiệu, Ngày ban hành, Người ký, …).

Each portal builds it of other elements (table, dl, list, rows of div) and none of them cleanly, so this small
fragment is read for its labels, which are the same everywhere (schemas/reference/page_attributes.csv).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.parse import css
from pipeline.parse.roles import roles
from schemas import facts

LONGEST_FRAGMENT = 200_000
"""Characters of HTML that are read as such a table; a longer one is a table of the document."""

FEWEST = 3
"""Labels that make an element the table of the document's attributes."""

_LONGEST_LABEL = 60
_UNSEEN = ["script", "style", "noscript", "template", "button", "select", "svg", "iframe"]
_TABLE = frozenset({"html", "body", "table", "thead", "tbody", "tr", "td", "th", "dl", "ul"})
_CELLS = ("td", "th", "dt", "dd", "li")
_INNERMOST = ":is({0}):not(:has({0}))".format(", ".join(_CELLS))

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
    tree = LexborHTMLParser(fragment)
    body = tree.body
    if body is None:
        return []
    body.strip_tags(_UNSEEN, recursive=True)
    for node in css.find(body, "[id], [class]"):
        if _is_unseen(node):
            node.decompose()
    pairs: list[Pair] = []
    for row in _rows(body):
        pairs += _pairs(row)
    return pairs


def _is_unseen(node: LexborNode) -> bool:
    """Whether an element is no text of the table, but a tooltip that a portal hangs on a value."""
    given = node.attributes
    return node.tag not in _TABLE and "noise" in roles(f"{given.get('id') or ''} {given.get('class') or ''}")


def _rows(body: LexborNode) -> Iterator[list[str]]:
    """Yield the cells of each row: of a table, or of all that is no table as one row."""
    rows = css.find(body, "tr:not(:has(tr))")
    if rows:
        for row in rows:
            yield [_text(cell) for cell in row.iter() if cell.tag in _CELLS[:2]]
        return
    cells = [_text(cell) for cell in css.find(body, _INNERMOST)]
    if cells and all(label_of(text) and ":" in text for text in cells):
        yield cells
        return
    yield [words for text in body.text(separator="\0").split("\0") if (words := " ".join(text.split()))]


def _text(cell: LexborNode) -> str:
    return " ".join(cell.text(separator=" ").split())


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
