"""robots.txt: what a host lets us ask for. Fail-closed: a file that is not to be had forbids.

RFC 9309 lets a crawler go on after any 4xx; we do so only where the file does not exist. Where the host answers
401, 403, 429 or 5xx, or does not answer, nothing is asked for until a later run finds the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from pipeline.parse.encoding import decode
from pipeline.refusals import ParseError

LARGEST = 512 * 1024
"""Bytes of robots.txt that are read (RFC 9309: at least 500 KiB)."""

_ABSENT = frozenset({400, 404, 405, 406, 410})


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether an address may be asked for, and the ground, for `fetches.robots`."""

    is_allowed: bool
    ground: str

    def __str__(self) -> str:
        return f"{'allowed' if self.is_allowed else 'disallowed'}: {self.ground}"


class Rules:
    """What the robots.txt of one host says."""

    def __init__(
        self, status: int | None, content: bytes = b"", is_wall: bool = False, fault: tuple[str, str] | None = None
    ) -> None:
        """Read an answer.

        Args:
            status: HTTP status; null if there was no answer.
            content: what was answered.
            is_wall: the answer is a captcha or a login page.
            fault: why there was no answer: (outcome, message); the file may be asked for again.
        """
        self.fault = fault
        self._rules: Protego | None = None
        if status in _ABSENT:
            self._otherwise = Decision(True, "no robots.txt")
        elif status != 200 or is_wall:
            what = "a captcha or login page stands there" if is_wall else f"HTTP {status}" if status else "no answer"
            self._otherwise = Decision(False, f"robots.txt is not to be had ({what})")
        elif content.lstrip()[:1] == b"<":
            self._otherwise = Decision(True, "no robots.txt (a web page stands there)")
        else:
            try:
                text = decode(content[:LARGEST]).text if content.strip() else ""
                self._rules = Protego.parse(text)
            except ParseError:
                self._otherwise = Decision(False, "robots.txt cannot be read")

    def decide(self, url: str, agent: str) -> Decision:
        """Return the decision on an address for a crawler of this name."""
        if self._rules is None:
            return self._otherwise
        return Decision(self._rules.can_fetch(url, agent), "robots.txt")

    def delay(self, agent: str) -> float:
        """Return the seconds between requests that the host asks for; 0 if it does not."""
        return float(self._rules.crawl_delay(agent) or 0.0) if self._rules else 0.0


def place(url: str) -> str:
    """Return where the robots.txt for an address stands."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"
