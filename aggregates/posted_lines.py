"""Parts of order lines as invoices bill them and credit notes take them back."""

from contracts.values import Converted, Money
from events.purchase_order import PostedLine


def replace_sign(line: PostedLine) -> PostedLine:
    """The line the other way round."""
    ledger = line.ledger and _with(line.ledger, _opposite(line.ledger.original), _opposite(line.ledger.amount))
    return line.model_copy(update={"quantity": -line.quantity, "amount": _opposite(line.amount), "ledger": ledger})


def _opposite(amount: Money) -> Money:
    return Money(amount=-amount.amount, currency=amount.currency)


def _with(at: Converted, original: Money, amount: Money) -> Converted:
    return at.model_copy(update={"original": original, "amount": amount})


def added(one: PostedLine, other: PostedLine) -> PostedLine:
    """Two parts of one order line."""
    amount = one.amount + other.amount
    more = {"quantity": one.quantity + other.quantity, "amount": amount}
    if one.ledger is None or other.ledger is None:
        return one.model_copy(update=more)
    ledger = _with(one.ledger, amount, one.ledger.amount + other.ledger.amount)
    return one.model_copy(update={**more, "ledger": ledger})
