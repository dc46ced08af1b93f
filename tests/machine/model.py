"""The whole chain as plain dictionaries: what every quantity and every cent must be after each step, by formula alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

D = Decimal
ZERO = D(0)
STAGES = ("available", "pre_encumbered", "encumbered", "accrued", "actual", "paid")
OVER_RECEIPT = D("1.05")
"""The shipped policy: 5 % more than ordered may be received."""
PRICE_CENTS, PRICE_PERCENT = D("0.05"), D(1)
"""The shipped tolerance of prices; the smaller of both binds."""


@dataclass
class Requested:
    """A requisition line: so many at a price, on a budget line."""

    quantity: D
    price: D
    budget: str
    ordered: D = ZERO


@dataclass
class Requisition:
    """Its status, and its lines by number."""

    lines: dict[int, Requested]
    status: str = "submitted"
    closed_short: bool = False
    orders: list[str] = field(default_factory=list)


@dataclass
class Ordered:
    """An order line: what came, what was billed of it, and for how much."""

    quantity: D
    price: D
    budget: str
    accepted: D = ZERO
    billed: D = ZERO


@dataclass
class Order:
    """An order of one requisition; `sources` are the requisition lines of its lines, `receipts` what each still counts."""

    requisition: str
    lines: dict[int, Ordered]
    sources: dict[int, int]
    closed: bool = False
    cancelled: bool = False
    receipts: dict[str, dict[int, D]] = field(default_factory=dict)


@dataclass
class Bill:
    """A posted invoice: line -> net amount and quantity; and whether it is open or paid."""

    order: str
    amounts: dict[int, D]
    quantities: dict[int, D]
    state: str = "open"


@dataclass
class Model:
    """Everything there is. Budgets never change, so every figure follows from the documents."""

    budgets: dict[str, D]
    requisitions: dict[str, Requisition] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    bills: dict[str, Bill] = field(default_factory=dict)

    def figures(self, budget: str) -> dict[str, D]:
        """What stands in each stage of a budget line; the stages sum up to the budget."""
        found = dict.fromkeys(STAGES, D(0))
        for requisition in self.requisitions.values():
            reserves = requisition.status in ("submitted", "approved") and not requisition.closed_short
            for line in requisition.lines.values() if reserves else ():
                if line.budget == budget:
                    found["pre_encumbered"] += (line.quantity - line.ordered) * line.price
        for order in (one for one in self.orders.values() if not one.cancelled):
            for placed in order.lines.values():
                if placed.budget == budget:
                    came, rest = min(placed.accepted, placed.quantity), placed.quantity
                    found["accrued"] += max(came - placed.billed, D(0)) * placed.price
                    found["encumbered"] += D(0) if order.closed else (rest - max(came, placed.billed)) * placed.price
        for bill in self.bills.values():
            for number, amount in bill.amounts.items():
                if self.orders[bill.order].lines[number].budget == budget:
                    found["paid" if bill.state == "paid" else "actual"] += amount
        found["available"] = self.budgets[budget] - sum(found.values())
        return found

    def reservable(self, lines: dict[int, Requested]) -> bool:
        """Whether the budgets have what the lines need; two lines on one budget are needed together."""
        needed: dict[str, D] = {}
        for line in lines.values():
            needed[line.budget] = needed.get(line.budget, D(0)) + line.quantity * line.price
        return all(amount <= self.figures(budget)["available"] for budget, amount in needed.items())

    def ended(self, name: str) -> bool:
        """Whether a case is over: all ordered, received or closed short, billed and paid."""
        requisition = self.requisitions[name]
        if requisition.status != "approved":
            return requisition.status in ("rejected", "withdrawn", "closed")
        ordered = requisition.closed_short or all(l.ordered >= l.quantity for l in requisition.lines.values())  # noqa: E741
        return ordered and all(self._settled(name) for name in requisition.orders)

    def _settled(self, name: str) -> bool:
        order = self.orders[name]
        if order.cancelled:
            return True
        bills = [bill for bill in self.bills.values() if bill.order == name]
        wanted = {n: l.accepted if order.closed else l.quantity for n, l in order.lines.items()}  # noqa: E741
        received = order.closed or all(l.accepted >= l.quantity for l in order.lines.values())  # noqa: E741
        billed = all(order.lines[n].billed >= quantity for n, quantity in wanted.items())
        return received and billed and all(bill.state in ("paid", "cancelled") for bill in bills)


def price_fits(price: D, ordered: D) -> bool:
    """Whether an invoiced price is within the shipped tolerance of the ordered one."""
    return price - ordered <= min(PRICE_CENTS, ordered * PRICE_PERCENT / 100)
