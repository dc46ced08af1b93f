"""The stored rows beneath the event log, read so that a spoilt row is named and does not end the audit."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from eventsourcing.persistence import MapperDeserialisationError, Notification

from events._base import Recorded
from store.log import PAGE, EventLog
from store.mapper import decode


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that is no event any more: where it is, and why."""

    position: int
    stream: str
    version: int
    why: str


Row = Recorded | Unreadable


def stored(log: EventLog, after: int = 0, until: int | None = None) -> Iterator[Notification | Unreadable]:
    """Every stored row, undecoded, in order of position."""
    while True:
        page = _page(log, after, until)
        yield from page
        if not page:
            return
        after = position(page[-1])


def scan(log: EventLog, after: int = 0, until: int | None = None) -> Iterator[Row]:
    """Every event in order of position; a row that cannot be decoded comes as `Unreadable`."""
    for row in stored(log, after, until):
        yield row if isinstance(row, Unreadable) else decoded(row)


def mentioning(log: EventLog, stream: UUID, until: int | None = None) -> Iterator[Row]:
    """The events of a stream and all that name it in their stored text; the rest is not decoded."""
    name = str(stream).encode()
    for row in stored(log, 0, until):
        if isinstance(row, Notification) and (row.originator_id == stream or name in state(row)):
            yield decoded(row)


def decoded(row: Notification) -> Row:
    """The event of a row."""
    try:
        if not isinstance(row.originator_version, int):
            raise MapperDeserialisationError(f"version {row.originator_version!r} is no number")
        return decode(row)
    except MapperDeserialisationError as error:
        return Unreadable(row.id, str(row.originator_id), row.originator_version, str(error.__cause__ or error))


def position(row: Notification | Unreadable) -> int:
    """Where a row is."""
    return row.position if isinstance(row, Unreadable) else row.id


def state(row: Notification) -> bytes:
    """The stored bytes of a row; an edit by hand can turn them into text."""
    stored_state: bytes | str = row.state
    return stored_state.encode() if isinstance(stored_state, str) else bytes(stored_state)


def hashes(log: EventLog, until: int) -> Iterator[tuple[int, bytes]]:
    """Every row of the hash chain (position, hash) up to a position."""
    after = -1
    while page := log.chain(after):
        yield from ((at, found) for at, found in page if at <= until)
        after = page[-1][0]
        if after >= until:
            return


def chain_hash(log: EventLog, position: int) -> bytes | None:
    """The hash that the chain holds for a position; None where it holds none."""
    found = log.chain(position - 1, 1)
    return found[0][1] if found and found[0][0] == position else None


def _page(log: EventLog, after: int, until: int | None) -> list[Notification | Unreadable]:
    try:
        return list(log.rows(after, PAGE, until))
    except (ValueError, TypeError, AttributeError):
        # A row whose stream id is no id fails the whole page: then the page is read row by row.
        return _one_by_one(log, after, min(after + PAGE, until if until is not None else log.head()))


def _one_by_one(log: EventLog, after: int, until: int) -> list[Notification | Unreadable]:
    rows: list[Notification | Unreadable] = []
    for at in range(after + 1, until + 1):
        try:
            rows += log.rows(at - 1, 1, at)
        except (ValueError, TypeError, AttributeError) as error:
            rows.append(Unreadable(at, "", 0, str(error)))
    return rows
