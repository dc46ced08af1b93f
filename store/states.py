"""Folded states of documents, kept between commands."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any
from uuid import UUID

from aggregates._base import Aggregate
from events._base import Recorded
from store.log import EventLog


@dataclass(frozen=True)
class Loaded:
    """A folded stream, with the position of the log at which this version was its newest."""

    version: int
    state: Any
    seen: int = -1


class States:
    """Folded states by stream, kept between commands and brought up to date by the few events since (bounded, shared).

    They are as new as the log's tail: refresh it before a unit of work.
    """

    def __init__(self, log: EventLog, size: int = 5_000) -> None:
        self._log, self._size, self._lock = log, size, Lock()
        self._kept: OrderedDict[tuple[str, UUID], Loaded] = OrderedDict()

    def load(self, kind: Aggregate[Any], stream: UUID) -> Loaded:
        """The newest state of a stream; version 0 and the initial state where there is none."""
        with self._lock:
            kept = self._kept.get((kind.kind, stream)) or Loaded(0, kind.initial)
        version, state, seen = kept.version, kept.state, self._log.tail.position
        for recorded in self._since(stream, kept):
            version = recorded.originator_version
            # An id of another kind of document is an unknown document here, not a defect.
            if recorded.event.stored_as.startswith(f"{kind.kind}."):
                state = kind.evolve(state, recorded.event)
        loaded = Loaded(version, state, seen)
        with self._lock:
            self._kept[kind.kind, stream] = loaded
            self._kept.move_to_end((kind.kind, stream))
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return loaded

    def _since(self, stream: UUID, kept: Loaded) -> Sequence[Recorded]:
        in_memory = self._log.tail.of(stream, kept.version, kept.seen)
        return self._log.stream(stream, after=kept.version) if in_memory is None else in_memory

    def recorded(self, stream: UUID) -> list[Recorded]:
        """All events of a stream, to tell what was known of it at an earlier moment."""
        return self._log.stream(stream)
