"""I3 for contracts: Σnet + advance + retention + fines and deductions = Σgross, and nothing comes off without a reason."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

from audit.checks._base import Found, Sees
from audit.report import violation
from contracts.values import Money
from events._base import Recorded
from events.payable import PayableClaimed, PayableOpened, PayableReleased
from events.settlement import (
    AdvanceSettled,
    DeductionApproved,
    DeductionProposed,
    DefectClaimed,
    DefectCleared,
    OfSettlement,
    RetentionReleased,
    SettlementBilled,
    SettlementReturned,
    TakenDeduction,
)

NAME = "I3"
ZERO = Decimal(0)
Entry = tuple[UUID, int]


class Settlements:
    """Each bill adds up, and all of them; what comes off was paid in advance, or approved by another than its author."""

    name = NAME

    def __init__(self) -> None:
        self._certified: dict[UUID, Decimal] = defaultdict(Decimal)
        self._recovered: dict[UUID, Decimal] = defaultdict(Decimal)
        self._paid: dict[UUID, Decimal] = defaultdict(Decimal)
        self._retained: dict[tuple[UUID, UUID], Decimal] = defaultdict(Decimal)
        self._proposed: dict[Entry, DeductionProposed] = {}
        self._approved: set[Entry] = set()
        self._taken: dict[Entry, Decimal] = defaultdict(Decimal)
        self._held: set[UUID] = set()
        self._defects: dict[UUID, set[int]] = defaultdict(set)

    @property
    def sees(self) -> Sees:
        """Bills and what came off them, and what that rests on."""
        return {
            AdvanceSettled: self._advance,
            SettlementBilled: self._billed,
            SettlementReturned: self._returned,
            DeductionProposed: self._propose,
            DeductionApproved: self._approve,
            DefectClaimed: self._defect,
            DefectCleared: self._defect,
            RetentionReleased: self._release,
            PayableOpened: self._hold,
            PayableReleased: self._hold,
            PayableClaimed: self._claim,
        }

    def _advance(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, AdvanceSettled)
        self._paid[event.ref.id] += event.amount.amount
        yield from ()

    def _billed(self, recorded: Recorded) -> Found:
        event, at = recorded.event, recorded.position
        assert isinstance(event, SettlementBilled)
        stream, before = event.ref.id, self._certified[event.ref.id]
        off = (event.recovered, event.retained, event.fined, event.deducted)
        to_date = (event.certified_before.amount, event.certified_to_date.amount)
        wrong = to_date != (before, before + event.certified.amount) or _sum(one.amount for one in event.taken) != _sum(
            (event.fined, event.deducted)
        )
        if wrong or event.net.amount + _sum(off) != event.certified.amount or event.net.amount < ZERO:
            yield violation(NAME, "bill-does-not-add-up", event.agreement, invoice=event.invoice, position=at)
        self._certified[stream] += event.certified.amount
        self._recovered[stream] += event.recovered.amount
        self._retained[stream, event.invoice.id] += event.retained.amount
        if self._recovered[stream] > self._paid[stream]:
            figures = {"recovered": self._recovered[stream], "paid": self._paid[stream], "position": at}
            yield violation(NAME, "recovered-beyond-advance", event.agreement, **figures)
        yield from self._take(event, event.taken, at)

    def _returned(self, recorded: Recorded) -> Found:
        event, at = recorded.event, recorded.position
        assert isinstance(event, SettlementReturned)
        off = _sum((event.recovered, event.retained, *(one.amount for one in event.taken)))
        self._certified[event.ref.id] -= event.certified.amount
        self._recovered[event.ref.id] -= event.recovered.amount
        self._retained[event.ref.id, event.invoice.id] -= event.retained.amount
        for one in event.taken:
            self._taken[event.ref.id, one.number] -= one.amount.amount
        left = (self._certified[event.ref.id], self._recovered[event.ref.id])
        if event.net.amount + off != event.certified.amount or min(left) < ZERO:
            yield violation(NAME, "bill-does-not-add-up", event.agreement, invoice=event.invoice, position=at)

    def _take(self, event: OfSettlement, taken: Iterable[TakenDeduction], at: int) -> Found:
        for one in taken:
            entry = (event.ref.id, one.number)
            self._taken[entry] += one.amount.amount
            proposed = self._proposed.get(entry)
            if proposed is None or entry not in self._approved or self._taken[entry] > proposed.amount.amount:
                figures = {"number": one.number, "taken": one.amount, "position": at}
                yield violation(NAME, "deducted-without-approval", event.agreement, **figures)

    def _propose(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, DeductionProposed)
        self._proposed[event.ref.id, event.number] = event
        yield from ()

    def _approve(self, recorded: Recorded) -> Found:
        event, actor = recorded.event, recorded.meta.actor
        assert isinstance(event, DeductionApproved)
        proposed = self._proposed.get((event.ref.id, event.number))
        self._approved.add((event.ref.id, event.number))
        by_other = proposed is not None and event.approved_by != proposed.author
        if not by_other or actor.kind != "person" or actor.id != event.approved_by:
            figures = {"number": event.number, "person": event.approved_by, "position": recorded.position}
            yield violation(NAME, "deduction-approved-wrongly", event.agreement, **figures)

    def _defect(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, DefectClaimed | DefectCleared)
        defects = self._defects[event.ref.id]
        (defects.add if isinstance(event, DefectClaimed) else defects.discard)(event.number)
        yield from ()

    def _release(self, recorded: Recorded) -> Found:
        event, at = recorded.event, recorded.position
        assert isinstance(event, RetentionReleased)
        kept = all(one.amount.amount == self._retained[event.ref.id, one.invoice.id] for one in event.released)
        if not kept or self._defects[event.ref.id] or _day(recorded) < event.due_date:
            yield violation(NAME, "retention-released-wrongly", event.agreement, due=event.due_date, position=at)
        for one in event.released:
            yield from self._take(event, one.taken, at)

    def _hold(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PayableOpened | PayableReleased)
        held = isinstance(event, PayableOpened) and event.held
        (self._held.add if held else self._held.discard)(event.ref.id)
        yield from ()

    def _claim(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PayableClaimed)
        if event.ref.id in self._held:
            yield violation(NAME, "claimed-while-held", event.ref, run=event.run, position=recorded.position)

    def end(self) -> Found:
        """Nothing is left to say."""
        yield from ()


def _sum(amounts: Iterable[Money]) -> Decimal:
    return sum((one.amount for one in amounts), ZERO)


def _day(recorded: Recorded) -> date:
    return recorded.recorded_at.date()
