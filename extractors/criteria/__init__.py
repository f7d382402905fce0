"""Counts, shares and targets of the programme for new rural development (nông thôn mới, NTM).

The only extractor that knows the programme: a document that never names it gives nothing. A document is read
sentence by sentence (`topic`); a sentence becomes a string of word classes (`lexer`), on which the phrases
are patterns (`grammar` and the rules that it calls); what stands around a figure tells its voice, time and
place (`frame`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.context import Context
from extractors.criteria import frame, grammar, lexer, references, sets, topic
from extractors.criteria.figures import Figure, Memory
from extractors.shadow import Shadow
from schemas.records import Criterion, DateMention, Modality, Place

# A text without any context is a phrase if it is not longer: it is taken to be about the programme.
_PHRASE_LENGTH = 600
_CONTINUES = re.compile(r"\s*(?:[-+•*]\s*)?(?:trong đó|trong số đó|cụ thể|gồm)|\s*[-+•*]")


def find(shadow: Shadow, context: Context, dates: Sequence[DateMention], places: Sequence[Place]) -> list[Criterion]:
    """Read the counts, shares and targets of a text.

    Args:
        shadow: the text.
        context: the document around it; a short text of which nothing is known is a phrase on its own, which
            is taken to be about the programme.
        dates: its dates, in the order of the text; may be empty.
        places: its places, in the order of the text; may be empty.

    Returns:
        The figures in the order of the text; a share in brackets inside a count is an item of its own.
    """
    lower = shadow.lower
    known = context.date or context.number or context.doc_type
    free = not known and len(lower) <= _PHRASE_LENGTH
    if not free and not topic.is_about(lower):
        return []
    page = frame.Page(lower, shadow.plain, context, dates, places)
    memory = Memory(free=free)
    before: list[frame.Surroundings] = []
    found: list[Criterion] = []
    for sentence in topic.sentences(lower, shadow.plain):
        around = frame.Surroundings(page, sentence, before[-frame.REACH :])
        if before and before[-1].sentence.paragraph != sentence.paragraph:
            memory.last = memory.last if _CONTINUES.match(lower, sentence.start) else None
        before.append(around)
        if topic.may_hold(lower, sentence):
            found += _records(shadow, around, _figures(page, sentence, memory))
    return sorted(found, key=lambda record: (record.start, -record.end))


def _figures(page: frame.Page, sentence: topic.Sentence, memory: Memory) -> list[Figure]:
    spans = [(date.start, date.end) for date in page.dates_in(sentence.start, sentence.end)]
    phrase = lexer.lex(page.lower, page.plain, sentence.start, sentence.end, spans)
    figures = [one for one in grammar.read(phrase, memory) if _is_ours(page.lower, sentence, one)]
    return sorted([*figures, *references.read(phrase, page.lower, figures)], key=lambda figure: figure.start)


def _is_ours(lower: str, sentence: topic.Sentence, figure: Figure) -> bool:
    """Whether a figure is of this programme, where the clause before it names another scheme."""
    clause = max(sentence.start, lower.rfind(";", sentence.start, figure.start) + 1)
    return not topic.other_scheme(lower, clause, figure.end)


def _records(shadow: Shadow, around: frame.Surroundings, figures: Sequence[Figure]) -> Iterator[Criterion]:
    modality: str | None = None
    for figure in figures:
        modality = around.modality(figure, modality)
        yield _record(shadow, around, modality, figure)


def _record(shadow: Shadow, around: frame.Surroundings, modality: str, figure: Figure) -> Criterion:
    date, as_of = around.date(figure), around.as_of(figure, modality)
    period = frame.period(date) or (as_of.isoformat() if as_of is not None else None)
    when = date.end_date if date and date.end_date else around.page.context.date
    parent = figure.parent
    asked = modality == Modality.CONDITION and figure.kind == "criteria_met" and figure.subject is None
    if asked and figure.value == figure.value_max:
        figure.kind, figure.denominator = "criteria_total", None  # all of the set is asked for, not reached
    return Criterion(
        start=figure.start,
        end=figure.end,
        surface=shadow.surface(figure.start, figure.end),
        kind=figure.kind,
        value=figure.value,
        value_max=figure.value_max,
        unit=figure.unit,
        denominator=figure.denominator,
        of=figure.of,
        band_min=figure.band_min,
        band_max=figure.band_max,
        grade=figure.grade,
        criterion_no=figure.criterion_no,
        criterion_name=figure.name,
        criteria_set=sets.of(figure, shadow.lower[figure.start : figure.end + 8], when),
        modality=modality,
        qualifier=figure.qualifier,
        period=period,
        as_of=as_of.isoformat() if as_of is not None else None,
        place=around.place(figure),
        baseline=figure.baseline,
        subset_of=f"{parent.start}-{parent.end}" if parent is not None else None,
        rule=figure.rule,
        confidence=figure.confidence,
    )
