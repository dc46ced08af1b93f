"""What instalments pay of an invoice: each line in proportion, less what was paid of it; and less what was credited."""

from __future__ import annotations

from decimal import Decimal

from aggregates.invoice import INVOICE
from aggregates.invoice_payment import Settle, owed, settle
from aggregates.invoice_state import Invoice
from events._base import Event
from events.invoice import InvoicePaid, InvoicePartPaid
from tests.examples import EVENT_EXAMPLES, INV
from tests.support.house import eur, fold, ref

E = EVENT_EXAMPLES
NOW_PAID, KEPT = ref("payable", "now"), ref("payable", "kept")


def invoice(*events: Event) -> Invoice:
    posted = E["invoice.posted.v1"].model_copy(update={"payable": None})
    return fold(INVOICE, INVOICE.initial, (posted, *events))


def test_what_was_credited_is_not_owed() -> None:
    assert owed(invoice()) == eur(1190)
    assert owed(invoice(E["invoice.credited.v1"])) == eur(1071)
    assert owed(INVOICE.initial) is None


def test_the_second_instalment_pays_what_the_first_left() -> None:
    state = invoice()
    whole = sum((line.booked.amount for line in state.standing), Decimal(0))
    [first] = settle(state, INV, Settle(eur(595), eur(595), NOW_PAID, last=False))  # type: ignore[misc]
    assert isinstance(first, InvoicePartPaid)
    paid = sum((line.amount.amount for line in first.lines), Decimal(0))
    assert paid * 2 == whole
    [rest] = settle(fold(INVOICE, state, (first,)), INV, Settle(eur(595), eur(595), KEPT))  # type: ignore[misc]
    assert isinstance(rest, InvoicePaid)
    assert sum((line.amount.amount for line in rest.lines), Decimal(0)) == whole - paid
