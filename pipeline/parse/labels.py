"""What a line of an official text begins with: Điều 3., 1., a), Chương II, Phụ lục I, Kính gửi and so on.

The grammar is that of Decree 30/2020/NĐ-CP Annex I (and of Decree 78/2025/NĐ-CP for normative texts): parts and
chapters in Roman figures, sections and articles in Arabic ones, clauses "1.", points "a)" in the order of the
Vietnamese alphabet. All patterns are matched at the beginning of a line only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from schemas import facts

UNITS = frozenset({"annex", "part", "chapter", "section", "article", "clause", "point"})

ANNEX, PART, LETTER, CHAPTER, ROMAN, SECTION, SUBSECTION, ARTICLE, CLAUSE, POINT, SUBPOINT, ITEM = (
    0, 10, 14, 20, 24, 30, 35, 40, 50, 60, 61, 90,
)  # fmt: skip
"""Depths: a unit ends where one of the same or of a smaller depth begins. CLAUSE + n is a clause n.1.1."""

_UPPER = "A-ZĐÀ-ÖØ-ÝĂĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"

_ARTICLE = re.compile(
    r"(?:Điều|ĐIỀU)\s+([0-9]{1,4}[a-zđ]?(?:\.[0-9A-ZĐ]{1,8}){0,6})\s?(?:\[[0-9]{1,3}\])?\s?(?:[.:](?=\s|$|[“\"]|[^\W\d_])|-\s|$)"
)
_CHAPTER = re.compile(r"(?:Chương|CHƯƠNG)\s+([IVXLC]{1,7}|[0-9]{1,3})(?![\w])")
_PART = re.compile(
    r"(?:Phần|PHẦN)\s+((?:thứ|Thứ|THỨ)\s+[^\W\d_]{2,5}(?:\s+(?:mười|MƯỜI))?|[IVXLC]{1,7}|[0-9]{1,2}|[A-HĐ])(?![\w])"
)
_SECTION = re.compile(r"(?:Mục|MỤC)\s+([0-9]{1,3}|[IVXLC]{1,7}|[A-HĐ])(?![\w])")
_SUBSECTION = re.compile(r"(?:Tiểu mục|TIỂU MỤC)\s+([0-9]{1,3}|[IVXLC]{1,7})(?![\w])")
_ANNEX = re.compile(
    r"(?:PHỤ LỤC|Phụ lục|PHỤ LUC)"
    r"(?:\s+(?:(?:SỐ|số|Số)\s*(?::\s*)?)?([IVXLC]{1,7}|[0-9]{1,3}[a-zA-Z]?|[A-HĐ])(?:[-./]([0-9A-ZĐ]{1,4}))?)?(?![\w])"
)
_ROMAN = re.compile(r"([IVXL]{1,6})\s?(?:(?:[.)]\s*|[/-]\s+)(?=[“\"(]?[^\W\d_])|\.$)")
_LETTER = re.compile(rf"([A-HKMNĐ])\s?(?:[.)/]\s+|-\s+)(?=[“\"(]?[{_UPPER}])")
_DECIMAL = re.compile(  # no part begins with 0: 10.06 is a heading of the customs tariff
    r"([0-9]{1,2}(?:\.[1-9][0-9]?){1,4})(?![0-9])"
    rf"(?:[.)]\s*(?=[“\"(]?[^\W\d_])|(?:\s?-\s*|:\s+)(?=[{_UPPER}])|\s+(?=[“\"(]?[{_UPPER}]|\(được\s))"
)
_NUMBER = re.compile(
    rf"([0-9]{{1,3}}[a-zđ]?)\s?(?:\.(?![0-9])\s*(?=\S|$)|(?:\)\s*|/\s+)(?=[“\"(]?[{_UPPER}])|-\s+(?=[{_UPPER}]))"
)
_POINT = re.compile(rf"([a-zđ])\s?(?:\)\s*(?=\S|$)|[./]\s+(?=[^\W\d_])|-\s+(?=[{_UPPER}]))")
_SUBPOINT = re.compile(r"(?!m[23])([a-zđ]\.?[0-9]{1,2})\s?[.)]\s*(?=[“\"(]?[^\W\d_])")
_SMALL_ROMAN = re.compile(r"(?:i{2,3}|iv|vi{1,3}|ix)\s?[.)/-]\s*(?=\S)")
_BRACKETED = re.compile(r"\((?:[0-9]{1,3}|[ivx]{1,5}|[a-zđ])\)\s*\S")
_BULLET = re.compile(r"(?:[-+](?=\s*[^\W_]|\s+\S)|[•●▪○◦‣·■□✓➢]\s*(?=\S)|o\s+(?=[A-ZĐ]))")
_BASIS = re.compile(
    r"(?:Căn cứ|CĂN CỨ|Theo đề nghị|Theo Tờ trình|Xét đề nghị|Xét Tờ trình|Xét tờ trình|Xét Báo cáo|Xét )(?=\s|\S)"
)
_LIKE_BASIS = re.compile(r"(?:Trên cơ sở|Thực hiện|Theo|Để|Được sự|Sau khi)\s")
_ADDRESSEE = re.compile(r"(?:Kính|KÍNH)\s+(?:gửi|GỬI|gởi|trình|TRÌNH)(?:\s*:|\s*$|(?=\s*-\s))")
_RECIPIENTS = re.compile(r"(?:Nơi|NƠI)\s+(?:nhận|NHẬN|gửi|GỬI)\s*(?::|$)")
_SIGNATURE = re.compile(
    rf"(?:(?:TM|KT|TL|TUQ|TƯQ|T/M|K/T|T/L|T/U|Q|PP)\s?(?:\.\s*|\s+)|(?:TM|KT|TL|TUQ)/\s*)(?=[{_UPPER}]{{2}}|$)"
    r"|(?:T/M|K/T|T/L)$"
)
_ENCLOSED = re.compile(
    r"\(\s*(?:Được\s+|được\s+)?(?:(?:(?:[Bb]an hành|[Pp]hê duyệt|[Đđ]ính|[Gg]ửi|[Pp]hát hành)\s+)?"
    r"(?:[Kk]èm|KÈM)\s+(?:theo|THEO)|[Bb]an hành\s+theo\s)"
    r"|Ban hành\s+(?:kèm\s+)?theo\s+[^\W\d_]{2,8}(?:\s[^\W\d_]{2,8}){1,2}\s+số\s"
)
_TYPE_TAIL = re.compile(r"(?<!\s)\s*(?:\([^)]{0,60}\)\s*)?:?$")
_OF_BODY = re.compile(r"\sCỦA\s.*")
_AFTER_LABEL = re.compile(r"\s*[.:\-–/]\s*")


@dataclass(frozen=True, slots=True)
class Label:
    """The beginning of a line that says what it is.

    Attributes:
        kind: kind of block that begins (annex, part, chapter, section, article, clause, point, list_item,
            basis, addressee, recipients, signature).
        depth: depth in the order of units; ITEM for what is none.
        name: the unit as a path names it: Điều 3, Khoản 2, Điểm a, Phụ lục I; empty for what is no unit.
        end: number of characters of the line that the label takes.
    """

    kind: str
    depth: int
    name: str
    end: int


def _rest_is_title(text: str, end: int) -> bool:
    """Whether what follows "Chương II" is nothing, a separator or a title in capitals, and not a sentence."""
    rest = text[end:].lstrip()
    return not rest or rest[0] in ".:-–/[" or rest.isupper()


def _heading(pattern: re.Pattern[str], kind: str, depth: int, noun: str) -> Callable[[str], Label | None]:
    def read(text: str) -> Label | None:
        found = pattern.match(text)
        if found is None or not _rest_is_title(text, found.end()):
            return None
        separator = _AFTER_LABEL.match(text, found.end())
        number = found[1].lower() if found[1][:3].lower() == "thứ" else found[1]
        return Label(kind, depth, f"{noun} {number}", separator.end() if separator else found.end())

    return read


_part = _heading(_PART, "part", PART, "Phần")
_chapter = _heading(_CHAPTER, "chapter", CHAPTER, "Chương")
_section = _heading(_SECTION, "section", SECTION, "Mục")
_subsection = _heading(_SUBSECTION, "section", SUBSECTION, "Tiểu mục")


def _article(text: str) -> Label | None:
    found = _ARTICLE.match(text)
    return Label("article", ARTICLE, f"Điều {found[1]}", found.end()) if found else None


def _annex(text: str) -> Label | None:
    found = _ANNEX.match(text)
    if found is None or len(text) > 250:
        return None
    rest = text[found.end() :].lstrip()
    if rest and not (rest[0] in ".:-–(" or rest.isupper()):
        return None
    number = "-".join(part for part in found.groups() if part)
    separator = _AFTER_LABEL.match(text, found.end())
    return Label("annex", ANNEX, f"Phụ lục {number}".strip(), separator.end() if separator else found.end())


def _simple(pattern: re.Pattern[str], kind: str) -> Callable[[str], Label | None]:
    def read(text: str) -> Label | None:
        found = pattern.match(text)
        return Label(kind, ITEM, "", found.end()) if found else None

    return read


_basis = _simple(_BASIS, "basis")
_addressee = _simple(_ADDRESSEE, "addressee")
_recipients = _simple(_RECIPIENTS, "recipients")
_signature = _simple(_SIGNATURE, "signature")
_bullet = _simple(_BULLET, "list_item")
_bracketed = _simple(_BRACKETED, "list_item")
_small_roman = _simple(_SMALL_ROMAN, "list_item")


def _roman(text: str) -> Label | None:
    found = _ROMAN.match(text)
    return Label("section", ROMAN, f"Mục {found[1]}", found.end()) if found else None


def _letter(text: str) -> Label | None:
    found = _LETTER.match(text)
    return Label("part", LETTER, f"Phần {found[1]}", found.end()) if found else None


def _number(text: str) -> Label | None:
    found = _DECIMAL.match(text)
    if found:
        return Label("clause", CLAUSE + found[1].count("."), f"Khoản {found[1]}", found.end())
    found = _NUMBER.match(text)
    return Label("clause", CLAUSE, f"Khoản {found[1]}", found.end()) if found else None


def _point(text: str) -> Label | None:
    found = _POINT.match(text)
    if found:
        return Label("point", POINT, f"Điểm {found[1]}", found.end())
    found = _SUBPOINT.match(text)
    if found is None:
        return None
    # a1) was put between a) and b); b.1) and b1. are parts of b).
    is_inserted = found[1][1] != "." and ")" in found[0]
    return Label("point", POINT if is_inserted else SUBPOINT, f"Điểm {found[1]}", found.end())


def _by_first_letter() -> dict[str, tuple[Callable[[str], Label | None], ...]]:
    readers: dict[str, tuple[Callable[[str], Label | None], ...]] = {
        **dict.fromkeys("abcdeghiklmnopqrstuvxyđ", (_point,)),
        **dict.fromkeys("0123456789", (_number,)),
        **dict.fromkeys("ABDEFGHMĐ", (_letter,)),
        **dict.fromkeys("-+•●▪○◦‣·■□✓➢", (_bullet,)),
        "(": (_bracketed,),
        "o": (_point, _bullet),
        **dict.fromkeys("iv", (_small_roman, _point)),
        "Đ": (_article, _letter),
        "C": (_chapter, _basis, _roman, _letter),
        "I": (_roman,),
        "V": (_roman,),
        "X": (_basis, _roman),
        "L": (_roman,),
        "M": (_section, _letter),
        "P": (_annex, _part, _signature),
        "K": (_addressee, _signature, _letter),
        "N": (_recipients, _letter),
        "Q": (_signature,),
        "T": (_basis, _signature, _subsection),
    }
    return readers


_READERS = _by_first_letter()

# First words of labels that a wrap may leave alone on their line.
_TORN = frozenset({"Kính", "KÍNH", "Nơi", "Căn", "Theo", "Theo đề", "Điều", "Phụ", "PHỤ", "Chương", "Xét"})


def read(text: str) -> Label | None:
    """Return the label that a line begins with (its `Line.text`), or None."""
    for reader in _READERS.get(text[:1], ()):
        label = reader(text)
        if label:
            return label
    return None


def read_torn(text: str, following: str) -> Label | None:
    """Return the label of a line that holds only its first word, with the line after it; or None."""
    return read(f"{text} {following}") if text in _TORN else None


def is_like_basis(text: str) -> bool:
    """Whether a line begins as the grounds of a document also may: Trên cơ sở, Thực hiện."""
    return bool(_LIKE_BASIS.match(text))


def is_enclosed(text: str) -> bool:
    """Whether a line says what an annex belongs to: (Kèm theo Quyết định số …)."""
    return bool(_ENCLOSED.match(text))


@cache
def types() -> frozenset[str]:
    """Return the names of document types in capitals."""
    names = {row["name"].split(" (")[0].strip().upper() for row in facts.rows("doc_types")}
    names |= {"LUẬT", "BỘ LUẬT", "DANH MỤC", "ĐIỀU LỆ", "NỘI QUY", "BẢNG", "BIỂU", "QUY TRÌNH", "QUY CHUẨN", "LỆNH"}
    return frozenset(names)


def is_type(text: str) -> bool:
    """Whether a line in capitals is the type of a document: QUYẾT ĐỊNH, or that of a body: LỆNH CỦA CHỦ TỊCH NƯỚC."""
    text = _TYPE_TAIL.sub("", text)
    return text in types() or _OF_BODY.sub("", text) in types()


def begins_with_type(text: str) -> bool:
    """Whether a line in capitals begins as a title does that its type is a part of: KẾT LUẬN THANH TRA."""
    words = text.split(" ", 3)[:3]
    return any(" ".join(words[:count]) in types() for count in range(1, len(words) + 1))
