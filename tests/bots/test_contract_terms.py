"""Textbook figures of contracts: 1,200,000 agreed, 240,000 in advance, 3 % retained."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.contract_terms import (
    changed,
    exposed,
    late_fine,
    net_of_bill,
    part,
    planned,
    recovered_to_date,
    replanned,
    share_amount,
)
from contracts.change_order import ChangeTerms
from contracts.contract import (
    Advance,
    ContractLine,
    ContractTerms,
    FromStartPoint,
    Instalments,
    LateFine,
    Linear,
    Milestone,
    Retention,
    Share,
)
from contracts.values import Money
from tests.examples import TERMS
from tests.support.house import eur

AGREED = eur(1200)
START_POINT = Advance(amount=eur(240), recovery=FromStartPoint(rule="start-point", materials_percent=Decimal(60)))
HIGHWAY = Advance(percent=Decimal(20), recovery=Linear(rule="linear"))
THIRDS = Advance(amount=eur(100), recovery=Instalments(rule="instalments", bills=3))


@pytest.mark.parametrize(
    ("certified", "recovered"),
    [(0, 0), (800, 0), ("800.01", "0.01"), (900, 60), (1000, 120), (1200, 240), (1300, 240)],
)
def test_above_the_start_point_the_share_of_materials_is_recovered(certified: str, recovered: str) -> None:
    """T = P - M/N = 1200 - 240/0.6 = 800; above it 0.6 x (certified - 800)."""
    assert recovered_to_date(START_POINT, AGREED, eur(certified), 1) == eur(recovered)


@pytest.mark.parametrize(
    ("percent", "recovered"),
    [
        ("0", "0"), ("29.99", "0"), ("30", "0"), ("30.5", "2.40"), ("31", "4.80"), ("55", "120"), ("79", "235.20"),
        ("80", "240"), ("100", "240"),
    ],
)  # fmt: skip
def test_the_highway_rule_recovers_two_per_cent_for_one(percent: str, recovered: str) -> None:
    certified = part(AGREED, Decimal(percent))
    assert recovered_to_date(HIGHWAY, AGREED, certified, 1) == eur(recovered)


@pytest.mark.parametrize(("bills", "recovered"), [(0, 0), (1, "33.33"), (2, "66.67"), (3, 100), (4, 100)])
def test_instalments_add_up_to_the_advance(bills: int, recovered: str) -> None:
    assert recovered_to_date(THIRDS, AGREED, eur(1), bills) == eur(recovered)


@pytest.mark.parametrize(("certified", "recovered"), [("1199.99", "33.33"), ("1200", "100"), ("1200.01", "100")])
def test_the_bill_that_completes_the_contract_recovers_all_that_is_left(certified: str, recovered: str) -> None:
    assert recovered_to_date(THIRDS, AGREED, eur(certified), 1) == eur(recovered)


def test_a_contract_of_nothing_recovers_nothing() -> None:
    assert recovered_to_date(HIGHWAY, eur(0), eur(0), 1) == eur(0)


@pytest.mark.parametrize(
    ("days", "fine"), [(-3, 0), (0, 0), (1, "2.40"), (25, 60), (24, "57.60"), (26, 60), (1000, 60)]
)
def test_a_fine_grows_by_the_day_up_to_its_cap(days: int, fine: str) -> None:
    terms = LateFine(percent_per_day=Decimal("0.2"), of="contract", cap_percent=Decimal(5))
    assert late_fine(terms, days, AGREED) == eur(fine)


def test_shares_are_amounts_of_the_whole() -> None:
    assert share_amount(Share(percent=Decimal("33.335")), eur(100)) == eur("33.34")
    assert share_amount(Share(amount=eur(7)), eur(100)) == eur(7)
    assert part(AGREED, Decimal(3)) == eur(36)


PARTS = st.lists(st.integers(0, 100_000), min_size=1, max_size=8)


@given(bills=PARTS, advance=st.sampled_from([START_POINT, HIGHWAY, THIRDS]), percent=st.integers(0, 100))
def test_net_and_advance_recovered_and_retention_are_the_gross(
    bills: list[int], advance: Advance, percent: int
) -> None:
    """Features 8: Σnet + advance recovered + retention = Σgross, whatever the bills; the advance never more than it is."""
    zero = eur(0)
    net, recovered, kept, to_date = zero, zero, zero, zero
    for number, cents in enumerate(bills, 1):
        before, to_date = to_date, to_date + eur(Decimal(cents) / 100)
        recovery = recovered_to_date(advance, AGREED, to_date, number) - recovered
        retention = part(to_date, Decimal(percent)) - kept
        net += net_of_bill(to_date, before, (recovery, retention))
        recovered, kept = recovered + recovery, kept + retention
        assert recovery.amount >= 0
        assert recovered.amount <= share_amount(advance, AGREED).amount
    assert net + recovered + kept == to_date


def test_a_certificate_of_the_textbook() -> None:
    """At 1,000,000 after 900,000: 100,000 - 60,000 recovered - 3,000 retained - 2,400 fine (in thousands)."""
    recovered = recovered_to_date(START_POINT, AGREED, eur(1000), 2) - recovered_to_date(
        START_POINT, AGREED, eur(900), 1
    )
    assert net_of_bill(eur(1000), eur(900), (recovered, eur(3), eur("2.40"))) == eur("34.60")


def _planned(*milestones: Milestone, **more: object) -> tuple[Decimal | Money, Decimal | Money]:
    terms = TERMS.model_copy(
        update={"amount": AGREED, "milestones": milestones, "advance": None, "retention": None, **more}
    )
    return planned(terms)


def test_a_plan_adds_up_in_percent_or_in_amounts() -> None:
    thirds = [Milestone(name="M", percent=Decimal("33.333333")) for _ in range(3)]
    assert _planned(*thirds) == (Decimal("99.999999"), Decimal(100))
    assert _planned(*thirds, Milestone(name="R", percent=Decimal("0.000001"))) == (Decimal(100), Decimal(100))
    half, rest = Milestone(name="H", percent=Decimal(50)), Milestone(name="R", amount=eur(600))
    assert _planned(half, rest) == (AGREED, AGREED)
    assert _planned(half, rest, retention=Retention(percent=Decimal(3), release_on=date(2028, 1, 1)))[0] == eur(1236)
    assert _planned(half, advance=START_POINT)[0] == eur(840)
    assert _planned() == (Decimal(100), Decimal(100))


def test_a_change_replaces_lines_of_the_same_number_and_keeps_the_rest() -> None:
    first, second = (ContractLine(line=n, description="D", unit_price=Decimal(n)) for n in (1, 2))
    third, dearer = (
        ContractLine(line=3, description="N", unit_price=Decimal(3)),
        first.model_copy(update={"unit_price": Decimal(9)}),
    )
    before = TERMS.model_copy(update={"lines": (first, second)})
    after = changed(before, ChangeTerms(amount=eur(-5), lines=(third, dearer), reason="R"))
    assert after.lines == (dearer, second, third)
    assert (after.amount, after.milestones, after.valid_to) == (eur(1995), before.milestones, before.valid_to)
    emptied = changed(before, ChangeTerms(amount=eur(0), milestones=(), valid_to=date(2030, 1, 1), reason="R"))
    assert (emptied.milestones, emptied.valid_to) == ((), date(2030, 1, 1))


@pytest.mark.parametrize(
    ("kind", "lines", "valid_to", "amount", "expected"),
    [
        ("fixed", ({"unit_price": 12, "quantity": 10},), None, 0, "12"),
        ("fixed", ({"unit_price": 10, "quantity": 10},), None, 0, "0"),
        ("fixed", ({"unit_price": 9, "quantity": 10},), None, 0, "0"),
        ("fixed", ({"unit_price": 12, "quantity": 4},), None, 0, "0"),
        ("fixed", ({"unit_price": 12, "quantity": 3},), None, 0, "0"),
        ("fixed", ({"unit_price": 9, "quantity": 10, "unit": "MTR"},), None, 0, "54"),
        ("fixed", ({"unit_price": 9, "quantity": 10, "item": "Q"},), None, 0, "54"),
        ("fixed", ({"line": 2, "unit_price": 9, "quantity": 10},), None, 0, "90"),
        ("fixed", ({"unit_price": 12, "quantity": None},), None, 0, "60"),
        ("fixed", ({"unit_price": 12, "quantity": 10}, {"line": 2, "unit_price": 1, "quantity": 1}), None, 0, "13"),
        ("fixed", ({"line": 2, "unit_price": 99, "quantity": 10},), date(2027, 1, 1), 0, "990"),
        ("framework", ({"unit_price": 12, "quantity": 10},), None, 0, "60"),
        ("framework", ({"unit_price": 10, "quantity": 10},), None, 0, "0"),
        ("framework", (), date(2027, 1, 1), 0, "60"),
        ("framework", (), date(2026, 12, 31), 0, "0"),
        ("framework", (), date(2026, 12, 30), 0, "0"),
        ("framework", (), date(2027, 1, 1), 5, "65"),
        ("framework", (), date(2027, 1, 1), -61, "0"),
    ],
)
def test_what_a_change_exposes_without_moving_the_amount(
    kind: str, lines: tuple[dict[str, object], ...], valid_to: date | None, amount: int, expected: str
) -> None:
    """100 agreed, of which 40 are ordered: four of ten pieces at 10."""
    piece: dict[str, object] = {"line": 1, "item": "P", "description": "Piece", "unit_price": 10, "quantity": 10}
    common = {"title": "T", "tax_percent": 19, "valid_from": "2026-01-01", "valid_to": "2026-12-31"}
    terms = ContractTerms.model_validate(
        {**common, "kind": kind, "amount": {"amount": 100, "currency": "EUR"}, "lines": [piece]}
    )
    change = ChangeTerms.model_validate(
        {
            "amount": {"amount": amount, "currency": "EUR"},
            "lines": [{**piece, **line} for line in lines],
            "valid_to": valid_to,
            "reason": "R",
        }
    )
    ordered = {1: Decimal(4)}
    found = exposed(terms, change, lambda line: ordered.get(line, Decimal(0)), Decimal(60))
    assert found == Decimal(expected)


def _plan(*milestones: tuple[str, str | None, str]) -> list[dict[str, object]]:
    """Milestones from name, day and share (in percent, or an amount with its currency)."""
    plan: list[dict[str, object]] = []
    for name, due, share in milestones:
        amount, _, currency = share.partition(" ")
        worth: dict[str, object] = (
            {"amount": {"amount": amount, "currency": currency}} if currency else {"percent": amount}
        )
        plan.append({"name": name, "due": due, **worth})
    return plan


START, HALF, END = ("Start", None, "20"), ("Half", "2026-06-30", "30"), ("End", "2026-12-31", "50")


@pytest.mark.parametrize(
    ("milestones", "amount", "expected"),
    [
        (None, 0, "0"),
        (None, 10, "0"),
        ((START, HALF, END), 0, "0"),
        ((START, ("Half", "2026-06-30", "30.00 EUR"), END), 0, "0"),
        ((START, ("Half", "2026-06-29", "30"), END), 0, "30"),
        ((START, ("Half", None, "30"), END), 0, "30"),
        ((("First", None, "20"), HALF, END), 0, "20"),
        ((("Start", None, "20.01 EUR"), ("Half", "2026-06-30", "29.99 EUR"), END), 0, "0.02"),
        ((("Start", None, "50"), ("Half", "2026-06-30", "0"), END), 0, "60"),
        ((START, ("Half", "2026-06-29", "40"), ("End", "2026-12-31", "40")), 0, "50"),
        ((START, ("Half", "2026-06-29", "20"), ("End", "2026-12-31", "60")), 0, "40"),
        ((START, ("Half", "2026-06-30", "80")), 0, "100"),
        ((HALF, START, END), 0, "60"),
        ((END, START, HALF), 0, "100"),
        ((START, HALF, END, ("More", None, "10 EUR")), 10, "20"),
        ((END, START, HALF), 10, "110"),
        ((END, START, HALF), -10, "100"),
        ((), 0, "100"),
    ],
)
def test_what_a_changed_payment_plan_puts_at_stake(
    milestones: tuple[tuple[str, str | None, str], ...] | None, amount: int, expected: str
) -> None:
    """100 agreed: 20 at the start, 30 in June, 50 at the end of the year. A milestone is known by its place in the plan."""
    terms = ContractTerms.model_validate(
        {
            "title": "T", "kind": "fixed", "amount": {"amount": 100, "currency": "EUR"}, "tax_percent": 19,
            "valid_from": "2026-01-01", "valid_to": "2026-12-31", "milestones": _plan(START, HALF, END),
        }
    )  # fmt: skip
    plan = None if milestones is None else _plan(*milestones)
    change = ChangeTerms.model_validate(
        {"amount": {"amount": amount, "currency": "EUR"}, "milestones": plan, "reason": "R"}
    )
    assert replanned(terms, change) == Decimal(expected)


def test_a_condition_that_is_reworded_moves_its_milestone() -> None:
    before = TERMS.model_copy(update={"milestones": (Milestone(name="Half", percent=Decimal(100), condition="built"),)})
    other = before.milestones[0].model_copy(update={"condition": "begun"})
    assert replanned(before, ChangeTerms(amount=eur(0), milestones=(other,), reason="R")) == before.amount.amount
