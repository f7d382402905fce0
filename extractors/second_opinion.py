"""What underthesea's named-entity recognition says of the spans that rules have read.

It fills a column of its own and decides nothing: on official texts most of the persons that it finds are none.
It reads about nine thousand characters a second, and only the sentences that hold a record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from extractors.sentences import aligned, sentences
from extractors.shadow import Shadow
from schemas.records import Body, Person

Labelled = TypeVar("Labelled", Person, Body)

NONE = "O"
"""The label of a span that it takes for no entity."""
_LONGEST = 1000  # characters of a sentence that are read
_SAME = 0.5  # share of characters in common from which two spans count as the same


def labelled(shadow: Shadow, records: Sequence[Labelled]) -> list[Labelled]:
    """Return the records of a shadow with `ner` filled: PER, ORG, LOC, MISC, or O; null where it read nothing."""
    spans = [shadow.span(record.start, record.end) for record in records]
    labels: list[str | None] = [None] * len(records)
    for start, end in sentences(shadow.text):
        inside = [index for index, span in enumerate(spans) if start <= span[0] and span[1] <= end]
        if not inside or end - start > _LONGEST:
            continue
        entities = _entities(shadow.text, start, end)
        if entities is not None:
            for index in inside:
                labels[index] = max((_label(entity, spans[index]) for entity in entities), default=(0.0, NONE))[1]
    return [replace(record, ner=label) for record, label in zip(records, labels, strict=True)]


def _entities(text: str, start: int, end: int) -> list[tuple[int, int, str]] | None:
    """The entities of a sentence: (start, end, label); null if its output cannot be mapped back."""
    from underthesea import ner

    tokens: list[tuple[str, str, str, str]] = ner(text[start:end])
    spans = aligned(text, start, end, [token[0] for token in tokens])
    return None if spans is None else list(_grouped(zip(spans, (token[3] for token in tokens), strict=True)))


def _grouped(tagged: Iterator[tuple[tuple[int, int], str]]) -> Iterator[tuple[int, int, str]]:
    """Join the words of each entity: B-PER, I-PER."""
    current: tuple[int, int, str] | None = None
    for (start, end), tag in tagged:
        place, _, label = tag.partition("-")
        if current and place == "I" and label == current[2]:
            current = (current[0], end, label)
            continue
        if current:
            yield current
        current = (start, end, label) if label else None
    if current:
        yield current


def _label(entity: tuple[int, int, str], span: tuple[int, int]) -> tuple[float, str]:
    """How much of an entity and a span is common, and its label; none if it is too little."""
    start, end, label = entity
    common = min(end, span[1]) - max(start, span[0])
    share = common / (max(end, span[1]) - min(start, span[0]))
    return (share, label) if share >= _SAME else (0.0, NONE)
