"""An order as its events tell it: parties, terms and lines, what waits for it, and where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from aggregates._base import Refusal, refuse
from aggregates.purchase_order_amendment import booked_total, content_hash, total_of
from aggregates.purchase_order_amounts import ZERO, Counted
from contracts.approval import OpenApproval
from contracts.purchase_order import Scope
from contracts.values import Ref
from events.purchase_order import Amendment, OrderedLine, PostedLine, PurchaseOrderAmendmentParked

Drafts = Mapping[Ref, tuple[PostedLine, ...]]
Status = Literal["cancelled", "closed", "completed", "on-hold", "to-bill", "to-receive", "to-receive-and-bill"]


@dataclass(frozen=True)
class PurchaseOrder(Counted):
    """An order; `raisers` issued or amended it.

    `approved` is scope -> hash of what was approved last, the issue by its requisitions.
    """

    ref: Ref | None = None
    supplier: str = ""
    raised_by: str = ""
    supplier_name: str = ""
    payment_terms: str | None = None
    delivery_terms: str | None = None
    raisers: tuple[str, ...] = ()
    closed: bool = False
    cancelled: bool = False
    on_hold: bool = False
    approved: Mapping[Scope, str] = field(default_factory=dict)
    amendments: int = 0
    pending: Amendment | None = None
    parked: PurchaseOrderAmendmentParked | None = None
    parkings: int = 0
    receivers: tuple[str, ...] = ()
    accepters: tuple[str, ...] = ()
    waiting: tuple[Ref, ...] = ()
    drafts: Drafts = field(default_factory=dict)
    """Waiting invoice -> the lines that it would bill, the oldest first."""
    bills: tuple[PostedLine, ...] = ()
    """All that was ever billed, in order; what was taken back is negative."""
    invoices: tuple[Ref, ...] = ()
    paid: tuple[Ref, ...] = ()

    @property
    def requisitions(self) -> tuple[Ref, ...]:
        """The requisitions it was drawn from, each once."""
        return tuple(dict.fromkeys(line.requisition for line in self.lines))

    @property
    def asked(self) -> OpenApproval | None:
        """What its pending amendment asks approval for."""
        if self.ref is None or self.pending is None:
            return None
        subject = amendment_ref(self.ref, self.pending.number)
        return OpenApproval(
            subject=subject,
            title=self.pending.why,
            amount=booked_total(self.pending.lines, self.currency),
            requester=self.pending.proposed_by or self.raised_by,
            content_hash=content_hash(subject, self.pending),
        )

    @property
    def asks(self) -> bool:
        """Whether it waits for that approval."""
        return self.pending is not None

    def as_amendment(self, number: int = 0, why: str = "", proposed_by: str | None = None) -> Amendment:
        """The order as it is now, in the form of an amendment."""
        return Amendment(
            number=number,
            why=why,
            proposed_by=proposed_by,
            supplier=self.supplier,
            supplier_name=self.supplier_name,
            payment_terms=self.payment_terms,
            delivery_terms=self.delivery_terms,
            lines=self.lines,
            total=total_of(self.lines, self.currency),
        )

    def takes(self, line: OrderedLine) -> Decimal:
        """How much of a line it takes in all: what it orders; once it is closed, what has come or is billed."""
        done = max(self.accepted.get(line.line, ZERO), self.billed.get(line.line, ZERO))
        return min(done, line.quantity) if self.closed else line.quantity

    @property
    def status(self) -> Status:
        """Derived from received and billed quantities; see features 5."""
        received, billed = self.received, self.fully_billed
        if self.cancelled:
            return "cancelled"
        if received and billed:
            return "completed"
        if self.closed:
            return "closed"
        if self.on_hold:
            return "on-hold"
        return "to-bill" if received else "to-receive" if billed else "to-receive-and-bill"


def amendment_ref(order: Ref, number: int) -> Ref:
    """The n-th amendment of an order as the subject of an approval: each is asked for, and waited for, by itself."""
    return order.model_copy(update={"number": f"{order.number}/{number}"})


def stopped(state: PurchaseOrder, ref: Ref) -> Refusal | None:
    """An order that is over, or on hold, takes nothing more."""
    if state.closed:
        return refuse("closed-document", number=ref, status="cancelled" if state.cancelled else "closed")
    return refuse("on-hold", number=ref) if state.on_hold else None
