"""What of an order's lines was accepted and billed, and what that is worth: every line counted in quantity and money."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from contracts.values import Ref, money
from events.purchase_order import OrderedLine

ZERO = Decimal(0)
MILLIONTH = Decimal("0.000001")
Done = Mapping[int, Decimal]


@dataclass(frozen=True)
class Delivery:
    """What a goods receipt or work acceptance still counts: line -> accepted quantity, less what went back."""

    receipt: Ref
    accepted: Done
    passed: Done = field(default_factory=dict)
    """What of it passed the inspection."""
    invoice: Ref | None = None
    """The invoice that a work acceptance has fed: it feeds one at most."""


@dataclass(frozen=True)
class Counted:
    """The lines of an order; `accepted`, `sent_back`, `billed`, `inspected`: line -> total to date.

    `receipts` are in the order of time.
    """

    currency: str = ""
    lines: tuple[OrderedLine, ...] = ()
    receipts: tuple[Delivery, ...] = ()
    inspected: Done = field(default_factory=dict)
    accepted: Done = field(default_factory=dict)
    sent_back: Done = field(default_factory=dict)
    billed: Done = field(default_factory=dict)

    def line(self, number: int) -> OrderedLine | None:
        """A line by its number."""
        return next((line for line in self.lines if line.line == number), None)

    @property
    def ledger(self) -> str:
        """The currency of its budgets, where that is another one; else empty."""
        return next((line.ledger.amount.currency for line in self.lines if line.ledger), "")

    def worth(self, number: int, quantity: Decimal) -> Decimal:
        """What of a line's amount the first `quantity` of it stand for; all of it from the ordered quantity on.

        Every move of the line's funds is a difference of two such worths, so that its parts add up to the cent.
        """
        line = self.line(number)
        if line is None or quantity >= line.quantity:
            return line.amount.amount if line else ZERO
        return min(money(quantity * line.unit_price, self.currency).amount, line.amount.amount)

    def booked(self, number: int, quantity: Decimal) -> Decimal:
        """The cost of the first `quantity` in the currency of the line's budget: at the order's own rate, with its tax.

        It rises with the worth and ends at the line's whole cost, so that these parts add up to the cent as well.
        """
        line, worth = self.line(number), self.worth(number, quantity)
        if line is None:
            return worth
        net = line.ledger.part(worth) if line.ledger else worth
        return net + line.tax.part(net, line.net.amount) if line.tax else net

    def committed(self, number: int) -> Decimal:
        """What of a line's cost is not billed yet, in the currency of its budget."""
        line = self.line(number)
        return line.booked.amount - self.booked(number, self.billed.get(number, ZERO)) if line else ZERO

    def accrued(self, number: int) -> Decimal:
        """What of a line is accepted and not billed yet, in the currency of its budget."""
        accepted, billed = self.accepted.get(number, ZERO), self.billed.get(number, ZERO)
        return max(self.booked(number, accepted) - self.booked(number, billed), ZERO)

    def billable(self, number: int) -> Decimal:
        """How much of a line invoices may bill in all: what was accepted; of work only what no invoice has used yet.

        No invoice ever uses up a goods receipt, so that all of them count.
        """
        unused = (delivery.accepted.get(number, ZERO) for delivery in self.receipts if delivery.invoice is None)
        return min(self.accepted.get(number, ZERO), self.billed.get(number, ZERO) + sum(unused, ZERO))

    def unsettled_returns(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """Of these lines those that are billed beyond what is here, because goods went back and were not credited."""
        return tuple(
            number
            for number in numbers
            if self.sent_back.get(number, ZERO) and self.billed.get(number, ZERO) > self.accepted.get(number, ZERO)
        )

    @property
    def received(self) -> bool:
        """Every line is accepted to its whole quantity (exactly: a percentage is rounded)."""
        return all(self.accepted.get(line.line, ZERO) >= line.quantity for line in self.lines)

    @property
    def fully_billed(self) -> bool:
        """Every line is billed to its whole quantity."""
        return all(self.billed.get(line.line, ZERO) >= line.quantity for line in self.lines)

    @property
    def received_percent(self) -> Decimal:
        """How much of the order was accepted, in percent."""
        return percent_done(self.lines, self.accepted)

    @property
    def billed_percent(self) -> Decimal:
        """How much of the order was billed, in percent."""
        return percent_done(self.lines, self.billed)


def percent_done(lines: Iterable[OrderedLine], done: Done) -> Decimal:
    """round(Σ min(|ordered|, |done|) / Σ |ordered| × 100, 6), half up: over-delivery on one line never hides a short one."""
    pairs = [(abs(line.quantity), abs(done.get(line.line, ZERO))) for line in lines]
    ordered = sum((quantity for quantity, _ in pairs), ZERO)
    if not ordered:
        return Decimal(100)
    return (sum((min(pair) for pair in pairs), ZERO) * 100 / ordered).quantize(MILLIONTH, ROUND_HALF_UP)
