"""Mentions of documents without a number: Quyết định này, Thông tư trên, Luật Đất đai 2024.

They resolve inside the document, or say that they do not: 'này' is the document itself (inside quotation
marks, the document that is quoted), 'trên' the last one of that type, a named law the number that the same
name stands with elsewhere in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from extractors import clauses, law_names
from extractors.anchors import matches, within
from extractors.context import Context
from extractors.law_names import LawName
from extractors.shadow import Shadow
from schemas.records import Citation, DateMention, State

_TYPE_NAMES = (
    "Bộ luật|Luật|Pháp lệnh|Nghị quyết|Nghị định|Quyết định|Thông tư liên tịch|Thông tư|Chỉ thị|Kế hoạch|Quy định"
    "|Quy chế|Công văn|Thông báo|Chương trình|Đề án|Công điện|Kết luận|Hướng dẫn|Tờ trình|Báo cáo|Văn bản"
)
# Found at the pointing word; the type before it is looked at only then.
_POINTER = re.compile(r"(?:này|nêu\s+trên|nói\s+trên|kể\s+trên|trên\s+đây|dẫn\s+trên)(?!\w)")
_TYPE_BEFORE = re.compile(rf"(?<!\w)({_TYPE_NAMES})\s+$".replace(" ", r"\s+").replace(r"\s+\s+", r"\s+"), re.IGNORECASE)
_ANNEX_TYPES = frozenset({"quy định", "quy chế", "chương trình", "kế hoạch", "đề án", "hướng dẫn"})

_SETS_IN_FORCE = frozenset({"Quyết định", "Nghị định", "Nghị quyết", "Thông tư", "Thông tư liên tịch"})
_NUMBER_AFTER = re.compile(r"\s*(?:số\s*(?::\s*)?)?[0-9]{1,4}/[0-9]{4}/")
_DATE_GAP = re.compile(r"\s*(?:ngày\s*)?")


def find(shadow: Shadow, context: Context, numbered: list[Citation], dates: list[DateMention]) -> list[Citation]:
    """Return the mentions without a number; `numbered` are the citations that they may stand for, in order."""
    found = [*_anaphors(shadow, context, numbered), *_laws(shadow, context, numbered, dates)]
    return sorted(found, key=lambda item: item.start)


def _anaphors(shadow: Shadow, context: Context, numbered: list[Citation]) -> list[Citation]:
    types = shadow.at("type")
    earlier = context.earlier
    last = dict(earlier.last_cited) if earlier else {}  # number of the last citation of each type so far
    following = iter(numbered)
    citation = next(following, None)
    found = []
    for m in matches(_POINTER, shadow.plain, shadow.at("pointer")):
        type_match = _type_before(shadow.plain, types, m.start())
        if not type_match:
            continue
        name = " ".join(type_match[1].lower().split())
        quoted = _is_quoted(shadow.plain, m.start())
        own = m[0] == "này" and not quoted and _is_own(type_match[1], context)
        while citation and citation.start < m.start():
            if not (quoted and citation.relation == "amended_by"):
                _put_last(last, citation)
            citation = next(following, None)
        antecedent = context.number if own else last.get(name)
        if antecedent is None and name in _ANNEX_TYPES and type_match[1][0].islower():
            continue  # 'theo quy định nêu trên': what was said, no document
        found.append(
            _mention(
                shadow,
                type_match.start(),
                m.end(),
                name,
                "anaphor",
                antecedent,
                is_self=own and antecedent is not None,
            )
        )
    if earlier:
        for citation in numbered:
            if citation.start < earlier.end:
                _put_last(earlier.last_cited, citation)
    return found


def _put_last(last: dict[str, str | None], citation: Citation) -> None:
    if citation.doc_type:
        last[citation.doc_type.lower()] = last["văn bản"] = citation.number_norm


def _is_own(printed: str, context: Context) -> bool:
    """Tell whether 'Quyết định này' is the text's own document: its type, or that of rules that it sets in force."""
    name = " ".join(printed.lower().split())
    if context.doc_type is None or context.doc_type.lower() == name:
        return True
    return name in _ANNEX_TYPES and printed[0].isupper() and context.doc_type in _SETS_IN_FORCE


def _type_before(plain: str, types: Sequence[int], end: int) -> re.Match[str] | None:
    """The name of a type that stands right before an offset."""
    for at in within(types, end - 24, end):
        found = _TYPE_BEFORE.match(plain, at, end)
        if found:
            return found
    return None


def _is_quoted(text: str, at: int) -> bool:
    """Tell whether an offset lies inside “…” that opened in the last few pages."""
    opened = text.rfind("“", max(0, at - 6000), at)
    return opened >= 0 and text.rfind("”", opened, at) < 0


def _laws(shadow: Shadow, context: Context, numbered: list[Citation], dates: list[DateMention]) -> list[Citation]:
    citation_ends = [citation.end for citation in numbered]
    known: dict[str, str] = context.earlier.laws if context.earlier else {}
    unnumbered: list[LawName] = []
    end = 0
    for at in sorted(set(shadow.at("law"))):
        law = law_names.at(shadow, at) if at >= end else None
        if law is None:
            continue
        end = law.end
        after = _NUMBER_AFTER.match(shadow.plain, law.end)
        if after:
            i = bisect_left(citation_ends, after.end())
            if i < len(numbered) and numbered[i].start <= after.end() and numbered[i].number_norm:
                known[law.key] = str(numbered[i].number_norm)
            continue
        unnumbered.append(law)
    starts = [date.start for date in dates]
    found = []
    for law in unnumbered:
        antecedent = _of_year(known.get(law.key), law.year)
        mention = _mention(shadow, law.start, law.end, law.kind, "named", antecedent)
        i = bisect_left(starts, law.end)
        day = dates[i].start_date if i < len(dates) else None
        if day and _DATE_GAP.fullmatch(shadow.lower, law.end, dates[i].start):
            mention = replace(mention, date=day.isoformat())
        found.append(mention)
    return found


def _of_year(number: str | None, year: str | None) -> str | None:
    """A law named with a year stands only for a number of that year."""
    return number if number and (not year or f"/{year}/" in number) else None


def _mention(
    shadow: Shadow, start: int, end: int, type_name: str, form: str, antecedent: str | None, *, is_self: bool = False
) -> Citation:
    name = " ".join(type_name.split())
    return Citation(
        start=start,
        end=end,
        surface=shadow.surface(start, end),
        number_norm=None,
        form=form,
        doc_type=None if name == "văn bản" else name[:1].upper() + name[1:],
        pinpoint=clauses.pinpoint(shadow, start),
        relation=clauses.relation(shadow.lower, start, end),
        is_self=is_self,
        antecedent=antecedent,
        state=(State.RESOLVED if antecedent else State.UNKNOWN).value,
        rule=f"citation.{form}",
        confidence=0.95 if is_self else 0.9 if form == "named" else 0.8 if antecedent else 0.6,  # as judged by eye
    )
