"""Characters of symbol fonts: what the codes of Wingdings and Symbol show."""

from __future__ import annotations

from functools import cache

from schemas import facts


@cache
def _symbols() -> dict[tuple[str, int], str]:
    return {(row["font"].lower(), int(row["code"], 16) & 0xFF): row["character"] for row in facts.rows("symbol_fonts")}


def is_symbol_font(font: str | None) -> bool:
    """Return whether the letters of a font are pictures."""
    return bool(font) and any(font.lower() == name for name, _ in _symbols()) if font else False


def symbol(font: str, code: int) -> str:
    """Return the character that a code shows in a symbol font; a bullet where it is not known."""
    return _symbols().get((font.lower(), code & 0xFF), "•")


def show(text: str, font: str | None) -> str:
    """Return a text in the font that it stands in: pictures as characters, letters of .VnTimeH as capitals.

    Only the plain letters become capitals; `old_fonts` follows with the marked ones once it knows them.
    """
    if not font:
        return text
    if is_symbol_font(font):
        return "".join(char if char.isspace() else symbol(font, ord(char)) for char in text)
    if is_capital_font(font):
        return "".join(char.upper() if char.isascii() else char for char in text)
    return text


def is_capital_font(font: str) -> bool:
    """Return whether an old font shows small letters as capitals: .VnTimeH, .VnArialH."""
    return font.lower().startswith(".vn") and font.rstrip().endswith("H")
