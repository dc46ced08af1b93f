"""I2 for funds plans: what is in force is what was drafted, room returns where it was taken, warnings tell the true figures."""

from collections import defaultdict
from decimal import Decimal
from uuid import UUID

from audit.checks._base import Found, Sees
from audit.report import violation
from events._base import Recorded
from events.fund_account import (
    FundAccountMovedOut,
    FundAccountOpened,
    FundAccountReleased,
    FundAccountReserved,
    FundAccountReturned,
)
from events.funds_plan import FundsPlanConcluded, FundsPlanDrafted
from events.payment_run import PaymentRunProposed, PaymentRunReleased

ZERO = Decimal(0)
Of = tuple[str, str | None, str, str]
"""What a plan is of: entity, project, month, currency."""


class FundsPlans:
    """Plans in force and what is used of them, counted again; what was said of a payment run against both."""

    name = "I2"

    def __init__(self) -> None:
        self._accounts: dict[UUID, FundAccountOpened] = {}
        self._months: dict[tuple[UUID, UUID], str] = {}
        """(account, cause) -> the month whose plan it uses."""
        self._used: dict[tuple[UUID, str], dict[UUID, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        """(account, month) -> cause (of an allocation: the account itself) -> what it uses."""
        self._drafts: dict[UUID, FundsPlanDrafted] = {}
        self._in_force: dict[Of, dict[UUID, Decimal]] = {}
        self._totals: dict[UUID, Decimal] = {}

    @property
    def sees(self) -> Sees:
        """Plans, what uses them, and what is held against them."""
        return {
            FundAccountOpened: self._opened,
            FundAccountReserved: self._taken,
            FundAccountMovedOut: self._taken,
            FundAccountReleased: self._back,
            FundAccountReturned: self._back,
            FundsPlanDrafted: self._drafted,
            FundsPlanConcluded: self._concluded,
            PaymentRunProposed: self._proposed,
            PaymentRunReleased: self._warned,
        }

    def _opened(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, FundAccountOpened)
        self._accounts[event.ref.id] = event
        yield from ()

    def _taken(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, FundAccountReserved | FundAccountMovedOut)
        if event.month is None:
            return
        cause = event.cause.id if event.cause else event.ref.id
        if isinstance(event, FundAccountMovedOut) and event.cause:
            # What its transfer had reserved has used the plan before.
            figures = {"cause": event.cause, "month": event.month, "position": recorded.position}
            yield violation(self.name, "plan-room-elsewhere", event.ref, **figures)
        if isinstance(event, FundAccountReserved):
            self._months[event.ref.id, cause] = event.month
        self._used[event.ref.id, event.month][cause] += event.amount.amount

    def _back(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, FundAccountReleased | FundAccountReturned)
        month = event.month
        if month:
            self._used[event.ref.id, month][event.cause.id] -= event.amount.amount
        less = month is not None and self._used[event.ref.id, month][event.cause.id] < 0
        if month != self._months.get((event.ref.id, event.cause.id)) or less:
            figures = {"cause": event.cause, "month": month or "-", "position": recorded.position}
            yield violation(self.name, "plan-room-elsewhere", event.ref, **figures)

    def _drafted(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, FundsPlanDrafted)
        self._drafts[event.ref.id] = event
        yield from ()

    def _concluded(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, FundsPlanConcluded)
        draft = self._drafts.get(event.ref.id)
        if event.verdict != "approved":
            return
        wanted: dict[UUID, list[Decimal]] = {}
        for sign, lines in ((0, draft.inflows), (1, draft.outflows)) if draft else ():
            for line in lines:
                wanted.setdefault(line.account.id, [ZERO, ZERO])[sign] += line.amount.amount
        told = {each.account.id: [each.inflow.amount, each.outflow.amount] for each in event.accounts}
        if draft is None or (draft.version, draft.month, wanted) != (event.version, event.month, told):
            yield violation(self.name, "funds-plan-unlike-draft", event.ref, version=event.version)
        if draft:
            of = event.ref.entity, draft.project, draft.month, draft.currency
            self._in_force[of] = {account: outflow for account, (_, outflow) in wanted.items()}

    def _proposed(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PaymentRunProposed)
        self._totals[event.ref.id] = event.total.amount
        yield from self._warned(recorded)

    def _warned(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PaymentRunProposed | PaymentRunReleased)
        told = event.beyond_plan
        opened = self._accounts.get(told.account.id) if told else None
        if told is None or opened is None:
            return
        use = self._used[told.account.id, told.month]
        # The run itself reserves in the same transaction, before or after its release is stored.
        used = sum((amount for cause, amount in use.items() if cause != event.ref.id), ZERO)
        plan = self._in_force.get((opened.ref.entity, opened.project, told.month, opened.currency))
        planned = None if plan is None else plan.get(told.account.id, ZERO)
        said = told.planned.amount if told.planned else None, told.used.amount, told.wanted.amount
        if said != (planned, used, self._totals.get(event.ref.id)):
            figures = {"used": used, "told": told.used, "planned": planned or ZERO, "position": recorded.position}
            yield violation(self.name, "plan-warning-untrue", event.ref, **figures)

    def end(self) -> Found:
        """Nothing is left open when the log ends."""
        yield from ()
