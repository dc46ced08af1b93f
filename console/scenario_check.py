"""A step `check` of a scenario: what all rules find in an invoice that is written down as it was read, without a file."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from bots.checks import Context, check
from console.scenario_expect import Failure
from console.scenario_file import START, Step
from console.scenario_yaml import ScenarioError
from contracts.reading import Field, Master, Reading

KEYS = ("format", "fields", "lines", "taxes", "totals", "due_date", "profile", "source", "today", "master")
EXPECTED = {"rejects": "reject", "holds": "exception", "warns": "warn"}


def of_check(step: Step) -> Iterator[Failure]:
    """What differs of what is found, and of what could not be run where a step names that. Raises ScenarioError."""
    given, expects = step.own["check"], step.own.get("expects") or {}
    for names, allowed in ((given, KEYS), (expects, (*EXPECTED, "not_run"))):
        if unknown := next((key for key in names if key not in allowed), None):
            raise ScenarioError(step.file, step.line, f"check: unknown key {unknown!r}", allowed)
    judged = _judged(step, given)
    for name, severity in EXPECTED.items():
        wanted = sorted(expects.get(name) or ())
        found = sorted({finding.code for finding in judged.findings if finding.severity == severity})
        if wanted != found:
            yield Failure(step.line, f"check {name}", str(wanted), str(found))
    for name in expects.get("not_run") or ():
        if name not in judged.not_run:
            yield Failure(step.line, "check not_run", name, str(judged.not_run))


def _judged(step: Step, given: Mapping[str, Any]) -> Reading:
    try:
        master = Master.model_validate(given["master"]) if given.get("master") else None
        return check(_reading(given), Context(date.fromisoformat(given.get("today", f"{START:%Y-%m-%d}")), master))
    except (ValidationError, ValueError) as error:
        raise ScenarioError(step.file, step.line, f"check: {error}") from error


def _reading(given: Mapping[str, Any]) -> Reading:
    source = given.get("source", "xml")
    stated = {name: value for name, value in (given.get("fields") or {}).items() if value}
    fields = {name: Field(value=value, source=source, confidence=1) for name, value in stated.items()}
    plain = {name: given[name] for name in ("lines", "taxes", "totals", "due_date", "profile") if given.get(name)}
    named = {"file_sha256": "0" * 64, "format": given.get("format", "ubl"), "bot_version": "scenario"}
    return Reading.model_validate({**named, **plain, "fields": fields})
