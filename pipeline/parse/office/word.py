"""What a DOC file (Word 97 to 2003) says of its letters and antiword does not tell.

Read from its own tables ([MS-DOC]): the pieces that the text is made of, and for each run of letters the font and
whether it is shown. Word shows small letters in .VnTimeH as capitals, so headings and the offices of signers are typed
so; antiword gives them as small letters, drops the columns of wide tables, text boxes, heads and feet.
"""

from __future__ import annotations

import io
import re
import struct
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

import olefile

from pipeline.limits import MAX_UNPACKED
from pipeline.parse import labels, old_fonts, titles
from pipeline.parse.lines import plain
from pipeline.parse.office.symbols import is_capital_font

_WORD_97 = 0xA5EC
_FIRST_FIB = 193  # Word 97
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_STORIES = 76  # offset of the lengths of the stories: text, notes, heads, …
_LISTS = 154  # offset of the places of the tables
_STYLES, _CHARACTER_PAGES, _PARAGRAPH_PAGES, _FONTS, _PIECES = 1, 12, 13, 15, 33
_PAGE = 512
_MOST_STYLES = 4096
_SHORT = 60  # letters of a line that goes on with the name of a body
_MOSTLY = 0.5  # of the letters of a line that are capitals by their font

# Properties of letters: (code) → what it sets.
_FONT, _FONT_BEYOND, _STYLE = 0x4A4F, 0x4A51, 0x4A30
_DELETED, _HIDDEN = 0x0800, 0x083C
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}

_COLUMNS = re.compile(r"(\s{3,}|\t)")
_PARAGRAPH_ENDS = "\r\x07\x0c\x0e"
_LINE_END = "\x0b"
_FIELD, _RESULT, _FIELD_END = "\x13", "\x14", "\x15"


@dataclass(slots=True)
class WordText:
    """The letters of a DOC file by the story that they stand in.

    Attributes:
        text: paragraphs of the text, of its notes and of its text boxes.
        heads: paragraphs of running heads and feet, each once.
    """

    text: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    _breaks: dict[str, set[int]] = field(default_factory=dict)
    _told: bool = False  # whether the line before was such a one
    _capitals: dict[str, deque[list[bool]]] = field(default_factory=lambda: defaultdict(deque))

    def shown(self, paragraph: str) -> str:
        """Return a line of the text, with capitals where its font shows them and they tell what the line is.

        That is: the body that issues the document, its type, the office of its signer. Other headings keep the letters
        that are stored. Only plain letters become capitals; `old_fonts` follows with the marked ones.
        """
        masks = self._capitals.get(key(paragraph))
        if not masks:
            self._told = False
            return paragraph
        mask = iter(masks.popleft() if len(masks) > 1 else masks[0])
        pieces = []
        for piece in _COLUMNS.split(paragraph):  # Nơi nhận and the signer stand on one line
            own = [next(mask) for char in piece if char.isalpha()]
            capitals = _capitals(piece, own)
            is_heading = bool(own) and sum(own) > _MOSTLY * len(own)
            line = old_fonts.convert(capitals, "tcvn3")
            # THÀNH PHỐ CẦN THƠ goes on with ỦY BAN NHÂN DÂN above it.
            is_told = is_heading and (_tells(line) or (self._told and len(line) <= _SHORT and line.isupper()))
            self._told = is_told or (self._told and not own)
            pieces.append(capitals if is_told else piece)
        return "".join(pieces)

    def broken(self, paragraph: str) -> str:
        """Return a paragraph with the line breaks of the file, which antiword drops: Chương II, then its title."""
        breaks = self._breaks.get("".join(paragraph.split()))
        if not breaks or "\n" in paragraph:
            return paragraph
        pieces, start, said = [], 0, 0
        for i, char in enumerate(paragraph):
            if said in breaks and not char.isspace():
                pieces.append(paragraph[start:i].rstrip())
                start = i
            said += not char.isspace()
        return "\n".join((*pieces, paragraph[start:]))

    def is_shouted(self, line: str) -> bool:
        """Whether all of a line of the text is shown in capitals, by its letters or by their font."""
        masks = self._capitals.get(key(line))
        return masks is not None and all(a or b.isupper() for a, b in zip(masks[0], key(line), strict=False))

    def add(self, text: str, is_capital: list[bool]) -> None:
        """Add a paragraph of the text; antiword gives it as one line, or the lines that it is broken into."""
        self.text.append(text)
        position = 0
        lines = text.split("\n")
        if len(lines) > 1:
            said = accumulate(len("".join(line.split())) for line in lines[:-1])
            self._breaks["".join(text.split())] = set(said) - {0}
        for line in lines if len(lines) == 1 else [text, *lines]:
            if line is not text:
                flags = is_capital[position : position + len(line)]
                position += len(line) + 1
            else:
                flags = is_capital
            mask = [flag for char, flag in zip(line, flags, strict=True) if char.isalpha()]
            if any(mask):
                self._capitals[key(line)].append(mask)


def read_word(data: bytes) -> WordText | None:
    """Return the letters of a DOC file; null where its tables cannot be read."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            main = container.openstream("WordDocument").read()
            ident, version = struct.unpack_from("<HH", main)
            flags = struct.unpack_from("<H", main, 10)[0]
            if ident != _WORD_97 or version < _FIRST_FIB or flags & _ENCRYPTED:
                return None
            tables = container.openstream("1Table" if flags & _TABLE_1 else "0Table").read()
        return _Reader(main, tables).read()
    except (OSError, ValueError, KeyError, IndexError, struct.error, RecursionError):
        return None


def _tells(line: str) -> bool:
    """Whether a line in capitals is a body, an office, the type of a document, or the authority that one signs for."""
    line = plain(line.strip())
    label = labels.read(line)
    return titles.is_office(line) or bool(label and label.kind == "signature") or line.rstrip(" :") in labels.types()


def _capitals(text: str, mask: list[bool]) -> str:
    """Return a text with its plain letters as capitals where the mask of its letters says so."""
    is_capital = iter(mask)
    return "".join(char.upper() if char.isalpha() and next(is_capital) and char.isascii() else char for char in text)


def key(text: str) -> str:
    """Return the letters of a text: antiword adds figures and blanks of its own."""
    return "".join(char for char in text if char.isalpha())


class _Reader:
    def __init__(self, main: bytes, tables: bytes) -> None:
        self._main = main
        self._tables = tables
        self._is_capital = self._fonts()
        self._styles = self._style_fonts()
        self._runs = _Runs(main, self._table(_CHARACTER_PAGES), _character)
        self._paragraphs = _Runs(main, self._table(_PARAGRAPH_PAGES), _paragraph)

    def _table(self, number: int) -> bytes:
        start, length = struct.unpack_from("<II", self._main, _LISTS + 8 * number)
        return self._tables[start : start + length]

    def read(self) -> WordText:
        found = WordText()
        body, notes, heads, _, comments, endnotes, boxes, head_boxes = struct.unpack_from("<8I", self._main, _STORIES)
        ends = list(accumulate((body, notes, heads, comments, endnotes, boxes, head_boxes)))
        stories: dict[int, list[tuple[str, list[bool]]]] = defaultdict(list)
        for position, text, mask in self._shown_paragraphs(ends):
            stories[position].append((text, mask))
        for text, mask in [*stories[0], *stories[1], *stories[4], *stories[5]]:
            found.add(text, mask)
        found.heads = list(dict.fromkeys(text.strip() for text, _ in stories[2] + stories[6]))
        return found

    def _shown_paragraphs(self, ends: list[int]) -> Iterator[tuple[int, str, list[bool]]]:
        """Yield the story, the text and the mask of each paragraph; what is deleted or hidden is left out."""
        letters: list[str] = []
        mask: list[bool] = []
        fields: list[bool] = []  # for each open field, whether its instruction is being read
        story = 0
        for position, char, is_capital, is_shown in self._chars():
            if position >= ends[story]:
                yield story, "".join(letters), mask
                letters, mask, fields = [], [], []
                story = bisect_right(ends, position)
                if story >= len(ends):
                    return
            if char == _FIELD:
                fields.append(True)
            elif char == _RESULT and fields:
                fields[-1] = False
            elif char == _FIELD_END and fields:
                fields.pop()
            elif char in _PARAGRAPH_ENDS:
                yield story, "".join(letters), mask
                letters, mask = [], []
            elif is_shown and not any(fields) and (char >= " " or char in ("\t", _LINE_END)):
                letters.append("\n" if char == _LINE_END else char)
                mask.append(is_capital)
        yield story, "".join(letters), mask

    def _chars(self) -> Iterator[tuple[int, str, bool, bool]]:
        """Yield each character: its position, itself, whether it is shown as a capital, and whether it is shown."""
        for position, text, offset, width in self._pieces():
            at = 0
            while at < len(text):
                place = offset + at * width
                run, run_end = self._runs.at(place)
                style, style_end = self._paragraphs.at(place)
                stop = min(len(text), max(at + 1, at + (min(run_end, style_end) - place) // width))
                is_shown = not (run.get(_DELETED, 0) & 1 or run.get(_HIDDEN, 0) & 1)
                own = self._styles.get(style.get(_STYLE, 0), -1)
                own = self._styles.get(run[_STYLE], own) if _STYLE in run else own
                is_capital = self._is_capital.get(run.get(_FONT, own), False)
                for i in range(at, stop):
                    yield position + i, text[i], is_capital, is_shown
                at = stop

    def _pieces(self) -> Iterator[tuple[int, str, int, int]]:
        """Yield the pieces of the text: position, letters, where they are in the file, bytes of a letter."""
        table = self._table(_PIECES)
        at = 0
        while table[at] == 1:
            at += 3 + struct.unpack_from("<H", table, at + 1)[0]
        length = struct.unpack_from("<I", table, at + 1)[0]
        table = table[at + 5 : at + 5 + length]
        count = (len(table) - 4) // 12
        positions = struct.unpack_from(f"<{count + 1}I", table)
        for i, (start, end) in enumerate(pairwise(positions)):
            if not start <= end <= MAX_UNPACKED:
                return
            place = struct.unpack_from("<I", table, 4 * (count + 1) + 8 * i + 2)[0]
            if place & 0x40000000:
                offset, width = (place & 0x3FFFFFFF) // 2, 1
                text = self._main[offset : offset + end - start].decode("cp1252", "replace")
            else:
                offset, width = place, 2
                text = self._main[offset : offset + 2 * (end - start)].decode("utf-16-le", "replace")
            yield start, text, offset, width

    def _fonts(self) -> dict[int, bool]:
        """Return for each font whether it shows small letters as capitals."""
        table = self._table(_FONTS)
        at, found = 4, {}
        for number in range(struct.unpack_from("<H", table)[0]):
            length = table[at] + 1
            name = table[at + 40 : at + length].decode("utf-16-le", "replace").partition("\0")[0]
            found[number] = is_capital_font(name)
            at += length
        return found

    def _style_fonts(self) -> dict[int, int]:
        """Return the font of each style, its own or that of the style it is based on."""
        table = self._table(_STYLES)
        size, count, base_size = struct.unpack_from("<HHH", table)
        own: dict[int, int] = {}
        bases: dict[int, int] = {}
        at = 2 + size
        for number in range(min(count, _MOST_STYLES)):
            length = struct.unpack_from("<H", table, at)[0]
            style = table[at + 2 : at + 2 + length]
            at += 2 + length
            if len(style) > base_size:
                kind_and_base = struct.unpack_from("<H", style, 2)[0]
                bases[number] = kind_and_base >> 4
                font = _style_font(style, base_size, kind_and_base & 15)
                if font is not None:
                    own[number] = font
        found: dict[int, int] = {}
        default = struct.unpack_from("<H", table, 2 + 12)[0]
        for number in bases:
            at, steps = number, 0
            while at not in own and at in bases and steps < len(bases):
                at, steps = bases[at], steps + 1
            found[number] = own.get(at, default)
        return found


def _style_font(style: bytes, base_size: int, kind: int) -> int | None:
    """Return the font that a style sets for its letters; null if it sets none."""
    at = base_size + 2 + 2 * struct.unpack_from("<H", style, base_size)[0] + 2
    parts: list[bytes] = []
    while at + 2 <= len(style) and len(parts) < 2:
        at += at % 2
        length = struct.unpack_from("<H", style, at)[0]
        parts.append(style[at + 2 : at + 2 + length])
        at += 2 + length
    letters = parts[-1:] if kind == 2 else parts[1:2]
    return _properties(letters[0]).get(_FONT) if letters else None


class _Runs:
    """Properties by place in the file, from pages of 512 bytes that are read when they are asked for."""

    def __init__(self, main: bytes, table: bytes, read: Callable[[bytes, int, int], dict[int, int]]) -> None:
        count = max(0, (len(table) - 4) // 8)
        self._main = main
        self._starts = struct.unpack_from(f"<{count + 1}I", table) if table else ()
        self._pages = struct.unpack_from(f"<{count}I", table, 4 * (count + 1)) if table else ()
        self._read = read
        self._page = -1
        self._places: tuple[int, ...] = ()
        self._found: list[dict[int, int]] = []

    def at(self, place: int) -> tuple[dict[int, int], int]:
        """Return the properties of the letter at a place, and where its run ends."""
        page = bisect_right(self._starts, place) - 1
        if not 0 <= page < len(self._pages):
            return {}, place + 1
        if page != self._page:
            self._page = page
            start = (self._pages[page] & 0x3FFFFF) * _PAGE
            block = self._main[start : start + _PAGE]
            count = block[-1]
            self._places = struct.unpack_from(f"<{count + 1}I", block)
            self._found = [self._read(block, count, i) for i in range(count)]
        run = bisect_right(self._places, place) - 1
        if not 0 <= run < len(self._found):
            return {}, place + 1
        return self._found[run], self._places[run + 1]


def _character(block: bytes, count: int, i: int) -> dict[int, int]:
    """Return the properties of the i-th run of letters of a page."""
    at = 2 * block[4 * (count + 1) + i]
    return _properties(block[at + 1 : at + 1 + block[at]]) if at else {}


def _paragraph(block: bytes, count: int, i: int) -> dict[int, int]:
    """Return the style of the i-th paragraph of a page."""
    at = 2 * block[4 * (count + 1) + 13 * i]
    if not at:
        return {}
    at += 1 if block[at] else 2
    return {_STYLE: struct.unpack_from("<H", block, at)[0]}


def _properties(codes: bytes) -> dict[int, int]:
    """Return the properties in a list of them, by code; those of any length are left out."""
    found: dict[int, int] = {}
    at = 0
    while at + 2 < len(codes):
        code = struct.unpack_from("<H", codes, at)[0]
        at += 2
        size = _SIZES.get(code >> 13)
        if size is None:
            at += 1 + codes[at]
            continue
        found[code] = int.from_bytes(codes[at : at + size], "little")
        at += size
    return found
