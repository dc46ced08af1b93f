"""Tasks that will be late: with cause and owner, and through everything that waits for them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bots.delays import Delay, TaskStanding, delays

TODAY = date(2026, 11, 10)


def task(
    name: str, start: int, finish: int, percent: object = 0, on: int | None = None, after: tuple[str, ...] = ()
) -> TaskStanding:
    day = None if on is None else date(2026, 11, on)
    first, last = date(2026, 11, start), date(2026, 11, finish)
    return TaskStanding(name, f"{name}-owner", first, last, after, Decimal(str(percent)), day)


def test_who_keeps_to_the_plan_is_not_warned() -> None:
    assert delays([task("a", 1, 20, 50, 10)], TODAY) == ()
    assert delays([task("a", 1, 20, 45, 9)], TODAY) == ()  # today is not over
    assert delays([task("a", 10, 20)], TODAY) == ()  # may begin today
    assert delays([task("a", 1, 9, 100, 10), task("b", 11, 20, after=("a",))], TODAY) == ()


def test_work_behind_its_plan_ends_as_much_later_as_is_left() -> None:
    (late,) = delays([task("a", 1, 20, 40, 10)], TODAY)
    assert late == Delay("a", date(2026, 11, 20), date(2026, 11, 22), "behind-plan", "a", "a-owner")
    assert late.days_late == 2
    (silent,) = delays([task("a", 1, 20, 40, 8)], TODAY)  # as planned then, but nothing was recorded yesterday
    assert silent.expected == date(2026, 11, 21)
    (hair,) = delays([task("a", 1, 20, "44.999999", 9)], TODAY)
    assert hair.days_late == 1


def test_what_waits_for_late_work_is_late_because_of_it() -> None:
    plan = [
        task("c", 21, 25, after=("b", "x")),
        task("a", 1, 9),
        task("b", 11, 20, after=("a",)),
        task("x", 11, 12, after=()),
    ]
    found = {late.task: late for late in delays(plan, TODAY)}
    assert list(found) == ["c", "a", "b"]
    assert (found["a"].cause, found["a"].root, found["a"].expected) == ("not-started", "a", date(2026, 11, 18))
    assert (found["b"].cause, found["b"].root, found["b"].owner) == ("predecessor-late", "a", "a-owner")
    assert (found["c"].root, found["c"].days_late) == ("a", 8)


def test_who_could_begin_this_morning_is_held_up_by_nobody() -> None:
    (late,) = delays([task("a", 1, 4, 100, 9), task("b", 5, 9, after=("a",))], TODAY)
    assert (late.cause, late.root, late.expected) == ("not-started", "b", date(2026, 11, 14))
    (held,) = delays([task("a", 1, 4, 100, 10), task("b", 5, 9, after=("a",))], TODAY)
    assert (held.cause, held.root, held.expected) == ("predecessor-late", "a", date(2026, 11, 15))


def test_slack_between_tasks_takes_up_a_delay() -> None:
    assert [late.task for late in delays([task("a", 1, 9), task("b", 19, 20, after=("a",))], TODAY)] == ["a"]
    assert [late.task for late in delays([task("a", 1, 9), task("b", 18, 20, after=("a",))], TODAY)] == ["a", "b"]


def test_work_that_is_done_is_late_no_more() -> None:
    assert delays([task("a", 1, 5, 100, 9)], TODAY) == ()


@given(
    lengths=st.lists(st.integers(1, 20), min_size=1, max_size=6),
    done=st.integers(0, 6),
    share=st.integers(0, 99),
    day=st.integers(0, 100),
)
def test_in_a_chain_nobody_is_less_late_than_what_he_waits_for(
    lengths: list[int], done: int, share: int, day: int
) -> None:
    start, plan = date(2026, 1, 1), []
    today = start + timedelta(days=day)
    for number, length in enumerate(lengths):
        percent = 100 if number < done else share if number == done else 0
        finish = start + timedelta(days=length - 1)
        after = (str(number - 1),) if number else ()
        on = today if percent else None
        plan.append(TaskStanding(str(number), "o", start, finish, after, Decimal(percent), on))
        start = finish + timedelta(days=1)
    found = {late.task: late.days_late for late in delays(plan, today)}
    opened = [each for each in plan if each.percent < 100]
    assert all(found.get(each.task, 0) >= found.get(each.after[0], 0) for each in opened if each.after)
    assert set(found) <= {each.task for each in opened}
    assert all(each.task in found for each in opened if each.finish < today)
