"""Mentions of other documents: the numbers of `extractors.numbers` read in their sentence.

The sentence decides what a number alone cannot: that it is a citation at all (not a form, an address, a
standard), its type as printed, the date and issuer that follow, the members of an enumeration.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from dataclasses import replace
from functools import lru_cache

from extractors import clauses, numbers
from extractors.anchors import OTHER_TYPES, matches, within
from extractors.context import Context
from extractors.flat import spelled
from extractors.lines import CAPITALS
from extractors.numbers import NumberToken
from extractors.shadow import Shadow
from schemas import facts
from schemas.records import Citation, DateMention, State

_PARTIAL, _RESOLVED = State.PARTIAL.value, State.RESOLVED.value
_GENERIC = frozenset({"Văn bản", "Điện"})
_TYPES = {name.lower(): name for name in (*OTHER_TYPES, *facts.doc_type_codes().values())}
_TYPE = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(_TYPES, key=len, reverse=True))
_TYPE_BEFORE = re.compile(rf"(?<!\w)(?<!pháp\s)({_TYPE})\s*(?:(?:khẩn|mật|hỏa\s+tốc)\s+)?(?:\(?số\s*(?::\s*)?|:\s*)?$")
_LAW_BEFORE = re.compile(
    r"(?<!\w)(bộ\s+luật|luật|pháp\s+lệnh|nghị\s+quyết|hiến\s+pháp)(?!\w)(\s+sửa\s+đổi)?(?=[^.;:]*$)"
)
_PHRASE_BEFORE = re.compile(rf"(?<!\w)({_TYPE})\s(?:[^.,;:()|\n]|\n(?!\s*[\n-])){{1,60}}?số\s*(?::\s*)?$")
_NUMBERED = re.compile(r"(?:số|số\s+hiệu)\s*(?::\s*)?$")

# What disowns a number: forms, standards, addresses, bidding and account numbers.
_NOT_A_CITATION = re.compile(
    r"(?:m[ẫãâ]u|tờ\s+khai|phiếu|biểu|biểu\s+mẫu|phụ\s+biểu|phụ\s+lục|bảng|tcvn|qcvn|iso|tk|tài\s+khoản|lô|thửa|căn|nhà|phòng|đường|hẻm|ngõ|kiệt)"
    r"(?:\s+đất|\s+hộ)?\s*(?:số\s*)?(?::\s*)?$|(?<!\w)(?:hợp\s+đồng|hđ|hóa\s+đơn|biên\s+lai|gói\s+thầu)(?:\s\w+){0,3}\s*(?::\s*)?$"
)
# How a text ends that may disown a number, and what it holds: only then it is read.
_DISOWNING = (
    *(
        "mẫu",
        "phiếu",
        "mãu",
        "mâu",
        "biểu",
        "khai",
        "lục",
        "bảng",
        "tcvn",
        "qcvn",
        "iso",
        "tk",
        "khoản",
        "lô",
        "thửa",
        "căn",
        "nhà",
    ),
    *("phòng", "đường", "hẻm", "ngõ", "kiệt", "đất", "hộ"),
)
_CONTRACTS = ("hợp", "hđ", "hóa", "biên", "gói")
_CHAIN = re.compile(r"(?<![0-9/.-])(?:[0-9]{1,5}[a-zđ]?\s{0,2}/?\s{0,2}(?:,|và|&)\s{0,2}){1,30}$")
_CHAIN_MEMBER = re.compile(r"[0-9]{1,5}[a-zđ]?")
_CHAIN_CUE = re.compile(rf"(?:(?:số|{_TYPE})\s*:?|[;:(,])\s*$")
_NOT_A_CHAIN = re.compile(r"(?:điều|khoản|điểm|phụ\s+lục|ngày|tháng|năm|mục|chương|tiêu\s+chí|từ|đến)\s*$")

_SO = re.compile(r"số\s{0,2}:?\s{0,3}(?=[0-9])")
_BARE_LIST = re.compile(r"[0-9]{1,5}[a-eđ]?(?:\s{0,2}(?:,|và)\s{0,2}[0-9]{1,5}[a-eđ]?){0,20}(?!\w|\s?[/%]|[.,-][0-9])")
_DATED_NUMBER = re.compile(r"[0-9]{1,5}\s{1,2}ngày\s{1,2}[0-9]")
_ALONE = re.compile(r"[0-9]{1,5}\s*(?:\n|$)")
# 'Nghị định 67/2014': the year is there, the symbol is not.
_WITH_YEAR = re.compile(r"([0-9]{1,4}[a-eđ]?)\s?/\s?((?:19|20)[0-9]{2})(?![0-9]|\s?[/-]\s?\w|[.,][0-9])")
_TYPE_AND_NUMBER = re.compile(
    r"(?<!\w)(nghị\s+quyết|quyết\s+định|chỉ\s+thị|công\s+văn|văn\s+bản|kết\s+luận|thông\s+tư(?:\s+liên\s+tịch)?|nghị\s+định|công\s+điện"
    r"|thông\s+báo|tờ\s+trình|kế\s+hoạch)\s+(?=[0-9])"
)
_OF_AREA = re.compile(r"\s(?:tỉnh|thành\s+phố|huyện|xã|quận|phường)(?!\w)")  # 'Kế hoạch 12 - UBND tỉnh'
_ABBREVIATED = re.compile(r"(QĐ|NQ|NĐ|CV)(?<![\w/-]..)\s+(số\s*(?::\s*)?)?(?=[0-9])")
# A number directly after a type word is a citation only in a frame like these: 'chỉ thị 06 về', 'văn bản 4391 được'.
_BARE_FRAME = re.compile(
    r"\s{0,2}(?:[.;)\]]|,\s*(?!\s*[0-9])|\s(?:ngày(?=\s*[0-9])|của|về|ban\s+hành|ký|được|quy\s+định|hướng\s+dẫn|sửa\s+đổi|và(?!\s*[0-9])|do|có|đã|là"
    r"|năm\s+[12][0-9]{3}|phân\s+bổ|nêu|thì|nhằm|cho|này|liên\s+quan|còn"
    r"|đến|tới|trong|tại|theo|từ|trên|để|với|vào|không|vẫn|cũng|phải|sẽ|cùng|đều|mà|nhưng|khi|như|chưa|bị|gồm"
    r"|yêu\s+cầu|giao|cho\s+phép|thay\s+thế|bãi\s+bỏ|hết\s+hiệu\s+lực)(?!\w)|\s*\n\s*\n|\s*$)"
)
# A longer number needs no frame, unless it counts something: 'Quyết định 318 nâng mức …', 'thông báo 120 trường hợp'.
_COUNTED = re.compile(
    r"\s(?:đồng|tỷ|tỉ|triệu|nghìn|ngàn|người|hộ|xã|huyện|trường|cán|công|văn|điều|nội|nhiệm|đối|thủ|hồ|dự|đơn|doanh|ha|km|m2"
    r"|ngày|tháng|năm(?!\s+[12][0-9]{3})|giờ|lượt|học|em|tổ|cơ|căn|thửa|điểm|chỉ)(?!\w)|\s?[%m]"
)
_DATE_GAP = re.compile(
    r"[\s,(:-]*(?:(?:đã\s+)?(?:được\s+)?(?:ban\s+hành|ký\s+ban\s+hành|ký|kí|phê\s+duyệt)\s+)?(?:vào\s+)?(?:sáng\s+|chiều\s+|cùng\s+)?(?:ng[àa]y\s*)?[\s(:]*"
)
# Where a title stands between number and date, the date is the document's own only before its issuer.
_TITLE_START = re.compile(rf"\s+(?:[{CAPITALS}“\"]|về\s)")
_DATE_OF_ISSUE = re.compile(r"(?<!trước)(?<!từ)(?<!đến)(?<!hết)\s+(?:ngày\s*)?$")
_BY_ISSUER = re.compile(
    r"\s+(?:của|do)\s+(?:liên\s+)?(?:bộ|chính\s+phủ|thủ\s+tướng|quốc\s+hội|ủy\s+ban|hội\s+đồng|chủ\s+tịch|ban|ngân\s+hàng|thanh|tòa|viện|tổng|ubnd|hđnd)(?!\w)"
)
_SENTENCE_END = re.compile(r"(?<!\b[A-Z]p)(?<=[^\W\dA-Z_])\.\s|;|\n\s*\n")
_DATE_OPENS = re.compile(r"(?:^|[.,:;\n(-])\s*(?:ngày\s+)?$")
_LIST_GAP = re.compile(r"\s*(?:,|;|và|&)\s*(?:số\s*:?\s*)?")
_SIGNED_LATER = re.compile(r"[^.;\n]{0,90}?\s(?:ký|kí|ban\s+hành)\s+(?:vào\s+)?(?:ngày\s+)?$")
_ISSUED_BY_DATE = re.compile(
    r"\W(?:có|ban\s+hành|ký|kí|ra|gửi|phát\s+hành)\s+(?:(?:các|một|những|sáu|hai|ba)\s+)?$|^\s*,\s*tại\s+$"
)
# 'của Chính phủ ngày 2/3/2000', 'của Bộ Chính trị (16-10-1990)'; what it does by a day, or on it, is another matter.
_ISSUER_AND_DATE = re.compile(
    r"\s{1,20}của\s{1,20}(?:(?!(?:đến|tới|từ|trước|sau|hết|kể|hạn|hiệu\s+lực|thi\s+hành|thực\s+hiện|về|tại|họp|sáng|trưa|chiều|tối"
    r"|đêm|hôm|vào|trong)\s)[^.;,:()0-9\n]){3,60}?(?:\s{1,20}|,\s{1,3}|\s{1,3}\()(?:ng[àa]y\s*)?"
)

_ISSUER = re.compile(
    r"[\s,)]*(?:do|của)\s+((?:chủ\s+tịch\s+|trưởng\s+)?(?:"
    r"thủ\s+tướng(?:\s+chính\s+phủ)?|chính\s+phủ|quốc\s+hội|(?:ủy|uỷ)\s+ban\s+thường\s+vụ\s+quốc\s+hội|chủ\s+tịch\s+nước|"
    r"bộ\s+trưởng,\s+chủ\s+nhiệm\s|(?:bộ\s+trưởng\s+)?bộ\s|(?:ubnd|hđnd|ủy\s+ban|hội\s+đồng|ban|cục|tổng\s+cục|sở|văn\s+phòng|ngân\s+hàng|viện|tòa|tỉnh\s+ủy|thành\s+ủy"
    r"|huyện\s+ủy|thanh\s+tra|kho\s+bạc|bảo\s+hiểm|thống\s+đốc|tổng\s+cục\s+trưởng|cục\s+trưởng|giám\s+đốc|thuế|công\s+ty)(?!\w))"
    # A line may break in a name; one that begins another part of the page ends it.
    r"(?:[^.,;:()|\n\"“”]|\n(?!\s|[-+•0-9]|(?:điều|chương|mục|phần|phụ|căn|nơi|kính|số|theo|xét|quyết|thực)\s|v/v)){0,90})"
)
_ISSUER_END = re.compile(
    r"\s(?:(?=[0-9])|(?:về|ngày|sáng|chiều|tối|hôm|quy\s+định|hướng\s+dẫn|sửa\s+đổi|ban\s+hành|phê\s+duyệt|bổ\s+sung|bãi\s+bỏ|công\s+bố|thực\s+hiện|giao|thay\s+thế|đã|được|có|tại"
    r"|trong|ký|nay|bị|hết|đến|đề\s+ra|khẳng\s+định|nhấn\s+mạnh|xác\s+định|yêu\s+cầu|chấm\s+dứt|ngưng|thì|là|quyết\s+nghị|quyết\s+định|để|nêu|liên\s+quan|cho|thông\s+qua|kiện\s+toàn|thành\s+lập|đối\s+với|nhằm|và\s+(?:nghị|thông|quyết|chỉ|kết|kế|công|chương|hướng|văn|luật|các))(?!\w))"
)
_LONG_NUMBER = 3
_CUE_CHARS = 45  # a type name, 'số' and what may stand between them and the number
_TITLE_AND_DATE_CHARS = 400
_TITLE_CHARS = 110  # a title between type and number
_LAW_CHARS = 240  # a law may name those that it amends


def find(shadow: Shadow, context: Context, dates: list[DateMention]) -> list[Citation]:
    """Return the citations of a text in order; members of an enumeration one by one."""
    return _Reader(shadow, context, dates).citations()


class _Reader:
    """Reads one text; holds what the steps share."""

    def __init__(self, shadow: Shadow, context: Context, dates: list[DateMention]) -> None:
        self.shadow = shadow
        self.plain = shadow.plain
        self.lower = shadow.lower
        self.context = context
        self.dates = dates
        self.date_starts = [date.start for date in dates]
        self.types = shadow.at("type")
        self.own_date = context.date.isoformat() if context.date else ""

    def citations(self) -> list[Citation]:
        tokens = self._tokens()
        limits = [*(token.start for token, _, _ in tokens), len(self.plain)][1:]
        read = [
            self._read(token, printed_type, rule, limit)
            for (token, printed_type, rule), limit in zip(tokens, limits, strict=True)
        ]
        return self._share(read)

    # -- which tokens are citations ---------------------------------------------------------------

    def _tokens(self) -> list[tuple[NumberToken, str | None, str]]:
        """Tokens that the sentence accepts, with the type printed before them and the rule."""
        found: list[tuple[NumberToken, str | None, str]] = []
        covered_to = 0
        spans: list[tuple[int, int]] = []
        for token in numbers.scan(self.plain):
            if token.start < covered_to:
                continue
            members = self._chain(token, covered_to)
            first = members[0] if members else token  # what the sentence says of a list stands before it
            before = self.lower[max(0, first.start - _CUE_CHARS) : first.start]
            direct = self._type_at(first.start, _CUE_CHARS)
            printed = _TYPES[" ".join(direct[1].split())] if direct else self._further_before(first)[0]
            if not self._accepts(token, before, printed):
                continue
            for member in members:
                found.append((member, printed, "citation.list"))
                spans.append((member.start, member.end))
            found.append((token, printed, f"citation.{token.form}"))
            spans.append((token.start, token.end))
            covered_to = token.end
        spans.sort()
        found += self._without_slash(spans)
        found.sort(key=lambda item: item[0].start)
        return found

    def _accepts(self, token: NumberToken, before: str, printed: str | None) -> bool:
        if _is_disowned(before):
            return False
        if token.form == "short":
            return printed is not None or bool(_NUMBERED.search(before))
        if token.form == "dispatch" and "-" not in token.symbol and token.year is None:
            return printed is not None or bool(_NUMBERED.search(before))
        return True

    def _type_at(self, end: int, width: int, start: int = 0) -> re.Match[str] | None:
        """The name of a type that stands right before an offset, in so many characters and not before `start`."""
        first = max(start, end - width)
        for at in within(self.types, first, end):
            found = _TYPE_BEFORE.match(self.lower, at, end)
            if found:
                return found
        return None

    def _titled_before(self, number: re.Match[str]) -> re.Match[str] | None:
        """The type of a dated number whose title stands before it: 'Quyết định công nhận số 34 ngày 2/3/2020'."""
        if not _DATED_NUMBER.match(self.lower, number.end()):
            return None
        return _PHRASE_BEFORE.search(self.lower[max(0, number.start() - _TITLE_CHARS) : number.end()])

    def _further_before(self, token: NumberToken) -> tuple[str | None, int]:
        """Type name of a number that stands behind its title, in its normal spelling, and where it begins."""
        if token.form == "assembly":
            first = max(0, token.start - _LAW_CHARS)
            laws = list(_LAW_BEFORE.finditer(self.lower[first : token.start]))
            if not laws:
                return None, token.start
            law = next((m for m in laws if m[2]), laws[-1])  # a law that amends others bears the number
            return _TYPES[" ".join(law[1].split())], first + law.start()
        if token.type_code or not self.lower[token.start - 6 : token.start].rstrip(" \n:").endswith("số"):
            return None, token.start
        first = max(0, token.start - _TITLE_CHARS)
        phrase = _PHRASE_BEFORE.search(self.lower[first : token.start])
        return (_TYPES[" ".join(phrase[1].split())], first + phrase.start()) if phrase else (None, token.start)

    def _chain(self, token: NumberToken, floor: int) -> list[NumberToken]:
        """Members before a token that share its symbol: 318 in '318, 320/QĐ-TTg'."""
        if not token.symbol or token.form == "bare":
            return []
        if not self.lower[max(0, token.start - 4) : token.start].rstrip().endswith((",", "và", "&")):
            return []
        window = max(floor, token.start - 160)
        chain = _CHAIN.search(self.lower, window, token.start)
        if not chain:
            return []
        before = self.lower[max(0, chain.start() - 30) : chain.start()]
        if _NOT_A_CHAIN.search(before) or not _CHAIN_CUE.search(before):
            return []
        members = []
        for m in _CHAIN_MEMBER.finditer(self.lower, chain.start(), chain.end()):
            digits = m[0]
            members.append(replace(token, start=m.start(), end=m.end(), digits=digits, norm=digits + token.symbol))
        return members

    def _without_slash(self, spans: list[tuple[int, int]]) -> list[tuple[NumberToken, str | None, str]]:
        """Numbers printed without their symbol, and old forms without a slash, after 'số' or a type word."""
        found: list[tuple[NumberToken, str | None, str]] = []
        starts = [start for start, _ in spans]
        taken = set(starts)

        def free(start: int, end: int) -> bool:
            i = bisect_left(starts, end)
            return i == 0 or spans[i - 1][1] <= start

        for m in matches(_SO, self.lower, self.shadow.at("số")):
            if m.end() in taken:  # most numbers have a slash
                continue
            direct = self._type_at(m.start(), 60) or self._titled_before(m)
            if not direct:
                continue
            printed = _TYPES[" ".join(direct[1].split())]
            old = numbers.NO_SLASH.match(self.plain, m.end())
            if old and free(m.end(), old.end()):
                found.append((numbers.no_slash(m.end(), old), printed, "citation.no_slash"))
                continue
            listed = _WITH_YEAR.match(self.lower, m.end()) or _BARE_LIST.match(self.lower, m.end())
            if listed and free(m.end(), listed.end()):
                found += self._bare_members(listed, printed)
        for m in matches(_TYPE_AND_NUMBER, self.lower, self.types):
            if "\n" in m[0] and _ALONE.match(self.lower, m.end()):
                continue  # a heading and its page: 'Kết luận' / '52'
            printed = _TYPES[" ".join(m[1].split())]
            old = numbers.NO_SLASH.match(self.plain, m.end())
            if old and numbers.is_known(old) and free(m.end(), old.end()) and not _OF_AREA.match(self.lower, old.end()):
                found.append((numbers.no_slash(m.end(), old), printed, "citation.no_slash"))
                continue
            listed = _WITH_YEAR.match(self.lower, m.end())
            if not listed:
                listed = _BARE_LIST.match(self.lower, m.end())
                if not listed or len(listed[0]) == 1:
                    continue
                framed = _BARE_FRAME.match(self.lower, listed.end())
                if not framed and (len(listed[0]) < _LONG_NUMBER or _COUNTED.match(self.lower, listed.end())):
                    continue
            if free(m.end(), listed.end()):
                found += self._bare_members(listed, printed)
        for m in matches(_ABBREVIATED, self.plain, self.shadow.at("abbreviation")):
            listed = _WITH_YEAR.match(self.lower, m.end()) or _BARE_LIST.match(self.lower, m.end())
            if listed and free(m.end(), listed.end()) and (m[2] or _BARE_FRAME.match(self.lower, listed.end())):
                found += self._bare_members(listed, "Công văn" if m[1] == "CV" else facts.doc_type_codes()[m[1]])
        return found

    def _bare_members(self, listed: re.Match[str], printed: str) -> list[tuple[NumberToken, str | None, str]]:
        members: list[tuple[NumberToken, str | None, str]] = []
        if listed.re is _WITH_YEAR:
            return [(numbers.bare(*listed.span(), f"{listed[1]}/{listed[2]}"), printed, "citation.bare")]
        for m in _CHAIN_MEMBER.finditer(self.lower, listed.start(), listed.end()):
            members.append((numbers.bare(m.start(), m.end(), m[0]), printed, "citation.bare"))
        return members

    # -- what the sentence says of one -------------------------------------------------------------

    def _read(self, token: NumberToken, printed: str | None, rule: str, limit: int) -> Citation:
        date, after = self._date_of(token, limit)
        issuer_match = _ISSUER.match(self.lower, after) or _ISSUER.match(self.lower, token.end)
        issuer = None
        if issuer_match:  # before the date, or after it
            issuer, end = self._issuer(issuer_match)
            after = max(after, end)
        direct = self._type_at(token.start, _CUE_CHARS)
        start = direct.start() if direct else self._further_before(token)[1]
        number = token.norm
        own = number == self.context.number and (not date or not self.own_date or self.own_date.startswith(date))
        bare = token.form == "bare"
        return Citation(
            start=token.start,
            end=token.end,
            surface=self.shadow.surface(token.start, token.end),
            number_norm=number,
            form="bare" if bare else "number",
            doc_type=_doc_type(printed, token),
            issuer=issuer or _issuer_name(token, date, self.context),
            issuer_symbol=token.issuer_symbol,
            date=date,
            pinpoint=clauses.pinpoint(self.shadow, start),
            relation=clauses.relation(self.lower, start, after),
            title=clauses.title(self.shadow, after),
            is_self=own,
            symbol_inferred=False,
            state=_PARTIAL if bare else _RESOLVED,
            rule=rule,
            confidence=0.8 if bare else 0.9 if token.form in ("short", "old") else 0.98,
        )

    def _date_of(self, token: NumberToken, limit: int) -> tuple[str | None, int]:
        """Date printed for a mention, and where the text goes on after it; `limit` is the next number."""
        i = bisect_left(self.date_starts, token.end)
        following = self.dates[i] if i < len(self.dates) else None
        if following and following.start < limit:
            gap = self.lower[token.end : following.start]
            close = _DATE_GAP.fullmatch(gap) or _ISSUER_AND_DATE.fullmatch(gap)
            if close and following.granularity == "day":
                return _iso(following), following.end
            if close and following.granularity == "year" and not gap.strip():
                return (str(following.start_date.year) if following.start_date else None), following.end
            if following.granularity == "day" and "số" not in gap and _SIGNED_LATER.fullmatch(gap):
                return _iso(following), token.end
        return self._date_after_title(token, i, limit) or self._date_before(token, i), token.end

    def _date_after_title(self, token: NumberToken, i: int, limit: int) -> str | None:
        """'Thông tư số 44/2012/TT-BNNPTNT Ban hành danh mục … ngày 11/9/2012 của Bộ …'."""
        for date in self.dates[i : i + 4]:
            if date.start >= min(limit, token.end + _TITLE_AND_DATE_CHARS):
                return None
            gap = self.plain[token.end : date.start]
            titled = date.granularity == "day" and _DATE_OF_ISSUE.search(gap) and _TITLE_START.match(gap)
            if titled and ";" not in gap and _BY_ISSUER.match(self.lower, date.end):
                return _iso(date)
        return None

    def _date_before(self, token: NumberToken, i: int) -> str | None:
        """'Ngày 12/3/2015, Văn phòng Chính phủ có Công văn số 1712/VPCP-V.III'."""
        if i == 0 or self.dates[i - 1].granularity != "day":
            return None
        date = self.dates[i - 1]
        if token.start - date.end > _TITLE_AND_DATE_CHARS:
            return None
        type_before = self._type_at(token.start, _CUE_CHARS, date.end)
        if not type_before:
            return None
        between = self.plain[date.end : type_before.start()]
        issued = _ISSUED_BY_DATE.search(between.lower()) and not _SENTENCE_END.search(between)
        opens = _DATE_OPENS.search(self.lower, max(0, date.start - 12), date.start)
        return _iso(date) if issued and opens else None

    def _issuer(self, m: re.Match[str]) -> tuple[str, int]:
        stop = _ISSUER_END.search(m[1], 3)
        end = m.start(1) + (stop.start() if stop else len(m[1]))
        printed = " ".join(m[1][: end - m.start(1)].split())
        for head, rest in _names_with_comma() if self.lower[end : end + 1] == "," else ():
            if printed.endswith(head):  # Bộ Văn hóa, Thể thao và Du lịch
                end = spelled(self.lower, end, rest) or end
        return " ".join(self.shadow.surface(m.start(1), end).replace("*", " ").split()).rstrip(" -"), end

    # -- what neighbours share -----------------------------------------------------------------------

    def _share(self, citations: list[Citation]) -> list[Citation]:
        """Give the members of a list its date and issuer, and short forms the number they stand for."""
        put = object.__setattr__  # in place, as in `Shadow.restore`
        following: Citation | None = None
        for citation in reversed(citations):
            if following and _LIST_GAP.fullmatch(self.lower, citation.end, following.start):
                list_id = following.list_id or f"{following.start}-{following.end}"
                put(following, "list_id", list_id)
                put(citation, "list_id", list_id)
                put(citation, "date", citation.date or following.date)
                if citation.issuer_symbol == following.issuer_symbol:
                    put(citation, "issuer", following.issuer)
            following = citation
        earlier = self.context.earlier
        if not earlier and all(citation.state != _PARTIAL for citation in citations):
            return citations
        full: dict[str, str | None] = earlier.numbers if earlier else {}
        for citation in citations:
            if citation.state == _RESOLVED:
                number = citation.number_norm or ""
                key = f"{citation.doc_type}:{re.split('[/-]', number)[0]}"
                full[key] = number if full.get(key, number) == number else None
        return [self._with_antecedent(citation, full) for citation in citations]

    def _with_antecedent(self, citation: Citation, full: dict[str, str | None]) -> Citation:
        if citation.state == _PARTIAL:
            object.__setattr__(citation, "antecedent", full.get(f"{citation.doc_type}:{citation.number_norm}"))
        return citation


def _iso(date: DateMention) -> str | None:
    return date.start_date.isoformat() if date.start_date else date.partial


def _doc_type(printed: str | None, token: NumberToken) -> str | None:
    """Type as printed, else from the symbol; a number with an issuer but no type code is a dispatch."""
    if printed and printed not in _GENERIC:
        return printed
    if token.type_code:
        return facts.doc_type_codes().get(token.type_code)
    if token.form in ("dispatch", "short"):
        return "Công văn"
    return None


def _issuer_name(token: NumberToken, printed: str | None, context: Context) -> str | None:
    """Body that the symbol stands for at the time of the number."""
    if not token.issuer_symbol:
        return None
    date = context.date
    if printed and len(printed) == len("2025-01-10") and printed[0] != "-":
        date = dt.date.fromisoformat(printed)
    elif token.year:
        date = date.replace(year=token.year, day=1) if date else None
    return facts.issuer_name(token.issuer_symbol, date)


@lru_cache(maxsize=1)
def _names_with_comma() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Names of bodies that a comma does not end: what stands before it, and the words after it."""
    names = {Shadow(name).lower for issuer in facts.issuers() for name in (issuer.name, *issuer.aliases)}
    cut = sorted(name.partition(",") for name in names if ", " in name and "(" not in name)
    return tuple((head, (comma, *rest.split())) for head, comma, rest in cut)


def _is_disowned(before: str) -> bool:
    """Whether the words before a number show that it is no citation."""
    last = before.rstrip(" \n:").removesuffix("số").rstrip()
    return (last.endswith(_DISOWNING) or any(word in before for word in _CONTRACTS)) and (
        _NOT_A_CITATION.search(before) is not None
    )
