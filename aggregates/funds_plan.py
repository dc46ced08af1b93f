"""Funds plans: one person drafts a version and asks, others approve; the version in force says what may leave an account."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from typing import Literal, assert_never
from uuid import UUID

from aggregates._base import Aggregate, Conclude, Decision, Facts, refuse
from aggregates.funds_plan_commands import Draft
from aggregates.parts import of_funds_plan
from contracts.approval import OpenApproval
from contracts.funds_plan import BeyondPlan, SubmitFundsPlan, WithdrawFundsPlan
from contracts.values import Money, Ref, money, month_of
from events.funds_plan import (
    AccountPlan,
    FundsPlanConcluded,
    FundsPlanDrafted,
    FundsPlanEvent,
    FundsPlanSubmitted,
    FundsPlanWithdrawn,
    InflowLine,
    OutflowLine,
)

ZERO = Decimal(0)
Line = InflowLine | OutflowLine


@dataclass(frozen=True)
class FundsPlan:
    """The newest version with its status, and the version in force."""

    ref: Ref | None = None
    newest: FundsPlanDrafted | None = None
    status: Literal["unknown", "draft", "submitted", "approved", "rejected", "returned", "withdrawn"] = "unknown"
    in_force: FundsPlanDrafted | None = None
    authors: tuple[str, ...] = ()
    """Who drafted any version since the one in force."""
    decided: UUID | None = None
    """The approval that ended last."""

    @property
    def asked(self) -> OpenApproval | None:
        """What its newest version asks approval for: all that it lets leave the accounts."""
        if self.newest is None:
            return None
        return OpenApproval(
            subject=self.newest.ref,
            title=self.newest.why,
            amount=_sum(self.newest.outflows, self.newest.currency),
            requester=self.newest.author,
            content_hash=self.newest.content_hash,
            occurrence=self.newest.version,
            parts=of_funds_plan(self.newest),
            follows=self.decided,
        )

    @property
    def asks(self) -> bool:
        """Whether it waits for that approval."""
        return self.status == "submitted"

    def planned(self, account: UUID) -> Money | None:
        """What the version in force lets leave an account; None where no version is in force."""
        plan = self.in_force
        if plan is None:
            return None
        return _sum((line for line in plan.outflows if line.account.id == account), plan.currency)

    def beyond(self, account: Ref, month: str, used: Decimal, wanted: Money) -> BeyondPlan | None:
        """Whether so much more, where so much is used already, is beyond the version in force (or beyond none).

        Nothing is beyond no plan, not even one that is exceeded: a run that credit pays in full takes no money.
        """
        planned = self.planned(account.id)
        if not wanted.amount or (planned is not None and used + wanted.amount <= planned.amount):
            return None
        so_far = money(used, wanted.currency)
        return BeyondPlan(account=account, month=month, planned=planned, used=so_far, wanted=wanted)


PlanCommand = Draft | SubmitFundsPlan | Conclude | WithdrawFundsPlan


def decide(state: FundsPlan, command: PlanCommand, facts: Facts) -> Decision:
    """Anyone who plans drafts another version; only its author submits it or takes it back."""
    if isinstance(command, Draft):
        return _draft(state, command, facts)
    if state.ref is None or state.newest is None:
        return refuse("unknown-document", kind="funds plan")
    newest = state.newest
    match command:
        case Conclude():
            accounts = _by_account(newest) if command.verdict == "approved" else ()
            of = {"version": newest.version, "month": newest.month, "accounts": accounts}
            ended = FundsPlanConcluded(ref=state.ref, **of, **vars(command))
            return (ended,) if state.asks else ()
        case SubmitFundsPlan() | WithdrawFundsPlan() if facts.actor.name != newest.author:
            return refuse("not-the-requester", requester=newest.author)
        case SubmitFundsPlan():
            if state.asks:
                return ()
            if state.status != "draft":
                return refuse("closed-document", number=state.ref, status=state.status)
            late = _over(newest.month, facts)
            return late or (FundsPlanSubmitted(ref=state.ref, version=newest.version),)
        case WithdrawFundsPlan():
            if state.status == "withdrawn":
                return ()
            if state.status not in ("draft", "submitted", "returned"):
                return refuse("closed-document", number=state.ref, status=state.status)
            return (FundsPlanWithdrawn(ref=state.ref, version=newest.version, why=command.why),)
        case _:
            assert_never(command)


def _draft(state: FundsPlan, command: Draft, facts: Facts) -> Decision:
    if state.asks:
        return refuse("closed-document", number=command.ref, status=state.status)
    if not command.inflows and not command.outflows:
        return refuse("empty-funds-plan", month=command.month)
    for inflow in command.inflows:
        if month_of(inflow.on) != command.month:
            return refuse("inflow-outside-month", source=inflow.source, on=inflow.on, month=command.month)
    lines: tuple[Line, ...] = (*command.inflows, *command.outflows)
    for line in lines:
        if line.amount.currency != command.currency:
            return refuse("currency-mismatch", expected=command.currency, given=line.amount.currency)
    if late := _over(command.month, facts):
        return late
    content = _hash(command, facts.actor.name, lines)
    if state.status == "draft" and state.newest and state.newest.content_hash == content:
        return ()
    version = state.newest.version + 1 if state.newest else 1
    return (FundsPlanDrafted(version=version, author=facts.actor.name, content_hash=content, **vars(command)),)


def _hash(command: Draft, author: str, lines: Iterable[Line]) -> str:
    """SHA-256 of what is approved."""
    parts = (author, command.project, command.month, command.currency, command.why)
    told = (line.model_dump_json(exclude_defaults=True) for line in lines)
    return sha256("\n".join([*map(str, parts), *told]).encode()).hexdigest()


def _over(month: str, facts: Facts) -> Decision:
    """A refusal once the month is over: what was planned for it is what it is held against."""
    return refuse("month-is-over", month=month, today=facts.today) if month < month_of(facts.today) else ()


def _sum(lines: Iterable[Line], currency: str) -> Money:
    return money(sum((line.amount.amount for line in lines), ZERO), currency)


def _by_account(plan: FundsPlanDrafted) -> tuple[AccountPlan, ...]:
    """What a version plans for each account, in the order of its lines."""
    lines: tuple[Line, ...] = (*plan.inflows, *plan.outflows)
    accounts = {line.account.id: line.account for line in lines}
    return tuple(
        AccountPlan(
            account=account,
            inflow=_sum((line for line in plan.inflows if line.account == account), plan.currency),
            outflow=_sum((line for line in plan.outflows if line.account == account), plan.currency),
        )
        for account in accounts.values()
    )


def evolve(state: FundsPlan, event: FundsPlanEvent) -> FundsPlan:
    """Apply one event."""
    match event:
        case FundsPlanDrafted():
            authors = (*state.authors, event.author)
            return replace(state, ref=event.ref, newest=event, status="draft", authors=authors)
        case FundsPlanSubmitted():
            return replace(state, status="submitted")
        case FundsPlanConcluded():
            ended = replace(state, status=event.verdict, decided=event.approval)
            return replace(ended, in_force=state.newest, authors=()) if event.verdict == "approved" else ended
        case FundsPlanWithdrawn():
            return replace(state, status="withdrawn")
        case _:
            assert_never(event)


FUNDS_PLAN = Aggregate("funds_plan", FundsPlan(), decide, evolve)
