"""The signature block: in whose name, in which position, and who signed.

Authority prefixes and their chains are those of Decree 30/2020/NĐ-CP Annex I section 7: TM. ỦY BAN NHÂN DÂN /
KT. CHỦ TỊCH / PHÓ CHỦ TỊCH / name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from extractors.bodies import HEAD_AT_START, sentence_case
from extractors.lines import CAPITALS, Line, lines
from extractors.shadow import Shadow
from schemas import facts

_AUTHORITY = re.compile(r"(?:(TM|KT|TL|TUQ|Q|T/M|K/T|T/L)\s?[.:]{1,2}|(T/M|K/T|T/L))\s?(?=[^\W\d_])")
POSITION = re.compile(
    r"(?:PHÓ\s+)?(?:QUYỀN\s+)?(?:BỘ TRƯỞNG|THỨ TRƯỞNG|CHỦ TỊCH|THỦ TƯỚNG|TỔNG CỤC TRƯỞNG|CỤC TRƯỞNG|VỤ TRƯỞNG|GIÁM ĐỐC"
    r"|TỔNG GIÁM ĐỐC|CHÁNH|TRƯỞNG|CHỦ NHIỆM|THỐNG ĐỐC|TỔNG THANH TRA|BÍ THƯ|TỔNG BÍ THƯ|HIỆU TRƯỞNG|VIỆN TRƯỞNG"
    r"|TỔNG KIỂM TOÁN|CHI CỤC TRƯỞNG|ĐỘI TRƯỞNG|CHỈ HUY|TƯ LỆNH|CHÍNH ỦY|ỦY VIÊN|THƯỜNG TRỰC|TỔNG THƯ KÝ|THẨM PHÁN"
    r"|CHÁNH ÁN|TỔ TRƯỞNG|ĐẠI DIỆN|THƯ KÝ|KẾ TOÁN TRƯỞNG)(?!\w)"
)
_RANK = re.compile(
    r"(?:(?:Đại|Thượng|Trung|Thiếu)\s+(?:tướng|tá|úy)|(?:Chuẩn|Phó)\s+Đô\s+đốc|Đô\s+đốc|(?:GS|PGS|TS|ThS|BS|CN|KS)(?!\w)"
    r"|Luật\s+sư|Bác\s+sĩ|[.,-])\s*"
)
_MOST_NAME_WORDS = 6
_IN_WORDS = re.compile(POSITION.pattern, re.IGNORECASE)  # Phó Chủ tịch
_SIGNED = re.compile(r"\(\s?(?:đã\s+ký|đã\s+kí)\s?\)", re.IGNORECASE)
_SPECK = re.compile(r"(?<=\w),(?=\w)")
_SPECK_AT_END = re.compile(r"[.,;:*][0-9]{1,2}$")
_ARCHIVE = re.compile(r"[-–~]\s?Lưu\s?:")  # the last line of Nơi nhận
_REST = re.compile(r"[\s|./*_=-]{0,40}(?:\([^()\n]{1,40}\)[\s|./*_=-]{0,40})?")  # what may follow the name
_POSITION_CHARS = 40
# A page that has lost its lines: 'TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH (Đã ký) Nguyễn Văn An'.
_SMALL = rf"(?:(?![{CAPITALS}])[^\W\d_])"
_SQUEEZED_NAME = re.compile(
    rf"\s(?:\(\s?[Đđ]ã\s[Kk]ý\s?\)\s)?((?:[{CAPITALS}]{_SMALL}{{0,7}}\s){{1,4}}[{CAPITALS}]{_SMALL}{{1,7}})[\s.]{{0,3}}$"
)
_SQUEEZED_CUT = re.compile(
    r"\s(?=(?:KT|TL|TUQ|Q|K/T|T/L)\s?[.:]|PHÓ\s|BÍ THƯ|CHỦ TỊCH|GIÁM ĐỐC|BỘ TRƯỞNG|THỨ TRƯỞNG)(?<!PHÓ\s)(?<![.:]\s)"
)
_BESIDE = re.compile(
    r"[;:.,]\s{1,3}(?=(?:(?:TM|KT|TL|TUQ|Q|T/M|K/T|T/L)\s?[.:]\s?[^\W\d_]|PHÓ\s|CHỦ TỊCH|GIÁM ĐỐC|BỘ TRƯỞNG|THỨ TRƯỞNG"
    rf"|CHÁNH |CỤC TRƯỞNG|BÍ THƯ|HIỆU TRƯỞNG)[{CAPITALS}\s.,/-]*$)"
)
_SQUEEZED_CHARS = 60  # a name and the note that it was signed
_BLOCK_LINES = 14  # an authority chain, positions and a name


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature block; each value with its span (start, end), null where it is not printed."""

    authority: tuple[str, int, int] | None
    position: tuple[str, int, int] | None
    signer: tuple[str, int, int] | None


def find(text: str, start: int, end: int, *, at_end: bool = False) -> Signature | None:
    """Return the first signature block in a stretch of a shadow text; if asked, only one with whose name it ends."""
    found = [part for line in lines(text, start, end) for part in _unsqueezed(text, line)]
    for i, line in enumerate(found):
        signed = i + 1 < len(found) and found[i + 1].text.startswith("(") and _SIGNED.match(found[i + 1].text)
        if (opens(line.text) and line.is_capitals) or (signed and _is_in_words(line)):
            block = _block(found[i : i + _BLOCK_LINES])
            if at_end and not (block.signer and _REST.fullmatch(text, block.signer[2], end)):
                continue
            if block.authority or block.signer:  # else the line that says who decides, above the basis
                return block
    for i, line in enumerate(found):  # whoever signed, the page has lost as what
        if at_end or not _SIGNED.match(line.text):
            continue
        name = (_name(found, i + 1) if i + 1 < len(found) else None) or (_person(found[i - 1]) if i else None)
        if name:
            return Signature(None, None, name)
    return None if at_end else _below_archive(found)


def _below_archive(found: list[Line]) -> Signature | None:
    """Return who is named below the list of addressees and a position that a seal has made unreadable."""
    for i, line in enumerate(found):
        if not _ARCHIVE.match(line.text):
            continue
        for j in range(i + 1, min(i + _BLOCK_LINES // 2, len(found))):
            if found[j].is_capitals:
                continue
            name = _person(found[j]) if j > i + 1 else None
            return Signature(None, None, name) if name else None
    return None


def opens(text: str) -> bool:
    """Tell whether a line can be the first of a signature block."""
    return text[:1].isupper() and not text[1:2].islower() and bool(_AUTHORITY.match(text) or POSITION.match(text))


def without_rank(text: str) -> str:
    """Return a name without the military ranks and degrees before it."""
    end = 0
    while (m := _RANK.match(text, end)) and m.end() > end:
        end = m.end()
    return text[end:]


def _person(line: Line) -> tuple[str, int, int] | None:
    """Person named on a line of its own above the note that it was signed."""
    known = line.is_title_case and line.text.split()[0] in _family_names()
    return _name([line], 0) if known else None


def _is_in_words(line: Line) -> bool:
    return len(line.text) <= _POSITION_CHARS and _IN_WORDS.match(line.text) is not None


def _unsqueezed(text: str, line: Line) -> list[Line]:
    """The lines of a signature block that a page prints on one."""
    raw = text[line.start : line.end]
    if raw.startswith(("-", "Nơi nhận", "Nơi Nhận")):  # two columns, row by row: '- Như trên; KT. CHỦ TỊCH'
        beside = _BESIDE.search(raw)
        return [_part(line, raw, beside.end(), len(raw))] if beside else [line]
    name = _SQUEEZED_NAME.search(raw, max(0, len(raw) - _SQUEEZED_CHARS)) if opens(line.text) else None
    if not name or not _part(line, raw, 0, name.start()).is_capitals:
        return [line]
    cuts = [0, *(m.end() for m in _SQUEEZED_CUT.finditer(raw, 0, name.start())), name.start()]
    parts = [_part(line, raw, *bounds) for bounds in pairwise(cuts)]
    return [*parts, _part(line, raw, *name.span(1))]


def _part(line: Line, raw: str, start: int, end: int) -> Line:
    piece = raw[start:end].rstrip()
    return Line(line.start + start, line.start + start + len(piece), " ".join(piece.split()), line.cell)


def _block(found: list[Line]) -> Signature:
    chain: list[str] = []
    authority_span = (0, 0)
    position: Line | None = None
    signer: tuple[str, int, int] | None = None
    deputy = False  # the line after KT. is the position of who signs, whatever it says
    for i, line in enumerate(found):
        prefix = _AUTHORITY.match(line.text)
        prefix = prefix if prefix and line.is_capitals else None
        if prefix:
            chain.append((prefix[1] or prefix[2]).replace("/", "") + ".")
            if not authority_span[1]:
                authority_span = (line.start, line.start + len(prefix[0].rstrip()))
            position = _without_prefix(line, prefix.end())
            deputy = "K" in prefix[0]
        elif line.is_capitals and (
            POSITION.match(line.text) or HEAD_AT_START.match(line.text) or not position or deputy
        ):
            position = line if POSITION.match(line.text) or not position or deputy else position
            deputy = deputy and " " not in line.text  # 'THỨ' / 'TRƯỞNG'
        elif _is_in_words(line) and not line.is_title_case:
            position = line
        else:
            signer = _name(found, i)
            if signer:
                break
    if position and HEAD_AT_START.match(position.text.strip()) and not POSITION.match(position.text.strip()):
        position = None  # TM. ỦY BAN NHÂN DÂN: in whose name, and the page has lost the rest
    return Signature(
        authority=(" ".join(chain), *authority_span) if chain else None,
        position=(_tidy(position.text), position.start, position.end) if position else None,
        signer=signer,
    )


def _tidy(position: str) -> str:
    """A position as it is said, without the specks of a scan, as in 'PHÓ,THỦ TƯỚNG.7'."""
    return sentence_case(_SPECK.sub(" ", _SPECK_AT_END.sub("", position))).rstrip(" .,;:*")


def _without_prefix(line: Line, length: int) -> Line:
    return Line(line.start + length, line.end, line.text[length:], line.cell)


def _without_mark(line: Line) -> Line:
    """The line without the mark that ends a document, where it stands after the name: 'Nguyễn Văn An./.'."""
    text = line.text.rstrip(" ./")
    return Line(line.start, line.end - len(line.text) + len(text), text, line.cell)


def _name(found: list[Line], i: int) -> tuple[str, int, int] | None:
    """Person named at line i: 'Thượng tướng Vũ Hải Sản', or hard-wrapped 'Lê Tấn' / 'Cận', or in capitals."""
    line = found[i]
    first = _without_mark(_without_prefix(line, len(line.text) - len(without_rank(line.text))))
    words, end = first.text.split(), first.end
    for following in found[i + 1 : i + 3]:
        if following.cell != line.cell or not following.is_title_case or not first.is_title_case:
            break
        words += following.text.split()
        end = following.end
    if not 2 <= len(words) <= _MOST_NAME_WORDS:
        return None
    if first.is_capitals and not any(later.is_title_case for later in found[i + 1 : i + 4]):
        if words[0].title() not in _family_names() or not words[-1].isalpha():
            return None  # QUYẾT ĐỊNH:
        return " ".join(words).title(), first.start, end
    return (" ".join(words), first.start, end) if first.is_title_case else None


@lru_cache(maxsize=1)
def _family_names() -> frozenset[str]:
    return frozenset(Shadow(row["name"]).plain for row in facts.rows("family_names"))
