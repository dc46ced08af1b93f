"""The taxes of single rates as a page lists them, each with what it is computed from where that is told."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from bots.numbers import CENT, EXACT, exact, plain, product, total
from bots.reading import labels
from bots.reading.layout import Sheet, small
from bots.reading.values import figure_of
from bots.reading.written import amounts
from contracts.reading import Field, ReadLine, TaxGroup, Totals

RATE = re.compile(r"(?<![\d.,])(\d{1,2}(?:[.,]\d{1,2})?)\s?%")
BARE = re.compile(r"(?<![\w.,-])(\d{1,2}(?:[.,]\d)?)(?![\w.,%-])")
"""A rate in a column of rates has no sign of its own."""
HIGHEST = 27
"""Percent: no value added tax of Europe is higher (that of Hungary)."""
WORDS = 24
"""Letters beside the word for the tax that a row of a tax may have ("plus", "collectée (vente)"); more is about more."""
Items = dict[Decimal, Decimal]
ZERO = Decimal(0)


class Row(NamedTuple):
    """The tax of a rate as one row tells it; `sure` where the row says nothing but that."""

    rate: Decimal
    base: Decimal | None
    tax: Decimal
    sure: bool


def taxes(
    page: Sheet, mark: str, fields: Mapping[str, Field], lines: Sequence[ReadLine] = (), sums: Totals | None = None
) -> tuple[TaxGroup, ...]:
    """The tax of each rate, from the rows that list the whole tax; none where no rows surely do.

    They do where they add up to the tax total; where their own sums hold and their bases are the net; or where several
    rows below each other say nothing but a tax, its rate and an amount. The last two find a total that is none.
    """
    net, tax = (figure_of(fields, name) for name in ("net_amount", "tax_amount"))
    if net is None or tax is None:
        return ()
    listed = list(_listed(page, mark))
    tests = (lambda rows: _sum(rows) == tax, lambda rows: _is_proven(rows, net), _is_plain)
    believed = next((rows for test in tests for rows in listed if test(rows)), None) or _of_lines(page, net, tax, lines)
    whole = net if len(believed) == 1 else None
    items = _shared(_items(believed, lines), believed, sums or Totals())
    return tuple(_group(row, row.base if row.base is not None else whole, items.get(row.rate)) for row in believed)


def _of_lines(page: Sheet, net: Decimal, tax: Decimal, lines: Sequence[ReadLine]) -> tuple[Row, ...]:
    """The tax at the one rate that all lines tell under a head for it, where no rate that is printed anywhere explains it
    otherwise."""
    headed = any(_is_labelled(text) and not any(map(str.isdigit, text)) for text in page.text.splitlines())
    rates = {exact(line.tax_rate) for line in lines}
    printed = (Row(Decimal(one.replace(",", ".")), None, tax, sure=False) for one in RATE.findall(page.text))
    if not headed or len(rates) != 1 or not tax or any(_holds(net, row) for row in printed):
        return ()
    return tuple(Row(rate, None, tax, sure=False) for rate in rates if rate is not None and rate <= HIGHEST)


def _listed(page: Sheet, mark: str) -> Iterator[tuple[Row, ...]]:
    """Rows below each other that each tell a tax; at last all rows of the pages that name one."""
    rows: list[Row] = []
    named: list[Row] = []
    headed = False
    for text in page.text.splitlines():
        labelled, figures = _is_labelled(text), list(amounts(text, mark))
        row = _row(text, figures) if figures and (labelled or headed) else None
        if row:
            rows.append(row)
            named += [row] if labelled else []
        elif figures or labelled:
            yield from (tuple(dict.fromkeys(rows)) for _ in rows[:1])
            rows, headed = [], labelled and not figures
    yield from (tuple(dict.fromkeys(some)) for some in (rows, named) if some)


def _is_labelled(text: str) -> bool:
    return any(pattern.search(small(text)) for pattern in labels.TAX)


def _row(text: str, figures: Sequence[tuple[str, int, int]]) -> Row | None:
    """The one rate of a row, and its tax: alone, beside its base, or between base and sum."""
    bare = "".join(text[at:to] for at, to in _between(text, figures))
    rates = RATE.findall(text) or (BARE.findall(bare) if len(figures) > 1 else [])
    found = [Decimal(amount) for amount, _, _ in figures]
    if len(found) == 3 and total(found[:2]) == found[2]:
        found = found[:2]
    if len(rates) != 1 or len(found) > 2 or (rate := Decimal(rates[0].replace(",", "."))) > HIGHEST:
        return None
    tax, *bases = sorted(found, key=abs)
    letters = sum(map(str.isalpha, re.sub("|".join(one.pattern for one in labels.TAX), "", small(bare))))
    return Row(rate, bases[0] if bases else None, tax, letters <= WORDS)


def _between(text: str, figures: Sequence[tuple[str, int, int]]) -> Iterator[tuple[int, int]]:
    """What of a row is no amount."""
    at = 0
    for _, start, end in figures:
        yield at, start
        at = end
    yield at, len(text)


def _sum(rows: Sequence[Row]) -> Decimal:
    return total([row.tax for row in rows])


def _is_proven(rows: Sequence[Row], net: Decimal) -> bool:
    """Whether each tax is its base × rate, and the bases are the net."""
    held = all(row.base is not None and _holds(row.base, row) for row in rows)
    return held and total([row.base or ZERO for row in rows]) == net


def _holds(base: Decimal, row: Row) -> bool:
    return abs(product(base, row.rate) - 100 * row.tax) <= 100 * CENT


def _is_plain(rows: Sequence[Row]) -> bool:
    """Whether there are several rows, each of another rate, that each say nothing but a tax."""
    return 1 < len(rows) == len({row.rate for row in rows}) and all(row.sure and row.base is None for row in rows)


def _group(row: Row, base: Decimal | None, items: Decimal | None) -> TaxGroup:
    return TaxGroup(
        rate=plain(row.rate.normalize()),
        base=None if base is None else plain(base),
        tax=plain(row.tax),
        items=None if items is None else plain(items),
    )


def _items(rows: Sequence[Row], lines: Sequence[ReadLine]) -> Items:
    """What the lines of each rate add up to; nothing where some line tells no rate, or one that no tax is listed of."""
    rates = {row.rate for row in rows}
    told = [(exact(line.tax_rate), exact(line.net_amount)) for line in lines]
    if any(rate not in rates | {ZERO} or net is None for rate, net in told) or not told:
        return {}
    return {one: total([net for rate, net in told if net is not None and rate == one]) for one in rates}


def _shared(items: Items, rows: Sequence[Row], sums: Totals) -> Items:
    """The same with the discounts and charges of the whole invoice, of which pages do not tell the rate: all of one rate, or
    each rate its share, whichever all taxes say. Where none explains them, the lines stay alone and contradict the taxes."""
    off, on = exact(sums.allowances) or ZERO, exact(sums.charges) or ZERO
    if not (items and (off or on)):
        return items
    for less, more in itertools.product(_shares(items, off), _shares(items, on)):
        found = {rate: total([whole, -less[rate], more[rate]]) for rate, whole in items.items()}
        if all(_holds(found[row.rate], row) for row in rows):
            return found
    return items


def _shares(items: Items, amount: Decimal) -> list[Items]:
    """The ways in which an amount may be of some rates."""
    alone = [{rate: amount if rate == one else ZERO for rate in items} for one in items]
    whole = total(list(items.values()))
    if not whole:
        return alone
    return [*alone, {rate: EXACT.divide(product(amount, one), whole).quantize(CENT) for rate, one in items.items()}]
