"""What a settled payable pays of its invoice: all of it, or one of several instalments."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from aggregates._base import Decision
from aggregates.invoice_lines import spread_amount
from aggregates.invoice_state import Invoice
from aggregates.posted_lines import by_line
from bots.settlement import share
from contracts.values import Money, Ref, money
from events.invoice import InvoiceCredited, InvoicePaid, InvoicePartPaid, InvoicePaymentReturned, PaidLine, Repaid
from events.purchase_order import PostedLine

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


@dataclass(frozen=True)
class Returning:
    """A credit note takes `counts` back of what a settled payable has paid."""

    payable: Ref
    counts: Money


@dataclass(frozen=True)
class Credit:
    """A credit note took back some of it: positive figures; `paid` is what of that was paid already."""

    credit: Ref
    gross: Money
    lines: tuple[PostedLine, ...]
    paid: tuple[Returning, ...] = ()


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
    """Exactly what that payment had paid is due again, less what credit notes took back of it since."""
    paid = _payment(state, command.payable)
    if paid is None:
        return ()
    lines = lines_paid(state, command.payable)
    told = {"payable": command.payable, "counts": paid.counts or paid.amount, "lines": lines}
    return (InvoicePaymentReturned(ref=ref, **told),)


def credit(state: Invoice, ref: Ref, command: Credit) -> Decision:
    """Once per credit note; what it takes back of paid lines is told with each instalment that had paid of them."""
    if any(event.credit == command.credit for event in state.credited):
        return ()
    named = [one.payable for one in command.paid]
    nothing = money(ZERO, command.gross.currency)
    others = (paid.payable for paid in state.instalments.values() if paid.payable and paid.payable not in named)
    among = (*command.paid, *(Returning(payable, nothing) for payable in others))
    taken = {line.line: _taken(state, line, command, among) for line in by_line(command.lines)}
    repaid = []
    for number, one in enumerate(among):
        lines = tuple(PaidLine(line=line, amount=of[number]) for line, of in taken.items() if of[number].amount)
        if lines or one in command.paid:
            repaid.append(Repaid(payable=one.payable, counts=one.counts, lines=lines))
    told = {"gross": command.gross, "lines": command.lines, "repaid": tuple(repaid)}
    return (InvoiceCredited(ref=ref, credit=command.credit, **told),)


def _taken(state: Invoice, line: PostedLine, command: Credit, among: Sequence[Returning]) -> list[Money]:
    """What each instalment gives up of a line, in proportion to what it has paid of it and never more.

    Together it is the paid part of the credit, but so much that no more of the line stays paid than stands.
    """
    paid = [paid_with(state, one.payable, line.line) for one in among]
    counts = sum((one.counts.amount for one in among), ZERO)
    stands = sum((one.booked.amount for one in state.standing if one.line == line.line), -line.booked.amount)
    whole, part = sum(paid, ZERO), share(line.booked, counts, command.gross).amount
    taken = min(max(part, whole - stands), whole)
    return [money(each, line.booked.currency) for each in spread_amount(paid, money(taken, line.booked.currency))]


def _payment(state: Invoice, payable: Ref) -> InvoicePartPaid | InvoicePaid | None:
    return state.instalments.get(payable.id) or state.instalments.get(None)


def lines_paid(state: Invoice, payable: Ref) -> tuple[PaidLine, ...]:
    """What an instalment has paid of each line; payments of earlier days do not say what: they were all that stands."""
    paid = _payment(state, payable)
    if paid is None or paid.counts is not None:
        return paid.lines if paid else ()
    return tuple(PaidLine(line=line.line, amount=line.booked) for line in state.standing)


def paid_with(state: Invoice, payable: Ref, line: int) -> Decimal:
    """What an instalment has paid of a line."""
    return sum((paid.amount.amount for paid in lines_paid(state, payable) if paid.line == line), ZERO)
