"""Budget changes: asked for by one person, approved by others; the conclusion changes the budgets."""

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Literal, assert_never

from aggregates._base import Aggregate, Decision, Facts, refuse
from contracts.approval import OpenApproval
from contracts.budget_change import (
    BudgetChangeTerms,
    ConcludeBudgetChange,
    ParkBudgetChange,
    ReviseBudgetChange,
    WithdrawBudgetChange,
)
from contracts.values import Ref
from events.budget_change import (
    BudgetChangeAsked,
    BudgetChangeConcluded,
    BudgetChangeEvent,
    BudgetChangeParked,
    BudgetChangeWithdrawn,
)

Status = Literal["unknown", "submitted", "returned", "approved", "rejected", "withdrawn"]


@dataclass(frozen=True)
class BudgetChange:
    """A budget change; `round` counts how often it was asked, `parkings` how often it waited for help."""

    ref: Ref | None = None
    author: str = ""
    terms: BudgetChangeTerms | None = None
    status: Status = "unknown"
    round: int = 0
    content_hash: str = ""
    parked: BudgetChangeParked | None = None
    parkings: int = 0

    def hash_content(self) -> str:
        """SHA-256 of what is approved."""
        assert self.terms is not None
        return hash_of(self.author, self.terms)

    @property
    def asked(self) -> OpenApproval | None:
        """What it asks approval for."""
        if self.ref is None or self.terms is None:
            return None
        return OpenApproval(
            subject=self.ref,
            title=self.terms.reason,
            amount=self.terms.amount,
            requester=self.author,
            content_hash=self.content_hash,
            occurrence=self.round,
        )

    @property
    def asks(self) -> bool:
        """Whether it waits for that approval, or for its conclusion."""
        return self.status == "submitted"


def hash_of(author: str, terms: BudgetChangeTerms) -> str:
    """SHA-256 of author and terms."""
    return sha256("\n".join([author, terms.model_dump_json(exclude_defaults=True)]).encode()).hexdigest()


@dataclass(frozen=True)
class Ask:
    """A change of budgets with its number."""

    ref: Ref
    terms: BudgetChangeTerms


BudgetChangeCommand = Ask | ReviseBudgetChange | WithdrawBudgetChange | ConcludeBudgetChange | ParkBudgetChange


def decide(state: BudgetChange, command: BudgetChangeCommand, facts: Facts) -> Decision:
    """Decide on a budget change; its author alone revises and withdraws it."""
    if isinstance(command, Ask):
        if state.ref is not None:
            return refuse("already-registered", kind="budget change", key=state.ref)
        return _asked(command.ref, facts.actor.name, command.terms, 1)
    if state.ref is None or state.terms is None:
        return refuse("unknown-document", kind="budget change")
    match command:
        case ReviseBudgetChange() | WithdrawBudgetChange() if facts.actor.name != state.author:
            return refuse("not-the-requester", requester=state.author)
        case ReviseBudgetChange():
            if state.asks and command.terms == state.terms:
                return ()
            if state.status != "returned":
                return refuse("closed-document", number=state.ref, status=state.status)
            return _asked(state.ref, state.author, command.terms, state.round + 1)
        case WithdrawBudgetChange():
            if state.status == "withdrawn":
                return ()
            if state.status not in ("submitted", "returned"):
                return refuse("closed-document", number=state.ref, status=state.status)
            return (BudgetChangeWithdrawn(ref=state.ref, why=command.why),)
        case ConcludeBudgetChange():
            concluded = BudgetChangeConcluded(ref=state.ref, approval=command.approval, verdict=command.verdict)
            return (concluded,) if state.asks else ()
        case ParkBudgetChange():
            parked = BudgetChangeParked(ref=state.ref, code=command.code, figures=command.figures)
            return (parked,) if state.asks and parked != state.parked else ()
        case _:
            assert_never(command)


def _asked(ref: Ref, author: str, terms: BudgetChangeTerms, number: int) -> Decision:
    content = hash_of(author, terms)
    return (BudgetChangeAsked(ref=ref, author=author, terms=terms, round=number, content_hash=content),)


def evolve(state: BudgetChange, event: BudgetChangeEvent) -> BudgetChange:
    """Apply one event; anything but parking ends a parking."""
    match event:
        case BudgetChangeAsked():
            about = {"status": "submitted", "round": event.round, "content_hash": event.content_hash, "parked": None}
            return replace(state, ref=event.ref, author=event.author, terms=event.terms, **about)  # type: ignore[arg-type]
        case BudgetChangeConcluded():
            return replace(state, status=event.verdict, parked=None)
        case BudgetChangeWithdrawn():
            return replace(state, status="withdrawn", parked=None)
        case BudgetChangeParked():
            return replace(state, parked=event, parkings=state.parkings + 1)
        case _:
            assert_never(event)


BUDGET_CHANGE = Aggregate("budget_change", BudgetChange(), decide, evolve)
