"""Amounts with a unit: money, shares, people, households, areas, lengths, weights, volumes, counted things.

Knows no programme: what a programme counts (communes, criteria) has its own extractor, whose spans are handed
over as `taken`. The words are facts: schemas/reference/units.csv and quantity_words.csv.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.context import Context
from extractors.quantities import amounts
from extractors.quantities.reader import Reader
from extractors.shadow import Shadow
from schemas.records import DateMention, Place, Quantity


def find(
    shadow: Shadow,
    context: Context,
    dates: Sequence[DateMention],
    places: Sequence[Place],
    taken: Sequence[tuple[int, int]] = (),
) -> list[Quantity]:
    """Read the amounts of a text.

    The amount of a change is a positive figure and `change` says which way; where what changes is a share, it is
    in percentage points (`điểm %`). A range whose upper end is excluded (`đến dưới`) has the qualifier `<`.

    Args:
        shadow: the text.
        context: the document around it.
        dates: its dates, in the order of the text; may be empty.
        places: its places, in the order of the text; may be empty.
        taken: spans that other records claim (criteria); an amount that touches one is left out.

    Returns:
        The amounts in the order of the text, none inside another.
    """
    found = amounts.read(shadow, [(date.start, date.end) for date in dates], taken)
    if not found:
        return []
    reader = Reader(shadow, context, dates, places)
    return [reader.record(amount) for amount in found]
