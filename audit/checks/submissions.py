"""I5 for documents: what counts as approved has an approval of exactly the content and amount that were submitted."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from aggregates._base import Aggregate
from aggregates.budget_change import BUDGET_CHANGE
from aggregates.change_order import CHANGE_ORDER
from aggregates.contract import CONTRACT
from aggregates.declared_document import DECLARED_DOCUMENT
from aggregates.requisition import REQUISITION
from audit.checks._base import Found, Sees
from audit.checks.approvals import NAME, Approvals
from audit.report import violation
from contracts.approval import OpenApproval
from contracts.values import Ref
from events._base import Event, Recorded
from events.approval import ApprovalOpened
from events.budget_change import BudgetChangeAsked, BudgetChangeConcluded
from events.change_order import ChangeOrderConcluded, ChangeOrderDrafted, ChangeOrderRevised, ChangeOrderSubmitted
from events.contract import ContractConcluded, ContractDrafted, ContractRevised, ContractSubmitted
from events.declared_document import DeclaredDocumentConcluded, DeclaredDocumentSubmitted
from events.requisition import RequisitionConcluded, RequisitionCreated, RequisitionRevised, RequisitionSubmitted

_CONTENT: Mapping[type[Event], Aggregate[Any]] = {
    RequisitionCreated: REQUISITION,
    RequisitionRevised: REQUISITION,
    ContractDrafted: CONTRACT,
    ContractRevised: CONTRACT,
    ChangeOrderDrafted: CHANGE_ORDER,
    ChangeOrderRevised: CHANGE_ORDER,
}
"""What makes the content of the documents that ask for approval by a process of their own."""
_SUBMITTED: Mapping[type[Event], tuple[Aggregate[Any], str]] = {
    RequisitionSubmitted: (REQUISITION, "total"),
    ContractSubmitted: (CONTRACT, "amount"),
    ChangeOrderSubmitted: (CHANGE_ORDER, "at_stake"),
}
"""Their submission, and where it names the amount that is to be approved."""
_ASKED: Mapping[type[Event], Aggregate[Any]] = {
    BudgetChangeAsked: BUDGET_CHANGE,
    DeclaredDocumentSubmitted: DECLARED_DOCUMENT,
}
"""Content and submission in one event."""
_CONCLUDED: tuple[type[Event], ...] = (
    RequisitionConcluded,
    ContractConcluded,
    ChangeOrderConcluded,
    BudgetChangeConcluded,
    DeclaredDocumentConcluded,
)


class Submissions:
    """Every approved document: its approval ended approved, over exactly the content and amount that were submitted."""

    name = NAME

    def __init__(self, approvals: Approvals) -> None:
        self._approvals = approvals
        self._states: dict[UUID, Any] = {}

    @property
    def sees(self) -> Sees:
        """The content of documents, their submissions and conclusions."""
        return {
            **dict.fromkeys(_CONTENT, self._content),
            **dict.fromkeys(_SUBMITTED, self._submit),
            **dict.fromkeys(_CONCLUDED, self._conclude),
            **dict.fromkeys(_ASKED, self._asked),
        }

    def _content(self, recorded: Recorded) -> Found:
        stream, kind = recorded.originator_id, _CONTENT[type(recorded.event)]
        self._states[stream] = kind.evolve(self._states.get(stream, kind.initial), recorded.event)
        yield from ()

    def _submit(self, recorded: Recorded) -> Found:
        stream, event = recorded.originator_id, recorded.event
        kind, amount = _SUBMITTED[type(event)]
        before = self._states.get(stream, kind.initial)
        after = self._states[stream] = kind.evolve(before, event)
        same = after.asked is not None and before.hash_content() == after.content_hash
        if not same or after.asked.amount != getattr(event, amount):
            yield violation(NAME, "submitted-other-content", _ref(event), position=recorded.position)

    def _asked(self, recorded: Recorded) -> Found:
        """The hash is made anew of what the event says."""
        stream, event = recorded.originator_id, recorded.event
        kind = _ASKED[type(event)]
        state = self._states[stream] = kind.evolve(self._states.get(stream, kind.initial), event)
        if state.asked is None or state.hash_content() != state.asked.content_hash:
            yield violation(NAME, "submitted-other-content", _ref(event), position=recorded.position)

    def _conclude(self, recorded: Recorded) -> Found:
        event: Any = recorded.event
        if event.verdict != "approved":
            return
        approval, state = self._approvals.ended.get(event.approval), self._states.get(recorded.originator_id)
        asked = state.asked if state is not None else None
        if approval is None or approval.result != "approved" or not _is_about(approval.opened, asked):
            yield violation(NAME, "approval-not-covering", event.ref, position=recorded.position)

    def end(self) -> Found:
        """Nothing is left to say."""
        yield from ()


def _ref(event: Any) -> Ref:
    found: Ref = event.ref
    return found


def _is_about(opened: ApprovalOpened, asked: OpenApproval | None) -> bool:
    """Whether an approval was opened over exactly what a document asks."""
    if asked is None:
        return False
    of = (opened.subject.id, opened.content_hash, opened.amount, opened.requester)
    return of == (asked.subject.id, asked.content_hash, asked.amount, asked.requester)
