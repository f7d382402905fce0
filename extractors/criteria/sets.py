"""Which set of criteria a figure is read with: its level, grade and date decide."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from extractors.criteria.figures import Figure
from schemas import facts

_DISTRICT = re.compile(r"tiêu\s+chí\s+(?:của\s+)?huyện|/0?9\s+tiêu\s+chí")


def of(figure: Figure, words: str, when: dt.date | None) -> str | None:
    """Return the id of the set, or null where no date is known or more than one set fits.

    Args:
        figure: the figure.
        words: its words and the next, in lower case; `tiêu chí huyện` tells the level.
        when: the date that it is of.
    """
    units = {figure.unit, figure.of}
    if when is None or figure.is_change or "xóm/thôn" in units:
        return None
    level = "tỉnh" if "tỉnh" in units else "huyện" if "huyện" in units or _DISTRICT.search(words) else "xã"
    size = figure.denominator if figure.kind in {"criteria_met", "criteria_unmet"} else None
    return _only(level, figure.grade or "đạt chuẩn", size, when)


@lru_cache(maxsize=1024)
def _only(level: str, grade: str, size: float | None, when: dt.date) -> str | None:
    """The one set of a level, grade, size and day."""
    found = [
        known.set_id
        for known in facts.ntm_sets()
        if known.level == level
        and (level == "tỉnh" or known.grade.startswith(grade))
        and facts.in_force(known.valid_from, known.valid_to, when)
        and size in {None, float(known.n_criteria)}
    ]
    return found[0] if len(found) == 1 else None
