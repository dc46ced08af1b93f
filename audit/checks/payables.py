"""I3: no payable is paid twice or beyond what is due."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from audit.checks._base import Found, Sees
from audit.report import violation
from contracts.values import Money
from events._base import Recorded
from events.payable import PayableClaimed, PayableFreed, PayableOpened, PayableReduced, PayableReturned, PayableSettled
from events.payment_run import (
    PaymentConcluded,
    PaymentReturned,
    PaymentRunCancelled,
    PaymentRunProposed,
    PaymentRunReleased,
)

ZERO = Decimal(0)


@dataclass
class _Due:
    """A payable: what is due, who has it, what was released less returned (in money and credit), how often it was settled."""

    number: str
    amount: Money
    run: UUID | None = None
    released: Decimal = ZERO
    settled: int = 0


class Payables:
    """Per payable: one live attempt, Σ released − returned ≤ due, settled once, and only by the run that has it."""

    name = "I3"

    def __init__(self) -> None:
        self._due: dict[UUID, _Due] = {}
        self._runs: dict[UUID, PaymentRunProposed] = {}
        self._released_runs: set[UUID] = set()

    @property
    def sees(self) -> Sees:
        """All that opens, takes, frees and pays payables."""
        return {
            PayableOpened: self._opened,
            PayableClaimed: self._claimed,
            PayableFreed: self._freed,
            PayableReduced: self._reduced,
            PayableSettled: self._settled,
            PayableReturned: self._came_back,
            PaymentReturned: self._returned,
            PaymentRunProposed: self._proposed,
            PaymentRunReleased: self._released,
            PaymentConcluded: self._concluded,
            PaymentRunCancelled: self._cancelled,
        }

    def _opened(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PayableOpened)
        if event.ref.id in self._due:
            yield violation(self.name, "payable-opened-twice", event.ref, position=recorded.position)
            return
        self._due[event.ref.id] = _Due(event.ref.number, event.amount)

    def _claimed(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PayableClaimed)
        due = self._due.get(event.ref.id)
        if due is None or due.run is not None or due.settled:
            yield violation(self.name, "second-live-attempt", event.ref, run=event.run, position=recorded.position)
        if due is not None:
            due.run = event.run.id

    def _freed(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PayableFreed)
        due = self._due.get(event.ref.id)
        if due is None or due.run != event.run.id or due.settled:
            yield violation(self.name, "freed-by-stranger", event.ref, run=event.run, position=recorded.position)
        else:
            due.run = None

    def _reduced(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PayableReduced)
        due = self._due.get(event.ref.id)
        if due is None or due.run is not None or due.settled:
            yield violation(
                self.name, "reduced-while-claimed", event.ref, cause=event.cause, position=recorded.position
            )
        if due is not None:
            left = due.amount.amount - event.by.amount
            if left != event.amount.amount or left < ZERO or event.by.amount <= ZERO:
                figures = {"due": due.amount, "by": event.by, "left": event.amount, "position": recorded.position}
                yield violation(self.name, "reduced-wrongly", event.ref, **figures)
            due.amount = event.amount

    def _settled(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PayableSettled)
        due = self._due.get(event.ref.id)
        if due is None or due.run != event.run.id or due.released <= ZERO:
            yield violation(self.name, "settled-without-release", event.ref, run=event.run, position=recorded.position)
        if due is not None:
            due.settled += 1
            if due.settled > 1:
                yield violation(self.name, "settled-twice", event.ref, run=event.run, position=recorded.position)

    def _came_back(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PayableReturned)
        due = self._due.get(event.ref.id)
        if due is None or due.run != event.run.id or not due.settled:
            yield violation(self.name, "freed-by-stranger", event.ref, run=event.run, position=recorded.position)
        else:
            due.run, due.settled = None, 0

    def _returned(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PaymentReturned)
        self._less(event.ref.id, event.payable.id)
        yield from ()

    def _less(self, run: UUID, payable: UUID) -> None:
        """What a run had released for a payable is not paid by it any more."""
        proposed, due = self._runs.get(run), self._due.get(payable)
        if proposed is not None and due is not None:
            due.released -= sum((p.pays.amount for p in proposed.payments if p.payable.id == payable), ZERO)

    def _proposed(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PaymentRunProposed)
        self._runs.setdefault(event.ref.id, event)
        yield from ()

    def _released(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PaymentRunReleased)
        run, at = self._runs.get(event.ref.id), recorded.position
        self._released_runs.add(event.ref.id)
        for payment in run.payments if run else ():
            due = self._due.get(payment.payable.id)
            if due is None or due.run != event.ref.id:
                yield violation(self.name, "released-without-claim", payment.payable, run=event.ref, position=at)
                continue
            due.released += payment.pays.amount
            if due.released > due.amount.amount or payment.amount.currency != due.amount.currency:
                figures = {"due": due.amount, "released": due.released, "position": at}
                yield violation(self.name, "paid-beyond-due", due.number, **figures)

    def _concluded(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PaymentConcluded)
        if event.result == "failed":
            self._less(event.ref.id, event.payable.id)
        yield from ()

    def _cancelled(self, recorded: Recorded) -> Found:
        """Released, but cancelled before its file: what it had released is not paid by it any more."""
        run = self._runs.get(recorded.originator_id)
        for payment in run.payments if run and run.ref.id in self._released_runs else ():
            # What credit paid in full was settled with the release.
            if (due := self._due.get(payment.payable.id)) and not payment.by_credit:
                due.released -= payment.pays.amount
        self._released_runs.discard(recorded.originator_id)
        yield from ()

    def end(self) -> Found:
        """Nothing is left to say."""
        yield from ()
