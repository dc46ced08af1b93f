"""Houses that are furnished already: the given steps of scenarios run once, and every mutant starts from their events."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bots.reading.any_file import read
from console.scenario import failures
from console.scenario_file import Case
from console.scenario_world import World
from events._base import Recorded
from relay import wakes


@dataclass(frozen=True)
class Furnished:
    """What the given steps left behind."""

    events: tuple[Recorded, ...]
    names: Mapping[str, Any]
    parts: tuple[Any, ...]


def given(case: Case) -> int:
    """How many of a case's first steps come from given files."""
    return next((n for n, step in enumerate(case.steps) if step.file == case.file), len(case.steps))


def furnished(case: Case) -> Furnished:
    """Run the given steps of a case."""
    world = World(replace(case, steps=()), wakes, read)
    try:
        before = replace(case, steps=case.steps[: given(case)], expects=None)
        if failures(before, world):
            raise SystemExit(f"{case.file}: a given step fails without any mutant")
        return Furnished(tuple(world.sim.log.events()), dict(world.names), _parts(world))
    finally:
        world.close()


def _parts(world: World) -> tuple[Any, ...]:
    """The few things that a house keeps beside its events: clock, relay's bookmark, deadlines, numbers handed out."""
    sim, numbers = world.sim, world.sim.handler._numbers
    return sim.now, sim._relayed, dict(sim._deadlines), dict(numbers._left), world._number


def ends_well(case: Case, start: Furnished) -> bool:
    """Whether the case's own steps end as they should."""
    world = World(replace(case, steps=()), wakes, read)
    try:
        if start.events:
            world.sim.log.append(start.events, {})
        world.names = dict(start.names)
        sim, numbers = world.sim, world.sim.handler._numbers
        sim.now, sim._relayed, deadlines, left, world._number = start.parts
        sim._deadlines, numbers._left = dict(deadlines), dict(left)
        return not failures(replace(case, steps=case.steps[given(case) :]), world)
    finally:
        world.close()
