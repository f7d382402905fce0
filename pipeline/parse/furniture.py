"""Portal and CMS furniture among the lines of a text: counters, menus, clocks, link lists, footers.

Furniture stays in the text and is hidden from the extractors, so a rule may only name what no official text says:
a line is hidden for its own words, or for weak words among lines that are furniture for theirs. The words are in
schemas/reference/page_phrases.csv.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

from pipeline.parse import labels
from pipeline.parse.byline import WEEKDAY, is_date_line
from pipeline.parse.lines import Line
from schemas import facts

_LONGEST = 200
_MARKS = " \t•·●▪*|:.…-–—›»>‹«<[]()=+~_▼▲►◄×✕"
_COUNTER = re.compile(
    r"([^\d:]{2,60}?)\s*(?:[:=]\s*)?([0-9][0-9 .,]*+)\s*(?:lượt xem|lượt truy cập|lượt|người|lần|khách)?"
)
_COUNT_FIRST = re.compile(
    r"([0-9][0-9 .,]*+)\s*(?:lượt xem|lượt truy cập|lượt đọc|lần xem|người đang (?:truy cập|online)|views|hits)"
)
_FIGURES = re.compile(r"[0-9][0-9 .,]*")
_FONT_SIZE = re.compile(r"(?:xem với )?(?:cỡ chữ|kích cỡ|font size)?\s*(?::\s*)?(?:[aă]\s*(?:[-+−]\s*)?){2,4}")
_PAGE = re.compile(
    r"(?:trang|đầu|trước|sau|tiếp|tiếp theo|cuối|first|prev|previous|next|last"
    r"|[0-9]{1,4}|\.{2,3}|…|«|»|‹|›|<{1,2}|>{1,2})"
)
_MAY_SEPARATE = re.compile(r"[|»›/•·\]]")
_SEPARATOR = re.compile(r"[|»›>/•·]|\]\s*\[")
_CLOCK_SECONDS = re.compile(r"[0-9]{1,2}:[0-9]{2}:[0-9]{2}")
_CRUMBS = re.compile(r"(?:trang chủ|home)\s*(?:[>»›/|\\]|-\s|::)")
_COUNTED = ("lượt", "lần", "người", "khách", "xem", "đọc", "cập", "online", "views", "hits")
_LONGEST_COUNTER = 80
_NEAR = 2  # lines between a weak counter and the counters that it belongs to
_LEAST_MENU = 3
_LONGEST_ENTRY = 60  # characters of an entry of a menu


def mark(lines: list[Line]) -> list[bool]:
    """Return for each line whether it is furniture."""
    short = [(i, line.text) for i, line in enumerate(lines) if line.end - line.start <= _LONGEST]
    kinds = {i: kind for i, text in short if (kind := _kind(text))}
    if not kinds:
        clocks = _clocks(lines, kinds, set())
        return [i in clocks for i in range(len(lines))]
    found = {i for i, kind in kinds.items() if kind in ("control", "counter", "crumbs", "font_size", "pages")}
    _grow(found, kinds, lines)
    found |= _menus(kinds)
    found |= _clocks(lines, kinds, found)
    _grow(found, kinds, lines)
    found |= _footer(lines, kinds, found)
    found |= _links(lines, kinds, found)
    for i, kind in kinds.items():
        if kind == "numbers" and ({i - 1, i + 1} & found):
            found.add(i)
    return [i in found for i in range(len(lines))]


@cache
def _phrases() -> dict[str, str]:
    return {row["phrase"]: row["kind"] for row in facts.rows("page_phrases")}


@cache
def _footers() -> re.Pattern[str]:
    words = (phrase for phrase, kind in _phrases().items() if kind == "footer")
    return re.compile("(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + r")(?!\w)")


@cache
def _first_words() -> frozenset[str]:
    """Return the words that footers and paths of links begin with."""
    words = {phrase.split(" ", 1)[0] for phrase, kind in _phrases().items() if kind in ("footer", "footer_weak")}
    return frozenset(words | {"trang", "home", "home>", "©"})


@cache
def _menu_words() -> frozenset[str]:
    """Return the words that entries of menus begin with."""
    return frozenset(phrase.split(" ", 1)[0] for phrase, kind in _phrases().items() if kind in ("menu", "control"))


@cache
def _weak_footers() -> re.Pattern[str]:
    words = (phrase for phrase, kind in _phrases().items() if kind == "footer_weak")
    return re.compile("(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + r")\s*[:.-]")


def _kind(text: str) -> str:
    """Return what a line alone could be, or an empty string."""
    lower = text.lower()
    key = lower.strip(_MARKS)
    if not key:
        return ""
    phrases = _phrases()
    known = phrases.get(key)
    if known and known not in ("footer", "footer_weak"):
        # A heading in capitals may be that of a chapter: ĐĂNG KÝ, QUẢNG CÁO.
        return "" if known == "menu" and len(key) < 9 and text.isupper() else known
    first, last = key[0], key[-1]
    if last.isdigit() or key.endswith(_COUNTED):
        count = _COUNTER.fullmatch(key) if len(key) <= _LONGEST_COUNTER else None
        if count:
            named = phrases.get(count[1].strip(_MARKS), "")
            if named.startswith("counter"):
                return "counter_weak" if named == "counter_weak" else "counter"
        if first.isdigit() and _COUNT_FIRST.fullmatch(key):
            return "counter"
    if first.isdigit() or last.isdigit() or lower[0] in "«‹<":
        pages = _pages(lower)
        if pages:
            return pages
    if first in "axcfkă" and last == "a" and _FONT_SIZE.fullmatch(key) and key.count("a") + key.count("ă") > 1:
        return "font_size"
    word = key.split(" ", 1)[0].rstrip(":")
    if word in _first_words():
        if _CRUMBS.match(key):
            return "crumbs"
        if _footers().match(key):
            return "footer"
        if _weak_footers().match(key):
            return "footer_weak"
    if word.isalnum() and word not in _menu_words():
        return ""
    return "control" if _is_menu_line(key) else ""


def is_footer(text: str) -> bool:
    """Whether a line begins like the footer of a page: copyright, licence, address of the owner."""
    key = text.lower().strip(_MARKS)
    word = key.split(" ", 1)[0].rstrip(":")
    return word in _first_words() and bool(_footers().match(key) or _weak_footers().match(key))


def _is_menu_line(key: str) -> bool:
    """Whether a line is a menu printed side by side: Trang chủ | Giới thiệu | Liên hệ."""
    if not _MAY_SEPARATE.search(key, 0, _LONGEST_ENTRY):
        return False
    separator = _SEPARATOR.search(key, 0, _LONGEST_ENTRY)
    if separator is None or _phrases().get(key[: separator.start()].strip(_MARKS)) not in ("menu", "control"):
        return False
    parts = _SEPARATOR.split(key)
    return len(parts) >= _LEAST_MENU and all(
        _phrases().get(part.strip(_MARKS)) in ("menu", "control") for part in parts
    )


def _pages(lower: str) -> str:
    """Return whether a line is the list of pages 1 2 3 4 …; "numbers" if it could also be a row of a table."""
    tokens = lower.replace("[", " ").replace("]", " ").replace("|", " ").split()
    if not 3 <= len(tokens) <= 40 or not all(_PAGE.fullmatch(token) for token in tokens):
        return ""
    numbers = [int(token) for token in tokens if token.isdigit()]
    if len(numbers) < 2 or any(b - a != 1 for a, b in pairwise(numbers[:3])):
        return ""
    return "pages" if len(numbers) < len(tokens) else "numbers"


def _grow(found: set[int], kinds: dict[int, str], lines: list[Line]) -> None:
    """Add the weak counters and the headings of counters that stand among what was found."""
    weak = [i for i, kind in kinds.items() if kind in ("counter_weak", "counter_heading")]
    for order in (weak, weak[::-1]):
        for i in order:
            if any(j in found and kinds.get(j, "").startswith("counter") for j in _around(i)):
                found.add(i)
    for i in [i for i, kind in kinds.items() if kind in ("counter", "counter_heading") and i in found]:
        _add_figure_after(i, found, lines)
    # Three weak counters in a row are counters, whatever stands around them.
    for run in _runs(i for i in weak if kinds[i] == "counter_weak"):
        if len(run) >= _LEAST_MENU and sum(lines[i].text[-1:].isdigit() for i in run) >= _LEAST_MENU:
            found.update(run)
    headings = [i for i in weak if kinds[i] == "counter_heading"]
    for i in reversed(headings):
        if any(j in found and kinds.get(j, "").startswith("counter") for j in _around(i)):
            found.add(i)


def _around(i: int) -> range:
    return range(i - _NEAR, i + _NEAR + 1)


def _runs(indexes: Iterable[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for i in indexes:
        if run and i != run[-1] + 1:
            yield run
            run = []
        run.append(i)
    if run:
        yield run


def _add_figure_after(i: int, found: set[int], lines: list[Line]) -> None:
    """Add the figure of a counter whose label stands on the line before it."""
    if i + 1 < len(lines) and not lines[i].text[-1:].isdigit() and _FIGURES.fullmatch(lines[i + 1].text):
        found.add(i + 1)


def _menus(kinds: dict[int, str]) -> set[int]:
    """Return the lines of menus: several entries one below the other, one of them a control."""
    entries = ("menu", "control", "counter", "counter_weak", "counter_heading", "crumbs")
    runs = _runs(sorted(i for i, kind in kinds.items() if kind in entries))
    return {
        i
        for run in runs
        if len(run) >= _LEAST_MENU and any(kinds[i] in ("control", "crumbs") for i in run)
        for i in run
        if kinds[i] in ("menu", "control", "crumbs")
    }


def _clocks(lines: list[Line], kinds: dict[int, str], found: set[int]) -> set[int]:
    """Return the clock of the page: a weekday and a date with seconds, or among furniture, above all content."""
    clocks: set[int] = set()
    for i, line in enumerate(lines):
        if i in found or i in kinds or line.is_decoration:
            continue
        text = line.text.lower()
        if line.length > _LONGEST or not (WEEKDAY.match(text) and is_date_line(text)):
            break
        if _CLOCK_SECONDS.search(text) or text.startswith("hôm nay") or ({i - 1, i + 1} & found):
            clocks.add(i)
        else:
            break
    return clocks


def _footer(lines: list[Line], kinds: dict[int, str], found: set[int]) -> set[int]:
    """Return the lines at the end that hold the copyright and the address of the page's owner."""
    footer: list[int] = []
    for i in range(len(lines) - 1, -1, -1):
        kind = kinds.get(i, "")
        if kind in ("footer", "footer_weak"):
            footer.append(i)
        elif i not in found and not lines[i].is_decoration:
            break
    return set(footer) if any(kinds[i] == "footer" for i in footer) else set()


def _links(lines: list[Line], kinds: dict[int, str], found: set[int]) -> set[int]:
    """Return the headings of link lists, and all below the first one if nothing but titles of links follows."""
    headings = [i for i, kind in kinds.items() if kind == "related"]
    if not headings:
        return set()
    last_content = len(lines) - 1
    while last_content >= 0 and (
        last_content in found or kinds.get(last_content) in _BELOW or _is_link_title(lines[last_content])
    ):
        last_content -= 1
    first = next((i for i in headings if i > last_content), None)
    below = set(range(first, len(lines))) if first is not None else set()
    # In the midst of a text a heading is one only for its own words, and if no sentence goes on after it.
    return below | {i for i in headings if i + 1 == len(lines) or i + 1 in found or i + 1 in below}


_BELOW = frozenset({"related", "footer", "footer_weak", "menu", "numbers"})


def _is_link_title(line: Line) -> bool:
    """Whether a line may be the title of another page: no sentence, no unit of a document."""
    text = line.text
    if line.length > _LONGEST or line.tail.rstrip("\"”»')")[-1:] in ".;:,":
        return line.tail.endswith("...")
    label = labels.read(text)
    return label is None or label.kind in ("list_item", "clause")
