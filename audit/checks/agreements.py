"""I2 and I4 for contracts: an approved change moves contract and budgets by what it says; nothing is ordered beyond it."""

from collections import defaultdict
from decimal import Decimal
from uuid import UUID

from audit.checks._base import Found, Sees
from audit.checks.budgets import ZERO, line_number
from audit.report import violation
from contracts.change_order import ChangeTerms
from contracts.values import Ref
from events._base import Recorded
from events.budget_line import BudgetOpened, BudgetRevised
from events.change_order import ChangeOrderConcluded, ChangeOrderDrafted, ChangeOrderRevised
from events.contract import ContractChanged, ContractDrafted, ContractDrawn, ContractGivenBack, ContractRevised

CONTRACT = "contract"


class Agreements:
    """The amounts of contracts and budgets, and by how much each change order has moved each of them."""

    name = "I2"

    def __init__(self) -> None:
        self._contracts: dict[UUID, Decimal] = {}
        self._drawn: dict[UUID, Decimal] = defaultdict(Decimal)
        self._budgets: dict[UUID, Decimal] = {}
        self._terms: dict[UUID, ChangeTerms] = {}
        self._wanted: dict[tuple[UUID, str], Decimal] = defaultdict(Decimal)
        self._moved: dict[tuple[UUID, str], Decimal] = defaultdict(Decimal)
        self._names: dict[UUID, Ref] = {}

    @property
    def sees(self) -> Sees:
        """What sets and moves the amounts, and what orders take."""
        return {
            ContractDrafted: self._agreed,
            ContractRevised: self._agreed,
            ContractChanged: self._changed,
            ContractDrawn: self._taken,
            ContractGivenBack: self._taken,
            BudgetOpened: self._budget,
            BudgetRevised: self._budget,
            ChangeOrderDrafted: self._change,
            ChangeOrderRevised: self._change,
            ChangeOrderConcluded: self._concluded,
        }

    def _agreed(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, ContractDrafted | ContractRevised)
        self._contracts[recorded.originator_id] = event.terms.amount.amount
        yield from ()

    def _changed(self, recorded: Recorded) -> Found:
        event, stream = recorded.event, recorded.originator_id
        assert isinstance(event, ContractChanged)
        before, self._contracts[stream] = self._contracts.get(stream, ZERO), event.amount.amount
        self._move(event.change, CONTRACT, event.amount.amount - before)
        yield from self._overdrawn(recorded, event.ref)

    def _taken(self, recorded: Recorded) -> Found:
        event, stream = recorded.event, recorded.originator_id
        assert isinstance(event, ContractDrawn | ContractGivenBack)
        amount = sum((line.amount.amount for line in event.lines), ZERO)
        self._drawn[stream] += amount if isinstance(event, ContractDrawn) else -amount
        yield from self._overdrawn(recorded, event.ref)

    def _overdrawn(self, recorded: Recorded, ref: Ref) -> Found:
        left = self._contracts.get(recorded.originator_id, ZERO) - self._drawn[recorded.originator_id]
        if left < ZERO:
            yield violation("I4", "contract-overdrawn", ref, left=left, position=recorded.position)

    def _budget(self, recorded: Recorded) -> Found:
        event, stream = recorded.event, recorded.originator_id
        assert isinstance(event, BudgetOpened | BudgetRevised)
        before, self._budgets[stream] = self._budgets.get(stream, ZERO), event.amount.amount
        cause = event.cause if isinstance(event, BudgetRevised) else None
        if cause is not None and cause.kind == "change_order":
            self._move(cause, line_number(event), event.amount.amount - before)
        yield from ()

    def _change(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, ChangeOrderDrafted | ChangeOrderRevised)
        self._terms[recorded.originator_id] = event.terms
        yield from ()

    def _concluded(self, recorded: Recorded) -> Found:
        event, terms = recorded.event, self._terms.get(recorded.originator_id)
        assert isinstance(event, ChangeOrderConcluded)
        if event.verdict == "approved" and terms is not None:
            self._names[event.ref.id] = event.ref
            self._wanted[event.ref.id, CONTRACT] += terms.amount.amount
            for delta in terms.budget:
                where = delta.cost_object
                line = f"{event.ref.entity}/{where.project}/{where.cost_code}/{where.period}"
                self._wanted[event.ref.id, line] += delta.amount.amount
        yield from ()

    def _move(self, change: Ref, what: str, amount: Decimal) -> None:
        self._names[change.id] = change
        self._moved[change.id, what] += amount

    def end(self) -> Found:
        """Each change has moved exactly what it says, once approved; and nothing before."""
        for change, what in {**self._wanted, **self._moved}:
            wanted, moved = self._wanted.get((change, what), ZERO), self._moved.get((change, what), ZERO)
            if wanted != moved:
                figures = {"what": what, "wanted": wanted, "moved": moved}
                yield violation(self.name, "change-not-as-approved", self._names[change], **figures)
