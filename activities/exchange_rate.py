"""Commands on exchange rates."""

from activities._registry import handles
from activities.policies import Policies
from aggregates.exchange_rate import EXCHANGE_RATE, rate_key
from contracts.exchange_rate import RecordExchangeRate
from contracts.ids import stream_id
from contracts.values import Ref
from store.work import Work


@handles(RecordExchangeRate)
def exchange_rate(work: Work, command: RecordExchangeRate, _policies: Policies) -> Ref:
    """Record a rate, or supersede one."""
    work.permit("*")
    key = rate_key(command.from_currency, command.to_currency)
    stream = stream_id("exchange_rate", key)
    work.act(EXCHANGE_RATE, stream, command)
    return Ref(kind="exchange_rate", id=stream, number=key)
