"""Scans and photos of specimens: a page drawn, turned a little, blurred, with noise, as JPEG or as a PDF of it."""

import io
from random import Random

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

from adapters.specimens import sheet, sheet_pdf
from adapters.specimens.chinese import fapiao
from adapters.specimens.companies import Company
from adapters.specimens.content import fields
from adapters.specimens.eu_files import page_specimen
from adapters.specimens.files import form, printed
from adapters.specimens.truth import Specimen

PAPER = 255


class NoChineseFont(LookupError):
    """Chinese pages cannot be drawn on this machine; install fonts-wqy-zenhei (Debian) or its like."""


def scan_specimen(seed: int, family: str, *, held_out: bool = False, buyer: Company | None = None) -> Specimen:
    """A Chinese invoice (`family` as in `chinese.FAMILIES`) or a European one ("eu") as scanned.

    Raises NoChineseFont where the machine has none: a blank scan would measure nothing.
    """
    chance = Random(f"scan:{family}:{seed}")
    if family == "eu":
        seen = page_specimen(seed, held_out=held_out, size=chance.randrange(1, 12))
    else:
        seen = _chinese(seed, family, chance, held_out=held_out, buyer=buyer)
    stated = {name: text for name, text in seen.fields.items() if name != "check_code"}
    kind = chance.choice(("jpg", "jpg", "pdf"))
    data = scanned(seen.data, chance, kind)
    return seen._replace(name=f"scan-{family}-{seed}.{kind}", kind=f"scan/{family}", data=data, fields=stated)


def _chinese(seed: int, family: str, chance: Random, *, held_out: bool, buyer: Company | None) -> Specimen:
    if sheet_pdf.cjk_font() is None:
        raise NoChineseFont
    bill = fapiao(chance, family, chance.choice((1, 1, 2, 3, 4)), buyer)
    name, style = form(chance, family, held_out=held_out)
    what = printed(chance, bill, name)
    style = style._replace(embedded=True, kangxi=False)
    data = sheet_pdf.pdf(sheet.pages(what, name, style, chance), what.payload, what.stamp, style)
    return Specimen(f"{family}-{seed}.pdf", family, data, fields(bill), len(bill.lines), name, held_out)


def scanned(data: bytes, chance: Random, kind: str = "jpg") -> bytes:
    """The first page of a PDF at 144 to 200 dpi as `jpg`, `png` or a `pdf` without text."""
    dpi = chance.choice((144, 158, 180, 200))
    with pypdfium2.PdfDocument(data) as document:
        image = document[0].render(scale=dpi / 72).to_pil().convert("L" if chance.random() < 0.3 else "RGB")
    paper = PAPER if image.mode == "L" else (PAPER, PAPER, PAPER)
    angle = chance.uniform(-1.5, 1.5)
    image = image.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=paper)
    image = image.filter(ImageFilter.GaussianBlur(chance.uniform(0.2, 0.8)))
    image = _noisy(image, chance)
    out = io.BytesIO()
    if kind == "png":
        image.save(out, "PNG")
    elif kind == "jpg":
        image.save(out, "JPEG", quality=chance.choice((55, 70, 85)), dpi=(dpi, dpi))
    else:
        image.save(out, "PDF", resolution=dpi, quality=chance.choice((55, 70, 85)), creationDate=None, modDate=None)
    return out.getvalue()


def _noisy(image: Image.Image, chance: Random) -> Image.Image:
    """Grain from the seed, and not from the machine."""
    width, height = image.size
    strength = chance.choice((8, 14, 20))
    grain = Image.frombytes("L", image.size, chance.randbytes(width * height)).point(
        lambda value: value * strength // 255
    )
    if image.mode == "RGB":
        grain = Image.merge("RGB", (grain, grain, grain))
    return ImageChops.subtract(ImageChops.add(image, grain, 1, -strength // 2), Image.new(image.mode, image.size, 0))
