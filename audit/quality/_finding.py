"""What a check says of one field of one event, and the walk over everything that an event holds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from pydantic import BaseModel

from contracts.values import Ref
from events._base import Recorded

Holder = tuple[str, BaseModel]
"""A value that has fields, and where it stands in its event: ("lines", a line); the event itself stands at ""."""
_NO_FIGURES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a field is as a check wants it; `figures` say what failed."""

    check: str
    field: str
    fine: bool
    figures: Mapping[str, str]


def judged(check: str, where: str, fine: bool, /, **figures: object) -> Finding:
    """The finding; its figures are kept only where it fails."""
    told = _NO_FIGURES if fine else {name: f"{figure}" for name, figure in figures.items()}
    return Finding(check, where, fine, told)


def holders(value: object, path: str = "") -> Iterator[Holder]:
    """Everything within an event that has fields, the event first; references to documents are taken as one value."""
    if isinstance(value, BaseModel):
        yield path, value
        for name in names(type(value)):
            within = getattr(value, name)
            if isinstance(within, BaseModel | tuple) and not isinstance(within, Ref):
                yield from holders(within, joined(path, name))
    elif isinstance(value, tuple):
        for each in value:
            if isinstance(each, BaseModel | tuple) and not isinstance(each, Ref):
                yield from holders(each, path)


@cache
def names(kind: type[BaseModel]) -> tuple[str, ...]:
    """The fields of a class of values."""
    return tuple(kind.model_fields)


def joined(path: str, name: str) -> str:
    """A field below a path."""
    return f"{path}.{name}" if path else name


def kind_of(recorded: Recorded) -> str:
    """The kind of document that an event belongs to: the first word of its name."""
    return recorded.event.stored_as.partition(".")[0]


def entity_of(event: BaseModel) -> str:
    """The legal entity of an event's document; empty where it has none."""
    own = getattr(event, "entity", None) or getattr(getattr(event, "ref", None), "entity", "")
    return own if isinstance(own, str) else ""
