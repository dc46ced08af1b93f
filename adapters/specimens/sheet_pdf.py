"""Pages of Chinese invoices as PDF: fonts named only, as most real files have them, or embedded where one is found."""

import io
import math
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from adapters.specimens.paper import Page, Style, Word

NAMED, EMBEDDED = "STSong-Light", "specimen-cjk"
LATIN = {"song": "Helvetica", "courier": "Courier", "helvetica": "Helvetica"}
FONTS = (
    Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"),
    Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"),
    Path("/usr/share/fonts/truetype/arphic/uming.ttc"),
    Path("/usr/share/fonts/truetype/arphic/ukai.ttc"),
)
"""Fonts with Chinese signs and TrueType outlines, which is what can be embedded (Debian: fonts-wqy-zenhei)."""
INK, RED = (0.0, 0.0, 0.0), (0.8, 0.1, 0.1)
LABEL_INK = (0.5, 0.2, 0.1)


@cache
def cjk_font() -> str | None:
    """The name of a Chinese font that can be embedded here, or None."""
    for path in FONTS:
        if path.exists():
            try:
                pdfmetrics.registerFont(TTFont(EMBEDDED, str(path), subfontIndex=0))
            except TTFError:
                continue
            return EMBEDDED
    return None


def pdf(sheets: list[Page], payload: str, stamp: tuple[str, ...], style: Style) -> bytes:
    """The pages as a PDF; the same pages give the same bytes."""
    pdfmetrics.registerFont(UnicodeCIDFont(NAMED))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(sheets[0].width, sheets[0].height), invariant=1)
    for sheet in sheets:
        canvas.setPageSize((sheet.width, sheet.height))
        _Drawing(canvas, sheet, style).draw(payload, stamp)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@cache
def code_image(payload: str) -> Image.Image:
    """The QR code of a payload."""
    barcode = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode)
    return Image.fromarray(barcode.to_image(scale=4))


class _Drawing:
    def __init__(self, canvas: Any, sheet: Page, style: Style) -> None:
        self.canvas, self.sheet, self.style = canvas, sheet, style
        embedded = cjk_font() if style.embedded else None
        self.song = embedded or NAMED

    def draw(self, payload: str, stamp: tuple[str, ...]) -> None:
        self.canvas.setStrokeColorRGB(*LABEL_INK)
        for x0, top, x1, bottom in self.sheet.rules:
            self.canvas.line(x0, self.sheet.height - top, x1, self.sheet.height - top)
            self.canvas.line(x0, self.sheet.height - bottom, x1, self.sheet.height - bottom)
            self.canvas.line(x0, self.sheet.height - top, x0, self.sheet.height - bottom)
            self.canvas.line(x1, self.sheet.height - top, x1, self.sheet.height - bottom)
        for word in self.sheet.words:
            self._word(word)
        if self.sheet.code and payload:
            x0, top, x1, bottom = self.sheet.code
            image = ImageReader(code_image(payload))
            self.canvas.drawImage(image, x0, self.sheet.height - bottom, x1 - x0, bottom - top)
        if self.sheet.stamp and stamp[0] and self.style.stamp != "none":
            self._stamp(*stamp)

    def _word(self, word: Word) -> None:
        self.canvas.setFillColorRGB(*(INK if word.slot else LABEL_INK))
        x, y = word.x, self.sheet.height - word.top - word.size * 0.86
        for font, text in (one for run in self._runs(word) for one in self._drawn(*run)):
            line = self.canvas.beginText(x, y)
            line.setFont(font, word.size)
            line.setHorizScale(100 * word.narrow)
            line.textOut(text)
            self.canvas.drawText(line)
            x += pdfmetrics.stringWidth(text, font, word.size) * word.narrow

    def _drawn(self, font: str, text: str) -> Iterator[tuple[str, str]]:
        return ((font, sign) for sign in text) if self.style.signs else iter(((font, text),))

    def _runs(self, word: Word) -> Iterator[tuple[str, str]]:
        """Pieces with their fonts: Latin fonts have no Chinese signs, and Song has no yen sign."""
        for font, signs in groupby(word.text, lambda sign: self._font(sign, word.font)):
            yield font, "".join(signs)

    def _font(self, sign: str, font: str) -> str:
        if ord(sign) > 0x2000 or sign == "×":
            return self.song
        return LATIN[font] if font != "song" or sign == "¥" else self.song

    def _stamp(self, name: str, middle_text: str, below: str) -> None:
        """A red ellipse with a name along it; as signs or, as many issuers do, without any text."""
        x0, top, x1, bottom = self.sheet.stamp
        across, down = (x1 - x0) / 2, (bottom - top) / 2
        middle = ((x0 + x1) / 2, self.sheet.height - (top + bottom) / 2)
        self.canvas.saveState()
        self.canvas.setStrokeColorRGB(*RED)
        self.canvas.setLineWidth(1.5)
        self.canvas.ellipse(x0, self.sheet.height - bottom, x1, self.sheet.height - top)
        if self.style.stamp == "text":
            self.canvas.setFillColorRGB(*RED)
            size = min(9.0, across * 3.2 / len(name))
            for number, sign in enumerate(name):
                angle = math.radians(200 - 220 * number / max(1, len(name) - 1))
                self._turned(
                    sign, middle, (across * 0.82 * math.cos(angle), down * 0.78 * math.sin(angle)), angle, size
                )
            self._centred(middle_text, middle, 0, 6.5)
            self._centred(below, middle, -down * 0.5, 7)
        self.canvas.restoreState()

    def _turned(
        self, sign: str, middle: tuple[float, float], off: tuple[float, float], angle: float, size: float
    ) -> None:
        self.canvas.saveState()
        self.canvas.translate(middle[0] + off[0], middle[1] + off[1])
        self.canvas.rotate(math.degrees(angle) - 90)
        self.canvas.setFont(self.song, size)
        self.canvas.drawCentredString(0, -size / 2, sign)
        self.canvas.restoreState()

    def _centred(self, text: str, middle: tuple[float, float], off: float, size: float) -> None:
        self.canvas.setFont(self.song, size)
        self.canvas.drawCentredString(middle[0], middle[1] + off - size / 3, text)
