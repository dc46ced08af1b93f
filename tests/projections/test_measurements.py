"""Measurement books: the figure of the next progress bill is the fold of certificates and bills."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activities.measurement import book_ref
from aggregates.measurement import MEASUREMENT
from contracts.measurement import CertifyMeasurement, MeasuredLine, MeasuredRow, RecordMeasurement, WithdrawMeasurement
from events.purchase_order import OrderedLine, PostedLine, PurchaseOrderBilled, PurchaseOrderIssued
from projections import PROJECTIONS
from projections.queries import select
from projections.runner import Runner
from projections.views import Views
from store.log import EventLog
from tests.projections.story import Story
from tests.support.house import WHERE, Company, eur, ref

FIGURES = st.integers(1, 10**9).map(lambda scaled: Decimal(scaled).scaleb(-6))
NUMBERS = count()


@given(nos=FIGURES, sides=st.lists(FIGURES, max_size=3), deducted=st.booleans())
def test_a_row_is_nos_times_its_sides_to_six_decimals(nos: Decimal, sides: list[Decimal], deducted: bool) -> None:
    named: dict[str, Any] = dict(zip(("length", "breadth", "depth"), sides, strict=False))
    exact = Fraction(nos)
    for side in sides:
        exact *= Fraction(side)
    if exact >= 10**9 - 1:
        return
    row = MeasuredRow(description="d", nos=-nos if deducted else nos, **named)
    found = -row.quantity if deducted else row.quantity
    assert abs(Fraction(found) - exact) <= Fraction(1, 2_000_000)
    assert -found.as_tuple().exponent == 6  # type: ignore[operator]


def _order(story: Story) -> Any:
    order = ref("purchase_order")
    where: dict[str, Any] = {"requisition": ref("requisition"), "requisition_line": 1, "cost_object": WHERE}
    of: dict[str, Any] = {"description": "d", "unit": "MTQ", "unit_price": Decimal(1), "amount": eur(1000)}
    line = OrderedLine(line=1, quantity=Decimal(1000), kind="service", **where, **of)
    who: dict[str, Any] = {"supplier": "STAHL", "supplier_name": "Stahl AG", "raised_by": "bob"}
    story.tell((order, PurchaseOrderIssued(ref=order, currency="EUR", total=eur(1000), lines=(line,), **who)))
    return order


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("measure"), st.integers(-200, 600).filter(bool)),
        st.tuples(st.just("certify"), st.integers(1, 5)),
        st.tuples(st.just("withdraw"), st.integers(1, 5)),
        st.tuples(st.just("bill"), st.integers(-100, 300).filter(bool)),
    ),
    max_size=15,
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_this_period_is_certified_to_date_less_billed_before(steps: list[tuple[str, int]]) -> None:
    log = EventLog(f"sqlite:///file:measurements{next(NUMBERS)}?mode=memory&cache=shared")
    company, views, story = Company(log).found(), Views("sqlite://"), Story(log)
    order = _order(story)
    billed, of = Decimal(0), {"order": order.id}
    for number, (what, figure) in enumerate(steps):
        match what:
            case "measure":
                lines = (MeasuredLine(order_line=1, rows=(MeasuredRow(description="d", nos=Decimal(figure)),)),)
                measured: Any = RecordMeasurement(**of, title="t", measured_on=date(2026, 11, 2), lines=lines)
                company.send("rita", measured)
            case "certify":
                company.send("root", CertifyMeasurement(**of, sheet=figure), outcome=None)
            case "withdraw":
                company.send("root", WithdrawMeasurement(**of, sheet=figure, why="w"), outcome=None)
            case "bill":
                posted = PostedLine(line=1, quantity=Decimal(figure), amount=eur(figure))
                bill = ref("invoice", str(number))
                told = PurchaseOrderBilled(ref=order, invoice=bill, lines=(posted,), requisitions=())
                story.tell((order, told))
                billed += figure
        Runner(PROJECTIONS, log, views).catch_up()
        state = company.handler.state(MEASUREMENT, book_ref(order).id)
        sheets = [sheet.quantities[1] for sheet in state.sheets.values() if sheet.status == "certified"]
        assert state.certified.get(1, Decimal(0)) == sum(sheets, Decimal(0))
        for row in select(views.engine, "progress_bills")[0]:
            assert Decimal(row["certified"]) == state.certified[1]
            assert Decimal(row["billed"]) == billed
            assert Decimal(row["this_period"]) == state.certified[1] - billed
    views.close()
    log.close()
