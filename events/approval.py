"""What happens to an approval."""

from collections.abc import Mapping
from typing import Literal

from contracts.approval import Verdict
from contracts.route import Route
from contracts.values import Instant, Money, Ref, Value
from events._base import Event
from events.approval_verbs import ApprovalVerbEvent


class ApprovalOpened(Event):
    """A document asks for approval along a frozen route; `facts` are those that its row of the matrix was chosen by."""

    stored_as = "approval.opened.v1"
    ref: Ref
    subject: Ref
    title: str
    amount: Money | None = None
    requester: str
    content_hash: str
    route: Route
    facts: Mapping[str, str] = {}
    matter: str | None = None
    """Whose rows chose it; None: the document kind's."""
    parts: Mapping[str, str] = {}
    """The hash of each part of what is asked, where it has parts."""


class StepOpened(Event):
    """The step with this index (from 0) now waits for `roles`."""

    stored_as = "approval.step_opened.v1"
    ref: Ref
    subject: Ref
    step: int
    roles: tuple[str, ...]
    opened_at: Instant
    remind_at: Instant | None = None
    """None here and below: so many hours after it opened as the step says."""
    escalate_at: Instant | None = None
    time_out_at: Instant | None = None


class Voted(Event):
    """A person decided for a role at a step."""

    stored_as = "approval.voted.v1"
    ref: Ref
    subject: Ref
    step: int
    person: str
    role: str
    verdict: Verdict
    content_hash: str
    comment: str | None = None
    to: int | None = None
    """The index of the earlier step that it is returned to; None: a return ends the approval."""
    then: Literal["continue", "come_back"] = "continue"
    on_behalf_of: tuple[str, ...] = ()
    """Whose substitute he is, and who stands between them."""
    asked_at: Instant | None = None
    working_seconds: int | None = None
    """So much working time passed since he was asked; None: the legal entity has no calendar for it."""
    bulk: bool = False
    parts: Mapping[str, str] = {}
    """The parts that he decided on, by their hashes; none: the whole."""


class ApproverPassedOver(Event):
    """A person whom this step asks by name approved the step before it: he is not asked again, his approval counts here."""

    stored_as = "approval.approver_passed_over.v1"
    ref: Ref
    subject: Ref
    step: int
    person: str


class ApprovalCopied(Event):
    """The route came to a copy (抄送): what is asked is shown to these roles and persons ("@CODE")."""

    stored_as = "approval.copied.v1"
    ref: Ref
    subject: Ref
    title: str
    amount: Money | None = None
    step: int
    to: tuple[str, ...]


class ApprovalReminded(Event):
    """The deciders of a step were reminded."""

    stored_as = "approval.reminded.v1"
    ref: Ref
    subject: Ref
    step: int


class ApprovalEscalated(Event):
    """The role `to` may now decide the step as well."""

    stored_as = "approval.escalated.v1"
    ref: Ref
    subject: Ref
    step: int
    to: str


class Asked(Value):
    """One decider who is asked now: at which step (from 0), since when, and what happens if he does nothing."""

    step: int
    decider: str
    since: Instant
    escalates_at: Instant | None = None
    escalates_to: str | None = None
    ends_at: Instant | None = None
    ends_as: Literal["rejected", "returned"] | None = None


class ApproversAsked(Event):
    """Who is asked has changed: these are all who are asked now."""

    stored_as = "approval.asked.v1"
    ref: Ref
    subject: Ref
    title: str
    amount: Money | None = None
    requester: str
    asked: tuple[Asked, ...]


class ApprovalEnded(Event):
    """The route ended."""

    stored_as = "approval.ended.v1"
    ref: Ref
    subject: Ref
    result: Literal["approved", "rejected", "returned", "withdrawn"]
    why: str | None = None


ApprovalEvent = (
    ApprovalOpened
    | StepOpened
    | Voted
    | ApproverPassedOver
    | ApprovalCopied
    | ApprovalReminded
    | ApprovalEscalated
    | ApprovalEnded
    | ApproversAsked
    | ApprovalVerbEvent
)
