"""Approvals: routes are walked by the holders of roles only, never by the requester, and end exactly once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from aggregates._base import Refusal
from aggregates.approval import APPROVAL, Open
from aggregates.approval_state import Approval
from contracts.approval import EscalateApproval, OpenApproval, RemindApproval, Route, Step, Vote, WithdrawApproval
from events.approval import ApprovalEnded, ApprovalEscalated, ApprovalOpened, ApprovalReminded, StepOpened, Voted
from tests.support.house import HASH, NOW, eur, facts, fold, given, ref

AP, PR = ref("approval"), ref("requisition")
BOTH = Step(name="Both", roles=("manager", "finance"))
ANY = Step(name="Any", roles=("project_manager", "finance"), mode="any")
OF: dict[str, Any] = {"ref": AP, "subject": PR}


def _opened(*steps: Step) -> tuple[ApprovalOpened, StepOpened]:
    route = Route(policy="v1", row="1", steps=steps)
    about = {"title": "Beams", "amount": eur(1000), "requester": "rita", "content_hash": HASH}
    return (
        ApprovalOpened(**OF, **about, route=route),
        StepOpened(**OF, step=0, roles=steps[0].roles, opened_at=NOW),
    )


def _vote(verdict: Any = "approve", content_hash: str | None = HASH) -> Vote:
    return Vote(approval=AP.id, verdict=verdict, content_hash=content_hash)


def _voted(person: str, role: str, step: int = 0) -> Voted:
    return Voted(**OF, step=step, person=person, role=role, verdict="approve", content_hash=HASH)


def test_opening_opens_the_first_step_and_opening_again_is_ignored() -> None:
    ask = OpenApproval(subject=PR, title="Beams", amount=eur(1000), requester="rita", content_hash=HASH)
    command = Open(ask, AP, Route(policy="v1", row="1", steps=(BOTH, ANY)))
    given(APPROVAL).when(command).then(*_opened(BOTH, ANY))
    given(APPROVAL, *_opened(BOTH, ANY)).when(command).ignored()


def test_all_roles_then_the_next_step_then_the_end() -> None:
    opened = _opened(BOTH, ANY)
    given(APPROVAL, *opened).when(_vote(), facts("mona", "manager")).then(_voted("mona", "manager"))
    first = (*opened, _voted("mona", "manager"))
    given(APPROVAL, *first).when(_vote(), facts("fay", "finance")).then(_voted("fay", "finance"), StepOpened)
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
    given(APPROVAL, *opened).when(remind).then(ApprovalReminded)
    given(APPROVAL, *opened, ApprovalReminded(**OF, step=0)).when(remind).ignored()
    given(APPROVAL, *opened).when(RemindApproval(approval=AP.id, step=1)).ignored()
    given(APPROVAL, *opened).when(escalate).then(ApprovalEscalated(**OF, step=0, to="director"))
    escalated = (*opened, ApprovalEscalated(**OF, step=0, to="director"))
    given(APPROVAL, *escalated).when(escalate).ignored()
    given(APPROVAL, *opened).when(_vote(), facts("dora", "director")).refused("not-your-turn")
    given(APPROVAL, *escalated).when(_vote(), facts("dora", "director")).then(Voted)
    one_missing = (*escalated, _voted("mona", "manager"))
    state = given(APPROVAL, *one_missing).when(_vote(), facts("dora", "director")).then(Voted, ApprovalEnded)
    assert state.result == "approved"


def test_a_late_click_is_not_counted_for_the_next_step_and_nobody_decides_two_steps() -> None:
    opened = (*_opened(ANY, BOTH), _voted("fay", "finance"))
    second = given(APPROVAL, *opened, StepOpened(**OF, step=1, roles=BOTH.roles, opened_at=NOW))
    late = _vote().model_copy(update={"step": 1})
    second.when(late, facts("mona", "manager")).refused("step-passed")
    second.when(_vote(), facts("fay", "finance")).refused("already-voted")
    second.when(late.model_copy(update={"step": 2}), facts("mona", "manager")).then(Voted)


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
    mode=st.sampled_from(("all", "any")),
)


class Approvals(RuleBasedStateMachine):
    """Anybody does anything at any time; the rules hold all the same."""

    @initialize(steps=st.lists(STEPS, min_size=1, max_size=3))
    def open(self, steps: list[Step]) -> None:
        self.state: Approval = fold(APPROVAL, APPROVAL.initial, _opened(*steps))
        self.steps, self.ended, self.votes = steps, 0, list[Voted]()

    def _ask(self, command: object, who: str) -> None:
        before = self.state
        decision = APPROVAL.decide(before, command, facts(who, *PEOPLE[who]))
        if isinstance(decision, Refusal):
            return
        for event in decision:
            if isinstance(event, Voted):
                assert event.role in PEOPLE[who]
                assert event.role in before.waiting_roles()
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
