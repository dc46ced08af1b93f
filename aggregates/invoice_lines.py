"""The lines of an invoice as they bill an order: exact figures with the document's sign, and their posted parts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal

from pydantic import TypeAdapter

from aggregates.invoice_state import Invoice
from aggregates.invoice_tax import TaxToDate
from bots.numbers import EXACT, exact, product
from contracts.currency import MINOR_UNITS, quantum
from contracts.matching import Assignment, BilledLine, OrderLine
from contracts.reading import Finding, ReadLine
from contracts.values import Money, Ref, Scaled, money
from events.invoice import InvoiceHeld
from events.purchase_order import PostedLine

ZERO = Decimal(0)
FITS: TypeAdapter[Decimal] = TypeAdapter(Scaled)
NOT_READABLE = Finding(code="lines-not-readable", severity="exception")


@dataclass(frozen=True)
class OrderFacts:
    """What the judgement needs of the order: who received, and each line's ordered, accepted and billed to date."""

    ref: Ref
    supplier: str
    currency: str
    receivers: tuple[str, ...]
    lines: tuple[OrderLine, ...]
    ledger: str = ""
    """The currency of its budgets, where that is another one."""
    taxes: Mapping[int, TaxToDate] = field(default_factory=dict)
    """Line with a tax code -> what its tax is to date."""


@dataclass(frozen=True)
class Lines:
    """What the invoice bills, or why that cannot be said."""

    billed: tuple[BilledLine, ...] = ()
    findings: tuple[Finding, ...] = ()


def billed_lines(state: Invoice, order: OrderFacts, original: Sequence[PostedLine] = ()) -> Lines:
    """The lines of the invoice. Without any, all that is left of the order (of the original, for a credit note) where
    that is the invoice's net total."""
    reading = state.effective()
    read = [_line(state, number, line) for number, line in enumerate(reading.lines if reading else (), 1)]
    if unfit := tuple(one for found in read if not isinstance(found, BilledLine) for one in found):
        return Lines(findings=tuple(dict.fromkeys(unfit)))
    lines = tuple(line for line in read if isinstance(line, BilledLine))
    left = _all_of_original(original) if state.is_credit else _all_that_is_left(order)
    net = state.amount("net_amount")
    if not lines and net is not None and net.amount == _sum(left):
        lines = left
    return Lines(lines) if lines else Lines(findings=(NOT_READABLE,))


def _line(state: Invoice, number: int, line: ReadLine) -> BilledLine | tuple[Finding, ...]:
    """One line, or what is unfit in it: a figure that is not stated leaves the lines unreadable."""
    written = {
        "quantity": line.quantity, "unit_price": line.unit_price, "net_amount": line.net_amount,
        "price_base": line.price_base or "1", "adjustment": line.adjustment or "0",
    }  # fmt: skip
    if any(value is None for value in written.values()):
        return (NOT_READABLE,)
    figures = {name: exact(value) for name, value in written.items()}
    if unfit := tuple(_unfit(state, str(number), written, figures)):
        return unfit
    known = {name: figure for name, figure in figures.items() if figure is not None}
    return BilledLine(
        line=str(number),
        quantity=state.signed(known["quantity"]),
        unit_price=known["unit_price"],
        net_amount=state.signed(known["net_amount"]),
        order_line=line.order_line,
        description=line.description or "",
        unit=line.unit,
        price_base=known["price_base"],
        # A charge of the line stays out: it was not ordered, so that it shows as a difference of the amount.
        allowance=state.signed(min(known["adjustment"], ZERO)),
        receipt=line.receipt,
    )


def _unfit(
    state: Invoice, number: str, written: dict[str, str | None], figures: dict[str, Decimal | None]
) -> Iterator[Finding]:
    for name, figure in figures.items():
        fits = figure is not None
        if name == "quantity":
            fits = figure is not None and _fits(figure)
        elif name == "net_amount":
            fits = state.as_money(figure) is not None or state.value("currency") not in MINOR_UNITS
        elif name == "price_base":
            fits = figure is not None and figure > 0
        if not fits:
            yield unfit(name, written[name] or "", line=number)


def _fits(figure: Decimal) -> bool:
    try:
        FITS.validate_python(figure)
    except ValueError:
        return False
    return True


def unfit(field: str, value: str, **more: str) -> Finding:
    """A figure that no book can keep: finer than its smallest unit, or larger than anything."""
    return Finding.of("figure-unfit", "exception", {"field": field, "value": value[:200], **more})


def _all_that_is_left(order: OrderFacts) -> tuple[BilledLine, ...]:
    left = [(line, line.ordered - line.billed) for line in order.lines if line.ordered > line.billed]
    return tuple(
        BilledLine(
            line=str(number),
            quantity=quantity,
            unit_price=line.unit_price,
            net_amount=money(quantity * line.unit_price, order.currency).amount,
            order_line=line.order_line,
            description=line.description,
        )
        for number, (line, quantity) in enumerate(left, 1)
    )


def _all_of_original(original: Sequence[PostedLine]) -> tuple[BilledLine, ...]:
    return tuple(
        BilledLine(
            line=str(number),
            quantity=-line.quantity,
            unit_price=line.amount.amount,
            price_base=line.quantity,
            net_amount=-line.amount.amount,
            order_line=str(line.line),
        )
        for number, line in enumerate(original, 1)
    )


def _sum(lines: Sequence[BilledLine]) -> Decimal:
    return sum((line.net_amount for line in lines), ZERO)


def posted_lines(lines: tuple[BilledLine, ...], assigned: Assignment, net: Money) -> tuple[PostedLine, ...]:
    """The lines on their order lines; what the whole document takes off or adds is spread over them to the cent."""
    order_line = dict(assigned.pairs)
    amounts = spread_amount([line.net_amount for line in lines], net)
    return tuple(
        PostedLine(
            line=int(order_line[line.line]),
            quantity=line.quantity,
            amount=Money(amount=amount, currency=net.currency),
            receipt=line.receipt,
        )
        for line, amount in zip(lines, amounts, strict=True)
        if line.line in order_line
    )


def spread_amount(parts: Sequence[Decimal], whole: Money) -> list[Decimal]:
    """The parts, changed in proportion so that they add up to `whole`: whole cents, the largest remainders first."""
    total = sum(parts, ZERO)
    if not total:
        return list(parts)
    cent = quantum(whole.currency)
    exact_shares = [EXACT.divide(product(part, whole.amount), total) for part in parts]
    shares = [share.quantize(cent, ROUND_FLOOR, EXACT) for share in exact_shares]
    missing = int((whole.amount - sum(shares, ZERO)) / cent)
    order = sorted(range(len(parts)), key=lambda index: (shares[index] - exact_shares[index], index))
    for index in order[:missing]:
        shares[index] += cent
    return shares


def draft_lines(held: InvoiceHeld, currency: str) -> tuple[PostedLine, ...]:
    """What a held invoice would bill when only the match keeps it: a draft that later invoices are held against."""
    if held.inputs is None or not all(finding.code.startswith("match-") for finding in held.findings):
        return ()
    order_line = dict(held.inputs.pairs)
    return tuple(
        PostedLine(
            line=int(order_line[line.line]),
            quantity=line.quantity,
            amount=Money(amount=line.net_amount, currency=currency),
            receipt=line.receipt,
        )
        for line in held.inputs.billed
        if line.line in order_line
    )
