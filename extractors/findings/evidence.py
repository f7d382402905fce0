"""What the rules read, and how a finding is written: kinds and messages are data (schemas/reference/findings.csv)."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate

from schemas import facts
from schemas.records import Citation, Criterion, DateMention, Finding, Header, PortalField

Span = tuple[int, int]

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_LONGEST = 200  # characters of what a message repeats


class Covered:
    """Spans of a text, asked whether one of them reaches into another span."""

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._reach = list(accumulate((end for _, end in ordered), max))

    def meets(self, start: int, end: int) -> bool:
        """Return whether one of the spans has a character of another."""
        before = bisect_left(self._starts, end)
        return before > 0 and self._reach[before - 1] > start


@dataclass(frozen=True)
class Said:
    """What a document says, and what its page says of it.

    Attributes:
        text: canonical text.
        hidden: spans that are no part of the document (furniture).
        header: its own data.
        citations, dates, criteria: what was read in it, in the order of the text.
        portal_fields: what the portal says of it.
        published_at: date of publication of a page.
    """

    text: str
    header: Header
    citations: Sequence[Citation] = ()
    dates: Sequence[DateMention] = ()
    criteria: Sequence[Criterion] = ()
    portal_fields: Sequence[PortalField] = ()
    published_at: dt.date | None = None
    hidden: Sequence[Span] = field(default=())

    def span_of(self, name: str) -> Span | None:
        """Return where a value of the header was read."""
        return next(((at.start, at.end) for at in self.header.header_spans if at.field == name), None)

    def words(self, span: Span) -> str:
        """Return the characters of a span."""
        return self.text[slice(*span)]

    def is_hidden(self, start: int, end: int) -> bool:
        """Return whether furniture covers a part of a span."""
        return self._covered.meets(start, end)

    @cached_property
    def _covered(self) -> Covered:
        return Covered(self.hidden)


def finding(
    kind: str,
    said: Said,
    span: Span,
    stated: str,
    expected: str | None = None,
    *,
    where: Span | None = None,
    evidence: str = "",
    source: str = "text",
) -> Finding:
    """Return a finding of a kind.

    Args:
        kind: row of schemas/reference/findings.csv.
        said: the document.
        span: the statement.
        stated: what it says, normalised.
        expected: what it should say, where the evidence decides that.
        where: the evidence, where it stands in the text.
        evidence: the evidence, where it does not.
        source: text, portal, page or reference.
    """
    rule, severity, vietnamese, english = _kinds()[kind]
    surface = said.words(span)
    evidence = said.words(where) if where else evidence
    values = {"surface": surface, "stated": stated, "expected": expected or "", "evidence": evidence}
    values = {name: " ".join(value.split())[:_LONGEST] for name, value in values.items()}
    shown = {name: _ISO.sub(r"\3/\2/\1", value) for name, value in values.items()}
    return Finding(
        start=span[0],
        end=span[1],
        surface=surface,
        rule=rule,
        kind=kind,
        severity=severity,
        stated=stated,
        expected=expected,
        evidence=evidence,
        evidence_source=source,
        evidence_start=where[0] if where else None,
        evidence_end=where[1] if where else None,
        message_vi=vietnamese.format_map(shown),
        message_en=english.format_map(values),
    )


@lru_cache(maxsize=1)
def _kinds() -> dict[str, tuple[str, str, str, str]]:
    return {
        row["kind"]: (row["rule"], row["severity"], row["message_vi"], row["message_en"])
        for row in facts.rows("findings")
    }
