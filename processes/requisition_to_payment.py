"""From requisition to payment: what happens next on a case, stage by stage."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from aggregates._base import Refusal
from aggregates.approval_state import Approval
from aggregates.purchase_order import PurchaseOrder
from aggregates.requisition import ENDED, Requisition
from contracts.purchase_order import IssuePurchaseOrder, OrderLine
from contracts.requisition import (
    CloseRequisition,
    ConcludeRequisition,
    ExpireRequisition,
    ParkRequisition,
    RequisitionLine,
)
from processes._base import DAY, DONE, Concluded, FollowUp, Next, approving, follow


@dataclass(frozen=True)
class Case:
    """A requisition with the approval of its current submission and its orders."""

    requisition: Requisition
    approval: Approval
    orders: tuple[PurchaseOrder, ...]


def approval(case: Case, now: datetime) -> Next:
    """Open the approval, remind and escalate, carry its verdict over; a returned requisition waits for its requester."""
    requisition, found = case.requisition, case.approval
    if requisition.status != "submitted":
        return DONE if requisition.status in ENDED | {"approved"} else Next(deadline=now + 7 * DAY)
    asked = requisition.asked
    assert asked is not None
    if found.result in ("none", "open") and (expired := _expired(requisition, now)):
        return expired

    def conclude(verdict: Concluded) -> ConcludeRequisition:
        return ConcludeRequisition(requisition=asked.subject.id, approval=asked.approval, verdict=verdict)

    return _until(requisition, approving(asked, found, now, conclude))


def _expired(requisition: Requisition, now: datetime) -> Next | None:
    """What waits too long for a decision or an order expires; which wait it was is told by its number of orders."""
    assert requisition.ref is not None
    if not requisition.may_expire or requisition.expires_at is None or now < requisition.expires_at:
        return None
    occurrence = f"{requisition.round}:{requisition.status}:{len(requisition.orders)}"
    return follow("expire", occurrence, ExpireRequisition(requisition=requisition.ref.id))


def _until(requisition: Requisition, step: Next) -> Next:
    """The same step, looked at again when the requisition expires."""
    deadlines = [at for at in (step.deadline, requisition.expires_at) if at]
    return step if step.commands else replace(step, deadline=min(deadlines, default=None))


def order(case: Case, now: datetime) -> Next:
    """Order the lines that name their supplier, one order a supplier; the others wait for a buyer."""
    requisition = case.requisition
    if requisition.status in ENDED or requisition.fully_ordered:
        return DONE
    if expired := _expired(requisition, now):
        return expired
    ready = [line for line in requisition.lines if line.supplier and _open(requisition, line)]
    ready.sort(key=lambda line: (line.supplier or "", line.line))
    follow_ups = (
        FollowUp("order", f"{len(requisition.orders)}:{supplier}", _issue(requisition, supplier or "", list(lines)))
        for supplier, lines in groupby(ready, key=lambda line: line.supplier)
    )
    return _until(requisition, Next(commands=tuple(follow_ups), deadline=now + DAY))


def _open(requisition: Requisition, line: RequisitionLine) -> bool:
    """What a buyer took out of an order is not ordered again behind his back."""
    return line.line not in requisition.by_hand and requisition.open_quantity(line) > 0


def _issue(requisition: Requisition, supplier: str, lines: list[RequisitionLine]) -> IssuePurchaseOrder:
    assert requisition.ref is not None
    order_lines = tuple(
        OrderLine(
            line=number,
            requisition=requisition.ref.id,
            requisition_line=line.line,
            quantity=requisition.open_quantity(line),
            unit_price=line.unit_price,
        )
        for number, line in enumerate(lines, 1)
    )
    return IssuePurchaseOrder(
        entity=requisition.ref.entity, supplier=supplier, currency=requisition.currency, lines=order_lines
    )


def receipt(case: Case, now: datetime) -> Next:
    """Wait until all is ordered (an order may be cancelled meanwhile), and every order received or closed short."""
    return DONE if _all_came(case) or case.requisition.status in ENDED else Next(deadline=now + DAY)


def _all_came(case: Case) -> bool:
    return case.requisition.fully_ordered and all(found.received or found.closed for found in case.orders)


def invoice(case: Case, now: datetime) -> Next:
    """Wait until everything accepted (or ordered, where it is all there) is billed."""
    return DONE if all(map(_billed, case.orders)) or case.requisition.status in ENDED else Next(deadline=now + DAY)


def _billed(found: PurchaseOrder) -> bool:
    if not found.closed:
        return found.fully_billed
    return all(found.billed.get(line, 0) >= accepted for line, accepted in found.accepted.items())


def payment(case: Case, now: datetime) -> Next:
    """Wait until every invoice is paid (and billed again where one was taken back), then close the requisition."""
    requisition = case.requisition
    if requisition.status in ENDED:
        return DONE
    paid = all(set(found.invoices) <= set(found.paid) for found in case.orders)
    if not (paid and _all_came(case) and all(map(_billed, case.orders))):
        # What was sent back, or taken out of an order, is expected again although the stage was over.
        return Next(deadline=now + DAY)
    assert requisition.ref is not None
    return follow("close", requisition.round, CloseRequisition(requisition=requisition.ref.id))


STAGES: Mapping[str, Callable[[Case, datetime], Next]] = {
    "approval": approval,
    "order": order,
    "receipt": receipt,
    "invoice": invoice,
    "payment": payment,
}


def on_refusal(case: Case, stage: str, refusal: Refusal) -> FollowUp:
    """A refused step parks the case for a person, who sees why; the stage tries again at the next wake-up or deadline."""
    requisition = case.requisition
    assert requisition.ref is not None
    park = ParkRequisition(
        requisition=requisition.ref.id,
        step=stage,
        code=refusal.code,
        figures=tuple(sorted(refusal.figures.items())),
    )
    return FollowUp("park", f"{stage}:{requisition.parkings}", park)
