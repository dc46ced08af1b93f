"""One canonical example of each command and event of approvals, besides votes."""

from contracts._base import Command
from contracts.approval_verbs import (
    AddApprover,
    CommentApproval,
    DelegateApproval,
    HandOverApprovals,
    MoveApproval,
    ReassignApproval,
    RecallDelegation,
    RemoveApprover,
    ReportFindings,
    TakeBackVote,
    UrgeApproval,
)
from contracts.route import Route, Step
from events import approval_verbs as verbs
from events._base import Event
from events.approval import ApproversAsked, Asked
from tests.support.house import NOW, eur, ref

AP = ref("approval")
_ABOUT = {"ref": AP, "subject": ref("requisition")}
_ROUTE = Route(policy="requisition@2", row="requisition/large", steps=(Step(name="Board", persons=("max", "dora")),))

COMMANDS: tuple[Command, ...] = (
    ReassignApproval(approval=AP.id, step=1, to="max", why="he knows it better"),
    DelegateApproval(approval=AP.id, step=1, to="max", comment="is the price right?"),
    RecallDelegation(approval=AP.id, step=1, why="it is urgent"),
    AddApprover(approval=AP.id, step=1, person="max", where="before", why="it is his project"),
    RemoveApprover(approval=AP.id, step=1, person="max", why="not his project after all"),
    TakeBackVote(approval=AP.id, step=1, why="wrong document"),
    UrgeApproval(approval=AP.id, comment="the site waits"),
    CommentApproval(approval=AP.id, comment="the drawing is attached 图纸见附件"),
    ReportFindings(approval=AP.id, step=1, findings=("20 % above the median",)),
    MoveApproval(approval=AP.id, why="the new matrix holds for it too"),
    HandOverApprovals(person="mona", to="max", why="she leaves"),
)

EVENTS: tuple[Event, ...] = (
    ApproversAsked(
        **_ABOUT,
        title="Beams",
        amount=eur(1000),
        requester="rita",
        asked=(
            Asked(step=0, decider="manager", since=NOW, escalates_at=NOW, escalates_to="director"),
            Asked(step=1, decider="@max", since=NOW, ends_at=NOW, ends_as="returned"),
        ),
    ),
    verbs.ApproverReassigned(**_ABOUT, step=0, decider="manager", to="max", by="mona", why="he knows it better"),
    verbs.ApprovalDelegated(**_ABOUT, step=0, decider="manager", to="max", by="mona", comment="is the price right?"),
    verbs.ApprovalAdvised(**_ABOUT, step=0, decider="@mona", person="max", verdict="approve", comment="it is"),
    verbs.DelegationRecalled(**_ABOUT, step=0, decider="@mona", person="max", by="mona", why="it is urgent"),
    verbs.ApproverAdded(
        **_ABOUT, step=0, person="max", beside="manager", where="before", by="mona", why="it is his project"
    ),
    verbs.ApproverRemoved(**_ABOUT, step=0, person="max", by="mona", why="not his project after all"),
    verbs.VoteTakenBack(**_ABOUT, step=0, decider="manager", person="mona", why="wrong document"),
    verbs.ApprovalUrged(**_ABOUT, by="rita", urged_at=NOW, comment="the site waits"),
    verbs.ApprovalCommented(**_ABOUT, person="rita", comment="the drawing is attached 图纸见附件"),
    verbs.ApprovalFound(**_ABOUT, step=0, by="service:prices", findings=("20 % above the median",)),
    verbs.DecisionCarried(
        **_ABOUT,
        step=0,
        decider="manager",
        person="mona",
        earlier=ref("approval", "earlier"),
        asked_since=NOW,
        parts={"amount": "a" * 64},
    ),
    verbs.ApprovalMoved(
        **_ABOUT, route=_ROUTE, facts={"amount": "1000.00 EUR"}, by="dora", why="the new matrix holds for it too"
    ),
)
