"""I2 between ledgers: budgets and invoices agree on what was spent and paid."""

from decimal import Decimal
from uuid import UUID

from audit.checks._base import Found, Sees
from audit.report import violation
from events._base import Recorded
from events.budget_line import FundsMove, FundsPaid, FundsSpent, FundsUnpaid
from events.invoice import (
    InvoiceCancelled,
    InvoiceCredited,
    InvoicePaid,
    InvoicePartPaid,
    InvoicePaymentReturned,
    InvoicePosted,
    PaidLine,
)

ZERO = Decimal(0)


class Postings:
    """I2 between ledgers: what an invoice bills is spent on budget lines, what is paid is moved there."""

    name = "I2"

    def __init__(self) -> None:
        self._billed: dict[UUID, tuple[str, dict[str, Decimal]]] = {}
        self._paid_invoices: set[UUID] = set()
        self._lines: dict[tuple[UUID, UUID | None], tuple[PaidLine, ...]] = {}
        self._repaid: dict[tuple[UUID, UUID], tuple[PaidLine, ...]] = {}
        """(invoice, payable) -> what credit notes took back of what that payment paid."""
        self._part_paid: dict[tuple[UUID, str], Decimal] = {}
        self._moved: dict[tuple[str, UUID, str], Decimal] = {}
        self._credited: dict[tuple[UUID, str], Decimal] = {}
        self._back: dict[tuple[UUID, str], tuple[str, Decimal]] = {}
        self._returned: dict[tuple[UUID, str], Decimal] = {}

    @property
    def sees(self) -> Sees:
        """Postings, credits, cancellations and payments of invoices, and the moves they cause."""
        return {
            InvoicePosted: self._posted,
            InvoiceCredited: self._taken_back,
            InvoiceCancelled: self._taken_back,
            InvoicePaid: self._paid,
            InvoicePartPaid: self._part,
            InvoicePaymentReturned: self._came_back,
            FundsMove: self._move,
        }

    def _posted(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, InvoicePosted)
        billed: dict[str, Decimal] = {}
        for line in event.billed:
            # A credit note's negative lines move nothing: the budget knows no negative moves.
            currency, amount = line.booked.currency, max(line.booked.amount, ZERO)
            billed[currency] = billed.get(currency, ZERO) + amount
        self._billed[event.ref.id] = event.ref.number, billed
        yield from ()

    def _taken_back(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, InvoiceCredited | InvoiceCancelled)
        cause = event.credit if isinstance(event, InvoiceCredited) else event.ref
        for line in event.lines:
            currency, amount = line.booked.currency, line.booked.amount
            number, before = self._back.get((cause.id, currency), (cause.number, ZERO))
            self._back[cause.id, currency] = number, before + amount
            self._credited[event.ref.id, currency] = self._credited.get((event.ref.id, currency), ZERO) + amount
        for one in event.repaid if isinstance(event, InvoiceCredited) else ():
            self._add_up(event.ref.id, one.lines, -1)
            self._repaid[event.ref.id, one.payable.id] = (
                *self._repaid.get((event.ref.id, one.payable.id), ()),
                *one.lines,
            )
        yield from ()

    def _paid(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, InvoicePaid)
        self._paid_invoices.add(event.ref.id)
        self._count(event)
        yield from ()

    def _count(self, event: InvoicePaid | InvoicePartPaid) -> None:
        self._lines[event.ref.id, event.payable.id if event.payable else None] = event.lines
        self._add_up(event.ref.id, event.lines, 1)

    def _add_up(self, invoice: UUID, lines: tuple[PaidLine, ...], sign: int) -> None:
        for line in lines:
            place = invoice, line.amount.currency
            self._part_paid[place] = self._part_paid.get(place, ZERO) + sign * line.amount.amount

    def _came_back(self, recorded: Recorded) -> Found:
        """What that payment paid, as it said itself, is not paid any more."""
        event = recorded.event
        assert isinstance(event, InvoicePaymentReturned)
        self._paid_invoices.discard(event.ref.id)
        for payable in (event.payable.id, None):
            self._add_up(event.ref.id, self._lines.pop((event.ref.id, payable), ()), -1)
        self._add_up(event.ref.id, self._repaid.pop((event.ref.id, event.payable.id), ()), 1)
        yield from ()

    def _part(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, InvoicePartPaid)
        self._count(event)
        yield from ()

    def _move(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, FundsMove)
        place, amount = (event.cause.id, event.amount.currency), event.amount.amount
        if isinstance(event, FundsSpent | FundsPaid):
            self._moved[(event.target, *place)] = self._moved.get((event.target, *place), ZERO) + amount
        elif isinstance(event, FundsUnpaid):
            if event.source == "paid":
                self._moved["paid", *place] = self._moved.get(("paid", *place), ZERO) - amount
            else:
                self._returned[place] = self._returned.get(place, ZERO) - amount
        elif event.source == "actual":
            self._returned[place] = self._returned.get(place, ZERO) + amount
        yield from ()

    def end(self) -> Found:
        """Debit equals credit for every invoice and currency."""
        for invoice, (number, billed) in self._billed.items():
            for currency, amount in billed.items():
                part = self._part_paid.get((invoice, currency), ZERO)
                left = amount - self._credited.get((invoice, currency), ZERO)
                # What was kept for paying early has returned to the budget, and is not paid.
                kept = ZERO if (invoice, currency) in self._back else self._returned.get((invoice, currency), ZERO)
                wanted = {"actual": amount, "paid": (left if invoice in self._paid_invoices else part) - kept}
                for stage, code in (("actual", "posted-not-spent"), ("paid", "paid-not-moved")):
                    moved = self._moved.get((stage, invoice, currency), ZERO)
                    if moved != wanted[stage]:
                        figures = {"billed": wanted[stage], "moved": moved, "currency": currency}
                        yield violation(self.name, code, number, **figures)

        for (cause, currency), (number, amount) in self._back.items():
            moved = self._returned.get((cause, currency), ZERO)
            if moved != amount:
                yield violation(self.name, "credit-not-returned", number, billed=amount, moved=moved, currency=currency)
