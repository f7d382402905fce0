"""Gold of the codification: source notes, which are dense with citations."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Iterable, Sequence

from extractors.shadow import canonical
from pipeline.evaluate.compared import (
    letters_key,
    name_key,
)
from pipeline.evaluate.gold import Case, Gold, Row
from pipeline.evaluate.score import Item

METRIC = """\
Source notes of the Ministry of Justice's codification. A citation is a number of `docs`, placed where
`citation_text` prints it; it is found when the spans overlap and letters and digits of the numbers are equal
without case (`docs` has numbers as printed, not normalised). Precision, recall, F1 and exact spans as for
hand annotations. A number that `docs` cuts at a space (it ends with - or /) is optional with what follows it.
Notes with "số" and a digit but no `docs` are left out. citations.type: share of the found ones whose type
agrees. citations.date: issue date, over notes with one document (`docs` mixes the dates of source and amended
act otherwise); a date must be absent where none is noted. citations.article: the note's own article is the
pinpoint of its first document. dates.effective: the date after "có hiệu lực thi hành kể từ ngày" is read
(recall; other dates are not counted), and dates.effective.role that its role is `effect`."""

_EFFECTIVE = re.compile(r"hiệu lực thi hành kể từ ngày\s+(\d{1,2})/(\d{1,2})/(\d{4})")
_ARTICLE = re.compile(r"^[\s(]*Điều\s+(\w+)")


def read(data: bytes, rows: Sequence[Row]) -> Gold:
    """Return the citations, and the dates of effect, that the notes print."""
    cases, left_out = [], []
    for ordinal, row in enumerate(rows):
        doc_id = f"note-{ordinal:04}"
        text = canonical(row["citation_text"])
        docs = row["docs"]
        if not docs and re.search(r"số\s+\d", text):
            left_out.append((doc_id, f"a number is printed but not in docs: {text}"))
            continue
        effective = [
            Item(m.start(1), m.end(3), (date, date), traits={"role": "effect"})
            for m in _EFFECTIVE.finditer(text)
            for date in (f"{m[3]}-{int(m[2]):02}-{int(m[1]):02}",)
        ]
        items = {"citations": list(_citations(text, docs)), "dates.effective": effective}
        only_at = {"dates.effective": effective}
        printed = row["citation_text"].encode("utf-8")
        cases.append(Case(doc_id, "all", printed, items, number=letters_key, only_at=only_at))
    return Gold("notes", METRIC, hashlib.sha256(data).hexdigest(), cases, left_out)


def _citations(text: str, docs: Sequence[Row]) -> Iterable[Item]:
    position = 0
    for ordinal, doc in enumerate(docs):
        start = text.find(doc["number"], position)
        if start < 0:
            continue
        end = position = start + len(doc["number"])
        cut = re.match(r"\s+\S+", text[end:]) if doc["number"][-1] in "-/" else None
        traits: dict[str, Hashable] = {"type": name_key(doc["doc_type"])}
        if len(docs) == 1:
            stated = doc["issue_date"]
            traits["date"] = "-".join(reversed(stated.split("/"))) if stated else None
        article = _ARTICLE.match(text)
        if ordinal == 0 and article:
            traits["article"] = article[1].lower()
        last = end + (cut.end() if cut else 0)
        yield Item(start, last, letters_key(doc["number"]), cut is not None, traits)
