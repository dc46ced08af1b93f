"""Figures and texts of neighbouring columns that touch each other, parted again."""

import itertools
import re
from collections.abc import Sequence

from bots.numbers import CENT, exact, product
from bots.reading.fapiao.glyphs import Span

TOUCHING = re.compile(
    r"(?P<price>\d+(?:\.\d+)?(?=-))?(?P<amount>-?\d+\.\d{2})(?P<rate>\d{1,2}(?:\.\d)?%|免税|不征税|\*{1,3})?", re.ASCII
)
RUN_TOGETHER = re.compile(r"\d+\.(?P<middle>\d{2,})\.\d{2}", re.ASCII)
SLACK, LEAST_GAP = 1.0, 0.1  # points about the edge of a column; widths of a character between two columns


def figure(text: str | None) -> str | None:
    """A written figure as a decimal string; None for stars and blanks."""
    core = (text or "").replace("¥", "").replace(",", "").replace(" ", "").lstrip("+")
    return core if re.fullmatch(r"-?(?:\d+(?:\.\d*)?|\.\d+)", core, re.ASCII) else None


def cut(cell: Span, edge: float) -> list[Span]:
    """A text that fills the first column, apart from what begins right behind the `edge`."""
    for at, (one, other) in enumerate(itertools.pairwise(cell.glyphs), start=1):
        if one.x1 < edge + SLACK and other.x0 > edge - SLACK and other.x0 - one.x1 > LEAST_GAP * one.size:
            return [Span(cell.glyphs[:at]), Span(cell.glyphs[at:])]
    return [cell]


def figures_apart(row: Sequence[Span]) -> list[Span]:
    """The parts of a row, figures that touch each other apart."""
    found: list[Span] = []
    for cell in row:
        end = _price_end(cell, found[-1].text if found else "")
        found += [Span(cell.glyphs[:end]), Span(cell.glyphs[end:])] if end else _parted(cell)
    return found


def _price_end(cell: Span, quantity: str) -> int:
    """Where a price that reaches into its amount ends: where the quantity before it times the price is that amount."""
    text, count = cell.text, exact(figure(quantity))
    run = RUN_TOGETHER.fullmatch(text)
    if not count or not run or len(text) != len(cell.glyphs):
        return 0
    for end in range(run.start("middle") + 1, run.end("middle")):
        price, amount = exact(text[:end]), exact(text[end:])
        if price and amount and abs(product(count, price) - amount) <= CENT:
            return end
    return 0


def _parted(cell: Span) -> list[Span]:
    """A price, an amount and a rate that touch each other, apart: amounts have two decimals, and one sign in front."""
    text = cell.text
    if len(text) == len(cell.glyphs) and (found := TOUCHING.fullmatch(text)):
        cuts = [0, *(end for end in (found.end("price"), found.end("amount")) if end > 0), len(text)]
        return [Span(cell.glyphs[start:end]) for start, end in itertools.pairwise(cuts) if start < end]
    return [cell]


def parted_price(quantity: str | None, price: str | None, net: str | None) -> tuple[str | None, str | None]:
    """Quantity and price; where a long price touches the quantity, they part where both together make the amount."""
    whole, amount = price or "", exact(net)
    if quantity is not None or amount is None or "." not in whole:
        return quantity, price
    for at in range(1, whole.index(".")):
        left, right = exact(whole[:at]), exact(whole[at:])
        if left and right and whole[at] != "0" and abs(product(left, right) - amount) <= CENT:
            return whole[:at], whole[at:]
    return quantity, price
