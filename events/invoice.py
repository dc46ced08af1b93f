"""What happens to a supplier invoice."""

from datetime import date
from typing import Literal

from contracts.matching import Comparison, LineMatch, MatchInputs, Spread, Tolerances
from contracts.reading import Finding, Format, Reading
from contracts.values import Instant, Money, Ref, Value
from events._base import Event
from events.purchase_order import PostedLine


class InvoiceReceived(Event):
    """A file arrived; its bytes are kept under their SHA-256. `instead_of` (and `why`): a cancelled invoice of the same bytes."""

    stored_as = "invoice.received.v1"
    ref: Ref
    file_sha256: str
    file_name: str
    size: int
    instead_of: Ref | None = None
    why: str | None = None
    intake: Ref | None = None
    """How the file came in."""


class InvoiceRead(Event):
    """What a bot read from the file, and what it found in it."""

    stored_as = "invoice.read.v1"
    ref: Ref
    reading: Reading


class InvoiceReadAgainAsked(Event):
    """Somebody wants the file read once more; the next reading replaces the old one."""

    stored_as = "invoice.read_again_asked.v1"
    ref: Ref


class Correction(Value):
    """A field's old and new value (None: absent), and where on the page a person saw the new one."""

    field: str
    old: str | None = None
    new: str | None = None
    page: int | None = None
    box: tuple[float, float, float, float] | None = None


class InvoiceCorrected(Event):
    """A person corrected fields or named the order."""

    stored_as = "invoice.corrected.v1"
    ref: Ref
    person: str
    fields: tuple[Correction, ...]
    purchase_order: str | None = None


class InvoiceHeld(Event):
    """An exception: a person has to decide, or a fact (a receipt) has to come."""

    stored_as = "invoice.held.v1"
    ref: Ref
    findings: tuple[Finding, ...]
    supplier: str | None = None
    order: Ref | None = None
    number: str | None = None
    gross: Money | None = None
    rule_version: str | None = None
    tolerances: Tolerances | None = None
    inputs: MatchInputs | None = None
    """What was matched, where it came so far: the match can be made again with other tolerances."""
    owner: str | None = None
    """The role that looks after it, and `person`, where it is somebody's own: who placed the order."""
    person: str | None = None
    due_at: Instant | None = None
    """By when it ought to be decided."""
    not_run: tuple[str, ...] = ()
    """Rules on the house's records that had not what they ask for."""


class InvoiceEscalated(Event):
    """Nobody decided an exception in time: role `to` sees it as well."""

    stored_as = "invoice.escalated.v1"
    ref: Ref
    to: str
    due_at: Instant


class InvoicePosted(Event):
    """Matched, or accepted by a person: the decision with its inputs, tolerances and arithmetic.

    It is now owed: `payable` is what is still to be paid of `gross` (less what was prepaid; None: all of it). Of a
    credit note all amounts and quantities are negative; it takes back what `original` billed.
    """

    stored_as = "invoice.posted.v1"
    ref: Ref
    supplier: str
    number: str
    issue_date: date
    due_date: date
    net: Money
    gross: Money
    payable: Money | None = None
    kind: Literal["invoice", "credit"] = "invoice"
    original: Ref | None = None
    order: Ref
    found_by: str | None = None
    """How its order was found: number, reference, total, subset or lines."""
    billed: tuple[PostedLine, ...]
    rule_version: str
    tolerances: Tolerances
    arithmetic: tuple[LineMatch, ...]
    total: Comparison | None = None
    inputs: MatchInputs | None = None
    spread: tuple[Spread, ...] = ()
    """On which receipts its lines stand: the named one, else the oldest first."""
    findings: tuple[Finding, ...] = ()
    not_run: tuple[str, ...] = ()
    """Rules on the house's records that had not what they ask for."""
    accepted_by: str | None = None
    why: str | None = None


class InvoiceRejected(Event):
    """Nothing will be paid on it."""

    stored_as = "invoice.rejected.v1"
    ref: Ref
    findings: tuple[Finding, ...]
    rejected_by: str | None = None
    why: str | None = None
    original: Ref | None = None


class InvoiceRepresented(Event):
    """Another file shows the same invoice: `by` is how it came in. `reading` replaces what was read, where it is better.

    `findings` are what the file that is not believed leaves for a person (none: the event is of earlier days, or there
    were none).
    """

    stored_as = "invoice.represented.v1"
    ref: Ref
    by: Ref
    file_sha256: str
    file_name: str
    format: Format
    reading: Reading | None = None
    findings: tuple[Finding, ...] = ()


class InvoiceMerged(Event):
    """It shows the same invoice as another one, which stands for both: nothing will be paid on this."""

    stored_as = "invoice.merged.v1"
    ref: Ref
    into: Ref


class InvoiceReopened(Event):
    """A person took the rejection or merging back; `was_read` tells whether a bot had read it."""

    stored_as = "invoice.reopened.v1"
    ref: Ref
    person: str
    why: str
    was_read: bool


class PaidLine(Value):
    """How much of the net amount of an order line a payment pays for, as booked in the budget's currency."""

    line: int
    amount: Money


class Repaid(Value):
    """What of a credit was paid already, with one instalment: `counts` of what the invoice asks for, and its lines."""

    payable: Ref
    counts: Money
    lines: tuple[PaidLine, ...]


class InvoiceCredited(Event):
    """A credit note took back some of it: `lines` and `gross` are what was taken back (positive).

    `repaid` is what of that was paid: the supplier owes it to us, or will take less of the next payment.
    """

    stored_as = "invoice.credited.v1"
    ref: Ref
    credit: Ref
    gross: Money
    lines: tuple[PostedLine, ...]
    repaid: tuple[Repaid, ...] = ()


class InvoiceCancelled(Event):
    """A person took the posting back before anything was paid; `lines` and `gross` are what was still standing."""

    stored_as = "invoice.cancelled.v1"
    ref: Ref
    cancelled_by: str
    why: str
    gross: Money
    lines: tuple[PostedLine, ...]


class InvoicePartPaid(Event):
    """One of its instalments was settled by `amount` of money; with what is set off against it, `counts` is paid."""

    stored_as = "invoice.part_paid.v1"
    ref: Ref
    payable: Ref
    amount: Money
    counts: Money
    lines: tuple[PaidLine, ...]


class InvoicePaid(Event):
    """All of it was settled by the bank; `amount`, `counts` and `lines` are what the last instalment paid."""

    stored_as = "invoice.paid.v1"
    ref: Ref
    amount: Money
    payable: Ref | None = None
    counts: Money | None = None
    lines: tuple[PaidLine, ...] = ()


class InvoicePaymentReturned(Event):
    """The payment of one of its instalments came back: `counts` is owed again, `lines` are no longer paid."""

    stored_as = "invoice.payment_returned.v1"
    ref: Ref
    payable: Ref
    lines: tuple[PaidLine, ...]
    counts: Money | None = None


InvoiceEvent = (
    InvoiceReceived
    | InvoiceRead
    | InvoiceReadAgainAsked
    | InvoiceCorrected
    | InvoiceHeld
    | InvoiceEscalated
    | InvoicePosted
    | InvoiceRejected
    | InvoiceRepresented
    | InvoiceMerged
    | InvoiceReopened
    | InvoiceCredited
    | InvoiceCancelled
    | InvoicePartPaid
    | InvoicePaid
    | InvoicePaymentReturned
)
