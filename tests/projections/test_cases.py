"""Where a case stands, who has it now, since when; and its orders."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest

from contracts.values import Ref
from events.approval import ApprovalEscalated, ApprovalReminded
from events.purchase_order import PurchaseOrderClosed
from events.requisition import RequisitionClosedShort, RequisitionParked, RequisitionRevised, RequisitionWithdrawn
from projections._prepare import exact_mul_div
from tests.projections.conftest import Show
from tests.projections.story import Case, Story, line


def eur(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


def after(story: Story, last: str) -> Case:
    return Case(story, "1").until(last)


STAGES = {
    "draft": ("draft", "person", ["rita"]),
    "open_approval": ("approval", "role", ["manager", "engineer"]),
    "approve": ("order", "permission", ["purchase_order.issue"]),
    "order": ("receipt", "permission", ["goods_receipt.record"]),
    "receive": ("invoice", "permission", ["invoice.receive"]),
    "post": ("payment", "permission", ["payment_run.propose"]),
    "settle": ("closed", None, []),
}


@pytest.mark.parametrize("last", STAGES)
def test_each_step_moves_the_case_to_its_stage(story: Story, show: Show, last: str) -> None:
    after(story, last)
    (row,) = show("cases")
    assert (row["stage"], row["with_kind"], row["with_whom"]) == STAGES[last]


def test_a_whole_case_has_all_amounts_and_one_progress_row_per_stage(story: Story, show: Show) -> None:
    Case(story, "1").whole()
    (row,) = show("cases")
    for amount in ("total", "ordered", "received", "billed", "paid"):
        assert row[amount] == eur("1000.00"), amount
    assert row["needed_by"] == "2026-12-01"
    assert row["projects"] == ["P1"]
    stages = show("progress")
    assert [s["stage"] for s in stages] == ["draft", "approval", "order", "receipt", "invoice", "payment", "closed"]
    for earlier, later in pairwise(stages):
        assert earlier["left_at"] == later["entered_at"]
    assert stages[-1]["left_at"] is None
    assert row["ended_at"] == stages[-1]["entered_at"] == row["since"]


def test_a_vote_takes_its_role_out_and_the_step_sets_a_deadline(story: Story, show: Show) -> None:
    case = after(story, "open_approval")
    opened = story.now
    case.vote("manager")
    (row,) = show("cases")
    assert row["with_whom"] == ["engineer"]
    assert row["due"] == opened.replace(day=opened.day + 3, minute=opened.minute - 1).isoformat().replace("+00:00", "Z")
    assert show("progress", stage="approval")[0]["due"] == row["due"]


def test_reminders_and_escalation_show(story: Story, show: Show) -> None:
    case = after(story, "open_approval")
    of = {"ref": case.ap, "subject": case.pr, "step": 0}
    story.tell((case.ap, ApprovalReminded(**of)))
    story.tell((case.ap, ApprovalEscalated(**of, to="director")))
    (row,) = show("cases")
    assert (row["reminders"], row["escalated_to"]) == (1, "director")


def test_partly_received_stays_in_receipt_and_percent_is_exact(story: Story, show: Show) -> None:
    case = after(story, "order")
    case.receive("3.333333")
    (order,), (row,) = show("orders"), show("cases")
    assert (order["status"], order["received_percent"]) == ("to-receive-and-bill", "33.33333")
    assert (row["stage"], row["received"]) == ("receipt", eur("333.33"))
    case.receive("6.666667")
    (order,), (row,) = show("orders"), show("cases")
    assert (order["status"], row["stage"], row["received"]) == ("to-bill", "invoice", eur("1000.00"))


def test_a_millionth_short_is_not_received_though_the_percentage_is_rounded_to_a_hundred(
    story: Story, show: Show
) -> None:
    case = after(story, "approve")
    case.order("1000000")
    case.receive("999999.999")
    (order,) = show("orders")
    assert (order["status"], order["received_percent"]) == ("to-receive-and-bill", "100")
    case.receive("0.001")
    assert show("orders")[0]["status"] == "to-bill"


def test_billed_before_received_is_to_receive(story: Story, show: Show) -> None:
    case = after(story, "order")
    case.post()
    assert show("orders")[0]["status"] == "to-receive"
    assert show("cases")[0]["stage"] == "receipt"


def test_an_order_closed_short_needs_no_more(story: Story, show: Show) -> None:
    case = after(story, "order")
    case.receive("4")
    closed = PurchaseOrderClosed(ref=case.po, why="supplier cannot deliver", requisitions=(case.pr,))
    story.tell((case.po, closed))
    assert show("orders")[0]["status"] == "closed"
    assert show("cases")[0]["stage"] == "invoice"


def test_a_requisition_closed_short_waits_only_for_what_was_ordered(story: Story, show: Show) -> None:
    case = after(story, "draft")
    story.tell((case.pr, RequisitionRevised(ref=case.pr, lines=(line(1, "25"),))))
    for step in ("submit", "open_approval", "approve", "order"):
        getattr(case, step)()
    assert show("cases")[0]["stage"] == "order"
    assert show("inbox", kind="order-to-place")
    story.tell((case.pr, RequisitionClosedShort(ref=case.pr, why="enough")))
    assert show("cases")[0]["stage"] == "receipt"
    assert not show("inbox", kind="order-to-place")


def test_parking_shows_until_the_next_event(story: Story, show: Show) -> None:
    case = after(story, "approve")
    story.tell((case.pr, RequisitionParked(ref=case.pr, step="order", code="supplier-blocked", figures=())))
    (row,) = show("cases", parked_code="supplier-blocked")
    assert row["parked_step"] == "order"
    case.order()
    assert show("cases")[0]["parked_code"] is None


@pytest.mark.parametrize(("verdict", "whom"), [("returned", ["rita"]), ("rejected", [])])
def test_returned_goes_to_the_requester_and_rejected_to_nobody(
    story: Story, show: Show, verdict: str, whom: list[str]
) -> None:
    case = after(story, "open_approval")
    case.conclude(verdict)
    (row,) = show("cases")
    assert (row["stage"], row["with_whom"], row["ended_at"] is not None) == (verdict, whom, not whom)


def test_withdrawn_ends_and_revised_is_summed_again(story: Story, show: Show) -> None:
    case = after(story, "draft")
    story.tell((case.pr, RequisitionRevised(ref=case.pr, lines=(line(1, "3", "0.335"), line(2, "1", "2")))))
    assert show("cases")[0]["total"] == eur("3.01")
    story.tell((case.pr, RequisitionWithdrawn(ref=case.pr, why="not needed")))
    assert show("cases")[0]["stage"] == "withdrawn"


def test_amounts_divide_exactly_beyond_64_bits() -> None:
    assert exact_mul_div(10**12 + 1, 10**18 + 7, 10**18) == 10**12 + 1
    assert [exact_mul_div(1, part, 2) for part in (1, -1, 3, -3)] == [1, -1, 2, -2]
    assert exact_mul_div(1, 1, 0) is None
    assert Decimal(exact_mul_div(1000, 1, 3) or 0) == 333


def test_an_approval_of_something_else_leaves_cases_alone(story: Story, show: Show) -> None:
    case = Case(story, "1")
    case.pr = Ref(kind="lease", id=case.pr.id, number="C-1", entity="ACME")
    case.open_approval()
    assert show("cases") == []
    assert show("approvals")[0]["subject_kind"] == "lease"
