"""I5 for money: every released payment run was released over exactly what was proposed (by whom, audit.checks.duties says)."""

from decimal import Decimal
from uuid import UUID

from aggregates.payment_run import Propose, content_hash
from audit.checks._base import Found, Sees
from audit.report import violation
from events._base import Recorded
from events.advance_payment import AdvanceConcluded
from events.invoice import InvoicePosted
from events.payment_run import PaymentRunProposed, PaymentRunReleased

NAME = "I5"


class Releases:
    """Released once, over what was proposed; the hash is that of the stored content; each invoice posted."""

    name = NAME

    def __init__(self) -> None:
        self._runs: dict[UUID, PaymentRunProposed] = {}
        self._released: set[UUID] = set()
        self._posted: set[UUID] = set()

    @property
    def sees(self) -> Sees:
        """Postings, proposals and releases."""
        return {
            InvoicePosted: self._post,
            AdvanceConcluded: self._post,
            PaymentRunProposed: self._propose,
            PaymentRunReleased: self._release,
        }

    def _post(self, recorded: Recorded) -> Found:
        event = recorded.event
        if not isinstance(event, AdvanceConcluded) or event.verdict == "approved":
            self._posted.add(recorded.originator_id)
        yield from ()

    def _propose(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PaymentRunProposed)
        if event.ref.id in self._runs:
            yield violation(NAME, "run-proposed-twice", event.ref, position=recorded.position)
        self._runs.setdefault(event.ref.id, event)

    def _release(self, recorded: Recorded) -> Found:
        event, at = recorded.event, recorded.position
        assert isinstance(event, PaymentRunReleased)
        run = self._runs.get(event.ref.id)
        if run is None or event.ref.id in self._released:
            yield violation(NAME, "release-of-nothing-proposed", event.ref, position=at)
            return
        self._released.add(event.ref.id)
        yield from _content(run, event, at)
        for payment in run.payments:
            if payment.invoice.id not in self._posted:
                yield violation(NAME, "paid-without-posting", event.ref, invoice=payment.invoice, position=at)

    def end(self) -> Found:
        """Nothing is left to say."""
        yield from ()


def _content(run: PaymentRunProposed, event: PaymentRunReleased, position: int) -> Found:
    asked = Propose(run.ref, run.debtor, run.currency, run.execution_date, run.payments, run.writer, run.fund_account)
    if not content_hash(asked) == run.content_hash == event.content_hash:
        yield violation(NAME, "released-other-content", run.ref, released=event.content_hash, position=position)
    total = sum((payment.amount.amount for payment in run.payments), Decimal(0))
    if total != run.total.amount or {p.amount.currency for p in run.payments} - {run.total.currency}:
        yield violation(NAME, "run-total-wrong", run.ref, total=run.total, payments=total, position=position)
