"""The hash chain over stored bytes: each event's hash covers the hash before it, so any change, removal or move shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from eventsourcing.persistence import StoredEvent

GENESIS = bytes(32)


def link(previous: bytes, position: int, stored: StoredEvent) -> bytes:
    """SHA-256 over the previous hash and the length-prefixed position, stream, version, name and bytes of an event."""
    digest = sha256(previous)
    parts = (
        str(position).encode(),
        str(stored.originator_id).encode(),
        str(stored.originator_version).encode(),
        stored.topic.encode(),
        stored.state,
    )
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


def links(previous: bytes, positions: Sequence[int], stored: Sequence[StoredEvent]) -> list[tuple[int, bytes]]:
    """The chain rows (position, hash) of a transaction that follows `previous`."""
    rows: list[tuple[int, bytes]] = []
    for position, event in zip(positions, stored, strict=True):
        previous = link(previous, position, event)
        rows.append((position, previous))
    return rows


@dataclass(frozen=True)
class Break:
    """A position at which log and chain disagree, and how."""

    position: int
    kind: str


def breaks(rows: Iterator[tuple[int, StoredEvent | None, bytes | None]]) -> Iterator[Break]:
    """Compare log and chain, both by position; after a break the stored hash is trusted again, so each is named once."""
    previous = GENESIS
    for position, stored, recorded in rows:
        if stored is None:
            yield Break(position, "event-missing")
        elif recorded is None:
            yield Break(position, "event-not-in-chain")
            continue
        elif link(previous, position, stored) != recorded:
            yield Break(position, "event-changed")
        previous = recorded or previous
