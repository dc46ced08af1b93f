"""I3 for whom and how much: a payable is what a posted invoice asks for, and a payment is exactly its payable."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from uuid import UUID

from audit.checks._base import Found, Sees
from audit.report import violation
from contracts.values import BankAccount, Money
from events._base import Recorded
from events.advance_payment import AdvanceConcluded, AdvanceRequested
from events.invoice import InvoicePosted
from events.payable import PayableOpened, PayableReduced
from events.payment_run import Payment, PaymentRunProposed
from events.supplier import SupplierAccountChanged, SupplierRegistered

NAME = "I3"


class Owed:
    """Σ payables of an invoice ≤ what it asks for, of its supplier; payments repeat their payables."""

    name = NAME

    def __init__(self) -> None:
        self._suppliers: dict[UUID, tuple[str, Money]] = {}
        self._left: dict[UUID, Decimal] = {}
        self._advances: dict[UUID, AdvanceRequested] = {}
        self._opened: dict[UUID, PayableOpened] = {}
        self._accounts: dict[str, tuple[BankAccount, ...]] = {}

    @property
    def sees(self) -> Sees:
        """Postings and advances, what becomes payable by them, what is proposed to be paid, and the accounts of suppliers."""
        return {
            SupplierRegistered: self._account,
            SupplierAccountChanged: self._account,
            InvoicePosted: self._post,
            AdvanceRequested: self._ask,
            AdvanceConcluded: self._conclude,
            PayableOpened: self._open,
            PayableReduced: self._reduce,
            PaymentRunProposed: self._propose,
        }

    def _account(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, SupplierRegistered | SupplierAccountChanged)
        self._accounts[event.supplier] = event.accounts
        yield from ()

    def _post(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, InvoicePosted)
        self._suppliers.setdefault(event.ref.id, (event.supplier, asked_for(event)))
        self._left.setdefault(event.ref.id, asked_for(event).amount)
        yield from ()

    def _ask(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, AdvanceRequested)
        self._advances.setdefault(event.ref.id, event)
        yield from ()

    def _conclude(self, recorded: Recorded) -> Found:
        """An approved advance is owed as an invoice is, once."""
        event = recorded.event
        assert isinstance(event, AdvanceConcluded)
        asked = self._advances.get(event.ref.id)
        if asked is not None and event.verdict == "approved":
            self._suppliers.setdefault(event.ref.id, (asked.supplier, asked.amount))
            self._left.setdefault(event.ref.id, asked.amount.amount)
        yield from ()

    def _open(self, recorded: Recorded) -> Found:
        event, at = recorded.event, recorded.position
        assert isinstance(event, PayableOpened)
        self._opened.setdefault(event.ref.id, event)
        supplier, asked = self._suppliers.get(event.invoice.id, (None, None))
        if asked is None or supplier != event.supplier:
            figures = {"invoice": event.invoice, "supplier": event.supplier, "position": at}
            yield violation(NAME, "payable-without-posting", event.ref, **figures)
            return
        self._left[event.invoice.id] -= event.amount.amount
        if self._left[event.invoice.id] < 0 or event.amount.currency != asked.currency:
            figures = {"invoice": event.invoice, "asked": asked, "amount": event.amount, "position": at}
            yield violation(NAME, "payable-beyond-invoice", event.ref, **figures)

    def _reduce(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PayableReduced)
        if opened := self._opened.get(event.ref.id):
            self._opened[event.ref.id] = opened.model_copy(update={"amount": event.amount})
        yield from ()

    def _propose(self, recorded: Recorded) -> Found:
        event = recorded.event
        assert isinstance(event, PaymentRunProposed)
        for payment in event.payments:
            for field in self._differences(payment, self._opened.get(payment.payable.id), event.execution_date):
                figures = {"run": event.ref, "field": field, "position": recorded.position}
                yield violation(NAME, "payment-differs-from-payable", payment.payable, **figures)

    def _differences(self, payment: Payment, opened: PayableOpened | None, on: date) -> Iterator[str]:
        if opened is None:
            yield "payable"
            return
        same = {
            "invoice": payment.invoice == opened.invoice,
            "supplier": payment.supplier == opened.supplier,
            # A payable follows the account of its supplier, when that was replaced.
            "creditor": payment.creditor in (opened.account, *self._accounts.get(opened.supplier, ())),
            "amount": (payment.pays + payment.discount if payment.discount else payment.pays) == opened.amount,
            "discount": _early(payment, opened, on),
        }
        yield from (field for field, equal in same.items() if not equal)

    def end(self) -> Found:
        """Nothing is left to say."""
        yield from ()


def _early(payment: Payment, opened: PayableOpened, on: date) -> bool:
    """Whether a discount is no more than what was agreed, and kept only in time."""
    if payment.discount is None or opened.discount is None or opened.discount_until is None:
        return payment.discount is None
    return on <= opened.discount_until and 0 < payment.discount.amount <= opened.discount.amount


def asked_for(posted: InvoicePosted) -> Money:
    """What an invoice asks to be paid."""
    return posted.payable or posted.gross
