"""What is exported, read back as a picture: which shapes lie on others, which edges run askew or through a shape."""

from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Any

from lxml import etree

from adapters.bpmn_blocks import height

Box = tuple[float, float, float, float]
NAMES = {
    "b": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "d": "http://www.omg.org/spec/BPMN/20100524/DI",
    "c": "http://www.omg.org/spec/DD/20100524/DC",
    "i": "http://www.omg.org/spec/DD/20100524/DI",
}


class Picture:
    """The diagram of a file."""

    def __init__(self, exported: bytes) -> None:
        self.root: Any = etree.fromstring(exported)
        self.hosts = {each.get("id"): each.get("attachedToRef") for each in self.all("//b:boundaryEvent")}
        pools = {each.get("id"): each.get("processRef") for each in self.all("//b:participant")}
        self.shapes = {
            each.get("bpmnElement"): _box(each)
            for each in self.all("//d:BPMNShape")
            if each.get("bpmnElement") not in pools
        }
        self.pools = {
            pools[each.get("bpmnElement")]: _box(each)
            for each in self.all("//d:BPMNShape")
            if each.get("bpmnElement") in pools
        }
        self.labels = {each.getparent().get("bpmnElement"): _box(each) for each in self.all("//d:BPMNLabel")}
        self.edges = {
            each.get("bpmnElement"): [
                (float(point.get("x")), float(point.get("y"))) for point in each.findall("i:waypoint", NAMES)
            ]
            for each in self.all("//d:BPMNEdge")
        }

    def all(self, path: str) -> list[Any]:
        """Elements by a path."""
        return list(self.root.xpath(path, namespaces=NAMES))

    def names(self, tag: str) -> list[str]:
        """The names of all elements of a tag, in the order of the file."""
        return [each.get("name") for each in self.all(f"//b:{tag}")]

    def wrong(self) -> Iterator[str]:
        """Everything that nobody should see."""
        boxes = [*self.shapes.items(), *((f"name of {of}", box) for of, box in self.labels.items())]
        for (one, left), (other, right) in combinations(boxes, 2):
            if _overlap(left, right) and self.hosts.get(one) != other and self.hosts.get(other) != one:
                yield f"{one} lies on {other}"
        ends = {each.get("id"): (each.get("sourceRef"), each.get("targetRef")) for each in self.all("//*[@sourceRef]")}
        for edge, points in self.edges.items():
            for at, of in zip((points[0], points[-1]), ends[edge], strict=True):
                if not _touches(at, self.shapes[of]):
                    yield f"{edge} does not reach {of}"
            for (x, y), (to_x, to_y) in pairwise(points):
                if x != to_x and y != to_y:
                    yield f"{edge} runs askew"
                line = (min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y))
                yield from (f"{edge} runs through {of}" for of, box in boxes if _overlap(line, box))
        yield from (*self._pooled(), *self._told())
        drawn = {*self.shapes, *self.edges}
        named = self.all("//b:process/*[@id]")
        yield from (f"{each.get('id')} is not drawn" for each in named if each.get("id") not in drawn)

    def _told(self) -> Iterator[str]:
        """Each name has room, and that of an edge stands on the edge."""
        names = {each.get("id"): each.get("name") for each in self.all("//*[@name]")}
        notes = {each.getparent().get("id"): each.text for each in self.all("//b:textAnnotation/b:text")}
        for of, box in (*self.labels.items(), *((note, self.shapes[note]) for note in notes)):
            tall, wide = box[3] - box[1], box[2] - box[0]
            if tall < height(names.get(of) or notes[of], int(wide) - 10 * (of in notes)):
                yield f"{of} has no room for its name"
            if of in self.edges and not any(0 < y - box[3] <= 10 and x <= box[0] for x, y in self.edges[of]):
                yield f"{of} is far from its name"

    def _pooled(self) -> Iterator[str]:
        """Each process lies in its pool, beside the name of it."""
        for (one, left), (other, right) in combinations(self.pools.items(), 2):
            if _overlap(left, right):
                yield f"{one} lies on {other}"
        for of, (x, y, to_x, to_y) in self.pools.items():
            for each in self.all(f"//b:process[@id='{of}']/*[@id]"):
                name = each.get("id")
                for box in (self.shapes.get(name), self.labels.get(name)):
                    if box and not (x + 30 <= box[0] and y <= box[1] and box[2] <= to_x and box[3] <= to_y):
                        yield f"{name} lies outside of {of}"


def _box(element: Any) -> Box:
    bounds = element.find("c:Bounds", NAMES)
    x, y, width, height = (float(bounds.get(side)) for side in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def _overlap(one: Box, other: Box) -> bool:
    return max(one[0], other[0]) < min(one[2], other[2]) + _flat(one, 0) and max(one[1], other[1]) < min(
        one[3], other[3]
    ) + _flat(one, 1)


def _flat(box: Box, side: int) -> float:
    """A line has no width of its own: it counts where it runs inside."""
    return 0.0 if box[side] != box[side + 2] else 0.001


def _touches(point: tuple[float, float], box: Box) -> bool:
    x, y = point
    inside = box[0] <= x <= box[2] and box[1] <= y <= box[3]
    return inside and (x in (box[0], box[2]) or y in (box[1], box[3]))
