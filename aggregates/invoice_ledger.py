"""What bills book in the currency of their budgets: each line at one rate, with its tax, so that the parts add up."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from aggregates.invoice_lines import spread_amount
from aggregates.invoice_tax import TaxToDate
from aggregates.posted_lines import both, opposite
from bots.numbers import EXACT, exact, product
from contracts.comparison import Rate
from contracts.reading import Reading, ReadLine
from contracts.tax_code import BilledTax
from contracts.values import Converted, Money, at_rate, money, rounded
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
        if before is None or (before.ledger is None and before.tax is None):
            found.append(line)
            continue
        rest = _part(before, max(before.amount.amount - line.amount.amount, ZERO))
        taken = line.model_copy(update={"tax": both(before.tax, rest.tax and opposite(rest.tax))})
        found.append(_booked(taken, before.ledger, before.net.amount - rest.net.amount) if before.ledger else taken)
        left[line.line] = rest
    return tuple(found)


def _part(line: PostedLine, amount: Decimal) -> PostedLine:
    """So much of a posted line's amount, with what is booked for it."""
    tax, whole = line.tax, line.amount.amount
    if tax and amount != whole:
        moneys = {"stated": tax.stated, "share": tax.share, "cost": tax.cost}
        parts = {name: money(each.amount * amount / whole, each.currency) for name, each in moneys.items()}
        tax = tax.model_copy(update=parts)
    rest = line.model_copy(update={"amount": Money(amount=amount, currency=line.amount.currency), "tax": tax})
    return _booked(rest, line.ledger, part_booked(line, amount)) if line.ledger else rest


def part_booked(line: PostedLine, amount: Decimal) -> Decimal:
    """What is booked without tax for so much of a posted line's amount: all of it for all."""
    return line.ledger.part(amount) if line.ledger else amount


def currency_difference(line: PostedLine, ordered: OrderedLine) -> Decimal:
    """How much more the same foreign amount is at the rate of the bill than at that of its order, in the budget's currency."""
    if line.ledger is None or ordered.ledger is None or line.ledger.rate == ordered.ledger.rate:
        return ZERO
    foreign = (line.amount, line.tax.share) if line.tax else (line.amount,)
    at_order = (rounded(each.amount * ordered.ledger.rate, line.booked.currency) for each in foreign)
    return line.booked.amount - sum(at_order, ZERO)


def taxed_lines(
    lines: tuple[PostedLine, ...], stated: Sequence[Decimal], to_date: Mapping[int, TaxToDate], rate: Rate | None
) -> tuple[PostedLine, ...]:
    """The lines with their taxes, as far as their order lines have a tax code.

    The share to date is rounded, never that of one bill: so the bills of a line add up to the share of all its tax.
    What the buyer owes itself is on no invoice: it is worked out from what is billed.
    """
    known = dict(to_date)

    def of(line: PostedLine, tax: Decimal) -> BilledTax | None:
        if line.line not in known:
            return None
        before, currency = known[line.line].with_net(line.amount.amount), line.amount.currency
        owed = before.owed_percent is not None
        tax = before.owed(currency) if owed else tax
        after = known[line.line] = before.and_stated(tax, currency)
        billed = _billed(tax, after.share - before.share, currency, rate)
        return billed.model_copy(update={"recoverable_percent": before.recoverable_percent, "self_assessed": owed})

    return tuple(line.model_copy(update={"tax": of(line, tax)}) for line, tax in zip(lines, stated, strict=True))


def stated_taxes(reading: Reading | None, nets: Sequence[Decimal], tax: Money) -> list[Decimal]:
    """The tax of an invoice by line: in proportion to what the lines state, else to their rates, else to their amounts.

    No line has less than none: a negative tax would let another line have more than the invoice asks for.
    """
    read = reading.lines if reading else ()
    weights = [_stated(line) for line in read]
    known = [weight for weight in weights if weight is not None and weight >= ZERO]
    return spread_amount(known if len(known) == len(read) == len(nets) and sum(known, ZERO) else nets, tax)


def _stated(line: ReadLine) -> Decimal | None:
    tax, net, rate = (exact(figure) for figure in (line.tax_amount, line.net_amount, line.tax_rate))
    if tax is not None or net is None or rate is None:
        return tax
    return EXACT.divide(product(net, rate), Decimal(100))


def _billed(stated: Decimal, share: Decimal, currency: str, rate: Rate | None) -> BilledTax:
    part = money(share, currency)
    cost = money(share * rate.rate, rate.to_currency) if rate else part
    return BilledTax(stated=money(stated, currency), share=part, cost=cost)
