"""An approval as its events tell it: what is asked, the step that waits, and who approved."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, assert_never

from contracts.approval import OpenApproval
from contracts.route import Route, Step, by_name, leaves
from contracts.values import Money, Ref
from events.approval import (
    ApprovalCopied,
    ApprovalEnded,
    ApprovalEscalated,
    ApprovalEvent,
    ApprovalOpened,
    ApprovalReminded,
    ApproverPassedOver,
    StepOpened,
    Voted,
)

Result = Literal["none", "open", "approved", "rejected", "returned", "withdrawn"]


@dataclass(frozen=True)
class Approval:
    """An approval and the step that waits.

    `votes` are the current step's: decider (a role, or "@PERSON") -> person who approved for it; `against` those who did not.
    `before` are the persons who approved the step before it, `approvers` all who voted for it.
    """

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
    against: Mapping[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    reminded: bool = False
    escalated_to: str | None = None
    approvers: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    title: str = ""

    def covers(self, asked: OpenApproval | None) -> bool:
        """Whether it is about exactly what is asked: the document, its amount, its requester and its content."""
        if asked is None:
            return False
        wanted = (asked.subject, asked.amount, asked.requester, asked.content_hash)
        return (self.subject, self.amount, self.requester, self.content_hash) == wanted

    @property
    def step(self) -> Step | None:
        """The step that waits; None when nothing does."""
        return tuple(leaves(self.route.steps))[self.index] if self.route and self.result == "open" else None

    def waiting(self) -> tuple[str, ...]:
        """The deciders that may still decide the waiting step; of those in order, the next."""
        if self.step is None:
            return ()
        answered = self._answered(self.step)
        missing = tuple(one for one in self.step.deciders if one not in answered)
        turn = missing[:1] if self.step.mode == "in_order" else missing
        extra = self.escalated_to
        return turn if extra is None or extra in (*self.step.deciders, *answered) else (*turn, extra)

    def _answered(self, step: Step) -> list[str]:
        """Who has answered. In order, a stand-in answers also for him whose turn it was, so that those after him have theirs."""
        answered = list(self.against)
        for one in self.votes:
            turn = [other for other in step.deciders if other not in answered][:1]
            answered += [one, *turn] if step.mode == "in_order" and one not in step.deciders else [one]
        return answered

    def outcome(self) -> Literal["open", "passed", "failed"]:
        """How the waiting step stands. The role it was escalated to stands in for one decider that is missing."""
        if self.step is None:
            return "open"
        mode, asked = self.step.mode, self.step.deciders
        if mode == "votes":
            needed = self.step.votes_of(len(asked))
            return (
                "passed"
                if len(self.votes) >= needed
                else "failed"
                if len(asked) - len(self.against) < needed
                else "open"
            )
        if self.against:
            return "failed"
        missing = sum(one not in self.votes for one in asked)
        stand_in = any(one not in asked for one in self.votes)
        passed = bool(self.votes) if mode == "any" else missing <= stand_in
        return "passed" if passed else "open"


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
                title=event.title,
            )
        case StepOpened():
            return replace(
                state,
                index=event.step,
                opened_at=event.opened_at,
                votes={},
                against={},
                before=tuple(state.votes.values()),
                reminded=False,
                escalated_to=None,
            )
        case Voted():
            return _voted(state, event)
        case ApproverPassedOver():
            return replace(state, votes={**state.votes, by_name(event.person): event.person})
        case ApprovalCopied():
            return state
        case ApprovalReminded():
            return replace(state, reminded=True)
        case ApprovalEscalated():
            return replace(state, escalated_to=event.to)
        case ApprovalEnded():
            return replace(state, result=event.result)
        case _:
            assert_never(event)


def _voted(state: Approval, event: Voted) -> Approval:
    match event.verdict:
        case "approve":
            votes = {**state.votes, event.role: event.person}
            return replace(state, votes=votes, approvers=(*state.approvers, event.person))
        case "reject":
            return replace(state, against={**state.against, event.role: event.person})
        case "return":
            return state
