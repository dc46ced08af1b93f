"""Orders and bills in other currencies: whatever the figures, every part adds up and nothing stays behind."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example
from hypothesis import given as suppose
from hypothesis import strategies as st

from aggregates._base import Refusal
from aggregates.budget_line import BUDGET_LINE, BudgetLine, Encumber, Spend
from aggregates.invoice_ledger import booked_back, booked_lines, currency_difference, part_booked
from aggregates.posted_lines import added, replace_sign
from aggregates.purchase_order import PurchaseOrder
from aggregates.purchase_order_amendment import Share, booked_total, repriced, within
from contracts.comparison import Rate
from contracts.values import Money, at_rate
from events.budget_line import BudgetOpened, FundsMove
from events.purchase_order import OrderedLine, PostedLine
from tests.support.house import NOW, WHERE, eur, facts, fold, ref

D = Decimal
DAY = NOW.date()
PR, PO, INV = ref("requisition"), ref("purchase_order"), ref("invoice")
RATES = st.decimals("0.0001", "1000", places=10)
CENTS = st.integers(0, 10**9).map(lambda cents: D(cents).scaleb(-2))


def usd(amount: Any) -> Money:
    return Money(amount=D(amount), currency="USD")


def rate(value: Any) -> Rate:
    return Rate(from_currency="USD", to_currency="EUR", rate=D(value), on=DAY, source="ECB")


def ordered(quantity: Any, price: Any, at: Any, number: int = 1) -> OrderedLine:
    amount = usd((D(quantity) * D(price)).quantize(D("0.01")))
    return OrderedLine(
        line=number, requisition=PR, requisition_line=1, description="Pump", quantity=D(quantity), unit="C62",
        unit_price=D(price), amount=amount, cost_object=WHERE, ledger=at_rate(amount, D(at), "EUR", DAY, "ECB"),
    )  # fmt: skip


def posted(amount: Any, number: int = 1, quantity: Any = 1) -> PostedLine:
    return PostedLine(line=number, quantity=D(quantity), amount=usd(amount))


@suppose(st.lists(CENTS, min_size=1, max_size=8), RATES)
@example([D("19.74"), D("19.74"), D("7176813.05")], D("0.0717722374"))
def test_the_lines_of_a_bill_add_up_to_its_total_at_the_rate(amounts: list[D], at: D) -> None:
    net = usd(sum(amounts))
    lines = booked_lines(tuple(posted(amount, n) for n, amount in enumerate(amounts)), net, rate(at))
    assert sum(line.booked.amount for line in lines) == at_rate(net, at, "EUR", DAY, "ECB").amount.amount
    for line in lines:
        # Its share of the total, which is rounded by half a cent at most, and less than a cent of what does not divide.
        assert abs(line.booked.amount - line.amount.amount * at) < D("0.015")
        assert line.booked.amount >= 0
        assert line.ledger
        assert line.ledger.original == line.amount


def test_a_bill_in_the_budgets_currency_books_itself() -> None:
    lines = (posted(1),)
    assert booked_lines(lines, usd(1), None) is lines
    assert lines[0].booked == usd(1)


@suppose(st.lists(st.integers(1, 10**6), min_size=1, max_size=8), st.decimals("0", "99", places=4), RATES)
def test_parts_of_an_order_add_up_to_what_it_booked(parts: list[int], price: D, at: D) -> None:
    line = ordered(sum(parts), price, at)
    order, done, total = PurchaseOrder(ref=PO, currency="USD", lines=(line,)), D(0), D(0)
    assert order.ledger == "EUR"
    for part in parts:
        more = order.booked(1, done + part) - order.booked(1, done)
        assert more >= 0
        done, total = done + part, total + more
    assert total == line.booked.amount
    assert order.booked(1, done + 1) == total
    assert order.booked(2, D(1)) == 0


@suppose(st.lists(st.integers(0, 10**6), min_size=1, max_size=6), RATES)
def test_credits_take_back_exactly_what_a_bill_booked(cents: list[int], at: D) -> None:
    parts = [D(each).scaleb(-2) for each in cents]
    bill = booked_lines((posted(sum(parts), quantity=len(parts)),), usd(sum(parts)), rate(at))
    standing, back = bill[0], D(0)
    for part in parts:
        (line,) = booked_back((standing,), (posted(part),))
        assert line.booked.amount >= 0
        back += line.booked.amount
        standing = added(standing, replace_sign(line))
    assert back == bill[0].booked.amount
    assert (standing.amount.amount, standing.booked.amount, standing.quantity) == (D(0), D(0), D(0))


def test_what_is_taken_back_of_one_line_twice_in_one_note() -> None:
    bill = booked_lines((posted("1.00", quantity=3),), usd("1.00"), rate("0.5"))
    lines = booked_back(bill, (posted("0.33"), posted("0.33"), posted("0.34"), posted("0.10"), posted(1, number=9)))
    assert [line.booked for line in lines] == [eur("0.16"), eur("0.17"), eur("0.17"), eur("0.00"), usd(1)]
    plain = booked_back((posted(3),), (posted(1),))
    assert plain == (posted(1),)


def test_a_part_of_a_posted_line() -> None:
    (line,) = booked_lines((posted("0.03"),), usd("0.03"), rate("0.5"))
    assert line.booked == eur("0.02")
    assert [part_booked(line, D(part)) for part in ("0", "0.01", "0.02", "0.03")] == [
        0,
        D("0.01"),
        D("0.01"),
        D("0.02"),
    ]
    assert part_booked(posted(2), D(1)) == 1


@pytest.mark.parametrize(("at", "expected"), [("0.9", "0"), ("0.95", "5.00"), ("0.85", "-5.00")])
def test_the_same_amount_at_two_rates_differs(at: str, expected: str) -> None:
    (line,) = booked_lines((posted(100),), usd(100), rate(at))
    assert currency_difference(line, ordered(1, 90, "0.9")) == D(expected)
    assert currency_difference(posted(100), ordered(1, 90, "0.9")) == 0


def test_an_amended_line_keeps_its_rate_and_never_rises_by_rounding() -> None:
    line = within(ordered(3, "37.97", "0.877777"), Share(D("99.98")))
    assert line.booked == eur("99.98")
    assert repriced(line, D(3), D("37.97")) == line
    assert repriced(line, D(2), D("37.97")).booked == eur("66.66")
    assert repriced(line, D(3), D("37.969999")).booked == eur("99.98")
    assert repriced(line, D(4), D("37.97")).booked == eur("133.32")
    assert booked_total((line, line), "USD") == eur("199.96")
    assert booked_total((), "USD") == usd(0)


def _line(budget: Any, order: Any, control: Any = "stop") -> BudgetLine:
    opened = BudgetOpened(entity="ACME", cost_object=WHERE, amount=eur(budget), control=control)
    line: BudgetLine = fold(BUDGET_LINE, BUDGET_LINE.initial, (opened,))
    found = BUDGET_LINE.decide(line, Encumber("o", eur(order), "r", eur(0), PO), facts())
    assert not isinstance(found, Refusal)
    return fold(BUDGET_LINE, line, found)


def _moves(line: BudgetLine, amount: Any, relief: Any, currency: Any = 0) -> Any:
    spend = Spend("o", eur(amount), eur(relief), INV, at_rate(usd(1), D(1), "EUR", DAY, "ECB"), D(currency))
    found = BUDGET_LINE.decide(line, spend, facts())
    if isinstance(found, Refusal):
        return found.code
    return [(e.source, e.target, str(e.amount.amount), e.difference) for e in found if isinstance(e, FundsMove)]


@pytest.mark.parametrize(
    ("amount", "currency", "moves"),
    [
        ("100.00", "0", [("encumbered", "actual", "100.00", None)]),
        ("110.00", "10.00", [("encumbered", "actual", "100.00", None), ("available", "actual", "10.00", "currency")]),
        (
            "110.00",
            "4.00",
            [
                ("encumbered", "actual", "100.00", None),
                ("available", "actual", "6.00", "price"),
                ("available", "actual", "4.00", "currency"),
            ],
        ),
        (
            "90.00",
            "-4.00",
            [
                ("encumbered", "actual", "90.00", None),
                ("encumbered", "available", "6.00", "price"),
                ("encumbered", "available", "4.00", "currency"),
            ],
        ),
        (
            "95.00",
            "-15.00",
            [
                ("encumbered", "actual", "85.00", None),
                ("encumbered", "available", "15.00", "currency"),
                ("available", "actual", "10.00", "price"),
            ],
        ),
        (
            "95.00",
            "15.00",
            [
                ("encumbered", "actual", "80.00", None),
                ("encumbered", "available", "20.00", "price"),
                ("available", "actual", "15.00", "currency"),
            ],
        ),
    ],
)
def test_each_difference_is_a_move_of_its_own(amount: str, currency: str, moves: Any) -> None:
    assert _moves(_line(200, 100), amount, "100.00", currency) == moves


def test_what_one_difference_takes_off_beyond_the_relief_is_not_drawn_for_the_other() -> None:
    line = _line(200, 100)
    assert _moves(line, "50.00", "0.00", "-50.00") == [("available", "actual", "50.00", "price")]
    assert _moves(line, "50.00", "0.00", "60.00") == [("available", "actual", "50.00", "currency")]


def test_differences_are_drawn_as_far_as_the_budget_goes_after_what_returns() -> None:
    assert _moves(_line("110.00", 100), "110.00", "100.00", "4.00")[1:] == [
        ("available", "actual", "6.00", "price"),
        ("available", "actual", "4.00", "currency"),
    ]
    assert _moves(_line("109.99", 100), "110.00", "100.00", "4.00") == "budget-exceeded"
    assert _moves(_line("105.99", 100), "110.00", "100.00", "4.00") == "budget-exceeded"
    # A lower rate returns 15 first, of which 10 pay for the dearer price.
    assert len(_moves(_line("100.00", 100), "95.00", "100.00", "-15.00")) == 3
    # More was relieved than is held: that is drawn without a name.
    assert _moves(_line(300, 60), "110.00", "100.00", "4.00") == [
        ("encumbered", "actual", "60.00", None),
        ("available", "actual", "40.00", None),
        ("available", "actual", "6.00", "price"),
        ("available", "actual", "4.00", "currency"),
    ]


@suppose(CENTS, CENTS, CENTS, st.integers(-(10**9), 10**9), st.booleans())
def test_a_bill_spends_its_amount_and_nothing_else(order: D, amount: D, relief: D, currency: int, warn: bool) -> None:
    line = _line(10**10 if not warn else order, order, "warn" if warn else "stop")
    spend = Spend("o", eur(amount), eur(relief), INV, None, D(currency).scaleb(-2))
    found = BUDGET_LINE.decide(line, spend, facts())
    assert not isinstance(found, Refusal)
    after = line
    for event in found:
        after = BUDGET_LINE.evolve(after, event)
    assert after.held("actual", "o") == amount
    assert after.held("encumbered", "o") == order - min(order, relief)
    assert after.available == line.available - amount + min(order, relief)
    assert all(event.amount.amount > 0 for event in found if isinstance(event, FundsMove))


def test_all_of_a_line_is_what_was_booked_for_it_whatever_its_rate_gives() -> None:
    [one, _] = booked_lines((posted("0.55"), posted("0.55", 2)), usd("1.10"), rate("0.9"))
    assert part_booked(one, D("0.55")) == one.net.amount
    nearly = one.model_copy(update={"ledger": at_rate(one.amount, D("0.8"), "EUR", DAY, "ECB")})
    odd = nearly.model_copy(update={"ledger": nearly.ledger.model_copy(update={"amount": eur("0.45")})})  # type: ignore[union-attr]
    assert (part_booked(odd, D("0.55")), part_booked(odd, D("0.30"))) == (D("0.45"), D("0.24"))
    assert part_booked(posted("0.55"), D("0.30")) == D("0.30")
