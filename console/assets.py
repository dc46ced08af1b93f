"""`req2pay data catalogue|quality`: what the fields mean and who answers for them, and how good the data is."""

from typing import TYPE_CHECKING

import click

from console.command import command
from console.data import group
from console.problem import NOT_FINE, Problem

if TYPE_CHECKING:
    from console.doors import Door
    from console.out import Out


@command(group, "catalogue")
@click.argument("model", required=False)
def catalogue(door: "Door", out: "Out", model: str | None) -> None:
    """What every field of the read models means, who answers for it, who may know it, and how fresh it is."""
    from activities.data_assets import catalogue as of
    from projections.queries import READ_MODELS

    if model is not None and model not in READ_MODELS:
        raise Problem("unknown-kind", NOT_FINE, kind=model, known=", ".join(READ_MODELS))
    with door.open() as live:
        rows = of(live.policies, live.views, live.log, [model] if model else READ_MODELS)
    shown = [{**row, "meaning": row["meaning"][out.language]} for row in rows]
    columns = ("model", "column", "meaning", "owner", "classification", "events_behind")
    out.result({"rows": rows}, lambda: out.table(columns, shown))


@command(group, "quality")
@click.option("--until", type=click.IntRange(min=0), metavar="POSITION", help="As of a position of the log.")
def quality(door: "Door", out: "Out", until: int | None) -> None:
    """How complete, accurate and timely the recorded data is, with the events that fail."""
    from activities.data_assets import measured

    with door.open() as live:
        found = measured(live.log, until)
    columns = ("measure", "subject", "n", "percent", "p50_seconds", "p95_seconds", "failing")
    out.result(
        found,
        lambda: out.table(columns, [dict.fromkeys(columns, "") | row for row in found["rows"]]),
    )


COMMANDS = ()
"""They belong to the group of `data`, by being imported."""
