"""`req2pay rules`: tolerances tried on what was decided already."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.command import command
from console.problem import OK, Problem

if TYPE_CHECKING:
    from audit.tolerances import Changed
    from console.doors import Door
    from console.out import Out
    from contracts.matching import Tolerances
    from contracts.reading import Finding


@click.group("rules")
def group() -> None:
    """Approval matrices and tolerances."""


@command(group, "try-tolerance")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--since", required=True, metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="Decisions since (UTC)."
)
def try_tolerance(door: "Door", out: "Out", source: Path, since: datetime) -> int:
    """What the tolerances in FILE (YAML, as in the policies) would have changed on matches that are stored already."""
    from audit.tolerances import try_tolerances

    tolerances = _tolerances(source)
    with door.open() as live:
        trial = try_tolerances(live.log, tolerances, since.replace(tzinfo=UTC))
    rows = [_row(change) for change in trial.changed]
    count = {effect: sum(row["effect"] == effect for row in rows) for effect in ("stopped", "passed", "other")}
    out.result({"tried": trial.tried, **count, "changed": rows}, lambda: _told(out, trial.tried, count, trial.changed))
    return OK


def _tolerances(source: Path) -> "Tolerances":
    import yaml

    from contracts.matching import Tolerances

    try:
        read = yaml.safe_load(source.read_text("utf8"))
    except OSError as error:
        raise Problem("file-unreadable", file=source, reason=error) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Problem("tolerances-unreadable", file=source, reason=error) from error
    given = read.get("tolerances", read) if isinstance(read, dict) else None
    if not isinstance(given, dict):
        raise Problem("tolerances-unreadable", file=source, reason=type(read).__name__)
    return Tolerances.model_validate({"version": source.name, **given})


def _row(change: "Changed") -> dict[str, Any]:
    return {
        "number": change.number,
        "entity": change.entity,
        "supplier": change.supplier,
        "status": change.status,
        "decided_at": change.decided_at.isoformat(),
        "gross": str(change.gross) if change.gross else None,
        "effect": change.effect,
        "before": [_finding(finding) for finding in change.before],
        "after": [_finding(finding) for finding in change.after],
    }


def _finding(finding: "Finding") -> dict[str, Any]:
    return {"code": finding.code, **dict(finding.evidence)}


def _told(out: "Out", tried: int, count: dict[str, int], changed: "tuple[Changed, ...]") -> None:
    out.say("tolerance-tried", tried=tried, changed=len(changed), **count)
    for change in changed:
        effect = out.sentence(f"tolerance-{change.effect}")
        out.line(f"{change.number}  {change.supplier}  {change.gross or ''}  {change.status}: {effect}")
        for mark, findings in (("-", change.before), ("+", change.after)):
            for finding in findings:
                out.line(f"  {mark} {out.found(finding.code, dict(finding.evidence))}")


COMMANDS = (group,)
