"""Business numbers, handed out from blocks so that numbering is no hot stream; unused numbers stay gaps."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from threading import Lock

from aggregates._base import Facts
from aggregates.number_series import NUMBER_SERIES, ReserveNumbers
from contracts._base import SYSTEM
from contracts.ids import stream_id
from events._base import Meta, Recorded
from store.log import Conflict, EventLog

BLOCKS = (1, 20, 100)
"""How many a process takes at first, then, and from then on: a command line that makes one document leaves no gap."""


class Numbers:
    """One allocator per process; every block it takes is an event, so no number is ever given twice."""

    def __init__(self, log: EventLog, clock: Callable[[], datetime]) -> None:
        self._log, self._clock, self._lock = log, clock, Lock()
        self._left: dict[str, tuple[int, int]] = {}
        self._taken: Counter[str] = Counter()

    def next(self, prefix: str, entity: str, year: int) -> int:
        """The next number of a kind in an entity and year."""
        series = f"{entity}/{prefix}/{year}"
        with self._lock:
            first, last = self._left.get(series, (1, 0))
            if first > last:
                first, last = self._reserve(series, BLOCKS[min(self._taken[series], len(BLOCKS) - 1)])
                self._taken[series] += 1
            self._left[series] = (first + 1, last)
        return first

    def _reserve(self, series: str, count: int) -> tuple[int, int]:
        stream, now = stream_id("number_series", series), self._clock()
        meta = Meta(actor=SYSTEM, channel="system", command="number_series.reserve", command_id=stream)
        while True:
            stored = self._log.stream(stream)
            state = NUMBER_SERIES.initial
            for recorded in stored:
                state = NUMBER_SERIES.evolve(state, recorded.event)
            decided = NUMBER_SERIES.decide(state, ReserveNumbers(count), Facts(now))
            assert isinstance(decided, tuple)
            try:
                self._log.append([Recorded(stream, len(stored) + 1, now, now, meta, decided[0])], {})
            except Conflict:
                continue
            reserved = NUMBER_SERIES.evolve(state, decided[0])
            return reserved.last - count + 1, reserved.last
