"""Which open order of a supplier an invoice bills, when it names none that we know: one certain answer, or none.

The ways are asked in their order, each on the orders that a read model nominates for it: the supplier's references,
a contract that they name, the remaining total, a unique subset of open lines, and the lines themselves.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bots.assignment import same_description
from bots.document_numbers import notations
from bots.numbers import product, total
from bots.three_way_match import unit_price
from contracts.matching import BilledLine, OrderLine

Way = Literal["number", "reference", "contract", "total", "subset", "lines"]
CLOSE = Decimal("0.02")
MOST_LINES = 20
"""A subset is searched in as many open lines at most: half of them are combined on each side, a thousand sums."""


@dataclass(frozen=True)
class OpenOrder:
    """An order with what is left of it; `contracts` are the numbers of those that it is ordered under."""

    number: str
    currency: str
    lines: tuple[OrderLine, ...]
    contracts: tuple[str, ...] = ()

    @property
    def remaining(self) -> Decimal:
        """What is still to be billed at the order's prices, not rounded."""
        return total([worth for line in self.lines if (worth := open_worth(line)) > 0])


@dataclass(frozen=True)
class Wanted:
    """What the invoice says: its references, its net total, and its lines as far as they can be read."""

    references: tuple[str, ...]
    net: Decimal | None
    currency: str | None
    lines: tuple[BilledLine, ...] = ()


@dataclass(frozen=True)
class Found:
    """The one order and the way it was found; or, ambiguous, the numbers of several."""

    number: str | None = None
    way: Way | None = None
    candidates: tuple[str, ...] = ()


def open_worth(line: OrderLine) -> Decimal:
    """What is left of a line at its price."""
    return product(line.ordered - line.billed, line.unit_price)


def by_reference(wanted: Wanted, orders: Sequence[OpenOrder]) -> Found:
    """One of the invoice's references is an order's number in another notation."""
    return _only("reference", [order for order in orders if _named(wanted, order.number)])


def by_contract(wanted: Wanted, orders: Sequence[OpenOrder]) -> Found:
    """One of its references is the number of a contract, under which one order has something left to bill."""
    open_orders = (order for order in orders if order.remaining > 0)
    return _only("contract", [o for o in open_orders if any(_named(wanted, number) for number in o.contracts)])


def by_total(wanted: Wanted, orders: Sequence[OpenOrder]) -> Found:
    """Its net total is all that is left of one order, within 0.02."""
    net = wanted.net
    if net is None or net <= 0:
        return Found()
    return _only("total", [o for o in _same_currency(wanted, orders) if abs(o.remaining - net) <= CLOSE])


def by_subset(wanted: Wanted, orders: Sequence[OpenOrder]) -> Found:
    """Its net total is what is left of some lines of one order, in one way only; two ways are no answer."""
    net, usable = wanted.net, list(_same_currency(wanted, orders))
    if net is None or net <= 0:
        return Found()
    worths = {order.number: [w for line in order.lines if 0 < (w := open_worth(line)) <= net] for order in usable}
    if sum(map(len, worths.values())) > MOST_LINES:
        return Found()
    ways = {number: len(subsets(worth, net)) for number, worth in worths.items()}
    fitting = [order for order in usable if ways[order.number]]
    if sum(ways.values()) > 1:
        return Found(candidates=tuple(order.number for order in fitting))
    return _only("subset", fitting)


def by_lines(wanted: Wanted, orders: Sequence[OpenOrder]) -> Found:
    """Every line has an order line of its unit price and description, with as much left as it bills."""
    usable = _same_currency(wanted, orders) if wanted.lines else ()
    return _only("lines", [o for o in usable if all(any(_fits(line, one) for one in o.lines) for line in wanted.lines)])


WAYS: tuple[tuple[Way, Callable[[Wanted, Sequence[OpenOrder]], Found]], ...] = (
    ("reference", by_reference),
    ("contract", by_contract),
    ("total", by_total),
    ("subset", by_subset),
    ("lines", by_lines),
)


def find_order(wanted: Wanted, nominate: Callable[[Way], Sequence[OpenOrder]]) -> Found:
    """Ask each way in turn on the orders nominated for it; the first that finds one, or several, decides."""
    for way, search in WAYS:
        found = search(wanted, nominate(way))
        if found.number is not None or found.candidates:
            return found
    return Found()


def subsets(amounts: Sequence[Decimal], wanted: Decimal) -> list[tuple[int, ...]]:
    """The sets of positions, none empty, whose amounts add up to `wanted` exactly; two of them at most."""
    half = len(amounts) // 2
    left, right = _sums(amounts[:half], 0), _sums(amounts[half:], half)
    found: list[tuple[int, ...]] = []
    for amount, some in left.items():
        for other in right.get(wanted - amount, ()):
            for one in some:
                if one or other:
                    found.append((*one, *other))
                if len(found) == 2:
                    return found
    return found


def _sums(amounts: Sequence[Decimal], start: int) -> dict[Decimal, list[tuple[int, ...]]]:
    """Every sum that some of the amounts give, with two ways to it at most."""
    found: dict[Decimal, list[tuple[int, ...]]] = {Decimal(0): [()]}
    for position, amount in enumerate(amounts, start):
        before = [(amount_before, tuple(ways)) for amount_before, ways in found.items()]
        for amount_before, ways in before:
            more = found.setdefault(amount_before + amount, [])
            more.extend((*way, position) for way in ways[: 2 - len(more)])
    return found


def _named(wanted: Wanted, number: str) -> bool:
    """Whether one of the references is this number in any notation."""
    return any(set(notations(reference)) & set(notations(number)) for reference in wanted.references)


def _fits(line: BilledLine, order: OrderLine) -> bool:
    return (
        unit_price(line) == order.unit_price
        and line.quantity <= order.ordered - order.billed
        and same_description(line)(order)
    )


def _same_currency(wanted: Wanted, orders: Iterable[OpenOrder]) -> Iterable[OpenOrder]:
    return (order for order in orders if order.currency == wanted.currency)


def _only(way: Way, orders: Sequence[OpenOrder]) -> Found:
    if len(orders) == 1:
        return Found(orders[0].number, way)
    return Found(candidates=tuple(sorted(order.number for order in orders)))
