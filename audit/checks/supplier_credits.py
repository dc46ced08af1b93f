"""I3 for credit balances: Σ granted − used − paid back = balance, never below zero, and every part has its cause."""

from collections import defaultdict
from decimal import Decimal
from uuid import UUID

from audit.checks._base import Found, Sees
from audit.report import violation
from contracts.values import Ref
from events._base import Recorded
from events.bank_statement import BankStatementImported, StatementEntryExplained
from events.invoice import InvoiceCredited, InvoicePosted
from events.payment_run import PaymentConcluded, PaymentReturned, PaymentRunProposed
from events.supplier_credit import (
    SupplierCreditFreed,
    SupplierCreditGranted,
    SupplierCreditRefunded,
    SupplierCreditReturned,
    SupplierCreditSetAside,
    SupplierCreditUsed,
)

ZERO = Decimal(0)
Paying = SupplierCreditSetAside | SupplierCreditFreed | SupplierCreditUsed | SupplierCreditReturned
Whose = tuple[str, str, str]
"""Legal entity, supplier, currency."""
Telling = SupplierCreditGranted | SupplierCreditRefunded | SupplierCreditUsed | SupplierCreditReturned


class SupplierCredits:
    """Each balance counted again; grants against credit notes, what is used against payments, refunds against the bank."""

    name = "I3"

    def __init__(self) -> None:
        self._balance: dict[UUID, Decimal] = defaultdict(Decimal)
        self._held: dict[tuple[UUID, UUID, UUID], Decimal] = defaultdict(Decimal)
        """(balance, run, payable) -> what is set aside for that payment."""
        self._expected: dict[tuple[UUID, UUID], Decimal] = defaultdict(Decimal)
        """(run, payable) -> what the run said that credit pays, less what was used: nothing while it stands settled."""
        self._credits: dict[tuple[UUID, UUID], Decimal] = {}
        self._names: dict[UUID, Ref] = {}
        self._billed: dict[UUID, Whose] = {}
        self._whose: dict[UUID, Whose] = {}
        """Balance -> whose it is: of what was billed, and of what is paid with it."""
        self._repaid: dict[UUID, Decimal] = {}
        """Credit note -> the most that it can grant."""
        self._entries: dict[tuple[UUID, int], Decimal] = {}
        self._explained: set[tuple[UUID, int, UUID]] = set()
        self._refunded: set[tuple[UUID, int]] = set()

    @property
    def sees(self) -> Sees:
        """Every move of a balance, and what it must agree with."""
        return {
            SupplierCreditGranted: self._granted,
            SupplierCreditSetAside: self._set_aside,
            SupplierCreditFreed: self._freed,
            SupplierCreditUsed: self._used,
            SupplierCreditReturned: self._back,
            SupplierCreditRefunded: self._paid_back,
            InvoicePosted: self._posted,
            InvoiceCredited: self._credited,
            PaymentRunProposed: self._proposed,
            PaymentConcluded: self._concluded,
            PaymentReturned: self._came_back,
            BankStatementImported: self._imported,
            StatementEntryExplained: self._said,
        }

    def _posted(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, InvoicePosted)
        self._billed[event.ref.id] = event.ref.entity, event.supplier, event.gross.currency
        yield from ()

    def _credited(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, InvoiceCredited)
        self._repaid[event.credit.id] = sum((one.counts.amount for one in event.repaid), ZERO)
        yield from ()

    def _granted(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, SupplierCreditGranted)
        most, billed = self._repaid.pop(event.credit_note.id, ZERO), self._billed.get(event.original.id)
        whose = self._whose[event.ref.id] = event.ref.entity, event.supplier, event.amount.currency
        if whose != billed or not ZERO < event.amount.amount <= most:
            figures = {"amount": event.amount, "repaid": most, "position": recorded.position}
            yield violation(self.name, "credit-without-note", event.credit_note, **figures)
        self._balance[event.ref.id] += event.amount.amount
        yield from self._adds_up(event, recorded.position)

    def _adds_up(self, event: Telling, position: int) -> Found:
        counted = self._balance[event.ref.id]
        if counted != event.balance.amount or counted < self._set_aside_of(event.ref.id):
            figures = {"told": event.balance, "counted": counted, "position": position}
            yield violation(self.name, "credit-does-not-add-up", event.ref, **figures)

    def _set_aside_of(self, balance: UUID) -> Decimal:
        return sum((amount for (each, _, _), amount in self._held.items() if each == balance), ZERO)

    def _set_aside(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, SupplierCreditSetAside)
        self._held[_key(event)] += event.amount.amount
        if self._set_aside_of(event.ref.id) > self._balance[event.ref.id]:
            figures = {"payable": event.payable, "amount": event.amount, "position": recorded.position}
            yield violation(self.name, "credit-taken-twice", event.ref, **figures)

    def _freed(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, SupplierCreditFreed)
        yield from self._end(event, recorded.position)

    def _end(self, event: SupplierCreditFreed | SupplierCreditUsed, position: int) -> Found:
        if self._held.pop(_key(event), ZERO) != event.amount.amount:
            figures = {"payable": event.payable, "amount": event.amount, "position": position}
            yield violation(self.name, "credit-taken-twice", event.ref, **figures)

    def _used(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, SupplierCreditUsed)
        yield from self._end(event, recorded.position)
        self._balance[event.ref.id] -= event.amount.amount
        self._expect(event.run, event.payable, -event.amount.amount)
        yield from self._adds_up(event, recorded.position)

    def _back(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, SupplierCreditReturned)
        self._balance[event.ref.id] += event.amount.amount
        self._expect(event.run, event.payable, event.amount.amount)
        yield from self._adds_up(event, recorded.position)

    def _expect(self, run: Ref, payable: Ref, amount: Decimal) -> None:
        self._names[run.id] = run
        self._expected[run.id, payable.id] += amount

    def _paid_back(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, SupplierCreditRefunded)
        entry = event.statement.id, event.entry
        known = self._entries.get(entry) == event.amount.amount and (*entry, event.ref.id) in self._explained
        if not known or entry in self._refunded:
            figures = {"statement": event.statement, "entry": event.entry, "position": recorded.position}
            yield violation(self.name, "refund-without-money", event.ref, **figures)
        self._refunded.add(entry)
        self._balance[event.ref.id] -= event.amount.amount
        yield from self._adds_up(event, recorded.position)

    def _proposed(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PaymentRunProposed)
        for one in event.payments:
            if one.credit:
                self._credits[event.ref.id, one.payable.id] = one.credit.amount
                key, whose = [event.ref.id, one.payable.id], (event.ref.entity, one.supplier, one.credit.currency)
                held = [(self._whose.get(each), amount) for (each, *of), amount in self._held.items() if of == key]
                if held != [(whose, one.credit.amount)]:
                    figures = {"payable": one.payable, "credit": one.credit, "position": recorded.position}
                    yield violation(self.name, "credit-not-set-aside", event.ref, **figures)

    def _concluded(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PaymentConcluded)
        if event.result == "settled":
            self._expect(event.ref, event.payable, self._credits.get((event.ref.id, event.payable.id), ZERO))
        yield from ()

    def _came_back(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PaymentReturned)
        self._expect(event.ref, event.payable, -self._credits.get((event.ref.id, event.payable.id), ZERO))
        yield from ()

    def _imported(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, BankStatementImported)
        self._entries |= {
            (event.ref.id, one.number): one.amount.amount for one in event.entries if one.direction == "in"
        }
        yield from ()

    def _said(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, StatementEntryExplained)
        if event.credit and event.entry is not None:
            self._explained.add((event.ref.id, event.entry, event.credit.id))
        yield from ()

    def end(self) -> Found:
        """Each payment has used exactly the credit that was released with it."""
        for (run, _), amount in self._expected.items():
            if amount:
                yield violation(self.name, "credit-unlike-payment", self._names[run], difference=amount)


def _key(event: Paying) -> tuple[UUID, UUID, UUID]:
    return event.ref.id, event.run.id, event.payable.id
