"""`req2pay contract`: contracts, their change orders, and the signing of a version."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.command import command
from console.find import ENTITY, document
from console.problem import OK, Problem, unknown
from console.rows import caught_up, listing, page, show
from console.send import send, sending

if TYPE_CHECKING:
    from console.doors import Door, Live
    from console.out import Out
    from contracts.values import Ref

COLUMNS = (
    "number", "title", "entity", "supplier", "kind", "status", "drawing", "version", "amount", "ordered", "remaining",
    "valid_to",
)  # fmt: skip
LINES = ("line", "item", "description", "unit", "unit_price", "quantity", "ordered_quantity")
CHANGES = ("number", "contract", "entity", "author", "status", "amount", "budget", "valid_to", "reason", "parked_code")


@click.group("contract")
def group() -> None:
    """Contracts with suppliers, and their signatures."""


@command(group, "list")
@click.option("--changes", is_flag=True, help="Change orders instead of contracts.")
@listing
def listed(door: "Door", out: "Out", changes: bool, **which: Any) -> None:
    """Contracts with what is agreed, ordered and left; or change orders with --changes. The newest first."""
    show(door, out, *(("change_orders", CHANGES) if changes else ("contracts", COLUMNS)), **which)


@command(group, "show")
@click.argument("number")
@ENTITY
def shown(door: "Door", out: "Out", number: str, entity: str | None) -> int:
    """One contract: its lines and prices, versions, signatures and change orders."""
    with door.open() as live:
        ref = _contract(live, number, entity)
        caught_up(live)
        [row], _ = page(live, "contracts", {"id": str(ref.id)})
        of = {"contract_id": str(ref.id)}
        parts = ("contract_lines", "contract_versions", "contract_signatures", "change_orders")
        found = {name: page(live, name, of)[0] for name in parts}

    def text() -> None:
        out.table(COLUMNS, [row])
        out.table(LINES, found["contract_lines"])
        out.table(("version", "amount", "valid_from", "valid_to", "verdict"), found["contract_versions"])
        out.table(("version", "party", "signer", "signed_on", "file_sha256"), found["contract_signatures"])
        out.table(CHANGES, found["change_orders"])

    out.result({**row, **found}, text)
    return OK


@command(group, "sign")
@click.argument("number")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--party", type=click.Choice(["ours", "theirs"]), required=True, help="Whose signature it is.")
@click.option("--signer", required=True, metavar="NAME", help="Who signed.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="When (default: today).")
@click.option("--version", type=int, help="The version that was signed (default: the current one).")
@ENTITY
@sending
def sign(
    door: "Door",
    out: "Out",
    number: str,
    file: Path,
    party: str,
    signer: str,
    day: datetime | None,
    version: int | None,
    entity: str | None,
    person: str,
    key: str,
) -> int:
    """Hand in the signed PDF of a version: the file is kept, its hash recorded."""
    from adapters.signing import HandedIn, NotSignedError, Wanted, collected
    from aggregates.contract import CONTRACT

    with door.open() as live:
        ref = _contract(live, number, entity)
        current = live.handler.state(CONTRACT, ref.id).version
        signed_on = (day or live.handler.clock()).date()
        wanted = Wanted(ref.id, current if version is None else version, "ours" if party == "ours" else "theirs")
        try:
            order = collected(HandedIn(file, signer, signed_on), wanted, live.blobs)
        except OSError as error:
            raise Problem("file-unreadable", file=file, reason=error) from error
        except NotSignedError as error:
            raise Problem(error.code, **error.figures) from error
        assert order is not None
        return send(door, out, live, order, person, key)


def _contract(live: "Live", number: str, entity: str | None) -> "Ref":
    """The contract of a number. Raises Problem."""
    from aggregates.contract import CONTRACT

    ref = live.handler.state(CONTRACT, document(live, number, entity, "contract").id).ref
    if ref is None:
        raise unknown("contract", number)
    return ref


COMMANDS = (group,)
