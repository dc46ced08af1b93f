"""I2 and I3 at the bank: each statement adds up and joins another, each entry is used once, Σ settled = Σ matched entries."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from audit.checks._base import Found, Sees
from audit.report import violation
from contracts.values import Ref
from events._base import Recorded
from events.bank_statement import (
    BankStatementImported,
    MatchedPayment,
    StatementEntryExplained,
    StatementEntryMatched,
    StatementGapClosed,
)
from events.payment_run import PaymentConcluded, PaymentConfirmed, PaymentReturned, PaymentRunProposed

ZERO = Decimal(0)
Paid = tuple[UUID, UUID]
"""A run and a payable in it."""


@dataclass
class _Seen:
    """A statement: its entries by number, those that are explained, and whether a gap before it is."""

    event: BankStatementImported
    position: int
    done: set[int] = field(default_factory=set)
    gap_explained: bool = False


class Statements:
    """What the bank said is taken as it is, once: nothing is settled by an entry that is not there or twice by one."""

    name = "I3"

    def __init__(self) -> None:
        self._statements: dict[UUID, _Seen] = {}
        self._files: dict[tuple[str, str], UUID] = {}
        self._amounts: dict[Paid, Decimal] = {}
        self._result: dict[Paid, str] = {}
        self._matched: dict[Paid, tuple[UUID, int]] = {}
        self._confirmed: dict[Paid, tuple[UUID, int]] = {}

    @property
    def sees(self) -> Sees:
        """Statements, what became of their entries, and what the runs say of it."""
        return {
            BankStatementImported: self._imported,
            StatementEntryMatched: self._match,
            StatementEntryExplained: self._explained,
            StatementGapClosed: self._closed,
            PaymentRunProposed: self._proposed,
            PaymentConcluded: self._concluded,
            PaymentReturned: self._returned,
            PaymentConfirmed: self._confirm,
        }

    def _imported(self, recorded: Recorded) -> Found:
        event, at = recorded.event, recorded.position
        assert isinstance(event, BankStatementImported)
        self._statements[event.ref.id] = _Seen(event, at)
        moved = sum((e.amount.amount if e.direction == "in" else -e.amount.amount for e in event.entries), ZERO)
        if event.opening.amount + moved != event.closing.amount:
            figures = {"opening": event.opening, "moved": moved, "closing": event.closing, "position": at}
            yield violation(self.name, "statement-wrong-sum", event.ref, **figures)
        key = (event.file_sha256, event.statement)
        if self._files.setdefault(key, event.ref.id) != event.ref.id:
            yield violation(self.name, "statement-taken-twice", event.ref, file=event.file_sha256, position=at)

    def _use(self, ref: Ref, number: int, at: int) -> Found:
        seen = self._statements.get(ref.id)
        known = {entry.number for entry in seen.event.entries} if seen else set()
        if seen is None or number not in known or number in seen.done:
            yield violation(self.name, "entry-used-twice", ref, entry=number, position=at)
        if seen is not None:
            seen.done.add(number)

    def _match(self, recorded: Recorded) -> Found:
        event, at = recorded.event, recorded.position
        assert isinstance(event, StatementEntryMatched)
        yield from self._use(event.ref, event.entry, at)
        seen = self._statements.get(event.ref.id)
        entry = next((e for e in seen.event.entries if e.number == event.entry), None) if seen else None
        paid = sum((self._amounts.get(_paid(payment), ZERO) for payment in event.payments), ZERO)
        if entry is None or entry.amount != event.amount or paid != event.amount.amount:
            figures = {"entry": event.entry, "amount": event.amount, "payments": paid, "position": at}
            yield violation(self.name, "entry-does-not-add-up", event.ref, **figures)
        for payment in event.payments if event.result == "settled" else ():
            if _paid(payment) in self._matched:
                yield violation(self.name, "payment-of-two-entries", payment.payable, entry=event.entry, position=at)
            self._matched[_paid(payment)] = event.ref.id, event.entry

    def _explained(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, StatementEntryExplained)
        if event.entry is not None:
            yield from self._use(event.ref, event.entry, recorded.position)
        elif seen := self._statements.get(event.ref.id):
            seen.gap_explained = True

    def _closed(self, recorded: Recorded) -> Found:
        if seen := self._statements.get(recorded.originator_id):
            seen.gap_explained = True
        yield from ()

    def _proposed(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PaymentRunProposed)
        for payment in event.payments:
            self._amounts[event.ref.id, payment.payable.id] = payment.amount.amount
        yield from ()

    def _concluded(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PaymentConcluded)
        self._result[event.ref.id, event.payable.id] = event.result
        yield from ()

    def _returned(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PaymentReturned)
        if self._result.get((event.ref.id, event.payable.id)) != "settled":
            yield violation(self.name, "returned-without-payment", event.payable, position=recorded.position)
        self._result[event.ref.id, event.payable.id] = "returned"

    def _confirm(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PaymentConfirmed)
        paid, entry = (event.ref.id, event.payable.id), (event.statement.id, event.entry)
        if paid in self._confirmed or self._result.get(paid) != "settled":
            yield violation(
                self.name, "payment-of-two-entries", event.payable, entry=event.entry, position=recorded.position
            )
        self._confirmed[paid] = entry

    def end(self) -> Found:
        """Σ settled by entries = Σ matched entries, payment by payment; and every statement joins the one before it."""
        for paid in sorted(self._matched.keys() | self._confirmed.keys(), key=str):
            if self._matched.get(paid) != self._confirmed.get(paid):
                yield violation(self.name, "matched-not-settled", str(paid[1]), run=paid[0])
        yield from self._chain()

    def _chain(self) -> Found:
        rows: dict[tuple[str, str], list[_Seen]] = {}
        for seen in self._statements.values():
            rows.setdefault((seen.event.ref.entity, seen.event.account), []).append(seen)
        for row in rows.values():
            row.sort(key=_place)
            for before, after in pairwise(row):
                joins = before.event.closing == after.event.opening
                if not joins and after.event.gap is None:
                    figures = {"closed": before.event.closing, "opens": after.event.opening}
                    yield violation(self.name, "statement-does-not-follow", after.event.ref, **figures)


def _place(seen: _Seen) -> tuple[date, int]:
    return seen.event.closed_on, seen.position


def _paid(payment: MatchedPayment) -> Paid:
    return payment.run.id, payment.payable.id
