"""Captcha and login pages that stand in place of what was asked for: recognised and reported, never worked around.

Many portals have a login box or a captcha for comments on each page, so the words alone (schemas/reference/walls.csv)
prove nothing: a wall is a page that has them and little else.
"""

from __future__ import annotations

import re
from functools import cache

from selectolax.lexbor import LexborHTMLParser

from pipeline.parse.encoding import decode
from pipeline.refusals import ParseError
from schemas import facts

MOST_TEXT = 1_500
"""Characters of text that a wall has at most."""

_HEAD = 200_000
_SPACE = re.compile(r"\s+")


def recognise(data: bytes) -> str | None:
    """Return `captcha` or `login` if a page is a wall, else null."""
    if len(data) > _HEAD or b"<" not in data[:1000]:
        return None
    try:
        source = decode(data).text
    except ParseError:
        return None
    tree = LexborHTMLParser(source)
    named = tree.css_first("title")
    title = _plain(named.text()) if named else ""
    forms = {words for _, where, words in _words() if where == "css" and tree.css_first(words)}
    tree.strip_tags(["script", "style", "noscript", "template", "option", "title"])
    body = tree.body
    text = _plain(body.text(separator=" ")) if body else ""
    if len(text) > MOST_TEXT:
        return None
    says = {"css": forms, "title": title, "text": text}
    for kind in ("captcha", "login"):
        found = {where for of, where, words in _words() if of == kind and words in says[where]}
        # A field of a form says nothing on a page that says something; a title or a sentence does.
        if found - {"css"} or (found and len(text) < MOST_TEXT / 3):
            return kind
    return None


@cache
def _words() -> tuple[tuple[str, str, str], ...]:
    """Return (kind, where, words), captchas first."""
    rows = [(row["kind"], row["where"], row["words"]) for row in facts.rows("walls")]
    return tuple(sorted(rows, key=lambda row: row[0] != "captcha"))


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text).strip().casefold()
