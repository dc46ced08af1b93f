"""I2: every move on a budget line is balanced, and budgets and invoices agree on what was spent and paid."""

from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from audit.checks._base import Found, Sees
from audit.report import violation
from contracts.values import CostObject
from events._base import Recorded
from events.budget_line import BudgetOpened, BudgetRevised, ExceptionUsed, FundsMove, FundsPaid, FundsSpent
from events.invoice import InvoiceCancelled, InvoiceCredited, InvoicePaid, InvoicePosted

ZERO = Decimal(0)


@dataclass
class _Line:
    """What stands where on a budget line, folded here anew: the checker does not trust what it checks."""

    currency: str
    entity: str
    cost_object: CostObject
    holds: dict[tuple[str, str], Decimal] = field(default_factory=dict)


class Moves:
    """I2 on one line: a move takes out of a stage only what its key put there, on its own line and in its currency."""

    name = "I2"

    def __init__(self) -> None:
        self._lines: dict[UUID, _Line] = {}

    @property
    def sees(self) -> Sees:
        """All that moves a budget line."""
        return {BudgetOpened: self._opened, BudgetRevised: self._revised, FundsMove: self._moved}

    def _opened(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, BudgetOpened)
        if recorded.originator_id in self._lines:
            yield violation(self.name, "budget-opened-twice", line_number(event), position=recorded.position)
        self._lines[recorded.originator_id] = _Line(event.amount.currency, event.entity, event.cost_object)

    def _revised(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, BudgetRevised)
        if self._own(recorded, event) is None:
            yield violation(self.name, "move-off-the-line", line_number(event), position=recorded.position)

    def _moved(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, FundsMove)
        line, amount, at = self._own(recorded, event), event.amount.amount, recorded.position
        if line is None:
            yield violation(self.name, "move-off-the-line", line_number(event), position=at)
            return
        if amount <= ZERO or event.source == event.target:
            yield violation(self.name, "move-of-nothing", line_number(event), amount=event.amount, position=at)
        if event.source != "available":
            left = _add(line, event.source, event.source_key, -amount)
            if left < ZERO and not self._reversed(event):
                figures = {"stage": event.source, "key": event.source_key, "left": left, "position": at}
                yield violation(self.name, "stage-below-zero", line_number(event), **figures)
        if event.target not in ("available", "paid"):
            _add(line, event.target, event.key, amount)

    def _reversed(self, event: FundsMove) -> bool:
        """Whether a posting of a closed period is undone, no more of it than was posted over all periods."""
        if event.reverses is None or event.source != "actual":
            return False
        here = _code(event.entity, event.cost_object)
        same = [line for line in self._lines.values() if _code(line.entity, line.cost_object) == here]
        return sum((line.holds.get(("actual", event.source_key), ZERO) for line in same), ZERO) >= ZERO

    def _own(self, recorded: Recorded, event: FundsMove | BudgetRevised) -> _Line | None:
        """The line of the event's stream, if the event speaks of it and in its currency."""
        line = self._lines.get(recorded.originator_id)
        if line is None or (event.entity, event.cost_object) != (line.entity, line.cost_object):
            return None
        return line if event.amount.currency == line.currency else None

    def end(self) -> Found:
        """Nothing is left to say."""
        yield from ()


def _code(entity: str, cost_object: CostObject) -> tuple[str, str, str]:
    return entity, cost_object.project, cost_object.cost_code


def _add(line: _Line, stage: str, key: str, amount: Decimal) -> Decimal:
    left = line.holds.get((stage, key), ZERO) + amount
    if left:
        line.holds[(stage, key)] = left
    else:
        line.holds.pop((stage, key), None)
    return left


class Postings:
    """I2 between ledgers: what an invoice bills is spent on budget lines, what is paid is moved there."""

    name = "I2"

    def __init__(self) -> None:
        self._billed: dict[UUID, tuple[str, dict[str, Decimal]]] = {}
        self._paid_invoices: set[UUID] = set()
        self._moved: dict[tuple[str, UUID, str], Decimal] = {}
        self._credited: dict[tuple[UUID, str], Decimal] = {}
        self._back: dict[tuple[UUID, str], tuple[str, Decimal]] = {}
        self._returned: dict[tuple[UUID, str], Decimal] = {}

    @property
    def sees(self) -> Sees:
        """Postings, credits, cancellations and payments of invoices, and the moves they cause."""
        return {
            InvoicePosted: self._posted,
            InvoiceCredited: self._taken_back,
            InvoiceCancelled: self._taken_back,
            InvoicePaid: self._paid,
            FundsMove: self._move,
        }

    def _posted(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, InvoicePosted)
        billed: dict[str, Decimal] = {}
        for line in event.billed:
            # A credit note's negative lines move nothing: the budget knows no negative moves.
            currency, amount = line.booked.currency, max(line.booked.amount, ZERO)
            billed[currency] = billed.get(currency, ZERO) + amount
        self._billed[event.ref.id] = event.ref.number, billed
        yield from ()

    def _taken_back(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, InvoiceCredited | InvoiceCancelled)
        cause = event.credit if isinstance(event, InvoiceCredited) else event.ref
        for line in event.lines:
            currency, amount = line.booked.currency, line.booked.amount
            number, before = self._back.get((cause.id, currency), (cause.number, ZERO))
            self._back[cause.id, currency] = number, before + amount
            self._credited[event.ref.id, currency] = self._credited.get((event.ref.id, currency), ZERO) + amount
        yield from ()

    def _paid(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, InvoicePaid)
        self._paid_invoices.add(event.ref.id)
        yield from ()

    def _move(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, FundsMove)
        place, amount = (event.cause.id, event.amount.currency), event.amount.amount
        if isinstance(event, FundsSpent | FundsPaid):
            self._moved[(event.target, *place)] = self._moved.get((event.target, *place), ZERO) + amount
        elif event.source == "actual":
            self._returned[place] = self._returned.get(place, ZERO) + amount
        yield from ()

    def end(self) -> Found:
        """Debit equals credit for every invoice and currency."""
        for invoice, (number, billed) in self._billed.items():
            for currency, amount in billed.items():
                left = amount - self._credited.get((invoice, currency), ZERO)
                wanted = {"actual": amount, "paid": left if invoice in self._paid_invoices else ZERO}
                for stage, code in (("actual", "posted-not-spent"), ("paid", "paid-not-moved")):
                    moved = self._moved.get((stage, invoice, currency), ZERO)
                    if moved != wanted[stage]:
                        figures = {"billed": wanted[stage], "moved": moved, "currency": currency}
                        yield violation(self.name, code, number, **figures)

        for (cause, currency), (number, amount) in self._back.items():
            moved = self._returned.get((cause, currency), ZERO)
            if moved != amount:
                yield violation(self.name, "credit-not-returned", number, billed=amount, moved=moved, currency=currency)


def line_number(event: BudgetOpened | BudgetRevised | ExceptionUsed | FundsMove) -> str:
    """How people name the budget line of an event: entity/project/cost code/period."""
    where = event.cost_object
    return f"{event.entity}/{where.project}/{where.cost_code}/{where.period}"
