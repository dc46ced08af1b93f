"""Who acts at the command line: a person with a password, or on a demo store whoever `--as` names."""

import os
import sys
from typing import TYPE_CHECKING

import click

from console.problem import NOT_FINE, Problem

if TYPE_CHECKING:
    from console.doors import Door
    from contracts._base import Actor

AS = click.option(
    "--as", "person", envvar="REQ2PAY_AS", metavar="PERSON", help="Code of the person who acts (REQ2PAY_AS)."
)
PASSWORD = "REQ2PAY_PASSWORD"  # noqa: S105 - the name of a variable


def actor(door: "Door", person: str | None) -> "Actor":
    """The person who acts: proven by password, except on demo stores. Raises Problem."""
    from contracts._base import Actor

    if not person:
        raise Problem("who-acts")
    if not door.is_demo():
        check_password(door, person)
    return Actor(kind="person", id=person)


def check_password(door: "Door", person: str) -> None:
    """Ask for a person's password, or take it from REQ2PAY_PASSWORD. Raises Problem when it is wrong."""
    with door.access() as access:
        session = access.log_in(person, password_for(f"{person}: "))
        if session is None:
            raise Problem("wrong-password", NOT_FINE, person=person)
        access.end_session(session.secret)


def password_for(prompt: str, *, twice: bool = False) -> str:
    """A password from the environment or the terminal. Raises Problem where there is neither."""
    given = os.environ.get(PASSWORD)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise Problem("password-missing", variable=PASSWORD)
    text: str = click.prompt(prompt, hide_input=True, confirmation_prompt=twice, err=True, prompt_suffix="")
    return text
