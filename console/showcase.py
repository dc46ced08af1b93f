"""`req2pay demo`: real cases with real invoice files to paid, and what happened to them."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.command import command
from console.problem import NOT_FINE, NOT_REACHABLE, OK, Problem
from console.proof import judged
from console.rows import caught_up, page

if TYPE_CHECKING:
    from audit.report import Report
    from console.demo import Outcome
    from console.demo_case import Story
    from console.doors import Door, Live, Running
    from console.out import Out

CASES = ("number", "title", "state", "seconds", "events", "invoices")
BUDGET = ("project", "cost_code", "period", "when", "budget", "available", "pre_encumbered", "encumbered", "accrued",
          "actual", "paid")  # fmt: skip
SHOWN = 24
"""Cases that are shown one by one; of more only the numbers."""
group = click.Group()
Row = dict[str, Any]


@command(group, "demo")
@click.option("--cases", type=click.IntRange(1, 100_000), default=6, show_default=True, help="How many.")
@click.option("--concurrency", type=click.IntRange(1, 500), default=24, show_default=True, help="How many at once.")
def demo(door: "Door", out: "Out", cases: int, concurrency: int) -> int:
    """Load a sample company and run cases from requisition to paid, on the stack that runs for --home or on its own.

    Without --home everything is made in a temporary folder and removed at the end.
    """
    with _home(door) as home:
        out.note("demo-home", home=home)
        return asyncio.run(_demo(door, out, cases, concurrency))


@contextmanager
def _home(door: "Door") -> Iterator[Path]:
    """The home that was asked for, else a temporary one: a demo never touches the user's own store unasked."""
    # Whatever database the environment names, it is left alone.
    door.flags["database_url"] = door.flags["views_url"] = ""
    if "home" in door.flags:
        home = door.configuration().home
        if (home / "events.db").exists() and not door.is_demo():
            raise Problem("not-a-demo-store", NOT_FINE, home=home)
        home.mkdir(parents=True, exist_ok=True)
        door.mark_demo()
        yield home
        return
    with tempfile.TemporaryDirectory(prefix="req2pay-demo-", ignore_cleanup_errors=True) as folder:
        door.flags["home"] = Path(folder)
        door.mark_demo()
        yield Path(folder)


async def _demo(door: "Door", out: "Out", cases: int, concurrency: int) -> int:
    target = door.temporal_target()
    own = target is None or target[1]
    async with door.stack(out.tell, web=False) if own else door.found() as running:
        if running.temporal_ui:
            out.note("temporal-ui", url=running.temporal_ui)
        from console.demo import load_foundation

        live = running.service
        load_foundation(live.handler, live.policies, live.handler.clock().date())
        before = await asyncio.to_thread(_budget, live)
        outcome = await _lived(out, running, cases, concurrency)
        report = await _judge(door, out, running)
        return await asyncio.to_thread(_tell, out, running, outcome, before, report)


async def _lived(out: "Out", running: "Running", cases: int, concurrency: int) -> "Outcome":
    """Run the cases, unless the stack under them ends."""
    from console.demo import run_demo

    live, done = running.service, 0

    def tell(story: "Story") -> None:
        nonlocal done
        done += 1
        number = story.requisition.number if story.requisition else "-"
        if cases <= SHOWN or done % max(cases // 20, 1) == 0:
            out.note("demo-case-ended", done=done, cases=cases, number=number, state=story.state, title=story.plan.name)

    living = asyncio.ensure_future(run_demo(live.log, live.handler, live.blobs, cases, concurrency, tell))
    await asyncio.wait([living, *running.tasks], return_when=asyncio.FIRST_COMPLETED)  # type: ignore[type-var]
    if not living.done():
        living.cancel()
        await asyncio.gather(*[task for task in running.tasks if task.done()])  # type: ignore[attr-defined]
        raise Problem("stack-ended", NOT_REACHABLE)
    return living.result()


async def _judge(door: "Door", out: "Out", running: "Running") -> "Report":
    from audit.invariants import invariants
    from console.outside import outside, running_workflows, wait_for_relay

    live, loop = running.service, asyncio.get_running_loop()

    def workflows() -> frozenset[str]:
        wait_for_relay(live)
        return asyncio.run_coroutine_threadsafe(running_workflows(running.client), loop).result()

    await asyncio.to_thread(caught_up, live)
    return await asyncio.to_thread(invariants, live.log, outside(live, door.configuration().home, workflows))


def _tell(out: "Out", running: "Running", outcome: "Outcome", before: list[Row], report: "Report") -> int:
    from console.demo_centres import as_data, centres, told

    live = running.service
    caught_up(live)
    site = centres(live)
    rows = [_case(live, story) for story in outcome.stories]
    well = report.clean and all(row["state"] == "closed" for row in rows)
    data = {
        "cases": [{name: row[name] for name in ("id", "state", "seconds", "events")} for row in rows],
        "invariants": {"violations": len(report.violations), "checked": report.checked, "not_run": report.not_run},
        "centres": as_data(site),
        "cases_per_second": round(len(rows) / outcome.seconds, 2),
    }

    def text() -> None:
        out.table(CASES, rows[:SHOWN], out.sentence("demo-cases"))
        _invoices(out, live, outcome.stories[:SHOWN])
        _budgets(out, before, _budget(live))
        told(out, site)
        out.say("demo-speed", cases=len(rows), seconds=f"{outcome.seconds:.1f}", speed=data["cases_per_second"])
        if running.temporal_ui:
            out.say("temporal-ui", url=running.temporal_ui)

    if out.as_json:
        out.json(data)
        return OK if well else NOT_FINE
    text()
    judged(out, report)
    return OK if well else NOT_FINE


def _case(live: "Live", story: "Story") -> Row:
    assert story.requisition is not None
    [row] = page(live, "cases", {"id": str(story.requisition.id)})[0]
    numbers = [live_invoice["number"] for live_invoice in _invoice_rows(live, story)]
    return {
        "id": row["number"],
        "number": row["number"],
        "title": story.plan.name,
        "state": story.state,
        "seconds": round(story.seconds, 3),
        "events": row["events"],
        "invoices": numbers,
    }


def _invoice_rows(live: "Live", story: "Story") -> list[Row]:
    return [row for each in story.invoices for row in page(live, "invoices", {"id": str(each)})[0]]


def _invoices(out: "Out", live: "Live", stories: "list[Story]") -> None:
    """Each invoice with what the bots read and found, and how it was decided."""
    rows = []
    for story in stories:
        for row in _invoice_rows(live, story):
            found = "; ".join(out.found(each["code"], each["evidence"]) for each in row["findings"] or ())
            rows.append({**row, "case": story.requisition, "findings": found or "✓"})
    columns = ("case", "number", "format", "invoice_number", "gross", "status", "decided_by", "findings")
    out.table(columns, rows, out.sentence("demo-invoices"))


def _budget(live: "Live") -> list[Row]:
    caught_up(live)
    return page(live, "cost", {"entity": "DE01", "project": "BRIDGE"})[0]


def _budgets(out: "Out", before: list[Row], after: list[Row]) -> None:
    rows = [{**row, "when": out.sentence("before")} for row in before]
    rows += [{**row, "when": out.sentence("after")} for row in after]
    rows.sort(key=lambda row: (row["project"], row["cost_code"], row["period"]))
    out.table(BUDGET, rows, out.sentence("demo-budget"))


COMMANDS = tuple(group.commands.values())
