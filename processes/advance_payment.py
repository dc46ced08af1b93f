"""An advance: approved along its route; payment runs do the rest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aggregates.advance_payment import AdvancePayment
from aggregates.approval_state import Approval
from contracts.advance_payment import ConcludeAdvance
from processes._base import DONE, Concluded, Next, approving


@dataclass(frozen=True)
class Advance:
    """An advance with its approval."""

    advance: AdvancePayment
    approval: Approval


def approval(case: Advance, now: datetime) -> Next:
    """Open the approval and carry its verdict over."""
    asked = case.advance.asked
    if asked is None or not case.advance.asks:
        return DONE

    def conclude(verdict: Concluded) -> ConcludeAdvance:
        return ConcludeAdvance(advance=asked.subject.id, approval=asked.approval, verdict=verdict)

    return approving(asked, case.approval, now, conclude)


STAGES: Mapping[str, Callable[[Advance, datetime], Next]] = {"approval": approval}
