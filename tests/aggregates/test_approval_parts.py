"""Approvals of parts: a vote tells what it approved, and counts again only for what is as it was then."""

from typing import Any

import pytest

from aggregates._base import Refusal
from aggregates.approval import APPROVAL, Open
from aggregates.approval_ballot import may_act
from aggregates.approval_state import Approval
from contracts.approval import OpenApproval
from contracts.route import Route, Step
from events.approval import Voted
from events.approval_verbs import DecisionCarried
from tests.aggregates.test_approval_moments import AP, PR, add, vote
from tests.aggregates.test_approval_steps import Act, after, by, group
from tests.support.house import HASH, eur, fold, ref

PARTS = {"amount": "a" * 64, "delivery": "d" * 64}
MONEY = Step(name="Money", roles=("finance", "director"), parts=("amount",))
SITE = Step(name="Site", persons=("max",), parts=("delivery",))
WHOLE = Step(name="Whole", roles=("manager",))
ROUTE = (MONEY, SITE, WHOLE)


def opening(before: Approval | None = None, steps: tuple[Step, ...] = ROUTE, **asked: Any) -> Open:
    """What opens the approval of a document with these parts, after the one before."""
    about = {"subject": PR, "title": "Beams", "amount": eur(1000), "requester": "rita", "content_hash": HASH}
    command = OpenApproval.model_validate({**about, "parts": PARTS, **asked})
    return Open(command, AP, Route(policy="p", row="r", steps=steps), before=before or APPROVAL.initial)


def opened(*steps: Step, before: Approval | None = None) -> Approval:
    """Such an approval along these steps."""
    return done(APPROVAL.initial, ("rita", opening(before, steps)))


def done(state: Approval, *acts: Act) -> Approval:
    for who, command in acts:
        decided = APPROVAL.decide(state, command, by(who))
        assert not isinstance(decided, Refusal), (who, command, decided)
        state = fold(APPROVAL, state, decided)
    return state


def kept(before: Approval, *steps: Step, **asked: Any) -> list[tuple[int, str]]:
    """Whose decisions at which step an approval keeps that opens after another one."""
    events = APPROVAL.decide(APPROVAL.initial, opening(before, steps or ROUTE, **asked), by("rita"))
    assert isinstance(events, tuple)
    return [(event.step, event.person) for event in events if isinstance(event, DecisionCarried)]


APPROVED: tuple[Act, ...] = (("fay", vote(1)), ("dirk", vote(1)), ("max", vote(2)))
ALL = [(0, "fay"), (0, "dirk"), (1, "max")]


@pytest.mark.parametrize(("ending", "counts"), [("return", True), ("approve", True), ("reject", False), (None, False)])
def test_what_was_approved_counts_again_unless_the_whole_was_refused_or_is_still_asked(
    ending: str | None, counts: bool
) -> None:
    before = done(opened(*ROUTE), *APPROVED, *([("mia", vote(3, ending, comment="c"))] if ending else []))
    assert kept(before) == (ALL if counts else [])


@pytest.mark.parametrize(
    ("asked", "counts"),
    [
        ({}, ALL),
        ({"requester": "rosa"}, []),
        ({"subject": ref("requisition", "another")}, []),
        ({"parts": {**PARTS, "amount": "b" * 64}}, [(1, "max")]),
        ({"parts": {**PARTS, "delivery": "b" * 64}}, ALL[:2]),
        ({"parts": {"delivery": PARTS["delivery"]}}, [(1, "max")]),
    ],
)
def test_only_for_the_same_document_of_the_same_requester_and_the_same_parts(
    asked: dict[str, Any], counts: list[tuple[int, str]]
) -> None:
    before = done(opened(*ROUTE), *APPROVED, ("mia", vote(3, "return", comment="c")))
    assert kept(before, **asked) == counts


@pytest.mark.parametrize(
    ("steps", "counts"),
    [
        ((SITE, MONEY, WHOLE), [(0, "max"), (1, "fay"), (1, "dirk")]),
        ((MONEY.model_copy(update={"mode": "any"}), SITE, WHOLE), [(1, "max")]),
        ((WHOLE,), []),
        ((SITE, SITE, WHOLE), [(0, "max")]),
    ],
)
def test_a_step_keeps_what_the_very_same_step_decided_once(
    steps: tuple[Step, ...], counts: list[tuple[int, str]]
) -> None:
    before = done(opened(*ROUTE), *APPROVED, ("mia", vote(3, "return", comment="c")))
    assert kept(before, *steps) == counts


def test_who_was_added_or_passed_over_is_asked_anew() -> None:
    again = Step(name="Site again", persons=("max", "dora"), parts=("delivery",))
    before = opened(SITE, again, WHOLE)
    before = done(before, ("max", vote(1)), ("dora", add(2, "nick")), ("nick", vote(2)), ("dora", vote(2)))
    before = done(before, ("mia", vote(3, "return", comment="c")))
    assert before.approvers == ("max", "nick", "dora")
    assert kept(before, SITE, again, WHOLE) == [(0, "max"), (1, "dora")]
    assert opened(SITE, again, WHOLE, before=before).waiting() == ("@max",)


def test_a_vote_of_parts_tells_what_they_said_then() -> None:
    decided = APPROVAL.decide(opened(*ROUTE), vote(1), by("fay"))
    assert isinstance(decided, tuple)
    voted = decided[0]
    assert isinstance(voted, Voted)
    assert voted.parts == {"amount": PARTS["amount"]}


@pytest.mark.parametrize(
    ("first", "then", "spared"),
    [
        ((), (), True),
        ((), ("amount",), True),
        (("amount", "delivery"), ("amount",), True),
        (("amount",), ("amount",), True),
        (("amount",), ("amount", "delivery"), False),
        (("amount",), ("delivery",), False),
        (("amount",), (), False),
    ],
)
def test_who_approved_just_before_is_asked_again_for_what_he_has_not_approved(
    first: tuple[str, ...], then: tuple[str, ...], spared: bool
) -> None:
    """Max approves, and is asked by name at once for something else."""
    steps = (Step(name="1", persons=("max",), parts=first), Step(name="2", persons=("max", "dora"), parts=then), WHOLE)
    state = done(opened(*steps), ("max", vote(1)))
    assert state.waiting() == (("@dora",) if spared else ("@max", "@dora"))


def test_who_may_act_on_a_task_is_asked_is_not_the_requester_and_has_not_decided() -> None:
    branches = group((Step(name="1", roles=("manager",)),), (Step(name="2", roles=("finance",), persons=("max",)),))
    state = after(branches, acts=(("mia", vote(1)),))
    assert may_act(state, 1, "finance", ("fay",))
    assert may_act(state, 1, "@max", ("max",))
    assert may_act(state, 1, "@max", ("max", "nick"))
    assert not may_act(state, 1, "director", ("dirk",))
    assert not may_act(state, 0, "manager", ("mona",))
    assert not may_act(state, 1, "finance", ("mia",))
    assert not may_act(state, 1, "finance", ("rita",))
    assert not may_act(state, 1, "@max", ("max", "rita"))
    assert not may_act(state, 1, "@max", ("max", "mia"))


def test_who_is_asked_by_name_and_for_a_role_decides_by_name_first() -> None:
    state = after(Step(name="1", roles=("finance",), persons=("fay",)), acts=(("fay", vote(1)),))
    assert state.waiting() == ("finance",)
