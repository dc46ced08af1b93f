"""What other approval matrices would have asked: the routes of stored approvals chosen again by the facts that they keep."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from aggregates._base import Refusal
from audit.rows import scan
from contracts.approval_matrix import Matrix
from contracts.route import Route
from events._base import Recorded
from events.approval import ApprovalOpened
from store.log import EventLog

Matrices = Mapping[str, Matrix]
DRY_RUN = timedelta(days=90)
"""How far back matrices are tried unless told otherwise."""


@dataclass(frozen=True)
class Rerouted:
    """An approval that would go another way; `after` is None where no row takes it, for the reason of `refused`."""

    opened: ApprovalOpened
    opened_at: datetime
    after: Route | None
    refused: Refusal | None = None


@dataclass(frozen=True)
class MatrixTrial:
    """How many approvals were routed again, which would go another way, and which keep too few facts to tell."""

    tried: int
    changed: tuple[Rerouted, ...]
    untold: tuple[ApprovalOpened, ...]


Router = Callable[[ApprovalOpened, Mapping[str, str]], Route | Refusal]
"""The frozen route that an approval would be given by these facts; places are filled by the people whom the router knows."""


def try_matrices(log: EventLog, router: Router, since: datetime) -> MatrixTrial:
    """Choose the route of every approval again that was opened since a moment. What is compared is steps, not rows."""
    changed: list[Rerouted] = []
    untold: list[ApprovalOpened] = []
    tried = 0
    for row in scan(log):
        if not isinstance(row, Recorded) or not isinstance(row.event, ApprovalOpened) or row.occurred_at < since:
            continue
        tried += 1
        opened = row.event
        # Older approvals keep no facts: of them the amount is known.
        facts = opened.facts or ({"amount": str(opened.amount)} if opened.amount else {})
        found = router(opened, facts)
        if isinstance(found, Refusal) and found.code == "route-fact-missing":
            untold.append(opened)
        elif isinstance(found, Refusal):
            changed.append(Rerouted(opened, row.occurred_at, None, found))
        elif found.steps != opened.route.steps:
            changed.append(Rerouted(opened, row.occurred_at, found))
    return MatrixTrial(tried, tuple(changed), tuple(untold))
