"""Counts, shares and targets of the programme for new rural development (nông thôn mới, NTM).

The only extractor that knows the programme: a document that never names it gives nothing. A document is read
sentence by sentence (`topic`); a sentence becomes a string of word classes (`lexer`), on which the phrases
are patterns (`grammar` and the rules that it calls); what stands around a figure tells its voice, time and
place (`frame`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from extractors.context import Context, Earlier
from extractors.criteria import anchors, frame, grammar, lexer, references, sets, topic
from extractors.criteria.figures import Figure, Memory
from extractors.criteria.page import Page
from extractors.criteria.sentences import Sentence
from extractors.shadow import Shadow
from schemas.records import Criterion, DateMention, Modality, Place

# A text without any context is a phrase if it is not longer: it is taken to be about the programme.
_PHRASE_LENGTH = 600
_CONDITION = Modality.CONDITION.value
_NOT_YET = frozenset({Modality.TARGET.value, Modality.PLAN.value, _CONDITION})
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
    free = not known and len(lower) <= _PHRASE_LENGTH and context.earlier is None
    if context.earlier is not None:
        return _of_window(context.earlier, shadow, context, dates, places)
    if not free and not topic.is_about(lower):
        return []
    flat = shadow.line
    places_of_figures = anchors.find(flat, shadow.line_codes)
    if not places_of_figures:
        return []
    page = Page(lower, flat, shadow.plain, context, dates, places)
    return _read(shadow, page, places_of_figures, Memory(free=free, criteria_from=anchors.first_criteria(flat)))


def _of_window(
    earlier: Earlier, shadow: Shadow, context: Context, dates: Sequence[DateMention], places: Sequence[Place]
) -> list[Criterion]:
    """Read one window of a long text."""
    lower = shadow.lower
    flat = shadow.line
    page = Page(lower, flat, shadow.plain, context, dates, places)
    found: list[Criterion] = []
    earlier.about = earlier.about or topic.is_about(lower)
    first = anchors.first_criteria(flat)
    if earlier.about:
        memory = Memory(criteria_from=-1 if earlier.names_criteria else first)
        found = _read(shadow, page, anchors.find(flat, shadow.line_codes), memory)
    earlier.names_criteria = earlier.names_criteria or first < earlier.end
    page.tell(earlier)
    return found


def _read(shadow: Shadow, page: Page, places_of_figures: Sequence[anchors.Anchor], memory: Memory) -> list[Criterion]:
    found: list[Criterion] = []
    for sentence in _sentences(page, places_of_figures, memory):
        found += _records(shadow, frame.Surroundings(page, sentence), _figures(page, sentence, memory))
    return sorted(found, key=lambda record: (record.start, -record.end))


def _sentences(page: Page, places: Sequence[anchors.Anchor], memory: Memory) -> Iterator[Sentence]:
    """The sentences that can state a figure, in order; what one leaves for the next ends with its paragraph."""
    last: Sentence | None = None
    sentence: Sentence | None = None
    for anchor in places:
        if sentence is None or not sentence.start <= anchor.start < sentence.end:
            sentence = page.sentences.holding(anchor.start)
        if sentence is None or sentence == last or not anchor.holds(page.lower, sentence.start, sentence.end):
            continue
        if last is not None:
            for following in _elided(page, last, sentence.start, memory):
                yield following
                last = following
            _go_on(page, memory, last, sentence)
        yield sentence
        last = sentence
    if last is not None:
        yield from _elided(page, last, len(page.lower), memory)


def _elided(page: Page, last: Sentence, end: int, memory: Memory) -> Iterator[Sentence]:
    """The sentences after one, before a position, that may go on with its criteria: xã Bình An đạt 12."""
    while memory.last is not None and memory.last.kind.startswith("criteria"):
        following = page.sentences.after(last)
        if following is None or following.start >= end:
            return
        _go_on(page, memory, last, following)
        if anchors.elided().search(page.lower, following.start, following.end):
            yield following
        last = following


def _go_on(page: Page, memory: Memory, last: Sentence, sentence: Sentence) -> None:
    """Forget the last figure where a new paragraph begins that does not continue the one before."""
    if memory.last is None:
        return
    begins = page.sentences.beginnings(last.paragraph, sentence.paragraph)
    if not all(_CONTINUES.match(page.lower, begin) for begin in begins):
        memory.last = None


def _figures(page: Page, sentence: Sentence, memory: Memory) -> list[Figure]:
    memory.criteria = memory.criteria_from < sentence.start
    memory.listed = memory.criteria and page.lists_criteria(sentence)
    spans = [(date.start, date.end) for date in page.dates_in(sentence.start, sentence.end)]
    phrase = lexer.lex(page.lower, page.plain, sentence.start, sentence.end, spans)
    figures = [one for one in grammar.read(phrase, memory) if _is_ours(page.lower, sentence, one)]
    return sorted([*figures, *references.read(phrase, page.lower, figures)], key=lambda figure: figure.start)


def _is_ours(lower: str, sentence: Sentence, figure: Figure) -> bool:
    """Whether a figure is of this programme, where the clause before it names another scheme."""
    clause = max(sentence.start, lower.rfind(";", sentence.start, figure.start) + 1)
    return not topic.other_scheme(lower, clause, figure.end)


def _records(shadow: Shadow, around: frame.Surroundings, figures: Sequence[Figure]) -> Iterator[Criterion]:
    modality: str | None = None
    for figure in figures:
        now = figure.rule != "risen-from" and around.is_now(figure)
        date = None if now else around.date(figure)
        voice = around.modality(figure, date, modality)
        as_of = None if voice in _NOT_YET else around.as_of(date, now)
        yield _record(shadow, around, figure, voice, date, as_of)
        if figure.rule != "share-goal":  # the goal beside a result says nothing of what follows
            modality = voice


def _record(
    shadow: Shadow,
    around: frame.Surroundings,
    figure: Figure,
    modality: str,
    date: DateMention | None,
    as_of: dt.date | None,
) -> Criterion:
    period = frame.period(date) or (as_of.isoformat() if as_of is not None else None)
    when = date.end_date if date and date.end_date else around.page.context.date
    parent = figure.parent
    asked = modality == _CONDITION and figure.kind == "criteria_met" and figure.subject is None
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
