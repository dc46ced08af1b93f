"""What every stored event has in common: a written name, who caused it, and when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from contracts._base import Actor

EVENTS: dict[str, "type[Event]"] = {}
"""Stored name -> event class: names are written by hand, never derived from a class or module path."""

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
UPCASTERS: dict[str, tuple[str, Upcaster]] = {}
"""Old stored name -> (next name, function from the old fields to the new ones)."""


class Event(BaseModel):
    """Base of every event: a frozen fact, holding tuples, never lists."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    stored_as: ClassVar[str] = ""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if cls.stored_as and EVENTS.setdefault(cls.stored_as, cls) is not cls:
            raise TypeError(f"two events are stored as {cls.stored_as}")


class Meta(BaseModel):
    """Who caused an event, on whose behalf, through what, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    actor: Actor
    channel: str
    command: str
    command_id: UUID
    reason: str | None = None
    workflow_id: str | None = None
    bot_version: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as stored: where in its stream, when it occurred and was recorded, caused by whom, at which position."""

    originator_id: UUID
    originator_version: int
    occurred_at: datetime
    recorded_at: datetime
    meta: Meta
    event: Event
    position: int = 0


def upcast(name: str, fields: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The newest name and fields of an event stored under an older name."""
    while name in UPCASTERS:
        name, step = UPCASTERS[name]
        fields = step(fields)
    return name, fields
