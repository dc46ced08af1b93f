"""Random routes, and anybody does anything at any moment: what must always hold, told by the events alone.

The events are also judged by the audit (audit/checks/approvals.py), which reckons what counts without the interpreter.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from hypothesis import example, given, settings
from hypothesis import strategies as st

from aggregates._base import Facts, Refusal
from aggregates.approval import APPROVAL, TIME_OUT, Move, Open
from aggregates.approval_asking import HandOver
from aggregates.approval_ballot import may_act
from aggregates.approval_state import Approval
from audit.checks._base import Sees
from audit.checks.approvals import Approvals
from contracts import approval_verbs as verbs
from contracts._base import SYSTEM, Actor
from contracts.approval import EscalateApproval, OpenApproval, RemindApproval, TimeOutApproval, Vote, WithdrawApproval
from contracts.route import Route, Step, depth
from events._base import Event, Meta, Recorded
from events.approval import ApprovalEnded, ApprovalEvent, ApproversAsked, Voted
from events.approval_verbs import ApprovalAdvised, ApprovalMoved, DecisionCarried
from events.person import PersonRegistered, RoleGranted, SubstituteNamed
from tests.support.house import HASH, NOW, eur, ref

AP, SECOND, PR = ref("approval"), ref("approval", "second"), ref("requisition")
PARTS = {"amount": "a" * 64, "delivery": "d" * 64}
LATE = NOW + timedelta(days=900)
ROLES = ("manager", "finance", "planner", "director")
HOLD = {
    "rita": ("manager", "finance"),
    "ann": ("manager",),
    "bea": ("finance",),
    "cy": ("manager", "finance"),
    "di": ("director",),
    "ed": ("finance", "planner"),
    "gil": (),
}
OTHERS = tuple(HOLD)[1:]
DEPUTIES = (("ann", "ed"), ("cy", "rita"), ("bea", "cy", "gil"), ("rita", "bea"), ("di", "ann", "gil"))
"""For whom somebody may vote, and over whom: the last of each."""


def _facts(chain: tuple[str, ...], hours: int, duties: tuple[str, ...] | None = None) -> Facts:
    roles = frozenset(HOLD.get(chain[0], ()) if duties is None else duties)
    return Facts(NOW + timedelta(hours=hours), Actor(kind="person", id=chain[-1]), roles, behalf=chain[:-1])


@st.composite
def _decides(draw: st.DrawFn) -> Step:
    roles = draw(st.lists(st.sampled_from(ROLES), max_size=2, unique=True))
    persons = draw(st.lists(st.sampled_from(OTHERS), min_size=not roles, max_size=3, unique=True))
    mode: Any = draw(st.sampled_from(("all", "any", "in_order", "votes")))
    needed = draw(st.integers(1, len(roles) + len(persons))) if mode == "votes" else None
    more: dict[str, Any] = {
        "time_out_after_hours": draw(st.sampled_from((None, 5))),
        "parts": draw(st.sampled_from(((), (), ("amount",), ("delivery",), ("delivery", "amount")))),
    }
    return Step(name="s", roles=tuple(roles), persons=tuple(persons), mode=mode, needed=needed, **more)


SINGLE = (
    _decides()
    | _decides()
    | _decides()
    | st.sampled_from(
        (
            Step(name="copy", kind="copy", roles=("finance",)),
            Step(name="automatic", kind="automatic"),
            Step(name="bot", kind="bot", bot="prices", time_out_after_hours=9),
        )
    )
)


def _group(inner: st.SearchStrategy[Step]) -> st.SearchStrategy[Step]:
    branch = st.lists(inner, min_size=1, max_size=2).map(tuple)
    branches = st.lists(branch, min_size=2, max_size=3).map(tuple)
    return st.builds(Step, name=st.just("group"), kind=st.just("parallel"), branches=branches)


def _walkable(steps: list[Step]) -> bool:
    return depth(steps) <= 4 and any(step.kind == "decide" and not step.parts for step in _flat(steps))


def _flat(steps: Any) -> Any:
    for step in steps:
        yield step
        for branch in step.branches:
            yield from _flat(branch)


STEPS = st.lists(st.recursive(SINGLE, _group, max_leaves=6), min_size=1, max_size=4).filter(_walkable)
DIRECTOR, BOARD = Step(name="d", roles=("director",)), Step(name="b", persons=("ann", "ed"))
OTHER_STEPS = st.sampled_from(([DIRECTOR], [BOARD, DIRECTOR], [DIRECTOR, BOARD]))
ACTS = st.lists(st.tuples(st.integers(0, 39), st.integers(0, 11), st.integers(0, 5), st.integers(0, 5)), max_size=16)


def _people() -> Iterator[Event]:
    for person, roles in HOLD.items():
        yield PersonRegistered(person=person, name=person)
        yield from (RoleGranted(person=person, role=role, entity="ACME") for role in roles)
    for one, to in (pair for chain in DEPUTIES for pair in pairwise(chain)):
        days = {"valid_from": date(2026, 1, 1), "valid_until": date(2027, 12, 31)}
        yield SubstituteNamed(person=one, substitute=to, **days)


PEOPLE = tuple(_people())


class Run:
    """One approval, what happened to it, and who did it; of a document that was submitted again, with that `before`."""

    def __init__(
        self, steps: list[Step], others: list[Step], before: Run | None = None, parts: dict[str, str] = PARTS
    ) -> None:
        self.hours: int = before.hours if before else 0
        self.events, self.ref = list[ApprovalEvent](), SECOND if before else AP
        self.sees: Sees = before.sees if before else Approvals().sees
        self.state: Approval = APPROVAL.initial
        self.other = Route(policy="p", row="2", steps=tuple(others))
        for told in () if before else PEOPLE:
            self._see(told, SYSTEM)
        about = {"title": "Beams", "requester": "rita", "content_hash": HASH, "parts": parts}
        ask = OpenApproval(subject=PR, amount=eur(1000), **about)
        route, earlier = Route(policy="p", row="1", steps=tuple(steps)), before.state if before else Approval()
        self.do(Open(ask, self.ref, route, {}, earlier), Facts(NOW))

    def _see(self, event: Event, actor: Actor) -> None:
        meta = Meta(actor=actor, channel="cli", command="c", command_id=UUID(int=1))
        recorded = Recorded(self.ref.id, 1, NOW, NOW, meta, event, position=len(self.events))
        look = self.sees.get(type(event))
        assert look is None or [each.code for each in look(recorded)] == [], event

    def would(self, command: object, facts: Facts) -> tuple[ApprovalEvent, ...] | None:
        decided = APPROVAL.decide(self.state, command, facts)
        return None if isinstance(decided, Refusal) else decided  # type: ignore[return-value]

    def do(self, command: object, facts: Facts) -> bool:
        """Whether it was accepted; what it brought is judged, and what must hold is held."""
        decided = self.would(command, facts)
        if decided is None:
            return False
        if isinstance(command, Vote):
            answers = [each for each in decided if isinstance(each, Voted | ApprovalAdvised)]
            assert [each.person for each in answers] == [facts.actor.name]
            assert "rita" not in (facts.actor.name, *facts.behalf)
        for event in decided:
            self.events.append(event)
            self.state = APPROVAL.evolve(self.state, event)
            self._see(event, facts.actor)
        self.holds()
        return True

    def holds(self) -> None:
        """It ends once and silently, or says exactly who can act; nobody decides twice."""
        ended = [event for event in self.events if isinstance(event, ApprovalEnded)]
        assert len(ended) == (self.state.result != "open")
        if ended:
            assert isinstance(self.events[-1], ApprovalEnded)
            votes = [event.verdict for event in self.events if isinstance(event, Voted)]
            needs = {"rejected": "reject", "returned": "return", "approved": "approve"}.get(ended[0].result)
            assert needs is None or ended[0].why == TIME_OUT or needs in votes
            return
        told = [event for event in self.events if isinstance(event, ApproversAsked)]
        asked = {(each.step, each.decider) for each in told[-1].asked} if told else set()
        for number, decider in asked:
            assert self.can_act(number, decider), (number, decider)
        bots = any(step.step.kind == "bot" for step in self.state.open.values())
        assert asked or bots
        for number in self.state.open:
            for person in OTHERS:
                if self.would(
                    Vote(approval=self.ref.id, verdict="approve", step=number + 1), _facts((person,), self.hours)
                ):
                    assert asked & {(number, one) for one in (f"@{person}", *HOLD[person])}

    def can_act(self, number: int, decider: str) -> bool:
        """Whether a person decides, or gives his task away; a role, whether anybody fresh who holds it decides."""
        vote = Vote(approval=self.ref.id, verdict="approve", step=number + 1)
        if not decider.startswith("@"):
            return self.would(vote, Facts(NOW, Actor(kind="person", id="zoe"), frozenset({decider}))) is not None
        mine = _facts((decider[1:],), self.hours)
        give = verbs.ReassignApproval(approval=self.ref.id, step=number + 1, to="zoe", why="w")
        return self.would(vote, mine) is not None or self.would(give, mine) is not None

    def act(self, what: int, who: int, number: int, other: int) -> None:
        """One thing of forty, by somebody, at some step, with somebody else."""
        self.hours += who
        people = [*((person,) for person in HOLD), *DEPUTIES]
        chain, to, step = people[who], OTHERS[other], {"approval": self.ref.id, "step": number + 1}
        facts, alone = _facts(chain, self.hours), _facts((chain[-1],), self.hours)
        why = {"why": "w"}
        if what < 16:
            self.next(what)
        elif what < 20:
            self.do(Vote(**step, verdict="approve"), facts)
        elif what == 20:
            self.do(Vote(**step, verdict="reject"), facts)
        elif what < 25:
            back: Any = ("continue", "come_back")[what % 2]
            for voter in people:
                if self.do(Vote(**step, verdict="return", to=other + 1, then=back), _facts(voter, self.hours)):
                    break
        elif what < 34:
            make: Any = (
                lambda: verbs.ReassignApproval(**step, to=to, **why),
                lambda: verbs.DelegateApproval(**step, to=to),
                lambda: verbs.AddApprover(**step, person=to, where="before", **why),
                lambda: verbs.AddApprover(**step, person=to, where="after", **why),
                lambda: verbs.AddApprover(**step, person=to, where="parallel", **why),
                lambda: verbs.RemoveApprover(**step, person=to, **why),
                lambda: verbs.TakeBackVote(**step),
                lambda: verbs.ReportFindings(**step, findings=("f",)),
                lambda: verbs.RecallDelegation(**step),
            )[what - 25]
            for person in (alone.actor.name, *OTHERS):
                if self.do(make(), _facts((person,), self.hours)):
                    break
        elif what < 36:
            timed: Any = {"approval": self.ref.id, "step": number}
            self.do((RemindApproval, EscalateApproval)[what - 34](**timed), Facts(LATE))
        else:
            self.rarely(what + who * 4, number, to, alone)

    def rarely(self, what: int, number: int, to: str, facts: Facts) -> None:
        """What ends or turns most runs, so that it does not happen in each."""
        if what == 36:
            self.do(TimeOutApproval(approval=self.ref.id, step=number), Facts(LATE))
        elif what == 37:
            self.do(WithdrawApproval(approval=self.ref.id, why="w"), facts)
        elif what in (38, 42):
            self.do(Move(self.other, {}, "w"), facts)
        elif what % 2:
            self.do(HandOver(facts.actor.name, to, "w"), _facts(("di",), self.hours))
        else:
            self.do(verbs.CommentApproval(approval=self.ref.id, comment="c"), facts)

    @property
    def moved(self) -> bool:
        return any(isinstance(event, ApprovalMoved) for event in self.events)

    def send_back(self) -> bool:
        """Whether somebody returned it to who asks."""
        votes = [(number, chain) for number in sorted(self.state.open) for chain in ((person,) for person in OTHERS)]
        back: Any = {"approval": self.ref.id, "verdict": "return"}
        return any(self.do(Vote(**back, step=at + 1), _facts(chain, self.hours)) for at, chain in votes)

    def next(self, pick: int) -> bool:
        """One of those who can do something for it to go on does it."""
        moves = [
            (Vote(approval=self.ref.id, verdict="approve", step=number + 1), _facts(chain, self.hours))
            for number in sorted(self.state.open)
            for chain in (*((person,) for person in OTHERS), *DEPUTIES)
        ]
        turned = moves[pick % len(moves) :] + moves[: pick % len(moves)] if moves else []
        return any(self.do(*move) for move in turned)

    def finish(self) -> None:
        """People who do what they can bring every approval to its end."""
        for _ in range(60):
            if self.state.result != "open":
                return
            bots = [number for number, step in self.state.open.items() if step.step.kind == "bot"]
            for number in bots:
                self.do(verbs.ReportFindings(approval=self.ref.id, step=number + 1), _facts(("gil",), self.hours))
            if not bots and not self.next(0):
                self.help_out()
        raise AssertionError("it never ends")

    def help_out(self) -> None:
        """All who can are used up: somebody new decides for a role, or takes a task over."""
        told = [event for event in self.events if isinstance(event, ApproversAsked)][-1].asked[0]
        new = f"new{len(self.events)}{self.ref.number[-1]}"
        if told.decider.startswith("@"):
            give = verbs.ReassignApproval(approval=self.ref.id, step=told.step + 1, to=new, why="w")
            assert self.do(give, _facts((told.decider[1:],), self.hours))
            facts = _facts((new,), self.hours, ())
        else:
            self._see(PersonRegistered(person=new, name=new), SYSTEM)
            self._see(RoleGranted(person=new, role=told.decider, entity="ACME"), SYSTEM)
            facts = _facts((new,), self.hours, (told.decider,))
        assert self.do(Vote(approval=self.ref.id, verdict="approve", step=told.step + 1), facts)


@settings(max_examples=1000, deadline=None)
# A judgement comes from the substitute of whom it was asked of.
@example([Step(name="s", persons=("ann",))], [DIRECTOR], [(26, 0, 0, 1), (2, 0, 0, 0)])
@given(steps=STEPS, others=OTHER_STEPS, acts=ACTS)
def test_whatever_people_do_it_ends_or_somebody_can_act_and_each_vote_counts_once(
    steps: list[Step], others: list[Step], acts: list[tuple[int, int, int, int]]
) -> None:
    _walked(Run(steps, others), acts)


def _walked(run: Run, acts: list[tuple[int, int, int, int]]) -> None:
    for act in acts:
        run.act(*act)
    run.finish()
    state = APPROVAL.initial
    for event in run.events:
        state = APPROVAL.evolve(state, type(event).model_validate_json(event.model_dump_json()))
    assert state == run.state
    assert run.state.result in ("approved", "rejected", "returned", "withdrawn")


@settings(max_examples=500, deadline=None)
@given(steps=STEPS, acts=ACTS, again=ACTS, changed=st.sets(st.sampled_from(sorted(PARTS))), other=st.booleans())
def test_submitted_again_only_what_was_approved_of_unchanged_parts_still_counts(
    steps: list[Step],
    acts: list[tuple[int, int, int, int]],
    again: list[tuple[int, int, int, int]],
    changed: set[str],
    other: bool,
) -> None:
    """Also by another route; whatever somebody does then, too."""
    first = Run(steps, [DIRECTOR])
    for act in acts:
        first.act(*act)
    if first.state.result == "open" and not first.send_back():
        first.finish()
    parts = {part: "0" * 64 if part in changed else digest for part, digest in PARTS.items()}
    second = Run([*steps, BOARD] if other else steps, [DIRECTOR], first, parts)
    carried = [event for event in second.events if isinstance(event, DecisionCarried)]
    given = {(event.person, event.role, event.on_behalf_of) for event in first.events if isinstance(event, Voted)}
    assert {(event.person, event.decider, event.on_behalf_of) for event in carried} <= given
    assert first.state.result in ("returned", "approved") or not carried
    for event in carried:
        bound = second.state.places[event.step].step.parts
        assert bound
        assert not changed & {*bound}
    _walked(second, again)
    fresh = {event.person for event in second.events if isinstance(event, Voted)}
    for number, step in second.state.settled.items():
        bound = second.state.places[number].step.parts
        if not bound or changed & {*bound} or second.moved:
            assert {*step.votes.values()} <= fresh


def test_who_is_told_of_a_task_is_who_can_act_on_it() -> None:
    """A judgement is no vote: also who decided before gives it in the place of another; a task by name can be given away."""
    run = Run([DIRECTOR, BOARD], [DIRECTOR])
    yes = Vote(approval=AP.id, verdict="approve")
    assert run.do(yes, _facts(("di",), 0))
    assert not may_act(run.state, 1, "@ed", ("ed", "di"))
    assert may_act(run.state, 1, "@ed", ("ed",))
    assert run.do(verbs.DelegateApproval(approval=AP.id, step=2, to="gil"), _facts(("ed",), 0))
    assert may_act(run.state, 1, "@gil", ("gil", "di"))
    assert run.would(yes.model_copy(update={"step": 2}), _facts(("gil", "di"), 0))
    assert not may_act(run.state, 1, "@ed", ("ed",))
    assert not may_act(run.state, 1, "@gil", ("gil", "rita"))
    assert not may_act(run.state, 0, "director", ("gil",))
    assert run.do(verbs.ReassignApproval(approval=AP.id, step=2, to="cy", why="w"), _facts(("ann",), 0))
    assert may_act(run.state, 1, "@cy", ("cy",))
