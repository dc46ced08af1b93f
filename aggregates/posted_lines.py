"""Parts of order lines as invoices bill them and credit notes take them back."""

from contracts.values import Money
from events.purchase_order import PostedLine


def replace_sign(line: PostedLine) -> PostedLine:
    """The line the other way round."""
    amount = Money(amount=-line.amount.amount, currency=line.amount.currency)
    return line.model_copy(update={"quantity": -line.quantity, "amount": amount})


def added(one: PostedLine, other: PostedLine) -> PostedLine:
    """Two parts of one order line."""
    return one.model_copy(update={"quantity": one.quantity + other.quantity, "amount": one.amount + other.amount})
