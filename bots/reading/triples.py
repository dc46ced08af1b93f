"""The lines of a table whose headings say nothing: rows where a quantity times a price is an amount, to the cent."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from bots.numbers import CENT, exact, plain, product, total
from bots.reading.layout import Sheet, Word, grouped
from bots.reading.table import described, header
from bots.reading.written import figure
from contracts.reading import ReadLine

Row = tuple[Word, ...]
MAX_FIGURES = 9  # of a row; more is no line of an invoice
RATE = re.compile(r"(\d{1,2}(?:[.,]\d{1,3})?)\s?%")
OTHER_MARK = re.compile(r"\d+\.\d{1,2}")
"""A figure with a point where the page uses commas: it groups no thousands."""
UNIT = re.compile(r"(?<=\d)[A-Za-z€$£()]+$")
REST = re.compile(r"0\d")
AMOUNT = re.compile(r"\d[.,]\d{2}(?!\d)")


class Figure(NamedTuple):
    """A figure of a row: its value, how it is written, and which word it is."""

    value: Decimal
    written: str
    at: int
    word: Word


def lines(page: Sheet, mark: str, net: str | None) -> tuple[ReadLine, ...]:
    """The lines, or none: their amounts must add up to the net total exactly."""
    wanted = exact(net)
    if not wanted:
        return ()
    found: list[ReadLine] = []
    _, columns = header(page)
    for row, below in zip(page.rows, (*page.rows[1:], ()), strict=True):
        if not _has_amount((*row, *below)):
            continue
        # Nobody can tell "1 234,56" from a quantity and a price but by what they multiply to.
        names = described(row, columns) if columns else frozenset()
        read = (_line(one, mark, names) or _line_over(one, under, mark, names) for one, under in _readings(row, below))
        if line := next(filter(None, read), None):
            found.append(line)
            if total([exact(one.net_amount) or Decimal(0) for one in found]) == wanted:
                return tuple(found)
    return ()


def _has_amount(words: Row) -> bool:
    return any(AMOUNT.search(word.text) for word in words)


def _readings(row: Row, below: Row) -> list[tuple[Row, Row]]:
    """A row and the one below it with grouped thousands and, where that differs, as they are printed."""
    others = grouped(row), grouped(below)
    return [others] if others == (row, below) else [others, (row, below)]


def figures(row: Row, mark: str, names: frozenset[Word] = frozenset()) -> list[Figure]:
    """The figures of a row that are no percents and no part of the names; none of a row with too many."""
    found = []
    for at, word in enumerate(row):
        percent = word.text.endswith("%") or (at + 1 < len(row) and row[at + 1].text.startswith("%"))
        core = UNIT.sub("", word.text.replace("'", ""))
        # "018,12" is the end of a figure whose thousands stand before it.
        written = (
            None
            if percent or REST.match(core)
            else figure(core, mark) or (core if OTHER_MARK.fullmatch(core) else None)
        )
        if word not in names and written is not None and (value := exact(written)) is not None:
            found.append(Figure(value, written, at, word))
    return found if len(found) <= MAX_FIGURES else []


def _line(row: Row, mark: str, names: frozenset[Word]) -> ReadLine | None:
    told = figures(row, mark, names)
    for net in reversed(told):
        if AMOUNT.search(net.word.text):
            for quantity, price, off in _factors(row, [one for one in told if one.at < net.at], net.value):
                return _read(row, quantity, price, net.written, mark, off)
    return None


def _line_over(row: Row, below: Row, mark: str, names: frozenset[Word]) -> ReadLine | None:
    """A line whose amount stands a little lower, because its description goes over two rows."""
    told = figures(row, mark, names)
    for net in reversed(figures(below, mark)):
        right = [one for one in told if one.word.x1 < net.word.x1 and one.word.page == net.word.page]
        if AMOUNT.search(net.word.text) and net.word.top - row[0].top < 2.5 * (row[0].bottom - row[0].top):
            for quantity, price, off in _factors(row, right, net.value):
                return _read(row, quantity, price, net.written, mark, off)
    return None


def _factors(row: Row, told: list[Figure], net: Decimal) -> Iterator[tuple[Figure, Figure, Decimal | None]]:
    """Quantity and price that give the amount, and what a discount that the row names in percent takes off; of two the
    one with decimals is the price."""
    percents = [Decimal(one.replace(",", ".")) for one in RATE.findall(" ".join(word.text for word in row))]
    for percent in (Decimal(0), *percents):
        for left, right in combinations(told, 2):
            whole = product(left.value, right.value)
            if net and abs(product(whole, 100 - percent) - 100 * net) <= 100 * CENT:
                first, second = (right, left) if _decimals(left) > _decimals(right) else (left, right)
                yield first, second, (net - whole if percent else None)


def _decimals(one: Figure) -> int:
    exponent = one.value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _read(row: Row, quantity: Figure, price: Figure, net: str, mark: str, off: Decimal | None) -> ReadLine:
    first = min(quantity.at, price.at)
    words = [word.text for word in row[:first] if not re.fullmatch(r"[\d.]{1,6}", word.text)]
    after = row[quantity.at + 1].text if quantity.at + 1 < len(row) else ""
    rates = RATE.findall(" ".join(word.text for word in row))
    return ReadLine(
        description=" ".join(words) or " ".join(word.text for word in row[price.at + 1 : -1])[:200] or None,
        quantity=quantity.written,
        unit=after if re.fullmatch(r"[^\W\d]{1,6}[²³.]?", after) else None,
        unit_price=price.written,
        net_amount=net,
        tax_rate=figure(rates[0], mark) if len(rates) == 1 and off is None else None,
        adjustment=None if off is None else plain(off),
    )
