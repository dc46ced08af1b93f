"""Sending a command from the command line, and saying what became of it."""

import json
import sys
from contextlib import suppress
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import click

from console.people import AS, actor
from console.problem import NOT_FINE, OK, Problem

if TYPE_CHECKING:
    from console.doors import Door, Live
    from console.out import Out
    from contracts._base import Actor, Answer, Command

KEY = click.option("--key", metavar="KEY", help="Repeat a command safely: the same key is the same request.")
WHY = click.option("--why", required=True, metavar="TEXT", help="The reason, which is kept.")


def sending(function: Any) -> Any:
    """The options of every command that changes something."""
    return AS(KEY(function))


def sent(live: "Live", command: "Command", who: "Actor", key: str | None) -> "Answer":
    """Send a command in a person's name."""
    from contracts._base import Request

    return live.handler.handle(Request(command=command, key=key or uuid4().hex, actor=who, channel="cli"))


def send(door: "Door", out: "Out", live: "Live", command: "Command", person: str | None, key: str | None) -> int:
    """Send a command and show the answer. Gives the exit status."""
    return told(out, command, sent(live, command, actor(door, person), key))


def told(out: "Out", command: "Command", answer: "Answer") -> int:
    """Show what became of a command: 0, or 1 when it was refused."""
    message = _message(out, command, answer)
    out.result(
        {**answer.model_dump(mode="json"), "command": command.contract, "message": message}, lambda: out.line(message)
    )
    return NOT_FINE if answer.outcome == "refused" else OK


def _message(out: "Out", command: "Command", answer: "Answer") -> str:
    figures = {"command": command.contract, "document": answer.document or ""}
    if answer.outcome == "refused":
        reason = out.refusal(answer.code or "", answer.figures)
        return out.sentence("refused", reason=reason, why=answer.code, **figures)
    return out.sentence(answer.outcome, **figures)


def read_document(source: str) -> Any:
    """JSON or YAML from a file, or from stdin for "-". Raises Problem."""
    import yaml

    from console.plain_yaml import Loader

    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text("utf-8")
        return _with_json(yaml.load(text, Loader), text)  # noqa: S506 - a safe loader; JSON is YAML
    except (OSError, UnicodeDecodeError) as error:
        raise Problem("file-unreadable", file=source, reason=error) from error
    except yaml.YAMLError as error:
        raise Problem("file-malformed", file=source, reason=error) from error


def read_json(source: str) -> Any:
    """JSON from a file, or from stdin for "-", with exact numbers. Raises Problem."""
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text("utf-8")
        return json.loads(text, parse_float=Decimal)
    except (OSError, UnicodeDecodeError) as error:
        raise Problem("file-unreadable", file=source, reason=error) from error
    except (ValueError, RecursionError) as error:
        raise Problem("file-malformed", file=source, reason=error) from error


def _with_json(fields: Any, text: str) -> Any:
    """What is kept as JSON keeps the types that a JSON file gives it: everything else is text, so that money stays exact."""
    kept = ("body", "body_schema")
    if isinstance(fields, dict) and fields.keys() & set(kept):
        with suppress(ValueError):
            fields |= {name: value for name, value in json.loads(text).items() if name in kept}
    return fields


def _near(contract: str, names: list[str]) -> list[str]:
    """The commands of the same document, else those that are written much like it, else all."""
    same = [name for name in names if name.partition(".")[0] == contract.partition(".")[0]]
    return same or get_close_matches(contract, names, 5) or names


def parsed(contract: str, fields: Any) -> "Command":
    """A command from its written name and fields. Raises Problem for an unknown name; ValidationError for wrong fields."""
    import activities.catalogue as _all  # noqa: F401 - registers every contract
    from contracts._base import COMMANDS

    kind = COMMANDS.get(contract)
    if kind is None or kind.by == "system":
        names = sorted(name for name, each in COMMANDS.items() if each.by != "system")
        raise Problem("unknown-contract", contract=contract, known=", ".join(_near(contract, names)))
    if not isinstance(fields, dict):
        raise Problem("not-an-object", contract=contract)
    return kind.model_validate_json(json.dumps(fields, default=str))
