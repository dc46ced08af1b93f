"""Blocks of a drawing put together: in a row, or side by side between two gateways.

A block stands on a line: it is entered at the left end and left at the right. Each takes a rectangle of its own, so no two
shapes overlap, and every edge is straight or turns by right angles.
"""

from collections.abc import Iterable, Sequence
from math import ceil
from textwrap import wrap
from unicodedata import east_asian_width

from adapters.bpmn_drawing import Block, Box, Edge, Node, Point, Tag, Way

GAP = 70
"""Between two elements that follow one another."""
BETWEEN = 30
"""Between two branches."""
DIAMOND = 50
CIRCLE = 36
LINE = 14
"""Height of a line of text."""


def alone(node: Node, up: int = 0, down: int = 0) -> Block:
    """One element on the line."""
    half = node.box.height // 2
    return Block((node,), (), node.box.width, max(up, half), max(down, half), node.id, node.id)


def circle(name: str, tag: str, text: str, documentation: str = "", *inside: Tag) -> Block:
    """An event on the line, with its name beneath."""
    label = beneath(text, CIRCLE // 2, CIRCLE // 2)
    node = Node(name, tag, Box(0, -CIRCLE // 2, CIRCLE, CIRCLE), text, label, documentation, inside=inside)
    return alone(node, down=CIRCLE // 2 + label.height + 10)


def beneath(text: str, x: int, y: int, width: int = 90) -> Box:
    """Room for a name beneath a point."""
    return Box(x - width // 2, y + 6, width, height(text, width))


def height(text: str, width: int) -> int:
    """Of a text in so narrow a column: wide letters take two places of a line."""
    places = max(1, width // 7)
    return LINE * sum(
        max(1, ceil(sum(map(_places, line)) / places), len(wrap(line, places))) for line in text.split("\n")
    )


def _places(letter: str) -> int:
    return 2 if east_asian_width(letter) in ("W", "F") else 1


def in_a_row(blocks: Sequence[Block]) -> Block:
    """One after the other."""
    nodes: list[Node] = []
    edges: list[Edge] = []
    x, before = 0, None
    for block in blocks:
        placed = block.moved(x, 0)
        if before is not None:
            line = ((x - GAP, 0), (x, 0))
            assert before.last is not None
            edges.append(Edge(before.last, block.first, line, before.leaving, _named(before.leaving, x - GAP, 0)))
        nodes += placed.nodes
        edges += placed.edges
        x, before = x + block.width + GAP, block
    up, down = max(block.up for block in blocks), max(block.down for block in blocks)
    end = blocks[-1]
    return Block(tuple(nodes), tuple(edges), x - GAP, up, down, blocks[0].first, end.last, end.leaving)


def side_by_side(
    kind: str, name: str, branches: Sequence[tuple[Way, Block | None]], text: str = "", documentation: str = ""
) -> Block:
    """Branches between two gateways; None is a branch in which nothing happens."""
    start = DIAMOND + max(GAP, *(way.room + 20 for way, _ in branches))
    end = start + max(block.width if block else 0 for _, block in branches) + GAP
    above = height(text, 110) + 8 if text else 0
    aside = 55 if any(way.room for way, _ in branches) else 0
    label = Box(-30 - aside, -DIAMOND // 2 - above, 110, above - 8) if text else None
    split = Node(name, kind, _diamond(0), text, label, documentation)
    join = Node(f"{name}_end", kind, _diamond(end))
    nodes, edges = [split, join], list[Edge]()
    lines = _lines(branches, DIAMOND // 2 + above)
    for (way, block), (y, _, _) in zip(branches, lines, strict=True):
        nodes += block.moved(start, y).nodes if block else ()
        edges += _through(split.id, join.id, block, (start, end, y), way)
    down = max(y + down for y, _, down in lines)
    return Block(tuple(nodes), tuple(edges), end + DIAMOND, lines[0][1], down, split.id, join.id)


def _lines(branches: Sequence[tuple[Way, Block | None]], above: int) -> list[tuple[int, int, int]]:
    """The line of each branch, the first on that of the gateways; and the room above and below it."""
    lines: list[tuple[int, int, int]] = []
    for way, block in branches:
        up = max(block.up if block else 15, _room(way) + 10, 0 if lines else above)
        down = max(block.down if block else 15, 0 if lines else DIAMOND // 2)
        lines.append((lines[-1][0] + lines[-1][2] + BETWEEN + up if lines else 0, up, down))
    return lines


def _room(way: Way) -> int:
    return height(way.name, way.room or GAP) if way.name else 0


def _named(way: Way, x: int, y: int) -> Box | None:
    """The place of an edge's name: above it."""
    return Box(x + 4, y - _room(way) - 4, way.room or GAP - 8, _room(way)) if way.name else None


def _diamond(x: int) -> Box:
    return Box(x, -DIAMOND // 2, DIAMOND, DIAMOND)


def _through(split: str, join: str, block: Block | None, where: tuple[int, int, int], way: Way) -> Iterable[Edge]:
    """Into a branch, along it, and out of it."""
    start, end, y = where
    half = DIAMOND // 2
    into: tuple[Point, ...] = ((half, half), (half, y)) if y else ((DIAMOND, 0),)
    out: tuple[Point, ...] = ((end + half, y), (end + half, half)) if y else ((end, 0),)
    name = _named(way, half if y else DIAMOND, y)
    if block is None:
        yield Edge(split, join, (*into, *out), way, name)
        return
    yield Edge(split, block.first, (*into, (start, y)), way, name)
    yield from block.moved(start, y).edges
    if block.last is None:
        return
    leaving = _named(block.leaving, start + block.width, y)
    yield Edge(block.last, join, ((start + block.width, y), *out), block.leaving, leaving)
