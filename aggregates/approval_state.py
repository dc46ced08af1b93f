"""An approval as its events tell it: what is asked, the step that waits, and who approved."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, assert_never

from contracts.approval import OpenApproval, Route, Step
from contracts.values import Money, Ref
from events.approval import (
    ApprovalEnded,
    ApprovalEscalated,
    ApprovalEvent,
    ApprovalOpened,
    ApprovalReminded,
    StepOpened,
    Voted,
)

Result = Literal["none", "open", "approved", "rejected", "returned", "withdrawn"]


@dataclass(frozen=True)
class Approval:
    """An approval and the step that waits. `votes` are the current step's: role -> person who approved for it."""

    ref: Ref | None = None
    subject: Ref | None = None
    requester: str = ""
    amount: Money | None = None
    content_hash: str = ""
    route: Route | None = None
    result: Result = "none"
    index: int = 0
    opened_at: datetime | None = None
    votes: Mapping[str, str] = field(default_factory=dict)
    reminded: bool = False
    escalated_to: str | None = None
    approvers: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)

    def covers(self, asked: OpenApproval | None) -> bool:
        """Whether it is about exactly what is asked: the document, its amount, its requester and its content."""
        if asked is None:
            return False
        wanted = (asked.subject, asked.amount, asked.requester, asked.content_hash)
        return (self.subject, self.amount, self.requester, self.content_hash) == wanted

    @property
    def step(self) -> Step | None:
        """The step that waits; None when nothing does."""
        return self.route.steps[self.index] if self.route and self.result == "open" else None

    def waiting_roles(self) -> tuple[str, ...]:
        """The roles that may still decide the waiting step."""
        if self.step is None:
            return ()
        missing = tuple(role for role in self.step.roles if role not in self.votes)
        extra = self.escalated_to
        return missing if extra is None or extra in missing else (*missing, extra)


def evolve(state: Approval, event: ApprovalEvent) -> Approval:
    """Apply one event."""
    match event:
        case ApprovalOpened():
            return Approval(
                event.ref,
                event.subject,
                event.requester,
                event.amount,
                event.content_hash,
                event.route,
                "open",
                facts=event.facts,
            )
        case StepOpened():
            return replace(
                state, index=event.step, opened_at=event.opened_at, votes={}, reminded=False, escalated_to=None
            )
        case Voted():
            if event.verdict != "approve":
                return state
            return replace(
                state,
                votes={**state.votes, event.role: event.person},
                approvers=(*state.approvers, event.person),
            )
        case ApprovalReminded():
            return replace(state, reminded=True)
        case ApprovalEscalated():
            return replace(state, escalated_to=event.to)
        case ApprovalEnded():
            return replace(state, result=event.result)
        case _:
            assert_never(event)
