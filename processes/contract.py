"""The life of a contract: approved, signed by both, announced before its end, ended."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from aggregates.approval import Approval
from aggregates.contract import UNSIGNED, Contract
from contracts.contract import ConcludeContract, ExpireContract, RemindContractExpiry
from processes._base import DAY, DONE, Concluded, Next, approving, follow


@dataclass(frozen=True)
class Agreement:
    """A contract with the approval of its current submission."""

    contract: Contract
    approval: Approval


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
    """Announce the end some days before, and end on the day after the last one: years may pass until then."""
    contract = case.contract
    if contract.status != "signed" or contract.ref is None or contract.terms is None or contract.remind_on is None:
        return DONE
    last, stream = contract.terms.valid_to, contract.ref.id
    ends = _midnight(last) + DAY
    if now >= ends:
        return follow("expire", last, ExpireContract(agreement=stream))
    if contract.reminded:
        return Next(deadline=ends)
    if now >= _midnight(contract.remind_on):
        # A change order may bring an earlier last day back, so the day alone does not name a reminder.
        return follow("remind", f"{last}:{contract.reminders}", RemindContractExpiry(agreement=stream))
    return Next(deadline=_midnight(contract.remind_on))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


STAGES: Mapping[str, Callable[[Agreement, datetime], Next]] = {
    "approval": approval,
    "signing": signing,
    "validity": validity,
}
