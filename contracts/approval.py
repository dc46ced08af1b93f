"""Approvals of any document: the frozen route, the votes, reminders and escalation."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts._base import Command
from contracts.ids import stream_id
from contracts.values import ActorName, Code, Money, Ref, Text, Value

Verdict = Literal["approve", "reject", "return"]


class Step(Value):
    """One step of a route: which roles decide, whether all of them must or any one may, and when it is late."""

    name: Text
    roles: Annotated[tuple[Code, ...], Field(min_length=1)]
    mode: Literal["all", "any"] = "all"
    remind_after_hours: Annotated[int, Field(ge=1)] = 24
    escalate_after_hours: Annotated[int, Field(ge=1)] = 72
    escalate_to: Code = "director"


class Route(Value):
    """The frozen route of one approval: the policy version and row it came from, and its steps in order."""

    policy: str
    row: str
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


class OpenApproval(Command):
    """Ask for the approval of a document. The route follows from kind, entity and amount; `content_hash` is what is approved."""

    contract = "approval.open"
    permission = "approval.open"
    subject: Ref
    title: Text
    amount: Money
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


class EscalateApproval(Command):
    """Follow-up: the waiting step passed its escalation time; the escalation role may now decide as well."""

    contract = "approval.escalate"
    permission = "system"
    by = "system"
    approval: UUID
    step: int
