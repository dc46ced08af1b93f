"""Invoices that are read again, and those that are reopened."""

from __future__ import annotations

from typing import Any

import pytest

from aggregates.invoice import INVOICE
from contracts.invoice import ReadInvoiceAgain, ReceiveInvoiceAgain, RecordReading, ReopenInvoice
from contracts.reading import Reading
from events.invoice import InvoiceRead
from tests.examples import EVENT_EXAMPLES, INV
from tests.support.house import facts, given

E: dict[str, Any] = dict(EVENT_EXAMPLES)
RECEIVED, READ, HELD, ASKED = (E[f"invoice.{name}.v1"] for name in ("received", "read", "held", "read_again_asked"))
POSTED, REJECTED, REOPENED = (E[f"invoice.{name}.v1"] for name in ("posted", "rejected", "reopened"))
REOPEN = ReopenInvoice(invoice=INV.id, why="it is ours after all")
AGAIN = ReadInvoiceAgain(invoice=INV.id)


def _reading(version: str, **changes: object) -> RecordReading:
    reading: Reading = READ.reading.model_copy(update={"bot_version": version, **changes})
    return RecordReading(invoice=INV.id, reading=reading)


def test_only_a_rejection_is_taken_back() -> None:
    state = given(INVOICE, RECEIVED, READ, HELD, REJECTED).when(REOPEN, facts("fay")).then(REOPENED)
    assert (state.status, state.held, state.reopened) == ("read", None, True)
    unread = REOPENED.model_copy(update={"was_read": False})
    assert given(INVOICE, RECEIVED, REJECTED).when(REOPEN, facts("fay")).then(unread).status == "received"
    for story in ((RECEIVED,), (RECEIVED, READ, HELD), (RECEIVED, READ, POSTED)):
        given(INVOICE, *story).when(REOPEN, facts("fay")).refused("not-rejected")


def test_only_what_was_cancelled_comes_in_again() -> None:
    again = ReceiveInvoiceAgain(invoice=INV.id, why="it was right")
    given(INVOICE, RECEIVED, READ, POSTED, E["invoice.cancelled.v1"]).when(again).ignored()
    for story in ((RECEIVED,), (RECEIVED, READ, HELD), (RECEIVED, REJECTED), (RECEIVED, READ, POSTED)):
        given(INVOICE, *story).when(again).refused("not-cancelled")
    given(INVOICE, RECEIVED, READ, POSTED, E["invoice.paid.v1"]).when(again).refused("not-cancelled")


def test_an_undecided_invoice_is_read_again_on_request_once() -> None:
    for story in ((RECEIVED,), (RECEIVED, READ), (RECEIVED, READ, HELD)):
        assert given(INVOICE, *story).when(AGAIN).then(ASKED).read_again
        given(INVOICE, *story, ASKED).when(AGAIN).ignored()
    for end in (POSTED, REJECTED):
        given(INVOICE, RECEIVED, READ, end).when(AGAIN).refused("closed-document")
        given(INVOICE, RECEIVED, READ, ASKED, end).when(_reading("9")).ignored()
    assert not given(INVOICE, RECEIVED, READ, ASKED, HELD).state.read_again


@pytest.mark.parametrize(
    ("old", "new", "better"), [("1.9", "1.10", True), ("1.10", "1.10", False), ("1.10", "1.9", False)]
)
def test_a_reading_is_replaced_by_that_of_a_newer_bot(old: str, new: str, better: bool) -> None:
    read = InvoiceRead(ref=INV, reading=_reading(old).reading)
    then = given(INVOICE, RECEIVED, read).when(_reading(new))
    assert then.decision == ((InvoiceRead(ref=INV, reading=_reading(new).reading),) if better else ())
    state = given(INVOICE, RECEIVED, read, ASKED).when(_reading(new)).then(InvoiceRead)
    assert (state.readings, state.judgements, state.read_again) == (2, 1, False)
    assert given(INVOICE, RECEIVED).when(_reading(new)).then(InvoiceRead).judgements == 0


def test_a_reading_that_gave_nothing_is_replaced_by_one_that_gives_something() -> None:
    empty = InvoiceRead(ref=INV, reading=_reading("1", fields={}).reading)
    given(INVOICE, RECEIVED, empty).when(_reading("1")).then(InvoiceRead)
    given(INVOICE, RECEIVED, empty).when(_reading("1", fields={})).ignored()
