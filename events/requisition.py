"""What happens to a purchase requisition."""

from collections.abc import Mapping
from datetime import date
from typing import Literal
from uuid import UUID

from contracts.requisition import RequisitionLine
from contracts.tax_code import CostTax
from contracts.values import Instant, Money, Ref, Scaled, Value
from events._base import Event


class RequisitionCreated(Event):
    """A draft exists under a business number."""

    stored_as = "requisition.created.v1"
    ref: Ref
    requester: str
    title: str
    currency: str
    lines: tuple[RequisitionLine, ...]


class RequisitionRevised(Event):
    """The lines were replaced."""

    stored_as = "requisition.revised.v1"
    ref: Ref
    lines: tuple[RequisitionLine, ...]


class TaxedLine(Value):
    """The tax of a line, of which what is not given back is reserved with its amount."""

    line: int
    tax: CostTax


class RequisitionSubmitted(Event):
    """Submitted for the `round`-th time; `content_hash` is what will be approved.

    `expires_after_days` is the policy in force (None: never), which stays with it; `expires_at` follows from it.
    """

    stored_as = "requisition.submitted.v1"
    ref: Ref
    requester: str
    title: str
    round: int
    total: Money
    content_hash: str
    on: date | None = None
    expires_after_days: int | None = None
    expires_at: Instant | None = None
    taxes: tuple[TaxedLine, ...] = ()
    """Of the lines that name a tax code, by its revision of that day."""
    parts: Mapping[str, str] = {}
    """The hash of each part that an approval may be bound to."""


class RequisitionConcluded(Event):
    """The approval ended with a verdict."""

    stored_as = "requisition.concluded.v1"
    ref: Ref
    approval: UUID
    verdict: Literal["approved", "rejected", "returned"]
    expires_at: Instant | None = None


class OrderedQuantity(Value):
    """So much of a requisition line went into an order; `amount` is its share of what was approved for the line."""

    line: int
    quantity: Scaled
    amount: Money


class RequisitionOrdered(Event):
    """So much of its lines went into an order."""

    stored_as = "requisition.ordered.v1"
    ref: Ref
    order: Ref
    lines: tuple[OrderedQuantity, ...]
    expires_at: Instant | None = None


class RequisitionOrderReleased(Event):
    """So much of its lines was taken out of an order again."""

    stored_as = "requisition.order_released.v1"
    ref: Ref
    order: Ref
    lines: tuple[OrderedQuantity, ...]
    expires_at: Instant | None = None


class RequisitionWithdrawn(Event):
    """The requester took it back."""

    stored_as = "requisition.withdrawn.v1"
    ref: Ref
    why: str


class RequisitionClosedShort(Event):
    """Nothing more will be ordered of it."""

    stored_as = "requisition.closed_short.v1"
    ref: Ref
    why: str


class RequisitionClosed(Event):
    """Everything ordered, received, billed and paid."""

    stored_as = "requisition.closed.v1"
    ref: Ref


class RequisitionExpired(Event):
    """Nobody decided or ordered until `expired_at`, and nothing is ordered: its reservation returned."""

    stored_as = "requisition.expired.v1"
    ref: Ref
    expired_at: Instant


class RequisitionParked(Event):
    """A follow-up step was refused; a person has to look."""

    stored_as = "requisition.parked.v1"
    ref: Ref
    step: str
    code: str
    figures: tuple[tuple[str, str], ...]


RequisitionEvent = (
    RequisitionCreated
    | RequisitionRevised
    | RequisitionSubmitted
    | RequisitionConcluded
    | RequisitionOrdered
    | RequisitionOrderReleased
    | RequisitionWithdrawn
    | RequisitionClosed
    | RequisitionClosedShort
    | RequisitionExpired
    | RequisitionParked
)
