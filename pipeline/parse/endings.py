"""Who a document goes to and who signs it: Kính gửi, Nơi nhận, the signature block."""

from __future__ import annotations

import re

from pipeline.parse.labels import UNITS
from pipeline.parse.titles import LONGEST_HEADING, is_office
from pipeline.parse.view import View
from pipeline.parse.wraps import is_sentence_end

_ADDRESSEE_LINES = 60
_RECIPIENT_LINES = 200
_SIGNATURE_LINES = 16
_OPEN = (":", "gửi", "gởi", "trình", "GỬI", "TRÌNH")
_RANK = re.compile(r"(?:Đại|Thượng|Trung|Thiếu)\s+(?:tướng|tá|úy|uý)\s+")
_SIGNED = re.compile(r"\(?\s*(?:đã ký|ký tên|ký, |ký số|signed)|\[daky\]", re.IGNORECASE)


def addressee_end(view: View, i: int) -> int:
    """Return the index after Kính gửi … and its list."""
    after = view.paragraph_end(i)
    for j in range(i + 1, after):
        # Where lines are of any length, a line that ends before its paragraph does is the last of the name.
        if view.wraps.has_room(view.lines[j - 1], view.lines[j]):
            return j
    if not view.lines[after - 1].tail.endswith(_OPEN):
        return after
    in_cell = after < len(view.lines) and view.lines[after].is_bar
    while after < len(view.lines) and view.lines[after].is_decoration and not view.furniture[after]:
        after += 1  # bars, and empty cells between them
    start = after
    has_bullets = False
    while after < len(view.lines) and after - start < _ADDRESSEE_LINES and not view.furniture[after]:
        line, kind = view.lines[after], view.kind(after)
        if line.is_bar or kind in UNITS:
            break
        before = view.lines[after - 1]
        is_member = kind == "list_item" or in_cell or after == start
        has_bullets = has_bullets or kind == "list_item"
        if not is_member and not view.wraps.joins(before, line, view.labels[after]):
            if has_bullets:
                break
            # Without bullets the list ends with a blank line or with the first sentence.
            if line.gap or line.length > LONGEST_HEADING or _is_sentence(view, after) or kind:
                break
            if not line.soft and not before.tail.endswith((";", ",")):
                break
        after += 1
    return after


def _is_sentence(view: View, i: int) -> bool:
    """Whether the paragraph that begins at a line is a sentence, or what leads to a list."""
    return view.lines[view.paragraph_end(i) - 1].tail.endswith((".", ":"))


def recipients_end(view: View, i: int) -> int:
    """Return the index after Nơi nhận: and its list."""
    after = i + 1
    while after < len(view.lines) and after - i < _RECIPIENT_LINES and not view.furniture[after]:
        line, kind = view.lines[after], view.kind(after)
        if line.is_bar or kind in ("signature", "annex", "article") or view.is_type(after):
            break
        if kind != "list_item" and after > i + 1:
            before = view.lines[after - 1]
            is_done = is_sentence_end(before) and (
                line.is_capitals or (before.tail.endswith(".") and _is_name(line.text))
            )
            if line.gap or is_done:
                break
        after += 1
    return after


def signature_end(view: View, i: int, *, ended: bool) -> int:
    """Return the index after the signature block that begins at a line; i if none does.

    Args:
        view: the lines.
        i: index of the line.
        ended: whether the body has ended, so that an office in capitals is that of the signer.
    """
    if not _begins_signature(view, i, ended):
        return i
    after = i
    while after < len(view.lines) and after - i < _SIGNATURE_LINES and not view.furniture[after]:
        line, kind = view.lines[after], view.kind(after)
        if line.is_bar or kind in ("recipients", "annex", "article") or view.is_type(after):
            break
        if not (line.is_decoration or line.is_capitals or kind == "signature" or _SIGNED.match(line.text)):
            named = _name_end(view, after)
            if named > after:
                return named
            break
        after += 1
    return after if ended or view.lines[i].is_capitals else i


def _name_end(view: View, i: int) -> int:
    """Return the index after the name of the signer, which may be wrapped; i if the line is none."""
    text = view.lines[i].text
    following = view.lines[i + 1] if i + 1 < len(view.lines) and not view.lines[i + 1].is_decoration else None
    if following and following.soft and not following.gap and " " not in text and _is_name(f"{text} {following.text}"):
        return i + 2
    if not _is_name(text):
        return i
    is_last = i + 2 >= len(view.lines) or view.lines[i + 2].is_decoration
    if (
        following
        and is_last
        and not following.gap
        and following.soft
        and " " not in following.text
        and following.text.istitle()
    ):
        return i + 2
    return i + 1


def _begins_signature(view: View, i: int, ended: bool) -> bool:
    line = view.lines[i]
    if view.kind(i) == "signature":
        return True
    if not ended or line.length > 80 or view.kind(i):
        return False
    return bool(line.is_capitals and is_office(line.text) and not view.is_type(i)) or bool(_SIGNED.match(line.text))


def _is_name(text: str) -> bool:
    """Whether a line can be the name of a person: two to eight words, each with a capital, perhaps after a rank."""
    words = _RANK.sub("", text).split()
    return (
        len(text) <= 60 and 2 <= len(words) <= 8 and all(word[0].isupper() for word in words) and not text[-1].isdigit()
    )
