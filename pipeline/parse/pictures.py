"""Pictures of pages (PNG, JPEG, TIFF): each frame is a page, recognised like a page of a scanned PDF."""

from __future__ import annotations

import io
from collections.abc import Iterable

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from pipeline.limits import MAX_OCR_PAGES, MAX_PIXELS, OCR_SECONDS, allow
from pipeline.parse import ocr
from pipeline.parse.document import ParsedDocument
from pipeline.parse.pdf import assembled
from pipeline.parse.pdf.pages import Page
from pipeline.refusals import ParseError

_POINTS = 72
_LEAST_DPI, _MOST_DPI = 70, 1200

Warnings = list[tuple[str, str]]


def parse_picture(data: bytes) -> ParsedDocument:
    """Parse a picture file.

    Raises:
        ParseError: `unreadable`; `too_large`; `ocr_missing`; `no_text`, if nothing is written on it.
    """
    try:
        with Image.open(io.BytesIO(data)) as opened:
            media_type = Image.MIME.get(opened.format or "", "image/unknown")
            if opened.width * opened.height > MAX_PIXELS:
                raise ParseError("too_large", f"the picture has more than {MAX_PIXELS:,} pixels; scan it at 200 dpi")
            return parse_pages(ImageSequence.Iterator(opened), media_type)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ParseError("unreadable", "the picture is damaged and cannot be opened; scan or save it again") from error


def parse_pages(frames: Iterable[Image.Image], media_type: str = "image/png") -> ParsedDocument:
    """Parse pictures, each a page. Where a picture does not say its resolution, its shorter side is that of A4."""
    found: list[Page] = []
    warnings: Warnings = []
    count = 0
    for frame in frames:
        count += 1
        if count > MAX_OCR_PAGES:
            continue
        allow(OCR_SECONDS)
        picture = _plain(frame)
        dpi = _dpi(frame)
        ideal = picture
        if abs(dpi - ocr.DPI) > 0.2 * ocr.DPI:
            scale = min(ocr.DPI / dpi, (MAX_PIXELS / (picture.width * picture.height)) ** 0.5)
            ideal = picture.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
        found.append(ocr.recognise(ideal, count, picture.width * _POINTS / dpi, picture.height * _POINTS / dpi))
    if count > MAX_OCR_PAGES:
        warnings.append(("too_large", f"of {count:,} pages the first {MAX_OCR_PAGES:,} were read; split the file"))
    if lacking := ocr.warning():
        warnings.append(("ocr_missing", lacking))
    if not any(page.pieces for page in found):
        raise ParseError("no_text", "nothing that could be read is written on the picture")
    return assembled(found, media_type, count, warnings)


def _plain(frame: Image.Image) -> Image.Image:
    """Return a frame upright as its camera says, on white."""
    turned = ImageOps.exif_transpose(frame)
    rgba = turned.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB")


def _dpi(frame: Image.Image) -> float:
    """Return the resolution of a frame; screens say 72 or 96 for what is none."""
    said = frame.info.get("dpi", (0, 0))
    try:
        dpi = float(said[0])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        dpi = 0.0
    if dpi in (72.0, 96.0) or not _LEAST_DPI <= dpi <= _MOST_DPI:
        dpi = min(frame.size) / (210 / 25.4)  # the width of A4
    return min(max(dpi, _LEAST_DPI), _MOST_DPI)
