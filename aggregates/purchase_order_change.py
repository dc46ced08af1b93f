"""The amendment of an order: proposed for approval or applied at once, parked while refused, rejected or withdrawn."""

from dataclasses import dataclass
from decimal import Decimal

from aggregates._base import Decision, Refusal, doubled_in, refuse
from aggregates.purchase_order_amendment import content_hash
from aggregates.purchase_order_amounts import ZERO
from aggregates.purchase_order_state import PurchaseOrder, amendment_ref, stopped
from contracts.purchase_order import ConcludeAmendment, ParkAmendment, WithdrawAmendment
from contracts.values import Ref
from events.purchase_order import (
    Amendment,
    PurchaseOrderAmended,
    PurchaseOrderAmendmentEnded,
    PurchaseOrderAmendmentParked,
    PurchaseOrderAmendmentProposed,
)


@dataclass(frozen=True)
class Propose:
    """An amendment that needs the approval of its scopes."""

    amendment: Amendment


@dataclass(frozen=True)
class Apply:
    """The order becomes what the amendment says; its lines are counted anew from what was proposed.

    `returned`: the receipt whose goods went back and are not replaced: they are ordered no more, which neither a hold
    nor an amendment that waits for approval stops.
    """

    amendment: Amendment
    returned: Ref | None = None


def amend(state: PurchaseOrder, ref: Ref, command: Propose | Apply) -> Decision:
    """Propose or apply what an order shall become; what it is already is ignored."""
    wanted = command.amendment
    returned = command.returned if isinstance(command, Apply) else None
    if refusal := _stopped(state, ref, returned) or _amendment_refusal(state, ref, wanted, returned):
        return refusal
    if state.as_amendment(wanted.number, wanted.why, wanted.proposed_by) == wanted.model_copy(update={"scopes": ()}):
        return ()
    subject = amendment_ref(ref, wanted.number)
    if isinstance(command, Propose):
        digest = content_hash(subject, wanted)
        return (PurchaseOrderAmendmentProposed(ref=ref, subject=subject, amendment=wanted, content_hash=digest),)
    cases = tuple(dict.fromkeys((*state.requisitions, *(line.requisition for line in wanted.lines))))
    amended = PurchaseOrderAmended(
        ref=ref, subject=subject, amendment=wanted, requisitions=cases, invoices=state.waiting
    )
    return (*_overtaken(state, ref, wanted.why, returned), amended)


def _stopped(state: PurchaseOrder, ref: Ref, returned: Ref | None) -> Refusal | None:
    return None if returned and not state.closed else stopped(state, ref)


def _overtaken(
    state: PurchaseOrder, ref: Ref, why: str, returned: Ref | None
) -> tuple[PurchaseOrderAmendmentEnded, ...]:
    """What waits for approval holds whole lines: approved, it would order again what went back."""
    if returned is None or state.pending is None:
        return ()
    told = {"cause": returned, "proposed_by": state.pending.proposed_by}
    return tuple(ended.model_copy(update=told) for ended in without_amendment(state, ref, why))


def _amendment_refusal(state: PurchaseOrder, ref: Ref, wanted: Amendment, returned: Ref | None) -> Refusal | None:
    if state.pending and state.pending.number != wanted.number and returned is None:
        return refuse("amendment-pending", number=amendment_ref(ref, state.pending.number))
    if not wanted.lines:
        return refuse("empty-order", number=ref)
    numbers = [line.line for line in wanted.lines]
    if doubled := doubled_in(numbers):
        return refuse("doubled-line", line=doubled)
    done = {number: _done(state, number) for number in {*numbers, *state.accepted, *state.billed}}
    if wanted.supplier != state.supplier and any(done.values()):
        return refuse("already-received", number=ref)
    left = {line.line: line.quantity for line in wanted.lines}
    below = next((number for number in sorted(done) if left.get(number, ZERO) < done[number]), None)
    if below is not None:
        return refuse("below-received", line=below, least=done[below], wanted=left.get(below, ZERO))
    return None


def _done(state: PurchaseOrder, number: int) -> Decimal:
    """What of a line cannot be taken back any more: it has come, or is billed; over-delivery binds nobody to order it."""
    line = state.line(number)
    done = max(state.accepted.get(number, ZERO), state.billed.get(number, ZERO))
    return min(done, line.quantity) if line else done


def end_amendment(state: PurchaseOrder, ref: Ref, command: ConcludeAmendment | WithdrawAmendment) -> Decision:
    """Rejected, returned or withdrawn; an approved one is applied instead."""
    if state.pending is None:
        return ()
    if isinstance(command, WithdrawAmendment):
        return without_amendment(state, ref, command.why)
    if command.verdict == "approved":
        return ()
    subject = amendment_ref(ref, state.pending.number)
    return (PurchaseOrderAmendmentEnded(ref=ref, subject=subject, verdict=command.verdict),)


def without_amendment(state: PurchaseOrder, ref: Ref, why: str) -> tuple[PurchaseOrderAmendmentEnded, ...]:
    """Take a pending amendment back."""
    if state.pending is None:
        return ()
    subject = amendment_ref(ref, state.pending.number)
    return (PurchaseOrderAmendmentEnded(ref=ref, subject=subject, verdict="withdrawn", why=why),)


def park(state: PurchaseOrder, ref: Ref, command: ParkAmendment) -> Decision:
    """An approved amendment that cannot be applied yet waits for a person; the same reason is said once."""
    if state.pending is None:
        return ()
    subject = amendment_ref(ref, state.pending.number)
    parked = PurchaseOrderAmendmentParked(ref=ref, subject=subject, code=command.code, figures=command.figures)
    return () if state.parked == parked else (parked,)
