"""How often one may try to log in: counted per person, per address and per both, within windows of time."""

from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock

BOTH, PERSON, ADDRESS = (5, 300), (20, 900), (50, 900)
"""Tries, and the seconds within which they count."""
KEPT = 10_000


class Throttle:
    """Remembers tries in memory; bounded, and shared by threads."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock, self._lock = clock, Lock()
        self._tries: OrderedDict[tuple[str, ...], deque[float]] = OrderedDict()

    def wait(self, person: str, address: str) -> int:
        """Count a try, before it is judged; the seconds to wait if it is one too many, else 0."""
        now = self._clock().timestamp()
        with self._lock:
            waits = [self._wait(key, limit, now) for key, limit in _keys(person, address)]
            if not any(waits):
                for key, _ in _keys(person, address):
                    self._tries.setdefault(key, deque()).append(now)
                    self._tries.move_to_end(key)
            while len(self._tries) > KEPT:
                self._tries.popitem(last=False)
        return max(waits)

    def succeeded(self, person: str, address: str) -> None:
        """Forget all tries of a person from an address once the password was known, and this one everywhere else."""
        with self._lock:
            self._tries.pop(("both", person, address), None)
            for key in (("person", person), ("address", address)):
                if tries := self._tries.get(key):
                    tries.pop()

    def _wait(self, key: tuple[str, ...], limit: tuple[int, int], now: float) -> int:
        allowed, window = limit
        tries = self._tries.get(key, deque())
        while tries and tries[0] <= now - window:
            tries.popleft()
        return 0 if len(tries) < allowed else int(tries[0] + window - now) + 1


def _keys(person: str, address: str) -> tuple[tuple[tuple[str, ...], tuple[int, int]], ...]:
    return (("both", person, address), BOTH), (("person", person), PERSON), (("address", address), ADDRESS)
