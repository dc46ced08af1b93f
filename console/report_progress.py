"""`req2pay report progress`: earned value, S-curve and delay warnings of a project, on the terminal and as JSON."""

from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from console.command import command
from console.problem import NOT_FINE, Problem, unknown
from console.report import group
from console.rows import caught_up

if TYPE_CHECKING:
    from console.doors import Door, Live
    from console.out import Out
    from projections.project_progress import Figures, ProjectProgress

FIGURES = ("cost_code", "bac", "pv", "ev", "ac", "sv", "cv", "spi", "cpi", "tcpi", "eac", "etc", "vac")
CURVE = ("period", "pv", "ev", "ac")
DELAYS = ("kind", "subject", "title", "cause", "because", "owner", "planned", "expected", "days_late")


@command(group, "progress")
@click.argument("project", metavar="PROJECT")
@click.option("--entity", metavar="CODE", help="Legal entity, where its code alone is not unique.")
def progress(door: "Door", out: "Out", project: str, entity: str | None) -> None:
    """Earned value of a PROJECT by cost code, its S-curve, and what will be late, why and whose turn it is."""
    from projections.project_progress import project_progress
    from projections.project_progress_json import as_json

    with door.open() as live:
        position = caught_up(live)
        owner = entity_of(live, project, entity)
        found = project_progress(live.views.engine, owner, project, live.handler.clock())
    if found is None:
        raise Problem("no-baseline", NOT_FINE, project=project)
    out.result({**as_json(found), "position": position}, lambda: _tables(out, found))


def entity_of(live: "Live", project: str, entity: str | None) -> str:
    """The legal entity of a project named by its code. Raises Problem where there is none, or more than one."""
    from console.rows import page

    where = {"code": project, **({"entity": entity} if entity else {})}
    found = [row["entity"] for row in page(live, "projects", where)[0]]
    if not found:
        raise unknown("project", project)
    if len(found) > 1:
        raise Problem("number-not-unique", number=project, entities=", ".join(found))
    return str(found[0])


def _tables(out: "Out", found: "ProjectProgress") -> None:
    title = (
        f"{found.project} · {out.sentence('baseline-version', version=found.version)} · {found.on} ({found.currency})"
    )
    rows = [_row(cost_code, figures) for cost_code, figures in found.cost_codes.items()]
    out.table(FIGURES, [*rows, _row(out.sentence("column-total"), found.total)], title)
    from bots.earned_value import rounded

    forecasts = found.total.value
    by_schedule = forecasts.at_spi_and_cpi.eac if forecasts.at_spi_and_cpi else "–"
    out.say("progress-forecasts", by_schedule=by_schedule, at_plan=forecasts.at_plan.eac)
    done = {"percent": found.physical_percent, "spi_t": "–" if found.spi_t is None else found.spi_t}
    out.say("progress-in-time", earned=rounded(found.earned_days, Decimal("0.1")), actual=found.actual_days, **done)
    for currency, amount in found.other_costs.items():
        out.say("progress-other-costs", amount=amount, currency=currency)
    out.table(CURVE, [asdict(point) for point in found.curve], out.sentence("s-curve"))
    late = [{**asdict(each), "days_late": each.days_late, **_said(out, each.kind, each.cause)} for each in found.late]
    if late:
        out.table(DELAYS, late, out.sentence("delays"))
    else:
        out.say("no-delays")


def _said(out: "Out", kind: str, cause: str) -> dict[str, str]:
    return {"kind": out.sentence(f"projections.late-{kind}"), "cause": out.sentence(f"projections.cause-{cause}")}


def _row(name: str, figures: "Figures") -> dict[str, Any]:
    at, value = figures.standing, figures.value
    row = {"cost_code": name, "bac": at.bac, "pv": at.pv, "ev": at.ev, "ac": at.ac, "sv": value.sv, "cv": value.cv}
    ratios = {"spi": value.spi, "cpi": value.cpi, "tcpi": value.tcpi}
    return {**row, **ratios, **(asdict(value.at_cpi) if value.at_cpi else {})}


COMMANDS = ()
