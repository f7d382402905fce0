"""Where the time goes: cost per function, and what each compiled pattern costs over a whole text."""

from __future__ import annotations

import cProfile
import importlib
import pkgutil
import pstats
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType
from typing import Any

import regex

import extractors
from benchmarks.texts import Texts
from extractors.shadow import Shadow
from pipeline.evaluate.score import Cell


def functions(texts: Texts, limit: int = 30) -> list[dict[str, Cell]]:
    """Profile one pass; returns the functions of `extractors` by cumulative cost.

    The profiler slows calls, so the shares are truer than the milliseconds. Calls into the regular
    expression engine count with the function that makes them.
    """
    extractors.read(texts.documents[0])  # tables are loaded and patterns compiled outside of the profile
    profile = cProfile.Profile()
    profile.enable()
    for text in texts.documents:
        extractors.read(text)
    profile.disable()
    folder = str(Path(extractors.__file__).parent)
    stats = pstats.Stats(profile)
    total = max(cumulative for _, _, _, cumulative, _ in stats.stats.values())  # type: ignore[attr-defined]
    rows: list[dict[str, Cell]] = []
    for (file, line, name), (_, calls, own, cumulative, _) in stats.stats.items():  # type: ignore[attr-defined]
        if file.startswith(folder):
            rows.append(
                {
                    "function": f"{Path(file).stem}.{name}:{line}",
                    "calls": calls,
                    "own_ms": round(own * 1000, 1),
                    "cumulative_ms": round(cumulative * 1000, 1),
                    "share": round(cumulative / total, 4),
                }
            )
    return sorted(rows, key=lambda row: -float(row["cumulative_ms"] or 0))[:limit]


def patterns(texts: Texts, limit: int = 20) -> list[dict[str, Cell]]:
    """Scan the text once with each compiled pattern of `extractors`; returns the slowest.

    This is what a pattern costs if it is searched over the whole text; one that is only matched at an anchor
    costs less than stands here.
    """
    shadows = [Shadow(text) for text in texts.documents]
    copies = {
        "plain": [shadow.plain for shadow in shadows],
        "lower": [shadow.lower for shadow in shadows],
        "folded": [shadow.folded for shadow in shadows],
    }
    size = texts.megabytes
    rows: list[dict[str, Cell]] = []
    for name, pattern in compiled():
        slowest = ("", 0.0, 0)
        for copy, documents in copies.items():
            before = time.process_time()
            hits = sum(1 for document in documents for _ in pattern.finditer(document))
            slowest = max(slowest, (copy, time.process_time() - before, hits), key=lambda found: found[1])
        copy, seconds, hits = slowest
        rows.append(
            {
                "pattern": name,
                "slowest_on": copy,
                "ms_mb": round(seconds * 1000 / size, 2),
                "mb_s": round(size / seconds, 1) if seconds else None,
                "hits": hits,
                "source": " ".join(str(pattern.pattern).split())[:60],
            }
        )
    return sorted(rows, key=lambda row: -float(row["ms_mb"] or 0))[:limit]


def compiled() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield the compiled patterns of the modules of `extractors`, also those in tuples, dicts and caches."""
    seen: set[int] = set()
    for module in pkgutil.iter_modules(extractors.__path__, "extractors."):
        found = importlib.import_module(module.name)
        for name, value in vars(found).items():
            for place, pattern in _patterns(value, f"{module.name.removeprefix('extractors.')}.{name}"):
                if id(pattern) not in seen:
                    seen.add(id(pattern))
                    yield place, pattern


def _patterns(value: Any, name: str, depth: int = 0) -> Iterator[tuple[str, re.Pattern[str]]]:
    if isinstance(value, (re.Pattern, regex.Pattern)):
        if isinstance(value.pattern, str):
            yield name, value  # type: ignore[misc]  # both engines have finditer
    elif depth > 3 or isinstance(value, (str, bytes, type, FunctionType)):
        return
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from _patterns(member, f"{name}[{key}]", depth + 1)
    elif isinstance(value, (tuple, list, set, frozenset)):
        for number, member in enumerate(value):
            yield from _patterns(member, f"{name}[{number}]", depth + 1)
    elif hasattr(value, "cache_info") and value.cache_info().misses:
        try:
            yield from _patterns(value(), f"{name}()", depth + 1)
        except TypeError:  # it takes arguments: what it cached is not ours to know
            return
    elif type(value).__module__.startswith("extractors") and not isinstance(value, sys.__class__):
        for slot in getattr(type(value), "__slots__", ()) or getattr(value, "__dict__", {}):
            yield from _patterns(getattr(value, slot, None), f"{name}.{slot}", depth + 1)
