"""Is the log as it was written? The hash chain, the versions of every stream, and the receipts of every command."""

from collections.abc import Iterator
from dataclasses import dataclass

from eventsourcing.persistence import Notification, StoredEvent

from audit.checks._base import Pass
from audit.checks.streams import Receipts, Streams
from audit.report import Report, Violation, violation
from audit.rows import Row, Unreadable, chain_hash, hashes, position, scan, state, stored
from store.chain import GENESIS, breaks
from store.log import EventLog

CHAIN = "I7"


@dataclass(frozen=True)
class Checkpoint:
    """The chain's hash at a position, kept outside the database: without one, a cut-off end cannot be seen."""

    position: int
    hash: bytes


def checkpoint(log: EventLog) -> Checkpoint:
    """The chain's head now, to be kept elsewhere."""
    head = log.head()
    return Checkpoint(head, chain_hash(log, head) or GENESIS)


def verify(log: EventLog, kept: Checkpoint | None = None) -> Report:
    """Everything that can be proven of the log alone; every spoilt row is named by its position."""
    head, run = log.head(), Pass((Receipts(), Streams()))
    found: list[Violation] = []
    for row in scan(log, until=head):
        found.extend(unreadable(row))
        run.see(row)
    run.end()
    broken = [*chain(log, head), *against(log, kept)]
    return Report(("I6", "I7"), (), tuple(found + run.violations + broken), head, run.events)


def chain(log: EventLog, until: int) -> Iterator[Violation]:
    """Positions up to `until` at which log and chain disagree, whatever was done to the rows."""
    for found in breaks(_beside(log, until)):
        yield violation(CHAIN, found.kind, found.position, position=found.position)


def _beside(log: EventLog, until: int) -> Iterator[tuple[int, StoredEvent | None, bytes | None]]:
    """Log and chain side by side, by position."""
    events, chained = stored(log, 0, until), hashes(log, until)
    event, link = next(events, None), next(chained, None)
    while event is not None or link is not None:
        at = min([position(each) for each in (event,) if each] + [each[0] for each in (link,) if each])
        found, recorded = event if event and position(event) == at else None, link if link and link[0] == at else None
        yield at, _bytes(found) if found else None, recorded[1] if recorded else None
        event = next(events, None) if found else event
        link = next(chained, None) if recorded else link


def _bytes(row: Notification | Unreadable) -> StoredEvent:
    """What the chain's hash covers of a row; an unreadable one hashes to something else than it did."""
    if isinstance(row, Unreadable):
        return StoredEvent(row.stream, row.version, "", row.why.encode())
    return StoredEvent(row.originator_id, row.originator_version, row.topic, state(row))


def against(log: EventLog, kept: Checkpoint | None) -> Iterator[Violation]:
    """The log still begins with everything that a kept checkpoint covers."""
    if kept is not None and kept.position and chain_hash(log, kept.position) != kept.hash:
        yield violation(CHAIN, "checkpoint-not-met", kept.position, head=log.head(), position=kept.position)


def unreadable(row: Row) -> Iterator[Violation]:
    """A row that is no event any more."""
    if isinstance(row, Unreadable):
        figures = {"version": row.version, "why": row.why, "position": row.position}
        yield violation(CHAIN, "event-unreadable", row.stream or row.position, **figures)
