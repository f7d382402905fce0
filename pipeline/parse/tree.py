"""The tree of a document's blocks, as it grows from the first line to the last."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.parse.labels import ARTICLE, CHAPTER, LETTER, PART, ROMAN, SECTION, SUBSECTION
from schemas.records import Block

# Articles are numbered through the document: Điều 5 is found without the chapter that it stands in.
_ABOVE_ARTICLES = frozenset({PART, LETTER, CHAPTER, ROMAN, SECTION, SUBSECTION})


@dataclass(slots=True)
class _Node:
    kind: str
    start: int
    end: int
    parent: int | None
    element: str | None
    path: str | None
    heading: str | None = None
    depth: int = -1
    name: str = ""
    is_unit: bool = False
    children: int = 0
    ordinal: int = -1


class Tree:
    """Blocks in the order of their start; units hold what follows them until a unit of their depth begins.

    A unit that holds more than its own first paragraph gets that paragraph as its first child, so the leaves of the
    tree hold the whole text.
    """

    def __init__(self) -> None:
        self._nodes: list[_Node] = []
        self._stack: list[int] = []
        self._pending: int | None = None  # first line that waits for a block
        self._pending_end = 0

    @property
    def top(self) -> int | None:
        """Depth of the innermost open unit."""
        return self._nodes[self._stack[-1]].depth if self._stack else None

    def has_open(self, depth: int) -> bool:
        """Whether a unit of this depth is open."""
        return any(self._nodes[i].depth == depth for i in self._stack)

    def last_name(self, depth: int) -> str:
        """Name of the open unit of a depth; empty if there is none."""
        return next((self._nodes[i].name for i in self._stack if self._nodes[i].depth == depth), "")

    def close(self, depth: int) -> None:
        """End all units of this depth and below."""
        while self._stack and self._nodes[self._stack[-1]].depth >= depth:
            node = self._nodes[self._stack.pop()]
            if self._stack:
                self._nodes[self._stack[-1]].end = node.end

    def leaf(self, kind: str, start: int, end: int, element: str | None = None, heading: str | None = None) -> None:
        """Add a block that holds no others to the innermost open unit."""
        start = self._begin(start)
        parent = self._stack[-1] if self._stack else None
        path = None
        if parent is not None:
            unit = self._nodes[parent]
            unit.children += 1
            unit.end = end
            path = unit.path
        self._nodes.append(_Node(kind, start, end, parent, element, path, heading))

    def unit(
        self, kind: str, depth: int, name: str, span: tuple[int, int], *, heading: str | None, titled: bool,
        element: str | None = None,
    ) -> None:  # fmt: skip
        """Begin a unit.

        Args:
            kind: kind of block.
            depth: depth in `labels`; ends the open units of this depth and below.
            name: what the path names it.
            span: its own first paragraph, label included.
            heading: text of the heading without the label.
            titled: whether that paragraph is a heading rather than the beginning of the unit's text.
            element: where an HTML page has it.
        """
        self.close(depth)
        start, end = self._begin(span[0]), span[1]
        parent = self._stack[-1] if self._stack else None
        if parent is not None:
            self._nodes[parent].children += 1
            self._nodes[parent].end = end
        path = self._path(depth, name)
        index = len(self._nodes)
        self._nodes.append(_Node(kind, start, end, parent, element, path, heading, depth, name, is_unit=True))
        self._nodes.append(_Node("heading" if titled else "paragraph", start, end, index, element, path))
        self._stack.append(index)

    def cover(self, start: int, end: int) -> None:
        """Put a line that has no text of its own (a rule, a bar) to the block before it, or else to the next."""
        if not self._nodes:
            self._pending = start if self._pending is None else self._pending
            self._pending_end = end
            return
        node: int | None = len(self._nodes) - 1
        while node is not None:
            self._nodes[node].end = end
            node = self._nodes[node].parent

    def _path(self, depth: int, name: str) -> str:
        """Return the path of a new unit in the open ones: that of an article leaves out those above articles."""
        if depth != ARTICLE:
            return f"{self._nodes[self._stack[-1]].path} / {name}" if self._stack else name
        above = [node for node in map(self._nodes.__getitem__, self._stack) if node.depth not in _ABOVE_ARTICLES]
        return f"{above[-1].path} / {name}" if above else name

    def _begin(self, start: int) -> int:
        if self._pending is not None:
            start, self._pending = self._pending, None
        return start

    def blocks(self) -> tuple[Block, ...]:
        """Return the blocks; ends all units."""
        self.close(0)
        if self._pending is not None:
            self.leaf("paragraph", self._pending, self._pending_end)
        found: list[Block] = []
        is_dropped = False  # the first paragraph of a unit that holds nothing else
        for node in self._nodes:
            if is_dropped:
                is_dropped = False
                continue
            is_dropped = node.is_unit and not node.children
            node.ordinal = len(found)
            found.append(
                Block(
                    ordinal=node.ordinal, kind=node.kind, start=node.start, end=node.end,
                    parent=None if node.parent is None else self._nodes[node.parent].ordinal,
                    path=node.path, heading=node.heading, element=node.element,
                )
            )  # fmt: skip
        return tuple(found)
