"""What a contract keeps back waits, perhaps for years, until it is due and no open defect holds it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time

from aggregates.contract import Contract
from aggregates.settlement import Settlement
from contracts.settlement import ReleaseRetention
from processes._base import DAY, DONE, Next, follow


@dataclass(frozen=True)
class Retained:
    """A settlement with its contract."""

    settlement: Settlement
    contract: Contract


def retention(case: Retained, now: datetime) -> Next:
    """Release on the day; before final acceptance, or while a defect is open, a person's word is waited for."""
    terms, agreement = case.contract.terms, case.settlement.agreement
    if not case.settlement.held or terms is None or agreement is None:
        return DONE
    day = case.settlement.release_on(terms)
    if day is None or case.settlement.defects:
        return Next(deadline=now + 7 * DAY)
    due = datetime.combine(day, time.min, UTC)
    if now < due:
        return Next(deadline=due)
    # A defect may be claimed and cleared between; the count of claims keeps one release from standing for another.
    return follow("release", f"{day}:{case.settlement.claims}", ReleaseRetention(agreement=agreement.id))


STAGES: Mapping[str, Callable[[Retained, datetime], Next]] = {"retention": retention}
