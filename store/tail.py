"""The newest events of the log, read and decoded once for all readers of a process: folded states, projections, relay."""

import threading
import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from uuid import UUID

from eventsourcing.persistence import MapperDeserialisationError

from events._base import Recorded

Read = Callable[[int, int], list[Recorded]]
"""(position, how many) -> the events after it."""
BATCH = 500


class Tail:
    """A gapless end of the log in memory. It holds between `size` and twice as many events; older ones are in the log.

    It is as new as its last `refresh`, so whoever decides on it refreshes first and is guarded at the commit.
    """

    def __init__(self, read: Read, head: Callable[[], int], size: int = 2_000) -> None:
        self._read, self._head, self._size, self._lock = read, head, size, threading.Lock()
        self._refreshed = 0.0
        self._begin(head())

    def _begin(self, position: int) -> None:
        self._first = self._last = position
        self._events: list[Recorded] = []
        self._positions: list[int] = []
        self._by_stream: defaultdict[UUID, list[Recorded]] = defaultdict(list)

    @property
    def position(self) -> int:
        """Up to where it holds everything."""
        return self._last

    def refresh(self, every: float = 0.0) -> None:
        """Read what any process has committed, unless somebody did within the last `every` seconds."""
        with self._lock:
            if every and time.monotonic() < self._refreshed + every:
                return
            self._refreshed = time.monotonic()
            try:
                while page := self._read(self._last, BATCH):
                    self._add(page)
                    if len(page) < BATCH:
                        return
            except MapperDeserialisationError:
                # A row that this version cannot read: it stops those who read it from the log, and nobody else.
                self._begin(self._head())

    def push(self, committed: Sequence[Recorded], before: int) -> None:
        """Take what this process has committed after position `before`, if nothing of another lies between."""
        with self._lock:
            if before == self._last:
                self._add(committed)

    def after(self, position: int, limit: int) -> Sequence[Recorded] | None:
        """The first events after a position; None where the tail begins later."""
        with self._lock:
            if position < self._first:
                return None
            start = bisect_right(self._positions, position)
            return self._events[start : start + limit]

    def of(self, stream: UUID, version: int, seen: int) -> Sequence[Recorded] | None:
        """The events of a stream after a version that was its newest at position `seen`.

        None where the tail begins after `seen`: something between may be missing.
        """
        with self._lock:
            if seen < self._first:
                return None
            return [found for found in self._by_stream.get(stream, ()) if found.originator_version > version]

    def _add(self, events: Sequence[Recorded]) -> None:
        self._events.extend(events)
        self._positions.extend(recorded.position for recorded in events)
        for recorded in events:
            self._by_stream[recorded.originator_id].append(recorded)
        self._last = events[-1].position
        if len(self._events) > 2 * self._size:
            self._shorten()

    def _shorten(self) -> None:
        self._first = self._positions[-self._size - 1]
        self._events, self._positions = self._events[-self._size :], self._positions[-self._size :]
        self._by_stream.clear()
        for recorded in self._events:
            self._by_stream[recorded.originator_id].append(recorded)
