"""Worker, projector and Temporal are killed at random while cases run: all end, nothing is lost or doubled."""

import asyncio
import random
import sys
from collections import Counter
from dataclasses import dataclass

from adapters.temporal_server import EmbeddedServer
from audit.report import Report
from bench.house import composed, fresh_home
from bench.parts import Parts, connected, embedded, judge, parts, people, rebuilt_differences, stories
from bench.story import whole
from console.demo_case import House

VICTIMS = ("worker", "project", "temporal")
PAUSES = (0.3, 2.0)
CONCURRENCY = 12


@dataclass(frozen=True)
class Killed:
    """How many cases ended under how many kills of each, and what the judge found."""

    cases: int
    kills: dict[str, int]
    report: Report
    differing: int


async def run(cases: int, kills: int, seed: int) -> Killed:
    """At least `cases` cases, and new ones for as long as there are kills to come."""
    with (
        fresh_home() as home,
        composed(home) as service,
        embedded(service.settings) as server,
        parts(home, server.address) as made,
    ):
        client = await connected(service, server)
        async with people(service) as house:
            killing = asyncio.create_task(_kill(made, server, kills, random.Random(seed)))
            ended = await _cases(house, cases, killing)
            killed = await killing
        differing = await asyncio.to_thread(rebuilt_differences, service)
        return Killed(ended, dict(killed), await judge(service, client), differing)


async def _cases(house: House, least: int, killing: "asyncio.Task[Counter[str]]") -> int:
    numbers = iter(range(1_000_000))
    ended = 0

    async def one_after_the_other() -> None:
        nonlocal ended
        while (number := next(numbers)) < least or not killing.done():
            (story,) = stories(house, 1, number)
            await whole(story)
            ended += 1

    await asyncio.gather(*(one_after_the_other() for _ in range(min(CONCURRENCY, least))))
    return ended


async def _kill(made: Parts, server: EmbeddedServer, kills: int, chance: random.Random) -> Counter[str]:
    """Each victim in turn first, so that none is spared; then at random."""
    killed: Counter[str] = Counter()
    for number in range(kills):
        await asyncio.sleep(chance.uniform(*PAUSES))
        victim = VICTIMS[number] if number < len(VICTIMS) else chance.choice(VICTIMS)
        if victim == "temporal":
            server.kill()
            assert await asyncio.to_thread(server.wait_ready, 60.0), "Temporal did not come back"
        else:
            await asyncio.to_thread(made.kill, victim)
        killed[victim] += 1
        if killed.total() % 10 == 0:
            print(f"{killed.total()} of {kills} kills", file=sys.stderr, flush=True)
    return killed
