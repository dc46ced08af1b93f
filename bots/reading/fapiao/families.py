"""Which e-invoice a page is, by its printed title."""

import re

from bots.plain_text import squeezed
from bots.reading.fapiao.glyphs import Span
from bots.reading.fapiao.placed import Page

RAIL, DIGITAL, OLD = "rail", "digital", "old"
TITLES = (
    ("铁路电子客票", RAIL, "51"),
    ("电子发票(增值税专用发票)", DIGITAL, "31"),
    ("电子发票(普通发票)", DIGITAL, "32"),
    ("增值税电子专用发票", OLD, "20"),
    ("增值税电子普通发票", OLD, "10"),
    ("增值税专用发票", OLD, "01"),
    ("增值税普通发票", OLD, "04"),
    ("电子专用发票", OLD, "20"),
    ("电子普通发票", OLD, "10"),
    ("电子发票(", DIGITAL, ""),
)
"""Printed title → layout and kind: the codes that QR codes use (01 and 04 paper, 10 and 20 electronic 普通 and 专用,
31 and 32 fully digitalised 专用 and 普通, 51 rail; none for what is none of them),
and 14 for toll (通行费), which QR codes call 10."""
NUMBERED = re.compile(r"发票号码:?(\d{20})(?!\d)", re.ASCII)
TITLE_SIZE = 12.0
TOLL, RAIL_KIND = "14", "51"


def family(page: Page) -> tuple[str, str] | None:
    """The layout and the kind of a page, or None when it has none of the titles."""
    for title, layout, kind in TITLES:
        if page.labels(title):
            toll = layout == OLD and page.labels("通行日期起")
            return layout, TOLL if toll else kind
    return None


def named(text: str) -> str:
    """The title of an e-invoice in the text of a page, else a number as only they have it: a stamp may lie over the
    title. Empty where there is neither."""
    written = squeezed(text)
    number = NUMBERED.search(written)
    return next((title for title, _, _ in TITLES if title in written), number[1] if number else "")


def titles(page: Page) -> list[Span]:
    """Every printed title: large, while remarks may name a kind of invoice as well."""
    found = (one for title, _, _ in TITLES for one in page.labels(title) if one.size >= TITLE_SIZE)
    return list({round(one.mid): one for one in found}.values())
