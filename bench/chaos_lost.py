"""Temporal's server is killed and its database deleted under open cases of every stage: all continue, and all end."""

import asyncio
import threading
import time
from contextlib import suppress
from dataclasses import dataclass

import worker
from adapters.temporal_client import namespace_id
from adapters.temporal_process import database
from adapters.temporal_server import EmbeddedServer
from audit.report import Report
from bench.house import composed, fresh_home
from bench.parts import connected, embedded, judge, people, rebuilt_differences, stories
from bench.story import Story


@dataclass(frozen=True)
class Lost:
    """What became of the cases. `swept` open processes were woken `recovery` seconds after the kill."""

    cases: int
    swept: int
    recovery: float
    report: Report
    differing: int


async def run(cases: int) -> Lost:
    """Open cases up to different stages, lose Temporal, sweep, let everything end, and judge."""
    with fresh_home() as home, composed(home) as service, embedded(service.settings) as server:
        client, stop = await connected(service, server), threading.Event()
        running = [
            asyncio.create_task(part)
            for part in (worker.run_projections(service, stop), worker.run_worker(service, client, stop))
        ]
        try:
            async with people(service) as house:
                opened = stories(house, cases)
                await asyncio.gather(*(_some(story) for story in opened))
                before, started = await namespace_id(client), time.monotonic()
                await _lose(server)
                assert await namespace_id(client) != before, "the same Temporal database is still there"
                swept = await worker.sweeper(service, client).sweep()
                recovery = time.monotonic() - started
                await asyncio.gather(*(_rest(story) for story in opened))
            differing = await asyncio.to_thread(rebuilt_differences, service)
            return Lost(cases, swept, recovery, await judge(service, client), differing)
        finally:
            stop.set()
            await asyncio.gather(*running)


def _reached(story: Story) -> int:
    """How many of its steps a case has taken when Temporal is lost: every stage has its share."""
    return story.number % len(story.steps) + 1


async def _some(story: Story) -> None:
    for step in story.steps[: _reached(story)]:
        await step()


async def _rest(story: Story) -> None:
    for step in (*story.steps[_reached(story) :], story.to_pay, story.closed):
        await step()


async def _lose(server: EmbeddedServer) -> None:
    server.kill()
    files = database(server.plan.home)
    for suffix in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            files.with_name(files.name + suffix).unlink()
    assert await asyncio.to_thread(server.wait_ready, 60.0), "Temporal did not come back"
