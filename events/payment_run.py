"""What happens to a payment run."""

from datetime import date
from typing import Literal

from contracts.funds_plan import BeyondPlan
from contracts.values import BankAccount, Money, Ref, Value
from events._base import Event

FIRST_PAYMENT = "first-payment-to-new-account"
"""Flag of payments to an account that is new, or that a payment came back from, until one has arrived."""
GOODS_BACK = "goods-returned-not-credited"
"""Flag of payments for goods that went back after they were billed, until a credit note or a new delivery."""


class Payment(Value):
    """One payment of a run, complete enough to write the bank file from it alone.

    `discount` is what is kept of the payable for paying early; `amount` is what is left of it for the bank to pay.
    """

    payable: Ref
    invoice: Ref
    invoice_number: str
    supplier: str
    creditor: BankAccount
    amount: Money
    end_to_end_id: str
    flags: tuple[str, ...] = ()
    discount: Money | None = None
    credit: Money | None = None
    """What the supplier's credit balance pays of it; a payment with nothing left to pay needs no bank."""

    @property
    def pays(self) -> Money:
        """What it settles of the payable without a discount: by the bank, and by credit."""
        return self.amount + self.credit if self.credit else self.amount

    @property
    def by_credit(self) -> bool:
        """Whether credit pays all of it: nothing is left for the bank to do."""
        return self.credit is not None and not self.amount.amount


class LeftOut(Value):
    """What was due as well and is not in a run, and why."""

    payable: Ref
    invoice_number: str
    supplier: str
    amount: Money
    code: str
    due_date: date | None = None


class PaymentRunProposed(Event):
    """A person or schedule proposed these payments; `content_hash` is what a second person releases.

    `writer` names who writes the bank file ("" in runs of earlier days: the ISO 20022 one).
    """

    stored_as = "payment_run.proposed.v1"
    ref: Ref
    proposed_by: str
    debtor: BankAccount
    currency: str
    execution_date: date
    payments: tuple[Payment, ...]
    total: Money
    content_hash: str
    writer: str = ""
    fund_account: Ref | None = None
    """The fund account that pays; none where the entity had none."""
    beyond_plan: BeyondPlan | None = None
    """A warning: how it stood to the plan of its month when it was proposed."""
    left_out: tuple[LeftOut, ...] = ()
    """What the plan of its month had no room for; it stays open, and is proposed again another day."""


class PaymentRunReleased(Event):
    """A second person released exactly this content."""

    stored_as = "payment_run.released.v1"
    ref: Ref
    released_by: str
    content_hash: str
    acknowledged: tuple[str, ...] = ()
    beyond_plan: BeyondPlan | None = None
    """A warning: how it stood to the plan of its month when it was released."""


class PaymentFileWritten(Event):
    """The bank file is durably written; its bytes are what the writer named `format` makes of the run's events."""

    stored_as = "payment_run.file_written.v1"
    ref: Ref
    file_name: str
    file_sha256: str
    format: str = "pain.001.001.09/1"


class PaymentConcluded(Event):
    """The bank settled or failed one payment; `remaining` of the run still wait for its word."""

    stored_as = "payment_run.payment_concluded.v1"
    ref: Ref
    payable: Ref
    invoice: Ref
    result: Literal["settled", "failed"]
    bank_reference: str
    remaining: int


class PaymentConfirmed(Event):
    """An entry of a bank statement is this payment; no other entry can be."""

    stored_as = "payment_run.payment_confirmed.v1"
    ref: Ref
    payable: Ref
    statement: Ref
    entry: int


class PaymentReturned(Event):
    """A payment that had settled came back: the money is ours again, and what it paid is due again."""

    stored_as = "payment_run.payment_returned.v1"
    ref: Ref
    payable: Ref
    invoice: Ref
    bank_reference: str


class PaymentRunCancelled(Event):
    """Dropped before its bank file was recorded; what it claimed is free again."""

    stored_as = "payment_run.cancelled.v1"
    ref: Ref
    why: str


class PaymentRunParked(Event):
    """A step (writing the bank file) failed for good; a person has to look."""

    stored_as = "payment_run.parked.v1"
    ref: Ref
    step: str
    code: str
    figures: tuple[tuple[str, str], ...]


PaymentRunEvent = (
    PaymentRunProposed
    | PaymentRunReleased
    | PaymentFileWritten
    | PaymentConcluded
    | PaymentConfirmed
    | PaymentReturned
    | PaymentRunCancelled
    | PaymentRunParked
)
