"""Tax that is not given back: whatever the figures, the parts of a line add up to its cost, to the cent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as suppose
from hypothesis import strategies as st

from aggregates.invoice_ledger import booked_back, booked_lines, currency_difference, stated_taxes, taxed_lines
from aggregates.invoice_tax import TaxToDate
from aggregates.posted_lines import added, replace_sign
from aggregates.purchase_order import PurchaseOrder
from aggregates.purchase_order_amendment import (
    Share,
    booked_total,
    raised,
    repriced,
    scope_hashes,
    tax_within,
    touched,
    within,
)
from contracts.comparison import Rate
from contracts.reading import Reading, ReadLine
from contracts.tax_code import CostTax
from contracts.values import Money, at_rate, money, rounded
from events.purchase_order import Amendment, OrderedLine, PostedLine
from tests.support.house import NOW, WHERE, eur, ref

D = Decimal
PR, PO = ref("requisition"), ref("purchase_order")
PERCENTS = st.decimals("0", "100", places=6)
PRICES = st.decimals("0", "9999", places=4)
CENTS = st.integers(0, 10**9).map(lambda cents: D(cents).scaleb(-2))
PARTS = st.lists(st.integers(1, 10**6), min_size=1, max_size=8)


def tax(rate: Any, recoverable: Any, net: Money) -> CostTax:
    known = {"tax_code": "T", "rate_percent": D(rate), "recoverable_percent": D(recoverable)}
    return CostTax(**known, amount=money(D(0), net.currency)).of(net)


def ordered(quantity: Any, price: Any, rate: Any = 13, recoverable: Any = 0, at: Any = None) -> OrderedLine:
    amount = eur(rounded(D(quantity) * D(price), "EUR"))
    line = OrderedLine(
        line=1, requisition=PR, requisition_line=1, description="Pump", quantity=D(quantity), unit="C62",
        unit_price=D(price), amount=amount, cost_object=WHERE,
        ledger=at_rate(amount, D(at), "CNY", NOW.date(), "ECB") if at else None,
    )  # fmt: skip
    return line.model_copy(update={"tax": tax(rate, recoverable, line.net)})


def test_all_of_a_line_has_all_of_its_tax_whatever_rounding_says_of_it() -> None:
    """4.34 was reserved for it: 13 % of 33.33 are 4.33."""
    of = tax(13, 0, eur("33.33")).model_copy(update={"amount": eur("4.34")})
    figures = ("33.34", "33.33", "33.32", "0")
    assert [of.part(D(net), D("33.33")) for net in figures] == [D(each) for each in ("4.34", "4.34", "4.33", "0.00")]


def order_of(line: OrderedLine) -> PurchaseOrder:
    return PurchaseOrder(ref=PO, currency="EUR", lines=(line,))


@pytest.mark.parametrize(
    ("net", "rate", "recoverable", "cost"),
    [
        ("1000", 13, 0, "130.00"),
        ("1000", 13, 100, "0.00"),
        ("1000", 13, 50, "65.00"),
        ("0.03", "13", 0, "0.00"),
        ("0.04", "13", 0, "0.01"),
        ("0.10", "5", 0, "0.01"),
        ("0.10", "10", 51, "0.00"),
        ("1000000000000.00", "99.999999", "0.000001", "999999980000.00"),
    ],
)
def test_what_is_not_given_back_is_rounded_once(net: str, rate: Any, recoverable: Any, cost: str) -> None:
    assert tax(rate, recoverable, eur(net)).amount == eur(cost)


@suppose(PARTS, PRICES, PERCENTS, PERCENTS, st.one_of(st.none(), st.decimals("0.0001", "5", places=10)))
def test_receipts_and_reliefs_of_a_line_add_up_to_its_cost(
    parts: list[int], price: D, rate: D, recoverable: D, at: D | None
) -> None:
    line = ordered(sum(parts), price, rate, recoverable, at or None)
    order, done, total = order_of(line), D(0), D(0)
    for part in parts:
        more = order.booked(1, done + part) - order.booked(1, done)
        assert more >= 0
        done, total = done + part, total + more
    assert total == line.booked.amount
    assert line.tax
    assert line.booked.amount == line.net.amount + line.tax.amount.amount
    assert order.booked(1, done + 1) == total
    assert order.booked(2, D(1)) == 0


def billed(*amounts: Any) -> tuple[PostedLine, ...]:
    return tuple(PostedLine(line=1, quantity=D(1), amount=eur(each)) for each in amounts)


@suppose(st.lists(CENTS, min_size=1, max_size=8), st.lists(CENTS, min_size=8, max_size=8), PERCENTS)
def test_bills_of_a_line_cost_the_share_of_all_their_tax(nets: list[D], taxes: list[D], recoverable: D) -> None:
    stated, known = taxes[: len(nets)], TaxToDate(recoverable)
    by_one = []
    for net, each in zip(nets, stated, strict=True):
        (line,) = taxed_lines(billed(net), [each], {1: known}, None)
        assert line.tax
        known = TaxToDate(recoverable, known.stated + each, known.share + line.tax.share.amount)
        by_one.append(line)
    together = taxed_lines(billed(*nets), stated, {1: TaxToDate(recoverable)}, None)
    assert together == tuple(by_one)
    assert known.share == rounded(sum(stated, D(0)) * (100 - recoverable) / 100, "EUR")
    assert sum(line.booked.amount for line in together) == sum(nets, D(0)) + known.share


def test_only_lines_with_a_tax_code_have_tax_and_at_the_rate_of_the_bill() -> None:
    lines = billed("10.00", "20.00")
    assert taxed_lines(lines, [D("1.30"), D("2.60")], {}, None) == lines
    rate = Rate(from_currency="EUR", to_currency="CNY", rate=D(8), on=NOW.date(), source="ECB")
    (line,) = taxed_lines(booked_lines(lines[:1], eur("10.00"), rate), [D("1.30")], {1: TaxToDate(D(50))}, rate)
    assert line.tax
    assert (line.tax.stated, line.tax.share) == (eur("1.30"), eur("0.65"))
    assert line.tax.cost == money(D("5.20"), "CNY")
    assert line.booked == money(D("85.20"), "CNY")
    assert currency_difference(line, ordered(1, 10, at=7)) == D("85.20") - D("70.00") - D("4.55")


def test_what_a_credit_rounded_never_makes_a_bill_cost_less_than_nothing() -> None:
    assert TaxToDate(D(50), D(0), D("0.01")).and_stated(D(0), "EUR").share == D("0.01")


def reading(*lines: ReadLine) -> Reading:
    return Reading(file_sha256="0" * 64, format="ubl", lines=lines, bot_version="1")


@pytest.mark.parametrize(
    ("lines", "taxes"),
    [
        ((), ["6.50", "6.50"]),
        ((ReadLine(tax_amount="13.00"), ReadLine(tax_amount="0.00")), ["13.00", "0.00"]),
        ((ReadLine(net_amount="50", tax_rate="0"), ReadLine(net_amount="50", tax_rate="26")), ["0.00", "13.00"]),
        ((ReadLine(tax_amount="9"), ReadLine(net_amount="50", tax_rate="8")), ["9.00", "4.00"]),
        ((ReadLine(tax_amount="100"), ReadLine(tax_amount="-99.99")), ["6.50", "6.50"]),
        ((ReadLine(tax_amount="13.01"), ReadLine(tax_amount="-0.01")), ["6.50", "6.50"]),
        ((ReadLine(net_amount="50"), ReadLine(tax_amount="13.00")), ["6.50", "6.50"]),
        ((ReadLine(tax_rate="13"), ReadLine(tax_amount="13.00")), ["6.50", "6.50"]),
        ((ReadLine(tax_amount="0"), ReadLine(tax_amount="0")), ["6.50", "6.50"]),
        ((ReadLine(tax_amount="13.00"),), ["6.50", "6.50"]),
    ],
)
def test_the_tax_of_an_invoice_by_line(lines: tuple[ReadLine, ...], taxes: list[str]) -> None:
    assert stated_taxes(reading(*lines), [D(50), D(50)], eur("13.00")) == [D(each) for each in taxes]


def test_without_a_reading_tax_goes_with_the_amounts() -> None:
    assert stated_taxes(None, [D(75), D(25)], eur("13.00")) == [D("9.75"), D("3.25")]


@suppose(st.lists(st.integers(0, 10**6), min_size=1, max_size=6), PERCENTS, PERCENTS)
def test_credits_take_back_exactly_the_tax_that_was_booked(cents: list[int], stated: D, recoverable: D) -> None:
    parts = [D(each).scaleb(-2) for each in cents]
    whole = sum(parts, D(0))
    (bill,) = taxed_lines(billed(whole), [rounded(whole * stated / 100, "EUR")], {1: TaxToDate(recoverable)}, None)
    standing, back = bill, D(0)
    for part in parts:
        (line,) = booked_back((standing,), billed(part))
        assert line.tax
        assert line.tax.cost.amount >= 0
        back += line.booked.amount
        standing = added(standing, replace_sign(line))
    assert back == (bill.booked.amount if whole else 0)
    assert (standing.amount.amount, standing.booked.amount) == (D(0), bill.booked.amount - back)


def test_added_keeps_the_tax_of_the_one_that_has_it() -> None:
    (with_tax,) = taxed_lines(billed("10.00"), [D("1.30")], {1: TaxToDate(D(0))}, None)
    (without,) = billed("5.00")
    assert added(with_tax, without).tax == added(without, with_tax).tax == with_tax.tax
    assert added(without, without).tax is None
    assert with_tax.tax is not None
    twice = added(with_tax, with_tax).tax
    assert twice is not None
    assert (twice.stated, twice.share, twice.cost) == tuple(
        each + each for each in (with_tax.tax.stated, with_tax.tax.share, with_tax.tax.cost)
    )


@pytest.mark.parametrize(
    ("line", "share", "cost"),
    [
        (ordered(1, "33.33"), Share(D("33.33"), D("4.34"), D(13)), "4.34"),
        (ordered(1, "33.33"), Share(D("33.34"), D("4.34"), D(13)), "4.33"),
        (ordered(1, "33.33"), Share(D("33.33"), D("4.30"), D(13)), "4.30"),
        (ordered(1, "33.33", 12), Share(D("33.33"), D("4.34"), D(13)), "4.00"),
        (ordered(1, "33.33", 12), Share(D("33.33"), D("3.99"), D(13)), "3.99"),
        (ordered(1, "33.33", 14), Share(D("33.33"), D("4.33"), D(13)), "4.67"),
        (ordered(1, "33.33"), Share(D("33.32"), D("4.32"), D(13)), "4.33"),
        (ordered(1, "33.33"), Share(D("33.33")), "4.33"),
    ],
)
def test_tax_is_within_what_was_reserved_unless_the_line_is_dearer(line: OrderedLine, share: Share, cost: str) -> None:
    found = tax_within(line, share)
    assert found.tax
    assert found.tax.amount == eur(cost)
    assert share.reserved == share.net + share.tax


def test_an_added_line_is_taxed_on_what_it_books() -> None:
    found = within(ordered(1, "50.04"), Share(D("50.03"), D("6.51"), D(14)))
    assert found.booked == eur("56.53")
    plain = ordered(1, "50.04").model_copy(update={"tax": None})
    assert within(plain, Share(D("50.03"))).booked == eur("50.03")


def test_an_amended_line_is_taxed_anew_and_never_rises_by_rounding() -> None:
    line = ordered(3, "33.33")
    assert repriced(line, D(3), D("33.33")) == line
    assert repriced(line, D(2), D("33.33")).booked == eur("75.33")
    assert repriced(line, D(4), D("33.33")).booked == eur("150.65")
    assert line.tax
    low = line.model_copy(update={"tax": line.tax.model_copy(update={"amount": eur("12.90")})})
    assert repriced(low, D(3), D("33.329999")).booked == eur("112.89")
    assert repriced(low, D(3), D("33.32")).booked == eur("112.86")


def test_another_tax_that_costs_more_needs_an_approval_and_one_that_costs_less_none() -> None:
    full, half, none = ordered(1, 10), ordered(1, 10, 13, 50), ordered(1, 10).model_copy(update={"tax": None})
    assert raised(half, full)
    assert raised(none, half)
    assert not raised(full, half)
    assert not raised(half, none)
    assert not raised(full, full)
    assert raised(none, ordered(1, 10, "0.5"))
    assert not raised(none, ordered(1, 10, 13, 100))

    def amendment(line: OrderedLine) -> Amendment:
        return Amendment(number=1, why="x", supplier="S", supplier_name="S", lines=(line,), total=line.amount)

    assert touched(amendment(half), amendment(full), {}) == ("amount",)
    assert touched(amendment(full), amendment(half), {}) == ()
    assert touched(amendment(half), amendment(full), scope_hashes(amendment(full))) == ()
    assert touched(amendment(none), amendment(full), scope_hashes(amendment(none))) == ("amount",)
    assert booked_total((full, half), "EUR") == eur("20.00")
