"""How a crawl goes on, for the person who waits for it: one line on a terminal, a calm line now and then in a log."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pipeline.cli import out

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.crawl.run import Run
    from pipeline.ingest import BatchReport
    from schemas.records import Fetch

_EVERY = 60.0  # seconds between two lines in a log
_RECENT = 300.0  # seconds that the pace is taken over
_FEWEST = 5  # requests before a pace is told


class Shown:
    """Shows what a crawl does; use it as a context."""

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        """Show on a console; `clock` tells the seconds."""
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        self._console, self._clock = console, clock
        self._runs: dict[str, Run] = {}
        self._fetched = self._read = 0
        self._recent: deque[float] = deque()
        self._told = clock()
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        self._bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = self._bar.add_task("starting", total=None)

    def __enter__(self) -> Shown:
        """Begin to show."""
        self._bar.start()
        return self

    def __exit__(self, *_: Any) -> None:
        """Take the line away."""
        self._bar.stop()

    def fetched(self, run: Run, fetch: Fetch) -> None:
        """Count a request."""
        now = self._clock()
        self._runs[run.source.name] = run
        self._fetched += 1
        self._recent.append(now)
        while now - self._recent[0] > _RECENT:
            self._recent.popleft()
        self._show(fetch.url)

    def read(self, batch: BatchReport, _: int) -> None:
        """Count a batch, and name what could not be read."""
        self._read += batch.inputs
        for reject in batch.rejects:
            self._console.print(out.plain(f"rejected: {reject.source}: {reject.reason}: {reject.message}"))
        self._show()

    def stopping(self) -> None:
        """Say that the user's wish has been heard."""
        self._console.print("stopping: what is under way comes into the tables. Ctrl-C again ends at once.")

    def words(self) -> str:
        """Return where the crawl stands."""
        left = sum(run.waiting for run in self._runs.values())
        parts = [f"fetched {self._fetched:,}", f"read {self._read:,}", f"known to be left {left:,}"]
        passed = self._recent[-1] - self._recent[0] if len(self._recent) >= _FEWEST else 0.0
        if passed:
            pace = (len(self._recent) - 1) / passed
            parts.append(f"{60 * pace:,.0f} a minute" if pace < 5 else f"{pace:,.0f} a second")
            if left:
                parts.append(f"at least {span(left / pace)} more")
        return ", ".join(parts)

    def _show(self, last: str = "") -> None:
        now = self._clock()
        self._bar.update(self._task, description=f"{self.words()} {out.plain(last)[:60]}")
        if not self._console.is_terminal and now - self._told >= _EVERY:
            self._told = now
            self._console.print(self.words())


def span(seconds: float) -> str:
    """Return a length of time as a person says it."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return "a minute"
    if minutes < 120:
        return f"{minutes} min"
    hours = round(seconds / 3600)
    return f"{hours} h" if hours < 48 else f"{round(hours / 24)} days"
