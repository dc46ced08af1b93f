"""The life of a contract: approved, signed by both, announced before its end, ended."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from aggregates.approval_state import Approval
from aggregates.contract import UNSIGNED, Contract
from contracts.contract import ConcludeContract, ExpireContract, RemindContractExpiry
from contracts.settlement import ReachMilestone
from processes._base import DAY, DONE, Concluded, Next, approving, follow


@dataclass(frozen=True)
class Agreement:
    """A contract with the approval of its current submission."""

    contract: Contract
    approval: Approval
    reached: frozenset[int] = frozenset()
    """The milestones that are due already, by number."""


def approval(case: Agreement, now: datetime) -> Next:
    """Open the approval of the submitted version and carry its verdict over; a returned one waits for its drafter."""
    asked = case.contract.asked
    if case.contract.status not in UNSIGNED - {"signing"}:
        return DONE
    if asked is None or not case.contract.asks:
        return Next(deadline=now + 7 * DAY)

    def conclude(verdict: Concluded) -> ConcludeContract:
        return ConcludeContract(agreement=asked.subject.id, approval=asked.approval, verdict=verdict)

    return approving(asked, case.approval, now, conclude)


def signing(case: Agreement, now: datetime) -> Next:
    """Wait for both signatures; a version made meanwhile is approved first."""
    if case.contract.status == "signing":
        return Next(deadline=now + 7 * DAY)
    return approval(case, now)


def validity(case: Agreement, now: datetime) -> Next:
    """Milestones on their day; the end announced some days before, and come on the day after the last: years may pass."""
    contract = case.contract
    if contract.status != "signed" or contract.ref is None or contract.terms is None or contract.remind_on is None:
        return DONE
    last, stream = contract.terms.valid_to, contract.ref.id
    ends = _midnight(last) + DAY
    coming = _milestones(case)
    if coming and now >= coming[0][0]:
        return follow("milestone", coming[0][1], ReachMilestone(agreement=stream, milestone=coming[0][1]))
    if now >= ends:
        return follow("expire", last, ExpireContract(agreement=stream))
    if contract.reminded:
        return Next(deadline=_sooner(ends, coming))
    if now >= _midnight(contract.remind_on):
        # A change order may bring an earlier last day back, so the day alone does not name a reminder.
        return follow("remind", f"{last}:{contract.reminders}", RemindContractExpiry(agreement=stream))
    return Next(deadline=_sooner(_midnight(contract.remind_on), coming))


def _milestones(case: Agreement) -> list[tuple[datetime, int]]:
    """The days of milestones that are still to come, the next one first. A condition is for a person to confirm."""
    plan = case.contract.terms.milestones if case.contract.terms else ()
    numbered = ((number, one) for number, one in enumerate(plan, 1) if number not in case.reached)
    return sorted((_midnight(one.due), number) for number, one in numbered if one.due and not one.condition)


def _sooner(day: datetime, coming: list[tuple[datetime, int]]) -> datetime:
    return min(day, coming[0][0]) if coming else day


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


STAGES: Mapping[str, Callable[[Agreement, datetime], Next]] = {
    "approval": approval,
    "signing": signing,
    "validity": validity,
}
