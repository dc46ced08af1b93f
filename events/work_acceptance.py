"""What happens to a work acceptance."""

from contracts.values import Ref, Scaled, Value
from contracts.work_acceptance import WorkLine
from events._base import Event


class AcceptedWork(Value):
    """So much of an order line was accepted."""

    order_line: int
    quantity: Scaled


class WorkAcceptanceDrafted(Event):
    """Somebody put down what was done."""

    stored_as = "work_acceptance.drafted.v1"
    ref: Ref
    order: Ref
    drafted_by: str
    title: str
    lines: tuple[WorkLine, ...]


class WorkAcceptanceAccepted(Event):
    """Another person accepted it, in quantities of the order's lines."""

    stored_as = "work_acceptance.accepted.v1"
    ref: Ref
    order: Ref
    accepted_by: str
    lines: tuple[AcceptedWork, ...]


class WorkAcceptanceCancelled(Event):
    """The draft was dropped, or the acceptance taken back."""

    stored_as = "work_acceptance.cancelled.v1"
    ref: Ref
    order: Ref
    cancelled_by: str
    why: str


WorkAcceptanceEvent = WorkAcceptanceDrafted | WorkAcceptanceAccepted | WorkAcceptanceCancelled
