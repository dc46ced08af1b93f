"""I2 and I3 for fund accounts: no balance or reservation below zero, what goes out comes in, paid is what the bank paid."""

from collections import defaultdict
from decimal import Decimal
from uuid import UUID

from audit.checks._base import Found, Sees
from audit.report import violation
from contracts.values import Ref
from events._base import Recorded
from events.fund_account import (
    FundAccountMovedIn,
    FundAccountMovedOut,
    FundAccountOpened,
    FundAccountPaid,
    FundAccountReceived,
    FundAccountReleased,
    FundAccountReserved,
    FundAccountReturned,
)
from events.fund_transfer import FundTransferConcluded, FundTransferProposed
from events.labour_settlement import LabourSettlementPaid
from events.payment_run import PaymentConcluded, PaymentReturned, PaymentRunProposed

ZERO = Decimal(0)


class FundAccounts:
    """Balances and reservations counted again; payments against the bank's word; transfers against what was approved."""

    name = "I2"

    def __init__(self) -> None:
        self._balance: dict[UUID, Decimal] = defaultdict(Decimal)
        self._held: dict[tuple[UUID, UUID], Decimal] = defaultdict(Decimal)
        self._names: dict[UUID, Ref] = {}
        self._runs: dict[UUID, PaymentRunProposed] = {}
        self._paid: dict[tuple[UUID, UUID], Decimal] = defaultdict(Decimal)
        """(run, payable) -> what its fund account paid less what the bank settled: nothing in the end."""
        self._settled: set[UUID] = set()
        self._transfers: dict[UUID, FundTransferProposed] = {}
        self._moved: dict[UUID, Decimal] = defaultdict(Decimal)
        """Transfer -> what it still has to move out and in, twice its amount once approved."""

    @property
    def sees(self) -> Sees:
        """Every move, and what it must agree with."""
        return {
            FundAccountOpened: self._came,
            FundAccountReceived: self._came,
            FundAccountMovedIn: self._came,
            FundAccountReturned: self._came,
            FundAccountMovedOut: self._went,
            FundAccountPaid: self._went,
            FundAccountReserved: self._reserved,
            FundAccountReleased: self._reserved,
            PaymentRunProposed: self._proposed,
            PaymentConcluded: self._concluded,
            PaymentReturned: self._returned,
            LabourSettlementPaid: self._wages_paid,
            FundTransferProposed: self._asked,
            FundTransferConcluded: self._approved,
        }

    def _came(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, FundAccountOpened | FundAccountReceived | FundAccountMovedIn | FundAccountReturned)
        amount = event.opening if isinstance(event, FundAccountOpened) else event.amount
        self._balance[event.ref.id] += amount.amount
        if isinstance(event, FundAccountReturned):
            self._paid[event.cause.id, event.of.id if event.of else event.cause.id] -= event.amount.amount
        if isinstance(event, FundAccountMovedIn):
            yield from self._counted(event, recorded.position)

    def _went(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, FundAccountMovedOut | FundAccountPaid)
        self._balance[event.ref.id] -= event.amount.amount
        if event.cause:
            yield from self._less(event.ref, event.cause, event.amount.amount, recorded.position)
        if isinstance(event, FundAccountMovedOut):
            yield from self._counted(event, recorded.position)
        elif event.cause.kind == "labour_settlement":
            self._names[event.cause.id] = event.cause
            self._paid[event.cause.id, event.cause.id] += event.amount.amount
        else:
            self._names[event.cause.id] = event.cause
            self._paid[event.cause.id, event.of.id if event.of else event.cause.id] += event.amount.amount
        if self._balance[event.ref.id] < 0:
            figures = {"balance": self._balance[event.ref.id], "position": recorded.position}
            yield violation(self.name, "fund-account-below-zero", event.ref, **figures)

    def _counted(self, event: FundAccountMovedIn | FundAccountMovedOut, position: int) -> Found:
        """A move for a transfer is of its amount; one without a cause is an allocation, which has its two halves."""
        key = event.cause.id if event.cause else UUID(int=0)
        sign = 1 if isinstance(event, FundAccountMovedIn) or event.cause else -1
        self._moved[key] += sign * event.amount.amount
        self._names.setdefault(key, event.cause or event.ref)
        yield from ()

    def _reserved(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, FundAccountReserved | FundAccountReleased)
        if isinstance(event, FundAccountReleased):
            yield from self._less(event.ref, event.cause, event.amount.amount, recorded.position)
            return
        self._held[event.ref.id, event.cause.id] += event.amount.amount
        held = sum((amount for (account, _), amount in self._held.items() if account == event.ref.id), ZERO)
        if held > self._balance[event.ref.id]:
            figures = {"balance": self._balance[event.ref.id] - held, "position": recorded.position}
            yield violation(self.name, "fund-account-below-zero", event.ref, **figures)

    def _less(self, account: Ref, cause: Ref, amount: Decimal, position: int) -> Found:
        self._held[account.id, cause.id] -= amount
        if self._held[account.id, cause.id] < 0:
            figures = {"cause": cause, "reserved": self._held[account.id, cause.id], "position": position}
            yield violation(self.name, "fund-reservation-below-zero", account, **figures)
        elif not self._held[account.id, cause.id]:
            del self._held[account.id, cause.id]

    def _proposed(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PaymentRunProposed)
        if event.fund_account:
            self._runs[event.ref.id], self._names[event.ref.id] = event, event.ref
        yield from ()

    def _concluded(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PaymentConcluded)
        run = self._runs.get(event.ref.id)
        if run and event.result == "settled":
            amounts = (payment.amount.amount for payment in run.payments if payment.payable.id == event.payable.id)
            self._paid[event.ref.id, event.payable.id] -= sum(amounts, ZERO)
        yield from ()

    def _returned(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PaymentReturned)
        run = self._runs.get(event.ref.id)
        amounts = (
            (payment.amount.amount for payment in run.payments if payment.payable.id == event.payable.id) if run else ()
        )
        self._paid[event.ref.id, event.payable.id] += sum(amounts, ZERO)
        yield from ()

    def _wages_paid(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, LabourSettlementPaid)
        self._settled.add(event.ref.id)
        yield from ()

    def _asked(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, FundTransferProposed)
        self._transfers[event.ref.id], self._names[event.ref.id] = event, event.ref
        yield from ()

    def _approved(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, FundTransferConcluded)
        if event.verdict == "approved" and event.ref.id in self._transfers:
            self._moved[event.ref.id] -= 2 * self._transfers[event.ref.id].amount.amount
        yield from ()

    def end(self) -> Found:
        """Each payment of a run is what the bank settled, wages are paid for paid settlements, transfers as approved."""
        for (cause, _), amount in self._paid.items():
            if amount and cause not in self._settled:
                yield violation(self.name, "fund-payment-unlike-bank", self._names[cause], difference=amount)
        for cause, amount in self._moved.items():
            if amount:
                yield violation(self.name, "fund-transfer-unlike-approved", self._names[cause], difference=amount)
