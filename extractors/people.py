"""Mentions of persons in an official role: signers, officials named with their position, authors.

A name is found by its structure and is that of an official where a position or an official's honorific stands right
before or after it, or where the same text names the person so. Private persons are left out on purpose: a citizen
who is named without a position is nobody's data.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from extractors import offices, person_names
from extractors.bodies import body_name, sentence_case
from extractors.context import Context
from extractors.offices import Office
from extractors.person_names import Name
from extractors.places import gazetteer
from extractors.shadow import Shadow
from schemas import facts
from schemas.records import Header, Person

_BEFORE = 200  # characters that the positions before a name may take
_AFTER = 260
_BYLINE = 700  # from the end of an article: where its author stands

_LAST_WORDS = re.compile(r"(?<![\w&/])((?:[^\W_][\w&/]{0,15} )?)([^\W_][\w&/]{0,15})[.:]? ?$")
_SIGNED = re.compile(r"\(? ?(?:[Đđ]ã|ĐÃ) (?:ký|KÝ) ?\)?$")
_NEXT_IN_LIST = re.compile(
    r"[ \n]?(?:\([^()]{1,60}\)[ \n]?)?(?:[,;]|,?[ \n]và)[ \n](?:(?:ông|bà|đồng chí|đ/c):?[ \n])?"
)
_LINE_END = re.compile(r" {0,8}(?:\n|\||$)")
_BYLINE_END = re.compile(r" {0,8}(?:\n|$| - )")
_NAME_END = re.compile(r" {0,8}(?:[\n|,;.:)(]|$|- )")
_AUTHOR = re.compile(rf"(?:^|[\n|(.\-] ?)(?:{offices.any_of('author')}) ?: ?$")


def find(shadow: Shadow, context: Context, header: Header, *, ner: bool = False) -> list[Person]:
    """Return the officials that a text names, in the order of the text.

    Args:
        shadow: the text.
        context: whether it is a news article, which may end with the name of its author.
        header: the document's own data, its spans in offsets of the shadow.
        ner: also fill `ner` with the label that underthesea's NER gives to the same span (slow).
    """
    found = sorted(_Reader(shadow, context, header).read(), key=lambda person: person.start)
    if ner:
        from extractors.second_opinion import labelled

        return labelled(shadow, found)
    return found


@dataclass(slots=True)
class _Evidence:
    """Why a name is taken for that of an official.

    Attributes:
        rule: id of the rule.
        confidence: 0 to 1.
        strength: how well it fits this name, to choose between names that overlap.
        position: position as printed.
        body: body that it belongs to.
        role: signer, official, author.
        end: to where the positions after the name go.
        many: it opens or goes on with a list of persons.
    """

    rule: str
    confidence: float
    strength: int
    position: str | None = None
    body: str | None = None
    role: str = "official"
    end: int = 0
    many: bool = False


@dataclass(slots=True)
class _Left:
    """What stands before a name.

    Attributes:
        office: its positions.
        honorific: kind of the honorific right before it: honorific, many; empty if there is none.
        comrade: the honorific is one for officials.
        many: the honorific or the position is a plural.
    """

    office: tuple[str, Office] | None
    honorific: str
    comrade: bool
    many: bool


_NOTHING = _Left(None, "", False, False)


class _Reader:
    """Reads one text."""

    def __init__(self, shadow: Shadow, context: Context, header: Header) -> None:
        self.shadow = shadow
        self.plain = shadow.plain
        self.lower = shadow.line
        self.cues = offices.Cues(self.plain, self.lower, shadow.line_codes)
        earlier = context.earlier
        self.in_window = earlier is not None
        self.end = len(self.plain.rstrip()) + (_BYLINE if earlier and not earlier.is_last else 0)
        self.is_news = context.is_news
        self.header = header
        self.taken = 0  # end of the last person with the positions after the name
        self.list: _Evidence | None = None  # of the list that the last person is a member of
        self.known: dict[str, Person] = earlier.people if earlier else {}

    def read(self) -> list[Person]:
        found = list(self._signer())
        signed = [(person.start, person.end) for person in found]
        bare: list[Name] = []
        names = list(person_names.candidates(self.shadow))
        self.names = [name for name in names if name.common]
        self.starts = [name.start for name in self.names]
        for group in _overlapping(names):
            free = [
                name
                for name in group
                if name.start >= self.taken
                and not (signed and any(name.start < end and start < name.end for start, end in signed))
            ]
            weighed = [(name, evidence) for name in free if (evidence := self._evidence(name))]
            if not weighed:
                bare += free
                continue
            name, evidence = _best(weighed)
            person = self._person(name, evidence)
            found.append(person)
            self.known.setdefault(name.key, person)
            self.taken = max(name.end, evidence.end)
            self.list = evidence if evidence.many else None
        return [*found, *self._repeated(bare)]

    def _person(self, name: Name, evidence: _Evidence) -> Person:
        return Person(
            name.start,
            name.end,
            self.shadow.surface(name.start, name.end),
            name.usual,
            evidence.position,
            evidence.body,
            evidence.role,
            rule=evidence.rule,
            confidence=evidence.confidence,
        )

    def _signer(self) -> Iterator[Person]:
        """The signer that the header has read."""
        spans = {span.field: (span.start, span.end) for span in self.header.header_spans}
        elsewhere = (0, 0) if self.in_window else None  # in another window of the document
        span = spans.get("signer", elsewhere)
        if self.header.signer and span:
            start, end = span
            by_order = self.header.authority and ("TL." in self.header.authority or "TUQ." in self.header.authority)
            # who signs by order belongs to a body below; the Prime Minister issues, too, and is none
            body = None if by_order or not self.header.issuer else _OFFICE_HOLDER.sub("", self.header.issuer)
            surface, name = self.shadow.surface(start, end), self.header.signer
            person = Person(start, end, surface, name, self.header.signer_title, body, "signer", rule="person.signer")
            self.known[name.lower()] = person
            if end:
                yield person

    # --- what stands around a name

    def _evidence(self, name: Name) -> _Evidence | None:
        """Return why a name is that of an official; null if nothing says so."""
        if name.in_capitals and not (name.common and _NAME_END.match(self.plain, name.end)):
            return None
        left = self._left(name)
        evidence = self._weighed(name, left)
        return None if evidence is None or self._denied(name, left) else evidence

    def _weighed(self, name: Name, left: _Left) -> _Evidence | None:
        listed = self._listed(name)
        right = self._right(name)
        if left is _NOTHING and right is None and listed is None:
            return self._author(name)
        if right and left.office and left.many:
            left = replace(left, office=None, honorific="many")  # 'Các thành viên: ông X, Chánh Thanh tra tỉnh'
        elif right and left.office and (left.office[1].short or not (left.office[1].rank or _is_second(right[0]))):
            right = None  # 'Phó Thủ tướng X, Bộ trưởng Bộ Y': Y's minister is the next one in a list
        end = right[1].end if right else 0
        positions = [each[0] for each in (left.office, right) if each]
        position = ", ".join(positions) or None
        body = max((each[1].body for each in (left.office, right) if each and each[1].body), key=len, default=None)
        body = body_name(body) if body and body.isupper() and " " in body else body
        exact = all(each[1].exact for each in (left.office, right) if each)
        confidence = 0.97 if exact else 0.9
        if left.office:
            signed = " " in left.office[0] and left.office[0].isupper() and _LINE_END.match(self.plain, name.end)
            role = "signer" if signed else "official"
            strength = 4 if left.office[1].exact else 2
            return _Evidence("person.position", confidence, strength, _usual(position), body, role, end, left.many)
        if left.honorific and (right or left.comrade):
            return _Evidence(
                "person.title", confidence if right else 0.92, 4, _usual(position), body, end=end, many=left.many
            )
        if listed:
            position, body = (position, body) if right else (listed.position, listed.body)
            return replace(listed, rule="person.list", position=_usual(position), body=body, end=end)
        if right and self._may_stand_alone(name):
            return _Evidence("person.before", confidence - 0.03, 3, _usual(position), body, end=end)
        return self._author(name)

    def _left(self, name: Name) -> _Left:
        text, lower = self.plain, self.lower
        first = max(self.taken, name.start - _BEFORE)
        found = self.cues.within(first, name.start)
        if not found:
            return _NOTHING
        cursor = _end_of_words(text, first, name.start)
        gap = text[cursor : name.start]
        apart = "|" in gap or "\n\n" in gap
        cursor = _stripped(lower, first, cursor, ": ")
        while found and found[-1].end > cursor:
            found.pop()
        if text[cursor - 1 : cursor] == "." and found and found[-1].end == cursor - 1:  # PCT. Nguyễn Văn An
            cursor -= 1
        honorific, comrade = "", False
        while found and found[-1].kind in _TITLES and not lower[found[-1].end : cursor].strip(" .:"):
            cue = found.pop()
            cursor = _stripped(lower, first, cue.start, " .:")
            if cue.kind != "degree":
                honorific = cue.kind
                comrade = lower[cue.start : cue.end].removeprefix("các ") in _comrades()
                break
        office = None
        if found:
            dashed = honorific or _NAME_END.match(text, name.end)  # 'PCT UBND tỉnh-Nguyễn Văn An;'
            last = _stripped(lower, first, cursor, ", -" if honorific else " -" if dashed else " ")
            office = offices.before(text, lower, last, found)
        gap = text[cursor : name.start]
        new_line = honorific and "\n" in gap and gap.strip()[:1].isupper()
        if new_line and office and not text[first : office.end + 1].endswith((":", ",")):
            office = None  # that of the person in the line above
        if apart and not (office and _CELL_START.search(text, max(first, office.start - 8), office.start)):
            office, honorific = None, ""
        many = honorific == "many" or bool(
            office and _PLURAL.search(lower, max(first, office.start - 15), office.start)
        )
        printed = text[office.start : office.end] if office else ""
        return _Left((printed, office) if office else None, honorific, comrade, many)

    def _denied(self, name: Name, left: _Left) -> bool:
        """Whether what stands before a name shows something else than a person."""
        office = left.office[1] if left.office else None
        if self._is_unlikely(name, left.honorific, office):
            return True
        first = max(self.taken, name.start - _BEFORE)
        return not (left.honorific or (office and office.bare)) and self._is_denied(name, first)

    def _is_unlikely(self, name: Name, honorific: str, office: Office | None) -> bool:
        """Whether a name is rather that of a province, a district or a sea, whatever stands before it."""
        if name.key.startswith(offices.words()["no name"]):
            return True
        sure = honorific or (office and not office.short and len(name.syllables) > 2 and not name.is_province)
        return not sure and name.is_unit

    def _is_denied(self, name: Name, first: int) -> bool:
        """Whether the word before a name shows a street, a school, a unit: 'đường Lê Lợi', 'phường Trần Phú'."""
        words = _LAST_WORDS.search(self.lower[max(first, name.start - 40) : name.start])
        if words is None:
            return False
        one, two = words[2], words[1] + words[2]
        if two in facts.place_words()["not before"]:  # nông thôn, which ends as a hamlet
            return False
        if one in _no_person() or two in _no_person():
            return True
        return (one in _unit_words() or two in _unit_words()) and name.is_unit

    def _listed(self, name: Name) -> _Evidence | None:
        if self.list and name.start - self.taken < 80 and _NEXT_IN_LIST.fullmatch(self.plain, self.taken, name.start):
            return self.list
        return None

    def _right(self, name: Name) -> tuple[str, Office] | None:
        text = self.plain
        if not self.cues.begins_in(name.end, name.end + offices.LONGEST_JOINT):
            return None
        after = text[name.end : name.end + 4].strip(" ")
        if not after.startswith((",", "-", ":", "(", "|")) and not after[:1].islower():
            return None
        limit = min(len(text), name.end + _AFTER)
        following = self.names[bisect_left(self.starts, name.end) : bisect_left(self.starts, limit)]
        others = (other.start for other in following if not other.is_unit)
        office = offices.after(text, self.lower, name.end, limit, self.cues, others)
        return (text[office.start : office.end], office) if office else None

    def _may_stand_alone(self, name: Name) -> bool:
        """Whether a name with nothing but positions after it is that of a person."""
        before = self.plain[max(self.taken, name.start - _BEFORE) : name.start]
        return (
            name.common
            and _is_boundary(before)
            and not name.is_unit
            and (len(name.syllables) > 2 or self._begins_line(name))
        )

    def _begins_line(self, name: Name) -> bool:
        return _LINE_START.search(self.plain, max(0, name.start - 8), name.start) is not None

    def _author(self, name: Name) -> _Evidence | None:
        """Author of an article, by a label or as the last line of the article says."""
        if not _BYLINE_END.match(self.plain, name.end):
            return None
        if _AUTHOR.search(self.shadow.lower[max(0, name.start - 24) : name.start]):
            return _Evidence("person.author", 0.9, 3, role="author")
        at_end = self.is_news and name.start > self.end - _BYLINE and self._begins_line(name)
        if at_end and name.common and not name.is_unit:
            return _Evidence("person.byline", 0.8, 3, role="author")
        return None

    def _repeated(self, bare: Sequence[Name]) -> Iterator[Person]:
        """Mentions without a position of persons whom the text names with one."""
        end = 0
        for name in bare:
            known = self.known.get(name.key)
            if known is None or known.role == "author" or name.start < end:
                continue
            lower = self.lower[max(0, name.start - 40) : name.start]
            if self._is_denied(name, 0) or (len(name.syllables) < 3 and not _HONORIFIC.search(lower)):
                continue
            end = name.end
            surface = self.shadow.surface(name.start, name.end)
            role = "official"
            yield Person(
                name.start,
                end,
                surface,
                name.usual,
                known.position,
                known.body,
                role,
                rule="person.repeat",
                confidence=0.9,
            )


_OFFICE_HOLDER = re.compile(r"^(?:Thủ tướng|Chủ tịch|Bộ trưởng) (?=[A-ZĐ])")
_TITLES = ("honorific", "many", "degree")
_CELL_START = re.compile(r"(?:^|[\n|.]|[\n|] ?(?:[-+•]|[0-9]{1,3}[.)]))[ \n]{0,3}$")
_LINE_START = re.compile(r"(?:^|[\n|]) ?(?:[-+•] ?|[0-9]{1,3}[.)] ?)?$")
_PLURAL = re.compile(r"(?<!\w)(?:các|hai|ba|bốn) (?:đồng chí |đ/c |ông |bà )?$")
_HONORIFIC = re.compile(rf"(?<!\w)(?:{offices.any_of('honorific')}):? $")


def _overlapping(names: Sequence[Name]) -> Iterator[list[Name]]:
    """Group names of which each overlaps the one before."""
    group: list[Name] = []
    for name in names:
        if group and name.start >= group[-1].end:
            yield group
            group = []
        group.append(name)
    if group:
        yield group


def _is_second(position: str) -> bool:
    """Whether an office after the name is one that is held beside another: Trưởng Ban Chỉ đạo, Ủy viên."""
    return position.lower().startswith(offices.words()["second"])


def _best(weighed: Sequence[tuple[Name, _Evidence]]) -> tuple[Name, _Evidence]:
    """The name that fits best among those that overlap, the longest of several; not with a place before it."""
    for name, evidence in sorted(weighed, key=lambda each: (-each[1].strength, each[0].start)):
        shorter = [other for other, _ in weighed if name.start < other.start and other.end == name.end]
        if not any(_is_place(name.syllables[: -len(other.syllables)]) for other in shorter):
            return name, evidence
    return weighed[-1]


def _is_place(syllables: Sequence[str]) -> bool:
    key = gazetteer.key(" ".join(syllables).lower())
    return len(syllables) > 1 and (key in gazetteer.province_keys() or bool(gazetteer.entries_of(key)))


def _usual(position: str | None) -> str | None:
    """A position on one line; in capitals, as a sentence writes it."""
    if not position:
        return None
    position = " ".join(position.replace(" | ", ", ").split())
    return sentence_case(position) if " " in position else position


def _stripped(text: str, first: int, end: int, chars: str) -> int:
    """Where a stretch ends without these characters."""
    return first + len(text[first:end].rstrip(chars))


def _end_of_words(text: str, first: int, end: int) -> int:
    """Where the words before a name end: without white space, cell bars and '(Đã ký)'."""
    end = _stripped(text, first, end, " \n|")
    if text[end - 1 : end] not in ("ý", "Ý", ")"):
        return end
    signed = _SIGNED.search(text, max(first, end - 12), end)
    return _stripped(text, first, signed.start(), " \n|") if signed else end


def _is_boundary(before: str) -> bool:
    """Whether a name may begin after these words: a sign, a line break or a word in small letters ends them."""
    word = before.rstrip(" ").rsplit(" ", 1)[-1].rsplit("\n", 1)[-1]
    return not word or not word[-1].isalnum() or word[0].islower() or word.lower() in facts.place_words()["person"]


@lru_cache(maxsize=1)
def _comrades() -> frozenset[str]:
    return frozenset(offices.words()["comrade"])


@lru_cache(maxsize=1)
def _no_person() -> frozenset[str]:
    """Words before names of streets, schools, companies and hamlets."""
    kinds = facts.place_words()
    words = (word for kind in ("street", "settlement", "nature", "facility") for word in kinds[kind])
    return frozenset((*words, *offices.words()["not a person"]))


@lru_cache(maxsize=1)
def _unit_words() -> frozenset[str]:
    """Words before names of administrative units, without the points of abbreviations."""
    kinds = ("province", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu")
    return frozenset(word.rstrip(".") for kind in kinds for word in facts.place_words()[kind])
