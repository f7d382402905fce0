"""Sentences and words of a text, as slices of it.

underthesea proposes the boundaries; its output is mapped back character by character, and a boundary is taken back
where this kind of text has none: after abbreviations (TP., KT., ThS.), initials and the numbers of items, and inside
document numbers, which it cuts (318 / QĐ-TTg). It is imported when first used, which takes about a second.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache

from extractors import numbers
from extractors.shadow import Shadow
from schemas import facts

Slice = tuple[int, int]

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_LAST_WORD = re.compile(r"(?:^|[\s(\[\"“,;:-])([^\W_][^\s()\[\]\"“”,;]{0,11})\.$")
_INITIAL = re.compile(r"(?:^|[\s(.])[^\W\d_]\.$")
_ITEM = re.compile(
    r"(?:^|\n|[.;:!?]\s)\s{0,12}(?:[(\[]?(?:[0-9]{1,3}|[IVXLC]{1,6}|[a-zđA-ZĐ])(?:\.[0-9]{1,3}){0,4}[)\]]?"
    r"|(?:Điều|Khoản|Điểm|Mục|Chương|Phần|Phụ lục|Bước|Bảng|Biểu)\s[0-9IVXLC]{1,6}[a-zđ]?)\.$"
)
_GOES_ON = frozenset(",;:.!?)]}”’/%")  # nothing that a sentence begins with
_CLOSING = re.compile(r"[\"'”’)\]]{1,3}(?=\s|$)")
_LONGEST = 2000  # characters that underthesea gets at once: its time grows with the square of some inputs


def sentences(text: str) -> list[Slice]:
    """Return the sentences of a text as (start, end), without the white space around them.

    Together they hold every character of the text that is not white space. A blank line ends a sentence.
    """
    found: list[Slice] = []
    whole = _numbers(text)
    start = 0
    for end in (*(match.start() for match in _BLANK_LINE.finditer(text)), len(text)):
        joined: list[Slice] = []
        for proposed in _proposed(text, start, end):
            closing = _CLOSING.match(text, *proposed) if joined else None
            sentence: Slice | None = proposed
            if closing:  # '… tốt." Rồi': the quotation mark is that of the sentence before
                joined[-1] = (joined[-1][0], closing.end())
                sentence = _stripped(text, closing.end(), proposed[1])
            if sentence is None:
                continue
            if joined and not _is_boundary(text, joined[-1][1], sentence[0], whole):
                joined[-1] = (joined[-1][0], sentence[1])
            else:
                joined.append(sentence)
        found += joined
        start = end
    return found


def words(text: str) -> list[Slice]:
    """Return the words of a text as (start, end); a word may hold spaces (Ủy ban nhân dân), a mark is a word.

    Together they hold every character of the text that is not white space. A document number is one word.
    """
    found = [word for start, end in sentences(text) for word in _segmented(text, start, end)]
    return list(_undivided(text, found, _numbers(text)))


@lru_cache(maxsize=1)
def _abbreviations() -> frozenset[str]:
    """Abbreviations that end in a point and no sentence."""
    return frozenset(row["abbreviation"] for row in facts.rows("abbreviations"))


def _numbers(text: str) -> list[Slice]:
    """Spans of the document numbers, in the order of the text."""
    shadow = Shadow(text)
    return sorted(shadow.span(token.start, token.end) for token in numbers.scan(shadow.plain))


def _proposed(text: str, start: int, end: int) -> Iterator[Slice]:
    """The sentences that underthesea finds in a stretch: slices, since it only cuts and strips."""
    from underthesea import sent_tokenize

    position = start
    for sentence in sent_tokenize(text[start:end]):
        at = text.find(sentence, position, end)
        yield at, at + len(sentence)
        position = at + len(sentence)


def _is_boundary(text: str, end: int, start: int, whole: Sequence[Slice]) -> bool:
    """Whether a sentence ends before `end` and the next begins at `start`.

    Args:
        text: the text.
        end: end of what stands before, with its mark.
        start: first character after it that is no white space.
        whole: spans of the document numbers.
    """
    number = bisect_left(whole, (start, 0)) - 1
    if text[start].islower() or text[start] in _GOES_ON or (number >= 0 and start < whole[number][1]):
        return False
    before = text[max(0, end - 32) : end].rstrip("\"'”’)]")
    if not before.endswith("."):
        return True
    word = _LAST_WORD.search(before)
    if (word and word[1] in _abbreviations()) or _INITIAL.search(before):
        return False
    return _ITEM.search(before) is None


def _segmented(text: str, start: int, end: int) -> Iterator[Slice]:
    """The words that underthesea finds in a sentence; cut at white space where its output is not the sentence."""
    from underthesea import word_tokenize

    while start < end:
        stop = end
        if end - start > _LONGEST:
            space = text.rfind(" ", start, start + _LONGEST)
            stop = space if space > start else start + _LONGEST
        found = aligned(text, start, stop, word_tokenize(text[start:stop], use_token_normalize=False))
        yield from found or ((match.start(), match.end()) for match in _CHUNK.finditer(text, start, stop))
        start = stop


_CHUNK = re.compile(r"\S+")


def aligned(text: str, start: int, end: int, tokens: Sequence[str]) -> list[Slice] | None:
    """Return the spans of tokens that hold all characters of a stretch but its white space, in their order.

    Returns:
        A span for each token; null if the tokens are not as long as the stretch, so something was changed.
    """
    places = [index for index in range(start, end) if not text[index].isspace()]
    lengths = [sum(not char.isspace() for char in token) for token in tokens]
    if sum(lengths) != len(places) or not all(lengths):
        return None
    spans, position = [], 0
    for length in lengths:
        spans.append((places[position], places[position + length - 1] + 1))
        position += length
    return spans


def _undivided(text: str, found: Sequence[Slice], whole: Sequence[Slice]) -> Iterator[Slice]:
    """Words with each document number as one word; what a number shares a word with is a word of its own."""
    index = 0
    for first, last in whole:
        while index < len(found) and found[index][1] <= first:
            yield found[index]
            index += 1
        rest: list[Slice] = []
        while index < len(found) and found[index][0] < last:
            start, end = found[index]
            for piece in ((start, min(end, first)), (max(start, last), end)):
                stripped = _stripped(text, *piece)
                if stripped and piece[1] <= first:
                    yield stripped
                elif stripped:
                    rest.append(stripped)
            index += 1
        yield first, last
        yield from rest
    yield from found[index:]


def _stripped(text: str, start: int, end: int) -> Slice | None:
    piece = text[start:end]
    if not piece.strip():
        return None
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))
