"""What repeats at the edges of pages and is no text of the document: running heads, page numbers, signature stamps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

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
_CENTRAL = 40.0  # points by which a page number misses the middle, from both sides: margins differ

Key = tuple[str, str]


def part(pages: list[Page]) -> list[list[Piece]]:
    """Take the furniture out of each page; return it page by page, in the order of the page."""
    edges = [_edges(page) for page in pages]
    seen = Counter(key for rows_of in edges for key in {_key(side, row) for side, row in rows_of})
    shifts = Counter(
        shift for page, rows_of in zip(pages, edges, strict=True) for shift in {*_shifts(page, rows_of)}
    )  # fmt: skip
    enough = 2 if len(pages) <= 3 else 3
    removed: list[list[Piece]] = []
    for page, rows_of in zip(pages, edges, strict=True):
        out = [
            piece
            for side in ("top", "foot")
            for row in _outer(page, [row for at, row in rows_of if at == side], side, seen, shifts, enough)
            for piece in row
        ]
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


def _edges(page: Page) -> list[tuple[str, Row]]:
    """Return the outermost rows of a page, each with its side, from the edge inwards."""
    top = [piece for piece in page.pieces if piece.bottom < _TOP * page.height]
    foot = [piece for piece in page.pieces if piece.top > _FOOT * page.height]
    found = [("top", row) for row in rows(top)[:_MOST_ROWS]]
    return found + [("foot", row) for row in rows(foot)[: -_MOST_ROWS - 1 : -1]]


def _text(row: Row) -> str:
    return " ".join(piece.text for piece in row)


def _key(side: str, row: Row) -> Key:
    """Return what rows that repeat from page to page have in common: all but the figures."""
    return side, " ".join(_DIGITS.sub("#", _text(row)).strip("# -–—|.").split())


def _shifts(page: Page, found: list[tuple[str, Row]]) -> Iterable[int]:
    """Yield by how much the numbers at the edges of a page differ from the count of its pages."""
    for _, row in found:
        number = _NUMBER.fullmatch(_text(row))
        if number:
            yield int(number[1]) - page.number


def _outer(
    page: Page, found: list[Row], side: str, seen: Counter[Key], shifts: Counter[int], enough: int
) -> Iterable[Row]:
    """Yield the rows that are furniture, from the edge inwards, until one is none."""
    for row in found:
        text = _text(row)
        key = _key(side, row)
        number = _NUMBER.fullmatch(text)
        if number:
            shift = int(number[1]) - page.number
            is_furniture = shift == 0 or shifts[shift] > 1 or (shift < 0 and _is_central(page, row))
        else:
            is_furniture = bool(_GAZETTE.fullmatch(text)) or (bool(key[1]) and seen[key] >= enough)
        if not is_furniture:
            return
        yield row


def _is_central(page: Page, row: Row) -> bool:
    """Whether a row stands in the middle of a page: the number of the second page of an annex that counts anew."""
    return abs(row[0].x0 + row[-1].x1 - page.width) < _CENTRAL


def _stamps(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces of digital signatures that are printed on the page: who signed, with which key, when."""
    found: list[Piece] = []
    for i, piece in enumerate(pieces):
        if not _STAMP_TIME.match(piece.text):
            continue
        first = i
        for j in range(i - 1, max(-1, i - _STAMP_ROWS), -1):
            above = pieces[j]
            if abs(above.x0 - piece.x0) > 4 * piece.height or pieces[j + 1].top - above.bottom > above.height:
                break
            if _STAMP.match(above.text):
                first = j
        found += pieces[first : i + 1]
    return found
