"""Whether a document's prices stand out (`price_outlier`), by the house's one rule for that (bots/spread.py, with the limits of
`comparison` in the policies).

Comparable is what the item was known to cost in the same unit, currency and legal entity (features.md 3: contract price,
else last price, else the median of twelve months). What is comparable with nothing does not stand out. An awarded line was
judged when it was awarded, also among the offers for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from activities.candidates import Candidates
from activities.known_prices import Market, Stream, proven_prices
from aggregates._base import Refusal, refuse
from aggregates.purchase_order import PurchaseOrder
from aggregates.requisition import Requisition
from aggregates.rfq import Rfq
from bots.spread import is_beyond
from contracts.comparison import ComparisonPolicy

Priced = tuple[str | None, str, Decimal]
"""A line: its item, where it has one, its unit and the price of one."""


@dataclass(frozen=True)
class Prices:
    """What tells prices, the day as of which they count, and from where on one stands out."""

    candidates: Candidates
    stream: Stream
    policy: ComparisonPolicy
    on: date


def stand_out(prices: Prices, document: object) -> bool | Refusal | None:
    """Whether any line's price stands out; None where that is not known of such a document, refused where it is not yet."""
    match document:
        case Rfq():
            judged = [line.outlier for line in document.award.lines] if document.award else []
            return None if None in judged else any(judged)
        case Requisition():
            lines = ((line.item, line.quantity.unit, line.unit_price) for line in document.lines)
            return _any(prices, document.ref.entity if document.ref else "", document.currency, lines)
        case PurchaseOrder():
            ordered = document.pending.lines if document.pending else document.lines
            lines = ((line.item, line.unit, line.unit_price) for line in ordered)
            return _any(prices, document.ref.entity if document.ref else "", document.currency, lines)
        case _:
            return None


def _any(prices: Prices, entity: str, currency: str, lines: Iterable[Priced]) -> bool | Refusal:
    of_items = [(item, unit, price) for item, unit, price in lines if item]
    if of_items and not prices.candidates.knows_prices():
        return refuse("prices-not-known-yet")
    wanted = [(item, unit, prices.on) for item, unit, _ in of_items]
    known = proven_prices(prices.candidates, prices.stream, Market(entity, currency), wanted)
    return any(
        is_beyond(price, [each.unit_price for each in found], prices.policy)
        for (_, _, price), found in zip(of_items, known, strict=True)
    )
