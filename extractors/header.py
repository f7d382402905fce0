"""A document's own data, from its masthead, title, body and signature block.

The layout is that of Decree 30/2020/NĐ-CP Annex I and of Party guidance 36-HD/VPTW. Portals flatten its
two-column tables row by row, so lines are read by what they say, not by where they stand.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from extractors import dates, numbers, signature
from extractors.anchors import matches, misread, within
from extractors.bodies import HEAD_AT_START, NATION, bodies, body_name
from extractors.context import Context
from extractors.lines import CAPITALS, Line, lines
from extractors.numbers import NumberToken
from extractors.shadow import Shadow
from schemas import facts
from schemas.records import DateMention, FieldSpan, Header

_SIGNATURE_CHARS = 8000  # from the end of the body to the end of the signature block
_LONGEST_TITLE = 200
_TITLED = re.compile(r"(?<!\w)CỦA\s{1,3}([^\W\d][^\n]{2,100}?)\s{1,3}SỐ\s{0,2}:?\s{0,2}$")  # THÔNG TƯ CỦA BỘ Y TẾ SỐ …
_MASTHEAD_CHARS = 6000  # how far into a text the masthead may reach (portal titles and metadata stand before it)

_INDENT = 120  # characters that may stand before the words that a line opens with
_NUMBER_LINE = re.compile(
    r"(?:(?:Luật|LUẬT|Nghị\s+quyết|NGHỊ\s+QUYẾT|Pháp\s+lệnh|PHÁP\s+LỆNH|Bản\s+án|BẢN\s+ÁN)\s+(?:số|Số|SỐ)(?=\s?:)|Số|SỐ|S[éèẻêếềôóòỏõơồổớởo](?=:))"
    r"(?:\s+hiệu)?\s*(?:[:.]\s*)?(?:\|\s*)?(?=[0-9/.…_ ]|\n|(?<=:)[^\n|;,]{1,12}/[A-ZĐ]{2})"
)
_UNIT = (
    r"(?:TP|Tp|T\.P|TX)\.?|[Tt]hành\s+phố|[Tt]ỉnh|[Hh]uyện|[Tt]hị\s+xã|[Xx]ã|[Pp]hường|[Tt]hị\s+trấn|[Qq]uận"
    r"|[Đđ]ặc\s+khu"
)
_PLACE_BEFORE = re.compile(
    rf"(?:^|\n|\||\s{{2}}|--\s|[0-9A-ZĐ]\s)[\s|_(]*((?:(?:{_UNIT})\s?)?[{CAPITALS}][^\W\d_]*"
    rf"(?:(?:(?: {{1,2}}|\n|\.\s?|\s-\s)[{CAPITALS}][^\W\d_]*){{0,5}}|\s[^\W\d_]+))\s{{0,3}},?\s*"
    r"(?:(?:(?:lúc|hồi)\s{1,2})?[0-9]{1,2}\s?(?:giờ|h|g)(?:\s?[0-9]{1,2}(?:\s?phút)?)?(?:\s{0,2},)?\s{0,3})?$"
)
_PLACE_AND_DAY = re.compile(
    rf"(?:^|\n|\||\s{{2}})[\s|_(]*([{CAPITALS}][^\W\d_]*(?: [{CAPITALS}][^\W\d_]*){{0,4}}),\s{{0,3}}ngày\s{{1,3}}$"
)
_BLANK_DAY = re.compile(r"ngày[\s.…_]*tháng[\s.…_]*(?:[0-9]{1,2}[\s.…_]*)?năm")  # 'ngày … tháng 12 năm'
_BLANK_NUMBER = re.compile(r"[^\n|;,]{0,12}?/\s?(?:20[0-9]{2}\s?/\s?)?[A-ZĐ]{2}")  # left blank, or unreadable
_ABOUT = re.compile(r"\s*(?:v[ềê]\s+việc|v/v|về|việc)[\s:]+")
_DATE_BEGINS = re.compile(
    r"[ ,\n]*(?:ngày[ ,:\n]*)?(?:[0-9]|ng[àa]y|tháng|năm|quý|nửa|giai|nhiệm|thời|m[ùồ]ng|ba\s|sáu\s|chín\s)"
)
_JOINT_CODES = frozenset({"TTLT", "TTLB", "NQLT"})
_LEAD = 3  # white space between 'số' and the number
_SUBJECT_LINE = re.compile(
    r"\n[\s|]{0,120}+V[Ềề]\s+(?:VIỆC|việc)(?=\s)"
)  # where the page has lost the type line above it
_SUBJECT_DISPATCH = re.compile(r"(?:V/v|V/V|v/v|Vv|V\.v)[:.]?\s*")
_SUBJECT_INLINE = re.compile(r"\s{1,3}V/[vV][:.]?\s*")  # on the line of the number
_BODY_IN_TITLE = re.compile(
    r"(?:Chính\s+phủ|Quốc\s+hội|Thủ\s+tướng|Chủ\s+tịch|Bộ|Ủy\s+ban|UBND|Hội\s+đồng|HĐND|Tổng|Cục|Sở|Ban|Ngân\s+hàng)(?!\w)"
    r"(?!.{0,50}\s(?:về|quy\s+định|hướng\s+dẫn|ban\s+hành)(?!\w))",
    re.IGNORECASE,
)
_NAMED_BEFORE = re.compile(r"\s*(?:của\s[^0-9;:.]{3,90}\s)?số\s*:?\s*")
_TYPE_CHARS = 1000  # between the number and the line of the type
_FEW_LETTERS = 20  # what kind of report or plan it is
_DATE_CHARS = 40
_NAMED_AGAIN = 150  # characters of an abstract in which it may name the document once more
_TYPE_LABEL = re.compile(r"(?:loại|hình\s+thức)\s+văn\s+bản[\s:|]*$")
_AFTER_SUBJECT = re.compile(
    r"Căn cứ|Kính gửi|KÍNH GỬI|Điều|Số\s*:|-{3,}|I\.|1\.|Phần|Ngày\s|(?i:QUỐC\s+HỘI|CHÍNH\s+PHỦ)$"
)
_AFTER_FIRST_LINE = re.compile(
    r"Xét|Thực hiện|Theo|Triển khai|Sau khi|Qua |Nhằm |Để |Trong |Trên cơ sở|Thời gian|Hiện nay|Vừa qua|Những năm"
    r"|Được sự|Tại "
)  # an abstract may begin so, too
_ADDRESSEE = re.compile(r"(?:Kính|KÍNH)\s+(?:gửi|GỬI|gởi)\s*:?\s*")


def _types_in_force() -> list[str]:
    """Types of documents, in lower case, that say when they come into effect."""
    names = {name.lower() for name in facts.doc_type_codes().values()} | {"luật", "bộ luật", "pháp lệnh", "lệnh"}
    return ["\\s+".join(name.split()) for name in sorted(names, key=lambda name: (-len(name), name))]


_JUDGMENT = re.compile(r"bản\s+án\s+số\s*:\s*$")
_BASIS = re.compile(r"\n[\s|-]{0,120}+(?:Căn\s+cứ|Điều\s+1[.:])")
_CONSOLIDATED = re.compile(r"\n[\s|]{0,120}+XÁC\s+THỰC\s+(VĂN\s+BẢN\s+HỢP\s+NHẤT)")
_CLAUSE_CHARS = 240
_FEW_WORDS = 2  # what a line break may leave of a name
_QUOTED_CHARS = 2000
_NEAR_BLOCK = 400  # characters between the number and the words of that block
_OPENING = re.compile(
    r"(\s*+(?:[^\n]{0,120}\n\s*+)?(Nghị\s+định|Quyết\s+định|Thông\s+tư|Nghị\s+quyết|Chỉ\s+thị|Luật|Pháp\s+lệnh)"
    r"(?:\s+liên\s+tịch[^0-9]{0,90}?)?(?:\s{1,20}của\s{1,20}[^0-9\n]{3,60}?)?\s{1,20}số\s*(?::\s*)?)(?=[0-9])",
    re.IGNORECASE,
)
_RECIPIENTS = re.compile(r"(?:Nơi\s+nhận|NƠI\s+NHẬN)\s*:?")
_END_MARK = re.compile(r"\./\.")
_NAME_BEFORE = re.compile(rf"\n[ |]*(?:[{CAPITALS}][^\W\d_]*\s){{1,4}}[{CAPITALS}][^\W\d_]*$")
_LONGEST_NAME = 60  # characters of its line
_ATTACHED = re.compile(r"\(\s*(?:[Bb]an\s+hành\s+)?[Kk]èm\s+theo\s+[^()0-9]{3,60}?số\s*(?::\s*)?(?=[0-9])")
_ANNOUNCED = re.compile(r"ban\s+hành\s+(?:Công\s+văn|Công\s+điện)\s+(?:số\s*(?::\s*)?)?(?=[0-9])")
_OF_BODY = re.compile(rf"\s+của\s+([{CAPITALS}][^()]{{3,90}}?)\s*\)")
_AREA = re.compile(r"(?:UBND|HĐND) (\S.*)")
_ANNEX = re.compile(
    r"\n[\s|]{0,120}+(?:PHỤ\s+LỤC|Phụ\s+lục\s+[IVX0-9]+\s*\n|DANH\s+MỤC\s*\n|\(?\s?(?:Ban\s+hành\s+)?[Kk]èm\s+theo\s)"
)
_LABELS = {
    "number": r"số\s+hiệu|số\s+ký\s+hiệu|số/ký\s+hiệu",
    "issue_date": r"ngày\s+ban\s+hành",
    "doc_type": r"loại\s+văn\s+bản|hình\s+thức\s+văn\s+bản",
    "issuer": r"cơ\s+quan\s+ban\s+hành|nơi\s+ban\s+hành",
    "signer": r"người\s+ký(?:\s+duyệt)?",
}
_METADATA = {name: re.compile(rf"(?:{label})\s*[:|]?\s*\|?\s*") for name, label in _LABELS.items()}
_NEXT_LABEL = re.compile(rf"\n|\||\s(?:{'|'.join(_LABELS.values())}|ngày\s+[^\W\d]+\s+[^\W\d]+)\s*:")
_EFFECT = re.compile(
    r"có\s+hiệu\s+lực\s+(?:thi\s+hành\s+)?(?:kể\s+)?từ\s+(ngày\s+ký(?:\s+ban\s+hành)?|ngày\s+ban\s+hành)?"
)
# Whose effect it is: 'Quyết định này', or 'Quyết định' at the beginning of a sentence.
_IN_EFFECT = re.compile(
    rf"(?<!\w)({'|'.join(_types_in_force())})\s{{1,3}}(này\s{{1,3}})?(?:bắt\s+đầu\s|chính\s+thức\s|[^.;|]{{1,180}}\svà\s{{1,3}})?$"
)
_SENTENCE_START = re.compile(r"(?:^|[.:;|\n-])[\s0-9.]*$")
# A law has no line of place and date; it says when it was passed.
_PASSED = re.compile(
    r"(?:luật|nghị\s+quyết|pháp\s+lệnh|hiến\s+pháp)\s+(?:này\s+)?(?:đã\s+)?được\s+(?:quốc\s+hội|ủy\s+ban\s+thường\s+vụ|hội\s+đồng)"
    r"[^.;|]{0,160}?thông\s+qua\s+(?=ngày\s)"
)
# A dispatch may print its abstract without V/v, below its number.
_ABOUT_BELOW = re.compile(r"[\s|]{1,30}(?=Về\s)")
# Words that no line ends with which is the last of what it says; units only in lists of addressees.
_LINKS = "các|của|cho|và|thuộc|giữa|với|tại|về|do|bởi|theo|từ|đến|trong|để"
_HANGING = re.compile(rf"(?:,|(?:^|\s)(?:{_LINKS}))$", re.IGNORECASE)
_CUT_NAME = re.compile(
    r"(?:^|\s)(?:bộ|sở|ủy|tỉnh|thành\s+phố|huyện|xã|phường|công\s+ty|bộ\s+trưởng|giám\s+đốc|cơ\s+quan)$", re.IGNORECASE
)


# Bodies that are so named only below the one that they belong to.
_OF_ANOTHER = re.compile(
    r"(?:(?:văn phòng |ban )?thường trực|ban (?:thường vụ|chấp hành|tổ chức|tuyên giáo(?: và dân vận)?|dân vận)"
    r"|ban nội chính|ban xây dựng đảng|(?:cơ quan )?ủy ban kiểm tra|văn phòng|thanh tra"
    r"|hội đồng (?:quản trị|thành viên))",
    re.IGNORECASE,
)
_COMMITTEE = re.compile(r"(?:Ban Chấp hành|BCH) ((?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu) .+)")


@dataclass(slots=True)
class _Values:
    """Header values as they are collected, with their spans."""

    values: dict[str, object] = field(default_factory=dict)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)

    def put(self, name: str, value: object, start: int, end: int) -> None:
        if value and name not in self.values:
            self.values[name] = value
            self.spans[name] = (start, end)


def read(shadow: Shadow) -> Header:
    """Return the document's own data; all null for a text that is no official document."""
    return _Reader(shadow).header()


class _Reader:
    """Reads the header of one text, part by part."""

    def __init__(self, shadow: Shadow) -> None:
        self.shadow = shadow
        self.plain = shadow.plain
        self.lower = shadow.lower
        self.top = self.plain[:_MASTHEAD_CHARS]
        self.found = _Values()
        self.opened = 0  # where number and day end of a text that opens with its type
        self.addressee = next(self._lines(_ADDRESSEE, "addressee", 0, _MASTHEAD_CHARS), None)
        self.dispatch = next(self._lines(_SUBJECT_DISPATCH, "subject", 0, _MASTHEAD_CHARS, gap=" \n|("), None)

    def _lines(
        self, pattern: re.Pattern[str], anchor: str, start: int = 0, end: int | None = None, gap: str = " \n|#"
    ) -> Iterator[tuple[int, re.Match[str]]]:
        """The lines and cells of a stretch of the text that open with a pattern: where they begin, and the match."""
        end = len(self.plain) if end is None else min(end, len(self.plain))
        return _openings(pattern, self.plain, within(self.shadow.at(anchor), start, end), start, end, gap)

    def header(self) -> Header:
        token, number_line = self._number(0, len(self.top))
        if token and number_line is not None and ":" not in self.plain[number_line : token.start]:
            # 'SỐ 04/1998/QH10 NGÀY …' may be a line of the title that begins 'NGHỊ ĐỊNH' / 'CỦA CHÍNH PHỦ SỐ …'
            opening = self._opening(token.start)
            token, number_line = (opening, opening.start) if opening else (token, number_line)
        confirmed = None if token or number_line else _CONSOLIDATED.search(self.plain)
        if confirmed:  # a consolidated text has its own number in the block that confirms it, at its end
            token, number_line = self._number(confirmed.start() - _NEAR_BLOCK, confirmed.end() + _NEAR_BLOCK)
        dated = self._place_and_date(number_line)
        type_line = self._type_line(None if confirmed else number_line)
        if token and confirmed:
            self.found.put("doc_type", "Văn bản hợp nhất", *confirmed.span(1))
        if token is None and number_line is None:
            token = self._opening(len(self.top))
            number_line = token.start if token else None
        if token is None and number_line is None and not (type_line and (dated or self._has_nation(type_line.start()))):
            if not self.addressee or not next(self._lines(_RECIPIENTS, "recipients"), None):
                return Header()  # no official document
            self.found.put("doc_type", "Công văn", self.addressee[0], self.addressee[1].end())
            # The page that announces it first: annex lines are typed before a dispatch gets its number.
            token = self._number_of_annex()
            token = self._announced(self.addressee[0]) or token
        put = self.found.put
        if token:
            printed = "".join(self.shadow.surface(token.start, token.end).replace("*", "").split())
            put("number", printed, token.start, token.end)
            put("number_norm", token.norm, token.start, token.end)
            if token.issuer_symbol:
                put("issuer_symbol", token.issuer_symbol, token.start, token.end)
            self._date_beside(token)
        anchor = number_line if number_line is not None else (type_line.start() if type_line else 0)
        self._issuer(anchor, type_line, joint=token is not None and token.type_code in _JOINT_CODES)
        self._subject(anchor, type_line, token)
        self._metadata()
        self._addressees()
        signature_at = self._distribution(anchor)
        self._signature(confirmed.end() if confirmed else signature_at)
        self._type(token, type_line)
        self._passed()
        self._effect()
        if token:
            self._complete_issuer(token)
        values = self.found.values
        spans = tuple(FieldSpan(name, *span) for name, span in sorted(self.found.spans.items()))
        return Header(**values, header_spans=spans)  # type: ignore[arg-type]

    def _has_nation(self, end: int) -> bool:
        """Whether the country's heading stands above: number and day may be unreadable on a scan."""
        return NATION.search(self.plain, 0, end) is not None

    # -- number, date, type ---------------------------------------------------------------------------

    def _number(self, start: int, end: int) -> tuple[NumberToken | None, int | None]:
        """Own number in a stretch and the offset of its line; the line may be there with the number left blank."""
        blank: int | None = None
        portal: tuple[NumberToken, int] | None = None
        starts = [*within(self.shadow.at("số"), start, end), *within(self.shadow.at("misread number"), start, end)]
        starts = [at for at in starts if self.plain[at] == "S"]
        starts = sorted((*starts, *within(self.shadow.at("law number"), start, end)))
        for begin, m in _openings(_NUMBER_LINE, self.plain[:end], starts, gap=" \n|_-", opens=("\n", "|", "--")):
            line = self.plain[m.end() : m.end() + 60]
            token = next(numbers.scan(line), None)
            if not token or line[: token.start].strip(" \n|"):
                token = _old_number(line)
            if token:
                token = replace(token, start=token.start + m.end(), end=token.end + m.end())
                if "hiệu" not in m[0]:
                    return token, begin
                portal = portal or (token, begin)  # a portal's table; the masthead may still follow
            elif blank is None and _BLANK_NUMBER.match(line):
                blank = begin
        return portal or (None, blank)

    def _opening(self, end: int) -> NumberToken | None:
        """Own number of a text that opens with its type, before `end`: 'Nghị định của Chính phủ số … ngày …'."""
        m = _OPENING.match(self.plain)
        body = _BASIS.search(self.top, m.end()) if m else None
        line = self.plain[m.end(1) : m.end(1) + 60] if m and body else ""
        token = next(numbers.scan(line), None)
        if not token or token.start > _LEAD:
            token = _old_number(line)
        if not m or not token or token.start > _LEAD:
            return None
        token = replace(token, start=m.end(1) + token.start, end=m.end(1) + token.end)
        if token.end > end:
            return None
        date = self._date_after(token.end, token.end + _DATE_CHARS)
        self.opened = date.end if date else token.end
        self.found.put("doc_type", _type_names()[" ".join(m[2].upper().split())], *m.span(2))
        return token

    def _date_beside(self, token: NumberToken) -> DateMention | None:
        """Date directly after the own number, where no place-and-date line gave one: 'Số 120/2000/TTLT-… ngày …'."""
        date = self._date_after(token.end, token.end + _DATE_CHARS)
        if date:
            self.found.put("issue_date", date.start_date, date.start, date.end)
        return date

    def _date_after(self, start: int, end: int) -> DateMention | None:
        """The date that a stretch begins with, perhaps after 'ngày'."""
        if not _DATE_BEGINS.match(self.lower, start, end):
            return None
        date = next(iter(self._dates(start, end)), None)
        is_first = date and date.start_date and not self.lower[start : date.start].replace("ngày", "").strip(" ,:\n")
        return date if is_first else None

    def _announced(self, end: int) -> NumberToken | None:
        """Own number of a dispatch without a masthead that a page announces above it: 'đã ban hành Công văn …'."""
        m = _ANNOUNCED.search(self.plain, 0, end)
        token = next(numbers.scan(self.plain[m.end() : min(m.end() + 60, end)]), None) if m else None
        if not m or not token or token.start:
            return None
        return replace(token, start=m.end(), end=m.end() + token.end)

    def _number_of_annex(self) -> NumberToken | None:
        """Own number of a document without a masthead: '(Kèm theo Công văn số … ngày … của …)' above its annex."""
        m = _ATTACHED.search(self.plain)
        token = next(numbers.scan(self.plain[m.end() : m.end() + 60]), None) if m else None
        if not m or not token or token.start:
            return None
        token = replace(token, start=m.end(), end=m.end() + token.end)
        date = self._date_beside(token)
        body = _OF_BODY.match(self.plain, date.end) if date else None
        if body:
            self.found.put("issuer", body_name(body[1]), *body.span(1))
        return token

    def _dates(self, start: int, end: int) -> list[DateMention]:
        """Dates of a stretch of the shadow."""
        start = max(0, start)
        found = dates.find(Shadow(self.plain[start:end]), Context())
        return [replace(date, start=date.start + start, end=date.end + start) for date in found]

    def _place_and_date(self, number_line: int | None) -> bool:
        """Read 'Hà Nội, ngày 05 tháng 3 năm 2020'; true if there is such a line, also with a blank day."""
        around = (0, 3000) if number_line is None else (max(0, number_line - 800), number_line + 1200)
        for date in dates.in_words(self.shadow, *around):
            before = self.plain[max(0, date.start - 60) : date.start]
            place = _PLACE_BEFORE.search(before)
            if place and self._is_place_line(date, number_line):
                printed = place[1]
                heading, _, last = printed.rpartition("\n")
                if heading.isupper() and not last.isupper():  # the line above is the national heading
                    printed = last
                start = date.start - len(before) + place.end(1) - len(printed)
                if not printed.startswith("Hôm nay"):  # minutes and contracts begin so
                    self.found.put("place", " ".join(printed.split()), start, start + len(printed))
                self.found.put("issue_date", date.start_date, date.start, date.end)
                return True
        if number_line is not None:
            for date in self._dates(*around):  # 'Nghệ An, ngày 01/9/2022'
                place = _PLACE_AND_DAY.search(self.plain, max(0, date.start - 60), date.start)
                if date.granularity == "day" and date.start_date and place and self._is_place_line(date, None):
                    self.found.put("place", place[1], *place.span(1))
                    self.found.put("issue_date", date.start_date, date.start, date.end)
                    return True
        starts = within(self.shadow.at("day"), 0, len(self.top))
        blank = next(matches(_BLANK_DAY, self.lower[: len(self.top)], starts), None)
        place = _PLACE_BEFORE.search(self.plain[max(0, blank.start() - 60) : blank.start()]) if blank else None
        if blank and place:
            start = blank.start() - (len(place.string) - place.start(1))
            self.found.put("place", " ".join(place[1].split()), start, start + len(place[1]))
        return place is not None

    def _is_place_line(self, date: DateMention, number_line: int | None) -> bool:
        """A place-and-date line ends after the date; a sentence goes on."""
        after = self.plain[date.end : date.end + 40].lstrip(" |\t)")
        ends = not after or after[0] in "\n|" or not re.match(r"[^\W\d_]{2,}", after)
        return ends or (number_line is not None and abs(date.start - number_line) < 300)

    def _type_line(self, number_line: int | None) -> re.Match[str] | None:
        """The line that holds nothing but the type, and perhaps whose: QUYẾT ĐỊNH; NGHỊ ĐỊNH CỦA CHÍNH PHỦ."""
        first, last = 0, len(self.top)
        if number_line is not None:
            first, last = number_line - 400, number_line + 1500
        if self.addressee and next(
            self._lines(_SUBJECT_DISPATCH, "subject", max(0, first), self.addressee[0], gap=" \n|("), None
        ):
            return None  # a dispatch; a type in capitals further down is the title of its annex
        for _, m in self._lines(_type_lines(), "type", max(0, first), min(last, len(self.top))):
            if m[2] and not _BODY_IN_TITLE.match(m[2]):
                continue  # a sentence that speaks of a type
            if _TYPE_LABEL.search(self.lower, max(0, m.start(1) - 24), m.start(1)):
                continue  # a row of the portal's table
            if m[1].isupper() or (number_line is not None and m.start() > number_line):  # 'Thông tư', below the number
                return m
        return None

    def _type(self, token: NumberToken | None, type_line: re.Match[str] | None) -> None:
        put = self.found.put
        if "doc_type" in self.found.values:
            return
        if type_line:
            name = _type_names()[" ".join(type_line[1].upper().split())]
            coded = facts.doc_type_codes().get(token.type_code or "", "") if token else ""
            joint = coded.startswith(f"{name} liên tịch")  # 'THÔNG TƯ' / 'LIÊN TỊCH BỘ TÀI CHÍNH - …'
            put("doc_type", coded if joint else name, *type_line.span(1))
            return
        start, end = self.found.spans.get("number", (0, 0))
        if token is None:
            if self.dispatch:
                put("doc_type", "Công văn", self.dispatch[0], self.dispatch[1].end())
            return
        if token.form == "assembly":
            head = self.lower[max(0, token.start - 30) : token.start]
            put("doc_type", "Nghị quyết" if "nghị quyết" in head else "Luật", start, end)
        elif _JUDGMENT.search(self.lower, max(0, start - 20), start):
            put("doc_type", "Bản án", start, end)
        elif token.type_code and not (self._is_dispatch() and token.type_code in ("CT", "TC")):
            put("doc_type", facts.doc_type_codes()[token.type_code], start, end)
        else:
            put("doc_type", "Công văn", start, end)

    def _is_dispatch(self) -> bool:
        return bool(self.dispatch or self.addressee)

    # -- masthead -------------------------------------------------------------------------------------

    def _issuer(self, anchor: int, type_line: re.Match[str] | None, joint: bool) -> None:
        """Own and parent body: the lines in capitals above the number, without the national heading."""
        above = [line for line in lines(self.plain, max(0, anchor - 1200), anchor) if line.text]
        found = bodies(above)
        if not found and type_line:  # the number stands first; the body may open the basis: 'BỘ TRƯỞNG BỘ …'
            found = bodies([line for line in lines(self.plain, anchor, type_line.start()) if line.text])
        titled = None if found else _TITLED.search(self.plain, max(0, anchor - _LONGEST_TITLE), anchor)
        if titled:
            found = bodies([Line(*titled.span(1), titled[1], 0)])
        if not found:
            return
        start, end, printed = found[-1]
        name = body_name(printed)
        if joint:  # each on a line of its own
            start, name = found[0][0], " - ".join(dict.fromkeys(body_name(one) for _, _, one in found))
        elif len(found) > 1:
            parent = body_name(found[-2][2])
            if parent != name:  # a gazette's heading names the body once more
                self.found.put("issuer_parent", parent, *found[-2][:2])
            name = _of_parent(name, parent)
            area = _AREA.match(parent)  # a department is named with its province
            if area and area[1] not in name and not name.startswith(("UBND", "HĐND")):
                name = f"{name} {area[1]}"
        self.found.put("issuer", name, start, end)

    def _complete_issuer(self, token: NumberToken) -> None:
        """Where the masthead is lost or bare, the symbol and the place line still show who issued it."""
        issued = _as_date(self.found.values.get("issue_date"))
        printed = self.found.values.get("issuer")
        if printed in (None, "Ủy ban nhân dân", "Hội đồng nhân dân") and token.issuer_symbol in ("UBND", "HĐND"):
            unit = facts.province_full_name(str(self.found.values.get("place")), issued)
            if unit:
                self.found.values["issuer"] = f"{token.issuer_symbol} {unit}"
                self.found.spans.setdefault("issuer", (token.start, token.end))
        elif printed is None:
            name = facts.issuer_name(token.issuer_symbol, issued)
            if name:
                self.found.put("issuer", name, token.start, token.end)
        elif " " in str(printed):  # the page has lost the end of the name
            name = facts.issuer_name(token.issuer_symbol, issued)
            if name and name.lower().startswith(f"{str(printed).lower()} "):
                self.found.values["issuer"] = name

    def _subject(self, anchor: int, type_line: re.Match[str] | None, token: NumberToken | None) -> None:
        """Trích yếu: below the type line, or after V/v."""
        opening = next(
            self._lines(_SUBJECT_DISPATCH, "subject", max(0, anchor - 300), _MASTHEAD_CHARS, gap=" \n|("), None
        )
        dispatch = opening[1] if opening else self._subject_beside_number()
        if not dispatch and not type_line and self.addressee and "number" in self.found.spans:
            dispatch = _ABOUT_BELOW.match(self.top, self.found.spans["number"][1])
        if self.opened:
            found = self._abstract(self.opened)
        elif type_line:
            found = self._subject_below(type_line)
        elif dispatch:
            found = self._subject_of_dispatch(dispatch.end())
        else:
            titled = _SUBJECT_LINE.search(self.top, anchor, anchor + 1500)
            found = self._subject_beside_type(token) or (self._abstract(titled.start()) if titled else None)
        found = found or (None if dispatch else self._subject_in_capitals())
        if found:
            self._put_text("subject", *found)

    def _subject_of_dispatch(self, start: int) -> tuple[int, int]:
        """Span of the abstract after V/v."""
        end = start
        for line in lines(self.plain, start, start + 1200, keep_blank=True):
            if line.start >= start and (not line.text or self._ends_subject(line)) and line.start > start:
                break
            end = max(end, line.end)
            if self.plain[line.end : line.end + 1] == "|":
                break
        return start, end

    def _subject_in_capitals(self) -> tuple[int, int] | None:
        """Span of an abstract in capitals below number and day, where the page has lost the line of the type."""
        spans = self.found.spans
        if "number" not in spans or "issue_date" not in spans:
            return None
        found = self._abstract(max(spans["number"][1], spans["issue_date"][1]))
        if not found or not _BASIS.search(self.plain, found[1], found[1] + _CLAUSE_CHARS):
            return None
        first = self.plain[slice(*found)].partition("\n")[0]
        is_other = HEAD_AT_START.match(first) or NATION.search(first) or signature.POSITION.match(first)
        return found if Line(0, 0, first, 0).is_capitals and not is_other and not _type_lines().match(first) else None

    def _subject_beside_number(self) -> re.Match[str] | None:
        """V/v on the line of the number, which a page may print more than once."""
        start, end = self.found.spans.get("number", (0, 0))
        number, position = self.plain[start:end], start
        while number and position >= 0:
            dispatch = _SUBJECT_INLINE.match(self.top, position + len(number))
            if dispatch:
                return dispatch
            position = self.top.find(number, position + 1)
        return None

    def _subject_beside_type(self, token: NumberToken | None) -> tuple[int, int] | None:
        """Span of an abstract that begins on the line of the type: 'KẾ HOẠCH CÔNG TÁC NĂM 2019'."""
        kind = facts.doc_type_codes().get(token.type_code or "", "").upper() if token else ""
        if not token or not kind:
            return None
        for line in lines(self.plain, token.end, token.end + _TYPE_CHARS):
            if line.is_capitals and line.text.startswith(f"{kind} "):
                start = line.start + len(kind)
                found = self._abstract(start)
                if found and line.end - start <= _FEW_LETTERS:  # 'BÁO CÁO TỔNG KẾT' / 'Công tác …'
                    found = self._abstract(line.end) or found
                return found and (start, found[1])
        return None

    def _subject_below(self, type_line: re.Match[str]) -> tuple[int, int] | None:
        """Span of the abstract below the line of the type."""
        found = self._abstract(type_line.end())
        above = type_line.end() <= self.found.spans.get("number", (0, 0))[0]
        if above and (not found or HEAD_AT_START.match(self.plain[found[0] : found[0] + 30])):
            # A page may set the type as its headline, above the masthead; the abstract comes after that.
            spans = self.found.spans
            found = self._abstract(max(spans[name][1] for name in ("number", "issue_date") if name in spans))
        return found

    def _abstract(self, begin: int) -> tuple[int, int] | None:
        """Span of the abstract that begins with the next line of text."""
        start = end = None
        in_capitals = False
        for line in lines(self.plain, begin, begin + 1500, keep_blank=True):
            if start is None and not line.text:
                continue
            hangs = end is not None and _HANGING.search(self.lower, max(0, end - _INDENT), end)
            ends = self._ends_subject(line) or (start is not None and _AFTER_FIRST_LINE.match(line.text))
            if not line.text or (ends and not hangs):
                break
            if start is not None and line.text.endswith(":") and not hangs:
                break  # a sentence that opens a list
            if start is None or end == start + 1:  # a wrap may leave one letter: 'Ý' / 'KIẾN …'
                start, in_capitals = line.start if start is None else start, line.is_capitals
            elif not hangs and (
                self._is_authority_line(line) or (line.is_capitals != in_capitals and len(line.text) > 12)
            ):
                break
            end = line.end
        return (start, end) if start is not None and end is not None else None

    def _ends_subject(self, line: Line) -> bool:
        text = line.text
        day = text.find("ngày")
        if day >= 0 and _PLACE_BEFORE.search(text, max(0, day - 100), day):
            return True
        return bool(_AFTER_SUBJECT.match(text) or NATION.search(text))

    def _is_authority_line(self, line: Line) -> bool:
        """Tell the line between abstract and basis that names who decides: CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH X."""
        issuer = self.found.spans.get("issuer")
        own_name = issuer and line.text.startswith(" ".join(self.plain[slice(*issuer)].split()[:2]))
        return line.is_capitals and bool(own_name or signature.POSITION.match(line.text))

    def _put_text(self, name: str, start: int, end: int) -> None:
        if name == "subject":
            start = self._after_own_number(start, end)
            about = _ABOUT.match(self.lower, start, end)
            start = about.end() if about else start
        text = self.plain[start:end]
        start += len(text) - len(text.lstrip(" \n|:"))
        end -= len(text) - len(text.rstrip(" \n|:;"))
        if end > start:
            self.found.put(
                name, " ".join(self.shadow.surface(start, end).replace("*", "").replace("|", " ").split()), start, end
            )

    def _after_own_number(self, start: int, end: int) -> int:
        """Where an abstract goes on that names its document: 'CỦA BỘ Y TẾ SỐ … NGÀY … VỀ VIỆC …'."""
        first, last = self.found.spans.get("number", (0, 0))
        own = self.lower[first:last]
        at = self.lower.find(own, start, min(end, start + _NAMED_AGAIN)) if own else -1
        if at < 0 or not (start <= first < end or _NAMED_BEFORE.fullmatch(self.lower, start, at)):
            return start
        after = at + len(own)
        date = self._date_after(after, min(end, after + _DATE_CHARS))
        return date.end if date else after

    def _metadata(self) -> None:
        """What a portal's table says, where the document itself does not show it."""
        for name, pattern in _METADATA.items():
            if name in self.found.values:
                continue
            starts = within(self.shadow.at("label"), 0, _MASTHEAD_CHARS)
            _, m = next(_openings(pattern, self.lower[:_MASTHEAD_CHARS], starts, opens=("\n",)), (0, None))
            if m is None:
                continue
            following = _NEXT_LABEL.search(self.lower, m.end())
            end = following.start() if following else len(self.lower)
            if name == "issue_date":
                for date in self._dates(m.end(), end):
                    if date.start_date:
                        self.found.put(name, date.start_date, date.start, date.end)
            elif name != "number" and m.end() < end <= m.end() + 80:
                self._put_text(name, m.end(), end)

    # -- addressees and signature --------------------------------------------------------------------

    def _addressees(self) -> None:
        if not self.addressee:
            return
        m = self.addressee[1]
        entries: list[str] = []
        spans: list[tuple[int, int]] = []
        dashed = False
        for line in lines(self.plain, m.end(), m.end() + 4000, keep_blank=True):
            text = line.text
            if not text:
                if entries:
                    break
                continue
            listed = self._is_listed(line)
            if (
                entries
                and not listed
                and (entries[-1].rstrip().endswith(".") or self.plain[line.start - 1 : line.start] not in "\n|")
            ):
                break
            if entries and not listed and not self._entry_goes_on(entries[-1], line, dashed):
                break
            dashed = dashed or listed
            if entries and not listed:
                entries[-1] = f"{entries[-1]} {text}"
            else:
                entries.append(text.lstrip("-+ "))
            spans.append((line.start, line.end))
            if text.endswith(".") and (listed or len(entries) == 1):
                break
        cleaned = tuple(entry.rstrip(" ;.,") for entry in entries if entry.strip(" ;.,-"))
        if cleaned:
            self.found.put("recipients", cleaned, spans[0][0], spans[-1][1])

    def _distribution(self, anchor: int) -> int:
        """Read Nơi nhận; return where the search for the signature begins."""
        begin, m = next(self._lines(_RECIPIENTS, "recipients", anchor), (0, None))
        mark = _END_MARK.search(self.plain, anchor)
        if not m:
            if mark and _NAME_BEFORE.search(self.plain, max(0, mark.start() - _LONGEST_NAME), mark.start()):
                return max(anchor, mark.start() - _NEAR_BLOCK)  # Nguyễn Văn An./.
            return mark.end() if mark else anchor
        entries: list[str] = []
        last, cell = m.end(), 0
        for line in lines(self.plain, m.end(), m.end() + 5000):
            text = line.text
            if not text:
                continue
            if self._is_listed(line):
                entries.append(text.lstrip("-+• "))
            elif entries and line.cell == cell and self._entry_goes_on(entries[-1], line, True):
                entries[-1] = f"{entries[-1]} {text}"
            else:
                break
            cell = line.cell
            last = line.end
        cleaned = tuple(entry.rstrip(" ;.") for entry in entries if entry.strip(" ;."))
        if cleaned:
            self.found.put("distribution", cleaned, m.end(), last)
        return min(begin, mark.end()) if mark else begin

    def _is_listed(self, line: Line) -> bool:
        """Whether a line begins an entry; the dash may stand alone on the line above it."""
        return line.text.startswith(("-", "+", "•")) or self.plain[: line.start].rstrip(" \n").endswith(("\n-", "|-"))

    def _entry_goes_on(self, entry: str, line: Line, dashed: bool) -> bool:
        """Tell a line that continues the entry above it."""
        text = line.text
        if _goes_on(text):
            return True
        if entry == "Lưu:":
            return True
        if entry.rstrip().endswith((";", ".", ":")) or line.is_capitals or signature.opens(text):
            return False
        if dashed and not entry.startswith("Lưu"):
            return True
        return bool(_HANGING.search(entry) or _CUT_NAME.search(entry)) or text.count(" ") < _FEW_WORDS

    def _signature(self, start: int) -> None:
        annex = _ANNEX.search(self.plain, start)
        end = min(annex.start() if annex else len(self.plain), start + _SIGNATURE_CHARS)
        block = signature.find(self.plain, start, end)
        if not (block and block.signer):  # one column after the other: the signature may stand above Nơi nhận
            block = signature.find(self.plain, max(0, start - _NEAR_BLOCK), start, at_end=True) or block
        if block:
            for name, value in (
                ("authority", block.authority),
                ("signer_title", block.position),
                ("signer", block.signer),
            ):
                if value:
                    self.found.put(name, *value)

    def _effect(self) -> None:
        """When the document itself comes into effect; that of others it only tells of."""
        for m in matches(_EFFECT, self.lower, self.shadow.at("effect")):
            if not self._is_own_effect(m.start()):
                continue
            if m[1]:
                self.found.put("effective_date", self.found.values.get("issue_date"), m.start(), m.end())
                return
            for date in self._dates(m.end(), m.end() + 60)[:1]:
                between = self.lower[m.end() : date.start]
                if date.granularity == "day" and date.start_date and not between.replace("ngày", "").strip():
                    self.found.put("effective_date", date.start_date, date.start, date.end)
                    return

    def _is_own_effect(self, at: int) -> bool:
        subject = _IN_EFFECT.search(self.lower, max(0, at - _CLAUSE_CHARS), at)
        if not subject or self._is_quoted(at):
            return False
        own = str(self.found.values.get("doc_type") or "").lower()
        name = " ".join(subject[1].split())
        if own and own != "văn bản hợp nhất" and own != name:
            return False
        first = subject.start()
        return bool(subject[2]) or bool(_SENTENCE_START.search(self.lower, max(0, first - 12), first))

    def _is_quoted(self, at: int) -> bool:
        opened = self.plain.rfind("“", max(0, at - _QUOTED_CHARS), at)
        return opened >= 0 and not any(mark in self.plain[opened:at] for mark in '”"')

    def _passed(self) -> None:
        """Date of a law: 'được Quốc hội … thông qua ngày 27 tháng 11 năm 2024'."""
        if "issue_date" in self.found.values:
            return
        m = next(matches(_PASSED, self.lower, self.shadow.at("type")), None)
        for date in self._dates(m.end(), m.end() + 40)[:1] if m else ():
            if date.start_date:
                self.found.put("issue_date", date.start_date, date.start, date.end)


def _openings(
    pattern: re.Pattern[str],
    text: str,
    starts: Sequence[int],
    start: int = 0,
    end: int | None = None,
    gap: str = " \n|#",
    opens: Sequence[str] = ("\n", "|"),
) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield where a line begins that opens with a pattern, after characters of `gap` at most, and the match."""
    for at in starts:
        if at and text[at - 1] == " " and text[at - 2 : at - 1].isalnum():
            continue  # within a sentence
        before = text[max(start, at - _INDENT - 1) : at]
        blank = len(before.rstrip(gap))
        begin = at - len(before) + blank
        if begin:  # not the beginning of the text
            marks = [place for mark in opens if (place := before.find(mark, blank)) >= 0]
            if not marks:
                continue
            begin = at - len(before) + min(marks)
        match = pattern.match(text, at, len(text) if end is None else end)
        if match:
            yield begin, match


def _of_parent(name: str, parent: str) -> str:
    """The name of a body that names nothing without the one above it in the masthead."""
    committee = _COMMITTEE.fullmatch(name)
    if committee:  # HỘI NÔNG DÂN VIỆT NAM / BAN CHẤP HÀNH TỈNH X
        return f"Ban Chấp hành {parent.removesuffix(' Việt Nam')} {committee[1]}"
    return f"{name} {parent}" if _OF_ANOTHER.fullmatch(name) else name  # TỈNH ỦY X / BAN TỔ CHỨC


def _old_number(line: str) -> NumberToken | None:
    """Number without a slash that a line begins with: 15-TTg, 244-HĐBT, 02-TTLT."""
    start = len(line) - len(line.lstrip())
    m = numbers.NO_SLASH.match(line, start)
    return numbers.no_slash(start, m) if m and numbers.is_known(m) else None


def _goes_on(text: str) -> bool:
    """Tell a line that continues the entry above it."""
    return text[:1].islower() or text.startswith("(")


def _as_date(value: object) -> dt.date | None:
    return value if isinstance(value, dt.date) else None


@lru_cache(maxsize=1)
def _type_lines() -> re.Pattern[str]:
    """A line that holds nothing but a type and perhaps whose: 'QUYẾT' / 'ĐỊNH', 'NGHỊ ĐỊNH CỦA CHÍNH PHỦ'."""
    names = "|".join(r"\s+".join(name.split()) for name in sorted(_type_names(), key=len, reverse=True))
    return re.compile(rf"({names})(?:\s{{1,4}}của {{1,3}}([^\n|0-9,;:]{{3,60}}?))?[ .]*(?=[\n|]|$)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _type_names() -> dict[str, str]:
    names = (*facts.doc_type_codes().values(), "Luật", "Bộ luật", "Pháp lệnh", "Hiến pháp", "Lệnh", "Công văn")
    misread_names = {read.upper(): name for name in names for read in misread(name)}  # KÉ HOẠCH
    return misread_names | {name.upper(): name for name in names}
