"""DOC files (Word 6 to 2003) as their own tables tell them ([MS-DOC]): paragraphs with all that a reader needs to know.

A file is one run of letters, cut into stories (text, notes, heads, boxes). Beside it stand, by place in the file, what
holds for each run of letters (font, deleted, hidden) and for each paragraph (style, list, table), as lists of codes.
Word 6 and 95 have the same tables in an older spelling: codes of one byte, letters of one byte, narrower entries.
"""

from __future__ import annotations

import io
import re
import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, compress, pairwise
from operator import itemgetter
from typing import NamedTuple

import olefile

from pipeline.parse.encoding import western
from pipeline.parse.office.numbering import Level, Levels, Numbering
from pipeline.parse.office.symbols import capitals, drawn, is_capital_font, symbol
from pipeline.refusals import ParseError

_WORDS = (0xA5EC, 0xA5DC)  # what a file of Word 97 and later, and of Word 6 and 95, begins with
_FIRST_FIB, _FIRST_WIDE_FIB = 101, 193
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_PAGE = 512
_MOST_STYLES = 4096
_MOST_BASES = 20  # styles that are based on each other
_MOST_LISTS = 4096

# Tables of a file by their number among its lists of tables.
_STYLES, _NOTE_MARKS, _NOTES, _HEADS, _CHARACTER_PAGES, _PARAGRAPH_PAGES, _FONTS, _PIECES = 1, 2, 3, 11, 12, 13, 15, 33
_ANCHORS, _END_MARKS, _END_NOTES, _BOXES, _LISTS, _OVERRIDES = 40, 46, 47, 56, 73, 74

# Stories, in the order of the letters.
TEXT, NOTES, HEADS, COMMENTS, END_NOTES, BOXES, HEAD_BOXES = range(7)

# Codes of properties.
_STYLE, _STYLE_OF_LETTERS, _FONT, _CAPS, _HIDDEN, _DELETED, _SYMBOL = (
    0x4600, 0x4A30, 0x4A4F, 0x083B, 0x083C, 0x0800, 0x6A09,
)  # fmt: skip
_IN_TABLE, _ROW_END, _DEPTH, _INNER_CELL, _INNER_ROW, _HEADER_ROW = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C, 0x3404
_ROW, _LIST, _LIST_LEVEL, _BEYOND = 0xD608, 0x460B, 0x260A, (0x6645, 0x6646, 0x646B)
_TABS = 0xC615
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
# The same in Word 6 and 95, and how long the operands of its codes are (-1: one byte says, -2: two bytes do).
_OLD = {2: _STYLE, 24: _IN_TABLE, 25: _ROW_END, 65: _DELETED, 74: _SYMBOL, 80: _STYLE_OF_LETTERS, 91: _CAPS,
        92: _HIDDEN, 93: _FONT, 186: _HEADER_ROW, 190: _ROW}  # fmt: skip
_OLD_SIZES = {
    **dict.fromkeys((*range(4, 12), 13, 14, 24, 25, 29, 36, 37, 44, 46, 50, 51, 65, 66, 67, 71, 75), 1),
    **dict.fromkeys((*range(85, 93), 94, 98, 100, 102, 104, 117, 118, 119, 185, 186), 1),
    **dict.fromkeys((2, 16, 17, 18, 19, 21, 22, 26, 27, 28, *range(30, 36), *range(38, 44), 45, 47, 48, 49), 2),
    **dict.fromkeys((69, 72, 80, 93, 96, 97, 99, 101, 107, 109, 110, *range(121, 125), 182, 183, 184, 189, 195), 2),
    **dict.fromkeys((197, 198), 2), **dict.fromkeys((73, 95), 3), **dict.fromkeys((20, 70, 192, 194, 196, 200), 4),
    **dict.fromkeys((193, 199), 5), **dict.fromkeys((120, 187), 12), 83: 0, 188: -2, 190: -2,
    **dict.fromkeys((3, 12, 15, 23, 52, 68, 74, 81, 82, 103, 105, 106, 108, 191), -1),
}  # fmt: skip

_SPECIAL = re.compile("[\x00-\x1f]")
_ENDS = "\r\x07\x0c\x0e"
_TWICE = "\u00ad\u00ad"
_SHOWN = {"\t": "\t", "\x0b": "\n", "\x1e": "-", "\x1f": "\u00ad"}
_FIELD, _RESULT, _FIELD_END = "\x13", "\x14", "\x15"
_KINDS = {0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 22: "decimalZero",
          23: "bullet", 255: "none"}  # fmt: skip
_TITLE = 62

Properties = dict[int, bytes]


class Edge(NamedTuple):
    """Where a cell of a row ends, and how it goes with others."""

    right: int
    goes_on_left: bool
    goes_on_above: bool


@dataclass(slots=True)
class Said:
    """A paragraph.

    Attributes:
        text: with line breaks; notes as [1].
        capitals: for each of its characters, whether its font shows it as a capital.
        depth: how many tables it stands in.
        ends_cell, ends_row: whether a cell or a row ends with it; that which ends a row says nothing itself.
        row: the cells of the row, where it ends one.
        is_header: the row is one of the table's head.
        list_id, level: its list; empty if it is in none.
        is_heading: its style is one of headings.
    """

    text: str = ""
    capitals: list[bool] = field(default_factory=list)
    depth: int = 0
    ends_cell: bool = False
    ends_row: bool = False
    row: list[Edge] = field(default_factory=list)
    is_header: bool = False
    list_id: str = ""
    level: int = 0
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class _Style:
    properties: Properties
    is_heading: bool = False


class Word:
    """A DOC file.

    Attributes:
        numbering: its lists.
    """

    def __init__(self, data: bytes) -> None:
        """Open a file.

        Raises:
            ParseError: `encrypted`; `unreadable` if its tables are not those of a Word file.
        """
        try:
            with olefile.OleFileIO(io.BytesIO(data)) as container:

                def stream(name: str) -> bytes:
                    if container.get_type(name) != olefile.STGTY_STREAM:
                        raise ValueError(f"it has no {name}")
                    if container.get_size(name) > len(data):  # its chain of sectors goes round
                        raise ValueError(f"{name} is longer than the file")
                    found: bytes = container.openstream(name).read()
                    return found

                self._main = stream("WordDocument")
                ident, version = struct.unpack_from("<HH", self._main)
                flags = struct.unpack_from("<H", self._main, 10)[0]
                if ident not in _WORDS or version < _FIRST_FIB:
                    raise ParseError("unreadable", "the file is none of Word 6 or later")
                if flags & _ENCRYPTED:
                    raise ParseError("encrypted", "the file is protected by a password: save it without one")
                self._is_old = version < _FIRST_WIDE_FIB
                self._tables = self._main  # of Word 6 and 95
                if not self._is_old:
                    self._tables = stream("1Table" if flags & _TABLE_1 else "0Table")
                self._data = stream("Data") if container.exists("Data") else b""
            self._ends = list(accumulate(self._lengths()))
            self._font_names = list(self._fonts())
            self._styles = self._read_styles()
            self._letters = _Runs(self, _CHARACTER_PAGES)
            self._paragraphs = _Runs(self, _PARAGRAPH_PAGES)
            self.numbering = Numbering(self._lists())
            self._notes = self._note_marks()
            self._marks = [place for place, *_ in self._notes]
            self._stories = self._read()
        except (OSError, ValueError, KeyError, IndexError, struct.error) as error:
            raise ParseError("unreadable", f"the file is damaged ({error}): open and save it again") from error

    def story(self, number: int) -> list[Said]:
        """Return the paragraphs of a story."""
        return [said for said, _ in self._stories[number]]

    def notes(self) -> Iterator[list[Said]]:
        """Yield the notes in the order of their marks in the text."""
        for _, story, start, end in self._notes:
            yield self._between(story, start, end)

    def boxes(self) -> tuple[list[Said], list[Said]]:
        """Return the text boxes that stand above the text, as a masthead does, and the others."""
        begins = [place for said, place in self._stories[TEXT] if said.text.strip()]
        top = begins[1] if len(begins) > 1 else self._ends[TEXT]
        places, anchors = self.entries(_ANCHORS, 26)
        hung = {anchor[:4]: place for place, anchor in zip(places, anchors, strict=False)}
        bounds, boxes = self.entries(_BOXES, 22)
        above: list[Said] = []
        below: list[Said] = []
        for (start, end), box in zip(pairwise(bounds), boxes, strict=False):
            is_above = hung.get(box[14:18], self._ends[TEXT]) < top
            (above if is_above else below).extend(self._between(BOXES, start, end))
        return above, below

    def heads(self) -> Iterator[tuple[bool, list[Said]]]:
        """Yield the running heads and feet: whether it is a head, and its paragraphs."""
        places = self._positions(_HEADS, 0)
        for number, (start, end) in enumerate(pairwise(places)):
            if number >= 6:  # before them stand the rules above notes
                yield number % 6 in (0, 1, 4), self._between(HEADS, start, end)
        yield True, self.story(HEAD_BOXES)

    def _between(self, story: int, start: int, end: int) -> list[Said]:
        found = self._stories[story]
        first, after = (bisect_left(found, place, key=itemgetter(1)) for place in (start, end))
        return [said for said, _ in found[first:after]]

    # -- tables of the file --------------------------------------------------------------------------------------

    def table(self, number: int) -> bytes:
        """Return a table by its number; empty if the file has none."""
        at = (88 if self._is_old else 154) + 8 * number
        if self._is_old and number > _PIECES:
            return b""
        start, length = struct.unpack_from("<II", self._main, at)
        table: bytes = self._tables[start : start + length]
        return table

    def entries(self, number: int, size: int) -> tuple[tuple[int, ...], list[bytes]]:
        """Return a table of entries of a size, with the places between which each of them holds."""
        table = self.table(number)
        count = max(0, (len(table) - 4) // (4 + size))
        places = struct.unpack_from(f"<{count + 1}I", table) if count else ()
        if any(after < before for before, after in pairwise(places)):
            raise ValueError("a table of places goes back")
        at = 4 * (count + 1)
        return places, [table[at + i * size : at + (i + 1) * size] for i in range(count)]

    def _positions(self, number: int, size: int) -> tuple[int, ...]:
        return self.entries(number, size)[0]

    def _lengths(self) -> tuple[int, ...]:
        body, notes, heads, _, comments, end_notes, boxes, head_boxes = struct.unpack_from(
            "<8I", self._main, 52 if self._is_old else 76
        )
        return body, notes, heads, comments, end_notes, boxes, head_boxes

    def _pieces(self) -> Iterator[tuple[int, str, int, int]]:
        """Yield the pieces of the text: position, letters, where they are in the file, bytes of a letter."""
        table = self.table(_PIECES)
        if not table:
            start = struct.unpack_from("<I", self._main, 24)[0]
            yield 0, western(self._main[start : start + self._ends[-1]]), start, 1
            return
        at = 0
        while table[at] == 1:
            at += 3 + struct.unpack_from("<H", table, at + 1)[0]
        length = struct.unpack_from("<I", table, at + 1)[0]
        table = table[at + 5 : at + 5 + length]
        count = (len(table) - 4) // 12
        positions = struct.unpack_from(f"<{count + 1}I", table)
        for i, (start, end) in enumerate(pairwise(positions)):
            if not start <= end <= len(self._main):
                raise ValueError("a piece of its text is longer than the file")
            place = struct.unpack_from("<I", table, 4 * (count + 1) + 8 * i + 2)[0]
            if self._is_old or place & 0x40000000:
                offset, width = place if self._is_old else (place & 0x3FFFFFFF) // 2, 1
                text = western(self._main[offset : offset + end - start])
            else:
                offset, width = place, 2
                text = self._main[offset : offset + 2 * (end - start)].decode("utf-16-le", "replace")
            yield start, text, offset, width

    def _fonts(self) -> Iterator[str]:
        table = self.table(_FONTS)
        at = 2 if self._is_old else 4
        while at < len(table):
            length = table[at] + 1
            if self._is_old:
                yield table[at + 6 : at + length].partition(b"\0")[0].decode("cp1252", "replace")
            else:
                yield table[at + 40 : at + length].decode("utf-16-le", "replace").partition("\0")[0]
            at += length

    def properties(self, codes: bytes) -> Properties:
        """Return the properties in a list of codes, and those that it refers to."""
        found = self._properties(codes)
        for code in _BEYOND:
            if code in found and not self._is_old:
                place = _number(found.pop(code))
                length = int.from_bytes(self._data[place : place + 2], "little")
                found |= self._properties(self._data[place + 2 : place + 2 + length])
        return found

    def _properties(self, codes: bytes) -> Properties:
        found: Properties = {}
        at = 0
        while at < len(codes):
            code, at = (codes[at], at + 1) if self._is_old else (int.from_bytes(codes[at : at + 2], "little"), at + 2)
            size = self._size(code, codes, at)
            if size is None:
                break
            found[_OLD.get(code, code) if self._is_old else code] = codes[at : at + size]
            at += size
        return found

    def _size(self, code: int, codes: bytes, at: int) -> int | None:
        """Return how long the operand of a code is; null where that is not known."""
        if self._is_old:
            size = _OLD_SIZES.get(code)
            is_long = size == -2
        else:
            size = _SIZES.get(code >> 13, -1)
            is_long = code == _ROW
        if is_long:
            return 1 + int.from_bytes(codes[at : at + 2], "little")
        if size != -1:
            return size
        if at >= len(codes):
            return None
        if code == _TABS and codes[at] == 255 and at + 1 < len(codes):
            deleted = at + 2 + 4 * codes[at + 1]
            return deleted + 1 + 3 * codes[deleted] - at if deleted < len(codes) else None
        return 1 + codes[at]

    def _read_styles(self) -> dict[int, _Style]:
        """Return what each style says, its own or by the style that it is based on."""
        table = self.table(_STYLES)
        size, count, base_size = struct.unpack_from("<HHH", table)
        own: dict[int, _Style] = {}
        bases: dict[int, int] = {}
        at = 2 + size
        for number in range(min(count, _MOST_STYLES)):
            if at + 2 > len(table):
                break
            length = struct.unpack_from("<H", table, at)[0]
            style = table[at + 2 : at + 2 + length]
            at += 2 + length
            if len(style) > base_size:
                name, kind_and_base = struct.unpack_from("<HH", style)
                bases[number] = kind_and_base >> 4
                name &= 0x0FFF
                own[number] = _Style(
                    self._style(style, base_size, kind_and_base & 15), 1 <= name <= 9 or name == _TITLE
                )
        default = {_FONT: table[14:16]}  # the font of letters that nothing says one for
        found: dict[int, _Style] = {}
        for number in own:
            chain = [number]
            while bases[chain[-1]] in own and len(chain) < _MOST_BASES:
                chain.append(bases[chain[-1]])
            properties = dict(default)
            for style_number in reversed(chain):
                properties |= own[style_number].properties
            found[number] = _Style(properties, any(own[style_number].is_heading for style_number in chain))
        return found

    def _style(self, style: bytes, base_size: int, kind: int) -> Properties:
        """Return what a style sets, for its letters and for its paragraphs."""
        if self._is_old:
            at = base_size + 2 + style[base_size]
        else:
            at = base_size + 4 + 2 * struct.unpack_from("<H", style, base_size)[0]
        found: Properties = {}
        for number in range(1 if kind == 2 else 2):
            at += at % 2
            if at + 2 > len(style):
                break
            length = struct.unpack_from("<H", style, at)[0]
            codes = style[at + 2 : at + 2 + length]
            is_paragraph = kind != 2 and number == 0
            found |= self.properties(codes[2:] if is_paragraph else codes)
            at += 2 + length
        return found

    # -- lists ---------------------------------------------------------------------------------------------------

    def _lists(self) -> dict[str, tuple[Levels, dict[int, Level]]]:
        """Return the lists by their number, each with the levels that it has of its own."""
        start, length = struct.unpack_from("<II", self._main, 154 + 8 * _LISTS) if not self._is_old else (0, 0)
        if not length:
            return {}
        count = min(struct.unpack_from("<H", self._tables, start)[0], _MOST_LISTS)
        at = start + 2 + 28 * count
        found: dict[int, Levels] = {}
        for number in range(count):
            head = self._tables[start + 2 + 28 * number : start + 30 + 28 * number]
            found[_number(head[:4])] = levels = Levels()
            for i in range(1 if head[26] & 1 else 9):
                levels.levels[i], at = self._level(self._tables, at)
        table = self.table(_OVERRIDES)
        count = min(struct.unpack_from("<I", table)[0], _MOST_LISTS) if table else 0
        lists: dict[str, tuple[Levels, dict[int, Level]]] = {}
        at = 4 + 16 * count
        for number in range(count):
            head = table[4 + 16 * number : 20 + 16 * number]
            base = found.get(_number(head[:4]), Levels())
            own: dict[int, Level] = {}
            at += 4
            for _ in range(head[12]):
                begins, bits = struct.unpack_from("<II", table, at)
                at += 8
                i = bits & 15
                if bits & 32:
                    own[i], at = self._level(table, at)
                elif bits & 16:
                    level = base.levels.get(i, Level())
                    own[i] = Level(level.kind, level.text, min(begins, 9999), level.restart, level.font, level.is_legal)
            lists[str(number + 1)] = base, own
        return lists

    def _level(self, table: bytes, at: int) -> tuple[Level, int]:
        """Return a level of a list, and where it ends."""
        begins, kind, flags = struct.unpack_from("<IBB", table, at)
        places = table[at + 6 : at + 15]
        letters, paragraph = table[at + 24], table[at + 25]
        at += 28 + paragraph
        font = self.properties(table[at : at + letters]).get(_FONT)
        at += letters
        length = struct.unpack_from("<H", table, at)[0]
        text = table[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
        shown = "".join(
            f"%{ord(char) + 1}" if i in places and ord(char) < 9 else char for i, char in enumerate(text, 1)
        )
        restart = 0 if flags & 8 else None
        level = Level(
            _KINDS.get(kind, "decimal"), shown[:100], min(begins, 9999), restart, self._font(font), bool(flags & 4)
        )
        return level, at + 2 + 2 * length

    # -- notes ---------------------------------------------------------------------------------------------------

    def _note_marks(self) -> list[tuple[int, int, int, int]]:
        """Return the notes by the place of their mark in the text: place, story, its first letter and what follows."""
        found = []
        for marks, texts, story in ((_NOTE_MARKS, _NOTES, NOTES), (_END_MARKS, _END_NOTES, END_NOTES)):
            places = self._positions(marks, 2)[:-1]
            bounds = self._positions(texts, 0)
            found += [(place, story, start, end) for place, (start, end) in zip(places, pairwise(bounds), strict=False)]
        return sorted(found)

    # -- text ----------------------------------------------------------------------------------------------------

    def _font(self, number: bytes | None) -> str:
        at = _number(number) if number else -1
        return self._font_names[at] if 0 <= at < len(self._font_names) else ""

    def _chunks(self) -> Iterator[tuple[int, int, str, Properties, Properties]]:
        """Yield stretches of one look in one story: story, position, letters, properties of letters and paragraph."""
        for position, text, offset, width in self._pieces():
            at = 0
            while at < len(text):
                story = bisect_right(self._ends, position + at)
                if story >= len(self._ends):
                    return
                place = offset + at * width
                letters, letters_end = self._letters.at(place)
                paragraph, paragraph_end = self._paragraphs.at(place)
                stop = at + max(1, (min(letters_end, paragraph_end) - place) // width)
                stop = min(stop, len(text), self._ends[story] - position)
                mark = bisect_right(self._marks, position + at) if story == TEXT else len(self._marks)
                if mark < len(self._marks):
                    stop = min(stop, self._marks[mark] - position)
                yield story, position + at, text[at:stop], letters, paragraph
                at = stop

    def _read(self) -> list[list[tuple[Said, int]]]:
        """Return the paragraphs of each story, with the place that each begins at, counted from that of the story."""
        starts = [0, *self._ends]
        stories: list[list[tuple[Said, int]]] = [[] for _ in self._ends]
        notes = {place: number for number, (place, *_) in enumerate(self._notes, 1)}
        said, begins, last = Said(), 0, -1
        fields: list[bool] = []  # for each open field, whether its instruction is being read
        hidden = 0  # how many of them are
        pieces: list[str] = []

        def end(properties: Properties, mark: str, after: int) -> None:
            nonlocal said, begins
            said.text = "".join(pieces)
            if _TWICE in said.text:  # a hyphen that Word put beside the letter ư of an old font
                kept = [not said.text.startswith(_TWICE, i) for i in range(len(said.text))]
                said.text, said.capitals = "".join(compress(said.text, kept)), list(compress(said.capitals, kept))
            self._describe(said, properties, mark)
            stories[last].append((said, begins - starts[last]))
            pieces.clear()
            said, begins = Said(), after

        for story, position, text, letters, paragraph in self._chunks():
            if story != last:
                if pieces:
                    end({}, "\r", position)
                last, begins = story, position
                fields.clear()
                hidden = 0
            font, is_shown, is_caps = self._look(letters, paragraph)
            is_capital = is_capital_font(font)

            def add(new: str, is_capital: bool = is_capital) -> None:
                pieces.append(new)
                said.capitals += [is_capital] * len(new)

            if story == TEXT and position in notes and is_shown and not _SPECIAL.match(text):
                add(f"[{notes[position]}]", False)  # beside a mark that the author has chosen
            at = 0
            for found in (*_SPECIAL.finditer(text), None):
                plain = text[at : found.start() if found else len(text)]
                at = found.end() if found else len(text)
                is_read = is_shown and not hidden
                if plain and is_read:
                    if _SYMBOL in letters:
                        code = letters[_SYMBOL][-4:]
                        add(symbol(self._font(code[:2]), _number(code[2:])) * len(plain))
                    else:
                        new = drawn(plain, font)
                        add(capitals(new, font) if is_caps else new)
                if found is None:
                    break
                char, place = found[0], position + found.start()
                if char == _FIELD:
                    fields.append(True)
                    hidden += 1
                elif char == _RESULT and fields:
                    hidden -= fields[-1]
                    fields[-1] = False
                elif char == _FIELD_END and fields:
                    hidden -= fields.pop()
                elif char in _ENDS and (is_shown or char != "\r"):  # one whose mark was deleted goes on in the next
                    end(paragraph, char, place + 1)
                elif is_read and char in _SHOWN:
                    add(_SHOWN[char])
                if story == TEXT and place in notes and is_read:
                    add(f"[{notes[place]}]", False)
        if pieces:
            end({}, "\r", 0)
        return stories

    def _look(self, letters: Properties, paragraph: Properties) -> tuple[str, bool, bool]:
        """Return the font of letters, whether they are shown, and whether all of them are capitals."""
        style = self._styles.get(_number(paragraph.get(_STYLE, b"")))
        under = dict(style.properties) if style else {}
        if _STYLE_OF_LETTERS in letters:
            style = self._styles.get(_number(letters[_STYLE_OF_LETTERS]))
            under |= style.properties if style else {}

        def is_on(code: int) -> bool:
            below = bool(under.get(code, b"\0")[0] & 1)
            value = letters.get(code, b"\x80")
            return below if value[:1] == b"\x80" else not below if value[:1] == b"\x81" else bool(value[:1] != b"\0")

        is_deleted = bool(_number(letters.get(_DELETED, b"")) & 1)
        font = self._font(letters.get(_FONT) or under.get(_FONT))
        return font, not is_deleted and not is_on(_HIDDEN), is_on(_CAPS)

    def _describe(self, said: Said, properties: Properties, mark: str) -> None:
        """Say of a paragraph what the file does."""
        style = self._styles.get(_number(properties.get(_STYLE, b"")))
        of = (style.properties if style else {}) | properties

        def is_on(code: int) -> bool:
            return bool(_number(of.get(code, b"")))

        said.depth = _number(of.get(_DEPTH, b"")) or int(is_on(_IN_TABLE))
        said.ends_row = is_on(_INNER_ROW) if said.depth > 1 else is_on(_ROW_END)
        said.ends_cell = is_on(_INNER_CELL) if said.depth > 1 else mark == "\x07" and not said.ends_row
        said.is_heading = bool(style and style.is_heading)
        number = _number(of.get(_LIST, b""))
        if 0 < number < 2047:
            said.list_id, said.level = str(number), _number(of.get(_LIST_LEVEL, b""))
        if said.ends_row:
            said.row = _edges(of.get(_ROW, b""))
            said.is_header = is_on(_HEADER_ROW)


def _edges(row: bytes) -> list[Edge]:
    """Return the cells of a row as its definition says them."""
    count = row[2] if len(row) > 2 else 0
    if len(row) < 5 + 2 * count:
        return []
    places = struct.unpack_from(f"<{count + 1}h", row, 3)
    at = 5 + 2 * count
    size = 20 if len(row) - at >= 20 * count else 10
    found = []
    for i, right in enumerate(places[1:]):
        flags = int.from_bytes(row[at + i * size : at + i * size + 2], "little")
        found.append(Edge(right, bool(flags & 2), flags & 0x60 == 0x20))
    return found


def _number(value: bytes) -> int:
    return int.from_bytes(value, "little")


class _Runs:
    """Properties by place in the file, from pages of 512 bytes that are read when they are asked for."""

    def __init__(self, word: Word, table: int) -> None:
        self._word = word
        self._is_paragraphs = table == _PARAGRAPH_PAGES
        self._starts, pages = word.entries(table, 2 if word._is_old else 4)
        self._pages = [_number(page) & 0x3FFFFF for page in pages]
        self._page = -1
        self._places: tuple[int, ...] = ()
        self._found: dict[int, Properties] = {}
        self._block = b""

    def at(self, place: int) -> tuple[Properties, int]:
        """Return the properties of the letter at a place, and where its run ends."""
        page = bisect_right(self._starts, place) - 1
        if not 0 <= page < len(self._pages):
            return {}, self._starts[0] if page < 0 and self._starts else 2**31
        if page != self._page:
            self._page = page
            start = self._pages[page] * _PAGE
            self._block = self._word._main[start : start + _PAGE]
            self._places = struct.unpack_from(f"<{self._block[-1] + 1}I", self._block)
            self._found = {}
        run = bisect_right(self._places, place) - 1
        if not 0 <= run < len(self._places) - 1:
            return {}, self._places[0] if run < 0 else self._starts[page + 1]
        if run not in self._found:
            self._found[run] = self._paragraph(run) if self._is_paragraphs else self._character(run)
        return self._found[run], self._places[run + 1]

    def _character(self, run: int) -> Properties:
        at = 2 * self._block[4 * len(self._places) + run]
        return self._word.properties(self._block[at + 1 : at + 1 + self._block[at]]) if at else {}

    def _paragraph(self, run: int) -> Properties:
        at = 2 * self._block[4 * len(self._places) + (7 if self._word._is_old else 13) * run]
        if not at:
            return {}
        at, length = (at + 1, 2 * self._block[at] - 1) if self._block[at] else (at + 2, 2 * self._block[at + 1])
        codes = self._block[at : at + length]
        return {_STYLE: codes[:2]} | self._word.properties(codes[2:])
