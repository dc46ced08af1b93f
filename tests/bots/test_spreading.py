"""Bills on receipts: those that are named first, then the oldest; what is taken back is free again."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.spreading import Bill, Receipts, spread, spread_bill
from contracts.matching import Spread

D = Decimal
TWO = (("G1", {1: D(4)}), ("G2", {1: D(6)}))


def _spread(*bills: tuple[int | str, str | None], names: dict[str, str] | None = None) -> dict[str | None, Decimal]:
    made = [(1, D(quantity), receipt) for quantity, receipt in bills]
    return {receipt: quantity for (_, receipt), quantity in spread(Receipts(TWO, (), names or {}), made).items()}


@pytest.mark.parametrize(
    ("bills", "expected"),
    [
        ([(3, None)], {"G1": 3}),
        ([(4, None)], {"G1": 4}),
        ([(5, None)], {"G1": 4, "G2": 1}),
        ([(5, None), (2, None)], {"G1": 4, "G2": 3}),
        ([(11, None)], {"G1": 4, "G2": 6, None: 1}),
        ([(5, None), (2, "G2")], {"G1": 4, "G2": 3}),
        ([(4, "G2"), (4, None)], {"G2": 4, "G1": 4}),
        ([(7, "G2")], {"G2": 6, "G1": 1}),
        ([(2, "G9")], {"G1": 2}),
        ([(5, None), (-2, None)], {"G1": 3}),
        ([(6, "G2"), (-2, None)], {"G2": 4}),
        ([(6, "G2"), (-2, "G2")], {"G2": 4}),
        ([(4, None), (-4, None)], {}),
        ([(1, None), (-2, None)], {None: -1}),
        ([(2, None), (-2, "G2")], {}),
        ([("0.5", "G2")], {"G2": D("0.5")}),
        ([("10.5", None)], {"G1": 4, "G2": 6, None: D("0.5")}),
        ([(6, "G2"), ("-0.5", None)], {"G2": D("5.5")}),
        ([(1, None), ("-0.5", "G2")], {"G1": D("0.5")}),
    ],
)
def test_direct_bills_first_then_the_oldest(
    bills: list[tuple[int | str, str | None]], expected: dict[str | None, int | Decimal]
) -> None:
    assert _spread(*bills) == expected


def test_a_delivery_note_names_its_receipt() -> None:
    assert _spread((2, "L-7"), names={"L-7": "G2"}) == {"G2": 2}


def test_lines_do_not_mix() -> None:
    receipts = Receipts((("G1", {1: D(1), 2: D(2)}),))
    assert spread(receipts, [(2, D(3), None)]) == {(2, "G1"): 2, (2, None): 1}


def test_a_new_bill_stands_on_what_the_ones_before_left() -> None:
    receipts = Receipts(TWO, ((1, D(3), None),))
    expected = (Spread(line=1, receipt="G1", quantity=D(1)), Spread(line=1, receipt="G2", quantity=D(1)))
    assert set(spread_bill(receipts, [(1, D(2), None)])) == set(expected)
    assert spread_bill(receipts, [(1, D(-2), None)]) == ()
    full = Receipts(TWO, ((1, D(4), None),))
    assert spread_bill(full, [(1, D(1), None)]) == (Spread(line=1, receipt="G2", quantity=D(1)),)
    assert spread_bill(Receipts(), [(1, D(2), None)]) == (Spread(line=1, quantity=D(2)),)


quantities = st.integers(1, 9).map(Decimal)
bills = st.lists(st.tuples(st.just(1), quantities, st.sampled_from([None, "G1", "G2", "G3"])), max_size=8)


@given(st.lists(quantities, max_size=3), bills)
def test_nothing_is_lost_and_no_receipt_bears_more_than_it_accepted(accepted: list[Decimal], made: list[Bill]) -> None:
    received = tuple((f"G{n}", {1: quantity}) for n, quantity in enumerate(accepted, 1))
    found = spread(Receipts(received), made)
    assert sum(found.values()) == sum(quantity for _, quantity, _ in made)
    for number, lines in received:
        assert 0 <= found.get((1, number), 0) <= lines[1]
    if (1, None) in found:
        assert all(found[1, number] == lines[1] for number, lines in received), "beyond all receipts only when full"
