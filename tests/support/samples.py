"""Samples of stored events in which each optional field stands filled, and is left out: what was not stored is read too.

A field that came later is missing in what was stored before, and a field that is seldom filled may never have been read
back. Both are found by the types alone; `python -m tests.test_formats` adds the samples that are missing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from events._base import EVENTS
from tests.examples import EVENT_EXAMPLES

Body = dict[str, Any]
Standing = tuple[str, str, str]
"""A field by its model (of an event: the stored name), its own name, and how it stands there: "filled" or "absent"."""
ANYTHING = (
    *("1", "2", "60", 2, True, False, "2026-12-31", "2026-12-31T08:00:00+00:00", "08:00"),
    *("2253ac58-ff98-5a06-9d0e-3ed3fdc6862e", "X1", "x", "2026-12", "EUR", "MTR", "DE", "a" * 64),
    *("DE89370400440532013000", "COBADEFFXXX", [0.5, 0.5, 1.5, 1.5], ["EUR", "2"], [["x", "y"]]),
    *({"x": "y"}, {"x": "2"}, {"x": ["y"]}),
)
"""Values to try where no example has one."""
MOST = 3  # values of one field that are tried with the others


def missing(bodies: Iterable[tuple[str, Body]]) -> set[Standing]:
    """Fields of the events of these names, and of what they hold, that stand filled in no body of them, or absent in none."""
    wanted: set[Standing] = set()
    seen: set[Standing] = set()
    for name, body in bodies:
        wanted |= _wanted(EVENTS[name])
        seen |= _shown(EVENTS[name], body)
    return wanted - seen


def more(bodies: Iterable[tuple[str, Body]]) -> Iterator[tuple[str, Body]]:
    """Bodies that show what the others do not."""
    given = list(bodies)
    left = missing(given)
    for name, first in dict(reversed(given)).items():
        for body in _made(EVENTS[name], first) if left & _wanted(EVENTS[name]) else ():
            if shows := _shown(EVENTS[name], body) & left:
                left -= shows
                yield name, body


@cache
def _wanted(model: type[BaseModel], inside: frozenset[type[BaseModel]] = frozenset()) -> set[Standing]:
    """`inside` are the models around it: one that can hold itself wants nothing more there."""
    found: set[Standing] = set()
    for name, field in model.model_fields.items():
        if not field.is_required():
            found |= {(_name(model), name, "filled"), (_name(model), name, "absent")}
        for inner in _models(field.annotation):
            found |= _wanted(inner, inside | {model}) if inner not in inside else set()
    return found


def _name(model: type[BaseModel]) -> str:
    return getattr(model, "stored_as", "") or f"{model.__module__}.{model.__qualname__}"


def _shown(model: type[BaseModel], body: Body) -> set[Standing]:
    found: set[Standing] = set()
    for name, field in model.model_fields.items():
        value = body.get(name)
        if not field.is_required() and value is None:
            found.add((_name(model), name, "absent"))
        elif not field.is_required() and _differs(model, name, value):
            found.add((_name(model), name, "filled"))
        for each in _bodies(value):
            for inner in _models(field.annotation):
                found |= _shown(inner, each) if _valid(inner, each) else set()
    return found


def _made(model: type[BaseModel], given: Body, inside: frozenset[type[BaseModel]] = frozenset()) -> list[Body]:
    """Bodies of a model in which its optional fields stand filled, in turn where they exclude each other, and absent."""
    inside |= {model}
    choices = {name: _values(model, name, field, given.get(name), inside) for name, field in model.model_fields.items()}
    required = {name: given.get(name, choices[name][0]) for name, f in model.model_fields.items() if f.is_required()}
    made: list[Body] = []
    for turn in range(max((len(values) for values in choices.values()), default=1)):
        chosen = {name: values[min(turn, len(values) - 1)] for name, values in choices.items() if values}
        for first, value in chosen.items():
            for start in (required, dict(given)):
                body = start | {first: value}
                for name, other in chosen.items():
                    trials = (body | {name: each} for each in (other, *choices[name][:MOST]))
                    body = next((trial for trial in trials if _valid(model, trial)), body)
                if _valid(model, body) and body not in made:
                    made.append(body)
    lacking = ({key: body[key] for key in body if key != name} for body in made[:MOST] for name in body)
    made += [body for body in lacking if _valid(model, body) and body not in made]
    bare = [required, *({**required, name: made[0][name]} for name in (made[0] if made else ()))]
    return made + next(([body] for body in bare if _valid(model, body) and body not in made), [])


def _values(
    model: type[BaseModel], name: str, field: FieldInfo, given: Any, inside: frozenset[type[BaseModel]]
) -> list[Any]:
    """Values of a field as they are stored: not the default, unless it is a body of its own."""
    inner = [each for each in _models(field.annotation) if each not in inside]
    tried: list[Any] = []
    if inner:
        examples = next(_bodies(given), {}), *_pool(name)
        for kind in inner:
            mine = next((each for each in examples if isinstance(each, dict) and _valid(kind, each)), {})
            tried += _made(kind, mine, inside)
        tried = [tried, *(shape for each in tried for shape in ([each], [[each], [each]], {"X1": each}, each))]
        return [value for value in tried if _fits(model, name, value)]
    choices = [*_literals(field.annotation), given, *_pool(name), *ANYTHING]
    tried = [shape for each in choices if each is not None for shape in (each, [each])]
    return [value for value in tried if _differs(model, name, value)][:MOST]


def _fits(model: type[BaseModel], name: str, value: Any) -> bool:
    try:
        _adapter(model, name).validate_python(value)
    except ValidationError:
        return False
    return True


def _differs(model: type[BaseModel], name: str, value: Any) -> bool:
    """Whether it is a value of the field, and not the one that it has anyway."""
    default = model.model_fields[name].get_default()
    return _fits(model, name, value) and bool(_adapter(model, name).validate_python(value) != default)


@cache
def _adapter(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    field = model.model_fields[name]
    return TypeAdapter(field.rebuild_annotation())


def _valid(model: type[BaseModel], body: Body) -> bool:
    try:
        model.model_validate(body)
    except ValidationError:
        return False
    return True


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and get_origin(annotation) is None and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def _literals(annotation: Any) -> Iterator[Any]:
    for inner in get_args(annotation):
        yield from get_args(inner) if get_origin(inner) is Literal else ()
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)


def _bodies(value: Any) -> Iterator[Body]:
    """The bodies that a stored value is or holds."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    for each in value if isinstance(value, list) else ():
        yield from _bodies(each)


@cache
def _pool(name: str) -> tuple[Any, ...]:
    """What the examples have in fields of this name."""
    examples = (json.loads(event.model_dump_json(exclude_none=True)) for event in EVENT_EXAMPLES.values())
    return tuple(body[name] for example in examples for body in _bodies(example) if name in body)
