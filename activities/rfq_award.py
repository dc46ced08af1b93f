"""Awarding an RFQ by comparing its quotations, and ordering from the award."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import partial

from activities._registry import document, handles
from activities.approval import need_route
from activities.candidates import Candidates
from activities.known_prices import known_prices
from activities.policies import Policies
from activities.supplier import orderable_supplier
from aggregates.exchange_rate import EXCHANGE_RATE, ExchangeRates, rate_key
from aggregates.quotation import QUOTATION, Quotation
from aggregates.rfq import RFQ, Award, Rfq
from bots.comparable import PRICE_QUANTUM, RateMissingError, least_quantity, rate_to
from bots.comparison import compare
from bots.spread import is_beyond, rounded
from contracts.comparison import (
    Baseline,
    ComparisonPolicy,
    KnownPrice,
    LineComparison,
    LineOffer,
    QuotationComparison,
    Rate,
)
from contracts.currency import quantum
from contracts.rfq import AwardLine, AwardRfq
from contracts.values import Money, Ref
from events.rfq import AwardedLine
from store.work import Work


@handles(AwardRfq, nominated=True)
def award(work: Work, command: AwardRfq, policies: Policies, candidates: Candidates) -> Ref:
    """Award by the comparison of all opened quotations, and by what their items were known to cost; it waits for approval."""
    rfq, ref = document(work, RFQ, command.rfq)
    quoted = rfq.quotations if rfq.status == "opened" else ()
    found = {state.supplier: state for state in (work.load(QUOTATION, each.id) for each in quoted)}
    rates = known_rates(
        partial(work.load_by_key, EXCHANGE_RATE),
        rfq,
        found.values(),
        command.rates,
        work.now.date(),
        policies.exchange_rate_max_age_days,
    )
    prices = known_prices(candidates, work.recorded, rfq, command.prices) if rfq.status == "opened" else ()
    result = _compared(work, rfq, found.values(), rates, prices, policies) if rfq.status == "opened" else None
    whole = Award(
        lines=tuple(_awarded(work, rfq, rates, line, found, result, policies) for line in command.lines)
        if result
        else (),
        reason=command.reason,
        single_source_reason=command.single_source_reason,
        rates=rates,
        prices=prices,
        policy=policies.comparison,
        offers={line.line: len(line.offers) for line in result.lines} if result else {},
    )
    state = work.act(RFQ, ref.id, whole)
    need_route(work, policies, state.asked)
    return ref


def known_rates(
    rates_of: Callable[[str], ExchangeRates],
    rfq: Rfq,
    quotations: Iterable[Quotation],
    stated: tuple[Rate, ...],
    on: date,
    max_age_days: int,
) -> tuple[Rate, ...]:
    """The rates to compare by: what is recorded decides; what the buyer states counts only where nothing is recorded."""
    quoted = {state.contents.currency for state in quotations if state.contents} - {rfq.currency}
    recorded = []
    for currency in sorted(quoted):
        if found := rates_of(rate_key(currency, rfq.currency)).on(on, max_age_days):
            pair = {"from_currency": currency, "to_currency": rfq.currency}
            recorded.append(Rate(**pair, rate=found.rate, on=found.on, source=found.source))
    pairs = {(rate.from_currency, rate.to_currency) for rate in recorded}
    return (*recorded, *(rate for rate in stated if (rate.from_currency, rate.to_currency) not in pairs))


def _compared(
    work: Work,
    rfq: Rfq,
    quotations: Iterable[Quotation],
    rates: tuple[Rate, ...],
    prices: tuple[KnownPrice, ...],
    policies: Policies,
) -> QuotationComparison:
    try:
        return compared(rfq, quotations, rates, prices, policies.comparison)
    except RateMissingError as missing:
        raise work.refuse("rate-missing", source=missing.source, target=missing.target) from missing


def compared(
    rfq: Rfq,
    quotations: Iterable[Quotation],
    rates: tuple[Rate, ...],
    prices: tuple[KnownPrice, ...],
    policy: ComparisonPolicy,
) -> QuotationComparison:
    """The comparison of an RFQ's opened quotations. Raises RateMissingError."""
    offers = [(state.supplier, state.contents) for state in quotations if state.contents]
    return compare(rfq.lines, offers, rfq.currency, rates, prices, policy)


def _awarded(
    work: Work,
    rfq: Rfq,
    rates: tuple[Rate, ...],
    line: AwardLine,
    found: Mapping[str, Quotation],
    result: QuotationComparison,
    policies: Policies,
) -> AwardedLine:
    orderable_supplier(work, line.supplier, policies)
    asked = rfq.line(line.line)
    if asked is None:
        raise work.refuse("unknown-line", number=rfq.ref, line=line.line)
    mine: LineComparison = next(each for each in result.lines if each.line == line.line)
    offer = next((each for each in mine.offers if each.supplier == line.supplier), None)
    quotation = found.get(line.supplier)
    if offer is None or quotation is None or quotation.contents is None or quotation.counts is None:
        raise work.refuse("line-not-quoted", line=line.line, supplier=line.supplier)
    if quotation.contents.valid_until < work.now.date():
        raise work.refuse("quotation-expired", supplier=line.supplier, valid_until=quotation.contents.valid_until)
    rate = rate_to(rates, offer.currency, rfq.currency)
    # As an order of it is worth: in the currency it is ordered in first, then at the rate.
    own = rounded(Fraction(line.quantity) * Fraction(offer.net_price), quantum(offer.currency))
    worth = Fraction(own) * (Fraction(rate.rate) if rate else 1)
    assert quotation.ref is not None
    return AwardedLine(
        award_line=line.award_line,
        line=line.line,
        description=asked.description,
        supplier=line.supplier,
        quotation=quotation.ref,
        version=quotation.counts.version,
        quantity=line.quantity,
        unit=asked.quantity.unit,
        unit_price=offer.net_price,
        currency=offer.currency,
        amount=Money(amount=rounded(worth, quantum(rfq.currency)), currency=rfq.currency),
        comparable=offer.total,
        best=next(each.total for each in mine.offers if each.best),
        reason=line.reason,
        baseline=mine.baseline,
        outlier=offer.outlier or _beyond_known(offer, rate, mine.baseline, policies.comparison),
        minimum=least_quantity(next(each for each in quotation.contents.lines if each.line == line.line)),
    )


def _beyond_known(offer: LineOffer, rate: Rate | None, known: Baseline | None, policy: ComparisonPolicy) -> bool:
    """Whether an offer's price stands out from what the item was known to cost; an estimate tells no price."""
    price = rounded(Fraction(offer.net_price) * (Fraction(rate.rate) if rate else 1), PRICE_QUANTUM)
    return known is not None and known.kind != "estimate" and is_beyond(price, [known.unit_price], policy)
