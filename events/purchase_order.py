"""What happens to a purchase order: its stream owns ordered, accepted and billed per line."""

from uuid import UUID

from contracts.values import CostObject, Money, Ref, Scaled, Value
from events._base import Event


class OrderedLine(Value):
    """A line as ordered; `amount` is quantity x unit price, rounded once."""

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
    item: str | None = None
    category: str | None = None


class PostedLine(Value):
    """How much of an order line an invoice bills, and its net amount; both negative where a bill is taken back.
    `receipt` is the number of the receipt that the invoice names."""

    line: int
    quantity: Scaled
    amount: Money
    receipt: str | None = None


class ReceivedLine(Value):
    """How much of an order line a receipt accepted and rejected."""

    line: int
    accepted: Scaled
    rejected: Scaled


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
    invoices: tuple[Ref, ...] = ()
    """Invoices of the supplier that wait without an order: they are judged again."""


class PurchaseOrderReceived(Event):
    """A receipt accepted and rejected quantities. Wakes cases and waiting invoices."""

    stored_as = "purchase_order.received.v1"
    ref: Ref
    receipt: Ref
    received_by: str
    lines: tuple[ReceivedLine, ...]
    requisitions: tuple[Ref, ...]
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
    """An invoice that waited for this order does so no more: it was rejected, or bills another order."""

    stored_as = "purchase_order.left.v1"
    ref: Ref
    invoice: Ref


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


class PurchaseOrderClosed(Event):
    """Closed short: nothing more is expected."""

    stored_as = "purchase_order.closed.v1"
    ref: Ref
    why: str
    requisitions: tuple[Ref, ...]


PurchaseOrderEvent = (
    PurchaseOrderIssued
    | PurchaseOrderReceived
    | PurchaseOrderAwaited
    | PurchaseOrderLeft
    | PurchaseOrderBilled
    | PurchaseOrderPaid
    | PurchaseOrderClosed
)
