"""What one input may cost; the only place where it is capped."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

MAX_BYTES = 32 * 2**20
"""Largest input that is opened, in bytes."""

MAX_PDF_PAGES = 5_000
"""Pages of a PDF that are read; a warning says how many are left out."""

MAX_PAGE_CHARS = 100_000
"""Characters of the text layer of one page; a densely printed page of law has 5,000."""

MAX_PAGE_OBJECTS = 50_000
"""Drawn objects of one page that are looked at for ruled lines."""

MAX_PAGE_RULES = 3_000
"""Ruled lines of one page that tables are made of; a drawing has more."""

MAX_OCR_PAGES = 300
"""Pages of one document that are recognised (OCR)."""

OCR_SECONDS = 40.0
"""Processor seconds that recognising one page may take; two are usual."""

MAX_PIXELS = 60_000_000
"""Pixels of a picture; A3 at 400 dpi has 31 million."""

MAX_NESTING = 1_000
"""Elements of an HTML page inside each other; browsers stop at 512."""

FEW_TAGS = 8_000
"""Tags of an HTML page that may nest as they like: reading them costs little all the same."""

MAX_FORMATTING = 10_000
"""Formatting elements (b, font, a) of an HTML page that may be open at once; sloppy pages never close them."""

MAX_ATTRIBUTE_CHARS = 20_000
"""Characters that one HTML tag may have outside the values of its attributes."""

MAX_SPAN = 1_000
"""Rows or columns that one cell of a table may cover; browsers stop at 1,000 columns."""

MAX_TAGS = 3_000_000
"""Tags of one XML; each takes some 250 bytes."""

MAX_LINKS = 5_000
"""Links of a page that are kept."""

MAX_TABLE_CELLS = 200_000
"""Cells of the tables of one document."""

MAX_GRID = 4_000_000
"""Rows times columns of one sheet: an empty cell costs memory too."""

MAX_UNPACKED = 256 * 2**20
"""Bytes that one packed file (DOCX, XLSX, ODT) may unpack to …"""

MAX_RATIO = 200
"""… and how many times its own size; small files may always unpack to 1 MB."""

MAX_MEMBERS = 10_000
"""Members of one archive."""

MAX_ARCHIVE_BYTES = 2**31
"""Bytes that the members of one archive may unpack to, one after the other."""

MAX_ARCHIVE_DEPTH = 2
"""Archives inside each other that are opened: a ZIP in a ZIP."""

TOOL_SECONDS = 60
"""Seconds that a program of the system may take for one file …"""

TOOL_BYTES = 4 * 2**30
"""… and the address space that LibreOffice may use, which reserves much more than it touches."""

WORKER_BYTES = 2**30
"""Address space that a small program may use for one file (the reader of spreadsheets) …"""

WORKER_SECONDS = 15
"""… and processor seconds."""

READ_SECONDS = 60.0
"""Processor seconds that reading one document may take."""


class Expired(Exception):
    """Reading took longer than it may."""


@contextmanager
def deadline(seconds: float = READ_SECONDS) -> Iterator[None]:
    """Raise `Expired` in the body once it has used `seconds` of processor time.

    Processor time, not the clock on the wall: a busy machine does not decide what is rejected. Works in the
    main thread of a process on Unix (that is where engines read); elsewhere there is no limit.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def expire(signum: int, frame: FrameType | None) -> None:
        raise Expired(f"reading took more than {seconds:g} s of processor time")

    before = signal.signal(signal.SIGVTALRM, expire)
    # Again each second: an exception that is raised inside a callback of a C library can get lost.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.0)
        signal.signal(signal.SIGVTALRM, before)


def allow(seconds: float) -> None:
    """Give what runs under `deadline` this much processor time from now on, where it may take longer than usual."""
    if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        remaining = signal.getitimer(signal.ITIMER_VIRTUAL)[0]
        if 0 < remaining < seconds:
            signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1.0)
