"""What is shown before a requisition is submitted: budget left, price history, route, and what would become of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from activities.policies import Policies
from activities.preview import preview
from aggregates.purchase_order import PURCHASE_ORDER, Issue
from contracts.approval_matrix import Matrix
from contracts.exchange_rate import RecordExchangeRate
from contracts.ids import stream_id
from contracts.item import DefineItem
from contracts.requisition import CreateRequisition, RequisitionLine
from contracts.tax_code import DefineTaxCode, EndTaxCode
from contracts.values import Ref
from events._base import Meta, Recorded
from events.purchase_order import OrderedLine, PurchaseOrderCancelled, PurchaseOrderIssued
from projections import PROJECTIONS
from projections.candidates import Nominations
from projections.prices import middle, price_history
from projections.runner import Runner
from projections.views import Views
from tests.support.house import NOW, WHERE, Company, eur, facts, line, person, policies

ITEM = DefineItem(item="BEAM", name="Beam", base_unit="MTR")


class Shop:
    """A company with an item, and its read models."""

    def __init__(self, company: Company) -> None:
        self.company, self.views = company, Views("sqlite://")
        self.runner = Runner(list(PROJECTIONS), company.log, self.views)
        company.send("root", ITEM)

    def ordered(self, name: str, price: str, days_ago: int, unit: str = "MTR", entity: str = "ACME") -> None:
        ref = Ref(kind="purchase_order", id=stream_id("purchase_order", name), number=name, entity=entity)
        taken = OrderedLine(
            line=1,
            requisition=ref,
            requisition_line=1,
            description="d",
            quantity=Decimal(1),
            unit=unit,
            unit_price=Decimal(price),
            amount=eur(1),
            cost_object=WHERE,
            item="BEAM",
        )
        issue = Issue(ref, "STAHL", "Stahl AG", "EUR", (taken,))
        decided = PURCHASE_ORDER.decide(PURCHASE_ORDER.initial, issue, facts())
        assert isinstance(decided, tuple)
        event = decided[0]
        assert isinstance(event, PurchaseOrderIssued)
        at = NOW - timedelta(days=days_ago)
        meta = Meta(actor=person("bob"), channel="api", command="seed", command_id=ref.id)
        self.company.log.append([Recorded(ref.id, 1, at, at, meta, event)], {})

    def cancelled(self, name: str, days_ago: int) -> None:
        stream = stream_id("purchase_order", name)
        ref = Ref(kind="purchase_order", id=stream, number=name, entity="ACME")
        at = NOW - timedelta(days=days_ago)
        meta = Meta(actor=person("bob"), channel="api", command="seed", command_id=stream)
        event = PurchaseOrderCancelled(ref=ref, why="mistake", requisitions=())
        self.company.log.append([Recorded(stream, 2, at, at, meta, event)], {})

    def show(self, requisition: UUID, rules: Policies | None = None) -> dict[str, Any]:
        self.runner.catch_up()
        found = preview(self.company.handler, self.views, rules or policies(), requisition, person("rita"))
        assert found is not None
        return found


@pytest.fixture
def shop(memory_company: Company) -> Shop:
    return Shop(memory_company)


def _of_item(number: int, quantity: str, price: str) -> RequisitionLine:
    plain = line(number, quantity, price)
    unit = plain.quantity.model_copy(update={"unit": "MTR"})
    return plain.model_copy(update={"item": "BEAM", "quantity": unit})


def test_budget_left_counts_all_lines_of_a_cost_object_and_only_once(shop: Shop) -> None:
    draft = shop.company.draft(_of_item(1, "10", "100"), line(2, "5", "100"))
    [row] = shop.show(draft)["budget"]
    assert (row["available"], row["wanted"], row["left"]) == (_eur("10000.00"), _eur("1500.00"), _eur("8500.00"))
    assert (row["project"], row["cost_code"], row["period"], row["control"]) == ("P1", "MAT", "2026-11", "stop")
    shop.company.submit(draft)
    [row] = shop.show(draft)["budget"]
    assert (row["available"], row["left"]) == (_eur("8500.00"), _eur("8500.00"))


def _eur(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


def test_what_submitting_would_say_and_who_would_be_asked(shop: Shop) -> None:
    draft = shop.company.draft(_of_item(1, "10", "100.01"))
    before = shop.company.log.head()
    found = shop.show(draft)
    assert shop.company.log.head() == before
    assert found["submission"] == {"outcome": "accepted", "code": None, "figures": {}}
    assert [(step["name"], step["roles"]) for step in found["route"]["steps"]] == [("Manager", ["manager"])]
    too_much = shop.show(shop.company.draft(_of_item(1, "1000", "100")))
    assert too_much["submission"]["code"] == "budget-exceeded"
    assert len(too_much["route"]["steps"]) == 2


def test_the_history_of_a_price_is_of_the_same_item_and_unit_in_twelve_months(shop: Shop) -> None:
    draft = shop.company.draft(_of_item(1, "1", "105.5"), line(2))
    [none] = shop.show(draft)["prices"]
    assert (none["last"], none["median_12_months"]["unit_price"], none["median_12_months"]["orders"]) == (None, None, 0)
    for name, price, days, unit in (
        ("PO-1", "90", 366, "MTR"), ("PO-2", "100", 365, "MTR"), ("PO-3", "103", 40, "MTR"), ("PO-4", "1", 2, "CMT"),
    ):  # fmt: skip
        shop.ordered(name, price, days, unit)
    shop.ordered("PO-5", "1", 2, entity="SUB")
    [found] = shop.show(draft)["prices"]
    assert (found["line"], found["unit_price"], found["unit"]) == (1, "105.5", "MTR")
    assert found["last"] == {
        "unit_price": "103", "ordered_on": "2026-09-23", "purchase_order": "PO-3", "supplier": "STAHL"
    }  # fmt: skip
    assert found["median_12_months"] == {"unit_price": "101.5", "orders": 2, "since": "2025-11-02"}
    before = price_history(shop.views, "ACME", "BEAM", "MTR", "EUR", date(2026, 9, 22))
    assert before.last
    assert before.last.order == "PO-2"
    assert price_history(shop.views, "ACME", "BEAM", "MTR", "EUR", date(2026, 9, 23)).orders == 3


def test_a_price_that_stands_out_is_asked_of_others(shop: Shop) -> None:
    rows = [
        {"row": row, "when": {"price_outlier": {"so": so}}, "steps": [{"name": row, "roles": ["manager"]}]}
        for row, so in (("usual", False), ("unusual", True))
    ]
    matrix = Matrix.model_validate({"currencies": ["EUR"], "rows": rows})
    asking = policies().model_copy(update={"approval": {"requisition": matrix}})
    shop.ordered("PO-1", "100", 5)
    for price, row in (("130", "usual"), ("130.01", "unusual")):
        draft = shop.company.draft(_of_item(1, "1", price))
        assert shop.show(draft, asking)["route"]["row"] == f"requisition/{row}"


def test_a_cancelled_order_tells_no_price_from_the_day_of_its_cancellation(shop: Shop) -> None:
    """Neither is it shown nor nominated: so many cancelled orders would hide the one that counts."""
    shop.ordered("PO-1", "90", 100)
    names = [f"PO-{number}" for number in range(2, 24)]
    for name in names:
        shop.ordered(name, "1", 10)
        shop.cancelled(name, 5)
    shop.runner.catch_up()
    told = price_history(shop.views, "ACME", "BEAM", "MTR", "EUR", NOW.date() - timedelta(days=5))
    assert (told.last and told.last.order, told.median, told.orders) == ("PO-1", Decimal(90), 1)
    assert price_history(shop.views, "ACME", "BEAM", "MTR", "EUR", NOW.date() - timedelta(days=6)).orders == 23
    [nominated] = Nominations(lambda *_: shop.views).priced("ACME", "EUR", [("BEAM", "MTR", NOW.date())])
    assert nominated == [("purchase_order", stream_id("purchase_order", "PO-1"))]


def test_the_middle_is_exact() -> None:
    figures = [Decimal("0.000001"), Decimal("0.000002"), Decimal(5), Decimal(0)]
    assert middle([]) is None
    assert middle(figures) == Decimal("0.000002")
    assert middle(figures[:3]) == Decimal("0.000002")


def test_a_foreign_total_is_converted_with_its_rate_or_says_why_not(shop: Shop) -> None:
    create = CreateRequisition(entity="ACME", title="T", currency="USD", lines=(_of_item(1, "1", "100"),))
    document = shop.company.send("rita", create).document
    assert document is not None
    assert shop.show(document.id)["converted"]["code"] == "no-rate"
    rate = RecordExchangeRate(
        from_currency="USD", to_currency="EUR", on=date(2026, 10, 30), rate=Decimal("0.9"), source="ECB"
    )
    shop.company.send("root", rate)
    found = shop.show(document.id)
    assert found["converted"]["amount"] == _eur("90.00")
    assert (found["converted"]["rate_date"], found["converted"]["source"]) == ("2026-10-30", "ECB")
    assert found["budget"][0]["left"] == found["budget"][0]["available"]
    assert found["submission"]["code"] == "currency-mismatch"
    assert shop.show(shop.company.draft())["converted"] is None


def test_a_cost_object_without_a_budget_shows_none(shop: Shop) -> None:
    without = line().model_copy(update={"cost_object": WHERE.model_copy(update={"period": "2027-01"})})
    [row] = shop.show(shop.company.draft(without))["budget"]
    assert (row["available"], row["left"], row["control"]) == (None, None, None)
    assert preview(shop.company.handler, shop.views, policies(), UUID(int=5), person("rita")) is None


def test_tax_that_is_not_given_back_is_wanted_too_as_of_today_until_it_is_submitted(shop: Shop) -> None:
    def tax(percent: int, day: date) -> DefineTaxCode:
        rates = {"rate_percent": Decimal(percent), "recoverable_percent": Decimal(0)}
        return DefineTaxCode(tax_code="DE19", name="USt", country="DE", valid_from=day, **rates)

    shop.company.send("root", tax(19, NOW.date()))
    draft = shop.company.draft(line().model_copy(update={"tax_code": "DE19"}))
    [row] = shop.show(draft)["budget"]
    assert (row["wanted"], row["left"]) == (_eur("1190.00"), _eur("8810.00"))
    shop.company.submit(draft)
    shop.company.send("root", EndTaxCode(tax_code="DE19", valid_until=NOW.date()))
    shop.company.send("root", tax(20, NOW.date() + timedelta(1)))
    shop.company.pass_time(days=1)
    [row] = shop.show(draft)["budget"]
    assert (row["wanted"], row["available"]) == (_eur("1190.00"), _eur("8810.00"))
