"""What the clause around a mention of a document says of it: which articles, what is done with it, its title."""

from __future__ import annotations

import re

from extractors.codes import automaton, codes
from extractors.shadow import Shadow

_LABEL = r"(?:[0-9]{1,3}[a-zđ]{0,2}(?:\.[0-9]{1,2}){0,2}|[ivxl]{2,6}|[a-zđ][0-9]{0,2})(?!\w)"
_MORE = rf"(?:(?:\s?[,;-]\s{{0,2}}(?:(?:và|hoặc)\s{{1,2}})?|\s{{1,2}}(?:và|hoặc|đến|tới)\s{{1,2}}){_LABEL}){{0,20}}+"
_KINDS = r"(?:điểm|tiết|khoản|điều|tiểu\s{1,2}mục|mục|chương|phần|phụ\s{1,2}lục)"
_PARTS = rf"(?:các\s{{1,2}})?{_KINDS}\s{{1,3}}{_LABEL}{_MORE}"
_BETWEEN = r"(?:\s{0,2}[,;]\s{0,2}(?:(?:và|hoặc)\s{1,2})?|\s{1,2}(?:(?:và|hoặc|đến|tới)\s{1,2})?)"
# Parts of a document right before its type: 'điểm a khoản 2 và khoản 3 Điều 5 của', also of what it has attached.
_PINPOINT = re.compile(
    rf"({_PARTS}(?:{_BETWEEN}{_PARTS}){{0,12}}+)\s{{0,3}}+,?\s{{0,3}}+"
    r"(?:(?:của|thuộc|tại)\s{1,3}(?:các\s{1,3})?$|$"
    r"|((?:của\s{1,3})?(?:quy\s{1,3}(?:chế|định|trình)|điều\s{1,3}lệ|kế\s{1,3}hoạch|đề\s{1,3}án|danh\s{1,3}mục)"
    r"\s[^.;:()|]{0,100})$|(?:được\s{1,3})?ban\s{1,3}hành\s{1,3}(?:kèm\s{1,3})?theo\s{1,3}$|kèm\s{1,3}theo\s{1,3}$)"
)
_PINPOINT_ENDS = re.compile(rf"(?<!\w)(?:{_LABEL}|của|thuộc|tại|các|theo)\s{{0,3}},?\s{{0,3}}$")
_PINPOINT_END_CHARS = 16
_ATTACHED_ENDS = ("kèm theo", "kèm\ntheo", "ban hành theo", "ban\nhành theo")
_PINPOINT_CHARS = 240
_PART_WORDS = ("điều", "khoản", "điểm", "mục", "chương", "phần", "phụ lục", "phụ\nlục", "tiết")

# What the clause does with the document that it names; the cue that stands nearest wins.
_RELATIONS = (
    ("amends", ("sửa đổi", "bổ sung")),
    ("replaces", ("thay thế",)),
    ("repeals", ("bãi bỏ", "hủy bỏ")),
    ("attached_to", ("kèm theo",)),
    ("proposed_by", ("theo đề nghị", "xét đề nghị")),
    ("basis", ("căn cứ", "trên cơ sở")),
    ("replies_to", ("nhận được", "trả lời", "phúc đáp")),
    ("implements", ("thực hiện", "triển khai", "thi hành", "theo", "quy định chi tiết", "quy định tại")),
)
_CUES = tuple((cue, name) for name, cues in _RELATIONS for cue in cues)
_FIND_CUES = automaton(cue for cue, _ in _CUES)
_PASSIVE = {"amends": "amended_by", "replaces": "replaced_by", "repeals": "repealed_by"}
_CHANGES = frozenset(_PASSIVE)
_AND = frozenset({"", ",", "và", ", và", "hoặc", ", hoặc", "/"})
# 'được sửa đổi, bổ sung một số điều theo': by whom something was changed stands after these.
_AGENT = re.compile(r" ?(?:một (?:số|phần)(?: (?:điều|khoản|nội dung))? ?)?(?:, ?)?(?:bởi|tại|theo|bằng)(?!\w)")
_CLAUSE_CHARS = 240
_CLAUSE_END = re.compile(r"\.(?=\s)|[;|]|\n\s*\n")
_TO_CLAUSE = re.compile(r"(?s).*(?:\.(?=\s)|[;|]|\n[^\S\n]*\n)")  # up to the last such end
_LISTED = re.compile(r"\s*(?:[-+]\s*)?(?:các\s+)?(?:số\s*:?\s*)?")
_LIST_CHARS = 900
_BASIS_START = re.compile(r"(?:^|[\n.;:|])[\s*+-]*$")
_ENDS_AFTER = ("hết hiệu lực", "chấm dứt hiệu lực", "ngưng hiệu lực", "bị bãi bỏ", "được bãi bỏ")
_AFTER_CHARS = 200

_TITLE = re.compile(
    r"[\s,]*[“\"]?(?:về\s+việc|về|v/v)\s+([^;.)\]\"”\n](?:[^;()\]\"”]|\([^;()\n]{1,60}\)){3,300}?)"
    r"(?=[;)\]\"”]|\((?![^;()\n]{1,60}\))|\.(?:\s|$)|\n\s{0,9}[\n|-]|,?\s{1,3}(?:đã\s{1,3})?được\s{1,3}(?:sửa|thay|bổ)|$)"
)
_NEXT_DOCUMENT = re.compile(
    r"\svà\s{1,3}(?:của\s{1,3})?[^\W\d]{1,9}(?:\s{1,3}[^\W\d]{1,9}){0,2}\s{1,3}(?:số\s{1,3})?[0-9]"
)


def pinpoint(shadow: Shadow, end: int) -> str | None:
    """Return the articles that stand right before a document's type, as printed."""
    if not _PINPOINT_ENDS.search(shadow.lower, max(0, end - _PINPOINT_END_CHARS), end):
        return None
    start = max(0, end - _PINPOINT_CHARS)
    near = shadow.lower[start:end]
    if not any(word in near for word in _PART_WORDS):
        return None
    found = _PINPOINT.search(near)
    if found and found[2] and not near.rstrip().endswith(_ATTACHED_ENDS):
        return None  # of a rule book that this document has not attached
    return " ".join(shadow.plain[start + found.start(1) : start + found.end(1)].split()) if found else None


def relation(lower: str, start: int, after: int) -> str | None:
    """Return what the clause does with a document that is named from `start` to `after`."""
    first = max(0, start - _CLAUSE_CHARS)
    end = _TO_CLAUSE.match(lower, first, start)
    clause = lower[end.end() if end else first : start]
    words = " ".join(clause.split())
    found = _cue(words) if words else None
    if words.endswith(" theo") or words in ("theo", "xét"):
        found = "proposed_by" if words == "xét" or lower.startswith("tờ trình", start) else found
    if found is None and end and _LISTED.fullmatch(clause) and lower[end.end() - 1] == ";":
        found = _of_list(lower, start)
    return found or _ended_after(lower, after)


def _cue(words: str) -> str | None:
    cues = [(*_CUES[cue], at, end) for cue, at, end in _FIND_CUES.find_matches_as_indexes(codes(words))]
    if not cues:
        return None
    _, name, at, end = cues.pop()
    if name == "implements" and cues and cues[-1][1] in _CHANGES and _AGENT.fullmatch(words, cues[-1][3], end):
        _, name, at, end = cues.pop()  # 'được sửa đổi theo'
    if name not in _CHANGES:
        return name
    if _AGENT.match(words, end):
        return _PASSIVE[name]
    return None if _is_passive(words, at, cues) else name  # 'được sửa đổi, bổ sung': by whom stands elsewhere


def _is_passive(words: str, at: int, before: list[tuple[str, str, int, int]]) -> bool:
    """Whether a change is one that the document before it suffered: 'được sửa đổi, bổ sung'."""
    for _, name, start, end in reversed(before):
        if name not in _CHANGES or words[end:at].strip() not in _AND:
            break
        at = start
    return words.endswith(("được ", "bị "), 0, at)


def _of_list(lower: str, start: int) -> str | None:
    """'Căn cứ Nghị định A; Nghị định B': the second stands for the same."""
    first = max(0, start - _LIST_CHARS)
    cue = lower.rfind("căn cứ", first, start)
    between = lower[cue:start]
    if cue < 0 or "|" in between or "\n\n" in between or ". " in between or ".\n" in between:
        return None
    return "basis" if _BASIS_START.search(lower, max(0, cue - 8), cue) else None


def _ended_after(lower: str, after: int) -> str | None:
    """'Thông tư số … hết hiệu lực kể từ ngày …': the clause goes on behind the document."""
    tail = lower[after : after + _AFTER_CHARS]
    for cue in _ENDS_AFTER:
        at = tail.find(cue)
        if at >= 0 and not _CLAUSE_END.search(tail, 0, at):
            return "repeals"
    return None


def title(shadow: Shadow, start: int) -> str | None:
    """Return the title that begins at an offset with 'về việc' or 'về'."""
    found = _TITLE.match(shadow.lower, start)
    if not found:
        return None
    first, end = found.span(1)
    following = _NEXT_DOCUMENT.search(shadow.lower, first, end)
    if following and not any(mark in shadow.lower[first : following.start()] for mark in ("/", " số ")):
        end = following.start()  # 'về kiểm tra văn bản và Nghị định số …'
    return " ".join(shadow.surface(first, end).replace("*", " ").split())
