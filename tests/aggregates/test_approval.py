"""Approvals: routes are walked by the holders of roles only, never by the requester, and end exactly once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from aggregates._base import Facts, Refusal
from aggregates.approval import APPROVAL, Open
from aggregates.approval_state import Approval
from contracts.approval import EscalateApproval, OpenApproval, RemindApproval, TimeOutApproval, Vote, WithdrawApproval
from contracts.route import Route, Step
from events.approval import (
    ApprovalCopied,
    ApprovalEnded,
    ApprovalEscalated,
    ApprovalOpened,
    ApprovalReminded,
    ApproverPassedOver,
    ApproversAsked,
    StepOpened,
    Voted,
)
from tests.support.house import HASH, NOW, eur, facts, fold, given, ref

AP, PR = ref("approval"), ref("requisition")
BOTH = Step(name="Both", roles=("manager", "finance"))
ANY = Step(name="Any", roles=("project_manager", "finance"), mode="any")
LATE = NOW + timedelta(days=90)
SYSTEM_FACTS = Facts(now=LATE)
OF: dict[str, Any] = {"ref": AP, "subject": PR}
TIMES: dict[str, Any] = {"remind_at": NOW + timedelta(hours=24), "escalate_at": NOW + timedelta(hours=72)}


def _opened(*steps: Step, times: bool = False) -> tuple[ApprovalOpened, StepOpened]:
    """With the times that a step's opening tells today, or without them as it once was."""
    route = Route(policy="v1", row="1", steps=steps)
    about = {"title": "Beams", "amount": eur(1000), "requester": "rita", "content_hash": HASH}
    return (
        ApprovalOpened(**OF, **about, route=route),
        StepOpened(**OF, step=0, roles=steps[0].roles, opened_at=NOW, **(TIMES if times else {})),
    )


def _vote(verdict: Any = "approve", content_hash: str | None = HASH) -> Vote:
    return Vote(approval=AP.id, verdict=verdict, content_hash=content_hash)


def _voted(person: str, role: str, step: int = 0) -> Voted:
    return Voted(**OF, step=step, person=person, role=role, verdict="approve", content_hash=HASH)


def test_opening_opens_the_first_step_and_opening_again_is_ignored() -> None:
    ask = OpenApproval(subject=PR, title="Beams", amount=eur(1000), requester="rita", content_hash=HASH)
    command = Open(ask, AP, Route(policy="v1", row="1", steps=(BOTH, ANY)))
    given(APPROVAL).when(command).then(*_opened(BOTH, ANY, times=True), ApproversAsked)
    given(APPROVAL, *_opened(BOTH, ANY)).when(command).ignored()


def test_all_roles_then_the_next_step_then_the_end() -> None:
    opened = _opened(BOTH, ANY)
    given(APPROVAL, *opened).when(_vote(), facts("mona", "manager")).then(_voted("mona", "manager"), ApproversAsked)
    first = (*opened, _voted("mona", "manager"))
    given(APPROVAL, *first).when(_vote(), facts("fay", "finance")).then(
        _voted("fay", "finance"), StepOpened, ApproversAsked
    )
    second = (*first, _voted("fay", "finance"), StepOpened(**OF, step=1, roles=ANY.roles, opened_at=NOW))
    state = given(APPROVAL, *second).when(_vote(), facts("pam", "project_manager")).then(Voted, ApprovalEnded)
    assert (state.result, state.approvers) == ("approved", ("mona", "fay", "pam"))


@pytest.mark.parametrize(("verdict", "result"), [("reject", "rejected"), ("return", "returned")])
def test_one_voice_against_ends_it(verdict: str, result: str) -> None:
    state = given(APPROVAL, *_opened(BOTH)).when(_vote(verdict), facts("mona", "manager")).then(Voted, ApprovalEnded)
    assert (state.result, state.approvers) == (result, ())


def test_refused_votes() -> None:
    opened = given(APPROVAL, *_opened(BOTH))
    opened.when(_vote(), facts("rita", "manager")).refused("requester-is-approver")
    opened.when(_vote(), facts("mona")).refused("not-your-turn")
    opened.when(_vote(), facts("pam", "project_manager")).refused("not-your-turn")
    opened.when(_vote(content_hash="b" * 64), facts("mona", "manager")).refused("content-changed")
    voted = given(APPROVAL, *_opened(BOTH), _voted("mona", "manager"))
    voted.when(_vote(), facts("mona", "manager", "finance")).refused("already-voted")
    ended = given(APPROVAL, *_opened(BOTH), ApprovalEnded(**OF, result="withdrawn"))
    ended.when(_vote(), facts("mona", "manager")).refused("approval-closed")
    given(APPROVAL).when(_vote(), facts("mona", "manager")).refused("unknown-document")


def test_reminder_and_escalation_happen_once_a_step_and_open_the_way_for_the_next_in_line() -> None:
    opened = _opened(BOTH)
    remind, escalate = RemindApproval(approval=AP.id, step=0), EscalateApproval(approval=AP.id, step=0)
    given(APPROVAL, *opened).when(remind, SYSTEM_FACTS).then(ApprovalReminded)
    given(APPROVAL, *opened, ApprovalReminded(**OF, step=0)).when(remind, SYSTEM_FACTS).ignored()
    given(APPROVAL, *opened).when(RemindApproval(approval=AP.id, step=1), SYSTEM_FACTS).ignored()
    given(APPROVAL, *opened).when(escalate, SYSTEM_FACTS).then(
        ApprovalEscalated(**OF, step=0, to="director"), ApproversAsked
    )
    escalated = (*opened, ApprovalEscalated(**OF, step=0, to="director"))
    given(APPROVAL, *escalated).when(escalate, SYSTEM_FACTS).ignored()
    given(APPROVAL, *opened).when(_vote(), facts("dora", "director")).refused("not-your-turn")
    given(APPROVAL, *escalated).when(_vote(), facts("dora", "director")).then(Voted, ApproversAsked)
    one_missing = (*escalated, _voted("mona", "manager"))
    state = given(APPROVAL, *one_missing).when(_vote(), facts("dora", "director")).then(Voted, ApprovalEnded)
    assert state.result == "approved"


@pytest.mark.parametrize(
    ("command", "hours"), [(RemindApproval, 24), (EscalateApproval, 72), (TimeOutApproval, 96)], ids=str
)
def test_what_time_brings_waits_for_its_time_also_where_a_step_was_opened_anew(command: Any, hours: int) -> None:
    opened = given(APPROVAL, *_opened_along(Step(name="One", roles=("manager",), time_out_after_hours=96)))
    due = NOW + timedelta(hours=hours)
    opened.when(command(approval=AP.id, step=0), Facts(due - timedelta(microseconds=1))).ignored()
    assert opened.when(command(approval=AP.id, step=0), Facts(due)).decision != ()


def test_a_late_click_is_not_counted_for_the_next_step_and_nobody_decides_two_steps() -> None:
    opened = (*_opened(ANY, BOTH), _voted("fay", "finance"))
    second = given(APPROVAL, *opened, StepOpened(**OF, step=1, roles=BOTH.roles, opened_at=NOW))
    late = _vote().model_copy(update={"step": 1})
    second.when(late, facts("mona", "manager")).refused("step-passed")
    second.when(_vote(), facts("fay", "finance")).refused("already-voted")
    second.when(late.model_copy(update={"step": 2}), facts("mona", "manager")).then(Voted, ApproversAsked)


def test_withdrawn_by_its_requester_or_the_system_only() -> None:
    withdraw = WithdrawApproval(approval=AP.id, why="changed plans")
    given(APPROVAL, *_opened(BOTH)).when(withdraw, facts("mona")).refused("not-the-requester")
    given(APPROVAL, *_opened(BOTH)).when(withdraw, facts("rita")).then(
        ApprovalEnded(**OF, result="withdrawn", why="changed plans")
    )
    ended = ApprovalEnded(**OF, result="approved")
    given(APPROVAL, *_opened(BOTH), ended).when(withdraw, facts("rita")).ignored()


ROLES = ("manager", "finance", "project_manager", "director", "buyer")
PEOPLE = {"rita": ("manager", "finance"), "ann": ("manager",), "bea": ("finance", "manager"), "cy": ROLES, "di": ()}
STEPS = st.builds(
    Step,
    name=st.just("step"),
    roles=st.lists(st.sampled_from(ROLES[:3]), min_size=1, max_size=3, unique=True).map(tuple),
    mode=st.sampled_from(("all", "any", "in_order")),
)


class Approvals(RuleBasedStateMachine):
    """Anybody does anything at any time; the rules hold all the same."""

    @initialize(steps=st.lists(STEPS, min_size=1, max_size=3))
    def open(self, steps: list[Step]) -> None:
        self.state: Approval = fold(APPROVAL, APPROVAL.initial, _opened(*steps))
        self.steps, self.ended, self.votes = steps, 0, list[Voted]()

    def _ask(self, command: object, who: str) -> None:
        before = self.state
        decision = APPROVAL.decide(before, command, facts(who, *PEOPLE[who], now=LATE))
        if isinstance(decision, Refusal):
            return
        for event in decision:
            if isinstance(event, Voted):
                assert event.role in PEOPLE[who]
                assert event.role in before.waiting()
                self.votes.append(event)
            self.ended += isinstance(event, ApprovalEnded)
        self.state = fold(APPROVAL, before, decision)

    @rule(who=st.sampled_from(sorted(PEOPLE)), verdict=st.sampled_from(("approve",) * 6 + ("reject", "return")))
    def vote(self, who: str, verdict: str) -> None:
        self._ask(_vote(verdict), who)

    @rule(who=st.sampled_from(("rita", "ann")))
    def withdraw(self, who: str) -> None:
        if len(self.votes) > 4:
            self._ask(WithdrawApproval(approval=AP.id, why="changed plans"), who)

    @rule(step=st.integers(0, 2))
    def escalate(self, step: int) -> None:
        self._ask(EscalateApproval(approval=AP.id, step=step), "di")

    @rule(step=st.integers(0, 2))
    def remind(self, step: int) -> None:
        self._ask(RemindApproval(approval=AP.id, step=step), "di")

    @invariant()
    def it_ends_once(self) -> None:
        assert self.ended <= 1
        assert (self.state.result == "open") == (self.ended == 0)

    @invariant()
    def the_requester_never_decides(self) -> None:
        assert all(voted.person != "rita" for voted in self.votes)

    @invariant()
    def nobody_approves_twice(self) -> None:
        approvers = [voted.person for voted in self.votes if voted.verdict == "approve"]
        assert len(approvers) == len(set(approvers))

    @invariant()
    def approved_means_every_step_was(self) -> None:
        if self.state.result != "approved":
            return
        for index, step in enumerate(self.steps):
            roles = {v.role for v in self.votes if v.step == index and v.verdict == "approve"}
            missing = len(set(step.roles) - roles)
            assert roles if step.mode == "any" else missing <= ("director" in roles)


TestApprovals = Approvals.TestCase
TestApprovals.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)


def _walk(*steps: Step) -> Any:
    """A new approval along these steps, as its events so far."""
    ask = OpenApproval(subject=PR, title="Beams", amount=eur(1000), requester="rita", content_hash=HASH)
    return Open(ask, AP, Route(policy="v1", row="1", steps=steps))


def _after(command: Open, *votes: tuple[str, str, str]) -> Approval:
    """The state after these votes: person, his role, verdict; each must be taken."""
    events = APPROVAL.decide(APPROVAL.initial, command, facts("rita"))
    assert not isinstance(events, Refusal)
    state = fold(APPROVAL, APPROVAL.initial, events)
    for who, role, verdict in votes:
        decided = APPROVAL.decide(state, _vote(verdict), facts(who, role))
        assert not isinstance(decided, Refusal), (who, decided)
        for event in decided:
            state = APPROVAL.evolve(state, event)
    return state


def _refused(command: Open, votes: list[tuple[str, str, str]], who: str, role: str) -> str:
    decided = APPROVAL.decide(_after(command, *votes), _vote(), facts(who, role))
    return decided.code if isinstance(decided, Refusal) else ""


ORDERED = Step(name="Ordered", roles=("manager",), persons=("max", "dora"), mode="in_order")


def test_one_after_the_other_each_in_his_turn() -> None:
    assert _after(_walk(ORDERED)).waiting() == ("manager",)
    assert _refused(_walk(ORDERED), [], "max", "") == "not-your-turn"
    assert _after(_walk(ORDERED), ("mona", "manager", "approve")).waiting() == ("@max",)
    two = [("mona", "manager", "approve"), ("max", "", "approve")]
    assert _refused(_walk(ORDERED), two, "max", "manager") == "already-voted"
    assert _after(_walk(ORDERED), *two, ("dora", "", "approve")).result == "approved"
    assert _after(_walk(ORDERED), ("mona", "manager", "reject")).result == "rejected"


@pytest.mark.parametrize(
    ("step", "verdicts", "result"),
    [
        ({"needed": 2}, "aa", "approved"),
        ({"needed": 2}, "a", "open"),
        ({"needed": 2}, "ra", "open"),
        ({"needed": 2}, "raa", "approved"),
        ({"needed": 2}, "rr", "rejected"),
        ({"needed": 3}, "r", "rejected"),
        ({"needed": 1}, "rr", "open"),
        ({"needed": 1}, "rrr", "rejected"),
        ({"needed": 1}, "rra", "approved"),
        ({"percent": 66}, "aa", "approved"),
        ({"percent": "66.67"}, "aa", "open"),
        ({"percent": "66.67"}, "aaa", "approved"),
        ({"percent": 100}, "r", "rejected"),
        ({"percent": "0.01"}, "a", "approved"),
        ({"needed": 2}, "aR", "returned"),
    ],
)
def test_so_many_of_them_suffice_and_it_fails_as_soon_as_they_cannot_be_reached(
    step: dict[str, Any], verdicts: str, result: str
) -> None:
    voters = {"name": "Votes", "persons": ("ann", "bea", "cy"), "mode": "votes"}
    command = _walk(Step.model_validate(voters | step))
    words = {"a": "approve", "r": "reject", "R": "return"}
    people = zip(("ann", "bea", "cy"), verdicts, strict=False)
    assert _after(command, *((who, "", words[verdict]) for who, verdict in people)).result == result


def test_whoever_voted_against_does_not_vote_again() -> None:
    command = _walk(Step(name="Votes", persons=("ann", "bea"), roles=("manager",), mode="votes", needed=1))
    assert _refused(command, [("ann", "manager", "reject")], "ann", "manager") == "already-voted"


def test_who_approved_the_step_before_is_not_asked_again_by_name() -> None:
    first, second = Step(name="One", persons=("max",)), Step(name="Two", persons=("max", "dora"))
    events = given(APPROVAL, *_opened_along(first, second)).when(_vote(), facts("max"))
    state = events.then(Voted, StepOpened, ApproverPassedOver(**OF, step=1, person="max"), ApproversAsked)
    assert (state.result, state.waiting(), state.approvers) == ("open", ("@dora",), ("max",))


def test_a_step_that_asks_only_him_passes_with_the_one_before_it() -> None:
    alone = (
        Step(name="One", roles=("manager",)),
        Step(name="Two", persons=("max",)),
        Step(name="Three", persons=("max",)),
    )
    assert _after(_walk(*alone), ("max", "manager", "approve")).result == "approved"


def test_whom_a_step_in_between_asked_another_is_asked_again() -> None:
    steps = (
        Step(name="One", persons=("max",)),
        Step(name="Two", persons=("dora",)),
        Step(name="Three", persons=("max",)),
    )
    state = _after(_walk(*steps), ("max", "", "approve"), ("dora", "", "approve"))
    assert (state.result, state.waiting()) == ("open", ("@max",))
    assert (
        _after(_walk(*steps), ("max", "", "approve"), ("dora", "", "approve"), ("max", "", "approve")).result
        == "approved"
    )


def test_a_role_is_asked_of_another_person_than_the_one_before() -> None:
    steps = (Step(name="One", persons=("max",)), Step(name="Two", roles=("finance",)))
    assert _refused(_walk(*steps), [("max", "", "approve")], "max", "finance") == "already-voted"
    assert _after(_walk(*steps), ("max", "", "approve"), ("fay", "finance", "approve")).result == "approved"


def test_a_copy_is_shown_when_the_route_comes_to_it_and_holds_nothing_up() -> None:
    copy = Step(name="Copy", kind="copy", roles=("finance",), persons=("dora",))
    one, two = Step(name="One", persons=("max",)), Step(name="Two", persons=("mona",))
    shown = ApprovalCopied(**OF, title="Beams", amount=eur(1000), step=0, to=("finance", "@dora"))
    given(APPROVAL).when(_walk(copy, one)).then(ApprovalOpened, shown, StepOpened, ApproversAsked)
    last = _opened_along(one, copy)
    given(APPROVAL, *last).when(_vote(), facts("max")).then(Voted, ApprovalCopied, ApprovalEnded)
    between = given(APPROVAL, *_opened_along(one, copy, two)).when(_vote(), facts("max"))
    assert between.then(Voted, ApprovalCopied, StepOpened, ApproversAsked).waiting() == ("@mona",)


def _opened_along(*steps: Step) -> tuple[Any, ...]:
    events = APPROVAL.decide(APPROVAL.initial, _walk(*steps), facts("rita"))
    assert not isinstance(events, Refusal)
    return events


@pytest.mark.parametrize(("action", "result"), [("reject", "rejected"), ("return", "returned")])
def test_time_ends_what_nobody_decided_but_never_approves(action: Any, result: str) -> None:
    step = Step(name="One", roles=("manager",), time_out_after_hours=1, on_time_out=action)
    command = TimeOutApproval(approval=AP.id, step=0)
    ended = given(APPROVAL, *_opened_along(step)).when(command, SYSTEM_FACTS).then(ApprovalEnded)
    assert ended.result == result
    given(APPROVAL, *_opened_along(step)).when(command.model_copy(update={"step": 1}), SYSTEM_FACTS).ignored()
    given(APPROVAL, *_opened_along(BOTH)).when(command, SYSTEM_FACTS).ignored()
    over = ApprovalEnded(**OF, result="approved")
    given(APPROVAL, *_opened_along(step), over).when(command, SYSTEM_FACTS).ignored()


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        ({}, "field-step-asks-nobody"),
        ({"roles": ["a"], "persons": ["b", "b"]}, "field-decider-doubled"),
        ({"roles": ["a"], "mode": "votes"}, "field-votes-unclear"),
        ({"roles": ["a"], "mode": "votes", "needed": 1, "percent": 50}, "field-votes-unclear"),
        ({"roles": ["a"], "needed": 1}, "field-votes-unclear"),
        ({"roles": ["a", "b"], "mode": "votes", "needed": 3}, "field-too-many-votes"),
        ({"roles": ["a"], "mode": "votes", "percent": 0}, "percent"),
        ({"roles": ["a"], "mode": "votes", "percent": "100.01"}, "percent"),
        ({"roles": ["a"], "managers": [0]}, "managers"),
        ({"roles": ["a"], "kind": "copy", "parts": ["amount"]}, "field-parts-not-decided"),
    ],
)
def test_steps_that_nobody_could_walk_are_none(step: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Step.model_validate({"name": "Step", **step})


def test_a_route_of_copies_alone_is_none() -> None:
    with pytest.raises(ValueError, match="field-nobody-decides"):
        _walk(Step(name="Copy", kind="copy", roles=("finance",)))


def test_a_route_where_nobody_approves_the_whole_is_none() -> None:
    with pytest.raises(ValueError, match="field-nobody-approves-whole"):
        _walk(Step(name="Money", roles=("finance",), parts=("amount",)))


def _escalated(*steps: Step, to: str = "director") -> tuple[Any, ...]:
    return (*_opened_along(*steps), ApprovalEscalated(**OF, step=0, to=to))


def _against(person: str, role: str) -> Voted:
    return Voted(**OF, step=0, person=person, role=role, verdict="reject", content_hash=HASH)


def test_a_stand_in_that_voted_against_is_not_asked_again_and_nobody_votes_twice() -> None:
    board = Step(name="Board", persons=("ann", "bea", "cy"), mode="votes", needed=1)
    one = (*_escalated(board), _against("dora", "director"))
    given(APPROVAL, *one).when(_vote(), facts("dora", "director")).refused("already-voted")
    given(APPROVAL, *one).when(_vote(), facts("dirk", "director")).refused("not-your-turn")


def test_a_role_that_is_asked_and_escalated_to_votes_once() -> None:
    board = Step(name="Board", persons=("ann", "bea"), roles=("director",), mode="votes", needed=1)
    one = (*_escalated(board), _against("dora", "director"))
    given(APPROVAL, *one).when(_vote(), facts("dirk", "director")).refused("not-your-turn")


def test_in_order_a_stand_in_answers_for_him_whose_turn_it_was_and_the_next_is_asked_all_the_same() -> None:
    escalated = _escalated(ORDERED)
    state = given(APPROVAL, *escalated).when(_vote(), facts("dirk", "director")).then(Voted, ApproversAsked)
    assert state.waiting() == ("@max",)
    after = (*escalated, _voted("dirk", "director"))
    given(APPROVAL, *after).when(_vote(), facts("mona", "manager")).refused("not-your-turn")
    state = given(APPROVAL, *after, _voted("max", "@max")).when(_vote(), facts("dora")).then(Voted, ApprovalEnded)
    assert state.result == "approved"


def test_in_order_a_stand_in_in_the_middle_leaves_those_before_and_after_him_theirs() -> None:
    after = (*_escalated(ORDERED), _voted("mona", "manager"), _voted("dirk", "director"))
    state = fold(APPROVAL, APPROVAL.initial, after)
    assert (state.waiting(), state.result) == (("@dora",), "open")


def test_in_order_who_is_asked_later_does_not_come_first_by_escalation() -> None:
    ordered = Step(name="Ordered", roles=("manager", "director"), mode="in_order")
    given(APPROVAL, *_escalated(ordered)).when(_vote(), facts("dora", "director")).refused("not-your-turn")
