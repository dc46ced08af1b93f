"""Recorded events to stored bytes and back: plain readable JSON, names from the registry, old versions upcast."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, MapperDeserialisationError, Notification, StoredEvent
from pydantic import ValidationError
from pydantic_core import from_json

import events as _registered  # noqa: F401 - importing it registers every stored name
from events._base import EVENTS, Meta, Recorded, upcast


class JsonMapper(Mapper[Any]):
    """The library's mapper contract over `Recorded` envelopes; ids and versions live in columns, the rest in JSON."""

    def to_stored_event(self, domain_event: DomainEventProtocol[Any]) -> StoredEvent:
        """The row of an event."""
        recorded = cast(Recorded, domain_event)
        state = (
            f'{{"occurred_at":"{recorded.occurred_at.isoformat()}","recorded_at":"{recorded.recorded_at.isoformat()}",'
            f'"meta":{recorded.meta.model_dump_json(exclude_none=True)},'
            f'"event":{recorded.event.model_dump_json(exclude_none=True)}}}'
        )
        return StoredEvent(
            originator_id=recorded.originator_id,
            originator_version=recorded.originator_version,
            topic=recorded.event.stored_as,
            state=state.encode(),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """The event of a row."""
        return decode(stored_event)


def decode(stored: StoredEvent, metas: "_Metas | None" = None) -> Recorded:
    """The event of a stored row. Raises MapperDeserialisationError for an unknown name or a broken body, naming it."""
    try:
        body = from_json(stored.state)
        name, fields = upcast(stored.topic, body["event"])
        return Recorded(
            originator_id=stored.originator_id,  # type: ignore[arg-type]
            originator_version=stored.originator_version,
            occurred_at=datetime.fromisoformat(body["occurred_at"]),
            recorded_at=datetime.fromisoformat(body["recorded_at"]),
            meta=(metas or _Metas()).of(body["meta"]),
            event=EVENTS[name].model_validate(fields),
            position=stored.id if isinstance(stored, Notification) else 0,
        )
    except (KeyError, TypeError, ValueError, ValidationError) as error:
        raise MapperDeserialisationError(
            f"event {stored.topic} of stream {stored.originator_id} version {stored.originator_version}: {error}"
        ) from error


def decode_all(rows: Sequence[StoredEvent]) -> list[Recorded]:
    """`decode` for a page."""
    metas = _Metas()
    return [decode(row, metas) for row in rows]


class _Metas:
    """The events of one command tell the same of it, and stand one after the other: it is read once."""

    def __init__(self) -> None:
        self._last: tuple[Any, Meta | None] = (None, None)

    def of(self, told: Any) -> Meta:
        known, meta = self._last
        if meta is None or known != told:
            meta = Meta.model_validate(told)
            self._last = (told, meta)
        return meta
