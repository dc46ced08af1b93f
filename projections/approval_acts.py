"""What people and services did with approvals besides voting, one row each."""

from sqlalchemy import Index

from contracts.route import by_name
from events._base import Recorded
from events.approval_verbs import (
    ApprovalAdvised,
    ApprovalCommented,
    ApprovalDelegated,
    ApprovalFound,
    ApprovalMoved,
    ApprovalUrged,
    ApprovalVerbEvent,
    ApproverAdded,
    ApproverReassigned,
    ApproverRemoved,
    DecisionCarried,
    DelegationRecalled,
    VoteTakenBack,
)
from projections._base import Changes, change, upsert
from projections._columns import as_json, count, instant, micros, number_key, structure, text
from projections.approvals import approvals
from projections.documents import DOCUMENTS

acts = DOCUMENTS.table(
    "approval_acts",
    number_key("position"),
    *(text(name) for name in ("approval_id", "approval", "subject", "entity", "act", "person", "decider", "other")),
    *(text(name) for name in ("verdict", "comment", "earlier")),
    structure("findings"),
    structure("parts"),
    count("step"),
    instant("acted_at"),
)
"""`person` did it, for `decider`; `other` is whom it concerns; `earlier` the approval in which it was given.
Steps are counted from 1; 0: of no step."""
Index("view_approval_acts_by_approval", acts.c.approval_id)


def _row(event: ApprovalVerbEvent, at: Recorded, act: str, **more: object) -> Changes:
    yield upsert(
        acts,
        {"position": at.position},
        approval_id=str(event.ref.id),
        approval=event.ref.number,
        subject=event.subject.number,
        entity=event.ref.entity,
        act=act,
        acted_at=micros(at.occurred_at),
        **{"step": 0, **more},
    )


@DOCUMENTS.on(ApproverReassigned)
def _reassigned(event: ApproverReassigned, at: Recorded) -> Changes:
    of = {"step": event.step + 1, "decider": event.decider, "other": by_name(event.to)}
    yield from _row(event, at, "reassigned", person=event.by, comment=event.why, **of)


@DOCUMENTS.on(ApprovalDelegated)
def _delegated(event: ApprovalDelegated, at: Recorded) -> Changes:
    of = {"step": event.step + 1, "decider": event.decider, "other": by_name(event.to)}
    yield from _row(event, at, "delegated", person=event.by, comment=event.comment, **of)


@DOCUMENTS.on(ApprovalAdvised)
def _advised(event: ApprovalAdvised, at: Recorded) -> Changes:
    of = {"step": event.step + 1, "decider": event.decider, "verdict": event.verdict}
    yield from _row(event, at, "advised", person=event.person, comment=event.comment, **of)


@DOCUMENTS.on(DelegationRecalled)
def _recalled(event: DelegationRecalled, at: Recorded) -> Changes:
    of = {"step": event.step + 1, "decider": event.decider, "other": by_name(event.person)}
    yield from _row(event, at, "recalled", person=event.by, comment=event.why, **of)


@DOCUMENTS.on(ApproverAdded)
def _added(event: ApproverAdded, at: Recorded) -> Changes:
    of = {"step": event.step + 1, "decider": event.beside, "other": by_name(event.person)}
    yield from _row(event, at, f"added-{event.where}", person=event.by, comment=event.why, **of)


@DOCUMENTS.on(ApproverRemoved)
def _removed(event: ApproverRemoved, at: Recorded) -> Changes:
    of = {"step": event.step + 1, "other": by_name(event.person)}
    yield from _row(event, at, "removed", person=event.by, comment=event.why, **of)


@DOCUMENTS.on(VoteTakenBack)
def _taken_back(event: VoteTakenBack, at: Recorded) -> Changes:
    of = {"step": event.step + 1, "decider": event.decider}
    yield from _row(event, at, "taken-back", person=event.person, comment=event.why, **of)


@DOCUMENTS.on(ApprovalUrged)
def _urged(event: ApprovalUrged, at: Recorded) -> Changes:
    yield from _row(event, at, "urged", person=event.by, comment=event.comment)


@DOCUMENTS.on(ApprovalCommented)
def _commented(event: ApprovalCommented, at: Recorded) -> Changes:
    yield from _row(event, at, "commented", person=event.person, comment=event.comment)


@DOCUMENTS.on(ApprovalFound)
def _found(event: ApprovalFound, at: Recorded) -> Changes:
    of = {"step": event.step + 1, "findings": as_json(event.findings)}
    yield from _row(event, at, "found", person=event.by, **of)


@DOCUMENTS.on(DecisionCarried)
def _carried(event: DecisionCarried, at: Recorded) -> Changes:
    of = {"step": event.step + 1, "decider": event.decider, "verdict": "approve", "earlier": event.earlier.number}
    yield from _row(event, at, "carried", person=event.person, parts=as_json(dict(event.parts)), **of)


@DOCUMENTS.on(ApprovalMoved)
def _moved(event: ApprovalMoved, at: Recorded) -> Changes:
    """The route that the row shows is another one from now on."""
    route = {"policy": event.route.policy, "policy_row": event.route.row, "route": event.route.model_dump_json()}
    yield change(approvals, {"id": str(event.ref.id)}, facts=as_json(dict(event.facts)), **route)
    yield from _row(event, at, "moved", person=event.by, comment=event.why)
