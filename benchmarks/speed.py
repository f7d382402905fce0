"""Speed: CPU seconds of one core, the best of several warm passes, over text that is already canonical."""

from __future__ import annotations

import gc
import platform
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import extractors
from benchmarks import dense, peers
from benchmarks.memory import STREAM
from benchmarks.texts import Texts, head, sampled, shared_data
from pipeline.evaluate.score import Cell

METRIC = """\
CPU seconds of one core (time.process_time), for each document the best of {best_of} passes after a warm-up, since
other processes slow a shared core; MB = 10^6 bytes of UTF-8, text already canonical, documents one by one. The
rows of single extractors are the seconds spent in them while all run, as each builds on those before it; what
one calls of another counts with the caller, and so does what all share (the anchors count with the header).
regex_times: seconds per MB over those of one plain pattern for document numbers on the same text: the limit,
since it does the least. ner_speed: MB/s over those of underthesea.ner, the usual pick. records_kb: records per
kB, since dense text is slower text. peak_mb: highest resident memory of a fresh process that reads the gold
(or sample) texts once, import_mb of it before the first document. The texts `vi` and `en` are composed, with
the same number of citations per kB, the one for us, the other for eyecite. `nothing to find` is the same text with
one letter in place of all its letters and digits, `records alone` makes the records that were found once more."""

ALL = "all extractors"
PLAIN = "plain regex"
TAGGER = "underthesea.ner"
EYECITE = "eyecite"
BLANK = "nothing to find"
MADE = "records alone"
MOST_TIMES = 8  # that the extractors may take the time of the plain pattern
_LETTER = re.compile(r"[^\W_]")
FLAT = 1.5  # times the memory for ten times the text: what noise of the allocator allows


@dataclass(frozen=True, slots=True)
class Speed:
    """One contender on one text.

    Attributes:
        name: contender.
        text: name of the texts.
        megabytes: size read in one pass.
        seconds: CPU seconds of the best pass.
        records: records or matches of one pass.
    """

    name: str
    text: str
    megabytes: float
    seconds: float
    records: int

    @property
    def rate(self) -> float:
        """MB per second."""
        return self.megabytes / self.seconds if self.seconds else float("inf")


def measure(
    gold: Texts, sampled: Texts, best_of: int = 3, slice_kb: float = 40, with_peers: bool = True
) -> list[Speed]:
    """Measure our extractors, a plain pattern and (if asked) the peers on both texts.

    Args:
        gold: documents as they are.
        sampled: the large text.
        best_of: passes; the fastest counts.
        slice_kb: how much the slow peers read.
        with_peers: also measure underthesea and, where installed, eyecite.
    """
    found: list[Speed] = []
    for texts in (gold, sampled):
        found += ours(texts, best_of)
        found.append(contender(PLAIN, texts, peers.scan_plain, best_of))
        found += bounds(texts, best_of)
    if with_peers:
        part = head(gold, slice_kb)
        found.append(contender(TAGGER, part, peers.scan_tagger, best_of))
        found.append(contender(ALL, part, _count, best_of))
        found += _beside_eyecite(best_of, slice_kb)
    return found


def bounds(texts: Texts, best_of: int) -> list[Speed]:
    """Measure what no reading can go below: texts in which nothing is found, and making the records of a reading."""
    same = Texts(texts.name, [_LETTER.sub("ơ", text) for text in texts.documents])
    made: dict[str, list[tuple[type, dict[str, Any]]]] = {}
    for text in texts.documents:
        reading = extractors.read(text)
        records = (record for name in reading.__slots__ if name != "header" for record in getattr(reading, name))
        made[text] = [
            (type(record), {field.name: getattr(record, field.name) for field in fields(record)}) for record in records
        ]

    def make(text: str) -> int:
        return len([kind(**values) for kind, values in made[text]])

    return [
        replace(contender(BLANK, same, _count, best_of), megabytes=texts.megabytes),
        contender(MADE, texts, make, best_of),
    ]


def costs(found: Sequence[Speed]) -> list[dict[str, Cell]]:
    """Return what a record costs, where that was measured, beside what it may cost.

    Args:
        found: what was measured of speed.
    """
    by = {(speed.name, speed.text): speed for speed in found}
    result: list[dict[str, Cell]] = []
    for (name, text), every in by.items():
        if name != ALL or (BLANK, text) not in by or not every.records:
            continue
        blank, plain, made = (by[other, text].seconds for other in (BLANK, PLAIN, MADE))
        row: dict[str, Cell] = {"text": text, "records": every.records, "blank_times": round(blank / plain, 1)}
        for column, seconds in (
            ("us_record", every.seconds - blank),
            ("us_asked", MOST_TIMES * plain - blank),
            ("us_made", made),
        ):
            row[column] = round(seconds / every.records * 1e6, 1)
        result.append(row)
    return result


def _beside_eyecite(best_of: int, slice_kb: float) -> list[Speed]:
    """Measure ours on Vietnamese and eyecite on English text with as many citations per kB; without it nothing."""
    eyecite = peers.other_law()
    found: list[Speed] = []
    for per_kb in dense.DENSITIES if eyecite is not None else ():
        size = slice_kb / 1000
        found.append(contender(ALL, dense.vietnamese(per_kb, size), _count, best_of))
        found.append(contender(EYECITE, dense.english(per_kb, size), eyecite, best_of))  # type: ignore[arg-type]
    return found


def goals(found: list[Speed], long: Sequence[dict[str, Cell]] = ()) -> list[dict[str, Cell]]:
    """Return what the project asks beside what is measured; what was not measured is left out.

    Args:
        found: what was measured of speed.
        long: rows of `long_document`.
    """
    rates = {(speed.name, speed.text): speed.rate for speed in found}
    result: list[dict[str, Cell]] = []

    def put(goal: str, text: str, measured: float, met: bool) -> None:
        result.append({"goal": goal, "text": text, "measured": round(measured, 1), "met": "yes" if met else "no"})

    for (name, text), rate in rates.items():
        if name == EYECITE:
            ours_on = text.replace("en", "vi", 1)
            times = rates[ALL, ours_on] / rate
            put("at least 10 times the rate of eyecite", f"{ours_on} and {text}", times, times >= 10)
        elif name == TAGGER:
            times = rates[ALL, text] / rate
            put("at least 300 times the rate of underthesea.ner", text, times, times >= 300)
        elif name == PLAIN:
            times = rate / rates[ALL, text]
            put(f"at most {MOST_TIMES} times the time of one plain pattern", text, times, times <= MOST_TIMES)
    flat = [(float(row["document_mb"] or 0), row) for row in long if row["name"] == STREAM]
    if len(flat) > 1:
        (small, first), (large, last) = flat[0], flat[-1]
        times = _beside_text(last) / _beside_text(first)
        put(
            f"memory flat: at most {FLAT} times that of {small:g} MB, beside the text",
            f"{large:g} MB",
            times,
            times <= FLAT,
        )
    return result


def _beside_text(row: dict[str, Cell]) -> float:
    """MB that reading a document took beside its text."""
    return float(row["peak_mb"] or 0) - float(row["before_mb"] or 0)


def contender(name: str, texts: Texts, scan: Callable[[str], int], best_of: int) -> Speed:
    """Measure a function that reads one text and returns how much it found."""
    scan(texts.documents[0])
    gc.collect()
    records = 0
    best = [float("inf")] * len(texts.documents)
    for _ in range(best_of):
        records = 0
        for place, text in enumerate(texts.documents):
            before = time.process_time()
            records += scan(text)
            best[place] = min(best[place], time.process_time() - before)
    return Speed(name, texts.name, texts.megabytes, sum(best), records)


def ours(texts: Texts, best_of: int) -> list[Speed]:
    """Measure `extractors.read`, and within the same passes each of its stages."""
    extractors.read(texts.documents[0])
    gc.collect()
    best: list[dict[str, float]] = [{} for _ in texts.documents]
    found: dict[str, int] = {}
    with timed_stages() as (seconds, records):
        for _ in range(best_of):
            records.clear()
            for fastest, text in zip(best, texts.documents, strict=True):
                seconds.clear()
                before = time.process_time()
                records[ALL] += _count(text)
                seconds[ALL] = time.process_time() - before
                for name, spent in seconds.items():
                    fastest[name] = min(fastest.get(name, spent), spent)
            found = dict(records)
    total: dict[str, float] = defaultdict(float)
    for fastest in best:
        for name, spent in fastest.items():
            total[name] += spent
    return [Speed(name, texts.name, texts.megabytes, spent, found[name]) for name, spent in total.items()]


def _count(text: str) -> int:
    reading = extractors.read(text)
    return sum(len(getattr(reading, name)) for name in reading.__slots__ if name != "header")


def stages() -> dict[str, tuple[ModuleType, str]]:
    """Return the steps of `extractors.read` by name: the module of a function and its name there."""
    found: dict[str, tuple[ModuleType, str]] = {"shadow": (extractors, "Shadow")}
    for name in ("header", *extractors.read_window.__code__.co_names):
        module = vars(extractors).get(name)
        if isinstance(module, ModuleType):
            function = "find" if "find" in vars(module) else "read"
            found[name] = (module, function)
    return found


@contextmanager
def timed_stages() -> Iterator[tuple[dict[str, float], dict[str, int]]]:
    """Time the stages of `extractors.read` while the block runs.

    A stage that another one calls is counted with that one.

    Yields:
        Seconds and records per stage so far.
    """
    seconds: dict[str, float] = defaultdict(float)
    records: dict[str, int] = defaultdict(int)
    running: list[str] = []
    originals = {name: (module, called, getattr(module, called)) for name, (module, called) in stages().items()}

    def timing(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **options: Any) -> Any:
            if running:
                return original(*args, **options)
            running.append(name)
            before = time.process_time()
            try:
                result = original(*args, **options)
            finally:
                seconds[name] += time.process_time() - before
                running.pop()
            records[name] += len(result) if isinstance(result, list) else 1
            return result

        return run

    try:
        for name, (module, called, original) in originals.items():
            setattr(module, called, timing(name, original))
        yield seconds, records
    finally:
        for module, called, original in originals.values():
            setattr(module, called, original)


def rows(found: list[Speed], memory: dict[str, tuple[float, float]]) -> list[dict[str, Cell]]:
    """Return measurements as table rows, with their ratios."""
    plain = {speed.text: speed.rate for speed in found if speed.name == PLAIN}
    slow = next((speed.rate for speed in found if speed.name == TAGGER), None)
    result: list[dict[str, Cell]] = []
    for speed in found:
        limit = plain.get(speed.text) or plain[next(iter(plain))]  # slices are of the first text
        at_import, peak = memory.get(speed.name, (None, None))
        result.append(
            {
                "name": speed.name,
                "text": speed.text,
                "mb": round(speed.megabytes, 3),
                "seconds": round(speed.seconds, 3),
                "mb_s": round(speed.rate, 3),
                "regex_times": round(limit / speed.rate, 2),
                "ner_speed": None if slow is None else round(speed.rate / slow, 1),
                "records_kb": round(speed.records / speed.megabytes / 1000, 2),
                "import_mb": at_import,
                "peak_mb": peak,
            }
        )
    return result


def memory(names: list[str]) -> dict[str, tuple[float, float]]:
    """Measure (MB after import, MB at the peak) of contenders, each in a process of its own.

    Empty where the system does not tell (it is read from /proc).
    """
    found: dict[str, tuple[float, float]] = {}
    for name in names:
        command = [sys.executable, "-m", "benchmarks.memory", name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0 and done.stdout.strip():
            at_import, peak = done.stdout.split()
            found[name] = (float(at_import), float(peak))
    return found


def long_document(megabytes: float) -> list[dict[str, Cell]]:
    """Measure the memory that one document takes, at a tenth of a size and at that size.

    It is flat if the larger one takes no more than the smaller. Empty where the system does not tell.
    """
    result: list[dict[str, Cell]] = []
    data = shared_data()
    with TemporaryDirectory() as folder:
        file = Path(folder, "long.txt")
        for size in (megabytes / 10, megabytes):
            file.write_text("\n".join(sampled(data, size).documents), encoding="utf-8")
            for name in (STREAM, ALL):
                command = [sys.executable, "-m", "benchmarks.memory", name, str(file)]
                done = subprocess.run(command, capture_output=True, text=True, check=False)
                if done.returncode == 0 and done.stdout.strip():
                    before, peak = map(float, done.stdout.split())
                    row: dict[str, Cell] = {"name": name, "document_mb": size, "before_mb": before, "peak_mb": peak}
                    result.append(row | {"mb_per_mb": round((peak - before) / size, 1)})
    return result


def machine() -> dict[str, Cell]:
    """Return what the figures were measured on."""
    return {"python": platform.python_version(), "system": platform.system(), "machine": platform.machine()}
