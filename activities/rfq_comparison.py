"""The comparison of an RFQ's quotations, for whoever wants to look: the same figures as an award is made by."""

from activities.candidates import Candidates
from activities.known_prices import known_prices
from activities.policies import Policies
from activities.rfq_award import compared, known_rates
from aggregates.exchange_rate import EXCHANGE_RATE, ExchangeRates
from aggregates.quotation import QUOTATION
from aggregates.rfq import Rfq
from contracts.comparison import KnownPrice, QuotationComparison, Rate
from contracts.ids import stream_id
from store.handler import CommandHandler


def comparison(
    handler: CommandHandler,
    candidates: Candidates,
    policies: Policies,
    rfq: Rfq,
    rates: tuple[Rate, ...] = (),
    prices: tuple[KnownPrice, ...] = (),
) -> QuotationComparison:
    """What awarding now would compare by; what is awarded already, by its award, unless rates or prices are given.

    Nothing but opened quotations is compared. Raises RateMissingError.
    """
    award = None if rfq.status == "opened" else rfq.award
    quotations = [handler.state(QUOTATION, quoted.id) for quoted in rfq.quotations]
    if award:
        return compared(rfq, quotations, rates or award.rates, prices or award.prices, award.policy)

    def recorded(pair: str) -> ExchangeRates:
        return handler.state(EXCHANGE_RATE, stream_id("exchange_rate", pair))

    today, oldest = handler.clock().date(), policies.exchange_rate_max_age_days
    known = known_rates(recorded, rfq, quotations, rates, today, oldest)
    proven = known_prices(candidates, handler.states.recorded, rfq, prices)
    return compared(rfq, quotations, known, proven, policies.comparison)
