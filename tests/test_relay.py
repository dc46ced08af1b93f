"""The relay: a wake-up that can never arrive does not hold up the others, one that the server is away for is tried again."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any, cast

import psycopg
import pytest
from eventsourcing.persistence import InterfaceError, OperationalError
from temporalio.service import RPCError, RPCStatusCode

from contracts.ids import stream_id
from contracts.process import approval_process
from contracts.values import Ref
from events._base import Meta, Recorded
from relay import Relay, wake
from tests.examples import EVENT_EXAMPLES
from tests.support.house import NOW, person, ref


class _Server:
    """Answers with these errors, one after the other, then well."""

    def __init__(self, *errors: RPCStatusCode) -> None:
        self.errors, self.calls = list(errors), 0

    async def start_workflow(self, *_: object, **__: object) -> None:
        self.calls += 1
        if self.errors:
            raise RPCError("no", self.errors.pop(0), b"")


@pytest.mark.parametrize(
    ("status", "calls"),
    [(RPCStatusCode.INVALID_ARGUMENT, 1), (RPCStatusCode.OUT_OF_RANGE, 1), (RPCStatusCode.UNAVAILABLE, 2)],
)
async def test_what_no_retry_mends_is_given_up(status: RPCStatusCode, calls: int) -> None:
    server = _Server(status)
    relay = Relay(cast("Any", None), cast("Any", server), cast("Any", None))
    await relay._insist(approval_process(ref("approval"), ref("contract")), 1)
    assert server.calls == calls


async def test_what_can_never_be_woken_ends_no_sweep() -> None:
    """A sweep wakes all that is open; one that the server refuses for good must not keep the others waiting."""
    server = cast("Any", _Server(RPCStatusCode.INVALID_ARGUMENT, RPCStatusCode.UNAVAILABLE))
    process = approval_process(ref("approval"), ref("contract"))
    await wake(server, process, 1, again=True)
    with pytest.raises(RPCError):
        await wake(server, process, 1, again=True)


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "Contract"},
        {"kind": ""},
        {"number": "C" * 211},
        {"number": ""},
        {"number": "C\n1"},
        {"number": "C\u202e1"},
        {"entity": "AC ME"},
        {"entity": "**"},
    ],
)
def test_no_document_has_such_a_name(fields: dict[str, str]) -> None:
    good = {"kind": "contract", "id": stream_id("contract", "1"), "number": "C-1", "entity": "ACME"}
    with pytest.raises(ValueError, match="validation error"):
        Ref.model_validate({**good, **fields})


def test_the_longest_names_fit_into_a_workflow_id() -> None:
    longest = Ref(kind="k" * 64, id=stream_id("contract", "1"), number="𠀀" * 210, entity="E" * 64)
    assert len(approval_process(ref("approval"), longest).workflow_id.encode()) <= 1000


META = Meta(actor=person("rita"), channel="api", command="x", command_id=ref("x").id)


class _Troubled:
    """A log that fails before it can be followed, once for each error."""

    def __init__(self, stop: threading.Event, *errors: Exception) -> None:
        self.stop, self.errors = stop, list(errors)
        self.begun: list[int] = []

    def follow(self, after: int, stop: threading.Event, idle: float) -> Iterator[list[Recorded]]:
        self.begun.append(after)
        opened = EVENT_EXAMPLES["invoice.received.v1"]
        yield [Recorded(ref("x").id, 1, NOW, NOW, META, opened, len(self.begun))]
        if self.errors:
            raise self.errors.pop(0)
        self.stop.set()
        stop.wait(20)


class _Kept:
    position = 0

    def save(self, position: int) -> None:
        self.position = position


@pytest.mark.parametrize("error", [psycopg.OperationalError("away"), OperationalError("away"), InterfaceError("away")])
async def test_a_database_that_is_away_for_a_moment_ends_no_relay(error: Exception) -> None:
    server, kept, stop = _Server(), _Kept(), threading.Event()
    log = _Troubled(stop, error)
    await asyncio.wait_for(Relay(cast("Any", log), cast("Any", server), cast("Any", kept)).run(stop), 20)
    assert log.begun == [0, 1]


async def test_a_relay_that_can_follow_no_more_does_not_look_alive() -> None:
    log = _Troubled(threading.Event(), ValueError("a row that nobody can read"))
    relay = Relay(cast("Any", log), cast("Any", _Server()), cast("Any", _Kept()))
    with pytest.raises(ExceptionGroup, match="unhandled") as raised:
        await asyncio.wait_for(relay.run(log.stop), 20)
    assert raised.group_contains(ValueError, match="nobody can read")
