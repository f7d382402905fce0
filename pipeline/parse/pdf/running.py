"""What repeats at the edges of pages and is no text of the document: running heads, page numbers, signature stamps."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import NamedTuple

from pipeline.parse.pdf.order import Row, line, rows
from pipeline.parse.pdf.pages import Page, Piece

_TOP, _FOOT = 0.14, 0.90  # of the height of a page
_MOST_ROWS = 4
_NUMBER = re.compile(r"(?:[Tt]rang\s|[Pp]age\s)?\W{0,3}([0-9]{1,4})(?:\s?(?:/|of)\s?[0-9]{1,4})?\W{0,3}")
_DIGITS = re.compile(r"[0-9]+")
_GAZETTE = re.compile(r"(?:[0-9]{1,4} )?CÔNG BÁO\W.{0,40}(?:Số|Ngày) .{0,60}")
_STAMP_TIME = re.compile(
    r"(?:Thời gian ký|Ngày ký|Giờ ký|Signing (?:time|date)|Date)\s?:\s?.{0,20}[0-9]{1,2}[:.][0-9]{2}"
)
_STAMP = re.compile(
    r"(?:Ký bởi|Người ký|Được ký bởi|Ký số bởi|Signed by|Digitally signed|Email|Thư điện tử|Cơ quan|Tổ chức|Đơn vị"
    r"|Chức vụ|Lý do|Reason|Location|Nơi ký|Thời gian ký|Ngày ký|Giờ ký|Signature|Serial|DN)\b"
)
_STAMP_ROWS = 12
_DENSE = 0.7  # of the pages between the first and the last that a head runs over: sentences repeat here and there
_OF_FORM = re.compile(
    r"^(?:Mẫu|MẪU|Biểu|BIỂU|Phụ lục|PHỤ LỤC)\b|CỘNG H[ÒO][AÀ] XÃ HỘI|[ĐÐ]ộc lập\s?[-–]\s?Tự do|ĐẢNG CỘNG SẢN VIỆT NAM"
)
_CENTRAL = 40.0  # points by which a page number misses the middle, from both sides: margins differ


class _Edge(NamedTuple):
    """An outermost row of a page.

    Attributes:
        row: its pieces.
        text: what it says.
        key: what rows that repeat from page to page have in common: their side and all but the figures; empty if there
            is nothing else, or where forms begin so, one a page.
        number: the number of the page, where the row says nothing else.
    """

    row: Row
    text: str
    key: str
    number: int | None


def part(pages: list[Page]) -> list[list[Piece]]:
    """Take the furniture out of each page; return it page by page, in the order of the page."""
    edges = [_edges(page) for page in pages]
    seen: dict[str, list[int]] = defaultdict(list)
    shifts: Counter[int] = Counter()  # by how much the printed numbers differ from the count of the pages
    for page, sides in zip(pages, edges, strict=True):
        found = [edge for side in sides for edge in side]
        for key in {edge.key for edge in found}:
            seen[key].append(page.number)
        shifts.update({edge.number - page.number for edge in found if edge.number is not None})
    enough = 2 if len(pages) <= 3 else 3
    running = {key for key, at in seen.items() if key and len(at) >= max(enough, _DENSE * (at[-1] - at[0] + 1))}
    removed: list[list[Piece]] = []
    for page, sides in zip(pages, edges, strict=True):
        out: list[Piece] = []
        for side in sides:
            for edge in side:  # until one is none
                if edge.number is not None:
                    shift = edge.number - page.number
                    is_furniture = shift == 0 or shifts[shift] > 1 or (shift < 0 and _is_central(page, edge.row))
                else:
                    is_furniture = bool(_GAZETTE.fullmatch(edge.text)) or edge.key in running
                if not is_furniture:
                    break
                out += edge.row
        page.pieces = _without(page.pieces, out)
        stamps = _stamps(page.pieces)
        page.pieces = _without(page.pieces, stamps)
        removed.append([line(row) for row in rows(out + stamps + page.stamps)])
    return removed


def _without(pieces: list[Piece], gone: list[Piece]) -> list[Piece]:
    """Return the other pieces."""
    if not gone:
        return pieces
    ids = {id(piece) for piece in gone}
    return [piece for piece in pieces if id(piece) not in ids]


def _edges(page: Page) -> tuple[list[_Edge], list[_Edge]]:
    """Return the outermost rows of a page, those at its top and those at its foot, from the edge inwards."""
    upper, lower = _TOP * page.height, _FOOT * page.height
    top = rows([piece for piece in page.pieces if piece.bottom < upper])
    foot = rows([piece for piece in page.pieces if piece.top > lower])
    return [_edge("top", row) for row in top[:_MOST_ROWS]], [_edge("foot", row) for row in foot[: -_MOST_ROWS - 1 : -1]]


def _edge(side: str, row: Row) -> _Edge:
    text = " ".join([piece.text for piece in row])
    number = _NUMBER.fullmatch(text)
    key = "" if _OF_FORM.search(text) else " ".join(_DIGITS.sub("#", text).strip("# -–—|.").split())
    return _Edge(row, text, key and f"{side} {key}", int(number[1]) if number else None)


def _is_central(page: Page, row: Row) -> bool:
    """Whether a row stands in the middle of a page: the number of the second page of an annex that counts anew."""
    return abs(row[0].x0 + row[-1].x1 - page.width) < _CENTRAL


def _stamps(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces of digital signatures that are printed on the page: who signed, with which key, when."""
    found: list[Piece] = []
    for piece in pieces:
        if not _STAMP_TIME.match(piece.text):
            continue
        beside = [other for other in pieces if abs(other.x0 - piece.x0) <= 4 * piece.height and other.top <= piece.top]
        beside = sorted(beside, key=lambda other: other.top)[-_STAMP_ROWS:]
        first = len(beside) - 1
        for at in range(len(beside) - 2, -1, -1):
            if beside[at + 1].top - beside[at].bottom > beside[at].height:
                break
            if _STAMP.match(beside[at].text):
                first = at
        found += beside[first:]
    return found
