"""`req2pay do NAME FILE`: any contract by its written name."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.command import command
from console.problem import Problem
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
    """Send a command by its written NAME (requisition.submit …), its fields as JSON or YAML in FILE (- for stdin).

    A quotation may also come on its Excel sheet (see `report quotation-sheet`).
    """
    order = parsed(contract, _sheet(contract, source) if source.endswith(".xlsx") else read_document(source))
    with door.open() as live:
        return send(door, out, live, order, person, key)


def _sheet(contract: str, source: str) -> dict[str, object]:
    """The fields of a quotation from its Excel sheet. Raises Problem."""
    from adapters.quotation_sheet import fields
    from adapters.workbook import WorkbookWrongError

    if contract != "quotation.submit":
        raise Problem("no-sheet-for", contract=contract)
    try:
        return fields(Path(source).read_bytes())
    except WorkbookWrongError as wrong:
        raise Problem("file-malformed", file=source, reason=wrong) from wrong


COMMANDS = tuple(group.commands.values())
