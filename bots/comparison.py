"""Comparing quotations (比价): each offer becomes a comparable total in one currency, step by step, exactly.

Every step is rounded once to the minor unit of the comparison's currency, and the next one starts from what is printed,
so that anybody can follow it with a pocket calculator. A total is the sum of its steps.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from bots.baseline import baseline_of
from bots.comparable import PRICE_QUANTUM, Steps, net_price, rate_to
from bots.spread import is_outlier, median, rounded, spread_of
from contracts.comparison import (
    ComparisonPolicy,
    KnownPrice,
    LineComparison,
    LineOffer,
    QuotationComparison,
    Rate,
    SupplierTotal,
)
from contracts.currency import quantum
from contracts.quotation import QuotationContents
from contracts.rfq import IssuedLine
from contracts.values import Money


def compare(
    lines: Sequence[IssuedLine],
    offers: Iterable[tuple[str, QuotationContents]],
    currency: str,
    rates: Sequence[Rate] = (),
    prices: Sequence[KnownPrice] = (),
    policy: ComparisonPolicy | None = None,
) -> QuotationComparison:
    """Compare (supplier, contents) pairs, whatever their order. Raises RateMissingError."""
    policy = policy or ComparisonPolicy()
    by_supplier = dict(sorted(offers))
    made = [
        offer for name, each in by_supplier.items() for offer in _offers(name, each, lines, currency, rates, policy)
    ]
    compared = tuple(_line(line, made, currency, rates, prices, policy) for line in lines)
    totals = _totals(made, by_supplier, len(lines), currency)
    whole = [total.total.amount for total in totals if total.complete]
    spread, percent = spread_of(whole, currency)
    return QuotationComparison(currency=currency, lines=compared, totals=totals, spread=spread, spread_percent=percent)


def _offers(
    supplier: str,
    contents: QuotationContents,
    lines: Sequence[IssuedLine],
    currency: str,
    rates: Sequence[Rate],
    policy: ComparisonPolicy,
) -> list[LineOffer]:
    rate = rate_to(rates, contents.currency, currency)
    by_number = {line.line: line for line in contents.lines}
    quoted = [(line, by_number[line.line]) for line in lines if line.line in by_number]
    made = [Steps(contents, rate, currency) for _ in quoted]
    for steps, (line, offer) in zip(made, quoted, strict=True):
        steps.goods(line, offer)
    shares = _shared(contents.freight, [steps.total for steps in made])
    values = sum((steps.total for steps in made), Decimal(0))
    for steps, share, (_, offer) in zip(made, shares, quoted, strict=True):
        steps.freight(offer.freight, share, values)
        steps.terms(contents.terms, policy.annual_rate_percent)
    return [
        LineOffer(
            line=line.line,
            supplier=supplier,
            steps=tuple(steps.figures),
            total=Money(amount=steps.total, currency=currency),
            net_price=net_price(contents, offer),
            currency=contents.currency,
        )
        for steps, (line, offer) in zip(made, quoted, strict=True)
    ]


def _shared(whole: Decimal, values: Sequence[Decimal]) -> list[Decimal]:
    """A freight spread by value (evenly where nothing has a value): the parts add up to the whole exactly."""
    weights = [Fraction(value) for value in values] if any(values) else [Fraction(1)] * len(values)
    parts, taken, passed = [], Decimal(0), Fraction(0)
    for weight in weights:
        passed += weight
        until = rounded(Fraction(whole) * passed / sum(weights), PRICE_QUANTUM)
        parts.append(until - taken)
        taken = until
    return parts


def _line(
    line: IssuedLine,
    made: Iterable[LineOffer],
    currency: str,
    rates: Sequence[Rate],
    prices: Sequence[KnownPrice],
    policy: ComparisonPolicy,
) -> LineComparison:
    mine = [offer for offer in made if offer.line == line.line]
    amounts = [offer.total.amount for offer in mine]
    least = min(amounts, default=Decimal(0))
    middle = median([Fraction(amount) for amount in amounts])
    spread, percent = spread_of(amounts, currency)
    return LineComparison(
        line=line.line,
        offers=tuple(
            offer.model_copy(
                update={
                    "best": offer.total.amount == least,
                    "outlier": is_outlier(offer.total.amount, amounts, policy),
                }
            )
            for offer in mine
        ),
        median=Money(amount=rounded(middle, quantum(currency)), currency=currency) if mine else None,
        spread=spread,
        spread_percent=percent,
        baseline=baseline_of(line, currency, prices, lambda source: rate_to(rates, source, currency)),
    )


def _totals(
    made: Sequence[LineOffer], suppliers: Iterable[str], lines: int, currency: str
) -> tuple[SupplierTotal, ...]:
    found = []
    for supplier in suppliers:
        mine = [offer.total.amount for offer in made if offer.supplier == supplier]
        total = Money(amount=sum(mine, Decimal(0)), currency=currency)
        found.append(SupplierTotal(supplier=supplier, total=total, complete=len(mine) == lines))
    least = min((each.total.amount for each in found if each.complete), default=None)
    return tuple(each.model_copy(update={"best": each.complete and each.total.amount == least}) for each in found)
