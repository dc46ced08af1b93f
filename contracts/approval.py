"""Approvals of any document: the frozen route, the votes, reminders and escalation."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from contracts._base import Command
from contracts.ids import stream_id
from contracts.values import ActorName, Code, Money, Ref, Text
from contracts.wrong import wrong

HASH = r"^[0-9a-f]{64}$"
Verdict = Literal["approve", "reject", "return"]


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
    content_hash: Annotated[str, Field(pattern=HASH)]
    occurrence: Annotated[int, Field(ge=1)] = 1
    """Which submission of the same content this is, counted from 1."""
    parts: Mapping[Code, Annotated[str, Field(pattern=HASH)]] = {}
    """The hash of each part of the content, where the kind of document has parts. Only a document of ours says so."""
    follows: UUID | None = None
    """The approval of what was submitted before: its decisions on parts that are the same still count. The same."""
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
    """Approve, reject or return, at a step that waits for the voter, for a role of his, or for whom he stands in."""

    contract = "approval.vote"
    permission = "approval.vote"
    by = "person"
    approval: UUID
    verdict: Verdict
    content_hash: str | None = None
    comment: Text | None = None
    step: int | None = None
    """The step that the voter saw, counted from 1: a late click is not counted for another step."""
    to: Annotated[int, Field(ge=1)] | None = None
    """With `return`: the earlier step that it goes back to; None: to the requester, which ends the approval."""
    then: Literal["continue", "come_back"] = "continue"
    """After that step: all steps from there on are asked again, or the voter at once."""
    on_behalf_of: Code | None = None
    """The person whose named substitute the voter is."""
    bulk: bool = False
    """Whether it was decided together with others, which a step must allow."""

    @model_validator(mode="after")
    def _returns_to_a_step(self) -> Self:
        if self.to is not None and self.verdict != "return":
            raise wrong("field-to-without-return")
        if self.then == "come_back" and self.verdict != "return":
            raise wrong("field-then-without-return")
        return self


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
