"""A requisition is submitted without its lines: its total and its days are judged by the lines of its last draft."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from uuid import UUID

from audit.quality._finding import Finding, judged
from contracts.requisition import line_amount
from events._base import Recorded
from events.requisition import RequisitionCreated, RequisitionRevised, RequisitionSubmitted


class Drafts:
    """Of each requisition that can still be submitted: what its lines add up to, and when the first is needed."""

    def __init__(self) -> None:
        self._currency: dict[UUID, str] = {}
        self._lines: dict[UUID, tuple[Decimal, date | None]] = {}

    def judge(self, recorded: Recorded) -> Iterator[Finding]:
        """Take in a draft; judge a submission by it."""
        stream, event = recorded.originator_id, recorded.event
        if isinstance(event, RequisitionCreated):
            self._currency[stream] = event.currency
        if isinstance(event, RequisitionCreated | RequisitionRevised) and stream in self._currency:
            amounts = (line_amount(line, self._currency[stream]).amount for line in event.lines)
            needed = min((line.needed_by for line in event.lines), default=None)
            self._lines[stream] = sum(amounts, Decimal(0)), needed
        if isinstance(event, RequisitionSubmitted) and stream in self._lines:
            computed, needed = self._lines[stream]
            yield judged("sums", "total", event.total.amount == computed, value=event.total.amount, computed=computed)
            if needed is not None:
                on = event.on or recorded.occurred_at.date()
                yield judged("date-order", "lines.needed_by", on <= needed, value=on, than="needed_by", other=needed)
