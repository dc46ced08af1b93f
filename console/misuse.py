"""What click says of a command that it did not understand, in the reader's language: it speaks English only."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import click

from console.problem import WRONG_USE, Problem

MISUSED = {
    "NoSuchOption": "unknown-option",
    "MissingParameter": "parameter-missing",
    "BadParameter": "parameter-wrong",
}
"""click's kinds of wrong use -> our code; every other is `wrong-use`."""
REASONS = {
    "use-no-command": r"No such command '(?P<name>.*?)'\..*",
    "use-command-missing": r"Missing command\.",
    "use-too-many": r"Got unexpected extra arguments? \((?P<name>.*)\)",
    "use-value-missing": r"Option '(?P<name>.*)' requires (?:an argument|\d+ arguments)\.",
    "use-takes-no-value": r"Option '(?P<name>.*)' does not take a value\.",
    "use-not-a-number": r"'(?P<value>.*)' is not a valid (?:integer|float)(?: range)?\.",
    "use-out-of-range": r"(?P<value>.*) is not in the range (?P<limit>.*)\.",
    "use-not-a-choice": r"'(?P<value>.*)' is not (?:one of )?(?P<limit>.*)\.",
    "use-not-a-day": r"'(?P<value>.*)' does not match the formats? .*%Y-%m-%d.*",
    "use-no-file": r"\w+ '(?P<name>.*)' does not exist\.",
    "use-a-file": r"\w+ '(?P<name>.*)' is a file\.",
}
"""Our code for what is wrong, and how click says it; the first that fits. What fits none is said as it is."""


@dataclass(frozen=True)
class Reason:
    """What is wrong with the use of a command, said in whichever language it is asked for."""

    code: str
    figures: Mapping[str, str]

    def text(self, language: str) -> str:
        """The sentence."""
        from adapters.sentences import say

        return say(f"cli.{self.code}", language, **self.figures)

    def __str__(self) -> str:
        return self.text("en")


def misused(error: Any) -> Problem:
    """What click says of a command that it did not understand."""
    context = error.ctx if hasattr(error, "ctx") else None
    named = getattr(error, "param", None)
    name = named.get_error_hint(context).replace("'", "") if named else ""
    figures = {"usage": usage(context), "name": name, "reason": reason(error.message)}
    code = MISUSED.get(type(error).__name__, "wrong-use")
    if code == "unknown-option":
        figures["name"] = error.option_name
    return Problem(code if figures["name"] else "wrong-use", WRONG_USE, **figures)


def usage(context: click.Context | None) -> str:
    """How the command is written."""
    if context is None:  # click does not say of which command a value is missing
        return "req2pay … --help"
    return " ".join([context.command_path, *context.command.collect_usage_pieces(context)])


def reason(message: str) -> Reason | str:
    """What click says is wrong, as our code with its figures; as it is where no code fits."""
    for code, form in REASONS.items():
        if found := re.fullmatch(form, message.strip(), re.DOTALL):
            return Reason(code, {name: value.replace("'", "") for name, value in found.groupdict().items()})
    return message
