"""`req2pay do NAME FILE`: any contract by its written name."""

from typing import TYPE_CHECKING

import click

from console.command import command
from console.send import parsed, read_document, send, sending

if TYPE_CHECKING:
    from console.doors import Door
    from console.out import Out

group = click.Group()


@command(group, "do")
@click.argument("contract", metavar="NAME")
@click.argument("source", metavar="FILE", default="-")
@sending
def do(door: "Door", out: "Out", contract: str, source: str, person: str, key: str) -> int:
    """Send a command by its written NAME (requisition.submit …), its fields as JSON or YAML in FILE (- for stdin)."""
    order = parsed(contract, read_document(source))
    with door.open() as live:
        return send(door, out, live, order, person, key)


COMMANDS = tuple(group.commands.values())
