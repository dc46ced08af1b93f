"""What all commands share: their options, the form of their answers, and one handler for whatever goes wrong."""

import functools
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from console.out import Out
from console.problem import OK, explained

F = TypeVar("F", bound=Callable[..., int | None])
G = TypeVar("G", bound=Callable[..., Any])
COMMON = (
    click.option("-o", "--output", type=click.Choice(["text", "json"]), default="text", help="Form of the answer."),
    click.option(
        "--lang", type=click.Choice(["en", "zh"]), help="Language of sentences (default: REQ2PAY_LANGUAGE, LANG)."
    ),
    click.option("--home", type=click.Path(path_type=Path), help="Folder of stores and logs (default: REQ2PAY_HOME)."),
    click.option("--debug", is_flag=True, help="Show the traceback of what goes wrong."),
)
"""Accepted after every command."""


def common(function: G) -> G:
    """Add the options that are accepted after every command."""
    for option in reversed(COMMON):
        function = option(function)
    return function


def command(group: click.Group, name: str, **settings: Any) -> Callable[[F], F]:
    """Register `function(door, out, **parameters) -> exit status` (None: 0) as a command of a group."""

    def register(function: F) -> F:
        @functools.wraps(function)
        def run(output: str, lang: str | None, home: Path | None, debug: bool, **parameters: Any) -> None:
            context = click.get_current_context()
            door, out = context.obj({"home": home} if home else {}), Out(output == "json", "en", debug)
            context.exit(attempt(out, lambda: _run(function, door, out, lang, parameters)))

        group.command(name, **settings)(common(run))
        return function

    return register


def _run(function: F, door: Any, out: Out, lang: str | None, parameters: dict[str, Any]) -> int | None:
    out.language = lang or getattr(click.get_current_context(), "language", None) or door.language()
    return function(door, out, **parameters)


def attempt(out: Out, work: Callable[[], int | None]) -> int:
    """Run, and say what went wrong. Gives the exit status."""
    try:
        return work() or OK
    except (click.exceptions.Exit, click.ClickException, click.Abort, BrokenPipeError, KeyboardInterrupt):
        raise
    except BaseExceptionGroup as group:
        return _failed(out, _innermost(group))
    except Exception as error:  # noqa: BLE001 - the one place where every error becomes a sentence
        return _failed(out, error)


def _innermost(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _failed(out: Out, error: BaseException) -> int:
    problem = explained(error)
    if out.debug:
        traceback.print_exception(error)
    out.failed(problem)
    return problem.status
