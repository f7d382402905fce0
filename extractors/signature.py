"""The signature block: in whose name, in which position, and who signed.

Authority prefixes and their chains are those of Decree 30/2020/NĐ-CP Annex I section 7: TM. ỦY BAN NHÂN DÂN /
KT. CHỦ TỊCH / PHÓ CHỦ TỊCH / name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.bodies import HEAD_AT_START, sentence_case
from extractors.lines import Line, lines

_AUTHORITY = re.compile(r"(?:(TM|KT|TL|TUQ|Q|T/M|K/T|T/L)\s?[.:]|(T/M|K/T|T/L))\s?(?=[^\W\d_])")
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
_BLOCK_LINES = 14  # an authority chain, positions and a name


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature block; each value with its span (start, end), null where it is not printed."""

    authority: tuple[str, int, int] | None
    position: tuple[str, int, int] | None
    signer: tuple[str, int, int] | None


def find(text: str, start: int, end: int) -> Signature | None:
    """Return the first signature block in a stretch of a shadow text."""
    found = list(lines(text, start, end))
    for i, line in enumerate(found):
        if (_AUTHORITY.match(line.text) or POSITION.match(line.text)) and line.is_capitals:
            block = _block(found[i : i + _BLOCK_LINES])
            if block.authority or block.signer:  # else the line that says who decides, above the basis
                return block
    return None


def _block(found: list[Line]) -> Signature:
    chain: list[str] = []
    authority_span = (0, 0)
    position: Line | None = None
    signer: tuple[str, int, int] | None = None
    for i, line in enumerate(found):
        prefix = _AUTHORITY.match(line.text)
        prefix = prefix if prefix and line.is_capitals else None
        if prefix:
            chain.append((prefix[1] or prefix[2]).replace("/", "") + ".")
            if not authority_span[1]:
                authority_span = (line.start, line.start + len(prefix[0].rstrip()))
            position = _without_prefix(line, prefix.end())
        elif line.is_capitals and (POSITION.match(line.text) or HEAD_AT_START.match(line.text) or not position):
            position = line if POSITION.match(line.text) or not position else position
        else:
            signer = _name(found, i)
            if signer:
                break
    if position and HEAD_AT_START.match(position.text.strip()) and not POSITION.match(position.text.strip()):
        position = None  # TM. ỦY BAN NHÂN DÂN: in whose name, and the page has lost the rest
    return Signature(
        authority=(" ".join(chain), *authority_span) if chain else None,
        position=(sentence_case(position.text), position.start, position.end) if position else None,
        signer=signer,
    )


def _without_prefix(line: Line, length: int) -> Line:
    return Line(line.start + length, line.end, line.text[length:], line.cell)


def _name(found: list[Line], i: int) -> tuple[str, int, int] | None:
    """Person named at line i: 'Thượng tướng Vũ Hải Sản', or hard-wrapped 'Lê Tấn' / 'Cận', or in capitals."""
    line = found[i]
    rank = 0
    while (m := _RANK.match(line.text, rank)) and m.end() > rank:
        rank = m.end()
    first = _without_prefix(line, rank)
    words, end = first.text.split(), first.end
    for following in found[i + 1 : i + 3]:
        if following.cell != line.cell or not following.is_title_case or not first.is_title_case:
            break
        words += following.text.split()
        end = following.end
    if not 2 <= len(words) <= _MOST_NAME_WORDS:
        return None
    if first.is_capitals and not any(later.is_title_case for later in found[i + 1 : i + 4]):
        return " ".join(words).title(), first.start, end
    return (" ".join(words), first.start, end) if first.is_title_case else None
