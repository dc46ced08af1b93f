"""The lines of a table under known headings that contradict themselves or the net total: they are read as they stand, and
what they contradict is for the rules to say. Silence would let a quantity or a price be anything."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from bots.numbers import CENT, exact, plain, product, total
from bots.reading import labels
from bots.reading.layout import Sheet, Word, grouped
from bots.reading.table import Columns, described, header, nearest
from bots.reading.triples import RATE, Figure, figures
from contracts.reading import ReadLine

BASES = (Decimal(10), Decimal(100), Decimal(1000))
"""Units that a price may be for."""
SUM = re.compile("|".join(pattern.pattern for pattern in (*labels.NET, *labels.GROSS, *labels.TAX)), re.IGNORECASE)


class Row(NamedTuple):
    """A row under the headings: the line that it is, if it is one, and the amount that it ends in."""

    text: str
    line: ReadLine | None
    amount: Decimal


def lines(page: Sheet, mark: str, net: str | None) -> tuple[ReadLine, ...]:
    """The first lines whose amounts add up to the net total exactly, whatever their quantities and prices give."""
    wanted, found, reached = exact(net), list[ReadLine](), Decimal(0)
    for row in _rows(page, mark) if wanted else ():
        if row.line:
            found.append(row.line)
            reached += row.amount
            if reached == wanted:
                return tuple(found)
    return ()


def not_the_net(page: Sheet, mark: str, net: str | None, gross: str | None) -> tuple[ReadLine, ...]:
    """The lines of a table that is read whole, every row with an amount down to the net total being a line or a sum so far,
    where they add up neither to the net nor to the total."""
    wanted, found, reached = exact(net), list[ReadLine](), Decimal(0)
    for row in _rows(page, mark) if wanted else ():
        if row.line:
            found.append(row.line)
            reached += row.amount
        elif found and row.amount == wanted and SUM.search(row.text):
            return tuple(found) if reached not in (wanted, exact(gross)) else ()
        elif row.amount != reached:
            return ()
    return ()


def _rows(page: Sheet, mark: str) -> Iterator[Row]:
    """The rows below the headings that have an amount in its column."""
    start, columns = header(page)
    for row in page.rows[start + 1 :] if columns else ():
        names = described(row, columns) if columns else frozenset()
        told = figures(grouped(row), mark, names)
        cells = _cells(told, columns or {})
        if amount := cells.get("net_amount"):
            text = " ".join(word.text for word in row)
            yield Row(text, _line(text, row, cells, told, names), amount[-1].value)


def _cells(told: Sequence[Figure], columns: Columns) -> dict[str, list[Figure]]:
    cells: dict[str, list[Figure]] = {}
    for one in told:
        cells.setdefault(nearest(one.word, columns), []).append(one)
    return cells


def _line(
    text: str, row: Sequence[Word], cells: dict[str, list[Figure]], told: Sequence[Figure], names: frozenset[Word]
) -> ReadLine | None:
    """One figure each of quantity, price and amount; with more of them nobody knows which is meant."""
    three = [cells.get(name, []) for name in ("quantity", "unit_price", "net_amount")]
    if any(len(some) != 1 for some in three):
        return None
    (quantity,), (price,), (net,) = three
    rates = RATE.findall(text)
    base, off = _explained(quantity.value, price.value, net.value, rates, [one.value for one in told])
    return ReadLine(
        description=" ".join(word.text for word in row if word in names) or None,
        quantity=quantity.written,
        unit_price=price.written,
        net_amount=net.written,
        tax_rate=rates[0].replace(",", ".") if len(rates) == 1 and off is None else None,
        price_base=None if base is None else plain(base),
        adjustment=None if off is None else plain(off),
    )


def _explained(
    quantity: Decimal, price: Decimal, net: Decimal, rates: Sequence[str], told: Sequence[Decimal]
) -> tuple[Decimal | None, Decimal | None]:
    """The units that the price is for, or what a discount of the row takes off, where that explains the amount."""
    whole = product(quantity, price)
    if abs(whole - net) <= CENT:
        return None, None
    for base in BASES:
        if abs(whole - product(base, net)) <= product(base, CENT):
            return base, None
    percents = [Decimal(rate.replace(",", ".")) for rate in rates]
    if any(abs(product(whole, 100 - percent) - 100 * net) <= 100 * CENT for percent in percents):
        return None, net - whole
    return None, (net - whole if any(total([whole, -one]) == net for one in told) else None)
