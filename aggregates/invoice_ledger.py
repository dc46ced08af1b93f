"""What bills in another currency book in that of their budgets: each line at one rate, so that the parts add up."""

from collections.abc import Iterable
from decimal import Decimal

from aggregates.invoice_lines import spread_amount
from contracts.comparison import Rate
from contracts.values import Converted, Money, at_rate, rounded
from events.purchase_order import OrderedLine, PostedLine

ZERO = Decimal(0)


def booked_lines(lines: tuple[PostedLine, ...], net: Money, rate: Rate | None) -> tuple[PostedLine, ...]:
    """The lines with what is booked for them: together the net total at the rate, to the cent."""
    if rate is None:
        return lines
    whole = at_rate(net, rate.rate, rate.to_currency, rate.on, rate.source)
    shares = spread_amount([line.amount.amount for line in lines], whole.amount)
    return tuple(_booked(line, whole, share) for line, share in zip(lines, shares, strict=True))


def _booked(line: PostedLine, at: Converted, amount: Decimal) -> PostedLine:
    booked = Money(amount=amount, currency=at.amount.currency)
    return line.model_copy(update={"ledger": at.model_copy(update={"original": line.amount, "amount": booked})})


def booked_back(standing: Iterable[PostedLine], lines: Iterable[PostedLine]) -> tuple[PostedLine, ...]:
    """What is taken back of a bill, with what was booked for it: the last part takes all that is left.

    The rate is that of the bill, whatever it is on the day of the credit note: what was never spent does not return.
    """
    left, found = {line.line: line for line in standing}, []
    for line in lines:
        before = left.get(line.line)
        if before is None or before.ledger is None:
            found.append(line)
            continue
        amount = max(before.amount.amount - line.amount.amount, ZERO)
        kept = part_booked(before, amount)
        found.append(_booked(line, before.ledger, before.booked.amount - kept))
        rest = before.model_copy(update={"amount": Money(amount=amount, currency=line.amount.currency)})
        left[line.line] = _booked(rest, before.ledger, kept)
    return tuple(found)


def part_booked(line: PostedLine, amount: Decimal) -> Decimal:
    """What is booked for so much of a posted line's amount: all of it for all."""
    if line.ledger is None or amount == line.amount.amount:
        return line.booked.amount if line.ledger else amount
    whole = line.ledger.amount
    return min(rounded(amount * line.ledger.rate, whole.currency), whole.amount)


def currency_difference(line: PostedLine, ordered: OrderedLine) -> Decimal:
    """How much more the same foreign amount is at the rate of the bill than at that of its order, in the budget's currency."""
    if line.ledger is None or ordered.ledger is None or line.ledger.rate == ordered.ledger.rate:
        return ZERO
    return line.booked.amount - rounded(line.amount.amount * ordered.ledger.rate, line.booked.currency)
