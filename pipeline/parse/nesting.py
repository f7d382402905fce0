"""What would make a parser of HTML take quadratic time is refused before it sees the page.

Tags that nest beyond what any page needs, and tags with thousands of attributes. The depth is bounded from counts
first, a thousand tags at a time; only where that bound is too high are the tags followed one by one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser

from pipeline.limits import FEW_TAGS, MAX_ATTRIBUTE_CHARS, MAX_FORMATTING, MAX_NESTING
from pipeline.refusals import ParseError

_TAG = re.compile(rb"</?[a-zA-Z][a-zA-Z0-9]*")  # <DIV> and <div> are counted apart, which does no harm
_AT_ONCE = 1000
_FLAT = frozenset(  # void, or closed by what follows
    b"area base br col embed hr img input link meta param source track wbr"
    b" p li dt dd tr td th thead tbody tfoot colgroup option optgroup html head body rb rt rtc rp".split()
)
_FORMATTING = frozenset(b"a b big code em font i nobr s small strike strong tt u".split())  # often left open, and cheap
_MOST_PROBES = 20
_PROBE = b"\"'><script id='vanban-probe'>"  # ends a tag and its values; then it is an element wherever tags are
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")


def check(source: bytes) -> None:
    """Refuse a page that nests absurdly deep or has absurdly long tags.

    Raises:
        ParseError: `too_large`.
    """
    if len(source) > FEW_TAGS * len(b"<b>") and source.count(b"<") > FEW_TAGS:
        tags = _TAG.findall(source)
        for limit, of_formatting in ((MAX_NESTING, False), (MAX_FORMATTING, True)):
            if len(tags) > limit and _bound(tags, of_formatting) > limit and _depth(tags, of_formatting) > limit:
                raise ParseError("too_large", f"elements are nested more than {MAX_NESTING:,} deep")
    _check_attributes(source)


def _counts(name: bytes, of_formatting: bool) -> bool:
    """Whether an element is a formatting one, or else one of those that really nest."""
    return name in _FORMATTING if of_formatting else name not in _FORMATTING and name not in _FLAT


def _bound(tags: Sequence[bytes], of_formatting: bool) -> int:
    """Return a depth that tags surely do not exceed: a thousand of them may stand in any order."""
    unclosed: dict[bytes, int] = {}
    most = 0
    for start in range(0, len(tags), _AT_ONCE):
        counts = Counter(tags[start : start + _AT_ONCE])
        opened = {tag[1:]: n for tag, n in counts.items() if tag[1] != 47 and _counts(tag[1:], of_formatting)}  # 47: /
        most = max(most, sum(unclosed.values()) + sum(opened.values()))
        left = {name: n - counts[b"</" + name] for name, n in unclosed.items()}
        unclosed = opened | {name: n + opened.get(name, 0) for name, n in left.items() if n > 0}
    return most


def _depth(tags: Sequence[bytes], of_formatting: bool) -> int:
    """Return how deep tags nest at most."""
    unclosed: Counter[bytes] = Counter()
    depth = most = 0
    for tag in tags:
        name = tag.lstrip(b"</")
        if not _counts(name, of_formatting):
            continue
        if tag[1] != 47:
            unclosed[name] += 1
            depth += 1
            most = max(most, depth)
        elif unclosed[name]:
            unclosed[name] -= 1
            depth -= 1
    return most


def _check_attributes(source: bytes) -> None:
    """Refuse a tag that is too long even without the values of its attributes.

    What looks like one may be a comparison in a script: a<b. A parser that reads so far knows.
    """
    probes = 0
    at = 0  # of the last < or >
    while at + MAX_ATTRIBUTE_CHARS < len(source):
        window = at + 1, at + 1 + MAX_ATTRIBUTE_CHARS
        following = max(source.rfind(b"<", *window), source.rfind(b">", *window))
        if following < 0:
            if source[at] == 60 and source[at + 1 : at + 2].isalpha():  # 60: <
                end = source.find(b">", window[1])
                if len(_QUOTED.sub(b"", source[at : end if end >= 0 else len(source)])) > MAX_ATTRIBUTE_CHARS:
                    probes += 1
                    if probes > _MOST_PROBES or _is_markup(source[:at]):
                        message = f"a tag has more than {MAX_ATTRIBUTE_CHARS:,} characters of attributes"
                        raise ParseError("too_large", message)
            marks = source.find(b"<", window[1]), source.find(b">", window[1])
            following = min((mark for mark in marks if mark >= 0), default=len(source))
        at = following


def _is_markup(before: bytes) -> bool:
    """Whether the beginning of a page ends among tags or in one, and not in a script or a comment."""
    found = LexborHTMLParser(before + _PROBE).css_first("#vanban-probe")
    return found is not None or b"<template" in before.lower()  # whose contents are not looked through
