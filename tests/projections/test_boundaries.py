"""The largest figures that a command takes go through to every read model; one more is refused at the door."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import ValidationError

from contracts.budget_line import OpenBudgetLine
from contracts.goods_receipt import ReceiptLine, RecordGoodsReceipt
from contracts.ids import stream_id
from contracts.requisition import CreateRequisition, RequisitionLine
from contracts.values import LARGEST_AMOUNT, MOST_LINES, Money, Quantity, TooLarge, money
from projections import PROJECTIONS
from projections.queries import select
from projections.runner import Runner
from projections.views import Views
from tests.support.chain import Chain
from tests.support.house import WHERE, Company, eur, line

MOST = Decimal("999999999.999999")
TENTH = Decimal("999999999.9999999")


@pytest.fixture
def views() -> Views:
    return Views("sqlite://")


def shown(company: Company, views: Views, name: str) -> list[dict[str, object]]:
    Runner(PROJECTIONS, company.log, views).catch_up()
    assert {row["state"] for row in views.status().values()} == {"running"}, views.status()
    return select(views.engine, name)[0]


def largest(number: int) -> RequisitionLine:
    return line(number, quantity=str(MOST), price="0.000001")


def test_the_largest_quantities_and_prices_are_shown(views: Views) -> None:
    chain = Chain(budget=str(LARGEST_AMOUNT))
    chain.draft(*(largest(number) for number in range(1, MOST_LINES + 1)))
    chain.draft(line(quantity="0.000001", price=str(MOST)))
    million = Decimal(10) ** 6
    requisition = chain.approved(line(quantity=str(million), price=str(million)), voters=("mona", "fay", "pia", "dora"))
    order = chain.order(requisition)
    assert order.ref is not None
    received = ReceiptLine(order_line=1, accepted=million, rejected=MOST)
    chain.send("gus", RecordGoodsReceipt(order=order.ref.id, lines=(received,)))
    assert f"{LARGEST_AMOUNT:f}.00" in str(shown(chain, views, "cases"))
    assert shown(chain, views, "order_lines")
    assert shown(chain, views, "inbox") is not None


@pytest.mark.parametrize("amount", [MOST + 1, TENTH, Decimal("99999999999999"), Decimal("1E+20"), Decimal("Infinity")])
def test_no_larger_or_finer_quantity_is_taken(amount: Decimal) -> None:
    with pytest.raises(ValidationError):
        Quantity(amount=amount)
    with pytest.raises(ValidationError):
        ReceiptLine(order_line=1, accepted=Decimal(1), rejected=amount)


def test_the_rejected_of_one_receipt_add_up_to_a_quantity() -> None:
    half = ReceiptLine(order_line=1, accepted=Decimal(0), rejected=Decimal(500_000_000))
    with pytest.raises(ValidationError):
        RecordGoodsReceipt(order=stream_id("purchase_order", "x"), lines=(half, half))


def test_a_document_has_so_many_lines_and_no_more() -> None:
    lines = tuple(line(number) for number in range(1, MOST_LINES + 2))
    with pytest.raises(ValidationError):
        CreateRequisition(entity="ACME", title="Beams", currency="EUR", lines=lines)


def test_money_is_bounded_whichever_way_it_comes_about() -> None:
    assert money(LARGEST_AMOUNT, "EUR") == eur(LARGEST_AMOUNT)
    assert money(-LARGEST_AMOUNT, "JPY").minor == -(10**12)
    more = LARGEST_AMOUNT + Decimal("0.01")
    for amount in (more, -more, Decimal("1E+9999")):
        with pytest.raises(TooLarge):
            money(amount, "EUR")
        with pytest.raises(ValidationError):
            Money(amount=amount, currency="EUR")
    with pytest.raises(TooLarge):
        eur(LARGEST_AMOUNT) + eur("0.01")
    with pytest.raises(TooLarge):
        eur(-LARGEST_AMOUNT) - eur("0.01")


def test_a_larger_total_is_refused_with_its_figures(memory_company: Company) -> None:
    huge = line(quantity=str(MOST), price=str(MOST))
    create = CreateRequisition(entity="ACME", title="Beams", currency="EUR", lines=(huge,))
    answer = memory_company.send("rita", create, outcome="refused")
    assert (answer.code, answer.figures["limit"]) == ("amount-too-large", "1000000000000")


def test_a_sum_over_documents_above_the_largest_refuses_the_command(memory_company: Company) -> None:
    where = WHERE.model_copy(update={"period": "2026-12"})
    budget = OpenBudgetLine(entity="ACME", cost_object=where, amount=eur(0), control="warn")
    memory_company.send("carl", budget)
    million = str(10**6)
    beams = line(quantity=million, price=million).model_copy(update={"cost_object": where})
    for outcome in ("accepted", "accepted", "refused"):
        answer = memory_company.submit(memory_company.draft(beams), outcome=outcome)
    assert (answer.code, answer.figures["amount"]) == ("amount-too-large", "-2000000000000.00")
