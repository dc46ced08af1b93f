"""`req2pay report cost`: where the budget of a project stands, how it will end, and the documents behind a figure."""

from typing import TYPE_CHECKING

import click

from console.command import command
from console.report import group
from console.rows import caught_up

if TYPE_CHECKING:
    from console.doors import Door
    from console.out import Out
    from projections.cost_report import By

STAGES = ("pre_encumbered", "encumbered", "accrued", "actual", "paid")
BUDGETED = ("group", "name", "currency", "budget", *STAGES, "available", "at_completion", "left", "crosses_on")
BY_MONTH = ("group", "currency", "budget", *STAGES, "available")
BY_SUPPLIER = ("group", "name", "currency", *STAGES)


@command(group, "cost")
@click.argument("project", metavar="PROJECT")
@click.option("--entity", metavar="CODE", help="Legal entity, where its code alone is not unique.")
@click.option(
    "--by",
    type=click.Choice(["project", "wbs", "cost_code", "period", "supplier"]),
    default="cost_code",
    show_default=True,
    help="What the rows stand for; a period is a month.",
)
def cost(door: "Door", out: "Out", project: str, entity: str | None, by: "By") -> None:
    """Budget and cost of a PROJECT by stage, and its forecast; `data list cost_documents` shows what a figure is made of."""
    from console.report_progress import entity_of
    from projections.cost_report_json import cost_report

    with door.open() as live:
        position = caught_up(live)
        owner = entity_of(live, project, entity)
        found = cost_report(live.views.engine, owner, project, by, live.handler.clock())
    columns = {"period": BY_MONTH, "supplier": BY_SUPPLIER}.get(by, BUDGETED)
    rows = [{**row, "group": "  " * row["level"] + row["group"]} for row in found["rows"]]
    out.result({**found, "position": position}, lambda: out.table(columns, rows, out.sentence("cost-report")))


COMMANDS = ()
