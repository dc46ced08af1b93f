"""What of the text of an OFD page can be seen: nothing draws the page here, so it is told from what its objects state.

Objects are painted one after the other (templates below, the page, templates above, notes). Text is not seen where it
is switched off, has no ink, has the colour of what lies below, or lies below something that covers it.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from bots.reading.fapiao.glyphs import Box, Glyph
from bots.reading.fapiao.ofd_legible import inside, legible
from bots.reading.fapiao.ofd_page import MAX_CHARACTERS, POINTS, floats, glyphs, matrix
from bots.reading.tree import Node, each, first, local

Colours = Mapping[str, Node]
"""Fill colours of the drawing parameters by ID."""
CONTRAST = 32  # of 255, as on pages that are drawn
CLEAR = 128  # of 255; what lets more through covers nothing
BROAD = 1.5  # millimetres; so broad a line is meant to cover
MAX_OBJECTS = 20_000
PAINTING = ("TextObject", "PathObject", "ImageObject", "CompositeObject")
ORDER = {"Background": 0, "Body": 1, "Foreground": 2}
NO = ("false", "0")
POINT = re.compile(r"([A-Z])?\s*(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)")


class Layer(NamedTuple):
    """What is painted at one time, and how far (in millimetres) from the corner of the page. The text of a `note` is
    none of the invoice."""

    root: Node
    left: float = 0.0
    top: float = 0.0
    note: bool = False


class Cover(NamedTuple):
    """A part of the page that is painted over; how light of 255, None where nobody knows."""

    box: Box
    light: float | None


class Seen(NamedTuple):
    """The characters that are seen, and how many are not."""

    glyphs: list[Glyph]
    hidden: int


def characters(
    layers: Sequence[Layer], size: tuple[float, float], colours: Colours, opaque: Callable[[str], bool]
) -> Seen:
    """The characters of a page of a `size` in points, from what is painted first to last; `opaque` tells whether an
    image hides what is below it."""
    texts: list[tuple[int, Glyph, float | None]] = []
    covers: list[tuple[int, Cover]] = []
    hidden = 0
    for at, (layer, node, colour) in enumerate(_objects(layers, colours)):
        if local(node) == "TextObject" and not layer.note:
            light = _light_of_text(node, colour)
            written = list(glyphs(node))
            found = legible(written, (0, 0, *size), _clips(layer, node)) if light is not None else []
            if light is None or any(one.text.isdigit() for one in written):  # real ones leave names beside the page
                hidden += len(written) - len(found)
            texts += [(at, one, light) for one in found][: MAX_CHARACTERS - len(texts)]
        elif local(node) != "TextObject" and (cover := _cover(layer, node, colour, opaque)):
            covers.append((at, cover))
    seen = [one for at, one, light in texts if _is_seen(at, one, light or 0.0, covers)]
    return Seen(seen, hidden + len(texts) - len(seen))


def is_switched_off(node: Node) -> bool:
    """Whether an object says that it is not to be drawn."""
    return (node.get("Visible") or "").strip().lower() in NO


def _objects(layers: Sequence[Layer], colours: Colours) -> Iterator[tuple[Layer, Node, Node | None]]:
    """Every object with its layer and the fill colour that it has of drawing parameters."""
    count = 0
    for layer in layers:
        parts = list(each(layer.root, "Content/Layer")) or [layer.root]
        for part in sorted(parts, key=lambda one: ORDER.get(one.get("Type") or "", 1)):
            for node in part.iter():
                if local(node) in PAINTING and count < MAX_OBJECTS:
                    count += 1
                    named = node.get("DrawParam") or part.get("DrawParam") or ""
                    yield layer, node, colours.get(named)


def _light_of_text(node: Node, colour: Node | None) -> float | None:
    """How light the ink of a text is; None where it has none."""
    filled = (node.get("Fill") or "true").strip().lower() not in NO
    stroked = (node.get("Stroke") or "false").strip().lower() not in (*NO, "")
    if is_switched_off(node) or not (filled or stroked):
        return None
    ink = first(node, "FillColor" if filled else "StrokeColor")
    light = _light(ink if ink is not None else colour if filled else None)
    strength = _alpha(node) / 255 * (_alpha(ink) / 255 if ink is not None else 1.0)
    return None if strength * 255 < CONTRAST else 255 - (255 - (light or 0.0)) * strength


def _light(colour: Node | None) -> float | None:
    """0 for black to 255; None for patterns and forms that are not known. What has no colour is black."""
    if colour is None:
        return 0.0
    values = floats(colour.get("Value"), len((colour.get("Value") or "").split()))
    if len(values) == 1:
        return values[0]
    if len(values) == 3:
        return 0.299 * values[0] + 0.587 * values[1] + 0.114 * values[2]
    if len(values) == 4:
        return max(0.0, 255 - values[3]) * (1 - sum(values[:3]) / 765)
    return None


def _alpha(node: Node) -> float:
    written = node.get("Alpha")
    return floats(written, 1)[0] if written else 255.0


def _cover(layer: Layer, node: Node, colour: Node | None, opaque: Callable[[str], bool]) -> Cover | None:
    if is_switched_off(node) or _alpha(node) < CLEAR:
        return None
    box, light = _bounds(layer, node), None
    if local(node) == "PathObject":
        filled = (node.get("Fill") or "false").strip().lower() not in NO
        broad = floats(node.get("LineWidth"), 1)[0] if node.get("LineWidth") else 0.0
        ink = first(node, "FillColor" if filled else "StrokeColor")
        if not (filled or broad > BROAD) or (ink is not None and _alpha(ink) < CLEAR):
            return None
        light = _light(ink if ink is not None else colour)
        box = _overlap(box, _outline(layer, node, 0.0 if filled else broad / 2))
    elif local(node) == "ImageObject" and not opaque(node.get("ResourceID") or ""):
        return None
    return Cover(box, light)


def _bounds(layer: Layer, node: Node) -> Box:
    left, top, width, height = floats(node.get("Boundary"), 4)
    return _points(layer.left + left, layer.top + top, layer.left + left + width, layer.top + top + height)


def _outline(layer: Layer, node: Node, more: float) -> Box:
    """The box around the points of a path, `more` millimetres larger."""
    left, top, _, _ = floats(node.get("Boundary"), 4)
    a, b, c, d, e, f = matrix(node.get("CTM"))
    data = first(node, "AbbreviatedData")
    pairs = [(float(x), float(y)) for _, x, y in POINT.findall((data.text or "")[:20_000] if data is not None else "")]
    if not pairs:
        return _bounds(layer, node)
    xs = [layer.left + left + a * x + c * y + e for x, y in pairs]
    ys = [layer.top + top + b * x + d * y + f for x, y in pairs]
    return _points(min(xs) - more, min(ys) - more, max(xs) + more, max(ys) + more)


def _points(left: float, top: float, right: float, bottom: float) -> Box:
    return left * POINTS, top * POINTS, right * POINTS, bottom * POINTS


def _overlap(one: Box, two: Box) -> Box:
    return max(one[0], two[0]), max(one[1], two[1]), min(one[2], two[2]), min(one[3], two[3])


def _is_seen(at: int, glyph: Glyph, light: float, covers: Sequence[tuple[int, Cover]]) -> bool:
    ground: float | None = 255.0
    for when, cover in covers:
        if inside(glyph, cover.box):
            if when > at:
                return False
            ground = cover.light
    return ground is None or abs(ground - light) >= CONTRAST


def _clips(layer: Layer, node: Node) -> list[Box]:
    """The parts of the page outside of which nothing of a text is drawn; none where it is not cut."""
    left, top, _, _ = floats(node.get("Boundary"), 4)
    within = layer._replace(left=layer.left + left, top=layer.top + top)
    return [_outline(within, path, 0.0) for path in each(node, "Clips/Clip/Area/Path")]
