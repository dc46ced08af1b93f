"""To which coin an amount to be paid may be rounded: a table that only grows.

Each row is a country's rule on cash, or a currency's smallest coin in use. An invoice may round what it asks for to the
nearest such coin, so by half of it at most; elsewhere to the smallest unit of the currency.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from contracts.currency import MINOR_UNITS, quantum


class Coin(NamedTuple):
    """The smallest coin, by country of the seller (None: wherever the currency is used), from its first day on."""

    currency: str
    country: str | None
    step: Decimal
    first: date


_FIVE, _TEN, _HALF, _ONE = Decimal("0.05"), Decimal("0.10"), Decimal("0.50"), Decimal(1)
COINS = (
    Coin("EUR", "FI", _FIVE, date(2002, 1, 1)),
    Coin("EUR", "NL", _FIVE, date(2004, 9, 1)),
    Coin("EUR", "IE", _FIVE, date(2015, 10, 28)),
    Coin("EUR", "IT", _FIVE, date(2018, 1, 1)),
    Coin("EUR", "BE", _FIVE, date(2019, 12, 1)),
    Coin("EUR", "SK", _FIVE, date(2022, 7, 1)),
    Coin("EUR", "EE", _FIVE, date(2025, 1, 1)),
    Coin("EUR", "LT", _FIVE, date(2025, 5, 1)),
    Coin("CHF", None, _FIVE, date(2007, 1, 1)),
    Coin("DKK", None, _HALF, date(2008, 10, 1)),
    Coin("SEK", None, _ONE, date(2010, 10, 1)),
    Coin("NOK", None, _ONE, date(2012, 5, 1)),
    Coin("CZK", None, _ONE, date(2008, 9, 1)),
    Coin("HUF", None, Decimal(5), date(2008, 3, 1)),
    Coin("AUD", None, _FIVE, date(1992, 2, 1)),
    Coin("NZD", None, _TEN, date(2006, 11, 1)),
    Coin("CAD", None, _FIVE, date(2013, 2, 4)),
    Coin("SGD", None, _FIVE, date(2002, 1, 1)),
    Coin("MYR", None, _FIVE, date(2008, 4, 1)),
    Coin("HKD", None, _TEN, date(1989, 1, 1)),
    Coin("ZAR", None, _TEN, date(2002, 4, 1)),
    Coin("ILS", None, _TEN, date(2008, 1, 1)),
)


def highest_rounding(currency: str, country: str, on: date) -> Decimal:
    """By how much the amount to be paid may be rounded on a day, where the seller is of the country (its ISO 3166 code)."""
    steps = [
        coin.step
        for coin in COINS
        if coin.currency == currency and coin.country in (None, country) and coin.first <= on
    ]
    smallest = quantum(currency) if currency in MINOR_UNITS else Decimal(0)
    return max([step / 2 for step in steps], default=smallest)
