"""Texts in the fonts of before Unicode: TCVN3 (.VnTime), VNI, VPS and VISCII, recognised word by word and rewritten.

Such a file holds the codes of a font as if they were Western letters: `Hµ Néi` for Hà Nội. Neither the name of the
font nor the file as a whole tells which encoding it is: files mix them, and Unicode text stands under old fonts. So
each word is read in every encoding, and the way through the text that makes most syllables of Vietnamese with the
fewest changes of encoding is taken (Viterbi). Words without a code of an old font say nothing and go with the others.

White space is never touched: the n-th word of a text is the n-th word of what it becomes.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from pipeline.parse.syllables import LETTERS, is_highland_name, is_shaped, is_syllable, weight
from schemas import facts

ENCODINGS = ("tcvn3", "vni", "viscii", "vps")
"""What is recognised, beside Unicode."""

UNICODE = "unicode"

_STATES = (UNICODE, *ENCODINGS)
# Costs are in the unit of `syllables.weight`: a common syllable is worth 3, a word that is none costs 3.
_NO_SYLLABLE = -3.0
_STRAY = -2.0  # a sign of an old font that is left inside a word
_SWITCH = 6.0  # another encoding within a block
_NEXT_BLOCK = 3.0  # another encoding from one block to the next
_USUAL = 1.0  # … where the file is known to mix the two
_ENTRY = {UNICODE: 0.0, "tcvn3": 3.0, "vni": 3.0, "viscii": 6.0, "vps": 7.0}  # how rare each is
_WITHIN = [_SWITCH + _ENTRY[state] for state in _STATES]
_OFTEN, _SHARE = 20, 0.05  # words, and share of them, by which an encoding is one that a file mixes
_OF_WHOLE_FILES = frozenset({"viscii", "vps"})
_MOSTLY = 0.6  # share of its words that read well in a text that is in an encoding
_STUCK = 0.5  # syllables without a space between them
_LONGEST_STUCK = 40  # letters of such a word
_MOST_CACHED = 65536

# Characters that stand for a byte: as the Western code page of Windows and as no code page shows it, …
_CODE_PAGES = ("cp1252", "latin-1")
# … and as PDF readers name the glyph of the code.
_GLYPHS = {"\u2212": 0xAD, "\u2010": 0xAD, "\ufffe": 0xAD, "\u2219": 0xB7, "\u22c5": 0xB7, "\u03bc": 0xB5}
_HYPHENS = "-\u2212\u2010\u2011\ufffe"

_OI = str.maketrans("ƣƢ", "ưƯ")  # the gha of other alphabets: some converters and fonts put it for ư

_VNI_TONES = {0xF8: "\u0300", 0xF9: "\u0301", 0xFB: "\u0309", 0xF5: "\u0303", 0xEF: "\u0323"}
_VOWELS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"

_TOKEN = re.compile(r"\S+")
_WORD = re.compile(r"[^\W\d_]+")
_CAPITAL = re.compile(r"[A-Z]")
_LATIN_SIGNS = "\u00a1-\u00bf\u00d7\u00f7\u0080-\u009f"
_STRAY_SIGN = re.compile(rf"(?<=[^\W\d_])[{_LATIN_SIGNS}\u2212\ufffe]|[{_LATIN_SIGNS}\u2212\ufffe](?=[^\W\d_])")
_FRENCH = frozenset("abcdefghijklmnopqrstuvwxyzàâçéèêëîïôöûùüÿæœ")
_MARKS = re.compile("[\u0300-\u036f]")
# VNI's pairs that are none of Unicode; a pattern that begins with a set is searched for four times as fast as branches.
_PAIR = re.compile("[aAeEoO](?:(?<=[aA])[ùâáàãêéèúÙÂÁÀÃÊÉÈÚ]|(?<=[eE])[ùâáàãÙÂÁÀÃ]|(?<=[oO])[ùâÙÂ])")


@dataclass(frozen=True, slots=True)
class Restored:
    """A block of text in Unicode.

    Attributes:
        text: the text.
        encoding: the old encodings that it was in, the most frequent first, joined by `+`; null if it was Unicode.
        starts: offsets in `text` of the words that were rewritten …
        ends: … their ends …
        sources: … and where each of them was: (start, end) in the block as it came.
    """

    text: str
    encoding: str | None = None
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    sources: tuple[tuple[int, int], ...] = ()

    def source(self, offset: int) -> int:
        """Return where the character at an offset was in the block as it came; inside a word in proportion."""
        i = bisect_right(self.starts, offset) - 1
        if i < 0:
            return offset
        start, end = self.sources[i]
        if offset >= self.ends[i]:
            return end + offset - self.ends[i]
        return start + (offset - self.starts[i]) * (end - start) // (self.ends[i] - self.starts[i])


def detect(text: str) -> str | None:
    """Return the encoding that most of a text is in: tcvn3, vni, viscii or vps; null for Unicode."""
    found = restore([text])[0].encoding
    return found.partition("+")[0] if found else None


def convert(text: str, encoding: str) -> str:
    """Return a text that is known to be in an old encoding as Unicode (NFC).

    Words that cannot be Vietnamese in it and are French as they stand (François) are left alone.
    """
    return _capitals(_TOKEN.sub(lambda found: _convert_token(found[0], encoding)[0], text))


def may_be_old(text: str) -> bool:
    """Return whether a text has a character that an old encoding writes and Unicode Vietnamese does not: quick."""
    return bool(_suspects().search(text) or _PAIR.search(text))


def restore(blocks: Sequence[str]) -> list[Restored]:
    """Return blocks of one document (paragraphs, cells) in Unicode, each with the encodings that it was in.

    Args:
        blocks: in the order of the document: what a short block leaves open, those around it decide.

    Returns:
        One for each block. ƣ is always ư.
    """
    blocks = [block.translate(_OI) if "ƣ" in block or "Ƣ" in block else block for block in blocks]
    if not any(may_be_old(block) for block in blocks):
        return [Restored(block) for block in blocks]
    tokens = [_TOKEN.findall(block) for block in blocks]
    states = iter(_plausible_way(tokens))
    return [_rewrite(block, words, [next(states) for _ in words]) for block, words in zip(blocks, tokens, strict=True)]


def joined(encodings: Iterable[str | None]) -> str | None:
    """Return the encodings of several blocks as `documents.encoding` gives them; null if all are Unicode."""
    names = Counter(name for encoding in encodings if encoding for name in encoding.split("+"))
    return "+".join(name for name, _ in names.most_common()) or None


# ---- which encoding


def _plausible_way(blocks: list[list[str]]) -> list[str]:
    """Return the encoding of each word of all blocks; none in which most of its words read badly.

    Other languages of Western Europe have a word here and there that would be Vietnamese in an old font.
    """
    barred: set[str] = set()
    usual: set[str] = set()
    while True:
        way = _best_way(blocks, barred, usual)
        good: Counter[str] = Counter()
        all_: Counter[str] = Counter()
        for word, state in zip((word for words in blocks for word in words), way, strict=True):
            worth = _scores(word)[_STATES.index(state)]
            all_[state] += worth != 0
            good[state] += worth > 0
        old = all_.keys() - {UNICODE}
        bad = {state for state in old if good[state] < _MOSTLY * all_[state]}
        # VISCII and VPS are those of whole files; in a file of another font a code of it reads like them by chance.
        bad |= {state for state in _OF_WHOLE_FILES & old if all_[state] < max(all_[state] for state in old)}
        if not bad:
            mixed = {state for state, count in good.items() if count >= _OFTEN and count >= _SHARE * sum(good.values())}
            if len(mixed) < 2 or mixed <= usual:
                return way
            usual |= mixed
        barred |= bad


def _best_way(blocks: list[list[str]], barred: set[str], usual: set[str]) -> list[str]:
    """Return the encoding of each word of all blocks, by the way of the highest score (Viterbi).

    Args:
        blocks: words by block.
        barred: encodings that are none of them.
        usual: encodings between which blocks are known to change often.
    """
    score = [float("-inf") if state in barred else -_ENTRY[state] for state in _STATES]
    steps: list[list[int]] = []
    for words in blocks:
        costs = [_USUAL if state in usual else _NEXT_BLOCK + _ENTRY[state] for state in _STATES]
        for word in words:
            best = max(range(len(score)), key=score.__getitem__)
            came = [i if score[i] >= score[best] - cost else best for i, cost in enumerate(costs)]
            gains = _scores(word)
            score = [
                score[source] - (0.0 if source == i else costs[i]) + gains[i]
                if _STATES[i] not in barred
                else float("-inf")
                for i, source in enumerate(came)
            ]
            steps.append(came)
            costs = _WITHIN
    at = max(range(len(score)), key=score.__getitem__)
    way = []
    for came in reversed(steps):
        way.append(_STATES[at])
        at = came[at]
    return way[::-1]


@lru_cache(maxsize=_MOST_CACHED)
def _scores(word: str) -> tuple[float, ...]:
    """Return how well a word reads in each encoding."""
    if word.isascii() and "-" not in word:
        return (0.0,) * len(_STATES)
    foreign = _NO_SYLLABLE if _is_surely_unicode(word) else 0.0
    return _reading(word), *(_convert_token(word, encoding)[1] + foreign for encoding in ENCODINGS)


def _is_surely_unicode(word: str) -> bool:
    """Whether a word has a letter of Vietnamese that no code page shows a byte as."""
    return any("\u1ea0" <= char <= "\u1ef9" or char in "ăđĩũơưĂĐĨŨƠƯ" for char in word)


def _reading(text: str) -> float:
    """Return how well a text reads as Vietnamese; words of ASCII letters say nothing."""
    total = _STRAY * len(_STRAY_SIGN.findall(text))
    for word in _WORD.findall(text):
        if not word.isascii():
            worth = weight(word) or _STUCK * _is_stuck(word)
            total += worth or (0.0 if is_highland_name(word) else _NO_SYLLABLE)
    return total


@lru_cache(maxsize=_MOST_CACHED)
def _is_stuck(word: str) -> bool:
    """Whether a word is two or more syllables without a space: nhândân."""
    reached = {0}
    for end in range(2, min(len(word), _LONGEST_STUCK) + 1):
        if any(start in reached and is_syllable(word[start:end]) for start in range(max(0, end - 7), end - 1)):
            reached.add(end)
    return len(word) in reached


# ---- rewriting


def _rewrite(block: str, words: list[str], states: list[str]) -> Restored:
    if all(state == UNICODE for state in states):
        return Restored(block)
    pieces: list[str] = []
    spans: list[tuple[int, int, int, int]] = []
    used: Counter[str] = Counter()
    position = length = 0
    for word, state in zip(words, states, strict=True):
        start = block.index(word, position)
        end = start + len(word)
        if state != UNICODE:
            new = _convert_token(word, state)[0]
            if new != word:
                length += start - position
                pieces += (block[position:start], new)
                spans.append((length, length + len(new), start, end))
                length += len(new)
                used[state] += 1
                position = end
                continue
        pieces.append(block[position:end])
        length += end - position
        position = end
    pieces.append(block[position:])
    if not used:
        return Restored(block)
    return Restored(
        text=_capitals("".join(pieces)),
        encoding="+".join(name for name, _ in used.most_common()),
        starts=tuple(span[0] for span in spans),
        ends=tuple(span[1] for span in spans),
        sources=tuple(span[2:] for span in spans),
    )


@lru_cache(maxsize=_MOST_CACHED)
def _convert_token(word: str, encoding: str) -> tuple[str, float]:
    """Return a word in Unicode, and how well it reads."""
    if encoding == "vni":
        new = _convert_vni(word)
    else:
        table, hyphens = _tables()[encoding], encoding == "tcvn3" and any(char in word for char in _HYPHENS)
        new = _with_hyphens(word, table) if hyphens else word.translate(table)
    score = _reading(new)
    if score < 0 and new != word and _is_foreign(word, new, may_be_stuck=encoding == "vni"):
        return word, _NO_SYLLABLE
    return new, score


def _with_hyphens(word: str, table: dict[int, str]) -> str:
    """Convert a word of TCVN3 in which a hyphen may be the letter ư: the PDF reader's name of its glyph."""
    parts = re.split(f"([{_HYPHENS}])", word)
    new = parts[0].translate(table)
    for sign, part in zip(parts[1::2], parts[2::2], strict=True):
        before, after = _WORD.findall(new)[-1:], part.translate(table)
        head = new[: len(new) - len(before[0])] if before and new.endswith(before[0]) else new
        left = new[len(head) :]
        right = _WORD.match(after)
        syllable = left + "ư" + (right[0] if right else "")
        is_letter = bool(left or right) and is_syllable(syllable)
        if is_letter and sign in "-\u2011" and (is_syllable(left) and (not right or is_syllable(right[0]))):
            is_letter = False  # a true hyphen between two words
        new += ("ư" if is_letter else sign) + after
    return new


def _convert_vni(word: str) -> str:
    pairs, tones, pattern = _vni()
    new = pattern.sub(lambda found: pairs[found[0]], word)
    if any(char in tones for char in new):
        # A letter with its circumflex or horn that got its tone as a second mark: VEÂØ.
        pieces: list[str] = []
        for char in new:
            tone = tones.get(char)
            whole = unicodedata.normalize("NFC", pieces[-1] + tone) if tone and pieces else ""
            if len(whole) == 1 and pieces[-1] in _VOWELS:
                pieces[-1] = whole
            else:
                pieces.append(char)
        new = "".join(pieces)
    return new


def _is_foreign(word: str, new: str, *, may_be_stuck: bool) -> bool:
    """Whether a word is a foreign one as it stands: letters of French, and in Vietnamese no way to read it.

    Of a word that is several syllables only VNI tells, by its pairs, that it may be Vietnamese all the same, typed
    without a space and with a slip: `Sociộtộ` is none.
    """
    is_cased = word.islower() or word.istitle()
    is_latin = is_cased and len(word) > 2 and _FRENCH.issuperset(word.lower())
    shapes = (len(part) > _LONGEST_STUCK or is_shaped(part, several=may_be_stuck) for part in _WORD.findall(new))
    return is_latin and not all(shapes)


def _capitals(text: str) -> str:
    """Put words in capitals whose marked letters only the font showed as such: TCVN3 has no codes for them.

    `QUYếT ĐịNH`: a word whose plain letters are all capitals, at least two of them. A word with fewer (`Hà NộI`, `ủY`)
    goes with such a word beside it; an abbreviation beside it (`Sở KHCN`) says nothing.
    """
    if not _CAPITAL.search(text):
        return text
    words = list(_WORD.finditer(text))
    kinds = [_case(found[0]) for found in words]
    upper = [kind == "mixed" for kind in kinds]
    is_joined = [text[one.end() : two.start()].isspace() for one, two in pairwise(words)]
    for order in (range(1, len(words)), range(len(words) - 2, -1, -1)):
        step = 1 if order.step > 0 else -1
        for i in order:
            if kinds[i] == "open" and is_joined[min(i, i - step)]:
                upper[i] = upper[i] or upper[i - step] or kinds[i - step] == "plain"
    pieces: list[str] = []
    position = 0
    for found, is_upper in zip(words, upper, strict=True):
        if is_upper:
            pieces += (text[position : found.start()], found[0].upper())
            position = found.end()
    return "".join((*pieces, text[position:])) if pieces else text


def _case(word: str) -> str:
    """Return what the plain letters of a word say of its case.

    `mixed`: it is in capitals, its marked letters are not. `open`: too few plain letters to tell. `plain`: a syllable
    in capitals. Empty: it is as it should be.
    """
    letters = [char for char in word if char.isascii()]
    if any(char.islower() for char in letters):
        return ""
    if any(char.islower() for char in word):
        return "mixed" if len(letters) > 1 else "open"
    return "plain" if len(word) > 1 and is_syllable(word) else ""


# ---- tables


@cache
def _surfaces() -> dict[int, tuple[str, ...]]:
    """Return the characters that a byte beyond ASCII can show as."""
    found: dict[int, dict[str, None]] = {byte: {chr(byte): None} for byte in range(1, 256)}
    for page in _CODE_PAGES:
        for byte in range(128, 256):
            char = bytes([byte]).decode(page, "ignore")
            if char:
                found[byte][char] = None
    for char, byte in _GLYPHS.items():
        found[byte][char] = None
    return {byte: tuple(chars) for byte, chars in found.items()}


@cache
def _rows() -> tuple[tuple[str, bytes, str], ...]:
    return tuple((row["encoding"], bytes.fromhex(row["bytes"]), row["letter"]) for row in facts.rows("old_encodings"))


@cache
def _tables() -> dict[str, dict[int, str]]:
    """Return for each encoding of one byte a letter the table for `str.translate`."""
    tables: dict[str, dict[int, str]] = {encoding: {} for encoding in ENCODINGS if encoding != "vni"}
    for encoding, code, letter in _rows():
        if encoding in tables:
            for char in _surfaces()[code[0]]:
                tables[encoding].setdefault(ord(char), letter)
    return tables


@cache
def _vni() -> tuple[dict[str, str], dict[str, str], re.Pattern[str]]:
    """Return the letters of VNI by what stands for them, the characters of tones alone, and the pattern of all."""
    pairs: dict[str, str] = {}
    for encoding, code, letter in _rows():
        if encoding == "vni":
            first = (chr(code[0]),) if code[0] < 128 else _surfaces()[code[0]]
            second: tuple[str, ...] = ("",)
            if len(code) > 1:  # typists put the small mark below a capital too
                second = tuple(char for byte in {code[1] | 0x20, code[1] & ~0x20} for char in _surfaces()[byte])
            for one in first:
                for two in second:
                    pairs.setdefault(one + two, letter)
    tones = {
        char: tone for byte, tone in _VNI_TONES.items() for low in (byte, byte & ~0x20) for char in _surfaces()[low]
    }
    pattern = re.compile("|".join(sorted(map(re.escape, pairs), key=len, reverse=True)))
    return pairs, tones, pattern


@cache
def _suspects() -> re.Pattern[str]:
    """Return the pattern of the codes of old fonts that Vietnamese in Unicode does not have."""
    signs = {char for encoding, code, _ in _rows() for byte in code if byte > 127 for char in _surfaces()[byte]}
    own = {char for letter in LETTERS for char in (letter, letter.upper())}
    # Not what prints in any text: quotes, dashes, fractions, the eth that stands for Đ. No text has only these.
    signs -= own | set(_GLYPHS) | set("“”‘’–—…•·°²³±×÷¼½¾€™Ðð\u00a0") | {chr(code) for code in range(128)}
    signs |= {"\u2212"}
    return re.compile(f"[{''.join(sorted(map(re.escape, signs)))}]")
