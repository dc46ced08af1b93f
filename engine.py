"""Where the Temporal server is: the cluster that the settings name, or the embedded one of this home; and its clients."""

import asyncio
import json
import logging
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psutil
from temporalio.client import Client

import worker
from adapters import temporal_binary
from adapters.temporal_client import TemporalTarget
from adapters.temporal_fetch import Progress
from adapters.temporal_server import EmbeddedServer
from settings import Settings, TemporalSettings

PATIENCE = 60.0
"""Seconds that a worker waits for a Temporal server which does not answer yet."""
LOG = logging.getLogger("req2pay")


class TemporalOutOfReach(ConnectionError):
    """The Temporal server does not answer."""


def binary(settings: Settings, progress: Progress) -> Path:
    """The embedded server's binary, fetched if necessary. Raises TemporalUnavailable."""
    return temporal_binary.find(settings.temporal_bin, settings.cache, progress)


@asynccontextmanager
async def temporal(settings: Settings, progress: Progress) -> AsyncIterator[tuple[Client, EmbeddedServer | None]]:
    """A client of the cluster that TEMPORAL_ADDRESS names, else of an embedded server that ends with the context."""
    chosen = TemporalSettings()
    if chosen.address:
        yield await _connect(settings, chosen.target(chosen.address)), None
        return
    server = await asyncio.to_thread(
        lambda: EmbeddedServer.start(
            binary(settings, progress),
            settings.home,
            port=settings.temporal_port,
            ui_port=settings.temporal_ui_port,
            namespace=chosen.namespace,
            progress=progress,
        )
    )
    try:
        yield await _connect(settings, chosen.target(server.address)), server
    finally:
        await asyncio.to_thread(server.stop)


def target(settings: Settings) -> tuple[TemporalTarget, bool] | None:
    """The Temporal server to use beside what runs: the cluster (True), or the embedded one of this home (False)."""
    chosen = TemporalSettings()
    if chosen.address:
        return chosen.target(chosen.address), True
    address = _recorded(settings.home)
    return (chosen.target(address), False) if address else None


def _recorded(home: Path) -> str | None:
    """The address of the embedded server that runs for a home."""
    with suppress(OSError, ValueError, KeyError):
        found = json.loads((home / "temporal.json").read_text())
        return str(found["address"]) if psutil.pid_exists(int(found["pid"])) else None
    return None


async def patient_client(settings: Settings, stop: threading.Event) -> Client:
    """A client of a server that may just be starting again, as after a power cut. Raises as `client`, after a while."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return await client(settings)
        except TemporalOutOfReach as error:
            if stop.is_set() or time.monotonic() > end:
                raise
            LOG.warning("Temporal does not answer, tried again soon: %s", error)
            await asyncio.sleep(1.0)


async def client(settings: Settings) -> Client:
    """A client of the server that `target` finds. Raises LookupError when there is none, TemporalOutOfReach."""
    found = target(settings)
    if found is None:
        raise LookupError("no Temporal server runs for this home")
    return await _connect(settings, found[0])


async def _connect(settings: Settings, found: TemporalTarget) -> Client:
    try:
        return await worker.connect(settings, found)
    except RuntimeError as error:
        raise TemporalOutOfReach(f"{found.address}: {error}") from error
