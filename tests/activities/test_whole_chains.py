"""Transactions over several documents: from requisition to payment, the budget's figures are exact at every step."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregates.invoice import INVOICE
from contracts._base import Answer
from contracts.invoice import CancelInvoice, ResolveInvoice
from contracts.purchase_order import ClosePurchaseOrder, IssuePurchaseOrder, OrderLine
from contracts.requisition import ReviseRequisition, WithdrawRequisition
from contracts.values import money
from events.approval import ApprovalEnded
from events.requisition import RequisitionParked
from projections import PROJECTIONS
from projections.queries import select
from projections.runner import Runner
from projections.views import Views
from tests.support.chain import Chain
from tests.support.house import line

D = Decimal


@pytest.fixture
def chain() -> Iterator[Chain]:
    made = Chain()
    yield made
    made.simulation.close()


@pytest.mark.parametrize("received", ["0", "3", "10"])
@pytest.mark.parametrize("bills", [("4",), ("4", "3"), ("3", "3", "4")])
def test_a_cancelled_invoice_leaves_no_trace_in_the_figures(
    chain: Chain, received: str, bills: tuple[str, ...]
) -> None:
    """Prices of a third of a cent: whatever was rounded on the way there is undone on the way back."""
    requisition = chain.approved(line(quantity="10", price="0.335"))
    order = chain.order(requisition)
    if received != "0":
        chain.receive(order, received)
    before = chain.figures()
    invoices = [chain.bill(order, f"R-{n}", (1, D(bill), D("0.335"))) for n, bill in enumerate(bills)]
    for invoice in invoices:
        if chain.handler.state(INVOICE, invoice.id).status == "held":
            chain.send("fay", ResolveInvoice(invoice=invoice.id, decision="accept", why="agreed"))
    assert chain.figures() != before
    for invoice in reversed(invoices):
        chain.send("dora", CancelInvoice(invoice=invoice.id, why="wrong"))
    assert chain.figures() == before
    assert chain.order(requisition).billed == {1: 0}


def test_one_case_stage_by_stage(chain: Chain) -> None:
    requisition = chain.requested(line(quantity="10", price="100"))
    assert chain.figures() == {"available": 9000, "pre_encumbered": 1000}
    chain.vote("mona")
    order = chain.order(requisition)
    assert chain.figures() == {"available": 9000, "encumbered": 1000}
    chain.receive(order, "4")
    assert chain.figures() == {"available": 9000, "encumbered": 600, "accrued": 400}
    first = chain.bill(order, "R-1", (1, D(4), D(99)))
    assert chain.figures() == {"available": 9004, "encumbered": 600, "actual": 396}
    chain.receive(order, "6")
    second = chain.bill(order, "R-2", (1, D(6), D(100)))
    assert chain.figures() == {"available": 9004, "actual": 996}
    chain.pay(first)
    assert chain.figures() == {"available": 9004, "actual": 600, "paid": 396}
    assert chain.requisition(requisition).status == "approved"
    chain.pay(second)
    assert chain.figures() == {"available": 9004, "paid": 996}
    assert chain.requisition(requisition).status == "closed"


@pytest.mark.parametrize("verdict", ["reject", "return"])
def test_a_verdict_against_gives_everything_back(chain: Chain, verdict: str) -> None:
    chain.requested()
    chain.vote("mona", verdict)
    assert chain.figures() == {"available": 10000}


def test_returned_revised_and_submitted_again_is_approved_anew(chain: Chain) -> None:
    requisition = chain.requested()
    chain.vote("mona", "return")
    chain.send("rita", ReviseRequisition(requisition=requisition, lines=(line(quantity="3"),)))
    chain.submit(requisition)
    assert chain.figures() == {"available": 9700, "pre_encumbered": 300}
    chain.vote("mona")
    assert chain.figures() == {"available": 9700, "encumbered": 300}


def test_withdrawing_gives_back_and_ends_the_approval(chain: Chain) -> None:
    requisition = chain.requested()
    chain.send("rita", WithdrawRequisition(requisition=requisition, why="changed plans"))
    assert chain.figures() == {"available": 10000}
    assert chain.newest(ApprovalEnded).result == "withdrawn"
    assert chain.vote("mona", outcome="refused").code == "approval-closed"


def test_an_ordered_requisition_is_not_withdrawn_but_its_order_closed_short(chain: Chain) -> None:
    requisition = chain.approved(line(quantity="10", price="100"))
    withdraw = WithdrawRequisition(requisition=requisition, why="changed plans")
    assert chain.send("rita", withdraw, outcome="refused").code == "already-ordered"
    order = chain.order(requisition)
    chain.receive(order, "3")
    assert order.ref is not None
    chain.send("bob", ClosePurchaseOrder(order=order.ref.id, why="supplier cannot"))
    assert chain.figures() == {"available": 9700, "accrued": 300}
    chain.pay(chain.bill(order, "R-1", (1, D(3), D(100))))
    assert chain.figures() == {"available": 9700, "paid": 300}
    assert chain.requisition(requisition).status == "closed"


@pytest.mark.parametrize("close_first", [True, False])
def test_rounding_leaves_no_cent_on_an_order_that_was_closed_short(chain: Chain, *, close_first: bool) -> None:
    """Two receipts of 0.5 at 0.01 accrue 0.01 in all, though each alone would be rounded up to it."""
    requisition = chain.approved(line(quantity="3", price="0.01"))
    order = chain.order(requisition)
    assert order.ref is not None
    close = ClosePurchaseOrder(order=order.ref.id, why="enough")
    for _ in range(2):
        chain.receive(order, "0.5")
    assert chain.figures()["accrued"] == D("0.01")
    if close_first:
        chain.send("bob", close)
    invoice = chain.bill(order, "R-1", (1, D(1), D("0.01")))
    if not close_first:
        chain.send("bob", close)
    chain.pay(invoice)
    assert chain.figures() == {"available": D("9999.99"), "paid": D("0.01")}


def test_dearer_than_the_budget_allows_waits_for_a_person_and_spends_nothing() -> None:
    chain = Chain("1000")
    requisition = chain.approved(line(quantity="10", price="100"))
    order = chain.order(requisition)
    chain.receive(order, "10")
    invoice = chain.bill(order, "R-1", (1, D(10), D("100.05")))
    state = chain.handler.state(INVOICE, invoice.id)
    assert state.status == "held"
    assert state.held is not None
    assert [finding.code for finding in state.held.findings] == ["budget-exceeded"]
    assert chain.figures() == {"accrued": 1000}
    chain.simulation.close()


def test_a_refused_order_parks_the_case_and_a_second_parking_shows_too(chain: Chain) -> None:
    from contracts.supplier import ApproveSupplier, BlockSupplier

    requisition = chain.requested()
    chain.send("fay", BlockSupplier(supplier="STAHL", why="insolvent"))
    chain.vote("mona")
    parked = chain.requisition(requisition).parked
    assert parked is not None
    assert (parked.step, parked.code) == ("order", "supplier-not-approved")
    head = chain.log.head()
    chain.simulation.advance_to(chain.simulation.now.replace(day=5))
    assert chain.log.head() == head, "the same refusal again stores nothing"
    chain.send("fay", ApproveSupplier(supplier="STAHL"))
    chain.simulation.advance_to(chain.simulation.now.replace(day=7))
    assert chain.figures() == {"available": 9000, "encumbered": 1000}
    assert chain.requisition(requisition).parked is None
    assert isinstance(chain.newest(RequisitionParked), RequisitionParked)


def test_what_is_billed_before_it_comes_is_not_accrued_a_second_time(chain: Chain) -> None:
    requisition = chain.approved(line(quantity="10", price="100"))
    order = chain.order(requisition)
    invoice = chain.bill(order, "R-1", (1, D(5), D(100)))
    chain.send("fay", ResolveInvoice(invoice=invoice.id, decision="accept", why="prepaid"))
    assert chain.figures() == {"available": 9000, "encumbered": 500, "actual": 500}
    for received, accrued in (("3", 0), ("4", 200), ("3", 500)):
        chain.receive(order, received)
        stages = {"available": 9000, "encumbered": 500 - accrued, "actual": 500, "accrued": accrued}
        assert chain.figures() == {stage: amount for stage, amount in stages.items() if amount}


def _issue(chain: Chain, requisition: UUID, *parts: str, price: str, outcome: str = "accepted") -> Answer:
    lines = tuple(
        OrderLine(line=n, requisition=requisition, requisition_line=1, quantity=D(part), unit_price=D(price))
        for n, part in enumerate(parts, 1)
    )
    issue = IssuePurchaseOrder(entity="ACME", supplier="STAHL", currency="EUR", lines=lines)
    return chain.send("bob", issue, outcome=outcome)


def test_a_thousand_parts_of_half_a_cent_are_worth_no_more_than_was_approved(chain: Chain) -> None:
    requisition = chain.approved(line(quantity="1000", price="0.005", supplier=None))
    _issue(chain, requisition, *["1"] * 1000, price="0.005")
    assert chain.figures() == {"available": 9995, "encumbered": 5}
    order = chain.order(requisition)
    assert sum(one.amount.amount for one in order.lines) == 5


@pytest.mark.parametrize("price", ["0.335", "0.334"])
def test_the_last_of_three_parts_is_ordered_on_a_budget_that_just_covers_them(price: str) -> None:
    chain = Chain("1.01")
    requisition = chain.approved(line(quantity="3", price="0.335", supplier=None))
    for _ in range(3):
        _issue(chain, requisition, "1", price=price)
    parts = [chain.order(requisition, number).lines[0].amount.amount for number in range(3)]
    wanted = {"0.335": [D("0.34"), D("0.33"), D("0.34")], "0.334": [D("0.33"), D("0.33"), D("0.33")]}
    assert parts == wanted[price]
    assert chain.figures()["encumbered"] == sum(parts)
    assert chain.requisition(requisition).shares == {1: D("1.01")}
    chain.simulation.close()


PARTS = st.lists(st.integers(1, 4_000_000).map(lambda n: D(n).scaleb(-6)), min_size=1, max_size=4)
PRICES = st.integers(1, 99_999_999).map(lambda n: D(n).scaleb(-6))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(parts=PARTS, price=PRICES, close=st.booleans())
def test_no_cent_is_lost_whatever_the_parts(parts: list[D], price: D, *, close: bool) -> None:
    """Received and billed in parts of six decimals: at the end every stage but available and paid is empty."""
    chain = Chain()
    rest = D(1) if close else D(0)
    requisition = chain.approved(line(quantity=str(sum(parts, rest)), price=str(price)))
    order = chain.order(requisition)
    assert order.ref is not None
    for part in parts:
        chain.receive(order, part)
    if close:
        chain.send("bob", ClosePurchaseOrder(order=order.ref.id, why="enough"))
    invoices = [chain.bill(order, f"R-{n}", (1, part, price)) for n, part in enumerate(parts)]
    billed = sum((money(part * price, "EUR").amount for part in parts), D(0))
    payable = [ref for ref in invoices if chain.handler.state(INVOICE, ref.id).status == "posted"]
    if len(payable) == len(invoices):
        chain.pay(*payable)
        assert chain.figures() == {k: v for k, v in {"available": 10000 - billed, "paid": billed}.items() if v}
        assert chain.requisition(requisition).status == "closed"
    else:
        held = [chain.handler.state(INVOICE, ref.id) for ref in invoices if ref not in payable]
        assert all(state.status in ("held", "rejected") for state in held)
    chain.simulation.close()


@pytest.mark.parametrize(("parts", "price"), [(("1", "1", "1"), "33.333333"), (("0.333333",) * 3, "9.99")])
def test_thirds_end_exactly(chain: Chain, parts: tuple[str, ...], price: str) -> None:
    requisition = chain.approved(line(quantity=str(sum(map(D, parts))), price=price))
    order = chain.order(requisition)
    invoices = []
    for number, part in enumerate(parts):
        chain.receive(order, part)
        invoices.append(chain.bill(order, f"R-{number}", (1, D(part), D(price))))
    chain.pay(*invoices)
    paid = sum((money(D(part) * D(price), "EUR").amount for part in parts), D(0))
    assert chain.figures() == {"available": 10000 - paid, "paid": paid}
    assert chain.requisition(requisition).status == "closed"


def test_a_second_order_does_not_show_a_stage_that_never_was(chain: Chain) -> None:
    """Everything ordered so far had come when the rest was ordered: the case goes on to the receipt, not by the invoice."""
    requisition = chain.approved(line(quantity="10", supplier=None))
    _issue(chain, requisition, "5", price="100")
    chain.receive(chain.order(requisition), "5")
    _issue(chain, requisition, "5", price="100")
    views = Views("sqlite://")
    Runner(PROJECTIONS, chain.log, views).catch_up()
    stages = [row["stage"] for row in select(views.engine, "progress")[0]]
    assert stages == ["draft", "approval", "order", "receipt"]
    views.close()
