"""What the rules read, and how a finding is written: kinds and messages are data (schemas/reference/findings.csv)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from schemas import facts
from schemas.records import Citation, Criterion, DateMention, Finding, Header, PortalField

Span = tuple[int, int]

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_LONGEST = 200  # characters of what a message repeats


@dataclass(frozen=True, slots=True)
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
        return any(first < end and start < last for first, last in self.hidden)


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
