"""A page as a picture: decoded or drawn with hard limits, in the size that the networks read best."""

import io
import warnings
from typing import NamedTuple

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from bots.reading.scanned import PICTURE_WIDTH
from bots.reading.sniff import container

MAX_PIXELS = 40_000_000  # A4 at 600 dpi has 35 million
PER_POINT = 2.52  # pixels: 181 dpi
LONGEST = 3_000  # pixels of a side, whatever the page claims to measure
FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "GIF", "BMP")

Picture = NDArray[np.uint8]


class PictureError(ValueError):
    """There is no picture to look at; the text is a code that says why."""


class Shown(NamedTuple):
    """The picture (blue, green, red) of one of `pages`, `points` that a pixel is wide, and how many characters the
    file says stand there (0 for a picture)."""

    picture: Picture
    points: float
    pages: int
    characters: int


def shown(data: bytes, number: int) -> Shown:
    """Page `number` (from 1) of a PDF or a picture. Raises PictureError for what cannot be shown."""
    return _drawn(data, number) if container(data) == "pdf" else _decoded(data, number)


def _drawn(data: bytes, number: int) -> Shown:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as broken:
        raise PictureError("unreadable") from broken
    try:
        document.init_forms()
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(PER_POINT, LONGEST / max(width, height, 1.0))
        characters = page.get_textpage().count_chars()
        picture = page.render(scale=scale, may_draw_forms=True).to_numpy()
        return Shown(_colours(picture), 1 / scale, len(document), characters)
    except (pypdfium2.PdfiumError, IndexError, ValueError) as broken:
        raise PictureError("unreadable") from broken
    finally:
        document.close()


def _decoded(data: bytes, number: int) -> Shown:
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(data), formats=FORMATS) as image:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            pages = getattr(image, "n_frames", 1)
            image.seek(number - 1)
            if image.width * image.height > MAX_PIXELS:
                raise PictureError("picture-too-large")
            image.draft("RGB", (int(PICTURE_WIDTH * PER_POINT), LONGEST))
            upright = ImageOps.exif_transpose(image).convert("RGB")
            return _sized(np.asarray(upright, dtype=np.uint8)[:, :, ::-1], pages)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise PictureError("picture-too-large") from bomb
    except (UnidentifiedImageError, OSError, EOFError, SyntaxError, ValueError, TypeError, KeyError) as broken:
        raise broken if isinstance(broken, PictureError) else PictureError("unreadable") from broken


def _sized(picture: Picture, pages: int) -> Shown:
    height, width = picture.shape[:2]
    scale = min(1.0, PICTURE_WIDTH * PER_POINT / min(width, height), LONGEST / max(width, height))
    if scale < 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return Shown(np.ascontiguousarray(picture), PICTURE_WIDTH / picture.shape[1], pages, 0)


def _colours(picture: Picture) -> Picture:
    """Three colours of whatever pdfium drew: grey, three, or four with one that says nothing."""
    if picture.ndim == 2 or picture.shape[2] == 1:
        return np.ascontiguousarray(np.repeat(picture.reshape(*picture.shape[:2], 1), 3, axis=2))
    return np.ascontiguousarray(picture[:, :, :3])
