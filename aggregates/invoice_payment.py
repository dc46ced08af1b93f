"""What a settled payable pays of its invoice: all of it, or one of several instalments."""

from dataclasses import dataclass
from decimal import Decimal

from aggregates._base import Decision
from aggregates.invoice_state import Invoice
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
    """Exactly what that payment had paid is due again. Payments of earlier days do not say what: they were all of it."""
    paid = state.instalments.get(command.payable.id) or state.instalments.get(None)
    if paid is None:
        return ()
    whole = tuple(PaidLine(line=line.line, amount=line.booked) for line in state.standing)
    back = InvoicePaymentReturned(
        ref=ref, payable=command.payable, counts=paid.counts or paid.amount, lines=paid.lines or whole
    )
    return (back,)


def credit(state: Invoice, ref: Ref, command: Credit) -> Decision:
    """Once per credit note; what it takes back of paid lines is told with the instalment that had paid it."""
    if any(event.credit == command.credit for event in state.credited):
        return ()
    done, taken, repaid = ZERO, dict[int, Decimal](), []
    for one in command.paid:
        done += one.counts.amount
        lines = []
        for line in command.lines:
            to_date = _taken(state, line, share(line.booked, done, command.gross).amount, last=one is command.paid[-1])
            part = to_date - taken.get(line.line, ZERO)
            taken[line.line] = to_date
            if part > ZERO:
                lines.append(PaidLine(line=line.line, amount=money(part, line.booked.currency)))
        repaid.append(Repaid(payable=one.payable, counts=one.counts, lines=tuple(lines)))
    told = {"gross": command.gross, "lines": command.lines, "repaid": tuple(repaid)}
    return (InvoiceCredited(ref=ref, credit=command.credit, **told),)


def _taken(state: Invoice, line: PostedLine, amount: Decimal, *, last: bool) -> Decimal:
    """No more than is paid of the line, and so much that no more of it stays paid than stands."""
    paid = paid_of(state, line)
    stands = sum((one.booked.amount for one in state.standing if one.line == line.line), -line.booked.amount)
    return min(max(amount, paid - stands) if last else amount, paid)


def paid_of(state: Invoice, line: PostedLine) -> Decimal:
    """What is paid of a line; payments of earlier days do not say what: they were all of it."""
    if None in state.instalments and not state.paid_lines:
        return line.booked.amount
    return state.paid_lines.get(line.line, ZERO)


def paid_with(state: Invoice, payable: Ref, line: int) -> Money:
    """What one instalment has paid of a line; payments of earlier days do not say what: they were all of it."""
    paid = state.instalments.get(payable.id) or state.instalments.get(None)
    lines = paid.lines if paid and paid.lines else [PaidLine(line=x.line, amount=x.booked) for x in state.standing]
    return next(each.amount for each in lines if each.line == line)
