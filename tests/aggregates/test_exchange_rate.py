"""Exchange rates: found by date, not older than so many days, and named by what they converted."""

from datetime import date
from decimal import Decimal

import pytest
from pydantic import TypeAdapter, ValidationError

from aggregates._base import Refusal
from aggregates.exchange_rate import EXCHANGE_RATE, ExchangeRates, convert
from contracts.values import Converted, Money, Rate
from events.exchange_rate import ExchangeRateRecorded
from tests.support.house import fold

FIRST, LAST = date(2026, 11, 3), date(2026, 11, 10)


def _recorded(on: date, rate: str) -> ExchangeRateRecorded:
    return ExchangeRateRecorded(from_currency="EUR", to_currency="JPY", on=on, rate=Decimal(rate), source=f"ECB {on}")


RATES = fold(EXCHANGE_RATE, ExchangeRates(), (_recorded(FIRST, "163.5000000001"), _recorded(date(2026, 11, 5), "164")))


@pytest.mark.parametrize(
    ("day", "amount", "rate_date"),
    [
        (FIRST, "164", FIRST),
        (date(2026, 11, 4), "164", FIRST),
        (date(2026, 11, 5), "164", date(2026, 11, 5)),
        (date(2026, 11, 12), "164", date(2026, 11, 5)),
    ],
)
def test_the_newest_on_or_before_the_day_converts(day: date, amount: str, rate_date: date) -> None:
    found = convert(RATES, Money(amount=Decimal(1), currency="EUR"), "JPY", day, 7)
    assert isinstance(found, Converted)
    assert (found.amount.amount, found.rate_date, found.source) == (Decimal(amount), rate_date, f"ECB {rate_date}")
    assert found.original == Money(amount=Decimal(1), currency="EUR")


def test_the_rate_is_kept_with_all_its_decimals_and_the_result_is_rounded_once() -> None:
    found = convert(RATES, Money(amount=Decimal(100), currency="EUR"), "JPY", FIRST, 0)
    assert isinstance(found, Converted)
    assert (str(found.rate), found.amount.amount) == ("163.5000000001", Decimal(16350))


@pytest.mark.parametrize(("day", "days"), [(date(2026, 11, 2), 7), (date(2026, 11, 13), 7), (date(2026, 11, 6), 0)])
def test_none_in_time_is_refused(day: date, days: int) -> None:
    found = convert(RATES, Money(amount=Decimal(1), currency="EUR"), "JPY", day, days)
    assert isinstance(found, Refusal)
    assert (found.code, found.figures) == ("no-rate", {"pair": "EUR/JPY", "day": str(day), "days": str(days)})


@pytest.mark.parametrize("rate", ["1.12345678901", "10000000000", "NaN", "Infinity"])
def test_a_rate_that_cannot_be_kept_is_no_rate(rate: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Rate).validate_python(rate)
