"""What is shown before an award is what the award keeps, and both databases nominate the same documents."""

from __future__ import annotations

from uuid import UUID

import pytest

from activities.rfq_comparison import comparison
from aggregates.rfq import RFQ, Rfq
from bots.reading.any_file import read
from console.scenario_file import Case, load
from console.scenario_world import World
from contracts.comparison import Baseline
from projections.candidates import PRICED, Nominations
from projections.runner import Runner
from projections.views import Views
from relay import wakes
from tests.support.codes import ROOT
from tests.support.house import policies

CASES = load(ROOT / "docs" / "scenarios" / "award_prices.yaml")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_the_comparison_shows_before_the_award_what_the_award_keeps(case: Case, views: Views) -> None:
    world = World(case, wakes, read)
    *before, award = case.steps
    for step in before:
        world.run(step)
    world.sim.advance_to(world.sim.handler.state(RFQ, _rfq(world)).deadline or world.now())
    Runner(PRICED, world.sim.log, views).catch_up()
    nominations = Nominations(lambda *_: views)
    assert award.own["do"] == "rfq.award"
    shown = comparison(world.sim.handler, nominations, policies(), world.sim.handler.state(RFQ, _rfq(world)))
    world.run(award)
    awarded: Rfq = world.sim.handler.state(RFQ, _rfq(world))
    assert awarded.award is not None
    kept = {line.line: line.baseline for line in awarded.award.lines}
    found: dict[int, Baseline | None] = {line.line: line.baseline for line in shown.lines}
    proven = {line: baseline for line, baseline in kept.items() if baseline and not baseline.stated}
    assert proven == {line: found[line] for line in proven}
    assert proven
    again = comparison(world.sim.handler, nominations, policies(), awarded)
    assert {line.line: line.baseline for line in again.lines} == kept
    world.close()


def _rfq(world: World) -> UUID:
    return world.names["Q"].id
