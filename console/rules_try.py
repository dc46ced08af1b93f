"""`req2pay rules try`: other approval matrices tried on what was approved already."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.command import command
from console.problem import OK
from console.rules import group
from console.rules_matrix import asks, policies_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from activities.policies import Policies
    from aggregates._base import Refusal
    from audit.matrices import MatrixTrial, Rerouted, Router
    from console.doors import Door, Live
    from console.out import Out
    from contracts.route import Route
    from events.approval import ApprovalOpened


@command(group, "try")
@click.argument("source", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option(
    "--since", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="Opened since (UTC; default: 90 days)."
)
def attempt(door: "Door", out: "Out", source: Path, since: datetime | None) -> int:
    """Which approvals the matrices of FOLDER would have routed differently, each with its old and its new route.

    People are those of today: who has left since decides nothing, so what asked him is refused.
    """
    from audit.matrices import DRY_RUN, try_matrices

    with door.open() as live:
        policies = policies_of(live.policies, source)
        start = since.replace(tzinfo=UTC) if since else live.handler.clock() - DRY_RUN
        trial = try_matrices(live.log, _router(live, policies), start)
    rows = [_rerouted(each) for each in trial.changed]
    data = {"tried": trial.tried, "changed": rows, "untold": [str(opened.ref) for opened in trial.untold]}
    out.result(data, lambda: _tried(out, trial, rows))
    return OK


def _router(live: "Live", policies: "Policies") -> "Router":
    from activities.approval_route import frozen
    from aggregates._base import Refusal
    from aggregates.matrix_route import route_of

    def route(opened: "ApprovalOpened", facts: "Mapping[str, str]") -> "Route | Refusal":
        found = route_of(policies.approval, "", opened.matter or opened.subject.kind, facts)
        if isinstance(found, Refusal):
            return found
        return frozen(live.handler.state, found, opened, live.handler.clock().date())

    return route


def _rerouted(each: "Rerouted") -> dict[str, Any]:
    opened = each.opened
    return {
        "approval": opened.ref.number,
        "subject": opened.subject.number,
        "entity": opened.ref.entity,
        "amount": str(opened.amount or "-"),
        "requester": opened.requester,
        "opened_at": each.opened_at.isoformat(),
        "before": _route(opened.route),
        "after": _route(each.after) if each.after else None,
        "refused": {"code": each.refused.code, **dict(each.refused.figures)} if each.refused else None,
    }


def _route(route: "Route") -> dict[str, Any]:
    return {"row": route.row, "asks": asks(route.steps)}


def _tried(out: "Out", trial: "MatrixTrial", rows: list[dict[str, Any]]) -> None:
    out.say("matrices-tried", tried=trial.tried, changed=len(trial.changed), untold=len(trial.untold))
    none = out.sentence("matrix.no-row")
    lines = [
        {**row, "before": row["before"]["asks"], "after": row["after"]["asks"] if row["after"] else none}
        for row in rows
    ]
    if lines:
        out.table(("subject", "amount", "requester", "before", "after"), lines)


COMMANDS = ()
