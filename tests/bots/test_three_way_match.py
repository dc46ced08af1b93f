"""Invoice, order and receipt: what matches, what is stopped and why, always by exact figures."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.assignment import assign_lines
from bots.three_way_match import allowance, match
from contracts.matching import BilledLine, Limit, Match, OrderLine, Tolerances

ZERO = Tolerances()


def _billed(quantity: str, price: str, line: str = "1", **more: str) -> BilledLine:
    figures = {"quantity": quantity, "unit_price": price, "net_amount": str(Decimal(quantity) * Decimal(price))}
    return BilledLine.model_validate({"line": line, **figures, **more})


def _order(ordered: str, price: str, order_line: str = "10", **more: str) -> OrderLine:
    return OrderLine.model_validate({"order_line": order_line, "ordered": ordered, "unit_price": price, **more})


def _match(billed: BilledLine, order: OrderLine, tolerances: Tolerances = ZERO) -> Match:
    return match([billed], [order], [(billed.line, order.order_line)], tolerances)


def _codes(result: Match) -> list[str]:
    return sorted(finding.code for finding in result.findings)


def test_what_was_ordered_accepted_and_billed_alike_matches() -> None:
    result = _match(_billed("10", "5.00"), _order("10", "5.00", accepted="10"))
    assert result.outcome == "matched"
    assert result.findings == ()
    assert {one.what for one in result.lines[0].comparisons} == {
        "price", "quantity-accepted", "quantity-ordered", "amount",
    }  # fmt: skip


def test_ten_at_five_against_a_hundred_at_fifty_is_stopped_for_two_reasons() -> None:
    result = _match(_billed("100", "50.00"), _order("10", "5.00", accepted="10"))
    assert result.outcome == "exception"
    assert _codes(result) == ["match-price", "match-quantity-ordered"]


@pytest.mark.parametrize(
    ("price", "outcome"), [("1004999", "exception"), ("1000000", "matched"), ("999999", "matched")]
)
def test_half_a_percent_is_not_rounded_to_zero(price: str, outcome: str) -> None:
    percent = Tolerances(price=Limit(percent=Decimal(0)))
    assert _match(_billed("1", price), _order("1", "1000000"), percent).outcome == outcome


def test_quantity_of_1004999_on_1000000_fails_at_zero_percent() -> None:
    percent = Tolerances(quantity=Limit(percent=Decimal(0)))
    assert _codes(_match(_billed("1004999", "1"), _order("1000000", "1"), percent)) == ["match-quantity-ordered"]


@pytest.mark.parametrize(
    ("limit", "allowed"),
    [
        (Limit(), "0"),
        (Limit(absolute=Decimal(3)), "3"),
        (Limit(percent=Decimal(5)), "10"),
        (Limit(absolute=Decimal(3), percent=Decimal(5), binds="lower"), "3"),
        (Limit(absolute=Decimal(3), percent=Decimal(5), binds="upper"), "10"),
        (Limit(absolute=Decimal(0), percent=Decimal(5), binds="lower"), "0"),
    ],
)
def test_which_tolerance_binds(limit: Limit, allowed: str) -> None:
    assert allowance(limit, Decimal(200)) == Decimal(allowed)


@pytest.mark.parametrize(("price", "outcome"), [("105.00", "matched"), ("105.01", "exception")])
def test_the_edge_of_a_tolerance_belongs_to_it(price: str, outcome: str) -> None:
    tolerances = Tolerances(price=Limit(percent=Decimal(5)))
    assert _match(_billed("1", price), _order("1", "100.00"), tolerances).outcome == outcome


def test_goods_not_yet_accepted_are_told_apart_from_too_many() -> None:
    assert _codes(_match(_billed("10", "5"), _order("10", "5", accepted="4"))) == ["match-quantity-accepted"]


def test_without_receipts_only_the_order_counts() -> None:
    assert _match(_billed("10", "5"), _order("10", "5")).outcome == "matched"


def test_earlier_bills_and_drafts_count() -> None:
    result = _match(_billed("3", "5"), _order("10", "5", accepted="10", billed="8"))
    assert dict(result.findings[0].evidence)["figure"] == "11"


def test_two_lines_on_one_order_line_add_up() -> None:
    result = match(
        [_billed("6", "5", "1"), _billed("6", "5", "2")], [_order("10", "5")], [("1", "10"), ("2", "10")], ZERO
    )
    assert [dict(finding.evidence)["line"] for finding in result.findings] == ["2"]


def test_credits_subtract_but_never_below_nothing() -> None:
    assert _match(_billed("-3", "5"), _order("10", "5", billed="3")).outcome == "matched"
    assert _codes(_match(_billed("-4", "5"), _order("10", "5", billed="3"))) == ["match-credit-exceeds-billed"]


@pytest.mark.parametrize(("ordered", "price", "reference"), [("0", "5", "quantity"), ("10", "0", "unit_price")])
def test_a_zero_reference_blocks_whatever_the_tolerance(ordered: str, price: str, reference: str) -> None:
    generous = Limit(absolute=Decimal(10**9), percent=Decimal(10**6), binds="upper")
    tolerances = Tolerances(quantity=generous, price=generous, amount=generous)
    result = _match(_billed("1", "1"), _order(ordered, price), tolerances)
    assert [dict(finding.evidence)["reference"] for finding in result.findings] == [reference]


def test_an_amount_that_is_not_quantity_times_price() -> None:
    line = _billed("10", "5").model_copy(update={"net_amount": Decimal("50.01")})
    assert _codes(_match(line, _order("10", "5"))) == ["match-amount"]
    assert _match(line, _order("10", "5"), Tolerances(amount=Limit(absolute=Decimal("0.01")))).outcome == "matched"


def test_a_line_without_an_order_and_an_invoice_without_lines_are_exceptions() -> None:
    assert _codes(match([_billed("1", "1")], [], [], ZERO)) == ["match-no-order-line"]
    empty = match([], [], [], ZERO)
    assert (empty.outcome, _codes(empty)) == ("exception", ["match-no-lines"])


@given(st.integers(1, 10**12), st.integers(1, 10**6))
def test_any_excess_at_zero_tolerance_is_stopped(reference: int, excess: int) -> None:
    billed, order = _billed(str(reference + excess), "1"), _order(str(reference), "1")
    assert _match(billed, order).outcome == "exception"
    assert _match(_billed(str(reference), "1"), order).outcome == "matched"


def _pairs(billed: list[BilledLine], orders: list[OrderLine]) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    result = assign_lines(billed, orders)
    return result.pairs, [finding.code for finding in result.findings]


STEEL = _order("10", "5", "10", description="Steel beam")
BOLTS = _order("10", "5", "20", description="Bolts")
NAILS = _order("100", "7", "30", description="Nails")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (_billed("1", "99", order_line="20"), (("1", "20"),)),
        (_billed("5", "7", description="whatever"), (("1", "30"),)),
        (_billed("5", "5", description="STEEL-BEAM"), (("1", "10"),)),
        (_billed("100", "50", description="bolts"), (("1", "20"),)),
    ],
)
def test_lines_find_their_order_line(line: BilledLine, expected: tuple[tuple[str, str], ...]) -> None:
    assert _pairs([line], [STEEL, BOLTS, NAILS]) == (expected, [])


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (_billed("5", "5", description="something"), "order-line-ambiguous"),
        (_billed("5", "6", description="something"), "order-line-unknown"),
        (_billed("1", "5", order_line="99"), "order-line-unknown"),
        (_billed("101", "7"), "order-line-unknown"),
    ],
)
def test_no_or_two_answers_are_none(line: BilledLine, code: str) -> None:
    assert _pairs([line], [STEEL, BOLTS, NAILS]) == ((), [code])
