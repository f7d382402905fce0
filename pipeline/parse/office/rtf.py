"""RTF: its groups and control words, read in one pass.

A reader of its own, because the file says what a converter loses: which font a letter stands in, that a soft hyphen
is one, which text was deleted.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace

from pipeline.limits import MAX_NESTING
from pipeline.parse.document import ParsedDocument
from pipeline.parse.drafts import Paragraph, Part, compose, note_below, table_of_edges
from pipeline.parse.encoding import western
from pipeline.parse.office.symbols import is_old_font, show
from pipeline.refusals import ParseError

MEDIA_TYPE = "application/rtf"

_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\"
)
_SKIPPED = frozenset(
    {"colortbl", "stylesheet", "info", "pict", "fldinst", "objdata", "objclass", "nonshppict", "themedata", "datastore"}
    | {
        "listtable",
        "listoverridetable",
        "revtbl",
        "rsidtbl",
        "generator",
        "xmlnstbl",
        "filetbl",
        "bkmkstart",
        "bkmkend",
    }
    | {
        "ftnsep",
        "ftnsepc",
        "ftncn",
        "aftnsep",
        "aftnsepc",
        "aftncn",
        "annotation",
        "atnid",
        "atnauthor",
        "sp",
        "tc",
        "xe",
    }
    | {"pnseclvl", "private", "template", "upr", "latentstyles", "sv", "sn"}
)
_READ = frozenset({"shpinst", "shptxt", "ud"})  # starred, and read all the same
_HEADS = frozenset({"header", "headerl", "headerr", "headerf"})
_FEET = frozenset({"footer", "footerl", "footerr", "footerf"})
_CHARS = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ", "softline": "\n",
}  # fmt: skip
_SIGNS = {"~": "\xa0", "_": "-", "-": "\u00ad", "\n": "\n\n", "\r": "\n\n", "\\": "\\", "{": "{", "}": "}"}
_ENDS = frozenset({"par", "sect", "page", "column"})
_CHARSETS = {
    0: "cp1252", 1: "cp1252", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_TWIPS = 40  # edges of cells that are nearer are one
_PLAIN_TEXT = "body"


@dataclass(slots=True)
class _State:
    font: int = 0
    skip: bool = False
    hidden: bool = False
    caps: bool = False
    uc: int = 1
    flow: str = _PLAIN_TEXT
    is_in_table: bool = False


@dataclass(slots=True)
class _Flow:
    """A stretch of text that is read on its own: the body, a note, a running head, a text box."""

    parts: list[Part] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)
    row: list[list[str]] = field(default_factory=list)
    rows: list[list[tuple[list[str], float, bool]]] = field(default_factory=list)
    tables: int = 0


def parse_rtf(data: bytes) -> ParsedDocument:
    """Parse an RTF file.

    Raises:
        ParseError: `too_large` or `empty`.
    """
    return compose(_Reader().read(data.decode("latin-1")), MEDIA_TYPE)


class _Reader:
    def __init__(self) -> None:
        self._fonts: dict[int, tuple[str, str]] = {}  # name, code page
        self._declared: dict[int, str] = {}  # code page that the table of fonts gives
        self._state = _State()
        self._stack: list[_State] = []
        self._flows: dict[str, _Flow] = {_PLAIN_TEXT: _Flow()}
        self._edges: list[tuple[float, frozenset[str]]] = []  # right edge of the cells of a row, how they are merged
        self._merge: set[str] = set()
        self._notes = self._boxes = 0
        self._default = 0
        self._page = "cp1252"
        self._surrogate = 0
        self._bytes = bytearray()

    def read(self, source: str) -> list[Part]:
        starred = False
        skipped = 0  # characters that stand for a \\u in readers that know no Unicode
        for found in _TOKEN.finditer(source):
            word, number, code, sign, brace, text = found.groups()
            if code and not self._state.skip:
                if skipped:
                    skipped -= 1
                else:
                    self._bytes.append(int(code, 16))
                continue
            self._flush()
            if brace == "{":
                if len(self._stack) > MAX_NESTING:
                    raise ParseError("too_large", f"groups are nested more than {MAX_NESTING:,} deep")
                self._stack.append(self._state)
                self._state = replace(self._state)
                skipped = 0
                starred = False
            elif brace == "}":
                self._close()
                skipped = 0
            elif sign == "*":
                starred = True
                continue
            elif self._state.skip:
                pass
            elif word:
                if starred and word not in _READ and word not in _HEADS | _FEET | {"footnote"}:
                    self._state.skip = True
                elif word == "u" and number:
                    self._unicode(int(number))
                    skipped = self._state.uc
                elif word == "fonttbl":
                    self._font_table(source, found.end())
                    self._state.skip = True
                else:
                    self._control(word, int(number) if number else None)
            elif sign:
                self._add(_SIGNS.get(sign, ""))
            elif text:
                cut = min(skipped, len(text))
                skipped -= cut
                self._show(text[cut:])
            starred = False
        self._flush()
        while self._stack:
            self._close()
        return self._result()

    # -- text ----------------------------------------------------------------------------------------------------

    def _add(self, text: str) -> None:
        state = self._state
        if text and not state.skip and not state.hidden:
            self._flows[state.flow].words.append(text)

    def _show(self, text: str) -> None:
        self._add(show(text, self._fonts.get(self._state.font, ("", ""))[0], self._state.caps))

    def _flush(self) -> None:
        """Add the bytes that were read, in the code page of their font."""
        if self._bytes:
            page = self._fonts.get(self._state.font, ("", self._page))[1]
            self._show(western(bytes(self._bytes)) if page == "cp1252" else self._bytes.decode(page, "replace"))
            self._bytes.clear()

    def _unicode(self, code: int) -> None:
        code %= 0x10000
        if 0xD800 <= code < 0xDC00:
            self._surrogate = code
            return
        if 0xDC00 <= code < 0xE000:
            if self._surrogate:
                self._show(chr(0x10000 + ((self._surrogate - 0xD800) << 10) + code - 0xDC00))
            self._surrogate = 0
            return
        char = chr(code)
        page = self._fonts.get(self._state.font, ("", self._page))[1]
        declared = self._declared.get(self._state.font)
        if declared and page == "cp1252" != declared:
            # The letter that another code page has at this place of an old font.
            char = western(char.encode(declared, "ignore")) or char
        self._show(char)

    # -- control words -------------------------------------------------------------------------------------------

    def _control(self, word: str, number: int | None) -> None:
        state = self._state
        is_on = number != 0
        if word in _CHARS:
            self._add(_CHARS[word])
        elif word in _ENDS:
            self._end_paragraph()
        elif word in ("cell", "nestcell"):
            self._end_cell(word == "nestcell")
        elif word == "row":
            self._end_row()
        elif word == "trowd":
            self._edges, self._merge = [], set()
        elif word in ("clmgf", "clmrg", "clvmgf", "clvmrg"):
            self._merge.add(word[2:])
        elif word == "cellx":
            self._edges.append((float(number or 0), frozenset(self._merge)))
            self._merge.clear()
        elif word == "intbl":
            state.is_in_table = True
        elif word == "pard":
            state.is_in_table = False
        elif word == "f":
            state.font = number or 0
        elif word == "plain":
            state.font, state.hidden, state.caps = self._default, False, False
        elif word in ("v", "deleted"):
            state.hidden = is_on
        elif word == "caps":
            state.caps = is_on
        elif word == "uc":
            state.uc = min(max(number or 0, 0), 10)
        elif word == "deff":
            self._default = state.font = number or 0
        elif word == "ansicpg":
            self._page = _page(number or 1252)
        elif word in ("mac", "pc", "pca"):
            self._page = {"mac": "mac-roman", "pc": "cp437", "pca": "cp850"}[word]
        elif word in _HEADS:
            self._enter("head")
        elif word in _FEET:
            self._enter("foot")
        elif word == "footnote":
            self._notes += 1
            self._add(f"[{self._notes}]")
            self._enter(f"note {self._notes}")
        elif word == "shptxt":
            self._boxes += 1
            self._enter(f"box {self._boxes}")
        elif word in _SKIPPED:
            state.skip = True

    @property
    def _flow(self) -> _Flow:
        return self._flows[self._state.flow]

    def _enter(self, flow: str) -> None:
        self._state.flow, self._state.is_in_table = flow, False
        self._flows.setdefault(flow, _Flow())

    def _close(self) -> None:
        if not self._stack:
            return
        before = self._state
        self._state = self._stack.pop()
        if before.flow != self._state.flow:
            self._finish(before.flow)
            if before.flow.startswith("box"):
                self._flows[self._state.flow].parts += self._flows.pop(before.flow).parts

    # -- paragraphs and tables -----------------------------------------------------------------------------------

    def _end_paragraph(self) -> None:
        flow = self._flow
        text = "".join(flow.words)
        flow.words.clear()
        if self._state.is_in_table:
            flow.cell.append(text)
            return
        self._end_table(flow)
        flow.parts.append(Paragraph(text))

    def _end_cell(self, is_nested: bool) -> None:
        flow = self._flow
        flow.cell.append("".join(flow.words))
        flow.words.clear()
        if not is_nested:
            flow.row.append(flow.cell)
            flow.cell = []

    def _end_row(self) -> None:
        flow = self._flow
        if len(self._edges) < len(flow.row):
            last = self._edges[-1][0] if self._edges else 0.0
            more = range(1, len(flow.row) - len(self._edges) + 1)
            self._edges += [(last + 1000.0 * i, frozenset()) for i in more]
        row: list[tuple[list[str], float, bool]] = []
        for paragraphs, (edge, merge) in zip(flow.row, self._edges, strict=False):
            if row and "mrg" in merge:
                row[-1][0].extend(text for text in paragraphs if text.strip())
                row[-1] = (row[-1][0], edge, row[-1][2])
            else:
                row.append((paragraphs, edge, "vmrg" in merge))
        if row:
            flow.rows.append(row)
        flow.row, flow.cell = [], []
        for state in (*self._stack, self._state):
            state.is_in_table = False

    def _end_table(self, flow: _Flow) -> None:
        if flow.row or flow.cell:  # a row that nothing ends
            flow.parts += [Paragraph(text) for cell in (*flow.row, flow.cell) for text in cell]
            flow.row, flow.cell = [], []
        if flow.rows:
            flow.tables += 1
            flow.parts.append(table_of_edges(flow.rows, _TWIPS, f"table[{flow.tables}]"))
            flow.rows = []

    def _finish(self, name: str) -> None:
        flow = self._flows[name]
        if flow.words:
            text = "".join(flow.words)
            flow.words.clear()
            self._end_table(flow)
            flow.parts.append(Paragraph(text))
        self._end_table(flow)

    def _result(self) -> list[Part]:
        for name in self._flows:
            self._finish(name)
        parts = list(self._flows[_PLAIN_TEXT].parts)
        for name, flow in self._flows.items():
            if name.startswith("note"):
                text = "\n".join(part.text.strip() for part in flow.parts if isinstance(part, Paragraph))
                parts.append(note_below(int(name.removeprefix("note ")), text.strip()))
        heads, feet = (
            [
                Paragraph(text, element=f"{name}er", is_furniture=True)
                for text in dict.fromkeys(
                    part.text for part in self._flows.get(name, _Flow()).parts if isinstance(part, Paragraph)
                )
                if text.strip()
            ]
            for name in ("head", "foot")
        )
        for number, part in enumerate((part for part in parts if isinstance(part, Paragraph)), 1):
            part.element = part.element or f"par[{number}]"
        return [*heads, *parts, *feet]

    # -- fonts ---------------------------------------------------------------------------------------------------

    def _font_table(self, source: str, start: int) -> None:
        """Read the table of fonts that begins at an offset."""
        depth = 1
        number, charset = 0, 0
        name: list[str] = []
        depths: list[int] = []
        starred = False
        for found in _TOKEN.finditer(source, start):
            word, value, _, sign, brace, text = found.groups()
            if brace == "{":
                depth += 1
            elif brace == "}":
                if depths and depths[-1] == depth:
                    depths.pop()
                depth -= 1
                if depth == 0:
                    break
            elif sign == "*":
                starred = True
                continue
            elif word == "f" and value:
                number, charset, name = int(value), 0, []
            elif word == "fcharset":
                charset = int(value or 0)
            elif word in ("panose", "falt", "fname", "fontemb", "fontfile") or (word and starred):
                depths.append(depth)
            elif text and not depths:
                name.append(text)
                if ";" in text:
                    self._font(number, "".join(name).partition(";")[0].strip(), charset)
                    name = []
            starred = False

    def _font(self, number: int, name: str, charset: int) -> None:
        declared = _CHARSETS.get(charset, "cp1252")
        is_old = is_old_font(name) and declared not in ("cp932", "cp949", "gbk", "big5")
        self._declared[number] = declared
        for suffix in (" Tur", " CE", " Cyr", " Greek", " Baltic", " (Vietnamese)"):
            name = name.removesuffix(suffix)
        self._fonts[number] = (name, "cp1252" if is_old or charset == 2 else declared)


def _page(number: int) -> str:
    try:
        return codecs.lookup(f"cp{number}").name
    except LookupError:
        return "cp1252"
