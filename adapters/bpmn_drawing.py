"""A process as a drawing: elements at their places, edges between them, and the blocks out of which it is put together."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

Point = tuple[int, int]


@dataclass(frozen=True)
class Box:
    """Where something stands, in pixels."""

    x: int
    y: int
    width: int
    height: int

    def moved(self, x: int, y: int) -> "Box":
        """The same somewhere else."""
        return replace(self, x=self.x + x, y=self.y + y)


@dataclass(frozen=True)
class Tag:
    """An element of XML without a shape of its own."""

    name: str
    text: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    inside: "tuple[Tag, ...]" = ()


@dataclass(frozen=True)
class Node:
    """An element with a shape."""

    id: str
    tag: str
    box: Box
    name: str = ""
    label: Box | None = None
    documentation: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    inside: tuple[Tag, ...] = ()


@dataclass(frozen=True)
class Way:
    """How an edge is told apart from the others that leave the same gateway."""

    name: str = ""
    condition: str = ""
    otherwise: bool = False
    """Taken where no condition holds."""
    room: int = 0
    """Width of its name beside the gateway."""


@dataclass(frozen=True)
class Edge:
    """From one element to another; an `association` ties a note to what it is about."""

    source: str
    target: str
    points: tuple[Point, ...]
    way: Way = Way()
    label: Box | None = None
    tag: str = "sequenceFlow"

    @property
    def id(self) -> str:
        """By what it joins."""
        return f"{'flow' if self.tag == 'sequenceFlow' else 'tie'}_{self.source}_to_{self.target}"


@dataclass(frozen=True)
class Block:
    """Elements around a line from (0, 0) to (width, 0): `up` above it, `down` below it."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    width: int
    up: int
    down: int
    first: str
    last: str | None
    """None where nothing goes on from here."""
    leaving: Way = Way()
    """The edge on which it is left."""

    def moved(self, x: int, y: int) -> "Block":
        """The same somewhere else."""
        return replace(
            self,
            nodes=tuple(
                replace(node, box=node.box.moved(x, y), label=node.label and node.label.moved(x, y))
                for node in self.nodes
            ),
            edges=tuple(
                replace(
                    edge,
                    points=tuple((left + x, top + y) for left, top in edge.points),
                    label=edge.label and edge.label.moved(x, y),
                )
                for edge in self.edges
            ),
        )
