"""`req2pay invoice hints`: where readers look on the pages of a supplier, as corrections taught them; forget one."""

from typing import TYPE_CHECKING, Any

import click

from console.command import command
from console.find import ENTITY
from console.invoice import group as invoices
from console.problem import Problem, unknown
from console.rows import caught_up, listing, page, show
from console.send import WHY, send, sending

if TYPE_CHECKING:
    from console.doors import Door
    from console.out import Out

COLUMNS = (
    "supplier", "hint", "entity", "format", "field", "label", "direction", "status", "invoice", "people",
    "times_right", "times_wrong",
)  # fmt: skip


@invoices.group("hints")
def group() -> None:
    """Where suppliers print values, learnt from corrections."""


@command(group, "list")
@listing
def listed(door: "Door", out: "Out", **which: Any) -> None:
    """Hints, also of one supplier (--filter supplier=CODE): where each leads, what taught it, how often it was right."""
    show(door, out, "reading_hints", COLUMNS, **which)


@command(group, "forget")
@click.argument("supplier")
@click.argument("hint", type=int)
@WHY
@ENTITY
@sending
def forget(
    door: "Door", out: "Out", supplier: str, hint: int, why: str, entity: str | None, person: str, key: str
) -> int:
    """Take one hint of a supplier back, with a reason: pages are read as if it had never been learnt."""
    from contracts.reading_hints import ForgetHint

    with door.open() as live:
        caught_up(live)
        which = {"supplier": supplier, "hint": str(hint)} | ({"entity": entity} if entity else {})
        rows, _ = page(live, "reading_hints", which)
        if not rows:
            raise unknown("hint", f"{supplier} {hint}")
        if len(rows) > 1:
            entities = ", ".join(row["entity"] for row in rows)
            raise Problem("number-not-unique", number=f"{supplier} {hint}", entities=entities)
        return send(door, out, live, ForgetHint(hints=rows[0]["id"], hint=hint, why=why), person, key)


COMMANDS = ()
