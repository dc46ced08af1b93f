"""Requisitions: who may do what with them, in which state, and what follows."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given as forall
from hypothesis import strategies as st

from aggregates.requisition import REQUISITION, Create, Order, Submit, TakeBack
from contracts.requisition import (
    CloseRequisition,
    ConcludeRequisition,
    CreateRequisition,
    ParkRequisition,
    ReviseRequisition,
    WithdrawRequisition,
)
from contracts.values import money
from events._base import Event
from events.requisition import (
    OrderedQuantity,
    RequisitionClosed,
    RequisitionConcluded,
    RequisitionCreated,
    RequisitionOrdered,
    RequisitionParked,
    RequisitionRevised,
    RequisitionSubmitted,
    RequisitionWithdrawn,
)
from tests.support.house import HASH, eur, facts, given, line, ref

PR, AP, PO = ref("requisition"), ref("approval"), ref("purchase_order")
CREATED = RequisitionCreated(ref=PR, requester="rita", title="Beams", currency="EUR", lines=(line(),))
SUBMITTED = RequisitionSubmitted(ref=PR, requester="rita", title="Beams", round=1, total=eur(1000), content_hash=HASH)
APPROVED = RequisitionConcluded(ref=PR, approval=AP.id, verdict="approved")
RETURNED = APPROVED.model_copy(update={"verdict": "returned"})
SUBMIT = Submit(None)
WITHDRAW = WithdrawRequisition(requisition=PR.id, why="changed plans")
REVISE = ReviseRequisition(requisition=PR.id, lines=(line(quantity="5"),))
ORDER = Order(PO, 1, Decimal(4))


def test_drafted_revised_and_submitted_by_its_requester() -> None:
    create = CreateRequisition(entity="ACME", title="Beams", currency="EUR", lines=(line(),))
    given(REQUISITION).when(Create(create, PR)).then(CREATED)
    doubled = create.model_copy(update={"lines": (line(), line())})
    given(REQUISITION).when(Create(doubled, PR)).refused("doubled-line")
    draft = given(REQUISITION, CREATED)
    assert draft.when(REVISE).then(RequisitionRevised).total == eur(500)
    draft.when(REVISE.model_copy(update={"lines": (line(),)})).ignored()
    draft.when(SUBMIT, facts("bob")).refused("not-the-requester")
    state = draft.when(SUBMIT).then(RequisitionSubmitted)
    assert (state.status, state.round) == ("submitted", 1)
    empty = CREATED.model_copy(update={"lines": ()})
    given(REQUISITION, empty).when(SUBMIT).refused("empty-requisition")
    given(REQUISITION).when(SUBMIT).refused("unknown-document")


def test_what_is_submitted_does_not_change_until_it_is_returned() -> None:
    submitted = given(REQUISITION, CREATED, SUBMITTED)
    submitted.when(SUBMIT).ignored()
    submitted.when(REVISE).refused("closed-document")
    returned = given(REQUISITION, CREATED, SUBMITTED, RETURNED)
    assert returned.when(SUBMIT).then(RequisitionSubmitted).round == 2
    returned.when(REVISE).then(RequisitionRevised)


def test_the_verdict_counts_once() -> None:
    conclude = ConcludeRequisition(requisition=PR.id, approval=AP.id, verdict="approved")
    given(REQUISITION, CREATED, SUBMITTED).when(conclude).then(APPROVED)
    given(REQUISITION, CREATED, SUBMITTED, RETURNED).when(conclude).ignored()


def test_ordered_no_further_than_approved() -> None:
    given(REQUISITION, CREATED, SUBMITTED).when(ORDER).refused("not-approved")
    approved = given(REQUISITION, CREATED, SUBMITTED, APPROVED)
    state = approved.when(ORDER).then(RequisitionOrdered)
    assert (state.orders, state.fully_ordered) == ((PO,), False)
    approved.when(Order(PO, 1, Decimal("10.000001"))).refused("over-ordered")
    approved.when(Order(PO, 2, Decimal(1))).refused("unknown-line")
    ordered = RequisitionOrdered(
        ref=PR, order=PO, lines=(OrderedQuantity(line=1, quantity=Decimal(7), amount=eur(700)),)
    )
    given(REQUISITION, CREATED, SUBMITTED, APPROVED, ordered).when(ORDER).refused("over-ordered")


def test_withdrawn_before_anything_is_ordered_only() -> None:
    for story in ((CREATED,), (CREATED, SUBMITTED), (CREATED, SUBMITTED, APPROVED)):
        given(REQUISITION, *story).when(WITHDRAW).then(RequisitionWithdrawn)
        given(REQUISITION, *story).when(WITHDRAW, facts("mona")).refused("not-the-requester")
    ordered = RequisitionOrdered(
        ref=PR, order=PO, lines=(OrderedQuantity(line=1, quantity=Decimal(7), amount=eur(700)),)
    )
    given(REQUISITION, CREATED, SUBMITTED, APPROVED, ordered).when(WITHDRAW).refused("already-ordered")
    gone = RequisitionWithdrawn(ref=PR, why="changed plans")
    given(REQUISITION, CREATED, gone).when(WITHDRAW).ignored()
    given(REQUISITION, CREATED, gone).when(SUBMIT).refused("closed-document")


def test_parked_once_a_reason_and_closed_once() -> None:
    park = ParkRequisition(requisition=PR.id, step="order", code="budget-exceeded")
    parked = RequisitionParked(ref=PR, step="order", code="budget-exceeded", figures=())
    approved = (CREATED, SUBMITTED, APPROVED)
    assert given(REQUISITION, *approved).when(park).then(parked).parkings == 1
    given(REQUISITION, *approved, parked).when(park).ignored()
    given(REQUISITION, *approved, parked).when(park.model_copy(update={"code": "no-route"})).then(RequisitionParked)
    close = CloseRequisition(requisition=PR.id)
    given(REQUISITION, *approved).when(close).then(RequisitionClosed)
    given(REQUISITION, *approved, RequisitionClosed(ref=PR)).when(close).ignored()
    given(REQUISITION, *approved, RequisitionClosed(ref=PR)).when(park).ignored()


PARTS = st.lists(st.tuples(st.booleans(), st.integers(1, 9_999_999)), max_size=6)


@forall(PARTS, st.integers(1, 99_999_999))
def test_what_is_ordered_of_a_line_always_has_the_share_that_it_is_worth(
    parts: list[tuple[bool, int]], price: int
) -> None:
    wanted = line(price=str(Decimal(price).scaleb(-6)))
    story: tuple[Event, ...] = (CREATED.model_copy(update={"lines": (wanted,)}), SUBMITTED, APPROVED)
    for taken, millionths in parts:
        state, quantity = given(REQUISITION, *story).state, Decimal(millionths).scaleb(-6)
        open_quantity = state.open_quantity(wanted)
        command = (
            Order(PO, 1, min(quantity, open_quantity)) if taken else TakeBack(PO, 1, min(quantity, 10 - open_quantity))
        )
        decision = REQUISITION.decide(state, command, facts())
        assert isinstance(decision, tuple)
        story = (*story, *decision)
        after = given(REQUISITION, *story).state
        shares = {number: money(ordered * wanted.unit_price, "EUR").amount for number, ordered in after.ordered.items()}
        assert after.shares == shares
        assert all(part.amount.amount >= 0 for event in decision for part in getattr(event, "lines"))  # noqa: B009
