"""What waits for whom, from the event that opens a task to the one that ends it."""

from __future__ import annotations

from datetime import date, timedelta

from events.approval import ApprovalEscalated
from events.payment_run import PaymentRunCancelled, PaymentRunParked
from events.person import PersonRegistered, RoleGranted, RoleRevoked, SubstituteNamed
from events.requisition import RequisitionParked
from events.role import RoleDefined
from projections.inbox_reading import inbox_of, principals_of
from projections.views import Views
from tests.projections.conftest import Show
from tests.projections.story import BUDGET, Case, Story
from tests.projections.test_cases import after


def kinds(show: Show) -> list[tuple[str, str | None]]:
    return [(task["kind"], task["role"] or task["permission"] or task["person"]) for task in show("inbox")]


def test_the_inbox_follows_a_whole_case(story: Story, show: Show) -> None:
    case = Case(story, "1")
    expected = {
        "draft": [],
        "submit": [],
        "open_approval": [("approval", "engineer"), ("approval", "manager")],
        "approve": [("order-to-place", "purchase_order.issue")],
        "order": [("receipt-due", "goods_receipt.record")],
        "receive": [],
        "hold": [("invoice-exception", "invoice.resolve")],
        "post": [],
        "propose": [("payment-release", "payment_run.release")],
        "release": [],
        "settle": [],
    }
    for step, tasks in expected.items():
        getattr(case, step)()
        assert kinds(show) == tasks, step


def test_a_task_names_document_amount_and_deadline(story: Story, show: Show) -> None:
    case = after(story, "open_approval")
    task = show("inbox", role="manager")[0]
    assert (task["document_id"], task["number"], task["title"]) == (str(case.ap.id), case.ap.number, "Beams")
    assert task["amount"] == {"amount": "1000.00", "currency": "EUR"}
    assert task["since"] < task["due"]


def test_a_vote_ends_only_the_task_of_its_role_and_the_next_step_opens_the_next(story: Story, show: Show) -> None:
    case = after(story, "open_approval")
    case.vote("engineer")
    assert kinds(show) == [("approval", "manager")]


def test_an_escalation_adds_the_higher_role(story: Story, show: Show) -> None:
    case = after(story, "open_approval")
    story.tell((case.ap, ApprovalEscalated(ref=case.ap, subject=case.pr, step=0, to="director")))
    tasks = show("inbox")
    assert {task["role"] for task in tasks} == {"manager", "engineer", "director"}
    assert all(task["escalated"] for task in tasks)


def test_returned_and_parked_wait_for_the_requester(story: Story, show: Show) -> None:
    case = after(story, "open_approval")
    case.conclude("returned")
    assert ("requisition-returned", "rita") in kinds(show)
    case.submit(2)
    assert "requisition-returned" not in dict(kinds(show))
    case.conclude("approved")
    story.tell((case.pr, RequisitionParked(ref=case.pr, step="order", code="budget-exceeded", figures=())))
    assert show("inbox", kind="case-parked", codes="budget-exceeded")[0]["person"] == "rita"
    case.order()
    assert "case-parked" not in dict(kinds(show))


def test_a_partial_receipt_leaves_the_rest_due_and_a_cancelled_run_nothing(story: Story, show: Show) -> None:
    case = after(story, "order")
    case.receive("4")
    assert ("receipt-due", "goods_receipt.record") in kinds(show)
    case.receive("6")
    case.post()
    case.propose()
    parked = PaymentRunParked(ref=case.run, step="file", code="side-effect-failed", figures=())
    story.tell((case.run, parked))
    assert ("payment-run-parked", "payment_run.propose") in kinds(show)
    story.tell((case.run, PaymentRunCancelled(ref=case.run, why="wrong date")))
    assert kinds(show) == []


def test_a_person_sees_what_his_roles_allow_in_the_entity_and_not_his_own(
    story: Story, show: Show, views: Views
) -> None:
    granted = {"role": "manager", "valid_until": date(2026, 12, 31)}
    story.tell(
        *((BUDGET, PersonRegistered(person=p, name=p)) for p in ("mona", "rita", "gus")),
        (BUDGET, RoleDefined(role="keeper", name="Keeper", permissions=("goods_receipt.record",))),
        (BUDGET, RoleGranted(person="mona", entity="ACME", **granted)),
        (BUDGET, RoleGranted(person="rita", entity="*", **granted)),
        (BUDGET, RoleGranted(person="otto", entity="OTHER", **granted)),
        (BUDGET, RoleGranted(person="gus", role="keeper", entity="*")),
    )
    case = after(story, "open_approval")
    show("inbox")
    today = date(2026, 11, 3)
    assert [task["kind"] for task in inbox_of(views.engine, "mona", today)] == ["approval"]
    assert inbox_of(views.engine, "mona", date(2027, 1, 1)) == []
    assert inbox_of(views.engine, "otto", today) == inbox_of(views.engine, "gus", today) == []
    assert inbox_of(views.engine, "rita", today) == []  # requester and manager: never her own
    case.approve()
    case.order()
    story.tell((BUDGET, RoleRevoked(person="mona", role="manager", entity="ACME")))
    show("inbox")
    assert [task["kind"] for task in inbox_of(views.engine, "gus", today)] == ["receipt-due"]


def test_who_has_left_passes_no_task_on_to_a_substitute(story: Story, show: Show, views: Views) -> None:
    days = {"valid_from": date(2026, 1, 1), "valid_until": date(2027, 12, 31)}
    last = date(2026, 11, 3)
    story.tell(
        *((BUDGET, PersonRegistered(person=p, name=p)) for p in ("mona", "gus")),
        (BUDGET, PersonRegistered(person="sam", name="Sam", valid_until=last)),
        *((BUDGET, SubstituteNamed(person=p, substitute=s, **days)) for p, s in (("mona", "sam"), ("sam", "gus"))),
    )
    show("people")
    assert principals_of(views.engine, "gus", last) == ["sam", "mona"]
    assert principals_of(views.engine, "gus", last + timedelta(days=1)) == []
    assert principals_of(views.engine, "sam", last + timedelta(days=1)) == ["mona"]
