"""Counts what a regular expression costs: a backtracking matcher over the parse tree of `re` that counts its steps.

Seconds differ from machine to machine and a fast engine hides a quadratic pattern behind short texts. Steps do
neither. Whether one character belongs to one element (a literal, a class, `.`) is asked of `re` itself, so only the
order in which alternatives are tried is written anew here; `test_patterns.py` holds it to the spans of `re`.
"""

import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]
from typing import Any

sys.setrecursionlimit(max(sys.getrecursionlimit(), 60_000))

Match = Callable[[int], bool]
Node = tuple[Any, Any]

CHARACTER = {_constants.LITERAL, _constants.NOT_LITERAL, _constants.IN, _constants.ANY}
REPEATS = {_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT}
_AT = {
    _constants.AT_BEGINNING: "^",
    _constants.AT_END: "$",
    _constants.AT_BEGINNING_STRING: r"\A",
    _constants.AT_END_STRING: r"\Z",
    _constants.AT_BOUNDARY: r"\b",
    _constants.AT_NON_BOUNDARY: r"\B",
}


class TooMany(Exception):
    """The matcher took more steps than it was allowed."""


class _Accepts(dict[str, bool]):
    """Whether an element of one character accepts a character; answers are kept."""

    def __init__(self, node: Node, flags: int) -> None:
        self._node = node
        state = _parser.State()
        state.flags = flags
        self._is = _compiler.compile(_parser.SubPattern(state, [node]), flags).match

    def __missing__(self, character: str) -> bool:
        got = self[character] = self._is(character) is not None
        return got


class _Any(_Accepts):
    """Whether one of several elements accepts a character."""

    def __init__(self, ways: list[_Accepts]) -> None:
        self._ways = ways

    def __missing__(self, character: str) -> bool:
        got = self[character] = any(way[character] for way in self._ways)
        return got


def only_character(items: Any) -> Node | None:
    """The one element of one character that a body consists of, through groups that nobody reads; else none."""
    if len(items) != 1:
        return None
    op, value = items[0]
    if op in CHARACTER:
        return op, value
    if op is _constants.SUBPATTERN and value[0] is None and not value[1] and not value[2]:
        return only_character(value[3])
    return None


class Counter:
    """A pattern compiled to closures that count; `steps` is the count of the last call."""

    def __init__(self, pattern: re.Pattern[Any]) -> None:
        source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
        given = pattern.flags if isinstance(pattern.pattern, str) else pattern.flags | re.ASCII
        self.tree = _parser.parse(source, given)
        self.flags = self.tree.state.flags
        self.text = ""
        self.steps = 0
        self.limit = 0
        self._begin = self._end = 0
        self._must_move = False
        self._groups: list[tuple[int, int]] = [(-1, -1)] * (pattern.groups + 1)
        self._run = self._sequence(list(self.tree), self.flags, self._accept)
        self._first = self._starts(list(self.tree), self.flags)

    def accepts(self, node: Node, flags: int) -> _Accepts:
        """The characters that an element of one character accepts."""
        return _accepts(node[0], repr(node[1]), flags, _Held(node))

    def finditer(self, text: str, limit: int = 10**9) -> list[tuple[int, int]]:
        """The spans that `re` finds in the text.

        Raises:
            TooMany: more than `limit` steps were needed.
        """
        found: list[tuple[int, int]] = []
        self._start(text, limit)
        at, self._must_move = 0, False
        while at <= len(text) and self._search(at):
            found.append((self._begin, self._end))
            at, self._must_move = self._end, self._begin == self._end
        return found

    def match(self, text: str, limit: int = 10**9) -> tuple[int, int] | None:
        """The span that `re` matches at the start of the text."""
        self._start(text, limit)
        self._begin, self._must_move = 0, False
        return (0, self._end) if self._run(0) else None

    def _start(self, text: str, limit: int) -> None:
        self.text, self.steps, self.limit = text, 0, limit

    def _search(self, at: int) -> bool:
        first, text = self._first, self.text
        for begin in range(at, len(text) + 1):
            self.steps += 1
            if first is None or (begin < len(text) and first[text[begin]]):
                self._begin = begin
                self._groups = [(-1, -1)] * len(self._groups)
                if self._run(begin):
                    return True
            self._must_move = False
        return False

    def _accept(self, i: int) -> bool:
        if self._must_move and i == self._begin:
            return False
        self._end = i
        return True

    def _tick(self, count: int = 1) -> None:
        self.steps += count
        if self.steps > self.limit:
            raise TooMany

    def _starts(self, items: list[Node], flags: int) -> _Accepts | None:
        """The characters that a sequence can begin with where its first element says so; else none."""
        if not items:
            return None
        op, value = items[0]
        if op is _constants.AT or (op in (_constants.ASSERT, _constants.ASSERT_NOT) and value[0] < 0):
            return self._starts(items[1:], flags)  # of fixed cost, and what follows must begin here all the same
        if op is _constants.BRANCH:
            ways = [self._starts(list(branch), flags) for branch in value[1]]
            sure = [way for way in ways if way is not None]
            return _Any(sure) if len(sure) == len(ways) else None
        if op in CHARACTER:
            return self.accepts((op, value), flags)
        if op is _constants.SUBPATTERN:
            return self._starts(list(value[3]), (flags | value[1]) & ~value[2])
        if op in REPEATS and value[0] > 0:
            return self._starts(list(value[2]), flags)
        return None

    def _sequence(self, items: list[Node], flags: int, then: Match) -> Match:
        for node in reversed(items):
            then = self._node(node, flags, then)
        return then

    def _node(self, node: Node, flags: int, then: Match) -> Match:
        op, value = node
        if op in CHARACTER:
            return self._character(self.accepts(node, flags), then)
        if op in REPEATS:
            low, high, body = value
            one = only_character(body)
            if one is not None:
                return self._run_of(self.accepts(one, flags), op, low, high, then)
            return self._repeat(op, low, high, list(body), flags, then)
        if op is _constants.BRANCH:
            return self._branch([list(branch) for branch in value[1]], flags, then)
        if op is _constants.SUBPATTERN:
            group, add, drop, body = value
            inner = (flags | add) & ~drop
            return self._sequence(list(body), inner, then) if group is None else self._group(group, body, inner, then)
        if op is _constants.AT:
            return self._at(value, flags, then)
        if op in (_constants.ASSERT, _constants.ASSERT_NOT):
            return self._look(value[0], list(value[1]), flags, op is _constants.ASSERT, then)
        if op is _constants.ATOMIC_GROUP:
            return self._atomic(self._alone(list(value), flags), then)
        if op is _constants.GROUPREF:
            return self._again(value, then)
        raise NotImplementedError(op)

    def _character(self, accepts: _Accepts, then: Match) -> Match:
        def run(i: int) -> bool:
            self._tick()
            return i < len(self.text) and accepts[self.text[i]] and then(i + 1)

        return run

    def _run_of(self, accepts: _Accepts, op: Any, low: int, high: int, then: Match) -> Match:
        def greedy(i: int) -> bool:
            text, at, stop = self.text, i, min(len(self.text), i + int(high))
            while at < stop and accepts[text[at]]:
                at += 1
            self._tick(at - i + 1)
            if at < i + low:
                return False
            if op is _constants.POSSESSIVE_REPEAT:
                return then(at)
            while at >= i + low:
                self._tick()
                if then(at):
                    return True
                at -= 1
            return False

        def lazy(i: int) -> bool:
            text, at, stop = self.text, i, min(len(self.text), i + int(high))
            while True:
                self._tick()
                if at >= i + low and then(at):
                    return True
                if at >= stop or not accepts[text[at]]:
                    return False
                at += 1

        return lazy if op is _constants.MIN_REPEAT else greedy

    def _repeat(self, op: Any, low: int, high: int, body: list[Node], flags: int, then: Match) -> Match:
        if op is _constants.POSSESSIVE_REPEAT:
            greedy = self._repeat(_constants.MAX_REPEAT, low, high, body, flags, self._leave)
            return self._atomic(self._kept(greedy), then)
        count, last = 0, -1

        def more(i: int) -> bool:
            nonlocal count, last
            if count >= high or (i == last and count >= low):
                return False
            before = count, last
            count, last = count + 1, i
            if inside(i):
                return True
            count, last = before
            return False

        def leave(i: int) -> bool:
            nonlocal count, last
            if count < low:
                return False
            before = count, last
            if then(i):
                return True
            count, last = before
            return False

        def turn(i: int) -> bool:
            self._tick()
            return more(i) or leave(i) if op is _constants.MAX_REPEAT else leave(i) or more(i)

        def enter(i: int) -> bool:
            nonlocal count, last
            before = count, last
            count, last = 0, -1
            if turn(i):
                return True
            count, last = before
            return False

        inside = self._sequence(body, flags, turn)
        return enter

    def _branch(self, branches: list[list[Node]], flags: int, then: Match) -> Match:
        ways = [(self._starts(branch, flags), self._sequence(branch, flags, then)) for branch in branches]
        chosen: dict[str, list[Match]] = {}

        def run(i: int) -> bool:
            self._tick()
            here = self.text[i : i + 1]
            if here not in chosen:
                chosen[here] = [way for starts, way in ways if starts is None or (here and starts[here])]
            return any(way(i) for way in chosen[here])

        return run

    def _group(self, group: int, body: Any, flags: int, then: Match) -> Match:
        begun: list[int] = []

        def close(i: int) -> bool:
            begin, before = begun.pop(), self._groups[group]
            self._groups[group] = begin, i
            if then(i):
                return True
            self._groups[group] = before
            begun.append(begin)
            return False

        inside = self._sequence(list(body), flags, close)

        def run(i: int) -> bool:
            begun.append(i)
            if inside(i):
                return True
            begun.pop()
            return False

        return run

    def _at(self, where: Any, flags: int, then: Match) -> Match:
        is_at = re.compile(_AT[where], flags & (re.MULTILINE | re.ASCII)).match

        def run(i: int) -> bool:
            self._tick()
            return is_at(self.text, i) is not None and then(i)

        return run

    def _leave(self, i: int) -> bool:
        self._left = i
        return True

    def _kept(self, run: Match) -> Callable[[int], int]:
        def alone(i: int) -> int:
            return self._left if run(i) else -1

        return alone

    def _alone(self, body: list[Node], flags: int) -> Callable[[int], int]:
        return self._kept(self._sequence(body, flags, self._leave))

    def _atomic(self, alone: Callable[[int], int], then: Match) -> Match:
        def run(i: int) -> bool:
            self._tick()
            end = alone(i)
            return end >= 0 and then(end)

        return run

    def _look(self, direction: int, body: list[Node], flags: int, wanted: bool, then: Match) -> Match:
        alone = self._alone(body, flags)
        back = _width(body) if direction < 0 else 0

        def run(i: int) -> bool:
            self._tick()
            return (i >= back and alone(i - back) >= 0) is wanted and then(i)

        return run

    def _again(self, group: int, then: Match) -> Match:
        def run(i: int) -> bool:
            begin, end = self._groups[group]
            self._tick(max(1, end - begin))
            said = self.text[begin:end]
            return begin >= 0 and self.text.startswith(said, i) and then(i + len(said))

        return run


class _Held:
    """Carries an element past the key of a cache."""

    def __init__(self, node: Node) -> None:
        self.node = node

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)

    def __hash__(self) -> int:
        return 0


@cache
def _accepts(op: Any, value: str, flags: int, held: _Held) -> _Accepts:
    return _Accepts(held.node, flags)


def _width(body: list[Node]) -> int:
    low, high = _parser.SubPattern(_parser.State(), body).getwidth()
    assert low == high, "a look-back of one width"
    return int(low)


# ---- worst cases, from the parse tree -------------------------------------------------------------------------------

_ALPHABET = ' a1A\n,.-/:;(|"đăĐỘ&%*<>_=\x01'
_LONG = 8  # a repeat that ends sooner cannot be pumped


class Attacks:
    """The texts on which a pattern is slowest, as functions of their length."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._elements: list[_Accepts] = []
        self._seeds: dict[tuple[str, str], None] = {}
        self._literals: dict[str, None] = {}
        self._pumps: list[tuple[str, Any, int]] = []
        self._walk("", list(counter.tree), counter.flags)

    def __iter__(self) -> Iterator[Callable[[int], str]]:
        classes: dict[tuple[bool, ...], str] = {}
        for character in dict.fromkeys(_ALPHABET + "".join(self._literals)):
            classes.setdefault(tuple(element[character] for element in self._elements), character)
        letters = list(classes.values())
        whole = self._sample(list(self._counter.tree), self._counter.flags)
        seeds: dict[tuple[str, str], None] = {("", whole): None, ("", whole[:-1]): None}
        for character in letters:
            seeds[("", character)] = None
        for prefix, body, flags in self._pumps:
            one = only_character(body)
            if one is not None:
                accepts = self._counter.accepts(one, flags)
                bodies = [character for character in letters if accepts[character]]
                bodies += [a + b for a in bodies[:3] for b in bodies[:3] if a != b][:3]
            else:
                bodies = [self._sample(list(body), flags, turn) for turn in range(3)]
            for text in bodies:
                seeds[(prefix, text)] = None
            for text in bodies[:1]:
                seeds[("", prefix + text)] = None
                seeds[("", text)] = None
        for text in ("a ", "1 ", "1,", "Ab ", "\n ", " |"):
            seeds[("", text)] = None
        for prefix, text in seeds:
            if text:
                yield lambda n, prefix=prefix, text=text: (prefix + text * (n // len(text) + 1))[:n] + "\x01"

    def _walk(self, prefix: str, items: list[Node], flags: int) -> str:
        for op, value in items:
            if op in CHARACTER:
                if op is not _constants.LITERAL:
                    self._elements.append(self._counter.accepts((op, value), flags))
            elif op in REPEATS:
                _low, high, body = value
                one = only_character(body)
                if one is not None:
                    self._elements.append(self._counter.accepts(one, flags))
                    if one[0] is _constants.LITERAL:
                        self._literals[chr(one[1])] = None
                if high >= _LONG:
                    self._pumps.append((prefix, body, flags))
                if one is None:
                    self._walk(prefix, list(body), flags)
            elif op is _constants.SUBPATTERN:
                self._walk(prefix, list(value[3]), (flags | value[1]) & ~value[2])
            elif op is _constants.ATOMIC_GROUP:
                self._walk(prefix, list(value), flags)
            elif op is _constants.BRANCH:
                for branch in value[1]:
                    self._walk(prefix, list(branch), flags)
            elif op in (_constants.ASSERT, _constants.ASSERT_NOT):
                self._walk(prefix, list(value[1]), flags)
            prefix += self._sample([(op, value)], flags)
        return prefix

    def _sample(self, items: list[Node], flags: int, turn: int = 0) -> str:
        """A text that the items match, or nearly: looks and back-references are passed over."""
        out = ""
        for op, value in items:
            if op is _constants.LITERAL:
                out += chr(value)
            elif op in CHARACTER:
                accepts = self._counter.accepts((op, value), flags)
                out += next((c for c in (*"a1 ", *_ALPHABET, *map(chr, range(33, 500))) if accepts[c]), "")
            elif op in REPEATS:
                out += self._sample(list(value[2]), flags, turn) * max(1 if turn != 1 else 0, value[0])
            elif op is _constants.SUBPATTERN:
                out += self._sample(list(value[3]), (flags | value[1]) & ~value[2], turn)
            elif op is _constants.ATOMIC_GROUP:
                out += self._sample(list(value), flags, turn)
            elif op is _constants.BRANCH:
                out += self._sample(list(value[1][turn % len(value[1])]), flags, turn)
        return out
