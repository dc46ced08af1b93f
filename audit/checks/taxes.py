"""I2 for tax that is cost: the bills of an order line together book the share of all the tax that they state, to the cent."""

from collections import defaultdict
from decimal import Decimal
from uuid import UUID

from audit.checks._base import Found, Sees
from audit.report import violation
from contracts.tax_code import BilledTax
from contracts.values import rounded
from events._base import Recorded
from events.invoice import InvoiceCancelled, InvoiceCredited, InvoicePosted
from events.purchase_order import PostedLine

ZERO = Decimal(0)
Place = tuple[UUID, int]
"""A line of an order."""


class Taxes:
    """What is not given back of the tax of each order line, reckoned anew from what its standing bills state of it."""

    name = "I2"

    def __init__(self) -> None:
        self._orders: dict[UUID, UUID] = {}
        self._stated: dict[tuple[Place, Decimal | None], Decimal] = defaultdict(Decimal)
        """(line, recoverable percent; None in earlier days) -> what the bills of it that stand state."""
        self._share: dict[tuple[Place, Decimal | None], Decimal] = defaultdict(Decimal)

    @property
    def sees(self) -> Sees:
        """Bills, and what is taken back of them."""
        return {InvoicePosted: self._posted, InvoiceCredited: self._taken_back, InvoiceCancelled: self._taken_back}

    def _posted(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, InvoicePosted)
        self._orders[event.ref.id] = event.order.id
        for line in event.billed if event.kind == "invoice" else ():
            if line.tax:
                place = event.order.id, line.line
                wanted = self._expected(place, line, line.tax)
                if (line.tax.share.amount, line.tax.cost.amount) != wanted:
                    told = {"share": line.tax.share, "cost": line.tax.cost, "expected": wanted[0], "costing": wanted[1]}
                    yield violation(self.name, "tax-share-wrong", event.ref, order=event.order, line=line.line, **told)
                self._count(place, line.tax, 1)

    def _expected(self, place: Place, line: PostedLine, tax: BilledTax) -> tuple[Decimal, Decimal]:
        """The share that this bill adds, and what it costs; of earlier days only the cost can be reckoned."""
        share, percent = tax.share.amount, tax.recoverable_percent
        if percent is not None:
            same = (place, None), (place, percent)
            stated = sum((self._stated[each] for each in same), tax.stated.amount)
            before = sum((self._share[each] for each in same), ZERO)
            to_date = rounded(stated * (100 - percent) / 100, tax.share.currency)
            share = max(to_date, before) - before
        return share, rounded(share * line.ledger.rate, tax.cost.currency) if line.ledger else share

    def _taken_back(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, InvoiceCredited | InvoiceCancelled)
        for line in event.lines:
            if line.tax and event.ref.id in self._orders:
                self._count((self._orders[event.ref.id], line.line), line.tax, -1)
        yield from ()

    def _count(self, place: Place, tax: BilledTax, sign: int) -> None:
        self._stated[place, tax.recoverable_percent] += sign * tax.stated.amount
        self._share[place, tax.recoverable_percent] += sign * tax.share.amount

    def end(self) -> Found:
        """No line of an order has given back more tax than it was billed."""
        yield from ()
