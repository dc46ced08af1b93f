"""Which fields that may be left out ought to be there: data, since only a company knows what it wants filled in."""

from collections.abc import Iterable, Iterator, Mapping

from pydantic import BaseModel

from audit.quality._finding import Finding, judged
from events._base import Recorded

Expected = Mapping[str, Iterable[str]]
"""Event -> fields that ought to be filled; "lines.item" is the item of every line."""


def complete(recorded: Recorded, expected: Expected) -> Iterator[Finding]:
    """Every expected field of an event, as often as it stands there."""
    for path in expected.get(recorded.event.stored_as, ()):
        for value in _at(recorded.event, path.split(".")):
            yield judged("expected-field", path, value not in (None, "", ()))


def _at(value: object, path: list[str]) -> Iterator[object]:
    if isinstance(value, tuple) and path:
        for each in value:
            yield from _at(each, path)
    elif not path:
        yield value
    elif isinstance(value, Mapping):
        yield from _at(value.get(path[0]), path[1:])
    elif isinstance(value, BaseModel):
        yield from _at(getattr(value, path[0], None), path[1:])
    else:
        yield None
