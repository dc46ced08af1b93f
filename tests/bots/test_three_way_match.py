"""Invoice, order and receipt: what matches, what is stopped and why, always by exact figures."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.assignment import assign_lines
from bots.three_way_match import allowance, match
from contracts.matching import BilledLine, Limit, Match, MatchInputs, OrderLine, Overrides, Tolerances

ZERO = Tolerances()


def _billed(quantity: str, price: str, line: str = "1", **more: str) -> BilledLine:
    figures = {"quantity": quantity, "unit_price": price, "net_amount": str(Decimal(quantity) * Decimal(price))}
    return BilledLine.model_validate({"line": line, **figures, **more})


def _order(ordered: str, price: str, order_line: str = "10", **more: str) -> OrderLine:
    return OrderLine.model_validate({"order_line": order_line, "ordered": ordered, "unit_price": price, **more})


def _match(billed: BilledLine, order: OrderLine, tolerances: Tolerances = ZERO) -> Match:
    return _run([billed], [order], [(billed.line, order.order_line)], tolerances)


def _run(
    billed: list[BilledLine],
    orders: list[OrderLine],
    pairs: list[tuple[str, str]],
    tolerances: Tolerances = ZERO,
    **more: object,
) -> Match:
    """Three ways, or two where no order line counts receipts."""
    way = "three" if any(order.accepted is not None for order in orders) else "two"
    inputs = MatchInputs.model_validate({"billed": billed, "orders": orders, "pairs": pairs, **more})
    return match(inputs, tolerances.model_copy(update={"way": way}) if tolerances.way == "three" else tolerances)


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
    two = [_billed("6", "5", "1"), _billed("6", "5", "2")]
    result = _run(two, [_order("10", "5")], [("1", "10"), ("2", "10")])
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
    assert _codes(_run([_billed("1", "1")], [], [])) == ["match-no-order-line"]
    empty = _run([], [], [])
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


FOUR = Tolerances(way="four")


@pytest.mark.parametrize(
    ("accepted", "inspected", "codes"),
    [
        ("10", "10", []),
        ("10", "9.999999", ["match-quantity-inspected"]),
        ("9", "9", ["match-quantity-accepted"]),
        ("9", "10", ["match-quantity-accepted"]),
    ],
)
def test_four_ways_ask_for_the_inspection_too(accepted: str, inspected: str, codes: list[str]) -> None:
    order = _order("10", "5", accepted=accepted, inspected=inspected)
    assert _codes(_match(_billed("10", "5"), order, FOUR)) == codes


def test_what_was_never_counted_is_nothing() -> None:
    assert _codes(_match(_billed("1", "5"), _order("10", "5", accepted="1"), FOUR)) == ["match-quantity-inspected"]
    three = match(
        MatchInputs(billed=(_billed("1", "5"),), orders=(_order("10", "5"),), pairs=(("1", "10"),)), Tolerances()
    )
    assert _codes(three) == ["match-quantity-accepted"]


def test_over_ordered_says_it_all() -> None:
    order = _order("10", "5", accepted="3", inspected="2")
    assert _codes(_match(_billed("11", "5"), order, FOUR)) == ["match-quantity-ordered"]


GLOBAL = Limit(percent=Decimal(1))
OWN, OF_CATEGORY = Limit(absolute=Decimal(7)), Limit(absolute=Decimal(3))
LEVELS = Tolerances(
    price=GLOBAL,
    suppliers={"S": Overrides(price=OWN)},
    categories={"C": Overrides(price=OF_CATEGORY, quantity=OF_CATEGORY, way="four")},
)


@pytest.mark.parametrize(
    ("supplier", "category", "price", "quantity", "way", "levels"),
    [
        ("S", "C", OWN, OF_CATEGORY, "four", ("category C", "supplier S", "global", "category C")),
        ("S", None, OWN, Limit(), "three", ("global", "supplier S", "global", "global")),
        ("T", "C", OF_CATEGORY, OF_CATEGORY, "four", ("category C", "category C", "global", "category C")),
        (None, "D", GLOBAL, Limit(), "three", ("global", "global", "global", "global")),
    ],
)
def test_the_narrowest_level_that_is_given_wins_figure_by_figure(
    supplier: str | None, category: str | None, price: Limit, quantity: Limit, way: str, levels: tuple[str, ...]
) -> None:
    applied = LEVELS.applied(supplier, category)
    assert (applied.price, applied.quantity, applied.way) == (price, quantity, way)
    assert tuple(level for _, level in applied.levels) == levels


def test_a_decision_keeps_only_what_can_apply() -> None:
    kept = LEVELS.narrowed("T", [None, "C"])
    assert (dict(kept.suppliers), list(kept.categories), kept.price) == ({}, ["C"], GLOBAL)
    assert LEVELS.narrowed("S", []).applied("S", "C").price == OWN


@pytest.mark.parametrize(
    ("price", "base", "ordered", "codes"),
    [
        ("10", "3", "3.333334", []),
        ("10", "3", "3.333333", ["match-price"]),
        ("30", "10", "3", []),
        ("30.01", "10", "3", ["match-price"]),
    ],
)
def test_a_price_for_several_units_is_compared_exactly(price: str, base: str, ordered: str, codes: list[str]) -> None:
    amount = str(Decimal(3) * Decimal(price) / Decimal(base)) if base == "10" else "10"
    line = _billed("3", price, price_base=base).model_copy(update={"net_amount": Decimal(amount)})
    assert _codes(_match(line, _order("10", ordered))) == codes


def test_the_price_variance_is_kept_by_line() -> None:
    assert _match(_billed("3", "5.5"), _order("10", "5")).lines[0].price_variance == Decimal("1.5")
    assert _match(_billed("3", "4.5"), _order("10", "5")).lines[0].price_variance == Decimal("-1.5")
    wide = _match(_billed("9" * 30, "9" * 30), _order("1", "0.000001"))
    assert wide.lines[0].price_variance is not None


def test_an_allowance_of_the_line_is_no_difference_but_a_charge_is() -> None:
    less = _billed("10", "5", allowance="-5").model_copy(update={"net_amount": Decimal(45)})
    assert _match(less, _order("10", "5")).outcome == "matched"
    more = _billed("10", "5").model_copy(update={"net_amount": Decimal(55)})
    assert _codes(_match(more, _order("10", "5"))) == ["match-amount"]


def test_a_quotient_without_end_is_told_to_twelve_decimals() -> None:
    def told(price: str) -> str:
        (found,) = _match(_billed("10", price), _order("10", "5")).findings
        return dict(found.evidence)["figure"]

    assert told("5.1000000000001") == "5.100000000000"
    assert told("5.100000000001") == "5.100000000001"


@pytest.mark.parametrize("quantity", ["0", "0.5"])
def test_only_what_takes_back_can_take_back_too_much(quantity: str) -> None:
    assert _codes(_match(_billed(quantity, "5"), _order("10", "5", billed="-2"))) == []


def test_the_price_of_a_line_of_nothing_is_compared_as_well() -> None:
    assert _codes(_match(_billed("0", "9"), _order("10", "5"))) == ["match-price"]


@pytest.mark.parametrize(
    ("quantity", "net", "codes"),
    [("1", "0", []), ("-1", "0", ["match-total"]), ("0.1", "0.5", []), ("0.1", "0.51", ["match-total"]),
     ("-0.1", "-0.5", []), ("-0.1", "-0.51", ["match-total"])],
)  # fmt: skip
def test_a_total_of_nothing_is_no_credit(quantity: str, net: str, codes: list[str]) -> None:
    found = _run([_billed(quantity, "5")], [_order("10", "5", billed="1")], [("1", "10")], net=Decimal(net))
    assert _codes(found) == codes


@pytest.mark.parametrize(("net", "codes"), [("50", []), ("49", []), ("50.01", ["match-total"]), ("50.00", [])])
def test_what_the_document_adds_to_its_lines_was_not_ordered(net: str, codes: list[str]) -> None:
    assert _codes(_run([_billed("10", "5")], [_order("10", "5")], [("1", "10")], net=Decimal(net))) == codes


def test_a_credit_never_takes_back_more_than_its_lines() -> None:
    order = [_order("10", "5", billed="10")]
    assert _codes(_run([_billed("-2", "5")], order, [("1", "10")], net=Decimal(-10))) == []
    assert _codes(_run([_billed("-2", "5")], order, [("1", "10")], net=Decimal("-10.01"))) == ["match-total"]
    assert _codes(_run([_billed("-2", "9")], order, [("1", "10")], net=Decimal(-18))) == []


@pytest.mark.parametrize(
    ("billed", "ordered", "codes"),
    [
        ("XBX", "C62", ["match-unit"]),
        ("EA", "C62", []),
        ("KGM", "KGM", []),
        ("KGM", "EA", ["match-unit"]),
        ("Stück", "C62", []),
        (None, "C62", []),
        ("MTR", None, []),
    ],
)
def test_units_are_compared_where_both_sides_state_one(
    billed: str | None, ordered: str | None, codes: list[str]
) -> None:
    line = _billed("1", "5").model_copy(update={"unit": billed})
    assert _codes(_match(line, _order("10", "5").model_copy(update={"unit": ordered}))) == codes
