"""What an invoice has to state, and which checks have something to work on: silence must never pass for consent."""

import re
from collections.abc import Iterator

from bots.checks.context import PAGES, Context, finding
from bots.checks.parties import account_of
from bots.numbers import exact
from contracts.reading import EN_16931, Finding, Reading

WITHOUT_LINES = re.compile(r"[:#](?:minimum|basic[-_ ]?wl)$", re.IGNORECASE)
"""Factur-X and ZUGFeRD profiles that state totals only."""


def lines_stated(reading: Reading, _: Context) -> Iterator[Finding]:
    """XML has at least one line (EN 16931 BR-16), unless its profile (BT-24) is one without lines."""
    if reading.format in EN_16931 and not reading.lines and not WITHOUT_LINES.search(reading.profile or ""):
        yield finding("lines-missing", "reject", profile=reading.profile or "")


def has_totals(reading: Reading) -> bool:
    """Net and gross; and the tax, which only XML may leave out where there is none."""
    wanted = ("net_amount", "gross_amount", *(("tax_amount",) if reading.format in PAGES else ()))
    return all(exact(reading.value(name)) is not None for name in wanted)


def has_line_nets(reading: Reading) -> bool:
    """Lines, and the net amount of each, to hold against the net total."""
    return bool(reading.lines) and all(exact(line.net_amount) is not None for line in reading.lines)


def has_line_figures(reading: Reading) -> bool:
    """Lines with quantity, price and net amount each; those with neither of the first two (discounts) are none."""
    figures = ((line.quantity, line.unit_price, line.net_amount) for line in reading.lines)
    stated = [three for three in figures if three[0] is not None or three[1] is not None]
    return bool(stated) and all(exact(one) is not None for three in stated for one in three)


def has_taxes(reading: Reading) -> bool:
    """The tax of each rate with what it is computed from."""
    return has_rates(reading) and all(exact(group.base or group.items) is not None for group in reading.taxes)


def has_rates(reading: Reading) -> bool:
    """The tax of each rate."""
    figures = ((group.rate, group.tax) for group in reading.taxes)
    return bool(reading.taxes) and all(exact(one) is not None for two in figures for one in two)


def has_payable(reading: Reading) -> bool:
    """What the invoice asks for, beside its gross."""
    return exact(reading.value("gross_amount")) is not None and exact(reading.totals.payable) is not None


def has_iban(reading: Reading) -> bool:
    """An IBAN to pay to."""
    return reading.value("iban") is not None


def has_account(reading: Reading) -> bool:
    """An account to pay to, an IBAN or the number of a Chinese one."""
    return account_of(reading) is not None
