"""Steps that people shape: nobody counts as two, nothing waits for who cannot act, and what is undone counts no longer."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from aggregates._base import Facts, Refusal
from aggregates.approval import APPROVAL, Move, Open
from aggregates.approval_asking import HandOver
from aggregates.approval_state import Approval
from contracts.approval import EscalateApproval, OpenApproval, Vote
from contracts.route import Route, Step, places
from events.approval import StepOpened, Voted
from tests.aggregates.test_approval_moments import AP, PR, A, add, back, give, lend, remove, report, vote
from tests.bots.test_working_time import CHINA
from tests.support.house import HASH, NOW, eur, facts, fold

MANAGER, FINANCE = Step(name="m", roles=("manager",)), Step(name="f", roles=("finance",))
EITHER = Step(name="e", roles=("manager", "finance"), mode="any")
BOTH = Step(name="b", roles=("manager", "finance"))
MAX, DORA, REX = (Step(name=name, persons=(name,)) for name in ("max", "dora", "rex"))
ORDER = Step(name="o", persons=("max", "dora", "rex"), mode="in_order")
TWO_OF_THREE = Step(name="v", persons=("max", "dora", "rex"), mode="votes", needed=2)
BOT = Step(name="p", kind="bot", bot="prices", time_out_after_hours=1)
HELD = {"mona": ("manager", "finance"), "mia": ("manager",), "fay": ("finance",), "dirk": ("director",)}
ESCALATE = "", EscalateApproval(**A, step=0)
Act = tuple[str, Any]


def by(chain: str) -> Facts:
    """Somebody, or "for>between>who": with the roles of the first."""
    *behalf, who = chain.split(">")
    known = facts(who, *HELD.get((*behalf, who)[0], ())) if who else Facts(NOW + timedelta(days=90))
    return replace(known, behalf=tuple(behalf))


def group(*branches: tuple[Step, ...]) -> Step:
    return Step(name="g", kind="parallel", branches=branches)


def after(*steps: Step, acts: tuple[Act, ...] = ()) -> Approval:
    """The approval along these steps after these acts; each must be taken."""
    asked = OpenApproval(subject=PR, title="Beams", amount=eur(1000), requester="rita", content_hash=HASH)
    opened = APPROVAL.decide(APPROVAL.initial, Open(asked, AP, Route(policy="p", row="r", steps=steps)), by("rita"))
    assert not isinstance(opened, Refusal)
    state = fold(APPROVAL, APPROVAL.initial, opened)
    for who, command in acts:
        decided = APPROVAL.decide(state, command, by(who))
        assert not isinstance(decided, Refusal), (who, command, decided)
        state = fold(APPROVAL, state, decided)
    return state


def refused(state: Approval, who: str, command: object) -> str:
    decided = APPROVAL.decide(state, command, by(who))
    return decided.code if isinstance(decided, Refusal) else ""


@pytest.mark.parametrize(
    ("step", "acts"),
    [
        (EITHER, [("mia", add(1, "nick", "after")), ("fay", vote(1))]),
        (TWO_OF_THREE, [("max", add(1, "nick", "after")), ("dora", vote(1)), ("rex", vote(1))]),
        (
            TWO_OF_THREE,
            [("max", add(1, "nick", "after")), ("max", vote(1, "reject")), ("dora", vote(1)), ("rex", vote(1))],
        ),
        (ORDER, [("max", add(1, "nick", "after")), ESCALATE, ("dirk", vote(1)), ("dora", vote(1)), ("rex", vote(1))]),
        (BOTH, [("mia", add(1, "nick", "after")), ESCALATE, ("fay", vote(1)), ("dirk", vote(1))]),
    ],
)
def test_who_was_added_after_somebody_is_asked_also_when_others_sufficed(step: Step, acts: list[Act]) -> None:
    state = after(step, acts=tuple(acts))
    assert state.waiting() == ("@nick",)
    assert after(step, acts=(*acts, ("nick", vote(1)))).result == "approved"


def test_before_and_after_are_kept_over_reassigning_and_removing() -> None:
    acts: tuple[Act, ...] = (("mia", add(1, "nick", "before")), ("nick", add(1, "olga", "before")))
    assert after(MANAGER, acts=acts).waiting() == ("@olga",)
    given = (*acts, ("olga", give(1, "paul")))
    assert after(MANAGER, acts=given).waiting() == ("@paul",)
    assert after(MANAGER, acts=(*given, ("paul", vote(1)))).waiting() == ("@nick",)
    assert after(MANAGER, acts=(*acts, ("mia", remove(1, "nick")))).waiting() == ("manager", "@olga")
    both = (*acts, ("olga", vote(1)), ("nick", vote(1)), ("mia", vote(1)))
    assert after(MANAGER, acts=both).result == "approved"
    assert after(MANAGER, acts=(*acts, ("olga", vote(1, "reject")))).result == "rejected"


@pytest.mark.parametrize(("ask", "waits"), [(give(1, "nick"), "@nick"), (lend(1, "nick"), "@nick")])
def test_a_stand_in_gives_his_task_away_or_asks_another(ask: object, waits: str) -> None:
    acts: tuple[Act, ...] = (ESCALATE, ("dirk", ask))
    state = after(BOTH, acts=acts)
    assert state.waiting() == ("manager", "finance", waits)
    assert after(BOTH, acts=(*acts, ESCALATE)) == state
    answered = (*acts, ("nick", vote(1)))
    if after(BOTH, acts=answered).waiting()[-1] == "@dirk":
        answered = (*answered, ("dirk", vote(1)))
    assert after(BOTH, acts=(*answered, ("fay", vote(1)))).result == "approved"


def test_one_stand_in_stands_for_one_also_when_it_is_escalated_again() -> None:
    three = TWO_OF_THREE.model_copy(update={"needed": 3})
    acts: tuple[Act, ...] = (ESCALATE, ("dirk", give(1, "nick")), ("nick", vote(1)), ("max", vote(1)), ("max", back(1)))
    state = after(three, acts=(*acts, ESCALATE))
    assert state.waiting() == ("@max", "@dora", "@rex")
    assert after(three, acts=(*acts, ("max", vote(1)), ("dora", vote(1)))).result == "approved"


def test_nobody_lends_a_role_s_task_where_he_has_his_own() -> None:
    mine = Step(name="s", roles=("manager",), persons=("mia",), mode="in_order")
    assert refused(after(mine), "mia", lend(1, "nick")) == "already-asked"
    named = after(BOTH, acts=(("fay", add(1, "mia", "after")),))
    assert refused(named, "mia", lend(1, "nick")) == "already-asked"
    assert after(MANAGER, acts=(("mia", lend(1, "nick")), ("nick", vote(1)), ("mia", lend(1, "olga")))).waiting() == (
        "@olga",
    )


def test_a_task_makes_nobody_two_of_those_whom_a_route_asks() -> None:
    assert refused(after(MANAGER, REX), "mia", give(1, "rex")) == "already-asked"
    assert refused(after(MANAGER, REX), "mia", add(1, "rex")) == "already-asked"
    assert refused(after(MANAGER, REX), "mia", lend(1, "rex")) == ""
    branches = group((MANAGER,), (FINANCE,))
    assert refused(after(branches, acts=(("mia", give(1, "nick")),)), "fay", give(2, "nick")) == "already-asked"
    passed = after(REX, MANAGER, acts=(("rex", vote(1)),))
    assert refused(passed, "mia", give(2, "rex")) == "already-voted"
    against = after(TWO_OF_THREE, MANAGER, acts=(("max", vote(1, "reject")), ("rex", vote(1)), ("dora", vote(1))))
    assert refused(against, "mia", give(2, "max")) == "already-voted"
    copied = Step(name="c", kind="copy", persons=("rex",))
    assert refused(after(MANAGER, copied), "mia", give(1, "rex")) == ""


def test_who_voted_for_another_counts_with_him() -> None:
    acts: tuple[Act, ...] = (("mona>olga", vote(1)),)
    state = after(BOTH, acts=acts)
    assert state.approvers == ("olga",)
    assert refused(state, "mona", vote(1)) == "already-voted"
    assert refused(state, "mona>paul", vote(1)) == "already-voted"
    assert refused(state, "fay>olga", vote(1)) == "already-voted"
    assert refused(state, "fay>paul", vote(1)) == ""
    chain = after(BOTH, acts=(("mona>olga>paul", vote(1)),))
    assert refused(chain, "fay>olga", vote(1)) == "already-voted"
    later = after(MANAGER, FINANCE, acts=acts)
    assert refused(later, "mona", vote(2)) == "already-voted"
    assert refused(later, "fay>olga", vote(2)) == "already-voted"
    assert refused(later, "mona>paul", vote(2)) == "already-voted"
    assert refused(later, "fay>paul", vote(2)) == ""


def test_only_whom_the_route_asks_by_name_twice_decides_twice_himself_or_by_one_substitute() -> None:
    acts: tuple[Act, ...] = (("max", vote(1)), ("dora", vote(2)))
    state = after(MAX, DORA, MAX, acts=acts)
    assert refused(state, "max", vote(3)) == ""
    assert refused(state, "max>nick", vote(3)) == ""
    assert refused(state, "max>dora", vote(3)) == "already-voted"
    assert refused(state, "max>dora>nick", vote(3)) == "already-voted"
    deputy = after(MANAGER, REX, acts=(("mia>rex", vote(1)),))
    assert deputy.waiting() == ("@rex",)
    assert refused(deputy, "rex", vote(2)) == "already-voted"
    assert refused(deputy, "rex", lend(2, "nick")) == "already-voted"
    assert after(MANAGER, REX, acts=(("mia>rex", vote(1)), ("rex", give(2, "nick")))).waiting() == ("@nick",)


def test_a_judgement_is_asked_and_given_whatever_else_somebody_decides() -> None:
    branches = group((MANAGER,), (FINANCE,))
    acts: tuple[Act, ...] = (("mia", lend(1, "fay")), ("fay", vote(2)), ("fay", vote(1)))
    state = after(branches, acts=acts)
    assert state.waiting() == ("@mia",)
    assert state.approvers == ("fay",)


def test_who_leaves_hands_over_now_later_and_again() -> None:
    over: Act = ("ada", HandOver("rex", "nick", "w"))
    assert after(MANAGER, REX, acts=(over, ("mia", vote(1)))).waiting() == ("@nick",)
    twice: Act = ("ada", HandOver("nick", "olga", "w"))
    assert after(MANAGER, REX, acts=(over, twice, ("mia", vote(1)))).waiting() == ("@olga",)
    done: tuple[Act, ...] = (("rex", vote(1)), over, ("mia", vote(2, "return", to=1)))
    assert after(REX, MANAGER, acts=done).waiting() == ("@nick",)
    parked: tuple[Act, ...] = (
        ("mia", vote(1)),
        ("rex", vote(2, "return", to=1, then="come_back")),
        over,
        ("mia", vote(1)),
    )
    assert after(MANAGER, REX, acts=parked).waiting() == ("@nick",)
    lent: tuple[Act, ...] = (("mia", lend(1, "rex")), over)
    assert after(MANAGER, acts=lent).waiting() == ("@nick",)
    assert after(MANAGER, acts=(*lent, ("nick", vote(1)))).waiting() == ("@mia",)
    added: tuple[Act, ...] = (("mia", add(1, "rex")), over, ("mia", vote(1)))
    assert after(MANAGER, acts=added).waiting() == ("@nick",)
    comes_back: tuple[Act, ...] = (
        *(("mia", vote(1)), ("fay", add(2, "rex"))),
        *(("fay", vote(2, "return", to=1, then="come_back")), over, ("mia", vote(1))),
    )
    assert after(MANAGER, FINANCE, acts=comes_back).waiting() == ("finance", "@nick")
    answered: tuple[Act, ...] = (("rex", vote(1)), over)
    assert after(TWO_OF_THREE, acts=answered).waiting() == ("@max", "@dora")
    seated: tuple[Act, ...] = (("max", vote(1)), ("dora", vote(1)), ("ada", HandOver("max", "mia", "w")))
    assert after(TWO_OF_THREE, MANAGER, acts=seated).waiting() == ("manager",)
    assert APPROVAL.decide(after(MANAGER, REX), HandOver("olga", "nick", "w"), by("ada")) == ()


@pytest.mark.parametrize(
    ("steps", "person", "to", "code"),
    [
        ((MANAGER, ORDER), "rex", "max", "already-asked"),
        ((MANAGER, REX, MAX), "rex", "max", "already-asked"),
        ((MANAGER, REX), "rex", "rita", "requester-is-approver"),
        ((REX, MANAGER), "rex", "rita", "requester-is-approver"),
    ],
)
def test_who_takes_over_is_nobody_who_is_asked_there_or_asks(
    steps: tuple[Step, ...], person: str, to: str, code: str
) -> None:
    assert refused(after(*steps), "ada", HandOver(person, to, "w")) == code


def test_in_order_a_vote_is_taken_back_until_the_next_has_answered_but_not_because_somebody_was_passed_over() -> None:
    over: tuple[Act, ...] = (("dora", vote(1)), ("max", vote(2)), ("max", back(2)))
    assert after(DORA, ORDER, acts=over).waiting() == ("@max",)
    stood: tuple[Act, ...] = (ESCALATE, ("dirk", vote(1)), ("dora", vote(1)))
    assert refused(after(ORDER, acts=stood), "dirk", back(1)) == "acted-on-already"
    assert refused(after(ORDER, acts=stood[:2]), "dirk", back(1)) == ""
    assert (
        refused(after(ORDER, acts=(("max", add(1, "nick")), ("max", vote(1)), ("nick", vote(1)))), "max", back(1)) == ""
    )
    waited: tuple[Act, ...] = (("mia", add(1, "nick", "before")), ("nick", vote(1)))
    assert refused(after(BOTH, acts=waited), "nick", back(1)) == ""
    assert refused(after(BOTH, acts=(*waited, ("mia", vote(1)))), "nick", back(1)) == "acted-on-already"


def test_what_stood_for_a_vote_that_is_void_counts_no_longer() -> None:
    acts: tuple[Act, ...] = (("max", vote(1)), ("fay", vote(3, "return", to=1, then="come_back")))
    again = after(EITHER_MAX, MAX, FINANCE, acts=(*acts, ("mia", vote(1))))
    assert (again.waiting(), again.approvers) == (("@max",), ("mia",))
    same = after(EITHER_MAX, MAX, FINANCE, acts=(*acts, ("max", vote(1))))
    assert (same.waiting(), same.index) == (("finance",), 2)


EITHER_MAX = Step(name="em", roles=("manager",), persons=("max",), mode="any")


def test_other_branches_go_on_while_one_goes_back() -> None:
    route = (MAX, group((MANAGER,), (FINANCE, DORA)), REX)
    back_to_max: tuple[Act, ...] = (("max", vote(1)), ("mia", vote(2, "return", to=1, then="come_back")))
    state = after(*route, acts=back_to_max)
    assert state.waiting() == ("@max", "finance")
    on = (*back_to_max, ("fay", vote(3)))
    assert after(*route, acts=on).waiting() == ("@max",)
    assert after(*route, acts=(*on, ("max", vote(1)))).waiting() == ("manager", "@dora")
    all_again = (("max", vote(1)), ("fay", vote(3)), ("mia", vote(2, "return", to=1)))
    assert after(*route, acts=all_again).waiting() == ("@max",)
    assert after(*route, acts=(*all_again, ("max", vote(1)))).waiting() == ("manager", "finance")
    end: tuple[Act, ...] = (("max", vote(1)), ("mia", vote(2)), ("fay", vote(3)), ("dora", vote(4)))
    assert after(*route, acts=end).waiting() == ("@rex",)
    assert after(*route, acts=(*end, ("rex", vote(5)))).result == "approved"


def test_a_service_s_findings_are_asked_again_after_a_return() -> None:
    acts: tuple[Act, ...] = (("mia", vote(1)), ("nick", report(2)), ("fay", vote(3, "return", to=1)), ("mia", vote(1)))
    state = after(MANAGER, BOT, FINANCE, acts=acts)
    assert [step.step.kind for step in state.open.values()] == ["bot"]
    assert refused(after(MANAGER, BOT, FINANCE, acts=acts[:2]), "mia", back(1)) == "acted-on-already"


def test_steps_of_groups_in_groups_know_what_comes_before() -> None:
    inner = group((FINANCE,), (DORA, REX))
    route = (MANAGER, group((MAX, inner), (EITHER,)), BOTH)
    assert [sorted(place.before) for place in places(route)] == [
        [], [0], [0, 1], [0, 1], [0, 1, 3], [0], [0, 1, 2, 3, 4, 5],
    ]  # fmt: skip


def test_what_one_does_with_his_task_leaves_the_others_theirs() -> None:
    lent: tuple[Act, ...] = (("mia", lend(1, "nick")), ("fay", give(1, "olga")))
    assert after(BOTH, acts=lent).waiting() == ("@nick", "@olga")
    assert after(BOTH, acts=(*lent, ("ada", HandOver("mia", "paul", "w")))).waiting() == ("@paul", "@olga")


@pytest.mark.parametrize("where", ["before", "after"])
def test_who_is_added_again_is_asked_as_he_is_added_then(where: str) -> None:
    acts = (("mia", add(1, "nick", where)), ("mia", remove(1, "nick")), ("mia", add(1, "nick")))
    assert after(MANAGER, acts=acts).waiting() == ("manager", "@nick")


def test_together_with_others_is_decided_only_what_allows_it() -> None:
    assert refused(after(MANAGER), "mia", vote(1, bulk=True)) == "bulk-not-allowed"
    assert refused(after(MANAGER.model_copy(update={"bulk": True})), "mia", vote(1, bulk=True)) == ""
    assert refused(after(MANAGER), "mia", vote(1)) == ""


def test_refusals_name_steps_as_people_count_them() -> None:
    def figures(state: Approval, who: str, command: object) -> dict[str, str]:
        decided = APPROVAL.decide(state, command, by(who))
        assert isinstance(decided, Refusal)
        return {key: value for key, value in decided.figures.items() if key not in ("number", "person")}

    state = after(MAX, group((MANAGER,), (FINANCE,)), acts=(("max", vote(1)),))
    assert figures(state, "mia", vote(2, "return", to=3)) == {"step": "3", "waiting": "2"}
    assert figures(state, "max", vote(1)) == {"step": "1", "waiting": "2, 3"}
    assert figures(state, "mona", vote(2).model_copy(update={"step": None})) == {"steps": "2, 3"}
    assert figures(state, "nick", vote(2)) == {"waiting": "manager, finance"}
    mine = after(MAX, BOTH, acts=(("max", vote(1)), ("mona", vote(2))))
    assert figures(mine, "mona", vote(2)) == {"step": "2"}
    assert figures(after(MANAGER, REX), "mia", give(1, "rex")) == {"step": "2"}
    assert figures(after(BOTH), "mia", give(1, "mia")) == {"step": "1"}
    assert figures(after(MAX, MANAGER, acts=(("max", vote(1)),)), "mia", give(2, "max")) == {"step": "2"}
    assert figures(mine, "mona", give(2, "nick")) == {"step": "2"}
    assert figures(after(MANAGER, acts=(("mia", add(1, "nick")), ("nick", vote(1)))), "mia", remove(1, "nick")) == {
        "step": "1"
    }


def test_who_has_decided_each_step_that_waits_is_told_the_first() -> None:
    """Two branches ask him by name, each beside somebody who has not answered yet."""
    branches = group((Step(name="1", persons=("max", "dora")),), (Step(name="2", persons=("max", "rex")),))
    state = after(branches, acts=(("max", vote(1)), ("max", vote(2))))
    refusal = APPROVAL.decide(state, Vote(approval=AP.id, verdict="approve"), by("max"))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.figures["step"]) == ("already-voted", "1")


def test_a_vote_tells_since_when_it_was_asked() -> None:
    later = replace(by("fay"), now=NOW + timedelta(hours=3))
    first = after(EITHER, FINANCE, acts=(("mia", vote(1)),))

    def told(seen: Facts) -> tuple[object, object]:
        decided = APPROVAL.decide(first, vote(2), seen)
        assert isinstance(decided, tuple)
        voted = decided[0]
        assert isinstance(voted, Voted)
        return voted.asked_at, voted.working_seconds

    assert told(later) == (NOW, None)
    assert told(replace(later, years=CHINA)) == (
        NOW,
        2 * 60 * 60,
    )  # from 16:00 in Shanghai, where people go home at 18:00


def test_who_got_a_task_and_decided_elsewhere_gives_it_away() -> None:
    branches = group((MANAGER,), (FINANCE,))
    acts: tuple[Act, ...] = (("mia", give(1, "fay")), ("fay", vote(2)))
    assert refused(after(branches, acts=acts), "fay", vote(1)) == "already-voted"
    assert refused(after(branches, acts=acts), "fay", add(1, "nick")) == "already-voted"
    assert after(branches, acts=(*acts, ("fay", give(1, "nick")))).waiting() == ("@nick",)


def test_what_lies_between_stays_decided_where_it_comes_back() -> None:
    acts: tuple[Act, ...] = (("max", vote(1)), ("dora", vote(2)), ("fay", vote(3, "return", to=1, then="come_back")))
    state = after(MAX, DORA, FINANCE, acts=(*acts, ("max", vote(1))))
    assert (state.waiting(), state.approvers) == (("finance",), ("max", "dora"))


def test_going_back_opens_no_step_before_the_one_it_goes_back_to() -> None:
    """Max was passed over at the second step, because he had decided the first; the third goes back to nobody else."""
    again = Step(name="again", persons=("max",))
    waits = after(MAX, again, DORA, FINANCE, acts=(("max", vote(1)), ("dora", vote(3))))
    decided = APPROVAL.decide(waits, vote(4, "return", to=3, then="come_back"), by("fay"))
    assert isinstance(decided, tuple)
    assert [event.step for event in decided if isinstance(event, StepOpened)] == [2]


def test_a_substitute_who_has_decided_does_not_give_away_the_task_of_whom_he_stands_in_for() -> None:
    branches = group((MANAGER,), (MAX,))
    state = after(branches, acts=(("mia", vote(1)),))
    assert refused(state, "max>mia", give(2, "nick")) == "already-voted"
    assert after(branches, acts=(("mia", vote(1)), ("max>dora", give(2, "nick")))).waiting() == ("@nick",)


def test_branches_open_as_they_are_written() -> None:
    acts: tuple[Act, ...] = (("max", vote(1)),)
    assert list(after(MAX, group((FINANCE,), (MANAGER,), (DORA,)), acts=acts).open) == [1, 2, 3]


def test_who_is_asked_at_a_step_that_passed_takes_over_no_other_place_there() -> None:
    either = Step(name="t", persons=("rex", "dora"), mode="any")
    acts: tuple[Act, ...] = (("rex", vote(1)), ("mia", vote(2, "return", to=1)))
    over: Act = ("ada", HandOver("rex", "dora", "w"))
    decided = APPROVAL.decide(after(either, MANAGER, acts=acts[:1]), over[1], by("ada"))
    assert decided == ()
    assert after(either, MANAGER, acts=acts).waiting() == ("@rex", "@dora")


def test_two_of_one_step_are_handed_over_each_to_another() -> None:
    two = Step(name="t", persons=("rex", "dora"))
    acts: tuple[Act, ...] = (
        ("ada", HandOver("rex", "nick", "w")),
        ("ada", HandOver("dora", "olga", "w")),
        ("mia", vote(1)),
    )
    assert after(MANAGER, two, acts=acts).waiting() == ("@nick", "@olga")


def test_times_are_as_told_when_the_step_opened_or_so_many_hours_after() -> None:
    step = MANAGER.model_copy(update={"time_out_after_hours": 5})
    state = after(step)
    told = StepOpened(ref=AP, subject=PR, step=0, roles=("manager",), opened_at=NOW)
    old = APPROVAL.evolve(replace(state, open={}), told).open[0]
    assert (old.remind_at - NOW, old.escalate_at - NOW) == (timedelta(hours=24), timedelta(hours=72))
    assert old.time_out_at == NOW + timedelta(hours=5)
    at = {name: NOW + timedelta(hours=9) for name in ("remind_at", "escalate_at", "time_out_at")}
    new = APPROVAL.evolve(replace(state, open={}), told.model_copy(update=at)).open[0]
    assert {name: getattr(new, name) for name in at} == at
    assert after(MANAGER).open[0].time_out_at is None


def test_who_stood_in_for_another_is_asked_himself_at_the_next_step() -> None:
    acts: tuple[Act, ...] = (("mia", vote(1)), ESCALATE, ("dirk", vote(1)))
    state = after(BOTH, Step(name="d", persons=("dirk",)), acts=acts)
    assert (state.result, state.waiting()) == ("open", ("@dirk",))


def test_moving_to_the_same_steps_is_no_move_and_a_move_asks_from_now_on() -> None:
    state = after(MAX)
    same = Route(policy="another", row="r", steps=(MAX,))
    assert APPROVAL.decide(state, Move(same, {}, "w"), by("dora")) == ()
    moved = APPROVAL.decide(state, Move(Route(policy="p", row="r", steps=(MAX, DORA)), {}, "w"), by(""))
    assert not isinstance(moved, Refusal)
    assert fold(APPROVAL, state, moved).asked[0].since == by("").now


def test_nobody_stands_in_for_who_was_added() -> None:
    state = after(MANAGER, acts=(("mia", add(1, "nick", "parallel")),))
    assert {each.decider: each.escalates_to for each in state.asked} == {"manager": "director", "@nick": None}
