"""What happens to a purchase order: its stream owns ordered, accepted and billed per line."""

from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from contracts.purchase_order import Scope
from contracts.tax_code import BilledTax, CostTax
from contracts.values import Converted, CostObject, Money, Ref, Scaled, Value
from events._base import Event


class OrderedLine(Value):
    """A line as ordered; `amount` is quantity x unit price, rounded once, never above its share of the requisition line.

    `beyond` is the part of the quantity that an approved amendment added to what the requisition asked for.
    """

    line: int
    requisition: Ref
    requisition_line: int
    description: str
    quantity: Scaled
    unit: str
    unit_price: Scaled
    amount: Money
    cost_object: CostObject
    contract: UUID | None = None
    contract_line: int | None = None
    """The contract that it draws on, and the priced line of it."""
    award: UUID | None = None
    award_line: int | None = None
    """The RFQ from whose award it is ordered, and the line of the award."""
    kind: Literal["goods", "service"] = "goods"
    item: str | None = None
    category: str | None = None
    needed_by: date | None = None
    beyond: Scaled = Decimal(0)
    ledger: Converted | None = None
    """Its amount in the currency of its budget where that is another one, at the rate of the day of its order."""
    tax: CostTax | None = None
    """Where it names a tax code: what is not given back is cost beside its amount."""

    @property
    def net(self) -> Money:
        """Its amount in the currency of its budget, without tax."""
        return self.ledger.amount if self.ledger else self.amount

    @property
    def booked(self) -> Money:
        """Its cost: the amount in the currency of its budget, with the tax that is not given back."""
        return self.net + self.tax.amount if self.tax else self.net

    @property
    def drawn(self) -> Decimal:
        """How much of its requisition line it takes."""
        return self.quantity - self.beyond


class PostedLine(Value):
    """How much of an order line an invoice bills, and its net amount; both negative where a bill is taken back.
    `receipt` is the number of the receipt that the invoice names."""

    line: int
    quantity: Scaled
    amount: Money
    receipt: str | None = None
    ledger: Converted | None = None
    """Its amount in the currency of its budget where that is another one, at the rate of the invoice's date."""
    tax: BilledTax | None = None
    """Where its order line has a tax code: what the invoice states for it, and what of that is cost."""

    @property
    def net(self) -> Money:
        """Its amount in the currency of its budget, without tax."""
        return self.ledger.amount if self.ledger else self.amount

    @property
    def booked(self) -> Money:
        """Its cost: the amount in the currency of its budget, with the tax that is not given back."""
        return self.net + self.tax.cost if self.tax else self.net


class ReceivedLine(Value):
    """How much of an order line a receipt accepted and rejected."""

    line: int
    accepted: Scaled
    rejected: Scaled


class ReturnedLine(Value):
    """How much of an order line went back, or was never received."""

    line: int
    quantity: Scaled
    passed: Scaled = Decimal(0)
    """What of it had passed the inspection: it counts as inspected no more."""


class InspectedLine(Value):
    """How much of an order line passed the inspection, and how much failed."""

    line: int
    passed: Scaled
    failed: Scaled


class Amendment(Value):
    """What an order shall be: its lines, supplier and terms whole; `scopes` are those that need an approval.

    Nobody proposed (`proposed_by`) what follows from goods that were sent back and will not be replaced.
    """

    number: int
    why: str
    proposed_by: str | None = None
    supplier: str
    supplier_name: str
    payment_terms: str | None = None
    delivery_terms: str | None = None
    lines: tuple[OrderedLine, ...]
    total: Money
    scopes: tuple[Scope, ...] = ()


class PurchaseOrderIssued(Event):
    """The order went to the supplier."""

    stored_as = "purchase_order.issued.v1"
    ref: Ref
    supplier: str
    supplier_name: str
    raised_by: str
    currency: str
    total: Money
    lines: tuple[OrderedLine, ...]
    payment_terms: str | None = None
    delivery_terms: str | None = None
    invoices: tuple[Ref, ...] = ()
    """Invoices of the supplier that wait without an order: they are judged again."""


class PurchaseOrderAmendmentProposed(Event):
    """An amendment waits for the approval of its scopes; `subject` is what is approved, `content_hash` its content."""

    stored_as = "purchase_order.amendment_proposed.v1"
    ref: Ref
    subject: Ref
    amendment: Amendment
    content_hash: str


class PurchaseOrderAmended(Event):
    """The order is now as the amendment says. Wakes cases and waiting invoices."""

    stored_as = "purchase_order.amended.v1"
    ref: Ref
    subject: Ref
    amendment: Amendment
    requisitions: tuple[Ref, ...]
    invoices: tuple[Ref, ...]


class PurchaseOrderAmendmentEnded(Event):
    """The amendment does not come to be; the order stays as it was.

    `cause`: the receipt that overtook it; `proposed_by` then has to be told.
    """

    stored_as = "purchase_order.amendment_ended.v1"
    ref: Ref
    subject: Ref
    verdict: Literal["rejected", "returned", "withdrawn"]
    why: str | None = None
    cause: Ref | None = None
    proposed_by: str | None = None


class PurchaseOrderAmendmentParked(Event):
    """An approved amendment could not be applied; a person has to look."""

    stored_as = "purchase_order.amendment_parked.v1"
    ref: Ref
    subject: Ref
    code: str
    figures: tuple[tuple[str, str], ...]


class PurchaseOrderHeld(Event):
    """No receipts, no amendments, and its invoices wait."""

    stored_as = "purchase_order.held.v1"
    ref: Ref
    why: str


class PurchaseOrderHoldReleased(Event):
    """The order goes on. Wakes its waiting invoices."""

    stored_as = "purchase_order.hold_released.v1"
    ref: Ref
    why: str
    invoices: tuple[Ref, ...]


class PurchaseOrderReceived(Event):
    """A receipt accepted and rejected quantities. Wakes cases and waiting invoices."""

    stored_as = "purchase_order.received.v1"
    ref: Ref
    receipt: Ref
    received_by: str
    lines: tuple[ReceivedLine, ...]
    requisitions: tuple[Ref, ...]
    invoices: tuple[Ref, ...]


class PurchaseOrderReturned(Event):
    """What a receipt had accepted went back, or was never there (`correction`)."""

    stored_as = "purchase_order.returned.v1"
    ref: Ref
    receipt: Ref
    returned_by: str
    lines: tuple[ReturnedLine, ...]
    correction: bool
    requisitions: tuple[Ref, ...]


class PurchaseOrderInspected(Event):
    """An inspection passed and failed what was accepted. Wakes waiting invoices."""

    stored_as = "purchase_order.inspected.v1"
    ref: Ref
    receipt: Ref
    inspected_by: str
    lines: tuple[InspectedLine, ...]
    invoices: tuple[Ref, ...]


class PurchaseOrderAwaited(Event):
    """An invoice for this order waits, because more is billed than accepted or a price differs.

    `lines` are what it would bill: a draft, which later invoices of these lines are held against; none where it
    waits for another reason as well.
    """

    stored_as = "purchase_order.awaited.v1"
    ref: Ref
    invoice: Ref
    requisitions: tuple[Ref, ...]
    lines: tuple[PostedLine, ...] = ()


class PurchaseOrderLeft(Event):
    """An invoice waits for this order no more: rejected, or billing another. Wakes the `invoices` behind its draft."""

    stored_as = "purchase_order.left.v1"
    ref: Ref
    invoice: Ref
    invoices: tuple[Ref, ...] = ()


class PurchaseOrderBilled(Event):
    """An invoice was posted against these lines; or a bill of `original` is taken back by a credit note or by its
    cancellation (negative lines). With `ends` nothing of the original is left to be paid."""

    stored_as = "purchase_order.billed.v1"
    ref: Ref
    invoice: Ref
    lines: tuple[PostedLine, ...]
    requisitions: tuple[Ref, ...]
    accepted_by: str | None = None
    original: Ref | None = None
    ends: bool = False


class PurchaseOrderPaid(Event):
    """An invoice of this order was paid."""

    stored_as = "purchase_order.paid.v1"
    ref: Ref
    invoice: Ref
    requisitions: tuple[Ref, ...]


class PurchaseOrderPaymentReturned(Event):
    """A payment of an invoice of this order came back: it is not paid any more."""

    stored_as = "purchase_order.payment_returned.v1"
    ref: Ref
    invoice: Ref
    requisitions: tuple[Ref, ...]


class PurchaseOrderClosed(Event):
    """Closed short: nothing more is expected."""

    stored_as = "purchase_order.closed.v1"
    ref: Ref
    why: str
    requisitions: tuple[Ref, ...]


class PurchaseOrderCancelled(Event):
    """Called off: nothing has come, nothing is billed."""

    stored_as = "purchase_order.cancelled.v1"
    ref: Ref
    why: str
    requisitions: tuple[Ref, ...]


PurchaseOrderEvent = (
    PurchaseOrderIssued
    | PurchaseOrderAmendmentProposed
    | PurchaseOrderAmended
    | PurchaseOrderAmendmentEnded
    | PurchaseOrderAmendmentParked
    | PurchaseOrderHeld
    | PurchaseOrderHoldReleased
    | PurchaseOrderReturned
    | PurchaseOrderInspected
    | PurchaseOrderCancelled
    | PurchaseOrderReceived
    | PurchaseOrderAwaited
    | PurchaseOrderLeft
    | PurchaseOrderBilled
    | PurchaseOrderPaid
    | PurchaseOrderPaymentReturned
    | PurchaseOrderClosed
)
