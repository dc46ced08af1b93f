"""A page of a PDF as it is held to be read: points of the file, and of the upright page from its top left."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pypdfium2 as pdfium

from bots.reading.layout import Box


@dataclass(frozen=True)
class Turned:
    """A page whose boxes are told from the top left after `turn` quarter turns clockwise."""

    page: pdfium.PdfPage
    turn: int = 0

    @cached_property
    def _media(self) -> Box:
        left, bottom, right, top = self.page.get_mediabox()
        return left, bottom, right, top

    def place(self, x: float, y: float) -> tuple[float, float]:
        """A point of the file as a point of the upright page."""
        left, bottom, right, top = self._media
        x, y, width, height = x - left, y - bottom, right - left, top - bottom
        return ((x, height - y), (y, x), (width - x, y), (height - y, width - x))[self.turn]

    def back(self, x: float, y: float) -> tuple[float, float]:
        """A point of the upright page as a point of the file."""
        left, bottom, right, top = self._media
        width, height = right - left, top - bottom
        x, y = ((x, height - y), (y, x), (width - x, y), (width - y, height - x))[self.turn]
        return x + left, y + bottom

    def shown(self) -> Box:
        """The part of the page that is shown, from its top left."""
        left, bottom, right, top = self.page.get_bbox()
        return around([self.place(left, bottom), self.place(right, top)])


def around(points: Sequence[tuple[float, float]]) -> Box:
    """The box around points."""
    across, along = zip(*points, strict=True)
    return min(across), min(along), max(across), max(along)
