"""What an amendment of an order changes, and which approvals that touches: pure functions on its lines and parties."""

from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256

from contracts.purchase_order import LineAmendment, Scope
from contracts.values import Converted, Money, Ref, at_rate, money
from events.purchase_order import Amendment, OrderedLine


def amended_line(line: OrderedLine, change: LineAmendment) -> OrderedLine:
    """A line as it shall be; what the change leaves out stays."""
    after = repriced(
        line,
        line.quantity if change.quantity is None else change.quantity,
        line.unit_price if change.unit_price is None else change.unit_price,
    )
    return after if change.needed_by is None else after.model_copy(update={"needed_by": change.needed_by})


def repriced(line: OrderedLine, quantity: Decimal, unit_price: Decimal) -> OrderedLine:
    """A line with another quantity or price. Its amount never rises by rounding alone: only more, or dearer, is worth more.

    What is taken off comes off what went beyond the requisition first.
    """
    after = line.model_copy(update={"quantity": quantity, "unit_price": unit_price})
    own = money(quantity * unit_price, line.amount.currency)
    same = (quantity, unit_price) == (line.quantity, line.unit_price)
    capped = same or (not raised(line, after) and own.amount > line.amount.amount)
    beyond = max(line.beyond - max(line.quantity - quantity, Decimal(0)), Decimal(0))
    amount = line.amount if capped else own
    ledger = _booked_again(line, amount, may_rise=raised(line, after))
    return after.model_copy(update={"amount": amount, "beyond": beyond, "ledger": ledger})


def _booked_again(line: OrderedLine, amount: Money, *, may_rise: bool) -> Converted | None:
    """The rate of an order is that of its day: another amount of a line is booked at it as well."""
    known = line.ledger
    if known is None or amount == line.amount:
        return known
    again = at_rate(amount, known.rate, known.amount.currency, known.rate_date, known.source)
    return again if may_rise or again.amount.amount <= known.amount.amount else capped_at(again, known.amount.amount)


def capped_at(booked: Converted, most: Decimal) -> Converted:
    """What is booked, at most so much."""
    amount = Money(amount=min(booked.amount.amount, most), currency=booked.amount.currency)
    return booked.model_copy(update={"amount": amount})


def within(line: OrderedLine, share: Decimal) -> OrderedLine:
    """A line that books no more than its share of the requisition: rounding each part adds nothing to the whole."""
    if line.ledger is not None:
        return line.model_copy(update={"ledger": capped_at(line.ledger, share)})
    amount = Money(amount=min(line.amount.amount, share), currency=line.amount.currency)
    return line.model_copy(update={"amount": amount})


def raised(before: OrderedLine | None, after: OrderedLine) -> bool:
    """Whether a line is new, more, or dearer."""
    return before is None or after.quantity > before.quantity or after.unit_price > before.unit_price


def touched(before: Amendment, after: Amendment, approved: Mapping[Scope, str]) -> tuple[Scope, ...]:
    """The scopes whose approval does not cover the order any more: more or dearer lines, another supplier, other terms.

    What was approved last and is wanted again needs no new approval.
    """
    known = {line.line: line for line in before.lines}
    differs: dict[Scope, bool] = {
        "amount": any(raised(known.get(line.line), line) for line in after.lines),
        "supplier": after.supplier != before.supplier,
        "terms": _terms(after) != _terms(before),
    }
    wanted = scope_hashes(after)
    return tuple(scope for scope, changed in differs.items() if changed and wanted[scope] != approved.get(scope))


def scope_hashes(amendment: Amendment) -> Mapping[Scope, str]:
    """SHA-256 of what each scope covers."""
    contents: dict[Scope, tuple[str, ...]] = {
        "amount": (amendment.total.currency, *map(_priced, amendment.lines)),
        "supplier": (amendment.supplier,),
        "terms": _terms(amendment),
    }
    return {scope: sha256("\n".join(parts).encode()).hexdigest() for scope, parts in contents.items()}


def content_hash(subject: Ref, amendment: Amendment) -> str:
    """SHA-256 of what is approved: which amendment of which order, and the content of the touched scopes alone."""
    hashes = scope_hashes(amendment)
    parts = (f"{subject.entity}/{subject.number}", *(f"{scope}:{hashes[scope]}" for scope in amendment.scopes))
    return sha256("\n".join(parts).encode()).hexdigest()


def total_of(lines: tuple[OrderedLine, ...], currency: str) -> Money:
    """The sum of the lines, each rounded on its own."""
    return money(sum((line.amount.amount for line in lines), Decimal(0)), currency)


def booked_total(lines: tuple[OrderedLine, ...], currency: str) -> Money:
    """The sum of the lines in the currency of their budgets (all have the same); `currency` where there is no line."""
    amounts = [line.booked for line in lines]
    return money(sum((each.amount for each in amounts), Decimal(0)), amounts[0].currency if amounts else currency)


def _terms(amendment: Amendment) -> tuple[str, ...]:
    return (amendment.payment_terms or "", amendment.delivery_terms or "")


def _priced(line: OrderedLine) -> str:
    figures = (f"{figure.normalize():f}" for figure in (line.quantity, line.unit_price))
    return " ".join((str(line.line), str(line.requisition.id), str(line.requisition_line), *figures))
