"""The query language: what a person types, as a tree.

    nông thôn mới             any of the words; the more of them, the higher
    "nông thôn mới"           the phrase
    kiểm*                     words that begin so
    +huyện -xã                must, must not; also AND, OR, NOT and ( )
    tỉnh:"Bắc Ninh" năm:2023  fields; the names are in FIELDS
    318/QĐ-TTg                a document number, in any spelling: found by `corpus.search`, not here

Whatever is typed is a query: what cannot be read as an operator is read as words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.index import exact_words
from extractors.shadow import Shadow, canonical, fold

MAX_CHARS = 2_000
"""So much of a query is read."""

MAX_WORDS = 64
"""So many words of it are looked for."""

MAX_DEPTH = 8
"""Parentheses inside each other."""

FIELDS = {
    "title": "title", "tieude": "title", "trichyeu": "title",
    "number": "number", "so": "number", "sohieu": "number",
    "cites": "cites", "vien": "cites", "viendan": "cites",
    "type": "doc_type", "doc_type": "doc_type", "loai": "doc_type",
    "issuer": "issuer", "coquan": "issuer",
    "province": "province", "tinh": "province",
    "province_now": "province_now", "tinhnay": "province_now",
    "year": "year", "nam": "year",
    "source": "source", "nguon": "source",
    "kind": "kind", "grade": "grade", "muc": "grade",
    "findings": "findings", "phathien": "findings",
}  # fmt: skip
"""Name of a field as typed, folded → the field."""


OPERATORS = frozenset({"AND", "OR", "NOT"})


@dataclass(frozen=True, slots=True)
class Word:
    """One word; `is_prefix`: words that begin with it."""

    text: str
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand one after another."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A document number, by its key."""

    key: str
    surface: str


@dataclass(frozen=True, slots=True)
class Field:
    """A value that a field of the document has; a title contains the words of it."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Group:
    """Clauses with their signs: + must, - must not, blank should; `is_or`: one of them is enough."""

    clauses: tuple[tuple[str, Node], ...]
    is_or: bool = False


Node = Word | Phrase | Number | Field | Group


_TOKEN = re.compile(
    r'(?P<field>[^\W\d_]\w{0,19}):(?=\S)|(?P<sign>[+-])(?=[^\s+\-])|"(?P<phrase>[^"]*)"?|(?P<mark>[()|])|(?P<text>[^\s()"|]+)'
)
_QUOTES = str.maketrans("“”„«»″", '""""""')
_FIRST_PLACE = 0xE000  # characters for private use: they stand for the numbers
_PLACES = re.compile("[\ue000-\uf8ff]")


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, cut as those of the index are."""
    found: list[str] = exact_words().analyze(Shadow(text).plain)
    return found


def clean(query: str) -> str:
    """Return a query of one line and bounded length, with straight quotes and nothing that does not print."""
    query = _PLACES.sub(" ", canonical(query[:MAX_CHARS]).translate(_QUOTES))
    return "".join(c if c.isprintable() else " " for c in query).strip()


def parse(query: str, numbers: Sequence[tuple[int, int, str]] = ()) -> Group:
    """Read a query.

    Args:
        query: what `clean` returned.
        numbers: the document numbers in it: start, end, key; in order, none inside another.
    """
    pieces, position = [], 0
    for place, (start, end, _) in enumerate(numbers):
        pieces += [query[position:start], f" {chr(_FIRST_PLACE + place)} "]
        position = end
    found = [Number(key, query[start:end]) for start, end, key in numbers]
    return _Parser("".join((*pieces, query[position:])), found).group(0)


class _Parser:
    """Reads tokens from left to right; `group` is the only rule."""

    def __init__(self, query: str, numbers: Sequence[Number]) -> None:
        self._query = query
        self._numbers = numbers
        self._at = 0
        self._open = 0
        self._words = 0

    def group(self, depth: int) -> Group:
        """Read clauses up to a closing parenthesis."""
        alternatives: list[list[tuple[str, Node]]] = [[]]
        sign, is_and = "", False
        while token := self._next():
            kind, value = token
            clauses = alternatives[-1]
            if kind == "mark" and value == ")":
                if depth:
                    break
                continue
            if (kind, value) in (("mark", "|"), ("text", "OR")):
                if clauses:
                    alternatives.append([])
                continue
            if kind == "text" and value in ("AND", "NOT"):
                if value == "NOT":
                    sign = "-"
                elif clauses:
                    clauses[-1] = (clauses[-1][0] or "+", clauses[-1][1])
                    is_and = True
                continue
            if kind == "sign":
                sign = value
                continue
            nodes = [self.group(depth + 1)] if (kind, value) == ("mark", "(") else list(self._nodes(kind, value))
            nodes = [node for node in nodes if not isinstance(node, Group) or node.clauses]
            for node in nodes:
                clauses.append((sign or ("+" if is_and or isinstance(node, Field) else ""), node))
            sign, is_and = "", False
        filled = [clauses for clauses in alternatives if clauses]
        if len(filled) == 1:
            return Group(tuple(filled[0]))
        return Group(tuple(("", _one(clauses)) for clauses in filled), is_or=True)

    def _next(self) -> tuple[str, str] | None:
        """Return the kind of the next token and what it says; nothing at the end, or when there were enough."""
        while self._words < MAX_WORDS and (match := _TOKEN.search(self._query, self._at)):
            self._at = match.end()
            kind = match.lastgroup or "text"
            if kind == "sign" and match.start() and not self._query[match.start() - 1].isspace():
                continue  # QĐ-TTg
            if match[0] == "(":
                self._open += 1
                if self._open > MAX_DEPTH:
                    continue
            if kind == "field" and fold(match["field"]) not in FIELDS:
                kind = "text"
            return kind, match[match.lastgroup or 0]
        return None

    def _nodes(self, kind: str, value: str) -> Iterator[Node]:
        """Yield what a token says: a field with its value, a phrase, a number, words."""
        if kind == "field":
            token = self._next()
            if token and token[0] in ("phrase", "text"):
                self._words += 1
                yield Field(FIELDS[fold(value)], _PLACES.sub(self._surface, token[1]).strip())
            return
        if len(value) == 1 and (number := self._number(value)):
            self._words += 1
            yield number
            return
        words = words_of(_PLACES.sub(self._surface, value))
        if kind == "phrase" and len(words) > 1:
            self._words += len(words)
            yield Phrase(tuple(words[:MAX_WORDS]))
            return
        for place, word in enumerate(words):
            self._words += 1
            yield Word(word, is_prefix=place == len(words) - 1 and value.endswith("*"))

    def _number(self, value: str) -> Number | None:
        place = ord(value) - _FIRST_PLACE
        return self._numbers[place] if 0 <= place < len(self._numbers) else None

    def _surface(self, match: re.Match[str]) -> str:
        number = self._number(match[0])
        return number.surface if number else " "


def positive_words(tree: Group) -> list[str]:
    """Return the words that a hit may have, in the order of the query."""
    words: list[str] = []
    for leaf in leaves(tree):
        if isinstance(leaf, Word):
            words.append(leaf.text)
        elif isinstance(leaf, Phrase):
            words += leaf.words
        elif isinstance(leaf, Number):
            words += words_of(leaf.surface)
        elif leaf.name == "title":
            words += words_of(leaf.value)
    return words


def leaves(node: Node) -> Iterator[Word | Phrase | Number | Field]:
    """Yield all that a hit may have, in the order of the query."""
    if isinstance(node, Group):
        for sign, part in node.clauses:
            if sign != "-":
                yield from leaves(part)
    else:
        yield node


def _one(clauses: list[tuple[str, Node]]) -> Node:
    return clauses[0][1] if len(clauses) == 1 and clauses[0][0] != "-" else Group(tuple(clauses))
