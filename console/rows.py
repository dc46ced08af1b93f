"""Lists: pages of read models that show everything up to now."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from console.people import AS, actor
from console.problem import NOT_FINE, Problem, unknown

if TYPE_CHECKING:
    from console.doors import Door, Live
    from console.out import Out
    from contracts._base import Actor
    from contracts.person import Sight

Row = dict[str, Any]
PATIENCE = 0.3
"""Seconds for a projector that runs elsewhere; after that this process catches up by itself."""
ALL = 500


def listing(function: Any) -> Any:
    """The options of every list."""
    for option in (
        click.option("--limit", type=click.IntRange(1, ALL), default=50, show_default=True, help="Rows at most."),
        click.option("--cursor", help="Where the last page ended."),
        click.option("--filter", "filters", multiple=True, metavar="COLUMN=VALUE", help="Only rows like this."),
        click.option("--entity", metavar="CODE", help="Only this legal entity."),
        AS,
    ):
        function = option(function)
    return function


def caught_up(live: "Live") -> int:
    """Let the read models show everything that has happened until now; gives the position they show."""
    from projections import PROJECTIONS

    head, names = live.log.head(), [projection.name for projection in PROJECTIONS]
    if not live.views.wait_for(head, names, PATIENCE):
        live.runner().catch_up()
        stopped = {
            name: row for name, row in live.views.status().items() if name in names and row["state"] != "running"
        }
        for name, row in stopped.items():
            raise Problem("projection-stopped", NOT_FINE, projection=name, **_why(row))
    return head


def _why(row: Row) -> Row:
    return {"position": row["failed_position"], "error": row["error"]}


def show(
    door: "Door",
    out: "Out",
    model: str,
    columns: Sequence[str],
    *,
    entity: str | None,
    filters: Sequence[str],
    cursor: str | None,
    limit: int,
    person: str | None = None,
    told: Callable[[Row], Row] = dict,
) -> None:
    """A page of a read model: with a person what he may see, else all that whoever owns this store may see.

    `told` adds to a row what is only said to people.
    """
    who = actor(door, person) if person else None
    with door.open() as live:
        position = caught_up(live)
        chosen = {**parsed(filters), **({"entity": entity} if entity else {})}
        rows, following = page(live, model, chosen, cursor, limit, who)

    def text() -> None:
        out.table(columns, map(told, rows))
        if following:
            out.note("more-rows", cursor=following)

    out.result({"rows": rows, "next": following, "position": position}, text)


def page(
    live: "Live",
    model: str,
    filters: dict[str, str],
    cursor: str | None = None,
    limit: int = ALL,
    who: "Actor | None" = None,
) -> tuple[list[Row], str | None]:
    """Rows of a read model. Raises Problem for a filter or cursor that does not fit."""
    from projections.queries import select

    try:
        return select(live.views.engine, model, filters, cursor, limit, sees=sight(live, who))
    except ValueError as error:
        raise Problem("filter-wrong", reason=error) from error


def sight(live: "Live", who: "Actor | None") -> "Sight":
    """What a person may see today; None is whoever owns this store, and sees everything."""
    from aggregates.person import PERSON
    from contracts.ids import stream_id
    from contracts.person import EVERYTHING

    if who is None:
        return EVERYTHING
    return live.handler.state(PERSON, stream_id("person", who.id)).sight(live.handler.clock().date())


def parsed(filters: Sequence[str]) -> dict[str, str]:
    """`column=value` pairs. Raises Problem."""
    for text in filters:
        if "=" not in text:
            raise Problem("pair-malformed", given=text)
    return dict(text.split("=", 1) for text in filters)


_KINDS = {"invoices": "invoice", "cases": "requisition"}


def one(live: "Live", model: str, document: object) -> Row:
    """The row of one document. Raises Problem."""
    caught_up(live)
    rows, _ = page(live, model, {"id": str(document)}, limit=1)
    if not rows:
        raise unknown(_KINDS[model], document)
    return rows[0]
