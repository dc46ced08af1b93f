"""Orders, receipts, payables and payment runs: accepted, refused, ignored."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from aggregates.goods_receipt import GOODS_RECEIPT, Record
from aggregates.payable import PAYABLE, Claim, Free, Open, Settle
from aggregates.payment_run import PAYMENT_RUN, Conclude, Propose, Release
from aggregates.purchase_order import PURCHASE_ORDER, Await, Bill, Issue, Leave, PurchaseOrder, Receive
from aggregates.purchase_order import Settle as SettleOrder
from contracts.goods_receipt import ReceiptLine
from contracts.payment_run import CancelPaymentRun, RecordPaymentFile, ReleasePaymentRun
from contracts.purchase_order import ClosePurchaseOrder
from contracts.values import BankAccount
from events import payable, payment_run, purchase_order
from tests.examples import EVENT_EXAMPLES, GR, INV, PAY, PO, RUN
from tests.support.house import HASH, NOW, OURS, facts, given

E: dict[str, Any] = dict(EVENT_EXAMPLES)
ISSUED = E["purchase_order.issued.v1"]
OPENED, CLAIMED = E["payable.opened.v1"], E["payable.claimed.v1"]
PROPOSED, RELEASED = E["payment_run.proposed.v1"], E["payment_run.released.v1"]
WRITTEN, CONCLUDED = E["payment_run.file_written.v1"], E["payment_run.payment_concluded.v1"]
CLOSE = ClosePurchaseOrder(order=PO.id, why="no more needed")


def _receive(accepted: str, rejected: str = "0", number: int = 1, tolerance: str = "5") -> Receive:
    line = ReceiptLine(order_line=number, accepted=Decimal(accepted), rejected=Decimal(rejected))
    return Receive(GR, (line,), {number: Decimal(tolerance)})


def test_an_order_is_issued_once_and_its_lines_are_numbered_once() -> None:
    issue = Issue(PO, "STAHL", "Stahl AG", "EUR", ISSUED.lines)
    given(PURCHASE_ORDER).when(issue, facts("bob")).then(ISSUED)
    given(PURCHASE_ORDER, ISSUED).when(issue, facts("bob")).refused("already-registered")
    doubled = Issue(PO, "STAHL", "Stahl AG", "EUR", ISSUED.lines * 2)
    given(PURCHASE_ORDER).when(doubled, facts("bob")).refused("doubled-line")


def test_receipts_up_to_the_tolerance_by_another_person_than_the_buyer() -> None:
    order, gus = given(PURCHASE_ORDER, ISSUED), facts("gus")
    state = order.when(_receive("10.5"), gus).then(purchase_order.PurchaseOrderReceived)
    assert (state.received_percent, state.status, state.receivers) == (Decimal(100), "to-bill", ("gus",))
    order.when(_receive("10.500001"), gus).refused("over-received")
    order.when(_receive("0", "0"), gus).refused("empty-receipt-line")
    order.when(_receive("1", number=2), gus).refused("unknown-line")
    order.when(_receive("1"), facts("bob")).refused("raiser-is-receiver")
    closed = given(PURCHASE_ORDER, ISSUED, E["purchase_order.closed.v1"])
    closed.when(_receive("1"), gus).refused("closed-document")
    given(PURCHASE_ORDER).when(_receive("1"), gus).refused("unknown-document")


def test_two_lines_of_one_receipt_cannot_pass_the_tolerance_together() -> None:
    lines = tuple(ReceiptLine(order_line=1, accepted=Decimal(6)) for _ in range(2))
    given(PURCHASE_ORDER, ISSUED).when(Receive(GR, lines, {}), facts("gus")).refused("over-received")


def test_rejected_goods_are_not_received() -> None:
    state = (
        given(PURCHASE_ORDER, ISSUED).when(_receive("4", "6"), facts("gus")).then(purchase_order.PurchaseOrderReceived)
    )
    assert state.received_percent == 40


def test_waiting_billed_paid_closed_each_once() -> None:
    awaited, billed = E["purchase_order.awaited.v1"], E["purchase_order.billed.v1"]
    paid, closed = E["purchase_order.paid.v1"], E["purchase_order.closed.v1"]
    draft, left = Await(INV, awaited.lines), E["purchase_order.left.v1"].model_copy(update={"invoices": ()})
    given(PURCHASE_ORDER, ISSUED).when(draft).then(awaited)
    given(PURCHASE_ORDER, ISSUED, awaited).when(draft).ignored()
    given(PURCHASE_ORDER, ISSUED, awaited).when(Await(INV)).then(type(awaited))
    given(PURCHASE_ORDER, ISSUED, awaited).when(Leave(INV)).then(left)
    given(PURCHASE_ORDER, ISSUED, awaited, left).when(Leave(INV)).ignored()
    state: PurchaseOrder = given(PURCHASE_ORDER, ISSUED, awaited).when(Bill(INV, billed.lines)).then(billed)
    assert (state.waiting, state.billed_percent, state.status) == ((), Decimal(100), "to-receive")
    given(PURCHASE_ORDER, ISSUED, billed).when(SettleOrder(INV)).then(paid)
    given(PURCHASE_ORDER, ISSUED, billed, paid).when(SettleOrder(INV)).ignored()
    given(PURCHASE_ORDER, ISSUED).when(CLOSE).then(closed)
    given(PURCHASE_ORDER, ISSUED, closed).when(CLOSE).ignored()
    assert given(PURCHASE_ORDER, ISSUED, closed).state.status == "closed"


def test_over_delivery_of_one_line_does_not_hide_that_another_is_short() -> None:
    second = ISSUED.lines[0].model_copy(update={"line": 2})
    issued = ISSUED.model_copy(update={"lines": (*ISSUED.lines, second)})
    received = E["purchase_order.received.v1"].model_copy(
        update={"lines": (purchase_order.ReceivedLine(line=1, accepted=Decimal(12), rejected=Decimal(0)),)}
    )
    assert given(PURCHASE_ORDER, issued, received).state.received_percent == 50


def test_a_receipt_is_recorded_once() -> None:
    record = Record(GR, PO, E["goods_receipt.recorded.v1"].lines, None)
    given(GOODS_RECEIPT).when(record, facts("gus")).then(E["goods_receipt.recorded.v1"])
    given(GOODS_RECEIPT, E["goods_receipt.recorded.v1"]).when(record, facts("gus")).refused("already-registered")


def test_a_payable_has_one_live_attempt() -> None:
    other = RUN.model_copy(update={"id": uuid4()})
    given(PAYABLE).when(Open(OPENED)).then(OPENED)
    given(PAYABLE, OPENED).when(Open(OPENED)).ignored()
    given(PAYABLE).when(Claim(RUN)).refused("unknown-document")
    given(PAYABLE, OPENED).when(Claim(RUN)).then(CLAIMED)
    given(PAYABLE, OPENED, CLAIMED).when(Claim(other)).refused("already-taken")
    given(PAYABLE, OPENED, CLAIMED).when(Settle(other, "B-1")).refused("not-claimed-by-run")
    given(PAYABLE, OPENED).when(Free(RUN, "returned")).refused("not-claimed-by-run")
    freed = E["payable.freed.v1"]
    given(PAYABLE, OPENED, CLAIMED).when(Free(RUN, "returned")).then(freed)
    again = given(PAYABLE, OPENED, CLAIMED, freed).when(Claim(other)).then(payable.PayableClaimed)
    assert (again.attempt, again.run) == (2, other)
    settled = E["payable.settled.v1"]
    given(PAYABLE, OPENED, CLAIMED).when(Settle(RUN, "B-1")).then(settled)
    given(PAYABLE, OPENED, CLAIMED, settled).when(Settle(RUN, "B-1")).ignored()
    given(PAYABLE, OPENED, CLAIMED, settled).when(Claim(other)).refused("already-taken")


def _release(digest: str, makers: frozenset[str] = frozenset()) -> Release:
    return Release(ReleasePaymentRun(run=RUN.id, content_hash=digest), makers)


def test_a_run_is_released_by_a_second_person_exactly_as_proposed() -> None:
    propose = Propose(RUN, OURS, "EUR", PROPOSED.execution_date, PROPOSED.payments)
    state = given(PAYMENT_RUN).when(propose, facts("paul")).then(payment_run.PaymentRunProposed)
    assert state.proposed is not None
    assert state.proposed.total == PROPOSED.total
    run, digest = given(PAYMENT_RUN, state.proposed), state.proposed.content_hash
    run.when(_release(digest), facts("tess")).then(payment_run.PaymentRunReleased)
    run.when(_release(digest), facts("paul")).refused("maker-is-releaser")
    run.when(_release(digest, frozenset({"tess"})), facts("tess")).refused("supplier-maker-is-releaser")
    run.when(_release(HASH), facts("tess")).refused("content-changed")
    run.when(propose, facts("paul")).refused("already-registered")
    given(PAYMENT_RUN, PROPOSED, RELEASED).when(_release(HASH), facts("tess")).refused("closed-document")


def test_a_released_run_is_written_and_concluded_once_and_then_never_cancelled() -> None:
    written = RecordPaymentFile(run=RUN.id, file_name="run.xml", file_sha256=HASH)
    cancel = CancelPaymentRun(run=RUN.id, why="wrong day")
    conclude = Conclude(PAY.id, "settled", "B-1")
    given(PAYMENT_RUN, PROPOSED).when(written).ignored()
    given(PAYMENT_RUN, PROPOSED, RELEASED).when(written).then(WRITTEN)
    given(PAYMENT_RUN, PROPOSED, RELEASED).when(conclude).refused("not-sent")
    given(PAYMENT_RUN, PROPOSED, RELEASED).when(cancel).then(E["payment_run.cancelled.v1"])
    sent = (PROPOSED, RELEASED, WRITTEN)
    given(PAYMENT_RUN, *sent).when(written).ignored()
    given(PAYMENT_RUN, *sent).when(cancel).refused("closed-document")
    given(PAYMENT_RUN, *sent, CONCLUDED).when(cancel).refused("closed-document")
    assert given(PAYMENT_RUN, *sent).when(conclude).then(CONCLUDED).status == "completed"
    given(PAYMENT_RUN, *sent, CONCLUDED).when(conclude).ignored()
    given(PAYMENT_RUN, *sent, CONCLUDED).when(Conclude(PAY.id, "failed", "B-1")).refused("bank-word-contradicts")
    given(PAYMENT_RUN, *sent).when(conclude, facts("paul")).refused("maker-speaks-for-bank")
    given(PAYMENT_RUN, *sent).when(Conclude(uuid4(), "settled", "B-1")).refused("unknown-line")
    given(PAYMENT_RUN, PROPOSED).when(cancel).then(E["payment_run.cancelled.v1"])
    given(PAYMENT_RUN, PROPOSED, E["payment_run.cancelled.v1"]).when(cancel).ignored()
    given(PAYMENT_RUN, PROPOSED, RELEASED, E["payment_run.cancelled.v1"]).when(written).ignored()


def test_a_release_still_covers_its_run_when_the_format_has_grown() -> None:
    from aggregates.payment_run import content_hash
    from events.payment_run import Payment

    class GrownAccount(BankAccount):
        branch: str | None = None

    class GrownPayment(Payment):
        purpose: str = ""

    grown = tuple(
        GrownPayment(**{**dict(payment), "creditor": GrownAccount(**dict(payment.creditor))})
        for payment in PROPOSED.payments
    )
    old = Propose(RUN, OURS, "EUR", PROPOSED.execution_date, PROPOSED.payments)
    new = Propose(RUN, GrownAccount(**dict(OURS)), "EUR", PROPOSED.execution_date, grown)
    assert content_hash(new) == content_hash(old)


def test_no_run_pays_to_or_from_a_number_whose_bank_nobody_knows() -> None:
    bare = BankAccount(holder="A", number="622202100102")
    creditor = (PROPOSED.payments[0].model_copy(update={"creditor": bare}),)
    for propose in (
        Propose(RUN, bare, "EUR", NOW.date(), PROPOSED.payments),
        Propose(RUN, OURS, "EUR", NOW.date(), creditor),
    ):
        given(PAYMENT_RUN).when(propose, facts("paul")).refused("account-without-bank")
    for known in ({"bic": "CHASUS33"}, {"clearing_code": "105391000015"}):
        propose = Propose(RUN, bare.model_copy(update=known), "EUR", NOW.date(), PROPOSED.payments)
        given(PAYMENT_RUN).when(propose, facts("paul")).then(payment_run.PaymentRunProposed)


@pytest.mark.parametrize("field", ["debtor", "execution_date", "amount", "creditor"])
def test_what_is_released_covers_everything_that_moves_money(field: str) -> None:
    from aggregates.payment_run import content_hash

    payment = PROPOSED.payments[0]
    changes: dict[str, Any] = {
        "debtor": {"debtor": payment.creditor},
        "execution_date": {"execution_date": NOW.date()},
        "amount": {"payments": (payment.model_copy(update={"amount": payment.amount + payment.amount}),)},
        "creditor": {"payments": (payment.model_copy(update={"creditor": OURS}),)},
    }
    base: dict[str, Any] = {
        "ref": RUN,
        "debtor": OURS,
        "currency": "EUR",
        "execution_date": PROPOSED.execution_date,
        "payments": PROPOSED.payments,
    }
    assert content_hash(Propose(**base)) != content_hash(Propose(**base | changes[field]))
