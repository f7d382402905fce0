"""Every pattern of the packages is linear: twice the text, at most about twice the steps, whatever the text.

A pattern is searched from every place of a text, or only matched at one place where that is all that the code asks of
it. One that ends in `$` reads the words before a place: it is only ever given a window that the caller bounds, so it
is tried on texts as long as the widest window and may there grow with the square of the length.
"""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from re._constants import AT, AT_END, AT_END_STRING, BRANCH, SUBPATTERN  # type: ignore[import-not-found]
from types import ModuleType
from typing import Any

import pytest

from tests.patterns import Attacks, Counter, TooMany

ROOMS = ("schemas", "extractors", "pipeline", "corpus")
AT_ONE_PLACE = {"match", "fullmatch"}
SEARCHED = {"search", "finditer", "findall", "sub", "subn", "split"}
WINDOW = 240


def modules() -> Iterator[ModuleType]:
    for room in ROOMS:
        package = importlib.import_module(room)
        yield package
        for found in pkgutil.walk_packages(package.__path__, room + "."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def patterns_in(value: Any, name: str, depth: int = 0) -> Iterator[tuple[str, re.Pattern[Any]]]:
    if isinstance(value, re.Pattern):
        yield name, value
    elif isinstance(value, dict) and depth < 3:
        for key, inner in value.items():
            yield from patterns_in(key, name, depth + 1)
            yield from patterns_in(inner, f"{name}[{key!r}]", depth + 1)
    elif isinstance(value, (list, tuple, set, frozenset)) and depth < 3:
        for place, inner in enumerate(value):
            yield from patterns_in(inner, f"{name}[{place}]", depth + 1)


def made_by(function: Any) -> Any:
    """What a cached function without arguments returns, where it says that patterns are in it."""
    if not hasattr(function, "cache_info") or "Pattern" not in str(inspect.signature(function).return_annotation):
        return None
    return None if inspect.signature(function).parameters else function()


def uses_in(module: ModuleType) -> Iterator[tuple[str, str]]:
    """The names in a module and what is asked of them; a name given to a function may be asked anything."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, (ast.Name, ast.Attribute, ast.Call)):
            of = node.value.func if isinstance(node.value, ast.Call) else node.value
            yield of.id if isinstance(of, ast.Name) else getattr(of, "attr", ""), node.attr
        elif isinstance(node, ast.Call):
            yield from ((given.id, "search") for given in node.args if isinstance(given, ast.Name))


def written_in(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any], str]]:
    """The patterns that stand as plain strings in calls of `re` inside functions: name, pattern and what is asked."""
    for function in ast.walk(ast.parse(inspect.getsource(module))):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id in ("re", "regex")
                and node.func.attr in SEARCHED | AT_ONE_PLACE
                and isinstance(node.args[0], ast.Constant)
            ):
                yield f"{function.name}:{node.args[0].value}", re.compile(node.args[0].value), node.func.attr


def collect() -> dict[str, tuple[re.Pattern[Any], bool]]:
    """Every pattern by its name, and whether it is searched rather than matched at one place."""
    found: dict[re.Pattern[Any], list[tuple[str, str]]] = {}
    asked: dict[tuple[str, str], set[str]] = {}
    for module in modules():
        for name, method in uses_in(module):
            if method in SEARCHED | AT_ONE_PLACE:
                asked.setdefault((module.__name__ if name.startswith("_") else "", name), set()).add(method)
        for name, value in list(vars(module).items()):
            made = made_by(value) if callable(value) else value
            for inner, pattern in patterns_in(made, name):
                found.setdefault(pattern, []).append((module.__name__, inner))
    chosen: dict[str, tuple[re.Pattern[Any], bool]] = {}
    for module in modules():
        for name, pattern, method in written_in(module):
            chosen[f"{module.__name__}.{name}"] = (pattern, method in SEARCHED)
    for pattern, names in found.items():
        uses = [asked.get((home if name.startswith("_") else "", name), set()) for home, name in names]
        chosen[".".join(names[0])] = (pattern, not any(uses) or bool(set().union(*uses) & SEARCHED))
    return chosen


PATTERNS = collect()


def takes(counter: Counter, text: str, searched: bool, limit: int = 10**9) -> int:
    if searched:
        counter.finditer(text, limit)
    else:
        counter.match(text, limit)
    return counter.steps


def reads_back(items: list[Any]) -> bool:
    """Whether every way through a pattern ends in `$`."""
    op, value = items[-1] if items else (None, None)
    if op is SUBPATTERN:
        return reads_back(list(value[3]))
    if op is BRANCH:
        return all(reads_back(list(branch)) for branch in value[1])
    return op is AT and value in (AT_END, AT_END_STRING)


def slow(pattern: re.Pattern[Any], searched: bool) -> str | None:
    """The text on which the steps grow faster than the text; none where there is none."""
    counter = Counter(pattern)
    window = reads_back(list(counter.tree))
    sizes = [(WINDOW // 2, WINDOW)] if window else [(100, 200), (400, 800), (1600, 3200)]
    growth, always = (4.5, 30) if window else (2.6, 3)
    for attack in Attacks(counter):
        for small, large in sizes:  # a bounded repeat looks quadratic up to its bound: then a longer text decides
            try:
                steps = takes(counter, attack(small), searched, 4_000_000)
                takes(counter, attack(large), searched, int(growth * steps) + always * large + 500)
                break
            except TooMany:
                continue
        else:
            return attack(60)
    return None


@pytest.mark.parametrize("name", PATTERNS)
def test_pattern_is_linear(name: str) -> None:
    pattern, searched = PATTERNS[name]
    assert slow(pattern, searched) is None


def test_patterns_were_found() -> None:
    assert len(PATTERNS) > 300
