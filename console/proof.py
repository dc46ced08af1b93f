"""`req2pay audit`: proofs of the log, the story and the past of a document, and the judge of everything."""

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from console.command import command
from console.diagnosis import TEMPORAL_SECONDS
from console.find import ENTITY, stream
from console.problem import NOT_FINE, OK, Problem, explained
from console.rows import caught_up

if TYPE_CHECKING:
    from audit.as_of import Moment
    from audit.report import Report
    from console.doors import Door, Live
    from console.out import Out

OUT_OF_REACH = frozenset(("temporal-out-of-reach", "temporal-not-running", "temporal-failed"))
LISTING_SECONDS = 60.0
"""Patience with a server that should list its workflows."""
MOMENT = "a date, an instant (ISO 8601), or a position in the log"


@click.group("audit")
def group() -> None:
    """Prove what happened, keep it and bring it back."""


@command(group, "verify")
def verify(door: "Door", out: "Out") -> int:
    """Prove the log: its hash chain, the versions of every stream, the receipt of every command."""
    from audit.verify import verify as verified

    with door.open() as live:
        return judged(out, verified(live.log))


@command(group, "replay")
def replay(door: "Door", out: "Out") -> int:
    """Rebuild all read models from zero and compare them with the live ones, row for row."""
    from audit.replay import replay as replayed
    from console.outside import comparers

    with door.open() as live:
        caught_up(live)
        return judged(out, replayed(comparers(live)))


@command(group, "invariants")
def invariants(door: "Door", out: "Out") -> int:
    """Check everything that must always hold. Without a Temporal server I1 and I10 are listed as not run."""
    with door.open() as live:
        caught_up(live)
        try:
            report = asyncio.run(judge(door, out, live)) if door.temporal_target() else None
        except Exception as error:
            reason = _out_of_reach(error)
            if reason is None:
                raise
            out.note("audit-without-temporal", reason=reason)
            report = None
        return judged(out, report or _judged(out, live, door, None))


def _out_of_reach(error: Exception) -> str | None:
    """Why the Temporal server cannot be asked; None for every other error, which nobody may hide."""
    if isinstance(error, TimeoutError):
        return "timeout"
    problem = explained(error)
    return str(problem.figures.get("reason", problem.code)) if problem.code in OUT_OF_REACH else None


async def judge(door: "Door", out: "Out", live: "Live") -> "Report":
    """All invariants, with a look at the workflows that run."""
    from console.outside import running_workflows, wait_for_relay

    client, loop = await asyncio.wait_for(door.connect(), TEMPORAL_SECONDS), asyncio.get_running_loop()

    def workflows() -> Collection[str]:
        wait_for_relay(live)
        return asyncio.run_coroutine_threadsafe(running_workflows(client), loop).result(LISTING_SECONDS)

    return await asyncio.to_thread(_judged, out, live, door, workflows)


def _judged(out: "Out", live: "Live", door: "Door", workflows: Any) -> "Report":
    from audit.invariants import invariants as judge_all
    from console.outside import outside

    progress = lambda events: out.note("judged-events", events=events) if events % 20_000 == 0 and events else None  # noqa: E731
    return judge_all(live.log, outside(live, door.configuration().home, workflows), progress)


def judged(out: "Out", report: "Report") -> int:
    """Show a report. Gives 0 when it is clean."""

    def text() -> None:
        for found in report.violations:
            out.line(found.line(out.audit))
        for name in report.not_run:
            out.say("not-run", name=name, what=out.sentence(f"audit.{name}"))
        checked = ", ".join(report.checked)
        out.say("audit-result", checked=checked, events=report.events, violations=len(report.violations))

    out.result({**report.as_json(), "clean": report.clean}, text)
    return OK if report.clean else NOT_FINE


@command(group, "history")
@click.argument("number")
@ENTITY
def history(door: "Door", out: "Out", number: str, entity: str | None) -> None:
    """The story of a document: every event and every answered command, refused ones too."""
    from audit.history import history as story
    from audit.history import line

    with door.open() as live:
        document = stream(live, number, entity)
        entries = story(live.log, document)
    out.result(
        {"document": document, "entries": entries},
        lambda: out.line("\n".join(line(each, out.audit) for each in entries)),
    )


@command(group, "as-of")
@click.argument("number")
@click.argument("moment")
@click.option("--occurred", is_flag=True, help="By when things happened, not by when they were recorded.")
@ENTITY
def as_of(door: "Door", out: "Out", number: str, moment: str, occurred: bool, entity: str | None) -> None:
    """A document as it was at MOMENT: a date, an instant (ISO 8601), or a position in the log."""
    from audit.as_of import as_of as state_of

    when = _moment(moment, occurred=occurred)
    with door.open() as live:
        found = state_of(live.log, stream(live, number, entity), when)
    if found is None:
        raise Problem("not-there-then", NOT_FINE, number=number, moment=moment)
    out.result(found.as_json(), lambda: _tree(out, found.as_json()["state"]))


@command(group, "diff")
@click.argument("number")
@click.argument("before")
@click.argument("after", required=False)
@ENTITY
def diff(door: "Door", out: "Out", number: str, before: str, after: str | None, entity: str | None) -> None:
    """What changed in a document between two moments (the second: now, unless given)."""
    from audit.as_of import NOW, as_of, diff

    first, second = _moment(before), _moment(after) if after else NOW
    with door.open() as live:
        document = stream(live, number, entity)
        changes = diff(as_of(live.log, document, first), as_of(live.log, document, second))
    out.result({"document": document, "changes": changes}, lambda: out.table(("path", "before", "after"), changes))


def _moment(text: str, *, occurred: bool = False) -> "Moment":
    """A point in time or in the log; a bare date means its end, in UTC. Raises Problem."""
    from audit.as_of import Moment

    if text.isdigit():
        return Moment(position=int(text))
    try:
        when = datetime.fromisoformat(f"{text}T23:59:59.999999" if len(text) == 10 else text)
    except ValueError:
        raise Problem("not-a-moment", moment=text) from None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return Moment(occurred=when) if occurred else Moment(recorded=when)


def _tree(out: "Out", value: Any, indent: str = "") -> None:
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for name, each in pairs:
        if isinstance(each, dict | list) and each:
            out.line(f"{indent}{name}:")
            _tree(out, each, indent + "  ")
        elif each not in (None, "", [], {}):
            out.line(f"{indent}{name}: {each}")


COMMANDS = (group,)
