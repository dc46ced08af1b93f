"""Parts of order lines as invoices bill them and credit notes take them back."""

from collections.abc import Iterable

from contracts.tax_code import BilledTax
from contracts.values import Converted, Money
from events.purchase_order import PostedLine


def replace_sign(line: PostedLine) -> PostedLine:
    """The line the other way round."""
    ledger = line.ledger and _with(line.ledger, _opposite(line.ledger.original), _opposite(line.ledger.amount))
    more = {"ledger": ledger, "tax": line.tax and opposite(line.tax)}
    return line.model_copy(update={"quantity": -line.quantity, "amount": _opposite(line.amount), **more})


def opposite(tax: BilledTax) -> BilledTax:
    """The tax the other way round."""
    back = {"stated": _opposite(tax.stated), "share": _opposite(tax.share), "cost": _opposite(tax.cost)}
    return tax.model_copy(update=back)


def both(one: BilledTax | None, other: BilledTax | None) -> BilledTax | None:
    """Two taxes of one order line; None where there is none."""
    if one is None or other is None:
        return one or other
    together = {"stated": one.stated + other.stated, "share": one.share + other.share, "cost": one.cost + other.cost}
    return one.model_copy(update=together)


def _opposite(amount: Money) -> Money:
    return Money(amount=-amount.amount, currency=amount.currency)


def _with(at: Converted, original: Money, amount: Money) -> Converted:
    return at.model_copy(update={"original": original, "amount": amount})


def added(one: PostedLine, other: PostedLine) -> PostedLine:
    """Two parts of one order line."""
    amount = one.amount + other.amount
    more = {"quantity": one.quantity + other.quantity, "amount": amount, "tax": both(one.tax, other.tax)}
    if one.ledger is None or other.ledger is None:
        return one.model_copy(update=more)
    ledger = _with(one.ledger, amount, one.ledger.amount + other.ledger.amount)
    return one.model_copy(update={**more, "ledger": ledger})


def by_line(lines: Iterable[PostedLine]) -> tuple[PostedLine, ...]:
    """One part an order line: a document may name the same one several times."""
    found: dict[int, PostedLine] = {}
    for line in lines:
        before = found.get(line.line)
        found[line.line] = added(before, line) if before else line
    return tuple(found.values())
