"""Scenario files read into cases; what is wrong with one is said with its file, line and key."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from console.plain_yaml import Lines
from console.scenario_yaml import ScenarioError, read
from contracts._base import SYSTEM, Actor, Grant

KINDS = ("accepted", "refused", "edge")
TOP = ("title", "values", "rules", "given", "start", "policies", "steps", "expects", "cases")
CASE = ("title", "values", "rules", "policies", "steps", "expects")
GIVEN = ("given", "policies", "steps")
OWN = ("do", "as", "at", "after", "save", "key", "expects", "check")
START = datetime(2026, 11, 2, 8, tzinfo=UTC)
DEPTH = 8


@dataclass(frozen=True)
class Step:
    """One command (or only a move of the clock, or only an expectation), and where it is written."""

    file: Path
    line: int
    own: Mapping[str, Any]
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """One run in a house of its own: which rules it shows in which way, and what it expects in the end."""

    file: Path
    title: str
    start: datetime
    rules: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    policies: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    expects: Lines | None = None


def load(path: Path) -> list[Case]:
    """The cases of a file. Raises ScenarioError."""
    top = read(path, TOP)
    _known(path, top, TOP)
    before, policies = _given(path, top)
    steps = (*before, *_steps(path, top))
    start = _instant(path, top.line, top["start"]) if "start" in top else START
    whole = Case(path, _title(path, top), start, _rules(path, top), policies, steps, _part(path, top, "expects"))
    if "cases" not in top:
        return [whole]
    return [_case(whole, case) for case in _list(path, top, "cases")]


def _case(whole: Case, found: Lines) -> Case:
    _known(whole.file, found, CASE)
    return Case(
        file=whole.file,
        title=_title(whole.file, found),
        start=whole.start,
        rules=_rules(whole.file, found),
        policies={**whole.policies, **(_part(whole.file, found, "policies") or {})},
        steps=(*whole.steps, *_steps(whole.file, found)),
        expects=_part(whole.file, found, "expects"),
    )


def _given(path: Path, top: Lines, depth: int = 0) -> tuple[tuple[Step, ...], dict[str, Any]]:
    """The steps and policies of the files that `given` names (beside this one), and the policies of this one."""
    names = top.get("given") or []
    steps: list[Step] = []
    policies: dict[str, Any] = {}
    if depth > DEPTH:
        raise ScenarioError(path, top.line, f"given files are nested more than {DEPTH} deep")
    for name in [names] if isinstance(names, str) else names:
        file = path.parent / str(name)
        found = read(file, GIVEN)
        _known(file, found, GIVEN)
        more, theirs = _given(file, found, depth + 1)
        steps += [*more, *_steps(file, found)]
        policies |= theirs
    return tuple(steps), {**policies, **(_part(path, top, "policies") or {})}


def _steps(path: Path, found: Lines) -> tuple[Step, ...]:
    steps = []
    for step in _list(path, found, "steps"):
        own = {name: value for name, value in step.items() if name in OWN}
        fields = {name: value for name, value in step.items() if name not in OWN}
        if fields and "do" not in own:
            raise ScenarioError(path, step.line, f"{next(iter(fields))!r} needs a command: do", OWN)
        steps.append(Step(path, step.line, own, fields))
    return tuple(steps)


def _rules(path: Path, found: Lines) -> dict[str, tuple[str, ...]]:
    rules = _part(path, found, "rules") or Lines()
    _known(path, rules, KINDS)
    return {kind: tuple([ids] if isinstance(ids, str) else map(str, ids)) for kind, ids in rules.items()}


def _title(path: Path, found: Lines) -> str:
    if not isinstance(found.get("title"), str):
        raise ScenarioError(path, found.line, "the key 'title' is missing or no text")
    return str(found["title"])


def _part(path: Path, found: Lines, name: str) -> Lines | None:
    part = found.get(name)
    if part is not None and not isinstance(part, Lines):
        raise ScenarioError(path, found.line, f"{name!r} must be a mapping")
    return part


def _list(path: Path, found: Lines, name: str) -> list[Lines]:
    items = found.get(name) or []
    if not isinstance(items, list) or not all(isinstance(item, Lines) for item in items):
        raise ScenarioError(path, found.line, f"{name!r} must be a list of mappings")
    return items


def _known(path: Path, found: Lines, allowed: tuple[str, ...]) -> None:
    for key in found:
        if key not in allowed:
            raise ScenarioError(path, found.line, f"unknown key {key!r}", allowed)


def _instant(path: Path, line: int, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ScenarioError(path, line, f"{text!r} is no instant", ["2026-11-02T08:00:00Z"])
    return moment


def moment_of(step: Step, now: datetime) -> datetime:
    """When a step happens: `at` an instant, `after` a while ("25h", "3d", "30m"), else now."""
    if "at" in step.own:
        moment = _instant(step.file, step.line, step.own["at"])
        if moment < now:
            raise ScenarioError(step.file, step.line, f"at {moment} lies before {now}: the clock never goes back")
        return moment
    if "after" not in step.own:
        return now
    while_ = re.fullmatch(r"(\d+)([smhd])", str(step.own["after"]))
    if not while_:
        raise ScenarioError(step.file, step.line, f"after: {step.own['after']!r} is no while", ["30m", "25h", "3d"])
    seconds = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}[while_[2]]
    return datetime.fromtimestamp(now.timestamp() + int(while_[1]) * seconds, UTC)


def actor_of(step: Step) -> tuple[Actor, Grant | None]:
    """A person by its code, a service with what its token grants, or (absent) the system's own process."""
    who = step.own.get("as")
    if who is None:
        return SYSTEM, None
    if isinstance(who, str):
        return Actor(kind="person", id=who), None
    if set(who) - {"service", "commands", "entities"} or "service" not in who:
        raise ScenarioError(step.file, step.line, f"as: {dict(who)}", ("service", "commands", "entities"))
    grant = Grant(commands=frozenset(who.get("commands", ())), entities=frozenset(who.get("entities", ())))
    return Actor(kind="service", id=who["service"]), grant
