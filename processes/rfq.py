"""A request for quotation: sealed until the deadline, opened, awarded with approval."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aggregates.approval_state import Approval
from aggregates.rfq import Rfq
from contracts.rfq import ConcludeAward, OpenQuotations, RemindQuotations
from processes._base import DAY, DONE, Concluded, Next, approving, follow


@dataclass(frozen=True)
class Sourcing:
    """An RFQ with the approval of its current award."""

    rfq: Rfq
    approval: Approval


def quoting(case: Sourcing, now: datetime) -> Next:
    """Wait for the deadline, which may be extended meanwhile; before it, remind of what is missing."""
    rfq = case.rfq
    if rfq.ref is None or rfq.status != "quoting" or rfq.late(now):
        return DONE
    if rfq.remind_at is None:
        return Next(deadline=rfq.deadline)
    if now >= rfq.remind_at:
        return follow("remind", rfq.reminders, RemindQuotations(rfq=rfq.ref.id))
    return Next(deadline=rfq.remind_at)


def opening(case: Sourcing, now: datetime) -> Next:
    """Unseal all quotations at once."""
    if case.rfq.status != "quoting":
        return DONE
    assert case.rfq.ref is not None
    return follow("open", case.rfq.deadline, OpenQuotations(rfq=case.rfq.ref.id))


def award(case: Sourcing, now: datetime) -> Next:
    """Wait for an award, have it approved; one that is rejected or returned may be followed by another."""
    if case.rfq.status in ("awarded", "cancelled"):
        return DONE
    if not case.rfq.asks:
        return Next(deadline=now + 7 * DAY)
    asked = case.rfq.asked
    assert asked is not None

    def conclude(verdict: Concluded) -> ConcludeAward:
        return ConcludeAward(rfq=asked.subject.id, approval=asked.approval, verdict=verdict)

    return approving(asked, case.approval, now, conclude)


STAGES: Mapping[str, Callable[[Sourcing, datetime], Next]] = {"quoting": quoting, "opening": opening, "award": award}
