"""Draw one page of a PDF as PNG: run as a process of its own, so that a hostile file can end only this.

Usage: python render_page.py FILE PAGE WIDTH; the image comes on standard output, after one line
with the page's width and height in points.
"""

from __future__ import annotations

import io
import sys

MEMORY = 2**30
"""Address space that drawing one page may take, in bytes."""

PROCESSOR_SECONDS = 10
"""Processor time that drawing one page may take."""

MOST_PIXELS = 4_000_000
"""Largest image; a page that is larger is drawn smaller."""


def main(path: str, page: int, width: int) -> None:
    """Draw a page, counted from 1, `width` pixels wide.

    Raises:
        IndexError: the file has no such page.
        pypdfium2.PdfiumError: the file is no PDF, or needs a password.
    """
    import pypdfium2

    _cap()
    document = pypdfium2.PdfDocument(path)
    if not 1 <= page <= len(document):
        raise IndexError(page)
    sheet = document[page - 1]
    across, down = sheet.get_size()
    scale = width / max(across, 1.0)
    scale = min(scale, (MOST_PIXELS / max(across * down, 1.0)) ** 0.5)
    image = sheet.render(scale=scale, may_draw_forms=False).to_pil()
    drawn = io.BytesIO()
    image.convert("RGB").quantize(64).save(drawn, "PNG", optimize=False)
    sys.stdout.buffer.write(f"{across:.3f} {down:.3f}\n".encode() + drawn.getvalue())


def _cap() -> None:
    try:
        import resource
    except ImportError:  # not on Windows; there the time limit of the caller is all
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
