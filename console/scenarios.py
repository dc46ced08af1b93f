"""`req2pay scenario FILE…`: executable examples in memory, under a virtual clock."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.command import command

if TYPE_CHECKING:
    from console.doors import Door
    from console.out import Out

group = click.Group()


@command(group, "scenario")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def scenario(door: "Door", out: "Out", files: Sequence[Path]) -> int:
    """Run executable examples: each case in a house of its own, through the rules and processes that run for real."""
    from bots.limited import LimitedReader
    from console.scenario import scenario as run

    # The examples change one thing of a file by hand and ask our own rules: official rules would find more in each.
    with LimitedReader() as reader:
        return run(files, out.as_json, door.wakes(), reader.read, out.line)


COMMANDS = tuple(group.commands.values())
