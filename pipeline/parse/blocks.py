"""The structure of an official text: masthead, grounds, articles, clauses, annexes, signature, furniture.

One walk from the first line to the last. At each line the first rule that fits says which block begins and how many
lines it takes; what no rule knows is a paragraph, so the leaves of the tree hold every visible character.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from pipeline.parse import endings, grid, labels, titles
from pipeline.parse.labels import ANNEX, ARTICLE, CLAUSE, LETTER, POINT, ROMAN, SUBPOINT, UNITS, Label
from pipeline.parse.lines import Line
from pipeline.parse.tree import Tree
from pipeline.parse.view import View, attributes
from schemas.records import Block

_BELOW_ANNEX = ANNEX + 1
_QUOTE_LINES = 400
_CLOSING_PARAGRAPHS = 4
_NEAR_ATTRIBUTES = 3
_END_MARK = "./."
_QUOTES = {"“": "”", "«": "»", '"': '"”'}
_ROMAN_LINES = 40  # within which ii. follows i.
_AFTER_ROMAN = frozenset(".)/- ")
_LAYOUT = frozenset({"masthead", "addressee", "recipients", "signature"})

_CAPTION = re.compile(
    r"\(?(?:Ảnh|ẢNH|Hình ảnh|Nguồn ảnh|Photo)\s*:|(?:Ảnh minh họa|Ảnh minh hoạ)"
    r"|(?:Hình|Biểu đồ|Sơ đồ|Bảng)\s+(?:số\s+)?[0-9]{1,3}(?:\.[0-9]{1,2})?\s*[.:]"
)
_CREDIT = re.compile(r"(?:[-.(;]\s*|\s)(?:Ảnh|ẢNH)\s*:\s*[^.]{2,60}\)?\.?$")
_NOTE = re.compile(r"\[(.{1,8}?)\]")
_NOTE_BELOW = re.compile(r"\[([1-9][0-9]{0,2})\](?=\s|$)")
_PASSED = re.compile(r"(?:Luật|Bộ luật|Hiến pháp|Pháp lệnh|Nghị quyết) này (?:đã )?được .{1,200}? thông qua")
_AMENDS = re.compile(r"(?:Sửa đổi|Bổ sung|Thay|Bãi bỏ|Bỏ|Hủy bỏ|Huỷ bỏ)\s")
_ENCLOSED_IN = re.compile(
    r"\(\s*(?:(?:[^\W\d_]+\s+){0,3}kèm|ban hành) theo[^)]{0,400}\)?|ban hành (?:kèm )?theo .{0,400}", re.IGNORECASE
)


def structure(text: str, lines: list[Line], furniture: list[bool]) -> tuple[Block, ...]:
    """Return the blocks of a text in the order of their start, parents before children.

    Args:
        text: canonical text.
        lines: all its lines that are not blank.
        furniture: for each of them, whether it is furniture.

    Returns:
        Blocks whose leaves hold every visible character of the text and do not overlap. `path` names the units
        that enclose a block and the unit itself; `heading` is the heading of a unit without its label.
    """
    return _Walk(View(text, lines, furniture)).blocks()


class _Walk:
    """The walk over the lines of one text."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._lines = view.lines
        self._tree = Tree()
        self._head = True  # before the first sentence of the document (or of an annex)
        self._titled = False
        self._addressed = False
        self._ended = False  # the end mark, the recipients or the signature have been seen
        self._last = ""  # kind of the block before
        self._quoted_to = 0
        self._closers: dict[str, list[int]] = {}
        self._by_label: dict[str, tuple[Callable[[int], int], ...]] = {
            **dict.fromkeys(UNITS, (self._unit,)),
            "part": (self._title, self._unit),
            "annex": (self._annex,),
            "addressee": (self._addressee,),
            "recipients": (self._recipients,),
            "signature": (self._signature,),
            "basis": (self._grounds,),
            "list_item": (self._item,),
        }

    def blocks(self) -> tuple[Block, ...]:
        i = 0
        while i < len(self._lines):
            i = self._block(i)
        return self._tree.blocks()

    def _block(self, i: int) -> int:
        """Add the block that begins at a line; return the index after its last line."""
        line = self._lines[i]
        if self._view.furniture[i]:
            return self._furniture(i)
        if line.mark == "footnote":
            return self._footnote(i)
        mark = _NOTE_BELOW.match(line.text) if self._ended and line.text[:1] == "[" else None
        if mark and self._view.text.find(mark[0], 0, line.start) >= 0:  # else it is a field of a form
            return self._note_below(i, mark)
        if line.is_decoration:
            if line.is_bar:
                return self._bars(i)
            self._tree.cover(line.start, line.end)
            return i + 1
        for rule in self._rules(i, line):
            after = rule(i)
            if after > i:
                return after
        return self._paragraph(i)

    def _rules(self, i: int, line: Line) -> tuple[Callable[[int], int], ...]:
        """Return the rules that can fit a line, first the ones that know most."""
        label = self._view.labels[i]
        if line.mark:
            return (
                self._row,
                self._metadata,
                self._marked,
                *self._by_label.get(label.kind if label else "", ()),
                self._item,
            )
        if label:
            return self._by_label[label.kind]
        if self._head:
            return (
                self._row, self._metadata, self._masthead, self._annex, self._addressee, self._signature, self._title,
                self._grounds, self._caption, self._capitals,
            )  # fmt: skip
        if line.is_capitals:
            return self._row, self._masthead, self._annex, self._signature, self._grounds, self._capitals
        return self._row, self._masthead, self._signature, self._caption

    def _add(self, kind: str, i: int, after: int, heading: str | None = None) -> int:
        """Add a leaf of the lines from i to before `after`; return `after`."""
        first = self._lines[i]
        self._tree.leaf(kind, first.start, self._lines[after - 1].end, first.element, heading)
        self._last = kind
        return after

    # -- what is no text of the document, and tables -------------------------------------------------------------

    def _furniture(self, i: int) -> int:
        after = i + 1
        while after < len(self._lines) and self._view.furniture[after]:
            after += 1
        if after == len(self._lines):
            self._tree.close(ANNEX)
        before = self._last
        self._add("furniture", i, after)
        self._last = before  # furniture does not part what it stands between
        return after

    def _footnote(self, i: int) -> int:
        """A paragraph of a note; notes stand below the whole text."""
        element = self._lines[i].element or ""
        after = i + 1
        while after < len(self._lines) and self._lines[after].mark and self._lines[after].element == element:
            after += 1
        self._tree.close(ANNEX)
        mark = _NOTE_BELOW.match(self._lines[i].text) or _NOTE.search(element)
        return self._add("footnote", i, after, mark[1] if mark else None)

    def _note_below(self, i: int, mark: re.Match[str]) -> int:
        """A note that a page prints below the whole document, its mark in brackets perhaps on a line of its own."""
        self._tree.close(ANNEX)
        is_alone = mark.end() == len(self._lines[i].text)
        after = i + 1 if is_alone else self._view.paragraph_end(i)
        if is_alone and after < len(self._lines) and not self._view.furniture[after] and not self._view.kind(after):
            after = self._view.paragraph_end(after)
        return self._add("footnote", i, after, mark[1])

    def _bars(self, i: int) -> int:
        """A table whose cells stand one below the other, or the frame of a layout."""
        after = grid.bars(self._lines, i)
        closes_layout = self._last in _LAYOUT and after == i + 1
        if after < len(self._lines) and not closes_layout and not self._is_outside_cells(after):
            end = grid.table_end(self._lines, i, self._is_outside_cells)
            if end > i:
                self._head = False
                return self._add("table", i, end)
        for j in range(i, after):
            self._tree.cover(self._lines[j].start, self._lines[j].end)
        if self._last in _LAYOUT:
            self._last = "frame"
        return after

    def _is_outside_cells(self, i: int) -> bool:
        """Whether a line begins what no cell of a table holds."""
        view = self._view
        if view.kind(i) in ("article", "chapter", "annex", "addressee", "recipients", "signature"):
            return True
        return view.furniture[i] or view.mastheads.is_anchor(i) or view.is_type(i) or view.is_resolving(i)

    def _row(self, i: int) -> int:
        """Rows of a table, each printed on one line."""
        line = self._lines[i]
        is_marked = line.mark == "row"
        if not (is_marked or line.is_row) or (not is_marked and (self._view.is_masthead(i) or self._view.is_byline(i))):
            return i
        after = i + 1
        while after < len(self._lines) and not self._view.furniture[after]:
            following = self._lines[after]
            if (
                following.mark != line.mark
                or not (is_marked or following.is_row)
                or (is_marked and following.element != line.element)
            ):
                break
            after += 1
        if not is_marked and after == i + 1 and line.text.count("|") < 2:
            return i
        return self._add("table", i, after)

    def _metadata(self, i: int) -> int:
        """A line of the portal's own table about the document, or the by-line of an article."""
        view, line = self._view, self._lines[i]
        if line.mark == "metadata" or (self._head and view.is_byline(i)):
            return self._add("metadata", i, i + 1, _attribute(line.text))
        if not self._head or not view.is_attribute(i):
            return i
        near = range(max(0, i - _NEAR_ATTRIBUTES), min(len(view.lines), i + _NEAR_ATTRIBUTES + 1))
        if sum(view.is_attribute(j) for j in near) < _NEAR_ATTRIBUTES:
            return i
        after = i + 1
        is_alone = line.text.rstrip(" :|") == _attribute(line.text)
        if is_alone and after < len(view.lines) and not view.is_attribute(after) and not view.furniture[after]:
            after += 1
        return self._add("metadata", i, after, _attribute(line.text))

    def _marked(self, i: int) -> int:
        """What the markup of a page says of a line."""
        mark = self._lines[i].mark
        if mark == "title" or (mark == "heading" and not self._last and not self._view.kind(i)):
            return self._add("title", i, i + 1)
        if mark == "caption" or (mark == "heading" and not self._view.kind(i)):
            return self._add(mark, i, i + 1)
        return i

    # -- the head of a document ----------------------------------------------------------------------------------

    def _masthead(self, i: int) -> int:
        after = self._view.mastheads.end(i)
        if after == i:
            return i
        if self._ended or self._tree.has_open(ANNEX):  # the next form of an annex has its own
            self._tree.close(_BELOW_ANNEX)
        self._head, self._titled, self._addressed = True, False, False
        return self._add("masthead", i, after)

    def _title(self, i: int) -> int:
        """The type of the document and its abstract, or the headline of an article."""
        if not self._head or self._titled:
            return i
        line = self._lines[i]
        is_long_type = self._last == "masthead" and line.is_capitals and labels.begins_with_type(line.text)
        if is_long_type or self._view.is_type(i, loose=self._last == "masthead"):
            self._titled = True
            return self._add("title", i, titles.document_title_end(self._view, i))
        if not self._last and titles.is_headline(self._view, i):
            return self._add("title", i, titles.headline_end(self._view, i))
        return i

    def _addressee(self, i: int) -> int:
        if self._view.kind(i) != "addressee" and not self._view.is_sending(i):
            return i
        self._titled = self._addressed = True
        return self._add("addressee", i, endings.addressee_end(self._view, i))

    def _grounds(self, i: int) -> int:
        """Căn cứ …; Theo đề nghị …, the body in capitals above them and the word QUYẾT ĐỊNH: below."""
        view = self._view
        if view.is_resolving(i) and (self._titled or self._lines[i].text.endswith(":")):
            return self._add("heading", i, i + 1)
        if not self._head:
            # The grounds of a consolidated text stand below the list of what it consolidates.
            after = view.paragraph_end(i)
            last = view.last_letter(after)
            is_before_units = self._tree.top in (None, ANNEX) and not self._ended and not self._addressed
            if is_before_units and view.kind(i) == "basis" and (last == ";" or (self._last == "basis" and last != ":")):
                return self._add("basis", i, after)
            return i
        if self._titled and titles.is_authority(view, i):
            return self._add("masthead", i, titles.authority_end(view, i))
        after = view.paragraph_end(i)
        last = view.last_letter(after)
        if view.kind(i) == "basis":
            return self._add("basis", i, after) if last != ":" else i
        if last == ";" and (self._last == "basis" or labels.is_like_basis(self._lines[i].text)):
            return self._add("basis", i, after)
        return i

    # -- units ---------------------------------------------------------------------------------------------------

    def _annex(self, i: int) -> int:
        label, line = self._view.labels[i], self._lines[i]
        if label and label.kind == "annex":
            # In the body, "Phụ lục 1: …" is a mention of the annex.
            is_own = line.is_capitals or self._ended or self._tree.has_open(ANNEX) or line.mark == "heading"
            if not is_own and not titles.is_enclosed_annex(self._view, i, label):
                return i
            name = label.name
        elif (
            line.is_capitals
            and (self._ended or (self._tree.has_open(ARTICLE) and self._view.is_type(i)))
            and titles.enclosed_after(self._view, i)
        ):
            name = titles.embedded_name(line.text)
        else:
            return i
        after = titles.annex_heading_end(self._view, i, label)
        words = " ".join(part.text for part in self._lines[i:after] if not part.is_decoration)
        heading = _clean(_ENCLOSED_IN.sub(" ", words[label.end :] if label else words))
        self._tree.unit(
            "annex",
            ANNEX,
            name,
            (line.start, self._lines[after - 1].end),
            heading=heading,
            titled=True,
            element=line.element,
        )
        self._head, self._titled, self._ended, self._last = True, True, False, "annex"
        return after

    def _unit(self, i: int) -> int:
        label, line = self._view.labels[i], self._lines[i]
        if label is None or self._is_quoted(i) or (label.depth in (LETTER, ROMAN) and line.length > titles.LONGEST):
            return i
        if label.name in ("Điểm i", "Điểm v", "Điểm x") and self._is_roman(i):
            return self._item(i)
        if label.depth == SUBPOINT and self._tree.last_name(POINT)[-1:] != label.name[5]:
            return i
        if label.depth < ARTICLE and label.depth not in (LETTER, ROMAN):
            after, is_titled = titles.unit_title_end(self._view, i, label), True
        else:
            after = titles.first_paragraph_end(self._view, i, label)
            is_titled = titles.is_heading(self._view, i, after, label)
        heading = _clean(" ".join(part.text for part in self._lines[i:after])[label.end :]) if is_titled else None
        label = self._placed(label)
        self._tree.unit(
            label.kind, label.depth, label.name, (line.start, self._lines[after - 1].end),
            heading=heading, titled=is_titled, element=line.element,
        )  # fmt: skip
        self._head, self._last = False, label.kind
        self._note_end(after)
        return after

    def _placed(self, label: Label) -> Label:
        """Return a label with the depth that it has where it stands."""
        if label.depth == ROMAN and label.name[-2] == " ":
            # I. after H. is a letter.
            before = self._tree.last_name(LETTER)
            if before and ord(label.name[-1]) - ord(before[-1]) == 1:
                label = Label("part", LETTER, f"Phần {label.name[-1]}", label.end)
        if label.depth in (LETTER, ROMAN) and self._tree.has_open(ARTICLE):
            # A decision that approves a plan prints the parts I., II. of it inside the article.
            return replace(label, depth=ARTICLE + (1 if label.depth == LETTER else 2))
        if label.depth == LETTER and self._tree.has_open(ROMAN) and not self._tree.has_open(LETTER):
            is_nested = label.name == "Phần A" or self._tree.has_open(ROMAN + 1)
            return replace(label, depth=ROMAN + 1) if is_nested else label  # of III.; elsewhere III. is of A.
        if label.depth == CLAUSE + 1 and self._tree.has_open(ARTICLE) and not self._tree.has_open(CLAUSE + 1):
            # 2.5 after 1. is clause 2 with the mark of a note: clauses of an article have no decimals.
            clause, mark = label.name.removeprefix("Khoản ").split(".")
            if mark != "1" and int(clause) == (_number(self._tree.last_name(CLAUSE)) or 0) + 1:
                return replace(label, depth=CLAUSE, name=f"Khoản {clause}")
        return label

    def _is_roman(self, i: int) -> bool:
        """Whether i. is the first of i., ii., iii. (v., x. go on so) and not the point after h)."""
        before = self._tree.last_name(POINT)[-1:]
        name = self._lines[i].text[0]
        if before == {"i": "h", "v": "u", "x": "v"}[name]:
            return False
        if name != "i":
            return self._last == "list_item"
        following = (self._lines[j].text for j in range(i + 1, min(i + _ROMAN_LINES, len(self._lines))))
        return any(text[:2] == "ii" and text[2:3] in _AFTER_ROMAN for text in following)

    def _is_quoted(self, i: int) -> bool:
        """Whether a line stands in the quotation of another document, whose units are not this one's."""
        return i < self._quoted_to

    def _note_quote(self, i: int) -> None:
        """Note where the quotation ends that a paragraph opens: “Điều 5. …, or with straight quotes."""
        text = self._lines[i].text
        if i < self._quoted_to or text[:1] not in _QUOTES:
            return
        label = labels.read(text[1:].lstrip())
        if text[0] == '"' and not (label and label.kind in UNITS):
            return  # straight quotes around a word say nothing about the lines below
        close = self._closing(i, _QUOTES[text[0]])
        if close == i:
            return
        is_open = close > i + _QUOTE_LINES
        if is_open and not (label and label.kind in UNITS):
            return
        end = self._continuation(i, min(close, i + _QUOTE_LINES, len(self._lines) - 1), label)
        if end or not is_open:
            self._quoted_to = end or close + 1

    def _continuation(self, i: int, close: int, label: Label | None) -> int:
        """Return the index of the line that goes on with the numbers outside a quotation before it closes; 0 if none.

        Typists forget to close them. A unit that goes on with the numbers outside and not with those inside is none
        of the quotation, and neither is the next instruction (3. Sửa đổi khoản 2 Điều 7 như sau:).
        """
        article, clause = (_number(self._tree.last_name(depth)) for depth in (ARTICLE, CLAUSE))
        inside: dict[str, int | None] = {"article": None, "clause": None}
        if label and label.kind in inside:
            inside[label.kind] = _number(label.name)
        for j in range(i + 1, close):
            found = self._view.labels[j]
            if found is None or found.kind not in inside:
                continue
            number = _number(found.name)
            if number is None:
                continue
            outside = article if found.kind == "article" else clause
            is_next = outside is not None and number == outside + 1
            last = inside[found.kind]
            if is_next and (self._is_instruction(j, found) or (last is not None and number != last + 1)):
                return j
            inside[found.kind] = number
            if found.kind == "article":
                inside["clause"] = None
        return 0

    def _is_instruction(self, i: int, label: Label) -> bool:
        """Whether a clause says how another document is amended, and the amended text follows."""
        following = self._lines[i + 1].text[:1] if i + 1 < len(self._lines) else ""
        text = self._lines[i].text[label.end :]
        return label.kind == "clause" and following in _QUOTES and bool(_AMENDS.match(text))

    def _closing(self, i: int, marks: str) -> int:
        """Return the index of the line that ends a quotation; beyond all lines if none does."""
        if marks not in self._closers:
            self._closers[marks] = _closers(self._lines, marks)
        return self._closers[marks][i]

    # -- other leaves --------------------------------------------------------------------------------------------

    def _recipients(self, i: int) -> int:
        self._tree.close(_BELOW_ANNEX)
        self._ended = True
        return self._add("recipients", i, endings.recipients_end(self._view, i))

    def _signature(self, i: int) -> int:
        if self._is_quoted(i):
            return i
        after = endings.signature_end(self._view, i, ended=self._ended)
        if after == i:
            return i
        self._tree.close(_BELOW_ANNEX)
        self._ended = True
        return self._add("signature", i, after)

    def _item(self, i: int) -> int:
        if self._view.kind(i) not in ("list_item", "point") and self._lines[i].mark != "item":
            return i
        self._head = False
        after = self._view.paragraph_end(i)
        self._note_end(after)
        return self._add("list_item", i, after)

    def _caption(self, i: int) -> int:
        line = self._lines[i]
        text = line.text
        if line.length > titles.LONGEST_HEADING:
            return i
        if _CAPTION.match(text) or (("Ảnh" in text or "ẢNH" in text) and _CREDIT.search(text)):
            return self._add("caption", i, self._view.paragraph_end(i))
        return i

    def _capitals(self, i: int) -> int:
        """A heading that is nothing but capitals."""
        line = self._lines[i]
        if not line.is_capitals or line.length < 4 or line.is_row or self._is_quoted(i):
            return i
        after = i + 1
        while (
            after < len(self._lines) and after - i < titles.MOST_LINES and titles.goes_on_in_capitals(self._view, after)
        ):
            following = self._lines[after]
            if following.gap or not following.soft or self._view.is_resolving(after):
                break
            after += 1
        return self._add("heading", i, after)

    def _paragraph(self, i: int) -> int:
        after = self._view.paragraph_end(i)
        self._note_quote(i)
        if self._lines[after - 1].end - self._lines[i].start > 40:
            self._head = False
        if self._tree.top not in (None, ANNEX) and not self._tree.has_open(ARTICLE) and self._closes(i):
            self._tree.close(_BELOW_ANNEX)
        self._note_end(after)
        self._note_passing(i)
        return self._add("paragraph", i, after)

    def _closes(self, i: int) -> bool:
        """Whether the last sentences of a dispatch begin: plain paragraphs to the end mark.

        They belong to the whole of it, not to its last clause.
        """
        for _ in range(_CLOSING_PARAGRAPHS):
            if i >= len(self._lines) or self._view.kind(i) or self._view.furniture[i] or self._lines[i].is_decoration:
                return False
            i = self._view.paragraph_end(i)
            if self._lines[i - 1].tail.endswith(_END_MARK):
                return True
        return False

    def _note_end(self, after: int) -> None:
        if self._lines[after - 1].tail.endswith(_END_MARK):
            self._ended = True

    def _note_passing(self, i: int) -> None:
        """Note that a law ends: Luật này được Quốc hội … thông qua ngày …, with no mark."""
        if _PASSED.match(self._lines[i].text):
            self._ended = True


def _closers(lines: list[Line], marks: str) -> list[int]:
    """Return for each line the index of the next one (or itself) that ends with a closing quotation mark."""
    closers = [0] * len(lines)
    close = len(lines) + 2 * _QUOTE_LINES
    for i in range(len(lines) - 1, -1, -1):
        if lines[i].tail.rstrip(" .;,:)/")[-1:] in marks and lines[i].text:
            close = i
        closers[i] = close
    return closers


def _number(name: str) -> int | None:
    """Return the number of a unit as a path names it; null for none, and for one with letters or parts."""
    number = name.rsplit(" ", 1)[-1]
    return int(number) if number.isdecimal() else None


def _attribute(text: str) -> str | None:
    """Return the label of a metadata line."""
    found = attributes().match(text)
    return found[0].strip(" :|") if found else None


def _clean(words: str) -> str | None:
    return " ".join(words.split()).strip(" .:-/") or None
