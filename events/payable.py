"""What happens to a payable: one instalment of an invoice, paid by one live attempt at most."""

from datetime import date

from contracts.values import BankAccount, Money, Ref
from events._base import Event


class PayableOpened(Event):
    """An amount is due to a supplier at a date."""

    stored_as = "payable.opened.v1"
    ref: Ref
    invoice: Ref
    supplier: str
    supplier_name: str
    invoice_number: str
    amount: Money
    due_date: date
    account: BankAccount


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
    """Less is due: `by` was credited, or the invoice was cancelled; `amount` is left, and never paid when it is zero."""

    stored_as = "payable.reduced.v1"
    ref: Ref
    invoice: Ref
    by: Money
    amount: Money
    cause: Ref


class PayableSettled(Event):
    """The bank paid it."""

    stored_as = "payable.settled.v1"
    ref: Ref
    invoice: Ref
    run: Ref
    bank_reference: str


class PayableReturned(Event):
    """The payment came back from the bank: it is due again."""

    stored_as = "payable.returned.v1"
    ref: Ref
    invoice: Ref
    run: Ref
    why: str


PayableEvent = PayableOpened | PayableClaimed | PayableFreed | PayableReduced | PayableSettled | PayableReturned
