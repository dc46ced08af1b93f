"""What happens to exchange rates."""

from datetime import date

from contracts.values import Rate
from events._base import Event


class ExchangeRateRecorded(Event):
    """One `from_currency` is `rate` of `to_currency` on a date; `supersedes` is the rate it replaces, `why` the reason."""

    stored_as = "exchange_rate.recorded.v1"
    from_currency: str
    to_currency: str
    on: date
    rate: Rate
    source: str
    supersedes: Rate | None = None
    why: str | None = None


ExchangeRateEvent = ExchangeRateRecorded
