"""Characters of symbol fonts: what the codes of Wingdings and Symbol show."""

from __future__ import annotations

import re
from functools import cache

from pipeline.parse import old_fonts
from pipeline.parse.encoding import western
from schemas import facts

_OLD_FONT = re.compile(r"\.?vn|vps|abc|ha |\.", re.IGNORECASE)
_NO_CODE = re.compile("[^\x00-\xff\uf000-\uf0ff]")
_PRIVATE = re.compile("[\uf020-\uf0ff]")


@cache
def _symbols() -> dict[tuple[str, int], str]:
    return {(row["font"].lower(), int(row["code"], 16) & 0xFF): row["character"] for row in facts.rows("symbol_fonts")}


@cache
def _fonts() -> frozenset[str]:
    return frozenset(font for font, _ in _symbols())


def is_symbol_font(font: str | None) -> bool:
    """Return whether the letters of a font are pictures."""
    return font is not None and font.lower() in _fonts()


def symbol(font: str, code: int) -> str:
    """Return the character that a code shows in a symbol font; a bullet where it is not known."""
    return _symbols().get((font.lower(), code & 0xFF), "•")


def show(text: str, font: str | None, is_caps: bool = False) -> str:
    """Return a text in the font that it stands in: pictures as characters, letters of .VnTimeH as capitals.

    Only the plain letters become capitals; `old_fonts` follows with the marked ones once it knows them.
    """
    text = drawn(text, font)
    if font and is_capital_font(font):
        text = "".join(char.upper() if char.isascii() else char for char in text)
    return capitals(text, font) if is_caps else text


def drawn(text: str, font: str | None) -> str:
    """Return a text with the pictures of a symbol font as characters.

    Word keeps the letters of any font that says it is one of symbols in the private area; those of an old font are
    its codes.
    """
    if not font:
        return text
    if is_symbol_font(font):
        if _NO_CODE.search(text):
            return text  # words: such a font has no letter for them, so they are shown in another
        return "".join(char if char.isspace() else symbol(font, ord(char)) for char in text)
    if is_old_font(font) and _PRIVATE.search(text):
        return _PRIVATE.sub(lambda found: western(bytes([ord(found[0]) & 0xFF])), text)
    return text


def capitals(text: str, font: str | None) -> str:
    """Return a text whose look says that it is in capitals; of an old font only its plain letters, as in `show`."""
    if (font and is_old_font(font)) or old_fonts.may_be_old(text):
        return "".join(char.upper() if char.isascii() else char for char in text)
    return text.upper()


def is_old_font(font: str) -> bool:
    """Return whether a font is called like one of before Unicode: .VnTime, VNI-Times, VPS Times."""
    return bool(_OLD_FONT.match(font))


def is_capital_font(font: str) -> bool:
    """Return whether an old font shows small letters as capitals: .VnTimeH, .VnArialH."""
    return font.lower().startswith(".vn") and font.rstrip().endswith("H")
