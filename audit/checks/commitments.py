"""I2 between orders and budgets: what stands under a line of an order is what is still open of it, and what is not billed."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from audit.checks._base import Found, Sees
from audit.checks.budgets import ZERO
from audit.report import violation
from contracts.currency import quantum
from events._base import Recorded
from events.budget_line import FundsMove
from events.purchase_order import (
    OrderedLine,
    PostedLine,
    PurchaseOrderAmended,
    PurchaseOrderBilled,
    PurchaseOrderCancelled,
    PurchaseOrderClosed,
    PurchaseOrderIssued,
    PurchaseOrderReceived,
    PurchaseOrderReturned,
    ReceivedLine,
    ReturnedLine,
)

ROUNDING = 2
"""Minor units by which a line may differ from quantity x price: its amount and each part are rounded on their own."""


@dataclass
class _Line:
    """A line of an order, folded here anew."""

    number: str
    line: OrderedLine
    accepted: Decimal = ZERO
    billed: Decimal = ZERO
    over: bool = False

    def expected(self) -> dict[str, Decimal]:
        """Stage -> what stands there: accrued is accepted and not billed, encumbered neither accepted nor billed."""
        ordered = self.line.quantity
        accepted, billed = min(self.accepted, ordered), min(self.billed, ordered)
        encumbered = ZERO if self.over else ordered - max(accepted, billed)
        return {
            "encumbered": encumbered * self.line.unit_price * self.rate,
            "accrued": max(accepted - billed, ZERO) * self.line.unit_price * self.rate,
        }

    @property
    def rate(self) -> Decimal:
        """What one of the order's currency costs in the budget's, with the tax that is not given back."""
        rate = self.line.ledger.rate if self.line.ledger else Decimal(1)
        return rate * (1 + self.line.tax.percent / 100) if self.line.tax else rate

    @property
    def slack(self) -> Decimal:
        """By how much rounding may be off: in the order's currency, at its rate, and in the budget's."""
        own = ROUNDING * quantum(self.line.amount.currency)
        foreign = self.line.ledger or self.line.tax
        return own * self.rate + ROUNDING * quantum(self.line.booked.currency) if foreign else own


class Commitments:
    """I2 on every line of every order: encumbered and accrued amounts agree with its quantities, within rounding."""

    name = "I2"

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}
        self._orders: dict[UUID, set[str]] = {}
        self._held: dict[str, dict[str, Decimal]] = {}

    @property
    def sees(self) -> Sees:
        """All that happens to orders, and the moves under their lines."""
        return {
            PurchaseOrderIssued: self._ordered,
            PurchaseOrderAmended: self._ordered,
            PurchaseOrderReceived: self._counted,
            PurchaseOrderReturned: self._counted,
            PurchaseOrderBilled: self._counted,
            PurchaseOrderClosed: self._over,
            PurchaseOrderCancelled: self._over,
            FundsMove: self._moved,
        }

    def _ordered(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PurchaseOrderIssued | PurchaseOrderAmended)
        lines = event.lines if isinstance(event, PurchaseOrderIssued) else event.amendment.lines
        wanted = {f"{event.ref.id}:{line.line}": line for line in lines}
        keys = self._orders.setdefault(event.ref.id, set())
        for key in keys - set(wanted):
            self._lines[key].over = True
        for key, line in wanted.items():
            self._lines.setdefault(key, _Line(event.ref.number, line)).line = line
        keys.update(wanted)
        yield from ()

    def _counted(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PurchaseOrderReceived | PurchaseOrderReturned | PurchaseOrderBilled)
        for line in event.lines:
            if known := self._lines.get(f"{event.ref.id}:{line.line}"):
                match line:
                    case ReceivedLine():
                        known.accepted += line.accepted
                    case ReturnedLine():
                        known.accepted -= line.quantity
                    case PostedLine():
                        known.billed += line.quantity
        yield from ()

    def _over(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PurchaseOrderClosed | PurchaseOrderCancelled)
        for key in self._orders.get(event.ref.id, ()):
            self._lines[key].over = True
        yield from ()

    def _moved(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, FundsMove)
        for stage, key, amount in (
            (event.source, event.source_key, -event.amount.amount),
            (event.target, event.key, event.amount.amount),
        ):
            if stage in ("encumbered", "accrued"):
                # An order's line is encumbered before the order is stored, in the same transaction.
                self._held.setdefault(key, {"encumbered": ZERO, "accrued": ZERO})[stage] += amount
        yield from ()

    def end(self) -> Found:
        """Every line against what stands under it."""
        for key, known in self._lines.items():
            for stage, expected in known.expected().items():
                held = self._held.get(key, {}).get(stage, ZERO)
                if abs(held - expected) > known.slack:
                    figures = {"line": known.line.line, "stage": stage, "held": held, "expected": expected}
                    yield violation(self.name, "commitment-wrong", known.number, **figures)
