"""The grammar of document numbers (số, ký hiệu), without regard to the sentence around them.

State form `263/QĐ-TTg`, normative `51/2025/QĐ-TTg`, dispatch `8953/BCT-CTĐP`, National Assembly
`77/2015/QH13`, joint `26/2011/TTLT-BNNPTNT-BKHĐT`, Party `19-NQ/TW`; forms of Decree 30/2020/NĐ-CP
Annex III, Decree 34/2016 Article 58 and Party guidance 36-HD/VPTW. Damaged prints are read too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from extractors.anchors import every, matches
from schemas import facts

# One part of a symbol: BCT, TTg, UBTVQH14, BNN&PTNT, KTr2. It begins with a capital.
_PART = r"[A-ZĐ][A-Za-zĐđƯưÔôƠơÂâÊêĂă0-9]*(?:\s?&\s?[A-ZĐ][A-Za-zĐđ]*)*(?:\.[A-ZĐ0-9][A-Za-zĐđ0-9]*)*"
_TORN = r"(?:Q Đ|N Q|N Đ|T T)(?=-)"
_SYMBOL = (
    rf"(?:{_TORN}|{_PART})"
    rf"(?:\s{{0,2}}-\s{{0,2}}{_PART}(?:\s?\+\s?[A-ZĐ]{{2,5}}(?![\w/]))?|\s\.{_PART}|/[A-ZĐ]{{2}}[A-Za-zĐđ]*+(?=-[A-ZĐ])|/[A-ZĐ]{{2,5}}(?![\w/-]))*"
    r"(?:\s?/\s?(?:19|20)[0-9]{2}(?![0-9/-]))?"
)
# Typed without the shift key: qđ-ttg. Only a known type before a known issuer.
_LOWER_SYMBOL = r"[a-zđ]{2,4}-[a-zđ]{2,10}(?:-[a-zđ]{2,10})?"
# Found at the slash: the number before it is looked at only then.
_SLASH = re.compile(
    rf"/{{1,2}}\s{{0,3}}(?:((?:19|20)[0-9]{{2}})\s{{0,2}}(?:/\s?)?/?\s{{0,3}})?({_SYMBOL}|{_LOWER_SYMBOL})(?![\wÀ-ỹ])"
)
# A mark or a blank stands before it, or the s of a 'số' whose vowel is lost.
_FREE = r"(?:(?<![\w/.,+&-])|(?<=[\s(;]s))(?<![0-9]:)"  # 06:2022/BXD is a standard
_STATE_BEFORE = re.compile(_FREE + r"([0-9]{1,8}|[0-9]{1,3}\.[0-9]{1,3})([a-zđ]|[A-ZĐ](?=\s?$))?\s{0,3}$")
# Forms of the 1990s: 60 TC/CĐKT, 1296 TC/QĐ/CĐKT, 01-TANDTC-VKSNDTC/TTLT; and of mass organisations: 298 KH/TWĐTN.
_OLD_BEFORE = re.compile(
    r"([Ss][Ốố]\s?:?\s?)?(?<![\w/.,+&-])([0-9]{1,5})(\s?|\s?-\s?)([A-ZĐ]{2,9}(?:-[A-ZĐ]{2,9}){0,3}|CTr|TTr)\s?$"
)
_OLD_CHARS = 40
# 57/2002/NĐ CP: the hyphen is lost before a body that begins no sentence.
_LOST_HYPHEN = re.compile(r"\s{1,2}(CP|TTg|UBTVQH[0-9]{1,2})(?![\w/-])")
_PARTY_BEFORE = re.compile(_FREE + r"([0-9]{1,6})\s{0,2}-\s{0,2}([A-ZĐ][A-Za-zĐđ]{0,3})\s{0,2}$")
# After 'số': forms without a slash, 1025-CVHQ, 64-CP, 175 - QĐ TTg, 01-CT-TU, 12 QĐ-UB, 120 HĐBT.
NO_SLASH = re.compile(
    r"([0-9]{1,6})(?:\s?-\s?([A-ZĐ]{2,}[A-Za-zĐđ]*(?:[\s-]{1,2}(?:TTg|CP|UBND|HĐND|BNN|TW|TU|HU))?)"
    r"|\s([A-ZĐ]{2}[a-z]?-(?:TTg|CP|UBND|UB|HĐND|TW|TU|HU)|HĐBT|HĐNN|TTg))(?![\w/À-ỹ])"
)

# Departments of the police go by a letter and two digits: 3310/C08-P3.
_POLICE = re.compile(r"[ACHKVX][01][0-9]$")
# Codes that are also the abbreviation of a body (CT: Chỉ thị, Cục Thuế): a type only before a known issuer.
_AMBIGUOUS_CODES = frozenset(
    {"CT", "TC", "QC", "PC", "PB", "PG", "CN", "SL", "SY", "L", "UQ", "NP", "GN", "DA", "ĐĐ", "CK"}
)
_QH = re.compile(r"(?:UBTV)?QH(?:K)?[0-9IVX]{0,4}$")
_SPACES = re.compile(r"\s+")


@dataclass(slots=True)
class NumberToken:
    """A document number as it stands in a text.

    Attributes:
        start, end: offsets of the token.
        norm: normalised number.
        digits: its number alone, with a letter suffix if any.
        symbol: what is shared in an enumeration: /QĐ-TTg.
        year: year inside the number.
        type_code: QĐ, NQ, …; null for dispatches and laws.
        issuer_symbol: TTg, BCT, UBND; null if the number shows none.
        form: state, party, assembly, dispatch, bare.
    """

    start: int
    end: int
    norm: str
    digits: str
    symbol: str
    year: int | None
    type_code: str | None
    issuer_symbol: str | None
    form: str


def scan(text: str) -> Iterator[NumberToken]:
    """Yield the numbers with a slash in a shadow text, in order; the sentence may still disown one."""
    for m in matches(_SLASH, text, every(text, "/")):
        party = None
        if not m[1] and not text[m.start() - 1].isdigit():
            party = _PARTY_BEFORE.search(text, max(0, m.start() - 16), m.start())
        if party:
            code = _normal_part(party[2])
            if code in facts.doc_type_codes():
                yield _party_token(party.start(), *_trim(m.start(2), m[2]), party[1], code)
                continue
        before = _STATE_BEFORE.search(text, max(0, m.start() - 14), m.start())
        if not before:
            old = _OLD_BEFORE.search(text, max(0, m.start() - _OLD_CHARS), m.start())
            token = _old_token(old, m) if old and not m[1] else None
            if token:
                yield token
            continue
        symbol, end = _trim(m.start(2), m[2]) if not m[2].islower() else (_raised(m[2]), m.end())
        digits = _plain_digits(before[1]) + (before[2] or "")
        lost = _LOST_HYPHEN.match(text, end) if symbol in facts.doc_type_codes() else None
        if lost:
            symbol, end = f"{symbol}-{lost[1]}", lost.end()
        token = _state_token(before.start(), end, digits, m[1], symbol) if symbol else None
        if token:
            yield token


def _party_token(start: int, symbol: str, end: int, digits: str, code: str) -> NumberToken:
    tail = f"-{code}/{symbol}"
    return NumberToken(start, end, digits + tail, digits, tail, None, code, symbol, "party")


def _old_token(before: re.Match[str], m: re.Match[str]) -> NumberToken | None:
    """Token of a number whose issuer or type stands before the slash."""
    digits, code, issuer = before[2], _normal_part(before[4]), _normal_symbol(m[2])
    if code in facts.doc_type_codes() and _is_party(issuer):
        return _party_token(before.start(2), issuer, m.end(), digits, code)
    if code in facts.doc_type_codes() and code not in _AMBIGUOUS_CODES and issuer in _issuer_symbols():
        return _state_token(before.start(2), m.end(), digits, None, f"{code}-{issuer}")
    if not before[1]:
        return None
    separator = "-" if "-" in before[3] else ""
    symbol = _SPACES.sub("", f"{separator}{before[4]}/{m[2]}")
    type_code = issuer if issuer in facts.doc_type_codes() and issuer not in _AMBIGUOUS_CODES else None
    return NumberToken(
        before.start(2), m.end(), digits + symbol, digits, symbol, None, type_code, before[4].split("-")[0], "old"
    )


def _is_party(symbol: str) -> bool:
    """Whether a symbol is that of a Party body or of a mass organisation, as are all that end like one: BTGTU."""
    head = symbol.split("-", maxsplit=1)[0]
    return head in _by_party_rules() or head.endswith(("TW", "TU", "HU", "ĐU"))


@lru_cache(maxsize=1024)
def _raised(printed: str) -> str:
    """Symbol in its usual writing for one in lower case; empty if it is no type before an issuer."""
    code, issuer, *rest = printed.split("-")
    code, issuer = _by_lower().get(code, ""), _by_lower().get(issuer, "")
    is_symbol = code in facts.doc_type_codes() and issuer in _issuer_symbols()
    return "-".join([code, issuer, *(part.upper() for part in rest)]) if is_symbol else ""


@lru_cache(maxsize=1)
def _by_lower() -> dict[str, str]:
    """Type codes and issuer symbols by their lower case; a type before an issuer of the same letters."""
    known = {symbol.lower(): symbol for symbol in sorted(_issuer_symbols())}
    known |= {damaged.lower(): symbol for damaged, symbol in facts.symbol_variants().items()}
    return known | {code.lower(): code for code in facts.doc_type_codes()}


def _plain_digits(printed: str) -> str:
    """Digits without a thousands dot; 66.7 (a numbered part of resolution 66) keeps its dot."""
    return printed.replace(".", "") if len(printed.rpartition(".")[2]) == 3 else printed


def _trim(start: int, printed: str) -> tuple[str, int]:
    """Cut a spaced last part that is a word of the sentence ('VPCP - Ban …'); return symbol and its end."""
    symbol, length = _trimmed(printed)
    return symbol, start + length


@lru_cache(maxsize=4096)
def _trimmed(printed: str) -> tuple[str, int]:
    while True:
        match = re.search(r"\s-\s{0,2}([^\s-]+)$|-\s{1,2}([^\s-]+)$", printed)
        last = match and (match[1] or match[2])
        if not match or not last or sum(c.isupper() for c in last) * 2 >= len(last):
            break
        printed = printed[: match.start()]
    return _normal_symbol(printed), len(printed.rstrip())


def _normal_symbol(printed: str) -> str:
    compact = _SPACES.sub("", printed)
    sides = ["-".join(_normal_part(part) for part in side.split("-")) for side in compact.split("/")]
    head, *rest = sides[0].split("-")
    return "/".join(["-".join([_hyphenated(head), *rest]), *sides[1:]])


def _normal_part(part: str) -> str:
    """Normal spelling of one part: QD → QĐ, TTG → TTg."""
    return facts.symbol_variants().get(part, part)


def _hyphenated(head: str) -> str:
    """Give back the hyphen that was lost between type and issuer: NQHĐND, TTBNNMT."""
    if head not in _issuer_symbols() and head not in facts.doc_type_codes():
        for code in ("TTLT", "TTr", "NQ", "NĐ", "ND", "QĐ", "QD", "TT", "KH", "BC", "TB", "CĐ", "HD"):
            rest = head.removeprefix(code)
            if rest != head and rest in _issuer_symbols():
                return f"{_normal_part(code)}-{rest}"
    return head


@lru_cache(maxsize=1)
def _issuer_symbols() -> frozenset[str]:
    """All symbols and symbol-like aliases of the issuers table."""
    names: set[str] = set()
    for issuer in facts.issuers():
        names.update(word for word in (issuer.symbol, *issuer.aliases) if " " not in word)
    return frozenset(names)


@lru_cache(maxsize=1)
def _by_party_rules() -> frozenset[str]:
    """Symbols of Party bodies and mass organisations, which number with a hyphen before the type: 298-KH/TWĐTN."""
    return frozenset(issuer.symbol for issuer in facts.issuers() if issuer.kind in ("Đảng", "đoàn thể"))


def _state_token(start: int, end: int, digits: str, year: str | None, symbol: str) -> NumberToken | None:
    kind = _kind(symbol, year is not None)
    if kind is None:
        return None
    tail = f"/{year}/{symbol}" if year else f"/{symbol}"
    type_code, issuer, form = kind
    return NumberToken(start, end, digits + tail, digits, tail, int(year) if year else None, type_code, issuer, form)


@lru_cache(maxsize=4096)
def _kind(symbol: str, dated: bool) -> tuple[str | None, str | None, str] | None:
    """Type code, issuer and form of the numbers with a symbol, with a year before it or not; null if it is none."""
    head, *rest = symbol.split("/", maxsplit=1)[0].split("-")
    if _QH.match(head) and dated:
        return None, "UBTVQH" if head.startswith("UBTV") else "QH", "assembly"
    if head in facts.doc_type_codes():
        issuer = rest[0] if rest else (symbol.split("/")[1].split("-", maxsplit=1)[0] if "/" in symbol else None)
        bodies = {part.rstrip("0123456789") for part in (issuer or "").split(".")}  # TT.HĐND, CT.UBND
        if issuer and (head not in _AMBIGUOUS_CODES or bodies & _issuer_symbols()):
            return head, issuer, "state"
        if not rest and "/" not in symbol:  # 03/KH: too little to tell
            return head, None, "short"
    if sum(c.isupper() for c in head) < 2 and head not in _issuer_symbols() and not (rest and _POLICE.match(head)):
        return None
    return None, head, "dispatch" if rest or dated or "/" in symbol else "short"


def bare(start: int, end: int, digits: str) -> NumberToken:
    """Return the token of a number that is printed without its symbol."""
    return NumberToken(start, end, digits, digits, "", None, None, None, "bare")


def no_slash(start: int, m: re.Match[str]) -> NumberToken:
    """Return the token of a form without a slash: 1025-CVHQ as printed, 175 - QĐ TTg as 175/QĐ-TTg."""
    digits, printed = m[1], m[2] or m[3]
    words = _words(printed)
    if len(words) > 1 and words[0] in facts.doc_type_codes():
        if _is_party(words[1]):
            return _party_token(start, words[1], m.end(), digits, words[0])
        symbol = "-".join(words)
        return NumberToken(
            start, m.end(), f"{digits}/{symbol}", digits, f"/{symbol}", None, words[0], words[1], "state"
        )
    code = printed if printed in facts.doc_type_codes() and printed not in _AMBIGUOUS_CODES else None
    issuer = None if code else printed
    return NumberToken(start, m.end(), f"{digits}-{printed}", digits, f"-{printed}", None, code, issuer, "old")


def is_known(m: re.Match[str]) -> bool:
    """Whether a form without a slash has a symbol of the tables: 15-TTg, 35 - HĐBT, 02-TTLT."""
    first = _words(m[2] or m[3])[0]
    return first in _issuer_symbols() or first in facts.doc_type_codes()


def _words(printed: str) -> list[str]:
    return [_normal_part(word) for word in re.split(r"[\s-]+", printed)]
