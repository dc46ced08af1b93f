"""What people may do with an approval besides voting: hand a step on, ask others, take a vote back, urge, comment."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts._base import Command
from contracts.values import Code, Text

StepNumber = Annotated[int, Field(ge=1)]
"""A step as people count them, from 1."""
Where = Literal["before", "after", "parallel"]
"""Whether an added approver is asked before whoever added him decides, after it, or at the same time."""


class ReassignApproval(Command):
    """Give one's own task at a step to another person for good (转办)."""

    contract = "approval.reassign"
    permission = "approval.vote"
    by = "person"
    approval: UUID
    step: StepNumber
    to: Code
    why: Text


class DelegateApproval(Command):
    """Ask another person to judge one's own task first; it comes back with his answer (委派)."""

    contract = "approval.delegate"
    permission = "approval.vote"
    by = "person"
    approval: UUID
    step: StepNumber
    to: Code
    comment: Text | None = None


class AddApprover(Command):
    """Let another person approve as well at a step where one is asked oneself (加签)."""

    contract = "approval.add_approver"
    permission = "approval.vote"
    by = "person"
    approval: UUID
    step: StepNumber
    person: Code
    where: Where
    why: Text


class RemoveApprover(Command):
    """Take back an approver whom one has added and who has not decided yet (减签)."""

    contract = "approval.remove_approver"
    permission = "approval.vote"
    by = "person"
    approval: UUID
    step: StepNumber
    person: Code
    why: Text


class TakeBackVote(Command):
    """Take one's own vote back, as long as nobody has acted on it (拿回)."""

    contract = "approval.take_back"
    permission = "approval.vote"
    by = "person"
    approval: UUID
    step: StepNumber
    why: Text | None = None


class RecallDelegation(Command):
    """Wait no longer for the judgement that one has asked for: the task is one's own again at once."""

    contract = "approval.recall"
    permission = "approval.vote"
    by = "person"
    approval: UUID
    step: StepNumber
    why: Text | None = None


class UrgeApproval(Command):
    """The requester reminds those who are asked (催办)."""

    contract = "approval.urge"
    permission = "approval.comment"
    approval: UUID
    comment: Text | None = None


class CommentApproval(Command):
    """Say something about what is asked, without deciding: its requester and whoever is or was asked."""

    contract = "approval.comment"
    permission = "approval.comment"
    by = "person"
    approval: UUID
    comment: Text


class ReportFindings(Command):
    """The service that a step waits for, or a person in its place, looked at the document: what was found. That is no vote."""

    contract = "approval.report"
    permission = "approval.report"
    approval: UUID
    step: StepNumber
    findings: Annotated[tuple[Text, ...], Field(max_length=100)] = ()


class MoveApproval(Command):
    """Let a running approval begin anew along the route that the matrix in force gives it now."""

    contract = "approval.move"
    permission = "approval.move"
    by = "person"
    approval: UUID
    why: Text


class HandOverApprovals(Command):
    """Give all tasks of somebody who leaves to another person."""

    contract = "approval.hand_over"
    permission = "person.administer"
    by = "person"
    person: Code
    to: Code
    why: Text
