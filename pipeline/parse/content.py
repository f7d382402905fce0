"""Which lines of a page belong to its document.

Recall comes first: what the markup calls a menu or a footer is left out, and so are lists of links and boxes whose
heading says that they are about other pages, but an element that holds much of the page's text stays whatever it is
called. Of the rest, the way down from the whole page goes to the element with nearly all the text, or to the one with
the headline or the by-line as long as what stands beside it looks like a column of something else. The headline and
what stands between it and the text belong to them.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from pipeline.parse import byline, furniture
from pipeline.parse.page import Page, Tag
from pipeline.parse.roles import roles
from schemas import facts

_NEARLY_ALL = 0.8  # of the text: what the deepest element that holds it is the body
_ALL_LINKS = 0.95  # the same for a list of links
_ENDS, _ENDS_SHARE = 1500, 0.3  # characters, and part of the body, that masthead and signature may add to it
_NAMED_BODY = 0.35  # of the text: what an element that calls itself the body must hold
_PART = 0.1  # of the largest element of its names: what a further part of the body holds
_MOST = 0.4  # of the text, links apart, and
_MUCH = 0.2  # of the text with its links: an element with more is no noise, whatever it is called
_SAMPLE, _MARKED = 3000, 0.05  # characters looked at, and how many of them are none of English
_WEAK_NOISE = 400
_LISTING = 300  # characters in sentences below which a page is a list of links
_DOUBTED_SHARE = 0.3
_LINK_SHARE = 0.75
_TEASER = 25  # characters of the shortest title; a linked author or source is shorter
_FEW_LINKS = 3
_SENTENCE = 60
_NEAR_HEADLINE = 6  # lines around a headline in which its by-line is
_NEAR_LEAD = 3  # lines above a text without a headline in which its lead is
_FAR_HEADLINE = 3000  # characters between a headline and its text
_TRAILING = 600
_ENDS_CUES = re.compile(
    r"(?:CỘNG H[ÒO]\S{0,2} XÃ HỘI|Độc lập\s*[-–]|ĐẢNG CỘNG SẢN|Số\s*:\s*[\d/]|Nơi nhận\s*:|Kính gửi\s*:"
    r"|(?:KT|TM|TL|TUQ)\.\s?[A-ZĐ]{2})"
)
_BOX_HEADING = 60
_TEASER_SHARE = 0.6
_ANCHORED = 0.25
_SIDE_LINKS = 0.3
_LONGEST_HEADLINE = 40  # characters beside the letters of the title
_SHORTEST_HEADLINE = 12
_BYLINE = 140
_WEAK_BYLINE = 30
_TOP = 120  # lines of the page in which its article begins
_NO_ROLES = frozenset[str]()
_LETTERS = re.compile(r"\w+")
_CLOCK = re.compile(r"\d{1,2}:\d{2}:\d{2}")
_NAME_WORDS = 6
_COUNTED = re.compile(r"\s*(?:\(\s*\d{0,6}\s*\)|:)\s*$")
_COMMENTS = re.compile(r"(?:các\s+)?(?:ý kiến|bình luận|phản hồi|để lại)", re.IGNORECASE)
_TEASER_DATE = re.compile(
    r"[(\[]?\s?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?(?:[\s,]{1,3}\d{1,2}:\d{2})?\s?[)\]]?|[-»›>•*·|]{1,3}"
)
_MORE = re.compile(r"(?:xem\s+)?(?:chi tiết|tiếp|thêm|tất cả)|đọc tiếp", re.IGNORECASE)
_SOURCE = re.compile(
    r"[(\[]?\s?(?:nguồn|theo|tin|ảnh|bài|tác giả|người viết|biên tập|sưu tầm|th|bbt|ghi chú)\b", re.IGNORECASE
)
_OFFICIAL = re.compile(
    r"(?:Điều|Chương|Khoản)\s\d|(?:PHỤ LỤC|QUYẾT ĐỊNH|CỘNG H[ÒO]\S{0,2} XÃ HỘI|ĐẢNG CỘNG SẢN)|Nơi nhận\s?:|Kính gửi\s?:"
    r"|Căn cứ\s|(?:KT|TM|TL|TUQ)\.\s?[A-ZĐ]{2}"
)
_NOISE_TAGS = frozenset({"nav", "footer", "aside", "marquee", "menu", "dialog"})
_NAMED_NOISE = _NOISE_TAGS | {"header"}
_PARAGRAPHS = frozenset({"p", "li", "h1", "h2", "h3", "h4", "h5", "h6"})
_LISTS = frozenset({"ul", "ol", "dl", "table", "tbody", "tr", "td", "div", "section", "li", "center", "form"})


@dataclass(frozen=True, slots=True)
class Content:
    """The lines of a page that are its document, by their index.

    Attributes:
        headline: the headline; -1 if the page marks none.
        lines: all lines in the order that they are read in, the headline first.
        is_doubted: they hold little of the sentences on the page.
    """

    headline: int
    lines: tuple[int, ...]
    is_doubted: bool


def choose(page: Page, title: str | None) -> Content:
    """Return the lines of a page that are its document.

    Args:
        page: the page.
        title: what the page's own metadata call it; finds the headline where none is marked as one.
    """
    return _Choice(page, title).content() if page.lines else Content(-1, (), False)


class _Choice:
    """The choice on one page. The lines of an element follow each other, so sums over them are differences of two."""

    def __init__(self, page: Page, title: str | None) -> None:
        self._page = page
        self._title = letters(title) if title else ""
        self._letters: dict[int, str] = {}
        self._bylines: dict[int, tuple[dt.date, bool] | None] = {}
        self._roles = [tag.roles if tag.roles is not None else _asked(tag) for tag in page.tags]
        self._lengths = [len(line.text) for line in page.lines]
        self._plain = [length - line.linked for length, line in zip(self._lengths, page.lines, strict=True)]
        self._strong = [False] * len(page.tags)  # noise by its own name or tag, not only for its size
        self._noise = self._find_noise()

    def content(self) -> Content:
        page = self._page
        good = [i for i, line in enumerate(page.lines) if not self._noise[line.element]]
        if boxed := self._drop_boxes(good):
            good = [i for i in good if i not in boxed]
        is_listing = self._sentences(good) < _LISTING and self._is_linked(good)
        if not is_listing:
            self._drop_link_lists(good)
            good = [i for i in good if not self._noise[page.lines[i].element]]
        weights = self._lengths if is_listing else self._plain
        anchor = -1 if is_listing else self._anchor(good)
        body = self._body(good, weights, _ALL_LINKS if is_listing else _NEARLY_ALL, anchor)
        headline = self._headline(good, body)
        chosen = self._around(good, body, headline)
        whole = self._sentences([i for i in range(len(page.lines)) if i not in boxed])
        return Content(headline, tuple(chosen), whole >= _LISTING and self._sentences(chosen) < _DOUBTED_SHARE * whole)

    # -- noise ---------------------------------------------------------------------------------------------------

    def _sum(self, sums: list[int], element: int) -> int:
        """Return the sum over the lines of an element."""
        return sums[self._page.ends[element]] - sums[self._page.firsts[element]]

    def _of_good(self, good: list[int], values: Sequence[int]) -> list[int]:
        """Return the running sums of the values of all lines, those that are not good left out."""
        of_lines = [0] * len(values)
        for i in good:
            of_lines[i] = values[i]
        return _running(of_lines)

    def _inside(self, good: list[int], element: int) -> list[int]:
        """Return the good lines in an element."""
        return good[bisect_left(good, self._page.firsts[element]) : bisect_left(good, self._page.ends[element])]

    def _find_noise(self) -> list[bool]:
        """Return for each element whether it or one around it is noise by its markup."""
        plain, lengths = _running(self._plain), _running(self._lengths)
        most, much = _MOST * plain[-1], _MUCH * lengths[-1]
        page = self._page
        noise = [False] * len(page.tags)
        spread: Counter[str] = Counter()  # what all paragraphs of the same names hold
        for e, (tag, found) in enumerate(zip(page.tags, self._roles, strict=True)):
            if found and tag.name in _PARAGRAPHS and tag.name != "li":
                spread[tag.names] += self._sum(plain, e)
        for e, (tag, parent, found) in enumerate(zip(page.tags, page.parents, self._roles, strict=True)):
            if parent >= 0 and noise[parent]:
                noise[e] = True
                self._strong[e] = self._strong[parent]
                continue
            if not found and tag.name not in _NAMED_NOISE and not tag.is_hidden:
                continue
            strong = tag.is_hidden or tag.name in _NOISE_TAGS or ("noise" in found and tag.name != "h1")
            weak = tag.name == "header" or ("weak_noise" in found and tag.name not in _PARAGRAPHS)
            if not (strong or weak) or (self._sum(plain, e) > most and self._sum(lengths, e) > much):
                continue
            if found and spread[tag.names] > most:
                continue
            marks = {line.mark for line in page.lines[page.firsts[e] : page.ends[e]]}
            if "metadata" in marks:
                continue
            if strong:
                noise[e] = self._strong[e] = True
            elif "h1" not in marks and self._sum(plain, e) <= _WEAK_NOISE and not self._has_title(e):
                noise[e] = True
        return noise

    def _has_title(self, element: int) -> bool:
        """Whether a line of an element is the title of the page."""
        lines = range(self._page.firsts[element], self._page.ends[element])
        most = len(self._title) + _LONGEST_HEADLINE
        return bool(self._title) and any(self._lengths[i] <= most and self._said(i) == self._title for i in lines)

    def _sentences(self, lines: Iterable[int]) -> int:
        """Return the number of characters in sentences, which links and captions of menus are not."""
        plain = self._plain
        return sum([plain[i] for i in lines if plain[i] >= _SENTENCE])

    def _is_linked(self, good: list[int]) -> bool:
        """Whether more than half of the characters are links."""
        return 2 * sum([self._page.lines[i].linked for i in good]) > sum([self._lengths[i] for i in good])

    def _said(self, i: int) -> str:
        """Return the letters of a line, read once."""
        if i not in self._letters:
            self._letters[i] = letters(self._page.lines[i].text)
        return self._letters[i]

    def _byline(self, i: int) -> tuple[dt.date, bool] | None:
        """Return what a line says as a by-line, read once."""
        if i not in self._bylines:
            self._bylines[i] = byline.read(self._page.lines[i].text)
        return self._bylines[i]

    def _drop_link_lists(self, good: list[int]) -> None:
        """Mark the elements that hold little but links to other pages."""
        lines, firsts, ends = self._page.lines, self._page.firsts, self._page.ends
        links = self._of_good(good, [line.links for line in lines])
        if links[-1] < _FEW_LINKS:
            return
        lengths = self._of_good(good, self._lengths)
        linked = self._of_good(good, [line.linked for line in lines])
        sentences = self._of_good(
            good,
            [n >= _SENTENCE or line.mark in ("h1", "metadata") for n, line in zip(self._plain, lines, strict=True)],
        )
        for e, (tag, parent) in enumerate(zip(self._page.tags, self._page.parents, strict=True)):
            if (parent >= 0 and self._noise[parent]) or (
                links[ends[e]] - links[firsts[e]] >= _FEW_LINKS
                and tag.name in _LISTS
                and not self._sum(sentences, e)
                and self._sum(linked, e) >= _LINK_SHARE * self._sum(lengths, e)
            ):
                self._noise[e] = True

    def _drop_boxes(self, good: list[int]) -> set[int]:
        """Return the lines of boxes that say by their heading that they are about something else."""
        page, wanted = self._page, self._title
        boxed: set[int] = set()
        boxes, lines = _boxes(), page.lines
        heads = [i for i in good if self._lengths[i] <= _BOX_HEADING and _is_box(lines[i].text, boxes)]
        if not heads:
            return boxed
        order = {i: n for n, i in enumerate(good)}
        plain = self._of_good(good, self._plain)
        most = _MOST * max(plain[-1], 1)
        for i in heads:
            if i in boxed or (wanted and self._said(i) == wanted) or page.lines[i].mark == "metadata":
                continue
            # The largest element that begins with the heading, and is not the page or its text.
            is_comments = bool(_COMMENTS.match(page.lines[i].text))
            element = box = page.lines[i].element
            before = good[order[i] - 1] if order[i] else -1
            while element > 0 and (before < 0 or not self._is_in(before, element)):
                if not is_comments and box != element and self._sum(plain, element) > most:
                    break
                box = element
                element = page.parents[element]
            inside = [j for j in self._inside(good, box) if j >= i] if self._is_in(i, box) else [i]
            if any(self._is_official(j) for j in inside) or (self._sum(plain, box) > most and not is_comments):
                inside = []
            if (inside and inside[-1] == i) or (not inside and box == page.lines[i].element):
                inside = [i, *self._teasers_after(good, order[i])]
            boxed.update(inside)
        return boxed

    def _teasers_after(self, good: list[int], at: int) -> list[int]:
        """Return the lines after a heading that are titles of other pages."""
        found = []
        for j in good[at + 1 :]:
            line = self._page.lines[j]
            is_title = line.links > 0 and line.linked >= _TEASER_SHARE * self._lengths[j]
            if not is_title and not _TEASER_DATE.fullmatch(line.text):
                break
            found.append(j)
        return found if found else []

    def _is_official(self, i: int) -> bool:
        return bool(_OFFICIAL.match(self._page.lines[i].text))

    def _anchor(self, good: list[int]) -> int:
        """Return the line that the article surely begins with or stands under: its headline, else its by-line."""
        lines, wanted = self._page.lines, self._title
        marked = [i for i in good if lines[i].mark == "h1"]
        top = good[:_TOP]
        if wanted:
            longest = 2 * len(wanted) + _LONGEST_HEADLINE
            for i in (*marked, *top):
                said = self._said(i) if self._lengths[i] <= longest else ""
                if len(said) >= _SHORTEST_HEADLINE and (said in wanted or wanted in said):
                    return i
        if len(marked) == 1:
            return marked[0]
        dated = [i for i in top if self._lengths[i] <= _BYLINE and self._byline(i)]
        read = {i: found for i in dated if (found := self._byline(i)) and not _CLOCK.search(lines[i].text)}
        sure = next((i for i, (_, is_said) in read.items() if is_said), -1)
        weak = [i for i in read if self._lengths[i] <= _WEAK_BYLINE and i != good[0]]
        return sure if sure >= 0 else weak[0] if len(weak) == 1 else -1

    # -- the body ------------------------------------------------------------------------------------------------

    def _body(self, good: list[int], weights: list[int], share: float, anchor: int) -> int:
        """Return the element that holds the text."""
        sums = self._of_good(good, weights)
        body = self._way_down(good, sums, share, anchor)
        least = _NAMED_BODY * self._sum(sums, body)
        named = [
            (size, e)
            for e in range(body, self._page.lasts[body])
            if "body" in self._roles[e] and not self._noise[e] and (size := self._sum(sums, e))
        ]
        return self._with_ends(good, self._only(good, named, least) or body, sums)

    def _only(self, good: list[int], named: list[tuple[int, int]], least: float) -> int:
        """Return the largest element that calls itself the body; 0 if another does, unless it is a translation."""
        size, largest = max(named, default=(0, 0))
        if size < least:
            return 0
        lasts, names = self._page.lasts, self._page.tags[largest].names
        apart = [
            e
            for held, e in named
            if (e >= lasts[largest] or lasts[e] <= largest)
            and (held >= least or (held >= _PART * size and self._page.tags[e].names == names))
        ]
        if not apart:
            return largest
        read = [e for e in (largest, *apart) if not self._is_foreign(good, e)]
        outermost = [e for e in read if not any(other < e < lasts[other] for other in read)]
        return outermost[0] if len(outermost) == 1 else 0

    def _is_foreign(self, good: list[int], element: int) -> bool:
        """Whether an element is not written with the letters of Vietnamese."""
        text = "".join([self._page.lines[i].text for i in self._inside(good, element)])[:_SAMPLE]
        return len(text) - len(text.encode("ascii", "ignore")) < _MARKED * len(text)

    def _way_down(self, good: list[int], sums: list[int], share: float, anchor: int) -> int:
        """Return the last element on the way down that leads to nearly all of the text, or past other columns."""
        tags = self._page.tags
        body, whole = 0, sums[-1]
        while True:
            sizes = self._sizes(body, sums)
            largest = max(sizes, key=lambda e: sizes[e], default=-1)
            following = largest if largest >= 0 and sizes[largest] >= share * whole else -1
            if anchor >= 0:
                own = next((e for e in sizes if self._is_in(anchor, e)), -1)
                if own >= 0 and own != following and sizes[own] >= _ANCHORED * self._sum(sums, body):
                    others = [e for e in sizes if e != own]
                    if all(self._is_beside(good, e, anchor, tags[own].name) for e in others):
                        following, whole = own, sizes[own]
                elif following >= 0 and own != following and own >= 0:
                    return body  # the headline stands beside the text
                elif own < 0 and following >= 0:
                    return body
            if following < 0 or tags[following].name in _PARAGRAPHS or self._is_data(following):
                return body
            body = following

    def _is_data(self, element: int) -> bool:
        """Whether an element is a table of data: what stands above and below it belongs to it."""
        lines = range(self._page.firsts[element], self._page.ends[element])
        return self._page.tags[element].name == "table" and all(self._page.lines[i].mark == "row" for i in lines)

    def _sizes(self, element: int, sums: list[int]) -> dict[int, int]:
        """Return the sums of the block elements that stand in an element and in no other inside it."""
        lasts, firsts, ends = self._page.lasts, self._page.firsts, self._page.ends
        found = {}
        child, last = element + 1, lasts[element]
        while child < last:
            if not self._noise[child] and (size := sums[ends[child]] - sums[firsts[child]]):
                found[child] = size
            child = lasts[child]
        return found

    def _is_beside(self, good: list[int], element: int, anchor: int, tag: str) -> bool:
        """Whether an element beside that of the headline holds something else: what is above it, or a column."""
        inside = self._inside(good, element)
        if any(self._is_official(i) or self._page.lines[i].mark in ("metadata", "row") for i in inside):
            return False
        if not inside or inside[-1] < anchor or self._page.tags[element].name in ("td", "th"):
            return True
        if self._roles[element] & {"noise", "weak_noise"} or all(
            furniture.is_footer(self._page.lines[i].text) for i in inside
        ):
            return True
        lines = self._page.lines
        is_more = any(lines[i].links and _MORE.fullmatch(lines[i].text.strip(" .»>›…[]()")) for i in inside)
        linked = sum(lines[i].linked for i in inside)
        is_headed = self._lengths[inside[0]] < _SENTENCE and len(inside) > 1 and lines[inside[0]].mark == "heading"
        return is_more or linked >= _SIDE_LINKS * sum(self._lengths[i] for i in inside) or (is_headed and linked > 0)

    def _with_ends(self, good: list[int], body: int, sums: list[int]) -> int:
        """Return the element around the body that also holds the masthead and the signature beside it."""
        most = (1 + _ENDS_SHARE) * self._sum(sums, body) + _ENDS
        first, end = self._page.firsts[body], self._page.ends[body]
        for i in [i for i in good if not first <= i < end]:  # most lines are in it
            if self._is_in(i, body) or not _ENDS_CUES.match(self._page.lines[i].text):
                continue
            around = body
            while around >= 0 and not self._is_in(i, around):
                around = self._page.parents[around]
            if around >= 0 and self._sum(sums, around) <= most:
                body = around
        return body

    def _is_in(self, line: int, element: int) -> bool:
        return self._page.firsts[element] <= line < self._page.ends[element]

    def _headline(self, good: list[int], body: int) -> int:
        """Return the line of the headline; -1 if there is none before the end of the body."""
        lines, wanted = self._page.lines, self._title
        inside = self._inside(good, body)
        first, last = (inside[0], inside[-1]) if inside else (-1, -1)
        marked = [i for i in good if lines[i].mark == "h1" and i <= last]
        for i in marked:
            if wanted and self._said(i) in wanted:
                return i
        if marked:
            return marked[-1] if len(marked) == 1 else next((i for i in marked if self._is_in(i, body)), marked[-1])
        if wanted:
            for i in good:
                if i > last or self._lengths[i] > 2 * len(wanted):
                    continue
                said = self._said(i)
                if len(said) >= 15 and (said == wanted or wanted.startswith(said)):
                    return i
        above = [i for i in good if first - _NEAR_HEADLINE <= i < first and lines[i].mark == "heading"]
        return next((i for i in above if lines[i].element == lines[above[-1]].element), -1)

    def _beside(self, body: int, headline: int) -> int:
        """Return the element in which lines after the body still belong to it: its parent, or that of the headline."""
        if self._page.tags[body].name in ("td", "th"):
            return body  # beside a cell stand other columns
        parent = max(self._page.parents[body], 0)
        above = self._page.parents[parent]
        if headline >= 0 and above >= 0 and self._is_in(headline, above) and not self._is_in(headline, parent):
            return above
        return parent

    def _around(self, good: list[int], body: int, headline: int) -> list[int]:
        """Return the lines of the headline, the attributes, the body and what stands between them."""
        page = self._page
        inside = self._inside(good, body)
        first, last = (inside[0], inside[-1]) if inside else (0, -1)
        chosen = set(inside)
        if 0 <= headline < first:
            between = [i for i in good if headline < i < first]
            if sum(self._plain[i] for i in between) <= _FAR_HEADLINE:
                chosen.update(between)
            chosen.update(i for i in range(headline + 1, min(first, headline + _NEAR_HEADLINE)) if self._is_lead(i))
        elif headline < 0 and inside:
            around = max(page.parents[max(page.parents[body], 0)], 0)
            above = good[max(0, bisect_left(good, first) - _NEAR_LEAD) : bisect_left(good, first)]
            chosen.update(i for i in above if self._is_in(i, around) and self._is_lead(i))
        beside = self._inside(good, self._beside(body, headline))
        after = [i for i in beside if i > last and self._is_ending(i)]
        if sum(self._plain[i] for i in after) <= min(_TRAILING, sum(self._plain[i] for i in inside)):
            chosen.update(after)  # the author, the source
        if headline >= 0:
            near = range(max(0, headline - _NEAR_HEADLINE), min(len(page.lines), headline + _NEAR_HEADLINE + 1))
            for i in near:
                is_between = headline < i < first
                if i not in chosen and (is_between or not self._strong[page.lines[i].element]) and self._byline(i):
                    chosen.add(i)
        attributes = [i for i in good if page.lines[i].mark == "metadata"]
        chosen.update(attributes)
        chosen.discard(headline)
        outside = [i for i in attributes if i not in inside]
        order = [headline] if headline >= 0 else []
        order += [i for i in outside if not (headline < i < first)]
        return order + self._without_teasers(sorted(chosen.difference(order)))

    def _is_lead(self, i: int) -> bool:
        """Whether a line below the headline is a sentence that only an element around it is named like furniture."""
        line = self._page.lines[i]
        return self._plain[i] >= _SENTENCE and not line.links and not self._strong[line.element]

    def _is_ending(self, i: int) -> bool:
        """Whether a line below the text can be its end: an author, a source, a signature, a table."""
        line = self._page.lines[i]
        if furniture.is_footer(line.text):
            return False
        if line.mark in ("row", "caption") or _ENDS_CUES.match(line.text) or _SOURCE.match(line.text):
            return True
        words = line.text.split()
        is_name = 2 <= len(words) <= _NAME_WORDS and all(word[0].isupper() for word in words if word[0].isalpha())
        return not line.links and (is_name or self._plain[i] >= _SENTENCE)

    def _without_teasers(self, chosen: list[int]) -> list[int]:
        """Cut the titles of other articles below the last line: lines that are nothing but one link."""
        lines, end = self._page.lines, len(chosen)
        while end and self._lengths[chosen[end - 1]] >= _TEASER and lines[chosen[end - 1]].mark in ("", "item"):
            line = lines[chosen[end - 1]]
            if line.links != 1 or line.linked < _LINK_SHARE * self._lengths[chosen[end - 1]]:
                break
            end -= 1
        return chosen[:end]


def _asked(tag: Tag) -> frozenset[str]:
    """Return what an element is for by its names, and note it: equal tags are one."""
    tag.roles = found = roles(tag.names) if tag.names else _NO_ROLES
    return found


@cache
def _boxes() -> dict[str, str]:
    """Return what each heading of a box needs beside its words: nothing, or a count."""
    related = {row["phrase"]: "" for row in facts.rows("page_phrases") if row["kind"] == "related"}
    return related | {row["heading"]: row["needs"] for row in facts.rows("page_boxes")}


def _is_box(text: str, boxes: Mapping[str, str]) -> bool:
    """Whether a line is the heading of a box about other pages: Tin khác, Ý kiến bạn đọc (12)."""
    lower = text.lower()
    counted = _COUNTED.search(lower) if lower[-1] in "):" else None
    needs = boxes.get((lower[: counted.start()] if counted else lower).strip(" .:»›>-–•*|+"))
    return needs == "" or (needs == "count" and counted is not None and any(map(str.isdigit, counted[0])))


def letters(text: str) -> str:
    """Return the letters and figures of a text, for comparing."""
    return "".join(_LETTERS.findall(text.casefold())).replace("_", "")


def _running(values: Iterable[int]) -> list[int]:
    """Return the sums of the values before each place and, last, of all."""
    return list(accumulate(values, initial=0))
