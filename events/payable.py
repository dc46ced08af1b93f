"""What happens to a payable: one instalment of an invoice, paid by one live attempt at most."""

from datetime import date
from typing import Literal

from contracts.values import BankAccount, Money, Ref
from events._base import Event

Part = Literal["whole", "part", "retention", "final", "advance"]
"""Which part of what it belongs to: all of an invoice, a part of it, what was kept of it, the last one, or an advance."""


class PayableOpened(Event):
    """An amount is due to a supplier at a date.

    `invoice` is what is paid: an invoice, or (of part `advance`) an advance. One that is `held` waits for its release:
    until then `due_date` is only expected. Paid on or before `discount_until`, `discount` less is paid.
    """

    stored_as = "payable.opened.v1"
    ref: Ref
    invoice: Ref
    supplier: str
    supplier_name: str
    invoice_number: str
    amount: Money
    due_date: date
    account: BankAccount
    instalment: int = 1
    part: Part = "whole"
    held: bool = False
    discount: Money | None = None
    discount_until: date | None = None


class PayableReleased(Event):
    """What was held (a retention) is now due, at a day."""

    stored_as = "payable.released.v1"
    ref: Ref
    invoice: Ref
    due_date: date


class PayableClaimed(Event):
    """A payment run took it, as its `attempt`-th attempt."""

    stored_as = "payable.claimed.v1"
    ref: Ref
    invoice: Ref
    run: Ref
    attempt: int


class PayableFreed(Event):
    """The attempt ended without payment: the run was cancelled or the bank returned it."""

    stored_as = "payable.freed.v1"
    ref: Ref
    invoice: Ref
    run: Ref
    why: str


class PayableReduced(Event):
    """Less is due: `by` was credited, or the invoice was cancelled; `amount` is left, and never paid when it is zero.

    `held` tells whether it waits for its release.
    """

    stored_as = "payable.reduced.v1"
    ref: Ref
    invoice: Ref
    by: Money
    amount: Money
    cause: Ref
    held: bool = False


class PayableSettled(Event):
    """The bank paid it, less the `discount` that was kept for paying early."""

    stored_as = "payable.settled.v1"
    ref: Ref
    invoice: Ref
    run: Ref
    bank_reference: str
    discount: Money | None = None


class PayableReturned(Event):
    """The payment came back from the bank: `amount` is due again (None: as events of earlier days do not say)."""

    stored_as = "payable.returned.v1"
    ref: Ref
    invoice: Ref
    run: Ref
    why: str
    amount: Money | None = None


PayableEvent = (
    PayableOpened | PayableReleased | PayableClaimed | PayableFreed | PayableReduced | PayableSettled | PayableReturned
)
