"""Changes of suppliers' bank accounts: verified by a second person, then in effect when the cooling-off is over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aggregates.bank_change import BankChange
from contracts.bank_change import EffectBankChange
from processes._base import DAY, DONE, FollowUp, Next


@dataclass(frozen=True)
class Change:
    """A change."""

    change: BankChange


def verification(case: Change, now: datetime) -> Next:
    """Wait for the second person."""
    return Next(deadline=now + DAY) if case.change.status == "proposed" else DONE


def cooling_off(case: Change, now: datetime) -> Next:
    """Take effect when the cooling-off is over; while the supplier is not approved, try again once a day."""
    change = case.change
    if change.status != "verified":
        return DONE
    assert change.ref is not None
    assert change.effective_at is not None
    if now < change.effective_at:
        return Next(deadline=change.effective_at)
    effect = FollowUp("take-effect", str(change.ref.id), EffectBankChange(bank_change=change.ref.id))
    return Next(commands=(effect,), deadline=now + DAY)


STAGES: Mapping[str, Callable[[Change, datetime], Next]] = {"verification": verification, "cooling_off": cooling_off}
