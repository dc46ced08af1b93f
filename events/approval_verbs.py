"""What people did with an approval besides voting. Steps are counted from 0; a decider is a role, or a person as "@CODE"."""

from collections.abc import Mapping

from contracts.approval import Verdict
from contracts.approval_verbs import Where
from contracts.route import Route
from contracts.values import Instant, Ref
from events._base import Event


class ApproverReassigned(Event):
    """A decider's task at a step belongs to another person for good."""

    stored_as = "approval.reassigned.v1"
    ref: Ref
    subject: Ref
    step: int
    decider: str
    to: str
    by: str
    why: str


class ApprovalDelegated(Event):
    """A decider's task at a step waits for the judgement of another person first."""

    stored_as = "approval.delegated.v1"
    ref: Ref
    subject: Ref
    step: int
    decider: str
    to: str
    by: str
    comment: str | None = None


class ApprovalAdvised(Event):
    """The person whose judgement was asked gave it; the task is the decider's again, who decides."""

    stored_as = "approval.advised.v1"
    ref: Ref
    subject: Ref
    step: int
    decider: str
    person: str
    verdict: Verdict
    comment: str | None = None


class DelegationRecalled(Event):
    """Whoever had asked for a judgement waits for it no longer; the task is the decider's again."""

    stored_as = "approval.recalled.v1"
    ref: Ref
    subject: Ref
    step: int
    decider: str
    person: str
    """Whose judgement was awaited."""
    by: str
    why: str | None = None


class ApproverAdded(Event):
    """Another person must approve at a step as well: before or after the decider `beside`, or at the same time."""

    stored_as = "approval.approver_added.v1"
    ref: Ref
    subject: Ref
    step: int
    person: str
    beside: str
    where: Where
    by: str
    why: str


class ApproverRemoved(Event):
    """A person who was added need not approve any more."""

    stored_as = "approval.approver_removed.v1"
    ref: Ref
    subject: Ref
    step: int
    person: str
    by: str
    why: str


class VoteTakenBack(Event):
    """A vote counts no longer, and nothing that followed from it; its decider is asked again."""

    stored_as = "approval.taken_back.v1"
    ref: Ref
    subject: Ref
    step: int
    decider: str
    person: str
    why: str | None = None


class ApprovalUrged(Event):
    """The requester reminded those who are asked."""

    stored_as = "approval.urged.v1"
    ref: Ref
    subject: Ref
    by: str
    urged_at: Instant
    comment: str | None = None


class ApprovalCommented(Event):
    """Somebody said something about what is asked."""

    stored_as = "approval.commented.v1"
    ref: Ref
    subject: Ref
    person: str
    comment: str


class ApprovalFound(Event):
    """A step that only gives findings is done: the matrix itself, or a service, found these. They are no vote."""

    stored_as = "approval.found.v1"
    ref: Ref
    subject: Ref
    step: int
    by: str
    findings: tuple[str, ...] = ()


class ApprovalMoved(Event):
    """A running approval begins anew along another route; earlier votes stay known, and count no longer."""

    stored_as = "approval.moved.v1"
    ref: Ref
    subject: Ref
    route: Route
    facts: Mapping[str, str] = {}
    by: str
    why: str


class DecisionCarried(Event):
    """An approval of parts of the document that was given before it was submitted again still counts: they are the same."""

    stored_as = "approval.carried.v1"
    ref: Ref
    subject: Ref
    step: int
    decider: str
    person: str
    on_behalf_of: tuple[str, ...] = ()
    earlier: Ref
    """The approval in which it counted before."""
    asked_since: Instant
    """When the step opened there."""
    parts: Mapping[str, str]


ApprovalVerbEvent = (
    ApproverReassigned
    | ApprovalDelegated
    | ApprovalAdvised
    | DelegationRecalled
    | ApproverAdded
    | ApproverRemoved
    | VoteTakenBack
    | ApprovalUrged
    | ApprovalCommented
    | ApprovalFound
    | ApprovalMoved
    | DecisionCarried
)
