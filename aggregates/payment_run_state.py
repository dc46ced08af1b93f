"""The state of a payment run: what was proposed, released and sent, and what the bank said of each payment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from contracts.values import Ref
from events.payment_run import Payment, PaymentRunParked, PaymentRunProposed

Status = Literal["unknown", "proposed", "released", "sent", "completed", "cancelled"]


@dataclass(frozen=True)
class PaymentRun:
    """A run; `open` are the payables the bank has not concluded yet."""

    ref: Ref | None = None
    proposed_by: str = ""
    proposed: PaymentRunProposed | None = None
    status: Status = "unknown"
    released_by: str | None = None
    file_sha256: str | None = None
    open: tuple[UUID, ...] = ()
    concluded: Mapping[UUID, str] = field(default_factory=dict)
    confirmed: Mapping[UUID, str] = field(default_factory=dict)
    """Payable -> the entry of a bank statement that its payment is, as "NUMBER/entry"."""
    parked: PaymentRunParked | None = None
    parkings: int = 0

    def payment(self, payable: UUID) -> Payment | None:
        """The payment of a payable in this run."""
        payments = self.proposed.payments if self.proposed else ()
        return next((payment for payment in payments if payment.payable.id == payable), None)
