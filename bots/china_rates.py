"""The rates of Chinese value added tax with the days they were in force: a table that only grows.

The general rates follow the notices 财税〔2016〕36, 〔2017〕37, 〔2018〕32, the announcement no. 39 of 2019 and, from 2026-01-01,
the VAT Law; the levy rates their own notices. Have a tax person confirm it before it decides about money.
"""

from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple


class TaxRate(NamedTuple):
    """A rate in percent, in force from the first to the last day (None: still); `levy` is 征收率, on the whole amount."""

    percent: Decimal
    first: date
    last: date | None = None
    kind: Literal["general", "levy", "zero"] = "general"

    def in_force(self, on: date) -> bool:
        """Whether invoices of that day may state it."""
        return self.first <= on and (self.last is None or on <= self.last)


_1994, _2009, _2012 = date(1994, 1, 1), date(2009, 1, 1), date(2012, 1, 1)
_2016, _2018, _2019 = date(2016, 5, 1), date(2018, 5, 1), date(2019, 4, 1)
_TILL_2018, _TILL_2019 = date(2018, 4, 30), date(2019, 3, 31)

RATES = (
    TaxRate(Decimal(17), _1994, _TILL_2018),
    TaxRate(Decimal(16), _2018, _TILL_2019),
    TaxRate(Decimal(13), _1994, date(2017, 6, 30)),
    TaxRate(Decimal(13), _2019),
    TaxRate(Decimal(11), _2012, _TILL_2018),
    TaxRate(Decimal(10), _2018, _TILL_2019),
    TaxRate(Decimal(9), _2019),
    TaxRate(Decimal(6), _2012),
    TaxRate(Decimal(0), _1994, kind="zero"),
    TaxRate(Decimal(5), _2016, kind="levy"),
    TaxRate(Decimal(3), _2009, kind="levy"),
    TaxRate(Decimal("1.5"), _2016, kind="levy"),
    TaxRate(Decimal(1), date(2020, 3, 1), kind="levy"),
)


def ever(percent: Decimal) -> tuple[TaxRate, ...]:
    """Every time that a rate was in force."""
    return tuple(rate for rate in RATES if rate.percent == percent)


def highest(on: date) -> Decimal:
    """The highest rate of a day; zero before there was the tax."""
    return max((rate.percent for rate in RATES if rate.in_force(on)), default=Decimal(0))
