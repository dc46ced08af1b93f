"""`req2pay report labour`: what day labour of a project adds up to, and how far it is from its budget."""

from typing import TYPE_CHECKING

import click

from console.command import command
from console.report import group
from console.rows import caught_up

if TYPE_CHECKING:
    from console.doors import Door
    from console.out import Out
    from projections.labour_report import By

SUMS = ("group", "currency", "workers", "days", "overtime_hours", "base", "overtime", "amount")
VARIANCES = (
    "cost_code", "currency", "days", "earned_days", "budget_days", "budget_rate",
    "rate_variance", "days_variance", "variance",
)  # fmt: skip


@command(group, "labour")
@click.argument("project", metavar="PROJECT")
@click.option("--entity", metavar="CODE", help="Legal entity, where its code alone is not unique.")
@click.option(
    "--by",
    type=click.Choice(["project", "team", "trade", "worker", "period"]),
    default="team",
    show_default=True,
    help="What the rows stand for; a period is a month.",
)
@click.option("--month", metavar="YYYY-MM", help="Only this month; variances are always to date.")
def labour(door: "Door", out: "Out", project: str, entity: str | None, by: "By", month: str | None) -> None:
    """Man-days, overtime and wages of a PROJECT, from approved sheets, and their variance from the labour budget."""
    from console.report_progress import entity_of
    from projections.labour_report_json import labour_report

    with door.open() as live:
        position = caught_up(live)
        owner = entity_of(live, project, entity)
        found = labour_report(live.views.engine, owner, project, by, month, live.handler.clock())
    out.result({**found, "position": position}, lambda: _tables(out, found))


def _tables(out: "Out", found: "dict[str, list[dict[str, object]]]") -> None:
    out.table(SUMS, found["rows"], out.sentence("day-labour"))
    if found["variances"]:
        out.table(VARIANCES, found["variances"], out.sentence("labour-variance"))


COMMANDS = ()
