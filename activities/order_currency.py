"""Orders in another currency than their requisitions and budgets: one rate, that of the day of the order, for all of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from activities.policies import Policies
from aggregates._base import Refusal
from aggregates.exchange_rate import EXCHANGE_RATE, rate_key
from aggregates.invoice import Invoice
from aggregates.purchase_order import PurchaseOrder
from aggregates.purchase_order_amendment import capped_at
from aggregates.requisition import REQUISITION
from contracts.comparison import Rate
from contracts.purchase_order import OrderLine
from contracts.requisition import RequisitionLine
from contracts.values import SCALE, Converted, Money, at_rate, money
from store.work import Refused, Work


@dataclass(frozen=True)
class Booking:
    """How an order in `currency` is booked in `ledger`, the currency of its requisitions: at `rate`, none where both are one."""

    currency: str
    ledger: str
    rate: Rate | None = None

    def price(self, unit_price: Decimal) -> Decimal:
        """A price in the currency of the requisitions, exact."""
        return unit_price * self.rate.rate if self.rate else unit_price

    def worth(self, line: OrderLine, wanted: RequisitionLine, share: Decimal) -> tuple[Money, Converted | None]:
        """Quantity x price, and what is booked for it: never more than the share of what was approved.

        Rounding each part adds nothing to the whole. An award may be dearer: it was approved itself.
        """
        own, price = money(line.quantity * line.unit_price, self.currency), self.price(line.unit_price)
        booked = self.booked(own)
        if price > wanted.unit_price:
            return own, booked
        if booked:
            return own, capped_at(booked, share)
        amount = share if price == wanted.unit_price else min(own.amount, share)
        return Money(amount=amount, currency=self.currency), None

    def booked(self, amount: Money) -> Converted | None:
        """What is booked for an amount; None where it is the amount itself."""
        return at_rate(amount, self.rate.rate, self.ledger, self.rate.on, self.rate.source) if self.rate else None

    def check_currency(self, work: Work, currency: str) -> None:
        """All requisitions of an order have one currency. Raises Refused."""
        if currency != self.ledger:
            raise work.refuse("currency-mismatch", expected=self.ledger, given=currency)

    def check_price(self, work: Work, line: OrderLine, wanted: RequisitionLine) -> None:
        """Nothing is ordered dearer than it was approved. Raises Refused."""
        price = self.price(line.unit_price)
        if price > wanted.unit_price:
            shown = round(price, SCALE) if self.rate else price
            raise work.refuse("price-above-approved", line=line.line, approved=wanted.unit_price, given=shown)


def booking(work: Work, lines: Iterable[OrderLine], currency: str, policies: Policies) -> Booking:
    """How a new order is booked: at the rate of today. Refused without one."""
    found = (work.load(REQUISITION, line.requisition).currency for line in lines)
    ledger = next((each for each in found if each), currency)
    return Booking(currency, ledger, ledger_rate(work, currency, ledger, work.now.date(), policies))


def booking_of(order: PurchaseOrder) -> Booking:
    """How what is added to an order is booked: at the rate that it was issued at."""
    known = next((line.ledger for line in order.lines if line.ledger), None)
    if known is None:
        return Booking(order.currency, order.currency)
    ledger = known.amount.currency
    pair = {"from_currency": order.currency, "to_currency": ledger}
    return Booking(order.currency, ledger, Rate(**pair, rate=known.rate, on=known.rate_date, source=known.source))


def invoice_rate(work: Work, order: PurchaseOrder, invoice: Invoice, policies: Policies) -> Rate | Refusal | None:
    """The rate of the date of an invoice, or why there is none; None where none is needed.

    A credit note takes back what its invoice booked.
    """
    if not order.ledger or invoice.is_credit or invoice.issue_date is None:
        return None
    try:
        return ledger_rate(work, order.currency, order.ledger, invoice.issue_date, policies)
    except Refused as refused:
        return refused.refusal


def ledger_rate(work: Work, currency: str, ledger: str, day: date, policies: Policies) -> Rate | None:
    """The recorded rate of a day; None where both currencies are one. Refused where it is missing or too old."""
    if currency == ledger:
        return None
    oldest = policies.exchange_rate_max_age_days
    found = work.load_by_key(EXCHANGE_RATE, rate_key(currency, ledger)).on(day, oldest)
    if found is None:
        raise work.refuse("no-rate", pair=f"{currency}/{ledger}", day=day, days=oldest)
    pair = {"from_currency": currency, "to_currency": ledger}
    return Rate(**pair, rate=found.rate, on=found.on, source=found.source)
