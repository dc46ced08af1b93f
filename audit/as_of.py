"""The state of a document at a date or position, by the same fold that decisions use, and what differs between two."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from audit.kinds import kind_of, plain
from audit.rows import decoded, stored
from events._base import Recorded
from store.log import EventLog


@dataclass(frozen=True)
class Moment:
    """Up to when: everything recorded until `recorded`, or that had occurred until `occurred`, or up to `position`.

    Several at once must all hold; none means now.
    """

    recorded: datetime | None = None
    occurred: datetime | None = None
    position: int | None = None

    def covers(self, event: Recorded) -> bool:
        """Whether an event had happened, or was known, by then."""
        return (self.recorded is None or event.recorded_at <= self.recorded) and (
            self.occurred is None or event.occurred_at <= self.occurred
        )


NOW = Moment()


@dataclass(frozen=True)
class AsOf:
    """A document's state then: its kind, the version of its last event, the position that was read, plain fields."""

    kind: str
    stream: UUID
    version: int
    position: int
    state: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """The answer for people and machines outside."""
        return {
            "kind": self.kind,
            "stream": str(self.stream),
            "version": self.version,
            "position": self.position,
            "state": self.state,
        }


def as_of(log: EventLog, stream: UUID, moment: Moment = NOW) -> AsOf | None:
    """A document as it was; None when it did not exist then, or is no document."""
    events = [event for event in _events(log, stream, moment.position) if moment.covers(event)]
    kind = kind_of(events[0].event) if events else None
    if kind is None:
        return None
    state = kind.initial
    for recorded in events:
        state = kind.evolve(state, recorded.event)
    read = log.head() if moment.position is None else moment.position
    return AsOf(kind.kind, stream, events[-1].originator_version, read, plain(state))


def _events(log: EventLog, stream: UUID, position: int | None) -> list[Recorded]:
    if position is None:
        return log.stream(stream)
    # A stream alone does not tell positions, so the rows up to there are looked through, undecoded.
    rows = (row for row in stored(log, until=position) if getattr(row, "originator_id", None) == stream)
    return [event for event in map(decoded, rows) if isinstance(event, Recorded)]  # type: ignore[arg-type]


def diff(before: AsOf | None, after: AsOf | None) -> list[dict[str, Any]]:
    """What changed: path, before and after, of every plain value that differs (absent ones are None)."""
    pairs = _walk("", before.state if before else None, after.state if after else None)
    return [{"path": path, "before": old, "after": new} for path, old, new in pairs]


def _walk(path: str, old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    children = _children(old) | _children(new)
    if old == new:
        return
    if not children or (_is_leaf(old) != _is_leaf(new) and None not in (old, new)):
        yield path, old, new
        return
    for name in sorted(children, key=_natural):
        yield from _walk(f"{path}.{name}" if path else name, _child(old, name), _child(new, name))


def _is_leaf(value: Any) -> bool:
    return not isinstance(value, dict | list)


def _children(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value)
    return {str(index) for index in range(len(value))} if isinstance(value, list) else set()


def _child(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return value.get(name)
    return value[int(name)] if isinstance(value, list) and int(name) < len(value) else None


def _natural(name: str) -> tuple[int, str]:
    return (int(name), "") if name.isdigit() else (0, name)
