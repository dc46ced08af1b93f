"""Measures `memory`: what a worker process holds after a thousand cases, and whether it still grows."""

import asyncio
from collections.abc import Iterator

import psutil

from bench.cases import CONCURRENCY, rate
from bench.house import composed, fresh_home
from bench.measure import Measure, at_most, growth
from bench.parts import embedded, parts, people, stories
from bench.story import whole

CASES, LOOKS = 1_000, 10


async def _resident() -> list[float]:
    """Megabytes of the worker after each tenth of the cases."""
    found = []
    with (
        fresh_home() as home,
        composed(home) as service,
        embedded(service.settings) as server,
        parts(home, server.address) as made,
    ):
        process = psutil.Process(made.running["worker"].pid)
        async with people(service) as house:
            for look in range(LOOKS):
                cases = stories(house, CASES // LOOKS, look * CASES // LOOKS)
                await rate(lambda number, cases=cases: whole(cases[number]), len(cases))  # type: ignore[misc]
                found.append(process.memory_info().rss / 1e6)
    return found


def measure() -> Iterator[Measure]:
    """The worker alone in its process; people, projector and Temporal have their own."""
    found = asyncio.run(_resident())
    print(f"# after each {CASES // LOOKS} cases, {CONCURRENCY} at a time: {[round(mb) for mb in found]} MB")
    yield at_most("memory.worker", "MB", found[-1], 300.0)
    yield growth("memory.flat", found[LOOKS // 2 - 1], found[-1], 1.1)
