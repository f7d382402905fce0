"""Draw the screens for docs/screenshots: `python -m tests.screenshots` (needs Debian's chromium).

The corpus is the sample with one composed PDF; each image has at most 192 colours, so that it stays small.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.corpus import served
from tests.corpus.browsing import ARGUMENTS, CHROMIUM, serving

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
WIDE, NARROW = (1366, 900), (390, 844)


def screens() -> dict[str, tuple[str, tuple[int, int], str]]:
    """Return address, size and scheme by name."""
    document, pdf = served.DOCUMENT, served.pdf_id()
    return {
        "home": ("/", WIDE, "light"),
        "home-phone": ("/", NARROW, "light"),
        "search": ("/search?q=xã đạt chuẩn nông thôn mới", WIDE, "light"),
        "search-phone-dark": ("/search?q=318/QD-TTg", NARROW, "dark"),
        "document": (f"/documents/{document}?mark=838-871#s838-871", WIDE, "light"),
        "document-dark": (f"/documents/{document}?tab=figures#s423-434", WIDE, "dark"),
        "document-phone": (f"/documents/{document}?mark=838-871#s838-871", NARROW, "light"),
        "original": (f"/documents/{pdf}?tab=original&mark=19-48", WIDE, "light"),
        "decision": ("/decisions/318/QĐ-TTg?lang=en", WIDE, "light"),
        "place": ("/places/44", WIDE, "light"),
        "table": ("/tables/citations", WIDE, "light"),
    }


def main() -> None:
    """Draw all screens."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        corpus = served.make(Path(folder), is_hostile=False)
        with serving(corpus) as base:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
            for name, (address, (width, height), scheme) in screens().items():
                page = browser.new_page(
                    base_url=base,
                    locale="vi-VN",
                    color_scheme="dark" if scheme == "dark" else "light",
                    viewport={"width": width, "height": height},
                )
                page.goto(address)
                page.wait_for_load_state("networkidle")
                image = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(192, dither=Image.Dither.NONE)
                image.save(FOLDER / f"{name}.png", optimize=True)
                page.close()
            browser.close()


if __name__ == "__main__":
    main()
