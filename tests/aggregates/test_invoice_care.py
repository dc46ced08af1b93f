"""An exception that nobody decides in time is told to a role once, on its day and not before."""

from datetime import timedelta
from typing import Any

import pytest

from aggregates._base import Facts
from aggregates.invoice_care import Escalate, escalate
from aggregates.invoice_state import Invoice
from events.invoice import InvoiceEscalated, InvoiceHeld
from tests.support.house import NOW, ref

INV = ref("invoice")
HELD = InvoiceHeld(ref=INV, findings=(), due_at=NOW)


@pytest.mark.parametrize(
    ("state", "now", "told"),
    [
        ({}, NOW, True),
        ({}, NOW + timedelta(days=1), True),
        ({}, NOW - timedelta(seconds=1), False),
        ({"escalated": True}, NOW, False),
        ({"status": "accepted"}, NOW, False),
        ({"held": None}, NOW, False),
        ({"held": HELD.model_copy(update={"due_at": None})}, NOW, False),
    ],
)
def test_an_exception_is_escalated_once_on_its_day(state: dict[str, Any], now: Any, told: bool) -> None:
    invoice = Invoice(**{"ref": INV, "status": "held", "held": HELD, **state})
    expected = (InvoiceEscalated(ref=INV, to="director", due_at=NOW),) if told else ()
    assert escalate(invoice, INV, Escalate("director"), Facts(now)) == expected
