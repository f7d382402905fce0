"""Findings: what one document says that does not go together, with what its portal says of it beside.

Only what the document and its page can prove alone: no registry, no other document. Each rule is a pure function over
the records of the document; docs/auditor.md lists them, with what they do not cover. Nothing is corrected.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractors.findings import chronology, criteria_sets, identity, shares
from extractors.findings.evidence import Said
from schemas.records import Finding

__all__ = ["Said", "find"]

_RULES = (chronology.find, identity.find, criteria_sets.find, shares.find)


def find(said: Said) -> list[Finding]:
    """Return the findings of one document in the order of its text."""
    return sorted(_all(said), key=lambda finding: (finding.start, finding.end, finding.kind, finding.evidence))


def _all(said: Said) -> Iterator[Finding]:
    for rule in _RULES:
        yield from rule(said)
