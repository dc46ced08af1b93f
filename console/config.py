"""`req2pay config`: every setting with its origin, the first administrator, passwords and service tokens."""

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from console.command import command, common
from console.masking import masked
from console.people import AS, PASSWORD, actor, check_password, password_for
from console.problem import NOT_FINE, OK, Problem
from console.send import sent

if TYPE_CHECKING:
    from pydantic_settings import BaseSettings

    from console.doors import Door, Live
    from console.out import Out
    from contracts._base import Actor, Command

NEW_PASSWORD = "REQ2PAY_NEW_PASSWORD"  # noqa: S105 - the name of a variable
OPTIONS = click.option("--entity", "entities", multiple=True, metavar="CODE", help="Where; default: everywhere.")


@click.group("config", invoke_without_command=True)
@common
@click.pass_context
def group(context: click.Context, /, **options: Any) -> None:
    """Settings and who may come in. Without a command: every setting with its origin."""
    if context.invoked_subcommand is None:
        context.invoke(group.commands["show"], **options)


@command(group, "show")
def show(door: "Door", out: "Out") -> None:
    """Every setting: its value, the variable that sets it, and where the value comes from."""
    rows = [row for kind, read in door.described() for row in described(kind, read, door.flags)]
    plain = [
        {
            **row,
            "value": "" if row["value"] is None else str(row["value"]),
            "origin": out.sentence(f"origin-{row['origin'].strip('.')}"),
            "about": out.helped(row["about"]),
        }
        for row in rows
    ]
    out.result({"settings": rows}, lambda: out.table(("variable", "value", "origin", "about"), plain))


def described(
    kind: "type[BaseSettings]", read: "Callable[[], BaseSettings]", flags: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """A class of settings, row by row; flags go before the environment, that before .env, that before defaults."""
    from dotenv import dotenv_values

    values, prefix = read(), str(kind.model_config.get("env_prefix", ""))
    environment = {name.upper() for name in os.environ}
    file = {name.upper() for name in dotenv_values(".env")}
    for name, field in kind.model_fields.items():
        variable = (prefix + name).upper()
        sources = (
            ("flag", name in flags and prefix == "REQ2PAY_"),
            ("env", variable in environment),
            (".env", variable in file),
        )
        origin = next((source for source, there in sources if there), "default")
        value = masked(getattr(values, name))
        yield {"variable": variable, "value": value, "origin": origin, "about": field.description or ""}


@command(group, "init")
@click.option("--admin", required=True, metavar="CODE", help="Code of the first administrator.")
@click.option("--name", required=True, metavar="NAME", help="Name of the first administrator.")
def init(door: "Door", out: "Out", admin: str, name: str) -> int:
    """Begin an empty store: the roles of the policies, and the first administrator with a password."""
    from contracts._base import SYSTEM

    with door.open() as live:
        if _has_people(live):
            raise Problem("already-begun", NOT_FINE)
        orders = tuple(_beginning(live, admin, name))  # all of them valid before the first is sent
        password = password_for(out.sentence("new-password", person=admin), twice=True)
        shortest, longest = door.password_length()
        if not shortest <= len(password) <= longest:
            raise Problem("password-wrong", shortest=shortest, longest=longest)
        with door.access() as access:
            for number, order in enumerate(orders):
                answer = sent(live, order, SYSTEM, f"init:{admin}:{number}")
                if answer.outcome == "refused":
                    raise Problem("init-refused", NOT_FINE, reason=out.refusal(answer.code or "", answer.figures))
            _set(door, access, admin, password)
    out.result({"administrator": admin}, lambda: out.say("begun", person=admin))
    return OK


def _beginning(live: "Live", admin: str, name: str) -> "Iterator[Command]":
    from contracts.person import GrantRole, RegisterPerson
    from contracts.role import DefineRole

    for role in live.policies.roles:
        yield DefineRole.model_validate(dict(role))
    yield RegisterPerson(person=admin, name=name)
    for role in live.policies.roles:
        if "person.administer" in role.permissions:
            yield GrantRole(person=admin, role=role.role)


def _has_people(live: "Live") -> bool:
    from console.rows import caught_up, page

    caught_up(live)
    return bool(page(live, "people", {}, limit=1)[0])


@command(group, "password")
@click.argument("whose", metavar="PERSON")
@AS
def password(door: "Door", out: "Out", whose: str, person: str | None) -> int:
    """Set a PERSON's password: by themselves, or by an administrator (--as). For scripts: the password of who acts
    is taken from REQ2PAY_PASSWORD, the new one from REQ2PAY_NEW_PASSWORD."""
    with door.open() as live:
        who = person or whose
        if not door.is_demo():
            check_password(door, who)
        _check_administrator(live, who, whose)
        new = os.environ.get(NEW_PASSWORD) or _ask(out, whose)
    with door.access() as access:
        _set(door, access, whose, new)
    out.result({"person": whose}, lambda: out.say("password-set", person=whose))
    return OK


def _ask(out: "Out", person: str) -> str:
    if os.environ.get(PASSWORD) is not None:
        raise Problem("password-missing", variable=NEW_PASSWORD)
    return password_for(out.sentence("new-password", person=person), twice=True)


def _set(door: "Door", access: Any, person: str, password: str) -> None:
    try:
        access.set_password(person, password)
    except ValueError as error:
        shortest, longest = door.password_length()
        raise Problem("password-wrong", shortest=shortest, longest=longest) from error


def _check_administrator(live: "Live", who: str, person: str | None) -> None:
    """Everybody may set their own; everything else needs the permission to administer people. Raises Problem."""
    from aggregates.person import PERSON
    from aggregates.role import ROLE
    from contracts.ids import stream_id

    known = live.handler.state(PERSON, stream_id("person", person or who))
    if not known.code:
        raise Problem("unknown-person", NOT_FINE, person=person or who)
    roles = live.handler.state(PERSON, stream_id("person", who)).roles("*", live.handler.clock().date())
    granted = (live.handler.state(ROLE, stream_id("role", role)).permissions for role in roles)
    if who != person and not any("person.administer" in permissions for permissions in granted):
        raise Problem("not-administrator", NOT_FINE, person=who)


def _administrator(door: "Door", live: "Live", person: str | None) -> "Actor":
    who = actor(door, person)
    _check_administrator(live, who.id, None)
    return who


@group.group("token")
def token() -> None:
    """Service tokens: they may command and read, never decide."""


@command(token, "issue")
@click.argument("name")
@click.option(
    "--scope", "scopes", multiple=True, required=True, metavar="SCOPE", help="requisition.create, invoice.*, read …"
)
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="How long it lives.")
@OPTIONS
@AS
def issue(door: "Door", out: "Out", name: str, scopes: Any, days: int, entities: Any, person: str | None) -> int:
    """A new token for a service; its secret is shown this once."""
    with door.open() as live, door.access() as access:
        _administrator(door, live, person)
        try:
            secret = access.issue_token(name, frozenset(scopes), frozenset(entities or ("*",)), days)
        except ValueError as wrong:
            if not hasattr(wrong, "scope"):
                raise
            raise Problem("token-scope-wrong", scope=wrong.scope) from wrong
    out.result({"name": name, "token": secret}, lambda: out.line(secret))
    return OK


@command(token, "list")
@AS
def tokens(door: "Door", out: "Out", person: str | None) -> None:
    """All tokens, without their secrets."""
    with door.open() as live, door.access() as access:
        _administrator(door, live, person)
        rows = [
            {
                "id": found.id,
                "name": found.name,
                "scopes": sorted(found.scopes),
                "entities": sorted(found.entities),
                "expires_at": found.expires_at.isoformat(),
                "revoked": found.revoked,
            }
            for found in access.list_tokens()
        ]
    out.result({"rows": rows}, lambda: out.table(("id", "name", "scopes", "entities", "expires_at", "revoked"), rows))


@command(token, "revoke")
@click.argument("token_id", metavar="ID")
@AS
def revoke(door: "Door", out: "Out", token_id: str, person: str | None) -> int:
    """Revoke a token by its id."""
    with door.open() as live, door.access() as access:
        _administrator(door, live, person)
        if not access.revoke_token(token_id):
            raise Problem("unknown-token", NOT_FINE, id=token_id)
    out.result({"revoked": token_id}, lambda: out.say("token-revoked", id=token_id))
    return OK


COMMANDS = (group,)
