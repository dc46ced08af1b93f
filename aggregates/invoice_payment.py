"""What a settled payable pays of its invoice: all of it, or one of several instalments."""

from dataclasses import dataclass
from decimal import Decimal

from aggregates._base import Decision
from aggregates.invoice_state import Invoice
from bots.settlement import share
from contracts.values import Money, Ref, money
from events.invoice import InvoicePaid, InvoicePartPaid, InvoicePaymentReturned, PaidLine

ZERO = Decimal(0)


@dataclass(frozen=True)
class Settle:
    """One of its payables was settled: with what is set off it pays `counts` of what is owed (None: all)."""

    amount: Money
    counts: Money | None = None
    payable: Ref | None = None
    last: bool = True


@dataclass(frozen=True)
class TakeBack:
    """The payment of one of its payables came back."""

    payable: Ref


def owed(state: Invoice) -> Money | None:
    """What it asks to be paid, less what was credited: in money and in what is set off."""
    if state.posted is None:
        return None
    taken = sum((event.gross.amount for event in state.credited), ZERO)
    return money((state.posted.payable or state.posted.gross).amount - taken, state.posted.gross.currency)


def settle(state: Invoice, ref: Ref, command: Settle) -> Decision:
    """Its lines are paid in proportion, each to the cent: the last instalment pays what is left of them."""
    whole = owed(state)
    assert whole is not None
    counts = command.counts or whole
    done = whole.amount if command.last else state.settled + counts.amount
    to_date = ((line, share(line.booked, done, whole).amount) for line in state.standing)
    moved = ((line, paid - state.paid_lines.get(line.line, ZERO)) for line, paid in to_date)
    lines = tuple(PaidLine(line=one.line, amount=money(amount, one.booked.currency)) for one, amount in moved if amount)
    if command.last or command.payable is None:
        return (InvoicePaid(ref=ref, amount=command.amount, payable=command.payable, counts=counts, lines=lines),)
    return (InvoicePartPaid(ref=ref, payable=command.payable, amount=command.amount, counts=counts, lines=lines),)


def take_back(state: Invoice, ref: Ref, command: TakeBack) -> Decision:
    """Exactly what that payment had paid is due again. Payments of earlier days do not say what: they were all of it."""
    paid = state.instalments.get(command.payable.id) or state.instalments.get(None)
    if paid is None:
        return ()
    whole = tuple(PaidLine(line=line.line, amount=line.booked) for line in state.standing)
    back = InvoicePaymentReturned(
        ref=ref, payable=command.payable, counts=paid.counts or paid.amount, lines=paid.lines or whole
    )
    return (back,)
