"""A stand-alone approval of any document: only time and notices; the votes are commands of people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aggregates.approval_state import Approval
from processes._base import DONE, Next, waiting


@dataclass(frozen=True)
class Decision:
    """An approval."""

    approval: Approval


def decision(case: Decision, now: datetime) -> Next:
    """Remind and escalate until it ends."""
    return waiting(case.approval, now) if case.approval.result == "open" else DONE


STAGES: Mapping[str, Callable[[Decision, datetime], Next]] = {"decision": decision}
