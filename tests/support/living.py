"""The production parts on a Temporal server of the tests: workers in the sandbox, relay, and a company that trades."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

import relay
import telling
import worker
from activities.notice_people import Channels
from bots.reading.learning import learn
from contracts.reading import Reading
from projections.bookmark import Bookmark
from settings import Settings
from store.handler import CommandHandler
from tests.support.chain import Trade

Clock = Callable[[], datetime]
Read = Callable[..., Reading]


class VirtualClock:
    """The time of a time-skipping server, asked from a thread of its own, so that it can be read anywhere."""

    def __init__(self, environment: WorkflowEnvironment) -> None:
        self._environment, self._loop = environment, asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def __call__(self) -> datetime:
        asked = asyncio.run_coroutine_threadsafe(self._environment.get_current_time(), self._loop)
        return asked.result(10).astimezone(UTC)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()


class Living(Trade):
    """The company, its live parts, and patience."""

    def __init__(self, service: worker.Service, client: Client) -> None:
        super().__init__(service.log)
        self.handler, self.blobs, self.service, self.client = service.handler, service.blobs, service, client

    async def until(self, reached: Callable[[], Any], seconds: float = 20.0) -> Any:
        """Wait in real time until something is so."""
        async with asyncio.timeout(seconds):
            while not (found := reached()):
                await asyncio.sleep(0.02)
        return found

    async def seen(self, kind: type, count: int = 1, seconds: float = 20.0) -> Any:
        """Wait until so many events of a type are stored; gives the newest."""

        def newest() -> Any:
            found = [recorded.event for recorded in self.log.events() if isinstance(recorded.event, kind)]
            return found[-1] if len(found) >= count else None

        return await self.until(newest, seconds)

    def count(self, kind: type) -> int:
        return sum(isinstance(recorded.event, kind) for recorded in self.log.events())


def build(home: Path, clock: Clock | None, read: Read | None, **settings: Any) -> worker.Service:
    """The parts of production with the clock of the test and a bot that needs no real file."""
    service = worker.compose(Settings(home=home, sandbox=True, **settings))
    now = clock or (lambda: datetime.now(UTC))
    # With the candidates of the read models, as production has them.
    handler = CommandHandler(service.log, service.handler._handlings, now)
    reads = read or Reading.model_validate_json
    effects = replace(service.effects, handler=handler, read=reads, learn=lambda data, right: learn(data, wanted=right))
    return replace(service, handler=handler, effects=effects, reader=nullcontext())  # type: ignore[arg-type]


def telling_of(service: worker.Service, channels: Channels) -> worker.Service:
    """The same, and people are told."""
    notices = telling.notices(service.handler, service.views, channels)
    return replace(service, channels=channels, effects=replace(service.effects, send_notices=notices.send))


@asynccontextmanager
async def living(
    home: Path,
    connection: Client,
    *,
    clock: Clock | None = None,
    read: Read | None = None,
    relayed: bool = True,
    channels: Channels | None = None,
    **settings: Any,
) -> AsyncIterator[Living]:
    """A company whose processes run on a Temporal server, until the end of the block."""
    service, stop = build(home, clock, read, **settings), threading.Event()
    service = telling_of(service, channels) if channels else service
    options: dict[str, Any] = {**connection.config(), "plugins": [worker.plugin(True)]}
    client = Client(**options)
    assert connection.data_converter is pydantic_data_converter
    async with AsyncExitStack() as stack:
        stack.callback(service.close)
        await stack.enter_async_context(worker.workers(service, client))
        tasks = asyncio.TaskGroup()
        await stack.enter_async_context(tasks)
        stack.callback(stop.set)
        if relayed:
            told = telling.tells(service.channels, service.handler.clock)
            tasks.create_task(relay.Relay(service.log, client, Bookmark(service.views), tells=told).run(stop))
        # They tell which invoices are known, and who holds which role.
        tasks.create_task(worker.run_projections(service, stop))
        yield Living(service, client)
