"""`req2pay data keep`: files that commands refer to by hash, kept for who may send such a command."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.command import command
from console.data import group
from console.people import AS, actor
from console.problem import NOT_FINE, OK, WRONG_USE, Problem

if TYPE_CHECKING:
    from console.doors import Door, Live
    from console.out import Out
    from contracts._base import Actor, Command


class Files:
    """Files beside a command: read before it is sent, kept when its sender may send it."""

    def __init__(self) -> None:
        self._found: dict[str, bytes] = {}

    @property
    def are_pdf(self) -> bool:
        """Whether every file is a PDF, by its first bytes."""
        from adapters.signing import PDF

        return all(data.startswith(PDF) for data in self._found.values())

    def add(self, path: Path) -> dict[str, str]:
        """Read a file; gives the attachment that refers to it. Raises Problem."""
        from adapters.signing import LIMIT

        try:
            if path.stat().st_size > LIMIT:
                raise Problem("file-too-large", WRONG_USE, file=path, limit=LIMIT)
            data = path.read_bytes()
        except OSError as error:
            raise Problem("file-unreadable", WRONG_USE, file=path, reason=error) from error
        digest = sha256(data).hexdigest()
        self._found[digest] = data
        return {"file_sha256": digest, "name": path.name}

    def keep(self, live: "Live", who: "Actor", order: "Command", entity: str | None = None) -> None:
        """Keep them, unless the sender may not send the command anyway: then its refusal says so."""
        if self._found and not self.refused(live, who, order, entity or str(getattr(order, "entity", ""))):
            for data in self._found.values():
                live.blobs.put(data, sealed=order.secret)

    def refused(self, live: "Live", who: "Actor", order: "Command", entity: str) -> Any:
        """Why the sender may not send the command, if so."""
        from activities.handing_in import refusal
        from contracts._base import Request

        return refusal(live.handler, Request(command=order, key="keep", actor=who, channel="cli"), entity)


@command(group, "keep")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--entity", required=True, metavar="CODE", help="Legal entity of the document (*: master data of all).")
@click.option("--for", "contract", required=True, metavar="CONTRACT", help="The contract that will refer to them.")
@AS
def keep(door: "Door", out: "Out", files: Sequence[Path], entity: str, contract: str, person: str | None) -> int:
    """Keep files for a command that refers to them: their SHA-256 is what its fields want."""
    from activities.handing_in import SIGNED
    from activities.referring import referring
    from contracts._base import COMMANDS

    if contract not in referring():
        raise Problem("no-files-for", command=contract, known=", ".join(referring()))
    found = Files()
    rows = [found.add(file) for file in files]
    if contract in SIGNED and not found.are_pdf:
        raise Problem("not-a-pdf", WRONG_USE, command=contract)
    with door.open() as live:
        order, who = COMMANDS[contract].model_construct(), actor(door, person)
        if refused := found.refused(live, who, order, entity):
            raise Problem("may-not-keep", NOT_FINE, reason=out.refusal(refused.code, refused.figures))
        found.keep(live, who, order, entity)
    out.result({"rows": rows}, lambda: out.table(("file_sha256", "name"), rows))
    return OK


COMMANDS = ()
"""It belongs to the group of `data`, by being imported."""
