"""What a scenario expects, held against what is: answers, documents, read models, and how often an event was stored."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from console.scenario_file import Step
from console.scenario_world import World
from console.scenario_yaml import ScenarioError
from contracts._base import Answer
from events._base import EVENTS
from projections.queries import READ_MODELS

ANSWER = ("outcome", "code", "figures")
WORLD = ("documents", "views", "absent", "events")
OUTCOMES = ("accepted", "refused", "ignored")


@dataclass(frozen=True)
class Failure:
    """Something is not as expected: where it is written, what it is about, what was expected and what is."""

    line: int
    what: str
    expected: str
    found: str

    def as_json(self) -> dict[str, object]:
        """Ready for JSON."""
        return asdict(self)


def of_answer(step: Step, answer: Answer | None, world: World) -> Iterator[Failure]:
    """What differs of the answer; without an expectation of its own a command must be accepted."""
    expects = step.own.get("expects")
    if isinstance(expects, str):
        expects = {"outcome": expects}
    expects = expects or {}
    known(step, expects, (*ANSWER, *WORLD))
    if answer is None:
        return
    wanted = expects.get("outcome", "refused" if "code" in expects else "accepted")
    if wanted not in OUTCOMES:
        raise ScenarioError(step.file, step.line, f"unknown outcome {wanted!r}", OUTCOMES)
    said = f"{answer.outcome} {answer.code or ''} {dict(answer.figures) or ''}".strip()
    if answer.outcome != wanted or ("code" in expects and answer.code != expects["code"]):
        yield Failure(step.line, step.own["do"], f"{wanted} {expects.get('code', '')}".strip(), said)
    else:
        yield from _within(
            step.line, "figures", world.resolve(step, expects.get("figures") or {}), dict(answer.figures)
        )


def of_world(step: Step, expects: Mapping[str, Any], world: World) -> Iterator[Failure]:
    """What differs of documents, read models and events."""
    known(step, expects, (*ANSWER, *WORLD))
    yield from _documents(step, expects.get("documents") or {}, world)
    if "views" in expects or "absent" in expects:
        yield from _views(step, expects, world)
    if expected := expects.get("events"):
        stored = Counter(recorded.event.stored_as for page in world.sim.log.pages() for recorded in page)
        for name, times in expected.items():
            if name not in EVENTS:
                raise ScenarioError(step.file, step.line, f"unknown event {name!r}", sorted(EVENTS))
            if str(stored[name]) != str(times):
                yield Failure(step.line, name, f"{times} times", f"{stored[name]} times")


def known(step: Step, expects: Mapping[str, Any], allowed: tuple[str, ...]) -> None:
    """Raise ScenarioError for an expectation that does not exist."""
    for key in expects:
        if key not in allowed:
            raise ScenarioError(step.file, step.line, f"unknown expectation {key!r}", allowed)


def _documents(step: Step, expected: Mapping[str, Any], world: World) -> Iterator[Failure]:
    for name, wanted in expected.items():
        ref = world.follow(step, f"${name.removeprefix('$')}")
        if not hasattr(ref, "kind"):
            raise ScenarioError(step.file, step.line, f"{name} is no document")
        state = world.plain(ref)
        whole = {"status": wanted} if isinstance(wanted, str) else wanted
        yield from _within(step.line, name, world.resolve(step, whole), state)


def _views(step: Step, expects: Mapping[str, Any], world: World) -> Iterator[Failure]:
    for kind in ("views", "absent"):
        for name, wanted in (expects.get(kind) or {}).items():
            if name not in READ_MODELS:
                raise ScenarioError(step.file, step.line, f"unknown read model {name!r}", READ_MODELS)
            yield from _rows(step, kind, name, [world.resolve(step, row) for row in wanted], world.rows(name))


def _rows(
    step: Step, kind: str, name: str, wanted: list[dict[str, Any]], rows: list[dict[str, Any]]
) -> Iterator[Failure]:
    shown = [{column: _shown(value) for column, value in row.items()} for row in rows]
    columns = tuple(column.name for column in READ_MODELS[name].columns)
    for row in wanted:
        known(step, row, columns)
        found = any(not list(_within(step.line, name, row, candidate)) for candidate in shown)
        if found is (kind == "absent"):
            there = [{column: candidate[column] for column in row} for candidate in shown]
            yield Failure(step.line, name, f"{'no row' if kind == 'absent' else 'a row'} {row}", str(there))


def _shown(value: Any) -> Any:
    """Money as a scenario writes it: "100.00 EUR"."""
    if isinstance(value, dict) and set(value) == {"amount", "currency"}:
        return f"{value['amount']} {value['currency']}"
    return value


def _within(line: int, what: str, expected: Any, found: Any) -> Iterator[Failure]:
    """Where `found` lacks or contradicts something of `expected`: mappings in part, lists whole, figures by value."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        for key, value in expected.items():
            if key not in found:
                yield Failure(line, f"{what}.{key}", str(value), f"nothing (there is: {', '.join(map(str, found))})")
            else:
                yield from _within(line, f"{what}.{key}", value, found[key])
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for number, pair in enumerate(zip(expected, found, strict=True)):
            yield from _within(line, f"{what}.{number}", *pair)
    elif not _same(expected, found):
        yield Failure(line, what, str(expected), str(found))


def _same(expected: Any, found: Any) -> bool:
    if expected is None or found is None or isinstance(found, bool):
        return str(expected).lower() == str(found).lower()
    if isinstance(expected, list | dict) or isinstance(found, list | dict):
        return bool(expected == found)
    try:
        return Decimal(str(expected)) == Decimal(str(found))
    except InvalidOperation:
        return str(expected) == str(found)
