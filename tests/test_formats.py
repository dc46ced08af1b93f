"""Formats only grow: stored events and contracts are pinned; `python -m tests.test_formats` pins what was added.

Shapes are pinned in formats.json. What validators refuse has no shape, so stored_events.jsonl keeps the bytes of an event
of each name as they were first stored, and of each optional field filled and left out: they are read for ever, whatever
commands take by then.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from eventsourcing.persistence import StoredEvent
from pydantic import BaseModel

import activities.catalogue as _all  # noqa: F401 - registers every command
import events as _events  # noqa: F401 - registers every event
from contracts._base import COMMANDS, Actor, Answer
from contracts.currency import MINOR_UNITS
from contracts.process import Advance, Effect, Effected, ProcessRef, ProposeDue, Step, Wake
from events import _base
from events._base import EVENTS, Event, Meta, Recorded, upcast
from store.mapper import JsonMapper, decode
from tests.examples import COMMAND_EXAMPLES, EVENT_EXAMPLES
from tests.support.house import NOW, person, ref
from tests.support.samples import missing, more

PINS = Path(__file__).with_name("formats.json")
MESSAGES: tuple[type[BaseModel], ...] = (Actor, Answer, Advance, Effect, Effected, ProcessRef, ProposeDue, Step, Wake)
STORED = Path(__file__).with_name("stored_events.jsonl")
Schema = Any
ID = ref("requisition").id


def reduced(schema: Schema, definitions: dict[str, Schema]) -> Schema:
    """A JSON schema without words: references followed, titles, descriptions and defaults left out.

    What holds itself is named there.
    """
    if isinstance(schema, list):
        return [reduced(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        return reduced(definitions[name], {**definitions, name: {"itself": name}})
    if "properties" in schema:
        properties = {name: reduced(field, definitions) for name, field in schema["properties"].items()}
        return {"fields": properties, "required": sorted(schema.get("required", []))}
    dropped = {"title", "description", "default", "$defs", "additionalProperties"}
    kept = {name: reduced(value, definitions) for name, value in schema.items() if name not in dropped}
    values = schema.get("additionalProperties")
    return {**kept, "values": reduced(values, definitions)} if isinstance(values, dict) else kept


def shape(model: type[BaseModel]) -> Schema:
    """What a format pins of a model."""
    schema = model.model_json_schema()
    return reduced(schema, schema.get("$defs", {}))


def current() -> dict[str, Schema]:
    """Every format by its written name."""
    events = {f"event {name}": shape(event) for name, event in EVENTS.items() if name in EVENT_EXAMPLES}
    commands = {f"command {name}": shape(command) for name, command in COMMANDS.items()}
    models: tuple[type[BaseModel], ...] = (*MESSAGES, Meta)
    messages = {f"message {model.__name__}": shape(model) for model in models}
    currencies = {"currencies": {"fields": dict(sorted(MINOR_UNITS.items())), "required": []}}
    return dict(sorted({**events, **commands, **messages, **currencies}.items()))


def samples() -> list[StoredEvent]:
    """The stored bytes of events: of each name as it was first, then as its optional fields may stand in it."""
    rows = map(json.loads, STORED.read_text("utf8").splitlines()) if STORED.exists() else ()
    return [StoredEvent(ID, 1, row["name"], row["state"].encode()) for row in rows]


def kept() -> dict[str, StoredEvent]:
    """The stored bytes of the first event of each name."""
    return {event.topic: event for event in reversed(samples())}


def bodies() -> list[tuple[str, dict[str, Any]]]:
    """Name and fields of every sample, in the newest version."""
    return [upcast(event.topic, json.loads(event.state)["event"]) for event in samples()]


def stored(event: Event) -> StoredEvent:
    """An event as it is stored today."""
    meta = Meta(actor=person("rita"), channel="api", command="test", command_id=ID)
    return JsonMapper.to_stored_event(object.__new__(JsonMapper), Recorded(ID, 1, NOW, NOW, meta, event))


def test_what_was_stored_is_read_for_ever() -> None:
    for event in samples():
        assert decode(event).event is not None, event.topic


def test_each_optional_field_of_what_was_stored_stands_filled_in_one_sample_and_is_absent_in_another() -> None:
    assert missing(bodies()) == set(), "new fields: run `python -m tests.test_formats`"


def test_a_field_that_no_sample_fills_or_leaves_out_is_named() -> None:
    name = "fund_account.moved_in.v1"
    given = [(each, body) for each, body in bodies() if each == name and "cause" in body]
    assert missing(given) >= {(name, "cause", "absent")}
    assert missing([(name, {**body, "cause": None}) for _, body in given]) >= {(name, "cause", "filled")}
    assert (name, "cause", "absent") not in missing([*given, *more(given)])


def test_an_event_of_every_name_is_kept() -> None:
    assert set(EVENT_EXAMPLES) <= set(kept()), "new events: run `python -m tests.test_formats`"


def test_a_withdrawn_currency_is_read_but_not_asked_for() -> None:
    state = kept()["requisition.submitted.v1"].state.replace(b'"EUR"', b'"BGN"')
    assert b"BGN" in state
    assert decode(StoredEvent(ID, 1, "requisition.submitted.v1", state)).event.total.currency == "BGN"  # type: ignore[attr-defined]
    for asked in (COMMAND_EXAMPLES["requisition.create"], COMMAND_EXAMPLES["budget_line.open"]):
        fields = asked.model_dump_json().replace('"EUR"', '"BGN"')
        assert "BGN" in fields
        with pytest.raises(ValueError, match="field-currency-not-in-use"):
            type(asked).model_validate_json(fields)


def broken(old: Schema, new: Schema, path: str = "") -> list[str]:
    """What of the old format the new one no longer honours, by path; additions with a default break nothing."""
    if isinstance(old, dict) and isinstance(new, dict) and "fields" in old and "fields" in new:
        gone = [f"{path}.{name}: removed" for name in old["fields"] if name not in new["fields"]]
        demanded = [f"{path}.{name}: required now" for name in set(new["required"]) - set(old["required"])]
        shared = [name for name in old["fields"] if name in new["fields"]]
        deeper = (broken(old["fields"][name], new["fields"][name], f"{path}.{name}") for name in shared)
        return [*gone, *demanded, *(found for each in deeper for found in each)]
    if isinstance(old, dict) and isinstance(new, dict) and "enum" in old and "enum" in new:
        return [f"{path}: value {value!r} removed" for value in old["enum"] if value not in new["enum"]]
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        return [found for key in old for found in broken(old[key], new[key], path)]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [found for left, right in zip(old, new, strict=True) for found in broken(left, right, path)]
    return [] if old == new else [f"{path}: {old} became {new}"]


def test_nothing_pinned_was_removed_renamed_or_retyped() -> None:
    pinned, now = json.loads(PINS.read_text("utf8")), current()
    missing = [f"{name}: removed" for name in pinned if name not in now]
    changed = [found for name in pinned if name in now for found in broken(pinned[name], now[name], name)]
    assert not missing + changed, "\n".join(missing + changed)


def test_additions_are_pinned() -> None:
    assert json.loads(PINS.read_text("utf8")) == current(), "new formats: run `python -m tests.test_formats`"


def _undefaulted(form: Schema, path: str) -> list[str]:
    """Fields that must be given although they may be None."""
    if isinstance(form, list):
        return [found for item in form for found in _undefaulted(item, path)]
    if not isinstance(form, dict):
        return []
    fields = form.get("fields", {})
    here = [f"{path}.{name}" for name in form.get("required", []) if {"type": "null"} in fields[name].get("anyOf", [])]
    below = (_undefaulted(value, f"{path}.{name}") for name, value in (fields or form).items())
    return [*here, *(found for each in below for found in each)]


def test_a_stored_field_that_may_be_none_has_a_default_because_none_is_not_stored() -> None:
    found = [each for name, form in current().items() if name.startswith("event ") for each in _undefaulted(form, name)]
    assert found == []


class _Old(BaseModel):
    number: int
    kind: str = "a"


class _Grown(_Old):
    note: str | None = None


class _Removed(BaseModel):
    number: int


class _Retyped(_Old):
    number: str  # type: ignore[assignment]


class _Demanding(_Old):
    more: int


@pytest.mark.parametrize(
    ("model", "problems"),
    [
        (_Old, []),
        (_Grown, []),
        (_Removed, [".kind: removed"]),
        (_Retyped, [".number: integer became string"]),
        (_Demanding, [".more: required now"]),
    ],
)
def test_the_comparison_sees_what_breaks_a_format(model: type[BaseModel], problems: list[str]) -> None:
    assert broken(shape(_Old), shape(model)) == problems


def test_an_event_stored_under_an_old_name_is_read_as_its_newest_version(monkeypatch: pytest.MonkeyPatch) -> None:
    class Measured(Event):
        stored_as = "test.measured.v3"
        millimetres: int

    monkeypatch.setitem(_base.UPCASTERS, "test.measured.v1", ("test.measured.v2", lambda f: {"metres": f["length"]}))
    monkeypatch.setitem(
        _base.UPCASTERS, "test.measured.v2", ("test.measured.v3", lambda f: {"millimetres": f["metres"] * 1000})
    )
    try:
        now = stored(Measured(millimetres=2))
        assert decode(now).event == Measured(millimetres=2)
        old = now.state.replace(b'{"millimetres":2}', b'{"length":2}')
        assert old != now.state
        first = StoredEvent(originator_id=ID, originator_version=1, topic="test.measured.v1", state=old)
        assert decode(first).event == Measured(millimetres=2000)
    finally:
        del EVENTS["test.measured.v3"]


def _with(event: StoredEvent, body: dict[str, Any]) -> StoredEvent:
    """The event as it would have been stored with other fields."""
    state = json.dumps({**json.loads(event.state), "event": body}, ensure_ascii=False, separators=(",", ":"))
    return StoredEvent(ID, 1, event.topic, state.encode())


def keep(more: list[StoredEvent]) -> None:
    """Add samples: what is kept already stays as it is."""
    lines = (json.dumps({"name": s.topic, "state": s.state.decode()}, ensure_ascii=False) + "\n" for s in more)
    with STORED.open("a", encoding="utf8") as file:
        file.writelines(lines)


def pin() -> None:
    """Write down what was added. Raises AssertionError when something would be lost."""
    old, now = json.loads(PINS.read_text("utf8")) if PINS.exists() else {}, current()
    lost = [found for name in old for found in (broken(old[name], now[name], name) if name in now else [name])]
    assert not lost, "\n".join(lost)
    rows = (f"{json.dumps(name)}: {json.dumps(form, sort_keys=True, ensure_ascii=False)}" for name, form in now.items())
    keep([stored(event) for name, event in EVENT_EXAMPLES.items() if name not in kept()])
    keep([_with(stored(EVENT_EXAMPLES[name]), body) for name, body in more(bodies())])
    PINS.write_text("{\n" + ",\n".join(rows) + "\n}\n", "utf8")


if __name__ == "__main__":
    pin()
