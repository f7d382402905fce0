"""Names of issuing bodies: as mastheads print them, and as people write them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from extractors.lines import CAPITALS, Line
from extractors.shadow import fold
from schemas import facts

# Quốc hiệu, tiêu ngữ and the heading of Party documents, also cut in two by a hard wrap.
NATION = re.compile(
    r"CỘNG\s+H[ÒÕỊO]A?\s*XÃ|HỘI\s+CHỦ\s+NGHĨA|CHỦ\s+NGHĨA\s+VIỆT|ĐẢNG\s+CỘNG\s+SẢN|độc\s+lập\s*-\s*tự\s+do"
    r"|^\W*việt\s+nam\W*$|^CỘNG HÒA$|^HÒA XÃ",
    re.I,
)
# Both columns on one line: the body's name ends where the national heading begins.
_SECOND_COLUMN = re.compile(r"(?<=\w)\s+(?:CỘNG H[ÒO]A XÃ HỘI CHỦ|Độc lập\s?-\s?Tự).*$")
_HEADS = (
    "BỘ|CỤC|TỔNG CỤC|SỞ|ỦY BAN|HỘI ĐỒNG|BAN(?! HÀNH (?!CHÍNH))|VĂN PHÒNG|CHÍNH PHỦ|THỦ TƯỚNG",
    "QUỐC HỘI|NGÂN HÀNG|TÒA ÁN|VIỆN|THANH TRA",
    "UBND|HĐND|CHI CỤC|PHÒNG|TỈNH ỦY|THÀNH ỦY|HUYỆN ỦY|QUẬN ỦY|ĐẢNG ỦY|ĐẢNG BỘ|KIỂM TOÁN|KHO BẠC|BẢO HIỂM",
    "TỔNG CÔNG TY|TẬP ĐOÀN|CÔNG TY|CHỦ TỊCH NƯỚC|THUẾ|TRƯỜNG|ĐẠI HỌC|TRUNG TÂM|LIÊN ĐOÀN|HỘI|ĐOÀN|MẶT TRẬN|CÔNG AN",
    "CHỦ TỊCH HỘI ĐỒNG BỘ TRƯỞNG|HỌC VIỆN|BỆNH VIỆN|ĐẢNG|TỔ CÔNG TÁC|BCĐ|HẢI QUAN|THƯỜNG TRỰC",
    "LIÊN HIỆP|LIÊN MINH|HIỆP HỘI|BCH|BQL|QUÂN KHU|ĐÀI|HẠT|UBMTTQ|TỈNH ĐOÀN|THÀNH ĐOÀN|HUYỆN ĐOÀN|QUẬN ĐOÀN|TRUNG ƯƠNG",
    "NHÀ XUẤT BẢN|XÍ NGHIỆP|NHÀ MÁY|CHI NHÁNH|CẢNG VỤ|TAND|VKSND|BHXH|UY BAN NHÂN DÂN",
)
HEAD_AT_START = re.compile(rf"^(?:{'|'.join(_HEADS)})(?!\w)")
_JOINT = re.compile(rf"\s-\s(?={HEAD_AT_START.pattern[1:]})")
# A body whose name goes on in the next line although that line could begin a body of its own.
_GOES_ON = re.compile(
    r"(?:VĂN PHÒNG|THỦ TƯỚNG|THANH TRA|THƯỜNG VỤ|THƯỜNG TRỰC|CHỦ TỊCH|KIỂM TOÁN|TƯ PHÁP|VÀ|CỦA|CÁC|TỔNG"
    r"|BAN CHẤP HÀNH|CHI|ỦY BAN|HỘI ĐỒNG|VỀ|-|(?:^|ỦY BAN )TRUNG ƯƠNG)$"
)
_NEXT_LINE = 3  # characters between a line and the next one
_OPEN_ENDS = (" VÀ", " CỦA", " VỀ", ",")  # the name goes on also in another cell
_CAPITALS = re.compile(f"[{CAPITALS}]{{2}}")
_VOWEL = re.compile("[AEIOUY]|(?!Đ)[À-Ỹ]")
# The Youth Union sets its name where others set that of the state.
_YOUTH = re.compile(r"ĐOÀN\s+(?:TNCS|THANH\s+NIÊN\s+CỘNG\s+SẢN)\s+HỒ\s+CHÍ\s+MINH$")
# A cell on one line: 'BỘ TÀI CHÍNH CỤC THUẾ', 'UBND TỈNH BẮC NINH SỞ Y TẾ'.
_INNER_HEAD = re.compile(rf"\s(?={HEAD_AT_START.pattern[1:]})")
_AREA_HEAD = re.compile(
    r"(?:UBND|ỦY BAN NHÂN DÂN)\s+(?:TỈNH|THÀNH PHỐ|TP\.?)\s+\w+(?:\s+\w+){1,3}?\s"
    r"(?=(?:SỞ|CHI CỤC|BAN QUẢN LÝ|VĂN PHÒNG)\s)"
)
_NO_BODY = re.compile(r"(?:SỐ|V/V|PHỤ LỤC|DỰ THẢO|BẢN SAO|HỎA TỐC|KHẨN|MẬT)(?!\w)")


def bodies(lines: list[Line]) -> list[tuple[int, int, str]]:
    """Group lines in capitals into the names of bodies: (start, end, printed)."""
    found: list[tuple[int, int, str]] = []
    cell = -1
    last = 0  # where the last body ends
    for line in _unbroken(lines):
        if not _CAPITALS.search(line.text):
            continue
        text = line.text
        if "HỘI CHỦ" in text or "lập" in text:
            text = _SECOND_COLUMN.sub("", text)
        text = text.strip(" -:")
        if text == "VIỆT NAM" and found and line.cell == cell and line.start - last <= _NEXT_LINE:
            found[-1] = (found[-1][0], line.end, f"{found[-1][2]} {text}")  # 'NGÂN HÀNG NHÀ NƯỚC' / 'VIỆT NAM'
            continue
        if not Line(0, 0, text, 0).is_capitals or NATION.search(text) or _NO_BODY.match(text):
            continue
        if found and _YOUTH.match(text):
            continue
        goes_on = (
            bool(found)
            and (line.cell == cell or bool(_UNIT_WORDS.match(text)) or found[-1][2].endswith(_OPEN_ENDS))
            and (not HEAD_AT_START.match(text) or (_GOES_ON.search(found[-1][2]) and not known_body(found[-1][2])))
        )
        if goes_on:
            start, _, printed = found[-1]
            found[-1] = (start, line.end, f"{printed} {text}")
        elif HEAD_AT_START.match(text):
            found += [(line.start, line.end, part) for part in _apart(text)]
        cell, last = line.cell, line.end
    return found


def _apart(text: str) -> list[str]:
    """The bodies of a line: a known body, and the one of it whose name follows on the same line."""
    if known_body(text):
        return [text]
    area = _AREA_HEAD.match(text)
    if area:
        return [area[0].rstrip(), text[area.end() :]]
    for m in _INNER_HEAD.finditer(text):
        if known_body(text[: m.start()]):
            return [text[: m.start()], text[m.end() :]]
    return [text]


def _unbroken(lines: list[Line]) -> list[Line]:
    """Join a line of one word with the next where the two begin a name: 'THỦ' + 'TƯỚNG CHÍNH PHỦ'."""
    merged: list[Line] = []
    for line in lines:
        previous = merged[-1] if merged else None
        if previous and previous.cell == line.cell and " " not in previous.text:
            joined = f"{previous.text} {line.text}"
            if HEAD_AT_START.match(joined) or NATION.search(joined):
                merged[-1] = Line(previous.start, line.end, joined, line.cell)
                continue
        merged.append(line)
    return merged


def _key(name: str) -> str:
    """Letters and digits of a name in capitals: mastheads drop its hyphens and commas."""
    return " ".join(re.findall(r"\w+", name.upper()))


@lru_cache(maxsize=1)
def _known_bodies() -> dict[str, str]:
    known = {}
    for issuer in facts.issuers():
        for name in (issuer.name, *issuer.aliases):
            if " " in name:
                known[_key(name)] = issuer.name
    return known


@lru_cache(maxsize=1)
def _bodies_without_marks() -> dict[str, str]:
    return _unique((fold(key), name) for key, name in _known_bodies().items())


@lru_cache(maxsize=1)
def _provinces_without_marks() -> dict[str, str]:
    return _unique((fold(unit.name), unit.name) for unit in facts.provinces())


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return what has one meaning only."""
    found: dict[str, set[str]] = defaultdict(set)
    for key, name in pairs:
        found[key].add(name)
    return {key: names.pop() for key, names in found.items() if len(names) == 1}


def known_body(printed: str) -> str | None:
    """Return the usual name of a central body or of an office that issues documents; null for any other.

    Marks are misread on scans: THỦ TƯỚNG CHÍNH PHŨ.
    """
    key = _key(printed)
    return _known_bodies().get(key) or _bodies_without_marks().get(fold(key))


def body_name(printed: str) -> str:
    """Return the name of a body in its usual writing: ỦY BAN NHÂN DÂN TỈNH NGHỆ AN → UBND tỉnh Nghệ An."""
    printed = " ".join(printed.replace("*", " ").split()).strip(" -")
    printed = printed.replace("UY BAN NHÂN DÂN", "ỦY BAN NHÂN DÂN")  # the mark is lost above a capital
    upper = printed.upper()
    joint = _JOINT.split(upper)
    if len(joint) > 1 and printed == upper:  # BỘ TÀI CHÍNH - BỘ TƯ PHÁP
        return " - ".join(map(body_name, joint))
    known = known_body(upper)
    if known:
        return known
    for long, short in (("ỦY BAN NHÂN DÂN", "UBND"), ("HỘI ĐỒNG NHÂN DÂN", "HĐND")):
        if upper.startswith(long):
            return f"{short} {_place_case(printed[len(long) :])}".strip()
    committee = _PARTY_COMMITTEE.match(upper)
    if committee and printed == upper:
        return f"{committee[1].capitalize()} ủy {_place_case(printed[committee.end() :])}"
    if upper.startswith(("UBND ", "HĐND ")) and upper[5:6].isalpha():
        return f"{upper[:4]} {_place_case(printed[4:])}"
    return sentence_case(printed) if printed == upper else printed


_PARTY_COMMITTEE = re.compile(r"(TỈNH|THÀNH|HUYỆN|QUẬN|THỊ) ỦY (?=\w)")
_UNIT_WORDS = re.compile(r"^(tỉnh|thành ph[ốóôồổỗo]|tp\.?|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu)\s*", re.I)


@lru_cache(maxsize=1)
def _proper() -> re.Pattern[str]:
    """The country and the provinces, in lower case: they stand in other names, 'ĐẠI HỌC ĐÀ NẴNG'."""
    names = {"Việt Nam", *(name for unit in facts.provinces() for name in (unit.name, *unit.aliases))}
    whole = [name for name in names if " " in name and name.istitle() and not _UNIT_WORDS.match(name)]
    known = sorted(map(str.lower, whole), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)")


@lru_cache(maxsize=1)
def _abbreviations() -> frozenset[str]:
    """Symbols that stay in capitals inside a name: UBND, HĐND, MTTQ."""
    names = (name for issuer in facts.issuers() for name in (issuer.symbol, *issuer.aliases))
    return frozenset(name for name in names if name.isupper() and len(name) > 2)


def _is_abbreviation(word: str) -> bool:
    """Whether a word of a name stays in capitals; no syllable is without a vowel: PTNT, GD&ĐT."""
    return word in _abbreviations() or "&" in word or (len(word) > 1 and word.isalpha() and not _VOWEL.search(word))


def _place_case(printed: str) -> str:
    """'TỈNH NGHỆ AN' → 'tỉnh Nghệ An'."""
    printed = printed.strip()
    m = _UNIT_WORDS.match(printed)
    unit, name = (m[1].lower(), printed[m.end() :]) if m else ("", printed)
    if unit.startswith(("tỉnh", "thành")):
        unit = "tỉnh" if unit == "tỉnh" else "thành phố"  # its mark is misread on scans, as those of names
        name = _provinces_without_marks().get(fold(name), name)
    return f"{unit} {name.title() if name.isupper() else name}".strip()


def sentence_case(printed: str) -> str:
    """'PHÓ TRƯỞNG BAN' → 'Phó trưởng ban'; words that a name begins with keep their capital."""
    if not printed.isupper():
        return printed
    words = [word if _is_abbreviation(word) else word.lower() for word in printed.split(" ")]
    words = _proper().sub(lambda m: m[0].title(), " ".join(words)).split(" ")
    m = re.search(r"\s(tỉnh|thành phố|tp\.?|huyện|quận|thị xã|xã|phường)\s(.+)$", " ".join(words))
    tail = ""
    if m:
        tail = f" {m[1]} {m[2].title()}"
        words = " ".join(words)[: m.start()].split(" ")
    head = " ".join(words)
    head = head[:1].upper() + head[1:]
    if (
        len(words) > 1
        and words[0] in ("bộ", "cục", "sở", "vụ", "chi", "ban", "thuế")
        and not words[1].startswith("trưởng")
    ):
        head = f"{words[0].capitalize()} {words[1][:1].upper()}{words[1][1:]}" + "".join(
            f" {word}" for word in words[2:]
        )
    return head + tail
