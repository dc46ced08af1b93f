"""`req2pay req preview`: what to know of a requisition before it is submitted."""

from typing import TYPE_CHECKING, Any

import click

from console.command import command
from console.find import ENTITY, document
from console.people import AS, actor
from console.problem import OK, unknown
from console.req import group
from console.rows import caught_up

if TYPE_CHECKING:
    from console.doors import Door
    from console.out import Out

BUDGET = ("project", "cost_code", "period", "wanted", "available", "left", "control")
PRICES = ("line", "item", "unit", "unit_price", "last_price", "ordered_on", "supplier", "median", "orders")


@command(group, "preview")
@click.argument("number")
@ENTITY
@AS
def preview(door: "Door", out: "Out", number: str, entity: str | None, person: str | None) -> int:
    """Before submitting: budget left, what the items cost so far, and who will be asked."""
    from activities.preview import preview as previewed

    with door.open() as live:
        ref = document(live, number, entity, "requisition")
        caught_up(live)
        found = previewed(live.handler, live.views, live.policies, ref.id, actor(door, person))
    if found is None:
        raise unknown("requisition", number)

    def text() -> None:
        out.table(BUDGET, found["budget"])
        out.table(PRICES, map(_flat, found["prices"]))
        out.table(("name", "roles", "mode"), (found["route"] or {"steps": []})["steps"])
        submission = found["submission"]
        if submission["outcome"] == "refused":
            out.line(out.refusal(submission["code"], submission["figures"]))

    out.result(found, text)
    return OK


def _flat(price: dict[str, Any]) -> dict[str, Any]:
    last, median = price["last"] or {}, price["median_12_months"]
    found = {"last_price": last.get("unit_price"), "median": median["unit_price"], "orders": median["orders"]}
    return {**last, **price, **found}


COMMANDS = ()
"""It belongs to the group of `req`, by being imported."""
