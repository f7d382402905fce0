"""A page read a second time, by pdfplumber, where the words that pdfium gives are none.

pdfplumber builds words of characters by where they stand, whatever order the file draws them in. It is some forty
times slower.
"""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from pdfplumber import open as open_pdf
from pdfplumber.pdf import PDF

from pipeline.parse.pdf.order import mended
from pipeline.parse.pdf.pages import Page, Piece, piece_of

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # of each odd operator of a damaged page it has a word to say

_WORD_GAP = 1.5  # points between two letters of a word
_CID = re.compile(r"\(cid:[0-9]{1,6}\)")


@contextmanager
def opened(data: bytes) -> Iterator[PDF]:
    """Open a PDF and close it again."""
    with open_pdf(io.BytesIO(data)) as document:
        yield document


def pieces(document: PDF, page: Page) -> list[Piece]:
    """Return the pieces of a page as pdfplumber reads them, row by row."""
    plumbed = document.pages[page.number - 1]
    found: list[Piece] = []
    try:
        left, top = float(plumbed.bbox[0]), float(plumbed.bbox[1])
        for word in plumbed.extract_words(x_tolerance=_WORD_GAP, use_text_flow=False, keep_blank_chars=False):
            text = unicodedata.normalize("NFC", _CID.sub("\ufffd", word["text"]))
            box = (word["x0"] - left, word["top"] - top, word["x1"] - left, word["bottom"] - top)
            found.append(piece_of(text, box, "pdfplumber"))
    finally:
        plumbed.close()
    return mended(found)
