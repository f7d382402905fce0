"""tesseract by tesserocr, line by line (the second reader); it needs the Vietnamese of Debian's tesseract-ocr-vie."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import tesserocr
from numpy.typing import NDArray
from PIL import Image

from pipeline.parse.ocr.tokens import Token
from pipeline.parse.pdf.pages import Box

_LANGUAGE = "vie"
_FOLDERS = ("/usr/share/tesseract-ocr/*/tessdata", "/usr/share/tessdata", "/usr/local/share/tessdata")
_MARGIN = 6  # pixels around a line
_DPI = 200


def tessdata() -> Path | None:
    """Return the folder that holds the Vietnamese model; null if there is none."""
    folders = [Path(os.environ["TESSDATA_PREFIX"])] if "TESSDATA_PREFIX" in os.environ else []
    for pattern in _FOLDERS:
        folders += sorted(Path("/").glob(pattern.removeprefix("/")), reverse=True)
    return next((folder for folder in folders if (folder / f"{_LANGUAGE}.traineddata").is_file()), None)


class Tesseract:
    """One instance of tesseract, kept for all pages."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        self._api = tesserocr.PyTessBaseAPI(path=str(folder), lang=_LANGUAGE, psm=tesserocr.PSM.SINGLE_LINE)
        self._api.SetVariable("debug_file", os.devnull)

    def read(self, gray: NDArray[np.uint8], lines: Sequence[Box]) -> list[list[Token]]:
        """Return the words of each line."""
        self._api.SetImage(Image.fromarray(gray))
        self._api.SetSourceResolution(_DPI)
        height, width = gray.shape
        found = []
        for x0, top, x1, bottom in lines:
            left, upper = max(0, int(x0) - _MARGIN), max(0, int(top) - _MARGIN)
            self._api.SetRectangle(
                left, upper, min(width, int(x1) + _MARGIN) - left, min(height, int(bottom) + _MARGIN) - upper
            )
            found.append(self._tokens())
        self._api.Clear()
        return found

    def _tokens(self) -> list[Token]:
        tokens: list[Token] = []
        if not self._api.Recognize() or not (words := self._api.GetIterator()):
            return tokens
        for word in tesserocr.iterate_level(words, tesserocr.RIL.WORD):
            box = word.BoundingBox(tesserocr.RIL.WORD)
            text = word.GetUTF8Text(tesserocr.RIL.WORD) if box else ""
            for part in text.split():
                confidence = word.Confidence(tesserocr.RIL.WORD) / 100
                tokens.append(Token(unicodedata.normalize("NFC", part), confidence, float(box[0]), float(box[2])))
        return tokens
