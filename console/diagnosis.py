"""`req2pay doctor` and `req2pay status`: what is wrong and how to mend it; what runs and how far it is."""

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.command import command
from console.problem import NOT_FINE, OK
from console.up import RECORD

if TYPE_CHECKING:
    from console.doors import Door, Live
    from console.out import Out

group = click.Group()
TEMPORAL_SECONDS = 5.0


@command(group, "doctor")
def doctor(door: "Door", out: "Out") -> int:
    """Find what is wrong and say how to mend it. Exit status 1 when anything is."""
    from console.doctor import examine

    findings = [
        {
            "code": found.code,
            "what": out.sentence(f"doctor-{found.code}", **found.figures),
            "mend": out.sentence(f"mend-{found.code}", **found.figures),
            "figures": {name: str(value) for name, value in found.figures.items()},
        }
        for found in examine(door)
    ]

    def text() -> None:
        for found in findings:
            out.line(f"✗ {found['code']}: {found['what']}\n  → {found['mend']}")
        if not findings:
            out.say("doctor-well")

    out.result({"healthy": not findings, "findings": findings}, text)
    return NOT_FINE if findings else OK


@command(group, "status")
def status(door: "Door", out: "Out") -> int:
    """What runs, how far the read models and the relay are, and how much there is."""
    settings = door.configuration()
    with door.open() as live:
        data = {
            "home": str(settings.home),
            "stack": running_stack(settings.home),
            "temporal": temporal_status(door),
            **_store(live),
        }

    def text() -> None:
        stack, temporal = data["stack"], data["temporal"]
        out.say("status-stack", **stack) if stack else out.say("status-no-stack", home=data["home"])
        out.say("status-temporal", **temporal) if temporal["reachable"] else out.say("status-no-temporal")
        out.table(("queue", "pollers"), temporal["queues"])
        shown = [{**row, "state": out.sentence(f"read-model-{row['state']}")} for row in data["projections"]]
        out.table(("projection", "state", "position", "lag", "error"), shown)
        out.say("status-counts", events=data["events"], relay=data["relay_lag"], open=data["open_processes"])
        out.table(("stage", "cases"), data["cases"])
        out.table(("channel", "outcome", "notices"), data["notices"])
        if data["sources"]:
            rows = [{**row, "reason": _reason(out, row)} for row in data["sources"]]
            out.table(("source", "entity", "looked_at", "taken", "left", "staying", "what", "reason"), rows)

    out.result(data, text)
    return OK


def _reason(out: "Out", source: dict[str, Any]) -> str:
    return out.refusal(source["code"], source["figures"]) if source["code"] else ""


def running_stack(home: Path) -> dict[str, Any] | None:
    """The addresses of the stack that runs for a home, as `up` has left them."""
    import psutil

    try:
        found: dict[str, Any] = json.loads((home / RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if psutil.pid_exists(int(found.get("pid", 0))) else None


def temporal_status(door: "Door") -> dict[str, Any]:
    """Whether the Temporal server answers, and how many workers poll each queue."""
    found = door.temporal_target()
    if found is None:
        return {"reachable": False, "address": None, "cluster": False, "queues": [], "newest_poll": None}
    target, cluster = found
    about = {"address": target.address, "cluster": cluster}
    try:
        return about | asyncio.run(asyncio.wait_for(_queues(door), TEMPORAL_SECONDS))
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it, it is out of reach
        return about | {"reachable": False, "queues": [], "newest_poll": None, "reason": str(error) or "timeout"}


async def _queues(door: "Door") -> dict[str, Any]:
    from temporalio.api.enums.v1 import TaskQueueType
    from temporalio.api.taskqueue.v1 import TaskQueue
    from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest

    client, rows, polled = await door.connect(), [], []
    for name, kind in QUEUES:
        type_ = TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW if kind == "workflow" else TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY
        request = DescribeTaskQueueRequest(
            namespace=client.namespace, task_queue=TaskQueue(name=name), task_queue_type=type_
        )
        pollers = (await client.workflow_service.describe_task_queue(request)).pollers
        rows.append({"queue": f"{name} ({kind})", "pollers": len(pollers)})
        polled += [poller.last_access_time.ToDatetime() for poller in pollers]
    return {"reachable": True, "queues": rows, "newest_poll": max(polled).isoformat() + "+00:00" if polled else None}


QUEUES = (
    ("req2pay", "workflow"),
    ("req2pay-bots", "activity"),
    ("req2pay-files", "activity"),
    ("req2pay-net", "activity"),
    ("req2pay-notices", "activity"),
)


def _store(live: "Live") -> dict[str, Any]:
    from sqlalchemy import func, select

    from projections.bookmark import Bookmark
    from projections.cases import cases
    from projections.intake_sources import sources
    from projections.notices import NOTICES_BY_OUTCOME
    from projections.processes import open_processes

    head = live.log.head()
    with live.views.engine.connect() as connection:
        counted = connection.execute(
            select(cases.c.stage, func.count()).group_by(cases.c.stage).order_by(cases.c.stage)
        )
        stages = [{"stage": stage, "cases": count} for stage, count in counted]
        told = [dict(row._mapping) for row in connection.execute(NOTICES_BY_OUTCOME)]
    return {
        "events": head,
        "projections": projections(live, head),
        "relay_lag": head - Bookmark(live.views).position,
        "open_processes": len(open_processes(live.views)),
        "cases": stages,
        "notices": told,
        "sources": sources(live.views.engine),
    }


def projections(live: "Live", head: int) -> list[dict[str, Any]]:
    """Each projection with its position, lag and, where it is stopped, the reason."""
    from projections import PROJECTIONS

    status = live.views.status()
    return [
        {
            "projection": projection.name,
            "state": status[projection.name]["state"],
            "position": status[projection.name]["position"],
            "lag": max(head - status[projection.name]["position"], 0),
            "failed_position": status[projection.name]["failed_position"],
            "error": status[projection.name]["error"],
        }
        for projection in PROJECTIONS
    ]


COMMANDS = tuple(group.commands.values())
