"""Waiting for documents to change: one follower of the log wakes whoever waits for a stream."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from aggregates._base import Aggregate
from events._base import Recorded
from store.handler import CommandHandler
from store.log import EventLog

S = TypeVar("S")


class Watch:
    """Use as an async context manager; `until` waits for a state without polling."""

    def __init__(self, log: EventLog, handler: CommandHandler) -> None:
        self._log, self._handler = log, handler
        self._waiting: dict[UUID, list[asyncio.Future[None]]] = defaultdict(list)
        self._stop = threading.Event()

    async def __aenter__(self) -> "Watch":
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(asyncio.to_thread(self._follow, self._log.head()))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stop.set()
        await self._task

    async def until(self, kind: Aggregate[S], stream: UUID, done: Callable[[S], Any], timeout: float = 120.0) -> S:
        """The first state of a document for which `done` holds. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while True:
                news: asyncio.Future[None] = self._loop.create_future()
                self._waiting[stream].append(news)
                state = self._handler.state(kind, stream)
                if done(state):
                    return state
                await news

    def _follow(self, after: int) -> None:
        for page in self._log.follow(after, self._stop, idle=0.2):
            if page:
                self._loop.call_soon_threadsafe(self._tell, page)

    def _tell(self, page: Sequence[Recorded]) -> None:
        for stream in {recorded.originator_id for recorded in page}:
            for news in self._waiting.pop(stream, ()):
                if not news.done():
                    news.set_result(None)
