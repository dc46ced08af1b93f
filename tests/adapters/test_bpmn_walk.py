"""Another engine walks what is exported exactly as our interpreter walks the route, on 1,000 generated cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any, Literal

import pytest

from adapters.bpmn import matrix_bpmn, route_bpmn
from aggregates._base import Facts
from aggregates.approval import APPROVAL, Open
from aggregates.approval_state import Approval
from aggregates.matrix_route import chosen
from contracts._base import Actor
from contracts.approval import OpenApproval, TimeOutApproval, Vote
from contracts.approval_matrix import Matrix, Row
from contracts.approval_verbs import ReportFindings
from contracts.route import Route, Step, leaves
from tests.support.bpmn_oracle import Walk
from tests.support.house import HASH, NOW, eur, facts, ref
from tests.support.routes import Routes, taken_with

CASES = 1_000
AP, PR = ref("approval"), ref("requisition")
Verdict = Literal["approve", "reject", "return"]


class Walked:
    """The interpreter under the same names. Whoever holds a role is named like it: so nobody decides for two."""

    def __init__(self, steps: tuple[Step, ...]) -> None:
        self.state: Approval = APPROVAL.initial
        ask = OpenApproval(subject=PR, title="Beams", amount=eur(1000), requester="rita", content_hash=HASH)
        self._do(Open(ask, AP, Route(policy="v1", row="1", steps=steps)), facts())

    def waiting(self) -> set[tuple[int, str]]:
        """(Step, decider), as long as it is open; a bot stands for itself."""
        if self.state.result != "open":
            return set()
        return {
            (number, decider)
            for number, step in self.state.open.items()
            for decider in (step.asked().values() if step.step.kind == "decide" else [step.step.bot or ""])
        }

    def answer(self, number: int, decider: str, verdict: Verdict) -> None:
        if self.state.open[number].step.kind == "bot":
            service = replace(facts(), actor=Actor(kind="service", id=decider))
            self._do(ReportFindings(approval=AP.id, step=number + 1), service)
        else:
            self._do(Vote(approval=AP.id, verdict=verdict, content_hash=HASH, step=number + 1), facts(decider, decider))

    def time_out(self, number: int) -> None:
        self._do(TimeOutApproval(approval=AP.id, step=number), facts(now=NOW + timedelta(days=900)))

    def _do(self, command: Any, known: Facts) -> None:
        decision = APPROVAL.decide(self.state, command, known)
        assert isinstance(decision, tuple), decision
        for event in decision:
            self.state = APPROVAL.evolve(self.state, event)


def _verdict(random: Random, step: Step) -> Verdict:
    return "approve" if step.kind == "bot" else random.choices(("approve", "reject", "return"), (40, 2, 1))[0]


def _walk_together(random: Random, oracle: Walk, steps: tuple[Step, ...], numbered: bool) -> Iterator[int]:
    """Both are given the same answers; at each moment they ask the same deciders, at last they end the same way."""
    ours = Walked(steps)
    while ours.waiting():
        theirs = {decider: step for step, decider in oracle.waiting()}
        assert {decider for _, decider in ours.waiting()} == set(theirs)
        if numbered:
            assert all(theirs[decider] == f"step_{number}" for number, decider in ours.waiting())
        number, decider = random.choice(sorted(ours.waiting()))
        verdict = _verdict(random, ours.state.places[number].step)
        ours.answer(number, decider, verdict)
        oracle.answer(theirs[decider], decider, verdict)
        yield 1
    assert oracle.result() == ours.state.result
    assert not oracle.waiting()


@pytest.mark.parametrize("seed", range(0, CASES, 50))
def test_the_other_engine_asks_the_same_people_in_the_same_order(seed: int) -> None:
    """Half of them with their conditions and facts, half as they are frozen in an approval, by their numbers."""
    for case in range(seed, seed + 50):
        random = Random(case)
        routes = Routes(random)
        route, known = routes.route(4 if case % 5 == 0 else 3), routes.facts()
        taken = taken_with(route, known)
        frozen = case % 2 == 1
        exported = route_bpmn(taken if frozen else route, "Route", "en", frozen=frozen)
        assert sum(_walk_together(random, Walk(exported, "route", known), taken, frozen))


def test_the_other_engine_ends_a_step_whose_time_is_over_the_same_way() -> None:
    seen = set()
    for case in range(150):
        random = Random(case)
        routes = Routes(random)
        taken = taken_with(routes.route(), routes.facts())
        timed = [number for number, step in enumerate(leaves(taken)) if step.time_out_after_hours]
        if not timed:
            continue
        late = random.choice(timed)
        oracle, ours = (
            Walk(route_bpmn(taken, "Route", "en", frozen=True), "route", {}, f"time_out_{late}"),
            Walked(taken),
        )
        while late not in ours.state.open and ours.state.result == "open":
            assert {(f"step_{number}", decider) for number, decider in ours.waiting()} == set(oracle.waiting())
            number, decider = min(ours.waiting())
            ours.answer(number, decider, "approve")
            oracle.answer(f"step_{number}", decider, "approve")
        ours.time_out(late)
        assert (oracle.result(), oracle.waiting()) == (ours.state.result, {})
        seen.add(ours.state.result)
    assert seen == {"rejected", "returned"}


def test_the_other_engine_takes_the_same_row() -> None:
    tests = [{"up_to": "1000"}, {"above": "1000", "up_to": "20000"}, {"above": "20000"}]
    for case in range(60):
        random = Random(case)
        routes = Routes(random)
        rows = tuple(
            Row.model_validate({"row": f"row-{at}", "when": {"amount": test}, "steps": routes.route(2)})
            for at, test in enumerate(tests[: random.randint(1, 3)])
        )
        matrix, known = Matrix(rows=rows, currencies=("CNY", "EUR")), routes.facts()
        row = chosen(matrix, known)
        oracle = Walk(matrix_bpmn(matrix, "Matrix", "en"), "matrix", known)
        if not isinstance(row, Row):
            assert oracle.workflow.completed
            assert not oracle.waiting()
            continue
        prefix = f"row_{rows.index(row)}_step_"
        assert all(step.startswith(prefix) for step, _ in oracle.waiting())
        taken = taken_with(row.steps, known)
        assert {decider for _, decider in Walked(taken).waiting()} == {decider for _, decider in oracle.waiting()}


def test_the_other_engine_refuses_another_currency_as_the_matrix_does() -> None:
    matrix = Matrix.model_validate(
        {"currencies": ["EUR", "CNY"], "rows": [{"row": "all", "steps": Routes(Random(1)).route(1)}]}
    )
    exported = matrix_bpmn(matrix, "Matrix", "en")
    for amount in ("5.00 EUR", "5.00 CNY", "5.00 USD"):
        known = {**Routes(Random(1)).facts(), "amount": amount}
        taken = isinstance(chosen(matrix, known), Row)
        assert bool(Walk(exported, "matrix", known).waiting()) is taken is (amount != "5.00 USD")
