"""`req2pay data labour-month`: month sheets of day labour as foremen write them, all of a file or nothing."""

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import click

from console.command import command
from console.data import file_bytes, group, told
from console.people import AS, actor
from console.problem import NOT_FINE, Problem
from console.rows import caught_up

if TYPE_CHECKING:
    from console.doors import Door
    from console.out import Out


@command(group, "labour-month")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--entity", metavar="CODE", required=True, help="Legal entity whose workers these are.")
@click.option("--project", metavar="CODE", default="", help="Project, instead of what the title says.")
@click.option("--site", metavar="NAME", default="", help="Site, instead of what the title says.")
@click.option("--cost-code", metavar="CODE", default="", help="Cost code of rows that name none.")
@click.option("--sheet", metavar="NAME", help="Only this sheet of the workbook (default: all).")
@click.option("--dry-run", is_flag=True, help="Only say what the file would do.")
@AS
def labour_month(
    door: "Door",
    out: "Out",
    file: Path,
    entity: str,
    project: str,
    site: str,
    cost_code: str,
    sheet: str | None,
    dry_run: bool,
    person: str | None,
) -> int:
    """Submit the day-labour sheets of a FILE of months (.xlsx or .csv): one for each site and day, or none when one is wrong."""
    from activities.imports import Importer, applied
    from activities.labour_import import LABOUR_MONTH, Where, planned_months
    from adapters.labour_month import month_of
    from adapters.sheets import SheetError, read_all

    try:
        data = file_bytes(file)
        months = tuple(map(month_of, read_all(data, file.name, sheet)))
    except SheetError as error:
        raise Problem(f"tables.{error.code}", NOT_FINE, **error.figures) from error
    with door.open() as live:
        who = Importer(actor(door, person), uuid4().hex, sha256(data).hexdigest())
        caught_up(live)
        out.note("tables.checking", rows=sum(len(month.workers) for month in months))
        where = Where(entity, project, site, cost_code)
        done = planned_months(live.handler, live.views.engine, months, where, who)
        if not (done.plan.errors or dry_run):
            out.note("tables.applying", rows=len(done.plan.asked))
            done = applied(live.handler, LABOUR_MONTH, done, who)
        return told(out, LABOUR_MONTH, done)


COMMANDS = ()
"""It belongs to the group of `data`, by being imported."""
