"""The trees of whole documents: each text of fixtures/trees stands above the tree that was written for it by hand.

Written before it was read. A tree is indented; a line is a unit as a path names it, or the kind of a leaf after @.
`python -m tests.pipeline.test_trees` prints what was found and what was not, file by file.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from pipeline.parse import parse
from pipeline.parse.labels import UNITS
from tests.pipeline.parsed import check

TREES = sorted((Path(__file__).parent / "fixtures" / "trees").iterdir())
_LEAVES = frozenset(
    {"masthead", "title", "basis", "addressee", "recipients", "signature", "table", "list_item", "footnote"}
)

Pairs = Counter[tuple[str, ...]]  # a label with those of all that it stands in


def expected(tree: str) -> Pairs:
    """Return the pairs of a tree that is written down."""
    found: Pairs = Counter()
    above: list[str] = []
    for line in tree.splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        above = [*above[:depth], line.strip()]
        found[tuple(above)] += 1
    return found


def read(source: str, name: str) -> Pairs:
    """Return the pairs that the parser finds in a text."""
    document = parse(source.encode(), name)
    check(document)
    found: Pairs = Counter()
    places: dict[int | None, tuple[str, ...]] = {None: ()}
    for block in document.blocks:
        place = places[block.parent]
        if block.kind in UNITS:
            assert block.path is not None
            place = (*place, block.path.rsplit(" / ", 1)[-1])
            found[place] += 1
        elif block.kind in _LEAVES:
            found[(*place, f"@{block.kind}")] += 1
        places[block.ordinal] = place
    return found


def compared(path: Path) -> tuple[Pairs, Pairs]:
    """Return the pairs that a file wants and those that are read."""
    source, tree = path.read_text(encoding="utf-8").split("=====\n")
    return expected(tree), read(source, path.name)


@pytest.mark.parametrize("path", TREES, ids=lambda path: path.stem)
def test_the_tree_is_the_one_written_by_hand(path: Path) -> None:
    wanted, found = compared(path)
    assert sorted((found - wanted).elements()) == []
    assert sorted((wanted - found).elements()) == []


def main() -> None:
    right = asked = given = 0
    for path in TREES:
        wanted, found = compared(path)
        both = (wanted & found).total()
        right, asked, given = right + both, asked + wanted.total(), given + found.total()
        print(f"{path.name}: precision {both / found.total():.3f}, recall {both / wanted.total():.3f}")
        for sign, pairs in (("-", wanted - found), ("+", found - wanted)):
            for pair in pairs.elements():
                print(f"    {sign} {' / '.join(pair)}")
    print(f"all: precision {right / given:.3f}, recall {right / asked:.3f} of {asked} pairs")


if __name__ == "__main__":
    main()
