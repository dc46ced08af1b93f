"""`req2pay up` and `req2pay run`: processes that run until they are told to stop."""

import asyncio
import json
import os
import signal
import threading
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.command import command
from console.problem import NOT_REACHABLE, OK, Problem

if TYPE_CHECKING:
    from console.doors import Door, Running
    from console.out import Out

RECORD = "up.json"
"""Under home: process id and addresses of the stack that runs there."""
group = click.Group()


@command(group, "up")
@click.option("--port", type=click.IntRange(0, 65_535), help="Port of the web door; the next free one if taken.")
def up(door: "Door", out: "Out", port: int | None) -> int:
    """Run everything in one place: Temporal, worker, projections, relay and the web door. Ctrl-C stops it cleanly."""
    if port is not None:
        door.flags["port"] = port
    return asyncio.run(_up(door, out))


async def _up(door: "Door", out: "Out") -> int:
    stopped = asyncio.Event()
    _on_signals(stopped.set)
    async with door.stack(out.tell, web=True) as running:
        with _recorded(door.configuration().home, running) as found:
            out.result(found, lambda: _addresses(out, found))
            await _until(stopped.wait(), running.tasks)
        out.note("stopping")
    out.note("stopped")
    return OK


def _on_signals(stop: Any) -> None:
    """Ctrl-C and SIGTERM ask to stop; a second one ends the process at once."""

    def hear() -> None:
        if heard:
            os._exit(130)
        heard.append(True)
        stop()

    heard: list[bool] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, hear)


async def _until(stopped: Any, tasks: Any) -> None:
    """Wait to be stopped. Raises what a part of the stack failed with, if one ends before."""
    waiting = asyncio.ensure_future(stopped)
    done, _ = await asyncio.wait([waiting, *tasks], return_when=asyncio.FIRST_COMPLETED)
    if waiting not in done:
        waiting.cancel()
        await asyncio.gather(*done)
        raise Problem("stack-ended", NOT_REACHABLE)


@contextmanager
def _recorded(home: Path, running: "Running") -> Iterator[dict[str, Any]]:
    """Keep the addresses in the home while the stack runs, for `status` and `doctor`."""
    found = {
        "pid": os.getpid(),
        "web": running.web_url,
        "temporal": running.client.service_client.config.target_host,
        "temporal_ui": running.temporal_ui,
        "home": str(home),
    }
    (home / RECORD).write_text(json.dumps(found))
    try:
        yield found
    finally:
        (home / RECORD).unlink(missing_ok=True)


def _addresses(out: "Out", found: dict[str, Any]) -> None:
    for name, value in found.items():
        if value and name != "pid":
            out.say(f"up-{name.replace('_', '-')}", value=value)
    out.say("up-stop")


@click.group("run")
def run() -> None:
    """Run one production process by itself."""


def _part(name: str, about: str) -> None:
    def start(door: "Door", out: "Out") -> int:
        return asyncio.run(_run(door, out, name))

    start.__doc__ = about
    command(run, name)(start)


_part("worker", "Workflows, activities, bots and the relay, beside the Temporal server that the settings name.")
_part("serve", "The web door.")
_part("project", "The projections: read models, brought up to date as events come.")


async def _run(door: "Door", out: "Out", name: str) -> int:
    stop, stopped, ready = threading.Event(), asyncio.Event(), asyncio.Event()

    def end() -> None:
        stop.set()
        stopped.set()
        ready.set()  # whoever waits for it need not any more

    _on_signals(end)
    working: Awaitable[None] = asyncio.ensure_future(_working(door, name, stop, ready))
    await _until(ready.wait(), [working])
    if not stop.is_set():
        out.result({"running": name, "pid": os.getpid()}, lambda: out.say("part-runs", name=name))
    await _until(stopped.wait(), [working])
    await working
    out.note("stopped")
    return OK


async def _working(door: "Door", name: str, stop: threading.Event, ready: asyncio.Event) -> None:
    try:
        await door.part(name, stop, ready)
    except LookupError as none:
        raise Problem("temporal-not-running", NOT_REACHABLE) from none


COMMANDS = (*group.commands.values(), run)
