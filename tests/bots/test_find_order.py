"""Finding the order of an invoice: each way in its order, one certain answer or none, and subsets against brute force."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.document_numbers import alike, looks_like, normal, notations, of_one_script
from bots.find_order import (
    MOST_LINES,
    Found,
    OpenOrder,
    Wanted,
    Way,
    by_lines,
    by_subset,
    by_total,
    find_order,
    subsets,
)
from contracts.matching import BilledLine, OrderLine


def _order(number: str, *lines: tuple[str, str, str], billed: str = "0", currency: str = "EUR") -> OpenOrder:
    """An order of lines (quantity, unit price, description)."""
    made = tuple(
        OrderLine(
            order_line=str(n),
            ordered=Decimal(quantity),
            unit_price=Decimal(price),
            billed=Decimal(billed),
            description=text,
        )
        for n, (quantity, price, text) in enumerate(lines, 1)
    )
    return OpenOrder(number, currency, made)


def _wanted(net: str | None, *lines: tuple[str, str, str], references: tuple[str, ...] = ()) -> Wanted:
    billed = tuple(
        BilledLine(
            line=str(n),
            quantity=Decimal(q),
            unit_price=Decimal(p),
            net_amount=Decimal(q) * Decimal(p),
            description=text,
        )
        for n, (q, p, text) in enumerate(lines, 1)
    )
    return Wanted(references, Decimal(net) if net else None, "EUR", billed)


def _find(wanted: Wanted, *orders: OpenOrder) -> Found:
    return find_order(wanted, lambda _way: orders)


ONE = _order("PO-2026-000001", ("10", "5", "Beam"), ("4", "2.5", "Bolt"))
TWO = _order("PO-2026-000002", ("1", "20", "Nut"), ("3", "7", "Beam"))


@pytest.mark.parametrize(
    ("wanted", "number", "way"),
    [
        (_wanted("60", references=("po 2026/1",)), "PO-2026-000001", "reference"),
        (_wanted("60", references=("PO2026000002",)), "PO-2026-000002", "reference"),
        (_wanted("60", references=("2026-1",)), "PO-2026-000001", "total"),
        (_wanted("60"), "PO-2026-000001", "total"),
        (_wanted("60.02"), "PO-2026-000001", "total"),
        (_wanted("59.98"), "PO-2026-000001", "total"),
        (_wanted("60.03"), None, None),
        (_wanted("59.97"), None, None),
        (_wanted("10"), "PO-2026-000001", "subset"),
        (_wanted("10.01"), None, None),
        (_wanted("15", ("3", "5", "BEAM")), "PO-2026-000001", "lines"),
        (_wanted("50.5", ("10.1", "5", "Beam")), None, None),
        (_wanted("14", ("2", "7", "beam")), "PO-2026-000002", "lines"),
        (_wanted("14", ("2", "7", "")), None, None),
        (_wanted("14", ("2", "7", "Beam"), ("1", "3", "x")), None, None),
        (_wanted(None), None, None),
        (_wanted("0"), None, None),
        (_wanted("-10"), None, None),
    ],
)
def test_each_way_gives_one_order_or_none(wanted: Wanted, number: str | None, way: Way | None) -> None:
    assert _find(wanted, ONE, TWO) == Found(number, way)


def test_a_contract_that_is_named_has_one_open_order_or_none() -> None:
    wanted = _wanted("1", references=("ct 2026/7",))
    under = replace(_order("PO-2026-000003", ("1", "0.5", "Nut")), contracts=("CT-2026-000006", "CT-2026-000007"))
    done = replace(_order("PO-2026-000004", ("4", "5", "Beam"), billed="4"), contracts=("CT-2026-000007",))
    other = replace(ONE, contracts=("CT-2026-000008",))
    assert _find(wanted, under, done, other, TWO) == Found("PO-2026-000003", "contract")
    assert _find(wanted, done, other) == Found()
    assert _find(wanted, replace(ONE, contracts=under.contracts), under) == Found(
        candidates=("PO-2026-000001", "PO-2026-000003")
    )
    both = _wanted("1", references=("ct 2026/7", "po 2026/2"))
    assert _find(both, under, TWO) == Found("PO-2026-000002", "reference"), "a number of an order goes first"


def test_several_orders_are_none_and_are_named() -> None:
    twin = _order("PO-2026-000003", ("10", "5", "Beam"), ("4", "2.5", "Bolt"))
    named = ("PO-2026-000001", "PO-2026-000003")
    assert _find(_wanted("60"), ONE, twin) == Found(candidates=named)
    assert _find(_wanted("10"), ONE, twin) == Found(candidates=named)
    assert _find(_wanted("5", ("1", "5", "Beam")), twin, ONE) == Found(candidates=named)


def test_two_subsets_of_one_order_are_none() -> None:
    assert _find(_wanted("30"), _order("PO-2026-000009", ("1", "30", ""), ("1", "10", ""), ("1", "20", ""))) == Found(
        candidates=("PO-2026-000009",)
    )


def test_another_currency_is_another_amount() -> None:
    assert _find(_wanted("60"), _order("X", ("12", "5", ""), currency="USD")) == Found()


def test_what_is_billed_already_is_not_left() -> None:
    half = _order("PO-2026-000004", ("10", "5", "Beam"), billed="6")
    assert half.remaining == 20
    assert _order("X", ("1", "5", ""), ("10", "5", ""), billed="2").remaining == 40
    assert _find(_wanted("20"), half).way == "total"


def test_too_many_open_lines_are_not_searched() -> None:
    few = _order("X", *(("1", str(2**n), "") for n in range(MOST_LINES)))
    assert _find(_wanted("3"), few).way == "subset"
    many = _order("X", *(("1", str(2**n), "") for n in range(MOST_LINES + 1)))
    assert _find(_wanted("3"), many).way == "subset", "lines above the total are pruned first"
    assert _find(_wanted(str(2**MOST_LINES + 1)), many) == Found()


def test_small_and_overbilled_remainders_are_exact() -> None:
    small = _order("X", ("1", "0.5", "Pin"))
    assert small.remaining == Decimal("0.5")
    assert _order("X", ("1", "1", "Pin"), ("3", "1", "Nut"), billed="1.5").remaining == Decimal("1.5")
    assert by_total(_wanted("0.5"), [small]).number == "X"
    assert by_subset(_wanted("0.5"), [_order("X", ("1", "0.5", "Pin"), ("1", "3", "Nut"))]).number == "X"
    cent = _order("X", ("1", "0.01", "Pin"))
    assert by_total(_wanted("0"), [cent]) == by_total(_wanted("-0.01"), [cent]) == Found()


def test_lines_without_worth_make_no_second_subset() -> None:
    assert (
        by_subset(_wanted("5"), [_order("X", ("1", "0", "Gift"), ("1", "5", "Pin"), ("1", "7", "Nut"))]).number == "X"
    )


def test_as_many_lines_as_are_searched_at_most() -> None:
    whole = _order("X", *(("1", str(2**n), "") for n in range(MOST_LINES)))
    assert by_subset(_wanted(str(2 ** (MOST_LINES - 1))), [whole]).number == "X"


def test_all_that_is_left_of_a_line_may_be_billed() -> None:
    assert by_lines(_wanted("50", ("10", "5", "Beam")), [ONE]).number == "PO-2026-000001"
    assert by_lines(_wanted("50"), [ONE]) == Found()


def _by_hand(amounts: Sequence[Decimal], wanted: Decimal) -> int:
    every = chain.from_iterable(combinations(amounts, size) for size in range(1, len(amounts) + 1))
    return sum(sum(some) == wanted for some in every)


@given(st.lists(st.integers(1, 12), max_size=9), st.integers(0, 40))
def test_subsets_are_those_of_brute_force_up_to_two(cents: list[int], wanted: int) -> None:
    amounts = [Decimal(cent) / 100 for cent in cents]
    found = subsets(amounts, Decimal(wanted) / 100)
    assert len(found) == min(_by_hand(amounts, Decimal(wanted) / 100), 2)
    assert len(set(found)) == len(found)
    for positions in found:
        assert sum(amounts[position] for position in positions) == Decimal(wanted) / 100
        assert list(positions) == sorted(set(positions))


@pytest.mark.parametrize(
    ("one", "other", "same", "similar"),
    [
        ("INV-10", "inv 10", True, True),
        ("INV-10", "ＩＮＶ１０", False, True),
        ("1-23", "12-3", False, True),
        ("00123", "123", True, True),
        ("A/2026/7", "A.2026.7", True, True),
        ("1O0", "I00", False, True),
        ("A-1", "A-2", False, False),
        ("000", "0", True, True),
        ("-A-", "A", True, True),
        ("_", "/", True, True),
        ("RE-2026-007", "R\u0415-2026-007", True, True),  # Cyrillic Ie
        ("PE-2026-007", "\u03a1\u0395-2026-007", True, True),  # Greek Rho, Epsilon
        ("KOM-1", "\u041a\u041e\u041c-1", True, True),
        ("RE-7", "RÉ-7", True, True),
        ("RE-7", "RE\u0301-7", True, True),
        ("RE7", "R\u200bE7\ufe0f", True, True),
        ("RE 7", "RE\t7", True, True),
        ("77", "\u0667\u0667", True, True),  # Arabic-Indic digits
        ("RE-2026", "RE一2026", False, True),
        ("2026", "2〇26", False, True),
        ("СФ-1", "СЯ-1", False, False),
        ("発票-1", "発注-1", False, False),
    ],
)
def test_when_two_numbers_are_the_same_or_look_alike(one: str, other: str, same: bool, similar: bool) -> None:
    assert (normal(one) == normal(other)) is same
    assert (alike(one) == alike(other)) is similar


@pytest.mark.parametrize(
    ("number", "plain"),
    [
        ("RE-2026-007", True), ("2026/7", True), ("发票2026A-1", True), ("СФ-12", True), ("ΤΙΜ-1", True), ("Ø-7Æ", True),
        ("Ếa-1", True), ("R\u0415-7", False), ("\u03a1E-7", False), ("RE\u029c-1", False), ("\u13a1\u13ac-1", False),
        ("RE\u30fc1", False), ("", True),
    ],
)  # fmt: skip
def test_whose_letters_are_of_one_script(number: str, plain: bool) -> None:
    assert of_one_script(number) is plain


def test_our_numbers_in_other_notations() -> None:
    assert notations("PO-2026-000042") == ("po2026000042", "po-2026-42")
    assert notations("po 2026/42")[1] == notations("ＰＯ－2026－000042")[1]
    assert notations("PO-2026-000000")[1] == "po-2026-0"
    assert looks_like("po-2026-42", "PO")
    assert not looks_like("PO-26-42", "PO")
    assert not looks_like("", "PO")
