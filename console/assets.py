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
    from adapters.sentences import LANGUAGES, say
    from projections.catalogue import fields, fresh
    from projections.queries import READ_MODELS

    if model is not None and model not in READ_MODELS:
        raise Problem("unknown-kind", NOT_FINE, kind=model, known=", ".join(READ_MODELS))
    with door.open() as live:
        found = fields(live.policies.data_owners, live.policies.data_classes, [model] if model else READ_MODELS)
        rows = fresh(found, live.views.status(), live.log.head())
    for row in rows:
        row["meaning"] = {language: say(row["meaning"], language) for language in LANGUAGES}
    shown = [{**row, "meaning": row["meaning"][out.language]} for row in rows]
    columns = ("model", "column", "meaning", "owner", "classification", "events_behind")
    out.result({"rows": rows}, lambda: out.table(columns, shown))


@command(group, "quality")
@click.option("--until", type=click.IntRange(min=0), metavar="POSITION", help="As of a position of the log.")
def quality(door: "Door", out: "Out", until: int | None) -> None:
    """How complete, accurate and timely the recorded data is, with the events that fail."""
    from audit.data_quality import quality as measured

    with door.open() as live:
        position = live.log.head() if until is None else min(until, live.log.head())
        rows = measured(live.log.events(until=position))
    columns = ("measure", "subject", "n", "percent", "p50_seconds", "p95_seconds", "failing")
    out.result(
        {"position": position, "rows": rows},
        lambda: out.table(columns, [dict.fromkeys(columns, "") | row for row in rows]),
    )


COMMANDS = ()
"""They belong to the group of `data`, by being imported."""
