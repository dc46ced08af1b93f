"""What an audit needs beyond the log: the live read models against a rebuild, bank files, and running workflows."""

import time
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.bank_file import control, write
from audit.invariants import Outside
from projections import PROJECTIONS
from projections.bookmark import Bookmark
from projections.rebuild import Comparison, compare

if TYPE_CHECKING:
    from temporalio.client import Client

    from console.doors import Live

PATIENCE = 10.0
"""Seconds that the relay may need to wake what was just stored."""
VISIBLE = 1.0
"""Seconds after which Temporal lists a workflow that has just started."""


def comparers(live: "Live") -> dict[str, Callable[[], Comparison]]:
    """Read model -> rebuild it beside the live one, and compare row for row."""
    return {projection.name: partial(compare, projection, live.log, live.views) for projection in PROJECTIONS}


def outside(live: "Live", home: Path, workflows: Callable[[], Collection[str]] | None) -> Outside:
    """Everything that can be judged from here; without a Temporal server its two checks are listed as not run."""
    return Outside(
        open_workflows=workflows,
        read_models=comparers(live),
        write=write,
        control=control,
        folder=home / "bank",
    )


async def running_workflows(client: "Client") -> frozenset[str]:
    """The ids of all workflows that run now."""
    return frozenset([found.id async for found in client.list_workflows('ExecutionStatus="Running"')])


def wait_for_relay(live: "Live") -> None:
    """Give the relay time to wake what is stored, and Temporal to list it: an audit judges a moment, not a race."""
    head, end = live.log.head(), time.monotonic() + PATIENCE
    while Bookmark(live.views).position < head and time.monotonic() < end:
        time.sleep(0.1)
    time.sleep(VISIBLE)
