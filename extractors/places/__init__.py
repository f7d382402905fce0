"""Mentions of provinces, districts, communes and regions.

`gazetteer` knows the names, `reader` finds what is a place, `resolver` decides which unit it is, `record` writes it
down. Units are read with the document's date: 63 provinces before 2025-07-01, 34 after.
"""

from __future__ import annotations

from extractors.context import Context
from extractors.places.reader import Reader
from extractors.places.record import record
from extractors.places.resolver import Resolver
from extractors.shadow import Shadow
from schemas.records import Place


def find(shadow: Shadow, context: Context) -> list[Place]:
    """Return the places that a text names, in the order of the text.

    Args:
        shadow: the text.
        context: its date decides which units of a name are meant; without it the name alone does.
    """
    flat = shadow.flat
    mentions = Reader(shadow.plain, flat, context.date).read()
    Resolver(flat, mentions, context.date, context.earlier).resolve()
    # 'P. X' that is no commune of what follows is a street or a person
    kept = (mention for mention in mentions if mention.entries or not mention.rule.endswith(".short"))
    return [record(mention, shadow, flat, context.date) for mention in kept]
