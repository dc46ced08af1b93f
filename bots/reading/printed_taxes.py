"""The tax of the one rate that a page names beside its tax total, so that it can be computed again."""

import re
from collections.abc import Mapping

from bots.reading import labels
from bots.reading.layout import Sheet
from bots.reading.written import amounts
from contracts.reading import Field, TaxGroup

RATE = re.compile(r"(?<![\d.,])(\d{1,2}(?:[.,]\d{1,2})?)\s?%")
NEAR = 12  # characters between the word for the tax and its rate


def taxes(page: Sheet, mark: str, fields: Mapping[str, Field]) -> tuple[TaxGroup, ...]:
    """The one group of a page that names a single rate and, in the same row, the whole tax and nothing else.

    With several rates, or a base of its own, a page rarely says what else is untaxed.
    """
    net, tax = fields.get("net_amount"), fields.get("tax_amount")
    if net is None or tax is None:
        return ()
    named = [one for row in page.text.splitlines() if (one := _taxed(row, mark))]
    rates = {rate for rate, _ in named if rate}
    whole = ([tax.value], [net.value, tax.value])
    if len(rates) != 1 or any(figures not in whole for _, figures in named):
        return ()
    return (TaxGroup(rate=rates.pop(), base=net.value, tax=tax.value),)


def _taxed(row: str, mark: str) -> tuple[str, list[str]] | None:
    """The rate that stands beside the word for the tax, and the amounts of the row."""
    label = next((found for pattern in labels.TAX if (found := pattern.search(row))), None)
    figures = [amount for amount, _, _ in amounts(row, mark)]
    if label is None or not figures:
        return None
    beside = [
        one
        for one in RATE.finditer(row)
        if 0 <= one.start() - label.end() <= NEAR or 0 <= label.start() - one.end() <= NEAR
    ]
    return (f"{float(beside[0][1].replace(',', '.')):g}", figures) if len(beside) == 1 else ("", figures)
