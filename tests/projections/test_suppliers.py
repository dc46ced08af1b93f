"""Suppliers, their bank changes and scorecards in the read models, on both databases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from contracts.ids import stream_id
from contracts.values import Ref
from events._base import Event
from events.person import RoleGranted
from events.role import RoleDefined
from events.supplier import ScoredLine, SupplierScored
from projections.inbox_reading import inbox_of
from projections.views import Views
from tests.examples import CHANGE, EVENT_EXAMPLES, GR, PO
from tests.projections.conftest import Show
from tests.projections.story import BUDGET, Case, Story

E = EVENT_EXAMPLES
SUPPLIER = Ref(kind="supplier", id=stream_id("supplier", "STAHL"), number="STAHL")


def told(story: Story, *names: str) -> None:
    for name in names:
        story.tell((CHANGE if name.startswith("bank") else SUPPLIER, E[name]), actor="bob")


def test_a_supplier_with_its_holds_licences_and_accounts(story: Story, show: Show) -> None:
    told(story, "supplier.registered.v1", "supplier.approved.v1", "supplier.revised.v1", "supplier.held.v1")
    (row,) = show("suppliers")
    assert (row["name"], row["classes"], row["orders_held_until"]) == ("Stahl SE", ["steel"], "2027-01-01")
    assert (row["status"], row["payments_held_until"], row["hold_why"]) == ("approved", None, "audit")
    again = E["supplier.revised.v1"].model_copy(update={"reapproval": True})
    story.tell((SUPPLIER, again))
    told(story, "supplier.hold_released.v1", "supplier.account_changed.v1", "supplier.document_added.v1")
    (row,) = show("suppliers")
    assert (row["status"], row["orders_held_until"]) == ("draft", None)
    assert row["accounts"][0]["iban"] == "DE89370400440532013000"
    assert show("supplier_documents")[0]["valid_until"] == "2026-12-31"


def test_a_bank_change_from_proposal_to_the_first_payment(story: Story, show: Show) -> None:
    told(story, "bank_change.proposed.v1")
    assert (show("inbox")[0]["kind"], show("inbox")[0]["not_for"]) == ("bank-change-to-verify", "bob")
    told(story, "bank_change.verified.v1")
    assert show("inbox") == []
    told(story, "bank_change.took_effect.v1", "supplier.account_proven.v1")
    (row,) = show("bank_changes")
    assert (row["status"], row["verified_by"], row["account"]) == ("effective", "fay", "DE89370400440532013000")
    assert row["proven_at"] is not None
    told(story, "bank_change.dropped.v1")
    assert show("bank_changes", status="rejected")[0]["why"]


def test_a_licence_is_a_task_from_thirty_days_before_its_end(story: Story, show: Show, views: Views) -> None:
    told(story, "supplier.document_added.v1")
    buyer = RoleDefined(role="buyer", name="B", permissions=("supplier.register",))
    story.tell((BUDGET, buyer), (BUDGET, RoleGranted(person="bob", role="buyer", entity="*")))
    assert show("inbox")[0]["title"] == "STAHL trade"
    assert inbox_of(views.engine, "bob", date(2026, 11, 30)) == []
    assert [task["kind"] for task in inbox_of(views.engine, "bob", date(2026, 12, 1))] == ["licence-expires"]


def _scored(received_on: date, *lines: tuple[bool, bool, str]) -> Event:
    scored = tuple(
        ScoredLine(line=1, due=date(2026, 12, 1), on_time=on_time, in_full=in_full, quality=Decimal(quality))
        for on_time, in_full, quality in lines
    )
    return SupplierScored(supplier="STAHL", receipt=GR, order=PO, received_on=received_on, lines=scored)


def test_a_scorecard_counts_lines_by_quarter_and_over_all(story: Story, show: Show) -> None:
    story.tell((SUPPLIER, _scored(date(2026, 9, 30), (True, True, "1"), (True, False, "0.5"))))
    story.tell((SUPPLIER, _scored(date(2026, 10, 1), (False, True, "0.333333"))))
    cards = {row["period"]: row for row in show("scorecards", supplier="STAHL")}
    assert set(cards) == {"2026-Q3", "2026-Q4", "all"}
    assert (cards["2026-Q3"]["on_time_percent"], cards["2026-Q3"]["in_full_percent"]) == ("100", "50")
    assert (cards["2026-Q4"]["deliveries"], cards["2026-Q4"]["quality_percent"]) == (1, "33.3333")
    assert (cards["all"]["deliveries"], cards["all"]["on_time_percent"]) == (3, "66.666667")
    assert (cards["all"]["quality_percent"], cards["all"]["price_variance_percent"]) == ("61.1111", None)
    assert [row["on_time"] for row in show("scorecard_events", period="2026-Q3")] == [True, True]


def test_a_posted_invoice_without_comparisons_says_nothing_of_prices(story: Story, show: Show) -> None:
    case = Case(story, "1")
    for step in ("draft", "submit", "open_approval", "approve", "order", "receive", "post"):
        getattr(case, step)()
    assert show("scorecards") == []
    story.tell((case.inv, E["invoice.posted.v1"]))
    (row,) = show("scorecards", period="all")
    assert (row["prices"], row["price_variance_percent"], row["on_time_percent"]) == (1, "0", None)
