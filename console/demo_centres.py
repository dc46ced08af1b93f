"""What the demo shows of its site: the four centres of a project (cost, progress, funds, labour) in figures."""

from typing import TYPE_CHECKING, Any

from console.demo_site import PROJECT
from console.rows import page
from projections.labour_report_json import labour_report
from projections.project_progress import project_progress
from projections.project_progress_json import as_json

if TYPE_CHECKING:
    from console.doors import Live
    from console.out import Out

CENTRES = {
    "cost": ("cost_code", "budget", "encumbered", "accrued", "actual", "paid", "available"),
    "progress": ("bac", "pv", "ev", "ac", "spi", "cpi", "physical_percent"),
    "funds": ("currency", "amount_due", "proposed", "released", "sent", "settled"),
    "labour": ("group", "workers", "days", "overtime_hours", "amount"),
}
Row = dict[str, Any]


def centres(live: "Live") -> dict[str, list[Row]]:
    """The figures of each centre: those of its report or read model."""
    entity, project = PROJECT["entity"], PROJECT["project"]
    now, engine = live.handler.clock(), live.views.engine
    progress = project_progress(engine, entity, project, now)
    assert progress is not None
    total = as_json(progress)
    return {
        "cost": page(live, "cost", PROJECT)[0],
        "progress": [{**total["total"], "physical_percent": total["physical_percent"]}],
        "funds": [{**row, "amount_due": row["due"]} for row in page(live, "funds", {"entity": entity})[0]],
        "labour": labour_report(engine, entity, project, "team", None, now)["rows"],
    }


def told(out: "Out", found: dict[str, list[Row]]) -> None:
    """The four tables."""
    for centre, columns in CENTRES.items():
        out.table(columns, found[centre], out.sentence(f"demo-centre-{centre}"))


def as_data(found: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """The same figures for programs."""
    return {
        centre: [{name: row[name] for name in columns} for row in found[centre]] for centre, columns in CENTRES.items()
    }
