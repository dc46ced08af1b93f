"""Reconciliation: certain answers only, in the order of the rules, each entry and each payment once."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.reconciliation import MOST, Booked, Matched, Paid, reconcile

STAHL, ACCOUNT = "Stahl AG", "DE02500105170137075030"


def paid(key: str, amount: str | int, **more: object) -> Paid:
    fields = {"end_to_end_id": key, "batch": "RUN-1", "account": ACCOUNT, "name": STAHL, "open": True, **more}
    return Paid(key=key, amount=Decimal(amount), **fields)  # type: ignore[arg-type]


def out(number: int, amount: str | int, **more: object) -> Booked:
    return Booked(number=number, out=True, amount=Decimal(amount), **more)  # type: ignore[arg-type]


def back(number: int, amount: str | int, **more: object) -> Booked:
    return Booked(number=number, out=False, amount=Decimal(amount), **more)  # type: ignore[arg-type]


def told(*found: Matched) -> list[tuple[int, tuple[str, ...], str]]:
    return [(each.entry, each.payments, each.rule) for each in found]


@pytest.mark.parametrize(
    ("entry", "payments", "expected"),
    [
        (out(1, 10, end_to_end_id="a"), [paid("a", 10), paid("b", 10)], [(1, ("a",), "end-to-end-id")]),
        (out(1, "10.01", end_to_end_id="a"), [paid("a", 10), paid("b", "10.01")], []),
        (
            out(1, 10, end_to_end_id="x", account=ACCOUNT, name=STAHL),
            [paid("a", 10)],
            [(1, ("a",), "account-and-name")],
        ),
        (out(1, 10, end_to_end_id="a"), [paid("a", 10, open=False)], []),
        (out(1, 30, batch="RUN-1"), [paid("a", 10), paid("b", 20)], [(1, ("a", "b"), "batch")]),
        (
            out(1, 30, batch="RUN-1"),
            [paid("a", 10), paid("b", 20), paid("c", 30, batch="RUN-2")],
            [(1, ("a", "b"), "batch")],
        ),
        (out(1, 29, batch="RUN-1"), [paid("a", 10), paid("b", 20)], []),
        (out(1, 10, batch="RUN-1"), [paid("a", 10), paid("b", 20)], []),
        (
            out(1, 10, account="de02 5001 0517 0137 0750 30", name="ＳＴＡＨＬ ag."),
            [paid("a", 10)],
            [(1, ("a",), "account-and-name")],
        ),
        (out(1, 10, account=ACCOUNT, name=STAHL), [paid("a", 10), paid("b", 10)], []),
        (out(1, 10, account="DE1", name=STAHL), [paid("a", 10)], []),
        (out(1, 10, account=ACCOUNT, name="Holz AG"), [paid("a", 10)], []),
        (out(1, 10, account=ACCOUNT), [paid("a", 10), paid("b", 9)], [(1, ("a",), "combination")]),
        (out(1, 10, name=STAHL), [paid("a", 10)], [(1, ("a",), "combination")]),
        (out(1, 10), [paid("a", 10)], []),
        (out(1, 30), [paid("a", 10), paid("b", 20)], [(1, ("a", "b"), "combination")]),
        (out(1, 30), [paid("a", 10), paid("b", 20), paid("c", 15), paid("d", 15)], []),
        (out(1, 30, name="Holz AG"), [paid("a", 10), paid("b", 20)], []),
        (out(1, 30, end_to_end_id="a"), [paid("a", 10), paid("b", 20), paid("c", 30)], []),
        (out(1, 10), [], []),
    ],
)
def test_one_entry(entry: Booked, payments: list[Paid], expected: list[object]) -> None:
    assert told(*reconcile([entry], payments)) == expected


def test_a_payment_is_one_entry_and_the_first_of_two_under_our_reference() -> None:
    twice = [out(1, 10, end_to_end_id="a"), out(2, 10, end_to_end_id="a")]
    assert told(*reconcile(twice, [paid("a", 10)])) == [(1, ("a",), "end-to-end-id")]
    alike = [out(1, 10, account=ACCOUNT, name=STAHL), out(2, 10, account=ACCOUNT, name=STAHL)]
    assert reconcile(alike, [paid("a", 10)]) == ()
    assert reconcile([out(1, 30), out(2, 30)], [paid("a", 10), paid("b", 20)]) == ()


def test_what_one_rule_took_the_next_does_not_see() -> None:
    entries = [out(1, 30), out(2, 20, end_to_end_id="b")]
    payments = [paid("a", 10), paid("b", 20), paid("c", 20)]
    assert told(*reconcile(entries, payments)) == [(2, ("b",), "end-to-end-id"), (1, ("a", "c"), "combination")]


def test_a_combination_is_searched_among_so_many() -> None:
    few = [paid(str(number), 2**number) for number in range(MOST)]
    assert told(*reconcile([out(1, 2**MOST - 1)], few))[0][2] == "combination"
    # What is larger than the entry is no part of it and does not count.
    assert reconcile([out(1, 3)], [*few, paid("more", 2**MOST)])[0].payments == ("0", "1")
    assert reconcile([out(1, 2**MOST)], [*few, paid("more", 2**MOST)]) == ()


@pytest.mark.parametrize(
    ("entries", "payments", "expected"),
    [
        ([back(1, 10, end_to_end_id="a")], [paid("a", 10, open=False)], [1]),
        ([back(1, 10, end_to_end_id="a")], [paid("a", 10)], []),
        ([out(1, 10, end_to_end_id="a"), back(2, 10, end_to_end_id="a")], [paid("a", 10)], [2]),
        ([back(1, 10, end_to_end_id="a"), back(2, 10, end_to_end_id="a")], [paid("a", 10, open=False)], [1]),
        ([back(1, "9.99", end_to_end_id="a")], [paid("a", 10, open=False)], []),
        ([back(1, 10, account=ACCOUNT, name=STAHL)], [paid("a", 10, open=False)], []),
    ],
)
def test_money_that_comes_back(entries: list[Booked], payments: list[Paid], expected: list[int]) -> None:
    found = [each for each in reconcile(entries, payments) if each.returned]
    assert [each.entry for each in found] == expected
    assert all((each.payments, each.rule) == (("a",), "end-to-end-id") for each in found)


AMOUNTS = st.lists(st.integers(1, 12), max_size=7)


@settings(max_examples=200)
@given(AMOUNTS, AMOUNTS, st.booleans())
def test_nothing_is_used_twice_and_every_sum_is_right(owed: list[int], booked: list[int], named: bool) -> None:
    payments = [paid(f"p{number}", amount) for number, amount in enumerate(owed)]
    side = {"account": ACCOUNT, "name": STAHL} if named else {}
    entries = [out(number, amount, **side) for number, amount in enumerate(booked)]
    found = reconcile(entries, payments)
    used = [key for each in found for key in each.payments]
    assert len(used) == len(set(used))
    assert len({each.entry for each in found}) == len(found)
    amounts = {each.key: each.amount for each in payments}
    for each in found:
        assert sum(amounts[key] for key in each.payments) == booked[each.entry]


@settings(max_examples=200)
@given(AMOUNTS, st.integers(1, 30))
def test_the_combination_is_the_only_one(owed: list[int], wanted: int) -> None:
    payments = [paid(f"p{number}", amount) for number, amount in enumerate(owed)]
    ways = [
        some
        for size in range(2, len(owed) + 1)
        for some in combinations(range(len(owed)), size)
        if sum(owed[place] for place in some) == wanted
    ]
    single = [place for place, amount in enumerate(owed) if amount == wanted]
    found = reconcile([out(1, wanted)], payments)
    if len(ways) == 1 and not single:
        assert found[0].payments == tuple(f"p{place}" for place in ways[0])
    else:
        assert found == ()
