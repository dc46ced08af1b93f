"""On which receipts a bill stands: those that it names first, then the oldest that are not billed yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from contracts.matching import Spread

ZERO = Decimal(0)
Bill = tuple[int, Decimal, str | None]
"""Order line, quantity (negative where a bill is taken back), and the receipt that it names."""


@dataclass(frozen=True)
class Receipts:
    """The receipts of an order, oldest first: each its number and the quantities accepted per order line; the bills
    before, oldest first; and the names that suppliers use for receipts (delivery notes), to their numbers."""

    received: tuple[tuple[str, Mapping[int, Decimal]], ...] = ()
    bills: tuple[Bill, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def spread_bill(receipts: Receipts, bill: Sequence[Bill]) -> tuple[Spread, ...]:
    """How much of a new bill stands on which receipt, after all bills before it; nothing for what it takes back."""
    before, after = spread(receipts, receipts.bills), spread(receipts, (*receipts.bills, *bill))
    return tuple(
        Spread(line=line, receipt=receipt, quantity=quantity - before.get((line, receipt), ZERO))
        for (line, receipt), quantity in after.items()
        if quantity > before.get((line, receipt), ZERO)
    )


def spread(receipts: Receipts, bills: Iterable[Bill]) -> dict[tuple[int, str | None], Decimal]:
    """(Order line, receipt) -> billed quantity; under None what is billed beyond all receipts.

    Bills made on a receipt directly come first, whenever they came; what exceeds their receipt is spread like the
    others. What was taken back is free again, the last billed first.
    """
    named = {number: number for number, _ in receipts.received} | dict(receipts.names)
    direct: dict[tuple[int, str], Decimal] = {}
    loose: dict[int, Decimal] = {}
    for line, quantity, name in bills:
        receipt = named.get(name or "")
        if receipt and quantity > 0:
            direct[line, receipt] = direct.get((line, receipt), ZERO) + quantity
        else:
            loose[line] = loose.get(line, ZERO) + quantity
    lines = dict.fromkeys([*loose, *(line for line, _ in direct)])
    found: dict[tuple[int, str | None], Decimal] = {}
    for line in lines:
        found |= _spread_line(
            receipts, line, {r: q for (of, r), q in direct.items() if of == line}, loose.get(line, ZERO)
        )
    return {place: quantity for place, quantity in found.items() if quantity}


def _spread_line(
    receipts: Receipts, line: int, direct: Mapping[str, Decimal], loose: Decimal
) -> dict[tuple[int, str | None], Decimal]:
    accepted = {number: lines.get(line, ZERO) for number, lines in receipts.received}
    taken = {number: min(direct.get(number, ZERO), whole) for number, whole in accepted.items()}
    rest = loose + sum(direct.values(), ZERO) - sum(taken.values(), ZERO)
    for number, whole in accepted.items():
        more = max(min(rest, whole - taken[number]), ZERO)
        taken[number] += more
        rest -= more
    for number in reversed(list(accepted)):
        less = min(-rest, taken[number]) if rest < 0 else ZERO
        taken[number] -= less
        rest += less
    return {(line, None): rest, **{(line, number): quantity for number, quantity in taken.items()}}
