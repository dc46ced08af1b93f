"""The text of an OFD page (GB/T 33190) as placed characters: boundary, matrix, starts and steps of each text object."""

from collections.abc import Iterator
from typing import NamedTuple

from bots.numbers import exact
from bots.reading.fapiao.glyphs import Box, Glyph, glyph
from bots.reading.fapiao.pdf_glyphs import ABOVE_BASE
from bots.reading.tree import Node, first, local

POINTS = 72 / 25.4  # in a millimetre
MAX_CHARACTERS = 60_000
MAX_STEPS = 10_000  # of one text; "g 1000000 1" is a bomb
DEPTH_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Matrix = tuple[float, float, float, float, float, float]


class Picture(NamedTuple):
    """An image on a page: which resource, and where in points."""

    resource: str
    box: Box


def texts(content: Node) -> dict[str, str]:
    """The text of every text object by its ID."""
    found: dict[str, str] = {}
    for node in content.iter():
        if local(node) == "TextObject" and (identity := node.get("ID")):
            found[identity] = "".join(child.text or "" for child in node if local(child) == "TextCode")
    return found


def pictures(content: Node) -> Iterator[Picture]:
    """The images of a page."""
    for node in content.iter():
        if local(node) == "ImageObject" and (resource := node.get("ResourceID")):
            left, top, width, height = (value * POINTS for value in floats(node.get("Boundary"), 4))
            yield Picture(resource, (round(left, 1), round(top, 1), round(left + width, 1), round(top + height, 1)))


def size(content: Node, document: Node | None) -> tuple[float, float]:
    """Width and height of a page in points, from itself or from the document; A5 landscape where neither tells."""
    for place in (first(content, "Area"), first(document, "CommonData/PageArea")):
        for name in ("PhysicalBox", "ApplicationBox"):
            if (box := first(place, name)) is not None and box.text:
                _, _, width, height = floats(box.text, 4)
                return width * POINTS, height * POINTS
    return 210 * POINTS, 140 * POINTS


def glyphs(node: Node) -> Iterator[Glyph]:
    """The characters of a text object, at most MAX_CHARACTERS."""
    for count, one in enumerate(_glyphs(node)):
        if count >= MAX_CHARACTERS:
            return
        yield one


def _glyphs(node: Node) -> Iterator[Glyph]:
    left, top, _, _ = floats(node.get("Boundary"), 4)
    frame = matrix(node.get("CTM"))
    own = (floats(node.get("Size"), 1)[0] or 3.0) * (abs(frame[3]) or 1.0)
    turned = any(node.get(name, "0").strip() not in ("0", "") for name in ("ReadDirection", "CharDirection"))
    if turned or abs(frame[1]) > abs(frame[0]) or frame[0] < 0 or frame[3] < 0:  # written upwards, backwards, mirrored
        return
    wide = (floats(node.get("HScale"), 1)[0] or 1.0) * (abs(frame[0]) or 1.0) / (abs(frame[3]) or 1.0)
    x = y = 0.0
    for code in node:
        if local(code) != "TextCode":
            continue
        x = floats(code.get("X"), 1)[0] if code.get("X") else x
        y = floats(code.get("Y"), 1)[0] if code.get("Y") else y
        for character, at, down, step in _steps(code, x, y, own / (abs(frame[0]) or 1.0)):
            a, b, c, d, e, f = frame
            place_x, place_y = left + a * at + c * down + e, top + b * at + d * down + f
            breadth = min(_breadth(character) * own * wide, abs(step * a) or own * wide)
            one = glyph(
                character, place_x * POINTS, (place_x + breadth) * POINTS,
                (place_y - ABOVE_BASE * own) * POINTS, own * POINTS,
            )  # fmt: skip
            if one:
                yield one


def _steps(code: Node, x: float, y: float, own: float) -> Iterator[tuple[str, float, float, float]]:
    """Each character with where it begins and how far the next one is, in the units of the text object."""
    across, down = _deltas(code.get("DeltaX")), _deltas(code.get("DeltaY"))
    for index, character in enumerate((code.text or "")[:MAX_STEPS]):
        step = across[index] if index < len(across) else 0.0
        yield character, x, y, step
        x += step if across or down else _breadth(character) * own
        if across and index >= len(across):
            x += _breadth(character) * own
        y += down[index] if index < len(down) else 0.0


def _deltas(written: str | None) -> list[float]:
    """Steps as written: a figure each, or `g COUNT STEP` for many alike."""
    found: list[float] = []
    words = iter((written or "").split())
    for word in words:
        if word == "g":
            count, step = _number(next(words, "0")), _number(next(words, "0"))
            found += [step] * max(0, min(int(count), MAX_STEPS))
        else:
            found.append(_number(word))
        if len(found) > MAX_STEPS:
            break
    return found[:MAX_STEPS]


def matrix(written: str | None) -> Matrix:
    """The six figures of a matrix; nothing is changed where there is none."""
    if not written:
        return DEPTH_IDENTITY
    a, b, c, d, e, f = floats(written, 6)
    return a, b, c, d, e, f


def floats(written: str | None, count: int) -> list[float]:
    """So many figures, zero for each that is not there."""
    found = [_number(word) for word in (written or "").split()[:count]]
    return found + [0.0] * (count - len(found))


def _number(word: str) -> float:
    """A plain figure; zero for anything else, for a page from a stranger may say infinity."""
    figure = exact(word)
    return float(figure) if figure is not None and abs(figure) < 1_000_000 else 0.0


def _breadth(character: str) -> float:
    return 1.0 if character >= "\u2e80" else 0.5
