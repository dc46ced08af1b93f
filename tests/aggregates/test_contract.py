"""What orders may draw on a contract by day, and the price that it agrees."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from aggregates.contract import CONTRACT, Change, DrawDown, GiveBack, Wanted, agreed_price
from events.contract import (
    ContractConcluded,
    ContractDrawn,
    ContractExpired,
    ContractGivenBack,
    ContractSigned,
    ContractTerminated,
    DrawnLine,
)
from tests.examples import AGREED, CHANGE_TERMS, CO, CT, EVENT_EXAMPLES, PO, TERMS
from tests.support.house import eur, facts, fold, given, ref

E = EVENT_EXAMPLES
SIGNED = (E["contract.drafted.v1"], E["contract.signed.v1"])
FIRST, LAST = TERMS.valid_from, TERMS.valid_to


def drawn(quantity: str, amount: str, line: int | None = 1) -> DrawnLine:
    return DrawnLine(order_line=1, contract_line=line, quantity=Decimal(quantity), amount=eur(amount))


@pytest.mark.parametrize(
    ("item", "unit", "on", "price"),
    [
        ("BEAM", "C62", FIRST, 100),
        ("BEAM", "C62", LAST, 100),
        ("BEAM", "C62", date(2026, 10, 31), None),
        ("BEAM", "C62", date(2027, 11, 1), None),
        ("BEAM", "MTR", FIRST, None),
        ("PIPE", "C62", FIRST, None),
    ],
)
def test_the_agreed_price_of_an_item_on_a_day(item: str, unit: str, on: date, price: int | None) -> None:
    state = given(CONTRACT, *SIGNED).state
    assert agreed_price(state, item, unit, on) == price
    assert agreed_price(given(CONTRACT, SIGNED[0]).state, item, unit, on) is None
    used_up = fold(CONTRACT, state, (ContractDrawn(ref=CT, order=PO, lines=(drawn("20", "2000"),)),))
    assert agreed_price(used_up, item, unit, on) == price


def test_the_lowest_of_several_prices_counts() -> None:
    terms = TERMS.model_copy(
        update={"lines": (AGREED, AGREED.model_copy(update={"line": 2, "unit_price": Decimal(90)}))}
    )
    drafted = SIGNED[0].model_copy(update={"terms": terms})
    assert agreed_price(given(CONTRACT, drafted, SIGNED[1]).state, "BEAM", "C62", FIRST) == 90
    assert agreed_price(CONTRACT.initial, "BEAM", "C62", FIRST) is None


def test_open_until_the_last_of_it_is_ordered_then_done() -> None:
    state = given(CONTRACT, *SIGNED).state
    assert [state.drawing(day) for day in (date(2026, 10, 31), FIRST, LAST, date(2027, 11, 1))] == [
        "none", "open", "open", "expired",
    ]  # fmt: skip
    nearly = fold(CONTRACT, state, (ContractDrawn(ref=CT, order=PO, lines=(drawn("19", "1999.99"),)),))
    assert nearly.drawing(LAST) == "open"
    whole = fold(CONTRACT, state, (ContractDrawn(ref=CT, order=PO, lines=(drawn("19", "2000"),)),))
    assert whole.drawing(LAST) == "done"
    ended = fold(CONTRACT, whole, (ContractExpired(ref=CT),))
    assert (ended.drawing(LAST), ended.drawing(date(2027, 11, 1))) == ("done", "expired")
    assert fold(CONTRACT, state, (ContractTerminated(ref=CT, why="w"),)).drawing(FIRST) == "none"
    waiting = fold(
        CONTRACT, CONTRACT.initial, (SIGNED[0], ContractConcluded(ref=CT, approval=CO.id, verdict="approved"))
    )
    assert waiting.drawing(FIRST) == "none"


def test_no_more_comes_back_than_an_order_line_has_drawn() -> None:
    taken = given(CONTRACT, *SIGNED, ContractDrawn(ref=CT, order=PO, lines=(drawn("5", "500"),)))
    after = taken.when(GiveBack(PO, (drawn("9", "900", None),))).then(
        ContractGivenBack(ref=CT, order=PO, lines=(drawn("5", "500"),))
    )
    assert [after.ordered, after.ordered_quantity(1), after.remaining] == [0, 0, 2000]
    taken.when(GiveBack(ref("purchase_order", "other"), (drawn("1", "100"),))).ignored()
    partly = taken.when(GiveBack(PO, (drawn("2", "199.99"),))).then(ContractGivenBack)
    assert [partly.ordered, partly.ordered_quantity(1)] == [Decimal("300.01"), 3]


def test_an_order_in_two_parts_draws_twice() -> None:
    want = Wanted(drawn("5", "500"), "C62", Decimal(100))
    first = given(CONTRACT, *SIGNED).when(DrawDown(PO, "STAHL", (want,))).then(ContractDrawn)
    twice = fold(CONTRACT, first, (ContractDrawn(ref=CT, order=PO, lines=(want.drawn,)),))
    assert [twice.ordered, twice.ordered_quantity(1), len(twice.drawn)] == [1000, 10, 1]


def test_a_change_names_its_order_and_all_that_may_change() -> None:
    signed = given(CONTRACT, *SIGNED)
    decided = signed.when(Change(CO, CHANGE_TERMS), facts("system")).decision
    assert isinstance(decided, tuple)
    [event] = decided
    assert event.model_dump(include={"change", "amount", "valid_to"}) == {
        "change": CO.model_dump(), "amount": eur("1899.50").model_dump(), "valid_to": date(2027, 12, 31),
    }  # fmt: skip


def test_the_hash_of_what_is_approved_knows_the_version_and_who() -> None:
    state = given(CONTRACT, SIGNED[0]).state
    others = (
        fold(CONTRACT, state, (E["contract.revised.v1"],)),
        fold(CONTRACT, CONTRACT.initial, (SIGNED[0].model_copy(update={"supplier": "X"}),)),
        fold(CONTRACT, CONTRACT.initial, (SIGNED[0].model_copy(update={"drafter": "X"}),)),
        fold(
            CONTRACT,
            CONTRACT.initial,
            (SIGNED[0].model_copy(update={"terms": TERMS.model_copy(update={"title": "X"})}),),
        ),
    )
    assert len({state.hash_content(), *(other.hash_content() for other in others)}) == 5
    assert isinstance(SIGNED[1], ContractSigned)
