"""What is a place: from the names and unit words of a text to mentions.

Names and the words that announce them (tỉnh, huyện, xã, …) are found in one pass of an automaton over the text;
what stands to the left and right decides what a name is:

- a province's name is read wherever it stands, unless the text shows it to be something else (a unit below, a
  street, a person); names that are mostly something else (Hồ Chí Minh, HCM, provinces of before 1997) only where
  the text shows them to be a province;
- a district's or commune's name is read only after its unit word.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, insort

from extractors.codes import automaton
from extractors.flat import Flat
from extractors.places import gazetteer
from extractors.places.gazetteer import LEVELS, Entry, ProvinceName, RegionName, UnitWord
from extractors.places.mention import PLACE_LINE, WORD, Announcer, Mention, shape
from extractors.shadow import fold
from schemas import facts


def _nested(word: str, joint: str, count: int) -> str:
    """A pattern of one to `count` words with a joint between any two."""
    return word if count == 1 else f"{word}(?:{joint}{_nested(word, joint, count - 1)})?"


Hit = tuple[gazetteer.Token, int, int]  # what the automaton found, its start and its end


def _words_of(*kinds: str) -> frozenset[str]:
    return frozenset(word for kind in kinds for word in facts.place_words()[kind])


def _any_of(*kinds: str) -> str:
    """An alternation of the words of these kinds, longest first."""
    words = _words_of(*kinds)
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


# Between two unit words that share their names: 'các xã, phường', 'tỉnh/thành phố', 'huyện và thị xã'
_SHARED = re.compile(r" ?(?:[,/]|và|hoặc|-|, ?và) ?")
_PLURALS = ("các", "những", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "số")
_PLURAL = re.compile(rf"(?<!\w)(?:{'|'.join(_PLURALS)}|[0-9]{{1,3}}) $")
_OPEN = re.compile(r"(?:,? (?:bao )?gồm(?: có)?)? ?:? ?[\"“]?")
_NEXT = re.compile(r"(?: ?\([^()\n]{0,90}\))?(?: ?[,;] ?(?:và )?| và | - )")
_BETWEEN = re.compile(r"(?: ?\([^()\n]{0,60}\))?[ \"”]?(?:[,;/-]|và|hoặc|với|đến|,? và| ?\|)[ \n]?(?:các )?")
_NUMERAL = frozenset("0123456789IVX")
_NUMBER = re.compile(r"(?:[0-9]+|[IVX]+)(?!\w)")
_ADJACENT = re.compile(r" ?:?[ \n]?[\"“]?")
_MOST_ADJACENT = 4  # characters
_MOST_SHARED = 6
_ABROAD = re.compile(r",? ?\(?(?:-|nước)? ?trung quốc")
# 'Xã đạt chuẩn: Quảng Ninh, Quảng Bình (huyện …)': communes that are named like provinces
_IN_DISTRICT = re.compile(r" ?\((?:huyện|quận|thị xã|thành phố|h\.|q\.|tx\.?|tp\.?) ")
_COMMUNES_LED = re.compile(r"(?<!\w)(?:xã|phường|thị trấn|thôn)(?!\w)[^:;.()]{0,70}:[^:;.()]{0,60}$")
_TO_DISTRICT = re.compile(r"[^:;.()]{0,60}\((?:huyện|quận|thị xã|thành phố|h\.|q\.|tx\.?|tp\.?) ")
_CELL_AFTER = re.compile(r" ?\| ?([^|\n]{2,40}?) ?\|")
_CELL_BEFORE = re.compile(r"\| ?([^|\n]{2,40}?) ?\| ?$")
_CAPITALISED_BEFORE = re.compile(r"((?:[^\W\d_][\w'’]* ){1,3})$")
_ITEM_BEFORE = re.compile(r"([^\W\d_][\w'’]*(?: [^\W\d_][\w'’]*){0,3}),? ?$")
_BREAK = re.compile(r"(?s).*(?:[,;:()|\n\"“”]|\. | - |\b(?:tỉnh|tại|ở|của|cho|thuộc|với|do|và|về|là) )")
# Up to six words; each is a group.
_WORDS = re.compile(_nested(rf"({WORD.pattern})", r"(?: -? ?|- ?)", 6))

_NEGATIVE = re.compile(rf"(?<!\w)(?:{_any_of('settlement', 'street', 'nature')}) $")
_NOT_NEGATIVE = re.compile(rf"(?<!\w)(?:{_any_of('not before')}) $")
_FACILITY = re.compile(rf"(?<!\w)(?:{_any_of('facility')})(?!\w)")
_AGENCY = re.compile(rf"(?<!\w)(?:(?:{_any_of('agency')})|(?:{_any_of('office')}) [^,;:.()|\n]{{1,40}}) $")
_PREPOSITION = re.compile(rf"(?<!\w)(?:{_any_of('preposition')}) $")
_PERSON = re.compile(rf"(?<![\w/])(?:{_any_of('person')}) $")
# What a text ends with where one of the patterns above can match; quicker to ask.
_NEGATIVE_END = tuple(f"{word} " for word in _words_of("settlement", "street", "nature"))
_PERSON_END = tuple(f"{word} " for word in _words_of("person"))
_AGENCY_END = tuple(f"{word} " for word in _words_of("agency"))
_OFFICES = tuple(f"{word} " for word in _words_of("office"))
_PLURAL_END = tuple(f"{word} " for word in (*_PLURALS, *"0123456789"))
_FIND_FACILITIES = automaton(sorted(_words_of("facility")))
_OFFICE = re.compile(r"(?:chủ tịch|bí thư|trưởng|giám đốc|chỉ huy|trưởng công an|ủy viên|cán bộ) ?(?:ubnd |hđnd )?$")
_SURNAMES = frozenset(facts.place_words()["surname"])
_ABROAD_TOO = frozenset(facts.place_words()["abroad"])
_MIDDLE_NAMES = frozenset(facts.place_words()["middle name"])
_TITLES = frozenset(facts.place_words()["title"])


class Reader:
    """Reads one text.

    Args:
        plain: the shadow, in which the kind of white space tells a number from the next paragraph's.
        flat: the same on one line.
        date: date of the document.
    """

    def __init__(self, plain: str, flat: Flat, date: dt.date | None) -> None:
        self.plain, self.flat, self.date = plain, flat, date
        self.text, self.lower = flat.text, flat.lower
        self.mentions: list[Mention] = []
        self.claimed: list[tuple[int, int]] = []  # names that are read, in the order of the text
        self.reach = 0  # end of the last of them
        self.ends: set[int] = set()  # where they end
        self.last_end = -1  # end of the last province

    def read(self) -> list[Mention]:
        """Return the mentions in the order of the text, with all units of their names."""
        names, kinds = gazetteer.tokens()
        hits = [(kinds[kind], start, end) for kind, start, end in names.find_matches_as_indexes(self.flat.codes)]
        announcer: Announcer | None = None
        for index, (token, start, end) in enumerate(hits):
            if start < self.reach and self._is_claimed(start, end):
                continue
            if isinstance(token, UnitWord):
                following = hits[index + 1] if index + 1 < len(hits) else None
                if self._announces_nothing(token, end, following):
                    announcer = None
                    continue
                announcer = self._announce(token, start, end, announcer)
                if announcer is not None and announcer.types and self._read_units(announcer, following):
                    announcer = None
            elif isinstance(token, ProvinceName):
                self._read_province(token, start, end, announcer, _next_province(hits, index))
                announcer = None
            elif isinstance(token, RegionName):
                self._read_region(token, start, end)
            elif token.streets:
                self._skip_streets(end)
        return sorted(self.mentions, key=lambda mention: mention.start)

    # --- words that announce a unit

    def _announces_nothing(self, word: UnitWord, end: int, following: Hit | None) -> bool:
        """Whether a word follows that is neither a name nor leads to one (và, hoặc, bao gồm): most unit words."""
        after = self.text[end : end + 2]
        if after[:1] != " " or not after[1:].islower() or after[1] in "vhbg":
            return False
        return not word.provincial or following is None or following[1] > end + _MOST_ADJACENT

    def _announce(self, word: UnitWord, start: int, end: int, before: Announcer | None) -> Announcer | None:
        text = self.text
        if text[start] in " (":
            start += 1
        elif start and text[start - 1].isalnum():
            return None
        if (
            end < len(text)
            and text[end].isalpha()
            and not (text[end].isupper() and (text[end - 1].islower() or text[end - 1] in "Pp."))
        ):
            return None
        if before and start - before.end <= _MOST_SHARED and _SHARED.fullmatch(self.text, before.end, start):
            provincial = word.provincial and before.provincial
            return Announcer(before.start, end, provincial, True, False, before.types + word.types)
        short = text[start:end].isascii()  # TP, H., P.: every full word has a mark
        return Announcer(start, end, word.provincial, False, short, word.types)

    def _is_plural(self, announcer: Announcer) -> bool:
        """Whether a unit word announces several: shared, or after a plural or a number."""
        first, start = max(0, announcer.start - 8), announcer.start
        return announcer.shared or (
            self.lower.endswith(_PLURAL_END, first, start) and _PLURAL.search(self.lower, first, start) is not None
        )

    # --- districts and communes

    def _read_units(self, announcer: Announcer, following: Hit | None) -> bool:
        """Read the names after a unit word; return whether there were any."""
        opening = _OPEN.match(self.text, announcer.end)
        position = opening.end() if opening else announcer.end
        if position >= len(self.text) or not (self.text[position].isupper() or self.text[position].isdigit()):
            return False
        if announcer.provincial and following:
            token, start, end = following
            if start == position and isinstance(token, ProvinceName):
                longer = self._known(position, ("thành phố",))
                if announcer.shared or (self._is_central(token.name) and not (longer and longer[0] > end)):
                    return False
        types, level = announcer.types, LEVELS[announcer.types[0]]
        rule = f"{level}.{'short' if announcer.short else 'unit'}"
        plural = self._is_plural(announcer) or ":" in self.text[announcer.end : position]
        members: list[Mention] = []
        while True:
            found = self._known(position, types)
            numbered = self.text[position] in _NUMERAL and _NUMBER.match(self.text, position)
            if numbered and not (members or self._is_numbered(announcer, position)):
                return False
            if found is None and not (announcer.provincial or announcer.short) and (plural or not members):
                found = self._unknown(position)
            if found is None:
                break
            end, entries = found
            if members and not plural and (self.text[position].isdigit() or not entries):
                break
            if members and entries and not _continues(members[0].entries, entries, types, plural):
                break
            if not entries and not announcer.short and self._is_person(announcer.start, position, end):
                break
            head = position if members else announcer.start
            name = " ".join(self.text[position:end].split())
            members.append(Mention(position, end, head, level, name, rule, types=types, entries=entries))
            separator = _NEXT.match(self.text, end)
            if separator is None:
                break
            position = separator.end()
            if position >= len(self.text) or not (self.text[position].isupper() or self.text[position].isdigit()):
                break
        for member in members:
            member.group = members[-1].end
            self._claim(member.start, member.end)
        self.mentions.extend(members)
        return bool(members)

    def _claim(self, start: int, end: int) -> None:
        """Keep a span from being read as something else."""
        insort(self.claimed, (start, end))
        self.reach = max(self.reach, end)
        self.ends.add(end)

    def _is_claimed(self, start: int, end: int) -> bool:
        """Whether a span touches a name that is read."""
        before = bisect_left(self.claimed, (end, 0)) - 1
        return before >= 0 and self.claimed[before][1] > start

    def _is_numbered(self, announcer: Announcer, position: int) -> bool:
        """Whether a number is a name: 'Quận 1', not the number of the next paragraph or of a count."""
        between = self.plain[self.flat.origin(announcer.end) : self.flat.origin(position)]
        return between in ("", " ") and bool({"quận", "phường"}.intersection(announcer.types))

    def _words(self, position: int) -> list[int]:
        """Ends of the first words of a name that may begin here; each begins with a capital or digit."""
        match = _WORDS.match(self.text, position)
        return [end for _, end in match.regs[1:] if end >= 0] if match else []

    def _known(self, position: int, types: tuple[str, ...]) -> tuple[int, tuple[Entry, ...]] | None:
        """Return the end of the longest name of a unit that begins here, and the units of that name."""
        level = LEVELS[types[0]]
        index = gazetteer.units()[level]
        ends = self._words(position)
        longest = self.lower[position : ends[-1]] if ends else ""
        usual = not ("-" in longest or "’" in longest or longest[:1].isdigit())
        for end in reversed(ends):
            name = self.lower[position:end]
            entries = index.get(name if usual else _looked_up(name))
            if entries and self._is_name(position, end):
                return end, entries
        for end in reversed(ends if level == "district" else ()):
            entries = gazetteer.districts_without_marks().get(fold(self.lower[position:end]))
            if entries and shape(self.text[position:end]) == "title":
                return end, entries
        return None

    def _is_name(self, start: int, end: int) -> bool:
        """Whether all words begin with a capital, but for names that are written otherwise."""
        name = _looked_up(self.lower[start:end])
        words = self.text[start:end].replace("-", " ").split(" ")
        if name == "hội" or (name.startswith("hội ") and words[0].isupper()):  # AN SINH XÃ HỘI …
            return False
        return all(not word[0].islower() for word in words if word) or name in gazetteer.mixed_case()

    def _unknown(self, position: int) -> tuple[int, tuple[Entry, ...]] | None:
        """Return the end of a name that no table has: two to four words in title case, and nothing more."""
        ends = [end for end in self._words(position) if not self.text[position:end].isupper()]
        words = self.text[position : ends[-1]].split() if ends else []
        run = 0
        while run < len(words) and words[run][0].isupper() and words[run][1:].islower():
            run += 1
        if not 2 <= run <= 4 or _TITLES.intersection((words[0].lower(), " ".join(words[:2]).lower())):
            return None
        end = position + len(" ".join(words[:run]))
        name = " ".join(words[:run])
        if self.text[position:end] != name or gazetteer.key(name) in gazetteer.province_keys():
            return None
        rest = self.text[end : end + 2]
        if rest and rest[0] not in ",;.):(|\n" and not (rest[0] == " " and (rest[1:].islower() or rest[1:] in "(-")):
            return None
        return end, ()

    def _is_person(self, before: int, start: int, end: int) -> bool:
        """Whether an unknown name after an office is its holder's: chủ tịch xã Trần Thế Bảo."""
        words = self.lower[start:end].split()
        return (
            len(words) >= 3
            and words[0] in _SURNAMES
            and _OFFICE.search(self.lower, max(0, before - 24), before) is not None
        )

    # --- provinces

    def _is_central(self, name: str) -> bool:
        """Whether a name is a city under the central government at the document's date."""
        return gazetteer.is_central(name, self.date)

    def _read_province(
        self, token: ProvinceName, start: int, end: int, announcer: Announcer | None, following: Hit | None
    ) -> None:
        if " - " in token.name and token.strict and not self._is_in_force(token.name):
            self._read_parts(token, start, end, announcer, following)
            return
        text, before = self.text, self.text[start - 1 : start] or "\n"
        if announcer is not None and not self._announces(announcer, start, end):
            announcer = None
        glued = before.isalnum() and (announcer is None or announcer.end != start)
        if glued or before in "@_" or text[end : end + 1].isalnum() or text[end : end + 1] in ("@", "_"):
            return
        if token.name.lower() in _ABROAD_TOO and _ABROAD.match(self.lower, end):
            return
        central = self._is_central(token.name)
        listed = self._listed(token.name, start, end, following)
        if announcer is None:
            rule = self._rule_of_bare_name(token, start, end, listed, following)
            if rule is None:
                return
            head, confidence = start, 0.5 if rule == "province.namesake" else 0.95
        elif announcer.provincial or central:
            # a city that no table has is less sure
            confidence = 1.0 if central or announcer.shared or not announcer.types else 0.7
            head, rule = announcer.start, "province.unit"
        else:
            return
        name = token.name
        if name == "Huế" and not central:
            if rule not in ("province.list", "province.agency") and (announcer is None or announcer.types):
                self._read_hue(start, end, head)
                return
            name = "Thừa Thiên Huế"
        self.mentions.append(Mention(start, end, head, "province", name, rule, confidence))
        self.last_end = end

    def _announces(self, announcer: Announcer, start: int, end: int) -> bool:
        """Whether a unit word belongs to a province's name: 'TỈNH ⏎ NGHỆ AN', but 'ĐẢNG ỦY XÃ ⏎ Hà Nội, ngày'."""
        if announcer.provincial:
            return _ADJACENT.fullmatch(self.text, announcer.end, start) is not None
        return self.text[announcer.end : start] in ("", " ") and PLACE_LINE.match(self.lower, end) is None

    def _read_parts(
        self, token: ProvinceName, start: int, end: int, announcer: Announcer | None, following: Hit | None
    ) -> None:
        """'Quảng Nam - Đà Nẵng' was one province until 1996, and are two since."""
        first, last = token.name.split(" - ")
        if {first, last} <= gazetteer.by_name().keys():
            second = end - len(last)
            self._read_province(
                ProvinceName(first), start, start + len(first), announcer, (ProvinceName(last), second, end)
            )
            self._read_province(ProvinceName(last), second, end, None, following)

    def _rule_of_bare_name(
        self, token: ProvinceName, start: int, end: int, listed: bool, following: Hit | None
    ) -> str | None:
        """Return the rule by which a name without a unit word is a province; none if it is something else."""
        lower, after_space = self.lower, self.text[start - 1 : start] == " "
        place_line = "ngày" in lower[end : end + 7] and PLACE_LINE.match(lower, end) is not None
        agency = after_space and self._is_of_agency(start)
        letters = shape(self.text[start:end])
        if letters == "lower":
            return None
        if not (listed or place_line or agency or self._is_cell(start, end)):
            if token.common and letters != "title":
                return None
            if token.strict and not (self._is_in_force(token.name) or self._after_preposition(token, start)):
                return None
        if token.strict and self.text[start:end].isascii() and self.text[start - 1 : start] in ("-", "/", "."):
            return None  # 12/UBND-HCM
        if after_space and self._is_part_of_other_name(start):
            return None
        if self._is_longer(start, end) or self._is_smaller(token.name, start, end, listed, following):
            return None
        if after_space and not (place_line or agency) and (self._names_something(start) or self._joins_namesake(start)):
            return "province.namesake"
        return "province.list" if listed else "province.agency" if agency else "province.name"

    def _is_of_agency(self, start: int) -> bool:
        """Whether the body of a province stands before its name: 'Sở Công Thương Nghệ An'."""
        lower, first = self.lower, max(0, start - 60)
        if not lower.endswith(_AGENCY_END, first, start):
            window = lower[first:start]
            if not any(word in window for word in _OFFICES):
                return False
        return _AGENCY.search(lower, first, start) is not None

    def _read_hue(self, start: int, end: int, head: int) -> None:
        """Read Huế before 2025: the city in the province Thừa Thiên Huế."""
        entries = gazetteer.units()["district"]["huế"]
        confidence = 0.9 if self.date else 0.6
        rule = "district.unit" if head != start else "district.city"
        self.mentions.append(Mention(start, end, head, "district", "Huế", rule, confidence, ("thành phố",), entries))

    def _is_in_force(self, name: str) -> bool:
        """Whether a historic province existed at the document's date, so that its name alone means it."""
        units = gazetteer.by_name()[name]
        return (
            self.date is not None
            and units[-1].era == "historic"
            and facts.in_force(units[-1].valid_from, units[-1].valid_to, self.date)
        )

    def _after_preposition(self, token: ProvinceName, start: int) -> bool:
        """Whether a name stands where a place does ('tại HCM'); not for provinces that are no more."""
        return (
            gazetteer.by_name()[token.name][-1].era != "historic"
            and _PREPOSITION.search(self.lower, max(0, start - 8), start) is not None
        )

    def _listed(self, name: str, start: int, end: int, following: Hit | None) -> bool:
        """Whether the name stands beside another province in an enumeration."""
        if self.last_end >= 0 and start - self.last_end < 75 and _BETWEEN.fullmatch(self.text, self.last_end, start):
            return True
        if following is None or following[1] - end > 75:
            return False
        token = following[0]
        return (
            isinstance(token, ProvinceName)
            and not token.strict
            and token.name != name
            and _BETWEEN.fullmatch(self.text, end, following[1]) is not None
        )

    def _is_cell(self, start: int, end: int) -> bool:
        """Whether the name is all that a table cell holds."""
        before, after = self.text[max(0, start - 3) : start].rstrip(), self.text[end : end + 3].lstrip()
        return before.endswith("|") and after.startswith("|")

    def _is_part_of_other_name(self, start: int) -> bool:
        """Whether the words before make it a street, a river, a village or a person."""
        lower = self.lower
        window = max(0, start - 20)
        before = lower[window:start]
        if before.endswith(_NEGATIVE_END) and (
            _NEGATIVE.search(lower, window, start) and not _NOT_NEGATIVE.search(lower, window, start)
        ):
            return True
        if before.endswith(_PERSON_END) and _PERSON.search(lower, window, start):
            return True
        if self.text[self.text.rfind(" ", window, start - 1) + 1 : start - 1].islower():
            return False
        words = _CAPITALISED_BEFORE.search(self.text, max(0, start - 30), start)
        if words is None or start - 1 in self.ends:
            return False
        run = words[1].split()
        if not run[-1][0].isupper():
            return False
        family = start - len(run[-1]) - 1
        if lower[max(0, family - 20) : family].endswith(_PERSON_END) and (
            _PERSON.search(lower, max(0, family - 20), family)
        ):
            return True  # 'đồng chí Lò Thái Bình', whatever the family name
        last = run[-1].lower()
        if last in _SURNAMES:
            return not (len(run) > 1 and run[-2].lower() in {"tỉnh", "thành", "kiểm", "nông", "huyện", "liên"})
        return len(run) > 1 and last in _MIDDLE_NAMES and run[-2].lower() in _SURNAMES and run[-2][0].isupper()

    def _names_something(self, start: int) -> bool:
        """Whether the phrase before shows an organisation or a work that bears the province's name."""
        window = self.lower[max(0, start - 70) : start]
        if not _FIND_FACILITIES.find_matches_as_indexes(self.flat.codes[max(0, start - 70) : start]):
            return False
        broken = _BREAK.match(window)
        return _FACILITY.search(window, broken.end() if broken else 0) is not None

    def _is_longer(self, start: int, end: int) -> bool:
        """Whether the name goes on to that of a district or commune: 'Điện Biên Đông'."""
        if (
            self.text[end : end + 1] != " "
            or not self.text[end + 1 : end + 2].isupper()
            or self.text[start:end].isupper()
        ):
            return False
        word = WORD.match(self.text, end + 1)
        return word is not None and bool(gazetteer.entries_of(self.lower[start : word.end()]))

    def _joins_namesake(self, start: int) -> bool:
        """Whether the name goes on with that of a work: 'cao tốc Bắc Giang - Lạng Sơn'."""
        last = self.mentions[-1] if self.mentions else None
        return last is not None and last.rule == "province.namesake" and self.text[last.end : start].strip() == "-"

    def _is_smaller(self, name: str, start: int, end: int, listed: bool, following: Hit | None) -> bool:
        """Whether a bare name stands for a district or commune: in '(Quảng Ninh, Quảng Bình)' or a list of them."""
        if "(" in self.lower[end : end + 64]:
            if _IN_DISTRICT.match(self.lower, end):
                return True
            if _TO_DISTRICT.match(self.lower, end) and _COMMUNES_LED.search(self.lower, max(0, start - 140), start):
                return True
        spelled = gazetteer.key(name)
        if self._is_commune_cell(spelled, start, end):
            return True
        comma = self.text[max(0, start - 2) : start] == ", "
        after_unit = comma and start - 2 in self.ends
        if listed and following and isinstance(following[0], ProvinceName) and self.text[end : following[1]] == ", ":
            if after_unit or self.text[max(0, start - 1) : start] == "(":
                districts = gazetteer.units()["district"].get(spelled, ())
                province = following[0].name
                return province != name and any(entry.province == province for entry in districts)
            return False
        if listed or after_unit or not comma:
            return False
        item = _ITEM_BEFORE.search(self.text, max(0, start - 40), start)
        if item is None or not item[1][0].isupper():
            return False
        neighbours = gazetteer.entries_of(gazetteer.key(item[1]))
        own = gazetteer.entries_of(spelled)
        return bool(neighbours and own) and not any(
            name == entry.province or name in entry.heirs for entry in neighbours
        )

    def _is_commune_cell(self, spelled: str, start: int, end: int) -> bool:
        """Whether a table gives the district of a commune of this name beside it: '| Quảng Ninh | Quảng Xương |'."""
        if "|" not in self.text[end : end + 2] and "|" not in self.text[max(0, start - 2) : start]:
            return False
        beside = (_CELL_AFTER.match(self.text, end), _CELL_BEFORE.search(self.text, max(0, start - 60), start))
        districts = {gazetteer.key(cell[1]) for cell in beside if cell} - gazetteer.province_keys()
        return bool(districts) and any(
            entry.district is not None and gazetteer.key(entry.district.name) in districts
            for entry in gazetteer.units()["commune"].get(spelled, ())
        )

    def _skip_streets(self, position: int) -> None:
        """Claim the names of an enumeration of streets."""
        opening = _OPEN.match(self.text, position)
        position = opening.end() if opening else position
        for _ in range(40):
            words = self._words(position)
            while words and not self.text[position : words[-1]].split()[-1][0].isupper():
                words.pop()
            if not words or not self.text[position].isupper() or self.text[position : words[-1]].isupper():
                return
            self._claim(position, words[-1])
            separator = _NEXT.match(self.text, words[-1])
            if separator is None:
                return
            position = separator.end()

    # --- regions

    def _read_region(self, token: RegionName, start: int, end: int) -> None:
        text = self.text
        if (start and text[start - 1].isalnum()) or (end < len(text) and text[end].isalnum()):
            return
        if text[start].islower() and " sông " not in self.lower[start:end] and not text[end - 1].isupper():
            words = text[start:end].split()
            if not any(word[0].isupper() for word in words):
                return
        self.mentions.append(Mention(start, end, start, "region", token.name, "region.name", 0.95))


def _looked_up(printed: str) -> str:
    """The name of a unit, in lower case, as the gazetteer has it: dashes without spaces, numbers without zeros."""
    name = re.sub(" ?- ?", "-", printed) if "-" in printed else printed.replace("’", "'")
    return name.lstrip("0") if name.isdigit() else name


def _next_province(hits: list[Hit], index: int) -> Hit | None:
    """Return the province's name that comes next, from the start of its unit word."""
    following = hits[index + 1 : index + 3]
    if len(following) == 2 and isinstance(following[0][0], UnitWord) and following[0][0].provincial:
        return (following[1][0], following[0][1], following[1][2])
    return following[0] if following else None


def _continues(first: tuple[Entry, ...], other: tuple[Entry, ...], types: tuple[str, ...], plural: bool) -> bool:
    """Whether a name goes on with an enumeration of units.

    'huyện A, B': B only if both can be neighbours (communes of one district, districts of one province). A
    province's name ('các huyện A, B, Hà Tĩnh') only if there is a unit of that very type.
    """
    name = other[0].unit.name
    if gazetteer.key(name) in gazetteer.province_keys() and not (
        plural and any(entry.unit.type in types for entry in other)
    ):
        return False
    if not plural and any(entry.district is not None and entry.district.name == name for entry in first):
        return False  # xã Yên Lập, Chiêm Hóa: its district
    return plural or not {entry.parent for entry in first}.isdisjoint(entry.parent for entry in other)
