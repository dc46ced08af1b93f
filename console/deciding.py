"""`… resolve NUMBER --this|--that --why TEXT`: a person decides what no rule decides, one of two ways and with a reason."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from console.command import command
from console.find import ENTITY, document
from console.problem import Problem
from console.send import WHY, parsed, send, sending

if TYPE_CHECKING:
    from console.doors import Door
    from console.out import Out


def deciding(group: click.Group, kind: str, contract: str, about: str, ways: Mapping[str, tuple[str, str]]) -> None:
    """Make `resolve` the command of a group: `ways` are flag -> (decision, help), and exactly one of them is given."""

    def resolve(
        door: "Door", out: "Out", number: str, why: str, entity: str | None, person: str, key: str | None, **given: bool
    ) -> int:
        chosen = [decision for decision, _ in ways.values() if given[decision.replace("-", "_")]]
        if len(chosen) != 1:
            raise Problem("one-decision", flags=" | ".join(ways))
        with door.open() as live:
            fields = {kind: str(document(live, number, entity, kind).id), "decision": chosen[0], "why": why}
            return send(door, out, live, parsed(contract, fields), person, key)

    resolve.__doc__ = about
    asked: Any = sending(resolve)
    flags = [click.option(flag, way.replace("-", "_"), is_flag=True, help=told) for flag, (way, told) in ways.items()]
    for option in reversed((click.argument("number"), *flags, WHY, ENTITY)):
        asked = option(asked)
    command(group, "resolve")(asked)
