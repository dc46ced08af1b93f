"""Reading the picture of a page: lines found and read, the page set upright, lines cut into words."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise
from statistics import median
from typing import NamedTuple

import cv2
import numpy as np
import zxingcpp

from bots.reading import ocr_models, picture
from bots.reading.layout import Box
from bots.reading.ocr_models import Corners, Glyph
from bots.reading.picture import Picture, PictureError
from bots.reading.scanned import ScannedPage, ScannedWord

FINDING = 0.8  # of the picture's size: lines are found nearly as well on a smaller picture, for less
LEGIBLE = 0.75  # mean score of a page that stands upright; below it is tried the other way round
SAMPLE = 8  # lines that tell whether a page stands on its head
MARGIN = 0.5  # of the line's height
GAP = 1.6  # of the line's height; wider ones part words that the network joined
EMPTY = 3.0  # standard deviation of grey below which nothing is printed
MAX_CODES = 10


class Line(NamedTuple):
    """One line: its corners in pixels from the top left clockwise, and what it says."""

    corners: Corners
    glyphs: list[Glyph]


def page(data: bytes, *, number: int = 1, ignore_qr: bool = False) -> ScannedPage:
    """What stands on page `number` (from 1) of a PDF or a picture."""
    try:
        seen = picture.shown(data, number)
    except PictureError as problem:
        return ScannedPage(number=number, pages=0, width=0, height=0, trouble=str(problem))
    height, width = (side * seen.points for side in seen.picture.shape[:2])
    blank = ScannedPage(number=number, pages=seen.pages, width=width, height=height, hidden=seen.characters)
    if float(seen.picture.std()) < EMPTY:
        return blank
    codes = () if ignore_qr else _codes(seen.picture)
    turned, upright, lines = _upright(seen.picture)
    skew = _skew(lines)
    found = tuple(word for line in lines for word in _words(line, skew, upright.shape[:2], seen.points))
    shown = {"turned": turned, "skew": round(math.degrees(skew), 3), "words": found, "codes": codes}
    return blank.model_copy(update={**shown, "hidden": 0 if found else seen.characters})


def _codes(shown: Picture) -> tuple[str, ...]:
    grey = cv2.cvtColor(shown, cv2.COLOR_BGR2GRAY)
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    return tuple(code.text[:2_000] for code in found[:MAX_CODES])


def _upright(shown: Picture) -> tuple[int, Picture, list[Line]]:
    """How far the picture was turned clockwise, so that its lines run from left to right and are legible."""
    turned, boxes = 0, _boxes(shown)
    if boxes and sum(_is_tall(one) for one in boxes) > len(boxes) / 2:
        shown, turned = np.ascontiguousarray(np.rot90(shown, -1)), 90
        boxes = _boxes(shown)
    texts = _texts(shown, boxes)
    read = dict(islice(texts, SAMPLE))
    if _score(read) < LEGIBLE:
        over = np.ascontiguousarray(np.rot90(shown, 2))
        swung = _boxes(over)
        others = _texts(over, swung)
        again = dict(islice(others, SAMPLE))
        if _score(again) > _score(read):
            shown, boxes, turned, texts, read = over, swung, turned + 180, others, again
    read.update(texts)
    return turned, shown, [Line(box, read[at]) for at, box in enumerate(boxes)]


def _boxes(shown: Picture) -> list[Corners]:
    small = cv2.resize(shown, None, fx=FINDING, fy=FINDING, interpolation=cv2.INTER_AREA)
    return [_wider(box / FINDING) for box in ocr_models.lines(np.asarray(small, dtype=np.uint8))]


def _wider(box: Corners) -> Corners:
    """A little longer at both ends: the network likes to cut off the last digit."""
    if _is_tall(box):
        return box
    along = (box[1] - box[0]) / max(_width(box), 1.0) * _height(box) * MARGIN
    return np.asarray(box + np.array([-along, along, along, -along]), dtype=np.float32)


def _texts(shown: Picture, boxes: Sequence[Corners]) -> Iterator[tuple[int, list[Glyph]]]:
    return ocr_models.texts([_crop(shown, box) for box in boxes])


def _score(read: Mapping[int, Sequence[Glyph]]) -> float:
    scores = [glyph.score for glyphs in read.values() for glyph in glyphs]
    return sum(scores) / len(scores) if scores else 0.0


def _width(box: Corners) -> float:
    return float(np.linalg.norm(box[0] - box[1]))


def _height(box: Corners) -> float:
    return float(np.linalg.norm(box[0] - box[3]))


def _is_tall(box: Corners) -> bool:
    return _height(box) > 1.5 * _width(box)


def _crop(shown: Picture, box: Corners) -> Picture:
    """The line alone, straightened; one that runs down the page is laid on its side."""
    width, height = max(1, round(_width(box))), max(1, round(_height(box)))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(box, target)
    line = cv2.warpPerspective(shown, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(np.rot90(line) if _is_tall(box) else line, dtype=np.uint8)


def _skew(lines: Sequence[Line]) -> float:
    """The angle (radians, clockwise) by which long lines run downwards."""
    long = [line.corners for line in lines if _width(line.corners) > 4 * _height(line.corners)]
    angles = [math.atan2(box[1][1] - box[0][1], box[1][0] - box[0][0]) for box in long]
    return median(angles) if angles else 0.0


def _words(line: Line, skew: float, size: tuple[int, ...], points: float) -> list[ScannedWord]:
    if not line.glyphs or _is_tall(line.corners):
        return []
    box = _straight(line.corners, skew, size, points)
    return [
        ScannedWord(
            text="".join(glyph.text for glyph in group),
            box=_part(box, *ends),
            middles=tuple(round(box[0] + glyph.at * (box[2] - box[0]), 1) for glyph in group),
            scores=tuple(round(glyph.score, 3) for glyph in group),
        )
        for group, ends in _groups(line.glyphs, (box[2] - box[0]) / max(box[3] - box[1], 1e-3))
    ]


def _straight(box: Corners, skew: float, size: tuple[int, ...], points: float) -> Box:
    """The box in points after the page was turned back by its skew about its middle."""
    middle = np.array([size[1] / 2, size[0] / 2])
    cos, sin = math.cos(skew), math.sin(skew)
    turned = (box - middle) @ np.array([[cos, -sin], [sin, cos]]) + middle
    left, right = (turned[0] + turned[3]) / 2, (turned[1] + turned[2]) / 2
    high = _height(box) / 2
    middle_y = float(left[1] + right[1]) / 2
    return (
        round(float(left[0]) * points, 2), round((middle_y - high) * points, 2),
        round(float(right[0]) * points, 2), round((middle_y + high) * points, 2),
    )  # fmt: skip


def _groups(glyphs: Sequence[Glyph], shape: float) -> list[tuple[list[Glyph], tuple[float, float]]]:
    """Words with their beginning and end in the line (0 to 1), parted by spaces and wide gaps; `shape` is the width of
    the line in heights."""
    groups: list[list[Glyph]] = [[]]
    for index, glyph in enumerate(glyphs):
        far = index > 0 and (glyph.at - glyphs[index - 1].at) * shape > GAP
        if (far or glyph.text.isspace()) and groups[-1]:
            groups.append([])
        if not glyph.text.isspace():
            groups[-1].append(glyph)
    steps = [later.at - one.at for group in groups for one, later in pairwise(group)]
    half = (median(steps) if steps else 0.5 / max(shape, 1e-3)) / 2
    return [(group, (max(0.0, group[0].at - half), min(1.0, group[-1].at + half))) for group in groups if group]


def _part(box: Box, start: float, end: float) -> Box:
    width = box[2] - box[0]
    return round(box[0] + start * width, 2), box[1], round(box[0] + end * width, 2), box[3]
