"""Exchange rates of a pair of currencies: one rate a date, the newest on or before a day applies for some days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from aggregates._base import Aggregate, Decision, Facts, Refusal, refuse
from contracts.exchange_rate import RecordExchangeRate
from contracts.values import Converted, Money, at_rate
from events.exchange_rate import ExchangeRateEvent, ExchangeRateRecorded


@dataclass(frozen=True)
class ExchangeRates:
    """The rates of one pair by their date."""

    rates: Mapping[date, ExchangeRateRecorded] = field(default_factory=dict)

    def on(self, day: date, max_age_days: int) -> ExchangeRateRecorded | None:
        """The newest rate on or before a day that is at most so many days older."""
        days = (day - timedelta(days=age) for age in range(max_age_days + 1))
        return next((self.rates[each] for each in days if each in self.rates), None)


def decide(state: ExchangeRates, command: RecordExchangeRate, facts: Facts) -> Decision:
    """One rate a date; the same again is ignored, another one needs its reason."""
    known = state.rates.get(command.on)
    if known and (known.rate, known.source) == (command.rate, command.source):
        return ()
    if known and not command.why:
        pair = f"{command.from_currency}/{command.to_currency}"
        return refuse("rate-already-recorded", pair=pair, on=command.on, rate=known.rate, source=known.source)
    supersedes = known.rate if known else None
    return (ExchangeRateRecorded(supersedes=supersedes, **dict(command)),)


def evolve(state: ExchangeRates, event: ExchangeRateEvent) -> ExchangeRates:
    """Apply one event."""
    return ExchangeRates({**state.rates, event.on: event})


EXCHANGE_RATE = Aggregate("exchange_rate", ExchangeRates(), decide, evolve)


def convert(state: ExchangeRates, amount: Money, to: str, day: date, max_age_days: int) -> Converted | Refusal:
    """An amount in another currency at the rate of a day, rounded half up; it names its rate. Refused without one."""
    found = state.on(day, max_age_days)
    if found is None:
        return refuse("no-rate", pair=f"{amount.currency}/{to}", day=day, days=max_age_days)
    return at_rate(amount, found.rate, to, found.on, found.source)


def rate_key(from_currency: str, to_currency: str) -> str:
    """The creation key of a pair."""
    return f"{from_currency}/{to_currency}"
