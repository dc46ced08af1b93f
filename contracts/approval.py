"""Approvals of any document: the frozen route, the votes, reminders and escalation."""

from math import ceil
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from contracts._base import Command
from contracts.ids import stream_id
from contracts.values import ActorName, Code, Money, Percent, Ref, Text, Value
from contracts.wrong import wrong

Verdict = Literal["approve", "reject", "return"]


Mode = Literal["all", "any", "in_order", "votes"]
"""All must (会签), the first answer counts (或签), all one after the other (依次), or so many of them (票签)."""


class Step(Value):
    """One step of a route: who decides, how many of them must, and when it is late.

    Deciders are holders of `roles` (one each), `persons`, the requester's n-th `managers` (1: his own) and the
    `department_head` of his department. In a frozen route the last two are persons. A `copy` is only shown to them.
    """

    name: Text
    roles: tuple[Code, ...] = ()
    mode: Mode = "all"
    remind_after_hours: Annotated[int, Field(ge=1)] = 24
    escalate_after_hours: Annotated[int, Field(ge=1)] = 72
    escalate_to: Code = "director"
    persons: tuple[Code, ...] = ()
    managers: tuple[Annotated[int, Field(ge=1, le=20)], ...] = ()
    department_head: bool = False
    kind: Literal["decide", "copy"] = "decide"
    needed: Annotated[int, Field(ge=1)] | None = None
    """With `votes`: so many approvals; or"""
    percent: Annotated[Percent, Field(gt=0)] | None = None
    """so many of all deciders in percent, rounded up to a person."""
    time_out_after_hours: Annotated[int, Field(ge=1)] | None = None
    on_time_out: Literal["reject", "return"] = "return"
    """What becomes of the document when the time is over; nothing is ever approved by time."""

    @model_validator(mode="after")
    def _can_be_decided(self) -> Self:
        deciders = (*self.roles, *self.persons, *self.managers, *([""] if self.department_head else []))
        if not deciders:
            raise wrong("field-step-asks-nobody", step=self.name)
        if len(set(deciders)) < len(deciders):
            raise wrong("field-decider-doubled", step=self.name)
        if (self.needed is None) + (self.percent is None) != (1 if self.mode == "votes" else 2):
            raise wrong("field-votes-unclear", step=self.name)
        if self.needed is not None and self.needed > len(deciders):
            raise wrong("field-too-many-votes", step=self.name, needed=self.needed, deciders=len(deciders))
        return self

    @property
    def deciders(self) -> tuple[str, ...]:
        """Whom a frozen step asks: roles by their code, persons as "@CODE"; no role is written so."""
        return (*self.roles, *map(by_name, self.persons))

    def votes_of(self, deciders: int) -> int:
        """How many approvals `votes` needs of so many deciders."""
        if self.percent is not None:
            return ceil(self.percent * deciders / 100)
        return self.needed or deciders


def by_name(person: str) -> str:
    """How a person is asked who is asked by name."""
    return f"@{person}"


def _somebody_decides(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    if all(step.kind == "copy" for step in steps):
        raise wrong("field-nobody-decides")
    return steps


Steps = Annotated[tuple[Step, ...], Field(min_length=1, max_length=100), AfterValidator(_somebody_decides)]


class Route(Value):
    """The frozen route of one approval: the policy version and row it came from, and its steps in order."""

    policy: str
    row: str
    steps: Steps


class OpenApproval(Command):
    """Ask for the approval of a document. The route follows from kind, entity and amount; `content_hash` is what is approved.

    What is about no money (a leave of absence) has no amount.
    """

    contract = "approval.open"
    permission = "approval.open"
    subject: Ref
    title: Text
    amount: Money | None = None
    requester: ActorName
    content_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    occurrence: Annotated[int, Field(ge=1)] = 1
    """Which submission of the same content this is, counted from 1."""
    matter: Code | None = None
    """Whose rows of the approval matrix apply; None: the document kind's. Only a document of ours says so."""

    @property
    def creation_key(self) -> str:
        """Names the approval by what is asked: the n-th submission of one content of one document."""
        return f"{self.subject.kind}:{self.subject.id}:{self.occurrence}:{self.content_hash}"

    @property
    def approval(self) -> UUID:
        """The stream of the approval that this opens."""
        return stream_id("approval", self.creation_key)


class Vote(Command):
    """Approve, reject or return, at the step that waits for a role of the voter."""

    contract = "approval.vote"
    permission = "approval.vote"
    by = "person"
    approval: UUID
    verdict: Verdict
    content_hash: str | None = None
    comment: Text | None = None
    step: int | None = None
    """The step that the voter saw, counted from 1: a late click is not counted for another step."""


class WithdrawApproval(Command):
    """Follow-up or requester: the subject was withdrawn, nobody need decide any more."""

    contract = "approval.withdraw"
    permission = "approval.open"
    approval: UUID
    why: Text


class RemindApproval(Command):
    """Follow-up: the waiting step passed its reminder time."""

    contract = "approval.remind"
    permission = "system"
    by = "system"
    approval: UUID
    step: int


class TimeOutApproval(Command):
    """Follow-up: the waiting step passed its last time; the document is rejected or goes back, as the step says."""

    contract = "approval.time_out"
    permission = "system"
    by = "system"
    approval: UUID
    step: int


class EscalateApproval(Command):
    """Follow-up: the waiting step passed its escalation time; the escalation role may now decide as well."""

    contract = "approval.escalate"
    permission = "system"
    by = "system"
    approval: UUID
    step: int
