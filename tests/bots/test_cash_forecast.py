"""The cash forecast adds up, counts each figure once, and names what tips an account."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bots.cash_forecast import WEEKS, Expected, Shortage, forecast, shortages, uncommitted

TODAY = date(2026, 11, 2)


def _item(amount: int, day: int, account: str = "A", document: str = "D") -> Expected:
    return Expected(account, "payable", document, amount, TODAY + timedelta(days=day), "due-date")


def test_a_textbook_forecast() -> None:
    rent, wage, owner = _item(-60, 0, document="RENT"), _item(-50, 7, document="WAGE"), _item(30, 7, document="OWNER")
    found = forecast({"A": 100}, [wage, owner, rent], TODAY, 3)
    assert [(w.opening, w.inflow, w.outflow, w.closing) for w in found.weeks] == [
        (100, 0, -60, 40), (40, 30, -50, 20), (20, 0, 0, 20),
    ]  # fmt: skip
    assert found.dry == ()
    assert (found.weeks[1].first, found.weeks[1].last) == (date(2026, 11, 9), date(2026, 11, 15))


def test_what_tips_an_account_is_named_once_in_the_first_week_it_runs_dry() -> None:
    """Exactly nothing left is not dry; a cent beyond is. What comes in on a day is there for what goes out on it."""
    items = [_item(-100, 6), _item(-1, 13, document="TIP"), _item(-9, 13, document="ZZ"), _item(-5, 20)]
    found = forecast({"A": 100}, items, TODAY)
    assert [(w.number, w.tipped_by and w.tipped_by.document) for w in found.dry] == [(2, "TIP")]
    assert forecast({"A": 0}, [_item(-5, 3), _item(5, 3)], TODAY).dry == ()
    assert [w.number for w in forecast({"A": 0}, [_item(-5, 3), _item(5, 4)], TODAY).dry] == [1]
    assert forecast({"A": -1}, [_item(-5, 3)], TODAY).dry == ()


def test_on_a_day_what_goes_out_comes_last_even_of_one_cent() -> None:
    items = [_item(-1, 0, document="A"), _item(1, 0, document="B"), _item(0, 0, document="C")]
    (week,) = forecast({"A": 0}, items, TODAY, 1).weeks
    assert [item.document for item in week.items] == ["B", "C", "A"]
    assert (week.inflow, week.outflow, week.tipped_by) == (1, -1, None)


def test_overdue_falls_into_the_first_week_and_beyond_the_last_it_is_later() -> None:
    items = [_item(-1, -400), _item(-2, WEEKS * 7 - 1), _item(-4, WEEKS * 7)]
    found = forecast({"A": 10}, items, TODAY)
    assert [w.number for w in found.weeks if w.items] == [1, WEEKS]
    assert found.later == (items[2],)


def test_an_account_that_only_expects_begins_at_nothing() -> None:
    found = forecast({}, [_item(-1, 0, "NEW")], TODAY, 1)
    assert [(w.account, w.opening, w.closing) for w in found.weeks] == [("NEW", 0, -1)]


def test_what_is_ordered_covers_the_earliest_of_the_plan() -> None:
    plan = [(date(2027, 1, 31), "P/a", 50), (date(2026, 12, 31), "P/b", 40)]
    assert uncommitted(plan, 0) == [(date(2026, 12, 31), "P/b", 40), (date(2027, 1, 31), "P/a", 50)]
    assert uncommitted(plan, 40) == [(date(2027, 1, 31), "P/a", 50)]
    assert uncommitted(plan, 60) == [(date(2027, 1, 31), "P/a", 30)]
    assert uncommitted(plan, 90) == uncommitted(plan, 999) == []


def test_an_account_lacks_what_it_lacks_at_the_worst_within_the_weeks_that_count() -> None:
    inside, beyond = _item(-160, 27), _item(-500, 28)
    found = forecast({"A": 100, "B": 60, "C": 0}, [inside, beyond, _item(-60, 0, "B"), _item(-7, -9, "C")], TODAY, 8)
    assert shortages(found, 4) == [
        Shortage("A", TODAY + timedelta(days=27), 60),
        Shortage("C", TODAY, 7),
    ]
    assert shortages(found, 3) == [Shortage("C", TODAY, 7)]
    assert shortages(found, 5)[0] == Shortage("A", TODAY + timedelta(days=27), 560)
    recovered = forecast({"A": 10}, [_item(-11, 0), _item(100, 1), _item(-101, 9)], TODAY, 8)
    assert shortages(recovered, 8) == [Shortage("A", TODAY, 2)]


ITEMS = st.lists(
    st.builds(
        _item, st.integers(-1000, 1000).filter(bool), st.integers(-30, 220), st.sampled_from("AB"), st.text("xyz")
    ),
    max_size=30,
)


@given(ITEMS, st.integers(0, 5000), st.integers(1, 30))
def test_every_figure_stands_in_exactly_one_place_and_all_of_it_adds_up(
    items: list[Expected], opening: int, weeks: int
) -> None:
    found = forecast({"A": opening}, items, TODAY, weeks)
    placed = [item for week in found.weeks for item in week.items]
    assert sorted(map(repr, [*placed, *found.later])) == sorted(map(repr, items))
    for week in found.weeks:
        assert week.closing == week.opening + week.inflow + week.outflow
        assert sum(item.amount for item in week.items) == week.inflow + week.outflow
        assert all(week.first <= max(item.on, TODAY) <= week.last for item in week.items)
    last = {week.account: week.closing for week in found.weeks}
    assert last["A"] == opening + sum(item.amount for item in placed if item.account == "A")


@given(st.lists(st.tuples(st.dates(), st.text("xyz"), st.integers(1, 100))), st.integers(0, 2000))
def test_planned_work_less_what_is_ordered_is_never_counted_twice(
    plan: list[tuple[date, str, int]], ordered: int
) -> None:
    total = sum(amount for *_, amount in plan)
    assert sum(amount for *_, amount in uncommitted(plan, ordered)) == max(total - ordered, 0)
