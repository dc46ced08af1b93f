"""What an amendment of an order changes, and which approvals that touches: pure functions on its lines and parties."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from contracts.purchase_order import LineAmendment, Scope
from contracts.tax_code import CostTax
from contracts.values import Converted, Money, Ref, at_rate, money
from events.purchase_order import Amendment, OrderedLine


@dataclass(frozen=True)
class Share:
    """What a line takes of its requisition line: of the amount approved, and of the tax reserved beside it at `percent`."""

    net: Decimal
    tax: Decimal = Decimal(0)
    percent: Decimal = Decimal(0)

    @property
    def reserved(self) -> Decimal:
        """What it takes of the reservation."""
        return self.net + self.tax


def amended_line(line: OrderedLine, change: LineAmendment) -> OrderedLine:
    """A line as it shall be, but for another tax code; what the change leaves out stays."""
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
    after = after.model_copy(update={"amount": amount, "beyond": beyond, "ledger": ledger})
    return after.model_copy(update={"tax": _taxed_again(line, after)})


def _taxed_again(line: OrderedLine, after: OrderedLine) -> CostTax | None:
    """The tax of another amount, by the same revision of its tax code; it never rises by rounding alone."""
    if line.tax is None or after.net == line.net:
        return line.tax
    again = line.tax.of(after.net)
    return again if raised(line, after) or again.amount.amount <= line.tax.amount.amount else line.tax


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


def within(line: OrderedLine, share: Share) -> OrderedLine:
    """A line that books no more than its share of the requisition: rounding each part adds nothing to the whole."""
    if line.ledger is not None:
        capped = line.model_copy(update={"ledger": capped_at(line.ledger, share.net)})
    else:
        amount = Money(amount=min(line.amount.amount, share.net), currency=line.amount.currency)
        capped = line.model_copy(update={"amount": amount})
    return tax_within(capped.model_copy(update={"tax": line.tax and line.tax.of(capped.net)}), share)


def tax_within(line: OrderedLine, share: Share) -> OrderedLine:
    """The same for its tax, where neither amount nor tax code make it dearer than was approved."""
    tax = line.tax
    if tax is None or line.net.amount > share.net or tax.percent > share.percent:
        return line
    same = (line.net.amount, tax.percent) == (share.net, share.percent)
    most = share.tax if same else min(tax.amount.amount, share.tax)
    amount = Money(amount=most, currency=tax.amount.currency)
    return line.model_copy(update={"tax": tax.model_copy(update={"amount": amount})})


def raised(before: OrderedLine | None, after: OrderedLine) -> bool:
    """Whether a line is new, more, or dearer: by its price, or by tax that is not given back."""
    if before is None or after.quantity > before.quantity or after.unit_price > before.unit_price:
        return True
    return _tax_percent(after) > _tax_percent(before)


def _tax_percent(line: OrderedLine) -> Decimal:
    return line.tax.percent if line.tax else Decimal(0)


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
    """The sum of the lines without tax, in the currency of their budgets (all have the same); `currency` without a line."""
    amounts = [line.net for line in lines]
    return money(sum((each.amount for each in amounts), Decimal(0)), amounts[0].currency if amounts else currency)


def _terms(amendment: Amendment) -> tuple[str, ...]:
    return (amendment.payment_terms or "", amendment.delivery_terms or "")


def _priced(line: OrderedLine) -> str:
    taxed = (line.tax.percent,) if line.tax else ()
    figures = (f"{figure.normalize():f}" for figure in (line.quantity, line.unit_price, *taxed))
    return " ".join((str(line.line), str(line.requisition.id), str(line.requisition_line), *figures))
