"""What other tolerances would have decided: stored matches made again from the inputs that their decisions keep."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from audit.rows import scan
from bots.three_way_match import match
from contracts.matching import Tolerances
from contracts.reading import Finding
from contracts.values import Money
from events._base import Recorded
from events.invoice import InvoiceHeld, InvoicePosted
from store.log import EventLog

Decided = InvoiceHeld | InvoicePosted


@dataclass(frozen=True)
class Changed:
    """An invoice on which other tolerances find something else; `before` is what the match found at its decision."""

    number: str
    entity: str
    supplier: str
    status: str
    decided_at: datetime
    gross: Money | None
    before: tuple[Finding, ...]
    after: tuple[Finding, ...]

    @property
    def effect(self) -> str:
        """Whether the match would stop it now, let it pass now, or stop it for other reasons."""
        return "other" if self.before and self.after else "stopped" if self.after else "passed"


@dataclass(frozen=True)
class Trial:
    """How many matches were made again, and what would have changed, in the order of the decisions."""

    tried: int
    changed: tuple[Changed, ...]


def try_tolerances(log: EventLog, tolerances: Tolerances, since: datetime) -> Trial:
    """Make the last match of every invoice again that was decided or held since a moment."""
    last: dict[UUID, Recorded] = {}
    for row in scan(log):
        if isinstance(row, Recorded) and isinstance(row.event, Decided) and row.occurred_at >= since:
            last[row.originator_id] = row
    found = sorted(last.values(), key=lambda recorded: recorded.position)
    tried = [recorded for recorded in found if _of(recorded).inputs is not None]
    return Trial(len(tried), tuple(change for recorded in tried for change in _changed(recorded, tolerances)))


def _of(recorded: Recorded) -> Decided:
    assert isinstance(recorded.event, Decided)
    return recorded.event


def _changed(recorded: Recorded, tolerances: Tolerances) -> Iterator[Changed]:
    event = _of(recorded)
    assert event.inputs is not None
    before = match(event.inputs, event.tolerances or Tolerances()).findings
    after = match(event.inputs, tolerances).findings
    if _reasons(before) == _reasons(after):
        return
    status = "posted" if isinstance(event, InvoicePosted) else "held"
    supplier, ref = event.supplier or "", event.ref
    yield Changed(ref.number, ref.entity, supplier, status, recorded.occurred_at, event.gross, before, after)


def _reasons(findings: tuple[Finding, ...]) -> set[tuple[str, str]]:
    """What is found on which line: with another limit the figure that is allowed differs, the reason does not."""
    return {(finding.code, dict(finding.evidence).get("line", "")) for finding in findings}
